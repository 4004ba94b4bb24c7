/*
 * Invented pupils: the same wherever they are made, good by the dictionary, and
 * the same people from year to year.
 */
#include "tests/generate/town.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "dictionary/identifier.h"
#include "generate/fields.h"
#include "tests/test.h"

static struct dictionary *dictionary;

static int setup(void **state)
{
	(void)state;
	dictionary = town_dictionary();
	return sodium_init() < 0 ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	dictionary_free(dictionary);
	return 0;
}

/* --- the same everywhere ------------------------------------------------------ */

static void hash_text(crypto_hash_sha256_state *hash, struct slice text)
{
	unsigned char length[2] = {(unsigned char)(text.len & 255),
				   (unsigned char)(text.len >> 8)};

	crypto_hash_sha256_update(hash, length, 2);
	crypto_hash_sha256_update(hash, (const unsigned char *)text.at,
				  text.len);
}

/* By names, so that a field more in the dictionary changes nothing. */
static void hash_record(void *context, const struct record *record)
{
	hash_text(context, record->upn);
	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++) {
			const struct item *item = &record->sections[s].items[i];

			hash_text(context, record->sections[s].period);
			for (uint32_t v = 0; v < item->count; v++) {
				uint16_t field = item->values[v].field;

				hash_text(context,
					  dictionary->fields[field].name);
				hash_text(context, item->values[v].text);
			}
		}
}

static void hash_town(int32_t date, char text[65])
{
	struct population *population = town_open(dictionary);
	crypto_hash_sha256_state hash;
	unsigned char bytes[32];

	crypto_hash_sha256_init(&hash);
	for (size_t i = 0; i < town_school_count; i++)
		town_each(population, i, date, date - 300, 0, hash_record,
			  &hash);
	crypto_hash_sha256_final(&hash, bytes);
	sodium_bin2hex(text, 65, bytes, 32);
	population_close(population);
}

/* When tables are changed on purpose, what is printed here is the new hash. */
static void the_same_seed_makes_the_same_bytes(void **state)
{
	/* clang-format off */
	static const struct {
		int year, month, day;
		const char *hash;
	} rows[] = {
		{ 2009, 3, 1, "b138f4f50a7ccb0f06aa4dad504aed9830cff99ce91a3bf064fc70422853aa02" },
		{ 2026, 1, 15, "5e6ca1aea902ebc1ef52a5fbac8aa58a111ca2a8ecf20633cc97b836abc67f8d" },
	};
	/* clang-format on */
	char hash[65];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hash_town(date_from_civil(rows[i].year, rows[i].month,
					  rows[i].day),
			  hash);
		assert_string_equal(hash, rows[i].hash);
	}
}

struct listed {
	struct builder text;
};

static void list_record(void *context, const struct record *record)
{
	struct listed *listed = context;

	for (uint32_t s = 0; s < record->count; s++)
		for (uint32_t i = 0; i < record->sections[s].count; i++)
			for (uint32_t v = 0;
			     v < record->sections[s].items[i].count; v++) {
				const struct value *value =
					&record->sections[s].items[i].values[v];

				builder_add_format(&listed->text,
						   "%u=", value->field);
				builder_add(&listed->text, value->text);
				builder_add_byte(&listed->text, ';');
			}
	builder_add_byte(&listed->text, '\n');
}

/* Asked for less, or one by one, or after another day: the same. */
static void what_is_asked_beside_changes_nothing(void **state)
{
	struct population *population = town_open(dictionary);
	uint64_t identity = town_category(dictionary, "identity");
	uint64_t meals = town_category(dictionary, "meals");
	int32_t date = date_from_civil(2025, 5, 20);
	struct listed both = {0}, one = {0};
	struct population_stream *stream;
	struct arena arena = {0};
	struct error error = {0};
	struct record record;
	size_t count;

	(void)state;
	town_each(population, 7, date, DATE_NONE, identity | meals, list_record,
		  &both);
	town_each(population, 7, date_from_civil(2010, 5, 20), DATE_NONE, 0,
		  list_record, &one);
	builder_clear(&one.text);
	assert_success(population_stream_open(&stream, population, 7, date,
					      DATE_NONE, identity | meals,
					      &error),
		       &error);
	while (population_next(stream, &record, 1, &count, &arena, &error) ==
		       0 &&
	       count > 0) {
		list_record(&one, &record);
		arena_clear(&arena);
	}
	assert_true(both.text.len > 1000);
	assert_true(slice_equal(builder_slice(&both.text),
				builder_slice(&one.text)));
	population_stream_close(stream);
	arena_release(&arena);
	builder_release(&both.text);
	builder_release(&one.text);
	population_close(population);
}

