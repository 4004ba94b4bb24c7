#include "formats/columns_reading.h"

#include <stdio.h>

#include "base/date.h"
#include "formats/csv_layout.h"
#include "formats/csv_take.h"
#include "formats/reading.h"

/* --- telling -------------------------------------------------------------- */

int columns_tell_at(struct column_reader *reader, size_t at, struct slice field,
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
	return reader->reading->reject(reader->reading->context, &rejection,
				       reader->error);
}

static int fault_at(struct column_reader *reader, size_t at, const char *rule,
		    const char *message)
{
	return columns_tell_at(reader, at, reader->found[at].header, false,
			       rule, message);
}

int columns_fault(struct column_reader *reader, size_t column, const char *rule,
		  const char *message)
{
	return columns_tell_at(reader, reader->first[column],
			       columns_table(reader)->columns[column].header,
			       false, rule, message);
}

int columns_warn(struct column_reader *reader, size_t column, const char *rule,
		 const char *message)
{
	return columns_tell_at(reader, reader->first[column],
			       columns_table(reader)->columns[column].header,
			       true, rule, message);
}

void columns_count(struct column_reader *reader, size_t count)
{
	reader->counts[count]++;
}

struct slice columns_text(const struct column_reader *reader, size_t column)
{
	return reader->texts[column];
}

/* --- values --------------------------------------------------------------- */

struct slice columns_cell(const struct column_reader *reader, size_t at)
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
		&columns_table(reader)->columns[reader->found[at].column];
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
	const struct column_table *table = columns_table(reader);
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
		found = columns_cell(reader, reader->first[i]);
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
	struct slice text = columns_cell(reader, at);

	if (text.len == 0 || csv_academic_year(text).len > 0 ||
	    reader->reading->coarse)
		return 0;
	return fault_at(reader, at, NULL,
			"not an academic year, like 2025 or 2025/26");
}

static int take_value(struct column_reader *reader, size_t at, int kind)
{
	const struct column_found *found = &reader->found[at];
	uint16_t field = reader->resolved.field[found->column];
	uint32_t item = kind < 0 ? found->item : reader->items[kind];
	struct slice value = columns_cell(reader, at);
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
	const struct column_found *found = &reader->found[at];
	const struct column *column;

	if (!found->known)
		return 0;
	column = &columns_table(reader)->columns[found->column];
	if (column->type == COLUMN_KIND)
		return 0;
	if ((column->flags & COLUMN_KEY) != 0)
		return kind < 0 ? take_value(reader, at, -1) : 0;
	if (columns_kind(&reader->resolved, found->column) != kind) {
		if (columns_cell(reader, at).len == 0)
			return 0;
		return fault_at(reader, at, NULL,
				"stands in a row of another kind");
	}
	if (column->type == COLUMN_PERIOD)
		return take_period(reader, at);
	return take_value(reader, at, kind);
}

int columns_take_cells(struct column_reader *reader, int kind)
{
	const char *fault = csv_wrong_count(&reader->row, reader->found_count);

	memset(reader->texts, 0, sizeof(reader->texts));
	if (fault != NULL)
		return columns_tell_at(reader, SIZE_MAX, SLICE(""), false, NULL,
				       fault);
	for (size_t at = 0; at < reader->found_count; at++)
		if (take_cell(reader, at, kind) != 0)
			return -1;
	if (kind >= 0)
		reader->items[kind]++;
	return 0;
}
