/*
 * write_assessments.c - results of the key stages, in the schemes of their years.
 *
 * Components, methods and qualifiers of the Common Transfer File change every year
 * and their tables could not be read; what stands here beside what the sources
 * show is unconfirmed.  Shares are after Department for Education, statistics of
 * each key stage, rounded: early years foundation stage profile 2022, key stage 1
 * 2009 and 2019, key stage 2 2009 and 2023, key stage 3 2009.
 */
#include "generate/child.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/subjects.h"

enum { NO_TESTS_FROM = 2020, NO_TESTS_TO = 2021 };

struct step {
	uint16_t below; /* of 10,000; the last row has 10,000 */
	struct slice result;
};

/* clang-format off */
#define S(text) SLICE_INIT(text)
static const struct step early_2003[] = {
	{ 150, S("2") }, { 450, S("3") }, { 1000, S("4") }, { 2000, S("5") }, { 4100, S("6") },
	{ 6500, S("7") }, { 9000, S("8") }, { 10000, S("9") },
};
static const struct step early_2013[] = { { 2200, S("1") }, { 8000, S("2") }, { 10000, S("3") } };
static const struct step early_2022[] = { { 2000, S("1") }, { 10000, S("2") } };
static const struct step levels_7[] = {
	{ 250, S("W") }, { 1500, S("1") }, { 2600, S("2C") }, { 4800, S("2B") }, { 7400, S("2A") }, { 10000, S("3") },
};
static const struct step standards_7_2016[] = {
	{ 500, S("BLW") }, { 2500, S("WTS") }, { 7700, S("EXS") }, { 10000, S("GDS") },
};
static const struct step standards_7_2019[] = {
	{ 500, S("PK4") }, { 2600, S("WTS") }, { 7700, S("EXS") }, { 10000, S("GDS") },
};
static const struct step science_7[] = { { 1800, S("HNM") }, { 10000, S("EXS") } };
static const struct step levels_11[] = {
	{ 500, S("2") }, { 2000, S("3") }, { 7100, S("4") }, { 10000, S("5") },
};
static const struct step standards_11_2016[] = {
	{ 300, S("BLW") }, { 2900, S("WTS") }, { 8700, S("EXS") }, { 10000, S("GDS") },
};
static const struct step standards_11[] = {
	{ 300, S("PK6") }, { 2900, S("WTS") }, { 8700, S("EXS") }, { 10000, S("GDS") },
};
static const struct step science_11[] = { { 2000, S("HNM") }, { 10000, S("EXS") } };
static const struct step levels_14[] = {
	{ 700, S("3") }, { 2200, S("4") }, { 4900, S("5") }, { 8000, S("6") }, { 9600, S("7") }, { 10000, S("8") },
};

