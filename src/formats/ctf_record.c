#include "formats/ctf_record.h"

#include "base/date.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "formats/reading.h"
#include "formats/upn_rule.h"
#include "formats/xml.h"

static uint16_t field_named(const struct reading *reading, const char *name)
{
	return dictionary_find(reading->dictionary, KIND_FIELD, slice_of(name));
}

void ctf_record_init(struct ctf_record *record, const struct ctf_family *family,
		     struct reading *reading)
{
	memset(record, 0, sizeof(*record));
	record->family = family;
	record->pupil_row = ctf_pupil_row(family);
	record->reading = reading;
	layout_resolve(&record->layout, family->rows, *family->row_count,
		       reading->dictionary);
	record->birth_date = field_named(reading, "pupil.birth-date");
	record->sen_provision = field_named(reading, "sen.provision");
	record->sen_start = field_named(reading, "sen.start-date");
	record->history_provision =
		field_named(reading, "sen-history.provision");
	record->history_start = field_named(reading, "sen-history.start-date");
}

void ctf_record_release(struct ctf_record *record)
{
	arena_release(&record->arena);
	builder_release(&record->canonical);
	upn_set_release(&record->seen);
}

int ctf_record_begin(struct ctf_record *record, uint64_t offset,
		     struct error *error)
{
	(void)error;
	arena_clear(&record->arena);
	record->maker =
		record_maker(record->reading->dictionary, &record->arena);
	record->offset = offset;
	record->bad = false;
	record->faults = 0;
	record->values = 0;
	record->bytes = 0;
	memset(record->given, 0, sizeof(record->given));
	memset(record->items, 0, sizeof(record->items));
	record->pending_count = 0;
	record->frame_count = 0;
	record->sen = NULL;
	record->reading->records++;
	return 0;
}

static int tell(struct ctf_record *record, struct rejection *rejection,
		uint64_t offset, struct error *error)
{
	xml_place(record->xml, offset, &rejection->line, &rejection->column);
	return record->reading->reject(record->reading->context, rejection,
				       error);
}

int ctf_record_fault(struct ctf_record *record, struct slice element,
		     uint64_t offset, const char *rule, const char *message,
		     struct error *error)
{
	struct rejection rejection = {.record = record->reading->records,
				      .rule = rule,
				      .field = element,
				      .message = slice_of(message)};

	if (!record->bad)
		record->reading->rejected++;
	record->bad = true;
	if (record->faults++ >= CTF_FAULTS_LIMIT)
		return 0;
	return tell(record, &rejection, offset, error);
}

int ctf_record_warn(struct ctf_record *record, struct slice element,
		    uint64_t offset, uint64_t number, const char *rule,
		    const char *message, struct error *error)
{
	struct rejection rejection = {.record = number,
				      .warning = true,
				      .rule = rule,
				      .field = element,
				      .message = slice_of(message)};

	return tell(record, &rejection, offset, error);
}

struct slice ctf_record_element(const struct ctf_record *record, uint16_t row)
{
	return record->layout.rows[row].element;
}

int ctf_record_check(struct ctf_record *record, const struct ctf_pending *value,
		     uint16_t field, bool *good, struct error *error)
{
	const struct layout_row *row = &record->layout.rows[value->row];
	const struct field *meant = &record->reading->dictionary->fields[field];
	int32_t on = (row->flags & LAYOUT_HISTORIC) != 0
			     ? DATE_NONE
			     : reading_codes_on(record->reading);
	struct error *fault = &record->fault;
	const char *rule = NULL;

	*good = field_check(record->reading->dictionary, field, value->text, on,
			    &record->canonical, fault) == 0;
	if (*good)
		return 0;
	if (fault->code == ERROR_MEMORY)
		return error_memory(error);
	if (meant->type == FIELD_UPN)
		rule = upn_rule(value->text);
	/* A former UPN may be doubted; only the present one counts. */
	if (meant->type == FIELD_UPN && (row->flags & LAYOUT_MANDATORY) == 0)
		return ctf_record_warn(record, row->element, value->offset,
				       record->reading->records, "1560Q",
				       "the former UPN is wrong and was left "
				       "out",
				       error);
	return ctf_record_fault(record, row->element, value->offset, rule,
				fault->message, error);
}

