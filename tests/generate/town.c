#include "tests/generate/town.h"

#include "base/arena.h"
#include "base/date.h"
#include "language/diagnostic.h"
#include "tests/test.h"

static const struct slice areas[] = {SLICE_INIT("E01024661"),
				     SLICE_INIT("E01024648")};
/* 1 September 2008 and 25 May 2018. */
static const struct place_notice notices[] = {{1, 14123}, {2, 17676}};

#define SCHOOL(number, type, count)                                         \
	{                                                                   \
		.laestab = SLICE_INIT(number), .setting = SLICE_INIT(type), \
		.pupils = (count), .notices = notices, .notice_count = 2    \
	}

const struct place_school town_schools[] = {
	SCHOOL("8862001", "primary", 210),
	{.laestab = SLICE_INIT("8862002"),
	 .setting = SLICE_INIT("academy-primary"),
	 .first_year = SLICE_INIT("N2"),
	 .lsoas = areas,
	 .lsoa_count = 2,
	 .pupils = 240},
	SCHOOL("8862003", "infant", 90),
	SCHOOL("8862004", "junior", 120),
	SCHOOL("8861001", "nursery", 40),
	SCHOOL("8861101", "pupil-referral-unit", 40),
	SCHOOL("8861102", "alternative-provision", 30),
	SCHOOL("8864001", "academy-secondary", 500),
	SCHOOL("8864002", "all-through", 300),
	SCHOOL("8864003", "middle", 100),
	SCHOOL("8867001", "special", 60),
	SCHOOL("8868001", "sixth-form", 150),
	SCHOOL("8866001", "independent", 100),
	SCHOOL("8869001", "early-years", 30),
	SCHOOL("9284001", "secondary", 200),
	SCHOOL("3022001", "primary", 60),
};
const size_t town_school_count = sizeof(town_schools) / sizeof(town_schools[0]);

struct dictionary *town_dictionary(void)
{
	struct arena arena = {0};
	struct findings findings = findings_in(&arena);
	struct dictionary *dictionary = NULL;
	struct error error = {0};

	assert_success(dictionary_load(&dictionary, "dictionaries/england",
				       &findings, &error),
		       &error);
	assert_non_null(dictionary);
	arena_release(&arena);
	return dictionary;
}

struct population *town_open(const struct dictionary *dictionary)
{
	const struct place_plan plan = {
		.schools = town_schools, .count = town_school_count, .seed = 7};
	struct population *population;
	struct error error = {0};

	assert_success(population_open(&population, &plan, dictionary, &error),
		       &error);
	return population;
}

void town_each(const struct population *population, size_t school, int32_t date,
	       int32_t since, uint64_t categories,
	       void (*take)(void *context, const struct record *record),
	       void *context)
{
	struct population_stream *stream;
	struct record records[50];
	struct arena arena = {0};
	struct error error = {0};
	size_t count;

	assert_success(population_stream_open(&stream, population, school, date,
					      since, categories, &error),
		       &error);
	do {
		arena_clear(&arena);
		assert_success(population_next(stream, records, 50, &count,
					       &arena, &error),
			       &error);
		for (size_t i = 0; i < count; i++)
			take(context, &records[i]);
	} while (count > 0);
	arena_release(&arena);
	population_stream_close(stream);
}

struct slice town_text(const struct dictionary *dictionary,
		       const struct record *record, const char *field)
{
	uint16_t found =
		dictionary_find(dictionary, KIND_FIELD, slice_of(field));

	assert_int_not_equal(found, DICTIONARY_NONE);
	return record_text(record, dictionary, found);
}

uint64_t town_category(const struct dictionary *dictionary, const char *name)
{
	uint16_t found =
		dictionary_find(dictionary, KIND_CATEGORY, slice_of(name));

	assert_int_not_equal(found, DICTIONARY_NONE);
	return 1ull << found;
}
