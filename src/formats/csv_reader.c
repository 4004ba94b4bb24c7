#include "formats/csv_pupils.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/csv.h"
#include "formats/csv_layout.h"

enum {
	PROGRESS_BYTES = 1 << 20,
	OLDEST_YEARS = 120,
	FIRST_YEAR = 1800, /* of academic years */
	LAST_YEAR = 2999,
	ITEM_YEARS = LAST_YEAR - FIRST_YEAR + 1,
};

/* A pupil of the file, found by its packed UPN. */
struct seen {
	uint64_t key; /* 0: free */
	uint32_t line;
	size_t last; /* its last row, in a file of items */
};

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
	struct csv csv;
	struct csv_layout layout;
	struct csv_row row;
	uint64_t number; /* of the record in hand */
	bool bad;        /* something of it was rejected */
	uint16_t birth_date;
	uint64_t next_progress;

	struct arena file;   /* lives as long as the reading */
	struct arena record; /* until the next record */
	struct builder canonical;
	struct record_maker maker;

	struct seen *seen; /* a table of 2^n, at most half full */
	size_t seen_count;
	size_t seen_size;
	struct item_row *rows; /* from 1 */
	size_t row_count;
	size_t row_capacity;
	uint32_t *next_items; /* by year, in a file of items */
};

/* --- rejecting ------------------------------------------------------------ */

static int reject(struct csv_reader *reader, struct rejection *rejection)
{
	reader->bad = reader->bad || !rejection->warning;
	return reader->reading->reject(reader->reading->context, rejection,
				       reader->error);
}

/* Rejects the record in hand for a field of its row. */
static int reject_field(struct csv_reader *reader, size_t column,
			const char *rule, const char *message)
{
	struct rejection rejection = {
		.record = reader->number,
		.rule = rule,
		.field = reader->layout.columns[column].header,
		.message = slice_of(message),
	};

	csv_place(&reader->csv, &reader->row, column, &rejection.line,
		  &rejection.column);
	return reject(reader, &rejection);
}

static int reject_row(struct csv_reader *reader, const char *message)
{
	struct rejection rejection = {.record = reader->number,
				      .line = reader->row.line,
				      .column = 1,
				      .message = slice_of(message)};

	return reject(reader, &rejection);
}

/* The DfE's rule that a UPN breaks, by number. */
static const char *upn_rule(struct slice text)
{
	char upper[UPN_BYTES];
	struct slice upn = {upper, text.len};

	if (text.len != UPN_BYTES)
		return "1540";
	for (size_t i = 0; i < text.len; i++) {
		bool small = text.at[i] >= 'a' && text.at[i] <= 'z';

		upper[i] = (char)(small ? text.at[i] - 'a' + 'A' : text.at[i]);
	}
	switch (upn_check(upn, NULL)) {
	case UPN_CHECK:
		return "1510";
	case UPN_GOOD:
		return "1530"; /* digits 2 to 4 */
	case UPN_LENGTH:
	case UPN_CHARACTER:
		break;
	}
	for (size_t i = 1; i < UPN_BYTES - 1; i++)
		if (upper[i] < '0' || upper[i] > '9')
			return "1540";
	return "1550";
}

/* --- values --------------------------------------------------------------- */

/* Brings a value into canonical form in reader->canonical. False when it was
 * rejected; `*result` is then what the caller's reject gave. */
static bool check(struct csv_reader *reader, size_t column, uint16_t field,
		  struct slice value, int *result)
{
	const struct field *entry = &reader->layout.dictionary->fields[field];
	struct error fault = {0};
	char message[800];

	*result = 0;
	if (field_check(reader->layout.dictionary, field, value,
			reader->reading->today, &reader->canonical,
			&fault) == 0 &&
	    !reader->canonical.failed)
		return true;
	if (fault.code == ERROR_MEMORY || reader->canonical.failed) {
		*result = error_memory(reader->error);
		return false;
	}
	fault.place = (struct place){0};
	error_text(&fault, message, sizeof(message));
	*result = reject_field(
		reader, column,
		entry->type == FIELD_UPN ? upn_rule(value) : NULL, message);
	return false;
}

/* A cell as text: trimmed, translated by the mapping, without the guard
 * against formulas. */
static struct slice cell(const struct csv_reader *reader, size_t column)
{
	struct slice text = slice_trim(reader->row.fields[column]);

