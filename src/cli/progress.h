/*
 * progress.h - how far a long command is, on a terminal, after a second.
 */
#ifndef HORNBOOK_CLI_PROGRESS_H
#define HORNBOOK_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what; /* "records", "pupils" */
	uint64_t started_ms, shown_ms;
	bool terminal; /* standard error is one */
	bool visible;
};

struct progress progress_start(const char *what);
void progress_show(struct progress *progress, uint64_t done, uint64_t total);

/* Takes the line away again. */
void progress_end(struct progress *progress);

#endif
