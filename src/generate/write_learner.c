/*
 * write_learner.c - from 14: registration, courses, plans, what leavers do.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"
#include "generate/subjects.h"

/* Ten-thousandths; unconfirmed. */
enum {
	LINKED_NUMBER = 25,
	APPLIES_ELSEWHERE = 4500,
	APPLIES_TO_COUNTY = 8500, /* of those, rather than in the town */
	APPLIES_TO_UNIVERSITY = 6500,
	HAS_LEARNING_PLAN = 2500,
	HAS_LEAVING_PLAN = 9000, /* of year 11 and above */
	INTENTION_KNOWN = 9000,
};

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* --- qualifications ----------------------------------------------------------- */

static void write_course(struct child *child, int grade, uint32_t number,
			 const struct examination *examination)
{
	struct scribe *scribe = child->scribe;
	int32_t awarded = subjects_results_day(child, grade);
	int first = grade >= 13 ? 12 : 10;

	scribe_text(scribe, F_QUALIFICATION_NUMBER, examination->number);
	scribe_text(scribe, F_QUALIFICATION_TITLE, examination->title);
	scribe_text(scribe, F_QUALIFICATION_BODY, examination->body);
	scribe_text(scribe, F_QUALIFICATION_PROVIDER,
		    child->school->place.name);
	scribe_text(scribe, F_QUALIFICATION_LEVEL,
		    grade >= 13 ? SLICE("3") : SLICE("2"));
	scribe_text(scribe, F_QUALIFICATION_SUBJECT, examination->subject);
	if (awarded <= child->date)
		scribe_text(scribe, F_QUALIFICATION_GRADE,
			    subjects_grade(child, grade, number, examination));
	scribe_date(scribe, F_QUALIFICATION_START,
		    calendar_first_day(child_year_of(child, first)));
	if (awarded <= child->date) {
		scribe_date(scribe, F_QUALIFICATION_END,
			    date_from_civil(child_year_of(child, grade) + 1, 6,
					    24));
		scribe_date(scribe, F_QUALIFICATION_AWARD, awarded);
		scribe_text(scribe, F_QUALIFICATION_SOURCE, SLICE("NPD"));
	}
	scribe_item(scribe);
}

void write_qualifications(struct child *child)
{
	const struct examination *taken[EXAMINATIONS_MOST];

	if (child->grade < 10 ||
	    !scribe_section(child->scribe, GENERATED_QUALIFICATIONS, SLICE("")))
		return;
	for (int grade = 11; grade <= 13; grade += 2) {
		uint32_t count;

		if (child->grade < grade - 1)
			break;
		count = subjects_taken(child, grade, taken);
		for (uint32_t i = 0; i < count; i++)
			write_course(child, grade, i, taken[i]);
	}
	scribe_end_section(child->scribe);
}

/* --- the learner record --------------------------------------------------------- */

void write_learner_registration(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 3, TOPIC_LEARNER);
	const struct home *home = &child->family.home;
	const struct town *town = places_town(
		&child->population->catchments.authorities[home->authority],
		home->area);

	if (child->age < 14 ||
	    !scribe_section(scribe, GENERATED_LEARNER_REGISTRATION, SLICE("")))
		return;
	scribe_text(scribe, F_LEARNER_SHARING, child_sharing(child));
	scribe_number(scribe, F_LEARNER_VERIFICATION, 1);
	if (lots_chance(&lots, 7500))
		scribe_text(scribe, F_LEARNER_BIRTH_PLACE, town->name);
	if (child->age >= 16) {
		scribe_text(scribe, F_LEARNER_SURNAME_16,
			    child->former_surname.len > 0
				    ? child->former_surname
				    : child->surname);
		scribe_text(scribe, F_LEARNER_SCHOOL_16,
			    child->school->place.name);
	}
	/* A second number, given by mistake and merged since. */
	if (lots_chance(&lots, LINKED_NUMBER))
		scribe_text(scribe, F_LEARNER_LINKED,
			    write_uln(child, child->number + 150000000));
	scribe_end_section(scribe);
}

