/*
 * register.h - a node's pupils: sealed sections, keys, history, releases.
 *
 * A pupil's data lies in sections, each sealed with the pupil's own key
 * (AES-256-GCM where the processor has it, XChaCha20-Poly1305 elsewhere; an
 * algorithm id stands in every record; category, pupil, period, version,
 * origin and date are bound as additional data).  Pupil keys are wrapped by the node's key and lie
 * in a store of their own, so that destroying one key destroys that pupil in
 * every copy. Pupils are found by blind index: keyed BLAKE2b hashes of UPN and
 * ULN.  The store sees ciphertext, ids, categories and tokens, nothing else.
 *
 * Sections are never overwritten: a change adds a version.  Import and release
 * are transactions: wholly there or not at all, also when the process is
 * killed.  One process writes at a time; a second gets ERROR_BUSY.
 *
 * What was received lies apart from what the node collected itself, by
 * *grant*: one received release with its terms.  Its sections are sealed under
 * a key made from the pupil's and the grant's, so that destroying either makes
 * them unreadable in every copy of register.db.  Reading lays them over each
 * other: the node's own values win, then those of the newest grant; of a list
 * the node's own is taken whole, else the newest grant's.
 *
 * Every date comes from the caller; nothing here reads a clock.
 */
#ifndef HORNBOOK_REGISTER_REGISTER_H
#define HORNBOOK_REGISTER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"
#include "register/record.h"
#include "register/tag.h"

struct arena;
struct error;
struct pupil_register;
struct secret; /* register/secret.h: the node's key, in locked memory */

enum register_backend { REGISTER_SQLITE, REGISTER_MEMORY };

/*
 * Makes an empty register under `directory` (register.db and keys.db; nothing
 * on disk for REGISTER_MEMORY, whose directory may be NULL).  Fails when there
 * is one already.
 */
int register_create(const char *directory, enum register_backend backend,
		    const struct secret *secret,
		    const struct dictionary *dictionary, struct error *error);

/*
 * Opens it; `secret` is not needed after, `dictionary` must outlive it.
 * Migrates older versions in a transaction, refuses newer ones.  New fields
 * get numbers at the next write.  ERROR_KEY when the secret is not the one it
 * was made with.  One in memory is empty and lasts until it is closed.
 */
int register_open(struct pupil_register **out, const char *directory,
		  enum register_backend backend, const struct secret *secret,
		  const struct dictionary *dictionary, struct error *error);
void register_close(struct pupil_register *pupils);

/* --- import --------------------------------------------------------------- */

struct origin {
	uint64_t id;            /* of register_origins; else not looked at */
	struct slice kind;      /* "ctf", "csv", "wish" ... */
	struct slice name;      /* the file's name, without its directory */
	uint8_t hash[32];       /* SHA-256 of the file */
	int32_t recorded;       /* the date on which the node learned this */
	struct slice stated_by; /* sender as the file states it; may be empty */
	int32_t as_of; /* the day of which the whole file tells; 0: not said */
};

struct import_counts {
	uint64_t pupils_new;
	uint64_t pupils_changed;
	uint64_t pupils_unchanged;
	uint64_t pupils_newer; /* of whom something said of a later day stays */
	uint64_t sections_written;
};

struct import;

/* Begins a transaction.  Only one at a time. */
int import_begin(struct import **out, struct pupil_register *pupils,
		 const struct origin *origin, struct error *error);

/*
 * Adds one record, found by its UPN (or a former UPN that the register knows);
 * failing that by the former UPN that it states.  A record without UPN is
 * found by its ULN, and a pupil known by ULN alone takes the UPN of a record
 * with the same ULN.  A file that speaks of a pupil by a former UPN does not
 * bring that back as the present one.
 *
 * A section of a one-item category is merged: values given replace, others
 * stay.  A section of a category with several items replaces that of the same
 * period.  What a file of a later day said stays, and so does its list, when the
 * origin says of which day it tells.  A section equal to the current one writes
 * nothing.  The record may be dropped after the call.
 *
 * A record with neither UPN nor ULN, or with a period of more than 255 bytes,
 * is ERROR_INPUT: nothing of it was added and the import may go on.  After any
 * other failure the import can only be abandoned.
 */
