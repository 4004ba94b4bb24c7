/*
 * Witnesses over files, and split views.  A ledger, its witness, and forks of
 * the ledger made from a copy of its directory.
 */
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
#include "ledger/cosigned.h"
#include "ledger/proof.h"
#include "ledger/state.h"
#include "ledger/witness.h"
#include "scratch.h"

enum { NOON = 1795348800 };

#define ZERO_HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

struct world {
	struct scratch *scratch;
	struct arena arena;
	struct ledger *ledger;
	struct witness witness;
	char directory[128];
	uint8_t secret_key[KEY_SECRET_BYTES];
	struct witness_answer answer;
	struct builder request, response;
	struct error error;
};

static void trust_each_other(struct world *world)
{
	struct builder text = {0};
	bool added;

	note_key_write(&world->ledger->signer.key, &text);
	assert_success(witness_trust(world->directory, builder_slice(&text),
				     &added, &world->error),
		       &world->error);
	assert_success(witness_trust(world->directory, builder_slice(&text),
				     &added, &world->error),
		       &world->error);
	assert_false(added);
	builder_clear(&text);
	note_key_write(&world->witness.key, &text);
	assert_success(ledger_trust_witness(world->ledger, builder_slice(&text),
					    &added, &world->error),
		       &world->error);
	builder_release(&text);
}

static void world_make(struct world *world, void **state, uint64_t count)
{
	static const uint8_t seed[32] = {5};

	*world = (struct world){.scratch = *state};
	scratch_make_batch(world->scratch, count);
	world->ledger = scratch_open(world->scratch, NULL);
	snprintf(world->directory, sizeof(world->directory), "%s/witness",
		 world->scratch->root);
	assert_int_equal(directory_remove(world->directory, NULL), 0);
	assert_int_equal(witness_key(&world->witness.key, world->secret_key,
				     SLICE("hornbook/886/witness"), seed, NULL),
			 0);
	world->witness.directory = world->directory;
	world->witness.secret_key = world->secret_key;
	trust_each_other(world);
}

static void world_release(struct world *world)
{
	ledger_free(world->ledger);
	builder_release(&world->request);
	builder_release(&world->response);
	arena_release(&world->arena);
}

static void ask(struct world *world)
{
	builder_clear(&world->request);
	assert_success(ledger_witness_request(world->ledger, SLICE(""),
					      &world->request, &world->error),
		       &world->error);
}

static enum witness_outcome answer(struct world *world)
{
	builder_clear(&world->response);
	assert_success(witness_cosign(&world->witness,
				      builder_slice(&world->request), NOON,
				      &world->arena, &world->answer,
				      &world->response, &world->error),
		       &world->error);
	return world->answer.outcome;
}

static int take(struct world *world, struct cosigned *cosigned)
{
	return ledger_add_cosignature(world->ledger, SLICE(""),
				      builder_slice(&world->response), cosigned,
				      &world->error);
}

static void cosign_now(struct world *world)
{
	struct cosigned cosigned;

	ask(world);
	assert_int_equal(answer(world), WITNESS_COSIGNED);
	assert_success(take(world, &cosigned), &world->error);
	assert_true(cosigned.current);
	assert_false(cosigned.stale);
}

static void append(struct world *world)
{
	assert_success(scratch_append(world->ledger, &world->error),
		       &world->error);
}

/* --- what is meant to happen -------------------------------------------------- */

