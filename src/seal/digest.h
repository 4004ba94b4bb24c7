/*
 * digest.h - SHA-256 of what streams past, beside the work on it.
 *
 * The processor's own instructions are used where it has them, through
 * libcrypto: four times as fast as libsodium, and still as long as sealing the
 * same bytes takes.  So what is more than a few pieces is hashed by a thread of
 * its own, on copies of at most 1 MiB together, while the caller goes on; when
 * there is no thread to be had, the caller hashes.
 */
#ifndef HORNBOOK_SEAL_DIGEST_H
#define HORNBOOK_SEAL_DIGEST_H

#include <stdint.h>

#include "base/slice.h"
#include "seal/stream.h"

struct digest_state;
struct error;

enum { DIGEST_BYTES = 32 };

struct digest {
	struct digest_state *state; /* NULL before digest_begin, and after
				       digest_end or digest_abandon */
};

int digest_begin(struct digest *digest, struct error *error);
int digest_add(struct digest *digest, struct slice bytes, struct error *error);

/* Waits for what is not hashed yet, and frees what digest_begin took, also on
 * failure. */
int digest_end(struct digest *digest, uint8_t hash[DIGEST_BYTES],
	       struct error *error);

/* Without a result.  Does nothing when there is nothing. */
void digest_abandon(struct digest *digest);

/* For what writes to a sink: digest_add. */
struct stream_sink digest_sink(struct digest *digest);

#endif
