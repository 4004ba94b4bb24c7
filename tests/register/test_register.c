/*
 * One suite over every backend.
 */
#include "tests/register/support.h"

#include <stdio.h>

#include "base/memory.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

/* Invented numbers with right check letters. */
static const char first_upn[] = "X886110125001";
static const char second_upn[] = "Y886110125002";

static const struct cell first[] = {
	{UPN, 0, first_upn, NULL},
	{SURNAME, 0, "Invented", NULL},
	{FORENAME, 0, "Una", NULL},
	{POSTCODE, 0, "ZZ99 3WZ", NULL},
	{PARENT_SURNAME, 0, "Invented", NULL},
	{PARENT_SURNAME, 1, "Imagined", NULL},
	{SESSIONS, 0, "190", "2024"},
	{SESSIONS, 0, "80", "2025"},
	END,
};

static const struct cell second[] = {
	{UPN, 0, second_upn, NULL},
	{SURNAME, 0, "Imagined", NULL},
	END,
};

static void assert_counts(struct import_counts counts, uint64_t pupils_new,
			  uint64_t changed, uint64_t unchanged,
			  uint64_t sections)
{
	assert_int_equal(counts.pupils_new, pupils_new);
	assert_int_equal(counts.pupils_changed, changed);
	assert_int_equal(counts.pupils_unchanged, unchanged);
	assert_int_equal(counts.sections_written, sections);
}

static uint64_t id_of(struct office *office, const char *upn)
{
	struct error error;
	uint64_t id;

	assert_success(
		register_find(office->pupils, slice_of(upn), &id, &error),
		&error);
	return id;
}

static struct record read_all(struct office *office, const char *upn)
{
	struct record record;
	struct error error;

	assert_success(register_read(office->pupils, id_of(office, upn),
				     ALL_CATEGORIES, &record, &office->arena,
				     &error),
		       &error);
	return record;
}

/* --- import --------------------------------------------------------------- */

static void what_is_imported_is_read_back(void **state)
{
	struct office *office = *state;
	struct record record;
	uint64_t count;

	assert_counts(import_cells(office, 1, first), 1, 0, 0, 5);
	record = read_all(office, first_upn);
	assert_int_equal(record.pupil, 1);
	assert_slice(record.upn, first_upn);
	assert_int_equal(record.count, 5);
	assert_int_equal(record.sections[0].collected, 20001);
	assert_slice(record.sections[3].period, "2024");
	assert_slice(item_text(&record.sections[3].items[0], SESSIONS), "190");
	assert_slice(record.sections[4].period, "2025");
	assert_slice(item_text(&record.sections[4].items[0], SESSIONS), "80");
	assert_int_equal(record.sections[2].count, 2);
	assert_int_equal(register_count(office->pupils, &count, NULL), 0);
	assert_int_equal(count, 1);
}

static void the_same_file_twice_changes_nothing(void **state)
{
	struct office *office = *state;
	struct origin *origins;
	size_t count;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 1, first), 0, 0, 1, 0);
	assert_int_equal(register_origins(office->pupils, &origins, &count,
					  &office->arena, NULL),
			 0);
	assert_int_equal(count, 1);
}

static void another_file_that_says_the_same_changes_nothing(void **state)
{
	struct office *office = *state;
	struct record record;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 2, first), 0, 0, 1, 0);
	record = read_all(office, first_upn);
	assert_int_equal(record.sections[0].collected, 20001);
}

static void values_given_replace_and_others_stay(void **state)
{
	static const struct cell moved[] = {
		{UPN, 0, first_upn, NULL},
		{FORENAME, 0, "Unity", NULL},
		{BIRTH_DATE, 0, "2014-02-03", NULL},
		END,
	};
	struct office *office = *state;
	struct record record;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 2, moved), 0, 1, 0, 1);
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");
	assert_slice(held_text(office, first_upn, FORENAME), "Unity");
	assert_slice(held_text(office, first_upn, BIRTH_DATE), "2014-02-03");
	assert_slice(held_text(office, first_upn, POSTCODE), "ZZ99 3WZ");
	record = read_all(office, first_upn);
	assert_int_equal(record.sections[0].collected, 20002);
	assert_int_equal(record.sections[1].collected, 20001);
}

static void a_list_is_replaced_as_a_whole(void **state)
{
	static const struct cell one_parent[] = {
		{UPN, 0, first_upn, NULL},
		{PARENT_SURNAME, 0, "Imagined", NULL},
		END,
	};
	struct office *office = *state;
	struct record record;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 2, one_parent), 0, 1, 0, 1);
	record = read_all(office, first_upn);
	assert_int_equal(record_section(&record, PARENTS)->count, 1);
}

static void a_period_changes_without_the_others(void **state)
{
	static const struct cell later[] = {
		{UPN, 0, first_upn, NULL},
		{SESSIONS, 0, "120", "2025"},
		{ABSENCES, 0, "3", "2026"},
		END,
	};
	struct office *office = *state;
	struct record record;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 2, later), 0, 1, 0, 2);
	record = read_all(office, first_upn);
	assert_int_equal(record.count, 6);
	assert_slice(item_text(&record.sections[3].items[0], SESSIONS), "190");
	assert_slice(item_text(&record.sections[4].items[0], SESSIONS), "120");
	assert_slice(item_text(&record.sections[5].items[0], ABSENCES), "3");
}

