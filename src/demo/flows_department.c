/* What the department and the health service pass on: F19 to F21, F24, F25, F27,
 * F28. */
#include "demo/step.h"

#define DATA_TERMS                                                            \
	{                                                                     \
		.kind = "terms", .terms = "data-extract",                     \
		.met = "confidentiality,security,retention,use", .months = 12 \
	}
#define CHIEF_STATISTICIAN                                                   \
	{                                                                    \
		.kind = "approval", .by = "chief-statistician", .months = 12 \
	}
#define PANEL(name_)                                                          \
	{                                                                     \
		.kind = "approval", .by = name_,                              \
		.met = "recipient,purpose,sensitivity,handling", .months = 12 \
	}

const struct step flows_department[] = {
	/* --- F24: what the local health service counted --------------------- */

	{
		.flow = "F24",
		.date = "2009-07-06",
		.from = "pct",
		.to = "brookside-primary",
		.what = "heights and weights of a school, in tables",
		.purpose = "local-health-services",
	},
	{
		.flow = "F24",
		.date = "2009-07-06",
		.from = "pct",
		.to = "northamptonshire",
		.what = "the same for the county",
		.purpose = "local-health-services",
	},

	/* --- F25: statistics ------------------------------------------------- */

	{
		.flow = "F25",
		.date = "2009-05-18",
		.from = "dcsf",
		.to = "ons",
		.what = "rows for statistics, before the law was widened",
		.purpose = "official-statistics",
		.permissions = {CHIEF_STATISTICIAN},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F25",
		.date = "2017-06-05",
		.from = "department",
		.to = "other-department",
		.what = "without the Chief Statistician nothing goes",
		.purpose = "official-statistics",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F25",
		.date = "2017-06-12",
		.from = "department",
		.to = "other-department",
		.what = "with approval another department gets rows",
		.purpose = "official-statistics",
		.permissions = {CHIEF_STATISTICIAN},
		.intake = STEP_RECEIVE,
	},

	/* --- F27: research ---------------------------------------------------- */

	{
		.flow = "F27",
		.date = "2009-06-08",
		.from = "dcsf",
		.to = "researcher",
		.what = "a study of achievement, case by case",
		.purpose = "achievement-research",
		.project = "What schools add",
		.permissions = {CHIEF_STATISTICIAN, DATA_TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F27",
		.date = "2017-09-18",
		.from = "department",
		.to = "researcher",
		.what = "the same university again, for another project",
		.purpose = "achievement-research",
		.project = "Moving school",
		.permissions = {CHIEF_STATISTICIAN, DATA_TERMS},
		.intake = STEP_RECEIVE,
	},

	/* --- F28: extracts ----------------------------------------------------- */

	{
		.flow = "F28",
		.date = "2011-10-03",
		.from = "department",
		.to = "third-party",
		.what = "before 2013 the law knows no third parties",
		.purpose = "education-research",
		.permissions = {PANEL("data-management-panel"), DATA_TERMS},
		.end = STEP_REFUSED,
	},
	{
		.flow = "F28",
		.date = "2017-10-09",
		.from = "department",
		.to = "third-party",
		.what = "an extract that the panel of its day approved",
		.purpose = "education-research",
		.project = "Breakfast and learning",
		.permissions = {PANEL("data-management-panel"), DATA_TERMS},
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F28",
		.date = "2026-03-02",
		.from = "department",
		.to = "third-party",
		.what = "an extract that today's panel approved",
		.purpose = "education-research",
		.project = "After the pandemic",
		.permissions = {PANEL("data-sharing-panel"), DATA_TERMS},
		.intake = STEP_RECEIVE,
	},
};
const size_t flows_department_count =
	sizeof(flows_department) / sizeof(flows_department[0]);
