/*
 * outcome.h - what came of the steps, and of the flows that they are.
 */
#ifndef HORNBOOK_DEMO_OUTCOME_H
#define HORNBOOK_DEMO_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/decision.h"

struct site;
struct step;

enum {
	FLOW_COUNT = 39,
	OUTCOME_TEXT_BYTES = 512,
	OUTCOME_NAME_BYTES = 128,
	OUTCOME_PROBLEMS = 12,
};

enum outcome_state {
	OUTCOME_NOT_RUN,
	OUTCOME_CHECKED, /* the promise was kept */
	OUTCOME_BROKEN,  /* it was not; `problems` */
	OUTCOME_FAILED,  /* the step could not be done; `problems` */
};

/* "school census", by flow from F01. */
extern const char *const flow_titles[FLOW_COUNT];

/* One step.  Plain memory without pointers. */
struct step_outcome {
	enum outcome_state state;
	bool refused; /* nothing left, as was to be */
	uint64_t considered, released;
	uint64_t wholly; /* pupils, each once, of whom all was withheld */
	uint64_t withheld[GATE_COUNT];      /* pupils of whom something was, by
					       gate: some at several */
	char level[OUTCOME_NAME_BYTES];     /* "named"; "" */
	char file[OUTCOME_NAME_BYTES];      /* name of the payload; "" */
	char reference[OUTCOME_NAME_BYTES]; /* of the release; "" */
	char why[OUTCOME_TEXT_BYTES];       /* of a refusal */
	uint64_t checks;                    /* that the checker made */
	unsigned int problem_count;         /* may be more than are kept */
	char problems[OUTCOME_PROBLEMS][OUTCOME_TEXT_BYTES];
};

/* Notes what is wrong, and that the promise is broken. */
void outcome_problem(struct step_outcome *outcome, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A step with what came of it. */
struct step_result {
	const struct step *step;
	unsigned int number;          /* of its flow's steps, from 1, by date */
	const struct site *from, *to; /* the second may be NULL */
	const struct step_outcome *outcome;
};

/* A flow: its steps, added up. */
struct flow_result {
	unsigned int flow; /* 1 to FLOW_COUNT */
	const char *title; /* "school census" */
	bool wanted;       /* it was asked for, by itself or with all */
	const struct step_result *steps; /* in order of date */
	size_t step_count;               /* 0: nothing runs it */
	enum outcome_state state;        /* the worst of its steps */
	uint64_t considered, released, wholly;
	uint64_t withheld[GATE_COUNT];
};

struct world_outcome {
	uint64_t seed, pupils, nodes;
	uint64_t steps, failed;
	struct flow_result flows[FLOW_COUNT]; /* F01 first */
	const struct step_result *in_order;   /* all steps, by date */
};

#endif
