/*
 * census_record.c - the pupils of a census as records of the dictionary.
 *
 * Codes are checked as of census day; attendance and exclusions are those of
 * earlier terms and may have codes of their time.  The first bad value makes
 * the whole record bad: it is told to the reading's `reject` and never taken.
 */
#include "formats/census_record.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "formats/reading.h"
#include "formats/school_census_sending.h"
#include "formats/upn_rule.h"
#include "formats/upn_set.h"
#include "register/record.h"

enum { FAULTS_LIMIT = 10 }; /* told of one record */

struct census_taking {
	struct reading *reading;
	struct layout layout;
	struct census_file *file;
	struct arena arena; /* of the record */
	struct builder canonical;
	struct error fault; /* of the last value checked; large, so kept */
	struct upn_set seen;

	uint16_t school, attendance_school, attendance_term, code_term;
	uint16_t birth_date;
	uint16_t upn;  /* a row, as these are fields */
	bool nameless; /* a table that has no UPN */

	bool dated; /* the header has said of what the return is */
	struct census_return census;
	char period[8];  /* the academic year of attendance */
	bool one_school; /* the header names it, else each pupil's row may */
	char laestab[LAESTAB_BYTES + 1];

	uint64_t number; /* of the record in hand */
	uint64_t place;
	bool bad;
	unsigned int faults;
};

static uint16_t field_named(const struct reading *reading, const char *name)
{
	return dictionary_find(reading->dictionary, KIND_FIELD, slice_of(name));
}

/* --- what is told ---------------------------------------------------------- */

static int tell(struct census_taking *taking, struct rejection *rejection,
		uint64_t place, struct error *error)
{
	struct reading *reading = taking->reading;

	census_place(taking->file, place, &rejection->line, &rejection->column);
	rejection->file = census_place_name(taking->file, place);
	return reading->reject(reading->context, rejection, error);
}

static int reject(struct census_taking *taking, struct slice element,
		  uint64_t place, const char *rule, const char *message,
		  struct error *error)
{
	struct rejection rejection = {.record = taking->number,
				      .rule = rule,
				      .field = element,
				      .message = slice_of(message)};

	if (!taking->bad)
		taking->reading->rejected++;
	taking->bad = true;
	if (taking->faults++ >= FAULTS_LIMIT)
		return 0;
	return tell(taking, &rejection, place, error);
}

static int warn(struct census_taking *taking, struct slice element,
		uint64_t place, uint64_t number, const char *rule,
		const char *message, struct error *error)
{
	struct rejection rejection = {.record = number,
				      .warning = true,
				      .rule = rule,
				      .field = element,
				      .message = slice_of(message)};

	return tell(taking, &rejection, place, error);
}

static int on_fault(void *context, struct census_file *file,
		    enum census_fault fault, struct slice element,
		    uint64_t place, struct error *error)
{
	static const char *const messages[] = {
		[CENSUS_UNREAD] = "the element is not read",
		[CENSUS_UNKEPT] = "the column is not read",
		[CENSUS_TWICE] = "the element is given twice",
		[CENSUS_NOT_A_VALUE] = "the element holds other elements "
				       "instead of a value",
		[CENSUS_TOO_WIDE] = "has more fields than there are columns",
		[CENSUS_TOO_LARGE] = "the record is larger than a pupil's "
				     "record can be",
		[CENSUS_STRAY] = "some rows are about nobody in the table of "
				 "pupils, and left out",
		[CENSUS_SHARED] = "another pupil has the same number: whose "
				  "the rows of the other tables are is not "
				  "known",
	};
	struct census_taking *taking = context;

	taking->file = file;
	if (fault == CENSUS_UNREAD || fault == CENSUS_UNKEPT ||
	    fault == CENSUS_STRAY)
		return warn(taking, element, place, 0, NULL, messages[fault],
			    error);
	return reject(taking, element, place, NULL, messages[fault], error);
}

/* --- the header ------------------------------------------------------------ */

static int header_fails(const struct census_taking *taking,
			const struct census_header *header,
			enum census_heading heading, const char *message,
			struct error *error)
{
	uint64_t place = header->text[heading].len > 0 ? header->at[heading]
						       : header->place;
	uint32_t line, column;

	census_place(taking->file, place, &line, &column);
	error_set(error, ERROR_INPUT, "%s", message);
	return error_at(error, taking->reading->file_name, line, column, 0);
}

static void set_census(struct census_taking *taking, int32_t date)
{
	taking->census = census_return_on(date);
	taking->census.reference_date = date;
	(void)snprintf(taking->period, sizeof(taking->period), "%d",
		       taking->census.attendance_year);
	taking->dated = true;
}

