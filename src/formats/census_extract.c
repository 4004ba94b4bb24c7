/*
 * census_extract.c - the census as local authorities load it: a table for the
 * pupils on roll, one for those no longer, and one for each kind of what a pupil
 * may have several of, which names the pupil by the row of another table.
 *
 * Which columns there are, and their names, is from the lists that authorities'
 * software has (data to insight, liia-tools: school census, autumn 2024 to summer
 * 2026).  A table is known by its columns; its return, by a name such as
 * "2025_spring_pupilonroll.csv".
 */
#include "formats/census_file.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "formats/school_census.h"

enum {
	ROWS_LIMIT = CENSUS_ITEMS_LIMIT, /* about one pupil, that follow each
					    other */
	DATE_TIME_BYTES = 20,            /* 2024-Oct-16 00:00:00 */
};

/* Columns and what they are in the envelope.  The table whose rows an item is in
 * says which of several elements of a name is meant. */
static const struct {
	const char *column, *element;
} columns[] = {
	{"upn", "UPN"},
	{"formerupn", "FormerUPN"},
	{"uniquelearnernumber", "UniqueLearnerNumber"},
	{"surname", "Surname"},
	{"forename", "Forename"},
	{"middlenames", "MiddleNames"},
	{"preferredsurname", "PreferredSurname"},
	{"formersurname", "FormerSurname"},
	{"dob", "DOB"},
	{"sex", "Sex"},
	{"gender", "Gender"},
	{"ethnicity", "Ethnicity"},
	{"language", "Language"},
	{"nationality", "Nationality"},
	{"countryofbirth", "CountryOfBirth"},
	{"proficiencyinenglish", "ProficiencyInEnglish"},
	{"servicechild", "ServiceChild"},
	{"yssa", "YSSA"},
	{"hoursatsetting", "HoursAtSetting"},
	{"fundedhours", "FundedHours"},
	{"extendedhours", "ExtendedHours"},
	{"dafindicator", "DAFIndicator"},
	{"eligibilitycode", "EligibilityCode"},
	{"eyppr", "EYPPR"},
	{"plaa", "PLAA"},
	{"youngcarer", "YoungCarer"},
	{"classtype", "ClassType"},
	{"enrolstatus", "EnrolStatus"},
	{"entrydate", "EntryDate"},
	{"leavingdate", "LeavingDate"},
	{"ncyearactual", "NCyearActual"},
	{"ncyearleaving", "NCyearLeaving"},
	{"parttime", "PartTime"},
	{"boarder", "Boarder"},
	{"senprovision", "SpecialEducationalNeeds/SENprovision"},
	{"senunitindicator", "SENunitIndicator"},
	{"resourcedprovisionindicator", "ResourcedProvisionIndicator"},
	{"termlysessionspossible", "SessionsPossible"},
	{"termlysessionsauthorised", "SessionsAuthorised"},
	{"termlysessionsunauthorised", "SessionsUnauthorised"},
	{"saon", "SAON"},
	{"paon", "PAON"},
	{"street", "Street"},
	{"locality", "Locality"},
	{"town", "Town"},
	{"administrativearea", "AdministrativeArea"},
	{"posttown", "PostTown"},
	{"uniquepropertyreferencenumber", "UniquePropertyReferenceNumber"},
	{"addressline1", "AddressLine1"},
	{"addressline2", "AddressLine2"},
	{"addressline3", "AddressLine3"},
	{"addressline4", "AddressLine4"},
	{"addressline5", "AddressLine5"},
	{"postcode", "PostCode"},
	{"fsmstartdate", "FSMstartDate"},
	{"fsmenddate", "FSMendDate"},
	{"ukcountry", "UKcountry"},
	{"sentyperank", "SENtypeRank"},
	{"sentype", "SENtype"},
	{"category", "Category"},
	{"startdate", "StartDate"},
	{"sessions", "Sessions"},
	{"reason1", "Reason1"},
	{"reason2", "Reason2"},
	{"reason3", "Reason3"},
	{"attendancereason", "AttendanceReason"},
};

/* The tables: what their own number's column begins with, and the item that each
 * row is.  The first whose name fits. */
static const struct {
	const char *name, *each; /* NULL: each row is a pupil, or its address */
} tables[] = {
	{"fsmperiod", "FSMperiod"},
	{"senneeds", "SENneed"},
	{"termlyexclusions", "TermlyExclusion"},
	{"termlysessiondetails", "SessionDetail"},
	{"summerhalfterm2sessiondetails", "SessionDetail"},
	{"addresses", NULL},
	{"pupilonroll", NULL},
	{"pupilnolongeronroll", NULL},
};

