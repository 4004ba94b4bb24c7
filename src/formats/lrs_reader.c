#include "formats/lrs.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/csv.h"
#include "formats/csv_seen.h"
#include "formats/learner_answer.h"
#include "formats/reading.h"

struct lrs_reader {
	struct reading *reading;
	struct error *error;
	const struct lrs_layout *layout;
	uint16_t fields[LRS_COLUMNS];
	uint16_t list, birth_date, uln; /* a category; fields */
	struct csv csv;
	struct csv_row row;
	struct arena arena;       /* of the record in hand */
	struct builder canonical; /* the value in hand */
	struct record_maker maker;
	struct csv_seen seen;        /* UPNs of a file with a row a learner */
	bool open;                   /* a record is in hand */
	bool bad;                    /* something of it was rejected */
	char learner[ULN_BYTES + 1]; /* of a file with several rows a learner */
	uint32_t first_line;
	uint32_t items;
	uint64_t next_progress;
};

/* --- rejecting ------------------------------------------------------------------ */

static int tell(struct lrs_reader *reader, size_t column, bool warning,
		const char *rule, struct slice message)
{
	struct rejection rejection = {
		.record = reader->reading->records,
		.warning = warning,
		.rule = rule,
		.field = reader->layout->columns[column].heading,
		.message = message,
	};

	reader->bad = reader->bad || !warning;
	csv_place(&reader->csv, &reader->row, column, &rejection.line,
		  &rejection.column);
	return reader->reading->reject(reader->reading->context, &rejection,
				       reader->error);
}

static int reject(struct lrs_reader *reader, size_t column, const char *message)
{
	return tell(reader, column, false, NULL, slice_of(message));
}

static int warn(struct lrs_reader *reader, size_t column, const char *message)
{
	return tell(reader, column, true, NULL, slice_of(message));
}

/* --- the top of the file ---------------------------------------------------------- */

static int fail_at(struct lrs_reader *reader, size_t column)
{
	uint32_t line, place;

	csv_place(&reader->csv, &reader->row, column, &line, &place);
	return error_at(reader->error, reader->reading->file_name, line, place,
			0);
}

static int wrong_heading(struct lrs_reader *reader, size_t column)
{
	error_set(reader->error, ERROR_INPUT,
		  "column %zu of a file of the format '%s' must be called "
		  "%.*s, letter by letter",
		  column + 1, reader->layout->format->name,
		  SLICE_ARGS(reader->layout->columns[column].heading));
	return fail_at(reader, column < reader->row.count
				       ? column
				       : reader->row.count - 1);
}

static int read_headings(struct lrs_reader *reader)
{
	int result = csv_read(&reader->csv, &reader->row, reader->error);

	if (result < 0)
		return -1;
	if (result == 0)
		return error_set(reader->error, ERROR_INPUT,
				 "the file is empty");
	reader->layout = lrs_layout_nearest(&reader->row);
	if (reader->layout == NULL) {
		error_set(reader->error, ERROR_INPUT,
			  "the headings are not those of a file of the learner "
			  "registration");
		return fail_at(reader, 0);
	}
	for (size_t i = 0; i < reader->layout->count; i++)
		if (i >= reader->row.count ||
		    !slice_equal(reader->row.fields[i],
				 reader->layout->columns[i].heading))
			return wrong_heading(reader, i);
	for (size_t i = reader->layout->count; i < reader->row.count; i++)
		if (!slice_empty(slice_trim(reader->row.fields[i]))) {
			error_set(reader->error, ERROR_INPUT,
				  "a file of the format '%s' has %zu columns, "
				  "and this one has more",
				  reader->layout->format->name,
				  reader->layout->count);
			return fail_at(reader, i);
		}
	for (size_t i = 0; i < reader->layout->count; i++)
		reader->fields[i] = lrs_field(reader->reading->dictionary,
					      &reader->layout->columns[i]);
	return 0;
}

static int keep_sender(struct lrs_reader *reader, struct slice ukprn)
{
	struct slice kept =
		arena_copy(reader->reading->arena, slice_trim(ukprn));

	if (kept.at == NULL)
		return error_memory(reader->error);
	reader->reading->sender = kept;
	return 0;
}

