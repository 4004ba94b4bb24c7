/*
 * cases.h - what was done about one child beside releases, for people and as JSON.
 */
#ifndef HORNBOOK_CLI_CASES_H
#define HORNBOOK_CLI_CASES_H

#include "cli/command.h"
#include "share/case_log.h"

struct json;
struct node;

int cases_of_pupil(struct run *run, struct node *node, uint64_t pupil,
		   struct case_entry **list, size_t *count);

void cases_add_text(struct run *run, const struct case_entry *list,
		    size_t count);

/* An array of them. */
void cases_put_json(struct json *json, const struct case_entry *list,
		    size_t count);

#endif
