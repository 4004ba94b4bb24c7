#include <inttypes.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/package.h"
#include "cli/print.h"
#include "cli/rejections.h"
#include "cli/words.h"
#include "share/feedback.h"
#include "share/node.h"
#include "share/receive.h"

/* --- one package ---------------------------------------------------------------------- */

static void add_rejected(struct run *run, const struct receive_report *report)
{
	rejections_add(&report->payload, REJECTIONS_SHOWN, &run->out);
	screen_add(&run->screen, STYLE_RED, SLICE("Nothing was received"),
		   &run->out);
	builder_add_format(&run->out,
			   ": %" PRIu64 " of the %" PRIu64
			   " records of %.*s are not good\n",
			   report->payload.rejected, report->payload.records,
			   SLICE_ARGS(report->grant.reference));
}

/* Of rows without names, whose they are known to be. */
static int add_matched(struct run *run, struct node *node,
		       const struct register_grant *grant)
{
	uint64_t matched[FEEDBACK_HOW_COUNT], all = 0;
	struct builder text = {0};
	bool any;

	if (feedback_matched(node, grant, &any, matched, &run->arena,
			     &run->error) != 0)
		return -1;
	for (int how = 0; how < FEEDBACK_HOW_COUNT; how++)
		all += matched[how];
	builder_add_format(&text,
			   "%" PRIu64 " of %" PRIu64
			   " by unique pupil number; 'hornbook feedback' "
			   "compares them",
			   matched[FEEDBACK_BY_UPN] +
				   matched[FEEDBACK_BY_FORMER_UPN],
			   all);
	if (any)
		package_add_line(run, "matched", builder_slice(&text));
	builder_release(&text);
	return 0;
}

static int add_received(struct run *run, struct node *node,
			const struct receive_report *report)
{
	const struct register_grant *grant = &report->grant;
	const struct import_counts *counts = &report->payload.counts;
	struct builder text = {0};
	int result;

	screen_add(&run->screen, STYLE_GREEN, SLICE("Received "), &run->out);
	builder_add(&run->out, grant->reference);
	builder_add_text(&run->out, " of ");
	text_add_clean(grant->sender_name, &run->out);
	builder_add_byte(&run->out, '\n');
	builder_add_format(&text,
			   "%" PRIu64 " new, %" PRIu64 " changed, %" PRIu64
			   " unchanged",
			   counts->pupils_new, counts->pupils_changed,
			   counts->pupils_unchanged);
	package_add_line(run, "pupils", builder_slice(&text));
	builder_clear(&text);
	builder_add_number(&text, grant->id);
	package_add_line(run, "grant", builder_slice(&text));
	builder_clear(&text);
	result = package_add_terms(run, node->dictionary, grant->terms, &text);
	if (result == 0)
		package_add_line(run, "terms", builder_slice(&text));
	builder_clear(&text);
	builder_add_format(&text, "entry %" PRIu64, report->entry);
	package_add_line(run, "ledger", builder_slice(&text));
	builder_release(&text);
	return result == 0 ? add_matched(run, node, grant) : -1;
}

static void put_received(struct json *json, const char *path,
			 const struct receive_report *report)
{
	const struct import_counts *counts = &report->payload.counts;

	json_open_object(json);
	json_key_text(json, "file", slice_of(path));
	json_key_boolean(json, "received", !report->rejected);
	json_key_text(json, "reference", report->grant.reference);
	json_key_text(json, "sender", report->grant.sender);
	json_key_number(json, "records", (int64_t)report->payload.records);
	rejections_put(&report->payload, json);
	if (!report->rejected) {
		json_key_number(json, "grant", (int64_t)report->grant.id);
		json_key_number(json, "new", (int64_t)counts->pupils_new);
		json_key_number(json, "changed",
				(int64_t)counts->pupils_changed);
		json_key_number(json, "unchanged",
				(int64_t)counts->pupils_unchanged);
		json_key_text(json, "terms", report->grant.terms);
		json_key_number(json, "entry", (int64_t)report->entry);
	}
	json_close_object(json);
}

/* --- what brings no release ------------------------------------------------------------- */

static void put_message(struct json *json, const char *path,
			const struct message_report *message)
{
	json_open_object(json);
	json_key_text(json, "file", slice_of(path));
	json_key_boolean(json, "received", true);
	json_key_text(json, "kind",
		      slice_of(manifest_kind_name(message->kind)));
	json_key_text(json, "about", message->about);
	json_key_number(json, "applied", (int64_t)message->applied);
	json_key_number(json, "unknown", (int64_t)message->unknown);
	json_key_number(json, "pupils", (int64_t)message->pupils);
	json_key_number(json, "due", (int64_t)message->told);
	json_key_number(json, "untold", (int64_t)message->untold);
	json_key_number(json, "shared", (int64_t)message->shared);
	json_key_text(json, "answer", message->path);
	json_close_object(json);
}

