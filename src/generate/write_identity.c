/*
 * write_identity.c - numbers and names.
 */
#include "generate/child.h"

#include <string.h>

#include "base/date.h"
#include "dictionary/identifier.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Ten-thousandths; unconfirmed. */
enum {
	PREFERRED_FORENAME = 700,
	SHORT_NAME = 3500,
	PREFERRED_SURNAME = 60,
	FORMER_FORENAME = 15,
	REPLACED_UPN = 45,
	TEMPORARY_OF_NEW =
		4500, /* of those who have just come from elsewhere */
	NONE_OF_NEW = 1500,
	NONE_OF_OLD = 4,
	NONE_IN_SIXTH_FORM = 120,
	NEW_DAYS = 50,
	/* Serials below are of schools in the plan, above of others. */
	OWN_SERIALS = 499,
	OTHER_SCHOOL_LANES = 24,
	OTHER_SCHOOLS = 1900,
	OTHER_SCHOOL_FIRST = 2000,
};

/* The number of a school that is not in the plan, and the lane's place in it: the
 * lanes of an authority go to schools of 24 a year.  37 has no divisor in common
 * with 1900, so that neighbours are not numbered in a row. */
static uint32_t other_school(const struct child *child, uint32_t *serial)
{
	uint32_t lane = child->catchment->first_of_authority + child->lane;
	uint32_t school = lane / OTHER_SCHOOL_LANES;

	*serial = OWN_SERIALS + 1 + lane % OTHER_SCHOOL_LANES +
		  school / OTHER_SCHOOLS * OTHER_SCHOOL_LANES % 456;
	return OTHER_SCHOOL_FIRST + school % OTHER_SCHOOLS * 37 % OTHER_SCHOOLS;
}

struct slice write_other_school(struct child *child, int phase)
{
	uint32_t serial, number = other_school(child, &serial);

	if (phase == 1)
		number = 4000 + number % 120;
	return scribe_join(
		child->scribe, (struct slice){child->school->number, 3},
		scribe_digits(child->scribe, number, 4), SLICE(""), SLICE(""));
}

static struct slice upn_of(struct child *child, const char *authority,
			   uint32_t school, int year, uint32_t serial,
			   char letter)
{
	char *upn = scribe_room(child->scribe, UPN_BYTES);

	if (upn == NULL)
		return (struct slice){NULL, 0};
	memcpy(upn + 1, authority, 3);
	for (int i = 7; i >= 4; i--, school /= 10)
		upn[i] = (char)('0' + school % 10);
	upn[8] = (char)('0' + year / 10 % 10);
	upn[9] = (char)('0' + year % 10);
	if (letter != '\0') {
		upn[12] = letter;
	} else {
		upn[12] = (char)('0' + serial % 10);
		serial /= 10;
	}
	upn[11] = (char)('0' + serial % 10);
	upn[10] = (char)('0' + serial / 10 % 10);
	upn[0] = upn_check_letter((struct slice){upn + 1, UPN_BYTES - 1});
	return (struct slice){upn, UPN_BYTES};
}

static uint32_t establishment(const struct school *school)
{
	uint64_t number = 0;

	(void)slice_number(slice_part(school->place.laestab, 3, 7), 9999,
			   &number);
	return (uint32_t)number;
}

/* Given by the school where the child was in reception. */
static struct slice permanent_upn(struct child *child)
{
	const struct catchments *catchments = &child->population->catchments;
	int year = child_year_of(child, 0) % 100;
	uint32_t index = catchments_school_at(catchments, child->catchment, 0,
					      child->lane);
	uint32_t serial, number;

	if (index != NO_SCHOOL) {
		const struct school *school = &catchments->schools[index];

		serial = child->lane - school->start + 1;
		if (serial <= OWN_SERIALS)
			return upn_of(child, school->number,
				      establishment(school), year, serial,
				      '\0');
	}
	number = other_school(child, &serial);
	return upn_of(
		child,
		catchments->authorities[child->catchment->authority].number,
		number, year, serial, '\0');
}

/* The year group and the year in which the child came to the school. */
struct arrival {
	int year, grade;
};

