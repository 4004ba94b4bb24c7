/*
 * Notices given to families: recorded whole or not at all, whatever fails, and
 * proved to one family without the others.
 */
#include "support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "ledger/proof.h"
#include "policy/notice.h"
#include "register/register.h"
#include "share/disclosed.h"
#include "share/served.h"

enum { PUPILS = 40, KILLS = 12 };

static struct slice upns[PUPILS];

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));
	struct sheet pupils;

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	school_import(school, KENT_PUPILS);
	pupils = sheet_read(school, KENT_PUPILS);
	assert_int_equal(pupils.rows, PUPILS);
	for (size_t i = 0; i < PUPILS; i++)
		upns[i] = slice_of(sheet_cell(&pupils, i, "pupil.upn"));
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct serving_request to(const struct school *school, size_t first,
				 size_t count)
{
	return (struct serving_request){
		.version = 1,
		.date = school->today - 2,
		.by = SLICE("letter"),
		.upns = count > 0 ? upns + first : NULL,
		.upn_count = count,
		.today = school->today,
	};
}

static int try_record(struct school *school, struct serving_request request,
		      struct serving_report *report)
{
	school->error = (struct error){0};
	return served_record(school->node, &request, report, &school->arena,
			     &school->error);
}

static struct serving_report record(struct school *school,
				    struct serving_request request)
{
	struct serving_report report;

	assert_success(try_record(school, request, &report), &school->error);
	return report;
}

static void refused(struct school *school, struct serving_request request,
		    enum error_code code, const char *why)
{
	struct serving_report report;

	assert_int_equal(try_record(school, request, &report), -1);
	school_says(school, code, why);
}

/* --- what holds at any time ---------------------------------------------------- */

struct count {
	size_t having, all;
};

static int count_one(void *context, const struct served_pupil *pupil,
		     struct error *error)
{
	struct count *count = context;

	(void)error;
	assert_true(pupil->count <= 1);
	count->all++;
	count->having += pupil->count;
	return 0;
}

/* Register, lists and ledger say the same; gives how many families have the
 * notice. */
static size_t check(struct school *school)
{
	struct serving *servings;
	size_t count, verified, listed = 0;
	struct count found = {0};

	assert_false(file_exists(school_path(school, "node/serving")));
	assert_success(
		served_verify_all(school->node, &verified, &school->error),
		&school->error);
	assert_success(served_servings(school->node, &servings, &count,
				       &school->arena, &school->error),
		       &school->error);
	assert_int_equal(count, verified);
	for (size_t i = 0; i < count; i++)
		listed += servings[i].pupils;
	assert_success(served_each(school->node, school->today, count_one,
				   &found, &school->error),
		       &school->error);
	assert_int_equal(found.all, PUPILS);
	assert_int_equal(found.having, listed);
	return listed;
}

/* --- recording -------------------------------------------------------------------- */

static void all_families_or_those_named_are_recorded(void **state)
{
	struct school *school = *state;
	struct serving_report report;

	assert_int_equal(check(school), 0);
	report = record(school, to(school, 3, 2));
	assert_int_equal(report.served, 2);
	assert_slice(report.reference, "N-2026-0001");
	assert_int_equal(check(school), 2);
	report = record(school, to(school, 0, 0));
	assert_int_equal(report.served, PUPILS - 2);
	assert_int_equal(report.before, 2);
	assert_slice(report.reference, "N-2026-0002");
	assert_int_equal(check(school), PUPILS);
	school_reopen(school);
	assert_int_equal(check(school), PUPILS);
}

static void those_of_a_year_are_recorded(void **state)
{
	static const struct slice years[] = {SLICE_INIT("9"), SLICE_INIT("10")};
	struct school *school = *state;
	struct serving_request request = to(school, 0, 0);
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	size_t expected = 0;

	for (size_t i = 0; i < pupils.rows; i++) {
		const char *year =
			sheet_cell(&pupils, i, "enrolment.year-group");

		expected += strcmp(year, "9") == 0 || strcmp(year, "10") == 0;
	}
	request.years = years;
	request.year_count = 2;
	assert_true(expected > 0);
	assert_int_equal(record(school, request).served, expected);
	assert_int_equal(check(school), expected);
	refused(school, request, ERROR_NOT_FOUND, "before");
}

