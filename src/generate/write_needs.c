/*
 * write_needs.c - meals, special needs, health, care.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Ten-thousandths; unconfirmed unless a source is named. */
enum {
	SECOND_NEED = 2600,
	IN_UNIT = 500,
	IN_RESOURCED = 700,
	MEDICAL = 1300,
	DISABLED = 600,
};

/* --- meals ------------------------------------------------------------------ */

/* A day in the first weeks of a school year, when the office checks. */
static int32_t checked_in(const struct child *child, int year)
{
	struct lots lots = child_lots_in(child, TOPIC_MEALS, year);

	return date_from_civil(year, 9, 4) + (int32_t)lots_below(&lots, 60);
}

static void write_period(struct child *child, int32_t from, int32_t until)
{
	struct scribe *scribe = child->scribe;

	scribe_date(scribe, F_MEALS_START, from);
	scribe_date(scribe, F_MEALS_END, until);
	scribe_text(scribe, F_MEALS_COUNTRY, SLICE("ENG"));
	/* Free school meals are wider from September 2026. */
	if (child->date >= date_from_civil(2026, 9, 1) && until == DATE_NONE)
		scribe_text(scribe, F_MEALS_CATEGORY, SLICE("TFSM"));
	scribe_item(scribe);
}

void write_meals(struct child *child)
{
	int first = child_year_of(child, 0);
	int32_t from = DATE_NONE;

	if (!scribe_section(child->scribe, GENERATED_MEALS, SLICE("")))
		return;
	for (int year = first; year <= child->year; year++) {
		bool eligible = child_free_meals(child, year);
		int32_t day = checked_in(child, year);

		if (day >= child->date)
			day = date_from_civil(year, 9, 1);
		if (eligible && from == DATE_NONE) {
			from = day;
		} else if (!eligible && from != DATE_NONE) {
			write_period(child, from, day - 1);
			from = DATE_NONE;
		}
	}
	if (from != DATE_NONE)
		write_period(child, from, DATE_NONE);
	scribe_end_section(child->scribe);
}

/* --- special needs ------------------------------------------------------------ */

/* A day of the school year. */
static int32_t decided_in(const struct child *child, int year)
{
	struct lots lots = child_lots_in(child, TOPIC_NEEDS, year);
	int32_t day =
		date_from_civil(year, 9, 10) + (int32_t)lots_below(&lots, 120);

	return day < child->date ? day : date_from_civil(year, 9, 1);
}

struct provision {
	struct slice code;
	int32_t since;
};

/* What was in place from when on, the last is that of today. */
static size_t find_provisions(const struct child *child,
			      struct provision list[GRADES])
{
	size_t count = 0;

	for (int year = child_year_of(child, -1); year <= child->year; year++) {
		struct slice code = child_provision(child, year);

		if (count == 0 && slice_is(code, "N"))
			continue;
		if (count > 0 && slice_equal(list[count - 1].code, code))
			continue;
		if (count == GRADES)
			break;
		list[count++] =
			(struct provision){code, decided_in(child, year)};
	}
	return count;
}

static struct slice need_type(const struct child *child, struct lots *lots)
{
	const struct shares *shares =
		child->year < 2014 ? &shares_need_before_2014
		: child->school->kind == KIND_OF_SPECIAL
			? &shares_need_special_school
		: slice_is(child->provision, "K") ? &shares_need_support
						  : &shares_need_plan;

	return shares_text(shares, lots);
}

static void write_need_types(struct child *child, int32_t since)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 3, TOPIC_NEEDS);
	struct slice first = need_type(child, &lots);
	struct slice second = need_type(child, &lots);

	if (!scribe_section(scribe, GENERATED_SEN_NEEDS, SLICE("")))
		return;
	scribe_number(scribe, F_NEED_RANK, 1);
	scribe_text(scribe, F_NEED_TYPE, first);
	scribe_date(scribe, F_NEED_START, since);
	scribe_item(scribe);
	if (lots_chance(&lots, SECOND_NEED) && !slice_equal(first, second)) {
		scribe_number(scribe, F_NEED_RANK, 2);
		scribe_text(scribe, F_NEED_TYPE, second);
		scribe_date(scribe, F_NEED_START, since);
	}
	scribe_end_section(scribe);
}

