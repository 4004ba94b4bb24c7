#include "ledger/witness.h"

#include <sodium.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/evidence.h"
#include "ledger/files.h"

/* C2SP tlog-witness: a request has at most 63 hashes. */
enum { REQUEST_HASHES = 63, REQUEST_LIMIT = NOTE_LIMIT + 8192 };

/* --- requests ------------------------------------------------------------- */

void witness_request_write(const struct witness_request *request,
			   struct builder *out)
{
	builder_add_format(out, "old %llu\n",
			   (unsigned long long)request->old_size);
	for (size_t i = 0; i < request->path_length; i++) {
		base64_add(out, request->path[i], LEDGER_HASH_BYTES);
		builder_add_byte(out, '\n');
	}
	builder_add_byte(out, '\n');
	builder_add(out, request->note);
}

static bool read_old_size(struct slice line, uint64_t *size)
{
	if (!slice_starts_with(line, SLICE("old ")))
		return false;
	line = slice_part(line, 4, line.len);
	return (line.len == 1 || !slice_starts_with(line, SLICE("0"))) &&
	       slice_number(line, UINT64_MAX >> 1, size);
}

static bool read_hashes(struct slice *rest, struct witness_request *request)
{
	for (;;) {
		struct slice line;

		if (rest->len == 0)
			return false;
		line = slice_cut(rest, '\n');
		if (line.len == 0)
			return true;
		if (request->path_length == REQUEST_HASHES ||
		    !base64_read_exactly(line,
					 request->path[request->path_length],
					 LEDGER_HASH_BYTES))
			return false;
		request->path_length++;
	}
}

int witness_request_parse(struct witness_request *request, struct slice text,
			  struct error *error)
{
	struct witness_request read = {0};
	struct slice rest = text, body, signatures;

	if (text.len > REQUEST_LIMIT ||
	    !read_old_size(slice_cut(&rest, '\n'), &read.old_size))
		return error_set(error, ERROR_INPUT,
				 "is not a request to a witness: the first "
				 "line is not 'old' and a size");
	if (!read_hashes(&rest, &read))
		return error_set(error, ERROR_INPUT,
				 "is not a request to a witness: the proof is "
				 "not hashes and an empty line");
	if (note_split(rest, &body, &signatures, error) != 0) {
		if (error != NULL)
			error->code = ERROR_INPUT;
		return -1;
	}
	read.note = rest;
	*request = read;
	return 0;
}

/* --- what is kept --------------------------------------------------------- */

int witness_key(struct note_key *key, uint8_t *secret_key, struct slice name,
		const uint8_t *seed, struct error *error)
{
	uint8_t public_key[KEY_PUBLIC_BYTES];

	crypto_sign_seed_keypair(public_key, secret_key, seed);
	return note_cosigner_make(key, name, public_key, error);
}

int witness_logs(const char *directory, struct key_list *logs,
		 struct error *error)
{
	struct arena arena = {0};
	const char *path = path_join(&arena, directory, "logs");
	int result = path != NULL
			     ? key_list_read(logs, path, NOTE_ED25519, error)
			     : error_memory(error);

	arena_release(&arena);
	return result;
}

int witness_trust(const char *directory, struct slice key_text, bool *added,
		  struct error *error)
{
	struct arena arena = {0};
	const char *path = path_join(&arena, directory, "logs");
	struct note_key key;
	int result = -1;

	if (path == NULL)
		error_memory(error);
	else if (note_key_parse(&key, key_text, error) == 0 &&
		 directory_make(directory, LEDGER_DIRECTORY_MODE, error) == 0)
		result = key_list_add(path, &key, added, error);
	arena_release(&arena);
	return result;
}

int witness_distrust(const char *directory, struct slice key_text,
		     bool *removed, struct error *error)
{
	struct arena arena = {0};
	const char *path = path_join(&arena, directory, "logs");
	struct note_key key;
	int result = -1;

	*removed = false;
	if (path == NULL)
		error_memory(error);
	else if (note_key_parse(&key, key_text, error) == 0)
		result = key_list_remove(path, &key, removed, error);
	arena_release(&arena);
	return result;
}

