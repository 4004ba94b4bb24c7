/*
 * node_entry.h - what a node's entries in its ledger have in common.  Private to
 * the share room.
 *
 * Some name what they are about by a commitment alone: to a manifest or its hash,
 * under a key of the node's, so that nobody can test a manifest against the ledger
 * but the node.
 */
#ifndef HORNBOOK_SHARE_NODE_ENTRY_H
#define HORNBOOK_SHARE_NODE_ENTRY_H

#include <stdint.h>

#include "base/slice.h"

struct builder;
struct error;
struct node;

enum { NODE_COMMITMENT_BYTES = 32, NODE_COMMITMENT_DIGITS = 64 };

/* Appends `text`, if it could be written. */
int node_entry_append(struct node *node, const struct builder *text,
		      uint64_t *index, struct error *error);

/* What `use` tells apart has other commitments. */
void node_entry_commit(const struct node *node, const char *use,
		       struct slice committed,
		       char hex[NODE_COMMITMENT_DIGITS + 1]);

/* The last entry with this commitment, UINT64_MAX when there is none; reads all of
 * the ledger. */
int node_entry_find(struct node *node,
		    const char hex[NODE_COMMITMENT_DIGITS + 1], uint64_t *index,
		    struct error *error);

#endif
