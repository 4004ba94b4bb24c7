#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/open.h"
#include "cli/print.h"
#include "cli/progress.h"
#include "cli/proofs.h"
#include "share/disclosed.h"
#include "share/node.h"

static void show_rows(void *context, uint64_t done, uint64_t total)
{
	progress_show(context, done, total);
}

static int make(struct run *run, struct node *node, struct builder *proof)
{
	struct progress progress = progress_start("pupils");
	const struct commitment_progress shown = {show_rows, &progress};
	int result = disclosed_make(node, slice_of(run->arguments.release),
				    slice_of(run->arguments.pupil), &shown,
				    proof, &run->error);

	progress_end(&progress);
	return result;
}

/* Not over another: whose it is cannot be seen from its name. */
static int write_file(struct run *run, const struct builder *proof)
{
	const char *path = run->arguments.out;

	if (!file_exists(path))
		return file_replace(path, builder_slice(proof), 0600,
				    &run->error);
	error_set(&run->error, ERROR_INPUT,
		  "there is a file of this name already");
	return error_at(&run->error, slice_of(path), 0, 0, 0);
}

static void tell_written(struct run *run, const struct builder *proof)
{
	struct json json;

	if (!run->arguments.json) {
		builder_add_format(&run->out,
				   "Proof written: %s\n"
				   "'hornbook verify' checks it, without node "
				   "or key. It names the pupil: give it to "
				   "whom it concerns.\n",
				   run->arguments.out);
		return;
	}
	json = run_json(run);
	json_open_object(&json);
	json_key_text(&json, "file", slice_of(run->arguments.out));
	json_key_number(&json, "bytes", (int64_t)proof->len);
	json_close_object(&json);
	run_json_end(run);
}

enum status proof_tell(struct run *run, const struct builder *proof)
{
	if (run->arguments.out == NULL) {
		builder_add(&run->out, builder_slice(proof));
		return STATUS_DONE;
	}
	if (write_file(run, proof) != 0)
		return run_failure(run);
	tell_written(run, proof);
	return STATUS_DONE;
}

static enum status prove_disclosure(struct run *run)
{
	struct builder proof = {0};
	struct node *node;
	enum status status;

	if (open_node(run, &node) != 0)
		return run_failure(run);
	status = make(run, node, &proof) != 0 ? run_failure(run)
					      : proof_tell(run, &proof);
	node_close(node);
	builder_release(&proof);
	return status;
}

static const struct option options[] = {
	NEED("release", "REFERENCE", release, "the release, as 'log' names it"),
	NEED("pupil", "UPN", pupil, "the pupil"),
	TEXT("out", "FILE", out, "write it there (else to standard output)"),
};

const struct command command_prove_disclosure = {
	.name = "prove-disclosure",
	.group = GROUP_RELEASES,
	.summary = "give a parent a file that proves what was sent",
	.operands = "",
	.about = "Writes a small file that proves what one release held of one "
		 "pupil: to whom, when, why, under which law, which fields. "
		 "'verify' checks it with no node, network or secret; to other "
		 "clients it is a C2SP tlog-proof.  It holds nothing of other "
		 "pupils.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = prove_disclosure,
};
