/*
 * census_extract.c - the census as local authorities load it, table by table
 * (census_table.h).  A return is known by a name such as
 * "2025_spring_pupilonroll.csv".
 */
#include "formats/census_file.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/census_table.h"
#include "formats/school_census.h"

enum {
	ROWS_LIMIT = CENSUS_ITEMS_LIMIT, /* of a table, about one pupil */
	DATE_TIME_BYTES = 20,            /* 2024-Oct-16 00:00:00 */
};

struct extract_file {
	struct census_file file;
	const struct census_events *events;
	const struct layout *layout;
	/* The table that is read, and those that say more of its pupils. */
	struct census_table *tables;
	size_t table_count;
	struct census_header header;
	uint64_t rows[LAYOUT_ROWS_LIMIT / 64];
	char date[DATE_TEXT_BYTES], year[8];

	struct arena arena; /* of the pupil in hand */
	struct builder text;
	struct census_pupil pupil;
	struct census_value *values;
	size_t capacity;
	struct csv_row *lines; /* that are about it */
	size_t line_count, line_capacity;
	bool too_large; /* what comes of it is left out */
	uint16_t items[LAYOUT_ROWS_LIMIT];
	char school[LAESTAB_BYTES + 1];
};

/* --- places ----------------------------------------------------------------- */

enum { LINE_BITS = 24, COLUMN_BITS = 16 };

/* Of a column of the n-th row about the pupil in hand; of the heading, n is 0. */
static uint64_t place_of(size_t table, size_t line, size_t column)
{
	return ((uint64_t)table << (LINE_BITS + COLUMN_BITS) |
		(uint64_t)line << COLUMN_BITS | column) +
	       1;
}

static const struct census_table *table_of(const struct extract_file *file,
					   uint64_t place)
{
	return &file->tables[(place - 1) >> (LINE_BITS + COLUMN_BITS)];
}

static void place_in(struct census_file *census, uint64_t place, uint32_t *line,
		     uint32_t *column)
{
	const struct extract_file *file = (struct extract_file *)census;
	const struct census_table *table = table_of(file, place);
	size_t number =
		(size_t)((place - 1) >> COLUMN_BITS & ((1u << LINE_BITS) - 1));

	csv_place(&table->csv,
		  number == 0 ? &table->heading : &file->lines[number - 1],
		  (size_t)((place - 1) & UINT16_MAX), line, column);
}

/* Of what stands in another file than the one that is read. */
static struct slice name_of(struct census_file *census, uint64_t place)
{
	const struct extract_file *file = (struct extract_file *)census;
	const struct census_table *table = table_of(file, place);

	return table == file->tables ? SLICE("") : table->file_name;
}

/* --- the heading ------------------------------------------------------------ */

bool census_is_extract(struct slice start)
{
	struct csv *csv = memory_allocate(sizeof(*csv));
	struct csv_row row;
	bool found = false;

	if (csv == NULL)
		return false;
	if (csv_begin(csv, start, ',', NULL) == 0 &&
	    csv_read(csv, &row, NULL) == 1)
		found = census_table_is(&row);
	csv_release(csv);
	memory_free(csv);
	return found;
}

static int read_columns(struct extract_file *file, size_t index,
			struct error *error)
{
	const struct census_table *table = &file->tables[index];

	for (size_t i = 0; i < table->heading.count; i++) {
		struct slice name = table->heading.fields[i];
		uint16_t row = table->row[i];

		if (row != LAYOUT_NO_ROW)
			file->rows[row / 64] |= 1ull << (row % 64);
		else if (!census_table_links(name) &&
			 file->events->fault(file->events->context, &file->file,
					     CENSUS_UNKEPT, name,
					     place_of(index, 0, i), error) != 0)
			return -1;
	}
	if (table->each != LAYOUT_NO_ROW)
		file->rows[table->each / 64] |= 1ull << (table->each % 64);
	return 0;
}

/* "2025_spring_...": census day is that of the term. */
static void read_name(struct extract_file *file)
{
	static const struct {
		const char *word, *code;
	} terms[] = {{"autumn", "AUT"}, {"spring", "SPR"}, {"summer", "SUM"}};
	struct slice rest = file->tables[0].file_name;
	struct slice year = slice_cut(&rest, '_');
	struct slice term = slice_cut(&rest, '_');
	struct census_return census;
	uint64_t number;

	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		if (!slice_is(term, terms[i].word) || year.len != 4 ||
		    !slice_number(year, 2999, &number) || number < 1900 ||
		    !census_return_of(slice_of(terms[i].code), (int)number,
				      &census))
			continue;
		date_format(census.reference_date, file->date);
		(void)snprintf(file->year, sizeof(file->year), "%u",
			       (unsigned int)number);
		file->header.text[HEADING_REFERENCE_DATE] =
			slice_of(file->date);
		file->header.text[HEADING_TERM] = slice_of(census.code);
		file->header.text[HEADING_YEAR] = slice_of(file->year);
	}
}