static struct import *begin_file(struct office *office, unsigned int number)
{
	struct origin origin = origin_numbered(number, 20000 + (int)number);
	struct import *import;
	struct error error;

	assert_success(import_begin(&import, office->pupils, &origin, &error),
		       &error);
	return import;
}

static void a_mention_empties_what_is_held(void **state)
{
	struct office *office = *state;
	struct record_maker maker =
		record_maker(&small_dictionary, &office->arena);
	struct import_counts counts;
	struct import *import;
	struct record record;
	struct error error;

	import_cells(office, 1, first);
	for (unsigned int i = 2; i < 4; i++) {
		import = begin_file(office, i);
		maker = record_maker(&small_dictionary, &office->arena);
		record_set(&maker, UPN, SLICE(""), 0, slice_of(first_upn));
		record_mention(&maker, PARENTS, SLICE(""));
		record_mention(&maker, CONTACT, SLICE("2019")); /* not held */
		assert_success(record_made(&maker, &record, &error), &error);
		assert_success(import_add(import, &record, &error), &error);
		assert_success(import_commit(import, &counts, &error), &error);
		assert_int_equal(counts.sections_written, i == 2 ? 1 : 0);
	}
	record = read_all(office, first_upn);
	assert_null(record_section(&record, PARENTS));
	assert_int_equal(record.count, 4);
}

static void two_records_of_one_pupil_in_a_file_merge(void **state)
{
	static const struct cell more[] = {
		{UPN, 0, first_upn, NULL},
		{BIRTH_DATE, 0, "2014-02-03", NULL},
		{SESSIONS, 0, "81", "2025"},
		END,
	};
	struct office *office = *state;
	struct import *import = begin_file(office, 1);
	struct import_counts counts;
	struct record record;
	struct error error;

	make_record(&record, &office->arena, &small_dictionary, first);
	assert_success(import_add(import, &record, &error), &error);
	make_record(&record, &office->arena, &small_dictionary, more);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	assert_counts(counts, 1, 0, 0, 7);
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");
	assert_slice(held_text(office, first_upn, BIRTH_DATE), "2014-02-03");

	import = begin_file(office, 2); /* known by now: counted once */
	make_record(&record, &office->arena, &small_dictionary, first);
	assert_success(import_add(import, &record, &error), &error);
	make_record(&record, &office->arena, &small_dictionary, more);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	assert_counts(counts, 0, 1, 0, 2);
}

/* What was told of leaving is of the time before; a later word on the same time
 * takes nothing away. */
static void who_comes_back_has_not_left(void **state)
{
	static const struct cell left[] = {
		{UPN, 0, first_upn, NULL},
		{ENTRY, 0, "2023-09-05", NULL},
		{LEAVING, 0, "2024-07-22", NULL},
		{REASON, 0, "OR", NULL},
		END,
	};
	static const struct cell again[] = {
		{UPN, 0, first_upn, NULL},
		{ENTRY, 0, "2023-09-05", NULL},
		END,
	};
	static const struct cell back[] = {
		{UPN, 0, first_upn, NULL},
		{ENTRY, 0, "2025-09-02", NULL},
		END,
	};
	struct office *office = *state;

	import_cells(office, 1, left);
	import_cells(office, 2, again);
	assert_slice(held_text(office, first_upn, LEAVING), "2024-07-22");
	assert_slice(held_text(office, first_upn, REASON), "OR");
	import_cells(office, 3, back);
	assert_slice(held_text(office, first_upn, ENTRY), "2025-09-02");
	assert_slice(held_text(office, first_upn, LEAVING), "");
	assert_slice(held_text(office, first_upn, REASON), "");
}

static void of_another_house_nothing_of_the_last_is_left(void **state)
{
	static const struct cell flat[] = {
		{UPN, 0, first_upn, NULL},
		{ENTRY, 0, "2023-09-05", NULL},
		{FLAT, 0, "Flat 12", NULL},
		{HOUSE, 0, "86", NULL},
		END,
	};
	static const struct cell same[] = {
		{UPN, 0, first_upn, NULL},
		{HOUSE, 0, "86", NULL},
		END,
	};
	static const struct cell house[] = {
		{UPN, 0, first_upn, NULL},
		{HOUSE, 0, "44", NULL},
		END,
	};
	struct office *office = *state;

	import_cells(office, 1, flat);
	import_cells(office, 2, same);
	assert_slice(held_text(office, first_upn, FLAT), "Flat 12");
	import_cells(office, 3, house);
	assert_slice(held_text(office, first_upn, HOUSE), "44");
	assert_slice(held_text(office, first_upn, FLAT), "");
	assert_slice(held_text(office, first_upn, ENTRY), "2023-09-05");
}

static int import_of(struct office *office, unsigned int number, int32_t day,
		     const struct cell *cells, struct import_counts *counts,
		     struct error *error)
{
	struct origin origin = origin_numbered(number, 20000);
	struct import *import;
	struct record record;

	origin.as_of = day;
	make_record(&record, &office->arena, &small_dictionary, cells);
	if (import_begin(&import, office->pupils, &origin, error) != 0)
		return -1;
	if (import_add(import, &record, error) == 0)
		return import_commit(import, counts, error);
	import_abandon(import);
	return -1;
}

