#include "generate/family.h"

#include "base/date.h"
#include "generate/lots.h"
#include "generate/shares.h"

/* Ten-thousandths; each unconfirmed unless a source is named. */
enum {
	TWINS = 300, /* of children (Office for National Statistics, Birth
			characteristics: about 15 of 1000 maternities) */
	MARRIED_NAME = 7000, /* parents with one surname */
	DOUBLE_BARRELLED = 450,
	MOTHERS_NAME = 900, /* children with the mother's, where they differ */
	SERVICE = 90,       /* Schools, pupils and their characteristics */
	COURT_ORDER = 350,  /* of parents who live elsewhere */
	IN_FLAT = 1000,
	STAYS_YEARS = 9, /* in one home */
};

/*
 * Families among six children of a lane, one after the other; children with the
 * same letter are one family's.  Together with the weights (of 10,000) about 42 of
 * 100 families have one child, 45 two, 13 more (Office for National Statistics,
 * Families and households in the UK: 44, 41 and 15 with dependent children).
 */
static const struct {
	uint16_t weight;
	char letters[7];
} patterns[] = {
	{1480, "AABBCC"}, {770, "AABBCD"}, {770, "ABBCCD"},  {770, "ABBCDD"},
	{770, "AABCCD"},  {590, "AAABCC"}, {590, "AABBBC"},  {480, "ABBBCC"},
	{240, "ABBBCD"},  {240, "ABCCCD"}, {360, "ABCDDE"},  {590, "AAAABC"},
	{470, "AAABBB"},  {590, "ABBCCC"}, {1290, "AABBCC"},
};

enum { IN_A_ROW = 6 };

uint32_t family_lane(const struct catchment *catchment, int cohort,
		     uint32_t lane, bool *twin)
{
	struct lots lots = lots_of(lots_mix(lots_mix(catchment->key, lane / 2),
					    (uint64_t)(unsigned int)cohort),
				   TOPIC_TWINS);

	*twin = lots_chance(&lots, TWINS);
	return *twin ? lane & ~1u : lane;
}

/* Which family, and who of it was born first. */
static uint64_t find_family(const struct catchment *catchment, int cohort,
			    uint32_t lane, int *eldest, int *stride_years)
{
	uint64_t key = lots_mix(lots_mix(catchment->key, lane), TOPIC_FAMILY);
	int stride = 2 + (int)(key & 1);
	int row = cohort % stride;
	int number = cohort / stride + (int)(key >> 8 & 1023) % IN_A_ROW;
	int position = number % IN_A_ROW, first = 0;
	struct lots lots;
	uint32_t lot;
	size_t pattern = 0;
	char letter;

	key = lots_mix(
		key,
		(uint64_t)(unsigned int)(number / IN_A_ROW * stride + row));
	lots = lots_of(key, TOPIC_FAMILY);
	lot = lots_below(&lots, SHARES_WHOLE);
	while (lot >= patterns[pattern].weight)
		lot -= patterns[pattern++].weight;
	letter = patterns[pattern].letters[position];
	while (patterns[pattern].letters[first] != letter)
		first++;
	*eldest = cohort - (position - first) * stride;
	*stride_years = stride;
	return lots_mix(key, (uint64_t)(unsigned char)letter);
}

/* --- adults --------------------------------------------------------------- */

static struct slice title_of(struct lots *lots, const struct adult *adult)
{
	uint32_t lot = lots_below(lots, 100);

	if (lot == 0)
		return SLICE("Dr");
	if (!adult->woman)
		return SLICE("Mr");
	return lot < 55 ? SLICE("Mrs") : lot < 80 ? SLICE("Ms") : SLICE("Miss");
}

static struct adult *add_adult(struct family *family, bool woman,
			       enum naming naming, int years_older,
			       struct slice surname, struct slice relationship)
{
	struct adult *adult = &family->adults[family->adult_count];
	struct lots lots;

