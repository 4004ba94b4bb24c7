/*
 * entries.h - the ledger's entries as they lie on disk.
 *
 *     offset  bytes
 *     0       4       length of the entry, big-endian, at most 65536
 *     4       32      leaf hash of the entry
 *     36      length  the entry
 *
 * A record is written by one append.  A crash may leave any first part of it,
 * or all of its length with some of its pages still zero; the leaf hash shows
 * both.  Reading streams through a buffer of fixed size.
 */
#ifndef HORNBOOK_LEDGER_ENTRIES_H
#define HORNBOOK_LEDGER_ENTRIES_H

#include "ledger/ledger.h"

struct builder;

enum {
	RECORD_HEAD_BYTES = 4 + LEDGER_HASH_BYTES,
	RECORD_LIMIT = RECORD_HEAD_BYTES + LEDGER_ENTRY_LIMIT,
};

/* Adds the record of `entry`, whose leaf hash is `hash`. */
void record_add(struct builder *builder, struct slice entry,
		const uint8_t hash[LEDGER_HASH_BYTES]);

enum record_state {
	RECORD_WHOLE,
	RECORD_END,  /* there is no further byte */
	RECORD_TORN, /* the last one, and not written to its end */
	RECORD_BAD,  /* nothing that a crash leaves */
};

struct record {
	struct slice entry; /* good until the next call */
	uint8_t hash[LEDGER_HASH_BYTES];
};

struct record_reader {
	int fd; /* borrowed; its position is not used */
	char *buffer;
	size_t start; /* of what is not read yet, in the buffer */
	size_t filled;
	uint64_t offset; /* in the file, of `start` */
	bool ended;      /* the buffer holds the end of the file */
};

/* Reads from `offset` on, where a record begins.  To be released also after a
 * failure. */
int record_reader_init(struct record_reader *reader, int fd, uint64_t offset,
		       struct error *error);
void record_reader_release(struct record_reader *reader);

/* Steps over the next record if it is whole; `*record` is only set then. */
int record_next(struct record_reader *reader, enum record_state *state,
		struct record *record, struct error *error);

/* As record_next, but without looking whether the hash holds. */
int record_skip(struct record_reader *reader, enum record_state *state,
		struct error *error);

#endif
