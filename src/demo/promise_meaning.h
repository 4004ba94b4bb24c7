/*
 * promise_meaning.h - what a column or element says about a person, whatever
 * the file calls it.
 *
 * Promises speak of kinds of data ("name and address"), files of headings
 * (`pupil.address-street`, `AddressLine1`, `LastKnownPostCode`).  The vocabulary
 * in promise_meaning.c goes from one to the other; what is not in it is a
 * column that nobody promised.  Private to the promise*.c files.
 */
#ifndef HORNBOOK_DEMO_PROMISE_MEANING_H
#define HORNBOOK_DEMO_PROMISE_MEANING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

/* MEANING(name, words, whether it names or reaches a person by itself) */
#define MEANINGS                                                             \
	MEANING(UPN, "unique pupil number", true)                            \
	MEANING(ULN, "unique learner number", true)                          \
	MEANING(CANDIDATE, "candidate number", true)                         \
	MEANING(NAME, "name", true)                                          \
	MEANING(OTHER_NAME, "other names", true)                             \
	MEANING(BIRTH_DATE, "date of birth", false)                          \
	MEANING(BIRTH_PLACE, "place of birth, school at 16", false)          \
	MEANING(SEX, "sex", false)                                           \
	MEANING(PSEUDONYM, "pseudonym", false)                               \
	MEANING(ADDRESS, "address", true)                                    \
	MEANING(POSTCODE, "postcode", true)                                  \
	MEANING(TELEPHONE, "telephone", true)                                \
	MEANING(EMAIL, "e-mail address", true)                               \
	MEANING(LSOA, "small area of the home", false)                       \
	MEANING(MSOA, "middle-sized area of the home", false)                \
	MEANING(AUTHORITY, "local authority", false)                         \
	MEANING(PCT, "health area of the school", false)                     \
	MEANING(PARENT_NAME, "parent's name", true)                          \
	MEANING(PARENT_ADDRESS, "parent's address", true)                    \
	MEANING(PARENT_TELEPHONE, "parent's telephone", true)                \
	MEANING(PARENT_EMAIL, "parent's e-mail address", true)               \
	MEANING(PARENT_RELATION, "relation of the parent", false)            \
	MEANING(COURT_ORDER, "court order about a parent", false)            \
	MEANING(CONTACT, "other people to contact", true)                    \
	MEANING(ETHNICITY, "ethnic group", false)                            \
	MEANING(LANGUAGE, "first language", false)                           \
	MEANING(NATIONALITY, "nationality and country of birth", false)      \
	MEANING(ENGLISH, "proficiency in English", false)                    \
	MEANING(MEALS, "free school meals", false)                           \
	MEANING(SERVICE_CHILD, "child of a service family", false)           \
	MEANING(YOUNG_CARER, "young carer", false)                           \
	MEANING(YOUTH_AGREEMENT, "agreement on youth support", false)        \
	MEANING(CARE, "looked after by an authority", false)                 \
	MEANING(SCHOOL, "school", false)                                     \
	MEANING(PHASE, "phase of the school", false)                         \
	MEANING(YEAR, "year group", false)                                   \
	MEANING(ENROLMENT, "enrolment", false)                               \
	MEANING(LEAVING, "leaving the school", false)                        \
	MEANING(SEN, "special educational needs", false)                     \
	MEANING(MEDICAL, "medical information", false)                       \
	MEANING(DISABILITY, "disability", false)                             \
	MEANING(ATTENDANCE, "attendance", false)                             \
	MEANING(ABSENCE, "reasons for absence", false)                       \
	MEANING(EXCLUSION, "suspension and exclusion", false)                \
	MEANING(ASSESSMENT, "assessment results", false)                     \
	MEANING(SCHOOL_HISTORY, "schools attended", false)                   \
	MEANING(PROGRESS, "progress and reports", false)                     \
	MEANING(QUALIFICATION, "learning and qualifications", false)         \
	MEANING(LEARNER_SHARING, "sharing of the learner record", false)     \
	MEANING(APPLICATION, "application for a course", false)              \
	MEANING(PLAN, "learning plan", false)                                \
	MEANING(DESTINATION, "what leavers do next", false)                  \
	MEANING(CIRCUMSTANCE, "circumstances known to youth support", false) \
	MEANING(MEASUREMENT, "height and weight", false)                     \
	MEANING(VIEW, "views of the child", false)                           \
	MEANING(RISK, "risk factor", false)                                  \
	MEANING(PROTECTION, "child protection", false)                       \
	MEANING(SERVICE, "services in contact with the child", false)        \
	MEANING(EARLY_YEARS, "early years provision", false)                 \
	MEANING(RELIGION, "religion or belief", false)                       \
	MEANING(WISH, "wishes of the family", false)                         \
	MEANING(RIGHTS, "competence, notices given", false)                  \
	MEANING(FRAME, "nothing about the pupil", false)

enum meaning {
#define MEANING(name, words, identifies) MEANING_##name,
	MEANINGS
#undef MEANING
		MEANING_COUNT,
	MEANING_UNKNOWN = MEANING_COUNT
};

/* A set of meanings. */
#define MEANS(name) (UINT64_C(1) << MEANING_##name)

static inline bool means(uint64_t set, enum meaning meaning)
{
	return meaning != MEANING_UNKNOWN && (set >> meaning & 1) != 0;
}

const char *meaning_words(enum meaning meaning);

/* Those that name or reach a person by themselves. */
uint64_t meanings_identifying(void);

/* What a CSV heading means: `parent[2].surname`, `LastKnownPostCode`.  `*item`
 * is the number in brackets, 1 without one; `*field` the dictionary's name for
 * it, without the number, empty where the heading is another format's. */
enum meaning meaning_of_heading(struct slice heading, uint32_t *item,
				struct slice *field);

/* Whether a heading is the dictionary's name of a field. */
bool meaning_is_field(struct slice heading);

/* What an XML element means, by its path below the record's element:
 * "Contacts/Contact/Surname". */
enum meaning meaning_of_path(struct slice path);

#endif
