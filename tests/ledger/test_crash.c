/*
 * What a crash may leave on disk, and what opening makes of it.
 */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/entries.h"
#include "scratch.h"

/* A record is 36 bytes and "entry n". */
enum { HEAD = 36, RECORD = 43 };

/* The files after two and after three entries. */
struct stages {
	struct builder two;
	struct builder two_checkpoint;
	struct builder three;
	struct builder three_checkpoint;
};

static void take_stages(struct scratch *scratch, struct stages *stages)
{
	*stages = (struct stages){0};
	scratch_make(scratch, 2);
	scratch_read(scratch, "entries", &stages->two);
	scratch_read(scratch, "checkpoint", &stages->two_checkpoint);
	scratch_make(scratch, 3);
	scratch_read(scratch, "entries", &stages->three);
	scratch_read(scratch, "checkpoint", &stages->three_checkpoint);
}

static void release_stages(struct stages *stages)
{
	builder_release(&stages->two);
	builder_release(&stages->two_checkpoint);
	builder_release(&stages->three);
	builder_release(&stages->three_checkpoint);
}

static void put(struct scratch *scratch, struct slice entries,
		const struct builder *checkpoint)
{
	scratch_write(scratch, "entries", entries);
	scratch_write(scratch, "checkpoint", builder_slice(checkpoint));
}

/* Opening must give `size` entries, say that it repaired, and do so once. */
static void is_repaired_to(struct scratch *scratch, uint64_t size)
{
	struct builder entries = {0};
	bool repaired = false;

	assert_int_equal(scratch_size(scratch, &repaired), size);
	assert_true(repaired);
	assert_int_equal(scratch_size(scratch, &repaired), size);
	assert_false(repaired);
	scratch_read(scratch, "entries", &entries);
	assert_int_equal(entries.len, size * RECORD);
	builder_release(&entries);
}

static void a_whole_entry_beyond_the_checkpoint_is_completed(void **state)
{
	struct scratch *scratch = *state;
	struct ledger_check check;
	struct error error = {0};
	struct stages stages;

	take_stages(scratch, &stages);
	put(scratch, builder_slice(&stages.three), &stages.two_checkpoint);
	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	assert_int_equal(check.size, 2);
	assert_int_equal(check.unsigned_bytes, RECORD);
	is_repaired_to(scratch, 3);
	release_stages(&stages);
}

static void several_entries_beyond_an_old_checkpoint_are_completed(void **state)
{
	struct scratch *scratch = *state;
	struct builder checkpoint = {0};
	struct builder entries = {0};

	scratch_make(scratch, 1);
	scratch_read(scratch, "checkpoint", &checkpoint);
	scratch_make(scratch, 6);
	scratch_read(scratch, "entries", &entries);
	put(scratch, builder_slice(&entries), &checkpoint);
	is_repaired_to(scratch, 6);
	put(scratch, slice_part(builder_slice(&entries), 0, entries.len - 1),
	    &checkpoint);
	is_repaired_to(scratch, 1);
	builder_release(&checkpoint);
	builder_release(&entries);
}

/* A whole record, as anybody can make it who may write the file. */
static void add_foreign(struct builder *entries, struct slice entry)
{
	uint8_t hash[LEDGER_HASH_BYTES];

	tree_leaf_hash(entry, hash);
	record_add(entries, entry, hash);
}

static void what_somebody_else_appended_is_never_signed(void **state)
{
	static const char *const foreign[] = {
		"{\"entry\":\"release\",\"reference\":\"R-2026-0001\"}",
		"{\"entry\":\"ledger-key\",\"statement\":\"x\\n\\n\"}",
		"entry 2",
	};
	struct scratch *scratch = *state;
	struct builder pending = {0};
	struct stages stages;

	take_stages(scratch, &stages);
	scratch_read(scratch, "pending", &pending);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		struct builder entries = {0};

		/* beyond what was meant: that alone is completed */
		scratch_write(scratch, "pending", builder_slice(&pending));
		builder_add(&entries, builder_slice(&stages.three));
		add_foreign(&entries, slice_of(foreign[i]));
		put(scratch, builder_slice(&entries), &stages.two_checkpoint);
		is_repaired_to(scratch, 3);
		/* in its place, and with nothing or something bad to prove it */
		builder_clear(&entries);
		builder_add(&entries, builder_slice(&stages.two));
		add_foreign(&entries, slice_of(foreign[i]));
		if (i < 2) {
			put(scratch, builder_slice(&entries),
			    &stages.two_checkpoint);
			is_repaired_to(scratch, 2);
		}
		pending.at[pending.len - 2] ^= 1;
		scratch_write(scratch, "pending", builder_slice(&pending));
		put(scratch, builder_slice(&entries), &stages.two_checkpoint);
		is_repaired_to(scratch, 2);
		pending.at[pending.len - 2] ^= 1;
		scratch_remove(scratch, "pending");
		put(scratch, builder_slice(&entries), &stages.two_checkpoint);
		is_repaired_to(scratch, 2);
		builder_release(&entries);
	}
	builder_release(&pending);
	release_stages(&stages);
}

