/* Processes killed in the middle: what is found afterwards is whole. */
#include "exchange.h"
#include "invariants.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/receive.h"

enum { ROUNDS = 15 };

static const struct share_request requests[] = {
	{.recipient = SLICE_INIT("youth-support"),
	 .purpose = SLICE_INIT("youth-support-services")},
	{.recipient = SLICE_INIT("department"),
	 .collection = SLICE_INIT("school-census")},
};

static const struct share_request transfer = {
	.recipient = SLICE_INIT("next-school"),
	.collection = SLICE_INIT("common-transfer-file"),
	.trigger = SLICE_INIT("transfer"),
	.destination = SLICE_INIT("886/2345"),
};

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));

	assert_non_null(school);
	school_set_up(school, KENT, date_from_civil(2026, 1, 15));
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static void share_for_ever(struct school *school)
{
	for (unsigned int i = 0;; i++)
		if (school_try_share(school, school->sealed
						     ? transfer
						     : requests[i % 2]) != 0)
			_exit(1);
}

static void import_and_end(struct school *school)
{
	_exit(school_try_import(school, KENT_PUPILS, NULL) != 0);
}

/* Runs `work` in a process of its own, on a node that it opens, and kills it
 * `microseconds` after it began.  -1: it had ended by itself. */
static int kill_after(struct school *school, void (*work)(struct school *),
		      unsigned int microseconds)
{
	struct timespec pause = {
		.tv_sec = microseconds / 1000000,
		.tv_nsec = (long)(microseconds % 1000000) * 1000,
	};
	int ready[2], status = 0;
	char byte = 0;
	pid_t child;

	node_close(school->node);
	school->node = NULL;
	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct credentials credentials = {0};

		if (node_open(&school->node, school->directory, &credentials,
			      NULL, &school->error) != 0 ||
		    write(ready[1], "!", 1) != 1)
			_exit(2);
		work(school);
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	nanosleep(&pause, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		return 0;
	assert_int_equal(WEXITSTATUS(status), 0);
	return -1;
}

/* A small generator, so that a run can be had again. */
static unsigned int draw(uint32_t *seed, unsigned int below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void killed_while_sharing(void **state)
{
	struct school *school = *state;
	unsigned int releases = 0;
	uint32_t seed = 20260115;

	school_import(school, KENT_PUPILS);
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int now;

		assert_int_equal(
			kill_after(school, share_for_ever, draw(&seed, 120000)),
			0);
		now = reopen_and_check(school);
		assert_true(now >= releases);
		releases = now;
	}
	school_share(school, requests[0]);
	assert_int_equal(reopen_and_check(school), releases + 1);
}

static void killed_while_sealing(void **state)
{
	struct school *school = *state;
	struct school neighbour;
	unsigned int releases = 0;
	uint32_t seed = 886;

	neighbour_set_up(&neighbour, school->today);
	school_make_keys(&neighbour);
	school_make_keys(school);
	school_trust(school, &neighbour, "DSA 1");
	school->opener = &neighbour;
	school->sealed = true;
	school_import(school, KENT_PUPILS);
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int now;

		assert_int_equal(
			kill_after(school, share_for_ever, draw(&seed, 120000)),
			0);
		now = reopen_and_check(school);
		assert_true(now >= releases);
		releases = now;
	}
	assert_true(releases > 0);
	school_share(school, transfer);
	assert_int_equal(reopen_and_check(school), releases + 1);
	school_tear_down(&neighbour);
}

/* --- receiving ------------------------------------------------------------------- */

enum { PACKAGES = 12 };

static const char *packages[PACKAGES];

static void receive_all(struct school *school)
{
	for (int i = 0; i < PACKAGES; i++) {
		struct receive_report report;

		/* One that was received is refused, and that is right. */
		school->error = (struct error){0};
		if (receive(school->node, packages[i], school->today, &report,
			    &school->arena, &school->error) != 0 &&
		    school->error.code != ERROR_REFUSED)
			_exit(1);
	}
}

static int count_receipt(void *context, uint64_t index, struct slice entry,
			 struct error *error)
{
	(void)index;
	(void)error;
	*(size_t *)context +=
		slice_starts_with(entry, SLICE("{\"entry\":\"receipt\""));
	return 0;
}

/* Each grant has its receipt, once the node was opened. */
static size_t count_received(struct school *school)
{
	struct register_grant *grants;
	size_t count, receipts = 0;

	school_reopen(school);
	assert_success(register_grants(school->node->pupils, &grants, &count,
				       &school->arena, &school->error),
		       &school->error);
	assert_success(ledger_each(school->node->ledger, 0, count_receipt,
				   &receipts, &school->error),
		       &school->error);
	assert_int_equal(receipts, count);
	assert_false(file_exists(school_path(school, "node/receiving")));
	return count;
}

static void killed_while_receiving(void **state)
{
	struct school *school = *state;
	struct school neighbour;
	uint32_t seed = 2345;
	size_t count = 0;

	neighbour_set_up(&neighbour, school->today);
	school_make_keys(&neighbour);
	school_make_keys(school);
	school_trust(school, &neighbour, "DSA 1");
	school_trust(&neighbour, school, "DSA 1");
	school->sealed = true;
	school_import(school, KENT_PUPILS);
	for (int i = 0; i < PACKAGES; i++) {
		school_share(school, transfer);
		packages[i] =
			arena_copy(&school->arena, school->report.file).at;
	}
	for (int i = 0; i < ROUNDS && count < PACKAGES; i++) {
		size_t now;

		kill_after(&neighbour, receive_all, draw(&seed, 40000));
		now = count_received(&neighbour);
		assert_true(now >= count);
		count = now;
	}
	receive_all(&neighbour);
	assert_int_equal(count_received(&neighbour), PACKAGES);
	school_tear_down(&neighbour);
}

static void killed_while_importing(void **state)
{
	struct school *school = *state;
	uint32_t seed = 15012026;
	uint64_t count = 0;

	for (int i = 0; i < ROUNDS && count == 0; i++) {
		kill_after(school, import_and_end, draw(&seed, 25000));
		school_reopen(school);
		assert_success(register_count(school->node->pupils, &count,
					      &school->error),
			       &school->error);
		assert_true(count == 0 || count == 40);
	}
	school_import(school, KENT_PUPILS);
	assert_int_equal(school->arrival.files[0].seen_before, count == 40);
	school_share(school, requests[0]);
	assert_int_equal(school->report.considered, 40);
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(killed_while_sharing),
		WITH_NODE(killed_while_sealing),
		WITH_NODE(killed_while_receiving),
		WITH_NODE(killed_while_importing),
	};

	return cmocka_run_group_tests_name("share crash", tests, NULL, NULL);
}
