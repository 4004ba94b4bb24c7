/*
 * write_enrolment.c - characteristics, enrolment, schools attended, early years.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Ten-thousandths; unconfirmed. */
enum {
	STATED_BY_CHILD = 3000,
	LANGUAGE_NOT_STATED = 60,
	AFTER_ADOPTION = 45,
	DUAL_REGISTERED = 300,
	PART_TIME = 30,
	BOARDERS_INDEPENDENT = 1300, /* Independent Schools Council, census */
	BOARDERS_SPECIAL = 200,
	CURRICULUM_NOT_FOLLOWED = 500, /* in special schools */
	THIRTY_HOURS = 4000,
};

static bool within(const struct child *child, int from_year, int from_month,
		   int to_year, int to_month)
{
	return child->date >= date_from_civil(from_year, from_month, 1) &&
	       child->date < date_from_civil(to_year, to_month + 1, 1);
}

/* How well English is spoken: better with the years in school. */
static struct slice proficiency(const struct child *child, struct lots *lots)
{
	static const struct slice stages[] = {
		SLICE_INIT("A"), SLICE_INIT("B"), SLICE_INIT("C"),
		SLICE_INIT("D"), SLICE_INIT("E"),
	};
	int stage = child->grade / 2 + (int)lots_below(lots, 3) - 1;

	if (lots_chance(lots, 500))
		return SLICE("N");
	return stages[stage < 0 ? 0 : stage > 4 ? 4 : stage];
}

static void write_origins(struct child *child, struct lots *lots)
{
	const struct origin *origin = &child->family.origin;
	struct scribe *scribe = child->scribe;
	bool abroad = lots_chance(lots, origin->abroad_of_10000);
	bool stated = lots_chance(lots, STATED_BY_CHILD);
	struct slice source = child->age >= 16 || (child->age >= 11 && stated)
				      ? SLICE("C")
			      : child->spell > 0 && stated ? SLICE("T")
							   : SLICE("P");

	scribe_text(scribe, F_ETHNICITY, origin->ethnicity);
	if (!slice_is(origin->ethnicity, "REFU") &&
	    !slice_is(origin->ethnicity, "NOBT"))
		scribe_text(scribe, F_ETHNICITY_SOURCE, source);
	scribe_text(scribe, F_FIRST_LANGUAGE,
		    lots_chance(lots, LANGUAGE_NOT_STATED)
			    ? (child->eal ? SLICE("OTB") : SLICE("ENB"))
			    : origin->language);
	if (within(child, 2016, 9, 2018, 6)) {
		scribe_text(scribe, F_NATIONALITY,
			    abroad || (child->eal && lots_chance(lots, 4000))
				    ? origin->country
				    : SLICE("GBR"));
		scribe_text(scribe, F_COUNTRY_OF_BIRTH,
			    abroad ? origin->country : SLICE("GBR"));
	}
	if (child->eal && child->grade >= 0)
		scribe_text(scribe, F_ENGLISH_PROFICIENCY,
			    proficiency(child, lots));
}

/* Each question since the census asks it. */
void write_characteristics(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_CHARACTERISTICS);

	if (!scribe_section(scribe, GENERATED_CHARACTERISTICS, SLICE("")))
		return;
	write_origins(child, &lots);
	if (child->school->kind != KIND_OF_INDEPENDENT)
		scribe_flag(scribe, F_FREE_MEALS, child->free_meals);
	if (child->year >= 2007)
		scribe_text(scribe, F_SERVICE_CHILD,
			    child->family.service    ? SLICE("Y")
			    : lots_chance(&lots, 30) ? SLICE("R")
						     : SLICE("N"));
	if (child->year >= 2022)
		scribe_text(scribe, F_YOUNG_CARER,
			    !child->young_carer        ? SLICE("N")
			    : lots_chance(&lots, 6000) ? SLICE("S")
						       : SLICE("P"));
	/* Youth support begins at 13; the census asks from 12. */
	if (child->age >= 12)
		scribe_text(scribe, F_YOUTH_SUPPORT,
			    child_youth_support(child));
	if (child->year >= 2013 && !child->in_care) {
		uint32_t lot = lots_below(&lots, SHARES_WHOLE);

		scribe_text(scribe, F_POST_LOOKED_AFTER,
			    lot < AFTER_ADOPTION            ? SLICE("A")
			    : lot < AFTER_ADOPTION * 2      ? SLICE("G")
			    : lot < AFTER_ADOPTION * 2 + 10 ? SLICE("C")
							    : SLICE("N"));
	}
	scribe_end_section(scribe);
}

