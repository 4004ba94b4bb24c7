#include "formats/columns_reading.h"

#include <stdio.h>

#include "base/memory.h"
#include "formats/reading.h"

enum {
	NO_KIND = -2,
	HEADER_BYTES = 100, /* of a header in a message */
};

static int tell(struct column_reader *reader, struct rejection *rejection)
{
	return reader->reading->reject(reader->reading->context, rejection,
				       reader->error);
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
	const struct column_table *table = columns_table(reader);
	struct slice header = slice_trim(reader->row.fields[at]);
	struct column_found *found = &reader->found[at];

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
	struct slice header = columns_table(reader)->columns[column].header;
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
	const struct column_table *table = columns_table(reader);
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

/* --- records -------------------------------------------------------------- */

/* Rules 1500 and 1520. */
static int check_number(struct column_reader *reader)
{
	const struct column_table *table = columns_table(reader);
	struct slice upn = reader->maker.record.upn;
	size_t column = 0;
	bool fresh = true;

	while (column < table->count &&
	       (reader->upn == DICTIONARY_NONE ||
		reader->resolved.field[column] != reader->upn))
		column++;
	if (upn.len == 0 && !reader->reading->unnamed &&
	    (column == table->count || reader->first[column] == SIZE_MAX))
		return columns_tell_at(reader, SIZE_MAX, SLICE("UPN"), false,
				       "1500", "no unique pupil number");
	if (upn.len == 0 && !reader->reading->unnamed &&
	    columns_cell(reader, reader->first[column]).len == 0)
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
		return columns_tell_at(reader, SIZE_MAX, SLICE(""), false, NULL,
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
		      struct slice keys[COLUMNS_KEYS])
{
	const struct column_table *table = columns_table(reader);
	size_t count = 0;

	memset(keys, 0, COLUMNS_KEYS * sizeof(*keys));
	for (size_t i = 0; i < table->count && count < COLUMNS_KEYS; i++)
		if ((table->columns[i].flags & COLUMN_KEY) != 0 &&
		    reader->first[i] != SIZE_MAX)
			keys[count++] = columns_cell(reader, reader->first[i]);
}

static int keep_keys(struct column_reader *reader)
{
	struct slice keys[COLUMNS_KEYS];

	find_keys(reader, keys);
	for (size_t i = 0; i < COLUMNS_KEYS; i++) {
		reader->key[i] = arena_copy(&reader->record, keys[i]);
		if (reader->key[i].at == NULL)
			return error_memory(reader->error);
	}
	return 0;
}

static bool same_keys(const struct column_reader *reader)
{
	struct slice keys[COLUMNS_KEYS];

	find_keys(reader, keys);
	for (size_t i = 0; i < COLUMNS_KEYS; i++)
		if (!slice_equal(keys[i], reader->key[i]))
			return false;
	return true;
}

static int take_pupil(struct column_reader *reader)
{
	const struct column_table *table = columns_table(reader);

	if (begin_record(reader) != 0 || keep_keys(reader) != 0 ||
	    columns_take_cells(reader, -1) != 0 || check_number(reader) != 0)
		return -1;
	if (reader->bad || table->check == NULL)
		return 0;
	return table->check(reader);
}

/* The kind of the row in hand: -1 the pupil's own, NO_KIND: none. */
static int kind_of_row(const struct column_reader *reader, size_t *at)
{
	const struct column_table *table = columns_table(reader);
	struct slice text;

	*at = SIZE_MAX;
	if (table->kinds == NULL)
		return -1;
	for (size_t i = 0; i < table->count; i++)
		if (table->columns[i].type == COLUMN_KIND)
			*at = reader->first[i];
	text = columns_cell(reader, *at);
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
	return columns_tell_at(reader, at, SLICE(""), false, NULL, message);
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
	return columns_take_cells(reader, kind);
}

/* --- the file ------------------------------------------------------------- */

static int tell_counts(struct column_reader *reader)
{
	const struct column_table *table = columns_table(reader);

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
