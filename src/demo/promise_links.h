/*
 * promise_links.h - rows that say not whose they are, while they are matched with
 * pupils.  Private to promise_links.c
 * and promise_match.c.
 */
#ifndef HORNBOOK_DEMO_PROMISE_LINKS_H
#define HORNBOOK_DEMO_PROMISE_LINKS_H

#include "demo/promise_examine.h"
#include "demo/promise_items.h"

enum { LINK_FIELDS = 64 };

/*
 * The department has pupils by name from the census, and under a pseudonym from
 * the test agency: it cannot tell that they are the same.  There a pupil may be in
 * a row of one and in a row of the other, as it came from either hand.
 */
enum { HANDS = 2 };

struct linked_row {
	uint64_t number;
	const struct promise_file *file;
	struct slice texts[LINK_FIELDS]; /* by field; empty: not told */
	uint64_t whole;                  /* hash of all that it tells */
	struct row_items items;
	bool tells; /* anything that could be compared */
	unsigned int hand;
	size_t only; /* the pupil whose number it has; NOBODYS: not known */
	bool matched;
	const char *why; /* of one who agrees and may not be in it; NULL */
};

/* A pupil as it was at some time: what a sender has may be of an earlier day. */
struct told {
	uint64_t hash;
	size_t pupil;
	const struct truth_pupil *as;
	/* Of the first of a hash: how many after it are taken, by hand. */
	size_t had[HANDS];
};

/* Which row a pupil was matched with. */
struct taken {
	size_t row;      /* place in `rows`; NOBODYS */
	uint64_t search; /* the last that came by here */
	const char *why; /* may not be in it; NULL: may */
	bool judged;     /* `why` is known */
};

struct promise_links {
	struct arena arena;
	const struct truth *truth;
	uint16_t fields[LINK_FIELDS];
	size_t field_count;
	struct linked_row *rows;
	size_t count, capacity;
	struct told *told; /* by hash */
	size_t told_count;
	struct promise_items items; /* by place among those told */
	struct taken *taken[HANDS]; /* by pupil */
	bool by_hands;
	uint64_t search;    /* of the row in hand */
	unsigned int depth; /* of the search */
	uint64_t nobodys;   /* rows for which there was nobody */
};

static inline uint64_t mixed(uint64_t hash, struct slice text)
{
	return (hash ^ slice_hash(text)) * 0x9e3779b97f4a7c15u;
}

/* promise_match.c: matches the rows that tell anything, no pupil twice by one
 * hand; `matched` says of which it could be done, `why` what stood against the one
 * who agreed. */
int links_match(struct promise_links *links, struct examination *examination,
		struct error *error);

#endif
