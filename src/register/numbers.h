/*
 * numbers.h - a node's own numbers for fields and categories.
 *
 * What is stored names fields and categories by numbers that the node gave
 * them when it first saw their names, and never gives again.  A dictionary's
 * indexes may change with every edition; the numbers outlive it, and so does
 * stored data whose field a later dictionary no longer has.
 */
#ifndef HORNBOOK_REGISTER_NUMBERS_H
#define HORNBOOK_REGISTER_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/store.h"

struct dictionary;
struct error;

struct numbers {
	enum store_names which;
	const struct dictionary *dictionary;
	uint16_t *numbers; /* by index; 0: has none yet */
	uint16_t *indexes; /* by number; DICTIONARY_NONE: not in the
			      dictionary */
	uint16_t *same;    /* number n at n: for decoding into numbers */
	uint16_t count;    /* numbers below this are known */
	bool missing;      /* some name has no number in the store */
};

/* Reads the numbers of `store`. */
int numbers_load(struct numbers *numbers, struct store *store,
		 enum store_names which, const struct dictionary *dictionary,
		 struct error *error);
void numbers_release(struct numbers *numbers);

/* Loads again if the store has grown, as another process may have made it. */
int numbers_refresh(struct numbers *numbers, struct store *store,
		    struct error *error);

/* Gives a number to every name that has none; inside a transaction. */
int numbers_complete(struct numbers *numbers, struct store *store,
		     struct error *error);

#endif
