/*
 * Against published test values: body mass indices of invented children and their
 * z-scores by the Royal College's reference implementation, read where they lie.
 */
#include "tests/growth/invented_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "formats/csv.h"
#include "growth/assess.h"
#include "tests/test.h"

#define VALUES "../shared/data/uk90/uk90_bmi_lms_4_to_12y_monthly.csv"
#define ROWS "../shared/data/uk90/rcpch_bmi_sds_validation_4_to_12y.csv"

enum column {
	BIRTH,
	MEASURED,
	SEX,
	WEEKS,
	DAYS,
	AGE,
	INDEX,
	SCORE,
	CORRECTED_AGE,
	CORRECTED_SCORE,
	COLUMN_COUNT
};

enum { ROW_COUNT = 420, METRE = 1000000 };

struct row {
	int32_t birth, measured, gestation;
	enum growth_sex sex;
	double age, index, score, corrected_age, corrected_score;
};

static double number(struct slice text)
{
	char copy[40];

	snprintf(copy, sizeof(copy), "%.*s", SLICE_ARGS(text));
	return strtod(copy, NULL);
}

static size_t read_rows(struct row *rows)
{
	struct builder content = {0};
	struct error error = {0};
	struct csv_row row;
	struct csv csv;
	size_t count = 0;

	assert_success(file_read(ROWS, 1 << 20, &content, &error), &error);
	assert_success(csv_begin(&csv, builder_slice(&content), ',', &error),
		       &error);
	assert_int_equal(csv_read(&csv, &row, &error), 1);
	while (csv_read(&csv, &row, &error) > 0) {
		struct row *out = &rows[count++];

		assert_int_equal(row.count, COLUMN_COUNT);
		assert_true(count <= ROW_COUNT);
		assert_true(date_parse_british(row.fields[BIRTH], &out->birth));
		assert_true(date_parse_british(row.fields[MEASURED],
					       &out->measured));
		out->sex = slice_is(row.fields[SEX], "male") ? GROWTH_MALE
							     : GROWTH_FEMALE;
		out->gestation = (int32_t)(number(row.fields[WEEKS]) * 7 +
					   number(row.fields[DAYS]));
		out->age = number(row.fields[AGE]);
		out->index = number(row.fields[INDEX]);
		out->score = number(row.fields[SCORE]);
		out->corrected_age = number(row.fields[CORRECTED_AGE]);
		out->corrected_score = number(row.fields[CORRECTED_SCORE]);
	}
	csv_release(&csv);
	builder_release(&content);
	return count;
}

/* As growth_assess, but for an index with more digits than grams give. */
static double score(const struct growth_reference *reference,
		    const struct row *row, int32_t days)
{
	assert_true(days >= reference->first_day);
	assert_true(days <= reference->last_day);
	return growth_z(&reference->days[row->sex][days - reference->first_day],
			row->index);
}

static bool is_there(struct growth_reference *reference, struct arena *arena)
{
	struct error error = {0};

	if (!file_exists(VALUES) || !file_exists(ROWS))
		return false;
	assert_success(growth_reference_load(reference, VALUES, arena, &error),
		       &error);
	return true;
}

static void scores_as_the_reference_implementation(void **state)
{
	static struct row rows[ROW_COUNT];
	struct growth_reference reference;
	struct arena arena = {0};
	size_t count, younger = 0;

	(void)state;
	if (!is_there(&reference, &arena))
		not_run("no " VALUES);
	count = read_rows(rows);
	assert_int_equal(count, ROW_COUNT);
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &rows[i];
		int32_t days = row->measured - row->birth;
		int32_t corrected = days + row->gestation - 280;

		assert_true(fabs(growth_decimal_age(row->birth, row->measured) -
				 row->age) < 1e-8);
		assert_true(fabs(corrected / 365.25 - row->corrected_age) <
			    1e-8);
		assert_true(fabs(score(&reference, row, days) - row->score) <
			    3e-4);
		/* Children born early whose corrected age is below that of the
		 * first month in the table. */
		if (corrected < reference.first_day)
			younger++;
		else
			assert_true(fabs(score(&reference, row, corrected) -
					 row->corrected_score) < 3e-4);
	}
	assert_int_equal(younger, 7);
	arena_release(&arena);
}

/* Through the columns: a child a metre tall weighs as many kilograms as its index,
 * here to the milligram. */
static void columns_agree_with_it(void **state)
{
	static struct row rows[ROW_COUNT];
	static int32_t birth[ROW_COUNT], measured[ROW_COUNT], term[ROW_COUNT];
	static uint32_t height[ROW_COUNT], weight[ROW_COUNT];
	static uint8_t sex[ROW_COUNT], states[ROW_COUNT];
	static double z[ROW_COUNT];
	struct growth_columns columns = {ROW_COUNT, birth,  measured, NULL,
					 sex,       height, weight};
	const struct growth_results results = {.state = states, .z = z};
	struct growth_reference reference;
	struct arena arena = {0};

	(void)state;
	if (!is_there(&reference, &arena))
		not_run("no " VALUES);
	read_rows(rows);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		birth[i] = rows[i].birth;
		measured[i] = rows[i].measured;
		term[i] = rows[i].gestation;
		sex[i] = (uint8_t)rows[i].sex;
		height[i] = METRE;
		weight[i] = (uint32_t)lround(rows[i].index * 1e6);
	}
	growth_assess(&reference, &growth_limits, &columns, &results);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		assert_int_equal(states[i], GROWTH_ASSESSED);
		assert_true(fabs(z[i] - rows[i].score) < 3e-4);
	}
	columns.gestation = term;
	growth_assess(&reference, &growth_limits, &columns, &results);
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (states[i] == GROWTH_ASSESSED)
			assert_true(fabs(z[i] - rows[i].corrected_score) <
				    3e-4);
		else
			assert_int_equal(states[i], GROWTH_TOO_YOUNG);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_as_the_reference_implementation),
		cmocka_unit_test(columns_agree_with_it),
	};

	return cmocka_run_group_tests_name("growth oracle", tests, NULL, NULL);
}
