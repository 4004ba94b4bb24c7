#include "tables/differencing.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/cube.h"
#include "tables/differencing_parts.h"
#include "tables/relations.h"

/* What a cell of the relations is. */
struct meaning {
	size_t table, other_table;
	uint32_t cell, other_cell;
	bool both;
};

struct differencing {
	const struct differencing_table *tables;
	size_t table_count;
	const struct differencing_rules *rules;
	struct atoms atoms;
	struct groups groups;
	struct relations relations;
	uint32_t *firsts; /* by table: its first cell of the relations */
	uint32_t first_atom, first_group;
	struct arena scratch;
};

/* --- equations ------------------------------------------------------------- */

static int add_tables(struct differencing *d, struct error *error)
{
	d->firsts = arena_array(&d->scratch, d->table_count, sizeof(uint32_t));
	if (d->firsts == NULL)
		return error_memory(error);
	for (size_t k = 0; k < d->table_count; k++)
		d->firsts[k] =
			relations_add_cube(&d->relations, d->tables[k].cube);
	d->first_atom = relations_add_cells(&d->relations, d->atoms.counts,
					    d->atoms.count);
	d->first_group = relations_add_cells(&d->relations, d->groups.counts,
					     d->groups.count);
	return 0;
}

/* Each leaf cell with people is the sum of its atoms. */
static int add_leaves(struct differencing *d, size_t k, struct error *error)
{
	const struct cube *cube = d->tables[k].cube;
	uint32_t *starts =
		memory_array((size_t)cube->cell_count + 1, sizeof(uint32_t));
	uint32_t *sorted = memory_array(d->atoms.count, sizeof(uint32_t));
	int result = 0;

	if (starts == NULL || sorted == NULL)
		result = error_memory(error);
	for (size_t a = 0; result == 0 && a < d->atoms.count; a++) {
		uint32_t cell = atom_cell(&d->atoms, a, k);

		if (cell != DIFFERENCING_ABSENT)
			starts[cell]++;
	}
	for (uint32_t c = 0; result == 0 && c < cube->cell_count; c++)
		starts[c + 1] += starts[c];
	for (size_t a = d->atoms.count; result == 0 && a-- > 0;) {
		uint32_t cell = atom_cell(&d->atoms, a, k);

		if (cell != DIFFERENCING_ABSENT)
			sorted[--starts[cell]] = d->first_atom + (uint32_t)a;
	}
	for (uint32_t c = 0; result == 0 && c < cube->cell_count; c++)
		if (starts[c + 1] > starts[c])
			relations_add_total(&d->relations, d->firsts[k] + c,
					    sorted + starts[c],
					    starts[c + 1] - starts[c]);
	memory_free(starts);
	memory_free(sorted);
	return result;
}

static int add_groups(struct differencing *d, struct error *error)
{
	const struct groups *groups = &d->groups;
	uint32_t *parts =
		arena_array(&d->scratch, d->rules->threshold, sizeof(uint32_t));

	if (parts == NULL)
		return error_memory(error);
	for (size_t g = 0; g < groups->count; g++) {
		const struct group *group = &groups->groups[g];

		for (uint32_t i = 0; i < group->atom_count; i++)
			parts[i] = d->first_atom + group->atoms[i];
		relations_add_total(&d->relations, d->first_group + (uint32_t)g,
				    parts, group->atom_count);
	}
	return 0;
}

static int relate(struct differencing *d, struct error *error)
{
	relations_begin(&d->relations, &d->scratch);
	if (add_tables(d, error) != 0)
		return -1;
	for (size_t k = 0; k < d->table_count; k++)
		if (d->tables[k].persons != NULL &&
		    add_leaves(d, k, error) != 0)
			return -1;
	if (add_groups(d, error) != 0)
		return -1;
	return relations_finish(&d->relations, error);
}

/* --- what is published, and what has to be safe ----------------------------- */

static void mark_table(struct differencing *d, size_t k)
{
	const struct differencing_table *table = &d->tables[k];
	struct relations *relations = &d->relations;
	uint32_t first = d->firsts[k];

	for (uint32_t c = 0; c < table->cube->cell_count; c++) {
		uint32_t at = first + c;

		relations->marks[at] = table->marks[c];
		if (table->below != NULL)
			relations->below[at] = table->below[c];
		if (table->above != NULL)
			relations->above[at] = table->above[c];
		if (table->span != NULL)
			relations->span[at] = table->span[c];
		if (table->least == NULL || table->most == NULL)
			continue;
		relations->least[at] = table->least[c];
		relations->most[at] = table->most[c];
		if (relations_is_shown(relations, at) &&
		    table->least[c] < table->most[c])
			relations->marks[at] = CELL_HIDDEN;
	}
}