/* What went on from here of what is destroyed now. */
static void add_passed_on(struct builder *out,
			  const struct message_report *message)
{
	if (message->told > 0)
		builder_add_format(out,
				   "Messages due to those who had it from "
				   "here: %" PRIu64 " ('hornbook notify')\n",
				   message->told);
	if (message->untold > 0)
		builder_add_format(out,
				   "Releases whose recipients know no name of "
				   "the pupil: %" PRIu64 "\n",
				   message->untold);
	if (message->shared > 0)
		builder_add_format(out,
				   "Pupils held from elsewhere too: %" PRIu64
				   "; tell who had them from here by other "
				   "means\n",
				   message->shared);
}

static void add_message(struct builder *out,
			const struct message_report *message)
{
	switch (message->kind) {
	case MANIFEST_CORRECTION:
	case MANIFEST_ERASURE:
		builder_add_format(out,
				   "%s: %" PRIu64 " applied, %" PRIu64
				   " of what is not held\n",
				   message->kind == MANIFEST_ERASURE
					   ? "Erasures"
					   : "Corrections",
				   message->applied, message->unknown);
		break;
	case MANIFEST_RECALL:
		builder_add_format(out, "Recalled: %.*s, ",
				   SLICE_ARGS(message->about));
		if (message->unknown > 0)
			builder_add_text(out, "which was never received\n");
		else
			builder_add_format(
				out, "%" PRIu64 " %s data destroyed\n",
				message->pupils,
				message->pupils == 1 ? "pupil's" : "pupils'");
		break;
	case MANIFEST_ACKNOWLEDGEMENT:
		builder_add_format(out, "Acknowledged: %.*s\n",
				   SLICE_ARGS(message->about));
		break;
	case MANIFEST_DESTRUCTION:
		builder_add_format(
			out, "Certified as destroyed: %.*s, %" PRIu64 " %s\n",
			SLICE_ARGS(message->about), message->pupils,
			message->pupils == 1 ? "pupil" : "pupils");
		break;
	case MANIFEST_RELEASE:
	case MANIFEST_KIND_COUNT:
		break;
	}
	add_passed_on(out, message);
	if (!slice_empty(message->path))
		builder_add_format(out, "Answer: %.*s\n",
				   SLICE_ARGS(message->path));
}

static void tell_message(struct run *run, struct json *json, const char *path,
			 const struct message_report *message)
{
	if (json != NULL)
		put_message(json, path, message);
	else
		add_message(&run->out, message);
}

/* --- all of them ------------------------------------------------------------------------ */

/* Files before one that fails are in; what was said of them is said. */
static int take(struct run *run, struct node *node, struct json *json,
		bool *rejected)
{
	const struct texts *files = &run->arguments.operands;
	int32_t today = clock_today(&run->arguments);

	for (size_t i = 0; i < files->count; i++) {
		struct receive_report report;

		if (receive_and_answer(node, files->list[i],
				       run->arguments.reply, today, &report,
				       &run->arena, &run->error) != 0)
			return -1;
		*rejected |= report.rejected;
		if (report.kind != MANIFEST_RELEASE)
			tell_message(run, json, files->list[i],
				     &report.message);
		else if (json != NULL)
			put_received(json, files->list[i], &report);
		else if (report.rejected)
			add_rejected(run, &report);
		else if (add_received(run, node, &report) != 0)
			return -1;
	}
	return 0;
}

static int take_json(struct run *run, struct node *node, bool *rejected)
{
	struct json json = run_json(run);
	int result;

	json_open_object(&json);
	json_key(&json, "packages");
	json_open_array(&json);
	result = take(run, node, &json, rejected);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
	return result;
}

static enum status receive_command(struct run *run)
{
	enum status status = STATUS_DONE;
	bool rejected = false;
	struct node *node;
	int result;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	result = run->arguments.json ? take_json(run, node, &rejected)
				     : take(run, node, NULL, &rejected);
	if (result != 0) {
		print_flush(run);
		status = run_failure(run);
	} else if (rejected) {
		status = STATUS_INPUT;
	}
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("reply", "DIRECTORY", reply,
	     "where answers to the sender go: acknowledgements, certificates"),
};

const struct command command_receive = {
	.name = "receive",
	.group = GROUP_RELEASES,
	.summary = "take in what another controller released",
	.operands = "FILE...",
	.least = 1,
	.most = MANY,
	.about =
		"Opens each package with the node's keys and takes its pupils "
		"in, bound to the terms that it came under: all of it or "
		"nothing.  It must be signed by a body that the node exchanges "
		"with, be addressed to this node, not have expired, and not "
		"have been received before.  Corrections, erasures and recalls "
		"of what was received are applied, and answered; of "
		"pupils whom nothing else holds, erasures become due to "
		"whoever had them from here ('hornbook notify').  Answers to "
		"those that this node has sent are noted.  Exits with 1 when "
		"it is refused.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = receive_command,
};
