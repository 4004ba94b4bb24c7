/* Manifests from elsewhere: what is read, and what is refused. */
#include "tests/test.h"

#include <stdlib.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "share/manifest.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define MATCHING_OF(by, derivation, file, hash)                     \
	"\"matching\": {\"by\": \"pupil." by                        \
	"\", \"derivation\": \"" derivation "\", \"file\": \"" file \
	"\", \"sha256\": \"" hash "\"}"
#define MATCHED(level, by, derivation, file, hash) \
	"{\"level\": \"" level                     \
	"\", " MATCHING_OF(by, derivation, file, hash) "}"

static const char good[] =
	"{\"manifest\": 2, \"kind\": \"release\", \"reference\": "
	"\"R-2026-0001\","
	" \"date\": \"2026-01-15\", \"expires\": \"2026-02-14\","
	" \"controller\": {\"name\": \"Westwood\", \"number\": \"8861101\"},"
	" \"recipient\": {\"body\": \"local-authority\", \"number\": \"886\","
	" \"name\": \"Kent\"},"
	" \"sealed-to\": [\"A1\", \"B2\"], \"signed-by\": \"C3\","
	" \"purpose\": \"youth-support-services\", \"level\": \"named\","
	" \"law\": [{\"gateway\": \"youth-support\", \"laws\": [\"EA 1996\"],"
	" \"duty\": true}], \"approvals\": [{\"kind\": \"approval\","
	" \"by\": \"panel\", \"project\": \"Moves\", \"given\": "
	"\"2026-01-02\"}, {\"kind\": \"terms\"}],"
	" \"years\": {\"from\": \"2024\", \"to\": \"2025\"},"
	" \"fields\": [\"pupil.upn\", \"pupil.surname\"],"
	" \"pupils\": {\"considered\": 3, \"released\": 2},"
	" \"grant\": {\"for\": [\"youth-support-services\"],"
	" \"level\": \"named\", \"onward\": [],"
	" \"delete-by\": \"2027-01-15\"},"
	" \"payload\": {\"file\": \"a.csv\", \"format\": \"csv\", \"bytes\": "
	"12,"
	" \"sha256\": \"" HASH "\"}, \"table\": {\"url\": \"a.csv\"},"
	" \"something-new\": {\"more\": [1]}}";

static void a_good_one_is_read(void **state)
{
	struct arena arena = {0};
	struct error error = {0};
	struct manifest manifest;

	(void)state;
	assert_success(manifest_read(&manifest, slice_of(good), &arena, &error),
		       &error);
	assert_int_equal(manifest.kind, MANIFEST_RELEASE);
	assert_slice(manifest.reference, "R-2026-0001");
	assert_int_equal(manifest.date, date_from_civil(2026, 1, 15));
	assert_int_equal(manifest.expires, date_from_civil(2026, 2, 14));
	assert_slice(manifest.sender.name, "Westwood");
	assert_slice(manifest.sender.number, "8861101");
	assert_true(slice_empty(manifest.sender.body));
	assert_slice(manifest.recipient.body, "local-authority");
	assert_true(manifest.sealed);
	assert_int_equal(manifest.sealed_to_count, 2);
	assert_slice(manifest.sealed_to[1], "B2");
	assert_slice(manifest.signed_by, "C3");
	assert_slice(manifest.level, "named");
	assert_slice(manifest.table, "{\n  \"url\": \"a.csv\"\n}");
	assert_int_equal(manifest.field_count, 2);
	assert_int_equal(manifest.law_count, 1);
	assert_slice(manifest.laws[0].gateway, "youth-support");
	assert_slice(manifest.laws[0].laws[0], "EA 1996");
	assert_true(manifest.laws[0].duty);
	assert_int_equal(manifest.approval_count, 2);
	assert_slice(manifest.approvals[0].by, "panel");
	assert_slice(manifest.approvals[0].project, "Moves");
	assert_int_equal(manifest.approvals[0].given,
			 date_from_civil(2026, 1, 2));
	assert_true(slice_empty(manifest.approvals[1].by));
	assert_int_equal(manifest.approvals[1].until, DATE_NONE);
	assert_slice(manifest.first_year, "2024");
	assert_slice(manifest.last_year, "2025");
	assert_true(manifest.counted);
	assert_int_equal(manifest.released, 2);
	assert_int_equal(manifest.delete_by, date_from_civil(2027, 1, 15));
	assert_slice(manifest.terms, "{\"for\":[\"youth-support-services\"],"
				     "\"level\":\"named\",\"onward\":[],"
				     "\"delete-by\":\"2027-01-15\"}");
	assert_slice(manifest.payload.file, "a.csv");
	assert_int_equal(manifest.payload.bytes, 12);
	assert_int_equal(manifest.payload.sha256[1], 0x23);
	assert_slice(manifest.text, good);
	arena_release(&arena);
}

