#include "generate/catchments.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "dictionary/dictionary.h"
#include "generate/lots.h"

enum {
	FEWEST_ELSEWHERE = 12,
	MOVES_OF_10000 = 450, /* of pupils in a year who change school, beside
				 those whose school ends; unconfirmed */
	MOVES_MOST = 5500,
	HOMES_MADE = 24, /* areas of a school that the plan says none of */
	HOMES_LIMIT = 4096,
	AREAS_OF_SCHOOL = 8,
	AUTHORITY_LANES_MOST = 900000, /* write_identity.c */
};

/* --- year groups ---------------------------------------------------------- */

static const struct slice grade_codes[GRADES] = {
	SLICE_INIT("E1"), SLICE_INIT("E2"), SLICE_INIT("N1"), SLICE_INIT("N2"),
	SLICE_INIT("R"),  SLICE_INIT("1"),  SLICE_INIT("2"),  SLICE_INIT("3"),
	SLICE_INIT("4"),  SLICE_INIT("5"),  SLICE_INIT("6"),  SLICE_INIT("7"),
	SLICE_INIT("8"),  SLICE_INIT("9"),  SLICE_INIT("10"), SLICE_INIT("11"),
	SLICE_INIT("12"), SLICE_INIT("13"), SLICE_INIT("14"),
};

struct slice catchments_grade_code(int grade)
{
	return grade_codes[grade - GRADE_LEAST];
}

static bool find_grade(struct slice code, int *grade)
{
	for (int i = 0; i < GRADES; i++)
		if (slice_equal(grade_codes[i], code)) {
			*grade = i + GRADE_LEAST;
			return true;
		}
	return false;
}

/*
 * What types of school there are: usual year groups, and how pupils are spread
 * over them, in hundredths of a full year group.  A sixth form keeps about half;
 * units for excluded pupils fill towards year 11 (Department for Education,
 * Schools, pupils and their characteristics; shares unconfirmed).
 */
/* clang-format off */
static const struct setting_row {
	const char *name;
	int first, last;
	enum school_kind kind;
	bool teaches_secondary;
	const char *phase, *census_phase;
	uint8_t weights[GRADES]; /* 0: 100 */
} settings[] = {
	{ "early-years", -3, -1, KIND_OF_MAINSTREAM, false, "Nursery", "EY", { 30, 50, 90, 100 } },
	{ "nursery", -2, -1, KIND_OF_MAINSTREAM, false, "Nursery School", "NS", { 0, 0, 70, 100 } },
	{ "infant", 0, 2, KIND_OF_MAINSTREAM, false, "Infant School", "PS", { 0, 0, 40, 70 } },
	{ "junior", 3, 6, KIND_OF_MAINSTREAM, false, "Junior School", "PS", { 0 } },
	{ "primary", 0, 6, KIND_OF_MAINSTREAM, false, "Primary School", "PS", { 20, 30, 40, 80 } },
	{ "middle", 5, 8, KIND_OF_MAINSTREAM, false, "Middle School", "MS", { 0 } },
	{ "secondary", 7, 11, KIND_OF_MAINSTREAM, true, "School", "SS",
		{ [16] = 55, [17] = 47, [18] = 3 } },
	{ "all-through", 0, 13, KIND_OF_MAINSTREAM, false, "School", "AT",
		{ 20, 30, 40, 80, [16] = 55, [17] = 47, [18] = 3 } },
	{ "special", 0, 13, KIND_OF_SPECIAL, false, "School", "SP",
		{ 20, 30, 30, 40, 60, 70, 80, 85, 90, 95, 100, 100, 100, 100, 100, 100, 60, 55, 30 } },
	{ "pupil-referral-unit", 7, 11, KIND_OF_REFERRAL, true, "Centre", "PR",
		{ [5] = 4, 4, 5, 6, 8, 10, 12, 25, 45, 75, 100 } },
	{ "alternative-provision", 7, 11, KIND_OF_REFERRAL, true, "Academy", "PR",
		{ [5] = 4, 4, 5, 6, 8, 10, 12, 25, 45, 75, 100, 30, 20, 5 } },
	{ "academy-primary", 0, 6, KIND_OF_MAINSTREAM, false, "Primary Academy", "PS", { 20, 30, 40, 80 } },
	{ "academy-secondary", 7, 13, KIND_OF_MAINSTREAM, true, "Academy", "SS",
		{ [16] = 55, [17] = 47, [18] = 3 } },
	{ "sixth-form", 12, 13, KIND_OF_MAINSTREAM, true, "Sixth Form College", "SS",
		{ [16] = 100, [17] = 88, [18] = 6 } },
	{ "independent", 0, 13, KIND_OF_INDEPENDENT, false, "School", "",
		{ 20, 30, 50, 80, [16] = 75, [17] = 70, [18] = 3 } },
};
/* clang-format on */

