/*
 * promise_rule.h - a promise as the checker holds it.
 *
 * Written from the five privacy notices and from the law, by flow, and from
 * nothing else (their marks are those of docs/requirements.md).  Private to
 * the promise*.c files.
 */
#ifndef HORNBOOK_DEMO_PROMISE_RULE_H
#define HORNBOOK_DEMO_PROMISE_RULE_H

#include "base/date.h"
#include "demo/promise.h"
#include "demo/promise_meaning.h"
#include "demo/truth.h"

/* What arrives, as the mission has it. */
enum promise_form {
	FORM_CSV = 1,
	FORM_CENSUS = 2,
	FORM_TRANSFER = 4, /* a file of the common transfer file's family */
	FORM_TRACKING = 8, /* XML of what leavers do */
	FORM_TABLE = 16,   /* CSV of counts */
	FORM_PAPER = 32,   /* a letter, a report, a case file */
	FORM_COPY = 64,    /* the same as page, document, data and table */
};

/* What an objection does. */
enum promise_wish {
	WISH_NO_MATTER,         /* a duty, or no one pupil is in it */
	WISH_FLOOR,             /* only the floor is left */
	WISH_OUT,               /* the pupil is not in it */
	WISH_NO_QUALIFICATIONS, /* opted out of sharing achievements */
	WISH_NO_MARKETING,
};

struct promise {
	const char *sentence;
	const char *marks;
	const char *because; /* sources of what one may wonder at; NULL */
	enum promise_level level;
	const char *by; /* areas of a table, spaces between; NULL: any */
	unsigned int forms;
	uint64_t allowed;
	uint64_t each; /* what every row has */
	uint64_t floor;
	/* Of a family's copy: of what all that is held must be in it; 0: it is
	 * none.  And whether it must say who had it. */
	uint64_t copied;
	bool history;
	enum promise_wish wish;
	bool refusal; /* a general refusal keeps the pupil out */
	bool all;     /* nobody whom it is about may be left out */
	/* Of a duty to tell: who of those that may be in it must be, whomever
	 * the occasion is about.  NULL: nobody. */
	bool (*must)(const struct truth_pupil *pupil,
		     const struct promise_evidence *evidence);
	uint64_t least;     /* of what is known of a pupil, each row has this */
	uint64_t some;      /* what it is for: somebody in it has it */
	bool only_subjects; /* never without somebody whom it is about */
	bool own;           /* of the recipient's own pupils alone */
	bool matched;       /* who can tell each of them by number */
	bool protects; /* a child's safety: a court order is no hindrance */
	bool academy;  /* an academy has a say */
	bool approved, terms;
	unsigned int smallest; /* count that a table may show */
	unsigned int
		months;     /* that lie between two releases of a sender's; 0 */
	int32_t since;      /* the first day; 0: always */
	int32_t until;      /* the last day; 0: it goes on */
	const char *stages; /* of assessments, spaces between; NULL: any */
	const char *to;     /* bodies, spaces between */
	const char *purposes; /* likewise */
	/* Why a pupil may not be in it on the day; NULL: may. */
	const char *(*unfit)(const struct truth_pupil *pupil,
			     const struct promise_evidence *evidence);
};

/* Of flow 1 to PROMISE_FLOWS. */
const struct promise *promise_of(unsigned int flow);

/* --- who (promise_pupils.c) ----------------------------------------------- */

/* Why this pupil may not be in what arrived at all; NULL: may. */
const char *promise_unfit(const struct promise *promise,
			  const struct promise_evidence *evidence,
			  const struct truth_pupil *pupil);

/* Whether the flow has to have this pupil in it; `whole`: it is a census. */
bool promise_must(const struct promise *promise,
		  const struct promise_evidence *evidence,
		  const struct truth_pupil *newest, bool whole);

/* Whether the pupil objected to it, as this promise counts objections. */
bool promise_objected(const struct promise *promise,
		      const struct promise_evidence *evidence,
		      const struct truth_pupil *pupil);

/* Whether the occasion is about the pupil; true where it is about nobody in
 * particular. */
bool promise_is_subject(const struct promise_evidence *evidence,
			const struct truth_pupil *pupil);

const char *unfit_none(const struct truth_pupil *pupil,
		       const struct promise_evidence *evidence);
const char *unfit_not_on_roll(const struct truth_pupil *pupil,
			      const struct promise_evidence *evidence);
const char *unfit_not_census(const struct truth_pupil *pupil,
			     const struct promise_evidence *evidence);
const char *unfit_under_13(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence);
const char *unfit_under_14(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence);
const char *unfit_under_14_anywhere(const struct truth_pupil *pupil,
				    const struct promise_evidence *evidence);
const char *unfit_under_16(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence);
const char *unfit_key_stage(const struct truth_pupil *pupil,
			    const struct promise_evidence *evidence);
const char *unfit_young_years(const struct truth_pupil *pupil,
			      const struct promise_evidence *evidence);
const char *unfit_under_11(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence);
const char *unfit_measured(const struct truth_pupil *pupil,
			   const struct promise_evidence *evidence);
const char *unfit_tracked(const struct truth_pupil *pupil,
			  const struct promise_evidence *evidence);
const char *unfit_year_7_to_14(const struct truth_pupil *pupil,
			       const struct promise_evidence *evidence);
const char *unfit_applicant(const struct truth_pupil *pupil,
			    const struct promise_evidence *evidence);

/* Those on the roll ... */
bool must_on_roll(const struct truth_pupil *pupil,
		  const struct promise_evidence *evidence);
/* ... of whom nobody refused all sharing or restricted it ... */
bool must_unless_refused(const struct truth_pupil *pupil,
			 const struct promise_evidence *evidence);
/* ... in the last year of the key stage that the file is of. */
bool must_assessed(const struct truth_pupil *pupil,
		   const struct promise_evidence *evidence);
/* ... in reception and year 6, who are weighed and measured. */
bool must_measured(const struct truth_pupil *pupil,
		   const struct promise_evidence *evidence);

/* Why the pupil may not be in what goes to this recipient then, whomever the
 * occasion is about; NULL: may. */
const char *promise_barred(const struct promise *promise,
			   const struct promise_evidence *evidence,
			   const struct truth_pupil *pupil);

/* --- offices (promise_office.c) -------------------------------------------- */

/* The function that a body holds: "lsc" is "post-16-funding"; itself when it
 * is none of those that passed from hand to hand. */
struct slice office_function(struct slice body);

/* Whether the body (or, by its function, some holder) exists on the day. */
bool office_is_open(struct slice body, int32_t date);

#endif
