#include "invented.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/slice.h"
#include "dictionary/identifier.h"

#include "invented_tables.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* splitmix64: small, and good enough to draw lots. */
struct lots {
	uint64_t state;
};

static uint64_t draw(struct lots *lots)
{
	uint64_t z = lots->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static unsigned int below(struct lots *lots, size_t limit)
{
	return (unsigned int)(draw(lots) % limit);
}

/* True for about `thousandths` of 1000. */
static bool chance(struct lots *lots, unsigned int thousandths)
{
	return below(lots, 1000) < thousandths;
}

static const char *one_of(struct lots *lots, const char *const *table,
			  size_t count)
{
	return table[below(lots, count)];
}

#define ONE_OF(lots, table) one_of(lots, table, COUNT(table))

/* Weights end with 0. */
static const char *weighed(struct lots *lots, const struct weighted *table)
{
	unsigned int sum = 0, at;

	for (const struct weighted *row = table; row->weight > 0; row++)
		sum += row->weight;
	at = below(lots, sum);
	while (at >= table->weight)
		at -= (table++)->weight;
	return table->text;
}

#define SET(array, ...) ((void)snprintf(array, sizeof(array), __VA_ARGS__))

static void set_date(char text[DATE_TEXT_BYTES], int32_t date)
{
	date_format(date, text);
}

static void set_flag(char text[6], bool value)
{
	(void)snprintf(text, 6, "%s", value ? "true" : "false");
}

static int32_t between(struct lots *lots, int32_t from, int32_t to)
{
	return from + (int32_t)below(lots, (size_t)(to - from + 1));
}

static bool in_northamptonshire(const struct invented_class *class)
{
	return strncmp(class->laestab, "928", 3) == 0;
}

/* --- identifiers ---------------------------------------------------------- */

/* Seven primary schools take turns in a thousand serial numbers; then come the
 * next seven; then the next authority. */
static void set_upn(struct invented_pupil *pupil,
		    const struct invented_class *class)
{
	static const char *const authorities[] = {
		"886", "928", "820", "822", "823", "825", "826", "830", "835",
		"845", "850", "855", "860", "865", "870", "873", "874", "878",
		"881", "885", "887", "888", "891", "892", "895", "908", "919",
		"921", "925", "926", "929", "931", "933", "935", "936", "937",
		"938", "301", "302", "303", "304", "305", "306", "307", "308",
		"309", "310", "311", "312", "313", "314", "315", "316", "317",
		"318", "319", "320", "330", "331", "332", "333", "334", "335",
		"336", "340", "341", "342", "343", "344", "350", "351", "352",
		"353", "354", "355", "356", "357", "358", "359", "370", "371",
		"372", "373", "380", "381", "382", "383", "384", "390", "391",
		"392", "393", "394", "801", "802", "803", "805", "806", "807",
		"808",
	};
	static_assert(COUNT(authorities) * 1000000 >= INVENTED_LIMIT,
		      "a UPN for everyone");
	uint64_t number = pupil->number - 1;
	uint64_t block = number / 1000 % 1000;
	const char *authority = authorities[number / 1000000];
	int year = date_academic_year(pupil->birth) + 5;

	/* Northamptonshire's own number first for its pupils. */
	if (in_northamptonshire(class) && number < 2000000)
		authority = authorities[1 - number / 1000000];
	(void)snprintf(pupil->upn + 1, sizeof(pupil->upn) - 1, "%s%04u%02u%03u",
		       authority, (unsigned int)(2000 + block * 7 + number % 7),
		       (unsigned int)(year % 100),
		       (unsigned int)(number % 1000));
	pupil->upn[0] = upn_check_letter(slice_of(pupil->upn + 1));
}

/* Of every three numbers in a row at least one has a check digit. */
static void set_uln(struct invented_pupil *pupil)
{
	uint64_t nine = 100000000 + pupil->number * 611953 % 250000000 * 3;

	for (;; nine++) {
		unsigned int sum = 0;
		uint64_t rest = nine;

		for (unsigned int weight = 2; weight <= 10; weight++) {
			sum += weight * (unsigned int)(rest % 10);
			rest /= 10;
		}
		if (sum % 11 == 0)
			continue;
		SET(pupil->uln, "%09u%u", (unsigned int)nine, 10 - sum % 11);
		return;
	}
}

/* --- people --------------------------------------------------------------- */

/* Letters that an e-mail address may have. */
static void set_email(char *text, size_t size, const char *forename,
		      uint64_t number)
{
	size_t used = 0;

	for (; *forename != '\0' && used + 1 < size / 2; forename++)
		if ((*forename >= 'a' && *forename <= 'z') ||
		    (*forename >= 'A' && *forename <= 'Z'))
			text[used++] = (char)(*forename | ' ');
	(void)snprintf(text + used, size - used, ".%u@example.org",
		       (unsigned int)number);
}

/* Ofcom keeps 01632 960000 to 960999 and 07700 900000 to 900999 for drama. */
static void set_telephone(char text[16], struct lots *lots)
{
	(void)snprintf(text, 16, "01632 960%03u", below(lots, 1000));
}

static void set_mobile(char text[16], struct lots *lots)
{
	(void)snprintf(text, 16, "07700 900%03u", below(lots, 1000));
}

static void set_names(struct invented_pupil *pupil, struct lots *lots)
{
	bool girl = chance(lots, 490);
	const char *const *names = girl ? girls : boys;
	size_t count = girl ? COUNT(girls) : COUNT(boys);

	SET(pupil->sex, "%s", girl ? "F" : "M");
	SET(pupil->forename, "%s", one_of(lots, names, count));
	SET(pupil->surname, "%s", ONE_OF(lots, surnames));
	if (chance(lots, 600))
		SET(pupil->middle, "%s", one_of(lots, names, count));
	if (chance(lots, 60))
		SET(pupil->preferred, "%s", one_of(lots, names, count));
	if (chance(lots, 30))
		SET(pupil->former, "%s", ONE_OF(lots, surnames));
}

static void set_parent(struct invented_parent *parent, bool mother,
		       const struct invented_pupil *pupil, unsigned int order,
		       struct lots *lots)
{
	SET(parent->order, "%u", order);
	SET(parent->title, "%s",
	    mother ? (chance(lots, 500) ? "Mrs" : "Ms") : "Mr");
	SET(parent->forename, "%s",
	    mother ? ONE_OF(lots, girls) : ONE_OF(lots, boys));
	SET(parent->surname, "%s",
	    chance(lots, 800) ? pupil->surname : ONE_OF(lots, surnames));
	SET(parent->relationship, "%s",
	    order == 2 && !mother && chance(lots, 150) ? "STF"
	    : mother                                   ? "PAM"
						       : "PAF");
	set_flag(parent->as_pupil, order == 1 || chance(lots, 600));
	set_flag(parent->responsibility,
		 strcmp(parent->relationship, "STF") != 0);
	if (chance(lots, 400))
		set_telephone(parent->telephone, lots);
	if (chance(lots, 900))
		set_mobile(parent->mobile, lots);
	if (chance(lots, 700))
		set_email(parent->email, sizeof(parent->email),
			  parent->forename, pupil->number);
}

static void set_parents(struct invented_pupil *pupil, struct lots *lots)
{
	bool mother_first = chance(lots, 850);

	set_parent(&pupil->parents[0], mother_first, pupil, 1, lots);
	if (chance(lots, 650))
		set_parent(&pupil->parents[1], !mother_first, pupil, 2, lots);
}

static void set_home(struct invented_pupil *pupil,
		     const struct invented_class *class, struct lots *lots)
{
	static const char letters[] = "ABDEFGHJLNPQRSTUWXYZ";
	bool north = in_northamptonshire(class);
	const struct place *place = north ? northamptonshire : kent;
	unsigned int at = below(lots, 1000);
	char first, second;

	while (at >= place->weight && place[1].weight > 0)
		at -= (place++)->weight;
	SET(pupil->paon, "%u", 1 + below(lots, 140));
	SET(pupil->street, "%s", ONE_OF(lots, streets));
	SET(pupil->locality, "%s", place->locality);
	SET(pupil->town, "%s", place->town);
	SET(pupil->county, "%s", north ? "Northamptonshire" : "Kent");
	/* Drawn one by one: arguments have no order among themselves. */
	first = letters[below(lots, sizeof(letters) - 1)];
	second = letters[below(lots, sizeof(letters) - 1)];
	SET(pupil->postcode, "%s%c%c", place->district, first, second);
	SET(pupil->lsoa, "%s", place->lsoa);
	if (chance(lots, 300))
		set_telephone(pupil->telephone, lots);
	if (pupil->age >= 13 && chance(lots, 500))
		set_mobile(pupil->mobile, lots);
	if (pupil->age >= 16 && chance(lots, 700))
		set_email(pupil->email, sizeof(pupil->email), pupil->forename,
			  pupil->number);
}

/* --- what the school knows ------------------------------------------------ */

static void set_characteristics(struct invented_pupil *pupil,
				const struct invented_class *class,
				struct lots *lots)
{
	static const struct weighted agreements[] = {
		{800, "Yes"}, {60, "No"}, {80, "UNS"}, {60, "SNR"}, {0},
	};

	SET(pupil->ethnicity, "%s", weighed(lots, ethnicities));
	SET(pupil->language, "%s", weighed(lots, languages));
	SET(pupil->ethnicity_source, "%s", pupil->age >= 11 ? "C" : "P");
	set_flag(pupil->free_meals, chance(lots, 300));
	if (strcmp(pupil->free_meals, "true") == 0) {
		set_date(pupil->meals_since,
			 between(lots, class->date - 900, class->date - 60));
		SET(pupil->meals_country, "ENG");
	}
	SET(pupil->service_child, "%s", chance(lots, 20) ? "Y" : "N");
	if (pupil->age >= 13)
		SET(pupil->youth_support, "%s", weighed(lots, agreements));
	set_flag(pupil->in_care, chance(lots, 15));
	if (strcmp(pupil->in_care, "true") == 0)
		SET(pupil->care_authority, "%.3s", class->laestab);
	set_flag(pupil->medical_flag, chance(lots, 120));
	if (strcmp(pupil->medical_flag, "true") == 0)
		SET(pupil->medical_notes, "%s", ONE_OF(lots, medical_notes));
}

static void set_needs(struct invented_pupil *pupil,
		      const struct invented_class *class, struct lots *lots)
{
	bool reformed = class->date >= date_from_civil(2014, 9, 1);

	SET(pupil->sen, "%s",
	    weighed(lots, reformed ? provisions_2014 : provisions_2002));
	if (strcmp(pupil->sen, "N") == 0)
		return;
	set_date(pupil->sen_since,
		 between(lots, class->date - 500, class->date - 40));
	SET(pupil->need_rank, "1");
	SET(pupil->need, "%s",
	    weighed(lots, reformed ? needs_2014 : needs_2002));
}

static void set_enrolment(struct invented_pupil *pupil,
			  const struct invented_class *class, struct lots *lots)
{
	int start = date_academic_year(class->date);
	int32_t first = date_from_civil(start, 9, 3);

	/* Reception begins in the September after the fourth birthday. */
	pupil->year_group = start - date_academic_year(pupil->birth) - 5;
	if (pupil->year_group <= 0)
		SET(pupil->year, "R");
	else
		SET(pupil->year, "%d",
		    pupil->year_group > 14 ? 14 : pupil->year_group % 100);
	SET(pupil->status, "C");
	set_date(pupil->entry, chance(lots, 700) || class->date <= first
				       ? date_from_civil(start, 9, 3)
				       : between(lots, first, class->date));
	set_flag(pupil->part_time, chance(lots, 30));
	set_flag(pupil->post_14, pupil->age >= 14 && pupil->year_group >= 10 &&
					 chance(lots, 800));
	if (pupil->age >= 14)
		set_uln(pupil);
}

/* The autumn term of the academic year. */
static void set_attendance(struct invented_pupil *pupil,
			   const struct invented_class *class,
			   struct lots *lots)
{
	unsigned int possible = 138 + below(lots, 8);
	unsigned int absent = below(lots, chance(lots, 150) ? 60 : 14);
	unsigned int authorised = absent > 0 ? below(lots, absent + 1) : 0;

	SET(pupil->attendance_year, "%d", date_academic_year(class->date));
	SET(pupil->attendance_school, "%s", class->laestab);
	SET(pupil->attendance_name, "%.60s", class->name);
	SET(pupil->attendance_term, "AUT");
	set_date(pupil->attendance_from,
		 date_from_civil(date_academic_year(class->date), 9, 3));
	SET(pupil->possible, "%u", possible);
	SET(pupil->attended, "%u", possible - absent);
	SET(pupil->authorised, "%u", authorised);
	SET(pupil->unauthorised, "%u", absent - authorised);
}

static void set_exclusions(struct invented_pupil *pupil,
			   const struct invented_class *class,
			   struct lots *lots)
{
	int32_t first = date_from_civil(date_academic_year(class->date), 9, 10);
	bool renamed = class->date >= date_from_civil(2021, 9, 1);
	bool several = class->date >= date_from_civil(2020, 9, 1);
	unsigned int count = chance(lots, 70) ? 1 + below(lots, 2) : 0;

	for (unsigned int i = 0; i < count && first < class->date; i++) {
		struct invented_exclusion *exclusion = &pupil->exclusions[i];

		SET(exclusion->category, "%s", renamed ? "SUSP" : "FIXD");
		first = between(lots, first, first + (class->date - first) / 2);
		set_date(exclusion->start_date, first);
		first += 14;
		SET(exclusion->sessions, "%u", 2 + 2 * below(lots, 5));
		SET(exclusion->sen_provision, "%s", pupil->sen);
		SET(exclusion->reason[0], "%s",
		    several ? ONE_OF(lots, reasons_2020)
			    : ONE_OF(lots, reasons_2003));
		if (several && chance(lots, 200))
			SET(exclusion->reason[1], "%s",
			    strcmp(exclusion->reason[0], "DB") == 0 ? "VA"
								    : "DB");
	}
}

/* Teacher assessment at the end of key stage 2: levels until 2015, standards
 * since 2016, none in 2020 and 2021. */
static void set_assessments(struct invented_pupil *pupil,
			    const struct invented_class *class,
			    struct lots *lots)
{
	static const struct weighted levels[] = {
		{180, "3"},
		{500, "4"},
		{320, "5"},
		{0},
	};
	static const struct weighted standards[] = {
		{300, "WTS"},
		{550, "EXS"},
		{150, "GDS"},
		{0},
	};
	static const struct weighted science[] = {
		{250, "HNM"},
		{750, "EXS"},
		{0},
	};
	static const char *const subjects[][2] = {
		{"ENG", "WRI"},
		{"MAT", "MAT"},
		{"SCI", "SCI"},
	};
	int year =
		date_academic_year(class->date) + 1 - (pupil->year_group - 6);

	if (pupil->year_group < 7 || year == 2020 || year == 2021)
		return;
	for (unsigned int i = 0; i < INVENTED_ASSESSMENTS; i++) {
		struct invented_assessment *result = &pupil->assessments[i];

		SET(result->stage, "KS2");
		SET(result->locale, "ENG");
		SET(result->year, "%u", (unsigned int)year % 10000);
		SET(result->subject, "%s", subjects[i][0]);
		SET(result->method, "TA");
		SET(result->component, "%s", subjects[i][1]);
		SET(result->status, "R");
		SET(result->qualifier, "NL");
		SET(result->result, "%s",
		    weighed(lots, year < 2016 ? levels
				  : i == 2    ? science
					      : standards));
	}
}

/* One in seven from 13 on objects to youth support; the parent does so until
 * the pupil is 16.  One in 64 refuses all sharing. */
static void set_wish(struct invented_pupil *pupil,
		     const struct invented_class *class, struct lots *lots)
{
	int32_t stated = between(lots, class->date - 500, class->date - 10);
	bool general = pupil->number % 64 == 42;
	bool objects =
		chance(lots, 140) && date_age(pupil->birth, stated) >= 13;

	if (!general && !objects)
		return;
	SET(pupil->wish_kind, "%s", general ? "refusal" : "objection");
	SET(pupil->wish_by, "%s",
	    date_age(pupil->birth, stated) >= 16 ? "pupil" : "parent");
	if (!general)
		SET(pupil->wish_recipient, "youth-support");
	set_date(pupil->wish_date, stated);
}

void invent_pupil(struct invented_pupil *pupil,
		  const struct invented_class *class, uint64_t number)
{
	struct lots lots = {class->seed ^ number * 0xd1342543de82ef95u};

	*pupil = (struct invented_pupil){.number = number};
	pupil->birth = between(&lots, class->born_from, class->born_to);
	pupil->age = date_age(pupil->birth, class->date);
	set_date(pupil->as_of, class->date);
	set_date(pupil->birth_date, pupil->birth);
	set_upn(pupil, class);
	set_names(pupil, &lots);
	set_parents(pupil, &lots);
	set_home(pupil, class, &lots);
	set_enrolment(pupil, class, &lots);
	set_characteristics(pupil, class, &lots);
	set_needs(pupil, class, &lots);
	set_attendance(pupil, class, &lots);
	set_exclusions(pupil, class, &lots);
	set_assessments(pupil, class, &lots);
	set_wish(pupil, class, &lots);
}
