/* Opening, a chunk at a time. */
#include "seal/age.h"

#include <sodium.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "seal/age_parts.h"

/* One byte more than a chunk is read: it tells whether the chunk is the last. */
enum { AHEAD_BYTES = AGE_SEALED_CHUNK_BYTES + 1 };

struct age_unseal {
	struct stream_source source; /* of the file, or of the armor below */
	struct age_dearmor *dearmor; /* or NULL */
	struct age_cipher cipher;
	bool ended;
	bool refused; /* nothing more is given */
	size_t start; /* of what is left in `ahead`, while the header is read */
	size_t filled; /* end of it */
	size_t size;   /* of `text` */
	size_t given;
	uint8_t ahead[AHEAD_BYTES];
	uint8_t text[AGE_CHUNK_BYTES]; /* authenticated */
};

static int read_ahead(struct age_unseal *unseal, size_t size,
		      struct error *error)
{
	size_t got;

	if (unseal->filled >= size)
		return 0;
	if (stream_read_whole(unseal->source, unseal->ahead + unseal->filled,
			      size - unseal->filled, &got, error) != 0)
		return -1;
	unseal->filled += got;
	return 0;
}

static void drop(struct age_unseal *unseal, size_t size)
{
	memmove(unseal->ahead, unseal->ahead + size, unseal->filled - size);
	unseal->filled -= size;
}

/* --- the beginning -------------------------------------------------------- */

static int read_dearmored(void *context, void *bytes, size_t size, size_t *got,
			  struct error *error)
{
	return age_dearmor_read(context, bytes, size, got, error);
}

static int remove_armor(struct age_unseal *unseal, struct error *error)
{
	struct age_dearmor *dearmor = memory_array(1, sizeof(*dearmor));

	if (dearmor == NULL)
		return error_memory(error);
	dearmor->source = unseal->source;
	memcpy(dearmor->text, unseal->ahead, unseal->filled);
	dearmor->filled = unseal->filled;
	unseal->filled = 0;
	unseal->dearmor = dearmor;
	unseal->source = (struct stream_source){read_dearmored, dearmor};
	return 0;
}

static int damaged(struct error *error, const char *how)
{
	error_set(error, ERROR_INPUT, "%s", how);
	return error_hint(error, "the file was damaged on its way: have it "
				 "sent again");
}

/* The version line, of which the first byte tells armor from no armor. */
static int read_version(struct age_unseal *unseal, struct error *error)
{
	struct slice version = SLICE(AGE_VERSION_LINE);

	if (read_ahead(unseal, 1, error) != 0)
		return -1;
	if (unseal->filled == 0)
		return error_set(error, ERROR_INPUT, "the file is empty");
	if (strchr("- \t\r\n", (char)unseal->ahead[0]) != NULL &&
	    unseal->ahead[0] != '\0' && remove_armor(unseal, error) != 0)
		return -1;
	if (read_ahead(unseal, version.len, error) != 0)
		return -1;
	if (unseal->filled < version.len ||
	    memcmp(unseal->ahead, version.at, version.len) != 0)
		return error_set(error, ERROR_INPUT,
				 "this is no file sealed with age v1");
	return 0;
}

static int read_more(struct age_unseal *unseal, struct error *error)
{
	size_t got;

	drop(unseal, unseal->start);
	unseal->start = 0;
	if (unseal->filled == AHEAD_BYTES)
		return error_set(error, ERROR_INPUT,
				 "the sealed file's header has a line of more "
				 "than %d bytes",
				 AHEAD_BYTES);
	if (stream_read(unseal->source, unseal->ahead + unseal->filled,
			AHEAD_BYTES - unseal->filled, &got, error) != 0)
		return -1;
	if (got == 0)
		return damaged(error, "the sealed file ends within its header: "
				      "it was cut off");
	unseal->filled += got;
	return 0;
}

/* Moves the next line of the header to `header`. */
static int move_line(struct age_unseal *unseal, struct builder *header,
		     struct error *error)
{
	const uint8_t *line;
	const uint8_t *end;
	size_t size;

	for (;;) {
		line = unseal->ahead + unseal->start;
		end = memchr(line, '\n', unseal->filled - unseal->start);
		if (end != NULL)
			break;
		if (read_more(unseal, error) != 0)
			return -1;
	}
	size = (size_t)(end - line) + 1;
	if (header->len + size > AGE_HEADER_LIMIT_BYTES)
		return error_set(error, ERROR_INPUT,
				 "the sealed file's header is larger than the "
				 "%d bytes that are read",
				 AGE_HEADER_LIMIT_BYTES);
	builder_add(header, (struct slice){(const char *)line, size});
	unseal->start += size;
	return header->failed ? error_memory(error) : 0;
}

static int read_header(struct age_unseal *unseal, struct builder *header,
		       struct error *error)
{
	struct slice line;
	size_t start;

	do {
		start = header->len;
		if (move_line(unseal, header, error) != 0)
			return -1;
		line = slice_part(builder_slice(header), start, header->len);
	} while (!slice_starts_with(line, SLICE("---")));
	drop(unseal, unseal->start);
	unseal->start = 0;
	return 0;
}

