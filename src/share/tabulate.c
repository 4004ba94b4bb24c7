#include "share/tabulate.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "growth/derive.h"
#include "policy/plan.h"
#include "register/record.h"
#include "register/register.h"
#include "share/node.h"
#include "tables/cube.h"
#include "tables/gather.h"
#include "tables/treatment.h"

enum {
	VALUE_DECIMALS = 4, /* that numbers are counted with */
	MEAN_DECIMALS = 1,
	AUTHORITY_DIGITS = 3, /* at the beginning of a school's number */
};

struct axis {
	struct slice name, label;
	uint16_t fields[GATHER_LIMIT_LEVELS]; /* finest first */
	uint16_t areas[GATHER_LIMIT_LEVELS];  /* DICTIONARY_NONE: no area */
	uint32_t levels;
};

struct tabulate {
	const struct dictionary *dictionary;
	const struct share_table *asked;
	struct share_table own; /* of one that nobody asked for */
	struct axis axes[SHARE_TABLE_DIMENSIONS];
	uint16_t mean;         /* DICTIONARY_NONE: none */
	struct gather *gather; /* from the first record on */
	struct arena arena;
};

/* --- names --------------------------------------------------------------------------- */

/* As equal but for '.' and '-', since "sen-provision" is what people say. */
static bool is_spelled(struct slice name, struct slice asked)
{
	if (name.len != asked.len)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] != asked.at[i] &&
		    !(name.at[i] == '.' && asked.at[i] == '-'))
			return false;
	return true;
}

static bool is_countable(const struct field *field)
{
	return !field->identifies &&
	       (field->type == FIELD_CODE || field->type == FIELD_FLAG);
}

static bool is_last_part(struct slice name, struct slice asked)
{
	return name.len > asked.len && slice_ends_with(name, asked) &&
	       name.at[name.len - asked.len - 1] == '.';
}

/* How well a field fits a name: 0 not at all. */
static unsigned int fit(const struct dictionary *dictionary,
			const struct field *field, struct slice asked)
{
	if (slice_equal(field->name, asked))
		return 4;
	if (is_spelled(field->name, asked))
		return 3;
	if (is_last_part(field->name, asked))
		return 2;
	if (field->codes != DICTIONARY_NONE &&
	    slice_equal(dictionary->code_sets[field->codes].name, asked))
		return 1;
	return 0;
}

/* The field that fits best among those of a kind; DICTIONARY_NONE when none
 * does or several do. */
static uint16_t find_field(const struct dictionary *dictionary,
			   struct slice asked,
			   bool (*of_kind)(const struct field *field))
{
	uint16_t found = DICTIONARY_NONE;
	unsigned int best = 0;

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		const struct field *field = &dictionary->fields[f];
		unsigned int fits = fit(dictionary, field, asked) * 2;

		/* The pupil's own before a parent's, or one of its history. */
		if (fits > 0 &&
		    slice_empty(dictionary->categories[field->category].each))
			fits++;
		if (fits == 0 || fits < best ||
		    (fits / 2 < 4 && !of_kind(field)))
			continue;
		if (fits == best) {
			if (fits / 2 > 1)
				found = DICTIONARY_NONE;
			continue;
		}
		best = fits;
		found = f;
	}
	return found;
}

static int unknown_name(const struct tabulate *tabulate, struct slice name,
			struct error *error)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	struct arena arena = {0};
	struct slice nearest = {NULL, 0};
	const struct slice *names;
	size_t count;

	error_set(error, ERROR_INPUT,
		  "no area or field to count by is called '%.*s'",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	names = dictionary_names(dictionary, KIND_AREA, &arena, &count);
	if (names != NULL)
		nearest = text_nearest(name, names, count);
	if (slice_empty(nearest)) {
		names = dictionary_names(dictionary, KIND_FIELD, &arena,
					 &count);
		if (names != NULL)
			nearest = text_nearest(name, names, count);
	}
	if (!slice_empty(nearest))
		error_hint(error, "did you mean '%.*s'?", SLICE_ARGS(nearest));
	arena_release(&arena);
	return -1;
}

static int add_level(struct axis *axis, uint16_t field, uint16_t area,
		     struct error *error)
{
	if (axis->levels == GATHER_LIMIT_LEVELS)
		return error_set(error, ERROR_INPUT,
				 "a hierarchy has at most %d levels",
				 GATHER_LIMIT_LEVELS);
	axis->fields[axis->levels] = field;
	axis->areas[axis->levels++] = area;
	return 0;
}

