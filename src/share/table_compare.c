/* Tables beside all tables that left before and count some of the same pupils. */
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "share/disclosure.h"
#include "share/release_tables.h"
#include "tables/differencing.h"
#include "tables/profile.h"

/* How often more is withheld before it is given up. */
enum { ROUNDS = 16 };

/* Groups for which more is withheld at a time; the others may be helped by it. */
enum { GROUPS = 256 };

/* A release of tables that left before. */
struct earlier {
	const struct release *release;
	uint64_t *pupils; /* ascending */
	size_t count;
	struct kept kept;
};

struct comparing {
	struct disclosure *disclosure;
	struct released_tables *tables;
	struct earlier *earlier;
	size_t earlier_count;
	uint64_t *people; /* of all together, ascending */
	size_t people_count;
	struct differencing_table *attacked; /* earlier ones, then the new */
	size_t attacked_count, before;
	struct differencing_result open; /* of what left before alone */
	bool knows_open;
	struct arena arena; /* of all this */
};

/* --- what left before ------------------------------------------------------------------ */

struct collecting {
	struct earlier *earlier;
	size_t capacity;
	struct arena *arena;
};

static int take_rows(void *context, const struct roll_entry *rows, size_t count,
		     struct error *error)
{
	struct collecting *collecting = context;
	struct earlier *earlier = collecting->earlier;

	for (size_t i = 0; i < count; i++) {
		uint64_t *grown = arena_grow(
			collecting->arena, earlier->pupils, earlier->count,
			&collecting->capacity, sizeof(*grown));

		if (grown == NULL)
			return error_memory(error);
		earlier->pupils = grown;
		grown[earlier->count++] = rows[i].pupil;
	}
	return 0;
}

/* Whether two ascending lists have a pupil in common. */
static bool is_shared(const struct earlier *earlier,
		      const struct disclosure *disclosure)
{
	size_t i = 0, j = 0;

	while (i < earlier->count && j < disclosure->row_count) {
		uint64_t one = earlier->pupils[i];
		uint64_t other = disclosure->rows[j].pupil;

		if (one == other)
			return true;
		i += one < other;
		j += other < one;
	}
	return false;
}

static bool is_table(const struct release *release)
{
	return release->state == RELEASE_DONE &&
	       slice_starts_with(release->level, SLICE("aggregate"));
}

/* Reads what was kept of a release, if it is to be compared. */
static int add_earlier(struct comparing *comparing,
		       const struct release *release, struct error *error)
{
	struct disclosure *disclosure = comparing->disclosure;
	struct pupil_register *pupils = disclosure->node->pupils;
	struct earlier *earlier = &comparing->earlier[comparing->earlier_count];
	struct collecting collecting = {earlier, 0, &comparing->arena};
	const struct roll_visitor visitor = {NULL, take_rows, &collecting};
	struct slice bytes;

	*earlier = (struct earlier){.release = release};
	if (register_roll(pupils, release->id, &visitor, error) != 0)
		return -1;
	if (!is_shared(earlier, disclosure))
		return 0;
	if (register_release_kept(pupils, release->id, &bytes,
				  &comparing->arena, error) != 0)
		return -1;
	if (slice_empty(bytes)) {
		disclosure->report->uncompared++;
		return 0;
	}
	if (kept_read(&earlier->kept, bytes, &comparing->arena, error) != 0)
		return -1;
	if (earlier->kept.person_count != earlier->count)
		return error_set(error, ERROR_CORRUPT,
				 "what is kept of %.*s does not fit its roll",
				 SLICE_ARGS(release->reference));
	comparing->earlier_count++;
	return 0;
}

