/*
 * map_parts.h - the parts of the map: where everybody stands, and the lines
 * between them.  Private to map_*.c.
 *
 * A *place* is a function of the dictionary (or several that belong together),
 * whoever held it: the qualifications authority of 2008 and its successors stand
 * at one place.  Lengths are units of the picture, which are CSS pixels.
 */
#ifndef HORNBOOK_DEMO_MAP_PARTS_H
#define HORNBOOK_DEMO_MAP_PARTS_H

#include <stddef.h>

#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;
struct flow_result;
struct step_result;
struct world_outcome;

enum { MAP_WIDTH = 1480, MAP_HEIGHT = 1010, PLACE_BODIES = 3 };

struct map_place {
	const char *name;
	const char *bodies[PLACE_BODIES]; /* of the dictionary */
	int x, y, width, height;
};

extern const struct map_place places[];
extern const size_t place_count;

/* Where a body stands; NULL when it is not on the map. */
const struct map_place *place_of(const char *body);

/* The body that a step gives to: the recipient's function, as the row says or
 * the site's own.  Empty when it says neither. */
struct slice step_recipient(const struct step_result *result);

/* How revealing what left is: a class of the page's style, "named". */
const char *level_class(const char *level);

/* The map as an <svg> element. */
int map_draw(const struct world_outcome *outcome, struct builder *page,
	     struct arena *arena, struct error *error);

/* "12,345". */
void map_add_count(struct builder *page, uint64_t number);

/* The flows as a table, each with its steps. */
void map_table(const struct world_outcome *outcome, struct builder *page);

#endif
