#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/proof.h"
#include "ledger/rotation.h"
#include "ledger/state.h"
#include "scratch.h"

static struct note_key key_of(struct scratch *scratch, unsigned int generation)
{
	struct signer signer;

	assert_int_equal(signer_make(&signer, SLICE(SCRATCH_ORIGIN),
				     scratch->seed, generation, NULL),
			 0);
	signer_release(&signer);
	return signer.key;
}

/* Entries whose key entries are passed over; the ledger verifies. */
static void verifies(struct scratch *scratch, uint64_t size, uint64_t rotations)
{
	struct ledger_check check;
	struct error error = {0};

	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	assert_int_equal(check.size, size);
	assert_int_equal(check.rotations, rotations);
	assert_int_equal(check.missing_tiles, 0);
}

static void is_named(struct scratch *scratch, unsigned int generation)
{
	struct note_key key = key_of(scratch, generation);
	struct builder file = {0}, text = {0};

	note_key_write(&key, &text);
	scratch_read(scratch, "key.pub", &file);
	assert_true(slice_equal(slice_trim(builder_slice(&file)),
				builder_slice(&text)));
	builder_release(&file);
	builder_release(&text);
}

static void the_ledger_goes_on_under_the_new_key(void **state)
{
	struct scratch *scratch = *state;
	struct note_key keys[3];
	struct error error = {0};
	struct ledger *ledger;
	struct builder note = {0};
	struct note_signed found[3];
	struct slice text;

	for (unsigned int i = 0; i < 3; i++)
		keys[i] = key_of(scratch, i);
	scratch_make(scratch, 3);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_rotate(ledger, &error), &error);
	/* the last checkpoint under the old key is signed by both */
	scratch_read(scratch, "checkpoint", &note);
	assert_success(
		note_check(builder_slice(&note), keys, 3, &text, found, &error),
		&error);
	assert_true(found[0].holds && found[1].holds && !found[2].holds);
	is_named(scratch, 1);
	verifies(scratch, 4, 1);
	assert_success(scratch_append(ledger, &error), &error);
	scratch_read(scratch, "checkpoint", &note);
	assert_success(
		note_check(builder_slice(&note), keys, 3, &text, found, &error),
		&error);
	assert_true(!found[0].holds && found[1].holds);
	ledger_free(ledger);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_rotate(ledger, &error), &error);
	assert_success(scratch_append(ledger, &error), &error);
	ledger_free(ledger);
	is_named(scratch, 2);
	verifies(scratch, 7, 2);
	builder_release(&note);
}

/* Only the node's next key takes over, whatever an entry names. */
static void a_key_that_is_not_the_next_does_not_take_over(void **state)
{
	struct scratch *scratch = *state;
	struct rotation rotation = {.index = 2};
	struct builder statement = {0}, entry = {0};
	struct signer signers[2] = {0};
	struct error error = {0};
	struct ledger *ledger;

	scratch_make(scratch, 2);
	ledger = scratch_open(scratch, NULL);
	for (unsigned int i = 0; i < 2; i++)
		assert_success(signer_make(&signers[i], SLICE(SCRATCH_ORIGIN),
					   scratch->seed, 2 * i, &error),
			       &error);
	rotation.old_key = signers[0].key;
	rotation.new_key = signers[1].key;
	rotation_write(&rotation, signers[0].secret_key, signers[1].secret_key,
		       &statement);
	rotation_add_entry(builder_slice(&statement), &entry);
	assert_success(
		ledger_append(ledger, builder_slice(&entry), NULL, &error),
		&error);
	ledger_free(ledger);
	scratch_refuses(scratch, ERROR_CORRUPT, "not the node's next");
	is_named(scratch, 0);
	signer_release(&signers[0]);
	signer_release(&signers[1]);
	builder_release(&statement);
	builder_release(&entry);
}