static int find_earlier(struct comparing *comparing, struct error *error)
{
	struct release *releases;
	size_t count;

	comparing->disclosure->report->uncompared = 0;
	if (register_releases(comparing->disclosure->node->pupils, &releases,
			      &count, &comparing->arena, error) != 0)
		return -1;
	comparing->earlier = arena_array(&comparing->arena, count,
					 sizeof(*comparing->earlier));
	if (comparing->earlier == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		if (is_table(&releases[i]) &&
		    add_earlier(comparing, &releases[i], error) != 0)
			return -1;
	comparing->disclosure->report->compared = comparing->earlier_count;
	return 0;
}

/* --- the people of all --------------------------------------------------------------- */

/* Adds ascending ids to ascending ids. */
static int add_people(struct comparing *comparing, const uint64_t *ids,
		      size_t count, struct error *error)
{
	const uint64_t *had = comparing->people;
	size_t had_count = comparing->people_count, i = 0, j = 0, n = 0;
	uint64_t *all =
		arena_array(&comparing->arena, had_count + count, sizeof(*all));

	if (all == NULL)
		return error_memory(error);
	while (i < had_count || j < count) {
		uint64_t id = j == count || (i < had_count && had[i] < ids[j])
				      ? had[i]
				      : ids[j];

		i += i < had_count && had[i] == id;
		j += j < count && ids[j] == id;
		all[n++] = id;
	}
	comparing->people = all;
	comparing->people_count = n;
	return 0;
}

static int gather_people(struct comparing *comparing, uint64_t *own,
			 struct error *error)
{
	const struct disclosure *disclosure = comparing->disclosure;

	for (size_t i = 0; i < disclosure->row_count; i++)
		own[i] = disclosure->rows[i].pupil;
	if (add_people(comparing, own, disclosure->row_count, error) != 0)
		return -1;
	for (size_t e = 0; e < comparing->earlier_count; e++)
		if (add_people(comparing, comparing->earlier[e].pupils,
			       comparing->earlier[e].count, error) != 0)
			return -1;
	return 0;
}

/* The cells of a table by the people of all. */
static int spread(struct comparing *comparing, const uint64_t *ids,
		  const uint32_t *cells, size_t count, const uint32_t **out,
		  struct error *error)
{
	uint32_t *spread = arena_array(
		&comparing->arena, comparing->people_count, sizeof(*spread));
	size_t at = 0;

	if (spread == NULL)
		return error_memory(error);
	for (size_t i = 0; i < comparing->people_count; i++) {
		spread[i] = DIFFERENCING_ABSENT;
		if (at < count && ids[at] == comparing->people[i])
			spread[i] = cells[at++];
	}
	*out = spread;
	return 0;
}

static int add_tables(struct comparing *comparing, const struct kept *kept,
		      const uint64_t *ids, uint32_t release,
		      struct error *error)
{
	for (size_t t = 0; t < kept->table_count; t++) {
		struct differencing_table *table =
			&comparing->attacked[comparing->attacked_count];

		kept_attacked(&kept->tables[t], table);
		table->release = release;
		if (spread(comparing, ids, kept->tables[t].persons,
			   kept->person_count, &table->persons, error) != 0)
			return -1;
		comparing->attacked_count++;
	}
	return 0;
}

static int lay_side_by_side(struct comparing *comparing, struct error *error)
{
	const struct disclosure *disclosure = comparing->disclosure;
	uint64_t *own = arena_array(&comparing->arena, disclosure->row_count,
				    sizeof(*own));
	size_t count = comparing->tables->count;

	if (own == NULL)
		return error_memory(error);
	for (size_t e = 0; e < comparing->earlier_count; e++)
		count += comparing->earlier[e].kept.table_count;
	comparing->attacked = arena_array(&comparing->arena, count,
					  sizeof(*comparing->attacked));
	if (comparing->attacked == NULL)
		return error_memory(error);
	if (gather_people(comparing, own, error) != 0)
		return -1;
	for (size_t e = 0; e < comparing->earlier_count; e++)
		if (add_tables(comparing, &comparing->earlier[e].kept,
			       comparing->earlier[e].pupils, (uint32_t)e + 1,
			       error) != 0)
			return -1;
	comparing->before = comparing->attacked_count;
	return add_tables(comparing, &comparing->tables->kept, own, 0, error);
}

/* --- withholding more ------------------------------------------------------------------ */

/* Withholds a cell, or, where it is withheld, those of its totals that are shown;
 * whether there was one. */
static bool withhold(struct released_tables *tables, size_t number,
		     uint32_t cell)
{
	const struct treatment_table *table = &tables->treated[number];
	const struct cube *cube = table->cube;
	uint8_t *withheld = tables->list[number].withheld;
	bool any = false;

	if (withheld[cell] == 0 &&
	    relations_is_shown(&tables->treatment.relations,
			       table->first + cell)) {
		withheld[cell] = 1;
		return true;
	}
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(cube, cell, d);
		uint32_t up = cube->dimensions[d]->nodes[node].parent;

		if (node != 0 &&
		    withhold(tables, number,
			     cell - (node - up) * cube->strides[d]))
			any = true;
	}
	return any;
}

/* The new table by the same as an earlier one; SIZE_MAX when there is none. */
static size_t like_table(const struct released_tables *tables,
			 const struct cube *cube)
{
	for (size_t t = 0; t < tables->count; t++) {
		const struct cube *other = tables->treated[t].cube;
		bool alike = other->dimension_count == cube->dimension_count;

		for (uint32_t d = 0; alike && d < cube->dimension_count; d++)
			alike = slice_equal(other->dimensions[d]->name,
					    cube->dimensions[d]->name);
		if (alike)
			return t;
	}
	return SIZE_MAX;
}

