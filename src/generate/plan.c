#include "generate/plan.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/dictionary.h"

enum {
	PUPILS_OF_AUTHORITY = 200000, /* before more authorities are taken */
	TYPES = 15,
};

/*
 * Schools of a district, again and again: usual sizes on roll, after Department
 * for Education, Schools, pupils and their characteristics (average primary 280,
 * secondary 1050); rounded.  What a district has not all of, the eight last, comes
 * in turn.  Establishment numbers are those that authorities give by type.
 */
/* clang-format off */
static const struct usual {
	const char *setting;
	uint32_t pupils;
	const char *first, *last; /* NULL: as usual for the type */
} district[] = {
	{ "primary", 210, NULL, NULL },
	{ "academy-secondary", 1150, NULL, NULL },
	{ "primary", 420, "N2", NULL },
	{ "academy-primary", 315, NULL, NULL },
	{ "secondary", 900, NULL, NULL },
	{ "infant", 180, NULL, NULL },
	{ "junior", 240, NULL, NULL },
	{ "primary", 105, NULL, NULL },
	{ "academy-primary", 420, "N2", NULL },
	{ "nursery", 80, NULL, NULL },
	{ "primary", 210, NULL, NULL },
}, in_turn[] = {
	{ "special", 110, NULL, NULL },
	{ "pupil-referral-unit", 60, NULL, NULL },
	{ "sixth-form", 900, NULL, NULL },
	{ "independent", 400, NULL, NULL },
	{ "all-through", 1300, NULL, NULL },
	{ "middle", 400, NULL, NULL },
	{ "alternative-provision", 50, NULL, NULL },
	{ "early-years", 60, NULL, NULL },
};

static const struct {
	const char *setting;
	uint32_t first_number, pupils;
} types[TYPES] = {
	{ "early-years", 9000, 60 }, { "nursery", 1000, 80 }, { "infant", 2000, 180 },
	{ "junior", 2000, 240 }, { "primary", 2000, 240 }, { "middle", 4000, 400 },
	{ "secondary", 4000, 1000 }, { "all-through", 4000, 1300 }, { "special", 7000, 110 },
	{ "pupil-referral-unit", 1100, 60 }, { "alternative-provision", 1100, 50 },
	{ "academy-primary", 2000, 315 }, { "academy-secondary", 4000, 1150 },
	{ "sixth-form", 8000, 900 }, { "independent", 6000, 400 },
};
/* clang-format on */

enum {
	IN_DISTRICT = sizeof(district) / sizeof(district[0]) + 1,
	IN_TURN = sizeof(in_turn) / sizeof(in_turn[0]),
};

/* --- without a file --------------------------------------------------------- */

struct planning {
	const struct plan_wish *wish;
	const struct dictionary *dictionary;
	struct arena *arena;
	struct place_school *schools;
	size_t count, capacity;
	struct slice *authorities;
	size_t authority_count;
	/* By authority and thousands: how many have been given. */
	uint16_t (*given)[10];
};

static size_t find_type(const char *setting)
{
	size_t type = 0;

	while (type < TYPES && strcmp(types[type].setting, setting) != 0)
		type++;
	return type;
}

static struct usual nth_school(const struct plan_wish *wish, size_t n)
{
	size_t place = n % IN_DISTRICT;

	if (wish->setting_count > 0) {
		const char *setting = wish->settings[n % wish->setting_count];

		return (struct usual){.setting = setting,
				      .pupils =
					      types[find_type(setting)].pupils};
	}
	return place + 1 < IN_DISTRICT ? district[place]
				       : in_turn[n / IN_DISTRICT % IN_TURN];
}

static struct slice digits(struct arena *arena, struct slice before,
			   const char *between, size_t number)
{
	char text[32];
	size_t length = before.len, at = sizeof(text);
	char *copy;

	for (int i = 0; i < 4 || number > 0; i++, number /= 10)
		text[--at] = (char)('0' + number % 10);
	copy = arena_allocate(arena, length + strlen(between) + sizeof(text));
	if (copy == NULL)
		return (struct slice){NULL, 0};
	memcpy(copy, before.at, length);
	memcpy(copy + length, between, strlen(between));
	length += strlen(between);
	memcpy(copy + length, text + at, sizeof(text) - at);
	return (struct slice){copy, length + sizeof(text) - at};
}

static int add_school(struct planning *planning, const struct usual *usual,
		      struct error *error)
{
	size_t district_number = planning->count / IN_DISTRICT;
	size_t where = district_number % planning->authority_count;
	struct slice authority = planning->authorities[where];
	uint32_t first = types[find_type(usual->setting)].first_number;
	uint16_t *given = &planning->given[where][first / 1000];
	struct place_school *grown;
	struct slice number, area;

