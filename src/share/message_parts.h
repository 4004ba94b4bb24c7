/*
 * message_parts.h - what the files of messages share among themselves.  Private
 * to the share room.
 *
 * A payload is JSON: a list "corrections" or "erasures" of objects
 *
 *     "release"     reference
 *     "manifest"    SHA-256 of its manifest, by which the recipient finds it
 *     "known-by"    "upn", "uln" or "pseudonym"
 *     "names"       numbers or pseudonyms, one of which the recipient knows
 *
 * and for a correction "sections", each of which takes the place of the one
 * that came before:
 *
 *     "category"  "period"  "items"    a list of objects of field and text
 */
#ifndef HORNBOOK_SHARE_MESSAGE_PARTS_H
#define HORNBOOK_SHARE_MESSAGE_PARTS_H

#include <stdbool.h>

#include "base/slice.h"
#include "register/message.h"
#include "register/register.h"

struct arena;
struct error;
struct node;

/* Whether recipients of a release at this level can be told of one pupil. */
bool level_is_told(struct slice level);

/* Names that the recipient of a release knows the pupil by, each ended by a
 * newline; KNOWN_BY_NOTHING and none when it does not. */
int known_names(struct node *node, const struct pupil_release *had,
		const struct record *record, enum known_by *known_by,
		struct slice *names, struct arena *arena, struct error *error);

/* What a destruction means for those to whom it went on. */
struct passed_on {
	uint64_t told;   /* messages that are due */
	uint64_t untold; /* releases whose recipients know no name */
	uint64_t shared; /* pupils who were released and are held from
			    elsewhere too: what went out of the grant cannot
			    be told apart */
};

/*
 * Before a grant, or one pupil of it (0: all), is destroyed because its sender
 * says so: records an erasure for each recipient of each pupil whom nothing else
 * holds (law: UK GDPR art 19).  Adds to `*passed`.
 */
int messages_pass_on(struct node *node, uint64_t grant, uint64_t pupil,
		     struct slice reason, int32_t today,
		     struct passed_on *passed, struct error *error);

/* "upn", "uln", "pseudonym" */
const char *known_by_name(enum known_by known_by);

/* --- message_decide.c ------------------------------------------------------------- */

struct manifest;

struct message_deciding {
	const struct register_message *message; /* a correction */
	const struct manifest *manifest;        /* of the release */
	const struct pupil_release *had;
	uint64_t categories; /* of fields that have changed, as bits */
	int32_t today;
};

enum telling {
	TELL_NOTHING,   /* what the recipient was sent is as it was */
	TELL_SECTIONS,  /* `record` takes the place of what it was sent */
	TELL_BY_PEOPLE, /* the rules do not let it out by themselves */
};

struct message_told {
	enum telling telling;
	struct record record; /* sections may be empty */
};

/* What a recipient is told of a pupil, who must be held, in `arena`. */
int message_decide(struct node *node, const struct message_deciding *asked,
		   struct message_told *told, struct arena *arena,
		   struct error *error);

/* The release of an id; NULL when there is none. */
const struct release *release_of(const struct release *releases, size_t count,
				 uint64_t id);

#endif
