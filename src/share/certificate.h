/*
 * certificate.h - the paper that says that what was received is destroyed: the
 * manifest of a parcel, signed by whoever destroyed it.
 *
 *     "destroyed"   "reference" and "manifest" (SHA-256) of the release,
 *                   "received", "on" (dates), "because" ("recalled" or
 *                   "deleted"), "pupils" and "sections" that were held,
 *                   "key" ("destroyed")
 *     "answers"     the recall, if it was one
 *
 * Its file and signature also stand beside the parcel, for `minisign -V`.
 * Private to the share room.
 */
#ifndef HORNBOOK_SHARE_CERTIFICATE_H
#define HORNBOOK_SHARE_CERTIFICATE_H

#include <stdint.h>

#include "share/parcel.h"

struct arena;
struct correspondent;
struct error;
struct manifest;
struct node;
struct register_incoming;

struct certificate {
	uint64_t grant; /* that was destroyed */
	const struct correspondent *recipient;
	const char *reply; /* directory */
	int32_t today;
	const struct register_incoming *answers; /* NULL: nothing */
	const struct manifest *answered;         /* likewise */
	/* Filled: */
	uint64_t pupils, sections;
	struct parcel_made made;
};

int certificate_issue(struct node *node, struct certificate *certificate,
		      struct arena *arena, struct error *error);

#endif
