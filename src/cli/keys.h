/*
 * keys.h - what the parts of `hornbook keys` have in common.
 */
#ifndef HORNBOOK_CLI_KEYS_H
#define HORNBOOK_CLI_KEYS_H

#include "cli/command.h"
#include "seal/dated_key.h"

struct json;
struct node;

/* Opens the node, does `work`, and closes it.  `work` fills run->out. */
enum status keys_run(struct run *run,
		     int (*work)(struct run *run, struct node *node));

/* "KEY for what, id, first day, last day, state on a day" as a table. */
void keys_add_table(struct run *run, const struct dated_key *keys, size_t count,
		    int32_t today);

/* The same as a member "keys". */
void keys_put_list(struct json *json, const struct dated_key *keys,
		   size_t count, int32_t today);

/*
 * Whether somebody at a terminal types "yes" to the question.  ERROR_REFUSED
 * when the answer is another, ERROR_INPUT when there is no terminal.
 */
int keys_confirm(const char *question, struct error *error);

#endif
