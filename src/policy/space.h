/*
 * space.h - every pupil there can be, as far as rules can tell them apart.
 *
 * A space is made for one or more plans.  The facts that their rules ask are
 * cut at the values that occur in conditions (an age at its birthday, a code,
 * a year, a flag), each with "not known" beside; wishes that bear on the
 * answer are there or not; each version of the notice was told to the family
 * or was not.  Of a plan whose request has bindings all data is under the first.
 * What lies between the cuts is a *cell*: all pupils of a cell have the same
 * answer to every plan, and every possible pupil is in one cell.  What no plan
 * asks is never cut.
 *
 * A cell is a possible pupil: facts read from one field of the record go
 * together (a code and a flag that is true for some codes), and what follows
 * from other facts is worked out from those.  (Of a category with several
 * items each fact stands alone.)
 *
 * A set of cells is said in words: as few conditions as were found, joined by
 * "or", that hold for exactly the pupils of the set.
 *
 * There is a budget of cells.  Where more are needed, the finest cuts are left
 * out until the rest fits, and space_whole says so; what is said of the rest
 * stays true.
 */
#ifndef HORNBOOK_POLICY_SPACE_H
#define HORNBOOK_POLICY_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/condition.h"
#include "policy/plan.h"
#include "policy/pupil.h"

struct builder;
struct error;
struct space;

/* Whether families were told of what their notice says. */
enum space_told {
	SPACE_TOLD,      /* all were, by every version begun by the date */
	SPACE_TOLD_EACH, /* cut: each version was given to the family or not */
};

enum { SPACE_CELLS = 1 << 20 };

/* A condition to cut at, beside those of the plans. */
struct space_condition {
	const struct condition_program *program; /* not bound to a date */
	const struct dictionary *dictionary;
};

struct space_options {
	enum space_told told;
	uint32_t most; /* cells; 0: SPACE_CELLS */
	const struct space_condition *conditions;
	size_t condition_count;
};

/*
 * Makes the space of `plans`, which must outlive it.  Their dictionaries may
 * differ: facts are matched by name, their values by code.  `options` may be
 * NULL.
 */
int space_make(struct space **out, struct plan *const *plans, size_t plan_count,
	       const struct space_options *options, struct error *error);
void space_free(struct space *space);

/* Cells are numbered from 0.  With one cell the plans ask nothing. */
uint32_t space_size(const struct space *space);

/* False when the budget was too small. */
bool space_whole(const struct space *space);

/* Decides every cell by plan `plan` (its place in the list): `decisions`, of
 * space_size elements, are indexes for plan_decision. */
int space_decide(struct space *space, size_t plan, uint32_t *decisions,
		 struct error *error);

/* As space_decide, by another plan over the same rules: for the same recipient,
 * purpose and date, set off or approved otherwise. */
int space_decide_by(struct space *space, struct plan *plan, uint32_t *decisions,
		    struct error *error);

/* A pupil of a cell, in terms of the dictionary of plan `plan`. */
void space_pupil(const struct space *space, size_t plan, uint32_t cell,
		 struct pupil *pupil);

/*
 * The cell of a pupil, in terms of the dictionary of plan `plan`; UINT32_MAX
 * when the budget left it out, or when its facts do not go together.  Of the
 * notices only those that were given count, not when data was collected.
 */
uint32_t space_find(const struct space *space, size_t plan,
		    const struct pupil *pupil);

/* How condition `condition` of the options stands for every cell: `truth`, of
 * space_size elements, is TRUTH_TRUE, TRUTH_FALSE or TRUTH_UNKNOWN. */
int space_evaluate(struct space *space, size_t condition, uint8_t *truth,
		   struct error *error);

/* --- sets of cells --------------------------------------------------------------- */

/* A bit for each cell. */
struct cell_set {
	uint64_t *words;
};

static inline bool cell_set_has(const struct cell_set *set, uint32_t cell)
{
	return (set->words[cell / 64] >> (cell % 64) & 1) != 0;
}

static inline void cell_set_add(struct cell_set *set, uint32_t cell)
{
	set->words[cell / 64] |= 1ull << (cell % 64);
}

/* An empty set; it lives until space_free. */
int space_set(struct space *space, struct cell_set *set, struct error *error);

uint32_t space_count(const struct space *space, const struct cell_set *set);
bool space_same(const struct space *space, const struct cell_set *a,
		const struct cell_set *b);

/* The plainest cell of a set, for an example: with the fewest wishes and the
 * fewest facts not known.  UINT32_MAX when the set is empty. */
uint32_t space_example(const struct space *space, const struct cell_set *set);

/* --- words ------------------------------------------------------------------------- */

/*
 * Adds the condition for being in a set: "age >= 13 and age < 16, objected by
 * a parent; or year in 7 to 9".  "every pupil" and "no pupil" for all and none.
 */
int space_say(struct space *space, const struct cell_set *set,
	      struct builder *out, struct error *error);

/* Adds a cell as an example: "a pupil of 14, objected by a parent".  `about`
 * (may be NULL) is the set it is an example of: facts that do not matter for
 * it are left out. */
int space_say_cell(struct space *space, uint32_t cell,
		   const struct cell_set *about, struct builder *out,
		   struct error *error);

/* The same in plain words: "pupils of 13 to 15 whose parent has objected",
 * "a pupil of 14 whose parent has objected". */
int space_tell(struct space *space, const struct cell_set *set,
	       struct builder *out, struct error *error);
int space_tell_cell(struct space *space, uint32_t cell,
		    const struct cell_set *about, struct builder *out,
		    struct error *error);

#endif
