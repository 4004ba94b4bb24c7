/*
 * pack.h - a release to a family as a copy of what is held (F38), or of the
 * educational record (F39): access.h says what it has and what not.
 *
 * The payload is a page for browsers with the same as data in it
 * (formats/record_data.h); beside it, in the clear, lie a PDF, JSON and CSV.
 */
#ifndef HORNBOOK_SHARE_PACK_H
#define HORNBOOK_SHARE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct disclosure;
struct error;
struct format;

/* What a pack says of the request that it answers. */
struct pack_words {
	bool by_parent;         /* else by the pupil */
	unsigned int parent;    /* which, by order of contact; 0: not said */
	struct slice identity;  /* how it was checked */
	struct slice reference; /* of the request */
	int32_t asked, due;     /* DATE_NONE: not stated */
	bool record;            /* the educational record alone */
	bool notes_read;        /* child protection notes go out as they are */
};

/* "pack"; NULL for another name. */
const struct format *pack_format(struct slice name);

/* Makes the frame of a disclosure in this format, and the fields that it has a
 * place for.  ERROR_INPUT without words (share_request) or phrasebook. */
int pack_prepare(struct disclosure *disclosure, struct error *error);

#endif
