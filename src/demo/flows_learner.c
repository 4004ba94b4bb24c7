/* Learner registration and record, funding after 16, colleges: F06 to F12, F17. */
#include "demo/step.h"

/* NULL ends it: an array of nothing is no array. */
const struct step flows_learner[] = {
	{.flow = NULL},
};
const size_t flows_learner_count =
	sizeof(flows_learner) / sizeof(flows_learner[0]) - 1;