static int begin(struct age_unseal *unseal,
		 const struct age_identity *identities, size_t count,
		 struct error *error)
{
	uint8_t file_key[AGE_FILE_KEY_BYTES] = {0};
	struct builder header = {0};
	int result = -1;

	if (read_version(unseal, error) != 0 ||
	    read_header(unseal, &header, error) != 0 ||
	    age_header_open(builder_slice(&header), identities, count, file_key,
			    error) != 0 ||
	    read_ahead(unseal, AGE_NONCE_BYTES, error) != 0)
		goto out;
	if (unseal->filled < AGE_NONCE_BYTES) {
		damaged(error, "the sealed file ends after its header: it was "
			       "cut off");
		goto out;
	}
	if (age_cipher_init(&unseal->cipher, file_key, unseal->ahead, false,
			    error) != 0)
		goto out;
	drop(unseal, AGE_NONCE_BYTES);
	result = 0;
out:
	sodium_memzero(file_key, sizeof(file_key));
	builder_release(&header);
	return result;
}

int age_unseal_open(struct age_unseal **out, struct stream_source source,
		    const struct age_identity *identities, size_t count,
		    struct error *error)
{
	struct age_unseal *unseal;

	if (age_ready(error) != 0)
		return -1;
	unseal = memory_array(1, sizeof(*unseal));
	if (unseal == NULL)
		return error_memory(error);
	unseal->source = source;
	if (begin(unseal, identities, count, error) != 0) {
		age_unseal_close(unseal);
		return -1;
	}
	*out = unseal;
	return 0;
}

/* --- chunks --------------------------------------------------------------- */

/* The chunk is not what it must be.  That it would be good in another place says
 * what was done to the file. */
static int refuse(struct age_unseal *unseal, size_t size, bool last,
		  struct error *error)
{
	bool otherwise = age_cipher_open(&unseal->cipher, unseal->ahead, size,
					 !last, unseal->text);

	sodium_memzero(unseal->text, sizeof(unseal->text));
	if (otherwise && last)
		return damaged(error, "the sealed file's end is missing: it "
				      "was cut off");
	if (otherwise)
		return damaged(error,
			       "something follows the sealed file's end");
	if (last)
		return damaged(error, "the sealed file was cut off, or altered "
				      "near its end");
	return damaged(error, "the sealed file was altered");
}

static int next_chunk(struct age_unseal *unseal, struct error *error)
{
	size_t size;
	bool last;

	if (read_ahead(unseal, AHEAD_BYTES, error) != 0)
		return -1;
	last = unseal->filled < AHEAD_BYTES;
	size = last ? unseal->filled : AGE_SEALED_CHUNK_BYTES;
	if (size < AGE_TAG_BYTES)
		return damaged(error, "the sealed file's end is missing: it "
				      "was cut off");
	/* C2SP age: the last chunk is empty only when the whole file is. */
	if (size == AGE_TAG_BYTES && unseal->cipher.chunk > 0)
		return error_set(error, ERROR_INPUT,
				 "the sealed file has an empty last part, "
				 "which age never writes");
	if (!age_cipher_open(&unseal->cipher, unseal->ahead, size, last,
			     unseal->text))
		return refuse(unseal, size, last, error);
	drop(unseal, size);
	unseal->size = size - AGE_TAG_BYTES;
	unseal->given = 0;
	unseal->ended = last;
	return 0;
}

int age_unseal_next(struct age_unseal *unseal, struct slice *bytes,
		    struct error *error)
{
	if (unseal->refused)
		return error_set(error, ERROR_INPUT,
				 "the sealed file was refused already");
	if (unseal->given == unseal->size && !unseal->ended &&
	    next_chunk(unseal, error) != 0) {
		unseal->refused = true;
		return -1;
	}
	*bytes = (struct slice){(char *)unseal->text + unseal->given,
				unseal->size - unseal->given};
	unseal->given = unseal->size;
	return 0;
}

int age_unseal_read(struct age_unseal *unseal, void *bytes, size_t size,
		    size_t *got, struct error *error)
{
	struct slice next;

	if (age_unseal_next(unseal, &next, error) != 0)
		return -1;
	*got = next.len < size ? next.len : size;
	memcpy(bytes, next.at, *got);
	unseal->given -= next.len - *got;
	return 0;
}

bool age_unseal_refused(const struct age_unseal *unseal)
{
	return unseal->refused;
}

void age_unseal_close(struct age_unseal *unseal)
{
	if (unseal == NULL)
		return;
	age_cipher_release(&unseal->cipher);
	memory_free(unseal->dearmor);
	sodium_memzero(unseal->text, sizeof(unseal->text));
	memory_free(unseal);
}

static int read_unsealed(void *context, void *bytes, size_t size, size_t *got,
			 struct error *error)
{
	return age_unseal_read(context, bytes, size, got, error);
}

struct stream_source age_unseal_source(struct age_unseal *unseal)
{
	return (struct stream_source){read_unsealed, unseal};
}
