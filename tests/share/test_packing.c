/*
 * A package that is made in one pass is the same archive as one whose payload was
 * known before, and the tools that everybody has open and check it.
 */
#include "tests/test.h"

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
#include "share/packing.h"
#include "tests/seal/age_files.h"

#define REFERENCE "R-2026-0001"

enum { RECIPIENT = 1 };

static struct builder payload, manifest, sealed;
static struct minisign_secret secret;

/* `more` blanks make it longer, as a manifest has that left room. */
static void write_manifest(uint64_t bytes, const uint8_t *hash, size_t more)
{
	builder_clear(&manifest);
	builder_add_format(
		&manifest,
		"{\"manifest\": 2, \"kind\": \"release\", \"reference\": "
		"\"" REFERENCE
		"\", \"date\": \"2026-01-15\", \"expires\": \"2026-02-14\","
		" \"controller\": {\"name\": \"W\", \"number\": \"8861101\"},"
		" \"recipient\": {\"body\": \"local-authority\", \"name\": "
		"\"Kent\"}, \"purpose\": \"p\", \"level\": \"named\","
		" \"grant\": {\"for\": [\"p\"], \"level\": \"named\","
		" \"onward\": []}, \"payload\": {\"file\": \"a.csv\","
		" \"format\": \"csv\", \"bytes\": %llu, \"sha256\": \"",
		(unsigned long long)bytes);
	builder_add_hex(&manifest, (struct slice){(const char *)hash, 32});
	builder_add_text(&manifest, "\"}}");
	while (more-- > 0)
		builder_add_byte(&manifest, ' ');
	builder_add_byte(&manifest, '\n');
}

static int32_t today(void)
{
	return date_from_civil(2026, 1, 15);
}

static int sign(struct slice *signature, struct arena *arena,
		struct error *error)
{
	return package_sign(&secret, builder_slice(&manifest), SLICE(REFERENCE),
			    today(), signature, arena, error);
}

static int begin(struct packing **packing, size_t more, struct error *error)
{
	static const uint8_t hash[PACKING_HASH_BYTES];
	struct packing_frame frame = {.name = SLICE("a.csv"), .date = today()};
	struct age_recipient recipient;

	builder_clear(&sealed);
	drawn_recipient(RECIPIENT, &recipient);
	write_manifest(payload.len, hash, more);
	frame.manifest_bytes = manifest.len;
	if (package_signature_bytes(SLICE(REFERENCE), today(),
				    &frame.signature_bytes, error) != 0)
		return -1;
	return packing_open(packing, &frame, &recipient, 1,
			    stream_to_builder(&sealed),
			    stream_over_builder(&sealed), error);
}

static int write_payload(struct packing *packing, size_t piece,
			 struct error *error)
{
	struct slice rest = builder_slice(&payload);

	while (rest.len > 0) {
		if (packing_write(packing, slice_part(rest, 0, piece), error) !=
		    0)
			return -1;
		rest = slice_part(rest, piece, rest.len);
	}
	return packing_end(packing, error);
}

static int finish(struct packing *packing, size_t more, struct arena *arena,
		  struct error *error)
{
	uint8_t hash[PACKING_HASH_BYTES];
	struct slice signature;

	packing_hash(packing, hash);
	write_manifest(packing_size(packing), hash, more);
	if (sign(&signature, arena, error) != 0) {
		packing_abandon(packing);
		return -1;
	}
	return packing_close(packing, builder_slice(&manifest), signature,
			     error);
}

/* The payload, with `more` blanks in its manifest, into `sealed`. */
static int pack(size_t more, size_t piece, struct error *error)
{
	struct arena arena = {0};
	struct packing *packing;
	int result;

	if (begin(&packing, more, error) != 0)
		return -1;
	if (write_payload(packing, piece, error) != 0) {
		packing_abandon(packing);
		return -1;
	}
	assert_int_equal(packing_size(packing), payload.len);
	result = finish(packing, more, &arena, error);
	arena_release(&arena);
	return result;
}

/* --- the same archive ------------------------------------------------------ */

/* With the manifest that was made last. */
static void write_known(struct builder *out)
{
	struct slice rest = builder_slice(&payload);
	struct package_content content = {
		.manifest = builder_slice(&manifest),
		.name = SLICE("a.csv"),
		.bytes = payload.len,
		.payload = stream_from_slice(&rest),
		.date = today(),
	};
	struct age_recipient recipient;
	struct arena arena = {0};
	struct error error = {0};

	drawn_recipient(RECIPIENT, &recipient);
	assert_success(sign(&content.signature, &arena, &error), &error);
	assert_success(package_write(&content, &recipient, 1, false,
				     stream_to_builder(out), &error),
		       &error);
	arena_release(&arena);
}

static void is_the_same_as_when_all_was_known(void)
{
	struct builder known = {0}, texts[2] = {{0}, {0}};
	struct error error = {0};

	write_known(&known);
	assert_int_equal(known.len, sealed.len);
	assert_success(
		open_text(builder_slice(&known), RECIPIENT, &texts[0], &error),
		&error);
	assert_success(
		open_text(builder_slice(&sealed), RECIPIENT, &texts[1], &error),
		&error);
	assert_true(slice_equal(builder_slice(&texts[0]),
				builder_slice(&texts[1])));
	builder_release(&known);
	builder_release(&texts[0]);
	builder_release(&texts[1]);
}

/* Around the end of the chunk that holds the manifest, and the next ones. */
static void payloads_of_any_size_do(void **state)
{
	static const size_t sizes[] = {0,      1,      511,     512,    513,
				       62000,  63488,  65535,   65536,  65537,
				       131072, 200000, 1048576, 3000000};
	static const size_t more[] = {0, 9, 60000, 64500, 200000};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t m = 0; m < sizeof(more) / sizeof(more[0]); m++) {
			struct error error = {0};

			drawn_text(i, sizes[i], &payload);
			assert_success(pack(more[m], 1 << 18, &error), &error);
			is_the_same_as_when_all_was_known();
		}
}

