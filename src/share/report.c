/* What a disclosure came to, for the one who asked for it. */
#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "share/disclosure.h"

static struct slice keep_text(struct disclosure *disclosure,
			      struct builder *text)
{
	struct slice kept = arena_copy(disclosure->arena, builder_slice(text));

	if (text->failed)
		kept.at = NULL;
	builder_release(text);
	return kept;
}

/* --- fields withheld, over all decisions ------------------------------------------- */

static bool same_cause(const struct withheld_count *a,
		       const struct withheld_count *b)
{
	return a->field == b->field && a->gate == b->gate &&
	       a->reason == b->reason && a->clause.source == b->clause.source &&
	       a->clause.start == b->clause.start;
}

static int add_withheld(struct disclosure *disclosure,
			struct withheld_count **list, size_t *count,
			size_t *capacity, struct withheld_count one,
			struct error *error)
{
	for (size_t i = 0; i < *count; i++)
		if (same_cause(&(*list)[i], &one)) {
			(*list)[i].pupils += one.pupils;
			return 0;
		}
	*list = arena_grow(disclosure->arena, *list, *count, capacity,
			   sizeof(**list));
	if (*list == NULL)
		return error_memory(error);
	(*list)[(*count)++] = one;
	return 0;
}

static int most_pupils_first(const void *a, const void *b)
{
	const struct withheld_count *left = a;
	const struct withheld_count *right = b;

	if (left->pupils != right->pupils)
		return left->pupils < right->pupils ? 1 : -1;
	return (left->field > right->field) - (left->field < right->field);
}

static int report_withheld(struct disclosure *disclosure, struct error *error)
{
	struct withheld_count *list = NULL;
	size_t count = 0, capacity = 0;
	size_t decisions = plan_decision_count(disclosure->plan);

	for (size_t d = 0; d < decisions && d < disclosure->count_capacity;
	     d++) {
		const struct decision_count *counted = &disclosure->counts[d];
		const struct decision *decision =
			plan_decision(disclosure->plan, (uint32_t)d);

		if (counted->fields == NULL)
			continue;
		for (uint16_t f = 0;
		     f < disclosure->node->dictionary->field_count; f++) {
			const struct verdict *verdict = &decision->verdicts[f];

			if (counted->fields[f] == 0)
				continue;
			if (add_withheld(disclosure, &list, &count, &capacity,
					 (struct withheld_count){
						 f, (enum gate)verdict->gate,
						 (enum reason)verdict->reason,
						 verdict->clause,
						 counted->fields[f]},
					 error) != 0)
				return -1;
		}
	}
	if (count > 1)
		qsort(list, count, sizeof(*list), most_pupils_first);
	disclosure->report->withheld = list;
	disclosure->report->withheld_count = count;
	return 0;
}

/* --- obligations, level, fields ------------------------------------------------------ */

static int add_obligation(struct disclosure *disclosure, struct slice *list,
			  size_t *count, const struct obligation *obligation,
			  struct error *error)
{
	struct builder text = {0};
	struct slice kept;

	obligation_write(obligation, &text);
	kept = keep_text(disclosure, &text);
	if (kept.at == NULL)
		return error_memory(error);
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(list[i], kept))
			return 0;
	if (*count < OBLIGATION_LIMIT)
		list[(*count)++] = kept;
	return 0;
}

/* The decisions by which something is released to somebody. */
static const struct decision *sending(const struct disclosure *disclosure,
				      size_t index)
{
	if (index >= disclosure->count_capacity ||
	    disclosure->counts[index].sent == 0)
		return NULL;
	return plan_decision(disclosure->plan, (uint32_t)index);
}

/* Tables, and rows that are made alike to others, are made of all pupils: one
 * who stands there in another way is no part of them. */
static bool stands_alone(struct level level)
{
	return level.kind == LEVEL_AGGREGATE || level.kind == LEVEL_ANONYMISED;
}

static int check_level(struct level one, struct level other,
		       struct error *error)
{
	if ((!stands_alone(one) && !stands_alone(other)) ||
	    level_equal(one, other))
		return 0;
	if (one.kind == LEVEL_AGGREGATE || other.kind == LEVEL_AGGREGATE)
		return error_set(error, ERROR_REFUSED,
				 "the rules allow records of some of these "
				 "pupils and only tables of others, which one "
				 "release cannot hold");
	return error_set(error, ERROR_REFUSED,
			 "the rules allow rows of some of these pupils and "
			 "only anonymised rows of others, which one release "
			 "cannot hold");
}

/* One file has one level: of rows that may stand together the most revealing
 * ones say what the whole is. */
