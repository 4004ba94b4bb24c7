/* A family's copy as data: pack.h. */
#include <stdio.h>

#include <sodium.h>

#include "base/date.h"
#include "base/json.h"
#include "formats/csv.h"
#include "formats/record_data.h"
#include "policy/right.h"
#include "register/layer.h"
#include "share/pack_parts.h"

enum { NAME_BYTES = 256 };

/* --- JSON ---------------------------------------------------------------------------- */

static void put_about(const struct writer *writer, struct json *json)
{
	const struct pack_words *words = writer->frame->words;

	json_key(json, "about");
	json_open_object(json);
	json_key_text(json, "from",
		      writer->frame->disclosure->node->notice->controller);
	json_key_text(json, "for",
		      words->by_parent ? SLICE("parent") : SLICE("pupil"));
	json_key_text(json, "kind",
		      words->record ? SLICE("educational-record")
				    : SLICE("everything-held"));
	json_key_text(json, "reference", words->reference);
	json_key_text(json, "identity", words->identity);
	json_key_date(json, "asked", words->asked);
	json_key_date(json, "due", words->due);
	json_key_date(json, "made", writer->frame->disclosure->request.date);
	json_close_object(json);
}

static void put_fields(const struct writer *writer, struct json *json,
		       const struct field_set *fields)
{
	json_key(json, "fields");
	json_open_array(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		json_put_text(json, writer->frame->dictionary->fields[f].name);
	json_close_array(json);
}

static void put_releases(const struct writer *writer, struct json *json)
{
	json_key(json, "releases");
	json_open_array(json);
	for (size_t i = 0; i < writer->history.release_count; i++) {
		const struct pupil_release *one = &writer->history.releases[i];

		json_open_object(json);
		json_key_date(json, "date", one->release.date);
		json_key_text(json, "reference", one->release.reference);
		json_key_text(json, "to", one->release.holder);
		json_key_text(json, "purpose", one->release.purpose);
		json_key_text(json, "level", one->release.level);
		put_fields(writer, json, &one->fields);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_entries(const struct writer *writer, struct json *json)
{
	json_key(json, "looked-or-asked");
	json_open_array(json);
	for (size_t i = 0; i < writer->history.entry_count; i++) {
		const struct case_entry *entry = &writer->history.entries[i];

		json_open_object(json);
		json_key_date(json, "date", entry->date);
		json_key_text(json, "reference", entry->reference);
		json_key_text(json, "what",
			      slice_of(case_kind_name(entry->kind)));
		json_key_text(json, "outcome",
			      slice_of(case_outcome_name(entry->outcome)));
		if (!slice_empty(entry->by))
			json_key_text(json, "by", entry->by);
		if (!slice_empty(entry->reason))
			json_key_text(json, "why", entry->reason);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_withheld(const struct writer *writer, struct json *json)
{
	const struct share_report *report = writer->frame->disclosure->report;

	json_key(json, "withheld");
	json_open_array(json);
	for (size_t i = 0; i < report->withheld_count; i++) {
		const struct withheld_count *one = &report->withheld[i];

		/* Of what keeps a child safe nothing is said either way. */
		if (field_set_has(&writer->frame->hidden, one->field))
			continue;
		json_open_object(json);
		json_key_text(
			json, "field",
			writer->frame->dictionary->fields[one->field].name);
		json_key_text(json, "gate", slice_of(gate_name(one->gate)));
		json_key_text(json, "reason",
			      slice_of(reason_name(one->reason)));
		json_close_object(json);
	}
	json_close_array(json);
}

/* --- beside the data (docs/formats.md) ------------------------------------------------- */

static void put_optional(struct json *json, const char *name, struct slice text)
{
	if (!slice_empty(text))
		json_key_text(json, name, text);
}

static void put_file(struct json *json, const struct origin *origin)
{
	char hash[2 * sizeof(origin->hash) + 1];

	sodium_bin2hex(hash, sizeof(hash), origin->hash, sizeof(origin->hash));
	json_key(json, "from");
	json_open_object(json);
	json_key_text(json, "kind", origin->kind);
	put_optional(json, "sender", origin->stated_by);
	json_key_text(json, "sha256", slice_of(hash));
	json_close_object(json);
}

static void put_grant(struct json *json, const struct register_grant *grant)
{
	json_open_object(json);
	json_key_text(json, "from", grant->sender_name);
	json_key_text(json, "reference", grant->reference);
	json_key_date(json, "date", grant->received);
	json_key_text(json, "purpose", grant->purpose);
	json_key_text(json, "level", grant->level);
	if (grant->delete_by != DATE_NONE)
		json_key_date(json, "until", grant->delete_by);
	json_close_object(json);
}

static void put_origin(const struct writer *writer, struct json *json,
		       const struct section *section)
{
	const struct sheet *sheet = &writer->sheet;
	const struct section *own = section_own(section);
	const struct origin *origin = sheet_origin(sheet, section);

	json_open_object(json);
	json_key_text(
		json, "category",
		writer->frame->dictionary->categories[section->category].name);
	put_optional(json, "period", section->period);
	if (own != NULL && own->count > 0) {
		json_key_date(json, "recorded", own->collected);
		if (origin != NULL)
			put_file(json, origin);
	}
	json_key(json, "received");
	json_open_array(json);
	for (uint32_t g = 0; g < section->grant_count; g++) {
		const struct register_grant *grant =
			sheet_grant(sheet, section->grants[g]);

		if (grant != NULL)
			put_grant(json, grant);
	}
	json_close_array(json);
	json_close_object(json);
}

static void put_origins(const struct writer *writer, struct json *json,
			const struct record *record)
{
	json_key(json, "origins");
	json_open_array(json);
	for (uint32_t s = 0; s < record->count; s++)
		if (sheet_shows(&writer->sheet, &record->sections[s]))
			put_origin(writer, json, &record->sections[s]);
	json_close_array(json);
}

static void put_purposes(const struct writer *writer, struct json *json,
			 const uint16_t *purposes, size_t count)
{
	json_key(json, "purposes");
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		json_put_text(
			json,
			writer->frame->dictionary->purposes[purposes[i]].name);
	json_close_array(json);
}

static void put_laws(const struct writer *writer, struct json *json,
		     const char *name, const uint16_t *laws, size_t count)
{
	json_key(json, name);
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		json_put_text(json,
			      writer->frame->dictionary->laws[laws[i]].name);
	json_close_array(json);
}

static void put_keep(struct json *json, const struct holding *holding)
{
	json_key(json, "keep");
	json_open_object(json);
	if (holding->keep_until_age > 0) {
		json_key_number(json, "until-age", holding->keep_until_age);
	} else {
		json_key_number(json, "months", holding->keep_months);
		json_key_text(json, "after", holding->keep_event);
	}
	put_optional(json, "then", holding->then);
	json_close_object(json);
}

static void put_use(const struct writer *writer, struct json *json,
		    const struct pack_use *use)
{
	const struct holding *holding = use->holding;

	json_open_object(json);
	json_key_boolean(json, "stated", holding != NULL);
	json_key_boolean(json, "received", use->received);
	put_fields(writer, json, &use->fields);
	if (holding != NULL) {
		put_purposes(writer, json, holding->purposes,
			     holding->purpose_count);
		put_laws(writer, json, "laws", holding->laws,
			 holding->law_count);
		if (holding->keep_until_age > 0 || holding->keep_months > 0)
			put_keep(json, holding);
	}
	if (use->until != DATE_NONE)
		json_key_date(json, "until", use->until);
	json_close_object(json);
}

static void put_uses(const struct writer *writer, struct json *json)
{
	json_key(json, "uses");
	json_open_array(json);
	for (size_t i = 0; i < writer->terms.use_count; i++)
		put_use(writer, json, &writer->terms.uses[i]);
	json_close_array(json);
}

static const char *level_word(enum level_kind level)
{
	static const char *const words[] = {
		[LEVEL_NAMED] = "named",
		[LEVEL_PUPIL] = "pupil",
		[LEVEL_INSIDE] = "inside",
		[LEVEL_ANONYMISED] = "anonymised",
		[LEVEL_AGGREGATE] = "aggregate",
	};

	return words[level];
}

static void put_allowed(const struct writer *writer, struct json *json)
{
	const struct dictionary *dictionary = writer->frame->dictionary;

	json_key(json, "may-have");
	json_open_array(json);
	for (size_t i = 0; i < writer->terms.allowed_count; i++) {
		const struct allowed *one = &writer->terms.allowed[i];

		json_open_object(json);
		json_key_text(json, "to", dictionary->bodies[one->body].name);
		json_key_text(json, "level", slice_of(level_word(one->level)));
		json_key_boolean(json, "required", one->duty);
		put_fields(writer, json, &one->fields);
		put_purposes(writer, json, one->purposes, one->purpose_count);
		put_laws(writer, json, "laws", one->laws, one->law_count);
		put_laws(writer, json, "bases", one->grounds,
			 one->ground_count);
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_rights(const struct writer *writer, struct json *json)
{
	int32_t date = writer->frame->disclosure->request.date;

	json_key(json, "rights");
	json_open_array(json);
	for (size_t i = 0; i < RIGHT_COUNT; i++) {
		const char *law = pack_right_law(writer, &rights[i], date);

		if (law == NULL)
			continue;
		json_open_object(json);
		json_key_text(json, "right", slice_of(rights[i].name));
		json_key_text(json, "law", slice_of(law));
		json_close_object(json);
	}
	json_close_array(json);
}

/* --- what names and codes mean --------------------------------------------------------- */

static void put_name(struct json *json, struct slice name, struct slice said)
{
	char key[NAME_BYTES];

	if (name.len >= sizeof(key))
		return;
	snprintf(key, sizeof(key), "%.*s", SLICE_ARGS(name));
	json_key_text(json, key, said);
}

static void put_field_names(struct writer *writer, struct json *json)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	const struct field_set *fields = &writer->terms.fields;
	bool taken[CATEGORY_LIMIT] = {false};

	json_key(json, "fields");
	json_open_object(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1))) {
		taken[dictionary->fields[f].category] = true;
		put_name(json, dictionary->fields[f].name,
			 name_heading(&writer->voice, NAME_FIELD, f));
	}
	json_close_object(json);
	json_key(json, "categories");
	json_open_object(json);
	for (uint16_t c = 0; c < dictionary->category_count; c++)
		if (taken[c])
			put_name(
				json, dictionary->categories[c].name,
				name_heading(&writer->voice, NAME_CATEGORY, c));
	json_close_object(json);
}

/* The codes of one field that the record has, each once. */
static void put_codes(struct writer *writer, struct json *json,
		      const struct record *record, uint16_t field)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	uint16_t set = dictionary->fields[field].codes;
	uint16_t count = dictionary->code_sets[set].count;
	bool *held = arena_array(&writer->arena, count, sizeof(*held));

	if (held == NULL) {
		writer->voice.failed = true;
		return;
	}
	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			struct slice text =
				item_text(&record->sections[s].items[i], field);
			uint16_t code =
				slice_empty(text)
					? DICTIONARY_NONE
					: code_set_find(dictionary, set, text);

			if (code < count)
				held[code] = true;
		}
	for (uint16_t c = 0; c < count; c++)
		if (held[c])
			put_name(json, dictionary->code_sets[set].codes[c].code,
				 dictionary->code_sets[set].codes[c].label);
}

static void put_names(struct writer *writer, struct json *json,
		      const struct record *record)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	const struct field_set *fields = &writer->terms.fields;
	char key[NAME_BYTES];

	json_key(json, "names");
	json_open_object(json);
	put_field_names(writer, json);
	json_key(json, "codes");
	json_open_object(json);
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1))) {
		const struct field *field = &dictionary->fields[f];

		if (field->codes == DICTIONARY_NONE ||
		    field->name.len >= sizeof(key))
			continue;
		snprintf(key, sizeof(key), "%.*s", SLICE_ARGS(field->name));
		json_key(json, key);
		json_open_object(json);
		put_codes(writer, json, record, f);
		json_close_object(json);
	}
	json_close_object(json);
	json_close_object(json);
}

