/*
 * What is destroyed is gone from the files, from old copies of them, and after
 * a crash at any instant.
 */
#include "tests/register/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/builder.h"
#include "base/file.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

static const char upn[] = "X886110125001";
static const char other_upn[] = "Y886110125002";

static const struct cell own[] = {
	{UPN, 0, upn, NULL}, {SURNAME, 0, "Own", NULL}, END};
static const struct cell received[] = {
	{UPN, 0, upn, NULL}, {STREET, 0, "Received Street", NULL}, END};
static const struct cell others[] = {
	{UPN, 0, other_upn, NULL}, {STREET, 0, "Others Street", NULL}, END};

static struct office office;

static int set_up(void **state)
{
	office_set_up(&office, REGISTER_SQLITE);
	*state = &office;
	return 0;
}

static int tear_down(void **state)
{
	office_tear_down(*state);
	return 0;
}

static const char *file_called(char path[128], const char *name)
{
	snprintf(path, 128, "%s/%s", office.directory, name);
	return path;
}

static void copy_file(const char *from, const char *to)
{
	struct builder content = {0};
	char path[128];
	struct error error;

	assert_success(
		file_read(file_called(path, from), 1 << 24, &content, &error),
		&error);
	assert_success(file_replace(file_called(path, to),
				    builder_slice(&content), 0600, &error),
		       &error);
	builder_release(&content);
}

