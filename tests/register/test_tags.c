/*
 * Tags: which number of a pupil they are of, that they stay, and who can open
 * them.
 */
#include "tests/register/support.h"

#include <stdio.h>

#include "register/state.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

static const char first_upn[] = "X886110125001";
static const char second_upn[] = "Y886110125002";

static const struct cell with_upn[] = {
	{UPN, 0, first_upn, NULL},
	{ULN, 0, "1000000001", NULL},
	{SURNAME, 0, "Invented", NULL},
	END,
};

static const struct cell with_uln[] = {
	{ULN, 0, "1000000002", NULL},
	{SURNAME, 0, "Imagined", NULL},
	END,
};

static void release_rows(struct office *office, const char *reference,
			 const struct roll_row *rows, size_t count)
{
	struct release release = {.reference = slice_of(reference),
				  .manifest = SLICE("{}")};
	struct field_set mask = {0};
	struct error error;

	field_set_add(&mask, SURNAME);
	assert_success(register_release_prepare(office->pupils, &release, &mask,
						1, rows, count, &error),
		       &error);
}

static int open_tag(struct office *office, uint64_t pupil, const char *asked,
		    struct tag_opening *opening, struct error *error)
{
	return register_tag_open(office->pupils, pupil, slice_of(asked),
				 opening, &office->arena, error);
}

static void assert_stored(struct office *office, uint64_t pupil,
			  const struct tag_opening *opening)
{
	uint8_t tags[ROLL_CHUNK][TAG_BYTES], tag[TAG_BYTES];
	struct store *store = office->pupils->store;
	struct error error;

	assert_success(
		store->methods->tags(store, pupil / ROLL_CHUNK, tags, &error),
		&error);
	tag_make(opening, tag);
	assert_memory_equal(tag, tags[pupil % ROLL_CHUNK], TAG_BYTES);
}

static void a_tag_is_of_the_best_number(void **state)
{
	static const struct roll_row rows[] = {{1, 0}, {2, 0}};
	struct office *office = *state;
	struct tag_opening opening;
	struct error error;

	import_cells(office, 1, with_upn);
	import_cells(office, 2, with_uln);
	release_rows(office, "R-1", rows, 2);
	assert_success(open_tag(office, 1, "", &opening, &error), &error);
	assert_int_equal(opening.kind, TAG_UPN);
	assert_slice(opening.number, first_upn);
	assert_stored(office, 1, &opening);
	assert_success(open_tag(office, 2, "", &opening, &error), &error);
	assert_int_equal(opening.kind, TAG_ULN);
	assert_slice(opening.number, "1000000002");
	assert_stored(office, 2, &opening);
}

static void a_tag_stays_when_the_number_changes(void **state)
{
	static const struct cell changed[] = {
		{UPN, 0, second_upn, NULL},
		{FORMER_UPN, 0, first_upn, NULL},
		END,
	};
	static const struct roll_row rows[] = {{1, 0}};
	struct office *office = *state;
	struct tag_opening before, opening;
	struct error error;

	import_cells(office, 1, with_upn);
	release_rows(office, "R-1", rows, 1);
	assert_success(open_tag(office, 1, "", &before, &error), &error);
	import_cells(office, 2, changed);
	assert_slice(held_text(office, second_upn, UPN), second_upn);
	release_rows(office, "R-2", rows, 1);
	assert_success(open_tag(office, 1, second_upn, &opening, &error),
		       &error);
	assert_slice(opening.number, first_upn);
	assert_memory_equal(opening.nonce, before.nonce, TAG_NONCE_BYTES);
	assert_stored(office, 1, &opening);
}