static void proofs_from_before_still_hold(void **state)
{
	struct scratch *scratch = *state;
	struct note_key keys[2] = {key_of(scratch, 0), key_of(scratch, 1)};
	struct tlog_trust first = {.logs = keys, .log_count = 1};
	struct tlog_trust second = {.logs = keys + 1, .log_count = 1};
	struct tlog_trust both = {.logs = keys, .log_count = 2};
	struct tlog_proof before, between, after;
	struct arena arena = {0};
	struct error error = {0};
	struct ledger *ledger;

	scratch_make(scratch, 3);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_prove(ledger, 1, &arena, &before, &error),
		       &error);
	assert_success(ledger_rotate(ledger, &error), &error);
	assert_success(ledger_prove(ledger, 1, &arena, &between, &error),
		       &error);
	assert_success(scratch_append(ledger, &error), &error);
	assert_success(ledger_prove(ledger, 1, &arena, &after, &error), &error);
	ledger_free(ledger);
	for (int i = 0; i < 3; i++) {
		const struct tlog_proof *proof =
			i == 0 ? &before : (i == 1 ? &between : &after);

		assert_int_equal(tlog_proof_verify(proof, SLICE("entry 1"),
						   &first, NULL, NULL),
				 i == 2 ? -1 : 0);
		assert_int_equal(tlog_proof_verify(proof, SLICE("entry 1"),
						   &second, NULL, NULL),
				 i == 0 ? -1 : 0);
		assert_int_equal(tlog_proof_verify(proof, SLICE("entry 1"),
						   &both, NULL, NULL),
				 0);
	}
	arena_release(&arena);
}

/* Whoever trusts the first key learns the second from the ledger alone. */
static void a_reader_follows_from_the_first_key(void **state)
{
	struct scratch *scratch = *state;
	struct builder entry = {0};
	struct arena arena = {0};
	struct error error = {0};
	struct rotation rotation;
	struct note_key keys[2] = {key_of(scratch, 0), key_of(scratch, 1)};
	struct ledger *ledger;
	struct slice statement;
	bool found;

	scratch_make(scratch, 2);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_rotate(ledger, &error), &error);
	assert_success(ledger_entry(ledger, 2, &entry, &error), &error);
	ledger_free(ledger);
	assert_success(rotation_find(builder_slice(&entry), &arena, &statement,
				     &found, &error),
		       &error);
	assert_true(found);
	assert_success(rotation_open(&rotation, statement, &error), &error);
	assert_int_equal(rotation.index, 2);
	assert_true(note_key_equal(&rotation.old_key, &keys[0]));
	assert_true(note_key_equal(&rotation.new_key, &keys[1]));
	/* any byte altered, and it is no statement any more */
	for (size_t i = 0; i < statement.len; i++) {
		char *byte = (char *)(uintptr_t)statement.at + i;
		struct rotation other;

		*byte ^= 2;
		assert_int_equal(rotation_open(&other, statement, NULL), -1);
		*byte ^= 2;
	}
	builder_release(&entry);
	arena_release(&arena);
}

/* A statement by the wrong keys, or at another place, in a ledger whose entries
 * and checkpoint are otherwise as they should be. */
static void a_chain_that_does_not_hold_is_found(void **state)
{
	static const uint8_t strange[LEDGER_SEED_BYTES] = {9};
	struct scratch *scratch = *state;

	for (int fault = 0; fault < 3; fault++) {
		struct builder statement = {0}, entry = {0};
		struct rotation rotation = {.index = fault == 0 ? 1 : 2};
		struct ledger_check check;
		struct signer old, next;
		struct error error = {0};
		struct ledger *ledger;

		assert_int_equal(
			signer_make(&old, SLICE(SCRATCH_ORIGIN),
				    fault == 1 ? strange : scratch->seed, 0,
				    NULL),
			0);
		assert_int_equal(
			signer_make(&next, SLICE(SCRATCH_ORIGIN),
				    fault == 2 ? strange : scratch->seed, 1,
				    NULL),
			0);
		rotation.old_key = old.key;
		rotation.new_key = next.key;
		scratch_make(scratch, 2);
		ledger = scratch_open(scratch, NULL);
		rotation_write(&rotation, old.secret_key, next.secret_key,
			       &statement);
		rotation_add_entry(builder_slice(&statement), &entry);
		assert_success(ledger_append(ledger, builder_slice(&entry),
					     NULL, &error),
			       &error);
		assert_success(
			ledger_append(ledger, SLICE("after"), NULL, &error),
			&error);
		ledger_free(ledger);
		assert_int_equal(
			ledger_verify(scratch->directory, &check, &error), -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
		signer_release(&old);
		signer_release(&next);
		builder_release(&statement);
		builder_release(&entry);
	}
}

static void every_write_of_a_rotation_may_fail(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;
	int kept = 0, rotated = 0;

	for (uint64_t n = 1; failed; n++) {
		struct ledger_check check;
		struct error error = {0};
		struct ledger *ledger;
		int result;

		scratch_make_batch(scratch, 255);
		ledger = scratch_open(scratch, NULL);
		file_fail_at(n);
		result = ledger_rotate(ledger, &error);
		failed = file_failed();
		file_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_SYSTEM);
		ledger_free(ledger);
		ledger = scratch_open(scratch, NULL);
		assert_success(scratch_append(ledger, &error), &error);
		ledger_free(ledger);
		assert_success(
			ledger_verify(scratch->directory, &check, &error),
			&error);
		is_named(scratch, (unsigned int)check.rotations);
		assert_int_equal(check.size, 256 + check.rotations);
		if (result == 0)
			assert_int_equal(check.rotations, 1);
		kept += check.rotations == 0;
		rotated += check.rotations == 1;
	}
	assert_true(kept > 0 && rotated > 1);
}

