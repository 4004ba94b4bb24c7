#include "generate/subjects.h"

#include "base/date.h"
#include "generate/child.h"
#include "generate/lots.h"

/* Who takes what, in hundredths, after Department for Education, Key stage 4
 * performance and A level results; unconfirmed.  Qualification numbers are shaped
 * as real ones. */
/* clang-format off */
#define S(text) SLICE_INIT(text)
#define AQA S("AQA Education")
#define PEARSON S("Pearson Education Ltd")
#define OCR S("Oxford Cambridge and RSA Examinations")
#define WJEC S("WJEC-CBAC")
static const struct examination gcses[] = {
	{ S("ENG"), S("English Language"), S("GCSE in English Language"), S("601/4292/3"), AQA, 2017, 99 },
	{ S("MAT"), S("Mathematics"), S("GCSE in Mathematics"), S("601/4608/4"), PEARSON, 2017, 99 },
	{ S("ENL"), S("English Literature"), S("GCSE in English Literature"), S("601/4447/6"), AQA, 2017, 88 },
	{ S("SCI"), S("Combined Science"), S("GCSE in Combined Science"), S("601/8758/X"), AQA, 2018, 75 },
	{ S("HIS"), S("History"), S("GCSE in History"), S("601/8092/4"), PEARSON, 2018, 46 },
	{ S("GEO"), S("Geography"), S("GCSE in Geography"), S("601/8410/3"), AQA, 2018, 44 },
	{ S("REL"), S("Religious Studies"), S("GCSE in Religious Studies"), S("601/8400/0"), AQA, 2018, 40 },
	{ S("FRE"), S("French"), S("GCSE in French"), S("601/8157/6"), AQA, 2018, 23 },
	{ S("SPA"), S("Spanish"), S("GCSE in Spanish"), S("601/8160/6"), AQA, 2018, 17 },
	{ S("ART"), S("Art and Design"), S("GCSE in Art and Design"), S("601/8088/2"), OCR, 2018, 28 },
	{ S("COM"), S("Computer Science"), S("GCSE in Computer Science"), S("601/8355/X"), OCR, 2018, 14 },
	{ S("PED"), S("Physical Education"), S("GCSE in Physical Education"), S("601/8204/0"), WJEC, 2018, 15 },
};
static const struct examination a_levels[] = {
	{ S("MAT"), S("Mathematics"), S("A level in Mathematics"), S("603/1329/1"), PEARSON, 9999, 30 },
	{ S("PSY"), S("Psychology"), S("A level in Psychology"), S("601/4837/8"), AQA, 9999, 26 },
	{ S("BIO"), S("Biology"), S("A level in Biology"), S("601/4625/4"), AQA, 9999, 24 },
	{ S("CHE"), S("Chemistry"), S("A level in Chemistry"), S("601/5731/8"), AQA, 9999, 21 },
	{ S("HIS"), S("History"), S("A level in History"), S("601/4843/3"), AQA, 9999, 15 },
	{ S("SOC"), S("Sociology"), S("A level in Sociology"), S("601/3932/8"), AQA, 9999, 16 },
	{ S("ECO"), S("Economics"), S("A level in Economics"), S("601/4839/1"), PEARSON, 9999, 13 },
	{ S("ENL"), S("English Literature"), S("A level in English Literature"), S("601/4995/4"), OCR, 9999, 13 },
	{ S("BUS"), S("Business"), S("A level in Business"), S("601/4838/X"), PEARSON, 9999, 14 },
	{ S("PHY"), S("Physics"), S("A level in Physics"), S("601/4746/5"), OCR, 9999, 14 },
	{ S("GEO"), S("Geography"), S("A level in Geography"), S("601/8409/7"), AQA, 9999, 11 },
	{ S("ART"), S("Art and Design"), S("A level in Art and Design"), S("601/4529/8"), OCR, 9999, 13 },
};

struct step {
	uint16_t below; /* of 10,000 */
	struct slice grade;
};

/* Shares of grades, after the Joint Council for Qualifications' results; rounded. */
static const struct step letters[] = {
	{ 150, S("U") }, { 350, S("G") }, { 750, S("F") }, { 1500, S("E") }, { 3050, S("D") },
	{ 5600, S("C") }, { 7800, S("B") }, { 9300, S("A") }, { 10000, S("A*") },
};
static const struct step numbers[] = {
	{ 250, S("U") }, { 850, S("1") }, { 1750, S("2") }, { 3250, S("3") }, { 5050, S("4") },
	{ 6650, S("5") }, { 7850, S("6") }, { 8750, S("7") }, { 9450, S("8") }, { 10000, S("9") },
};
static const struct step advanced[] = {
	{ 250, S("U") }, { 900, S("E") }, { 2300, S("D") }, { 4700, S("C") }, { 7300, S("B") },
	{ 9100, S("A") }, { 10000, S("A*") },
};
/* clang-format on */

uint32_t subjects_taken(const struct child *child, int grade,
			const struct examination *taken[EXAMINATIONS_MOST])
{
	const struct examination *list = grade >= 13 ? a_levels : gcses;
	struct lots lots = child_lots_in(child, TOPIC_QUALIFICATIONS, grade);
	uint32_t count = 0, most = grade >= 13 ? 3 : 9;

	for (uint32_t i = 0; i < EXAMINATIONS_MOST; i++)
		if (lots_below(&lots, 100) < list[i].of_100 && count < most)
			taken[count++] = &list[i];
	/* Nobody stays for one subject. */
	for (uint32_t i = 0; grade >= 13 && count < 2; i++)
		if (count == 0 || taken[0] != &list[i])
			taken[count++] = &list[i];
	return count;
}

static struct slice grade_on(const struct step *steps, uint32_t percentile)
{
	while (percentile >= steps->below)
		steps++;
	return steps->grade;
}

struct slice subjects_grade(const struct child *child, int grade, uint32_t n,
			    const struct examination *examination)
{
	struct lots lots =
		lots_of(lots_mix(child->key, (uint64_t)grade * 100u + n),
			TOPIC_QUALIFICATIONS);
	int percentile = child->ability + lots_between(&lots, -1500, 1500);
	int summer = child_year_of(child, grade) + 1;

	if (percentile < 0)
		percentile = 0;
	if (percentile > 9999)
		percentile = 9999;
	if (grade >= 13)
		return grade_on(advanced, (uint32_t)percentile);
	return grade_on(summer >= examination->numeric_from ? numbers : letters,
			(uint32_t)percentile);
}

int32_t subjects_results_day(const struct child *child, int grade)
{
	int year = child_year_of(child, grade) + 1;
	int32_t day = date_from_civil(year, 8, grade >= 13 ? 12 : 19);

	while (date_weekday(day) != 3)
		day++;
	return day;
}