static void a_cosigned_checkpoint_is_worth_a_witness_in_proofs(void **state)
{
	struct tlog_trust trust = {0};
	struct tlog_verified verified;
	struct note_key log;
	struct tlog_proof proof;
	struct world world;

	world_make(&world, state, 5);
	log = world.ledger->signer.key;
	trust = (struct tlog_trust){
		.logs = &log,
		.log_count = 1,
		.witnesses = &world.witness.key,
		.witness_count = 1,
		.threshold = 1,
	};
	assert_success(ledger_prove(world.ledger, 2, &world.arena, &proof,
				    &world.error),
		       &world.error);
	assert_int_equal(tlog_proof_verify(&proof, SLICE("entry 2"), &trust,
					   &verified, &world.error),
			 -1);
	assert_non_null(strstr(world.error.message, "cosigned by 0"));
	cosign_now(&world);
	append(&world); /* the checkpoint has no cosignature any more */
	assert_success(ledger_prove(world.ledger, 2, &world.arena, &proof,
				    &world.error),
		       &world.error);
	assert_success(tlog_proof_verify(&proof, SLICE("entry 2"), &trust,
					 &verified, &world.error),
		       &world.error);
	assert_int_equal(verified.checkpoint.size, 5);
	assert_int_equal(verified.witnesses, 1);
	assert_int_equal(verified.seconds, NOON);
	/* entry 5 is in no cosigned checkpoint yet */
	assert_success(ledger_prove(world.ledger, 5, &world.arena, &proof,
				    &world.error),
		       &world.error);
	assert_int_equal(
		tlog_proof_verify(&proof, SLICE("entry 5"), &trust, NULL, NULL),
		-1);
	cosign_now(&world);
	ledger_free(world.ledger);
	world.ledger = scratch_open(world.scratch, NULL);
	assert_success(ledger_prove(world.ledger, 5, &world.arena, &proof,
				    &world.error),
		       &world.error);
	assert_success(tlog_proof_verify(&proof, SLICE("entry 5"), &trust, NULL,
					 &world.error),
		       &world.error);
	/* one witness twice is one */
	{
		struct note_key twice[2] = {world.witness.key,
					    world.witness.key};

		trust.witnesses = twice;
		trust.witness_count = trust.threshold = 2;
		assert_int_equal(tlog_proof_verify(&proof, SLICE("entry 5"),
						   &trust, NULL, NULL),
				 -1);
	}
	world_release(&world);
}

static int trust_as(struct world *world, const char *name,
		    const uint8_t *public_key)
{
	struct builder text = {0};
	struct note_key key;
	bool added;
	int result;

	assert_success(note_cosigner_make(&key, slice_of(name), public_key,
					  &world->error),
		       &world->error);
	note_key_write(&key, &text);
	result = ledger_trust_witness(world->ledger, builder_slice(&text),
				      &added, &world->error);
	builder_release(&text);
	return result;
}

/* Whoever holds a key can sign with it under every name. */
static void a_key_is_one_witness_whatever_it_is_called(void **state)
{
	static const char *const names[] = {"one", "two", SCRATCH_ORIGIN};
	struct note_key log, keys[3];
	struct tlog_trust trust = {.logs = &log, .log_count = 1};
	struct builder note = {0};
	struct tlog_verified verified;
	struct slice text, lines;
	struct world world;

	world_make(&world, state, 3);
	log = world.ledger->signer.key;
	builder_add(&note, builder_slice(&world.ledger->note));
	assert_success(note_split(builder_slice(&world.ledger->note), &text,
				  &lines, &world.error),
		       &world.error);
	for (size_t i = 0; i < 3; i++) {
		const struct note_key *key =
			i < 2 ? &world.witness.key : &world.ledger->signer.key;

		assert_success(note_cosigner_make(&keys[i], slice_of(names[i]),
						  key->public_key,
						  &world.error),
			       &world.error);
		note_add_cosignature(text, &keys[i],
				     i < 2 ? world.secret_key
					   : world.ledger->signer.secret_key,
				     NOON, &note);
	}
	trust.witnesses = keys;
	for (size_t i = 2; i <= 3; i++) {
		trust.witness_count = i;
		trust.threshold = 1;
		assert_success(tlog_note_verify(builder_slice(&note), &trust,
						&verified, &world.error),
			       &world.error);
		assert_int_equal(verified.witnesses, 1);
		trust.threshold = 2;
		assert_int_equal(tlog_note_verify(builder_slice(&note), &trust,
						  &verified, &world.error),
				 -1);
		assert_non_null(strstr(world.error.message, "cosigned by 1"));
	}
	assert_int_equal(trust_as(&world, "two", keys[0].public_key), -1);
	assert_non_null(strstr(world.error.message, "one witness"));
	assert_int_equal(trust_as(&world, "three", log.public_key), -1);
	assert_non_null(strstr(world.error.message, "own key"));
	builder_release(&note);
	world_release(&world);
}

