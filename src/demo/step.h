/*
 * step.h - what happens in the world, one step at a time.
 *
 * A flow (F01 to F39 of docs/requirements.md) is one step or several; all steps
 * of all flows are run in order of date (at the same date in order of the
 * tables).  An ordinary step is one row:
 *
 *     const struct step flows_example[] = {
 *         {
 *             .flow = "F13",
 *             .date = "2017-05-22",
 *             .from = "crofton-junior",
 *             .to = "sta",
 *             .what = "a junior school sends its tests to be marked",
 *             .purpose = "assessment-delivery",
 *             .intake = STEP_RECEIVE,
 *         },
 *         {
 *             .flow = "F14",
 *             .date = "2017-07-10",
 *             .from = "sta",
 *             .to = "department",
 *             .what = "results go on to the department",
 *             .purpose = "attainment-statistics",
 *             .intake = STEP_RECEIVE,
 *         },
 *     };
 *     const size_t flows_example_count =
 *         sizeof(flows_example) / sizeof(flows_example[0]);
 *
 * It is run so: `prepare` (if any); keys and agreement between both nodes, made
 * where they are missing; the permissions recorded; share() of what the row
 * says, sealed; the recipient opens the package with its own key into
 * steps/F13-1/opened; the checker looks at that; and last it is received where
 * the row says so.  Nodes are open for this step alone.
 *
 * A step that is no release (a directory looked up, a letter, a case file) has
 * `run`, which does all of it: it counts in stage->outcome and adds what somebody
 * is given with stage_hand_over; the checker looks at that afterwards.
 *
 * What a function here puts into a node beyond what the school was filled with,
 * and the promise is about, it also tells the truth of it (truth_add into
 * world_truth): else the checker takes it for made up.  Pupils of a school carry
 * their wishes from the start.
 */
#ifndef HORNBOOK_DEMO_STEP_H
#define HORNBOOK_DEMO_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "demo/outcome.h"
#include "demo/promise.h"
#include "demo/world.h"

struct share_request;
struct stage;

/* What the recipient does beside opening it. */
enum step_intake {
	STEP_OPEN,    /* nothing */
	STEP_RECEIVE, /* takes it into its register, bound to its terms */
};

/* What is to come of it.  A refusal that is expected is checked to be one: no
 * file, and the gate that refused. */
enum step_end { STEP_RELEASED, STEP_REFUSED };

enum { STEP_PERMISSIONS = 4 };

/* As `hornbook approve` and `hornbook authorise` record it in the sender's
 * node, on the day of the step, for its recipient and purpose. */
struct step_permission {
	const char *kind;  /* "approval", "authorisation", "terms",
			      "identity"; NULL: none */
	const char *by;    /* approval's name, or a role; may be NULL */
	const char *terms; /* of the dictionary, that were signed */
	const char *met;   /* criteria or subjects, commas between */
	int months;        /* that it lasts; 0: open */
};

/* What several steps are given: a head teacher's authorisation, terms signed for
 * an extract. */
#define HEAD_TEACHER_AGREES                                                 \
	{                                                                   \
		.kind = "authorisation", .by = "head-teacher", .months = 12 \
	}
#define EXTRACT_TERMS                                                         \
	{                                                                     \
		.kind = "terms", .terms = "data-extract",                     \
		.met = "confidentiality,security,retention,use", .months = 12 \
	}

struct step {
	const char *flow; /* "F01" */
	const char *date; /* "2009-01-15" */
	const char *from; /* a site */
	const char *to;   /* a site; NULL: nobody with a node */
	const char *what; /* one line for people, no full stop */

	/* Of the release, as `hornbook share` has them; NULL: not said. */
	const char *body;        /* --to; NULL: the site's own */
	const char *destination; /* NULL: the site's number; "": none */
	const char *purpose;
	const char *collection;
	const char *trigger;
	const char *role;
	const char *project;
	const char *format;
	const char *profile;
	const char *fields; /* names with commas between; NULL: all */
	struct step_permission permissions[STEP_PERMISSIONS];

	enum step_end end;
	enum gate refused_at; /* of STEP_REFUSED; GATE_NONE: any */
	enum step_intake intake;

	/* All may be NULL. */
	int (*prepare)(struct stage *stage, struct error *error);
	/* Last touches to the request, which lives until share() is done. */
	int (*ask)(struct stage *stage, struct share_request *request,
		   struct error *error);
	int (*run)(struct stage *stage, struct error *error);
};

/* --- the tables, by owner ---------------------------------------------------- */

extern const struct step flows_school[];
extern const size_t flows_school_count;
extern const struct step flows_department[];
extern const size_t flows_department_count;
extern const struct step flows_learner[];
extern const size_t flows_learner_count;
extern const struct step flows_funding[];
extern const size_t flows_funding_count;
extern const struct step flows_returns[];
extern const size_t flows_returns_count;
extern const struct step flows_measuring[];
extern const size_t flows_measuring_count;
extern const struct step flows_youth[];
extern const size_t flows_youth_count;
extern const struct step flows_safety[];
extern const size_t flows_safety_count;
extern const struct step flows_access[];
extern const size_t flows_access_count;
extern const struct step flows_outputs[];
extern const size_t flows_outputs_count;

#endif
