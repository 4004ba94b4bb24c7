#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "language/diagnostic.h"
#include "share/node.h"

static void add_text(struct run *run, const struct notice *notice)
{
	builder_add_format(&run->out, "Adopted: %.*s, version %llu, from ",
			   SLICE_ARGS(notice->title),
			   (unsigned long long)notice->version);
	words_add_date(notice->from, &run->out);
	builder_add_byte(&run->out, '\n');
}

static void add_json(struct run *run, const struct notice *notice)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "notice", notice->title);
	json_key_number(&json, "version", (int64_t)notice->version);
	json_key_date(&json, "from", notice->from);
	json_close_object(&json);
	run_json_end(run);
}

static enum status take(struct run *run, struct node *node)
{
	struct findings findings = findings_in(&run->arena);
	const struct notice *notice;

	if (node_adopt(node, run->arguments.operands.list[0],
		       clock_today(&run->arguments), &findings,
		       &run->error) != 0) {
		findings_sort(&findings);
		print_findings(&findings);
		return run_failure(run);
	}
	notice = node->notices[node->notice_count - 1];
	if (run->arguments.json)
		add_json(run, notice);
	else
		add_text(run, notice);
	return STATUS_DONE;
}

static enum status adopt(struct run *run)
{
	struct node *node;
	enum status status;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = take(run, node);
	node_close(node);
	return status;
}

const struct command command_adopt = {
	.name = "adopt",
	.group = GROUP_RULES,
	.summary = "give the node a new version of its notice",
	.operands = "NOTICE",
	.least = 1,
	.most = 1,
	.about = "Adds a version of the notice to the node.  It must be the "
		 "same controller's, with a higher version and a later date.  "
		 "Earlier versions stay: what was collected under them stays "
		 "bound to them.",
	.run = adopt,
};
