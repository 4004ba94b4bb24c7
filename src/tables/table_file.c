#include "tables/table_file.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/table_figure.h"
#include "tables/table_file_parts.h"

int table_files_make(struct table_files **out,
		     const struct table_file_options *options,
		     struct arena *arena, struct error *error)
{
	struct table_files *files = arena_allocate(arena, sizeof(*files));

	if (files == NULL)
		return error_memory(error);
	files->arena = arena;
	files->options = *options;
	*out = files;
	return 0;
}

int files_error(const struct table_files *files, struct error *error,
		struct table_file_place place, const char *format, ...)
{
	char message[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	error_set(error, ERROR_INPUT, "%s", message);
	return error_at(error, files->names[place.file], place.line,
			place.column, 0);
}

/* --- dimensions and codes --------------------------------------------------- */

static struct slice without_total(const struct table_files *files,
				  struct slice code)
{
	code = slice_trim(code);
	if (figure_is_total(code) ||
	    (files->options.total.len > 0 &&
	     slice_equal_ignoring_case(code, files->options.total)))
		return (struct slice){"", 0};
	return code;
}

static uint64_t hash_code(struct slice code)
{
	uint64_t hash = 0xCBF29CE484222325u;

	for (size_t i = 0; i < code.len; i++) {
		unsigned char c = (unsigned char)code.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		hash = (hash ^ c) * 0x100000001B3u;
	}
	return hash ^ hash >> 32;
}

static uint32_t find_place(const struct dimension *dimension, struct slice code)
{
	uint32_t mask = dimension->place_count - 1;
	uint32_t at = (uint32_t)hash_code(code) & mask;

	while (dimension->places[at] != 0 &&
	       !slice_equal_ignoring_case(
		       dimension->told.codes[dimension->places[at] - 1], code))
		at = (at + 1) & mask;
	return at;
}

static int grow_places(struct table_files *files, struct dimension *dimension,
		       struct error *error)
{
	uint32_t count =
		dimension->place_count == 0 ? 64 : 2 * dimension->place_count;

	if (2 * dimension->told.count < dimension->place_count)
		return 0;
	dimension->places =
		arena_array(files->arena, count, sizeof(*dimension->places));
	if (dimension->places == NULL) {
		dimension->place_count = 0;
		return error_memory(error);
	}
	dimension->place_count = count;
	for (uint32_t i = 1; i < dimension->told.count; i++)
		dimension->places[find_place(dimension,
					     dimension->told.codes[i])] = i + 1;
	return 0;
}

static int put_code(struct table_files *files, struct dimension *dimension,
		    struct slice code, struct error *error)
{
	struct table_file_dimension *told = &dimension->told;

	told->codes = arena_grow(files->arena, told->codes, told->count,
				 &dimension->capacity, sizeof(*told->codes));
	told->parents =
		arena_grow(files->arena, told->parents, told->count,
			   &dimension->parent_capacity, sizeof(uint32_t));
	if (told->codes == NULL || told->parents == NULL)
		return error_memory(error);
	told->codes[told->count] = code;
	told->parents[told->count++] = 0;
	return 0;
}

int files_dimension(struct table_files *files, struct slice name,
		    size_t *dimension, struct error *error)
{
	struct dimension *made;

	name = slice_trim(name);
	for (size_t d = 0; d < files->dimension_count; d++)
		if (slice_equal_ignoring_case(files->dimensions[d].told.name,
					      name)) {
			*dimension = d;
			return 0;
		}
	if (files->dimension_count == TABLE_FILE_DIMENSIONS)
		return error_set(error, ERROR_INPUT,
				 "the tables have more than %d dimensions "
				 "together",
				 TABLE_FILE_DIMENSIONS);
	made = &files->dimensions[files->dimension_count];
	made->told.name = arena_copy(files->arena, name);
	if (made->told.name.at == NULL ||
	    put_code(files, made, SLICE("total"), error) != 0)
		return error_memory(error);
	*dimension = files->dimension_count++;
	return 0;
}

bool files_find_code(const struct table_files *files, size_t dimension,
		     struct slice code, uint32_t *number)
{
	const struct dimension *of = &files->dimensions[dimension];

	code = without_total(files, code);
	*number = 0;
	if (code.len == 0)
		return true;
	if (of->place_count == 0)
		return false;
	*number = of->places[find_place(of, code)];
	if (*number == 0)
		return false;
	--*number;
	return true;
}

int files_code(struct table_files *files, size_t dimension, struct slice code,
	       uint32_t *number, struct error *error)
{
	struct dimension *of = &files->dimensions[dimension];
	uint32_t place;

	if (files_find_code(files, dimension, code, number))
		return 0;
	if (grow_places(files, of, error) != 0)
		return -1;
	code = arena_copy(files->arena, without_total(files, code));
	if (code.at == NULL)
		return error_memory(error);
	place = find_place(of, code);
	*number = of->told.count;
	if (put_code(files, of, code, error) != 0)
		return -1;
	of->places[place] = *number + 1;
	return 0;
}

/* --- cells ------------------------------------------------------------------ */

int files_add_cell(struct table_files *files, struct table_file_cell cell,
		   struct error *error)
{
	uint32_t *codes;

	if (files->cell_count == TABLE_FILE_CELLS)
		return error_set(error, ERROR_INPUT,
				 "the tables have more than %d cells together",
				 TABLE_FILE_CELLS);
	files->cells = arena_grow(files->arena, files->cells, files->cell_count,
				  &files->cell_capacity, sizeof(cell));
	codes = arena_array(files->arena, TABLE_FILE_DIMENSIONS,
			    sizeof(uint32_t));
	if (files->cells == NULL || codes == NULL)
		return error_memory(error);
	memcpy(codes, cell.codes, TABLE_FILE_DIMENSIONS * sizeof(*codes));
	cell.codes = codes;
	files->cells[files->cell_count++] = cell;
	return 0;
}

/* --- what there is ---------------------------------------------------------- */

struct table_file_place table_files_equation(const struct table_files *files,
					     uint64_t record)
{
	if (record == 0 || record > files->equation_count)
		return (struct table_file_place){0};
	return files->equations[record - 1];
}

struct slice table_files_name(const struct table_files *files, uint32_t file)
{
	return files->names[file];
}

size_t table_files_dimensions(const struct table_files *files)
{
	return files->dimension_count;
}

const struct table_file_dimension *
table_files_dimension(const struct table_files *files, size_t dimension)
{
	return &files->dimensions[dimension].told;
}

uint32_t table_files_cells(const struct table_files *files)
{
	return (uint32_t)files->cell_count;
}

const struct table_file_cell *table_files_cell(const struct table_files *files,
					       uint32_t cell)
{
	return &files->cells[cell];
}

bool table_files_zeros(const struct table_files *files)
{
	return files->zeros;
}

uint64_t table_files_percentages_left_out(const struct table_files *files)
{
	return files->left_out;
}
