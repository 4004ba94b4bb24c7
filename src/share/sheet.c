#include "share/sheet.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/date.h"
#include "dictionary/dictionary.h"
#include "register/layer.h"
#include "words/wording.h"

enum { TABLE_COLUMNS = 6, CELL_BYTES = 100 };

static struct slice copy(struct sheet *sheet, struct builder *text)
{
	struct slice kept =
		arena_copy(sheet->voice->arena, builder_slice(text));

	sheet->voice->failed |= text->failed || kept.at == NULL;
	builder_release(text);
	return kept;
}

/* --- values ---------------------------------------------------------------------- */

struct slice sheet_child(const struct dictionary *dictionary,
			 const struct record *record, struct voice *voice)
{
	struct builder text = {0};
	struct slice kept;

	builder_add(&text,
		    record_text_called(record, dictionary, "pupil.forename"));
	builder_add_byte(&text, ' ');
	builder_add(&text,
		    record_text_called(record, dictionary, "pupil.surname"));
	kept = arena_copy(voice->arena, slice_trim(builder_slice(&text)));
	voice->failed |= text.failed || kept.at == NULL;
	builder_release(&text);
	return kept;
}

static bool is_shown(const struct sheet *sheet, const struct value *value)
{
	return !field_set_has(&sheet->hidden, value->field) &&
	       !slice_empty(value->text);
}

static bool shows(const struct sheet *sheet, const struct item *item)
{
	for (uint32_t v = 0; v < item->count; v++)
		if (is_shown(sheet, &item->values[v]))
			return true;
	return false;
}

bool sheet_shows(const struct sheet *sheet, const struct section *section)
{
	for (uint32_t i = 0; i < section->count; i++)
		if (shows(sheet, &section->items[i]))
			return true;
	return false;
}

/* --- one category ------------------------------------------------------------------- */

static void add_pairs(struct sheet *sheet, const struct item *item)
{
	document_begin_pairs(sheet->document);
	for (uint32_t v = 0; v < item->count; v++)
		if (is_shown(sheet, &item->values[v]))
			document_pair(sheet->document,
				      name_heading(sheet->voice, NAME_FIELD,
						   item->values[v].field),
				      sheet_value(sheet, &item->values[v]));
	document_end(sheet->document);
}

/* The fields that any item shows, in their order; as many as there are, of
 * which TABLE_COLUMNS are kept. */
static size_t find_columns(const struct sheet *sheet,
			   const struct section *section,
			   uint16_t columns[TABLE_COLUMNS])
{
	struct field_set any = {0};
	size_t count = 0;

	for (uint32_t i = 0; i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++)
			if (is_shown(sheet, &section->items[i].values[v]))
				field_set_add(
					&any,
					section->items[i].values[v].field);
	for (uint16_t f = field_set_next(&any, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&any, (uint16_t)(f + 1))) {
		if (count < TABLE_COLUMNS)
			columns[count] = f;
		count++;
	}
	return count;
}

static void add_cell(struct sheet *sheet, const struct item *item,
		     uint16_t field)
{
	const struct value value = {field, item_text(item, field)};

	document_cell(sheet->document, slice_empty(value.text)
					       ? SLICE("")
					       : sheet_value(sheet, &value));
}

static void add_table(struct sheet *sheet, const struct section *section,
		      struct slice caption, const uint16_t *fields,
		      size_t count)
{
	struct document_column columns[TABLE_COLUMNS];

	for (size_t c = 0; c < count; c++)
		columns[c] = (struct document_column){
			name_heading(sheet->voice, NAME_FIELD, fields[c]),
			DOCUMENT_START};
	document_begin_table(sheet->document, (struct slice){NULL, 0}, caption,
			     columns, count, false);
	for (uint32_t i = 0; i < section->count; i++) {
		if (!shows(sheet, &section->items[i]))
			continue;
		document_begin_row(sheet->document);
		for (size_t c = 0; c < count; c++)
			add_cell(sheet, &section->items[i], fields[c]);
		document_end(sheet->document);
	}
	document_end(sheet->document);
}

static struct slice capital(struct sheet *sheet, struct slice text)
{
	struct builder out = {0};

	builder_add(&out, text);
	if (out.len > 0 && out.at[0] >= 'a' && out.at[0] <= 'z')
		out.at[0] = (char)(out.at[0] - 'a' + 'A');
	return copy(sheet, &out);
}