/* What is merged into the good one, and what is then said. */
static const struct {
	const char *patch, *says;
} faults[] = {
	{"{\"manifest\": 3}", "newer Hornbook"},
	{"{\"manifest\": 1}", "older version"},
	{"{\"manifest\": 0}", "not the manifest"},
	{"{\"manifest\": \"2\"}", "not the manifest"},
	{"{\"kind\": null}", "'kind' is missing"},
	{"{\"kind\": \"gift\"}", "'kind' is none"},
	{"{\"reference\": \"../R-1\"}", "'reference' is not one"},
	{"{\"reference\": \"-R\"}", "'reference' is not one"},
	{"{\"reference\": 7}", "'reference' is not a text"},
	{"{\"date\": \"15.01.2026\"}", "'date' is not a date"},
	{"{\"expires\": null}", "'expires' is missing"},
	{"{\"expires\": \"2026-01-14\"}", "'expires' is before"},
	{"{\"expires\": \"2026-04-18\"}", "'expires' is too long after"},
	{"{\"expires\": \"2099-01-01\"}", "'expires' is too long after"},
	{"{\"controller\": []}", "'controller' is missing or no object"},
	{"{\"controller\": {\"number\": null}}", "neither a body nor a number"},
	{"{\"controller\": {\"name\": \"\"}}", "'name' is missing"},
	{"{\"recipient\": null}", "'recipient' is missing"},
	{"{\"sealed-to\": \"A1\"}", "'sealed-to' is not a list"},
	{"{\"sealed-to\": [1]}", "'sealed-to' is not a text"},
	{"{\"purpose\": \"a\\nb\"}", "'purpose' holds control"},
	{"{\"level\": null}", "'level' is missing"},
	{"{\"pupils\": {\"released\": -1}}", "'released' is not a count"},
	{"{\"pupils\": {\"released\": 1.5}}", "'released' is not a count"},
	{"{\"matching\": []}", "'matching' is missing or no object"},
	{"{\"matching\": {\"by\": null}}", "'by' is missing"},
	{MATCHED("pupil", "surname", "hmac-sha256-128", "matching.key", HASH),
	 "a number that this Hornbook"},
	{MATCHED("pupil", "upn", "rot13", "matching.key", HASH),
	 "of a kind that this Hornbook"},
	{MATCHED("pupil", "upn", "hmac-sha256-128", "a.csv", HASH),
	 "names a file"},
	{MATCHED("pupil", "upn", "hmac-sha256-128", "../key", HASH),
	 "names a file"},
	{MATCHED("pupil", "upn", "hmac-sha256-128", "matching.key", "00"),
	 "'sha256' is no SHA-256"},
	{MATCHED("named", "upn", "hmac-sha256-128", "matching.key", HASH),
	 "not of level pupil"},
	{"{\"sealed-to\": [], \"level\": \"pupil\", " MATCHING_OF(
		 "upn", "hmac-sha256-128", "matching.key", HASH) "}",
	 "not sealed"},
	{"{\"law\": {}}", "'law' is not a list"},
	{"{\"law\": [7]}", "'law' is not a list of objects"},
	{"{\"law\": [{\"laws\": []}]}", "'gateway' is missing"},
	{"{\"approvals\": [\"panel\"]}", "'approvals' is not a list of obj"},
	{"{\"approvals\": [{\"by\": \"panel\"}]}", "'kind' is missing"},
	{"{\"approvals\": [{\"kind\": \"approval\", \"given\": 1}]}",
	 "'given' is not a"},
	{"{\"years\": {\"from\": null}}", "'from' is missing"},
	{"{\"years\": []}", "'years' is missing or no object"},
	{"{\"grant\": null}", "'grant' is missing"},
	{"{\"grant\": []}", "'grant' is missing"},
	{"{\"grant\": {\"delete-by\": \"soon\"}}", "'delete-by' is not"},
	{"{\"table\": []}", "'table' is missing or no object"},
	{"{\"table\": {\"url\": null}}", "'url' is missing"},
	{"{\"table\": {\"url\": \"../a.csv\"}}", "'table' is not about the"},
	{"{\"payload\": null}", "'payload' is missing"},
	{"{\"payload\": {\"file\": null}}", "'file' is missing"},
	{"{\"payload\": {\"bytes\": \"12\"}}", "'bytes' is not a count"},
	{"{\"payload\": {\"sha256\": \"0123\"}}", "'sha256' is no SHA-256"},
};

