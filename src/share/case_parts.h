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

/* The origins that are entries, oldest first, in `arena`. */
int case_origins(struct node *node, struct origin **list, size_t *count,
		 struct arena *arena, struct error *error);

/* The reference in an entry of the ledger; false when it is of something else. */
bool case_entry_reference(struct slice entry, struct slice *reference);

/* The ledger's entry of one whose text the register has. */
void case_entry_write(const struct node *node, const struct case_entry *entry,
		      struct slice text, struct builder *out);

#endif
