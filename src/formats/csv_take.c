#include "formats/csv_take.h"

#include "base/date.h"
#include "base/error.h"
#include "formats/reading.h"

/* --- rejecting ------------------------------------------------------------ */

int csv_reject(struct csv_taker *taker, struct rejection *rejection)
{
	taker->bad = taker->bad || !rejection->warning;
	return taker->reading->reject(taker->reading->context, rejection,
				      taker->error);
}

int csv_reject_field(struct csv_taker *taker, size_t column, const char *rule,
		     const char *message)
{
	struct rejection rejection = {
		.record = taker->number,
		.rule = rule,
		.field = taker->layout.columns[column].header,
		.message = slice_of(message),
	};

	csv_place(&taker->csv, &taker->row, column, &rejection.line,
		  &rejection.column);
	return csv_reject(taker, &rejection);
}

int csv_reject_row(struct csv_taker *taker, const char *message)
{
	struct rejection rejection = {.record = taker->number,
				      .line = taker->row.line,
				      .column = 1,
				      .message = slice_of(message)};

	return csv_reject(taker, &rejection);
}

const char *csv_broken_rule(const char *message, char rule[CSV_RULE_BYTES])
{
	static const char mark[] = "(rule ";
	const char *found = strstr(message, mark);
	size_t length = 0;

	if (found == NULL)
		return NULL;
	for (found += sizeof(mark) - 1;
	     length < CSV_RULE_BYTES - 1 && found[length] >= '0' &&
	     found[length] <= '9';
	     length++)
		rule[length] = found[length];
	rule[length] = '\0';
	return length > 0 ? rule : NULL;
}

/* --- values --------------------------------------------------------------- */

/* Says what taker->fault says of a value. */
static int reject_value(struct csv_taker *taker, size_t column)
{
	char message[800], rule[CSV_RULE_BYTES];

	taker->fault.place = (struct place){0};
	error_text(&taker->fault, message, sizeof(message));
	return csv_reject_field(taker, column, csv_broken_rule(message, rule),
				message);
}

/* Brings a value into canonical form in taker->canonical.  False when it was
 * rejected; `*result` is then what the caller's reject gave. */
static bool check(struct csv_taker *taker, size_t column, uint16_t field,
		  struct slice value, int *result)
{
	*result = 0;
	if (field_check(taker->layout.dictionary, field, value,
			reading_codes_on(taker->reading), &taker->canonical,
			&taker->fault) == 0 &&
	    !taker->canonical.failed)
		return true;
	if (taker->canonical.failed || taker->fault.code == ERROR_MEMORY)
		*result = error_memory(taker->error);
	else
		*result = reject_value(taker, column);
	return false;
}

/* A cell as text: trimmed, translated by the mapping, without the guard
 * against formulas. */
static struct slice cell(const struct csv_taker *taker, size_t column)
{
	struct slice text = slice_trim(taker->row.fields[column]);

	text = csv_layout_value(&taker->layout, &taker->layout.columns[column],
				text);
	return csv_unguarded(text);
}

/* A date as yyyy-mm-dd where the mapping says how the file writes it. */
static bool read_date(struct csv_taker *taker, size_t column,
		      struct slice *value, char text[DATE_TEXT_BYTES],
		      int *result)
{
	const struct slice format = taker->layout.mapping.date_format;
	int32_t date;

	*result = 0;
	if (format.len == 0) {
		*value = csv_without_midnight(*value);
		return true;
	}
	if (!csv_date(*value, format, &date)) {
		*result = csv_reject_field(taker, column, NULL,
					   "not a date in the mapping file's "
					   "date-format");
		return false;
	}
	date_format(date, text);
	*value = slice_of(text);
	return true;
}

/* Whether a field can hold what was perhaps made coarser: a term of birth is no
 * date. */
static bool fits(struct csv_taker *taker, const struct csv_group *group,
		 uint16_t field, struct slice value)
{
	if (group->by_period && group->period.len == 0)
		return false;
	if (slice_is(value, "*")) /* left out, or made so coarse as to be
				     anything */
		return false;
	return field_check(taker->layout.dictionary, field, value,
			   reading_codes_on(taker->reading), &taker->canonical,
			   NULL) == 0;
}

static int take_value(struct csv_taker *taker, size_t column,
		      uint32_t first_item)
{
	const struct csv_column *entry = &taker->layout.columns[column];
	struct csv_group *group = &taker->layout.groups[entry->group];
	uint16_t field = entry->target.field;
	struct slice value = cell(taker, column);
	char date[DATE_TEXT_BYTES];
	const char *fault = NULL;
	int result = 0;

	if (value.len == 0 ||
	    (taker->reading->coarse && !fits(taker, group, field, value)))
		return 0;
	if (group->by_period && group->period.len == 0 && !group->filled) {
		group->filled = true;
		return csv_reject_field(
			taker, group->period_column, NULL,
			"no academic year for what the row says of "
			"it");
	}
	group->filled = true;
	if (taker->layout.dictionary->fields[field].type == FIELD_DATE &&
	    !read_date(taker, column, &value, date, &result))
		return result;
	if (!check(taker, column, field, value, &result))
		return result;
	if (field == taker->birth_date)
		fault = reading_birth_fault(taker->reading,
					    builder_slice(&taker->canonical));
	if (fault != NULL)
		return csv_reject_field(taker, column, NULL, fault);
	field_set_add(&group->set, field);
	record_set(&taker->maker, field, group->period,
		   first_item + group->item, builder_slice(&taker->canonical));
	return 0;
}

