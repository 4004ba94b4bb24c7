#include "seal/keyring.h"

#include <assert.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "seal/state_check.h"
#include "seal/strict.h"

static_assert((int)KEYRING_KEY_BYTES == (int)STATE_KEY_BYTES, "key");
static_assert((int)KEYRING_CHECK_BYTES == (int)STATE_CHECK_BYTES, "check");
static_assert((int)KEYRING_SECRET_BYTES ==
		      crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
			      (int)MINISIGN_SECRET_BYTES +
			      crypto_aead_xchacha20poly1305_ietf_ABYTES,
	      "the longer of the two secrets");

enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

void keyring_release(struct keyring *keyring)
{
	arena_release(&keyring->arena);
	*keyring = (struct keyring){0};
}

/* --- secrets ------------------------------------------------------------------ */

static size_t secret_size(enum key_use use)
{
	return use == KEY_SEAL ? AGE_KEY_BYTES : MINISIGN_SECRET_BYTES;
}

static size_t sealed_size(enum key_use use)
{
	return NONCE_BYTES + secret_size(use) +
	       crypto_aead_xchacha20poly1305_ietf_ABYTES;
}

/* The public key's text is bound in the seal: it is of one use and has the
 * id in it. */
static void seal_secret(const struct dated_key *of, const uint8_t *secret,
			const uint8_t key[KEYRING_KEY_BYTES], uint8_t *sealed)
{
	uint8_t derived[STATE_KEY_BYTES];

	state_derive(key, STATE_SECRETS, derived);
	randombytes_buf(sealed, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		sealed + NONCE_BYTES, NULL, secret, secret_size(of->use),
		(const uint8_t *)of->text, strlen(of->text), NULL, sealed,
		derived);
	sodium_memzero(derived, sizeof(derived));
}

static int open_secret(const struct keyring *keyring,
		       const struct dated_key *of,
		       const uint8_t key[KEYRING_KEY_BYTES], uint8_t *secret,
		       struct error *error)
{
	const uint8_t *sealed = keyring->secrets[of - keyring->keys];
	uint8_t derived[STATE_KEY_BYTES];
	int result;

	assert(of >= keyring->keys && of < keyring->keys + keyring->count);
	state_derive(key, STATE_SECRETS, derived);
	result = crypto_aead_xchacha20poly1305_ietf_decrypt(
		secret, NULL, NULL, sealed + NONCE_BYTES,
		sealed_size(of->use) - NONCE_BYTES, (const uint8_t *)of->text,
		strlen(of->text), sealed, derived);
	sodium_memzero(derived, sizeof(derived));
	if (result == 0)
		return 0;
	sodium_memzero(secret, secret_size(of->use));
	return error_set(error, ERROR_CORRUPT,
			 "the secret of key %s does not open: it is not as the "
			 "node wrote it",
			 of->id);
}

int keyring_identity(const struct keyring *keyring, const struct dated_key *of,
		     const uint8_t key[KEYRING_KEY_BYTES],
		     struct age_identity *identity, struct error *error)
{
	assert(of->use == KEY_SEAL);
	return open_secret(keyring, of, key, identity->secret_key, error);
}

int keyring_signer(const struct keyring *keyring, const struct dated_key *of,
		   int32_t today, const uint8_t key[KEYRING_KEY_BYTES],
		   struct minisign_secret *secret, struct error *error)
{
	enum key_state state = dated_key_state(of, today);

	assert(of->use == KEY_SIGN);
	if (state != KEY_CURRENT) {
		error_set(error, ERROR_REFUSED,
			  "the key %s signs nothing any more: it is %s", of->id,
			  key_state_name(state));
		return error_hint(error, "'hornbook keys rotate' makes new "
					 "keys");
	}
	memcpy(secret->id, of->sign.id, sizeof(secret->id));
	return open_secret(keyring, of, key, secret->key, error);
}

int keyring_identities(const struct keyring *keyring,
		       const uint8_t key[KEYRING_KEY_BYTES],
		       struct age_identity identities[KEYRING_LIMIT],
		       size_t *count, struct error *error)
{
	size_t found = 0;

	for (size_t i = keyring->count; i-- > 0;) {
		if (keyring->keys[i].use != KEY_SEAL)
			continue;
		if (keyring_identity(keyring, &keyring->keys[i], key,
				     &identities[found], error) != 0) {
			sodium_memzero(identities, found * sizeof(*identities));
			return -1;
		}
		found++;
	}
	*count = found;
	return 0;
}

/* --- changing ------------------------------------------------------------------ */

static int add_key(struct keyring *keyring, struct dated_key *made,
		   const uint8_t *secret, int32_t from, int32_t until,
		   const uint8_t key[KEYRING_KEY_BYTES])
{
	made->from = from;
	made->until = until;
	made->reason = SLICE("");
	seal_secret(made, secret, key, keyring->secrets[keyring->count]);
	keyring->keys[keyring->count++] = *made;
	return 0;
}

