/*
 * A checkpoint as it may come from anybody: the bytes as a note, as a key, and
 * as a text that the right key has signed.
 */
#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "ledger/checkpoint.h"

static void as_key(struct slice text)
{
	struct builder again = {0};
	struct note_key key;
	struct error error;

	if (note_key_parse(&key, text, &error) != 0)
		return;
	note_key_write(&key, &again);
	must(slice_equal(builder_slice(&again), text));
	builder_release(&again);
}

static void as_text(struct slice text, const struct note_key *key,
		    const uint8_t *secret_key)
{
	struct checkpoint checkpoint;
	struct builder again = {0};
	struct builder note = {0};
	struct error error;

	if (text.len == 0)
		return;
	note_sign(text, key, secret_key, &note);
	if (checkpoint_open(&checkpoint, builder_slice(&note), key, &error) ==
	    0) {
		/* extension lines may follow */
		checkpoint_add_text(&checkpoint, &again);
		must(slice_starts_with(text, builder_slice(&again)));
	}
	builder_release(&again);
	builder_release(&note);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t seed[32] = {7, 1, 4};
	struct slice input = {(const char *)data, size};
	uint8_t public_key[KEY_PUBLIC_BYTES];
	uint8_t secret_key[KEY_SECRET_BYTES];
	struct checkpoint checkpoint;
	struct note_key key;
	struct error error;

	must(sodium_init() >= 0);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	must(note_key_make(&key, SLICE("hornbook/8861101"), public_key,
			   &error) == 0);
	checkpoint_open(&checkpoint, input, &key, &error);
	as_key(input);
	as_text(input, &key, secret_key);
	return 0;
}
