/* Statutory returns, moving on, commissioned services, profiling of crime: F01 to
 * F05, F31. */
#include "base/date.h"
#include "demo/stage.h"

enum { MOVING_MOST = 30, JOINING_MOST = 6, COMMISSIONED_MOST = 8 };

static bool is_in_year(const struct stage *stage, const struct record *record,
		       const char *year)
{
	return slice_is(stage_text(stage, record, "enrolment.year-group"),
			year);
}

/* --- who is there, and who moves --------------------------------------------------------------- */

static bool is_here(const struct stage *stage, const struct record *record)
{
	return slice_empty(stage_text(stage, record, "enrolment.leaving-date"));
}

static bool leaves_infants(const struct stage *stage,
			   const struct record *record)
{
	return is_here(stage, record) && is_in_year(stage, record, "2");
}

static int pick_infants(struct stage *stage, struct error *error)
{
	return stage_pick(stage, MOVING_MOST, leaves_infants, error);
}

static bool was_at_infants(const struct stage *stage,
			   const struct record *record)
{
	return leaves_infants(stage, record) &&
	       slice_is(stage_text(stage, record, "enrolment.school"),
			"3842181");
}

static int pick_from_infants(struct stage *stage, struct error *error)
{
	return stage_pick(stage, MOVING_MOST, was_at_infants, error);
}

static bool leaves_at_16(const struct stage *stage, const struct record *record)
{
	return is_here(stage, record) && is_in_year(stage, record, "11");
}

static bool was_at_secondary(const struct stage *stage,
			     const struct record *record)
{
	return leaves_at_16(stage, record) &&
	       slice_is(stage_text(stage, record, "enrolment.school"),
			"8864105");
}

static int pick_from_secondary(struct stage *stage, struct error *error)
{
	return stage_pick(stage, MOVING_MOST, was_at_secondary, error);
}

static bool was_in_provision(const struct stage *stage,
			     const struct record *record)
{
	return slice_is(stage_text(stage, record, "enrolment.school"),
			"8861107");
}

static int pick_from_provision(struct stage *stage, struct error *error)
{
	return stage_pick(stage, JOINING_MOST, was_in_provision, error);
}

static int pick_at_16(struct stage *stage, struct error *error)
{
	if (stage_give_numbers(stage, error) != 0)
		return -1;
	return stage_pick(stage, MOVING_MOST, leaves_at_16, error);
}

/* Who left before this school year is in no return any more. */
static bool is_returned(const struct stage *stage, const struct record *record)
{
	struct slice left = stage_text(stage, record, "enrolment.leaving-date");
	int32_t date;

	return slice_empty(left) || !date_parse(left, &date) ||
	       date_academic_year(date) == date_academic_year(stage->today);
}

static int pick_returned(struct stage *stage, struct error *error)
{
	if (stage_give_numbers(stage, error) != 0)
		return -1;
	return stage_pick(stage, 0, is_returned, error);
}

static int pick_some(struct stage *stage, struct error *error)
{
	return stage_pick(stage, JOINING_MOST, is_here, error);
}

static int pick_commissioned(struct stage *stage, struct error *error)
{
	return stage_pick(stage, COMMISSIONED_MOST, is_here, error);
}

/* What an authority needs to know its schools' pupils by. */
#define RETURNED                                                         \
	"pupil.name,pupil.upn,pupil.birth-date,pupil.sex,pupil.address," \
	"parent.name,parent.address,ethnicity,first-language,"           \
	"free-school-meals,enrolment,sen,sen-needs,looked-after,"        \
	"attendance.totals,exclusions"

/* A return to the authority. */
#define RETURN(date_, from_, to_, what_)                                \
	{                                                               \
		.flow = "F01", .date = date_, .from = from_, .to = to_, \
		.what = what_, .purpose = "authority-functions",        \
		.fields = RETURNED, .prepare = pick_returned,           \
		.intake = STEP_RECEIVE,                                 \
	}

/* The census. */
#define CENSUS(date_, from_, to_, what_)                                 \
	{                                                                \
		.flow = "F02", .date = date_, .from = from_, .to = to_,  \
		.what = what_, .purpose = "department-statistics",       \
		.collection = "school-census", .prepare = pick_returned, \
		.intake = STEP_RECEIVE,                                  \
	}

