/*
 * credentials.h - where the key to a node comes from.
 *
 * A passphrase from --passphrase-file, HORNBOOK_PASSPHRASE, or asked for on the
 * terminal; a key file from --key-file, HORNBOOK_KEY_FILE, or node.key in the
 * node.  Passphrases are in locked memory and wiped after use.
 */
#ifndef HORNBOOK_CLI_CREDENTIALS_H
#define HORNBOOK_CLI_CREDENTIALS_H

#include "cli/command.h"

struct credentials;

/* The kind that this node wants. */
int credentials_for_node(struct credentials *credentials, struct run *run,
			 const char *directory);

/* For a node that is to be made: a passphrase (asked for twice) where one is
 * spoken of, else a key file. */
int credentials_for_making(struct credentials *credentials, struct run *run,
			   const char *directory);

/* Whether the node can be opened without asking anybody. */
bool credentials_at_hand(const struct run *run, const char *directory);

void credentials_wipe(struct credentials *credentials);

#endif