static void write_application(struct child *child, struct slice institution,
			      struct slice course, int32_t date)
{
	if (date >= child->date)
		return;
	scribe_text(child->scribe, F_APPLICATION_INSTITUTION, institution);
	scribe_text(child->scribe, F_APPLICATION_COURSE, course);
	scribe_date(child->scribe, F_APPLICATION_DATE, date);
	scribe_item(child->scribe);
}

static const struct authority_place *authority_of(const struct child *child)
{
	return &child->population->catchments
			.authorities[child->family.home.authority];
}

static struct slice college(struct child *child)
{
	const struct town *town =
		places_town(authority_of(child), child->family.home.area);

	return scribe_join(child->scribe, town->name, SLICE(" College"),
			   SLICE(""), SLICE(""));
}

static struct slice county_college(struct child *child)
{
	return scribe_join(child->scribe, authority_of(child)->county,
			   SLICE(" County College"), SLICE(""), SLICE(""));
}

void write_applications(struct child *child)
{
	static const struct slice courses[] = {
		SLICE_INIT("Motor Vehicle level 2"),
		SLICE_INIT("Health and Social Care level 3"),
		SLICE_INIT("Hair and Beauty level 2"),
		SLICE_INIT("Sport level 3"),
		SLICE_INIT("Digital Technologies level 3"),
		SLICE_INIT("Plumbing level 2"),
		SLICE_INIT("Art and Design level 3"),
		SLICE_INIT("A levels"),
	};
	static const struct slice universities[] = {
		SLICE_INIT("University of Middle England"),
		SLICE_INIT("Wessex Metropolitan University"),
		SLICE_INIT("University of the Pennines"),
		SLICE_INIT("Thameside University"),
	};
	struct lots lots = lots_of(child->key + 1, TOPIC_LEARNER);
	int year = child->year;

	if ((child->grade != 11 && child->grade != 13) || child->left ||
	    !scribe_section(child->scribe, GENERATED_APPLICATIONS, SLICE("")))
		return;
	if (child->grade == 11 && lots_chance(&lots, APPLIES_ELSEWHERE)) {
		struct slice course = courses[lots_below(&lots, 8)];
		struct slice institution = lots_chance(&lots, APPLIES_TO_COUNTY)
						   ? county_college(child)
						   : college(child);

		write_application(
			child, institution, course,
			date_from_civil(year, 11, lots_between(&lots, 3, 28)));
	}
	for (int i = 0; child->grade == 13 && i < 3; i++) {
		const struct slice *where = &universities[lots_below(&lots, 4)];

		if (child->ability > 3500 &&
		    lots_chance(&lots, APPLIES_TO_UNIVERSITY))
			write_application(
				child, *where,
				SLICE("Bachelor's degree, full-time"),
				date_from_civil(year + 1, 1,
						lots_between(&lots, 5, 12)));
	}
	scribe_end_section(child->scribe);
}

void write_learning_plan(struct child *child)
{
	static const struct slice goals[] = {
		SLICE_INIT("Grade 4 in English and mathematics by summer"),
		SLICE_INIT("An apprenticeship in construction after year 11"),
		SLICE_INIT("A levels in sciences, then nursing"),
		SLICE_INIT("To speak up in class once a day"),
		SLICE_INIT("A place on the level 3 course in digital media"),
	};
	static const struct slice support[] = {
		SLICE_INIT("Small group in mathematics twice a week"),
		SLICE_INIT("Mentor once a week; homework club"),
		SLICE_INIT("Visits to two colleges; interview practice"),
		SLICE_INIT("Key worker; check-in each morning"),
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 2, TOPIC_LEARNER);
	int32_t day = date_from_civil(child->year, 10, 12);

	if (child->grade < 9 || day >= child->date ||
	    !lots_chance(&lots, child->grade >= 11 ? HAS_LEAVING_PLAN
						   : HAS_LEARNING_PLAN) ||
	    !scribe_section(scribe, GENERATED_LEARNING_PLAN, SLICE("")))
		return;
	scribe_date(scribe, F_PLAN_DATE, day);
	scribe_text(scribe, F_PLAN_GOALS, goals[lots_below(&lots, 5)]);
	scribe_text(scribe, F_PLAN_SUPPORT, support[lots_below(&lots, 4)]);
	scribe_end_section(scribe);
}

/* --- what leavers do -------------------------------------------------------------- */

