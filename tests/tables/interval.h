/*
 * interval.h - what a reader of a suppressed table can tell of a cell: an
 * oracle that shares nothing with the suppressors, one linear program over
 * counts for each end, from nothing each time.
 */
#ifndef HORNBOOK_TESTS_TABLES_INTERVAL_H
#define HORNBOOK_TESTS_TABLES_INTERVAL_H

#include <stdbool.h>
#include <stdint.h>

struct relations;

/* The least (or greatest) count that fits what is published; INFINITY when
 * there is none. */
double interval_end(const struct relations *relations, uint32_t cell,
		    bool greatest);

/* Whether all risky and hidden cells have what they ask for. */
bool interval_safe(const struct relations *relations);

#endif
