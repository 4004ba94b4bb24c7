/*
 * What is received: kept apart by grant, read as one, and destroyed.
 */
#include "tests/register/support.h"

#include <stdio.h>

#include "base/memory.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

static const char upn[] = "X886110125001";
static const char other_upn[] = "Y886110125002";

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

/* A grant that the tests give its number as manifest. */
static struct register_grant grant_numbered(unsigned int number)
{
	struct register_grant grant = {
		.sender = SLICE("school"),
		.sender_number = SLICE("8861101"),
		.sender_name = SLICE("Invented School"),
		.reference = SLICE("R-2026-0001"),
		.purpose = SLICE("statistics"),
		.level = SLICE("named"),
		.terms = SLICE("{\"onward\":[]}"),
		.received = 20000,
		.delete_by = 20365,
	};

	memcpy(grant.manifest, &number, sizeof(number));
	return grant;
}

/* Receives records, each ended by END, under a grant; gives its id. */
static uint64_t receive_under(struct register_grant grant, unsigned int file,
			      const struct cell *const *records, size_t count,
			      struct import_counts *counts)
{
	struct origin origin = origin_numbered(1000 + file, 20000 + (int)file);
	struct import *import;
	struct record record;
	struct error error;

	assert_success(import_begin_grant(&import, office.pupils, &origin,
					  &grant, &error),
		       &error);
	for (size_t i = 0; i < count; i++) {
		make_record(&record, &office.arena, &small_dictionary,
			    records[i]);
		assert_success(import_add(import, &record, &error), &error);
	}
	assert_success(import_commit(import, counts, &error), &error);
	return grant.id;
}

static uint64_t receive(unsigned int number, const struct cell *cells)
{
	return receive_under(grant_numbered(number), number, &cells, 1, NULL);
}

static struct record held(const char *number)
{
	struct record record;
	struct error error;
	uint64_t id;

	assert_success(
		register_find(office.pupils, slice_of(number), &id, &error),
		&error);
	assert_success(register_read(office.pupils, id, ALL_CATEGORIES, &record,
				     &office.arena, &error),
		       &error);
	return record;
}

static uint64_t count_held(void)
{
	struct error error;
	uint64_t count;

	assert_success(register_count(office.pupils, &count, &error), &error);
	return count;
}

static bool is_known(const char *number)
{
	struct error error;
	uint64_t id;

	return register_find(office.pupils, slice_of(number), &id, &error) == 0;
}

/* --- reading -------------------------------------------------------------- */

static const struct cell own[] = {
	{UPN, 0, upn, NULL},
	{SURNAME, 0, "Own", NULL},
	{PARENT_SURNAME, 0, "Ownparent", NULL},
	END,
};
static const struct cell earlier[] = {
	{UPN, 0, upn, NULL},
	{SURNAME, 0, "Earlier", NULL},
	{FORENAME, 0, "Early", NULL},
	{STREET, 0, "Earlier Street", NULL},
	{PARENT_SURNAME, 0, "Earlierparent", NULL},
	{PARENT_SURNAME, 1, "Secondparent", NULL},
	{SESSIONS, 0, "100", "2024"},
	END,
};
static const struct cell later[] = {
	{UPN, 0, upn, NULL},
	{FORENAME, 0, "Late", NULL},
	{BIRTH_DATE, 0, "2012-05-06", NULL},
	{POSTCODE, 0, "ZZ99 3WZ", NULL},
	{SESSIONS, 0, "200", "2025"},
	{ABSENCES, 0, "3", "2024"},
	END,
};