/* An area and those in which it lies, as long as fields name them. */
static int add_areas(const struct dictionary *dictionary, struct axis *axis,
		     uint16_t area, bool alone, struct error *error)
{
	while (area != DICTIONARY_NONE) {
		const struct area *entry = &dictionary->areas[area];

		if (entry->field != DICTIONARY_NONE &&
		    add_level(axis, entry->field, area, error) != 0)
			return -1;
		area = alone ? DICTIONARY_NONE : entry->within;
	}
	return 0;
}

/* One name of a dimension; `alone`: it stands between slashes. */
static int find_one(const struct tabulate *tabulate, struct axis *axis,
		    struct slice name, bool alone, struct error *error)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	uint16_t area = dictionary_find(dictionary, KIND_AREA, name);
	uint32_t levels = axis->levels;
	const struct field *field;
	uint16_t found;

	if (area != DICTIONARY_NONE) {
		if (levels == 0)
			axis->label = dictionary->areas[area].label;
		if (add_areas(dictionary, axis, area, alone, error) != 0)
			return -1;
		return axis->levels > levels
			       ? 0
			       : unknown_name(tabulate, name, error);
	}
	found = find_field(dictionary, name, is_countable);
	if (found == DICTIONARY_NONE)
		return unknown_name(tabulate, name, error);
	field = &dictionary->fields[found];
	if (!is_countable(field)) {
		error_set(error, ERROR_INPUT,
			  "'%.*s' cannot be counted by: it is no code and no "
			  "yes or no, or it names a person",
			  SLICE_ARGS(field->name));
		return error_hint(error, "choose a field with few values, or "
					 "an area");
	}
	if (levels == 0)
		axis->label = field->label;
	return add_level(axis, found, DICTIONARY_NONE, error);
}

static int find_axis(struct tabulate *tabulate, struct axis *axis,
		     struct slice asked, struct error *error)
{
	struct slice rest = asked;
	bool alone = false;

	for (size_t i = 0; i < asked.len; i++)
		alone = alone || asked.at[i] == '/';
	axis->name = slice_cut(&rest, '/');
	if (find_one(tabulate, axis, axis->name, alone, error) != 0)
		return -1;
	while (rest.len > 0)
		if (find_one(tabulate, axis, slice_cut(&rest, '/'), true,
			     error) != 0)
			return -1;
	return 0;
}

static bool is_number(const struct field *field)
{
	return field->type == FIELD_NUMBER && !field->identifies;
}

static int find_mean(struct tabulate *tabulate, struct error *error)
{
	struct slice asked = tabulate->asked->mean;

	tabulate->mean = DICTIONARY_NONE;
	if (slice_empty(asked))
		return 0;
	tabulate->mean = find_field(tabulate->dictionary, asked, is_number);
	if (tabulate->mean != DICTIONARY_NONE &&
	    is_number(&tabulate->dictionary->fields[tabulate->mean]))
		return 0;
	error_set(error, ERROR_INPUT,
		  "there is no number called '%.*s' to make a mean of",
		  asked.len > 60 ? 60 : (int)asked.len, asked.at);
	return error_hint(error, "name a field of numbers, like "
				 "attendance.sessions-attended");
}

static int find_names(struct tabulate *tabulate, struct error *error)
{
	const struct share_table *asked = tabulate->asked;

	for (size_t d = 0; d < asked->dimension_count; d++) {
		struct axis *axis = &tabulate->axes[d];

		if (find_axis(tabulate, axis, asked->dimensions[d], error) != 0)
			return -1;
		for (size_t e = 0; e < d; e++)
			if (tabulate->axes[e].fields[0] == axis->fields[0])
				return error_set(
					error, ERROR_INPUT,
					"the table would count by '%.*s' twice",
					SLICE_ARGS(axis->name));
	}
	return find_mean(tabulate, error);
}

int tabulate_begin(struct tabulate **out, const struct dictionary *dictionary,
		   const struct share_table *asked, struct error *error)
{
	struct tabulate *tabulate;

	if (asked->dimension_count == 0)
		return error_set(error, ERROR_INPUT,
				 "a table needs something to count by");
	tabulate = memory_array(1, sizeof(*tabulate));
	if (tabulate == NULL)
		return error_memory(error);
	tabulate->dictionary = dictionary;
	tabulate->asked = asked;
	if (find_names(tabulate, error) != 0) {
		tabulate_free(tabulate);
		return -1;
	}
	*out = tabulate;
	return 0;
}

