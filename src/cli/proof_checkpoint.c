/* A checkpoint of a ledger by itself. */
#include <inttypes.h>

#include "base/json.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "ledger/proof.h"

/* Text of three lines or more, an empty line, signatures. */
static bool is_checkpoint(const struct proof_file *file)
{
	struct slice text, signatures;
	struct checkpoint checkpoint;

	return file->whole && file->text.len <= NOTE_LIMIT &&
	       note_split(file->text, &text, &signatures, NULL) == 0 &&
	       checkpoint_parse(&checkpoint, text, NULL) == 0;
}

static int need_key(struct run *run)
{
	error_set(&run->error, ERROR_INPUT,
		  "a checkpoint is checked against the ledger's key");
	return error_hint(&run->error,
			  "give it with --key; it is ledger/key.pub of the "
			  "node");
}

/* Checked with the key, and cosigned by as many witnesses as must be. */
static int check_witnesses(struct run *run, const struct proof_file *file,
			   const struct note_key *key,
			   struct tlog_verified *verified)
{
	struct tlog_trust trust = {.logs = key, .log_count = 1};
	struct note_key *witnesses;

	if (proof_witnesses(run, &witnesses, &trust.witness_count,
			    &trust.threshold) != 0)
		return -1;
	trust.witnesses = witnesses;
	return tlog_note_verify(file->text, &trust, verified, &run->error);
}

static void tell(struct run *run, const struct checkpoint *checkpoint,
		 size_t holding, uint64_t seconds)
{
	struct builder root = {0};
	struct json json;

	builder_add_hex(&root, (struct slice){(const char *)checkpoint->root,
					      sizeof(checkpoint->root)});
	if (run->arguments.json) {
		json = run_json(run);
		json_open_object(&json);
		json_key_boolean(&json, "holds", true);
		json_key_text(&json, "origin", slice_of(checkpoint->origin));
		json_key_number(&json, "size", (int64_t)checkpoint->size);
		json_key_text(&json, "root", builder_slice(&root));
		json_key_number(&json, "witnesses", (int64_t)holding);
		json_close_object(&json);
		run_json_end(run);
	} else {
		screen_add(&run->screen, STYLE_GREEN,
			   SLICE("The checkpoint is signed with that key."),
			   &run->out);
		builder_add_text(&run->out, "\n  ledger    ");
		text_add_clean(slice_of(checkpoint->origin), &run->out);
		builder_add_format(
			&run->out,
			"\n  entries   %" PRIu64 "\n  root      %.*s\n",
			checkpoint->size, SLICE_ARGS(builder_slice(&root)));
		proof_add_witnesses(run, holding,
				    run->arguments.witnesses.count, seconds);
	}
	run->out.failed |= root.failed;
	builder_release(&root);
}

static int verify_checkpoint(struct run *run, const struct proof_file *file)
{
	const char *origin = run->arguments.origin;
	struct checkpoint checkpoint;
	struct note_key key;
	struct tlog_verified verified;

	if (file->key.at == NULL)
		return need_key(run);
	if (note_key_parse(&key, file->key, &run->error) != 0 ||
	    checkpoint_open(&checkpoint, file->text, &key, &run->error) != 0 ||
	    check_witnesses(run, file, &key, &verified) != 0)
		return -1;
	if (origin != NULL && !slice_is(slice_of(origin), checkpoint.origin))
		return error_set(&run->error, ERROR_CORRUPT,
				 "the ledger is not called so, but %s",
				 checkpoint.origin);
	tell(run, &checkpoint, verified.witnesses, verified.seconds);
	return 0;
}

const struct proof_kind proof_checkpoint = {
	.recognise = is_checkpoint,
	.verify = verify_checkpoint,
};