static void own_values_win_then_the_newest_grants(void **state)
{
	const struct section *section;
	struct record record;
	uint64_t one;
	uint64_t two;

	(void)state;
	one = receive(1, earlier);
	import_cells(&office, 1, own);
	two = receive(2, later);
	assert_int_equal(count_held(), 1);
	record = held(upn);
	assert_slice(record.upn, upn);
	assert_slice(record_text(&record, &small_dictionary, SURNAME), "Own");
	assert_slice(record_text(&record, &small_dictionary, FORENAME), "Late");
	assert_slice(record_text(&record, &small_dictionary, BIRTH_DATE),
		     "2012-05-06");
	section = record_section(&record, IDENTITY);
	assert_int_equal(section->collected, 20001); /* own file 1 */
	assert_int_equal(section->grant_count, 1);
	assert_int_equal(section->grants[0], two);
	/* Both grants give something of the address. */
	section = record_section(&record, CONTACT);
	assert_slice(item_text(&section->items[0], STREET), "Earlier Street");
	assert_slice(item_text(&section->items[0], POSTCODE), "ZZ99 3WZ");
	assert_int_equal(section->grant_count, 2);
	assert_int_equal(section->grants[0], two);
	assert_int_equal(section->grants[1], one);
}

/* What a value was promised when it was collected does not fade because something
 * newer lies over it. */
static void what_is_filled_in_brings_its_earlier_date(void **state)
{
	struct record record;

	(void)state;
	receive(1, earlier);
	import_cells(&office, 5, own);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, FORENAME),
		     "Early");
	assert_int_equal(record_section(&record, IDENTITY)->collected, 20001);
	/* Of the list nothing of the grant's is taken. */
	assert_int_equal(record_section(&record, PARENTS)->collected, 20005);
	receive(7, later);
	record = held(upn);
	assert_int_equal(record_section(&record, IDENTITY)->collected, 20005);
}

/* The census of another year tells of leaving, this one of coming back. */
static void who_comes_back_has_not_left(void **state)
{
	static const struct cell left[] = {
		{UPN, 0, upn, NULL},
		{ENTRY, 0, "2023-09-05", NULL},
		{LEAVING, 0, "2024-07-22", NULL},
		{REASON, 0, "OR", NULL},
		END,
	};
	static const struct cell back[] = {
		{UPN, 0, upn, NULL},
		{ENTRY, 0, "2025-09-02", NULL},
		END,
	};
	struct record record;

	(void)state;
	receive(1, left);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, LEAVING),
		     "2024-07-22");
	receive(2, back);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, ENTRY),
		     "2025-09-02");
	assert_slice(record_text(&record, &small_dictionary, LEAVING), "");
	assert_slice(record_text(&record, &small_dictionary, REASON), "");
}

static void a_list_is_taken_whole(void **state)
{
	const struct section *section;
	struct record record;
	uint64_t one;

	(void)state;
	one = receive(1, earlier);
	record = held(upn);
	section = record_section(&record, PARENTS);
	assert_int_equal(section->count, 2);
	assert_int_equal(section->grant_count, 1);
	assert_int_equal(section->grants[0], one);
	import_cells(&office, 1, own);
	record = held(upn);
	section = record_section(&record, PARENTS);
	assert_int_equal(section->count, 1);
	assert_slice(item_text(&section->items[0], PARENT_SURNAME),
		     "Ownparent");
	assert_int_equal(section->grant_count, 0);
}

static void periods_are_laid_each_for_itself(void **state)
{
	struct record record;
	uint32_t seen = 0;
	uint64_t one;
	uint64_t two;

	(void)state;
	one = receive(1, earlier);
	two = receive(2, later);
	record = held(upn);
	for (uint32_t i = 0; i < record.count; i++) {
		const struct section *section = &record.sections[i];

		if (section->category != ATTENDANCE)
			continue;
		seen++;
		if (slice_is(section->period, "2025")) {
			assert_int_equal(section->grant_count, 1);
			assert_int_equal(section->grants[0], two);
			assert_slice(item_text(&section->items[0], SESSIONS),
				     "200");
			continue;
		}
		/* Of a single item, values of both. */
		assert_slice(section->period, "2024");
		assert_int_equal(section->grant_count, 2);
		assert_int_equal(section->grants[1], one);
		assert_slice(item_text(&section->items[0], SESSIONS), "100");
		assert_slice(item_text(&section->items[0], ABSENCES), "3");
	}
	assert_int_equal(seen, 2);
}

