/*
 * Texts whose beginning is known last: the file is an ordinary one, each chunk of
 * it is sealed once, and nothing that is not whole opens.
 */
#include "tests/test.h"

#include <sodium.h>

#include "base/builder.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/age_parts.h"
#include "tests/seal/age_files.h"

enum { CHUNK = AGE_CHUNK_BYTES };

static const size_t heads[] = {1, 1536, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK};
static const size_t rests[] = {0,         1,         CHUNK - 1537, CHUNK - 1536,
			       CHUNK - 1, CHUNK,     CHUNK + 1,    2 * CHUNK,
			       200000,    5 * CHUNK, 5 * CHUNK + 1};

static struct builder text, sealed, opened;

/* Into `sealed`; `*left` calls succeed, of this and of write_or_fail.  What is put
 * in a place must find zeros there. */
static int replace_zeros(void *context, uint64_t at, struct slice bytes,
			 struct error *error)
{
	uint64_t *left = context;

	if (left != NULL && (*left)-- == 0)
		return error_set(error, ERROR_SYSTEM, "the disk is full");
	assert_true(at + bytes.len <= sealed.len);
	assert_true(sodium_is_zero((uint8_t *)sealed.at + at, bytes.len));
	return stream_replace(stream_over_builder(&sealed), at, bytes, error);
}

static int write_or_fail(void *context, struct slice bytes, struct error *error)
{
	uint64_t *left = context;

	if (left != NULL && (*left)-- == 0)
		return error_set(error, ERROR_SYSTEM, "the disk is full");
	return stream_write(stream_to_builder(&sealed), bytes, error);
}

static int write_in_pieces(struct age_seal *seal, struct slice rest,
			   size_t piece, struct error *error)
{
	while (rest.len > 0) {
		if (age_seal_write(seal, slice_part(rest, 0, piece), error) !=
		    0)
			return -1;
		rest = slice_part(rest, piece, rest.len);
	}
	return 0;
}

/* The text, the first `head` bytes of it last; `left` as in the above. */
static int seal_held(size_t head, size_t piece, uint64_t *left,
		     struct error *error)
{
	struct slice whole = builder_slice(&text);
	struct stream_sink sink = {write_or_fail, left};
	struct stream_patch over = {replace_zeros, left};
	struct age_recipient recipient;
	struct age_seal *seal;

	builder_clear(&sealed);
	drawn_recipient(1, &recipient);
	if (age_seal_open(&seal, &recipient, 1, false, sink, error) != 0)
		return -1;
	if (age_seal_hold(seal, head, over, error) != 0 ||
	    write_in_pieces(seal, slice_part(whole, head, whole.len), piece,
			    error) != 0 ||
	    age_seal_fill(seal, slice_part(whole, 0, head), error) != 0) {
		age_seal_abandon(seal);
		return -1;
	}
	return age_seal_close(seal, error);
}

static void opens(void)
{
	struct error error = {0};

	builder_clear(&opened);
	assert_success(open_text(builder_slice(&sealed), 1, &opened, &error),
		       &error);
	assert_true(slice_equal(builder_slice(&opened), builder_slice(&text)));
}

static void every_beginning_can_come_last(void **state)
{
	static const size_t pieces[] = {1000, CHUNK, CHUNK + 16, 1 << 18};
	struct builder ordinary = {0};

	(void)state;
	for (size_t h = 0; h < sizeof(heads) / sizeof(heads[0]); h++)
		for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]); r++)
			for (size_t p = 0; p < 4; p++) {
				struct error error = {0};

				drawn_text(r, heads[h] + rests[r], &text);
				assert_success(seal_held(heads[h], pieces[p],
							 NULL, &error),
					       &error);
				opens();
				builder_clear(&ordinary);
				assert_success(seal_text(builder_slice(&text),
							 1, false, 0, &ordinary,
							 &error),
					       &error);
				assert_int_equal(sealed.len, ordinary.len);
			}
	builder_release(&ordinary);
}

static void age_opens_it(void **state)
{
	(void)state;
	put_identity("identity", 1);
	for (size_t h = 0; h < sizeof(heads) / sizeof(heads[0]); h += 2)
		for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]);
		     r += 2) {
			struct error error = {0};

			drawn_text(r, heads[h] + rests[r], &text);
			assert_success(
				seal_held(heads[h], 100000, NULL, &error),
				&error);
			put_file("ours.age", builder_slice(&sealed));
			assert_true(runs("age -d -i identity ours.age "
					 ">opened"));
			get_file("opened", &opened);
			assert_true(slice_equal(builder_slice(&opened),
						builder_slice(&text)));
		}
}

static void armor_may_come_later(void **state)
{
	struct builder armored = {0};
	struct error error = {0};
	struct slice bare;

	(void)state;
	put_identity("identity", 1);
	for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]); r++) {
		drawn_text(r, 1536 + rests[r], &text);
		assert_success(seal_held(1536, 100000, NULL, &error), &error);
		bare = builder_slice(&sealed);
		builder_clear(&armored);
		assert_success(age_armor(stream_from_slice(&bare),
					 stream_to_builder(&armored), &error),
			       &error);
		put_file("ours.age", builder_slice(&armored));
		assert_true(runs("age -d -i identity ours.age >opened"));
		get_file("opened", &opened);
		assert_true(slice_equal(builder_slice(&opened),
					builder_slice(&text)));
	}
	builder_release(&armored);
}

