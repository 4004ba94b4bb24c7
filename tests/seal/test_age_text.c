/*
 * Keys, headers and armor as their .test files have them, each also given to
 * Debian's age.
 */
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/builder.h"
#include "seal/age.h"
#include "seal/age_parts.h"
#include "tests/data.h"
#include "tests/seal/age_files.h"

#define UNPADDED sodium_base64_VARIANT_ORIGINAL_NO_PADDING

static const uint8_t file_key[AGE_FILE_KEY_BYTES] = "sixteen letters";

/* --- placeholders --------------------------------------------------------- */

struct word {
	const char *name; /* a longer one before its beginning */
	struct slice text;
};

static void add_mac(struct builder *out)
{
	char text[sodium_base64_ENCODED_LEN(AGE_MAC_BYTES, UNPADDED)];
	uint8_t mac[AGE_MAC_BYTES];

	age_header_mac(file_key, slice_trim(builder_slice(out)), mac);
	builder_add_text(out, sodium_bin2base64(text, sizeof(text), mac,
						sizeof(mac), UNPADDED));
}

/* Adds what stands for the beginning of `text` and gives what is left. */
static struct slice expand_one(struct slice text, const struct word *words,
			       size_t count, struct builder *out)
{
	char digits[3] = {0};

	for (size_t i = 0; i < count; i++)
		if (slice_starts_with(text, slice_of(words[i].name))) {
			builder_add(out, words[i].text);
			return slice_part(text, strlen(words[i].name),
					  text.len);
		}
	if (slice_starts_with(text, SLICE("$END"))) {
		builder_add_text(out, "--- ");
		add_mac(out);
		return slice_part(text, 4, text.len);
	}
	if (slice_starts_with(text, SLICE("$MAC"))) {
		add_mac(out);
		return slice_part(text, 4, text.len);
	}
	if (slice_starts_with(text, SLICE("\\c\n")))
		return slice_part(text, 3, text.len);
	if (slice_starts_with(text, SLICE("\\x"))) {
		assert_true(text.len >= 4);
		memcpy(digits, text.at + 2, 2);
		builder_add_byte(out, (char)strtol(digits, NULL, 16));
		return slice_part(text, 4, text.len);
	}
	builder_add_byte(out, text.at[0]);
	return slice_part(text, 1, text.len);
}

static void expand(struct slice text, const struct word *words, size_t count,
		   struct builder *out)
{
	while (text.len > 0)
		text = expand_one(text, words, count, out);
}

/* --- verdicts ------------------------------------------------------------- */

static bool is_word(struct slice text, const char *word)
{
	return slice_is(slice_trim(text), word);
}

static void age_agrees(const struct data_case *test, bool ours, bool theirs)
{
	struct slice verdict = data_text(test, "age");
	bool expected =
		slice_empty(verdict) ? ours : !is_word(verdict, "refuses");

	if (theirs != expected)
		fail_msg("%.*s:%u: age %s it", SLICE_ARGS(test->file),
			 test->line, theirs ? "takes" : "refuses");
}

/* Opens as `expected` says, here and with age. */
static void check_file(const struct data_case *test, struct slice file)
{
	struct slice expected = slice_trim(data_text(test, "expected"));
	struct builder out = {0};
	struct error error = {0};
	bool opens = open_text(file, 1, &out, &error) == 0;

	assert_true(expected.len > 0);
	if (opens) {
		assert_slice(expected, "opens");
		assert_slice(builder_slice(&out), "slate and sponge");
	} else {
		char text[1024];

		error_text(&error, text, sizeof(text));
		assert_int_equal(out.len, 0);
		if (memmem(text, strlen(text), expected.at, expected.len) ==
		    NULL)
			fail_msg("%.*s:%u: '%s'", SLICE_ARGS(test->file),
				 test->line, text);
	}
	builder_release(&out);
	put_file("file.age", file);
	age_agrees(test, opens, runs("age -d -i identity file.age >opened"));
}

/* --- headers -------------------------------------------------------------- */