/* --- enrolment -------------------------------------------------------------- */

/* 1 September stands for the first school day. */
static int32_t entry_on(int32_t from)
{
	struct civil civil = date_to_civil(from);

	return civil.month == 9 && civil.day == 1
		       ? calendar_first_day(civil.year)
		       : from;
}

/* The last day of the summer term for those who stayed to its end. */
static int32_t leaving_on(int32_t until)
{
	struct civil civil = date_to_civil(until);

	if (civil.month == 8 && civil.day == 31)
		return date_from_civil(civil.year, 7, 22);
	return until - 2; /* the Friday before a Monday */
}

static struct slice status(const struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_ENROLMENT);
	bool dual = lots_chance(&lots, DUAL_REGISTERED);

	if (child->left)
		return SLICE("P");
	if (child->school->kind == KIND_OF_REFERRAL)
		return lots_chance(&lots, 5500) ? SLICE("S") : SLICE("C");
	if (dual && child->school->kind != KIND_OF_INDEPENDENT &&
	    child->grade >= 0 && lots_chance(&lots, 1000))
		return SLICE("M");
	return SLICE("C");
}

/* Labels of leaving reasons are not published; these are in use. */
static struct slice leaving_reason(const struct child *child)
{
	if (child->spell + 1 < child->spell_count &&
	    child->spells[child->spell + 1].school != NO_SCHOOL)
		return child->grade >= child->school->last_grade ? SLICE("NT")
								 : SLICE("NH");
	return child->grade >= 11 ? SLICE("EL") : SLICE("OR");
}

static void write_leaving(struct child *child)
{
	struct scribe *scribe = child->scribe;
	const struct spell *next = &child->spells[child->spell + 1];

	scribe_date(scribe, F_LEAVING_DATE, leaving_on(child->leaving_date));
	scribe_text(scribe, F_LEAVING_REASON, leaving_reason(child));
	if (child->spell + 1 < child->spell_count && next->school != NO_SCHOOL)
		scribe_text(scribe, F_DESTINATION_SCHOOL,
			    child->population->catchments.schools[next->school]
				    .place.laestab);
}

static struct slice boarder(const struct child *child, struct lots *lots)
{
	enum school_kind kind = child->school->kind;

	if (kind == KIND_OF_INDEPENDENT && child->grade >= 3 &&
	    lots_chance(lots, BOARDERS_INDEPENDENT))
		return SLICE("B");
	if (kind == KIND_OF_SPECIAL && lots_chance(lots, BOARDERS_SPECIAL))
		return lots_chance(lots, 7000) ? SLICE("6") : SLICE("7");
	return SLICE("N");
}

void write_enrolment(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 2, TOPIC_ENROLMENT);
	bool part_time = lots_chance(&lots, PART_TIME);
	bool apart = lots_chance(&lots, CURRICULUM_NOT_FOLLOWED);

	if (!scribe_section(scribe, GENERATED_ENROLMENT, SLICE("")))
		return;
	scribe_text(scribe, F_ENROLMENT_SCHOOL, child->school->place.laestab);
	scribe_text(scribe, F_ENROLMENT_STATUS, status(child));
	scribe_date(scribe, F_ENTRY_DATE,
		    entry_on(child->spells[child->spell].from));
	if (child->left)
		write_leaving(child);
	scribe_text(scribe, F_YEAR_GROUP,
		    apart && child->school->kind == KIND_OF_SPECIAL
			    ? SLICE("X")
			    : catchments_grade_code(child->grade));
	scribe_flag(scribe, F_PART_TIME, part_time || child->grade < 0);
	scribe_text(scribe, F_BOARDER, boarder(child, &lots));
	if (child->school->kind == KIND_OF_MAINSTREAM && child->grade <= 6)
		scribe_text(scribe, F_CLASS_TYPE,
			    child->grade < 0 ? SLICE("N") : SLICE("O"));
	scribe_text(scribe, F_SCHOOL_PHASE, child->school->census_phase);
	if (child->age >= 14 && child->grade >= 10)
		scribe_flag(scribe, F_POST_14, lots_chance(&lots, 9200));
	scribe_end_section(scribe);
}

