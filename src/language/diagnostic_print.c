#include "language/diagnostic.h"

#include "base/builder.h"
#include "base/json.h"
#include "base/text.h"

/* Columns of a source line that are shown at most, and how many of them stand
 * before the caret when the line is cut. */
enum { SHOWN_COLUMNS = 100, SHOWN_BEFORE = 40, TAB_COLUMNS = 8 };

/* A line as a terminal shows it: columns from 0, tabs expanded. */
struct view {
	size_t width;
	size_t caret_from, caret_to; /* columns */
	size_t from, to;             /* the columns that are shown */
};

static size_t columns_of(uint32_t character, size_t column)
{
	return character == '\t' ? TAB_COLUMNS - column % TAB_COLUMNS : 1;
}

/* `start` and `end` are byte offsets in `line`. */
static struct view view_line(struct slice line, size_t start, size_t end)
{
	struct view view = {.caret_from = SIZE_MAX, .caret_to = SIZE_MAX};
	struct slice rest = line;
	uint32_t character;

	for (;;) {
		size_t offset = line.len - rest.len;

		if (offset >= start && view.caret_from == SIZE_MAX)
			view.caret_from = view.width;
		if (offset >= end && view.caret_to == SIZE_MAX)
			view.caret_to = view.width;
		if (view.caret_from != SIZE_MAX &&
		    view.width > view.caret_from + SHOWN_COLUMNS)
			break; /* the rest is not shown */
		if (!text_next(&rest, &character))
			break;
		view.width += columns_of(character, view.width);
	}
	if (view.caret_from == SIZE_MAX)
		view.caret_from = view.width;
	if (view.caret_to == SIZE_MAX)
		view.caret_to = view.width;
	if (view.caret_to <= view.caret_from)
		view.caret_to = view.caret_from + 1;
	view.to = view.width;
	if (view.width > SHOWN_COLUMNS) {
		if (view.caret_from > SHOWN_BEFORE)
			view.from = view.caret_from - SHOWN_BEFORE;
		if (view.from > view.width - SHOWN_COLUMNS)
			view.from = view.width - SHOWN_COLUMNS;
		view.to = view.from + SHOWN_COLUMNS;
	}
	if (view.caret_to > view.to && view.to > view.caret_from)
		view.caret_to = view.to;
	return view;
}

/* A dot stands for a column that was cut. */
static bool column_is_cut(const struct view *view, size_t column)
{
	return (view->from > 0 && column < view->from + 3) ||
	       (view->to < view->width && column + 3 >= view->to);
}

static void add_character(struct builder *out, struct slice bytes,
			  uint32_t character)
{
	/* Control characters would move the cursor. */
	if (character < 0x20 || (character >= 0x7f && character < 0xa0))
		builder_add_byte(out, '?');
	else
		builder_add(out, bytes);
}

static void add_line(struct builder *out, struct slice line,
		     const struct view *view)
{
	struct slice rest = line;
	uint32_t character;
	size_t column = 0;

	while (column < view->to) {
		const char *at = rest.at;
		size_t next;

		if (!text_next(&rest, &character))
			break;
		next = column + columns_of(character, column);
		for (; column < next && column < view->to; column++) {
			if (column < view->from)
				continue;
			if (column_is_cut(view, column))
				builder_add_byte(out, '.');
			else if (character == '\t')
				builder_add_byte(out, ' ');
			else
				add_character(
					out,
					(struct slice){at,
						       (size_t)(rest.at - at)},
					character);
		}
	}
}

/* Far out in a line: how many bytes before `start` nobody will see. */
static size_t bytes_to_skip(struct slice line, size_t start)
{
	size_t skip;

	if (start <= SOURCE_COLUMN_BYTES || start > line.len)
		return 0;
	skip = start - 4 * SHOWN_COLUMNS;
	while (((unsigned char)line.at[skip] & 0xc0) == 0x80)
		skip++;
	return skip;
}

static void add_excerpt(const struct finding *finding, uint32_t line_number,
			struct builder *out)
{
	const struct source *source = finding->range.source;
	struct slice line = source_line(source, line_number);
	size_t line_start = source->lines[line_number - 1];
	size_t skip = bytes_to_skip(line, finding->range.start - line_start);
	struct view view;

	line = slice_part(line, skip, line.len);
	line_start += skip;
	view = view_line(line, finding->range.start - line_start,
			 finding->range.end - line_start);
	builder_add_format(out, "%5u | ", line_number);
	add_line(out, line, &view);
	builder_add_text(out, "\n      | ");
	for (size_t i = view.from; i < view.caret_to; i++)
		builder_add_byte(out, i < view.caret_from    ? ' '
				      : i == view.caret_from ? '^'
							     : '~');
	builder_add_byte(out, '\n');
}

static void add_note(struct builder *out, const char *name, struct slice text)
{
	if (text.len > 0)
		builder_add_format(out, "%s: %.*s\n", name, SLICE_ARGS(text));
}

static void print_one(const struct finding *finding, bool excerpt,
		      struct builder *out)
{
	const struct source *source = finding->range.source;
	struct position place = {0};

	if (source != NULL) {
		place = source_position(source, finding->range.start);
		builder_add_format(out,
				   "%.*s:%u:%u: ", SLICE_ARGS(source->name),
				   place.line, place.column);
	}
	builder_add_format(out, "%s: %.*s [%s]\n",
			   severity_name(finding->severity),
			   SLICE_ARGS(finding->message), finding->id);
	if (source != NULL && excerpt)
		add_excerpt(finding, place.line, out);
	add_note(out, "hint", finding->hint);
	add_note(out, "law", finding->law);
}

void finding_print(const struct finding *finding, struct builder *out)
{
	print_one(finding, true, out);
}

void finding_print_again(const struct finding *finding, struct builder *out)
{
	print_one(finding, false, out);
}

static void print_place_json(struct json *json, struct range range)
{
	struct position start, end;

	json_key(json, "file");
	if (range.source == NULL) {
		json_put_null(json);
		return;
	}
	json_put_text(json, range.source->name);
	start = source_position(range.source, range.start);
	end = source_position(range.source, range.end);
	json_key_number(json, "line", start.line);
	json_key_number(json, "column", start.column);
	json_key_number(json, "endLine", end.line);
	json_key_number(json, "endColumn", end.column);
}

void findings_print_json(const struct findings *findings, struct builder *out)
{
	struct json json = json_writer(out, true);

	json_open_array(&json);
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		json_open_object(&json);
		print_place_json(&json, finding->range);
		json_key_text(&json, "severity",
			      slice_of(severity_name(finding->severity)));
		json_key_text(&json, "id", slice_of(finding->id));
		json_key_text(&json, "message", finding->message);
		json_key_text(&json, "hint", finding->hint);
		json_key_text(&json, "law", finding->law);
		json_close_object(&json);
	}
	json_close_array(&json);
}
