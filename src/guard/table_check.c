#include "guard/table_check.h"

#include "base/arena.h"
#include "base/error.h"
#include "guard/scan.h"
#include "guard/table_cell.h"

enum {
	TABLE_CELLS = 1 << 22,
	TABLE_COLUMNS = 1 << 12,
	TOTALS_MOST = 8, /* of a row, that a percentage is held against */
	ABOVE_MOST = 32, /* rows above it */
	UNSURE_MOST = 5, /* cells told of a column that may be no counts */
	YEAR_LEAST = 1900,
	YEAR_MOST = 2100,
	CODE_DIGITS = 100000, /* whole columns of numbers above are codes */
};

struct table_cell {
	struct cell_value value;
	uint32_t line, column;
	uint32_t width;
	uint32_t row, cell; /* as told; 0: not of a file with columns */
	uint8_t heading;    /* of a text, what it says of numbers */
};

struct table_column {
	enum heading heading;
	bool unsure; /* counts by their look alone */
	uint32_t told;
};

struct table_check {
	struct scanner *scanner;
	struct arena arena; /* of the table in hand */
	struct table_cell *cells;
	size_t count, capacity;
	size_t *rows; /* where each begins */
	size_t row_count, row_capacity;
	size_t row_start;
	size_t column_count; /* of the widest row */
	struct table_column *columns;
};

int table_check_make(struct table_check **out, struct scanner *scanner)
{
	struct table_check *tables =
		arena_array(scanner->report->arena, 1, sizeof(*tables));

	if (tables == NULL)
		return error_memory(scanner->error);
	tables->scanner = scanner;
	*out = tables;
	return 0;
}

static void fail_memory(struct table_check *tables)
{
	tables->scanner->failed = true;
	error_memory(tables->scanner->error);
}

static bool is_on(const struct table_check *tables)
{
	return tables->scanner->guard->threshold > 0 &&
	       !tables->scanner->failed;
}

/* --- taking cells ----------------------------------------------------------- */

void table_check_cell(struct table_check *tables, struct slice text,
		      const struct spot *from, const struct spot *to)
{
	struct table_cell *cells;

	if (!is_on(tables) ||
	    tables->count - tables->row_start >= TABLE_COLUMNS)
		return;
	if (tables->count == TABLE_CELLS) {
		tables->scanner->failed = true;
		error_set(tables->scanner->error, ERROR_INPUT,
			  "a table of more than %d cells", TABLE_CELLS);
		error_hint(tables->scanner->error,
			   "--threshold 0 looks at no tables");
		return;
	}
	cells = arena_grow(&tables->arena, tables->cells, tables->count,
			   &tables->capacity, sizeof(*cells));
	if (cells == NULL) {
		fail_memory(tables);
		return;
	}
	tables->cells = cells;
	cells[tables->count++] = (struct table_cell){
		.value = cell_read(text),
		.line = from->line,
		.column = from->column,
		.width = to->line == from->line && to->column > from->column
				 ? to->column - from->column
				 : 0,
		.row = from->row,
		.cell = from->cell,
		.heading = (uint8_t)heading_read(text),
	};
}

void table_check_row(struct table_check *tables)
{
	size_t width = tables->count - tables->row_start;
	size_t *rows;

	if (!is_on(tables) || width == 0)
		return;
	rows = arena_grow(&tables->arena, tables->rows, tables->row_count,
			  &tables->row_capacity, sizeof(*rows));
	if (rows == NULL) {
		fail_memory(tables);
		return;
	}
	tables->rows = rows;
	rows[tables->row_count++] = tables->row_start;
	tables->row_start = tables->count;
	if (width > tables->column_count)
		tables->column_count = width;
}

/* --- what columns and rows are ---------------------------------------------- */

static size_t row_width(const struct table_check *tables, size_t row)
{
	size_t end = row + 1 < tables->row_count ? tables->rows[row + 1]
						 : tables->row_start;

	return end - tables->rows[row];
}

