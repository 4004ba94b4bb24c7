/*
 * proofs.h - what `verify` can check, as a table: kinds of files that prove
 * something by themselves and a key.
 *
 * A kind is a row of `kinds` in command_verify.c.  All of what is checked
 * came from outside; nothing of it is told before it was found to hold.
 */
#ifndef HORNBOOK_CLI_PROOFS_H
#define HORNBOOK_CLI_PROOFS_H

#include <jansson.h>

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

extern const struct proof_kind proof_of_disclosure, proof_of_served,
	proof_checkpoint, proof_signature;

/* --- for those that are signed by ledgers and witnesses ------------------------- */

struct builder;
struct disclosed_trust;
struct json;
struct note_key;
struct tag_opening;
struct tlog_verified;

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

/* Whom --key and --witness trust; `key` is room for the first.  ERROR_INPUT, also
 * for a file that is too large. */
int proof_trust(struct run *run, const struct proof_file *file,
		struct note_key *key, struct disclosed_trust *trust);

/* How a proof that holds is told; `verified` is the kind's own. */
struct proof_telling {
	void (*text)(struct run *run, const json_t *statement,
		     const void *verified);
	void (*json)(struct run *run, const json_t *statement,
		     const void *verified);
};

/* Tells it, if its ledger is called what --origin says; -1 with run->error. */
int proof_tell_verified(struct run *run, const struct proof_telling *telling,
			const struct tlog_verified *log, struct slice statement,
			const void *verified);

/* --- telling: "  sent to     what", broken to the screen ------------------------- */

/* Writes a proof that was made to --out, where no file may be, and tells so; or to
 * standard output. */
enum status proof_tell(struct run *run, const struct builder *proof);

/* Nothing for nothing. */
void proof_add_line(struct run *run, const char *name,
		    const struct builder *what);
void proof_add_text(struct run *run, const char *name, struct slice text);

/* A date of the file, in words. */
void proof_add_day(struct run *run, const char *name, struct slice date);

/* By which number the child is named. */
void proof_add_child(struct run *run, const struct tag_opening *tag);

/* The first lines: `holds`, or, when no --key was given, that nobody vouches. */
void proof_add_verdict(struct run *run, struct slice holds);

/* The last: which ledger has it, whose word its key is, and who has signed. */
void proof_add_ledger(struct run *run, struct slice key,
		      const struct tlog_verified *log);

/* Those of an object's members that are texts. */
void proof_put_texts(struct json *json, const json_t *object,
		     const char *const *names, size_t count);

#endif
