/*
 * The table of rules: that it is of a size worth having and lets a good census
 * pass, what is refused of a table, and memory that runs out.
 */
#include "tests/test.h"

#include "base/memory.h"
#include "tests/formats/census_sheet.h"
#include "tests/formats/records.h"

static struct dictionary *england;
static struct census_rules rules;

static int set_up(void **state)
{
	struct error error;

	(void)state;
	england = load_england();
	assert_success(census_rules_own(&rules, &error), &error);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	census_rules_release(&rules);
	dictionary_free(england);
	return 0;
}

static void test_sixty_rules_at_least(void **state)
{
	size_t published = 0;

	(void)state;
	assert_true(rules.count >= 60);
	for (size_t i = 0; i < rules.count; i++)
		published += rules.list[i].standing != STANDING_OWN;
	assert_true(published >= 20);
}

/* In each term: otherwise a school would drown in findings. */
static void test_a_good_file_breaks_none(void **state)
{
	static const char *const dates[] = {"2025-10-02", "2026-01-15",
					    "2026-05-21"};
	static struct census_sheet sheet;

	(void)state;
	for (size_t d = 0; d < 3; d++) {
		struct census_report report;
		struct arena arena = {0};

		sheet_begin(&sheet, slice_of(dates[d]));
		sheet_check(&sheet, false, england, &rules, &report, &arena);
		for (size_t i = 0; i < rules.count; i++)
			if (report.counts[i] > 0)
				print_error("%s: %.*s, record %u\n", dates[d],
					    SLICE_ARGS(rules.list[i].number),
					    (unsigned int)report.findings[0]
						    .record);
		assert_int_equal(report.errors + report.queries, 0);
		assert_int_equal(report.pupils, 1);
		assert_int_equal(report.leavers, 1);
		assert_int_equal(report.notice_count, 0);
		arena_release(&arena);
	}
}

static void test_tables_that_are_refused(void **state)
{
#define HEADINGS_ROW                                                     \
	"number,kind,terms,schools,who,each,fields,broken when,message," \
	"standing,source\n"
	static const struct {
		const char *text, *message;
		unsigned int line, column;
	} rows[] = {
		{"", "empty", 0, 0},
		{"number,kind\n", "'terms'", 1, 1},
		{HEADINGS_ROW "H1,error\n", "11 fields", 2, 1},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN bad,x,own,\n",
		 "what is asked", 2, 24},
		{HEADINGS_ROW "H1,error,,,on,,UPN,Shoe missing,x,own,\n",
		 "no element", 2, 20},
		{HEADINGS_ROW "H1,error,,,on,,UPN,(UPN missing,x,own,\n",
		 "')' is missing", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing missing,x,own,\n",
		 "too many", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,Shoe,UPN missing,x,own,\n",
		 "no element", 2, 16},
		{HEADINGS_ROW "H1,wrong,,,on,,UPN,UPN missing,x,own,\n",
		 "error or query", 2, 4},
		{HEADINGS_ROW "H1,query,,,on,,UPN,UPN missing,x,own,\n",
		 "end in Q", 2, 1},
		{HEADINGS_ROW "9999,error,,,on,,UPN,UPN missing,x,own,\n",
		 "begin with H", 2, 1},
		{HEADINGS_ROW "H1,error,WIN,,on,,UPN,UPN missing,x,own,\n",
		 "AUT", 2, 10},
		{HEADINGS_ROW "H1,error,,,we,,UPN,UPN missing,x,own,\n",
		 "who is", 2, 12},
		{HEADINGS_ROW "H1,error,,,on,UPN,UPN,UPN missing,x,own,\n",
		 "several", 2, 15},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,,own,\n",
		 "message", 2, 32},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,x,mine,\n",
		 "standing", 2, 34},
		{HEADINGS_ROW "H1,error,,,on,,UPN,UPN missing,x,own,\n"
			      "H1,error,,,on,,UPN,UPN missing,x,own,\n",
		 "twice", 3, 1},
		{HEADINGS_ROW "H1,error,,,on,,UPN,overlaps(FSMstartDate "
			      "FSMendDate),x,own,\n",
		 "of an item", 2, 52},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct census_rules bad;
		struct error error = {0};

		assert_int_equal(
			census_rules_read(&bad, slice_of(rows[i].text), &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		if (strstr(error.message, rows[i].message) == NULL ||
		    error.place.line != rows[i].line ||
		    error.place.column != rows[i].column)
			fail_msg("%zu: %s at %u:%u", i, error.message,
				 error.place.line, error.place.column);
		census_rules_release(&bad);
	}
}

