#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/growth.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/table.h"
#include "cli/texts.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "share/node.h"
#include "share/tabulate.h"
#include "tables/profile.h"

enum { THRESHOLD_LEAST = 2, THRESHOLD_MOST = 10000 };

unsigned int table_threads(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count > 1 ? (unsigned int)count : 1;
}

/* --- what is asked for ---------------------------------------------------------------- */

int table_percent(struct run *run, enum statement_percent *percent)
{
	static const char *const names[] = {
		[PERCENT_ROWS] = "rows",
		[PERCENT_COLUMNS] = "columns",
		[PERCENT_TOTAL] = "total",
	};
	const char *asked = run->arguments.percent;

	*percent = PERCENT_NONE;
	if (asked == NULL)
		return 0;
	for (unsigned int i = PERCENT_ROWS; i <= PERCENT_TOTAL; i++)
		if (strcmp(asked, names[i]) == 0) {
			*percent = i;
			return 0;
		}
	return error_set(&run->error, ERROR_INPUT,
			 "--percent is of rows, of columns or of total");
}

/* A threshold of one's own: the default in all else. */
static int set_threshold(struct run *run, struct profile *profile)
{
	uint64_t threshold;
	struct builder text = {0};
	struct slice label;

	if (!slice_number(slice_of(run->arguments.threshold), THRESHOLD_MOST,
			  &threshold) ||
	    threshold < THRESHOLD_LEAST) {
		error_set(&run->error, ERROR_INPUT,
			  "--threshold is a whole number from %d to %d: the "
			  "smallest count that is shown",
			  THRESHOLD_LEAST, THRESHOLD_MOST);
		return -1;
	}
	builder_add_format(&text, "Counts below %u", (unsigned int)threshold);
	label = arena_copy(&run->arena, builder_slice(&text));
	builder_release(&text);
	if (label.at == NULL)
		return error_memory(&run->error);
	profile->name = SLICE("threshold");
	profile->label = label;
	profile->source = SLICE("chosen by whoever made this table");
	profile->high = (uint32_t)threshold - 1;
	return 0;
}

/* The dictionary that holds the profile that is asked for. */
static int load_dictionary(struct run *run, struct dictionary **out)
{
	struct findings findings = findings_in(&run->arena);

	if (open_dictionary(run, out, &findings) != 0)
		return -1;
	return *out != NULL
		       ? 0
		       : error_set(
				 &run->error, ERROR_INPUT,
				 "the dictionary has errors; 'hornbook check' "
				 "shows them");
}

int table_profile(struct run *run, const struct dictionary *dictionary,
		  struct profile *profile)
{
	const char *name = run->arguments.profile;
	const struct profile *found;
	struct dictionary *own = NULL;
	int result;

	*profile = profile_default;
	if (dictionary == NULL && name != NULL) {
		if (load_dictionary(run, &own) != 0)
			return -1;
		dictionary = own;
	}
	result = dictionary == NULL
			 ? 0
			 : need_profile(run, dictionary, name, &found);
	if (result == 0 && dictionary != NULL)
		result = profile_copy(profile, found, &run->arena, &run->error);
	dictionary_free(own);
	if (result == 0 && run->arguments.threshold != NULL)
		result = set_threshold(run, profile);
	return result;
}

static int read_form(struct run *run, enum share_table_form *form)
{
	const char *asked = run->arguments.format;

	*form = TABLE_LONG;
	if (asked == NULL || strcmp(asked, "csv") == 0)
		return 0;
	if (strcmp(asked, "wide") == 0) {
		*form = TABLE_WIDE;
		return 0;
	}
	if (strcmp(asked, "json") == 0) {
		*form = TABLE_JSON;
		return 0;
	}
	return error_set(&run->error, ERROR_INPUT,
			 "a table is written as csv, wide (csv with the "
			 "columns side by side) or json");
}

static int read_table(struct run *run, struct share_table *table)
{
	const struct arguments *arguments = &run->arguments;
	const char *const names[] = {arguments->rows, arguments->columns,
				     arguments->by, arguments->and };

	*table = (struct share_table){.mean = slice_of(arguments->mean)};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL)
			table->dimensions[table->dimension_count++] =
				slice_of(names[i]);
	if (table_percent(run, &table->percent) != 0)
		return -1;
	return read_form(run, &table->form);
}

