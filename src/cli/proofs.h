/*
 * proofs.h - what `verify` can check, as a table: kinds of files that prove
 * something by themselves and a key.
 *
 * A kind is a row of `kinds` in command_verify.c.  All of what is checked
 * came from outside; nothing of it is told before it was found to hold.
 */
#ifndef HORNBOOK_CLI_PROOFS_H
#define HORNBOOK_CLI_PROOFS_H

#include "cli/command.h"

enum { PROOF_LIMIT_BYTES = 1 << 20 };

struct proof_file {
	const char *path;
	struct slice text;     /* its first PROOF_LIMIT_BYTES */
	bool whole;            /* there are no more */
	struct slice key;      /* what --key says or the file it names; empty */
	const char *signature; /* "PATH.minisig" if it is there; else NULL */
};

struct proof_kind {
	bool (*recognise)(const struct proof_file *file);
	/* -1 with run->error when it does not hold. */
	int (*verify)(struct run *run, const struct proof_file *file);
};

extern const struct proof_kind proof_of_disclosure, proof_checkpoint,
	proof_signature;

/* --- for those that are signed by ledgers and witnesses ------------------------- */

struct note_key;

/* The keys of --witness, in the run's arena, and how many must have signed: all
 * but for --threshold.  ERROR_INPUT. */
int proof_witnesses(struct run *run, struct note_key **keys, size_t *count,
		    size_t *threshold);

/* What --key says or the file it names, in the run's arena; empty. */
int proof_key(struct run *run, struct slice *key);

/* "None was asked for." or how many of those named have signed, and since
 * when. */
void proof_add_witnesses(struct run *run, size_t signed_by, size_t named,
			 uint64_t seconds);

#endif
