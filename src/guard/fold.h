/*
 * fold.h - one spelling for all spellings of a name.
 *
 * Capital and small letters, accents, full-width and other compatibility forms,
 * letters of other alphabets that look like Latin ones: all become the same
 * folded text (Unicode's compatibility decomposition and case folding, marks
 * taken off, by utf8proc; then a small table of letters that do not decompose).
 * What is not seen, such as a zero-width space inside a name, becomes nothing.
 */
#ifndef HORNBOOK_GUARD_FOLD_H
#define HORNBOOK_GUARD_FOLD_H

#include <stdbool.h>
#include <stdint.h>

enum fold_class {
	FOLD_LETTER,
	FOLD_DIGIT,
	FOLD_NOTHING, /* as if it were not there */
	FOLD_HYPHEN,
	FOLD_APOSTROPHE,
	FOLD_SPACE,
	FOLD_LINE,  /* ends a line */
	FOLD_OTHER, /* parts words */
};

enum { FOLD_BYTES = 24 };

struct folded {
	enum fold_class class;
	bool capital;
	uint8_t length;
	char text[FOLD_BYTES]; /* of a letter or digit, UTF-8 */
};

struct folded fold_character(uint32_t character);

#endif