static int read_dates(struct census_taking *taking,
		      const struct census_header *header, struct error *error)
{
	int32_t date;

	if (!slice_is(header->text[HEADING_COLLECTION], "SC"))
		return header_fails(taking, header, HEADING_COLLECTION,
				    "the collection is not SC, the school "
				    "census",
				    error);
	if (!date_parse(header->text[HEADING_REFERENCE_DATE], &date))
		return header_fails(taking, header, HEADING_REFERENCE_DATE,
				    "the reference date is missing or no date "
				    "(yyyy-mm-dd)",
				    error);
	set_census(taking, date);
	if (!slice_is(header->text[HEADING_TERM], taking->census.code))
		return header_fails(taking, header, HEADING_TERM,
				    "the term is not AUT, SPR or SUM, or not "
				    "that of the reference date",
				    error);
	return 0;
}

static int read_school(struct census_taking *taking,
		       const struct census_header *header, struct error *error)
{
	struct slice lea = header->text[HEADING_LEA];
	struct slice estab = header->text[HEADING_ESTAB];
	struct slice name = header->text[HEADING_SCHOOL_NAME];
	struct builder sender = {0};
	uint64_t number;
	int result = 0;

	if (lea.len != 3 || !slice_number(lea, 999, &number))
		return header_fails(taking, header, HEADING_LEA,
				    "LEA is not the authority's three digits",
				    error);
	if (estab.len != 4 || !slice_number(estab, 9999, &number))
		return header_fails(taking, header, HEADING_ESTAB,
				    "Estab is not the school's four digits",
				    error);
	(void)snprintf(taking->laestab, sizeof(taking->laestab), "%.3s%.4s",
		       lea.at, estab.at);
	taking->one_school = true;
	builder_add_text(&sender, taking->laestab);
	if (name.len > 0)
		builder_add_byte(&sender, ' ');
	builder_add(&sender, name);
	taking->reading->sender =
		arena_copy(taking->reading->arena, builder_slice(&sender));
	if (sender.failed || taking->reading->sender.at == NULL)
		result = error_memory(error);
	builder_release(&sender);
	return result;
}

/* A table's name says of which return it is, or nothing does. */
static int read_table_dates(struct census_taking *taking,
			    const struct census_header *header,
			    struct error *error)
{
	int32_t date;

	if (date_parse(header->text[HEADING_REFERENCE_DATE], &date)) {
		set_census(taking, date);
		return 0;
	}
	return warn(taking, slice_of(header->form), 1, 0, NULL,
		    "the file's name does not say of which census it is, like "
		    "2025_spring_pupilonroll.csv: attendance is left out",
		    error);
}

static int on_header(void *context, struct census_file *file,
		     const struct census_header *header, struct error *error)
{
	struct census_taking *taking = context;

	taking->file = file;
	taking->nameless =
		header->rows != NULL &&
		(header->rows[taking->upn / 64] >> (taking->upn % 64) & 1) == 0;
	if (taking->nameless &&
	    warn(taking, slice_of(header->form), 1, 0, NULL,
		 "the table has no UPN: whom it speaks of stands in another",
		 error) != 0)
		return -1;
	if (header->place == 0)
		return read_table_dates(taking, header, error);
	if (read_dates(taking, header, error) != 0)
		return -1;
	return read_school(taking, header, error);
}

/* --- a pupil --------------------------------------------------------------- */

static int on_begin(void *context, struct census_file *file,
		    const struct census_pupil *pupil, struct error *error)
{
	struct census_taking *taking = context;

	(void)error;
	taking->file = file;
	taking->number = pupil->number;
	taking->place = pupil->place;
	taking->bad = false;
	taking->faults = 0;
	taking->reading->records++;
	arena_clear(&taking->arena);
	return 0;
}

/* What a UPN wants, by the rule that it breaks. */
static const char *upn_message(const char *rule, const char *otherwise)
{
	static const struct {
		const char *rule, *message;
	} messages[] = {
		{"1510", "the check letter is wrong"},
		{"1530", "characters 2 to 4 are no authority's number"},
		{"1540", "characters 5 to 12 are not digits"},
		{"1550", "the last character is no digit, nor a letter other "
			 "than I, O and S"},
	};

	for (size_t i = 0;
	     rule != NULL && i < sizeof(messages) / sizeof(messages[0]); i++)
		if (strcmp(messages[i].rule, rule) == 0)
			return messages[i].message;
	return otherwise;
}

