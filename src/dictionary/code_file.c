/*
 * code_file.c - code sets and authorities from CSV files.
 *
 * The first row names the columns; each file kind has its own, of which some
 * must be there.
 */
#include "dictionary/loader.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/csv.h"
#include "language/diagnostic.h"

enum { COLUMNS = 6, ORDER_LIMIT = 1000000, ABSENT = -1 };

struct column {
	struct slice name;
	bool needed;
};

/* A file being read: where each column of its kind stands. */
struct table {
	struct csv_reader reader;
	struct csv_row row;
	const struct column *columns;
	size_t column_count;
	int place[COLUMNS];
	unsigned int width;
};

enum { CODE, DESCRIPTION, ORDER, FROM, TO, CLASS };

static const struct column CODE_COLUMNS[] = {
	[CODE] = {SLICE_INIT("code"), true},
	[DESCRIPTION] = {SLICE_INIT("description"), true},
	[ORDER] = {SLICE_INIT("order"), false},
	[FROM] = {SLICE_INIT("from"), false},
	[TO] = {SLICE_INIT("to"), false},
	[CLASS] = {SLICE_INIT("class"), false},
};

enum { NUMBER, NAME, AUTHORITY_FROM, AUTHORITY_TO };

static const struct column AUTHORITY_COLUMNS[] = {
	[NUMBER] = {SLICE_INIT("number"), true},
	[NAME] = {SLICE_INIT("name"), true},
	[AUTHORITY_FROM] = {SLICE_INIT("from"), false},
	[AUTHORITY_TO] = {SLICE_INIT("to"), false},
};

static void place_column(struct loader *loader, struct table *table,
			 unsigned int at)
{
	const struct csv_cell *cell = &table->row.cells[at];
	struct slice names[COLUMNS];
	struct finding *finding;

	for (size_t i = 0; i < table->column_count; i++) {
		names[i] = table->columns[i].name;
		if (!slice_equal(cell->text, names[i]))
			continue;
		if (table->place[i] != ABSENT)
			find_error(loader, cell->range, "csv-column",
				   "the column '%.*s' stands twice",
				   SLICE_ARGS(names[i]));
		table->place[i] = (int)at;
		return;
	}
	finding = findings_add(loader->findings, SEVERITY_ERROR, "csv-column",
			       cell->range, "there is no column '%.*s'",
			       SLICE_ARGS(cell->text));
	finding_hint_nearest(loader->findings, finding, cell->text, names,
			     table->column_count);
}

/* Reads the first row; false when the file cannot be used. */
static bool open_table(struct loader *loader, const struct source *source,
		       const struct column *columns, size_t column_count,
		       struct table *table)
{
	size_t errors = loader->findings->errors;

	*table = (struct table){.columns = columns,
				.column_count = column_count};
	for (int i = 0; i < COLUMNS; i++)
		table->place[i] = ABSENT;
	table->reader = csv_open(source, loader->arena, loader->findings);
	if (!csv_next(&table->reader, &table->row)) {
		if (loader->findings->errors == errors)
			find_error(loader, (struct range){source, 0, 0},
				   "csv-column", "the file names no columns");
		return false;
	}
	table->width = table->row.count;
	for (unsigned int i = 0; i < table->row.count; i++)
		place_column(loader, table, i);
	for (size_t i = 0; i < column_count; i++)
		if (columns[i].needed && table->place[i] == ABSENT)
			find_error(loader, table->row.range, "csv-column",
				   "the column '%.*s' is missing",
				   SLICE_ARGS(columns[i].name));
	return loader->findings->errors == errors;
}

/* The next row that has as many cells as the first. */
static bool next_row(struct loader *loader, struct table *table)
{
	while (csv_next(&table->reader, &table->row)) {
		if (table->row.count == table->width)
			return true;
		find_error(loader, table->row.range, "csv-row",
			   "this row has %u cells and the first has %u",
			   table->row.count, table->width);
	}
	return false;
}

static const struct csv_cell *cell_of(const struct table *table, int column)
{
	static const struct csv_cell empty;

	if (table->place[column] == ABSENT)
		return &empty;
	return &table->row.cells[table->place[column]];
}

static int32_t read_date(struct loader *loader, const struct table *table,
			 int column)
{
	const struct csv_cell *cell = cell_of(table, column);
	int32_t date = DATE_NONE;

	if (cell->text.len > 0 && !date_parse(cell->text, &date))
		find_error(loader, cell->range, "csv-date",
			   "a date is written yyyy-mm-dd");
	return date;
}

static void check_dates(struct loader *loader, const struct table *table,
			int32_t from, int32_t to)
{
	if (from != DATE_NONE && to != DATE_NONE && to < from)
		find_error(loader, table->row.range, "bad-dates",
			   "it ends before it begins");
}

static int32_t read_order(struct loader *loader, const struct table *table)
{
	const struct csv_cell *cell = cell_of(table, ORDER);
	struct slice digits = cell->text;
	bool minus = slice_starts_with(digits, SLICE("-"));
	uint64_t number;

	if (digits.len == 0)
		return DATE_NONE;
	if (minus)
		digits = slice_part(digits, 1, digits.len);
	if (!slice_number(digits, ORDER_LIMIT, &number)) {
		find_error(loader, cell->range, "csv-order",
			   "an order is a whole number");
		return DATE_NONE;
	}
	return minus ? -(int32_t)number : (int32_t)number;
}

static struct code read_code(struct loader *loader, const struct table *table)
{
	struct code code = {
		.code = cell_of(table, CODE)->text,
		.label = cell_of(table, DESCRIPTION)->text,
		.class = cell_of(table, CLASS)->text,
		.parent = DICTIONARY_NONE,
		.order = read_order(loader, table),
		.from = read_date(loader, table, FROM),
		.to = read_date(loader, table, TO),
	};

