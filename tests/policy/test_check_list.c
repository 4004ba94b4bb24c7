/*
 * The list of checks beside the reference, the notices of this repository, and
 * what happens when memory runs out.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "language/source.h"
#include "policy/check.h"
#include "policy/check_parts.h"

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

/* What begins so between quotes in the room's sources is a finding's id. */
static bool is_id(struct slice text)
{
	static const char *const beginnings[] = {
		"unknown-", "bad-",   "no-",        "too-",
		"not-",     "empty-", "unordered-", "dictionary-",
	};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (slice_starts_with(text, slice_of(beginnings[i])))
			return true;
	return false;
}

static size_t check_explained(const char *path, const char *reference)
{
	struct builder source = {0};
	struct slice rest;
	struct error error;
	size_t count = 0;

	assert_success(file_read(path, 1 << 20, &source, &error), &error);
	rest = builder_slice(&source);
	while (rest.len > 0) {
		struct builder row = {0};
		struct slice id;

		slice_cut(&rest, '"');
		id = slice_cut(&rest, '"');
		if (!is_id(id))
			continue;
		builder_add_format(&row, "\n| `%.*s` |", SLICE_ARGS(id));
		if (strstr(reference, builder_text(&row)) == NULL)
			fail_msg("docs/language.md does not explain %.*s",
				 SLICE_ARGS(id));
		builder_release(&row);
		count++;
	}
	builder_release(&source);
	return count;
}

static void the_reference_explains_faults_of_rules_and_conditions(void **state)
{
	struct builder reference = {0};
	struct error error;
	size_t count = 0;

	(void)state;
	assert_success(
		file_read("docs/language.md", 1 << 20, &reference, &error),
		&error);
	builder_text(&reference);
	count += check_explained("src/policy/condition.c", reference.at);
	count += check_explained("src/policy/notice.c", reference.at);
	count += check_explained("src/policy/resolve.c", reference.at);
	count += check_explained("src/policy/rule.c", reference.at);
	assert_true(count > 25);
	builder_release(&reference);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_are_told_before_and_not_after),
		cmocka_unit_test(the_reference_has_the_same_table),
		cmocka_unit_test(
			the_reference_explains_faults_of_rules_and_conditions),
		cmocka_unit_test(ids_stand_once_and_errors_come_first),
		cmocka_unit_test(
			the_notices_of_this_repository_can_be_enforced),
		cmocka_unit_test(no_full_arena_goes_unnoticed),
		cmocka_unit_test(no_failed_allocation_goes_unnoticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
