/*
 * The invented pupils as they are: found again, on each day as they were then;
 * and their records kept once, however many tell of them.
 */
#include "tests/test.h"

#include <stdio.h>

#include "base/date.h"
#include "base/memory.h"
#include "demo/record_pool.h"
#include "demo/truth.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static struct arena arena;

static int load(void **state)
{
	(void)state;
	england = load_england();
	return england == NULL;
}

static int unload(void **state)
{
	(void)state;
	dictionary_free(england);
	arena_release(&arena);
	return 0;
}

static struct record pupil_of(const char *more)
{
	struct builder text = {0};
	struct record record;

	builder_add_text(&text, "pupil.upn = H801200001001\n"
				"pupil.surname = Okoro\n"
				"pupil.forename = Ada\n"
				"pupil.birth-date = 2010-03-04\n"
				"ethnicity = WBRI\n");
	builder_add_text(&text, more);
	record = parse_record(england, &arena, builder_slice(&text));
	builder_release(&text);
	return record;
}

/* --- the pool ------------------------------------------------------------------ */

static struct slice shown(const struct record *record)
{
	struct builder text = {0};
	struct slice copy;

	write_record(&text, england, record);
	copy = arena_copy(&arena, builder_slice(&text));
	builder_release(&text);
	return copy;
}

static void test_equal_records(void **state)
{
	struct record one = pupil_of("enrolment.year-group = 9\n");
	struct record same = pupil_of("enrolment.year-group = 9\n");
	const struct record *kept;
	struct record_pool *pool;
	struct error error = {0};

	(void)state;
	assert_success(record_pool_make(&pool, &error), &error);
	kept = record_pool_keep(pool, &one);
	assert_ptr_not_equal(kept, &one);
	assert_ptr_equal(kept, record_pool_keep(pool, &same));
	assert_ptr_equal(kept, record_pool_keep(pool, kept));
	assert_true(slice_equal(shown(kept), shown(&one)));
	assert_slice(kept->upn, "H801200001001");
	record_pool_free(pool);
}

static const struct item *items_of(const struct record *record,
				   const char *category)
{
	return record_section(record, dictionary_find(england, KIND_CATEGORY,
						      slice_of(category)))
		->items;
}

static void test_equal_sections(void **state)
{
	struct record before = pupil_of("enrolment.year-group = 9\n");
	struct record after = pupil_of("enrolment.year-group = 10\n");
	const struct record *one, *other;
	struct record_pool *pool;
	struct error error = {0};

	(void)state;
	assert_success(record_pool_make(&pool, &error), &error);
	one = record_pool_keep(pool, &before);
	other = record_pool_keep(pool, &after);
	assert_ptr_not_equal(one, other);
	assert_ptr_equal(items_of(one, "identity"),
			 items_of(other, "identity"));
	assert_ptr_not_equal(items_of(one, "enrolment"),
			     items_of(other, "enrolment"));
	assert_true(slice_equal(shown(one), shown(&before)));
	assert_true(slice_equal(shown(other), shown(&after)));
	record_pool_free(pool);
}

/* What is alike but for its period, its items, or one text is not the same. */
static void test_unlike_sections(void **state)
{
	static const char *const alike[] = {
		"attendance.sessions-possible[2024] = 10\n",
		"attendance.sessions-possible[2025] = 10\n",
		"attendance.sessions-possible[2025] = 11\n",
		"parent.surname = Okoro\n",
		"parent.surname = Okoro\nparent.surname.2 = Okoro\n",
	};
	enum { COUNT = sizeof(alike) / sizeof(alike[0]) };
	const struct record *kept[COUNT];
	struct record_pool *pool;
	struct error error = {0};

	(void)state;
	assert_success(record_pool_make(&pool, &error), &error);
	for (size_t i = 0; i < COUNT; i++) {
		struct record record = pupil_of(alike[i]);

		kept[i] = record_pool_keep(pool, &record);
		assert_true(slice_equal(shown(kept[i]), shown(&record)));
		for (size_t before = 0; before < i; before++)
			assert_ptr_not_equal(kept[before], kept[i]);
	}
	record_pool_free(pool);
}

