#include "ledger/note.h"

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"
#include "base/base64.h"

/* U+2014 and a space. */
#define DASH "\xe2\x80\x94 "

/* C2SP tlog-cosignature: a cosignature begins with its time, big-endian. */
enum { TIME_BYTES = 8 };

/* --- names and keys ------------------------------------------------------- */

/* White_Space=yes in Unicode's PropList.txt. */
/* The end of the year 9999, since 1970: what can be written as a date. */
#define SECONDS_LIMIT UINT64_C(253402300799)

static bool is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == ' ' || c == 0x85 || c == 0xa0 ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* C2SP signed-note: what a key may be called. */
static bool is_key_name(struct slice name)
{
	uint32_t character;

	if (name.len == 0)
		return false;
	while (name.len > 0) {
		if (!text_next(&name, &character) || character == '+' ||
		    is_space(character))
			return false;
	}
	return true;
}

bool note_name_valid(struct slice name)
{
	if (name.len >= LEDGER_ORIGIN_BYTES || !is_key_name(name))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.at[i] < 0x20 || name.at[i] == 0x7f)
			return false;
	return true;
}

static void key_id(const struct note_key *key, uint8_t id[KEY_ID_BYTES])
{
	const uint8_t middle[] = {'\n', (uint8_t)key->type};
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)key->name,
				  strlen(key->name));
	crypto_hash_sha256_update(&state, middle, sizeof(middle));
	crypto_hash_sha256_update(&state, key->public_key, KEY_PUBLIC_BYTES);
	crypto_hash_sha256_final(&state, hash);
	memcpy(id, hash, KEY_ID_BYTES);
}

static int make_key(struct note_key *key, struct slice name,
		    enum note_key_type type,
		    const uint8_t public_key[KEY_PUBLIC_BYTES],
		    struct error *error)
{
	struct note_key made = {.type = type};

	if (!note_name_valid(name))
		return error_set(error, ERROR_INPUT,
				 "the name of a ledger must have 1 to %d "
				 "bytes of UTF-8 without spaces and '+'",
				 LEDGER_ORIGIN_BYTES - 1);
	memcpy(made.name, name.at, name.len);
	memcpy(made.public_key, public_key, KEY_PUBLIC_BYTES);
	key_id(&made, made.id);
	*key = made;
	return 0;
}

int note_key_make(struct note_key *key, struct slice name,
		  const uint8_t public_key[KEY_PUBLIC_BYTES],
		  struct error *error)
{
	return make_key(key, name, NOTE_ED25519, public_key, error);
}

int note_cosigner_make(struct note_key *key, struct slice name,
		       const uint8_t public_key[KEY_PUBLIC_BYTES],
		       struct error *error)
{
	return make_key(key, name, NOTE_COSIGNATURE, public_key, error);
}

void note_key_write(const struct note_key *key, struct builder *out)
{
	uint8_t typed[1 + KEY_PUBLIC_BYTES] = {(uint8_t)key->type};

	memcpy(typed + 1, key->public_key, KEY_PUBLIC_BYTES);
	builder_add_format(out, "%s+%02x%02x%02x%02x+", key->name, key->id[0],
			   key->id[1], key->id[2], key->id[3]);
	base64_add(out, typed, sizeof(typed));
}

static int parse_key(struct note_key *key, struct slice text,
		     enum note_key_type type, struct error *error)
{
	uint8_t typed[1 + KEY_PUBLIC_BYTES];
	struct slice rest = text;
	struct slice name = slice_cut(&rest, '+');
	struct slice id = slice_cut(&rest, '+');
	struct note_key made;
	char expected[2 * KEY_ID_BYTES + 1];

	if (text.len > KEY_TEXT_LIMIT ||
	    !base64_read_exactly(rest, typed, sizeof(typed)) ||
	    typed[0] != type ||
	    make_key(&made, name, type, typed + 1, NULL) != 0)
		return error_set(error, ERROR_INPUT,
				 type == NOTE_COSIGNATURE
					 ? "is not the key of a witness"
					 : "is not the key of a signed note");
	sodium_bin2hex(expected, sizeof(expected), made.id, KEY_ID_BYTES);
	if (!slice_is(id, expected))
		return error_set(error, ERROR_INPUT,
				 "the key's id is not that of its name and "
				 "bytes");
	*key = made;
	return 0;
}