/* The level's own area whatever is released, then those above it that are. */
static int add_released(const struct dictionary *dictionary, struct axis *axis,
			uint16_t area, const struct field_set *released,
			struct error *error)
{
	for (uint16_t at = area; at != DICTIONARY_NONE;
	     at = dictionary->areas[at].within) {
		uint16_t field = dictionary->areas[at].field;

		if (field != DICTIONARY_NONE &&
		    (at == area || field_set_has(released, field)) &&
		    add_level(axis, field, at, error) != 0)
			return -1;
	}
	if (axis->levels > 0)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the dictionary does not say which field names the "
			 "area '%.*s'",
			 SLICE_ARGS(dictionary->areas[area].name));
}

int tabulate_by_area(struct tabulate **out, const struct dictionary *dictionary,
		     uint16_t area, uint16_t field,
		     const struct field_set *released, struct error *error)
{
	struct tabulate *tabulate = memory_array(1, sizeof(*tabulate));
	struct axis *axes;

	if (tabulate == NULL)
		return error_memory(error);
	tabulate->dictionary = dictionary;
	tabulate->own.dimension_count = field != DICTIONARY_NONE ? 2 : 1;
	tabulate->asked = &tabulate->own;
	tabulate->mean = DICTIONARY_NONE;
	axes = tabulate->axes;
	axes[0].name = dictionary->areas[area].name;
	axes[0].label = dictionary->areas[area].label;
	if (field != DICTIONARY_NONE) {
		axes[1].name = dictionary->fields[field].name;
		axes[1].label = dictionary->fields[field].label;
	}
	if (add_released(dictionary, &axes[0], area, released, error) != 0 ||
	    (field != DICTIONARY_NONE &&
	     add_level(&axes[1], field, DICTIONARY_NONE, error) != 0)) {
		tabulate_free(tabulate);
		return -1;
	}
	*out = tabulate;
	return 0;
}

/* The area that a field names, or DICTIONARY_NONE. */
static uint16_t area_of(const struct dictionary *dictionary, uint16_t field)
{
	for (uint16_t a = 0; a < dictionary->area_count; a++)
		if (dictionary->areas[a].field == field)
			return a;
	return DICTIONARY_NONE;
}

/* Which dimensions say where people are. */
uint32_t tabulate_places(const struct tabulate *tabulate)
{
	uint32_t places = 0;

	for (size_t d = 0; d < tabulate->asked->dimension_count; d++)
		if (tabulate->axes[d].areas[0] != DICTIONARY_NONE ||
		    area_of(tabulate->dictionary,
			    tabulate->axes[d].fields[0]) != DICTIONARY_NONE)
			places |= 1u << d;
	return places;
}

void tabulate_free(struct tabulate *tabulate)
{
	if (tabulate == NULL)
		return;
	gather_free(tabulate->gather);
	arena_release(&tabulate->arena);
	memory_free(tabulate);
}

/* --- what may be counted ------------------------------------------------------------- */

struct field_set tabulate_needed(const struct tabulate *tabulate)
{
	struct field_set fields = {0};

	for (size_t d = 0; d < tabulate->asked->dimension_count; d++)
		field_set_add(&fields, tabulate->axes[d].fields[0]);
	if (tabulate->mean != DICTIONARY_NONE)
		field_set_add(&fields, tabulate->mean);
	return fields;
}

struct field_set tabulate_fields(const struct tabulate *tabulate)
{
	struct field_set fields = tabulate_needed(tabulate);

	for (size_t d = 0; d < tabulate->asked->dimension_count; d++)
		for (uint32_t l = 0; l < tabulate->axes[d].levels; l++)
			field_set_add(&fields, tabulate->axes[d].fields[l]);
	return fields;
}

static bool is_at_level(const struct tabulate *tabulate, uint16_t area,
			struct level level)
{
	struct level counted = {LEVEL_AGGREGATE, area};

	return level.kind != LEVEL_AGGREGATE || area == DICTIONARY_NONE ||
	       level_within(tabulate->dictionary, counted, level);
}

/* A field may be counted when it was released, or is the level's own area, and
 * names no area finer than that. */
