#include "seal/minisign.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/base64.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

enum {
	ALGORITHM_BYTES = 2,
	MARK_BYTES = ALGORITHM_BYTES + MINISIGN_ID_BYTES,
	PUBLIC_BYTES = MARK_BYTES + MINISIGN_KEY_BYTES,
	MARKED_BYTES = MARK_BYTES + MINISIGN_SIGNATURE_BYTES,
};

static const char algorithm_whole[ALGORITHM_BYTES] = {'E', 'd'};
static const char algorithm_hashed[ALGORITHM_BYTES] = {'E', 'D'};

static const struct slice untrusted_prefix = SLICE_INIT("untrusted comment: ");
static const struct slice trusted_prefix = SLICE_INIT("trusted comment: ");

static_assert((int)MINISIGN_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "key");
static_assert((int)MINISIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "key");
static_assert((int)MINISIGN_SIGNATURE_BYTES == crypto_sign_BYTES, "signature");
static_assert((int)MINISIGN_HASH_BYTES == crypto_generichash_BYTES_MAX, "hash");
static_assert((int)MINISIGN_PUBLIC_TEXT_BYTES ==
		      sodium_base64_ENCODED_LEN(PUBLIC_BYTES, BASE64),
	      "text");

/* --- keys ----------------------------------------------------------------- */

int minisign_secret_make(struct minisign_secret *secret, struct error *error)
{
	uint8_t public_key[MINISIGN_KEY_BYTES];

	if (sodium_init() < 0)
		return error_set(error, ERROR_SYSTEM,
				 "the cryptographic library does not start");
	randombytes_buf(secret->id, sizeof(secret->id));
	crypto_sign_keypair(public_key, secret->key);
	return 0;
}

void minisign_secret_wipe(struct minisign_secret *secret)
{
	sodium_memzero(secret, sizeof(*secret));
}

void minisign_secret_public(const struct minisign_secret *secret,
			    struct minisign_public *public_key)
{
	memcpy(public_key->id, secret->id, sizeof(public_key->id));
	crypto_sign_ed25519_sk_to_pk(public_key->key, secret->key);
}

void minisign_public_write(const struct minisign_public *public_key,
			   char text[MINISIGN_PUBLIC_TEXT_BYTES])
{
	uint8_t bytes[PUBLIC_BYTES];

	memcpy(bytes, algorithm_whole, ALGORITHM_BYTES);
	memcpy(bytes + ALGORITHM_BYTES, public_key->id, MINISIGN_ID_BYTES);
	memcpy(bytes + MARK_BYTES, public_key->key, MINISIGN_KEY_BYTES);
	sodium_bin2base64(text, MINISIGN_PUBLIC_TEXT_BYTES, bytes,
			  sizeof(bytes), BASE64);
}

void minisign_public_write_file(const struct minisign_public *public_key,
				struct builder *out)
{
	char id[MINISIGN_ID_TEXT_BYTES];
	char text[MINISIGN_PUBLIC_TEXT_BYTES];

	minisign_id_text(public_key->id, id);
	minisign_public_write(public_key, text);
	builder_add_format(out, "%.*sminisign public key %s\n%s\n",
			   SLICE_ARGS(untrusted_prefix), id, text);
}

int minisign_public_parse(struct minisign_public *public_key, struct slice text,
			  struct error *error)
{
	uint8_t bytes[PUBLIC_BYTES];

	if (!base64_read_exactly(text, bytes, sizeof(bytes)) ||
	    memcmp(bytes, algorithm_whole, ALGORITHM_BYTES) != 0) {
		error_set(error, ERROR_INPUT, "is not a minisign public key");
		return error_hint(error, "it is one line of 56 characters that "
					 "begins with RW");
	}
	if (!crypto_core_ed25519_is_valid_point(bytes + MARK_BYTES))
		return error_set(error, ERROR_INPUT,
				 "is a public key under which a signature "
				 "proves nothing");
	memcpy(public_key->id, bytes + ALGORITHM_BYTES, MINISIGN_ID_BYTES);
	memcpy(public_key->key, bytes + MARK_BYTES, MINISIGN_KEY_BYTES);
	return 0;
}

/* The next line, without its end. */
static struct slice cut_line(struct slice *rest)
{
	struct slice line = slice_cut(rest, '\n');

	if (slice_ends_with(line, SLICE("\r")))
		line.len--;
	return line;
}

int minisign_public_parse_file(struct minisign_public *public_key,
			       struct slice text, struct error *error)
{
	struct slice rest = text;
	struct slice comment = cut_line(&rest);
	struct slice key = cut_line(&rest);

	if (text.len > MINISIGN_FILE_LIMIT_BYTES ||
	    !slice_starts_with(comment, untrusted_prefix) || rest.len > 0)
		return error_set(error, ERROR_INPUT,
				 "is not the file of a minisign public key");
	return minisign_public_parse(public_key, key, error);
}

