#include "formats/csv_pupils.h"

#include <stdio.h>

#include "base/error.h"
#include "base/memory.h"
#include "formats/csv_seen.h"
#include "formats/csv_take.h"
#include "formats/reading.h"

enum { FIRST_ROWS = 1024 };

/* A row of a file of items. */
struct item_row {
	const char *start;
	size_t next;     /* of the same pupil; 0: the last */
	uint64_t number; /* of the record, in its first row; else 0 */
	uint32_t line;
};

struct csv_reader {
	struct reading *reading;
	struct error *error;
	struct csv_taker taker;
	struct arena file; /* lives as long as the reading */
	struct csv_seen seen;
	struct item_row *rows; /* from 1 */
	size_t row_count;
	size_t row_capacity;
	uint64_t next_progress;
};

static int next_row(struct csv_reader *reader)
{
	return csv_read(&reader->taker.csv, &reader->taker.row, reader->error);
}

/* --- a pupil a row -------------------------------------------------------- */

static int reject_again(struct csv_reader *reader, uint32_t first_line)
{
	char message[80];

	snprintf(message, sizeof(message),
		 "the same unique pupil number as on line %u", first_line);
	return csv_reject_field(&reader->taker, reader->taker.layout.upn_column,
				"1520", message);
}

static int see_pupil(struct csv_reader *reader, struct slice upn)
{
	struct csv_pupil *pupil = csv_see(&reader->seen, upn, reader->error);

	if (pupil == NULL)
		return -1;
	if (pupil->line != 0)
		return reject_again(reader, pupil->line);
	pupil->line = reader->taker.row.line;
	return 0;
}

static int read_pupil(struct csv_reader *reader)
{
	struct csv_taker *taker = &reader->taker;
	const char *fault = csv_wrong_count(&taker->row, taker->layout.count);
	struct slice upn;

	csv_take_begin(taker, ++reader->reading->records);
	if (fault != NULL) {
		if (csv_reject_row(taker, fault) != 0)
			return -1;
	} else {
		if (csv_take_upn(taker, &upn) != 0)
			return -1;
		if (upn.len > 0 && see_pupil(reader, upn) != 0)
			return -1;
		if (upn.len > 0 || !reader->reading->unnamed)
			csv_take_set_upn(taker, upn);
		if (csv_take_row(taker) != 0)
			return -1;
	}
	return csv_take_end(taker, taker->row.line);
}

static int read_pupils(struct csv_reader *reader)
{
	int more;

	while ((more = next_row(reader)) > 0) {
		if (read_pupil(reader) != 0)
			return -1;
		reading_tell(reader->reading, csv_done(&reader->taker.csv),
			     &reader->next_progress);
	}
	return more;
}

/* --- an item a row -------------------------------------------------------- */

static int grow_rows(struct csv_reader *reader)
{
	size_t larger = reader->row_capacity > 0 ? 2 * reader->row_capacity
						 : FIRST_ROWS;
	struct item_row *rows;
	size_t size;

	if (reader->row_count + 1 < reader->row_capacity)
		return 0;
	if (!size_multiply(larger, sizeof(*rows), &size))
		return error_memory(reader->error);
	rows = memory_resize(reader->rows, size);
	if (rows == NULL)
		return error_memory(reader->error);
	reader->rows = rows;
	reader->row_capacity = larger;
	return 0;
}

static int add_item_row(struct csv_reader *reader, struct csv_pupil *pupil)
{
	struct item_row *row;

	if (grow_rows(reader) != 0)
		return -1;
	row = &reader->rows[++reader->row_count];
	*row = (struct item_row){.start = reader->taker.row.start,
				 .line = reader->taker.row.line};
	if (pupil->last == 0)
		row->number = ++reader->reading->records;
	else
		reader->rows[pupil->last].next = reader->row_count;
	pupil->last = reader->row_count;
	return 0;
}

/* First time through: which rows are whose.  Rows that belong to nobody are
 * rejected as records of their own. */
static int collect_row(struct csv_reader *reader)
{
	struct csv_taker *taker = &reader->taker;
	const char *fault = csv_wrong_count(&taker->row, taker->layout.count);
	struct slice upn = {NULL, 0};
	struct csv_pupil *pupil;

	csv_take_begin(taker, reader->reading->records + 1);
	if (fault != NULL ? csv_reject_row(taker, fault) != 0
			  : csv_take_upn(taker, &upn) != 0)
		return -1;
	if (upn.len == 0) {
		reader->reading->records++;
		reader->reading->rejected++;
		return 0;
	}
	pupil = csv_see(&reader->seen, upn, reader->error);
	return pupil != NULL ? add_item_row(reader, pupil) : -1;
}

