/* One value of a record in words, for people: sheet.h. */
#include "base/builder.h"
#include "base/date.h"
#include "dictionary/dictionary.h"
#include "share/sheet.h"
#include "words/wording.h"

struct slice sheet_date(struct sheet *sheet, struct slice text)
{
	int32_t date;

	return date_parse(text, &date) ? say_date(sheet->voice, date) : text;
}

/* "English (ENG)": who looks it up elsewhere needs the code. */
static struct slice with_code(struct sheet *sheet, struct slice name,
			      struct slice code)
{
	return say_with(sheet->voice, PHRASE_RECORD_CODED, with("name", name),
			with("code", code));
}

static struct slice label_in(struct sheet *sheet, uint16_t set,
			     struct slice text)
{
	uint16_t code = code_set_find(sheet->dictionary, set, text);

	return code != DICTIONARY_NONE
		       ? sheet->dictionary->code_sets[set].codes[code].label
		       : (struct slice){NULL, 0};
}

static struct slice code_label(struct sheet *sheet, const struct field *field,
			       struct slice text)
{
	struct slice label;

	if (field->codes == DICTIONARY_NONE)
		return text;
	label = label_in(sheet, field->codes, text);
	if (slice_empty(label))
		return text;
	/* Of several codes without a meaning each is told apart. */
	return slice_is(label, "Meaning not published")
		       ? with_code(sheet, label, text)
		       : label;
}

/* Texts that are mostly codes, which files bring new ones of each year: by the
 * code sets of what is known of them. */
static struct slice coded_text(struct sheet *sheet, const struct field *field,
			       struct slice text)
{
	static const struct {
		const char *field, *codes;
	} coded[] = {
		{"assessment.locale", "assessment-locale"},
		{"assessment.subject", "assessment-subject"},
		{"assessment.method", "assessment-method"},
		{"assessment.component", "assessment-component"},
		{"assessment.qualifier", "assessment-qualifier"},
		{"assessment.result", "assessment-result"},
	};

	for (size_t i = 0; i < sizeof(coded) / sizeof(coded[0]); i++) {
		struct slice label = {NULL, 0};
		uint16_t set;

		if (!slice_is(field->name, coded[i].field))
			continue;
		set = dictionary_find(sheet->dictionary, KIND_CODES,
				      slice_of(coded[i].codes));
		if (set != DICTIONARY_NONE)
			label = label_in(sheet, set, text);
		return slice_empty(label) ? text
					  : with_code(sheet, label, text);
	}
	return text;
}

/* --- attendance marks ------------------------------------------------------------- */

static struct slice say_mark(struct sheet *sheet, uint16_t set,
			     struct slice mark, unsigned int count)
{
	struct slice label = set != DICTIONARY_NONE ? label_in(sheet, set, mark)
						    : (struct slice){NULL, 0};

	return say_with(sheet->voice, PHRASE_RECORD_MARK,
			with_number("count", count), with("mark", mark),
			with("meaning", label));
}

/* What each mark means and how many there are, then all of them: a letter or sign
 * for each session. */
static struct slice say_marks(struct sheet *sheet, struct slice text)
{
	uint16_t set = dictionary_find(sheet->dictionary, KIND_CODES,
				       SLICE("attendance"));
	unsigned int counts[256] = {0};
	struct slice list[256];
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		counts[(unsigned char)text.at[i]]++;
	for (size_t i = 0; i < text.len; i++) {
		unsigned int *of = &counts[(unsigned char)text.at[i]];

		if (*of == 0)
			continue;
		list[count++] =
			say_mark(sheet, set, slice_part(text, i, i + 1), *of);
		*of = 0;
	}
	return say_with(sheet->voice, PHRASE_RECORD_MARKS,
			with("list", say_list(sheet->voice, list, count)),
			with("marks", text));
}

static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return false;
	return text.len > 0;
}

/* --- schools ---------------------------------------------------------------------- */

/* As the record itself names a school of that number; empty: it does not. */
static struct slice named_in(const struct sheet *sheet, const char *number,
			     const char *name, struct slice text)
{
	const struct dictionary *dictionary = sheet->dictionary;
	uint16_t numbers =
		dictionary_find(dictionary, KIND_FIELD, slice_of(number));
	uint16_t names =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));
	const struct record *record = sheet->record;

	if (numbers == DICTIONARY_NONE || names == DICTIONARY_NONE ||
	    field_set_has(&sheet->hidden, names))
		return (struct slice){NULL, 0};
	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			const struct item *item = &record->sections[s].items[i];
			struct slice called = item_text(item, names);

			if (slice_equal(item_text(item, numbers), text) &&
			    !slice_empty(called))
				return called;
		}
	return (struct slice){NULL, 0};
}

static struct slice school_said(struct sheet *sheet, struct slice text)
{
	struct slice name = {NULL, 0};

	if (!slice_empty(text) && slice_equal(text, sheet->own_number))
		name = sheet->own_name;
	if (slice_empty(name) && sheet->record != NULL)
		name = named_in(sheet, "school.laestab", "school.name", text);
	if (slice_empty(name) && sheet->record != NULL)
		name = named_in(sheet, "attendance.laestab",
				"attendance.school-name", text);
	return slice_empty(name) ? text : with_code(sheet, name, text);
}

/* --- any ---------------------------------------------------------------------------- */

/* Texts that are names of the dictionary's: whom and what a wish is about. */
static struct slice name_said(struct sheet *sheet, const struct field *field,
			      struct slice text)
{
	static const struct {
		const char *field;
		enum dictionary_kind kind;
		enum name_kind name;
	} named[] = {
		{"wish.recipient", KIND_BODY, NAME_BODY},
		{"wish.purpose", KIND_PURPOSE, NAME_PURPOSE},
	};

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		uint16_t index;

		if (!slice_is(field->name, named[i].field))
			continue;
		index = dictionary_find(sheet->dictionary, named[i].kind, text);
		if (index != DICTIONARY_NONE)
			return name_heading(sheet->voice, named[i].name, index);
	}
	return coded_text(sheet, field, text);
}

struct slice sheet_value(struct sheet *sheet, const struct value *value)
{
	const struct field *field = &sheet->dictionary->fields[value->field];

	if (slice_is(field->name, "attendance.marks") && is_ascii(value->text))
		return say_marks(sheet, value->text);
	if (field->type == FIELD_LAESTAB)
		return school_said(sheet, value->text);
	if (field->type == FIELD_TEXT)
		return name_said(sheet, field, value->text);
	if (field->type == FIELD_DATE)
		return sheet_date(sheet, value->text);
	if (field->type == FIELD_FLAG)
		return say(sheet->voice, slice_is(value->text, "true")
						 ? PHRASE_RECORD_YES
						 : PHRASE_RECORD_NO);
	return field->type == FIELD_CODE ? code_label(sheet, field, value->text)
					 : value->text;
}
