/*
 * names.h - forenames and surnames, by where families have theirs from.
 *
 * Lists are of common names, most common first as far as a list says so.  Name
 * and surname are drawn apart, so that nobody real is meant.
 */
#ifndef HORNBOOK_GENERATE_NAMES_H
#define HORNBOOK_GENERATE_NAMES_H

#include <stdbool.h>

#include "base/slice.h"
#include "generate/lots.h"

enum naming {
	NAMING_BRITISH,
	NAMING_IRISH,
	NAMING_TRAVELLER,
	NAMING_POLISH,
	NAMING_ROMANIAN,
	NAMING_BALTIC,
	NAMING_SLAVIC, /* Ukraine, Bulgaria */
	NAMING_PORTUGUESE,
	NAMING_ITALIAN,
	NAMING_SPANISH,
	NAMING_ROMA,
	NAMING_PAKISTANI,
	NAMING_BANGLADESHI,
	NAMING_HINDU,
	NAMING_SIKH,
	NAMING_AFRICAN, /* Nigeria, Ghana, Zimbabwe, Congo */
	NAMING_SOMALI,
	NAMING_CARIBBEAN,
	NAMING_CHINESE,
	NAMING_ARABIC,
	NAMING_TURKISH, /* also Kurdish */
	NAMING_PERSIAN, /* Iran, Afghanistan */
	NAMING_NEPALI,
	NAMING_TAMIL, /* also Sinhalese */
	NAMING_FILIPINO,
	NAMING_VIETNAMESE,
	NAMING_COUNT
};

/* A first name for somebody born in the academic year `born`.  `which` of two
 * halves of the list it comes from: brothers who follow each other do not get the
 * same. */
struct slice names_forename(struct lots *lots, enum naming naming, bool girl,
			    int born, unsigned int which);

/* A family's name. */
struct slice names_surname(struct lots *lots, enum naming naming);

/* As a woman of the family has it: Kowalska for Kowalski, Kaur for Singh. */
struct slice names_of_woman(struct slice surname, enum naming naming);

/* What somebody with this name is called; empty: as it is. */
struct slice names_short(struct slice forename);

#endif
