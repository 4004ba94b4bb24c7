/*
 * What only a register on disk can do: be opened by another, with another
 * key, by another edition of the dictionary or of the program, and be
 * tampered with.
 */
#include "tests/register/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/builder.h"
#include "base/file.h"
#include "register/migrate.h"
#include "register/state.h"

#define END                                \
	{                                  \
		FIELD_COUNT, 0, NULL, NULL \
	}

static const char first_upn[] = "X886110125001";
static const char second_upn[] = "Y886110125002";

static const struct cell first[] = {
	{UPN, 0, first_upn, NULL},
	{SURNAME, 0, "Inventedsurname", NULL},
	{STREET, 0, "Imaginary Street", NULL},
	{POSTCODE, 0, "ZZ99 3WZ", NULL},
	END,
};

static const struct cell second[] = {
	{UPN, 0, second_upn, NULL},
	{SURNAME, 0, "Imaginedsurname", NULL},
	{POSTCODE, 0, "ZZ99 3VZ", NULL},
	END,
};

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

static char path[128];

static const char *file_in(const char *directory, const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

/* Runs SQL on one of the closed register's files. */
static void change(const char *name, const char *sql)
{
	sqlite3 *database;

	assert_int_equal(
		sqlite3_open(file_in(office.directory, name), &database),
		SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
}

static void assert_opening_fails(enum error_code code)
{
	struct pupil_register *pupils;
	struct error error = {0};

	assert_int_equal(register_open(&pupils, office.directory,
				       REGISTER_SQLITE, office.secret,
				       &small_dictionary, &error),
			 -1);
	assert_int_equal(error.code, code);
}

/* --- keys and files ------------------------------------------------------- */

static void another_key_does_not_open_it(void **state)
{
	struct pupil_register *pupils;
	struct secret *wrong;
	struct error error;

	(void)state;
	assert_success(secret_make(&wrong, &error), &error);
	assert_int_equal(register_open(&pupils, office.directory,
				       REGISTER_SQLITE, wrong,
				       &small_dictionary, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	secret_free(wrong);
}

static void a_register_is_not_made_over_another(void **state)
{
	struct error error;

	(void)state;
	import_cells(&office, 1, first);
	assert_int_equal(register_create(office.directory, REGISTER_SQLITE,
					 office.secret, &small_dictionary,
					 &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
}

static void a_register_without_its_files_is_not_found(void **state)
{
	(void)state;
	office_close(&office);
	assert_int_equal(unlink(file_in(office.directory, "keys.db")), 0);
	assert_opening_fails(ERROR_NOT_FOUND);
}

static void a_file_that_is_no_database_is_damaged(void **state)
{
	struct error error;

	(void)state;
	office_close(&office);
	assert_success(file_replace(file_in(office.directory, "register.db"),
				    SLICE("This is not a database at all, "
					  "however long it may be."),
				    0600, &error),
		       &error);
	assert_opening_fails(ERROR_CORRUPT);
}

static void the_keys_of_another_register_do_not_fit(void **state)
{
	(void)state;
	office_close(&office);
	change("keys.db", "UPDATE node SET name = zeroblob(16)");
	assert_opening_fails(ERROR_CORRUPT);
}

static void its_files_are_closed_to_others(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(stat(file_in(office.directory, "keys.db"), &status),
			 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(
		stat(file_in(office.directory, "register.db"), &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
}

static void its_directory_may_be_reached_by_a_link(void **state)
{
	struct office linked;
	struct error error;
	char to[64];

	(void)state;
	import_cells(&office, 1, first);
	linked = office;
	strcpy(linked.directory, SCRATCH "link-XXXXXX");
	assert_non_null(mkdtemp(linked.directory));
	strcpy(to, linked.directory);
	strcat(linked.directory, "/link");
	assert_int_equal(symlink(office.directory, linked.directory), 0);
	assert_success(register_open(&linked.pupils, linked.directory,
				     REGISTER_SQLITE, office.secret,
				     &small_dictionary, &error),
		       &error);
	assert_slice(held_text(&linked, first_upn, SURNAME), "Inventedsurname");
	register_close(linked.pupils);
	office.arena = linked.arena;
	assert_success(directory_remove(to, &error), &error);
}

static void a_link_in_place_of_a_file_is_not_followed(void **state)
{
	char moved[128];

	(void)state;
	office_close(&office);
	snprintf(moved, sizeof(moved), "%s/elsewhere", office.directory);
	assert_int_equal(rename(file_in(office.directory, "keys.db"), moved),
			 0);
	assert_int_equal(symlink(moved, file_in(office.directory, "keys.db")),
			 0);
	assert_opening_fails(ERROR_SYSTEM);
}

static void assert_absent(const char *name, const char *text)
{
	struct builder content = {0};
	struct error error;

	assert_success(file_read(file_in(office.directory, name), 1 << 24,
				 &content, &error),
		       &error);
	assert_true(content.len > 0);
	assert_null(memmem(content.at, content.len, text, strlen(text)));
	builder_release(&content);
}

static void nothing_of_a_pupil_lies_there_in_clear(void **state)
{
	static const char *const files[] = {"keys.db", "register.db",
					    "register.db-wal"};
	static const char *const texts[] = {
		"X886110125001",    "886110125", "Inventedsurname",
		"Imaginary Street", "ZZ99",      "pupils.csv",
		"886 1101"};

	(void)state;
	import_cells(&office, 1, first);
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++)
			assert_absent(files[i], texts[j]);
	office_close(&office);
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++)
			assert_absent(files[i], texts[j]);
	office_open(&office);
}

/* --- versions of the program ---------------------------------------------- */

static void a_newer_programs_register_is_refused(void **state)
{
	(void)state;
	office_close(&office);
	change("register.db", "PRAGMA user_version = 99");
	assert_opening_fails(ERROR_INPUT);
}

/* register.db as the program of so many steps would have it, with the same
 * node, numbers and pupils. */
static void go_back_to(int steps, const char *rows)
{
	struct migration then = register_migration;
	char old[128], sql[1024];
	struct error error;
	sqlite3 *database;

	office_close(&office);
	snprintf(old, sizeof(old), "%s/old.db", office.directory);
	then.count = steps;
	assert_int_equal(sqlite3_open(old, &database), SQLITE_OK);
	assert_success(migrate(database, &then, true, &error), &error);
	snprintf(
		sql, sizeof(sql),
		"ATTACH '%s' AS new;"
		"INSERT INTO node SELECT * FROM new.node;"
		"INSERT INTO field_number SELECT * FROM new.field_number;"
		"INSERT INTO origin SELECT * FROM new.origin;"
		"INSERT INTO category_number SELECT * FROM new.category_number;"
		"INSERT INTO pupil SELECT id, origin FROM new.pupil;"
		"INSERT INTO token SELECT * FROM new.token;"
		"INSERT INTO section(id, origin, recorded, period, sealed)"
		" SELECT id, origin, recorded, period, sealed FROM "
		"new.section;",
		file_in(office.directory, "register.db"));
	assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, rows, NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(database);
	assert_int_equal(rename(old, file_in(office.directory, "register.db")),
			 0);
	change("keys.db", "DROP TABLE grant_key;"
			  "DROP TABLE destruction;"
			  "PRAGMA user_version = 1");
}

/* The first version knew nothing of criteria. */
static void a_register_of_the_first_version_is_brought_up_to_date(void **state)
{
	struct permission *held;
	struct error error;
	size_t count;

	(void)state;
	import_cells(&office, 1, first);
	go_back_to(1, "INSERT INTO permission VALUES (1, 'approval', 'panel', "
		      "'researcher', '', '', 19000, 19100, 19001);");
	office_open(&office);
	assert_success(register_permissions(office.pupils, &held, &count,
					    &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_true(slice_is(held[0].by, "panel"));
	assert_int_equal(held[0].recorded, 19001);
	assert_int_equal(held[0].given, DATE_NONE);
	assert_true(slice_empty(held[0].terms));
	assert_true(slice_empty(held[0].met));
	assert_true(slice_empty(held[0].project));
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
}

/* --- rolls of the second version ------------------------------------------- */

/* Two releases: pupils 1, 5 and 4097 with one set each, then pupil 5 with the
 * second set alone.  Fields are numbered from 1 in order of the dictionary. */
static const char old_rolls[] =
	"INSERT INTO release VALUES (1, 1, 'R-2026-0001', 'a', 'A', 'p', '',"
	" 'named', '/out', 20000, 3, 3, 0, '{\"manifest\":1}'),"
	" (2, 1, 'R-2026-0002', 'b', 'B', 'p', '', 'named', '/out', 20001,"
	" 1, 1, 1, '{}');"
	"INSERT INTO release_mask VALUES (1, 0, x'0104'), (1, 1, x'02'),"
	" (2, 0, x'02');"
	"INSERT INTO roll(release, first, last, rows) VALUES"
	" (1, 1, 5, x'00000401'), (1, 4097, 4097, x'0000'),"
	" (2, 5, 5, x'0000');";

static const struct cell numbered[] = {
	{UPN, 0, first_upn, NULL},
	END,
};

static void old_rolls_are_written_anew(void **state)
{
	struct pupil_release *list;
	struct release *all;
	struct error error;
	size_t count;

	(void)state;
	import_cells(&office, 1, numbered);
	go_back_to(2, old_rolls);
	office_open(&office);
	assert_success(register_pupil_releases(office.pupils, 5, &list, &count,
					       &office.arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].release.id, 1);
	assert_int_equal(list[1].release.id, 2);
	assert_true(field_set_has(&list[0].fields, FORMER_UPN));
	assert_int_equal(field_set_count(list[0].fields), 1);
	assert_true(field_set_has(&list[1].fields, FORMER_UPN));
	assert_success(register_pupil_releases(office.pupils, 4097, &list,
					       &count, &office.arena, &error),
		       &error);
	assert_int_equal(count, 1);
	assert_int_equal(field_set_count(list[0].fields), 2);
	assert_true(field_set_has(&list[0].fields, UPN));
	assert_success(register_pupil_releases(office.pupils, 2, &list, &count,
					       &office.arena, &error),
		       &error);
	assert_int_equal(count, 0);
	assert_success(register_releases(office.pupils, &all, &count,
					 &office.arena, &error),
		       &error);
	assert_int_equal(count, 2);
	assert_slice(all[0].manifest, "{\"manifest\":1}");
	assert_slice(all[1].manifest, "{}");
}

static void old_rolls_that_are_damaged_are_refused(void **state)
{
	static const char *const damages[] = {
		"UPDATE roll SET rows = x'ff' WHERE id = 1",
		"UPDATE roll SET rows = x'00000001' WHERE id = 1",
		"UPDATE roll SET rows = x'0002' WHERE id = 2",
		"DELETE FROM release_mask WHERE mask = 0",
	};

	(void)state;
	import_cells(&office, 1, numbered);
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		go_back_to(2, old_rolls);
		change("register.db", damages[i]);
		assert_opening_fails(ERROR_CORRUPT);
		office_tear_down(&office);
		office_set_up(&office, REGISTER_SQLITE);
		import_cells(&office, 1, numbered);
	}
}

static void another_kind_of_database_is_refused(void **state)
{
	char moved[128];

	(void)state;
	office_close(&office);
	snprintf(moved, sizeof(moved), "%s/register.db", office.directory);
	assert_int_equal(rename(file_in(office.directory, "keys.db"), moved),
			 0);
	change("keys.db", "PRAGMA user_version = 1; CREATE TABLE key(x)");
	assert_opening_fails(ERROR_CORRUPT);
}

static void a_register_half_made_is_refused(void **state)
{
	(void)state;
	office_close(&office);
	change("keys.db", "PRAGMA user_version = 0");
	assert_opening_fails(ERROR_CORRUPT);
}

static int number_from(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *statement;
	int number;

	assert_int_equal(
		sqlite3_prepare_v2(database, sql, -1, &statement, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

static int version_of(sqlite3 *database)
{
	return number_from(database, "PRAGMA user_version");
}

static int rows_of_a(sqlite3 *database)
{
	return number_from(database, "SELECT count(*) FROM a");
}

static void steps_are_applied_once_and_whole(void **state)
{
	static const char *const steps[] = {
		"CREATE TABLE a(x)",
		"INSERT INTO a VALUES (1)",
		"INSERT INTO a VALUES (2); INSERT INTO missing VALUES (1)",
	};
	struct migration one = {"a.db", 7, steps, 1, NULL, 0};
	struct migration two = {"a.db", 7, steps, 2, NULL, 0};
	struct migration three = {"a.db", 7, steps, 3, NULL, 0};
	struct migration other = {"a.db", 8, steps, 2, NULL, 0};
	struct error error;
	sqlite3 *database;

	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
	assert_int_equal(migrate(database, &one, false, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	assert_success(migrate(database, &one, true, &error), &error);
	assert_int_equal(version_of(database), 1);
	assert_success(migrate(database, &two, false, &error), &error);
	assert_success(migrate(database, &two, false, &error), &error);
	assert_int_equal(version_of(database), 2);
	assert_int_equal(migrate(database, &three, false, &error), -1);
	assert_int_equal(version_of(database), 2);
	assert_int_equal(rows_of_a(database), 1);
	assert_int_equal(migrate(database, &one, false, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(migrate(database, &other, false, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	sqlite3_close(database);
}

/* --- editions of the dictionary ------------------------------------------- */

enum { LATER_MEALS, LATER_ATTENDANCE, LATER_CONTACT, LATER_IDENTITY };
enum {
	LATER_ELIGIBLE,
	LATER_POSTCODE = 3,
	LATER_FORENAME,
	LATER_SURNAME,
	LATER_UPN
};

static void open_later(void)
{
	struct error error;

	office_close(&office);
	assert_success(register_open(&office.pupils, office.directory,
				     REGISTER_SQLITE, office.secret,
				     &later_dictionary, &error),
		       &error);
}

static void import_later(unsigned int number)
{
	struct origin origin = origin_numbered(number, 20100);
	struct record_maker maker =
		record_maker(&later_dictionary, &office.arena);
	struct import_counts counts;
	struct import *import;
	struct record record;
	struct error error;

	record_set(&maker, LATER_UPN, SLICE(""), 0, slice_of(first_upn));
	record_set(&maker, LATER_POSTCODE, SLICE(""), 0, SLICE("ZZ99 3CZ"));
	record_set(&maker, LATER_ELIGIBLE, SLICE(""), 0, SLICE("true"));
	assert_success(record_made(&maker, &record, &error), &error);
	assert_success(import_begin(&import, office.pupils, &origin, &error),
		       &error);
	assert_success(import_add(import, &record, &error), &error);
	assert_success(import_commit(import, &counts, &error), &error);
	assert_int_equal(counts.pupils_changed, 1);
	assert_int_equal(counts.sections_written, 2);
}

static void stored_data_outlives_a_change_of_dictionary(void **state)
{
	struct record record;
	struct error error;

	(void)state;
	import_cells(&office, 1, first);
	open_later();
	assert_success(register_read(office.pupils, 1, UINT64_MAX, &record,
				     &office.arena, &error),
		       &error);
	assert_int_equal(record.count, 2);
	assert_slice(record.upn, first_upn);
	assert_slice(record_text(&record, &later_dictionary, LATER_SURNAME),
		     "Inventedsurname");
	assert_slice(record_text(&record, &later_dictionary, LATER_POSTCODE),
		     "ZZ99 3WZ");
	import_later(2);
	office_close(&office);

	/* The street, which the later edition did not know, is still held. */
	office_open(&office);
	assert_slice(held_text(&office, first_upn, STREET), "Imaginary Street");
	assert_slice(held_text(&office, first_upn, POSTCODE), "ZZ99 3CZ");
}

static void numbers_given_by_another_process_are_learnt(void **state)
{
	struct pupil_register *mine = office.pupils;
	struct pupil_register *later;
	struct error error;

	(void)state;
	import_cells(&office, 1, first);
	assert_success(register_open(&later, office.directory, REGISTER_SQLITE,
				     office.secret, &later_dictionary, &error),
		       &error);
	office.pupils = later;
	import_later(2);
	office.pupils = mine;
	assert_slice(held_text(&office, first_upn, POSTCODE), "ZZ99 3CZ");
	assert_slice(held_text(&office, first_upn, STREET), "Imaginary Street");
	register_close(later);
}

static void numbers_of_an_undone_import_are_given_again(void **state)
{
	struct origin origin = origin_numbered(1, 20001);
	struct pupil_register *later;
	struct import *import;
	struct error error;

	(void)state;
	/* Mine gives numbers, and takes them back. */
	assert_success(import_begin(&import, office.pupils, &origin, &error),
		       &error);
	import_abandon(import);
	/* The other gives them in its own order. */
	assert_success(register_open(&later, office.directory, REGISTER_SQLITE,
				     office.secret, &later_dictionary, &error),
		       &error);
	assert_success(import_begin(&import, later, &origin, &error), &error);
	assert_success(import_commit(import, NULL, &error), &error);
	register_close(later);
	import_cells(&office, 2, first);
	assert_slice(held_text(&office, first_upn, POSTCODE), "ZZ99 3WZ");
	office_close(&office);
	office_open(&office);
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
}

/* --- several processes ---------------------------------------------------- */

/* In a child process: 0 when beginning an import fails as busy. */
static int try_in_child(void)
{
	struct origin origin = origin_numbered(7, 20000);
	struct error error = {0};
	struct import *import;
	int status = 1;
	pid_t child = fork();

	if (child == 0) {
		struct pupil_register *pupils;
		struct record record;
		struct arena arena = {0};

		if (register_open(&pupils, office.directory, REGISTER_SQLITE,
				  office.secret, &small_dictionary,
				  &error) != 0)
			_exit(2);
		if (register_read(pupils, 1, ALL_CATEGORIES, &record, &arena,
				  &error) != 0)
			_exit(3);
		if (import_begin(&import, pupils, &origin, &error) == 0)
			_exit(4);
		_exit(error.code == ERROR_BUSY ? 0 : 5);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A process that has SQLite open may not fork and use it, so the first process
 * is a child too. */
static void
a_second_process_reads_but_is_told_to_wait_with_writing(void **state)
{
	struct origin origin = origin_numbered(2, 20000);
	struct error error = {0};
	struct import *import;
	int ready[2];
	int go_on[2];
	char byte = 0;
	int status;
	pid_t child;

	(void)state;
	import_cells(&office, 1, first);
	office_close(&office);
	assert_int_equal(pipe(ready) | pipe(go_on), 0);
	child = fork();
	if (child == 0) {
		struct pupil_register *pupils;

		if (register_open(&pupils, office.directory, REGISTER_SQLITE,
				  office.secret, &small_dictionary,
				  &error) != 0 ||
		    import_begin(&import, pupils, &origin, &error) != 0 ||
		    write(ready[1], &byte, 1) != 1 ||
		    read(go_on[0], &byte, 1) != 1)
			_exit(1);
		_exit(import_commit(import, NULL, &error) == 0 ? 0 : 1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(try_in_child(), 0);
	assert_int_equal(write(go_on[1], &byte, 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(try_in_child(), 4); /* free again */
	close(ready[0]);
	close(ready[1]);
	close(go_on[0]);
	close(go_on[1]);
	office_open(&office);
}

static void a_scan_sees_one_state_while_others_write(void **state)
{
	static const struct cell changed[] = {
		{UPN, 0, second_upn, NULL},
		{SURNAME, 0, "Changedsurname", NULL},
		{POSTCODE, 0, "ZZ99 3CZ", NULL},
		END,
	};
	static const uint64_t ids[] = {1, 2};
	struct pupil_register *mine = office.pupils;
	struct register_scan *scan;
	struct record record;
	struct error error;
	size_t count;

	(void)state;
	import_cells(&office, 1, first);
	import_cells(&office, 2, second);
	assert_success(
		register_scan_open(&scan, mine, ids, 2, ALL_CATEGORIES, &error),
		&error);
	assert_success(register_scan_next(scan, &record, 1, &count,
					  &office.arena, &error),
		       &error);
	office_open(&office); /* as another process would */
	import_cells(&office, 3, changed);
	office_close(&office);
	office.pupils = mine;
	assert_success(register_scan_next(scan, &record, 1, &count,
					  &office.arena, &error),
		       &error);
	assert_slice(record_text(&record, &small_dictionary, SURNAME),
		     "Imaginedsurname");
	assert_slice(record_text(&record, &small_dictionary, POSTCODE),
		     "ZZ99 3VZ");
	register_scan_close(scan);
	assert_slice(held_text(&office, second_upn, SURNAME), "Changedsurname");
}

/* --- tampering ------------------------------------------------------------ */

struct tampering {
	const char *label;
	const char *file;
	const char *sql;
	enum error_code code;
};

/* The id of a section is category << 48 | pupil << 16 | 65535 - version;
 * identity is category 1, contact 2. */
#define SWAP(column)                                          \
	"CREATE TEMP TABLE kept AS SELECT id, " column        \
	" AS v FROM section WHERE category = 1;"              \
	"UPDATE section SET " column " = (SELECT v FROM kept" \
	" WHERE kept.id <> section.id) WHERE category = 1"

/* clang-format off */
static const struct tampering tamperings[] = {
	{ "a changed byte of a section", "register.db",
	  "UPDATE section SET sealed = CAST(substr(sealed, 1, 20) || x'00ff00' || substr(sealed, 24) AS BLOB)", ERROR_CORRUPT },
	{ "a section cut short", "register.db", "UPDATE section SET sealed = substr(sealed, 1, 12)", ERROR_CORRUPT },
	{ "an empty section", "register.db", "UPDATE section SET sealed = x''", ERROR_CORRUPT },
	{ "an unknown algorithm", "register.db", "UPDATE section SET sealed = CAST(x'07' || substr(sealed, 2) AS BLOB)", ERROR_CORRUPT },
	{ "the other algorithm", "register.db",
	  "UPDATE section SET sealed = CAST(CASE substr(sealed, 1, 1) WHEN x'01' THEN x'02' ELSE x'01' END || substr(sealed, 2) AS BLOB)", ERROR_CORRUPT },
	{ "two pupils' sections exchanged", "register.db", SWAP("sealed"), ERROR_CORRUPT },
	{ "a section of another category", "register.db",
	  "UPDATE section SET sealed = (SELECT s.sealed FROM section s WHERE s.category = 2 AND s.pupil = section.pupil) WHERE category = 1", ERROR_CORRUPT },
	{ "a later version than it was", "register.db", "UPDATE section SET id = id - 1", ERROR_CORRUPT },
	{ "another period", "register.db", "UPDATE section SET period = '2019'", ERROR_CORRUPT },
	{ "a period too long", "register.db", "UPDATE section SET period = hex(zeroblob(200))", ERROR_CORRUPT },
	{ "another date", "register.db", "UPDATE section SET recorded = recorded + 1", ERROR_CORRUPT },
	{ "another origin", "register.db", "UPDATE section SET origin = 3 - origin", ERROR_CORRUPT },
	{ "two pupils' keys exchanged", "keys.db",
	  "CREATE TEMP TABLE kept AS SELECT * FROM key; UPDATE key SET wrapped = (SELECT wrapped FROM kept WHERE kept.pupil <> key.pupil)", ERROR_CORRUPT },
	{ "a changed byte of a key", "keys.db", "UPDATE key SET wrapped = CAST(substr(wrapped, 1, 40) || x'00ff00' || substr(wrapped, 44) AS BLOB)", ERROR_CORRUPT },
	{ "a key cut short", "keys.db", "UPDATE key SET wrapped = x'02'", ERROR_CORRUPT },
	{ "a key too long", "keys.db", "UPDATE key SET wrapped = zeroblob(1000)", ERROR_CORRUPT },
	{ "a key destroyed", "keys.db", "DELETE FROM key WHERE pupil = 1", ERROR_NOT_FOUND },
};
/* clang-format on */

static void is_noticed(void **state)
{
	const struct tampering *test = *state;
	struct record record;
	struct error error = {0};

	office_set_up(&office, REGISTER_SQLITE);
	import_cells(&office, 1, first);
	import_cells(&office, 2, second);
	office_close(&office);
	change(test->file, test->sql);
	office_open(&office);
	assert_int_equal(register_read(office.pupils, 1, ALL_CATEGORIES,
				       &record, &office.arena, &error),
			 -1);
	assert_int_equal(error.code, test->code);
	assert_null(strstr(error.message, "nvented"));
	office_tear_down(&office);
}

static void a_destroyed_key_takes_nobody_else_with_it(void **state)
{
	(void)state;
	import_cells(&office, 1, first);
	import_cells(&office, 2, second);
	office_close(&office);
	change("keys.db", "DELETE FROM key WHERE pupil = 1");
	office_open(&office);
	assert_slice(held_text(&office, second_upn, SURNAME),
		     "Imaginedsurname");
}

static void an_import_that_meets_damage_cannot_be_committed(void **state)
{
	struct origin origin = origin_numbered(3, 20003);
	struct import *import;
	struct record record;
	struct error error;
	int32_t recorded;
	bool found;

	(void)state;
	import_cells(&office, 1, first);
	office_close(&office);
	change("register.db",
	       "UPDATE section SET sealed = x'00' WHERE category = 1");
	office_open(&office);
	assert_success(import_begin(&import, office.pupils, &origin, &error),
		       &error);
	make_record(&record, &office.arena, &small_dictionary, second);
	assert_success(import_add(import, &record, &error), &error);
	make_record(&record, &office.arena, &small_dictionary, first);
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	make_record(&record, &office.arena, &small_dictionary, second);
	assert_int_equal(import_add(import, &record, &error), -1);
	assert_int_equal(import_commit(import, NULL, &error), -1);
	assert_success(register_imported(office.pupils, origin.hash, &found,
					 &recorded, &error),
		       &error);
	assert_false(found);
}

static void origins_are_tampered_with_in_vain(void **state)
{
	static const char *const changes[][2] = {
		{"UPDATE origin SET hash = zeroblob(32) WHERE id = 1", NULL},
		{"UPDATE origin SET recorded = recorded - 1",
		 "UPDATE origin SET recorded = recorded + 1"},
		{"UPDATE origin SET kind = 'ctf'",
		 "UPDATE origin SET kind = 'csv'"},
		{"UPDATE origin SET sealed = x'02'", NULL},
	};
	struct origin *origins;
	struct error error;
	size_t count;

	(void)state;
	for (size_t i = sizeof(changes) / sizeof(changes[0]); i-- > 0;) {
		import_cells(&office, (unsigned int)i + 1, first);
		assert_success(register_origins(office.pupils, &origins, &count,
						&office.arena, &error),
			       &error);
		office_close(&office);
		change("register.db", changes[i][0]);
		office_open(&office);
		assert_int_equal(register_origins(office.pupils, &origins,
						  &count, &office.arena,
						  &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
		office_close(&office);
		if (changes[i][1] != NULL)
			change("register.db", changes[i][1]);
		else
			change("register.db", "DELETE FROM origin");
		office_open(&office);
	}
}

static void an_id_no_pupil_can_have_is_damage(void **state)
{
	static const char *const changes[] = {
		"UPDATE pupil SET id = 0",
		"UPDATE pupil SET id = -5",
		"UPDATE pupil SET id = 4294967296",
	};
	struct error error;
	uint64_t *ids;
	size_t count;

	(void)state;
	import_cells(&office, 1, first);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		office_close(&office);
		change("register.db", changes[i]);
		office_open(&office);
		assert_int_equal(register_pupils(office.pupils, &ids, &count,
						 &office.arena, &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
	}
}

static void a_release_in_no_known_state_is_damage(void **state)
{
	static const char *const changes[] = {
		"UPDATE release SET state = 3",
		"UPDATE release SET state = -1",
		"UPDATE release SET state = 4294967296",
	};
	struct release release = {.reference = SLICE("R-1")};
	struct release *list;
	struct error error;
	size_t count;

	(void)state;
	assert_success(register_release_prepare(office.pupils, &release, NULL,
						0, NULL, 0, &error),
		       &error);
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		office_close(&office);
		change("register.db", changes[i]);
		office_open(&office);
		assert_int_equal(register_releases(office.pupils, &list, &count,
						   &office.arena, &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
		assert_int_equal(
			register_release_finish(office.pupils, release.id,
						RELEASE_DONE, 0, &error),
			-1);
		assert_int_equal(error.code, ERROR_CORRUPT);
	}
}

/* Else whoever has the file in hand for a moment could have it do things later,
 * in the hands of the one who has the key. */
static void triggers_put_into_a_file_do_nothing(void **state)
{
	(void)state;
	office_close(&office);
	change("register.db", "CREATE TRIGGER t AFTER INSERT ON section"
			      " BEGIN DELETE FROM section; END");
	office_open(&office);
	import_cells(&office, 1, first);
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
}

/* Steps of a register that kept nothing of tables. */
enum { WITHOUT_TABLES = 8 };

/* Nor of releases older than that is anything known. */
static void what_was_kept_of_tables_opens_in_its_place_alone(void **state)
{
	static const char *const damages[] = {
		"UPDATE release_tables SET release = 2",
		"UPDATE release_tables SET release = 1, sealed = x'01'",
	};
	static const struct roll_row rows[] = {{1, 0}};
	struct release one = {.reference = SLICE("R-1"),
			      .kept = SLICE("Held.")};
	struct release two = {.reference = SLICE("R-2")};
	struct field_set mask = {{1}};
	struct slice kept;
	struct error error;
	char before[80];

	(void)state;
	assert_success(register_release_prepare(office.pupils, &one, &mask, 1,
						rows, 1, &error),
		       &error);
	assert_success(register_release_prepare(office.pupils, &two, &mask, 1,
						rows, 1, &error),
		       &error);
	for (size_t i = 0; i < 2; i++) {
		office_close(&office);
		change("register.db", damages[i]);
		office_open(&office);
		assert_int_equal(register_release_kept(office.pupils, 2 - i,
						       &kept, &office.arena,
						       &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
	}
	office_close(&office);
	snprintf(before, sizeof(before),
		 "DROP TABLE release_tables; PRAGMA user_version = %d",
		 WITHOUT_TABLES);
	change("register.db", before);
	office_open(&office);
	assert_success(register_release_kept(office.pupils, 1, &kept,
					     &office.arena, &error),
		       &error);
	assert_true(slice_empty(kept));
}

static void a_damaged_roll_is_noticed(void **state)
{
	static const char *const damages[] = {
		"UPDATE roll_chunk SET rows = x'ff'",
		"UPDATE roll_chunk SET rows = x'03010100ffffffff1f'",
		"UPDATE field_set SET fields = x'ffff03'",
		"DELETE FROM field_set",
	};
	static const struct roll_row rows[] = {{1, 0}};
	struct release release = {.reference = SLICE("R-1")};
	struct field_set mask = {{1}};
	struct pupil_release *list;
	struct error error;
	size_t count;

	(void)state;
	assert_success(register_release_prepare(office.pupils, &release, &mask,
						1, rows, 1, &error),
		       &error);
	assert_success(register_release_finish(office.pupils, release.id,
					       RELEASE_DONE, 0, &error),
		       &error);
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		office_close(&office);
		if (i == 2)
			change("register.db",
			       "UPDATE roll_chunk SET rows = x'0301010001'");
		change("register.db", damages[i]);
		office_open(&office);
		assert_int_equal(register_pupil_releases(office.pupils, 1,
							 &list, &count,
							 &office.arena, &error),
				 -1);
		assert_int_equal(error.code, ERROR_CORRUPT);
	}
}

/* A crash between the two commits leaves these. */
static void keys_without_pupils_are_harmless(void **state)
{
	struct error error;
	uint64_t count;
	uint64_t id;

	(void)state;
	import_cells(&office, 1, first);
	office_close(&office);
	change("keys.db", "INSERT INTO key VALUES (2, x'00'), (3, x'00')");
	office_open(&office);
	import_cells(&office, 2, second);
	assert_slice(held_text(&office, second_upn, SURNAME),
		     "Imaginedsurname");
	assert_success(
		register_find(office.pupils, slice_of(second_upn), &id, &error),
		&error);
	assert_int_equal(id, 4);
	assert_success(register_count(office.pupils, &count, &error), &error);
	assert_int_equal(count, 2);
}

static void both_algorithms_live_side_by_side(void **state)
{
	(void)state;
	import_cells(&office, 1, first);
	office.pupils->algorithm = SEAL_XCHACHA20POLY1305;
	import_cells(&office, 2, second);
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
	assert_slice(held_text(&office, second_upn, SURNAME),
		     "Imaginedsurname");
}

static void old_versions_are_kept(void **state)
{
	static const struct cell changed[] = {
		{UPN, 0, first_upn, NULL},
		{SURNAME, 0, "Changedsurname", NULL},
		END,
	};

	(void)state;
	import_cells(&office, 1, first);
	import_cells(&office, 2, changed);
	office_close(&office);
	/* Without the newest, the one before is there, sealed as it was. */
	change("register.db", "DELETE FROM section WHERE version = 2");
	office_open(&office);
	assert_slice(held_text(&office, first_upn, SURNAME), "Inventedsurname");
}

/* --- running -------------------------------------------------------------- */

#define ON_DISK(test)                                \
	{                                            \
#		test, test, set_up, tear_down, NULL \
	}

static const struct CMUnitTest fixed[] = {
	ON_DISK(another_key_does_not_open_it),
	ON_DISK(a_register_is_not_made_over_another),
	ON_DISK(a_register_without_its_files_is_not_found),
	ON_DISK(a_file_that_is_no_database_is_damaged),
	ON_DISK(the_keys_of_another_register_do_not_fit),
	ON_DISK(its_files_are_closed_to_others),
	ON_DISK(its_directory_may_be_reached_by_a_link),
	ON_DISK(a_link_in_place_of_a_file_is_not_followed),
	ON_DISK(nothing_of_a_pupil_lies_there_in_clear),
	ON_DISK(a_newer_programs_register_is_refused),
	ON_DISK(a_register_of_the_first_version_is_brought_up_to_date),
	ON_DISK(old_rolls_are_written_anew),
	ON_DISK(old_rolls_that_are_damaged_are_refused),
	ON_DISK(another_kind_of_database_is_refused),
	ON_DISK(a_register_half_made_is_refused),
	ON_DISK(steps_are_applied_once_and_whole),
	ON_DISK(stored_data_outlives_a_change_of_dictionary),
	ON_DISK(numbers_given_by_another_process_are_learnt),
	ON_DISK(numbers_of_an_undone_import_are_given_again),
	ON_DISK(a_second_process_reads_but_is_told_to_wait_with_writing),
	ON_DISK(a_scan_sees_one_state_while_others_write),
	ON_DISK(a_destroyed_key_takes_nobody_else_with_it),
	ON_DISK(an_import_that_meets_damage_cannot_be_committed),
	ON_DISK(origins_are_tampered_with_in_vain),
	ON_DISK(an_id_no_pupil_can_have_is_damage),
	ON_DISK(a_release_in_no_known_state_is_damage),
	ON_DISK(triggers_put_into_a_file_do_nothing),
	ON_DISK(a_damaged_roll_is_noticed),
	ON_DISK(what_was_kept_of_tables_opens_in_its_place_alone),
	ON_DISK(keys_without_pupils_are_harmless),
	ON_DISK(both_algorithms_live_side_by_side),
	ON_DISK(old_versions_are_kept),
};

enum {
	FIXED = sizeof(fixed) / sizeof(fixed[0]),
	TAMPERINGS = sizeof(tamperings) / sizeof(tamperings[0]),
};

int main(int count, char **arguments)
{
	struct CMUnitTest tests[FIXED + TAMPERINGS];

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	memcpy(tests, fixed, sizeof(fixed));
	for (size_t i = 0; i < TAMPERINGS; i++)
		tests[FIXED + i] = (struct CMUnitTest){
			.name = tamperings[i].label,
			.test_func = is_noticed,
			.initial_state = (void *)(uintptr_t)&tamperings[i],
		};
	return _cmocka_run_group_tests("register on disk", tests,
				       FIXED + TAMPERINGS, NULL, NULL);
}
