#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Ten-thousandths; unconfirmed unless a source is named. */
enum {
	GIRLS = 4880, /* Office for National Statistics, Births */
	TWINS_ALIKE = 3300,
	MIDDLE_NAME = 6200,
	TWO_MIDDLE_NAMES = 900,
	NAME_CHANGES = 260,
	/* Schools, pupils and their characteristics 2022/23: 39,000 pupils. */
	YOUNG_CARERS = 48,
};

const struct school *child_school_on(const struct child *child, int32_t date)
{
	for (size_t i = child->spell_count; i > 0; i--)
		if (child->spells[i - 1].from <= date)
			return child->spells[i - 1].school == NO_SCHOOL
				       ? NULL
				       : &child->population->catchments.schools
						  [child->spells[i - 1].school];
	return NULL;
}

enum rate_phase child_rate_phase(const struct school *school, int grade)
{
	if (school->kind == KIND_OF_SPECIAL || school->kind == KIND_OF_REFERRAL)
		return RATE_SPECIAL;
	return grade >= 7 ? RATE_SECONDARY : RATE_PRIMARY;
}

/* --- needs, meals, care --------------------------------------------------- */

/* Of 100 of the average, by year group (Special educational needs in England:
 * most in years 3 to 8; unconfirmed). */
static uint32_t needs_at(int grade)
{
	static const uint8_t of_100[] = {40,  45,  50,  80,  100, 110,
					 115, 115, 115, 110, 105, 100,
					 95,  90,  50,  45,  45};
	int at = grade + 2;

	return of_100[at < 0 ? 0 : at > 16 ? 16 : at];
}

struct slice child_provision(const struct child *child, int year)
{
	const struct year_rates *rates = child_rates(child, year);
	struct lots lots = child_lots(child, TOPIC_NEEDS);
	uint32_t lot = lots_below(&lots, SHARES_WHOLE);
	uint32_t other = lots_below(&lots, SHARES_WHOLE);
	uint32_t age = needs_at(child_grade_in(child, year));
	int32_t census = date_from_civil(year + 1, 1, 15);
	const struct school *school = child_school_on(
		child, census < child->date ? census : child->date);
	enum school_kind kind = school != NULL ? school->kind : KIND_OF_NONE;
	uint32_t plan, support;

	if (child_grade_in(child, year) < -2)
		return SLICE("N");
	/* Two of five plans are of pupils in special schools. */
	plan = rates->sen_plan * (child->girl ? 55u : 143u) * 62 / 10000 * age /
	       100;
	support = rates->sen_support * (child->girl ? 74u : 125u) / 100 * age /
		  100;
	if (kind == KIND_OF_SPECIAL) {
		plan = SHARES_WHOLE;
	} else if (kind == KIND_OF_REFERRAL) {
		plan = 2200;
		support = 6000;
	}
	if (lot >= plan + support)
		return SLICE("N");
	if (lot < plan)
		/* Statements became plans between 2014 and 2018. */
		return year < 2014 || (year < 2018 &&
				       other % 4 >= (uint32_t)(year - 2013))
			       ? SLICE("S")
			       : SLICE("E");
	return year >= 2014   ? SLICE("K")
	       : other < 6400 ? SLICE("A")
			      : SLICE("P");
}

bool child_free_meals(const struct child *child, int year)
{
	uint32_t rate = child_rates(child, year)->free_meals;
	const struct family *family = &child->family;
	struct lots lots = lots_of(
		lots_mix(family->key, (uint64_t)(unsigned int)(year / 3)),
		TOPIC_MEALS);
	/* Fortunes change: every three years some families' do. */
	uint32_t rank = lots_chance(&lots, 1500)
				? lots_below(&lots, SHARES_WHOLE)
				: family->rank;

	switch (child->school->kind) {
	case KIND_OF_INDEPENDENT:
		return false;
	case KIND_OF_SPECIAL:
		rate = rate * 17 / 10;
		break;
	case KIND_OF_REFERRAL:
		rate = rate * 2;
		break;
	case KIND_OF_NONE:
	case KIND_OF_MAINSTREAM:
		break;
	}
	return rank < rate && child_grade_in(child, year) >= -2;
}

bool child_looked_after(const struct child *child, int year)
{
	struct lots lots = lots_of(
		lots_mix(child->family.key, (uint64_t)(unsigned int)(year / 4)),
		TOPIC_CARE);

	return lots_chance(&lots, child_rates(child, year)->looked_after);
}

static bool is_protected(const struct child *child)
{
	struct lots lots =
		lots_of(lots_mix(child->family.key,
				 (uint64_t)(unsigned int)(child->year / 2)),
			TOPIC_CONCERNS);

	return lots_chance(&lots, child_rates(child, child->year)->protected);
}

