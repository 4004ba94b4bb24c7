/* Levels of identification: what reveals more, and how they are written. */
#include "tests/test.h"

#include "base/builder.h"
#include "policy/level.h"
#include "tests/policy/lawbook.h"

/* county > town > street, county > parish. */
static struct lawbook book;

static struct level level_called(const char *text)
{
	struct level level = level_named();

	if (!level_read(book.dictionary, slice_of(text), &level))
		fail_msg("'%s' is no level", text);
	return level;
}

/* From most to least revealing; the last two are not comparable. */
static const char *const WRITTEN[] = {
	"named",
	"pupil",
	"inside",
	"anonymised",
	"aggregate by street",
	"aggregate by town",
	"aggregate by county",
	"aggregate by parish",
};

enum { COUNTY = 6, PARISH = 7, WRITTEN_COUNT = 8 };

static void check_written(void **state)
{
	(void)state;
	for (int i = 0; i < WRITTEN_COUNT; i++) {
		struct builder text = {0};

		level_write(book.dictionary, level_called(WRITTEN[i]), &text);
		assert_string_equal(builder_text(&text), WRITTEN[i]);
		builder_release(&text);
	}
}

static void check_not_read(void **state)
{
	static const char *const wrong[] = {
		"",
		"Named",
		"named ",
		"aggregate",
		"aggregate by",
		"aggregate by ",
		"aggregate by moon",
		"aggregate by name",
	};
	struct level level = {LEVEL_INSIDE, 7};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(level_read(book.dictionary, slice_of(wrong[i]),
					&level));
	assert_int_equal(level.kind, LEVEL_INSIDE);
	assert_int_equal(level.area, 7);
}

static bool expected_within(int a, int b)
{
	if (a == PARISH || b == PARISH)
		return a == b || b < 4 || (a == COUNTY && b == PARISH);
	return a >= b;
}

static void check_order(void **state)
{
	(void)state;
	for (int a = 0; a < WRITTEN_COUNT; a++)
		for (int b = 0; b < WRITTEN_COUNT; b++)
			assert_int_equal(level_within(book.dictionary,
						      level_called(WRITTEN[a]),
						      level_called(WRITTEN[b])),
					 expected_within(a, b));
}

static void check_least(void **state)
{
	struct level least;

	(void)state;
	for (int a = 0; a < WRITTEN_COUNT; a++)
		for (int b = 0; b < WRITTEN_COUNT; b++) {
			struct level one = level_called(WRITTEN[a]);
			struct level two = level_called(WRITTEN[b]);
			bool any =
				expected_within(a, b) || expected_within(b, a);

			least = (struct level){LEVEL_INSIDE, 7};
			assert_int_equal(
				level_least(book.dictionary, one, two, &least),
				any);
			assert_true(level_equal(
				least, !any ? (struct level){LEVEL_INSIDE, 7}
				       : expected_within(a, b) ? one
							       : two));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_written),
		cmocka_unit_test(check_not_read),
		cmocka_unit_test(check_order),
		cmocka_unit_test(check_least),
	};
	int failures;

	lawbook_dictionary(&book, SLICE("# nothing but the basis"));
	failures =
		cmocka_run_group_tests_name("policy level", tests, NULL, NULL);
	lawbook_release(&book);
	return failures;
}
