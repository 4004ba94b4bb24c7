/*
 * table_file_parts.h - what the files that read and that relate tables have in
 * common.  Private to table_file.h.
 */
#ifndef HORNBOOK_TABLES_TABLE_FILE_PARTS_H
#define HORNBOOK_TABLES_TABLE_FILE_PARTS_H

#include "tables/table_file.h"

/* A dimension while codes are added. */
struct dimension {
	struct table_file_dimension told;
	size_t capacity, parent_capacity;
	uint32_t *places; /* a hash with open places: code, from 1 */
	uint32_t place_count;
};

/* A percentage beside or instead of a count. */
struct percentage {
	uint32_t cell, dimension;
	int64_t value;
	unsigned int decimals;
};

struct hierarchy_line {
	struct slice dimension, code, parent;
	struct table_file_place place;
};

struct table_files {
	struct arena *arena;
	struct table_file_options options;
	struct dimension dimensions[TABLE_FILE_DIMENSIONS];
	size_t dimension_count;
	struct slice *names;
	size_t file_count, name_capacity;
	struct table_file_cell *cells;
	size_t cell_count, cell_capacity;
	struct percentage *percentages;
	size_t percentage_count, percentage_capacity;
	struct hierarchy_line *lines;
	size_t line_count, line_capacity;
	uint64_t left_out;
	bool zeros;
	struct table_file_place *equations;
	size_t equation_count, equation_capacity;
};

/* Finds or adds; give -1 when memory is out or there are too many. */
int files_dimension(struct table_files *files, struct slice name,
		    size_t *dimension, struct error *error);
int files_code(struct table_files *files, size_t dimension, struct slice code,
	       uint32_t *number, struct error *error);

/* Whether there is such a code; without adding it. */
bool files_find_code(const struct table_files *files, size_t dimension,
		     struct slice code, uint32_t *number);

/* Adds a cell; copies the codes, TABLE_FILE_DIMENSIONS of them. */
int files_add_cell(struct table_files *files, struct table_file_cell cell,
		   struct error *error);

/* Takes dimensions out of the cells from `from` on that say what another says
 * (table_file_twins.c). */
int files_drop_twins(struct table_files *files, size_t from,
		     struct error *error);

int files_error(const struct table_files *files, struct error *error,
		struct table_file_place place, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
