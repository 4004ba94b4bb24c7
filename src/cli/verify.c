#include "cli/verify.h"

#include <inttypes.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/credentials.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "cli/progress.h"
#include "ledger/ledger.h"
#include "share/commitment.h"
#include "share/entered.h"
#include "share/node.h"

struct verified {
	struct ledger_check check;
	struct builder key;
	bool compared;
	bool vouched; /* the key is not only what lies beside */
	size_t releases;
	size_t older;    /* of the entries: not opened */
	size_t servings; /* of notices */
	size_t cases;    /* entries about one child */
};

/* --- releases against entries ----------------------------------------------------- */

static void show_rows(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int compare(struct run *run, struct node *node,
		   struct verified *verified)
{
	struct progress shown = progress_start("pupils");
	const struct commitment_progress progress = {show_rows, &shown};
	struct entered entered;
	int result = entered_verify(&entered, node, &progress, &run->arena,
				    &run->error);

	progress_end(&shown);
	if (result != 0)
		return -1;
	verified->releases = entered.done;
	verified->older = entered.not_opened;
	verified->servings = entered.servings;
	verified->cases = entered.cases;
	return 0;
}

/* --- telling -------------------------------------------------------------------------- */

static void add_text(struct run *run, const struct verified *verified,
		     struct slice root)
{
	struct builder *out = &run->out;

	if (verified->vouched)
		screen_add(&run->screen, STYLE_GREEN,
			   SLICE("The ledger holds."), out);
	else
		screen_add(&run->screen, STYLE_BOLD,
			   SLICE("The ledger is complete in itself."), out);
	builder_add_text(out, "\n  ledger    ");
	text_add_clean(slice_of(verified->check.origin), out);
	builder_add_format(out,
			   "\n  entries   %" PRIu64 "\n  root      %.*s\n"
			   "  key       ",
			   verified->check.size, SLICE_ARGS(root));
	text_add_clean(slice_trim(builder_slice(&verified->key)), out);
	if (verified->check.rotations > 0)
		builder_add_format(out,
				   "\n            after %" PRIu64
				   " before it, each named in the ledger",
				   verified->check.rotations);
	if (verified->check.missing_tiles > 0)
		builder_add_format(out,
				   "\n  tiles     %" PRIu64
				   " missing or torn: they are made anew from "
				   "the entries when they are needed",
				   verified->check.missing_tiles);
	if (verified->compared)
		builder_add_format(out,
				   "\n  releases  %zu, each with its entry",
				   verified->releases);
	if (verified->compared && verified->older > 0)
		builder_add_format(out,
				   "; %zu of them entered before manifest and "
				   "roll could be opened",
				   verified->older);
	if (verified->compared && verified->servings > 0)
		builder_add_format(out,
				   "\n  notices   given %zu %s, each with its "
				   "entry",
				   verified->servings,
				   verified->servings == 1 ? "time" : "times");
	if (verified->compared && verified->cases > 0)
		builder_add_format(out,
				   "\n  cases     %zu, each with its entry",
				   verified->cases);
	if (!verified->compared)
		builder_add_text(out, "\n  releases  not compared: that needs "
				      "the node and its key");
	if (!verified->vouched)
		builder_add_text(out, "\nThe key was taken from key.pub beside "
				      "the ledger: who replaced both is not "
				      "found out.\nCompare it, or give the one "
				      "you know with --key.");
	builder_add_byte(out, '\n');
}

static void add_json(struct run *run, const struct verified *verified,
		     struct slice root)
{
	struct json json = run_json(run);

	json_open_object(&json);
	json_key_boolean(&json, "holds", true);
	json_key_text(&json, "origin", slice_of(verified->check.origin));
	json_key_number(&json, "size", (int64_t)verified->check.size);
	json_key_text(&json, "root", root);
	json_key_text(&json, "key", slice_trim(builder_slice(&verified->key)));
	json_key_boolean(&json, "vouched", verified->vouched);
	json_key_number(&json, "rotations", (int64_t)verified->check.rotations);
	json_key_number(&json, "missing-tiles",
			(int64_t)verified->check.missing_tiles);
	if (verified->compared) {
		json_key_number(&json, "releases", (int64_t)verified->releases);
		json_key_number(&json, "not-opened", (int64_t)verified->older);
		json_key_number(&json, "servings", (int64_t)verified->servings);
		json_key_number(&json, "cases", (int64_t)verified->cases);
	}
	json_close_object(&json);
	run_json_end(run);
}

static void add_verified(struct run *run, const struct verified *verified)
{
	struct builder root = {0};

	builder_add_hex(&root,
			(struct slice){(const char *)verified->check.root,
				       sizeof(verified->check.root)});
	if (run->arguments.json)
		add_json(run, verified, builder_slice(&root));
	else
		add_text(run, verified, builder_slice(&root));
	run->out.failed |= root.failed;
	builder_release(&root);
}

/* --- verifying ------------------------------------------------------------------------ */

static int verify_alone(struct run *run, struct verified *verified)
{
	char *directory = path_join(&run->arena, find_node(run), "ledger");
	char *path = NULL;

	if (directory != NULL)
		path = path_join(&run->arena, directory, "key.pub");
	if (path == NULL)
		return error_memory(&run->error);
	if (ledger_verify(directory, &verified->check, &run->error) != 0)
		return -1;
	return file_read(path, 4096, &verified->key, &run->error);
}

static int verify_releases(struct run *run, struct verified *verified)
{
	struct node *node;
	int result;

	if (!credentials_at_hand(run, find_node(run)))
		return 0;
	if (open_node(run, &node) != 0)
		/* In use: then another time. */
		return run->error.code == ERROR_BUSY ? 0 : -1;
	result = compare(run, node, verified);
	verified->compared = result == 0;
	node_close(node);
	return result;
}

/* The key that somebody knows, against the one beside the ledger. */
static int check_key(struct run *run, struct verified *verified)
{
	struct slice key;

	verified->vouched = verified->compared;
	if (run->arguments.key == NULL)
		return 0;
	if (proof_key(run, &key) != 0)
		return -1;
	if (!slice_equal(slice_trim(key),
			 slice_trim(builder_slice(&verified->key)))) {
		error_set(
			&run->error, ERROR_CORRUPT,
			"the ledger is not signed with the key that you gave");
		return error_hint(&run->error,
				  "ask those whose ledger it is which key is "
				  "theirs, and whether it was another before");
	}
	verified->vouched = true;
	return 0;
}

enum status verify_ledger(struct run *run)
{
	struct verified verified = {0};
	enum status status = STATUS_DONE;

	if (verify_alone(run, &verified) != 0 ||
	    verify_releases(run, &verified) != 0 ||
	    check_key(run, &verified) != 0)
		status = run_failure(run);
	else
		add_verified(run, &verified);
	builder_release(&verified.key);
	return status;
}
