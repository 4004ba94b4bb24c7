#include "tables/table.h"

#include <stdio.h>

#include "base/builder.h"
#include "formats/csv.h"

static const struct slice total_code = SLICE_INIT("total");
static const struct slice total_label = SLICE_INIT("Total");

static void write_line(struct builder *out, struct slice table,
		       struct slice area, struct slice value,
		       struct slice label, const struct cell *cell)
{
	char digits[16];
	struct slice fields[] = {
		table, area,       value,
		label, SLICE("c"), /* GSS symbol: law.md 2.14 */
	};

	if (cell->state == CELL_SHOWN) {
		snprintf(digits, sizeof(digits), "%u", cell->count);
		fields[4] = slice_of(digits);
	}
	csv_add_row(out, fields, NULL, sizeof(fields) / sizeof(fields[0]));
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
