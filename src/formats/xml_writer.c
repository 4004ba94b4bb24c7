#include "formats/xml.h"

#include <assert.h>
#include <stdio.h>

#include "base/builder.h"
#include "base/date.h"
#include "base/text.h"

static void indent(struct builder *out, unsigned int depth)
{
	static const char spaces[] = "                                ";

	for (depth *= 2; depth > sizeof(spaces) - 1;
	     depth -= (unsigned int)sizeof(spaces) - 1)
		builder_add(out, (struct slice){spaces, sizeof(spaces) - 1});
	builder_add(out, (struct slice){spaces, depth});
}

void xml_declare(struct xml_writer *writer)
{
	builder_add(writer->out,
		    SLICE("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
}

void xml_open(struct xml_writer *writer, struct slice name)
{
	assert(writer->depth < XML_DEPTH_LIMIT);
	writer->open[writer->depth++] = name;
}

void xml_begin(struct xml_writer *writer)
{
	for (; writer->written < writer->depth; writer->written++) {
		indent(writer->out, writer->written);
		builder_add_byte(writer->out, '<');
		builder_add(writer->out, writer->open[writer->written]);
		builder_add(writer->out, SLICE(">\n"));
	}
}

void xml_close(struct xml_writer *writer)
{
	assert(writer->depth > 0);
	writer->depth--;
	if (writer->written <= writer->depth)
		return;
	writer->written--;
	indent(writer->out, writer->depth);
	builder_add(writer->out, SLICE("</"));
	builder_add(writer->out, writer->open[writer->depth]);
	builder_add(writer->out, SLICE(">\n"));
}

/* What a character is written as; empty: as it is. */
static struct slice escaped(uint32_t character)
{
	switch (character) {
	case '&':
		return SLICE("&amp;");
	case '<':
		return SLICE("&lt;");
	case '>':
		return SLICE("&gt;");
	case '"':
		return SLICE("&quot;");
	case '\r': /* a reader would make it a line feed */
		return SLICE("&#13;");
	case '\t':
	case '\n':
		return SLICE("");
	default:
		/* XML 1.0 production 2, Char */
		if (character < 0x20 || character == 0xFFFE ||
		    character == 0xFFFF)
			return SLICE("\xEF\xBF\xBD");
		return SLICE("");
	}
}

/* Bytes at the start that need no look at their character. */
static size_t plain_bytes(struct slice text)
{
	size_t count = 0;

	for (; count < text.len; count++) {
		unsigned char byte = (unsigned char)text.at[count];

		if (byte < 0x20 || byte >= 0x7F || byte == '&' || byte == '<' ||
		    byte == '>' || byte == '"')
			break;
	}
	return count;
}

static void add_text(struct builder *out, struct slice text)
{
	while (text.len > 0) {
		size_t plain = plain_bytes(text);
		struct slice rest = slice_part(text, plain, text.len);
		struct slice next = rest;
		struct slice instead;
		uint32_t character = 0;

		if (plain > 0)
			builder_add(out, slice_part(text, 0, plain));
		if (rest.len == 0)
			break;
		if (!text_next(&next, &character)) {
			next = slice_part(rest, 1, rest.len);
			character = 0; /* written as U+FFFD */
		}
		instead = escaped(character);
		if (instead.len == 0)
			instead = slice_part(rest, 0, rest.len - next.len);
		builder_add(out, instead);
		text = next;
	}
}

void xml_value(struct xml_writer *writer, struct slice name, struct slice text)
{
	struct builder *out = writer->out;

	if (text.len == 0)
		return;
	xml_begin(writer);
	indent(out, writer->depth);
	builder_add_byte(out, '<');
	builder_add(out, name);
	builder_add_byte(out, '>');
	add_text(out, text);
	builder_add(out, SLICE("</"));
	builder_add(out, name);
	builder_add(out, SLICE(">\n"));
}

void xml_moment(struct xml_writer *writer, struct slice name, int32_t date,
		const char *time)
{
	char day[DATE_TEXT_BYTES], text[48];

	date_format(date, day);
	(void)snprintf(text, sizeof(text), "%sT%.20s", day,
		       time != NULL ? time : "00:00:00");
	xml_value(writer, name, slice_of(text));
}

void xml_number(struct xml_writer *writer, struct slice name, uint64_t number)
{
	struct builder digits = {0};

	builder_add_number(&digits, number);
	if (digits.failed)
		writer->out->failed = true;
	xml_value(writer, name, builder_slice(&digits));
	builder_release(&digits);
}
