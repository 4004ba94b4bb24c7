/*
 * Entries about one child: there whole, in register and ledger, or not at all,
 * whatever fails; and look-ups that are refused.
 */
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "formats/format.h"
#include "language/diagnostic.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/access.h"
#include "share/case_log.h"
#include "share/directory.h"
#include "share/enquiry.h"
#include "share/feedback.h"
#include "share/sample.h"
#include "words/phrasebook.h"

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

static bool is_shielded(struct school *school, const char *upn)
{
	uint64_t pupil;
	bool shielded;

	assert_success(register_find(school->node->pupils, slice_of(upn),
				     &pupil, &school->error),
		       &school->error);
	assert_success(directory_shielded(school->node, pupil, &shielded,
					  &school->arena, &school->error),
		       &school->error);
	return shielded;
}

/* An entry that was destroyed and comes again has another row. */
static void a_shield_outlives_the_entry(void **state)
{
	struct school *school = *state;
	struct directory_shield shield = {
		.upn = SLICE("H928200099000"),
		.by = SLICE("the index team"),
		.reason = SLICE("at risk of being found"),
		.today = school->today,
	};
	struct destroyed_counts counts;
	struct slice reference;
	uint64_t before, after;

	assert_success(directory_shield(school->node, &shield, &reference,
					&school->arena, &school->error),
		       &school->error);
	assert_true(slice_is(reference, "C-2009-0001"));
	assert_success(register_find(school->node->pupils, shield.upn, &before,
				     &school->error),
		       &school->error);
	assert_success(register_pupil_destroy(school->node->pupils, before,
					      school->today, &counts,
					      &school->error),
		       &school->error);
	school_import(school, school_write(school, "again.csv",
					   "UPN,Surname,Forename,DOB\n"
					   "H928200099000,Taylor,Archie,"
					   "1995-08-30\n"
					   "B801200005904,Young,Ida,"
					   "1995-08-31\n"));
	assert_success(register_find(school->node->pupils, shield.upn, &after,
				     &school->error),
		       &school->error);
	assert_true(after != before);
	assert_true(is_shielded(school, "H928200099000"));
	assert_false(is_shielded(school, "B801200005904"));
	shield.lift = true;
	assert_success(directory_shield(school->node, &shield, &reference,
					&school->arena, &school->error),
		       &school->error);
	assert_true(slice_is(reference, "C-2009-0002"));
	assert_false(is_shielded(school, "H928200099000"));
	assert_int_equal(check(school), 2);
}

static void shield_somebody(struct school *school, const char *upn, bool lift)
{
	const struct directory_shield shield = {
		.upn = slice_of(upn),
		.by = SLICE("the index team"),
		.reason = SLICE("at risk of being found"),
		.lift = lift,
		.today = school->today,
	};
	struct slice reference;

	assert_success(directory_shield(school->node, &shield, &reference,
					&school->arena, &school->error),
		       &school->error);
}

/* Who is shielded does not depend on the file by which it is found quickly, be it
 * there, old, lost or damaged. */
static void the_index_is_never_the_only_copy(void **state)
{
	static const char upn[] = "H928200099000";
	struct school *school = *state;
	const char *path = school_path(school, "node/case-index");
	struct builder old = {0};

	shield_somebody(school, upn, false);
	for (int i = 0; i < 300; i++) {
		struct case_entry entry = entry_of(school);

		assert_success(case_enter(school->node, &entry, &school->arena,
					  &school->error),
			       &school->error);
	}
	assert_true(file_exists(path));
	assert_success(file_read(path, 1 << 20, &old, &school->error),
		       &school->error);
	shield_somebody(school, upn, true);
	shield_somebody(school, "V928200100001", false);
	for (int way = 0; way < 4; way++) {
		struct case_entry entry = entry_of(school);

		if (way == 1)
			old.at[old.len / 2] ^= 1;
		if (way == 2)
			old.len = 3;
		if (way < 3)
			assert_success(file_replace(path, builder_slice(&old),
						    0600, &school->error),
				       &school->error);
		else
			assert_int_equal(unlink(path), 0);
		school_reopen(school);
		assert_false(is_shielded(school, upn));
		assert_true(is_shielded(school, "V928200100001"));
		assert_success(case_enter(school->node, &entry, &school->arena,
					  &school->error),
			       &school->error);
		assert_int_equal(check(school), 304 + way);
	}
	builder_release(&old);
}

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

