#include "tests/test.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "growth/assess.h"
#include "tests/growth/invented_reference.h"

/* --- the file ------------------------------------------------------------------------ */

static void a_file_is_bounded(void **state)
{
	struct growth_reference reference;
	struct builder text = {0};
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	invented_reference_add(&text, "1");
	while (text.len <= GROWTH_REFERENCE_BYTES)
		builder_add_byte(&text, '\n');
	assert_int_equal(growth_reference_read(&reference, builder_slice(&text),
					       SLICE("large.csv"), &arena,
					       &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	builder_release(&text);
	arena_release(&arena);
}

static void memory_runs_out(void **state)
{
	struct growth_reference reference;
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	invented_reference_add(&text, "1");
	for (uint64_t nth = 1;; nth++) {
		struct arena arena = {0};
		int result;

		memory_fail_at(nth);
		result = growth_reference_read(&reference, builder_slice(&text),
					       SLICE("x"), &arena, &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&text);
}

static void loads_from_a_file(void **state)
{
	char path[] = SCRATCH "growth-XXXXXX";
	struct growth_reference reference, again;
	struct builder text = {0};
	struct arena arena = {0};
	struct error error = {0};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	invented_reference_add(&text, "1");
	assert_success(file_replace(path, builder_slice(&text), 0600, &error),
		       &error);
	assert_success(growth_reference_load(&reference, path, &arena, &error),
		       &error);
	unlink(path);
	invented_reference_make(&again, "1", &arena);
	assert_memory_equal(reference.hash, again.hash, sizeof(again.hash));
	assert_int_equal(
		growth_reference_load(&reference, path, &arena, &error), -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	builder_release(&text);
	arena_release(&arena);
}

/* --- between the months ------------------------------------------------------------------ */

static double age_cubed(int month)
{
	return month * (double)month * month / 1e4;
}

/* A cubic through points of a cubic is that cubic: so is every inner day; in the
 * first and the last month it is a line. */
static void curves_are_interpolated_by_cubics(void **state)
{
	struct growth_reference reference;
	struct builder text = {0};
	struct arena arena = {0};
	struct error error = {0};

	(void)state;
	builder_add_text(&text, "sex,age_months,L,M,S\n");
	for (int sex = 0; sex < GROWTH_SEX_UNKNOWN; sex++)
		for (int month = 48; month <= 96; month++)
			builder_add_format(
				&text, "%s,%d,%.6f,%.6f,%.6f\n",
				sex == GROWTH_MALE ? "male" : "female", month,
				age_cubed(month) - 30, age_cubed(month),
				age_cubed(month) / 100);
	assert_success(growth_reference_read(&reference, builder_slice(&text),
					     SLICE("cubic.csv"), &arena,
					     &error),
		       &error);
	assert_int_equal(reference.first_day, 1461);
	assert_int_equal(reference.last_day, 2922);
	for (int32_t day = 1461; day <= 2922; day++) {
		const struct growth_lms *lms =
			&reference.days[GROWTH_FEMALE][day - 1461];
		double month = day / 365.25 * 12;
		double expected = month * month * month / 1e4;

		if (month < 49)
			expected =
				age_cubed(48) +
				(month - 48) * (age_cubed(49) - age_cubed(48));
		if (month > 95)
			expected =
				age_cubed(95) +
				(month - 95) * (age_cubed(96) - age_cubed(95));
		assert_true(fabs(lms->m - expected) < 1e-5);
		assert_true(fabs(lms->s - expected / 100) < 1e-5);
		assert_true(fabs(lms->l - (expected - 30)) < 1e-5);
	}
	builder_release(&text);
	arena_release(&arena);
}

/* --- scores -------------------------------------------------------------------------------- */

static void the_median_scores_nothing_and_more_scores_more(void **state)
{
	static const double powers[] = {-3,    -1,   -1e-3, -1e-9, -1e-300, 0,
					1e-12, 1e-6, 0.5,   1,     2};

	(void)state;
	for (size_t p = 0; p < sizeof(powers) / sizeof(powers[0]); p++) {
		struct growth_lms lms = {powers[p], 16, 0.1};
		double before = -HUGE_VAL;

		assert_true(growth_z(&lms, lms.m) == 0);
		for (double y = 8; y < 40; y += 0.01) {
			double z = growth_z(&lms, y);

			assert_true(z > before);
			before = z;
		}
	}
}

/* Near L = 0 the score goes over into the logarithm without a step. */
static void the_power_may_be_next_to_nothing(void **state)
{
	const struct growth_lms none = {0, 16, 0.1};

	(void)state;
	for (double l = 1e-3; l > 1e-320; l /= 7)
		for (double y = 10; y < 30; y += 1) {
			const struct growth_lms above = {l, 16, 0.1};
			const struct growth_lms below = {-l, 16, 0.1};
			double z = growth_z(&none, y);

			assert_true(fabs(growth_z(&above, y) - z) <=
				    3 * l + 1e-12);
			assert_true(fabs(growth_z(&below, y) - z) <=
				    3 * l + 1e-12);
		}
}

static void scores_are_those_of_the_formula(void **state)
{
	const struct growth_lms lms = {-1.5, 16, 0.08};

	(void)state;
	assert_true(fabs(growth_z(&lms, 20) -
			 (pow(20.0 / 16, -1.5) - 1) / (-1.5 * 0.08)) < 1e-12);
	assert_true(fabs(growth_z(&(struct growth_lms){1, 16, 0.125}, 18) - 1) <
		    1e-12);
	assert_true(
		fabs(growth_z(&(struct growth_lms){0, 16, 0.1}, 16 * exp(0.2)) -
		     2) < 1e-12);
}

static void centiles_are_of_the_normal_curve(void **state)
{
	(void)state;
	assert_true(fabs(growth_centile(0) - 50) < 1e-12);
	assert_true(fabs(growth_centile(4.0 / 3) - 90.8789) < 1e-4);
	assert_true(fabs(growth_centile(2) - 97.7250) < 1e-4);
	assert_true(growth_centile(-40) >= 0 && growth_centile(40) <= 100);
	assert_true(fabs(growth_centile(growth_population_bands.underweight) -
			 2) < 1e-9);
	assert_true(fabs(growth_centile(growth_population_bands.overweight) -
			 85) < 1e-9);
	assert_true(fabs(growth_centile(growth_population_bands.obese) - 95) <
		    1e-9);
	assert_true(
		fabs(growth_centile(growth_population_bands.severely_obese) -
		     99.6) < 1e-9);
}

static void bands_begin_at_their_edges(void **state)
{
	static const struct {
		bool clinical;
		double edge;
		enum growth_band below, at;
	} edges[] = {
		{false, 1.0364333894937896, GROWTH_HEALTHY, GROWTH_OVERWEIGHT},
		{false, 1.6448536269514722, GROWTH_OVERWEIGHT, GROWTH_OBESE},
		{false, 2.6520698079021954, GROWTH_OBESE,
		 GROWTH_SEVERELY_OBESE},
		{true, -2, GROWTH_UNDERWEIGHT, GROWTH_HEALTHY},
		{true, 4.0 / 3, GROWTH_HEALTHY, GROWTH_OVERWEIGHT},
		{true, 2, GROWTH_OVERWEIGHT, GROWTH_OBESE},
		{true, 8.0 / 3, GROWTH_OBESE, GROWTH_SEVERELY_OBESE},
	};
	const struct growth_bands *population = &growth_population_bands;

	(void)state;
	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		const struct growth_bands *bands =
			edges[i].clinical ? &growth_clinical_bands : population;

		assert_int_equal(growth_band_of(bands, edges[i].edge),
				 edges[i].at);
		assert_int_equal(growth_band_of(bands, edges[i].edge - 1e-8),
				 edges[i].below);
		assert_int_equal(growth_band_of(bands, edges[i].edge + 1e-8),
				 edges[i].at);
	}
	/* Statistics have the 2nd centile itself as underweight. */
	assert_int_equal(growth_band_of(population, population->underweight),
			 GROWTH_UNDERWEIGHT);
	assert_int_equal(
		growth_band_of(population, population->underweight + 1e-8),
		GROWTH_HEALTHY);
}

/* --- children -------------------------------------------------------------------------------- */

struct child {
	const char *label, *born, *measured;
	enum growth_sex sex;
	uint32_t height_mm, weight_g;
	enum growth_state state;
	enum growth_band population, clinical;
};

/* Months 48 to 156; M is 16 for boys and 18 for girls, S 0.125, L 1: a metre tall,
 * a boy of 16 kg + z * 2 kg. */
static const struct child children[] = {
	{"a boy at the median", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000,
	 16000, GROWTH_ASSESSED, GROWTH_HEALTHY, GROWTH_HEALTHY},
	{"a girl of the same weight is lighter for a girl", "2015-05-01",
	 "2020-05-01", GROWTH_FEMALE, 1000, 13300, GROWTH_ASSESSED,
	 GROWTH_UNDERWEIGHT, GROWTH_UNDERWEIGHT},
	{"two deviations below is the clinical edge, and healthy", "2015-05-01",
	 "2020-05-01", GROWTH_MALE, 1000, 12000, GROWTH_ASSESSED,
	 GROWTH_HEALTHY, GROWTH_HEALTHY},
	{"a gram less is not", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000,
	 11999, GROWTH_ASSESSED, GROWTH_HEALTHY, GROWTH_UNDERWEIGHT},
	{"between the 85th and the 91st centile the two kinds of bands differ",
	 "2015-05-01", "2020-05-01", GROWTH_MALE, 1000, 18200, GROWTH_ASSESSED,
	 GROWTH_OVERWEIGHT, GROWTH_HEALTHY},
	{"four thirds of a deviation is overweight, to the gram", "2015-05-01",
	 "2020-05-01", GROWTH_MALE, 1000, 18667, GROWTH_ASSESSED,
	 GROWTH_OVERWEIGHT, GROWTH_OVERWEIGHT},
	{"and a gram less is not", "2015-05-01", "2020-05-01", GROWTH_MALE,
	 1000, 18666, GROWTH_ASSESSED, GROWTH_OVERWEIGHT, GROWTH_HEALTHY},
	{"two deviations are very overweight", "2015-05-01", "2020-05-01",
	 GROWTH_MALE, 1000, 20000, GROWTH_ASSESSED, GROWTH_OBESE, GROWTH_OBESE},
	{"and a gram less is overweight", "2015-05-01", "2020-05-01",
	 GROWTH_MALE, 1000, 19999, GROWTH_ASSESSED, GROWTH_OBESE,
	 GROWTH_OVERWEIGHT},
	{"on the first day of the reference, four years old", "2016-03-01",
	 "2020-03-01", GROWTH_MALE, 1000, 16000, GROWTH_ASSESSED,
	 GROWTH_HEALTHY, GROWTH_HEALTHY},
	{"on the day before", "2016-03-01", "2020-02-29", GROWTH_MALE, 1000,
	 16000, GROWTH_TOO_YOUNG, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"born on 29 February, four years later to the day", "2016-02-29",
	 "2020-02-29", GROWTH_MALE, 1000, 16000, GROWTH_ASSESSED,
	 GROWTH_HEALTHY, GROWTH_HEALTHY},
	{"born on 29 February, on the last of February in another year",
	 "2016-02-29", "2021-02-28", GROWTH_MALE, 1000, 16000, GROWTH_ASSESSED,
	 GROWTH_HEALTHY, GROWTH_HEALTHY},
	{"thirteen years old", "2007-05-01", "2020-05-01", GROWTH_MALE, 1500,
	 36000, GROWTH_TOO_OLD, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"on the last day of the reference", "2007-05-01", "2020-04-30",
	 GROWTH_MALE, 1500, 36000, GROWTH_ASSESSED, GROWTH_HEALTHY,
	 GROWTH_HEALTHY},
	{"measured before birth", "2020-05-02", "2020-05-01", GROWTH_MALE, 1000,
	 16000, GROWTH_BEFORE_BIRTH, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"no weight", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000, 0,
	 GROWTH_NO_WEIGHT, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"no height", "2015-05-01", "2020-05-01", GROWTH_MALE, 0, 16000,
	 GROWTH_NO_HEIGHT, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"nothing", "2015-05-01", NULL, GROWTH_MALE, 0, 0,
	 GROWTH_NO_MEASUREMENT, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"no date", "2015-05-01", NULL, GROWTH_MALE, 1000, 16000,
	 GROWTH_NO_DATE, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"no birth date", NULL, "2020-05-01", GROWTH_MALE, 1000, 16000,
	 GROWTH_NO_BIRTH_DATE, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"no sex", "2015-05-01", "2020-05-01", GROWTH_SEX_UNKNOWN, 1000, 16000,
	 GROWTH_NO_SEX, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"height in metres", "2015-05-01", "2020-05-01", GROWTH_MALE, 1, 16000,
	 GROWTH_HEIGHT_IMPLAUSIBLE, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"height in millimetres", "2015-05-01", "2020-05-01", GROWTH_MALE,
	 10000, 16000, GROWTH_HEIGHT_IMPLAUSIBLE, GROWTH_BAND_NONE,
	 GROWTH_BAND_NONE},
	{"weight in tonnes", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000, 16,
	 GROWTH_WEIGHT_IMPLAUSIBLE, GROWTH_BAND_NONE, GROWTH_BAND_NONE},
	{"weight in grams", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000,
	 16000000, GROWTH_WEIGHT_IMPLAUSIBLE, GROWTH_BAND_NONE,
	 GROWTH_BAND_NONE},
	{"height and weight changed about", "2015-05-01", "2020-05-01",
	 GROWTH_MALE, 200, 100000, GROWTH_BMI_IMPLAUSIBLE, GROWTH_BAND_NONE,
	 GROWTH_BAND_NONE},
	{"five deviations above", "2015-05-01", "2020-05-01", GROWTH_MALE, 1000,
	 26000, GROWTH_ASSESSED, GROWTH_SEVERELY_OBESE, GROWTH_SEVERELY_OBESE},
	{"weighed in pounds, it seems", "2015-05-01", "2020-05-01", GROWTH_MALE,
	 1000, 26100, GROWTH_DOUBTFUL, GROWTH_SEVERELY_OBESE,
	 GROWTH_SEVERELY_OBESE},
	{"as tall as can be", "2015-05-01", "2020-05-01", GROWTH_MALE, 3000,
	 144000, GROWTH_ASSESSED, GROWTH_HEALTHY, GROWTH_HEALTHY},
};

enum { CHILD_COUNT = sizeof(children) / sizeof(children[0]) };

/* As much as there is room for. */
static uint32_t weight_mg(uint32_t grams)
{
	return grams > UINT32_MAX / 1000 ? UINT32_MAX : grams * 1000;
}

static int32_t date_of(const char *text)
{
	int32_t date = DATE_NONE;

	assert_true(text == NULL || date_parse(slice_of(text), &date));
	return date;
}

static void children_are_assessed(void **state)
{
	static int32_t birth[CHILD_COUNT], measured[CHILD_COUNT];
	static uint32_t height[CHILD_COUNT], weight[CHILD_COUNT];
	static uint8_t sex[CHILD_COUNT], states[CHILD_COUNT];
	static uint8_t population[CHILD_COUNT], clinical[CHILD_COUNT];
	static double bmi[CHILD_COUNT], z[CHILD_COUNT];
	const struct growth_columns columns = {
		CHILD_COUNT, birth, measured, NULL, sex, height, weight};
	const struct growth_results results = {states, bmi, z, population,
					       clinical};
	const struct growth_results nothing = {0};
	struct growth_reference reference;
	struct arena arena = {0};

	(void)state;
	invented_reference_make(&reference, "1", &arena);
	for (size_t i = 0; i < CHILD_COUNT; i++) {
		birth[i] = date_of(children[i].born);
		measured[i] = date_of(children[i].measured);
		height[i] = children[i].height_mm * 1000;
		weight[i] = weight_mg(children[i].weight_g);
		sex[i] = (uint8_t)children[i].sex;
	}
	growth_assess(&reference, &growth_limits, &columns, &results);
	for (size_t i = 0; i < CHILD_COUNT; i++) {
		const struct child *child = &children[i];

		if (states[i] != child->state ||
		    population[i] != child->population ||
		    clinical[i] != child->clinical)
			fail_msg("%s: %s, %d, %d", child->label,
				 growth_state_text(states[i]), population[i],
				 clinical[i]);
		if (!growth_has_result(child->state))
			assert_true(isnan(bmi[i]) && isnan(z[i]));
		else
			assert_true(fabs(bmi[i] - child->weight_g * 1000.0 /
							  child->height_mm /
							  child->height_mm) <
				    1e-9);
	}
	growth_assess(&reference, &growth_limits, &columns, &nothing);
	arena_release(&arena);
}

static void every_state_is_worded(void **state)
{
	(void)state;
	for (int s = 0; s < GROWTH_STATE_COUNT; s++)
		assert_true(growth_state_text((enum growth_state)s) != NULL &&
			    growth_state_name((enum growth_state)s) != NULL);
}

static void ages_are_exact(void **state)
{
	int32_t born = date_from_civil(2016, 2, 29);

	(void)state;
	assert_true(growth_decimal_age(born, born) == 0);
	assert_true(growth_decimal_age(born, date_from_civil(2020, 2, 29)) ==
		    4);
	assert_true(growth_decimal_age(born, date_from_civil(2020, 2, 28)) ==
		    1460 / 365.25);
	assert_true(growth_decimal_age(born, date_from_civil(2017, 3, 1)) ==
		    366 / 365.25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_bounded),
		cmocka_unit_test(memory_runs_out),
		cmocka_unit_test(loads_from_a_file),
		cmocka_unit_test(curves_are_interpolated_by_cubics),
		cmocka_unit_test(
			the_median_scores_nothing_and_more_scores_more),
		cmocka_unit_test(the_power_may_be_next_to_nothing),
		cmocka_unit_test(scores_are_those_of_the_formula),
		cmocka_unit_test(centiles_are_of_the_normal_curve),
		cmocka_unit_test(bands_begin_at_their_edges),
		cmocka_unit_test(children_are_assessed),
		cmocka_unit_test(every_state_is_worded),
		cmocka_unit_test(ages_are_exact),
	};

	return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