	*adult = (struct adult){
		.woman = woman,
		.responsible = true,
		.here = true,
		.naming = naming,
		.key = lots_mix(family->key, 1000 + family->adult_count),
		.relationship = relationship};
	family->adult_count++;
	lots = lots_of(adult->key, TOPIC_PARENTS);
	adult->born = family->eldest - years_older;
	adult->surname = woman ? names_of_woman(surname, naming) : surname;
	adult->forename = names_forename(&lots, naming, woman, adult->born,
					 (unsigned int)adult->key);
	if (lots_chance(&lots, 2500))
		adult->middle =
			names_forename(&lots, naming, woman, adult->born,
				       (unsigned int)adult->key);
	adult->title = title_of(&lots, adult);
	return adult;
}

static struct adult *add_mother(struct family *family, struct lots *lots)
{
	return add_adult(family, true, family->origin.mother,
			 lots_between(lots, 19, 37), family->hers,
			 SLICE("PAM"));
}

static struct adult *add_father(struct family *family, struct lots *lots)
{
	return add_adult(family, false, family->origin.father,
			 lots_between(lots, 21, 41), family->his, SLICE("PAF"));
}

/* Somebody who came later, with a name of their own. */
static struct adult *add_partner(struct family *family, struct lots *lots,
				 bool woman, struct slice relationship)
{
	enum naming naming =
		woman ? family->origin.mother : family->origin.father;
	int years = lots_between(lots, 20, 40);
	struct slice surname = names_surname(lots, naming);
	struct adult *adult =
		add_adult(family, woman, naming, years, surname, relationship);

	adult->responsible = lots_chance(lots, 2000);
	return adult;
}

/* Somebody who is no parent and has another name.  Lots are drawn one by one:
 * arguments have no order among themselves. */
static void add_other(struct family *family, struct lots *lots,
		      struct slice relationship)
{
	int years = lots_between(lots, 26, 48);
	struct slice surname = names_surname(lots, family->origin.mother);

	add_adult(family, true, family->origin.mother, years, surname,
		  relationship);
}

static void live_elsewhere(struct adult *adult, struct lots *lots)
{
	adult->here = false;
	adult->limited = lots_chance(lots, COURT_ORDER);
	adult->responsible = adult->woman || lots_chance(lots, 8500);
}

static void add_adults(struct family *family, struct lots *lots)
{
	switch (family->household) {
	case HOUSEHOLD_BOTH:
		if (lots_chance(lots, 1400)) {
			add_father(family, lots);
			add_mother(family, lots);
			break;
		}
		add_mother(family, lots);
		add_father(family, lots);
		break;
	case HOUSEHOLD_MOTHER:
		add_mother(family, lots);
		if (lots_chance(lots, 2500))
			live_elsewhere(add_father(family, lots), lots);
		break;
	case HOUSEHOLD_TWO_HOMES:
		add_mother(family, lots);
		live_elsewhere(add_father(family, lots), lots);
		break;
	case HOUSEHOLD_STEPFATHER:
		add_mother(family, lots);
		add_partner(family, lots, false, SLICE("STF"));
		if (lots_chance(lots, 6000))
			live_elsewhere(add_father(family, lots), lots);
		break;
	case HOUSEHOLD_FATHER:
		add_father(family, lots);
		if (lots_chance(lots, 5000))
			live_elsewhere(add_mother(family, lots), lots);
		break;
	case HOUSEHOLD_STEPMOTHER:
		add_father(family, lots);
		add_partner(family, lots, true, SLICE("STM"));
		if (lots_chance(lots, 7000))
			live_elsewhere(add_mother(family, lots), lots);
		break;
	case HOUSEHOLD_GRANDPARENTS:
		add_adult(family, true, family->origin.mother,
			  lots_between(lots, 42, 60), family->hers,
			  SLICE("FAM"));
		if (lots_chance(lots, 5000))
			add_adult(family, false, family->origin.father,
				  lots_between(lots, 44, 62), family->hers,
				  SLICE("FAM"));
		live_elsewhere(add_mother(family, lots), lots);
		break;
	case HOUSEHOLD_TWO_MOTHERS:
		add_mother(family, lots);
		add_partner(family, lots, true, SLICE("PAM"))->responsible =
			true;
		break;
	case HOUSEHOLD_RELATIVE:
		add_other(family, lots, SLICE("REL"));
		break;
	case HOUSEHOLD_TWO_FATHERS:
		add_father(family, lots);
		add_partner(family, lots, false, SLICE("PAF"))->responsible =
			true;
		break;
	case HOUSEHOLD_GUARDIAN:
		add_other(family, lots, SLICE("CAR"));
		break;
	}
}