/* --- enquiries and copies, whatever fails ---------------------------------------------------- */

static struct phrasebook *book;
static struct dictionary *dictionary; /* of the book: nodes come and go */

static int set_up_kent(void **state)
{
	struct school *school = calloc(1, sizeof(*school));
	struct findings findings;

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	findings = findings_in(&school->arena);
	assert_success(dictionary_load(&dictionary, DICTIONARY, &findings,
				       &school->error),
		       &school->error);
	assert_success(phrasebook_load(&book, "phrases/english", NULL,
				       dictionary, &findings, &school->error),
		       &school->error);
	assert_non_null(book);
	*state = school;
	return 0;
}

static int tear_down_kent(void **state)
{
	phrasebook_free(book);
	dictionary_free(dictionary);
	return tear_down(state);
}

static struct slice somebody(struct school *school)
{
	struct sheet pupils = sheet_read(school, KENT_PUPILS);

	return slice_of(sheet_cell(&pupils, 0, "pupil.upn"));
}

static int try_enquiry(struct school *school, struct slice upn,
		       struct arena *arena)
{
	struct enquiry_report report;
	const struct enquiry asked = {
		.upn = upn,
		.by = SLICE("safeguarding lead"),
		.reason = SLICE("</script> was said"),
		.today = school->today,
		.time = "10:00:00",
		.out = school->out,
		.plain = true,
		.book = book,
	};

	return enquiry(school->node, &asked, &report, arena, &school->error);
}

static int try_access(struct school *school, struct slice upn,
		      struct arena *arena)
{
	struct access_report report;
	const struct access_request asked = {
		.upn = upn,
		.by = SLICE("pupil"),
		.identity = SLICE("passport"),
		.handled = SLICE("data officer"),
		.asked = school->today,
		.today = school->today,
		.time = "10:00:00",
		.out = school->out,
		.book = book,
	};

	return access_answer(school->node, &asked, &report, arena,
			     &school->error);
}

/* Decisions that were carried out, by what is recorded: those of a kind without
 * those that came to nothing. */
static size_t count_given(struct school *school, enum case_kind kind)
{
	struct case_entry *list;
	size_t count, given = 0;

	assert_success(case_list(school->node, &list, &count, &school->arena,
				 &school->error),
		       &school->error);
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == kind)
			given += list[i].outcome == CASE_DONE ? 1 : (size_t)-1;
	return given;
}

static size_t count_done(struct school *school)
{
	struct release *releases;
	size_t count, done = 0;

	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	for (size_t i = 0; i < count; i++)
		done += releases[i].state == RELEASE_DONE;
	return done;
}

/* Nobody reads that something was given which was not, nor the other way. */
static void check_given(struct school *school, enum case_kind kind)
{
	check(school);
	assert_int_equal(count_given(school, kind), count_done(school));
	assert_true(count_done(school) >= count_entries(school->out));
	assert_false(file_exists(school_path(school, "node/deciding")));
}

/* Nothing is seen that is not entered, and register and ledger agree. */
static void survives(struct school *school, enum case_kind kind,
		     int (*attempt)(struct school *school, struct slice upn,
				    struct arena *arena),
		     void (*fail_at)(uint64_t nth), bool (*has_failed)(void))
{
	struct slice upn = somebody(school);
	bool failed = true;

	for (uint64_t nth = 1; failed; nth += 1 + nth / 3) {
		struct arena arena = {0};

		fail_at(nth);
		attempt(school, upn, &arena);
		failed = has_failed();
		fail_at(0);
		arena_release(&arena);
		school_reopen(school);
		check_given(school, kind);
	}
	assert_true(count_entries(school->out) > 0);
}

