/* The letter to families on what a new version of the notice changes. */
#include "cli/print.h"
#include "cli/publishing.h"
#include "publish/letter.h"
#include "publish/letter_sides.h"

static int write_letter(struct publishing *publishing,
			const struct letter_sides *sides)
{
	struct letter_request request = {
		.before = sides->publications[COMPARE_OLD],
		.after = sides->publications[COMPARE_NEW],
		.comparison = sides->comparison,
		.book = publishing->phrasebook,
		.today = publishing->today,
	};
	struct document document;

	if (publishing_audience(publishing->run, &request.audience) != 0 ||
	    letter_document(&document, &request, &publishing->run->arena,
			    &publishing->run->error) != 0)
		return -1;
	return publishing_document(publishing, &document);
}

static int compose(struct publishing *publishing)
{
	struct run *run = publishing->run;
	struct findings findings = findings_in(&run->arena);
	struct letter_sides sides;
	int result = letter_sides_make(&sides, publishing->policy, &run->arena,
				       &findings, &run->error);

	if (result == 0)
		result = write_letter(publishing, &sides);
	else if (findings.errors > 0)
		print_findings(&findings);
	letter_sides_release(&sides);
	return result;
}

static enum status letter(struct run *run)
{
	return publishing_run(run, PUBLISHING_RULES, compose);
}

static const struct option options[] = {
	TEXT("for", "READER", audience,
	     "parents (the default), primary or secondary (pupils of that "
	     "age), or staff"),
	PUBLISHING_FORMAT,
	PUBLISHING_SOURCES,
	PUBLISHING_LANGUAGE,
	PUBLISHING_OUT,
};

const struct command command_publish_letter = {
	.name = "publish letter",
	.summary = "write to families what a new version changes",
	.operands = "[NOTICE...]",
	.most = MANY,
	.about = "Writes a letter to families: what changes from the version "
		 "of the notice before to the newest one, from when, and what "
		 "they can do.  Who gets what that they did not, and who no "
		 "longer, is found by comparing what both let go for all "
		 "pupils there can be ('compare').  When nothing changes for "
		 "families it says so.  NOTICE are versions of one "
		 "controller's notice; without one, the node's own are taken.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = letter,
};
