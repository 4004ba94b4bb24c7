/* A statement as CSV, long and wide. */
#include "base/builder.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "tables/cube.h"
#include "tables/statement.h"

/* A row in the making: its texts lie in one builder, and are found in it only
 * when it does not grow any more. */
struct row {
	struct builder text;
	size_t *ends;
	enum csv_kind *kinds;
	struct slice *fields;
	size_t count, capacity;
	bool failed;
};

static bool row_make(struct row *row, size_t capacity)
{
	row->capacity = capacity;
	row->ends = memory_array(capacity, sizeof(*row->ends));
	row->kinds = memory_array(capacity, sizeof(*row->kinds));
	row->fields = memory_array(capacity, sizeof(*row->fields));
	return row->ends != NULL && row->kinds != NULL && row->fields != NULL;
}

static void row_release(struct row *row)
{
	memory_free(row->ends);
	memory_free(row->kinds);
	memory_free(row->fields);
	builder_release(&row->text);
}

/* Ends the field whose text was added. */
static void row_end(struct row *row, enum csv_kind kind)
{
	row->ends[row->count] = row->text.len;
	row->kinds[row->count++] = kind;
}

static void row_add(struct row *row, struct slice text)
{
	builder_add(&row->text, text);
	row_end(row, CSV_TEXT);
}

static void row_write(struct row *row, struct builder *out)
{
	size_t from = 0;

	for (size_t i = 0; !row->text.failed && i < row->count; i++) {
		row->fields[i] = slice_part(builder_slice(&row->text), from,
					    row->ends[i]);
		from = row->ends[i];
	}
	out->failed |= row->text.failed;
	if (!row->text.failed)
		csv_add_row(out, row->fields, row->kinds, row->count);
	builder_clear(&row->text);
	row->count = 0;
}

static void add_suffixed(struct row *row, struct slice name, const char *suffix)
{
	builder_add(&row->text, name);
	builder_add_text(&row->text, suffix);
	row_end(row, CSV_TEXT);
}

static const struct classification_node *
node_at(const struct statement *statement, uint32_t cell, uint32_t d)
{
	const struct cube *cube = statement->cube;

	return &cube->dimensions[d]->nodes[cube_node(cube, cell, d)];
}

static void add_node(struct row *row, const struct statement *statement,
		     uint32_t cell, uint32_t d)
{
	const struct classification_node *node = node_at(statement, cell, d);

	row_add(row, node->code);
	row_add(row, node->label);
}

bool statement_has_notes(const struct statement *statement, size_t measure)
{
	const uint8_t *symbols = statement->measures[measure].symbols;

	for (uint32_t c = 0; c < statement->cube->cell_count; c++)
		if (symbols[c] == SYMBOL_UNRELIABLE)
			return true;
	return false;
}

/* --- one line for each cell ---------------------------------------------------------- */

static void add_figures(struct row *row, const struct statement *statement,
			const bool *notes, uint32_t cell)
{
	for (size_t m = 0; m < statement->measure_count; m++) {
		const struct statement_measure *measure =
			&statement->measures[m];

		statement_figure(statement, measure, cell, &row->text);
		row_end(row, CSV_NUMBER);
		if (!notes[m])
			continue;
		if (measure->symbols[cell] == SYMBOL_UNRELIABLE)
			builder_add(
				&row->text,
				statement_symbol(statement, SYMBOL_UNRELIABLE));
		row_end(row, CSV_TEXT);
	}
}

static void write_long(const struct statement *statement, struct row *row,
		       struct builder *out)
{
	uint32_t dimensions = statement->cube->dimension_count;
	uint32_t places[STATEMENT_DIMENSIONS];
	bool notes[STATEMENT_MEASURES];
	uint32_t cell;

	for (uint32_t d = 0; d < dimensions; d++) {
		struct slice name = statement->cube->dimensions[d]->name;

		add_suffixed(row, name, "");
		add_suffixed(row, name, "-label");
	}
	for (size_t m = 0; m < statement->measure_count; m++) {
		notes[m] = statement_has_notes(statement, m);
		add_suffixed(row, statement->measures[m].name, "");
		if (notes[m])
			add_suffixed(row, statement->measures[m].name, "-note");
	}
	row_write(row, out);
	if (!statement_first(statement, places, &cell))
		return;
	do {
		for (uint32_t d = 0; d < dimensions; d++)
			add_node(row, statement, cell, d);
		add_figures(row, statement, notes, cell);
		row_write(row, out);
	} while (statement_next(statement, places, &cell) && !out->failed);
}

