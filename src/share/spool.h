/*
 * spool.h - a payload that waits to be put into a package.
 *
 * A package states its payload's size and hash before the payload, which are
 * known only when it was written.  Until then it lies in a file without a name,
 * sealed under a key that is nowhere but in this process's locked memory: what
 * is sent sealed is never on disk in the clear, and a killed process leaves
 * nothing behind.  Private to the share room.
 */
#ifndef HORNBOOK_SHARE_SPOOL_H
#define HORNBOOK_SHARE_SPOOL_H

#include <stdint.h>

#include "base/slice.h"
#include "seal/stream.h"

struct error;
struct spool;

enum { SPOOL_HASH_BYTES = 32 };

/* In `directory`, in which the file never has a name for longer than it takes
 * to take it away. */
int spool_open(struct spool **out, const char *directory, struct error *error);

/* For output_through; `spool` is the context. */
int spool_write(void *spool, struct slice bytes, struct error *error);

/* Nothing more is to come; then size and hash (SHA-256) are known, and it can be
 * read, once. */
int spool_end(struct spool *spool, struct error *error);
uint64_t spool_size(const struct spool *spool);
void spool_hash(const struct spool *spool, uint8_t hash[SPOOL_HASH_BYTES]);
int spool_source(struct spool *spool, struct stream_source *source,
		 struct error *error);

/* NULL does nothing. */
void spool_free(struct spool *spool);

#endif
