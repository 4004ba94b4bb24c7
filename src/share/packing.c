#include "share/packing.h"

#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "seal/age.h"
#include "seal/archive.h"
#include "seal/digest.h"
#include "share/package.h"

struct packing {
	struct packing_frame frame;
	struct age_seal *seal;
	struct digest digest;
	uint64_t size;
	uint8_t hash[PACKING_HASH_BYTES];
};

/* What stands before the payload's first byte. */
static size_t head_bytes(const struct packing_frame *frame)
{
	return (size_t)(archive_file_bytes(frame->manifest_bytes) +
			archive_file_bytes(frame->signature_bytes)) +
	       ARCHIVE_BLOCK_BYTES;
}

int packing_open(struct packing **out, const struct packing_frame *frame,
		 const struct age_recipient *recipients, size_t count,
		 struct stream_sink sink, struct stream_patch over,
		 struct error *error)
{
	struct packing *packing = memory_array(1, sizeof(*packing));

	if (packing == NULL)
		return error_memory(error);
	packing->frame = *frame;
	if (digest_begin(&packing->digest, error) != 0 ||
	    age_seal_open(&packing->seal, recipients, count, false, sink,
			  error) != 0 ||
	    age_seal_hold(packing->seal, head_bytes(frame), over, error) != 0) {
		packing_abandon(packing);
		return -1;
	}
	*out = packing;
	return 0;
}

int packing_write(void *context, struct slice bytes, struct error *error)
{
	struct packing *packing = context;

	if (bytes.len > ARCHIVE_SIZE_LIMIT_BYTES - packing->size) {
		error_set(error, ERROR_INPUT,
			  "the payload is larger than a package can hold "
			  "(8 GiB)");
		return error_hint(error, "share in parts, with --pupils");
	}
	packing->size += bytes.len;
	if (digest_add(&packing->digest, bytes, error) != 0)
		return -1;
	return age_seal_write(packing->seal, bytes, error);
}

int packing_end(struct packing *packing, struct error *error)
{
	struct archive_writer writer = archive_writer_behind(
		age_seal_sink(packing->seal), packing->size);

	if (digest_end(&packing->digest, packing->hash, error) != 0)
		return -1;
	if (package_write_matching(&writer, packing->frame.matching,
				   packing->frame.date, error) != 0)
		return -1;
	return archive_write_end(&writer, error);
}

uint64_t packing_size(const struct packing *packing)
{
	return packing->size;
}

void packing_hash(const struct packing *packing,
		  uint8_t hash[PACKING_HASH_BYTES])
{
	memcpy(hash, packing->hash, PACKING_HASH_BYTES);
}

static int fill(struct packing *packing, struct slice manifest,
		struct slice signature, struct error *error)
{
	const struct package_content content = {
		.manifest = manifest,
		.signature = signature,
		.name = packing->frame.name,
		.bytes = packing->size,
		.date = packing->frame.date,
	};
	struct builder head = {0};
	int result =
		package_write_head(&content, stream_to_builder(&head), error);

	if (result == 0)
		result = age_seal_fill(packing->seal, builder_slice(&head),
				       error);
	builder_release(&head);
	return result;
}

int packing_close(struct packing *packing, struct slice manifest,
		  struct slice signature, struct error *error)
{
	int result = fill(packing, manifest, signature, error);

	if (result == 0) {
		result = age_seal_close(packing->seal, error);
		packing->seal = NULL;
	}
	packing_abandon(packing);
	return result;
}

void packing_abandon(struct packing *packing)
{
	if (packing == NULL)
		return;
	digest_abandon(&packing->digest);
	age_seal_abandon(packing->seal);
	memory_free(packing);
}
