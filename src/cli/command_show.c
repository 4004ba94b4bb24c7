#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/record.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "share/node.h"
#include "share/pupil_find.h"

static int add_pupil(struct run *run, struct node *node)
{
	struct slice upn = slice_of(run->arguments.operands.list[0]);
	uint16_t count = node->dictionary->category_count;
	uint64_t categories = count < 64 ? (1ull << count) - 1 : UINT64_MAX;
	struct record record;
	uint64_t pupil;

	if (pupil_find(node->pupils, upn, &pupil, &run->error) != 0 ||
	    register_read(node->pupils, pupil, categories, &record, &run->arena,
			  &run->error) != 0)
		return -1;
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "upn", upn);
		json_key(&json, "sections");
		record_put_json(&json, node->dictionary, &record);
		json_close_object(&json);
		run_json_end(run);
		return 0;
	}
	builder_add_text(&run->out, "Everything held on ");
	text_add_clean(upn, &run->out);
	builder_add_byte(&run->out, '\n');
	record_add_text(run, node->dictionary, &record);
	return 0;
}

static enum status show(struct run *run)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (add_pupil(run, node) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

const struct command command_show = {
	.name = "show",
	.group = GROUP_DATA,
	.summary = "show everything held on one pupil",
	.operands = "UPN",
	.least = 1,
	.most = 1,
	.about = "Shows everything held on one pupil, by category, with the "
		 "labels of codes and the dates on which it was recorded.",
	.run = show,
};
