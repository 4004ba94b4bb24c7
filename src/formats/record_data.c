#include "formats/record_data.h"

#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/json.h"

#define ELEMENT "<script type=\"application/json\" id=\"hornbook-record\">"
#define ELEMENT_END "</script>"
#define BODY_END "</body>"

enum { NAME_BYTES = 256 };

/* --- writing ------------------------------------------------------------------------ */

static void put_item(struct json *json, const struct dictionary *dictionary,
		     const struct item *item, const struct field_set *hidden)
{
	json_open_object(json);
	for (uint32_t v = 0; v < item->count; v++) {
		const struct value *value = &item->values[v];
		struct slice name = dictionary->fields[value->field].name;
		char key[NAME_BYTES];

		if (field_set_has(hidden, value->field) ||
		    name.len >= sizeof(key))
			continue;
		memcpy(key, name.at, name.len);
		key[name.len] = '\0';
		json_key_text(json, key, value->text);
	}
	json_close_object(json);
}

void record_data_put(struct json *json, const struct dictionary *dictionary,
		     const struct record *record,
		     const struct field_set *hidden)
{
	json_open_array(json);
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		json_open_object(json);
		json_key_text(json, "category",
			      dictionary->categories[section->category].name);
		if (!slice_empty(section->period))
			json_key_text(json, "period", section->period);
		json_key(json, "items");
		json_open_array(json);
		for (uint32_t i = 0; i < section->count; i++)
			put_item(json, dictionary, &section->items[i], hidden);
		json_close_array(json);
		json_close_object(json);
	}
	json_close_array(json);
}

/* JSON has '<' in texts alone. */
static void add_escaped(struct slice text, struct builder *out)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '<')
			builder_add_text(out, "\\u003c");
		else
			builder_add_byte(out, text.at[i]);
}

void record_data_embed(struct slice text, struct builder *page)
{
	struct slice end = SLICE(BODY_END);
	struct builder whole = {0};
	size_t at = page->len;

	while (at >= end.len &&
	       memcmp(page->at + at - end.len, end.at, end.len) != 0)
		at--;
	at = at >= end.len ? at - end.len : page->len;
	builder_add(&whole, (struct slice){page->at, at});
	builder_add_text(&whole, ELEMENT "\n");
	add_escaped(text, &whole);
	builder_add_text(&whole, "\n" ELEMENT_END "\n");
	builder_add(&whole, slice_part(builder_slice(page), at, page->len));
	whole.failed |= page->failed;
	builder_release(page);
	*page = whole;
}

/* --- reading ------------------------------------------------------------------------- */

struct taking {
	struct reading *reading;
	struct record_maker maker;
	struct builder canonical;
	bool bad;
	struct error *error;
};

static int reject(struct taking *taking, const char *field, const char *message,
		  bool warning)
{
	const struct rejection rejection = {
		.record = 1,
		.warning = warning,
		.field = slice_of(field),
		.message = slice_of(message),
	};

	taking->bad |= !warning;
	return taking->reading->reject(taking->reading->context, &rejection,
				       taking->error);
}

static int take_value(struct taking *taking, const char *name,
		      const json_t *value, uint16_t category,
		      struct slice period, uint32_t item)
{
	const struct dictionary *dictionary = taking->reading->dictionary;
	uint16_t field =
		dictionary_find(dictionary, KIND_FIELD, slice_of(name));
	struct error fault = {0};

	if (field == DICTIONARY_NONE)
		return reject(taking, "",
			      "there is a field that the "
			      "dictionary does not have",
			      true);
	if (!json_is_string(value) ||
	    dictionary->fields[field].category != category)
		return reject(taking, name,
			      "it does not stand where it "
			      "belongs",
			      false);
	if (field_check(dictionary, field,
			(struct slice){json_string_value(value),
				       json_string_length(value)},
			taking->reading->today, &taking->canonical,
			&fault) == 0) {
		record_set(&taking->maker, field, period, item,
			   builder_slice(&taking->canonical));
		return 0;
	}
	if (fault.code == ERROR_MEMORY) {
		*taking->error = fault;
		return -1;
	}
	return reject(taking, name, fault.message, false);
}

static int take_section(struct taking *taking, const json_t *section)
{
	const struct dictionary *dictionary = taking->reading->dictionary;
	struct slice period =
		slice_of(json_string_value(json_object_get(section, "period")));
	uint16_t category =
		dictionary_find(dictionary, KIND_CATEGORY,
				slice_of(json_string_value(
					json_object_get(section, "category"))));
	const json_t *items = json_object_get(section, "items");
	uint64_t year;

	if (category == DICTIONARY_NONE)
		return reject(taking, "",
			      "there is a category that the "
			      "dictionary does not have",
			      true);
	if (!slice_empty(period) &&
	    (period.len != 4 || !slice_number(period, 2999, &year)))
		return reject(taking, "", "a school year is none", false);
	if (json_array_size(items) > RECORD_ITEM_LIMIT)
		return reject(taking, "", "a category has too much in it",
			      false);
	for (size_t i = 0; i < json_array_size(items); i++) {
		json_t *item = json_array_get(items, i);
		json_t *value;
		const char *name;

		json_object_foreach(item, name, value)
		{
			if (take_value(taking, name, value, category, period,
				       (uint32_t)i) != 0)
				return -1;
		}
	}
	return 0;
}

static int take_record(struct taking *taking, const json_t *sections)
{
	struct record record;

	for (size_t i = 0; i < json_array_size(sections); i++)
		if (take_section(taking, json_array_get(sections, i)) != 0)
			return -1;
	taking->reading->records = 1;
	if (taking->bad) {
		taking->reading->rejected = 1;
		return 0;
	}
	if (record_made(&taking->maker, &record, taking->error) != 0)
		return -1;
	record.number = 1;
	return taking->reading->take(taking->reading->context, &record,
				     taking->error);
}

static int malformed(struct error *error)
{
	return error_set(error, ERROR_INPUT,
			 "the page has no record in it, or not a whole one");
}

/* The text of the element; false when there is none. */
static bool find_element(struct slice bytes, struct slice *text)
{
	const struct slice start = SLICE(ELEMENT), end = SLICE(ELEMENT_END);
	const char *from, *to;

	if (bytes.len == 0)
		return false;
	from = memmem(bytes.at, bytes.len, start.at, start.len);
	if (from == NULL)
		return false;
	from += start.len;
	to = memmem(from, (size_t)(bytes.at + bytes.len - from), end.at,
		    end.len);
	if (to == NULL)
		return false;
	*text = (struct slice){from, (size_t)(to - from)};
	return true;
}

static int read_page(struct reading *reading, struct slice bytes,
		     struct error *error)
{
	struct arena arena = {0};
	struct taking taking = {
		.reading = reading,
		.maker = record_maker(reading->dictionary, &arena),
		.error = error,
	};
	json_error_t where;
	struct slice text;
	json_t *whole;
	int result;

	if (!find_element(bytes, &text))
		return malformed(error);
	whole = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &where);
	if (whole == NULL &&
	    json_error_code(&where) == json_error_out_of_memory)
		result = error_memory(error);
	else if (json_integer_value(json_object_get(
			 whole, "hornbook-record")) != RECORD_DATA_VERSION ||
		 !json_is_array(json_object_get(whole, "sections")))
		result = malformed(error);
	else
		result = take_record(&taking,
				     json_object_get(whole, "sections"));
	json_decref(whole);
	builder_release(&taking.canonical);
	arena_release(&arena);
	return result;
}

const struct format case_file_reader = {
	.name = "case-file",
	.label = "Case file of one child, a page with data in it",
	.read = read_page,
};
