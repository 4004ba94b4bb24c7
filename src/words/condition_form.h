/*
 * condition_form.h - conditions brought into one form, so that equal ones are said
 * alike: alternatives, each of facts that must all hold, with ages as one range.
 * For wording_condition.c.
 *
 * That changes no permission, also where a fact is not known: and, or and not
 * distribute over each other in three values too.  What nobody can meet goes.
 */
#ifndef HORNBOOK_WORDS_CONDITION_FORM_H
#define HORNBOOK_WORDS_CONDITION_FORM_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "language/tree.h"

struct arena;
struct dictionary;

/* More of any are not worded. */
enum { FACTS_LIMIT = 12, ALTERNATIVES_LIMIT = 12, LEAVES_LIMIT = 4 };

/* No upper limit of an age. */
enum { AGE_MOST = INT_MAX };

/* A fact that must hold, or must not; of one with several leaves any may. */
struct literal {
	const struct condition *leaves[LEAVES_LIMIT];
	size_t count;
	bool denied;
	uint16_t fact;
};

/* Facts that must all hold; ages from `low` to `high`. */
struct alternative {
	struct literal list[FACTS_LIMIT];
	size_t count;
	int64_t low, high;
};

/* One of these must hold. */
struct alternatives {
	struct alternative list[ALTERNATIVES_LIMIT];
	size_t count;
	bool too_many;
};

/*
 * All conditions of `list` (NULL among them: none) together; in the arena.  NULL
 * when memory is out.
 */
struct alternatives *condition_form(const struct dictionary *dictionary,
				    const struct condition *const *list,
				    size_t count, struct arena *arena);

/* What holds where this one does not. */
enum comparison comparison_opposite(enum comparison comparison);

/* Whether they hold of everybody. */
bool condition_form_is_always(const struct alternatives *all);

#endif
