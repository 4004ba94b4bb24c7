/*
 * Every allocation fails once, also those of libcrypto, and every call of a sink
 * and a source: it is said, nothing is lost, and what was refused stays refused.
 */
#include "tests/test.h"

#include <openssl/crypto.h>
#include <sodium.h>

#include "base/builder.h"
#include "base/memory.h"
#include "seal/age.h"
#include "tests/seal/age_files.h"

enum { SIZE = 4 * AGE_CHUNK_BYTES + 1000 };

static struct builder text;

/* --- memory --------------------------------------------------------------- */

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_allocate(size);
}

static void *resize(void *block, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return memory_resize(block, size);
}

static void give_back(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	memory_free(block);
}

static void is_a_word_about_memory(const struct error *error)
{
	/* libcrypto does not say why it fails */
	if (error->code != ERROR_MEMORY && error->code != ERROR_SYSTEM)
		fail_msg("%d: %s", error->code, error->message);
}

static void sealing_without_memory_is_an_error(void **state)
{
	const struct slice whole = builder_slice(&text);
	bool done = false;
	uint64_t n;

	(void)state;
	for (unsigned int armor = 0; armor < 2; armor++, done = false)
		for (n = 1; !done; n++) {
			struct builder sealed = {0}, opened = {0};
			struct error error = {0};
			int result;

			memory_fail_at(n);
			result = seal_text(whole, 3, armor == 1, 0, &sealed,
					   &error);
			done = !memory_failed();
			memory_fail_at(0);
			if (result != 0)
				is_a_word_about_memory(&error);
			else
				assert_success(open_text(builder_slice(&sealed),
							 3, &opened, &error),
					       &error);
			assert_true(result == 0 || !done);
			builder_release(&sealed);
			builder_release(&opened);
			assert_true(n < 200);
		}
	assert_true(n > 5);
}

static void opening_without_memory_is_an_error(void **state)
{
	const struct slice whole = builder_slice(&text);
	bool done = false;
	uint64_t n;

	(void)state;
	for (unsigned int armor = 0; armor < 2; armor++, done = false)
		for (n = 1; !done; n++) {
			struct builder sealed = {0}, opened = {0};
			struct error error = {0};
			int result;

			assert_success(seal_text(whole, 3, armor == 1, 0,
						 &sealed, &error),
				       &error);
			memory_fail_at(n);
			result = open_text(builder_slice(&sealed), 3, &opened,
					   &error);
			done = !memory_failed();
			memory_fail_at(0);
			if (result != 0)
				is_a_word_about_memory(&error);
			else
				assert_true(slice_equal(builder_slice(&opened),
							whole));
			assert_true(result == 0 || !done);
			builder_release(&sealed);
			builder_release(&opened);
			assert_true(n < 200);
		}
	assert_true(n > 5);
}

/* --- sinks ---------------------------------------------------------------- */

struct failing {
	uint64_t left; /* calls that succeed */
	struct stream_sink sink;
	struct slow_source slow;
};

static int write_or_fail(void *context, struct slice bytes, struct error *error)
{
	struct failing *failing = context;

	if (failing->left-- == 0)
		return error_set(error, ERROR_SYSTEM, "the disk is full");
	return stream_write(failing->sink, bytes, error);
}

/* Closed all the same, it says so again, and what was written opens nowhere. */
static int seal_into(struct stream_sink sink, bool armor, struct error *error)
{
	struct slice whole = builder_slice(&text);
	struct age_recipient recipient;
	struct age_seal *seal;

	drawn_recipient(1, &recipient);
	if (age_seal_open(&seal, &recipient, 1, armor, sink, error) != 0)
		return -1;
	/* what fits a chunk, what does not, and what is more than one */
	for (size_t end = 1; whole.len > 0; end = 3 * end + 5) {
		if (age_seal_write(seal, slice_part(whole, 0, end), error) !=
		    0) {
			assert_int_equal(age_seal_write(seal,
							builder_slice(&text),
							NULL),
					 -1);
			assert_int_equal(age_seal_close(seal, NULL), -1);
			return -1;
		}
		whole = slice_part(whole, end, whole.len);
	}
	return age_seal_close(seal, error);
}

