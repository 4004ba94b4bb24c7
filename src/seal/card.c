#include "seal/card.h"

#include <assert.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"
#include "seal/strict.h"

enum { FINGERPRINT_BYTES = 16, GROUP_BYTES = 2 };

static_assert((int)CARD_FINGERPRINT_BYTES ==
		      FINGERPRINT_BYTES * 2 + FINGERPRINT_BYTES / GROUP_BYTES,
	      "a space or NUL after each group");

bool card_number_valid(struct slice number)
{
	for (size_t i = 0; i < number.len; i++) {
		char c = number.at[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z'))
			return false;
	}
	return number.len <= CARD_NUMBER_BYTES;
}

void card_put_keys(const struct dated_key *keys, size_t count,
		   struct json *json)
{
	json_key(json, "keys");
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		dated_key_put(&keys[i], json);
	json_close_array(json);
}

static void put_card(const struct card *card, struct json *json)
{
	json_open_object(json);
	json_key_text(json, "hornbook", SLICE("card"));
	json_key_number(json, "format", CARD_FORMAT);
	json_key_text(json, "body", card->body);
	json_key_text(json, "number", card->number);
	json_key_text(json, "name", card->name);
	card_put_keys(card->keys, card->key_count, json);
	json_close_object(json);
}

void card_write(const struct card *card, struct builder *out)
{
	struct json json = json_writer(out, true);

	put_card(card, &json);
	builder_add_byte(out, '\n');
}

/* --- reading ----------------------------------------------------------------- */

int card_read_keys(struct dated_key **keys, size_t *count,
		   struct strict *strict)
{
	const json_t *array = strict_array(strict, "keys", CARD_KEY_LIMIT);
	size_t size = json_array_size(array);
	struct dated_key *read;

	if (array == NULL)
		return -1;
	read = arena_array(strict->arena, size + 1, sizeof(*read));
	if (read == NULL) {
		strict->failed = true;
		return error_memory(strict->error);
	}
	for (size_t i = 0; i < size; i++) {
		struct strict element = strict_element(strict, array, i);

		dated_key_read(&read[i], &element);
		if (strict_join(strict, &element) != 0)
			return -1;
		if (dated_key_find(read, i, slice_of(read[i].id)) != NULL) {
			strict_fail(strict, "holds twice the key", read[i].id);
			return -1;
		}
	}
	*keys = read;
	*count = size;
	return 0;
}

static int read_members(struct card *card, struct strict *strict)
{
	struct dated_key *keys;

	card->body = strict_optional(strict, "body", CARD_BODY_BYTES);
	card->number = strict_optional(strict, "number", CARD_NUMBER_BYTES);
	card->name = strict_text(strict, "name", CARD_NAME_BYTES);
	if (!card_number_valid(card->number))
		strict_fail(strict, "has more than letters and digits in its",
			    "number");
	if (card_read_keys(&keys, &card->key_count, strict) != 0)
		return -1;
	card->keys = keys;
	return strict_end(strict);
}

int card_read(struct card *card, struct slice text, struct arena *arena,
	      struct error *error)
{
	struct card read = {0};
	struct strict strict = {0};
	json_t *document;
	int result = strict_open(&strict, &document, text, CARD_LIMIT_BYTES,
				 "card", CARD_FORMAT, arena, error);

	if (result == 0)
		result = read_members(&read, &strict);
	json_decref(document);
	if (result == 0)
		*card = read;
	return result;
}

/* --- fingerprints ------------------------------------------------------------- */

int card_fingerprint(const struct card *card, char text[CARD_FINGERPRINT_BYTES],
		     struct error *error)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct builder content = {0};
	struct json json = json_writer(&content, false);
	char *at = text;

	put_card(card, &json);
	if (content.failed) {
		builder_release(&content);
		return error_memory(error);
	}
	crypto_hash_sha256(hash, (const uint8_t *)content.at, content.len);
	builder_release(&content);
	for (size_t i = 0; i < FINGERPRINT_BYTES; i += GROUP_BYTES) {
		sodium_bin2hex(at, 2 * GROUP_BYTES + 1, hash + i, GROUP_BYTES);
		at += 2 * GROUP_BYTES;
		*at++ = ' ';
	}
	at[-1] = '\0';
	return 0;
}

/* The next digit of a fingerprint, or '\0'. */
static char next_digit(struct slice *rest)
{
	while (rest->len > 0) {
		char c = rest->at[0];

		*rest = slice_part(*rest, 1, rest->len);
		if (c >= 'A' && c <= 'F')
			return (char)(c - 'A' + 'a');
		if (c != ' ' && c != ':')
			return c;
	}
	return '\0';
}

bool card_fingerprint_is(const char text[CARD_FINGERPRINT_BYTES],
			 struct slice given)
{
	struct slice rest = slice_of(text);
	char digit;

	do {
		digit = next_digit(&rest);
		if (next_digit(&given) != digit)
			return false;
	} while (digit != '\0');
	return true;
}
