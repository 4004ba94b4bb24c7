/*
 * census_condition.h - when a rule of the census is broken, as one reads it.
 *
 *     UPN missing
 *     LeavingDate > census-day or LeavingDate < EntryDate
 *     Boarder in (B 6 7) and not SessionsPossible missing
 *
 * Names with a capital are elements of the census (school_census_layout.c), of
 * the item in hand or else of the pupil, or of its header; where several are
 * called alike, "Group/Element".  What is not said is:
 *
 *     NAME given, NAME missing
 *     NAME valid, NAME invalid   by the dictionary's field, on census day; what
 *                                is missing is neither
 *     NAME breaks 1510           which rule of UPNs it breaks (upn_rule.h)
 *     NAME in (CODE ...)
 *     NAME repeated              a UPN that an earlier pupil of the file has
 *     NAME has-digits
 *     A < B, <=, >, >=, =, <>    of dates and numbers; A + B, A - B.  Where one
 *                                is missing, or is none, no comparison holds
 *     overlaps(START END)        this item's time and an earlier item's
 *     repeats(NAME ...)          an earlier item says the same
 *     and, or, not, ( )
 *
 * Small names are made of the rest: age (on census day), august-age (on 31
 * August before), attendance-age (the same, of the attendance returned),
 * census-day, census-year, last-census, year-start, term-start, attendance-from,
 * exclusions-from, exclusions-to, suspended-sessions (most in one school year);
 * count(ITEM) of the pupil; and of the file, at its end, pupils, leavers, and
 * pupils(CONDITION), which counts those on roll who fulfil it.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_CONDITION_H
#define HORNBOOK_FORMATS_CENSUS_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/builder.h"
#include "formats/census_file.h"
#include "formats/school_census.h"

struct arena;
struct census_condition;
struct error;

enum { CENSUS_COUNTERS = 32 }; /* pupils(...) in all rules together */

struct census_counters {
	const struct census_condition *of[CENSUS_COUNTERS];
	uint64_t counted[CENSUS_COUNTERS];
	uint32_t count;
};

/* What conditions are asked over. */
struct census_facts {
	const struct layout *layout;
	struct census_return census;
	const struct census_header *header;
	const struct census_counters *counters;
	uint64_t pupils, leavers;

	const struct census_pupil *pupil; /* NULL: of the file */
	/* Its values by row, each row's in the order of the file, which is that
	 * of items; and where each row's begin, and the last row's end. */
	uint32_t order[CENSUS_VALUES_LIMIT];
	uint32_t from[LAYOUT_ROWS_LIMIT + 1];
	bool repeated; /* its UPN */
	uint16_t each; /* row of the item; LAYOUT_NO_ROW */
	uint16_t item;

	struct builder scratch; /* its `failed`: memory ran out */
};

/*
 * Compiles a text into `arena`.  `each` is the row whose items the rule is asked
 * of, or LAYOUT_NO_ROW.  Adds to `counters`.  Fails with ERROR_INPUT; the place
 * is the text's own, column from 1.
 */
int census_condition_make(const struct census_condition **out,
			  struct slice text, uint16_t each,
			  struct census_counters *counters, struct arena *arena,
			  struct error *error);

bool census_condition_holds(const struct census_condition *condition,
			    struct census_facts *facts);

/* Sets the pupil in hand, and no item of it. */
void census_facts_pupil(struct census_facts *facts,
			const struct census_pupil *pupil);

/* A row's value, in the item in hand or else of the pupil; NULL. */
const struct census_value *census_facts_value(const struct census_facts *facts,
					      uint16_t row);

/* The row that a name means within a rule over items of `each`. */
uint16_t census_condition_row(struct slice name, uint16_t each);

/* What of the header an element is; HEADINGS: none. */
enum census_heading census_heading_find(struct slice name);

#endif
