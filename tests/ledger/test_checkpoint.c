#include "test.h"

#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/memory.h"
#include "ledger/checkpoint.h"

#define DASH "\xe2\x80\x94 "

static const uint8_t seed[32] = {7, 1, 4};
static uint8_t public_key[KEY_PUBLIC_BYTES];
static uint8_t secret_key[KEY_SECRET_BYTES];
static struct note_key key;

static int make_key(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	return note_key_make(&key, SLICE("hornbook/8861101"), public_key, NULL);
}

/* The note that signs `text`, in `out`. */
static struct slice sign(struct builder *out, const char *text)
{
	builder_clear(out);
	note_sign(slice_of(text), &key, secret_key, out);
	return builder_slice(out);
}

static void refused(struct slice note, const char *message)
{
	struct checkpoint checkpoint = {.size = 99};
	struct error error = {0};

	assert_int_equal(checkpoint_open(&checkpoint, note, &key, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	if (strstr(error.message, message) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, message);
	assert_int_equal(checkpoint.size, 99);
}

/* --- known answers -------------------------------------------------------- */

/* The key and the note in the documentation of Go's sumdb/note. */
#define NEUMANN \
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define NEUMANN_TEXT                                                 \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define NEUMANN_NOTE                                                           \
	NEUMANN_TEXT                                                           \
	"\n" DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInN" \
	"IuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define NEUMANN_SECRET "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"

static void the_published_note_opens(void **state)
{
	struct note_key neumann;
	struct error error = {0};
	struct slice text;

	(void)state;
	assert_success(note_key_parse(&neumann, SLICE(NEUMANN), &error),
		       &error);
	assert_success(note_open(SLICE(NEUMANN_NOTE), &neumann, &text, &error),
		       &error);
	assert_slice(text, NEUMANN_TEXT);
}

static void the_published_note_is_signed_alike(void **state)
{
	struct builder out = {0};
	struct note_key neumann;
	uint8_t typed[33];
	uint8_t ignored[KEY_PUBLIC_BYTES];
	uint8_t secret[KEY_SECRET_BYTES];

	(void)state;
	assert_int_equal(sodium_base642bin(typed, sizeof(typed), NEUMANN_SECRET,
					   strlen(NEUMANN_SECRET), NULL, NULL,
					   NULL,
					   sodium_base64_VARIANT_ORIGINAL),
			 0);
	crypto_sign_seed_keypair(ignored, secret, typed + 1);
	assert_int_equal(note_key_parse(&neumann, SLICE(NEUMANN), NULL), 0);
	note_sign(SLICE(NEUMANN_TEXT), &neumann, secret, &out);
	assert_slice(builder_slice(&out), NEUMANN_NOTE);
	builder_release(&out);
}

static void a_checkpoint_reads_back(void **state)
{
	struct checkpoint written = {.size = 20852163};
	struct checkpoint read;
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	snprintf(written.origin, sizeof(written.origin), "%s", key.name);
	memset(written.root, 0xa5, sizeof(written.root));
	checkpoint_write(&written, &key, secret_key, &out);
	assert_true(slice_starts_with(
		builder_slice(&out),
		SLICE("hornbook/8861101\n20852163\n"
		      "paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\n"
		      "\n" DASH "hornbook/8861101 ")));
	assert_success(
		checkpoint_open(&read, builder_slice(&out), &key, &error),
		&error);
	assert_string_equal(read.origin, written.origin);
	assert_int_equal(read.size, written.size);
	assert_memory_equal(read.root, written.root, sizeof(read.root));
	builder_release(&out);
}

/* --- keys ----------------------------------------------------------------- */

static void a_key_reads_back(void **state)
{
	struct builder text = {0};
	struct note_key read;
	struct error error = {0};

	(void)state;
	note_key_write(&key, &text);
	assert_success(note_key_parse(&read, builder_slice(&text), &error),
		       &error);
	assert_memory_equal(&read, &key, sizeof(key));
	builder_release(&text);
}

static void a_key_with_any_character_altered_is_refused(void **state)
{
	struct builder text = {0};
	struct note_key read;

	(void)state;
	note_key_write(&key, &text);
	for (size_t i = 0; i < text.len; i++) {
		text.at[i] ^= 1;
		assert_int_equal(
			note_key_parse(&read, builder_slice(&text), NULL), -1);
		text.at[i] ^= 1;
		assert_int_equal(
			note_key_parse(&read, (struct slice){text.at, i}, NULL),
			-1);
	}
	builder_add_byte(&text, '\n');
	assert_int_equal(note_key_parse(&read, builder_slice(&text), NULL), -1);
	builder_release(&text);
}

static void a_key_of_another_signature_type_is_refused(void **state)
{
	struct note_key read;
	struct error error = {0};

	(void)state;
	/* type 2, ECDSA, in place of type 1 */
	assert_int_equal(
		note_key_parse(&read,
			       SLICE("PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbz"
				     "hKqiBfsVkmqq/LDE4izWy10TW"),
			       &error),
		-1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void names_without_spaces_and_plus_are_names(void **state)
{
	char longest[LEDGER_ORIGIN_BYTES + 1];

	(void)state;
	memset(longest, 'a', sizeof(longest));
	assert_true(note_name_valid(SLICE("hornbook/8861101")));
	assert_true(note_name_valid(SLICE("ysgol-gyfun-\xc5\xb5")));
	assert_true(note_name_valid(
		(struct slice){longest, LEDGER_ORIGIN_BYTES - 1}));
	assert_false(
		note_name_valid((struct slice){longest, LEDGER_ORIGIN_BYTES}));
	assert_false(note_name_valid(SLICE("")));
	assert_false(note_name_valid(SLICE("a b")));
	assert_false(note_name_valid(SLICE("a+b")));
	assert_false(note_name_valid(SLICE("a\nb")));
	assert_false(note_name_valid(SLICE("a\0b")));
	assert_false(note_name_valid(SLICE("a\x7f")));
	assert_false(note_name_valid(SLICE("a\xff")));
	assert_false(note_name_valid(SLICE("a\xc2\xa0"
					   "b"))); /* no-break space */
	assert_false(note_name_valid(SLICE("a\xe3\x80\x80")));
	assert_false(note_name_valid(SLICE("a\xe2\x80\xa8")));
}

/* --- notes ---------------------------------------------------------------- */

#define ROOT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define GOOD "hornbook/8861101\n2\n" ROOT "\n"

static void a_note_with_any_byte_altered_is_refused(void **state)
{
	struct builder out = {0};
	struct checkpoint checkpoint;

	(void)state;
	sign(&out, GOOD);
	for (size_t i = 0; i < out.len; i++) {
		for (unsigned int bit = 0; bit < 8; bit++) {
			out.at[i] ^= (char)(1 << bit);
			if (checkpoint_open(&checkpoint, builder_slice(&out),
					    &key, NULL) == 0)
				fail_msg("bit %u of byte %zu", bit, i);
			out.at[i] ^= (char)(1 << bit);
		}
		if (checkpoint_open(&checkpoint, (struct slice){out.at, i},
				    &key, NULL) == 0)
			fail_msg("cut at byte %zu", i);
	}
	builder_release(&out);
}

static void a_note_by_another_key_of_the_same_name_is_refused(void **state)
{
	const uint8_t other_seed[32] = {8};
	uint8_t other_public[KEY_PUBLIC_BYTES];
	uint8_t other_secret[KEY_SECRET_BYTES];
	struct note_key other;
	struct builder out = {0};

	(void)state;
	crypto_sign_seed_keypair(other_public, other_secret, other_seed);
	assert_int_equal(
		note_key_make(&other, slice_of(key.name), other_public, NULL),
		0);
	note_sign(SLICE(GOOD), &other, other_secret, &out);
	refused(builder_slice(&out), "not signed by the ledger's key");
	/* and when it claims our key's id */
	memcpy(other.id, key.id, KEY_ID_BYTES);
	builder_clear(&out);
	note_sign(SLICE(GOOD), &other, other_secret, &out);
	refused(builder_slice(&out), "does not hold");
	builder_release(&out);
}

static void signatures_of_witnesses_are_passed_over(void **state)
{
	struct checkpoint checkpoint;
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	sign(&out, GOOD);
	for (int i = 1; i < NOTE_SIGNATURES; i++)
		builder_add_format(&out, DASH "witness.example/w%d AAAAAAAA\n",
				   i);
	assert_success(
		checkpoint_open(&checkpoint, builder_slice(&out), &key, &error),
		&error);
	builder_add_text(&out, DASH "witness.example/more AAAAAAAA\n");
	refused(builder_slice(&out), "more than 32 signatures");
	builder_release(&out);
}

static void a_false_signature_beside_a_good_one_spoils_the_note(void **state)
{
	struct builder out = {0};
	uint8_t marked[KEY_ID_BYTES + 64] = {0};
	char text[128];

	(void)state;
	memcpy(marked, key.id, KEY_ID_BYTES);
	sodium_bin2base64(text, sizeof(text), marked, sizeof(marked),
			  sodium_base64_VARIANT_ORIGINAL);
	sign(&out, GOOD);
	builder_add_format(&out, DASH "%s %s\n", key.name, text);
	refused(builder_slice(&out), "does not hold");
	/* our name and id on a signature of another length */
	sign(&out, GOOD);
	sodium_bin2base64(text, sizeof(text), marked, KEY_ID_BYTES + 1,
			  sodium_base64_VARIANT_ORIGINAL);
	builder_add_format(&out, DASH "%s %s\n", key.name, text);
	refused(builder_slice(&out), "does not hold");
	builder_release(&out);
}

static void malformed_signature_lines_are_refused(void **state)
{
	static const char *const lines[] = {
		"- hornbook/8861101 AAAAAAAA\n",
		"-- witness AAAAAAAA\n",
		DASH "witness\n",
		DASH "witness \n",
		DASH " AAAAAAAA\n",
		DASH "wit+ness AAAAAAAA\n",
		DASH "witness AAAAAAA\n",  /* no padding */
		DASH "witness AAAAAAA_\n", /* another alphabet */
		DASH "witness AAAAAA==\n", /* only an id */
		DASH "witness AAAAAAAA \n",
		DASH "witness AAAAAAB=\n", /* bits left over */
		"\xe2\x80\x94witness AAAAAAAA\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct builder out = {0};

		sign(&out, GOOD);
		builder_add_text(&out, lines[i]);
		refused(builder_slice(&out), "signature 2 is malformed");
		builder_release(&out);
	}
}

static void notes_that_are_none_are_refused(void **state)
{
	struct builder out = {0};

	(void)state;
	refused(SLICE(""), "newline");
	refused(SLICE("\n"), "no empty line");
	refused(SLICE("\n\n"), "not signed");
	refused(SLICE(GOOD), "no empty line");
	refused(SLICE(GOOD "\n"), "not signed");
	sign(&out, GOOD);
	refused(slice_part(builder_slice(&out), 0, out.len - 1), "newline");
	builder_add_byte(&out, '\n');
	refused(builder_slice(&out), "not signed");
	sign(&out, "hornbook/8861101\r\n2\r\n" ROOT "\r\n");
	refused(builder_slice(&out), "control characters");
	sign(&out, "hornbook/8861101\n2\n" ROOT "\n\t\n");
	refused(builder_slice(&out), "control characters");
	sign(&out, "hornbook/\xff\n2\n" ROOT "\n");
	refused(builder_slice(&out), "UTF-8");
	builder_release(&out);
}

static void a_note_longer_than_the_limit_is_refused(void **state)
{
	struct builder text = {0};
	struct builder out = {0};

	(void)state;
	for (int i = 0; i < NOTE_LIMIT; i++)
		builder_add_byte(&text, 'a');
	builder_add_byte(&text, '\n');
	note_sign(builder_slice(&text), &key, secret_key, &out);
	refused(builder_slice(&out), "longer than");
	builder_release(&text);
	builder_release(&out);
}

static void signed_texts_that_are_no_checkpoint_are_refused(void **state)
{
	static const struct {
		const char *text;
		const char *message;
	} rows[] = {
		{"hornbook/other\n2\n" ROOT "\n", "another ledger"},
		{"\n2\n" ROOT "\n", "line 1"},
		{"hornbook/8861101\n02\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n+2\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n-2\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n2 \n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n0x2\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n9223372036854775808\n" ROOT "\n", "line 2"},
		{"hornbook/8861101\n18446744073709551618\n" ROOT "\n",
		 "line 2"},
		{"hornbook/8861101\n2\n", "line 3"},
		{"hornbook/8861101\n2\nAAAA\n", "line 3"},
		{"hornbook/8861101\n2\nAAAA" ROOT "\n", "line 3"},
		{"hornbook/8861101\n2\n" ROOT " \n", "line 3"},
		{"hornbook/8861101\n2\nAAAA\xef\xbe\xbe"
		 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		 "line 3"},
		{"hornbook/8861101\n2\n" ROOT "\n\nextension\n", "after"},
		{"hornbook/8861101\n2\n" ROOT "\n\n", "after"},
	};
	struct builder out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		refused(sign(&out, rows[i].text), rows[i].message);
	builder_release(&out);
}

/* C2SP tlog-checkpoint: others may write them, and they are signed. */
static void extension_lines_are_passed_over(void **state)
{
	struct checkpoint checkpoint;
	struct builder out = {0};

	(void)state;
	assert_int_equal(
		checkpoint_open(&checkpoint,
				sign(&out, GOOD "extension\nand another\n"),
				&key, NULL),
		0);
	assert_int_equal(checkpoint.size, 2);
	out.at[sizeof(GOOD)] ^= 1;
	refused(builder_slice(&out), "altered");
	builder_release(&out);
}

static void the_smallest_and_the_largest_size_are_read(void **state)
{
	struct checkpoint checkpoint;
	struct builder out = {0};

	(void)state;
	assert_int_equal(
		checkpoint_open(&checkpoint,
				sign(&out, "hornbook/8861101\n0\n" ROOT "\n"),
				&key, NULL),
		0);
	assert_int_equal(checkpoint.size, 0);
	assert_int_equal(
		checkpoint_open(&checkpoint,
				sign(&out, "hornbook/8861101\n"
					   "9223372036854775807\n" ROOT "\n"),
				&key, NULL),
		0);
	assert_true(checkpoint.size == INT64_MAX);
	builder_release(&out);
}

static void a_note_is_whole_or_failed_when_memory_ends(void **state)
{
	const struct checkpoint checkpoint = {.origin = "hornbook/8861101"};
	bool failed = true;

	(void)state;
	for (uint64_t n = 1; failed; n++) {
		struct builder out = {0};
		struct checkpoint read;

		memory_fail_at(n);
		checkpoint_write(&checkpoint, &key, secret_key, &out);
		failed = memory_failed();
		memory_fail_at(0);
		assert_int_equal(out.failed, failed);
		if (!failed)
			assert_int_equal(checkpoint_open(&read,
							 builder_slice(&out),
							 &key, NULL),
					 0);
		builder_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_note_opens),
		cmocka_unit_test(the_published_note_is_signed_alike),
		cmocka_unit_test(a_checkpoint_reads_back),
		cmocka_unit_test(a_key_reads_back),
		cmocka_unit_test(a_key_with_any_character_altered_is_refused),
		cmocka_unit_test(a_key_of_another_signature_type_is_refused),
		cmocka_unit_test(names_without_spaces_and_plus_are_names),
		cmocka_unit_test(a_note_with_any_byte_altered_is_refused),
		cmocka_unit_test(
			a_note_by_another_key_of_the_same_name_is_refused),
		cmocka_unit_test(signatures_of_witnesses_are_passed_over),
		cmocka_unit_test(
			a_false_signature_beside_a_good_one_spoils_the_note),
		cmocka_unit_test(malformed_signature_lines_are_refused),
		cmocka_unit_test(notes_that_are_none_are_refused),
		cmocka_unit_test(a_note_longer_than_the_limit_is_refused),
		cmocka_unit_test(
			signed_texts_that_are_no_checkpoint_are_refused),
		cmocka_unit_test(extension_lines_are_passed_over),
		cmocka_unit_test(the_smallest_and_the_largest_size_are_read),
		cmocka_unit_test(a_note_is_whole_or_failed_when_memory_ends),
	};

	return cmocka_run_group_tests_name("ledger checkpoint", tests, make_key,
					   NULL);
}
