/*
 * promise.h - what families were promised of each flow, held against what
 * arrived.
 *
 * This is the recipient's suspicious auditor.  It knows the promises from the
 * privacy notices and the law as people read them, one row for each of the 39
 * flows, and nothing of dictionaries' gateways, notices as programs, or the
 * engine: a rule that is wrong there must be seen here.  It opens what a
 * recipient got with readers of its own, looks up each pupil in the truth
 * (truth.h) and lists what it objects to, in plain words, by file and row and
 * never with anything about a person.
 *
 * It vouches for: form, level, columns, pupils (those who may be there, and of
 * duties those who must), wishes, court orders, own pupils, pseudonyms, small
 * numbers, how often, the recipient's being open, and that the manifest says what
 * the payload holds; of a family's copy, that it is whole, of nobody else, and
 * lists the releases that were seen here.  A row that names nobody must be
 * somebody's who may be in it.  It does not judge whether the values of a field
 * are well chosen, nor signatures and seals: opening did.
 */
#ifndef HORNBOOK_DEMO_PROMISE_H
#define HORNBOOK_DEMO_PROMISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct truth;

enum { PROMISE_FLOWS = 39 };

enum promise_level {
	PROMISE_NAMED,
	PROMISE_PUPIL,
	PROMISE_INSIDE,
	PROMISE_ANONYMISED,
	PROMISE_AGGREGATE,
};

/* One flow's promise, for people. */
struct promise_told {
	unsigned int flow;
	const char *sentence; /* as a parent would understand it */
	const char *marks;    /* "R-139, R-193" (docs/requirements.md) */
	const char *because;  /* why it is no narrower, by its sources; NULL */
	enum promise_level level;
	const char *level_name; /* "aggregate" */
	bool rows;              /* may come as plain rows, a CSV file */
	bool about;             /* of nobody but those whom it is about */
};

/* Of flow 1 to 39. */
struct promise_told promise_told(unsigned int flow);

struct promise_file {
	struct slice name; /* without directory */
	struct slice bytes;
};

/* Pseudonyms met so far, and by whom: shared by all checks of one world. */
struct promise_pseudonyms;
int promise_pseudonyms_make(struct promise_pseudonyms **out,
			    struct error *error);
void promise_pseudonyms_free(struct promise_pseudonyms *pseudonyms);

/* What was checked before in the same world: who sent what of whom, and when. */
struct promise_history;
int promise_history_make(struct promise_history **out, struct error *error);
void promise_history_free(struct promise_history *history);

/* What a recipient got, and what is known about the occasion. */
struct promise_evidence {
	unsigned int flow; /* 1 to 39 */
	int32_t date;      /* on which it left */

	/* The payload (or payloads: packs, batches), opened with the
	 * recipient's key, and the manifest (JSON; empty: this flow has none,
	 * such as letters and packs for families). */
	const struct promise_file *files;
	size_t file_count;
	struct slice manifest;
	struct slice matching; /* the package's matching.key; empty: none */

	/* Bodies ("school", "department", "lsc") and numbers (LAESTAB,
	 * authority; may be empty), as the story has them. */
	struct slice sender, sender_number;
	struct slice recipient, recipient_number;
	struct slice recipient_name; /* as forms have it; may be empty */

	/* All pupils of the sender. */
	const struct truth *truth;

	/* An academy's own authorisation was given for this. */
	bool authorised;
	/* Who approved it and on which signed terms, if
	 * anybody did. */
	bool approved, terms_signed;
	/* Identity of the person who asks was checked, and it was asked in
	 * writing. */
	bool identity_checked, in_writing;
	/* The looker-up is authorised and gave a reason. */
	bool authorised_role, reason_given;

	/* UPNs (of who has none, learner numbers) of whom the occasion is
	 * about: who moves school, who joins, of whom an enquiry is made, whose
	 * record is asked for.  None: the flow is about all whom its promise
	 * lets. */
	const struct slice *subjects;
	size_t subject_count;
	uint64_t most; /* rows at most: the sample that was asked for; 0: any */

	struct promise_pseudonyms *pseudonyms; /* may be NULL */
	struct promise_history *history;       /* likewise */
};

/* Whether there is anybody whom the flow may tell of on that day: where all are too
 * young or have refused, it is well that nothing leaves. */
bool promise_is_due(const struct promise_evidence *evidence);

/* What is wrong, said once for each file. */
struct promise_objection {
	struct slice file; /* may be empty */
	uint64_t row;      /* the first record's number, from 1; 0: the whole */
	uint64_t times;    /* records of which the same is to be said */
	struct slice what; /* plain words; no personal data */
};

struct promise_result {
	uint64_t rows;   /* records, cells or pages looked at */
	uint64_t checks; /* questions asked of them */
	uint64_t pupils; /* known pupils found in them */
	struct promise_objection
		*objections; /* the first of them that differ */
	size_t kept;
	uint64_t count; /* of all, the same ones too */
};

enum { PROMISE_OBJECTIONS_KEPT = 100 };

/*
 * Checks what arrived.  An objection is a finding, not a failure: it fails only
 * when memory is out.  The result's texts live in `arena`.
 */
int promise_check(const struct promise_evidence *evidence,
		  struct promise_result *result, struct arena *arena,
		  struct error *error);

#endif
