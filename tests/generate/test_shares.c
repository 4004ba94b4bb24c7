/*
 * How invented pupils are spread: as the tables say, and as the publications do
 * that these are after.
 */
#include "tests/generate/town.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/date.h"
#include "generate/origins.h"
#include "generate/shares.h"
#include "growth/assess.h"
#include "growth/derive.h"
#include "tests/test.h"

#define REFERENCE "../shared/data/uk90/uk90_bmi_lms_4_to_12y_monthly.csv"

enum { DRAWS = 40000, ROWS_MOST = 32 };

static const struct shares *const tables[] = {
	&shares_ethnicity_2015,
	&shares_ethnicity_2024,
	&shares_need_support,
	&shares_need_plan,
	&shares_need_special_school,
	&shares_need_before_2014,
	&shares_absence_before_2024,
	&shares_absence,
	&shares_reason,
	&shares_reason_before_2020,
	&shares_band_reception,
	&shares_band_year_6,
	&shares_household,
	&shares_birth_month,
	&shares_after_year_11,
	&shares_after_year_13,
	&shares_sharing,
};

/*
 * Pearson's chi-square of what was counted against a table.  A statistic of so
 * many degrees of freedom is above this bound once in some thousand times (Wilson
 * and Hilferty 1931, z = 3.1).
 */
static void assert_spread(const struct shares *table, const size_t *counts,
			  size_t total)
{
	double statistic = 0, degrees = -1, bound;

	for (size_t i = 0; i < table->count; i++) {
		double expected =
			(double)total * table->rows[i].weight / SHARES_WHOLE;
		double off = (double)counts[i] - expected;

		if (table->rows[i].weight == 0) {
			assert_int_equal(counts[i], 0);
			continue;
		}
		statistic += off * off / expected;
		degrees++;
	}
	bound = 1 - 2 / (9 * degrees) + 3.1 * sqrt(2 / (9 * degrees));
	bound = degrees * bound * bound * bound;
	if (statistic > bound)
		fail_msg("%s: chi-square %.1f is above %.1f", table->name,
			 statistic, bound);
}

static void lots_fall_as_the_tables_say(void **state)
{
	(void)state;
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		size_t counts[ROWS_MOST] = {0};
		unsigned int whole = 0;

		for (size_t i = 0; i < tables[t]->count; i++)
			whole += tables[t]->rows[i].weight;
		assert_int_equal(whole, SHARES_WHOLE);
		for (uint64_t i = 0; i < DRAWS; i++) {
			struct lots lots =
				lots_of(lots_mix(t, i), TOPIC_SCHOOL);

			counts[shares_draw(tables[t], &lots)]++;
		}
		assert_spread(tables[t], counts, DRAWS);
	}
}

static void a_rate_lies_between_those_of_its_years(void **state)
{
	static const struct rate rows[] = {{2010, 100}, {2020, 200}};
	static const struct rates rates = {"rates", rows, 2};

	(void)state;
	assert_int_equal(rates_in(&rates, 1990), 100);
	assert_int_equal(rates_in(&rates, 2010), 100);
	assert_int_equal(rates_in(&rates, 2013), 130);
	assert_int_equal(rates_in(&rates, 2020), 200);
	assert_int_equal(rates_in(&rates, 2050), 200);
	/* Special educational needs in England, as published. */
	assert_int_equal(rates_in(&rates_sen_plan, 2018), 310);
	assert_int_equal(rates_in(&rates_sen_support, 2023), 1360);
}

static void families_are_of_all_groups(void **state)
{
	size_t counts[ROWS_MOST] = {0}, white = 0;

	(void)state;
	for (uint64_t i = 0; i < DRAWS; i++) {
		struct lots lots = lots_of(i, TOPIC_HOUSEHOLD);
		struct origin origin;
		size_t row = 0;

		origins_draw(&origin, &lots, 2020, 100);
		while (!slice_equal(shares_ethnicity_2024.rows[row].text,
				    origin.ethnicity))
			row++;
		counts[row]++;
		lots = lots_of(i, TOPIC_HOUSEHOLD);
		origins_draw(&origin, &lots, 2020, 40);
		white += slice_is(origin.ethnicity, "WBRI");
	}
	assert_spread(&shares_ethnicity_2024, counts, DRAWS);
	/* 40 hundredths of 40.3 per cent are not White British. */
	assert_in_range(white * 1000 / DRAWS, 829, 849);
}

/* --- a population ------------------------------------------------------------------ */

struct tally {
	const struct dictionary *dictionary;
	size_t pupils, girls, meals, support, plans, suspended, eal;
	uint64_t possible, missed;
	size_t months[12];
	int suspended_from;
};

