/*
 * decision.h - the answer to a request, for one pupil.
 *
 * An answer is a list of fields, a level of identification and obligations;
 * and for every field that was asked for and is withheld, the gate and the
 * clause that withheld it (the first gate, in order, at which no rule was left).
 */
#ifndef HORNBOOK_POLICY_DECISION_H
#define HORNBOOK_POLICY_DECISION_H

#include <stdint.h>

#include "dictionary/dictionary.h"
#include "language/source.h"
#include "policy/level.h"

struct arena;
struct builder;

enum outcome { OUTCOME_DENY, OUTCOME_PERMIT, OUTCOME_CONFLICT };

/* In the order in which they are asked. */
enum gate {
	GATE_NONE, /* not withheld */
	GATE_RECIPIENT,
	GATE_LAW,
	GATE_PROMISE,
	GATE_PUPIL,
	GATE_WISHES,
	GATE_SAFEGUARDS,
	GATE_COUNT
};

/* Why a field is withheld; the text is in decision.c. */
enum reason {
	REASON_NONE,
	REASON_RECIPIENT_UNKNOWN,
	REASON_RECIPIENT_CLOSED,
	REASON_PURPOSE_UNKNOWN,
	REASON_PURPOSE_ENDED,
	REASON_COLLECTION_ENDED,
	REASON_NO_GATEWAY, /* nothing leaves unless law */
	REASON_LAW_NOT_IN_FORCE,
	REASON_FORBIDDEN_BY_LAW,
	REASON_NOT_GRANTED,  /* what was received stays bound */
	REASON_NOT_PROMISED, /* and notice allow it (R-165, C19) */
	REASON_FORBIDDEN_BY_NOTICE,
	REASON_NOT_TOLD,
	REASON_TRIGGER,
	REASON_CONDITION,
	REASON_TOO_SOON,
	REASON_RESTRICTION,
	REASON_REFUSAL,
	REASON_MARKETING_STOP,
	REASON_NO_CONSENT,
	REASON_OBJECTION,
	REASON_NO_APPROVAL,
	REASON_APPROVAL_INCOMPLETE,
	REASON_APPROVAL_EXPIRED,
	REASON_NO_AUTHORISATION,
	REASON_NO_IDENTITY,
	REASON_NO_TERMS,
	REASON_TERMS_INCOMPLETE,
	REASON_TERMS_EXPIRED,
	REASON_NO_ROLE,
	REASON_LEVEL,
	REASON_IDENTIFIES,
	REASON_PROFILE,
	REASON_CONFLICT,
	REASON_COUNT
};

enum obligation_kind {
	OBLIGATION_NOTICE_GAP,      /* released by duty, not promised */
	OBLIGATION_OVERRIDDEN,      /* a wish yielded to a duty */
	OBLIGATION_BEYOND_TERMS,    /* a duty passed the terms it came under */
	OBLIGATION_SAFETY,          /* a wish yielded to the child's safety */
	OBLIGATION_PASSED_ON,       /* an objection lapsed at a birthday */
	OBLIGATION_UNCONFIRMED,     /* rests on a law's unconfirmed dates */
	OBLIGATION_WITHIN,          /* the law says how soon */
	OBLIGATION_NO_IDENTITY_OUT, /* results must identify nobody */
	OBLIGATION_RESULTS_AREA,    /* results only as numbers by an area */
	OBLIGATION_NO_DECISION,     /* no decision about a person */
	OBLIGATION_ONWARD,          /* onward disclosure is limited */
	OBLIGATION_DELETE,          /* to be destroyed by a date */
	OBLIGATION_COUNT
};

/* One field withheld, or a field released with GATE_NONE. */
struct verdict {
	uint8_t gate;        /* enum gate */
	uint8_t reason;      /* enum reason */
	struct range clause; /* source NULL: no clause; nothing allows it */
};

struct obligation {
	enum obligation_kind kind;
	struct range clause; /* source NULL where there is none */
	int32_t date;        /* of OBLIGATION_DELETE */
	struct slice area;   /* of OBLIGATION_RESULTS_AREA: its name */
};

/* Different obligations that a report over many decisions gathers; a decision
 * itself has as many as there are. */
enum { OBLIGATION_LIMIT = 64 };

struct decision {
	enum outcome outcome;
	struct level level; /* of what is released; else of nothing */
	const struct profile *profile; /* of tables: how small counts are
					  treated; NULL: the dictionary has no
					  default, or it is no table */
	struct range profile_clause;   /* that names it; source NULL: none
					  does */
	uint16_t regime; /* the data protection law of the date (C01);
			       DICTIONARY_NONE where the dictionary has none */
	struct field_set requested;
	struct field_set released;
	const struct verdict *verdicts; /* by field; for those requested */
	const struct obligation *obligations; /* in order of kind, then place */
	size_t obligation_count;
	struct range conflict[2]; /* of OUTCOME_CONFLICT: the two clauses */
};

const char *outcome_name(enum outcome outcome);
const char *gate_name(enum gate gate);

/* A stable word for machines: "no-gateway". */
const char *reason_name(enum reason reason);

/* A stable word for machines: "notice-gap". */
const char *obligation_name(enum obligation_kind kind);

/* A clause for people, to follow "withheld because": "no law allows it for
 * this purpose". */
const char *reason_text(enum reason reason);

/* "notice gap", "delete by 2027-01-15", "onward: gateways.dictionary:12". */
void obligation_write(const struct obligation *obligation, struct builder *out);

/* "file:line", or "no rule". */
void clause_write(struct range clause, struct builder *out);

/* Whether both are one clause, or none. */
bool clause_same(struct range a, struct range b);

#endif