/* One result: in which year group and years, what, and how it is drawn. */
static const struct result_row {
	struct slice stage;
	int grade, from, to; /* years of assessment, inclusive */
	struct slice subject, method, component, qualifier;
	const struct step *steps; /* NULL: a mark */
	uint16_t least, most;     /* of marks */
} rows[] = {
#define EARLY_2003(subject, component) \
	{ S("EYF"), 0, 2003, 2012, S(subject), S("FA"), S(component), S("FD"), early_2003, 0, 0 }
	EARLY_2003("PSE", "AS1"), EARLY_2003("PSE", "AS2"), EARLY_2003("PSE", "AS3"),
	EARLY_2003("CLL", "AS4"), EARLY_2003("CLL", "AS5"), EARLY_2003("CLL", "AS6"), EARLY_2003("CLL", "AS7"),
	EARLY_2003("MAT", "AS8"), EARLY_2003("MAT", "AS9"), EARLY_2003("MAT", "AS10"),
	EARLY_2003("KUW", "AS11"), EARLY_2003("PHY", "AS12"), EARLY_2003("CRD", "AS13"),
#define EARLY_2013(subject, component) \
	{ S("EYF"), 0, 2013, 2021, S(subject), S("FA"), S(component), S("FD"), early_2013, 0, 0 }
	EARLY_2013("COM", "G01"), EARLY_2013("COM", "G02"), EARLY_2013("COM", "G03"), EARLY_2013("PHY", "G04"),
	EARLY_2013("PHY", "G05"), EARLY_2013("PSE", "G06"), EARLY_2013("PSE", "G07"), EARLY_2013("PSE", "G08"),
	EARLY_2013("LIT", "G09"), EARLY_2013("LIT", "G10"), EARLY_2013("MAT", "G11"), EARLY_2013("MAT", "G12"),
	EARLY_2013("UTW", "G13"), EARLY_2013("UTW", "G14"), EARLY_2013("UTW", "G15"), EARLY_2013("EXP", "G16"),
	EARLY_2013("EXP", "G17"),
#define EARLY_2022(subject, component) \
	{ S("EYF"), 0, 2022, 9999, S(subject), S("FA"), S(component), S("FD"), early_2022, 0, 0 }
	EARLY_2022("COM", "E01"), EARLY_2022("COM", "E02"), EARLY_2022("PSE", "E03"), EARLY_2022("PSE", "E04"),
	EARLY_2022("PSE", "E05"), EARLY_2022("PHY", "E06"), EARLY_2022("PHY", "E07"), EARLY_2022("LIT", "E08"),
	EARLY_2022("LIT", "E09"), EARLY_2022("LIT", "E10"), EARLY_2022("MAT", "E11"), EARLY_2022("MAT", "E12"),
	EARLY_2022("UTW", "E13"), EARLY_2022("UTW", "E14"), EARLY_2022("UTW", "E15"), EARLY_2022("EXP", "E16"),
	EARLY_2022("EXP", "E17"),

	/* 32 of 40 marks meet the standard of phonics: four in five do. */
	{ S("KS1"), 1, 2012, 9999, S("PHO"), S("TT"), S("PHO"), S("NM"), NULL, 14, 40 },

	{ S("KS1"), 2, 2003, 2015, S("ENG"), S("TA"), S("REA"), S("NL"), levels_7, 0, 0 },
	{ S("KS1"), 2, 2003, 2015, S("ENG"), S("TA"), S("WRI"), S("NL"), levels_7, 0, 0 },
	{ S("KS1"), 2, 2003, 2015, S("MAT"), S("TA"), S("MAT"), S("NL"), levels_7, 0, 0 },
	{ S("KS1"), 2, 2016, 2018, S("ENG"), S("TA"), S("REA"), S("NL"), standards_7_2016, 0, 0 },
	{ S("KS1"), 2, 2016, 2018, S("ENG"), S("TA"), S("WRI"), S("NL"), standards_7_2016, 0, 0 },
	{ S("KS1"), 2, 2016, 2018, S("MAT"), S("TA"), S("MAT"), S("NL"), standards_7_2016, 0, 0 },
	{ S("KS1"), 2, 2019, 2023, S("ENG"), S("TA"), S("REA"), S("NL"), standards_7_2019, 0, 0 },
	{ S("KS1"), 2, 2019, 2023, S("ENG"), S("TA"), S("WRI"), S("NL"), standards_7_2019, 0, 0 },
	{ S("KS1"), 2, 2019, 2023, S("MAT"), S("TA"), S("MAT"), S("NL"), standards_7_2019, 0, 0 },
	{ S("KS1"), 2, 2016, 2023, S("SCI"), S("TA"), S("SCI"), S("NL"), science_7, 0, 0 },

	{ S("KS2"), 4, 2022, 9999, S("MAT"), S("TT"), S("MTC"), S("MT"), NULL, 6, 25 },

	{ S("KS2"), 6, 2003, 2015, S("ENG"), S("TA"), S("WRI"), S("NL"), levels_11, 0, 0 },
	{ S("KS2"), 6, 2003, 2015, S("ENG"), S("TT"), S("REA"), S("NL"), levels_11, 0, 0 },
	{ S("KS2"), 6, 2003, 2015, S("MAT"), S("TT"), S("MAT"), S("NL"), levels_11, 0, 0 },
	{ S("KS2"), 6, 2003, 2015, S("SCI"), S("TA"), S("SCI"), S("NL"), levels_11, 0, 0 },
	{ S("KS2"), 6, 2016, 2018, S("ENG"), S("TA"), S("WRI"), S("NL"), standards_11_2016, 0, 0 },
	{ S("KS2"), 6, 2019, 9999, S("ENG"), S("TA"), S("WRI"), S("NL"), standards_11, 0, 0 },
	{ S("KS2"), 6, 2016, 9999, S("SCI"), S("TA"), S("SCI"), S("NL"), science_11, 0, 0 },
	/* Scaled scores, 100 the standard. */
	{ S("KS2"), 6, 2016, 9999, S("ENG"), S("TT"), S("REA"), S("NS"), NULL, 85, 120 },
	{ S("KS2"), 6, 2016, 9999, S("ENG"), S("TT"), S("GPS"), S("NS"), NULL, 85, 120 },
	{ S("KS2"), 6, 2016, 9999, S("MAT"), S("TT"), S("MAT"), S("NS"), NULL, 85, 120 },

	{ S("KS3"), 9, 2003, 2013, S("ENG"), S("TA"), S("ENG"), S("NL"), levels_14, 0, 0 },
	{ S("KS3"), 9, 2003, 2013, S("MAT"), S("TA"), S("MAT"), S("NL"), levels_14, 0, 0 },
	{ S("KS3"), 9, 2003, 2013, S("SCI"), S("TA"), S("SCI"), S("NL"), levels_14, 0, 0 },
};
/* clang-format on */

