/*
 * run.h - makes the world and runs what happens in it.
 */
#ifndef HORNBOOK_DEMO_RUN_H
#define HORNBOOK_DEMO_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "demo/outcome.h"
#include "demo/world.h"

struct arena;
struct error;

struct run_request {
	/* Directory, data, dictionary, phrases, seed, pupils, reference; the
	 * rest is made. */
	struct world world;
	/* Bit n-1: flow n is wanted, and what it needs is run beside; 0: all
	 * flows. */
	uint64_t only;
	unsigned int threads; /* 0: one */
	/* Called now and then from one thread; may be NULL.  `doing` is "nodes",
	 * or a flow: "F05, school to commissioned provider". */
	void (*progress)(void *context, const char *doing, uint64_t done,
			 uint64_t total);
	/* Asked between nodes and between steps, by any thread, whether to give
	 * up: then the run fails with "interrupted"; may be NULL. */
	bool (*stopped)(void *context);
	void *context;
};

/*
 * Makes all nodes that are needed, fills the schools, and runs the steps in order
 * of date.  A step that fails or breaks its promise is an outcome, and the others
 * are run; -1 only when the world could not be made, memory or the disk is out, or
 * it is interrupted.  The outcome lives in
 * `arena`.
 */
int world_run(const struct run_request *request, struct world_outcome *outcome,
	      struct arena *arena, struct error *error);

#endif
