/* directory: looking a child up, and who may. */
#include "base/date.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/grid.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/record.h"
#include "cli/words.h"
#include "share/directory.h"
#include "share/node.h"

enum { WHO_LIMIT_BYTES = 1 << 12 };

/* --- look-up -------------------------------------------------------------------------- */

/* Not on the command line, where all who use the machine can read it. */
static int read_who(struct run *run, struct directory_query *query)
{
	const char *path = run->arguments.who;
	struct builder content = {0};
	struct slice text;
	int result =
		file_read(slice_is(slice_of(path), "-") ? "/dev/stdin" : path,
			  WHO_LIMIT_BYTES, &content, &run->error);

	text = arena_copy(&run->arena, slice_trim(builder_slice(&content)));
	builder_release(&content);
	if (result != 0)
		return -1;
	if (text.at == NULL)
		return error_memory(&run->error);
	query->surname = slice_trim(slice_cut(&text, ','));
	query->forename = slice_trim(slice_cut(&text, ','));
	if (date_parse(slice_trim(text), &query->birth_date) &&
	    !slice_empty(query->surname) && !slice_empty(query->forename))
		return 0;
	error_set(&run->error, ERROR_INPUT,
		  "the file does not say who is looked for");
	return error_hint(&run->error, "one line: surname, forename, date of "
				       "birth as 1999-12-31");
}

static void add_answer_json(struct run *run, const struct node *node,
			    const struct directory_answer *answer)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "outcome",
		      slice_of(case_outcome_name(answer->outcome)));
	json_key_text(&json, "reference", answer->reference);
	if (answer->outcome == CASE_REFUSED)
		json_key_text(&json, "why", answer->refusal);
	if (answer->outcome == CASE_SHIELDED)
		json_key_text(&json, "ask", answer->ask);
	if (answer->outcome == CASE_FOUND) {
		json_key(&json, "sections");
		record_put_json(&json, node->dictionary, &answer->record);
	}
	json_close_object(&json);
	run_json_end(run);
}

static void add_answer_text(struct run *run, const struct node *node,
			    const struct directory_answer *answer)
{
	struct builder *out = &run->out;

	switch (answer->outcome) {
	case CASE_FOUND:
		builder_add_text(out, "One child is meant.\n");
		record_add_text(run, node->dictionary, &answer->record);
		builder_add_byte(out, '\n');
		break;
	case CASE_SHIELDED:
		builder_add_text(out, "There is an entry, and it is shielded. "
				      "Ask ");
		text_add_clean(answer->ask, out);
		builder_add_text(out, ".\n");
		break;
	case CASE_SEVERAL:
		builder_add_text(out, "More than one child is known by that: "
				      "nobody is shown. Look up by number.\n");
		break;
	case CASE_REFUSED:
		builder_add_text(out, "Refused: ");
		builder_add(out, answer->refusal);
		builder_add_text(out, ".\n");
		break;
	case CASE_NOT_FOUND:
	case CASE_DONE:
	case CASE_NOT_GIVEN:
	case CASE_OUTCOME_COUNT:
		builder_add_text(out, "Nobody is known by that.\n");
		break;
	}
	builder_add_format(out, "Recorded as %.*s.\n",
			   SLICE_ARGS(answer->reference));
}

static enum status look_up(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	struct directory_answer answer;
	struct directory_query query = {
		.upn = slice_of(arguments->pupil),
		.birth_date = DATE_NONE,
		.user = slice_of(arguments->by),
		.role = slice_of(arguments->role),
		.reason = slice_of(arguments->reason),
		.today = clock_today(arguments),
	};

	if (arguments->who != NULL && read_who(run, &query) != 0)
		return run_failure(run);
	if (directory_look_up(node, &query, &answer, &run->arena,
			      &run->error) != 0)
		return run_failure(run);
	if (arguments->json)
		add_answer_json(run, node, &answer);
	else
		add_answer_text(run, node, &answer);
	return answer.outcome == CASE_FOUND || answer.outcome == CASE_SHIELDED
		       ? STATUS_DONE
		       : STATUS_REFUSED;
}

static enum status run_look_up(struct run *run)
{
	return open_and(run, look_up);
}