static void an_entry_torn_at_any_byte_is_cut_off(void **state)
{
	struct scratch *scratch = *state;
	struct stages stages;

	take_stages(scratch, &stages);
	for (size_t cut = 2 * RECORD + 1; cut < 3 * RECORD; cut++) {
		struct slice part =
			slice_part(builder_slice(&stages.three), 0, cut);

		put(scratch, part, &stages.two_checkpoint);
		is_repaired_to(scratch, 2);
		put(scratch, part, &stages.three_checkpoint);
		scratch_refuses(scratch, ERROR_CORRUPT, "entry 2");
	}
	release_stages(&stages);
}

static void an_entry_whose_last_pages_are_zero_is_cut_off(void **state)
{
	struct scratch *scratch = *state;
	struct stages stages;

	take_stages(scratch, &stages);
	for (size_t from = 3 * RECORD - 1; from >= 2 * RECORD; from--) {
		stages.three.at[from] = 0;
		put(scratch, builder_slice(&stages.three),
		    &stages.two_checkpoint);
		is_repaired_to(scratch, 2);
	}
	release_stages(&stages);
}

static void an_entry_whose_first_page_is_zero_is_cut_off(void **state)
{
	struct scratch *scratch = *state;
	struct stages stages;

	take_stages(scratch, &stages);
	memset(stages.three.at + 2 * RECORD, 0, HEAD);
	put(scratch, builder_slice(&stages.three), &stages.two_checkpoint);
	is_repaired_to(scratch, 2);
	release_stages(&stages);
}

static void what_no_crash_leaves_is_not_repaired(void **state)
{
	struct scratch *scratch = *state;
	struct builder entries = {0};
	struct builder after = {0};
	struct stages stages;

	take_stages(scratch, &stages);
	/* an altered entry with another after it */
	builder_add(&entries, builder_slice(&stages.three));
	builder_add(&entries,
		    slice_part(builder_slice(&stages.three), 0, RECORD));
	entries.at[3 * RECORD - 1] ^= 1;
	put(scratch, builder_slice(&entries), &stages.two_checkpoint);
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 is not");
	/* a length that no entry has */
	builder_clear(&entries);
	builder_add(&entries, builder_slice(&stages.two));
	builder_add(&entries, SLICE("\xff\xff\xff\xff"));
	put(scratch, builder_slice(&entries), &stages.two_checkpoint);
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 is not");
	/* more zeros than one record has */
	builder_clear(&entries);
	builder_add(&entries, builder_slice(&stages.two));
	for (size_t i = 0; i < HEAD + LEDGER_ENTRY_LIMIT + 1; i++)
		builder_add_byte(&entries, 0);
	put(scratch, builder_slice(&entries), &stages.two_checkpoint);
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 is not");
	scratch_read(scratch, "entries", &after);
	assert_true(
		slice_equal(builder_slice(&after), builder_slice(&entries)));
	/* an older entries file under a newer checkpoint */
	put(scratch, builder_slice(&stages.two), &stages.three_checkpoint);
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 is missing");
	builder_release(&entries);
	builder_release(&after);
	release_stages(&stages);
}

/* --- failing writes ------------------------------------------------------- */

static void every_write_of_an_append_may_fail(void **state)
{
	struct scratch *scratch = *state;
	unsigned int refused = 0;
	bool failed = true;

	for (uint64_t n = 1; failed; n++) {
		struct error error = {0};
		struct ledger *ledger;
		uint64_t size;
		int result;

		scratch_make(scratch, 2);
		ledger = scratch_open(scratch, NULL);
		file_fail_at(n);
		result = scratch_append(ledger, &error);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed) {
			assert_int_equal(error.code, ERROR_SYSTEM);
			assert_int_equal(ledger_size(ledger), 2);
			/* as it was, while nothing of the entry is there */
			if (scratch_append(ledger, &error) != 0) {
				assert_non_null(
					strstr(error.message, "opened again"));
				refused++;
			}
		}
		ledger_free(ledger);
		size = scratch_size(scratch, NULL);
		assert_true(size == 3 || (failed && size == 2));
	}
	assert_true(refused > 1);
}

