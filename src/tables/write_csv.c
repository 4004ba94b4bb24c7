#include "tables/table.h"

#include "base/builder.h"

static const struct slice total_code = SLICE_INIT("total");
static const struct slice total_label = SLICE_INIT("Total");

/* What a spreadsheet takes for the start of a formula. */
static bool starts_formula(struct slice text)
{
	return text.len > 0 && memchr("=+-@\t\r", text.at[0], 6) != NULL;
}

static bool needs_quotes(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(",\"\r\n", text.at[i], 4) != NULL)
			return true;
	return text.len > 0 &&
	       (text.at[0] == ' ' || text.at[text.len - 1] == ' ');
}

static void write_text(struct builder *out, struct slice text)
{
	bool quotes = needs_quotes(text);

	if (quotes)
		builder_add_byte(out, '"');
	if (starts_formula(text))
		builder_add_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			builder_add_byte(out, '"');
		builder_add_byte(out, text.at[i]);
	}
	if (quotes)
		builder_add_byte(out, '"');
}

static void write_line(struct builder *out, struct slice table,
		       struct slice area, struct slice value,
		       struct slice label, const struct cell *cell)
{
	write_text(out, table);
	builder_add_byte(out, ',');
	write_text(out, area);
	builder_add_byte(out, ',');
	write_text(out, value);
	builder_add_byte(out, ',');
	write_text(out, label);
	builder_add_byte(out, ',');
	if (cell->state == CELL_SHOWN)
		builder_add_number(out, cell->count);
	else
		builder_add_byte(out, 'c'); /* the symbol of the GSS */
	builder_add_text(out, "\r\n");
}

static void write_row(struct builder *out, const struct table *table,
		      struct slice area, const struct cell *cells,
		      const struct cell *total)
{
	for (size_t i = 0; i < table->column_count; i++)
		write_line(out, table->name, area, table->columns[i],
			   table->column_labels[i], &cells[i]);
	write_line(out, table->name, area, total_code, total_label, total);
}

void table_write_csv(const struct table_set *set, struct builder *out)
{
	builder_add_text(out, "table,area,value,label,pupils\r\n");
	for (size_t i = 0; i < set->table_count; i++) {
		const struct table *table = &set->tables[i];

		for (size_t row = 0; row < set->row_count; row++)
			write_row(out, table, set->rows[row],
				  &table->cells[row * table->column_count],
				  &set->row_totals[row]);
		write_row(out, table, total_code, table->column_totals,
			  &set->total);
	}
}
