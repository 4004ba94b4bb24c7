#include "tests/policy/differential.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "policy/reference.h"
#include "tests/policy/compare.h"
#include "tests/policy/invented_case.h"

enum { REQUESTS = 6 };

struct run {
	struct differential *differential;
	struct choices *choices;
	struct invented_case invented;
	struct invented_request asked;
	struct pupil *pupils; /* BATCH_PUPILS */
	struct invented_batch *batch;
	struct plan *plan;
};

/* --- the report --------------------------------------------------------------- */

static void report_date(struct builder *out, const char *label, int32_t date)
{
	char text[DATE_TEXT_BYTES] = "-";

	if (date != DATE_NONE)
		date_format(date, text);
	builder_add_format(out, "%s %s ", label, text);
}

static void report_request(struct run *run)
{
	const struct request *request = &run->asked.request;
	struct builder *out = &run->differential->report;

	builder_add_format(out, "request to %.*s for %.*s on %.*s ",
			   SLICE_ARGS(request->recipient),
			   SLICE_ARGS(request->purpose),
			   SLICE_ARGS(request->trigger));
	report_date(out, "date", request->date);
	report_date(out, "last", request->last_release);
	builder_add_format(out, "grants %zu kind %u", request->grant_count,
			   request->controller_kind);
	if (request->has_level) {
		builder_add_text(out, " level ");
		level_write(run->invented.dictionary, request->level, out);
	}
	builder_add_byte(out, '\n');
}

static void report_pupil(struct run *run, const struct pupil *pupil)
{
	const struct dictionary *dictionary = run->invented.dictionary;
	struct builder *out = &run->differential->report;

	for (uint16_t i = 0; i < dictionary->fact_count; i++) {
		struct slice name = dictionary->facts[i].name;

		if (pupil->facts[i] == DATE_NONE)
			continue;
		builder_add_format(out, "%.*s ", SLICE_ARGS(name));
		if (dictionary->facts[i].type == FACT_DATE)
			report_date(out, "=", pupil->facts[i]);
		else
			builder_add_format(out, "= %d ", pupil->facts[i]);
	}
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		report_date(out, "collected", pupil->collected[c]);
	for (size_t v = 0; v < run->invented.notice_count; v++)
		report_date(out, "served", pupil->served[v]);
	for (int w = 0; w < WISH_COUNT; w++)
		builder_add_format(out, "%d", pupil->wishes[w]);
	builder_add_byte(out, '\n');
}

static void report_law(struct run *run)
{
	struct builder *out = &run->differential->report;

	builder_add(out, builder_slice(&run->invented.dictionary_text));
	for (int i = 0; i < INVENTED_NOTICES; i++) {
		builder_add_format(out, "----- version %d\n", i + 1);
		builder_add(out, builder_slice(&run->invented.notice_texts[i]));
	}
	builder_add_text(out, "-----\n");
}

/* --- one pupil ---------------------------------------------------------------- */

static bool compare_pupil(struct run *run, const struct pupil *pupil,
			  const struct decision *engine)
{
	const struct invented_case *invented = &run->invented;
	struct builder why = {0};
	struct arena arena = {0};
	struct decision reference;
	bool agree;

	if (reference_decide(&reference, invented->dictionary,
			     invented->notices, invented->notice_count,
			     &run->asked.request, plan_requested(run->plan),
			     pupil, &arena, NULL) != 0)
		abort();
	tally_pupil(&run->differential->tally, invented, &run->asked, pupil);
	tally_decision(&run->differential->tally, &reference);
	agree = decisions_agree(invented->dictionary, engine, &reference,
				&why) &&
		decision_is_whole(invented->dictionary, engine, &why);
	if (!agree) {
		report_law(run);
		report_request(run);
		report_pupil(run, pupil);
		builder_add(&run->differential->report, builder_slice(&why));
	}
	builder_release(&why);
	arena_release(&arena);
	return agree;
}

static bool compare_alone(struct run *run, const struct pupil *pupil,
			  const struct decision *in_batch)
{
	const struct decision *alone;

	if (plan_decide_one(run->plan, pupil, &alone, NULL) != 0)
		abort();
	if (alone->outcome == in_batch->outcome &&
	    alone->verdicts == in_batch->verdicts)
		return true;
	report_law(run);
	report_request(run);
	report_pupil(run, pupil);
	builder_add_text(&run->differential->report,
			 "alone and in a batch the answers differ\n");
	return false;
}

/* --- one request -------------------------------------------------------------- */

/* Mostly a handful of pupils, now and then a whole batch. */
static uint32_t some_count(struct choices *choices)
{
	if (chance(choices, 1))
		return BATCH_PUPILS;
	if (chance(choices, 3))
		return 1 + choose(choices, 256);
	return 1 + choose(choices, 8);
}

static bool compare_batch(struct run *run)
{
	uint32_t decisions[BATCH_PUPILS];
	uint32_t number = some_count(run->choices);

	for (uint32_t i = 0; i < number; i++)
		invent_pupil(run->choices, &run->invented, &run->asked,
			     &run->pupils[i]);
	invented_batch_fill(run->batch, &run->invented, run->pupils, number);
	if (plan_decide(run->plan, &run->batch->batch, decisions, NULL) != 0)
		abort();
	tally_batch(&run->differential->tally, run->plan, number);
	for (uint32_t i = 0; i < number; i++) {
		const struct decision *engine =
			plan_decision(run->plan, decisions[i]);

		if (!compare_pupil(run, &run->pupils[i], engine) ||
		    !compare_alone(run, &run->pupils[i],
				   plan_decision(run->plan, decisions[i])))
			return false;
	}
	return true;
}

static bool compare_request(struct run *run)
{
	struct error error = {0};
	bool agree;

	invent_request(run->choices, &run->invented, &run->asked);
	tally_request(&run->differential->tally, &run->invented, &run->asked);
	if (plan_make(&run->plan, run->invented.policy, &run->asked.request,
		      &error) != 0) {
		/* More bits than fit, which an invented law may ask. */
		if (error.code != ERROR_INPUT)
			abort();
		run->differential->tally.refused_plans++;
		return true;
	}
	agree = compare_batch(run);
	plan_free(run->plan);
	return agree;
}

static void report_faults(struct run *run)
{
	struct findings *findings = &run->invented.findings;

	report_law(run);
	for (size_t i = 0; i < findings->count; i++)
		finding_print(&findings->list[i], &run->differential->report);
}

bool differential_run(struct differential *differential,
		      struct choices *choices)
{
	struct run run = {.differential = differential, .choices = choices};
	bool agree = true;

	run.pupils = memory_array(BATCH_PUPILS, sizeof(*run.pupils));
	run.batch = memory_array(1, sizeof(*run.batch));
	if (run.pupils == NULL || run.batch == NULL ||
	    invented_case_make(&run.invented, choices, differential->path) != 0)
		abort();
	if (run.invented.policy == NULL) {
		report_faults(&run);
		agree = false;
	} else {
		tally_law(&differential->tally, &run.invented);
	}
	for (int i = 0; agree && i < REQUESTS; i++)
		agree = compare_request(&run);
	invented_case_release(&run.invented);
	memory_free(run.pupils);
	memory_free(run.batch);
	return agree;
}