struct slice child_youth_support(const struct child *child)
{
	struct lots lots = lots_of(child->key + 1, TOPIC_YOUTH);
	uint32_t lot = lots_below(&lots, 100);

	return lot < 78   ? SLICE("Yes")
	       : lot < 84 ? SLICE("No")
	       : lot < 94 ? SLICE("UNS")
			  : SLICE("SNR");
}

struct slice child_sharing(const struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_LEARNER);

	return shares_text(&shares_sharing, &lots);
}

/* --- who it is ------------------------------------------------------------ */

static int32_t draw_birth(struct lots *lots, int cohort)
{
	size_t month = shares_draw(&shares_birth_month, lots);
	int32_t first =
		date_add_months(date_from_civil(cohort, 9, 1), (int)month);
	int32_t next = date_add_months(first, 1);

	return first + (int32_t)lots_below(lots, (uint32_t)(next - first));
}

static bool draw_girl(uint64_t key, uint64_t elder, int cohort, bool twin)
{
	struct lots shared = lots_of(elder, TOPIC_BIRTH);
	struct lots own = lots_of(key, TOPIC_BIRTH);
	bool girl;

	(void)draw_birth(&shared, cohort);
	girl = lots_chance(&own, GIRLS);
	if (twin && lots_chance(&shared, TWINS_ALIKE))
		girl = lots_chance(&shared, GIRLS);
	return girl;
}

static void draw_person(struct child *child, uint64_t elder)
{
	struct lots shared = lots_of(elder, TOPIC_BIRTH);

	child->birth = draw_birth(&shared, child->cohort);
	child->age = date_age(child->birth, child->date);
	child->girl = draw_girl(child->key, elder, child->cohort, child->twin);
	child->sex = child->girl ? SLICE("F") : SLICE("M");
}

/* A name that has a day from which on it is another. */
static void draw_change(struct child *child, struct lots *lots)
{
	int32_t day;
	struct slice other;

	if (!lots_chance(lots, NAME_CHANGES))
		return;
	day = child->birth + 900 + (int32_t)lots_below(lots, 5000);
	other = names_surname(lots, child->family.origin.mother);
	if (slice_equal(other, child->surname))
		return;
	if (day > child->date)
		child->surname = other;
	else
		child->former_surname = other;
}

/* --- names of brothers and sisters ----------------------------------------- */

/* Of one family, and twins of each. */
enum { SIBLINGS_MOST = 8, SAME_NAME_TRIES = 12 };

/* Forenames that a family has given. */
struct given {
	struct slice names[SIBLINGS_MOST];
	size_t count;
};

static bool is_given(const struct given *given, struct slice name)
{
	for (size_t i = 0; i < given->count; i++)
		if (slice_equal(given->names[i], name))
			return true;
	return false;
}

/* No two of a family are called the same: another is drawn, of lots of its own so
 * that what is drawn next stays as it is. */
static struct slice give_name(struct given *given, struct lots *lots,
			      enum naming naming, bool girl, int cohort,
			      unsigned int order)
{
	struct slice name = names_forename(lots, naming, girl, cohort, order);
	struct lots others = *lots;

	for (unsigned int i = 0; i < SAME_NAME_TRIES && is_given(given, name);
	     i++)
		name = names_forename(&others, naming, girl, cohort, order + i);
	if (given->count < SIBLINGS_MOST)
		given->names[given->count++] = name;
	return name;
}

static unsigned int order_of(const struct family *family, int cohort,
			     uint32_t lane, bool twin)
{
	return twin ? lane & 1 : (unsigned int)(cohort - family->eldest) / 2;
}

static uint64_t key_of(const struct catchment *catchment, int cohort,
		       uint32_t lane)
{
	return lots_mix(lots_mix(catchment->key, lane),
			(uint64_t)(unsigned int)cohort);
}

/* The name of one who is older. */
static void give_elder(const struct child *child, struct given *given,
		       int cohort, uint32_t lane, bool twin)
{
	uint64_t key = key_of(child->catchment, cohort, lane);
	uint32_t first = twin ? lane & ~1u : lane;
	bool girl = draw_girl(key, key_of(child->catchment, cohort, first),
			      cohort, twin);
	struct lots lots = lots_of(key, TOPIC_NAMES);

	(void)give_name(given, &lots, child->family.origin.child, girl, cohort,
			order_of(&child->family, cohort, lane, twin));
}

