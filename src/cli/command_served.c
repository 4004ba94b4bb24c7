/* Recording that families were given a notice. */
#include <inttypes.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/words.h"
#include "share/node.h"
#include "share/served.h"

enum { LIST_LIMIT_BYTES = 64 << 20, FAULTS_TOLD = 20 };

struct asked {
	struct serving_request request;
	struct slice *upns;
	uint32_t *lines; /* on which each stands */
	size_t capacity, line_capacity;
	struct slice *years;
	size_t year_capacity;
};

/* --- what is asked -------------------------------------------------------------- */

static int read_version(struct run *run, const char *text, uint64_t *version)
{
	*version = 0;
	if (text == NULL ||
	    (slice_number(slice_of(text), INT32_MAX, version) && *version > 0))
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "--version wants the number of a version of the "
			 "notice");
}

static int add_upn(struct run *run, struct asked *asked, struct slice upn,
		   uint32_t line)
{
	size_t count = asked->request.upn_count;

	asked->upns = arena_grow(&run->arena, asked->upns, count,
				 &asked->capacity, sizeof(*asked->upns));
	asked->lines = asked->upns != NULL
			       ? arena_grow(&run->arena, asked->lines, count,
					    &asked->line_capacity,
					    sizeof(*asked->lines))
			       : NULL;
	if (asked->lines == NULL)
		return error_memory(&run->error);
	asked->upns[count] = upn;
	asked->lines[count] = line;
	asked->request.upn_count = count + 1;
	asked->request.upns = asked->upns;
	return 0;
}

/* One UPN on each line; the first may be the title of the column. */
static int read_upns(struct run *run, const char *path, struct asked *asked)
{
	struct builder content = {0};
	struct slice rest;
	int result = file_read(path, LIST_LIMIT_BYTES, &content, &run->error);

	if (result != 0)
		return -1;
	rest = arena_copy(&run->arena, builder_slice(&content));
	builder_release(&content);
	if (rest.at == NULL)
		return error_memory(&run->error);
	if (slice_starts_with(rest, SLICE("\xef\xbb\xbf")))
		rest = slice_part(rest, 3, rest.len);
	for (uint32_t line = 1; rest.len > 0; line++) {
		struct slice upn = slice_trim(slice_cut(&rest, '\n'));

		if (upn.len == 0 || (line == 1 && (slice_equal_ignoring_case(
							   upn, SLICE("upn")) ||
						   slice_is(upn, "pupil.upn"))))
			continue;
		if (add_upn(run, asked, upn, line) != 0)
			return -1;
	}
	if (asked->request.upn_count > 0)
		return 0;
	error_set(&run->error, ERROR_INPUT, "the list names no pupil");
	return error_at(&run->error, slice_of(path), 0, 0, 0);
}

static int read_years(struct run *run, const char *list, struct asked *asked)
{
	struct slice rest = slice_of(list);

	while (rest.len > 0) {
		struct slice year = slice_trim(slice_cut(&rest, ','));
		struct slice copy = arena_copy(&run->arena, year);
		size_t count = asked->request.year_count;

		asked->years = arena_grow(&run->arena, asked->years, count,
					  &asked->year_capacity,
					  sizeof(*asked->years));
		if (asked->years == NULL || copy.at == NULL)
			return error_memory(&run->error);
		asked->years[count] = copy;
		asked->request.year_count = count + 1;
		asked->request.years = asked->years;
	}
	return 0;
}

static int read_families(struct run *run, struct asked *asked)
{
	const struct arguments *arguments = &run->arguments;
	int ways = (arguments->all ? 1 : 0) + (arguments->upns != NULL) +
		   (arguments->year != NULL);

	if (ways != 1) {
		error_set(&run->error, ERROR_INPUT,
			  "served record needs one of --all, --year and "
			  "--upns");
		return error_hint(&run->error,
				  "--all is every pupil on the roll");
	}
	if (arguments->upns != NULL)
		return read_upns(run, arguments->upns, asked);
	return arguments->year != NULL ? read_years(run, arguments->year, asked)
				       : 0;
}

