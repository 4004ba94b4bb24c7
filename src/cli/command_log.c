#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "base/json.h"
#include "cli/cases.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/ledger_tasks.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/verify.h"
#include "cli/words.h"
#include "register/message.h"
#include "register/register.h"
#include "share/message.h"
#include "share/node.h"
#include "share/pupil_find.h"
#include "share/unusual.h"

static const char *const states[] = {
	[RELEASE_PREPARED] = "prepared",
	[RELEASE_DONE] = "done",
	[RELEASE_VOID] = "void",
};

/* What the manifest says was out of pattern (share/unusual.h): a JSON array, to
 * be released by json_decref; NULL when there is none. */
static json_t *find_unusual(const struct release *release)
{
	json_t *manifest = json_loadb(
		release->manifest.at != NULL ? release->manifest.at : "",
		release->manifest.len, 0, NULL);
	json_t *unusual = json_incref(json_object_get(manifest, "unusual"));

	json_decref(manifest);
	if (json_array_size(unusual) > 0)
		return unusual;
	json_decref(unusual);
	return NULL;
}

static void put_unusual(struct json *json, const struct release *release)
{
	json_t *unusual = find_unusual(release);

	if (unusual == NULL)
		return;
	json_key(json, "unusual");
	json_open_array(json);
	for (size_t i = 0; i < json_array_size(unusual); i++)
		json_put_text(json, slice_of(json_string_value(
					    json_array_get(unusual, i))));
	json_close_array(json);
	json_decref(unusual);
}

static struct slice state_text(const struct release *release)
{
	json_t *unusual;

	if (release->state != RELEASE_DONE)
		return slice_of(states[release->state]);
	unusual = find_unusual(release);
	json_decref(unusual);
	return unusual != NULL ? SLICE("!") : SLICE("");
}

/* --- all releases --------------------------------------------------------------------- */

static struct slice released_text(const struct release *release,
				  struct arena *arena)
{
	char text[48];

	snprintf(text, sizeof(text), "%" PRIu64 " of %" PRIu64,
		 release->released, release->considered);
	return arena_copy(arena, slice_of(text));
}

static void add_row(struct grid *grid, const struct release *release)
{
	grid_add(grid, release->reference);
	grid_add(grid, words_date(release->date, grid->arena));
	grid_add(grid, release->recipient);
	grid_add(grid, release->purpose);
	grid_add(grid, release->level);
	grid_add(grid, released_text(release, grid->arena));
	grid_add(grid, state_text(release));
}

/* "  R-2026-0001: the first release to this recipient for this purpose" */
static void add_why(struct run *run, const struct release *release)
{
	const char *between = ": ";
	json_t *unusual;

	if (release->state != RELEASE_DONE)
		return;
	unusual = find_unusual(release);
	if (unusual == NULL)
		return;
	builder_add_format(&run->out, "  %.*s", SLICE_ARGS(release->reference));
	for (int u = 0; u < UNUSUAL_COUNT; u++)
		for (size_t i = 0; i < json_array_size(unusual); i++) {
			const char *name =
				json_string_value(json_array_get(unusual, i));

			if (name == NULL ||
			    strcmp(name, unusual_name((enum unusual)u)) != 0)
				continue;
			builder_add_format(&run->out, "%s%s", between,
					   unusual_text((enum unusual)u));
			between = "; ";
		}
	builder_add_byte(&run->out, '\n');
	json_decref(unusual);
}

