#include "cli/command.h"
#include "cli/print.h"
#include "configuration.h"

static const char *const groups[] = {
	[GROUP_DATA] = "A node and its data",
	[GROUP_RULES] = "Rules",
	[GROUP_RELEASES] = "Releases",
	[GROUP_PUBLISHING] = "What families and the public are told",
	[GROUP_HELP] = "Help",
};

static void add_overview(struct run *run)
{
	builder_add_text(&run->out,
			 "usage: hornbook [OPTION...] COMMAND [ARGUMENT...]\n\n"
			 "Let out pupils' records exactly as law and privacy "
			 "notice allow.\n");
	for (size_t group = 0; group < sizeof(groups) / sizeof(groups[0]);
	     group++) {
		builder_add_byte(&run->out, '\n');
		screen_add(&run->screen, STYLE_BOLD, slice_of(groups[group]),
			   &run->out);
		builder_add_byte(&run->out, '\n');
		for (size_t i = 0; i < command_count; i++)
			if (commands[i]->group == group)
				builder_add_format(&run->out, "  %-16s %s\n",
						   commands[i]->name,
						   commands[i]->summary);
	}
	builder_add_text(&run->out,
			 "\n'hornbook help COMMAND' tells more; 'man hornbook' "
			 "tells all.\n");
}

/* The command of one name, or the part of two; NULL and the run's error. */
static const struct command *find(struct run *run, const struct texts *names)
{
	const struct command *whole = command_find(names->list[0]);
	const struct command *part;

	if (whole == NULL) {
		options_unknown(NULL, names->list[0], &run->error);
		return NULL;
	}
	if (names->count == 1)
		return whole;
	part = command_part(whole, names->list[1]);
	if (part == NULL)
		options_unknown(whole->part_count > 0 ? whole : NULL,
				names->list[1], &run->error);
	return part;
}

static enum status help(struct run *run)
{
	const struct command *command;

	if (run->command == NULL || run->arguments.operands.count == 0) {
		add_overview(run);
		return STATUS_DONE;
	}
	command = find(run, &run->arguments.operands);
	if (command == NULL)
		return run_failure(run);
	options_help(command, &run->out);
	return STATUS_DONE;
}

const struct command command_help = {
	.name = "help",
	.group = GROUP_HELP,
	.summary = "tell about a command",
	.operands = "[COMMAND...]",
	.most = 2,
	.about = "Prints the list of commands, or what a command does and its "
		 "options.",
	.run = help,
};

static enum status version(struct run *run)
{
	builder_add_text(&run->out, "hornbook " HORNBOOK_VERSION "\n");
	return STATUS_DONE;
}

const struct command command_version = {
	.name = "version",
	.group = GROUP_HELP,
	.summary = "print the version",
	.operands = "",
	.about = "Prints the version.",
	.run = version,
};
