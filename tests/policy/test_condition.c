/* Conditions: three truths, ages by birthdays, ranges, lists, derived facts. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "policy/condition.h"
#include "tests/policy/lawbook.h"

static const int32_t UNKNOWN = DATE_NONE;

struct asked {
	struct lawbook book;
	const struct condition_program *program;
};

/* The condition, as the `when` of a gateway of the small country. */
static void compile_text(struct asked *asked, const char *condition)
{
	struct builder text = {0};

	*asked = (struct asked){0};
	builder_add_format(&text,
			   "gateway a { to council; data name; when %s }",
			   condition);
	lawbook_dictionary(&asked->book, builder_slice(&text));
	builder_release(&text);
	lawbook_policy(&asked->book);
	if (asked->book.policy != NULL)
		asked->program = &asked->book.policy->gateways[0].when;
}

static void evaluate(struct asked *asked, int32_t date,
		     const int32_t *const *columns, uint8_t truth[BATCH_PUPILS])
{
	static struct condition_space space;
	struct condition_program bound;
	struct arena arena = {0};
	struct error error = {0};

	assert_non_null(asked->program);
	assert_success(condition_bind(&bound, asked->program,
				      asked->book.dictionary, date, &arena,
				      &error),
		       &error);
	memcpy(truth, condition_evaluate(&bound, columns, BATCH_PUPILS, &space),
	       BATCH_PUPILS);
	arena_release(&arena);
}

static uint16_t fact_called(const struct asked *asked, const char *name)
{
	uint16_t fact = condition_fact(asked->book.dictionary, slice_of(name));

	assert_int_not_equal(fact, DICTIONARY_NONE);
	return fact;
}

/* --- three truths ------------------------------------------------------------- */

static int truth_of(int32_t value)
{
	return value == UNKNOWN ? TRUTH_UNKNOWN
	       : value == 1     ? TRUTH_TRUE
				: TRUTH_FALSE;
}

static int expected_and(int a, int b)
{
	if (a == TRUTH_FALSE || b == TRUTH_FALSE)
		return TRUTH_FALSE;
	return a == TRUTH_TRUE && b == TRUTH_TRUE ? TRUTH_TRUE : TRUTH_UNKNOWN;
}

static int expected_not(int a)
{
	return a == TRUTH_UNKNOWN ? a : TRUTH_TRUE + TRUTH_FALSE - a;
}

static void check_table(const char *condition, int (*expected)(int a, int b))
{
	static const int32_t values[] = {DATE_NONE, 0, 1};
	static int32_t carer[BATCH_PUPILS], boarder[BATCH_PUPILS];
	const int32_t *columns[FACT_LIMIT] = {0};
	uint8_t truth[BATCH_PUPILS];
	struct asked asked;

	for (int i = 0; i < BATCH_PUPILS; i++) {
		carer[i] = values[i % 3];
		boarder[i] = values[i / 3 % 3];
	}
	compile_text(&asked, condition);
	columns[fact_called(&asked, "carer")] = carer;
	columns[fact_called(&asked, "boarder")] = boarder;
	evaluate(&asked, 0, columns, truth);
	for (int i = 0; i < BATCH_PUPILS; i++)
		assert_int_equal(truth[i], expected(truth_of(carer[i]),
						    truth_of(boarder[i])));
	lawbook_release(&asked.book);
}

static int expected_or(int a, int b)
{
	return expected_not(expected_and(expected_not(a), expected_not(b)));
}

static int expected_neither(int a, int b)
{
	return expected_and(expected_not(a), expected_not(b));
}

static int expected_first(int a, int b)
{
	(void)b;
	return a;
}

static void check_truths(void **state)
{
	(void)state;
	check_table("carer and boarder", expected_and);
	check_table("carer or boarder", expected_or);
	check_table("not (carer or boarder)", expected_neither);
	check_table("not carer and not boarder", expected_neither);
	check_table("not not carer", expected_first);
	check_table("carer and (boarder or carer)", expected_first);
}

/* --- ages --------------------------------------------------------------------- */

struct age_row {
	const char *condition;
	bool (*holds)(int age);
};

static bool from_13(int age)
{
	return age >= 13;
}

static bool under_16(int age)
{
	return age < 16;
}

static bool over_15(int age)
{
	return age > 15;
}

static bool to_0(int age)
{
	return age <= 0;
}

static bool just_16(int age)
{
	return age == 16;
}

static bool not_16(int age)
{
	return age != 16;
}

static bool in_list(int age)
{
	return (age >= 12 && age <= 13) || age == 17;
}