/* --- good by the dictionary ------------------------------------------------------ */

struct checking {
	int32_t date;
	struct builder canonical;
	uint64_t values, pupils;
	bool seen[FIELD_LIMIT];
};

static void check_value(struct checking *checking, const struct value *value)
{
	const struct field *field = &dictionary->fields[value->field];
	struct error error = {0};

	if (field_check(dictionary, value->field, value->text, checking->date,
			&checking->canonical, &error) != 0)
		fail_msg("%s ('%.*s')", error.message, SLICE_ARGS(value->text));
	if (!slice_equal(builder_slice(&checking->canonical), value->text))
		fail_msg("%.*s is not canonical: '%.*s'",
			 SLICE_ARGS(field->name), SLICE_ARGS(value->text));
	checking->values++;
	checking->seen[value->field] = true;
}

static void check_record(void *context, const struct record *record)
{
	struct checking *checking = context;
	uint16_t category = 0;

	checking->pupils++;
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		assert_true(section->category >= category);
		category = section->category;
		for (uint32_t i = 0; i < section->count; i++) {
			const struct item *item = &section->items[i];

			assert_true(item->count > 0);
			for (uint32_t v = 0; v < item->count; v++) {
				uint16_t field = item->values[v].field;

				assert_true(v == 0 ||
					    item->values[v - 1].field < field);
				assert_int_equal(
					dictionary->fields[field].category,
					category);
				check_value(checking, &item->values[v]);
			}
		}
	}
}

static void every_value_is_one_of_the_dictionary(void **state)
{
	static const int days[][3] = {
		{2006, 11, 2}, {2009, 3, 1},  {2014, 10, 2}, {2017, 5, 20},
		{2020, 6, 1},  {2024, 8, 18}, {2024, 9, 30}, {2027, 1, 21},
	};
	/* clang-format off */
	static const char *const written[] = {
#define ROW(one, name) name,
		GENERATED_FIELDS(ROW)
#undef ROW
	};
	/* clang-format on */
	struct population *population = town_open(dictionary);
	struct checking checking = {0};

	(void)state;
	for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++)
		for (size_t i = 0; i < town_school_count; i++) {
			checking.date = date_from_civil(days[d][0], days[d][1],
							days[d][2]);
			town_each(population, i, checking.date,
				  checking.date - 400, 0, check_record,
				  &checking);
		}
	assert_true(checking.pupils > 8 * 2270);
	assert_true(checking.values > checking.pupils * 100);
	/* What is ever written somebody has. */
	for (size_t i = 0; i < sizeof(written) / sizeof(written[0]); i++) {
		uint16_t field = dictionary_find(dictionary, KIND_FIELD,
						 slice_of(written[i]));

		if (field == DICTIONARY_NONE || !checking.seen[field])
			fail_msg("nobody has %s", written[i]);
	}
	builder_release(&checking.canonical);
	population_close(population);
}

/* --- numbers -------------------------------------------------------------------- */

struct roster {
	struct person {
		char upn[14], former[14], uln[11], birth[11], surname[64],
			forename[64];
		size_t school;
		uint64_t home; /* hash */
		bool temporary;
	} * people;
	size_t count, capacity;
	size_t school, unnumbered;
};

static void copy_text(char *out, size_t size, struct slice text)
{
	snprintf(out, size, "%.*s", SLICE_ARGS(text));
}