void pack_write_json(struct writer *writer, const struct record *record)
{
	struct json json = json_writer(&writer->data, false);

	json_open_object(&json);
	json_key_number(&json, "hornbook-record", RECORD_DATA_VERSION);
	put_about(writer, &json);
	json_key(&json, "sections");
	record_data_put(&json, writer->frame->dictionary, record,
			&writer->frame->hidden);
	put_names(writer, &json, record);
	put_origins(writer, &json, record);
	put_uses(writer, &json);
	put_releases(writer, &json);
	put_allowed(writer, &json);
	if (!writer->frame->words->record) {
		put_entries(writer, &json);
		put_withheld(writer, &json);
	}
	put_rights(writer, &json);
	json_close_object(&json);
}

static void add_value_row(struct writer *writer, const struct section *section,
			  uint32_t item, const struct value *value,
			  struct slice source)
{
	const struct dictionary *dictionary = writer->frame->dictionary;
	char recorded[DATE_TEXT_BYTES] = "", number[16];
	struct slice cells[8];

	if (section->collected != DATE_NONE)
		date_format(section->collected, recorded);
	snprintf(number, sizeof(number), "%u", item + 1);
	cells[0] = dictionary->categories[section->category].label;
	cells[1] = section->period;
	cells[2] = slice_of(number);
	cells[3] = dictionary->fields[value->field].label;
	cells[4] = value->text;
	cells[5] = sheet_value(&writer->sheet, value);
	cells[6] = slice_of(recorded);
	cells[7] = source;
	csv_add_row(&writer->csv, cells, NULL,
		    sizeof(cells) / sizeof(cells[0]));
}

void pack_write_csv(struct writer *writer, const struct record *record)
{
	static const struct slice header[] = {
		SLICE_INIT("Category"), SLICE_INIT("School year"),
		SLICE_INIT("Item"),     SLICE_INIT("Field"),
		SLICE_INIT("Value"),    SLICE_INIT("Meaning"),
		SLICE_INIT("Recorded"), SLICE_INIT("Where it came from"),
	};

	csv_add_row(&writer->csv, header, NULL,
		    sizeof(header) / sizeof(header[0]));
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];
		struct slice source = sheet_source(&writer->sheet, section);

		for (uint32_t i = 0; i < section->count; i++)
			for (uint32_t v = 0; v < section->items[i].count; v++)
				if (!field_set_has(
					    &writer->frame->hidden,
					    section->items[i].values[v].field))
					add_value_row(
						writer, section, i,
						&section->items[i].values[v],
						source);
	}
}