static void an_enquiry_survives_any_failure(void **state)
{
	survives(*state, CASE_SHARED, try_enquiry, memory_fail_at,
		 memory_failed);
	survives(*state, CASE_SHARED, try_enquiry, file_fail_at, file_failed);
}

static void a_copy_survives_any_failure(void **state)
{
	survives(*state, CASE_ACCESS, try_access, memory_fail_at,
		 memory_failed);
	survives(*state, CASE_ACCESS, try_access, file_fail_at, file_failed);
}

/* What stands between the decision and the file, on a slow machine too. */
static void killed_between_decision_and_file(void **state)
{
	struct school *school = *state;
	struct slice upn = somebody(school);
	size_t given = 0;

	for (int round = 0; round < 2 * KILLS; round++) {
		struct timespec pause = {0, (15 + 11 * round) * 1000000L};
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
			for (;;)
				if (try_access(school, upn, &school->arena) !=
				    0)
					_exit(1);
		}
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		school_reopen(school);
		check_given(school, CASE_ACCESS);
		assert_true(count_done(school) >= given);
		given = count_done(school);
	}
}

/* Each note that a killed process can leave, one after the other. */
static void a_note_is_settled_once(void **state)
{
	struct school *school = *state;
	struct slice upn = somebody(school);
	struct case_entry entry = entry_of(school);
	const char *note = school_path(school, "node/deciding");

	assert_int_equal(try_access(school, upn, &school->arena), 0);
	check_given(school, CASE_ACCESS);
	/* Killed before the decision was entered, or after the file stood. */
	assert_success(file_replace(note,
				    SLICE("C-2026-0002 1\nC-2026-0001 0\n"),
				    0600, &school->error),
		       &school->error);
	school_reopen(school);
	check_given(school, CASE_ACCESS);
	assert_int_equal(check(school), 1);
	/* Killed after it was entered. */
	entry.kind = CASE_ACCESS;
	assert_success(case_enter(school->node, &entry, &school->arena,
				  &school->error),
		       &school->error);
	for (int i = 0; i < 2; i++) {
		assert_success(file_replace(note, SLICE("C-2026-0002 1\nx\n"),
					    0600, &school->error),
			       &school->error);
		school_reopen(school);
		check_given(school, CASE_ACCESS);
		assert_int_equal(check(school), 3);
	}
}

