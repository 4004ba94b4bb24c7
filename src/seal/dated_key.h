/*
 * dated_key.h - public keys and the days on which they count.
 *
 * A body seals to another's X25519 key (age.h) and verifies with its Ed25519
 * key (minisign.h).  Each has its first day, its last day or none, and the day
 * on which it was revoked or none.  From that day on a revoked key is not used,
 * whatever its days.
 *
 * A key's id tells keys apart for people and in manifests: of a key for
 * signing minisign's own; of one for sealing the first 8 bytes of the SHA-256
 * of its 32, in lower case, so that neither is ever taken for the other.
 */
#ifndef HORNBOOK_SEAL_DATED_KEY_H
#define HORNBOOK_SEAL_DATED_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/age.h"
#include "seal/minisign.h"

struct error;
struct json;
struct strict;

enum key_use { KEY_SEAL, KEY_SIGN, KEY_USES };

enum {
	DATED_KEY_ID_BYTES = 16 + 1,   /* with its NUL */
	DATED_KEY_TEXT_BYTES = 62 + 1, /* the longer one, age's */
	DATED_KEY_REASON_BYTES = 200,  /* at most */

	/* The longest that what was signed may be on its way. */
	DATED_KEY_SIGNED_DAYS = 92,
};

struct dated_key {
	enum key_use use;
	char id[DATED_KEY_ID_BYTES];
	char text[DATED_KEY_TEXT_BYTES]; /* "age1..." or "RW..." */
	union {
		struct age_recipient seal;
		struct minisign_public sign;
	};
	int32_t from;        /* the first day */
	int32_t until;       /* the last; DATE_NONE: none stated */
	int32_t revoked;     /* DATE_NONE: it is not */
	struct slice reason; /* of the revocation */
};

/* "seal", "sign" */
const char *key_use_name(enum key_use use);

/* Fills use, id, text and key; no dates yet. */
void dated_key_of_seal(struct dated_key *key,
		       const struct age_recipient *recipient);
void dated_key_of_sign(struct dated_key *key,
		       const struct minisign_public *public_key);

/* The same from "age1..." or "RW...".  ERROR_INPUT for anything else. */
int dated_key_parse(struct dated_key *key, struct slice text,
		    struct error *error);

enum key_state { KEY_CURRENT, KEY_NOT_YET, KEY_EXPIRED, KEY_REVOKED };

enum key_state dated_key_state(const struct dated_key *key, int32_t date);

/* "current", "not yet", "expired", "revoked" */
const char *key_state_name(enum key_state state);

/* The current key for this use that began last, or NULL. */
const struct dated_key *dated_key_current(const struct dated_key *keys,
					  size_t count, enum key_use use,
					  int32_t date);

/* The key of this id (letters in any case), or NULL. */
const struct dated_key *dated_key_find(const struct dated_key *keys,
				       size_t count, struct slice id);

/*
 * Whether a signature by this key counts that is said to have been made on one
 * day and is looked at on another: the key's days must cover the first, and the
 * second must not find it revoked, nor be more than DATED_KEY_SIGNED_DAYS after
 * the first, since a thief can state any day.
 */
bool dated_key_verifies(const struct dated_key *key, int32_t signed_on,
			int32_t today);

/* One object, with the same members always; private to the room. */
void dated_key_put(const struct dated_key *key, struct json *json);
int dated_key_read(struct dated_key *key, struct strict *strict);

#endif