static void add_releases(struct run *run, const struct release *releases,
			 size_t count)
{
	/* The last one is for those that never got out, or were out of
	 * pattern. */
	static const struct grid_column columns[] = {
		{"Reference", false, false}, {"Date", false, false},
		{"To", false, true},         {"For", false, true},
		{"Level", false, true},      {"Released", true, false},
		{"", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		add_row(&grid, &releases[i]);
		any |= slice_is(state_text(&releases[i]), "!");
	}
	if (count > 0)
		grid_print(&grid, &run->screen, &run->out);
	else
		builder_add_text(&run->out, "Nothing was released yet.\n");
	if (any)
		builder_add_text(&run->out, "! out of pattern:\n");
	for (size_t i = 0; i < count; i++)
		add_why(run, &releases[i]);
}

static void put_release(struct json *json, const struct release *release)
{
	json_key_text(json, "reference", release->reference);
	json_key_date(json, "date", release->date);
	json_key_text(json, "recipient", release->recipient);
	json_key_text(json, "holder", release->holder);
	json_key_text(json, "purpose", release->purpose);
	if (release->flow.len > 0)
		json_key_text(json, "collection", release->flow);
	json_key_text(json, "level", release->level);
	json_key_number(json, "considered", (int64_t)release->considered);
	json_key_number(json, "released", (int64_t)release->released);
	json_key_text(json, "state", slice_of(states[release->state]));
	json_key_text(json, "directory", release->directory);
	if (release->ledger_index != UINT64_MAX)
		json_key_number(json, "entry", (int64_t)release->ledger_index);
	put_unusual(json, release);
}

static int list_releases(struct run *run, struct node *node)
{
	struct release *releases;
	struct json json;
	size_t count;

	if (register_releases(node->pupils, &releases, &count, &run->arena,
			      &run->error) != 0)
		return -1;
	if (!run->arguments.json) {
		add_releases(run, releases, count);
		return 0;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key(&json, "releases");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&json);
		put_release(&json, &releases[i]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

/* --- one pupil's ------------------------------------------------------------------------- */

static void add_pupil_release(struct run *run, const struct node *node,
			      const struct pupil_release *one)
{
	const struct release *release = &one->release;
	struct builder fields = {0};
	struct builder *out = &run->out;
	struct slice purpose =
		words_purpose(node->dictionary, release->purpose);

	builder_add_byte(out, '\n');
	words_add_date(release->date, out);
	builder_add_text(out, "  ");
	screen_add(&run->screen, STYLE_BOLD, release->holder, out);
	builder_add_format(out, "  %.*s\n    for %.*s, %.*s\n    ",
			   SLICE_ARGS(release->reference), SLICE_ARGS(purpose),
			   SLICE_ARGS(release->level));
	words_add_fields(node->dictionary, &one->fields, &fields);
	text_add_wrapped(&run->screen, builder_slice(&fields), 4, 4, out);
	builder_add_byte(out, '\n');
	builder_release(&fields);
}

/* What its recipients were told of later. */
struct told {
	struct register_message *list;
	size_t count;
};

/* What was done about the pupil beside them. */
struct cases {
	struct case_entry *list;
	size_t count;
};

static const char *const message_kinds[] = {
	[MESSAGE_CORRECTION] = "correction",
	[MESSAGE_ERASURE] = "erasure",
	[MESSAGE_RECALL] = "recall",
};

static const char *const message_states[] = {
	[MESSAGE_DUE] = "to be sent",
	[MESSAGE_SENT] = "sent",
	[MESSAGE_SETTLED] = "told",
};

static void add_told(const struct told *told, uint64_t release,
		     struct builder *out)
{
	for (size_t i = 0; i < told->count; i++) {
		const struct register_message *one = &told->list[i];

		if (one->release != release)
			continue;
		builder_add_format(out, "    %s of ", message_kinds[one->kind]);
		words_add_date(one->created, out);
		builder_add_format(out, ": %s", message_states[one->state]);
		if (one->settled != DATE_NONE) {
			builder_add_byte(out, ' ');
			words_add_date(one->settled, out);
		}
		builder_add_byte(out, '\n');
	}
}

static void put_told(const struct told *told, uint64_t release,
		     struct json *json)
{
	json_key(json, "told");
	json_open_array(json);
	for (size_t i = 0; i < told->count; i++) {
		const struct register_message *one = &told->list[i];

		if (one->release != release)
			continue;
		json_open_object(json);
		json_key_text(json, "kind", slice_of(message_kinds[one->kind]));
		json_key_date(json, "date", one->created);
		json_key_text(json, "state",
			      slice_of(message_states[one->state]));
		json_key_date(json, "settled", one->settled);
		json_close_object(json);
	}
	json_close_array(json);
}

static void add_pupil_json(struct run *run, const struct node *node,
			   const struct pupil_release *list, size_t count,
			   const struct told *told, const struct cases *cases)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "upn", slice_of(run->arguments.pupil));
	json_key(&json, "releases");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&json);
		put_release(&json, &list[i].release);
		json_key(&json, "fields");
		words_put_fields(node->dictionary, &list[i].fields, &json);
		put_told(told, list[i].release.id, &json);
		json_close_object(&json);
	}
	json_close_array(&json);
	if (cases->count > 0) {
		json_key(&json, "cases");
		cases_put_json(&json, cases->list, cases->count);
	}
	json_close_object(&json);
	run_json_end(run);
}