static void show_pupils(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

/* --- telling ---------------------------------------------------------------------- */

static const char *fault_text(enum serving_fault_kind kind)
{
	switch (kind) {
	case SERVING_UNKNOWN:
		return "no pupil with this number is held";
	case SERVING_TWICE:
		return "this pupil stands in the list before";
	case SERVING_BEFORE:
		break;
	}
	return "this family was given this version before";
}

/* By line: whose number it is cannot be seen. */
static void add_faults(struct run *run, const struct asked *asked,
		       const struct serving_report *report)
{
	struct builder *out = &run->out;

	for (size_t i = 0; i < report->fault_count && i < FAULTS_TOLD; i++) {
		const struct serving_fault *fault = &report->faults[i];

		text_add_clean(slice_of(path_name(run->arguments.upns)), out);
		builder_add_format(out, ":%" PRIu32 ": %s",
				   asked->lines[fault->upn],
				   fault_text(fault->kind));
		if (fault->on != DATE_NONE) {
			builder_add_text(out, ", on ");
			words_add_date(fault->on, out);
		}
		builder_add_byte(out, '\n');
	}
	if (report->fault_count > FAULTS_TOLD)
		builder_add_format(out, "and %zu more\n",
				   report->fault_count - FAULTS_TOLD);
	builder_add_text(out, "Nothing was recorded.\n");
}

static void add_text(struct run *run, const struct asked *asked,
		     const struct serving_report *report)
{
	struct builder *out = &run->out;

	builder_add_format(
		out,
		"Recorded %.*s: version %" PRIu64 " was given to the "
		"families of ",
		SLICE_ARGS(report->reference), asked->request.version);
	text_add_count(report->served, "pupil", "pupils", out);
	builder_add_text(out, " on ");
	words_add_date(asked->request.date, out);
	builder_add_text(out, ".\n");
	if (report->before > 0) {
		builder_add_text(out, "Those of ");
		text_add_count(report->before, "pupil", "pupils", out);
		builder_add_text(out, " had it before and were left out.\n");
	}
	if (report->numberless > 0) {
		text_add_count(report->numberless, "pupil", "pupils", out);
		builder_add_text(out, " without UPN or ULN were left out.\n");
	}
}

static const char *const fault_names[] = {
	[SERVING_UNKNOWN] = "unknown",
	[SERVING_TWICE] = "twice",
	[SERVING_BEFORE] = "before",
};

static void add_json(struct run *run, const struct asked *asked,
		     const struct serving_report *report)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "recorded", report->fault_count == 0);
	json_key_number(&json, "version", (int64_t)asked->request.version);
	json_key_date(&json, "date", asked->request.date);
	if (report->fault_count == 0) {
		json_key_text(&json, "reference", report->reference);
		json_key_number(&json, "entry", (int64_t)report->entry);
		json_key_number(&json, "families", (int64_t)report->served);
		json_key_number(&json, "before", (int64_t)report->before);
		json_key_number(&json, "numberless",
				(int64_t)report->numberless);
	}
	json_key(&json, "faults");
	json_open_array(&json);
	for (size_t i = 0; i < report->fault_count; i++) {
		json_open_object(&json);
		json_key_number(&json, "line",
				asked->lines[report->faults[i].upn]);
		json_key_text(&json, "fault",
			      slice_of(fault_names[report->faults[i].kind]));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

/* --- recording ---------------------------------------------------------------------- */

static enum status record(struct run *run, struct node *node,
			  struct asked *asked)
{
	struct progress progress = progress_start("families");
	struct serving_report report;
	int result;

	asked->request.progress =
		(struct serving_progress){show_pupils, &progress};
	result = served_record(node, &asked->request, &report, &run->arena,
			       &run->error);
	progress_end(&progress);
	if (result != 0)
		return run_failure(run);
	if (run->arguments.json)
		add_json(run, asked, &report);
	else if (report.fault_count > 0)
		add_faults(run, asked, &report);
	else
		add_text(run, asked, &report);
	return report.fault_count > 0 ? STATUS_INPUT : STATUS_DONE;
}

static enum status run_record(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	struct asked asked = {
		.request = {.date = arguments->on,
			    .by = slice_of(arguments->by),
			    .today = clock_today(arguments)},
	};
	struct node *node;
	enum status status;

	if (read_version(run, arguments->served_version,
			 &asked.request.version) != 0 ||
	    read_families(run, &asked) != 0 || open_node(run, &node) != 0)
		return run_failure(run);
	status = record(run, node, &asked);
	node_close(node);
	return status;
}

static const struct option record_options[] = {
	NEED("version", "N", served_version, "the version of the notice"),
	{"on", "DATE", OPTION_DATE, true, offsetof(struct arguments, on),
	 "the day on which families were given it"},
	TEXT("by", "WAY", by, "letter, email, web or handed"),
	FLAG("all", all, "to the families of all pupils on the roll"),
	TEXT("year", "YEARS", year,
	     "to those of these year groups, with commas between"),
	TEXT("upns", "FILE", upns,
	     "to those of these pupils: one UPN on each line"),
};

const struct command command_served_record = {
	.name = "served record",
	.summary = "record that families were given a version of the notice",
	.operands = "",
	.about = "Records for many pupils at once that their families were "
		 "given a version of the notice: on which day and how.  What a "
		 "notice tells of may be shared of a pupil once the family was "
		 "given it.  The ledger gets one entry, which commits to the "
		 "list and names nobody.  All of it or nothing: a list with a "
		 "number that is not held, or stands twice, or a family that "
		 "has this version, records nothing and tells the lines.",
	.options = record_options,
	.option_count = sizeof(record_options) / sizeof(record_options[0]),
	.run = run_record,
};

/* --- the parts --------------------------------------------------------------------------- */

static enum status served(struct run *run)
{
	options_help(&command_served, &run->out);
	return STATUS_INPUT;
}

static const struct command *const parts[] = {
	&command_served_record,
	&command_served_list,
	&command_served_prove,
};

const struct command command_served = {
	.name = "served",
	.group = GROUP_PUBLISHING,
	.summary = "which version of the notice each family was given",
	.operands = "",
	.about = "Keeps the record of which version of the notice each family "
		 "was given, when and how, and proves it to a family.",
	.parts = parts,
	.part_count = sizeof(parts) / sizeof(parts[0]),
	.run = served,
};
