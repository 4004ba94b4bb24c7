/*
 * What changed after it went out, the messages that come of it, and what
 * travels: the same over both stores.
 */
#include "tests/register/support.h"

#include <stdio.h>

#include "base/memory.h"
#include "register/message.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

static const char upn[] = "X886110125001";
static const struct cell first[] = {
	{UPN, 0, upn, NULL},
	{SURNAME, 0, "One", NULL},
	{FORENAME, 0, "Same", NULL},
	{PARENT_SURNAME, 0, "Parent", NULL},
	END,
};
static const struct cell second[] = {
	{UPN, 0, upn, NULL},
	{SURNAME, 0, "Two", NULL},
	{FORENAME, 0, "Same", NULL},
	{BIRTH_DATE, 0, "2012-05-06", NULL},
	END,
};
static const struct cell parents[] = {
	{UPN, 0, upn, NULL}, {PARENT_SURNAME, 0, "Other", NULL}, END};

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

static void release(const char *reference)
{
	struct field_set mask = {{1 << SURNAME}};
	const struct roll_row rows[] = {{1, 0}};
	struct release made = {.reference = slice_of(reference),
			       .recipient = SLICE("college"),
			       .purpose = SLICE("admission")};
	struct error error;

	assert_success(register_release_prepare(office.pupils, &made, &mask, 1,
						rows, 1, &error),
		       &error);
	assert_success(register_release_finish(office.pupils, made.id,
					       RELEASE_DONE, 0, &error),
		       &error);
}

static size_t changes(struct register_change **list)
{
	struct error error;
	size_t count;

	assert_success(register_changes(office.pupils, 100, list, &count,
					&office.arena, &error),
		       &error);
	return count;
}

static size_t messages(bool all, struct register_message **list)
{
	struct error error;
	size_t count;

	assert_success(register_messages(office.pupils, all, list, &count,
					 &office.arena, &error),
		       &error);
	return count;
}

/* --- changes ------------------------------------------------------------- */

static void a_change_is_noted_once_there_was_a_release(void **state)
{
	struct register_change *list;

	(void)state;
	import_cells(&office, 1, first);
	import_cells(&office, 2, parents);
	assert_int_equal(changes(&list), 0);
	release("R-1");
	import_cells(&office, 3, second);
	assert_int_equal(changes(&list), 1);
	assert_int_equal(list[0].pupil, 1);
	assert_int_equal(list[0].release, 1);
	assert_int_equal(list[0].recorded, 20003);
	/* What was added or stayed had not gone out wrong. */
	assert_true(field_set_has(&list[0].fields, SURNAME));
	assert_int_equal(field_set_count(list[0].fields), 1);
	/* The same again is no change; a list is one as a whole. */
	import_cells(&office, 4, second);
	assert_int_equal(changes(&list), 1);
	import_cells(&office, 5, first);
	assert_int_equal(changes(&list), 2);
	assert_true(field_set_has(&list[1].fields, SURNAME));
	assert_true(field_set_has(&list[1].fields, PARENT_SURNAME));
}

/* --- messages ------------------------------------------------------------ */

static struct register_message erasure(void)
{
	return (struct register_message){
		.kind = MESSAGE_ERASURE,
		.release = 1,
		.pupil = 1,
		.created = 20010,
		.known_by = KNOWN_BY_UPN,
		.name = SLICE("X886110125001\n"),
		.reason = SLICE("asked for"),
	};
}

