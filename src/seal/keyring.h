/*
 * keyring.h - a node's own pairs of keys: one kind to be sealed to, one to sign
 * with.
 *
 * A pair is current from its first day to its last, and not any more from the
 * day on which it is revoked.  Rotating adds new pairs and ends the old ones,
 * which stay, since what was sealed to an old key must open and what it signed
 * is still looked at.  Only when there is no room left are those taken out that
 * ended more than DATED_KEY_SIGNED_DAYS ago, first for signing, then for sealing,
 * the oldest first.  A revoked key opens too, but neither signs nor is handed
 * out.
 *
 * As text it is JSON with the secrets sealed under a key that the caller gives,
 * bound to their public keys, and a MAC over the rest (state_check.h).  Secrets
 * are unsealed one by one, when they are used.
 */
#ifndef HORNBOOK_SEAL_KEYRING_H
#define HORNBOOK_SEAL_KEYRING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "seal/card.h"
#include "seal/dated_key.h"

struct builder;
struct error;

enum {
	KEYRING_FORMAT = 1,
	KEYRING_KEY_BYTES = 32,
	KEYRING_CHECK_BYTES = 32,
	KEYRING_LIMIT = CARD_KEY_LIMIT, /* keys; a card holds them all */
	KEYRING_LIMIT_BYTES = 1 << 17,
	KEYRING_SECRET_BYTES = 24 + 64 + 16, /* nonce, at most the key, tag */
	KEYRING_MONTHS = 24, /* how long a new pair is current, if nobody says
				otherwise */
};

/* Zeroed it is empty; it belongs to one thread. */
struct keyring {
	struct arena arena; /* of reasons */
	struct dated_key keys[KEYRING_LIMIT];
	uint8_t secrets[KEYRING_LIMIT][KEYRING_SECRET_BYTES]; /* sealed */
	size_t count;
};

void keyring_release(struct keyring *keyring);

/*
 * Reads what keyring_write wrote, into an empty keyring.  ERROR_INPUT when it is
 * of a newer Hornbook; ERROR_CORRUPT when it is not as this node wrote it.
 */
int keyring_read(struct keyring *keyring, struct slice text,
		 const uint8_t key[KEYRING_KEY_BYTES], struct error *error);
int keyring_write(const struct keyring *keyring,
		  const uint8_t key[KEYRING_KEY_BYTES], struct builder *out,
		  struct error *error);

/* What the ledger keeps of it: the MAC, which tells nobody anything but the
 * node. */
int keyring_check(const struct keyring *keyring,
		  const uint8_t key[KEYRING_KEY_BYTES],
		  uint8_t check[KEYRING_CHECK_BYTES], struct error *error);

/* Adds a new pair for this use; `*made`, which may be NULL, is its public
 * part.  ERROR_INPUT when the keyring is full. */
int keyring_make(struct keyring *keyring, enum key_use use, int32_t from,
		 int32_t until, const uint8_t key[KEYRING_KEY_BYTES],
		 const struct dated_key **made, struct error *error);

/* Adds a new pair of each use from `today`, and ends the current ones on that
 * day.  ERROR_INPUT when the keyring is full, and no key in it ended long
 * enough ago. */
int keyring_rotate(struct keyring *keyring, int32_t today, int32_t until,
		   const uint8_t key[KEYRING_KEY_BYTES], struct error *error);

/* ERROR_NOT_FOUND, or ERROR_INPUT when it is revoked already or no reason is
 * given. */
int keyring_revoke(struct keyring *keyring, struct slice id, int32_t today,
		   struct slice reason, struct error *error);

/*
 * The secret of one of its keys; the caller wipes it.  ERROR_REFUSED for a
 * signing key that is not current on `today`.
 */
int keyring_identity(const struct keyring *keyring, const struct dated_key *of,
		     const uint8_t key[KEYRING_KEY_BYTES],
		     struct age_identity *identity, struct error *error);
int keyring_signer(const struct keyring *keyring, const struct dated_key *of,
		   int32_t today, const uint8_t key[KEYRING_KEY_BYTES],
		   struct minisign_secret *secret, struct error *error);

/* All identities, newest first, for opening; the caller wipes them. */
int keyring_identities(const struct keyring *keyring,
		       const uint8_t key[KEYRING_KEY_BYTES],
		       struct age_identity identities[KEYRING_LIMIT],
		       size_t *count, struct error *error);

/* The node's card: all its keys, so that revocations are told too.  The texts
 * are borrowed. */
struct card keyring_card(const struct keyring *keyring, struct slice body,
			 struct slice number, struct slice name);

#endif