static void requests_go_on_from_what_was_cosigned_last(void **state)
{
	struct witness_request request;
	struct world world;

	world_make(&world, state, 3);
	ask(&world);
	assert_success(witness_request_parse(
			       &request, builder_slice(&world.request), NULL),
		       &world.error);
	assert_int_equal(request.old_size, 0);
	assert_int_equal(request.path_length, 0);
	cosign_now(&world);
	cosign_now(&world); /* again, with no new entry */
	for (int i = 0; i < 300; i++) {
		if (i % 37 == 0)
			append(&world);
		if (i % 61 == 0)
			cosign_now(&world);
	}
	ask(&world);
	assert_success(witness_request_parse(
			       &request, builder_slice(&world.request), NULL),
		       &world.error);
	assert_true(request.old_size > 3);
	world_release(&world);
}

/* The answer comes when the ledger has grown since. */
static void a_late_answer_is_kept_for_proofs(void **state)
{
	struct cosigned cosigned;
	struct builder before = {0}, after = {0};
	struct world world;

	world_make(&world, state, 3);
	ask(&world);
	append(&world);
	scratch_read(world.scratch, "checkpoint", &before);
	assert_int_equal(answer(&world), WITNESS_COSIGNED);
	assert_success(take(&world, &cosigned), &world.error);
	assert_false(cosigned.current);
	assert_int_equal(cosigned.checkpoint.size, 3);
	scratch_read(world.scratch, "checkpoint", &after);
	assert_true(slice_equal(builder_slice(&before), builder_slice(&after)));
	assert_true(scratch_has(world.scratch, "cosigned"));
	cosign_now(&world);
	builder_release(&before);
	builder_release(&after);
	world_release(&world);
}

static void a_ledger_that_lost_count_asks_the_witness(void **state)
{
	struct cosigned cosigned;
	struct world world;

	world_make(&world, state, 3);
	cosign_now(&world);
	append(&world);
	scratch_remove_directory(world.scratch, "witness");
	trust_each_other(&world);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_STALE);
	assert_slice(builder_slice(&world.response), "3\n");
	assert_success(take(&world, &cosigned), &world.error);
	assert_true(cosigned.stale);
	assert_int_equal(cosigned.size, 3);
	cosign_now(&world);
	world_release(&world);
}

/* --- refusals ----------------------------------------------------------------- */

static void other_ledgers_and_other_keys_are_not_cosigned(void **state)
{
	struct world world;
	struct builder forged = {0}, note = {0};
	struct checkpoint checkpoint = {.origin = "hornbook/other", .size = 3};
	struct witness_request request = {0};
	uint8_t public_key[KEY_PUBLIC_BYTES], secret_key[KEY_SECRET_BYTES];
	struct note_key key;

	world_make(&world, state, 3);
	crypto_sign_keypair(public_key, secret_key);
	assert_int_equal(
		note_key_make(&key, SLICE("hornbook/other"), public_key, NULL),
		0);
	checkpoint_write(&checkpoint, &key, secret_key, &note);
	request.note = builder_slice(&note);
	witness_request_write(&request, &forged);
	builder_add(&world.request, builder_slice(&forged));
	assert_int_equal(answer(&world), WITNESS_UNKNOWN);
	assert_int_equal(world.response.len, 0);
	/* the right name and another key */
	builder_clear(&note);
	builder_clear(&world.request);
	memcpy(checkpoint.origin, SCRATCH_ORIGIN, sizeof(SCRATCH_ORIGIN));
	assert_int_equal(
		note_key_make(&key, SLICE(SCRATCH_ORIGIN), public_key, NULL),
		0);
	checkpoint_write(&checkpoint, &key, secret_key, &note);
	request.note = builder_slice(&note);
	witness_request_write(&request, &world.request);
	assert_int_equal(answer(&world), WITNESS_UNSIGNED);
	assert_int_equal(world.response.len, 0);
	/* a text that was altered after it was signed */
	ask(&world);
	world.request.at[world.request.len - 5] ^= 1;
	assert_int_equal(answer(&world), WITNESS_UNSIGNED);
	builder_release(&forged);
	builder_release(&note);
	world_release(&world);
}