/* As if the two had come in order. */
static void what_a_later_day_said_stays(void **state)
{
	static const struct cell now[] = {
		{UPN, 0, first_upn, NULL},
		{SURNAME, 0, "Present", NULL},
		{ENTRY, 0, "2025-09-02", NULL},
		{PARENT_SURNAME, 0, "Present", NULL},
		END,
	};
	static const struct cell then[] = {
		{UPN, 0, first_upn, NULL},
		{SURNAME, 0, "Past", NULL},
		{FORENAME, 0, "Given", NULL},
		{ENTRY, 0, "2023-09-05", NULL},
		{LEAVING, 0, "2024-07-22", NULL},
		{PARENT_SURNAME, 0, "Past", NULL},
		{SESSIONS, 0, "120", "2024"},
		END,
	};
	struct office *office = *state;
	struct import_counts counts;
	struct error error;
	struct record record;
	int result = -1;

	assert_success(import_of(office, 1, 20100, now, &counts, &error),
		       &error);
	assert_int_equal(counts.pupils_newer, 0);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 2000);
		memory_fail_at(nth);
		result = import_of(office, 2, 20050, then, &counts, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_int_equal(counts.pupils_newer, 1);
	assert_int_equal(counts.pupils_changed, 1);
	assert_slice(held_text(office, first_upn, SURNAME), "Present");
	assert_slice(held_text(office, first_upn, FORENAME), "Given");
	assert_slice(held_text(office, first_upn, ENTRY), "2025-09-02");
	assert_slice(held_text(office, first_upn, LEAVING), "");
	record = read_all(office, first_upn);
	assert_slice(item_text(&record_section(&record, PARENTS)->items[0],
			       PARENT_SURNAME),
		     "Present");
	/* The same day, and a file that tells no day, are laid over it. */
	assert_success(import_of(office, 3, 20100, then, &counts, &error),
		       &error);
	assert_int_equal(counts.pupils_newer, 0);
	assert_slice(held_text(office, first_upn, SURNAME), "Past");
	assert_success(import_of(office, 4, 0, now, &counts, &error), &error);
	assert_int_equal(counts.pupils_newer, 0);
	assert_slice(held_text(office, first_upn, SURNAME), "Present");
}

