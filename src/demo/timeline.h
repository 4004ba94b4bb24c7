/*
 * timeline.h - all steps of the tables in order, and which of them are needed.
 * Private to the demo room.
 */
#ifndef HORNBOOK_DEMO_TIMELINE_H
#define HORNBOOK_DEMO_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "demo/step.h"

struct arena;
struct error;

struct timed_step {
	const struct step *step;
	const struct site *from, *to; /* the second may be NULL */
	int32_t date;
	unsigned int flow;   /* from 1 */
	unsigned int number; /* of its flow's steps, from 1 */
	bool wanted;         /* of a flow that was asked for */
	bool needed;         /* or one without which that would have nothing to
				send */
};

struct timeline {
	struct timed_step *steps; /* in order of date */
	size_t count;
};

/* `only` as in run.h.  ERROR_INPUT for a row that cannot be. */
int timeline_make(struct timeline *timeline, uint64_t only, struct arena *arena,
		  struct error *error);

/* Whether a needed step has to do with a site. */
bool timeline_needs(const struct timeline *timeline, const struct site *site);

#endif
