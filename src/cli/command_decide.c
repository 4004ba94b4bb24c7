#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/rules.h"
#include "language/diagnostic.h"
#include "policy/service.h"

/*
 * Requests are read as they come and answered as soon as what came is read, so
 * that a program at the other end of two pipes gets its answer without having
 * to close its end.
 */
enum { READ_BYTES = 256 << 10 };

struct deciding {
	struct run *run;
	struct service *service;
	int input;
	char *buffer; /* room for a longest line and one read after it */
	size_t filled;
	bool skipping; /* the rest of a line that was too long */
	bool faulty;   /* any line was */
};

static void too_long(struct deciding *deciding)
{
	builder_add_format(&deciding->run->out,
			   "{\"id\":null,\"error\":\"the line is longer than "
			   "%d bytes\"}\n",
			   SERVICE_LINE_BYTES);
	deciding->faulty = true;
}

static int answer(struct deciding *deciding, struct slice line)
{
	bool faulty = false;

	line = slice_trim(line);
	if (line.len == 0)
		return 0;
	if (service_answer(deciding->service, line, &deciding->run->out,
			   &faulty, &deciding->run->error) != 0)
		return -1;
	deciding->faulty |= faulty;
	return 0;
}

/* Answers the whole lines in the buffer; at the end also the last one. */
static int answer_lines(struct deciding *deciding, bool end)
{
	struct slice rest = {deciding->buffer, deciding->filled};

	while (rest.len > 0) {
		const char *stop = memchr(rest.at, '\n', rest.len);
		struct slice line = rest;

		if (stop == NULL && !end)
			break;
		if (stop != NULL)
			line.len = (size_t)(stop - rest.at);
		if (deciding->skipping)
			deciding->skipping = false;
		else if (line.len > SERVICE_LINE_BYTES)
			too_long(deciding);
		else if (answer(deciding, line) != 0)
			return -1;
		rest = slice_part(rest, line.len + 1, rest.len);
	}
	if (rest.len > SERVICE_LINE_BYTES) {
		if (!deciding->skipping)
			too_long(deciding);
		deciding->skipping = true;
		rest.len = 0;
	}
	if (rest.len > 0)
		memmove(deciding->buffer, rest.at, rest.len);
	deciding->filled = rest.len;
	return 0;
}

static int decide_all(struct deciding *deciding)
{
	for (;;) {
		ssize_t got =
			read(deciding->input,
			     deciding->buffer + deciding->filled, READ_BYTES);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_system(&deciding->run->error,
					    "the requests cannot be read");
		deciding->filled += (size_t)got;
		if (answer_lines(deciding, got == 0) != 0)
			return -1;
		if (!print_flush(deciding->run) || got == 0)
			return 0;
	}
}

static int open_requests(struct run *run, const char *path)
{
	int input;

	if (strcmp(path, "-") == 0)
		return STDIN_FILENO;
	input = open(path, O_RDONLY | O_CLOEXEC);
	if (input >= 0)
		return input;
	error_system(&run->error, "the file cannot be opened");
	run->error.code = ERROR_NOT_FOUND;
	return error_at(&run->error, slice_of(path), 0, 0, 0);
}

static enum status serve(struct run *run, const struct rules *rules)
{
	struct deciding deciding = {.run = run};
	enum status status = STATUS_DONE;

	deciding.input = open_requests(run, run->arguments.requests);
	if (deciding.input < 0)
		return run_failure(run);
	deciding.buffer = memory_allocate(SERVICE_LINE_BYTES + READ_BYTES);
	if (deciding.buffer == NULL)
		status = (error_memory(&run->error), run_failure(run));
	else if (service_make(&deciding.service, rules->policy, &run->error) !=
			 0 ||
		 decide_all(&deciding) != 0)
		status = run_failure(run);
	else if (deciding.faulty)
		status = STATUS_INPUT;
	service_free(deciding.service);
	memory_free(deciding.buffer);
	if (deciding.input != STDIN_FILENO)
		close(deciding.input);
	return status;
}

static enum status decide(struct run *run)
{
	const struct texts *notices = &run->arguments.notices;
	struct findings findings = findings_in(&run->arena);
	struct rules rules = {0};
	enum status status;

	if (rules_read(&rules, run, notices->list, notices->count, &findings) !=
	    0) {
		status = run_failure(run);
	} else if (rules.policy == NULL) {
		findings_sort(&findings);
		print_findings(&findings);
		status = STATUS_INPUT;
	} else {
		status = serve(run, &rules);
	}
	rules_release(&rules);
	return status;
}

static const struct option options[] = {
	NEED("requests", "FILE", requests,
	     "requests, one JSON object a line; '-' is standard input"),
	LIST("notice", "FILE", notices,
	     "a version of the notice; may be given more than once"),
};

const struct command command_decide = {
	.name = "decide",
	.group = GROUP_RULES,
	.summary = "answer requests over facts given with them",
	.operands = "",
	.about = "Decides requests, one JSON object on each line, over facts "
		 "stated with them, and prints one JSON object for each.  No "
		 "node is needed and no pupil is read.  Without a notice "
		 "nothing is promised, so only what the law requires "
		 "passes.  docs/decide.md describes a request.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = decide,
};
