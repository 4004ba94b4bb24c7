/* authorise and approve: what is granted once, for many pupils. */
#include "base/json.h"
#include "base/text.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "register/register.h"
#include "share/node.h"

enum { PROJECT_BYTES = 200 };

/* What is to be weighed for an approval, or covered by terms. */
struct parts {
	const struct term *list;
	uint16_t count;
	const char *what;  /* one of them */
	const char *named; /* on the command line; NULL: none */
	uint64_t met;
};

static struct parts find_parts(const struct run *run,
			       const struct dictionary *dictionary)
{
	const struct arguments *arguments = &run->arguments;
	uint16_t approval = DICTIONARY_NONE, terms = DICTIONARY_NONE;

	if (run->command == &command_approve)
		approval = dictionary_find(dictionary, KIND_APPROVAL,
					   slice_of(arguments->by));
	else if (arguments->terms_signed != NULL)
		terms = dictionary_find(dictionary, KIND_TERMS,
					slice_of(arguments->terms_signed));
	if (approval != DICTIONARY_NONE)
		return (struct parts){
			.list = dictionary->approvals[approval].criteria,
			.count =
				dictionary->approvals[approval].criterion_count,
			.what = "criterion of this approval",
			.named = arguments->weighs,
		};
	if (terms != DICTIONARY_NONE)
		return (struct parts){
			.list = dictionary->terms[terms].subjects,
			.count = dictionary->terms[terms].subject_count,
			.what = "subject of these terms",
			.named = arguments->covers,
		};
	return (struct parts){
		.what = "subject of terms without a name",
		.named = arguments->covers,
	};
}

static int unknown_part(struct run *run, const struct parts *parts,
			struct slice name)
{
	struct slice *names =
		arena_array(&run->arena, parts->count, sizeof(*names));
	struct slice nearest = {NULL, 0};

	if (names == NULL)
		return error_memory(&run->error);
	for (uint16_t i = 0; i < parts->count; i++)
		names[i] = parts->list[i].name;
	nearest = text_nearest(name, names, parts->count);
	error_set(&run->error, ERROR_INPUT, "'%.*s' is no %s",
		  name.len > 60 ? 60 : (int)name.len, name.at, parts->what);
	if (nearest.len > 0)
		error_hint(&run->error, "did you mean '%.*s'?",
			   SLICE_ARGS(nearest));
	return -1;
}

/* Those that --weighs or --covers names. */
static int read_parts(struct run *run, struct parts *parts)
{
	struct slice rest = slice_of(parts->named);

	while (rest.len > 0) {
		struct slice name = slice_trim(slice_cut(&rest, ','));
		uint16_t part = 0;

		if (name.len == 0)
			continue;
		while (part < parts->count &&
		       !slice_equal(parts->list[part].name, name))
			part++;
		if (part == parts->count)
			return unknown_part(run, parts, name);
		parts->met |= 1ull << part;
	}
	return 0;
}

/* As the register keeps them: names with commas between. */
static int join_parts(struct run *run, const struct parts *parts,
		      struct slice *out)
{
	struct builder list = {0};
	int result = 0;

	for (uint16_t i = 0; i < parts->count; i++) {
		if ((parts->met >> i & 1) == 0)
			continue;
		builder_add_text(&list, list.len > 0 ? "," : "");
		builder_add(&list, parts->list[i].name);
	}
	*out = arena_copy(&run->arena, builder_slice(&list));
	if (list.failed || out->at == NULL)
		result = error_memory(&run->error);
	builder_release(&list);
	return result;
}

/* --- telling ------------------------------------------------------------------- */

/* What is still open keeps the rule from being met.  Other terms may cover what
 * these do not. */
static void add_missing(struct run *run, const struct parts *parts)
{
	const char *lead = run->command == &command_approve
				   ? "Not met, so that it does not serve: "
				   : "Not covered by these: ";
	bool first = true;

	for (uint16_t i = 0; i < parts->count; i++) {
		if ((parts->met >> i & 1) != 0)
			continue;
		builder_add_format(&run->out, "%s%.*s", first ? lead : "; ",
				   SLICE_ARGS(parts->list[i].label));
		first = false;
	}
	if (!first)
		builder_add_byte(&run->out, '\n');
}