static const struct option look_up_options[] = {
	NEED("by", "NAME", by, "who looks: the name of an authorised user"),
	NEED("role", "ROLE", role, "in which role"),
	NEED("reason", "TEXT", reason, "why, without names"),
	TEXT("pupil", "UPN", pupil, "the child, by number"),
	TEXT("who", "FILE", who,
	     "or a file of one line: surname, forename, date of birth ('-': "
	     "standard input)"),
};

const struct command command_directory_look_up = {
	.name = "directory look-up",
	.summary = "look one child up",
	.operands = "",
	.about = "Looks one child up by number, or by surname, forename and "
		 "date of birth together, for a user whom the directory has "
		 "authorised, in a role that the law accepts.  Each look-up is "
		 "recorded before it is answered, found or not, refused or "
		 "not.  Of a shielded child nothing is told but that there is "
		 "an entry and whom to ask.",
	.options = look_up_options,
	.option_count = sizeof(look_up_options) / sizeof(look_up_options[0]),
	.run = run_look_up,
};

/* --- authorise ---------------------------------------------------------------------------- */

/* What stood until now of a name; NULL: nothing. */
static const struct directory_user *
find_user(const struct directory_user *users, size_t count, struct slice name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_equal(users[i].name, slice_trim(name)))
			return &users[i];
	return NULL;
}

static void add_user(struct run *run, const char *lead,
		     const struct directory_user *user)
{
	builder_add_text(&run->out, lead);
	text_add_clean(user->name, &run->out);
	builder_add_format(&run->out, ", as %.*s, from ",
			   SLICE_ARGS(user->role));
	words_add_date(user->from, &run->out);
	if (user->until != DATE_NONE) {
		builder_add_text(&run->out, " until ");
		words_add_date(user->until, &run->out);
	} else {
		builder_add_text(&run->out, ", without an end");
	}
	builder_add_byte(&run->out, '\n');
}

static void put_user(struct json *json, const struct directory_user *user)
{
	json_key_text(json, "user", user->name);
	json_key_text(json, "role", user->role);
	json_key_date(json, "from", user->from);
	json_key_date(json, "until", user->until);
}

static enum status authorise(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	int32_t today = clock_today(arguments);
	struct directory_user user = {
		.name = slice_of(arguments->by),
		.role = slice_of(arguments->role),
		.from = arguments->from != DATE_NONE ? arguments->from : today,
		.until = arguments->until,
	};

	const struct directory_user *before;
	struct directory_user *users;
	size_t count;

	if (directory_users(node, &users, &count, &run->arena, &run->error) !=
		    0 ||
	    directory_authorise(node, &user, today, &run->error) != 0)
		return run_failure(run);
	before = find_user(users, count, user.name);
	if (arguments->json) {
		struct json json = run_json(run);

		json_open_object(&json);
		put_user(&json, &user);
		if (before != NULL) {
			json_key(&json, "replaced");
			json_open_object(&json);
			put_user(&json, before);
			json_close_object(&json);
		}
		json_close_object(&json);
		run_json_end(run);
		return STATUS_DONE;
	}
	add_user(run, "Authorised: ", &user);
	if (before != NULL)
		add_user(run, "In place of: ", before);
	return STATUS_DONE;
}

static enum status run_authorise(struct run *run)
{
	return open_and(run, authorise);
}

static const struct option authorise_options[] = {
	NEED("by", "NAME", by, "the user's name"),
	NEED("role", "ROLE", role, "the role in which the user may look up"),
	DATE("from", from, "the first day (else today)"),
	DATE("until", until, "the last day"),
};

const struct command command_directory_authorise = {
	.name = "directory authorise",
	.summary = "authorise a user of the directory, or end that",
	.operands = "",
	.about = "Records that a user may look children up in a role, from one "
		 "day on and until another.  What is said last of a user "
		 "counts, and what it takes the place of is told: to end an "
		 "authorisation say it again with --until.",
	.options = authorise_options,
	.option_count =
		sizeof(authorise_options) / sizeof(authorise_options[0]),
	.run = run_authorise,
};

/* --- users ------------------------------------------------------------------------------------ */