int note_key_parse(struct note_key *key, struct slice text, struct error *error)
{
	return parse_key(key, text, NOTE_ED25519, error);
}

int note_cosigner_parse(struct note_key *key, struct slice text,
			struct error *error)
{
	return parse_key(key, text, NOTE_COSIGNATURE, error);
}

bool note_key_equal(const struct note_key *a, const struct note_key *b)
{
	return a->type == b->type && strcmp(a->name, b->name) == 0 &&
	       note_key_same_public(a, b);
}

bool note_key_same_public(const struct note_key *a, const struct note_key *b)
{
	return memcmp(a->public_key, b->public_key, KEY_PUBLIC_BYTES) == 0;
}

/* --- signing -------------------------------------------------------------- */

static void add_line(const struct note_key *key, const uint8_t *signature,
		     size_t size, struct builder *out)
{
	uint8_t marked[KEY_ID_BYTES + TIME_BYTES + crypto_sign_BYTES];

	memcpy(marked, key->id, KEY_ID_BYTES);
	memcpy(marked + KEY_ID_BYTES, signature, size);
	builder_add_format(out, DASH "%s ", key->name);
	base64_add(out, marked, KEY_ID_BYTES + size);
	builder_add_byte(out, '\n');
}

void note_add_signature(struct slice text, const struct note_key *key,
			const uint8_t secret_key[KEY_SECRET_BYTES],
			struct builder *out)
{
	uint8_t signature[crypto_sign_BYTES];

	crypto_sign_detached(signature, NULL, (const uint8_t *)text.at,
			     text.len, secret_key);
	add_line(key, signature, sizeof(signature), out);
}

void note_sign(struct slice text, const struct note_key *key,
	       const uint8_t secret_key[KEY_SECRET_BYTES], struct builder *out)
{
	builder_add(out, text);
	builder_add_byte(out, '\n');
	note_add_signature(text, key, secret_key, out);
}

/* C2SP tlog-cosignature: what a witness signs. */
static void add_cosigned(struct slice text, uint64_t seconds,
			 struct builder *out)
{
	builder_add_format(out, "cosignature/v1\ntime %llu\n",
			   (unsigned long long)seconds);
	builder_add(out, text);
}

void note_add_cosignature(struct slice text, const struct note_key *key,
			  const uint8_t secret_key[KEY_SECRET_BYTES],
			  uint64_t seconds, struct builder *out)
{
	uint8_t signature[TIME_BYTES + crypto_sign_BYTES];
	struct builder message = {0};

	add_cosigned(text, seconds, &message);
	if (message.failed) {
		out->failed = true;
	} else {
		for (unsigned int i = 0; i < TIME_BYTES; i++)
			signature[i] = (uint8_t)(seconds >> (56 - 8 * i));
		crypto_sign_detached(signature + TIME_BYTES, NULL,
				     (const uint8_t *)message.at, message.len,
				     secret_key);
		add_line(key, signature, sizeof(signature), out);
	}
	builder_release(&message);
}

/* --- reading -------------------------------------------------------------- */

static bool only_text(struct slice note)
{
	for (size_t i = 0; i < note.len; i++)
		if ((unsigned char)note.at[i] < 0x20 && note.at[i] != '\n')
			return false;
	return text_is_utf8(note, NULL);
}

/* Cuts `note` at its last empty line. */
static bool cut_note(struct slice note, struct slice *text,
		     struct slice *signatures)
{
	for (size_t at = note.len; at >= 2; at--) {
		if (note.at[at - 1] != '\n' || note.at[at - 2] != '\n')
			continue;
		*text = slice_part(note, 0, at - 1);
		*signatures = slice_part(note, at, note.len);
		return true;
	}
	return false;
}

int note_split(struct slice note, struct slice *text, struct slice *signatures,
	       struct error *error)
{
	if (note.len > NOTE_LIMIT)
		return error_set(error, ERROR_CORRUPT,
				 "is longer than the %d bytes a signed note "
				 "may have",
				 NOTE_LIMIT);
	if (note.len == 0 || note.at[note.len - 1] != '\n')
		return error_set(error, ERROR_CORRUPT,
				 "does not end with a newline");
	if (!only_text(note))
		return error_set(error, ERROR_CORRUPT,
				 "holds control characters or is not UTF-8");
	if (!cut_note(note, text, signatures))
		return error_set(error, ERROR_CORRUPT,
				 "has no empty line before the signatures");
	return 0;
}