static const struct age_row AGES[] = {
	{"age >= 13", from_13},
	{"age < 16", under_16},
	{"age > 15", over_15},
	{"age <= 0", to_0},
	{"age = 16", just_16},
	{"age != 16", not_16},
	{"age in 12 to 13, 17", in_list},
};

/* Births around every birthday up to 18, of one day of decision. */
static void check_births(struct asked *asked, const struct age_row *row,
			 int32_t date)
{
	static int32_t births[BATCH_PUPILS];
	const int32_t *columns[FACT_LIMIT] = {0};
	uint8_t truth[BATCH_PUPILS];

	for (int i = 0; i < BATCH_PUPILS; i++)
		births[i] = date_latest_birth(i / 50 - 1, date) - 25 + i % 50;
	births[0] = UNKNOWN;
	columns[fact_called(asked, "birth-date")] = births;
	evaluate(asked, date, columns, truth);
	assert_int_equal(truth[0], TRUTH_UNKNOWN);
	for (int i = 1; i < BATCH_PUPILS; i++) {
		int age = date_age(births[i], date);

		if (truth[i] != (row->holds(age) ? TRUTH_TRUE : TRUTH_FALSE))
			fail_msg("'%s' is %d at %d years", row->condition,
				 truth[i], age);
	}
}

static void check_ages(void **state)
{
	static const int days[][3] = {
		{2024, 2, 28}, {2024, 2, 29}, {2024, 3, 1},
		{2025, 2, 28}, {2025, 3, 1},  {2026, 1, 15},
	};

	(void)state;
	for (size_t r = 0; r < sizeof(AGES) / sizeof(AGES[0]); r++) {
		struct asked asked;

		compile_text(&asked, AGES[r].condition);
		for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++)
			check_births(&asked, &AGES[r],
				     date_from_civil(days[d][0], days[d][1],
						     days[d][2]));
		lawbook_release(&asked.book);
	}
}

/* --- values ------------------------------------------------------------------- */

struct value_row {
	const char *condition;
	const char *fact;
	int32_t value;
	int truth;
};

/* Years by their order; colours by their place in the list. */
static const struct value_row VALUES[] = {
	{"year in 1 to 7", "year", 0, TRUTH_FALSE},
	{"year in 1 to 7", "year", 1, TRUTH_TRUE},
	{"year in 1 to 7", "year", 7, TRUTH_TRUE},
	{"year in 1 to 7", "year", 11, TRUTH_FALSE},
	{"year in R, 11", "year", 0, TRUTH_TRUE},
	{"year in R, 11", "year", 7, TRUTH_FALSE},
	{"year > 2", "year", 7, TRUTH_TRUE},
	{"year > 2", "year", DATE_NONE, TRUTH_UNKNOWN},
	{"year != 7", "year", 7, TRUTH_FALSE},
	{"year = \"7\"", "year", 7, TRUTH_TRUE},
	{"colour = blue", "colour", 1, TRUTH_TRUE},
	{"colour = blue", "colour", 2, TRUTH_FALSE},
	{"colour != blue", "colour", 2, TRUTH_TRUE},
	{"colour in red, green", "colour", 1, TRUTH_FALSE},
	{"colour in red, green", "colour", 2, TRUTH_TRUE},
	{"marks <= 10", "marks", 10, TRUTH_TRUE},
	{"marks <= 10", "marks", 11, TRUTH_FALSE},
	{"marks < 10", "marks", 10, TRUTH_FALSE},
	{"marks >= 0", "marks", -5, TRUTH_FALSE},
	{"marks = 1000000", "marks", 1000000, TRUTH_TRUE},
	{"marks > 1000000", "marks", INT32_MAX, TRUTH_TRUE},
	{"marks < 0", "marks", INT32_MIN + 1, TRUTH_TRUE},
	{"since < 1970-01-02", "since", 0, TRUTH_TRUE},
	{"since < 1970-01-02", "since", 1, TRUTH_FALSE},
	{"since in 1970-01-01 to 1970-01-03", "since", 2, TRUTH_TRUE},
	{"since in 1970-01-01 to 1970-01-03", "since", 3, TRUTH_FALSE},
	/* Derived: stage 1 in years 1 to 2, 2 in 7 to 11. */
	{"stage = 1", "year", 2, TRUTH_TRUE},
	{"stage = 1", "year", 0, TRUTH_FALSE},
	{"stage = 1", "year", DATE_NONE, TRUTH_UNKNOWN},
	{"stage != 1", "year", 2, TRUTH_FALSE},
	{"stage != 1", "year", 0, TRUTH_TRUE},
	{"stage >= 2", "year", 7, TRUTH_TRUE},
	{"stage in 1 to 2", "year", 11, TRUTH_TRUE},
	{"stage > 7", "year", DATE_NONE, TRUTH_FALSE},
	{"stage != 7", "year", DATE_NONE, TRUTH_TRUE},
	{"needy", "carer", 1, TRUTH_TRUE},
	{"needy", "carer", 0, TRUTH_FALSE},
	{"needy", "year", 11, TRUTH_UNKNOWN},
	{"not needy", "carer", 1, TRUTH_FALSE},
};

