/*
 * releases.h - the register of releases: who received what, for which project.
 *
 * It is derived from the ledger and never typed: each release that
 * went out, with what its manifest said at the time, and what became of it.  The
 * manifest counts where the ledger's entry opens it (share/entered.h), the
 * parcels and certificates where ledger and signature vouch for them; what does
 * not agree is ERROR_CORRUPT, and nothing is published.  A release that was
 * entered before entries committed to a manifest is there with what the entry
 * itself says.
 *
 * The public register tells of no pupil.  It has no number of pupils, since the
 * difference between two releases would tell of one, and it does not list by
 * themselves
 *
 *     - tables: no pupil's record left
 *     - what goes to families, and between schools: of one child at a time
 *     - what keeps a child safe (purpose with `protects`): to know of it could harm
 *     - what was of so few pupils that the entry alone could point to one of
 *       them (RELEASES_FEW)
 *     - what was for a purpose, or to a body, that the dictionary has no more:
 *       whether it is one of these nobody can tell
 *
 * but tells how many there are, so that listed and unlisted together are the
 * releases of the ledger.  Kind of recipient, level and purpose are the
 * dictionary's.  The officer's register lists all.
 *
 * Nothing here reads a clock: states follow from what was recorded, so that the
 * same ledger gives the same bytes.
 */
#ifndef HORNBOOK_PUBLISH_RELEASES_H
#define HORNBOOK_PUBLISH_RELEASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dictionary/dictionary.h"
#include "ledger/ledger.h"
#include "share/entered.h"
#include "share/manifest.h"

struct arena;
struct builder;
struct commitment_progress;
struct document;
struct error;
struct json;
struct node;
struct voice;

/* Fewer pupils than this are not listed by themselves: the threshold of tables
 * by small areas (tables/treatment.h). */
enum { RELEASES_FEW = 10 };

enum release_listing {
	LISTED,
	UNLISTED_TABLE,
	UNLISTED_FAMILY,     /* to a family */
	UNLISTED_SCHOOL,     /* from school to school */
	UNLISTED_PROTECTION, /* keeps a child safe */
	UNLISTED_FEW,
	UNLISTED_UNKNOWN, /* purpose or body is in the dictionary no more */
	RELEASE_LISTINGS
};

/* What became of it; the later counts. */
enum release_status {
	RELEASE_STANDS,
	RELEASE_CORRECTED, /* the recipient was told of corrections or erasures */
	RELEASE_RECALLED,
	RELEASE_DESTROYED, /* by the recipient's signed certificate */
	RELEASE_STATUSES
};

struct published_release {
	const struct entered_release *entered; /* reference, day, level ... */
	uint8_t leaf[LEDGER_HASH_BYTES];       /* of its entry */
	struct manifest manifest; /* zeroed but where entered->opened */
	uint16_t body;            /* recipient; DICTIONARY_NONE: the dictionary
				     has it no more */
	uint16_t purpose;         /* likewise */
	uint16_t collection;      /* likewise; or it was none */
	struct field_set fields;  /* that the dictionary knows */
	char sensitivity;        /* the highest of the fields'; 0: not stated */
	uint8_t identifiability; /* likewise, 1 is the highest */
	bool special;
	enum release_listing listing;
	enum release_status status;
	const int32_t *corrections; /* days on which it was told, ascending */
	size_t correction_count;
	int32_t recalled; /* the recipient was told so; DATE_NONE: it was not */
	int32_t recalling; /* it was recalled, and the recipient is still to be
			      told; DATE_NONE: not so */
	int32_t destroyed; /* DATE_NONE: it was not; as the certificate states it, but never
			      before the release or after the day on which the
			      certificate came */
	int32_t updated; /* the latest of all these days */
};

struct release_register {
	const struct node *node;
	const struct published_release *list; /* in order of the ledger */
	size_t count;
	size_t by_listing[RELEASE_LISTINGS];
	char ledger_origin[LEDGER_ORIGIN_BYTES];
	uint64_t ledger_size;
	uint8_t ledger_root[LEDGER_HASH_BYTES];
};

/*
 * Verifies the ledger and reads all that went out.  Everything lives in `arena`;
 * the node must outlive it.  ERROR_CORRUPT says what does not agree.
 */
int releases_read(struct release_register *out, struct node *node,
		  const struct commitment_progress *progress,
		  struct arena *arena, struct error *error);

struct release_filter {
	bool all;         /* also what the public register does not list */
	int32_t from, to; /* days of release, both included; DATE_NONE: open */
	uint16_t recipient; /* a body; DICTIONARY_NONE: any */
	struct slice level; /* as it is written; "aggregate": any area;
				    empty: any */
};

/* The latest day on which something happened to what is shown, and to nothing
 * else: that too would tell of it.  Of an empty register the day on which the
 * notice began. */
int32_t releases_updated(const struct release_register *releases,
			 const struct release_filter *filter);

bool release_shown(const struct published_release *release,
		   const struct release_filter *filter);

/* RFC 4180; the columns stand in docs/formats.md. */
int releases_csv(const struct release_register *releases,
		 const struct release_filter *filter, struct voice *voice,
		 struct builder *out, struct error *error);

/* The same as JSON, with the numbers of what is listed and not. */
int releases_json(const struct release_register *releases,
		  const struct release_filter *filter, struct voice *voice,
		  struct json *json, struct error *error);

/* RFC 4287.  `address` is that at which the feed will be; may be empty. */
int releases_atom(const struct release_register *releases,
		  const struct release_filter *filter, struct voice *voice,
		  struct slice address, struct builder *out,
		  struct error *error);

/* Composes the page, up to document_finish. */
int releases_compose(const struct release_register *releases,
		     const struct release_filter *filter, struct voice *voice,
		     struct document *document, struct error *error);

#endif
