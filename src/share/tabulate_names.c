/* What a table is asked by, found in the dictionary. */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "share/tabulate_parts.h"

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
