#include "document/text_table.h"

#include "base/builder.h"
#include "document/text_wrap.h"

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* --- widths --------------------------------------------------------------------- */

/* What a column takes with each row in one line, and what it cannot do without. */
struct needs {
	size_t line;
	size_t word;
};

static struct needs column_needs(const struct text_table *table, size_t column)
{
	const struct document_columns *columns = table->columns;
	struct needs needs = {
		.line = text_widest_line(columns->at[column].heading),
		.word = text_widest_word(columns->at[column].heading),
	};

	for (size_t row = 0; row < table->row_count; row++) {
		struct slice cell = table->cells[row * columns->count + column];

		needs.line = larger(needs.line, text_widest_line(cell));
		needs.word = larger(needs.word, text_widest_word(cell));
	}
	return needs;
}

/* Sets widths where no column is wider than `limit` but for its longest word, and
 * gives their sum. */
static size_t set_widths(struct text_table *table, const struct needs *needs,
			 size_t limit)
{
	size_t sum = 0;

	for (size_t i = 0; i < table->columns->count; i++) {
		size_t width = needs[i].line < limit ? needs[i].line : limit;

		table->widths[i] = larger(width, needs[i].word);
		sum += table->widths[i];
	}
	return sum;
}

bool text_table_fit(struct text_table *table, size_t columns)
{
	const size_t count = table->columns->count;
	const size_t gaps = TEXT_GAP_COLUMNS * (count - 1);
	struct needs needs[DOCUMENT_COLUMNS_LIMIT];
	size_t limit = columns;

	for (size_t i = 0; i < count; i++)
		needs[i] = column_needs(table, i);
	while (set_widths(table, needs, limit) + gaps > columns)
		if (limit-- == 0)
			return false;
	return true;
}

/* --- lines ---------------------------------------------------------------------- */

static void add_repeated(struct builder *out, char c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		builder_add_byte(out, c);
}

static void trim_line(struct builder *out)
{
	while (out->len > 0 && out->at[out->len - 1] == ' ')
		out->len--;
}

static void begin_line(struct slice prefix, struct builder *out)
{
	trim_line(out);
	builder_add_byte(out, '\n');
	builder_add(out, prefix);
}

static void add_aligned(const struct text_table *table, size_t column,
			struct slice line, struct builder *out)
{
	const size_t space = table->widths[column] - text_width(line);
	size_t before = 0;

	switch (table->columns->at[column].align) {
	case DOCUMENT_CENTRE:
		before = space / 2;
		break;
	case DOCUMENT_FINISH:
		before = space;
		break;
	case DOCUMENT_START:
		break;
	}
	if (column > 0)
		add_repeated(out, ' ', TEXT_GAP_COLUMNS);
	add_repeated(out, ' ', before);
	builder_add(out, line);
	add_repeated(out, ' ', space - before);
}

/* Takes the next line off each cell; false when none had one. */
static bool take_lines(const struct text_table *table, struct slice *rests,
		       struct slice *lines)
{
	bool any = false;

	for (size_t i = 0; i < table->columns->count; i++) {
		lines[i] = (struct slice){0};
		any |= text_wrap_next(&rests[i], table->widths[i], &lines[i]);
	}
	return any;
}

/* Adds a row's cells, wrapped beside each other; gives how many lines. */
static size_t add_row(const struct text_table *table, const struct slice *cells,
		      struct slice prefix, struct builder *out)
{
	struct slice rests[DOCUMENT_COLUMNS_LIMIT];
	struct slice lines[DOCUMENT_COLUMNS_LIMIT];
	size_t count = 0;

	memcpy(rests, cells, table->columns->count * sizeof(*cells));
	for (; take_lines(table, rests, lines); count++) {
		begin_line(prefix, out);
		for (size_t i = 0; i < table->columns->count; i++)
			add_aligned(table, i, lines[i], out);
	}
	return count;
}

static void add_headings(const struct text_table *table, struct slice prefix,
			 struct builder *out)
{
	struct slice headings[DOCUMENT_COLUMNS_LIMIT];

	for (size_t i = 0; i < table->columns->count; i++)
		headings[i] = table->columns->at[i].heading;
	add_row(table, headings, prefix, out);
	begin_line(prefix, out);
	for (size_t i = 0; i < table->columns->count; i++) {
		if (i > 0)
			add_repeated(out, ' ', TEXT_GAP_COLUMNS);
		add_repeated(out, '-', table->widths[i]);
	}
}

/* Whether some row needs more than one line: then empty lines keep them apart. */
static bool is_tall(const struct text_table *table)
{
	const size_t count = table->columns->count;

	for (size_t i = 0; i < table->row_count * count; i++) {
		struct slice rest = table->cells[i];
		struct slice line;

		if (text_wrap_next(&rest, table->widths[i % count], &line) &&
		    rest.len > 0)
			return true;
	}
	return false;
}

void text_table_add(const struct text_table *table, struct slice prefix,
		    struct builder *out)
{
	const bool tall = is_tall(table);

	add_headings(table, prefix, out);
	for (size_t row = 0; row < table->row_count; row++) {
		if (tall && row > 0)
			begin_line(prefix, out);
		add_row(table, &table->cells[row * table->columns->count],
			prefix, out);
	}
	trim_line(out);
}
