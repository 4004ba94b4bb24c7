#include "cli/rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "anonymity/ladder.h"
#include "anonymity/report.h"
#include "anonymity/roles.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/find.h"
#include "cli/grid.h"
#include "cli/print.h"
#include "dictionary/dictionary.h"
#include "formats/format.h"
#include "language/diagnostic.h"

enum { HIERARCHY_LIMIT_BYTES = 64 << 20, NUMBER_BYTES = 24 };

void rows_place_error(const char *path, struct run *run)
{
	if (run->error.place.file[0] == '\0' && run->error.code == ERROR_INPUT)
		snprintf(run->error.place.file, sizeof(run->error.place.file),
			 "%s", path);
}

/* --- what is asked ------------------------------------------------------------- */

static int read_number(struct run *run, const char *option, const char *text,
		       double most, double *number)
{
	char *end;
	double value;

	if (text == NULL)
		return 0;
	value = strtod(text, &end);
	if (*end == '\0' && text[0] >= '0' && text[0] <= '9' &&
	    isfinite(value) && value <= most) {
		*number = value;
		return 0;
	}
	return error_set(&run->error, ERROR_INPUT,
			 "--%s wants a number from 0 to %.0f", option, most);
}

static int find_profile(struct rows *rows, struct run *run)
{
	const char *name = run->arguments.profile;

	if (anonymity_profile_need(slice_of(name != NULL ? name : "default"),
				   &rows->profile, &run->error) != 0)
		return -1;
	rows->model = rows->profile->model;
	rows->threshold = rows->profile->threshold;
	return 0;
}

static int find_diversity(struct rows *rows, struct run *run)
{
	const char *name = run->arguments.diversity;

	if (name == NULL)
		return 0;
	for (int d = DIVERSITY_NONE; d <= DIVERSITY_RECURSIVE; d++)
		if (slice_is(slice_of(name),
			     report_diversity_name((enum diversity)d))) {
			rows->model.diversity = (enum diversity)d;
			return 0;
		}
	return error_set(&run->error, ERROR_INPUT,
			 "--diversity is none, distinct, entropy or recursive");
}

static int find_loss(struct rows *rows, struct run *run)
{
	const char *name = run->arguments.loss;

	rows->loss = LOSS_ENTROPY;
	if (name == NULL || slice_is(slice_of(name), "entropy"))
		return 0;
	rows->loss = LOSS_GRANULARITY;
	if (slice_is(slice_of(name), "granularity"))
		return 0;
	return error_set(&run->error, ERROR_INPUT,
			 "--loss is entropy or granularity");
}

static int find_leave_out(struct rows *rows, struct run *run)
{
	struct anonymity_model *model = &rows->model;
	double percent = model->leave_out / 10.0;
	bool strict = model->diversity == DIVERSITY_ENTROPY ||
		      model->diversity == DIVERSITY_RECURSIVE || model->t < 1;

	/* A profile's share is a default: a stricter model goes before it. */
	if (strict && run->arguments.leave_out == NULL)
		percent = 0;
	if (read_number(run, "leave-out", run->arguments.leave_out, 100,
			&percent) != 0)
		return -1;
	model->leave_out = (uint32_t)lround(percent * 10);
	return 0;
}

static int find_model(struct rows *rows, struct run *run)
{
	struct anonymity_model *model = &rows->model;
	double k;

	if (find_profile(rows, run) != 0 || find_diversity(rows, run) != 0 ||
	    find_loss(rows, run) != 0)
		return -1;
	k = model->k;
	if (model->c <= 0)
		model->c = 2;
	if (read_number(run, "k", run->arguments.k, 1000000, &k) != 0 ||
	    read_number(run, "l", run->arguments.l, 1000000, &model->l) != 0 ||
	    read_number(run, "c", run->arguments.c, 1000000, &model->c) != 0 ||
	    read_number(run, "t", run->arguments.t, 1, &model->t) != 0)
		return -1;
	if (k < 1 || k > floor(k))
		return error_set(&run->error, ERROR_INPUT,
				 "--k wants a whole number of at least 1");
	model->k = (uint32_t)k;
	if (run->arguments.k != NULL)
		rows->threshold = 1 / k;
	if (find_leave_out(rows, run) != 0)
		return -1;
	return anonymity_model_check(model, &run->error);
}

/* --- what columns are ------------------------------------------------------------ */

static int unknown_column(const struct rows *rows, struct slice name,
			  struct run *run)
{
	const struct microdata *data = rows->data;
	struct slice *names =
		arena_array(&run->arena, data->column_count, sizeof(*names));
	struct slice nearest = {NULL, 0};