static const char on_roll[] = "pupilonrolltableid";
static const char off_roll[] = "pupilnolongeronrolltableid";

/* Columns that only link the tables, or say how the return was handled. */
static const char *const passed_over[] = {
	"nativeid",           "sourceid",       "schoolcensustableid",
	"moveoffrollflag",    "moveonrollflag", "missingaddress",
	"duplicatenotfunded",
};

struct extract_file {
	struct census_file file;
	const struct census_events *events;
	const struct layout *layout;
	struct slice name;
	struct csv csv;
	struct csv_row heading;
	uint16_t row[CSV_COLUMNS]; /* of each column, or LAYOUT_NO_ROW */
	size_t column_count;
	size_t pupil_column;
	uint16_t each; /* LAYOUT_NO_ROW: a row is a pupil */
	bool leavers;
	struct census_header header;
	uint64_t rows[LAYOUT_ROWS_LIMIT / 64];
	char date[DATE_TEXT_BYTES], year[8];

	struct arena arena; /* of the pupil in hand */
	struct builder text;
	struct census_pupil pupil;
	struct census_value *values;
	size_t capacity;
	struct csv_row lines[ROWS_LIMIT]; /* that are about it */
	size_t line_count;
	bool too_large; /* what comes of it is left out */
	uint16_t items[LAYOUT_ROWS_LIMIT];
};

/* --- places ----------------------------------------------------------------- */

/* Of a column of the n-th row about the pupil in hand; of the heading, n is 0. */
static uint64_t place_of(size_t line, size_t column)
{
	return ((uint64_t)line << 16 | column) + 1;
}

static void place_in(struct census_file *census, uint64_t place, uint32_t *line,
		     uint32_t *column)
{
	struct extract_file *file = (struct extract_file *)census;
	size_t number = (size_t)((place - 1) >> 16);
	const struct csv_row *row =
		number == 0 ? &file->heading : &file->lines[number - 1];

	csv_place(&file->csv, row, (size_t)((place - 1) & UINT16_MAX), line,
		  column);
}

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

bool census_is_extract(struct slice start)
{
	struct csv *csv = memory_allocate(sizeof(*csv));
	struct csv_row row;
	bool found = false;

	if (csv == NULL)
		return false;
	if (csv_begin(csv, start, ',', NULL) == 0 &&
	    csv_read(csv, &row, NULL) == 1)
		found = find_column(&row, "sourceid") < row.count &&
			find_table(&row) < sizeof(tables) / sizeof(tables[0]);
	csv_release(csv);
	memory_free(csv);
	return found;
}

static uint16_t row_of(struct slice column, uint16_t each)
{
	uint16_t row = LAYOUT_NO_ROW;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct slice element = slice_of(columns[i].element);

		if (!slice_equal_ignoring_case(column,
					       slice_of(columns[i].column)))
			continue;
		if (each == LAYOUT_NO_ROW)
			return census_row(element);
		/* within the item: "SENprovision" too */
		while (memchr(element.at, '/', element.len) != NULL)
			(void)slice_cut(&element, '/');
		for (row = each + 1u;
		     row < census_row_count &&
		     census_rows[row].depth > census_rows[each].depth;
		     row++)
			if (slice_equal(census_rows[row].element, element))
				return row;
		return LAYOUT_NO_ROW;
	}
	return row;
}

static bool is_passed_over(struct slice column)
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
static int check_given_once(const struct extract_file *file, size_t column,
			    struct error *error)
{
	struct slice name = slice_trim(file->heading.fields[column]);
	uint32_t line, place;

	if (slice_empty(name))
		return 0;
	for (size_t i = 0; i < column; i++) {
		if (!slice_equal_ignoring_case(
			    slice_trim(file->heading.fields[i]), name))
			continue;
		error_set(error, ERROR_INPUT,
			  "columns %zu and %zu have the same name; a column "
			  "is given once",
			  i + 1, column + 1);
		csv_place(&file->csv, &file->heading, column, &line, &place);
		return error_at(error, file->name, line, place, 0);
	}
	return 0;
}

