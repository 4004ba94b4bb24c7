/* All tables of a release as one CSV (RFC 4180). */
#include <stdio.h>

#include "base/builder.h"
#include "formats/csv.h"
#include "share/release_tables.h"
#include "tables/profile.h"

/* Totals come last, as people read them. */
static uint32_t next_node(const struct classification *dimension, uint32_t node)
{
	return node + 1 < dimension->count ? node + 1 : 0;
}

static void add_cell(const struct released_tables *tables, size_t number,
		     const uint32_t *nodes, struct builder *out)
{
	const struct treatment *treatment = &tables->treatment;
	const struct profile_symbols *symbols = &treatment->profile->symbols;
	const struct cube *cube = tables->list[number].counted.cube;
	uint32_t cell = tables->treated[number].first + cube_cell(cube, nodes);
	const struct classification *values =
		cube->dimensions[cube->dimension_count - 1];
	uint32_t value = cube->dimension_count > 1 ? nodes[1] : 0;
	struct slice fields[] = {
		values->name,
		cube->dimensions[0]->nodes[nodes[0]].code,
		value != 0 ? values->nodes[value].code : SLICE("total"),
		value != 0 ? values->nodes[value].label : SLICE("Total"),
		symbols->suppressed,
	};
	char digits[24];

	if (relations_is_shown(&treatment->relations, cell)) {
		snprintf(digits, sizeof(digits), "%lld",
			 (long long)treatment->shown[cell]);
		fields[4] =
			treatment->shown[cell] == 0 &&
					treatment->relations.counts[cell] != 0
				? symbols->low
				: slice_of(digits);
	}
	csv_add_row(out, fields, NULL, sizeof(fields) / sizeof(fields[0]));
}

static void add_table(const struct released_tables *tables, size_t number,
		      struct builder *out)
{
	const struct cube *cube = tables->list[number].counted.cube;
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

	do {
		nodes[0] = next_node(cube->dimensions[0], nodes[0]);
		if (cube->dimension_count == 1) {
			add_cell(tables, number, nodes, out);
			continue;
		}
		do {
			nodes[1] = next_node(cube->dimensions[1], nodes[1]);
			add_cell(tables, number, nodes, out);
		} while (nodes[1] != 0);
	} while (nodes[0] != 0);
}

void tables_add_csv(const struct released_tables *tables, struct builder *out)
{
	builder_add_text(out, "table,area,value,label,pupils\r\n");
	for (size_t i = 0; i < tables->count; i++)
		add_table(tables, i, out);
}