static void a_ledger_that_went_back_is_not_cosigned(void **state)
{
	struct cosigned cosigned;
	struct builder older = {0};
	struct world world;

	world_make(&world, state, 3);
	ask(&world);
	builder_add(&older, builder_slice(&world.request));
	append(&world);
	cosign_now(&world);
	builder_clear(&world.request);
	builder_add(&world.request, builder_slice(&older));
	assert_int_equal(answer(&world), WITNESS_STALE);
	assert_slice(builder_slice(&world.response), "4\n");
	/* and the ledger put back to before learns it too */
	ledger_free(world.ledger);
	scratch_make_batch(world.scratch, 3);
	world.ledger = scratch_open(world.scratch, NULL);
	trust_each_other(&world);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_STALE);
	assert_int_equal(take(&world, &cosigned), -1);
	/* nobody signs the number: it accuses nobody */
	assert_int_equal(world.error.code, ERROR_INPUT);
	assert_non_null(strstr(world.error.message, "put back"));
	builder_release(&older);
	world_release(&world);
}

/* Another ledger of the same key: the same entries up to `same`. */
static void fork_ledger(struct world *world, uint64_t same, uint64_t size)
{
	ledger_free(world->ledger);
	scratch_make_batch(world->scratch, same);
	world->ledger = scratch_open(world->scratch, NULL);
	for (uint64_t i = same; i < size; i++)
		assert_success(ledger_append(world->ledger, SLICE("forked"),
					     NULL, &world->error),
			       &world->error);
	trust_each_other(world);
}

static void a_fork_of_the_same_size_is_refused_with_evidence(void **state)
{
	struct builder first = {0}, second = {0};
	struct note_signed found;
	struct slice text;
	struct world world;
	char path[256];

	world_make(&world, state, 5);
	cosign_now(&world);
	fork_ledger(&world, 4, 5);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_SPLIT);
	assert_int_equal(world.response.len, 0);
	assert_non_null(world.answer.evidence);
	snprintf(path, sizeof(path), "%s/first", world.answer.evidence);
	assert_int_equal(file_read(path, NOTE_LIMIT, &first, NULL), 0);
	snprintf(path, sizeof(path), "%s/second", world.answer.evidence);
	assert_int_equal(file_read(path, NOTE_LIMIT, &second, NULL), 0);
	assert_false(
		slice_equal(builder_slice(&first), builder_slice(&second)));
	assert_int_equal(note_check(builder_slice(&first),
				    &world.ledger->signer.key, 1, &text, &found,
				    NULL),
			 0);
	assert_true(found.holds);
	assert_int_equal(note_check(builder_slice(&second),
				    &world.ledger->signer.key, 1, &text, &found,
				    NULL),
			 0);
	assert_true(found.holds);
	builder_release(&first);
	builder_release(&second);
	world_release(&world);
}

static void a_fork_that_grew_has_no_proof(void **state)
{
	struct cosigned cosigned;
	struct world world;

	world_make(&world, state, 5);
	cosign_now(&world);
	fork_ledger(&world, 4, 9);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_STALE);
	assert_success(take(&world, &cosigned), &world.error);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_UNPROVED);
	assert_int_equal(world.response.len, 0);
	/* there is something to show for it */
	assert_non_null(world.answer.evidence);
	assert_true(file_exists(world.answer.evidence) ||
		    directory_exists(world.answer.evidence));
	world_release(&world);
}

/* Of no entries there is one root. */
static void an_empty_tree_has_one_root(void **state)
{
	struct checkpoint checkpoint = {.root = {1}};
	struct world world;

	world_make(&world, state, 0);
	memcpy(checkpoint.origin, SCRATCH_ORIGIN, sizeof(SCRATCH_ORIGIN));
	builder_add_text(&world.request, "old 0\n\n");
	checkpoint_write(&checkpoint, &world.ledger->signer.key,
			 world.ledger->signer.secret_key, &world.request);
	assert_int_equal(answer(&world), WITNESS_UNPROVED);
	cosign_now(&world);
	world_release(&world);
}

