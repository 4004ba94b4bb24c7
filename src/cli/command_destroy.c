/* due and destroy: what was received, at its end. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "register/register.h"
#include "share/kept.h"
#include "share/message.h"
#include "share/node.h"

/* --- due ------------------------------------------------------------------------------- */

static const struct register_grant *
grant_of(const struct register_grant *grants, size_t count, uint64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (grants[i].id == id)
			return &grants[i];
	return NULL;
}

static void add_due(struct grid *grid, const struct node *node,
		    const struct register_grant *grant)
{
	char id[24];

	snprintf(id, sizeof(id), "%" PRIu64, grant->id);
	grid_add(grid, arena_copy(grid->arena, slice_of(id)));
	grid_add(grid, grant->sender_name);
	grid_add(grid, grant->reference);
	grid_add(grid, words_date(grant_last_day(node, grant), grid->arena));
	grid_add(grid, grant->state == GRANT_LIVE
			       ? SLICE("to be destroyed")
			       : SLICE("destroyed, not certified"));
}

static void put_due(struct json *json, const struct node *node,
		    const struct register_grant *grant)
{
	json_open_object(json);
	json_key_number(json, "grant", (int64_t)grant->id);
	json_key_text(json, "sender", grant->sender);
	json_key_text(json, "reference", grant->reference);
	json_key_date(json, "deleteBy", grant_last_day(node, grant));
	json_key_boolean(json, "destroyed", grant->state != GRANT_LIVE);
	json_close_object(json);
}

static int tell_due(struct run *run, struct node *node, const uint64_t *due,
		    size_t count)
{
	static const struct grid_column columns[] = {
		{"Grant", true, false},      {"From", false, true},
		{"Reference", false, false}, {"Delete by", false, false},
		{"State", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};
	struct json json = run_json(run);
	struct register_grant *grants;
	size_t all;

	if (register_grants(node->pupils, &grants, &all, &run->arena,
			    &run->error) != 0)
		return -1;
	if (run->arguments.json) {
		json_open_object(&json);
		json_key(&json, "due");
		json_open_array(&json);
	}
	for (size_t i = 0; i < count; i++) {
		const struct register_grant *grant =
			grant_of(grants, all, due[i]);

		if (grant == NULL)
			continue;
		if (run->arguments.json)
			put_due(&json, node, grant);
		else
			add_due(&grid, node, grant);
	}
	if (run->arguments.json) {
		json_close_array(&json);
		json_close_object(&json);
		run_json_end(run);
	} else if (count > 0) {
		grid_print(&grid, &run->screen, &run->out);
	} else {
		builder_add_text(&run->out, "Nothing is to be destroyed.\n");
	}
	return 0;
}

static enum status due_command(struct run *run)
{
	enum status status;
	struct node *node;
	uint64_t *due;
	size_t count;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (grants_due(node, clock_today(&run->arguments), &due, &count,
		       &run->arena, &run->error) != 0 ||
	    tell_due(run, node, due, count) != 0)
		status = run_failure(run);
	else
		status = count > 0 ? STATUS_REFUSED : STATUS_DONE;
	node_close(node);
	return status;
}

const struct command command_due = {
	.name = "due",
	.group = GROUP_RELEASES,
	.summary = "list what was received and is to be destroyed now",
	.operands = "",
	.about = "Lists grants whose day of deletion has come, and those that "
		 "were destroyed and not certified yet.  Exits with 1 when "
		 "there are any.",
	.run = due_command,
};

/* --- destroy ---------------------------------------------------------------------------- */

static int read_grants(struct run *run, struct node *node, uint64_t **grants,
		       size_t *count)
{
	const struct texts *operands = &run->arguments.operands;

	if (run->arguments.due == (operands->count > 0))
		return error_set(&run->error, ERROR_INPUT,
				 "name the grants to destroy, or --due");
	if (run->arguments.due)
		return grants_due(node, clock_today(&run->arguments), grants,
				  count, &run->arena, &run->error);
	*grants = arena_array(&run->arena, operands->count, sizeof(**grants));
	if (*grants == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < operands->count; i++)
		if (!slice_number(slice_of(operands->list[i]), UINT32_MAX,
				  &(*grants)[i])) {
			error_set(&run->error, ERROR_INPUT,
				  "'%.40s' is not the number of a grant",
				  operands->list[i]);
			return error_hint(&run->error,
					  "'hornbook received' lists them");
		}
	*count = operands->count;
	return 0;
}

static void add_destroyed(struct builder *out, const struct destroy_line *line)
{
	builder_add_format(out,
			   "Destroyed: %.*s of %.*s, %" PRIu64 " %s, %" PRIu64
			   " sections and the key\n",
			   SLICE_ARGS(line->reference),
			   SLICE_ARGS(line->sender), line->pupils,
			   line->pupils == 1 ? "pupil" : "pupils",
			   line->sections);
	if (!slice_empty(line->path))
		builder_add_format(out, "Certificate: %.*s\n",
				   SLICE_ARGS(line->path));
	else
		builder_add_format(out, "Not certified: %.*s\n",
				   SLICE_ARGS(line->why));
}

static void put_destroyed(struct json *json, const struct destroy_line *line)
{
	json_open_object(json);
	json_key_number(json, "grant", (int64_t)line->grant);
	json_key_text(json, "sender", line->sender);
	json_key_text(json, "reference", line->reference);
	json_key_number(json, "pupils", (int64_t)line->pupils);
	json_key_number(json, "sections", (int64_t)line->sections);
	json_key_text(json, "certificate", line->path);
	json_key_text(json, "why", line->why);
	json_close_object(json);
}

static void tell_destroyed(struct run *run, const struct destroy_report *report)
{
	struct json json = run_json(run);

	if (run->arguments.json) {
		json_open_object(&json);
		json_key(&json, "destroyed");
		json_open_array(&json);
	}
	for (size_t i = 0; i < report->count; i++) {
		if (run->arguments.json)
			put_destroyed(&json, &report->lines[i]);
		else
			add_destroyed(&run->out, &report->lines[i]);
	}
	if (run->arguments.json) {
		json_close_array(&json);
		json_close_object(&json);
		run_json_end(run);
	} else if (report->count == 0) {
		builder_add_text(&run->out, "Nothing is to be destroyed.\n");
	}
}

static enum status destroy_command(struct run *run)
{
	struct destroy_report report = {0};
	enum status status = STATUS_DONE;
	struct node *node;
	uint64_t *grants;
	size_t count;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (read_grants(run, node, &grants, &count) != 0 ||
	    grants_destroy(node, grants, count, run->arguments.reply,
			   clock_today(&run->arguments), &report, &run->arena,
			   &run->error) != 0)
		status = run_failure(run);
	/* What was destroyed before one that failed is destroyed. */
	tell_destroyed(run, &report);
	node_close(node);
	return status;
}

static const struct option destroy_options[] = {
	FLAG("due", due, "all whose day has come"),
	NEED("reply", "DIRECTORY", reply, "where the certificates go"),
};

const struct command command_destroy = {
	.name = "destroy",
	.group = GROUP_RELEASES,
	.summary = "destroy what was received, and certify it",
	.operands = "[GRANT...]",
	.most = MANY,
	.about = "Destroys the key of each grant, and with it all that was "
		 "received under it, in every copy of register.db; a pupil "
		 "who was known by it alone goes too.  The sender gets a "
		 "signed certificate, sealed; its text and signature stand "
		 "beside it for 'minisign -V'.",
	.options = destroy_options,
	.option_count = sizeof(destroy_options) / sizeof(destroy_options[0]),
	.run = destroy_command,
};
