/*
 * ledger_tasks.h - what 'log' does with the ledger but list and verify it.
 */
#ifndef HORNBOOK_CLI_LEDGER_TASKS_H
#define HORNBOOK_CLI_LEDGER_TASKS_H

#include "cli/command.h"

struct node;

/* Whether one of those tasks is asked for. */
bool ledger_task_asked(const struct run *run);

/* Whether what is asked for goes together. */
int ledger_task_check(struct run *run);

/* Does it: a request to a witness, its answer, its key, a comparison, a new
 * signing key. */
enum status ledger_task(struct run *run, struct node *node);

#endif