static const char *state_path(const char *directory, const char *origin,
			      struct arena *arena)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char name[40];

	crypto_hash_sha256(hash, (const uint8_t *)origin, strlen(origin));
	sodium_bin2hex(name, sizeof(name), hash, 8);
	memcpy(name + 16, ".checkpoint", sizeof(".checkpoint"));
	return path_join(arena, directory, name);
}

/* Whether one of the keys that bear the origin's name has signed `note`.
 * ERROR_CORRUPT when what one of them has signed does not hold. */
static int check_signed(struct slice note, const struct key_list *logs,
			const char *origin, bool *is_signed,
			struct error *error)
{
	struct note_signed found[KEY_LIST_LIMIT];
	struct slice text;

	*is_signed = false;
	if (note_check(note, logs->keys, logs->count, &text, found, error) != 0)
		return -1;
	for (size_t i = 0; i < logs->count; i++)
		*is_signed |= found[i].holds &&
			      strcmp(logs->keys[i].name, origin) == 0;
	return 0;
}

static int read_last(const char *path, const struct key_list *logs,
		     const char *origin, struct checkpoint *last,
		     struct builder *note, struct error *error)
{
	struct slice text, signatures;
	bool is_signed;

	if (files_read(path, NOTE_LIMIT, note, error) != 0)
		return -1;
	if (note_split(builder_slice(note), &text, &signatures, error) != 0 ||
	    checkpoint_parse(last, text, error) != 0 ||
	    check_signed(builder_slice(note), logs, origin, &is_signed,
			 error) != 0)
		return files_at(path, error);
	if (!is_signed || strcmp(last->origin, origin) != 0)
		return files_corrupt(path,
				     "is not a checkpoint of the ledger that "
				     "it is kept for",
				     error);
	return 0;
}

int witness_last(const char *directory, const struct key_list *logs,
		 const char *origin, struct checkpoint *last,
		 struct builder *note, struct error *error)
{
	struct arena arena = {0};
	const char *path = state_path(directory, origin, &arena);
	int result = 0;

	*last = (struct checkpoint){0};
	if (path == NULL)
		result = error_memory(error);
	else if (file_exists(path))
		result = read_last(path, logs, origin, last, note, error);
	arena_release(&arena);
	return result;
}

/* --- cosigning ------------------------------------------------------------ */

struct cosigning {
	const struct witness *witness;
	struct witness_request request;
	struct slice text; /* of the note */
	struct key_list logs;
	struct builder last_note;
	struct witness_answer *answer;
	struct arena *arena;
	struct error *error;
};

static bool is_known(const struct key_list *logs, const char *origin)
{
	for (size_t i = 0; i < logs->count; i++)
		if (strcmp(logs->keys[i].name, origin) == 0)
			return true;
	return false;
}

static bool same_root(const struct checkpoint *a, const struct checkpoint *b)
{
	return memcmp(a->root, b->root, LEDGER_HASH_BYTES) == 0;
}

static bool is_empty_root(const uint8_t root[LEDGER_HASH_BYTES])
{
	const struct tree_edge empty = {0};
	uint8_t expected[LEDGER_HASH_BYTES];

	tree_edge_root(&empty, expected);
	return memcmp(root, expected, sizeof(expected)) == 0;
}

/* Whether the request goes on from what was cosigned last. */
static enum witness_outcome compare(struct cosigning *cosigning)
{
	struct witness_request *request = &cosigning->request;
	const struct checkpoint *asked = &cosigning->answer->asked;
	const struct checkpoint *last = &cosigning->answer->last;

	if (last->size == asked->size && last->size > 0 &&
	    !same_root(last, asked))
		return WITNESS_SPLIT;
	if (request->old_size != last->size)
		return WITNESS_STALE;
	/* C2SP tlog-checkpoint: an empty tree has one root. */
	if (asked->size == 0 && !is_empty_root(asked->root))
		return WITNESS_UNPROVED;
	if (request->old_size == 0
		    ? request->path_length > 0
		    : !tree_verify_consistency(
			      last->size, asked->size, last->root, asked->root,
			      request->path, request->path_length))
		return WITNESS_UNPROVED;
	return WITNESS_COSIGNED;
}

