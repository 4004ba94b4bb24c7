/*
 * Proofs and requests to witnesses as strangers send them: what is read is
 * written again as it was, and nothing that is not signed is believed.
 */
#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "ledger/proof.h"
#include "ledger/witness.h"
#include "target.h"

static void as_proof(struct slice input, const struct note_key *key)
{
	const struct tlog_trust trust = {.logs = key, .log_count = 1};
	struct builder again = {0};
	struct tlog_proof proof;
	struct arena arena = {0};
	struct error error;

	if (tlog_proof_parse(&proof, input, &arena, &error) == 0) {
		tlog_proof_write(&proof, &again);
		must(slice_equal(builder_slice(&again), input));
		/* nobody has the secret of this key */
		must(tlog_proof_verify(&proof, SLICE("entry"), &trust, NULL,
				       &error) != 0);
	}
	builder_release(&again);
	arena_release(&arena);
}

static void as_request(struct slice input)
{
	struct witness_request request;
	struct builder again = {0};
	struct error error;

	if (witness_request_parse(&request, input, &error) == 0) {
		witness_request_write(&request, &again);
		must(slice_equal(builder_slice(&again), input));
	}
	builder_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t public_key[KEY_PUBLIC_BYTES] = {1};
	struct slice input = {(const char *)data, size};
	struct note_key key;
	struct error error;

	must(sodium_init() >= 0);
	must(note_key_make(&key, SLICE("hornbook/8861101"), public_key,
			   &error) == 0);
	as_proof(input, &key);
	as_request(input);
	return 0;
}
