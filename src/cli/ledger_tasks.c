#include "cli/ledger_tasks.h"

#include <inttypes.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/words.h"
#include "ledger/cosigned.h"
#include "ledger/rotation.h"
#include "ledger/witness.h"
#include "share/node.h"

enum { PUBLIC_MODE = 0644, TEXT_LIMIT = 1 << 18 };

static int read_text(struct run *run, const char *path, struct slice *text)
{
	struct builder content = {0};
	int result = file_read(path, TEXT_LIMIT, &content, &run->error);

	if (result == 0) {
		*text = arena_copy(&run->arena, builder_slice(&content));
		if (text->at == NULL)
			result = error_memory(&run->error);
	}
	builder_release(&content);
	return result;
}

static void add_name(struct run *run, const char *name)
{
	text_add_clean(slice_of(name), &run->out);
}

static const char *entries_word(uint64_t count)
{
	return count == 1 ? "entry" : "entries";
}

/* --- witnesses --------------------------------------------------------------- */

static struct slice chosen_witness(const struct run *run)
{
	return slice_of(run->arguments.witness);
}

static int trust(struct run *run, struct node *node)
{
	struct slice key = slice_trim(slice_of(run->arguments.trust));
	bool added;

	if (ledger_trust_witness(node->ledger, key, &added, &run->error) != 0)
		return -1;
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "witness", key);
		json_key_boolean(&json, "added", added);
		json_close_object(&json);
		run_json_end(run);
		return 0;
	}
	builder_add_text(&run->out, added ? "Trusted from now on: "
					  : "Was trusted already: ");
	text_add_clean(key, &run->out);
	builder_add_byte(&run->out, '\n');
	return 0;
}

static int request(struct run *run, struct node *node)
{
	const char *path = run->arguments.request;
	uint64_t size = ledger_size(node->ledger);
	struct builder text = {0};
	int result = ledger_witness_request(node->ledger, chosen_witness(run),
					    &text, &run->error);

	if (result == 0)
		result = file_replace(path, builder_slice(&text), PUBLIC_MODE,
				      &run->error);
	builder_release(&text);
	if (result != 0)
		return -1;
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "request", slice_of(path));
		json_key_number(&json, "size", (int64_t)size);
		json_close_object(&json);
		run_json_end(run);
		return 0;
	}
	builder_add_text(&run->out, "Wrote ");
	add_name(run, path);
	builder_add_format(&run->out,
			   ": %" PRIu64 " %s, for a witness to cosign\n", size,
			   entries_word(size));
	return 0;
}

static void add_cosigned(struct run *run, struct node *node,
			 const struct cosigned *cosigned)
{
	uint64_t since = ledger_size(node->ledger) - cosigned->size;
	struct builder *out = &run->out;

	if (cosigned->stale) {
		add_name(run, cosigned->witness);
		builder_add_format(out,
				   " cosigned %" PRIu64 " %s last, and "
				   "nothing now: make another request\n",
				   cosigned->size,
				   entries_word(cosigned->size));
		return;
	}
	builder_add_text(out, "Cosigned by ");
	add_name(run, cosigned->witness);
	builder_add_format(out, ": %" PRIu64 " %s", cosigned->size,
			   entries_word(cosigned->size));
	if (!cosigned->current)
		builder_add_format(out, "; %" PRIu64 " came since", since);
	builder_add_byte(out, '\n');
}

static enum status take_answer(struct run *run, struct node *node)
{
	struct cosigned cosigned;
	struct slice response;

	if (read_text(run, run->arguments.add_cosignature, &response) != 0 ||
	    ledger_add_cosignature(node->ledger, chosen_witness(run), response,
				   &cosigned, &run->error) != 0)
		return run_failure(run);
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "witness", slice_of(cosigned.witness));
		json_key_boolean(&json, "cosigned", !cosigned.stale);
		json_key_number(&json, "size", (int64_t)cosigned.size);
		json_key_boolean(&json, "current", cosigned.current);
		json_close_object(&json);
		run_json_end(run);
	} else {
		add_cosigned(run, node, &cosigned);
	}
	return cosigned.stale ? STATUS_REFUSED : STATUS_DONE;
}

/* --- split views ------------------------------------------------------------- */

static const struct {
	const char *name; /* in JSON */
	const char *text;
	enum status status;
} comparisons[] = {
	[COMPARED_SAME] = {"same", "Both are the same state.", STATUS_DONE},
	[COMPARED_OLDER] = {"older",
			    "The first is an earlier state of the second: a "
			    "proof leads from the one to the other.",
			    STATUS_DONE},
	[COMPARED_NEWER] = {"newer",
			    "The second is an earlier state of the first.",
			    STATUS_DONE},
	[COMPARED_SPLIT] = {"split",
			    "A split view: both cannot be states of one "
			    "ledger.",
			    STATUS_REFUSED},
	[COMPARED_OPEN] = {"open",
			   "Only a proof can tell: give --against the later "
			   "one as a request to a witness.",
			   STATUS_UNDECIDED},
};

static int compare_two(struct run *run, struct node *node, struct slice first,
		       struct compared *compared)
{
	const char *directory =
		path_join(&run->arena, node->directory, "witness");
	const char *own = path_join(&run->arena, node->directory, "ledger");
	struct key_list keys, logs;
	struct slice second;

