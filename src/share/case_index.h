/*
 * case_index.h - what of all entries about single children (case_log.h) is asked
 * again and again: the highest number, and who is shielded.
 *
 * It is made from the register and the ledger and never the only copy of
 * anything: what was entered since it was made is read when it is asked, so that it
 * is always up to date, and after some hundred entries it is kept in the file
 * `case-index`, sealed under the node's key.  One that is lost, of another
 * register or not whole is made anew.
 */
#ifndef HORNBOOK_SHARE_CASE_INDEX_H
#define HORNBOOK_SHARE_CASE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct case_index;
struct error;
struct node;

/* Brings it up to date; before what is below is asked. */
int case_index_update(struct node *node, struct error *error);

/* The highest number of a reference, 0 when there is none. */
uint64_t case_index_number(const struct node *node);

/* Whether anybody has ever been shielded. */
bool case_index_shields(const struct node *node);

/* What was said last of the pupil, or of the child with this token (may be
 * empty). */
bool case_index_shielded(const struct node *node, uint64_t pupil,
			 struct slice child);

/* NULL does nothing. */
void case_index_free(struct case_index *index);

#endif
