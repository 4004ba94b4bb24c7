/*
 * field_sets.h - sets of fields as they are stored: the node's numbers of the
 * fields, ascending, each a varint, how much higher than the one before.
 */
#ifndef HORNBOOK_REGISTER_FIELD_SETS_H
#define HORNBOOK_REGISTER_FIELD_SETS_H

#include "base/slice.h"
#include "register/numbers.h"

struct builder;
struct error;
struct field_set;

/* ERROR_MEMORY. */
int field_set_encode(const struct field_set *fields,
		     const struct numbers *numbers, struct builder *out,
		     struct error *error);

/* Fields that the dictionary does not know are left out. */
int field_set_decode(struct slice bytes, const struct numbers *numbers,
		     struct field_set *fields, struct error *error);

/* All names that the node has numbers for, whatever the dictionary. */
struct field_names {
	struct slice *names; /* by number; empty where there is none */
	size_t count;
	size_t capacity;
	struct arena *arena;
};

int field_names_load(struct field_names *names, struct store *store,
		     struct arena *arena, struct error *error);

/* Adds the names of a stored set in byte order, each with a newline.  Names of
 * fields do not have one. */
int field_names_write(const struct field_names *names, struct slice bytes,
		      struct builder *out, struct error *error);

#endif
