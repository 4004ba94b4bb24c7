#include "cli/record.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/words.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

enum { LABEL_MOST = 48 };

/* The label of a code; empty for other values. */
static struct slice code_label(const struct dictionary *dictionary,
			       const struct value *value)
{
	const struct field *field = &dictionary->fields[value->field];
	uint16_t code;

	if (field->codes == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	code = code_set_find(dictionary, field->codes, value->text);
	if (code == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	return dictionary->code_sets[field->codes].codes[code].label;
}

/* --- as text -------------------------------------------------------------------------- */

/* Where values begin: after the longest label of those not too long. */
static unsigned int value_column(const struct dictionary *dictionary,
				 const struct section *section)
{
	size_t longest = 0;

	for (uint32_t i = 0; i < section->count; i++)
		for (uint32_t v = 0; v < section->items[i].count; v++) {
			const struct value *value =
				&section->items[i].values[v];
			size_t length = text_length(
				dictionary->fields[value->field].label);

			if (length > longest && length <= LABEL_MOST)
				longest = length;
		}
	return (unsigned int)longest + 2;
}

static void add_value(struct run *run, const struct dictionary *dictionary,
		      const struct value *value, unsigned int indent,
		      unsigned int column)
{
	struct builder *out = &run->out;
	struct slice name = dictionary->fields[value->field].label;
	struct slice label = code_label(dictionary, value);
	size_t length = text_length(name);

	text_add_spaces(indent, out);
	builder_add(out, name);
	text_add_spaces(length + 2 < column ? column - (unsigned int)length : 2,
			out);
	text_add_clean(value->text, out);
	if (label.len > 0 && !slice_equal(label, value->text)) {
		builder_add_text(out, " (");
		builder_add(out, label);
		builder_add_byte(out, ')');
	}
	builder_add_byte(out, '\n');
}

static void add_items(struct run *run, const struct dictionary *dictionary,
		      const struct section *section)
{
	struct slice each = dictionary->categories[section->category].each;
	unsigned int column = value_column(dictionary, section);
	unsigned int indent = each.len > 0 ? 4 : 2;

	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];

		if (each.len > 0)
			builder_add_format(&run->out, "  %.*s %u\n",
					   SLICE_ARGS(each), i + 1);
		for (uint32_t v = 0; v < item->count; v++)
			add_value(run, dictionary, &item->values[v], indent,
				  column);
	}
}

static void add_section(struct run *run, const struct dictionary *dictionary,
			const struct section *section)
{
	struct builder *out = &run->out;

	builder_add_byte(out, '\n');
	screen_add(&run->screen, STYLE_BOLD,
		   dictionary->categories[section->category].label, out);
	if (section->period.len > 0) {
		builder_add_text(out, ", ");
		text_add_clean(section->period, out);
	}
	builder_add_text(out, ", recorded ");
	words_add_date(section->collected, out);
	builder_add_byte(out, '\n');
	add_items(run, dictionary, section);
}

void record_add_text(struct run *run, const struct dictionary *dictionary,
		     const struct record *record)
{
	for (uint32_t i = 0; i < record->count; i++)
		if (record->sections[i].count > 0)
			add_section(run, dictionary, &record->sections[i]);
}

/* --- as JSON ----------------------------------------------------------------------------- */

static void put_item(struct json *json, const struct dictionary *dictionary,
		     const struct item *item)
{
	json_open_object(json);
	for (uint32_t v = 0; v < item->count; v++) {
		const struct value *value = &item->values[v];
		struct slice name = dictionary->fields[value->field].name;
		char key[256];

		if (name.len >= sizeof(key))
			continue;
		memcpy(key, name.at, name.len);
		key[name.len] = '\0';
		json_key_text(json, key, value->text);
	}
	json_close_object(json);
}

void record_put_json(struct json *json, const struct dictionary *dictionary,
		     const struct record *record)
{
	json_open_array(json);
	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		json_open_object(json);
		json_key_text(json, "category",
			      dictionary->categories[section->category].name);
		if (section->period.len > 0)
			json_key_text(json, "period", section->period);
		json_key_date(json, "recorded", section->collected);
		json_key(json, "items");
		json_open_array(json);
		for (uint32_t n = 0; n < section->count; n++)
			put_item(json, dictionary, &section->items[n]);
		json_close_array(json);
		json_close_object(json);
	}
	json_close_array(json);
}
