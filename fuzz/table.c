/*
 * Reads any bytes as a table that somebody has, the part after a line "hierarchy"
 * as its groups.  One that is taken has totals that are the sums of their parts.
 */
#include "base/arena.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "tables/count.h"
#include "tables/count_file.h"
#include "tables/cube.h"

enum { CELLS_LOOKED_AT = 1 << 16 };

/* Every total is the sum of its children, in each dimension. */
static void check_cell(const struct cube *cube, uint32_t cell)
{
	must(cube->counts[cell] >= 0);
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification_node *nodes =
			cube->dimensions[d]->nodes;
		uint32_t node = cube_node(cube, cell, d);
		int64_t sum = 0;

		if (nodes[node].child_count == 0)
			continue;
		for (uint32_t i = 0; i < nodes[node].child_count; i++)
			sum += cube->counts[cell +
					    (nodes[node].first_child + i -
					     node) * cube->strides[d]];
		must(sum == cube->counts[cell]);
	}
}

static void read_table(struct slice bytes, const struct count_file_asked *asked)
{
	struct arena arena = {0};
	struct error error = {0};
	struct magnitudes magnitudes;
	struct count_file file;
	struct cube cube;

	if (count_file_read(&file, bytes, asked, &cube, &magnitudes, &arena,
			    &error) != 0) {
		must(error.code == ERROR_INPUT || error.code == ERROR_MEMORY);
		must(error.message[0] != '\0');
	} else {
		for (uint32_t c = 0; c < cube.cell_count && c < CELLS_LOOKED_AT;
		     c++)
			check_cell(&cube, c);
	}
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char mark[] = "\nhierarchy\n";
	struct slice bytes = {(const char *)data, size};
	struct count_file_asked asked = {.dimension_count = 0};
	const char *found = NULL;

	if (size > 0)
		found = memmem(data, size, mark, sizeof(mark) - 1);
	if (found != NULL) {
		size_t at = (size_t)(found - bytes.at);

		asked.hierarchy =
			slice_part(bytes, at + sizeof(mark) - 1, bytes.len);
		bytes = slice_part(bytes, 0, at + 1);
	}
	read_table(bytes, &asked);
	asked.dimensions[asked.dimension_count++] = SLICE("a");
	read_table(bytes, &asked);
	asked.value = SLICE("days");
	read_table(bytes, &asked);
	return 0;
}
