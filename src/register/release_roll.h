/*
 * release_roll.h - the roll of a release, in the store; private to the
 * register.
 */
#ifndef HORNBOOK_REGISTER_RELEASE_ROLL_H
#define HORNBOOK_REGISTER_RELEASE_ROLL_H

#include "register/register.h"

/* Stores what a release of tables held (empty: nothing), inside a transaction:
 * release_kept.c. */
int release_keep(struct pupil_register *pupils, uint64_t release,
		 struct slice kept, struct error *error);

/* Stores the roll of a release, inside a transaction. */
int roll_add(struct pupil_register *pupils, uint64_t release,
	     const struct field_set *masks, uint16_t mask_count,
	     const struct roll_row *rows, size_t row_count,
	     struct error *error);

/* Gives every pupil of the rows a tag that has none, inside a transaction. */
int tags_complete(struct pupil_register *pupils, const struct roll_row *rows,
		  size_t count, struct error *error);

/* A copy with all its texts in `arena`. */
int release_copy(const struct release *row, struct release *out,
		 struct arena *arena, struct error *error);

#endif
