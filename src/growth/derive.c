#include "growth/derive.h"

#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "register/record.h"

/* What is added to one item. */
enum { DERIVED_VALUES = 4, TEXT_BYTES = 16 };

/* Of a centimetre and a kilogram: micrometres and milligrams. */
enum { CENTIMETRE = 10000, KILOGRAM = 1000000 };

static const char *const band_texts[GROWTH_BAND_NONE] = {
	[GROWTH_UNDERWEIGHT] = "underweight",
	[GROWTH_HEALTHY] = "healthy",
	[GROWTH_OVERWEIGHT] = "overweight",
	[GROWTH_OBESE] = "obese",
	/* Those are obese as well, and statistics count them so. */
	[GROWTH_SEVERELY_OBESE] = "obese",
};

const char *growth_band_text(enum growth_band band)
{
	return band_texts[band];
}

/* --- fields ------------------------------------------------------------------------- */

struct field_set growth_derived(const struct dictionary *dictionary)
{
	struct field_set fields = {0};

	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (dictionary->fields[f].derived)
			field_set_add(&fields, f);
	return fields;
}

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static uint16_t derived_called(const struct dictionary *dictionary,
			       const char *name, uint16_t category)
{
	uint16_t field = field_called(dictionary, name);

	if (field == DICTIONARY_NONE || !dictionary->fields[field].derived ||
	    dictionary->fields[field].category != category)
		return DICTIONARY_NONE;
	return field;
}

int growth_derivation_begin(struct growth_derivation *derivation,
			    const struct dictionary *dictionary,
			    const struct growth_reference *reference,
			    int32_t today, struct error *error)
{
	struct growth_derivation made = {
		.dictionary = dictionary,
		.reference = reference,
		.today = today,
		.birth_date = field_called(dictionary, "pupil.birth-date"),
		.sex = field_called(dictionary, "pupil.sex"),
		.date = field_called(dictionary, "measurement.date"),
		.height = field_called(dictionary, "measurement.height"),
		.weight = field_called(dictionary, "measurement.weight"),
	};

	if (made.birth_date == DICTIONARY_NONE || made.sex == DICTIONARY_NONE ||
	    made.date == DICTIONARY_NONE || made.height == DICTIONARY_NONE ||
	    made.weight == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the dictionary lacks a field that results "
				 "of measuring are worked out from: "
				 "measurement.date, measurement.height, "
				 "measurement.weight, pupil.birth-date or "
				 "pupil.sex");
	made.category = dictionary->fields[made.height].category;
	made.bmi = derived_called(dictionary, "measurement.bmi", made.category);
	made.centile = derived_called(dictionary, "measurement.centile",
				      made.category);
	made.weight_band = derived_called(dictionary, "measurement.weight-band",
					  made.category);
	made.clinical_band = derived_called(
		dictionary, "measurement.clinical-band", made.category);
	*derivation = made;
	return 0;
}

uint64_t growth_categories(const struct growth_derivation *derivation)
{
	const struct field *fields = derivation->dictionary->fields;

	return 1ull << fields[derivation->birth_date].category |
	       1ull << fields[derivation->sex].category |
	       1ull << derivation->category;
}

/* --- one record --------------------------------------------------------------------- */

uint32_t growth_measure(struct slice text, uint32_t unit)
{
	uint64_t value = 0, place = unit;
	bool point = false;

	if (slice_empty(text))
		return 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9' || (point && place == 1))
			return UINT32_MAX;
		if (point)
			place /= 10;
		value = point ? value + (uint64_t)(c - '0') * place
			      : value * 10 + (uint64_t)(c - '0') * unit;
		if (value >= UINT32_MAX)
			return UINT32_MAX;
	}
	/* Nothing weighs nothing: that is no missing value. */
	return value > 0 ? (uint32_t)value : UINT32_MAX;
}

static int32_t date_in(struct slice text)
{
	int32_t date;

	return date_parse(text, &date) ? date : DATE_NONE;
}

static bool is_measurement(const struct growth_derivation *derivation,
			   const struct item *item)
{
	return !slice_empty(item_text(item, derivation->height)) ||
	       !slice_empty(item_text(item, derivation->weight)) ||
	       !slice_empty(item_text(item, derivation->date));
}

/* Of two on one day the later in the record. */
static struct item *find_latest(const struct growth_derivation *derivation,
				const struct record *record)
{
	struct item *latest = NULL;
	int32_t latest_date = DATE_NONE;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category != derivation->category)
			continue;
		for (uint32_t i = 0; i < section->count; i++) {
			struct item *item = &section->items[i];
			int32_t date =
				date_in(item_text(item, derivation->date));

			if (!is_measurement(derivation, item) ||
			    (latest != NULL && date < latest_date))
				continue;
			latest = item;
			latest_date = date;
		}
	}
	return latest;
}

const struct item *growth_latest(const struct growth_derivation *derivation,
				 const struct record *record)
{
	return find_latest(derivation, record);
}

static void drop_values(const struct dictionary *dictionary, struct item *item)
{
	uint32_t kept = 0;

	for (uint32_t v = 0; v < item->count; v++)
		if (!dictionary->fields[item->values[v].field].derived)
			item->values[kept++] = item->values[v];
	item->count = kept;
}

/* Values that were held for what is worked out are not believed, but those of
 * `except`; NULL: of none. */
static void drop_derived(const struct growth_derivation *derivation,
			 struct record *record, const struct item *except)
{
	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];

		if (section->category != derivation->category)
			continue;
		for (uint32_t i = 0; i < section->count; i++)
			if (&section->items[i] != except)
				drop_values(derivation->dictionary,
					    &section->items[i]);
	}
}

/* Who was never given the date of birth, or the sex, has the result from somebody
 * who was. */