static void a_message_is_due_sent_and_settled(void **state)
{
	struct register_parcel parcel = {
		.id = 1,
		.kind = 2,
		.reference = SLICE("M-1"),
		.recipient = SLICE("college"),
		.path = SLICE("/nowhere/M-1"),
		.manifest = SLICE("{}"),
		.package = SLICE("sealed"),
		.date = 20011,
	};
	struct register_incoming answer = {.reference = SLICE("M-9"),
					   .sender = SLICE("college"),
					   .date = 20012};
	struct register_message message = erasure();
	struct register_message *list;
	struct register_parcel read;
	struct error error = {0};
	uint64_t settled;

	(void)state;
	import_cells(&office, 1, first);
	release("R-1");
	assert_success(
		register_messages_add(office.pupils, &message, 1, 0, &error),
		&error);
	assert_int_equal(messages(false, &list), 1);
	assert_int_equal(list[0].state, MESSAGE_DUE);
	assert_slice(list[0].name, "X886110125001\n");
	assert_slice(list[0].reason, "asked for");
	assert_int_equal(list[0].known_by, KNOWN_BY_UPN);
	assert_success(register_parcel_prepare(office.pupils, &parcel,
					       &message.id, 1, NULL, &error),
		       &error);
	assert_int_equal(messages(false, &list), 1);
	assert_int_equal(list[0].state, MESSAGE_SENT);
	/* One that never left gives them back. */
	assert_success(register_parcel_finish(office.pupils, 1, PARCEL_VOID,
					      UINT64_MAX, &error),
		       &error);
	assert_int_equal(messages(false, &list), 1);
	assert_int_equal(list[0].state, MESSAGE_DUE);
	/* Its number is not given again. */
	assert_int_equal(register_parcel_prepare(office.pupils, &parcel,
						 &message.id, 1, NULL, &error),
			 -1);
	parcel.id = 2;
	parcel.reference = SLICE("M-2");
	assert_success(register_parcel_prepare(office.pupils, &parcel,
					       &message.id, 1, NULL, &error),
		       &error);
	assert_int_equal(register_parcel_prepare(office.pupils, &parcel,
						 &message.id, 1, NULL, &error),
			 -1);
	assert_success(register_parcel_read(office.pupils, 2, &read,
					    &office.arena, &error),
		       &error);
	assert_slice(read.package, "sealed");
	assert_success(register_parcel_finish(office.pupils, 2, PARCEL_DONE, 7,
					      &error),
		       &error);
	assert_success(register_parcel_read(office.pupils, 2, &read,
					    &office.arena, &error),
		       &error);
	assert_int_equal(read.package.len, 0);
	assert_slice(read.manifest, "{}");
	assert_int_equal(read.ledger_index, 7);
	assert_success(
		register_answer(office.pupils, 2, &answer, &settled, &error),
		&error);
	assert_int_equal(settled, 1);
	assert_int_equal(messages(false, &list), 0);
	assert_int_equal(messages(true, &list), 1);
	assert_int_equal(list[0].settled, 20012);
	/* Whom it was about is gone. */
	assert_int_equal(list[0].name.len, 0);
	assert_int_equal(list[0].reason.len, 0);
	assert_int_equal(
		register_answer(office.pupils, 2, &answer, &settled, &error),
		-1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void a_message_told_by_people_is_settled(void **state)
{
	struct register_message message = erasure();
	struct register_message *list;
	struct error error = {0};

	(void)state;
	import_cells(&office, 1, first);
	release("R-1");
	assert_success(
		register_messages_add(office.pupils, &message, 1, 0, &error),
		&error);
	assert_success(register_message_settle(office.pupils, message.id, 20020,
					       &error),
		       &error);
	assert_int_equal(messages(false, &list), 0);
	assert_int_equal(register_message_settle(office.pupils, message.id,
						 20021, &error),
			 -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
}

static void changes_become_messages_whole_or_not(void **state)
{
	struct register_change *changed;
	struct register_message message = {.kind = MESSAGE_CORRECTION,
					   .release = 1,
					   .pupil = 1,
					   .fields = SLICE("pupil.surname\n")};
	struct register_message *list;
	struct error error = {0};
	int result = -1;

	(void)state;
	import_cells(&office, 1, first);
	release("R-1");
	import_cells(&office, 2, second);
	assert_int_equal(changes(&changed), 1);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 500);
		memory_fail_at(nth);
		result = register_messages_add(office.pupils, &message, 1,
					       changed[0].id, &error);
		memory_fail_at(0);
		if (result != 0) {
			struct register_change *again;

			assert_int_equal(error.code, ERROR_MEMORY);
			assert_int_equal(changes(&again), 1);
			assert_int_equal(messages(true, &list), 0);
		}
	}
	assert_int_equal(changes(&changed), 0);
	assert_int_equal(messages(true, &list), 1);
	assert_slice(list[0].fields, "pupil.surname\n");
}

#define BOTH(test)                                             \
	{#test " (SQLite)", test, on_sqlite, down, NULL},      \
	{                                                      \
#		test " (memory)", test, in_memory, down, NULL \
	}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		BOTH(a_change_is_noted_once_there_was_a_release),
		BOTH(a_message_is_due_sent_and_settled),
		BOTH(a_message_told_by_people_is_settled),
		BOTH(changes_become_messages_whole_or_not),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("messages", tests, NULL, NULL);
}