static void take_person(void *context, const struct record *record)
{
	struct roster *roster = context;
	struct person *person;
	bool temporary;

	if (roster->count == roster->capacity) {
		roster->capacity = roster->capacity * 2 + 1000;
		roster->people = memory_resize(roster->people,
					       roster->capacity *
						       sizeof(*roster->people));
		assert_non_null(roster->people);
	}
	person = &roster->people[roster->count];
	*person = (struct person){.school = roster->school};
	copy_text(person->upn, sizeof(person->upn), record->upn);
	copy_text(person->former, sizeof(person->former),
		  town_text(dictionary, record, "pupil.former-upn"));
	copy_text(person->uln, sizeof(person->uln),
		  town_text(dictionary, record, "pupil.uln"));
	copy_text(person->birth, sizeof(person->birth),
		  town_text(dictionary, record, "pupil.birth-date"));
	copy_text(person->surname, sizeof(person->surname),
		  town_text(dictionary, record, "pupil.surname"));
	copy_text(person->forename, sizeof(person->forename),
		  town_text(dictionary, record, "pupil.forename"));
	person->home =
		slice_hash(town_text(dictionary, record, "parent.forename")) ^
		slice_hash(town_text(dictionary, record, "pupil.postcode"));
	if (record->upn.len == 0) {
		if (person->uln[0] == '\0') {
			roster->unnumbered++;
			return;
		}
	} else {
		assert_int_equal(upn_check(record->upn, &temporary), UPN_GOOD);
		person->temporary = temporary;
	}
	roster->count++;
}

static void fill_roster(struct roster *roster, const struct population *town,
			int32_t date)
{
	uint64_t categories = town_category(dictionary, "identity") |
			      town_category(dictionary, "contact") |
			      town_category(dictionary, "parents");

	for (roster->school = 0; roster->school < town_school_count;
	     roster->school++)
		town_each(town, roster->school, date, DATE_NONE, categories,
			  take_person, roster);
}

static int by_upn(const void *a, const void *b)
{
	return strcmp(((const struct person *)a)->upn,
		      ((const struct person *)b)->upn);
}

static int by_uln(const void *a, const void *b)
{
	return strcmp(((const struct person *)a)->uln,
		      ((const struct person *)b)->uln);
}

static void nobody_has_a_number_of_another(void **state)
{
	struct population *population = town_open(dictionary);
	size_t temporary = 0, unnumbered = 0;

	(void)state;
	for (int year = 2008; year < 2027; year += 2) {
		struct roster roster = {0};

		fill_roster(&roster, population,
			    date_from_civil(year, 11, 2 + year % 20));
		qsort(roster.people, roster.count, sizeof(*roster.people),
		      by_upn);
		for (size_t i = 1; i < roster.count; i++)
			if (roster.people[i].upn[0] != '\0')
				assert_string_not_equal(
					roster.people[i].upn,
					roster.people[i - 1].upn);
		for (size_t i = 0; i < roster.count; i++)
			temporary += roster.people[i].temporary;
		qsort(roster.people, roster.count, sizeof(*roster.people),
		      by_uln);
		for (size_t i = 1; i < roster.count; i++)
			if (roster.people[i].uln[0] != '\0')
				assert_string_not_equal(
					roster.people[i].uln,
					roster.people[i - 1].uln);
		unnumbered += roster.unnumbered;
		memory_free(roster.people);
	}
	/* Some have none, and some one for the time being. */
	assert_in_range(temporary, 1, 60);
	assert_in_range(unnumbered, 5, 200);
	population_close(population);
}

/* --- from year to year ------------------------------------------------------------ */

static const struct person *find_person(const struct roster *roster,
					const struct person *key)
{
	return bsearch(key, roster->people, roster->count,
		       sizeof(*roster->people), by_upn);
}

/* A year later most are where they were, some have gone to another school, and
 * all were born on the same day. */
