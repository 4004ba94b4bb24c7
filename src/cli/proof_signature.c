/* A file with a minisign signature beside it. */
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/print.h"
#include "cli/proofs.h"
#include "seal/minisign.h"

static bool is_signed(const struct proof_file *file)
{
	return file->signature != NULL;
}

static int hash_file(struct run *run, const struct proof_file *file,
		     uint8_t hash[MINISIGN_HASH_BYTES])
{
	int fd = open(file->path, O_RDONLY | O_CLOEXEC);
	struct minisign_hashing hashing;
	int result;

	if (fd < 0)
		return error_system(&run->error, "cannot read the file");
	minisign_hash_begin(&hashing);
	result = stream_copy(stream_from_file(&fd),
			     minisign_hash_sink(&hashing), NULL, &run->error);
	minisign_hash_end(&hashing, hash);
	close(fd);
	return result;
}

/* Signatures of the message itself, which minisign -l makes, are for files
 * that are small. */
static int check(struct run *run, const struct proof_file *file,
		 const struct minisign_signature *signature,
		 const struct minisign_public *key)
{
	uint8_t hash[MINISIGN_HASH_BYTES];

	if (!signature->prehashed && file->whole)
		return minisign_verify(signature, key, file->text, &run->error);
	if (hash_file(run, file, hash) != 0)
		return -1;
	return minisign_verify_hash(signature, key, hash, &run->error);
}

static int need_key(struct run *run, const struct minisign_signature *signature)
{
	char id[MINISIGN_ID_TEXT_BYTES];

	minisign_id_text(signature->id, id);
	error_set(&run->error, ERROR_INPUT,
		  "a signature is checked against the signer's key");
	return error_hint(&run->error,
			  "give it with --key; it says that key %s has signed",
			  id);
}

static void tell(struct run *run, const struct minisign_signature *signature)
{
	char id[MINISIGN_ID_TEXT_BYTES];
	struct json json;

	minisign_id_text(signature->id, id);
	if (run->arguments.json) {
		json = run_json(run);
		json_open_object(&json);
		json_key_boolean(&json, "holds", true);
		json_key_text(&json, "key-id", slice_of(id));
		json_key_text(&json, "comment", signature->trusted);
		json_close_object(&json);
		run_json_end(run);
		return;
	}
	screen_add(&run->screen, STYLE_GREEN,
		   SLICE("The file is signed with that key."), &run->out);
	builder_add_format(&run->out, "\n  key id    %s\n  comment   ", id);
	text_add_clean(signature->trusted, &run->out);
	builder_add_byte(&run->out, '\n');
}

static int verify_text(struct run *run, const struct proof_file *file,
		       struct slice text)
{
	struct minisign_signature signature;
	struct minisign_public key;

	if (minisign_parse(&signature, text, &run->error) != 0)
		return -1;
	if (file->key.at == NULL)
		return need_key(run, &signature);
	/* Of one line, or of minisign's file. */
	if (minisign_public_parse(&key, file->key, NULL) != 0 &&
	    minisign_public_parse_file(&key, file->key, &run->error) != 0)
		return -1;
	if (check(run, file, &signature, &key) != 0) {
		/* Of a signature that does not hold neither input nor key are
		 * at fault. */
		if (run->error.code == ERROR_INPUT ||
		    run->error.code == ERROR_KEY)
			run->error.code = ERROR_CORRUPT;
		return -1;
	}
	tell(run, &signature);
	return 0;
}

static int verify_signature(struct run *run, const struct proof_file *file)
{
	struct builder text = {0};
	int result = file_read(file->signature, MINISIGN_TEXT_LIMIT_BYTES,
			       &text, &run->error);

	if (result == 0)
		result = verify_text(run, file, builder_slice(&text));
	else
		error_at(&run->error, slice_of(file->signature), 0, 0, 0);
	builder_release(&text);
	return result;
}

const struct proof_kind proof_signature = {
	.recognise = is_signed,
	.verify = verify_signature,
};