static void every_write_of_a_repair_may_fail(void **state)
{
	struct scratch *scratch = *state;
	struct stages stages;

	take_stages(scratch, &stages);
	for (int torn = 0; torn < 2; torn++) {
		bool failed = true;

		for (uint64_t n = 1; failed; n++) {
			struct slice entries = builder_slice(&stages.three);
			struct ledger *ledger = NULL;
			struct error error = {0};
			int result;

			entries.len -= (size_t)torn;
			put(scratch, entries, &stages.two_checkpoint);
			file_fail_at(n);
			result = ledger_open(&ledger, scratch->directory,
					     scratch->seed, NULL, &error);
			failed = file_failed();
			file_fail_at(0);
			assert_int_equal(result, failed ? -1 : 0);
			ledger_free(ledger);
			assert_int_equal(scratch_size(scratch, NULL),
					 torn ? 2 : 3);
		}
	}
	release_stages(&stages);
}

static void every_write_of_making_one_may_fail(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;

	for (uint64_t n = 1; failed; n++) {
		struct error error = {0};
		int result;

		assert_success(directory_remove(scratch->directory, &error),
			       &error);
		file_fail_at(n);
		result =
			ledger_create(scratch->directory, SLICE(SCRATCH_ORIGIN),
				      scratch->seed, &error);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed &&
		    ledger_create(scratch->directory, SLICE(SCRATCH_ORIGIN),
				  scratch->seed, &error) != 0)
			assert_int_equal(error.code, ERROR_INPUT);
		assert_int_equal(scratch_size(scratch, NULL), 0);
	}
}

/* A file may grow no further, so that the kernel writes a part and then
 * refuses; cutting that part off still works. */
static void a_disk_that_fills_up_leaves_the_ledger_as_it_was(void **state)
{
	struct scratch *scratch = *state;
	struct rlimit before;
	struct rlimit full;
	struct error error = {0};
	struct ledger *ledger;
	int result;

	scratch_make(scratch, 20);
	ledger = scratch_open(scratch, NULL);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_IGN);
	full = before;
	full.rlim_cur = 20 * (RECORD + 1) + 5; /* ten have two digits */
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &full), 0);
	result = scratch_append(ledger, &error);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(result, -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	scratch_check(scratch, ledger);
	assert_success(scratch_append(ledger, &error), &error);
	scratch_check(scratch, ledger);
	ledger_free(ledger);
	assert_int_equal(scratch_size(scratch, NULL), 21);
}

/* --- killed processes ----------------------------------------------------- */

/* Appends for ever and tells each size through the pipe. */
static void append_until_killed(struct scratch *scratch, int to_parent)
{
	struct ledger *ledger;

	if (ledger_open(&ledger, scratch->directory, scratch->seed, NULL,
			NULL) != 0)
		_exit(1);
	for (;;) {
		uint64_t size;

		if (scratch_append(ledger, NULL) != 0)
			_exit(1);
		size = ledger_size(ledger);
		if (write(to_parent, &size, sizeof(size)) != sizeof(size))
			_exit(1);
	}
}

static void a_killed_process_loses_nothing_it_was_told_is_there(void **state)
{
	struct scratch *scratch = *state;
	uint64_t known = 0;

	scratch_make(scratch, 0);
	for (unsigned int round = 0; round < 15; round++) {
		int pipes[2];
		uint64_t size;
		uint64_t told;
		pid_t child;

		assert_int_equal(pipe(pipes), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			close(pipes[0]);
			append_until_killed(scratch, pipes[1]);
		}
		close(pipes[1]);
		/* let it begin, then kill it anywhere */
		for (unsigned int i = 0; i <= round % 4; i++) {
			assert_int_equal(read(pipes[0], &told, sizeof(told)),
					 sizeof(told));
			known = told;
		}
		usleep(round * 137 % 1000);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
			known = told;
		close(pipes[0]);
		size = scratch_size(scratch, NULL);
		assert_in_range(size, known, known + 1);
		known = size;
	}
	assert_true(known >= 15);
}

#define CRASH_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CRASH_TEST(a_whole_entry_beyond_the_checkpoint_is_completed),
		CRASH_TEST(
			several_entries_beyond_an_old_checkpoint_are_completed),
		CRASH_TEST(what_somebody_else_appended_is_never_signed),
		CRASH_TEST(an_entry_torn_at_any_byte_is_cut_off),
		CRASH_TEST(an_entry_whose_last_pages_are_zero_is_cut_off),
		CRASH_TEST(an_entry_whose_first_page_is_zero_is_cut_off),
		CRASH_TEST(what_no_crash_leaves_is_not_repaired),
		CRASH_TEST(every_write_of_an_append_may_fail),
		CRASH_TEST(every_write_of_a_repair_may_fail),
		CRASH_TEST(every_write_of_making_one_may_fail),
		CRASH_TEST(a_disk_that_fills_up_leaves_the_ledger_as_it_was),
		CRASH_TEST(a_killed_process_loses_nothing_it_was_told_is_there),
	};

	return cmocka_run_group_tests_name("ledger crash", tests, NULL, NULL);
}
