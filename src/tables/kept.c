/* From treated tables to kept ones, and to bytes. */
#include "tables/kept.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/differencing.h"
#include "tables/kept_parts.h"
#include "tables/profile.h"
#include "tables/relations.h"
#include "tables/treatment.h"

/* --- what a reader knows -------------------------------------------------------- */

/* Rounded so that totals add up a count may lie on either side of what is shown,
 * and farther where all could not be kept beside. */
static void bound_shown(const struct treatment *treatment, int64_t count,
			int64_t shown, int64_t *least, int64_t *most)
{
	const struct profile *profile = treatment->profile;

	if (profile->rounding != ROUNDING_CONTROLLED) {
		profile_known(profile, count, least, most);
		return;
	}
	profile_rounded_from(profile, shown, least, most);
	if (count < *least)
		*least = count;
	if (count > *most)
		*most = count;
}

static void fill_cells(const struct treatment *treatment, uint32_t first,
		       struct kept_table *table)
{
	const struct relations *relations = &treatment->relations;

	for (uint32_t c = 0; c < table->cube.cell_count; c++) {
		uint32_t cell = first + c;

		table->marks[c] = relations->marks[cell];
		table->span[c] = relations->marks[cell] == CELL_RISKY
					 ? relations->span[cell]
					 : 0;
		table->least[c] = relations->least[cell];
		table->most[c] = relations->most[cell];
		if (relations_is_shown(relations, cell))
			bound_shown(treatment, table->cube.counts[c],
				    treatment->shown[cell], &table->least[c],
				    &table->most[c]);
	}
}

int kept_table_allocate(struct kept_table *table, struct arena *arena,
			struct error *error)
{
	uint32_t count = table->cube.cell_count;

	table->marks = arena_allocate(arena, count);
	table->span = arena_array(arena, count, sizeof(*table->span));
	table->least = arena_array(arena, count, sizeof(*table->least));
	table->most = arena_array(arena, count, sizeof(*table->most));
	return table->marks != NULL && table->span != NULL &&
			       table->least != NULL && table->most != NULL
		       ? 0
		       : error_memory(error);
}

int kept_make(struct kept *out, const struct treatment *treatment,
	      const struct treatment_table *tables,
	      const struct kept_people *people, size_t table_count,
	      size_t person_count, struct arena *arena, struct error *error)
{
	const struct profile *profile = treatment->profile;
	struct kept_table *list =
		arena_array(arena, table_count, sizeof(*list));

	if (list == NULL)
		return error_memory(error);
	for (size_t t = 0; t < table_count; t++) {
		list[t].cube = *tables[t].cube;
		list[t].persons = people[t].persons;
		list[t].places = people[t].places;
		if (kept_table_allocate(&list[t], arena, error) != 0)
			return -1;
		fill_cells(treatment, tables[t].first, &list[t]);
	}
	*out = (struct kept){
		.tables = list,
		.table_count = table_count,
		.person_count = person_count,
		.threshold = profile->high != 0 ? profile->high + 1 : 0,
		.interval = profile->interval,
	};
	return 0;
}

void kept_attacked(const struct kept_table *table,
		   struct differencing_table *out)
{
	*out = (struct differencing_table){
		.cube = &table->cube,
		.marks = table->marks,
		.span = table->span,
		.least = table->least,
		.most = table->most,
		.places = table->places,
	};
}

/* --- bytes ------------------------------------------------------------------------ */

static void put_number(struct builder *out, uint64_t number)
{
	while (number >= 0x80) {
		builder_add_byte(out, (char)(number | 0x80));
		number >>= 7;
	}
	builder_add_byte(out, (char)number);
}

static void put_text(struct builder *out, struct slice text)
{
	put_number(out, text.len);
	builder_add(out, text);
}