/* Activities that are somewhere. */
static struct slice provider(struct child *child, struct slice activity)
{
	switch (activity.at[0]) {
	case '2':
		if (slice_is(activity, "210"))
			return child->school->place.name;
		if (slice_is(activity, "240"))
			return SLICE("University of Middle England");
		return slice_is(activity, "260") ? SLICE("") : college(child);
	case '3':
		return SLICE("Local employer");
	case '4':
		return SLICE("Stepping Stones Training");
	default:
		return SLICE("");
	}
}

/* Codes of later years as those that were there before. */
static struct slice code_in(struct slice activity, int year)
{
	if (slice_is(activity, "450") && year < 2013)
		return SLICE("410");
	return activity;
}

/* The activity of those who left after year 11 or 13; what those mean to do who
 * are in these years. */
void write_destinations(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_DESTINATION);
	struct slice after_11 = shares_text(&shares_after_year_11, &lots);
	struct slice after_13 = shares_text(&shares_after_year_13, &lots);
	struct slice intended = child->grade >= 12 ? after_13 : after_11;
	bool changed = lots_chance(&lots, 1500);
	bool known = lots_chance(&lots, INTENTION_KNOWN);
	int left_in =
		least(child->year, child_year_of(child, child->grade) + 1);

	if (child->grade < 11 ||
	    !scribe_section(scribe, GENERATED_DESTINATIONS, SLICE("")))
		return;
	intended = code_in(intended, child->year);
	if (child->left && child->leaving_date < child->date) {
		struct slice did = changed ? SLICE("230") : intended;

		if (child->grade >= 12 || !slice_is(did, "210")) {
			scribe_text(scribe, F_DESTINATION_ACTIVITY, did);
			scribe_text(scribe, F_DESTINATION_PROVIDER,
				    provider(child, did));
			scribe_date(
				scribe, F_DESTINATION_START,
				date_from_civil(left_in, 9,
						lots_between(&lots, 1, 28)) <
						child->date
					? date_from_civil(left_in, 9, 1)
					: child->leaving_date);
		}
	} else {
		scribe_text(scribe, F_DESTINATION_ACTIVITY,
			    child->grade >= 12 ? SLICE("210") : SLICE("110"));
		scribe_date(scribe, F_DESTINATION_START,
			    calendar_first_day(child->year) < child->date
				    ? calendar_first_day(child->year)
				    : child->date);
	}
	/* What nobody means to do is not stated. */
	if (known && intended.at[0] < '5')
		scribe_text(scribe, F_DESTINATION_INTENDED, intended);
	scribe_end_section(scribe);
}

void write_youth_characteristics(struct child *child)
{
	static const struct {
		uint16_t of_10000;
		struct slice code;
	} rows[] = {
		/* clang-format off */
		{ 8, SLICE_INIT("120") }, { 70, SLICE_INIT("130") }, { 60, SLICE_INIT("150") },
		{ 90, SLICE_INIT("160") }, { 80, SLICE_INIT("170") }, { 12, SLICE_INIT("180") },
		{ 3, SLICE_INIT("190") },
		/* clang-format on */
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_YOUTH);
	int32_t since =
		child->birth + 13 * 365 + (int32_t)lots_below(&lots, 300);

	if (child->age < 14 ||
	    !scribe_section(scribe, GENERATED_YOUTH_CHARACTERISTICS, SLICE("")))
		return;
	if (child->in_care) {
		scribe_text(scribe, F_YOUTH_CODE, SLICE("110"));
		scribe_date(scribe, F_YOUTH_START, since);
		scribe_item(scribe);
	}
	if (child->young_carer) {
		scribe_text(scribe, F_YOUTH_CODE, SLICE("140"));
		scribe_date(scribe, F_YOUTH_START, since);
		scribe_item(scribe);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool has = lots_chance(&lots, rows[i].of_10000);

		/* Parents and the pregnant are 15 at least, who has left care
		 * 16. */
		if (!has || (child->age < 16 && i != 1 && i != 2 && i != 4))
			continue;
		if (!child->girl && slice_is(rows[i].code, "180"))
			continue;
		scribe_text(scribe, F_YOUTH_CODE, rows[i].code);
		scribe_date(scribe, F_YOUTH_START, since);
		scribe_item(scribe);
	}
	scribe_end_section(scribe);
}
