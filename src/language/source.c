#include "language/source.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

static int find_lines(struct source *source, struct arena *arena,
		      struct error *error)
{
	struct slice text = source->text;
	uint32_t *lines;
	uint32_t count = 1;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == '\n';
	lines = arena_array(arena, count, sizeof(*lines));
	if (lines == NULL)
		return error_memory(error);
	source->lines = lines;
	source->line_count = count;
	count = 1;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '\n')
			lines[count++] = (uint32_t)i + 1;
	return 0;
}

/* Says where the first byte is that cannot be in a source. */
static int refuse_byte(const struct source *source, size_t offset,
		       const char *fault, struct error *error)
{
	struct position place = source_position(source, (uint32_t)offset);

	error_set(error, ERROR_INPUT, "%s", fault);
	return error_at(error, source->name, place.line, place.column, 0);
}

int source_from_text(struct source **out, struct slice name, struct slice text,
		     struct arena *arena, struct error *error)
{
	struct source *source;
	const char *nul;
	size_t valid;

	if (text.len > SOURCE_LIMIT_BYTES) {
		error_set(error, ERROR_INPUT, "the text is larger than %d MiB",
			  SOURCE_LIMIT_BYTES >> 20);
		return error_at(error, name, 0, 0, 0);
	}
	source = arena_allocate(arena, sizeof(*source));
	if (source == NULL)
		return error_memory(error);
	source->name = arena_copy(arena, name);
	source->text = arena_copy(arena, text);
	if (source->name.at == NULL || source->text.at == NULL)
		return error_memory(error);
	if (find_lines(source, arena, error) != 0)
		return -1;
	if (!text_is_utf8(source->text, &valid))
		return refuse_byte(source, valid, "the text is not UTF-8",
				   error);
	nul = memchr(source->text.at, '\0', source->text.len);
	if (nul != NULL)
		return refuse_byte(source, (size_t)(nul - source->text.at),
				   "the text holds a NUL", error);
	*out = source;
	return 0;
}

int source_from_file(struct source **out, const char *path, struct arena *arena,
		     struct error *error)
{
	struct builder content = {0};
	int result;

	result = file_read(path, SOURCE_LIMIT_BYTES, &content, error);
	if (result == 0)
		result =
			source_from_text(out, slice_of(path),
					 builder_slice(&content), arena, error);
	builder_release(&content);
	return result;
}

static uint32_t line_of(const struct source *source, uint32_t offset)
{
	uint32_t low = 0;
	uint32_t high = source->line_count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

struct position source_position(const struct source *source, uint32_t offset)
{
	uint32_t line = line_of(source, offset);
	struct slice before =
		slice_part(source->text, source->lines[line - 1], offset);
	struct slice near = slice_part(before, 0, SOURCE_COLUMN_BYTES);
	size_t column = text_length(near) + (before.len - near.len) + 1;

	return (struct position){line, (uint32_t)column};
}

struct slice source_line(const struct source *source, uint32_t line)
{
	size_t end = source->text.len;
	struct slice text;

	if (line < 1 || line > source->line_count)
		return (struct slice){"", 0};
	if (line < source->line_count)
		end = source->lines[line] - 1;
	text = slice_part(source->text, source->lines[line - 1], end);
	if (text.len > 0 && text.at[text.len - 1] == '\r')
		text.len--;
	return text;
}

struct slice range_text(struct range range)
{
	if (range.source == NULL)
		return (struct slice){"", 0};
	return slice_part(range.source->text, range.start, range.end);
}

const char *range_citation(struct range range, struct arena *arena)
{
	struct builder text = {0};
	struct slice copy;

	if (range.source == NULL)
		return "";
	builder_add_text(&text, path_name(range.source->name.at));
	builder_add_byte(&text, ':');
	builder_add_number(&text, line_of(range.source, range.start));
	if (text.failed) {
		builder_release(&text);
		return NULL;
	}
	copy = arena_copy(arena, builder_slice(&text));
	builder_release(&text);
	return copy.at;
}
