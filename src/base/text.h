/*
 * text.h - what Hornbook needs to know of character encodings and spelling.
 */
#ifndef HORNBOOK_BASE_TEXT_H
#define HORNBOOK_BASE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;

/*
 * Steps over one well-formed UTF-8 character (RFC 3629: no overlong forms, no
 * surrogates, at most U+10FFFF) at the start of `*text` and gives its code
 * point.  False, and nothing changed, when there is none.
 */
bool text_next(struct slice *text, uint32_t *character);

/*
 * Whether all of `text` is well-formed UTF-8.  If not, `*valid_bytes` is how
 * many bytes are before the fault; it may be NULL.
 */
bool text_is_utf8(struct slice text, size_t *valid_bytes);

/* Whether a character is one that a terminal obeys: C0, DEL, C1. */
bool text_is_control(uint32_t character);

/*
 * Whether text is one line of well-formed UTF-8 that can be shown to people:
 * without controls, and without what ends lines, turns the direction of writing
 * or is not seen (Unicode: Zl, Zp, Bidi_Control, U+FEFF), by which a name can be
 * made to look like another.
 */
bool text_is_clean(struct slice text);

/* Takes the first character off a text that is not empty: itself, or "?" when it
 * cannot be shown. */
struct slice text_next_clean(struct slice *text);

/* Adds a text with '?' for all that cannot be shown. */
void text_add_clean(struct slice text, struct builder *out);

/* Characters in well-formed UTF-8. */
size_t text_length(struct slice text);

/* The character of a byte of Windows-1252; U+FFFD for one that it leaves
 * undefined. */
uint32_t text_windows_1252(unsigned char byte);

/*
 * Adds `text`, read as Windows-1252, to `out` as UTF-8 (source: Unicode's
 * CP1252.TXT).  The five bytes that Windows-1252 leaves undefined become
 * U+FFFD and are counted in `*undefined`, which may be NULL.
 */
void text_from_windows_1252(struct slice text, struct builder *out,
			    size_t *undefined);

/*
 * How many single-character insertions, deletions, replacements or swaps of
 * neighbours make `a` of `b` (optimal string alignment), counting no further
 * than `limit`: anything above is `limit + 1`.  Longer than 64 bytes counts as
 * above.
 */
unsigned int text_distance(struct slice a, struct slice b, unsigned int limit);

/*
 * The candidate most like `word`, for hints; an empty slice when none is near
 * enough to be a slip (a third of the letters, at most 3).
 */
struct slice text_nearest(struct slice word, const struct slice *candidates,
			  size_t count);

#endif
