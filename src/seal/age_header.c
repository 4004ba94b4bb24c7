/* The header: who can open the file, and that nobody changed it. */
#include "seal/age_parts.h"

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/base64.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL_NO_PADDING
#define X25519_LABEL "age-encryption.org/v1/X25519"

enum {
	/* of 32 bytes: 43 characters, and a NUL */
	BASE64_BYTES = sodium_base64_ENCODED_LEN(32, BASE64),
};

static struct slice bytes_of(const uint8_t *bytes, size_t size)
{
	return (struct slice){(const char *)bytes, size};
}

void age_header_mac(const uint8_t file_key[AGE_FILE_KEY_BYTES],
		    struct slice header, uint8_t mac[AGE_MAC_BYTES])
{
	uint8_t key[AGE_KEY_BYTES];

	age_derive(bytes_of(file_key, AGE_FILE_KEY_BYTES), SLICE(""), "header",
		   key);
	crypto_auth_hmacsha256(mac, (const uint8_t *)header.at, header.len,
			       key);
	sodium_memzero(key, sizeof(key));
}

/* The key that wraps the file's key, of what two keys agree on; both public
 * keys are part of it. */
static void wrapping_key(const uint8_t shared[AGE_KEY_BYTES],
			 const uint8_t share[AGE_KEY_BYTES],
			 const uint8_t public_key[AGE_KEY_BYTES],
			 uint8_t key[AGE_KEY_BYTES])
{
	uint8_t salt[2 * AGE_KEY_BYTES];

	memcpy(salt, share, AGE_KEY_BYTES);
	memcpy(salt + AGE_KEY_BYTES, public_key, AGE_KEY_BYTES);
	age_derive(bytes_of(shared, AGE_KEY_BYTES),
		   bytes_of(salt, sizeof(salt)), X25519_LABEL, key);
}

/* A wrapping key is used once, so that its nonce may be zero. */
static const uint8_t no_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

/* --- writing -------------------------------------------------------------- */

static void add_base64(struct builder *out, const uint8_t bytes[32])
{
	char text[BASE64_BYTES];

	builder_add_text(
		out, sodium_bin2base64(text, sizeof(text), bytes, 32, BASE64));
}

static int add_stanza(const struct age_recipient *recipient,
		      const uint8_t file_key[AGE_FILE_KEY_BYTES],
		      struct builder *out, struct error *error)
{
	struct {
		uint8_t ephemeral[AGE_KEY_BYTES];
		uint8_t shared[AGE_KEY_BYTES];
		uint8_t key[AGE_KEY_BYTES];
	} secret;
	uint8_t share[AGE_KEY_BYTES];
	uint8_t wrapped[AGE_WRAPPED_BYTES];
	int result = -1;

	randombytes_buf(secret.ephemeral, sizeof(secret.ephemeral));
	crypto_scalarmult_base(share, secret.ephemeral);
	if (crypto_scalarmult(secret.shared, secret.ephemeral,
			      recipient->public_key) != 0) {
		error_set(error, ERROR_INPUT,
			  "a recipient's key is one that protects nothing");
		goto out;
	}
	wrapping_key(secret.shared, share, recipient->public_key, secret.key);
	crypto_aead_chacha20poly1305_ietf_encrypt(wrapped, NULL, file_key,
						  AGE_FILE_KEY_BYTES, NULL, 0,
						  NULL, no_nonce, secret.key);
	builder_add_text(out, "-> X25519 ");
	add_base64(out, share);
	builder_add_byte(out, '\n');
	add_base64(out, wrapped);
	builder_add_byte(out, '\n');
	result = 0;
out:
	sodium_memzero(&secret, sizeof(secret));
	return result;
}

int age_header_write(const struct age_recipient *recipients, size_t count,
		     const uint8_t file_key[AGE_FILE_KEY_BYTES],
		     struct builder *out, struct error *error)
{
	uint8_t mac[AGE_MAC_BYTES];
	size_t start = out->len;

	builder_add_text(out, AGE_VERSION_LINE);
	for (size_t i = 0; i < count; i++)
		if (add_stanza(&recipients[i], file_key, out, error) != 0)
			return -1;
	builder_add_text(out, "---");
	if (out->failed)
		return error_memory(error);
	age_header_mac(file_key,
		       slice_part(builder_slice(out), start, out->len), mac);
	builder_add_byte(out, ' ');
	add_base64(out, mac);
	builder_add_byte(out, '\n');
	return out->failed ? error_memory(error) : 0;
}