struct signature {
	struct slice name;
	size_t size;                          /* of `marked` */
	uint8_t marked[NOTE_SIGNATURE_LIMIT]; /* key id and signature */
};

/* One signature line, without its newline. */
static bool read_line(struct slice line, struct signature *signature)
{
	if (!slice_starts_with(line, SLICE(DASH)))
		return false;
	line = slice_part(line, sizeof(DASH) - 1, line.len);
	signature->name = slice_cut(&line, ' ');
	return is_key_name(signature->name) &&
	       base64_read(line, signature->marked, sizeof(signature->marked),
			   &signature->size) &&
	       signature->size > KEY_ID_BYTES;
}

static bool is_by(const struct signature *signature, const struct note_key *key)
{
	return slice_is(signature->name, key->name) &&
	       memcmp(signature->marked, key->id, KEY_ID_BYTES) == 0;
}

static uint64_t time_of(const struct signature *signature)
{
	uint64_t seconds = 0;

	for (unsigned int i = 0; i < TIME_BYTES; i++)
		seconds = seconds << 8 | signature->marked[KEY_ID_BYTES + i];
	return seconds;
}

static int cosignature_holds(const struct signature *signature,
			     const struct note_key *key, struct slice text,
			     struct note_signed *found, struct error *error)
{
	uint64_t seconds = time_of(signature);
	struct builder message = {0};
	bool holds;

	add_cosigned(text, seconds, &message);
	if (message.failed) {
		builder_release(&message);
		return error_memory(error);
	}
	holds = seconds <= SECONDS_LIMIT &&
		crypto_sign_verify_detached(signature->marked + KEY_ID_BYTES +
						    TIME_BYTES,
					    (const uint8_t *)message.at,
					    message.len, key->public_key) == 0;
	builder_release(&message);
	if (!holds)
		return error_set(error, ERROR_CORRUPT,
				 "the signature does not hold: the text was "
				 "altered");
	found->holds = true;
	if (seconds > found->seconds)
		found->seconds = seconds;
	return 0;
}

static int signature_holds(const struct signature *signature,
			   const struct note_key *key, struct slice text,
			   struct note_signed *found, struct error *error)
{
	size_t size = KEY_ID_BYTES + crypto_sign_BYTES;

	if (key->type == NOTE_COSIGNATURE &&
	    signature->size == size + TIME_BYTES)
		return cosignature_holds(signature, key, text, found, error);
	if (key->type != NOTE_ED25519 || signature->size != size ||
	    crypto_sign_verify_detached(signature->marked + KEY_ID_BYTES,
					(const uint8_t *)text.at, text.len,
					key->public_key) != 0)
		return error_set(error, ERROR_CORRUPT,
				 "the signature does not hold: the text was "
				 "altered");
	found->holds = true;
	return 0;
}

static int check_line(struct slice line, struct slice text,
		      const struct note_key *keys, size_t count,
		      struct note_signed *found, unsigned int number,
		      struct error *error)
{
	struct signature signature;

	if (!read_line(line, &signature))
		return error_set(error, ERROR_CORRUPT,
				 "signature %u is malformed", number);
	for (size_t i = 0; i < count; i++)
		if (is_by(&signature, &keys[i]))
			return signature_holds(&signature, &keys[i], text,
					       &found[i], error);
	return 0;
}

int note_check(struct slice note, const struct note_key *keys, size_t count,
	       struct slice *text, struct note_signed *found,
	       struct error *error)
{
	struct slice lines, before;

	for (size_t i = 0; i < count; i++)
		found[i] = (struct note_signed){0};
	if (note_split(note, &before, &lines, error) != 0)
		return -1;
	for (unsigned int number = 1; lines.len > 0; number++) {
		if (number > NOTE_SIGNATURES)
			return error_set(error, ERROR_CORRUPT,
					 "has more than %d signatures",
					 NOTE_SIGNATURES);
		if (check_line(slice_cut(&lines, '\n'), before, keys, count,
			       found, number, error) != 0)
			return -1;
	}
	*text = before;
	return 0;
}

int note_open(struct slice note, const struct note_key *key, struct slice *text,
	      struct error *error)
{
	struct note_signed found;
	struct slice before;

	if (note_check(note, key, 1, &before, &found, error) != 0)
		return -1;
	if (!found.holds)
		return error_set(error, ERROR_CORRUPT,
				 "is not signed by the ledger's key");
	*text = before;
	return 0;
}
