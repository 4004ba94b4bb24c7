#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "scratch.h"

/* --- making and opening --------------------------------------------------- */

static void a_new_ledger_is_empty_and_verifies(void **state)
{
	static const uint8_t empty[4] = {0xe3, 0xb0, 0xc4, 0x42};
	struct scratch *scratch = *state;
	uint8_t root[LEDGER_HASH_BYTES];
	struct ledger *ledger;
	bool repaired = true;

	scratch_make(scratch, 0);
	ledger = scratch_open(scratch, &repaired);
	assert_false(repaired);
	assert_int_equal(ledger_size(ledger), 0);
	ledger_root(ledger, root);
	assert_memory_equal(root, empty, sizeof(empty));
	scratch_check(scratch, ledger);
	ledger_free(ledger);
}

static void entries_are_there_after_reopening(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};

	scratch_make(scratch, 0);
	for (uint64_t i = 0; i < 9; i++) {
		bool repaired = true;
		struct ledger *ledger = scratch_open(scratch, &repaired);

		assert_false(repaired);
		assert_int_equal(ledger_size(ledger), i);
		scratch_check(scratch, ledger);
		assert_success(scratch_append(ledger, &error), &error);
		scratch_check(scratch, ledger);
		ledger_free(ledger);
	}
}

static void the_root_is_that_of_the_tree_over_the_entries(void **state)
{
	struct scratch *scratch = *state;
	uint8_t leaves[7][LEDGER_HASH_BYTES];
	uint8_t expected[LEDGER_HASH_BYTES];
	uint8_t root[LEDGER_HASH_BYTES];
	struct ledger *ledger;

	for (int i = 0; i < 7; i++) {
		char text[32];

		snprintf(text, sizeof(text), "entry %d", i);
		tree_leaf_hash(slice_of(text), leaves[i]);
	}
	tree_root(leaves, 7, expected);
	scratch_make(scratch, 7);
	ledger = scratch_open(scratch, NULL);
	ledger_root(ledger, root);
	assert_memory_equal(root, expected, sizeof(root));
	ledger_free(ledger);
}

