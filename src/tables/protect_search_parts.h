/* protect_search_parts.h - a search for a move, shared by its files. */
#ifndef HORNBOOK_TABLES_PROTECT_SEARCH_PARTS_H
#define HORNBOOK_TABLES_PROTECT_SEARCH_PARTS_H

#include "tables/cube.h"
#include "tables/protect_parts.h"

enum {
	STEP_LIMIT = 512,      /* steps kept in a dimension */
	ITEM_LIMIT = 64,       /* cells of one step */
	DRAFT_LIMIT = 1 << 14, /* cells of a move */
};

struct item {
	int32_t offset;
	int32_t weight;
};

struct step {
	int64_t price;
	uint32_t first, count; /* of its items, without the cell itself */
};

struct axis {
	struct step *steps;
	uint32_t count;
	struct item *items;
	uint32_t item_count;
};

struct search {
	struct protection *protection;
	struct axis axes[CUBE_LIMIT_DIMENSIONS];
	uint32_t order[CUBE_LIMIT_DIMENSIONS]; /* of dimensions */
	int64_t rest[CUBE_LIMIT_DIMENSIONS + 1];
	struct draft trial, best;
	/* Of the present search. */
	const struct cube *cube;
	const struct target *target;
	uint32_t first; /* cell of the cube */
	uint32_t cell;
	bool any;
	int64_t limit;
	uint32_t dimension;
	bool far;         /* steps to other groups are listed */
	bool whole;       /* wide groups are tried whole */
	uint32_t breadth; /* else so many of their members */
	int64_t step_limit;
	struct item path[ITEM_LIMIT];
	uint64_t
		*linked; /* bit by cell: in equations that are not its cube's */
	struct net *net;
};

static inline bool is_linked(const struct search *search, uint32_t cell)
{
	return (search->linked[cell / 64] >> (cell % 64) & 1) != 0;
}

int cycle_make(struct search *search, struct error *error);
void cycle_free(struct search *search);
void cycle_search(struct search *search);

#endif
