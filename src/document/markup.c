#include "document/markup.h"

#include "base/builder.h"
#include "base/text.h"

static const char *escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void add_escaped(struct builder *out, struct slice text)
{
	size_t plain = 0;

	for (size_t i = 0; i < text.len; i++) {
		const char *escape = escape_of(text.at[i]);

		if (escape == NULL)
			continue;
		builder_add(out, slice_part(text, plain, i));
		builder_add_text(out, escape);
		plain = i + 1;
	}
	builder_add(out, slice_part(text, plain, text.len));
}

void markup_add(struct builder *out, struct slice text)
{
	struct builder clean = {0};

	if (text_is_clean(text)) {
		add_escaped(out, text);
		return;
	}
	text_add_clean(text, &clean);
	add_escaped(out, builder_slice(&clean));
	out->failed |= clean.failed;
	builder_release(&clean);
}

void markup_attribute(struct builder *out, const char *name, struct slice value)
{
	builder_add_byte(out, ' ');
	builder_add_text(out, name);
	builder_add_text(out, "=\"");
	markup_add(out, value);
	builder_add_byte(out, '"');
}

void markup_number(struct builder *out, const char *name, unsigned int number)
{
	builder_add_format(out, " %s=\"%u\"", name, number);
}

void markup_element(struct builder *out, const char *name, struct slice text)
{
	builder_add_byte(out, '<');
	builder_add_text(out, name);
	builder_add_byte(out, '>');
	markup_add(out, text);
	builder_add_text(out, "</");
	builder_add_text(out, name);
	builder_add_byte(out, '>');
}
