/* What is sealed opens, and nothing else does. */
#include "tests/test.h"

#include <stdio.h>

#include <sodium.h>

#include "base/builder.h"
#include "seal/age.h"
#include "seal/age_parts.h"
#include "tests/seal/age_files.h"

enum { SMALL = 300 }; /* bytes of text of a small file */

static struct builder text, sealed, opened;

static void seal(size_t size, size_t recipients, bool armor, size_t piece)
{
	struct error error = {0};

	drawn_text(size, size, &text);
	builder_clear(&sealed);
	assert_success(seal_text(builder_slice(&text), recipients, armor, piece,
				 &sealed, &error),
		       &error);
}

static void opens_to_text(struct slice bytes, uint64_t seed)
{
	struct error error = {0};

	builder_clear(&opened);
	assert_success(open_text(bytes, seed, &opened, &error), &error);
	assert_int_equal(opened.len, text.len);
	assert_true(slice_equal(builder_slice(&opened), builder_slice(&text)));
}

/* Refused, and what was given before is a beginning of the text in whole
 * chunks. */
static void refused_with(struct slice bytes, const char *message)
{
	struct error error = {0};

	builder_clear(&opened);
	assert_int_equal(open_text(bytes, 1, &opened, &error), -1);
	assert_int_equal(opened.len % AGE_CHUNK_BYTES, 0);
	assert_true(slice_starts_with(builder_slice(&text),
				      builder_slice(&opened)));
	assert_true(opened.len < text.len || text.len == 0 ||
		    opened.len % AGE_CHUNK_BYTES == 0);
	if (strstr(error.message, message) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, message);
}

static void refused(struct slice bytes)
{
	refused_with(bytes, "");
}

/* --- what is sealed opens ------------------------------------------------- */

static const size_t sizes[] = {
	0,
	1,
	2,
	AGE_CHUNK_BYTES - 1,
	AGE_CHUNK_BYTES,
	AGE_CHUNK_BYTES + 1,
	2 * AGE_CHUNK_BYTES - 1,
	2 * AGE_CHUNK_BYTES,
	2 * AGE_CHUNK_BYTES + 1,
	5 * AGE_CHUNK_BYTES + 123,
};

static void every_size_opens_however_it_is_written(void **state)
{
	static const size_t pieces[] = {0, 1000, AGE_CHUNK_BYTES,
					AGE_CHUNK_BYTES + 1,
					3 * AGE_CHUNK_BYTES};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (size_t j = 0; j < sizeof(pieces) / sizeof(pieces[0]);
		     j++) {
			seal(sizes[i], 1, j % 2 == 1, pieces[j]);
			opens_to_text(builder_slice(&sealed), 1);
		}
}

/* As the format says: header, nonce, and for each chunk a tag. */
static void a_sealed_file_is_as_long_as_it_must_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		size_t chunks = sizes[i] == 0 ? 1
					      : (sizes[i] + AGE_CHUNK_BYTES -
						 1) / AGE_CHUNK_BYTES;

		seal(sizes[i], 2, false, 0);
		assert_int_equal(sealed.len,
				 22 + 2 * (10 + 43 + 1 + 43 + 1) +
					 (4 + 43 + 1) + AGE_NONCE_BYTES +
					 sizes[i] + AGE_TAG_BYTES * chunks);
	}
}

