/* A statement as JSON, and the metadata of its CSV (CSV on the Web). */
#include "base/builder.h"
#include "base/json.h"
#include "tables/cube.h"
#include "tables/profile.h"
#include "tables/statement.h"

static void add_profile(const struct statement *statement, struct json *json)
{
	const struct profile *profile = statement->profile;

	json_key(json, "profile");
	json_open_object(json);
	json_key_text(json, "name", profile->name);
	json_key_text(json, "label", profile->label);
	json_key_text(json, "source", profile->source);
	json_close_object(json);
}

static void add_symbols(const struct statement *statement, struct json *json)
{
	json_key(json, "symbols");
	json_open_array(json);
	for (unsigned int s = SYMBOL_NONE + 1; s < SYMBOL_COUNT; s++) {
		json_open_object(json);
		json_key_text(json, "symbol", statement_symbol(statement, s));
		json_key_text(json, "meaning",
			      slice_of(statement_meaning(statement, s)));
		json_close_object(json);
	}
	json_close_array(json);
}

/* The lines of the explanation, and the statement's own notes. */
static void add_sentences(const struct statement *statement, const char *key,
			  struct json *json)
{
	struct builder text = {0};
	struct slice rest;

	statement_explain(statement, &text);
	json_key(json, key);
	json_open_array(json);
	rest = builder_slice(&text);
	while (rest.len > 0)
		json_put_text(json, slice_cut(&rest, '\n'));
	json_close_array(json);
	json->out->failed |= text.failed;
	builder_release(&text);
}

/* --- JSON ---------------------------------------------------------------------------- */

static void key_slice(struct json *json, struct slice name, const char *suffix)
{
	struct builder key = {0};

	builder_add(&key, name);
	builder_add_text(&key, suffix);
	json_key(json, builder_text(&key));
	json->out->failed |= key.failed;
	builder_release(&key);
}

static void add_dimensions(const struct statement *statement, struct json *json)
{
	const struct cube *cube = statement->cube;

	json_key(json, "dimensions");
	json_open_array(json);
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];

		json_open_object(json);
		json_key_text(json, "name", dimension->name);
		json_key_text(json, "label", dimension->label);
		json_key(json, "values");
		json_open_array(json);
		for (uint32_t i = 0; i < dimension->count; i++) {
			const struct classification_node *node =
				&dimension->nodes[statement->orders[d][i]];

			if (node == dimension->nodes && statement->no_total[d])
				continue;
			json_open_object(json);
			json_key_text(json, "code", node->code);
			json_key_text(json, "label", node->label);
			if (node->parent != CLASSIFICATION_NONE)
				json_key_text(
					json, "within",
					dimension->nodes[node->parent].code);
			json_close_object(json);
		}
		json_close_array(json);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_measures(const struct statement *statement, struct json *json)
{
	json_key(json, "measures");
	json_open_array(json);
	for (size_t m = 0; m < statement->measure_count; m++) {
		const struct statement_measure *measure =
			&statement->measures[m];

		json_open_object(json);
		json_key_text(json, "name", measure->name);
		json_key_text(json, "label", measure->label);
		json_key_number(json, "decimals", measure->decimals);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_figure(const struct statement *statement,
		       const struct statement_measure *measure, uint32_t cell,
		       struct json *json)
{
	enum statement_symbol symbol = measure->symbols[cell];
	int64_t value = measure->values[cell];

	key_slice(json, measure->name, "");
	if (symbol != SYMBOL_NONE && symbol != SYMBOL_UNRELIABLE) {
		json_put_text(json, statement_symbol(statement, symbol));
		return;
	}
	json_put_decimal(json, value, measure->decimals);
	if (symbol == SYMBOL_UNRELIABLE) {
		key_slice(json, measure->name, "-note");
		json_put_text(json, statement_symbol(statement, symbol));
	}
}

static void add_cells(const struct statement *statement, struct json *json)
{
	const struct cube *cube = statement->cube;
	uint32_t places[STATEMENT_DIMENSIONS];
	uint32_t cell;
	bool more = statement_first(statement, places, &cell);

	json_key(json, "cells");
	json_open_array(json);
	for (; more && !json->out->failed;
	     more = statement_next(statement, places, &cell)) {
		json_open_object(json);
		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			const struct classification *dimension =
				cube->dimensions[d];

			key_slice(json, dimension->name, "");
			json_put_text(json,
				      dimension->nodes[cube_node(cube, cell, d)]
					      .code);
		}
		for (size_t m = 0; m < statement->measure_count; m++)
			add_figure(statement, &statement->measures[m], cell,
				   json);
		json_close_object(json);
	}
	json_close_array(json);
}

void statement_write_json(const struct statement *statement,
			  struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "title", statement->title);
	add_profile(statement, &json);
	json_key_number(&json, "hidden", (int64_t)statement->hidden);
	add_symbols(statement, &json);
	add_sentences(statement, "notes", &json);
	add_dimensions(statement, &json);
	add_measures(statement, &json);
	add_cells(statement, &json);
	json_close_object(&json);
	builder_add_byte(out, '\n');
}

