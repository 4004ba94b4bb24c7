/* Assessments and inspection: F13 to F15. */
#include "demo/stage.h"

/* Key stages 1 and 2 end with years 2 and 6. */
static bool ends_key_stage(const struct stage *stage,
			   const struct record *record)
{
	bool first = slice_is(slice_of(stage->step->collection),
			      "key-stage-1-assessments");

	return slice_is(stage_text(stage, record, "enrolment.year-group"),
			first ? "2" : "6");
}

/* The year's assessments, which it has made itself.  A return must have a number
 * of every pupil: who has none yet waits. */
static int assess(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"assessments", "enrolment"};

	if (stage_bring_up_to_date(stage, stage->from_site->id, names, 2,
				   error) != 0)
		return -1;
	return stage_pick(stage, 0, ends_key_stage, error);
}

/* The department asked children for their views. */
static int ask_children(struct stage *stage, struct error *error)
{
	static const char *const names[] = {"views", "geography"};

	return stage_bring_up_to_date(stage, "brookside-primary", names, 2,
				      error);
}

#define ASSESSMENTS(date_, from_, to_, stage_, what_)                   \
	{                                                               \
		.flow = "F13", .date = date_, .from = from_, .to = to_, \
		.what = what_, .purpose = "assessment-delivery",        \
		.collection = "key-stage-" stage_ "-assessments",       \
		.prepare = assess, .intake = STEP_RECEIVE               \
	}
#define RESULTS(date_, from_, to_, what_)                                  \
	{                                                                  \
		.flow = "F14", .date = date_, .from = from_, .to = to_,    \
		.what = what_, .purpose = "attainment-statistics",         \
		.collection = "assessment-results", .intake = STEP_RECEIVE \
	}
#define INSPECTION(date_, from_, purpose_, what_)                            \
	{                                                                    \
		.flow = "F15", .date = date_, .from = from_, .to = "ofsted", \
		.what = what_, .purpose = purpose_,                          \
		.collection = "inspection", .intake = STEP_RECEIVE           \
	}
const struct step flows_returns[] = {
	/* --- F13, F14: assessments ------------------------------------------ */

	ASSESSMENTS("2009-07-20", "brookside-primary", "qca", "1",
		    "a primary school returns levels of key stage 1"),
	ASSESSMENTS("2009-07-20", "brookside-primary", "qca", "2",
		    "and of key stage 2"),
	RESULTS("2009-08-24", "qca", "dcsf",
		"results go on to the department, without names"),
	ASSESSMENTS("2017-07-14", "crofton-junior", "sta", "2",
		    "a junior school returns standards and scores"),
	RESULTS("2017-09-11", "sta", "department",
		"results of the new assessments go on"),

	/* --- F15: inspection ------------------------------------------------ */

	{
		.flow = "F15",
		.date = "2009-10-05",
		.from = "dcsf",
		.to = "ofsted",
		.what = "the department gives the inspectorate its results",
		.purpose = "inspection",
		.collection = "inspection",
		.fields = "assessments",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F15",
		.date = "2009-11-09",
		.from = "dcsf",
		.to = "ofsted",
		.what = "what children say, for inspection by area",
		.purpose = "area-inspection",
		.collection = "inspection",
		.prepare = ask_children,
		.intake = STEP_RECEIVE,
	},
	INSPECTION("2017-10-09", "department", "inspection",
		   "the same after the assessments were changed"),
	{
		.flow = "F15",
		.date = "2025-11-17",
		.from = "vale-secondary",
		.to = "ofsted",
		.what = "a school gives progress and performance itself",
		.purpose = "inspection",
		.collection = "inspection",
		.prepare = stage_pick_those_here,
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_returns_count =
	sizeof(flows_returns) / sizeof(flows_returns[0]);
