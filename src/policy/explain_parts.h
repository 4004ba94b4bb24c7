/*
 * explain_parts.h - what explanations share: explain.c and explain_gate.c (text),
 * explain_json.c, family*.c and trace*.c.  Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_EXPLAIN_PARTS_H
#define HORNBOOK_POLICY_EXPLAIN_PARTS_H

#include <stdbool.h>

#include "policy/explain.h"

/* Everything about one explanation that is worked out once. */
struct account {
	const struct explanation *explanation;
	enum standing gateways[STANDING_LIMIT];
	enum standing shares[STANDING_LIMIT];
};

/* --- explain_account.c ------------------------------------------------------- */

/* Who holds the recipient's function on the date, by label. */
struct slice explain_recipient(const struct explanation *explanation);

/* What for, by label. */
struct slice explain_purpose(const struct explanation *explanation);

/* Of `fields`, those that the record holds, where that is known. */
struct field_set explain_interest(const struct explanation *explanation,
				  struct field_set fields);

/* Whether a share covers something of interest that is asked for. */
bool explain_covers(const struct explanation *explanation,
		    const struct rule *rule);

/* The fields asked for and withheld, of those of interest. */
struct field_set explain_withheld(const struct explanation *explanation);

/*
 * Takes out of `*left` the fields withheld at `gate` for one cause (the same
 * reason and clause): false when there are none left.
 */
bool explain_cause(const struct decision *decision, enum gate gate,
		   struct field_set *left, struct verdict *cause,
		   struct field_set *fields);

/* The truth of a condition for the pupil: TRUTH_TRUE, ... */
int explain_truth(const struct explanation *explanation,
		  const struct condition *condition, struct arena *arena,
		  uint8_t *truth, struct error *error);

/* --- explain_gate.c ---------------------------------------------------------- */

/* Adds what let data pass a gate, or would have. */
void explain_gate(const struct account *telling, enum gate gate,
		  struct builder *out);

/* Adds the fact behind most conditions, so that a reader sees why one does not
 * hold. */
void explain_age(const struct explanation *explanation, struct builder *out);

#endif
