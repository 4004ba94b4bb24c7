#include <string.h>

#include "base/file.h"
#include "cli/accepted.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/guard_report.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "dictionary/dictionary.h"
#include "guard/names.h"
#include "register/register.h"
#include "share/node.h"
#include "tables/profile.h"

enum { THRESHOLD_MOST = 1000000 };

struct guard_run {
	struct run *run;
	struct node *node;
	struct name_index *names;
	struct guard guard;
	struct guarding guarding;
	enum guard_format format;
	enum guard_severity least;
	struct allow allow;
	bool has_allow;
	struct progress progress;
};

/* The forms in which findings are told. */
static const struct form {
	const char *name;
	void (*add)(const struct guarding *guarding);
} forms[] = {
	{"text", guard_add_text},
	{"json", guard_add_json},
	{"sarif", guard_add_sarif},
};

/* --- options ---------------------------------------------------------------- */

static int wrong_value(struct run *run, const char *option, const char *value,
		       const char *known)
{
	error_set(&run->error, ERROR_INPUT, "--%s knows no '%.40s'", option,
		  value);
	return error_hint(&run->error, "it knows %s", known);
}

static int find_form(struct run *run, const struct form **form)
{
	const char *name = run->arguments.format;

	if (name == NULL)
		name = run->arguments.json ? "json" : "text";
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0) {
			*form = &forms[i];
			return 0;
		}
	return wrong_value(run, "format", name, "text, json and sarif");
}

static int read_profile(struct guard_run *guarded)
{
	struct run *run = guarded->run;
	const char *name = run->arguments.profile;
	const char *given = run->arguments.threshold;
	const struct profile *profile;
	uint64_t threshold;

	if (need_profile(run, guarded->node->dictionary, name, &profile) != 0)
		return -1;
	if (profile->high == 0 && given == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "the profile '%.*s' rounds counts and says of none "
			  "that it is too small",
			  SLICE_ARGS(profile->name));
		return error_hint(&run->error,
				  "say so with --threshold, 0 for no looking "
				  "at tables");
	}
	threshold = profile->high + 1;
	if (given != NULL &&
	    !slice_number(slice_of(given), THRESHOLD_MOST, &threshold))
		return error_set(&run->error, ERROR_INPUT,
				 "--threshold is a number, 0 for no looking at "
				 "tables");
	guarded->guard.threshold = (uint32_t)threshold;
	guarded->guard.zeros = profile->zeros_hidden;
	guarded->guarding.threshold = (uint32_t)threshold;
	return 0;
}

static int read_options(struct guard_run *guarded)
{
	struct run *run = guarded->run;
	const struct arguments *arguments = &run->arguments;

	if (arguments->as != NULL &&
	    !guard_format_find(slice_of(arguments->as), &guarded->format))
		return wrong_value(run, "as", arguments->as,
				   "text, markdown, html and csv");
	if (arguments->least != NULL &&
	    !guard_severity_find(slice_of(arguments->least), &guarded->least))
		return wrong_value(run, "least", arguments->least,
				   "note, warning and error");
	guarded->guard.today = clock_today(arguments);
	return accepted_read(run, &guarded->allow, &guarded->has_allow);
}

/* --- the register ----------------------------------------------------------- */

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int load_names(struct guard_run *guarded)
{
	const struct notice *notice = guarded->node->notice;
	struct error *error = &guarded->run->error;
	int result;

	if (name_index_make(&guarded->names, NAME_INDEX_BYTES, error) != 0)
		return -1;
	guarded->guard.names = guarded->names;
	guarded->guard.find = guard_find_owner;
	guarded->guard.context = guarded->node->pupils;
	if (notice != NULL && name_index_school(guarded->names, notice->laestab,
						notice->controller, error) != 0)
		return -1;
	guarded->progress = progress_start("pupils");
	result = name_index_load(guarded->names, guarded->node->pupils,
				 guarded->node->dictionary, show_progress,
				 &guarded->progress, error);
	progress_end(&guarded->progress);
	guarded->guarding.pupils = name_index_pupils(guarded->names);
	return result;
}

/* What other commands take for a pupil: the UPN, else the ULN, else the node's
 * own number. */
static int name_pupil(struct guard_run *guarded, uint64_t id,
		      struct slice *name)
{
	static const char *const fields[] = {"pupil.upn", "pupil.uln"};
	const struct dictionary *dictionary = guarded->node->dictionary;
	struct run *run = guarded->run;
	struct record record;

