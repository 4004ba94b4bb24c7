/*
 * verify.h - whether the ledger holds, and the releases agree with it.
 */
#ifndef HORNBOOK_CLI_VERIFY_H
#define HORNBOOK_CLI_VERIFY_H

#include "cli/command.h"

/*
 * Verifies the ledger, for which anybody can do without a key; and where the
 * node's key is at hand, that every release has its entry and every entry its
 * release.
 */
enum status verify_ledger(struct run *run);

#endif
