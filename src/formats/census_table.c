#include "formats/census_table.h"

#include <stdlib.h>

#include "base/error.h"
#include "formats/census_record.h"
#include "formats/school_census.h"

/* The tables: what their own number's column begins with, and the item that each
 * row is.  The first whose name fits. */
static const struct {
	const char *name, *each; /* NULL: each row is a pupil, or its address */
	bool pupils;
} tables[] = {
	{"fsmperiod", "FSMperiod", false},
	{"senneeds", "SENneed", false},
	{"termlyexclusions", "TermlyExclusion", false},
	{"termlysessiondetails", "SessionDetail", false},
	{"summerhalfterm2sessiondetails", "SessionDetail", false},
	{"addresses", NULL, false},
	{"pupilonroll", NULL, true},
	{"pupilnolongeronroll", NULL, true},
};

static const char on_roll[] = "pupilonrolltableid";
static const char off_roll[] = "pupilnolongeronrolltableid";

/* Columns that only link the tables, or say how the return was handled. */
static const char *const passed_over[] = {
	"nativeid",           "sourceid",       "schoolcensustableid",
	"moveoffrollflag",    "moveonrollflag", "missingaddress",
	"duplicatenotfunded",
};

/* --- the heading ------------------------------------------------------------ */

static size_t find_column(const struct csv_row *heading, const char *name)
{
	for (size_t i = 0; i < heading->count; i++)
		if (slice_equal_ignoring_case(heading->fields[i],
					      slice_of(name)))
			return i;
	return heading->count;
}

/* The table that a heading is of, by the column of its own number; the count
 * when it is none. */
static size_t find_table(const struct csv_row *heading)
{
	static const char end[] = "tableid";
	size_t count = sizeof(tables) / sizeof(tables[0]);
	size_t on = find_column(heading, on_roll);
	size_t off = find_column(heading, off_roll);

	if (heading->count > CSV_COLUMNS || on == heading->count
		    ? off == heading->count
		    : off != heading->count)
		return count;
	for (size_t t = 0; t < count; t++) {
		size_t len = strlen(tables[t].name);

		for (size_t i = 0; i < heading->count; i++) {
			struct slice name = heading->fields[i];

			if (name.len >= len + strlen(end) &&
			    slice_equal_ignoring_case(
				    slice_part(name, 0, len),
				    slice_of(tables[t].name)) &&
			    slice_equal_ignoring_case(
				    slice_part(name, name.len - strlen(end),
					       name.len),
				    slice_of(end)))
				return t;
		}
	}
	return count;
}

bool census_table_is(const struct csv_row *heading)
{
	return find_column(heading, "sourceid") < heading->count &&
	       find_table(heading) < sizeof(tables) / sizeof(tables[0]);
}

bool census_table_links(struct slice column)
{
	char lower[80];

	if (column.len >= sizeof(lower))
		return false;
	for (size_t i = 0; i < column.len; i++)
		lower[i] = column.at[i] >= 'A' && column.at[i] <= 'Z'
				   ? (char)(column.at[i] + 'a' - 'A')
				   : column.at[i];
	column = (struct slice){lower, column.len};
	if (slice_ends_with(column, SLICE("tableid")) ||
	    slice_ends_with(column, SLICE("orderseqcolumn")))
		return true;
	for (size_t i = 0; i < sizeof(passed_over) / sizeof(passed_over[0]);
	     i++)
		if (slice_is(column, passed_over[i]))
			return true;
	return false;
}

/* Which of the two is meant nobody can tell. */
static int check_given_once(const struct census_table *table, size_t column,
			    struct error *error)
{
	struct slice name = slice_trim(table->heading.fields[column]);
	uint32_t line, place;

	if (slice_empty(name))
		return 0;
	for (size_t i = 0; i < column; i++) {
		if (!slice_equal_ignoring_case(
			    slice_trim(table->heading.fields[i]), name))
			continue;
		error_set(error, ERROR_INPUT,
			  "columns %zu and %zu have the same name; a column "
			  "is given once",
			  i + 1, column + 1);
		csv_place(&table->csv, &table->heading, column, &line, &place);
		return error_at(error, table->file_name, line, place, 0);
	}
	return 0;
}

