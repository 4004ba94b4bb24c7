/* The payload at level "aggregate by AREA": tables that reveal nobody. */
#include <stdio.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "share/disclosure.h"
#include "share/tabulate.h"
#include "tables/profile.h"
#include "tables/table.h"

/* The decision whose level and fields all counted pupils share. */
static const struct decision *
common_decision(const struct disclosure *disclosure)
{
	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);

		if (decision->outcome == OUTCOME_PERMIT)
			return decision;
	}
	return NULL;
}

uint64_t aggregate_categories(const struct disclosure *disclosure)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint64_t categories = 0;

	/* Which rule will set the level is not known before deciding: read
	 * what any area counts by. */
	for (size_t i = 0; i < dictionary->area_count; i++) {
		uint16_t field = dictionary->areas[i].field;

		if (field != DICTIONARY_NONE)
			categories |= 1ull
				      << dictionary->fields[field].category;
	}
	return categories;
}

/* Only what has few values is counted: codes and flags. */
static bool is_counted(const struct dictionary *dictionary, uint16_t field,
		       uint16_t area_field)
{
	const struct field *entry = &dictionary->fields[field];

	return field != area_field && !entry->identifies &&
	       (entry->type == FIELD_CODE || entry->type == FIELD_FLAG);
}

struct counting {
	struct tabulation *tabulation;
	struct field_set released;
	uint16_t area_field;
	uint16_t *fields; /* one for each dimension */
	struct slice *values;
	size_t count;
};

/* A pupil's value in a dimension.  Of a category with several items: the one
 * value they share, "none" or "several". */
static struct slice dimension_value(const struct dictionary *dictionary,
				    const struct record *record, uint16_t field)
{
	const struct field *entry = &dictionary->fields[field];
	const struct category *category =
		&dictionary->categories[entry->category];
	struct slice value = {NULL, 0};

	if (slice_empty(category->each))
		return record_text(record, dictionary, field);
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != entry->category)
			continue;
		for (uint32_t i = 0; i < section->count; i++) {
			struct slice text =
				item_text(&section->items[i], field);

			if (slice_empty(text) || slice_equal(text, value))
				continue;
			if (!slice_empty(value))
				return SLICE("several");
			value = text;
		}
	}
	return slice_empty(value) ? SLICE("none") : value;
}

static int take_pupils(struct disclosure *disclosure,
		       const struct shaped *shaped, void *context,
		       struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	struct counting *counting = context;

	for (size_t i = 0; i < shaped->count; i++) {
		const struct record *record = &shaped->records[i];
		struct slice area;

		for (size_t d = 0; d < counting->count; d++)
			counting->values[d] = dimension_value(
				dictionary, record, counting->fields[d]);
		area = record_text(record, dictionary, counting->area_field);
		if (tabulation_add(counting->tabulation, area, counting->values,
				   error) != 0)
			return -1;
	}
	return 0;
}

static int choose_dimensions(struct disclosure *disclosure,
			     const struct decision *decision,
			     struct counting *counting, struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	unsigned int most = field_set_count(decision->released);

	counting->released = decision->released;
	counting->area_field = dictionary->areas[decision->level.area].field;
	counting->fields =
		arena_array(disclosure->arena, most, sizeof(*counting->fields));
	counting->values =
		arena_array(disclosure->arena, most, sizeof(*counting->values));
	if (counting->fields == NULL || counting->values == NULL)
		return error_memory(error);
	if (counting->area_field == DICTIONARY_NONE)
		return error_set(
			error, ERROR_INPUT,
			"the dictionary does not say which field "
			"names the area '%.*s'",
			SLICE_ARGS(
				dictionary->areas[decision->level.area].name));
	for (uint16_t f = field_set_next(&decision->released, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&decision->released, (uint16_t)(f + 1)))
		if (is_counted(dictionary, f, counting->area_field))
			counting->fields[counting->count++] = f;
	return 0;
}

static int begin_tabulation(struct disclosure *disclosure,
			    const struct decision *decision,
			    struct counting *counting, struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;
	struct slice *names, *labels;

	if (choose_dimensions(disclosure, decision, counting, error) != 0)
		return -1;
	names = arena_array(disclosure->arena, counting->count, sizeof(*names));
	labels = arena_array(disclosure->arena, counting->count,
			     sizeof(*labels));
	if (names == NULL || labels == NULL)
		return error_memory(error);
	for (size_t i = 0; i < counting->count; i++) {
		names[i] = dictionary->fields[counting->fields[i]].name;
		labels[i] = dictionary->fields[counting->fields[i]].label;
	}
	return tabulation_make(&counting->tabulation,
			       dictionary->areas[decision->level.area].name,
			       names, labels, counting->count,
			       disclosure->arena, error);
}