static void a_number_that_the_register_forgot_opens_when_asked_by(void **state)
{
	static const struct cell with_number[] = {
		{ULN, 0, "1000000002", NULL},
		{UPN, 0, second_upn, NULL},
		END,
	};
	static const struct cell other_uln[] = {
		{UPN, 0, second_upn, NULL},
		{ULN, 0, "1000000003", NULL},
		END,
	};
	static const struct roll_row rows[] = {{1, 0}};
	struct office *office = *state;
	struct tag_opening opening;
	struct error error;

	import_cells(office, 1, with_uln);
	release_rows(office, "R-1", rows, 1);
	import_cells(office, 2, with_number);
	import_cells(office, 3, other_uln);
	assert_int_equal(open_tag(office, 1, second_upn, &opening, &error), -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_success(open_tag(office, 1, "1000000002", &opening, &error),
		       &error);
	assert_int_equal(opening.kind, TAG_ULN);
	assert_stored(office, 1, &opening);
}

static void a_pupil_that_was_never_released_has_none(void **state)
{
	struct office *office = *state;
	struct tag_opening opening;
	struct error error;

	import_cells(office, 1, with_upn);
	assert_int_equal(open_tag(office, 1, first_upn, &opening, &error), -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

/* Rolls of others than the register's own pupils have no tags. */
static void who_is_not_there_gets_none(void **state)
{
	static const struct roll_row rows[] = {{1, 0}, {500, 0}};
	struct office *office = *state;
	struct tag_opening opening;
	struct error error;

	import_cells(office, 1, with_upn);
	release_rows(office, "R-1", rows, 2);
	assert_success(open_tag(office, 1, first_upn, &opening, &error),
		       &error);
	assert_int_equal(open_tag(office, 500, first_upn, &opening, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

struct counted {
	size_t rows, sets;
	uint64_t before;
	char names[200];
};

static int count_set(void *context, uint32_t number, struct slice names,
		     struct error *error)
{
	struct counted *counted = context;

	(void)error;
	assert_int_equal(number, counted->sets++);
	snprintf(counted->names, sizeof(counted->names), "%.*s",
		 SLICE_ARGS(names));
	return 0;
}

static int count_rows(void *context, const struct roll_entry *rows,
		      size_t count, struct error *error)
{
	struct counted *counted = context;

	(void)error;
	for (size_t i = 0; i < count; i++) {
		assert_true(rows[i].pupil > counted->before);
		assert_int_equal(rows[i].fields, 0);
		counted->before = rows[i].pupil;
	}
	counted->rows += count;
	return 0;
}

static void a_roll_is_shown_in_order(void **state)
{
	struct counted counted = {0};
	const struct roll_visitor visitor = {count_set, count_rows, &counted};
	static struct roll_row rows[20000];
	struct office *office = *state;
	struct error error;

	for (size_t i = 0; i < 20000; i++)
		rows[i] = (struct roll_row){1 + i * (1 + i / 5000), 0};
	import_cells(office, 1, with_upn);
	release_rows(office, "R-1", rows, 15000);
	assert_success(register_roll(office->pupils, 1, &visitor, &error),
		       &error);
	assert_int_equal(counted.rows, 15000);
	assert_int_equal(counted.sets, 1);
	assert_string_equal(counted.names, "pupil.surname\n");
	assert_int_equal(register_roll(office->pupils, 2, &visitor, &error),
			 -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
}

static int on_disk(void **state)
{
	static struct office office;

	office_set_up(&office, REGISTER_SQLITE);
	*state = &office;
	return 0;
}

static int in_memory(void **state)
{
	static struct office office;

	office_set_up(&office, REGISTER_MEMORY);
	*state = &office;
	return 0;
}

static int tear_down(void **state)
{
	office_tear_down(*state);
	return 0;
}

#define BOTH(test)                                                  \
	{#test " (SQLite)", test, on_disk, tear_down, NULL},        \
	{                                                           \
#		test " (memory)", test, in_memory, tear_down, NULL \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_tag_is_of_the_best_number),
		BOTH(a_tag_stays_when_the_number_changes),
		BOTH(a_number_that_the_register_forgot_opens_when_asked_by),
		BOTH(a_pupil_that_was_never_released_has_none),
		BOTH(who_is_not_there_gets_none),
		BOTH(a_roll_is_shown_in_order),
	};

	return cmocka_run_group_tests_name("register tags", tests, NULL, NULL);
}
