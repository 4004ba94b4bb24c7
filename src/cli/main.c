/*
 * The program `hornbook`: reads the command line, runs one command.
 */
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/print.h"
#include "configuration.h"

static enum status run_command(struct run *run)
{
	const struct command *command = run->command;

	if (run->arguments.version) {
		builder_add_text(&run->out, "hornbook " HORNBOOK_VERSION "\n");
		return STATUS_DONE;
	}
	if (run->arguments.help || command == NULL) {
		if (command != NULL && command != &command_help) {
			options_help(command, &run->out);
			return STATUS_DONE;
		}
		command_help.run(run);
		return run->arguments.help ? STATUS_DONE : STATUS_INPUT;
	}
	if (options_required(&run->arguments, command, &run->error) != 0)
		return run_failure(run);
	return command->run(run);
}

/*
 * A standard descriptor that is closed would be given to the next file that is
 * opened, perhaps the ledger, and what is printed would go there.  Writing to
 * what stands in for it fails, as it should.
 */
static bool fill_descriptors(void)
{
	int fd = STDIN_FILENO;

	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

int main(int argc, char **argv)
{
	struct run run = {0};
	enum status status;

	if (!fill_descriptors())
		return STATUS_FAILURE;
	/* A reader that went away is seen as EPIPE. */
	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0) {
		print_note("the cryptographic library does not start");
		return STATUS_FAILURE;
	}
	run.screen = screen_now();
	if (options_read(&run.arguments, &run.command,
			 argv + (argc > 0 ? 1 : 0), &run.arena,
			 &run.error) != 0)
		status = run_failure(&run);
	else
		status = run_command(&run);
	print_flush(&run);
	if (run.output_failed)
		status = STATUS_FAILURE;
	builder_release(&run.out);
	arena_release(&run.arena);
	return (int)status;
}