/* Items are compared with each other: of very many the rest is left out. */
static void test_very_many_items(void **state)
{
	const struct slice end = SLICE("</PupilOnRoll>");
	static struct census_sheet sheet;
	const struct census_checking checking = {
		.dictionary = england,
		.rules = &rules,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
	};
	struct census_report report;
	struct builder file = {0}, many = {0};
	struct arena arena = {0};
	struct error error = {0};
	bool told = false;
	const char *at;

	(void)state;
	sheet_begin(&sheet, SLICE("2026-01-15"));
	sheet_write(&sheet, true, &file);
	at = strstr(builder_text(&file), end.at);
	assert_non_null(at);
	builder_add(&many, slice_part(builder_slice(&file), 0,
				      (size_t)(at - file.at)));
	builder_add_text(&many, "<Exclusions>");
	for (int i = 0; i < 6000; i++)
		builder_add_format(&many,
				   "<TermlyExclusion><Category>SUSP</Category>"
				   "<StartDate>2025-05-%02d</StartDate>"
				   "<Sessions>2</Sessions></TermlyExclusion>",
				   i % 28 + 1);
	builder_add_text(&many, "</Exclusions>");
	builder_add(&many, slice_part(builder_slice(&file),
				      (size_t)(at - file.at), file.len));
	assert_success(census_check(&checking, builder_slice(&many), &report,
				    &arena, &error),
		       &error);
	for (size_t i = 0; i < report.notice_count; i++)
		told |= strstr(report.notices[i].message, "larger than") !=
			NULL;
	assert_true(told);
	for (size_t i = 0; i < report.finding_count; i++)
		assert_true(report.findings[i].item <= CENSUS_ITEMS_LIMIT);
	arena_release(&arena);
	builder_release(&many);
	builder_release(&file);
}

static void test_out_of_memory(void **state)
{
	static struct census_sheet sheet;
	struct builder file = {0};
	struct census_checking checking = {
		.dictionary = england,
		.file_name = SLICE("file.xml"),
		.today = sample_date(),
		.upns = true,
	};

	(void)state;
	sheet_begin(&sheet, SLICE("2026-01-15"));
	sheet.text[census_row(SLICE("DOB"))][0] = SLICE("");
	sheet.twice = true;
	sheet_write(&sheet, true, &file);
	for (uint64_t n = 1;; n++) {
		struct census_rules own = {0};
		struct census_report report;
		struct arena arena = {0};
		struct error error = {0};
		bool failed;
		int result;

		memory_fail_at(n);
		result = census_rules_own(&own, &error);
		checking.rules = &own;
		if (result == 0)
			result = census_check(&checking, builder_slice(&file),
					      &report, &arena, &error);
		failed = memory_failed();
		memory_fail_at(0);
		census_rules_release(&own);
		arena_release(&arena);
		if (!failed) {
			assert_success(result, &error);
			break;
		}
		assert_int_equal(result, -1);
		assert_int_equal(error.code, ERROR_MEMORY);
	}
	builder_release(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sixty_rules_at_least),
		cmocka_unit_test(test_a_good_file_breaks_none),
		cmocka_unit_test(test_tables_that_are_refused),
		cmocka_unit_test(test_very_many_items),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests_name("table of rules", tests, set_up,
					   tear_down);
}
