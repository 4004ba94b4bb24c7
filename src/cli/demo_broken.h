/*
 * demo_broken.h - a demonstration by rules broken on purpose: whether the
 * checker noticed each.
 */
#ifndef HORNBOOK_CLI_DEMO_BROKEN_H
#define HORNBOOK_CLI_DEMO_BROKEN_H

#include "cli/command.h"

struct run_request;

/* Runs all rounds and tells of them; STATUS_REFUSED when something broken went
 * unnoticed. */
enum status demo_broken(struct run *run, struct run_request *request);

#endif