/* Checks a value into taking->canonical; `*good` says whether to use it. */
static int check_value(struct census_taking *taking,
		       const struct census_value *value, uint16_t field,
		       bool *good, struct error *error)
{
	const struct layout_row *row = &taking->layout.rows[value->row];
	const struct reading *reading = taking->reading;
	const struct field *meant = &reading->dictionary->fields[field];
	int32_t on =
		taking->dated ? taking->census.reference_date : reading->today;
	struct error *fault = &taking->fault;
	const char *rule = NULL;

	if ((row->flags & LAYOUT_HISTORIC) != 0)
		on = DATE_NONE;
	*good = field_check(reading->dictionary, field, value->text, on,
			    &taking->canonical, fault) == 0;
	if (*good)
		return 0;
	if (fault->code == ERROR_MEMORY)
		return error_memory(error);
	/* A former UPN may be doubted; only the present one counts. */
	if (meant->type == FIELD_UPN && (row->flags & LAYOUT_MANDATORY) == 0)
		return warn(taking, row->element, value->place, taking->number,
			    "1560Q", "the former UPN is wrong and was left out",
			    error);
	if (meant->type == FIELD_UPN)
		rule = upn_rule(value->text);
	return reject(taking, row->element, value->place, rule,
		      upn_message(rule, fault->message), error);
}

static void set_text(struct record_maker *maker, uint16_t field,
		     struct slice period, uint32_t item, const char *text)
{
	if (field != DICTIONARY_NONE)
		record_set(maker, field, period, item, slice_of(text));
}

/* The period of a value, and what is said of the item that it is in. */
static struct slice place_value(const struct census_taking *taking,
				const struct census_value *value,
				struct record_maker *maker)
{
	const struct layout_row *row = &taking->layout.rows[value->row];
	struct slice period = slice_of(taking->period);
	const char *term = taking->census.attendance_term;

	if (row->kind == CENSUS_TOTAL) {
		set_text(maker, taking->attendance_term, period, 0, term);
		if (taking->laestab[0] != '\0')
			set_text(maker, taking->attendance_school, period, 0,
				 taking->laestab);
		return period;
	}
	if (!census_row_is_code(value->row))
		return SLICE("");
	set_text(maker, taking->code_term, period, value->item, term);
	return period;
}

static bool is_attendance(const struct census_taking *taking, uint16_t row)
{
	return taking->layout.rows[row].kind == CENSUS_TOTAL ||
	       census_row_is_code(row);
}

static int take_value(struct census_taking *taking,
		      const struct census_value *value,
		      struct record_maker *maker, struct error *error)
{
	uint16_t field = taking->layout.field[value->row][0];
	bool good;

	if (field == DICTIONARY_NONE ||
	    (!taking->dated && is_attendance(taking, value->row)))
		return 0;
	if (check_value(taking, value, field, &good, error) != 0)
		return -1;
	if (good)
		record_set(maker, field, place_value(taking, value, maker),
			   value->item, builder_slice(&taking->canonical));
	return 0;
}

/* One of several rows for the same field will do. */
static int check_mandatory(struct census_taking *taking,
			   const struct census_pupil *pupil,
			   struct error *error)
{
	const struct layout *layout = &taking->layout;
	uint16_t known = DICTIONARY_NONE; /* the field last looked for */

	for (uint16_t row = 0; row < layout->count; row++) {
		uint16_t field = layout->field[row][0];
		bool given = false;

		if ((layout->rows[row].flags & LAYOUT_MANDATORY) == 0 ||
		    field == DICTIONARY_NONE || field == known)
			continue;
		known = field;
		for (size_t i = 0; i < pupil->count && !given; i++)
			given = layout->field[pupil->values[i].row][0] == field;
		if (!given &&
		    reject(taking, layout->rows[row].element, pupil->place,
			   slice_is(layout->rows[row].element, "UPN") ? "1500"
								      : NULL,
			   "is missing", error) != 0)
			return -1;
	}
	return 0;
}

static int check_birth_date(struct census_taking *taking,
			    const struct record *made, struct error *error)
{
	const struct reading *reading = taking->reading;
	const char *fault =
		taking->birth_date == DICTIONARY_NONE
			? NULL
			: reading_birth_fault(reading,
					      record_text(made,
							  reading->dictionary,
							  taking->birth_date));

	if (fault == NULL)
		return 0;
	return reject(taking, SLICE("DOB"), taking->place, NULL, fault, error);
}

/* Rule 1520: a UPN once in a file. */
static int check_duplicate(struct census_taking *taking, struct slice upn,
			   struct error *error)
{
	bool fresh;

	if (upn.len != UPN_BYTES)
		return 0;
	if (upn_set_add(&taking->seen, upn, &fresh, error) != 0)
		return -1;
	if (fresh)
		return 0;
	return reject(taking, SLICE("UPN"), taking->place, "1520",
		      "the file has another record with this UPN", error);
}