static void add_items(struct sheet *sheet, const struct section *section)
{
	struct slice each = capital(
		sheet, sheet->dictionary->categories[section->category].each);

	for (uint32_t i = 0; i < section->count; i++) {
		if (!shows(sheet, &section->items[i]))
			continue;
		document_begin_section(sheet->document, (struct slice){NULL, 0},
				       say_with(sheet->voice,
						PHRASE_RECORD_ITEM,
						with("each", each),
						with_number("number", i + 1)));
		add_pairs(sheet, &section->items[i]);
		document_end(sheet->document);
	}
}

/* A year by its first calendar year: "2025" is "2025" to "2026". */
static struct slice heading_of(struct sheet *sheet,
			       const struct section *section)
{
	struct slice category =
		name_heading(sheet->voice, NAME_CATEGORY, section->category);
	struct builder next = {0};
	uint64_t year;

	if (slice_empty(section->period))
		return category;
	if (slice_number(section->period, 9998, &year))
		builder_add_format(&next, "%llu", (unsigned long long)year + 1);
	else
		builder_add(&next, section->period);
	return say_with(sheet->voice, PHRASE_RECORD_PERIOD,
			with("category", category),
			with("first", section->period),
			with("last", copy(sheet, &next)));
}

/* Kinds of imports (struct origin) by what a family calls them. */
static enum phrase source_of(struct slice kind)
{
	static const struct {
		const char *start;
		enum phrase said;
	} kinds[] = {
		{"ctf", PHRASE_RECORD_FROM_CTF},
		{"csv", PHRASE_RECORD_FROM_CSV},
		{"school-census", PHRASE_RECORD_FROM_CENSUS},
		{"census", PHRASE_RECORD_FROM_CENSUS},
		{"lrs", PHRASE_RECORD_FROM_LRS},
		{"wish", PHRASE_RECORD_FROM_FAMILY},
		{"served", PHRASE_RECORD_FROM_OFFICE},
		{"correction", PHRASE_RECORD_FROM_OFFICE},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (slice_starts_with(kind, slice_of(kinds[i].start)))
			return kinds[i].said;
	return PHRASE_RECORD_FROM_FILE;
}

const struct origin *sheet_origin(const struct sheet *sheet,
				  const struct section *section)
{
	const struct section *own = section_own(section);

	if (own == NULL || own->count == 0 || own->origin == 0)
		return NULL;
	for (size_t i = 0; i < sheet->origin_count; i++)
		if (sheet->origins[i].id == own->origin)
			return &sheet->origins[i];
	return NULL;
}

const struct register_grant *sheet_grant(const struct sheet *sheet, uint64_t id)
{
	for (size_t i = 0; i < sheet->grant_count; i++)
		if (sheet->grants[i].id == id)
			return &sheet->grants[i];
	return NULL;
}

static struct slice own_source(struct sheet *sheet,
			       const struct section *section)
{
	const struct section *own = section_own(section);
	const struct origin *origin = sheet_origin(sheet, section);
	struct voice *voice = sheet->voice;
	struct slice source = SLICE(""), sender = SLICE("");

	if (own == NULL || own->count == 0)
		return SLICE("");
	if (origin != NULL) {
		source = say(voice, source_of(origin->kind));
		sender = origin->stated_by;
	}
	return say_with(voice, PHRASE_RECORD_OURS,
			with("date", say_date(voice, own->collected)),
			with("source", source), with("sender", sender));
}

static struct slice grant_source(struct sheet *sheet,
				 const struct register_grant *grant)
{
	struct voice *voice = sheet->voice;
	uint16_t purpose = dictionary_find(sheet->dictionary, KIND_PURPOSE,
					   grant->purpose);

	return say_with(
		voice, PHRASE_RECORD_RECEIVED,
		with("sender", grant->sender_name),
		with("date", say_date(voice, grant->received)),
		with("reference", grant->reference),
		with("purpose", purpose != DICTIONARY_NONE
					? name_of(voice, NAME_PURPOSE, purpose)
					: grant->purpose),
		with("until", say_date(voice, grant->delete_by)));
}

struct slice sheet_source(struct sheet *sheet, const struct section *section)
{
	struct slice said = own_source(sheet, section);