	for (size_t i = 0; names != NULL && i < data->column_count; i++)
		names[i] = data->columns[i].name;
	if (names != NULL)
		nearest = text_nearest(name, names, data->column_count);
	error_set(&run->error, ERROR_INPUT, "there is no column '%.*s'",
		  name.len > 60 ? 60 : (int)name.len, name.at);
	rows_place_error(rows->path, run);
	if (nearest.len > 0)
		error_hint(&run->error, "did you mean '%.*s'?",
			   SLICE_ARGS(nearest));
	return -1;
}

static int set_roles(struct rows *rows, const struct texts *lists,
		     enum column_role role, struct run *run)
{
	for (size_t i = 0; i < lists->count; i++) {
		struct slice rest = slice_of(lists->list[i]);

		while (rest.len > 0) {
			struct slice name = slice_trim(slice_cut(&rest, ','));
			struct column *column =
				microdata_find(rows->data, name);

			if (column == NULL)
				return unknown_column(rows, name, run);
			if (role == COLUMN_PLAIN &&
			    column->role == COLUMN_NAMING)
				return error_set(&run->error, ERROR_INPUT,
						 "column '%.*s' names people",
						 SLICE_ARGS(column->name));
			column->role = role;
		}
	}
	return 0;
}

static int read_hierarchy(struct rows *rows, struct slice text, struct run *run)
{
	struct slice path = text;
	struct slice name = slice_cut(&path, '=');
	struct column *column = microdata_find(rows->data, name);
	struct ladder *ladder = arena_allocate(&run->arena, sizeof(*ladder));
	struct builder bytes = {0};
	int result;

	if (path.len == 0)
		return error_set(&run->error, ERROR_INPUT,
				 "--hierarchy wants COLUMN=FILE");
	if (column == NULL)
		return unknown_column(rows, name, run);
	if (ladder == NULL)
		return error_memory(&run->error);
	result = file_read(path.at, HIERARCHY_LIMIT_BYTES, &bytes, &run->error);
	if (result == 0)
		result = ladder_read(ladder, column, builder_slice(&bytes),
				     &run->arena, &run->error);
	if (result != 0)
		rows_place_error(path.at, run);
	builder_release(&bytes);
	column->ladder = ladder;
	return result;
}

static int require_quasi(const struct rows *rows, struct run *run)
{
	if (microdata_count(rows->data, COLUMN_QUASI) > 0)
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "no column is one that others may know of a person");
	rows_place_error(rows->path, run);
	return error_hint(&run->error, "name them with --quasi, with commas "
				       "between");
}

/* Whether a field tells one person from all others. */
static bool is_one_person(const struct field *field)
{
	return field->type == FIELD_UPN || field->type == FIELD_ULN ||
	       slice_is(field->name, "pupil.pseudonym");
}

/* k counts people only where each has one row. */
static int check_people(const struct rows *rows, const uint16_t *fields,
			struct run *run)
{
	for (size_t i = 0; i < rows->data->column_count; i++) {
		const struct column *column = &rows->data->columns[i];
		const struct field *field =
			fields[i] != DICTIONARY_NONE
				? &rows->dictionary->fields[fields[i]]
				: NULL;

		if (field == NULL || !is_one_person(field) ||
		    !microdata_repeats(column, rows->data->row_count))
			continue;
		error_set(&run->error, ERROR_INPUT,
			  "column '%.*s' has the same pupil in several rows",
			  SLICE_ARGS(column->name));
		rows_place_error(rows->path, run);
		return error_hint(&run->error,
				  "rows that are alike would be counted as if "
				  "they were of different people: make one row "
				  "of each");
	}
	return 0;
}

static int read_population(struct rows *rows, struct run *run)
{
	const char *path = run->arguments.population;
	struct microdata *frame = NULL;
	struct builder bytes = {0};
	int result;

	if (path == NULL)
		return 0;
	result = file_read(path, FORMAT_LIMIT_BYTES, &bytes, &run->error);
	if (result == 0)
		result = microdata_read(&frame, builder_slice(&bytes),
					&run->error);
	builder_release(&bytes);
	if (result == 0)
		result = microdata_set_population(rows->data, frame,
						  &run->error);
	microdata_free(frame);
	if (result != 0)
		rows_place_error(path, run);
	return result;
}

