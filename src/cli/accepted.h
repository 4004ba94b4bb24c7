/*
 * accepted.h - the file of findings that somebody looked at and accepted
 * (guard/allow.h), as --allow and --accept name it.
 */
#ifndef HORNBOOK_CLI_ACCEPTED_H
#define HORNBOOK_CLI_ACCEPTED_H

#include "cli/command.h"
#include "guard/allow.h"

/* Reads what --allow names; with --accept it need not be there yet.  `*given`:
 * whether it was named. */
int accepted_read(struct run *run, struct allow *allow, bool *given);

/* With --accept, writes it again. */
int accepted_write(struct run *run, const struct allow *allow);

#endif
