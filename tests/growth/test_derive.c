#include "tests/test.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/memory.h"
#include "growth/derive.h"
#include "language/diagnostic.h"
#include "register/record.h"
#include "tests/growth/invented_reference.h"

struct world {
	struct arena arena;
	struct dictionary *dictionary;
	struct growth_reference reference;
	struct growth_derivation derivation;
};

static struct world world;

static int set_up(void **state)
{
	struct findings findings = findings_in(&world.arena);
	struct error error = {0};

	(void)state;
	assert_success(dictionary_load(&world.dictionary,
				       "dictionaries/england", &findings,
				       &error),
		       &error);
	invented_reference_make(&world.reference, "1", &world.arena);
	assert_success(
		growth_derivation_begin(&world.derivation, world.dictionary,
					&world.reference,
					date_from_civil(2026, 1, 15), &error),
		&error);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dictionary_free(world.dictionary);
	arena_release(&world.arena);
	return 0;
}

struct given {
	const char *field, *period, *text;
	uint32_t item;
};

static void put(struct record_maker *maker, struct given given)
{
	const struct field *field =
		dictionary_field(world.dictionary, slice_of(given.field));

	assert_non_null(field);
	record_set(maker, (uint16_t)(field - world.dictionary->fields),
		   given.period != NULL ? slice_of(given.period)
					: (struct slice){NULL, 0},
		   given.item, slice_of(given.text));
}

static struct record record_of(const struct given *list, size_t count)
{
	struct record_maker maker =
		record_maker(world.dictionary, &world.arena);
	struct error error = {0};
	struct record record;

	put(&maker, (struct given){"pupil.birth-date", NULL, "2015-05-01", 0});
	put(&maker, (struct given){"pupil.sex", NULL, "M", 0});
	for (size_t i = 0; i < count; i++)
		put(&maker, list[i]);
	assert_success(record_made(&maker, &record, &error), &error);
	return record;
}

static enum growth_state derive(struct record *record)
{
	struct error error = {0};
	uint8_t state;

	assert_success(growth_derive(&world.derivation, record, 1, &state,
				     &world.arena, &error),
		       &error);
	return (enum growth_state)state;
}

static struct slice text_of(const struct record *record, const char *name)
{
	const struct field *field =
		dictionary_field(world.dictionary, slice_of(name));

	assert_non_null(field);
	return record_text(record, world.dictionary,
			   (uint16_t)(field - world.dictionary->fields));
}

#define RECORD(...)                                             \
	record_of((const struct given[]){__VA_ARGS__},          \
		  sizeof((const struct given[]){__VA_ARGS__}) / \
			  sizeof(struct given))

static void results_stand_in_the_record(void **state)
{
	struct record record =
		RECORD({"measurement.date", "2025", "2025-11-03", 0},
		       {"measurement.height", "2025", "112.5", 0},
		       {"measurement.weight", "2025", "23.1", 0});
	const struct item *item;

	(void)state;
	assert_int_equal(derive(&record), GROWTH_ASSESSED);
	assert_slice(text_of(&record, "measurement.bmi"), "18.3");
	assert_slice(text_of(&record, "measurement.weight-band"), "overweight");
	assert_slice(text_of(&record, "measurement.clinical-band"), "healthy");
	assert_slice(text_of(&record, "measurement.centile"), "87.0");
	item = growth_latest(&world.derivation, &record);
	for (uint32_t v = 1; v < item->count; v++)
		assert_true(item->values[v - 1].field < item->values[v].field);
}

/* Each pupil is counted once, by the newest. */
static void the_latest_measurement_counts(void **state)
{
	struct record record =
		RECORD({"measurement.date", "2024", "2024-11-03", 0},
		       {"measurement.height", "2024", "100", 0},
		       {"measurement.weight", "2024", "21", 0},
		       {"measurement.weight-band", "2024", "obese", 0},
		       {"measurement.date", "2025", "2025-11-03", 1},
		       {"measurement.height", "2025", "100", 1},
		       {"measurement.weight", "2025", "16", 1},
		       {"measurement.date", "2025", "2025-10-03", 0},
		       {"measurement.height", "2025", "100", 0},
		       {"measurement.weight", "2025", "12", 0});
	size_t bands = 0;

	(void)state;
	assert_int_equal(derive(&record), GROWTH_ASSESSED);
	assert_slice(text_of(&record, "measurement.weight-band"), "healthy");
	for (uint32_t s = 0; s < record.count; s++)
		for (uint32_t i = 0; i < record.sections[s].count; i++)
			bands += !slice_empty(
				item_text(&record.sections[s].items[i],
					  world.derivation.weight_band));
	assert_int_equal(bands, 1);
}

static void what_was_overtaken_or_has_not_come_is_not_told(void **state)
{
	static const struct {
		const char *date;
		enum growth_state state;
	} days[] = {
		{"2024-08-31", GROWTH_OLD},
		{"2024-09-01", GROWTH_ASSESSED},
		{"2026-01-15", GROWTH_ASSESSED},
		{"2026-01-16", GROWTH_AHEAD},
		{"2014-01-01", GROWTH_OLD},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		struct record record =
			RECORD({"measurement.date", "2025", days[i].date, 0},
			       {"measurement.height", "2025", "100", 0},
			       {"measurement.weight", "2025", "16", 0});

		assert_int_equal(derive(&record), days[i].state);
		assert_int_equal(
			slice_empty(text_of(&record, "measurement.bmi")),
			days[i].state != GROWTH_ASSESSED);
	}
}

