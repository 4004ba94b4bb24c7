#include "tests/test.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/memory.h"
#include "seal/minisign.h"
#include "tools.h"

/* A message, its signature by a known key, and the key. */
struct signed_message {
	struct minisign_secret secret;
	struct minisign_public key;
	struct slice message;
	struct builder text;
};

#define UNTRUSTED "signature of a school"
#define TRUSTED "R-2026-0001 sha256:00ff\tas tab"

static void setup(struct signed_message *made)
{
	struct error error = {0};

	*made = (struct signed_message){.message = SLICE("one page\n")};
	assert_success(minisign_secret_make(&made->secret, &error), &error);
	minisign_secret_public(&made->secret, &made->key);
	assert_success(minisign_sign(&made->secret, made->message,
				     SLICE(UNTRUSTED), SLICE(TRUSTED),
				     &made->text, &error),
		       &error);
}

static int verify_text(const struct signed_message *made, struct slice text,
		       struct error *error)
{
	struct minisign_signature signature;

	if (minisign_parse(&signature, text, error) != 0)
		return -1;
	return minisign_verify(&signature, &made->key, made->message, error);
}

static void refuses(const struct signed_message *made, struct slice text,
		    enum error_code code, const char *message)
{
	struct error error = {0};

	assert_int_equal(verify_text(made, text, &error), -1);
	if (error.code != code || strstr(error.message, message) == NULL)
		fail_msg("'%s' (%d) is not '%s'", error.message, error.code,
			 message);
}

/* The signature's text with its line `number`, from 1, as given. */
static void with_line(const struct signed_message *made, int number,
		      struct slice line, struct builder *out)
{
	struct slice rest = builder_slice(&made->text);

	builder_clear(out);
	for (int i = 1; i <= 4; i++) {
		struct slice old = slice_cut(&rest, '\n');

		builder_add(out, i == number ? line : old);
		builder_add_byte(out, '\n');
	}
}

static struct slice line_of(const struct signed_message *made, int number)
{
	struct slice rest = builder_slice(&made->text);
	struct slice line = {NULL, 0};

	for (int i = 1; i <= number; i++)
		line = slice_cut(&rest, '\n');
	return line;
}