/* NULL beyond the end of a short row. */
static const struct table_cell *cell_of(const struct table_check *tables,
					size_t row, size_t column)
{
	return column < row_width(tables, row)
		       ? &tables->cells[tables->rows[row] + column]
		       : NULL;
}

static bool is_number(const struct table_cell *cell)
{
	return cell->value.content >= CELL_WHOLE;
}

/* Rows at the top that hold no number but a year. */
static size_t heading_rows(const struct table_check *tables)
{
	size_t row = 0;

	for (; row < tables->row_count; row++)
		for (size_t c = 0; c < row_width(tables, row); c++) {
			const struct table_cell *cell = cell_of(tables, row, c);

			if (is_number(cell) &&
			    (cell->value.content != CELL_WHOLE ||
			     cell->value.number < YEAR_LEAST ||
			     cell->value.number > YEAR_MOST))
				return row;
		}
	return row;
}

/* What the numbers themselves look like. */
struct look {
	size_t whole, other;
	bool years, codes, sequence;
	uint64_t last;
};

static struct look look_at(const struct table_check *tables, size_t column,
			   size_t first)
{
	struct look look = {.years = true, .codes = true, .sequence = true};

	for (size_t row = first; row < tables->row_count; row++) {
		const struct table_cell *cell = cell_of(tables, row, column);

		if (cell == NULL || cell->value.content == CELL_EMPTY ||
		    cell->value.content == CELL_SYMBOL)
			continue;
		if (cell->value.content != CELL_WHOLE) {
			look.other++;
			continue;
		}
		if (cell->value.padded)
			look.other++;
		look.years &= cell->value.number >= YEAR_LEAST &&
			      cell->value.number <= YEAR_MOST;
		look.codes &= cell->value.number >= CODE_DIGITS;
		look.sequence &=
			look.whole == 0 || cell->value.number == look.last + 1;
		look.last = cell->value.number;
		look.whole++;
	}
	return look;
}

/* Counts by their look: whole numbers that are no years, codes or numbers of
 * lines, and not in the first column, which says what the row is. */
static bool looks_like_counts(const struct table_check *tables, size_t column,
			      size_t first)
{
	struct look look = look_at(tables, column, first);

	return column > 0 && look.whole > 0 && look.other == 0 && !look.years &&
	       !look.codes && (look.whole < 3 || !look.sequence);
}

static enum heading column_heading(const struct table_check *tables,
				   size_t column, size_t first)
{
	enum heading heading = HEADING_UNKNOWN;

	for (size_t row = 0; row < first; row++) {
		const struct table_cell *cell = cell_of(tables, row, column);

		if (cell != NULL && cell->heading != HEADING_UNKNOWN)
			heading = (enum heading)cell->heading;
	}
	return heading;
}

static int read_columns(struct table_check *tables, size_t first)
{
	tables->columns = arena_array(&tables->arena, tables->column_count,
				      sizeof(*tables->columns));
	if (tables->columns == NULL)
		return -1;
	for (size_t c = 0; c < tables->column_count; c++) {
		struct table_column *column = &tables->columns[c];

		column->heading = column_heading(tables, c, first);
		if (column->heading == HEADING_UNKNOWN &&
		    looks_like_counts(tables, c, first)) {
			column->heading = HEADING_COUNTS;
			column->unsure = true;
		}
	}
	return 0;
}

/* The heading at the beginning of a row, where one is. */
static enum heading row_heading(const struct table_check *tables, size_t row)
{
	const struct table_cell *cell = cell_of(tables, row, 0);

	return cell != NULL && cell->value.content == CELL_TEXT
		       ? (enum heading)cell->heading
		       : HEADING_UNKNOWN;
}

/* What one cell is: a heading of its column that says so goes before that of its
 * row, and that before the look of its numbers. */
struct sort {
	enum heading heading;
	bool unsure;
};

