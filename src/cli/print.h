/*
 * print.h - the only place that writes to standard output and error.
 */
#ifndef HORNBOOK_CLI_PRINT_H
#define HORNBOOK_CLI_PRINT_H

#include "cli/command.h"

struct finding;
struct findings;
struct json;

/*
 * Writes what was added to `run->out` and empties it.  A reader that went away
 * is no error: what follows is dropped.  Any other failure is told once and
 * makes the run fail.  False when nothing more needs to be written.
 */
bool print_flush(struct run *run);

/* Tells what went wrong, by `run->error`, and gives the exit status for it. */
enum status run_failure(const struct run *run);

/* "hornbook: " and a line on standard error. */
void print_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Adds findings, each with its line and caret. */
void findings_add_text(const struct screen *screen,
		       const struct findings *findings, struct builder *out);

/* Findings on standard error, for commands that need a notice without
 * faults. */
void print_findings(const struct findings *findings);

/* A JSON writer onto `run->out`: indented on a terminal, else one line.
 * json_end closes the line. */
struct json run_json(struct run *run);
void run_json_end(struct run *run);

#endif
