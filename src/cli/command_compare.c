#include "cli/changes.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/print.h"
#include "language/diagnostic.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"

struct comparing {
	struct run *run;
	struct findings findings;
	struct dictionary *dictionary;
	struct dictionary *old_dictionary; /* NULL: the same */
	struct compare_request request;
	struct notice_comparison *comparison;
};

static int read_notice(struct comparing *comparing, int side)
{
	struct run *run = comparing->run;
	const char *path = run->arguments.operands.list[side];
	struct source *source;
	struct notice *notice;

	if (source_from_file(&source, path, &run->arena, &run->error) != 0 ||
	    notice_read(&notice, source, comparing->request.dictionaries[side],
			&run->arena, &comparing->findings, &run->error) != 0)
		return -1;
	comparing->request.notices[side] = notice;
	return 0;
}

static int open_dictionaries(struct comparing *comparing)
{
	struct run *run = comparing->run;
	const char *old = run->arguments.old_dictionary;

	if (open_dictionary(run, &comparing->dictionary,
			    &comparing->findings) != 0)
		return -1;
	if (old != NULL &&
	    dictionary_load(&comparing->old_dictionary, old,
			    &comparing->findings, &run->error) != 0)
		return -1;
	comparing->request.dictionaries[COMPARE_NEW] = comparing->dictionary;
	comparing->request.dictionaries[COMPARE_OLD] =
		old != NULL ? comparing->old_dictionary : comparing->dictionary;
	return 0;
}

static int compare_all(struct comparing *comparing)
{
	struct run *run = comparing->run;

	if (open_dictionaries(comparing) != 0)
		return -1;
	if (comparing->findings.errors > 0)
		return 0;
	for (int side = 0; side < COMPARE_SIDES; side++)
		if (read_notice(comparing, side) != 0)
			return -1;
	if (comparing->findings.errors > 0)
		return 0;
	comparing->request.on = run->arguments.on;
	return compare_notices(&comparing->comparison, &comparing->request,
			       &comparing->findings, &run->error);
}

static void print(struct comparing *comparing)
{
	struct run *run = comparing->run;

	if (run->arguments.quiet)
		return;
	if (run->arguments.json) {
		comparison_json(comparing->comparison, &run->out);
		builder_add_byte(&run->out, '\n');
	} else {
		changes_add(run, &comparing->request, comparing->comparison);
	}
}

static enum status compare(struct run *run)
{
	struct comparing comparing = {
		.run = run,
		.findings = findings_in(&run->arena),
	};
	enum status status = STATUS_DONE;

	if (compare_all(&comparing) != 0) {
		status = run_failure(run);
	} else if (comparing.comparison == NULL) {
		findings_sort(&comparing.findings);
		print_findings(&comparing.findings);
		status = STATUS_INPUT;
	} else {
		print(&comparing);
		if (!comparison_same(comparing.comparison))
			status = STATUS_REFUSED;
	}
	comparison_free(comparing.comparison);
	dictionary_free(comparing.dictionary);
	dictionary_free(comparing.old_dictionary);
	return status;
}

static const struct option options[] = {
	DATE("on", on,
	     "the date as of which both are asked (else the first day of NEW)"),
	TEXT("old-dictionary", "PATH", old_dictionary,
	     "the dictionary of OLD, where the law has changed too"),
	FLAG("quiet", quiet, "print nothing; the exit status tells"),
};

const struct command command_compare = {
	.name = "compare",
	.group = GROUP_RULES,
	.summary = "tell what a new notice changes for families",
	.operands = "OLD NEW",
	.least = 2,
	.most = 2,
	.about = "Tells what changes for families when one notice takes the "
		 "place of another: which flows begin, end, widen or narrow, "
		 "for which pupils, with an invented example of each, and what "
		 "is held, promised and told otherwise.  Every recipient, "
		 "purpose, trigger, approval, wish and kind of pupil that "
		 "rules tell apart is asked of both.  With --old-dictionary it "
		 "tells what a change of law changes.  Exits with 1 when "
		 "anything differs.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = compare,
};
