#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/families.h"
#include "cli/find.h"
#include "cli/growth.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/texts.h"
#include "language/diagnostic.h"
#include "share/node.h"
#include "share/sample.h"
#include "words/phrasebook.h"

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int ask_at_risk(struct share_request *request, struct run *run)
{
	uint64_t percent;

	if (run->arguments.at_risk == NULL)
		return 0;
	if (!slice_number(slice_of(run->arguments.at_risk), 100, &percent))
		return error_set(&run->error, ERROR_INPUT,
				 "--at-risk wants a whole number of percent, "
				 "from 0 to 100");
	request->limit_risk = true;
	request->most_at_risk = (unsigned int)percent;
	return 0;
}

static int read_count(struct run *run, const char *option, const char *text,
		      uint64_t *number)
{
	*number = 0;
	if (text == NULL || slice_number(slice_of(text), UINT64_MAX, number))
		return 0;
	return error_set(&run->error, ERROR_INPUT, "%s wants a whole number",
			 option);
}

static int ask_sample(struct share_request *request,
		      struct sample_request *sample, struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	struct slice rest = slice_of(arguments->stratify);
	struct slice *by;

	if (arguments->sample == NULL) {
		if (arguments->stratify != NULL || arguments->draw != NULL ||
		    arguments->reserve != NULL)
			return error_set(&run->error, ERROR_INPUT,
					 "--stratify, --draw and --reserve are "
					 "of a --sample");
		return 0;
	}
	*sample = (struct sample_request){0};
	by = arena_array(&run->arena, SAMPLE_FIELDS + 1, sizeof(*by));
	if (by == NULL)
		return error_memory(&run->error);
	while (rest.len > 0 && sample->by_count <= SAMPLE_FIELDS)
		by[sample->by_count++] = slice_trim(slice_cut(&rest, ','));
	sample->by = by;
	request->sample = sample;
	if (read_count(run, "--sample", arguments->sample, &sample->size) !=
		    0 ||
	    read_count(run, "--draw", arguments->draw, &sample->seed) != 0)
		return -1;
	return read_count(run, "--reserve", arguments->reserve,
			  &sample->reserve);
}

static int ask(struct share_request *request, struct field_set *fields,
	       char time[CLOCK_TIME_BYTES], struct run *run,
	       const struct node *node)
{
	const struct arguments *arguments = &run->arguments;

	if (ask_request(request, fields, run, node) != 0)
		return -1;
	if (arguments->pupils != NULL &&
	    ask_pupils(request, run, arguments->pupils) != 0)
		return -1;
	clock_time(time);
	request->time = time;
	request->format = slice_of(arguments->format);
	request->project = slice_of(arguments->project);
	request->rows_profile = slice_of(arguments->profile);
	if (ask_at_risk(request, run) != 0)
		return -1;
	request->dry_run = arguments->dry_run;
	request->plain = arguments->plain;
	request->armor = arguments->armor;
	request->hold_unusual = arguments->hold_unusual;
	if (arguments->expires != DATE_NONE)
		request->expires = arguments->expires;
	request->out = arguments->dry_run ? NULL : arguments->out;
	return 0;
}

/* Letters are written in words. */
static int open_letter_book(struct run *run, const struct node *node,
			    const struct share_request *request,
			    struct phrasebook **book)
{
	if (!slice_starts_with(request->format, SLICE("letter")))
		return 0;
	return families_book(run, node, book);
}

static enum status let_out(struct run *run, struct node *node)
{
	struct progress progress = progress_start("pupils");
	struct share_report report = {0};
	struct share_request request;
	struct field_set fields;
	char time[CLOCK_TIME_BYTES];
	struct growth_reference reference;
	struct phrasebook *book = NULL;
	struct sample_request sample;
	struct allow allow;
	int result;

