/*
 * numbering.h - texts numbered in the order in which they first come.
 *
 * A hash finds a text that was seen; each is copied once.
 */
#ifndef HORNBOOK_TABLES_NUMBERING_H
#define HORNBOOK_TABLES_NUMBERING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct error;

enum { NUMBERING_LIMIT = 1 << 24 };

/* A zeroed one is empty and ready; numbering_release ends it. */
struct numbering {
	struct slice *texts; /* by number */
	uint64_t *hashes;
	uint32_t count;
	uint32_t *slots;   /* numbers, counted from 1; 0: free */
	size_t slot_count; /* a power of two */
	size_t text_capacity, hash_capacity;
	struct arena arena;
};

/* The number of a text, a new one where it was not seen before.  Fails with
 * ERROR_INPUT beyond NUMBERING_LIMIT texts. */
int numbering_add(struct numbering *numbering, struct slice text,
		  uint32_t *number, struct error *error);

/* The number of a text, or UINT32_MAX when it was not seen. */
uint32_t numbering_find(const struct numbering *numbering, struct slice text);

void numbering_release(struct numbering *numbering);

#endif