static uint64_t number_of(struct slice text)
{
	uint64_t number = 0;

	(void)slice_number(text, UINT32_MAX, &number);
	return number;
}

static void tally_attendance(struct tally *tally, const struct record *record,
			     const char *period)
{
	uint16_t possible =
		dictionary_find(tally->dictionary, KIND_FIELD,
				SLICE("attendance.sessions-possible"));
	uint16_t attended =
		dictionary_find(tally->dictionary, KIND_FIELD,
				SLICE("attendance.sessions-attended"));

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category !=
			    tally->dictionary->fields[possible].category ||
		    !slice_is(section->period, period))
			continue;
		for (uint32_t i = 0; i < section->count; i++) {
			uint64_t all = number_of(
				item_text(&section->items[i], possible));

			tally->possible += all;
			tally->missed +=
				all - number_of(item_text(&section->items[i],
							  attended));
		}
	}
}

static void take_tally(void *context, const struct record *record)
{
	struct tally *tally = context;
	const struct dictionary *dictionary = tally->dictionary;
	struct slice provision = town_text(dictionary, record, "sen.provision");
	struct slice birth = town_text(dictionary, record, "pupil.birth-date");
	struct slice excluded =
		town_text(dictionary, record, "exclusion.start-date");
	int32_t day;

	tally->pupils++;
	tally->girls +=
		slice_is(town_text(dictionary, record, "pupil.sex"), "F");
	tally->meals += slice_is(
		town_text(dictionary, record, "free-school-meals"), "true");
	tally->support += slice_is(provision, "K");
	tally->plans += slice_is(provision, "E");
	tally->eal += !slice_starts_with(
		town_text(dictionary, record, "first-language"), SLICE("EN"));
	assert_true(date_parse(birth, &day));
	tally->months[(date_to_civil(day).month + 3) % 12]++;
	if (date_parse(excluded, &day))
		tally->suspended += day >= tally->suspended_from;
	tally_attendance(tally, record, "2022");
}

static struct tally tally_of(const struct dictionary *dictionary,
			     const char *setting, int32_t date)
{
	struct place_school schools[20];
	char numbers[20][8];
	const struct place_plan plan = {
		.schools = schools, .count = 20, .seed = 3};
	struct tally tally = {.dictionary = dictionary,
			      .suspended_from = date_from_civil(2022, 9, 1)};
	struct population *population;
	struct error error = {0};

	for (size_t i = 0; i < 20; i++) {
		snprintf(numbers[i], sizeof(numbers[i]), "825%04u",
			 2001 + (unsigned int)i);
		schools[i] =
			(struct place_school){.laestab = slice_of(numbers[i]),
					      .setting = slice_of(setting),
					      .pupils = 300};
	}
	assert_success(population_open(&population, &plan, dictionary, &error),
		       &error);
	for (size_t i = 0; i < 20; i++)
		town_each(population, i, date, DATE_NONE, 0, take_tally,
			  &tally);
	population_close(population);
	return tally;
}

/* Within a sixth of what is published, or three standard errors. */
static void assert_near(const char *what, double found, double published,
			double size)
{
	double error = sqrt(published * (1 - published) / size);
	double most = published / 6 > 3 * error ? published / 6 : 3 * error;

	if (fabs(found - published) > most)
		fail_msg("%s: %.4f, where %.4f is published", what, found,
			 published);
}

/* The last day of July 2023: the year is whole. */
static void primary_schools_are_as_published(void **state)
{
	struct dictionary *dictionary = town_dictionary();
	struct tally tally =
		tally_of(dictionary, "primary", date_from_civil(2023, 7, 31));
	double pupils = (double)tally.pupils;

	(void)state;
	assert_near("girls", (double)tally.girls / pupils, 0.488, pupils);
	assert_near("meals", (double)tally.meals / pupils, 0.238, pupils);
	assert_near("support", (double)tally.support / pupils, 0.130, pupils);
	/* Two of five plans are in special schools. */
	assert_near("plans", (double)tally.plans / pupils, 0.043 * 0.62,
		    pupils);
	assert_near("absence", (double)tally.missed / (double)tally.possible,
		    0.059, 600);
	assert_near("English not first", (double)tally.eal / pupils, 0.19,
		    pupils);
	assert_spread(&shares_birth_month, tally.months, tally.pupils);
	dictionary_free(dictionary);
}

