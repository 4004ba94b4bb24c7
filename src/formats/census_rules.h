/*
 * census_rules.h - what a census is held to, as a table that a school's data
 * manager can read beside the department's specification.
 *
 * CSV (census-rules.csv), a row for each rule:
 *
 *     number       the department's, where a source gives it; else one of
 *                  Hornbook's own: H and three digits.  A query ends in Q
 *     kind         error, which must be put right, or query, which may be
 *                  explained
 *     terms        AUT, SPR, SUM; empty: all
 *     schools      phases (NS PS MP MS SS SP AT PR), or "not" and phases;
 *                  empty: all
 *     who          on, off (no longer on roll), all; header; end: of the file
 *     each         the element whose items it is asked of; empty: of the pupil
 *     fields       the elements that it looks at
 *     broken when  census_condition.h
 *     message      what is wrong
 *     standing     published: number and rule are in the source; unconfirmed: the
 *                  number is, but not what exactly it asks; own: Hornbook's
 *     source       where it is from
 */
#ifndef HORNBOOK_FORMATS_CENSUS_RULES_H
#define HORNBOOK_FORMATS_CENSUS_RULES_H

#include <stdbool.h>

#include "base/arena.h"
#include "formats/census_condition.h"

enum {
	CENSUS_RULES_LIMIT = 1000,
	CENSUS_RULE_FIELDS = 8,
	CENSUS_CONDITION_BYTES = 2000,
	CENSUS_RULES_BYTES = 1 << 20, /* of a table */
};

enum census_who {
	WHO_ALL,
	WHO_ON,
	WHO_OFF,
	WHO_HEADER,
	WHO_END,
};

enum census_standing {
	STANDING_PUBLISHED,
	STANDING_UNCONFIRMED,
	STANDING_OWN,
};

struct census_rule {
	struct slice number;
	bool query;
	enum census_who who;
	enum census_standing standing;
	uint8_t terms;        /* bits of enum census_term */
	bool not_schools;     /* all but these */
	struct slice schools; /* phases with spaces between; empty: all */
	uint16_t each;        /* LAYOUT_NO_ROW: of the pupil */
	struct slice fields;  /* as the table has them */
	uint16_t rows[CENSUS_RULE_FIELDS]; /* of the header: headings */
	size_t row_count;
	struct slice when;
	const struct census_condition *condition;
	struct slice message, source;
};

struct census_rules {
	struct census_rule *list;
	size_t count;
	struct census_counters counters;
	struct arena arena;
};

/*
 * Reads a table; the caller gives it to census_rules_release, also after a
 * failure.  ERROR_INPUT with line and column of what is wrong.
 */
int census_rules_read(struct census_rules *rules, struct slice text,
		      struct error *error);

/* The table that comes with the program. */
int census_rules_own(struct census_rules *rules, struct error *error);

void census_rules_release(struct census_rules *rules);

const char *census_standing_name(enum census_standing standing);

#endif