static void a_ledger_is_not_made_over_another(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};

	scratch_make(scratch, 1);
	assert_int_equal(ledger_create(scratch->directory, SLICE("other"),
				       scratch->seed, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(scratch_size(scratch, NULL), 1);
	scratch_remove(scratch, "checkpoint");
	assert_int_equal(ledger_create(scratch->directory, SLICE("other"),
				       scratch->seed, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void a_ledger_whose_making_was_interrupted_can_be_made(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};

	scratch_make(scratch, 0);
	scratch_remove(scratch, "checkpoint");
	scratch_refuses(scratch, ERROR_NOT_FOUND, "holds no ledger");
	assert_success(ledger_create(scratch->directory, SLICE(SCRATCH_ORIGIN),
				     scratch->seed, &error),
		       &error);
	assert_int_equal(scratch_size(scratch, NULL), 0);
}

static void a_name_that_will_not_do_makes_no_ledger(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};

	assert_int_equal(ledger_create(scratch->directory, SLICE("a school"),
				       scratch->seed, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_false(directory_exists(scratch->directory));
}

static void what_is_no_ledger_is_not_found(void **state)
{
	struct scratch *scratch = *state;
	struct ledger_check check;
	struct error error = {0};

	scratch_refuses(scratch, ERROR_NOT_FOUND, "holds no ledger");
	assert_int_equal(ledger_verify(scratch->directory, &check, &error), -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_success(directory_make(scratch->directory, 0700, &error),
		       &error);
	scratch_refuses(scratch, ERROR_NOT_FOUND, "holds no ledger");
}

static void a_second_opener_finds_it_busy(void **state)
{
	struct scratch *scratch = *state;
	struct ledger *ledger;
	pid_t child;
	int status;

	scratch_make(scratch, 2);
	ledger = scratch_open(scratch, NULL);
	scratch_refuses(scratch, ERROR_BUSY, "another process");
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct ledger *second;
		struct error error = {0};
		int result = ledger_open(&second, scratch->directory,
					 scratch->seed, NULL, &error);

		_exit(result == -1 && error.code == ERROR_BUSY ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	scratch_check(scratch, ledger); /* verifying needs no lock */
	ledger_free(ledger);
	assert_int_equal(scratch_size(scratch, NULL), 2);
}

static void another_key_does_not_open_it(void **state)
{
	struct scratch *scratch = *state;

	scratch_make(scratch, 2);
	scratch->seed[0] ^= 1;
	scratch_refuses(scratch, ERROR_CORRUPT, "key.pub: is not the key");
}

/* --- entries -------------------------------------------------------------- */

static int has_length(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	const size_t *lengths = context;

	(void)error;
	assert_int_equal(entry.len, lengths[index]);
	for (size_t i = 0; i < entry.len; i++)
		assert_int_equal(entry.at[i], (char)(i * 7));
	return 0;
}

static void entries_may_be_empty_and_have_64_kib(void **state)
{
	static char bytes[LEDGER_ENTRY_LIMIT + 1];
	static size_t lengths[] = {
		0, LEDGER_ENTRY_LIMIT, 1,     LEDGER_ENTRY_LIMIT - 1,
		0, LEDGER_ENTRY_LIMIT, 40000, LEDGER_ENTRY_LIMIT};
	struct scratch *scratch = *state;
	struct ledger_check check;
	struct error error = {0};
	struct ledger *ledger;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7);
	scratch_make(scratch, 0);
	ledger = scratch_open(scratch, NULL);
	for (uint64_t i = 0; i < 8; i++)
		assert_success(ledger_append(ledger,
					     (struct slice){bytes, lengths[i]},
					     NULL, &error),
			       &error);
	assert_int_equal(ledger_append(ledger,
				       (struct slice){bytes, sizeof(bytes)},
				       NULL, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	ledger_free(ledger);
	ledger = scratch_open(scratch, NULL);
	assert_int_equal(ledger_size(ledger), 8);
	assert_success(ledger_each(ledger, 0, has_length, lengths, &error),
		       &error);
	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	ledger_free(ledger);
}

struct visits {
	uint64_t first;
	uint64_t count;
	uint64_t stop_after;
	struct ledger *append_to;
};

static int visit(void *context, uint64_t index, struct slice entry,
		 struct error *error)
{
	struct visits *visits = context;
	char text[32];

	snprintf(text, sizeof(text), "entry %llu", (unsigned long long)index);
	assert_slice(entry, text);
	if (visits->count == 0)
		visits->first = index;
	visits->count++;
	if (visits->append_to != NULL)
		assert_success(scratch_append(visits->append_to, error), error);
	return visits->count == visits->stop_after ? 5 : 0;
}

static void a_visit_begins_and_stops_where_it_is_told(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};
	struct ledger *ledger;
	struct visits visits = {0};

	scratch_make(scratch, 5);
	ledger = scratch_open(scratch, NULL);
	assert_int_equal(ledger_each(ledger, 3, visit, &visits, &error), 0);
	assert_int_equal(visits.first, 3);
	assert_int_equal(visits.count, 2);
	visits = (struct visits){.stop_after = 2};
	assert_int_equal(ledger_each(ledger, 1, visit, &visits, &error), 5);
	assert_int_equal(visits.count, 2);
	visits = (struct visits){0};
	assert_int_equal(ledger_each(ledger, 5, visit, &visits, &error), 0);
	assert_int_equal(
		ledger_each(ledger, UINT64_MAX, visit, &visits, &error), 0);
	assert_int_equal(visits.count, 0);
	visits = (struct visits){.append_to = ledger};
	assert_int_equal(ledger_each(ledger, 0, visit, &visits, &error), 0);
	assert_int_equal(visits.count, 5);
	assert_int_equal(ledger_size(ledger), 10);
	scratch_check(scratch, ledger);
	ledger_free(ledger);
}

/* --- altered files -------------------------------------------------------- */

static void verify_refuses(struct scratch *scratch, const char *message)
{
	struct ledger_check check = {.size = 99};
	struct error error = {0};

	assert_int_equal(ledger_verify(scratch->directory, &check, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	if (strstr(error.message, message) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, message);
	assert_int_equal(check.size, 99);
}

/* A record is 36 bytes and "entry n". */
enum { RECORD = 43 };

static void a_flipped_byte_in_the_entries_is_found_and_named(void **state)
{
	struct scratch *scratch = *state;
	struct builder entries = {0};

	scratch_make(scratch, 3);
	scratch_read(scratch, "entries", &entries);
	assert_int_equal(entries.len, 3 * RECORD);
	for (size_t i = 0; i < entries.len; i++) {
		char message[32];
		bool length = i % RECORD < 4;

		/* An altered length may hide where the next one begins. */
		snprintf(message, sizeof(message),
			 length ? "entry" : "entry %zu is not", i / RECORD);
		entries.at[i] ^= 0x08;
		scratch_write(scratch, "entries", builder_slice(&entries));
		scratch_refuses(scratch, ERROR_CORRUPT, message);
		verify_refuses(scratch, message);
		entries.at[i] ^= 0x08;
	}
	scratch_write(scratch, "entries", builder_slice(&entries));
	assert_int_equal(scratch_size(scratch, NULL), 3);
	builder_release(&entries);
}

static void an_entry_altered_with_its_hash_is_found_by_the_root(void **state)
{
	struct scratch *scratch = *state;
	uint8_t hash[LEDGER_HASH_BYTES];
	struct builder entries = {0};

	scratch_make(scratch, 3);
	scratch_read(scratch, "entries", &entries);
	entries.at[RECORD + 36] ^= 0x01;
	tree_leaf_hash((struct slice){entries.at + RECORD + 36, 7}, hash);
	memcpy(entries.at + RECORD + 4, hash, sizeof(hash));
	scratch_write(scratch, "entries", builder_slice(&entries));
	scratch_refuses(scratch, ERROR_CORRUPT, "do not hash to the root");
	verify_refuses(scratch, "do not hash to the root");
	builder_release(&entries);
}

static void entries_exchanged_or_left_out_are_found(void **state)
{
	struct scratch *scratch = *state;
	struct builder entries = {0};
	struct builder other = {0};
	struct slice all;

	scratch_make(scratch, 3);
	scratch_read(scratch, "entries", &entries);
	all = builder_slice(&entries);
	builder_add(&other, slice_part(all, RECORD, 2 * RECORD));
	builder_add(&other, slice_part(all, 0, RECORD));
	builder_add(&other, slice_part(all, 2 * RECORD, 3 * RECORD));
	scratch_write(scratch, "entries", builder_slice(&other));
	scratch_refuses(scratch, ERROR_CORRUPT, "do not hash to the root");
	scratch_write(scratch, "entries", slice_part(all, RECORD, all.len));
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 is missing");
	scratch_write(scratch, "entries", SLICE(""));
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 0 is missing");
	verify_refuses(scratch, "entry 0 is missing");
	builder_release(&entries);
	builder_release(&other);
}

static void an_altered_checkpoint_or_key_is_found(void **state)
{
	static const char *const names[] = {"checkpoint", "key.pub"};
	struct scratch *scratch = *state;
	struct builder content = {0};

	scratch_make(scratch, 3);
	for (int file = 0; file < 2; file++) {
		scratch_read(scratch, names[file], &content);
		for (size_t i = 0; i < content.len; i++) {
			content.at[i] ^= 0x01;
			scratch_write(scratch, names[file],
				      builder_slice(&content));
			scratch_refuses(scratch, ERROR_CORRUPT, names[file]);
			verify_refuses(scratch, "");
			content.at[i] ^= 0x01;
			scratch_write(scratch, names[file],
				      (struct slice){content.at, i});
			scratch_refuses(scratch, ERROR_CORRUPT, names[file]);
		}
		scratch_write(scratch, names[file], builder_slice(&content));
	}
	assert_int_equal(scratch_size(scratch, NULL), 3);
	builder_release(&content);
}

static void a_missing_file_is_named(void **state)
{
	static const char *const names[] = {"entries", "checkpoint", "key.pub"};
	struct scratch *scratch = *state;

	for (int file = 0; file < 3; file++) {
		scratch_make(scratch, 2);
		scratch_remove(scratch, names[file]);
		scratch_refuses(scratch, ERROR_CORRUPT, names[file]);
		verify_refuses(scratch, "");
	}
}

static void a_file_that_is_too_long_is_refused(void **state)
{
	struct scratch *scratch = *state;
	struct builder content = {0};

	scratch_make(scratch, 2);
	scratch_read(scratch, "checkpoint", &content);
	for (size_t i = 0; i < 1 << 17; i++)
		builder_add_byte(&content, '\n');
	scratch_write(scratch, "checkpoint", builder_slice(&content));
	scratch_refuses(scratch, ERROR_CORRUPT, "checkpoint");
	scratch_make(scratch, 2);
	scratch_write(scratch, "key.pub", builder_slice(&content));
	scratch_refuses(scratch, ERROR_CORRUPT, "key.pub");
	builder_release(&content);
}

static void the_checkpoint_of_another_ledger_is_refused(void **state)
{
	struct scratch *scratch = *state;
	struct builder checkpoint = {0};
	struct error error = {0};

	scratch_make(scratch, 0);
	assert_success(directory_remove(scratch->directory, &error), &error);
	assert_success(ledger_create(scratch->directory, SLICE("hornbook/2"),
				     scratch->seed, &error),
		       &error);
	scratch_read(scratch, "checkpoint", &checkpoint);
	scratch_make(scratch, 0);
	scratch_write(scratch, "checkpoint", builder_slice(&checkpoint));
	scratch_refuses(scratch, ERROR_CORRUPT, "not signed by the ledger's");
	builder_release(&checkpoint);
}

/* --- memory --------------------------------------------------------------- */

static void every_allocation_may_fail_and_nothing_is_lost(void **state)
{
	struct scratch *scratch = *state;
	uint64_t size = 0;
	bool failed = true;

	scratch_make(scratch, 0);
	for (uint64_t n = 1; failed; n++) {
		struct ledger *ledger = NULL;
		struct ledger_check check;
		struct error error = {0};
		struct visits visits = {0};
		bool appended = false;
		bool repaired;
		int result;

		memory_fail_at(n);
		result = ledger_open(&ledger, scratch->directory, scratch->seed,
				     NULL, &error);
		if (result == 0) {
			result = scratch_append(ledger, &error);
			appended = result == 0;
		}
		if (result == 0)
			result = ledger_each(ledger, 0, visit, &visits, &error);
		if (result == 0)
			result = ledger_verify(scratch->directory, &check,
					       &error);
		failed = memory_failed();
		memory_fail_at(0);
		ledger_free(ledger);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed)
			assert_int_equal(error.code, ERROR_MEMORY);
		/* An append that ran out of memory after the entry was on disk
		 * is completed; no other one is there. */
		if (scratch_size(scratch, &repaired) != size)
			size++;
		assert_int_equal(scratch_size(scratch, NULL), size);
		if (repaired)
			assert_false(appended);
	}
	assert_true(size > 0);
}

static void a_ledger_is_made_whole_or_can_be_made_again(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;

	for (uint64_t n = 1; failed; n++) {
		struct error error = {0};
		int result;

		assert_success(directory_remove(scratch->directory, &error),
			       &error);
		memory_fail_at(n);
		result =
			ledger_create(scratch->directory, SLICE(SCRATCH_ORIGIN),
				      scratch->seed, &error);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		if (failed && !file_exists(scratch->directory)) {
			result = ledger_create(scratch->directory,
					       SLICE(SCRATCH_ORIGIN),
					       scratch->seed, &error);
			if (result != 0)
				assert_int_equal(error.code, ERROR_INPUT);
		}
		assert_int_equal(scratch_size(scratch, NULL), 0);
	}
}

#define LEDGER_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LEDGER_TEST(a_new_ledger_is_empty_and_verifies),
		LEDGER_TEST(entries_are_there_after_reopening),
		LEDGER_TEST(the_root_is_that_of_the_tree_over_the_entries),
		LEDGER_TEST(a_ledger_is_not_made_over_another),
		LEDGER_TEST(a_ledger_whose_making_was_interrupted_can_be_made),
		LEDGER_TEST(a_name_that_will_not_do_makes_no_ledger),
		LEDGER_TEST(what_is_no_ledger_is_not_found),
		LEDGER_TEST(a_second_opener_finds_it_busy),
		LEDGER_TEST(another_key_does_not_open_it),
		LEDGER_TEST(entries_may_be_empty_and_have_64_kib),
		LEDGER_TEST(a_visit_begins_and_stops_where_it_is_told),
		LEDGER_TEST(a_flipped_byte_in_the_entries_is_found_and_named),
		LEDGER_TEST(
			an_entry_altered_with_its_hash_is_found_by_the_root),
		LEDGER_TEST(entries_exchanged_or_left_out_are_found),
		LEDGER_TEST(an_altered_checkpoint_or_key_is_found),
		LEDGER_TEST(a_missing_file_is_named),
		LEDGER_TEST(a_file_that_is_too_long_is_refused),
		LEDGER_TEST(the_checkpoint_of_another_ledger_is_refused),
		LEDGER_TEST(every_allocation_may_fail_and_nothing_is_lost),
		LEDGER_TEST(a_ledger_is_made_whole_or_can_be_made_again),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
