/*
 * csv_names.h - which field of the dictionary a column's header means.
 *
 * A header is compared by its key: letters and digits only, in small letters.
 * It may be a field's name ("pupil.birth-date"), what school systems call
 * the field ("DOB", aliases in csv_names.c), the label of a field of which a
 * pupil has one ("Date of birth"), or any of these for one item of several,
 * numbered from 1: "parent[2].surname", "Parent 2 surname".
 */
#ifndef HORNBOOK_FORMATS_CSV_NAMES_H
#define HORNBOOK_FORMATS_CSV_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"

struct arena;
struct error;

/* The highest number of an item in a header. */
enum { CSV_ITEMS = 99 };

enum csv_role {
	CSV_UNKNOWN,
	CSV_IGNORED,
	CSV_FIELD,
	CSV_PERIOD, /* the period of a category's values in the same row */
};

struct csv_target {
	enum csv_role role;
	uint16_t field;    /* of a CSV_FIELD, else DICTIONARY_NONE */
	uint16_t category; /* of the field; for a period DICTIONARY_NONE means
			      all categories that have one */
	uint32_t item;     /* from 0 */
	bool numbered;     /* the header says which item */
	bool exact;        /* by the dictionary's own name, not an alias */
};

struct csv_names {
	const struct dictionary *dictionary;
	struct slice *keys;
	struct slice *names; /* as the dictionary writes them, for hints */
	struct csv_target *targets;
	size_t count;
	size_t capacity;
};

/* All names of a dictionary's fields, in `arena`. */
int csv_names_make(struct csv_names *names, const struct dictionary *dictionary,
		   struct arena *arena, struct error *error);

/* What a header means; role CSV_UNKNOWN when nothing is called so. */
struct csv_target csv_names_find(const struct csv_names *names,
				 struct slice header);

/* The dictionary's name of what is called most like a header; may be empty. */
struct slice csv_names_nearest(const struct csv_names *names,
			       struct slice header);

/* Bytes of the longest key; the rest of a header does not count. */
enum { CSV_KEY_BYTES = 128 };

/* The key of a header, written to `key`; a header without letters and digits
 * gives its own trimmed text. */
struct slice csv_key(struct slice header, char key[CSV_KEY_BYTES]);

/* Whether a header names the unique pupil number, for csv_detect. */
bool csv_is_upn(struct slice header);

/* The built-in aliases, for the documentation and tests. */
struct csv_alias {
	const char *header;
	const char *field;
};

extern const struct csv_alias csv_aliases[];
extern const size_t csv_alias_count;

#endif
