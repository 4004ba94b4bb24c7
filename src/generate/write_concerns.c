/*
 * write_concerns.c - views, risks, child protection, services.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"

/* Ten-thousandths but for the first; unconfirmed. */
enum {
	VIEWS_OF = 4, /* one child in so many states a view */
	HAS_RISK = 220,
	HAS_SERVICE = 500,
	HAS_CONCERN = 350,
};

static int32_t some_day(const struct child *child, struct lots *lots)
{
	int32_t from = child->spells[child->spell].from;
	int32_t least = child->date - 420;

	if (from < least)
		from = least;
	if (from >= child->date)
		return child->date;
	return from + (int32_t)lots_below(lots, (uint32_t)(child->date - from));
}

void write_views(struct child *child)
{
	static const struct {
		struct slice topic, text;
	} rows[] = {
		/* clang-format off */
		{ SLICE_INIT("School meals"), SLICE_INIT("The queue is too long to eat and play.") },
		{ SLICE_INIT("Playground"), SLICE_INIT("I would like a quiet corner with books.") },
		{ SLICE_INIT("Learning"), SLICE_INIT("I learn best when we try things out ourselves.") },
		{ SLICE_INIT("Feeling safe"), SLICE_INIT("I feel safe, but not on the bus home.") },
		{ SLICE_INIT("After school"), SLICE_INIT("More clubs, please, also for those who take the bus.") },
		{ SLICE_INIT("Support"), SLICE_INIT("Talking to the mentor helps.") },
		/* clang-format on */
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_VIEWS);
	size_t row = lots_below(&lots, sizeof(rows) / sizeof(rows[0]));

	/* By place and year rather than by lot: whoever asks the children of a
	 * school, be it ever so small, hears some. */
	if (child->grade < 2 ||
	    (child->place + (unsigned int)child->cohort) % VIEWS_OF != 0 ||
	    !scribe_section(scribe, GENERATED_VIEWS, SLICE("")))
		return;
	scribe_date(scribe, F_VIEW_DATE, some_day(child, &lots));
	scribe_text(scribe, F_VIEW_TOPIC, rows[row].topic);
	scribe_text(scribe, F_VIEW_TEXT, rows[row].text);
	scribe_end_section(scribe);
}

void write_risk_factors(struct child *child)
{
	static const struct slice factors[] = {
		SLICE_INIT("Persistent absence"),
		SLICE_INIT("Suspended more than once"),
		SLICE_INIT("Friends who offend"),
		SLICE_INIT("Conflict in the family"),
		SLICE_INIT("Missing from home"),
		SLICE_INIT("Substance misuse"),
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots(child, TOPIC_CONCERNS);
	uint32_t first;

	if (child->age < 10 ||
	    !lots_chance(&lots, child->school->kind == KIND_OF_REFERRAL
					? HAS_RISK * 15
					: HAS_RISK) ||
	    !scribe_section(scribe, GENERATED_RISK_FACTORS, SLICE("")))
		return;
	first = lots_below(&lots, 6);
	scribe_text(scribe, F_RISK_FACTOR, factors[first]);
	scribe_date(scribe, F_RISK_DATE, some_day(child, &lots));
	scribe_item(scribe);
	if (lots_chance(&lots, 3000)) {
		scribe_text(scribe, F_RISK_FACTOR, factors[(first + 2) % 6]);
		scribe_date(scribe, F_RISK_DATE, some_day(child, &lots));
	}
	scribe_end_section(scribe);
}

void write_child_protection(struct child *child)
{
	static const struct slice kinds[] = {
		SLICE_INIT("Concern noted by staff"),
		SLICE_INIT("Referral to children's services"),
		SLICE_INIT("Strategy discussion"),
		SLICE_INIT("Early help assessment"),
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->family.key, TOPIC_CONCERNS);
	bool concern = lots_chance(&lots, HAS_CONCERN);

	if ((!child->protected && !concern) ||
	    !scribe_section(scribe, GENERATED_CHILD_PROTECTION, SLICE("")))
		return;
	scribe_date(scribe, F_PROTECTION_DATE, some_day(child, &lots));
	scribe_text(scribe, F_PROTECTION_KIND,
		    child->protected ? SLICE("Child protection conference")
				     : kinds[lots_below(&lots, 4)]);
	scribe_text(scribe, F_PROTECTION_AGENCY, SLICE("Children's services"));
	scribe_flag(scribe, F_PROTECTION_PLAN, child->protected);
	scribe_text(scribe, F_PROTECTION_NOTES,
		    child->protected
			    ? SLICE("Core group every six weeks; the "
				    "designated lead attends.")
			    : SLICE("Told to the designated lead the same "
				    "day."));
	scribe_end_section(scribe);
}

void write_services(struct child *child)
{
	static const struct slice names[] = {
		SLICE_INIT("Child and adolescent mental health service"),
		SLICE_INIT("Speech and language therapy"),
		SLICE_INIT("Educational psychology"),
		SLICE_INIT("School nurse"),
		SLICE_INIT("Early help"),
		SLICE_INIT("Education welfare"),
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = lots_of(child->key + 1, TOPIC_CONCERNS);
	bool plan = slice_is(child->provision, "E") ||
		    slice_is(child->provision, "S");
	bool social = child->protected || child->in_care;

	if (!scribe_section(scribe, GENERATED_SERVICES, SLICE("")))
		return;
	if (social) {
		scribe_text(scribe, F_SERVICE_NAME,
			    SLICE("Children's social care"));
		scribe_text(scribe, F_SERVICE_CONTACT,
			    SLICE("Duty desk, 01632 960100"));
		scribe_date(scribe, F_SERVICE_START, some_day(child, &lots));
		scribe_item(scribe);
	}
	if (lots_chance(&lots, plan ? 6000 : HAS_SERVICE)) {
		scribe_text(scribe, F_SERVICE_NAME,
			    names[lots_below(&lots, 6)]);
		scribe_text(scribe, F_SERVICE_CONTACT,
			    SLICE("Reception, 01632 960200"));
		scribe_date(scribe, F_SERVICE_START, some_day(child, &lots));
	}
	scribe_end_section(scribe);
}