static void test_many_records(void **state)
{
	enum { MANY = 3000 };
	const struct record **kept =
		memory_array(MANY, sizeof(struct record *));
	struct record_pool *pool;
	struct error error = {0};

	(void)state;
	assert_non_null(kept);
	assert_success(record_pool_make(&pool, &error), &error);
	for (int again = 0; again < 2; again++)
		for (unsigned int i = 0; i < MANY; i++) {
			char line[40];
			struct record record;

			snprintf(line, sizeof(line), "pupil.postcode = ZZ%u\n",
				 i);
			record = pupil_of(line);
			if (again == 0)
				kept[i] = record_pool_keep(pool, &record);
			else
				assert_ptr_equal(
					kept[i],
					record_pool_keep(pool, &record));
		}
	record_pool_free(pool);
	memory_free(kept);
}

/* --- the truth ----------------------------------------------------------------- */

static int32_t day(const char *text)
{
	int32_t date;

	assert_true(date_parse(slice_of(text), &date));
	return date;
}

static int tell(struct truth *truth, const char *since, const char *more,
		struct error *error)
{
	const struct truth_school school = {.laestab = SLICE("8861101"),
					    .phase = SLICE("secondary"),
					    .since = day(since)};
	struct record record = pupil_of(more);

	return truth_add(truth, &record, &school, error);
}

/* Whatever the order in which they are told. */
static void test_days(void **state)
{
	static const struct {
		const char *since, *year;
	} told[] = {
		{"2024-09-09", "enrolment.year-group = 9\n"},
		{"2025-09-08", "enrolment.year-group = 10\n"},
		{"2023-09-11", "enrolment.year-group = 8\n"},
		{"2024-09-09", "enrolment.year-group = 11\n"}, /* mended */
	};
	static const struct {
		const char *on;
		int year;
	} asked[] = {
		{"2020-01-01", 8},  {"2023-09-11", 8},  {"2024-09-08", 8},
		{"2024-09-09", 11}, {"2025-09-07", 11}, {"2026-01-01", 10},
	};
	const struct truth_pupil *pupil;
	struct truth *truth;
	struct error error = {0};

	(void)state;
	assert_success(truth_make(&truth, england, &error), &error);
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		assert_success(tell(truth, told[i].since, told[i].year, &error),
			       &error);
	assert_int_equal(truth_count(truth), 1);
	pupil = truth_by_upn(truth, SLICE("H801200001001"));
	assert_ptr_equal(pupil, truth_at(truth, 0));
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		assert_int_equal(truth_on(pupil, day(asked[i].on))->year,
				 asked[i].year);
	truth_free(truth);
}

/* By a name of any day; not by one that two have. */
static struct record numbered(const char *numbers)
{
	struct builder text = {0};
	struct record record;

	builder_add_text(&text, numbers);
	builder_add_text(&text, "pupil.surname = Okoro\n"
				"pupil.forename = Ada\n"
				"pupil.birth-date = 2008-03-04\n");
	record = parse_record(england, &arena, builder_slice(&text));
	builder_release(&text);
	return record;
}

/* A pupil stays the same one whose number for the time being is replaced, or who is
 * given the first; two numbers alone are two pupils. */
