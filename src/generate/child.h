/*
 * child.h - one child on one date: what its records are written from.
 *
 * Private to the room.
 */
#ifndef HORNBOOK_GENERATE_CHILD_H
#define HORNBOOK_GENERATE_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "generate/attendance_codes.h"
#include "generate/calendar.h"
#include "generate/catchments.h"
#include "generate/family.h"
#include "generate/moves.h"
#include "generate/scribe.h"

enum {
	RATES_FIRST = POPULATION_FIRST_YEAR - 22, /* of the oldest's birth */
	RATES_YEARS = POPULATION_LAST_YEAR - RATES_FIRST + 2,
};

/* The rates of a year, looked up once (ten-thousandths). */
struct year_rates {
	uint16_t free_meals, sen_support, sen_plan, looked_after, protected,
		excluded;
	uint16_t absence[3], suspended[3]; /* by enum rate_phase */
};

enum rate_phase { RATE_PRIMARY, RATE_SECONDARY, RATE_SPECIAL };

struct population {
	struct catchments catchments;
	struct scribe_fields fields;
	struct year_rates rates[RATES_YEARS];
	struct absences absences[2]; /* before the codes of 2024, and since */
};

struct child {
	const struct population *population;
	const struct catchment *catchment;
	const struct school *school; /* on whose roll, or was till it left */
	const struct calendars *calendars;
	struct scribe *scribe;
	uint32_t lane;  /* the child's */
	uint32_t place; /* in the school's range, of its present lane */
	int cohort;
	int32_t date;
	int year;  /* academic year of the date */
	int grade; /* in that year; for leavers, in their last */
	uint64_t key;
	uint64_t number; /* no other child of the population has it */
	bool twin;
	struct family family;
	struct spell spells[SPELLS_MOST];
	size_t spell_count;
	size_t spell; /* at the school */
	bool left;
	int32_t leaving_date; /* DATE_NONE */

	int32_t birth;
	int age;
	bool girl;
	struct slice sex, surname, forename, middle;
	struct slice former_surname; /* empty */
	struct slice provision;      /* "K" */
	bool free_meals, in_care, eal, young_carer, protected;
	uint16_t ability; /* of 10,000, the highest does best */
};

/* Draws who it is; `lane` and `cohort`, school and date are set. */
void child_draw(struct child *child);

/* The academic year in which the child is in a year group. */
static inline int child_year_of(const struct child *child, int grade)
{
	return child->cohort + COHORT_TO_RECEPTION + grade;
}

static inline int child_grade_in(const struct child *child, int year)
{
	return year - child->cohort - COHORT_TO_RECEPTION;
}

static inline struct lots child_lots(const struct child *child,
				     enum topic topic)
{
	return lots_of(child->key, topic);
}

/* The same for a year, so that it stays when it is long ago. */
static inline struct lots child_lots_in(const struct child *child,
					enum topic topic, int year)
{
	return lots_of(lots_mix(child->key, (uint64_t)(unsigned int)year + 1),
		       topic);
}

static inline const struct year_rates *child_rates(const struct child *child,
						   int year)
{
	int at = year - RATES_FIRST;

	return &child->population->rates[at < 0              ? 0
					 : at >= RATES_YEARS ? RATES_YEARS - 1
							     : at];
}

/* Where the child was on a day; NULL: taught elsewhere, or not yet. */
const struct school *child_school_on(const struct child *child, int32_t date);

enum rate_phase child_rate_phase(const struct school *school, int grade);

/* The provision of a year, and whether it is any. */
struct slice child_provision(const struct child *child, int year);
bool child_free_meals(const struct child *child, int year);
bool child_looked_after(const struct child *child, int year);

/* What was agreed with youth support ("Yes", "No", "UNS", "SNR"), and how the
 * learner record may be shared ("0", "1", "2"); wishes follow from both. */
struct slice child_youth_support(const struct child *child);
struct slice child_sharing(const struct child *child);

/* Of one school year, by date; on the days the marks say so too. */
struct suspension {
	int32_t start;
	uint32_t sessions;
	uint64_t lots; /* for what else is drawn about it */
};

enum { SUSPENSIONS_MOST = 3 };

size_t child_suspensions(const struct child *child, int year,
			 struct suspension list[SUSPENSIONS_MOST]);

/* The number of a school that is not in the plan, the same for all who share it:
 * a primary school (phase 0) or one for older children (1). */
struct slice write_other_school(struct child *child, int phase);

/* The learner number of a child by its number. */
struct slice write_uln(struct child *child, uint64_t child_number);

/* --- the parts of a record, in order ---------------------------------------- */

void write_identity(struct child *child);
void write_contact(struct child *child);
void write_geography(struct child *child);
void write_parents(struct child *child);
void write_contacts(struct child *child);
void write_characteristics(struct child *child);
void write_enrolment(struct child *child);
void write_meals(struct child *child);
void write_sen(struct child *child);
void write_medical(struct child *child);
void write_disabilities(struct child *child);
void write_looked_after(struct child *child);
void write_attendance(struct child *child);
void write_exclusions(struct child *child);
void write_assessments(struct child *child);
void write_school_history(struct child *child);
void write_progress(struct child *child);
void write_qualifications(struct child *child);
void write_learner_registration(struct child *child);
void write_applications(struct child *child);
void write_learning_plan(struct child *child);
void write_destinations(struct child *child);
void write_youth_characteristics(struct child *child);
void write_measurements(struct child *child);
void write_views(struct child *child);
void write_risk_factors(struct child *child);
void write_child_protection(struct child *child);
void write_services(struct child *child);
void write_early_years(struct child *child);
void write_belief(struct child *child);
void write_wishes(struct child *child);
void write_rights(struct child *child);
void write_served(struct child *child);

#endif