/* Whoever stole the key before it gave way goes on with it. */
static void what_a_retired_key_signs_is_evidence(void **state)
{
	struct signer old = {0};
	struct checkpoint checkpoint;
	struct compared compared;
	struct builder note = {0}, key = {0};
	struct world world;
	bool removed;

	world_make(&world, state, 3);
	note_key_write(&world.ledger->signer.key, &key);
	assert_success(ledger_rotate(world.ledger, &world.error), &world.error);
	assert_success(signer_make(&old, SLICE(SCRATCH_ORIGIN),
				   world.scratch->seed, 0, &world.error),
		       &world.error);
	for (int i = 0; i < 3; i++) {
		checkpoint = world.ledger->current;
		builder_clear(&note);
		checkpoint_write(&checkpoint, &old.key, old.secret_key, &note);
		assert_success(
			ledger_compare(world.ledger, builder_slice(&note),
				       &world.arena, &compared, &world.error),
			&world.error);
		/* the last tree that it may sign is the one that says so */
		assert_int_equal(compared.comparison,
				 i == 0 ? COMPARED_SAME : COMPARED_SPLIT);
		assert_int_equal(compared.retired, i > 0);
		assert_int_equal(compared.evidence != NULL, i > 0);
		append(&world);
	}
	/* a witness that was told takes it no more */
	builder_clear(&world.request);
	builder_add_text(&world.request, "old 0\n\n");
	builder_add(&world.request, builder_slice(&note));
	assert_success(witness_distrust(world.directory, builder_slice(&key),
					&removed, &world.error),
		       &world.error);
	assert_true(removed);
	assert_int_equal(answer(&world), WITNESS_UNKNOWN);
	assert_success(witness_distrust(world.directory, builder_slice(&key),
					&removed, &world.error),
		       &world.error);
	assert_false(removed);
	signer_release(&old);
	builder_release(&note);
	builder_release(&key);
	world_release(&world);
}

static void what_is_no_request_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"old\n\n",
		"old 3",
		"old 03\n\n",
		"old -1\n\n",
		"old 99999999999999999999\n\n",
		"new 3\n\n",
		"old 0\nAAAA\n\n",
		"old 0\n\n",
		"old 0\n\nhornbook/8861101\n",
		"old 0\n\nhornbook/8861101\n3\nx\n\n",
		"old 9\n\nhornbook/8861101\n3\n" ZERO_HASH "\n\n",
		"old 0\r\n\r\n",
	};
	struct builder many = {0};
	struct world world;

	world_make(&world, state, 3);
	for (size_t i = 0; i <= sizeof(texts) / sizeof(texts[0]); i++) {
		struct slice text;

		if (i == sizeof(texts) / sizeof(texts[0])) {
			builder_add_text(&many, "old 3\n");
			for (int k = 0; k < 64; k++)
				builder_add_text(&many, "AAAAAAAAAAAAAAAAAAAAAA"
							"AAAAAAAAAAAAAAAAAA"
							"AAA=\n");
			builder_add_text(&many, "\n");
			builder_add(&many, builder_slice(&world.ledger->note));
			text = builder_slice(&many);
		} else {
			text = slice_of(texts[i]);
		}
		assert_int_equal(witness_cosign(&world.witness, text, NOON,
						&world.arena, &world.answer,
						&world.response, &world.error),
				 -1);
		assert_int_equal(world.error.code, ERROR_INPUT);
		assert_int_equal(world.response.len, 0);
	}
	builder_release(&many);
	world_release(&world);
}

