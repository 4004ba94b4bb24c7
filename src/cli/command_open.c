#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/package.h"
#include "cli/print.h"
#include "share/node.h"
#include "share/package.h"
#include "share/receive.h"

static int take_nothing(void *context, struct slice bytes, struct error *error)
{
	(void)context;
	(void)bytes;
	(void)error;
	return 0;
}

/* To the end, be it only to see that it is whole. */
static int read_payload(struct run *run, struct node *node,
			struct received *received, const char *path)
{
	if (run->arguments.out != NULL)
		return received_write(node, received, run->arguments.out,
				      clock_today(&run->arguments),
				      &run->error);
	if (package_payload(received->package,
			    (struct stream_sink){take_nothing, NULL},
			    &run->error) == 0)
		return 0;
	return error_at(&run->error, slice_of(path), 0, 0, 0);
}

static int tell(struct run *run, const struct node *node,
		const struct received *received, const struct error *refusal)
{
	struct json json;

	if (!run->arguments.json) {
		if (package_add_text(run, node, received) != 0)
			return -1;
		package_add_line(run, "can be received",
				 refusal->code == ERROR_NONE
					 ? SLICE("yes")
					 : slice_of(refusal->message));
		return 0;
	}
	json = run_json(run);
	json_open_object(&json);
	package_put(received, &json);
	json_key_boolean(&json, "receivable", refusal->code == ERROR_NONE);
	if (refusal->code != ERROR_NONE)
		json_key_text(&json, "refusal", slice_of(refusal->message));
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

static int look(struct run *run, struct node *node, const char *path)
{
	int32_t today = clock_today(&run->arguments);
	struct received received;
	struct error refusal = {0};
	int result;

	if (received_open(node, path, today, &received, &run->arena,
			  &run->error) != 0)
		return -1;
	result = received_check(node, &received, path, today, &refusal);
	if (result != 0 && refusal.code != ERROR_REFUSED)
		run->error = refusal;
	else
		result = read_payload(run, node, &received, path);
	if (result == 0)
		result = tell(run, node, &received, &refusal);
	received_close(&received);
	return result;
}

static enum status open_command(struct run *run)
{
	enum status status = STATUS_DONE;
	struct node *node;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (look(run, node, run->arguments.operands.list[0]) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("out", "DIRECTORY", out,
	     "put manifest, signature and payload there, in the clear"),
};

const struct command command_open = {
	.name = "open",
	.group = GROUP_RELEASES,
	.summary = "open and verify a package, and take nothing in",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.about =
		"Opens a package with the node's keys, verifies who signed it "
		"and that it is whole, and tells who sends what, why and on "
		"which terms, and whether it could be received today.  What is "
		"not for this node, has expired or was destroyed is put "
		"nowhere.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = open_command,
};
