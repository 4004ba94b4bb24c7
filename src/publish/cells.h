/*
 * cells.h - the texts that stand in cells of tables and lists, kept as long as
 * the arena of a voice.  When memory runs out the voice has failed.
 */
#ifndef HORNBOOK_PUBLISH_CELLS_H
#define HORNBOOK_PUBLISH_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct voice;

struct slice cell_keep(struct voice *voice, struct slice text);

/* What was put together, which is empty then. */
struct slice cell_take(struct voice *voice, struct builder *text);

/* "A; B", each once. */
void cell_add_once(struct builder *list, struct slice item);

/* In words, or for `data` as yyyy-mm-dd; empty for DATE_NONE. */
struct slice cell_day(struct voice *voice, bool data, int32_t day);

#endif