/* The second row, which is of the file.  One that is not there is no harm. */
static int read_file_row(struct lrs_reader *reader)
{
	struct slice name;
	int result;

	if (!reader->layout->file_row)
		return 0;
	result = csv_read(&reader->csv, &reader->row, reader->error);
	if (result <= 0)
		return result;
	if (reader->row.count < 3 ||
	    !slice_is(slice_trim(reader->row.fields[0]), "2A")) {
		csv_return(&reader->csv, reader->row.start, reader->row.line);
		return warn(reader, 0,
			    "the second row is not the file's own, with the "
			    "version 2A, its name and the UKPRN");
	}
	name = slice_trim(reader->row.fields[1]);
	if (!slice_equal_ignoring_case(name, reader->reading->file_name) &&
	    warn(reader, 1, "the file says that it has another name") != 0)
		return -1;
	return keep_sender(reader, reader->row.fields[2]);
}

/* --- values ------------------------------------------------------------------------ */

static struct slice cell(const struct lrs_reader *reader, size_t column)
{
	if (column >= reader->row.count)
		return (struct slice){NULL, 0};
	return csv_unguarded(slice_trim(reader->row.fields[column]));
}

/* The dictionary's code of a digit of sex; nothing for "not specified".  False
 * for what is none of the digits. */
static bool sex_of(struct slice digit, struct slice *code)
{
	if (slice_is(digit, "1"))
		*code = SLICE("M");
	else if (slice_is(digit, "2"))
		*code = SLICE("F");
	else if (slice_is(digit, "0"))
		*code = SLICE("U");
	else if (slice_is(digit, "9") || slice_empty(digit))
		*code = SLICE("");
	else
		return false;
	return true;
}

/* Whether a text only fills the place of what is not known. */
static bool is_filler(const struct lrs_column *column, struct slice text)
{
	return column->otherwise != NULL && slice_is(text, column->otherwise);
}

/* Brings the text into canonical form; `*good` false when it was rejected. */
static int check_value(struct lrs_reader *reader, size_t column,
		       struct slice text, bool *good)
{
	struct error fault = {0};
	const char *wrong = NULL;
	char message[800];

	*good = true;
	if (field_check(reader->reading->dictionary, reader->fields[column],
			text, reader->reading->today, &reader->canonical,
			&fault) != 0) {
		*good = false;
		if (fault.code == ERROR_MEMORY || reader->canonical.failed)
			return error_memory(reader->error);
		if (reader->reading->coarse)
			return 0;
		error_text(&fault, message, sizeof(message));
		return reject(reader, column, message);
	}
	if (reader->canonical.failed)
		return error_memory(reader->error);
	if (reader->fields[column] == reader->birth_date)
		wrong = reading_birth_fault(reader->reading,
					    builder_slice(&reader->canonical));
	if (wrong == NULL)
		return 0;
	*good = false;
	return reject(reader, column, wrong);
}

static bool is_item(const struct lrs_reader *reader, size_t column)
{
	return reader->layout->list &&
	       reader->reading->dictionary->fields[reader->fields[column]]
			       .category == reader->list;
}

static int take_cell(struct lrs_reader *reader, size_t column, bool *item)
{
	const struct lrs_column *entry = &reader->layout->columns[column];
	struct slice text = cell(reader, column);
	bool listed, good;

	if (entry->kind == LRS_SEX && !sex_of(text, &text))
		return reject(reader, column,
			      "wants 0 (not known), 1 (male), 2 (female) or 9 "
			      "(not specified)");
	if (is_filler(entry, text))
		return 0;
	if (slice_empty(text))
		return entry->mandatory && !reader->reading->unnamed
			       ? reject(reader, column, "a value is missing")
			       : 0;
	if (reader->fields[column] == DICTIONARY_NONE)
		return 0;
	if (check_value(reader, column, text, &good) != 0)
		return -1;
	if (!good)
		return 0;
	listed = is_item(reader, column);
	*item |= listed;
	record_set(&reader->maker, reader->fields[column],
		   (struct slice){NULL, 0}, listed ? reader->items : 0,
		   builder_slice(&reader->canonical));
	return 0;
}

/* --- who it is ---------------------------------------------------------------------- */

static size_t column_of(const struct lrs_reader *reader, enum lrs_kind kind)
{
	size_t i = 0;

	while (i < reader->layout->count &&
	       reader->layout->columns[i].kind != kind)
		i++;
	return i;
}

static size_t column_of_uln(const struct lrs_reader *reader)
{
	size_t i = 0;

	while (i < reader->layout->count && reader->fields[i] != reader->uln)
		i++;
	return i;
}

