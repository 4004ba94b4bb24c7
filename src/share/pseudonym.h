/*
 * pseudonym.h - what a release that was made calls a pupil.  Private to the share
 * room; how pseudonyms are made is disclosure.h's.
 */
#ifndef HORNBOOK_SHARE_PSEUDONYM_H
#define HORNBOOK_SHARE_PSEUDONYM_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;
struct node;
struct release;

enum { PSEUDONYM_LIMIT = 4 };

struct pseudonyms {
	struct slice texts[PSEUDONYM_LIMIT];
	size_t count;
};

/*
 * All that the release may call a pupil, who may be gone soon, in `arena`: one by
 * the node's own row, and where its recipient matches by a number (matching.h)
 * those of the number as it was then, as it is and as it was before, but of none that
 * is another pupil's.
 */
int pseudonyms_for(struct node *node, const struct release *release,
		   uint64_t pupil, struct slice number, struct slice former,
		   struct pseudonyms *list, struct arena *arena,
		   struct error *error);

#endif
