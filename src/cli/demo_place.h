/*
 * demo_place.h - where a demonstration is made: in a directory of its own below
 * TMPDIR that is gone afterwards, or in the one that --keep names.
 */
#ifndef HORNBOOK_CLI_DEMO_PLACE_H
#define HORNBOOK_CLI_DEMO_PLACE_H

#include <stdbool.h>

struct error;
struct run;

struct demo_place {
	const char *directory;
	bool kept; /* it is the user's */
	bool made; /* and was not there before */
};

/* Makes it, empty and private to the user.  One that --keep names is new or empty:
 * else ERROR_INPUT, and nothing is touched. */
int demo_place_make(struct run *run, struct demo_place *place);

/* Removes it; one that is to be kept only when `whole` is false, since half a world
 * is good for nothing: then it is as it was before. */
int demo_place_end(const struct demo_place *place, bool whole,
		   struct error *error);

/* From now on whoever interrupts the program is heard at the next step, so that
 * what was made can be removed. */
void demo_place_watch(void);
bool demo_place_interrupted(void *unused);

#endif