static struct arrival arrival_of(const struct child *child)
{
	int year = date_academic_year(child->spells[child->spell].from);

	return (struct arrival){year, child_grade_in(child, year)};
}

/*
 * Of the school, for somebody whose number is still being asked for (0), or who
 * has none and would be without (1).  One in 16 places may have one of each, so
 * that no two of a school's in a year are the same: 23 letters and 100 numbers for
 * two kinds, 16 year groups and 71 places.
 */
enum { WAITS, HAS_NONE };
enum { WAITING_PLACES = 71, WAITING_OF_KIND = 16 * WAITING_PLACES };

static bool may_be_temporary(const struct child *child, struct arrival arrival,
			     uint32_t kind)
{
	return child->place % 16 == (uint32_t)(child->school->key +
					       (uint64_t)arrival.year + kind) %
					    16 &&
	       child->place < 16 * WAITING_PLACES && arrival.grade >= 0;
}

static struct slice temporary_upn(struct child *child, struct arrival arrival,
				  uint32_t kind)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	uint32_t number = kind * WAITING_OF_KIND +
			  (uint32_t)arrival.grade * WAITING_PLACES +
			  child->place / 16;

	return upn_of(child, child->school->number,
		      establishment(child->school), arrival.year % 100,
		      number / 23 % 100, letters[number % 23]);
}

/* Whether the child came from elsewhere, not with everybody else, and no school
 * of the plan knew its number before: whoever comes back keeps the one it had. */
static bool came_unknown(const struct child *child)
{
	return child->spell == 1 && child->spells[0].school == NO_SCHOOL &&
	       arrival_of(child).grade > child->school->first_grade;
}

static bool has_just_come(const struct child *child)
{
	return !child->left &&
	       child->date - child->spells[child->spell].from < NEW_DAYS;
}

static void write_former_upn(struct child *child)
{
	uint32_t serial, number = other_school(child, &serial);

	/* Of a school whose number no other child's has. */
	scribe_text(child->scribe, F_FORMER_UPN,
		    upn_of(child,
			   child->population->catchments
				   .authorities[child->catchment->authority]
				   .number,
			   number + 3000, child_year_of(child, 0) % 100, serial,
			   '\0'));
}

/* Whether the school has given a number to whoever has none: schools that the
 * state pays for must, for the time being if need be (Department for Education,
 * Unique pupil numbers, 2019, sections 4.1 and 6.1).  Independent schools and
 * colleges need not; their learners are known by the learner number. */
static bool gives_numbers(const struct child *child)
{
	bool need_not = child->school->kind == KIND_OF_INDEPENDENT ||
			child->school->first_grade >= 12;

	return child->population->catchments.numbered &&
	       !(need_not && date_age(child->birth,
				      child->spells[child->spell].from) >= 14);
}

static void write_upns(struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_NUMBERS);
	struct arrival arrival = arrival_of(child);
	bool unknown = came_unknown(child);
	bool given = gives_numbers(child);
	bool temporary = lots_chance(&lots, 16 * 600);
	bool none = lots_chance(&lots, given ? SHARES_WHOLE : NONE_OF_NEW);
	bool replaced = lots_chance(&lots, REPLACED_UPN);
	bool never = lots_chance(&lots, child->grade >= 12 ? NONE_IN_SIXTH_FORM
							   : NONE_OF_OLD);

	none = none && unknown &&
	       (!given || may_be_temporary(child, arrival, HAS_NONE));
	temporary = temporary && unknown && !none &&
		    may_be_temporary(child, arrival, WAITS);
	if (unknown && has_just_come(child) && (none || temporary)) {
		if (temporary || given)
			scribe_text(child->scribe, F_UPN,
				    temporary_upn(child, arrival,
						  none ? HAS_NONE : WAITS));
		return;
	}
	if (never && !given)
		return;
	scribe_text(child->scribe, F_UPN, permanent_upn(child));
	if (temporary || (none && given))
		scribe_text(
			child->scribe, F_FORMER_UPN,
			temporary_upn(child, arrival, none ? HAS_NONE : WAITS));
	else if (replaced && child->age >= 6)
		write_former_upn(child);
}

