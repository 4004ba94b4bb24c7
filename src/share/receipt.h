/*
 * receipt.h - entries of the ledger about what was received.  Private to the share
 * room.
 *
 *     {"entry":"receipt","date":"2026-01-15","commitment":HEX}
 *
 * The commitment is to the manifest's hash, under a key of the node's: it tells
 * nobody else what came, and the same manifest always has the same.  So the ledger
 * knows a package again when a register from a backup does not.
 */
#ifndef HORNBOOK_SHARE_RECEIPT_H
#define HORNBOOK_SHARE_RECEIPT_H

#include <stdbool.h>
#include <stdint.h>

#include "share/manifest.h"

struct error;
struct node;
struct register_grant;

int receipt_enter(struct node *node, const struct register_grant *grant,
		  uint64_t *index, struct error *error);

/* What was put into a directory, in the clear: "entry":"opened". */
int receipt_enter_opened(struct node *node,
			 const uint8_t manifest[MANIFEST_HASH_BYTES],
			 int32_t date, struct error *error);

struct receipt_entry {
	bool found;
	uint64_t index;
};

/* The entry about a manifest; reads all of the ledger. */
int receipt_find(struct node *node, const uint8_t manifest[MANIFEST_HASH_BYTES],
		 struct receipt_entry *receipt, struct error *error);

#endif
