#include "tables/count_file.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/count_doubt.h"
#include "tables/count_file_parts.h"

/* Values that look like counts, in columns that nobody named. */
static int check_values(const struct reading *reading, struct error *error)
{
	if (reading->asked->dimension_count > 0 ||
	    reading->dimension_count == 1 ||
	    reading->file->layout != COUNT_FILE_LONG)
		return 0;
	for (size_t d = 0; d < reading->dimension_count; d++) {
		const struct dimension *dimension = &reading->dimensions[d];

		/* Values come again, counts seldom do. */
		if ((size_t)dimension->codes.count * 2 < reading->line_count ||
		    !count_doubt_numbers(dimension->name,
					 dimension->codes.texts,
					 dimension->codes.count))
			continue;
		error_set(error, ERROR_INPUT,
			  "the column '%.*s' has numbers only: are they "
			  "counts, or values to count by?",
			  SLICE_ARGS(dimension->name));
		error_hint(error,
			   "say what to count by with --rows and --columns; "
			   "counts side by side are read when the column of "
			   "totals is headed Total");
		return error_at(error, (struct slice){NULL, 0}, 1, 0, 0);
	}
	return 0;
}

int count_file_read(struct count_file *file, struct slice bytes,
		    const struct count_file_asked *asked, struct cube *cube,
		    struct magnitudes *magnitudes, struct arena *arena,
		    struct error *error)
{
	struct reading *reading = arena_allocate(arena, sizeof(*reading));
	int result;

	if (reading == NULL)
		return error_memory(error);
	*file = (struct count_file){0};
	reading->asked = asked;
	reading->file = file;
	reading->arena = arena;
	result = csv_begin(&reading->csv, bytes, 0, error);
	if (result == 0)
		result = count_file_headings(reading, error);
	if (result == 0)
		result = count_file_columns(reading, error);
	if (result == 0)
		result = count_file_lines(reading, error);
	if (result == 0)
		result = check_values(reading, error);
	if (result == 0)
		result = count_file_dimensions(reading, error);
	if (result == 0)
		result = count_file_cube(reading, cube, magnitudes, error);
	csv_release(&reading->csv);
	for (size_t d = 0; d < COUNT_FILE_DIMENSIONS; d++)
		numbering_release(&reading->dimensions[d].codes);
	return result;
}
