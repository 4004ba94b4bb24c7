/*
 * rotation.h - a ledger's signing key gives way to a new one.
 *
 * The ledger itself says so, in an entry {"entry":"ledger-key","statement":S}.
 * S is a signed note by the old key and the new one, each vouching for the
 * other:
 *
 *     hornbook.ledger-key/v1
 *     hornbook/8861101                     the ledger
 *     index 73                             of this entry
 *     old hornbook/8861101+...             keys in their text form
 *     new hornbook/8861101+...
 *                                          an empty line
 *     — hornbook/8861101 ...               by the old key
 *     — hornbook/8861101 ...               by the new key
 *
 * The checkpoint that first covers the entry is signed by both; those before
 * by the old key, those after by the new one.  Whoever trusts one key and is
 * shown the statements can go along to the keys that follow.
 */
#ifndef HORNBOOK_LEDGER_ROTATION_H
#define HORNBOOK_LEDGER_ROTATION_H

#include "ledger/note.h"

struct arena;
struct builder;
struct ledger;

struct rotation {
	uint64_t index; /* of the entry that says so */
	struct note_key old_key, new_key;
};

/*
 * Rotates the key of an open ledger.  It is done when this returns; a crash on
 * the way leaves the old key or lets the next ledger_open finish.
 */
int ledger_rotate(struct ledger *ledger, struct error *error);

/* Adds the statement, signed by both. */
void rotation_write(const struct rotation *rotation,
		    const uint8_t old_secret[KEY_SECRET_BYTES],
		    const uint8_t new_secret[KEY_SECRET_BYTES],
		    struct builder *out);

/* Reads a statement and verifies both signatures.  Whether the old key is one
 * to be trusted is for the caller to say.  ERROR_CORRUPT. */
int rotation_open(struct rotation *rotation, struct slice statement,
		  struct error *error);

/* Adds the entry that holds a statement. */
void rotation_add_entry(struct slice statement, struct builder *out);

/*
 * Whether these bytes are an entry that says so; then the statement is in
 * `*statement`, in `arena`, not verified.  -1 only when memory is out.
 */
int rotation_find(struct slice entry, struct arena *arena,
		  struct slice *statement, bool *found, struct error *error);

/*
 * Follows the keys of a ledger through its entries, from the first that they
 * name to the current one.
 */
struct rotation_chain {
	uint64_t count;
	uint64_t index; /* of the latest; as what follows, if there is any */
	struct note_key first, before, last;
};

/* Looks at entry `index`.  ERROR_CORRUPT for a statement that does not hold or
 * does not begin where the one before ended. */
int rotation_follow(struct rotation_chain *chain, uint64_t index,
		    struct slice entry, struct error *error);

#endif