static int read_columns(struct extract_file *file, struct error *error)
{
	file->column_count = file->heading.count;
	for (size_t i = 0; i < file->column_count; i++) {
		struct slice name = file->heading.fields[i];
		uint16_t row = row_of(name, file->each);

		if (check_given_once(file, i, error) != 0)
			return -1;
		file->row[i] = row;
		if (row != LAYOUT_NO_ROW)
			file->rows[row / 64] |= 1ull << (row % 64);
		else if (!is_passed_over(name) &&
			 file->events->fault(file->events->context, &file->file,
					     CENSUS_UNKEPT, name,
					     place_of(0, i), error) != 0)
			return -1;
	}
	if (file->each != LAYOUT_NO_ROW)
		file->rows[file->each / 64] |= 1ull << (file->each % 64);
	return 0;
}

/* "2025_spring_...": census day is that of the term. */
static void read_name(struct extract_file *file)
{
	static const struct {
		const char *word;
		int month;
	} terms[] = {{"autumn", 10}, {"spring", 1}, {"summer", 6}};
	struct slice rest = file->name;
	struct slice year = slice_cut(&rest, '_');
	struct slice term = slice_cut(&rest, '_');
	struct census_return census;
	uint64_t number;

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (!slice_is(term, terms[i].word) || year.len != 4 ||
		    !slice_number(year, 2999, &number) || number < 1900)
			continue;
		census = census_return_on(
			date_from_civil((int)number, terms[i].month, 15));
		date_format(census.reference_date, file->date);
		(void)snprintf(file->year, sizeof(file->year), "%u",
			       (unsigned int)number);
		file->header.text[HEADING_REFERENCE_DATE] =
			slice_of(file->date);
		file->header.text[HEADING_TERM] = slice_of(census.code);
		file->header.text[HEADING_YEAR] = slice_of(file->year);
	}
}

static int read_heading(struct extract_file *file, struct error *error)
{
	int result = csv_read(&file->csv, &file->heading, error);
	size_t table;

	if (result < 0)
		return -1;
	table = result == 0 ? sizeof(tables) / sizeof(tables[0])
			    : find_table(&file->heading);
	if (table == sizeof(tables) / sizeof(tables[0]))
		return error_set(error, ERROR_INPUT,
				 "the columns are of no table of the census");
	file->each = tables[table].each == NULL
			     ? LAYOUT_NO_ROW
			     : census_row(slice_of(tables[table].each));
	file->leavers =
		find_column(&file->heading, on_roll) == file->heading.count;
	file->pupil_column =
		find_column(&file->heading, file->leavers ? off_roll : on_roll);
	file->header.form = tables[table].name;
	file->header.rows = file->rows;
	read_name(file);
	if (read_columns(file, error) != 0)
		return -1;
	return file->events->header(file->events->context, &file->file,
				    &file->header, error);
}

/* --- rows ------------------------------------------------------------------- */

/* "2024-Oct-16 00:00:00" as 2024-10-16, "132.0" as 132; all else as it is. */
static struct slice plain(struct extract_file *file, struct slice text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct slice rest;
	uint64_t number;

	text = slice_trim(text);
	if (text.len == DATE_TIME_BYTES && text.at[4] == '-' &&
	    text.at[8] == '-' && text.at[11] == ' ')
		for (size_t i = 0; i < 12; i++)
			if (memcmp(months + 3 * i, text.at + 5, 3) == 0) {
				builder_clear(&file->text);
				builder_add(&file->text,
					    slice_part(text, 0, 5));
				builder_add_format(&file->text, "%02zu", i + 1);
				builder_add(&file->text,
					    slice_part(text, 8, 11));
				return builder_slice(&file->text);
			}
	rest = text;
	if (slice_ends_with(text, SLICE(".0")) &&
	    slice_number(slice_cut(&rest, '.'), UINT32_MAX, &number))
		return slice_part(text, 0, text.len - 2);
	return text;
}

static int add_value(struct extract_file *file, uint16_t row, uint16_t item,
		     struct slice text, uint64_t place, struct error *error)
{
	struct census_value *value;

	if (text.len == 0 || file->too_large)
		return 0;
	file->too_large = file->pupil.count == CENSUS_VALUES_LIMIT;
	if (file->too_large)
		return file->events->fault(
			file->events->context, &file->file, CENSUS_TOO_LARGE,
			file->layout->rows[row].element, place, error);
	file->values = arena_grow(&file->arena, file->values, file->pupil.count,
				  &file->capacity, sizeof(*file->values));
	if (file->values == NULL)
		return error_memory(error);
	value = &file->values[file->pupil.count++];
	*value = (struct census_value){row, item,
				       arena_copy(&file->arena, text), place};
	return value->text.at == NULL ? error_memory(error) : 0;
}