static const struct setting_row *find_setting(struct slice name)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (slice_is(name, settings[i].name))
			return &settings[i];
	return NULL;
}

/* --- one school ----------------------------------------------------------- */

struct making {
	struct catchments *plan;
	const struct place_plan *wanted;
	const struct dictionary *dictionary;
	size_t school; /* in hand */
	struct error *error;
};

static int refuse(struct making *making, const char *what, const char *hint)
{
	error_set(making->error, ERROR_INPUT, "%s", what);
	error_hint(making->error, "%s", hint);
	return error_at(making->error, SLICE(""), 0, 0, making->school + 1);
}

static int check_number(struct making *making, const struct place_school *place)
{
	uint64_t number;

	if (place->laestab.len != 7 ||
	    !slice_number(place->laestab, 9999999, &number))
		return refuse(making,
			      "a school's number is authority and "
			      "establishment, seven digits",
			      "8861101, for example");
	if (place->pupils > SCHOOL_PUPILS_LIMIT)
		return refuse(making,
			      "a school has at most 20000 pupils on roll",
			      "share them out among several schools");
	return 0;
}

static int read_years(struct making *making, struct school *school,
		      const struct setting_row *setting)
{
	const struct place_school *place = &school->place;

	school->first_grade = setting->first;
	school->last_grade = setting->last;
	if ((place->first_year.len > 0 &&
	     !find_grade(place->first_year, &school->first_grade)) ||
	    (place->last_year.len > 0 &&
	     !find_grade(place->last_year, &school->last_grade)) ||
	    school->first_grade > school->last_grade)
		return refuse(making,
			      "a school's year groups are not a first and a "
			      "last one",
			      "codes are N1, N2, R and 1 to 14");
	school->place.first_year = catchments_grade_code(school->first_grade);
	school->place.last_year = catchments_grade_code(school->last_grade);
	return 0;
}

/* Pupils over the year groups, none lost by rounding. */
static void share_places(struct school *school,
			 const struct setting_row *setting)
{
	uint64_t total = 0, sum = 0, pupils = school->place.pupils;

	for (int grade = school->first_grade; grade <= school->last_grade;
	     grade++) {
		uint32_t weight = setting->weights[grade - GRADE_LEAST];

		total += weight > 0 ? weight : 100;
	}
	for (int grade = school->first_grade; grade <= school->last_grade;
	     grade++) {
		uint32_t weight = setting->weights[grade - GRADE_LEAST];
		uint64_t before = sum * pupils / total;
		uint32_t places;

		sum += weight > 0 ? weight : 100;
		places = (uint32_t)(sum * pupils / total - before);
		school->places[grade - GRADE_LEAST] = places;
		if (places > school->width)
			school->width = places;
	}
}

static int find_authority(struct making *making, struct school *school)
{
	struct catchments *plan = making->plan;
	struct slice number = slice_part(school->place.laestab, 0, 3);
	struct slice label = number;

	memcpy(school->number, number.at, 3);
	for (size_t i = 0; i < plan->authority_count; i++)
		if (slice_is(number, plan->authorities[i].number)) {
			school->authority = (uint32_t)i;
			return 0;
		}
	for (uint16_t i = 0; i < making->dictionary->authority_count; i++)
		if (slice_equal(making->dictionary->authorities[i].number,
				number))
			label = making->dictionary->authorities[i].label;
	school->authority = (uint32_t)plan->authority_count;
	places_authority(&plan->authorities[plan->authority_count++], number,
			 label);
	return 0;
}

