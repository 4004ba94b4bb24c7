#include "base/date.h"
#include "base/json.h"
#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/explain_family.h"
#include "cli/open.h"
#include "cli/print.h"
#include "policy/explain.h"
#include "policy/plan.h"
#include "policy/request.h"
#include "policy/trace.h"
#include "share/node.h"

/* --- for the office --------------------------------------------------------------- */

static int add_json(struct run *run, const struct explanation *explanation,
		    bool trace)
{
	if (trace) {
		struct json json = run_json(run);

		if (trace_json(explanation, run->arguments.values, &json,
			       &run->error) != 0)
			return -1;
	} else if (explain_json(explanation, &run->out, &run->error) != 0) {
		return -1;
	}
	run_json_end(run);
	return 0;
}

/* One flow: every gate and clause, or with `trace` every step of deciding. */
static int tell(struct run *run, struct node *node, bool trace)
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

	if (run->arguments.to == NULL)
		return error_set(
			&run->error, ERROR_INPUT,
			"explain needs --to BODY; only --reader parent "
			"and --reader pupil go without");
	if (ask_request(&asked, &fields, run, node) != 0 ||
	    share_decide(node, &asked, slice_of(run->arguments.pupil), &plan,
			 &request, &pupil, &explanation.decision, &held,
			 &run->arena, &run->error) != 0)
		return -1;
	explanation.plan = plan;
	if (run->arguments.json)
		result = add_json(run, &explanation, trace);
	else if (trace)
		result = trace_text(&explanation, run->arguments.values,
				    &run->out, &run->error);
	else
		result = explain_text(&explanation, &run->out, &run->error);
	plan_free(plan);
	return result;
}

/* --- for whom ------------------------------------------------------------------------ */

static int tell_officer(struct run *run, struct node *node)
{
	return tell(run, node, false);
}

static int tell_engineer(struct run *run, struct node *node)
{
	return tell(run, node, true);
}

static int tell_parent(struct run *run, struct node *node)
{
	return explain_family(run, node, READER_PARENT);
}

static int tell_pupil(struct run *run, struct node *node)
{
	return explain_family(run, node, READER_PUPIL);
}

static const struct {
	const char *name;
	int (*tell)(struct run *run, struct node *node);
} readers[] = {
	{"officer", tell_officer},
	{"parent", tell_parent},
	{"pupil", tell_pupil},
	{"engineer", tell_engineer},
};

static int tell_reader(struct run *run, struct node *node)
{
	const char *name = run->arguments.reader;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (name == NULL || strcmp(readers[i].name, name) == 0)
			return readers[i].tell(run, node);
	error_set(&run->error, ERROR_INPUT, "explain tells no '%.40s'", name);
	return error_hint(&run->error,
			  "it tells officer, parent, pupil and engineer");
}

static enum status explain(struct run *run)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (tell_reader(run, node) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const struct option options[] = {
	NEED("pupil", "UPN", pupil,
	     "the pupil, by UPN or by the pseudonym that it was received "
	     "under"),
	TEXT("to", "BODY", to,
	     "the recipient; a parent or pupil is else told of all that the "
	     "notice promises"),
	TEXT("reader", "READER", reader,
	     "who reads it: officer (as usual), parent, pupil, or engineer"),
	FLAG("values", values,
	     "let an engineer see the facts of the pupil that were asked for"),
	ASK_OPTIONS,
};

const struct command command_explain = {
	.name = "explain",
	.group = GROUP_RULES,
	.summary = "tell for one pupil what may go where, and why",
	.operands = "",
	.about =
		"Decides for one pupil without releasing anything, and tells "
		"what each gate let pass, what it withheld, and by which "
		"clause of law or notice.  Fields are named, never values.  A "
		"parent or pupil is told in plain sentences; an engineer every "
		"rule, condition and bit.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = explain,
};