const struct step flows_school[] = {
	/* --- F01: what the law requires for the authority ------------------ */

	RETURN("2008-10-13", "brookside-primary", "northamptonshire",
	       "a primary school returns its pupils to the county"),
	RETURN("2008-10-13", "northamptonshire-school", "northamptonshire",
	       "so does a school under the county's layer"),
	RETURN("2016-10-10", "calder-infant", "wakefield",
	       "an infant school returns its pupils to the city"),
	RETURN("2016-10-10", "all-saints-denstone", "staffordshire",
	       "a primary school under the department's model"),
	RETURN("2017-03-06", "crofton-junior", "wakefield",
	       "a junior school under its sharing policy"),
	RETURN("2018-10-08", "enterprise-learning-alliance", "kent",
	       "alternative provision under the new regulation"),
	RETURN("2025-10-06", "vale-secondary", "kent",
	       "a secondary school returns its pupils to the county"),

	/* --- F02: the census ---------------------------------------------- */

	CENSUS("2009-01-15", "northamptonshire-school", "dcsf",
	       "a school under the county's layer returns its census"),
	CENSUS("2009-01-15", "oakfield-academy", "dcsf",
	       "an academy returns its census"),
	CENSUS("2009-01-15", "brookside-primary", "dcsf",
	       "a primary school returns its census"),
	CENSUS("2017-01-19", "all-saints-denstone", "department",
	       "a school under the department's model"),
	CENSUS("2017-01-19", "calder-infant", "department",
	       "an infant school returns its census"),
	CENSUS("2017-05-18", "crofton-junior", "department",
	       "a junior school under its sharing policy"),
	CENSUS("2019-01-17", "enterprise-learning-alliance", "department",
	       "alternative provision returns its census"),
	CENSUS("2026-01-15", "vale-secondary", "department",
	       "a secondary school returns its census"),
	CENSUS("2026-01-15", "dove-middle", "department",
	       "a middle school returns its census"),
	CENSUS("2026-01-15", "trentside-sixth-form", "department",
	       "a sixth-form college returns its census"),
	CENSUS("2026-01-15", "stour-special", "department",
	       "a special school returns its census"),
	CENSUS("2026-01-15", "harbour-unit", "department",
	       "a pupil referral unit returns its census"),
	CENSUS("2026-01-15", "moorland-nursery", "department",
	       "a nursery school returns its census"),

	/* --- F03: the record goes with the pupil --------------------------- */

	{
		.flow = "F03",
		.date = "2017-07-17",
		.from = "calder-infant",
		.to = "crofton-junior",
		.what = "infants move up to the junior school",
		.body = "next-school",
		.purpose = "continuity-of-education",
		.collection = "common-transfer-file",
		.trigger = "transfer",
		.prepare = pick_infants,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F03",
		.date = "2023-10-16",
		.from = "enterprise-learning-alliance",
		.to = "vale-secondary",
		.what = "pupils of alternative provision go back to a school",
		.body = "next-school",
		.purpose = "continuity-of-education",
		.collection = "common-transfer-file",
		.trigger = "transfer",
		.prepare = pick_some,
	},
	{
		.flow = "F03",
		.date = "2026-04-20",
		.from = "weald-independent",
		.to = "trentside-sixth-form",
		.what = "an independent school, which no regulation binds",
		.body = "next-school",
		.purpose = "continuity-of-education",
		.collection = "common-transfer-file",
		.trigger = "transfer",
		.prepare = pick_at_16,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F03",
		.date = "2026-02-02",
		.from = "vale-secondary",
		.to = "trentside-sixth-form",
		.what = "without a move nothing goes",
		.body = "next-school",
		.purpose = "continuity-of-education",
		.collection = "common-transfer-file",
		.prepare = pick_some,
		.end = STEP_REFUSED,
		.refused_at = GATE_PUPIL,
	},

	/* --- F04: what the new school lacks ------------------------------- */

	{
		.flow = "F04",
		.date = "2017-09-11",
		.from = "wakefield",
		.to = "crofton-junior",
		.what = "the city fills in what the infant school's file "
			"lacked",
		.purpose = "data-checking",
		.trigger = "joining",
		.prepare = pick_from_infants,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F04",
		.date = "2023-10-23",
		.from = "department",
		.to = "vale-secondary",
		.what = "while nobody joins, nothing comes back",
		.purpose = "data-checking",
		.prepare = pick_from_provision,
		.end = STEP_REFUSED,
		.refused_at = GATE_PUPIL,
	},

	{
		.flow = "F04",
		.date = "2026-03-09",
		.from = "department",
		.to = "trentside-sixth-form",
		.what = "the department fills in what its census has",
		.purpose = "data-checking",
		.trigger = "joining",
		.prepare = pick_from_secondary,
	},

	/* --- F05: services that the authority commissions ------------------ */

	{
		.flow = "F05",
		.date = "2018-11-05",
		.from = "enterprise-learning-alliance",
		.to = "commissioned-provider",
		.what = "a tutor is told of the pupils it teaches",
		.purpose = "authority-services",
		.permissions = {EXTRACT_TERMS},
		.prepare = pick_commissioned,
		.intake = STEP_RECEIVE,
	},
	{
		.flow = "F05",
		.date = "2025-11-03",
		.from = "harbour-unit",
		.to = "commissioned-provider",
		.what = "nobody is told whose role is not agreed",
		.purpose = "authority-services",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},

	/* --- F31: counts by area for profiling ----------------------------- */

	{
		.flow = "F31",
		.date = "2009-02-02",
		.from = "oakfield-academy",
		.to = "compass",
		.what = "an academy that has not opted in sends nothing",
		.purpose = "crime-risk-profiling",
		.end = STEP_REFUSED,
		.refused_at = GATE_SAFEGUARDS,
	},
	{
		.flow = "F31",
		.date = "2009-03-02",
		.from = "oakfield-academy",
		.to = "compass",
		.what = "the academy has opted in",
		.purpose = "crime-risk-profiling",
		.permissions = {HEAD_TEACHER_AGREES},
	},
	{
		.flow = "F31",
		.date = "2009-05-11",
		.from = "oakfield-academy",
		.to = "compass",
		.what = "not again before six months have passed",
		.purpose = "crime-risk-profiling",
		.end = STEP_REFUSED,
		.refused_at = GATE_PUPIL,
	},
};
const size_t flows_school_count =
	sizeof(flows_school) / sizeof(flows_school[0]);