static int find_area(struct making *making, struct school *school)
{
	struct catchments *plan = making->plan;
	struct slice name = school->place.area;
	struct catchment *area;

	if (name.len == 0)
		name = slice_part(school->place.laestab, 0, 3);
	school->place.area = name;
	for (size_t i = 0; i < plan->area_count; i++)
		if (slice_equal(plan->areas[i].name, name)) {
			school->area = (uint32_t)i;
			return 0;
		}
	area = &plan->areas[plan->area_count];
	*area = (struct catchment){
		.name = name,
		.key = lots_text(lots_mix(plan->seed, TOPIC_AREA), name),
		.authority = school->authority,
		.first_grade = GRADE_MOST + 1,
		.last_grade = GRADE_LEAST - 1};
	school->area = (uint32_t)plan->area_count++;
	return 0;
}

static bool area_number(struct slice lsoa, uint32_t *number)
{
	uint64_t value;

	if (lsoa.len != 9 || !slice_starts_with(lsoa, SLICE("E01")) ||
	    !slice_number(slice_part(lsoa, 3, 9), 999999, &value))
		return false;
	*number = (uint32_t)value;
	return true;
}

/*
 * Areas side by side; schools that are neighbours in the plan are neighbours there.
 * What an area of schools takes up of its authority grows with them.
 */
static void make_homes(const struct catchments *plan,
		       const struct catchment *area, uint32_t index,
		       uint32_t count, uint32_t *homes)
{
	const struct authority_place *authority =
		&plan->authorities[area->authority];
	struct lots lots = lots_of(area->key, TOPIC_HOME);
	uint64_t taken = HOMES_MADE + (uint64_t)count * AREAS_OF_SCHOOL;
	uint32_t all = authority->area_count, first, step;

	if (taken > all)
		taken = all;
	first = lots_below(&lots, all - (uint32_t)taken + 1);
	step = (uint32_t)((taken - HOMES_MADE) * index / count);
	for (uint32_t i = 0; i < HOMES_MADE; i++)
		homes[i] = authority->first_area + first + step + i;
}

static int read_homes(struct making *making, struct school *school,
		      const struct catchment *area, uint32_t index,
		      uint32_t members)
{
	const struct place_school *place = &school->place;
	size_t count = place->lsoa_count > 0 ? place->lsoa_count : HOMES_MADE;
	uint32_t *homes;

	if (count > HOMES_LIMIT)
		return refuse(making, "a school has too many areas",
			      "at most 4096");
	homes = arena_array(&making->plan->arena, count, sizeof(*homes));
	if (homes == NULL)
		return error_memory(making->error);
	if (place->lsoa_count == 0)
		make_homes(making->plan, area, index, members, homes);
	for (size_t i = 0; i < place->lsoa_count; i++)
		if (!area_number(place->lsoas[i], &homes[i]))
			return refuse(making,
				      "an area of a school is no lower layer "
				      "area of England",
				      "E01 and six digits");
	school->homes = homes;
	school->home_count = (uint32_t)count;
	return 0;
}

static struct slice joined(struct catchments *plan, struct slice a,
			   struct slice b)
{
	size_t length = a.len + 1 + b.len;
	char *text = arena_allocate(&plan->arena, length);

	if (text == NULL)
		return (struct slice){NULL, 0};
	memcpy(text, a.at, a.len);
	text[a.len] = ' ';
	memcpy(text + a.len + 1, b.at, b.len);
	return (struct slice){text, length};
}

