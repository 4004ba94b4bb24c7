/*
 * learner_match.h - whether two descriptions are of one learner, as the
 * learner registration decides it (F06, F08).
 *
 * Names are compared by their folded letters and digits (guard/fold.h): case,
 * accents, hyphens, apostrophes and spaces do not count.
 *
 *     exact     the same folded text
 *     similar   one slip apart (two from eight letters on), or one begins the
 *               other and has three letters at least; a given name that is the
 *               other's preferred one; a family name that is the other's
 *               previous one, or that at 16
 *     none      anything else, and where one of them is not known
 *
 * The registration's own measure of "similar" is not published; this one is
 * simple, and the same everywhere.  A sex that is not known agrees with any.
 */
#ifndef HORNBOOK_SHARE_LEARNER_MATCH_H
#define HORNBOOK_SHARE_LEARNER_MATCH_H

#include "base/slice.h"

/* What is known of a learner; empty: not known. */
struct learner_details {
	struct slice uln, linked_uln;
	struct slice given, preferred, family, previous, at_16;
	struct slice birth;    /* yyyy-mm-dd */
	struct slice sex;      /* the dictionary's code */
	struct slice postcode; /* canonical */
};

enum likeness { LIKENESS_NONE, LIKENESS_SIMILAR, LIKENESS_EXACT };

enum likeness learner_name_likeness(struct slice a, struct slice b);

/*
 * A search by demographics.  Exact: both names, date of birth, sex and postcode
 * are.  Similar: the date of birth is the same and each name exact or similar;
 * or both names are exact and the date has day and month in each other's place
 * or one digit other than the other.
 */
enum likeness learner_likeness(const struct learner_details *asked,
			       const struct learner_details *held);

enum { LEARNER_FLAGS_BYTES = 48 };

/*
 * A verification: `held` is the learner of the number that was asked, or who is
 * left of two.  Gives the code (WSVRC001 to 005) and the flags, "VRF5 VRF7": a
 * name that is not exactly the learner's is compared with all three names, and
 * each comparison that fails has its flag.
 */
struct slice learner_verify(const struct learner_details *asked,
			    const struct learner_details *held,
			    char flags[LEARNER_FLAGS_BYTES]);

#endif
