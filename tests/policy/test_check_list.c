/*
 * The list of checks beside the reference, the notices of this repository, and
 * what happens when memory runs out.
 */
#include "tests/test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/parser.h"
#include "language/source.h"
#include "policy/check.h"
#include "policy/check_parts.h"
#include "policy/finding_kind.h"
#include "policy/sarif.h"

/* A notice with something wrong in every subject. */
static const char faulty[] =
	"notice \"Pupils\" version 1 from 2019-09-01\n"
	"controller \"A School\" school academy-upper\n"
	"hold identity, origin { under gdpr-6-1-c, old-act, doubtful-act }\n"
	"hold health, places { for target; under gdpr-9-2-b, passing-act }\n"
	"hold results, enrolment { under gdpr-9-2-b }\n"
	"share with board { send pupil.name, nationality; for support }\n"
	"share with index { send pupil.name; for support }\n"
	"share with youth { send identity, health; for teaching, planning\n"
	"    under old-act; objection by parent leaves lsoa }\n"
	"share with researcher { send results; for statistics, planning }\n"
	"share with college { send identity; for teaching }\n"
	"share with police { send results; for statistics }\n"
	"share with police { send results; for statistics\n"
	"    level aggregate by ward; when year < 4 }\n"
	"share with commissioned-provider { send health; for support }\n"
	"share with council { send pupil.name; for statistics\n"
	"    level aggregate by lsoa }\n"
	"share with council { send pupil.name; for statistics\n"
	"    level aggregate by ward; under gdpr-6-1-c\n"
	"    objection by pupil leaves nothing }\n"
	"share with council { }\n"
	"share with council { }\n"
	"receive identity from connexions { for later; under new-act }\n"
	"right object\nright acces\nright blocking\nright erasure\n"
	"right educational-record by pupil from 12\n"
	"hold identity { keep until age 25; mandatory play }\n"
	"hold identity, play { keep until age 31 then destroy\n"
	"    under youth-act as \"section 3 of the Regulations\"\n"
	"    under reform-act as \"section 4\" }\n"
	"share with registry { send identity; for counting, offers\n"
	"    onward to police; objection by pupil leaves pupil.name }\n"
	"share with registry { send identity; for offers; level pupil\n"
	"    objection by pupil leaves nothing }\n"
	"share with registry { send identity; for counting }\n"
	"share with police { send health; for safety; needs consent }\n"
	"share with council { send identity; for statistics; needs consent }\n"
	"share with department { send origin; for planning }\n"
	"share with researcher by department { send results; for research }\n"
	"share with laboratory by department { send results; for research\n"
	"    needs approval by officer }\n"
	"receive health from police\n"
	"receive pupil.name from registry { for counting }\n"
	"link register \"https://old.example/register\"\n"
	"link register \"https://other.example/register\"\n"
	"link council \"council.example\"\n"
	"honour refusals\n";

struct subject {
	struct arena arena;
	struct dictionary *dictionary;
	struct notice *notice;
	struct policy *policy;
};

static void read_notice(struct subject *subject, const struct source *source,
			const char *path)
{
	struct findings findings = findings_in(&subject->arena);
	const struct notice *notices[1];
	struct error error;

	assert_success(
		dictionary_load(&subject->dictionary, path, &findings, &error),
		&error);
	assert_non_null(subject->dictionary);
	assert_success(notice_read(&subject->notice, source,
				   subject->dictionary, &subject->arena,
				   &findings, &error),
		       &error);
	notices[0] = subject->notice;
	assert_success(policy_make(&subject->policy, subject->dictionary,
				   notices, 1, &findings, &error),
		       &error);
	assert_non_null(subject->policy);
	assert_int_equal(findings.count, 0);
}

static void read_faulty(struct subject *subject)
{
	struct source *source;
	struct error error;

	*subject = (struct subject){0};
	assert_success(source_from_text(&source, SLICE("faulty"),
					slice_of(faulty), &subject->arena,
					&error),
		       &error);
	read_notice(subject, source, "tests/policy/check/small.dictionary");
}

static void release(struct subject *subject)
{
	policy_free(subject->policy);
	dictionary_free(subject->dictionary);
	arena_release(&subject->arena);
}

/* --- the reference ---------------------------------------------------------------- */

static void add_row(struct builder *out, const struct check *check)
{
	const char *between =
		check->law_1998[0] != '\0' && check->law[0] != '\0' ? "; " : "";

	builder_add_format(out, "| `%s` | %s | %s | %s%s%s |\n", check->id,
			   severity_name(check->severity), check->why,
			   check->law_1998, between, check->law);
}

