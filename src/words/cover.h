/*
 * cover.h - a set of fields in few names: categories, groups, single fields.
 */
#ifndef HORNBOOK_WORDS_COVER_H
#define HORNBOOK_WORDS_COVER_H

#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"

struct arena;

/* A category of which all is meant, a group, or one field. */
struct cover {
	enum dictionary_kind kind; /* KIND_CATEGORY, KIND_GROUP, KIND_FIELD */
	uint16_t index;
	struct field_set fields; /* of the set, that this name stands for */
};

/*
 * Names a set of fields in few names, in the dictionary's order: whole
 * categories, then groups, then single fields.  A category or group counts as
 * whole when all of its fields that are in `known` are in the set; `known` is as
 * a rule what the notice holds, so that "identity" is said of a controller
 * that holds no former UPN.  NULL: all fields of the dictionary.  Gives the list,
 * in `arena`; NULL without memory.
 */
const struct cover *cover_fields(const struct dictionary *dictionary,
				 struct field_set fields,
				 const struct field_set *known,
				 struct arena *arena, size_t *count);

#endif