static int decide(struct cosigning *cosigning)
{
	struct witness_answer *answer = cosigning->answer;
	const char *directory = cosigning->witness->directory;
	const char *origin = answer->asked.origin;
	bool is_signed;

	answer->outcome = WITNESS_UNKNOWN;
	if (!is_known(&cosigning->logs, origin))
		return 0;
	answer->outcome = WITNESS_UNSIGNED;
	if (check_signed(cosigning->request.note, &cosigning->logs, origin,
			 &is_signed, NULL) != 0 ||
	    !is_signed)
		return 0;
	if (witness_last(directory, &cosigning->logs, origin, &answer->last,
			 &cosigning->last_note, cosigning->error) != 0)
		return -1;
	answer->outcome = compare(cosigning);
	/* A fork of another size cannot prove that it goes on: both signed
	 * notes are what there is to show for it. */
	if (answer->outcome != WITNESS_SPLIT &&
	    (answer->outcome != WITNESS_UNPROVED || answer->last.size == 0))
		return 0;
	return evidence_save(directory, builder_slice(&cosigning->last_note),
			     cosigning->request.note, cosigning->arena,
			     &answer->evidence, cosigning->error);
}

/* On disk first: a cosignature that its witness has forgotten is worse than
 * one that was never given out. */
static int cosign(struct cosigning *cosigning, uint64_t seconds,
		  struct builder *response)
{
	const struct witness *witness = cosigning->witness;
	const char *path =
		state_path(witness->directory, cosigning->answer->asked.origin,
			   cosigning->arena);

	if (path == NULL)
		return error_memory(cosigning->error);
	if (file_replace(path, cosigning->request.note, LEDGER_STORE_MODE,
			 cosigning->error) != 0)
		return -1;
	note_add_cosignature(cosigning->text, &witness->key,
			     witness->secret_key, seconds, response);
	return response->failed ? error_memory(cosigning->error) : 0;
}

static int read_request(struct cosigning *cosigning, struct slice request)
{
	struct slice signatures;
	struct checkpoint *asked = &cosigning->answer->asked;

	if (witness_request_parse(&cosigning->request, request,
				  cosigning->error) != 0)
		return -1;
	if (note_split(cosigning->request.note, &cosigning->text, &signatures,
		       cosigning->error) != 0 ||
	    checkpoint_parse(asked, cosigning->text, cosigning->error) != 0) {
		if (cosigning->error != NULL)
			cosigning->error->code = ERROR_INPUT;
		return -1;
	}
	if (cosigning->request.old_size > asked->size)
		return error_set(
			cosigning->error, ERROR_INPUT,
			"the request begins at %llu entries and the "
			"checkpoint has %llu",
			(unsigned long long)cosigning->request.old_size,
			(unsigned long long)asked->size);
	return 0;
}

int witness_cosign(const struct witness *witness, struct slice request,
		   uint64_t seconds, struct arena *arena,
		   struct witness_answer *answer, struct builder *response,
		   struct error *error)
{
	struct cosigning cosigning = {
		.witness = witness,
		.answer = answer,
		.arena = arena,
		.error = error,
	};
	int result = -1;

	*answer = (struct witness_answer){0};
	if (read_request(&cosigning, request) == 0 &&
	    witness_logs(witness->directory, &cosigning.logs, error) == 0 &&
	    decide(&cosigning) == 0)
		result = answer->outcome == WITNESS_COSIGNED
				 ? cosign(&cosigning, seconds, response)
				 : 0;
	if (result == 0 && answer->outcome == WITNESS_STALE)
		builder_add_format(response, "%llu\n",
				   (unsigned long long)answer->last.size);
	builder_release(&cosigning.last_note);
	return result;
}