static int see(struct lrs_reader *reader, size_t column, struct slice upn)
{
	struct csv_pupil *pupil = csv_see(&reader->seen, upn, reader->error);
	char message[80];

	if (pupil == NULL)
		return -1;
	if (pupil->line == 0) {
		pupil->line = reader->row.line;
		return 0;
	}
	snprintf(message, sizeof(message),
		 "the same unique pupil number as on line %u", pupil->line);
	return tell(reader, column, false, "1520", slice_of(message));
}

/* A list replaces the one held, so that it must be told at once. */
static int see_list(struct lrs_reader *reader)
{
	size_t column = column_of_uln(reader);
	struct slice uln = cell(reader, column);
	struct csv_pupil *pupil;

	if (!reader->layout->list || !uln_check(uln))
		return 0;
	pupil = csv_see(&reader->seen, uln, reader->error);
	if (pupil == NULL)
		return -1;
	if (pupil->line == 0) {
		pupil->line = reader->row.line;
		return 0;
	}
	return tell(reader, column, false, "1520",
		    SLICE("the rows of this learner do not stand together: "
			  "others are further up"));
}

/* Whether the answer, if the row is one, lets its learner number be taken. */
static bool gives_number(const struct lrs_reader *reader)
{
	size_t column = column_of(reader, LRS_CODE);
	const struct learner_answer *answer =
		column == reader->layout->count
			? NULL
			: learner_answer_find(cell(reader, column));

	return answer == NULL || answer->number != LEARNER_NUMBER_NONE;
}

/* What the school calls the learner is good for us when it is a UPN. */
static int take_identifier(struct lrs_reader *reader)
{
	size_t column = column_of(reader, LRS_UPN);
	struct slice text, uln = cell(reader, column_of_uln(reader));

	if (column == reader->layout->count ||
	    reader->fields[column] == DICTIONARY_NONE)
		return 0;
	text = cell(reader, column);
	if (!slice_empty(text) &&
	    field_check(reader->reading->dictionary, reader->fields[column],
			text, reader->reading->today, &reader->canonical,
			NULL) == 0) {
		struct slice upn = builder_slice(&reader->canonical);

		record_set(&reader->maker, reader->fields[column],
			   (struct slice){NULL, 0}, 0, upn);
		return reader->layout->list ? 0 : see(reader, column, upn);
	}
	if (reader->canonical.failed)
		return error_memory(reader->error);
	if (slice_empty(uln) && !reader->reading->unnamed)
		return tell(reader, column, false, "1500",
			    SLICE("neither a unique pupil number here nor a "
				  "learner number: nobody can say whose row "
				  "this is"));
	if (!gives_number(reader) && !reader->reading->unnamed)
		return tell(reader, column, false, "1500",
			    SLICE("no unique pupil number, and the answer "
				  "makes no learner number certain: nobody "
				  "can say whose row this is"));
	if (slice_empty(text))
		return 0;
	return warn(reader, column,
		    "this is no unique pupil number; the learner is known by "
		    "the learner number alone");
}

/* --- answers (F08) ------------------------------------------------------------------- */

static int tell_answer(struct lrs_reader *reader, size_t column,
		       const struct learner_answer *answer)
{
	struct builder text = {0};
	int result;

	if (answer->advice == NULL)
		return 0;
	builder_add_format(&text, "%s: %s", answer->meaning, answer->advice);
	result = text.failed ? error_memory(reader->error)
			     : tell(reader, column, true, answer->code.at,
				    builder_slice(&text));
	builder_release(&text);
	return result;
}

/* Whether the number of the row is one to be taken; what is not certain is
 * told, and its number left out. */
static int take_answer(struct lrs_reader *reader, bool *number)
{
	size_t column = column_of(reader, LRS_CODE);
	const struct learner_answer *answer;

	*number = true;
	if (column == reader->layout->count)
		return 0;
	answer = learner_answer_find(cell(reader, column));
	if (answer == NULL)
		return 0; /* rejected with the other values */
	*number = answer->number != LEARNER_NUMBER_NONE;
	if (*number && slice_empty(cell(reader, column_of_uln(reader))))
		return reject(reader, column_of_uln(reader),
			      "the answer comes with a number, and there is "
			      "none");
	return tell_answer(reader, column, answer);
}

/* --- records ------------------------------------------------------------------------- */

static void begin(struct lrs_reader *reader)
{
	arena_clear(&reader->arena);
	reader->maker =
		record_maker(reader->reading->dictionary, &reader->arena);
	reader->reading->records++;
	reader->open = true;
	reader->bad = false;
	reader->items = 0;
	reader->first_line = reader->row.line;
}

