/*
 * ctf_items.c - what the items of a CTF become when they end.
 */
#include "formats/ctf_record.h"

#include "base/error.h"
#include "dictionary/identifier.h"
#include "formats/assessment_results.h"
#include "formats/xml.h"

/* The open item's value of a kind, or NULL. */
static const struct ctf_pending *find_kind(const struct ctf_record *record,
					   size_t from, int kind)
{
	for (size_t i = from; i < record->pending_count; i++)
		if (record->layout.rows[record->pending[i].row].kind == kind)
			return &record->pending[i];
	return NULL;
}

static const struct ctf_pending *find_field(const struct ctf_record *record,
					    size_t from, const char *name)
{
	for (size_t i = from; i < record->pending_count; i++) {
		const char *field =
			record->layout.rows[record->pending[i].row].field;

		if (field != NULL && strcmp(field, name) == 0)
			return &record->pending[i];
	}
	return NULL;
}

/* The two halves of a LAESTAB as one value. */
static int set_laestab(struct ctf_record *record, size_t from,
		       const struct ctf_pending *half, uint16_t field,
		       struct slice period, uint32_t item, struct error *error)
{
	const struct ctf_pending *lea = find_kind(record, from, CTF_LEA);
	const struct ctf_pending *estab = find_kind(record, from, CTF_ESTAB);
	char whole[LAESTAB_BYTES];
	struct ctf_pending value = *half;

	if (half == estab && lea != NULL)
		return 0; /* set with the first half */
	if (lea == NULL || estab == NULL || lea->text.len != 3 ||
	    estab->text.len != 4)
		return ctf_record_fault(record,
					ctf_record_element(record, half->row),
					half->offset, NULL,
					"LEA (three characters) and Estab "
					"(four) are needed together",
					error);
	memcpy(whole, lea->text.at, 3);
	memcpy(whole + 3, estab->text.at, 4);
	value.text = (struct slice){whole, sizeof(whole)};
	return ctf_record_set(record, &value, field, period, item, error);
}

/* Puts the open item's values into item `item` of their category. */
static int set_pending(struct ctf_record *record, size_t from, int which,
		       struct slice period, uint32_t item, struct error *error)
{
	for (size_t i = from; i < record->pending_count; i++) {
		const struct ctf_pending *value = &record->pending[i];
		int kind = record->layout.rows[value->row].kind;
		uint16_t field = record->layout.field[value->row][which];
		int result = 0;

		if (kind == CTF_LEA || kind == CTF_ESTAB)
			result = set_laestab(record, from, value, field, period,
					     item, error);
		else
			result = ctf_record_set(record, value, field, period,
						item, error);
		if (result != 0)
			return -1;
	}
	return 0;
}

/* The number of a category's next item. */
static uint32_t next_item(struct ctf_record *record, uint16_t row, int which)
{
	uint16_t category = record->layout.category[row][which];

	return category == DICTIONARY_NONE ? 0 : record->items[category]++;
}

static int close_plain(struct ctf_record *record, uint16_t row, size_t from,
		       struct error *error)
{
	if (record->pending_count == from)
		return 0;
	return set_pending(record, from, 0, SLICE(""),
			   next_item(record, row, 0), error);
}

/* Law: Education Act 1996 s576: a parent is whoever has parental
 * responsibility or care of the child; these relationships imply it. */
static bool is_parent(const struct ctf_record *record, size_t from)
{
	static const struct slice relationships[] = {
		SLICE_INIT("PAM"), SLICE_INIT("PAF"), SLICE_INIT("STM"),
		SLICE_INIT("STF"), SLICE_INIT("FOM"), SLICE_INIT("FOF"),
		SLICE_INIT("CAR"),
	};
	static const struct slice yes[] = {
		SLICE_INIT("true"),
		SLICE_INIT("1"),
		SLICE_INIT("yes"),
		SLICE_INIT("y"),
	};
	const struct ctf_pending *value;

	value = find_field(record, from, "?.responsibility");
	for (size_t i = 0; value != NULL && i < sizeof(yes) / sizeof(*yes); i++)
		if (slice_equal_ignoring_case(value->text, yes[i]))
			return true;
	value = find_field(record, from, "?.relationship");
	for (size_t i = 0; value != NULL &&
			   i < sizeof(relationships) / sizeof(*relationships);
	     i++)
		if (slice_equal_ignoring_case(value->text, relationships[i]))
			return true;
	return false;
}

