#include "tests/policy/differential.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "configuration.h"
#include "policy/reference.h"
#include "tests/policy/compare.h"
#include "tests/policy/invented_case.h"
#include "tests/policy/real_case.h"
#include "tests/policy/shrink.h"

enum { REQUESTS = 6, LINES_APART = 64 };

struct run {
	struct differential *differential;
	struct choices *choices;
	struct invented_case invented;
	struct invented_request asked;
	/* What is asked of the engine: the same, but for a fault. */
	struct request request;
	struct pupil *pupils, *told; /* BATCH_PUPILS of each */
	struct invented_batch *batch;
	struct plan *plan;
	bool real;
};

/* --- the report --------------------------------------------------------------- */

/* What differs, the notice, and the line: it is asked of England's dictionary. */
static void report_real(struct run *run, const struct pupil *pupil,
			struct slice why)
{
	struct builder *out = &run->differential->report;
	json_t *line = line_write(&run->invented, &run->asked, pupil);
	char *text = json_dumps(line, JSON_COMPACT);

	builder_add(out, why);
	for (size_t i = 0; i < run->invented.notice_count; i++)
		builder_add_format(
			out, "%.*s\n",
			SLICE_ARGS(run->invented.notices[i]->source->name));
	builder_add_format(out, "%s\n", text);
	free(text);
	json_decref(line);
}

/* What differs, and the case as small as it can be. */
static void report(struct run *run, const struct pupil *pupil, struct slice why)
{
	struct differential *differential = run->differential;
	struct builder *out = &differential->report;
	struct question question;

	if (run->real) {
		report_real(run, pupil, why);
		return;
	}
	question_init(&question, &run->invented, &run->asked, pupil);
	builder_add(out, why);
	builder_add_byte(out, '\n');
	if (shrink(&question, differential->path, differential->fault)) {
		question_ask(&question, differential->path, differential->fault,
			     out, NULL);
		builder_add_byte(out, '\n');
	} else {
		builder_add_text(out, "only so in a batch, or with what a "
				      "line cannot say\n\n");
	}
	question_write(&question, differential->path,
		       "the evaluators agree over this", out);
	if (differential->directory != NULL &&
	    !question_save(&question, differential->directory))
		abort();
	question_release(&question);
}

static void report_faults(struct run *run)
{
	struct builder *out = &run->differential->report;
	struct findings *findings = &run->invented.findings;

	builder_add(out, builder_slice(&run->invented.dictionary_text));
	for (int i = 0; i < INVENTED_NOTICES; i++) {
		builder_add_format(out, "----- version %d\n", i + 1);
		builder_add(out, builder_slice(&run->invented.notice_texts[i]));
	}
	for (size_t i = 0; i < findings->count; i++)
		finding_print(&findings->list[i], out);
}

/* --- one pupil ---------------------------------------------------------------- */

/* Now and then the same is asked as a line of JSON, so that the service reads
 * what the plan is told here. */
static bool compare_line(struct run *run, const struct pupil *pupil,
			 const struct decision *reference, struct builder *why)
{
	struct builder as_line = {0}, direct = {0};
	json_t *line;
	bool agree;

	if (run->differential->tally.decisions % LINES_APART != 0)
		return true;
	line = line_write(&run->invented, &run->asked, pupil);
	line_write_answer(run->invented.dictionary, reference, &direct);
	agree = line_ask(run->invented.policy, line, NULL, why, &as_line) ==
			LINE_AGREES &&
		slice_equal(builder_slice(&as_line), builder_slice(&direct));
	if (!agree)
		builder_add_format(why, "as a line: %s\nand not: %s\n",
				   builder_text(&as_line),
				   builder_text(&direct));
	json_decref(line);
	builder_release(&as_line);
	builder_release(&direct);
	return agree;
}

/* Only what is possible is read from the register. */
static bool is_possible(const struct run *run, const struct decision *engine,
			struct builder *why)
{
	struct field_set beyond = field_set_difference(
		engine->released, plan_possible(run->plan));

	if (field_set_empty(beyond))
		return true;
	builder_add_text(why, "something is sent that is not possible\n");
	return false;
}

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
			     &run->asked.request, NULL, pupil, &arena,
			     NULL) != 0)
		abort();
	tally_pupil(&run->differential->tally, invented, &run->asked, pupil);
	tally_decision(&run->differential->tally, &reference);
	agree = decisions_agree(invented->dictionary, engine, &reference,
				&why) &&
		decision_is_whole(invented->dictionary, engine, &why) &&
		is_possible(run, engine, &why) &&
		compare_line(run, pupil, &reference, &why);
	if (!agree)
		report(run, pupil, builder_slice(&why));
	builder_release(&why);
	arena_release(&arena);
	return agree;
}