/* A stanza for `seed`: its share, and its body. */
static void make_stanza(uint64_t seed, struct builder *out, struct slice *share,
			struct slice *body)
{
	struct age_recipient recipient;
	struct error error = {0};
	struct slice rest;

	drawn_recipient(seed, &recipient);
	assert_success(age_header_write(&recipient, 1, file_key, out, &error),
		       &error);
	rest = builder_slice(out);
	slice_cut(&rest, '\n');
	*share = slice_cut(&rest, '\n');
	*share = slice_part(*share, strlen("-> X25519 "), share->len);
	*body = slice_cut(&rest, '\n');
}

static void add_payload(struct builder *out)
{
	static const uint8_t nonce[AGE_NONCE_BYTES] = {7};
	struct slice text = SLICE("slate and sponge");
	uint8_t chunk[100];
	struct age_cipher cipher;
	struct error error = {0};

	builder_add(out, (struct slice){(const char *)nonce, sizeof(nonce)});
	assert_success(age_cipher_init(&cipher, file_key, nonce, true, &error),
		       &error);
	assert_success(age_cipher_seal(&cipher, text, true, chunk, &error),
		       &error);
	age_cipher_release(&cipher);
	builder_add(out, (struct slice){(const char *)chunk,
					text.len + AGE_TAG_BYTES});
}

static void check_header(const struct data_case *test)
{
	struct builder own = {0}, other = {0}, file = {0};
	struct word words[] = {
		{.name = "$OTHER-SHARE"},
		{.name = "$OTHER-BODY"},
		{.name = "$SHARE"},
		{.name = "$BODY"},
	};

	make_stanza(2, &other, &words[0].text, &words[1].text);
	make_stanza(1, &own, &words[2].text, &words[3].text);
	expand(data_text(test, "header"), words, 4, &file);
	add_payload(&file);
	check_file(test, builder_slice(&file));
	builder_release(&own);
	builder_release(&other);
	builder_release(&file);
}

/* --- armor ---------------------------------------------------------------- */

/* "slate and sponge" armored for seed 1, without first and last line; the
 * stanza that nobody knows makes it `more` bytes longer. */
static void make_armor(unsigned int more, struct builder *out)
{
	struct age_armor armor = {.sink = stream_to_builder(out)};
	struct builder file = {0}, stanza = {0};
	struct slice share, body;
	struct error error = {0};

	make_stanza(1, &stanza, &share, &body);
	builder_add_format(&file, "%s-> X25519 %.*s\n%.*s\n-> ",
			   AGE_VERSION_LINE, SLICE_ARGS(share),
			   SLICE_ARGS(body));
	for (unsigned int i = 0; i <= more; i++)
		builder_add_byte(&file, 'x');
	expand(SLICE("\n\n$END\n"), NULL, 0, &file);
	add_payload(&file);
	assert_success(age_armor_write(&armor, builder_slice(&file), &error),
		       &error);
	assert_success(age_armor_close(&armor, &error), &error);
	out->len -= strlen(AGE_ARMOR_END "\n") + 1;
	memmove(out->at, out->at + strlen(AGE_ARMOR_BEGIN "\n"),
		out->len - strlen(AGE_ARMOR_BEGIN "\n"));
	out->len -= strlen(AGE_ARMOR_BEGIN "\n");
	builder_release(&file);
	builder_release(&stanza);
}

static struct slice last_line(struct slice lines)
{
	const char *before = memrchr(lines.at, '\n', lines.len);

	return slice_part(lines, (size_t)(before - lines.at) + 1, lines.len);
}

/* One whose last line ends in two characters of padding, or in none. */
static void make_armor_ending(bool padded, struct builder *out)
{
	for (unsigned int more = 0; more < 48; more++) {
		struct slice line;

		builder_clear(out);
		make_armor(more, out);
		line = last_line(builder_slice(out));
		if (padded ? slice_ends_with(line, SLICE("=="))
			   : line.len == AGE_LINE_CHARACTERS &&
				     !slice_ends_with(line, SLICE("=")))
			return;
	}
	fail_msg("no armor ends so");
}