static bool is_given(const struct growth_derivation *derivation,
		     const struct item *item, int32_t birth, uint8_t sex)
{
	return (birth == DATE_NONE || sex == GROWTH_SEX_UNKNOWN) &&
	       item != NULL && derivation->weight_band != DICTIONARY_NONE &&
	       !slice_empty(item_text(item, derivation->weight_band));
}

static enum growth_sex sex_of(struct slice text)
{
	if (slice_is(text, "M"))
		return GROWTH_MALE;
	return slice_is(text, "F") ? GROWTH_FEMALE : GROWTH_SEX_UNKNOWN;
}

/* --- a batch ------------------------------------------------------------------------ */

struct batch {
	struct item *items[GROWTH_BATCH];
	int32_t birth[GROWTH_BATCH], measured[GROWTH_BATCH];
	uint32_t height[GROWTH_BATCH], weight[GROWTH_BATCH];
	uint8_t sex[GROWTH_BATCH];
	bool given[GROWTH_BATCH];
	double bmi[GROWTH_BATCH], z[GROWTH_BATCH];
	uint8_t population[GROWTH_BATCH], clinical[GROWTH_BATCH];
};

static void fill(const struct growth_derivation *derivation,
		 struct record *record, struct batch *batch, size_t i)
{
	const struct dictionary *dictionary = derivation->dictionary;
	struct item *item;

	item = find_latest(derivation, record);
	batch->items[i] = item;
	batch->birth[i] = date_in(
		record_text(record, dictionary, derivation->birth_date));
	batch->sex[i] = (uint8_t)sex_of(
		record_text(record, dictionary, derivation->sex));
	batch->given[i] =
		is_given(derivation, item, batch->birth[i], batch->sex[i]);
	drop_derived(derivation, record, batch->given[i] ? item : NULL);
	batch->measured[i] = DATE_NONE;
	batch->height[i] = batch->weight[i] = 0;
	if (item == NULL)
		return;
	batch->measured[i] = date_in(item_text(item, derivation->date));
	batch->height[i] =
		growth_measure(item_text(item, derivation->height), CENTIMETRE);
	batch->weight[i] =
		growth_measure(item_text(item, derivation->weight), KILOGRAM);
}

/* Results of this school year and the one before are told. */
static enum growth_state settle(const struct growth_derivation *derivation,
				enum growth_state state, int32_t measured)
{
	if (measured == DATE_NONE)
		return state;
	if (measured > derivation->today)
		return GROWTH_AHEAD;
	if (date_academic_year(measured) + 1 <
	    date_academic_year(derivation->today))
		return GROWTH_OLD;
	return state;
}

static bool add(struct item *item, uint16_t field, const char *text,
		struct arena *arena)
{
	struct slice copy;
	uint32_t at = item->count;

	if (field == DICTIONARY_NONE)
		return true;
	copy = arena_copy(arena, slice_of(text));
	if (copy.at == NULL)
		return false;
	while (at > 0 && item->values[at - 1].field > field) {
		item->values[at] = item->values[at - 1];
		at--;
	}
	item->values[at] = (struct value){field, copy};
	item->count++;
	return true;
}

static bool add_number(struct item *item, uint16_t field, double number,
		       struct arena *arena)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof(text), "%.1f", number);
	return add(item, field, text, arena);
}

static int add_results(const struct growth_derivation *derivation,
		       const struct batch *batch, size_t i, struct arena *arena,
		       struct error *error)
{
	struct item *item = batch->items[i];
	struct value *values = arena_array(arena, item->count + DERIVED_VALUES,
					   sizeof(*values));

	if (values == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < item->count; v++)
		values[v] = item->values[v];
	item->values = values;
	if (add_number(item, derivation->bmi, batch->bmi[i], arena) &&
	    add_number(item, derivation->centile, growth_centile(batch->z[i]),
		       arena) &&
	    add(item, derivation->weight_band,
		growth_band_text((enum growth_band)batch->population[i]),
		arena) &&
	    add(item, derivation->clinical_band,
		growth_band_text((enum growth_band)batch->clinical[i]), arena))
		return 0;
	return error_memory(error);
}

static int finish(const struct growth_derivation *derivation,
		  const struct batch *batch, size_t i, uint8_t *told,
		  struct arena *arena, struct error *error)
{
	enum growth_state state =
		batch->given[i] ? GROWTH_ASSESSED : (enum growth_state) * told;

	state = settle(derivation, state, batch->measured[i]);
	*told = (uint8_t)state;
	if (!growth_has_result(state)) {
		if (batch->given[i])
			drop_values(derivation->dictionary, batch->items[i]);
		return 0;
	}
	return batch->given[i]
		       ? 0
		       : add_results(derivation, batch, i, arena, error);
}

int growth_derive(const struct growth_derivation *derivation,
		  struct record *records, size_t count, uint8_t *states,
		  struct arena *arena, struct error *error)
{
	struct batch *batch = arena_allocate(arena, sizeof(*batch));
	struct growth_columns columns;
	struct growth_results results;

	if (batch == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++)
		fill(derivation, &records[i], batch, i);
	columns = (struct growth_columns){
		.count = count,
		.birth = batch->birth,
		.measured = batch->measured,
		.sex = batch->sex,
		.height_um = batch->height,
		.weight_mg = batch->weight,
	};
	results = (struct growth_results){
		.state = states,
		.bmi = batch->bmi,
		.z = batch->z,
		.population = batch->population,
		.clinical = batch->clinical,
	};
	growth_assess(derivation->reference, &growth_limits, &columns,
		      &results);
	for (size_t i = 0; i < count; i++)
		if (finish(derivation, batch, i, &states[i], arena, error) != 0)
			return -1;
	return 0;
}