/* --- schools attended before ------------------------------------------------ */

static void write_school(struct child *child, const struct spell *spell)
{
	struct scribe *scribe = child->scribe;
	const struct catchments *catchments = &child->population->catchments;

	if (spell->school != NO_SCHOOL) {
		const struct place_school *place =
			&catchments->schools[spell->school].place;

		scribe_text(scribe, F_SCHOOL_LAESTAB, place->laestab);
		scribe_text(scribe, F_SCHOOL_URN, place->urn);
		scribe_text(scribe, F_SCHOOL_NAME, place->name);
	} else {
		const struct home *home = &child->family.home;
		const struct town *town = places_town(
			&catchments->authorities[home->authority], home->area);
		int grade =
			child_grade_in(child, date_academic_year(spell->until));
		int phase = grade >= 7;

		scribe_text(scribe, F_SCHOOL_LAESTAB,
			    write_other_school(child, phase));
		scribe_joined(scribe, F_SCHOOL_NAME,
			      places_street_name(home->area / 4 * 4, 3),
			      phase == 1 ? SLICE(" School")
					 : SLICE(" Primary School"),
			      SLICE(", "), town->name);
	}
	scribe_date(scribe, F_SCHOOL_ENTRY, entry_on(spell->from));
	scribe_date(scribe, F_SCHOOL_LEAVING, leaving_on(spell->until));
	scribe_text(scribe, F_SCHOOL_REASON, SLICE("NT"));
	scribe_item(scribe);
}

/* Time elsewhere is told of from reception on. */
static void write_spell(struct child *child, struct spell spell)
{
	int32_t reception = date_from_civil(child_year_of(child, 0), 9, 1);

	if (spell.school == NO_SCHOOL && spell.from < reception)
		spell.from = reception;
	if (spell.until >= spell.from && child->age >= 4)
		write_school(child, &spell);
}

void write_school_history(struct child *child)
{
	int32_t reception = date_from_civil(child_year_of(child, 0), 9, 1);

	if (!scribe_section(child->scribe, GENERATED_SCHOOL_HISTORY, SLICE("")))
		return;
	/* Where the plan's schools begin later, what was before is made up. */
	if (child->spells[0].from > reception)
		write_spell(child, (struct spell){NO_SCHOOL, reception,
						  child->spells[0].from - 1});
	for (size_t i = 0; i < child->spell; i++)
		write_spell(child, child->spells[i]);
	scribe_end_section(child->scribe);
}

/* --- early years ------------------------------------------------------------ */

void write_early_years(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_EARLY_YEARS);
	bool extended = child->year >= 2017 && lots_chance(&lots, THIRTY_HOURS);

	/* Rule 3100: at 3 and 4. */
	extended = extended && child->age >= 3;
	if (child->grade >= 0 ||
	    !scribe_section(scribe, GENERATED_EARLY_YEARS, SLICE("")))
		return;
	scribe_number(scribe, F_HOURS,
		      extended ? 30u : 15 + 3 * lots_below(&lots, 3));
	scribe_number(scribe, F_FUNDED_HOURS, child->year < 2010 ? 12 : 15);
	if (extended) {
		scribe_number(scribe, F_EXTENDED_HOURS, 15);
		scribe_joined(
			scribe, F_ELIGIBILITY_CODE, SLICE("5"),
			scribe_digits(scribe, child->number % 10000000000, 10),
			SLICE(""), SLICE(""));
	}
	scribe_flag(scribe, F_DISABILITY_ACCESS,
		    child->year >= 2017 && lots_chance(&lots, 150));
	scribe_flag(scribe, F_EARLY_PREMIUM,
		    child->year >= 2015 && child->free_meals);
	scribe_end_section(scribe);
}
