/*
 * served.h - which version of the notice each family was given, when and how;
 * and a small file that proves it to one family.
 *
 * A *serving* is one occasion: a version, a day, a way, and the pupils whose
 * families got it.  Each pupil's record says so (category `served`), which is
 * what deciding reads.  The ledger has one entry for the serving:
 *
 *     {"entry":"served","reference":"N-2026-0001","date":"2026-09-07",
 *      "notice":2,"sha256":HEX,"pupils":812,"root":HEX}
 *
 * `sha256` is of the notice's text, `root` that of a Merkle tree (RFC 6962
 * hashing) over these leaves, salted as those of releases are
 * (share/commitment.h):
 *
 *     0      the statement: who, which notice, when, how; JSON of one line
 *     1...   one for each pupil, in order of pupil: the pupil's tag
 *
 * The list lies in `served/N-2026-0001.roll` of the node: pupils' row ids and
 * tags (register/tag.h), no personal data.  Order of events:
 *
 *     1. pupils have their tags, the roll is written and synced, and the node
 *        notes that it is serving this reference (`serving`)
 *     2. the register takes what is new of each pupil, and the roll's hash, in
 *        one transaction
 *     3. the ledger's entry is durable
 *     4. the note is removed
 *
 * A process killed before 2 leaves nothing but a roll, which the next start
 * removes; killed after it, a serving whose entry the next start makes.
 */
#ifndef HORNBOOK_SHARE_SERVED_H
#define HORNBOOK_SHARE_SERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ledger/proof.h"
#include "register/tag.h"
#include "share/commitment.h"

struct arena;
struct builder;
struct disclosed_trust;
struct error;
struct node;

enum { SERVED_VERSION = 1 /* of the proof */ };

/* --- recording --------------------------------------------------------------- */

struct serving_progress {
	void (*show)(void *context, uint64_t done, uint64_t total);
	void *context;
};

/*
 * To whom: the pupils with these UPNs; else, of those whom the node holds of its
 * own and who have not left by the day, those of these years, or all.
 */
struct serving_request {
	uint64_t version;
	int32_t date;
	struct slice by; /* code of served-by; empty: not said */
	const struct slice *upns;
	size_t upn_count;
	const struct slice *years; /* codes of year-group */
	size_t year_count;
	int32_t today;
	struct serving_progress progress;
};

enum serving_fault_kind {
	SERVING_UNKNOWN, /* no pupil has this UPN */
	SERVING_TWICE,   /* stands in the list before */
	SERVING_BEFORE,  /* was given this version before */
};

struct serving_fault {
	enum serving_fault_kind kind;
	size_t upn; /* which of those asked for */
	int32_t on; /* given before: when; else DATE_NONE */
};

struct serving_report {
	/* The faults of a list of UPNs, in its order: nothing was recorded. */
	const struct serving_fault *faults;
	size_t fault_count;

	struct slice reference;
	uint64_t served;     /* pupils */
	uint64_t before;     /* of all or a year: had this version already */
	uint64_t numberless; /* likewise: known by no UPN or ULN */
	uint64_t entry;      /* of the ledger */
};

/*
 * Records it, all or nothing.  Faults in a list of UPNs are no failure: 0 with
 * report->fault_count.  ERROR_INPUT for a version that the node does not have, a
 * day before it begins or after today, an unknown way or year; ERROR_NOT_FOUND when
 * there is nobody (left) to serve.  The report lives in `arena`.
 */
int served_record(struct node *node, const struct serving_request *request,
		  struct serving_report *report, struct arena *arena,
		  struct error *error);

/* Finishes or undoes what a killed process left; adds to `*recovered`. */
int served_recover(struct node *node, unsigned int *recovered,
		   struct error *error);

/* Whether each serving has its entry in the ledger, which commits to its roll,
 * and each such entry its serving.  ERROR_CORRUPT says which has not. */
int served_verify_all(struct node *node, size_t *servings, struct error *error);

/* --- reading ------------------------------------------------------------------- */

/* One occasion. */
struct serving {
	struct slice reference;
	uint64_t version;
	int32_t date;
	struct slice by; /* may be empty */
	uint64_t pupils;
};

/* All that were recorded, oldest first, in `arena`. */
int served_servings(const struct node *node, struct serving **servings,
		    size_t *count, struct arena *arena, struct error *error);

/* One version that a family was given, first and last. */
struct served_notice {
	uint64_t version;
	int32_t date;    /* the first */
	struct slice by; /* of that one; may be empty */
};

struct served_pupil {
	uint64_t pupil;
	struct slice upn; /* may be empty */
	struct slice surname, forename, year;
	const struct served_notice *notices; /* by version */
	size_t count;
};

/*
 * Shows every pupil whom the node holds of its own and who has not left by
 * `today`, in order of the register; what it is shown is good during the call.
 */
int served_each(struct node *node, int32_t today,
		int (*visit)(void *context, const struct served_pupil *pupil,
			     struct error *error),
		void *context, struct error *error);

/* --- one family's proof ----------------------------------------------------------- */

/* A C2SP tlog-proof of the entry, whose `extra` is JSON of one line, always in
 * this order: served (1), key, entry, statement, leaves, statement-salt,
 * statement-path, row, row-salt, row-path, number-is, number, nonce.  They are
 * what they are in disclosed.h. */
struct served {
	struct slice key;
	struct slice entry;
	struct slice statement;
	uint64_t leaves;
	struct commitment_leaf statement_leaf, row_leaf;
	struct tag_opening tag;
};

/*
 * Adds the file that proves that the family of the pupil with this UPN was given
 * the notice: `version`, or, when it is 0, the newest that can be proved.
 * ERROR_NOT_FOUND when no serving has this pupil.
 */
int served_prove(struct node *node, struct slice upn, uint64_t version,
		 struct builder *out, struct error *error);

struct served_verified {
	struct served served;
	struct note_key key; /* that has signed */
	struct tlog_verified log;
};

/* Whether a text looks like such a file. */
bool served_is_proof(struct slice text);

/* As disclosed_verify. */
int served_verify(struct slice text, const struct disclosed_trust *trust,
		  struct served_verified *verified, struct arena *arena,
		  struct error *error);

/* The JSON above; used by both. */
void served_write(const struct served *served, struct builder *out);

#endif