	text = csv_layout_value(&reader->layout,
				&reader->layout.columns[column], text);
	return csv_unguarded(text);
}

/* A date as yyyy-mm-dd where the mapping says how the file writes it. */
static bool read_date(struct csv_reader *reader, size_t column,
		      struct slice *value, char text[DATE_TEXT_BYTES],
		      int *result)
{
	const struct slice format = reader->layout.mapping.date_format;
	int32_t date;

	*result = 0;
	if (format.len == 0) {
		*value = csv_without_midnight(*value);
		return true;
	}
	if (!csv_date(*value, format, &date)) {
		*result = reject_field(reader, column, NULL,
				       "not a date in the mapping file's "
				       "date-format");
		return false;
	}
	date_format(date, text);
	*value = slice_of(text);
	return true;
}

static bool plausible_birth(struct csv_reader *reader, size_t column,
			    int *result)
{
	int32_t today = reader->reading->today;
	const char *fault = NULL;
	int32_t birth;

	*result = 0;
	if (today == DATE_NONE ||
	    !date_parse(builder_slice(&reader->canonical), &birth))
		return true;
	if (birth > today)
		fault = "the date of birth has not come yet";
	else if (date_age(birth, today) > OLDEST_YEARS)
		fault = "the date of birth is more than 120 years ago";
	if (fault == NULL)
		return true;
	*result = reject_field(reader, column, NULL, fault);
	return false;
}

static int take_value(struct csv_reader *reader, size_t column,
		      uint32_t first_item)
{
	const struct csv_column *entry = &reader->layout.columns[column];
	struct csv_group *group = &reader->layout.groups[entry->group];
	uint16_t field = entry->target.field;
	struct slice value = cell(reader, column);
	char date[DATE_TEXT_BYTES];
	int result = 0;

	if (value.len == 0)
		return 0;
	if (group->by_period && group->period.len == 0 && !group->filled) {
		group->filled = true;
		return reject_field(reader, group->period_column, NULL,
				    "no academic year for what the row says of "
				    "it");
	}
	group->filled = true;
	if (reader->layout.dictionary->fields[field].type == FIELD_DATE &&
	    !read_date(reader, column, &value, date, &result))
		return result;
	if (!check(reader, column, field, value, &result))
		return result;
	if (field == reader->birth_date &&
	    !plausible_birth(reader, column, &result))
		return result;
	field_set_add(&group->set, field);
	record_set(&reader->maker, field, group->period,
		   first_item + group->item, builder_slice(&reader->canonical));
	return 0;
}

static int take_period(struct csv_reader *reader, struct csv_group *group)
{
	struct slice text;

	group->period = group->period_default;
	if (group->period_column == CSV_NO_COLUMN)
		return 0;
	text = cell(reader, group->period_column);
	if (text.len == 0)
		return 0;
	group->period = csv_academic_year(text);
	if (group->period.len > 0)
		return 0;
	group->filled = true; /* the fault is said */
	return reject_field(reader, group->period_column, NULL,
			    "not an academic year, like 2025 or 2025/26");
}

static int take_upn(struct csv_reader *reader, struct slice *upn)
{
	size_t column = reader->layout.upn_column;
	struct slice value = {NULL, 0};
	int result;

	*upn = value;
	if (column < reader->row.count)
		value = cell(reader, column);
	if (value.len == 0)
		return reject_field(reader, column, "1500",
				    "no unique pupil number");
	if (!check(reader, column, reader->layout.columns[column].target.field,
		   value, &result))
		return result;
	*upn = arena_copy(&reader->record, builder_slice(&reader->canonical));
	return upn->at != NULL ? 0 : error_memory(reader->error);
}

static void take_defaults(struct csv_reader *reader, struct csv_group *group,
			  uint32_t first_item)
{
	const struct csv_mapping *mapping = &reader->layout.mapping;

	if (group->repeated && !group->filled)
		return;
	if (group->by_period && group->period.len == 0)
		return;
	for (size_t i = 0; i < mapping->default_count; i++) {
		const struct csv_default *rule = &mapping->defaults[i];

		if (rule->target.role != CSV_FIELD ||
		    rule->target.category != group->category ||
		    (rule->target.numbered &&
		     rule->target.item != group->item) ||
		    field_set_has(&group->set, rule->target.field))
			continue;
		record_set(&reader->maker, rule->target.field, group->period,
			   first_item + group->item, rule->value);
	}
}