static struct sort sort_of(const struct table_check *tables, size_t row,
			   size_t column)
{
	const struct table_column *header = &tables->columns[column];
	enum heading beside = row_heading(tables, row);
	const struct table_cell *cell = cell_of(tables, row, column);

	if (cell->value.content == CELL_PERCENT)
		return (struct sort){HEADING_PERCENT, false};
	if (column == 0 && header->heading == HEADING_UNKNOWN)
		return (struct sort){HEADING_OTHER, false};
	if (header->heading != HEADING_UNKNOWN && !header->unsure) {
		/* A row of percentages under a heading of a group. */
		if (beside == HEADING_PERCENT &&
		    header->heading != HEADING_OTHER)
			return (struct sort){HEADING_PERCENT, false};
		return (struct sort){header->heading, false};
	}
	if (beside == HEADING_PERCENT || beside == HEADING_OTHER ||
	    beside == HEADING_COUNTS)
		return (struct sort){beside, false};
	return (struct sort){header->heading, header->unsure};
}

static bool is_count(struct sort sort)
{
	return sort.heading == HEADING_COUNTS || sort.heading == HEADING_TOTALS;
}

/* --- findings --------------------------------------------------------------- */

static void found(struct table_check *tables, enum guard_kind kind,
		  enum guard_severity severity, const struct table_cell *cell,
		  const char *detail)
{
	struct spot from = {cell->line, cell->column, cell->row, cell->cell};
	struct spot to = from;
	struct guard_finding *finding;
	uint64_t context = name_hash_begin();

	to.column += cell->width;
	finding = scanner_found_at(tables->scanner, kind, severity, &from, &to,
				   detail);
	if (finding == NULL)
		return;
	context = (context ^ cell->line) * 0x100000001b3u;
	context = (context ^ cell->column) * 0x100000001b3u;
	context = (context ^ cell->value.number) * 0x100000001b3u;
	finding->context = name_hash(context);
}

static bool is_small(const struct table_check *tables, uint64_t count)
{
	const struct guard *guard = tables->scanner->guard;

	return count < guard->threshold && (count > 0 || guard->zeros);
}

static void check_count(struct table_check *tables, size_t column,
			const struct table_cell *cell, bool unsure)
{
	tables->scanner->report->cells++;
	if (!is_small(tables, cell->value.number))
		return;
	if (unsure && tables->columns[column].told++ >= UNSURE_MOST)
		return;
	found(tables, GUARD_SMALL_COUNT, unsure ? GUARD_WARNING : GUARD_ERROR,
	      cell,
	      unsure && tables->columns[column].told == UNSURE_MOST
		      ? "like others in this column"
		      : "");
}

/* The whole numbers that a percentage of `total` rounds to. */
static bool bounds(const struct cell_value *percent, uint64_t total,
		   uint64_t *low, uint64_t *high)
{
	uint64_t scale = 200;
	uint64_t twice = 2 * percent->number;

	if (total > UINT32_MAX || percent->number > UINT32_MAX / 4)
		return false;
	for (uint8_t d = 0; d < percent->decimals; d++)
		scale *= 10;
	*low = twice == 0 ? 0 : ((twice - 1) * total + scale - 1) / scale;
	*high = (twice + 1) * total / scale;
	return *low <= *high && *high <= total;
}

/* Counts beside a percentage; those that are not small may be what it is of. */
struct totals {
	struct total {
		uint64_t count;
		bool sure, small;
	} list[TOTALS_MOST];
	size_t count;
};

static void add_total(const struct table_check *tables, size_t row,
		      size_t column, struct totals *totals)
{
	const struct table_cell *cell = cell_of(tables, row, column);
	struct sort sort;

	if (cell == NULL || cell->value.content != CELL_WHOLE)
		return;
	sort = sort_of(tables, row, column);
	if (!is_count(sort))
		return;
	if (totals->count < TOTALS_MOST)
		totals->list[totals->count++] = (struct total){
			.count = cell->value.number,
			.sure = sort.heading == HEADING_TOTALS,
			.small = cell->value.number == 0 ||
				 is_small(tables, cell->value.number)};
}

