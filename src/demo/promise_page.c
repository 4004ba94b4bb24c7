#include "base/builder.h"
#include "base/error.h"
#include "demo/promise_examine.h"

/* What people see of a page: HTML without its marks, a PDF's text. */

static bool skips(struct slice tag, const char *name)
{
	struct slice wanted = slice_of(name);

	return slice_starts_with(tag, wanted) && tag.len > wanted.len &&
	       (tag.at[wanted.len] == '>' || tag.at[wanted.len] == ' ');
}

/* Past the end of an element whose content nobody reads. */
static struct slice past(struct slice rest, const char *ending)
{
	const char *at = memmem(rest.at, rest.len, ending, strlen(ending));

	return at == NULL ? (struct slice){0}
			  : slice_part(rest, (size_t)(at - rest.at), rest.len);
}

static void add_sign(struct slice *rest, struct builder *out)
{
	static const struct {
		const char *code;
		char sign;
	} signs[] = {
		{"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},
		{"&quot;", '"'}, {"&#39;", '\''},
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (slice_starts_with(*rest, slice_of(signs[i].code))) {
			builder_add_byte(out, signs[i].sign);
			*rest = slice_part(*rest, strlen(signs[i].code),
					   rest->len);
			return;
		}
	builder_add_byte(out, rest->at[0]);
	*rest = slice_part(*rest, 1, rest->len);
}

static void add_html(struct slice rest, struct builder *out)
{
	while (rest.len > 0) {
		if (rest.at[0] != '<') {
			add_sign(&rest, out);
			continue;
		}
		if (skips(rest, "<script"))
			rest = past(rest, "</script>");
		else if (skips(rest, "<style"))
			rest = past(rest, "</style>");
		slice_cut(&rest, '>');
		builder_add_byte(out, ' ');
	}
}

int promise_page_text(const struct promise_file *file, struct builder *text,
		      const char **fault, struct error *error)
{
	if (slice_starts_with(file->bytes, SLICE("%PDF")))
		return promise_read_pdf(file->bytes, text, fault, error);
	if (slice_ends_with(file->name, SLICE(".html")))
		add_html(file->bytes, text);
	else
		builder_add(text, file->bytes);
	return text->failed ? error_memory(error) : 0;
}