static void answers_that_are_none_are_refused(void **state)
{
	struct cosigned cosigned;
	struct builder kept = {0};
	struct world world;

	world_make(&world, state, 3);
	ask(&world);
	assert_int_equal(answer(&world), WITNESS_COSIGNED);
	builder_add(&kept, builder_slice(&world.response));
	for (size_t i = 0; i < kept.len; i++) {
		builder_clear(&world.response);
		builder_add(&world.response, builder_slice(&kept));
		world.response.at[i] ^= 1;
		assert_int_equal(take(&world, &cosigned), -1);
		assert_int_equal(world.error.code, ERROR_INPUT);
	}
	builder_clear(&world.response);
	assert_int_equal(take(&world, &cosigned), -1);
	builder_add(&world.response, builder_slice(&kept));
	/* a signature of somebody unknown beside it is not taken along */
	builder_add_text(&world.response, "\xe2\x80\x94 stranger AAAAAAAA\n");
	assert_success(take(&world, &cosigned), &world.error);
	scratch_read(world.scratch, "checkpoint", &kept);
	assert_null(memmem(kept.at, kept.len, "stranger", 8));
	builder_release(&kept);
	world_release(&world);
}

static void what_the_witness_keeps_must_be_as_it_was(void **state)
{
	struct builder note = {0};
	struct world world;
	char command[256];

	world_make(&world, state, 3);
	cosign_now(&world);
	append(&world);
	ask(&world);
	snprintf(command, sizeof(command), "sed -i s/3/2/ %s/*.checkpoint",
		 world.directory);
	assert_int_equal(system(command), 0);
	builder_clear(&world.response);
	assert_int_equal(witness_cosign(&world.witness,
					builder_slice(&world.request), NOON,
					&world.arena, &world.answer,
					&world.response, &world.error),
			 -1);
	assert_int_equal(world.error.code, ERROR_CORRUPT);
	assert_int_equal(world.response.len, 0);
	builder_release(&note);
	world_release(&world);
}

/* --- split views -------------------------------------------------------------- */

static enum comparison compare_with(struct world *world, struct slice note,
				    struct compared *compared)
{
	assert_success(ledger_compare(world->ledger, note, &world->arena,
				      compared, &world->error),
		       &world->error);
	return compared->comparison;
}

static void a_checkpoint_is_held_against_the_ledger(void **state)
{
	struct compared compared;
	struct builder five = {0}, six = {0};
	struct world world;

	world_make(&world, state, 5);
	scratch_read(world.scratch, "checkpoint", &five);
	assert_int_equal(compare_with(&world, builder_slice(&five), &compared),
			 COMPARED_SAME);
	append(&world);
	scratch_read(world.scratch, "checkpoint", &six);
	assert_int_equal(compare_with(&world, builder_slice(&five), &compared),
			 COMPARED_OLDER);
	assert_true(compared.path_length > 0);
	assert_success(ledger_rotate(world.ledger, &world.error), &world.error);
	append(&world);
	assert_int_equal(compare_with(&world, builder_slice(&five), &compared),
			 COMPARED_OLDER);
	/* signed by the first key, still known */
	fork_ledger(&world, 4, 6);
	assert_int_equal(compare_with(&world, builder_slice(&five), &compared),
			 COMPARED_SPLIT);
	assert_false(compared.shortened);
	assert_non_null(compared.evidence);
	assert_true(directory_exists(compared.evidence));
	fork_ledger(&world, 5, 5);
	assert_int_equal(compare_with(&world, builder_slice(&six), &compared),
			 COMPARED_SPLIT);
	assert_true(compared.shortened);
	/* what nobody signed is no evidence */
	five.at[five.len - 5] ^= 1;
	assert_int_equal(ledger_compare(world.ledger, builder_slice(&five),
					&world.arena, &compared, &world.error),
			 -1);
	assert_int_equal(world.error.code, ERROR_INPUT);
	builder_release(&five);
	builder_release(&six);
	world_release(&world);
}

static enum comparison compare_two(struct world *world, struct builder *first,
				   struct builder *second)
{
	struct compared compared;

	assert_success(checkpoint_compare(
			       builder_slice(first), builder_slice(second),
			       &world->ledger->signer.key, 1, world->directory,
			       &world->arena, &compared, &world->error),
		       &world->error);
	assert_int_equal(compared.comparison == COMPARED_SPLIT,
			 compared.evidence != NULL);
	return compared.comparison;
}