static void what_a_grant_corrects_is_its_own(void **state)
{
	static const struct cell corrected[] = {
		{UPN, 0, upn, NULL}, {FORENAME, 0, "Corrected", NULL}, END};
	const struct cell *const records[] = {corrected};
	struct register_grant again = {0};
	struct import_counts counts;
	struct record record;

	(void)state;
	again.id = receive(1, earlier);
	receive_under(again, 2, records, 1, &counts);
	assert_int_equal(counts.pupils_changed, 1);
	assert_int_equal(counts.sections_written, 1);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, FORENAME),
		     "Corrected");
	assert_slice(record_text(&record, &small_dictionary, SURNAME),
		     "Earlier");
	receive_under(again, 3, records, 1, &counts);
	assert_int_equal(counts.pupils_unchanged, 1);
	assert_int_equal(counts.sections_written, 0);
}

/* --- who it is ------------------------------------------------------------ */

static const struct cell seven[] = {
	{PSEUDONYM, 0, "p7", NULL}, {SESSIONS, 0, "7", "2025"}, END};
static const struct cell seven_again[] = {
	{PSEUDONYM, 0, "p7", NULL}, {ABSENCES, 0, "1", "2025"}, END};
static const struct cell nobody[] = {{SESSIONS, 0, "9", "2025"}, END};