/* --- showing it ----------------------------------------------------------------------- */

void table_show(struct run *run, const struct statement *statement)
{
	if (run->arguments.json)
		statement_write_json(statement, &run->out);
	else
		statement_write_text(statement, run->screen.width, &run->out);
}

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static enum status preview(struct run *run, struct node *node,
			   const struct share_table *table)
{
	struct progress progress = progress_start("pupils");
	struct share_table assessed = *table;
	struct growth_reference reference;
	struct statement statement;
	struct profile profile;
	int result;

	if (table_profile(run, node->dictionary, &profile) != 0 ||
	    growth_find(run, node, &reference, &assessed.reference) != 0)
		return run_failure(run);
	assessed.today = clock_today(&run->arguments);
	result = share_preview(node, &assessed, &profile, table_threads(),
			       show_progress, &progress, &statement,
			       &run->arena, &run->error);
	progress_end(&progress);
	if (result != 0)
		return run_failure(run);
	table_show(run, &statement);
	print_note("this is a preview for you: nothing was decided, let out "
		   "or recorded");
	return STATUS_DONE;
}

/* --- letting it out ------------------------------------------------------------------- */

static int fill_request(struct share_request *request, struct field_set *fields,
			char time[CLOCK_TIME_BYTES], struct run *run,
			const struct node *node)
{
	const struct arguments *arguments = &run->arguments;

	if (ask_request(request, fields, run, node) != 0)
		return -1;
	clock_time(time);
	request->time = time;
	request->format = SLICE("csv");
	request->plain = arguments->plain;
	request->armor = arguments->armor;
	request->dry_run = arguments->dry_run || arguments->preview;
	request->hold_unusual = arguments->hold_unusual;
	request->threads = table_threads();
	if (arguments->expires != DATE_NONE)
		request->expires = arguments->expires;
	request->out = request->dry_run ? NULL : arguments->out;
	return 0;
}

/* Only when the options name one: the rules have theirs. */
static int ask_profile(struct run *run, const struct node *node,
		       struct share_table *table, struct profile *profile)
{
	if (run->arguments.profile == NULL && run->arguments.threshold == NULL)
		return 0;
	if (table_profile(run, node->dictionary, profile) != 0)
		return -1;
	table->profile = profile;
	return 0;
}

static enum status let_out(struct run *run, struct node *node,
			   const struct share_table *table)
{
	struct share_table asked = *table;
	struct profile profile;
	struct progress progress = progress_start("pupils");
	struct share_report report = {0};
	struct share_request request;
	struct growth_reference reference;
	struct field_set fields;
	char time[CLOCK_TIME_BYTES];
	struct allow allow;
	int result;

	if (fill_request(&request, &fields, time, run, node) != 0 ||
	    ask_profile(run, node, &asked, &profile) != 0 ||
	    growth_find(run, node, &reference, &request.reference) != 0 ||
	    texts_ask(run, &request, &allow) != 0)
		return run_failure(run);
	request.table = &asked;
	request.progress = show_progress;
	request.context = &progress;
	result = share(node, &request, &report, &run->arena, &run->error);
	progress_end(&progress);
	if (result != 0 || texts_accept(run, &allow, &report) != 0)
		return run_failure(run);
	if (run->arguments.json) {
		report_add_json(run, node, &request, &report);
		return report.refused ? STATUS_REFUSED : STATUS_DONE;
	}
	if (report.statement != NULL) {
		table_show(run, report.statement);
		builder_add_byte(&run->out, '\n');
	}
	report_add_text(run, node, &request, &report);
	return report.refused ? STATUS_REFUSED : STATUS_DONE;
}

/* --- the command ---------------------------------------------------------------------- */