/* A character whose value has the lowest bit set, which two characters of
 * padding leave unused. */
static char with_a_bit(char character)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				      "opqrstuvwxyz0123456789+/";

	return letters[(strchr(letters, character) - letters) | 1];
}

static void check_armor(const struct data_case *test)
{
	struct builder padded = {0}, whole = {0}, file = {0};
	char bits[AGE_LINE_CHARACTERS];
	struct slice first, last;

	make_armor_ending(true, &padded);
	make_armor_ending(false, &whole);
	last = last_line(builder_slice(&padded));
	first = slice_part(builder_slice(&padded), 0, AGE_LINE_CHARACTERS);
	memcpy(bits, last.at, last.len);
	bits[last.len - 3] = with_a_bit(bits[last.len - 3]);
	{
		const struct word words[] = {
			{"$FIRST", first},
			{"$MIDDLE",
			 slice_part(builder_slice(&padded), first.len + 1,
				    padded.len - last.len - 1)},
			{"$LAST-UNPADDED", slice_part(last, 0, last.len - 2)},
			{"$LAST-BITS", {bits, last.len}},
			{"$LAST", last},
			{"$WHOLE", builder_slice(&whole)},
		};

		expand(data_text(test, "armor"), words, 6, &file);
	}
	check_file(test, builder_slice(&file));
	builder_release(&padded);
	builder_release(&whole);
	builder_release(&file);
}

/* --- keys ----------------------------------------------------------------- */

static struct slice only_line(struct slice text)
{
	return slice_cut(&text, '\n');
}

static bool recipient_is_read(struct slice text, struct error *error)
{
	char again[AGE_RECIPIENT_TEXT_BYTES];
	struct age_recipient recipient;

	if (age_recipient_parse(&recipient, text, error) != 0)
		return false;
	age_recipient_write(&recipient, again);
	assert_true(slice_is(text, again));
	return true;
}

static bool identity_is_read(struct slice text, struct error *error)
{
	static const uint8_t nothing[AGE_KEY_BYTES];
	char again[AGE_IDENTITY_TEXT_BYTES];
	struct age_identity identity;

	if (age_identity_parse(&identity, text, error) != 0) {
		assert_memory_equal(identity.secret_key, nothing,
				    AGE_KEY_BYTES);
		return false;
	}
	age_identity_write(&identity, again);
	assert_true(slice_is(text, again));
	return true;
}

static void check_key(const struct data_case *test)
{
	struct slice text = only_line(data_text(test, "identity"));
	struct slice expected = slice_trim(data_text(test, "expected"));
	bool secret = !slice_empty(text);
	struct error error = {0};
	bool read, theirs;

	if (!secret)
		text = only_line(data_text(test, "recipient"));
	read = secret ? identity_is_read(text, &error)
		      : recipient_is_read(text, &error);
	assert_true(expected.len > 0);
	if (read)
		assert_slice(expected, "read");
	else if (memmem(error.message, strlen(error.message), expected.at,
			expected.len) == NULL)
		fail_msg("%.*s:%u: '%s'", SLICE_ARGS(test->file), test->line,
			 error.message);
	put_file("key", text);
	put_file("text", SLICE("x"));
	theirs = secret ? runs("age-keygen -y key >public")
			: runs("age -r \"$(cat key)\" text >sealed");
	age_agrees(test, read, theirs);
}

static void check(void **state)
{
	const struct data_case *test = *state;

	if (!slice_empty(data_text(test, "header")))
		check_header(test);
	else if (!slice_empty(data_text(test, "armor")))
		check_armor(test);
	else
		check_key(test);
}

int main(void)
{
	int failed;

	if (make_directory(NULL) != 0)
		return 1;
	put_identity("identity", 1);
	failed = data_run("keys, headers, armor", "tests/seal/text", check);
	return remove_directory(NULL) != 0 || failed > 0;
}
