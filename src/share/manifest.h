/*
 * manifest.h - the paper that travels with a payload, as it is read.
 *
 * Who sends what to whom, why, under which law, at which level, until when, and
 * on which terms the recipient holds it.  Written by manifest.c, in JSON; what
 * each member means stands in docs/formats.md.  Version 2 is read; members that
 * are not known are passed over, as long as the version is not a newer one.
 *
 * What is read here came from outside.  It is bounded in size, depth and the
 * length of every list, two members of one name are refused, and nothing is
 * believed of it before its signature was verified: this file does not do that.
 */
#ifndef HORNBOOK_SHARE_MANIFEST_H
#define HORNBOOK_SHARE_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct error;

enum {
	MANIFEST_VERSION = 2,
	MANIFEST_LIMIT_BYTES = 1 << 20,
	MANIFEST_TEXT_BYTES = 1000, /* of one text */
	MANIFEST_LIST_LIMIT = 4096, /* entries of one list */
	MANIFEST_DEPTH = 8,
	MANIFEST_HASH_BYTES = 32,
	MANIFEST_REFERENCE_BYTES = 40,

	/* Between its date and the last day on which it may be received: a key
	 * of which nobody says that it was stolen cannot sign for the past
	 * without end. */
	MANIFEST_DAYS = 92,
};

/* What the name of a table's metadata has after that of the table. */
#define TABLE_METADATA_ENDING "-metadata.json"

/* What the package is for. */
enum manifest_kind {
	MANIFEST_RELEASE,
	MANIFEST_CORRECTION,
	MANIFEST_ERASURE,
	MANIFEST_RECALL,
	MANIFEST_ACKNOWLEDGEMENT,
	MANIFEST_DESTRUCTION,
	MANIFEST_KIND_COUNT
};

/* "release", "correction" ... */
const char *manifest_kind_name(enum manifest_kind kind);

struct manifest_party {
	struct slice body;   /* in the dictionary; may be empty: a school or
				authority that is known by its number */
	struct slice number; /* LAESTAB or authority; may be empty */
	struct slice name;   /* for people */
};

struct manifest_payload {
	struct slice file; /* its name in the package; empty: there is none */
	struct slice format;
	uint64_t bytes;
	uint8_t sha256[MANIFEST_HASH_BYTES];
};

/* By which number the recipient tells its own pupils (matching.h). */
struct manifest_matching {
	struct slice by; /* the field; empty: it cannot */
	uint8_t sha256[MANIFEST_HASH_BYTES]; /* of the file with the key */
};

/* A gateway that the release went through. */
struct manifest_law {
	struct slice gateway;
	const struct slice *laws; /* as they are cited */
	size_t law_count;
	bool duty;
};

/* What was granted for it. */
struct manifest_approval {
	struct slice kind;    /* "approval", "authorisation", "terms",
				 "identity" */
	struct slice by;      /* an approval's name, else a role; may be
				 empty */
	struct slice terms;   /* that were signed; may be empty */
	struct slice project; /* may be empty */
	int32_t given, until; /* DATE_NONE: not stated */
};

struct manifest {
	enum manifest_kind kind;
	struct slice reference; /* the sender's: "R-2026-0001" */
	int32_t date;
	int32_t expires; /* the last day on which it may be received */
	struct manifest_party sender, recipient;
	bool sealed;
	const struct slice *sealed_to; /* key ids */
	size_t sealed_to_count;
	struct slice signed_by; /* key id; empty: it is not signed */
	struct slice purpose, collection, trigger, level;
	const struct manifest_law *laws;
	size_t law_count;
	const struct manifest_approval *approvals;
	size_t approval_count;
	const struct slice *fields;
	size_t field_count;
	struct slice first_year, last_year; /* of the data: "2025" is 2025/26;
					       empty: not told */
	bool counted;                       /* whether the next two are told */
	uint64_t considered, released;
	struct slice terms; /* on which the recipient holds the data, as
			       policy/terms.h reads them: JSON on one line */
	int32_t delete_by;  /* of them; DATE_NONE: not limited */
	struct manifest_payload payload;
	struct manifest_matching matching;
	struct slice table; /* CSV on the Web: what the payload's columns are,
			       JSON; empty of what is no table */
	uint8_t hash[MANIFEST_HASH_BYTES]; /* SHA-256 of the text */
	struct slice text;
};

/*
 * Reads a manifest.  Everything lives in `arena`.  ERROR_INPUT says which member
 * is missing or wrong, and never what it holds.
 */
int manifest_read(struct manifest *manifest, struct slice text,
		  struct arena *arena, struct error *error);

/* Whether no more than `most` objects and lists stand in each other: jansson
 * recurses by depth. */
bool json_is_shallow(struct slice text, unsigned int most);

/* Whether a text can be a release's reference: letters, digits and '-', and
 * not too long. */
bool manifest_reference_good(struct slice text);

#endif
