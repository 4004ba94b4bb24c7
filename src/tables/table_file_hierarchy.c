/* Groups of values, as whoever has a table of others knows them. */
#include "base/arena.h"
#include "base/error.h"
#include "tables/table_file_reading.h"

static int add_line(struct table_files *files, struct hierarchy_line line,
		    struct error *error)
{
	line.dimension = arena_copy(files->arena, line.dimension);
	line.code = arena_copy(files->arena, line.code);
	line.parent = arena_copy(files->arena, line.parent);
	files->lines = arena_grow(files->arena, files->lines, files->line_count,
				  &files->line_capacity, sizeof(line));
	if (files->lines == NULL || line.dimension.at == NULL ||
	    line.code.at == NULL || line.parent.at == NULL)
		return error_memory(error);
	files->lines[files->line_count++] = line;
	return 0;
}

static int read_lines(struct reading *reading, struct error *error)
{
	static const char *const headings[] = {"code", "parent", "dimension"};
	size_t places[3] = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
	struct csv_row row;
	int more = csv_read(&reading->csv, &row, error);

	for (size_t c = 0; more == 1 && c < row.count; c++)
		for (size_t h = 0; h < 3; h++)
			if (slice_equal_ignoring_case(reading_field(&row, c),
						      slice_of(headings[h])))
				places[h] = c;
	if (more < 0)
		return -1;
	if (places[0] == SIZE_MAX || places[1] == SIZE_MAX)
		return files_error(
			reading->files, error,
			(struct table_file_place){reading->file, 1, 1},
			"a hierarchy has the columns code and "
			"parent");
	while ((more = csv_read(&reading->csv, &row, error)) == 1) {
		struct hierarchy_line line = {
			.code = reading_field(&row, places[0]),
			.parent = reading_field(&row, places[1]),
			.dimension = places[2] != SIZE_MAX
					     ? reading_field(&row, places[2])
					     : SLICE(""),
			.place = reading_place(reading, &row, 0),
		};

		if (line.code.len == 0)
			return files_error(reading->files, error, line.place,
					   "there is no code here");
		if (add_line(reading->files, line, error) != 0)
			return -1;
	}
	return more;
}

int table_files_add_hierarchy(struct table_files *files, struct slice name,
			      struct slice bytes, struct error *error)
{
	return files_add(files, name, bytes, read_lines, error);
}
