/*
 * write_exclusions.c - suspensions and exclusions of the last school years.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Unconfirmed unless a source is named. */
enum {
	YEARS_BACK = 2,
	SECOND_REASON_OF_10000 = 1800,
	EXCLUDED_TO_REFERRAL_OF_10000 = 3000,
	BOYS_OF_100 = 133, /* males 1.5 times as often as females, 2022/23 */
	GIRLS_OF_100 = 66,
	POOR_OF_100 = 230, /* four times as often as others, 2022/23 */
	OTHERS_OF_100 = 62,
};

size_t child_suspensions(const struct child *child, int year,
			 struct suspension list[SUSPENSIONS_MOST])
{
	struct lots lots = child_lots_in(child, TOPIC_EXCLUSIONS, year);
	int grade = child_grade_in(child, year);
	const struct school *school =
		child_school_on(child, date_from_civil(year, 9, 20));
	uint32_t rate;
	size_t count;

	if (school == NULL || grade < 1 || grade > 13 ||
	    school->kind == KIND_OF_INDEPENDENT)
		return 0;
	rate = child_rates(child, year)
		       ->suspended[child_rate_phase(school, grade)];
	rate = rate * (child->girl ? GIRLS_OF_100 : BOYS_OF_100) / 100;
	rate = rate * (child->free_meals ? POOR_OF_100 : OTHERS_OF_100) / 100;
	if (school->kind == KIND_OF_REFERRAL)
		rate = rate * 3 + 1500;
	if (!lots_chance(&lots, rate))
		return 0;
	count = 1 + lots_early(&lots, SUSPENSIONS_MOST);
	for (size_t i = 0; i < count; i++) {
		/* One in each part of the year, so that they are in order. */
		uint32_t part = SCHOOL_WEEKS / (uint32_t)count;
		uint32_t week = (uint32_t)i * part + lots_below(&lots, part);

		list[i].start = calendar_school_monday(year, week) +
				(int32_t)lots_below(&lots, 5);
		list[i].sessions = 2 + 2 * lots_early(&lots, 5);
		list[i].lots = lots_draw(&lots);
	}
	return count;
}

static struct slice reason_of(struct lots *lots, int year)
{
	return shares_text(year < 2020 ? &shares_reason_before_2020
				       : &shares_reason,
			   lots);
}

static void write_one(struct child *child, int year, struct slice category,
		      const struct suspension *suspension)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = {suspension->lots};
	struct slice first = reason_of(&lots, year);
	struct slice second = reason_of(&lots, year);

	scribe_text(scribe, F_EXCLUSION_CATEGORY, category);
	scribe_date(scribe, F_EXCLUSION_START, suspension->start);
	if (suspension->sessions > 0)
		scribe_number(scribe, F_EXCLUSION_SESSIONS,
			      suspension->sessions);
	/* "Other" is none of the reasons any more. */
	if (slice_is(first, "OT") && child->year >= 2020)
		first = SLICE("DB");
	scribe_text(scribe, F_EXCLUSION_REASON_1, first);
	if (year >= 2020 && lots_chance(&lots, SECOND_REASON_OF_10000) &&
	    !slice_equal(first, second))
		scribe_text(scribe, F_EXCLUSION_REASON_2, second);
	scribe_text(scribe, F_EXCLUSION_SEN, child_provision(child, year));
	scribe_item(scribe);
}

/* Why some are in a unit: their last school excluded them for good. */
static void write_permanent(struct child *child)
{
	struct lots lots = lots_of(child->key + 6, TOPIC_EXCLUSIONS);
	const struct spell *spell = &child->spells[child->spell];
	struct civil from = date_to_civil(spell->from);
	struct suspension last = {.start = spell->from - 14};

	if (child->school->kind != KIND_OF_REFERRAL || child->spell == 0 ||
	    child->grade < 1 ||
	    !lots_chance(&lots, EXCLUDED_TO_REFERRAL_OF_10000))
		return;
	if (from.month == 9 && from.day == 1)
		last.start = date_from_civil(from.year, 6, 18);
	while (date_weekday(last.start) > 4)
		last.start--;
	last.lots = lots_draw(&lots);
	write_one(child, date_academic_year(last.start), SLICE("PERM"), &last);
}

void write_exclusions(struct child *child)
{
	struct suspension list[SUSPENSIONS_MOST];

	if (!scribe_section(child->scribe, GENERATED_EXCLUSIONS, SLICE("")))
		return;
	for (int year = child->year - YEARS_BACK; year <= child->year; year++) {
		size_t count = child_suspensions(child, year, list);

		for (size_t i = 0; i < count; i++)
			if (list[i].start < child->date)
				write_one(child, year,
					  child->year >= 2021 ? SLICE("SUSP")
							      : SLICE("FIXD"),
					  &list[i]);
	}
	write_permanent(child);
	scribe_end_section(child->scribe);
}
