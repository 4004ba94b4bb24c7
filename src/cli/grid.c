#include "cli/grid.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/text.h"
#include "cli/screen.h"

enum { GRID_COLUMNS = 16, GRID_GAP = 2, FLEXIBLE_LEAST = 8 };

void grid_add(struct grid *grid, struct slice text)
{
	struct slice *cells = arena_grow(grid->arena, grid->cells, grid->count,
					 &grid->capacity, sizeof(*cells));

	if (cells == NULL) {
		grid->failed = true;
		return;
	}
	grid->cells = cells;
	cells[grid->count++] = text;
}

void grid_add_clean(struct grid *grid, struct slice text)
{
	struct builder clean = {0};
	struct slice copy;

	text_add_clean(text, &clean);
	copy = arena_copy(grid->arena, builder_slice(&clean));
	grid->failed |= clean.failed || copy.at == NULL;
	builder_release(&clean);
	grid_add(grid, copy);
}

static size_t widest(const struct grid *grid, size_t column)
{
	size_t most = text_length(slice_of(grid->columns[column].title));

	for (size_t i = column; i < grid->count; i += grid->column_count) {
		size_t length = text_length(grid->cells[i]);

		if (length > most)
			most = length;
	}
	return most;
}

/* Takes from the widest flexible column, one by one, until all fits or none
 * can give more. */
static void shrink(const struct grid *grid, size_t widths[GRID_COLUMNS],
		   size_t too_much)
{
	for (; too_much > 0; too_much--) {
		size_t best = GRID_COLUMNS;

		for (size_t c = 0; c < grid->column_count; c++)
			if (grid->columns[c].flexible &&
			    widths[c] > FLEXIBLE_LEAST &&
			    (best == GRID_COLUMNS || widths[c] > widths[best]))
				best = c;
		if (best == GRID_COLUMNS)
			return;
		widths[best]--;
	}
}

static void measure(const struct grid *grid, const struct screen *screen,
		    size_t widths[GRID_COLUMNS])
{
	size_t all = 0;

	for (size_t c = 0; c < grid->column_count; c++) {
		widths[c] = widest(grid, c);
		all += widths[c] + (c > 0 ? GRID_GAP : 0);
	}
	if (screen->terminal && all > screen->width)
		shrink(grid, widths, all - screen->width);
}

/* The first `width` characters, the last of them "…" when there are more. */
static void add_cut(struct slice text, size_t width, struct builder *out)
{
	struct slice rest = text;
	uint32_t character;

	if (text_length(text) <= width) {
		text_add_clean(text, out);
		return;
	}
	for (size_t i = 0; i + 1 < width; i++)
		if (!text_next(&rest, &character))
			break;
	text_add_clean(slice_part(text, 0, text.len - rest.len), out);
	builder_add_text(out, "…");
}

static void add_row(const struct grid *grid, const struct slice *cells,
		    const size_t widths[GRID_COLUMNS], struct builder *out)
{
	for (size_t c = 0; c < grid->column_count; c++) {
		size_t length = text_length(cells[c]);
		unsigned int spaces = 0;

		if (length < widths[c])
			spaces = (unsigned int)(widths[c] - length);
		if (c > 0)
			text_add_spaces(GRID_GAP, out);
		if (grid->columns[c].right)
			text_add_spaces(spaces, out);
		add_cut(cells[c], widths[c], out);
		if (!grid->columns[c].right && c + 1 < grid->column_count)
			text_add_spaces(spaces, out);
	}
}

/* A last cell that is empty leaves spaces behind. */
static void trim(struct builder *line)
{
	while (line->len > 0 && line->at[line->len - 1] == ' ')
		line->len--;
}

void grid_print(const struct grid *grid, const struct screen *screen,
		struct builder *out)
{
	struct slice titles[GRID_COLUMNS];
	size_t widths[GRID_COLUMNS] = {0};
	struct builder line = {0};

	for (size_t c = 0; c < grid->column_count; c++)
		titles[c] = slice_of(grid->columns[c].title);
	measure(grid, screen, widths);
	add_row(grid, titles, widths, &line);
	trim(&line);
	screen_add(screen, STYLE_BOLD, builder_slice(&line), out);
	builder_add_byte(out, '\n');
	for (size_t i = 0; i + grid->column_count <= grid->count;
	     i += grid->column_count) {
		builder_clear(&line);
		add_row(grid, &grid->cells[i], widths, &line);
		trim(&line);
		builder_add(out, builder_slice(&line));
		builder_add_byte(out, '\n');
	}
	out->failed |= line.failed | grid->failed;
	builder_release(&line);
}
