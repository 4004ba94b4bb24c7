#include <inttypes.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "tables/attack.h"
#include "tables/profile.h"
#include "tables/table_file.h"

enum {
	FILE_BYTES = 1 << 30,
	NUMBER_MOST = 1000000,
	THRESHOLD = 5,    /* groups of 1 to 4 are small where nothing is said */
	INTERVAL = 3,     /* counts that have to be left */
	SHOWN_MOST = 200, /* lines before the rest is only counted */
};

struct attack_run {
	struct run *run;
	struct table_files *files;
	struct relations relations;
	struct attack_result result;
	uint64_t threshold;
	bool threshold_given, zeros_hidden;
	struct progress progress;
	uint64_t worked_out, unshown, small, insiders;
};

/* --- reading ---------------------------------------------------------------- */

static int read_number(struct run *run, const char *option, const char *text,
		       uint64_t least, uint64_t *number)
{
	if (text == NULL)
		return 0;
	if (slice_number(slice_of(text), NUMBER_MOST, number) &&
	    *number >= least)
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "--%s is a number from %" PRIu64, option, least);
}

/* What the profile that was named says the tables were made by; `--threshold`
 * is read by whoever calls. */
static int read_profile(struct attack_run *attacking, uint64_t *interval,
			uint64_t *rounded, uint64_t *midpoint)
{
	struct arguments *arguments = &attacking->run->arguments;
	const char *threshold = arguments->threshold;
	struct profile profile;
	int result;

	if (arguments->profile == NULL)
		return 0;
	arguments->threshold = NULL;
	result = table_profile(attacking->run, NULL, &profile);
	arguments->threshold = threshold;
	if (result != 0)
		return -1;
	if (profile.high > 0) {
		attacking->threshold = (uint64_t)profile.high + 1;
		attacking->threshold_given = true;
	}
	*interval = profile.interval;
	attacking->zeros_hidden = profile.zeros_needed;
	if (profile.rounding == ROUNDING_NEAREST)
		*rounded = profile.base;
	if (profile.rounding == ROUNDING_MIDPOINT)
		*midpoint = profile.base;
	/* To either neighbouring multiple: as far off as twice the base would
	 * be. */
	if (profile.rounding == ROUNDING_CONTROLLED)
		*rounded = 2 * (uint64_t)profile.base - 1;
	return 0;
}

static int read_options(struct attack_run *attacking,
			struct table_file_options *options)
{
	struct run *run = attacking->run;
	const struct arguments *arguments = &run->arguments;
	uint64_t interval = INTERVAL, rounded = 0, midpoint = 0;

	attacking->threshold = THRESHOLD;
	attacking->threshold_given = arguments->threshold != NULL;
	if (read_profile(attacking, &interval, &rounded, &midpoint) != 0)
		return -1;
	if (arguments->rounded != NULL || arguments->midpoint != NULL)
		rounded = midpoint = 0;
	if (read_number(run, "threshold", arguments->threshold, 1,
			&attacking->threshold) != 0 ||
	    read_number(run, "interval", arguments->interval, 2, &interval) !=
		    0 ||
	    read_number(run, "rounded", arguments->rounded, 2, &rounded) != 0 ||
	    read_number(run, "midpoint", arguments->midpoint, 2, &midpoint) !=
		    0)
		return -1;
	if (rounded != 0 && midpoint != 0)
		return error_set(&run->error, ERROR_INPUT,
				 "--rounded and --midpoint are two ways to "
				 "round; give one");
	*options = (struct table_file_options){
		.counts = slice_of(arguments->count),
		.total = slice_of(arguments->total),
		.percent_of = slice_of(arguments->percent),
		.rounded = (uint32_t)rounded,
		.midpoint = (uint32_t)midpoint,
		.span = (uint32_t)interval - 1,
		.zeros_hidden =
			arguments->zeros_hidden || attacking->zeros_hidden,
	};
	return 0;
}

typedef int adding(struct table_files *files, struct slice name,
		   struct slice bytes, struct error *error);

static int add_file(struct attack_run *attacking, const char *path, adding *add)
{
	struct run *run = attacking->run;
	struct builder content = {0};
	struct slice bytes;
	int result = file_read(path, FILE_BYTES, &content, &run->error);

	if (result == 0) {
		bytes = arena_copy(&run->arena, builder_slice(&content));
		result = bytes.at == NULL
				 ? error_memory(&run->error)
				 : add(attacking->files, slice_of(path), bytes,
				       &run->error);
	}
	builder_release(&content);
	return result;
}

