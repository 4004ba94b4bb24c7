/*
 * parcel.h - sealed packages that bring no release: messages to those who were
 * sent data, and answers to such (register/message.h).
 *
 * A parcel's package is small and waits in the register; the order of events is
 * that of a release (share.h):
 *
 *     1. the register records the parcel as prepared, with its package, the
 *        messages in it and what it answers, in one transaction
 *     2. the ledger's entry and checkpoint are durable
 *     3. the file appears, whole, synced
 *     4. the register records the parcel as done and lets its package go
 *
 * A process killed in between leaves a prepared parcel, which parcels_recover
 * finishes (the ledger has its entry) or makes void (it has not, and its messages
 * are due again).  Entries say what kind of parcel, which reference and day, and
 * a keyed commitment to its manifest; nothing of pupils.  
 */
#ifndef HORNBOOK_SHARE_PARCEL_H
#define HORNBOOK_SHARE_PARCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/message.h"
#include "share/manifest.h"

struct arena;
struct builder;
struct correspondent;
struct error;
struct json;
struct node;

enum { PARCEL_PAYLOAD_LIMIT_BYTES = 64 << 20, PARCEL_EXPIRY_DAYS = 60 };

struct parcel_making {
	enum manifest_kind kind;
	const struct correspondent *recipient; /* has a key on the day */
	int32_t today;
	const char *out;           /* directory */
	struct slice payload_name; /* empty: none */
	struct slice payload;
	uint64_t subject; /* of a certificate: the grant */
	const uint64_t *messages;
	size_t message_count;
	const struct register_incoming *answers; /* NULL: nothing */
	/* Members of the manifest that only this kind has; may be NULL. */
	void (*put)(void *context, struct json *json);
	void *context;
	/* A certificate stands beside the package, too, in the clear. */
	bool certificate;
};

struct parcel_made {
	struct slice reference; /* "M-2026-0001" */
	struct slice path;
};

/* Whether a parcel could be made now: before anything is done that it is to
 * tell of.  Only recipient, today and out are looked at. */
int parcel_check(struct node *node, const struct parcel_making *making,
		 struct arena *arena, struct error *error);

/* Makes a parcel and lets it out.  All texts live in `arena`. */
int parcel_make(struct node *node, const struct parcel_making *making,
		struct parcel_made *made, struct arena *arena,
		struct error *error);

/* The text of a parcel's entry in the ledger. */
void parcel_entry(const struct node *node, const struct register_parcel *parcel,
		  struct builder *text);

/* Whether an entry of this kind ("recall" ...) is a parcel's. */
bool parcel_entry_kind(struct slice kind);

/*
 * Whether each parcel that was let out has its entry, which commits to its
 * manifest, and each such entry its parcel.  ERROR_CORRUPT when not.
 */
int parcels_verify(struct node *node, struct error *error);

/* Finishes or voids what a killed process left; adds to `*recovered`. */
int parcels_recover(struct node *node, unsigned int *recovered,
		    struct error *error);

#endif