static void begin(struct age_seal **seal, size_t head)
{
	struct stream_sink sink = {write_or_fail, NULL};
	struct stream_patch over = {replace_zeros, NULL};
	struct age_recipient recipient;
	struct error error = {0};

	builder_clear(&sealed);
	drawn_recipient(1, &recipient);
	assert_success(age_seal_open(seal, &recipient, 1, false, sink, &error),
		       &error);
	assert_success(age_seal_hold(*seal, head, over, &error), &error);
	assert_success(
		write_in_pieces(*seal, builder_slice(&text), 100000, &error),
		&error);
}

static void does_not_open(void)
{
	struct error error = {0};

	builder_clear(&opened);
	assert_int_equal(open_text(builder_slice(&sealed), 1, &opened, &error),
			 -1);
}

static void without_its_beginning_it_opens_nowhere(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]); r++) {
		struct error error = {0};
		struct age_seal *seal;

		drawn_text(r, rests[r], &text);
		begin(&seal, 1536);
		does_not_open();
		assert_int_equal(opened.len, 0);
		assert_int_equal(age_seal_fill(seal, SLICE("short"), &error),
				 -1);
		assert_int_equal(error.code, ERROR_SYSTEM);
		assert_int_equal(age_seal_close(seal, &error), -1);
		assert_int_equal(error.code, ERROR_SYSTEM);
		does_not_open();
		assert_int_equal(opened.len, 0);
	}
}

/* Not what was written, either, while its beginning is awaited. */
static void nothing_of_it_is_written_in_the_clear(void **state)
{
	struct age_seal *seal;

	(void)state;
	drawn_text(1, 5 * CHUNK, &text);
	begin(&seal, 1536);
	for (size_t at = 0; at + 16 <= text.len; at += 1024)
		assert_null(memmem(sealed.at, sealed.len, text.at + at, 16));
	age_seal_abandon(seal);
}

static void every_call_may_fail(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]); r++) {
		int result = -1;

		drawn_text(r, CHUNK + 1 + rests[r], &text);
		for (uint64_t n = 0; result != 0; n++) {
			struct error error = {0};
			uint64_t left = n;

			result = seal_held(CHUNK + 1, 100000, &left, &error);
			if (result == 0)
				break;
			assert_string_equal(error.message, "the disk is full");
			does_not_open();
			assert_true(n < 100);
		}
		opens();
	}
}

static void memory_may_run_out(void **state)
{
	bool done = false;

	(void)state;
	drawn_text(1, 3 * CHUNK, &text);
	for (uint64_t n = 1; !done; n++) {
		struct error error = {0};
		int result;

		memory_fail_at(n);
		result = seal_held(1536, 100000, NULL, &error);
		done = !memory_failed();
		memory_fail_at(0);
		if (result == 0)
			opens();
		else
			assert_int_equal(error.code, ERROR_MEMORY);
		assert_true(result == 0 || !done);
		builder_release(&sealed);
		assert_true(n < 200);
	}
}

static void no_chunk_is_sealed_twice(void **state)
{
	const uint8_t key[AGE_FILE_KEY_BYTES] = {1},
		      nonce[AGE_NONCE_BYTES] = {2};
	uint8_t chunk[1 + AGE_TAG_BYTES];
	struct age_cipher cipher;
	struct error error = {0};

	(void)state;
	assert_success(age_cipher_init(&cipher, key, nonce, true, &error),
		       &error);
	age_cipher_leave(&cipher, 2);
	assert_success(
		age_cipher_seal(&cipher, SLICE("c"), true, chunk, &error),
		&error);
	age_cipher_return(&cipher);
	assert_success(
		age_cipher_seal(&cipher, SLICE("a"), false, chunk, &error),
		&error);
	assert_success(
		age_cipher_seal(&cipher, SLICE("b"), false, chunk, &error),
		&error);
	assert_int_equal(
		age_cipher_seal(&cipher, SLICE("c"), true, chunk, &error), -1);
	assert_string_equal(error.message, "a chunk would be sealed twice");
	age_cipher_release(&cipher);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_beginning_can_come_last),
		cmocka_unit_test(age_opens_it),
		cmocka_unit_test(armor_may_come_later),
		cmocka_unit_test(without_its_beginning_it_opens_nowhere),
		cmocka_unit_test(nothing_of_it_is_written_in_the_clear),
		cmocka_unit_test(every_call_may_fail),
		cmocka_unit_test(memory_may_run_out),
		cmocka_unit_test(no_chunk_is_sealed_twice),
	};
	int failed =
		cmocka_run_group_tests_name("age, beginnings held back", tests,
					    make_directory, remove_directory);

	builder_release(&text);
	builder_release(&sealed);
	builder_release(&opened);
	return failed;
}