static void a_pupil_is_the_same_person_a_year_on(void **state)
{
	struct population *population = town_open(dictionary);
	struct roster before = {0}, after = {0};
	size_t stayed = 0, moved = 0, renamed = 0;

	(void)state;
	fill_roster(&before, population, date_from_civil(2009, 3, 1));
	fill_roster(&after, population, date_from_civil(2010, 3, 1));
	qsort(after.people, after.count, sizeof(*after.people), by_upn);
	for (size_t i = 0; i < before.count; i++) {
		const struct person *then = &before.people[i];
		const struct person *now = find_person(&after, then);

		if (then->upn[0] == '\0' || now == NULL)
			continue;
		assert_string_equal(then->birth, now->birth);
		assert_string_equal(then->forename, now->forename);
		renamed += strcmp(then->surname, now->surname) != 0;
		if (then->school == now->school)
			stayed++;
		else
			moved++;
	}
	assert_in_range(stayed * 100 / before.count, 60, 90);
	assert_in_range(moved * 1000 / before.count, 20, 150);
	assert_in_range(renamed, 1, 40);
	memory_free(before.people);
	memory_free(after.people);
	population_close(population);
}

static const struct person *same_person(const struct roster *roster,
					const struct person *wanted)
{
	for (size_t i = 0; i < roster->count; i++) {
		const struct person *person = &roster->people[i];

		if (strcmp(person->birth, wanted->birth) == 0 &&
		    strcmp(person->forename, wanted->forename) == 0 &&
		    strcmp(person->surname, wanted->surname) == 0)
			return person;
	}
	return NULL;
}

/* A number for the time being is the former one of the number that was asked for;
 * nobody who has had a number gets such a one.  Says how many were replaced. */
static size_t count_replaced(const struct population *population)
{
	size_t replaced = 0;

	for (int year = 2008; year < 2026; year++) {
		struct roster before = {0}, after = {0};

		fill_roster(&before, population,
			    date_from_civil(year, 11, 2 + year % 20));
		fill_roster(&after, population,
			    date_from_civil(year + 1, 11, 3));
		for (size_t i = 0; i < before.count; i++) {
			const struct person *then = &before.people[i];
			const struct person *now;

			if (!then->temporary)
				continue;
			now = same_person(&after, then);
			if (now == NULL || now->school != then->school)
				continue;
			assert_string_equal(now->former, then->upn);
			assert_false(now->temporary);
			replaced++;
		}
		for (size_t i = 0; i < after.count; i++)
			if (after.people[i].temporary)
				assert_null(
					same_person(&before, &after.people[i]));
		memory_free(before.people);
		memory_free(after.people);
	}
	return replaced;
}

static void a_number_for_the_time_being_is_replaced(void **state)
{
	struct population *population = town_open(dictionary);

	(void)state;
	assert_in_range(count_replaced(population), 1, 60);
	population_close(population);
}

/* Schools that must have given a number: who has none has a learner number. */
static void who_must_have_a_number_has_one(void **state)
{
	const struct place_plan plan = {.schools = town_schools,
					.count = town_school_count,
					.seed = 7,
					.numbered = true};
	struct population *population;
	struct error error = {0};
	size_t without = 0;

	(void)state;
	assert_success(population_open(&population, &plan, dictionary, &error),
		       &error);
	assert_in_range(count_replaced(population), 1, 90);
	for (int year = 2008; year < 2027; year++) {
		struct roster roster = {0};

		fill_roster(&roster, population,
			    date_from_civil(year, 11, 2 + year % 20));
		for (size_t i = 0; i < roster.count; i++)
			if (roster.people[i].upn[0] == '\0') {
				assert_string_not_equal(roster.people[i].uln,
							"");
				without++;
			}
		assert_int_equal(roster.unnumbered, 0);
		qsort(roster.people, roster.count, sizeof(*roster.people),
		      by_upn);
		for (size_t i = 1; i < roster.count; i++)
			if (roster.people[i].upn[0] != '\0')
				assert_string_not_equal(
					roster.people[i].upn,
					roster.people[i - 1].upn);
		memory_free(roster.people);
	}
	assert_in_range(without, 1, 100);
	population_close(population);
}