/* What was checked for one request is no permission for another. */
static void nothing_stays_of_a_refusal(void **state)
{
	struct school *school = *state;
	const struct access_request asked = {
		.upn = somebody(school),
		.by = SLICE("parent"),
		.identity = SLICE("passport"),
		.handled = SLICE("data officer"),
		.asked = school->today,
		.today = school->today,
		.time = "10:00:00",
		.out = school->out,
		.book = book,
	};
	struct access_report report;
	struct permission *list;
	size_t count;

	assert_success(access_answer(school->node, &asked, &report,
				     &school->arena, &school->error),
		       &school->error);
	assert_true(report.share.refused);
	assert_int_equal(try_access(school, asked.upn, &school->arena), 0);
	assert_success(register_permissions(school->node->pupils, &list, &count,
					    &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, 0);
}

/* --- samples ------------------------------------------------------------------------------------ */

static int try_sample(struct school *school, uint64_t size, uint64_t reserve,
		      struct share_report *report, struct arena *arena)
{
	static const struct slice by[] = {SLICE_INIT("pupil.sex"),
					  SLICE_INIT("enrolment.year-group")};
	const struct sample_request sample = {
		.size = size,
		.by = by,
		.by_count = 2,
		.seed = 5,
		.reserve = reserve,
	};
	const struct share_request request = {
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
		.trigger = SLICE("request"),
		.sample = &sample,
		.today = school->today,
		.time = "10:00:00",
		.dry_run = true,
		.plain = true,
	};

	school->error = (struct error){0};
	return share(school->node, &request, report, arena, &school->error);
}

static void strata_are_drawn_from_in_proportion(void **state)
{
	struct school *school = *state;

	for (uint64_t size = 1; size < 40; size += 3) {
		struct share_report report;
		uint64_t drawn = 0;

		assert_success(
			try_sample(school, size, 0, &report, &school->arena),
			&school->error);
		assert_true(report.released ==
			    (size < report.sample->eligible
				     ? size
				     : report.sample->eligible));
		for (size_t s = 0; s < report.sample->stratum_count; s++) {
			const struct sample_stratum *one =
				&report.sample->strata[s];
			double fair = (double)report.released *
				      (double)one->members /
				      (double)report.sample->eligible;

			assert_true((double)one->drawn > fair - 1 &&
				    (double)one->drawn < fair + 1);
			drawn += one->drawn;
		}
		assert_true(drawn == report.released);
	}
}

static void a_sample_survives_lack_of_memory(void **state)
{
	struct school *school = *state;
	bool failed = true;

	for (uint64_t nth = 1; failed; nth++) {
		struct share_report report;
		struct arena arena = {0};
		int result;

		memory_fail_at(nth);
		result = try_sample(school, 7, 3, &report, &arena);
		failed = memory_failed();
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(school->error.code, ERROR_MEMORY);
		else
			assert_int_equal(report.released, 3);
		arena_release(&arena);
	}
}

/* --- what came back ------------------------------------------------------------------------------ */

static void set(struct record_maker *maker, const char *name, uint32_t item,
		const char *text)
{
	uint16_t field =
		dictionary_find(maker->dictionary, KIND_FIELD, slice_of(name));

	assert_int_not_equal(field, DICTIONARY_NONE);
	record_set(maker, field, (struct slice){NULL, 0}, item, slice_of(text));
}

/* The department says of one pupil another sex, and a result that the school does
 * not have. */
static void receive_feedback(struct school *school, struct slice upn,
			     const char *purpose, const char *reference)
{
	struct record_maker maker =
		record_maker(school->node->dictionary, &school->arena);
	struct register_grant grant = {
		.sender = SLICE("department"),
		.sender_name = SLICE("Department"),
		.reference = slice_of(reference),
		.manifest = {(uint8_t)reference[10]},
		.purpose = slice_of(purpose),
		.level = SLICE("pupil"),
		.terms = SLICE("{}"),
		.received = school->today,
		.delete_by = DATE_NONE,
		.ended = DATE_NONE,
	};
	const struct origin origin = {.kind = SLICE("csv"),
				      .hash = {(uint8_t)reference[10]},
				      .recorded = school->today};
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	const char *sex = sheet_cell(&pupils, 0, "pupil.sex");
	struct record record;
	struct import *import;

	set(&maker, "pupil.upn", 0, upn.at);
	set(&maker, "pupil.birth-date", 0,
	    sheet_cell(&pupils, 0, "pupil.birth-date"));
	set(&maker, "pupil.sex", 0, sex[0] == 'F' ? "M" : "F");
	set(&maker, "assessment.subject", 0, "ENG");
	assert_success(record_made(&maker, &record, &school->error),
		       &school->error);
	assert_success(import_begin_grant(&import, school->node->pupils,
					  &origin, &grant, &school->error),
		       &school->error);
	assert_success(import_add(import, &record, &school->error),
		       &school->error);
	assert_success(import_commit(import, NULL, &school->error),
		       &school->error);
}

static void differences_are_told_field_by_field(void **state)
{
	struct school *school = *state;
	struct slice upn = somebody(school);
	struct feedback_report report;
	bool failed = true;

	assert_int_equal(feedback_compare(school->node, (struct slice){NULL, 0},
					  &report, &school->arena,
					  &school->error),
			 -1);
	school_says(school, ERROR_NOT_FOUND, "such feedback");
	receive_feedback(school, upn, "feedback", "R-2026-0007");
	/* Who is in what came for another purpose is not found out. */
	receive_feedback(school, upn, "research", "R-2026-0008");
	assert_int_equal(feedback_compare(school->node, SLICE("R-2026-0008"),
					  &report, &school->arena,
					  &school->error),
			 -1);
	school_says(school, ERROR_NOT_FOUND, "such feedback");
	for (uint64_t nth = 1; failed; nth++) {
		struct arena arena = {0};
		int result;

		school->error = (struct error){0};
		memory_fail_at(nth);
		result = feedback_compare(school->node, SLICE("R-2026-0007"),
					  &report, &arena, &school->error);
		failed = memory_failed();
		memory_fail_at(0);
		if (result != 0) {
			assert_int_equal(school->error.code, ERROR_MEMORY);
		} else {
			assert_int_equal(report.pupils, 1);
			assert_int_equal(report.alike, 0);
			assert_int_equal(report.count, 2);
			assert_int_equal(report.lines[0].kind,
					 FEEDBACK_DIFFERS);
			assert_true(slice_equal(report.lines[0].upn, upn));
			assert_int_equal(report.lines[1].kind,
					 FEEDBACK_LACKING);
			assert_true(slice_is(report.lines[1].theirs, "ENG"));
		}
		arena_release(&arena);
	}
}

/* --- a parent's copy ------------------------------------------------------------------------------ */

/* The educational record, which a parent has without the pupil's consent; or all
 * that is held, for the pupil. */
static const char *make_copy(struct school *school, struct slice upn,
			     bool by_parent)
{
	const struct access_request asked = {
		.upn = upn,
		.by = by_parent ? SLICE("parent") : SLICE("pupil"),
		.record = by_parent,
		.identity = SLICE("passport"),
		.handled = SLICE("data officer"),
		.asked = school->today,
		.today = school->today,
		.time = "10:00:00",
		.out = school->out,
		.book = book,
	};
	struct access_report report;

	assert_success(access_answer(school->node, &asked, &report,
				     &school->arena, &school->error),
		       &school->error);
	assert_false(report.share.refused);
	return arena_copy(&school->arena, report.share.directory).at;
}

static bool copy_says(struct school *school, const char *directory,
		      const char *name, const char *said)
{
	struct slice text =
		school_read(school, path_join(&school->arena, directory, name));

	assert_true(text.len > 0);
	return memmem(text.at, text.len, said, strlen(said)) != NULL;
}

/* That somebody sent something for a child's safety tells that there was a fear
 * for it. */
static void no_parent_is_told_what_came_for_safety(void **state)
{
	static const struct {
		const char *said, *ending;
	} rows[] = {
		{"R-2026-0009", "html"},
		{"R-2026-0009", "json"},
		{"R-2026-0009", "csv"},
		{"assessment.subject", "json"},
	};
	struct school *school = *state;
	struct slice upn = somebody(school);
	const char *pupils, *parents;

	receive_feedback(school, upn, "child-protection", "R-2026-0009");
	pupils = make_copy(school, upn, false);
	parents = make_copy(school, upn, true);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[40];

		snprintf(name, sizeof(name), "copy_2026-01-15.%s",
			 rows[i].ending);
		assert_true(copy_says(school, pupils, name, rows[i].said));
		snprintf(name, sizeof(name), "record_2026-01-15.%s",
			 rows[i].ending);
		assert_false(copy_says(school, parents, name, rows[i].said));
	}
	/* Of the same kind, what came for anything else is. */
	receive_feedback(school, upn, "feedback", "R-2026-0007");
	parents = make_copy(school, upn, true);
	assert_true(copy_says(school, parents, "record_2026-01-15.json",
			      "R-2026-0007"));
	assert_true(copy_says(school, parents, "record_2026-01-15.json",
			      "assessment.subject"));
	assert_false(copy_says(school, parents, "record_2026-01-15.json",
			       "R-2026-0009"));
}

