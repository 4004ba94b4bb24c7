/*
 * served_roll.h - the lists of those who were given a notice, as they lie in the
 * node, and what the ledger's entry of one commits to.  Private to the share room.
 *
 *     served/N-2026-0001.roll
 *
 *     hornbook served 1          a line
 *     {"reference":...}          the statement, a line
 *     rows                       40 bytes each: the pupil's row id (8, big-endian),
 *                                the pupil's tag; in order of id
 */
#ifndef HORNBOOK_SHARE_SERVED_ROLL_H
#define HORNBOOK_SHARE_SERVED_ROLL_H

#include "base/builder.h"
#include "share/served.h"

enum { SERVED_ROW_BYTES = 8 + TAG_BYTES, SERVED_FIRST_ROW = 1 };

struct served_roll {
	struct slice reference;
	struct slice statement;
	const uint8_t *rows;
	size_t count;
	uint8_t hash[LEDGER_HASH_BYTES]; /* SHA-256 of the whole file */
	/* of the statement */
	uint64_t version;
	struct slice date, by, sha256;
	struct builder bytes;
};

/* "served" in the node, and the list of a reference in it; NULL without memory. */
char *served_directory(const struct node *node, struct arena *arena);
char *served_roll_path(const struct node *node, struct slice reference,
		       struct arena *arena);

/* What `out` must hold of a list; rows are added by served_roll_row. */
void served_roll_begin(struct slice statement, struct builder *out);
void served_roll_row(uint64_t pupil, const uint8_t tag[TAG_BYTES],
		     struct builder *out);

/* Reads one; ERROR_NOT_FOUND, ERROR_CORRUPT.  To be released, also after a
 * failure.  Texts live in `arena`. */
int served_roll_read(const struct node *node, struct slice reference,
		     struct served_roll *roll, struct arena *arena,
		     struct error *error);
void served_roll_release(struct served_roll *roll);

uint64_t served_roll_pupil(const struct served_roll *roll, size_t row);
const uint8_t *served_roll_tag(const struct served_roll *roll, size_t row);

/* The row of a pupil, or SIZE_MAX. */
size_t served_roll_find(const struct served_roll *roll, uint64_t pupil);

/* The root that the entry commits to; opens a row and the statement where
 * `served` is not NULL. */
int served_roll_root(const struct node *node, const struct served_roll *roll,
		     uint8_t root[LEDGER_HASH_BYTES], size_t row,
		     struct served *served, struct error *error);

/* Hash of the leaf of a row. */
void served_row_leaf(const uint8_t salt[COMMITMENT_SALT_BYTES],
		     const uint8_t tag[TAG_BYTES],
		     uint8_t hash[LEDGER_HASH_BYTES]);

/* Adds the entry of the ledger. */
int served_roll_entry(const struct node *node, const struct served_roll *roll,
		      struct builder *out, struct error *error);

/* Where in the ledger the entry of a reference is; its bytes, in `arena`, where
 * `entry` is not NULL. */
int served_entry_find(struct node *node, struct slice reference, bool *found,
		      uint64_t *index, struct slice *entry, struct arena *arena,
		      struct error *error);

/* References of all lists that are there, in order; in `arena`. */
int served_references(const struct node *node, struct slice **references,
		      size_t *count, struct arena *arena, struct error *error);

#endif