int import_add(struct import *import, const struct record *record,
	       struct error *error);

/* Makes all of it durable at once, or, on failure, none; frees `import`.  A
 * file imported before keeps its first origin. */
int import_commit(struct import *import, struct import_counts *counts,
		  struct error *error);

/* Undoes it and frees.  NULL does nothing. */
void import_abandon(struct import *import);

/* Whether a file with this hash was imported before; gives its origin's
 * recorded date. */
int register_imported(struct pupil_register *pupils, const uint8_t hash[32],
		      bool *found, int32_t *recorded, struct error *error);

/* Everything that was imported, oldest first, in `arena`.  The name and the
 * sender are kept sealed: a file may be named after a pupil. */
int register_origins(struct pupil_register *pupils, struct origin **list,
		     size_t *count, struct arena *arena, struct error *error);

struct origin_visitor {
	/* Whether one is to be unsealed at all; NULL: all are. */
	bool (*wants)(void *context, uint64_t id, struct slice kind);
	/* One, good until it returns. */
	int (*visit)(void *context, const struct origin *origin,
		     struct error *error);
	void *context;
};

/* Shows what was imported after the one with id `after` (0: all), oldest first, one
 * at a time. */
int register_origins_each(struct pupil_register *pupils, uint64_t after,
			  const struct origin_visitor *visitor,
			  struct error *error);

/* --- grants: what was received, and on which terms ------------------------- */

enum grant_state {
	GRANT_LIVE,
	GRANT_RECALLED,  /* destroyed because the sender took it back */
	GRANT_DESTROYED, /* destroyed on its day, or before */
};

struct register_grant {
	uint64_t id; /* given by the register, from 1, in order of receipt;
			0 stands for what the node collected itself */
	struct slice sender;        /* body's name in the dictionary */
	struct slice sender_number; /* LAESTAB, authority; may be empty */
	struct slice sender_name;   /* legal name */
	struct slice reference;     /* the sender's: "R-2026-0001" */
	uint8_t manifest[32];       /* SHA-256 of it; no two grants share one */
	struct slice purpose;
	struct slice level;
	struct slice terms; /* the manifest's grant, as JSON */
	int32_t received;
	int32_t delete_by; /* DATE_NONE: not stated */
	enum grant_state state;
	int32_t ended; /* when it was destroyed; DATE_NONE while live */
	uint64_t ended_pupils, ended_sections; /* that it then held */
	/* Of a new one alone, the caller's: the key by which its pseudonyms are
	 * made again from numbers; NULL: it has none, or this was read. */
	const uint8_t *matching;
};

enum { GRANT_MATCHING_BYTES = 32 };

/*
 * As import_begin; what is added belongs to `grant`.  With id 0 the grant is
 * new: it is recorded with the import or not at all, and gets its id here
 * (ERROR_INPUT when one with this manifest is there).  Else it must be live,
 * and all but its id is ignored: a correction of what came before.
 *
 * import_add then takes records that have neither UPN nor ULN.  A record of a
 * grant is found by one thing alone: the UPN that it states as its own; without
 * that its ULN; without either its sender, purpose and pseudonym (the field
 * `pupil.pseudonym`); and one without any is a pupil of its own.  A pupil who
 * is new is found by that one thing from then on, one who is held by nothing
 * new: which numbers are one pupil's is for the node's own imports to say.
 * record->pupil, where it is not 0, says whose it is whatever it states.
 */
int import_begin_grant(struct import **out, struct pupil_register *pupils,
		       const struct origin *origin,
		       struct register_grant *grant, struct error *error);

