/* Assessments, inspection, tracking, measuring: F13 to F15, F22, F23, F32 to F37. */
#include "demo/step.h"

/* NULL ends it: an array of nothing is no array. */
const struct step flows_returns[] = {
	{.flow = NULL},
};
const size_t flows_returns_count =
	sizeof(flows_returns) / sizeof(flows_returns[0]) - 1;
