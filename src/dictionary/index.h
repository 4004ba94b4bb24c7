/*
 * index.h - names and codes by hash; private to this room.
 *
 * Open addressing, at most half full.  Codes are found by themselves, ignoring
 * case, and by their label; a key that more than one code of a set shares
 * finds none.
 */
#ifndef HORNBOOK_DICTIONARY_INDEX_H
#define HORNBOOK_DICTIONARY_INDEX_H

#include "dictionary/dictionary.h"

enum code_key { CODE_EXACT, CODE_FOLDED, CODE_LABEL };

struct name_slot {
	struct slice name;
	uint64_t hash; /* 0: free */
	struct dictionary_entry entry;
};

struct dictionary_index {
	struct name_slot *slots;
	uint32_t mask;
};

struct code_slot {
	uint64_t hash; /* 0: free */
	uint16_t set;
	uint16_t code; /* DICTIONARY_NONE: shared */
	uint8_t key;
};

struct code_index {
	struct code_slot *slots;
	uint32_t mask;
	uint16_t la_numbers; /* the code set `la-number`, for rule 1530 */
};

/* What is called `name` in the name space of `kind`; NULL when nothing is. */
const struct dictionary_entry *index_find(const struct dictionary *dictionary,
					  enum dictionary_kind kind,
					  struct slice name);

uint16_t index_find_code(const struct dictionary *dictionary, uint16_t set,
			 enum code_key key, struct slice text);

#endif