	grown = arena_grow(planning->arena, planning->schools, planning->count,
			   &planning->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	planning->schools = grown;
	/* Units share their thousand with nursery schools. */
	number = digits(planning->arena, authority, "", first + *given);
	++*given;
	area = digits(planning->arena, authority, "-", district_number);
	if (number.at == NULL || area.at == NULL)
		return error_memory(error);
	if (number.len != 7)
		return error_set(error, ERROR_INPUT,
				 "the authorities have no numbers left for so "
				 "many schools of a type");
	planning->schools[planning->count++] =
		(struct place_school){.laestab = number,
				      .setting = slice_of(usual->setting),
				      .first_year = slice_of(usual->first),
				      .last_year = slice_of(usual->last),
				      .area = area,
				      .pupils = usual->pupils};
	return 0;
}

static int hint_types(struct error *error)
{
	struct builder known = {0};
	int result;

	for (size_t i = 0; i < TYPES; i++)
		builder_add_format(&known, "%s%s", i > 0 ? ", " : "",
				   types[i].setting);
	result = error_hint(error, "types are %s", builder_text(&known));
	builder_release(&known);
	return result;
}

static int check_settings(const struct planning *planning, struct error *error)
{
	const struct plan_wish *wish = planning->wish;

	for (size_t i = 0; i < wish->setting_count; i++) {
		if (find_type(wish->settings[i]) < TYPES)
			continue;
		error_set(error, ERROR_INPUT, "there is no type of school '%s'",
			  wish->settings[i]);
		return hint_types(error);
	}
	return 0;
}

static bool is_authority(const struct dictionary *dictionary,
			 struct slice number)
{
	for (uint16_t i = 0; i < dictionary->authority_count; i++)
		if (slice_equal(dictionary->authorities[i].number, number))
			return true;
	return false;
}

/* Whoever gives a name gets its number. */
static int hint_authority(const struct dictionary *dictionary,
			  struct slice asked, struct error *error)
{
	for (uint16_t i = 0; i < dictionary->authority_count; i++) {
		const struct authority *authority = &dictionary->authorities[i];

		if (slice_equal_ignoring_case(authority->label, asked) ||
		    slice_equal_ignoring_case(authority->name, asked))
			return error_hint(error, "%.*s has the number %.*s",
					  SLICE_ARGS(authority->label),
					  SLICE_ARGS(authority->number));
	}
	return error_hint(error,
			  "it is one of the %u numbers of authorities that the "
			  "dictionary has, as 886 for Kent",
			  (unsigned int)dictionary->authority_count);
}

static int choose_authorities(struct planning *planning, struct error *error)
{
	static const char *const usual[] = {"886", "928", "384", "860"};
	const struct dictionary *dictionary = planning->dictionary;
	const struct plan_wish *wish = planning->wish;
	size_t count = wish->authority_count > 0 ? wish->authority_count : 4;
	bool all = wish->authority_count == 0 &&
		   wish->pupils > (uint64_t)count * PUPILS_OF_AUTHORITY;

	planning->authorities = arena_array(planning->arena,
					    count + dictionary->authority_count,
					    sizeof(*planning->authorities));
	if (planning->authorities == NULL)
		return error_memory(error);
	for (size_t i = 0; i < count; i++) {
		struct slice number = slice_of(wish->authority_count > 0
						       ? wish->authorities[i]
						       : usual[i]);

		if (wish->authority_count > 0 &&
		    !is_authority(dictionary, number)) {
			error_set(error, ERROR_INPUT,
				  "there is no local authority '%s'",
				  wish->authorities[i]);
			return hint_authority(dictionary, number, error);
		}
		planning->authorities[planning->authority_count++] = number;
	}
	for (uint16_t i = 0; all && i < dictionary->authority_count; i++) {
		const struct authority *authority = &dictionary->authorities[i];
		bool there = authority->to != DATE_NONE;

		for (size_t j = 0; j < count; j++)
			there |= slice_equal(planning->authorities[j],
					     authority->number);
		if (!there)
			planning->authorities[planning->authority_count++] =
				authority->number;
	}
	planning->given =
		arena_array(planning->arena, planning->authority_count,
			    sizeof(*planning->given));
	if (planning->given == NULL)
		return error_memory(error);
	/* The first of a thousand is no number that is given. */
	for (size_t i = 0; i < planning->authority_count; i++)
		for (size_t j = 0; j < 10; j++)
			planning->given[i][j] = 1;
	return 0;
}

/* Usual sizes as large as it takes, so that together they are as many as asked
 * for. */
static void scale(struct planning *planning, uint64_t usual)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < planning->count; i++) {
		struct place_school *school = &planning->schools[i];
		uint64_t before = sum * planning->wish->pupils / usual;

		sum += school->pupils;
		school->pupils =
			(uint32_t)(sum * planning->wish->pupils / usual -
				   before);
	}
}

int plan_usual(struct place_plan *plan, const struct plan_wish *wish,
	       const struct dictionary *dictionary, struct arena *arena,
	       struct error *error)
{
	struct planning planning = {
		.wish = wish, .dictionary = dictionary, .arena = arena};
	uint64_t usual = 0;

	if (wish->pupils < 1 || wish->pupils > PLAN_PUPILS_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "there can be 1 to %d pupils",
				 PLAN_PUPILS_LIMIT);
	if (check_settings(&planning, error) != 0 ||
	    choose_authorities(&planning, error) != 0)
		return -1;
	/* The last school comes in when more than half of it is needed. */
	do {
		struct usual next = nth_school(wish, planning.count);

		if (planning.count == PLAN_SCHOOLS_LIMIT)
			return error_set(error, ERROR_INPUT,
					 "so many pupils of these types would "
					 "need more than %d schools",
					 PLAN_SCHOOLS_LIMIT);
		if (add_school(&planning, &next, error) != 0)
			return -1;
		usual += next.pupils;
	} while (usual + nth_school(wish, planning.count).pupils / 2 <
		 wish->pupils);
	scale(&planning, usual);
	plan->schools = planning.schools;
	plan->count = planning.count;
	return 0;
}