/* A band that came in a file is no result. */
static void nothing_held_is_believed(void **state)
{
	struct record record =
		RECORD({"measurement.date", "2025", "2025-11-03", 0},
		       {"measurement.height", "2025", "100", 0},
		       {"measurement.weight-band", "2025", "obese", 0},
		       {"measurement.bmi", "2025", "30", 0});

	(void)state;
	assert_int_equal(derive(&record), GROWTH_NO_WEIGHT);
	assert_slice(text_of(&record, "measurement.weight-band"), "");
	assert_slice(text_of(&record, "measurement.bmi"), "");
}

/* Rows that name nobody have no date of birth, but the band that came with them. */
static void what_came_without_a_birth_date_is_kept(void **state)
{
	struct record record =
		RECORD({"pupil.sex", NULL, "U", 0},
		       {"measurement.date", "2024", "2024-11-03", 0},
		       {"measurement.height", "2024", "100", 0},
		       {"measurement.weight-band", "2024", "obese", 0},
		       {"measurement.date", "2025", "2025-11-03", 0},
		       {"measurement.height", "2025", "100", 0},
		       {"measurement.weight-band", "2025", "healthy", 0});
	struct record old =
		RECORD({"pupil.sex", NULL, "U", 0},
		       {"measurement.date", "2023", "2023-11-03", 0},
		       {"measurement.weight-band", "2023", "obese", 0});

	(void)state;
	assert_int_equal(derive(&record), GROWTH_ASSESSED);
	assert_slice(text_of(&record, "measurement.weight-band"), "healthy");
	assert_slice(text_of(&record, "measurement.bmi"), "");
	assert_int_equal(derive(&old), GROWTH_OLD);
	assert_slice(text_of(&old, "measurement.weight-band"), "");
}

static void who_was_not_measured_has_no_result(void **state)
{
	struct record none = RECORD({"pupil.surname", NULL, "Ash", 0});
	struct record unknown =
		RECORD({"pupil.sex", NULL, "U", 0},
		       {"measurement.date", "2025", "2025-11-03", 0},
		       {"measurement.height", "2025", "100", 0},
		       {"measurement.weight", "2025", "16", 0});

	(void)state;
	assert_int_equal(derive(&none), GROWTH_NO_MEASUREMENT);
	assert_null(growth_latest(&world.derivation, &none));
	assert_int_equal(derive(&unknown), GROWTH_NO_SEX);
}

static void measures_are_read_to_the_last_digit(void **state)
{
	static const struct {
		const char *text;
		uint32_t unit, value;
	} measures[] = {
		{"", 10000, 0},
		{"112.5", 10000, 1125000},
		{"112.55", 10000, 1125500},
		{"112", 10000, 1120000},
		{"20.35", 1000000, 20350000},
		{"0", 10000, UINT32_MAX},
		{"-5", 10000, UINT32_MAX},
		{"1.2.3", 10000, UINT32_MAX},
		{"999999", 1000000, UINT32_MAX},
		{"1.00001", 10000, UINT32_MAX},
		{"tall", 10000, UINT32_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		assert_int_equal(growth_measure(slice_of(measures[i].text),
						measures[i].unit),
				 measures[i].value);
}

static void what_is_derived_is_marked_so(void **state)
{
	struct field_set fields = growth_derived(world.dictionary);

	(void)state;
	assert_int_equal(field_set_count(fields), 4);
	assert_true(field_set_has(&fields, world.derivation.weight_band));
	assert_true(field_set_has(&fields, world.derivation.clinical_band));
	assert_false(field_set_has(&fields, world.derivation.height));
	assert_true((growth_categories(&world.derivation) >>
			     world.derivation.category &
		     1) != 0);
}

static void memory_runs_out(void **state)
{
	struct error error = {0};
	uint64_t nth = 1;
	int result = -1;

	(void)state;
	while (result != 0) {
		struct record record =
			RECORD({"measurement.date", "2025", "2025-11-03", 0},
			       {"measurement.height", "2025", "100", 0},
			       {"measurement.weight", "2025", "16", 0});
		struct arena arena = {0};
		uint8_t told;

		memory_fail_at(nth++);
		result = growth_derive(&world.derivation, &record, 1, &told,
				       &arena, &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_true(nth > 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_stand_in_the_record),
		cmocka_unit_test(the_latest_measurement_counts),
		cmocka_unit_test(
			what_was_overtaken_or_has_not_come_is_not_told),
		cmocka_unit_test(nothing_held_is_believed),
		cmocka_unit_test(what_came_without_a_birth_date_is_kept),
		cmocka_unit_test(who_was_not_measured_has_no_result),
		cmocka_unit_test(measures_are_read_to_the_last_digit),
		cmocka_unit_test(what_is_derived_is_marked_so),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests_name("growth derived", tests, set_up,
					   tear_down);
}