/* Every way to fill the last chunk that is held back, and one byte about it. */
static void ends_may_fall_on_the_end_of_a_chunk(void **state)
{
	const size_t tail = 2 * (size_t)ARCHIVE_BLOCK_BYTES;

	(void)state;
	for (size_t blocks = 0; blocks < 8; blocks++) {
		struct error error = {0};

		drawn_text(blocks,
			   AGE_CHUNK_BYTES - tail -
				   blocks * ARCHIVE_BLOCK_BYTES,
			   &payload);
		assert_success(pack(0, 1000, &error), &error);
		is_the_same_as_when_all_was_known();
	}
}

static void stock_tools_open_and_check_it(void **state)
{
	struct minisign_public public_key;
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	minisign_secret_public(&secret, &public_key);
	minisign_public_write_file(&public_key, &text);
	put_file("signer.pub", builder_slice(&text));
	builder_release(&text);
	put_identity("identity", RECIPIENT);
	for (size_t size = 0; size < 1000000; size = 3 * size + 1) {
		uint8_t hash[crypto_hash_sha256_BYTES];
		char hex[2 * crypto_hash_sha256_BYTES + 1];

		drawn_text(size, size, &payload);
		assert_success(pack(9, 1 << 16, &error), &error);
		put_file("p.tar.age", builder_slice(&sealed));
		assert_true(runs("rm -f manifest.json* a.csv"));
		assert_true(runs("age -d -i identity p.tar.age | tar xf -"));
		assert_true(runs("minisign -V -q -p signer.pub -m "
				 "manifest.json"));
		crypto_hash_sha256(hash, (uint8_t *)payload.at, payload.len);
		sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
		assert_true(runs("sha256sum a.csv | grep -q ^%s", hex));
		assert_true(runs("grep -q %s manifest.json", hex));
		assert_true(runs("test $(ls | wc -l) = 7"));
	}
}

/* --- failures --------------------------------------------------------------- */

static void does_not_open(void)
{
	struct builder opened = {0};
	struct error error = {0};

	assert_int_equal(
		open_text(builder_slice(&sealed), RECIPIENT, &opened, &error),
		-1);
	assert_int_equal(opened.len, 0);
	builder_release(&opened);
}

static void given_up_at_any_time_it_opens_nowhere(void **state)
{
	(void)state;
	for (size_t size = 0; size < 1000000; size = 4 * size + 1) {
		struct packing *packing;
		struct error error = {0};

		drawn_text(size, size, &payload);
		assert_success(begin(&packing, 0, &error), &error);
		does_not_open();
		packing_abandon(packing);
		does_not_open();
		assert_success(begin(&packing, 0, &error), &error);
		assert_success(write_payload(packing, 65536, &error), &error);
		does_not_open();
		packing_abandon(packing);
		does_not_open();
	}
	packing_abandon(NULL);
}

static void a_manifest_that_has_no_room_is_refused(void **state)
{
	(void)state;
	for (size_t size = 0; size < 1000000; size = 4 * size + 1) {
		struct arena arena = {0};
		struct packing *packing;
		struct error error = {0};

		drawn_text(size, size, &payload);
		assert_success(begin(&packing, 0, &error), &error);
		assert_success(write_payload(packing, 65536, &error), &error);
		assert_int_equal(finish(packing, 600, &arena, &error), -1);
		assert_int_equal(error.code, ERROR_SYSTEM);
		does_not_open();
		arena_release(&arena);
	}
}

static void what_ustar_cannot_say_is_refused(void **state)
{
	struct slice giant = {"", (size_t)ARCHIVE_SIZE_LIMIT_BYTES};
	struct packing *packing;
	struct error error = {0};

	(void)state;
	builder_clear(&payload);
	assert_success(begin(&packing, 0, &error), &error);
	assert_success(packing_write(packing, SLICE("x"), &error), &error);
	assert_int_equal(packing_write(packing, giant, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	packing_abandon(packing);
}

static void memory_may_run_out(void **state)
{
	bool done = false;

	(void)state;
	drawn_text(1, 200000, &payload);
	for (uint64_t n = 1; !done; n++) {
		struct error error = {0};
		int result;

		builder_clear(&manifest);
		memory_fail_at(n);
		result = pack(0, 65536, &error);
		done = !memory_failed();
		memory_fail_at(0);
		/* The manifest's text is the test's own. */
		if (manifest.failed) {
			manifest.failed = false;
			continue;
		}
		if (result == 0)
			is_the_same_as_when_all_was_known();
		else
			assert_int_equal(error.code, ERROR_MEMORY);
		assert_true(result == 0 || !done);
		builder_release(&sealed);
		assert_true(n < 200);
	}
}

static int set_up(void **state)
{
	return make_directory(state) == 0 &&
			       minisign_secret_make(&secret, NULL) == 0
		       ? 0
		       : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payloads_of_any_size_do),
		cmocka_unit_test(ends_may_fall_on_the_end_of_a_chunk),
		cmocka_unit_test(stock_tools_open_and_check_it),
		cmocka_unit_test(given_up_at_any_time_it_opens_nowhere),
		cmocka_unit_test(a_manifest_that_has_no_room_is_refused),
		cmocka_unit_test(what_ustar_cannot_say_is_refused),
		cmocka_unit_test(memory_may_run_out),
	};
	int failed = cmocka_run_group_tests_name("share packing", tests, set_up,
						 remove_directory);

	builder_release(&payload);
	builder_release(&manifest);
	builder_release(&sealed);
	return failed;
}
