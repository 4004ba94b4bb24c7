/*
 * document_text.h - texts, ids and addresses as a document holds them.
 *
 * All results live in the arena; `.at` is NULL when memory is out.
 */
#ifndef HORNBOOK_DOCUMENT_DOCUMENT_TEXT_H
#define HORNBOOK_DOCUMENT_DOCUMENT_TEXT_H

#include "base/slice.h"

struct arena;

/* A copy with white space as single spaces, and '?' for what must not be
 * shown. */
struct slice document_text_clean(struct arena *arena, struct slice text);

/* Small letters, digits and single '-', from a letter on. */
struct slice document_text_identifier(struct arena *arena,
				      const struct slice *texts, size_t count);

/* "careers" and 2 give "careers-2". */
struct slice document_text_numbered(struct arena *arena, struct slice id,
				    unsigned int number);

/* A target that document_may_link allows, in the characters of RFC 3986. */
struct slice document_text_target(struct arena *arena, struct slice target);

#endif