static int read_tables(struct attack_run *attacking)
{
	struct run *run = attacking->run;
	const struct arguments *arguments = &run->arguments;
	struct table_file_options options;

	if (read_options(attacking, &options) != 0 ||
	    table_files_make(&attacking->files, &options, &run->arena,
			     &run->error) != 0)
		return -1;
	for (size_t i = 0; i < arguments->operands.count; i++)
		if (add_file(attacking, arguments->operands.list[i],
			     table_files_add) != 0)
			return -1;
	for (size_t i = 0; i < arguments->hierarchies.count; i++)
		if (add_file(attacking, arguments->hierarchies.list[i],
			     table_files_add_hierarchy) != 0)
			return -1;
	return 0;
}

/* --- attacking -------------------------------------------------------------- */

static void show_progress(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

/* Where what cannot hold stands. */
static int place_fault(struct attack_run *attacking)
{
	struct error *error = &attacking->run->error;
	struct table_file_place place;

	if (error->code != ERROR_CORRUPT)
		return -1;
	error->code = ERROR_INPUT;
	place = table_files_equation(attacking->files, error->place.record);
	error->place.record = 0;
	if (place.line > 0)
		error_at(error, table_files_name(attacking->files, place.file),
			 place.line, place.column, 0);
	return error_hint(error, "check a total, or the same cell in two "
				 "tables; tables of different days do not "
				 "count the same and go one at a time");
}

static int attack_tables(struct attack_run *attacking)
{
	struct run *run = attacking->run;
	struct attack_options options = {
		.unknown_counts = true,
		.progress = show_progress,
		.context = &attacking->progress,
	};
	int result;

	if (table_files_relate(attacking->files, &attacking->relations,
			       &options.ratios, &options.ratio_count,
			       &run->error) != 0)
		return -1;
	attacking->progress = progress_start("withheld cells");
	result = attack(&attacking->result, &attacking->relations, &options,
			&run->arena, &run->error);
	progress_end(&attacking->progress);
	return result == 0 ? 0 : place_fault(attacking);
}

/* --- what is told ----------------------------------------------------------- */

/* A rest is of interest when it is small; nobody withheld it. */
static bool matters(const struct attack_run *attacking,
		    const struct attack_exposure *exposure)
{
	const struct table_file_cell *cell =
		table_files_cell(attacking->files, exposure->cell);

	return cell->kind != TABLE_CELL_REST ||
	       (exposure->high > 0 &&
		exposure->high < (int64_t)attacking->threshold);
}

static bool is_small(const struct attack_run *attacking, uint32_t cell)
{
	const struct table_file_cell *of =
		table_files_cell(attacking->files, cell);

	return of->kind == TABLE_CELL_SHOWN && of->least == of->most &&
	       of->least > 0 && of->least < (int64_t)attacking->threshold;
}

static void add_codes(const struct attack_run *attacking,
		      const struct table_file_cell *cell, struct builder *out)
{
	bool any = false;

	for (size_t d = 0; d < table_files_dimensions(attacking->files); d++) {
		const struct table_file_dimension *dimension =
			table_files_dimension(attacking->files, d);

		if (cell->codes[d] == 0)
			continue;
		if (any)
			builder_add_text(out, ", ");
		builder_add(out, dimension->name);
		builder_add_byte(out, ' ');
		builder_add(out, dimension->codes[cell->codes[d]]);
		any = true;
	}
	if (!any)
		builder_add_text(out, "total");
}

static void add_place(const struct attack_run *attacking,
		      const struct table_file_cell *cell, struct builder *out)
{
	builder_add(out, table_files_name(attacking->files, cell->place.file));
	builder_add_format(out, ":%u:%u: ", cell->place.line,
			   cell->place.column);
	add_codes(attacking, cell, out);
	if (cell->kind != TABLE_CELL_REST)
		return;
	builder_add_text(out, ", of no ");
	builder_add(
		out,
		table_files_dimension(attacking->files, cell->rest_of)->name);
	builder_add_text(out, " that is given");
}

static void add_interval(int64_t low, int64_t high, struct builder *out)
{
	if (low == high)
		builder_add_format(out, ": is %" PRId64, low);
	else if (high == RELATIONS_UNBOUNDED)
		builder_add_format(out, ": is at least %" PRId64, low);
	else
		builder_add_format(out, ": is from %" PRId64 " to %" PRId64,
				   low, high);
}

static void tell_exposures(struct attack_run *attacking)
{
	struct builder *out = &attacking->run->out;
	uint64_t told = 0;

	for (size_t i = 0; i < attacking->result.count; i++) {
		const struct attack_exposure *exposure =
			&attacking->result.exposures[i];

		if (!matters(attacking, exposure))
			continue;
		if (exposure->kind == EXPOSURE_PROVED)
			attacking->worked_out++;
		else
			attacking->unshown++;
		if (told++ >= SHOWN_MOST)
			continue;
		add_place(attacking,
			  table_files_cell(attacking->files, exposure->cell),
			  out);
		add_interval(exposure->low, exposure->high, out);
		if (exposure->kind == EXPOSURE_UNSHOWN)
			builder_add_text(out, ", or less open than that: it "
					      "could not be shown to be safe");
		builder_add_byte(out, '\n');
	}
	if (told > SHOWN_MOST)
		builder_add_format(out, "... and %" PRIu64 " more\n",
				   told - SHOWN_MOST);
}

static void tell_small(struct attack_run *attacking)
{
	struct builder *out = &attacking->run->out;

	if (!attacking->threshold_given)
		return;
	for (uint32_t c = 0; c < table_files_cells(attacking->files); c++) {
		if (!is_small(attacking, c))
			continue;
		if (attacking->small++ >= SHOWN_MOST)
			continue;
		add_place(attacking, table_files_cell(attacking->files, c),
			  out);
		builder_add_format(
			out, ": %" PRId64 " is shown\n",
			table_files_cell(attacking->files, c)->least);
	}
	if (attacking->small > SHOWN_MOST)
		builder_add_format(out,
				   "... and %" PRIu64 " more small counts\n",
				   attacking->small - SHOWN_MOST);
}

static void tell_text(struct attack_run *attacking)
{
	struct builder *out = &attacking->run->out;
	uint64_t left_out = table_files_percentages_left_out(attacking->files);
	uint64_t withheld = 0;

	for (uint32_t c = 0; c < table_files_cells(attacking->files); c++)
		withheld += table_files_cell(attacking->files, c)->kind ==
			    TABLE_CELL_WITHHELD;
	tell_exposures(attacking);
	tell_small(attacking);
	builder_add_format(out,
			   "%" PRIu64 " withheld cells: %" PRIu64
			   " can be worked out or bounded too tightly",
			   withheld, attacking->worked_out);
	if (attacking->unshown > 0)
		builder_add_format(out, ", %" PRIu64 " not shown to be safe",
				   attacking->unshown);
	if (attacking->small > 0)
		builder_add_format(out, "; %" PRIu64 " small counts shown",
				   attacking->small);
	builder_add_byte(out, '\n');
	if (table_files_zeros(attacking->files))
		builder_add_text(out, "Zeros are shown, so what is withheld is "
				      "taken to be at least 1; --zeros-hidden "
				      "says that zeros are withheld too.\n");
	if (left_out > 0)
		builder_add_format(
			out,
			"%" PRIu64 " percentages are not of these counts and "
			"were left out; --percent-of names the dimension whose "
			"total they are of.\n",
			left_out);
}

/* --- JSON ------------------------------------------------------------------- */

static void put_place(const struct attack_run *attacking, uint32_t number,
		      struct json *json)
{
	const struct table_file_cell *cell =
		table_files_cell(attacking->files, number);

	json_key_text(json, "file",
		      table_files_name(attacking->files, cell->place.file));
	json_key_number(json, "line", cell->place.line);
	json_key_number(json, "column", cell->place.column);
	json_key(json, "cell");
	json_open_object(json);
	for (size_t d = 0; d < table_files_dimensions(attacking->files); d++) {
		const struct table_file_dimension *dimension =
			table_files_dimension(attacking->files, d);
		struct builder name = {0};

		if (cell->codes[d] == 0)
			continue;
		builder_add(&name, dimension->name);
		json_key(json, builder_text(&name));
		json_put_text(json, dimension->codes[cell->codes[d]]);
		builder_release(&name);
	}
	json_close_object(json);
}

static void put_exposure(struct attack_run *attacking,
			 const struct attack_exposure *exposure,
			 struct json *json)
{
	bool proved = exposure->kind == EXPOSURE_PROVED;
	bool rest = table_files_cell(attacking->files, exposure->cell)->kind ==
		    TABLE_CELL_REST;

	attacking->worked_out += proved;
	attacking->unshown += !proved;
	json_open_object(json);
	json_key_text(json, "kind",
		      !proved ? SLICE("not-shown-safe")
		      : rest  ? SLICE("rest")
			      : SLICE("withheld"));
	put_place(attacking, exposure->cell, json);
	if (rest)
		json_key_text(
			json, "of_none_given",
			table_files_dimension(attacking->files,
					      table_files_cell(attacking->files,
							       exposure->cell)
						      ->rest_of)
				->name);
	json_key_number(json, "least", exposure->low);
	json_key(json, "most");
	if (exposure->high == RELATIONS_UNBOUNDED)
		json_put_null(json);
	else
		json_put_number(json, exposure->high);
	json_close_object(json);
}

static void tell_json(struct attack_run *attacking)
{
	struct json json = run_json(attacking->run);

	json_open_object(&json);
	json_key(&json, "exposed");
	json_open_array(&json);
	for (size_t i = 0; i < attacking->result.count; i++)
		if (matters(attacking, &attacking->result.exposures[i]))
			put_exposure(attacking, &attacking->result.exposures[i],
				     &json);
	for (uint32_t c = 0; attacking->threshold_given &&
			     c < table_files_cells(attacking->files);
	     c++) {
		if (!is_small(attacking, c))
			continue;
		attacking->small++;
		json_open_object(&json);
		json_key_text(&json, "kind", SLICE("shown"));
		put_place(attacking, c, &json);
		json_key_number(&json, "least",
				table_files_cell(attacking->files, c)->least);
		json_key_number(&json, "most",
				table_files_cell(attacking->files, c)->most);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_key_boolean(&json, "zeros_shown",
			 table_files_zeros(attacking->files));
	json_key_number(
		&json, "percentages_left_out",
		(int64_t)table_files_percentages_left_out(attacking->files));
	json_close_object(&json);
	run_json_end(attacking->run);
}

static enum status run_attack(struct run *run)
{
	struct attack_run attacking = {.run = run};

	if (read_tables(&attacking) != 0 || attack_tables(&attacking) != 0) {
		enum status status = run_failure(run);

		return status == STATUS_REFUSED ? STATUS_UNDECIDED : status;
	}
	if (run->arguments.json)
		tell_json(&attacking);
	else
		tell_text(&attacking);
	return attacking.worked_out + attacking.unshown + attacking.small > 0
		       ? STATUS_REFUSED
		       : STATUS_DONE;
}

static const struct option options[] = {
	LIST("hierarchy", "FILE", hierarchies,
	     "which codes lie in which: a CSV with code and parent"),
	TEXT("count", "HEADING", count,
	     "the column of counts, where it is not found by itself"),
	TEXT("total", "WORD", total,
	     "one more word that stands for the total, as Total and All do"),
	TEXT("percent-of", "DIMENSION", percent,
	     "percentages are of the total over this dimension (else the "
	     "last)"),
	TEXT("rounded", "BASE", rounded,
	     "counts are rounded to the nearest multiple of BASE"),
	TEXT("midpoint", "BASE", midpoint,
	     "counts are rounded to midpoint BASE (OpenSAFELY's midpoint 6)"),
	TEXT("profile", "NAME", profile,
	     "the dictionary's rule that the tables were made by: how counts "
	     "are rounded, which are small, how open they have to be"),
	TEXT("threshold", "NUMBER", threshold,
	     "counts from 1 to below NUMBER are small, and told where they "
	     "are shown"),
	FLAG("zeros-hidden", zeros_hidden,
	     "some zeros are withheld too, as table FILE does unless told "
	     "otherwise; else, where a 0 is shown, what is withheld is at least 1"),
	TEXT("interval", "NUMBER", interval,
	     "so many counts each withheld cell has to be able to be (else "
	     "3)"),
};

const struct command command_attack = {
	.name = "attack",
	.group = GROUP_RELEASES,
	.summary = "work out what tables withhold, as a reader could",
	.operands = "TABLE...",
	.least = 1,
	.most = MANY,
	.about =
		"Reads tables as CSV, anybody's or our own, and works out from "
		"all of them together what they withhold: from rows, columns, "
		"totals, percentages, rounded counts, groups given by "
		"--hierarchy, and tables that have cells in common.  Tells "
		"each "
		"count that can be worked out, or bounded too tightly, with "
		"its place.  Needs no node.  Exits with 1 when there is one.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = run_attack,
};