static void mark_hidden(struct differencing *d)
{
	struct relations *relations = &d->relations;

	for (uint32_t c = d->first_atom; c < relations->cell_count; c++) {
		relations->marks[c] = CELL_HIDDEN;
		if (c >= d->first_group || d->atoms.small[c - d->first_atom])
			relations->span[c] = d->rules->span;
	}
}

/* --- telling --------------------------------------------------------------- */

static struct meaning of_atom(const struct differencing *d, size_t atom)
{
	struct meaning meaning = {.other_table = SIZE_MAX};
	size_t found = 0;
	size_t absent = SIZE_MAX;

	for (size_t k = 0; k < d->table_count; k++) {
		uint32_t cell = atom_cell(&d->atoms, atom, k);

		if (d->tables[k].persons == NULL)
			continue;
		if (cell == DIFFERENCING_ABSENT) {
			absent = k;
		} else if (found == 0) {
			meaning.table = k;
			meaning.cell = cell;
			found++;
		} else if (found == 1) {
			meaning.other_table = k;
			meaning.other_cell = cell;
			meaning.both = true;
			found++;
		}
	}
	if (found == 1)
		meaning.other_table = absent;
	return meaning;
}

static struct meaning what_is(const struct differencing *d, uint32_t cell)
{
	struct meaning meaning = {.other_table = SIZE_MAX};

	if (cell >= d->first_group) {
		const struct group *group =
			&d->groups.groups[cell - d->first_group];

		return (struct meaning){group->table, group->other_table,
					group->cell, group->other_cell, false};
	}
	if (cell >= d->first_atom)
		return of_atom(d, cell - d->first_atom);
	for (size_t k = 0; k < d->table_count; k++)
		if (cell >= d->firsts[k]) {
			meaning.table = k;
			meaning.cell = cell - d->firsts[k];
		}
	return meaning;
}

static int report(struct differencing_result *result,
		  const struct differencing *d,
		  const struct attack_result *attacked, struct arena *arena,
		  struct error *error)
{
	struct differencing_exposure *told =
		arena_array(arena, attacked->count, sizeof(*told));

	if (told == NULL)
		return error_memory(error);
	for (size_t i = 0; i < attacked->count; i++) {
		const struct attack_exposure *exposure =
			&attacked->exposures[i];
		struct meaning meaning = what_is(d, exposure->cell);

		told[i] = (struct differencing_exposure){
			.table = meaning.table,
			.other_table = meaning.other_table,
			.cell = meaning.cell,
			.other_cell = meaning.other_cell,
			.both = meaning.both,
			.low = exposure->low,
			.high = exposure->high,
			.kind = exposure->kind,
			.insider = exposure->insider != ATTACK_NONE,
		};
	}
	*result = (struct differencing_result){
		.exposures = told,
		.count = attacked->count,
		.atoms = d->atoms.count,
		.groups = d->groups.count,
	};
	return 0;
}

static int run(struct differencing_result *result, struct differencing *d,
	       struct arena *arena, struct error *error)
{
	struct attack_options options = {
		.insiders = d->rules->insiders,
		.progress = d->rules->progress,
		.context = d->rules->context,
	};
	struct attack_result attacked;

	if (relate(d, error) != 0)
		return -1;
	for (size_t k = 0; k < d->table_count; k++)
		mark_table(d, k);
	mark_hidden(d);
	if (attack(&attacked, &d->relations, &options, &d->scratch, error) != 0)
		return -1;
	return report(result, d, &attacked, arena, error);
}

int differencing_attack(struct differencing_result *result,
			const struct differencing_table *tables,
			size_t table_count, size_t person_count,
			const struct differencing_rules *rules,
			struct arena *arena, struct error *error)
{
	struct differencing d = {
		.tables = tables,
		.table_count = table_count,
		.rules = rules,
	};
	int outcome = atoms_make(&d.atoms, tables, table_count, person_count,
				 &d.scratch, error);

	if (outcome == 0)
		outcome = groups_make(&d.groups, &d.atoms, tables, table_count,
				      rules, &d.scratch, error);
	if (outcome == 0)
		outcome = run(result, &d, arena, error);
	arena_release(&d.scratch);
	return outcome;
}