	for (size_t i = 0; i < 2; i++) {
		uint16_t field = dictionary_find(dictionary, KIND_FIELD,
						 slice_of(fields[i]));

		if (field == DICTIONARY_NONE)
			continue;
		if (register_read(guarded->node->pupils, id,
				  1ull << dictionary->fields[field].category,
				  &record, &run->arena, &run->error) != 0)
			return -1;
		*name = record_text(&record, dictionary, field);
		if (!slice_empty(*name))
			return 0;
	}
	*name = SLICE("a pupil without a number");
	return 0;
}

static int reveal(struct guard_run *guarded, struct guarded *one)
{
	struct run *run = guarded->run;

	one->pupils = arena_array(&run->arena, one->report.count + 1,
				  sizeof(*one->pupils));
	if (one->pupils == NULL)
		return error_memory(&run->error);
	for (size_t f = 0; f < one->report.count; f++)
		if (one->report.list[f].pupil != 0 &&
		    name_pupil(guarded, one->report.list[f].pupil,
			       &one->pupils[f]) != 0)
			return -1;
	return 0;
}

/* --- reports ---------------------------------------------------------------- */

/* Leaves out what is below the least severity and what was accepted, or accepts
 * it now. */
static int sift(struct guard_run *guarded, struct guarded *one)
{
	struct guard_report *report = &one->report;
	struct slice name = slice_of(path_name(one->path));
	size_t kept = 0;

	for (size_t f = 0; f < report->count; f++) {
		const struct guard_finding *finding = &report->list[f];

		if (finding->severity < guarded->least)
			continue;
		if (guarded->run->arguments.accept &&
		    allow_add(&guarded->allow, name, finding,
			      &guarded->run->error) != 0)
			return -1;
		if (guarded->has_allow &&
		    allow_has(&guarded->allow, name, finding)) {
			one->accepted++;
			continue;
		}
		report->list[kept++] = *finding;
	}
	report->count = kept;
	return 0;
}

static int scan_reports(struct guard_run *guarded)
{
	struct run *run = guarded->run;
	const struct texts *paths = &run->arguments.operands;
	struct guarding *guarding = &guarded->guarding;

	guarding->list =
		arena_array(&run->arena, paths->count, sizeof(*guarding->list));
	if (guarding->list == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < paths->count; i++) {
		struct guarded *one = &guarding->list[i];

		one->path = paths->list[i];
		if (guard_scan_file(&guarded->guard, one->path, guarded->format,
				    &one->report, &run->arena,
				    &run->error) != 0 ||
		    sift(guarded, one) != 0)
			return -1;
		guarding->count++;
		if (run->arguments.reveal && reveal(guarded, one) != 0)
			return -1;
	}
	return 0;
}

static enum status guard(struct run *run)
{
	struct guard_run guarded = {.run = run, .guarding = {.run = run}};
	const struct form *form;
	enum status status = STATUS_DONE;

	if (find_form(run, &form) != 0 || read_options(&guarded) != 0 ||
	    open_node(run, &guarded.node) != 0)
		return run_failure(run);
	if (read_profile(&guarded) != 0 || load_names(&guarded) != 0 ||
	    scan_reports(&guarded) != 0 ||
	    accepted_write(run, &guarded.allow) != 0) {
		status = run_failure(run);
	} else {
		form->add(&guarded.guarding);
		if (guard_total(&guarded.guarding) > 0)
			status = STATUS_REFUSED;
	}
	name_index_free(guarded.names);
	node_close(guarded.node);
	return status;
}

static const struct option options[] = {
	TEXT("as", "FORMAT", as,
	     "how the reports are read: text, markdown, html, csv (else by "
	     "their names)"),
	TEXT("format", "FORMAT", format,
	     "how findings are told: text, json, sarif (SARIF 2.1.0)"),
	TEXT("least", "SEVERITY", least,
	     "leave out what is less than note, warning or error"),
	TEXT("profile", "NAME", profile,
	     "the table profile that says which counts are too small"),
	TEXT("threshold", "NUMBER", threshold,
	     "counts below it are too small (else the profile's); 0: tables "
	     "are not looked at"),
	TEXT("allow", "FILE", allow, "leave out the findings accepted in FILE"),
	FLAG("accept", accept, "add what is found to the file of --allow"),
	FLAG("reveal", reveal, "show whose name or number it is"),
};

const struct command command_guard = {
	.name = "guard",
	.group = GROUP_PUBLISHING,
	.summary = "search what is to be published for pupils",
	.operands = "REPORT...",
	.least = 1,
	.most = MANY,
	.about = "Searches texts, Markdown, HTML and CSV files for pupils of "
		 "the node: names in any order and spelling, also of parents "
		 "and contacts, unique pupil and learner numbers (also of "
		 "nobody here), birth dates with a school, postcodes; and "
		 "tables in them for counts that are too small.  Tells place "
		 "and kind, never the text.  Exits with 1 when something is "
		 "found, 0 when nothing is.  '-' is standard input.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = guard,
};
