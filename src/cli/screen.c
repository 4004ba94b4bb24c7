#include "cli/screen.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/text.h"

enum { WIDTH_LEAST = 60, WIDTH_USUAL = 80, WIDTH_MOST = 120 };

static unsigned int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_USUAL;
	if (size.ws_col < WIDTH_LEAST)
		return WIDTH_LEAST;
	return size.ws_col > WIDTH_MOST ? WIDTH_MOST : size.ws_col;
}

struct screen screen_now(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	struct screen screen = {false, false, WIDTH_USUAL};

	if (isatty(STDOUT_FILENO) == 0)
		return screen;
	screen.terminal = true;
	screen.colour = (no_colour == NULL || *no_colour == '\0') &&
			terminal != NULL && strcmp(terminal, "dumb") != 0;
	screen.width = terminal_width();
	return screen;
}

void screen_add(const struct screen *screen, enum style style,
		struct slice text, struct builder *out)
{
	static const char *const codes[] = {
		[STYLE_BOLD] = "1",     [STYLE_FAINT] = "2",
		[STYLE_RED] = "1;31",   [STYLE_YELLOW] = "1;33",
		[STYLE_GREEN] = "1;32",
	};

	if (screen->colour)
		builder_add_format(out, "\033[%sm", codes[style]);
	text_add_clean(text, out);
	if (screen->colour)
		builder_add_text(out, "\033[0m");
}

void text_add_wrapped(const struct screen *screen, struct slice text,
		      unsigned int column, unsigned int indent,
		      struct builder *out)
{
	bool first = true;

	while (text.len > 0) {
		struct slice word = slice_cut(&text, ' ');
		size_t length = text_length(word);

		if (word.len == 0)
			continue;
		if (!first && column + 1 + length > screen->width) {
			builder_add_byte(out, '\n');
			text_add_spaces(indent, out);
			column = indent;
		} else if (!first) {
			builder_add_byte(out, ' ');
			column++;
		}
		text_add_clean(word, out);
		column += (unsigned int)length;
		first = false;
	}
}

void text_add_spaces(unsigned int count, struct builder *out)
{
	while (count-- > 0)
		builder_add_byte(out, ' ');
}

void text_add_count(uint64_t count, const char *one, const char *many,
		    struct builder *out)
{
	builder_add_number(out, count);
	builder_add_byte(out, ' ');
	builder_add_text(out, count == 1 ? one : many);
}