void minisign_id_text(const uint8_t id[MINISIGN_ID_BYTES],
		      char text[MINISIGN_ID_TEXT_BYTES])
{
	uint64_t number = 0;

	for (int i = MINISIGN_ID_BYTES - 1; i >= 0; i--)
		number = number << 8 | id[i];
	snprintf(text, MINISIGN_ID_TEXT_BYTES, "%" PRIX64, number);
}

/* --- the hash of a message -------------------------------------------------- */

void minisign_hash_begin(struct minisign_hashing *hashing)
{
	crypto_generichash_init(&hashing->state, NULL, 0, MINISIGN_HASH_BYTES);
}

void minisign_hash_add(struct minisign_hashing *hashing, struct slice bytes)
{
	if (bytes.len > 0)
		crypto_generichash_update(&hashing->state,
					  (const uint8_t *)bytes.at, bytes.len);
}

void minisign_hash_end(struct minisign_hashing *hashing,
		       uint8_t hash[MINISIGN_HASH_BYTES])
{
	crypto_generichash_final(&hashing->state, hash, MINISIGN_HASH_BYTES);
}

static int write_hash(void *context, struct slice bytes, struct error *error)
{
	(void)error;
	minisign_hash_add(context, bytes);
	return 0;
}

struct stream_sink minisign_hash_sink(struct minisign_hashing *hashing)
{
	return (struct stream_sink){write_hash, hashing};
}

static void hash_message(struct slice message,
			 uint8_t hash[MINISIGN_HASH_BYTES])
{
	struct minisign_hashing hashing;

	minisign_hash_begin(&hashing);
	minisign_hash_add(&hashing, message);
	minisign_hash_end(&hashing, hash);
}

/* --- comments -------------------------------------------------------------- */

static int check_comment(struct slice comment, size_t limit, const char *which,
			 struct error *error)
{
	if (comment.len > limit)
		return error_set(error, ERROR_INPUT,
				 "the %s comment of the signature is longer "
				 "than %zu bytes",
				 which, limit);
	/* Tabs are as good as blanks. */
	while (comment.len > 0)
		if (!text_is_clean(slice_cut(&comment, '\t')))
			return error_set(error, ERROR_INPUT,
					 "the %s comment of the signature "
					 "holds control characters or is not "
					 "UTF-8",
					 which);
	return 0;
}

static int check_comments(struct slice untrusted, struct slice trusted,
			  struct error *error)
{
	if (check_comment(untrusted, MINISIGN_UNTRUSTED_LIMIT_BYTES,
			  "untrusted", error) != 0)
		return -1;
	return check_comment(trusted, MINISIGN_TRUSTED_LIMIT_BYTES, "trusted",
			     error);
}

/* What the global signature covers, in `room`; at most GLOBAL_LIMIT bytes. */
enum { GLOBAL_LIMIT = MINISIGN_SIGNATURE_BYTES + MINISIGN_TRUSTED_LIMIT_BYTES };

static size_t cover(const uint8_t signature[MINISIGN_SIGNATURE_BYTES],
		    struct slice trusted, uint8_t room[GLOBAL_LIMIT])
{
	assert(trusted.len <= MINISIGN_TRUSTED_LIMIT_BYTES);
	memcpy(room, signature, MINISIGN_SIGNATURE_BYTES);
	if (trusted.len > 0)
		memcpy(room + MINISIGN_SIGNATURE_BYTES, trusted.at,
		       trusted.len);
	return MINISIGN_SIGNATURE_BYTES + trusted.len;
}

/* --- signing -------------------------------------------------------------- */

int minisign_sign_hash(const struct minisign_secret *secret,
		       const uint8_t hash[MINISIGN_HASH_BYTES],
		       struct slice untrusted, struct slice trusted,
		       struct builder *out, struct error *error)
{
	uint8_t marked[MARKED_BYTES];
	uint8_t covered[GLOBAL_LIMIT];
	uint8_t global[MINISIGN_SIGNATURE_BYTES];
	size_t size;

	if (check_comments(untrusted, trusted, error) != 0)
		return -1;
	memcpy(marked, algorithm_hashed, ALGORITHM_BYTES);
	memcpy(marked + ALGORITHM_BYTES, secret->id, MINISIGN_ID_BYTES);
	crypto_sign_detached(marked + MARK_BYTES, NULL, hash,
			     MINISIGN_HASH_BYTES, secret->key);
	size = cover(marked + MARK_BYTES, trusted, covered);
	crypto_sign_detached(global, NULL, covered, size, secret->key);
	builder_add(out, untrusted_prefix);
	builder_add(out, untrusted);
	builder_add_byte(out, '\n');
	base64_add(out, marked, sizeof(marked));
	builder_add_byte(out, '\n');
	builder_add(out, trusted_prefix);
	builder_add(out, trusted);
	builder_add_byte(out, '\n');
	base64_add(out, global, sizeof(global));
	builder_add_byte(out, '\n');
	return out->failed ? error_memory(error) : 0;
}

