/*
 * lapse.h - what stops being so when a pupil comes back, or moves house.
 *
 * Who has left and is entered again has a later date of entry, and whoever tells
 * of it says nothing of leaving.  What is held of the end of the time before
 * (date, reason, school gone to) is not of this one: kept, it would have a pupil
 * who sits in class be one who left.
 *
 * An address is told as a whole: of another house nothing is left of the one before
 * that the new one does not have, no flat and no locality.
 */
#ifndef HORNBOOK_REGISTER_LAPSE_H
#define HORNBOOK_REGISTER_LAPSE_H

#include <stdint.h>

#include "register/record.h"

struct arena;
struct dictionary;
struct error;
struct numbers;

enum { LAPSE_FIELDS = 3, LAPSE_HOUSE = 4, LAPSE_ADDRESS = 16 };

/* Fields by whatever the items name them; the date of leaving is the first. */
struct lapse {
	uint16_t entry;
	uint16_t leaving[LAPSE_FIELDS];
	uint16_t house[LAPSE_HOUSE]; /* by which one is told from another */
	uint16_t address[LAPSE_ADDRESS];
	uint16_t address_count;
};

/* By the dictionary's indexes; DICTIONARY_NONE where it has none. */
struct lapse lapse_find(const struct dictionary *dictionary);

/* The same by the node's numbers. */
struct lapse lapse_numbered(const struct lapse *lapse,
			    const struct numbers *numbers);

/*
 * Takes out of `under` what is told of leaving, if that was before the entry that
 * `over` tells of; and its address, if `over` tells of another house.  The item is copied, not changed in place.  ERROR_MEMORY.
 */
int lapse_apply(const struct lapse *lapse, const struct item *over,
		struct item *under, struct arena *arena, struct error *error);

#endif
