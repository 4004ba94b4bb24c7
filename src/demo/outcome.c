#include "demo/outcome.h"

#include <stdarg.h>
#include <stdio.h>

void outcome_problem(struct step_outcome *outcome, const char *format, ...)
{
	va_list arguments;

	if (outcome->state < OUTCOME_BROKEN)
		outcome->state = OUTCOME_BROKEN;
	if (outcome->problem_count++ >= OUTCOME_PROBLEMS)
		return;
	va_start(arguments, format);
	vsnprintf(outcome->problems[outcome->problem_count - 1],
		  OUTCOME_TEXT_BYTES, format, arguments);
	va_end(arguments);
}
