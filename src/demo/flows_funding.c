/* Funding after 16, offers of courses, colleges: F10 to F12, F17. */
#include "base/error.h"
#include "demo/learners.h"
#include "demo/truth.h"
#include "register/record.h"
#include "share/node.h"
#include "share/share.h"

/* --- F10, F11: learners of those who are funded ---------------------------------- */

/* Colleges and schools return who learns with them. */
static int hold_learners_of(struct stage *stage, const char *school,
			    struct error *error)
{
	static const char *const held[] = {
		"characteristics", "enrolment",   "sen",
		"geography",       "assessments", "qualifications",
	};

	if (learners_hold(stage, school, held, 6, NULL, error) != 0)
		return -1;
	return stage_pick(stage, 0, learner_from_14_now, error);
}

static int hold_learners_2009(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "northamptonshire-school", error);
}

static int hold_learners(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "trentside-sixth-form", error);
}

static int hold_learners_of_kent(struct stage *stage, struct error *error)
{
	return hold_learners_of(stage, "vale-secondary", error);
}

/* --- F12: to families, who have no keys --------------------------------------------- */

static int hold_addresses(struct stage *stage, const char *school,
			  struct error *error)
{
	static const char *const held[] = {"contact"};

	if (learners_hold(stage, school, held, 1, NULL, error) != 0)
		return -1;
	return learners_hear_wishes(stage, error);
}

static int hold_addresses_2009(struct stage *stage, struct error *error)
{
	return hold_addresses(stage, "northamptonshire-school", error);
}

static int hold_addresses_2025(struct stage *stage, struct error *error)
{
	return hold_addresses(stage, "trentside-sixth-form", error);
}

/* What is posted is a list in the clear for whoever writes the envelopes. */
static int offer_courses(struct stage *stage, struct error *error)
{
	struct share_report report = {0};
	struct share_request request = {
		.recipient = stage->evidence.recipient = SLICE("pupil"),
		.collection = SLICE("course-offers"),
		.purpose = SLICE("course-offers"),
		.upns = stage->upns,
		.upn_count = stage->upn_count,
		.today = stage->today,
		.time = "10:00:00",
		.out = stage_path(stage, "release"),
		.plain = true,
	};

	if (request.out == NULL)
		return error_memory(error);
	if (share(stage->from, &request, &report, stage->arena, error) != 0)
		return -1;
	stage_judge(stage, &report);
	return report.refused ? 0
			      : stage_hand_over_release(stage, &report, error);
}

/* --- F17: what pupils of the last year do in the winter ---------------------------------- */

static bool applies(const struct stage *stage, const struct record *record)
{
	return learner_from_14_now(stage, record) &&
	       slice_is(stage_text(stage, record, "application.institution"),
			stage->to_site->name);
}

static bool plans(const struct stage *stage, const struct record *record)
{
	return applies(stage, record) &&
	       !slice_empty(stage_text(stage, record, "learning-plan.date"));
}

/* Applications and plans are written down as the year goes on.  Who has joined since
 * September is not asked: who had left again by the next would stay on the roll. */
static int catch_up(struct stage *stage,
		    bool (*wanted)(const struct stage *stage,
				   const struct record *record),
		    struct error *error)
{
	static const char *const held[] = {"applications", "learning-plan",
					   "wishes"};

	if (learners_hold(stage, stage->from_site->id, held, 3,
			  world_truth(stage->world, stage->from_site),
			  error) != 0)
		return -1;
	return stage_pick(stage, 0, wanted, error);
}

static int pick_applicants(struct stage *stage, struct error *error)
{
	return catch_up(stage, applies, error);
}

static int pick_planners(struct stage *stage, struct error *error)
{
	return catch_up(stage, plans, error);
}

/* --- the steps ------------------------------------------------------------------ */

const struct step flows_funding[] = {
	/* --- F10, F11: statistics of those who fund -------------------------- */

	{
		.flow = "F10",
		.date = "2009-02-09",
		.from = "northamptonshire-school",
		.to = "lsc",
		.what = "numbers of learners by authority",
		.purpose = "funding-statistics",
	},
	{
		.flow = "F10",
		.date = "2010-05-10",
		.from = "northamptonshire-school",
		.to = "lsc",
		.what = "the council has closed, and nobody stands in for it",
		.body = "lsc",
		.purpose = "funding-statistics",
		.end = STEP_REFUSED,
		.refused_at = GATE_RECIPIENT,
	},
	{
		.flow = "F10",
		.date = "2025-10-13",
		.from = "trentside-sixth-form",
		.to = "dfe-funding",
		.what = "numbers of learners by authority",
		.purpose = "funding-statistics",
	},
	{
		.flow = "F10",
		.date = "2025-12-08",
		.from = "kent",
		.to = "dfe-funding",
		.what = "an authority's numbers, of its secondary school",
		.purpose = "funding-statistics",
		.prepare = hold_learners_of_kent,
	},
	{
		.flow = "F11",
		.date = "2009-11-16",
		.from = "lsc",
		.to = "other-department",
		.what = "rows for statistics, which name nobody",
		.purpose = "official-statistics",
		.intake = STEP_RECEIVE,
		.prepare = hold_learners_2009,
	},
	{
		.flow = "F11",
		.date = "2025-11-17",
		.from = "dfe-funding",
		.to = "other-department",
		.what = "rows for statistics, which name nobody",
		.purpose = "official-statistics",
		.intake = STEP_RECEIVE,
		.prepare = hold_learners,
	},

	/* --- F12: offers of courses ------------------------------------------- */

	{
		.flow = "F12",
		.date = "2009-05-11",
		.from = "funding-partner",
		.body = "pupil",
		.what = "a partner writes of courses, to all who did not say "
			"no",
		.prepare = hold_addresses_2009,
		.run = offer_courses,
	},
	{
		.flow = "F12",
		.date = "2025-12-01",
		.from = "dfe-funding",
		.body = "pupil",
		.what = "the funding body writes of courses",
		.prepare = hold_addresses_2025,
		.run = offer_courses,
	},

	/* --- F17: colleges ------------------------------------------------------ */

	{
		.flow = "F17",
		.date = "2025-01-27",
		.from = "vale-secondary",
		.to = "college",
		.what = "what an application needs",
		.purpose = "course-application",
		.collection = "course-application",
		.intake = STEP_RECEIVE,
		.prepare = pick_applicants,
	},
	{
		.flow = "F17",
		.date = "2025-06-09",
		.from = "vale-secondary",
		.to = "college",
		.what = "learning plans go along to the college",
		.purpose = "learning-plans",
		.collection = "learning-plans",
		.prepare = pick_planners,
	},
};
const size_t flows_funding_count =
	sizeof(flows_funding) / sizeof(flows_funding[0]);