/*
 * Puts the sections of a record in the place of those that the grant has of a
 * pupil whom it holds; none else change.  Numbers and pseudonym in the record
 * find nobody.  ERROR_INPUT when the grant does not hold the pupil, or no more:
 * nothing was added and the import may go on.
 */
int import_correct(struct import *import, uint64_t pupil,
		   const struct record *record, struct error *error);

/* All of them, ended ones too, oldest first, in `arena`. */
int register_grants(struct pupil_register *pupils, struct register_grant **list,
		    size_t *count, struct arena *arena, struct error *error);

/* The grant of a manifest with this hash, in `arena`. */
int register_grant_find(struct pupil_register *pupils,
			const uint8_t manifest[32],
			struct register_grant *grant, bool *found,
			struct arena *arena, struct error *error);

/* The key that came with a grant for matching, which the caller wipes; it is
 * sealed with the grant's own and destroyed with that. */
int register_grant_matching(struct pupil_register *pupils, uint64_t grant,
			    uint8_t key[GRANT_MATCHING_BYTES], bool *found,
			    struct error *error);

/* Ids of the pupils that a live grant holds, ascending, in `arena`. */
int register_grant_pupils(struct pupil_register *pupils, uint64_t grant,
			  uint64_t **ids, size_t *count, struct arena *arena,
			  struct error *error);

/* Ids of the live grants that hold a pupil, ascending, in `arena`. */
int register_pupil_grants(struct pupil_register *pupils, uint64_t pupil,
			  uint64_t **grants, size_t *count, struct arena *arena,
			  struct error *error);

/* Whether nothing but this live grant holds a pupil. */
int register_is_sole(struct pupil_register *pupils, uint64_t grant,
		     uint64_t pupil, bool *sole, struct error *error);

/* The pupil whom this sender calls so for this purpose; ERROR_NOT_FOUND. */
int register_find_pseudonym(struct pupil_register *pupils, struct slice sender,
			    struct slice purpose, struct slice pseudonym,
			    uint64_t *id, struct error *error);

/* --- destroying ----------------------------------------------------------- */

struct destroyed_counts {
	uint64_t sections; /* all versions */
	uint64_t pupils;   /* who lost some */
	uint64_t gone;     /* of those, who have nothing left */
};

/*
 * Destroys a grant: its key, durably and first, then its sections; pupils who
 * were known by it alone are destroyed with it.  `state` says why.  The row of
 * the grant stays.  What a crash interrupts is completed when the register is
 * next opened.  ERROR_NOT_FOUND, ERROR_INPUT when it has ended before.
 */
int register_grant_destroy(struct pupil_register *pupils, uint64_t grant,
			   int32_t date, enum grant_state state,
			   struct destroyed_counts *counts,
			   struct error *error);

/* Destroys what one grant says of one pupil. */
int register_grant_pupil_destroy(struct pupil_register *pupils, uint64_t grant,
				 uint64_t pupil, int32_t date,
				 struct destroyed_counts *counts,
				 struct error *error);

/*
 * Destroys a pupil: the key, durably and first, then all sections and what the
 * pupil is found by.  Rolls keep their rows; scans and lists leave the pupil
 * out; the id is never given again.  ERROR_NOT_FOUND when there is none.
 */
int register_pupil_destroy(struct pupil_register *pupils, uint64_t pupil,
			   int32_t date, struct destroyed_counts *counts,
			   struct error *error);

/*
 * Takes care that no journal on the disk holds the keys of what was destroyed,
 * now or before a crash.  ERROR_BUSY while somebody reads: until then nobody may
 * be told that they are gone.
 */
int register_wipe(struct pupil_register *pupils, struct error *error);

/* --- reading -------------------------------------------------------------- */

int register_count(struct pupil_register *pupils, uint64_t *count,
		   struct error *error);

/* Ids of all pupils, ascending, in `arena`. */
int register_pupils(struct pupil_register *pupils, uint64_t **ids,
		    size_t *count, struct arena *arena, struct error *error);