/* Runs SQL on one of the closed register's files. */
static void change(const char *name, const char *sql)
{
	char path[128];
	sqlite3 *database;

	assert_int_equal(sqlite3_open(file_called(path, name), &database),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
}

static void receive(unsigned int number, const struct cell *first,
		    const struct cell *second)
{
	struct register_grant grant = {
		.sender = SLICE("school"),
		.reference = SLICE("R-2026-0001"),
		.purpose = SLICE("statistics"),
		.level = SLICE("named"),
		.terms = SLICE("{\"onward\":[]}"),
		.received = 20000,
		.delete_by = 20365,
	};
	struct origin origin = origin_numbered(1000 + number, 20000);
	struct import *import;
	struct record record;
	struct error error;

	memcpy(grant.manifest, &number, sizeof(number));
	assert_success(import_begin_grant(&import, office.pupils, &origin,
					  &grant, &error),
		       &error);
	make_record(&record, &office.arena, &small_dictionary, first);
	assert_success(import_add(import, &record, &error), &error);
	if (second != NULL) {
		make_record(&record, &office.arena, &small_dictionary, second);
		assert_success(import_add(import, &record, &error), &error);
	}
	assert_success(import_commit(import, NULL, &error), &error);
}

static bool is_known(const char *number)
{
	struct error error = {0};
	uint64_t id;

	if (register_find(office.pupils, slice_of(number), &id, &error) == 0)
		return true;
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	return false;
}

static uint64_t count_held(void)
{
	struct error error;
	uint64_t count;

	assert_success(register_count(office.pupils, &count, &error), &error);
	return count;
}

static void destroy_pupil(uint64_t pupil)
{
	struct error error;

	assert_success(register_pupil_destroy(office.pupils, pupil, 20100, NULL,
					      &error),
		       &error);
}

static void destroy_grant(uint64_t grant)
{
	struct error error;

	assert_success(register_grant_destroy(office.pupils, grant, 20100,
					      GRANT_DESTROYED, NULL, &error),
		       &error);
}

static void destroy_held(uint64_t grant, uint64_t pupil)
{
	struct error error;

	assert_success(register_grant_pupil_destroy(office.pupils, grant, pupil,
						    20100, NULL, &error),
		       &error);
}

/* --- in the files --------------------------------------------------------- */

/* The bytes that a query gives. */
static struct slice bytes_from(const char *name, const char *sql)
{
	char path[128];
	sqlite3_stmt *statement;
	sqlite3 *database;
	struct slice bytes;

	assert_int_equal(sqlite3_open(file_called(path, name), &database),
			 SQLITE_OK);
	assert_int_equal(
		sqlite3_prepare_v2(database, sql, -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	bytes = arena_copy(
		&office.arena,
		(struct slice){sqlite3_column_blob(statement, 0),
			       (size_t)sqlite3_column_bytes(statement, 0)});
	assert_true(bytes.len > 0);
	sqlite3_finalize(statement);
	sqlite3_close(database);
	return bytes;
}

static bool is_in(const char *name, struct slice bytes)
{
	struct builder content = {0};
	char path[128];
	bool found;

	if (!file_exists(file_called(path, name)))
		return false;
	assert_success(file_read(path, 1 << 24, &content, NULL), NULL);
	found = content.len >= bytes.len &&
		memmem(content.at, content.len, bytes.at, bytes.len) != NULL;
	builder_release(&content);
	return found;
}

/* While the register is still open, so in its journals too. */
static void assert_nowhere(struct slice bytes)
{
	assert_false(is_in("keys.db", bytes));
	assert_false(is_in("keys.db-wal", bytes));
	assert_false(is_in("register.db", bytes));
	assert_false(is_in("register.db-wal", bytes));
}

static void nothing_of_a_destroyed_pupil_is_left_in_the_files(void **state)
{
	struct slice key;
	struct slice section;
	struct slice token;

	(void)state;
	import_cells(&office, 1, own);
	key = bytes_from("keys.db", "SELECT wrapped FROM key");
	section = bytes_from("register.db", "SELECT sealed FROM section");
	token = bytes_from("register.db", "SELECT token FROM token");
	assert_true(is_in("keys.db", key) || is_in("keys.db-wal", key));
	destroy_pupil(1);
	assert_nowhere(key);
	assert_nowhere(section);
	assert_nowhere(token);
}

static void nothing_of_a_destroyed_grant_is_left_in_the_files(void **state)
{
	struct slice key;
	struct slice section;

	(void)state;
	import_cells(&office, 1, own);
	receive(1, received, others);
	key = bytes_from("keys.db", "SELECT wrapped FROM grant_key");
	section = bytes_from("register.db",
			     "SELECT sealed FROM section WHERE grant_id = 1");
	destroy_grant(1);
	assert_nowhere(key);
	assert_nowhere(section);
}

static void a_grants_key_is_another_once_a_pupil_is_cut_out(void **state)
{
	struct slice key;

	(void)state;
	receive(1, received, others);
	key = bytes_from("keys.db", "SELECT wrapped FROM grant_key");
	destroy_held(1, 1);
	assert_nowhere(key);
	assert_slice(held_text(&office, other_upn, STREET), "Others Street");
}

/* --- old copies ----------------------------------------------------------- */

/* What is destroyed in the tests of old copies, and then looked for. */
static void prepare(void)
{
	import_cells(&office, 1, own);
	receive(1, received, others);
	receive(2, received, NULL);
	office_close(&office);
	copy_file("register.db", "old-register.db");
	copy_file("keys.db", "old-keys.db");
	office_open(&office);
}

static void put_back(const char *name, const char *old)
{
	office_close(&office);
	copy_file(old, name);
	office_open(&office);
}

static void check_destroyed(void)
{
	struct register_grant *list;
	struct error error;
	uint64_t *ids;
	size_t count;

	assert_false(is_known(upn));
	assert_true(is_known(other_upn));
	assert_int_equal(count_held(), 1);
	assert_success(register_pupils(office.pupils, &ids, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_success(register_grants(office.pupils, &list, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(list[0].state, GRANT_LIVE);
	assert_int_equal(list[1].state, GRANT_DESTROYED);
	assert_int_equal(list[1].ended, 20100);
	assert_slice(held_text(&office, other_upn, STREET), "Others Street");
}

static void an_old_copy_of_the_records_brings_nothing_back(void **state)
{
	(void)state;
	prepare();
	destroy_grant(2);
	destroy_pupil(1);
	put_back("register.db", "old-register.db");
	check_destroyed();
	/* Nobody gets the number of the pupil destroyed. */
	import_cells(&office, 2, own);
	assert_int_equal(count_held(), 2);
	assert_slice(held_text(&office, upn, SURNAME), "Own");
	assert_slice(held_text(&office, upn, STREET), "");
}

static void an_old_copy_of_the_keys_brings_nothing_back(void **state)
{
	(void)state;
	prepare();
	destroy_grant(2);
	destroy_pupil(1);
	put_back("keys.db", "old-keys.db");
	check_destroyed();
	/* And the key is destroyed again. */
	office_close(&office);
	change("keys.db", "CREATE TEMP TABLE t(n CHECK (n = 0));"
			  "INSERT INTO t SELECT count(*) FROM key"
			  " WHERE pupil = 1;"
			  "INSERT INTO t SELECT count(*) FROM grant_key"
			  " WHERE grant_id = 2");
	office_open(&office);
}

/* Both at once, as from a backup of one moment, is another matter. */
static void old_copies_of_both_are_the_old_register(void **state)
{
	(void)state;
	prepare();
	destroy_pupil(1);
	office_close(&office);
	copy_file("old-register.db", "register.db");
	copy_file("old-keys.db", "keys.db");
	office_open(&office);
	assert_slice(held_text(&office, upn, SURNAME), "Own");
}

static void what_was_cut_out_of_a_grant_stays_out(void **state)
{
	static const char *const old[][2] = {
		{"register.db", "old-register.db"},
		{"keys.db", "old-keys.db"},
	};

	(void)state;
	prepare();
	destroy_held(1, 1);
	destroy_grant(2);
	for (size_t i = 0; i < 2; i++) {
		put_back(old[i][0], old[i][1]);
		assert_slice(held_text(&office, upn, SURNAME), "Own");
		assert_slice(held_text(&office, upn, STREET), "");
		assert_slice(held_text(&office, other_upn, STREET),
			     "Others Street");
	}
}

/* A file that someone put back while nobody could open it for writing: what
 * is destroyed is passed over all the same. */
static void records_whose_keys_were_destroyed_are_passed_over(void **state)
{
	struct record record;
	struct error error = {0};

	(void)state;
	prepare();
	destroy_held(1, 1);
	office_close(&office);
	/* The sections are there, and both sides agree. */
	copy_file("old-register.db", "register.db");
	change("register.db", "INSERT INTO destruction"
			      " VALUES (1, 1, 1, 0, 20100)");
	office_open(&office);
	assert_success(register_read(office.pupils, 1, ALL_CATEGORIES, &record,
				     &office.arena, &error),
		       &error);
	assert_slice(record_text(&record, &small_dictionary, SURNAME), "Own");
}

/* --- in other hands ------------------------------------------------------- */

static void a_grant_opens_only_under_its_terms(void **state)
{
	static const char *const changes[] = {
		"UPDATE received_grant SET terms = '{}' WHERE id = 1",
		"UPDATE received_grant SET purpose = 'research' WHERE id = 1",
		"UPDATE received_grant SET level = 'pupil' WHERE id = 1",
		"UPDATE received_grant SET sender = 'college' WHERE id = 1",
		"UPDATE received_grant SET sender_number = '1' WHERE id = 1",
		"UPDATE received_grant SET sender_name = 'X' WHERE id = 1",
		"UPDATE received_grant SET reference = 'R-1' WHERE id = 1",
		"UPDATE received_grant SET delete_by = 30000 WHERE id = 1",
		"UPDATE received_grant SET received = 19000 WHERE id = 1",
		"UPDATE received_grant SET manifest = randomblob(32)",
		/* Its sections as those of another, or as the node's own. */
		"UPDATE section SET grant_id = 3 - grant_id WHERE grant_id > 0",
		"UPDATE section SET grant_id = 0",
		"DELETE FROM received_grant",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct record record;
		struct error error = {0};

		receive(1, others, NULL);
		receive(2, received, NULL);
		office_close(&office);
		if (strstr(changes[i], "DELETE") != NULL)
			change("register.db", "DELETE FROM holding");
		change("register.db", changes[i]);
		office_open(&office);
		if (register_read(office.pupils, 1, ALL_CATEGORIES, &record,
				  &office.arena, &error) == 0)
			fail_msg("was not noticed: %s", changes[i]);
		assert_true(error.code == ERROR_CORRUPT ||
			    error.code == ERROR_NOT_FOUND);
		assert_null(strstr(error.message, "Street"));
		office_tear_down(&office);
		office_set_up(&office, REGISTER_SQLITE);
	}
}

static void a_lost_key_is_not_a_destroyed_one(void **state)
{
	static const char *const changes[] = {
		"DELETE FROM grant_key",
		"UPDATE grant_key SET wrapped = zeroblob(100)",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct record record;
		struct error error = {0};

		receive(1, others, NULL);
		office_close(&office);
		change("keys.db", changes[i]);
		office_open(&office);
		assert_int_equal(register_read(office.pupils, 1, ALL_CATEGORIES,
					       &record, &office.arena, &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
		office_tear_down(&office);
		office_set_up(&office, REGISTER_SQLITE);
	}
}

/* --- killed --------------------------------------------------------------- */

enum { ROUNDS = 12, PUPILS = 40 };

static void fill(void)
{
	for (unsigned int i = 0; i < PUPILS; i++) {
		char number[14];
		const struct cell cells[] = {
			{UPN, 0, number, NULL},
			{STREET, 0, "Some Street", NULL},
			END,
		};

		make_upn(number, i + 1);
		receive(i + 1, cells, NULL);
		import_cells(&office, i + 1, cells);
	}
}

/* Never returns: destroys one after the other, and says so. */
static void destroy_all(int done)
{
	struct pupil_register *pupils;

	if (register_open(&pupils, office.directory, REGISTER_SQLITE,
			  office.secret, &small_dictionary, NULL) != 0)
		_exit(1);
	for (uint64_t i = 1; i <= PUPILS; i++) {
		int result = i % 2 == 0
				     ? register_grant_destroy(pupils, i, 20100,
							      GRANT_DESTROYED,
							      NULL, NULL)
				     : register_pupil_destroy(pupils, i, 20100,
							      NULL, NULL);

		/* Those of the round before are there no more. */
		if (result == 0 && write(done, "d", 1) != 1)
			_exit(1);
	}
	pause();
	_exit(1);
}

static unsigned int destroy_and_kill(long microseconds)
{
	struct timespec wait = {0, microseconds * 1000};
	unsigned int count = 0;
	int done[2];
	int status;
	pid_t child;
	char byte;

	assert_int_equal(pipe(done), 0);
	child = fork();
	if (child == 0) {
		close(done[0]);
		destroy_all(done[1]);
	}
	close(done[1]);
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(done[0], &byte, 1) == 1)
		count++;
	close(done[0]);
	return count;
}

/* Each is wholly there or wholly destroyed; gives how many are destroyed. */
static unsigned int check_each(void)
{
	struct register_grant *grants;
	unsigned int destroyed = 0;
	struct error error;
	uint64_t gone = 0;
	size_t count;

	assert_success(register_grants(office.pupils, &grants, &count,
				       &office.arena, &error),
		       &error);
	assert_int_equal(count, PUPILS);
	for (unsigned int i = 1; i <= PUPILS; i++) {
		char number[14];
		uint64_t *ids;

		make_upn(number, i);
		if (!is_known(number)) {
			assert_int_equal(i % 2, 1);
			destroyed++;
			gone++;
			continue;
		}
		assert_slice(held_text(&office, number, STREET), "Some Street");
		assert_success(register_pupil_grants(office.pupils, i, &ids,
						     &count, &office.arena,
						     &error),
			       &error);
		assert_int_equal(count, grants[i - 1].state == GRANT_LIVE);
		destroyed += count == 0;
	}
	assert_int_equal(count_held(), PUPILS - gone);
	return destroyed;
}

static void a_killed_process_leaves_nothing_half_destroyed(void **state)
{
	unsigned int before = 0;

	(void)state;
	fill();
	for (unsigned int round = 0; round < ROUNDS && before < PUPILS;
	     round++) {
		unsigned int told;
		unsigned int after;

		office_close(&office);
		told = destroy_and_kill(3000 + (long)(round * 7919 % 23) * 900);
		office_open(&office);
		after = check_each();
		assert_true(after >= before + told);
		assert_true(after <= before + told + 1);
		before = after;
	}
}

/* Somebody who reads keeps the old pages of keys.db in its journal. */
static void while_somebody_reads_nothing_is_called_wiped(void **state)
{
	struct error error = {0};
	char path[128];
	sqlite3 *reader;

	(void)state;
	receive(1, received, NULL);
	assert_int_equal(sqlite3_open(file_called(path, "keys.db"), &reader),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(reader,
				      "BEGIN; SELECT * FROM sqlite_schema",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	assert_success(register_grant_destroy(office.pupils, 1, 20100,
					      GRANT_DESTROYED, NULL, &error),
		       &error);
	assert_int_equal(register_wipe(office.pupils, &error), -1);
	assert_int_equal(error.code, ERROR_BUSY);
	sqlite3_close(reader);
	error = (struct error){0};
	assert_success(register_wipe(office.pupils, &error), &error);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(nothing_of_a_destroyed_pupil_is_left_in_the_files),
		TEST(nothing_of_a_destroyed_grant_is_left_in_the_files),
		TEST(a_grants_key_is_another_once_a_pupil_is_cut_out),
		TEST(an_old_copy_of_the_records_brings_nothing_back),
		TEST(an_old_copy_of_the_keys_brings_nothing_back),
		TEST(old_copies_of_both_are_the_old_register),
		TEST(what_was_cut_out_of_a_grant_stays_out),
		TEST(records_whose_keys_were_destroyed_are_passed_over),
		TEST(a_grant_opens_only_under_its_terms),
		TEST(a_lost_key_is_not_a_destroyed_one),
		TEST(a_killed_process_leaves_nothing_half_destroyed),
		TEST(while_somebody_reads_nothing_is_called_wiped),
#undef TEST
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("destroyed", tests, NULL, NULL);
}
