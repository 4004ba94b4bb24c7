/*
 * explain_findings.h - what `hornbook check --explain` tells: of each finding
 * named, or of all, what it means, why it matters and how to put it right.
 */
#ifndef HORNBOOK_CLI_EXPLAIN_FINDINGS_H
#define HORNBOOK_CLI_EXPLAIN_FINDINGS_H

#include "cli/command.h"

/* The operands are the ids. */
enum status explain_findings(struct run *run);

#endif
