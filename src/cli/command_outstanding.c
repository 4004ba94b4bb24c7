#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "share/message.h"
#include "share/node.h"

static const char *const kinds[] = {
	[OUTSTANDING_DUE] = "to be sent",
	[OUTSTANDING_UNANSWERED] = "not acknowledged",
	[OUTSTANDING_RECALL] = "no certificate",
	[OUTSTANDING_CERTIFICATE] = "no certificate",
	[OUTSTANDING_GRANT] = "to be destroyed here",
};

static const char *const names[] = {
	[OUTSTANDING_DUE] = "due",
	[OUTSTANDING_UNANSWERED] = "unacknowledged",
	[OUTSTANDING_RECALL] = "recall",
	[OUTSTANDING_CERTIFICATE] = "certificate",
	[OUTSTANDING_GRANT] = "grant",
};

static const char *about(const struct outstanding_line *line)
{
	static const char *const messages[] = {
		[MESSAGE_CORRECTION] = "correction",
		[MESSAGE_ERASURE] = "erasure",
		[MESSAGE_RECALL] = "recall",
	};

	if (line->message != 0)
		return messages[line->about];
	return "deletion";
}

static void add_row(struct grid *grid, const struct outstanding_line *line)
{
	char number[24] = "";

	if (line->message != 0)
		snprintf(number, sizeof(number), "%" PRIu64, line->message);
	grid_add(grid, arena_copy(grid->arena, slice_of(number)));
	grid_add(grid, slice_of(about(line)));
	grid_add(grid, line->release);
	grid_add(grid, line->recipient);
	grid_add(grid, line->number);
	grid_add(grid, words_date(line->since, grid->arena));
	grid_add(grid, slice_of(kinds[line->kind]));
	grid_add(grid, slice_of(line->overdue ? "overdue" : ""));
	grid_add(grid, line->why);
}

static void add_text(struct run *run, const struct outstanding_line *lines,
		     size_t count)
{
	static const struct grid_column columns[] = {
		{"No", true, false},       {"About", false, false},
		{"Release", false, false}, {"Body", false, true},
		{"Number", false, false},  {"Since", false, false},
		{"What", false, false},    {"", false, false},
		{"Why", false, true},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < count; i++)
		add_row(&grid, &lines[i]);
	if (count > 0)
		grid_print(&grid, &run->screen, &run->out);
	else
		builder_add_text(&run->out, "Nothing is outstanding.\n");
}

static void add_json(struct run *run, const struct outstanding_line *lines,
		     size_t count)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key(&json, "outstanding");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&json);
		json_key_text(&json, "kind", slice_of(names[lines[i].kind]));
		json_key_text(&json, "about", slice_of(about(&lines[i])));
		json_key_number(&json, "message", (int64_t)lines[i].message);
		json_key_text(&json, "release", lines[i].release);
		json_key_text(&json, "body", lines[i].recipient);
		json_key_text(&json, "number", lines[i].number);
		json_key_text(&json, "parcel", lines[i].parcel);
		json_key_date(&json, "since", lines[i].since);
		json_key_boolean(&json, "overdue", lines[i].overdue);
		json_key_text(&json, "why", lines[i].why);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

static enum status outstanding_command(struct run *run)
{
	struct outstanding_line *lines;
	enum status status = STATUS_DONE;
	struct node *node;
	size_t count;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (message_outstanding(node, clock_today(&run->arguments), &lines,
				&count, &run->arena, &run->error) != 0) {
		node_close(node);
		return run_failure(run);
	}
	if (run->arguments.json)
		add_json(run, lines, count);
	else
		add_text(run, lines, count);
	for (size_t i = 0; i < count; i++)
		if (lines[i].overdue)
			status = STATUS_REFUSED;
	node_close(node);
	return status;
}

const struct command command_outstanding = {
	.name = "outstanding",
	.group = GROUP_RELEASES,
	.summary = "list what recipients have not been told, or not answered",
	.operands = "",
	.about = "Lists messages that are to be sent or were not acknowledged, "
		 "recalls and deletions that nobody has certified, and what "
		 "this node is to destroy.  An answer may take 30 days.  Exits "
		 "with 1 when something is overdue.",
	.run = outstanding_command,
};