/* Whether a count stands there that the percentage is of another, or that what
 * it leaves is: then that count is looked at, and not the percentage. */
static bool is_told(const struct cell_value *percent,
		    const struct totals *totals)
{
	for (size_t i = 0; i < totals->count; i++) {
		uint64_t total = totals->list[i].count, low, high;

		if (total == 0 || !bounds(percent, total, &low, &high))
			continue;
		for (size_t j = 0; j < totals->count; j++) {
			uint64_t count = totals->list[j].count;

			if (j != i &&
			    ((count >= low && count <= high) ||
			     (count <= total && total - count >= low &&
			      total - count <= high)))
				return true;
		}
	}
	return false;
}

/* A percentage that leaves one or two values for a small count, or for what is
 * left of the total. */
static void check_percent(struct table_check *tables,
			  const struct table_cell *cell,
			  const struct totals *totals)
{
	if (is_told(&cell->value, totals))
		return;
	for (size_t i = 0; i < totals->count; i++) {
		uint64_t total = totals->list[i].count, low, high;
		enum guard_severity severity =
			totals->list[i].sure ? GUARD_ERROR : GUARD_WARNING;

		if (totals->list[i].small ||
		    !bounds(&cell->value, total, &low, &high) || high - low > 1)
			continue;
		if (low > 0 && is_small(tables, low) &&
		    is_small(tables, high)) {
			found(tables, GUARD_PERCENTAGE, severity, cell, "");
			return;
		}
		if (high < total && is_small(tables, total - high) &&
		    is_small(tables, total - low)) {
			found(tables, GUARD_PERCENTAGE, GUARD_WARNING, cell,
			      "(of those left)");
			return;
		}
	}
}

/* "3.0": some programs write counts so.  Where a heading says that they are counts,
 * they are. */
static void read_as_count(struct cell_value *value)
{
	uint64_t scale = 1;

	for (uint8_t d = 0; d < value->decimals; d++)
		scale *= 10;
	if (value->content != CELL_DECIMAL || value->number % scale != 0)
		return;
	*value = (struct cell_value){.content = CELL_WHOLE,
				     .number = value->number / scale};
}

static void check_row(struct table_check *tables, size_t row, size_t first)
{
	struct totals beside = {0};
	size_t width = row_width(tables, row);

	for (size_t c = 0; c < width; c++)
		add_total(tables, row, c, &beside);
	for (size_t c = 0; c < width; c++) {
		const struct table_cell *cell = cell_of(tables, row, c);
		struct table_cell counted;
		struct sort sort;

		if (!is_number(cell))
			continue;
		sort = sort_of(tables, row, c);
		counted = *cell;
		if (!sort.unsure)
			read_as_count(&counted.value);
		if (is_count(sort) && counted.value.content == CELL_WHOLE) {
			check_count(tables, c, &counted, sort.unsure);
		} else if (sort.heading == HEADING_PERCENT) {
			struct totals totals = beside;

			/* Or of the counts above it. */
			if (totals.count == 0)
				for (size_t r = row - first > ABOVE_MOST
							? row - ABOVE_MOST
							: first;
				     r < row; r++)
					add_total(tables, r, c, &totals);
			check_percent(tables, cell, &totals);
		}
	}
}

void table_check_end(struct table_check *tables)
{
	size_t first;

	table_check_row(tables);
	if (is_on(tables) && tables->row_count > 1) {
		first = heading_rows(tables);
		if (read_columns(tables, first) != 0)
			fail_memory(tables);
		for (size_t row = first;
		     row < tables->row_count && is_on(tables); row++)
			check_row(tables, row, first);
	}
	table_check_release(tables);
}

void table_check_release(struct table_check *tables)
{
	if (tables == NULL)
		return;
	arena_release(&tables->arena);
	*tables = (struct table_check){.scanner = tables->scanner};
}
