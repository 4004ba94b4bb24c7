/*
 * What the ledger commits to of a release: the register opens it, one pupil is
 * opened without the others, and nothing that was altered opens.
 */
#include "support.h"

#include <jansson.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "dictionary/dictionary.h"
#include "ledger/ledger.h"
#include "register/register.h"
#include "share/commitment.h"

static const struct share_request census = {
	.recipient = SLICE_INIT("department"),
	.collection = SLICE_INIT("school-census"),
};
static const struct share_request youth_support = {
	.recipient = SLICE_INIT("youth-support"),
	.purpose = SLICE_INIT("youth-support-services"),
};

static int set_up(void **state)
{
	struct school *school = calloc(1, sizeof(*school));
	int32_t today;

	assert_non_null(school);
	date_parse(SLICE("2026-01-15"), &today);
	school_set_up(school, KENT, today);
	school_import(school, KENT_PUPILS);
	*state = school;
	return 0;
}

static int tear_down(void **state)
{
	school_tear_down(*state);
	free(*state);
	return 0;
}

static struct release *releases_of(struct school *school, size_t *count)
{
	struct release *releases;

	assert_success(register_releases(school->node->pupils, &releases, count,
					 &school->arena, &school->error),
		       &school->error);
	return releases;
}

static uint64_t pupil_of(struct school *school, const char *upn)
{
	uint64_t pupil;

	assert_success(register_find(school->node->pupils, slice_of(upn),
				     &pupil, &school->error),
		       &school->error);
	return pupil;
}

struct wanted {
	uint64_t index;
	char root[2 * LEDGER_HASH_BYTES + 1];
	bool counts;
};

static int take_root(void *context, uint64_t index, struct slice entry,
		     struct error *error)
{
	struct wanted *wanted = context;
	json_t *parsed = json_loadb(entry.at, entry.len, 0, NULL);
	const char *root = json_string_value(json_object_get(parsed, "root"));

	(void)error;
	assert_non_null(parsed);
	if (index == wanted->index) {
		assert_non_null(root);
		snprintf(wanted->root, sizeof(wanted->root), "%s", root);
		wanted->counts = json_object_get(parsed, "released") != NULL;
		assert_null(json_object_get(parsed, "recipient"));
		assert_null(json_object_get(parsed, "purpose"));
	}
	json_decref(parsed);
	return 0;
}

static struct wanted entry_of(struct school *school,
			      const struct release *release)
{
	struct wanted wanted = {.index = release->ledger_index};

	assert_success(ledger_each(school->node->ledger, 0, take_root, &wanted,
				   &school->error),
		       &school->error);
	return wanted;
}

static void assert_entered(struct school *school, const struct release *release,
			   const uint8_t root[LEDGER_HASH_BYTES])
{
	char hex[2 * LEDGER_HASH_BYTES + 1];

	sodium_bin2hex(hex, sizeof(hex), root, LEDGER_HASH_BYTES);
	assert_string_equal(hex, entry_of(school, release).root);
}

/* --- opening ------------------------------------------------------------------ */

static void the_register_opens_what_was_entered(void **state)
{
	struct school *school = *state;
	struct release *releases;
	uint8_t root[LEDGER_HASH_BYTES];
	size_t count;

	school_share(school, census);
	school_share(school, youth_support);
	releases = releases_of(school, &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_success(commitment_root(school->node, &releases[i], NULL,
					       root, &school->error),
			       &school->error);
		assert_entered(school, &releases[i], root);
		assert_true(entry_of(school, &releases[i]).counts);
	}
}

static void assert_path(const struct commitment_leaf *leaf, uint64_t size,
			const uint8_t root[LEDGER_HASH_BYTES],
			const uint8_t hash[LEDGER_HASH_BYTES])
{
	struct commitment_leaf copy = *leaf;

	assert_true(tree_verify_inclusion(hash, copy.index, size, copy.path,
					  copy.path_length, root));
	assert_false(tree_verify_inclusion(hash, copy.index + 1, size,
					   copy.path, copy.path_length, root));
}

static void assert_opens(struct school *school, const char *upn,
			 const struct commitment_opening *opening)
{
	struct tag_opening tag_opening;
	uint8_t tag[TAG_BYTES], hash[LEDGER_HASH_BYTES];
	uint8_t fields[LEDGER_HASH_BYTES];

	commitment_leaf(opening->statement_leaf.salt, LEAF_STATEMENT,
			opening->statement, hash);
	assert_int_equal(opening->statement_leaf.index, 0);
	assert_path(&opening->statement_leaf, opening->size, opening->root,
		    hash);
	crypto_hash_sha256(fields, (const uint8_t *)opening->fields.at,
			   opening->fields.len);
	commitment_row_leaf(opening->row_leaf.salt, opening->tag, fields, hash);
	assert_true(opening->row_leaf.index >= COMMITMENT_FIRST_ROW);
	assert_path(&opening->row_leaf, opening->size, opening->root, hash);
	assert_memory_not_equal(opening->row_leaf.salt,
				opening->statement_leaf.salt,
				COMMITMENT_SALT_BYTES);
	assert_success(register_tag_open(school->node->pupils,
					 pupil_of(school, upn), slice_of(upn),
					 &tag_opening, &school->arena,
					 &school->error),
		       &school->error);
	assert_int_equal(tag_opening.kind, TAG_UPN);
	assert_slice(tag_opening.number, upn);
	tag_make(&tag_opening, tag);
	assert_memory_equal(tag, opening->tag, TAG_BYTES);
}

