/*
 * screen.h - what standard output is: a terminal of some width, or not.
 */
#ifndef HORNBOOK_CLI_SCREEN_H
#define HORNBOOK_CLI_SCREEN_H

#include <stdbool.h>

#include "base/slice.h"
#include "base/text.h"

struct builder;

struct screen {
	bool terminal;
	bool colour;        /* never with NO_COLOR */
	unsigned int width; /* columns of text, 60 to 120 */
};

struct screen screen_now(void);

enum style { STYLE_BOLD, STYLE_FAINT, STYLE_RED, STYLE_YELLOW, STYLE_GREEN };

/* Adds a text in a style, or plain where there is no colour. */
void screen_add(const struct screen *screen, enum style style,
		struct slice text, struct builder *out);

/* Adds a text broken between words to the screen's width; lines after the
 * first begin with `indent` spaces, the first is at column `column`. */
void text_add_wrapped(const struct screen *screen, struct slice text,
		      unsigned int column, unsigned int indent,
		      struct builder *out);

/* Adds `count` spaces. */
void text_add_spaces(unsigned int count, struct builder *out);

/* Adds "1 pupil", "2 pupils". */
void text_add_count(uint64_t count, const char *one, const char *many,
		    struct builder *out);

#endif
