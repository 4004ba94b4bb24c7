#include <stdlib.h>

#include "base/json.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "share/node.h"

enum { SCAN_PUPILS = 1024 };

enum part {
	PART_UPN,
	PART_SURNAME,
	PART_FORENAME,
	PART_YEAR,
	PART_BIRTH,
	PARTS
};

static const char *const part_fields[PARTS] = {
	[PART_UPN] = "pupil.upn",
	[PART_SURNAME] = "pupil.surname",
	[PART_FORENAME] = "pupil.forename",
	[PART_YEAR] = "enrolment.year-group",
	[PART_BIRTH] = "pupil.birth-date",
};

struct row {
	struct slice parts[PARTS];
	int32_t year_order;
};

struct listing {
	struct run *run;
	const struct dictionary *dictionary;
	const struct field *fields[PARTS]; /* NULL: not in the dictionary */
	struct row *rows;
	size_t count;
};

/* --- reading ----------------------------------------------------------------------- */

static int32_t year_order(const struct listing *listing, struct slice year)
{
	const struct field *field = listing->fields[PART_YEAR];
	uint16_t code = DICTIONARY_NONE;

	if (field != NULL && field->codes != DICTIONARY_NONE)
		code = code_set_find(listing->dictionary, field->codes, year);
	if (code == DICTIONARY_NONE)
		return INT32_MAX;
	return listing->dictionary->code_sets[field->codes].codes[code].order;
}

static int take_record(struct listing *listing, const struct record *record)
{
	struct row *row = &listing->rows[listing->count];

	for (int p = 0; p < PARTS; p++) {
		const struct field *field = listing->fields[p];
		struct slice text = {NULL, 0};

		if (field != NULL)
			text = record_text(
				record, listing->dictionary,
				(uint16_t)(field -
					   listing->dictionary->fields));
		row->parts[p] = arena_copy(&listing->run->arena, text);
		if (row->parts[p].at == NULL)
			return error_memory(&listing->run->error);
	}
	row->year_order = year_order(listing, row->parts[PART_YEAR]);
	listing->count++;
	return 0;
}

static int scan(struct listing *listing, struct register_scan *scan,
		struct record *records)
{
	struct arena batch = {0};
	size_t count;
	int result;

	do {
		arena_clear(&batch);
		result = register_scan_next(scan, records, SCAN_PUPILS, &count,
					    &batch, &listing->run->error);
		for (size_t i = 0; result == 0 && i < count; i++)
			result = take_record(listing, &records[i]);
	} while (result == 0 && count > 0);
	arena_release(&batch);
	return result;
}

static int read_all(struct listing *listing, struct pupil_register *pupils)
{
	struct run *run = listing->run;
	struct register_scan *open;
	struct record *records;
	uint64_t categories = 0;
	uint64_t *ids;
	size_t count;
	int result;

	if (register_pupils(pupils, &ids, &count, &run->arena, &run->error) !=
	    0)
		return -1;
	for (int p = 0; p < PARTS; p++) {
		listing->fields[p] = dictionary_field(listing->dictionary,
						      slice_of(part_fields[p]));
		if (listing->fields[p] != NULL)
			categories |= 1ull << listing->fields[p]->category;
	}
	listing->rows =
		arena_array(&run->arena, count + 1, sizeof(*listing->rows));
	records = arena_array(&run->arena, SCAN_PUPILS, sizeof(*records));
	if (listing->rows == NULL || records == NULL)
		return error_memory(&run->error);
	if (register_scan_open(&open, pupils, ids, count, categories,
			       &run->error) != 0)
		return -1;
	result = scan(listing, open, records);
	register_scan_close(open);
	return result;
}

/* By year and name, as a class list. */
static int class_order(const void *a, const void *b)
{
	const struct row *left = a, *right = b;
	int order;

	if (left->year_order != right->year_order)
		return left->year_order < right->year_order ? -1 : 1;
	order = slice_compare(left->parts[PART_SURNAME],
			      right->parts[PART_SURNAME]);
	if (order == 0)
		order = slice_compare(left->parts[PART_FORENAME],
				      right->parts[PART_FORENAME]);
	return order != 0 ? order
			  : slice_compare(left->parts[PART_UPN],
					  right->parts[PART_UPN]);
}

/* --- telling --------------------------------------------------------------------------- */

static void add_text(const struct listing *listing)
{
	static const struct grid_column columns[PARTS] = {
		[PART_UPN] = {"UPN", false, false},
		[PART_SURNAME] = {"Surname", false, true},
		[PART_FORENAME] = {"Forename", false, false},
		[PART_YEAR] = {"Year", true, false},
		[PART_BIRTH] = {"Born", false, false},
	};
	struct run *run = listing->run;
	struct grid grid = {&run->arena, columns, PARTS, NULL, 0, 0, false};

	for (size_t i = 0; i < listing->count; i++)
		for (int p = 0; p < PARTS; p++)
			grid_add(&grid, listing->rows[i].parts[p]);
	if (listing->count > 0) {
		grid_print(&grid, &run->screen, &run->out);
		builder_add_byte(&run->out, '\n');
	}
	text_add_count(listing->count, "pupil", "pupils", &run->out);
	builder_add_byte(&run->out, '\n');
}

static void add_json(const struct listing *listing)
{
	static const char *const names[PARTS] = {"upn", "surname", "forename",
						 "year", "birthDate"};
	struct json json = run_json(listing->run);

	json_open_object(&json);
	json_key_number(&json, "count", (int64_t)listing->count);
	json_key(&json, "pupils");
	json_open_array(&json);
	for (size_t i = 0; i < listing->count; i++) {
		json_open_object(&json);
		for (int p = 0; p < PARTS; p++)
			json_key_text(&json, names[p],
				      listing->rows[i].parts[p]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(listing->run);
}

static enum status pupils(struct run *run)
{
	struct listing listing = {.run = run};
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	listing.dictionary = node->dictionary;
	if (read_all(&listing, node->pupils) != 0) {
		status = run_failure(run);
	} else {
		if (listing.count > 1)
			qsort(listing.rows, listing.count,
			      sizeof(*listing.rows), class_order);
		if (run->arguments.json)
			add_json(&listing);
		else
			add_text(&listing);
	}
	node_close(node);
	return status;
}

const struct command command_pupils = {
	.name = "pupils",
	.group = GROUP_DATA,
	.summary = "list the pupils held",
	.operands = "",
	.about = "Lists the pupils of the node by year and name.",
	.run = pupils,
};