int ctf_record_set(struct ctf_record *record, const struct ctf_pending *value,
		   uint16_t field, struct slice period, uint32_t item,
		   struct error *error)
{
	bool good;

	if (field == DICTIONARY_NONE || value->text.len == 0)
		return 0;
	if (ctf_record_check(record, value, field, &good, error) != 0)
		return -1;
	if (good)
		record_set(&record->maker, field, period, item,
			   builder_slice(&record->canonical));
	return 0;
}

/* Bounds what one pupil may make us hold. */
static int count_value(struct ctf_record *record, struct slice text,
		       uint16_t row, uint64_t offset, bool *good,
		       struct error *error)
{
	bool before = record->values <= CTF_VALUES_LIMIT &&
		      record->bytes <= CTF_BYTES_LIMIT;

	*good = false;
	if (!before)
		return 0;
	record->values++;
	record->bytes += text.len;
	if (record->values > CTF_VALUES_LIMIT ||
	    record->bytes > CTF_BYTES_LIMIT)
		return ctf_record_fault(record, ctf_record_element(record, row),
					offset, NULL,
					"the record is larger than a pupil's "
					"record can be",
					error);
	*good = true;
	return 0;
}

static int twice(struct ctf_record *record, uint16_t row, uint64_t offset,
		 struct error *error)
{
	return ctf_record_fault(record, ctf_record_element(record, row), offset,
				NULL, "the element is given twice", error);
}

/* Keeps a value of the item that is open. */
static int add_pending(struct ctf_record *record,
		       const struct ctf_pending *value, struct error *error)
{
	size_t from = record->frames[record->frame_count - 1];
	struct ctf_pending *place = &record->pending[record->pending_count];

	for (size_t i = from; i < record->pending_count; i++)
		if (record->pending[i].row == value->row)
			return twice(record, value->row, value->offset, error);
	/* Each row once for each open item: there is always room. */
	if (record->pending_count == CTF_PENDING_LIMIT)
		return twice(record, value->row, value->offset, error);
	*place = *value;
	place->text = arena_copy(&record->arena, value->text);
	if (place->text.at == NULL)
		return error_memory(error);
	record->pending_count++;
	return 0;
}

int ctf_record_place(struct ctf_record *record, const struct ctf_pending *value,
		     struct error *error)
{
	uint64_t bit = 1ull << (value->row % 64);

	if (record->frame_count > 0)
		return add_pending(record, value, error);
	if ((record->given[value->row / 64] & bit) != 0)
		return twice(record, value->row, value->offset, error);
	record->given[value->row / 64] |= bit;
	return ctf_record_set(record, value,
			      record->layout.field[value->row][0], SLICE(""), 0,
			      error);
}

int ctf_record_value(struct ctf_record *record, uint16_t row, struct slice text,
		     uint64_t offset, struct error *error)
{
	struct ctf_pending value = {row, slice_trim(text), offset};
	bool good;

	const struct ctf_family *family = record->family;
	const struct layout_row *meant = &record->layout.rows[row];
	const struct ctf_instead *instead = family->instead;
	const char *fault;

	if (value.text.len == 0)
		return 0;
	for (; instead != NULL && instead->element.len > 0; instead++)
		if (slice_equal(instead->element, meant->element) &&
		    slice_equal(instead->from, value.text))
			value.text = instead->to;
	fault = family->judge != NULL ? family->judge(meant, value.text) : NULL;
	if (fault != NULL)
		return ctf_record_fault(record, meant->element, offset, NULL,
					fault, error);
	if (count_value(record, value.text, row, offset, &good, error) != 0)
		return -1;
	return good ? ctf_record_place(record, &value, error) : 0;
}

void ctf_record_open_item(struct ctf_record *record)
{
	record->frames[record->frame_count++] = record->pending_count;
}

void ctf_record_close_group(struct ctf_record *record, uint16_t row)
{
	const struct layout *layout = &record->layout;

	if (!record->full || record->frame_count > 0)
		return;
	for (row = layout->child[row]; row != LAYOUT_NO_ROW;
	     row = layout->next[row])
		for (int which = 0; which < 2; which++) {
			uint16_t index = layout->category[row][which];
			const struct category *category;

			if (!layout_repeated(&layout->rows[row]) ||
			    index == DICTIONARY_NONE)
				continue;
			category = &layout->dictionary->categories[index];
			if (category->each.len > 0 && category->by.len == 0)
				record_mention(&record->maker, index,
					       SLICE(""));
		}
}

