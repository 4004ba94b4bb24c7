/*
 * stage.h - a step while it is run: for the runner, and for those steps that need
 * more than a row (step.h).  Private to the demo room.
 */
#ifndef HORNBOOK_DEMO_STAGE_H
#define HORNBOOK_DEMO_STAGE_H

#include "demo/step.h"

struct builder;
struct error;
struct phrasebook;
struct promise_history;
struct promise_pseudonyms;
struct record;
struct share_report;

struct step_run {
	const struct world *world;
	const struct step *step;
	const char *directory; /* steps/F13-1; not there yet */
	struct promise_pseudonyms *pseudonyms;
	struct promise_history *history;
	struct step_outcome *outcome;
};

/* Runs it and has it checked.  What goes wrong is in the outcome; -1 only when
 * memory or the disk is out. */
int step_run(const struct step_run *run, struct error *error);

/* A step while it is run. */
struct stage {
	const struct world *world;
	const struct step *step;
	const struct site *from_site, *to_site; /* the second may be NULL */
	struct node *from, *to;                 /* open; likewise */
	int32_t today;
	const char *directory; /* steps/F13-1: there, and empty */
	struct arena *arena;   /* until the step ends */

	/* Of whom it is asked for; NULL: all of whom the sender holds
	 * something.  `prepare` may set them (stage_pick). */
	const struct slice *upns;
	size_t upn_count;

	/* What the checker is told: flow, parties, date, truth of the sender and
	 * what the row's permissions say are there; `prepare` and `run` add what
	 * they know (subjects, in_writing ...). */
	struct promise_evidence evidence;
	/* A truth of this step's own, where the sender holds something of pupils
	 * apart; freed with the stage. */
	struct truth *truth;
	struct step_outcome
		*outcome; /* counts, level, gates: `run` fills them */
};

/* --- the sender's pupils (stage_pick.c) ---------------------------------------- */

/* What a record of the sender's node says of a field; empty where nothing. */
struct slice stage_text(const struct stage *stage, const struct record *record,
			const char *field);

/* Whether the truth that the checker is given has the pupil: the sender may hold
 * others, from years before or of another source. */
bool stage_is_told_of(const struct stage *stage, const struct record *record);

/* Calls `take` for each pupil of the sender, record.upn filled in, in order of the
 * register; it returns 0, 1 to have no more of them, or -1. */
int stage_each(struct stage *stage,
	       int (*take)(void *context, const struct record *record,
			   struct error *error),
	       void *context, struct error *error);

/* The UPNs (of who has none, the learner numbers) of at most `most` pupils of the sender (0: all) whom `wanted` wants
 * (NULL: anybody), in order of the register, into stage->upns.  ERROR_NOT_FOUND
 * when that is nobody. */
int stage_pick(struct stage *stage, size_t most,
	       bool (*wanted)(const struct stage *stage,
			      const struct record *record),
	       struct error *error);

/* Those who have not left: a school keeps who left for a time, and gives nobody
 * their data as those of its pupils. */
int stage_pick_those_here(struct stage *stage, struct error *error);

/* Into the sender's node what it has by now of a school's pupils in some categories,
 * beside the roll that it was filled with; with those who have come since. */
int stage_bring_up_to_date(struct stage *stage, const char *school,
			   const char *const *categories, size_t count,
			   struct error *error);

/* What an office does before a file that must have a UPN of everybody: who has none
 * is given one for the time being (stage_numbers.c). */
int stage_give_numbers(struct stage *stage, struct error *error);

/* --- files (stage.c) ------------------------------------------------------------ */

/* "directory/name" in the stage's arena; NULL when memory is out. */
const char *stage_path(struct stage *stage, const char *name);

/* Writes what was built as a file of the stage's directory, and empties the
 * builder, also on failure.  `*path` is in the stage's arena. */
int stage_write(struct stage *stage, const char *name, struct builder *content,
		const char **path, struct error *error);

/* Imports a file into one of the stage's nodes as `hornbook import` does;
 * `format` may be NULL.  Records that are rejected are a failure. */
int stage_import(struct stage *stage, struct node *node, const char *path,
		 const char *format, struct error *error);

/* The words for what people read, to be given to phrasebook_free. */
int stage_phrasebook(struct stage *stage, struct phrasebook **book,
		     struct error *error);

/* By what height and weight are assessed: the world's, or an invented one in the
 * stage's arena (stage_growth.c). */
int stage_reference(struct stage *stage,
		    const struct growth_reference **reference,
		    struct error *error);

/* --- what leaves, and arrives (stage.c) ------------------------------------------ */

/* Takes counts, level, reference and refusal into the outcome. */
void stage_count(struct stage *stage, const struct share_report *report);

/* The same of a step with `run`, which is to end as its row says. */
void stage_judge(struct stage *stage, const struct share_report *report);

/* A file that the recipient has in its hands now, for the checker; several are
 * one delivery.  `manifest` is the path of its manifest, or NULL. */
int stage_hand_over(struct stage *stage, const char *path, const char *manifest,
		    struct error *error);

/* What lies in the clear in a release's directory: it is printed, or read by whoever
 * has no keys. */
int stage_hand_over_release(struct stage *stage,
			    const struct share_report *report,
			    struct error *error);

/* Opens the package in the stage's directory with the recipient's keys into
 * "opened", and hands over what was in it. */
int stage_open(struct stage *stage, const char *package, struct error *error);

/* --- careless hands (stage.c) ------------------------------------------------------ */

/* Whether whoever does the work of this step's flow is careless, as
 * demo/broken.h has it. */
bool stage_is_careless(const struct stage *stage);

/* Hands over a page in which a pupil is named, as a careless hand would. */
int stage_tell_of_somebody(struct stage *stage, const char *name,
			   struct error *error);

#endif
