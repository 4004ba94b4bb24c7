/*
 * fill.h - pupils for the schools.  Private to the demo room.
 */
#ifndef HORNBOOK_DEMO_FILL_H
#define HORNBOOK_DEMO_FILL_H

#include <stdbool.h>
#include <stddef.h>

#include "demo/world.h"

struct error;
struct node;
struct population;
struct truth;

/* Plans the schools of the table for so many pupils in all; the caller gives it
 * to population_close. */
int fill_plan(struct population **out, const struct world *world,
	      struct error *error);

/* The school's roll on its n-th day, into its node.  Each site by one thread. */
int fill_node(const struct world *world, const struct site *site, size_t n,
	      struct error *error);

/* The same into a truth: from one thread. */
int fill_truth(const struct world *world, const struct site *site, size_t n,
	       struct truth *truth, struct error *error);

/* The categories of these names, as bits by dictionary index. */
uint64_t fill_categories(const struct world *world, const char *const *names,
			 size_t count);

/*
 * What a school's roll of a day has in some categories (bits, by dictionary
 * index; identity comes too), into a node of anybody who holds it by ways of its
 * own, and into a truth.  `among` has those whom it is about; NULL: all of them.
 */
int fill_beside(const struct world *world, const struct site *school,
		int32_t date, uint64_t categories, const struct truth *among,
		struct node *node, struct truth *truth, struct error *error);

#endif
