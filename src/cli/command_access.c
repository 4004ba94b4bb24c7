/* access: everything held about a child, for the child or a parent. */
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/families.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "share/access.h"
#include "share/node.h"
#include "words/phrasebook.h"

enum { PARENTS_MOST = 999 };

static void tell_json(struct run *run, const struct access_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "reference", report->reference);
	json_key_date(&json, "due", report->due);
	families_put_share(&json, &report->share);
	if (!report->share.refused)
		json_key_boolean(&json, "pdf", report->share.unprintable == 0);
	json_close_object(&json);
	run_json_end(run);
}

static void tell(struct run *run, const struct access_report *report)
{
	struct builder *out = &run->out;

	if (run->arguments.json) {
		tell_json(run, report);
		return;
	}
	families_add_share(run, &report->share);
	if (report->share.unprintable > 0)
		builder_add_text(out, "No PDF: its fonts lack a character of "
				      "the record. Print the page.\n");
	builder_add_format(out, "Recorded as %.*s; to be answered by ",
			   SLICE_ARGS(report->reference));
	words_add_date(report->due, out);
	builder_add_text(out, ".\n");
}

static int read_parent(struct run *run, struct access_request *asked)
{
	uint64_t number;

	if (run->arguments.parent == NULL)
		return 0;
	if (!slice_number(slice_of(run->arguments.parent), PARENTS_MOST,
			  &number) ||
	    number == 0)
		return error_set(&run->error, ERROR_INPUT,
				 "--parent wants the order of contact, from 1");
	asked->parent = (unsigned int)number;
	return 0;
}

static enum status answer(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	int32_t today = clock_today(arguments);
	struct phrasebook *book = NULL;
	struct access_report report;
	char time[CLOCK_TIME_BYTES];
	int result;
	struct access_request asked = {
		.upn = slice_of(arguments->pupil),
		.by = slice_of(arguments->to),
		.identity = slice_of(arguments->checked),
		.handled = slice_of(arguments->by),
		.record = arguments->record,
		.notes_read = arguments->notes_read,
		.asked = arguments->asked != DATE_NONE ? arguments->asked
						       : today,
		.today = today,
		.out = arguments->out,
	};

	if (read_parent(run, &asked) != 0 ||
	    families_book(run, node, &book) != 0)
		return run_failure(run);
	clock_time(time);
	asked.time = time;
	asked.book = book;
	result = access_answer(node, &asked, &report, &run->arena, &run->error);
	phrasebook_free(book);
	if (result != 0)
		return run_failure(run);
	tell(run, &report);
	return report.share.refused ? STATUS_REFUSED : STATUS_DONE;
}

static enum status access_command(struct run *run)
{
	return open_and(run, answer);
}

static const struct option options[] = {
	NEED("pupil", "UPN", pupil, "the child"),
	NEED("to", "WHO", to, "who asks: parent or pupil"),
	NEED("identity", "TEXT", checked, "how it was checked who asks"),
	NEED("by", "ROLE", by, "who answers: a role"),
	NEED("out", "DIRECTORY", out, "where the copy is put"),
	TEXT("parent", "NUMBER", parent,
	     "which parent asks, by order of contact: that one's address is "
	     "not withheld"),
	DATE("asked", asked, "the day on which it was asked (else today)"),
	FLAG("record", record, "the educational record, for a parent"),
	FLAG("notes-read", notes_read,
	     "somebody has read the child protection notes: the pupil may "
	     "have them as they are"),
	TEXT("language", "PHRASES", language,
	     "the phrasebook that it is written with (else English)"),
};

const struct command command_access = {
	.name = "access",
	.group = GROUP_RELEASES,
	.summary =
		"copy everything held about a child for the child or a parent",
	.operands = "",
	.about =
		"Answers a family's request for a copy: everything that is "
		"held of a child, where it came from, who has had it or looked "
		"it up, what is withheld and why, and the family's rights, as "
		"a page, PDF, JSON and CSV in one directory.  With --record it "
		"is the educational record, which a maintained school gives a "
		"parent within 15 school days.  Who asks must have been "
		"checked, and a child who is able asks itself or agrees.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = access_command,
};
