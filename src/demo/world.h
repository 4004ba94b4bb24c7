/*
 * world.h - England in miniature: who is in it, and where their nodes lie.
 *
 * A *site* is one controller with a node of its own: its key file, its copy of
 * the dictionary, its notices, its ledger.  Where a function passed from one
 * body to another (DCSF to DfE, LSC to SFA, PCT to public health) each of them
 * is a site, and what one held the other does not have.  The table is in
 * sites.c; a site is named by its id ("vale-secondary").
 *
 * In the directory of a world:
 *
 *     nodes/ID/                the node        nodes/ID.key    its key file
 *     steps/F13-2/             what step 2 of F13 made: release, opened, work
 *
 * Nothing here prints or reads a clock.
 */
#ifndef HORNBOOK_DEMO_WORLD_H
#define HORNBOOK_DEMO_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/slice.h"

struct error;
struct dictionary;
struct growth_reference;
struct node;
struct population;
struct record_pool;
struct truth;

enum { SITE_NOTICES = 4, SITE_FILLS = 4 };

struct site {
	const char *id;
	const char *body;   /* its function in the dictionary */
	const char *number; /* LAESTAB ("8864101") or authority; "" */
	const char *name;   /* legal name, as the notices have it */
	const char *from;   /* the day on which its node is made */
	/* Files below the data directory ("notices/crofton-junior.notice"),
	 * oldest first; all are adopted when the node is made. */
	const char *notices[SITE_NOTICES];
	/* Of a school whose pupils are generated; else NULL and 0. */
	const char *setting; /* of the dictionary: "primary" ... */
	/* The days on which its roll is imported, oldest first: on later ones
	 * a year has passed, and some have come and gone. */
	const char *filled[SITE_FILLS];
	unsigned int share; /* of all pupils, in thousandths */
};

extern const struct site sites[];
extern const size_t site_count;

/* NULL when there is none of this id. */
const struct site *site_find(const char *id);

/* Where a site's authority lies: the first three digits of its number. */
struct slice site_authority(const struct site *site);

struct world {
	const char *directory; /* empty at first, private to the user */
	const char *data; /* directory with demo/england/notices, notices */
	const char *dictionary; /* directory */
	uint64_t seed;
	uint64_t pupils; /* over all schools, at any one time */
	/* By which weights are assessed; NULL: they are not. */
	const struct growth_reference *reference;
	const char *phrases; /* directory of the English phrasebook */
	bool asks_all; /* steps ask for all that the rules let go, whatever
			  fields they say, and as plain rows */
	/* Flows (bit n-1) in which whoever does the work is careless, so that
	 * something goes out that no rule lets go. */
	uint64_t careless;
	/* What is true of the pupils (demo/truth.h): of each school's own, by
	 * index of the site, NULL where none are generated; and of all. */
	struct truth **truths;
	struct truth *whole;
	struct record_pool *records; /* of all truths that last */
	/* Who is in the schools, and the dictionary of the records; filled in
	 * by the run. */
	const struct population *population;
	const struct dictionary *terms;
};

/* What is true of those whom a site may hold: of a school its own pupils, of
 * everybody else the whole. */
struct truth *world_truth(const struct world *world, const struct site *site);

/* In `arena`; NULL when memory is out. */
const char *world_node_path(const struct world *world, const struct site *site,
			    struct arena *arena);

/* Makes the node of a site, with keys, that adopts all its notices. */
int world_make_node(const struct world *world, const struct site *site,
		    struct error *error);

/* Opens it; the caller gives it to node_close.  Adds to the error whose node
 * it was. */
int world_open_node(const struct world *world, const struct site *site,
		    struct node **node, struct error *error);

/*
 * That two open nodes can exchange on this day: each has current keys, knows
 * the other's card, and has an agreement with it that counts.  What is missing
 * is made.
 */
int world_introduce(const struct site *one, struct node *one_node,
		    const struct site *other, struct node *other_node,
		    int32_t today, struct error *error);

#endif
