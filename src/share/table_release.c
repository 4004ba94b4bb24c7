/* Tables that are let out: counted, treated, compared with what left before. */
#include "base/error.h"
#include "share/disclosure.h"
#include "share/release_tables.h"
#include "tables/profile.h"

/* --- which tables ------------------------------------------------------------------- */

/* Only what has few values is counted: codes and flags. */
static bool is_counted(const struct dictionary *dictionary, uint16_t field,
		       uint16_t area_field)
{
	const struct field *entry = &dictionary->fields[field];

	return field != area_field && !entry->identifies &&
	       (entry->type == FIELD_CODE || entry->type == FIELD_FLAG);
}

static int make_room(struct disclosure *disclosure,
		     struct released_tables *tables, size_t count,
		     struct error *error)
{
	tables->list =
		arena_array(disclosure->arena, count, sizeof(*tables->list));
	tables->treated =
		arena_array(disclosure->arena, count, sizeof(*tables->treated));
	return tables->list != NULL && tables->treated != NULL
		       ? 0
		       : error_memory(error);
}

static int begin_asked(struct disclosure *disclosure,
		       const struct decision *decision,
		       struct released_tables *tables, struct error *error)
{
	if (make_room(disclosure, tables, 1, error) != 0 ||
	    tabulate_begin(&tables->list[0].tabulate,
			   disclosure->node->dictionary,
			   disclosure->asked->table, error) != 0)
		return -1;
	tables->count = 1;
	return tabulate_allow(tables->list[0].tabulate, &decision->released,
			      decision->level, error);
}

static int begin_table(struct disclosure *disclosure,
		       const struct decision *decision,
		       struct released_tables *tables, uint16_t field,
		       struct error *error)
{
	if (tabulate_by_area(&tables->list[tables->count].tabulate,
			     disclosure->node->dictionary, decision->level.area,
			     field, &decision->released, error) != 0)
		return -1;
	tables->count++;
	return 0;
}

/* Each field that is released, by the area of the level; without any the
 * numbers of pupils by area. */
static int begin_all(struct disclosure *disclosure,
		     const struct decision *decision,
		     struct released_tables *tables, struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t area_field = dictionary->areas[decision->level.area].field;
	unsigned int most = field_set_count(decision->released);

	if (make_room(disclosure, tables, (size_t)most + 1, error) != 0)
		return -1;
	for (uint16_t f = field_set_next(&decision->released, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&decision->released, (uint16_t)(f + 1)))
		if (is_counted(dictionary, f, area_field) &&
		    begin_table(disclosure, decision, tables, f, error) != 0)
			return -1;
	if (tables->count > 0)
		return 0;
	return begin_table(disclosure, decision, tables, DICTIONARY_NONE,
			   error);
}

/* --- counting ------------------------------------------------------------------------ */

static int take_pupils(struct disclosure *disclosure,
		       const struct shaped *shaped, void *context,
		       struct error *error)
{
	struct released_tables *tables = context;

	(void)disclosure;
	for (size_t i = 0; i < tables->count; i++)
		if (tabulate_take(tables->list[i].tabulate, shaped->records,
				  shaped->count, error) != 0)
			return -1;
	return 0;
}

static bool is_same(const struct classification *a,
		    const struct classification *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t n = 0; n < a->count; n++)
		if (!slice_equal(a->nodes[n].code, b->nodes[n].code) ||
		    a->nodes[n].parent != b->nodes[n].parent)
			return false;
	return true;
}

/* Tables by the same areas share one classification, by which treatment links
 * them. */
static void share_areas(struct released_tables *tables)
{
	const struct classification *areas =
		tables->list[0].counted.cube->dimensions[0];

	for (size_t i = 1; i < tables->count; i++) {
		struct cube *cube = tables->list[i].counted.cube;

		if (is_same(cube->dimensions[0], areas))
			cube->dimensions[0] = areas;
	}
}

static int count_all(struct disclosure *disclosure,
		     struct released_tables *tables, struct error *error)
{
	for (size_t i = 0; i < tables->count; i++) {
		struct released_table *table = &tables->list[i];

		if (tabulate_count(table->tabulate, disclosure->asked->threads,
				   &table->counted, disclosure->arena,
				   error) != 0)
			return -1;
		if (table->counted.person_count != disclosure->row_count)
			return error_set(error, ERROR_CORRUPT,
					 "other pupils were counted than were "
					 "decided on");
		table->withheld = arena_allocate(
			disclosure->arena, table->counted.cube->cell_count);
		if (table->withheld == NULL)
			return error_memory(error);
	}
	share_areas(tables);
	return 0;
}

