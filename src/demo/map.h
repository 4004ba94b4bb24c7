/*
 * map.h - what came of England in miniature as one page: a map of who gives
 * what to whom, a row for each flow, and the steps of it.
 *
 * The page is whole in itself: no script, nothing loaded, the same outcome the
 * same bytes.  Everything that the map shows stands in the table too, for whom a
 * picture is of no use.
 */
#ifndef HORNBOOK_DEMO_MAP_H
#define HORNBOOK_DEMO_MAP_H

struct arena;
struct builder;
struct error;
struct world_outcome;

/* Adds the page, HTML in UTF-8.  ERROR_MEMORY; the arena is for work. */
int map_page(const struct world_outcome *outcome, struct builder *page,
	     struct arena *arena, struct error *error);

#endif