static void the_reference_has_the_same_table(void **state)
{
	struct builder reference = {0};
	struct builder table = {0};
	struct error error;

	(void)state;
	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	builder_add_text(&table, "| id | severity | why | law |\n"
				 "|---|---|---|---|\n");
	for (int i = 0; i < CHECK_COUNT; i++)
		add_row(&table, &checks[i]);
	if (strstr(builder_text(&reference), builder_text(&table)) == NULL) {
		print_error("the table should be\n");
		for (int i = 0; i < CHECK_COUNT; i++) {
			builder_clear(&table);
			add_row(&table, &checks[i]);
			print_error("%s", builder_text(&table));
		}
		fail();
	}
	builder_release(&table);
	builder_release(&reference);
}

/* The rows of a stage's faults stand together, in any order. */
static void the_reference_has_the_same_faults(void **state)
{
	struct builder reference = {0};
	struct slice rest;
	struct error error;
	size_t rows = 0, kinds = 0;

	(void)state;
	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	for (size_t i = 0; i < finding_kind_count; i++) {
		const struct finding_kind *kind = &finding_kinds[i];
		struct builder row = {0};

		if (kind->stage == STAGE_CHECK)
			continue;
		builder_add_format(&row, "\n| `%s` | %s |\n", kind->id,
				   kind->why);
		if (strstr(builder_text(&reference), builder_text(&row)) ==
		    NULL)
			fail_msg("docs/language.md lacks%s",
				 builder_text(&row));
		builder_release(&row);
		kinds++;
	}
	/* And no others. */
	rest = builder_slice(&reference);
	while (rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');
		bool table = slice_is(line, "| id | meaning |");

		while (table && slice_starts_with(line, SLICE("|"))) {
			line = slice_cut(&rest, '\n');
			rows += slice_starts_with(line, SLICE("| `"));
		}
	}
	assert_int_equal(rows, kinds);
	builder_release(&reference);
}

/* What begins so between quotes in the rooms' sources is a finding's id. */
static bool is_id(struct slice text)
{
	static const char *const beginnings[] = {
		"unknown-", "bad-",   "no-",        "too-",
		"not-",     "empty-", "unordered-", "dictionary-",
		"cyclic-",  "csv-",   "duplicate-", "unexpected-",
		"unclosed", "one-",   "misplaced-", "overlapping-",
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (slice_starts_with(text, slice_of(beginnings[i])) &&
		    memchr(text.at, ' ', text.len) == NULL)
			return true;
	return false;
}

static size_t check_explained(const char *path)
{
	struct builder source = {0};
	struct slice rest;
	struct error error;
	size_t count = 0;

	assert_success(file_read(path, 1 << 20, &source, &error), &error);
	rest = builder_slice(&source);
	while (rest.len > 0) {
		struct slice id;
		size_t at = 0;

		slice_cut(&rest, '"');
		id = slice_cut(&rest, '"');
		if (!is_id(id))
			continue;
		if (finding_kind_next(id, &at) == NULL)
			fail_msg("%s: no finding is called %.*s", path,
				 SLICE_ARGS(id));
		count++;
	}
	builder_release(&source);
	return count;
}

static void every_fault_of_the_sources_is_explained(void **state)
{
	static const char *const paths[] = {
		"src/language/lexer.c",       "src/language/parser.c",
		"src/language/pattern.c",     "src/language/condition.c",
		"src/language/reader.c",      "src/dictionary/body.c",
		"src/dictionary/code_file.c", "src/dictionary/codes.c",
		"src/dictionary/csv.c",       "src/dictionary/data.c",
		"src/dictionary/fact.c",      "src/dictionary/index.c",
		"src/dictionary/load.c",      "src/dictionary/page.c",
		"src/dictionary/place.c",     "src/dictionary/refer.c",
		"src/policy/condition.c",     "src/policy/notice.c",
		"src/policy/resolve.c",       "src/policy/rule.c",
	};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		count += check_explained(paths[i]);
	assert_true(count > 80);
}

static void ids_stand_once_and_errors_come_first(void **state)
{
	(void)state;
	for (int i = 0; i < CHECK_COUNT; i++) {
		for (int j = 0; j < i; j++)
			assert_string_not_equal(checks[i].id, checks[j].id);
		if (i > 0)
			assert_true(checks[i].severity <=
				    checks[i - 1].severity);
	}
}

/* --- the notices here --------------------------------------------------------------- */

static void check_repository_notice(const char *path, int32_t today)
{
	struct subject subject = {0};
	struct findings findings = findings_in(&subject.arena);
	struct source *source;
	struct error error;

	assert_success(source_from_file(&source, path, &subject.arena, &error),
		       &error);
	read_notice(&subject, source, "dictionaries/england");
	assert_success(notice_check(subject.notice, subject.policy, today,
				    &subject.arena, &findings, &error),
		       &error);
	assert_int_equal(findings.errors, 0);
	assert_true(findings.warnings > 0);
	release(&subject);
}

static void the_notices_of_this_repository_can_be_enforced(void **state)
{
	static const int years[] = {2008, 2018, 2021, 2026, 2050};

	(void)state;
	for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
		int32_t today = date_from_civil(years[i], 12, 31);

		check_repository_notice(
			"demo/notices/kent-alternative-provision.notice",
			today);
		if (years[i] != 2018)
			check_repository_notice(
				"demo/notices/northamptonshire-academy.notice",
				today);
	}
}