/* The cell of a new table that has the codes of an earlier one's. */
static bool like_cell(const struct cube *cube, const struct cube *earlier,
		      uint32_t cell, uint32_t *out)
{
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		uint32_t node = cube_node(earlier, cell, d);

		if (node == 0)
			continue;
		nodes[d] = classification_find(
			cube->dimensions[d],
			earlier->dimensions[d]->nodes[node].code);
		if (nodes[d] == CLASSIFICATION_NONE)
			return false;
	}
	*out = cube_cell(cube, nodes);
	return true;
}

/* What one table hid with the help of some cells is open when the next shows
 * these and hides others: so the new one hides again what the earlier one hid. */
static bool hide_again(struct comparing *comparing, size_t number)
{
	const struct differencing_table *earlier = &comparing->attacked[number];
	struct released_tables *tables = comparing->tables;
	size_t t = like_table(tables, earlier->cube);
	bool any = false;

	for (uint32_t c = 0; t != SIZE_MAX && c < earlier->cube->cell_count;
	     c++) {
		uint32_t cell;

		if ((earlier->marks[c] != CELL_RISKY &&
		     earlier->marks[c] != CELL_HELPER) ||
		    !like_cell(tables->treated[t].cube, earlier->cube, c,
			       &cell) ||
		    tables->list[t].withheld[cell] != 0 ||
		    tables->treated[t].cube->counts[cell] == 0)
			continue;
		tables->list[t].withheld[cell] = 1;
		any = true;
	}
	return any;
}

/* --- what can be worked out -------------------------------------------------------------- */

static bool is_same(const struct differencing_exposure *a,
		    const struct differencing_exposure *b)
{
	return a->table == b->table && a->cell == b->cell &&
	       a->other_table == b->other_table &&
	       a->other_cell == b->other_cell && a->both == b->both;
}

static bool is_in(const struct differencing_exposure *one,
		  const struct differencing_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (is_same(one, &result->exposures[i]))
			return true;
	return false;
}

static int attack_first(struct comparing *comparing, size_t count,
			struct differencing_result *result, struct error *error)
{
	const struct kept *kept = &comparing->tables->kept;
	struct differencing_rules rules = {
		.threshold = kept->threshold,
		.span = kept->interval > 1 ? kept->interval - 1 : 1,
		.by_release = true,
	};

	return differencing_attack(result, comparing->attacked, count,
				   comparing->people_count, &rules,
				   &comparing->arena, error);
}

/* Whether it is new: not of what left before alone, which nothing helps any
 * more. */
static int adds(struct comparing *comparing,
		const struct differencing_exposure *one, bool *adds,
		struct error *error)
{
	*adds = one->table >= comparing->before ||
		(one->other_table != SIZE_MAX &&
		 one->other_table >= comparing->before);
	if (*adds)
		return 0;
	if (!comparing->knows_open &&
	    attack_first(comparing, comparing->before, &comparing->open,
			 error) != 0)
		return -1;
	comparing->knows_open = true;
	*adds = !is_in(one, &comparing->open);
	return 0;
}

/* A cell that helped to hide others, and does not need it itself: what it hid is
 * told of where it is open.  And one that nobody is in, which every table is
 * judged for by itself: here a reader is taken to know it. */
static bool is_harmless(const struct comparing *comparing,
			const struct differencing_exposure *one)
{
	const struct differencing_table *table =
		&comparing->attacked[one->table];

	return one->other_table == SIZE_MAX &&
	       (table->cube->counts[one->cell] == 0 ||
		table->marks[one->cell] == CELL_HELPER);
}

/* --- who is in a group ------------------------------------------------------------------- */

/* The least node that holds both. */
static uint32_t common_node(const struct classification *dimension, uint32_t a,
			    uint32_t b)
{
	/* A parent has a lower number than its children. */
	while (a != b)
		if (a > b)
			a = dimension->nodes[a].parent;
		else
			b = dimension->nodes[b].parent;
	return a;
}

static uint32_t common_cell(const struct cube *cube, uint32_t a, uint32_t b)
{
	uint32_t cell = 0;

	for (uint32_t d = 0; d < cube->dimension_count; d++)
		cell += common_node(cube->dimensions[d], cube_node(cube, a, d),
				    cube_node(cube, b, d)) *
			cube->strides[d];
	return cell;
}

static bool is_within(const struct differencing_table *table, uint32_t leaf,
		      uint32_t cell)
{
	return leaf != DIFFERENCING_ABSENT &&
	       common_cell(table->cube, leaf, cell) == cell;
}

