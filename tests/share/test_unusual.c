/* Which releases are out of pattern; and how that is told. */
#include "tests/test.h"

#include "base/builder.h"
#include "share/unusual.h"

enum {
	FIRST = 1 << UNUSUAL_FIRST,
	MANY = 1 << UNUSUAL_MANY,
	OFTEN = 1 << UNUSUAL_OFTEN,
	MOST = 64,
};

struct row {
	const char *label;
	struct volume earlier[MOST];
	int32_t date;
	uint64_t pupils;
	unsigned int expected;
};

static const struct row rows[] = {
	{"nothing was ever sent", {{0}}, 100, 1, FIRST},
	{"the same again a year later", {{100, 60}}, 465, 60, 0},
	{"three times as many is a big year", {{100, 60}}, 465, 180, 0},
	{"one more than three times as many", {{100, 60}}, 465, 181, MANY},
	{"the most of several counts, not the last",
	 {{100, 60}, {200, 2}},
	 300,
	 180,
	 0},
	{"somebody, where there was nobody", {{100, 0}}, 200, 1, MANY},
	{"nobody is never many", {{100, 0}}, 200, 0, 0},
	{"as many as there can be", {{100, 60}}, 200, UINT64_MAX, MANY},
	{"three in thirty days, where there was one",
	 {{0, 5}, {365, 5}, {366, 5}},
	 394,
	 5,
	 0},
	{"four in thirty days, where there was one",
	 {{0, 5}, {365, 5}, {366, 5}, {367, 5}},
	 394,
	 5,
	 OFTEN},
	{"the fourth on the thirty-first day",
	 {{0, 5}, {365, 5}, {366, 5}, {367, 5}},
	 395,
	 5,
	 0},
	{"each week, as ever",
	 {{0, 5}, {7, 5}, {14, 5}, {21, 5}, {28, 5}, {35, 5}, {42, 5}, {49, 5}},
	 56,
	 5,
	 0},
	{"many in one week of the first month",
	 {{1, 1},
	  {1, 1},
	  {1, 1},
	  {2, 1},
	  {2, 1},
	  {2, 1},
	  {3, 1},
	  {3, 1},
	  {3, 1},
	  {4, 1}},
	 4,
	 1,
	 OFTEN},
	{"ten in the first month are let pass",
	 {{1, 1},
	  {1, 1},
	  {1, 1},
	  {2, 1},
	  {2, 1},
	  {2, 1},
	  {3, 1},
	  {3, 1},
	  {3, 1}},
	 4,
	 1,
	 0},
	{"many pupils, many times",
	 {{0, 5}, {365, 5}, {366, 5}, {367, 5}},
	 368,
	 50,
	 MANY | OFTEN},
};

/* Rows say nothing after the last release; a date of 0 counts as the first's
 * only. */
static size_t count_of(const struct row *row)
{
	size_t count = row->expected == FIRST ? 0 : 1;

	while (count > 0 && count < MOST && row->earlier[count].date > 0)
		count++;
	return count;
}

static void each_row_holds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned int found =
			unusual_find(rows[i].earlier, count_of(&rows[i]),
				     rows[i].date, rows[i].pupils);

		if (found != rows[i].expected)
			fail_msg("%s: %#x, not %#x", rows[i].label, found,
				 rows[i].expected);
	}
}

static void each_kind_has_its_words(void **state)
{
	struct builder text = {0};

	(void)state;
	for (int u = 0; u < UNUSUAL_COUNT; u++) {
		assert_non_null(unusual_name((enum unusual)u));
		assert_non_null(unusual_text((enum unusual)u));
	}
	unusual_write(0, &text);
	assert_int_equal(text.len, 0);
	unusual_write(MANY | OFTEN, &text);
	assert_slice(builder_slice(&text),
		     "more than three times the most pupils of any release "
		     "before; far more releases in thirty days than ever "
		     "before");
	builder_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_holds),
		cmocka_unit_test(each_kind_has_its_words),
	};

	return cmocka_run_group_tests_name("share unusual", tests, NULL, NULL);
}