static void every_write_of_finishing_one_may_fail(void **state)
{
	struct scratch *scratch = *state;
	struct builder checkpoint = {0}, key = {0};
	struct error error = {0};
	struct ledger *ledger;

	scratch_make(scratch, 3);
	scratch_read(scratch, "checkpoint", &checkpoint);
	scratch_read(scratch, "key.pub", &key);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_rotate(ledger, &error), &error);
	ledger_free(ledger);
	for (int with_checkpoint = 0; with_checkpoint < 2; with_checkpoint++) {
		bool failed = true;

		for (uint64_t n = 1; failed; n++) {
			int result;

			scratch_write(scratch, "key.pub", builder_slice(&key));
			if (!with_checkpoint)
				scratch_write(scratch, "checkpoint",
					      builder_slice(&checkpoint));
			file_fail_at(n);
			ledger = NULL;
			result = ledger_open(&ledger, scratch->directory,
					     scratch->seed, NULL, &error);
			failed = file_failed();
			file_fail_at(0);
			assert_int_equal(result, failed ? -1 : 0);
			ledger_free(ledger);
			ledger = scratch_open(scratch, NULL);
			ledger_free(ledger);
			is_named(scratch, 1);
			verifies(scratch, 4, 1);
		}
	}
	builder_release(&checkpoint);
	builder_release(&key);
}

static void every_allocation_of_a_rotation_may_fail(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;

	for (uint64_t n = 1; failed; n++) {
		struct ledger_check check;
		struct error error = {0};
		struct ledger *ledger;
		int result;

		scratch_make(scratch, 2);
		ledger = scratch_open(scratch, NULL);
		memory_fail_at(n);
		result = ledger_rotate(ledger, &error);
		failed = memory_failed();
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		ledger_free(ledger);
		ledger = scratch_open(scratch, NULL);
		ledger_free(ledger);
		assert_success(
			ledger_verify(scratch->directory, &check, &error),
			&error);
		is_named(scratch, (unsigned int)check.rotations);
	}
}

/* Rotates and appends for ever, telling nothing: whatever is there afterwards
 * must verify and go on. */
static void rotate_until_killed(struct scratch *scratch)
{
	struct ledger *ledger;

	if (ledger_open(&ledger, scratch->directory, scratch->seed, NULL,
			NULL) != 0)
		_exit(1);
	for (;;)
		if (ledger_rotate(ledger, NULL) != 0 ||
		    scratch_append(ledger, NULL) != 0)
			_exit(1);
}

static void a_killed_process_leaves_one_key_or_the_other(void **state)
{
	struct scratch *scratch = *state;

	scratch_make(scratch, 0);
	for (unsigned int round = 0; round < 10; round++) {
		struct ledger_check check;
		struct error error = {0};
		struct ledger *ledger;
		int status;
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0)
			rotate_until_killed(scratch);
		usleep(5000 + round * 1371 % 9000);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		ledger = scratch_open(scratch, NULL);
		ledger_free(ledger);
		assert_success(
			ledger_verify(scratch->directory, &check, &error),
			&error);
		is_named(scratch, (unsigned int)check.rotations);
	}
}

#define ROTATION_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ROTATION_TEST(the_ledger_goes_on_under_the_new_key),
		ROTATION_TEST(proofs_from_before_still_hold),
		ROTATION_TEST(a_reader_follows_from_the_first_key),
		ROTATION_TEST(a_chain_that_does_not_hold_is_found),
		ROTATION_TEST(a_key_that_is_not_the_next_does_not_take_over),
		ROTATION_TEST(every_write_of_a_rotation_may_fail),
		ROTATION_TEST(every_write_of_finishing_one_may_fail),
		ROTATION_TEST(every_allocation_of_a_rotation_may_fail),
		ROTATION_TEST(a_killed_process_leaves_one_key_or_the_other),
	};

	return cmocka_run_group_tests_name("ledger rotation", tests, NULL,
					   NULL);
}