static int make_seal(struct keyring *keyring, int32_t from, int32_t until,
		     const uint8_t key[KEYRING_KEY_BYTES], struct error *error)
{
	struct age_recipient recipient;
	struct age_identity identity;
	struct dated_key made;

	if (age_identity_make(&identity, error) != 0)
		return -1;
	age_identity_recipient(&identity, &recipient);
	dated_key_of_seal(&made, &recipient);
	add_key(keyring, &made, identity.secret_key, from, until, key);
	age_identity_wipe(&identity);
	return 0;
}

static int make_sign(struct keyring *keyring, int32_t from, int32_t until,
		     const uint8_t key[KEYRING_KEY_BYTES], struct error *error)
{
	struct minisign_public public_key;
	struct minisign_secret secret;
	struct dated_key made;

	if (minisign_secret_make(&secret, error) != 0)
		return -1;
	minisign_secret_public(&secret, &public_key);
	dated_key_of_sign(&made, &public_key);
	add_key(keyring, &made, secret.key, from, until, key);
	minisign_secret_wipe(&secret);
	return 0;
}

int keyring_make(struct keyring *keyring, enum key_use use, int32_t from,
		 int32_t until, const uint8_t key[KEYRING_KEY_BYTES],
		 const struct dated_key **made, struct error *error)
{
	int result;

	if (keyring->count == KEYRING_LIMIT) {
		error_set(error, ERROR_INPUT,
			  "the keyring holds its %d keys already",
			  KEYRING_LIMIT);
		return error_hint(error, "the oldest make room 92 days after "
					 "their last day: until then use those "
					 "there are");
	}
	if (until != DATE_NONE && until < from)
		return error_set(error, ERROR_INPUT,
				 "a key cannot end before it begins");
	result = use == KEY_SEAL ? make_seal(keyring, from, until, key, error)
				 : make_sign(keyring, from, until, key, error);
	if (result == 0 && made != NULL)
		*made = &keyring->keys[keyring->count - 1];
	return result;
}

/* What is current on `today` ends with that day. */
static void end_current(struct keyring *keyring, size_t count, int32_t today)
{
	for (size_t i = 0; i < count; i++)
		if (dated_key_state(&keyring->keys[i], today) == KEY_CURRENT)
			keyring->keys[i].until = today;
}

/* --- making room ----------------------------------------------------------------- */

static_assert(DATED_KEY_SIGNED_DAYS == 92, "as the hint says");

static bool is_spent(const struct dated_key *key, int32_t today)
{
	return key->until != DATE_NONE &&
	       (int64_t)today - key->until > DATED_KEY_SIGNED_DAYS;
}

static void drop(struct keyring *keyring, size_t at)
{
	size_t after = keyring->count - at - 1;

	memmove(&keyring->keys[at], &keyring->keys[at + 1],
		after * sizeof(keyring->keys[0]));
	memmove(&keyring->secrets[at], &keyring->secrets[at + 1],
		after * sizeof(keyring->secrets[0]));
	keyring->count--;
	sodium_memzero(keyring->secrets[keyring->count],
		       sizeof(keyring->secrets[0]));
}

/* Drops the first keys of one use that are spent, while fewer than two places
 * are free. */
static void drop_spent(struct keyring *keyring, enum key_use use, int32_t today)
{
	size_t i = 0;

	while (i < keyring->count && keyring->count + KEY_USES > KEYRING_LIMIT)
		if (keyring->keys[i].use == use &&
		    is_spent(&keyring->keys[i], today))
			drop(keyring, i);
		else
			i++;
}

int keyring_rotate(struct keyring *keyring, int32_t today, int32_t until,
		   const uint8_t key[KEYRING_KEY_BYTES], struct error *error)
{
	size_t before;

	/* What such a key has signed counts no more.  What was sealed to one can
	 * be received no more, but was perhaps kept: those go last. */
	drop_spent(keyring, KEY_SIGN, today);
	drop_spent(keyring, KEY_SEAL, today);
	before = keyring->count;
	for (int use = 0; use < KEY_USES; use++) {
		if (keyring_make(keyring, (enum key_use)use, today, until, key,
				 NULL, error) != 0) {
			keyring->count = before;
			return -1;
		}
	}
	end_current(keyring, before, today);
	return 0;
}

int keyring_revoke(struct keyring *keyring, struct slice id, int32_t today,
		   struct slice reason, struct error *error)
{
	const struct dated_key *found =
		dated_key_find(keyring->keys, keyring->count, id);
	struct dated_key *key;
	struct slice copy;