/* Whether `a` began after `b`; what has no date is in place now. */
static bool is_newer(const struct ctf_sen *a, const struct ctf_sen *b)
{
	if (a->start.len == 0 || b->start.len == 0)
		return a->start.len < b->start.len;
	return slice_compare(a->start, b->start) > 0;
}

static void set_sen(struct ctf_record *record, uint16_t field, uint32_t item,
		    struct slice text)
{
	if (field != DICTIONARY_NONE && text.len > 0)
		record_set(&record->maker, field, SLICE(""), item, text);
}

/* The newest provision is what is in place; the others are history. */
static void place_sen(struct ctf_record *record)
{
	const struct ctf_sen *newest = record->sen;
	uint32_t count = 0;

	for (const struct ctf_sen *sen = record->sen; sen; sen = sen->next) {
		count++;
		if (is_newer(sen, newest))
			newest = sen;
	}
	if (newest == NULL)
		return;
	set_sen(record, record->sen_provision, 0, newest->provision);
	set_sen(record, record->sen_start, 0, newest->start);
	for (const struct ctf_sen *sen = record->sen; sen; sen = sen->next) {
		count--; /* the list is backwards */
		if (sen == newest)
			continue;
		set_sen(record, record->history_provision, count,
			sen->provision);
		set_sen(record, record->history_start, count, sen->start);
	}
}

/* All rows that must be there: one of several for the same field will do. */
static int check_mandatory(struct ctf_record *record, struct error *error)
{
	const struct layout *layout = &record->layout;
	uint16_t first = layout->child[record->pupil_row];

	for (uint16_t row = first; row != LAYOUT_NO_ROW;
	     row = layout->next[row]) {
		uint16_t field = layout->field[row][0];
		bool given = false;

		if ((layout->rows[row].flags & LAYOUT_MANDATORY) == 0 ||
		    field == DICTIONARY_NONE || layout->rows[row].to != 0)
			continue;
		for (uint16_t other = first; other != LAYOUT_NO_ROW;
		     other = layout->next[other])
			given |= layout->field[other][0] == field &&
				 (record->given[other / 64] >> (other % 64) &
				  1) != 0;
		if (!given &&
		    ctf_record_fault(
			    record, layout->rows[row].element, record->offset,
			    slice_is(layout->rows[row].element, "UPN") ? "1500"
								       : NULL,
			    "is missing", error) != 0)
			return -1;
	}
	return 0;
}

static int check_birth_date(struct ctf_record *record,
			    const struct record *made, struct error *error)
{
	const struct reading *reading = record->reading;
	const char *fault =
		record->birth_date == DICTIONARY_NONE
			? NULL
			: reading_birth_fault(reading,
					      record_text(made,
							  reading->dictionary,
							  record->birth_date));

	if (fault == NULL)
		return 0;
	return ctf_record_fault(record, SLICE("DOB"), record->offset, NULL,
				fault, error);
}

/* Rule 1520: a UPN once in a file. */
static int check_duplicate(struct ctf_record *record, struct slice upn,
			   struct error *error)
{
	bool fresh;

	if (upn.len != UPN_BYTES)
		return 0;
	if (upn_set_add(&record->seen, upn, &fresh, error) != 0)
		return -1;
	if (fresh)
		return 0;
	return ctf_record_fault(record, SLICE("UPN"), record->offset, "1520",
				"the file has another record with this UPN",
				error);
}

int ctf_record_end(struct ctf_record *record, struct error *error)
{
	struct record made;
	uint32_t column;

	place_sen(record);
	if (check_mandatory(record, error) != 0 ||
	    record_made(&record->maker, &made, error) != 0 ||
	    check_birth_date(record, &made, error) != 0 ||
	    check_duplicate(record, made.upn, error) != 0)
		return -1;
	if (record->family->numbered && made.upn.len == 0 &&
	    !record->reading->unnamed &&
	    ctf_record_fault(record, SLICE("UPN"), record->offset, "1500",
			     "is missing", error) != 0)
		return -1;
	if (record->bad)
		return 0;
	made.number = record->reading->records;
	xml_place(record->xml, record->offset, &made.line, &column);
	return record->reading->take(record->reading->context, &made, error);
}
