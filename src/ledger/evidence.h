/*
 * evidence.h - two checkpoints of one ledger that cannot both be true.
 *
 *     DIRECTORY/evidence/<16 digits>/first     one signed note
 *     DIRECTORY/evidence/<16 digits>/second    the other
 *
 * Signed by the same key over unlike trees they show to anybody that the
 * ledger told different things to different people.
 */
#ifndef HORNBOOK_LEDGER_EVIDENCE_H
#define HORNBOOK_LEDGER_EVIDENCE_H

#include "base/slice.h"

struct arena;
struct error;

/* Saves both durably; `*path` is their directory, in `arena`.  The same two are
 * saved once. */
int evidence_save(const char *directory, struct slice first,
		  struct slice second, struct arena *arena, const char **path,
		  struct error *error);

#endif
