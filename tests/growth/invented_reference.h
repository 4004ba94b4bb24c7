/*
 * invented_reference.h - growth references for tests, of no real children.
 */
#ifndef HORNBOOK_TESTS_GROWTH_INVENTED_REFERENCE_H
#define HORNBOOK_TESTS_GROWTH_INVENTED_REFERENCE_H

#include "growth/reference.h"

struct arena;
struct builder;

/* Adds a file with months 48 to 156: M of boys is 16 and of girls 18 throughout, S
 * is 0.125 and L as said. */
void invented_reference_add(struct builder *out, const char *l);

/* Reads one; a failure ends the test. */
void invented_reference_make(struct growth_reference *reference, const char *l,
			     struct arena *arena);

#endif