static bool may_count(const struct tabulate *tabulate, uint16_t field,
		      const struct field_set *released, struct level level)
{
	uint16_t area = area_of(tabulate->dictionary, field);

	if (!is_at_level(tabulate, area, level))
		return false;
	return field_set_has(released, field) ||
	       (level.kind == LEVEL_AGGREGATE && area == level.area);
}

static int refuse_field(const struct tabulate *tabulate, uint16_t field,
			struct level level, struct error *error)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	struct builder text = {0};

	level_write(dictionary, level, &text);
	error_set(error, ERROR_REFUSED,
		  "the table needs '%.*s', which law and notice do not let go "
		  "at level '%s'",
		  SLICE_ARGS(dictionary->fields[field].name),
		  builder_text(&text));
	builder_release(&text);
	return error_hint(error, "leave it out, or count by larger areas");
}

int tabulate_allow(struct tabulate *tabulate, const struct field_set *released,
		   struct level level, struct error *error)
{
	for (size_t d = 0; d < tabulate->asked->dimension_count; d++) {
		struct axis *axis = &tabulate->axes[d];
		uint32_t kept = 1;

		if (!may_count(tabulate, axis->fields[0], released, level))
			return refuse_field(tabulate, axis->fields[0], level,
					    error);
		for (uint32_t l = 1; l < axis->levels; l++)
			if (may_count(tabulate, axis->fields[l], released,
				      level)) {
				axis->areas[kept] = axis->areas[l];
				axis->fields[kept++] = axis->fields[l];
			}
		axis->levels = kept;
	}
	if (tabulate->mean != DICTIONARY_NONE &&
	    !field_set_has(released, tabulate->mean))
		return refuse_field(tabulate, tabulate->mean, level, error);
	return 0;
}

/* --- pupils -------------------------------------------------------------------------- */

static int begin_gather(struct tabulate *tabulate, struct error *error)
{
	struct gather_dimension dimensions[SHARE_TABLE_DIMENSIONS];
	size_t count = tabulate->asked->dimension_count;

	for (size_t d = 0; d < count; d++)
		dimensions[d] = (struct gather_dimension){
			tabulate->axes[d].name, tabulate->axes[d].label,
			tabulate->axes[d].levels};
	return gather_begin(&tabulate->gather, dimensions, count,
			    tabulate->mean != DICTIONARY_NONE, error);
}

/* A pupil's value.  Of a category with several items: the one value they share,
 * "none" or "several". */
static struct slice value_of(const struct tabulate *tabulate,
			     const struct record *record, uint16_t field)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct field *entry = &dictionary->fields[field];
	struct slice value = {NULL, 0};

	if (slice_empty(dictionary->categories[entry->category].each))
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

/* Reads a canonical number in units of its last counted decimal; further ones
 * are cut. */
static bool read_number(struct slice text, int64_t *number)
{
	bool negative = text.len > 0 && text.at[0] == '-';
	struct slice rest = negative ? slice_part(text, 1, text.len) : text;
	struct slice whole = slice_cut(&rest, '.');
	uint64_t units = 0, decimals = 0;
	size_t places = rest.len < VALUE_DECIMALS ? rest.len : VALUE_DECIMALS;

	if (!slice_number(whole, COUNT_LIMIT_VALUE / 10000, &units) ||
	    (places > 0 &&
	     !slice_number(slice_part(rest, 0, places), 9999, &decimals)))
		return false;
	for (size_t i = places; i < VALUE_DECIMALS; i++)
		decimals *= 10;
	*number = (int64_t)(units * 10000 + decimals);
	if (negative)
		*number = -*number;
	return true;
}

/* A pupil's number; of several items their sum. */
static int number_of(const struct tabulate *tabulate,
		     const struct record *record, int64_t *number,
		     struct error *error)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct field *entry = &dictionary->fields[tabulate->mean];
	int64_t sum = 0, value;
	bool found = false;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		for (uint32_t i = 0;
		     section->category == entry->category && i < section->count;
		     i++) {
			struct slice text =
				item_text(&section->items[i], tabulate->mean);

			if (slice_empty(text))
				continue;
			if (!read_number(text, &value))
				return error_set(
					error, ERROR_INPUT,
					"a pupil's '%.*s' is no number, or too "
					"large a one, to make a mean of",
					SLICE_ARGS(entry->name));
			sum += value;
			found = true;
		}
	}
	*number = found ? sum : COUNT_NO_VALUE;
	return 0;
}

