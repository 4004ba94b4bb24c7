/*
 * A signature and a public key as they may come from anybody: what is read is
 * written again as it was, and no signature holds that was not made.
 */
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "seal/minisign.h"

static void as_key(struct slice text)
{
	char again[MINISIGN_PUBLIC_TEXT_BYTES];
	struct minisign_public key;
	struct error error;

	minisign_public_parse_file(&key, text, &error);
	if (minisign_public_parse(&key, text, &error) != 0)
		return;
	minisign_public_write(&key, again);
	must(slice_is(text, again));
}

/* Its comments and key id can be signed again; its signatures not. */
static void as_signature(struct slice text, struct minisign_secret *secret)
{
	struct minisign_signature signature;
	struct minisign_public key;
	struct builder again = {0};
	struct error error;

	if (minisign_parse(&signature, text, &error) != 0)
		return;
	memcpy(secret->id, signature.id, sizeof(secret->id));
	minisign_secret_public(secret, &key);
	must(minisign_verify(&signature, &key, SLICE("a page"), &error) != 0);
	must(minisign_sign(secret, SLICE("a page"), signature.untrusted,
			   signature.trusted, &again, &error) == 0);
	must(minisign_parse(&signature, builder_slice(&again), &error) == 0);
	must(minisign_verify(&signature, &key, SLICE("a page"), &error) == 0);
	builder_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice input = {(const char *)data, size};
	struct minisign_secret secret;
	struct error error;

	must(minisign_secret_make(&secret, &error) == 0);
	as_key(input);
	as_signature(input, &secret);
	return 0;
}