/* Whether the row has the header's columns; more may follow if empty, as
 * spreadsheets write them. */
static const char *wrong_count(const struct csv_reader *reader)
{
	if (reader->row.count < reader->layout.count)
		return "the row has fewer columns than the header";
	for (size_t i = reader->layout.count; i < reader->row.count; i++)
		if (reader->row.fields[i].len > 0)
			return "the row has more columns than the header";
	return NULL;
}

/* The number of the next item of a group's period, in a file of items. */
static uint32_t *next_item(struct csv_reader *reader,
			   const struct csv_group *group)
{
	uint64_t year = FIRST_YEAR;

	if (group->period.len > 0 &&
	    !slice_number(group->period, LAST_YEAR, &year))
		year = FIRST_YEAR;
	return &reader->next_items[year - FIRST_YEAR];
}

/* Adds what the row in hand says to the record. */
static int take_row(struct csv_reader *reader)
{
	struct csv_layout *layout = &reader->layout;
	uint32_t first = 0;
	bool list = layout->list != DICTIONARY_NONE;

	for (size_t i = 0; i < layout->group_count; i++) {
		struct csv_group *group = &layout->groups[i];

		group->filled = false;
		group->period = (struct slice){NULL, 0};
		group->set = (struct field_set){0};
		if (group->by_period && take_period(reader, group) != 0)
			return -1;
	}
	for (size_t i = 0; i < layout->count; i++) {
		const struct csv_column *column = &layout->columns[i];

		if (column->target.role != CSV_FIELD || i == layout->upn_column)
			continue;
		if (list)
			first = *next_item(reader,
					   &layout->groups[column->group]);
		if (take_value(reader, i, first) != 0)
			return -1;
	}
	for (size_t i = 0; i < layout->group_count; i++) {
		struct csv_group *group = &layout->groups[i];
		bool counted = list && group->category == layout->list;

		first = counted ? *next_item(reader, group) : 0;
		take_defaults(reader, group, first);
		if (group->repeated &&
		    (!group->by_period || group->period.len > 0))
			record_mention(&reader->maker, group->category,
				       group->period);
		if (counted && group->filled)
			++*next_item(reader, group);
	}
	return 0;
}

static void begin_record(struct csv_reader *reader, uint64_t number)
{
	arena_clear(&reader->record);
	reader->maker =
		record_maker(reader->reading->dictionary, &reader->record);
	reader->number = number;
	reader->bad = false;
}

static int end_record(struct csv_reader *reader, uint32_t line)
{
	struct record record;

	if (reader->bad) {
		reader->reading->rejected++;
		return 0;
	}
	if (record_made(&reader->maker, &record, reader->error) != 0) {
		char message[sizeof(reader->error->message)];

		if (reader->error->code == ERROR_MEMORY)
			return -1;
		/* Too many items for one pupil. */
		memcpy(message, reader->error->message, sizeof(message));
		*reader->error = (struct error){0};
		reader->reading->rejected++;
		return reject_row(reader, message);
	}
	record.line = line;
	record.number = reader->number;
	return reader->reading->take(reader->reading->context, &record,
				     reader->error);
}

static void set_upn(struct csv_reader *reader, struct slice upn)
{
	const struct csv_layout *layout = &reader->layout;

	record_set(&reader->maker,
		   layout->columns[layout->upn_column].target.field,
		   (struct slice){NULL, 0}, 0, upn);
}

static void tell_progress(struct csv_reader *reader)
{
	if (reader->reading->progress == NULL ||
	    csv_done(&reader->csv) < reader->next_progress)
		return;
	reader->next_progress = csv_done(&reader->csv) + PROGRESS_BYTES;
	reader->reading->progress(reader->reading->context,
				  csv_done(&reader->csv));
}

/* --- the pupils seen so far ----------------------------------------------- */

/* A good UPN is a letter, eleven digits and a digit or letter. */
static uint64_t pack(struct slice upn)
{
	uint64_t key = 0;

	for (size_t i = 0; i < upn.len; i++) {
		char c = upn.at[i];
		bool digit = c >= '0' && c <= '9';
		unsigned int most = i == 0 || i == UPN_BYTES - 1 ? 36 : 10;

		key = key * most +
		      (unsigned int)(digit ? c - '0' : c - 'A' + 10);
	}
	return key + 1;
}