/* --- the examples ------------------------------------------------------------------- */

/* What an example leaves out: the first lines of a notice. */
static void complete(const char *example, struct builder *out)
{
	if (strstr(example, "notice \"") == NULL)
		builder_add_text(out, "notice \"Pupils\" version 1 "
				      "from 2019-09-01\n");
	if (strstr(example, "controller \"") == NULL)
		builder_add_text(out, "controller \"A School\" school "
				      "secondary in kent\n");
	builder_add_text(out, example);
}

/* Whether the check is told of the example. */
static bool is_told(const struct check *check, const char *example,
		    const struct dictionary *dictionary)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct builder text = {0};
	struct source *source;
	struct notice *notice;
	const struct notice *notices[1];
	struct policy *policy;
	struct error error;
	bool told = false;
	/* Only this depends on the day. */
	int32_t today = strcmp(check->id, "review-overdue") == 0
				? date_from_civil(2026, 9, 1)
				: DATE_NONE;

	complete(example, &text);
	assert_success(source_from_text(&source, SLICE("example"),
					slice_of(builder_text(&text)), &arena,
					&error),
		       &error);
	assert_success(notice_read(&notice, source, dictionary, &arena,
				   &findings, &error),
		       &error);
	notices[0] = notice;
	assert_success(
		policy_make(&policy, dictionary, notices, 1, &findings, &error),
		&error);
	for (size_t i = 0; i < findings.count; i++)
		print_error("%s: %.*s\n", check->id,
			    SLICE_ARGS(findings.list[i].message));
	assert_non_null(policy);
	assert_success(
		notice_check(notice, policy, today, &arena, &findings, &error),
		&error);
	for (size_t i = 0; i < findings.count; i++)
		told = told || strcmp(findings.list[i].id, check->id) == 0;
	policy_free(policy);
	arena_release(&arena);
	builder_release(&text);
	return told;
}

