/* cases: what was done about single children beside releases. */
#include "cli/cases.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "register/register.h"
#include "share/node.h"
#include "share/pupil_find.h"

struct asked {
	uint64_t pupil; /* 0: all */
	int kind;       /* CASE_KIND_COUNT: all */
};

static int read_asked(struct run *run, struct node *node, struct asked *asked)
{
	const struct arguments *arguments = &run->arguments;
	struct slice kind = slice_of(arguments->kind);

	*asked = (struct asked){.kind = CASE_KIND_COUNT};
	if (!slice_empty(kind)) {
		asked->kind = 0;
		while (asked->kind < CASE_KIND_COUNT &&
		       !slice_is(kind,
				 case_kind_name((enum case_kind)asked->kind)))
			asked->kind++;
		if (asked->kind == CASE_KIND_COUNT) {
			error_set(&run->error, ERROR_INPUT,
				  "there is no such kind of entry");
			return error_hint(&run->error,
					  "look-up, shield, unshield, shared, "
					  "not-shared or access");
		}
	}
	if (arguments->pupil == NULL)
		return 0;
	return pupil_find(node->pupils, slice_of(arguments->pupil),
			  &asked->pupil, &run->error);
}

static bool is_asked(const struct asked *asked, const struct case_entry *entry)
{
	return (asked->pupil == 0 || entry->pupil == asked->pupil) &&
	       (asked->kind == CASE_KIND_COUNT ||
		entry->kind == (enum case_kind)asked->kind);
}

/* Leaves in the list what is asked for. */
static size_t keep_asked(const struct asked *asked, struct case_entry *list,
			 size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (is_asked(asked, &list[i]))
			list[kept++] = list[i];
	return kept;
}

/* --- telling -------------------------------------------------------------------- */

void cases_add_text(struct run *run, const struct case_entry *list,
		    size_t count)
{
	static const struct grid_column columns[] = {
		{"Reference", false, false}, {"Date", false, false},
		{"What", false, false},      {"Outcome", false, false},
		{"By", false, true},         {"Role", false, false},
		{"Reason", false, true},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < count; i++) {
		const struct case_entry *entry = &list[i];

		grid_add(&grid, entry->reference);
		grid_add(&grid, words_date(entry->date, &run->arena));
		grid_add(&grid, slice_of(case_kind_name(entry->kind)));
		grid_add(&grid, slice_of(case_outcome_name(entry->outcome)));
		grid_add_clean(&grid, entry->by);
		grid_add(&grid, entry->role);
		grid_add_clean(&grid, entry->reason);
	}
	grid_print(&grid, &run->screen, &run->out);
}

static void put_entry(struct json *json, const struct case_entry *entry)
{
	json_open_object(json);
	json_key_text(json, "reference", entry->reference);
	json_key_date(json, "date", entry->date);
	json_key_text(json, "kind", slice_of(case_kind_name(entry->kind)));
	json_key_text(json, "outcome",
		      slice_of(case_outcome_name(entry->outcome)));
	json_key_text(json, "by", entry->by);
	json_key_text(json, "role", entry->role);
	json_key_text(json, "with", entry->with);
	json_key_text(json, "reason", entry->reason);
	json_key_text(json, "note", entry->note);
	json_close_object(json);
}

void cases_put_json(struct json *json, const struct case_entry *list,
		    size_t count)
{
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		put_entry(json, &list[i]);
	json_close_array(json);
}

static void add_json(struct run *run, const struct case_entry *list,
		     size_t count)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key(&json, "cases");
	cases_put_json(&json, list, count);
	json_close_object(&json);
	run_json_end(run);
}

/* --- the command ----------------------------------------------------------------- */

int cases_of_pupil(struct run *run, struct node *node, uint64_t pupil,
		   struct case_entry **list, size_t *count)
{
	const struct asked asked = {pupil, CASE_KIND_COUNT};

	if (case_list(node, list, count, &run->arena, &run->error) != 0)
		return -1;
	*count = keep_asked(&asked, *list, *count);
	return 0;
}

static int list_cases(struct run *run, struct node *node)
{
	struct case_entry *list;
	struct asked asked;
	size_t count;

	if (read_asked(run, node, &asked) != 0 ||
	    case_list(node, &list, &count, &run->arena, &run->error) != 0)
		return -1;
	count = keep_asked(&asked, list, count);
	if (run->arguments.json)
		add_json(run, list, count);
	else if (count > 0)
		cases_add_text(run, list, count);
	else
		builder_add_text(&run->out, "Nothing is recorded.\n");
	return 0;
}

static enum status cases(struct run *run)
{
	enum status status = STATUS_DONE;
	struct node *node;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (list_cases(run, node) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("pupil", "UPN", pupil, "only what is about this pupil"),
	TEXT("kind", "KIND", kind,
	     "only look-up, shield, unshield, shared, not-shared or access"),
};

const struct command command_cases = {
	.name = "cases",
	.group = GROUP_RELEASES,
	.summary =
		"list look-ups, decisions and requests about single children",
	.operands = "",
	.about = "Lists what was done about single children beside releases: "
		 "look-ups in the directory, shielding, decisions to share for "
		 "a child's safety or not to, and requests of families, each "
		 "with who, when, in which role and why.  The ledger has an "
		 "entry for each, which tells nothing of it.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = cases,
};
