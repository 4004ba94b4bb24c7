/* Which families have which version of the notice; and proving it to one. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "cli/words.h"
#include "formats/csv.h"
#include "policy/notice.h"
#include "share/node.h"
#include "share/served.h"

/* --- what is known -------------------------------------------------------------- */

struct family {
	struct slice upn, surname, forename, year;
	const struct served_notice *notices;
	size_t count;
};

struct listing {
	struct run *run;
	const struct node *node;
	int32_t today;
	const struct notice *present; /* in force today, else the next */
	uint64_t having[NOTICE_VERSIONS];
	int32_t last[NOTICE_VERSIONS]; /* given on */
	struct family *families;       /* all, or those who lack it */
	size_t count, capacity;
	uint64_t all, lacking;
	struct serving *servings;
	size_t serving_count;
};

static const struct notice *find_present(const struct node *node, int32_t today)
{
	const struct notice *present = NULL;

	for (size_t i = 0; i < node->notice_count; i++) {
		const struct notice *one = node->notices[i];

		if (present == NULL ||
		    (one->from <= today &&
		     (present->from > today || one->from > present->from)) ||
		    (one->from > today && present->from > today &&
		     one->from < present->from))
			present = one;
	}
	return present;
}

static bool has(const struct served_pupil *pupil, uint64_t version,
		int32_t today)
{
	for (size_t i = 0; i < pupil->count; i++)
		if (pupil->notices[i].version == version &&
		    pupil->notices[i].date <= today)
			return true;
	return false;
}

static void count_versions(struct listing *listing,
			   const struct served_pupil *pupil)
{
	const struct node *node = listing->node;

	for (size_t v = 0; v < node->notice_count; v++)
		for (size_t i = 0; i < pupil->count; i++) {
			if (pupil->notices[i].version !=
			    node->notices[v]->version)
				continue;
			listing->having[v]++;
			if (listing->last[v] == DATE_NONE ||
			    pupil->notices[i].date > listing->last[v])
				listing->last[v] = pupil->notices[i].date;
		}
}

static int keep_text(struct listing *listing, struct slice text,
		     struct slice *kept)
{
	*kept = arena_copy(&listing->run->arena, text);
	return kept->at != NULL ? 0 : error_memory(&listing->run->error);
}

static int keep(struct listing *listing, const struct served_pupil *pupil)
{
	struct arena *arena = &listing->run->arena;
	struct family *grown =
		arena_grow(arena, listing->families, listing->count,
			   &listing->capacity, sizeof(*grown));
	struct served_notice *notices =
		arena_array(arena, pupil->count, sizeof(*notices));
	struct family *family;

	if (grown == NULL || notices == NULL)
		return error_memory(&listing->run->error);
	listing->families = grown;
	family = &grown[listing->count++];
	*family = (struct family){.notices = notices, .count = pupil->count};
	for (size_t i = 0; i < pupil->count; i++) {
		notices[i] = pupil->notices[i];
		if (keep_text(listing, notices[i].by, &notices[i].by) != 0)
			return -1;
	}
	if (keep_text(listing, pupil->upn, &family->upn) != 0 ||
	    keep_text(listing, pupil->surname, &family->surname) != 0 ||
	    keep_text(listing, pupil->forename, &family->forename) != 0)
		return -1;
	return keep_text(listing, pupil->year, &family->year);
}

static int take(void *context, const struct served_pupil *pupil,
		struct error *error)
{
	struct listing *listing = context;
	const struct arguments *arguments = &listing->run->arguments;
	bool lacks = !has(pupil, listing->present->version, listing->today);

	(void)error;
	listing->all++;
	listing->lacking += lacks;
	count_versions(listing, pupil);
	/* Nobody is named who is not asked for. */
	if (arguments->lacking ? !lacks : !arguments->csv && !arguments->json)
		return 0;
	return keep(listing, pupil);
}

static int read_all(struct listing *listing, struct node *node)
{
	struct run *run = listing->run;

	for (size_t v = 0; v < NOTICE_VERSIONS; v++)
		listing->last[v] = DATE_NONE;
	if (served_servings(node, &listing->servings, &listing->serving_count,
			    &run->arena, &run->error) != 0)
		return -1;
	return served_each(node, listing->today, take, listing, &run->error);
}

/* --- for people -------------------------------------------------------------------- */

static struct slice number_text(struct run *run, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	return arena_copy(&run->arena, slice_of(text));
}

