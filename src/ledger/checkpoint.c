#include "ledger/checkpoint.h"

#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* C2SP signed-note: the signature type of Ed25519. */
enum { TYPE_ED25519 = 1 };

/* U+2014 and a space. */
#define DASH "\xe2\x80\x94 "

/* The largest size a checkpoint may tell: a proof over more leaves would not
 * fit LEDGER_PROOF_LIMIT. */
#define SIZE_LIMIT (UINT64_MAX >> 1)

/* --- names and keys ------------------------------------------------------- */

/* White_Space=yes in Unicode's PropList.txt, above ASCII. */
static bool is_wide_space(uint32_t c)
{
	return c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

bool note_name_valid(struct slice name)
{
	uint32_t character;

	if (name.len == 0 || name.len >= LEDGER_ORIGIN_BYTES)
		return false;
	while (name.len > 0) {
		if (!text_next(&name, &character) || character <= 0x20 ||
		    character == 0x7f || character == '+' ||
		    is_wide_space(character))
			return false;
	}
	return true;
}

static void key_id(const struct note_key *key, uint8_t id[KEY_ID_BYTES])
{
	static const uint8_t middle[] = {'\n', TYPE_ED25519};
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

int note_key_make(struct note_key *key, struct slice name,
		  const uint8_t public_key[KEY_PUBLIC_BYTES],
		  struct error *error)
{
	struct note_key made = {0};

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

/* `size` is at most the 4 + 64 bytes of a signature. */
static void add_base64(struct builder *out, const uint8_t *bytes, size_t size)
{
	char text[sodium_base64_ENCODED_LEN(KEY_ID_BYTES + crypto_sign_BYTES,
					    BASE64)];

	builder_add_text(out, sodium_bin2base64(text, sizeof(text), bytes, size,
						BASE64));
}

/* libsodium 1.0.18 takes some bytes above ASCII for letters. */
static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] > 0x7f)
			return false;
	return true;
}

/* Reads all of `text` into at most `limit` bytes. */
static bool read_base64(struct slice text, uint8_t *bytes, size_t limit,
			size_t *size)
{
	return text.len > 0 && is_ascii(text) &&
	       sodium_base642bin(bytes, limit, text.at, text.len, NULL, size,
				 NULL, BASE64) == 0;
}

void note_key_write(const struct note_key *key, struct builder *out)
{
	uint8_t typed[1 + KEY_PUBLIC_BYTES] = {TYPE_ED25519};

	memcpy(typed + 1, key->public_key, KEY_PUBLIC_BYTES);
	builder_add_format(out, "%s+%02x%02x%02x%02x+", key->name, key->id[0],
			   key->id[1], key->id[2], key->id[3]);
	add_base64(out, typed, sizeof(typed));
}

int note_key_parse(struct note_key *key, struct slice text, struct error *error)
{
	uint8_t typed[1 + KEY_PUBLIC_BYTES];
	struct slice rest = text;
	struct slice name = slice_cut(&rest, '+');
	struct slice id = slice_cut(&rest, '+');
	struct note_key made;
	char expected[2 * KEY_ID_BYTES + 1];
	size_t size;

	if (text.len > KEY_TEXT_LIMIT ||
	    !read_base64(rest, typed, sizeof(typed), &size) ||
	    size != sizeof(typed) || typed[0] != TYPE_ED25519 ||
	    note_key_make(&made, name, typed + 1, NULL) != 0)
		return error_set(error, ERROR_INPUT,
				 "is not the key of a signed note");
	sodium_bin2hex(expected, sizeof(expected), made.id, KEY_ID_BYTES);
	if (!slice_is(id, expected))
		return error_set(error, ERROR_INPUT,
				 "the key's id is not that of its name and "
				 "bytes");
	*key = made;
	return 0;
}

/* --- signed notes --------------------------------------------------------- */

void note_sign(struct slice text, const struct note_key *key,
	       const uint8_t secret_key[KEY_SECRET_BYTES], struct builder *out)
{
	uint8_t marked[KEY_ID_BYTES + crypto_sign_BYTES];

	memcpy(marked, key->id, KEY_ID_BYTES);
	crypto_sign_detached(marked + KEY_ID_BYTES, NULL,
			     (const uint8_t *)text.at, text.len, secret_key);
	builder_add(out, text);
	builder_add_format(out, "\n" DASH "%s ", key->name);
	add_base64(out, marked, sizeof(marked));
	builder_add_byte(out, '\n');
}

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

enum line_result { LINE_OF_ANOTHER, LINE_HOLDS, LINE_FALSE, LINE_MALFORMED };

