/* Keys and their texts, and keys made of keys. */
#include "seal/age.h"

#include <assert.h>

#include <sodium.h>

#include "base/error.h"
#include "seal/age_parts.h"
#include "seal/bech32.h"

#define RECIPIENT "age"
#define IDENTITY "AGE-SECRET-KEY-"

static_assert(sizeof(RECIPIENT) + BECH32_CHARACTERS(AGE_KEY_BYTES) ==
		      AGE_RECIPIENT_TEXT_BYTES,
	      "a recipient's text fits");
static_assert(sizeof(IDENTITY) + BECH32_CHARACTERS(AGE_KEY_BYTES) ==
		      AGE_IDENTITY_TEXT_BYTES,
	      "an identity's text fits");

int age_ready(struct error *error)
{
	return sodium_init() >= 0
		       ? 0
		       : error_set(error, ERROR_SYSTEM,
				   "the cryptographic library does not start");
}

void age_derive(struct slice secret, struct slice salt, const char *label,
		uint8_t key[AGE_KEY_BYTES])
{
	static const uint8_t first_block = 1;
	crypto_auth_hmacsha256_state state;
	uint8_t extracted[crypto_auth_hmacsha256_BYTES];

	crypto_auth_hmacsha256_init(&state, (const uint8_t *)salt.at, salt.len);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)secret.at,
				      secret.len);
	crypto_auth_hmacsha256_final(&state, extracted);
	crypto_auth_hmacsha256_init(&state, extracted, sizeof(extracted));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)label,
				      strlen(label));
	crypto_auth_hmacsha256_update(&state, &first_block, 1);
	crypto_auth_hmacsha256_final(&state, key);
	sodium_memzero(&state, sizeof(state));
	sodium_memzero(extracted, sizeof(extracted));
}

int age_identity_make(struct age_identity *identity, struct error *error)
{
	if (age_ready(error) != 0)
		return -1;
	randombytes_buf(identity->secret_key, sizeof(identity->secret_key));
	return 0;
}

void age_identity_wipe(struct age_identity *identity)
{
	sodium_memzero(identity, sizeof(*identity));
}

void age_identity_recipient(const struct age_identity *identity,
			    struct age_recipient *recipient)
{
	crypto_scalarmult_base(recipient->public_key, identity->secret_key);
}

/* Whether both sides of an agreement would have a say in it: with a point of
 * low order the outcome is the same whatever the other key. */
static bool is_public_key(const uint8_t key[AGE_KEY_BYTES])
{
	static const uint8_t any[AGE_KEY_BYTES] = {8};
	uint8_t shared[AGE_KEY_BYTES];

	return crypto_scalarmult(shared, any, key) == 0;
}

int age_recipient_parse(struct age_recipient *recipient, struct slice text,
			struct error *error)
{
	struct age_recipient read;

	if (slice_starts_with(text, SLICE(IDENTITY)))
		return error_set(error, ERROR_INPUT,
				 "this is a secret key, where a public one "
				 "belongs"),
		       error_hint(error, "'age-keygen -y' gives the public key "
					 "of it; whoever has seen the secret "
					 "one can open what is sealed to it");
	if (bech32_decode(RECIPIENT, text, read.public_key, AGE_KEY_BYTES,
			  error) != 0)
		return -1;
	if (!is_public_key(read.public_key))
		return error_set(error, ERROR_INPUT,
				 "the key is one that protects nothing");
	*recipient = read;
	return 0;
}

int age_identity_parse(struct age_identity *identity, struct slice text,
		       struct error *error)
{
	return bech32_decode(IDENTITY, text, identity->secret_key,
			     AGE_KEY_BYTES, error);
}

void age_recipient_write(const struct age_recipient *recipient,
			 char text[AGE_RECIPIENT_TEXT_BYTES])
{
	bech32_encode(RECIPIENT, recipient->public_key, AGE_KEY_BYTES, text);
}

void age_identity_write(const struct age_identity *identity,
			char text[AGE_IDENTITY_TEXT_BYTES])
{
	bech32_encode(IDENTITY, identity->secret_key, AGE_KEY_BYTES, text);
}
