/*
 * Entries about one child: there whole, in register and ledger, or not at all,
 * whatever fails; and look-ups that are refused.
 */
#include "support.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "share/case_log.h"
#include "share/directory.h"

#define INDEX "demo/england/notices/contactpoint.notice"

enum { KILLS = 8 };

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, INDEX, date_from_civil(2009, 3, 2));
	school_import(school, OAKFIELD_PUPILS);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct case_entry entry_of(const struct school *school)
{
	return (struct case_entry){
		.kind = CASE_NOT_SHARED,
		.date = school->today,
		.pupil = 7,
		.by = SLICE("head teacher"),
		.reason = SLICE("no harm is feared \"now\""),
	};
}

/* How many there are, when register and ledger agree. */
static size_t check(struct school *school)
{
	size_t count;

	assert_success(case_verify_all(school->node, &count, &school->error),
		       &school->error);
	return count;
}

static void an_entry_is_read_as_it_was_written(void **state)
{
	struct school *school = *state;
	struct case_entry entry = entry_of(school), *list;
	size_t count;

	assert_success(case_enter(school->node, &entry, &school->arena,
				  &school->error),
		       &school->error);
	assert_true(slice_is(entry.reference, "C-2009-0001"));
	entry.kind = CASE_LOOK_UP;
	entry.outcome = CASE_SEVERAL;
	entry.pupil = 0;
	entry.role = SLICE("safeguarding-staff");
	entry.with = SLICE("child-index");
	entry.note = SLICE("why");
	assert_success(case_enter(school->node, &entry, &school->arena,
				  &school->error),
		       &school->error);
	assert_true(slice_is(entry.reference, "C-2009-0002"));
	assert_int_equal(school_reopen(school), 0);
	assert_success(case_list(school->node, &list, &count, &school->arena,
				 &school->error),
		       &school->error);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].kind, CASE_NOT_SHARED);
	assert_int_equal(list[0].pupil, 7);
	assert_true(slice_is(list[0].reason, "no harm is feared \"now\""));
	assert_int_equal(list[1].outcome, CASE_SEVERAL);
	assert_int_equal(list[1].pupil, 0);
	assert_int_equal(list[1].date, school->today);
	assert_true(slice_is(list[1].role, "safeguarding-staff"));
	assert_true(slice_is(list[1].with, "child-index"));
	assert_true(slice_is(list[1].note, "why"));
	assert_int_equal(check(school), 2);
}

static void what_is_not_said_is_not_entered(void **state)
{
	struct school *school = *state;
	struct case_entry entry = entry_of(school);
	static char longer[CASE_TEXT_BYTES + 2];

	memset(longer, 'x', CASE_TEXT_BYTES + 1);
	entry.reason = SLICE("  ");
	assert_int_equal(case_enter(school->node, &entry, &school->arena,
				    &school->error),
			 -1);
	school_says(school, ERROR_INPUT, "the reason is not said");
	entry.reason = slice_of(longer);
	assert_int_equal(case_enter(school->node, &entry, &school->arena,
				    &school->error),
			 -1);
	school_says(school, ERROR_INPUT, "longer than");
	entry = entry_of(school);
	entry.by = (struct slice){NULL, 0};
	assert_int_equal(case_enter(school->node, &entry, &school->arena,
				    &school->error),
			 -1);
	school_says(school, ERROR_INPUT, "who does it is not said");
	assert_int_equal(check(school), 0);
}

/* --- whatever fails ----------------------------------------------------------------- */

/* After a failure the next start has all of it or nothing. */
static void settle(struct school *school, size_t before)
{
	size_t after;

	school_reopen(school);
	after = check(school);
	assert_true(after == before || after == before + 1);
	assert_false(file_exists(school_path(school, "node/case")));
}

static void memory_may_run_out(void **state)
{
	struct school *school = *state;
	bool failed = true;

	for (uint64_t nth = 1; failed; nth += 1 + nth / 8) {
		struct case_entry entry = entry_of(school);
		size_t before = check(school);
		struct arena arena = {0};
		int result;

		memory_fail_at(nth);
		result = case_enter(school->node, &entry, &arena,
				    &school->error);
		failed = memory_failed();
		memory_fail_at(0);
		if (failed && result != 0)
			assert_int_equal(school->error.code, ERROR_MEMORY);
		arena_release(&arena);
		settle(school, before);
	}
	assert_true(check(school) > 0);
}