static void give_known_roles(struct rows *rows, const uint16_t *fields,
			     const struct arguments *arguments)
{
	for (size_t i = 0; i < rows->data->column_count; i++) {
		struct column *column = &rows->data->columns[i];
		const struct field *field =
			fields[i] != DICTIONARY_NONE
				? &rows->dictionary->fields[fields[i]]
				: NULL;

		column->number = field != NULL && field->type == FIELD_NUMBER;
		column->role = roles_of_field(rows->dictionary, fields[i]);
		if (column->role == COLUMN_QUASI && arguments->quasi.count > 0)
			column->role = field->special ? COLUMN_SENSITIVE
						      : COLUMN_PLAIN;
	}
}

/* What nobody has told of may be known to anybody: a name under a header of one's
 * own, a note. */
static void give_unknown_roles(struct rows *rows, const uint16_t *fields)
{
	for (size_t i = 0; i < rows->data->column_count; i++)
		if (fields[i] == DICTIONARY_NONE &&
		    rows->data->columns[i].role == COLUMN_PLAIN)
			rows->data->columns[i].role = COLUMN_QUASI;
}

/* What is said on the command line goes before what the dictionary says; where
 * quasi-identifiers are named, those are all; else all are that nobody knows. */
static int find_roles(struct rows *rows, struct run *run)
{
	struct microdata *data = rows->data;
	const struct arguments *arguments = &run->arguments;
	uint16_t *fields =
		arena_array(&run->arena, data->column_count, sizeof(*fields));

	rows->fields = fields;
	if (fields == NULL)
		return error_memory(&run->error);
	if (roles_find_fields(fields, data, rows->dictionary, &run->arena,
			      &run->error) != 0)
		return -1;
	give_known_roles(rows, fields, arguments);
	if (set_roles(rows, &arguments->sensitive, COLUMN_SENSITIVE, run) !=
		    0 ||
	    set_roles(rows, &arguments->quasi, COLUMN_QUASI, run) != 0 ||
	    require_quasi(rows, run) != 0)
		return -1;
	if (arguments->quasi.count == 0)
		give_unknown_roles(rows, fields);
	if (set_roles(rows, &arguments->neither, COLUMN_PLAIN, run) != 0 ||
	    require_quasi(rows, run) != 0 ||
	    check_people(rows, fields, run) != 0 ||
	    read_population(rows, run) != 0)
		return -1;
	for (size_t i = 0; i < arguments->hierarchies.count; i++)
		if (read_hierarchy(rows,
				   slice_of(arguments->hierarchies.list[i]),
				   run) != 0)
			return -1;
	return roles_make_ladders(data, fields, rows->dictionary, rows->model.k,
				  &run->arena, &run->error);
}

/* --- the file --------------------------------------------------------------------- */

static int read_file(struct rows *rows, struct run *run)
{
	struct builder bytes = {0};
	int result =
		file_read(rows->path, FORMAT_LIMIT_BYTES, &bytes, &run->error);

	if (result == 0)
		result = microdata_read(&rows->data, builder_slice(&bytes),
					&run->error);
	builder_release(&bytes);
	if (result != 0)
		rows_place_error(rows->path, run);
	return result;
}

static bool is_named(const struct rows *rows, const struct column *column,
		     const struct run *run)
{
	const struct texts *lists = &run->arguments.neither;

	for (size_t i = 0; i < lists->count; i++) {
		struct slice rest = slice_of(lists->list[i]);

		while (rest.len > 0)
			if (microdata_find(rows->data,
					   slice_trim(slice_cut(&rest, ','))) ==
			    column)
				return true;
	}
	return false;
}

int rows_open(struct rows *rows, struct run *run)
{
	struct findings findings = findings_in(&run->arena);

	*rows = (struct rows){.path = run->arguments.operands.list[0]};
	if (find_model(rows, run) != 0 ||
	    open_dictionary(run, &rows->dictionary, &findings) != 0)
		return -1;
	if (rows->dictionary == NULL) {
		print_findings(&findings);
		return error_set(&run->error, ERROR_INPUT,
				 "the dictionary has faults");
	}
	if (read_file(rows, run) != 0)
		return -1;
	return find_roles(rows, run);
}

/* A column that was not called a quasi-identifier and of which most values have
 * fewer rows than are to be alike tells rows apart whatever the others do. */
const struct column *rows_find_telling(const struct rows *rows,
				       const struct run *run)
{
	for (size_t i = 0; i < rows->data->column_count; i++) {
		const struct column *column = &rows->data->columns[i];

		if (column->role == COLUMN_PLAIN &&
		    (uint64_t)column->value_count * rows->model.k >
			    rows->data->row_count &&
		    column->value_count > 1 && !is_named(rows, column, run))
			return column;
	}
	return NULL;
}