/* --- a record out of a page -------------------------------------------------------------------- */

struct took {
	const struct dictionary *dictionary;
	uint32_t sections;
	unsigned int rejected;
};

static int take_one(void *context, const struct record *record,
		    struct error *error)
{
	struct took *took = context;

	(void)error;
	took->sections = record->count;
	return 0;
}

static int reject_one(void *context, const struct rejection *rejection,
		      struct error *error)
{
	struct took *took = context;

	(void)error;
	(void)rejection;
	took->rejected++;
	return 0;
}

static int read_page(struct school *school, const char *text, struct took *took)
{
	struct reading reading = {
		.dictionary = school->node->dictionary,
		.today = school->today,
		.take = take_one,
		.reject = reject_one,
		.context = took,
		.arena = &school->arena,
	};

	*took = (struct took){.dictionary = school->node->dictionary};
	school->error = (struct error){0};
	return format_find(SLICE("case-file"))
		->read(&reading, slice_of(text), &school->error);
}

#define PAGE(json)                                                          \
	"<p><script type=\"application/json\" id=\"hornbook-record\">" json \
	"</script></body>"

static void only_a_whole_record_is_read_out_of_a_page(void **state)
{
	static const char *const none[] = {
		"",
		"<p>",
		PAGE(""),
		PAGE("[]"),
		PAGE("{}"),
		PAGE("{\"hornbook-record\":2,\"sections\":[]}"),
		PAGE("{\"hornbook-record\":1,\"sections\":{}}"),
		"<script type=\"application/json\" id=\"hornbook-record\">{",
	};
	struct school *school = *state;
	struct took took;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(read_page(school, none[i], &took), -1);
		school_says(school, ERROR_INPUT, "no record in it");
	}
	assert_int_equal(
		read_page(school,
			  PAGE("{\"hornbook-record\":1,\"sections\":[{"
			       "\"category\":\"identity\",\"items\":[{"
			       "\"pupil.surname\":\"\\u003cReed\"}]},"
			       "{\"category\":\"unheard\",\"items\":[]}]}"),
			  &took),
		0);
	assert_int_equal(took.sections, 1);
	assert_int_equal(took.rejected, 1);
	assert_int_equal(read_page(school,
				   PAGE("{\"hornbook-record\":1,\"sections\":[{"
					"\"category\":\"identity\",\"items\":[{"
					"\"pupil.birth-date\":\"never\","
					"\"parent.surname\":\"Reed\","
					"\"pupil.surname\":7}]}]}"),
				   &took),
			 0);
	assert_int_equal(took.sections, 0);
	assert_int_equal(took.rejected, 3);
}

