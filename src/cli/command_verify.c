#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "ledger/note.h"
#include "seal/stream.h"

/* The first that recognises a file verifies it. */
static const struct proof_kind *const kinds[] = {
	&proof_of_served,
	&proof_of_disclosure,
	&proof_checkpoint,
	&proof_signature,
};

/* --- what is given ------------------------------------------------------------- */

/* A key may be named by its file. */
int proof_key(struct run *run, struct slice *key)
{
	const char *given = run->arguments.key;
	struct builder text = {0};
	int result;

	*key = slice_of(given);
	if (given == NULL || !file_exists(given))
		return 0;
	result = file_read(given, PROOF_LIMIT_BYTES, &text, &run->error);
	if (result == 0) {
		*key = slice_trim(
			arena_copy(&run->arena, builder_slice(&text)));
		if (key->at == NULL && text.len > 0)
			result = error_memory(&run->error);
	}
	builder_release(&text);
	return result;
}

static int read_text(struct run *run, struct proof_file *file)
{
	char *room = arena_allocate(&run->arena, PROOF_LIMIT_BYTES + 1);
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);
	size_t got = 0;
	int result;

	if (room == NULL)
		result = error_memory(&run->error);
	else if (fd < 0)
		result = error_system(&run->error, "cannot read the file");
	else
		result = stream_read_whole(stream_from_file(&fd), room,
					   PROOF_LIMIT_BYTES + 1, &got,
					   &run->error);
	if (fd >= 0)
		close(fd);
	file->whole = got <= PROOF_LIMIT_BYTES;
	file->text = (struct slice){
		room, file->whole ? got : (size_t)PROOF_LIMIT_BYTES};
	return result;
}

static int find_signature(struct run *run, struct proof_file *file)
{
	struct builder path = {0};

	builder_add_text(&path, file->path);
	builder_add_text(&path, ".minisig");
	if (!path.failed && file_exists(builder_text(&path)))
		file->signature =
			arena_copy(&run->arena, builder_slice(&path)).at;
	builder_release(&path);
	return path.failed ? error_memory(&run->error) : 0;
}

static int read_file(struct run *run, struct proof_file *file)
{
	file->path = run->arguments.operands.list[0];
	return read_text(run, file) != 0 || proof_key(run, &file->key) != 0
		       ? -1
		       : find_signature(run, file);
}

/* --- witnesses ------------------------------------------------------------------- */

static int read_threshold(struct run *run, size_t count, size_t *threshold)
{
	const char *given = run->arguments.threshold;
	uint64_t number = count;

	if (given != NULL &&
	    (!slice_number(slice_of(given), count, &number) || number == 0))
		return error_set(&run->error, ERROR_INPUT,
				 "--threshold is a number from 1 to the number "
				 "of witnesses named");
	*threshold = (size_t)number;
	return 0;
}

int proof_witnesses(struct run *run, struct note_key **keys, size_t *count,
		    size_t *threshold)
{
	const struct texts *given = &run->arguments.witnesses;

	*count = given->count;
	*keys = arena_array(&run->arena, given->count + 1, sizeof(**keys));
	if (*keys == NULL)
		return error_memory(&run->error);
	for (size_t i = 0; i < given->count; i++)
		if (note_cosigner_parse(&(*keys)[i], slice_of(given->list[i]),
					&run->error) != 0)
			return -1;
	return read_threshold(run, *count, threshold);
}

/* --- the command -------------------------------------------------------------------- */

static int refuse(struct run *run, const struct proof_file *file)
{
	error_set(&run->error, ERROR_INPUT,
		  "this is nothing that can be verified");
	error_hint(&run->error,
		   "proofs of 'prove-disclosure', checkpoints of ledgers and "
		   "files with a minisign signature beside them can");
	return error_at(&run->error, slice_of(file->path), 0, 0, 0);
}

static int verify_file(struct run *run, const struct proof_file *file)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i]->recognise(file))
			return kinds[i]->verify(run, file);
	return refuse(run, file);
}

static enum status verify(struct run *run)
{
	struct proof_file file = {0};

	if (read_file(run, &file) == 0 && verify_file(run, &file) == 0)
		return STATUS_DONE;
	if (run->error.place.file[0] == '\0')
		error_at(&run->error, slice_of(file.path), 0, 0, 0);
	/* Nothing of what does not hold is told. */
	builder_clear(&run->out);
	return run_failure(run);
}

static const struct option options[] = {
	TEXT("key", "KEY", key,
	     "the key that must have signed, or a file with it: of a ledger, "
	     "or minisign's \"RW...\""),
	TEXT("origin", "NAME", origin, "what the ledger must be called"),
	LIST("witness", "KEY", witnesses,
	     "the key of a witness that must have cosigned; may be given "
	     "several times"),
	TEXT("threshold", "NUMBER", threshold,
	     "how many of the witnesses named must have; all, if not given"),
};

const struct command command_verify = {
	.name = "verify",
	.group = GROUP_RELEASES,
	.summary = "check a proof, checkpoint or signature",
	.operands = "FILE",
	.least = 1,
	.most = 1,
	.about = "Checks, with no node, network or secret, what proves itself "
		 "by a signature: a file of prove-disclosure, and tells in "
		 "plain words what it proves; a checkpoint of a ledger; a file "
		 "with a minisign signature beside it.  Exits with 3 if it "
		 "does not hold.",
	.options = options,
	.option_count = sizeof(options) / sizeof(options[0]),
	.run = verify,
};
