#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "register/register.h"
#include "share/kept.h"
#include "share/node.h"

static const char *const states[] = {
	[GRANT_LIVE] = "live",
	[GRANT_RECALLED] = "recalled",
	[GRANT_DESTROYED] = "destroyed",
};

static void add_row(struct grid *grid, const struct node *node,
		    const struct register_grant *grant)
{
	char id[24];

	snprintf(id, sizeof(id), "%" PRIu64, grant->id);
	grid_add(grid, arena_copy(grid->arena, slice_of(id)));
	grid_add(grid, words_date(grant->received, grid->arena));
	grid_add(grid, grant->sender_name);
	grid_add(grid, grant->reference);
	grid_add(grid, grant->purpose);
	grid_add(grid, grant->level);
	grid_add(grid, words_date(grant_last_day(node, grant), grid->arena));
	grid_add(grid, slice_of(states[grant->state]));
}

static void add_text(struct run *run, const struct node *node,
		     const struct register_grant *grants, size_t count)
{
	static const struct grid_column columns[] = {
		{"Grant", true, false},      {"Received", false, false},
		{"From", false, true},       {"Reference", false, false},
		{"For", false, true},        {"Level", false, true},
		{"Delete by", false, false}, {"State", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < count; i++)
		add_row(&grid, node, &grants[i]);
	if (count > 0)
		grid_print(&grid, &run->screen, &run->out);
	else
		builder_add_text(&run->out, "Nothing was received yet.\n");
}

static void put_grant(struct json *json, const struct node *node,
		      const struct register_grant *grant)
{
	json_open_object(json);
	json_key_number(json, "grant", (int64_t)grant->id);
	json_key_text(json, "sender", grant->sender);
	json_key_text(json, "senderNumber", grant->sender_number);
	json_key_text(json, "senderName", grant->sender_name);
	json_key_text(json, "reference", grant->reference);
	json_key_text(json, "purpose", grant->purpose);
	json_key_text(json, "level", grant->level);
	json_key_text(json, "terms", grant->terms);
	json_key_date(json, "received", grant->received);
	json_key_date(json, "deleteBy", grant_last_day(node, grant));
	json_key_text(json, "state", slice_of(states[grant->state]));
	json_key_date(json, "ended", grant->ended);
	json_close_object(json);
}

static void add_json(struct run *run, const struct node *node,
		     const struct register_grant *grants, size_t count)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key(&json, "grants");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++)
		put_grant(&json, node, &grants[i]);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

static enum status received_command(struct run *run)
{
	enum status status = STATUS_DONE;
	struct register_grant *grants;
	struct node *node;
	size_t count;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (register_grants(node->pupils, &grants, &count, &run->arena,
			    &run->error) != 0)
		status = run_failure(run);
	else if (run->arguments.json)
		add_json(run, node, grants, count);
	else
		add_text(run, node, grants, count);
	node_close(node);
	return status;
}

const struct command command_received = {
	.name = "received",
	.group = GROUP_RELEASES,
	.summary = "list what was received, and until when it may be kept",
	.operands = "",
	.about = "Lists what other controllers have released to this one, with "
		 "the day by which each is to be deleted, and whether it still "
		 "is there.",
	.run = received_command,
};
