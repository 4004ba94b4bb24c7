#include "formats/columns_header.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "formats/csv.h"
#include "formats/csv_layout.h"
#include "formats/csv_take.h"
#include "formats/reading.h"
#include "formats/upn_set.h"
#include "register/record.h"

enum {
	KEYS_LIMIT = 4,
	NO_KIND = -2,
	HEADER_BYTES = 100, /* of a header in a message */
};

/* What a column of the file is. */
struct found {
	struct slice header; /* as the file has it, cut short */
	bool known;
	uint16_t column; /* of the table */
	uint32_t item;   /* from 0 */
};

struct column_reader {
	struct columns_resolved resolved;
	struct reading *reading;
	struct error *error;
	struct csv csv;
	struct csv_row row;
	struct arena file; /* lives as long as the reading */
	struct found *found;
	size_t found_count;
	size_t first
		[COLUMNS_TABLE_LIMIT]; /* the column of the file; SIZE_MAX */
	uint16_t upn, birth_date;      /* fields */

	struct arena record;
	struct builder canonical;
	struct error fault; /* of the value in hand; large, so kept */
	struct record_maker maker;
	bool open, bad;
	uint32_t line;
	uint32_t items[COLUMNS_KINDS_LIMIT];
	struct slice texts[COLUMNS_TABLE_LIMIT]; /* of the row in hand */
	struct slice key[KEYS_LIMIT];            /* of the record in hand */

	struct upn_set seen;
	uint64_t counts[COLUMNS_COUNTS];
	uint64_t next_progress;
};

static const struct column_table *table_of(const struct column_reader *reader)
{
	return reader->resolved.table;
}

/* --- telling -------------------------------------------------------------- */

static int tell(struct column_reader *reader, struct rejection *rejection)
{
	return reader->reading->reject(reader->reading->context, rejection,
				       reader->error);
}

/* Of the record in hand; `at` is a column of the file, or SIZE_MAX. */
static int tell_at(struct column_reader *reader, size_t at, struct slice field,
		   bool warning, const char *rule, const char *message)
{
	struct rejection rejection = {
		.record = reader->reading->records,
		.line = reader->row.line,
		.column = 1,
		.warning = warning,
		.rule = rule,
		.field = field,
		.message = slice_of(message),
	};

	if (!warning && !reader->bad) {
		reader->bad = true;
		reader->reading->rejected++;
	}
	if (at < reader->row.count)
		csv_place(&reader->csv, &reader->row, at, &rejection.line,
			  &rejection.column);
	return tell(reader, &rejection);
}

static int fault_at(struct column_reader *reader, size_t at, const char *rule,
		    const char *message)
{
	return tell_at(reader, at, reader->found[at].header, false, rule,
		       message);
}

int columns_fault(struct column_reader *reader, size_t column, const char *rule,
		  const char *message)
{
	return tell_at(reader, reader->first[column],
		       table_of(reader)->columns[column].header, false, rule,
		       message);
}

int columns_warn(struct column_reader *reader, size_t column, const char *rule,
		 const char *message)
{
	return tell_at(reader, reader->first[column],
		       table_of(reader)->columns[column].header, true, rule,
		       message);
}

void columns_count(struct column_reader *reader, size_t count)
{
	reader->counts[count]++;
}

struct slice columns_text(const struct column_reader *reader, size_t column)
{
	return reader->texts[column];
}

/* --- the header ----------------------------------------------------------- */

static int warn_of_header(struct column_reader *reader, size_t at,
			  const char *message)
{
	struct rejection rejection = {
		.warning = true,
		.field = reader->found[at].header,
		.message = slice_of(message),
	};

	csv_place(&reader->csv, &reader->row, at, &rejection.line,
		  &rejection.column);
	return tell(reader, &rejection);
}

static int find_column(struct column_reader *reader, size_t at)
{
	const struct column_table *table = table_of(reader);
	struct slice header = slice_trim(reader->row.fields[at]);
	struct found *found = &reader->found[at];

	found->header =
		arena_copy(&reader->file, slice_part(header, 0, HEADER_BYTES));
	if (found->header.at == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < table->count && !found->known; i++)
		if (columns_is_header(&table->columns[i], header,
				      &found->item)) {
			found->known = true;
			found->column = (uint16_t)i;
		}
	if (!found->known)
		return warn_of_header(reader, at,
				      "the file has no such column; it is "
				      "ignored");
	for (size_t i = 0; i < at; i++)
		if (reader->found[i].known &&
		    reader->found[i].column == found->column &&
		    reader->found[i].item == found->item) {
			found->known = false;
			return warn_of_header(reader, at,
					      "the column is there twice; the "
					      "first is read");
		}
	if (found->item == 0)
		reader->first[found->column] = at;
	return 0;
}

