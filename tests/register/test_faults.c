/*
 * The disk fills up, or memory runs out inside SQLite, at each point of an
 * operation in turn: the operation fails as a whole, the register stays usable
 * and says what it said before.
 */
#include "tests/register/support.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "base/memory.h"

/* --- a file system that fails --------------------------------------------- */

static uint64_t countdown; /* writes and syncs until they fail; 0: never */

/* SQLite has several sets of methods; a failing copy of each that is met. */
static struct {
	sqlite3_io_methods failing;
	const sqlite3_io_methods *real;
} sets[8];
static size_t set_count;

static sqlite3_vfs failing_system;
static sqlite3_vfs *true_system;

static bool must_fail(void)
{
	if (countdown > 1)
		countdown--;
	else if (countdown == 1)
		return true; /* and all later ones */
	return false;
}

static const sqlite3_io_methods *real_methods(const sqlite3_file *file)
{
	for (size_t i = 0; i < set_count; i++)
		if (file->pMethods == &sets[i].failing)
			return sets[i].real;
	return NULL;
}

static int failing_write(sqlite3_file *file, const void *bytes, int count,
			 sqlite3_int64 at)
{
	return must_fail() ? SQLITE_FULL
			   : real_methods(file)->xWrite(file, bytes, count, at);
}

static int failing_sync(sqlite3_file *file, int flags)
{
	return must_fail() ? SQLITE_IOERR_FSYNC
			   : real_methods(file)->xSync(file, flags);
}

static const sqlite3_io_methods *failing_copy(const sqlite3_io_methods *real)
{
	for (size_t i = 0; i < set_count; i++)
		if (sets[i].real == real)
			return &sets[i].failing;
	assert_true(set_count < sizeof(sets) / sizeof(sets[0]));
	sets[set_count].real = real;
	sets[set_count].failing = *real;
	sets[set_count].failing.xWrite = failing_write;
	sets[set_count].failing.xSync = failing_sync;
	return &sets[set_count++].failing;
}

static int failing_open(sqlite3_vfs *system, const char *name,
			sqlite3_file *file, int flags, int *out_flags)
{
	int status =
		true_system->xOpen(true_system, name, file, flags, out_flags);

	(void)system;
	if (status == SQLITE_OK && file->pMethods != NULL)
		file->pMethods = failing_copy(file->pMethods);
	return status;
}

static void install_file_system(void)
{
	true_system = sqlite3_vfs_find(NULL);
	failing_system = *true_system;
	failing_system.zName = "failing";
	failing_system.xOpen = failing_open;
	assert_int_equal(sqlite3_vfs_register(&failing_system, 1), SQLITE_OK);
}

/* --- an allocator that fails ---------------------------------------------- */

static bool counting; /* else SQLite's allocations do not count */

static void *take(int size)
{
	return counting ? memory_allocate((size_t)size) : malloc((size_t)size);
}

static void *retake(void *block, int size)
{
	return counting ? memory_resize(block, (size_t)size)
			: realloc(block, (size_t)size);
}

static int size_of(void *block)
{
	return (int)malloc_usable_size(block);
}

static int round_up(int size)
{
	return (size + 7) & ~7;
}

static int start(void *nothing)
{
	(void)nothing;
	return SQLITE_OK;
}

static void stop(void *nothing)
{
	(void)nothing;
}

static const sqlite3_mem_methods allocator = {
	.xMalloc = take,
	.xFree = free,
	.xRealloc = retake,
	.xSize = size_of,
	.xRoundup = round_up,
	.xInit = start,
	.xShutdown = stop,
};

/* --- what is done while things fail --------------------------------------- */

enum { PUPILS = 40 };

static int import_file(struct office *office, unsigned int number,
		       struct error *error)
{
	struct origin origin = origin_numbered(number, 20000);
	struct arena arena = {0};
	struct import *import;
	struct record record;
	char surname[24];
	char upn[14];
	int result = 0;

