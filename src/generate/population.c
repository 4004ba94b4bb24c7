#include "generate/population.h"

#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "generate/child.h"
#include "generate/shares.h"

/* --- the population ------------------------------------------------------- */

static void look_up_rates(struct population *population)
{
	/* clang-format off */
	static const struct {
		const struct rates *rates;
		size_t place;
	} rows[] = {
		{ &rates_free_meals, offsetof(struct year_rates, free_meals) },
		{ &rates_sen_support, offsetof(struct year_rates, sen_support) },
		{ &rates_sen_plan, offsetof(struct year_rates, sen_plan) },
		{ &rates_looked_after, offsetof(struct year_rates, looked_after) },
		{ &rates_protected, offsetof(struct year_rates, protected) },
		{ &rates_excluded, offsetof(struct year_rates, excluded) },
		{ &rates_absence_primary, offsetof(struct year_rates, absence[RATE_PRIMARY]) },
		{ &rates_absence_secondary, offsetof(struct year_rates, absence[RATE_SECONDARY]) },
		{ &rates_absence_special, offsetof(struct year_rates, absence[RATE_SPECIAL]) },
		{ &rates_suspended_primary, offsetof(struct year_rates, suspended[RATE_PRIMARY]) },
		{ &rates_suspended_secondary, offsetof(struct year_rates, suspended[RATE_SECONDARY]) },
		{ &rates_suspended_special, offsetof(struct year_rates, suspended[RATE_SPECIAL]) },
	};
	/* clang-format on */

	for (int i = 0; i < RATES_YEARS; i++)
		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
			uint16_t rate = (uint16_t)rates_in(rows[j].rates,
							   RATES_FIRST + i);

			memcpy((char *)&population->rates[i] + rows[j].place,
			       &rate, sizeof(rate));
		}
}

int population_open(struct population **out, const struct place_plan *plan,
		    const struct dictionary *dictionary, struct error *error)
{
	struct population *population = memory_array(1, sizeof(*population));

	if (population == NULL)
		return error_memory(error);
	if (catchments_make(&population->catchments, plan, dictionary, error) !=
	    0) {
		population_close(population);
		return -1;
	}
	scribe_fields_find(&population->fields, dictionary);
	look_up_rates(population);
	absences_make(&population->absences[0], &shares_absence_before_2024);
	absences_make(&population->absences[1], &shares_absence);
	*out = population;
	return 0;
}

void population_close(struct population *population)
{
	if (population == NULL)
		return;
	catchments_release(&population->catchments);
	memory_free(population);
}

const struct place_school *population_place(const struct population *population,
					    size_t school)
{
	return &population->catchments.schools[school].place;
}

/* --- a school's pupils ---------------------------------------------------- */

struct population_stream {
	const struct population *population;
	const struct school *school;
	const struct catchment *catchment;
	int32_t date, since;
	struct calendars calendars;
	struct scribe scribe;
	struct child child;
	bool leavers;   /* the roll is done */
	int grade;      /* in hand */
	uint32_t place; /* next */
};

int population_stream_open(struct population_stream **out,
			   const struct population *population, size_t school,
			   int32_t date, int32_t since, uint64_t categories,
			   struct error *error)
{
	int year = date_academic_year(date);
	struct population_stream *stream;

	if (year < POPULATION_FIRST_YEAR || year > POPULATION_LAST_YEAR ||
	    (since != DATE_NONE &&
	     (since > date ||
	      date_academic_year(since) < POPULATION_FIRST_YEAR)))
		return error_set(error, ERROR_INPUT,
				 "pupils can be made for school years from "
				 "%d to %d",
				 POPULATION_FIRST_YEAR, POPULATION_LAST_YEAR);
	stream = memory_array(1, sizeof(*stream));
	if (stream == NULL)
		return error_memory(error);
	stream->population = population;
	stream->school = &population->catchments.schools[school];
	stream->catchment = &population->catchments.areas[stream->school->area];
	stream->date = date;
	stream->since = since;
	stream->grade = stream->school->first_grade;
	stream->scribe.fields = &population->fields;
	stream->scribe.categories = categories != 0 ? categories : UINT64_MAX;
	calendars_make(&stream->calendars, year);
	*out = stream;
	return 0;
}

void population_stream_close(struct population_stream *stream)
{
	memory_free(stream);
}

