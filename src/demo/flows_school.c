/* Statutory returns, moving on, commissioned services, profiling of crime: F01 to F05, F31. */
#include "demo/step.h"

/* NULL ends it: an array of nothing is no array. */
const struct step flows_school[] = {
	{.flow = NULL},
};
const size_t flows_school_count =
	sizeof(flows_school) / sizeof(flows_school[0]) - 1;