static void two_checkpoints_are_held_against_each_other(void **state)
{
	struct builder five = {0}, six = {0}, fork = {0}, empty = {0};
	struct world world;

	world_make(&world, state, 5);
	scratch_read(world.scratch, "checkpoint", &five);
	cosign_now(&world);
	append(&world);
	scratch_read(world.scratch, "checkpoint", &six);
	ask(&world); /* from 5 to 6 */
	assert_int_equal(compare_two(&world, &five, &five), COMPARED_SAME);
	assert_int_equal(compare_two(&world, &five, &six), COMPARED_OPEN);
	assert_int_equal(compare_two(&world, &five, &world.request),
			 COMPARED_OLDER);
	fork_ledger(&world, 0, 5);
	scratch_read(world.scratch, "checkpoint", &fork);
	assert_int_equal(compare_two(&world, &five, &fork), COMPARED_SPLIT);
	assert_int_equal(compare_two(&world, &fork, &world.request),
			 COMPARED_OPEN);
	fork_ledger(&world, 0, 0);
	scratch_read(world.scratch, "checkpoint", &empty);
	assert_int_equal(compare_two(&world, &empty, &six), COMPARED_OLDER);
	assert_int_equal(compare_two(&world, &six, &empty), COMPARED_NEWER);
	builder_release(&five);
	builder_release(&six);
	builder_release(&fork);
	builder_release(&empty);
	world_release(&world);
}

/* --- failing ------------------------------------------------------------------ */

/* The size that the witness keeps. */
static uint64_t kept_size(struct world *world)
{
	struct builder note = {0};
	struct checkpoint last;
	struct key_list logs;

	assert_success(witness_logs(world->directory, &logs, &world->error),
		       &world->error);
	assert_success(witness_last(world->directory, &logs, SCRATCH_ORIGIN,
				    &last, &note, &world->error),
		       &world->error);
	builder_release(&note);
	return last.size;
}

static void every_write_of_cosigning_may_fail(void **state)
{
	struct world world;
	bool failed = true;

	world_make(&world, state, 3);
	cosign_now(&world);
	for (uint64_t n = 1; failed; n++) {
		int result;

		append(&world);
		ask(&world);
		builder_clear(&world.response);
		file_fail_at(n);
		result = witness_cosign(&world.witness,
					builder_slice(&world.request), NOON,
					&world.arena, &world.answer,
					&world.response, &world.error);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		/* never a signature over what is not kept */
		assert_int_equal(world.response.len > 0, !failed);
		if (!failed)
			assert_int_equal(kept_size(&world),
					 ledger_size(world.ledger));
		if (failed && kept_size(&world) == ledger_size(world.ledger)) {
			struct cosigned cosigned;

			assert_int_equal(answer(&world), WITNESS_STALE);
			assert_success(take(&world, &cosigned), &world.error);
		}
	}
	world_release(&world);
}

static void every_write_of_taking_a_cosignature_may_fail(void **state)
{
	struct cosigned cosigned;
	struct world world;
	bool failed = true;

	world_make(&world, state, 3);
	for (uint64_t n = 1; failed; n++) {
		int result;

		append(&world);
		ask(&world);
		assert_int_equal(answer(&world), WITNESS_COSIGNED);
		file_fail_at(n);
		result = take(&world, &cosigned);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		ledger_free(world.ledger);
		world.ledger = scratch_open(world.scratch, NULL);
		scratch_check(world.scratch, world.ledger);
		assert_success(take(&world, &cosigned), &world.error);
	}
	world_release(&world);
}

static void every_allocation_may_fail(void **state)
{
	struct world world;
	bool failed = true;

	world_make(&world, state, 300);
	for (uint64_t n = 1; failed; n++) {
		struct cosigned cosigned;
		int result;

		append(&world);
		builder_release(&world.request);
		builder_release(&world.response);
		memory_fail_at(n);
		result = ledger_witness_request(world.ledger, SLICE(""),
						&world.request, &world.error);
		if (result == 0)
			result = witness_cosign(
				&world.witness, builder_slice(&world.request),
				NOON, &world.arena, &world.answer,
				&world.response, &world.error);
		if (result == 0)
			result = take(&world, &cosigned);
		failed = memory_failed();
		memory_fail_at(0);
		if (!failed)
			assert_int_equal(result, 0);
		else if (result != 0)
			assert_int_equal(world.error.code, ERROR_MEMORY);
		ledger_free(world.ledger);
		world.ledger = scratch_open(world.scratch, NULL);
		scratch_check(world.scratch, world.ledger);
		ask(&world);
		answer(&world);
		assert_success(take(&world, &cosigned), &world.error);
		cosign_now(&world);
	}
	world_release(&world);
}