	for (uint32_t g = 0; g < section->grant_count; g++) {
		const struct register_grant *grant =
			sheet_grant(sheet, section->grants[g]);

		if (grant != NULL)
			said = say_sentences(sheet->voice, said,
					     grant_source(sheet, grant));
	}
	return said;
}

/* Whether a column of a table would be squeezed by what stands beside it. */
static bool is_long(const struct sheet *sheet, const struct section *section)
{
	for (uint32_t i = 0; i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++) {
			const struct value *value =
				&section->items[i].values[v];

			if (is_shown(sheet, value) &&
			    value->text.len > CELL_BYTES)
				return true;
		}
	return false;
}

static void add_section(struct sheet *sheet, const struct section *section)
{
	struct slice heading = heading_of(sheet, section);
	uint16_t columns[TABLE_COLUMNS];
	size_t count = find_columns(sheet, section, columns);

	document_begin_section(sheet->document, (struct slice){NULL, 0},
			       heading);
	if (slice_empty(sheet->dictionary->categories[section->category].each))
		add_pairs(sheet, &section->items[0]);
	else if (count <= TABLE_COLUMNS && !is_long(sheet, section))
		add_table(sheet, section, heading, columns, count);
	else
		add_items(sheet, section);
	if (sheet->told)
		document_paragraph(sheet->document,
				   sheet_source(sheet, section));
	document_end(sheet->document);
}

void sheet_add_record(struct sheet *sheet, const struct record *record)
{
	for (uint32_t s = 0; s < record->count; s++)
		if (sheet_shows(sheet, &record->sections[s]))
			add_section(sheet, &record->sections[s]);
}

/* --- what happened when ---------------------------------------------------------------- */

struct event {
	int32_t date;
	size_t place; /* among all values, so that equal days stay in order */
	const struct section *section;
	const struct item *item;
	uint16_t field; /* whose date it is */
	bool last;      /* of the item's dates */
};

static bool is_date(const struct sheet *sheet, const struct value *value,
		    int32_t *date)
{
	return is_shown(sheet, value) &&
	       sheet->dictionary->fields[value->field].type == FIELD_DATE &&
	       date_parse(value->text, date);
}

static int by_place(const void *a, const void *b)
{
	const struct event *left = a, *right = b;

	return (left->place > right->place) - (left->place < right->place);
}

static int by_date(const void *a, const void *b)
{
	const struct event *left = a, *right = b;

	if (left->date != right->date)
		return left->date < right->date ? -1 : 1;
	return by_place(a, b);
}

static size_t count_values(const struct record *record)
{
	size_t count = 0;

	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++)
			count += record->sections[s].items[i].count;
	return count;
}

/* Each date of an item is one of its own. */
static size_t add_dates(const struct sheet *sheet, struct event event,
			struct event *events, size_t count)
{
	size_t first = count, latest = count;

	for (uint32_t v = 0; v < event.item->count; v++) {
		const struct value *value = &event.item->values[v];

		if (!is_date(sheet, value, &event.date))
			continue;
		event.field = value->field;
		events[count] = event;
		events[count].place += v;
		if (events[count].date >= events[latest].date)
			latest = count;
		count++;
	}
	if (count > first)
		events[latest].last = true;
	return count;
}

/* A date of birth is who the child is, not what happened. */
static size_t find_events(const struct sheet *sheet,
			  const struct record *record, struct event *events)
{
	uint16_t identity = dictionary_find(sheet->dictionary, KIND_CATEGORY,
					    SLICE("identity"));
	size_t count = 0, place = 0;

	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		for (uint32_t i = 0; i < section->count; i++) {
			struct event event = {.place = place,
					      .section = section,
					      .item = &section->items[i]};

			if (section->category != identity)
				count = add_dates(sheet, event, events, count);
			place += section->items[i].count;
		}
	}
	return count;
}

/* Of a category that has no list: what it says is so today, whenever its dates
 * were. */
static bool is_present(const struct sheet *sheet, const struct section *section)
{
	return slice_empty(
		sheet->dictionary->categories[section->category].each);
}

/* "leaving" of "school.leaving-date"; empty where there is no such word. */
static struct slice kind_of(const struct sheet *sheet, uint16_t field)
{
	struct slice name = sheet->dictionary->fields[field].name;
	struct slice kind;

	slice_cut(&name, '.');
	kind = slice_cut(&name, '-');
	return slice_empty(name) ? (struct slice){NULL, 0} : kind;
}