static int fill_in(struct making *making, struct school *school,
		   const struct setting_row *setting)
{
	struct catchments *plan = making->plan;
	const struct town *town = places_town(
		&plan->authorities[school->authority], school->homes[0]);
	struct lots lots = lots_of(school->key, TOPIC_SCHOOL);

	if (school->place.name.len == 0) {
		struct slice first =
			joined(plan, town->name,
			       places_street_name(school->homes[0],
						  lots_below(&lots, 16)));

		school->place.name =
			joined(plan, first, slice_of(setting->phase));
		if (first.at == NULL || school->place.name.at == NULL)
			return error_memory(making->error);
	}
	if (school->place.pct_area.len == 0)
		school->place.pct_area = town->pct;
	if (school->place.urn.len == 0) {
		uint32_t urn = 100000 + lots_below(&lots, 49000);
		char *text = arena_allocate(&plan->arena, 6);

		if (text == NULL)
			return error_memory(making->error);
		for (int i = 5; i >= 0; i--, urn /= 10)
			text[i] = (char)('0' + urn % 10);
		school->place.urn = (struct slice){text, 6};
	}
	return 0;
}

static int make_school(struct making *making)
{
	struct catchments *plan = making->plan;
	struct school *school = &plan->schools[making->school];
	const struct setting_row *setting;

	school->place = making->wanted->schools[making->school];
	if (check_number(making, &school->place) != 0)
		return -1;
	setting = find_setting(school->place.setting);
	if (setting == NULL)
		return refuse(making, "there is no such type of school",
			      "types are primary, secondary, special ...: see "
			      "'setting' in the dictionary");
	school->key = lots_text(lots_mix(plan->seed, TOPIC_SCHOOL),
				school->place.laestab);
	school->kind = setting->kind;
	school->teaches_secondary = setting->teaches_secondary;
	school->census_phase = slice_of(setting->census_phase);
	if (read_years(making, school, setting) != 0 ||
	    find_authority(making, school) != 0 ||
	    find_area(making, school) != 0)
		return -1;
	share_places(school, setting);
	return 0;
}

/* What needs to know the schools around. */
static int settle_school(struct making *making, uint32_t number,
			 const struct catchment *area, uint32_t index,
			 uint32_t members)
{
	struct school *school = &making->plan->schools[number];

	making->school = number;
	return read_homes(making, school, area, index, members) == 0 &&
			       fill_in(making, school,
				       find_setting(school->place.setting)) == 0
		       ? 0
		       : -1;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct school *const *first = a;
	const struct school *const *second = b;
	int order = slice_compare((*first)->place.laestab,
				  (*second)->place.laestab);

	return order != 0 ? order : (*first < *second ? -1 : 1);
}

static int check_twice(struct making *making)
{
	struct catchments *plan = making->plan;
	const struct school **order =
		arena_array(&plan->arena, plan->school_count, sizeof(*order));

	if (order == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < plan->school_count; i++)
		order[i] = &plan->schools[i];
	qsort(order, plan->school_count, sizeof(*order), compare_numbers);
	for (size_t i = 1; i < plan->school_count; i++) {
		if (!slice_equal(order[i - 1]->place.laestab,
				 order[i]->place.laestab))
			continue;
		making->school = (size_t)(order[i] - plan->schools);
		return refuse(making, "two schools have the same number",
			      "each needs one of its own");
	}
	return 0;
}

/* --- lanes ---------------------------------------------------------------- */

/* The ranges of a year group: those that go on, and the schools that begin,
 * each in the first gap after the last one placed that has room. */
struct laying {
	struct lane_range *kept;
	uint32_t kept_count;
	struct lane_range *made;
	uint32_t made_count;
	uint32_t next; /* of kept */
	uint32_t end;  /* of the last in made */
};

static void lay_school(struct laying *laying, struct school *school,
		       uint32_t index)
{
	while (laying->next < laying->kept_count &&
	       laying->kept[laying->next].start - laying->end < school->width) {
		laying->made[laying->made_count++] = laying->kept[laying->next];
		laying->end = laying->kept[laying->next++].end;
	}
	school->start = laying->end;
	laying->end += school->width;
	laying->made[laying->made_count++] =
		(struct lane_range){school->start, laying->end, index};
}

