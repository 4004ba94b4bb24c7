/* feedback: what the department gave back, against what is held. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "dictionary/dictionary.h"
#include "share/feedback.h"
#include "share/node.h"

static const char *const kinds[] = {
	[FEEDBACK_DIFFERS] = "differs",
	[FEEDBACK_LACKING] = "lacking",
};

/* As data, and as is said of one row. */
static const struct {
	const char *name, *words;
} hows[FEEDBACK_HOW_COUNT] = {
	[FEEDBACK_BY_NOTHING] = {"nothing", "nothing"},
	[FEEDBACK_BY_UPN] = {"upn", "UPN"},
	[FEEDBACK_BY_FORMER_UPN] = {"former-upn", "former UPN"},
	[FEEDBACK_BY_TRAITS] = {"traits", "date of birth"},
};

static void add_matched(struct run *run, const struct feedback_report *report)
{
	static const char *const words[FEEDBACK_HOW_COUNT] = {
		[FEEDBACK_BY_NOTHING] = "could be nobody here, or more than "
					"one, and were not compared",
		[FEEDBACK_BY_UPN] = "matched by unique pupil number",
		[FEEDBACK_BY_FORMER_UPN] = "matched by a former unique pupil "
					   "number",
		[FEEDBACK_BY_TRAITS] = "matched by date of birth, sex, date of "
				       "entry and year group: look whether it "
				       "is the right child",
	};

	for (int how = FEEDBACK_BY_UPN; how < FEEDBACK_HOW_COUNT; how++)
		if (report->matched[how] > 0)
			builder_add_format(&run->out, "%" PRIu64 " %s.\n",
					   report->matched[how], words[how]);
	if (report->matched[FEEDBACK_BY_NOTHING] > 0)
		builder_add_format(&run->out, "%" PRIu64 " %s.\n",
				   report->matched[FEEDBACK_BY_NOTHING],
				   words[FEEDBACK_BY_NOTHING]);
}

static void add_text(struct run *run, const struct node *node,
		     const struct feedback_report *report)
{
	static const struct grid_column columns[] = {
		{"UPN", false, false},      {"Field", false, true},
		{"Period", false, false},   {"We hold", false, true},
		{"They hold", false, true}, {"Matched by", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < report->count; i++) {
		const struct feedback_line *line = &report->lines[i];

		grid_add(&grid, line->upn);
		grid_add(&grid, node->dictionary->fields[line->field].label);
		grid_add(&grid, line->period);
		grid_add_clean(&grid, line->own);
		grid_add_clean(&grid, line->theirs);
		grid_add(&grid, slice_of(hows[line->how].words));
	}
	if (report->count > 0) {
		grid_print(&grid, &run->screen, &run->out);
		builder_add_byte(&run->out, '\n');
	}
	text_add_clean(report->sender, &run->out);
	builder_add_format(&run->out,
			   ", %.*s: %" PRIu64 " pupils, %" PRIu64
			   " alike, %zu difference%s\n",
			   SLICE_ARGS(report->reference), report->pupils,
			   report->alike, report->count,
			   report->count == 1 ? "" : "s");
	add_matched(run, report);
}

static void put_matched(struct json *json, const struct feedback_report *report)
{
	json_key(json, "matched");
	json_open_object(json);
	for (int how = FEEDBACK_BY_UPN; how < FEEDBACK_HOW_COUNT; how++)
		json_key_number(json, hows[how].name,
				(int64_t)report->matched[how]);
	json_close_object(json);
	json_key(json, "matches");
	json_open_array(json);
	for (size_t i = 0; i < report->listed; i++) {
		json_open_object(json);
		json_key_text(json, "upn", report->list[i].upn);
		json_key_text(json, "by",
			      slice_of(hows[report->list[i].how].name));
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_json(struct run *run, const struct node *node,
		     const struct feedback_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "sender", report->sender);
	json_key_text(&json, "reference", report->reference);
	json_key_number(&json, "pupils", (int64_t)report->pupils);
	json_key_number(&json, "alike", (int64_t)report->alike);
	json_key_number(&json, "unmatched",
			(int64_t)report->matched[FEEDBACK_BY_NOTHING]);
	put_matched(&json, report);
	json_key(&json, "differences");
	json_open_array(&json);
	for (size_t i = 0; i < report->count; i++) {
		const struct feedback_line *line = &report->lines[i];

		json_open_object(&json);
		json_key_text(&json, "kind", slice_of(kinds[line->kind]));
		json_key_text(&json, "by", slice_of(hows[line->how].name));
		json_key_text(&json, "upn", line->upn);
		json_key_text(&json, "field",
			      node->dictionary->fields[line->field].name);
		json_key_text(&json, "period", line->period);
		json_key_number(&json, "item", line->item);
		json_key_text(&json, "own", line->own);
		json_key_text(&json, "theirs", line->theirs);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

static enum status feedback(struct run *run)
{
	enum status status = STATUS_DONE;
	struct feedback_report report;
	struct node *node;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (feedback_compare(node, slice_of(run->arguments.release), &report,
			     &run->arena, &run->error) != 0)
		status = run_failure(run);
	else if (run->arguments.json)
		add_json(run, node, &report);
	else
		add_text(run, node, &report);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("release", "REFERENCE", release,
	     "the sender's reference (else the newest for feedback)"),
};

const struct command command_feedback = {
	.name = "feedback",
	.group = GROUP_DATA,
	.summary = "compare what the department gave back with what is held",
	.operands = "",
	.about = "Goes field by field through what was received for feedback: "
		 "where it differs from what the node holds itself, and what "
		 "the node lacks.  Its pupils are told by their unique pupil "
		 "numbers, current ones first, where the sender let them be; "
		 "else by date of birth, sex, date of entry and year, where "
		 "those are one pupil's alone.  It says how each was "
		 "matched.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = feedback,
};
