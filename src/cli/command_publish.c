/* Documents about sharing, made from the rules and the ledger. */
#include "cli/command.h"

static enum status publish(struct run *run)
{
	options_help(&command_publish, &run->out);
	return STATUS_INPUT;
}

static const struct command *const parts[] = {
	&command_publish_all,           &command_publish_releases,
	&command_publish_organisations, &command_publish_processing,
	&command_publish_assessment,    &command_publish_leaflet,
	&command_publish_letter,        &command_publish_linked_data,
	&command_publish_map,           &command_publish_matrix,
	&command_publish_timeline,
};

const struct command command_publish = {
	.name = "publish",
	.group = GROUP_PUBLISHING,
	.summary = "make the documents that a controller owes the world",
	.operands = "",
	.about = "Makes documents about sharing from the controller's rules "
		 "and, where they tell of releases, from its ledger: what is "
		 "published is what is enforced.",
	.parts = parts,
	.part_count = sizeof(parts) / sizeof(parts[0]),
	.run = publish,
};
