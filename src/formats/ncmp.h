/*
 * ncmp.h - heights and weights as the National Child Measurement Programme's
 * upload page takes them: a row for each child, with its newest measurement.
 *
 * A row is rejected when something is missing or cannot be, and told of when it
 * is improbable.  Children who were not measured are counted by reason.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_NCMP_H
#define HORNBOOK_FORMATS_NCMP_H

#include "formats/columns.h"

extern const struct column_table ncmp_table; /* F19, F22 */

/* The rules by which rows are rejected or told of, for documents and tests. */
struct ncmp_rule {
	const char *rule;
	const char *year; /* group whose rule it is; NULL: all */
	uint8_t column;
	uint32_t low, high; /* thousandths; outside: the rule is broken */
	bool reject;
	bool unconfirmed; /* the programme's own limit was not to be had */
	const char *message;
};

extern const struct ncmp_rule ncmp_rules[];
extern const size_t ncmp_rule_count;

#endif
