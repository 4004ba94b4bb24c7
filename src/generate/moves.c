#include "generate/moves.h"

#include "base/date.h"
#include "generate/calendar.h"
#include "generate/lots.h"

enum {
	AT_CHANGE_OF_10000 = 3500, /* who go to another school than their
				      neighbours when the old one ends;
				      unconfirmed */
	AT_START_OF_10000 = 4500,  /* of other moves, those in summer */
};

/* A trade that a lane makes in a year. */
struct trade {
	uint32_t partner;
	int32_t date;
};

static enum school_kind kind_at(const struct catchments *catchments,
				uint32_t school)
{
	return school == NO_SCHOOL ? KIND_OF_NONE
				   : catchments->schools[school].kind;
}

/* Nobody goes from a special school to the neighbours' primary school and back
 * for no reason; pupil referral units are where mainstream pupils come from. */
static bool may_trade(enum school_kind a, enum school_kind b)
{
	if (a == b || a == KIND_OF_NONE || b == KIND_OF_NONE)
		return true;
	return (a == KIND_OF_MAINSTREAM && b == KIND_OF_REFERRAL) ||
	       (a == KIND_OF_REFERRAL && b == KIND_OF_MAINSTREAM);
}

static bool changes_school(const struct catchments *catchments,
			   const struct catchment *catchment, int grade,
			   uint32_t lane, uint32_t now)
{
	return grade > GRADE_LEAST &&
	       catchments_school_at(catchments, catchment, grade - 1, lane) !=
		       now;
}

static bool find_trade(const struct catchments *catchments,
		       const struct catchment *catchment, int cohort, int year,
		       uint32_t lane, struct trade *trade)
{
	int grade = year - cohort - COHORT_TO_RECEPTION;
	uint64_t key = lots_mix(lots_mix(catchment->key, TOPIC_TRADE),
				((uint64_t)(unsigned int)year << 32) +
					(unsigned int)cohort);
	uint32_t mirror = (uint32_t)((key >> 32) * catchment->lanes >> 32);
	uint32_t partner = mirror >= lane ? mirror - lane
					  : mirror + catchment->lanes - lane;
	struct lots lots;
	uint32_t lot, here, there;
	bool in_year;

	if (partner == lane)
		return false;
	lots = lots_of(lots_mix(key, lane < partner ? lane : partner),
		       TOPIC_TRADE_DAY);
	lot = lots_below(&lots, 10000);
	in_year = lot < catchment->moves_of_10000;
	if (!in_year && lot >= AT_CHANGE_OF_10000)
		return false;
	here = catchments_school_at(catchments, catchment, grade, lane);
	there = catchments_school_at(catchments, catchment, grade, partner);
	if (here == there ||
	    !may_trade(kind_at(catchments, here), kind_at(catchments, there)))
		return false;
	if (!in_year &&
	    !changes_school(catchments, catchment, grade, lane, here) &&
	    !changes_school(catchments, catchment, grade, partner, there))
		return false;
	trade->partner = partner;
	trade->date = date_from_civil(year, 9, 1);
	if (in_year && !lots_chance(&lots, AT_START_OF_10000))
		trade->date = calendar_school_monday(
			year, lots_below(&lots, SCHOOL_WEEKS));
	return true;
}

uint32_t moves_child_in(const struct catchments *catchments,
			const struct catchment *catchment, int cohort,
			uint32_t lane, int32_t date)
{
	int first = cohort + COHORT_TO_RECEPTION + catchment->first_grade;
	struct trade trade;

	for (int year = date_academic_year(date); year >= first; year--)
		if (find_trade(catchments, catchment, cohort, year, lane,
			       &trade) &&
		    trade.date <= date)
			lane = trade.partner;
	return lane;
}

static size_t add_spell(struct spell *spells, size_t count, uint32_t school,
			int32_t from)
{
	if (count > 0 && spells[count - 1].school == school)
		return count;
	if (count > 0 && spells[count - 1].from == from)
		count--; /* nobody was there */
	else if (count > 0)
		spells[count - 1].until = from - 1;
	if (count > 0 && spells[count - 1].school == school) {
		spells[count - 1].until = DATE_NONE;
		return count;
	}
	spells[count] = (struct spell){school, from, DATE_NONE};
	return count + 1;
}

size_t moves_of_child(const struct catchments *catchments,
		      const struct catchment *catchment, int cohort,
		      uint32_t child, int32_t date,
		      struct spell spells[SPELLS_MOST], uint32_t *lane)
{
	int last = date_academic_year(date);
	int grade = catchment->first_grade;
	size_t count = 0;
	struct trade trade;

	*lane = child;
	for (int year = cohort + COHORT_TO_RECEPTION + grade;
	     year <= last && grade <= GRADE_MOST; year++, grade++) {
		int32_t start = date_from_civil(year, 9, 1);

		count = add_spell(spells, count,
				  catchments_school_at(catchments, catchment,
						       grade, *lane),
				  start);
		if (!find_trade(catchments, catchment, cohort, year, *lane,
				&trade) ||
		    trade.date > date)
			continue;
		*lane = trade.partner;
		count = add_spell(spells, count,
				  catchments_school_at(catchments, catchment,
						       grade, *lane),
				  trade.date);
	}
	return count;
}