static int on_pupil(void *context, struct census_file *file,
		    const struct census_pupil *pupil, struct error *error)
{
	struct census_taking *taking = context;
	struct record_maker maker =
		record_maker(taking->reading->dictionary, &taking->arena);
	struct record made;
	uint32_t column;

	if (!taking->one_school)
		(void)snprintf(taking->laestab, sizeof(taking->laestab), "%.*s",
			       SLICE_ARGS(pupil->school));
	for (size_t i = 0; i < pupil->count; i++)
		if (take_value(taking, &pupil->values[i], &maker, error) != 0)
			return -1;
	set_text(&maker, taking->school, SLICE(""), 0, taking->laestab);
	if ((!taking->nameless && check_mandatory(taking, pupil, error) != 0) ||
	    record_made(&maker, &made, error) != 0 ||
	    check_birth_date(taking, &made, error) != 0 ||
	    check_duplicate(taking, made.upn, error) != 0)
		return -1;
	if (taking->bad)
		return 0;
	made.number = pupil->number;
	census_place(file, pupil->place, &made.line, &column);
	return taking->reading->take(taking->reading->context, &made, error);
}

/* --- the reading ----------------------------------------------------------- */

static void on_progress(void *context, uint64_t bytes_done)
{
	const struct census_taking *taking = context;

	if (taking->reading->progress != NULL)
		taking->reading->progress(taking->reading->context, bytes_done);
}

static void choose_fields(struct census_taking *taking)
{
	const struct reading *reading = taking->reading;

	layout_resolve(&taking->layout, census_rows, census_row_count,
		       reading->dictionary);
	taking->school = field_named(reading, "enrolment.school");
	taking->attendance_school = field_named(reading, "attendance.laestab");
	taking->attendance_term = field_named(reading, "attendance.term");
	taking->code_term = field_named(reading, "attendance-code.term");
	taking->birth_date = field_named(reading, "pupil.birth-date");
	taking->upn = census_row(SLICE("UPN"));
}

static int read_with(census_read_function *read, struct reading *reading,
		     struct slice bytes, struct error *error)
{
	struct census_taking *taking = memory_array(1, sizeof(*taking));
	struct census_events events = {on_header, on_begin,    on_pupil,
				       on_fault,  on_progress, taking};
	const struct census_source source = {
		.bytes = bytes,
		.name = reading->file_name,
		.beside = reading->beside,
		.beside_count = reading->beside_count,
	};
	int result;

	if (taking == NULL)
		return error_memory(error);
	taking->reading = reading;
	reading->sender = SLICE("");
	choose_fields(taking);
	result = read(&events, &taking->layout, &source, error);
	arena_release(&taking->arena);
	builder_release(&taking->canonical);
	upn_set_release(&taking->seen);
	memory_free(taking);
	return result;
}

int census_record_read_xml(struct reading *reading, struct slice bytes,
			   struct error *error)
{
	return read_with(census_read_xml, reading, bytes, error);
}

static int read_extract(struct reading *reading, struct slice bytes,
			struct error *error)
{
	return read_with(census_read_extract, reading, bytes, error);
}

static int pass_over(void *context, struct census_file *file,
		     enum census_fault fault, struct slice element,
		     uint64_t place, struct error *error)
{
	(void)context;
	(void)file;
	(void)fault;
	(void)element;
	(void)place;
	(void)error;
	return 0;
}

/* Of the header, and then no further. */
static int take_day(void *context, struct census_file *file,
		    const struct census_header *header, struct error *error)
{
	(void)file;
	(void)error;
	if (!date_parse(header->text[HEADING_REFERENCE_DATE], context))
		*(int32_t *)context = DATE_NONE;
	return -1;
}

static int32_t day_of(census_read_function *read,
		      const struct dictionary *dictionary, struct slice bytes,
		      struct slice name)
{
	int32_t day = DATE_NONE;
	const struct census_events events = {take_day,  on_begin, on_pupil,
					     pass_over, NULL,     &day};
	const struct census_source source = {.bytes = bytes, .name = name};
	struct layout *layout = memory_array(1, sizeof(*layout));
	struct error error = {0};

	/* Without memory the reading that follows says so. */
	if (layout == NULL)
		return DATE_NONE;
	layout_resolve(layout, census_rows, census_row_count, dictionary);
	(void)read(&events, layout, &source, &error);
	memory_free(layout);
	return day;
}

int32_t census_record_day_xml(const struct dictionary *dictionary,
			      struct slice bytes, struct slice name)
{
	return day_of(census_read_xml, dictionary, bytes, name);
}

static int32_t day_of_extract(const struct dictionary *dictionary,
			      struct slice bytes, struct slice name)
{
	return day_of(census_read_extract, dictionary, bytes, name);
}

static int carries(const struct dictionary *dictionary,
		   struct field_set *fields, struct error *error)
{
	(void)error;
	*fields = census_fields(dictionary);
	return 0;
}

const struct format census_extract_format = {
	.name = "census-extract",
	.label = "Table of the school census",
	.detect = census_is_extract,
	.day = day_of_extract,
	.read = read_extract,
	.carries = carries,
};