static void files_may_fail(void **state)
{
	struct school *school = *state;
	bool failed = true;

	for (uint64_t nth = 1; failed; nth++) {
		struct case_entry entry = entry_of(school);
		size_t before = check(school);
		struct arena arena = {0};
		int result;

		file_fail_at(nth);
		result = case_enter(school->node, &entry, &arena,
				    &school->error);
		failed = file_failed();
		file_fail_at(0);
		assert_true(failed || result == 0);
		arena_release(&arena);
		settle(school, before);
	}
}

static void enter_for_ever(struct school *school)
{
	for (;;) {
		struct case_entry entry = entry_of(school);

		if (case_enter(school->node, &entry, &school->arena,
			       &school->error) != 0)
			_exit(1);
	}
}

static void a_killed_process_leaves_whole_entries(void **state)
{
	struct school *school = *state;
	size_t having = 0;

	for (int round = 0; round < KILLS; round++) {
		struct timespec pause = {0, (20 + 13 * round) * 1000000L};
		pid_t child;
		int status;

		node_close(school->node);
		school->node = NULL;
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			struct credentials key = {0};

			if (node_open(&school->node, school->directory, &key,
				      NULL, &school->error) != 0)
				_exit(2);
			enter_for_ever(school);
		}
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		school_reopen(school);
		assert_true(check(school) >= having);
		having = check(school);
	}
}

static void an_entry_without_its_record_is_found_out(void **state)
{
	struct school *school = *state;
	size_t count;

	assert_success(
		ledger_append(
			school->node->ledger,
			SLICE("{\"entry\":\"case\",\"reference\":\"C-2009-0009"
			      "\",\"date\":\"2009-03-02\",\"commitment\":"
			      "\"00\"}"),
			NULL, &school->error),
		&school->error);
	assert_int_equal(case_verify_all(school->node, &count, &school->error),
			 -1);
	school_says(school, ERROR_CORRUPT, "nothing recorded like entry");
}

/* --- looking up ------------------------------------------------------------------------- */

static struct directory_query query_of(const struct school *school)
{
	return (struct directory_query){
		.upn = SLICE("A928690509001"),
		.birth_date = DATE_NONE,
		.user = SLICE("J. Marsh"),
		.role = SLICE("safeguarding-staff"),
		.reason = SLICE("joint visit"),
		.today = school->today,
	};
}

static void authorise(struct school *school, const char *name, int32_t until)
{
	const struct directory_user user = {slice_of(name),
					    SLICE("safeguarding-staff"),
					    school->today - 5, until};

	assert_success(directory_authorise(school->node, &user, school->today,
					   &school->error),
		       &school->error);
}

static void what_is_said_last_of_a_user_counts(void **state)
{
	struct school *school = *state;
	struct directory_user *users;
	size_t count;

	authorise(school, "Q. Zed", DATE_NONE);
	authorise(school, "J. Marsh", DATE_NONE);
	authorise(school, "Q. Zed", school->today - 1);
	assert_success(directory_users(school->node, &users, &count,
				       &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 2);
	assert_true(slice_is(users[0].name, "J. Marsh"));
	assert_int_equal(users[0].until, DATE_NONE);
	assert_int_equal(users[1].until, school->today - 1);
}

/* Whatever fails, nothing is told that is not entered. */
static void no_answer_without_its_entry(void **state)
{
	struct school *school = *state;
	struct directory_query query = query_of(school);
	bool failed = true;

	query.upn = (struct slice){NULL, 0};
	query.surname = SLICE("Nobody");
	query.forename = SLICE("Atall");
	query.birth_date = date_from_civil(1999, 1, 1);
	authorise(school, "J. Marsh", DATE_NONE);
	for (uint64_t nth = 1; failed; nth += 1 + nth / 4) {
		struct directory_answer answer;
		struct arena arena = {0};
		size_t before = check(school);
		int result;

		memory_fail_at(nth);
		result = directory_look_up(school->node, &query, &answer,
					   &arena, &school->error);
		failed = memory_failed();
		memory_fail_at(0);
		if (result == 0) {
			assert_int_equal(answer.outcome, CASE_NOT_FOUND);
			assert_int_equal(check(school), before + 1);
		}
		arena_release(&arena);
		school_reopen(school);
	}
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_is_read_as_it_was_written),
		TEST(what_is_not_said_is_not_entered),
		TEST(memory_may_run_out),
		TEST(files_may_fail),
		TEST(a_killed_process_leaves_whole_entries),
		TEST(an_entry_without_its_record_is_found_out),
		TEST(what_is_said_last_of_a_user_counts),
		TEST(no_answer_without_its_entry),
	};

	return cmocka_run_group_tests_name("share cases", tests, NULL, NULL);
}