static void give_elders(const struct child *child, struct given *given)
{
	const struct family *family = &child->family;
	uint32_t lane = child->twin ? child->lane & ~1u : child->lane;

	for (int cohort = family->eldest; cohort <= child->cohort;
	     cohort += family->stride) {
		bool twin, last = cohort == child->cohort;
		uint32_t first =
			family_lane(child->catchment, cohort, lane, &twin);

		/* The second twins are of the other lane's family. */
		if (first != lane)
			continue;
		if (!last || child->lane != lane)
			give_elder(child, given, cohort, lane, twin);
		if (!last && twin)
			give_elder(child, given, cohort, lane + 1, twin);
	}
}

static struct slice draw_forename(const struct child *child, struct lots *lots,
				  unsigned int order)
{
	struct given given = {.count = 0};

	if (child->cohort > child->family.eldest || child->twin)
		give_elders(child, &given);
	return give_name(&given, lots, child->family.origin.child, child->girl,
			 child->cohort, order);
}

static void draw_names(struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_NAMES);
	const struct family *family = &child->family;
	enum naming naming = family->origin.child;
	unsigned int order =
		order_of(family, child->cohort, child->lane, child->twin);

	child->forename = draw_forename(child, &lots, order);
	child->middle = child->former_surname = (struct slice){NULL, 0};
	if (lots_chance(&lots, MIDDLE_NAME)) {
		struct slice first = names_forename(&lots, naming, child->girl,
						    child->cohort, order + 1);

		child->middle = first;
		if (lots_chance(&lots, TWO_MIDDLE_NAMES))
			child->middle = scribe_join(
				child->scribe, first, SLICE(" "),
				names_forename(&lots, naming, child->girl,
					       child->cohort - 40, order),
				SLICE(""));
	}
	child->surname = family->mothers_name ? family->hers : family->his;
	if (family->double_barrelled)
		child->surname =
			scribe_join(child->scribe, family->hers, SLICE("-"),
				    family->his, SLICE(""));
	else if (child->girl)
		child->surname = names_of_woman(child->surname, naming);
	draw_change(child, &lots);
}

/* Who is looked after lives with foster carers; what the mother may be told is
 * often limited by a court. */
static void place_in_care(struct child *child)
{
	struct family *family = &child->family;
	struct lots lots = lots_of(lots_mix(family->key, 7), TOPIC_CARE);
	struct adult mother = family->adults[0];
	int years = lots_between(&lots, 28, 50);

	family->adults[0] =
		(struct adult){.woman = true,
			       .here = true,
			       .naming = NAMING_BRITISH,
			       .born = family->eldest - years,
			       .relationship = SLICE("FOM"),
			       .title = SLICE("Mrs"),
			       .surname = names_surname(&lots, NAMING_BRITISH),
			       .key = lots_mix(family->key, 7)};
	family->adults[0].forename = names_forename(&lots, NAMING_BRITISH, true,
						    family->adults[0].born, 0);
	mother.here = false;
	mother.limited = lots_chance(&lots, 4500);
	family->adults[1] = mother;
	family->adult_count = 2;
}

static uint16_t draw_ability(const struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_ASSESSMENTS);
	int ability = (int)lots_below(&lots, SHARES_WHOLE);

	ability += child->girl ? 150 : -150;
	ability += child->free_meals ? -1400 : 350;
	if (slice_is(child->provision, "E") || slice_is(child->provision, "S"))
		ability -= 3800;
	else if (!slice_is(child->provision, "N"))
		ability -= 2300;
	else
		ability += 400;
	return (uint16_t)(ability < 0               ? 0
			  : ability >= SHARES_WHOLE ? SHARES_WHOLE - 1
						    : ability);
}

void child_draw(struct child *child)
{
	const struct catchment *catchment = child->catchment;
	uint32_t lane = family_lane(catchment, child->cohort, child->lane,
				    &child->twin);
	struct lots lots;

	child->key = key_of(catchment, child->cohort, child->lane);
	child->number = catchment->first_child + (uint64_t)child->lane * 64 +
			(unsigned int)child->cohort % 64;
	family_draw(&child->family, &child->population->catchments, catchment,
		    child->cohort, lane, child->date);
	draw_person(child, key_of(catchment, child->cohort, lane));
	draw_names(child);
	lots = child_lots(child, TOPIC_CARE);
	child->young_carer = lots_chance(&lots, YOUNG_CARERS);
	child->eal = !slice_is(child->family.origin.language, "ENG");
	child->in_care = child_looked_after(child, child->year);
	child->protected = !child->in_care && is_protected(child);
	if (child->in_care)
		place_in_care(child);
	child->provision = child_provision(child, child->year);
	child->free_meals = child_free_meals(child, child->year);
	child->ability = draw_ability(child);
}
