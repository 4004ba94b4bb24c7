/* Memory and disk fail at every point in turn: nothing half done is ever
 * seen. */
#include "exchange.h"
#include "invariants.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "ledger/ledger.h"
#include "register/register.h"

static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};
static const struct share_request inspection = {
	.recipient = SLICE_INIT("department"),
	.collection = SLICE_INIT("school-census"),
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

static uint64_t pupils(struct school *school)
{
	uint64_t count = 0;

	assert_success(
		register_count(school->node->pupils, &count, &school->error),
		&school->error);
	return count;
}

/* Every point at first, then farther and farther apart. */
static uint64_t next_point(uint64_t point)
{
	return point + 1 + point / 16;
}

/* Shares with each allocation or write failing; gives how often it failed. */
static unsigned int fail_shares(struct school *school,
				const struct share_request *request,
				void (*fail_at)(uint64_t), bool (*failed)(void),
				uint64_t (*next)(uint64_t))
{
	unsigned int failures = 0, releases = check_invariants(school);

	for (uint64_t n = 1;; n = next(n)) {
		unsigned int now;
		int result;
		bool struck;

		fail_at(n);
		result = school_try_share(school, *request);
		struck = failed();
		fail_at(0);
		now = reopen_and_check(school);
		if (result == 0) {
			assert_int_equal(now, releases + 1);
			if (!struck)
				return failures;
			releases = now;
			continue;
		}
		assert_true(struck);
		failures++;
		/* What the ledger had already claimed is finished. */
		assert_true(now == releases || now == releases + 1);
		releases = now;
	}
}

static uint64_t each_point(uint64_t point)
{
	return point + 1;
}

static const struct share_request transfer = {
	.recipient = SLICE_INIT("next-school"),
	.collection = SLICE_INIT("common-transfer-file"),
	.trigger = SLICE_INIT("transfer"),
	.destination = SLICE_INIT("886/2345"),
};

/* The school and a neighbour that it seals to. */
static void with_neighbour(struct school *school, struct school *neighbour)
{
	neighbour_set_up(neighbour, school->today);
	school_make_keys(neighbour);
	school_make_keys(school);
	school_trust(school, neighbour, "DSA 1");
	school->opener = neighbour;
	school->sealed = true;
}

static void a_sealed_release_survives_any_failure_of_memory(void **state)
{
	struct school *school = *state;
	struct school neighbour;

	school_import(school, KENT_PUPILS);
	with_neighbour(school, &neighbour);
	assert_true(fail_shares(school, &transfer, memory_fail_at,
				memory_failed, next_point) > 10);
	school_tear_down(&neighbour);
}

static void a_sealed_release_survives_any_failure_of_the_disk(void **state)
{
	struct school *school = *state;
	struct school neighbour;

	school_import(school, KENT_PUPILS);
	with_neighbour(school, &neighbour);
	assert_true(fail_shares(school, &transfer, file_fail_at, file_failed,
				each_point) > 10);
	school_tear_down(&neighbour);
}

static void a_release_survives_any_failure_of_memory(void **state)
{
	struct school *school = *state;

	school_import(school, KENT_PUPILS);
	assert_true(fail_shares(school, &youth_support, memory_fail_at,
				memory_failed, next_point) > 10);
}

static void a_release_survives_any_failure_of_the_disk(void **state)
{
	struct school *school = *state;

	school_import(school, KENT_PUPILS);
	assert_true(fail_shares(school, &inspection, file_fail_at, file_failed,
				each_point) > 10);
}

static void an_import_survives_any_failure_of_memory(void **state)
{
	struct school *school = *state;

	for (uint64_t n = 1;; n = next_point(n)) {
		int result;

		memory_fail_at(n);
		result = school_try_import(school, KENT_PUPILS, NULL);
		memory_fail_at(0);
		if (result == 0)
			break;
		school_says(school, ERROR_MEMORY, "memory");
		assert_false(school->arrival.imported);
		if (n % 3 == 0)
			school_reopen(school);
		assert_int_equal(pupils(school), 0);
	}
	assert_true(school->arrival.imported);
	assert_int_equal(pupils(school), 40);
	school_reopen(school);
	assert_int_equal(pupils(school), 40);
}

static void a_node_is_made_whole_or_not_at_all(void **state)
{
	struct school school;
	unsigned int failures = 0;

	(void)state;
	school_empty(&school, date_from_civil(2026, 1, 15));
	for (uint64_t n = 1;; n += 1 + n / 4) {
		int result;

		file_fail_at(n);
		result = school_make(&school, KENT);
		file_fail_at(0);
		if (result == 0)
			break;
		failures++;
		assert_false(directory_exists(school.directory));
	}
	assert_true(failures > 5);
	school_reopen(&school);
	school_tear_down(&school);
}

static void out_of_memory_no_node_is_opened_and_none_is_harmed(void **state)
{
	struct school *school = *state;
	struct credentials credentials = {0};

	node_close(school->node);
	school->node = NULL;
	for (uint64_t n = 1;; n += 1 + n / 4) {
		int result;

		memory_fail_at(n);
		result = node_open(&school->node, school->directory,
				   &credentials, NULL, &school->error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_null(school->node);
	}
	school_import(school, KENT_PUPILS);
}

/* --- where releases go is out of reach ------------------------------------ */

/* What a process leaves that was killed between the ledger's entry and the
 * renaming. */
static void claim(struct school *school, const char *directory)
{
	struct release prepared = {
		.state = RELEASE_PREPARED,
		.reference = SLICE("R-2026-0001"),
		.recipient = SLICE("youth-support"),
		.purpose = SLICE("youth-support-services"),
		.level = SLICE("named"),
		.directory = slice_of(directory),
		.date = school->today,
		.ledger_index = UINT64_MAX,
		.manifest = SLICE("{}"),
	};
	uint64_t index;

	assert_success(register_release_prepare(school->node->pupils, &prepared,
						NULL, 0, NULL, 0,
						&school->error),
		       &school->error);
	assert_success(
		ledger_append(school->node->ledger,
			      SLICE("{\"entry\":\"release\",\"reference\":"
				    "\"R-2026-0001\"}"),
			      &index, &school->error),
		&school->error);
}

/* Reopens; how the only release and its last entry stand then. */
static void assert_settled(struct school *school, enum release_state state,
			   uint64_t ledger_index)
{
	struct release *releases;
	size_t count;

	assert_int_equal(school_reopen(school), 1);
	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	assert_int_equal(count, 1);
	assert_int_equal(releases[0].state, state);
	assert_int_equal(releases[0].ledger_index, ledger_index);
	assert_int_equal(ledger_size(school->node->ledger), ledger_index + 1);
}

static void a_release_whose_place_is_gone_is_taken_back(void **state)
{
	struct school *school = *state;

	school_import(school, KENT_PUPILS);
	claim(school, "/nonexistent/R-2026-0001-youth-support");
	assert_settled(school, RELEASE_VOID, 1);
	assert_int_equal(check_invariants(school), 0);
	/* The next one has a number of its own. */
	school_share(school, youth_support);
	assert_slice(school->report.reference, "R-2026-0002");
	assert_int_equal(reopen_and_check(school), 1);
}

static void only_what_was_staged_for_a_release_is_let_out_as_it(void **state)
{
	struct school *school = *state;
	const char *final =
		school_path(school, "far/R-2026-0001-youth-support");
	const char *staging = school_path(school, "far/.R-2026-0001.partial");

	assert_int_equal(directory_make(school_path(school, "far"), 0700, NULL),
			 0);
	claim(school, final);
	assert_int_equal(directory_make(staging, 0700, NULL), 0);
	school_write(school, "far/.R-2026-0001.partial/manifest.json",
		     "{\"of\":\"another node\"}");
	assert_settled(school, RELEASE_VOID, 1);
	assert_false(directory_exists(final));
	assert_true(directory_exists(staging));
}

static void what_was_staged_for_a_release_is_let_out(void **state)
{
	struct school *school = *state;
	const char *final =
		school_path(school, "far/R-2026-0001-youth-support");
	const char *staging = school_path(school, "far/.R-2026-0001.partial");

	assert_int_equal(directory_make(school_path(school, "far"), 0700, NULL),
			 0);
	claim(school, final);
	assert_int_equal(directory_make(staging, 0700, NULL), 0);
	school_write(school, "far/.R-2026-0001.partial/manifest.json", "{}");
	assert_settled(school, RELEASE_DONE, 0);
	assert_true(directory_exists(final));
	assert_false(directory_exists(staging));
}

static void what_was_staged_elsewhere_is_cleared_on_opening(void **state)
{
	struct school *school = *state;
	char note[200];

	school_import(school, KENT_PUPILS);
	assert_int_equal(
		directory_make(school_path(school, "far/.R-2026-0001.partial"),
			       0700, &school->error),
		0);
	school_write(school, "far/.R-2026-0001.partial/pupils.csv", "half of");
	snprintf(note, sizeof(note), "%s/far/.R-2026-0001.partial",
		 school->root);
	school_write(school, "node/staging", note);
	school_reopen(school);
	assert_int_equal(count_entries(school_path(school, "far")), 0);
	assert_false(file_exists(school_path(school, "node/staging")));
}

static void a_note_that_names_something_else_removes_nothing(void **state)
{
	static const char *const names[] = {"far", "far/.R-2026-0001",
					    "far/R-2026-0001.partial"};
	struct school *school = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *path = school_path(school, names[i]);

		assert_int_equal(directory_make(path, 0700, &school->error), 0);
		school_write(school, "node/staging", path);
		school_reopen(school);
		assert_true(directory_exists(path));
		assert_false(file_exists(school_path(school, "node/staging")));
	}
}

#define WITH_NODE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_NODE(a_release_survives_any_failure_of_memory),
		WITH_NODE(a_release_survives_any_failure_of_the_disk),
		WITH_NODE(a_sealed_release_survives_any_failure_of_memory),
		WITH_NODE(a_sealed_release_survives_any_failure_of_the_disk),
		WITH_NODE(an_import_survives_any_failure_of_memory),
		cmocka_unit_test(a_node_is_made_whole_or_not_at_all),
		WITH_NODE(out_of_memory_no_node_is_opened_and_none_is_harmed),
		WITH_NODE(a_release_whose_place_is_gone_is_taken_back),
		WITH_NODE(only_what_was_staged_for_a_release_is_let_out_as_it),
		WITH_NODE(what_was_staged_for_a_release_is_let_out),
		WITH_NODE(what_was_staged_elsewhere_is_cleared_on_opening),
		WITH_NODE(a_note_that_names_something_else_removes_nothing),
	};

	return cmocka_run_group_tests_name("share faults", tests, NULL, NULL);
}