struct leavers {
	size_t pupils, left, without_reason, to_plan;
	int32_t since, date;
};

static void count_leaver(void *context, const struct record *record)
{
	struct leavers *leavers = context;
	struct slice status = town_text(dictionary, record, "enrolment.status");
	int32_t day;

	leavers->pupils++;
	if (!slice_is(status, "P")) {
		assert_int_equal(leavers->left, 0); /* they come last */
		assert_int_equal(
			town_text(dictionary, record, "enrolment.leaving-date")
				.len,
			0);
		return;
	}
	leavers->left++;
	assert_true(date_parse(
		town_text(dictionary, record, "enrolment.leaving-date"), &day));
	assert_true(day >= leavers->since - 45 && day <= leavers->date);
	leavers->without_reason +=
		town_text(dictionary, record, "enrolment.leaving-reason").len ==
		0;
	leavers->to_plan +=
		town_text(dictionary, record, "enrolment.destination").len > 0;
}

static void who_has_left_comes_after_the_roll(void **state)
{
	struct population *population = town_open(dictionary);
	struct leavers leavers = {.since = date_from_civil(2024, 11, 1),
				  .date = date_from_civil(2025, 11, 1)};

	(void)state;
	town_each(population, 2, leavers.date, leavers.since, 0, count_leaver,
		  &leavers);
	/* A third of an infant school goes on to juniors. */
	assert_int_equal(leavers.pupils - leavers.left, 90);
	assert_in_range(leavers.left, 25, 45);
	assert_true(leavers.to_plan * 2 > leavers.left);
	assert_int_equal(leavers.without_reason, 0);
	population_close(population);
}

/* --- families ----------------------------------------------------------------------- */

static int by_home(const void *a, const void *b)
{
	const struct person *first = a, *second = b;

	return first->home < second->home ? -1 : first->home > second->home;
}

static void brothers_and_sisters_share_a_home(void **state)
{
	struct population *population = town_open(dictionary);
	struct roster roster = {0};
	size_t together = 0, twins = 0, alike = 0;

	(void)state;
	fill_roster(&roster, population, date_from_civil(2026, 1, 15));
	qsort(roster.people, roster.count, sizeof(*roster.people), by_home);
	for (size_t i = 1; i < roster.count; i++) {
		const struct person *a = &roster.people[i - 1];
		const struct person *b = &roster.people[i];

		if (a->home != b->home)
			continue;
		together++;
		twins += strcmp(a->birth, b->birth) == 0;
		alike += strcmp(a->forename, b->forename) == 0 &&
			 strcmp(a->surname, b->surname) == 0;
	}
	/* Of 100 pupils some 45 have a brother or sister at these schools. */
	assert_in_range(together * 100 / roster.count, 15, 60);
	assert_in_range(twins * 1000 / roster.count, 3, 35);
	assert_int_equal(alike, 0);
	memory_free(roster.people);
	population_close(population);
}

/* What a town of this size must have some of. */
struct variety {
	size_t limited, accents, hyphens, apostrophes, former, twins,
		objections, consents, restricted, in_care, carers, plans,
		suspensions;
};

static bool has_byte(struct slice text, char byte)
{
	return text.len > 0 && memchr(text.at, byte, text.len) != NULL;
}

static void count_variety(void *context, const struct record *record)
{
	struct variety *variety = context;
	struct slice surname = town_text(dictionary, record, "pupil.surname");
	struct slice kind = town_text(dictionary, record, "wish.kind");
	bool accent = false;

	for (size_t i = 0; i < surname.len; i++)
		accent |= (surname.at[i] & 0x80) != 0;
	variety->accents += accent;
	variety->hyphens += has_byte(surname, '-');
	variety->apostrophes += has_byte(surname, '\'');
	variety->limited += slice_is(
		town_text(dictionary, record, "parent.disclosure-limited"),
		"true");
	variety->former +=
		town_text(dictionary, record, "pupil.former-surname").len > 0;
	variety->objections += slice_is(kind, "objection");
	variety->consents += slice_is(kind, "consent");
	variety->restricted += slice_is(kind, "restriction");
	variety->in_care += slice_is(
		town_text(dictionary, record, "looked-after.in-care"), "true");
	variety->carers +=
		slice_is(town_text(dictionary, record, "young-carer"), "S");
	variety->plans +=
		slice_is(town_text(dictionary, record, "sen.provision"), "E");
	variety->suspensions +=
		town_text(dictionary, record, "exclusion.category").len > 0;
}