static void secondary_schools_are_as_published(void **state)
{
	struct dictionary *dictionary = town_dictionary();
	struct tally tally =
		tally_of(dictionary, "secondary", date_from_civil(2023, 7, 31));
	double pupils = (double)tally.pupils;

	(void)state;
	assert_near("support", (double)tally.support / pupils, 0.130, pupils);
	assert_near("absence", (double)tally.missed / (double)tally.possible,
		    0.090, 600);
	assert_near("suspended", (double)tally.suspended / pupils, 0.078,
		    pupils);
	dictionary_free(dictionary);
}

/* --- heights and weights ------------------------------------------------------------ */

struct weighing {
	const struct dictionary *dictionary;
	const struct growth_reference *reference;
	size_t bands[2][GROWTH_BAND_NONE + 1], counts[2], doubtful;
};

static void weigh(void *context, const struct record *record)
{
	struct weighing *weighing = context;
	const struct dictionary *dictionary = weighing->dictionary;
	struct slice height =
		town_text(dictionary, record, "measurement.height");
	int32_t birth, day;
	uint8_t sex, state, band;
	uint32_t height_um, weight_mg;
	const struct growth_columns columns = {.count = 1,
					       .birth = &birth,
					       .measured = &day,
					       .sex = &sex,
					       .height_um = &height_um,
					       .weight_mg = &weight_mg};
	const struct growth_results results = {.state = &state,
					       .population = &band};
	size_t upper;

	if (height.len == 0)
		return;
	assert_true(date_parse(
		town_text(dictionary, record, "pupil.birth-date"), &birth));
	assert_true(date_parse(
		town_text(dictionary, record, "measurement.date"), &day));
	sex = slice_is(town_text(dictionary, record, "pupil.sex"), "F")
		      ? GROWTH_FEMALE
		      : GROWTH_MALE;
	height_um = growth_measure(height, 10000);
	weight_mg = growth_measure(
		town_text(dictionary, record, "measurement.weight"), 1000000);
	growth_assess(weighing->reference, &growth_limits, &columns, &results);
	assert_true(growth_has_result((enum growth_state)state));
	weighing->doubtful += state == GROWTH_DOUBTFUL;
	upper = date_age(birth, day) > 8;
	weighing->bands[upper][band]++;
	weighing->counts[upper]++;
}

static void assert_bands(const struct weighing *weighing, size_t upper,
			 const struct shares *table)
{
	const size_t *bands = weighing->bands[upper];
	size_t counts[4] = {bands[GROWTH_UNDERWEIGHT], bands[GROWTH_HEALTHY],
			    bands[GROWTH_OVERWEIGHT],
			    bands[GROWTH_OBESE] + bands[GROWTH_SEVERELY_OBESE]};

	for (size_t i = 0; i < 4; i++)
		assert_near(table->name,
			    (double)counts[i] / (double)weighing->counts[upper],
			    (double)table->rows[i].weight / SHARES_WHOLE,
			    (double)weighing->counts[upper]);
}

/* By the reference that the program does not have, the bands are as drawn. */
static void bands_are_right_by_the_reference(void **state)
{
	static const char *const settings[] = {"infant", "junior"};
	struct dictionary *dictionary = town_dictionary();
	struct weighing weighing = {.dictionary = dictionary};
	struct growth_reference reference;
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	if (access(REFERENCE, R_OK) != 0) {
		dictionary_free(dictionary);
		not_run("no " REFERENCE);
	}
	assert_success(
		growth_reference_load(&reference, REFERENCE, &arena, &error),
		&error);
	weighing.reference = &reference;
	for (size_t s = 0; s < 2; s++) {
		struct place_school school = {.laestab = SLICE("8862001"),
					      .setting = slice_of(settings[s]),
					      .pupils = 9000};
		struct place_plan plan = {
			.schools = &school, .count = 1, .seed = 11};
		struct population *population;

		assert_success(
			population_open(&population, &plan, dictionary, &error),
			&error);
		town_each(population, 0, date_from_civil(2023, 8, 1), DATE_NONE,
			  town_category(dictionary, "identity") |
				  town_category(dictionary, "measurements"),
			  s == 0 ? weigh : weigh, &weighing);
		population_close(population);
	}
	assert_true(weighing.counts[0] > 2000);
	assert_bands(&weighing, 0, &shares_band_reception);
	assert_true(weighing.doubtful * 100 < weighing.counts[0]);
	arena_release(&arena);
	dictionary_free(dictionary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lots_fall_as_the_tables_say),
		cmocka_unit_test(a_rate_lies_between_those_of_its_years),
		cmocka_unit_test(families_are_of_all_groups),
		cmocka_unit_test(primary_schools_are_as_published),
		cmocka_unit_test(secondary_schools_are_as_published),
		cmocka_unit_test(bands_are_right_by_the_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
