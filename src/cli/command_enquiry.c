/* enquiry: an enquiry into a child's safety answered, or not. */
#include "base/json.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/families.h"
#include "cli/open.h"
#include "cli/print.h"
#include "share/enquiry.h"
#include "share/node.h"
#include "words/phrasebook.h"

static void tell_json(struct run *run, const struct enquiry *asked,
		      const struct enquiry_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "reference", report->reference);
	json_key_boolean(&json, "not-shared", asked->not_shared);
	if (!asked->not_shared)
		families_put_share(&json, &report->share);
	json_close_object(&json);
	run_json_end(run);
}

static void tell(struct run *run, const struct enquiry *asked,
		 const struct enquiry_report *report)
{
	if (run->arguments.json) {
		tell_json(run, asked, report);
		return;
	}
	if (asked->not_shared)
		builder_add_text(&run->out, "Decided not to share. ");
	else
		families_add_share(run, &report->share);
	builder_add_format(&run->out, "Recorded as %.*s.\n",
			   SLICE_ARGS(report->reference));
}

static enum status decide(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	struct enquiry_report report;
	struct phrasebook *book = NULL;
	char time[CLOCK_TIME_BYTES];
	int result;
	struct enquiry asked = {
		.upn = slice_of(arguments->pupil),
		.recipient = slice_of(arguments->to),
		.by = slice_of(arguments->by),
		.reason = slice_of(arguments->reason),
		.received = slice_of(arguments->reference),
		.not_shared = arguments->not_shared,
		.today = clock_today(arguments),
		.out = arguments->out,
		.plain = arguments->plain,
		.armor = arguments->armor,
	};

	if (families_book(run, node, &book) != 0)
		return run_failure(run);
	clock_time(time);
	asked.time = time;
	asked.book = book;
	result = enquiry(node, &asked, &report, &run->arena, &run->error);
	phrasebook_free(book);
	if (result != 0)
		return run_failure(run);
	tell(run, &asked, &report);
	return report.share.refused ? STATUS_REFUSED : STATUS_DONE;
}

static enum status enquiry_command(struct run *run)
{
	if ((run->arguments.out == NULL) != run->arguments.not_shared) {
		error_set(&run->error, ERROR_INPUT,
			  "enquiry needs --out DIRECTORY, or --not-shared");
		return run_failure(run);
	}
	return open_and(run, decide);
}

static const struct option options[] = {
	NEED("pupil", "UPN", pupil, "the child"),
	NEED("by", "WHO", by, "who decides: name or role"),
	NEED("reason", "TEXT", reason,
	     "why; children's services read it, so without other children's "
	     "names"),
	TEXT("to", "BODY", to, "the recipient (else childrens-services)"),
	TEXT("reference", "TEXT", reference, "the enquiry's own reference"),
	TEXT("out", "DIRECTORY", out, "where the case file is put"),
	FLAG("not-shared", not_shared,
	     "record that it was decided not to share"),
	FLAG("plain", plain, "in the clear, not sealed and signed"),
	FLAG("armor", armor, "sealed, as text, for mail"),
	TEXT("language", "PHRASES", language,
	     "the phrasebook that it is written with (else English)"),
};

const struct command command_enquiry = {
	.name = "enquiry",
	.group = GROUP_RELEASES,
	.summary = "answer an enquiry into a child's safety, or record why not",
	.operands = "",
	.about = "In one step: records who decided to share what is held of a "
		 "child for its safety, and why, and releases a case file to "
		 "children's services: a page that begins with what happened "
		 "when, and the same as data in it.  With --not-shared the "
		 "decision not to share is recorded instead.  'hornbook cases' "
		 "lists both.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = enquiry_command,
};