static void what_cannot_be_is_refused(void **state)
{
	static const struct slice none = SLICE_INIT("99");
	struct school *school = *state;
	struct serving_request request = to(school, 0, 0);

	request.version = 2;
	refused(school, request, ERROR_INPUT, "no version 2");
	request.version = 1;
	request.date = school->today + 1;
	refused(school, request, ERROR_INPUT, "has still to come");
	request.date = school->node->notice->from - 1;
	refused(school, request, ERROR_INPUT, "begins on 2018-05-25");
	request.date = school->today;
	request.by = SLICE("pigeon");
	refused(school, request, ERROR_INPUT, "no way of giving");
	request.by = SLICE("");
	request.years = &none;
	request.year_count = 1;
	refused(school, request, ERROR_INPUT, "no year group");
	assert_int_equal(check(school), 0);
}

static void a_list_with_faults_records_nothing(void **state)
{
	struct school *school = *state;
	struct slice list[] = {upns[5], SLICE("A886200313999"), upns[1],
			       upns[5], upns[2]};
	struct serving_request request = to(school, 1, 1);
	struct serving_report report;

	record(school, request);
	request.upns = list;
	request.upn_count = sizeof(list) / sizeof(list[0]);
	report = record(school, request);
	assert_int_equal(report.fault_count, 3);
	assert_int_equal(report.faults[0].kind, SERVING_UNKNOWN);
	assert_int_equal(report.faults[0].upn, 1);
	assert_int_equal(report.faults[1].kind, SERVING_BEFORE);
	assert_int_equal(report.faults[1].upn, 2);
	assert_int_equal(report.faults[1].on, request.date);
	assert_int_equal(report.faults[2].kind, SERVING_TWICE);
	assert_int_equal(report.faults[2].upn, 3);
	assert_int_equal(check(school), 1);
}

/* What deciding asks (policy/request.h) is what is recorded here, beside what an
 * import said before. */
static void what_was_imported_stays(void **state)
{
	struct school *school = *state;
	struct builder csv = {0};
	struct record record_of;
	uint64_t pupil;
	uint16_t category = dictionary_find(school->node->dictionary,
					    KIND_CATEGORY, SLICE("served"));

	builder_add_format(&csv,
			   "pupil.upn,served.version,served.date\n"
			   "%.*s,3,2025-09-01\n",
			   SLICE_ARGS(upns[4]));
	school_import(school,
		      school_write(school, "served.csv", builder_text(&csv)));
	builder_release(&csv);
	record(school, to(school, 4, 1));
	assert_success(register_find(school->node->pupils, upns[4], &pupil,
				     &school->error),
		       &school->error);
	assert_success(register_read(school->node->pupils, pupil,
				     1ull << category, &record_of,
				     &school->arena, &school->error),
		       &school->error);
	assert_int_equal(record_section(&record_of, category)->count, 2);
}

/* --- whatever fails ---------------------------------------------------------------- */

/* One family after another is recorded with each allocation or write failing;
 * gives how often it failed. */
static unsigned int fail_record(struct school *school,
				void (*fail_at)(uint64_t), bool (*failed)(void))
{
	unsigned int failures = 0;
	size_t having = 0;

	for (uint64_t n = 1; having < PUPILS; n += 1 + n / 16) {
		struct serving_report report;
		size_t now;
		int result;
		bool struck;

		fail_at(n);
		result = try_record(school, to(school, having, 1), &report);
		struck = failed();
		fail_at(0);
		school_reopen(school);
		now = check(school);
		assert_true(now == having || now == having + 1);
		if (result == 0) {
			assert_int_equal(now, having + 1);
			if (!struck)
				return failures;
		} else {
			assert_true(struck);
			failures++;
		}
		having = now;
	}
	fail_msg("there was no end of it");
	return 0;
}

