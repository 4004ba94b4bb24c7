/*
 * Debian's age opens what is sealed here, and what it seals is opened here.
 * Keys and texts are drawn from a seed.
 */
#include "tests/test.h"

#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "seal/age.h"
#include "tests/seal/age_files.h"

enum { BOUNDARIES = 4 };

static struct builder text, sealed, opened;

static const char *recipient_text(uint64_t seed)
{
	static char written[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient recipient;

	drawn_recipient(seed, &recipient);
	age_recipient_write(&recipient, written);
	return written;
}

static void is_the_text(void)
{
	assert_int_equal(opened.len, text.len);
	assert_true(slice_equal(builder_slice(&opened), builder_slice(&text)));
}

static void age_opens_ours(size_t size, size_t recipients, bool armor,
			   size_t piece, uint64_t seed)
{
	struct error error = {0};

	drawn_text(size, size, &text);
	builder_clear(&sealed);
	assert_success(seal_text(builder_slice(&text), recipients, armor, piece,
				 &sealed, &error),
		       &error);
	put_file("ours.age", builder_slice(&sealed));
	put_identity("identity", seed);
	assert_true(runs("age -d -i identity ours.age >opened"));
	get_file("opened", &opened);
	is_the_text();
}

static void age_seals(size_t size, size_t recipients, bool armor)
{
	struct builder file = {0};

	drawn_text(size + 1, size, &text);
	put_file("text", builder_slice(&text));
	for (uint64_t seed = 1; seed <= recipients; seed++)
		builder_add_format(&file, "%s\n", recipient_text(seed));
	put_file("recipients", builder_slice(&file));
	builder_release(&file);
	assert_true(runs("age %s -R recipients -o theirs.age text",
			 armor ? "-a" : ""));
	get_file("theirs.age", &sealed);
}

static void we_open_theirs(uint64_t seed)
{
	struct error error = {0};

	builder_clear(&opened);
	assert_success(open_text(builder_slice(&sealed), seed, &opened, &error),
		       &error);
	is_the_text();
}

static void both_ways(size_t size)
{
	for (unsigned int armor = 0; armor < 2; armor++) {
		age_opens_ours(size, 1, armor == 1, 0, 1);
		age_seals(size, 1, armor == 1);
		we_open_theirs(1);
	}
}

/* Nothing, one byte, and around every boundary of a chunk. */
static void every_size_goes_both_ways(void **state)
{
	(void)state;
	both_ways(0);
	both_ways(1);
	for (size_t i = 1; i <= BOUNDARIES; i++) {
		both_ways(i * AGE_CHUNK_BYTES - 1);
		both_ways(i * AGE_CHUNK_BYTES);
		both_ways(i * AGE_CHUNK_BYTES + 1);
	}
}

/* Lines of 48 bytes: around the end of one, of the last, and of a block. */
static void every_armor_goes_both_ways(void **state)
{
	(void)state;
	for (size_t size = 0; size < 50; size += 7)
		both_ways(size);
	for (size_t size = 3000; size < 3003; size++)
		both_ways(size);
}

static void drawn_sizes_go_both_ways_however_they_are_written(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 8; seed++) {
		static const uint8_t any[randombytes_SEEDBYTES] = {7};
		uint32_t drawn[8];

		randombytes_buf_deterministic(drawn, sizeof(drawn), any);
		age_opens_ours(drawn[seed - 1] % 400000, 1, seed % 2 == 0,
			       1 + seed * 9973, 1);
		age_seals(drawn[seed - 1] % 400000, 1, seed % 2 == 0);
		we_open_theirs(1);
	}
}

static void each_of_several_recipients_opens_it(void **state)
{
	struct error error = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 4; seed++)
		age_opens_ours(1000, 4, false, 0, seed);
	age_seals(1000, 4, false);
	for (uint64_t seed = 1; seed <= 4; seed++)
		we_open_theirs(seed);
	builder_clear(&opened);
	assert_int_equal(open_text(builder_slice(&sealed), 5, &opened, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	put_identity("other", 5);
	assert_false(runs("age -d -i other ours.age"));
}

static void a_file_under_a_passphrase_is_refused(void **state)
{
	struct error error = {0};

	(void)state;
	/* age asks a terminal; script(1) is one */
	put_file("text", SLICE("x"));
	assert_true(runs("printf 'slate-and-sponge\\nslate-and-sponge\\n' | "
			 "script -qec 'age -p -o passphrase.age text' "
			 "/dev/null >/dev/null"));
	get_file("passphrase.age", &sealed);
	builder_clear(&opened);
	assert_int_equal(open_text(builder_slice(&sealed), 1, &opened, &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_non_null(strstr(error.message, "passphrase"));
}

/* --- keys ----------------------------------------------------------------- */

static struct slice line_with(struct slice file, struct slice start)
{
	while (file.len > 0) {
		struct slice line = slice_cut(&file, '\n');

		if (slice_starts_with(line, start))
			return line;
	}
	fail_msg("no line begins with %.*s", SLICE_ARGS(start));
	return (struct slice){0};
}

static void keys_of_age_keygen_are_ours(void **state)
{
	struct builder file = {0};
	struct builder public = {0};

	(void)state;
	for (int i = 0; i < 5; i++) {
		char written[AGE_IDENTITY_TEXT_BYTES];
		char whom[AGE_RECIPIENT_TEXT_BYTES];
		struct age_recipient recipient, made;
		struct age_identity identity;
		struct error error = {0};
		struct slice line;

		assert_true(runs("rm -f key && age-keygen -o key && age-keygen "
				 "-y key >public"));
		get_file("key", &file);
		get_file("public", &public);
		line = line_with(builder_slice(&file),
				 SLICE("AGE-SECRET-KEY-"));
		assert_success(age_identity_parse(&identity, line, &error),
			       &error);
		age_identity_write(&identity, written);
		assert_true(slice_is(line, written));
		line = line_with(builder_slice(&public), SLICE("age1"));
		assert_success(age_recipient_parse(&recipient, line, &error),
			       &error);
		age_recipient_write(&recipient, whom);
		assert_true(slice_is(line, whom));
		age_identity_recipient(&identity, &made);
		assert_memory_equal(&made, &recipient, sizeof(made));
	}
	builder_release(&file);
	builder_release(&public);
}

static void our_keys_are_those_of_age_keygen(void **state)
{
	(void)state;
	for (uint64_t seed = 100; seed < 110; seed++) {
		struct slice line;

		put_identity("identity", seed);
		assert_true(runs("age-keygen -y identity >public"));
		get_file("public", &opened);
		line = slice_trim(builder_slice(&opened));
		assert_true(slice_is(line, recipient_text(seed)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_goes_both_ways),
		cmocka_unit_test(every_armor_goes_both_ways),
		cmocka_unit_test(
			drawn_sizes_go_both_ways_however_they_are_written),
		cmocka_unit_test(each_of_several_recipients_opens_it),
		cmocka_unit_test(a_file_under_a_passphrase_is_refused),
		cmocka_unit_test(keys_of_age_keygen_are_ours),
		cmocka_unit_test(our_keys_are_those_of_age_keygen),
	};
	int failed = cmocka_run_group_tests_name(
		"age beside age(1)", tests, make_directory, remove_directory);

	builder_release(&text);
	builder_release(&sealed);
	builder_release(&opened);
	return failed;
}