/* --- reading -------------------------------------------------------------- */

/* What an X25519 stanza says. */
struct wrapped_key {
	uint8_t share[AGE_KEY_BYTES];
	uint8_t wrapped[AGE_WRAPPED_BYTES];
};

struct header {
	struct slice whole;
	struct slice rest;
	unsigned int line; /* the one last read, from 1 */
	size_t stanzas;
	size_t count; /* of them X25519 */
	struct wrapped_key *keys;
	size_t authenticated; /* bytes of it that the MAC is over */
	uint8_t mac[AGE_MAC_BYTES];
};

/* No padding, as C2SP age has it; a line may be empty. */
static bool read_base64(struct slice text, uint8_t *bytes, size_t limit,
			size_t *size)
{
	*size = 0;
	return text.len == 0 || base64_read_unpadded(text, bytes, limit, size);
}

static int fault(const struct header *header, struct error *error,
		 const char *what)
{
	return error_set(error, ERROR_INPUT,
			 "the sealed file's header is not as it must be: line "
			 "%u: %s",
			 header->line, what);
}

static int next_line(struct header *header, struct slice *line,
		     struct error *error)
{
	const char *end = header->rest.len > 0 ? memchr(header->rest.at, '\n',
							header->rest.len)
					       : NULL;

	header->line++;
	if (end == NULL)
		return fault(header, error, "it has no end");
	*line = slice_cut(&header->rest, '\n');
	return 0;
}

/* What comes after the arrow: words of visible ASCII, one space between. */
static bool are_words(struct slice words)
{
	bool within = false;

	for (size_t i = 0; i < words.len; i++) {
		if (words.at[i] == ' ' && !within)
			return false;
		if (words.at[i] != ' ' &&
		    (words.at[i] < '!' || words.at[i] > '~'))
			return false;
		within = words.at[i] != ' ';
	}
	return within;
}

/* Steps over a stanza's body, of which the first bytes go to `wrapped`. */
static int read_body(struct header *header, uint8_t wrapped[AGE_WRAPPED_BYTES],
		     size_t *size, struct error *error)
{
	uint8_t bytes[AGE_LINE_BYTES];
	struct slice line;
	size_t got;

	*size = 0;
	do {
		if (next_line(header, &line, error) != 0)
			return -1;
		if (line.len > AGE_LINE_CHARACTERS)
			return fault(header, error,
				     "more than 64 characters of base64");
		if (!read_base64(line, bytes, sizeof(bytes), &got))
			return fault(header, error, "not canonical base64");
		if (*size == 0 && got <= AGE_WRAPPED_BYTES)
			memcpy(wrapped, bytes, got);
		*size += got;
	} while (line.len == AGE_LINE_CHARACTERS);
	return 0;
}

static int read_x25519(struct header *header, struct slice arguments,
		       struct error *error)
{
	struct wrapped_key *key = &header->keys[header->count++];
	size_t size;

	if (!read_base64(arguments, key->share, AGE_KEY_BYTES, &size) ||
	    size != AGE_KEY_BYTES)
		return fault(header, error,
			     "not an X25519 key in canonical base64");
	if (read_body(header, key->wrapped, &size, error) != 0)
		return -1;
	/* C2SP age: before any decryption, or a long body would open under
	 * more than one key. */
	if (size != AGE_WRAPPED_BYTES)
		return fault(header, error, "not a wrapped key of 32 bytes");
	return 0;
}

static int read_stanza(struct header *header, struct slice words,
		       struct error *error)
{
	uint8_t ignored[AGE_WRAPPED_BYTES];
	struct slice type;
	size_t size;

	if (++header->stanzas > AGE_STANZA_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "the sealed file is for more than %d "
				 "recipients",
				 AGE_STANZA_LIMIT);
	if (!are_words(words))
		return fault(header, error, "not words with one space between");
	type = slice_cut(&words, ' ');
	if (slice_is(type, "X25519"))
		return read_x25519(header, words, error);
	if (slice_is(type, "scrypt"))
		return error_set(error, ERROR_INPUT,
				 "the file is sealed with a passphrase, not to "
				 "a key"),
		       error_hint(error, "ask for it sealed to this node's "
					 "key");
	return read_body(header, ignored, &size, error);
}

