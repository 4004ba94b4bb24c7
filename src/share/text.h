/*
 * text.h - texts that leave together with tables: a report, of which words and
 * figures are one publication (F16, R-121).
 *
 * A text is read once, searched for the pupils of the node and for what its
 * tables withhold (guard/guard.h), of a page everything, and leaves as it was
 * read, in the directory of the release, with its hash in the manifest: one
 * reference, one entry in the ledger.  Where something is found nothing of the
 * release leaves.  What is not found is no proof that nobody can be told.
 */
#ifndef HORNBOOK_SHARE_TEXT_H
#define HORNBOOK_SHARE_TEXT_H

#include <stdint.h>

#include "guard/guard.h"

enum {
	SHARE_TEXTS = 16,
	SHARE_TEXT_BYTES = 1 << 26,
	SHARE_TEXT_HASH_BYTES = 32,
};

struct share_text {
	const char *path;   /* as it was given */
	struct slice name;  /* of the file, without directories */
	struct slice bytes; /* as they were searched, and leave */
	uint8_t sha256[SHARE_TEXT_HASH_BYTES];
	struct guard_report found; /* without what was accepted */
	size_t accepted;
};

/* The texts of a release and what they were held against. */
struct share_texts {
	struct share_text *list;
	size_t count;
	uint64_t pupils;    /* whose names were looked for */
	uint32_t threshold; /* of counts in them; 0: not looked at */
};

#endif
