/* authorise and approve: what is granted once, for many pupils. */
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "register/register.h"
#include "share/node.h"

static void add_text(struct run *run, const struct node *node,
		     const struct permission *permission)
{
	struct builder *out = &run->out;

	builder_add_format(out, "Recorded: %.*s for ",
			   SLICE_ARGS(permission->kind));
	builder_add(out,
		    words_recipient(node->dictionary, permission->recipient,
				    permission->recorded));
	if (permission->purpose.len > 0) {
		builder_add_text(out, ", for ");
		builder_add(out, words_purpose(node->dictionary,
					       permission->purpose));
	}
	if (permission->by.len > 0)
		builder_add_format(out, ", by %.*s",
				   SLICE_ARGS(permission->by));
	builder_add_text(out, ", from ");
	words_add_date(permission->from, out);
	if (permission->until != DATE_NONE) {
		builder_add_text(out, " until ");
		words_add_date(permission->until, out);
	}
	builder_add_byte(out, '\n');
}

static void add_json(struct run *run, const struct permission *permission)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "kind", permission->kind);
	json_key_text(&json, "by", permission->by);
	json_key_text(&json, "recipient", permission->recipient);
	json_key_text(&json, "purpose", permission->purpose);
	json_key_text(&json, "reference", permission->reference);
	json_key_date(&json, "from", permission->from);
	json_key_date(&json, "until", permission->until);
	json_close_object(&json);
	run_json_end(run);
}

static int record(struct run *run, struct node *node, const char *kind)
{
	struct arguments *arguments = &run->arguments;
	struct permission permission = {
		.kind = slice_of(kind),
		.by = slice_of(arguments->by),
		.purpose = slice_of(arguments->purpose),
		.reference = slice_of(arguments->reference),
		.from = arguments->from,
		.until = arguments->until,
		.recorded = clock_today(arguments),
	};

	if (need_body(run, node->dictionary, &arguments->to) != 0 ||
	    need_purpose(run, node->dictionary, arguments->purpose) != 0)
		return -1;
	if (run->command == &command_approve &&
	    need_approval(run, node->dictionary, arguments->by) != 0)
		return -1;
	permission.recipient = slice_of(arguments->to);
	if (permission.from == DATE_NONE)
		permission.from = permission.recorded;
	if (permission.until != DATE_NONE && permission.until < permission.from)
		return error_set(&run->error, ERROR_INPUT,
				 "--until is before --from");
	if (register_permit(node->pupils, &permission, &run->error) != 0)
		return -1;
	if (arguments->json)
		add_json(run, &permission);
	else
		add_text(run, node, &permission);
	return 0;
}

static enum status permit(struct run *run, const char *kind)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (record(run, node, kind) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static enum status authorise(struct run *run)
{
	const struct arguments *arguments = &run->arguments;

	if (arguments->terms && arguments->identity) {
		error_set(&run->error, ERROR_INPUT,
			  "--terms and --identity are two things to record");
		return run_failure(run);
	}
	if (arguments->terms)
		return permit(run, "terms");
	return permit(run, arguments->identity ? "identity" : "authorisation");
}

static enum status approve(struct run *run)
{
	return permit(run, "approval");
}

static const struct option authorise_options[] = {
	NEED("to", "BODY", to, "the recipient"),
	TEXT("for", "PURPOSE", purpose, "for this purpose only"),
	TEXT("by", "ROLE", by, "who has decided it: a role, not a name"),
	DATE("from", from, "the first day (else today)"),
	DATE("until", until, "the last day"),
	TEXT("reference", "TEXT", reference, "where the office keeps it"),
	FLAG("terms", terms, "rather that the recipient has signed the terms"),
	FLAG("identity", identity,
	     "rather that the recipient's identity was checked"),
};

const struct command command_authorise = {
	.name = "authorise",
	.group = GROUP_DATA,
	.summary = "record the controller's own authorisation of a recipient",
	.operands = "",
	.about = "Records that the controller authorises a recipient, where a "
		 "rule needs that; or that the recipient has signed the "
		 "terms, or that its identity was checked.",
	.options = authorise_options,
	.option_count =
		sizeof(authorise_options) / sizeof(authorise_options[0]),
	.run = authorise,
};

static const struct option approve_options[] = {
	NEED("by", "APPROVAL", by, "whose approval it is"),
	NEED("to", "BODY", to, "the recipient"),
	TEXT("for", "PURPOSE", purpose, "for this purpose only"),
	DATE("from", from, "the first day (else today)"),
	DATE("until", until, "the last day"),
	TEXT("reference", "TEXT", reference, "where the office keeps it"),
};

const struct command command_approve = {
	.name = "approve",
	.group = GROUP_DATA,
	.summary = "record an approval of releases",
	.operands = "",
	.about = "Records an approval by one of those the dictionary names, "
		 "where a rule needs it.",
	.options = approve_options,
	.option_count = sizeof(approve_options) / sizeof(approve_options[0]),
	.run = approve,
};
