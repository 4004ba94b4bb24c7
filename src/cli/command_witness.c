#include <inttypes.h>

#include <sodium.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/clock.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "ledger/cosigned.h"
#include "ledger/witness.h"
#include "register/secret.h"
#include "share/node.h"

enum { PUBLIC_MODE = 0644, REQUEST_BYTES = 1 << 18 };

struct witnessing {
	struct witness witness;
	uint8_t secret_key[KEY_SECRET_BYTES];
};

/* --- the node as a witness --------------------------------------------------- */

/* The ledger's name and "/witness". */
static int make_name(struct run *run, struct node *node, struct builder *name)
{
	struct key_list keys;

	if (ledger_keys(node->ledger, &keys, &run->error) != 0)
		return -1;
	builder_add_format(name, "%s/witness", keys.keys[0].name);
	return name->failed ? error_memory(&run->error) : 0;
}

/* To be wiped also after a failure. */
static int open_witness(struct run *run, struct node *node,
			struct witnessing *witnessing)
{
	struct witness *witness = &witnessing->witness;
	uint8_t seed[SECRET_KEY_BYTES];
	struct builder name = {0};
	int result = make_name(run, node, &name);

	witness->directory = path_join(&run->arena, node->directory, "witness");
	witness->secret_key = witnessing->secret_key;
	if (result == 0 && witness->directory == NULL)
		result = error_memory(&run->error);
	if (result == 0) {
		secret_derive(node->secret, SECRET_WITNESS, seed);
		result = witness_key(&witness->key, witnessing->secret_key,
				     builder_slice(&name), seed, &run->error);
		sodium_memzero(seed, sizeof(seed));
	}
	builder_release(&name);
	return result;
}

/* --- what it knows ----------------------------------------------------------- */

static int find_last(struct run *run, const struct witnessing *witnessing,
		     const struct key_list *logs, const char *origin,
		     uint64_t *size)
{
	struct builder note = {0};
	struct checkpoint last;
	int result = witness_last(witnessing->witness.directory, logs, origin,
				  &last, &note, &run->error);

	*size = last.size;
	builder_release(&note);
	return result;
}

static struct slice key_text(const struct note_key *key, struct run *run)
{
	struct builder text = {0};
	struct slice copy;

	note_key_write(key, &text);
	copy = arena_copy(&run->arena, builder_slice(&text));
	run->out.failed |= text.failed || copy.at == NULL;
	builder_release(&text);
	return copy;
}

static int list_text(struct run *run, const struct witnessing *witnessing,
		     const struct key_list *logs)
{
	builder_add_text(&run->out, "This node's key as a witness:\n  ");
	text_add_clean(key_text(&witnessing->witness.key, run), &run->out);
	builder_add_text(&run->out, logs->count == 0
					    ? "\nIt cosigns no ledger.\n"
					    : "\nIt cosigns:\n");
	for (size_t i = 0; i < logs->count; i++) {
		uint64_t size;

		if (find_last(run, witnessing, logs, logs->keys[i].name,
			      &size) != 0)
			return -1;
		builder_add_text(&run->out, "  ");
		text_add_clean(key_text(&logs->keys[i], run), &run->out);
		builder_add_format(&run->out, "  %" PRIu64 "\n", size);
	}
	return 0;
}

static int list_json(struct run *run, const struct witnessing *witnessing,
		     const struct key_list *logs)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "key", key_text(&witnessing->witness.key, run));
	json_key(&json, "logs");
	json_open_array(&json);
	for (size_t i = 0; i < logs->count; i++) {
		uint64_t size;

		if (find_last(run, witnessing, logs, logs->keys[i].name,
			      &size) != 0)
			return -1;
		json_open_object(&json);
		json_key_text(&json, "key", key_text(&logs->keys[i], run));
		json_key_number(&json, "cosigned", (int64_t)size);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

static int list(struct run *run, const struct witnessing *witnessing)
{
	struct key_list logs;

	if (witness_logs(witnessing->witness.directory, &logs, &run->error) !=
	    0)
		return -1;
	return run->arguments.json ? list_json(run, witnessing, &logs)
				   : list_text(run, witnessing, &logs);
}

static int trust(struct run *run, const struct witnessing *witnessing)
{
	struct slice key = slice_trim(slice_of(run->arguments.trust));
	bool added;

	if (witness_trust(witnessing->witness.directory, key, &added,
			  &run->error) != 0)
		return -1;
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "log", key);
		json_key_boolean(&json, "added", added);
		json_close_object(&json);
		run_json_end(run);
		return 0;
	}
	builder_add_text(&run->out, added ? "Cosigned from now on: "
					  : "Was cosigned already: ");
	text_add_clean(key, &run->out);
	builder_add_byte(&run->out, '\n');
	return 0;
}

