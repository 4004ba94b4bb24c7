/* Places in law as people cite them (C24). */
#include "tests/test.h"

#include "base/builder.h"
#include "policy/citation.h"

struct row {
	const char *text;
	const char *place; /* normal form; "" when none is cited */
	enum instrument instrument;
	unsigned int year;
};

static const struct row rows[] = {
	/* clang-format off */
	{ "section 3 of the Regulations 2013", "section 3", INSTRUMENT_REGULATIONS, 2013 },
	{ "Regulation 3 of the Education (Information About Individual Pupils) (England) Regulations 2013", "regulation 3", INSTRUMENT_REGULATIONS, 2013 },
	{ "the 2013 Regulations, reg. 3(1)", "regulation 3(1)", INSTRUMENT_REGULATIONS, 2013 },
	{ "s537A Education Act 1996", "section 537A", INSTRUMENT_ACT, 1996 },
	{ "Education Act 1996 (s. 537A)", "section 537A", INSTRUMENT_ACT, 1996 },
	{ "Article 6(1)(c) of the GDPR", "article 6(1)(c)", INSTRUMENT_GDPR, 0 },
	{ "UK GDPR art 9(2)(g)", "article 9(2)(g)", INSTRUMENT_GDPR, 0 },
	{ "Schedule 1 paragraph 18 of the Data Protection Act 2018", "schedule 1", INSTRUMENT_ACT, 2018 },
	{ "regulations 3 and 4", "regulation 3", INSTRUMENT_NONE, 0 },
	{ "Information regulations 2013 (SI 2013/2094) regulation 3", "regulation 3", INSTRUMENT_REGULATIONS, 2013 },
	{ "The Education Act", "", INSTRUMENT_ACT, 0 },
	{ "General Data Protection Regulation (EU) 2016/679", "", INSTRUMENT_NONE, 0 },
	{ "(s47)", "section 47", INSTRUMENT_NONE, 0 },
	{ "the law", "", INSTRUMENT_NONE, 0 },
	{ "", "", INSTRUMENT_NONE, 0 },
	/* clang-format on */
};

static void is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct citation citation =
			citation_read(slice_of(rows[i].text));
		struct builder text = {0};

		if (citation.unit != UNIT_NONE)
			builder_add_format(&text, "%s %.*s",
					   citation_unit_name(citation.unit),
					   SLICE_ARGS(citation.number));
		assert_string_equal(builder_text(&text), rows[i].place);
		assert_int_equal(citation.instrument, rows[i].instrument);
		assert_int_equal(citation.year, rows[i].year);
		builder_release(&text);
	}
}

static bool fits(const char *text)
{
	struct citation citation = citation_read(slice_of(text));

	return citation_fits(&citation);
}

static void fits_its_instrument(void **state)
{
	(void)state;
	assert_true(fits("section 3 of the Act"));
	assert_true(fits("regulation 3 of the Regulations"));
	assert_true(fits("article 6 of the GDPR"));
	assert_true(fits("schedule 1 to the Regulations"));
	assert_true(fits("section 3"));
	assert_true(fits("the Regulations"));
	assert_false(fits("section 3 of the Regulations"));
	assert_false(fits("article 3 of the Act"));
	assert_false(fits("section 6 of the GDPR"));
}

static bool agree(const char *a, const char *b)
{
	struct citation left = citation_read(slice_of(a));
	struct citation right = citation_read(slice_of(b));
	bool result = citation_agrees(&left, &right);

	assert_int_equal(citation_agrees(&right, &left), result);
	return result;
}

static void agrees_where_both_say_something(void **state)
{
	(void)state;
	assert_true(agree("section 3 of the Regulations 2013",
			  "Regulations 2013 regulation 3"));
	assert_true(agree("the Education Act", "section 537A of the Act 1996"));
	assert_true(agree("article 6", "GDPR article 6(1)(c)"));
	assert_true(agree("S537a", "section 537A"));
	assert_false(agree("section 53", "section 537A"));
	assert_false(agree("section 3", "section 4"));
	assert_false(agree("the Act 1996", "the Act 2008"));
	assert_false(agree("the 2013 Act", "the 2013 Regulations"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read),
		cmocka_unit_test(fits_its_instrument),
		cmocka_unit_test(agrees_where_both_say_something),
	};

	return cmocka_run_group_tests_name("policy citation", tests, NULL,
					   NULL);
}
