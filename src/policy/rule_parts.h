/*
 * rule_parts.h - what rule.c (whom and what a rule speaks of) and rule_clauses.c
 * (on what terms) share.  Private to the policy room.
 *
 * Names that are not known become findings; what can fail fails only without
 * memory, and returns -1.
 */
#ifndef HORNBOOK_POLICY_RULE_PARTS_H
#define HORNBOOK_POLICY_RULE_PARTS_H

#include "policy/resolve.h"
#include "policy/rule.h"

/* --- rule.c --- */

size_t rule_children(const struct statement *statement, enum keyword keyword);

int rule_reach(struct resolver *resolver, struct reach *reach,
	       const struct argument *bodies, const struct argument *purposes,
	       struct range range, struct error *error);

/* --- rule_clauses.c: each reads the clauses of its kind into the rule --- */

int rule_objections(struct resolver *resolver, struct rule *rule,
		    struct error *error);
int rule_needs(struct resolver *resolver, struct rule *rule,
	       struct error *error);
int rule_onward(struct resolver *resolver, struct rule *rule,
		struct error *error);
void rule_level(struct resolver *resolver, struct rule *rule,
		struct profile_list own);
void rule_without(struct resolver *resolver, struct rule *rule);

#endif
