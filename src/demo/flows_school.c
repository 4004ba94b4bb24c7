/* Statutory returns, moving on, commissioned services, profiling of crime: F01 to
 * F05, F31. */
#include "demo/step.h"

const struct step flows_school[] = {
	{
		.flow = "F02",
		.date = "2026-01-15",
		.from = "vale-secondary",
		.to = "department",
		.what = "a secondary school returns its census",
		.purpose = "department-statistics",
		.collection = "school-census",
		.intake = STEP_OPEN,
	},
};
const size_t flows_school_count =
	sizeof(flows_school) / sizeof(flows_school[0]);
