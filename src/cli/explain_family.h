/*
 * explain_family.h - what `hornbook explain --reader parent` and `--reader pupil`
 * tell: one flow, or all that the notice promises.
 */
#ifndef HORNBOOK_CLI_EXPLAIN_FAMILY_H
#define HORNBOOK_CLI_EXPLAIN_FAMILY_H

#include "cli/command.h"
#include "policy/family.h"

struct node;

int explain_family(struct run *run, struct node *node, enum reader reader);

#endif
