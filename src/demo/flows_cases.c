/* Single cases: F16, F18, F26, F29, F30, F38, F39. */
#include "demo/step.h"

/* NULL ends it: an array of nothing is no array. */
const struct step flows_cases[] = {
	{.flow = NULL},
};
const size_t flows_cases_count =
	sizeof(flows_cases) / sizeof(flows_cases[0]) - 1;
