#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "dictionary/dictionary.h"
#include "policy/request.h"
#include "share/intake.h"
#include "share/node.h"

/* The value must be a code of the set. */
static int need_code(struct run *run, const struct dictionary *dictionary,
		     const char *set, const char *option, const char *value)
{
	uint16_t codes = dictionary_find(dictionary, KIND_CODES, slice_of(set));
	const struct code_set *known;
	struct builder list = {0};

	if (codes == DICTIONARY_NONE ||
	    code_set_find(dictionary, codes, slice_of(value)) !=
		    DICTIONARY_NONE)
		return 0;
	known = &dictionary->code_sets[codes];
	for (uint16_t i = 0; i < known->count; i++)
		builder_add_format(&list, "%s%.*s", i > 0 ? ", " : "",
				   SLICE_ARGS(known->codes[i].code));
	error_set(&run->error, ERROR_INPUT, "--%s is none of %s", option,
		  builder_text(&list));
	builder_release(&list);
	return -1;
}

static int record(struct run *run, struct node *node)
{
	struct arguments *arguments = &run->arguments;
	const struct dictionary *dictionary = node->dictionary;
	int32_t today = clock_today(arguments);
	struct wish wish = {
		.kind = slice_of(arguments->kind),
		.by = slice_of(arguments->by),
		.purpose = slice_of(arguments->purpose),
		.date = arguments->date != DATE_NONE ? arguments->date : today,
		.withdrawn = DATE_NONE,
	};

	if (need_code(run, dictionary, "wish-kind", "kind", arguments->kind) !=
		    0 ||
	    need_code(run, dictionary, "wish-holder", "by", arguments->by) !=
		    0 ||
	    need_body(run, dictionary, &arguments->to) != 0 ||
	    need_purpose(run, dictionary, arguments->purpose) != 0)
		return -1;
	wish.recipient = slice_of(arguments->to);
	return intake_wish(node, slice_of(arguments->pupil), &wish,
			   arguments->withdraw, today, &run->error);
}

static void add_text(struct run *run, const struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	struct builder *out = &run->out;

	builder_add_format(out, "%s: %s by the %s",
			   arguments->withdraw ? "Withdrawn" : "Recorded",
			   arguments->kind, arguments->by);
	if (arguments->to != NULL) {
		builder_add_text(out, ", about ");
		builder_add(out, words_recipient(node->dictionary,
						 slice_of(arguments->to),
						 clock_today(arguments)));
	}
	if (arguments->purpose != NULL) {
		builder_add_text(out, ", for ");
		builder_add(out, words_purpose(node->dictionary,
					       slice_of(arguments->purpose)));
	}
	builder_add_byte(out, '\n');
}

static void add_json(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "upn", slice_of(arguments->pupil));
	json_key_text(&json, "kind", slice_of(arguments->kind));
	json_key_text(&json, "by", slice_of(arguments->by));
	json_key_text(&json, "recipient", slice_of(arguments->to));
	json_key_text(&json, "purpose", slice_of(arguments->purpose));
	json_key_boolean(&json, "withdrawn", arguments->withdraw);
	json_close_object(&json);
	run_json_end(run);
}

static enum status wish(struct run *run)
{
	struct node *node;
	enum status status = STATUS_DONE;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	if (record(run, node) != 0)
		status = run_failure(run);
	else if (run->arguments.json)
		add_json(run);
	else
		add_text(run, node);
	node_close(node);
	return status;
}

static const struct option options[] = {
	NEED("pupil", "UPN", pupil, "the pupil it is about"),
	NEED("kind", "KIND", kind,
	     "objection or opt-out (to one body or purpose), refusal (of all "
	     "sharing), consent, restriction, marketing-stop"),
	NEED("by", "WHO", by, "parent or pupil"),
	TEXT("to", "BODY", to, "about this recipient only"),
	TEXT("for", "PURPOSE", purpose, "about this purpose only"),
	DATE("date", date, "when it was stated (else today)"),
	FLAG("withdraw", withdraw, "the wish no longer stands"),
};

const struct command command_wish = {
	.name = "wish",
	.group = GROUP_DATA,
	.summary = "record what a family has asked for",
	.operands = "",
	.about = "Records a family's wish about one pupil, or that it no "
		 "longer stands.  Wishes recorded earlier stay.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = wish,
};