static struct seen *find_seen(const struct csv_reader *reader, uint64_t key)
{
	uint64_t at = key * 0x9e3779b97f4a7c15ull;

	for (at = at >> 20 & (reader->seen_size - 1);
	     reader->seen[at].key != 0 && reader->seen[at].key != key;
	     at = (at + 1) & (reader->seen_size - 1))
		continue;
	return &reader->seen[at];
}

static int grow_seen(struct csv_reader *reader)
{
	struct csv_reader larger = {
		.seen_size =
			reader->seen_size > 0 ? 2 * reader->seen_size : 1024,
	};

	if (2 * (reader->seen_count + 1) <= reader->seen_size)
		return 0;
	larger.seen = memory_array(larger.seen_size, sizeof(*larger.seen));
	if (larger.seen == NULL)
		return error_memory(reader->error);
	for (size_t i = 0; i < reader->seen_size; i++)
		if (reader->seen[i].key != 0)
			*find_seen(&larger, reader->seen[i].key) =
				reader->seen[i];
	memory_free(reader->seen);
	reader->seen = larger.seen;
	reader->seen_size = larger.seen_size;
	return 0;
}

/* The pupil's entry; `*fresh` says that it is the first time. */
static struct seen *see(struct csv_reader *reader, struct slice upn,
			bool *fresh)
{
	struct seen *seen;
	uint64_t key = pack(upn);

	if (grow_seen(reader) != 0)
		return NULL;
	seen = find_seen(reader, key);
	*fresh = seen->key == 0;
	if (!*fresh)
		return seen;
	*seen = (struct seen){.key = key, .line = reader->row.line};
	reader->seen_count++;
	return seen;
}

/* --- a pupil a row -------------------------------------------------------- */

static int read_pupil(struct csv_reader *reader)
{
	const char *count_fault = wrong_count(reader);
	struct slice upn;
	struct seen *seen;
	char message[80];
	bool fresh;

	begin_record(reader, ++reader->reading->records);
	if (count_fault != NULL) {
		if (reject_row(reader, count_fault) != 0)
			return -1;
		return end_record(reader, reader->row.line);
	}
	if (take_upn(reader, &upn) != 0)
		return -1;
	if (upn.len > 0) {
		seen = see(reader, upn, &fresh);
		if (seen == NULL)
			return -1;
		snprintf(message, sizeof(message),
			 "the same unique pupil number as on line %u",
			 seen->line);
		if (!fresh && reject_field(reader, reader->layout.upn_column,
					   "1520", message) != 0)
			return -1;
		set_upn(reader, upn);
	}
	if (take_row(reader) != 0)
		return -1;
	return end_record(reader, reader->row.line);
}

static int read_pupils(struct csv_reader *reader)
{
	int more;

	while ((more = csv_read(&reader->csv, &reader->row, reader->error)) >
	       0) {
		if (read_pupil(reader) != 0)
			return -1;
		tell_progress(reader);
	}
	return more;
}

/* --- an item a row -------------------------------------------------------- */

static int add_item_row(struct csv_reader *reader, struct seen *seen)
{
	size_t capacity = reader->row_capacity;
	struct item_row *row;

	if (reader->row_count + 1 >= capacity) {
		size_t larger = capacity > 0 ? 2 * capacity : 1024;
		size_t size;

		if (!size_multiply(larger, sizeof(*row), &size))
			return error_memory(reader->error);
		row = memory_resize(reader->rows, size);
		if (row == NULL)
			return error_memory(reader->error);
		reader->rows = row;
		reader->row_capacity = larger;
	}
	row = &reader->rows[++reader->row_count];
	*row = (struct item_row){.start = reader->row.start,
				 .line = reader->row.line};
	if (seen->last == 0)
		row->number = ++reader->reading->records;
	else
		reader->rows[seen->last].next = reader->row_count;
	seen->last = reader->row_count;
	return 0;
}

/* First time through: which rows are whose.  Rows that belong to nobody are
 * rejected as records of their own. */
