/*
 * origins.h - what an ethnic group goes with: names, languages, faiths, countries.
 *
 * Which names and languages go with which group is a likelihood for the whole,
 * after the languages that the census of pupils counts in each; the shares are
 * unconfirmed.
 */
#ifndef HORNBOOK_GENERATE_ORIGINS_H
#define HORNBOOK_GENERATE_ORIGINS_H

#include "base/slice.h"
#include "generate/lots.h"
#include "generate/names.h"

/* Of whom a family is. */
struct origin {
	struct slice ethnicity;
	enum naming mother, father, child;
	struct slice language;    /* "ENG" for most */
	struct slice country;     /* of birth, of those born abroad */
	struct slice faith;       /* empty: not stated */
	uint32_t abroad_of_10000; /* children born abroad */
};

/* For a family whose eldest child was born in the academic year `born`, in an
 * authority as diverse as `diversity` says (places.h). */
void origins_draw(struct origin *origin, struct lots *lots, int born,
		  uint32_t diversity);

#endif