static void examples_are_told_before_and_not_after(void **state)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary;
	struct error error;
	size_t wrong = 0;

	(void)state;
	assert_success(dictionary_load(&dictionary, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_non_null(dictionary);
	for (int i = 0; i < CHECK_COUNT; i++) {
		const struct check *check = &checks[i];

		assert_true(check->hint[0] != '\0');
		if (check->before[0] != '\0' &&
		    !is_told(check, check->before, dictionary)) {
			print_error("%s: not told before\n", check->id);
			wrong++;
		}
		if (check->after[0] != '\0' &&
		    is_told(check, check->after, dictionary)) {
			print_error("%s: still told after\n", check->id);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	dictionary_free(dictionary);
	arena_release(&arena);
}

/* The findings of an example, at its stage. */
static void read_example(enum finding_stage stage, const char *example,
			 const struct dictionary *england, struct arena *arena,
			 struct findings *findings)
{
	struct builder text = {0};
	struct source *source;
	struct notice *notice;
	const struct notice *notices[1];
	struct policy *policy;
	struct tree *tree;
	struct error error;

	if (stage == STAGE_NOTICE)
		complete(example, &text);
	else
		builder_add_text(&text, example);
	assert_success(source_from_text(&source, SLICE("example"),
					slice_of(builder_text(&text)), arena,
					&error),
		       &error);
	builder_release(&text);
	if (stage == STAGE_LANGUAGE) {
		assert_success(parse(&tree, source, arena, findings, &error),
			       &error);
		return;
	}
	assert_success(
		notice_read(&notice, source, england, arena, findings, &error),
		&error);
	notices[0] = notice;
	assert_success(
		policy_make(&policy, england, notices, 1, findings, &error),
		&error);
	policy_free(policy);
}

static void load_example(const char *example, struct findings *findings)
{
	char directory[] = SCRATCH "test-XXXXXX";
	struct arena arena = {0};
	struct dictionary *dictionary;
	struct error error;

	assert_non_null(mkdtemp(directory));
	assert_success(
		file_replace(path_join(&arena, directory, "main.dictionary"),
			     slice_of(example), 0644, &error),
		&error);
	assert_success(
		dictionary_load(&dictionary, directory, findings, &error),
		&error);
	dictionary_free(dictionary);
	arena_release(&arena);
	assert_success(directory_remove(directory, &error), &error);
}

static bool has_fault(const struct finding_kind *kind, const char *example,
		      const struct dictionary *england)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	bool found = false;

	if (kind->stage == STAGE_DICTIONARY)
		load_example(example, &findings);
	else
		read_example(kind->stage, example, england, &arena, &findings);
	for (size_t i = 0; i < findings.count; i++)
		found = found || strcmp(findings.list[i].id, kind->id) == 0;
	arena_release(&arena);
	return found;
}

static void examples_of_faults_have_them(void **state)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *england;
	struct error error;
	size_t wrong = 0;

	(void)state;
	assert_success(dictionary_load(&england, "dictionaries/england",
				       &findings, &error),
		       &error);
	for (size_t i = 0; i < finding_kind_count; i++) {
		const struct finding_kind *kind = &finding_kinds[i];

		if (kind->stage == STAGE_CHECK || kind->before[0] == '\0')
			continue;
		if (!has_fault(kind, kind->before, england)) {
			print_error("%s: not found before\n", kind->id);
			wrong++;
		}
		if (has_fault(kind, kind->after, england)) {
			print_error("%s: still found after\n", kind->id);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	dictionary_free(england);
	arena_release(&arena);
}

/* --- memory ------------------------------------------------------------------------- */

enum { ARENA_BYTES = 1 << 20, STEP_BYTES = 80 };

/*
 * Few allocations in the arena reach the system: with ever more room, each in
 * turn is the one that fails.
 */
static void no_full_arena_goes_unnoticed(void **state)
{
	struct subject subject;
	bool failed = true;
	size_t failures = 0;

	(void)state;
	read_faulty(&subject);
	for (size_t room = 16; failed; room += STEP_BYTES) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct error error;
		int result;

		assert_non_null(arena_allocate(&arena, ARENA_BYTES));
		arena_clear(&arena);
		assert_non_null(arena_allocate(&arena, ARENA_BYTES - room));
		memory_fail_at(1);
		result = notice_check(subject.notice, subject.policy,
				      date_from_civil(2021, 1, 1), &arena,
				      &findings, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result == 0, !failed);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		failures += failed;
		arena_release(&arena);
	}
	assert_true(failures > 500);
	release(&subject);
}

static void no_failed_allocation_goes_unnoticed(void **state)
{
	struct subject subject;
	bool failed = true;
	size_t whole = 0;

	(void)state;
	read_faulty(&subject);
	for (uint64_t n = 0; failed || n == 1; n++) {
		struct arena arena = {0};
		struct findings findings = findings_in(&arena);
		struct error error;
		int result;

		assert_true(n < 10000);
		memory_fail_at(n);
		result = notice_check(subject.notice, subject.policy,
				      date_from_civil(2021, 1, 1), &arena,
				      &findings, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result == 0, !failed);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		else if (n == 0)
			whole = findings.count;
		else
			assert_int_equal(findings.count, whole);
		arena_release(&arena);
	}
	/* Most of what there is to say is said of it. */
	assert_true(whole > CHECK_COUNT);
	release(&subject);
}

static void no_failed_allocation_makes_half_a_sarif(void **state)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct subject subject;
	struct builder whole = {0};
	struct error error;
	bool failed = true;

	(void)state;
	read_faulty(&subject);
	assert_success(notice_check(subject.notice, subject.policy,
				    date_from_civil(2021, 1, 1), &arena,
				    &findings, &error),
		       &error);
	sarif_write(&findings, "1.0", &whole);
	assert_false(whole.failed);
	for (uint64_t n = 1; failed; n++) {
		struct builder out = {0};

		memory_fail_at(n);
		sarif_write(&findings, "1.0", &out);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(out.failed, failed);
		if (!failed)
			assert_true(slice_equal(builder_slice(&out),
						builder_slice(&whole)));
		builder_release(&out);
	}
	builder_release(&whole);
	arena_release(&arena);
	release(&subject);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_told_before_and_not_after),
		cmocka_unit_test(the_reference_has_the_same_table),
		cmocka_unit_test(the_reference_has_the_same_faults),
		cmocka_unit_test(every_fault_of_the_sources_is_explained),
		cmocka_unit_test(examples_of_faults_have_them),
		cmocka_unit_test(ids_stand_once_and_errors_come_first),
		cmocka_unit_test(
			the_notices_of_this_repository_can_be_enforced),
		cmocka_unit_test(no_full_arena_goes_unnoticed),
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
		cmocka_unit_test(no_failed_allocation_makes_half_a_sarif),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