static void a_signature_holds_and_tells_its_comments(void **state)
{
	struct minisign_signature signature;
	struct signed_message made;
	struct error error = {0};

	(void)state;
	setup(&made);
	assert_success(
		minisign_parse(&signature, builder_slice(&made.text), &error),
		&error);
	assert_slice(signature.untrusted, UNTRUSTED);
	assert_slice(signature.trusted, TRUSTED);
	assert_true(signature.prehashed);
	assert_memory_equal(signature.id, made.key.id, MINISIGN_ID_BYTES);
	assert_success(
		minisign_verify(&signature, &made.key, made.message, &error),
		&error);
	assert_int_equal(minisign_verify(&signature, &made.key,
					 SLICE("one page"), &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	builder_release(&made.text);
}

static void anybody_may_alter_the_untrusted_comment(void **state)
{
	struct signed_message made;
	struct builder text = {0};
	struct error error = {0};

	(void)state;
	setup(&made);
	with_line(&made, 1, SLICE("untrusted comment: of somebody else"),
		  &text);
	assert_success(verify_text(&made, builder_slice(&text), &error),
		       &error);
	builder_release(&text);
	builder_release(&made.text);
}

static void what_was_altered_is_refused(void **state)
{
	struct signed_message made, other;
	struct builder text = {0};

	(void)state;
	setup(&made);
	setup(&other);

	with_line(&made, 3, SLICE("trusted comment: R-2026-0002"), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "trusted comment");
	with_line(&made, 3, SLICE("trusted comment: "), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "trusted comment");
	with_line(&made, 4, line_of(&other, 4), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "trusted comment");

	/* Another key's, first as it is and then with this key's id on it. */
	refuses(&made, builder_slice(&other.text), ERROR_KEY, "signed with");
	memcpy(other.secret.id, made.secret.id, MINISIGN_ID_BYTES);
	builder_clear(&other.text);
	assert_int_equal(minisign_sign(&other.secret, other.message,
				       SLICE(UNTRUSTED), SLICE(TRUSTED),
				       &other.text, NULL),
			 0);
	refuses(&made, builder_slice(&other.text), ERROR_INPUT,
		"the signature does not hold");
	with_line(&made, 2, line_of(&other, 2), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT,
		"the signature does not hold");
	builder_release(&text);
	builder_release(&other.text);
	builder_release(&made.text);
}

static void the_global_signature_of_another_message_does_not_hold(void **state)
{
	struct signed_message made;
	struct builder other = {0};
	struct builder text = {0};
	struct slice rest;

	(void)state;
	setup(&made);
	assert_int_equal(minisign_sign(&made.secret, SLICE("another page\n"),
				       SLICE(UNTRUSTED), SLICE(TRUSTED), &other,
				       NULL),
			 0);
	rest = builder_slice(&other);
	for (int i = 1; i <= 3; i++)
		slice_cut(&rest, '\n');
	with_line(&made, 4, slice_cut(&rest, '\n'), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "trusted comment");
	builder_release(&text);
	builder_release(&other);
	builder_release(&made.text);
}

static void a_signature_ends_nowhere_before_its_end(void **state)
{
	struct signed_message made;

	(void)state;
	setup(&made);
	for (size_t size = 0; size < made.text.len; size++)
		refuses(&made, slice_part(builder_slice(&made.text), 0, size),
			ERROR_INPUT, "is not a minisign signature");
	builder_release(&made.text);
}

/* Whether a flipped bit at `at` only makes another untrusted comment. */
static bool is_untrusted(const struct signed_message *made, size_t at)
{
	return at >= strlen("untrusted comment: ") && at < line_of(made, 1).len;
}

static void no_bit_of_a_signature_can_be_flipped(void **state)
{
	struct signed_message made;
	size_t flipped = 0;

	(void)state;
	setup(&made);
	for (size_t bit = 0; bit < 8 * made.text.len; bit++) {
		char *at = made.text.at + bit / 8;
		struct error error = {0};

		*at ^= (char)(1 << bit % 8);
		if (verify_text(&made, builder_slice(&made.text), &error) == 0)
			assert_true(is_untrusted(&made, bit / 8));
		else
			flipped++;
		*at ^= (char)(1 << bit % 8);
	}
	assert_true(flipped > 8 * (made.text.len - strlen(UNTRUSTED)) - 1);
	builder_release(&made.text);
}

static void no_bit_of_the_message_can_be_flipped(void **state)
{
	struct signed_message made;
	char message[] = "one page\n";

	(void)state;
	setup(&made);
	made.message = slice_of(message);
	for (size_t bit = 0; bit < 8 * made.message.len; bit++) {
		message[bit / 8] ^= (char)(1 << bit % 8);
		refuses(&made, builder_slice(&made.text), ERROR_INPUT,
			"does not hold");
		message[bit / 8] ^= (char)(1 << bit % 8);
	}
	builder_release(&made.text);
}

static void comments_hold_one_line_of_text(void **state)
{
	static const struct {
		const char *label;
		struct slice comment;
		bool fine;
	} rows[] = {
		{"empty", SLICE_INIT(""), true},
		{"a name", SLICE_INIT("Ecole \xc3\x89t\xc3\xa9"), true},
		{"a tab, as minisign writes", SLICE_INIT("a\tb"), true},
		{"a newline", SLICE_INIT("a\nb"), false},
		{"a carriage return", SLICE_INIT("a\rb"), false},
		{"an escape", SLICE_INIT("\x1b[2J"), false},
		{"a NUL", SLICE_INIT("a\0b"), false},
		{"DEL", SLICE_INIT("a\x7f"), false},
		{"C1, written as UTF-8", SLICE_INIT("a\xc2\x9b"), false},
		{"no UTF-8", SLICE_INIT("\xff"), false},
	};
	struct signed_message made;
	struct builder text = {0};
	struct builder line = {0};

	(void)state;
	setup(&made);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int expected = rows[i].fine ? 0 : -1;
		struct minisign_signature signature;

		builder_clear(&text);
		if (minisign_sign(&made.secret, made.message, rows[i].comment,
				  SLICE(""), &text, NULL) != expected ||
		    minisign_sign(&made.secret, made.message, SLICE(""),
				  rows[i].comment, &text, NULL) != expected)
			fail_msg("signing with %s", rows[i].label);
		builder_clear(&line);
		builder_add_text(&line, "untrusted comment: ");
		builder_add(&line, rows[i].comment);
		with_line(&made, 1, builder_slice(&line), &text);
		if (minisign_parse(&signature, builder_slice(&text), NULL) !=
		    expected)
			fail_msg("reading %s", rows[i].label);
	}
	builder_release(&line);
	builder_release(&text);
	builder_release(&made.text);
}

static void signatures_have_four_lines_and_no_more(void **state)
{
	struct signed_message made;
	struct builder text = {0};
	struct slice whole;

	(void)state;
	setup(&made);
	whole = builder_slice(&made.text);
	builder_add(&text, whole);
	builder_add_byte(&text, '\n');
	refuses(&made, builder_slice(&text), ERROR_INPUT, "is not a minisign");
	builder_clear(&text);
	builder_add_byte(&text, '\n');
	builder_add(&text, whole);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "is not a minisign");
	with_line(&made, 1, SLICE("Untrusted comment: x"), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "is not a minisign");
	with_line(&made, 2, line_of(&made, 4), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "is not a minisign");
	with_line(&made, 4, line_of(&made, 2), &text);
	refuses(&made, builder_slice(&text), ERROR_INPUT, "is not a minisign");
	builder_release(&text);
	builder_release(&made.text);
}