/* The school's own early years results stay with the primary school. */
static bool is_kept(const struct child *child, const struct result_row *row)
{
	return row->grade > 0 || child->grade <= 6;
}

static bool was_taken(const struct child *child, const struct result_row *row)
{
	int year = child_year_of(child, row->grade) + 1;
	const struct school *school;

	if (year < row->from || year > row->to ||
	    child->date < date_from_civil(year, 7, 8) || !is_kept(child, row) ||
	    (year >= NO_TESTS_FROM && year <= NO_TESTS_TO))
		return false;
	school = child_school_on(child, date_from_civil(year, 5, 12));
	return school == NULL || school->kind != KIND_OF_INDEPENDENT;
}

/* A mark by rank: few at the bottom, many near the top. */
static uint32_t mark_of(const struct result_row *row, uint32_t percentile)
{
	uint32_t span = (uint32_t)(row->most - row->least);
	uint64_t lacking = 9999 - percentile;

	return row->most - (uint32_t)(lacking * lacking / 9999 * span / 9999);
}

static void write_row(struct child *child, const struct result_row *row,
		      uint32_t number)
{
	struct scribe *scribe = child->scribe;
	struct lots lots =
		lots_of(lots_mix(child->key, 500 + number), TOPIC_ASSESSMENTS);
	int percentile = child->ability + lots_between(&lots, -1500, 1500);
	const struct step *step = row->steps;

	if (percentile < 0)
		percentile = 0;
	if (percentile > 9999)
		percentile = 9999;
	scribe_text(scribe, F_ASSESSMENT_STAGE, row->stage);
	scribe_text(scribe, F_ASSESSMENT_LOCALE, SLICE("ENG"));
	scribe_number(scribe, F_ASSESSMENT_YEAR,
		      (uint64_t)child_year_of(child, row->grade) + 1);
	scribe_text(scribe, F_ASSESSMENT_SUBJECT, row->subject);
	scribe_text(scribe, F_ASSESSMENT_METHOD, row->method);
	scribe_text(scribe, F_ASSESSMENT_COMPONENT, row->component);
	scribe_text(scribe, F_ASSESSMENT_STATUS, SLICE("R"));
	scribe_text(scribe, F_ASSESSMENT_QUALIFIER, row->qualifier);
	if (step == NULL) {
		scribe_number(scribe, F_ASSESSMENT_RESULT,
			      mark_of(row, (uint32_t)percentile));
	} else {
		while (percentile >= step->below)
			step++;
		scribe_text(scribe, F_ASSESSMENT_RESULT, step->result);
	}
	scribe_item(scribe);
}

/* GCSE and A level. */
static void write_examinations(struct child *child, int grade,
			       struct slice stage)
{
	const struct examination *taken[EXAMINATIONS_MOST];
	struct scribe *scribe = child->scribe;
	int32_t day = subjects_results_day(child, grade);
	uint32_t count;

	if (child->grade < grade || day > child->date)
		return;
	count = subjects_taken(child, grade, taken);
	for (uint32_t i = 0; i < count; i++) {
		scribe_text(scribe, F_ASSESSMENT_STAGE, stage);
		scribe_text(scribe, F_ASSESSMENT_LOCALE, SLICE("ENG"));
		scribe_number(scribe, F_ASSESSMENT_YEAR,
			      (uint64_t)child_year_of(child, grade) + 1);
		scribe_text(scribe, F_ASSESSMENT_SUBJECT, taken[i]->code);
		scribe_text(scribe, F_ASSESSMENT_METHOD, SLICE("EX"));
		scribe_text(scribe, F_ASSESSMENT_COMPONENT, taken[i]->code);
		scribe_text(scribe, F_ASSESSMENT_STATUS, SLICE("R"));
		scribe_text(scribe, F_ASSESSMENT_QUALIFIER,
			    grade >= 13 ? SLICE("AL") : SLICE("GC"));
		scribe_text(scribe, F_ASSESSMENT_RESULT,
			    subjects_grade(child, grade, i, taken[i]));
		scribe_date(scribe, F_ASSESSMENT_DATE, day);
		scribe_item(scribe);
	}
}

void write_assessments(struct child *child)
{
	if (!scribe_section(child->scribe, GENERATED_ASSESSMENTS, SLICE("")))
		return;
	for (uint32_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].grade <= child->grade && was_taken(child, &rows[i]))
			write_row(child, &rows[i], i);
	write_examinations(child, 11, SLICE("KS4"));
	write_examinations(child, 13, SLICE("KS5"));
	scribe_end_section(child->scribe);
}