static int find_level(struct disclosure *disclosure, struct error *error)
{
	const struct decision *first = NULL;

	for (size_t d = 0; d < plan_decision_count(disclosure->plan); d++) {
		const struct decision *decision = sending(disclosure, d);

		if (decision == NULL)
			continue;
		if (first == NULL) {
			first = decision;
			disclosure->level = decision->level;
		}
		disclosure->unnamed |= decision->level.kind != LEVEL_NAMED;
		if (check_level(decision->level, disclosure->level, error) != 0)
			return -1;
		if (decision->level.kind < disclosure->level.kind)
			disclosure->level = decision->level;
	}
	return 0;
}

static int report_released(struct disclosure *disclosure, struct error *error)
{
	struct share_report *report = disclosure->report;
	struct slice *obligations = arena_array(
		disclosure->arena, OBLIGATION_LIMIT, sizeof(*obligations));
	size_t decisions = plan_decision_count(disclosure->plan);
	struct builder level = {0};

	if (obligations == NULL)
		return error_memory(error);
	if (find_level(disclosure, error) != 0)
		return -1;
	for (size_t d = 0; d < decisions; d++) {
		const struct decision *decision = sending(disclosure, d);

		if (decision == NULL)
			continue;
		for (size_t i = 0; i < decision->obligation_count; i++)
			if (add_obligation(disclosure, obligations,
					   &report->obligation_count,
					   &decision->obligations[i],
					   error) != 0)
				return -1;
	}
	level_write(disclosure->node->dictionary, disclosure->level, &level);
	report->fields = disclosure->sent;
	report->obligations = obligations;
	report->level = keep_text(disclosure, &level);
	return report->level.at != NULL ? 0 : error_memory(error);
}

/* --- refusals ----------------------------------------------------------------------------- */

/* A closed body's successor is named, never used instead (C03). */
static void write_successor(const struct disclosure *disclosure,
			    struct builder *text)
{
	const struct holder *now =
		body_holder(disclosure->body, disclosure->request.date);
	const struct holder *next =
		now != NULL ? now
			    : body_successor(disclosure->body,
					     disclosure->request.date);

	if (next == NULL)
		return;
	builder_add_format(text, "; the function is now with '%.*s'",
			   SLICE_ARGS(next->label));
	builder_add_format(text, ", to be asked for as '%.*s'",
			   SLICE_ARGS(disclosure->body->name));
}

static void write_conflict(const struct disclosure *disclosure,
			   struct builder *text)
{
	builder_add_text(text, "two rules disagree and neither can be "
			       "followed without breaking the other: ");
	clause_write(disclosure->conflict_clauses.first, text);
	builder_add_text(text, " and ");
	clause_write(disclosure->conflict_clauses.second, text);
}

/* Some fields may be nobody's business here; what kept back those that came
 * furthest is why nothing leaves. */
static const struct withheld_count *last_gate(const struct share_report *report)
{
	const struct withheld_count *last = &report->withheld[0];

	for (size_t i = 1; i < report->withheld_count; i++)
		if (report->withheld[i].gate > last->gate)
			last = &report->withheld[i];
	return last;
}

static void write_refusal(const struct disclosure *disclosure,
			  struct builder *text)
{
	const struct share_report *report = disclosure->report;

	if (disclosure->conflict != NULL) {
		write_conflict(disclosure, text);
	} else if (disclosure->pupil_count == 0) {
		builder_add_text(text, "the register holds no pupils");
	} else if (report->withheld_count == 0) {
		builder_add_text(text, "the pupils' records hold nothing of "
				       "what was asked for");
	} else {
		const struct withheld_count *last = last_gate(report);

		builder_add_text(text, reason_text(last->reason));
		builder_add_text(text, " (");
		clause_write(last->clause, text);
		builder_add_byte(text, ')');
		if (last->reason == REASON_RECIPIENT_CLOSED)
			write_successor(disclosure, text);
	}
}

int disclosure_report(struct disclosure *disclosure, struct error *error)
{
	struct share_report *report = disclosure->report;
	struct builder text = {0};

	if (report_withheld(disclosure, error) != 0)
		return -1;
	report->refused = disclosure->conflict != NULL || report->released == 0;
	if (!report->refused)
		return report_released(disclosure, error);
	report->released = 0;
	write_refusal(disclosure, &text);
	report->refusal = keep_text(disclosure, &text);
	return report->refusal.at != NULL ? 0 : error_memory(error);
}

void disclosure_refuse(struct disclosure *disclosure, struct slice why,
		       struct slice remedy)
{
	struct share_report *report = disclosure->report;

	report->refused = true;
	report->released = 0;
	report->refusal = why;
	report->remedy = remedy;
}
