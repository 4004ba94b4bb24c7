/*
 * invariants.h - what holds of a node and its releases whenever it has been
 * opened, whatever happened before (share/share.h).
 */
#ifndef HORNBOOK_TESTS_SHARE_INVARIANTS_H
#define HORNBOOK_TESTS_SHARE_INVARIANTS_H

#include "support.h"

/*
 * Fails the test unless: every release in the directory has its entry in the
 * ledger and is whole; every entry has its release in place, or another entry
 * that takes it back; nothing is hidden beside them; nothing is still being
 * prepared; the ledger verifies.  Gives the number of releases in place.
 */
unsigned int check_invariants(struct school *school);

/* Opens the node after whatever happened, and checks. */
unsigned int reopen_and_check(struct school *school);

#endif