static void add_users_text(struct run *run, const struct directory_user *users,
			   size_t count)
{
	static const struct grid_column columns[] = {
		{"User", false, true},
		{"Role", false, false},
		{"From", false, false},
		{"Until", false, false},
	};
	struct grid grid = {.arena = &run->arena,
			    .columns = columns,
			    .column_count =
				    sizeof(columns) / sizeof(columns[0])};

	for (size_t i = 0; i < count; i++) {
		grid_add(&grid, users[i].name);
		grid_add(&grid, users[i].role);
		grid_add(&grid, words_date(users[i].from, &run->arena));
		grid_add(&grid, words_date(users[i].until, &run->arena));
	}
	if (count > 0)
		grid_print(&grid, &run->screen, &run->out);
	else
		builder_add_text(&run->out, "Nobody is authorised.\n");
}

static void add_users_json(struct run *run, const struct directory_user *users,
			   size_t count)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key(&json, "users");
	json_open_array(&json);
	for (size_t i = 0; i < count; i++) {
		json_open_object(&json);
		put_user(&json, &users[i]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

static enum status list_users(struct run *run, struct node *node)
{
	struct directory_user *users;
	size_t count;

	if (directory_users(node, &users, &count, &run->arena, &run->error) !=
	    0)
		return run_failure(run);
	if (run->arguments.json)
		add_users_json(run, users, count);
	else
		add_users_text(run, users, count);
	return STATUS_DONE;
}

static enum status run_users(struct run *run)
{
	return open_and(run, list_users);
}

const struct command command_directory_users = {
	.name = "directory users",
	.summary = "list who may look children up",
	.operands = "",
	.about = "Lists the users of the directory with role and days.",
	.run = run_users,
};

/* --- shield --------------------------------------------------------------------------------------- */

static enum status shield_entry(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	struct slice reference;
	struct directory_shield shield = {
		.upn = slice_of(arguments->pupil),
		.by = slice_of(arguments->by),
		.reason = slice_of(arguments->reason),
		.lift = arguments->lift,
		.today = clock_today(arguments),
	};

	if (directory_shield(node, &shield, &reference, &run->arena,
			     &run->error) != 0)
		return run_failure(run);
	if (arguments->json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_boolean(&json, "shielded", !shield.lift);
		json_key_text(&json, "reference", reference);
		json_close_object(&json);
		run_json_end(run);
		return STATUS_DONE;
	}
	builder_add_format(&run->out, "%s. Recorded as %.*s.\n",
			   shield.lift ? "Shielded no more" : "Shielded",
			   SLICE_ARGS(reference));
	return STATUS_DONE;
}

static enum status run_shield(struct run *run)
{
	return open_and(run, shield_entry);
}

static const struct option shield_options[] = {
	NEED("pupil", "UPN", pupil, "the child"),
	NEED("by", "NAME", by, "who has decided it"),
	NEED("reason", "TEXT", reason, "why, without names"),
	FLAG("lift", lift, "end it"),
};

const struct command command_directory_shield = {
	.name = "directory shield",
	.summary = "let look-ups tell nothing of a child at risk",
	.operands = "",
	.about = "From now on a look-up of this child tells only that there is "
		 "an entry, and whom to ask: nothing of where the child is.",
	.options = shield_options,
	.option_count = sizeof(shield_options) / sizeof(shield_options[0]),
	.run = run_shield,
};

/* --- the parts ---------------------------------------------------------------------------------------- */

static enum status directory(struct run *run)
{
	options_help(&command_directory, &run->out);
	return STATUS_INPUT;
}

static const struct command *const parts[] = {
	&command_directory_look_up,
	&command_directory_authorise,
	&command_directory_users,
	&command_directory_shield,
};

const struct command command_directory = {
	.name = "directory",
	.group = GROUP_RELEASES,
	.summary = "look one child up in the children's index, and who may",
	.operands = "",
	.about = "On the node of the children's index: look-ups of one child "
		 "by authorised users, each recorded; who they are; and which "
		 "entries are shielded.  'hornbook cases' lists what was "
		 "recorded.",
	.parts = parts,
	.part_count = sizeof(parts) / sizeof(parts[0]),
	.run = directory,
};