static int take_one(struct tabulate *tabulate, const struct record *record,
		    struct error *error)
{
	struct slice codes[SHARE_TABLE_DIMENSIONS * GATHER_LIMIT_LEVELS];
	int64_t number = COUNT_NO_VALUE;
	size_t count = 0;

	for (size_t d = 0; d < tabulate->asked->dimension_count; d++) {
		const struct axis *axis = &tabulate->axes[d];

		for (uint32_t l = 0; l < axis->levels; l++)
			codes[count++] =
				value_of(tabulate, record, axis->fields[l]);
	}
	if (tabulate->mean != DICTIONARY_NONE &&
	    number_of(tabulate, record, &number, error) != 0)
		return -1;
	return gather_add(tabulate->gather, codes, number, error);
}

int tabulate_take(struct tabulate *tabulate, const struct record *records,
		  size_t count, struct error *error)
{
	if (tabulate->gather == NULL && begin_gather(tabulate, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (take_one(tabulate, &records[i], error) != 0)
			return -1;
	return 0;
}

/* --- what codes are called ----------------------------------------------------------- */

/* The code set of a level: of the field, or, above the last, that within which
 * it lies. */
static uint16_t codes_of(const struct tabulate *tabulate, size_t dimension,
			 uint32_t level)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct axis *axis = &tabulate->axes[dimension];
	uint32_t last = axis->levels - 1;
	uint32_t at = level < last ? level : last;
	uint16_t codes = dictionary->fields[axis->fields[at]].codes;

	while (codes != DICTIONARY_NONE && at < level) {
		codes = dictionary->code_sets[codes].within;
		at++;
	}
	return codes;
}

static bool is_school(const struct tabulate *tabulate, size_t dimension,
		      uint32_t level)
{
	const struct axis *axis = &tabulate->axes[dimension];

	return level < axis->levels &&
	       tabulate->dictionary->fields[axis->fields[level]].type ==
		       FIELD_LAESTAB;
}

/* A school lies in the authority with which its number begins. */
static void name_school(struct slice code, struct slice *parent)
{
	uint64_t number;

	if (code.len > AUTHORITY_DIGITS &&
	    slice_number(slice_part(code, 0, AUTHORITY_DIGITS), 999, &number))
		*parent = slice_part(code, 0, AUTHORITY_DIGITS);
}

static void name_authority(const struct dictionary *dictionary,
			   struct slice code, struct slice *label)
{
	for (uint16_t a = 0; a < dictionary->authority_count; a++)
		if (slice_equal(dictionary->authorities[a].number, code))
			*label = dictionary->authorities[a].name;
}

static void name_flag(struct slice code, struct slice *label)
{
	if (slice_is(code, "true"))
		*label = SLICE("Yes");
	else if (slice_is(code, "false"))
		*label = SLICE("No");
}

static void call_code(void *context, size_t dimension, uint32_t level,
		      struct slice code, struct slice *label,
		      struct slice *parent)
{
	const struct tabulate *tabulate = context;
	const struct dictionary *dictionary = tabulate->dictionary;
	const struct axis *axis = &tabulate->axes[dimension];
	uint16_t codes = codes_of(tabulate, dimension, level);
	uint16_t found = DICTIONARY_NONE;

	if (level < axis->levels &&
	    dictionary->fields[axis->fields[level]].type == FIELD_FLAG)
		name_flag(code, label);
	if (is_school(tabulate, dimension, level))
		name_school(code, parent);
	else if (level > 0 && is_school(tabulate, dimension, level - 1))
		name_authority(dictionary, code, label);
	if (codes == DICTIONARY_NONE)
		return;
	found = code_set_find(dictionary, codes, code);
	if (found == DICTIONARY_NONE)
		return;
	*label = dictionary->code_sets[codes].codes[found].label;
	if (dictionary->code_sets[codes].within != DICTIONARY_NONE)
		*parent = dictionary->code_sets[codes].codes[found].class;
}

/* Codes stand as in their code set: year groups by age, and not by byte. */
static uint64_t rank_code(void *context, size_t dimension, struct slice code)
{
	const struct tabulate *tabulate = context;
	const struct dictionary *dictionary = tabulate->dictionary;

	for (uint32_t level = 0; level < GATHER_LIMIT_LEVELS; level++) {
		uint16_t codes = codes_of(tabulate, dimension, level);
		uint16_t found = DICTIONARY_NONE;

		if (codes != DICTIONARY_NONE)
			found = code_set_find(dictionary, codes, code);
		if (found != DICTIONARY_NONE)
			return found;
	}
	return UINT32_MAX;
}

/* --- the end ------------------------------------------------------------------------- */

static void add_title(const struct tabulate *tabulate, struct builder *title)
{
	size_t count = tabulate->asked->dimension_count;

	builder_add_text(title, "Pupils by ");
	for (size_t d = 0; d < count; d++) {
		if (d > 0)
			builder_add_text(title, d + 1 < count ? ", " : " and ");
		builder_add(title, tabulate->axes[d].label);
	}
}

static int make_plan(const struct tabulate *tabulate,
		     struct statement_plan *plan, struct arena *arena,
		     struct error *error)
{
	struct builder title = {0};

	add_title(tabulate, &title);
	*plan = (struct statement_plan){
		.title = arena_copy(arena, builder_slice(&title)),
		.counted = SLICE("pupils"),
		.counted_label = SLICE("Pupils"),
		.percent = tabulate->asked->percent,
		.columns = tabulate->asked->dimension_count > 1 ? 1 : 0,
		.value_decimals = VALUE_DECIMALS,
		.mean_decimals = MEAN_DECIMALS,
		.rank = rank_code,
	};
	builder_release(&title);
	if (plan->title.at == NULL)
		return error_memory(error);
	if (tabulate->mean == DICTIONARY_NONE)
		return 0;
	plan->mean = tabulate->dictionary->fields[tabulate->mean].name;
	plan->mean_label = tabulate->dictionary->fields[tabulate->mean].label;
	return 0;
}

static int note_contradicted(struct statement *statement, uint64_t contradicted,
			     struct arena *arena, struct error *error)
{
	struct builder text = {0};
	struct slice copy;

	if (contradicted == 0)
		return 0;
	builder_add_text(&text, "Where records put an area into different "
				"larger ones, it is counted in the one that "
				"most of them name.");
	copy = arena_copy(arena, builder_slice(&text));
	builder_release(&text);
	if (copy.at == NULL)
		return error_memory(error);
	statement_note(statement, copy);
	return 0;
}

/* Attendance of several schools, say. */
static void note_sums(const struct tabulate *tabulate,
		      struct statement *statement)
{
	const struct dictionary *dictionary = tabulate->dictionary;
	uint16_t category;

	if (tabulate->mean == DICTIONARY_NONE)
		return;
	category = dictionary->fields[tabulate->mean].category;
	if (!slice_empty(dictionary->categories[category].each))
		statement_note(statement,
			       SLICE("Of a pupil with several entries the mean "
				     "counts their sum."));
}

int tabulate_count(struct tabulate *tabulate, unsigned int threads,
		   struct tabulated *out, struct arena *arena,
		   struct error *error)
{
	struct gather_naming naming = {tabulate, call_code};
	struct tabulated made = {0};

	made.cube = arena_allocate(arena, sizeof(*made.cube));
	if (made.cube == NULL)
		return error_memory(error);
	if (tabulate->mean != DICTIONARY_NONE) {
		made.magnitudes =
			arena_allocate(arena, sizeof(*made.magnitudes));
		if (made.magnitudes == NULL)
			return error_memory(error);
	}
	if ((tabulate->gather == NULL && begin_gather(tabulate, error) != 0) ||
	    gather_finish(tabulate->gather, &naming, threads, made.cube,
			  made.magnitudes, &made.contradicted, arena,
			  error) != 0 ||
	    gather_persons(tabulate->gather, made.cube, &made.persons,
			   &made.person_count, arena, error) != 0)
		return -1;
	*out = made;
	return 0;
}

int tabulate_state(struct tabulate *tabulate, const struct tabulated *counted,
		   const struct treatment *treatment,
		   const struct treatment_table *table,
		   struct statement *statement, struct arena *arena,
		   struct error *error)
{
	struct statement_plan plan;

	if (make_plan(tabulate, &plan, arena, error) != 0)
		return -1;
	plan.context = tabulate;
	if (statement_make(statement, treatment, table, &plan, arena, error) !=
	    0)
		return -1;
	note_sums(tabulate, statement);
	return note_contradicted(statement, counted->contradicted, arena,
				 error);
}

int tabulate_finish(struct tabulate *tabulate, const struct profile *profile,
		    unsigned int threads, struct statement *statement,
		    struct arena *arena, struct error *error)
{
	struct treatment *treatment = arena_allocate(arena, sizeof(*treatment));
	struct treatment_table table = {0};
	struct tabulated counted;

	if (treatment == NULL)
		return error_memory(error);
	if (tabulate_count(tabulate, threads, &counted, arena, error) != 0)
		return -1;
	table.cube = counted.cube;
	table.magnitudes = counted.magnitudes;
	if (treat(treatment, &table, 1, profile, threads, arena, error) != 0)
		return -1;
	return tabulate_state(tabulate, &counted, treatment, &table, statement,
			      arena, error);
}

void tabulate_write(const struct share_table *asked,
		    const struct statement *statement, struct builder *out)
{
	switch (asked->form) {
	case TABLE_LONG:
		statement_write_csv(statement, out);
		return;
	case TABLE_WIDE:
		statement_write_wide(statement, out);
		return;
	case TABLE_JSON:
		statement_write_json(statement, out);
		return;
	}
}

/* --- for the controller's own eyes --------------------------------------------------- */

static uint64_t categories_of(const struct tabulate *tabulate)
{
	struct field_set fields = tabulate_fields(tabulate);
	uint64_t categories = 0;

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		categories |= 1ull << tabulate->dictionary->fields[f].category;
	return categories;
}

struct reading {
	struct tabulate *tabulate;
	struct growth_derivation growth; /* without a reference: none */
	uint8_t states[BATCH_PUPILS];
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	struct record records[BATCH_PUPILS];
	struct arena arena; /* of the batch in hand */
};

/* Whether something is counted that is worked out, and can be. */
static int begin_growth(struct reading *reading,
			const struct share_table *asked, struct error *error)
{
	struct field_set fields = tabulate_fields(reading->tabulate);
	const struct dictionary *dictionary = reading->tabulate->dictionary;
	struct field_set derived = growth_derived(dictionary);

	if (asked->reference == NULL ||
	    field_set_empty(field_set_intersection(fields, derived)))
		return 0;
	return growth_derivation_begin(&reading->growth, dictionary,
				       asked->reference, asked->today, error);
}

static uint64_t categories_needed(const struct reading *reading)
{
	uint64_t categories = categories_of(reading->tabulate);

	return reading->growth.reference != NULL
		       ? categories | growth_categories(&reading->growth)
		       : categories;
}

static int take_batch(struct reading *reading, size_t count,
		      struct error *error)
{
	if (reading->growth.reference != NULL &&
	    growth_derive(&reading->growth, reading->records, count,
			  reading->states, &reading->arena, error) != 0)
		return -1;
	return tabulate_take(reading->tabulate, reading->records, count, error);
}

static int read_all(struct node *node, struct reading *reading,
		    const uint64_t *pupils, size_t pupil_count,
		    struct error *error)
{
	struct register_scan *scan;
	uint64_t done = 0;
	size_t count = 0;
	int result;

	if (register_scan_open(&scan, node->pupils, pupils, pupil_count,
			       categories_needed(reading), error) != 0)
		return -1;
	do {
		arena_clear(&reading->arena);
		result =
			register_scan_next(scan, reading->records, BATCH_PUPILS,
					   &count, &reading->arena, error);
		if (result == 0)
			result = take_batch(reading, count, error);
		done += count;
		if (reading->progress != NULL)
			reading->progress(reading->context, done, pupil_count);
	} while (result == 0 && count > 0);
	register_scan_close(scan);
	return result;
}

int share_preview(struct node *node, const struct share_table *asked,
		  const struct profile *profile, unsigned int threads,
		  void (*progress)(void *context, uint64_t done,
				   uint64_t total),
		  void *context, struct statement *statement,
		  struct arena *arena, struct error *error)
{
	struct reading *reading = memory_array(1, sizeof(*reading));
	uint64_t *pupils;
	size_t count;
	int result;

	if (reading == NULL)
		return error_memory(error);
	reading->progress = progress;
	reading->context = context;
	result = tabulate_begin(&reading->tabulate, node->dictionary, asked,
				error);
	if (result == 0)
		result = begin_growth(reading, asked, error);
	if (result == 0)
		result = register_pupils(node->pupils, &pupils, &count, arena,
					 error);
	if (result == 0)
		result = read_all(node, reading, pupils, count, error);
	if (result == 0)
		result = tabulate_finish(reading->tabulate, profile, threads,
					 statement, arena, error);
	tabulate_free(reading->tabulate);
	arena_release(&reading->arena);
	memory_free(reading);
	return result;
}