static void add_text(struct run *run, const struct node *node,
		     const struct permission *permission,
		     const struct parts *parts)
{
	struct builder *out = &run->out;

	builder_add_format(out, "Recorded: %.*s for ",
			   SLICE_ARGS(permission->kind));
	builder_add(out,
		    words_recipient(node->dictionary, permission->recipient,
				    permission->recorded));
	if (permission->purpose.len > 0) {
		builder_add_text(out, ", for ");
		builder_add(out, words_purpose(node->dictionary,
					       permission->purpose));
	}
	if (permission->project.len > 0) {
		builder_add_text(out, ", project ");
		text_add_clean(permission->project, out);
	}
	if (permission->terms.len > 0)
		builder_add_format(out, ", %.*s",
				   SLICE_ARGS(permission->terms));
	if (permission->by.len > 0)
		builder_add_format(out, ", by %.*s",
				   SLICE_ARGS(permission->by));
	if (permission->given != permission->from) {
		builder_add_text(out, ", given ");
		words_add_date(permission->given, out);
	}
	builder_add_text(out, ", from ");
	words_add_date(permission->from, out);
	if (permission->until != DATE_NONE) {
		builder_add_text(out, " until ");
		words_add_date(permission->until, out);
	}
	builder_add_byte(out, '\n');
	add_missing(run, parts);
}

static void add_json(struct run *run, const struct permission *permission,
		     const struct parts *parts)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "kind", permission->kind);
	json_key_text(&json, "by", permission->by);
	json_key_text(&json, "terms", permission->terms);
	json_key_text(&json, "recipient", permission->recipient);
	json_key_text(&json, "purpose", permission->purpose);
	json_key_text(&json, "project", permission->project);
	json_key_text(&json, "reference", permission->reference);
	json_key_date(&json, "given", permission->given);
	json_key_date(&json, "from", permission->from);
	json_key_date(&json, "until", permission->until);
	json_key(&json, "met");
	json_open_array(&json);
	for (uint16_t i = 0; i < parts->count; i++)
		if ((parts->met >> i & 1) != 0)
			json_put_text(&json, parts->list[i].name);
	json_close_array(&json);
	json_key(&json, "missing");
	json_open_array(&json);
	for (uint16_t i = 0; i < parts->count; i++)
		if ((parts->met >> i & 1) == 0)
			json_put_text(&json, parts->list[i].name);
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
}

/* --- recording ----------------------------------------------------------------- */

static int check_names(struct run *run, const struct dictionary *dictionary)
{
	struct arguments *arguments = &run->arguments;

	if (need_body(run, dictionary, &arguments->to) != 0 ||
	    need_purpose(run, dictionary, arguments->purpose) != 0 ||
	    need_terms(run, dictionary, arguments->terms_signed) != 0)
		return -1;
	return run->command == &command_approve
		       ? need_approval(run, dictionary, arguments->by)
		       : 0;
}

/* It is given on its first day and runs from the day it is given, where the
 * other is not said. */
static int set_dates(struct run *run, struct permission *permission)
{
	if (permission->from == DATE_NONE)
		permission->from = permission->given != DATE_NONE
					   ? permission->given
					   : permission->recorded;
	if (permission->given == DATE_NONE)
		permission->given = permission->from;
	else if (permission->given > permission->recorded)
		return error_set(&run->error, ERROR_INPUT,
				 "--given is a day to come");
	if (permission->until != DATE_NONE &&
	    permission->until < permission->from)
		return error_set(&run->error, ERROR_INPUT,
				 "--until is before --from");
	return 0;
}

/* It goes out with releases and onto public pages. */
static int check_project(struct run *run)
{
	struct slice project = slice_of(run->arguments.project);

	if (project.len > PROJECT_BYTES || !text_is_clean(project))
		return error_set(&run->error, ERROR_INPUT,
				 "--project is longer than %d bytes, or holds "
				 "control characters",
				 PROJECT_BYTES);
	return 0;
}

