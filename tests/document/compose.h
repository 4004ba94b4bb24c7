/*
 * compose.h - documents for tests, as a reader can write them.
 *
 * A line each; '|' between parts; \xNN for a byte that cannot be written.
 *
 *     title T, author A, subtitle S, subject S, footer F, large
 *                                     before all else
 *     section ID | HEADING            (ID may be empty)
 *     paragraph TEXT                  item TEXT
 *     bulleted, numbered, pairs, note TITLE
 *     pair TERM | TEXT
 *     table ID | CAPTION | HEADING... a heading after '>' is of numbers, after
 *                                     '=' in the middle, after '-' of rows
 *     row TEXT | TEXT...
 *     figure ID | TITLE | DESCRIPTION | SVG
 *     contents HEADING
 *     begin paragraph, begin item, begin pair TERM, begin row, begin cell
 *     text T, strong T, code T, link TEXT | TARGET, break
 *     id ID, source LINE              of the block before
 *     end
 */
#ifndef HORNBOOK_TESTS_DOCUMENT_COMPOSE_H
#define HORNBOOK_TESTS_DOCUMENT_COMPOSE_H

#include "base/slice.h"
#include "document/document.h"

/* Composes; sources are lines of "pupils.notice".  Fails the test on a line that
 * it does not know.  What it gives is document_finish's. */
int compose(struct document *document, struct slice lines, struct arena *arena,
	    struct error *error);

#endif