static int take_period(struct csv_taker *taker, struct csv_group *group)
{
	struct slice text;

	group->period = group->period_default;
	if (group->period_column == CSV_NO_COLUMN)
		return 0;
	text = cell(taker, group->period_column);
	if (text.len == 0)
		return 0;
	group->period = csv_academic_year(text);
	if (group->period.len > 0 || taker->reading->coarse)
		return 0;
	group->filled = true; /* the fault is said */
	return csv_reject_field(taker, group->period_column, NULL,
				"not an academic year, like 2025 or 2025/26");
}

int csv_take_upn(struct csv_taker *taker, struct slice *upn)
{
	size_t column = taker->layout.upn_column;
	struct slice value = {NULL, 0};
	int result;

	*upn = value;
	if (column < taker->row.count)
		value = cell(taker, column);
	if (value.len == 0 && taker->reading->unnamed)
		return 0;
	if (value.len == 0)
		return csv_reject_field(taker, column, "1500",
					"no unique pupil number");
	if (!check(taker, column, taker->layout.columns[column].target.field,
		   value, &result))
		return result;
	*upn = arena_copy(&taker->record, builder_slice(&taker->canonical));
	return upn->at != NULL ? 0 : error_memory(taker->error);
}

static void take_defaults(struct csv_taker *taker, struct csv_group *group,
			  uint32_t first_item)
{
	const struct csv_mapping *mapping = &taker->layout.mapping;

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
		record_set(&taker->maker, rule->target.field, group->period,
			   first_item + group->item, rule->value);
	}
}

/* The number of the next item of a group's period, in a file of items. */
static uint32_t *next_item(struct csv_taker *taker,
			   const struct csv_group *group)
{
	uint64_t year = CSV_FIRST_YEAR;

	if (group->period.len > 0 &&
	    !slice_number(group->period, CSV_LAST_YEAR, &year))
		year = CSV_FIRST_YEAR;
	return &taker->next_items[year - CSV_FIRST_YEAR];
}

int csv_take_row(struct csv_taker *taker)
{
	struct csv_layout *layout = &taker->layout;
	uint32_t first = 0;
	bool list = taker->next_items != NULL;

	for (size_t i = 0; i < layout->group_count; i++) {
		struct csv_group *group = &layout->groups[i];

		group->filled = false;
		group->period = (struct slice){NULL, 0};
		group->set = (struct field_set){0};
		if (group->by_period && take_period(taker, group) != 0)
			return -1;
	}
	for (size_t i = 0; i < layout->count; i++) {
		const struct csv_column *column = &layout->columns[i];

		if (column->target.role != CSV_FIELD || i == layout->upn_column)
			continue;
		if (list)
			first = *next_item(taker,
					   &layout->groups[column->group]);
		if (take_value(taker, i, first) != 0)
			return -1;
	}
	for (size_t i = 0; i < layout->group_count; i++) {
		struct csv_group *group = &layout->groups[i];
		bool counted = list && group->category == layout->list;

		first = counted ? *next_item(taker, group) : 0;
		take_defaults(taker, group, first);
		if (group->repeated &&
		    (!group->by_period || group->period.len > 0))
			record_mention(&taker->maker, group->category,
				       group->period);
		if (counted && group->filled)
			++*next_item(taker, group);
	}
	return 0;
}

void csv_take_begin(struct csv_taker *taker, uint64_t number)
{
	arena_clear(&taker->record);
	taker->maker = record_maker(taker->reading->dictionary, &taker->record);
	taker->number = number;
	taker->bad = false;
}

int csv_take_end(struct csv_taker *taker, uint32_t line)
{
	struct record record;

	if (taker->bad) {
		taker->reading->rejected++;
		return 0;
	}
	if (record_made(&taker->maker, &record, taker->error) != 0) {
		char message[sizeof(taker->error->message)];

		if (taker->error->code == ERROR_MEMORY)
			return -1;
		/* Too many items for one pupil. */
		memcpy(message, taker->error->message, sizeof(message));
		*taker->error = (struct error){0};
		taker->reading->rejected++;
		return csv_reject_row(taker, message);
	}
	record.line = line;
	record.number = taker->number;
	return taker->reading->take(taker->reading->context, &record,
				    taker->error);
}

void csv_take_set_upn(struct csv_taker *taker, struct slice upn)
{
	const struct csv_layout *layout = &taker->layout;

	record_set(&taker->maker,
		   layout->columns[layout->upn_column].target.field,
		   (struct slice){NULL, 0}, 0, upn);
}
