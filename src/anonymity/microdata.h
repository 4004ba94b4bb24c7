/*
 * microdata.h - rows about people, by column.
 *
 * A set of microdata is what a row-level file holds: one row for each person, a
 * column for each thing that is told.  Each column keeps its distinct values
 * once, and for each row the number of its value, so that a pass over millions
 * of rows goes over whole numbers.  Nothing is known here of pupils: what a
 * column means to whoever wants to find somebody is its role.
 */
#ifndef HORNBOOK_ANONYMITY_MICRODATA_H
#define HORNBOOK_ANONYMITY_MICRODATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct error;

/* Hard limits; more is refused. */
enum {
	MICRODATA_COLUMNS = 1024,
	MICRODATA_ROWS = 1 << 28,
};

enum column_role {
	COLUMN_PLAIN,     /* neither known to others nor sensitive; as it is */
	COLUMN_QUASI,     /* known to others: helps to single somebody out */
	COLUMN_SENSITIVE, /* what nobody should learn of a person */
	COLUMN_NAMING,    /* tells by itself who it is; is never written */
};

struct ladder;

struct column {
	struct slice name;
	enum column_role role;
	bool number;                 /* written bare where it is a number */
	const struct ladder *ladder; /* how its values become coarser; NULL:
					only by leaving them out */
	struct slice *values;        /* distinct, in order of first row */
	uint32_t value_count;
	uint32_t *cells; /* by row, which of them */

	/* Private: finding a value. */
	uint32_t *slots;
	size_t slot_count, value_capacity;
};

struct microdata {
	struct column *columns;
	size_t column_count;
	size_t row_count, row_capacity;
	size_t population; /* rows after those, of everybody who could have been
			      in the file; 0: not known */
	struct arena arena; /* of names and values */
};

/* A set without rows; names are copied.  Free with microdata_free. */
int microdata_make(struct microdata **out, const struct slice *names,
		   size_t count, struct error *error);
void microdata_free(struct microdata *data);

/* Adds a row of as many values as there are columns, copying what it keeps.
 * After a failure the set is of no more use. */
int microdata_add(struct microdata *data, const struct slice *values,
		  struct error *error);

/*
 * Adds, behind the rows, everybody they were taken from: quasi-identifiers only,
 * by the names of columns, of which none may lack (ERROR_INPUT).  After that no
 * row can be added.  Before ladders are made, which must know all values.
 */
int microdata_set_population(struct microdata *data,
			     const struct microdata *frame,
			     struct error *error);

/* The column of this name, letters A-Z and a-z alike, or NULL. */
struct column *microdata_find(const struct microdata *data, struct slice name);

/* Whether a value that is not empty stands in several rows. */
bool microdata_repeats(const struct column *column, size_t row_count);

/* How many columns have a role. */
size_t microdata_count(const struct microdata *data, enum column_role role);

/*
 * Reads CSV with a header (formats/csv.h): each row has as many fields as the
 * header, whose names are there and all different.  Guards against formulas are
 * taken off.
 */
int microdata_read(struct microdata **out, struct slice bytes,
		   struct error *error);

static inline struct slice column_value(const struct column *column, size_t row)
{
	return column->values[column->cells[row]];
}

#endif
