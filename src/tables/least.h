/*
 * least.h - protection at the least cost that can be had.
 *
 * The fast suppressor (protect.h) first; on small tables then the exact one
 * (exact.h), whose choice is taken when it is cheaper and when the attacker,
 * who counts in whole numbers and knows what insiders know, cannot open it
 * either.  What the exact one proves is a bound in any case: whatever is safe
 * is safe for it.
 */
#ifndef HORNBOOK_TABLES_LEAST_H
#define HORNBOOK_TABLES_LEAST_H

struct error;
struct protect_options;
struct protect_report;
struct relations;

/* The most cells of which the exact suppressor is asked. */
enum { LEAST_LIMIT_CELLS = 400 };

/* As protect; `report->bound` is what both prove, and equal to the cost when
 * that is proved to be the least. */
int protect_least(struct relations *relations,
		  const struct protect_options *options,
		  struct protect_report *report, struct error *error);

#endif
