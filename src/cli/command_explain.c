#include "cli/ask.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "policy/explain.h"
#include "policy/plan.h"
#include "policy/request.h"
#include "share/node.h"

static int tell(struct run *run, struct node *node)
{
	struct share_request asked;
	struct field_set fields, held;
	struct request request;
	struct pupil pupil;
	struct plan *plan;
	struct explanation explanation = {
		.policy = node->policy,
		.request = &request,
		.pupil = &pupil,
		.held = &held,
	};
	int result;

	if (ask_request(&asked, &fields, run, node) != 0 ||
	    share_decide(node, &asked, slice_of(run->arguments.pupil), &plan,
			 &request, &pupil, &explanation.decision, &held,
			 &run->arena, &run->error) != 0)
		return -1;
	explanation.plan = plan;
	if (run->arguments.json)
		result = explain_json(&explanation, &run->out, &run->error);
	else
		result = explain_text(&explanation, &run->out, &run->error);
	if (result == 0 && run->arguments.json)
		run_json_end(run);
	plan_free(plan);
	return result;
}

static enum status explain(struct run *run)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (tell(run, node) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const struct option options[] = {
	NEED("to", "BODY", to, "the recipient"),
	NEED("pupil", "UPN", pupil, "the pupil"),
	ASK_OPTIONS,
};

const struct command command_explain = {
	.name = "explain",
	.group = GROUP_RULES,
	.summary = "decide for one pupil and name every gate and clause",
	.operands = "",
	.about = "Decides for one pupil without releasing anything, and tells "
		 "what each gate let pass, what it withheld, and by which "
		 "clause of law or notice.  Fields are named, never values.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = explain,
};