static void it_survives_any_failure_of_memory(void **state)
{
	assert_true(fail_record(*state, memory_fail_at, memory_failed) > 20);
}

static void it_survives_any_failure_of_the_disk(void **state)
{
	assert_true(fail_record(*state, file_fail_at, file_failed) > 5);
}

static void record_for_ever(struct school *school, size_t from)
{
	for (size_t i = from; i < PUPILS; i++) {
		struct serving_report report;

		if (try_record(school, to(school, i, 1), &report) != 0)
			_exit(1);
	}
}

static void killed_it_is_whole_or_not_there(void **state)
{
	struct school *school = *state;
	size_t having = 0;
	uint32_t seed = 20260115;

	for (int i = 0; i < KILLS && having < PUPILS; i++) {
		struct timespec pause = {0};
		int status;
		pid_t child;

		seed = seed * 1664525u + 1013904223u;
		pause.tv_nsec = (long)(seed >> 8) % 40000000;
		node_close(school->node);
		school->node = NULL;
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			const struct credentials none = {0};

			if (node_open(&school->node, school->directory, &none,
				      NULL, &school->error) != 0)
				_exit(2);
			record_for_ever(school, having);
			_exit(0);
		}
		nanosleep(&pause, NULL);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		school_reopen(school);
		assert_true(check(school) >= having);
		having = check(school);
	}
}

/* --- what is altered ------------------------------------------------------------------ */

static void corrupt(struct school *school, const char *why)
{
	size_t count;

	school->error = (struct error){0};
	assert_int_equal(
		served_verify_all(school->node, &count, &school->error), -1);
	school_says(school, ERROR_CORRUPT, why);
}

/* A note of a serving begun, beside a list that cannot be read: whether it was
 * recorded nobody can tell, so nothing is taken back. */
static void a_list_that_cannot_be_read_is_kept(void **state)
{
	struct school *school = *state;
	const char *path = school_path(school, "node/served/N-2026-0001.roll");
	unsigned int recovered = 0;
	struct slice whole;

	record(school, to(school, 0, 3));
	whole = school_read(school, path);
	assert_int_equal(truncate(path, (off_t)whole.len - 7), 0);
	assert_success(file_replace(school_path(school, "node/serving"),
				    SLICE("N-2026-0001"), 0600, &school->error),
		       &school->error);
	assert_int_equal(
		served_recover(school->node, &recovered, &school->error), -1);
	school_says(school, ERROR_CORRUPT, "cannot be read");
	assert_true(file_exists(path));
	assert_success(file_replace(path, whole, 0600, &school->error),
		       &school->error);
	assert_success(served_recover(school->node, &recovered, &school->error),
		       &school->error);
	assert_int_equal(check(school), 3);
}

static void a_list_that_was_altered_is_found_out(void **state)
{
	struct school *school = *state;
	const char *path = school_path(school, "node/served/N-2026-0001.roll");
	struct builder altered = {0};
	struct slice whole;

	record(school, to(school, 0, 3));
	whole = school_read(school, path);
	builder_add(&altered, whole);
	altered.at[altered.len - 1] ^= 1;
	assert_success(file_replace(path, builder_slice(&altered), 0600,
				    &school->error),
		       &school->error);
	corrupt(school, "not what its entry");
	assert_int_equal(truncate(path, (off_t)whole.len - 40), 0);
	corrupt(school, "not what its entry");
	assert_int_equal(truncate(path, (off_t)whole.len - 7), 0);
	corrupt(school, "cannot be read");
	assert_int_equal(unlink(path), 0);
	corrupt(school, "no list of those served");
	assert_success(file_replace(path, whole, 0600, &school->error),
		       &school->error);
	assert_int_equal(check(school), 3);
	path = school_path(school, "node/served/N-2026-0002.roll");
	assert_success(file_replace(path, whole, 0600, &school->error),
		       &school->error);
	corrupt(school, "no entry");
	builder_release(&altered);
}

/* --- proving --------------------------------------------------------------------------- */

struct proved {
	struct builder text;
	struct note_key key;
};