static int check_arguments(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	bool decided = arguments->to != NULL || arguments->purpose != NULL ||
		       arguments->collection != NULL;

	if (arguments->rows == NULL) {
		error_set(&run->error, ERROR_INPUT,
			  "table needs --rows: what to count pupils by");
		return error_hint(&run->error,
				  "hornbook table --rows ethnicity --columns "
				  "sen-provision --preview");
	}
	if (!decided && !arguments->preview) {
		error_set(&run->error, ERROR_INPUT,
			  "to whom is the table to go?");
		return error_hint(&run->error,
				  "say --to BODY and --for PURPOSE, or look at "
				  "it yourself with --preview");
	}
	if (decided && arguments->to == NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "a table that is let out needs --to BODY");
	if (decided && !arguments->preview && !arguments->dry_run &&
	    arguments->out == NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "table needs --out DIRECTORY, --dry-run or "
				 "--preview");
	if (decided && arguments->today == DATE_NONE)
		return error_set(&run->error, ERROR_INPUT,
				 "a table that is let out needs --today DATE");
	if (arguments->plain && arguments->armor)
		return error_set(&run->error, ERROR_INPUT,
				 "--armor is for what is sealed, --plain for "
				 "what is not");
	return 0;
}

static enum status table_command(struct run *run)
{
	struct share_table table;
	struct node *node;
	enum status status;

	if (run->arguments.operands.count > 0)
		return table_file_command(run);
	if (check_arguments(run) != 0 || read_table(run, &table) != 0)
		return run_failure(run);
	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = run->arguments.to != NULL ? let_out(run, node, &table)
					   : preview(run, node, &table);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("rows", "NAME", rows,
	     "what stands down the table: an area, or a field with few values"),
	TEXT("columns", "NAME", columns, "what stands across"),
	TEXT("by", "NAME", by, "a table for each of these too"),
	TEXT("and", "NAME", and, "and for each of these"),
	TEXT("percent", "OF", percent,
	     "percentages too: of rows, columns or total"),
	TEXT("mean", "FIELD", mean, "the mean of a number too"),
	GROWTH_REFERENCE_OPTION,
	FLAG("preview", preview,
	     "show the table on the screen, for you; nothing is let out"),
	TEXT("profile", "NAME", profile,
	     "the dictionary's rule for small numbers; where rules ask for "
	     "one, a stricter one"),
	TEXT("threshold", "NUMBER", threshold,
	     "the smallest count that is shown (10); where rules ask for "
	     "one, a larger one"),
	TEXT("hierarchy", "FILE", hierarchy,
	     "of a FILE: CSV with the columns code and parent, for subtotals"),
	TEXT("count", "COLUMN", count,
	     "of a FILE: the column that holds counts; without one each line "
	     "is a person"),
	TEXT("total", "WORD", total,
	     "of a FILE: one more word that stands for a total; none: what "
	     "adds up to the others does so by chance"),
	TEXT("to", "BODY", to, "the recipient"),
	TEXT("for", "PURPOSE", purpose,
	     "what for; with a collection that has one it may be left out"),
	DATE("today", today,
	     "the date of the release; it never comes from a clock"),
	TEXT("collection", "NAME", collection,
	     "the statutory collection that it belongs to"),
	TEXT("on", "TRIGGER", trigger, "what has set the disclosure off"),
	TEXT("role", "ROLE", role,
	     "the role of whoever asks, where a rule needs one"),
	TEXT("destination", "NUMBER", destination,
	     "the recipient's number: LAESTAB of a school, three digits of "
	     "an authority"),
	TEXT("format", "FORMAT", format,
	     "csv (a line for each number), wide (columns side by side) or "
	     "json"),
	TEXT("out", "PLACE", out,
	     "the directory of the release; of a FILE's table the file"),
	DATE("expires", expires,
	     "the last day on which it may be received (else 30 days on, at "
	     "most 92)"),
	FLAG("armor", armor, "seal it as text, which mail carries"),
	FLAG("plain", plain, "do not seal it: a directory in the clear"),
	FLAG("hold-unusual", hold_unusual,
	     "release nothing that is out of pattern"),
	TEXT_OPTIONS,
	FLAG("dry-run", dry_run, "tell what would go and change nothing"),
};

const struct command command_table = {
	.name = "table",
	.group = GROUP_RELEASES,
	.summary = "count pupils in a table that reveals nobody",
	.operands = "[FILE]",
	.most = 1,
	.about =
		"Counts pupils by up to four things at once, hides the "
		"numbers that are too small and as many more as are needed so "
		"that those cannot be worked out, attacks the result as a "
		"reader could, and lets it out as share does: the same rules, "
		"manifest, ledger and seal.  With a FILE it does the same to a "
		"table that you have already, without a node.  Exits with 1 "
		"when nothing may go.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = table_command,
};
