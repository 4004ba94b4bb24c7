/* Youth support, what leavers do, outreach: F32 to F37. */
#include "demo/stage.h"

static bool is_tracked(const struct stage *stage, const struct record *record)
{
	return stage_text(stage, record, "destination.activity").len > 0;
}

/* What an authority finds out by itself of those who left: it asks them (law:
 * ESA 2008 s68). */
static int track(struct stage *stage, struct error *error)
{
	static const char *const names[] = {
		"destinations",          "enrolment", "characteristics", "sen",
		"youth-characteristics",
	};

	if (stage_bring_up_to_date(stage, "vale-secondary", names, 5, error) !=
	    0)
		return -1;
	return stage_pick(stage, 0, is_tracked, error);
}

const struct step flows_youth[] = {
	/* --- F32 to F34: youth support ---------------------------------------- */

	{
		.flow = "F32",
		.date = "2008-11-03",
		.from = "northamptonshire-school",
		.to = "connexions",
		.what = "without being asked a school gives nothing",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.end = STEP_REFUSED,
		.refused_at = GATE_LAW,
	},
	{
		.flow = "F32",
		.date = "2008-11-10",
		.from = "northamptonshire-school",
		.to = "connexions",
		.what = "on request it gives those of 13 and over",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.trigger = "request",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F32",
		.date = "2008-11-17",
		.from = "oakfield-academy",
		.to = "connexions",
		.what = "so does an academy",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.trigger = "request",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F33",
		.date = "2018-11-12",
		.from = "enterprise-learning-alliance",
		.to = "youth-support",
		.what = "alternative provision, from 13 without being asked",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F33",
		.date = "2025-10-20",
		.from = "vale-secondary",
		.to = "youth-support",
		.prepare = stage_pick_those_here,
		.what = "a secondary school gives those of 13 and over",
		.purpose = "youth-support-services",
		.collection = "youth-support",
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F34",
		.date = "2025-11-03",
		.from = "vale-secondary",
		.to = "youth-support",
		.prepare = stage_pick_those_here,
		.what = "from 16 the county hears what comes after school",
		.purpose = "post-16-provision",
		.collection = "post-16-support",
		.intake = STEP_RECEIVE,
	},

	/* --- F35, F36: what leavers do ---------------------------------------- */

	{
		.flow = "F35",
		.date = "2026-02-09",
		.from = "kent",
		.to = "vale-secondary",
		.what = "the county tells a school what its leavers do",
		.purpose = "participation-tracking",
		.collection = "leavers",
		.prepare = track,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F36",
		.date = "2026-03-02",
		.from = "kent",
		.to = "department",
		.what = "and the department, without names",
		.purpose = "post-16-planning",
		.collection = "tracking",
		.prepare = track,
		.intake = STEP_RECEIVE,
	},

	/* --- F37: towards university ------------------------------------------ */

	{
		.flow = "F37",
		.date = "2009-02-02",
		.from = "oakfield-academy",
		.to = "aimhigher",
		.what = "an academy that has not agreed gives nothing",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F37",
		.date = "2009-02-09",
		.from = "oakfield-academy",
		.to = "aimhigher",
		.what = "once it agreed, it does",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.permissions = {HEAD_TEACHER_AGREES},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F37",
		.date = "2009-02-09",
		.from = "northamptonshire-school",
		.to = "aimhigher",
		.what = "who does not say whether it is one must say the same",
		.purpose = "higher-education-progression",
		.collection = "outreach",
		.permissions = {HEAD_TEACHER_AGREES},
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_youth_count = sizeof(flows_youth) / sizeof(flows_youth[0]);
