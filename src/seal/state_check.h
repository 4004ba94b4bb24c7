/*
 * state_check.h - telling that a file of keys is as the node wrote it.  Private
 * to the seal room.
 *
 * Whoever can write to a node's directory could put a key of his own into it,
 * and releases would be sealed to him.  So each file ends with a MAC over what
 * it says, under a key that only the node has.  An older file of the same node
 * still passes; that is for the ledger to notice, which has the MAC of the
 * newest.
 */
#ifndef HORNBOOK_SEAL_STATE_CHECK_H
#define HORNBOOK_SEAL_STATE_CHECK_H

#include <stdint.h>

#include "base/slice.h"

struct error;

enum { STATE_KEY_BYTES = 32, STATE_CHECK_BYTES = 32 };

/* What a key is derived for; the numbers are on disk. */
enum state_use {
	STATE_SECRETS = 1,
	STATE_KEYRING = 2,
	STATE_CORRESPONDENTS = 3,
};

/* The caller wipes `derived`. */
void state_derive(const uint8_t key[STATE_KEY_BYTES], enum state_use use,
		  uint8_t derived[STATE_KEY_BYTES]);

void state_check_make(const uint8_t key[STATE_KEY_BYTES], enum state_use use,
		      struct slice state, uint8_t check[STATE_CHECK_BYTES]);

#endif
