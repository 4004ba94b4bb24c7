/* The letter to families on what a new version of the notice changes. */
#include "base/error.h"
#include "cli/print.h"
#include "cli/publishing.h"
#include "policy/check.h"
#include "policy/compare_notices.h"
#include "publish/letter.h"
#include "publish/publication.h"

/* All that a letter is made from. */
struct lettering {
	struct publishing *publishing;
	const struct notice *notices[COMPARE_SIDES];
	struct policy *policies[COMPARE_SIDES];
	struct publication *publications[COMPARE_SIDES];
	struct notice_comparison *comparison;
	struct findings findings;
};

/* The two newest versions, by the day on which they begin. */
static int find_versions(struct lettering *lettering)
{
	struct publishing *publishing = lettering->publishing;
	const struct policy *policy = publishing->policy;

	if (policy->notice_count < 2) {
		error_set(&publishing->run->error, ERROR_INPUT,
			  "a letter on what changes needs two versions of the "
			  "notice");
		return error_hint(&publishing->run->error,
				  "name the old one and the new one");
	}
	lettering->notices[COMPARE_OLD] =
		policy->notices[policy->notice_count - 2].notice;
	lettering->notices[COMPARE_NEW] =
		policy->notices[policy->notice_count - 1].notice;
	return 0;
}

/* What begins later is checked too, on the day on which it does. */
static int check_new(struct lettering *lettering)
{
	struct publishing *publishing = lettering->publishing;
	struct run *run = publishing->run;
	const struct notice *notice = lettering->notices[COMPARE_NEW];

	if (notice_check(notice, publishing->policy, notice->from, &run->arena,
			 &lettering->findings, &run->error) != 0)
		return -1;
	if (lettering->findings.errors == 0)
		return 0;
	print_findings(&lettering->findings);
	return error_set(&run->error, ERROR_INPUT,
			 "nothing is published: the new version has errors");
}

/* The old one is asked as if it were still in force on the new one's day. */
static int make_side(struct lettering *lettering, int side)
{
	struct publishing *publishing = lettering->publishing;
	struct run *run = publishing->run;
	const struct notice *notice = lettering->notices[side];
	int32_t day = lettering->notices[COMPARE_NEW]->from;

	if (notice->to != DATE_NONE && notice->to < day)
		day = notice->to;
	if (policy_make(&lettering->policies[side], publishing->dictionary,
			&notice, 1, &lettering->findings, &run->error) != 0)
		return -1;
	if (lettering->policies[side] == NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "the rules of a notice have faults");
	return publication_make(&lettering->publications[side],
				lettering->policies[side], day, &run->error);
}

static int compare(struct lettering *lettering)
{
	struct publishing *publishing = lettering->publishing;
	const struct compare_request request = {
		.notices = {lettering->notices[COMPARE_OLD],
			    lettering->notices[COMPARE_NEW]},
		.dictionaries = {publishing->dictionary,
				 publishing->dictionary},
		.on = DATE_NONE,
	};

	if (compare_notices(&lettering->comparison, &request,
			    &lettering->findings, &publishing->run->error) != 0)
		return -1;
	if (lettering->comparison == NULL)
		return error_set(&publishing->run->error, ERROR_INPUT,
				 "the rules of a notice have faults");
	if (comparison_summary(lettering->comparison).unfinished == 0)
		return 0;
	return error_set(&publishing->run->error, ERROR_INPUT,
			 "the notices differ in more than can be looked at, "
			 "and a letter must not leave anything out");
}

static int write_letter(struct lettering *lettering)
{
	struct publishing *publishing = lettering->publishing;
	struct letter_request request = {
		.before = lettering->publications[COMPARE_OLD],
		.after = lettering->publications[COMPARE_NEW],
		.comparison = lettering->comparison,
		.book = publishing->phrasebook,
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
	struct lettering lettering = {
		.publishing = publishing,
		.findings = findings_in(&publishing->run->arena),
	};
	int result = -1;

	if (find_versions(&lettering) == 0 && check_new(&lettering) == 0 &&
	    make_side(&lettering, COMPARE_OLD) == 0 &&
	    make_side(&lettering, COMPARE_NEW) == 0 && compare(&lettering) == 0)
		result = write_letter(&lettering);
	comparison_free(lettering.comparison);
	for (int side = 0; side < COMPARE_SIDES; side++) {
		publication_free(lettering.publications[side]);
		policy_free(lettering.policies[side]);
	}
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
