/*
 * report.h - what a share came to, for a busy office or as JSON.
 */
#ifndef HORNBOOK_CLI_REPORT_H
#define HORNBOOK_CLI_REPORT_H

#include "cli/command.h"
#include "share/share.h"

struct node;

void report_add_text(struct run *run, const struct node *node,
		     const struct share_request *request,
		     const struct share_report *report);
void report_add_json(struct run *run, const struct node *node,
		     const struct share_request *request,
		     const struct share_report *report);

#endif