/* Another table, which says more of the first one's pupils. */
static int read_beside(struct extract_file *file, size_t index,
		       const struct format_file *beside, struct error *error)
{
	struct census_table *table = &file->tables[index];

	if (census_table_begin(table, beside->bytes, beside->name, error) != 0)
		return -1;
	if (!file->tables[0].pupils || table->pupils ||
	    table->leavers != file->tables[0].leavers)
		return error_set(error, ERROR_INPUT,
				 "the table says nothing of the pupils in the "
				 "one that it was given with");
	if (read_columns(file, index, error) != 0)
		return -1;
	return census_table_index(table, error);
}

/* Who has which number, where other tables go by it. */
static int index_pupils(struct census_table *table, struct error *error)
{
	const char *start = table->csv.at;
	uint32_t line = table->csv.line;

	if (census_table_index(table, error) != 0)
		return -1;
	csv_return(&table->csv, start, line);
	return 0;
}

static int read_headings(struct extract_file *file,
			 const struct census_source *source,
			 struct error *error)
{
	struct census_table *table = &file->tables[0];

	file->table_count = 1;
	if (census_table_begin(table, source->bytes, source->name, error) != 0)
		return -1;
	file->header.form = table->name;
	file->header.rows = file->rows;
	read_name(file);
	if (read_columns(file, 0, error) != 0 ||
	    (source->beside_count > 0 && index_pupils(table, error) != 0))
		return -1;
	for (size_t i = 0; i < source->beside_count; i++) {
		file->table_count++;
		if (read_beside(file, i + 1, &source->beside[i], error) == 0)
			continue;
		return error_at(error, source->beside[i].name,
				error != NULL ? error->place.line : 0,
				error != NULL ? error->place.column : 0, 0);
	}
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

	text = csv_unguarded(slice_trim(text));
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

static int add_line(struct extract_file *file, const struct csv_row *row,
		    struct error *error)
{
	file->lines = arena_grow(&file->arena, file->lines, file->line_count,
				 &file->line_capacity, sizeof(*file->lines));
	if (file->lines == NULL)
		return error_memory(error);
	file->lines[file->line_count++] = *row;
	return 0;
}

static int add_row(struct extract_file *file, size_t index,
		   const struct csv_row *row, struct error *error)
{
	const struct census_table *table = &file->tables[index];
	uint16_t item = 0;

	if (add_line(file, row, error) != 0)
		return -1;
	if (table->each != LAYOUT_NO_ROW)
		item = file->items[table->each]++;
	if (row->count > table->heading.count &&
	    file->events->fault(file->events->context, &file->file,
				CENSUS_TOO_WIDE, SLICE("row"),
				place_of(index, file->line_count, 0),
				error) != 0)
		return -1;
	for (size_t i = 0; i < row->count && i < table->heading.count; i++)
		if (table->row[i] != LAYOUT_NO_ROW &&
		    add_value(file, table->row[i], item,
			      plain(file, row->fields[i]),
			      place_of(index, file->line_count, i), error) != 0)
			return -1;
	return file->text.failed ? error_memory(error) : 0;
}

static int begin_pupil(struct extract_file *file, const struct csv_row *row,
		       struct error *error)
{
	const struct census_table *table = &file->tables[0];

	arena_clear(&file->arena);
	file->pupil = (struct census_pupil){
		.number = file->pupil.number + 1,
		.place = place_of(0, 1, 0),
		.leaver = table->leavers,
		.items = file->items,
	};
	if (table->school_column < row->count &&
	    laestab_normalise(row->fields[table->school_column], file->school))
		file->pupil.school = slice_of(file->school);
	file->values = NULL;
	file->capacity = 0;
	file->lines = NULL;
	file->line_count = 0;
	file->line_capacity = 0;
	file->too_large = false;
	memset(file->items, 0, sizeof(file->items));
	/* A place is asked for before the row is added. */
	if (add_line(file, row, error) != 0)
		return -1;
	file->line_count = 0;
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
	struct census_table *table = &file->tables[0];
	struct csv_row row;
	int result = 0;

	while (file->line_count < ROWS_LIMIT &&
	       (result = csv_read(&table->csv, &row, error)) > 0) {
		if (!slice_equal(census_table_pupil(table, &row), pupil)) {
			csv_return(&table->csv, row.start, row.line);
			return 0;
		}
		if (add_row(file, 0, &row, error) != 0)
			return -1;
	}
	return result < 0 ? -1 : 0;
}

/* What other tables say of a number that several pupils have is nobody's. */
static int leave_beside(struct extract_file *file, struct slice pupil,
			struct error *error)
{
	const struct census_table *table = &file->tables[0];
	bool any = false;

