/*
 * card.h - a body's public keys with its name and number, as one hands them to
 * another.
 *
 * A card is JSON and public.  Nothing in it proves whose it is: who receives
 * one compares its fingerprint with the body's by another way, on the telephone
 * or on paper, before trusting it.  The fingerprint covers all that the card
 * says.
 *
 *     {"hornbook": "card", "format": 1, "body": "school", "number": "8861101",
 *      "name": "...", "keys": [{"use": "seal", "id": "...", "key": "age1...",
 *      "from": "2026-01-15", "until": "2028-01-14", "revoked": null,
 *      "reason": ""}, ...]}
 */
#ifndef HORNBOOK_SEAL_CARD_H
#define HORNBOOK_SEAL_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/dated_key.h"

struct arena;
struct builder;
struct error;

enum {
	CARD_FORMAT = 1,
	CARD_LIMIT_BYTES = 1 << 17,
	CARD_KEY_LIMIT = 64,
	CARD_BODY_BYTES = 64, /* all at most */
	CARD_NUMBER_BYTES = 20,
	CARD_NAME_BYTES = 200,

	/* Eight groups of four digits, 128 bits, spaces between, NUL. */
	CARD_FINGERPRINT_BYTES = 8 * 4 + 7 + 1,
};

struct card {
	struct slice body;   /* of the dictionary; may be empty */
	struct slice number; /* LAESTAB, authority; may be empty */
	struct slice name;   /* legal name */
	const struct dated_key *keys;
	size_t key_count;
};

/* Adds the card, indented, with a newline. */
void card_write(const struct card *card, struct builder *out);

/*
 * Reads a card into `arena`.  ERROR_INPUT when it is none, says more or less
 * than a card says, has a key twice, or is of a newer Hornbook.
 */
int card_read(struct card *card, struct slice text, struct arena *arena,
	      struct error *error);

/* Letters and digits only; may be empty. */
bool card_number_valid(struct slice number);

int card_fingerprint(const struct card *card, char text[CARD_FINGERPRINT_BYTES],
		     struct error *error);

/* Whether two fingerprints are the same but for spaces, colons and case. */
bool card_fingerprint_is(const char text[CARD_FINGERPRINT_BYTES],
			 struct slice given);

/* A list of keys under the name "keys"; private to the room.  Reading refuses
 * more than CARD_KEY_LIMIT of them and the same id twice. */
void card_put_keys(const struct dated_key *keys, size_t count,
		   struct json *json);
int card_read_keys(struct dated_key **keys, size_t *count,
		   struct strict *strict);

#endif
