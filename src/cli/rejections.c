#include "cli/rejections.h"

#include <inttypes.h>
#include <string.h>

#include "base/builder.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/screen.h"
#include "share/intake.h"

static bool has_rule(const struct rejection *rejection)
{
	return rejection->rule != NULL && rejection->rule[0] != '\0';
}

/* Most messages name their rule themselves. */
static bool rule_is_told(const struct rejection *rejection)
{
	return rejection->message.len > 0 &&
	       memmem(rejection->message.at, rejection->message.len, "(rule ",
		      6) != NULL;
}

static void add_rejection(const struct intake_file *file,
			  const struct rejection *rejection,
			  struct builder *out)
{
	text_add_clean(rejection->file.len > 0
			       ? rejection->file
			       : slice_of(path_name(file->path)),
		       out);
	if (rejection->line > 0)
		builder_add_format(out, ":%" PRIu32, rejection->line);
	if (rejection->line > 0 && rejection->column > 0)
		builder_add_format(out, ":%" PRIu32, rejection->column);
	builder_add_text(out, ": ");
	if (rejection->warning)
		builder_add_text(out, "warning: ");
	if (rejection->record > 0)
		builder_add_format(out, "record %" PRIu64 ": ",
				   rejection->record);
	if (rejection->field.len > 0) {
		text_add_clean(rejection->field, out);
		builder_add_text(out, ": ");
	}
	text_add_clean(rejection->message, out);
	if (has_rule(rejection) && !rule_is_told(rejection))
		builder_add_format(out, " (rule %s)", rejection->rule);
	builder_add_byte(out, '\n');
}

void rejections_add(const struct intake_file *file, size_t most,
		    struct builder *out)
{
	uint64_t all = file->rejected + file->warnings;
	size_t count =
		file->rejection_count < most ? file->rejection_count : most;

	for (size_t i = 0; i < count; i++)
		add_rejection(file, &file->rejections[i], out);
	if (all > count)
		builder_add_format(out, "and %" PRIu64 " more\n", all - count);
}

static void put_rejection(struct json *json, const struct rejection *rejection)
{
	json_open_object(json);
	if (rejection->record > 0)
		json_key_number(json, "record", (int64_t)rejection->record);
	if (rejection->file.len > 0)
		json_key_text(json, "file", rejection->file);
	if (rejection->line > 0)
		json_key_number(json, "line", rejection->line);
	if (rejection->column > 0)
		json_key_number(json, "column", rejection->column);
	json_key_boolean(json, "warning", rejection->warning);
	if (rejection->field.len > 0)
		json_key_text(json, "field", rejection->field);
	if (has_rule(rejection))
		json_key_text(json, "rule", slice_of(rejection->rule));
	json_key_text(json, "message", rejection->message);
	json_close_object(json);
}

void rejections_put(const struct intake_file *file, struct json *json)
{
	json_key(json, "rejections");
	json_open_array(json);
	for (size_t i = 0; i < file->rejection_count; i++)
		put_rejection(json, &file->rejections[i]);
	json_close_array(json);
}
