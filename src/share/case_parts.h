/*
 * case_parts.h - what the files about entries of one child share.  Private to the
 * share room.
 */
#ifndef HORNBOOK_SHARE_CASE_PARTS_H
#define HORNBOOK_SHARE_CASE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "register/register.h"
#include "share/case_log.h"

struct builder;
struct origin;

/* Shows the origins that are entries, after the one with id `after` (0: all), oldest
 * first; each is good until `visit` returns. */
int case_each(struct node *node, uint64_t after,
	      int (*visit)(void *context, const struct origin *origin,
			   struct error *error),
	      void *context, struct error *error);

/* An entry as the register has it, and back; in `arena`. */
void case_entry_text(const struct case_entry *entry, struct builder *out);
int case_entry_read(struct slice text, struct case_entry *entry,
		    struct arena *arena, struct error *error);

/* The reference that the next entry gets. */
int case_reference(struct node *node, int32_t date, struct slice *reference,
		   struct arena *arena, struct error *error);

/* The reference in an entry of the ledger; false when it is of something else. */
bool case_entry_reference(struct slice entry, struct slice *reference);

/* The ledger's entry of one whose text the register has. */
void case_entry_write(const struct node *node, const struct case_entry *entry,
		      struct slice text, struct builder *out);

#endif