/* The fields of the opening are those of the log. */
static void assert_fields(struct school *school, const char *upn,
			  const struct release *release,
			  const struct commitment_opening *opening)
{
	const struct dictionary *dictionary = school->node->dictionary;
	struct slice left = opening->fields;
	struct pupil_release *list;
	size_t count, names = 0;

	assert_success(register_pupil_releases(
			       school->node->pupils, pupil_of(school, upn),
			       &list, &count, &school->arena, &school->error),
		       &school->error);
	for (size_t i = 0; i < count; i++) {
		if (list[i].release.id != release->id)
			continue;
		for (; left.len > 0; names++) {
			const struct field *field = dictionary_field(
				dictionary, slice_cut(&left, '\n'));

			assert_non_null(field);
			assert_true(field_set_has(
				&list[i].fields,
				(uint16_t)(field - dictionary->fields)));
		}
		assert_int_equal(field_set_count(list[i].fields), names);
	}
	assert_true(names > 0);
}

/* Releases of 1, 2 ... pupils, then of all: each shape of tree. */
static void each_pupil_is_opened_alone(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	struct commitment_opening *opening =
		arena_allocate(&school->arena, sizeof(*opening));
	struct slice upns[12];
	struct release *releases;
	size_t count;

	for (size_t i = 0; i < 12; i++)
		upns[i] = slice_of(sheet_cell(&pupils, i, "pupil.upn"));
	for (size_t sent = 1; sent <= 10; sent += sent < 5 ? 1 : 5) {
		struct share_request request = census;

		request.upns = upns;
		request.upn_count = sent;
		school_share(school, request);
	}
	releases = releases_of(school, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < 12; j++) {
			int result = commitment_open(
				school->node, &releases[i],
				pupil_of(school, upns[j].at), NULL, opening,
				&school->arena, &school->error);

			if (j >= releases[i].released) {
				assert_int_equal(result, -1);
				school_says(school, ERROR_NOT_FOUND,
					    "did not hold this pupil");
				continue;
			}
			assert_success(result, &school->error);
			assert_int_equal(opening->size,
					 releases[i].released +
						 COMMITMENT_FIRST_ROW);
			assert_entered(school, &releases[i], opening->root);
			assert_opens(school, upns[j].at, opening);
			assert_fields(school, upns[j].at, &releases[i],
				      opening);
		}
}

static void the_same_pupil_has_other_salts_in_another_release(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	const char *upn = sheet_cell(&pupils, 0, "pupil.upn");
	struct commitment_opening *one =
		arena_allocate(&school->arena, 2 * sizeof(*one));
	struct commitment_opening *two = one + 1;
	struct release *releases;
	size_t count;

	school_share(school, census);
	school_share(school, census);
	releases = releases_of(school, &count);
	assert_success(commitment_open(school->node, &releases[0],
				       pupil_of(school, upn), NULL, one,
				       &school->arena, &school->error),
		       &school->error);
	assert_success(commitment_open(school->node, &releases[1],
				       pupil_of(school, upn), NULL, two,
				       &school->arena, &school->error),
		       &school->error);
	assert_memory_equal(one->tag, two->tag, TAG_BYTES);
	assert_memory_not_equal(one->row_leaf.salt, two->row_leaf.salt,
				COMMITMENT_SALT_BYTES);
	assert_memory_not_equal(one->root, two->root, LEDGER_HASH_BYTES);
}

/* --- the statement ------------------------------------------------------------ */

static void a_statement_tells_who_and_why_and_no_numbers(void **state)
{
	struct school *school = *state;
	struct release *releases;
	struct slice statement;
	size_t count;

	school_share(school, census);
	releases = releases_of(school, &count);
	assert_success(commitment_statement(releases[0].manifest, &statement,
					    &school->arena, &school->error),
		       &school->error);
	assert_true(holds(statement, "\"recipient\":{\"body\":\"department\""));
	assert_true(holds(statement, "\"purpose\":\"department-statistics\""));
	assert_true(holds(statement, "\"law\":["));
	assert_true(holds(statement, "\"notice\":{"));
	assert_false(holds(statement, "considered"));
	assert_false(holds(statement, "withheld"));
	assert_false(holds(statement, "payload"));
	assert_false(holds(statement, "obligations"));
	assert_int_equal(commitment_statement(SLICE("[1]"), &statement,
					      &school->arena, &school->error),
			 -1);
	school_says(school, ERROR_CORRUPT, "cannot be read");
	assert_int_equal(commitment_statement(SLICE(""), &statement,
					      &school->arena, &school->error),
			 -1);
	school_says(school, ERROR_CORRUPT, "cannot be read");
}