static int missing_column(struct column_reader *reader, size_t column)
{
	struct slice header = table_of(reader)->columns[column].header;
	size_t mark = columns_mark(header);

	error_set(reader->error, ERROR_INPUT, "there is no column '%.*s%s%.*s'",
		  SLICE_ARGS(slice_part(header, 0, mark)),
		  mark < header.len ? "1" : "",
		  SLICE_ARGS(slice_part(header, mark + 1, SIZE_MAX)));
	return error_at(reader->error, reader->reading->file_name,
			reader->row.line, 0, 0);
}

static int read_header(struct column_reader *reader)
{
	const struct column_table *table = table_of(reader);
	int more = csv_read(&reader->csv, &reader->row, reader->error);

	if (more < 0)
		return -1;
	if (more == 0)
		return error_set(reader->error, ERROR_INPUT,
				 "the file is empty");
	reader->found_count = reader->row.count;
	reader->found = arena_array(&reader->file, reader->found_count,
				    sizeof(*reader->found));
	if (reader->found == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < table->count; i++)
		reader->first[i] = SIZE_MAX;
	for (size_t at = 0; at < reader->found_count; at++)
		if (find_column(reader, at) != 0)
			return -1;
	for (size_t i = 0; i < table->count; i++)
		if ((table->columns[i].flags & COLUMN_NEEDED) != 0 &&
		    reader->first[i] == SIZE_MAX)
			return missing_column(reader, i);
	return 0;
}

/* --- values --------------------------------------------------------------- */

static struct slice cell(const struct column_reader *reader, size_t at)
{
	return at < reader->row.count
		       ? csv_unguarded(slice_trim(reader->row.fields[at]))
		       : SLICE("");
}

/* The value's canonical text in reader->canonical; `*good` says whether it may
 * be used. */
static int check_value(struct column_reader *reader, size_t at, uint16_t field,
		       struct slice value, bool *good)
{
	const struct column *column =
		&table_of(reader)->columns[reader->found[at].column];
	int32_t on = (column->flags & COLUMN_PAST) != 0
			     ? DATE_NONE
			     : reading_codes_on(reader->reading);
	char message[800], rule[CSV_RULE_BYTES];
	const char *wrong = NULL;

	if (reader->resolved.dictionary->fields[field].type == FIELD_DATE)
		value = csv_without_midnight(value);
	*good = field_check(reader->resolved.dictionary, field, value, on,
			    &reader->canonical, &reader->fault) == 0 &&
		!reader->canonical.failed;
	if (*good && field == reader->birth_date)
		wrong = reading_birth_fault(reader->reading,
					    builder_slice(&reader->canonical));
	if (*good)
		return wrong != NULL ? fault_at(reader, at, NULL, wrong) : 0;
	if (reader->canonical.failed || reader->fault.code == ERROR_MEMORY)
		return error_memory(reader->error);
	if (reader->reading->coarse)
		return 0;
	reader->fault.place = (struct place){0};
	error_text(&reader->fault, message, sizeof(message));
	return fault_at(reader, at, csv_broken_rule(message, rule), message);
}

/* The academic year of a category's values in the row: of its own column, else
 * of a date in them, else of today. */
static struct slice period_of(struct column_reader *reader, uint16_t category,
			      char text[8])
{
	const struct column_table *table = table_of(reader);
	int32_t date = reader->reading->today;

	if (category == DICTIONARY_NONE ||
	    reader->resolved.dictionary->categories[category].by.len == 0)
		return SLICE("");
	for (size_t i = 0; i < table->count; i++) {
		struct slice found;
		int32_t own;

		if (columns_category(&reader->resolved, i) != category ||
		    reader->first[i] == SIZE_MAX)
			continue;
		found = cell(reader, reader->first[i]);
		if (table->columns[i].type == COLUMN_PERIOD &&
		    csv_academic_year(found).len > 0)
			return csv_academic_year(found);
		if (table->columns[i].type == COLUMN_DATE &&
		    (date_parse(found, &own) ||
		     date_parse_british(found, &own)))
			date = own;
	}
	if (date == DATE_NONE)
		return SLICE("");
	(void)snprintf(text, 8, "%d", date_academic_year(date) % 10000);
	return slice_of(text);
}

static int take_period(struct column_reader *reader, size_t at)
{
	struct slice text = cell(reader, at);

	if (text.len == 0 || csv_academic_year(text).len > 0 ||
	    reader->reading->coarse)
		return 0;
	return fault_at(reader, at, NULL,
			"not an academic year, like 2025 or 2025/26");
}