static int end(struct lrs_reader *reader)
{
	struct record record;

	if (!reader->open)
		return 0;
	reader->open = false;
	if (!reader->bad &&
	    record_made(&reader->maker, &record, reader->error) != 0) {
		if (reader->error->code == ERROR_MEMORY)
			return -1;
		*reader->error = (struct error){0};
		if (reject(reader, 0, "too many rows of one learner") != 0)
			return -1;
	}
	if (reader->bad) {
		reader->reading->rejected++;
		return 0;
	}
	record.line = reader->first_line;
	record.number = reader->reading->records;
	return reader->reading->take(reader->reading->context, &record,
				     reader->error);
}

static int take_cells(struct lrs_reader *reader)
{
	bool number, item = false;

	if (take_answer(reader, &number) != 0)
		return -1;
	for (size_t i = 0; i < reader->layout->count; i++) {
		if (reader->layout->columns[i].kind == LRS_UPN ||
		    (reader->fields[i] == reader->uln && !number))
			continue;
		if (take_cell(reader, i, &item) != 0)
			return -1;
	}
	reader->items += item;
	return 0;
}

static bool is_too_short(const struct lrs_reader *reader)
{
	return reader->row.count < reader->layout->count;
}

/* A comma that is not quoted moves what follows into the next column; empty
 * cells at the end of a row harm nothing. */
static bool is_too_wide(const struct lrs_reader *reader)
{
	for (size_t i = reader->layout->count; i < reader->row.count; i++)
		if (!slice_empty(slice_trim(reader->row.fields[i])))
			return true;
	return false;
}

/* Rows of one learner follow each other. */
static bool goes_on(struct lrs_reader *reader)
{
	struct slice uln = cell(reader, column_of_uln(reader));
	bool same;

	if (!reader->layout->list)
		return false;
	same = reader->open && uln.len > 0 && slice_is(uln, reader->learner);
	memset(reader->learner, 0, sizeof(reader->learner));
	if (uln.len > 0 && uln.len <= ULN_BYTES)
		memcpy(reader->learner, uln.at, uln.len);
	return same;
}

static int read_row(struct lrs_reader *reader)
{
	if (!goes_on(reader)) {
		if (end(reader) != 0)
			return -1;
		begin(reader);
		if (!is_too_short(reader) &&
		    (see_list(reader) != 0 || take_identifier(reader) != 0))
			return -1;
	}
	if (is_too_short(reader))
		return reject(reader, 0,
			      "the row has fewer columns than the header");
	if (is_too_wide(reader))
		return reject(reader, reader->layout->count - 1,
			      "the row has more fields than there are columns");
	return take_cells(reader);
}

static int read_all(struct lrs_reader *reader, struct slice bytes)
{
	int result;

	if (csv_begin(&reader->csv, bytes, ',', reader->error) != 0 ||
	    read_headings(reader) != 0 || read_file_row(reader) != 0)
		return -1;
	while ((result = csv_read(&reader->csv, &reader->row, reader->error)) ==
	       1) {
		if (read_row(reader) != 0)
			return -1;
		reading_tell(reader->reading, csv_done(&reader->csv),
			     &reader->next_progress);
	}
	return result == 0 ? end(reader) : -1;
}

static uint16_t field_of(const struct reading *reading, const char *name)
{
	const struct field *field =
		dictionary_field(reading->dictionary, slice_of(name));

	return field != NULL ? (uint16_t)(field - reading->dictionary->fields)
			     : DICTIONARY_NONE;
}

int lrs_read(struct reading *reading, struct slice bytes, struct error *error)
{
	struct lrs_reader *reader = memory_array(1, sizeof(*reader));
	struct error own = {0};
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->reading = reading;
	reading->sender = SLICE("");
	reader->error = error != NULL ? error : &own;
	reader->birth_date = field_of(reading, "pupil.birth-date");
	reader->uln = field_of(reading, "pupil.uln");
	reader->list = dictionary_find(reading->dictionary, KIND_CATEGORY,
				       SLICE("qualifications"));
	result = read_all(reader, bytes);
	if (result != 0)
		result = reading_failed(reading, reader->error);
	csv_release(&reader->csv);
	arena_release(&reader->arena);
	builder_release(&reader->canonical);
	csv_seen_release(&reader->seen);
	memory_free(reader);
	return result;
}