static bool is_member(const struct comparing *comparing,
		      const struct differencing_exposure *one, size_t person)
{
	const struct differencing_table *table =
		&comparing->attacked[one->table];
	const struct differencing_table *other =
		&comparing->attacked[one->other_table];

	return is_within(table, table->persons[person], one->cell) &&
	       is_within(other, other->persons[person], one->other_cell) ==
		       one->both;
}

/* Withholds in each new table the least cell with all of a group that stand in
 * it. */
static bool withhold_group(struct comparing *comparing,
			   const struct differencing_exposure *one)
{
	uint32_t cells[KEPT_LIMIT_TABLES];
	size_t count = comparing->tables->count;
	bool any = false;

	for (size_t t = 0; t < count; t++)
		cells[t] = DIFFERENCING_ABSENT;
	for (size_t p = 0; p < comparing->people_count; p++) {
		if (!is_member(comparing, one, p))
			continue;
		for (size_t t = 0; t < count; t++) {
			const struct differencing_table *table =
				&comparing->attacked[comparing->before + t];
			uint32_t leaf = table->persons[p];

			if (leaf == DIFFERENCING_ABSENT)
				continue;
			cells[t] = cells[t] == DIFFERENCING_ABSENT
					   ? leaf
					   : common_cell(table->cube, cells[t],
							 leaf);
		}
	}
	for (size_t t = 0; t < count; t++)
		if (cells[t] != DIFFERENCING_ABSENT &&
		    withhold(comparing->tables, t, cells[t]))
			any = true;
	return any;
}

static bool withhold_for(struct comparing *comparing,
			 const struct differencing_exposure *one)
{
	size_t before = comparing->before;

	if (one->other_table != SIZE_MAX && withhold_group(comparing, one))
		return true;
	if (one->table >= before)
		return withhold(comparing->tables, one->table - before,
				one->cell);
	if (one->other_table != SIZE_MAX && one->other_table >= before)
		return withhold(comparing->tables, one->other_table - before,
				one->other_cell);
	return hide_again(comparing, one->table);
}

/* Counts what the new tables let be worked out, and withholds more for it. */
static int withhold_all(struct comparing *comparing,
			const struct differencing_result *result, size_t *count,
			bool *any, struct error *error)
{
	*any = false;
	*count = 0;
	for (size_t i = 0; i < result->count; i++) {
		const struct differencing_exposure *one = &result->exposures[i];
		bool is_new;

		if (is_harmless(comparing, one))
			continue;
		if (adds(comparing, one, &is_new, error) != 0)
			return -1;
		if (!is_new)
			continue;
		if (++*count <= GROUPS && withhold_for(comparing, one))
			*any = true;
	}
	return 0;
}

static int refuse(const struct comparing *comparing, size_t count,
		  struct error *error)
{
	const struct earlier *last =
		&comparing->earlier[comparing->earlier_count - 1];

	error_set(error, ERROR_REFUSED,
		  "with what left before (%.*s%s) %zu %s of fewer than %u "
		  "pupils could be worked out, so nothing is given out",
		  SLICE_ARGS(last->release->reference),
		  comparing->earlier_count > 1 ? " and others" : "", count,
		  count == 1 ? "group" : "groups",
		  comparing->tables->kept.threshold);
	return error_hint(error, "use larger areas or groups, or wait until "
				 "more pupils have come or gone");
}

static int compare(struct comparing *comparing, struct error *error)
{
	struct disclosure *disclosure = comparing->disclosure;
	struct released_tables *tables = comparing->tables;

	for (unsigned int round = 0;; round++) {
		struct differencing_result result;
		size_t count;
		bool any;

		if (round > 0 && tables_treat(disclosure, tables, error) != 0)
			return -1;
		for (size_t t = 0; t < tables->count; t++) {
			struct differencing_table *table =
				&comparing->attacked[comparing->before + t];
			const uint32_t *persons = table->persons;

			kept_attacked(&tables->kept.tables[t], table);
			table->persons = persons;
		}
		if (attack_first(comparing, comparing->attacked_count, &result,
				 error) != 0 ||
		    withhold_all(comparing, &result, &count, &any, error) != 0)
			return -1;
		if (count == 0)
			return 0;
		if (!any || round == ROUNDS)
			return refuse(comparing, count, error);
	}
}

int tables_compare(struct disclosure *disclosure,
		   struct released_tables *tables, struct error *error)
{
	struct comparing comparing = {.disclosure = disclosure,
				      .tables = tables};
	int result = find_earlier(&comparing, error);

	if (result == 0)
		result = tables_treat(disclosure, tables, error);
	if (result == 0 && comparing.earlier_count > 0 &&
	    tables->kept.threshold > 0) {
		result = lay_side_by_side(&comparing, error);
		if (result == 0)
			result = compare(&comparing, error);
	}
	arena_release(&comparing.arena);
	return result;
}