void rows_close(struct rows *rows)
{
	microdata_free(rows->data);
	dictionary_free(rows->dictionary);
}

/* --- for people ----------------------------------------------------------------------- */

static void add_role(const struct rows *rows, const char *title,
		     enum column_role role, struct run *run)
{
	struct builder text = {0};
	size_t count = 0;

	for (size_t i = 0; i < rows->data->column_count; i++) {
		const struct column *column = &rows->data->columns[i];

		if (column->role != role)
			continue;
		if (count++ > 0)
			builder_add_text(&text, ", ");
		builder_add(&text, column->name);
		if (role == COLUMN_QUASI || role == COLUMN_SENSITIVE)
			builder_add_format(&text, " (%u)", column->value_count);
	}
	if (count > 0) {
		builder_add_format(&run->out, "  %-22s ", title);
		text_add_wrapped(&run->screen, builder_slice(&text), 25, 25,
				 &run->out);
		builder_add_byte(&run->out, '\n');
	}
	run->out.failed |= text.failed;
	builder_release(&text);
}

void rows_add_columns(const struct rows *rows, struct run *run)
{
	screen_add(&run->screen, STYLE_BOLD, slice_of(rows->path), &run->out);
	builder_add_text(&run->out, ": ");
	text_add_count(rows->data->row_count, "row", "rows", &run->out);
	builder_add_text(&run->out, "\n\n");
	add_role(rows, "known to others", COLUMN_QUASI, run);
	add_role(rows, "sensitive", COLUMN_SENSITIVE, run);
	add_role(rows, "names people", COLUMN_NAMING, run);
	add_role(rows, "neither", COLUMN_PLAIN, run);
	builder_add_byte(&run->out, '\n');
}

static bool is_both(const struct rows *rows, size_t column)
{
	uint16_t field = rows->fields[column];

	return rows->data->columns[column].role == COLUMN_QUASI &&
	       field != DICTIONARY_NONE &&
	       rows->dictionary->fields[field].special;
}

void rows_add_both(const struct rows *rows, struct run *run)
{
	struct builder text = {0};
	size_t count = 0;

	builder_add_text(&text, "Not looked at: what the other columns tell of "
				"these, which are sensitive and known to some "
				"(--sensitive has them looked at): ");
	for (size_t i = 0; i < rows->data->column_count; i++) {
		if (!is_both(rows, i))
			continue;
		builder_add_text(&text, count++ > 0 ? ", " : "");
		builder_add(&text, rows->data->columns[i].name);
	}
	if (count > 0) {
		text_add_wrapped(&run->screen, builder_slice(&text), 0, 0,
				 &run->out);
		builder_add_byte(&run->out, '\n');
	}
	run->out.failed |= text.failed;
	builder_release(&text);
}

/* --- figures --------------------------------------------------------------------------- */

struct figures {
	struct grid grid;
	struct run *run;
	const struct measure *measures[2];
	size_t count;
};

static void add_cell(struct figures *figures, const char *text)
{
	struct slice copy = arena_copy(&figures->run->arena, slice_of(text));

	figures->grid.failed |= copy.at == NULL;
	grid_add(&figures->grid, copy);
}

static void add_percent(struct figures *figures, uint64_t part, uint64_t whole)
{
	char text[64];

	snprintf(text, sizeof(text), "%llu (%.1f%%)", (unsigned long long)part,
		 whole > 0 ? 100.0 * (double)part / (double)whole : 0);
	add_cell(figures, text);
}

static void add_real(struct figures *figures, double value, bool percent)
{
	char text[NUMBER_BYTES];

	if (!isfinite(value))
		snprintf(text, sizeof(text), "none");
	else if (percent)
		snprintf(text, sizeof(text), "%.1f%%", 100 * value);
	else
		snprintf(text, sizeof(text), "%.3f", value);
	add_cell(figures, text);
}

static void add_whole(struct figures *figures, uint64_t value)
{
	char text[NUMBER_BYTES];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	add_cell(figures, text);
}

