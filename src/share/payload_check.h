/*
 * payload_check.h - whether a record of a payload is what was signed for.
 *
 * The manifest says which fields were sent, and at which level.  What a payload
 * has beyond that nobody has promised to anybody, so it is not taken in.  Nor
 * may a sender say of a number that another pupil whom the node holds had it
 * before: whose number is whose decides what a family's wishes bear on.  Private
 * to the share room.
 */
#ifndef HORNBOOK_SHARE_PAYLOAD_CHECK_H
#define HORNBOOK_SHARE_PAYLOAD_CHECK_H

#include <stdbool.h>

#include "formats/format.h"
#include "policy/level.h"
#include "register/record.h"

struct arena;
struct error;
struct node;

/*
 * The fields that a manifest names, and what a file holds them as once it is
 * read: in a common transfer file the enrolment that ends is an entry of the
 * history, and who is no parent may have been one.
 */
struct field_set payload_fields(const struct dictionary *dictionary,
				const struct slice *names, size_t count);

struct payload_check {
	struct node *node;
	struct field_set fields; /* that may be there */
	struct slice sender;     /* its number; may be empty */
	struct level level;
	struct arena *arena; /* of the record in hand */
};

/*
 * Sets `*rejected` and fills `rejection` (borrowed from dictionary and arena)
 * where the record is not to be taken.  Of a record whose UPN is new and whose
 * former one is a held pupil's with the same names and date of birth,
 * record->pupil becomes that pupil; where they differ it is rejected.
 */
int payload_check(const struct payload_check *check, struct record *record,
		  struct rejection *rejection, bool *rejected,
		  struct error *error);

#endif