static void add_versions(const struct listing *listing)
{
	static const struct grid_column columns[] = {
		{"Version", true, false},  {"From", false, false},
		{"Families", true, false}, {"Given last", false, false},
		{"", false, false},
	};
	struct run *run = listing->run;
	const struct node *node = listing->node;
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t v = 0; v < node->notice_count; v++) {
		const struct notice *notice = node->notices[v];

		grid_add(&grid, number_text(run, notice->version));
		grid_add(&grid, words_date(notice->from, &run->arena));
		grid_add(&grid, number_text(run, listing->having[v]));
		grid_add(&grid, words_date(listing->last[v], &run->arena));
		grid_add(&grid, notice->from > listing->today
					? SLICE("not in force yet")
				: notice == listing->present ? SLICE("in force")
							     : SLICE(""));
	}
	grid_print(&grid, &run->screen, &run->out);
}

static void add_servings(const struct listing *listing)
{
	static const struct grid_column columns[] = {
		{"Reference", false, false}, {"Date", false, false},
		{"Version", true, false},    {"Families", true, false},
		{"By", false, false},
	};
	struct run *run = listing->run;
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	if (listing->serving_count == 0)
		return;
	for (size_t i = 0; i < listing->serving_count; i++) {
		const struct serving *one = &listing->servings[i];

		grid_add(&grid, one->reference);
		grid_add(&grid, words_date(one->date, &run->arena));
		grid_add(&grid, number_text(run, one->version));
		grid_add(&grid, number_text(run, one->pupils));
		grid_add(&grid, one->by);
	}
	builder_add_byte(&run->out, '\n');
	grid_print(&grid, &run->screen, &run->out);
}

static const struct served_notice *newest(const struct family *family)
{
	return family->count > 0 ? &family->notices[family->count - 1] : NULL;
}

static void add_family_cells(struct run *run, const struct family *family,
			     struct slice cells[6])
{
	const struct served_notice *last = newest(family);

	cells[0] = family->upn;
	cells[1] = family->surname;
	cells[2] = family->forename;
	cells[3] = family->year;
	cells[4] = last != NULL ? number_text(run, last->version) : SLICE("");
	cells[5] =
		last != NULL ? words_date(last->date, &run->arena) : SLICE("");
}

static void add_families(const struct listing *listing)
{
	static const struct grid_column columns[] = {
		{"UPN", false, false},      {"Surname", false, true},
		{"Forename", false, false}, {"Year", true, false},
		{"Version", true, false},   {"Given on", false, false},
	};
	struct run *run = listing->run;
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < listing->count; i++) {
		struct slice cells[6];

		add_family_cells(run, &listing->families[i], cells);
		for (size_t c = 0; c < 6; c++)
			grid_add(&grid, cells[c]);
	}
	if (listing->count == 0)
		return;
	builder_add_byte(&run->out, '\n');
	grid_print(&grid, &run->screen, &run->out);
}

static void add_text(const struct listing *listing)
{
	struct run *run = listing->run;
	struct builder *out = &run->out;

	text_add_clean(listing->present->title, out);
	builder_add_text(out, "\n\n");
	add_versions(listing);
	add_servings(listing);
	builder_add_byte(out, '\n');
	if (listing->lacking == 0) {
		builder_add_format(out,
				   "All %" PRIu64
				   " families were given version "
				   "%" PRIu64 ".\n",
				   listing->all, listing->present->version);
		return;
	}
	builder_add_format(
		out,
		"%" PRIu64 " of %" PRIu64 " families are not "
		"recorded as given version %" PRIu64 "%s\n",
		listing->lacking, listing->all, listing->present->version,
		run->arguments.lacking ? ":" : "; --lacking shows which.");
	if (run->arguments.lacking)
		add_families(listing);
}

/* --- for programs --------------------------------------------------------------------- */

static void add_csv(const struct listing *listing)
{
	static const struct slice header[] = {
		SLICE_INIT("UPN"),      SLICE_INIT("Surname"),
		SLICE_INIT("Forename"), SLICE_INIT("Year"),
		SLICE_INIT("Version"),  SLICE_INIT("Given on"),
		SLICE_INIT("Given by"), SLICE_INIT("Version in force"),
	};
	enum { COLUMNS = sizeof(header) / sizeof(header[0]) };
	struct run *run = listing->run;
	struct slice present = number_text(run, listing->present->version);

	csv_add_row(&run->out, header, NULL, COLUMNS);
	for (size_t i = 0; i < listing->count; i++) {
		const struct family *family = &listing->families[i];
		const struct served_notice *last = newest(family);
		struct slice cells[COLUMNS];

		add_family_cells(run, family, cells);
		cells[6] = last != NULL ? last->by : SLICE("");
		cells[7] = present;
		csv_add_row(&run->out, cells, NULL, COLUMNS);
	}
}

