/*
 * Columns that say the same: an area's code and its name.  Both as dimensions
 * would tie every total to nothing, since a line for all has a code of its own
 * too ("England", E92000001).
 */
#include "base/arena.h"
#include "base/error.h"
#include "tables/table_file_parts.h"

struct twins {
	const struct table_files *files;
	size_t from; /* the first cell of the file */
	size_t one, other;
	uint32_t *partners; /* by code of `one`: code of `other`, from 1 */
	uint32_t *back;
};

/* Notes that `to` stands beside `from`; false when something else does too. */
static bool pair(uint32_t *partners, uint32_t from, uint32_t to)
{
	if (partners[from] == 0)
		partners[from] = to + 1;
	return partners[from] == to + 1;
}

/* Whether each code of the one has one of the other and the other way round,
 * the total of `one` among them. */
static bool are_twins(const struct twins *twins)
{
	const struct table_files *files = twins->files;
	const struct table_file_dimension *one =
		&files->dimensions[twins->one].told;
	const struct table_file_dimension *other =
		&files->dimensions[twins->other].told;
	uint32_t codes = 0;

	memset(twins->partners, 0, one->count * sizeof(uint32_t));
	memset(twins->back, 0, other->count * sizeof(uint32_t));
	for (size_t c = twins->from; c < files->cell_count; c++) {
		uint32_t a = files->cells[c].codes[twins->one];
		uint32_t b = files->cells[c].codes[twins->other];

		if (!pair(twins->partners, a, b) || !pair(twins->back, b, a))
			return false;
	}
	for (uint32_t a = 1; a < one->count; a++)
		codes += twins->partners[a] != 0;
	return codes > 1 && twins->partners[0] != 0;
}

/* Takes a dimension out of the file. */
static int drop(struct table_files *files, size_t from, size_t one,
		size_t other, struct error *error)
{
	for (size_t c = from; c < files->cell_count; c++) {
		uint32_t *codes = arena_array(
			files->arena, TABLE_FILE_DIMENSIONS, sizeof(*codes));

		if (codes == NULL)
			return error_memory(error);
		memcpy(codes, files->cells[c].codes,
		       TABLE_FILE_DIMENSIONS * sizeof(*codes));
		codes[other] = 0;
		files->cells[c].codes = codes;
	}
	for (size_t p = 0; p < files->percentage_count; p++)
		if (files->percentages[p].cell >= from &&
		    files->percentages[p].dimension == other)
			files->percentages[p].dimension = (uint32_t)one;
	return 0;
}

static uint32_t most_codes(const struct table_files *files)
{
	uint32_t most = 0;

	for (size_t d = 0; d < files->dimension_count; d++)
		if (files->dimensions[d].told.count > most)
			most = files->dimensions[d].told.count;
	return most;
}

int files_drop_twins(struct table_files *files, size_t from,
		     struct error *error)
{
	struct arena scratch = {0};
	uint32_t most = most_codes(files);
	struct twins twins = {
		.files = files,
		.from = from,
		.partners = arena_array(&scratch, most, sizeof(uint32_t)),
		.back = arena_array(&scratch, most, sizeof(uint32_t)),
	};
	int result = 0;

	if (twins.partners == NULL || twins.back == NULL)
		result = error_memory(error);
	for (size_t a = 0; result == 0 && a < files->dimension_count; a++)
		for (size_t b = 0; result == 0 && b < files->dimension_count;
		     b++) {
			twins.one = a;
			twins.other = b;
			if (a != b && are_twins(&twins))
				result = drop(files, from, a, b, error);
		}
	arena_release(&scratch);
	return result;
}
