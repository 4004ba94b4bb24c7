/* Releases that are sealed: what is in them, and when there are none. */
#include "exchange.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "share/manifest.h"
#include "share/unusual.h"

struct two {
	struct school from, to;
};

static const struct share_request transfer = {
	.recipient = SLICE_INIT("next-school"),
	.collection = SLICE_INIT("common-transfer-file"),
	.trigger = SLICE_INIT("transfer"),
	.destination = SLICE_INIT("886/2345"),
};
static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};

static int set_up(void **state)
{
	int32_t today = date_from_civil(2026, 1, 15);
	struct two *two = calloc(1, sizeof(*two));

	assert_non_null(two);
	school_set_up(&two->from, KENT, today);
	neighbour_set_up(&two->to, today);
	school_import(&two->from, KENT_PUPILS);
	two->from.sealed = true;
	*state = two;
	return 0;
}

static int set_up_with_keys(void **state)
{
	struct two *two;

	set_up(state);
	two = *state;
	school_make_keys(&two->from);
	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	return 0;
}

static int tear_down(void **state)
{
	struct two *two = *state;

	school_tear_down(&two->from);
	school_tear_down(&two->to);
	free(two);
	return 0;
}

static void read_manifest(struct two *two, struct slice text,
			  struct manifest *manifest)
{
	assert_success(
		manifest_read(manifest, text, &two->to.arena, &two->to.error),
		&two->to.error);
}

static const char *released_file(struct two *two)
{
	const char *path =
		arena_copy(&two->from.arena, two->from.report.file).at;

	assert_non_null(path);
	return path;
}

static void a_release_is_one_sealed_file(void **state)
{
	struct two *two = *state;
	struct opened opened;
	struct manifest manifest;

	school_share(&two->from, transfer);
	assert_int_equal(count_entries(two->from.out), 1);
	assert_string_equal(path_name(released_file(two)),
			    "R-2026-0001-next-school.tar.age");
	school_open_package(&two->to, &two->from, released_file(two), &opened);
	read_manifest(two, opened.manifest, &manifest);
	assert_slice(manifest.sender.name, "Westwood Learning Alliance");
	assert_slice(manifest.sender.number, "8861101");
	assert_slice(manifest.recipient.body, "next-school");
	assert_slice(manifest.recipient.number, NEIGHBOUR_NUMBER);
	assert_true(manifest.sealed);
	assert_int_equal(manifest.sealed_to_count, 1);
	assert_slice(manifest.sealed_to[0],
		     two->to.node->keys->keyring.keys[0].id);
	assert_slice(manifest.signed_by,
		     two->from.node->keys->keyring.keys[1].id);
	assert_int_equal(manifest.date, two->from.today);
	assert_int_equal(manifest.expires, two->from.today + 30);
	assert_int_equal(manifest.released, two->from.report.released);
	assert_int_equal(manifest.payload.bytes, opened.payload.len);
	assert_true(holds(manifest.terms, "\"level\":\"named\""));
	assert_true(holds(opened.payload, "<CTfile>"));
}

static void what_is_sealed_is_what_would_be_plain(void **state)
{
	struct two *two = *state;
	struct opened opened;
	struct slice plain;

	school_share(&two->from, transfer);
	school_open_package(&two->to, &two->from, released_file(two), &opened);
	two->from.sealed = false;
	school_share(&two->from, transfer);
	plain = school_payload(&two->from);
	/* The number of the file differs, nothing else. */
	assert_int_equal(plain.len, opened.payload.len);
	assert_true(memmem(plain.at, plain.len,
			   opened.payload.at + opened.payload.len - 2000,
			   2000) != NULL);
}

static void armored_it_is_text(void **state)
{
	struct two *two = *state;
	struct share_request request = transfer;
	struct opened opened;

	request.armor = true;
	request.expires = two->from.today;
	school_share(&two->from, request);
	assert_true(slice_starts_with(
		school_read(&two->from, released_file(two)),
		SLICE("-----BEGIN AGE ENCRYPTED FILE-----\n")));
	school_open_package(&two->to, &two->from, released_file(two), &opened);
	assert_true(holds(opened.manifest, "\"expires\": \"2026-01-15\""));
}

/* --- refusals -------------------------------------------------------------- */

static void refused(struct two *two, const char *why, const char *remedy)
{
	uint64_t entries = ledger_size(two->from.node->ledger);
	struct release *releases;
	size_t count;

	school_refused(&two->from, transfer, why);
	if (!holds(two->from.report.remedy, remedy))
		fail_msg("'%.*s' does not say '%s'",
			 SLICE_ARGS(two->from.report.remedy), remedy);
	assert_int_equal(ledger_size(two->from.node->ledger), entries);
	assert_success(register_releases(two->from.node->pupils, &releases,
					 &count, &two->from.arena,
					 &two->from.error),
		       &two->from.error);
	assert_int_equal(count, 0);
	assert_false(file_exists(school_path(&two->from, "node/staging")));
}