static int record(struct run *run, struct node *node, const char *kind)
{
	struct arguments *arguments = &run->arguments;
	struct permission permission = {
		.kind = slice_of(kind),
		.by = slice_of(arguments->by),
		.terms = slice_of(arguments->terms_signed),
		.purpose = slice_of(arguments->purpose),
		.reference = slice_of(arguments->reference),
		.project = slice_of(arguments->project),
		.given = arguments->given,
		.from = arguments->from,
		.until = arguments->until,
		.recorded = clock_today(arguments),
	};
	struct parts parts;

	if (check_names(run, node->dictionary) != 0 || check_project(run) != 0)
		return -1;
	permission.recipient = slice_of(arguments->to);
	parts = find_parts(run, node->dictionary);
	if (read_parts(run, &parts) != 0 || set_dates(run, &permission) != 0 ||
	    join_parts(run, &parts, &permission.met) != 0)
		return -1;
	if (register_permit(node->pupils, &permission, &run->error) != 0)
		return -1;
	if (arguments->json)
		add_json(run, &permission, &parts);
	else
		add_text(run, node, &permission, &parts);
	return 0;
}

static enum status permit(struct run *run, const char *kind)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (record(run, node, kind) != 0)
		status = run_failure(run);
	node_close(node);
	return status;
}

static enum status authorise(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	bool terms = arguments->terms || arguments->terms_signed != NULL;

	if (terms && arguments->identity) {
		error_set(&run->error, ERROR_INPUT,
			  "terms and identity are two things to record");
		return run_failure(run);
	}
	if (terms)
		return permit(run, "terms");
	return permit(run, arguments->identity ? "identity" : "authorisation");
}

static enum status approve(struct run *run)
{
	return permit(run, "approval");
}

static const struct option authorise_options[] = {
	NEED("to", "BODY", to, "the recipient"),
	TEXT("for", "PURPOSE", purpose, "for this purpose only"),
	TEXT("by", "ROLE", by, "who has decided it: a role, not a name"),
	DATE("given", given, "the day it was decided (else --from)"),
	DATE("from", from, "the first day (else --given, else today)"),
	DATE("until", until, "the last day"),
	TEXT("project", "TEXT", project,
	     "the project it is given for, as it will be published"),
	TEXT("reference", "TEXT", reference, "where the office keeps it"),
	FLAG("terms", terms, "rather that the recipient has signed terms"),
	TEXT("signed", "TERMS", terms_signed,
	     "rather that it has signed these terms of the dictionary"),
	TEXT("covers", "SUBJECTS", covers,
	     "which of their subjects that covers, with commas between"),
	FLAG("identity", identity,
	     "rather that the recipient's identity was checked"),
};

const struct command command_authorise = {
	.name = "authorise",
	.group = GROUP_DATA,
	.summary = "record the controller's own authorisation of a recipient",
	.operands = "",
	.about = "Records that the controller authorises a recipient, where a "
		 "rule needs that; or that the recipient has signed terms, and "
		 "which subjects they cover; or that its identity was checked.",
	.options = authorise_options,
	.option_count =
		sizeof(authorise_options) / sizeof(authorise_options[0]),
	.run = authorise,
};

static const struct option approve_options[] = {
	NEED("by", "APPROVAL", by, "whose approval it is"),
	NEED("to", "BODY", to, "the recipient"),
	TEXT("for", "PURPOSE", purpose, "for this purpose only"),
	TEXT("weighs", "CRITERIA", weighs,
	     "which of its criteria were met, with commas between"),
	DATE("given", given, "the day it was given (else --from)"),
	DATE("from", from, "the first day (else --given, else today)"),
	DATE("until", until, "the last day"),
	TEXT("project", "TEXT", project,
	     "the project it is given for, as it will be published"),
	TEXT("reference", "TEXT", reference, "where the office keeps it"),
};

const struct command command_approve = {
	.name = "approve",
	.group = GROUP_DATA,
	.summary = "record an approval of releases",
	.operands = "",
	.about =
		"Records an approval by one of those the dictionary names, "
		"where a rule needs it, and what was weighed for it.  One that "
		"does not meet all its criteria is recorded and does not "
		"serve.",
	.options = approve_options,
	.option_count = sizeof(approve_options) / sizeof(approve_options[0]),
	.run = approve,
};