static int read_items_of(struct csv_reader *reader, size_t first)
{
	struct csv_taker *taker = &reader->taker;
	struct slice upn;

	csv_take_begin(taker, reader->rows[first].number);
	memset(taker->next_items, 0, CSV_YEARS * sizeof(*taker->next_items));
	for (size_t i = first; i != 0; i = reader->rows[i].next) {
		/* It was whole the first time: only memory can fail. */
		csv_return(&taker->csv, reader->rows[i].start,
			   reader->rows[i].line);
		if (next_row(reader) != 1)
			return -1;
		if (i == first) {
			if (csv_take_upn(taker, &upn) != 0)
				return -1;
			csv_take_set_upn(taker, upn);
		}
		if (csv_take_row(taker) != 0)
			return -1;
	}
	return csv_take_end(taker, reader->rows[first].line);
}

static int read_items(struct csv_reader *reader)
{
	struct csv_taker *taker = &reader->taker;
	int more;

	while ((more = next_row(reader)) > 0) {
		if (collect_row(reader) != 0)
			return -1;
		reading_tell(reader->reading, csv_done(&reader->taker.csv),
			     &reader->next_progress);
	}
	if (more != 0)
		return -1;
	taker->next_items = arena_array(&reader->file, CSV_YEARS,
					sizeof(*taker->next_items));
	if (taker->next_items == NULL)
		return error_memory(reader->error);
	/* In the order of the pupils' first rows. */
	for (size_t i = 1; i <= reader->row_count; i++)
		if (reader->rows[i].number != 0 &&
		    read_items_of(reader, i) != 0)
			return -1;
	return 0;
}

/* --- the file ------------------------------------------------------------- */

static int warn_of_encoding(struct csv_taker *taker)
{
	struct rejection rejection = {.warning = true};
	char message[160];

	if (!taker->csv.windows_1252)
		return 0;
	if (taker->csv.undefined_bytes == 0)
		snprintf(message, sizeof(message),
			 "not UTF-8: read as Windows-1252");
	else
		snprintf(message, sizeof(message),
			 "not UTF-8: read as Windows-1252; %llu bytes have no "
			 "character there",
			 (unsigned long long)taker->csv.undefined_bytes);
	rejection.message = slice_of(message);
	return csv_reject(taker, &rejection);
}

static int read_header(struct csv_reader *reader)
{
	const struct dictionary *dictionary = reader->reading->dictionary;
	const struct field *birth =
		dictionary_field(dictionary, SLICE("pupil.birth-date"));
	struct csv_taker *taker = &reader->taker;
	int more = next_row(reader);

	taker->birth_date = birth != NULL
				    ? (uint16_t)(birth - dictionary->fields)
				    : DICTIONARY_NONE;
	if (more < 0)
		return -1;
	if (more == 0)
		return error_set(reader->error, ERROR_INPUT,
				 "the file is empty");
	return csv_layout_make(&taker->layout, reader->reading, &taker->csv,
			       &taker->row, &reader->file, reader->error);
}

static int read_all(struct csv_reader *reader, struct slice bytes)
{
	if (csv_begin(&reader->taker.csv, bytes, 0, reader->error) != 0 ||
	    read_header(reader) != 0 || warn_of_encoding(&reader->taker) != 0)
		return -1;
	return reader->taker.layout.list != DICTIONARY_NONE
		       ? read_items(reader)
		       : read_pupils(reader);
}

static void reader_free(struct csv_reader *reader)
{
	csv_release(&reader->taker.csv);
	arena_release(&reader->taker.record);
	builder_release(&reader->taker.canonical);
	arena_release(&reader->file);
	csv_seen_release(&reader->seen);
	memory_free(reader->rows);
	memory_free(reader);
}

int csv_pupils_read(struct reading *reading, struct slice bytes,
		    struct error *error)
{
	struct csv_reader *reader = memory_array(1, sizeof(*reader));
	struct error own = {0};
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->reading = reader->taker.reading = reading;
	reader->error = reader->taker.error = error != NULL ? error : &own;
	result = read_all(reader, bytes);
	if (result != 0)
		result = reading_failed(reading, reader->error);
	if (result == 0 && reading->progress != NULL)
		reading->progress(reading->context, bytes.len);
	reader_free(reader);
	return result;
}
