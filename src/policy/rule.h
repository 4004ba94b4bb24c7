/*
 * rule.h - gateways, shares and prohibitions with their names resolved.
 *
 * A rule is what a `gateway`, `share` or `never` statement says, in terms of
 * the dictionary's indexes.  Conditions stay trees here; condition.h
 * compiles them.  Everything lives in the arena given to rule_resolve and
 * points into the statements, which must outlive it.
 */
#ifndef HORNBOOK_POLICY_RULE_H
#define HORNBOOK_POLICY_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "language/source.h"
#include "policy/level.h"

struct arena;
struct condition;
struct error;
struct findings;
struct statement;

enum rule_kind { RULE_GATEWAY, RULE_SHARE, RULE_PROHIBITION };

/* Recipients, and the purposes they may have it for; no purposes: any. */
struct reach {
	const uint16_t *bodies;
	const uint16_t *holders; /* beside bodies: DICTIONARY_NONE, or the one
				    holder that was named by its alias */
	size_t body_count;
	const uint16_t *purposes;
	size_t purpose_count;
	struct range range;
};

/* Who discloses: a kind of controller, and the body that it is. */
struct discloser {
	uint16_t kind;   /* code of controller-kind; DICTIONARY_NONE */
	uint16_t body;   /* DICTIONARY_NONE: none that has a name */
	uint16_t holder; /* the one holder that it is, else DICTIONARY_NONE */
};

/* Who may say something on a pupil's behalf, changing hands at an age. */
enum wish_holder { HOLDER_PARENT, HOLDER_PUPIL };

/* From this birthday the pupil, before it a parent, refuses or consents
 * (R-192, R-193). */
enum { HAND_OVER_AGE = 16 };

struct hand_over {
	enum wish_holder first;
	enum wish_holder second; /* from the birthday on */
	int age;                 /* 0: the first for ever */
};

/* Days on which something was stated, both included; DATE_NONE: open. */
struct window {
	int32_t from, to;
};

struct objection_clause {
	struct hand_over by;
	struct window stated; /* an objection of another day is not accepted */
	struct field_set leaves; /* still sent when there is an objection */
	struct range range;
};

enum need_kind {
	NEED_APPROVAL,
	NEED_AUTHORISATION,
	NEED_CONSENT,
	NEED_IDENTITY,
	NEED_TERMS,
	NEED_ROLE,
	NEED_KIND_COUNT
};

struct need {
	enum need_kind kind;
	uint16_t approval; /* NEED_APPROVAL: which */
	uint16_t terms;    /* NEED_TERMS: which; DICTIONARY_NONE: any */
	uint16_t role;     /* NEED_ROLE: which */
	/* NEED_CONSENT: whose counts; age 0: the first's alone. */
	struct hand_over by;
	const struct condition *where; /* NULL: always needed */
	struct range range;
};

struct onward_limit {
	const uint16_t *bodies;  /* none: no onward disclosure at all */
	const uint16_t *holders; /* beside bodies, as in a reach */
	size_t body_count;
	const uint16_t *purposes; /* none: what it was received for */
	size_t purpose_count;
	struct level level; /* the most revealing one at which */
	bool then_by_law;   /* once there nothing of this rule binds it */
	struct range range;
};

/* What may come out of the recipient's work, beside what goes in (C31). */
enum results { RESULTS_UNSTATED, RESULTS_NOBODY, RESULTS_AREA };

/* What the recipient must not do with the data (C17), as bits. */
enum without {
	WITHOUT_DECISIONS = 1 << 0,      /* about a person */
	WITHOUT_IDENTIFICATION = 1 << 1, /* of anybody in results */
};

struct rule {
	enum rule_kind kind;
	struct slice name; /* a gateway's or prohibition's; may be empty */
	const struct statement *statement;
	struct range range; /* of its first line: what a clause is cited by */

	const uint16_t *laws;
	const struct range *law_ranges; /* the clause that names each */
	size_t law_count;
	struct range laws_range; /* the first of those clauses; else range */
	const uint16_t *grounds; /* a gateway's basis and conditions in data
				    protection law, each while in force */
	size_t ground_count;
	int32_t from, to; /* its own dates; DATE_NONE: open */

	bool by_anybody; /* no `by`: whoever holds the data may disclose it */
	uint32_t kinds;  /* bit n: controller kind n of the code set
			    controller-kind may disclose */
	const uint16_t *by_bodies;  /* and these bodies may */
	const uint16_t *by_holders; /* beside them, as in a reach */
	size_t by_count;
	const struct reach *reaches;
	size_t reach_count;
	struct field_set fields;
	bool held;     /* and the categories that the notice holds */
	bool by_other; /* a share done by another controller: told, not done */

	const struct condition *when;
	uint64_t triggers; /* bit n: trigger n; 0: any or none */
	struct range triggers_range;
	bool duty;                 /* and none of its laws is pending */
	uint64_t duty_triggers;    /* 0: always */
	struct range within_range; /* how soon; no source: not stated */
	int every_months;          /* 0: as often as wanted */
	struct range every_range;
	struct level level;
	struct range level_range;      /* the rule's range when not stated */
	const struct profile *profile; /* named beside the level; NULL: none */
	enum results results;          /* stated beside the level */
	uint16_t results_area; /* of RESULTS_AREA; else DICTIONARY_NONE */
	unsigned int without;  /* bits of enum without */
	struct range without_range;

	const struct need *needs;
	size_t need_count;
	const struct objection_clause *objections;
	size_t objection_count;
	const struct onward_limit *onward;
	size_t onward_count;
	struct range delete_range; /* no source: not stated */
	int32_t delete_by;         /* DATE_NONE: so long after the release */
	int delete_months;
	int delete_days;
};

/* The profiles of a notice, which its rules may name beside the dictionary's. */
struct profile_list {
	const struct profile *list;
	size_t count;
};

/*
 * Resolves one statement (KEYWORD_GATEWAY, KEYWORD_SHARE or KEYWORD_NEVER).
 * Unknown names become findings with the nearest known one; the rule is then
 * not to be used.  Fails only when memory is out.
 */
int rule_resolve(struct rule *rule, const struct statement *statement,
		 const struct dictionary *dictionary, struct profile_list own,
		 struct arena *arena, struct findings *findings,
		 struct error *error);

/* Whether an onward clause names a body on the date; by a holder's alias while
 * that holder has it. */
bool onward_reaches(const struct onward_limit *clause,
		    const struct dictionary *dictionary, uint16_t body,
		    int32_t date);

/* Whether the rule speaks of this recipient and purpose (dictionary indexes).
 * A body named by a holder's alias in the rule counts while that holder
 * is the one on `date`. */
bool rule_reaches(const struct rule *rule, const struct dictionary *dictionary,
		  uint16_t body, uint16_t purpose, int32_t date);

/* Whether the rule is for this discloser: no `by`, or one that names its kind,
 * or its body while that (by an alias: that holder) exists on `date`. */
bool rule_is_for(const struct rule *rule, const struct dictionary *dictionary,
		 const struct discloser *discloser, int32_t date);

/*
 * Whether the rule and all its laws are in force on `date`; if not, `*why`
 * (may be NULL) is the clause to cite; if so, it is left as anything.
 */
bool rule_in_force(const struct rule *rule, const struct dictionary *dictionary,
		   int32_t date, struct range *why);

/* The fields of a rule, given those of the categories that the notice holds. */
static inline struct field_set rule_fields(const struct rule *rule,
					   const struct field_set *held)
{
	return rule->held ? field_set_union(rule->fields, *held) : rule->fields;
}

#endif