static int read_mac(struct header *header, struct slice text,
		    struct error *error)
{
	size_t size;

	if (!read_base64(text, header->mac, AGE_MAC_BYTES, &size) ||
	    size != AGE_MAC_BYTES)
		return fault(header, error, "not 32 bytes in canonical base64");
	if (header->rest.len > 0)
		return fault(header, error, "something follows");
	if (header->stanzas == 0)
		return fault(header, error, "there is no recipient");
	return 0;
}

static int read_header(struct header *header, struct error *error)
{
	struct slice version = SLICE(AGE_VERSION_LINE);
	struct slice line;

	if (next_line(header, &line, error) != 0)
		return -1;
	if (!slice_equal(line, slice_part(version, 0, version.len - 1)))
		return error_set(error, ERROR_INPUT,
				 "this is no file sealed with age v1");
	for (;;) {
		header->authenticated =
			header->whole.len - header->rest.len + strlen("---");
		if (next_line(header, &line, error) != 0)
			return -1;
		if (slice_starts_with(line, SLICE("--- ")))
			return read_mac(header, slice_part(line, 4, line.len),
					error);
		if (!slice_starts_with(line, SLICE("-> ")))
			return fault(header, error,
				     "neither a recipient nor the end");
		if (read_stanza(header, slice_part(line, 3, line.len), error) !=
		    0)
			return -1;
	}
}

/* --- opening -------------------------------------------------------------- */

/* 1: found; 0: not for this identity; -1: refused. */
static int unwrap(const struct wrapped_key *key,
		  const struct age_identity *identity,
		  const struct age_recipient *recipient,
		  uint8_t file_key[AGE_FILE_KEY_BYTES], struct error *error)
{
	struct {
		uint8_t shared[AGE_KEY_BYTES];
		uint8_t key[AGE_KEY_BYTES];
	} secret;
	int result;

	/* C2SP age: an outcome of zero is refused. */
	if (crypto_scalarmult(secret.shared, identity->secret_key,
			      key->share) != 0)
		return error_set(error, ERROR_INPUT,
				 "the sealed file's header has a key that "
				 "protects nothing");
	wrapping_key(secret.shared, key->share, recipient->public_key,
		     secret.key);
	result = crypto_aead_chacha20poly1305_ietf_decrypt(
			 file_key, NULL, NULL, key->wrapped, AGE_WRAPPED_BYTES,
			 NULL, 0, no_nonce, secret.key) == 0;
	sodium_memzero(&secret, sizeof(secret));
	return result;
}

static int find_key(const struct header *header,
		    const struct age_identity *identities, size_t count,
		    uint8_t file_key[AGE_FILE_KEY_BYTES], struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct age_recipient recipient;

		age_identity_recipient(&identities[i], &recipient);
		for (size_t j = 0; j < header->count; j++) {
			int found = unwrap(&header->keys[j], &identities[i],
					   &recipient, file_key, error);

			if (found != 0)
				return found > 0 ? 0 : -1;
		}
	}
	error_set(error, ERROR_KEY,
		  "the file is not sealed to any key of this node");
	return error_hint(error, "is it for another node (--node)? else give "
				 "the sender the card that 'hornbook keys show "
				 "--card' prints");
}

int age_header_open(struct slice whole, const struct age_identity *identities,
		    size_t count, uint8_t file_key[AGE_FILE_KEY_BYTES],
		    struct error *error)
{
	struct header header = {.whole = whole, .rest = whole};
	uint8_t mac[AGE_MAC_BYTES];
	int result = -1;

	header.keys = memory_array(AGE_STANZA_LIMIT, sizeof(*header.keys));
	if (header.keys == NULL)
		return error_memory(error);
	if (read_header(&header, error) != 0 ||
	    find_key(&header, identities, count, file_key, error) != 0)
		goto out;
	age_header_mac(file_key, slice_part(whole, 0, header.authenticated),
		       mac);
	if (sodium_memcmp(mac, header.mac, sizeof(mac)) != 0) {
		sodium_memzero(file_key, AGE_FILE_KEY_BYTES);
		error_set(error, ERROR_INPUT,
			  "the sealed file's header was altered");
		goto out;
	}
	result = 0;
out:
	memory_free(header.keys);
	return result;
}
