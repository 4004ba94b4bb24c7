#include "generate/origins.h"

#include "generate/shares.h"

enum { OLD_COHORT = 2000, NEW_COHORT = 2014, OF_THE_NATION = 100 };

enum { NAMINGS_MOST = 8 };

struct naming_row {
	struct slice ethnicity;
	struct {
		uint16_t weight; /* of 100; the last takes what is left */
		uint8_t mother, father, child;
	} rows[NAMINGS_MOST];
};

/* clang-format off */
#define S(text) SLICE_INIT(text)
#define ROW(weight, one) { weight, NAMING_##one, NAMING_##one, NAMING_##one }
#define MIX(weight, mother, father, child) \
	{ weight, NAMING_##mother, NAMING_##father, NAMING_##child }

static const struct naming_row namings[] = {
	{ S("WBRI"), { MIX(2, BRITISH, IRISH, BRITISH), ROW(98, BRITISH) } },
	{ S("WOTH"), { ROW(26, POLISH), ROW(22, ROMANIAN), ROW(9, BALTIC), ROW(10, SLAVIC), ROW(10, PORTUGUESE), ROW(8, ITALIAN), ROW(6, SPANISH), MIX(9, POLISH, BRITISH, BRITISH) } },
	{ S("WIRI"), { ROW(70, IRISH), MIX(30, BRITISH, IRISH, IRISH) } },
	{ S("WIRT"), { ROW(100, TRAVELLER) } },
	{ S("WROM"), { ROW(65, ROMA), ROW(35, TRAVELLER) } },
	{ S("MWBC"), { MIX(70, BRITISH, CARIBBEAN, BRITISH), MIX(30, CARIBBEAN, BRITISH, CARIBBEAN) } },
	{ S("MWBA"), { MIX(75, BRITISH, AFRICAN, BRITISH), MIX(25, AFRICAN, BRITISH, AFRICAN) } },
	{ S("MWAS"), { MIX(35, BRITISH, PAKISTANI, PAKISTANI), MIX(30, BRITISH, HINDU, BRITISH), MIX(15, FILIPINO, BRITISH, BRITISH), MIX(20, CHINESE, BRITISH, BRITISH) } },
	{ S("MOTH"), { MIX(30, BRITISH, ARABIC, ARABIC), MIX(15, BRITISH, TURKISH, TURKISH), MIX(15, PORTUGUESE, AFRICAN, PORTUGUESE), MIX(20, FILIPINO, BRITISH, BRITISH), MIX(20, BRITISH, SPANISH, BRITISH) } },
	{ S("AIND"), { ROW(62, HINDU), ROW(33, SIKH), ROW(5, PAKISTANI) } },
	{ S("APKN"), { ROW(100, PAKISTANI) } },
	{ S("ABAN"), { ROW(100, BANGLADESHI) } },
	{ S("AOTH"), { ROW(26, NEPALI), ROW(26, TAMIL), ROW(22, FILIPINO), ROW(8, VIETNAMESE), ROW(18, PERSIAN) } },
	{ S("BCRB"), { ROW(100, CARIBBEAN) } },
	{ S("BAFR"), { ROW(74, AFRICAN), ROW(26, SOMALI) } },
	{ S("BOTH"), { ROW(50, AFRICAN), ROW(50, CARIBBEAN) } },
	{ S("CHNE"), { ROW(100, CHINESE) } },
	{ S("OOTH"), { ROW(38, ARABIC), ROW(20, TURKISH), ROW(18, PERSIAN), ROW(10, FILIPINO), ROW(7, VIETNAMESE), ROW(7, SPANISH) } },
	{ S("REFU"), { ROW(75, BRITISH), ROW(10, POLISH), ROW(8, PAKISTANI), ROW(7, AFRICAN) } },
	{ S("NOBT"), { ROW(65, BRITISH), ROW(12, POLISH), ROW(8, ROMANIAN), ROW(8, ARABIC), ROW(7, AFRICAN) } },
};

/* By the names that the father has: first language (of 100, English the rest),
 * faith (of 100, not stated the rest), country, and children of 10,000 born
 * abroad. */
static const struct {
	struct { uint8_t weight; struct slice text; } languages[5], faiths[3];
	struct slice country;
	uint16_t abroad;
} customs[NAMING_COUNT] = {
	[NAMING_BRITISH] = { { { 0, S("ENG") } }, { { 48, S("NR") }, { 26, S("CH") }, { 10, S("CE") } }, S("GBR"), 60 },
	[NAMING_IRISH] = { { { 0, S("ENG") } }, { { 60, S("RC") }, { 20, S("NR") } }, S("IRL"), 1200 },
	[NAMING_TRAVELLER] = { { { 0, S("ENG") } }, { { 70, S("RC") } }, S("IRL"), 300 },
	[NAMING_ROMA] = { { { 45, S("SLO") }, { 35, S("RMN") } }, { { 40, S("RC") }, { 30, S("CH") } }, S("SVK"), 3000 },
	[NAMING_PAKISTANI] = { { { 42, S("URD") }, { 24, S("PNJ") }, { 8, S("PHR") } }, { { 92, S("MU") } }, S("PAK"), 700 },
	[NAMING_BANGLADESHI] = { { { 50, S("BNG") }, { 24, S("BNGS") } }, { { 93, S("MU") } }, S("BGD"), 600 },
	[NAMING_HINDU] = { { { 24, S("GUJ") }, { 14, S("HIN") }, { 14, S("MLM") }, { 10, S("TEL") }, { 8, S("TAM") } },
		{ { 70, S("HI") }, { 18, S("CH") } }, S("IND"), 2400 },
	[NAMING_SIKH] = { { { 58, S("PNJ") } }, { { 93, S("SI") } }, S("IND"), 600 },
	[NAMING_AFRICAN] = { { { 14, S("YOR") }, { 12, S("AKA") }, { 10, S("SHO") }, { 8, S("IGB") }, { 12, S("FRN") } },
		{ { 80, S("CH") }, { 6, S("RC") } }, S("NGA"), 2300 },
	[NAMING_SOMALI] = { { { 85, S("SOM") } }, { { 98, S("MU") } }, S("SOM"), 900 },
	[NAMING_CARIBBEAN] = { { { 2, S("CCE") } }, { { 60, S("CH") }, { 20, S("NR") } }, S("JAM"), 500 },
	[NAMING_POLISH] = { { { 84, S("POL") } }, { { 70, S("RC") }, { 12, S("NR") } }, S("POL"), 1800 },
	[NAMING_ROMANIAN] = { { { 90, S("RMN") } }, { { 70, S("CH") }, { 8, S("RC") } }, S("ROU"), 3400 },
	[NAMING_BALTIC] = { { { 55, S("LIT") }, { 30, S("LTV") } }, { { 55, S("RC") }, { 25, S("NR") } }, S("LTU"), 1900 },
	[NAMING_SLAVIC] = { { { 46, S("UKR") }, { 36, S("BUL") }, { 8, S("RUS") } }, { { 60, S("CH") }, { 15, S("NR") } }, S("UKR"), 5200 },
	[NAMING_PORTUGUESE] = { { { 85, S("POR") } }, { { 65, S("RC") }, { 15, S("CH") } }, S("PRT"), 2200 },
	[NAMING_ITALIAN] = { { { 78, S("ITA") } }, { { 70, S("RC") } }, S("ITA"), 2400 },
	[NAMING_SPANISH] = { { { 82, S("SPA") } }, { { 65, S("RC") }, { 10, S("CH") } }, S("ESP"), 2400 },
	[NAMING_ARABIC] = { { { 82, S("ARA") } }, { { 86, S("MU") }, { 8, S("CH") } }, S("SYR"), 3200 },
	[NAMING_TURKISH] = { { { 58, S("TUR") }, { 26, S("KUR") } }, { { 88, S("MU") } }, S("TUR"), 1700 },
	[NAMING_PERSIAN] = { { { 60, S("PRS") }, { 24, S("PRSD") } }, { { 90, S("MU") } }, S("AFG"), 4200 },
	[NAMING_NEPALI] = { { { 86, S("NEP") } }, { { 72, S("HI") }, { 18, S("BU") } }, S("NPL"), 2600 },
	[NAMING_TAMIL] = { { { 58, S("TAM") }, { 26, S("SNH") } }, { { 58, S("HI") }, { 24, S("CH") }, { 12, S("BU") } }, S("LKA"), 2000 },
	[NAMING_FILIPINO] = { { { 64, S("TGL") } }, { { 82, S("RC") }, { 10, S("CH") } }, S("PHL"), 2400 },
	[NAMING_VIETNAMESE] = { { { 78, S("VIE") } }, { { 40, S("BU") }, { 30, S("NR") }, { 16, S("RC") } }, S("VNM"), 2200 },
	[NAMING_CHINESE] = { { { 38, S("CHIC") }, { 28, S("CHI") }, { 10, S("CHIM") } }, { { 60, S("NR") }, { 15, S("CH") }, { 6, S("BU") } }, S("HKG"), 3200 },
};
/* clang-format on */

static struct slice draw_ethnicity(struct lots *lots, int born,
				   uint32_t diversity)
{
	int past = born < OLD_COHORT   ? 0
		   : born > NEW_COHORT ? NEW_COHORT - OLD_COHORT
				       : born - OLD_COHORT;
	bool newer = lots_below(lots, NEW_COHORT - OLD_COHORT) < (uint32_t)past;
	const struct shares *shares =
		newer ? &shares_ethnicity_2024 : &shares_ethnicity_2015;
	struct slice code = shares_text(shares, lots);
	struct slice again = shares_text(shares, lots);
	uint32_t lot = lots_below(lots, OF_THE_NATION);

	if (diversity < OF_THE_NATION && !slice_is(code, "WBRI"))
		return lot < diversity ? code : SLICE("WBRI");
	if (diversity > OF_THE_NATION && slice_is(code, "WBRI"))
		return lot < diversity - OF_THE_NATION ? again : code;
	return code;
}

static void draw_namings(struct origin *origin, struct lots *lots)
{
	uint32_t lot = lots_below(lots, 100);
	size_t e = 0, row = 0;

	while (!slice_equal(namings[e].ethnicity, origin->ethnicity))
		e++;
	while (row + 1 < NAMINGS_MOST && lot >= namings[e].rows[row].weight &&
	       namings[e].rows[row + 1].weight > 0)
		lot -= namings[e].rows[row++].weight;
	origin->mother = (enum naming)namings[e].rows[row].mother;
	origin->father = (enum naming)namings[e].rows[row].father;
	origin->child = (enum naming)namings[e].rows[row].child;
}

void origins_draw(struct origin *origin, struct lots *lots, int born,
		  uint32_t diversity)
{
	enum naming naming;
	uint32_t lot;

	*origin = (struct origin){
		.ethnicity = draw_ethnicity(lots, born, diversity)};
	draw_namings(origin, lots);
	/* At home they speak what the child is named in. */
	naming = origin->child;
	origin->language = SLICE("ENG");
	origin->country = customs[naming].country;
	origin->abroad_of_10000 = customs[naming].abroad;
	lot = lots_below(lots, 100);
	for (size_t i = 0; i < 5 && customs[naming].languages[i].weight > 0;
	     i++) {
		if (lot < customs[naming].languages[i].weight) {
			origin->language = customs[naming].languages[i].text;
			break;
		}
		lot -= customs[naming].languages[i].weight;
	}
	lot = lots_below(lots, 100);
	for (size_t i = 0; i < 3 && customs[naming].faiths[i].weight > 0; i++) {
		if (lot < customs[naming].faiths[i].weight) {
			origin->faith = customs[naming].faiths[i].text;
			break;
		}
		lot -= customs[naming].faiths[i].weight;
	}
}