int minisign_sign(const struct minisign_secret *secret, struct slice message,
		  struct slice untrusted, struct slice trusted,
		  struct builder *out, struct error *error)
{
	uint8_t hash[MINISIGN_HASH_BYTES];

	hash_message(message, hash);
	return minisign_sign_hash(secret, hash, untrusted, trusted, out, error);
}

/* --- verifying ------------------------------------------------------------ */

static int no_signature(struct error *error)
{
	return error_set(error, ERROR_INPUT, "is not a minisign signature");
}

/* Takes a line that begins with `prefix` and gives what follows that. */
static bool cut_comment(struct slice *rest, struct slice prefix,
			struct slice *comment)
{
	struct slice line = slice_cut(rest, '\n');

	if (!slice_starts_with(line, prefix))
		return false;
	*comment = slice_part(line, prefix.len, line.len);
	return true;
}

static bool read_marked(struct minisign_signature *signature, struct slice text)
{
	uint8_t marked[MARKED_BYTES];

	if (!base64_read_exactly(text, marked, sizeof(marked)))
		return false;
	if (memcmp(marked, algorithm_hashed, ALGORITHM_BYTES) == 0)
		signature->prehashed = true;
	else if (memcmp(marked, algorithm_whole, ALGORITHM_BYTES) == 0)
		signature->prehashed = false;
	else
		return false;
	memcpy(signature->id, marked + ALGORITHM_BYTES, MINISIGN_ID_BYTES);
	memcpy(signature->signature, marked + MARK_BYTES,
	       MINISIGN_SIGNATURE_BYTES);
	return true;
}

int minisign_parse(struct minisign_signature *signature, struct slice text,
		   struct error *error)
{
	struct minisign_signature read = {0};
	struct slice rest = text;

	if (text.len > MINISIGN_TEXT_LIMIT_BYTES ||
	    !slice_ends_with(text, SLICE("\n")) ||
	    !cut_comment(&rest, untrusted_prefix, &read.untrusted) ||
	    !read_marked(&read, slice_cut(&rest, '\n')) ||
	    !cut_comment(&rest, trusted_prefix, &read.trusted) ||
	    !base64_read_exactly(slice_cut(&rest, '\n'), read.global,
				 sizeof(read.global)) ||
	    rest.len > 0)
		return no_signature(error);
	if (check_comments(read.untrusted, read.trusted, error) != 0)
		return -1;
	*signature = read;
	return 0;
}

static int check_id(const struct minisign_signature *signature,
		    const struct minisign_public *public_key,
		    struct error *error)
{
	char said[MINISIGN_ID_TEXT_BYTES];
	char expected[MINISIGN_ID_TEXT_BYTES];

	if (memcmp(signature->id, public_key->id, MINISIGN_ID_BYTES) == 0)
		return 0;
	minisign_id_text(signature->id, said);
	minisign_id_text(public_key->id, expected);
	return error_set(error, ERROR_KEY,
			 "is signed with the key %s, not with %s", said,
			 expected);
}

static int check_signatures(const struct minisign_signature *signature,
			    const struct minisign_public *public_key,
			    struct slice signed_bytes, struct error *error)
{
	uint8_t covered[GLOBAL_LIMIT];
	size_t size = cover(signature->signature, signature->trusted, covered);

	/* libsodium wants an address even for nothing. */
	if (signed_bytes.at == NULL)
		signed_bytes = SLICE("");
	if (crypto_sign_verify_detached(signature->signature,
					(const uint8_t *)signed_bytes.at,
					signed_bytes.len, public_key->key) != 0)
		return error_set(error, ERROR_INPUT,
				 "the signature does not hold: what was signed "
				 "was altered, or the signature was");
	if (crypto_sign_verify_detached(signature->global, covered, size,
					public_key->key) != 0)
		return error_set(error, ERROR_INPUT,
				 "the signature of the trusted comment does "
				 "not hold: it was altered");
	return 0;
}

int minisign_verify_hash(const struct minisign_signature *signature,
			 const struct minisign_public *public_key,
			 const uint8_t hash[MINISIGN_HASH_BYTES],
			 struct error *error)
{
	struct slice signed_bytes = {(const char *)hash, MINISIGN_HASH_BYTES};

	if (check_id(signature, public_key, error) != 0)
		return -1;
	if (!signature->prehashed) {
		error_set(error, ERROR_INPUT,
			  "is signed in minisign's legacy format");
		return error_hint(error, "sign without minisign's option -l");
	}
	return check_signatures(signature, public_key, signed_bytes, error);
}

int minisign_verify(const struct minisign_signature *signature,
		    const struct minisign_public *public_key,
		    struct slice message, struct error *error)
{
	uint8_t hash[MINISIGN_HASH_BYTES];

	if (signature->prehashed) {
		hash_message(message, hash);
		return minisign_verify_hash(signature, public_key, hash, error);
	}
	if (check_id(signature, public_key, error) != 0)
		return -1;
	return check_signatures(signature, public_key, message, error);
}
