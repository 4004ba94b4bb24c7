/*
 * tabulate.h - the table that somebody asked for, counted from records and made
 * fit to be published.
 *
 * Used by whoever goes over the register: the release of a table
 * (table_release.c), with what was decided, and the preview, which lets nothing
 * out.
 */
#ifndef HORNBOOK_SHARE_TABULATE_H
#define HORNBOOK_SHARE_TABULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "policy/level.h"
#include "tables/statement.h"

struct arena;
struct builder;
struct cube;
struct error;
struct growth_reference;
struct magnitudes;
struct node;
struct profile;
struct record;
struct tabulate;

enum { SHARE_TABLE_DIMENSIONS = 4 };

enum share_table_form { TABLE_LONG, TABLE_WIDE, TABLE_JSON };

/* A table as it is asked for. */
struct share_table {
	/* Rows, columns, and two more: the name of an area, of a field with few
	 * values, or of a code set that only one field has.  With slashes
	 * between several areas, finest first, these are its hierarchy; else
	 * it is the dictionary's (area, codes: within). */
	struct slice dimensions[SHARE_TABLE_DIMENSIONS];
	size_t dimension_count;
	enum statement_percent percent;
	struct slice mean; /* a number's field; empty: only pupils */
	enum share_table_form form;
	/* Of a release: how small counts are treated, when more strictly than
	 * the rules ask; NULL: as they do. */
	const struct profile *profile;
	/* Of a preview: by what height and weight are assessed
	 * (growth/derive.h), NULL: they are not; and on which day.  A release
	 * has both in its request. */
	const struct growth_reference *reference;
	int32_t today;
};

/* Finds what is asked for in the dictionary.  ERROR_INPUT for names that are not
 * known or cannot be counted by.  Free with tabulate_free. */
int tabulate_begin(struct tabulate **out, const struct dictionary *dictionary,
		   const struct share_table *asked, struct error *error);

/* A table by the area of a level, and the larger areas in which it lies as far as
 * their fields are released, and by a field (DICTIONARY_NONE: by none). */
int tabulate_by_area(struct tabulate **out, const struct dictionary *dictionary,
		     uint16_t area, uint16_t field,
		     const struct field_set *released, struct error *error);

/* The fields that the table cannot do without, and all that it would use:
 * groups of areas are left out where they are not released. */
struct field_set tabulate_needed(const struct tabulate *tabulate);
struct field_set tabulate_fields(const struct tabulate *tabulate);

/*
 * Keeps to what was decided: ERROR_REFUSED when the table needs a field that is
 * not released, or counts by an area that lies neither at the level nor above
 * it.  Before the first record.
 */
int tabulate_allow(struct tabulate *tabulate, const struct field_set *released,
		   struct level level, struct error *error);

/* Bit d: dimension d says where people are. */
uint32_t tabulate_places(const struct tabulate *tabulate);

int tabulate_take(struct tabulate *tabulate, const struct record *records,
		  size_t count, struct error *error);

/* What was taken, counted. */
struct tabulated {
	struct cube *cube;
	struct magnitudes *magnitudes; /* NULL: no mean is asked for */
	uint64_t contradicted;         /* records, by a hierarchy */
	/* Of each record, in the order in which they were taken, its cell. */
	uint32_t *persons;
	size_t person_count;
};

/* Counts on so many threads; all in `arena`. */
int tabulate_count(struct tabulate *tabulate, unsigned int threads,
		   struct tabulated *out, struct arena *arena,
		   struct error *error);

/* States what was counted, once it was treated as `table`. */
struct treatment;
struct treatment_table;
int tabulate_state(struct tabulate *tabulate, const struct tabulated *counted,
		   const struct treatment *treatment,
		   const struct treatment_table *table,
		   struct statement *statement, struct arena *arena,
		   struct error *error);

/* Counts on so many threads, treats by `profile` and states; all in
 * `arena`. */
int tabulate_finish(struct tabulate *tabulate, const struct profile *profile,
		    unsigned int threads, struct statement *statement,
		    struct arena *arena, struct error *error);

void tabulate_free(struct tabulate *tabulate);

/* The file in the form asked for. */
void tabulate_write(const struct share_table *asked,
		    const struct statement *statement, struct builder *out);

/*
 * The table of all pupils of the node, for the controller's own eyes: nobody
 * else's, so nothing is decided, and nothing is recorded or let out.  It is
 * treated all the same.
 */
int share_preview(struct node *node, const struct share_table *asked,
		  const struct profile *profile, unsigned int threads,
		  void (*progress)(void *context, uint64_t done,
				   uint64_t total),
		  void *context, struct statement *statement,
		  struct arena *arena, struct error *error);

#endif