static void assert_refused(struct slice text, const char *says)
{
	struct arena arena = {0};
	struct error error = {0};
	struct manifest manifest;

	assert_int_equal(manifest_read(&manifest, text, &arena, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	if (strstr(error.message, says) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, says);
	arena_release(&arena);
}

static void each_fault_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		json_t *root = json_loads(good, 0, NULL);
		json_t *patch = json_loads(faults[i].patch, 0, NULL);
		char *text;

		assert_int_equal(json_object_update_recursive(root, patch), 0);
		text = json_dumps(root, 0);
		assert_refused(slice_of(text), faults[i].says);
		free(text);
		json_decref(root);
		json_decref(patch);
	}
}

static void what_is_no_json_is_refused(void **state)
{
	struct builder text = {0};

	(void)state;
	assert_refused(SLICE(""), "no JSON");
	assert_refused(SLICE("[2]"), "not the manifest");
	assert_refused(SLICE("{\"manifest\": 2, \"manifest\": 2}"), "no JSON");
	/* A member that is cut off, with a text whose quote never ends. */
	assert_refused(SLICE("{\"manifest\": 2, \"kind\": \"rel"), "no JSON");
	assert_refused(SLICE("{\"manifest\": 2}\n{}"), "no JSON");
	for (int i = 0; i < 10000; i++)
		builder_add_byte(&text, '[');
	assert_refused(builder_slice(&text), "nested too deeply");
	builder_clear(&text);
	for (int i = 0; i <= MANIFEST_LIMIT_BYTES; i++)
		builder_add_byte(&text, ' ');
	assert_refused(builder_slice(&text), "larger than");
	builder_release(&text);
}

static void lists_and_texts_have_limits(void **state)
{
	struct builder text = {0};
	json_t *root, *list;
	char *dump;

	(void)state;
	builder_add_text(&text, "{\"manifest\": 2, \"kind\": \"");
	for (int i = 0; i <= MANIFEST_TEXT_BYTES; i++)
		builder_add_byte(&text, 'a');
	builder_add_text(&text, "\"}");
	assert_refused(builder_slice(&text), "'kind' is too long");
	builder_release(&text);
	list = json_array();
	for (int i = 0; i <= MANIFEST_LIST_LIMIT; i++)
		json_array_append_new(list, json_string("A1"));
	root = json_loads(good, 0, NULL);
	json_object_set_new(root, "sealed-to", list);
	dump = json_dumps(root, 0);
	assert_refused(slice_of(dump), "'sealed-to' is too long a list");
	free(dump);
	json_decref(root);
}

static void one_that_brings_nothing_has_no_payload(void **state)
{
	json_t *root = json_loads(good, 0, NULL);
	struct arena arena = {0};
	struct error error = {0};
	struct manifest manifest;
	char *text;

	(void)state;
	json_object_set_new(root, "kind", json_string("recall"));
	json_object_del(root, "payload");
	json_object_del(root, "table");
	json_object_del(root, "pupils");
	text = json_dumps(root, 0);
	assert_success(manifest_read(&manifest, slice_of(text), &arena, &error),
		       &error);
	assert_int_equal(manifest.kind, MANIFEST_RECALL);
	assert_true(slice_empty(manifest.payload.file));
	assert_false(manifest.counted);
	free(text);
	json_decref(root);
	arena_release(&arena);
}

static void out_of_memory_it_says_so(void **state)
{
	struct manifest manifest;

	(void)state;
	for (uint64_t n = 1;; n++) {
		struct arena arena = {0};
		struct error error = {0};
		int result;

		memory_fail_at(n);
		result = manifest_read(&manifest, slice_of(good), &arena,
				       &error);
		memory_fail_at(0);
		arena_release(&arena);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one_is_read),
		cmocka_unit_test(each_fault_is_named),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(lists_and_texts_have_limits),
		cmocka_unit_test(one_that_brings_nothing_has_no_payload),
		cmocka_unit_test(out_of_memory_it_says_so),
	};

	return cmocka_run_group_tests_name("share manifest", tests, NULL, NULL);
}
