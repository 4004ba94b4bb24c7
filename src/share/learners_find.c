/* Who of those held is meant by a question. */
#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "share/learners_parts.h"

static int by_birth(const void *left, const void *right)
{
	const struct learner *a = left, *b = right;
	int order = slice_compare(a->details.birth, b->details.birth);

	return order != 0 ? order
			  : slice_compare(a->details.uln, b->details.uln);
}

/* The first held who was born on this day or later. */
static size_t first_born(const struct learners *learners, struct slice birth)
{
	size_t low = 0, high = learners->held_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(learners->held[middle].details.birth, birth) <
		    0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_candidate(struct candidates *candidates,
			  const struct learner *learner, bool exact)
{
	if (exact && (candidates->exact == NULL ||
		      !slice_equal(candidates->exact->details.uln,
				   learner->details.uln))) {
		candidates->exact = learner;
		candidates->exact_count++;
	}
	for (size_t i = 0; i < candidates->count; i++)
		if (slice_equal(candidates->numbers[i], learner->details.uln))
			return;
	if (candidates->count <= MOST_POSSIBLE)
		candidates->numbers[candidates->count++] = learner->details.uln;
}

/* The first of those asked who was born on this day or later. */
static size_t first_asked(const struct learners *learners, struct slice birth)
{
	size_t low = 0, high = learners->asked_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (slice_compare(learners->births[middle]->details.birth,
				  birth) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Those who got a number in this run. */
static void look_at_issued(const struct learners *learners,
			   const struct learner_details *asked,
			   struct slice birth, struct candidates *candidates)
{
	for (size_t i = first_asked(learners, birth);
	     i < learners->asked_count &&
	     slice_equal(learners->births[i]->details.birth, birth);
	     i++) {
		const struct learner *learner = learners->births[i];
		enum likeness likeness =
			learner->issued
				? learner_likeness(asked, &learner->details)
				: LIKENESS_NONE;

		if (likeness != LIKENESS_NONE)
			add_candidate(candidates, learner,
				      likeness == LIKENESS_EXACT);
	}
}

static void look_at_day(const struct learners *learners,
			const struct learner_details *asked, struct slice birth,
			struct candidates *candidates)
{
	look_at_issued(learners, asked, birth, candidates);
	for (size_t i = first_born(learners, birth);
	     i < learners->held_count &&
	     slice_equal(learners->held[i].details.birth, birth);
	     i++) {
		enum likeness likeness =
			learner_likeness(asked, &learners->held[i].details);

		if (likeness != LIKENESS_NONE)
			add_candidate(candidates, &learners->held[i],
				      likeness == LIKENESS_EXACT);
	}
}

/* The day itself, and all that learner_likeness takes for like it. */
void learners_look(const struct learners *learners,
		   const struct learner_details *asked,
		   struct candidates *candidates)
{
	char text[DATE_TEXT_BYTES];
	int32_t date;
	struct civil day;

	*candidates = (struct candidates){0};
	look_at_day(learners, asked, asked->birth, candidates);
	if (!date_parse(asked->birth, &date))
		return;
	day = date_to_civil(date);
	if (day.day <= 12 && day.day != day.month &&
	    date_valid(day.year, day.day, day.month)) {
		date_format(date_from_civil(day.year, day.day, day.month),
			    text);
		look_at_day(learners, asked, slice_of(text), candidates);
	}
	for (size_t i = 0; i < DATE_TEXT_BYTES - 1; i++)
		for (char digit = '0'; digit <= '9'; digit++) {
			date_format(date, text);
			if (text[i] == '-' || text[i] == digit)
				continue;
			text[i] = digit;
			look_at_day(learners, asked, slice_of(text),
				    candidates);
		}
}

/* --- found by a number --------------------------------------------------------------- */

static int by_name(const void *left, const void *right)
{
	const struct named *a = left, *b = right;

	return slice_compare(a->name, b->name);
}

static int make_index(struct learners *learners, struct named_list *list,
		      size_t most)
{
	list->list = arena_array(&learners->arena, most, sizeof(*list->list));
	return list->list != NULL ? 0 : error_memory(learners->error);
}

static void add_name(struct named_list *list, struct slice name,
		     const struct learner *learner)
{
	if (!slice_empty(name))
		list->list[list->count++] = (struct named){name, learner};
}

static void sort_names(struct named_list *list)
{
	if (list->count > 0)
		qsort(list->list, list->count, sizeof(*list->list), by_name);
}

const struct learner *learners_find(const struct named_list *list,
				    struct slice name)
{
	const struct named wanted = {name, NULL};
	const struct named *found = NULL;

	if (list->count > 0)
		found = bsearch(&wanted, list->list, list->count,
				sizeof(*list->list), by_name);
	return found != NULL ? found->learner : NULL;
}

static int by_number(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static int by_birth_asked(const void *left, const void *right)
{
	const struct learner *const *a = left, *const *b = right;
	int order = slice_compare((*a)->details.birth, (*b)->details.birth);

	return order != 0 ? order : (*a > *b) - (*a < *b);
}

static int index_asked(struct learners *learners)
{
	size_t count = learners->asked_count;

	learners->births =
		arena_array(&learners->arena, count, sizeof(struct learner *));
	if (learners->births == NULL)
		return error_memory(learners->error);
	for (size_t i = 0; i < count; i++)
		learners->births[i] = &learners->asked[i];
	if (count > 0)
		qsort(learners->births, count, sizeof(struct learner *),
		      by_birth_asked);
	return 0;
}

static int index_held(struct learners *learners)
{
	size_t count = learners->held_count;

	if (learners->claimed_count > 0)
		qsort(learners->claimed, learners->claimed_count,
		      sizeof(*learners->claimed), by_number);

	if (count > 0)
		qsort(learners->held, count, sizeof(*learners->held), by_birth);
	if (make_index(learners, &learners->numbers, 2 * count) != 0 ||
	    make_index(learners, &learners->upns, count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct learner *held = &learners->held[i];

		add_name(&learners->numbers, held->details.uln, held);
		add_name(&learners->numbers, held->details.linked_uln, held);
		add_name(&learners->upns, held->upn, held);
	}
	sort_names(&learners->numbers);
	sort_names(&learners->upns);
	return 0;
}

int learners_index(struct learners *learners)
{
	return index_held(learners) != 0 ? -1 : index_asked(learners);
}

bool learners_claimed(const struct learners *learners, uint64_t number)
{
	return learners->claimed_count > 0 &&
	       bsearch(&number, learners->claimed, learners->claimed_count,
		       sizeof(number), by_number) != NULL;
}
