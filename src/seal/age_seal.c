/* Sealing, a chunk at a time. */
#include "seal/age.h"

#include <assert.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "seal/age_parts.h"

/* The chunks at the beginning that are not known whole yet. */
struct held {
	uint8_t *text;  /* in locked memory; NULL: there are none */
	size_t size;    /* whole chunks */
	size_t awaited; /* bytes at its beginning; 0 when they are there */
	size_t filled;  /* with those */
	bool overtaken; /* more follows, and zeros stand in their place */
	uint64_t place; /* of the first of them in the file */
	struct stream_patch over;
};

struct age_seal {
	struct stream_sink sink; /* of the file, or of the armor below */
	struct age_armor *armor; /* or NULL */
	struct age_cipher cipher;
	bool failed; /* what was written has a gap and gets no end */
	struct held held;
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
	seal->held.place = header.len;
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

/* `*place` is where an earlier chunk belongs; NULL: behind all others. */
static int write_chunk(struct age_seal *seal, struct slice text, bool last,
		       const uint64_t *place, struct error *error)
{
	struct slice sealed = {(const char *)seal->sealed,
			       text.len + AGE_TAG_BYTES};
	int result;

	if (seal->failed)
		return error_set(error, ERROR_SYSTEM,
				 "the sealed file could not be written");
	result =
		age_cipher_seal(&seal->cipher, text, last, seal->sealed, error);
	if (result == 0)
		result = place != NULL
				 ? stream_replace(seal->held.over, *place,
						  sealed, error)
				 : stream_write(seal->sink, sealed, error);
	seal->failed = result != 0;
	return result;
}

/* --- chunks that are held back -------------------------------------------- */

int age_seal_hold(struct age_seal *seal, size_t size, struct stream_patch over,
		  struct error *error)
{
	struct held *held = &seal->held;
	size_t chunks = size / AGE_CHUNK_BYTES + (size % AGE_CHUNK_BYTES != 0);

	assert(size > 0 && seal->armor == NULL && held->text == NULL);
	assert(seal->filled == 0);
	held->text = sodium_allocarray(chunks, AGE_CHUNK_BYTES);
	if (held->text == NULL)
		return error_memory(error);
	held->size = chunks * AGE_CHUNK_BYTES;
	held->awaited = size;
	held->filled = size;
	held->over = over;
	age_cipher_leave(&seal->cipher, chunks);
	return 0;
}

int age_seal_fill(struct age_seal *seal, struct slice bytes,
		  struct error *error)
{
	struct held *held = &seal->held;

	if (bytes.len != held->awaited)
		return error_set(error, ERROR_SYSTEM,
				 "%zu bytes do not fill the %zu that a sealed "
				 "file was begun with",
				 bytes.len, held->awaited);
	if (bytes.len > 0)
		memcpy(held->text, bytes.at, bytes.len);
	held->awaited = 0;
	return 0;
}

/* Zeros, where the chunks will be. */
static int overtake(struct age_seal *seal, struct error *error)
{
	struct slice zeros = {(const char *)seal->sealed, sizeof(seal->sealed)};

	seal->held.overtaken = true;
	memset(seal->sealed, 0, sizeof(seal->sealed));
	for (size_t at = 0; at < seal->held.size; at += AGE_CHUNK_BYTES)
		if (stream_write(seal->sink, zeros, error) != 0) {
			seal->failed = true;
			return -1;
		}
	return 0;
}

/* Takes what has room beside what is awaited; `*bytes` is what has not. */
static int hold(struct age_seal *seal, struct slice *bytes, struct error *error)
{
	struct held *held = &seal->held;
	size_t room = held->size - held->filled;
	size_t taken = bytes->len < room ? bytes->len : room;

	memcpy(held->text + held->filled, bytes->at, taken);
	held->filled += taken;
	*bytes = slice_part(*bytes, taken, bytes->len);
	return bytes->len == 0 || held->overtaken ? 0 : overtake(seal, error);
}

static int write_held(struct age_seal *seal, struct error *error)
{
	const struct held *held = &seal->held;
	struct slice rest = {(const char *)held->text, held->filled};
	uint64_t place = held->place;

	if (held->awaited > 0)
		return error_set(error, ERROR_SYSTEM,
				 "what a sealed file was to begin with did not "
				 "come");
	age_cipher_return(&seal->cipher);
	while (rest.len > 0) {
		struct slice chunk = slice_part(rest, 0, AGE_CHUNK_BYTES);

		rest = slice_part(rest, chunk.len, rest.len);
		if (write_chunk(seal, chunk, rest.len == 0 && !held->overtaken,
				held->overtaken ? &place : NULL, error) != 0)
			return -1;
		place += AGE_SEALED_CHUNK_BYTES;
	}
	return 0;
}

/* -------------------------------------------------------------------------- */

/* A full chunk is written when more is known to follow, since the last one is
 * marked and may not be empty. */
int age_seal_write(struct age_seal *seal, struct slice bytes,
		   struct error *error)
{
	if (seal->held.text != NULL && bytes.len > 0 &&
	    hold(seal, &bytes, error) != 0)
		return -1;
	while (bytes.len > 0) {
		size_t room = AGE_CHUNK_BYTES - seal->filled;
		size_t taken = bytes.len < room ? bytes.len : room;

		if (seal->filled == 0 && bytes.len > AGE_CHUNK_BYTES) {
			/* from where it lies, without a copy */
			if (write_chunk(seal,
					slice_part(bytes, 0, AGE_CHUNK_BYTES),
					false, NULL, error) != 0)
				return -1;
			taken = AGE_CHUNK_BYTES;
		} else if (room == 0) {
			if (write_chunk(seal,
					(struct slice){(char *)seal->text,
						       AGE_CHUNK_BYTES},
					false, NULL, error) != 0)
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

static int write_last(struct age_seal *seal, struct error *error)
{
	struct slice text = {(char *)seal->text, seal->filled};

	/* What is held back is the last chunk when nothing came after it. */
	if (seal->held.text != NULL && !seal->held.overtaken)
		return 0;
	return write_chunk(seal, text, true, NULL, error);
}

int age_seal_close(struct age_seal *seal, struct error *error)
{
	int result = write_last(seal, error);

	if (result == 0 && seal->held.text != NULL)
		result = write_held(seal, error);
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
	sodium_free(seal->held.text); /* wipes */
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