static void an_abandoned_import_leaves_no_trace(void **state)
{
	struct office *office = *state;
	struct import *import;
	struct record record;
	struct error error;
	int32_t recorded;
	uint64_t count;
	bool found;

	import_cells(office, 1, first);
	import = begin_file(office, 2);
	make_record(&record, &office->arena, &small_dictionary, second);
	assert_success(import_add(import, &record, &error), &error);
	import_abandon(import);
	import_abandon(NULL);
	assert_int_equal(register_count(office->pupils, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_int_equal(register_find(office->pupils, slice_of(second_upn),
				       &count, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_int_equal(register_imported(office->pupils,
					   origin_numbered(2, 0).hash, &found,
					   &recorded, NULL),
			 0);
	assert_false(found);
	assert_counts(import_cells(office, 3, second), 1, 0, 0, 1);
	assert_slice(held_text(office, second_upn, SURNAME), "Imagined");
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");
}

static void an_import_is_known_by_its_hash(void **state)
{
	struct office *office = *state;
	struct origin *origins;
	struct error error;
	int32_t recorded;
	size_t count;
	bool found;

	import_cells(office, 4, first);
	assert_int_equal(register_imported(office->pupils,
					   origin_numbered(4, 0).hash, &found,
					   &recorded, NULL),
			 0);
	assert_true(found);
	assert_int_equal(recorded, 20004);
	assert_success(register_origins(office->pupils, &origins, &count,
					&office->arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_slice(origins[0].kind, "csv");
	assert_slice(origins[0].name, "pupils.csv");
	assert_slice(origins[0].stated_by, "886 1101");
}

static void only_one_import_at_a_time(void **state)
{
	struct origin origin = origin_numbered(2, 20000);
	struct permission permission = {.kind = SLICE("terms")};
	struct office *office = *state;
	struct import *import = begin_file(office, 1);
	struct import *other;
	struct error error;

	assert_int_equal(import_begin(&other, office->pupils, &origin, &error),
			 -1);
	assert_int_equal(error.code, ERROR_BUSY);
	assert_int_equal(register_permit(office->pupils, &permission, &error),
			 -1);
	assert_int_equal(error.code, ERROR_BUSY);
	import_abandon(import);
	import_cells(office, 2, first);
}

static void
a_record_without_a_number_is_refused_and_the_rest_goes_on(void **state)
{
	static const struct cell nobody[] = {
		{SURNAME, 0, "Nobody", NULL},
		END,
	};
	struct office *office = *state;
	struct import *import = begin_file(office, 1);
	struct import_counts counts;
	struct record record;
	struct error error;

	make_record(&record, &office->arena, &small_dictionary, nobody);
	record.number = 12;
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(error.place.record, 12);
	make_record(&record, &office->arena, &small_dictionary, second);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	assert_counts(counts, 1, 0, 0, 1);
}

static void a_period_too_long_is_refused_and_the_rest_goes_on(void **state)
{
	char period[257] = {0};
	struct cell cells[] = {
		{UPN, 0, first_upn, NULL},
		{SESSIONS, 0, "1", period},
		END,
	};
	struct office *office = *state;
	struct import *import = begin_file(office, 1);
	struct import_counts counts;
	struct record record;
	struct error error;

	memset(period, '2', 256);
	make_record(&record, &office->arena, &small_dictionary, cells);
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	period[255] = '\0';
	make_record(&record, &office->arena, &small_dictionary, cells);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	assert_counts(counts, 1, 0, 0, 2);
	assert_slice(held_text(office, first_upn, SESSIONS), "1");
}

/* --- who is who ----------------------------------------------------------- */

static void a_new_upn_that_names_the_old_one_is_the_same_pupil(void **state)
{
	static const struct cell renamed[] = {
		{UPN, 0, second_upn, NULL},
		{FORMER_UPN, 0, first_upn, NULL},
		END,
	};
	struct office *office = *state;
	uint64_t count;

	import_cells(office, 1, first);
	assert_counts(import_cells(office, 2, renamed), 0, 1, 0, 1);
	assert_int_equal(register_count(office->pupils, &count, NULL), 0);
	assert_int_equal(count, 1);
	assert_int_equal(id_of(office, first_upn), id_of(office, second_upn));
	assert_slice(held_text(office, first_upn, UPN), second_upn);
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");

	/* A late file still speaks of the former one. */
	assert_counts(import_cells(office, 3, first), 0, 0, 1, 0);
	assert_slice(held_text(office, first_upn, UPN), second_upn);
}

static void a_upn_may_change_back(void **state)
{
	static const struct cell renamed[] = {
		{UPN, 0, second_upn, NULL},
		{FORMER_UPN, 0, first_upn, NULL},
		END,
	};
	static const struct cell back[] = {
		{UPN, 0, first_upn, NULL},
		{FORMER_UPN, 0, second_upn, NULL},
		END,
	};
	struct office *office = *state;

	import_cells(office, 1, first);
	import_cells(office, 2, renamed);
	assert_counts(import_cells(office, 3, back), 0, 1, 0, 1);
	assert_slice(held_text(office, second_upn, UPN), first_upn);
}

static void a_former_upn_stated_first_finds_the_pupil_later(void **state)
{
	static const struct cell renamed[] = {
		{UPN, 0, second_upn, NULL},
		{FORMER_UPN, 0, first_upn, NULL},
		END,
	};
	struct office *office = *state;

	assert_counts(import_cells(office, 1, renamed), 1, 0, 0, 1);
	assert_counts(import_cells(office, 2, first), 0, 1, 0, 5);
	assert_slice(held_text(office, first_upn, UPN), second_upn);
	assert_slice(held_text(office, second_upn, SURNAME), "Invented");
}

static void two_pupils_known_apart_stay_apart(void **state)
{
	static const struct cell claims[] = {
		{UPN, 0, second_upn, NULL},
		{FORMER_UPN, 0, first_upn, NULL},
		END,
	};
	struct office *office = *state;

	import_cells(office, 1, first);
	import_cells(office, 2, second);
	assert_counts(import_cells(office, 3, claims), 0, 1, 0, 1);
	assert_int_not_equal(id_of(office, first_upn),
			     id_of(office, second_upn));
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");
}

static void a_learner_without_upn_is_known_by_uln(void **state)
{
	static const struct cell learner[] = {
		{ULN, 0, "1000000027", NULL},
		{SURNAME, 0, "Invented", NULL},
		END,
	};
	static const struct cell pupil[] = {
		{UPN, 0, first_upn, NULL},
		{ULN, 0, "1000000027", NULL},
		END,
	};
	static const struct cell other[] = {
		{UPN, 0, second_upn, NULL},
		{ULN, 0, "1000000027", NULL},
		END,
	};
	struct office *office = *state;

	assert_counts(import_cells(office, 1, learner), 1, 0, 0, 1);
	assert_counts(import_cells(office, 2, learner), 0, 0, 1, 0);
	assert_counts(import_cells(office, 3, pupil), 0, 1, 0, 1);
	assert_slice(held_text(office, first_upn, SURNAME), "Invented");
	/* A ULN alone does not make one pupil of two UPNs. */
	assert_counts(import_cells(office, 4, other), 1, 0, 0, 1);
	assert_slice(held_text(office, first_upn, UPN), first_upn);
}

static void a_pupil_is_found_however_the_upn_is_typed(void **state)
{
	struct office *office = *state;
	struct error error;
	uint64_t id;

	import_cells(office, 1, first);
	assert_int_equal(id_of(office, " x886110125001 "), 1);
	assert_int_equal(register_find(office->pupils, SLICE(""), &id, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_null(strstr(error.message, "886"));
}

/* --- scan ----------------------------------------------------------------- */

enum { MANY = 300 };

static void import_many(struct office *office)
{
	struct import *import = begin_file(office, 1);
	struct error error;
	struct record record;
	char upn[14];
	char sessions[8];

	for (unsigned int i = 0; i < MANY; i++) {
		struct cell cells[] = {
			{UPN, 0, upn, NULL},
			{SURNAME, 0, "Invented", NULL},
			{SESSIONS, 0, sessions, "2025"},
			END,
		};

		make_upn(upn, i + 1);
		snprintf(sessions, sizeof(sessions), "%u", i);
		if (i % 7 == 0) /* some have no attendance */
			cells[2].field = FIELD_COUNT;
		make_record(&record, &office->arena, &small_dictionary, cells);
		assert_success(import_add(import, &record, &error), &error);
	}
	assert_success(import_commit(import, NULL, &error), &error);
}

/* Scans `ids` and checks each against what import_many put in. */
static void check_scan(struct office *office, const uint64_t *ids, size_t count,
		       size_t limit, uint64_t categories)
{
	struct register_scan *scan;
	struct record records[64];
	struct arena arena = {0};
	struct error error;
	char sessions[8];
	size_t at = 0;
	size_t got;

	assert_success(register_scan_open(&scan, office->pupils, ids, count,
					  categories, &error),
		       &error);
	do {
		assert_success(register_scan_next(scan, records, limit, &got,
						  &arena, &error),
			       &error);
		for (size_t i = 0; i < got; i++, at++) {
			assert_int_equal(records[i].pupil, ids[at]);
			assert_slice(record_text(&records[i], &small_dictionary,
						 SURNAME),
				     categories & 1 << IDENTITY ? "Invented"
								: "");
			snprintf(sessions, sizeof(sessions), "%u",
				 (unsigned int)ids[at] - 1);
			assert_slice(record_text(&records[i], &small_dictionary,
						 SESSIONS),
				     (categories & 1 << ATTENDANCE) == 0 ||
						     (ids[at] - 1) % 7 == 0
					     ? ""
					     : sessions);
		}
		arena_clear(&arena);
	} while (got > 0);
	assert_int_equal(at, count);
	register_scan_close(scan);
	arena_release(&arena);
}

static void a_scan_gives_every_pupil_once_in_order(void **state)
{
	struct office *office = *state;
	struct error error;
	uint64_t *ids;
	size_t count;

	import_many(office);
	assert_success(register_pupils(office->pupils, &ids, &count,
				       &office->arena, &error),
		       &error);
	assert_int_equal(count, MANY);
	check_scan(office, ids, count, 64, ALL_CATEGORIES);
	check_scan(office, ids, count, 1, ALL_CATEGORIES);
	check_scan(office, ids, count, 7, 1 << ATTENDANCE);
	check_scan(office, ids, count, 64, 1 << CONTACT); /* nobody has any */
	check_scan(office, ids, count, 64, 0);
}

static void a_scan_of_some_skips_the_others(void **state)
{
	static const uint64_t some[] = {2, 3, 5, 60, 61, 64, 80, 200, 299, 300};
	struct office *office = *state;

	import_many(office);
	check_scan(office, some, 10, 3, ALL_CATEGORIES);
	check_scan(office, some + 9, 1, 64, ALL_CATEGORIES);
	check_scan(office, NULL, 0, 64, ALL_CATEGORIES);
}

static void a_pupil_nobody_has_is_not_found(void **state)
{
	struct office *office = *state;
	struct record record;
	struct error error;

	import_cells(office, 1, first);
	assert_int_equal(register_read(office->pupils, 99, ALL_CATEGORIES,
				       &record, &office->arena, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

static void an_empty_register_can_be_read(void **state)
{
	struct office *office = *state;
	struct permission *permissions;
	struct release *releases;
	struct error error;
	uint64_t *ids;
	uint64_t total;
	int32_t date;
	size_t count;

	assert_success(register_count(office->pupils, &total, &error), &error);
	assert_int_equal(total, 0);
	assert_success(register_pupils(office->pupils, &ids, &count,
				       &office->arena, &error),
		       &error);
	assert_int_equal(count, 0);
	check_scan(office, NULL, 0, 64, ALL_CATEGORIES);
	assert_success(register_permissions(office->pupils, &permissions,
					    &count, &office->arena, &error),
		       &error);
	assert_int_equal(count, 0);
	assert_success(register_releases(office->pupils, &releases, &count,
					 &office->arena, &error),
		       &error);
	assert_int_equal(count, 0);
	assert_success(register_last_release(office->pupils, SLICE("x"),
					     SLICE("y"), &date, &error),
		       &error);
	assert_int_equal(date, DATE_NONE);
}

/* --- permissions ---------------------------------------------------------- */

static void permissions_are_kept_in_order(void **state)
{
	static const struct permission given[] = {
		{SLICE_INIT("authorisation"), SLICE_INIT("head teacher"),
		 SLICE_INIT("youth-support"), SLICE_INIT(""),
		 SLICE_INIT("minute 12"), 19000, DATE_NONE, 19001, DATE_NONE,
		 SLICE_INIT(""), SLICE_INIT(""), SLICE_INIT("")},
		{SLICE_INIT("approval"), SLICE_INIT("chief-statistician"),
		 SLICE_INIT("researcher"), SLICE_INIT("research"),
		 SLICE_INIT(""), 19010, 19375, 19011, 19009, SLICE_INIT(""),
		 SLICE_INIT("need,storage"), SLICE_INIT("Moves and marks")},
		{SLICE_INIT("terms"), SLICE_INIT(""), SLICE_INIT("researcher"),
		 SLICE_INIT(""), SLICE_INIT(""), 19010, DATE_NONE, 19011, 19010,
		 SLICE_INIT("extract"), SLICE_INIT("use"), SLICE_INIT("")},
	};
	struct permission backwards = given[1];
	struct office *office = *state;
	struct permission *held;
	struct error error;
	size_t count;

	for (size_t i = 0; i < 3; i++)
		assert_success(
			register_permit(office->pupils, &given[i], &error),
			&error);
	backwards.until = backwards.from - 1;
	assert_int_equal(register_permit(office->pupils, &backwards, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_success(register_permissions(office->pupils, &held, &count,
					    &office->arena, &error),
		       &error);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(slice_equal(held[i].terms, given[i].terms));
		assert_true(slice_equal(held[i].met, given[i].met));
		assert_true(slice_equal(held[i].project, given[i].project));
		assert_int_equal(held[i].given, given[i].given);
		assert_true(slice_equal(held[i].kind, given[i].kind));
		assert_true(slice_equal(held[i].by, given[i].by));
		assert_true(slice_equal(held[i].recipient, given[i].recipient));
		assert_true(slice_equal(held[i].purpose, given[i].purpose));
		assert_true(slice_equal(held[i].reference, given[i].reference));
		assert_int_equal(held[i].from, given[i].from);
		assert_int_equal(held[i].until, given[i].until);
		assert_int_equal(held[i].recorded, given[i].recorded);
	}
}

/* --- releases ------------------------------------------------------------- */

static struct release release_called(const char *reference, int32_t date)
{
	return (struct release){
		.reference = slice_of(reference),
		.recipient = SLICE("youth-support"),
		.holder = SLICE("Local authority"),
		.purpose = SLICE("careers-advice"),
		.level = SLICE("named"),
		.directory = SLICE("/var/out/1"),
		.date = date,
		.considered = 10,
		.released = 2,
		.manifest = SLICE("{}"),
	};
}

static void prepare(struct office *office, struct release *release,
		    const struct roll_row *rows, size_t count)
{
	struct field_set masks[2] = {0};
	struct error error;

	field_set_add(&masks[0], SURNAME);
	field_set_add(&masks[0], POSTCODE);
	field_set_add(&masks[1], ABSENCES);
	field_set_add(&masks[1], UPN);
	assert_success(register_release_prepare(office->pupils, release, masks,
						2, rows, count, &error),
		       &error);
}

static void finish(struct office *office, uint64_t id, enum release_state state,
		   uint64_t ledger_index)
{
	struct error error;

	assert_success(register_release_finish(office->pupils, id, state,
					       ledger_index, &error),
		       &error);
}

static size_t releases_of(struct office *office, uint64_t pupil,
			  struct pupil_release **list)
{
	struct error error;
	size_t count;

	assert_success(register_pupil_releases(office->pupils, pupil, list,
					       &count, &office->arena, &error),
		       &error);
	return count;
}

static void a_pupil_learns_who_had_what(void **state)
{
	static const struct roll_row rows[] = {{3, 0}, {7, 1}};
	struct release one = release_called("R-2026-0001", 20100);
	struct release two = release_called("R-2026-0002", 20200);
	struct release void_ = release_called("R-2026-0003", 20300);
	struct release pending = release_called("R-2026-0004", 20400);
	struct office *office = *state;
	struct pupil_release *list;
	struct release *all;
	struct error error;
	int32_t date;
	size_t count;

	prepare(office, &one, rows, 2);
	assert_int_equal(one.id, 1);
	prepare(office, &two, rows + 1, 1);
	prepare(office, &void_, rows, 2);
	prepare(office, &pending, rows, 2);
	assert_int_equal(releases_of(office, 3, &list), 0); /* not out yet */
	finish(office, one.id, RELEASE_DONE, 0);
	finish(office, two.id, RELEASE_DONE, 17);
	finish(office, void_.id, RELEASE_VOID, UINT64_MAX);

	assert_int_equal(releases_of(office, 3, &list), 1);
	assert_slice(list[0].release.reference, "R-2026-0001");
	assert_int_equal(list[0].release.ledger_index, 0);
	assert_int_equal(field_set_count(list[0].fields), 2);
	assert_true(field_set_has(&list[0].fields, SURNAME));
	assert_true(field_set_has(&list[0].fields, POSTCODE));
	assert_int_equal(releases_of(office, 7, &list), 2);
	assert_true(field_set_has(&list[1].fields, UPN));
	assert_true(field_set_has(&list[1].fields, ABSENCES));
	assert_int_equal(list[1].release.ledger_index, 17);
	assert_int_equal(releases_of(office, 5, &list), 0); /* in range only */

	assert_success(register_releases(office->pupils, &all, &count,
					 &office->arena, &error),
		       &error);
	assert_int_equal(count, 4);
	assert_int_equal(all[2].state, RELEASE_VOID);
	assert_int_equal(all[3].state, RELEASE_PREPARED);
	assert_int_equal(all[3].ledger_index, UINT64_MAX);
	assert_slice(all[0].holder, "Local authority");
	assert_slice(all[0].manifest, "{}");
	assert_int_equal(all[0].considered, 10);

	assert_success(
		register_last_release(office->pupils, SLICE("youth-support"),
				      SLICE("careers-advice"), &date, &error),
		&error);
	assert_int_equal(date, 20200);
	assert_success(register_last_release(office->pupils,
					     SLICE("youth-support"),
					     SLICE("marketing"), &date, &error),
		       &error);
	assert_int_equal(date, DATE_NONE);
}

static void a_release_is_finished_once(void **state)
{
	static const struct roll_row rows[] = {{3, 0}};
	struct release one = release_called("R-2026-0001", 20100);
	struct release same = release_called("R-2026-0001", 20100);
	struct field_set mask = {0};
	struct office *office = *state;
	struct error error;

	prepare(office, &one, rows, 1);
	finish(office, one.id, RELEASE_DONE, 4);
	finish(office, one.id, RELEASE_DONE, 4); /* said again: no harm */
	assert_int_equal(register_release_finish(office->pupils, one.id,
						 RELEASE_VOID, UINT64_MAX,
						 &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(register_release_finish(office->pupils, 77,
						 RELEASE_DONE, 1, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_int_equal(register_release_finish(office->pupils, one.id,
						 RELEASE_PREPARED, 1, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(register_release_prepare(office->pupils, &same, &mask,
						  1, rows, 1, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void a_roll_out_of_order_is_refused(void **state)
{
	static const struct roll_row unordered[] = {{3, 0}, {3, 0}};
	static const struct roll_row unmasked[] = {{3, 1}};
	struct release one = release_called("R-2026-0001", 20100);
	struct field_set mask = {0};
	struct office *office = *state;
	struct release *all;
	struct error error;
	size_t count;

	assert_int_equal(register_release_prepare(office->pupils, &one, &mask,
						  1, unordered, 2, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(register_release_prepare(office->pupils, &one, &mask,
						  1, unmasked, 1, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(register_releases(office->pupils, &all, &count,
					   &office->arena, NULL),
			 0);
	assert_int_equal(count, 0);
}

/* More than two chunks, with gaps. */
static void a_large_roll_is_searched_by_chunk(void **state)
{
	struct release one = release_called("R-2026-0001", 20100);
	struct office *office = *state;
	struct pupil_release *list;
	struct roll_row *rows =
		arena_array(&office->arena, 10000, sizeof(*rows));

	assert_non_null(rows);
	for (size_t i = 0; i < 10000; i++)
		rows[i] = (struct roll_row){10 + i * 3, (uint16_t)(i % 2)};
	prepare(office, &one, rows, 10000);
	finish(office, one.id, RELEASE_DONE, 1);
	for (size_t i = 0; i < 10000; i += 101) {
		assert_int_equal(releases_of(office, rows[i].pupil, &list), 1);
		assert_int_equal(field_set_has(&list[0].fields, UPN), i % 2);
		assert_int_equal(releases_of(office, rows[i].pupil + 1, &list),
				 0);
	}
	assert_int_equal(releases_of(office, rows[9999].pupil, &list), 1);
	assert_int_equal(releases_of(office, 1, &list), 0);
}

/* --- memory --------------------------------------------------------------- */

static int import_both(struct office *office, struct error *error)
{
	struct origin origin = origin_numbered(9, 20009);
	struct import *import = NULL;
	struct record record;

	if (import_begin(&import, office->pupils, &origin, error) != 0)
		return -1;
	for (int i = 0; i < 2; i++) {
		struct record_maker maker =
			record_maker(&small_dictionary, &office->arena);

		for (const struct cell *cell = i == 0 ? first : second;
		     cell->field < FIELD_COUNT; cell++)
			record_set(&maker, cell->field, slice_of(cell->period),
				   cell->item, slice_of(cell->text));
		if (record_made(&maker, &record, error) != 0 ||
		    import_add(import, &record, error) != 0) {
			import_abandon(import);
			return -1;
		}
	}
	return import_commit(import, NULL, error);
}

static void an_import_out_of_memory_changes_nothing(void **state)
{
	struct office *office = *state;
	struct error error;
	int result = -1;
	uint64_t count;

	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 2000);
		memory_fail_at(nth);
		result = import_both(office, &error);
		memory_fail_at(0);
		assert_int_equal(register_count(office->pupils, &count, NULL),
				 0);
		assert_int_equal(count, result == 0 ? 2 : 0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	assert_slice(held_text(office, second_upn, SURNAME), "Imagined");
}

/* Only the release that it was kept with opens it. */
static void what_tables_held_is_kept_with_their_release(void **state)
{
	static const struct roll_row rows[] = {{1, 0}, {2, 0}};
	struct office *office = *state;
	struct release with = release_called("R-2026-0001", 20100);
	struct release without = release_called("R-2026-0002", 20101);
	struct release *all;
	struct slice kept;
	struct error error;
	size_t count;

	assert_success(import_both(office, &error), &error);
	with.kept = SLICE("What the tables held.");
	prepare(office, &with, rows, 2);
	prepare(office, &without, rows, 2);
	finish(office, with.id, RELEASE_DONE, 1);
	assert_success(register_release_kept(office->pupils, with.id, &kept,
					     &office->arena, &error),
		       &error);
	assert_slice(kept, "What the tables held.");
	assert_success(register_release_kept(office->pupils, without.id, &kept,
					     &office->arena, &error),
		       &error);
	assert_true(slice_empty(kept));
	/* It is large, and not read with the rest of the release. */
	assert_success(register_releases(office->pupils, &all, &count,
					 &office->arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_true(slice_empty(all[0].kept));
}

static int release_both(struct office *office, const char *reference,
			struct error *error)
{
	static const struct roll_row rows[] = {{1, 0}, {2, 0}};
	struct release release = release_called(reference, 20100);
	struct field_set mask = {{7}};

	release.kept = SLICE("What the tables held.");
	if (register_release_prepare(office->pupils, &release, &mask, 1, rows,
				     2, error) != 0)
		return -1;
	return register_release_finish(office->pupils, release.id, RELEASE_DONE,
				       3, error);
}

static int read_everything(struct office *office, struct arena *arena,
			   struct error *error)
{
	struct pupil_release *releases_held;
	struct permission *permissions;
	struct release *releases;
	struct origin *origins;
	struct record record;
	uint64_t *ids;
	size_t count;

	if (register_pupils(office->pupils, &ids, &count, arena, error) != 0 ||
	    register_read(office->pupils, 1, ALL_CATEGORIES, &record, arena,
			  error) != 0 ||
	    register_permissions(office->pupils, &permissions, &count, arena,
				 error) != 0 ||
	    register_origins(office->pupils, &origins, &count, arena, error) !=
		    0 ||
	    register_releases(office->pupils, &releases, &count, arena,
			      error) != 0)
		return -1;
	return register_pupil_releases(office->pupils, 1, &releases_held,
				       &count, arena, error);
}

static void other_operations_out_of_memory_fail_cleanly(void **state)
{
	static const struct permission permission = {
		.kind = SLICE_INIT("terms"),
		.by = SLICE_INIT("b"),
		.recipient = SLICE_INIT("r"),
		.purpose = SLICE_INIT("p"),
		.from = 1,
		.until = DATE_NONE,
		.recorded = 1,
		.given = DATE_NONE,
	};
	struct office *office = *state;
	struct error error;
	struct release *all;
	int result = -1;
	size_t count;

	import_cells(office, 1, first);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 500);
		memory_fail_at(nth);
		result = release_both(office, "R-1", &error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
		assert_int_equal(register_releases(office->pupils, &all, &count,
						   &office->arena, NULL),
				 0);
		assert_int_equal(count, 0);
	}
	result = -1;
	for (uint64_t nth = 1; result != 0; nth++) {
		memory_fail_at(nth);
		result = register_permit(office->pupils, &permission, &error);
		memory_fail_at(0);
	}
	result = -1;
	for (uint64_t nth = 1; result != 0; nth++) {
		struct arena arena = {0};

		assert_true(nth < 500);
		memory_fail_at(nth);
		result = read_everything(office, &arena, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

/* --- running over every backend ------------------------------------------- */

static struct office office;

static int on_sqlite(void **state)
{
	office_set_up(&office, REGISTER_SQLITE);
	*state = &office;
	return 0;
}

static int in_memory(void **state)
{
	office_set_up(&office, REGISTER_MEMORY);
	*state = &office;
	return 0;
}

static int down(void **state)
{
	office_tear_down(*state);
	return 0;
}

#define BOTH(test)                                             \
	{#test " (SQLite)", test, on_sqlite, down, NULL},      \
	{                                                      \
#		test " (memory)", test, in_memory, down, NULL \
	}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		BOTH(what_is_imported_is_read_back),
		BOTH(the_same_file_twice_changes_nothing),
		BOTH(another_file_that_says_the_same_changes_nothing),
		BOTH(values_given_replace_and_others_stay),
		BOTH(a_list_is_replaced_as_a_whole),
		BOTH(a_period_changes_without_the_others),
		BOTH(a_mention_empties_what_is_held),
		BOTH(two_records_of_one_pupil_in_a_file_merge),
		BOTH(who_comes_back_has_not_left),
		BOTH(of_another_house_nothing_of_the_last_is_left),
		BOTH(what_a_later_day_said_stays),
		BOTH(an_abandoned_import_leaves_no_trace),
		BOTH(an_import_is_known_by_its_hash),
		BOTH(only_one_import_at_a_time),
		BOTH(a_record_without_a_number_is_refused_and_the_rest_goes_on),
		BOTH(a_period_too_long_is_refused_and_the_rest_goes_on),
		BOTH(a_new_upn_that_names_the_old_one_is_the_same_pupil),
		BOTH(a_upn_may_change_back),
		BOTH(a_former_upn_stated_first_finds_the_pupil_later),
		BOTH(two_pupils_known_apart_stay_apart),
		BOTH(a_learner_without_upn_is_known_by_uln),
		BOTH(a_pupil_is_found_however_the_upn_is_typed),
		BOTH(a_scan_gives_every_pupil_once_in_order),
		BOTH(a_scan_of_some_skips_the_others),
		BOTH(a_pupil_nobody_has_is_not_found),
		BOTH(an_empty_register_can_be_read),
		BOTH(permissions_are_kept_in_order),
		BOTH(a_pupil_learns_who_had_what),
		BOTH(a_release_is_finished_once),
		BOTH(a_roll_out_of_order_is_refused),
		BOTH(a_large_roll_is_searched_by_chunk),
		BOTH(what_tables_held_is_kept_with_their_release),
		BOTH(an_import_out_of_memory_changes_nothing),
		BOTH(other_operations_out_of_memory_fail_cleanly),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("register", tests, NULL, NULL);
}