	for (size_t t = 1; t < file->table_count; t++) {
		size_t count;
		struct census_table_row *found =
			census_table_find(&file->tables[t], pupil, &count);

		any = any || count > 0;
		/* The next who has the number need not look at them again. */
		for (size_t i = 0; i < count && !found[i].taken; i++)
			found[i].taken = true;
	}
	return any ? file->events->fault(file->events->context, &file->file,
					 CENSUS_SHARED, slice_of(table->name),
					 place_of(0, 1, table->pupil_column),
					 error)
		   : 0;
}

/* Adds what another table says of the pupil.  Of several addresses it is the
 * first. */
static int add_beside(struct extract_file *file, size_t index,
		      struct slice pupil, struct error *error)
{
	struct census_table *table = &file->tables[index];
	size_t count;
	struct census_table_row *found =
		census_table_find(table, pupil, &count);
	struct csv_row row;

	for (size_t i = 0; i < count; i++) {
		found[i].taken = true;
		if (i > 0 && table->each == LAYOUT_NO_ROW)
			continue;
		csv_return(&table->csv, found[i].start, found[i].line);
		if (csv_read(&table->csv, &row, error) < 0 ||
		    add_row(file, index, &row, error) != 0)
			return -1;
		if (i + 1 == ROWS_LIMIT && i + 1 < count) {
			file->too_large = true;
			return file->events->fault(
				file->events->context, &file->file,
				CENSUS_TOO_LARGE, slice_of(table->name),
				place_of(index, file->line_count, 0), error);
		}
	}
	return 0;
}

/* Rows about no number at all are about nobody. */
static int add_besides(struct extract_file *file, struct slice pupil,
		       struct error *error)
{
	size_t same;

	if (file->table_count == 1 || pupil.len == 0)
		return 0;
	(void)census_table_find(&file->tables[0], pupil, &same);
	if (same > 1)
		return leave_beside(file, pupil, error);
	for (size_t i = 1; i < file->table_count; i++)
		if (add_beside(file, i, pupil, error) != 0)
			return -1;
	return 0;
}

static int read_pupil(struct extract_file *file, const struct csv_row *row,
		      struct error *error)
{
	const struct census_table *table = &file->tables[0];
	struct slice pupil;

	if (begin_pupil(file, row, error) != 0)
		return -1;
	pupil = arena_copy(&file->arena, census_table_pupil(table, row));
	if (pupil.at == NULL)
		return error_memory(error);
	if (add_row(file, 0, row, error) != 0 ||
	    (table->each != LAYOUT_NO_ROW &&
	     add_items(file, pupil, error) != 0))
		return -1;
	if (add_besides(file, pupil, error) != 0)
		return -1;
	return end_pupil(file, error);
}

/* What another table says of nobody who is in the first one. */
static int tell_strays(struct extract_file *file, struct error *error)
{
	for (size_t t = 1; t < file->table_count; t++) {
		const struct census_table *table = &file->tables[t];
		const struct census_table_row *first = NULL;

		for (size_t i = 0; i < table->row_count; i++)
			if (!table->rows[i].taken &&
			    (first == NULL ||
			     table->rows[i].start < first->start))
				first = &table->rows[i];
		if (first == NULL)
			continue;
		file->line_count = 0;
		if (add_line(file,
			     &(struct csv_row){.start = first->start,
					       .line = first->line},
			     error) != 0 ||
		    file->events->fault(file->events->context, &file->file,
					CENSUS_STRAY, slice_of(table->name),
					place_of(t, 1, 0), error) != 0)
			return -1;
	}
	return 0;
}

static int read_rows(struct extract_file *file, struct error *error)
{
	struct census_table *table = &file->tables[0];
	struct csv_row row;
	int result;

	while ((result = csv_read(&table->csv, &row, error)) > 0) {
		if (read_pupil(file, &row, error) != 0)
			return -1;
		if (file->events->progress != NULL)
			file->events->progress(file->events->context,
					       csv_done(&table->csv));
	}
	return result == 0 ? tell_strays(file, error) : result;
}

int census_read_extract(const struct census_events *events,
			const struct layout *layout,
			const struct census_source *source, struct error *error)
{
	struct extract_file *file = memory_array(1, sizeof(*file));
	int result;

	if (file == NULL)
		return error_memory(error);
	file->file = (struct census_file){place_in, name_of};
	file->events = events;
	file->layout = layout;
	file->tables =
		memory_array(source->beside_count + 1, sizeof(*file->tables));
	result = file->tables == NULL ? error_memory(error)
				      : read_headings(file, source, error);
	if (result == 0)
		result = read_rows(file, error);
	if (result != 0 && error != NULL && error->place.file[0] == '\0')
		error_at(error, source->name, error->place.line,
			 error->place.column, 0);
	for (size_t i = 0; i < file->table_count; i++)
		census_table_release(&file->tables[i]);
	memory_free(file->tables);
	builder_release(&file->text);
	arena_release(&file->arena);
	memory_free(file);
	return result;
}
