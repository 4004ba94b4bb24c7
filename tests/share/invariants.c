#include "invariants.h"

#include "exchange.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "register/register.h"

enum { RELEASES = 256 };

struct accounts {
	struct school *school;
	unsigned int claimed[RELEASES]; /* by number: entries of the ledger */
	unsigned int taken_back[RELEASES];
	bool visible[RELEASES];
	unsigned int releases;
};

/* "R-2026-0007..." is 7. */
static size_t number_of(const char *reference)
{
	unsigned int year = 0, number = 0;

	if (sscanf(reference, "R-%4u-%4u", &year, &number) != 2 ||
	    number == 0 || number >= RELEASES)
		fail_msg("'%s' is no release's", reference);
	return number;
}

static int note_entry(void *context, uint64_t index, struct slice entry,
		      struct error *error)
{
	struct accounts *accounts = context;
	json_t *parsed = json_loadb(entry.at, entry.len, 0, NULL);
	const char *kind = json_string_value(json_object_get(parsed, "entry"));
	size_t number;

	(void)index;
	(void)error;
	if (strcmp(kind, "keys") == 0) {
		json_decref(parsed);
		return 0;
	}
	number = number_of(
		json_string_value(json_object_get(parsed, "reference")));
	if (strcmp(kind, "release") == 0)
		accounts->claimed[number]++;
	else if (strcmp(kind, "void") == 0)
		accounts->taken_back[number]++;
	else
		fail_msg("an entry of kind '%s'", kind);
	json_decref(parsed);
	return 0;
}

/* A file is the one that the manifest speaks of. */
static void check_file(struct school *school, const char *directory,
		       const json_t *about)
{
	struct slice bytes = school_read(
		school,
		path_join(&school->arena, directory,
			  json_string_value(json_object_get(about, "file"))));
	uint8_t hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	assert_string_equal(
		hex, json_string_value(json_object_get(about, "sha256")));
}

/* Payload and texts, and nothing else. */
static void check_whole(struct school *school, const char *directory)
{
	const char *path =
		path_join(&school->arena, directory, "manifest.json");
	struct slice text = school_read(school, path);
	json_t *manifest = json_loadb(text.at, text.len, 0, NULL);
	const json_t *about = json_object_get(manifest, "payload");
	const json_t *texts = json_object_get(manifest, "texts");

	assert_non_null(about);
	check_file(school, directory, about);
	for (size_t i = 0; i < json_array_size(texts); i++)
		check_file(school, directory, json_array_get(texts, i));
	assert_int_equal(count_entries(directory), 2 + json_array_size(texts));
	json_decref(manifest);
}

/* A package opens, and its payload is the one that its manifest speaks of. */
static void check_sealed(struct school *school, const char *path)
{
	struct opened opened;

	assert_non_null(school->opener);
	school_open_package(school->opener, school, path, &opened);
	assert_true(opened.payload.len > 0);
}

static int note_visible(void *context, const char *name, struct error *error)
{
	struct accounts *accounts = context;
	const char *path;
	size_t number;

	(void)error;
	if (name[0] == '.')
		fail_msg("%s was left behind", name);
	number = number_of(name);
	if (accounts->claimed[number] != 1 || accounts->taken_back[number] != 0)
		fail_msg("%s stands without its entry", name);
	accounts->visible[number] = true;
	accounts->releases++;
	path = path_join(&accounts->school->arena, accounts->school->out, name);
	if (directory_exists(path))
		check_whole(accounts->school, path);
	else
		check_sealed(accounts->school, path);
	return 0;
}

static void check_register(struct accounts *accounts)
{
	struct school *school = accounts->school;
	struct release *releases;
	size_t count;

	assert_success(register_releases(school->node->pupils, &releases,
					 &count, &school->arena,
					 &school->error),
		       &school->error);
	for (size_t i = 0; i < count; i++) {
		size_t number = number_of(
			arena_copy(&school->arena, releases[i].reference).at);

		if (releases[i].state == RELEASE_PREPARED)
			fail_msg("release %zu is still prepared", number);
		assert_int_equal(accounts->visible[number],
				 releases[i].state == RELEASE_DONE);
		assert_int_equal(accounts->claimed[number],
				 releases[i].state == RELEASE_DONE ||
					 accounts->taken_back[number] > 0);
		accounts->claimed[number] = 0;
	}
	for (size_t i = 0; i < RELEASES; i++)
		if (accounts->claimed[i] != 0)
			fail_msg("entry of release %zu has no release", i);
}

unsigned int check_invariants(struct school *school)
{
	struct accounts accounts = {.school = school};
	struct ledger_check check;

	assert_success(ledger_each(school->node->ledger, 0, note_entry,
				   &accounts, &school->error),
		       &school->error);
	if (directory_exists(school->out))
		assert_int_equal(directory_each(school->out, note_visible,
						&accounts, NULL),
				 0);
	check_register(&accounts);
	assert_false(file_exists(school_path(school, "node/staging")));
	assert_success(ledger_verify(school_path(school, "node/ledger"), &check,
				     &school->error),
		       &school->error);
	assert_int_equal(check.size, ledger_size(school->node->ledger));
	return accounts.releases;
}

unsigned int reopen_and_check(struct school *school)
{
	school_reopen(school);
	return check_invariants(school);
}
