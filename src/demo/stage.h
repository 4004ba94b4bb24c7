/*
 * stage.h - a step while it is run, as the runner sees it.  Private to the demo
 * room.
 */
#ifndef HORNBOOK_DEMO_STAGE_H
#define HORNBOOK_DEMO_STAGE_H

#include "demo/step.h"

struct error;
struct promise_history;
struct promise_pseudonyms;

struct step_run {
	const struct world *world;
	const struct step *step;
	const char *directory; /* steps/F13-1; not there yet */
	struct promise_pseudonyms *pseudonyms;
	struct promise_history *history;
	struct step_outcome *outcome;
};

/* Runs it and has it checked.  What goes wrong is in the outcome. */
void step_run(const struct step_run *run);

/* Opens the package in the stage's directory with the recipient's keys into
 * "opened", and hands over what was in it. */
int stage_open(struct stage *stage, const char *package, struct error *error);

#endif
