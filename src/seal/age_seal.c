/* Sealing, a chunk at a time. */
#include "seal/age.h"

#include <assert.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "seal/age_parts.h"

struct age_seal {
	struct stream_sink sink; /* of the file, or of the armor below */
	struct age_armor *armor; /* or NULL */
	struct age_cipher cipher;
	bool failed; /* what was written has a gap and gets no end */
	size_t filled;
	uint8_t text[AGE_CHUNK_BYTES]; /* waits to become a chunk */
	uint8_t sealed[AGE_SEALED_CHUNK_BYTES];
};

static int write_armor(void *context, struct slice bytes, struct error *error)
{
	return age_armor_write(context, bytes, error);
}

static int add_armor(struct age_seal *seal, struct error *error)
{
	seal->armor = memory_array(1, sizeof(*seal->armor));
	if (seal->armor == NULL)
		return error_memory(error);
	seal->armor->sink = seal->sink;
	seal->sink = (struct stream_sink){write_armor, seal->armor};
	return 0;
}

static int write_header(struct age_seal *seal,
			const struct age_recipient *recipients, size_t count,
			struct error *error)
{
	uint8_t file_key[AGE_FILE_KEY_BYTES];
	uint8_t nonce[AGE_NONCE_BYTES];
	struct builder header = {0};
	int result = -1;

	randombytes_buf(file_key, sizeof(file_key));
	randombytes_buf(nonce, sizeof(nonce));
	if (age_header_write(recipients, count, file_key, &header, error) != 0)
		goto out;
	builder_add(&header,
		    (struct slice){(const char *)nonce, sizeof(nonce)});
	if (header.failed) {
		error_memory(error);
		goto out;
	}
	if (age_cipher_init(&seal->cipher, file_key, nonce, true, error) != 0)
		goto out;
	result = stream_write(seal->sink, builder_slice(&header), error);
out:
	sodium_memzero(file_key, sizeof(file_key));
	builder_release(&header);
	return result;
}

int age_seal_open(struct age_seal **out, const struct age_recipient *recipients,
		  size_t count, bool armor, struct stream_sink sink,
		  struct error *error)
{
	struct age_seal *seal;

	if (count == 0 || count > AGE_RECIPIENT_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a file is sealed to 1 to %d recipients, not "
				 "%zu",
				 AGE_RECIPIENT_LIMIT, count);
	if (age_ready(error) != 0)
		return -1;
	seal = memory_array(1, sizeof(*seal));
	if (seal == NULL)
		return error_memory(error);
	seal->sink = sink;
	if ((armor && add_armor(seal, error) != 0) ||
	    write_header(seal, recipients, count, error) != 0) {
		age_seal_abandon(seal);
		return -1;
	}
	*out = seal;
	return 0;
}

static int write_chunk(struct age_seal *seal, struct slice text, bool last,
		       struct error *error)
{
	struct slice sealed = {(const char *)seal->sealed,
			       text.len + AGE_TAG_BYTES};

	if (seal->failed)
		return error_set(error, ERROR_SYSTEM,
				 "the sealed file could not be written");
	seal->failed = age_cipher_seal(&seal->cipher, text, last, seal->sealed,
				       error) != 0 ||
		       stream_write(seal->sink, sealed, error) != 0;
	return seal->failed ? -1 : 0;
}

/* A full chunk is written when more is known to follow, since the last one is
 * marked and may not be empty. */
int age_seal_write(struct age_seal *seal, struct slice bytes,
		   struct error *error)
{
	while (bytes.len > 0) {
		size_t room = AGE_CHUNK_BYTES - seal->filled;
		size_t taken = bytes.len < room ? bytes.len : room;

		if (seal->filled == 0 && bytes.len > AGE_CHUNK_BYTES) {
			/* from where it lies, without a copy */
			if (write_chunk(seal,
					slice_part(bytes, 0, AGE_CHUNK_BYTES),
					false, error) != 0)
				return -1;
			taken = AGE_CHUNK_BYTES;
		} else if (room == 0) {
			if (write_chunk(seal,
					(struct slice){(char *)seal->text,
						       AGE_CHUNK_BYTES},
					false, error) != 0)
				return -1;
			seal->filled = 0;
		} else {
			memcpy(seal->text + seal->filled, bytes.at, taken);
			seal->filled += taken;
		}
		bytes = slice_part(bytes, taken, bytes.len);
	}
	return 0;
}

int age_seal_close(struct age_seal *seal, struct error *error)
{
	struct slice text = {(char *)seal->text, seal->filled};
	int result = write_chunk(seal, text, true, error);

	if (result == 0 && seal->armor != NULL)
		result = age_armor_close(seal->armor, error);
	age_seal_abandon(seal);
	return result;
}

void age_seal_abandon(struct age_seal *seal)
{
	if (seal == NULL)
		return;
	age_cipher_release(&seal->cipher);
	memory_free(seal->armor);
	sodium_memzero(seal->text, sizeof(seal->text));
	memory_free(seal);
}

static int write_sealed(void *context, struct slice bytes, struct error *error)
{
	return age_seal_write(context, bytes, error);
}

struct stream_sink age_seal_sink(struct age_seal *seal)
{
	return (struct stream_sink){write_sealed, seal};
}
