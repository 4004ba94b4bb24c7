/*
 * message.h - what must be told to those who received a pupil's data, and what
 * travels because of it.
 *
 * Whoever was sent data is told when it was wrong and has been put right, or was
 * erased (law: UK GDPR art 19), and gives back what is recalled.  From the
 * rolls follows to whom; each such *message* is kept until the recipient has
 * answered.  A message holds no data of the pupil: for a correction the pupil's
 * id and the names of fields; for an erasure the name that the recipient knows
 * the pupil by, sealed, and only until the answer is there.
 *
 * Messages travel in *parcels*, as do answers: sealed packages that wait in the
 * register until their entry is in the ledger and their file stands.  What came
 * in is remembered by the hash of its manifest, so that nothing counts twice.
 */
#ifndef HORNBOOK_REGISTER_MESSAGE_H
#define HORNBOOK_REGISTER_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"

struct arena;
struct error;
struct pupil_register;

/* --- changes -------------------------------------------------------------- */

/* Fields of a pupil that an import changed, when there were releases that
 * may have held them. */
struct register_change {
	uint64_t id;
	uint64_t pupil;
	uint64_t release; /* the last that there was */
	int32_t recorded;
	struct field_set fields;
};

/* The oldest, at most `limit`, in `arena`. */
int register_changes(struct pupil_register *pupils, size_t limit,
		     struct register_change **list, size_t *count,
		     struct arena *arena, struct error *error);

/* --- messages ------------------------------------------------------------- */

enum message_kind { MESSAGE_CORRECTION, MESSAGE_ERASURE, MESSAGE_RECALL };

enum message_state {
	MESSAGE_DUE,
	MESSAGE_SENT,
	MESSAGE_SETTLED, /* the recipient has answered, or was told otherwise */
};

/* What the recipient knows a pupil by. */
enum known_by {
	KNOWN_BY_NOTHING,
	KNOWN_BY_UPN,
	KNOWN_BY_ULN,
	KNOWN_BY_PSEUDONYM
};

struct register_message {
	uint64_t id; /* given by the register */
	enum message_kind kind;
	enum message_state state;
	uint64_t release; /* ours, that it is about */
	uint64_t pupil;   /* of a recall 0 */
	uint64_t parcel;  /* that it was sent in; 0: none */
	int32_t created;
	int32_t settled;        /* DATE_NONE before */
	enum known_by known_by; /* of an erasure */
	struct slice name;      /* likewise */
	struct slice fields;    /* of a correction: names, each ended by a
				   newline */
	struct slice reason;    /* of an erasure or a recall */
};

/*
 * Adds messages that are due, and takes away the changes up to `through` (0:
 * none) that they came of, in one transaction.  Sets their ids.
 */
int register_messages_add(struct pupil_register *pupils,
			  struct register_message *messages, size_t count,
			  uint64_t through, struct error *error);

/* All, or those that are not settled, oldest first, in `arena`. */
int register_messages(struct pupil_register *pupils, bool all,
		      struct register_message **list, size_t *count,
		      struct arena *arena, struct error *error);

/* All about one pupil, oldest first, in `arena`. */
int register_pupil_messages(struct pupil_register *pupils, uint64_t pupil,
			    struct register_message **list, size_t *count,
			    struct arena *arena, struct error *error);

/* A message that was told by other means: settled, without what it held of the
 * pupil.  ERROR_NOT_FOUND; ERROR_INPUT when it is settled. */
int register_message_settle(struct pupil_register *pupils, uint64_t id,
			    int32_t date, struct error *error);

/* --- parcels -------------------------------------------------------------- */

enum parcel_state { PARCEL_PREPARED, PARCEL_DONE, PARCEL_VOID };

struct register_parcel {
	uint64_t id; /* given by the register, from 1 */
	enum parcel_state state;
	int kind;               /* of its manifest (share/manifest.h) */
	struct slice reference; /* unique */
	struct slice recipient; /* body's name */
	struct slice number;    /* may be empty */
	uint64_t subject;       /* of a certificate: the grant */
	int32_t date;
	struct slice path; /* of its file, absolute */
	struct slice manifest;
	struct slice package;  /* sealed; empty once it is done or void */
	uint64_t ledger_index; /* UINT64_MAX before */
};

/* What came in and is answered or answers. */
struct register_incoming {
	uint8_t manifest[32]; /* SHA-256 */
	int kind;
	struct slice reference; /* the sender's */
	struct slice sender;    /* body's name */
	struct slice number;
	int32_t date;           /* when it was received */
	uint64_t release;       /* of a certificate: our release; else 0 */
	struct slice text;      /* of a certificate: the manifest */
	struct slice signature; /* likewise */
};

/* The highest id of a parcel, also of one that is void. */
int register_parcel_most(struct pupil_register *pupils, uint64_t *id,
			 struct error *error);

/*
 * Records a parcel with the messages in it, which are sent from now on, and
 * what it answers (NULL: nothing), in one transaction.  Sets its id, which must
 * be the highest and one (ERROR_INPUT).
 */
int register_parcel_prepare(struct pupil_register *pupils,
			    struct register_parcel *parcel,
			    const uint64_t *messages, size_t count,
			    const struct register_incoming *answers,
			    struct error *error);

/* Done, or void: then its messages are due again. */
int register_parcel_finish(struct pupil_register *pupils, uint64_t id,
			   enum parcel_state state, uint64_t ledger_index,
			   struct error *error);

/* All, oldest first, in `arena`, without manifests and packages. */
int register_parcels(struct pupil_register *pupils,
		     struct register_parcel **list, size_t *count,
		     struct arena *arena, struct error *error);

/* Whole, in `arena`. */
int register_parcel_read(struct pupil_register *pupils, uint64_t id,
			 struct register_parcel *parcel, struct arena *arena,
			 struct error *error);

/*
 * An answer: the messages of parcel `parcel` (0: none), or the recall of
 * incoming->release, are settled, and it is noted, in one transaction.
 * ERROR_INPUT when the same came before.
 */
int register_answer(struct pupil_register *pupils, uint64_t parcel,
		    const struct register_incoming *incoming, uint64_t *settled,
		    struct error *error);

/* All that came in, oldest first, in `arena`. */
int register_incomings(struct pupil_register *pupils,
		       struct register_incoming **list, size_t *count,
		       struct arena *arena, struct error *error);

/* Whether this came in before. */
int register_incoming_find(struct pupil_register *pupils,
			   const uint8_t manifest[32], bool *found,
			   struct error *error);

#endif