static int take_value(struct column_reader *reader, size_t at, int kind)
{
	const struct found *found = &reader->found[at];
	uint16_t field = reader->resolved.field[found->column];
	uint32_t item = kind < 0 ? found->item : reader->items[kind];
	struct slice value = cell(reader, at);
	struct slice copy;
	char year[8];
	bool good;

	if (value.len == 0 || field == DICTIONARY_NONE)
		return 0;
	if (check_value(reader, at, field, value, &good) != 0)
		return -1;
	if (!good)
		return 0;
	copy = arena_copy(&reader->record, builder_slice(&reader->canonical));
	if (copy.at == NULL)
		return error_memory(reader->error);
	if (found->item == 0)
		reader->texts[found->column] = copy;
	record_set(&reader->maker, field,
		   period_of(reader,
			     columns_category(&reader->resolved, found->column),
			     year),
		   item, copy);
	return 0;
}

static int take_cell(struct column_reader *reader, size_t at, int kind)
{
	const struct found *found = &reader->found[at];
	const struct column *column;

	if (!found->known)
		return 0;
	column = &table_of(reader)->columns[found->column];
	if (column->type == COLUMN_KIND)
		return 0;
	if ((column->flags & COLUMN_KEY) != 0)
		return kind < 0 ? take_value(reader, at, -1) : 0;
	if (columns_kind(&reader->resolved, found->column) != kind) {
		if (cell(reader, at).len == 0)
			return 0;
		return fault_at(reader, at, NULL,
				"stands in a row of another kind");
	}
	if (column->type == COLUMN_PERIOD)
		return take_period(reader, at);
	return take_value(reader, at, kind);
}

/* --- records -------------------------------------------------------------- */

static int take_cells(struct column_reader *reader, int kind)
{
	const char *fault = csv_wrong_count(&reader->row, reader->found_count);

	memset(reader->texts, 0, sizeof(reader->texts));
	if (fault != NULL)
		return tell_at(reader, SIZE_MAX, SLICE(""), false, NULL, fault);
	for (size_t at = 0; at < reader->found_count; at++)
		if (take_cell(reader, at, kind) != 0)
			return -1;
	if (kind >= 0)
		reader->items[kind]++;
	return 0;
}

/* Rules 1500 and 1520. */
static int check_number(struct column_reader *reader)
{
	const struct column_table *table = table_of(reader);
	struct slice upn = reader->maker.record.upn;
	size_t column = 0;
	bool fresh = true;

	while (column < table->count &&
	       (reader->upn == DICTIONARY_NONE ||
		reader->resolved.field[column] != reader->upn))
		column++;
	if (upn.len == 0 && !reader->reading->unnamed &&
	    (column == table->count || reader->first[column] == SIZE_MAX))
		return tell_at(reader, SIZE_MAX, SLICE("UPN"), false, "1500",
			       "no unique pupil number");
	if (upn.len == 0 && !reader->reading->unnamed &&
	    cell(reader, reader->first[column]).len == 0)
		return columns_fault(reader, column, "1500",
				     "no unique pupil number");
	if (upn.len > 0 &&
	    upn_set_add(&reader->seen, upn, &fresh, reader->error) != 0)
		return -1;
	return fresh ? 0
		     : columns_fault(reader, column, "1520",
				     "the file has another record with this "
				     "number");
}

static int end_record(struct column_reader *reader)
{
	struct record made;

	if (!reader->open)
		return 0;
	reader->open = false;
	if (reader->bad)
		return 0;
	if (record_made(&reader->maker, &made, reader->error) != 0) {
		char message[sizeof(reader->error->message)];

		if (reader->error->code == ERROR_MEMORY)
			return -1;
		/* Too many items for one pupil. */
		memcpy(message, reader->error->message, sizeof(message));
		*reader->error = (struct error){0};
		return tell_at(reader, SIZE_MAX, SLICE(""), false, NULL,
			       message);
	}
	made.number = reader->reading->records;
	made.line = reader->line;
	return reader->reading->take(reader->reading->context, &made,
				     reader->error);
}

static int begin_record(struct column_reader *reader)
{
	if (end_record(reader) != 0)
		return -1;
	arena_clear(&reader->record);
	reader->maker =
		record_maker(reader->resolved.dictionary, &reader->record);
	reader->reading->records++;
	reader->open = true;
	reader->bad = false;
	reader->line = reader->row.line;
	memset(reader->items, 0, sizeof(reader->items));
	memset(reader->key, 0, sizeof(reader->key));
	return 0;
}

/* What says whose the row is. */
static void find_keys(const struct column_reader *reader,
		      struct slice keys[KEYS_LIMIT])
{
	const struct column_table *table = table_of(reader);
	size_t count = 0;

	memset(keys, 0, KEYS_LIMIT * sizeof(*keys));
	for (size_t i = 0; i < table->count && count < KEYS_LIMIT; i++)
		if ((table->columns[i].flags & COLUMN_KEY) != 0 &&
		    reader->first[i] != SIZE_MAX)
			keys[count++] = cell(reader, reader->first[i]);
}

