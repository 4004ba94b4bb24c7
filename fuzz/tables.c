/*
 * Reads any bytes as somebody's tables, which stand one after another between
 * lines "====", and one after a line "%%%%" as a hierarchy; relates and
 * attacks what can be read.  What is told to be exposed must be a cell.
 */
#include "base/arena.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "tables/attack.h"
#include "tables/table_file.h"

enum { CELLS = 60 }; /* larger ones take too long to attack */

static struct slice cut(struct slice *rest, const char *mark)
{
	struct slice sought = slice_of(mark);
	struct slice part = *rest;

	for (size_t i = 0; i + sought.len <= rest->len; i++) {
		if (!slice_starts_with(slice_part(*rest, i, rest->len), sought))
			continue;
		part = slice_part(*rest, 0, i);
		*rest = slice_part(*rest, i + sought.len, rest->len);
		return part;
	}
	*rest = (struct slice){0};
	return part;
}

static void attack_files(struct table_files *files, struct arena *arena)
{
	struct attack_options options = {.unknown_counts = true};
	struct attack_result result;
	struct relations relations;
	struct error error = {0};

	if (table_files_cells(files) > CELLS)
		return;
	if (table_files_relate(files, &relations, &options.ratios,
			       &options.ratio_count, &error) != 0) {
		must(error.code == ERROR_INPUT && error.message[0] != '\0');
		return;
	}
	if (relations.cell_count > 4 * CELLS)
		return;
	if (attack(&result, &relations, &options, arena, &error) != 0) {
		must(error.code == ERROR_CORRUPT ||
		     error.code == ERROR_REFUSED);
		return;
	}
	for (size_t i = 0; i < result.count; i++)
		must(result.exposures[i].cell < table_files_cells(files) &&
		     result.exposures[i].low <= result.exposures[i].high);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size};
	struct slice hierarchy;
	struct arena arena = {0};
	struct table_file_options options = {
		.span = 2,
		.rounded = size % 3 == 0 ? 5 : 0,
	};
	struct table_files *files;
	struct error error = {0};
	struct slice tables = cut(&rest, "%%%%\n");
	int result;

	hierarchy = rest;
	must(table_files_make(&files, &options, &arena, &error) == 0);
	result = hierarchy.len > 0
			 ? table_files_add_hierarchy(files, SLICE("h.csv"),
						     hierarchy, &error)
			 : 0;
	while (result == 0 && tables.len > 0)
		result = table_files_add(files, SLICE("t.csv"),
					 cut(&tables, "====\n"), &error);
	if (result == 0)
		attack_files(files, &arena);
	else
		must(error.code == ERROR_INPUT && error.message[0] != '\0');
	arena_release(&arena);
	return 0;
}