static int distrust(struct run *run, const struct witnessing *witnessing)
{
	struct slice key = slice_trim(slice_of(run->arguments.distrust));
	struct json json;
	bool removed;

	if (witness_distrust(witnessing->witness.directory, key, &removed,
			     &run->error) != 0)
		return -1;
	if (!run->arguments.json) {
		builder_add_text(&run->out, removed ? "Not taken any more: "
						    : "Was not taken: ");
		text_add_clean(key, &run->out);
		builder_add_byte(&run->out, '\n');
		return 0;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key_text(&json, "log", key);
	json_key_boolean(&json, "removed", removed);
	json_close_object(&json);
	run_json_end(run);
	return 0;
}

/* --- a request --------------------------------------------------------------- */

static const struct {
	const char *name; /* in JSON */
	const char *text;
} outcomes[] = {
	[WITNESS_COSIGNED] = {"cosigned", "Cosigned"},
	[WITNESS_UNKNOWN] = {"unknown", "Not cosigned: this ledger's key is "
					"not trusted here"},
	[WITNESS_UNSIGNED] = {"unsigned", "Not cosigned: not signed by the "
					  "key that is trusted"},
	[WITNESS_SPLIT] = {"split", "Not cosigned: a split view, other entries "
				    "than were cosigned before"},
	[WITNESS_STALE] = {"stale", "Not cosigned: the request does not begin "
				    "where the last one ended"},
	[WITNESS_UNPROVED] = {"unproved", "Not cosigned: the proof does not "
					  "show that it goes on from what was "
					  "cosigned last"},
};

static void add_answer(struct run *run, const struct witness_answer *answer)
{
	struct builder *out = &run->out;

	builder_add_text(out, outcomes[answer->outcome].text);
	builder_add_text(out, "\n  ledger  ");
	text_add_clean(slice_of(answer->asked.origin), out);
	builder_add_format(out,
			   "\n  asked   %" PRIu64 " entries\n  before  "
			   "%" PRIu64 "\n",
			   answer->asked.size, answer->last.size);
	if (answer->evidence != NULL) {
		builder_add_text(out, "Both are kept as evidence in ");
		text_add_clean(slice_of(answer->evidence), out);
		builder_add_byte(out, '\n');
	}
}

static void put_answer(struct run *run, const struct witness_answer *answer)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "outcome",
		      slice_of(outcomes[answer->outcome].name));
	json_key_text(&json, "origin", slice_of(answer->asked.origin));
	json_key_number(&json, "asked", (int64_t)answer->asked.size);
	json_key_number(&json, "before", (int64_t)answer->last.size);
	if (answer->evidence != NULL)
		json_key_text(&json, "evidence", slice_of(answer->evidence));
	json_close_object(&json);
	run_json_end(run);
}

static enum status answer_request(struct run *run,
				  const struct witnessing *witnessing)
{
	const struct arguments *arguments = &run->arguments;
	struct builder request = {0}, response = {0};
	struct witness_answer answer = {0};
	int result = file_read(arguments->request, REQUEST_BYTES, &request,
			       &run->error);

	if (result == 0)
		result = witness_cosign(&witnessing->witness,
					builder_slice(&request),
					clock_seconds(arguments), &run->arena,
					&answer, &response, &run->error);
	if (result == 0 && response.len > 0)
		result = file_replace(arguments->out, builder_slice(&response),
				      PUBLIC_MODE, &run->error);
	builder_release(&request);
	builder_release(&response);
	if (result != 0)
		return run_failure(run);
	if (arguments->json)
		put_answer(run, &answer);
	else
		add_answer(run, &answer);
	return answer.outcome == WITNESS_COSIGNED ? STATUS_DONE
						  : STATUS_REFUSED;
}

/* --- the command ------------------------------------------------------------- */

static int check_arguments(struct run *run)
{
	const struct arguments *arguments = &run->arguments;

	if ((arguments->request != NULL) != (arguments->out != NULL))
		return error_set(&run->error, ERROR_INPUT,
				 "--request and --out go together");
	if ((arguments->request != NULL) + (arguments->trust != NULL) +
		    (arguments->distrust != NULL) >
	    1)
		return error_set(&run->error, ERROR_INPUT,
				 "--trust-log and --distrust-log go alone");
	return 0;
}

static enum status witness_node(struct run *run, struct node *node)
{
	struct witnessing witnessing = {0};
	enum status status = STATUS_DONE;

	if (open_witness(run, node, &witnessing) != 0)
		status = run_failure(run);
	else if (run->arguments.request != NULL)
		status = answer_request(run, &witnessing);
	else if ((run->arguments.trust != NULL ? trust(run, &witnessing)
		  : run->arguments.distrust != NULL
			  ? distrust(run, &witnessing)
			  : list(run, &witnessing)) != 0)
		status = run_failure(run);
	sodium_memzero(&witnessing, sizeof(witnessing));
	return status;
}

static enum status witness_command(struct run *run)
{
	struct node *node;
	enum status status;

	if (check_arguments(run) != 0 || open_node(run, &node) != 0)
		return run_failure(run);
	status = witness_node(run, node);
	node_close(node);
	return status;
}

static const struct option options[] = {
	TEXT("trust-log", "KEY", trust,
	     "cosign the ledger of this key from now on: the line in its "
	     "ledger/key.pub"),
	TEXT("distrust-log", "KEY", distrust,
	     "take this key's signatures no more: a ledger has another key, or "
	     "this one was taken"),
	TEXT("request", "FILE", request,
	     "cosign what this request of another node asks for"),
	TEXT("out", "FILE", out, "where the answer to the request goes"),
};

const struct command command_witness = {
	.name = "witness",
	.group = GROUP_RELEASES,
	.summary = "cosign the ledgers of other nodes",
	.operands = "",
	.about = "Cosigns the state of another node's ledger, if it goes on "
		 "from what was cosigned before: who shows different ledgers "
		 "to different people is found out. Without options lists the "
		 "ledgers, with the entries cosigned, and this node's key.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = witness_command,
};
