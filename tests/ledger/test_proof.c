#include "test.h"

#include <stdio.h>

#include <sodium.h>

#include "base/arena.h"
#include "ledger/proof.h"
#include "scratch.h"

struct world {
	struct note_key log;
	struct arena arena;
	struct tlog_trust trust;
};

static struct world world_of(struct scratch *scratch)
{
	struct world world = {0};
	uint8_t public_key[KEY_PUBLIC_BYTES], secret_key[KEY_SECRET_BYTES];

	crypto_sign_seed_keypair(public_key, secret_key, scratch->seed);
	assert_int_equal(note_key_make(&world.log, SLICE(SCRATCH_ORIGIN),
				       public_key, NULL),
			 0);
	return world;
}

static struct slice entry_text(uint64_t index, char text[32])
{
	snprintf(text, 32, "entry %llu", (unsigned long long)index);
	return slice_of(text);
}

static void each_entry_is_proved_and_no_other(void **state)
{
	struct scratch *scratch = *state;
	struct world world = world_of(scratch);
	const struct tlog_trust trust = {.logs = &world.log, .log_count = 1};

	for (uint64_t size = 1; size < 20; size++) {
		struct ledger *ledger;

		scratch_make(scratch, size);
		ledger = scratch_open(scratch, NULL);
		for (uint64_t i = 0; i < size; i++) {
			struct tlog_proof proof, read;
			struct builder text = {0}, again = {0};
			struct error error = {0};
			char entry[32];

			assert_success(ledger_prove(ledger, i, &world.arena,
						    &proof, &error),
				       &error);
			tlog_proof_write(&proof, &text);
			assert_success(tlog_proof_parse(&read,
							builder_slice(&text),
							&world.arena, &error),
				       &error);
			tlog_proof_write(&read, &again);
			assert_true(slice_equal(builder_slice(&text),
						builder_slice(&again)));
			assert_success(tlog_proof_verify(&read,
							 entry_text(i, entry),
							 &trust, NULL, &error),
				       &error);
			assert_int_equal(
				tlog_proof_verify(&read,
						  entry_text(i + 1, entry),
						  &trust, NULL, &error),
				-1);
			builder_release(&text);
			builder_release(&again);
		}
		ledger_free(ledger);
	}
	arena_release(&world.arena);
}

#define PROOF_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PROOF_TEST(each_entry_is_proved_and_no_other),
	};

	return cmocka_run_group_tests_name("ledger proof", tests, NULL, NULL);
}