static int read_heading(struct census_table *table, struct error *error)
{
	struct csv_row *heading = &table->heading;
	int result = csv_read(&table->csv, heading, error);
	size_t which;

	if (result < 0)
		return -1;
	which = result == 0 ? sizeof(tables) / sizeof(tables[0])
			    : find_table(heading);
	if (which == sizeof(tables) / sizeof(tables[0]))
		return error_set(error, ERROR_INPUT,
				 "the columns are of no table of the census");
	table->name = tables[which].name;
	table->pupils = tables[which].pupils;
	table->each = tables[which].each == NULL
			      ? LAYOUT_NO_ROW
			      : census_row(slice_of(tables[which].each));
	table->leavers = find_column(heading, on_roll) == heading->count;
	table->pupil_column =
		find_column(heading, table->leavers ? off_roll : on_roll);
	table->school_column = find_column(heading, "nativeid");
	for (size_t i = 0; i < heading->count; i++) {
		if (check_given_once(table, i, error) != 0)
			return -1;
		table->row[i] =
			census_column_row(heading->fields[i], table->each);
	}
	return 0;
}

int census_table_begin(struct census_table *table, struct slice bytes,
		       struct slice file_name, struct error *error)
{
	int result;

	table->file_name = file_name;
	result = csv_begin(&table->csv, bytes, ',', error);
	return result == 0 ? read_heading(table, error) : result;
}

void census_table_release(struct census_table *table)
{
	csv_release(&table->csv);
	arena_release(&table->arena);
}

/* --- which files belong together --------------------------------------------- */

/* "a/2026_spring_senneeds.csv": what stands before the table's name, and that. */
static struct slice cut_name(const char *path, struct slice *table)
{
	struct slice whole = slice_of(path);
	size_t start = whole.len;
	size_t end = whole.len;

	if (slice_ends_with(whole, SLICE(".csv")))
		end -= strlen(".csv");
	for (start = end; start > 0 && whole.at[start - 1] != '_' &&
			  whole.at[start - 1] != '/';)
		start--;
	*table = slice_part(whole, start, end);
	return slice_part(whole, 0, start);
}

static bool says_more(struct slice table)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (!tables[i].pupils &&
		    slice_starts_with(table, slice_of(tables[i].name)))
			return true;
	return false;
}

bool census_table_leads(const char *path, const char *other)
{
	struct slice table, second;
	struct slice before = cut_name(path, &table);
	bool leavers = slice_is(table, "pupilnolongeronroll");

	if (!slice_equal(before, cut_name(other, &second)) ||
	    (!leavers && !slice_is(table, "pupilonroll")))
		return false;
	return says_more(second) &&
	       slice_ends_with(second, SLICE("offroll")) == leavers;
}

/* --- rows by pupil ---------------------------------------------------------- */

struct slice census_table_pupil(const struct census_table *table,
				const struct csv_row *row)
{
	return table->pupil_column < row->count
		       ? row->fields[table->pupil_column]
		       : SLICE("");
}

static int compare_rows(const void *a, const void *b)
{
	const struct census_table_row *first = a, *second = b;
	int result = slice_compare(first->pupil, second->pupil);

	if (result != 0)
		return result;
	return (first->start > second->start) - (first->start < second->start);
}

int census_table_index(struct census_table *table, struct error *error)
{
	size_t capacity = 0;
	struct csv_row row;
	int result;

	while ((result = csv_read(&table->csv, &row, error)) > 0) {
		struct slice pupil = arena_copy(
			&table->arena, census_table_pupil(table, &row));

		table->rows =
			arena_grow(&table->arena, table->rows, table->row_count,
				   &capacity, sizeof(*table->rows));
		if (table->rows == NULL || pupil.at == NULL)
			return error_memory(error);
		table->rows[table->row_count++] = (struct census_table_row){
			.pupil = pupil, .start = row.start, .line = row.line};
	}
	if (result == 0 && table->row_count > 0)
		qsort(table->rows, table->row_count, sizeof(*table->rows),
		      compare_rows);
	return result;
}

/* The first row whose pupil comes not before, or only after, the one given. */
static size_t find_row(const struct census_table *table, struct slice pupil,
		       bool after)
{
	size_t low = 0, high = table->row_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = slice_compare(table->rows[middle].pupil, pupil);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct census_table_row *census_table_find(const struct census_table *table,
					   struct slice pupil, size_t *count)
{
	size_t first = find_row(table, pupil, false);

	*count = find_row(table, pupil, true) - first;
	return table->rows == NULL ? NULL : table->rows + first;
}