#define TEST_KENT(function) \
	cmocka_unit_test_setup_teardown(function, set_up_kent, tear_down_kent)

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_is_read_as_it_was_written),
		TEST(a_shield_outlives_the_entry),
		TEST(the_index_is_never_the_only_copy),
		TEST(what_is_not_said_is_not_entered),
		TEST(memory_may_run_out),
		TEST(files_may_fail),
		TEST(a_killed_process_leaves_whole_entries),
		TEST(an_entry_without_its_record_is_found_out),
		TEST(what_is_said_last_of_a_user_counts),
		TEST(no_answer_without_its_entry),
		TEST_KENT(an_enquiry_survives_any_failure),
		TEST_KENT(a_copy_survives_any_failure),
		TEST_KENT(killed_between_decision_and_file),
		TEST_KENT(a_note_is_settled_once),
		TEST_KENT(nothing_stays_of_a_refusal),
		TEST_KENT(strata_are_drawn_from_in_proportion),
		TEST_KENT(a_sample_survives_lack_of_memory),
		TEST_KENT(differences_are_told_field_by_field),
		TEST_KENT(no_parent_is_told_what_came_for_safety),
		TEST(only_a_whole_record_is_read_out_of_a_page),
	};

	return cmocka_run_group_tests_name("share cases", tests, NULL, NULL);
}