static int keep_keys(struct column_reader *reader)
{
	struct slice keys[KEYS_LIMIT];

	find_keys(reader, keys);
	for (size_t i = 0; i < KEYS_LIMIT; i++) {
		reader->key[i] = arena_copy(&reader->record, keys[i]);
		if (reader->key[i].at == NULL)
			return error_memory(reader->error);
	}
	return 0;
}

static bool same_keys(const struct column_reader *reader)
{
	struct slice keys[KEYS_LIMIT];

	find_keys(reader, keys);
	for (size_t i = 0; i < KEYS_LIMIT; i++)
		if (!slice_equal(keys[i], reader->key[i]))
			return false;
	return true;
}

static int take_pupil(struct column_reader *reader)
{
	const struct column_table *table = table_of(reader);

	if (begin_record(reader) != 0 || keep_keys(reader) != 0 ||
	    take_cells(reader, -1) != 0 || check_number(reader) != 0)
		return -1;
	if (reader->bad || table->check == NULL)
		return 0;
	return table->check(reader);
}

/* The kind of the row in hand: -1 the pupil's own, NO_KIND: none. */
static int kind_of_row(const struct column_reader *reader, size_t *at)
{
	const struct column_table *table = table_of(reader);
	struct slice text;

	*at = SIZE_MAX;
	if (table->kinds == NULL)
		return -1;
	for (size_t i = 0; i < table->count; i++)
		if (table->columns[i].type == COLUMN_KIND)
			*at = reader->first[i];
	text = cell(reader, *at);
	if (slice_equal(text, table->pupil_kind))
		return -1;
	for (size_t i = 0; i < table->kind_count; i++)
		if (slice_equal(text, table->kinds[i].code))
			return (int)i;
	return NO_KIND;
}

/* A row that nobody can be given: a record of its own, that is rejected. */
static int reject_row(struct column_reader *reader, size_t at,
		      const char *message)
{
	if (begin_record(reader) != 0)
		return -1;
	return tell_at(reader, at, SLICE(""), false, NULL, message);
}

static int take_row(struct column_reader *reader)
{
	size_t at;
	int kind = kind_of_row(reader, &at);

	if (kind == -1)
		return take_pupil(reader);
	if (kind == NO_KIND)
		return reject_row(reader, at, "there is no such kind of row");
	if (!reader->open || !same_keys(reader))
		return reject_row(reader, at,
				  "the row does not follow that of its pupil");
	return take_cells(reader, kind);
}

/* --- the file ------------------------------------------------------------- */

static int tell_counts(struct column_reader *reader)
{
	const struct column_table *table = table_of(reader);

	for (size_t i = 0; i < COLUMNS_COUNTS; i++) {
		struct rejection rejection = {.warning = true};
		char message[200];

		if (reader->counts[i] == 0 || table->counts[i] == NULL)
			continue;
		(void)snprintf(message, sizeof(message), "%s: %llu",
			       table->counts[i],
			       (unsigned long long)reader->counts[i]);
		rejection.message = slice_of(message);
		if (tell(reader, &rejection) != 0)
			return -1;
	}
	return 0;
}

static int read_all(struct column_reader *reader, struct slice bytes)
{
	int more;

	if (csv_begin(&reader->csv, bytes, ',', reader->error) != 0 ||
	    read_header(reader) != 0)
		return -1;
	while ((more = csv_read(&reader->csv, &reader->row, reader->error)) >
	       0) {
		if (take_row(reader) != 0)
			return -1;
		reading_tell(reader->reading, csv_done(&reader->csv),
			     &reader->next_progress);
	}
	if (more < 0 || end_record(reader) != 0)
		return -1;
	return tell_counts(reader);
}

static uint16_t field_named(const struct reading *reading, const char *name)
{
	return dictionary_find(reading->dictionary, KIND_FIELD, slice_of(name));
}

int columns_read(const struct column_table *table, struct reading *reading,
		 struct slice bytes, struct error *error)
{
	struct column_reader *reader = memory_array(1, sizeof(*reader));
	struct error own = {0};
	int result;

	if (reader == NULL)
		return error_memory(error);
	columns_resolve(&reader->resolved, table, reading->dictionary);
	reader->reading = reading;
	reader->error = error != NULL ? error : &own;
	reader->upn = field_named(reading, "pupil.upn");
	reader->birth_date = field_named(reading, "pupil.birth-date");
	result = read_all(reader, bytes);
	if (result != 0)
		result = reading_failed(reading, reader->error);
	csv_release(&reader->csv);
	arena_release(&reader->record);
	arena_release(&reader->file);
	builder_release(&reader->canonical);
	upn_set_release(&reader->seen);
	memory_free(reader);
	return result;
}
