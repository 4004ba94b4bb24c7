#include "cli/explain_findings.h"

#include <ctype.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/print.h"
#include "policy/finding_kind.h"

/* --- as text ------------------------------------------------------------------ */

/* Marks of the reference mean a place in the text, not in the law. */
static void add_sentence(struct builder *out, const char *text)
{
	builder_add_byte(out, (char)toupper((unsigned char)text[0]));
	builder_add_format(out, "%s.\n", text + 1);
}

static void add_example(struct builder *out, const char *title,
			const char *example)
{
	struct slice rest = slice_of(example);

	if (rest.len == 0)
		return;
	builder_add_format(out, "\n%s:\n\n", title);
	while (rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');

		builder_add_format(out, "    %.*s\n", SLICE_ARGS(line));
	}
}

static void add_kind(struct builder *out, const struct finding_kind *kind)
{
	builder_add_format(out, "%s: %s, from %s\n\n", kind->id,
			   severity_name(kind->severity),
			   finding_stage_name(kind->stage));
	add_sentence(out, kind->why);
	if (kind->law_1998[0] != '\0')
		builder_add_format(out, "law to 24 May 2018: %s\n",
				   kind->law_1998);
	if (kind->law[0] != '\0')
		builder_add_format(out, "law since 25 May 2018: %s\n",
				   kind->law);
	if (kind->hint[0] != '\0')
		builder_add_format(out, "hint: %s\n", kind->hint);
	add_example(out, "For example", kind->before);
	add_example(out, "Better", kind->after);
}

/* --- as JSON ------------------------------------------------------------------ */

static void put_kind(struct json *json, const struct finding_kind *kind)
{
	json_open_object(json);
	json_key_text(json, "id", slice_of(kind->id));
	json_key_text(json, "severity",
		      slice_of(severity_name(kind->severity)));
	json_key_text(json, "stage", slice_of(finding_stage_name(kind->stage)));
	json_key_text(json, "why", slice_of(kind->why));
	json_key_text(json, "law1998", slice_of(kind->law_1998));
	json_key_text(json, "law", slice_of(kind->law));
	json_key_text(json, "hint", slice_of(kind->hint));
	json_key_text(json, "before", slice_of(kind->before));
	json_key_text(json, "after", slice_of(kind->after));
	json_close_object(json);
}

/* --- which ---------------------------------------------------------------------- */

static int unknown_id(struct run *run, const char *id)
{
	struct slice *ids =
		arena_array(&run->arena, finding_kind_count, sizeof(*ids));
	struct slice nearest;

	if (ids == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < finding_kind_count; i++)
		ids[i] = slice_of(finding_kinds[i].id);
	nearest = text_nearest(slice_of(id), ids, finding_kind_count);
	error_set(&run->error, ERROR_INPUT, "there is no finding '%.60s'", id);
	if (nearest.len > 0)
		return error_hint(&run->error, "did you mean '%.*s'?",
				  SLICE_ARGS(nearest));
	return error_hint(&run->error,
			  "--explain takes the names in brackets behind "
			  "findings; alone it tells of all");
}

static int check_ids(struct run *run)
{
	const struct texts *ids = &run->arguments.operands;

	for (size_t i = 0; i < ids->count; i++) {
		size_t at = 0;

		if (finding_kind_next(slice_of(ids->list[i]), &at) == NULL)
			return unknown_id(run, ids->list[i]);
	}
	return 0;
}

static bool is_wanted(const struct run *run, const struct finding_kind *kind)
{
	const struct texts *ids = &run->arguments.operands;

	for (size_t i = 0; i < ids->count; i++)
		if (slice_is(slice_of(ids->list[i]), kind->id))
			return true;
	return ids->count == 0;
}

enum status explain_findings(struct run *run)
{
	const char *between = "";

	if (check_ids(run) != 0)
		return run_failure(run);
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_array(&json);
		for (size_t i = 0; i < finding_kind_count; i++)
			if (is_wanted(run, &finding_kinds[i]))
				put_kind(&json, &finding_kinds[i]);
		json_close_array(&json);
		run_json_end(run);
		return STATUS_DONE;
	}
	for (size_t i = 0; i < finding_kind_count; i++) {
		if (!is_wanted(run, &finding_kinds[i]))
			continue;
		builder_add_text(&run->out, between);
		add_kind(&run->out, &finding_kinds[i]);
		between = "\n";
	}
	return STATUS_DONE;
}
