/*
 * citation.h - a place in law as people cite it: "section 537A of the Education
 * Act 1996", "reg. 3", "GDPR article 6(1)(c)".
 *
 * Only what tells two places apart is read: the first unit with its number, the
 * kind of instrument, and the year.  Points into the text given.
 */
#ifndef HORNBOOK_POLICY_CITATION_H
#define HORNBOOK_POLICY_CITATION_H

#include <stdbool.h>

#include "base/slice.h"

enum citation_unit {
	UNIT_NONE,
	UNIT_SECTION,
	UNIT_REGULATION,
	UNIT_ARTICLE,
	UNIT_SCHEDULE,
	UNIT_PARAGRAPH,
};

enum instrument {
	INSTRUMENT_NONE,
	INSTRUMENT_ACT,
	INSTRUMENT_REGULATIONS,
	INSTRUMENT_GDPR,
};

struct citation {
	enum citation_unit unit;
	struct slice number; /* "537A", "6(1)(c)" */
	enum instrument instrument;
	unsigned int year; /* 0: none is given */
};

struct citation citation_read(struct slice text);

/* What the provisions of an instrument are called; UNIT_NONE: not known. */
enum citation_unit citation_unit_of(enum instrument instrument);

/* Whether an instrument has provisions that are called so. */
bool citation_fits(const struct citation *citation);

/* Whether the two can be the same place: what both give must agree, a number as
 * far as the shorter one goes ("6" and "6(1)(c)"). */
bool citation_agrees(const struct citation *a, const struct citation *b);

const char *citation_unit_name(enum citation_unit unit);
const char *instrument_name(enum instrument instrument);

#endif
