/*
 * A process is killed at random instants while it imports and prepares
 * releases; what it was doing is afterwards wholly there or not at all.
 *
 * File n holds PUPILS pupils, whose surnames say n; release n holds them all.
 * The child tells through a pipe which it has finished.
 */
#include "tests/register/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 16, ROUNDS_MOST = 40, PUPILS = 60, LONGEST_US = 60000 };

static int import_file(struct pupil_register *pupils, unsigned int number)
{
	struct origin origin = origin_numbered(number, 20000);
	struct arena arena = {0};
	struct import *import;
	struct record record;
	char surname[24];
	char upn[14];
	int result = 0;

	if (import_begin(&import, pupils, &origin, NULL) != 0)
		return -1;
	snprintf(surname, sizeof(surname), "Invented%u", number);
	/* Half of them are new with each file, half were there. */
	for (unsigned int i = 0; i < PUPILS && result == 0; i++) {
		struct record_maker maker =
			record_maker(&small_dictionary, &arena);

		make_upn(upn, number * (PUPILS / 2) + i);
		record_set(&maker, UPN, SLICE(""), 0, slice_of(upn));
		record_set(&maker, SURNAME, SLICE(""), 0, slice_of(surname));
		record_set(&maker, SESSIONS, SLICE("2025"), 0,
			   slice_of(surname + 8));
		if (record_made(&maker, &record, NULL) != 0 ||
		    import_add(import, &record, NULL) != 0)
			result = -1;
		arena_clear(&arena);
	}
	arena_release(&arena);
	if (result != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, NULL, NULL);
}

static int prepare_release(struct pupil_register *pupils, unsigned int number)
{
	struct field_set mask = {{1 << SURNAME}};
	struct roll_row rows[PUPILS];
	struct release release = {0};
	char reference[24];

	snprintf(reference, sizeof(reference), "R-%u", number);
	release.reference = slice_of(reference);
	for (size_t i = 0; i < PUPILS; i++)
		rows[i] = (struct roll_row){i + 1, 0};
	if (register_release_prepare(pupils, &release, &mask, 1, rows, PUPILS,
				     NULL) != 0)
		return -1;
	return register_release_finish(pupils, release.id, RELEASE_DONE, number,
				       NULL);
}

/* Never returns. */
static void work(const struct office *office, unsigned int number, int done)
{
	struct pupil_register *pupils;

	if (register_open(&pupils, office->directory, REGISTER_SQLITE,
			  office->secret, &small_dictionary, NULL) != 0)
		_exit(1);
	for (;; number++) {
		if (import_file(pupils, number) != 0)
			_exit(1);
		if (write(done, "i", 1) != 1)
			_exit(1);
		if (prepare_release(pupils, number) != 0)
			_exit(1);
		if (write(done, "r", 1) != 1)
			_exit(1);
	}
}

/* Lets a child work for a while and kills it; counts what it said it did. */
static void run_and_kill(const struct office *office, unsigned int number,
			 long microseconds, unsigned int *imports,
			 unsigned int *releases)
{
	struct timespec pause = {0, microseconds * 1000};
	int done[2];
	int status;
	pid_t child;
	char byte;

	assert_int_equal(pipe(done), 0);
	child = fork();
	if (child == 0) {
		close(done[0]);
		work(office, number, done[1]);
	}
	close(done[1]);
	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status)); /* it did not fail by itself */
	*imports = 0;
	*releases = 0;
	while (read(done[0], &byte, 1) == 1)
		*(byte == 'i' ? imports : releases) += 1;
	close(done[0]);
}

static bool is_imported(struct office *office, unsigned int number)
{
	int32_t recorded;
	bool found;

	assert_int_equal(register_imported(office->pupils,
					   origin_numbered(number, 0).hash,
					   &found, &recorded, NULL),
			 0);
	return found;
}

/* All pupils are those of files 1 to `last`, as the last file with them said. */
static void check_pupils(struct office *office, unsigned int last)
{
	struct register_scan *scan;
	struct arena arena = {0};
	struct record record;
	struct error error;
	char surname[24];
	uint64_t *ids;
	size_t count;
	size_t got;

	assert_success(
		register_pupils(office->pupils, &ids, &count, &arena, &error),
		&error);
	assert_int_equal(count, last == 0 ? 0 : (last + 1) * (PUPILS / 2));
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
		assert_int_equal(record.count, 2);
		assert_slice(record_text(&record, &small_dictionary, SURNAME),
			     surname);
		assert_slice(record_text(&record, &small_dictionary, SESSIONS),
			     surname + 8);
	}
	register_scan_close(scan);
	arena_release(&arena);
}

/* A release is there with its whole roll; finished or not. */
static size_t check_releases(struct office *office)
{
	struct pupil_release *held;
	struct arena arena = {0};
	struct release *all;
	struct error error;
	size_t done = 0;
	size_t total;
	size_t count;

	assert_success(
		register_releases(office->pupils, &all, &total, &arena, &error),
		&error);
	for (size_t i = 0; i < total; i++) {
		if (all[i].state == RELEASE_PREPARED)
			assert_success(
				register_release_finish(office->pupils,
							all[i].id, RELEASE_VOID,
							UINT64_MAX, &error),
				&error);
		done += all[i].state == RELEASE_DONE ? 1 : 0;
	}
	assert_success(register_pupil_releases(office->pupils, PUPILS, &held,
					       &count, &arena, &error),
		       &error);
	assert_int_equal(count, done);
	arena_release(&arena);
	return done;
}

static void a_killed_process_leaves_whole_imports_and_releases(void **state)
{
	unsigned int last = 0;
	size_t released = 0;
	struct office office;

	(void)state;
	office_set_up(&office, REGISTER_SQLITE);
	srandom(20260901);
	/* On a machine too busy for the child to get anything done: more and
	 * longer rounds. */
	for (int round = 0;
	     round < ROUNDS || (last == 0 && round < ROUNDS_MOST); round++) {
		long longest = round < ROUNDS ? LONGEST_US : 10 * LONGEST_US;
		unsigned int imports;
		unsigned int releases;
		size_t done;

		office_close(&office); /* nothing open when forking */
		run_and_kill(&office, last + 1, random() % longest, &imports,
			     &releases);
		office_open(&office);
		/* What was said to be done is done; at most one more. */
		last += imports;
		if (is_imported(&office, last + 1))
			last++;
		assert_false(is_imported(&office, last + 1));
		check_pupils(&office, last);
		done = check_releases(&office);
		assert_true(done == released + releases ||
			    done == released + releases + 1);
		released = done;
	}
	assert_true(last > 0); /* else this has shown nothing */
	office_tear_down(&office);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_killed_process_leaves_whole_imports_and_releases),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("register killed", tests, NULL,
					   NULL);
}