/* Cosigns for ever and tells each size only after it was signed. */
static void cosign_until_killed(struct world *world, int to_parent)
{
	for (;;) {
		struct cosigned cosigned;
		uint64_t size;

		if (scratch_append(world->ledger, NULL) != 0)
			_exit(1);
		ask(world);
		if (answer(world) == WITNESS_COSIGNED) {
			size = world->answer.asked.size;
			if (write(to_parent, &size, sizeof(size)) !=
			    sizeof(size))
				_exit(1);
		}
		if (take(world, &cosigned) != 0)
			_exit(1);
	}
}

static void a_killed_witness_keeps_all_that_it_signed(void **state)
{
	struct world world;
	unsigned int told_ever = 0;

	world_make(&world, state, 3);
	cosign_now(&world);
	ledger_free(world.ledger);
	world.ledger = NULL;
	for (unsigned int round = 0; round < 10; round++) {
		uint64_t told = 0, last = 0;
		int pipes[2];
		pid_t child;

		assert_int_equal(pipe(pipes), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			close(pipes[0]);
			world.ledger = scratch_open(world.scratch, NULL);
			cosign_until_killed(&world, pipes[1]);
		}
		close(pipes[1]);
		for (unsigned int i = 0; i <= round % 3; i++)
			if (read(pipes[0], &told, sizeof(told)) == sizeof(told))
				last = told;
		usleep(round * 731 % 3000);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
			last = told;
		close(pipes[0]);
		assert_true(kept_size(&world) >= last);
		told_ever += last > 0;
	}
	assert_true(told_ever >= 8);
	world.ledger = scratch_open(world.scratch, NULL);
	ask(&world);
	{
		struct cosigned cosigned;

		answer(&world);
		assert_success(take(&world, &cosigned), &world.error);
	}
	cosign_now(&world);
	world_release(&world);
}

#define WITNESS_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITNESS_TEST(
			a_cosigned_checkpoint_is_worth_a_witness_in_proofs),
		WITNESS_TEST(a_key_is_one_witness_whatever_it_is_called),
		WITNESS_TEST(requests_go_on_from_what_was_cosigned_last),
		WITNESS_TEST(a_late_answer_is_kept_for_proofs),
		WITNESS_TEST(a_ledger_that_lost_count_asks_the_witness),
		WITNESS_TEST(other_ledgers_and_other_keys_are_not_cosigned),
		WITNESS_TEST(a_ledger_that_went_back_is_not_cosigned),
		WITNESS_TEST(a_fork_of_the_same_size_is_refused_with_evidence),
		WITNESS_TEST(a_fork_that_grew_has_no_proof),
		WITNESS_TEST(what_is_no_request_is_refused),
		WITNESS_TEST(answers_that_are_none_are_refused),
		WITNESS_TEST(what_the_witness_keeps_must_be_as_it_was),
		WITNESS_TEST(a_checkpoint_is_held_against_the_ledger),
		WITNESS_TEST(two_checkpoints_are_held_against_each_other),
		WITNESS_TEST(an_empty_tree_has_one_root),
		WITNESS_TEST(what_a_retired_key_signs_is_evidence),
		WITNESS_TEST(every_write_of_cosigning_may_fail),
		WITNESS_TEST(every_write_of_taking_a_cosignature_may_fail),
		WITNESS_TEST(every_allocation_may_fail),
		WITNESS_TEST(a_killed_witness_keeps_all_that_it_signed),
	};

	return cmocka_run_group_tests_name("ledger witness", tests, NULL, NULL);
}