/* Every pupil stands in every table, or the tables' totals would differ and
 * tell: so all counted pupils must have the same fields released. */
static int require_alike(const struct disclosure *disclosure,
			 const struct decision *common, struct error *error)
{
	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);

		if (decision->outcome != OUTCOME_PERMIT)
			continue;
		if (!level_equal(decision->level, common->level) ||
		    !field_set_empty(field_set_difference(decision->released,
							  common->released)) ||
		    !field_set_empty(field_set_difference(common->released,
							  decision->released)))
			return error_set(error, ERROR_REFUSED,
					 "the rules release different data of "
					 "different pupils, which tables "
					 "cannot keep apart safely");
	}
	return 0;
}

/* The labels of codes; tables know only the codes. */
static int label_columns(struct disclosure *disclosure,
			 const struct counting *counting, struct table_set *set,
			 struct error *error)
{
	const struct dictionary *dictionary = disclosure->node->dictionary;

	for (size_t t = 0; t < set->table_count; t++) {
		struct table *table = &set->tables[t];
		uint16_t codes = dictionary->fields[counting->fields[t]].codes;
		struct slice *labels;

		labels = arena_array(disclosure->arena, table->column_count,
				     sizeof(*labels));
		if (labels == NULL)
			return error_memory(error);
		for (size_t c = 0; c < table->column_count; c++) {
			uint16_t code = DICTIONARY_NONE;

			if (codes != DICTIONARY_NONE)
				code = code_set_find(dictionary, codes,
						     table->columns[c]);
			labels[c] = code != DICTIONARY_NONE
					    ? dictionary->code_sets[codes]
						      .codes[code]
						      .label
					    : table->columns[c];
		}
		table->column_labels = labels;
	}
	return 0;
}

static int write_tables(struct disclosure *disclosure,
			const struct table_set *set, struct error *error)
{
	struct builder text = {0};
	struct output *output;
	int result = -1;

	table_write_csv(set, &text);
	if (text.failed) {
		error_memory(error);
	} else if (payload_output(disclosure, &output, error) == 0) {
		output_add(output, builder_slice(&text));
		result = output_commit(output, error);
	}
	builder_release(&text);
	return result;
}

static int name_payload(struct disclosure *disclosure, struct error *error)
{
	struct builder name = {0};
	char date[DATE_TEXT_BYTES];
	struct slice copy;

	date_format(disclosure->request.date, date);
	if (!slice_empty(disclosure->node->notice->laestab)) {
		builder_add(&name, disclosure->node->notice->laestab);
		builder_add_byte(&name, '_');
	}
	builder_add(&name, disclosure->release.purpose);
	builder_add_format(&name, "_%s.%s", date, payload_format(disclosure));
	copy = arena_copy(disclosure->arena, builder_slice(&name));
	builder_release(&name);
	if (copy.at == NULL)
		return error_memory(error);
	disclosure->payload_name = copy.at;
	return 0;
}

/* --- how small counts are treated --------------------------------------------- */

/* The profile that keeps all that the decisions for these pupils ask: one table
 * follows one. */
static int find_profile(struct disclosure *disclosure, struct error *error)
{
	const struct profile *strictest = NULL;

	for (size_t i = 0; i < plan_decision_count(disclosure->plan); i++) {
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)i);
		const struct profile *profile = decision->profile != NULL
							? decision->profile
							: &profile_default;

		if (decision->outcome != OUTCOME_PERMIT)
			continue;
		if (strictest == NULL || profile_keeps(profile, strictest))
			strictest = profile;
		else if (!profile_keeps(strictest, profile))
			return error_set(
				error, ERROR_REFUSED,
				"the rules ask for the profile '%.*s' of some "
				"of these pupils and for '%.*s' of others, "
				"which one table cannot both keep",
				SLICE_ARGS(strictest->name),
				SLICE_ARGS(profile->name));
	}
	disclosure->profile = strictest;
	return 0;
}