/* One signature line, without its newline. */
static enum line_result check_line(struct slice line, struct slice text,
				   const struct note_key *key)
{
	uint8_t marked[NOTE_SIGNATURE_LIMIT];
	struct slice name;
	size_t size;

	if (!slice_starts_with(line, SLICE(DASH)))
		return LINE_MALFORMED;
	line = slice_part(line, sizeof(DASH) - 1, line.len);
	name = slice_cut(&line, ' ');
	if (!note_name_valid(name) ||
	    !read_base64(line, marked, sizeof(marked), &size) ||
	    size <= KEY_ID_BYTES)
		return LINE_MALFORMED;
	if (!slice_is(name, key->name) ||
	    memcmp(marked, key->id, KEY_ID_BYTES) != 0)
		return LINE_OF_ANOTHER;
	if (size != KEY_ID_BYTES + crypto_sign_BYTES ||
	    crypto_sign_verify_detached(marked + KEY_ID_BYTES,
					(const uint8_t *)text.at, text.len,
					key->public_key) != 0)
		return LINE_FALSE;
	return LINE_HOLDS;
}

static int check_signatures(struct slice lines, struct slice text,
			    const struct note_key *key, struct error *error)
{
	bool signed_by_key = false;

	for (unsigned int count = 1; lines.len > 0; count++) {
		if (count > NOTE_SIGNATURES)
			return error_set(error, ERROR_CORRUPT,
					 "has more than %d signatures",
					 NOTE_SIGNATURES);
		switch (check_line(slice_cut(&lines, '\n'), text, key)) {
		case LINE_OF_ANOTHER:
			break;
		case LINE_HOLDS:
			signed_by_key = true;
			break;
		case LINE_FALSE:
			return error_set(error, ERROR_CORRUPT,
					 "the signature does not hold: the "
					 "text was altered");
		case LINE_MALFORMED:
			return error_set(error, ERROR_CORRUPT,
					 "signature %u is malformed", count);
		}
	}
	if (!signed_by_key)
		return error_set(error, ERROR_CORRUPT,
				 "is not signed by the ledger's key");
	return 0;
}

int note_open(struct slice note, const struct note_key *key, struct slice *text,
	      struct error *error)
{
	struct slice signatures;
	struct slice before;

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
	if (!cut_note(note, &before, &signatures))
		return error_set(error, ERROR_CORRUPT,
				 "has no empty line before the signatures");
	if (check_signatures(signatures, before, key, error) != 0)
		return -1;
	*text = before;
	return 0;
}

/* --- checkpoints ---------------------------------------------------------- */

void checkpoint_write(const struct checkpoint *checkpoint,
		      const struct note_key *key,
		      const uint8_t secret_key[KEY_SECRET_BYTES],
		      struct builder *out)
{
	struct builder text = {0};

	builder_add_format(&text, "%s\n%llu\n", checkpoint->origin,
			   (unsigned long long)checkpoint->size);
	add_base64(&text, checkpoint->root, LEDGER_HASH_BYTES);
	builder_add_byte(&text, '\n');
	if (text.failed)
		out->failed = true;
	else
		note_sign(builder_slice(&text), key, secret_key, out);
	builder_release(&text);
}

static bool read_size(struct slice text, uint64_t *size)
{
	if (text.len > 1 && text.at[0] == '0')
		return false;
	return slice_number(text, SIZE_LIMIT, size);
}

int checkpoint_open(struct checkpoint *checkpoint, struct slice note,
		    const struct note_key *key, struct error *error)
{
	struct checkpoint read = {0};
	struct slice rest;
	struct slice origin;
	struct slice size;
	struct slice root;
	size_t root_bytes;

	if (note_open(note, key, &rest, error) != 0)
		return -1;
	origin = slice_cut(&rest, '\n');
	size = slice_cut(&rest, '\n');
	root = slice_cut(&rest, '\n');
	if (!slice_is(origin, key->name))
		return error_set(error, ERROR_CORRUPT,
				 "is the checkpoint of another ledger");
	if (!read_size(size, &read.size))
		return error_set(error, ERROR_CORRUPT,
				 "line 2 is not a number of entries");
	if (!read_base64(root, read.root, sizeof(read.root), &root_bytes) ||
	    root_bytes != sizeof(read.root))
		return error_set(error, ERROR_CORRUPT,
				 "line 3 is not a root hash");
	if (rest.len > 0)
		return error_set(error, ERROR_CORRUPT,
				 "has lines after the root hash");
	memcpy(read.origin, origin.at, origin.len);
	*checkpoint = read;
	return 0;
}
