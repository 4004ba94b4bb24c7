/* What the department and the health service pass on: F19 to F21, F24, F25, F27, F28. */
#include "demo/step.h"

/* NULL ends it: an array of nothing is no array. */
const struct step flows_department[] = {
	{.flow = NULL},
};
const size_t flows_department_count =
	sizeof(flows_department) / sizeof(flows_department[0]) - 1;
