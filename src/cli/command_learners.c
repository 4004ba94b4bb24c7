#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "formats/learner_answer.h"
#include "share/learners.h"
#include "share/node.h"

/* --- what was answered ---------------------------------------------------------------- */

static uint64_t count_of(const struct learner_line *lines, size_t count,
			 struct slice code)
{
	uint64_t found = 0;

	for (size_t i = 0; i < count; i++)
		found += slice_equal(lines[i].answer, code);
	return found;
}

static void add_count(struct run *run, struct grid *grid, uint64_t count)
{
	char text[24];
	struct slice copy;

	snprintf(text, sizeof(text), "%" PRIu64, count);
	copy = arena_copy(&run->arena, slice_of(text));
	grid_add(grid, copy);
}

static void add_answers(struct run *run, const struct learner_line *lines,
			size_t count)
{
	static const struct grid_column columns[] = {
		{"Answer", false, false},
		{"Learners", true, false},
		{"Meaning", false, true},
		{"To do", false, true},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < learner_answer_count; i++) {
		const struct learner_answer *answer = &learner_answers[i];
		uint64_t found = count_of(lines, count, answer->code);

		if (found == 0)
			continue;
		grid_add(&grid, answer->code);
		add_count(run, &grid, found);
		grid_add(&grid, slice_of(answer->meaning));
		grid_add(&grid, slice_of(answer->advice != NULL ? answer->advice
								: "nothing"));
	}
	grid_print(&grid, &run->screen, &run->out);
}

/* Flags as words: "VRF7 (date of birth)". */
static void add_flags(struct run *run, struct slice flags)
{
	while (flags.len > 0) {
		struct slice flag = slice_cut(&flags, ' ');
		const char *meaning = learner_flag(flag);

		builder_add_text(&run->out, ", ");
		builder_add(&run->out, flag);
		if (meaning != NULL)
			builder_add_format(&run->out, " (%s)", meaning);
	}
}

/* Those of whom somebody has to do something. */
static void add_work(struct run *run, const struct learner_line *lines,
		     size_t count)
{
	uint64_t left = 0;

	for (size_t i = 0; i < count; i++) {
		const struct learner_answer *answer =
			learner_answer_find(lines[i].answer);

		if (answer == NULL || answer->advice == NULL)
			continue;
		if (left++ == 0)
			builder_add_text(&run->out, "\nTo be looked at:\n");
		builder_add_text(&run->out, "  ");
		builder_add(&run->out, slice_empty(lines[i].upn)
					       ? lines[i].uln
					       : lines[i].upn);
		builder_add_format(&run->out, "  %.*s",
				   SLICE_ARGS(lines[i].answer));
		add_flags(run, lines[i].flags);
		builder_add_byte(&run->out, '\n');
	}
}

static void add_json(struct run *run, const struct learner_line *lines,
		     size_t count)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key(&json, "learners");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++) {
		const struct learner_answer *answer =
			learner_answer_find(lines[i].answer);

		json_open_object(&json);
		json_key_text(&json, "upn", lines[i].upn);
		json_key_text(&json, "uln", lines[i].uln);
		json_key_text(&json, "answer", lines[i].answer);
		if (!slice_empty(lines[i].flags))
			json_key_text(&json, "flags", lines[i].flags);
		if (answer != NULL)
			json_key_text(&json, "meaning",
				      slice_of(answer->meaning));
		if (answer != NULL && answer->advice != NULL)
			json_key_text(&json, "toDo", slice_of(answer->advice));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

static int list(struct run *run, struct node *node)
{
	struct learner_line *lines;
	size_t count;

	if (learners_list(node, &lines, &count, &run->arena, &run->error) != 0)
		return -1;
	if (run->arguments.json) {
		add_json(run, lines, count);
		return 0;
	}
	if (count == 0) {
		builder_add_text(&run->out,
				 "The learner registration has answered "
				 "nothing yet.\n");
		return 0;
	}
	add_answers(run, lines, count);
	add_work(run, lines, count);
	return 0;
}

/* --- answering ---------------------------------------------------------------------------- */

static const char unnamed_reason[] =
	"they came without a UPN; ask the school to send them again with one";

static void add_report_json(struct run *run,
			    const struct learners_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_number(&json, "held", (int64_t)report->held);
	json_key_number(&json, "asked", (int64_t)report->asked);
	json_key_number(&json, "issued", (int64_t)report->issued);
	json_key_number(&json, "unnamed", (int64_t)report->unnamed);
	if (report->unnamed > 0)
		json_key_text(&json, "unnamedReason", slice_of(unnamed_reason));
	json_key(&json, "answers");
	json_open_object(&json);
	for (size_t i = 0; i < learner_answer_count; i++)
		if (report->answers[i] > 0)
			json_key_number(&json, learner_answers[i].code.at,
					(int64_t)report->answers[i]);
	json_close_object(&json);
	json_close_object(&json);
	run_json_end(run);
}

static void add_report(struct run *run, const struct learners_report *report)
{
	builder_add_format(&run->out,
			   "%" PRIu64 " asked for, %" PRIu64
			   " with a number before; %" PRIu64
			   " new numbers issued\n",
			   report->asked, report->held, report->issued);
	if (report->unnamed > 0)
		builder_add_format(&run->out,
				   "%" PRIu64 " cannot be answered: %s\n",
				   report->unnamed, unnamed_reason);
	for (size_t i = 0; i < learner_answer_count; i++)
		if (report->answers[i] > 0)
			builder_add_format(
				&run->out, "  %.*s  %6" PRIu64 "  %s\n",
				SLICE_ARGS(learner_answers[i].code),
				report->answers[i], learner_answers[i].meaning);
}

static int answer(struct run *run, struct node *node)
{
	struct learners_report report;

	if (learners_answer(node, run->arguments.search,
			    clock_today(&run->arguments), &report,
			    &run->error) != 0)
		return -1;
	if (run->arguments.json)
		add_report_json(run, &report);
	else
		add_report(run, &report);
	return 0;
}

static enum status learners_command(struct run *run)
{
	struct node *node;
	int result;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	result = run->arguments.answer ? answer(run, node) : list(run, node);
	node_close(node);
	return result == 0 ? STATUS_DONE : run_failure(run);
}

static const struct option options[] = {
	FLAG("answer", answer,
	     "in the learner registration's node: verify, find or register the "
	     "learners of whom schools have written"),
	FLAG("search", search,
	     "with --answer: only search, and register nobody"),
};

const struct command command_learners = {
	.name = "learners",
	.group = GROUP_DATA,
	.summary = "tell what the learner registration answered",
	.operands = "",
	.about = "Lists the answers about this node's pupils: what each means, "
		 "and for whom there is something to do.  With --answer the "
		 "learner registration answers, and 'share --format "
		 "lrs-answers' sends it.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = learners_command,
};