static void a_pseudonym_finds_its_pupil(void **state)
{
	const struct cell *const first[] = {seven, nobody, nobody};
	const struct cell *const second[] = {seven_again};
	struct register_grant other = grant_numbered(3);
	struct import_counts counts;
	struct record record;
	struct error error;
	uint64_t id;

	(void)state;
	receive_under(grant_numbered(1), 1, first, 3, &counts);
	assert_int_equal(counts.pupils_new, 3);
	receive_under(grant_numbered(2), 2, second, 1, &counts);
	assert_int_equal(counts.pupils_new, 0);
	assert_int_equal(counts.pupils_changed, 1);
	/* Another purpose's pseudonym is another's. */
	other.purpose = SLICE("research");
	receive_under(other, 3, second, 1, &counts);
	assert_int_equal(counts.pupils_new, 1);
	other = grant_numbered(4);
	other.sender = SLICE("college");
	receive_under(other, 4, second, 1, &counts);
	assert_int_equal(counts.pupils_new, 1);
	assert_success(register_find_pseudonym(office.pupils, SLICE("school"),
					       SLICE("statistics"), SLICE("p7"),
					       &id, &error),
		       &error);
	assert_success(register_read(office.pupils, id, ALL_CATEGORIES, &record,
				     &office.arena, &error),
		       &error);
	assert_slice(record_text(&record, &small_dictionary, SESSIONS), "7");
	assert_slice(record_text(&record, &small_dictionary, ABSENCES), "1");
	/* It is the sender's name for the pupil, not ours. */
	assert_slice(record_text(&record, &small_dictionary, PSEUDONYM), "");
	assert_int_equal(register_find_pseudonym(office.pupils, SLICE("school"),
						 SLICE("statistics"),
						 SLICE("p8"), &id, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

static const char learner[] = "1458964751";

static uint64_t id_of(const char *number)
{
	struct error error;
	uint64_t id = 0;

	register_find(office.pupils, slice_of(number), &id, &error);
	return id;
}

/* A sender that says two numbers are one pupil's is not believed. */
static void a_grant_gives_nobody_a_number(void **state)
{
	static const struct cell first[] = {
		{UPN, 0, upn, NULL}, {ULN, 0, learner, NULL}, END};
	static const struct cell by_former[] = {{UPN, 0, other_upn, NULL},
						{FORMER_UPN, 0, upn, NULL},
						{ULN, 0, learner, NULL},
						END};
	static const struct cell other[] = {
		{UPN, 0, other_upn, NULL}, {SURNAME, 0, "Other", NULL}, END};
	uint64_t pupil;

	(void)state;
	import_cells(&office, 1, first);
	pupil = id_of(upn);
	receive(1, by_former);
	assert_int_equal(id_of(upn), pupil);
	assert_true(id_of(other_upn) != 0 && id_of(other_upn) != pupil);
	import_cells(&office, 2, other);
	assert_int_equal(id_of(upn), pupil);
	assert_int_equal(count_held(), 2);
}

/* Nor one that comes under a number of two: it is found by the first alone. */
static void a_grants_pupil_is_found_by_one_number(void **state)
{
	static const struct cell both[] = {{UPN, 0, upn, NULL},
					   {FORMER_UPN, 0, other_upn, NULL},
					   {ULN, 0, learner, NULL},
					   {PSEUDONYM, 0, "p7", NULL},
					   END};
	static const struct cell by_learner[] = {
		{ULN, 0, learner, NULL}, {SURNAME, 0, "Learner", NULL}, END};
	static const struct cell other[] = {
		{UPN, 0, other_upn, NULL}, {SURNAME, 0, "Other", NULL}, END};
	static const struct cell first_own[] = {{UPN, 0, upn, NULL}, END};
	struct error error;
	uint64_t pupil, id;

	(void)state;
	receive(1, both);
	pupil = id_of(upn);
	assert_int_equal(id_of(other_upn), 0);
	assert_int_equal(register_find_pseudonym(office.pupils, SLICE("school"),
						 SLICE("statistics"),
						 SLICE("p7"), &id, &error),
			 -1);
	import_cells(&office, 2, other);
	import_cells(&office, 3, by_learner);
	assert_int_equal(count_held(), 3);
	assert_true(id_of(other_upn) != pupil);
	/* By its own number it is the node's from then on. */
	import_cells(&office, 4, first_own);
	assert_int_equal(count_held(), 3);
	assert_int_equal(id_of(upn), pupil);
}

/* A pupil known by a ULN alone does not get a UPN from a sender. */
static void a_grant_does_not_name_a_learner(void **state)
{
	static const struct cell by_learner[] = {{ULN, 0, learner, NULL}, END};
	static const struct cell both[] = {
		{UPN, 0, upn, NULL}, {ULN, 0, learner, NULL}, END};
	static const struct cell first[] = {{UPN, 0, upn, NULL}, END};

	(void)state;
	import_cells(&office, 1, by_learner);
	receive(1, both);
	assert_int_equal(count_held(), 2);
	import_cells(&office, 2, first);
	assert_int_equal(count_held(), 2);
	receive(2, by_learner);
	assert_int_equal(count_held(), 2);
}

static void a_row_without_a_number_needs_a_grant(void **state)
{
	struct origin origin = origin_numbered(1, 20000);
	struct import *import;
	struct record record;
	struct error error;

	(void)state;
	assert_success(import_begin(&import, office.pupils, &origin, &error),
		       &error);
	make_record(&record, &office.arena, &small_dictionary, seven);
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	import_abandon(import);
}

/* --- grants --------------------------------------------------------------- */

static void grants_are_listed_and_found_by_manifest(void **state)
{
	struct register_grant expected = grant_numbered(2);
	struct register_grant *list;
	struct register_grant grant;
	struct error error;
	size_t count;
	bool found;

	(void)state;
	receive(1, earlier);
	receive(2, later);
	assert_success(register_grants(office.pupils, &list, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].id, 1);
	assert_int_equal(list[1].id, 2);
	assert_success(register_grant_find(office.pupils, expected.manifest,
					   &grant, &found, &office.arena,
					   &error),
		       &error);
	assert_true(found);
	assert_int_equal(grant.id, 2);
	assert_slice(grant.sender, "school");
	assert_slice(grant.sender_number, "8861101");
	assert_slice(grant.sender_name, "Invented School");
	assert_slice(grant.reference, "R-2026-0001");
	assert_slice(grant.purpose, "statistics");
	assert_slice(grant.level, "named");
	assert_slice(grant.terms, "{\"onward\":[]}");
	assert_int_equal(grant.received, 20000);
	assert_int_equal(grant.delete_by, 20365);
	assert_int_equal(grant.state, GRANT_LIVE);
	assert_int_equal(grant.ended, DATE_NONE);
	expected.manifest[31] = 1;
	assert_success(register_grant_find(office.pupils, expected.manifest,
					   &grant, &found, &office.arena,
					   &error),
		       &error);
	assert_false(found);
}

static void a_release_is_received_once(void **state)
{
	struct register_grant grant = grant_numbered(1);
	struct origin origin = origin_numbered(1, 20000);
	struct import *import;
	struct error error;

	(void)state;
	receive(1, earlier);
	assert_int_equal(import_begin_grant(&import, office.pupils, &origin,
					    &grant, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	grant = (struct register_grant){.id = 2};
	assert_int_equal(import_begin_grant(&import, office.pupils, &origin,
					    &grant, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

static void an_abandoned_receipt_leaves_no_grant(void **state)
{
	struct register_grant grant = grant_numbered(1);
	struct origin origin = origin_numbered(1, 20000);
	struct register_grant *list;
	struct import *import;
	struct record record;
	struct error error;
	size_t count;

	(void)state;
	assert_success(import_begin_grant(&import, office.pupils, &origin,
					  &grant, &error),
		       &error);
	make_record(&record, &office.arena, &small_dictionary, earlier);
	assert_success(import_add(import, &record, &error), &error);
	import_abandon(import);
	assert_success(register_grants(office.pupils, &list, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(count, 0);
	assert_int_equal(count_held(), 0);
	/* The next has the same number, and another key. */
	assert_int_equal(receive(1, earlier), 1);
	assert_slice(held_text(&office, upn, FORENAME), "Early");
}

static void who_is_held_by_what_is_known(void **state)
{
	static const struct cell second[] = {{UPN, 0, other_upn, NULL}, END};
	const struct cell *const both[] = {earlier, second};
	struct error error;
	uint64_t *ids;
	size_t count;

	(void)state;
	import_cells(&office, 1, own);
	receive_under(grant_numbered(1), 1, both, 2, NULL);
	receive(2, later);
	assert_success(register_grant_pupils(office.pupils, 1, &ids, &count,
					     &office.arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_int_equal(ids[0], 1);
	assert_int_equal(ids[1], 2);
	assert_success(register_pupil_grants(office.pupils, 1, &ids, &count,
					     &office.arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_int_equal(ids[0], 1);
	assert_int_equal(ids[1], 2);
	assert_success(register_pupil_grants(office.pupils, 2, &ids, &count,
					     &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
}

/* --- destroying ----------------------------------------------------------- */

static struct destroyed_counts destroy_grant(uint64_t grant,
					     enum grant_state why)
{
	struct destroyed_counts counts;
	struct error error;

	assert_success(register_grant_destroy(office.pupils, grant, 20100, why,
					      &counts, &error),
		       &error);
	return counts;
}

static void a_destroyed_grant_takes_what_it_said(void **state)
{
	static const struct cell second[] = {{UPN, 0, other_upn, NULL}, END};
	const struct cell *const both[] = {earlier, second};
	struct destroyed_counts counts;
	struct register_grant *list;
	struct record record;
	struct error error;
	size_t count;

	(void)state;
	import_cells(&office, 1, own);
	receive_under(grant_numbered(1), 1, both, 2, NULL);
	counts = destroy_grant(1, GRANT_RECALLED);
	assert_int_equal(counts.sections, 5);
	assert_int_equal(counts.pupils, 2);
	assert_int_equal(counts.gone, 1);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, SURNAME), "Own");
	assert_slice(record_text(&record, &small_dictionary, FORENAME), "");
	assert_null(record_section(&record, CONTACT));
	assert_false(is_known(other_upn));
	assert_int_equal(count_held(), 1);
	assert_success(register_grants(office.pupils, &list, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(list[0].state, GRANT_RECALLED);
	assert_int_equal(list[0].ended, 20100);
	assert_int_equal(register_grant_destroy(office.pupils, 1, 20101,
						GRANT_DESTROYED, &counts,
						&error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(register_grant_destroy(office.pupils, 2, 20101,
						GRANT_DESTROYED, &counts,
						&error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

static void a_pupil_lasts_as_long_as_somebody_speaks_of_it(void **state)
{
	(void)state;
	receive(1, earlier);
	receive(2, later);
	assert_int_equal(destroy_grant(2, GRANT_DESTROYED).gone, 0);
	assert_slice(held_text(&office, upn, FORENAME), "Early");
	assert_int_equal(destroy_grant(1, GRANT_DESTROYED).gone, 1);
	assert_false(is_known(upn));
	assert_int_equal(count_held(), 0);
	/* And is another if it ever comes again. */
	receive(3, earlier);
	assert_int_equal(held(upn).pupil, 2);
}

static void what_the_node_learns_itself_outlives_grants(void **state)
{
	static const struct cell bare[] = {{UPN, 0, upn, NULL}, END};

	(void)state;
	receive(1, earlier);
	import_cells(&office, 1, bare);
	assert_int_equal(destroy_grant(1, GRANT_DESTROYED).gone, 0);
	assert_slice(held(upn).upn, upn);
}

static void a_destroyed_grant_takes_no_more(void **state)
{
	struct register_grant again = {.id = 1};
	struct origin origin = origin_numbered(2, 20000);
	struct import *import;
	struct error error;

	(void)state;
	receive(1, earlier);
	destroy_grant(1, GRANT_DESTROYED);
	assert_int_equal(import_begin_grant(&import, office.pupils, &origin,
					    &again, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	/* Nor is the same release received again. */
	again = grant_numbered(1);
	assert_int_equal(import_begin_grant(&import, office.pupils, &origin,
					    &again, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void one_pupil_is_taken_out_of_a_grant(void **state)
{
	static const struct cell second[] = {
		{UPN, 0, other_upn, NULL}, {SURNAME, 0, "Second", NULL}, END};
	const struct cell *const both[] = {earlier, second};
	struct register_grant again = {.id = 1};
	struct origin origin = origin_numbered(9, 20000);
	struct destroyed_counts counts;
	struct import *import;
	struct record record;
	struct error error;

	(void)state;
	import_cells(&office, 1, own);
	receive_under(grant_numbered(1), 1, both, 2, NULL);
	receive(2, later);
	assert_success(register_grant_pupil_destroy(office.pupils, 1, 1, 20100,
						    &counts, &error),
		       &error);
	assert_int_equal(counts.sections, 4);
	assert_int_equal(counts.pupils, 1);
	assert_int_equal(counts.gone, 0);
	record = held(upn);
	assert_slice(record_text(&record, &small_dictionary, STREET), "");
	assert_slice(record_text(&record, &small_dictionary, FORENAME), "Late");
	assert_slice(held_text(&office, other_upn, SURNAME), "Second");
	assert_int_equal(register_grant_pupil_destroy(office.pupils, 1, 1,
						      20101, &counts, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	/* What comes under the grant later does not bring it back. */
	assert_success(import_begin_grant(&import, office.pupils, &origin,
					  &again, &error),
		       &error);
	make_record(&record, &office.arena, &small_dictionary, earlier);
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	import_abandon(import);
	/* The other one has nothing else. */
	assert_success(register_grant_pupil_destroy(office.pupils, 1, 2, 20100,
						    &counts, &error),
		       &error);
	assert_int_equal(counts.gone, 1);
	assert_false(is_known(other_upn));
	assert_int_equal(count_held(), 1);
}

static void release_both(void)
{
	struct field_set mask = {{1 << SURNAME}};
	const struct roll_row rows[] = {{1, 0}, {2, 0}};
	struct release release = {.reference = SLICE("R-2026-0009"),
				  .recipient = SLICE("college"),
				  .purpose = SLICE("admission")};
	struct error error;

	assert_success(register_release_prepare(office.pupils, &release, &mask,
						1, rows, 2, &error),
		       &error);
	assert_success(register_release_finish(office.pupils, release.id,
					       RELEASE_DONE, 0, &error),
		       &error);
}

static void a_destroyed_pupil_is_passed_over(void **state)
{
	static const struct cell second[] = {
		{UPN, 0, other_upn, NULL}, {SURNAME, 0, "Second", NULL}, END};
	const uint64_t ids[] = {1, 2};
	struct destroyed_counts counts;
	struct pupil_release *releases;
	struct register_scan *scan;
	struct record records[2];
	struct error error;
	uint64_t *listed;
	size_t count;

	(void)state;
	import_cells(&office, 1, own);
	import_cells(&office, 2, second);
	receive(1, later);
	release_both();
	assert_success(register_pupil_destroy(office.pupils, 1, 20100, &counts,
					      &error),
		       &error);
	assert_int_equal(counts.sections, 6);
	assert_int_equal(counts.pupils, 1);
	assert_int_equal(counts.gone, 1);
	assert_false(is_known(upn));
	assert_int_equal(count_held(), 1);
	assert_success(register_pupils(office.pupils, &listed, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_int_equal(listed[0], 2);
	assert_success(register_scan_open(&scan, office.pupils, ids, 2,
					  ALL_CATEGORIES, &error),
		       &error);
	assert_success(register_scan_next(scan, records, 2, &count,
					  &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_int_equal(records[0].pupil, 2);
	assert_slice(record_text(&records[0], &small_dictionary, SURNAME),
		     "Second");
	register_scan_close(scan);
	assert_int_equal(register_read(office.pupils, 1, ALL_CATEGORIES,
				       records, &office.arena, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_int_equal(register_pupil_destroy(office.pupils, 1, 20101,
						&counts, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	/* What was sent stays on record. */
	assert_success(register_pupil_releases(office.pupils, 1, &releases,
					       &count, &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_slice(releases[0].release.reference, "R-2026-0009");
	/* The number is nobody's but its own. */
	import_cells(&office, 3, own);
	assert_int_equal(held(upn).pupil, 3);
}

/* --- without memory ------------------------------------------------------- */

static int receive_quietly(unsigned int number, struct error *error)
{
	struct register_grant grant = grant_numbered(number);
	struct origin origin = origin_numbered(1000 + number, 20000);
	struct arena arena = {0};
	struct record_maker maker = record_maker(&small_dictionary, &arena);
	struct import *import;
	struct record record;
	int result;

	if (import_begin_grant(&import, office.pupils, &origin, &grant,
			       error) != 0)
		return -1;
	record_set(&maker, UPN, SLICE(""), 0, slice_of(upn));
	record_set(&maker, STREET, SLICE(""), 0, SLICE("Late Street"));
	result = record_made(&maker, &record, error);
	if (result == 0)
		result = import_add(import, &record, error);
	arena_release(&arena);
	if (result == 0)
		return import_commit(import, NULL, error);
	import_abandon(import);
	return -1;
}

static void receiving_out_of_memory_changes_nothing(void **state)
{
	struct error error;
	int result = -1;

	(void)state;
	import_cells(&office, 1, own);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 1000);
		memory_fail_at(nth);
		result = receive_quietly(1, &error);
		memory_fail_at(0);
		if (result != 0) {
			assert_int_equal(error.code, ERROR_MEMORY);
			assert_slice(held_text(&office, upn, STREET), "");
		}
	}
	assert_slice(held_text(&office, upn, STREET), "Late Street");
}

static void reading_out_of_memory_fails_cleanly(void **state)
{
	struct record record;
	struct error error;
	int result = -1;

	(void)state;
	import_cells(&office, 1, own);
	receive(1, earlier);
	receive(2, later);
	for (uint64_t nth = 1; result != 0; nth++) {
		struct arena arena = {0};

		assert_true(nth < 1000);
		memory_fail_at(nth);
		result = register_read(office.pupils, 1, ALL_CATEGORIES,
				       &record, &arena, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

enum { TAKE_OUT, WHOLE_GRANT, WHOLE_PUPIL };

static int destroy(int what, struct error *error)
{
	if (what == TAKE_OUT)
		return register_grant_pupil_destroy(office.pupils, 1, 1, 20100,
						    NULL, error);
	if (what == WHOLE_GRANT)
		return register_grant_destroy(office.pupils, 2, 20100,
					      GRANT_DESTROYED, NULL, error);
	return register_pupil_destroy(office.pupils, 1, 20100, NULL, error);
}

static void destroying_out_of_memory_changes_nothing(void **state)
{
	struct error error;
	struct record record;

	(void)state;
	import_cells(&office, 1, own);
	receive(1, earlier);
	receive(2, later);
	for (int what = TAKE_OUT; what <= WHOLE_PUPIL; what++) {
		int result = -1;

		for (uint64_t nth = 1; result != 0; nth++) {
			assert_true(nth < 1000);
			record = held(upn);
			assert_int_equal(
				record_text(&record, &small_dictionary, STREET)
						.len > 0,
				what == TAKE_OUT);
			assert_int_equal(record_text(&record, &small_dictionary,
						     POSTCODE)
							 .len > 0,
					 what <= WHOLE_GRANT);
			memory_fail_at(nth);
			result = destroy(what, &error);
			memory_fail_at(0);
			if (result != 0)
				assert_int_equal(error.code, ERROR_MEMORY);
		}
	}
	assert_false(is_known(upn));
}

#define BOTH(test)                                             \
	{#test " (SQLite)", test, on_sqlite, down, NULL},      \
	{                                                      \
#		test " (memory)", test, in_memory, down, NULL \
	}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		BOTH(own_values_win_then_the_newest_grants),
		BOTH(what_is_filled_in_brings_its_earlier_date),
		BOTH(who_comes_back_has_not_left),
		BOTH(a_list_is_taken_whole),
		BOTH(periods_are_laid_each_for_itself),
		BOTH(what_a_grant_corrects_is_its_own),
		BOTH(a_pseudonym_finds_its_pupil),
		BOTH(a_grant_gives_nobody_a_number),
		BOTH(a_grants_pupil_is_found_by_one_number),
		BOTH(a_grant_does_not_name_a_learner),
		BOTH(a_row_without_a_number_needs_a_grant),
		BOTH(grants_are_listed_and_found_by_manifest),
		BOTH(a_release_is_received_once),
		BOTH(an_abandoned_receipt_leaves_no_grant),
		BOTH(who_is_held_by_what_is_known),
		BOTH(a_destroyed_grant_takes_what_it_said),
		BOTH(a_pupil_lasts_as_long_as_somebody_speaks_of_it),
		BOTH(what_the_node_learns_itself_outlives_grants),
		BOTH(a_destroyed_grant_takes_no_more),
		BOTH(one_pupil_is_taken_out_of_a_grant),
		BOTH(a_destroyed_pupil_is_passed_over),
		BOTH(receiving_out_of_memory_changes_nothing),
		BOTH(reading_out_of_memory_fails_cleanly),
		BOTH(destroying_out_of_memory_changes_nothing),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("grants", tests, NULL, NULL);
}
