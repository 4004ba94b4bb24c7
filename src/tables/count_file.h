/*
 * count_file.h - a table of counts, or the records to be counted, that somebody
 * has as CSV.
 *
 * Long: columns of values, and one of counts; totals may be among the lines and
 * then have to be right.  Records: columns of values, a line for each person.
 * Wide: a column of values, and a column of counts for each value of another
 * dimension.  The counts have to be whole and there: a table that has numbers
 * hidden already cannot be treated, since what is hidden is not known.
 */
#ifndef HORNBOOK_TABLES_COUNT_FILE_H
#define HORNBOOK_TABLES_COUNT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct cube;
struct error;
struct magnitudes;

enum {
	COUNT_FILE_DIMENSIONS = 4,
	COUNT_FILE_DECIMALS = 4, /* that numbers are summed with */
};

struct count_file_asked {
	/* Headings of the columns to count by; none: all that are not counts
	 * or labels. */
	struct slice dimensions[COUNT_FILE_DIMENSIONS];
	size_t dimension_count;
	struct slice count; /* heading of the counts; empty: by its name */
	struct slice value; /* of a number to make means of; empty: none */
	struct slice total; /* one more word for a total; "none": what adds up
			       to the others by chance is none */
	/* CSV with the columns code, parent and perhaps label: groups of values.
	 * `at` NULL: none. */
	struct slice hierarchy;
};

enum count_file_layout {
	COUNT_FILE_LONG,
	COUNT_FILE_RECORDS,
	COUNT_FILE_WIDE,
};

struct count_file {
	enum count_file_layout layout;
	uint64_t lines;       /* of counts, or persons */
	struct slice counted; /* heading of the counts; "count" without one */
};

/*
 * Reads it into a cube with all totals; `magnitudes` is filled where values are
 * asked for.  All in `arena`.  Fails with ERROR_INPUT and its place on what is
 * no table: a count that is negative, a fraction or a symbol, a total that is
 * not the sum of its parts, a cell given twice, no column to count by; and on
 * what is in doubt (count_doubt.h).
 */
int count_file_read(struct count_file *file, struct slice bytes,
		    const struct count_file_asked *asked, struct cube *cube,
		    struct magnitudes *magnitudes, struct arena *arena,
		    struct error *error);

#endif