static bool compare_alone(struct run *run, const struct pupil *pupil,
			  const struct pupil *told,
			  const struct decision *in_batch)
{
	const struct decision *alone;

	if (plan_decide_one(run->plan, told, &alone, NULL) != 0)
		abort();
	if (alone->outcome == in_batch->outcome &&
	    alone->verdicts == in_batch->verdicts)
		return true;
	report(run, pupil, SLICE("alone and in a batch the answers differ\n"));
	return false;
}

/* Tells the engine something else, where the run has a fault. */
static void spoil(const struct run *run, struct request *request,
		  struct pupil *pupil)
{
	struct request no_request = run->asked.request;
	struct pupil nobody;

	if (run->differential->fault == NULL)
		return;
	pupil_init(&nobody);
	run->differential->fault->spoil(request != NULL ? request : &no_request,
					pupil != NULL ? pupil : &nobody);
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

	for (uint32_t i = 0; i < number; i++) {
		invent_pupil(run->choices, &run->invented, &run->asked,
			     &run->pupils[i]);
		run->told[i] = run->pupils[i];
		spoil(run, NULL, &run->told[i]);
	}
	invented_batch_fill(run->batch, &run->invented, run->told, number);
	if (plan_decide(run->plan, &run->batch->batch, decisions, NULL) != 0)
		abort();
	tally_batch(&run->differential->tally, run->plan, number);
	for (uint32_t i = 0; i < number; i++) {
		const struct decision *engine =
			plan_decision(run->plan, decisions[i]);

		if (!compare_pupil(run, &run->pupils[i], engine) ||
		    !compare_alone(run, &run->pupils[i], &run->told[i],
				   plan_decision(run->plan, decisions[i])))
			return false;
	}
	return true;
}

static bool compare_request(struct run *run)
{
	struct error error = {0};
	bool agree;

	if (run->real)
		real_request(run->choices, &run->invented, &run->asked);
	else
		invent_request(run->choices, &run->invented, &run->asked);
	tally_request(&run->differential->tally, &run->invented, &run->asked);
	run->request = run->asked.request;
	spoil(run, &run->request, NULL);
	if (plan_make(&run->plan, run->invented.policy, &run->request,
		      &error) != 0) {
		/* More bits than fit, which an invented law may ask. */
		if (error.code != ERROR_INPUT)
			abort();
		run->differential->tally.refused_plans++;
		return true;
	}
	/* What a plan remembers of one batch serves the next. */
	agree = compare_batch(run) &&
		(chance(run->choices, 60) || compare_batch(run));
	plan_free(run->plan);
	return agree;
}

bool law_file_make(struct law_file *file)
{
	snprintf(file->directory, sizeof(file->directory),
		 HORNBOOK_SCRATCH_DIRECTORY "/hornbook-law-XXXXXX");
	if (mkdtemp(file->directory) == NULL)
		return false;
	snprintf(file->path, sizeof(file->path), "%s/law.dictionary",
		 file->directory);
	return true;
}

void law_file_remove(struct law_file *file)
{
	unlink(file->path);
	rmdir(file->directory);
}

static void open_run(struct run *run)
{
	run->pupils = memory_array(BATCH_PUPILS, sizeof(*run->pupils));
	run->told = memory_array(BATCH_PUPILS, sizeof(*run->told));
	run->batch = memory_array(1, sizeof(*run->batch));
	if (run->pupils == NULL || run->told == NULL || run->batch == NULL)
		abort();
}

static void close_run(struct run *run)
{
	memory_free(run->pupils);
	memory_free(run->told);
	memory_free(run->batch);
}

bool differential_run_real(struct differential *differential,
			   struct choices *choices,
			   const struct invented_case *real)
{
	struct run run = {.differential = differential,
			  .choices = choices,
			  .invented = *real,
			  .real = true};
	bool agree = true;

	open_run(&run);
	for (int i = 0; agree && i < REQUESTS; i++)
		agree = compare_request(&run);
	close_run(&run);
	return agree;
}

bool differential_run(struct differential *differential,
		      struct choices *choices)
{
	struct run run = {.differential = differential, .choices = choices};
	bool agree = true;

	open_run(&run);
	if (invented_case_make(&run.invented, choices, differential->path) != 0)
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
	close_run(&run);
	return agree;
}