/* --- CSV on the Web ------------------------------------------------------------------ */

/* A column's name is a variable of URI templates: letters, digits and '_'. */
static void put_variable(struct json *json, struct slice name,
			 const char *suffix)
{
	struct builder text = {0};

	builder_add(&text, name);
	builder_add_text(&text, suffix);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      (c >= '0' && c <= '9')))
			text.at[i] = '_';
	}
	json_put_text(json, builder_slice(&text));
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void begin_column(struct json *json, struct slice name,
			 const char *suffix)
{
	struct builder title = {0};

	builder_add(&title, name);
	builder_add_text(&title, suffix);
	json_open_object(json);
	json_key(json, "name");
	put_variable(json, name, suffix);
	json_key_text(json, "titles", builder_slice(&title));
	json->out->failed |= title.failed;
	builder_release(&title);
}

static void add_text_column(struct json *json, struct slice name,
			    const char *suffix, struct slice about,
			    bool required)
{
	begin_column(json, name, suffix);
	json_key_text(json, "dc:description", about);
	json_key_text(json, "datatype", SLICE("string"));
	if (required)
		json_key_boolean(json, "required", true);
	json_close_object(json);
}

/* The symbols stand for no value: readers take them for null. */
static void add_nulls(const struct statement *statement, struct json *json)
{
	json_key(json, "null");
	json_open_array(json);
	for (unsigned int s = SYMBOL_NONE + 1; s < SYMBOL_UNRELIABLE; s++)
		json_put_text(json, statement_symbol(statement, s));
	json_close_array(json);
}

static void add_columns(const struct statement *statement, struct json *json)
{
	const struct cube *cube = statement->cube;

	json_key(json, "columns");
	json_open_array(json);
	for (uint32_t d = 0; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];

		add_text_column(json, dimension->name, "", dimension->label,
				true);
		add_text_column(json, dimension->name, "-label",
				dimension->label, false);
	}
	for (size_t m = 0; m < statement->measure_count; m++) {
		const struct statement_measure *measure =
			&statement->measures[m];

		begin_column(json, measure->name, "");
		json_key_text(json, "dc:description", measure->label);
		json_key_text(json, "datatype",
			      m == 0 ? SLICE("integer") : SLICE("decimal"));
		add_nulls(statement, json);
		json_close_object(json);
		if (statement_has_notes(statement, m))
			add_text_column(json, measure->name, "-note",
					measure->label, false);
	}
	json_close_array(json);
}

static void add_key(const struct statement *statement, struct json *json)
{
	const struct cube *cube = statement->cube;

	json_key(json, "primaryKey");
	json_open_array(json);
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		put_variable(json, cube->dimensions[d]->name, "");
	json_close_array(json);
}

void statement_put_csvw(const struct statement *statement, struct slice url,
			struct json *json)
{
	json_open_object(json);
	json_key(json, "@context");
	json_open_array(json);
	json_put_text(json, SLICE("http://www.w3.org/ns/csvw"));
	json_open_object(json);
	json_key_text(json, "@language", SLICE("en-GB"));
	json_close_object(json);
	json_close_array(json);
	json_key_text(json, "url", url);
	json_key_text(json, "dc:title", statement->title);
	json_key_text(json, "dc:source", statement->profile->source);
	json_key(json, "notes");
	json_open_array(json);
	json_open_object(json);
	add_profile(statement, json);
	add_symbols(statement, json);
	add_sentences(statement, "sentences", json);
	json_close_object(json);
	json_close_array(json);
	json_key(json, "tableSchema");
	json_open_object(json);
	add_columns(statement, json);
	add_key(statement, json);
	json_close_object(json);
	json_close_object(json);
}

void statement_write_csvw(const struct statement *statement, struct slice url,
			  struct builder *out)
{
	struct json json = json_writer(out, true);

	statement_put_csvw(statement, url, &json);
	builder_add_byte(out, '\n');
}
