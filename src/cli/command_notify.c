/* notify and recall: what recipients are told. */
#include <inttypes.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "share/message.h"
#include "share/node.h"

static const char *const kinds[] = {
	[MESSAGE_CORRECTION] = "correction",
	[MESSAGE_ERASURE] = "erasure",
	[MESSAGE_RECALL] = "recall",
};

static void add_line(struct run *run, const struct node *node,
		     const struct notify_line *line)
{
	struct builder *out = &run->out;

	if (line->kind == MESSAGE_RECALL)
		builder_add_text(out, "Recall");
	else
		builder_add_format(out, "%" PRIu64 " %s%s", line->messages,
				   kinds[line->kind],
				   line->messages == 1 ? "" : "s");
	builder_add_text(out, " to ");
	builder_add(out, words_recipient(node->dictionary, line->recipient,
					 clock_today(&run->arguments)));
	if (!slice_empty(line->number))
		builder_add_format(out, " (%.*s)", SLICE_ARGS(line->number));
	if (!slice_empty(line->path))
		builder_add_format(out, ": %.*s\n", SLICE_ARGS(line->path));
	else
		builder_add_format(out, ": not sent, %.*s\n",
				   SLICE_ARGS(line->why));
}

static void put_line(struct json *json, const struct notify_line *line)
{
	json_open_object(json);
	json_key_text(json, "kind", slice_of(kinds[line->kind]));
	json_key_text(json, "recipient", line->recipient);
	json_key_text(json, "number", line->number);
	json_key_number(json, "messages", (int64_t)line->messages);
	json_key_text(json, "reference", line->reference);
	json_key_text(json, "file", line->path);
	json_key_text(json, "why", line->why);
	json_close_object(json);
}

/* Whoever could not be told is told by people, and the exit status says so. */
static enum status tell(struct run *run, const struct node *node,
			const struct notify_report *report)
{
	struct json json = run_json(run);
	bool all = true;

	if (run->arguments.json) {
		json_open_object(&json);
		json_key(&json, "parcels");
		json_open_array(&json);
	}
	for (size_t i = 0; i < report->count; i++) {
		all &= !slice_empty(report->lines[i].path);
		if (run->arguments.json)
			put_line(&json, &report->lines[i]);
		else
			add_line(run, node, &report->lines[i]);
	}
	if (run->arguments.json) {
		json_close_array(&json);
		json_close_object(&json);
		run_json_end(run);
	} else if (report->count == 0) {
		builder_add_text(&run->out, "Nobody is to be told anything.\n");
	} else if (!all) {
		builder_add_text(&run->out,
				 "Tell those by other means, and record it "
				 "with --told\n");
	}
	return all ? STATUS_DONE : STATUS_REFUSED;
}

static int told(struct run *run, struct node *node)
{
	uint64_t number;

	if (!slice_number(slice_of(run->arguments.told), UINT32_MAX, &number))
		return error_set(&run->error, ERROR_INPUT,
				 "--told takes the number of a message");
	if (register_message_settle(node->pupils, number,
				    clock_today(&run->arguments),
				    &run->error) != 0)
		return -1;
	builder_add_format(&run->out,
			   "Recorded: message %" PRIu64 " was told\n", number);
	return 0;
}

static enum status notify_command(struct run *run)
{
	struct notify_report report;
	enum status status;
	struct node *node;

	if (run->arguments.out == NULL && run->arguments.told == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "say where the packages go, with --out");
		return run_failure(run);
	}
	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (run->arguments.told != NULL)
		status = told(run, node) == 0 ? STATUS_DONE : run_failure(run);
	else if (message_notify(node, run->arguments.out,
				clock_today(&run->arguments), 0, &report,
				&run->arena, &run->error) != 0)
		status = run_failure(run);
	else
		status = tell(run, node, &report);
	node_close(node);
	return status;
}

static const struct option notify_options[] = {
	TEXT("out", "DIRECTORY", out, "where the packages go"),
	TEXT("told", "NUMBER", told,
	     "a message of 'outstanding' that was told by other means"),
};

const struct command command_notify = {
	.name = "notify",
	.group = GROUP_RELEASES,
	.summary = "tell recipients what was put right or erased",
	.operands = "",
	.about = "Sends what is due to those who were sent a pupil's data: "
		 "what was put right, with only the fields that they had, and "
		 "what was erased (UK GDPR article 19).  One sealed package "
		 "for each recipient.  Exits with 1 when there is somebody "
		 "whom nothing can be sealed to.",
	.options = notify_options,
	.option_count = sizeof(notify_options) / sizeof(notify_options[0]),
	.run = notify_command,
};

static enum status recall_command(struct run *run)
{
	struct notify_report report;
	enum status status;
	struct node *node;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (message_recall(node, slice_of(run->arguments.operands.list[0]),
			   slice_of(run->arguments.reason), run->arguments.out,
			   clock_today(&run->arguments), &report, &run->arena,
			   &run->error) != 0)
		status = run_failure(run);
	else
		status = tell(run, node, &report);
	node_close(node);
	return status;
}

static const struct option recall_options[] = {
	NEED("reason", "TEXT", reason, "why, for the recipient; without names"),
	NEED("out", "DIRECTORY", out, "where the package goes"),
};

const struct command command_recall = {
	.name = "recall",
	.group = GROUP_RELEASES,
	.summary = "take a release back",
	.operands = "REFERENCE",
	.least = 1,
	.most = 1,
	.about = "Sends the recipient of a release word to destroy it.  The "
		 "recipient's node answers with a signed certificate, which "
		 "'hornbook receive' takes in.",
	.options = recall_options,
	.option_count = sizeof(recall_options) / sizeof(recall_options[0]),
	.run = recall_command,
};