	if (import_begin(&import, office->pupils, &origin, error) != 0)
		return -1;
	snprintf(surname, sizeof(surname), "Invented%u", number);
	for (unsigned int i = 0; i < PUPILS && result == 0; i++) {
		struct record_maker maker =
			record_maker(&small_dictionary, &arena);

		make_upn(upn, number * (PUPILS / 2) + i);
		record_set(&maker, UPN, SLICE(""), 0, slice_of(upn));
		record_set(&maker, SURNAME, SLICE(""), 0, slice_of(surname));
		result = record_made(&maker, &record, error);
		if (result == 0)
			result = import_add(import, &record, error);
		arena_clear(&arena);
	}
	arena_release(&arena);
	if (result == 0)
		return import_commit(import, NULL, error);
	import_abandon(import);
	return -1;
}

/* The register holds what files 1 to `last` gave, and no more. */
static void check_held(struct office *office, unsigned int last)
{
	struct register_scan *scan;
	struct arena arena = {0};
	struct record record;
	struct error error;
	char surname[24];
	int32_t recorded;
	uint64_t *ids;
	size_t count;
	size_t got;
	bool found;

	assert_success(
		register_pupils(office->pupils, &ids, &count, &arena, &error),
		&error);
	assert_int_equal(count, last == 0 ? 0 : (last + 1) * (PUPILS / 2));
	assert_success(register_imported(office->pupils,
					 origin_numbered(last + 1, 0).hash,
					 &found, &recorded, &error),
		       &error);
	assert_false(found);
	assert_success(register_scan_open(&scan, office->pupils, ids, count,
					  ALL_CATEGORIES, &error),
		       &error);
	for (size_t i = 0; i < count; i++) {
		unsigned int file = (unsigned int)(i / (PUPILS / 2)) + 1;

		if (file > last)
			file = last;
		snprintf(surname, sizeof(surname), "Invented%u", file);
		assert_success(register_scan_next(scan, &record, 1, &got,
						  &arena, &error),
			       &error);
		assert_slice(record_text(&record, &small_dictionary, SURNAME),
			     surname);
	}
	register_scan_close(scan);
	arena_release(&arena);
}

static void a_full_disk_leaves_the_register_as_it_was(void **state)
{
	struct office office;
	struct error error;
	int result = -1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	assert_success(import_file(&office, 1, &error), &error);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 500);
		countdown = nth;
		result = import_file(&office, 2, &error);
		countdown = 0;
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_SYSTEM);
		check_held(&office, 1);
		if (nth % 3 == 0) { /* also to those who open it afresh */
			office_close(&office);
			office_open(&office);
			check_held(&office, 1);
		}
	}
	check_held(&office, 2);
	office_close(&office);
	office_open(&office);
	check_held(&office, 2);
	office_tear_down(&office);
}

static void a_full_disk_leaves_no_half_made_register(void **state)
{
	struct office office;
	struct error error;
	int result = -1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	register_close(office.pupils);
	office.pupils = NULL;
	for (uint64_t nth = 1; result != 0; nth++) {
		char path[128];

		assert_true(nth < 500);
		for (int i = 0; i < 2; i++) {
			snprintf(path, sizeof(path), "%s/%s", office.directory,
				 i == 0 ? "keys.db" : "register.db");
			remove(path);
		}
		countdown = nth;
		result = register_create(office.directory, REGISTER_SQLITE,
					 office.secret, &small_dictionary,
					 &error);
		countdown = 0;
		if (result != 0) {
			struct pupil_register *pupils;

			assert_int_equal(
				register_open(&pupils, office.directory,
					      REGISTER_SQLITE, office.secret,
					      &small_dictionary, &error),
				-1);
			assert_int_equal(error.code, ERROR_NOT_FOUND);
		}
	}
	office_open(&office);
	office_tear_down(&office);
}

/* The pupil is wholly there, or destroyed for everybody. */
static bool is_destroyed(struct office *office, uint64_t pupil)
{
	struct arena arena = {0};
	struct record record;
	struct error error;
	int result = register_read(office->pupils, pupil, ALL_CATEGORIES,
				   &record, &arena, &error);

	if (result != 0)
		assert_int_equal(error.code, ERROR_NOT_FOUND);
	else
		assert_slice(record_text(&record, &small_dictionary, SURNAME),
			     "Invented1");
	arena_release(&arena);
	return result != 0;
}