	if (found == NULL) {
		error_set(error, ERROR_NOT_FOUND,
			  "the node has no key with the id '%.*s'",
			  id.len > 40 ? 40 : (int)id.len, id.at);
		return error_hint(error, "'hornbook keys show' lists them");
	}
	key = &keyring->keys[found - keyring->keys];
	if (key->revoked != DATE_NONE)
		return error_set(error, ERROR_INPUT,
				 "the key %s is revoked already", key->id);
	if (reason.len == 0 || reason.len > DATED_KEY_REASON_BYTES ||
	    !text_is_clean(reason))
		return error_set(error, ERROR_INPUT,
				 "the reason must be a line of 1 to %d bytes",
				 DATED_KEY_REASON_BYTES);
	copy = arena_copy(&keyring->arena, reason);
	if (copy.at == NULL)
		return error_memory(error);
	key->revoked = today;
	key->reason = copy;
	return 0;
}

struct card keyring_card(const struct keyring *keyring, struct slice body,
			 struct slice number, struct slice name)
{
	return (struct card){
		.body = body,
		.number = number,
		.name = name,
		.keys = keyring->keys,
		.key_count = keyring->count,
	};
}

/* --- as text --------------------------------------------------------------------- */

int keyring_check(const struct keyring *keyring,
		  const uint8_t key[KEYRING_KEY_BYTES],
		  uint8_t check[KEYRING_CHECK_BYTES], struct error *error)
{
	struct builder state = {0};
	struct json json = json_writer(&state, false);
	int result = 0;

	json_open_object(&json);
	json_key_number(&json, "format", KEYRING_FORMAT);
	card_put_keys(keyring->keys, keyring->count, &json);
	json_close_object(&json);
	if (state.failed)
		result = error_memory(error);
	else
		state_check_make(key, STATE_KEYRING, builder_slice(&state),
				 check);
	builder_release(&state);
	return result;
}

static void put_hex(struct json *json, const uint8_t *bytes, size_t size)
{
	char text[2 * KEYRING_SECRET_BYTES + 1];

	sodium_bin2hex(text, sizeof(text), bytes, size);
	json_put_text(json, slice_of(text));
}

static void put_secrets(const struct keyring *keyring, struct json *json)
{
	json_key(json, "secrets");
	json_open_array(json);
	for (size_t i = 0; i < keyring->count; i++) {
		json_open_object(json);
		json_key(json, "sealed");
		put_hex(json, keyring->secrets[i],
			sealed_size(keyring->keys[i].use));
		json_close_object(json);
	}
	json_close_array(json);
}

int keyring_write(const struct keyring *keyring,
		  const uint8_t key[KEYRING_KEY_BYTES], struct builder *out,
		  struct error *error)
{
	struct json json = json_writer(out, true);
	uint8_t check[KEYRING_CHECK_BYTES];

	if (keyring_check(keyring, key, check, error) != 0)
		return -1;
	json_open_object(&json);
	json_key_text(&json, "hornbook", SLICE("keyring"));
	json_key_number(&json, "format", KEYRING_FORMAT);
	card_put_keys(keyring->keys, keyring->count, &json);
	put_secrets(keyring, &json);
	json_key(&json, "check");
	put_hex(&json, check, sizeof(check));
	json_close_object(&json);
	builder_add_byte(out, '\n');
	return out->failed ? error_memory(error) : 0;
}

static int read_secrets(struct keyring *keyring, struct strict *strict)
{
	const json_t *array = strict_array(strict, "secrets", KEYRING_LIMIT);

	if (array == NULL)
		return -1;
	if (json_array_size(array) != keyring->count) {
		strict_fail(strict, "has not for each key its", "secrets");
		return -1;
	}
	for (size_t i = 0; i < keyring->count; i++) {
		struct strict element = strict_element(strict, array, i);

		strict_hex(&element, "sealed", keyring->secrets[i],
			   sealed_size(keyring->keys[i].use));
		strict_end(&element);
		if (strict_join(strict, &element) != 0)
			return -1;
	}
	return 0;
}

static int read_members(struct keyring *keyring, uint8_t *check,
			struct strict *strict)
{
	struct dated_key *keys;

	if (card_read_keys(&keys, &keyring->count, strict) != 0)
		return -1;
	for (size_t i = 0; i < keyring->count; i++)
		keyring->keys[i] = keys[i];
	if (read_secrets(keyring, strict) != 0)
		return -1;
	strict_hex(strict, "check", check, KEYRING_CHECK_BYTES);
	return strict_end(strict);
}

int keyring_read(struct keyring *keyring, struct slice text,
		 const uint8_t key[KEYRING_KEY_BYTES], struct error *error)
{
	uint8_t said[KEYRING_CHECK_BYTES], check[KEYRING_CHECK_BYTES];
	struct strict strict = {0};
	json_t *document;
	int result =
		strict_open(&strict, &document, text, KEYRING_LIMIT_BYTES,
			    "keyring", KEYRING_FORMAT, &keyring->arena, error);

	if (result == 0)
		result = read_members(keyring, said, &strict);
	json_decref(document);
	if (result == 0)
		result = keyring_check(keyring, key, check, error);
	if (result == 0 && sodium_memcmp(said, check, sizeof(check)) != 0)
		result = error_set(error, ERROR_CORRUPT,
				   "is not as this node wrote it");
	if (result != 0)
		keyring_release(keyring);
	return result;
}
