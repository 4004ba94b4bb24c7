/* A statement for people: grids for a terminal, and sentences. */
#include "base/builder.h"
#include "base/memory.h"
#include "base/text.h"
#include "document/text_wrap.h"
#include "tables/cube.h"
#include "tables/profile.h"
#include "tables/statement.h"

enum {
	GAP = 2,
	HEADING_COLUMNS = 12, /* a heading is broken into lines of so many */
	HEADING_LINES = 4,
	LABEL_COLUMNS = 34, /* the most that names of rows take */
	LABEL_LEAST = 12,
	INDENT = 2,
};

/* --- sentences ----------------------------------------------------------------------- */

static void add_count(uint64_t count, const char *one, const char *many,
		      struct builder *out)
{
	builder_add_number(out, count);
	builder_add_byte(out, ' ');
	builder_add_text(out, count == 1 ? one : many);
}

/* "smaller than 10", "from 3 to 7". */
static void add_rule(const struct profile *profile, struct builder *out)
{
	if (profile->low > 1)
		builder_add_format(out, "from %u to %u", profile->low,
				   profile->high);
	else
		builder_add_format(out, "smaller than %u", profile->high + 1);
	if (profile->zeros_needed)
		builder_add_text(out, " (0 is shown where it can be)");
	else if (!profile->zeros_hidden)
		builder_add_text(out, " (0 is shown)");
}

/*
 * How many of the hidden numbers are small is not told, as no symbol tells which:
 * of a hidden 1 and a hidden 10 that add up to 11, whoever knows that only one
 * is small knows that it is 1.
 */
static void explain_hidden(const struct statement *statement,
			   struct builder *out)
{
	const struct profile *profile = statement->profile;
	bool telling = profile->whole_hidden || profile->cohort > 0 ||
		       profile->cohort_one > 0 || statement->has_means;

	if (statement->hidden == 0) {
		builder_add_text(out, "No number had to be hidden.\n");
		return;
	}
	add_count(statement->hidden, "number is", "numbers are", out);
	builder_add_text(out, " hidden. That is done to those ");
	if (profile->high > 0)
		add_rule(profile, out);
	if (profile->high > 0 && telling)
		builder_add_text(out, " or ");
	if (telling || profile->high == 0)
		builder_add_text(out, "that would tell too much of somebody");
	builder_add_text(out, ", and to others from which those could be "
			      "worked out.\n");
}

static void explain_rounding(const struct profile *profile, struct builder *out)
{
	switch (profile->rounding) {
	case ROUNDING_NONE:
		return;
	case ROUNDING_NEAREST:
		builder_add_format(out,
				   "Numbers that are shown are rounded to the "
				   "nearest %u, totals after they were added "
				   "up; so they need not add up.\n",
				   profile->base);
		return;
	case ROUNDING_MIDPOINT:
		builder_add_format(
			out,
			"Numbers that are shown, but 0, are rounded to the "
			"middle of the %u among which they are.\n",
			profile->base);
		return;
	case ROUNDING_CONTROLLED:
		builder_add_format(out,
				   "All numbers are rounded up or down to a "
				   "multiple of %u, so that they still add "
				   "up.\n",
				   profile->base);
		return;
	}
}

void statement_explain(const struct statement *statement, struct builder *out)
{
	const struct profile *profile = statement->profile;
	unsigned int used = statement_used(statement);

	explain_hidden(statement, out);
	explain_rounding(profile, out);
	if (statement->measure_count > 1 && profile->decimals_from > 0 &&
	    (used & 1u << SYMBOL_UNRELIABLE) != 0)
		builder_add_format(out,
				   "Percentages of fewer than %u are shown "
				   "without decimals.\n",
				   profile->decimals_from);
	for (unsigned int s = SYMBOL_NONE + 1; s < SYMBOL_COUNT; s++)
		if ((used & 1u << s) != 0) {
			builder_add(out, statement_symbol(statement, s));
			builder_add_format(out, ": %s.\n",
					   statement_meaning(statement, s));
		}
	builder_add_text(out, "Rule: ");
	builder_add(out, profile->label);
	if (!slice_empty(profile->source)) {
		builder_add_text(out, " (");
		builder_add(out, profile->source);
		builder_add_byte(out, ')');
	}
	builder_add_text(out, ".\n");
	for (size_t i = 0; i < statement->note_count; i++) {
		builder_add(out, statement->notes[i]);
		builder_add_byte(out, '\n');
	}
}

/* --- grids --------------------------------------------------------------------------- */

struct layout {
	const struct statement *statement;
	const struct statement_measure *measure;
	uint32_t base;  /* the cell of the other dimensions' nodes */
	size_t columns; /* of the terminal */
	size_t label_width;
	size_t *widths; /* of the second dimension's places */
	struct builder *out;
	struct builder figure;
};

static void add_spaces(struct builder *out, size_t count)
{
	while (count-- > 0)
		builder_add_byte(out, ' ');
}

static uint32_t across_count(const struct statement *statement)
{
	const struct cube *cube = statement->cube;

	if (cube->dimension_count < 2)
		return 1;
	return cube->dimensions[1]->count - statement->no_total[1];
}