static void a_signature_of_a_giant_is_refused(void **state)
{
	struct signed_message made;
	struct builder text = {0};
	struct minisign_signature signature;

	(void)state;
	setup(&made);
	builder_add_text(&text, "untrusted comment: ");
	for (int i = 0; i < 1 << 20; i++)
		builder_add_byte(&text, 'a');
	builder_add_byte(&text, '\n');
	assert_int_equal(minisign_parse(&signature, builder_slice(&text), NULL),
			 -1);
	builder_release(&text);
	builder_release(&made.text);
}

/* --- keys ----------------------------------------------------------------- */

static void keys_are_read_as_written(void **state)
{
	struct minisign_secret secret;
	struct minisign_public key, read;
	char text[MINISIGN_PUBLIC_TEXT_BYTES];
	struct builder file = {0};

	(void)state;
	assert_int_equal(minisign_secret_make(&secret, NULL), 0);
	minisign_secret_public(&secret, &key);
	minisign_public_write(&key, text);
	assert_true(slice_starts_with(slice_of(text), SLICE("RW")));
	assert_int_equal(minisign_public_parse(&read, slice_of(text), NULL), 0);
	assert_memory_equal(&read, &key, sizeof(key));
	minisign_public_write_file(&key, &file);
	assert_int_equal(
		minisign_public_parse_file(&read, builder_slice(&file), NULL),
		0);
	assert_memory_equal(&read, &key, sizeof(key));
	minisign_secret_wipe(&secret);
	for (size_t i = 0; i < sizeof(secret); i++)
		assert_int_equal(((const char *)&secret)[i], 0);
	builder_release(&file);
}

/* The key on minisign's page, and what may not pass for one. */
#define PAGE "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"