static void prove(struct school *school, struct slice upn,
		  struct proved *proved)
{
	struct slice key = slice_trim(school_read(
		school, school_path(school, "node/ledger/key.pub")));

	builder_clear(&proved->text);
	assert_success(served_prove(school->node, upn, 0, &proved->text,
				    &school->error),
		       &school->error);
	assert_success(note_key_parse(&proved->key, key, &school->error),
		       &school->error);
}

static int verify(struct school *school, struct slice text,
		  const struct note_key *key, struct served_verified *verified,
		  struct arena *arena)
{
	const struct disclosed_trust trust = {.key = key};

	school->error = (struct error){0};
	return served_verify(text, &trust, verified, arena, &school->error);
}

static void a_family_is_shown_its_part_alone(void **state)
{
	struct school *school = *state;
	struct proved proved = {0};
	struct served_verified verified;
	struct builder json = {0};

	record(school, to(school, 0, 0));
	for (size_t i = 0; i < PUPILS; i += 13) {
		prove(school, upns[i], &proved);
		assert_true(served_is_proof(builder_slice(&proved.text)));
		assert_success(verify(school, builder_slice(&proved.text),
				      &proved.key, &verified, &school->arena),
			       &school->error);
		assert_true(slice_equal(verified.served.tag.number, upns[i]));
		assert_true(holds(verified.served.statement, "\"version\":1"));
		assert_true(
			holds(verified.served.statement, "\"by\":\"letter"));
		builder_clear(&json);
		served_write(&verified.served, &json);
		for (size_t other = 0; other < PUPILS; other++)
			assert_int_equal(
				holds(builder_slice(&json), upns[other].at),
				other == i);
	}
	builder_release(&json);
	builder_release(&proved.text);
}

static void whoever_was_not_served_has_no_proof(void **state)
{
	struct school *school = *state;
	struct builder text = {0};

	record(school, to(school, 0, 3));
	assert_int_equal(
		served_prove(school->node, upns[7], 0, &text, &school->error),
		-1);
	school_says(school, ERROR_NOT_FOUND, "no serving on record");
	school->error = (struct error){0};
	assert_int_equal(
		served_prove(school->node, upns[1], 2, &text, &school->error),
		-1);
	school_says(school, ERROR_NOT_FOUND, "no serving on record");
	assert_int_equal(text.len, 0);
	builder_release(&text);
}

static void every_altered_byte_is_refused(void **state)
{
	struct school *school = *state;
	struct proved proved = {0};
	struct served_verified verified;
	struct builder copy = {0};

	record(school, to(school, 0, 0));
	prove(school, upns[9], &proved);
	builder_add(&copy, builder_slice(&proved.text));
	for (size_t i = 0; i < copy.len; i++) {
		struct arena arena = {0};

		copy.at[i] = (char)(proved.text.at[i] ^ 1 << i % 7);
		assert_int_equal(verify(school, builder_slice(&copy),
					&proved.key, &verified, &arena),
				 -1);
		copy.at[i] = proved.text.at[i];
		arena_release(&arena);
	}
	assert_success(verify(school, builder_slice(&copy), NULL, &verified,
			      &school->arena),
		       &school->error);
	builder_release(&copy);
	builder_release(&proved.text);
}

/* The proof with another opening. */
static int verify_altered(struct school *school, const struct proved *proved,
			  const struct served *altered)
{
	struct builder json = {0}, text = {0};
	struct served_verified verified;
	struct tlog_proof parsed;
	int result;

	assert_success(tlog_proof_parse(&parsed, builder_slice(&proved->text),
					&school->arena, &school->error),
		       &school->error);
	served_write(altered, &json);
	parsed.extra = builder_slice(&json);
	tlog_proof_write(&parsed, &text);
	result = verify(school, builder_slice(&text), &proved->key, &verified,
			&school->arena);
	builder_release(&json);
	builder_release(&text);
	return result;
}

