/*
 * checkpoint.h - a ledger's size and root, signed: C2SP tlog-checkpoint in a
 * C2SP signed-note.
 *
 *     hornbook/8861101                     the origin
 *     2                                    entries, decimal
 *     +sVCA+fMaWzwz9tCySodnbr3CtnmIfS9jZhmLwDjwSU=   the root, base64
 *                                          an empty line
 *     — hornbook/8861101 q1b2...=          signatures (note.h)
 *
 * The key's name is the origin.  Extension lines after the root, which we
 * never write, are read in others' checkpoints and mean nothing to us.
 */
#ifndef HORNBOOK_LEDGER_CHECKPOINT_H
#define HORNBOOK_LEDGER_CHECKPOINT_H

#include "ledger/note.h"

struct checkpoint {
	char origin[LEDGER_ORIGIN_BYTES];
	uint64_t size;
	uint8_t root[LEDGER_HASH_BYTES];
};

/* Adds the text that is signed. */
void checkpoint_add_text(const struct checkpoint *checkpoint,
			 struct builder *out);

/* Adds the signed note of `checkpoint`. */
void checkpoint_write(const struct checkpoint *checkpoint,
		      const struct note_key *key,
		      const uint8_t secret_key[KEY_SECRET_BYTES],
		      struct builder *out);

/* Reads a note's text.  ERROR_CORRUPT when it is not a checkpoint's. */
int checkpoint_parse(struct checkpoint *checkpoint, struct slice text,
		     struct error *error);

/* Opens and reads a note.  ERROR_CORRUPT as note_open, and when its text is
 * not a checkpoint whose origin is the key's name. */
int checkpoint_open(struct checkpoint *checkpoint, struct slice note,
		    const struct note_key *key, struct error *error);

#endif
