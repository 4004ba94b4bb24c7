/* Packages: what goes in comes out, and whatever was done to one is found. */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/archive.h"
#include "seal/minisign.h"
#include "share/package.h"

#define REFERENCE "R-2026-0001"
#define PAYLOAD "upn,name\nA1,somebody invented\n"

struct world {
	struct age_identity identity;
	struct age_recipient recipient;
	struct minisign_secret secret;
	struct minisign_public public_key;
	struct builder manifest;
	struct slice signature;
	struct builder package; /* sealed */
	struct builder payload; /* as it came out */
	struct arena arena;
	struct error error;
};

static void add_manifest(struct builder *out, struct slice payload,
			 const char *name, const char *kind)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)payload.at,
			   payload.len);
	builder_add_format(
		out,
		"{\"manifest\": 2, \"kind\": \"%s\", \"reference\": "
		"\"" REFERENCE
		"\", \"date\": \"2026-01-15\", \"expires\": \"2026-02-14\","
		" \"controller\": {\"name\": \"W\", \"number\": \"8861101\"},"
		" \"recipient\": {\"body\": \"local-authority\", \"name\": "
		"\"Kent\"}, \"purpose\": \"p\", \"level\": \"named\","
		" \"grant\": {\"for\": [\"p\"], \"level\": \"named\","
		" \"onward\": []}",
		kind);
	if (name != NULL) {
		builder_add_format(out,
				   ", \"payload\": {\"file\": \"%s\", "
				   "\"format\": \"csv\", \"bytes\": %zu, "
				   "\"sha256\": \"",
				   name, payload.len);
		builder_add_hex(
			out, (struct slice){(const char *)hash, sizeof(hash)});
		builder_add_text(out, "\"}");
	}
	builder_add_text(out, "}\n");
	assert_false(out->failed);
}

static void sign(struct world *world)
{
	assert_success(
		package_sign(&world->secret, builder_slice(&world->manifest),
			     SLICE(REFERENCE), date_from_civil(2026, 1, 15),
			     &world->signature, &world->arena, &world->error),
		&world->error);
}

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_non_null(world);
	assert_success(age_identity_make(&world->identity, &world->error),
		       &world->error);
	age_identity_recipient(&world->identity, &world->recipient);
	assert_success(minisign_secret_make(&world->secret, &world->error),
		       &world->error);
	minisign_secret_public(&world->secret, &world->public_key);
	add_manifest(&world->manifest, SLICE(PAYLOAD), "a.csv", "release");
	sign(world);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	builder_release(&world->manifest);
	builder_release(&world->package);
	builder_release(&world->payload);
	arena_release(&world->arena);
	free(world);
	return 0;
}

/* --- making ----------------------------------------------------------------- */

static void make(struct world *world, struct slice payload, const char *name,
		 bool armor)
{
	struct package_content content = {
		.manifest = builder_slice(&world->manifest),
		.signature = world->signature,
		.name = slice_of(name != NULL ? name : ""),
		.bytes = payload.len,
		.payload = stream_from_slice(&payload),
		.date = date_from_civil(2026, 1, 15),
	};

	builder_clear(&world->package);
	assert_success(package_write(&content, &world->recipient, 1, armor,
				     stream_to_builder(&world->package),
				     &world->error),
		       &world->error);
}

/* Members as no Hornbook writes them. */
struct member {
	const char *name;
	struct slice text;
};

static void craft(struct world *world, const struct member *members,
		  size_t count)
{
	struct archive_writer writer;
	struct age_seal *seal;

	builder_clear(&world->package);
	assert_success(age_seal_open(&seal, &world->recipient, 1, false,
				     stream_to_builder(&world->package),
				     &world->error),
		       &world->error);
	writer = archive_writer_onto(age_seal_sink(seal));
	for (size_t i = 0; i < count; i++) {
		assert_success(archive_write_file(
				       &writer, slice_of(members[i].name),
				       members[i].text.len, 0, &world->error),
			       &world->error);
		assert_success(
			archive_write(&writer, members[i].text, &world->error),
			&world->error);
	}
	assert_success(archive_write_end(&writer, &world->error),
		       &world->error);
	assert_success(age_seal_close(seal, &world->error), &world->error);
}

