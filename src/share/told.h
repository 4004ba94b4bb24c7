/*
 * told.h - which of all that became of a child's data is told to whom: in a copy
 * (pack.h), in the educational record, in a timeline (publish/picture.h).
 *
 * A parent is told of nothing that keeps the child safe, whether or not there is
 * any (law: DPA 2018 sch 3 para 21), and of nothing that the child asked for
 * itself, whose right that is (law: UK GDPR article 15(1)).  So is a page for a
 * child of primary age, which is read at home.  An older pupil and the office are
 * told of all.
 */
#ifndef HORNBOOK_SHARE_TOLD_H
#define HORNBOOK_SHARE_TOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "dictionary/dictionary.h"
#include "register/register.h"
#include "share/case_log.h"
#include "words/phrasebook.h"

struct told {
	const struct dictionary *dictionary;
	bool in_part;            /* what is said above is left out */
	struct field_set silent; /* of which it is not even told that they are
				    held, or went to somebody */
};

/* Whether something is always left out for this reader, and the document has to
 * say so. */
bool told_in_part(enum audience reader);

struct told told_to(const struct dictionary *dictionary, enum audience reader);

/* False where the release is not told of; else its fields are cut down to those
 * that are. */
bool told_release(const struct told *told, struct pupil_release *release);

bool told_entry(const struct told *told, const struct case_entry *entry);

/* Whether a release for this purpose may be one to keep a child safe: so may be
 * one that the dictionary has no more. */
bool told_may_protect(const struct dictionary *dictionary,
		      struct slice purpose);

#endif