static void what_is_no_public_key_is_refused(void **state)
{
	static const struct {
		const char *label;
		struct slice text;
		bool fine;
	} rows[] = {
		{"that of minisign's author", SLICE_INIT(PAGE), true},
		{"nothing", SLICE_INIT(""), false},
		{"a space before", SLICE_INIT(" " PAGE), false},
		{"a newline after", SLICE_INIT(PAGE "\n"), false},
		{"a letter less",
		 SLICE_INIT("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73"
			    "Y7GFO"),
		 false},
		{"another algorithm",
		 SLICE_INIT("RUQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73"
			    "Y7GFO3"),
		 false},
		{"a letter above ASCII",
		 SLICE_INIT("RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73"
			    "Y7GF\xc3\x89"),
		 false},
		{"the neutral element",
		 SLICE_INIT("RWQf6LRCGA9i5wEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
			    "AAAAAA"),
		 false},
		{"zero",
		 SLICE_INIT("RWQf6LRCGA9i5wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
			    "AAAAAA"),
		 false},
	};
	struct minisign_public key;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((minisign_public_parse(&key, rows[i].text, NULL) == 0) !=
		    rows[i].fine)
			fail_msg("%s", rows[i].label);
}

static void files_of_public_keys(void **state)
{
	static const struct {
		const char *label;
		struct slice text;
		bool fine;
	} rows[] = {
		{"two lines", SLICE_INIT("untrusted comment: x\n" PAGE "\n"),
		 true},
		{"without the last end",
		 SLICE_INIT("untrusted comment: x\n" PAGE), true},
		{"of Windows",
		 SLICE_INIT("untrusted comment: x\r\n" PAGE "\r\n"), true},
		{"a third line",
		 SLICE_INIT("untrusted comment: x\n" PAGE "\n\n"), false},
		{"no comment", SLICE_INIT(PAGE "\n"), false},
		{"a comment only", SLICE_INIT("untrusted comment: x\n"), false},
		{"nothing", SLICE_INIT(""), false},
	};
	struct minisign_public key;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((minisign_public_parse_file(&key, rows[i].text, NULL) ==
		     0) != rows[i].fine)
			fail_msg("%s", rows[i].label);
}

static void ids_are_shown_as_minisign_shows_them(void **state)
{
	/* minisign 0.11: "minisign public key EB113F0D2832377" */
	static const uint8_t id[] = {0x77, 0x23, 0x83, 0xd2,
				     0xf0, 0x13, 0xb1, 0x0e};
	char text[MINISIGN_ID_TEXT_BYTES];

	(void)state;
	minisign_id_text(id, text);
	assert_string_equal(text, "EB113F0D2832377");
}

/* --- minisign itself ---------------------------------------------------------- */

static const size_t sizes[] = {0,   1,   63,    64,    65,    127,    128,
			       129, 255, 65535, 65536, 65537, 1000003};

/* minisign's file of a secret key without a password: algorithm, no key
 * derivation, checksum's algorithm, 48 bytes of that derivation, id, key and a
 * checksum that is not looked at. */
static void write_secret(void **state, const struct minisign_secret *secret)
{
	uint8_t bytes[2 + 2 + 2 + 48 + 8 + 64 + 32] = {'E', 'd', 0,
						       0,   'B', '2'};
	char text[sodium_base64_ENCODED_LEN(sizeof(bytes),
					    sodium_base64_VARIANT_ORIGINAL)];
	struct builder file = {0};

	memcpy(bytes + 54, secret->id, 8);
	memcpy(bytes + 62, secret->key, 64);
	sodium_bin2base64(text, sizeof(text), bytes, sizeof(bytes),
			  sodium_base64_VARIANT_ORIGINAL);
	builder_add_format(&file, "untrusted comment: x\n%s\n", text);
	tools_write(state, "secret", builder_slice(&file));
	builder_release(&file);
}

static void write_public(void **state, const struct minisign_public *key)
{
	struct builder file = {0};

	minisign_public_write_file(key, &file);
	tools_write(state, "public", builder_slice(&file));
	builder_release(&file);
}

