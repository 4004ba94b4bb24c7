#include "formats/assessment_results.h"

/*
 * Sources.  Profile, components and their grouping: field names of the
 * department's data sets (get-information-about-pupils).  Levels to 2015: code
 * list of the National Pupil Database, 2015.  Teacher assessment since 2016 and
 * test codes: codes valid in 2024, of suppliers (Juniper, Pupil Asset), and of
 * the National Pupil Database for what was withdrawn in 2018.  Multiplication
 * tables: the check's own tests (DFE-Digital).  Years in which an assessment
 * began or ended, and ranges of scaled scores, are from general knowledge where
 * a row is `unconfirmed`.
 */

#define LEVELS_KS1 "A D W 1 2C 2B 2A 3 4"
#define LEVELS_KS2 "A D F L M P W Z 1-6"
#define LEVELS_TEST "A B F L M N P Q S T X Z"
/* Below the standard: of pupils whose work is not that of their key stage. */
#define P_SCALES "P1i P1ii P2i P2ii P3i P3ii P4 P5 P6 P7 P8 NOTSEN"
#define TEST_CODES "A AS B CA D F H J L M N NS P Q U"

#define EARLY_YEARS(subject, components, from, to, results, unconfirmed)  \
	{                                                                 \
		"EYF", subject, "FA", components, "*", from, to, results, \
			unconfirmed, RETURN_EYF                           \
	}