static void a_sink_may_fail_at_every_call(void **state)
{
	(void)state;
	for (unsigned int armor = 0; armor < 2; armor++) {
		int result = -1;

		for (uint64_t n = 0; result != 0; n++) {
			struct builder sealed = {0}, opened = {0};
			struct failing failing = {
				.left = n, .sink = stream_to_builder(&sealed)};
			struct stream_sink sink = {write_or_fail, &failing};
			struct error error = {0};
			int opens;

			result = seal_into(sink, armor == 1, &error);
			if (result != 0)
				assert_string_equal(error.message,
						    "the disk is full");
			opens = open_text(builder_slice(&sealed), 1, &opened,
					  &error);
			assert_int_equal(opens, result);
			builder_release(&sealed);
			builder_release(&opened);
			assert_true(n < 1000);
		}
	}
}

/* --- sources -------------------------------------------------------------- */

static int read_or_fail(void *context, void *bytes, size_t size, size_t *got,
			struct error *error)
{
	struct failing *failing = context;

	if (failing->left-- == 0)
		return error_set(error, ERROR_SYSTEM, "the wire is cut");
	return stream_read(slow_source(&failing->slow), bytes, size, got,
			   error);
}

static int open_from(struct stream_source source, struct builder *out,
		     struct error *error)
{
	struct age_identity identity;
	struct age_unseal *unseal;
	char byte;
	size_t got;
	int result;

	drawn_identity(1, &identity);
	if (age_unseal_open(&unseal, source, &identity, 1, error) != 0)
		return -1;
	result = stream_copy(age_unseal_source(unseal), stream_to_builder(out),
			     NULL, error);
	/* the source is whole again, and is not asked */
	if (result != 0)
		assert_int_equal(age_unseal_read(unseal, &byte, 1, &got, NULL),
				 -1);
	age_unseal_close(unseal);
	return result;
}

static void a_source_may_fail_at_every_call(void **state)
{
	(void)state;
	for (unsigned int armor = 0; armor < 2; armor++) {
		struct builder sealed = {0};
		struct error error = {0};
		int result = -1;

		assert_success(seal_text(builder_slice(&text), 1, armor == 1, 0,
					 &sealed, &error),
			       &error);
		for (uint64_t n = 0; result != 0; n++) {
			struct builder opened = {0};
			struct failing failing = {
				.left = n,
				.slow = {builder_slice(&sealed), 1500},
			};
			struct stream_source source = {read_or_fail, &failing};

			result = open_from(source, &opened, &error);
			if (result != 0)
				assert_string_equal(error.message,
						    "the wire is cut");
			assert_true(slice_starts_with(builder_slice(&text),
						      builder_slice(&opened)));
			assert_true(result != 0 || opened.len == text.len);
			assert_true(opened.len % AGE_CHUNK_BYTES == 0 ||
				    result == 0);
			builder_release(&opened);
			assert_true(n < 1000);
		}
		builder_release(&sealed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sealing_without_memory_is_an_error),
		cmocka_unit_test(opening_without_memory_is_an_error),
		cmocka_unit_test(a_sink_may_fail_at_every_call),
		cmocka_unit_test(a_source_may_fail_at_every_call),
	};
	struct builder sealed = {0};
	int failed;

	/* before libcrypto allocates anything; what it keeps for good, it gets
	 * while nothing fails */
	if (CRYPTO_set_mem_functions(allocate, resize, give_back) != 1 ||
	    sodium_init() < 0)
		return 1;
	drawn_text(1, SIZE, &text);
	if (seal_text(SLICE("x"), 1, false, 0, &sealed, NULL) != 0)
		return 1;
	builder_release(&sealed);
	failed = cmocka_run_group_tests_name("age faults", tests, NULL, NULL);
	builder_release(&text);
	return failed;
}
