#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/clock.h"

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 100 };

struct progress progress_start(const char *what)
{
	return (struct progress){
		.what = what,
		.started_ms = clock_elapsed_ms(),
		.terminal = isatty(STDERR_FILENO) != 0,
	};
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
	uint64_t now;

	if (!progress->terminal)
		return;
	now = clock_elapsed_ms();
	if (now - progress->started_ms < PROGRESS_AFTER_MS ||
	    now - progress->shown_ms < PROGRESS_EVERY_MS)
		return;
	progress->shown_ms = now;
	progress->visible = true;
	if (total > 0)
		fprintf(stderr, "\r\033[K%3" PRIu64 " %% of %" PRIu64 " %s",
			done * 100 / total, total, progress->what);
	else
		fprintf(stderr, "\r\033[K%" PRIu64 " %s", done, progress->what);
	fflush(stderr);
}

void progress_end(struct progress *progress)
{
	if (progress->visible)
		fputs("\r\033[K", stderr);
	progress->visible = false;
}