static void write_record(struct child *child)
{
	static void (*const parts[])(struct child *) = {
		write_identity,
		write_contact,
		write_geography,
		write_parents,
		write_contacts,
		write_characteristics,
		write_enrolment,
		write_meals,
		write_sen,
		write_medical,
		write_disabilities,
		write_looked_after,
		write_attendance,
		write_exclusions,
		write_assessments,
		write_school_history,
		write_progress,
		write_qualifications,
		write_learner_registration,
		write_applications,
		write_learning_plan,
		write_destinations,
		write_youth_characteristics,
		write_measurements,
		write_views,
		write_risk_factors,
		write_child_protection,
		write_services,
		write_early_years,
		write_belief,
		write_wishes,
		write_rights,
		write_served,
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		parts[i](child);
}

/* The day on which the roll in hand is read. */
static int32_t roll_date(const struct population_stream *stream)
{
	return stream->leavers ? stream->since : stream->date;
}

/* Steps to the next place of the roll, and from the roll of the day to that of
 * the leavers.  False at the end. */
static bool next_place(struct population_stream *stream)
{
	const struct school *school = stream->school;

	for (;;) {
		if (stream->grade > school->last_grade) {
			if (stream->leavers || stream->since == DATE_NONE)
				return false;
			stream->leavers = true;
			stream->grade = school->first_grade;
			stream->place = 0;
		}
		if (stream->place < school->places[stream->grade - GRADE_LEAST])
			return true;
		stream->grade++;
		stream->place = 0;
	}
}

/* Where the child is whose place is in hand; false for one of the earlier roll
 * who is still here. */
static bool find_child(struct population_stream *stream)
{
	struct child *child = &stream->child;
	const struct catchments *catchments = &stream->population->catchments;
	int32_t then = roll_date(stream);
	uint32_t lane;

	child->cohort =
		date_academic_year(then) - COHORT_TO_RECEPTION - stream->grade;
	child->place = stream->place;
	child->lane =
		moves_child_in(catchments, stream->catchment, child->cohort,
			       stream->school->start + stream->place, then);
	child->spell_count =
		moves_of_child(catchments, stream->catchment, child->cohort,
			       child->lane, stream->date, child->spells, &lane);
	child->spell = child->spell_count - 1;
	child->left = stream->leavers;
	child->leaving_date = DATE_NONE;
	child->grade = child->year - child->cohort - COHORT_TO_RECEPTION;
	if (!stream->leavers)
		return true;
	if (child->spells[child->spell].school != NO_SCHOOL &&
	    &catchments->schools[child->spells[child->spell].school] ==
		    stream->school)
		return false; /* stayed, or is back */
	while (child->spells[child->spell].from > then)
		child->spell--;
	/* Those past the last year group have no spell after it. */
	if (child->spells[child->spell].until == DATE_NONE &&
	    child->grade > GRADE_MOST)
		child->spells[child->spell].until = date_from_civil(
			child->cohort + COHORT_TO_RECEPTION + GRADE_MOST + 1, 8,
			31);
	child->leaving_date = child->spells[child->spell].until;
	if (child->leaving_date == DATE_NONE)
		return false;
	child->grade =
		child_grade_in(child, date_academic_year(child->leaving_date));
	return true;
}

static int make_record(struct population_stream *stream, struct record *record,
		       struct error *error)
{
	struct child *child = &stream->child;

	child_draw(child);
	scribe_begin(&stream->scribe);
	write_record(child);
	return scribe_made(&stream->scribe, record, error);
}

int population_next(struct population_stream *stream, struct record *records,
		    size_t limit, size_t *count, struct arena *arena,
		    struct error *error)
{
	struct child *child = &stream->child;

	*count = 0;
	scribe_use(&stream->scribe, arena);
	child->population = stream->population;
	child->catchment = stream->catchment;
	child->school = stream->school;
	child->calendars = &stream->calendars;
	child->scribe = &stream->scribe;
	child->date = stream->date;
	child->year = date_academic_year(stream->date);
	while (*count < limit && next_place(stream)) {
		bool found = find_child(stream);

		stream->place++;
		if (!found)
			continue;
		if (make_record(stream, &records[*count], error) != 0)
			return -1;
		++*count;
	}
	return 0;
}
