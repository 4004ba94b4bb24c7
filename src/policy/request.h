/*
 * request.h - what is asked of a policy, and the facts it is asked over.
 */
#ifndef HORNBOOK_POLICY_REQUEST_H
#define HORNBOOK_POLICY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "policy/condition.h"
#include "policy/decision.h"
#include "policy/level.h"
#include "policy/policy.h"

struct arena;
struct error;
struct notice;

/* Something that has been granted once for many pupils. */
struct grant {
	enum need_kind kind;    /* not NEED_CONSENT, that is each family's; nor
				   NEED_ROLE */
	struct slice by;        /* NEED_APPROVAL: the approval's name */
	struct slice terms;     /* NEED_TERMS: their name; empty: unnamed */
	struct slice recipient; /* empty: any */
	struct slice purpose;   /* empty: any */
	int32_t given;       /* DATE_NONE: on `from`, else on the day asked */
	int32_t from, until; /* inclusive; DATE_NONE: open */
	/* The criteria that were met (NEED_APPROVAL), or the subjects covered
	 * (NEED_TERMS), by name. */
	const struct slice *met;
	size_t met_count;
};

/* To whom data that was received may go on, as an `onward` clause says. */
struct onward_terms {
	const struct slice *bodies; /* or holders, by their aliases */
	size_t body_count;
	const struct slice *purposes; /* none: those of the licence */
	size_t purpose_count;
	struct level level; /* the most revealing one at which */
	bool then_by_law; /* once there it is bound by nothing of this licence,
			     only by the law and promise of that step */
};

/*
 * The terms under which data was received: what for, at which level, until when,
 * and to whom it may go on; nobody where `onward` has no entry and it is not
 * `by_law`.  Names are not held against the dictionary: one that it does not
 * have allows nothing.  One licence stands for all data that came under the same
 * terms: pupils whose licences differ are told apart.
 */
struct licence {
	const struct slice *purposes; /* what it may be used for; none: any */
	size_t purpose_count;
	struct level level; /* it came at; nothing goes on more revealing */
	bool by_law; /* it may go on as the controller's own law and notice let
			it; `onward` then has no entry */
	const struct onward_terms *onward;
	size_t onward_count;
	int32_t delete_by;    /* the last day on which it may be had, and go on;
			      DATE_NONE: none */
	unsigned int without; /* bits of enum without */
	/* What is cited: a clause, or a source without text whose name tells
	 * where the data came from. */
	struct range clause;
};

/* Data of one category came under a licence; where it came under several, each
 * must allow what is done with it. */
struct bound {
	uint16_t category;
	const struct licence *licence;
};

/* What binds the data of some pupils; other categories are the controller's
 * own. */
struct binding {
	const struct bound *list;
	size_t count;
};

/* No binding: all data is the controller's own. */
enum { BINDING_OWN = UINT16_MAX };

struct request {
	struct slice recipient; /* a body, or a holder by its alias */
	struct slice purpose;
	const struct field_set *fields; /* NULL: all that the notice holds or
					   the flow's rules name */
	int32_t date;
	struct slice trigger; /* empty: nothing has set it off */
	bool has_level;
	struct level level;   /* wanted; else the most that is allowed */
	int32_t last_release; /* to this recipient for this purpose */
	const struct grant *grants;
	size_t grant_count;
	const struct binding *bindings; /* that some pupils' data is under; at
					   most BINDING_OWN */
	size_t binding_count;
	uint16_t binding_room; /* how many more ways in which data is bound
				  plan_bind may add; 0: none */
	struct slice role;     /* of whoever asks; empty: not said */
	/* Who discloses, when there is no notice to say so; else
	 * DICTIONARY_NONE. */
	uint16_t controller_kind;
	struct slice controller_as; /* the body that it is, or a holder of one
				       by its alias; empty: by its kind */
	struct slice recipient_number; /* the recipient's LAESTAB, or an
					  authority's three digits; empty: not
					  known */
};

/* The wishes that bear on a request, one column each: 1 where there is one. */
enum wish_column {
	WISH_OBJECTION_PARENT, /* to this flow */
	WISH_OBJECTION_PUPIL,
	WISH_REFUSAL_PARENT, /* of all sharing */
	WISH_REFUSAL_PUPIL,
	WISH_CONSENT_PARENT,
	WISH_CONSENT_PUPIL,
	WISH_RESTRICTION, /* of processing, by anybody */
	WISH_MARKETING_STOP,
	WISH_COUNT
};