static void test_numbers(void **state)
{
	static const struct {
		const char *before, *after;
		size_t count;
	} rows[] = {
		{"pupil.upn = R88611012401A\n",
		 "pupil.upn = H801200001001\n"
		 "pupil.former-upn = R88611012401A\n",
		 1},
		{"pupil.upn = R88611012401A\n", "pupil.upn = H801200001001\n",
		 2},
		{"pupil.uln = 1000000027\n",
		 "pupil.upn = H801200001001\npupil.uln = 1000000027\n", 1},
		{"pupil.upn = R88611012401A\npupil.uln = 1000000027\n",
		 "pupil.upn = H801200001001\npupil.uln = 1000000027\n", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct truth_school school = {.laestab = SLICE("8861101"),
					      .since = 17000};
		struct record before = numbered(rows[i].before);
		struct record after = numbered(rows[i].after);
		struct error error = {0};
		struct truth *truth;

		assert_success(truth_make(&truth, england, &error), &error);
		assert_success(truth_add(truth, &before, &school, &error),
			       &error);
		school.since = 17500;
		assert_success(truth_add(truth, &after, &school, &error),
			       &error);
		assert_int_equal(truth_count(truth), rows[i].count);
		if (before.upn.len > 0)
			assert_ptr_equal(truth_by_upn(truth, before.upn),
					 truth_at(truth, 0));
		assert_ptr_equal(truth_by_upn(truth, after.upn),
				 truth_at(truth, rows[i].count - 1));
		truth_free(truth);
	}
}

static void test_names(void **state)
{
	int32_t birth = day("2010-03-04");
	struct record other =
		parse_record(england, &arena,
			     SLICE("pupil.upn = A801200001002\n"
				   "pupil.surname = Marsh\n"
				   "pupil.forename = Ada\n"
				   "pupil.birth-date = 2010-03-04\n"));
	const struct truth_school school = {.since = day("2025-09-08")};
	struct truth *truth;
	struct error error = {0};

	(void)state;
	assert_success(truth_make(&truth, england, &error), &error);
	assert_success(tell(truth, "2024-09-09", "", &error), &error);
	assert_success(
		tell(truth, "2025-09-08", "pupil.surname = Marsh\n", &error),
		&error);
	assert_non_null(
		truth_by_name(truth, SLICE("Okoro"), SLICE("Ada"), birth));
	assert_non_null(
		truth_by_name(truth, SLICE("Marsh"), SLICE("Ada"), birth));
	assert_null(
		truth_by_name(truth, SLICE("Marsh"), SLICE("Ada"), birth + 1));
	assert_success(truth_add(truth, &other, &school, &error), &error);
	assert_null(truth_by_name(truth, SLICE("Marsh"), SLICE("Ada"), birth));
	assert_slice(truth_by_upn(truth, SLICE("A801200001002"))->surname,
		     "Marsh");
	assert_null(truth_by_upn(truth, SLICE("")));
	truth_free(truth);
}

/* Two of the same pool tell of the same record. */
static void test_shared(void **state)
{
	struct truth *one, *other;
	struct record_pool *pool;
	struct error error = {0};

	(void)state;
	assert_success(record_pool_make(&pool, &error), &error);
	assert_success(truth_make_in(&one, england, pool, &error), &error);
	assert_success(truth_make_in(&other, england, pool, &error), &error);
	assert_success(tell(one, "2025-09-08", "", &error), &error);
	assert_success(tell(other, "2025-10-01", "", &error), &error);
	assert_ptr_equal(truth_at(one, 0)->record, truth_at(other, 0)->record);
	truth_free(one);
	assert_slice(truth_at(other, 0)->surname, "Okoro");
	truth_free(other);
	record_pool_free(pool);
}

/* What is told is made before memory runs out. */
static int tell_both(const struct record *records, struct error *error)
{
	const struct truth_school schools[] = {{.since = day("2024-09-09")},
					       {.since = day("2025-09-08")}};
	struct truth *truth;
	int result = truth_make(&truth, england, error);

	if (result != 0)
		return -1;
	for (size_t i = 0; result == 0 && i < 2; i++)
		result = truth_add(truth, &records[i], &schools[i], error);
	truth_free(truth);
	return result;
}

static void test_without_memory(void **state)
{
	const struct record records[] = {
		pupil_of("wish.kind = objection\nwish.by = parent\n"),
		pupil_of("parent.surname = Okoro\n"),
	};

	(void)state;
	for (uint64_t nth = 1;; nth++) {
		struct error error = {0};
		int result;

		memory_fail_at(nth);
		result = tell_both(records, &error);
		if (!memory_failed()) {
			memory_fail_at(0);
			assert_success(result, &error);
			break;
		}
		memory_fail_at(0);
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal_records),
		cmocka_unit_test(test_equal_sections),
		cmocka_unit_test(test_unlike_sections),
		cmocka_unit_test(test_many_records),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
