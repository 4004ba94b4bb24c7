/*
 * count_file_parts.h - a file of counts while it is read: count_file.c (in order),
 * count_file_columns.c (what each column is), count_file_lines.c (what each line
 * says), count_file_hierarchy.c (groups of values) and count_file_cube.c (the table
 * they make).  Private to count_file.
 */
#ifndef HORNBOOK_TABLES_COUNT_FILE_PARTS_H
#define HORNBOOK_TABLES_COUNT_FILE_PARTS_H

#include "formats/csv.h"
#include "tables/classification.h"
#include "tables/count_file.h"
#include "tables/numbering.h"

/* The total in a column of codes. */
#define TOTAL UINT32_MAX

enum column_role {
	COLUMN_OTHER,
	COLUMN_DIMENSION,
	COLUMN_LABEL, /* of the dimension whose heading it begins with */
	COLUMN_COUNT,
	COLUMN_VALUE,
};

struct dimension {
	struct slice name;
	size_t column;
	size_t label_column; /* SIZE_MAX: none */
	struct numbering codes;
	struct slice *labels; /* by code */
	size_t label_count, label_capacity;
	struct classification classification;
};

/* One line of counts, or one cell of a wide table. */
struct line {
	uint32_t codes[COUNT_FILE_DIMENSIONS]; /* TOTAL: of the total */
	int64_t count;
	int64_t value;
	uint32_t number; /* of the line in the file */
	uint32_t column;
};

struct reading {
	const struct count_file_asked *asked;
	struct count_file *file;
	struct csv csv;
	struct slice *headings;
	enum column_role *roles;
	size_t column_count;
	size_t count_column, value_column; /* SIZE_MAX: none */
	struct dimension dimensions[COUNT_FILE_DIMENSIONS];
	size_t dimension_count;
	struct line *lines;
	size_t line_count, line_capacity;
	bool left_out; /* some column of codes is not counted by */
	struct arena *arena;
};

/* count_file_columns.c */
bool count_file_is_total(const struct reading *reading, struct slice text);
int count_file_headings(struct reading *reading, struct error *error);
int count_file_columns(struct reading *reading, struct error *error);

/* count_file_lines.c: reads all lines. */
int count_file_lines(struct reading *reading, struct error *error);

/* Gives an error the place of a line.  Returns -1. */
int count_file_fail(const struct line *line, struct error *error);

/* count_file_hierarchy.c: a classification of each column's values. */
int count_file_dimensions(struct reading *reading, struct error *error);

/* count_file_cube.c: the cube, and what is counted of values. */
int count_file_cube(struct reading *reading, struct cube *cube,
		    struct magnitudes *magnitudes, struct error *error);

#endif
