/*
 * tabulate.h - the table that somebody asked for, counted from records and made
 * fit to be published.
 *
 * Used by whoever goes over the register: the release of a table
 * (aggregate.c), with what was decided, and the preview, which lets nothing
 * out.
 */
#ifndef HORNBOOK_SHARE_TABULATE_H
#define HORNBOOK_SHARE_TABULATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "tables/statement.h"

struct arena;
struct builder;
struct error;
struct profile;
struct record;
struct tabulate;

enum { SHARE_TABLE_DIMENSIONS = 4 };

enum share_table_form { TABLE_LONG, TABLE_WIDE, TABLE_JSON };

/* A table as it is asked for. */
struct share_table {
	/* Names of areas or of fields with few values: rows, columns, and two
	 * more. */
	struct slice dimensions[SHARE_TABLE_DIMENSIONS];
	size_t dimension_count;
	enum statement_percent percent;
	struct slice mean; /* a number's field; empty: only pupils */
	enum share_table_form form;
};

/*
 * Begins.  `released` (NULL: all) are the fields that may be counted; ERROR_REFUSED
 * when the table needs others, ERROR_INPUT for names that are not known or
 * cannot be counted by.  Free with tabulate_free.
 */
int tabulate_begin(struct tabulate **out, const struct dictionary *dictionary,
		   const struct share_table *asked,
		   const struct field_set *released, struct error *error);

/* The categories that have to be read, as bits; fields that have to be
 * released. */
uint64_t tabulate_categories(const struct tabulate *tabulate);
struct field_set tabulate_fields(const struct tabulate *tabulate);

int tabulate_take(struct tabulate *tabulate, const struct record *records,
		  size_t count, struct error *error);

/* Counts, treats by `profile` and states; all in `arena`. */
int tabulate_finish(struct tabulate *tabulate, const struct profile *profile,
		    struct statement *statement, struct arena *arena,
		    struct error *error);

void tabulate_free(struct tabulate *tabulate);

/* The file in the form asked for. */
void tabulate_write(const struct share_table *asked,
		    const struct statement *statement, struct builder *out);

#endif
