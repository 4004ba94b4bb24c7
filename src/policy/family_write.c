/* What is told to a family, as text and as JSON. */
#include "policy/family.h"

#include "base/builder.h"
#include "base/json.h"
#include "language/tree.h"
#include "policy/family_parts.h"

bool family_alike(const struct family_telling *a,
		  const struct family_telling *b)
{
	if (!slice_equal(a->recipient, b->recipient) || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!slice_equal(a->sentences[i].text, b->sentences[i].text))
			return false;
	return true;
}

/* --- text ------------------------------------------------------------------------ */

enum { COLUMNS = 76, INDENT = 4 };

/* Words, with line ends where the line is full. */
static void write_wrapped(struct slice text, size_t indent, struct builder *out)
{
	size_t column = 0;

	while (text.len > 0) {
		struct slice word = slice_cut(&text, ' ');

		if (word.len == 0)
			continue;
		if (column > 0 && column + 1 + word.len > COLUMNS) {
			builder_add_byte(out, '\n');
			column = 0;
		}
		if (column == 0) {
			for (size_t i = 0; i < indent; i++)
				builder_add_byte(out, ' ');
			column = indent;
		} else {
			builder_add_byte(out, ' ');
			column++;
		}
		builder_add(out, word);
		column += word.len;
	}
	builder_add_byte(out, '\n');
}

void family_write_text(const struct family_telling *tellings, size_t count,
		       struct builder *out)
{
	struct builder heading = {0};

	builder_add_format(&heading,
			   "To %.*s, for: ", SLICE_ARGS(tellings[0].recipient));
	for (size_t i = 0; i < count; i++) {
		builder_add_text(&heading, i > 0 ? "; " : "");
		family_label(tellings[i].purpose, &heading);
	}
	write_wrapped(builder_slice(&heading), 0, out);
	for (size_t i = 0; i < tellings[0].count; i++)
		write_wrapped(tellings[0].sentences[i].text, INDENT, out);
	out->failed |= heading.failed;
	builder_release(&heading);
}

/* The first contact that takes objections, else the first there is. */
static const struct statement *find_contact(const struct notice *notice)
{
	const struct statement *first = NULL;

	for (size_t i = 0; i < notice->tree->count; i++) {
		const struct statement *statement =
			&notice->tree->statements[i];

		if (statement->keyword != KEYWORD_CONTACT)
			continue;
		if (statement_has(statement, "objections"))
			return statement;
		if (first == NULL)
			first = statement;
	}
	return first;
}

void family_write_contact(const struct notice *notice, struct builder *out)
{
	static const char *const ways[] = {"telephone", "email", "web", "post"};
	const struct statement *contact =
		notice != NULL ? find_contact(notice) : NULL;
	struct builder text = {0};

	if (contact == NULL)
		return;
	builder_add_text(&text, "To ask about this, or to tell us what you "
				"do not want: ");
	builder_add(&text, statement_text(contact, ""));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (statement_argument(contact, ways[i]) != NULL)
			builder_add_format(
				&text, ", %.*s",
				SLICE_ARGS(statement_text(contact, ways[i])));
	builder_add_byte(&text, '.');
	write_wrapped(builder_slice(&text), 0, out);
	out->failed |= text.failed;
	builder_release(&text);
}

/* --- JSON ------------------------------------------------------------------------ */

void family_write_json(const struct family_telling *telling,
		       const struct dictionary *dictionary, struct json *json)
{
	json_open_object(json);
	json_key_text(json, "recipient", telling->recipient);
	json_key_text(json, "purpose", telling->purpose);
	json_key(json, "sentences");
	json_open_array(json);
	for (size_t i = 0; i < telling->count; i++) {
		const struct family_sentence *sentence = &telling->sentences[i];

		json_open_object(json);
		json_key_text(json, "kind", slice_of(sentence->kind));
		json_key_text(json, "cause", slice_of(sentence->cause));
		json_key_text(json, "text", sentence->text);
		json_key(json, "fields");
		json_open_array(json);
		for (uint16_t f = field_set_next(&sentence->fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&sentence->fields, (uint16_t)(f + 1)))
			json_put_text(json, dictionary->fields[f].name);
		json_close_array(json);
		json_close_object(json);
	}
	json_close_array(json);
	json_close_object(json);
}
