#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/credentials.h"
#include "cli/find.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/rules.h"
#include "cli/words.h"
#include "language/diagnostic.h"
#include "policy/check.h"
#include "share/keys.h"
#include "share/node.h"

static const struct slice keep_key_file = SLICE_INIT(
	"Keep this key file apart from the node and from its backups, where "
	"only the office can read it, and name it with --key-file or "
	"HORNBOOK_KEY_FILE. Without it nobody can read the node.");
static const struct slice keep_passphrase = SLICE_INIT(
	"Without the passphrase nobody can read the node, and nobody can find "
	"it out: keep it where the office will find it again.");

static void add_text(struct run *run, const struct node *node,
		     const struct node_making *making)
{
	struct builder *out = &run->out;
	const struct notice *notice = node->notice;

	builder_add_format(out, "Made the node %s of %.*s.\n",
			   making->directory, SLICE_ARGS(notice->controller));
	builder_add_format(out, "  notice      %.*s, version %llu, from ",
			   SLICE_ARGS(notice->title),
			   (unsigned long long)notice->version);
	words_add_date(notice->from, out);
	builder_add_format(out, "\n  dictionary  %.*s, version %llu\n",
			   SLICE_ARGS(node->dictionary->title),
			   (unsigned long long)node->dictionary->version);
	builder_add_format(out, "  key         sealed under %s\n\n",
			   making->credentials.key_file != NULL
				   ? making->credentials.key_file
				   : "the passphrase");
	text_add_wrapped(&run->screen,
			 making->credentials.key_file != NULL ? keep_key_file
							      : keep_passphrase,
			 0, 0, out);
	builder_add_byte(out, '\n');
}

static void add_json(struct run *run, const struct node *node,
		     const struct node_making *making)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "node", slice_of(making->directory));
	json_key_text(&json, "controller", node->notice->controller);
	json_key_text(&json, "notice", node->notice->title);
	json_key_number(&json, "version", (int64_t)node->notice->version);
	json_key_text(&json, "dictionary", node->dictionary->title);
	if (making->credentials.key_file != NULL)
		json_key_text(&json, "keyFile",
			      slice_of(making->credentials.key_file));
	json_close_object(&json);
	run_json_end(run);
}

/* Findings point into what they are about, which node_create does not keep: so
 * they are looked for, and shown, first. */
static int check_rules(struct run *run, const char *notice)
{
	struct findings findings = findings_in(&run->arena);
	struct rules rules = {0};
	int result = rules_read(&rules, run, &notice, 1, &findings);

	if (result == 0 && rules.policy != NULL)
		result = notice_check(rules.notices[0], rules.policy,
				      clock_today(&run->arguments), &run->arena,
				      &findings, &run->error);
	if (result == 0 && findings.errors > 0) {
		findings_sort(&findings);
		print_findings(&findings);
		error_set(&run->error, ERROR_INPUT,
			  "notice or dictionary have faults, so no node "
			  "was made");
		result = error_at(&run->error, slice_of(notice), 0, 0, 0);
	}
	rules_release(&rules);
	return result;
}

static enum status make(struct run *run, struct node_making *making)
{
	struct findings findings = findings_in(&run->arena);
	struct node *node;

	if (check_rules(run, making->notice) != 0 ||
	    node_create(making, &findings, &run->error) != 0 ||
	    node_open(&node, making->directory, &making->credentials, NULL,
		      &run->error) != 0)
		return run_failure(run);
	/* Where this fails the node is whole, and 'keys make' makes them. */
	if (node_keys_renew(node, KEYS_MADE, making->today, DATE_NONE,
			    &run->error) != 0) {
		node_close(node);
		return run_failure(run);
	}
	if (run->arguments.json)
		add_json(run, node, making);
	else
		add_text(run, node, making);
	node_close(node);
	return STATUS_DONE;
}

static enum status init(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	struct node_making making = {
		.directory = arguments->operands.list[0],
		.dictionary = find_dictionary(run),
		.notice = arguments->notice,
		.controller = slice_of(arguments->controller),
		.number = slice_of(arguments->number),
		.today = clock_today(arguments),
	};
	enum status status;

	if (making.dictionary == NULL ||
	    credentials_for_making(&making.credentials, run,
				   making.directory) != 0)
		return run_failure(run);
	status = make(run, &making);
	credentials_wipe(&making.credentials);
	return status;
}

static const struct option options[] = {
	NEED("notice", "FILE", notice, "the controller's privacy notice"),
	TEXT("controller", "NAME", controller,
	     "its name or number, to be sure that the notice is the right "
	     "one"),
	TEXT("number", "LAESTAB", number,
	     "the school's own number, where the notice speaks for several "
	     "and states none"),
	FLAG("passphrase", passphrase,
	     "protect the key by a passphrase, asked for on the terminal, "
	     "rather than by a key file"),
};

const struct command command_init = {
	.name = "init",
	.group = GROUP_DATA,
	.summary = "make a node for a controller",
	.operands = "DIRECTORY",
	.least = 1,
	.most = 1,
	.about = "Makes an empty node for the controller that the notice "
		 "names.  The notice is read first; with errors nothing is "
		 "made.  The node's key is sealed under a key file, which is "
		 "made when it is not there, or under a passphrase.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = init,
};