	if (code.code.len == 0)
		find_error(loader, table->row.range, "csv-row",
			   "the code is missing");
	check_dates(loader, table, code.from, code.to);
	return code;
}

int read_code_file(struct loader *loader, const struct loaded_file *file,
		   struct code_set *set, struct code **list,
		   const struct range **ranges)
{
	struct table table;
	struct code *codes = NULL;
	struct range *places = NULL;
	size_t count = 0, capacity = 0, place_capacity = 0;

	if (open_table(loader, file->source, CODE_COLUMNS,
		       sizeof(CODE_COLUMNS) / sizeof(CODE_COLUMNS[0]),
		       &table)) {
		while (count < NAME_LIMIT && next_row(loader, &table)) {
			codes = arena_grow(loader->arena, codes, count,
					   &capacity, sizeof(*codes));
			places = codes != NULL
					 ? arena_grow(loader->arena, places,
						      count, &place_capacity,
						      sizeof(*places))
					 : NULL;
			if (places == NULL)
				return error_memory(loader->error);
			codes[count] = read_code(loader, &table);
			set->ordered |= codes[count].order != DATE_NONE;
			places[count++] = table.row.range;
		}
		if (next_row(loader, &table))
			find_error(loader, table.row.range, "too-many-names",
				   "a code set has at most %d codes",
				   NAME_LIMIT);
	}
	if (table.reader.failed)
		return error_memory(loader->error);
	set->count = (uint16_t)count;
	*list = codes;
	*ranges = places;
	return 0;
}

/* "St Helens" -> st-helens: letters and digits, anything else one hyphen. */
static struct slice name_from_label(struct loader *loader, struct slice label)
{
	struct builder name = {0};
	struct slice copy = {0};
	bool gap = false;

	for (size_t i = 0; i < label.len; i++) {
		char c = label.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = name.len > 0;
			continue;
		}
		if (gap)
			builder_add_byte(&name, '-');
		gap = false;
		builder_add_byte(&name, c);
	}
	if (!name.failed)
		copy = arena_copy(loader->arena, builder_slice(&name));
	builder_release(&name);
	return copy;
}

static void check_number(struct loader *loader, struct slice number,
			 struct range range)
{
	uint64_t value;

	if (number.len != 3 || !slice_number(number, 999, &value))
		find_error(loader, range, "number-out-of-range",
			   "an authority's number has three digits");
}

struct authorities {
	struct authority *list;
	size_t count, capacity;
};

static int add_authority(struct loader *loader, struct authorities *all,
			 const struct authority *authority)
{
	struct authority *list;

	if (all->count == NAME_LIMIT) {
		find_error(loader, authority->range, "too-many-names",
			   "there are at most %d authorities", NAME_LIMIT);
		return 0;
	}
	list = arena_grow(loader->arena, all->list, all->count, &all->capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(loader->error);
	all->list = list;
	list[all->count++] = *authority;
	return 0;
}

static int read_authority_file(struct loader *loader,
			       const struct source *source,
			       struct authorities *all)
{
	struct table table;

	if (open_table(loader, source, AUTHORITY_COLUMNS,
		       sizeof(AUTHORITY_COLUMNS) / sizeof(AUTHORITY_COLUMNS[0]),
		       &table)) {
		while (next_row(loader, &table)) {
			struct authority authority = {
				.number = cell_of(&table, NUMBER)->text,
				.label = cell_of(&table, NAME)->text,
				.range = table.row.range,
				.from = read_date(loader, &table,
						  AUTHORITY_FROM),
				.to = read_date(loader, &table, AUTHORITY_TO),
			};

			check_number(loader, authority.number, table.row.range);
			check_dates(loader, &table, authority.from,
				    authority.to);
			authority.name =
				name_from_label(loader, authority.label);
			if (authority.name.at == NULL)
				return error_memory(loader->error);
			if (authority.name.len == 0)
				find_error(loader, table.row.range, "csv-row",
					   "the name is missing");
			else if (add_authority(loader, all, &authority) != 0)
				return -1;
		}
	}
	return table.reader.failed ? error_memory(loader->error) : 0;
}

static int one_authority(struct loader *loader,
			 const struct statement *statement,
			 struct authorities *all)
{
	const struct argument *number = statement_argument(statement, "number");
	struct authority authority = {
		.name = statement_text(statement, ""),
		.label = statement_text(statement, "1"),
		.number = statement_text(statement, "number"),
		.range = name_range(statement),
	};

	read_dates(loader, statement, &authority.from, &authority.to);
	check_number(loader, authority.number,
		     number != NULL ? number->range : authority.range);
	return add_authority(loader, all, &authority);
}

int declare_authorities(struct loader *loader)
{
	struct authorities all = {0};

	for (size_t i = 0; i < loader->statement_count; i++) {
		const struct statement *statement = loader->statements[i];
		const struct argument *path;
		struct loaded_file file;

		if (statement->keyword == KEYWORD_AUTHORITY &&
		    one_authority(loader, statement, &all) != 0)
			return -1;
		if (statement->keyword != KEYWORD_AUTHORITIES)
			continue;
		path = statement_argument(statement, "from");
		if (path == NULL)
			continue;
		if (load_named(loader, statement, path, &file) != 0)
			return -1;
		if (file.source != NULL &&
		    read_authority_file(loader, file.source, &all) != 0)
			return -1;
	}
	loader->dictionary->authorities = all.list;
	loader->dictionary->authority_count = (uint16_t)all.count;
	return 0;
}
