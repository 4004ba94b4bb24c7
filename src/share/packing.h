/*
 * packing.h - a package that is made while its payload is written, in one pass.
 *
 * The manifest stands before the payload and states its size and hash, which are
 * known only behind it.  All else of the manifest is known before: its room is
 * kept, the payload goes through hash and seal straight into the file, and
 * manifest and signature are put into their room at the end (age_seal_hold).
 * What is sent sealed is never on disk in the clear, and what is there of it
 * before packing_close opens with no key.  Private to the share room.
 */
#ifndef HORNBOOK_SHARE_PACKING_H
#define HORNBOOK_SHARE_PACKING_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "seal/stream.h"

struct age_recipient;
struct error;
struct packing;

enum { PACKING_HASH_BYTES = 32 };

/* What is known of a package before its payload. */
struct packing_frame {
	size_t manifest_bytes;  /* of the text that will be */
	size_t signature_bytes; /* of its signature's file */
	struct slice name;      /* the payload's; borrowed */
	int32_t date;           /* of the members */
	struct slice matching;  /* of its file; borrowed; empty: there is none */
};

/* Into `sink`, which is empty, and `over` it. */
int packing_open(struct packing **out, const struct packing_frame *frame,
		 const struct age_recipient *recipients, size_t count,
		 struct stream_sink sink, struct stream_patch over,
		 struct error *error);

/* The payload, for output_through; `packing` is the context. */
int packing_write(void *packing, struct slice bytes, struct error *error);

/* No more of it is to come; then its size and hash (SHA-256) are known. */
int packing_end(struct packing *packing, struct error *error);
uint64_t packing_size(const struct packing *packing);
void packing_hash(const struct packing *packing,
		  uint8_t hash[PACKING_HASH_BYTES]);

/* Puts both, of the sizes that were said, where they belong, makes the package
 * whole and frees, also on failure. */
int packing_close(struct packing *packing, struct slice manifest,
		  struct slice signature, struct error *error);

/* NULL does nothing. */
void packing_abandon(struct packing *packing);

#endif
