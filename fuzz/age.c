/*
 * A sealed file as it may come from anybody: opened, armored or not; and the
 * bytes as a key, as a header alone, and as armor, of which each has one text
 * only.
 */
#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "seal/age.h"
#include "seal/age_parts.h"

/* The corpus is sealed to this one. */
static const struct age_identity identity = {{7, 1, 4}};

static void as_file(struct slice input)
{
	struct age_unseal *unseal;
	struct error error = {0};
	struct slice bytes;

	if (age_unseal_open(&unseal, stream_from_slice(&input), &identity, 1,
			    &error) == 0) {
		while (age_unseal_next(unseal, &bytes, &error) == 0 &&
		       bytes.len > 0)
			must(bytes.len <= AGE_CHUNK_BYTES);
		must(error.code != ERROR_NONE || input.len == 0);
		age_unseal_close(unseal);
	}
	must(error.code == ERROR_NONE || error.message[0] != '\0');
}

static void as_header(struct slice input)
{
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	struct error error = {0};

	if (age_header_open(input, &identity, 1, file_key, &error) == 0)
		must(slice_ends_with(input, SLICE("\n")));
	else
		must(error.code == ERROR_INPUT || error.code == ERROR_KEY);
}

static void as_key(struct slice input)
{
	char public_text[AGE_RECIPIENT_TEXT_BYTES];
	char secret_text[AGE_IDENTITY_TEXT_BYTES];
	struct age_recipient recipient;
	struct age_identity secret;
	struct error error;

	if (age_recipient_parse(&recipient, input, &error) == 0) {
		age_recipient_write(&recipient, public_text);
		must(slice_is(input, public_text));
	}
	if (age_identity_parse(&secret, input, &error) == 0) {
		age_identity_write(&secret, secret_text);
		must(slice_is(input, secret_text));
	}
}

static int read_armor(void *context, void *bytes, size_t size, size_t *got,
		      struct error *error)
{
	return age_dearmor_read(context, bytes, size, got, error);
}

static bool remove_armor(struct slice input, struct builder *out)
{
	struct age_dearmor dearmor = {.source = stream_from_slice(&input)};
	struct stream_source source = {read_armor, &dearmor};

	return stream_copy(source, stream_to_builder(out), NULL, NULL) == 0;
}

static void add_armor(struct slice bytes, struct builder *out)
{
	struct age_armor armor = {.sink = stream_to_builder(out)};

	must(age_armor_write(&armor, bytes, NULL) == 0);
	must(age_armor_close(&armor, NULL) == 0);
}

/* Armor is base64 of one form, but for CR, white space around it and the last
 * line end. */
static void as_armor(struct slice input)
{
	struct builder bytes = {0}, again = {0};

	if (remove_armor(input, &bytes) &&
	    (input.len == 0 || memchr(input.at, '\r', input.len) == NULL)) {
		add_armor(builder_slice(&bytes), &again);
		must(slice_equal(slice_trim(builder_slice(&again)),
				 slice_trim(input)));
	}
	builder_release(&again);
	builder_clear(&bytes);
	add_armor(input, &again);
	must(remove_armor(builder_slice(&again), &bytes));
	must(slice_equal(builder_slice(&bytes), input));
	builder_release(&bytes);
	builder_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice input = {(const char *)data, size};

	must(sodium_init() >= 0);
	as_file(input);
	as_header(input);
	as_key(input);
	as_armor(input);
	return 0;
}
