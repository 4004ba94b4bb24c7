/*
 * csv_seen.h - the pupils of a file, found by their UPN (rule 1520).
 *
 * A hash table, at most half full.  A zeroed struct csv_seen is empty.
 */
#ifndef HORNBOOK_FORMATS_CSV_SEEN_H
#define HORNBOOK_FORMATS_CSV_SEEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct error;

struct csv_pupil {
	uint64_t key;  /* the packed UPN; 0: a free place */
	uint32_t line; /* of the first row; 0: not filled yet */
	size_t last;   /* the last row, in a file of items; 0: none yet */
};

struct csv_seen {
	struct csv_pupil *pupils;
	size_t count;
	size_t size; /* a power of two */
};

/* The entry of a good UPN, made when there is none; it stays where it is until
 * the next call.  NULL when memory is out. */
struct csv_pupil *csv_see(struct csv_seen *seen, struct slice upn,
			  struct error *error);

void csv_seen_release(struct csv_seen *seen);

#endif