static void add_cases(struct run *run, const struct cases *cases)
{
	if (cases->count == 0)
		return;
	builder_add_text(&run->out,
			 "\nWhat else was done, with who and why\n\n");
	cases_add_text(run, cases->list, cases->count);
}

static int list_pupil(struct run *run, struct node *node)
{
	struct slice upn = slice_of(run->arguments.pupil);
	struct pupil_release *list;
	struct cases cases;
	struct told told;
	uint64_t found;
	uint64_t pupil;
	size_t count;

	if (messages_find(node, &found, &run->error) != 0 ||
	    pupil_find(node->pupils, upn, &pupil, &run->error) != 0 ||
	    register_pupil_messages(node->pupils, pupil, &told.list,
				    &told.count, &run->arena,
				    &run->error) != 0 ||
	    register_pupil_releases(node->pupils, pupil, &list, &count,
				    &run->arena, &run->error) != 0 ||
	    cases_of_pupil(run, node, pupil, &cases.list, &cases.count) != 0)
		return -1;
	if (run->arguments.json) {
		add_pupil_json(run, node, list, count, &told, &cases);
		return 0;
	}
	if (count == 0) {
		builder_add_text(&run->out, "Nobody has had the record of ");
		text_add_clean(upn, &run->out);
		builder_add_text(&run->out, ".\n");
		add_cases(run, &cases);
		return 0;
	}
	builder_add_text(&run->out, "Who has had the record of ");
	text_add_clean(upn, &run->out);
	builder_add_byte(&run->out, '\n');
	for (size_t i = 0; i < count; i++) {
		add_pupil_release(run, node, &list[i]);
		add_told(&told, list[i].release.id, &run->out);
	}
	add_cases(run, &cases);
	return 0;
}

/* --- the command -------------------------------------------------------------------------------- */

static enum status log_command(struct run *run)
{
	struct node *node;
	enum status status = STATUS_DONE;
	int result;

	if (ledger_task_check(run) != 0)
		return run_failure(run);
	if (run->arguments.verify)
		return verify_ledger(run);
	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (ledger_task_asked(run)) {
		status = ledger_task(run, node);
		node_close(node);
		return status;
	}
	result = run->arguments.pupil != NULL ? list_pupil(run, node)
					      : list_releases(run, node);
	if (result != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("pupil", "UPN", pupil,
	     "who has had this pupil's record, and which fields of it"),
	FLAG("verify", verify,
	     "verify the ledger, for which no key is needed, and that it "
	     "agrees with the releases; exit with 3 if it does not"),
	TEXT("key", "KEY", key,
	     "with --verify: the key that must have signed, or a file with "
	     "it"),
	TEXT("trust-witness", "KEY", trust,
	     "take this witness's cosignatures from now on"),
	TEXT("witness-request", "FILE", request,
	     "write a request to a witness to cosign the ledger as it is"),
	TEXT("add-cosignature", "FILE", add_cosignature,
	     "take what a witness answered into the ledger's checkpoint"),
	TEXT("for", "NAME", witness,
	     "the witness that is meant, where several are trusted"),
	TEXT("compare", "FILE", compare,
	     "hold a checkpoint that somebody kept against the ledger; exit "
	     "with 1 if both cannot be true"),
	TEXT("against", "FILE", against,
	     "hold it against this checkpoint or request to a witness "
	     "instead"),
	FLAG("rotate-key", rotate_key,
	     "sign the ledger with a new key from now on"),
};

const struct command command_log = {
	.name = "log",
	.group = GROUP_RELEASES,
	.summary = "list releases; who has had a child's record; verify",
	.operands = "",
	.about = "Lists the releases, or those that held one pupil with the "
		 "fields of that pupil that they held, or verifies the ledger, "
		 "or has it cosigned by witnesses.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = log_command,
};