static void what_is_true_of_another_is_refused(void **state)
{
	struct school *school = *state;
	struct proved proved = {0}, other = {0};
	struct served_verified one, two;
	struct served altered;

	record(school, to(school, 0, 20));
	record(school, to(school, 20, 20));
	prove(school, upns[3], &proved);
	prove(school, upns[23], &other);
	assert_success(verify(school, builder_slice(&proved.text), NULL, &one,
			      &school->arena),
		       &school->error);
	assert_success(verify(school, builder_slice(&other.text), NULL, &two,
			      &school->arena),
		       &school->error);
	assert_success(verify_altered(school, &proved, &one.served),
		       &school->error);
	altered = one.served;
	altered.tag = two.served.tag;
	assert_int_equal(verify_altered(school, &proved, &altered), -1);
	school_says(school, ERROR_CORRUPT, "does not commit to this pupil");
	altered = one.served;
	altered.statement = two.served.statement;
	assert_int_equal(verify_altered(school, &proved, &altered), -1);
	school_says(school, ERROR_CORRUPT, "not of one serving");
	altered = one.served;
	altered.statement_leaf = one.served.row_leaf;
	assert_int_equal(verify_altered(school, &proved, &altered), -1);
	altered = two.served;
	assert_int_equal(verify_altered(school, &proved, &altered), -1);
	builder_release(&proved.text);
	builder_release(&other.text);
}

/* Nothing of a release is taken for a serving, and the other way round. */
static void a_proof_of_something_else_is_none(void **state)
{
	static const struct share_request census = {
		.recipient = SLICE_INIT("department"),
		.collection = SLICE_INIT("school-census"),
		.plain = true,
	};
	struct school *school = *state;
	struct disclosed_trust trust = {0};
	struct disclosed_verified disclosed;
	struct served_verified verified;
	struct builder text = {0};
	struct proved proved = {0};

	record(school, to(school, 0, 0));
	school_share(school, census);
	assert_success(disclosed_make(school->node, SLICE("R-2026-0001"),
				      upns[7], NULL, &text, &school->error),
		       &school->error);
	assert_false(served_is_proof(builder_slice(&text)));
	assert_int_equal(verify(school, builder_slice(&text), NULL, &verified,
				&school->arena),
			 -1);
	school_says(school, ERROR_INPUT, "no proof of a notice");
	prove(school, upns[7], &proved);
	school->error = (struct error){0};
	assert_int_equal(disclosed_verify(builder_slice(&proved.text), &trust,
					  &disclosed, &school->arena,
					  &school->error),
			 -1);
	school_says(school, ERROR_INPUT, "no proof of what was sent");
	builder_release(&text);
	builder_release(&proved.text);
}

static void memory_running_out_while_proving_is_told(void **state)
{
	struct school *school = *state;
	struct builder text = {0};
	int result = -1;

	record(school, to(school, 0, 3));
	for (uint64_t n = 1; result != 0; n++) {
		school->error = (struct error){0};
		builder_release(&text);
		memory_fail_at(n);
		result = served_prove(school->node, upns[1], 0, &text,
				      &school->error);
		memory_fail_at(0);
		assert_true(result == 0 || school->error.code == ERROR_MEMORY);
		assert_true(result == 0 || text.len == 0);
	}
	builder_release(&text);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_families_or_those_named_are_recorded),
		TEST(those_of_a_year_are_recorded),
		TEST(what_cannot_be_is_refused),
		TEST(a_list_with_faults_records_nothing),
		TEST(what_was_imported_stays),
		TEST(it_survives_any_failure_of_memory),
		TEST(it_survives_any_failure_of_the_disk),
		TEST(killed_it_is_whole_or_not_there),
		TEST(a_list_that_cannot_be_read_is_kept),
		TEST(a_list_that_was_altered_is_found_out),
		TEST(a_family_is_shown_its_part_alone),
		TEST(whoever_was_not_served_has_no_proof),
		TEST(every_altered_byte_is_refused),
		TEST(what_is_true_of_another_is_refused),
		TEST(a_proof_of_something_else_is_none),
		TEST(memory_running_out_while_proving_is_told),
	};

	return cmocka_run_group_tests_name("share served", tests, NULL, NULL);
}