static int close_contact(struct ctf_record *record, uint16_t row, size_t from,
			 struct error *error)
{
	int which = is_parent(record, from) ? 0 : 1;

	if (record->pending_count == from)
		return 0;
	return set_pending(record, from, which, SLICE(""),
			   next_item(record, row, which), error);
}

/* Gives the number to the field that its type stands for. */
static int close_phone(struct ctf_record *record, uint16_t row, size_t from,
		       uint64_t offset, struct error *error)
{
	const struct ctf_pending *type =
		find_kind(record, from, CTF_PHONE_TYPE);
	const struct ctf_pending *found =
		find_kind(record, from, CTF_PHONE_NUMBER);
	struct ctf_pending number;
	uint16_t target = record->layout.child[row];

	if (found == NULL)
		return 0;
	number = *found;
	record->pending_count = from;
	record->frame_count--;
	while (target != LAYOUT_NO_ROW &&
	       (record->layout.rows[target].kind != CTF_PHONE_FIELD ||
		type == NULL ||
		!slice_equal(ctf_record_element(record, target), type->text)))
		target = record->layout.next[target];
	number.row = target;
	if (target == LAYOUT_NO_ROW)
		return ctf_record_warn(record, ctf_record_element(record, row),
				       offset, record->reading->records, NULL,
				       "a telephone of this type is not kept",
				       error);
	if (record->frame_count > 0) {
		from = record->frames[record->frame_count - 1];
		for (size_t i = from; i < record->pending_count; i++)
			if (record->pending[i].row == target)
				target = LAYOUT_NO_ROW;
	} else if ((record->given[target / 64] >> (target % 64) & 1) != 0) {
		target = LAYOUT_NO_ROW;
	}
	if (target == LAYOUT_NO_ROW)
		return ctf_record_warn(record, ctf_record_element(record, row),
				       offset, record->reading->records, NULL,
				       "of several telephones of one type only "
				       "the first is kept",
				       error);
	return ctf_record_place(record, &number, error);
}

/* Only the first language is kept: type F, or no type. */
static int close_language(struct ctf_record *record, size_t from,
			  struct error *error)
{
	const struct ctf_pending *type =
		find_kind(record, from, CTF_LANGUAGE_TYPE);
	const struct ctf_pending *found = find_kind(record, from, LAYOUT_VALUE);
	struct ctf_pending language;

	if (found == NULL || (type != NULL && !slice_is(type->text, "F")))
		return 0;
	language = *found;
	record->pending_count = from;
	record->frame_count--;
	return ctf_record_place(record, &language, error);
}

/* Keeps a period of provision until all are known. */
static int close_sen(struct ctf_record *record, size_t from,
		     struct error *error)
{
	struct ctf_sen *sen;

	if (record->pending_count == from)
		return 0;
	sen = arena_allocate(&record->arena, sizeof(*sen));
	if (sen == NULL)
		return error_memory(error);
	for (size_t i = from; i < record->pending_count; i++) {
		const struct ctf_pending *value = &record->pending[i];
		uint16_t field = record->layout.field[value->row][0];
		struct slice copy;
		bool good;

		if (field == DICTIONARY_NONE)
			continue;
		if (ctf_record_check(record, value, field, &good, error) != 0)
			return -1;
		if (!good)
			return 0;
		copy = arena_copy(&record->arena,
				  builder_slice(&record->canonical));
		if (copy.at == NULL)
			return error_memory(error);
		if (record->reading->dictionary->fields[field].type ==
		    FIELD_DATE)
			sen->start = copy;
		else
			sen->provision = copy;
	}
	sen->next = record->sen;
	record->sen = sen;
	return 0;
}