/* clang-format off */
const struct assessment_row assessment_rows[] = {
	/* Thirteen scales before 2013: how they are written is not known. */
	{ "EYF", "*", "*", "*", "*", 0, 2012, "*", true, RETURN_EYF },
	EARLY_YEARS("COM", "G01 G02 G03", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("PHY", "G04 G05", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("PSE", "G06 G07 G08", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("LIT", "G09 G10", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("MAT", "G11 G12", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("UTW", "G13 G14 G15", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("EXP", "G16 G17", 2013, 2021, "1 2 3 A", true),
	EARLY_YEARS("COM", "E01 E02", 2022, 0, "1 2 A", false),
	EARLY_YEARS("PSE", "E03 E04 E05", 2022, 0, "1 2 A", false),
	EARLY_YEARS("PHY", "E06 E07", 2022, 0, "1 2 A", false),
	EARLY_YEARS("LIT", "E08 E09 E10", 2022, 0, "1 2 A", false),
	EARLY_YEARS("MAT", "E11 E12", 2022, 0, "1 2 A", false),
	EARLY_YEARS("UTW", "E13 E14 E15", 2022, 0, "1 2 A", false),
	EARLY_YEARS("EXP", "E16 E17", 2022, 0, "1 2 A", false),

	/* Method and component were not to be had; the mark has a qualifier. */
	{ "KS1", "PHO", "*", "*", "NM", 2012, 0, "0-40", true, RETURN_PHO },
	{ "KS1", "PHO", "*", "*", "*", 2012, 0, "Wa Wt A D L Q", true, RETURN_PHO },

	{ "KS1", "ENG", "TA", "REA WRI", "*", 0, 2015, LEVELS_KS1, false, RETURN_KS1 },
	{ "KS1", "ENG", "TA", "SPL", "*", 0, 2015, "A D W 1-4", true, RETURN_KS1 },
	{ "KS1", "MAT", "TA", "*", "*", 0, 2015, LEVELS_KS1, false, RETURN_KS1 },
	{ "KS1", "SCI", "TA", "*", "*", 0, 2015, "A D U W 1-4", false, RETURN_KS1 },
	{ "KS1", "*", "TA", "*", "*", 0, 2018, P_SCALES, true, RETURN_KS1 },
	{ "KS1", "ENG", "TA", "REA WRI", "*", 2016, 2018,
	  "A BLW D EXS GDS PKF Q WTS", true, RETURN_KS1 },
	{ "KS1", "MAT", "TA", "*", "*", 2016, 2018,
	  "A BLW D EXS GDS PKF Q WTS", true, RETURN_KS1 },
	{ "KS1", "SCI", "TA", "*", "*", 2016, 2018, "A D EXS HNM Q", true, RETURN_KS1 },
	{ "KS1", "ENG", "TA", "REA WRI", "*", 2019, 2023,
	  "A EM EXS GDS PK1 PK2 PK3 PK4 Q WTS", false, RETURN_KS1 },
	{ "KS1", "MAT", "TA", "*", "*", 2019, 2023,
	  "A EM EXS GDS PK1 PK2 PK3 PK4 Q WTS", false, RETURN_KS1 },
	{ "KS1", "SCI", "TA", "*", "*", 2019, 2023, "A EM EXS HNM Q", false, RETURN_KS1 },
	{ "KS1", "ENG", "TT", "REA GPS", "*", 2016, 2023,
	  "85-115 " TEST_CODES, true, RETURN_KS1 },
	{ "KS1", "MAT", "TT", "*", "*", 2016, 2023,
	  "85-115 " TEST_CODES, true, RETURN_KS1 },

	{ "KS2", "ENG", "TA", "*", "*", 0, 2015, LEVELS_KS2, false, RETURN_KS2 },
	{ "KS2", "MAT", "TA", "*", "*", 0, 2015, LEVELS_KS2, false, RETURN_KS2 },
	{ "KS2", "SCI", "TA", "*", "*", 0, 2015, LEVELS_KS2, false, RETURN_KS2 },
	/* Reading, and grammar, are tests of their own since 2013. */
	{ "KS2", "ENG", "TT", "*", "*", 0, 2012, LEVELS_TEST " 2-6", true, RETURN_KS2 },
	{ "KS2", "ENG", "TT", "REA GPS", "*", 2013, 2015,
	  LEVELS_TEST " 3-6", false, RETURN_KS2 },
	{ "KS2", "MAT", "TT", "*", "*", 0, 2015, LEVELS_TEST " 2-6", false, RETURN_KS2 },
	{ "KS2", "SCI", "TT", "*", "*", 0, 2015, LEVELS_TEST " 2-6", true, RETURN_KS2 },
	{ "KS2", "*", "TA", "*", "*", 0, 2018, P_SCALES, true, RETURN_KS2 },
	{ "KS2", "ENG", "TA", "WRI", "*", 2016, 2018,
	  "A BLW D EXS F GDS L P PKE PKF PKG WTS", true, RETURN_KS2 },
	{ "KS2", "ENG", "TA", "REA", "*", 2016, 2018,
	  "A BLW D EXS F HNM L P PKE PKF PKG", true, RETURN_KS2 },
	{ "KS2", "MAT", "TA", "*", "*", 2016, 2018,
	  "A BLW D EXS F HNM L P PKE PKF PKG", true, RETURN_KS2 },
	{ "KS2", "SCI", "TA", "*", "*", 2016, 2018, "A D EXS F HNM L P", true, RETURN_KS2 },
	{ "KS2", "ENG", "TA", "WRI", "*", 2019, 0,
	  "A EM EXS F GDS L P PK1 PK2 PK3 PK4 PK5 PK6 WTS", false, RETURN_KS2 },
	{ "KS2", "ENG", "TA", "REA", "*", 2019, 0,
	  "A EM PK1 PK2 PK3 PK4 PK5 PK6", false, RETURN_KS2 },
	{ "KS2", "MAT", "TA", "*", "*", 2019, 0,
	  "A EM PK1 PK2 PK3 PK4 PK5 PK6", false, RETURN_KS2 },
	{ "KS2", "SCI", "TA", "*", "*", 2019, 0, "A EXS F HNM L P", false, RETURN_KS2 },
	{ "KS2", "ENG", "TT", "REA GPS", "*", 2016, 0,
	  "80-120 " TEST_CODES, true, RETURN_KS2 },
	{ "KS2", "MAT", "TT", "*", "*", 2016, 0,
	  "80-120 " TEST_CODES, true, RETURN_KS2 },

	{ "KS2", "MAT", "TT", "MTC", "MT", 2022, 0, "0-25 A B H J L Q U X Z",
	  false, RETURN_MTC },

	/* Tests to 2008; levels in all subjects as long as there were any. */
	{ "KS3", "*", "TA", "*", "*", 0, 2015, "A D EP N W 1-8", true, RETURN_KS3 },
	{ "KS3", "*", "TT", "*", "*", 0, 2008, "A B N T 2-8", true, RETURN_KS3 },
	{ "KS3", "*", "TA", "*", "*", 0, 2015, P_SCALES, true, RETURN_KS3 },
};
/* clang-format on */

const size_t assessment_row_count =
	sizeof(assessment_rows) / sizeof(assessment_rows[0]);

struct assessment assessment_of(struct slice (*text)(const void *of,
						     const char *field),
				const void *of)
{
	return (struct assessment){
		text(of, "assessment.stage"),
		text(of, "assessment.year"),
		text(of, "assessment.subject"),
		text(of, "assessment.method"),
		text(of, "assessment.component"),
		text(of, "assessment.qualifier"),
		text(of, "assessment.result"),
	};
}

struct slice assessment_return_name(enum assessment_return which)
{
	static const struct slice names[] = {
		[RETURN_EYF] = SLICE_INIT("EYF"),
		[RETURN_PHO] = SLICE_INIT("PHO"),
		[RETURN_KS1] = SLICE_INIT("KS1"),
		[RETURN_KS2] = SLICE_INIT("KS2"),
		[RETURN_MTC] = SLICE_INIT("MTC"),
		[RETURN_KS3] = SLICE_INIT("KS3"),
	};

	return names[which];
}

/* "0-40", and a number without leading zeros in it. */
static bool in_range(struct slice range, struct slice text)
{
	uint64_t low, high, number;
	struct slice first = slice_cut(&range, '-');

	return slice_number(first, 999, &low) &&
	       slice_number(range, 999, &high) &&
	       slice_number(text, 999, &number) && low <= number &&
	       number <= high && (text.len == 1 || text.at[0] != '0');
}

/* Whether a list has the text.  A space at its end: nothing is good too. */
static bool listed(const char *list, struct slice text)
{
	struct slice rest = slice_of(list);

	if (slice_is(rest, "*"))
		return true;
	if (text.len == 0)
		return slice_ends_with(rest, SLICE(" "));
	while (rest.len > 0) {
		struct slice one = slice_cut(&rest, ' ');

		if (slice_equal(one, text) || in_range(one, text))
			return true;
	}
	return false;
}

static bool is_of(const struct assessment_row *row,
		  const struct assessment *assessment, uint64_t year)
{
	return slice_is(assessment->stage, row->stage) &&
	       listed(row->subject, assessment->subject) &&
	       listed(row->method, assessment->method) &&
	       listed(row->component, assessment->component) &&
	       listed(row->qualifier, assessment->qualifier) &&
	       (row->from == 0 || year >= row->from) &&
	       (row->to == 0 || year <= row->to);
}

/* Phonics and tables are returns of their own within a key stage. */
static bool belongs(enum assessment_return which,
		    const struct assessment *assessment)
{
	bool phonics = slice_is(assessment->stage, "KS1") &&
		       slice_is(assessment->subject, "PHO");
	bool tables = slice_is(assessment->stage, "KS2") &&
		      slice_is(assessment->component, "MTC");

	if (which == RETURN_PHO)
		return phonics;
	if (which == RETURN_MTC)
		return tables;
	return !phonics && !tables &&
	       slice_equal(assessment->stage, assessment_return_name(which));
}

enum assessment_verdict assessment_judge(enum assessment_return which,
					 const struct assessment *assessment)
{
	enum assessment_verdict verdict = ASSESSMENT_NONE;
	uint64_t year;

	if (!belongs(which, assessment))
		return ASSESSMENT_ELSEWHERE;
	if (!slice_number(assessment->year, 2999, &year))
		return ASSESSMENT_NONE;
	for (size_t i = 0; i < assessment_row_count; i++) {
		const struct assessment_row *row = &assessment_rows[i];

		if (row->which != which || !is_of(row, assessment, year))
			continue;
		if (listed(row->results, assessment->result))
			return ASSESSMENT_GOOD;
		verdict = ASSESSMENT_RESULT;
	}
	return verdict;
}