static void each_recipient_opens_it_and_nobody_else(void **state)
{
	struct error error = {0};

	(void)state;
	seal(SMALL, 5, false, 0);
	for (uint64_t seed = 1; seed <= 5; seed++)
		opens_to_text(builder_slice(&sealed), seed);
	builder_clear(&opened);
	assert_int_equal(open_text(builder_slice(&sealed), 6, &opened, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	assert_int_equal(opened.len, 0);
}

static void one_identity_of_many_is_enough(void **state)
{
	struct age_identity identities[3];
	struct age_unseal *unseal;
	struct error error = {0};
	struct slice rest;

	(void)state;
	seal(SMALL, 2, false, 0);
	for (uint64_t i = 0; i < 3; i++)
		drawn_identity(10 - 4 * i, &identities[i]); /* 10, 6, 2 */
	rest = builder_slice(&sealed);
	assert_success(age_unseal_open(&unseal, stream_from_slice(&rest),
				       identities, 3, &error),
		       &error);
	age_unseal_close(unseal);
	rest = builder_slice(&sealed);
	assert_int_equal(age_unseal_open(&unseal, stream_from_slice(&rest),
					 identities, 2, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
	rest = builder_slice(&sealed);
	assert_int_equal(age_unseal_open(&unseal, stream_from_slice(&rest),
					 NULL, 0, &error),
			 -1);
	assert_int_equal(error.code, ERROR_KEY);
}

static void sealed_twice_nothing_is_alike(void **state)
{
	struct builder again = {0};
	struct error error = {0};
	size_t alike = 0;

	(void)state;
	seal(SMALL, 1, false, 0);
	assert_success(
		seal_text(builder_slice(&text), 1, false, 0, &again, &error),
		&error);
	assert_int_equal(again.len, sealed.len);
	/* from the stanza's share on; one byte of 256 is alike by chance, and
	 * a character of base64 of 64 */
	for (size_t i = 32; i < sealed.len; i++)
		alike += sealed.at[i] == again.at[i];
	assert_true(alike < 40);
	builder_release(&again);
}

static void a_new_identity_is_nobody_elses(void **state)
{
	static const uint8_t nothing[AGE_KEY_BYTES];
	struct age_identity identities[2];
	struct age_recipient recipient;
	struct slice rest = SLICE("slate and sponge");
	struct age_unseal *unseal;
	struct age_seal *own;
	struct error error = {0};

	(void)state;
	for (unsigned int i = 0; i < 2; i++)
		assert_success(age_identity_make(&identities[i], &error),
			       &error);
	assert_memory_not_equal(&identities[0], &identities[1], AGE_KEY_BYTES);
	age_identity_recipient(&identities[0], &recipient);
	builder_clear(&sealed);
	builder_clear(&opened);
	assert_success(age_seal_open(&own, &recipient, 1, false,
				     stream_to_builder(&sealed), &error),
		       &error);
	assert_success(stream_copy(stream_from_slice(&rest), age_seal_sink(own),
				   NULL, &error),
		       &error);
	assert_success(age_seal_close(own, &error), &error);
	rest = builder_slice(&sealed);
	assert_int_equal(age_unseal_open(&unseal, stream_from_slice(&rest),
					 &identities[1], 1, &error),
			 -1);
	rest = builder_slice(&sealed);
	assert_success(age_unseal_open(&unseal, stream_from_slice(&rest),
				       &identities[0], 1, &error),
		       &error);
	assert_success(stream_copy(age_unseal_source(unseal),
				   stream_to_builder(&opened), NULL, &error),
		       &error);
	age_unseal_close(unseal);
	assert_slice(builder_slice(&opened), "slate and sponge");
	age_identity_wipe(&identities[0]);
	assert_memory_equal(identities[0].secret_key, nothing, AGE_KEY_BYTES);
}

static void a_source_may_give_as_little_as_it_likes(void **state)
{
	struct age_identity identity;

	(void)state;
	drawn_identity(1, &identity);
	for (size_t piece = 1; piece < 200; piece += piece / 3 + 1)
		for (unsigned int armor = 0; armor < 2; armor++) {
			struct age_unseal *unseal;
			struct slow_source slow = {.piece = piece};
			struct error error = {0};

			seal(AGE_CHUNK_BYTES + SMALL, 3, armor == 1, 0);
			slow.rest = builder_slice(&sealed);
			builder_clear(&opened);
			assert_success(age_unseal_open(&unseal,
						       slow_source(&slow),
						       &identity, 1, &error),
				       &error);
			assert_success(stream_copy(age_unseal_source(unseal),
						   stream_to_builder(&opened),
						   NULL, &error),
				       &error);
			age_unseal_close(unseal);
			assert_true(slice_equal(builder_slice(&opened),
						builder_slice(&text)));
		}
}

static void it_may_be_read_a_little_at_a_time(void **state)
{
	struct age_identity identity;
	struct age_unseal *unseal;
	struct error error = {0};
	struct slice rest;
	char bytes[777];
	size_t got;

	(void)state;
	drawn_identity(1, &identity);
	seal(2 * AGE_CHUNK_BYTES, 1, false, 0);
	rest = builder_slice(&sealed);
	builder_clear(&opened);
	assert_success(age_unseal_open(&unseal, stream_from_slice(&rest),
				       &identity, 1, &error),
		       &error);
	do {
		assert_success(age_unseal_read(unseal, bytes, sizeof(bytes),
					       &got, &error),
			       &error);
		builder_add(&opened, (struct slice){bytes, got});
	} while (got > 0);
	/* the end stays the end */
	assert_success(
		age_unseal_read(unseal, bytes, sizeof(bytes), &got, &error),
		&error);
	assert_int_equal(got, 0);
	age_unseal_close(unseal);
	assert_true(slice_equal(builder_slice(&opened), builder_slice(&text)));
}

/* --- what was done to it is noticed --------------------------------------- */

static void cut_off_anywhere_it_is_refused(void **state)
{
	(void)state;
	for (unsigned int armor = 0; armor < 2; armor++) {
		seal(SMALL, 2, armor == 1, 0);
		/* an armor's last line end may be missing */
		for (size_t i = 0; i + armor < sealed.len; i++)
			refused(slice_part(builder_slice(&sealed), 0, i));
	}
}

static void cut_off_in_a_long_file_whole_chunks_are_given(void **state)
{
	size_t header;

	(void)state;
	seal(3 * AGE_CHUNK_BYTES, 1, false, 0);
	header = sealed.len - 3 * AGE_SEALED_CHUNK_BYTES;
	for (size_t chunk = 0; chunk < 3; chunk++) {
		size_t end = header + chunk * AGE_SEALED_CHUNK_BYTES;

		for (size_t more = 0; more < 40; more++) {
			refused(slice_part(builder_slice(&sealed), 0,
					   end + more));
			assert_true(opened.len <= chunk * AGE_CHUNK_BYTES);
		}
		refused_with(slice_part(builder_slice(&sealed), 0, end),
			     "cut off");
	}
}

static void with_any_bit_changed_it_is_refused(void **state)
{
	(void)state;
	seal(40, 1, false, 0);
	for (size_t i = 0; i < sealed.len; i++)
		for (unsigned int bit = 0; bit < 8; bit++) {
			sealed.at[i] ^= (char)(1 << bit);
			refused(builder_slice(&sealed));
			assert_int_equal(opened.len, 0);
			sealed.at[i] ^= (char)(1 << bit);
		}
	opens_to_text(builder_slice(&sealed), 1);
}

/* Spaces around an armor and CR before LF are what it may have. */
static void with_any_bit_of_an_armor_changed_it_is_refused(void **state)
{
	size_t last;

	(void)state;
	seal(40, 1, true, 0);
	last = sealed.len - 1;
	for (size_t i = 0; i < sealed.len; i++)
		for (unsigned int bit = 0; bit < 8; bit++) {
			sealed.at[i] ^= (char)(1 << bit);
			if (i < last || strchr(" \t\r", sealed.at[i]) == NULL)
				refused(builder_slice(&sealed));
			sealed.at[i] ^= (char)(1 << bit);
		}
	opens_to_text(builder_slice(&sealed), 1);
}

static void what_is_not_authentic_is_wiped(void **state)
{
	static const uint8_t key[AGE_FILE_KEY_BYTES], nonce[AGE_NONCE_BYTES];
	static const uint8_t nothing[16];
	uint8_t chunk[16 + AGE_TAG_BYTES], plain[16];
	struct age_cipher cipher;
	struct error error = {0};

	(void)state;
	assert_success(age_cipher_init(&cipher, key, nonce, true, &error),
		       &error);
	assert_success(age_cipher_seal(&cipher, SLICE("slate and sponge"), true,
				       chunk, &error),
		       &error);
	age_cipher_release(&cipher);
	assert_success(age_cipher_init(&cipher, key, nonce, false, &error),
		       &error);
	memset(plain, 'x', sizeof(plain));
	assert_false(
		age_cipher_open(&cipher, chunk, sizeof(chunk), false, plain));
	assert_memory_equal(plain, nothing, sizeof(plain));
	/* and may be tried again */
	assert_true(
		age_cipher_open(&cipher, chunk, sizeof(chunk), true, plain));
	assert_memory_equal(plain, "slate and sponge", sizeof(plain));
	age_cipher_release(&cipher);
}

static void chunks_in_another_order_are_refused(void **state)
{
	char *first, *second;
	char *kept = test_malloc(AGE_SEALED_CHUNK_BYTES);

	(void)state;
	seal(4 * AGE_CHUNK_BYTES, 1, false, 0);
	for (size_t i = 0; i < 4; i++)
		for (size_t j = 0; j < i; j++) {
			first = sealed.at + sealed.len -
				(j + 1) * AGE_SEALED_CHUNK_BYTES;
			second = sealed.at + sealed.len -
				 (i + 1) * AGE_SEALED_CHUNK_BYTES;
			memcpy(kept, first, AGE_SEALED_CHUNK_BYTES);
			memcpy(first, second, AGE_SEALED_CHUNK_BYTES);
			memcpy(second, kept, AGE_SEALED_CHUNK_BYTES);
			refused_with(builder_slice(&sealed), "altered");
			assert_true(opened.len <= (3 - i) * AGE_CHUNK_BYTES);
			memcpy(second, first, AGE_SEALED_CHUNK_BYTES);
			memcpy(first, kept, AGE_SEALED_CHUNK_BYTES);
		}
	opens_to_text(builder_slice(&sealed), 1);
	test_free(kept);
}

/* The file with its bytes from `from` to `to` put in place of those that stand
 * from `at` to `end`. */
static void spliced(struct builder *out, size_t at, size_t end, size_t from,
		    size_t to)
{
	struct slice whole = builder_slice(&sealed);

	builder_clear(out);
	builder_add(out, slice_part(whole, 0, at));
	builder_add(out, slice_part(whole, from, to));
	builder_add(out, slice_part(whole, end, whole.len));
}

static void a_chunk_dropped_or_doubled_is_refused(void **state)
{
	struct builder other = {0};
	size_t header, size = AGE_SEALED_CHUNK_BYTES;

	(void)state;
	seal(3 * AGE_CHUNK_BYTES, 1, false, 0);
	header = sealed.len - 3 * size;
	for (size_t i = 0; i < 3; i++) {
		size_t at = header + i * size;

		spliced(&other, at, at + size, 0, 0);
		refused(builder_slice(&other));
		spliced(&other, at, at, at, at + size);
		refused(builder_slice(&other));
	}
	builder_release(&other);
}

static void chunks_of_another_file_are_refused(void **state)
{
	struct builder other = {0};
	struct error error = {0};

	(void)state;
	seal(SMALL, 1, false, 0);
	assert_success(
		seal_text(builder_slice(&text), 1, false, 0, &other, &error),
		&error);
	memcpy(sealed.at + sealed.len - SMALL - AGE_TAG_BYTES,
	       other.at + other.len - SMALL - AGE_TAG_BYTES,
	       SMALL + AGE_TAG_BYTES);
	refused_with(builder_slice(&sealed), "altered");
	builder_release(&other);
}

static void nothing_may_follow_the_end(void **state)
{
	(void)state;
	for (size_t size = AGE_CHUNK_BYTES - 1; size <= AGE_CHUNK_BYTES + 1;
	     size++)
		for (size_t more = 1; more < 100; more += 7) {
			static const char bytes[100];

			seal(size, 1, false, 0);
			builder_add(&sealed, (struct slice){bytes, more});
			refused_with(builder_slice(&sealed),
				     size == AGE_CHUNK_BYTES
					     ? "something follows"
					     : "");
		}
	seal(SMALL, 1, true, 0);
	builder_add(&sealed, SLICE("\n \nmore"));
	refused_with(builder_slice(&sealed), "something follows");
}

static void white_space_around_an_armor_has_an_end(void **state)
{
	struct builder spaced = {0};

	(void)state;
	seal(SMALL, 1, true, 0);
	for (unsigned int i = 0; i < AGE_ARMOR_SPACE_LIMIT; i++)
		builder_add_byte(&sealed, ' ');
	opens_to_text(builder_slice(&sealed), 1);
	builder_add_byte(&sealed, ' ');
	refused_with(builder_slice(&sealed), "too much white space");
	sealed.len -= AGE_ARMOR_SPACE_LIMIT + 1;
	for (unsigned int i = 0; i < AGE_ARMOR_SPACE_LIMIT; i++)
		builder_add_byte(&spaced, '\n');
	builder_add(&spaced, builder_slice(&sealed));
	opens_to_text(builder_slice(&spaced), 1);
	builder_clear(&spaced);
	for (unsigned int i = 0; i <= AGE_ARMOR_SPACE_LIMIT; i++)
		builder_add_byte(&spaced, '\n');
	builder_add(&spaced, builder_slice(&sealed));
	refused_with(builder_slice(&spaced), "too much white space");
	builder_release(&spaced);
}

/* --- header --------------------------------------------------------------- */

static const uint8_t file_key[AGE_FILE_KEY_BYTES] = "sixteen letters";

/* A file made by hand: `middle` between the stanza of seed 1 and the end. */
static void made(struct slice middle)
{
	static const uint8_t nonce[AGE_NONCE_BYTES] = "another sixteen";
	char mac_text[sodium_base64_ENCODED_LEN(
		AGE_MAC_BYTES, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
	struct age_cipher cipher;
	struct age_recipient recipient;
	struct error error = {0};
	uint8_t mac[AGE_MAC_BYTES];
	uint8_t chunk[SMALL + AGE_TAG_BYTES];

	drawn_text(SMALL, SMALL, &text);
	drawn_recipient(1, &recipient);
	builder_clear(&sealed);
	assert_success(
		age_header_write(&recipient, 1, file_key, &sealed, &error),
		&error);
	sealed.len -= strlen("--- \n") + 43;
	builder_add(&sealed, middle);
	builder_add_text(&sealed, "---");
	age_header_mac(file_key, builder_slice(&sealed), mac);
	builder_add_format(
		&sealed, " %s\n",
		sodium_bin2base64(mac_text, sizeof(mac_text), mac, sizeof(mac),
				  sodium_base64_VARIANT_ORIGINAL_NO_PADDING));
	builder_add(&sealed,
		    (struct slice){(const char *)nonce, sizeof(nonce)});
	assert_success(age_cipher_init(&cipher, file_key, nonce, true, &error),
		       &error);
	assert_success(age_cipher_seal(&cipher, builder_slice(&text), true,
				       chunk, &error),
		       &error);
	age_cipher_release(&cipher);
	builder_add(&sealed,
		    (struct slice){(const char *)chunk, sizeof(chunk)});
}

static void stanzas_that_nobody_knows_are_passed_over(void **state)
{
	struct builder middle = {0};

	(void)state;
	made(SLICE("-> hornbook.example/slate 1 2 3\n\n"));
	opens_to_text(builder_slice(&sealed), 1);
	for (unsigned int i = 1; i < AGE_STANZA_LIMIT; i++)
		builder_add_text(&middle, "-> grease\nAAAA\n");
	made(builder_slice(&middle));
	opens_to_text(builder_slice(&sealed), 1);
	builder_add_text(&middle, "-> grease\nAAAA\n");
	made(builder_slice(&middle));
	refused_with(builder_slice(&sealed), "more than 1024 recipients");
	builder_release(&middle);
}

static void thousands_of_recipients_are_refused(void **state)
{
	struct builder middle = {0};

	(void)state;
	for (unsigned int i = 0; i < 10000; i++)
		builder_add_text(&middle, "-> grease\nAAAA\n");
	made(builder_slice(&middle));
	refused_with(builder_slice(&sealed), "more than 1024 recipients");
	builder_release(&middle);
}

static void a_giant_header_is_refused(void **state)
{
	static const char line[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
				   "AAAAAAAAAAAAAAAAAAAAA"
				   "\n";
	struct builder middle = {0};
	size_t lines = AGE_HEADER_LIMIT_BYTES / strlen(line);

	(void)state;
	builder_add_text(&middle, "-> grease\n");
	for (size_t i = 0; i < lines - 5; i++)
		builder_add_text(&middle, line);
	builder_add_text(&middle, "\n");
	made(builder_slice(&middle));
	opens_to_text(builder_slice(&sealed), 1);
	middle.len--;
	for (size_t i = 0; i < 5; i++)
		builder_add_text(&middle, line);
	builder_add_text(&middle, "\n");
	made(builder_slice(&middle));
	refused_with(builder_slice(&sealed), "header is larger than");

	/* and one that is a single line, or does not end */
	builder_clear(&middle);
	builder_add_text(&middle, "-> ");
	for (size_t i = 0; i < 2 * AGE_CHUNK_BYTES; i++)
		builder_add_byte(&middle, 'x');
	made(builder_slice(&middle));
	refused_with(builder_slice(&sealed), "has a line of more than");
	builder_release(&middle);
}

static void an_altered_header_is_refused(void **state)
{
	char *grease;

	(void)state;
	made(SLICE("-> grease\nAAAA\n"));
	grease = memmem(sealed.at, sealed.len, "grease", 6);
	assert_non_null(grease);
	*grease = 'G';
	refused_with(builder_slice(&sealed), "header was altered");
}

/* As the header's reader says it, for those who call it with any bytes. */
static void a_header_is_whole(void **state)
{
	struct age_identity identity;
	struct age_recipient recipient;
	struct error error = {0};
	struct builder header = {0};
	uint8_t found[AGE_FILE_KEY_BYTES];

	(void)state;
	drawn_identity(1, &identity);
	age_identity_recipient(&identity, &recipient);
	assert_success(
		age_header_write(&recipient, 1, file_key, &header, &error),
		&error);
	assert_success(age_header_open(builder_slice(&header), &identity, 1,
				       found, &error),
		       &error);
	assert_memory_equal(found, file_key, sizeof(found));
	for (size_t i = 0; i < header.len; i++)
		assert_int_equal(
			age_header_open(
				slice_part(builder_slice(&header), 0, i),
				&identity, 1, found, &error),
			-1);
	builder_add_byte(&header, '\n');
	assert_int_equal(age_header_open(builder_slice(&header), &identity, 1,
					 found, &error),
			 -1);
	assert_non_null(strstr(error.message, "something follows"));
	header.at[0] = 'A';
	assert_int_equal(age_header_open(builder_slice(&header), &identity, 1,
					 found, &error),
			 -1);
	assert_non_null(strstr(error.message, "no file sealed"));
	builder_release(&header);
}

/* An empty last chunk after a full one, with the right tag. */
static void an_empty_end_of_a_file_that_is_not_empty_is_refused(void **state)
{
	static const uint8_t nonce[AGE_NONCE_BYTES] = {1};
	struct age_recipient recipient;
	struct age_cipher cipher;
	struct error error = {0};
	char *room;

	(void)state;
	drawn_text(1, AGE_CHUNK_BYTES, &text);
	drawn_recipient(1, &recipient);
	builder_clear(&sealed);
	assert_success(
		age_header_write(&recipient, 1, file_key, &sealed, &error),
		&error);
	builder_add(&sealed,
		    (struct slice){(const char *)nonce, sizeof(nonce)});
	room = builder_reserve(&sealed, AGE_SEALED_CHUNK_BYTES + AGE_TAG_BYTES);
	assert_non_null(room);
	assert_success(age_cipher_init(&cipher, file_key, nonce, true, &error),
		       &error);
	assert_success(age_cipher_seal(&cipher, builder_slice(&text), false,
				       (uint8_t *)room, &error),
		       &error);
	assert_success(age_cipher_seal(&cipher, SLICE(""), true,
				       (uint8_t *)room + AGE_SEALED_CHUNK_BYTES,
				       &error),
		       &error);
	age_cipher_release(&cipher);
	builder_commit(&sealed, AGE_SEALED_CHUNK_BYTES + AGE_TAG_BYTES);
	refused_with(builder_slice(&sealed), "empty last part");
	sealed.len -= AGE_TAG_BYTES;
	refused_with(builder_slice(&sealed), "cut off");
}

/* --- misuse --------------------------------------------------------------- */

static void nobody_and_too_many_are_no_recipients(void **state)
{
	struct age_recipient recipient;
	struct age_seal *seal;
	struct error error = {0};

	(void)state;
	drawn_recipient(1, &recipient);
	builder_clear(&sealed);
	assert_int_equal(age_seal_open(&seal, &recipient, 0, false,
				       stream_to_builder(&sealed), &error),
			 -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(age_seal_open(&seal, NULL, AGE_RECIPIENT_LIMIT + 1,
				       false, stream_to_builder(&sealed),
				       &error),
			 -1);
	assert_int_equal(sealed.len, 0);
}

/* Points of low order on Curve25519 (RFC 7748, section 6.1 warns of them): 0, 1,
 * p - 1, p, p + 1 and two of order 8. */
static const char *const low_order[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
	"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
};

static void keys_that_protect_nothing_are_refused(void **state)
{
	struct builder middle = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(low_order) / sizeof(low_order[0]); i++) {
		char share[64];
		char key[AGE_RECIPIENT_TEXT_BYTES];
		struct age_recipient recipient;
		struct age_seal *seal;
		struct error error = {0};
		size_t size;

		assert_int_equal(sodium_hex2bin(recipient.public_key,
						AGE_KEY_BYTES, low_order[i], 64,
						NULL, &size, NULL),
				 0);
		builder_clear(&sealed);
		assert_int_equal(age_seal_open(&seal, &recipient, 1, false,
					       stream_to_builder(&sealed),
					       &error),
				 -1);
		assert_non_null(strstr(error.message, "protects nothing"));
		assert_int_equal(sealed.len, 0);

		age_recipient_write(&recipient, key);
		assert_int_equal(
			age_recipient_parse(&recipient, slice_of(key), &error),
			-1);
		assert_non_null(strstr(error.message, "protects nothing"));

		/* seed 2 does not open the stanza before, so this one is
		 * tried */
		builder_clear(&middle);
		builder_add_format(
			&middle, "-> X25519 %s\n%s\n",
			sodium_bin2base64(
				share, sizeof(share), recipient.public_key,
				AGE_KEY_BYTES,
				sodium_base64_VARIANT_ORIGINAL_NO_PADDING),
			share);
		made(builder_slice(&middle));
		builder_clear(&opened);
		assert_int_equal(
			open_text(builder_slice(&sealed), 2, &opened, &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		assert_non_null(strstr(error.message, "protects nothing"));
	}
	builder_release(&middle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_opens_however_it_is_written),
		cmocka_unit_test(a_sealed_file_is_as_long_as_it_must_be),
		cmocka_unit_test(each_recipient_opens_it_and_nobody_else),
		cmocka_unit_test(one_identity_of_many_is_enough),
		cmocka_unit_test(sealed_twice_nothing_is_alike),
		cmocka_unit_test(a_new_identity_is_nobody_elses),
		cmocka_unit_test(a_source_may_give_as_little_as_it_likes),
		cmocka_unit_test(it_may_be_read_a_little_at_a_time),
		cmocka_unit_test(cut_off_anywhere_it_is_refused),
		cmocka_unit_test(cut_off_in_a_long_file_whole_chunks_are_given),
		cmocka_unit_test(with_any_bit_changed_it_is_refused),
		cmocka_unit_test(
			with_any_bit_of_an_armor_changed_it_is_refused),
		cmocka_unit_test(what_is_not_authentic_is_wiped),
		cmocka_unit_test(chunks_in_another_order_are_refused),
		cmocka_unit_test(a_chunk_dropped_or_doubled_is_refused),
		cmocka_unit_test(chunks_of_another_file_are_refused),
		cmocka_unit_test(nothing_may_follow_the_end),
		cmocka_unit_test(white_space_around_an_armor_has_an_end),
		cmocka_unit_test(stanzas_that_nobody_knows_are_passed_over),
		cmocka_unit_test(thousands_of_recipients_are_refused),
		cmocka_unit_test(a_giant_header_is_refused),
		cmocka_unit_test(an_altered_header_is_refused),
		cmocka_unit_test(a_header_is_whole),
		cmocka_unit_test(
			an_empty_end_of_a_file_that_is_not_empty_is_refused),
		cmocka_unit_test(nobody_and_too_many_are_no_recipients),
		cmocka_unit_test(keys_that_protect_nothing_are_refused),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	failed = cmocka_run_group_tests_name("age", tests, NULL, NULL);
	builder_release(&text);
	builder_release(&sealed);
	builder_release(&opened);
	return failed;
}