/* --- names and home ------------------------------------------------------- */

static void draw_names(struct family *family, struct lots *lots)
{
	const struct origin *origin = &family->origin;
	struct slice hers = names_surname(lots, origin->mother);

	family->his = names_surname(lots, origin->father);
	family->hers = family->his;
	family->mothers_name = family->double_barrelled = false;
	if (lots_chance(lots, MARRIED_NAME) || slice_equal(hers, family->his))
		return;
	family->hers = hers;
	/* Only plain names are joined: others have a hyphen already. */
	family->double_barrelled =
		lots_chance(lots, DOUBLE_BARRELLED * SHARES_WHOLE /
					  (SHARES_WHOLE - MARRIED_NAME)) &&
		memchr(hers.at, '-', hers.len) == NULL &&
		memchr(family->his.at, '-', family->his.len) == NULL;
	family->mothers_name =
		lots_chance(lots, MOTHERS_NAME * SHARES_WHOLE /
					  (SHARES_WHOLE - MARRIED_NAME));
}

static struct home draw_home(struct lots *lots, const struct school *school)
{
	struct home home = {.authority = school->authority};

	home.area = school->homes[lots_early(lots, school->home_count)];
	home.street = lots_below(lots, STREETS_OF_AREA);
	home.house = 1 + lots_early(lots, 160);
	if (lots_chance(lots, IN_FLAT))
		home.flat = 1 + lots_early(lots, 30);
	return home;
}

static void draw_home_on(struct family *family, const struct school *school,
			 int32_t date)
{
	struct lots lots = lots_of(family->key, TOPIC_HOME);
	int phase = (int)lots_below(&lots, STAYS_YEARS);
	int day = (int)lots_below(&lots, 365);
	int stay = (date_academic_year(date - day) + phase) / STAYS_YEARS;
	int year = (date_academic_year(date - day) + phase) % STAYS_YEARS;

	lots = lots_of(lots_mix(family->key, (uint64_t)(unsigned int)stay),
		       TOPIC_HOME);
	family->home = draw_home(&lots, school);
	family->moved_lately = year == 0;
}

struct home family_other_home(const struct catchments *catchments,
			      const struct catchment *catchment,
			      const struct adult *adult)
{
	struct lots lots = lots_of(adult->key, TOPIC_HOME);
	uint32_t lane = lots_below(&lots, catchment->lanes);

	return draw_home(&lots,
			 &catchments->schools[catchment->home_schools[lane]]);
}

void family_draw(struct family *family, const struct catchments *catchments,
		 const struct catchment *catchment, int cohort, uint32_t lane,
		 int32_t date)
{
	const struct school *school =
		&catchments->schools[catchment->home_schools[lane]];
	struct lots lots;

	family->key = find_family(catchment, cohort, lane, &family->eldest,
				  &family->stride);
	lots = lots_of(family->key, TOPIC_HOUSEHOLD);
	family->rank = lots_below(&lots, SHARES_WHOLE);
	family->household =
		(enum household)shares_draw(&shares_household, &lots);
	family->service = lots_chance(&lots, SERVICE);
	origins_draw(&family->origin, &lots, family->eldest,
		     catchments->authorities[school->authority].diversity);
	draw_names(family, &lots);
	family->adult_count = 0;
	add_adults(family, &lots);
	draw_home_on(family, school, date);
}
