#include "formats/census_tables.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/census_table.h"
#include "formats/csv_kind.h"
#include "formats/school_census_sending.h"

enum {
	LINKS = 5, /* columns before those with values */
	LINK_BYTES = 40,
	NUMBER_BYTES = 24,
	COLUMNS_LIMIT = LINKS + 96,
};

/* The tables, and the row of census_rows that each of their rows is: all that
 * stands in it, and in no table's row within it. */
static const struct table_kind {
	const char *name, *of;
	bool leavers;
	unsigned int terms; /* bits; 0: all */
} kinds[] = {
	{"pupilonroll", "Pupil", false, 0},
	{"pupilnolongeronroll", "Pupil", true, 0},
	{"fsmperiodsonroll", "FSMperiod", false, 1u << CENSUS_AUTUMN},
	{"fsmperiod", "FSMperiod", false,
	 1u << CENSUS_SPRING | 1u << CENSUS_SUMMER},
	{"senneeds", "SENneed", false, 0},
	{"termlyexclusionsonroll", "TermlyExclusion", false, 0},
	{"termlyexclusionsoffroll", "TermlyExclusion", true, 0},
	{"termlysessiondetailsonroll", "SessionDetail", false, 0},
	{"termlysessiondetailsoffroll", "SessionDetail", true, 0},
	{"addressesonroll", "Home", false, 1u << CENSUS_AUTUMN},
	{"addressesoffroll", "Home", true, 1u << CENSUS_AUTUMN},
	{"addresses", "Home", false, 1u << CENSUS_SPRING | 1u << CENSUS_SUMMER},
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* A table of this return. */
struct table {
	const struct table_kind *kind;
	uint16_t row;                    /* of census_rows, that each is */
	uint16_t columns[COLUMNS_LIMIT]; /* rows of census_rows; behind links */
	enum csv_kind kinds[COLUMNS_LIMIT];
	size_t count;
	uint64_t of_pupil; /* rows about the pupil in hand */
	struct builder text;
};

struct census_tables {
	struct census_sending sending; /* first: the context of the layout */
	char source[LINK_BYTES];       /* the return, as the tables number it */
	struct table tables[KINDS];
	struct format_file files[KINDS];
	size_t count;
	struct arena names;

	/* The pupil in hand. */
	uint64_t pupils;
	char pupil[LINK_BYTES];
	struct slice values[LAYOUT_ROWS_LIMIT]; /* by row of census_rows */
	struct arena arena;
	bool failed; /* memory ran out */
};

static struct census_tables *tables_of(const struct layout_writing *writing)
{
	return writing->context;
}

/* --- which tables ----------------------------------------------------------- */

static const char *term_word(const struct census_return *census)
{
	static const char *const words[] = {
		[CENSUS_AUTUMN] = "autumn",
		[CENSUS_SPRING] = "spring",
		[CENSUS_SUMMER] = "summer",
	};

	return words[census->term];
}

static bool is_own(const struct table_kind *kind)
{
	return slice_is(census_rows[0].element, kind->of);
}

/* Whether rows of another table are made of this row and what is in it. */
static bool is_apart(uint16_t row)
{
	for (size_t i = 0; i < KINDS; i++)
		if (row > 0 && slice_is(census_rows[row].element, kinds[i].of))
			return true;
	return false;
}

static void add_column(struct census_tables *tables, struct table *table,
		       uint16_t row)
{
	const struct layout *layout = &tables->sending.layout;
	uint16_t field = layout->field[row][0];

	assert(table->count < COLUMNS_LIMIT - LINKS);
	table->columns[table->count] = row;
	table->kinds[table->count++] =
		field == DICTIONARY_NONE
			? CSV_TEXT
			: csv_kind_of(layout->dictionary->fields[field].type);
}

/* Those below a row that have a place in this return. */
static void add_columns(struct census_tables *tables, struct table *table,
			const struct layout_writing *writing, uint16_t parent)
{
	const struct layout *layout = &tables->sending.layout;

	for (uint16_t row = layout->child[parent]; row != LAYOUT_NO_ROW;
	     row = layout->next[row]) {
		if (!layout_has_place(writing, row) || is_apart(row))
			continue;
		if (layout->child[row] != LAYOUT_NO_ROW)
			add_columns(tables, table, writing, row);
		else if (census_row_column(row).len > 0)
			add_column(tables, table, row);
	}
}

/* The row of census_rows that the table's rows are in this return. */
static uint16_t find_row(const struct layout_writing *writing,
			 const struct table_kind *kind, uint16_t parent)
{
	const struct layout *layout = writing->layout;
	uint16_t found = LAYOUT_NO_ROW;

	if (slice_is(layout->rows[parent].element, kind->of))
		return parent;
	for (uint16_t row = layout->child[parent];
	     row != LAYOUT_NO_ROW && found == LAYOUT_NO_ROW;
	     row = layout->next[row])
		if (layout_has_place(writing, row))
			found = find_row(writing, kind, row);
	return found;
}

static void write_heading(struct table *table)
{
	const char *of =
		table->kind->leavers ? "pupilnolongeronroll" : "pupilonroll";
	struct slice headings[COLUMNS_LIMIT];
	struct builder own = {0}, order = {0}, pupil = {0};
	size_t count = 0;

	builder_add_format(&own, "%stableid", table->kind->name);
	builder_add_format(&order, "%sorderseqcolumn", table->kind->name);
	builder_add_format(&pupil, "%stableid", of);
	headings[count++] = builder_slice(&own);
	headings[count++] = SLICE("NativeId");
	headings[count++] = builder_slice(&order);
	headings[count++] = SLICE("sourceid");
	headings[count++] = is_own(table->kind) ? SLICE("schoolcensustableid")
						: builder_slice(&pupil);
	assert(count == LINKS);
	for (size_t i = 0; i < table->count; i++)
		headings[count++] = census_row_column(table->columns[i]);
	csv_add_row(&table->text, headings, NULL, count);
	table->text.failed |= own.failed || order.failed || pupil.failed;
	builder_release(&own);
	builder_release(&order);
	builder_release(&pupil);
}

static void choose_tables(struct census_tables *tables)
{
	struct layout_writing writing = census_layout_writing(&tables->sending);
	unsigned int term = 1u << tables->sending.census.term;

	for (size_t i = 0; i < KINDS; i++) {
		struct table *table = &tables->tables[tables->count];
		const struct table_kind *kind = &kinds[i];

		if (kind->terms != 0 && (kind->terms & term) == 0)
			continue;
		tables->sending.leaver = kind->leavers;
		table->row = census_has_part(&tables->sending)
				     ? find_row(&writing, kind, 0)
				     : LAYOUT_NO_ROW;
		if (table->row == LAYOUT_NO_ROW)
			continue;
		table->kind = kind;
		add_columns(tables, table, &writing, table->row);
		write_heading(table);
		tables->count++;
	}
}

/* --- the pupil in hand ------------------------------------------------------ */

static struct table *find_table(struct census_tables *tables, uint16_t row)
{
	for (size_t i = 0; i < tables->count; i++)
		if (tables->tables[i].row == row &&
		    tables->tables[i].kind->leavers == tables->sending.leaver)
			return &tables->tables[i];
	return NULL;
}

static bool has_values(const struct census_tables *tables,
		       const struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (tables->values[table->columns[i]].len > 0)
			return true;
	return false;
}

/* A row, and its values are gone. */
static void end_row(struct census_tables *tables, struct table *table)
{
	bool own = is_own(table->kind);
	enum csv_kind how[COLUMNS_LIMIT] = {0};
	struct slice row[COLUMNS_LIMIT];
	char id[LINK_BYTES + NUMBER_BYTES], order[NUMBER_BYTES];
	size_t count = 0;

	if (!own && !has_values(tables, table))
		return;
	(void)snprintf(order, sizeof(order), "%" PRIu64,
		       own ? tables->pupils : ++table->of_pupil);
	(void)snprintf(id, sizeof(id), "%s-%s", tables->pupil, order);
	row[count++] = slice_of(own ? tables->pupil : id);
	row[count++] = tables->sending.frame.laestab;
	row[count++] = slice_of(order);
	row[count++] = slice_of(tables->source);
	row[count++] = slice_of(own ? tables->source : tables->pupil);
	for (size_t i = 0; i < table->count; i++, count++) {
		row[count] = tables->values[table->columns[i]];
		how[count] = table->kinds[i];
		tables->values[table->columns[i]] = SLICE("");
	}
	csv_add_row(&table->text, row, how, count);
}

/* What a row is made of shows when it ends. */
static void on_open(const struct layout_writing *writing, uint16_t row)
{
	(void)writing;
	(void)row;
}

static void on_value(const struct layout_writing *writing, uint16_t row,
		     struct slice text)
{
	struct census_tables *tables = tables_of(writing);

	/* A total is put together for the call. */
	tables->values[row] = writing->layout->rows[row].kind == CENSUS_TOTAL
				      ? arena_copy(&tables->arena, text)
				      : text;
	tables->failed |= tables->values[row].at == NULL;
}

static void on_close(const struct layout_writing *writing, uint16_t row)
{
	struct census_tables *tables = tables_of(writing);
	struct table *table = find_table(tables, row);

	if (table != NULL)
		end_row(tables, table);
}

static const struct layout_sink sink = {on_open, on_value, on_close};

static int add_pupil(struct census_tables *tables,
		     struct layout_writing *writing, struct error *error)
{
	bool returned;

	if (census_place_pupil(writing, &returned, error) != 0)
		return -1;
	if (!returned)
		return 0;
	(void)snprintf(tables->pupil, sizeof(tables->pupil), "%.*s-%" PRIu64,
		       SLICE_ARGS(tables->sending.frame.laestab),
		       ++tables->pupils);
	for (size_t i = 0; i < tables->count; i++)
		tables->tables[i].of_pupil = 0;
	arena_clear(&tables->arena);
	layout_write(writing, 0, NULL, 0);
	on_close(writing, 0);
	return 0;
}

static int check_size(const struct census_tables *tables, struct error *error)
{
	bool failed = tables->failed;
	uint64_t bytes = 0;

	for (size_t i = 0; i < tables->count; i++) {
		failed |= tables->tables[i].text.failed;
		bytes += tables->tables[i].text.len;
	}
	if (failed)
		return error_memory(error);
	return bytes <= CENSUS_TABLES_BYTES
		       ? 0
		       : error_set(error, ERROR_INPUT,
				   "the pupils are too many for the tables of "
				   "one census");
}

int census_tables_add(struct census_tables *tables,
		      const struct record *records, size_t count,
		      struct error *error)
{
	struct layout_writing writing = census_layout_writing(&tables->sending);

	writing.sink = &sink;
	for (size_t i = 0; i < count; i++) {
		writing.record = &records[i];
		if (add_pupil(tables, &writing, error) != 0)
			return -1;
	}
	return check_size(tables, error);
}

/* --- the return ------------------------------------------------------------- */

static void add_term(const struct census_return *census, struct builder *name)
{
	builder_add_format(name, "%d_%s",
			   date_to_civil(census->reference_date).year,
			   term_word(census));
}

int census_tables_begin(struct census_tables **out,
			const struct writing *writing, struct error *error)
{
	struct census_tables *tables = memory_array(1, sizeof(*tables));
	const struct census_return *census;

	if (tables == NULL)
		return error_memory(error);
	if (census_sending_begin(&tables->sending, writing, error) != 0) {
		census_tables_free(tables);
		return -1;
	}
	census = &tables->sending.census;
	(void)snprintf(tables->source, sizeof(tables->source), "%.*s-%s%d",
		       SLICE_ARGS(writing->laestab), census->code,
		       date_to_civil(census->reference_date).year);
	choose_tables(tables);
	if (check_size(tables, error) != 0) {
		census_tables_free(tables);
		return -1;
	}
	*out = tables;
	return 0;
}

int census_tables_end(struct census_tables *tables,
		      const struct format_file **files, size_t *count,
		      struct error *error)
{
	for (size_t i = 0; i < tables->count; i++) {
		struct builder name = {0};

		add_term(&tables->sending.census, &name);
		builder_add_format(&name, "_%s.csv",
				   tables->tables[i].kind->name);
		tables->files[i] = (struct format_file){
			.name = arena_copy(&tables->names,
					   builder_slice(&name)),
			.bytes = builder_slice(&tables->tables[i].text)};
		tables->failed |=
			name.failed || tables->files[i].name.at == NULL;
		builder_release(&name);
	}
	if (tables->failed)
		return error_memory(error);
	*files = tables->files;
	*count = tables->count;
	return 0;
}

void census_tables_free(struct census_tables *tables)
{
	if (tables == NULL)
		return;
	for (size_t i = 0; i < KINDS; i++)
		builder_release(&tables->tables[i].text);
	arena_release(&tables->names);
	arena_release(&tables->arena);
	memory_free(tables);
}

int census_tables_name(const struct writing *writing, struct builder *name,
		       struct error *error)
{
	struct census_return census = census_return_on(writing->date);

	builder_add(name, writing->laestab);
	builder_add_byte(name, '_');
	add_term(&census, name);
	return name->failed ? error_memory(error) : 0;
}