static int lay_grade(struct making *making, struct catchment *area,
		     uint32_t number, int grade, const uint32_t *members,
		     size_t member_count)
{
	struct catchments *plan = making->plan;
	struct laying laying = {0};
	int g = grade - GRADE_LEAST;

	(void)number;
	laying.made =
		arena_array(&plan->arena, member_count, sizeof(*laying.made));
	laying.kept =
		arena_array(&plan->arena, member_count, sizeof(*laying.kept));
	if (laying.made == NULL || laying.kept == NULL)
		return error_memory(making->error);
	for (uint32_t i = 0; g > 0 && i < area->range_count[g - 1]; i++) {
		const struct lane_range *range = &area->ranges[g - 1][i];

		if (plan->schools[range->school].last_grade >= grade)
			laying.kept[laying.kept_count++] = *range;
	}
	for (size_t i = 0; i < member_count; i++) {
		struct school *school = &plan->schools[members[i]];

		if (school->first_grade == grade && school->width > 0)
			lay_school(&laying, school, members[i]);
	}
	while (laying.next < laying.kept_count) {
		laying.made[laying.made_count++] = laying.kept[laying.next];
		laying.end = laying.kept[laying.next++].end;
	}
	area->ranges[g] = laying.made;
	area->range_count[g] = laying.made_count;
	if (laying.end > area->lanes)
		area->lanes = laying.end;
	return 0;
}

/* How often two lanes at random are of different schools, in ten-thousandths,
 * in the year group with most lanes. */
static uint32_t apart_of_10000(const struct catchment *area)
{
	uint64_t most = 0;

	for (int g = 0; g < GRADES; g++) {
		uint64_t same = 0, lanes = area->lanes, taken = 0;

		for (uint32_t i = 0; i < area->range_count[g]; i++) {
			uint64_t width = area->ranges[g][i].end -
					 area->ranges[g][i].start;

			same += width * width;
			taken += width;
		}
		if (taken == 0)
			continue;
		same = taken * lanes - same;
		if (same * 10000 / (taken * lanes) > most)
			most = same * 10000 / (taken * lanes);
	}
	return (uint32_t)most;
}

/* The school in whose neighbourhood the children of a lane live: the first that
 * the lane leads to, else one by chance. */
static int find_home_schools(struct making *making, struct catchment *area,
			     const uint32_t *members, size_t member_count)
{
	struct catchments *plan = making->plan;
	uint32_t *homes =
		arena_array(&plan->arena, area->lanes, sizeof(*homes));

	if (homes == NULL)
		return error_memory(making->error);
	for (uint32_t lane = 0; lane < area->lanes; lane++) {
		struct lots lots =
			lots_of(lots_mix(area->key, lane), TOPIC_HOME);

		homes[lane] =
			members[lots_below(&lots, (uint32_t)member_count)];
	}
	for (int g = GRADES - 1; g >= 0; g--)
		for (uint32_t i = 0; i < area->range_count[g]; i++)
			for (uint32_t lane = area->ranges[g][i].start;
			     lane < area->ranges[g][i].end; lane++)
				homes[lane] = area->ranges[g][i].school;
	area->home_schools = homes;
	return 0;
}

static int lay_area(struct making *making, struct catchment *area,
		    uint32_t number, const uint32_t *members,
		    size_t member_count)
{
	struct catchments *plan = making->plan;
	uint32_t apart;

	for (size_t i = 0; i < member_count; i++) {
		const struct school *school = &plan->schools[members[i]];

		if (settle_school(making, members[i], area, (uint32_t)i,
				  (uint32_t)member_count) != 0)
			return -1;
		if (school->first_grade < area->first_grade)
			area->first_grade = school->first_grade;
		if (school->last_grade > area->last_grade)
			area->last_grade = school->last_grade;
	}
	for (int grade = GRADE_LEAST; grade <= GRADE_MOST; grade++)
		if (lay_grade(making, area, number, grade, members,
			      member_count) != 0)
			return -1;
	area->lanes += area->lanes / 9 + FEWEST_ELSEWHERE;
	area->lanes += area->lanes % 2;
	apart = apart_of_10000(area);
	area->moves_of_10000 = apart * MOVES_MOST < MOVES_OF_10000 * 10000
				       ? MOVES_MOST
				       : MOVES_OF_10000 * 10000 / apart;
	return find_home_schools(making, area, members, member_count);
}

