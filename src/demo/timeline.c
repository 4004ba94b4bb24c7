#include "demo/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"

static const struct step_table {
	const struct step *steps;
	const size_t *count;
} tables[] = {
	{flows_school, &flows_school_count},
	{flows_department, &flows_department_count},
	{flows_learner, &flows_learner_count},
	{flows_funding, &flows_funding_count},
	{flows_returns, &flows_returns_count},
	{flows_measuring, &flows_measuring_count},
	{flows_youth, &flows_youth_count},
	{flows_safety, &flows_safety_count},
	{flows_access, &flows_access_count},
	{flows_outputs, &flows_outputs_count},
};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

static int bad_row(const struct step *step, const char *what,
		   struct error *error)
{
	return error_set(error, ERROR_INPUT, "a step of %s on %s: %s",
			 step->flow, step->date, what);
}

static int read_row(const struct step *step, struct timed_step *timed,
		    struct error *error)
{
	uint64_t flow;

	*timed = (struct timed_step){.step = step};
	if (step->flow[0] != 'F' ||
	    !slice_number(slice_of(step->flow + 1), FLOW_COUNT, &flow) ||
	    flow == 0)
		return bad_row(step, "there is no such flow", error);
	timed->flow = (unsigned int)flow;
	if (!date_parse(slice_of(step->date), &timed->date))
		return bad_row(step, "the date is none", error);
	timed->from = site_find(step->from);
	timed->to = step->to != NULL ? site_find(step->to) : NULL;
	if (timed->from == NULL || (step->to != NULL && timed->to == NULL))
		return bad_row(step, "a site is not there", error);
	return 0;
}

static int in_order(const void *a, const void *b)
{
	const struct timed_step *left = a, *right = b;

	if (left->date != right->date)
		return left->date < right->date ? -1 : 1;
	/* Of one day those that were first in the tables. */
	return (left->number > right->number) - (left->number < right->number);
}

static void number_steps(struct timeline *timeline)
{
	unsigned int counts[FLOW_COUNT + 1] = {0};

	for (size_t i = 0; i < timeline->count; i++)
		timeline->steps[i].number = ++counts[timeline->steps[i].flow];
}

/* What a sender has received before is what it has to send. */
static void find_needed(struct timeline *timeline)
{
	for (size_t i = timeline->count; i-- > 0;) {
		const struct timed_step *step = &timeline->steps[i];

		if (!step->needed)
			continue;
		for (size_t b = 0; b < i; b++) {
			struct timed_step *before = &timeline->steps[b];

			if (before->to == step->from &&
			    before->step->intake == STEP_RECEIVE)
				before->needed = true;
		}
	}
}

int timeline_make(struct timeline *timeline, uint64_t only, struct arena *arena,
		  struct error *error)
{
	size_t total = 0;

	for (size_t t = 0; t < TABLES; t++)
		total += *tables[t].count;
	*timeline = (struct timeline){0};
	timeline->steps = arena_array(arena, total > 0 ? total : 1,
				      sizeof(*timeline->steps));
	if (timeline->steps == NULL)
		return error_memory(error);
	for (size_t t = 0; t < TABLES; t++)
		for (size_t i = 0; i < *tables[t].count; i++) {
			struct timed_step *timed =
				&timeline->steps[timeline->count];

			if (read_row(&tables[t].steps[i], timed, error) != 0)
				return -1;
			timed->wanted = only == 0 ||
					(only >> (timed->flow - 1) & 1) != 0;
			timed->needed = timed->wanted;
			timed->number = (unsigned int)++timeline->count;
		}
	qsort(timeline->steps, timeline->count, sizeof(*timeline->steps),
	      in_order);
	number_steps(timeline);
	find_needed(timeline);
	return 0;
}

bool timeline_needs(const struct timeline *timeline, const struct site *site)
{
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timed_step *step = &timeline->steps[i];

		if (step->needed && (step->from == site || step->to == site))
			return true;
	}
	return false;
}
