/*
 * passage.h - numbers in a text, each with the words around it, held against what
 * tables beside the text withhold (hidden.h).  Private to the guard room.
 *
 * Words count that stand in the same paragraph within SCAN_NEAR tokens; in a
 * table those of the row, and of the first row in the number's column.
 */
#ifndef HORNBOOK_GUARD_PASSAGE_H
#define HORNBOOK_GUARD_PASSAGE_H

#include <stdint.h>

struct passage;
struct scanner;

/* In the report's arena; -1 when memory is out. */
int passage_make(struct passage **out, struct scanner *scanner);

/* The token with this number, the one after it being there unless it is the
 * last. */
void passage_take(struct passage *passage, uint64_t number);

/* The text has ended. */
void passage_end(struct passage *passage);

#endif