/* --- treating ------------------------------------------------------------------------- */

static int keep(struct disclosure *disclosure, struct released_tables *tables,
		struct error *error)
{
	struct kept_people *people =
		arena_array(disclosure->arena, tables->count, sizeof(*people));

	if (people == NULL)
		return error_memory(error);
	for (size_t i = 0; i < tables->count; i++) {
		people[i].persons = tables->list[i].counted.persons;
		people[i].places = tabulate_places(tables->list[i].tabulate);
	}
	return kept_make(&tables->kept, &tables->treatment, tables->treated,
			 people, tables->count, disclosure->row_count,
			 disclosure->arena, error);
}

int tables_treat(struct disclosure *disclosure, struct released_tables *tables,
		 struct error *error)
{
	for (size_t i = 0; i < tables->count; i++)
		tables->treated[i] = (struct treatment_table){
			.cube = tables->list[i].counted.cube,
			.magnitudes = tables->list[i].counted.magnitudes,
			.withheld = tables->list[i].withheld,
			.persons = tables->list[i].counted.persons,
			.person_count = tables->list[i].counted.person_count,
		};
	if (treat(&tables->treatment, tables->treated, tables->count,
		  disclosure->profile, disclosure->asked->threads,
		  disclosure->arena, error) != 0)
		return -1;
	return keep(disclosure, tables, error);
}

static int state(struct disclosure *disclosure, struct released_tables *tables,
		 struct error *error)
{
	struct statement *statement;

	if (disclosure->asked->table == NULL)
		return 0;
	statement = arena_allocate(disclosure->arena, sizeof(*statement));
	if (statement == NULL)
		return error_memory(error);
	if (tabulate_state(tables->list[0].tabulate, &tables->list[0].counted,
			   &tables->treatment, &tables->treated[0], statement,
			   disclosure->arena, error) != 0)
		return -1;
	disclosure->report->statement = statement;
	return 0;
}

int tables_make(struct disclosure *disclosure, const struct decision *decision,
		struct error *error)
{
	struct released_tables *tables = disclosure->tables;

	if (tables != NULL)
		return 0;
	tables = arena_allocate(disclosure->arena, sizeof(*tables));
	if (tables == NULL)
		return error_memory(error);
	disclosure->tables = tables;
	if ((disclosure->asked->table != NULL
		     ? begin_asked(disclosure, decision, tables, error)
		     : begin_all(disclosure, decision, tables, error)) != 0 ||
	    disclosure_scan(disclosure, false, take_pupils, tables, error) !=
		    0 ||
	    count_all(disclosure, tables, error) != 0 ||
	    tables_compare(disclosure, tables, error) != 0 ||
	    state(disclosure, tables, error) != 0)
		return -1;
	disclosure->report->cells = tables->treatment.cells;
	disclosure->report->suppressed =
		tables->treatment.small + tables->treatment.helpers;
	return 0;
}

void tables_free(struct disclosure *disclosure)
{
	struct released_tables *tables = disclosure->tables;

	for (size_t i = 0; tables != NULL && i < tables->count; i++)
		tabulate_free(tables->list[i].tabulate);
	disclosure->tables = NULL;
}

/* --- what to decide on ------------------------------------------------------------------ */

static struct field_set area_fields(const struct dictionary *dictionary)
{
	struct field_set fields = {0};

	for (uint16_t a = 0; a < dictionary->area_count; a++)
		if (dictionary->areas[a].field != DICTIONARY_NONE)
			field_set_add(&fields, dictionary->areas[a].field);
	return fields;
}

int table_choose_fields(const struct disclosure *disclosure,
			const struct field_set *promised,
			struct field_set *fields, struct error *error)
{
	struct tabulate *tabulate;
	struct field_set needed, used, others;

	if (tabulate_begin(&tabulate, disclosure->node->dictionary,
			   disclosure->asked->table, error) != 0)
		return -1;
	needed = tabulate_needed(tabulate);
	used = tabulate_fields(tabulate);
	tabulate_free(tabulate);
	/* The level's area is counted by without being released. */
	others = field_set_difference(
		needed, area_fields(disclosure->node->dictionary));
	if (!field_set_empty(others))
		needed = others;
	*fields = field_set_union(
		needed, field_set_difference(
				used, field_set_difference(used, *promised)));
	return 0;
}