static void minisign_verifies_what_we_sign(void **state)
{
	struct builder message = {0};
	struct builder out = {0};
	struct signed_message made;
	struct error error = {0};

	setup(&made);
	write_public(state, &made.key);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tools_fill(&message, sizes[i]);
		builder_clear(&made.text);
		assert_success(minisign_sign(&made.secret,
					     builder_slice(&message),
					     SLICE(UNTRUSTED), SLICE(TRUSTED),
					     &made.text, &error),
			       &error);
		tools_write(state, "m", builder_slice(&message));
		tools_write(state, "m.minisig", builder_slice(&made.text));
		assert_int_equal(
			tools_run(state, "minisign -VHQ -p public -m m"), 0);
		tools_read(state, "out.log", &out);
		assert_slice(builder_slice(&out), TRUSTED "\n");
	}
	/* And it is minisign that says so. */
	tools_write(state, "m", SLICE("altered"));
	assert_int_not_equal(tools_run(state, "minisign -Vq -p public -m m"),
			     0);
	builder_release(&out);
	builder_release(&message);
	builder_release(&made.text);
}

static void minisign_reads_the_longest_comments(void **state)
{
	struct builder untrusted = {0};
	struct builder trusted = {0};
	struct signed_message made;
	struct error error = {0};

	setup(&made);
	write_public(state, &made.key);
	tools_write(state, "m", made.message);
	builder_clear(&made.text);
	while (untrusted.len < MINISIGN_UNTRUSTED_LIMIT_BYTES)
		builder_add_byte(&untrusted, 'u');
	while (trusted.len < MINISIGN_TRUSTED_LIMIT_BYTES)
		builder_add_byte(&trusted, 't');
	assert_success(minisign_sign(&made.secret, made.message,
				     builder_slice(&untrusted),
				     builder_slice(&trusted), &made.text,
				     &error),
		       &error);
	tools_write(state, "m.minisig", builder_slice(&made.text));
	assert_int_equal(tools_run(state, "minisign -Vq -p public -m m"), 0);
	assert_success(verify_text(&made, builder_slice(&made.text), &error),
		       &error);
	builder_add_byte(&trusted, 't');
	assert_int_equal(minisign_sign(&made.secret, made.message, SLICE(""),
				       builder_slice(&trusted), &made.text,
				       &error),
			 -1);
	builder_add_byte(&untrusted, 'u');
	assert_int_equal(minisign_sign(&made.secret, made.message,
				       builder_slice(&untrusted), SLICE(""),
				       &made.text, &error),
			 -1);
	builder_release(&trusted);
	builder_release(&untrusted);
	builder_release(&made.text);
}

/* What minisign signed with these options, verified here. */
static void verify_of_minisign(void **state, const struct minisign_public *key,
			       const char *options, bool prehashed)
{
	struct minisign_signature signature;
	struct builder message = {0};
	struct builder text = {0};
	struct error error = {0};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tools_fill(&message, sizes[i]);
		tools_write(state, "m", builder_slice(&message));
		assert_int_equal(tools_run(state,
					   "minisign -S %s -s secret -m m "
					   "-x m.sig",
					   options),
				 0);
		tools_read(state, "m.sig", &text);
		assert_success(minisign_parse(&signature, builder_slice(&text),
					      &error),
			       &error);
		assert_int_equal(signature.prehashed, prehashed);
		assert_success(minisign_verify(&signature, key,
					       builder_slice(&message), &error),
			       &error);
		builder_add_byte(&message, 'x');
		assert_int_equal(minisign_verify(&signature, key,
						 builder_slice(&message),
						 &error),
				 -1);
	}
	builder_release(&text);
	builder_release(&message);
}

static void we_verify_what_minisign_signs(void **state)
{
	struct signed_message made;

	setup(&made);
	write_secret(state, &made.secret);
	verify_of_minisign(state, &made.key, "", true);
	verify_of_minisign(state, &made.key, "-l", false);
	verify_of_minisign(state, &made.key, "-t 'of minisign'", true);
	builder_release(&made.text);
}

static void keys_that_minisign_makes_are_read(void **state)
{
	struct minisign_public key;
	struct builder file = {0};
	struct builder again = {0};
	struct error error = {0};

	assert_int_equal(tools_run(state, "minisign -GWf -p public -s secret"),
			 0);
	tools_read(state, "public", &file);
	assert_success(
		minisign_public_parse_file(&key, builder_slice(&file), &error),
		&error);
	minisign_public_write_file(&key, &again);
	assert_true(slice_equal(builder_slice(&again), builder_slice(&file)));
	verify_of_minisign(state, &key, "", true);
	builder_release(&again);
	builder_release(&file);
}

