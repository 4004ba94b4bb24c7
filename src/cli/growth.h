/*
 * growth.h - the growth reference that a command is to use.
 */
#ifndef HORNBOOK_CLI_GROWTH_H
#define HORNBOOK_CLI_GROWTH_H

#include "cli/command.h"
#include "growth/reference.h"

struct node;

/* clang-format off */
#define GROWTH_REFERENCE_OPTION \
	TEXT("growth-reference", "FILE", growth_reference, \
	     "the growth reference by which height and weight are assessed " \
	     "(else growth-reference.csv in the node)")
/* clang-format on */

/*
 * Reads the file that the option names, else that of the node, into `reference`
 * (in `run->arena`) and sets `*found`; NULL when there is neither.
 */
int growth_find(struct run *run, const struct node *node,
		struct growth_reference *reference,
		const struct growth_reference **found);

/* Writes the pupils whom the report of a release says to see to, as CSV with
 * number and reason, to the file that --report names. */
struct share_report;
int growth_write_report(struct run *run, const struct share_report *report);

#endif