/* Schools by area, in the plan's order. */
static int lay_areas(struct making *making)
{
	struct catchments *plan = making->plan;
	uint32_t *members =
		arena_array(&plan->arena, plan->school_count, sizeof(*members));
	uint32_t *starts = arena_array(&plan->arena, plan->area_count + 1,
				       sizeof(*starts));
	uint32_t *authorities = arena_array(&plan->arena, plan->authority_count,
					    sizeof(*authorities));
	uint64_t child = 0;

	if (members == NULL || starts == NULL || authorities == NULL)
		return error_memory(making->error);
	for (size_t i = 0; i < plan->school_count; i++)
		starts[plan->schools[i].area + 1]++;
	for (size_t i = 0; i < plan->area_count; i++)
		starts[i + 1] += starts[i];
	for (size_t i = plan->school_count; i > 0; i--)
		members[--starts[plan->schools[i - 1].area + 1]] =
			(uint32_t)(i - 1);
	/* Each start has come down to where its own area's schools begin. */
	for (size_t i = 0; i < plan->area_count; i++) {
		struct catchment *area = &plan->areas[i];
		size_t first = starts[i + 1];
		size_t end = i + 1 < plan->area_count ? starts[i + 2]
						      : plan->school_count;

		if (lay_area(making, area, (uint32_t)i, members + first,
			     end - first) != 0)
			return -1;
		area->first_child = child;
		child += (uint64_t)area->lanes * 64;
		area->first_of_authority = authorities[area->authority];
		authorities[area->authority] += area->lanes;
		if (authorities[area->authority] > AUTHORITY_LANES_MOST)
			return refuse(making,
				      "an authority has too many pupils to "
				      "number them all",
				      "share the schools out among more "
				      "authorities");
	}
	return 0;
}

int catchments_make(struct catchments *plan, const struct place_plan *wanted,
		    const struct dictionary *dictionary, struct error *error)
{
	struct making making = {.plan = plan,
				.wanted = wanted,
				.dictionary = dictionary,
				.error = error};
	uint64_t pupils = 0;

	*plan = (struct catchments){.seed = wanted->seed,
				    .numbered = wanted->numbered,
				    .school_count = wanted->count};
	if (wanted->count == 0 || wanted->count > PLAN_SCHOOLS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a plan has 1 to 30000 schools");
	plan->schools = arena_array(&plan->arena, wanted->count,
				    sizeof(*plan->schools));
	plan->areas =
		arena_array(&plan->arena, wanted->count, sizeof(*plan->areas));
	plan->authorities = arena_array(&plan->arena, wanted->count,
					sizeof(*plan->authorities));
	if (plan->schools == NULL || plan->areas == NULL ||
	    plan->authorities == NULL)
		return error_memory(error);
	for (; making.school < wanted->count; making.school++) {
		if (make_school(&making) != 0)
			return -1;
		pupils += plan->schools[making.school].place.pupils;
	}
	if (pupils > PLAN_PUPILS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a plan has at most 20000000 pupils");
	if (check_twice(&making) != 0)
		return -1;
	return lay_areas(&making);
}

void catchments_release(struct catchments *plan)
{
	arena_release(&plan->arena);
}

uint32_t catchments_school_at(const struct catchments *plan,
			      const struct catchment *area, int grade,
			      uint32_t lane)
{
	int g = grade - GRADE_LEAST;
	const struct lane_range *ranges = area->ranges[g];
	uint32_t low = 0, high = area->range_count[g];
	const struct school *school;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (ranges[middle].end <= lane)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == area->range_count[g] || ranges[low].start > lane)
		return NO_SCHOOL;
	school = &plan->schools[ranges[low].school];
	return lane - school->start < school->places[g] ? ranges[low].school
							: NO_SCHOOL;
}