static int collect_row(struct csv_reader *reader)
{
	const char *fault = wrong_count(reader);
	struct slice upn = {NULL, 0};
	struct seen *seen;
	bool fresh;

	begin_record(reader, reader->reading->records + 1);
	if (fault != NULL ? reject_row(reader, fault) != 0
			  : take_upn(reader, &upn) != 0)
		return -1;
	if (upn.len == 0) {
		reader->reading->records++;
		reader->reading->rejected++;
		return 0;
	}
	seen = see(reader, upn, &fresh);
	return seen != NULL ? add_item_row(reader, seen) : -1;
}

/* Reads a row again that was whole the first time. */
static int read_again(struct csv_reader *reader, const struct item_row *row)
{
	csv_return(&reader->csv, row->start, row->line);
	return csv_read(&reader->csv, &reader->row, reader->error) == 1 ? 0
									: -1;
}

static int read_items_of(struct csv_reader *reader, size_t first)
{
	struct slice upn;

	begin_record(reader, reader->rows[first].number);
	memset(reader->next_items, 0, ITEM_YEARS * sizeof(uint32_t));
	for (size_t i = first; i != 0; i = reader->rows[i].next) {
		if (read_again(reader, &reader->rows[i]) != 0)
			return -1;
		if (i == first) {
			if (take_upn(reader, &upn) != 0)
				return -1;
			set_upn(reader, upn);
		}
		if (take_row(reader) != 0)
			return -1;
	}
	return end_record(reader, reader->rows[first].line);
}

static int read_items(struct csv_reader *reader)
{
	int more;

	while ((more = csv_read(&reader->csv, &reader->row, reader->error)) >
	       0) {
		if (collect_row(reader) != 0)
			return -1;
		tell_progress(reader);
	}
	if (more != 0)
		return -1;
	reader->next_items =
		arena_array(&reader->file, ITEM_YEARS, sizeof(uint32_t));
	if (reader->next_items == NULL)
		return error_memory(reader->error);
	/* In the order of the pupils' first rows. */
	for (size_t i = 1; i <= reader->row_count; i++)
		if (reader->rows[i].number != 0 &&
		    read_items_of(reader, i) != 0)
			return -1;
	return 0;
}

/* --- the file ------------------------------------------------------------- */

static int warn_of_encoding(struct csv_reader *reader)
{
	struct rejection rejection = {.warning = true};
	char message[160];

	if (!reader->csv.windows_1252)
		return 0;
	snprintf(message, sizeof(message),
		 "not UTF-8: read as Windows-1252; %llu bytes have no "
		 "character there",
		 (unsigned long long)reader->csv.undefined_bytes);
	rejection.message = slice_of(message);
	return reject(reader, &rejection);
}

static int read_header(struct csv_reader *reader)
{
	const struct dictionary *dictionary = reader->reading->dictionary;
	const struct field *birth =
		dictionary_field(dictionary, SLICE("pupil.birth-date"));
	int more = csv_read(&reader->csv, &reader->row, reader->error);

	reader->birth_date = birth != NULL
				     ? (uint16_t)(birth - dictionary->fields)
				     : DICTIONARY_NONE;
	if (more < 0)
		return -1;
	if (more == 0)
		return error_set(reader->error, ERROR_INPUT,
				 "the file is empty");
	return csv_layout_make(&reader->layout, reader->reading, &reader->csv,
			       &reader->row, &reader->file, reader->error);
}

static int read_all(struct csv_reader *reader, struct slice bytes)
{
	if (csv_begin(&reader->csv, bytes, 0, reader->error) != 0 ||
	    read_header(reader) != 0 || warn_of_encoding(reader) != 0)
		return -1;
	return reader->layout.list != DICTIONARY_NONE ? read_items(reader)
						      : read_pupils(reader);
}

static void reader_free(struct csv_reader *reader)
{
	csv_release(&reader->csv);
	arena_release(&reader->file);
	arena_release(&reader->record);
	builder_release(&reader->canonical);
	memory_free(reader->seen);
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
	reader->reading = reading;
	reader->error = error != NULL ? error : &own;
	reader->next_progress = PROGRESS_BYTES;
	result = read_all(reader, bytes);
	if (result != 0 && reader->error->place.file[0] == '\0')
		error_at(reader->error, reading->file_name,
			 reader->error->place.line, reader->error->place.column,
			 reader->error->place.record);
	if (result == 0 && reading->progress != NULL)
		reading->progress(reading->context, bytes.len);
	reader_free(reader);
	return result;
}
