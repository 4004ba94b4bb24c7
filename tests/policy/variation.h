/*
 * variation.h - changes to the texts of an invented law, of which it is known
 * what they may do to decisions.
 *
 * Each makes `after`, which is zero, from `before`: all texts, not yet read
 * (invented_case_read).  False when there is nothing of the kind to change;
 * `after` is then to be released all the same.
 */
#ifndef HORNBOOK_TESTS_POLICY_VARIATION_H
#define HORNBOOK_TESTS_POLICY_VARIATION_H

#include <stdbool.h>

#include "base/slice.h"
#include "language/grammar.h"

struct builder;
struct choices;
struct invented_case;

/* Neither the order of rules nor that of the clauses in them. */
bool vary_rule_order(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after);
/* Not the order of names in lists. */
bool vary_name_order(struct choices *choices,
		     const struct invented_case *before,
		     struct invented_case *after);
/* Other names for all that a dictionary names, and other labels. */
bool vary_names(struct choices *choices, const struct invented_case *before,
		struct invented_case *after);
/* The name that vary_names gives; false for one that stays. */
bool varied_name(struct slice name, struct builder *out);
/* The canonical layout; comments, and one blank line more. */
bool vary_layout(struct choices *choices, const struct invented_case *before,
		 struct invented_case *after);
/* A gateway whose data is in two with the same clauses. */
bool vary_by_splitting(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after);

bool vary_by_new_share(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after);
/* not in force before those there are */
bool vary_by_new_version(struct choices *choices,
			 const struct invented_case *before,
			 struct invented_case *after);
/* in a notice */
bool vary_by_new_never(struct choices *choices,
		       const struct invented_case *before,
		       struct invented_case *after);
bool vary_by_new_law_never(struct choices *choices,
			   const struct invented_case *before,
			   struct invented_case *after);

/* A gateway less; `plain`: one without needs, level, objections and duty. */
bool vary_without_gateway(struct choices *choices,
			  const struct invented_case *before,
			  struct invented_case *after);
bool vary_without_plain_gateway(struct choices *choices,
				const struct invented_case *before,
				struct invented_case *after);

/* Every clause of these kinds goes out of gateways; shares and prohibitions
 * out of notices. */
bool vary_without_duties(struct choices *choices,
			 const struct invented_case *before,
			 struct invented_case *after);
/* and consent, of gateways */
bool vary_without_objections(struct choices *choices,
			     const struct invented_case *before,
			     struct invented_case *after);
bool vary_without_promises(struct choices *choices,
			   const struct invented_case *before,
			   struct invented_case *after);

#endif