/* What comes of something is known at its end. */
static bool is_outcome(struct slice name)
{
	return slice_is(name, "qualification.grade") ||
	       slice_is(name, "qualification.credits");
}

/* Why a school was left is told on the day on which it was left, and what came
 * of something on its last day. */
static bool belongs(const struct sheet *sheet, const struct event *event,
		    uint16_t field)
{
	struct slice kind = kind_of(sheet, field);

	if (is_outcome(sheet->dictionary->fields[field].name))
		return event->last;
	for (uint32_t v = 0; v < event->item->count; v++) {
		const struct value *value = &event->item->values[v];
		int32_t date;

		if (!slice_empty(kind) && is_date(sheet, value, &date) &&
		    slice_equal(kind_of(sheet, value->field), kind))
			return value->field == event->field;
	}
	return true;
}

/* "Date of leaving; School: ...; Reason for leaving: ..." without other dates. */
static struct slice tell(struct sheet *sheet, const struct event *event)
{
	struct builder out = {0};

	builder_add(&out, name_heading(sheet->voice, NAME_FIELD, event->field));
	for (uint32_t v = 0; v < event->item->count; v++) {
		const struct value *value = &event->item->values[v];
		int32_t date;

		if (is_present(sheet, event->section) ||
		    !is_shown(sheet, value) || is_date(sheet, value, &date) ||
		    !belongs(sheet, event, value->field))
			continue;
		builder_add_text(&out, "; ");
		builder_add(&out, name_heading(sheet->voice, NAME_FIELD,
					       value->field));
		builder_add_text(&out, ": ");
		builder_add(&out, sheet_value(sheet, value));
	}
	return copy(sheet, &out);
}

static void add_event(struct sheet *sheet, const struct event *event)
{
	struct document *document = sheet->document;

	document_begin_row(document);
	document_cell(document, say_date(sheet->voice, event->date));
	document_cell(document, name_heading(sheet->voice, NAME_CATEGORY,
					     event->section->category));
	document_cell(document, tell(sheet, event));
	document_end(document);
}

/* What the chronology leaves out of the items whose dates it has. */
static void add_present(struct sheet *sheet, const struct event *events,
			size_t count)
{
	const struct item *before = NULL;
	bool any = false;

	for (size_t e = 0; e < count; e++) {
		const struct item *item = events[e].item;

		if (!is_present(sheet, events[e].section) || item == before)
			continue;
		before = item;
		for (uint32_t v = 0; v < item->count; v++) {
			const struct value *value = &item->values[v];
			int32_t date;

			if (!is_shown(sheet, value) ||
			    is_date(sheet, value, &date))
				continue;
			if (!any) {
				document_begin_section(
					sheet->document,
					(struct slice){NULL, 0},
					say(sheet->voice, PHRASE_CASE_TODAY));
				document_begin_pairs(sheet->document);
			}
			any = true;
			document_pair(sheet->document,
				      name_heading(sheet->voice, NAME_FIELD,
						   value->field),
				      sheet_value(sheet, value));
		}
	}
	if (!any)
		return;
	document_end(sheet->document);
	document_end(sheet->document);
}

bool sheet_add_chronology(struct sheet *sheet, const struct record *record)
{
	struct voice *voice = sheet->voice;
	const struct document_column columns[] = {
		{say(voice, PHRASE_CASE_WHEN), DOCUMENT_START},
		{say(voice, PHRASE_CASE_KIND), DOCUMENT_START},
		{say(voice, PHRASE_CASE_WHAT), DOCUMENT_START},
	};
	struct event *events = arena_array(voice->arena, count_values(record),
					   sizeof(*events));
	size_t count;

	if (events == NULL) {
		voice->failed = true;
		return false;
	}
	count = find_events(sheet, record, events);
	if (count == 0)
		return false;
	qsort(events, count, sizeof(*events), by_date);
	document_begin_table(sheet->document, (struct slice){NULL, 0},
			     say(voice, PHRASE_CASE_CHRONOLOGY), columns,
			     sizeof(columns) / sizeof(columns[0]), true);
	for (size_t i = 0; i < count; i++)
		add_event(sheet, &events[i]);
	document_end(sheet->document);
	qsort(events, count, sizeof(*events), by_place);
	add_present(sheet, events, count);
	return true;
}