static void without_a_key_of_the_recipient_nothing_leaves(void **state)
{
	struct two *two = *state;

	school_make_keys(&two->from);
	refused(two, "no key of next-school 8862345 is known", "keys trust");
	/* Nor is another's enough. */
	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	two->from.node->keys->correspondents.list[0].number = SLICE("8862346");
	school_store_keys(&two->from);
	refused(two, "no key of next-school", "");
}

static void without_a_key_to_sign_with_nothing_leaves(void **state)
{
	struct two *two = *state;

	school_make_keys(&two->to);
	school_trust(&two->from, &two->to, "DSA 1");
	refused(two, "key", "keys");
}

static void an_agreement_that_has_ended_lets_nothing_go(void **state)
{
	struct two *two = *state;

	two->from.node->keys->correspondents.list[0].until =
		two->from.today - 1;
	school_store_keys(&two->from);
	refused(two, "agreement", "");
}

static void a_key_that_was_revoked_is_not_sealed_to(void **state)
{
	struct two *two = *state;
	struct correspondent *to =
		&two->from.node->keys->correspondents.list[0];

	for (size_t i = 0; i < to->key_count; i++)
		to->keys[i].revoked = two->from.today;
	school_store_keys(&two->from);
	refused(two, "key", "");
}

static void keys_older_than_the_ledger_knows_stop_all(void **state)
{
	struct two *two = *state;

	const char *path = path_join(&two->from.arena, two->from.directory,
				     "correspondents.json");
	struct slice old = school_read(&two->from, path);

	two->from.node->keys->correspondents.list[0].until += 1;
	school_store_keys(&two->from);
	assert_int_equal(file_replace(path, old, 0600, NULL), 0);
	school_reopen(&two->from);
	assert_int_equal(school_try_share(&two->from, transfer), -1);
	school_says(&two->from, ERROR_CORRUPT, "newer correspondents.json");
	assert_int_equal(count_entries(two->from.out), 0);
}

static void a_dry_run_needs_no_keys(void **state)
{
	struct two *two = *state;
	struct share_request request = transfer;

	request.dry_run = true;
	school_share(&two->from, request);
	assert_int_equal(two->from.report.unusual, 1 << UNUSUAL_FIRST);
}

static void one_that_expired_before_it_was_made_is_none(void **state)
{
	struct two *two = *state;
	struct share_request request = transfer;

	request.expires = two->from.today - 1;
	assert_int_equal(school_try_share(&two->from, request), -1);
	school_says(&two->from, ERROR_INPUT, "would have expired");
	request.expires = two->from.today + 93;
	assert_int_equal(school_try_share(&two->from, request), -1);
	school_says(&two->from, ERROR_INPUT, "for 92 days at most");
	request.expires = two->from.today + 92;
	school_share(&two->from, request);
}

/* --- out of pattern -------------------------------------------------------------- */

static void what_is_out_of_pattern_is_marked_or_held(void **state)
{
	struct two *two = *state;
	const struct slice one = SLICE("G886200313024");
	struct share_request few = youth_support, all = youth_support;

	few.upns = &one;
	few.upn_count = 1;
	few.hold_unusual = all.hold_unusual = true;
	two->from.sealed = false;
	school_refused(&two->from, few, "out of pattern: the first release");
	assert_true(holds(two->from.report.remedy, "--hold-unusual"));
	few.hold_unusual = false;
	school_share(&two->from, few);
	assert_int_equal(two->from.report.unusual, 1 << UNUSUAL_FIRST);
	few.hold_unusual = true;
	school_share(&two->from, few);
	assert_int_equal(two->from.report.unusual, 0);
	school_refused(&two->from, all, "three times the most pupils");
	all.hold_unusual = false;
	school_share(&two->from, all);
	assert_int_equal(two->from.report.unusual, 1 << UNUSUAL_MANY);
	assert_true(holds(
		school_read(&two->from,
			    path_join(&two->from.arena,
				      arena_copy(&two->from.arena,
						 two->from.report.directory)
					      .at,
				      "manifest.json")),
		"\"unusual\": [\n    \"many-pupils\"\n  ]"));
}

#define TWO(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define KEYED(test) \
	cmocka_unit_test_setup_teardown(test, set_up_with_keys, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEYED(a_release_is_one_sealed_file),
		KEYED(what_is_sealed_is_what_would_be_plain),
		KEYED(armored_it_is_text),
		TWO(without_a_key_of_the_recipient_nothing_leaves),
		TWO(without_a_key_to_sign_with_nothing_leaves),
		KEYED(an_agreement_that_has_ended_lets_nothing_go),
		KEYED(a_key_that_was_revoked_is_not_sealed_to),
		KEYED(keys_older_than_the_ledger_knows_stop_all),
		TWO(a_dry_run_needs_no_keys),
		KEYED(one_that_expired_before_it_was_made_is_none),
		TWO(what_is_out_of_pattern_is_marked_or_held),
	};

	return cmocka_run_group_tests_name("share sealed", tests, NULL, NULL);
}
