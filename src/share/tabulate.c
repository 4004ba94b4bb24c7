#include "share/tabulate.h"

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/record.h"
#include "share/tabulate_parts.h"
#include "tables/cube.h"

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

int tabulate_begin_gather(struct tabulate *tabulate, struct error *error)
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
	if (tabulate->gather == NULL &&
	    tabulate_begin_gather(tabulate, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (take_one(tabulate, &records[i], error) != 0)
			return -1;
	return 0;
}
