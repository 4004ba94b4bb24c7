/*
 * write_growth.c - heights and weights, reports of progress.
 *
 * Children are weighed in reception and year 6 since 2006 (National Child
 * Measurement Programme).  The band is drawn from the programme's shares, then a
 * body mass index within the band, then a height; the weight follows.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

enum {
	MEASURED_SINCE = 2006,
	NOT_MEASURED_OF_10000 = 650, /* who are away or would rather not */
	MARGIN = 15,                 /* hundredths: weights are rounded */
};

/*
 * Body mass index in hundredths where bands begin, at two ages in months: least,
 * healthy, overweight, obese, most.  Rounded from the centiles (0.2, 2, 85, 95 and
 * about 99.9) of the British 1990 reference (Cole, Freeman and Preece 1995), which
 * the program reads from a file of the user's and does not have.
 */
static const struct edges {
	int months;
	uint16_t edges[5];
} boys[2][2] =
	{
		{{54, {1290, 1355, 1700, 1797, 2100}},
		 {66, {1275, 1340, 1696, 1800, 2150}}},
		{{126, {1300, 1377, 1894, 2080, 2900}},
		 {138, {1330, 1412, 1960, 2157, 3000}}},
},
  girls[2][2] = {
	  {{54, {1250, 1317, 1717, 1832, 2200}},
	   {66, {1225, 1295, 1721, 1846, 2250}}},
	  {{126, {1290, 1374, 1985, 2194, 3000}},
	   {138, {1330, 1418, 2060, 2280, 3100}}},
};

/* Median height in millimetres at those ages, and its standard deviation; rounded
 * from growth charts, unconfirmed. */
static const struct {
	uint16_t medians[2], deviation;
} heights[2][2] = {
	{{{1060, 1125}, 46}, {{1400, 1455}, 66}},
	{{{1052, 1118}, 47}, {{1410, 1475}, 68}},
};

static int between_ages(int months, const struct edges pair[2], int first,
			int second)
{
	return first + (second - first) * (months - pair[0].months) /
			       (pair[1].months - pair[0].months);
}

static void write_tenths(struct scribe *scribe, enum generated_field field,
			 uint32_t tenths)
{
	scribe_joined(scribe, field, scribe_digits(scribe, tenths / 10, 1),
		      SLICE("."), scribe_digits(scribe, tenths % 10, 1),
		      SLICE(""));
}

static void write_measurement(struct child *child, struct lots *lots,
			      int32_t day, int upper)
{
	const struct edges *pair = child->girl ? girls[upper] : boys[upper];
	size_t band = shares_draw(
		upper ? &shares_band_year_6 : &shares_band_reception, lots);
	int months = (int)((day - child->birth) * 12 / 365);
	int low = between_ages(months, pair, pair[0].edges[band],
			       pair[1].edges[band]) +
		  MARGIN;
	int high = between_ages(months, pair, pair[0].edges[band + 1],
				pair[1].edges[band + 1]) -
		   MARGIN;
	uint32_t bmi =
		(uint32_t)(low +
			   (int)lots_early(lots, (uint32_t)(high - low + 1)));
	int deviation = heights[child->girl][upper].deviation;
	int height = between_ages(months, pair,
				  heights[child->girl][upper].medians[0],
				  heights[child->girl][upper].medians[1]);
	uint64_t millimetres, grams;

	if (band == 1) /* most healthy children are in the middle */
		bmi = (uint32_t)((lots_between(lots, low, high) +
				  lots_between(lots, low, high)) /
				 2);
	/* Three equal lots together have a standard deviation of half the
	 * width of one. */
	for (int i = 0; i < 3; i++)
		height += lots_between(lots, -deviation, deviation);
	millimetres = (uint64_t)height;
	grams = bmi * millimetres * millimetres / 100000;
	scribe_date(child->scribe, F_MEASURED_ON, day);
	write_tenths(child->scribe, F_HEIGHT, (uint32_t)millimetres);
	write_tenths(child->scribe, F_WEIGHT, (uint32_t)((grams + 50) / 100));
	scribe_item(child->scribe);
}

static void measure(struct child *child, int grade)
{
	int year = child_year_of(child, grade);
	struct lots lots = child_lots_in(child, TOPIC_MEASUREMENTS, grade);
	int32_t day = date_from_civil(year + 1, 1, 12) +
		      7 * (int32_t)lots_below(&lots, 24);
	const struct school *school;

	while (date_weekday(day) > 4)
		day++;
	/* In spring 2020 schools were closed. */
	if (year < MEASURED_SINCE || day >= child->date ||
	    (day > date_from_civil(2020, 3, 20) &&
	     day < date_from_civil(2020, 9, 1)) ||
	    lots_chance(&lots, NOT_MEASURED_OF_10000))
		return;
	school = child_school_on(child, day);
	if (school != NULL && school->kind != KIND_OF_MAINSTREAM)
		return;
	if (!scribe_section(child->scribe, GENERATED_MEASUREMENTS,
			    scribe_digits(child->scribe, (uint64_t)year, 4)))
		return;
	write_measurement(child, &lots, day, grade == 6);
	scribe_end_section(child->scribe);
}

void write_measurements(struct child *child)
{
	if (child->grade >= 0)
		measure(child, 0);
	if (child->grade >= 6)
		measure(child, 6);
}

/* --- reports ------------------------------------------------------------------ */

static struct slice judgement(int percentile)
{
	return percentile < 2200   ? SLICE("Working towards the standard")
	       : percentile < 7800 ? SLICE("Working at the standard")
				   : SLICE("Working beyond the standard");
}

void write_progress(struct child *child)
{
	static const struct slice subjects[] = {
		SLICE_INIT("English"),
		SLICE_INIT("Mathematics"),
		SLICE_INIT("Science"),
	};
	static const struct slice notes[] = {
		SLICE_INIT("Works well with others and asks good questions."),
		SLICE_INIT("Has read more this term; keep it up at home."),
		SLICE_INIT(
			"Needs reminding to check work before handing it in."),
		SLICE_INIT("A quiet term; more confident in groups than in "
			   "class."),
		SLICE_INIT(
			"Homework has been late; please look at the planner."),
	};
	struct scribe *scribe = child->scribe;
	struct lots lots = child_lots_in(child, TOPIC_PROGRESS, child->year);
	/* The last report was in December, or in July. */
	int32_t day = date_from_civil(child->year, 12, 12);

	if (day >= child->date)
		day = date_from_civil(child->year, 7, 12);
	if (child->grade < 1 || day < child->spells[child->spell].from ||
	    !scribe_section(scribe, GENERATED_PROGRESS, SLICE("")))
		return;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		int percentile =
			child->ability + lots_between(&lots, -1500, 1500);

		scribe_date(scribe, F_PROGRESS_DATE, day);
		scribe_text(scribe, F_PROGRESS_SUBJECT, subjects[i]);
		scribe_text(scribe, F_PROGRESS_JUDGEMENT,
			    judgement(percentile));
		scribe_text(scribe, F_PROGRESS_TARGET,
			    judgement(percentile + 1200));
		if (i == 0)
			scribe_text(scribe, F_PROGRESS_NOTES,
				    notes[lots_below(&lots, 5)]);
		scribe_item(scribe);
	}
	scribe_end_section(scribe);
}
