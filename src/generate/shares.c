#include "generate/shares.h"

/* clang-format off */
#define S(text) SLICE_INIT(text)
#define SHARES(table, list) \
	const struct shares table = { #table, list, sizeof(list) / sizeof(list[0]) }
#define RATES(table, list) \
	const struct rates table = { #table, list, sizeof(list) / sizeof(list[0]) }

/*
 * Ethnic group of pupils in state-funded schools, Department for Education,
 * Schools, pupils and their characteristics, 2015/16 and 2024/25 (all phases; for
 * 2024/25 the shares of White British, of other white groups and of those
 * unclassified are unconfirmed).
 */
static const struct share ethnicity_2015[] = {
	{ 6860, S("WBRI") }, { 560, S("WOTH") }, { 420, S("APKN") }, { 360, S("BAFR") },
	{ 280, S("AIND") }, { 190, S("MOTH") }, { 170, S("ABAN") }, { 170, S("AOTH") },
	{ 170, S("OOTH") }, { 150, S("MWBC") }, { 120, S("MWAS") }, { 120, S("BCRB") },
	{ 70, S("MWBA") }, { 70, S("BOTH") }, { 40, S("CHNE") }, { 30, S("WIRI") },
	{ 30, S("WROM") }, { 10, S("WIRT") }, { 100, S("NOBT") }, { 80, S("REFU") },
};
SHARES(shares_ethnicity_2015, ethnicity_2015);

static const struct share ethnicity_2024[] = {
	{ 5970, S("WBRI") }, { 740, S("WOTH") }, { 520, S("BAFR") }, { 470, S("APKN") },
	{ 420, S("AIND") }, { 290, S("MOTH") }, { 250, S("OOTH") }, { 230, S("AOTH") },
	{ 180, S("ABAN") }, { 170, S("MWAS") }, { 160, S("MWBC") }, { 100, S("MWBA") },
	{ 90, S("BCRB") }, { 80, S("CHNE") }, { 80, S("BOTH") }, { 30, S("WROM") },
	{ 20, S("WIRI") }, { 10, S("WIRT") }, { 120, S("REFU") }, { 70, S("NOBT") },
};
SHARES(shares_ethnicity_2024, ethnicity_2024);

/* Pupils known to be eligible for free school meals, the same publication; before
 * 2016/17 unconfirmed. */
static const struct rate free_meals[] = {
	{ 2003, 1630 }, { 2008, 1580 }, { 2010, 1790 }, { 2013, 1630 }, { 2016, 1400 },
	{ 2018, 1540 }, { 2020, 2080 }, { 2021, 2250 }, { 2022, 2380 }, { 2023, 2460 },
	{ 2024, 2570 },
};
RATES(rates_free_meals, free_meals);

/*
 * Pupils with special educational needs, January of the school year: support
 * (school action and school action plus before 2014/15), and statement or
 * education, health and care plan.  Department for Education, Special educational
 * needs in England: 2019 11.9 and 3.1 per cent, 2021 12.2 and 3.7, 2023 13.0 and
 * 4.3, 2024 13.6 and 4.8; others unconfirmed.
 */
static const struct rate sen_support[] = {
	{ 2003, 1440 }, { 2009, 1820 }, { 2013, 1510 }, { 2015, 1160 }, { 2018, 1190 },
	{ 2020, 1220 }, { 2022, 1300 }, { 2023, 1360 }, { 2024, 1420 },
};
RATES(rates_sen_support, sen_support);

static const struct rate sen_plan[] = {
	{ 2003, 300 }, { 2009, 270 }, { 2016, 280 }, { 2018, 310 }, { 2020, 370 },
	{ 2022, 430 }, { 2023, 480 }, { 2024, 530 },
};
RATES(rates_sen_plan, sen_plan);

/* Primary type of need, the same publication: of 2019 speech, language and
 * communication 23 per cent of support, autism 29 per cent of plans; the rest
 * unconfirmed. */
static const struct share need_support[] = {
	{ 2350, S("SLCN") }, { 2000, S("SEMH") }, { 1800, S("MLD") }, { 1480, S("SPLD") },
	{ 900, S("ASD") }, { 520, S("OTH") }, { 380, S("NSA") }, { 230, S("PD") },
	{ 160, S("HI") }, { 90, S("VI") }, { 40, S("MSI") }, { 30, S("SLD") }, { 20, S("DS") },
};
SHARES(shares_need_support, need_support);

static const struct share need_plan[] = {
	{ 3000, S("ASD") }, { 2000, S("SLCN") }, { 1600, S("SEMH") }, { 1000, S("MLD") },
	{ 800, S("SLD") }, { 420, S("SPLD") }, { 420, S("PD") }, { 220, S("PMLD") },
	{ 220, S("HI") }, { 120, S("VI") }, { 120, S("OTH") }, { 60, S("DS") }, { 20, S("MSI") },
};
SHARES(shares_need_plan, need_plan);

static const struct share need_special_school[] = {
	{ 3500, S("ASD") }, { 1800, S("SLD") }, { 1500, S("SEMH") }, { 1100, S("MLD") },
	{ 800, S("SLCN") }, { 600, S("PMLD") }, { 300, S("PD") }, { 150, S("SPLD") },
	{ 100, S("HI") }, { 60, S("VI") }, { 60, S("OTH") }, { 30, S("MSI") },
};
SHARES(shares_need_special_school, need_special_school);

/* School action plus and statements, January 2009, the same publication;
 * unconfirmed. */
static const struct share need_before_2014[] = {
	{ 2650, S("MLD") }, { 2300, S("BESD") }, { 1650, S("SLCN") }, { 1350, S("SPLD") },
	{ 750, S("ASD") }, { 400, S("SLD") }, { 350, S("PD") }, { 250, S("OTH") },
	{ 200, S("HI") }, { 100, S("VI") }, { 0, S("PMLD") },
};
SHARES(shares_need_before_2014, need_before_2014);

/*
 * Sessions missed, of those possible.  Department for Education, Pupil absence in
 * schools in England: 2017/18 primary 4.2 per cent, 2018/19 primary 4.0, secondary
 * 5.5, special 10.1; the years from 2021/22, and before 2016/17, unconfirmed.
 */
static const struct rate absence_primary[] = {
	{ 2003, 550 }, { 2008, 530 }, { 2013, 390 }, { 2017, 420 }, { 2018, 400 },
	{ 2020, 360 }, { 2021, 630 }, { 2022, 590 }, { 2023, 550 }, { 2024, 520 },
};
RATES(rates_absence_primary, absence_primary);

static const struct rate absence_secondary[] = {
	{ 2003, 810 }, { 2008, 730 }, { 2013, 520 }, { 2017, 550 }, { 2018, 550 },
	{ 2020, 550 }, { 2021, 900 }, { 2022, 900 }, { 2023, 900 }, { 2024, 850 },
};
RATES(rates_absence_secondary, absence_secondary);

static const struct rate absence_special[] = {
	{ 2003, 1100 }, { 2008, 1060 }, { 2013, 900 }, { 2018, 1010 }, { 2021, 1310 },
	{ 2023, 1300 },
};
RATES(rates_absence_special, absence_special);

/* What missed sessions are coded as: illness 55.5 per cent in autumn 2018, the
 * same publication; the rest after its rates by reason, rounded, and for the codes
 * of 2024 unconfirmed. */
static const struct share absence_before_2024[] = {
	{ 5550, S("I") }, { 1250, S("O") }, { 900, S("G") }, { 620, S("M") }, { 600, S("C") },
	{ 260, S("H") }, { 240, S("N") }, { 200, S("U") }, { 120, S("R") }, { 80, S("T") },
	{ 80, S("B") }, { 60, S("V") }, { 20, S("P") }, { 10, S("Y") }, { 10, S("J") },
};
SHARES(shares_absence_before_2024, absence_before_2024);

static const struct share absence[] = {
	{ 5000, S("I") }, { 1700, S("O") }, { 960, S("G") }, { 620, S("M") }, { 520, S("C") },
	{ 260, S("N") }, { 240, S("U") }, { 160, S("R") }, { 130, S("C2") }, { 90, S("T") },
	{ 90, S("B") }, { 80, S("V") }, { 50, S("K") }, { 20, S("P") }, { 20, S("Y1") },
	{ 20, S("Y3") }, { 10, S("Y2") }, { 10, S("C1") }, { 10, S("J1") }, { 10, S("Y7") },
};
SHARES(shares_absence, absence);

/*
 * Pupils with at least one suspension (fixed period exclusion) in a year, and
 * permanent exclusions.  Department for Education, Suspensions and permanent
 * exclusions in England: 933 suspensions and 11 permanent exclusions for 10,000
 * pupils in 2022/23, 8 in 2021/22, 5 in 2020/21, 10 in 2018/19; pupils with one or
 * more, by phase, unconfirmed.
 */
static const struct rate suspended_primary[] = {
	{ 2003, 50 }, { 2008, 50 }, { 2013, 50 }, { 2018, 70 }, { 2020, 50 }, { 2022, 100 },
	{ 2023, 120 },
};
RATES(rates_suspended_primary, suspended_primary);

static const struct rate suspended_secondary[] = {
	{ 2003, 500 }, { 2008, 490 }, { 2013, 370 }, { 2018, 480 }, { 2020, 420 },
	{ 2022, 780 }, { 2023, 890 },
};
RATES(rates_suspended_secondary, suspended_secondary);

static const struct rate suspended_special[] = {
	{ 2003, 700 }, { 2008, 680 }, { 2013, 550 }, { 2018, 460 }, { 2022, 480 },
};
RATES(rates_suspended_special, suspended_special);

static const struct rate excluded[] = {
	{ 2003, 13 }, { 2008, 9 }, { 2013, 6 }, { 2018, 10 }, { 2020, 5 }, { 2021, 8 },
	{ 2022, 11 }, { 2023, 13 },
};
RATES(rates_excluded, excluded);

/* Persistent disruptive behaviour 48 per cent of all reasons in 2022/23, the same
 * publication; the rest unconfirmed. */
static const struct share reason[] = {
	{ 4800, S("DB") }, { 1500, S("VA") }, { 1300, S("PP") }, { 520, S("PA") }, { 450, S("VP") },
	{ 300, S("DM") }, { 240, S("DA") }, { 220, S("OW") }, { 180, S("MT") }, { 160, S("RA") },
	{ 120, S("BU") }, { 80, S("SM") }, { 60, S("TH") }, { 40, S("LG") }, { 30, S("DS") },
};
SHARES(shares_reason, reason);

static const struct share reason_before_2020[] = {
	{ 2300, S("DB") }, { 2100, S("VA") }, { 1900, S("PP") }, { 1950, S("OT") }, { 500, S("VP") },
	{ 480, S("PA") }, { 250, S("DM") }, { 200, S("DA") }, { 120, S("TH") }, { 100, S("RA") },
	{ 60, S("BU") }, { 40, S("SM") },
};
SHARES(shares_reason_before_2020, reason_before_2020);

/* Of children under 18, at 31 March: Department for Education, Children looked
 * after in England including adoptions, and Characteristics of children in need
 * (child protection plans); rounded. */
static const struct rate looked_after[] = {
	{ 2003, 55 }, { 2008, 54 }, { 2013, 60 }, { 2018, 65 }, { 2022, 71 }, { 2023, 70 },
};
RATES(rates_looked_after, looked_after);

static const struct rate protected_[] = {
	{ 2003, 24 }, { 2008, 31 }, { 2013, 42 }, { 2018, 44 }, { 2022, 43 },
};
RATES(rates_protected, protected_);

/* NHS England, National Child Measurement Programme, 2022/23 school year. */
static const struct share band_reception[] = {
	{ 120, S("underweight") }, { 7750, S("healthy") }, { 1210, S("overweight") }, { 920, S("obese") },
};
SHARES(shares_band_reception, band_reception);

static const struct share band_year_6[] = {
	{ 160, S("underweight") }, { 6190, S("healthy") }, { 1380, S("overweight") }, { 2270, S("obese") },
};
SHARES(shares_band_year_6, band_year_6);

/*
 * Whom children live with, after Office for National Statistics, Census 2021 and
 * Families and households in the UK: about two in three with both parents, a
 * quarter with one, one in ten with a step-parent; what is said of the rest, and
 * of two homes, is unconfirmed.
 */
static const struct share household[] = {
	{ 6120, S("both") }, { 1340, S("mother") }, { 1080, S("two homes") }, { 760, S("stepfather") },
	{ 220, S("father") }, { 140, S("stepmother") }, { 120, S("grandparents") }, { 90, S("two mothers") },
	{ 50, S("relative") }, { 30, S("two fathers") }, { 50, S("guardian") },
};
SHARES(shares_household, household);

/* Months of birth from September on, after Office for National Statistics, Births
 * in England and Wales: how births are spread over the year, rounded. */
static const struct share birth_month[] = {
	{ 870, S("9") }, { 860, S("10") }, { 820, S("11") }, { 830, S("12") }, { 820, S("1") },
	{ 760, S("2") }, { 820, S("3") }, { 800, S("4") }, { 840, S("5") }, { 840, S("6") },
	{ 880, S("7") }, { 860, S("8") },
};
SHARES(shares_birth_month, birth_month);

/*
 * Activity in the autumn after leaving, by client caseload code.  After Department
 * for Education, NEET and participation: local authority figures, and Key stage 4
 * and 16 to 18 destination measures; rounded, shares within education, training and
 * not in either unconfirmed.
 */
static const struct share after_year_11[] = {
	{ 3600, S("210") }, { 3750, S("230") }, { 1280, S("220") }, { 410, S("310") }, { 100, S("280") },
	{ 140, S("430") }, { 100, S("330") }, { 60, S("450") }, { 150, S("610") }, { 60, S("619") },
	{ 40, S("640") }, { 20, S("620") }, { 30, S("630") }, { 60, S("540") }, { 30, S("680") },
	{ 150, S("810") }, { 20, S("710") },
};
SHARES(shares_after_year_11, after_year_11);

static const struct share after_year_13[] = {
	{ 5200, S("240") }, { 900, S("230") }, { 900, S("310") }, { 1500, S("330") }, { 300, S("320") },
	{ 250, S("360") }, { 200, S("260") }, { 200, S("540") }, { 100, S("610") }, { 80, S("640") },
	{ 40, S("630") }, { 30, S("650") }, { 300, S("810") },
};
SHARES(shares_after_year_13, after_year_13);

static const struct share sharing[] = {
	{ 9500, S("1") }, { 180, S("2") }, { 320, S("0") },
};
SHARES(shares_sharing, sharing);
/* clang-format on */

size_t shares_draw(const struct shares *shares, struct lots *lots)
{
	uint32_t at = lots_below(lots, SHARES_WHOLE);
	size_t row = 0;

	while (row + 1 < shares->count && at >= shares->rows[row].weight)
		at -= shares->rows[row++].weight;
	return row;
}

uint32_t rates_in(const struct rates *rates, int year)
{
	const struct rate *rows = rates->rows;
	size_t after = 0;
	int64_t from, to;

	while (after < rates->count && rows[after].year <= year)
		after++;
	if (after == 0)
		return rows[0].of_10000;
	if (after == rates->count)
		return rows[after - 1].of_10000;
	from = rows[after - 1].of_10000;
	to = rows[after].of_10000;
	return (uint32_t)(from +
			  (to - from) * (year - rows[after - 1].year) /
				  (rows[after].year - rows[after - 1].year));
}