static struct slice across_label(const struct layout *layout, uint32_t place)
{
	const struct statement *statement = layout->statement;

	if (statement->cube->dimension_count < 2)
		return layout->measure->label;
	return statement->cube->dimensions[1]
		->nodes[statement->orders[1][place]]
		.label;
}

static uint32_t cell_of(const struct layout *layout, uint32_t row,
			uint32_t place)
{
	const struct statement *statement = layout->statement;
	const struct cube *cube = statement->cube;
	uint32_t cell =
		layout->base + statement->orders[0][row] * cube->strides[0];

	if (cube->dimension_count > 1)
		cell += statement->orders[1][place] * cube->strides[1];
	return cell;
}

static struct slice figure_of(struct layout *layout, uint32_t cell)
{
	builder_clear(&layout->figure);
	statement_figure(layout->statement, layout->measure, cell,
			 &layout->figure);
	if (layout->measure->symbols[cell] == SYMBOL_UNRELIABLE) {
		builder_add_byte(&layout->figure, ' ');
		builder_add(
			&layout->figure,
			statement_symbol(layout->statement, SYMBOL_UNRELIABLE));
	}
	return builder_slice(&layout->figure);
}

static uint32_t row_count(const struct statement *statement)
{
	return statement->cube->dimensions[0]->count - statement->no_total[0];
}

static const struct classification_node *row_node(const struct layout *layout,
						  uint32_t row)
{
	const struct statement *statement = layout->statement;

	return &statement->cube->dimensions[0]
			->nodes[statement->orders[0][row]];
}

