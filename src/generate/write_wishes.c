/*
 * write_wishes.c - what families believe, wish and were told.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"

/* Ten-thousandths; unconfirmed. */
enum {
	SAYS_FAITH = 7500,
	OBJECTS_TO_OUTREACH = 300,
	REFUSES_ALL = 60,
	OBJECTS_TO_RESEARCH = 200,
	RESTRICTS = 25,
	STOPS_MARKETING = 300,
	CONSENTS = 2500,
	WITHDRAWN = 800,
	DECIDED_COMPETENT = 600,
	NOT_REACHED = 150, /* families who were given no notice */
};

/* The right passes from parents to pupils at 16 (F33). */
enum { OWN_WISHES_AGE = 16, YOUTH_AGE = 13 };

void write_belief(struct child *child)
{
	struct lots lots = child_lots(child, TOPIC_BELIEF);

	if (!lots_chance(&lots, SAYS_FAITH) ||
	    !scribe_section(child->scribe, GENERATED_BELIEF, SLICE("")))
		return;
	scribe_text(child->scribe, F_RELIGION, child->family.origin.faith);
	scribe_end_section(child->scribe);
}

/* One kind of wish that some families state. */
struct wish_row {
	uint16_t of_10000; /* 0: as the child's record says elsewhere */
	int from_age;
	struct slice kind, recipient, purpose;
};

/* clang-format off */
static const struct wish_row rows[] = {
	{ 0, YOUTH_AGE, SLICE_INIT("objection"), SLICE_INIT("youth-support"), SLICE_INIT("") },
	{ OBJECTS_TO_OUTREACH, YOUTH_AGE, SLICE_INIT("objection"), SLICE_INIT("outreach"), SLICE_INIT("") },
	{ 0, 14, SLICE_INIT("opt-out"), SLICE_INIT("learner-registration"), SLICE_INIT("learner-record") },
	{ REFUSES_ALL, 0, SLICE_INIT("refusal"), SLICE_INIT(""), SLICE_INIT("") },
	{ OBJECTS_TO_RESEARCH, 0, SLICE_INIT("objection"), SLICE_INIT("survey-agency"), SLICE_INIT("") },
	{ RESTRICTS, 0, SLICE_INIT("restriction"), SLICE_INIT(""), SLICE_INIT("") },
	{ STOPS_MARKETING, 14, SLICE_INIT("marketing-stop"), SLICE_INIT(""), SLICE_INIT("course-offers") },
	{ CONSENTS, 14, SLICE_INIT("consent"), SLICE_INIT("outreach"), SLICE_INIT("higher-education-progression") },
};
/* clang-format on */

static void write_wish(struct child *child, const struct wish_row *row,
		       struct lots *lots)
{
	struct scribe *scribe = child->scribe;
	int32_t from = child->spells[child->spell].from;
	int32_t of_age = date_add_months(child->birth, 12 * row->from_age) + 1;
	bool withdrawn = lots_chance(lots, WITHDRAWN) && row->of_10000 > 0;
	int32_t day;

	if (of_age > from)
		from = of_age;
	if (from >= child->date)
		return;
	day = from + (int32_t)lots_below(lots, (uint32_t)(child->date - from));
	scribe_text(scribe, F_WISH_KIND, row->kind);
	scribe_text(scribe, F_WISH_BY,
		    date_age(child->birth, day) >= OWN_WISHES_AGE
			    ? SLICE("pupil")
			    : SLICE("parent"));
	scribe_text(scribe, F_WISH_RECIPIENT, row->recipient);
	scribe_text(scribe, F_WISH_PURPOSE, row->purpose);
	scribe_date(scribe, F_WISH_DATE, day);
	if (withdrawn && day + 1 < child->date)
		scribe_date(scribe, F_WISH_WITHDRAWN,
			    day + 1 +
				    (int32_t)lots_below(
					    lots,
					    (uint32_t)(child->date - day - 1)));
	scribe_item(scribe);
}

/* What is agreed with youth support, and how the learner record may be shared,
 * stands in the record too: both say the same. */
static bool has_wish(const struct child *child, const struct wish_row *row,
		     struct lots *lots)
{
	if (row->of_10000 > 0)
		return lots_chance(lots, row->of_10000);
	return slice_is(row->kind, "opt-out")
		       ? slice_is(child_sharing(child), "2")
		       : slice_is(child_youth_support(child), "No");
}

void write_wishes(struct child *child)
{
	if (!scribe_section(child->scribe, GENERATED_WISHES, SLICE("")))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lots lots =
			lots_of(lots_mix(child->key, i), TOPIC_WISHES);

		if (has_wish(child, &rows[i], &lots) &&
		    child->age >= rows[i].from_age)
			write_wish(child, &rows[i], &lots);
	}
	scribe_end_section(child->scribe);
}

/* Somebody has decided of some; most are unrecorded. */
void write_rights(struct child *child)
{
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 1, TOPIC_WISHES);
	int32_t from = child->spells[child->spell].from;
	bool able = child->age >= 14 ||
		    (child->age == 13 && lots_chance(&lots, 7000));

	if (child->age < 11 || !lots_chance(&lots, DECIDED_COMPETENT) ||
	    from >= child->date ||
	    !scribe_section(scribe, GENERATED_RIGHTS, SLICE("")))
		return;
	scribe_text(scribe, F_COMPETENCE,
		    able ? SLICE("able") : SLICE("unable"));
	scribe_date(scribe, F_COMPETENCE_ON,
		    from + (int32_t)lots_below(&lots,
					       (uint32_t)(child->date - from)));
	scribe_text(scribe, F_COMPETENCE_BY,
		    lots_chance(&lots, 6000) ? SLICE("Head of year")
					     : SLICE("Data protection lead"));
	scribe_text(scribe, F_COMPETENCE_REASON,
		    able ? SLICE("Explained in own words what is shared and "
				 "what may be objected to")
			 : SLICE("Asked for a parent to decide"));
	scribe_end_section(scribe);
}

/* Each version that came out while the child was there, or the one in force when
 * it came. */
void write_served(struct child *child)
{
	static const struct slice ways[] = {
		SLICE_INIT("letter"),
		SLICE_INIT("email"),
		SLICE_INIT("handed"),
		SLICE_INIT("web"),
	};
	struct scribe *scribe = child->scribe;
	const struct place_school *place = &child->school->place;
	int32_t entry = child->spells[child->spell].from;

	if (!scribe_section(scribe, GENERATED_SERVED, SLICE("")))
		return;
	for (size_t i = 0; i < place->notice_count; i++) {
		struct lots lots =
			lots_of(lots_mix(child->key, i), TOPIC_SERVED);
		int32_t day = place->notices[i].from;
		bool replaced = i + 1 < place->notice_count &&
				place->notices[i + 1].from <= entry;

		if (day < entry)
			day = entry;
		day += (int32_t)lots_below(&lots, 10);
		if (replaced || day > child->date ||
		    (child->left && day > child->leaving_date) ||
		    lots_chance(&lots, NOT_REACHED))
			continue;
		scribe_number(scribe, F_SERVED_VERSION,
			      place->notices[i].version);
		scribe_date(scribe, F_SERVED_DATE, day);
		scribe_text(scribe, F_SERVED_BY, ways[lots_early(&lots, 4)]);
		scribe_item(scribe);
	}
	scribe_end_section(scribe);
}