/* --- opening ---------------------------------------------------------------- */

/* All steps; what comes of a step that fails is in world->error. */
static int open_bytes(struct world *world, struct slice bytes)
{
	struct package *package;
	int result;

	builder_clear(&world->payload);
	world->error = (struct error){0};
	if (package_open(&package, stream_from_slice(&bytes), &world->identity,
			 1, &world->error) != 0)
		return -1;
	result = package_verify(package, &world->public_key, &world->error);
	if (result == 0)
		result = package_payload(package,
					 stream_to_builder(&world->payload),
					 &world->error);
	package_close(package);
	return result;
}

static void refused(struct world *world, enum error_code code, const char *says)
{
	char text[1024];

	assert_int_equal(open_bytes(world, builder_slice(&world->package)), -1);
	error_text(&world->error, text, sizeof(text));
	if (world->error.code != code || strstr(text, says) == NULL)
		fail_msg("code %d: '%s' is not code %d: '%s'",
			 (int)world->error.code, text, (int)code, says);
}

static void opened(struct world *world, struct slice payload)
{
	assert_success(open_bytes(world, builder_slice(&world->package)),
		       &world->error);
	assert_true(slice_equal(builder_slice(&world->payload), payload));
}

static void what_goes_in_comes_out(void **state)
{
	struct world *world = *state;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	opened(world, SLICE(PAYLOAD));
	make(world, SLICE(PAYLOAD), "a.csv", true);
	assert_true(slice_starts_with(builder_slice(&world->package),
				      SLICE("-----BEGIN AGE")));
	opened(world, SLICE(PAYLOAD));
}

static void payloads_of_any_size_do(void **state)
{
	static const size_t sizes[] = {0,     1,     511,   512,    513,
				       65535, 65536, 65537, 200000, 1048576};
	struct world *world = *state;
	char *bytes = malloc(1048576);

	assert_non_null(bytes);
	for (size_t i = 0; i < 1048576; i++)
		bytes[i] = (char)(i * 2654435761u >> 13);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct slice payload = {bytes, sizes[i]};

		builder_clear(&world->manifest);
		add_manifest(&world->manifest, payload, "a.csv", "release");
		sign(world);
		make(world, payload, "a.csv", false);
		opened(world, payload);
	}
	free(bytes);
}

static void some_bring_no_payload(void **state)
{
	struct world *world = *state;

	builder_clear(&world->manifest);
	add_manifest(&world->manifest, SLICE(""), NULL, "recall");
	sign(world);
	make(world, SLICE(""), NULL, false);
	opened(world, SLICE(""));
}

/* --- the key for matching ------------------------------------------------------ */

#define MATCHING \
	"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

#define NO_DIGITS \
	"G00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"

/* A manifest that states the hash of this file. */
static void state_matching(struct world *world, struct slice file)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct builder text = {0};
	char *level;

	crypto_hash_sha256(hash, (const unsigned char *)file.at, file.len);
	builder_clear(&world->manifest);
	add_manifest(&text, SLICE(PAYLOAD), "a.csv", "release");
	level = strstr(text.at, "\"level\": \"named\"");
	assert_non_null(level);
	memcpy(level, "\"level\": \"pupil\"", 16);
	builder_add(&world->manifest, (struct slice){text.at, text.len - 2});
	builder_add_text(&world->manifest,
			 ", \"sealed-to\": [\"A1\"], \"matching\": {\"by\": "
			 "\"pupil.upn\", \"derivation\": "
			 "\"hmac-sha256-128\", \"file\": \"matching.key\", "
			 "\"sha256\": \"");
	builder_add_hex(&world->manifest,
			(struct slice){(const char *)hash, sizeof(hash)});
	builder_add_text(&world->manifest, "\"}}\n");
	builder_release(&text);
	sign(world);
}