/* Attendance at one school in one academic year, by the year it began in. */
static int close_year(struct ctf_record *record, uint16_t row, size_t from,
		      uint64_t offset, struct error *error)
{
	const struct ctf_pending *year = find_kind(record, from, CTF_YEAR);
	uint64_t number;

	if (record->pending_count == from)
		return 0;
	if (year == NULL || year->text.len != 4 ||
	    !slice_number(year->text, 2999, &number) || number < 1800)
		return ctf_record_fault(record, SLICE("Year"),
					year != NULL ? year->offset : offset,
					NULL,
					"the academic year's four digits are "
					"needed",
					error);
	return set_pending(record, from, 0, year->text,
			   next_item(record, row, 0), error);
}

/* The values of a result that is being closed. */
struct closing {
	const struct ctf_record *record;
	size_t from;
};

static struct slice pending_text(const void *of, const char *name)
{
	const struct closing *closing = of;
	const struct ctf_pending *value =
		find_field(closing->record, closing->from, name);

	return value != NULL ? value->text : SLICE("");
}

/* A return takes nothing but the results that were to be had in their year. */
static int check_returned(struct ctf_record *record, size_t from,
			  uint64_t offset, struct error *error)
{
	const struct closing closing = {record, from};
	const struct assessment assessment =
		assessment_of(pending_text, &closing);
	const struct ctf_pending *result =
		find_field(record, from, "assessment.result");
	const char *message = NULL;

	switch (assessment_judge(record->family->which, &assessment)) {
	case ASSESSMENT_GOOD:
		return 0;
	case ASSESSMENT_ELSEWHERE:
		message = "belongs into another return than this file";
		break;
	case ASSESSMENT_NONE:
		message = "is of an assessment that there was not in its year";
		break;
	case ASSESSMENT_RESULT:
		message = "is no result of this assessment in its year";
		break;
	}
	return ctf_record_fault(record, SLICE("Result"),
				result != NULL ? result->offset : offset, NULL,
				message, error);
}

/* A result has its own values and those of the key stage around it. */
static int close_result(struct ctf_record *record, uint16_t row, size_t from,
			uint64_t offset, struct error *error)
{
	if (record->pending_count == from)
		return 0;
	if (record->frame_count > 1)
		from = record->frames[record->frame_count - 2];
	if (record->family->returns &&
	    check_returned(record, from, offset, error) != 0)
		return -1;
	return set_pending(record, from, 0, SLICE(""),
			   next_item(record, row, 0), error);
}

static int close_own(struct ctf_record *record, uint16_t row, size_t from,
		     uint64_t offset, struct error *error)
{
	switch (record->layout.rows[row].kind) {
	case CTF_CONTACT:
		return close_contact(record, row, from, error);
	case CTF_PHONE:
		return close_phone(record, row, from, offset, error);
	case CTF_LANGUAGE:
		return close_language(record, from, error);
	case CTF_SEN:
		return close_sen(record, from, error);
	case CTF_YEAR_DATA:
		return close_year(record, row, from, offset, error);
	case CTF_RESULT:
		return close_result(record, row, from, offset, error);
	case CTF_STAGE:
		return 0;
	default:
		return close_plain(record, row, from, error);
	}
}

int ctf_record_close_item(struct ctf_record *record, uint16_t row,
			  uint64_t offset, struct error *error)
{
	size_t frame = record->frame_count - 1;
	size_t from = record->frames[frame];
	bool passed_on;

	if (close_own(record, row, from, offset, error) != 0)
		return -1;
	/* A telephone or language has closed itself and may have left one
	 * value to the item around it. */
	passed_on = record->frame_count == frame;
	if (!passed_on) {
		record->pending_count = from;
		record->frame_count = frame;
	}
	return 0;
}