/* The pupil with this UPN; ERROR_NOT_FOUND when there is none. */
int register_find(struct pupil_register *pupils, struct slice upn, uint64_t *id,
		  struct error *error);

/* The same by ULN. */
int register_find_uln(struct pupil_register *pupils, struct slice uln,
		      uint64_t *id, struct error *error);

struct register_scan;

/*
 * Reads the current sections of the given categories (a bit each, by
 * dictionary index) for `ids` (ascending), as one sequential scan over each
 * category, batch by batch.  `ids` must outlive the scan.
 */
int register_scan_open(struct register_scan **out,
		       struct pupil_register *pupils, const uint64_t *ids,
		       size_t count, uint64_t categories, struct error *error);

/*
 * The next at most `limit` pupils, unsealed, in order of id, into `records`,
 * which holds `limit`; destroyed ones are left out.  `*count` is 0 at the end,
 * and only there.  Everything lives in
 * `arena`; the caller clears it between calls.  A section that does not unseal
 * is ERROR_CORRUPT and names pupil id and category, not the pupil.
 */
int register_scan_next(struct register_scan *scan, struct record *records,
		       size_t limit, size_t *count, struct arena *arena,
		       struct error *error);
void register_scan_close(struct register_scan *scan);

/* Whether a pupil is there and not destroyed. */
int register_pupil_held(struct pupil_register *pupils, uint64_t pupil,
			bool *held, struct error *error);

/* One pupil, the given categories, everything in `arena`.  ERROR_NOT_FOUND
 * when there is none or it was destroyed. */
int register_read(struct pupil_register *pupils, uint64_t id,
		  uint64_t categories, struct record *record,
		  struct arena *arena, struct error *error);

/* The same as it was when this release was made: nothing that was written since,
 * and nothing of what has been destroyed since. */
int register_read_released(struct pupil_register *pupils, uint64_t id,
			   uint64_t release, uint64_t categories,
			   struct record *record, struct arena *arena,
			   struct error *error);

/* Only what the node collected itself. */
int register_read_own(struct pupil_register *pupils, uint64_t id,
		      uint64_t categories, struct record *record,
		      struct arena *arena, struct error *error);

/* Fields of which a live grant has held a value of this pupil, in any version. */
int register_grant_fields(struct pupil_register *pupils, uint64_t grant,
			  uint64_t pupil, struct field_set *fields,
			  struct arena *arena, struct error *error);

/* --- standing permissions: authorisations and approvals -------------------- */

struct permission {
	struct slice
		kind;    /* "authorisation", "approval", "terms", "identity" */
	struct slice by; /* approval's name, or the person's role */
	struct slice recipient; /* body's name */
	struct slice purpose;   /* may be empty: all purposes */
	struct slice reference; /* free text of the office; may be empty */
	int32_t from;
	int32_t until; /* inclusive; DATE_NONE: open */
	int32_t recorded;
	int32_t given;        /* the day it was given; DATE_NONE: not stated */
	struct slice terms;   /* those signed; empty: without a name */
	struct slice met;     /* criteria or subjects, with commas between */
	struct slice project; /* that it was given for, as it is published;
				 may be empty */
};

int register_permit(struct pupil_register *pupils,
		    const struct permission *permission, struct error *error);

/* All permissions, oldest first, in `arena`. */
int register_permissions(struct pupil_register *pupils,
			 struct permission **list, size_t *count,
			 struct arena *arena, struct error *error);

/* --- releases ------------------------------------------------------------- */

enum release_state {
	RELEASE_PREPARED, /* payload written, ledger not yet */
	RELEASE_DONE,     /* in the ledger, payload in place */
	RELEASE_VOID,     /* prepared, never let out */
};

