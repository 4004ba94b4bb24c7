/*
 * invented_law.h - small dictionaries and notices, invented from choices.
 *
 * They are texts in the language, as a person would write them, so that two
 * evaluators read them each in its own way.  Every keyword that bears on a
 * decision comes up; names are numbered: field c1.f0, law l2, body b0 with
 * its holder b0-h1.
 */
#ifndef HORNBOOK_TESTS_POLICY_INVENTED_LAW_H
#define HORNBOOK_TESTS_POLICY_INVENTED_LAW_H

#include "base/builder.h"
#include "tests/policy/choices.h"

enum {
	INVENTED_NOTICES = 4,
	INVENTED_BODIES = 3,
	INVENTED_HELD_BODIES = 2, /* the first ones have two holders */
	INVENTED_PURPOSES = 4,
	INVENTED_MATCHED = 1, /* the purpose that may be matched by a number */
	INVENTED_TRIGGERS = 3,
	INVENTED_APPROVALS = 2,
	INVENTED_CRITERIA = 3, /* at most, of each approval */
	INVENTED_TERMS = 2,
	INVENTED_SUBJECTS = 3, /* at most, of each terms */
	INVENTED_ROLES = 2,
	INVENTED_AREAS = 5,
	INVENTED_PROFILES = 4,
	INVENTED_LAWS = 4,
	INVENTED_CATEGORIES = 3,
	INVENTED_FIELDS = 4, /* in each category */
};

/* Writes a dictionary. */
void invent_dictionary(struct choices *choices, struct builder *out);

/* Writes one version of a notice. */
void invent_notice(struct choices *choices, unsigned int version,
		   struct builder *out);

/* A day on which something in an invented law may turn. */
int32_t invent_date(struct choices *choices);

#endif