static void check_value(void **state)
{
	const struct value_row *row = *state;
	static int32_t column[BATCH_PUPILS];
	const int32_t *columns[FACT_LIMIT] = {0};
	uint8_t truth[BATCH_PUPILS];
	struct asked asked;

	for (int i = 0; i < BATCH_PUPILS; i++)
		column[i] = i % 2 == 0 ? row->value : UNKNOWN;
	compile_text(&asked, row->condition);
	columns[fact_called(&asked, row->fact)] = column;
	evaluate(&asked, 0, columns, truth);
	for (int i = 0; i < BATCH_PUPILS; i += 2)
		assert_int_equal(truth[i], row->truth);
	lawbook_release(&asked.book);
}

static void check_nobody_known(void **state)
{
	const int32_t *columns[FACT_LIMIT] = {0};
	uint8_t truth[BATCH_PUPILS];
	struct asked asked;

	(void)state;
	compile_text(&asked, "age >= 13 or not carer");
	evaluate(&asked, 0, columns, truth);
	for (int i = 0; i < BATCH_PUPILS; i++)
		assert_int_equal(truth[i], TRUTH_UNKNOWN);
	lawbook_release(&asked.book);
}

/* --- what else is said of a program ---------------------------------------------- */

static void check_disassembly(void **state)
{
	struct builder text = {0};
	struct asked asked;

	(void)state;
	compile_text(&asked, "age >= 13 and not (colour in red, blue) or "
			     "since < 2020-02-29 and stage = 9");
	condition_disassemble(asked.program, asked.book.dictionary, "  ",
			      &text);
	assert_string_equal(builder_text(&text),
			    "    0  age    birth-date 13 to 1200\n"
			    "    1  range  colour 0 to 0\n"
			    "    2  range  colour 1 to 1\n"
			    "    3  or\n"
			    "    4  not\n"
			    "    5  and\n"
			    "    6  range  since any to 2020-02-28\n"
			    "    7  never\n"
			    "    8  and\n"
			    "    9  or\n");
	builder_release(&text);
	lawbook_release(&asked.book);
}

static void check_facts(void **state)
{
	struct asked asked;
	uint64_t expected;

	(void)state;
	compile_text(&asked, "age < 16 or stage = 3");
	expected = 1ull << fact_called(&asked, "birth-date") |
		   1ull << fact_called(&asked, "year") |
		   1ull << fact_called(&asked, "carer");
	assert_true(condition_facts(asked.program) == expected);
	lawbook_release(&asked.book);
}

static void check_no_birth_date(void **state)
{
	static const char *const facts[] = {
		"",
		"fact birth-date number \"not a date\"",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct lawbook book = {0};
		struct builder text = {0};

		builder_add_format(&text,
				   "dictionary \"D\"\n"
				   "category c \"C\" { field f text \"F\" }\n"
				   "body b \"B\"\n%s\n"
				   "gateway g { to b; data f; "
				   "when age >= 13 or age in 1 to 2 }\n",
				   facts[i]);
		lawbook_dictionary(&book, builder_slice(&text));
		lawbook_policy(&book);
		assert_null(book.policy);
		assert_int_equal(book.findings.errors, 2);
		assert_string_equal(book.findings.list[0].id, "no-birth-date");
		builder_release(&text);
		lawbook_release(&book);
	}
}

int main(void)
{
	enum { VALUE_COUNT = sizeof(VALUES) / sizeof(VALUES[0]) };
	struct CMUnitTest tests[VALUE_COUNT + 6] = {
		cmocka_unit_test(check_truths),
		cmocka_unit_test(check_ages),
		cmocka_unit_test(check_nobody_known),
		cmocka_unit_test(check_disassembly),
		cmocka_unit_test(check_facts),
		cmocka_unit_test(check_no_birth_date),
	};

	for (size_t i = 0; i < VALUE_COUNT; i++)
		tests[6 + i] = (struct CMUnitTest){
			.name = VALUES[i].condition,
			.test_func = check_value,
			.initial_state = (void *)(uintptr_t)&VALUES[i],
		};
	return cmocka_run_group_tests_name("policy condition", tests, NULL,
					   NULL);
}