struct release {
	uint64_t id; /* given by the register, from 1 */
	enum release_state state;
	struct slice reference; /* "R-2026-0001", unique */
	struct slice recipient; /* body's name in the dictionary */
	struct slice holder;    /* who held the function on the day */
	struct slice purpose;
	struct slice flow; /* collection, or empty */
	struct slice level;
	struct slice directory; /* where the payload went, absolute */
	int32_t date;
	uint64_t considered;
	uint64_t released;
	uint64_t ledger_index; /* of its entry; UINT64_MAX before */
	struct slice manifest; /* JSON, as written beside the payload */
	/* Of tables, when it is prepared: what it held, to be sealed beside it.
	 * Read by register_release_kept alone. */
	struct slice kept;
};

/* Which fields of one pupil went out. */
struct roll_row {
	uint64_t pupil;
	uint16_t mask; /* index into the release's masks */
};

/*
 * Records a prepared release with its roll in one transaction.  `masks` are
 * the distinct field sets; `rows` are in order of pupil.  A pupil that is
 * released for the first time gets its tag.  Sets `release->id`.
 */
int register_release_prepare(struct pupil_register *pupils,
			     struct release *release,
			     const struct field_set *masks, uint16_t mask_count,
			     const struct roll_row *rows, size_t row_count,
			     struct error *error);

/* Moves it to RELEASE_DONE or RELEASE_VOID, with its ledger index. */
int register_release_finish(struct pupil_register *pupils, uint64_t id,
			    enum release_state state, uint64_t ledger_index,
			    struct error *error);

/* All releases, oldest first, in `arena`. */
int register_releases(struct pupil_register *pupils, struct release **list,
		      size_t *count, struct arena *arena, struct error *error);

/* What a release of tables held, unsealed into `arena`; empty when nothing was
 * kept. */
int register_release_kept(struct pupil_register *pupils, uint64_t release,
			  struct slice *kept, struct arena *arena,
			  struct error *error);

/* A row of a roll, as it is committed to. */
struct roll_entry {
	uint64_t pupil;
	uint32_t fields; /* which of the sets shown */
	uint8_t tag[TAG_BYTES];
};

struct roll_visitor {
	/* Each distinct set of fields, numbered from 0, before any row: the
	 * fields' names in byte order, each ended by a newline.  NULL: not
	 * wanted. */
	int (*fields)(void *context, uint32_t number, struct slice names,
		      struct error *error);
	/* Rows in order of pupil, some thousands at a time. */
	int (*rows)(void *context, const struct roll_entry *rows, size_t count,
		    struct error *error);
	void *context;
};

/* Shows the roll of a release, prepared or done.  ERROR_CORRUPT when it is not
 * what was recorded. */
int register_roll(struct pupil_register *pupils, uint64_t release,
		  const struct roll_visitor *visitor, struct error *error);

/*
 * The tags of pupils (`ids` ascending), who get one where they have none; those
 * that are gone and never had one have zeros.  A transaction of its own.
 */
int register_tags(struct pupil_register *pupils, const uint64_t *ids,
		  size_t count, uint8_t (*tags)[TAG_BYTES],
		  struct error *error);

/*
 * What opens the tag of a pupil that was released before, or given a notice.  The tag is of the
 * number that the pupil had when it was first given: `asked` (a number of
 * the pupil's, may be empty), its UPNs on record or its ULN.  ERROR_NOT_FOUND
 * when it is of none of these, or the pupil was never released.
 */
int register_tag_open(struct pupil_register *pupils, uint64_t pupil,
		      struct slice asked, struct tag_opening *opening,
		      struct arena *arena, struct error *error);

/* A release that held a pupil, and what of the pupil it held. */
struct pupil_release {
	struct release release;
	struct field_set fields;
};

/* Releases (done ones) that held this pupil, oldest first, in `arena`. */
int register_pupil_releases(struct pupil_register *pupils, uint64_t pupil,
			    struct pupil_release **list, size_t *count,
			    struct arena *arena, struct error *error);

/* The date of the last done release to this recipient for this purpose;
 * DATE_NONE when there was none. */
int register_last_release(struct pupil_register *pupils, struct slice recipient,
			  struct slice purpose, int32_t *date,
			  struct error *error);

#endif
