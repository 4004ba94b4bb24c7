/*
 * demo_report.h - what came of a demonstration, as a table or as JSON.
 */
#ifndef HORNBOOK_CLI_DEMO_REPORT_H
#define HORNBOOK_CLI_DEMO_REPORT_H

#include <stdbool.h>

#include "cli/command.h"
#include "demo/outcome.h"

/* Whether every flow that was asked for was run and kept its promise. */
bool demo_holds(const struct world_outcome *outcome);

void demo_report_text(struct run *run, const struct world_outcome *outcome);
void demo_report_json(struct run *run, const struct world_outcome *outcome);

#endif