/*
 * Facts of up to BATCH_PUPILS pupils.  Every column is filled up to `count` and
 * has room up to batch_width(count); what lies between bears on nothing, but
 * must be there.
 */
struct batch {
	uint32_t count;
	const int32_t *facts[FACT_LIMIT];         /* NULL: not known of any */
	const int32_t *collected[CATEGORY_LIMIT]; /* when each pupil's section
						      was recorded; NULL: use
						      collected_all */
	int32_t collected_all;                    /* DATE_NONE: not known */
	const int32_t
		*served[NOTICE_VERSIONS];  /* when the family was given that
						   version; NULL: never */
	const uint8_t *wishes[WISH_COUNT]; /* NULL: nobody's */
	const uint16_t *binding; /* which of the request's; BINDING_OWN: none;
				    NULL: nobody's data is bound */
	/* When those that stand were first and last stated; NULL, and DATE_NONE
	 * as the first: not known.  Looked at where there is a wish. */
	const int32_t *first_stated[WISH_COUNT];
	const int32_t *last_stated[WISH_COUNT];
};

/* A wish as a family stated it. */
struct wish {
	struct slice kind; /* objection, opt-out, refusal, consent, restriction,
			      marketing-stop */
	struct slice by;   /* parent or pupil */
	struct slice recipient; /* empty: any */
	struct slice purpose;   /* empty: any */
	int32_t date;           /* DATE_NONE: always was */
	int32_t withdrawn;      /* DATE_NONE: it stands */
};

/*
 * The column that a wish sets in a request; false when it does not bear on it
 * (another recipient or purpose, not yet stated, withdrawn, unknown kind).
 */
bool wish_bears(const struct wish *wish, const struct request *request,
		const struct dictionary *dictionary, enum wish_column *column);

/* Takes one more wish into a column that has some already (`any`) or none:
 * the days on which the first and the last of them were stated. */
void wish_stated(bool any, int32_t date, int32_t *first, int32_t *last);

/* Whether of wishes stated from `first` to `last` one is of a day in the
 * window; one of a day that is not known is.  The days between the two are not
 * kept: one before the window and one after it count, on the family's side. */
static inline bool window_accepts(struct window window, int32_t first,
				  int32_t last)
{
	return first == DATE_NONE ||
	       ((window.to == DATE_NONE || first <= window.to) &&
		(window.from == DATE_NONE || last >= window.from));
}

/*
 * Of two days on which a family was given a version of the notice the one that
 * can count (not before the version began, not after the request), else
 * `kept`; DATE_NONE: never.
 */
int32_t request_served(const struct request *request,
		       const struct notice *version, int32_t kept, int32_t day);

/*
 * Whether a pupil whose record holds `number` is the recipient's own (R-123,
 * R-141), as a fact's column holds it: the recipient's number is the same, or it
 * is that of an authority and begins the number of a school.  DATE_NONE where
 * one of them is not known.
 */
int32_t request_own(const struct request *request, struct slice number);

/*
 * What keeps the request's grants and role from meeting a need: REASON_NONE
 * when they do (for NEED_CONSENT always).  `*missing` (may be NULL) becomes the
 * set of criteria, or of subjects, that nothing says are met, by their index in
 * the dictionary's approval or terms; none where the fault is another.
 */
enum reason need_fault(const struct need *need, const struct request *request,
		       const struct dictionary *dictionary, uint64_t *missing);

/*
 * Everything that can be granted on a day, in `arena`: approvals, authorisation,
 * identity and signed terms, each with all that it must say.  Fails only without
 * memory.
 */
int grant_all(const struct grant **out, size_t *count,
	      const struct dictionary *dictionary, int32_t date,
	      struct arena *arena, struct error *error);

/* Whether what lets data go is for this request, by a body's and a purpose's
 * name; empty: any.  A holder's alias stands for the holder alone, while it is
 * the one, since nobody has approved of its successor (C03). */
bool scope_serves(const struct dictionary *dictionary, struct slice recipient,
		  struct slice purpose, const struct request *request);

/* Inclusive; DATE_NONE: open. */
bool date_between(int32_t from, int32_t until, int32_t date);

#endif