void statement_write_csv(const struct statement *statement, struct builder *out)
{
	struct row row = {0};

	if (row_make(&row, (size_t)2 * STATEMENT_DIMENSIONS +
				   (size_t)2 * STATEMENT_MEASURES))
		write_long(statement, &row, out);
	else
		out->failed = true;
	row_release(&row);
}

/* --- one dimension across ------------------------------------------------------------ */

/* The dimensions that name a row: those beyond the second, then the first. */
static uint32_t down_dimension(const struct statement *statement, uint32_t i)
{
	uint32_t count = statement->cube->dimension_count;

	return i + 2 < count ? i + 2 : 0;
}

static uint32_t down_count(const struct statement *statement)
{
	uint32_t count = statement->cube->dimension_count;

	return count > 1 ? count - 1 : 1;
}

static void add_headings(struct row *row, const struct statement *statement)
{
	const struct cube *cube = statement->cube;

	for (uint32_t i = 0; i < down_count(statement); i++) {
		uint32_t d = down_dimension(statement, i);

		add_suffixed(row, cube->dimensions[d]->name, "");
		add_suffixed(row, cube->dimensions[d]->name, "-label");
	}
	for (size_t m = 0; m < statement->measure_count; m++) {
		struct slice name = statement->measures[m].name;

		if (cube->dimension_count == 1) {
			row_add(row, name);
			continue;
		}
		for (uint32_t i = 0; i < cube->dimensions[1]->count; i++) {
			uint32_t node = statement->orders[1][i];

			if (node == 0 && statement->no_total[1])
				continue;
			builder_add(&row->text,
				    cube->dimensions[1]->nodes[node].label);
			if (statement->measure_count > 1) {
				builder_add_text(&row->text, " (");
				builder_add(&row->text, name);
				builder_add_text(&row->text, ")");
			}
			row_end(row, CSV_TEXT);
		}
	}
}

static void add_across(struct row *row, const struct statement *statement,
		       uint32_t cell)
{
	const struct cube *cube = statement->cube;

	for (size_t m = 0; m < statement->measure_count; m++) {
		const struct statement_measure *measure =
			&statement->measures[m];
		uint32_t count = cube->dimension_count > 1
					 ? cube->dimensions[1]->count
					 : 1;

		for (uint32_t i = 0; i < count; i++) {
			uint32_t node = count > 1 ? statement->orders[1][i] : 0;

			if (cube->dimension_count > 1 && node == 0 &&
			    statement->no_total[1])
				continue;
			statement_figure(
				statement, measure,
				cell + (cube->dimension_count > 1
						? node * cube->strides[1]
						: 0),
				&row->text);
			row_end(row, CSV_NUMBER);
		}
	}
}

/* Goes over the rows: all dimensions but the second. */
static bool next_row(const struct statement *statement, uint32_t *places,
		     uint32_t *cell)
{
	const struct cube *cube = statement->cube;
	uint32_t i = down_count(statement);

	while (i-- > 0) {
		uint32_t d = down_dimension(statement, i);
		uint32_t count = cube->dimensions[d]->count;

		if (++places[d] < count &&
		    !(statement->no_total[d] && places[d] + 1 == count))
			break;
		places[d] = 0;
		if (i == 0)
			return false;
	}
	*cell = 0;
	for (uint32_t k = 0; k < down_count(statement); k++) {
		uint32_t d = down_dimension(statement, k);

		*cell += statement->orders[d][places[d]] * cube->strides[d];
	}
	return true;
}

static void write_wide(const struct statement *statement, struct row *row,
		       struct builder *out)
{
	uint32_t places[STATEMENT_DIMENSIONS] = {0};
	uint32_t last = down_dimension(statement, down_count(statement) - 1);
	uint32_t cell;

	add_headings(row, statement);
	row_write(row, out);
	/* One before the first. */
	places[last] = UINT32_MAX;
	while (next_row(statement, places, &cell) && !out->failed) {
		for (uint32_t i = 0; i < down_count(statement); i++)
			add_node(row, statement, cell,
				 down_dimension(statement, i));
		add_across(row, statement, cell);
		row_write(row, out);
	}
}

void statement_write_wide(const struct statement *statement,
			  struct builder *out)
{
	const struct cube *cube = statement->cube;
	size_t across =
		cube->dimension_count > 1 ? cube->dimensions[1]->count : 1;
	struct row row = {0};

	if (row_make(&row, (size_t)2 * STATEMENT_DIMENSIONS +
				   across * STATEMENT_MEASURES))
		write_wide(statement, &row, out);
	else
		out->failed = true;
	row_release(&row);
}
