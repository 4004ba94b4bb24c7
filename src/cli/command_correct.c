/* correct and erase: what a pupil or family has a right to. */
#include <inttypes.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "share/message.h"
#include "share/node.h"

enum { VALUE_LIMIT_BYTES = 1 << 16 };

/* --- correct --------------------------------------------------------------------------- */

static int read_standard_input(struct builder *value, struct error *error)
{
	ssize_t got = 1;

	while (got > 0 && value->len <= VALUE_LIMIT_BYTES) {
		char *room = builder_reserve(value, 4096);

		if (room == NULL)
			return error_memory(error);
		got = read(STDIN_FILENO, room, 4096);
		if (got < 0)
			return error_system(error,
					    "cannot read standard input");
		builder_commit(value, (size_t)got);
	}
	if (value->len > VALUE_LIMIT_BYTES)
		return error_set(error, ERROR_INPUT, "the value is too long");
	return 0;
}

/* Not on the command line, where all who use the machine can read it. */
static int read_value(struct run *run, struct builder *value)
{
	const char *path = run->arguments.value_file;

	if (slice_is(slice_of(path), "-"))
		return read_standard_input(value, &run->error);
	return file_read(path, VALUE_LIMIT_BYTES, value, &run->error);
}

static int correct_field(struct run *run, struct node *node, uint64_t *due)
{
	struct correction correction = {
		.upn = slice_of(run->arguments.pupil),
		.field = slice_of(run->arguments.field),
		.today = clock_today(&run->arguments),
	};
	struct builder value = {0};
	int result = read_value(run, &value);

	correction.value = builder_slice(&value);
	if (result == 0)
		result = message_correct(node, &correction, &run->error);
	if (value.at != NULL)
		sodium_memzero(value.at, value.capacity);
	builder_release(&value);
	return result == 0 ? messages_find(node, due, &run->error) : -1;
}

static void tell_correction(struct run *run, uint64_t due)
{
	struct json json;

	if (!run->arguments.json) {
		builder_add_format(&run->out, "Put right: %s\n",
				   run->arguments.field);
		builder_add_format(&run->out,
				   "%" PRIu64 " message%s to recipients due\n",
				   due, due == 1 ? "" : "s");
		return;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key_text(&json, "field", slice_of(run->arguments.field));
	json_key_number(&json, "messages", (int64_t)due);
	json_close_object(&json);
	run_json_end(run);
}

static enum status correct_command(struct run *run)
{
	enum status status = STATUS_DONE;
	struct node *node;
	uint64_t due;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (correct_field(run, node, &due) != 0)
		status = run_failure(run);
	else
		tell_correction(run, due);
	node_close(node);
	return status;
}

static const struct option correct_options[] = {
	NEED("pupil", "UPN", pupil, "the pupil"),
	NEED("field", "FIELD", field, "the field that is put right"),
	NEED("value-file", "FILE", value_file,
	     "what it should say ('-': standard input)"),
};

const struct command command_correct = {
	.name = "correct",
	.group = GROUP_DATA,
	.summary = "put one field of a pupil right",
	.operands = "",
	.about = "Records what a field should say.  Whoever was sent the field "
		 "of this pupil is to be told (UK GDPR article 19): 'hornbook "
		 "notify' does that.",
	.options = correct_options,
	.option_count = sizeof(correct_options) / sizeof(correct_options[0]),
	.run = correct_command,
};

/* --- erase ------------------------------------------------------------------------------- */

static void tell_erasure(struct run *run, const struct erase_report *report)
{
	struct builder *out = &run->out;
	struct json json;

	if (!run->arguments.json) {
		builder_add_format(out,
				   "Destroyed: the pupil's key, and %" PRIu64
				   " sections\n",
				   report->sections);
		builder_add_format(out,
				   "%" PRIu64 " message%s to recipients due\n",
				   report->told, report->told == 1 ? "" : "s");
		if (report->untold > 0)
			builder_add_format(
				out,
				"%" PRIu64 " release%s had no number or "
				"pseudonym by which its recipient could be "
				"told\n",
				report->untold, report->untold == 1 ? "" : "s");
		return;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key_number(&json, "sections", (int64_t)report->sections);
	json_key_number(&json, "messages", (int64_t)report->told);
	json_key_number(&json, "untold", (int64_t)report->untold);
	json_close_object(&json);
	run_json_end(run);
}

static enum status erase_command(struct run *run)
{
	enum status status = STATUS_DONE;
	struct erase_report report;
	struct node *node;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (message_erase(node, slice_of(run->arguments.pupil),
			  slice_of(run->arguments.reason),
			  clock_today(&run->arguments), &report,
			  &run->error) != 0)
		status = run_failure(run);
	else
		tell_erasure(run, &report);
	node_close(node);
	return status;
}

static const struct option erase_options[] = {
	NEED("pupil", "UPN", pupil, "the pupil"),
	NEED("reason", "TEXT", reason,
	     "why, without names; it is told to nobody"),
};

const struct command command_erase = {
	.name = "erase",
	.group = GROUP_DATA,
	.summary = "destroy all that is held of a pupil",
	.operands = "",
	.about = "Destroys the pupil's key and with it all that the node holds "
		 "of the pupil, in every copy of register.db.  There is no way "
		 "back.  Whoever was sent data of the pupil is to be told (UK "
		 "GDPR article 19): 'hornbook notify' does that.",
	.options = erase_options,
	.option_count = sizeof(erase_options) / sizeof(erase_options[0]),
	.run = erase_command,
};
