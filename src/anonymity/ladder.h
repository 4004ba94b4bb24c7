/*
 * ladder.h - how the values of one column become coarser, level by level.
 *
 * Level 0 is the value itself; the last level of every ladder is "*", which
 * tells nothing.  Between them each level joins groups of the one below it, and
 * never parts what was joined: a date of birth becomes its month, its term, its
 * academic year; a code the code of a coarser set.  Which ladder a column has
 * comes from what it is (the dictionary's fields, areas and code sets), from its
 * values (dates, numbers), or from a file.
 *
 * An empty value means that nothing is known; it stays so up to the last level.
 */
#ifndef HORNBOOK_ANONYMITY_LADDER_H
#define HORNBOOK_ANONYMITY_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct column;
struct dictionary;
struct error;

enum { LADDER_LEVELS = 16 };

/* What is written where a value was left out. */
#define LADDER_TOP "*"

/* How far apart two values are, for t-closeness. */
enum ladder_distance {
	DISTANCE_EQUAL,        /* any two are alike far */
	DISTANCE_ORDERED,      /* numbers and dates: by how many lie between */
	DISTANCE_HIERARCHICAL, /* by the level on which they meet */
};

struct ladder_level {
	struct slice name;    /* "month"; "" of level 0 */
	uint32_t *groups;     /* by value of the column */
	struct slice *labels; /* by group */
	uint32_t group_count;
	uint32_t height; /* levels below it, also those that join nothing */
};

struct ladder {
	struct ladder_level levels[LADDER_LEVELS];
	size_t count;    /* at least 2, or 1 where a column has but one value */
	uint32_t height; /* of the level that was added last */
	uint32_t whole;  /* of the first that joined all; 0: none did */
	enum ladder_distance distance;
	uint32_t *ranks; /* by value, from 0: their order; NULL unless
			    DISTANCE_ORDERED */
};

/* --- making --------------------------------------------------------------------- */

/* A ladder of level 0 alone. */
int ladder_begin(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error);

/*
 * Adds a level by what each value is called on it.  A level that joins nothing
 * is left out; one that parts what the level below has joined is ERROR_INPUT.
 * Names and labels must live as long as the ladder.
 */
int ladder_add(struct ladder *ladder, const struct column *column,
	       struct slice name, const struct slice *labels,
	       struct arena *arena, struct error *error);

/* Adds the last level. */
int ladder_end(struct ladder *ladder, const struct column *column,
	       struct arena *arena, struct error *error);

/* Value or nothing. */
int ladder_plain(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error);

/* Dates (yyyy-mm-dd): month, term of birth, academic year, five academic
 * years.  What is no date stays as it is. */
int ladder_dates(struct ladder *ladder, const struct column *column,
		 struct arena *arena, struct error *error);

/*
 * Numbers: bands of widths that divide each other, and before them both ends
 * closed where fewer than `least` rows lie beyond (top and bottom coding).
 */
int ladder_numbers(struct ladder *ladder, const struct column *column,
		   size_t row_count, uint32_t least, struct arena *arena,
		   struct error *error);

/* Codes of a set of the dictionary, by the coarser sets that it lies within. */
int ladder_codes(struct ladder *ladder, const struct column *column,
		 const struct dictionary *dictionary, uint16_t codes,
		 struct arena *arena, struct error *error);

/* Areas: a row tells in other columns in which larger area its own lies.  A
 * column by which one area lies in two is left out. */
int ladder_areas(struct ladder *ladder, const struct column *column,
		 const struct column *const *larger, size_t count,
		 size_t row_count, struct arena *arena, struct error *error);

/*
 * From CSV without a header, a row for each value: the value, then what it is
 * called on each level.  All values of the column must be there, but for the
 * empty one; rows have as many fields as the first.
 */
int ladder_read(struct ladder *ladder, const struct column *column,
		struct slice bytes, struct arena *arena, struct error *error);

/* By what the values look like: dates where all are, numbers where all are, else
 * value or nothing. */
int ladder_guess(struct ladder *ladder, const struct column *column,
		 size_t row_count, uint32_t least, struct arena *arena,
		 struct error *error);

#endif