static void a_full_disk_leaves_nobody_half_destroyed(void **state)
{
	struct office office;
	struct error error;
	uint64_t held;
	uint64_t pupil = 1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	assert_success(import_file(&office, 1, &error), &error);
	for (uint64_t nth = 1;; nth++) {
		int result;

		assert_true(pupil < PUPILS);
		countdown = nth;
		result = register_pupil_destroy(office.pupils, pupil, 20100,
						NULL, &error);
		countdown = 0;
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_SYSTEM);
		/* The key may be gone, with the rest still to follow. */
		if (!is_destroyed(&office, pupil))
			continue;
		office_close(&office);
		office_open(&office);
		assert_true(is_destroyed(&office, pupil));
		assert_success(register_count(office.pupils, &held, &error),
			       &error);
		assert_int_equal(held, PUPILS - pupil);
		pupil++;
	}
	assert_true(pupil > 1); /* the case was met */
	assert_true(is_destroyed(&office, pupil));
	assert_false(is_destroyed(&office, pupil + 1));
	office_tear_down(&office);
}

/* Each allocation at first, then in growing steps: there are thousands. */
static uint64_t after(uint64_t nth)
{
	return nth + 1 + nth / 40;
}

static void memory_may_run_out_inside_the_database(void **state)
{
	struct office office;
	struct error error;
	int result = -1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	assert_success(import_file(&office, 1, &error), &error);
	for (uint64_t nth = 1; result != 0; nth = after(nth)) {
		assert_true(nth < 1000000);
		office_close(&office); /* so that statements are prepared */
		office_open(&office);
		counting = true;
		memory_fail_at(nth);
		result = import_file(&office, 2, &error);
		memory_fail_at(0);
		counting = false;
		if (result != 0) {
			assert_int_equal(error.code, ERROR_MEMORY);
			check_held(&office, 1);
		}
	}
	check_held(&office, 2);
	office_tear_down(&office);
}

static void memory_may_run_out_while_opening(void **state)
{
	struct office office;
	struct error error;
	int result = -1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	assert_success(import_file(&office, 1, &error), &error);
	office_close(&office);
	for (uint64_t nth = 1; result != 0; nth = after(nth)) {
		assert_true(nth < 1000000);
		counting = true;
		memory_fail_at(nth);
		result = register_open(&office.pupils, office.directory,
				       REGISTER_SQLITE, office.secret,
				       &small_dictionary, &error);
		memory_fail_at(0);
		counting = false;
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
	}
	check_held(&office, 1);
	office_tear_down(&office);
}

static void memory_may_run_out_while_reading(void **state)
{
	struct office office;
	struct error error;
	int result = -1;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	assert_success(import_file(&office, 1, &error), &error);
	for (uint64_t nth = 1; result != 0; nth = after(nth)) {
		struct arena arena = {0};
		struct record record;

		assert_true(nth < 1000000);
		office_close(&office);
		office_open(&office);
		counting = true;
		memory_fail_at(nth);
		result = register_read(office.pupils, 3, ALL_CATEGORIES,
				       &record, &arena, &error);
		memory_fail_at(0);
		counting = false;
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
	office_tear_down(&office);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_leaves_the_register_as_it_was),
		cmocka_unit_test(a_full_disk_leaves_no_half_made_register),
		cmocka_unit_test(a_full_disk_leaves_nobody_half_destroyed),
		cmocka_unit_test(memory_may_run_out_inside_the_database),
		cmocka_unit_test(memory_may_run_out_while_opening),
		cmocka_unit_test(memory_may_run_out_while_reading),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &allocator) != SQLITE_OK ||
	    sqlite3_initialize() != SQLITE_OK)
		return 1;
	install_file_system();
	return cmocka_run_group_tests_name("register faults", tests, NULL,
					   NULL);
}
