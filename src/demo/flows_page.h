/*
 * flows_page.h - docs/flows.md: of each flow what was promised, by which rules it
 * goes, and where it is seen in England in miniature.
 *
 * The promise is the checker's (promise.h), the rules are the dictionary's
 * gateways that are marked with the flow, as they stand, and the steps are those
 * that are run: so the page cannot say what is not so.
 */
#ifndef HORNBOOK_DEMO_FLOWS_PAGE_H
#define HORNBOOK_DEMO_FLOWS_PAGE_H

struct arena;
struct builder;
struct dictionary;
struct error;

/* Adds the page, Markdown.  ERROR_MEMORY, or what is wrong with a row of the
 * tables of steps; the arena is for work. */
int flows_page(const struct dictionary *dictionary, struct builder *page,
	       struct arena *arena, struct error *error);

#endif