static int add_row(struct extract_file *file, const struct csv_row *row,
		   struct error *error)
{
	uint16_t item = 0;

	file->lines[file->line_count++] = *row;
	if (file->each != LAYOUT_NO_ROW)
		item = file->items[file->each]++;
	for (size_t i = 0; i < row->count && i < file->column_count; i++)
		if (file->row[i] != LAYOUT_NO_ROW &&
		    add_value(file, file->row[i], item,
			      plain(file, row->fields[i]),
			      place_of(file->line_count, i), error) != 0)
			return -1;
	return file->text.failed ? error_memory(error) : 0;
}

static struct slice pupil_of(const struct extract_file *file,
			     const struct csv_row *row)
{
	return file->pupil_column < row->count ? row->fields[file->pupil_column]
					       : SLICE("");
}

static int begin_pupil(struct extract_file *file, const struct csv_row *row,
		       struct error *error)
{
	arena_clear(&file->arena);
	file->pupil = (struct census_pupil){
		.number = file->pupil.number + 1,
		.place = place_of(1, 0),
		.leaver = file->leavers,
		.items = file->items,
	};
	file->values = NULL;
	file->capacity = 0;
	file->line_count = 0;
	file->too_large = false;
	memset(file->items, 0, sizeof(file->items));
	file->lines[0] = *row;
	return file->events->begin(file->events->context, &file->file,
				   &file->pupil, error);
}

static int end_pupil(struct extract_file *file, struct error *error)
{
	file->pupil.values = file->values;
	return file->events->pupil(file->events->context, &file->file,
				   &file->pupil, error);
}

/* Adds the rows that follow about the same pupil. */
static int add_items(struct extract_file *file, struct slice pupil,
		     struct error *error)
{
	struct csv_row row;
	int result = 0;

	while (file->line_count < ROWS_LIMIT &&
	       (result = csv_read(&file->csv, &row, error)) > 0) {
		if (!slice_equal(pupil_of(file, &row), pupil)) {
			csv_return(&file->csv, row.start, row.line);
			return 0;
		}
		if (add_row(file, &row, error) != 0)
			return -1;
	}
	return result < 0 ? -1 : 0;
}

static int read_pupil(struct extract_file *file, const struct csv_row *row,
		      struct error *error)
{
	struct slice pupil;

	if (begin_pupil(file, row, error) != 0)
		return -1;
	pupil = arena_copy(&file->arena, pupil_of(file, row));
	if (pupil.at == NULL)
		return error_memory(error);
	if (row->count > file->column_count &&
	    file->events->fault(file->events->context, &file->file,
				CENSUS_TOO_WIDE, SLICE("row"), place_of(1, 0),
				error) != 0)
		return -1;
	if (add_row(file, row, error) != 0 ||
	    (file->each != LAYOUT_NO_ROW && add_items(file, pupil, error) != 0))
		return -1;
	return end_pupil(file, error);
}

static int read_rows(struct extract_file *file, struct error *error)
{
	struct csv_row row;
	int result;

	if (read_heading(file, error) != 0)
		return -1;
	while ((result = csv_read(&file->csv, &row, error)) > 0) {
		if (read_pupil(file, &row, error) != 0)
			return -1;
		if (file->events->progress != NULL)
			file->events->progress(file->events->context,
					       csv_done(&file->csv));
	}
	return result;
}

int census_read_extract(const struct census_events *events,
			const struct layout *layout, struct slice bytes,
			struct slice file_name, struct error *error)
{
	struct extract_file *file = memory_array(1, sizeof(*file));
	int result;

	if (file == NULL)
		return error_memory(error);
	file->file.place = place_in;
	file->events = events;
	file->layout = layout;
	file->name = file_name;
	result = csv_begin(&file->csv, bytes, ',', error);
	if (result == 0)
		result = read_rows(file, error);
	if (result != 0 && error->place.file[0] == '\0')
		error_at(error, file_name, error->place.line,
			 error->place.column, 0);
	csv_release(&file->csv);
	builder_release(&file->text);
	arena_release(&file->arena);
	memory_free(file);
	return result;
}