/* Whoever makes the table may be stricter than the rules, and not laxer. */
static int take_asked(struct disclosure *disclosure, struct error *error)
{
	const struct share_table *table = disclosure->asked->table;

	if (table == NULL || table->profile == NULL ||
	    disclosure->profile == NULL)
		return 0;
	if (profile_keeps(table->profile, disclosure->profile)) {
		disclosure->profile = table->profile;
		return 0;
	}
	error_set(error, ERROR_REFUSED,
		  "the rules for this release ask for the profile '%.*s', and "
		  "'%.*s' would show what that hides",
		  SLICE_ARGS(disclosure->profile->name),
		  SLICE_ARGS(table->profile->name));
	return error_hint(error, "leave --profile and --threshold out, or "
				 "name a stricter one");
}

static int tell_profile(struct disclosure *disclosure, struct error *error)
{
	struct builder text = {0};

	profile_tell(disclosure->profile, &text);
	disclosure->report->profile =
		arena_copy(disclosure->arena, builder_slice(&text));
	builder_release(&text);
	return disclosure->report->profile.at != NULL ? 0 : error_memory(error);
}

static int choose_profile(struct disclosure *disclosure, struct error *error)
{
	return find_profile(disclosure, error) == 0 &&
			       take_asked(disclosure, error) == 0
		       ? tell_profile(disclosure, error)
		       : -1;
}

/* What tables of counts by area do not do. */
static int require_able(const struct profile *profile, struct error *error)
{
	if (!profile->whole_hidden && profile->cohort == 0 &&
	    profile->rounding != ROUNDING_CONTROLLED)
		return 0;
	return error_set(error, ERROR_REFUSED,
			 "the profile '%.*s' asks for more than tables by area "
			 "do",
			 SLICE_ARGS(profile->name));
}

static void round_cells(const struct profile *profile, struct cell *cells,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].state == CELL_SHOWN)
			cells[i].count = (uint32_t)profile_rounded(
				profile, cells[i].count);
}

/* After suppression: a count is too small, or gives another away, as it is. */
static void round_set(const struct profile *profile, struct table_set *set)
{
	for (size_t t = 0; t < set->table_count; t++) {
		struct table *table = &set->tables[t];

		round_cells(profile, table->cells,
			    set->row_count * table->column_count);
		round_cells(profile, table->column_totals, table->column_count);
	}
	round_cells(profile, set->row_totals, set->row_count);
	round_cells(profile, &set->total, 1);
}

int aggregate_foresee(struct disclosure *disclosure, struct error *error)
{
	const struct decision *decision = common_decision(disclosure);

	if (choose_profile(disclosure, error) != 0 ||
	    require_alike(disclosure, decision, error) != 0)
		return -1;
	return table_make(disclosure, decision, disclosure->profile, error);
}

int aggregate_check_format(const struct disclosure *disclosure,
			   struct error *error)
{
	if (slice_is(slice_of(disclosure->format->name), "csv"))
		return 0;
	return error_set(error, ERROR_INPUT,
			 "only tables may be released, and they are written as "
			 "csv, not as '%s'",
			 disclosure->format->name);
}

int aggregate_write(struct disclosure *disclosure, struct error *error)
{
	const struct decision *decision = common_decision(disclosure);
	struct counting counting = {0};
	struct table_profile small = {0};
	struct table_set set;
	uint64_t primary, secondary;

	if (choose_profile(disclosure, error) != 0 ||
	    aggregate_check_format(disclosure, error) != 0 ||
	    require_alike(disclosure, decision, error) != 0)
		return -1;
	if (disclosure->asked->table != NULL) {
		if (disclosure->report->statement == NULL &&
		    table_make(disclosure, decision, disclosure->profile,
			       error) != 0)
			return -1;
		return name_payload(disclosure, error) == 0
			       ? table_write(disclosure, error)
			       : -1;
	}
	small.threshold = disclosure->profile->high + 1;
	small.zeros_safe = !disclosure->profile->zeros_hidden;
	if (require_able(disclosure->profile, error) != 0 ||
	    begin_tabulation(disclosure, decision, &counting, error) != 0 ||
	    disclosure_scan(disclosure, false, take_pupils, &counting, error) !=
		    0 ||
	    tabulation_finish(counting.tabulation, &small, &set, error) != 0 ||
	    table_suppress(&set, disclosure->arena, error) != 0)
		return -1;
	round_set(disclosure->profile, &set);
	if (label_columns(disclosure, &counting, &set, error) != 0)
		return -1;
	table_counts(&set, &disclosure->report->cells, &primary, &secondary);
	disclosure->report->suppressed = primary + secondary;
	if (name_payload(disclosure, error) != 0)
		return -1;
	return write_tables(disclosure, &set, error);
}