static size_t indent_of(const struct classification_node *node)
{
	return node->depth > 1 ? (size_t)(node->depth - 1) * INDENT : 0;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void measure_widths(struct layout *layout)
{
	const struct statement *statement = layout->statement;

	layout->label_width = text_width(statement->cube->dimensions[0]->label);
	for (uint32_t r = 0; r < row_count(statement); r++) {
		const struct classification_node *node = row_node(layout, r);

		layout->label_width =
			larger(layout->label_width,
			       text_width(node->label) + indent_of(node));
	}
	if (layout->label_width > LABEL_COLUMNS)
		layout->label_width = LABEL_COLUMNS;
	for (uint32_t p = 0; p < across_count(statement); p++) {
		struct slice label = across_label(layout, p);
		size_t line = text_widest_line(label);

		if (line > HEADING_COLUMNS)
			line = larger(HEADING_COLUMNS, text_widest_word(label));
		layout->widths[p] = line;
		for (uint32_t r = 0; r < row_count(statement); r++)
			layout->widths[p] =
				larger(layout->widths[p],
				       text_width(figure_of(
					       layout, cell_of(layout, r, p))));
	}
}

/* Adds a text cut to a width, with "…" where it was. */
static void add_label(struct layout *layout, struct slice label, size_t indent)
{
	size_t room =
		layout->label_width > indent ? layout->label_width - indent : 1;
	size_t width = text_width(label);
	struct slice rest = label;
	uint32_t character;

	add_spaces(layout->out, indent);
	if (width <= room) {
		text_add_clean(label, layout->out);
		add_spaces(layout->out, room - width);
		return;
	}
	while (text_width(slice_part(label, 0, label.len - rest.len)) + 1 <
		       room &&
	       text_next(&rest, &character))
		continue;
	width = text_width(slice_part(label, 0, label.len - rest.len));
	text_add_clean(slice_part(label, 0, label.len - rest.len), layout->out);
	builder_add_text(layout->out, "…");
	add_spaces(layout->out, room > width + 1 ? room - width - 1 : 0);
}

static void add_right(struct layout *layout, struct slice text, size_t width)
{
	size_t taken = text_width(text);

	add_spaces(layout->out, GAP + (width > taken ? width - taken : 0));
	text_add_clean(text, layout->out);
}

static void end_line(struct layout *layout)
{
	struct builder *out = layout->out;

	while (out->len > 0 && out->at[out->len - 1] == ' ')
		out->len--;
	builder_add_byte(out, '\n');
}

/* The places `from` up to what is given back fit beside the labels. */
static uint32_t fitting(const struct layout *layout, uint32_t from)
{
	size_t width = layout->label_width;
	uint32_t to = from;

	while (to < across_count(layout->statement)) {
		width += GAP + layout->widths[to];
		if (to > from && width > layout->columns)
			break;
		to++;
	}
	return to;
}

/* The line `line` from the end of a heading of `lines`. */
static struct slice heading_line(struct slice label, size_t width,
				 unsigned int line, unsigned int *lines)
{
	struct slice rest = label, found = {NULL, 0}, text;

	*lines = 0;
	while (text_wrap_next(&rest, width, &text)) {
		if (*lines == line)
			found = text;
		++*lines;
	}
	return found;
}

static unsigned int heading_lines(const struct layout *layout, uint32_t from,
				  uint32_t to)
{
	unsigned int most = 1, lines;

	for (uint32_t p = from; p < to; p++) {
		heading_line(across_label(layout, p), layout->widths[p], 0,
			     &lines);
		if (lines > most)
			most = lines;
	}
	return most;
}

static void add_headings(struct layout *layout, uint32_t from, uint32_t to)
{
	unsigned int most = heading_lines(layout, from, to), lines;
	struct slice none = {"", 0};

	for (unsigned int line = 0; line < most; line++) {
		add_label(
			layout,
			line + 1 == most
				? layout->statement->cube->dimensions[0]->label
				: none,
			0);
		for (uint32_t p = from; p < to; p++) {
			struct slice text;

			heading_line(across_label(layout, p), layout->widths[p],
				     0, &lines);
			text = none;
			if (line + lines >= most)
				text = heading_line(across_label(layout, p),
						    layout->widths[p],
						    line + lines - most,
						    &lines);
			add_right(layout, text, layout->widths[p]);
		}
		end_line(layout);
	}
	for (size_t i = 0; i < layout->label_width; i++)
		builder_add_byte(layout->out, '-');
	for (uint32_t p = from; p < to; p++) {
		add_spaces(layout->out, GAP);
		for (size_t i = 0; i < layout->widths[p]; i++)
			builder_add_byte(layout->out, '-');
	}
	builder_add_byte(layout->out, '\n');
}

static void add_rows(struct layout *layout, uint32_t from, uint32_t to)
{
	for (uint32_t r = 0; r < row_count(layout->statement); r++) {
		const struct classification_node *node = row_node(layout, r);

		add_label(layout, node->label, indent_of(node));
		for (uint32_t p = from; p < to; p++)
			add_right(layout,
				  figure_of(layout, cell_of(layout, r, p)),
				  layout->widths[p]);
		end_line(layout);
	}
}

static void add_grid(struct layout *layout)
{
	uint32_t from = 0;

	measure_widths(layout);
	while (from < across_count(layout->statement)) {
		uint32_t to = fitting(layout, from);

		if (from > 0)
			builder_add_byte(layout->out, '\n');
		add_headings(layout, from, to);
		add_rows(layout, from, to);
		from = to;
	}
}

/* "Area: Thanet 001A (E01024648); Sex: Female" for the dimensions beyond the
 * second. */
static void add_place(struct layout *layout, const uint32_t *places)
{
	const struct statement *statement = layout->statement;
	const struct cube *cube = statement->cube;

	for (uint32_t d = 2; d < cube->dimension_count; d++) {
		const struct classification *dimension = cube->dimensions[d];
		const struct classification_node *node =
			&dimension->nodes[statement->orders[d][places[d]]];

		if (d > 2)
			builder_add_text(layout->out, "; ");
		text_add_clean(dimension->label, layout->out);
		builder_add_text(layout->out, ": ");
		text_add_clean(node->label, layout->out);
		if (!slice_equal(node->label, node->code) &&
		    node->parent != CLASSIFICATION_NONE) {
			builder_add_text(layout->out, " (");
			text_add_clean(node->code, layout->out);
			builder_add_byte(layout->out, ')');
		}
	}
	if (cube->dimension_count > 2)
		builder_add_byte(layout->out, '\n');
}

static bool next_place(const struct statement *statement, uint32_t *places)
{
	const struct cube *cube = statement->cube;

	for (uint32_t d = cube->dimension_count; d-- > 2;) {
		if (++places[d] <
		    cube->dimensions[d]->count - statement->no_total[d])
			return true;
		places[d] = 0;
	}
	return false;
}

static void add_grids(struct layout *layout)
{
	const struct statement *statement = layout->statement;
	const struct cube *cube = statement->cube;
	uint32_t places[STATEMENT_DIMENSIONS] = {0};

	do {
		layout->base = 0;
		for (uint32_t d = 2; d < cube->dimension_count; d++)
			layout->base += statement->orders[d][places[d]] *
					cube->strides[d];
		add_place(layout, places);
		for (size_t m = 0; m < statement->measure_count; m++) {
			layout->measure = &statement->measures[m];
			if (m > 0)
				builder_add_byte(layout->out, '\n');
			if (statement->measure_count > 1) {
				text_add_clean(layout->measure->label,
					       layout->out);
				builder_add_byte(layout->out, '\n');
			}
			add_grid(layout);
		}
		builder_add_byte(layout->out, '\n');
	} while (next_place(statement, places) && !layout->out->failed);
}

void statement_write_text(const struct statement *statement, size_t columns,
			  struct builder *out)
{
	struct layout layout = {
		.statement = statement,
		.columns = columns,
		.out = out,
	};

	layout.widths =
		memory_array(across_count(statement), sizeof(*layout.widths));
	if (layout.widths == NULL) {
		out->failed = true;
		return;
	}
	if (!slice_empty(statement->title)) {
		text_add_clean(statement->title, out);
		builder_add_text(out, "\n\n");
	}
	add_grids(&layout);
	statement_explain(statement, out);
	out->failed |= layout.figure.failed;
	builder_release(&layout.figure);
	memory_free(layout.widths);
}