static void a_town_has_some_of_everybody(void **state)
{
	struct population *population = town_open(dictionary);
	struct variety variety = {0};

	(void)state;
	for (size_t i = 0; i < town_school_count; i++)
		town_each(population, i, date_from_civil(2026, 1, 15),
			  DATE_NONE, 0, count_variety, &variety);
	assert_in_range(variety.limited, 5, 60);
	assert_in_range(variety.accents, 10, 200);
	assert_in_range(variety.hyphens, 10, 200);
	assert_in_range(variety.apostrophes, 3, 100);
	assert_in_range(variety.former, 10, 120);
	assert_in_range(variety.objections, 20, 200);
	assert_in_range(variety.consents, 20, 300);
	assert_in_range(variety.restricted, 1, 20);
	assert_in_range(variety.in_care, 3, 50);
	assert_in_range(variety.carers, 1, 30);
	assert_in_range(variety.plans, 70, 300);
	assert_in_range(variety.suspensions, 40, 400);
	population_close(population);
}

/* --- what cannot be -------------------------------------------------------------- */

static void years_out_of_range_are_refused(void **state)
{
	struct population *population = town_open(dictionary);
	struct population_stream *stream;
	struct error error = {0};
	int32_t day = date_from_civil(2026, 1, 15);

	(void)state;
	assert_int_equal(population_stream_open(&stream, population, 0,
						date_from_civil(2003, 8, 31),
						DATE_NONE, 0, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(population_stream_open(&stream, population, 0,
						date_from_civil(2035, 9, 1),
						DATE_NONE, 0, &error),
			 -1);
	assert_int_equal(population_stream_open(&stream, population, 0, day,
						day + 1, 0, &error),
			 -1);
	population_stream_close(NULL);
	population_close(NULL);
	population_close(population);
}

static int make_some(struct error *error)
{
	const struct place_plan plan = {
		.schools = town_schools + 7, .count = 2, .seed = 7};
	struct population *population = NULL;
	struct population_stream *stream = NULL;
	struct arena arena = {0};
	struct record records[40];
	size_t count;
	int result = population_open(&population, &plan, dictionary, error);

	if (result == 0)
		result = population_stream_open(&stream, population, 1,
						date_from_civil(2026, 1, 15),
						DATE_NONE, 0, error);
	for (int i = 0; result == 0 && i < 3; i++)
		result = population_next(stream, records, 40, &count, &arena,
					 error);
	arena_release(&arena);
	if (stream != NULL)
		population_stream_close(stream);
	population_close(population);
	return result;
}

static void memory_runs_out(void **state)
{
	struct error error = {0};

	(void)state;
	for (uint64_t nth = 1;; nth++) {
		int result;

		memory_fail_at(nth);
		result = make_some(&error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_makes_the_same_bytes),
		cmocka_unit_test(what_is_asked_beside_changes_nothing),
		cmocka_unit_test(every_value_is_one_of_the_dictionary),
		cmocka_unit_test(nobody_has_a_number_of_another),
		cmocka_unit_test(a_pupil_is_the_same_person_a_year_on),
		cmocka_unit_test(a_number_for_the_time_being_is_replaced),
		cmocka_unit_test(who_must_have_a_number_has_one),
		cmocka_unit_test(who_has_left_comes_after_the_roll),
		cmocka_unit_test(brothers_and_sisters_share_a_home),
		cmocka_unit_test(a_town_has_some_of_everybody),
		cmocka_unit_test(years_out_of_range_are_refused),
		cmocka_unit_test(memory_runs_out),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