void write_sen(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 4, TOPIC_NEEDS);
	struct provision list[GRADES];
	size_t count = find_provisions(child, list);
	bool plan = slice_is(child->provision, "E") ||
		    slice_is(child->provision, "S");
	int32_t since = count > 0 ? list[count - 1].since : DATE_NONE;

	if (scribe_section(scribe, GENERATED_SEN, SLICE(""))) {
		scribe_text(scribe, F_SEN_PROVISION, child->provision);
		scribe_date(scribe, F_SEN_START, since);
		if (plan && child->school->kind == KIND_OF_MAINSTREAM) {
			if (lots_chance(&lots, IN_UNIT))
				scribe_flag(scribe, F_SEN_UNIT, true);
			else if (lots_chance(&lots, IN_RESOURCED))
				scribe_flag(scribe, F_SEN_RESOURCED, true);
		}
		scribe_end_section(scribe);
	}
	if (scribe_section(scribe, GENERATED_SEN_HISTORY, SLICE(""))) {
		for (size_t i = 0; i + 1 < count; i++) {
			scribe_text(scribe, F_HISTORY_PROVISION, list[i].code);
			scribe_date(scribe, F_HISTORY_START, list[i].since);
			scribe_item(scribe);
		}
		scribe_end_section(scribe);
	}
	if (!slice_is(child->provision, "N"))
		write_need_types(child, since);
}

/* --- health ------------------------------------------------------------------- */

/* Asthma 1 in 11 children, food allergy 1 in 13, epilepsy 1 in 220, type 1
 * diabetes 1 in 450 (charities' figures); shares unconfirmed. */
/* clang-format off */
static const struct share notes[] = {
	{ 4300, SLICE_INIT("Asthma: blue inhaler and spacer in the office") },
	{ 900, SLICE_INIT("Allergy to nuts: two adrenaline pens in the office") },
	{ 700, SLICE_INIT("Allergy to eggs and milk; the kitchen has been told") },
	{ 800, SLICE_INIT("Eczema: own cream, kept in class") },
	{ 700, SLICE_INIT("Hay fever: antihistamine in summer, parents' letter on file") },
	{ 350, SLICE_INIT("Epilepsy: care plan agreed with the nurse; buccal midazolam in the office") },
	{ 220, SLICE_INIT("Type 1 diabetes: care plan; pump, checks before lunch and sport") },
	{ 500, SLICE_INIT("Glasses to be worn for reading and the board") },
	{ 250, SLICE_INIT("Hearing aids in both ears; sits at the front") },
	{ 300, SLICE_INIT("Migraine: may lie down in the medical room; paracetamol allowed") },
	{ 250, SLICE_INIT("Coeliac disease: no gluten; separate tray") },
	{ 200, SLICE_INIT("Heart murmur, followed up once a year; full sport allowed") },
	{ 180, SLICE_INIT("Takes methylphenidate at noon; kept locked in the office") },
	{ 150, SLICE_INIT("Juvenile arthritis: lift key, extra time between lessons") },
	{ 200, SLICE_INIT("Penicillin allergy") },
};
static const struct shares shares_notes = { "notes", notes, sizeof(notes) / sizeof(notes[0]) };
/* clang-format on */

void write_medical(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_HEALTH);
	bool any = lots_chance(&lots, child->school->kind == KIND_OF_SPECIAL
					      ? MEDICAL * 3
					      : MEDICAL);

	if (!scribe_section(scribe, GENERATED_MEDICAL, SLICE("")))
		return;
	scribe_flag(scribe, F_MEDICAL_FLAG, any);
	if (any)
		scribe_text(scribe, F_MEDICAL_NOTES,
			    shares_text(&shares_notes, &lots));
	scribe_end_section(scribe);
}

void write_disabilities(struct child *child)
{
	static const struct slice types[] = {
		SLICE_INIT("LD"),   SLICE_INIT("COMM"), SLICE_INIT("BEH"),
		SLICE_INIT("AUT"),  SLICE_INIT("MOB"),  SLICE_INIT("MED"),
		SLICE_INIT("HEAR"), SLICE_INIT("VIS"),  SLICE_INIT("HAND"),
		SLICE_INIT("CON"),  SLICE_INIT("PC"),   SLICE_INIT("INC"),
		SLICE_INIT("EAT"),
	};
	enum { TYPES = sizeof(types) / sizeof(types[0]) };
	struct lots lots = lots_of(child->key + 5, TOPIC_HEALTH);
	bool plan = slice_is(child->provision, "E") ||
		    slice_is(child->provision, "S");
	uint32_t first, second;

	if (!lots_chance(&lots, plan ? 7000 : DISABLED / 2) ||
	    !scribe_section(child->scribe, GENERATED_DISABILITIES, SLICE("")))
		return;
	first = lots_early(&lots, TYPES);
	second = lots_early(&lots, TYPES);
	scribe_text(child->scribe, F_DISABILITY, types[first]);
	scribe_item(child->scribe);
	if (second != first && lots_chance(&lots, 2000))
		scribe_text(child->scribe, F_DISABILITY, types[second]);
	scribe_end_section(child->scribe);
}

void write_looked_after(struct child *child)
{
	struct scribe *scribe = child->scribe;

	if (!scribe_section(scribe, GENERATED_LOOKED_AFTER, SLICE("")))
		return;
	scribe_flag(scribe, F_IN_CARE, child->in_care);
	if (child->in_care)
		scribe_text(scribe, F_CARE_AUTHORITY,
			    (struct slice){child->school->number, 3});
	scribe_end_section(scribe);
}
