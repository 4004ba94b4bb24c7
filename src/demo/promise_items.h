/*
 * promise_items.h - rows without numbers by the things that they tell a pupil has
 * several of: a result, a view.  Each must be one of the pupil's whose row it is.
 * Private to promise_links.c.
 */
#ifndef HORNBOOK_DEMO_PROMISE_ITEMS_H
#define HORNBOOK_DEMO_PROMISE_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "demo/promise_read.h"

struct arena;
struct error;
struct record;
struct truth;

/* That a pupil (by the caller's number) has a thing. */
struct item_place {
	uint64_t hash;
	size_t whose;
};

struct promise_items {
	const struct truth *truth;
	struct arena *arena;
	bool *told; /* by the dictionary's field: rows tell it */
	bool any;
	struct item_place *places; /* in order, once sorted */
	size_t count, capacity;
};

struct row_items {
	uint64_t *hashes;
	size_t count;
};

/* The dictionary's name of a value, also where the file has a name of its own for
 * it; empty where it is none that could be compared. */
struct slice items_field_of(const struct promise_value *value);

/* All rows come first, then what pupils have, then it is sorted and asked. */
int items_of_row(struct promise_items *items, const struct promise_row *row,
		 struct row_items *out, struct error *error);
int items_add(struct promise_items *items, const struct record *record,
	      size_t whose, struct error *error);
void items_sort(struct promise_items *items);

/* Whether the pupil has all that the row tells. */
bool items_agree(const struct promise_items *items, const struct row_items *row,
		 size_t whose);
/* That of a row's things which the fewest have, and its first place from a pupil
 * on. */
uint64_t items_rarest(const struct promise_items *items,
		      const struct row_items *row);
size_t items_first(const struct promise_items *items, uint64_t hash,
		   size_t whose);
void items_release(struct promise_items *items);

#endif
