/*
 * csv_mapping.h - a school's own words for columns and values.
 *
 * One statement a line; `#` begins a comment line:
 *
 *     School's column = field.name
 *     School's column = ignore
 *     School's column: Yes -> true
 *     field.name default VALUE
 *     date-format dd/mm/yyyy
 *
 * Columns are compared by key (csv_names.h); a name that holds "=", ":" or
 * "->" stands in quotation marks.  Nothing after "->" or "default" leaves the
 * value out.
 */
#ifndef HORNBOOK_FORMATS_CSV_MAPPING_H
#define HORNBOOK_FORMATS_CSV_MAPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "formats/csv_names.h"

struct arena;
struct builder;
struct error;

struct csv_column_rule {
	struct slice column; /* as written */
	struct slice key;
	uint32_t line;
	struct csv_target target;
	bool used; /* the file has such a column */
};

struct csv_value_rule {
	struct slice column;
	struct slice key;
	uint32_t line;
	struct slice from; /* compared ignoring case */
	struct slice to;
	bool used;
};

struct csv_default {
	struct csv_target target;
	uint32_t line;
	struct slice value; /* canonical for a field, as written for a period */
};

struct csv_mapping {
	struct csv_column_rule *columns;
	struct csv_value_rule *values;
	struct csv_default *defaults;
	size_t column_count, column_capacity, value_count, value_capacity,
		default_count, default_capacity;
	struct slice date_format; /* empty: as field_check reads dates */
};

/*
 * Reads a mapping file's text; what it holds is in `arena` or borrowed from
 * `text`.  Values of defaults are checked for `today`.  Fails with the
 * line and what is wrong.
 */
int csv_mapping_read(struct csv_mapping *mapping, struct slice text,
		     const struct csv_names *names, int32_t today,
		     struct arena *arena, struct error *error);

/*
 * Reads a date in a format of dd, d, mm, m, mmm (English, three letters),
 * yyyy and other characters, which stand for themselves; a time of midnight
 * after it is allowed.
 */
bool csv_date(struct slice text, struct slice format, int32_t *date);

/* A date's text without the midnight that spreadsheets write after it. */
struct slice csv_without_midnight(struct slice text);

#endif