static void put_classification(struct builder *out,
			       const struct classification *dimension)
{
	put_text(out, dimension->name);
	put_text(out, dimension->label);
	put_text(out, dimension->nodes[0].code);
	put_text(out, dimension->nodes[0].label);
	put_number(out, dimension->count - 1);
	for (uint32_t n = 1; n < dimension->count; n++) {
		put_text(out, dimension->nodes[n].code);
		put_text(out, dimension->nodes[n].label);
		put_number(out, dimension->nodes[n].parent);
	}
}

/* The classifications of all tables, each once. */
struct dimensions {
	const struct classification
		*list[KEPT_LIMIT_TABLES * CUBE_LIMIT_DIMENSIONS];
	size_t table[KEPT_LIMIT_TABLES * CUBE_LIMIT_DIMENSIONS];
	uint32_t place[KEPT_LIMIT_TABLES * CUBE_LIMIT_DIMENSIONS];
	size_t count;
};

static size_t dimension_number(const struct dimensions *dimensions,
			       const struct classification *wanted)
{
	size_t i = 0;

	while (i < dimensions->count && dimensions->list[i] != wanted)
		i++;
	return i;
}

static void find_dimensions(const struct kept *kept,
			    struct dimensions *dimensions)
{
	for (size_t t = 0; t < kept->table_count; t++) {
		const struct cube *cube = &kept->tables[t].cube;

		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			if (dimension_number(dimensions, cube->dimensions[d]) <
			    dimensions->count)
				continue;
			dimensions->list[dimensions->count] =
				cube->dimensions[d];
			dimensions->table[dimensions->count] = t;
			dimensions->place[dimensions->count++] = d;
		}
	}
}

static void put_column(struct builder *out, const struct kept *kept,
		       const struct kept_table *table, uint32_t place)
{
	uint32_t count = table->cube.dimensions[place]->count;
	unsigned int width = count <= 1u << 8 ? 1 : count <= 1u << 16 ? 2 : 4;

	put_number(out, width);
	if (!builder_reserve(out, kept->person_count * width))
		return;
	for (size_t i = 0; i < kept->person_count; i++) {
		uint32_t node =
			cube_node(&table->cube, table->persons[i], place);

		for (unsigned int b = 0; b < width; b++)
			builder_add_byte(out, (char)(node >> 8 * b));
	}
}

static void put_table(struct builder *out, const struct kept_table *table,
		      const struct dimensions *dimensions)
{
	put_number(out, table->places);
	put_number(out, table->cube.dimension_count);
	for (uint32_t d = 0; d < table->cube.dimension_count; d++)
		put_number(out, dimension_number(dimensions,
						 table->cube.dimensions[d]));
	for (uint32_t c = 0; c < table->cube.cell_count; c++) {
		int64_t count = table->cube.counts[c];
		int64_t least = table->least[c], most = table->most[c];

		builder_add_byte(out, (char)table->marks[c]);
		put_number(out, table->span[c]);
		put_number(out, (uint64_t)(count - least));
		put_number(out, most == RELATIONS_UNBOUNDED
					? 0
					: (uint64_t)(most - count) + 1);
	}
}

void kept_write(const struct kept *kept, struct builder *out)
{
	struct dimensions *dimensions = memory_array(1, sizeof(*dimensions));

	if (dimensions == NULL) {
		out->failed = true;
		return;
	}
	find_dimensions(kept, dimensions);
	builder_add_text(out, KEPT_MAGIC);
	put_number(out, kept->threshold);
	put_number(out, kept->interval);
	put_number(out, kept->person_count);
	put_number(out, dimensions->count);
	for (size_t i = 0; i < dimensions->count; i++) {
		put_classification(out, dimensions->list[i]);
		put_column(out, kept, &kept->tables[dimensions->table[i]],
			   dimensions->place[i]);
	}
	put_number(out, kept->table_count);
	for (size_t t = 0; t < kept->table_count; t++)
		put_table(out, &kept->tables[t], dimensions);
	memory_free(dimensions);
}