static void the_hash_is_that_of_the_pieces(void **state)
{
	uint8_t whole[MINISIGN_HASH_BYTES], pieces[MINISIGN_HASH_BYTES];
	struct minisign_signature signature;
	struct minisign_hashing hashing;
	struct signed_message made;
	struct builder message = {0};
	struct error error = {0};

	(void)state;
	setup(&made);
	tools_fill(&message, 1000);
	minisign_hash_begin(&hashing);
	minisign_hash_add(&hashing, builder_slice(&message));
	minisign_hash_end(&hashing, whole);
	minisign_hash_begin(&hashing);
	for (size_t i = 0; i < message.len; i++)
		assert_int_equal(
			stream_write(
				minisign_hash_sink(&hashing),
				slice_part(builder_slice(&message), i, i + 1),
				NULL),
			0);
	minisign_hash_end(&hashing, pieces);
	assert_memory_equal(whole, pieces, sizeof(whole));
	builder_clear(&made.text);
	assert_success(minisign_sign_hash(&made.secret, pieces, SLICE("a"),
					  SLICE("b"), &made.text, &error),
		       &error);
	assert_success(
		minisign_parse(&signature, builder_slice(&made.text), &error),
		&error);
	assert_success(minisign_verify(&signature, &made.key,
				       builder_slice(&message), &error),
		       &error);
	assert_success(
		minisign_verify_hash(&signature, &made.key, whole, &error),
		&error);
	signature.prehashed = false;
	assert_int_equal(
		minisign_verify_hash(&signature, &made.key, whole, &error), -1);
	assert_non_null(strstr(error.message, "legacy"));
	builder_release(&message);
	builder_release(&made.text);
}

static void without_memory_nothing_is_signed(void **state)
{
	struct signed_message made;
	struct error error = {0};
	int result = -1;

	(void)state;
	setup(&made);
	for (uint64_t n = 1; result != 0; n++) {
		struct builder text = {0};

		memory_fail_at(n);
		result = minisign_sign(&made.secret, made.message,
				       SLICE(UNTRUSTED), SLICE(TRUSTED), &text,
				       &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&text);
	}
	builder_release(&made.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_holds_and_tells_its_comments),
		cmocka_unit_test(anybody_may_alter_the_untrusted_comment),
		cmocka_unit_test(what_was_altered_is_refused),
		cmocka_unit_test(
			the_global_signature_of_another_message_does_not_hold),
		cmocka_unit_test(a_signature_ends_nowhere_before_its_end),
		cmocka_unit_test(no_bit_of_a_signature_can_be_flipped),
		cmocka_unit_test(no_bit_of_the_message_can_be_flipped),
		cmocka_unit_test(comments_hold_one_line_of_text),
		cmocka_unit_test(signatures_have_four_lines_and_no_more),
		cmocka_unit_test(a_signature_of_a_giant_is_refused),
		cmocka_unit_test(keys_are_read_as_written),
		cmocka_unit_test(what_is_no_public_key_is_refused),
		cmocka_unit_test(files_of_public_keys),
		cmocka_unit_test(ids_are_shown_as_minisign_shows_them),
		cmocka_unit_test_setup_teardown(minisign_verifies_what_we_sign,
						tools_setup, tools_teardown),
		cmocka_unit_test_setup_teardown(
			minisign_reads_the_longest_comments, tools_setup,
			tools_teardown),
		cmocka_unit_test_setup_teardown(we_verify_what_minisign_signs,
						tools_setup, tools_teardown),
		cmocka_unit_test_setup_teardown(
			keys_that_minisign_makes_are_read, tools_setup,
			tools_teardown),
		cmocka_unit_test(the_hash_is_that_of_the_pieces),
		cmocka_unit_test(without_memory_nothing_is_signed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