static void a_key_for_matching_comes_behind_the_payload(void **state)
{
	struct world *world = *state;
	struct slice payload = SLICE(PAYLOAD), bytes;
	struct package_content content = {
		.name = SLICE("a.csv"),
		.bytes = payload.len,
		.payload = stream_from_slice(&payload),
		.matching = SLICE(MATCHING),
	};
	struct package *package;

	state_matching(world, SLICE(MATCHING));
	content.manifest = builder_slice(&world->manifest);
	content.signature = world->signature;
	assert_success(package_write(&content, &world->recipient, 1, false,
				     stream_to_builder(&world->package),
				     &world->error),
		       &world->error);
	bytes = builder_slice(&world->package);
	assert_success(package_open(&package, stream_from_slice(&bytes),
				    &world->identity, 1, &world->error),
		       &world->error);
	assert_success(
		package_verify(package, &world->public_key, &world->error),
		&world->error);
	assert_null(package_matching(package));
	assert_success(package_payload(package,
				       stream_to_builder(&world->payload),
				       &world->error),
		       &world->error);
	assert_non_null(package_matching(package));
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(package_matching(package)[i], i);
	package_close(package);
}

static void a_key_that_is_not_the_one_stated_is_refused(void **state)
{
	static const struct {
		struct slice stated, brought;
		const char *name, *says;
	} rows[] = {
		{SLICE_INIT(MATCHING), {NULL, 0}, NULL, "no matching.key"},
		{SLICE_INIT(MATCHING), SLICE_INIT(MATCHING), "matching.txt",
		 "no matching.key"},
		{SLICE_INIT(MATCHING), SLICE_INIT("00\n"), "matching.key",
		 "another size"},
		{SLICE_INIT("00\n"), SLICE_INIT("00\n"), "matching.key",
		 "another size"},
		{SLICE_INIT(MATCHING "\n"), SLICE_INIT(MATCHING "\n"),
		 "matching.key", "another size"},
		{SLICE_INIT("00\n"), SLICE_INIT(MATCHING), "matching.key",
		 "SHA-256 is another"},
		{SLICE_INIT(NO_DIGITS), SLICE_INIT(NO_DIGITS), "matching.key",
		 "is no key"},
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct member members[4] = {
			{PACKAGE_MANIFEST, {NULL, 0}},
			{PACKAGE_SIGNATURE, {NULL, 0}},
			{"a.csv", SLICE(PAYLOAD)},
			{rows[i].name, rows[i].brought},
		};

		state_matching(world, rows[i].stated);
		members[0].text = builder_slice(&world->manifest);
		members[1].text = world->signature;
		craft(world, members, rows[i].name != NULL ? 4 : 3);
		refused(world, ERROR_INPUT, rows[i].says);
	}
}

static void a_key_that_nobody_stated_is_refused(void **state)
{
	struct world *world = *state;
	struct member members[4] = {
		{PACKAGE_MANIFEST, builder_slice(&world->manifest)},
		{PACKAGE_SIGNATURE, world->signature},
		{"a.csv", SLICE(PAYLOAD)},
		{"matching.key", SLICE(MATCHING)},
	};

	craft(world, members, 4);
	refused(world, ERROR_INPUT, "more than its manifest");
}

static void another_key_does_not_open_it(void **state)
{
	struct world *world = *state;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	assert_success(age_identity_make(&world->identity, &world->error),
		       &world->error);
	refused(world, ERROR_KEY, "");
}

static void anothers_signature_is_none(void **state)
{
	struct world *world = *state;
	struct minisign_secret other;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	assert_success(minisign_secret_make(&other, &world->error),
		       &world->error);
	minisign_secret_public(&other, &world->public_key);
	refused(world, ERROR_KEY, "");
	/* Under the right id, too. */
	memcpy(world->public_key.id, world->secret.id, MINISIGN_ID_BYTES);
	refused(world, ERROR_INPUT, "");
	assert_int_equal(world->payload.len, 0);
}

static void a_manifest_that_was_altered_is_found(void **state)
{
	struct world *world = *state;
	char *at = memmem(world->manifest.at, world->manifest.len, "Kent", 4);

	assert_non_null(at);
	*at = 'B';
	make(world, SLICE(PAYLOAD), "a.csv", false);
	refused(world, ERROR_INPUT, "");
	assert_int_equal(world->payload.len, 0);
}

static void a_signature_of_another_release_is_found(void **state)
{
	struct world *world = *state;
	struct builder text = {0};

	assert_success(minisign_sign(&world->secret,
				     builder_slice(&world->manifest),
				     SLICE("u"), SLICE("reference:R-2026-0002"),
				     &text, &world->error),
		       &world->error);
	world->signature = builder_slice(&text);
	make(world, SLICE(PAYLOAD), "a.csv", false);
	refused(world, ERROR_KEY, "signature is of another release");
	builder_release(&text);
}

