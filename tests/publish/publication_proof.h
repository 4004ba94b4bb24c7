/*
 * publication_proof.h - what is published, held against what the engine does.
 *
 * For every body, purpose and field a publication says that it may go exactly
 * when a proof (prove.h) finds a pupil and an occasion for which the engine lets
 * it go, and for pupils at random it says so exactly of those whom the engine
 * permits.
 */
#ifndef HORNBOOK_TESTS_PUBLISH_PUBLICATION_PROOF_H
#define HORNBOOK_TESTS_PUBLISH_PUBLICATION_PROOF_H

#include "base/builder.h"
#include "publish/publication.h"
#include "tests/policy/invented_case.h"

struct publication_tally {
	unsigned long laws, publications, flows, may, may_not, undecided,
		answers, permitted;
};

/* Whether the rules for every body and purpose tell so many kinds of pupils apart
 * at most: laws that need more take a second each. */
bool publication_is_quick(const struct invented_case *law, int32_t date,
			  uint32_t most);

/* Checks `law` on a day on which a notice of it is in force, by proof and for so
 * many pupils (`real`: with names of England's dictionary).  False when the two
 * differ, and then says how in `report`. */
bool publication_check(const struct invented_case *law, int32_t date, bool real,
		       unsigned int questions, struct choices *choices,
		       struct publication_tally *tally, struct builder *report);

#endif
