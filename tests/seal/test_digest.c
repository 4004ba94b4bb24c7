#include "tests/test.h"

#include <pthread.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/memory.h"
#include "seal/digest.h"
#include "tests/seal/age_files.h"

enum { MEBIBYTE = 1 << 20, PIECE = 1 << 18 };

static struct builder text;

static void is_sha256(const uint8_t hash[DIGEST_BYTES], struct slice bytes)
{
	uint8_t expected[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(expected, (const uint8_t *)bytes.at, bytes.len);
	assert_memory_equal(hash, expected, DIGEST_BYTES);
}

static int add_in_pieces(struct digest *digest, size_t piece,
			 struct error *error)
{
	struct slice rest = builder_slice(&text);

	while (rest.len > 0) {
		if (stream_write(digest_sink(digest),
				 slice_part(rest, 0, piece), error) != 0)
			return -1;
		rest = slice_part(rest, piece, rest.len);
	}
	return 0;
}

/* NIST FIPS 180-4's examples: "abc" and no text. */
static void known_answers(void **state)
{
	static const struct {
		struct slice text;
		const char *hash;
	} rows[] = {
		{SLICE_INIT("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396"
				    "177a9cb410ff61f20015ad"},
		{SLICE_INIT(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b9"
				 "34ca495991b7852b855"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct digest digest = {0};
		struct error error = {0};
		uint8_t hash[DIGEST_BYTES];
		char hex[2 * DIGEST_BYTES + 1];

		assert_success(digest_begin(&digest, &error), &error);
		assert_success(digest_add(&digest, rows[i].text, &error),
			       &error);
		assert_success(digest_end(&digest, hash, &error), &error);
		assert_null(digest.state);
		sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
		assert_string_equal(hex, rows[i].hash);
	}
}

/* Up to and above what is hashed without a thread, and around each piece. */
static void every_size_in_every_piece_is_sha256(void **state)
{
	static const size_t sizes[] = {
		1,
		PIECE,
		MEBIBYTE - 1,
		MEBIBYTE,
		MEBIBYTE + 1,
		MEBIBYTE + PIECE - 1,
		MEBIBYTE + PIECE,
		MEBIBYTE + PIECE + 1,
		3 * MEBIBYTE + 12345,
	};
	static const size_t pieces[] = {1000,      65536,     PIECE - 1, PIECE,
					PIECE + 1, 3 * PIECE, 1 << 24};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t j = 0; j < sizeof(pieces) / sizeof(pieces[0]);
		     j++) {
			struct digest digest = {0};
			struct error error = {0};
			uint8_t hash[DIGEST_BYTES];

			drawn_text(i, sizes[i], &text);
			assert_success(digest_begin(&digest, &error), &error);
			assert_success(
				add_in_pieces(&digest, pieces[j], &error),
				&error);
			assert_success(digest_end(&digest, hash, &error),
				       &error);
			is_sha256(hash, builder_slice(&text));
		}
}

static void it_may_be_given_up_at_any_time(void **state)
{
	struct digest digest = {0};

	(void)state;
	digest_abandon(&digest);
	for (size_t size = 1; size <= 4 * MEBIBYTE; size *= 2) {
		struct error error = {0};

		drawn_text(1, size, &text);
		assert_success(digest_begin(&digest, &error), &error);
		assert_success(add_in_pieces(&digest, 100000, &error), &error);
		digest_abandon(&digest);
		assert_null(digest.state);
	}
}

/* Without memory for a thread's pieces it goes on alone. */
static void memory_may_run_out(void **state)
{
	bool done = false;

	(void)state;
	drawn_text(1, 2 * MEBIBYTE, &text);
	for (uint64_t n = 1; !done; n++) {
		struct digest digest = {0};
		struct error error = {0};
		uint8_t hash[DIGEST_BYTES];

		memory_fail_at(n);
		if (digest_begin(&digest, &error) != 0) {
			memory_fail_at(0);
			assert_int_equal(error.code, ERROR_MEMORY);
			assert_null(digest.state);
			continue;
		}
		assert_success(add_in_pieces(&digest, 65536, &error), &error);
		assert_success(digest_end(&digest, hash, &error), &error);
		done = !memory_failed();
		memory_fail_at(0);
		is_sha256(hash, builder_slice(&text));
		assert_true(n < 10);
	}
}

static void *do_nothing(void *context)
{
	return context;
}

/* No thread has a stack as large as all of memory. */
static void without_a_thread_it_goes_on_alone(void **state)
{
	struct digest digest = {0};
	struct error error = {0};
	uint8_t hash[DIGEST_BYTES];
	pthread_attr_t usual, giant;
	pthread_t thread;

	(void)state;
	drawn_text(1, 3 * MEBIBYTE, &text);
	assert_int_equal(pthread_getattr_default_np(&usual), 0);
	assert_int_equal(pthread_attr_init(&giant), 0);
	assert_int_equal(
		pthread_attr_setstacksize(&giant, SIZE_MAX / 4 & ~(size_t)4095),
		0);
	assert_int_equal(pthread_setattr_default_np(&giant), 0);
	assert_int_not_equal(pthread_create(&thread, NULL, do_nothing, NULL),
			     0);
	assert_success(digest_begin(&digest, &error), &error);
	assert_success(add_in_pieces(&digest, 65536, &error), &error);
	assert_success(digest_end(&digest, hash, &error), &error);
	is_sha256(hash, builder_slice(&text));
	assert_int_equal(pthread_setattr_default_np(&usual), 0);
	pthread_attr_destroy(&giant);
	pthread_attr_destroy(&usual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_answers),
		cmocka_unit_test(every_size_in_every_piece_is_sha256),
		cmocka_unit_test(it_may_be_given_up_at_any_time),
		cmocka_unit_test(memory_may_run_out),
		cmocka_unit_test(without_a_thread_it_goes_on_alone),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	failed = cmocka_run_group_tests_name("digest", tests, NULL, NULL);
	builder_release(&text);
	return failed;
}