/* Three numbers in a row for each child: at least one has a check digit.  The
 * factor has no divisor in common with their count, so that each child has its
 * own. */
struct slice write_uln(struct child *child, uint64_t child_number)
{
	const uint64_t children = 299999999;
	uint64_t nine =
		100000000 + child_number % children * 7368787 % children * 3;

	for (;; nine++) {
		uint64_t rest = nine;
		unsigned int sum = 0;

		for (unsigned int weight = 2; weight <= 10; weight++) {
			sum += weight * (unsigned int)(rest % 10);
			rest /= 10;
		}
		if (sum % 11 != 0)
			return scribe_digits(child->scribe,
					     nine * 10 + 10 - sum % 11, 10);
	}
}

/* Centre, 0, year, candidate, check letter (Joint Council for Qualifications;
 * weights and letters unconfirmed). */
static void write_uci(struct child *child)
{
	static const char letters[] = "ABCDEFGHKLMRTVWXY";
	struct lots lots = lots_of(child->school->key, TOPIC_NUMBERS);
	char *uci = scribe_room(child->scribe, 13);
	uint32_t centre = 10000 + lots_below(&lots, 80000);
	int year = child_year_of(child, 10) % 100;
	uint32_t candidate = 1 + child->place % 9999;
	unsigned int sum = 0;

	if (uci == NULL)
		return;
	for (int i = 4; i >= 0; i--, centre /= 10)
		uci[i] = (char)('0' + centre % 10);
	uci[5] = '0';
	uci[6] = (char)('0' + year / 10);
	uci[7] = (char)('0' + year % 10);
	for (int i = 11; i >= 8; i--, candidate /= 10)
		uci[i] = (char)('0' + candidate % 10);
	for (unsigned int i = 0; i < 12; i++)
		sum += (16 - i) * (unsigned int)(uci[i] - '0');
	uci[12] = letters[sum % 17];
	scribe_text(child->scribe, F_UCI, (struct slice){uci, 13});
}

static void write_names(struct child *child)
{
	struct lots lots = lots_of(child->key + 1, TOPIC_NAMES);
	struct scribe *scribe = child->scribe;
	struct slice preferred = {NULL, 0};
	struct slice brief = {NULL, 0};

	if (lots_chance(&lots, SHORT_NAME))
		brief = names_short(child->forename);
	if (brief.len > 0)
		preferred = brief;
	else if (lots_chance(&lots, PREFERRED_FORENAME))
		preferred = child->middle.len > 0 &&
					    memchr(child->middle.at, ' ',
						   child->middle.len) == NULL
				    ? child->middle
				    : child->forename;
	scribe_text(scribe, F_SURNAME, child->surname);
	scribe_text(scribe, F_FORENAME, child->forename);
	scribe_text(scribe, F_MIDDLE_NAMES, child->middle);
	if (child->former_surname.len == 0 &&
	    lots_chance(&lots, PREFERRED_SURNAME))
		scribe_text(scribe, F_PREFERRED_SURNAME, child->family.hers);
	scribe_text(scribe, F_PREFERRED_FORENAME, preferred);
	scribe_text(scribe, F_FORMER_SURNAME, child->former_surname);
	if (child->age >= 11 && lots_chance(&lots, FORMER_FORENAME))
		scribe_text(scribe, F_FORMER_FORENAME,
			    names_forename(&lots, child->family.origin.child,
					   !child->girl, child->cohort, 1));
}

void write_identity(struct child *child)
{
	struct scribe *scribe = child->scribe;

	if (!scribe_section(scribe, GENERATED_IDENTITY, SLICE("")))
		return;
	write_upns(child);
	/* Rule 1570: from 14 years of age. */
	if (child->age >= 14)
		scribe_text(scribe, F_ULN, write_uln(child, child->number));
	if (child->grade >= 10 && child->school->kind != KIND_OF_REFERRAL)
		write_uci(child);
	write_names(child);
	scribe_date(scribe, F_BIRTH_DATE, child->birth);
	scribe_text(scribe, F_SEX, child->sex);
	scribe_end_section(scribe);
}