static void put_family(struct json *json, const struct family *family)
{
	json_open_object(json);
	json_key_text(json, "upn", family->upn);
	json_key_text(json, "year", family->year);
	json_key(json, "given");
	json_open_array(json);
	for (size_t i = 0; i < family->count; i++) {
		json_open_object(json);
		json_key_number(json, "version",
				(int64_t)family->notices[i].version);
		json_key_date(json, "date", family->notices[i].date);
		if (!slice_empty(family->notices[i].by))
			json_key_text(json, "by", family->notices[i].by);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}

static void put_versions(struct json *json, const struct listing *listing)
{
	const struct node *node = listing->node;

	json_key(json, "versions");
	json_open_array(json);
	for (size_t v = 0; v < node->notice_count; v++) {
		json_open_object(json);
		json_key_number(json, "version",
				(int64_t)node->notices[v]->version);
		json_key_date(json, "from", node->notices[v]->from);
		json_key_number(json, "families", (int64_t)listing->having[v]);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_servings(struct json *json, const struct listing *listing)
{
	json_key(json, "servings");
	json_open_array(json);
	for (size_t i = 0; i < listing->serving_count; i++) {
		const struct serving *one = &listing->servings[i];

		json_open_object(json);
		json_key_text(json, "reference", one->reference);
		json_key_date(json, "date", one->date);
		json_key_number(json, "version", (int64_t)one->version);
		json_key_number(json, "families", (int64_t)one->pupils);
		if (!slice_empty(one->by))
			json_key_text(json, "by", one->by);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_json(const struct listing *listing)
{
	struct json json = run_json(listing->run);

	json_open_object(&json);
	json_key_number(&json, "in-force", (int64_t)listing->present->version);
	json_key_number(&json, "families", (int64_t)listing->all);
	json_key_number(&json, "lacking", (int64_t)listing->lacking);
	put_versions(&json, listing);
	put_servings(&json, listing);
	json_key(&json, "pupils");
	json_open_array(&json);
	for (size_t i = 0; i < listing->count; i++)
		put_family(&json, &listing->families[i]);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(listing->run);
}

static enum status run_list(struct run *run)
{
	struct listing listing = {.run = run,
				  .today = clock_today(&run->arguments)};
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	listing.node = node;
	listing.present = find_present(node, listing.today);
	if (read_all(&listing, node) != 0)
		status = run_failure(run);
	else if (run->arguments.json)
		add_json(&listing);
	else if (run->arguments.csv)
		add_csv(&listing);
	else
		add_text(&listing);
	node_close(node);
	return status;
}

static const struct option list_options[] = {
	FLAG("lacking", lacking,
	     "name the families who were not given the version in force"),
	FLAG("csv", csv, "print a table of the families, as CSV"),
};

const struct command command_served_list = {
	.name = "served list",
	.summary = "list who was given which version, and who lacks it",
	.operands = "",
	.about = "Counts for each version of the notice the families who were "
		 "given it, lists the occasions, and says how many lack the "
		 "version in force today.  Pupils who have left do not count.",
	.options = list_options,
	.option_count = sizeof(list_options) / sizeof(list_options[0]),
	.run = run_list,
};

/* --- a proof for one family ------------------------------------------------------------- */

static enum status run_prove(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	struct builder proof = {0};
	uint64_t version = 0;
	struct node *node;
	enum status status = STATUS_DONE;

	if (arguments->served_version != NULL &&
	    (!slice_number(slice_of(arguments->served_version), INT32_MAX,
			   &version) ||
	     version == 0)) {
		error_set(&run->error, ERROR_INPUT,
			  "--version wants the number of a version of the "
			  "notice");
		return run_failure(run);
	}
	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (served_prove(node, slice_of(arguments->pupil), version, &proof,
			 &run->error) != 0)
		status = run_failure(run);
	else
		status = proof_tell(run, &proof);
	node_close(node);
	builder_release(&proof);
	return status;
}

static const struct option prove_options[] = {
	NEED("pupil", "UPN", pupil, "the pupil"),
	TEXT("version", "N", served_version,
	     "the version of the notice (else the newest that was given)"),
	TEXT("out", "FILE", out, "write it there (else to standard output)"),
};

const struct command command_served_prove = {
	.name = "served prove",
	.summary = "prove to one family which notice it was given",
	.operands = "",
	.about =
		"Writes a small file that proves that the family of one pupil "
		"was recorded as given a version of the notice, when and how.  "
		"'verify' checks it with no node, network or secret.  It holds "
		"nothing of other "
		"families.",
	.options = prove_options,
	.option_count = sizeof(prove_options) / sizeof(prove_options[0]),
	.run = run_prove,
};