	if (directory == NULL || own == NULL)
		return error_memory(&run->error);
	if (read_text(run, run->arguments.against, &second) != 0 ||
	    ledger_keys(node->ledger, &keys, &run->error) != 0 ||
	    witness_logs(directory, &logs, &run->error) != 0)
		return -1;
	for (size_t i = 0; i < logs.count && keys.count < KEY_LIST_LIMIT; i++)
		keys.keys[keys.count++] = logs.keys[i];
	return checkpoint_compare(first, second, keys.keys, keys.count, own,
				  &run->arena, compared, &run->error);
}

static void add_state(struct run *run, const char *word,
		      const struct checkpoint *checkpoint)
{
	builder_add_format(&run->out, "  %-8s", word);
	add_name(run, checkpoint->origin);
	builder_add_format(&run->out, ", %" PRIu64 " %s\n", checkpoint->size,
			   entries_word(checkpoint->size));
}

static void add_compared(struct run *run, const struct compared *compared)
{
	struct builder *out = &run->out;

	builder_add_text(out, comparisons[compared->comparison].text);
	builder_add_byte(out, '\n');
	add_state(run, "first", &compared->first);
	add_state(run, "second", &compared->second);
	if (compared->shortened)
		builder_add_text(out, "The ledger is shorter than what its key "
				      "has signed: it was put back.\n");
	if (compared->retired)
		builder_add_text(out,
				 "It is signed by a key that had given way "
				 "to another by then: whoever has the old "
				 "one made it.\n");
	if (compared->evidence != NULL) {
		builder_add_text(out, "Both are kept as evidence in ");
		add_name(run, compared->evidence);
		builder_add_byte(out, '\n');
	}
}

static void put_compared(struct run *run, const struct compared *compared)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_text(&json, "comparison",
		      slice_of(comparisons[compared->comparison].name));
	json_key_text(&json, "origin", slice_of(compared->first.origin));
	json_key_number(&json, "first", (int64_t)compared->first.size);
	json_key_number(&json, "second", (int64_t)compared->second.size);
	json_key_boolean(&json, "shortened", compared->shortened);
	json_key_boolean(&json, "retired-key", compared->retired);
	if (compared->evidence != NULL)
		json_key_text(&json, "evidence", slice_of(compared->evidence));
	json_close_object(&json);
	run_json_end(run);
}

static enum status compare(struct run *run, struct node *node)
{
	struct compared compared;
	struct slice first;
	int result;

	if (read_text(run, run->arguments.compare, &first) != 0)
		return run_failure(run);
	result = run->arguments.against != NULL
			 ? compare_two(run, node, first, &compared)
			 : ledger_compare(node->ledger, first, &run->arena,
					  &compared, &run->error);
	if (result != 0)
		return run_failure(run);
	if (run->arguments.json)
		put_compared(run, &compared);
	else
		add_compared(run, &compared);
	return comparisons[compared.comparison].status;
}

/* --- the signing key --------------------------------------------------------- */

static int rotate(struct run *run, struct node *node)
{
	struct builder key = {0};
	struct key_list keys;
	uint64_t index = ledger_size(node->ledger);

	if (ledger_rotate(node->ledger, &run->error) != 0 ||
	    ledger_keys(node->ledger, &keys, &run->error) != 0)
		return -1;
	note_key_write(&keys.keys[0], &key);
	if (run->arguments.json) {
		struct json json = run_json(run);

		json_open_object(&json);
		json_key_text(&json, "key", builder_slice(&key));
		json_key_number(&json, "entry", (int64_t)index);
		json_close_object(&json);
		run_json_end(run);
	} else {
		builder_add_text(&run->out, "The ledger signs with a new key "
					    "from now on:\n  ");
		text_add_clean(builder_slice(&key), &run->out);
		builder_add_format(&run->out,
				   "\nEntry %" PRIu64
				   " names it, signed by the old key "
				   "and the new. Witnesses need to be told.\n",
				   index);
	}
	run->out.failed |= key.failed;
	builder_release(&key);
	return 0;
}

/* --- which of them ----------------------------------------------------------- */

bool ledger_task_asked(const struct run *run)
{
	const struct arguments *arguments = &run->arguments;

	return arguments->trust != NULL || arguments->request != NULL ||
	       arguments->add_cosignature != NULL ||
	       arguments->compare != NULL || arguments->against != NULL ||
	       arguments->witness != NULL || arguments->rotate_key;
}

int ledger_task_check(struct run *run)
{
	const struct arguments *arguments = &run->arguments;
	const bool asked[] = {
		arguments->trust != NULL,
		arguments->request != NULL,
		arguments->add_cosignature != NULL,
		arguments->compare != NULL,
		arguments->rotate_key,
		arguments->verify,
		arguments->pupil != NULL,
	};
	size_t tasks = 0;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		tasks += asked[i];
	if (tasks > 1)
		return error_set(&run->error, ERROR_INPUT,
				 "one thing at a time can be asked of the log");
	if (arguments->against != NULL && arguments->compare == NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "--against goes with --compare");
	if (arguments->witness != NULL && arguments->request == NULL &&
	    arguments->add_cosignature == NULL)
		return error_set(&run->error, ERROR_INPUT,
				 "--for goes with --witness-request or "
				 "--add-cosignature");
	return 0;
}

enum status ledger_task(struct run *run, struct node *node)
{
	const struct arguments *arguments = &run->arguments;
	int result;

	if (arguments->compare != NULL)
		return compare(run, node);
	if (arguments->add_cosignature != NULL)
		return take_answer(run, node);
	if (arguments->trust != NULL)
		result = trust(run, node);
	else if (arguments->request != NULL)
		result = request(run, node);
	else
		result = rotate(run, node);
	return result == 0 ? STATUS_DONE : run_failure(run);
}
