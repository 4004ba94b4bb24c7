/*
 * open.h - the node that a command works with.
 */
#ifndef HORNBOOK_CLI_OPEN_H
#define HORNBOOK_CLI_OPEN_H

#include "cli/command.h"

struct node;

/* The directory of the node that is asked for. */
const char *find_node(const struct run *run);

/*
 * Opens the node with the key that is asked for, and tells when something had
 * to be put right.
 */
int open_node(struct run *run, struct node **out);

/* Runs `act` with the node open. */
enum status open_and(struct run *run,
		     enum status (*act)(struct run *run, struct node *node));

#endif
