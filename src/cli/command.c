#include "cli/command.h"

#include <string.h>

/* In the order of the help. */
const struct command *const commands[] = {
	&command_init,      &command_import,      &command_validate,
	&command_pupils,    &command_show,        &command_learners,
	&command_correct,   &command_erase,       &command_wish,
	&command_authorise, &command_approve,     &command_check,
	&command_compare,   &command_format,      &command_adopt,
	&command_explain,   &command_decide,      &command_prove,
	&command_share,     &command_table,       &command_open,
	&command_receive,   &command_received,    &command_notify,
	&command_recall,    &command_outstanding, &command_due,
	&command_destroy,   &command_log,         &command_prove_disclosure,
	&command_feedback,  &command_access,      &command_enquiry,
	&command_directory, &command_cases,       &command_verify,
	&command_witness,   &command_keys,        &command_notice,
	&command_publish,   &command_served,      &command_guard,
	&command_attack,    &command_risk,        &command_anonymise,
	&command_generate,  &command_demo,        &command_help,
	&command_version,
};
const size_t command_count = sizeof(commands) / sizeof(commands[0]);

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct command *command_part(const struct command *command,
				   const char *word)
{
	for (size_t i = 0; i < command->part_count; i++)
		if (strcmp(command_word(command->parts[i]), word) == 0)
			return command->parts[i];
	return NULL;
}

const char *command_word(const struct command *command)
{
	const char *space = strchr(command->name, ' ');

	return space != NULL ? space + 1 : command->name;
}
