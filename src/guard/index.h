/*
 * index.h - how a name index lies in memory.  Private to the guard room.
 *
 * Two hash tables with open addressing: parts by the hash of a name or word, and
 * facts by the hash of what is known together.  Their slots are powers of two,
 * at most three in four of them taken, and a hash is never 0.
 */
#ifndef HORNBOOK_GUARD_INDEX_H
#define HORNBOOK_GUARD_INDEX_H

#include "guard/names.h"

enum { INDEX_SEEN = 256 };

/* One number or name of a school. */
struct school_spelling {
	uint64_t hash, school;
};

struct name_index {
	struct name_part *parts;
	uint64_t part_slots, part_count;
	struct name_fact *facts;
	uint64_t fact_slots, fact_count;
	uint64_t limit_bytes;
	uint64_t pupils;
	uint64_t own_school;
	struct school_spelling *schools;
	size_t school_count, school_capacity;
	/* What the pupil in hand was counted for already. */
	uint64_t seen[INDEX_SEEN];
	size_t seen_count;
};

/* The part with this hash, made where there is none; good until the next is
 * asked for.  NULL and `error` when there is no room. */
struct name_part *index_part(struct name_index *index, uint64_t hash,
			     struct error *error);

/* Notes a fact of the pupil in hand; once however often it is said. */
int index_fact(struct name_index *index, enum fact_kind kind, uint64_t one,
	       uint64_t other, uint64_t pupil, struct error *error);

/* Whether the pupil in hand was counted for this before; and is from now on. */
bool index_seen(struct name_index *index, uint64_t key);

bool index_known(const struct name_index *index, enum fact_kind kind,
		 uint64_t one, uint64_t other);

int index_school(struct name_index *index, uint64_t hash, uint64_t school,
		 struct error *error);

#endif
