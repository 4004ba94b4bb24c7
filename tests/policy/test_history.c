/* A long history of notices: what each version told of each category is asked
 * of every pupil, and there is room for it. */
#include "tests/test.h"

#include "base/builder.h"
#include "base/date.h"
#include "policy/plan_parts.h"
#include "policy/pupil.h"
#include "tests/policy/lawbook.h"

static const struct {
	const char *recipient, *purpose;
} flows[] = {
	{"local-authority", "authority-functions"},
	{"department", "school-funding"},
	{"youth-support", "youth-support-services"},
	{"childrens-services", "child-protection"},
	{"pupil", "access-right"},
	{"next-school", "continuity-of-education"},
};

enum { FLOWS = sizeof(flows) / sizeof(flows[0]), FIRST_YEAR = 2009 };

/* All but one field of each category of several: another one in each version. */
static void send_most(const struct dictionary *dictionary, int version,
		      struct builder *out)
{
	const char *before = "    send ";

	for (uint16_t f = 0; f < dictionary->field_count; f++) {
		const struct field *field = &dictionary->fields[f];
		const struct category *category =
			&dictionary->categories[field->category];

		if (category->field_count > 1 &&
		    f - category->first_field ==
			    version % category->field_count)
			continue;
		builder_add_text(out, before);
		builder_add(out, field->name);
		before = ", ";
	}
	builder_add_text(out, "\n");
}

static void add_version(struct lawbook *book, int version)
{
	struct builder text = {0};

	builder_add_format(&text,
			   "notice \"N\" version %d from %d-01-01\n"
			   "controller \"C\" school\n",
			   version + 1, FIRST_YEAR + version);
	for (size_t i = 0; i < FLOWS; i++) {
		builder_add_format(&text, "share with %s {\n    for %s\n",
				   flows[i].recipient, flows[i].purpose);
		send_most(book->dictionary, version, &text);
		builder_add_text(&text, "}\n");
	}
	lawbook_notice(book, builder_slice(&text));
	builder_release(&text);
}

static struct request ask(size_t flow)
{
	return (struct request){
		.recipient = slice_of(flows[flow].recipient),
		.purpose = slice_of(flows[flow].purpose),
		.date = date_from_civil(2026, 1, 15),
		.last_release = DATE_NONE,
		.controller_kind = DICTIONARY_NONE,
	};
}

static void a_dozen_versions_that_change_everything_fit(void **state)
{
	enum { VERSIONS = 12 };
	struct lawbook book = {0};

	(void)state;
	lawbook_england(&book);
	for (int v = 0; v < VERSIONS; v++)
		add_version(&book, v);
	lawbook_policy(&book);
	assert_non_null(book.policy);
	for (size_t i = 0; i < FLOWS; i++) {
		struct request request = ask(i);
		struct error error = {0};
		struct plan *plan;

		assert_success(plan_make(&plan, book.policy, &request, &error),
			       &error);
		assert_true(plan->bit_count > 0);
		plan_free(plan);
	}
	lawbook_release(&book);
}

enum { CATEGORIES = 40, FIELDS = 3, YEARS = 3 };

static void write_country(struct builder *out)
{
	builder_add_text(out, "dictionary \"Many\"\n"
			      "codes controller-kind \"Kind\" {\n"
			      "code school \"School\"\n"
			      "code agency \"Agency\"\n}\n"
			      "body council \"Council\" kind agency\n"
			      "purpose advice \"Advice\"\n");
	for (int c = 0; c < CATEGORIES; c++) {
		builder_add_format(out, "category c%d \"C\" {\n", c);
		for (int f = 0; f < FIELDS; f++)
			builder_add_format(out, "field c%d.f%d text \"F\"\n", c,
					   f);
		builder_add_text(out, "}\n");
	}
	builder_add_text(out, "gateway a { to council for advice; data ");
	for (int c = 0; c < CATEGORIES; c++)
		builder_add_format(out, "%sc%d", c > 0 ? ", " : "", c);
	builder_add_text(out, " }\n");
}

/* Version v leaves field v of every category out; the last leaves out none. */
static void write_version(int version, struct builder *out)
{
	const char *before = "send ";

	builder_clear(out);
	builder_add_format(out,
			   "notice \"N\" version %d from %d-01-01\n"
			   "controller \"C\" school\n"
			   "share with council {\nfor advice\n",
			   version + 1, FIRST_YEAR + version);
	for (int c = 0; c < CATEGORIES; c++)
		for (int f = 0; f < FIELDS; f++) {
			if (f == version)
				continue;
			builder_add_format(out, "%sc%d.f%d", before, c, f);
			before = ", ";
		}
	builder_add_text(out, "\n}\n");
}

/* Which version was in force when each category was collected decides what of
 * it may go: bits far beyond the first word count like those in it. */
static void each_category_goes_by_the_version_of_its_day(void **state)
{
	struct lawbook book = {0};
	struct builder text = {0};
	struct request request = ask(0);
	const struct decision *decision;
	struct error error = {0};
	struct pupil pupil;
	struct plan *plan;

	(void)state;
	write_country(&text);
	lawbook_dictionary(&book, builder_slice(&text));
	for (int v = 0; v <= YEARS; v++) {
		write_version(v, &text);
		lawbook_notice(&book, builder_slice(&text));
	}
	builder_release(&text);
	lawbook_policy(&book);
	assert_non_null(book.policy);
	request.recipient = SLICE("council");
	request.purpose = SLICE("advice");
	assert_success(plan_make(&plan, book.policy, &request, &error), &error);
	assert_true(plan->bit_count > 2 * 64);
	for (int shift = 0; shift < YEARS; shift++) {
		pupil_init(&pupil);
		for (int c = 0; c < CATEGORIES; c++)
			pupil.collected[c] = date_from_civil(
				FIRST_YEAR + (c + shift) % YEARS, 6, 1);
		assert_success(plan_decide_one(plan, &pupil, &decision, &error),
			       &error);
		for (int c = 0; c < CATEGORIES; c++)
			for (int f = 0; f < FIELDS; f++)
				assert_int_equal(
					field_set_has(
						&decision->released,
						(uint16_t)(c * FIELDS + f)),
					f != (c + shift) % YEARS);
	}
	plan_free(plan);
	lawbook_release(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dozen_versions_that_change_everything_fit),
		cmocka_unit_test(each_category_goes_by_the_version_of_its_day),
	};
	int failed = cmocka_run_group_tests_name("history", tests, NULL, NULL);

	lawbook_done();
	return failed;
}