static void another_payload_is_found(void **state)
{
	struct world *world = *state;
	const struct member members[] = {
		{PACKAGE_MANIFEST, builder_slice(&world->manifest)},
		{PACKAGE_SIGNATURE, world->signature},
		{"a.csv", SLICE("upn,name\nA1,somebody inventeD\n")},
	};

	craft(world, members, 3);
	refused(world, ERROR_INPUT, "SHA-256 is another");
}

static void members_are_three_in_their_order(void **state)
{
	struct world *world = *state;
	const struct member manifest = {PACKAGE_MANIFEST,
					builder_slice(&world->manifest)};
	const struct member signature = {PACKAGE_SIGNATURE, world->signature};
	const struct member payload = {"a.csv", SLICE(PAYLOAD)};
	const struct member renamed = {"b.csv", SLICE(PAYLOAD)};
	const struct member shorter = {"a.csv", SLICE("upn")};
	const struct member longer = {"a.csv", SLICE(PAYLOAD "A2,more\n")};
	const struct member more = {"more.csv", SLICE("x")};
	const struct {
		struct member members[4];
		size_t count;
		const char *says;
	} rows[] = {
		{{signature, manifest, payload}, 3, "no manifest.json where"},
		{{payload, manifest, signature}, 3, "no manifest.json where"},
		{{manifest, payload, signature},
		 3,
		 "no manifest.json.minisig where"},
		{{manifest, signature}, 2, "has no payload"},
		{{manifest}, 1, "no manifest.json.minisig where"},
		{{manifest}, 0, "no manifest.json where"},
		{{manifest, signature, renamed}, 3, "another name"},
		{{manifest, signature, shorter}, 3, "its manifest says 30"},
		{{manifest, signature, longer}, 3, "its manifest says 30"},
		{{manifest, signature, payload, more}, 4, ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		craft(world, rows[i].members, rows[i].count);
		refused(world, ERROR_INPUT, rows[i].says);
	}
}

static void what_is_not_asked_for_is_no_part_of_it(void **state)
{
	struct world *world = *state;
	const struct member more[] = {
		{PACKAGE_MANIFEST, SLICE("")},
		{PACKAGE_SIGNATURE, world->signature},
		{"a.csv", SLICE(PAYLOAD)},
	};
	struct member members[3];

	memcpy(members, more, sizeof(more));
	builder_clear(&world->manifest);
	add_manifest(&world->manifest, SLICE(""), NULL, "recall");
	sign(world);
	members[0].text = builder_slice(&world->manifest);
	members[1].text = world->signature;
	craft(world, members, 3);
	refused(world, ERROR_INPUT, "holds more than its manifest");
}

static void a_giant_manifest_is_not_read(void **state)
{
	struct world *world = *state;
	struct builder giant = {0};
	struct member members[] = {{PACKAGE_MANIFEST, SLICE("")},
				   {PACKAGE_SIGNATURE, world->signature}};

	for (size_t i = 0; i <= MANIFEST_LIMIT_BYTES; i++)
		builder_add_byte(&giant, ' ');
	members[0].text = builder_slice(&giant);
	craft(world, members, 2);
	refused(world, ERROR_INPUT, "manifest.json is larger than");
	members[0].text = builder_slice(&world->manifest);
	members[1].text = builder_slice(&giant);
	craft(world, members, 2);
	refused(world, ERROR_INPUT, "minisig is larger than");
	builder_release(&giant);
}

static void what_is_sealed_but_no_package_is_told_so(void **state)
{
	struct world *world = *state;
	struct age_seal *seal;

	assert_success(age_seal_open(&seal, &world->recipient, 1, false,
				     stream_to_builder(&world->package),
				     &world->error),
		       &world->error);
	assert_success(
		age_seal_write(seal, SLICE("just a letter\n"), &world->error),
		&world->error);
	assert_success(age_seal_close(seal, &world->error), &world->error);
	refused(world, ERROR_INPUT, "sealed, but is no package");
	refused(world, ERROR_INPUT, "age --decrypt");
}

static void a_manifest_of_a_newer_version_is_told_so(void **state)
{
	struct world *world = *state;

	world->manifest.at[strlen("{\"manifest\": ")] = '3';
	sign(world);
	make(world, SLICE(PAYLOAD), "a.csv", false);
	refused(world, ERROR_INPUT, "newer Hornbook");
}

static void cut_anywhere_it_is_refused(void **state)
{
	struct world *world = *state;
	struct slice whole;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	whole = builder_slice(&world->package);
	for (size_t n = 0; n < whole.len; n++)
		assert_int_equal(open_bytes(world, slice_part(whole, 0, n)),
				 -1);
}

static void a_bit_turned_anywhere_is_found(void **state)
{
	struct world *world = *state;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	for (size_t n = 0; n < world->package.len; n++) {
		char bit = (char)(1 << n % 8);

		world->package.at[n] ^= bit;
		assert_int_equal(
			open_bytes(world, builder_slice(&world->package)), -1);
		world->package.at[n] ^= bit;
	}
	opened(world, SLICE(PAYLOAD));
}

static void no_payload_comes_before_its_signature(void **state)
{
	struct world *world = *state;
	struct package *package;
	struct slice bytes;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	bytes = builder_slice(&world->package);
	assert_success(package_open(&package, stream_from_slice(&bytes),
				    &world->identity, 1, &world->error),
		       &world->error);
	assert_int_equal(package_payload(package,
					 stream_to_builder(&world->payload),
					 &world->error),
			 -1);
	assert_int_equal(world->payload.len, 0);
	assert_success(
		package_verify(package, &world->public_key, &world->error),
		&world->error);
	assert_success(package_payload(package,
				       stream_to_builder(&world->payload),
				       &world->error),
		       &world->error);
	/* And once. */
	assert_int_equal(package_payload(package,
					 stream_to_builder(&world->payload),
					 &world->error),
			 -1);
	package_close(package);
}

static void a_payload_must_have_the_size_that_is_stated(void **state)
{
	struct world *world = *state;
	struct slice payload = SLICE(PAYLOAD);
	struct package_content content = {
		.manifest = builder_slice(&world->manifest),
		.signature = world->signature,
		.name = SLICE("a.csv"),
		.payload = stream_from_slice(&payload),
	};

	for (int more = -1; more <= 1; more += 2) {
		payload = SLICE(PAYLOAD);
		content.bytes = (uint64_t)((int)payload.len + more);
		assert_int_equal(
			package_write(&content, &world->recipient, 1, false,
				      stream_to_builder(&world->package),
				      &world->error),
			-1);
	}
}

static void out_of_memory_nothing_is_half_done(void **state)
{
	struct world *world = *state;

	make(world, SLICE(PAYLOAD), "a.csv", false);
	for (uint64_t n = 1;; n++) {
		int result;

		memory_fail_at(n);
		result = open_bytes(world, builder_slice(&world->package));
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(world->error.code, ERROR_MEMORY);
	}
}

#define PACKED(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PACKED(what_goes_in_comes_out),
		PACKED(payloads_of_any_size_do),
		PACKED(some_bring_no_payload),
		PACKED(a_key_for_matching_comes_behind_the_payload),
		PACKED(a_key_that_is_not_the_one_stated_is_refused),
		PACKED(a_key_that_nobody_stated_is_refused),
		PACKED(another_key_does_not_open_it),
		PACKED(anothers_signature_is_none),
		PACKED(a_manifest_that_was_altered_is_found),
		PACKED(a_signature_of_another_release_is_found),
		PACKED(another_payload_is_found),
		PACKED(members_are_three_in_their_order),
		PACKED(what_is_not_asked_for_is_no_part_of_it),
		PACKED(a_giant_manifest_is_not_read),
		PACKED(what_is_sealed_but_no_package_is_told_so),
		PACKED(a_manifest_of_a_newer_version_is_told_so),
		PACKED(cut_anywhere_it_is_refused),
		PACKED(a_bit_turned_anywhere_is_found),
		PACKED(no_payload_comes_before_its_signature),
		PACKED(a_payload_must_have_the_size_that_is_stated),
		PACKED(out_of_memory_nothing_is_half_done),
	};

	return cmocka_run_group_tests_name("share package", tests, NULL, NULL);
}
