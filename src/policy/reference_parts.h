/*
 * reference_parts.h - the inside of the reference evaluator.  Private to
 * reference*.c; nothing here is shared with the engine.
 */
#ifndef HORNBOOK_POLICY_REFERENCE_PARTS_H
#define HORNBOOK_POLICY_REFERENCE_PARTS_H

#include "language/tree.h"
#include "policy/reference.h"

/* Everything that is asked about, in one place. */
struct asking {
	const struct dictionary *dictionary;
	const struct notice *const *notices;
	size_t notice_count;
	const struct notice *notice; /* the one in force; may be NULL */
	const struct request *request;
	const struct pupil *pupil;
	struct field_set requested;
};

enum truth { NO, YES, PERHAPS };

enum { RULES = 512 };

struct rules {
	const struct statement *list[RULES];
	size_t count;
};

/* The rules for a field at one of the gates. */
struct field_rules {
	struct rules gateways; /* speak of the flow and the field */
	struct rules in_force; /* of those */
	struct rules live;     /* of those: hold for the pupil */
	struct rules duties;   /* of those: duties not objected to by law, with
				  the consent they need */
	const struct statement *unconsented; /* what the first duty lacks */
	struct rules shares; /* speak of the flow and the field */
	struct rules live_shares;
	struct range not_in_force;
};

struct field_answer {
	struct verdict verdict;
	bool duty;          /* released because a duty requires it */
	bool gap;           /* and not promised */
	struct level level; /* when it passed the needs */
	struct range level_clause;
	bool level_conflict;
	struct range conflict[2];
};

/* A level and who states it. */
struct stated {
	struct level level;
	struct range clause;
};

static const struct range no_clause = {NULL, 0, 0};

/* reference_level.c */
/* -1: a reveals less; 1: more; 0: alike; 2: neither. */
int asking_compare_levels(const struct asking *asking, struct level a,
			  struct level b);
/* The first of the levels that reveals no more than any of them. */
bool asking_least_level(const struct asking *asking,
			const struct stated *levels, size_t count,
			struct stated *least);
/* The level that a field's rules and the terms it came under leave it, or that
 * they conflict. */
void asking_field_level(const struct asking *asking, uint16_t field,
			const struct field_rules *rules,
			struct field_answer *result);

/* reference_profile.c */
/* Whether a rule names a profile; which that is on the day (NULL: none is in
 * use), and the clause. */
bool asking_profile(const struct asking *asking, const struct statement *rule,
		    const struct profile **profile, struct range *clause);

const struct profile *asking_default_profile(const struct asking *asking);

/* reference_condition.c */
/* Whether a condition is so. */
enum truth asking_judge(const struct asking *asking,
			const struct condition *condition);
int32_t asking_fact_value(const struct asking *asking, uint16_t index);

/* reference_rules.c */
bool asking_names_field(const struct asking *asking,
			const struct argument *names, uint16_t field);
bool asking_covers_field(const struct asking *asking,
			 const struct notice *notice,
			 const struct statement *rule, uint16_t field);
bool asking_speaks(const struct asking *asking, const struct statement *rule);
bool reference_date_within(int32_t from, int32_t to, int32_t date);
struct range reference_cited(const struct statement *rule);
bool asking_law_in_force(const struct asking *asking,
			 const struct statement *rule, struct range *why);
/* Whether the request's trigger is among the names. */
bool asking_trigger_named(const struct asking *asking,
			  const struct argument *names);
int reference_months(const struct statement *statement, const char *label);
/* Whether a rule holds for this pupil; if not, why not. */
bool asking_rule_holds(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause);
bool asking_prohibition_bites(const struct asking *asking,
			      const struct statement *never);

/* Whether a name is that of the body that the controller is, whoever holds it. */
bool asking_is_controller(const struct asking *asking, struct slice name);

/* reference_binding.c */
/* The terms by which a field's data is bound, in order: whether they let it go,
 * and at which level at most; false beyond the last. */
bool asking_bound(const struct asking *asking, uint16_t field, size_t index,
		  struct stated *terms, bool *granted);

/* Whether the field's data had to be destroyed before the day, by the first
 * terms that say so. */
bool asking_over(const struct asking *asking, uint16_t field,
		 struct range *clause);

/* reference_wishes.c */
/* Whether the first holder has objected and the second may now. */
bool asking_objection_passed_on(const struct asking *asking,
				const struct statement *clause);
bool asking_leaves_field(const struct asking *asking,
			 const struct statement *clause, uint16_t field);
/* The first objection clause of a rule that withholds this field. */
const struct statement *asking_objecting(const struct asking *asking,
					 const struct statement *rule,
					 uint16_t field);
bool asking_refused(const struct asking *asking);
bool asking_objected(const struct asking *asking);
/* reference_needs.c */
/* The first need of a rule, beside consent, that is not met. */
bool asking_lacks_need(const struct asking *asking,
		       const struct statement *rule, enum reason *reason,
		       struct range *clause);
/* Whether a need is asked of this pupil. */
bool asking_need_applies(const struct asking *asking,
			 const struct statement *need);

/* reference_wishes.c */
const struct statement *asking_unmet_consent(const struct asking *asking,
					     const struct statement *rule);

/* reference_field.c */
bool reference_any_clause(const struct rules *rules);
void asking_find_gateways(const struct asking *asking, uint16_t field,
			  struct field_rules *rules);
bool asking_law_forbids(const struct asking *asking,
			const struct statement *never, uint16_t field);
/* Whether the field is collected on the date of the request, or it is the family
 * who ask. */
bool asking_is_collected(const struct asking *asking, uint16_t field);
bool asking_fails_recipient(const struct asking *asking,
			    struct field_answer *result);
bool asking_fails_purpose(const struct asking *asking,
			  struct field_answer *result);
const struct purpose *asking_purpose(const struct asking *asking);
/* Whether a rule for the flow covers the field, or the notice holds it. */
bool asking_speaks_of_field(const struct asking *asking, uint16_t field,
			    struct field_rules *rules);
/* Gates 1 to 6, all but the level of the whole, which is one for all fields. */
void asking_answer_field(const struct asking *asking, uint16_t field,
			 struct field_rules *rules,
			 struct field_answer *result);

#endif
