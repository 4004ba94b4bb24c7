/*
 * keys.h - a node's keys and the bodies it exchanges with, as they lie in it.
 *
 *     keyring.json         the node's own pairs (seal/keyring.h)
 *     correspondents.json  others (seal/correspondents.h); none: not there
 *
 * Each change is entered in the ledger with the MACs of both, so that files from
 * an older backup, or taken away, are noticed:
 *
 *     {"entry":"keys","date":"2026-01-15","change":"trust","keyring":HEX,
     "correspondents":HEX}
 *
 * New files are written beside the old ones (".next") and synced, then the entry
 * is made, then they are renamed.  When a process is killed in between, the next
 * that opens the node finishes what the ledger has, and drops what it has not.
 */
#ifndef HORNBOOK_SHARE_KEYS_H
#define HORNBOOK_SHARE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "seal/correspondents.h"
#include "seal/keyring.h"

struct error;
struct node;

enum { KEYS_FILES = 2 };

/* The MACs of both, in hexadecimal, as the ledger has them. */
struct keys_entry {
	char check[KEYS_FILES][2 * KEYRING_CHECK_BYTES + 1];
};

/* What node->keys points to; zeroed it is empty. */
struct node_keys {
	struct keyring keyring;
	struct correspondents correspondents;
	struct keys_entry stored; /* as they lie in the node */
	struct keys_entry newest; /* of the ledger's first `seen` entries */
	uint64_t seen;
	bool pending; /* ".next" files lie beside */
};

/* Reads both, and settles what a killed process left.  The ledger must be
 * open. */
int node_keys_open(struct node *node, struct error *error);
void node_keys_close(struct node *node);

/* What the ledger says of a change; it says nothing of whom it concerns. */
enum keys_change {
	KEYS_MADE,
	KEYS_ROTATED,
	KEYS_REVOKED,
	KEYS_TRUSTED,
	KEYS_DISTRUSTED,
	KEYS_EXPORTED, /* a secret went out, and nothing changed */
};

/*
 * Stores the changed keyring and correspondents.  ERROR_CORRUPT when those that
 * were changed are older than the ledger's newest entry about them.  After a failure what is in
 * memory is not what lies on disk: the node is to be closed.
 */
int node_keys_store(struct node *node, enum keys_change change, int32_t today,
		    struct error *error);

/* Makes new pairs in place of the current ones, of which there may be none, and
 * stores them.  DATE_NONE: current for KEYRING_MONTHS. */
int node_keys_renew(struct node *node, enum keys_change change, int32_t today,
		    int32_t until, struct error *error);

/*
 * Whether both, as they lie in the node, are what the ledger's newest entry
 * about them says.  ERROR_CORRUPT when they are older, or gone.  Before
 * something is sealed to a key, a package is opened, or the keys are shown, and
 * when the ledger is verified.
 */
int node_keys_verify(struct node *node, struct error *error);

/* The key that secrets and MACs are under; the caller wipes it. */
void node_keys_key(const struct node *node, uint8_t key[KEYRING_KEY_BYTES]);

/* --- whom to seal to, who has signed ------------------------------------------- */

/*
 * Who holds the function of a body, as an agreement notes it: the label of its
 * holder on this date, or nothing when the dictionary states none.
 */
struct slice node_holder(const struct node *node, uint16_t body, int32_t date);

/*
 * The body that a release goes to, by its function and number, which may be
 * empty only where the body has none; a school is found under its number,
 * whatever it is to the pupil.
 * ERROR_NOT_FOUND when it is not known, ERROR_REFUSED when its agreement does
 * not count on this date (seal/correspondents.h) or it has no key to seal to.
 */
int node_recipient(struct node *node, uint16_t body, struct slice number,
		   int32_t date, const struct correspondent **recipient,
		   struct error *error);

/* A key for signing, and the body whose it is. */
struct node_sender {
	const struct correspondent *body;
	const struct dated_key *key;
};

/* By the key's id, MINISIGN_ID_BYTES.  ERROR_KEY when it is of nobody that is
 * known. */
int node_sender_find(struct node *node, const uint8_t *id,
		     struct node_sender *sender, struct error *error);

/* What that body has signed, once it is known to be signed by it. */
struct node_signed {
	struct slice name;   /* that the sender goes by; empty: not said */
	struct slice number; /* likewise */
	int32_t date;        /* that it says it was signed on */
};

/*
 * Whether this counts: the key did on the day and is not revoked today, and the
 * agreement counts today.  ERROR_KEY, ERROR_REFUSED.  What is said may be
 * anybody's until the signature was verified: it is no ground for advice.
 */
int node_sender_check(struct node *node, const struct node_sender *sender,
		      const struct node_signed *what, int32_t today,
		      struct error *error);

/*
 * The key that the node signs with on this day; the caller wipes `secret`.
 * `*key` (may be NULL) is its public part.  ERROR_KEY when it has none.
 */
int node_signer(struct node *node, int32_t today,
		struct minisign_secret *secret, const struct dated_key **key,
		struct error *error);

/* All that the node can open with; the caller wipes them.  ERROR_KEY when it has
 * none. */
int node_identities(struct node *node,
		    struct age_identity identities[KEYRING_LIMIT],
		    size_t *count, struct error *error);

/* The node's card; its texts live as long as the node. */
struct card node_card(const struct node *node);

#endif