	if (ask(&request, &fields, time, run, node) != 0 ||
	    ask_sample(&request, &sample, run) != 0 ||
	    texts_ask(run, &request, &allow) != 0)
		return run_failure(run);
	if (growth_find(run, node, &reference, &request.reference) != 0 ||
	    open_letter_book(run, node, &request, &book) != 0)
		return run_failure(run);
	request.book = book;
	request.progress = show_progress;
	request.context = &progress;
	result = share(node, &request, &report, &run->arena, &run->error);
	progress_end(&progress);
	phrasebook_free(book);
	if (result != 0 || texts_accept(run, &allow, &report) != 0)
		return run_failure(run);
	if (run->arguments.json)
		report_add_json(run, node, &request, &report);
	else
		report_add_text(run, node, &request, &report);
	/* What was released is told, whatever becomes of the list. */
	if (run->arguments.report != NULL &&
	    growth_write_report(run, &report) != 0)
		return run_failure(run);
	return report.refused ? STATUS_REFUSED : STATUS_DONE;
}

static enum status share_command(struct run *run)
{
	struct node *node;
	enum status status;

	if (run->arguments.out == NULL && !run->arguments.dry_run) {
		error_set(&run->error, ERROR_INPUT,
			  "share needs --out DIRECTORY, or --dry-run");
		return run_failure(run);
	}
	if (run->arguments.plain && run->arguments.armor) {
		error_set(&run->error, ERROR_INPUT,
			  "--armor is for what is sealed, --plain for what is "
			  "not");
		return run_failure(run);
	}
	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = let_out(run, node);
	node_close(node);
	return status;
}

static const struct option options[] = {
	NEED("to", "BODY", to, "the recipient"),
	{"today", "DATE", OPTION_DATE, true, offsetof(struct arguments, today),
	 "the date of the release; it never comes from a clock"},
	ASK_OPTIONS,
	TEXT("pupils", "LIST", pupils,
	     "only these pupils: UPNs with commas between, or @FILE with one "
	     "on each line"),
	TEXT("sample", "NUMBER", sample,
	     "only so many of those who may go, drawn by lot (for a survey)"),
	TEXT("stratify", "LIST", stratify,
	     "draw them in proportion from strata by these fields, commas "
	     "between"),
	TEXT("draw", "NUMBER", draw,
	     "the number that the lot is drawn by (else 0): the same number "
	     "draws the same pupils"),
	TEXT("reserve", "NUMBER", reserve,
	     "rather those so many who come after the sample by the same lot"),
	TEXT("format", "FORMAT", format,
	     "the file's format; else the collection's, or csv; letter, "
	     "letter-html or letter-text for families"),
	TEXT("ukprn", "NUMBER", ukprn,
	     "the learning provider's number, for files of the learner "
	     "registration"),
	TEXT("language", "PHRASES", language,
	     "the phrasebook that letters are written with (else English)"),
	GROWTH_REFERENCE_OPTION,
	TEXT("report", "FILE", report,
	     "write by number of whom height and weight could not be told, and "
	     "why, to a file for the office"),
	TEXT("out", "DIRECTORY", out, "where the release is put"),
	DATE("expires", expires,
	     "the last day on which it may be received (else 30 days on, at "
	     "most 92)"),
	TEXT("project", "NAME", project,
	     "the approved project that it is for, where there are several: "
	     "pseudonyms are one project's"),
	TEXT("profile", "NAME", profile,
	     "what is asked of rows that name nobody: default, ons-research, "
	     "public or close"),
	TEXT("at-risk", "PERCENT", at_risk,
	     "release rows under pseudonyms only if no more than so many are "
	     "at a risk above the profile's"),
	FLAG("armor", armor, "seal it as text, which mail carries"),
	FLAG("plain", plain,
	     "do not seal it: a directory in the clear, for the recipient's "
	     "own upload page"),
	FLAG("hold-unusual", hold_unusual,
	     "release nothing that is out of pattern: the first release to "
	     "this recipient for this purpose, one of far more pupils, or one "
	     "of far too many"),
	TEXT_OPTIONS,
	FLAG("dry-run", dry_run, "tell what would go and change nothing"),
};

const struct command command_share = {
	.name = "share",
	.group = GROUP_RELEASES,
	.summary = "let out what law, notice and families allow",
	.operands = "",
	.about = "Decides for all pupils, or for those named, writes what may "
		 "go in the recipient's format with a manifest, seals both to "
		 "the recipient's keys and signs them, records the release, "
		 "enters it in the ledger, and only then puts it into place.  "
		 "Exits with 1 when nothing may go.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = share_command,
};