/* --- what was altered --------------------------------------------------------- */

static void change(struct school *school, const char *file, const char *sql)
{
	char path[256];
	sqlite3 *database;

	node_close(school->node);
	school->node = NULL;
	snprintf(path, sizeof(path), "%s/%s", school->directory, file);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(database));
	assert_true(sqlite3_changes(database) > 0);
	sqlite3_close(database);
	school_reopen(school);
}

static void what_was_altered_does_not_open(void **state)
{
	static const char *const changes[] = {
		"UPDATE release_manifest SET manifest ="
		" replace(manifest, 'department', 'researcher')",
		/* one more space */
		"UPDATE release_manifest SET manifest = manifest || ' '",
		"UPDATE field_set SET fields = x'01' WHERE id = 1",
		/* one pupil's tag */
		"UPDATE pupil_tag SET tags ="
		" CAST(substr(tags, 1, 64) || zeroblob(32) ||"
		" substr(tags, 97) AS BLOB)",
		/* pupils 1 to 3 only */
		"UPDATE roll_chunk SET rows = x'03010100010000'",
		"DELETE FROM roll_chunk",
		"DELETE FROM roll_outline",
		"DELETE FROM field_set",
	};
	struct school *school = *state;
	uint8_t before[LEDGER_HASH_BYTES], root[LEDGER_HASH_BYTES];

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct release *releases;
		size_t count;

		school_tear_down(school);
		free(school);
		set_up(state);
		school = *state;
		school_share(school, census);
		releases = releases_of(school, &count);
		assert_success(commitment_root(school->node, &releases[0], NULL,
					       before, &school->error),
			       &school->error);
		change(school, "register.db", changes[i]);
		releases = releases_of(school, &count);
		if (commitment_root(school->node, &releases[0], NULL, root,
				    &school->error) != 0)
			assert_int_equal(school->error.code, ERROR_CORRUPT);
		else
			assert_memory_not_equal(root, before, sizeof(root));
	}
}

/* --- erasure --------------------------------------------------------------------- */

static void a_destroyed_pupil_stays_in_the_root(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	const char *gone = sheet_cell(&pupils, 0, "pupil.upn");
	const char *other = sheet_cell(&pupils, 1, "pupil.upn");
	struct commitment_opening *opening =
		arena_allocate(&school->arena, sizeof(*opening));
	struct tag_opening tag;
	struct destroyed_counts destroyed;
	struct release *releases;
	uint64_t pupil;
	size_t count;

	school_share(school, census);
	pupil = pupil_of(school, gone);
	assert_success(register_pupil_destroy(school->node->pupils, pupil,
					      school->today, &destroyed,
					      &school->error),
		       &school->error);
	releases = releases_of(school, &count);
	assert_success(commitment_open(school->node, &releases[0],
				       pupil_of(school, other), NULL, opening,
				       &school->arena, &school->error),
		       &school->error);
	assert_entered(school, &releases[0], opening->root);
	assert_opens(school, other, opening);
	/* Who knows the number can no longer show that the tag is of it. */
	assert_int_equal(register_tag_open(school->node->pupils, pupil,
					   slice_of(gone), &tag, &school->arena,
					   &school->error),
			 -1);
	school_says(school, ERROR_NOT_FOUND, "destroyed");
}

/* --- memory ---------------------------------------------------------------------- */

static void memory_running_out_is_told(void **state)
{
	struct school *school = *state;
	struct sheet pupils = sheet_read(school, KENT_PUPILS);
	uint64_t pupil = pupil_of(school, sheet_cell(&pupils, 0, "pupil.upn"));
	struct commitment_opening *opening =
		arena_allocate(&school->arena, sizeof(*opening));
	struct release *releases;
	int result = -1;
	size_t count;

	school_share(school, census);
	releases = releases_of(school, &count);
	for (uint64_t nth = 1; result != 0; nth++) {
		assert_true(nth < 1000);
		memory_fail_at(nth);
		result = commitment_open(school->node, &releases[0], pupil,
					 NULL, opening, &school->arena,
					 &school->error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(school->error.code, ERROR_MEMORY);
	}
	assert_entered(school, &releases[0], opening->root);
}

#define AT_SCHOOL(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_SCHOOL(the_register_opens_what_was_entered),
		AT_SCHOOL(each_pupil_is_opened_alone),
		AT_SCHOOL(the_same_pupil_has_other_salts_in_another_release),
		AT_SCHOOL(a_statement_tells_who_and_why_and_no_numbers),
		AT_SCHOOL(what_was_altered_does_not_open),
		AT_SCHOOL(a_destroyed_pupil_stays_in_the_root),
		AT_SCHOOL(memory_running_out_is_told),
	};

	return cmocka_run_group_tests_name("share commitments", tests, NULL,
					   NULL);
}
