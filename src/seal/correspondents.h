/*
 * correspondents.h - the bodies that a node exchanges with: who they are, under
 * which agreement, and their public keys.
 *
 * An entry is for one body of the dictionary with one number.  It counts from
 * the first to the last day of its agreement, unless it was ended before.  The
 * agreement is with a legal person: under another name or number, or when the
 * dictionary gives the body's function to another holder, the entry counts no
 * longer, and only a new agreement, that is another reference, brings it back.
 * In the Learning Records incident a firm kept its access for years after
 * its business and trading name had become others.
 *
 * Nothing here knows the dictionary: who holds a function on a day is told by
 * the caller.  A node that exchanges with nobody has no file; that is the empty
 * list.  Entries are never taken out, so that it can be told later under which
 * agreement something went out.
 *
 * As text it is JSON, with a MAC under the node's key (state_check.h).
 */
#ifndef HORNBOOK_SEAL_CORRESPONDENTS_H
#define HORNBOOK_SEAL_CORRESPONDENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"
#include "seal/card.h"
#include "seal/dated_key.h"

struct builder;
struct error;

enum {
	CORRESPONDENTS_FORMAT = 1,
	CORRESPONDENTS_KEY_BYTES = 32,
	CORRESPONDENTS_CHECK_BYTES = 32,
	CORRESPONDENTS_LIMIT = 1 << 16,
	CORRESPONDENTS_LIMIT_BYTES = 1 << 28,
	AGREEMENT_REFERENCE_BYTES = 100, /* all at most */
	AGREEMENT_REASON_BYTES = 200,
	AGREEMENT_HOLDER_BYTES = 200,
	AGREEMENT_MONTHS =
		24, /* how long it counts, if nobody says otherwise */
};

struct correspondent {
	struct slice body;   /* the function's name, not a holder's */
	struct slice number; /* LAESTAB, authority; empty: there is but one */
	struct slice name;   /* legal name */
	struct slice agreement; /* reference */
	int32_t from, until;    /* of the agreement; both days count */
	struct slice holder; /* of the function, by the dictionary, when agreed;
				empty: it states none */
	int32_t ended;       /* by us, from this day on; DATE_NONE: it is not */
	struct slice reason; /* why */
	struct dated_key *keys;
	size_t key_count;
};

/* Zeroed it is empty; it belongs to one thread. */
struct correspondents {
	struct arena arena; /* of all texts and keys */
	struct correspondent *list;
	size_t count, capacity;
};

void correspondents_release(struct correspondents *list);

/* As keyring_read, keyring_write and keyring_check. */
int correspondents_read(struct correspondents *list, struct slice text,
			const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			struct error *error);
int correspondents_write(const struct correspondents *list,
			 const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			 struct builder *out, struct error *error);
int correspondents_check(const struct correspondents *list,
			 const uint8_t key[CORRESPONDENTS_KEY_BYTES],
			 uint8_t check[CORRESPONDENTS_CHECK_BYTES],
			 struct error *error);

/* --- whether an entry counts --------------------------------------------------- */

/* What the caller knows of a body on a day. */
struct circumstances {
	int32_t date;
	struct slice
		holder;    /* of the function on that day; empty: none stated */
	struct slice name; /* that the body goes by; empty: not known */
	struct slice number; /* likewise */
};

enum agreement_standing {
	STANDING_CURRENT,
	STANDING_NOT_YET,
	STANDING_EXPIRED,
	STANDING_ENDED,
	STANDING_NEW_HOLDER,
	STANDING_NEW_NAME,
	STANDING_NEW_NUMBER,
};

enum agreement_standing
correspondent_standing(const struct correspondent *correspondent,
		       const struct circumstances *now);

/* "current", "expired", ... */
const char *standing_name(enum agreement_standing standing);

/* 0 when the entry counts, else ERROR_REFUSED with the reason and what to
 * do. */
int correspondent_require(const struct correspondent *correspondent,
			  const struct circumstances *now, struct error *error);

/*
 * The entry for this body and number that is not ended, else the last that was;
 * NULL when there is none.  With an empty number also the only entry of a
 * body.
 */
const struct correspondent *
correspondents_find(const struct correspondents *list, struct slice body,
		    struct slice number);

/* The entry, not ended, that has a signing key of this id; NULL. */
const struct correspondent *
correspondents_signer(const struct correspondents *list,
		      const uint8_t id[MINISIGN_ID_BYTES]);

/* Its keys for sealing that are current on a day, at most `limit` of them;
 * gives their number. */
size_t correspondent_recipients(const struct correspondent *correspondent,
				int32_t date, const struct dated_key **keys,
				size_t limit);

/* --- changing -------------------------------------------------------------------- */

struct agreement {
	struct slice reference;
	int32_t from;
	int32_t until; /* DATE_NONE: not said; that of a standing agreement, or
			  AGREEMENT_MONTHS on */
	struct slice holder;
};

/*
 * Trusts the keys of a card under an agreement.
 *
 * Where an entry for the body and number stands already: with the same name,
 * holder and reference (letters in any case) it is renewed, and its last day
 * changes only when one is said.  Keys that the card has no more count to the
 * day before `from`; a key that was revoked or has ended stays so, under
 * whatever agreement it was known.  Under another reference the entry ends and
 * a new one begins.
 *
 * ERROR_REFUSED when the reference is that of an agreement which was ended, has
 * run out, or is with another body, name, number or holder; when it is that of
 * keys which came by a card, and these keys, without a last day, were typed; when
 * the card is
 * older than that which is known; when of its keys none counts any more.
 * ERROR_INPUT when the card has no key, or something is too long or missing.
 */
int correspondents_trust(struct correspondents *list, const struct card *card,
			 const struct agreement *agreement,
			 struct error *error);

/* Ends the entry for this body and number.  ERROR_NOT_FOUND; ERROR_INPUT without
 * a reason. */
int correspondents_distrust(struct correspondents *list, struct slice body,
			    struct slice number, int32_t today,
			    struct slice reason, struct error *error);

#endif
