/*
 * receive.h - the way in for what another controller has released.
 *
 * A package is opened with the node's own keys and believed step by step: who
 * signed it is a known correspondent, with a key that counted on the manifest's
 * day and under an agreement that stands; the signature is over the manifest;
 * it is addressed to this node and to one of its keys; it has not expired; it
 * was not received before, be it destroyed since; the payload is the one that was
 * signed.  Then the payload is imported, bound to a *grant*: the terms under which
 * it came (register/register.h).  All of it or nothing; in the clear it is in
 * memory only.  Order of events:
 *
 *     1. everything is verified, the payload read to its end
 *     2. the node notes that it is receiving this manifest (`receiving`)
 *     3. the register takes payload and grant, in one transaction
 *     4. the ledger's entry (`receipt`, a commitment) is durable
 *     5. the note is removed
 *
 * A process killed between 3 and 4 leaves a grant without its entry, and the
 * note; receive_recover enters it.
 */
#ifndef HORNBOOK_SHARE_RECEIVE_H
#define HORNBOOK_SHARE_RECEIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "register/register.h"
#include "share/intake.h"
#include "share/manifest.h"
#include "share/message.h"

struct arena;
struct correspondent;
struct error;
struct node;
struct package;

/* --- opening: for receiving, and for looking ------------------------------------- */

/* A package whose signature was verified. */
struct received {
	struct package *package;
	const struct manifest *manifest; /* while the package is open */
	const struct correspondent *sender;
	struct slice signer;      /* id of the key */
	struct slice opened_with; /* id of the node's own, newest of those it
				     was sealed to; empty: none is named */
	int fd;
};

/*
 * Opens a file with the node's keys, finds its sender and verifies the signature.
 * ERROR_KEY, ERROR_REFUSED or ERROR_INPUT say what is wrong with it.  The caller
 * gives it to received_close.
 */
int received_open(struct node *node, const char *path, int32_t today,
		  struct received *received, struct arena *arena,
		  struct error *error);
void received_close(struct received *received);

/*
 * Whether it may be received on this day: its file's name claims no other
 * reference, it is addressed to this node and to a key of it that was not revoked
 * when it was sealed, it is of a day that has come and has not expired, and no
 * package of its sender with this manifest or reference was received before; of a
 * release, that its terms can be kept and its payload be taken in.  ERROR_REFUSED
 * says why not.
 */
int received_check(struct node *node, const struct received *received,
		   const char *path, int32_t today, struct error *error);

/* The two last of these. */
int receive_check_terms(const struct node *node,
			const struct manifest *manifest, int32_t today,
			struct arena *arena, struct error *error);
int receive_check_kind(const struct manifest *manifest, struct error *error);

/* --- receiving --------------------------------------------------------------------- */

struct receive_report {
	enum manifest_kind kind;
	struct register_grant grant;
	struct intake_file payload; /* with what was rejected of it */
	bool rejected;  /* the payload was, and so nothing was taken */
	uint64_t entry; /* of the ledger */
	struct message_report message; /* of a package that brings no release;
					  then nothing else is filled */
};

/*
 * Receives one file.  A payload with records that are rejected is no failure: 0
 * with report->rejected, and nothing was taken.  The report lives in `arena`.
 */
int receive(struct node *node, const char *path, int32_t today,
	    struct receive_report *report, struct arena *arena,
	    struct error *error);

/* The same, where answers may be sent: `reply` is a directory for them, or
 * NULL. */
int receive_and_answer(struct node *node, const char *path, const char *reply,
		       int32_t today, struct receive_report *report,
		       struct arena *arena, struct error *error);

/*
 * Writes manifest, signature and payload into a directory that must not be there,
 * nor in the node, nor where everybody may rename it; all of it or nothing.  Only
 * what is for this node and has not expired, and what it may still hold: not what
 * was destroyed.  The ledger has it (`opened`, a commitment) before it appears.
 */
int received_write(struct node *node, struct received *received,
		   const char *directory, int32_t today, struct error *error);

/* Whether each grant has its entry in the ledger and each such entry its grant;
 * ERROR_CORRUPT says which has not. */
int receive_verify(struct node *node, struct error *error);

/* Enters what a killed process had received and not yet entered; adds to
 * `*recovered`. */
int receive_recover(struct node *node, unsigned int *recovered,
		    struct error *error);

#endif
