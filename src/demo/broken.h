/*
 * broken.h - rules broken on purpose, to see that the checker sees it.
 *
 * A checker that never objects proves nothing.  Each *breakage* spoils one
 * flow's rule in copies of the dictionary and of the notices, as a careless hand
 * might: an age of 5 in place of 13, an objection struck out, a field too many, a
 * level more revealing, small numbers shown.  Where no rule could let it out, the
 * hand itself is careless: another child's file is taken.  The world is then run by the spoilt
 * rules, and the checker must say what is wrong, in the words that the table
 * (broken_table.c) expects.  The first breakage of each flow goes into the first
 * *round*, the second into the second: a round spoils all flows at once, so that
 * a few runs are enough.
 */
#ifndef HORNBOOK_DEMO_BROKEN_H
#define HORNBOOK_DEMO_BROKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "demo/outcome.h"

struct arena;
struct error;
struct run_request;

enum { BROKEN_CHANGES = 3, BROKEN_TEXTS = 3 };

enum broken_operation {
	BROKEN_NONE,
	BROKEN_ADD,  /* fields, to what is sent */
	BROKEN_DROP, /* a statement, by its first word */
	BROKEN_SET,  /* a statement to another text */
};

struct broken_change {
	enum broken_operation operation;
	const char *keyword; /* "when"; of BROKEN_ADD not said */
	const char *text;
};

/* A text in any of the files, that becomes another. */
struct broken_text {
	const char *from, *to;
};

struct breakage {
	unsigned int flow;
	const char *what; /* for people */
	/* The changes are made in these gateways and collections, by name, and
	 * in these shares of notices, as "body/purpose"; spaces between. */
	const char *rules;
	const char *shares;
	struct broken_change changes[BROKEN_CHANGES];
	struct broken_text texts[BROKEN_TEXTS];
	const char *objection; /* a part of what the checker must say */
};

extern const struct breakage breakages[];
extern const size_t breakage_count;

enum broken_state {
	BROKEN_NOT_RUN, /* no step of the flow was run */
	BROKEN_MISSED,  /* the checker said nothing of it */
	BROKEN_NOTICED,
};

struct broken_result {
	const struct breakage *breakage;
	enum broken_state state;
	const char *said; /* what the flow's steps came to, where it was missed;
			     in the arena; may be empty */
};

/* Whether it changes no rule, but the hand that does the work is careless
 * (world.careless). */
bool broken_by_hand(const struct breakage *breakage);

/* In which round a breakage is, from 1. */
unsigned int broken_round(const struct breakage *breakage);
unsigned int broken_rounds(void);

/*
 * Runs all rounds for the flows that are wanted, below request->world.directory,
 * which is there and empty.  `results` has breakage_count places, in the order of
 * the table.  -1 when a world could not be made.
 */
int broken_run(const struct run_request *request, struct broken_result *results,
	       struct arena *arena, struct error *error);

/* Adds a file of rules or a notice with what these breakages change in it to
 * `out`: those of the round, of the flows wanted (a bit each, flow 1 the lowest;
 * 0: all). */
struct builder;
void broken_spoil(struct slice text, unsigned int round, uint64_t flows,
		  struct builder *out);

/* Whether a text of a breakage stands in a file of rules or a notice. */
bool broken_stands_in(const struct broken_text *wanted, struct slice text);

#endif