static void add_sensitive(struct figures *figures, const struct rows *rows,
			  size_t index)
{
	struct column_measure *columns[2];
	struct slice name =
		rows->data->columns[figures->measures[0]->columns[index].column]
			.name;
	char text[200];

	for (size_t m = 0; m < figures->count; m++)
		columns[m] = &figures->measures[m]->columns[index];
	snprintf(text, sizeof(text), "%.*s: fewest values in a class",
		 name.len > 80 ? 80 : (int)name.len, name.at);
	add_cell(figures, text);
	for (size_t m = 0; m < figures->count; m++)
		add_whole(figures, columns[m]->distinct);
	add_cell(figures, "  l by entropy");
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, columns[m]->entropy, false);
	snprintf(text, sizeof(text), "  c of (c,%u)-diversity is above",
		 rows->model.diversity != DIVERSITY_NONE
			 ? (unsigned int)rows->model.l
			 : 2);
	add_cell(figures, text);
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, columns[m]->recursive, false);
	snprintf(text, sizeof(text), "  t, distance %s",
		 report_distance_name(columns[0]->distance));
	add_cell(figures, text);
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, columns[m]->closeness, false);
	add_cell(figures, "  rows whose value is told");
	for (size_t m = 0; m < figures->count; m++)
		add_percent(figures, columns[m]->told,
			    figures->measures[m]->rows);
}

/* Where the population is not known the file stands for it. */
static void add_highest(struct figures *figures)
{
	bool population = figures->measures[0]->population;

	add_cell(figures, population ? "highest risk (prosecutor)"
				     : "highest risk (prosecutor, journalist)");
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, figures->measures[m]->prosecutor.highest,
			 true);
	if (!population)
		return;
	add_cell(figures, "highest risk (journalist)");
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, figures->measures[m]->journalist.highest,
			 true);
}

static void add_risks(struct figures *figures, const struct rows *rows)
{
	char text[80];

	add_cell(figures, "rows");
	for (size_t m = 0; m < figures->count; m++)
		add_whole(figures, figures->measures[m]->rows);
	add_cell(figures, "fewest rows alike (k)");
	for (size_t m = 0; m < figures->count; m++)
		add_whole(figures, figures->measures[m]->smallest);
	add_cell(figures, "rows alike to no other");
	for (size_t m = 0; m < figures->count; m++)
		add_percent(figures, figures->measures[m]->uniques,
			    figures->measures[m]->rows);
	add_highest(figures);
	add_cell(figures, "average risk (marketer)");
	for (size_t m = 0; m < figures->count; m++)
		add_real(figures, figures->measures[m]->marketer, true);
	snprintf(text, sizeof(text), "rows at a risk above %.1f%%",
		 100 * rows->threshold);
	add_cell(figures, text);
	for (size_t m = 0; m < figures->count; m++)
		add_percent(figures, figures->measures[m]->prosecutor.above,
			    figures->measures[m]->rows);
}

void rows_add_figures(const struct rows *rows, const struct measure *before,
		      const struct measure *after, struct run *run)
{
	static const struct grid_column columns[] = {
		{"", false, true},
		{"as it is", true, false},
		{"as written", true, false}};
	struct figures figures = {
		.grid = {.arena = &run->arena,
			 .columns = columns,
			 .column_count = after != NULL ? 3 : 2},
		.run = run,
		.measures = {before, after},
		.count = after != NULL ? 2 : 1,
	};

	add_risks(&figures, rows);
	for (size_t i = 0; i < before->column_count; i++)
		add_sensitive(&figures, rows, i);
	grid_print(&figures.grid, &run->screen, &run->out);
}

/* --- for programs ------------------------------------------------------------------------ */

static void put_columns(const struct rows *rows, const char *key,
			enum column_role role, struct json *json)
{
	json_key(json, key);
	json_open_array(json);
	for (size_t i = 0; i < rows->data->column_count; i++)
		if (rows->data->columns[i].role == role)
			json_put_text(json, rows->data->columns[i].name);
	json_close_array(json);
}

void rows_put(const struct rows *rows, struct json *json)
{
	json_key_text(json, "file", slice_of(rows->path));
	json_key_text(json, "profile", slice_of(rows->profile->name));
	json_key_text(json, "source", slice_of(rows->profile->source));
	json_key(json, "model");
	report_model(&rows->model, json);
	json_key(json, "columns");
	json_open_object(json);
	put_columns(rows, "quasi", COLUMN_QUASI, json);
	put_columns(rows, "sensitive", COLUMN_SENSITIVE, json);
	put_columns(rows, "naming", COLUMN_NAMING, json);
	put_columns(rows, "plain", COLUMN_PLAIN, json);
	json_key(json, "quasi-and-sensitive");
	json_open_array(json);
	for (size_t i = 0; i < rows->data->column_count; i++)
		if (is_both(rows, i))
			json_put_text(json, rows->data->columns[i].name);
	json_close_array(json);
	json_close_object(json);
}
