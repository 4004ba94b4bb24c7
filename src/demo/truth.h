/*
 * truth.h - the invented pupils as they are, for whoever checks what was told
 * of them.
 *
 * Only in a demonstration is the truth known: the pupils were made up.  A truth
 * holds the records that one sender has, as they were generated (and changed since,
 * as the story goes), and what a promise asks of a pupil, read
 * from them without the engine's help.  It belongs to one thread.
 */
#ifndef HORNBOOK_DEMO_TRUTH_H
#define HORNBOOK_DEMO_TRUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct dictionary;
struct error;
struct record;
struct record_pool;
struct truth;

enum truth_wish_kind {
	TRUTH_OBJECTION,
	TRUTH_REFUSAL,
	TRUTH_CONSENT,
	TRUTH_RESTRICTION,
	TRUTH_MARKETING_STOP,
	TRUTH_OPT_OUT,
	TRUTH_OTHER_WISH
};

struct truth_wish {
	enum truth_wish_kind kind;
	bool by_pupil;           /* else by a parent */
	struct slice recipient;  /* a body; empty: any */
	struct slice purpose;    /* empty: any */
	int32_t date, withdrawn; /* DATE_NONE: not withdrawn */
};

/* Texts are empty, and dates DATE_NONE, where the record has none. */
struct truth_pupil {
	struct slice upn, uln, surname, forename;
	struct slice former_upn; /* that it had before */
	int32_t birth;
	struct slice school; /* LAESTAB */
	struct slice phase;  /* of that school */
	struct slice status; /* of the enrolment */
	int year;            /* of the national curriculum, reception 0, before
				it -1; -2 not known */
	int32_t entry, leaving;
	bool academy;             /* the school is one */
	bool post_14;             /* enrols for a post-14 qualification */
	bool learning_difficulty; /* has a plan or statement */
	bool looked_after;
	const struct truth_wish *wishes;
	size_t wish_count;
	const struct record *record;
	int32_t since;                   /* it was so from this day on */
	const struct truth_pupil *older; /* as it was before; NULL */
};

/* What is true of the school whose pupils are added. */
struct truth_school {
	struct slice laestab; /* for records that do not say it */
	struct slice phase;   /* "primary" ... */
	bool academy;
	int32_t since; /* the day on which the records are so */
};

/* Nobody yet.  The dictionary must outlive it. */
int truth_make(struct truth **out, const struct dictionary *dictionary,
	       struct error *error);

/* One of several of the same pupils: their records are kept once for all of them,
 * in a pool (record_pool.h) that must outlive it. */
int truth_make_in(struct truth **out, const struct dictionary *dictionary,
		  struct record_pool *records, struct error *error);

/* Keeps a copy of a pupil's record.  A pupil who is there already, by UPN or a
 * former one; without them by ULN, or by name and date of birth, is the same one
 * on another day: the story goes on. */
int truth_add(struct truth *truth, const struct record *record,
	      const struct truth_school *school, struct error *error);

/* Pupils as they are last. */
size_t truth_count(const struct truth *truth);
const struct truth_pupil *truth_at(const struct truth *truth, size_t index);
const struct dictionary *truth_dictionary(const struct truth *truth);

/* By a number that it has, or had on another day.  NULL where there is none; of a
 * name and date of birth also where there are several. */
const struct truth_pupil *truth_by_upn(const struct truth *truth,
				       struct slice upn);
const struct truth_pupil *truth_by_uln(const struct truth *truth,
				       struct slice uln);
const struct truth_pupil *truth_by_name(const struct truth *truth,
					struct slice surname,
					struct slice forename, int32_t birth);

/* The pupil as it was on the day: as it is first, where the day is before all. */
const struct truth_pupil *truth_on(const struct truth_pupil *pupil,
				   int32_t date);

/* Whether the pupil is at the school that holds the record on the day: entered,
 * and not left. */
bool truth_on_roll(const struct truth_pupil *pupil, int32_t date);

/* Whether a wish of the kind stands on the day, from the one who may state it
 * then: a parent until the pupil is 16, the pupil from that birthday on.
 * What a parent said before ends on that day, but a restriction and a stop on
 * marketing.  `recipient` is a body, or empty
 * where it is no matter to whom. */
bool truth_wish_stands(const struct truth_pupil *pupil,
		       enum truth_wish_kind kind, struct slice recipient,
		       int32_t date);

/* NULL does nothing. */
void truth_free(struct truth *truth);

#endif
