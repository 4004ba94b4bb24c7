#include "language/layout.h"

#include "base/text.h"

/* Comments stand at least this far from the text; a line longer than this does
 * not push the comments of its neighbours out. */
enum { COMMENT_GAP = 2, COMMENT_COLUMN_MOST = 100 };

static struct layout_line *last_line(struct layout *layout)
{
	return layout->count > 0 ? &layout->lines[layout->count - 1] : NULL;
}

void layout_blank(struct layout *layout)
{
	struct layout_line *line = last_line(layout);

	layout->blank_wanted = line != NULL && !line->opens;
}

void layout_begin(struct layout *layout, size_t indent)
{
	struct layout_line *lines;

	lines = arena_grow(&layout->arena, layout->lines, layout->count,
			   &layout->capacity, sizeof(*lines));
	if (lines == NULL) {
		layout->failed = true;
		return;
	}
	layout->lines = lines;
	lines[layout->count++] = (struct layout_line){
		.start = layout->text.len,
		.end = layout->text.len,
		.after_blank = layout->blank_wanted,
	};
	layout->blank_wanted = false;
	layout_add_spaces(layout, indent);
}

void layout_add(struct layout *layout, struct slice text)
{
	struct layout_line *line = last_line(layout);

	if (line == NULL || layout->failed)
		return;
	builder_add(&layout->text, text);
	line->width += text_length(text);
	line->end = layout->text.len;
	layout->failed = layout->text.failed;
}

void layout_add_spaces(struct layout *layout, size_t count)
{
	for (size_t i = 0; i < count; i++)
		layout_add(layout, SLICE(" "));
}

size_t layout_column(const struct layout *layout)
{
	return layout->count > 0 ? layout->lines[layout->count - 1].width : 0;
}

void layout_alone(struct layout *layout, bool opens)
{
	struct layout_line *line = last_line(layout);

	if (line == NULL)
		return;
	line->alone = true;
	line->opens = opens;
}

bool layout_comment(struct layout *layout, struct slice comment)
{
	struct layout_line *line = last_line(layout);

	if (line == NULL || line->comment.len > 0 ||
	    (layout->text.at != NULL && line->end > line->start &&
	     layout->text.at[line->start] == '#'))
		return false;
	line->comment = comment;
	return true;
}

/* The end of the section that begins at `first`. */
static size_t section_end(const struct layout *layout, size_t first)
{
	size_t end = first + 1;

	if (layout->lines[first].alone)
		return end;
	while (end < layout->count && !layout->lines[end].alone &&
	       !layout->lines[end].after_blank)
		end++;
	return end;
}

static size_t comment_column(const struct layout *layout, size_t first,
			     size_t end)
{
	size_t column = 0;

	for (size_t i = first; i < end; i++) {
		const struct layout_line *line = &layout->lines[i];

		if (line->comment.len > 0 &&
		    line->width <= COMMENT_COLUMN_MOST && line->width > column)
			column = line->width;
	}
	return column + COMMENT_GAP;
}

static void write_line(const struct layout *layout,
		       const struct layout_line *line, size_t column,
		       struct builder *out)
{
	if (line->after_blank)
		builder_add_byte(out, '\n');
	builder_add(out, slice_part(builder_slice(&layout->text), line->start,
				    line->end));
	if (line->comment.len > 0) {
		size_t width = line->width;

		if (column < width + COMMENT_GAP)
			column = width + COMMENT_GAP;
		for (; width < column; width++)
			builder_add_byte(out, ' ');
		builder_add(out, line->comment);
	}
	builder_add_byte(out, '\n');
}

void layout_finish(struct layout *layout, struct builder *out)
{
	size_t end;

	if (layout->failed)
		out->failed = true;
	for (size_t first = 0; first < layout->count; first = end) {
		size_t column;

		end = section_end(layout, first);
		column = comment_column(layout, first, end);
		for (size_t i = first; i < end; i++)
			write_line(layout, &layout->lines[i], column, out);
	}
	builder_release(&layout->text);
	arena_release(&layout->arena);
	*layout = (struct layout){0};
}
