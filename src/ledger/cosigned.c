#include "ledger/cosigned.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/key_list.h"
#include "ledger/state.h"
#include "ledger/witness.h"

/* --- what is known of a witness ------------------------------------------- */

enum { SIZE_TEXT_LIMIT = 32 };

static const char *inside(const struct ledger *ledger, const char *name,
			  struct arena *arena)
{
	char *directory = path_join(arena, ledger->files.directory, "witness");

	return directory != NULL ? path_join(arena, directory, name) : NULL;
}

static const char *witness_path(const struct ledger *ledger,
				const struct note_key *key, const char *suffix,
				struct arena *arena)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct builder text = {0};
	struct builder name = {0};
	const char *path = NULL;

	note_key_write(key, &text);
	crypto_hash_sha256(hash, (const uint8_t *)text.at, text.len);
	builder_add_hex(&name, (struct slice){(const char *)hash, 8});
	builder_add_text(&name, suffix);
	if (!text.failed && !name.failed)
		path = inside(ledger, builder_text(&name), arena);
	builder_release(&text);
	builder_release(&name);
	return path;
}

static int make_directory(const struct ledger *ledger, struct error *error)
{
	struct arena arena = {0};
	const char *path = inside(ledger, "", &arena);
	int result = path != NULL ? directory_make(path, LEDGER_DIRECTORY_MODE,
						   error)
				  : error_memory(error);

	arena_release(&arena);
	return result;
}

static int read_witnesses(const struct ledger *ledger, struct key_list *list,
			  struct error *error)
{
	struct arena arena = {0};
	const char *path = inside(ledger, "keys", &arena);
	int result = path != NULL ? key_list_read(list, path, NOTE_COSIGNATURE,
						  error)
				  : error_memory(error);

	arena_release(&arena);
	return result;
}

/* One key is one witness, and the ledger's own is none. */
static int check_witness(const struct ledger *ledger,
			 const struct note_key *key, struct error *error)
{
	struct key_list keys;

	if (ledger_keys(ledger, &keys, error) != 0)
		return -1;
	for (size_t i = 0; i < keys.count; i++)
		if (note_key_same_public(key, &keys.keys[i]))
			return error_set(error, ERROR_INPUT,
					 "this is the ledger's own key: it is "
					 "no witness of itself");
	if (read_witnesses(ledger, &keys, error) != 0)
		return -1;
	for (size_t i = 0; i < keys.count; i++)
		if (note_key_same_public(key, &keys.keys[i]) &&
		    !note_key_equal(key, &keys.keys[i]))
			return error_set(error, ERROR_INPUT,
					 "this key is trusted already, as %s: "
					 "under two names it is one witness",
					 keys.keys[i].name);
	return 0;
}

int ledger_trust_witness(struct ledger *ledger, struct slice key_text,
			 bool *added, struct error *error)
{
	struct arena arena = {0};
	const char *path = inside(ledger, "keys", &arena);
	struct note_key key;
	int result = -1;

	if (path == NULL)
		error_memory(error);
	else if (note_cosigner_parse(&key, key_text, error) == 0 &&
		 check_witness(ledger, &key, error) == 0 &&
		 make_directory(ledger, error) == 0)
		result = key_list_add(path, &key, added, error);
	arena_release(&arena);
	return result;
}

/* The witness that is meant; NULL in `*key` when none is trusted at all. */
static int choose(const struct key_list *list, struct slice name,
		  const struct note_key **key, struct error *error)
{
	*key = NULL;
	for (size_t i = 0; i < list->count; i++)
		if (slice_empty(name) || slice_is(name, list->keys[i].name)) {
			if (*key != NULL) {
				error_set(error, ERROR_INPUT,
					  "several witnesses are trusted");
				return error_hint(error, "name one of them");
			}
			*key = &list->keys[i];
		}
	if (*key != NULL || (slice_empty(name) && list->count == 0))
		return 0;
	return error_set(error, ERROR_NOT_FOUND,
			 "no witness of this name is trusted");
}

/* The size that the witness cosigned last; 0 when that is not known. */
static int read_size(const struct ledger *ledger, const struct note_key *key,
		     uint64_t *size, struct error *error)
{
	struct arena arena = {0};
	struct builder text = {0};
	const char *path = witness_path(ledger, key, ".size", &arena);
	int result = 0;

	*size = 0;
	if (path == NULL)
		result = error_memory(error);
	else if (file_exists(path))
		result = files_read(path, SIZE_TEXT_LIMIT, &text, error);
	if (result == 0 && text.len > 0 &&
	    !slice_number(slice_trim(builder_slice(&text)), INT64_MAX, size))
		result = files_corrupt(path, "is not a number of entries",
				       error);
	builder_release(&text);
	arena_release(&arena);
	return result;
}

static int write_beside(const struct ledger *ledger, const struct note_key *key,
			const char *suffix, struct slice content,
			struct error *error)
{
	struct arena arena = {0};
	const char *path = witness_path(ledger, key, suffix, &arena);
	int result = path != NULL ? file_replace(path, content,
						 LEDGER_STORE_MODE, error)
				  : error_memory(error);

	arena_release(&arena);
	return result;
}

static int write_size(const struct ledger *ledger, const struct note_key *key,
		      uint64_t size, struct error *error)
{
	struct builder text = {0};
	int result;

	builder_add_format(&text, "%llu\n", (unsigned long long)size);
	result = text.failed ? error_memory(error)
			     : write_beside(ledger, key, ".size",
					    builder_slice(&text), error);
	builder_release(&text);
	return result;
}

/* --- requests ------------------------------------------------------------- */

static int was_put_back(const struct ledger *ledger, uint64_t size,
			struct error *error)
{
	error_set(error, ERROR_CORRUPT,
		  "the witness cosigned %llu entries and the ledger has %llu: "
		  "it was put back to an earlier state",
		  (unsigned long long)size,
		  (unsigned long long)ledger->current.size);
	return files_at(ledger->files.directory, error);
}

static int find_path(struct ledger *ledger, uint64_t old_size,
		     uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES],
		     size_t *length, struct error *error)
{
	struct tile_reader *reader = memory_array(1, sizeof(*reader));
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->tiles = &ledger->tiles;
	result = tile_reader_consistency(reader, old_size, ledger->current.size,
					 path, length, error);
	tile_reader_release(reader);
	memory_free(reader);
	return result;
}

int ledger_witness_request(struct ledger *ledger, struct slice name,
			   struct builder *out, struct error *error)
{
	struct witness_request request = {.note = builder_slice(&ledger->note)};
	struct key_list list;
	const struct note_key *key;

	if (read_witnesses(ledger, &list, error) != 0 ||
	    choose(&list, name, &key, error) != 0)
		return -1;
	if (key != NULL &&
	    (read_size(ledger, key, &request.old_size, error) != 0 ||
	     write_beside(ledger, key, ".requested", request.note, error) != 0))
		return -1;
	if (request.old_size > ledger->current.size)
		return was_put_back(ledger, request.old_size, error);
	if (find_path(ledger, request.old_size, request.path,
		      &request.path_length, error) != 0)
		return -1;
	witness_request_write(&request, out);
	return out->failed ? error_memory(error) : 0;
}

/* --- answers -------------------------------------------------------------- */

/* Whether this line is one of `key`'s, by name and id alone. */
static bool is_line_of(struct slice line, const struct note_key *key)
{
	uint8_t marked[KEY_ID_BYTES + 8 + 64];
	struct slice dash = slice_cut(&line, ' ');

	return slice_is(dash, "\xe2\x80\x94") &&
	       slice_is(slice_cut(&line, ' '), key->name) &&
	       base64_read_exactly(line, marked, sizeof(marked)) &&
	       memcmp(marked, key->id, KEY_ID_BYTES) == 0;
}

/* Adds those lines that are (or are not) of `key`. */
static void add_lines(struct slice lines, const struct note_key *key, bool its,
		      struct builder *out)
{
	while (lines.len > 0) {
		struct slice line = slice_cut(&lines, '\n');

		if (is_line_of(line, key) != its)
			continue;
		builder_add(out, line);
		builder_add_byte(out, '\n');
	}
}

/* `note` with the lines of `key` in `response` in place of those it had. */
static int merge(struct slice note, struct slice response,
		 const struct note_key *key, struct builder *out,
		 struct error *error)
{
	struct slice text, lines;

	if (note_split(note, &text, &lines, error) != 0)
		return -1;
	builder_add(out, text);
	builder_add_byte(out, '\n');
	add_lines(lines, key, false, out);
	add_lines(response, key, true, out);
	return out->failed ? error_memory(error) : 0;
}

struct adding {
	struct ledger *ledger;
	struct slice response;
	const struct note_key *key; /* of the witness */
	struct builder candidate;   /* a note that may have been cosigned */
	struct builder merged;
	struct cosigned *cosigned;
	struct error *error;
};

static void adding_release(struct adding *adding)
{
	builder_release(&adding->candidate);
	builder_release(&adding->merged);
}

/* Whether the response cosigns the candidate; then `merged` has both. */
static int try_candidate(struct adding *adding, bool *holds)
{
	struct note_signed found;
	struct slice text;
	struct error why = {0};

	*holds = false;
	builder_clear(&adding->merged);
	if (merge(builder_slice(&adding->candidate), adding->response,
		  adding->key, &adding->merged, &why) == 0 &&
	    note_check(builder_slice(&adding->merged), adding->key, 1, &text,
		       &found, &why) == 0)
		*holds = found.holds &&
			 checkpoint_parse(&adding->cosigned->checkpoint, text,
					  NULL) == 0;
	return why.code == ERROR_MEMORY ? error_memory(adding->error) : 0;
}

static int try_requested(struct adding *adding, bool *holds)
{
	struct arena arena = {0};
	const char *path =
		witness_path(adding->ledger, adding->key, ".requested", &arena);
	int result = 0;

	*holds = false;
	if (path == NULL)
		result = error_memory(adding->error);
	else if (file_exists(path))
		result = files_read(path, NOTE_LIMIT, &adding->candidate,
				    adding->error);
	if (result == 0 && adding->candidate.len > 0)
		result = try_candidate(adding, holds);
	arena_release(&arena);
	return result;
}

static int try_current(struct adding *adding, bool *holds)
{
	builder_clear(&adding->candidate);
	builder_add(&adding->candidate, builder_slice(&adding->ledger->note));
	if (adding->candidate.failed)
		return error_memory(adding->error);
	return try_candidate(adding, holds);
}

/* Puts the lines into the checkpoint, when it is the one cosigned. */
static int put_current(struct adding *adding)
{
	struct ledger *ledger = adding->ledger;
	struct slice text, ours, lines;
	struct builder note = {0};
	int result = -1;

	if (note_split(builder_slice(&adding->merged), &text, &lines,
		       adding->error) != 0 ||
	    note_split(builder_slice(&ledger->note), &ours, &lines,
		       adding->error) != 0)
		return -1;
	adding->cosigned->current = slice_equal(text, ours);
	if (!adding->cosigned->current)
		return 0;
	if (merge(builder_slice(&ledger->note), adding->response, adding->key,
		  &note, adding->error) == 0)
		result = file_replace(ledger->files.checkpoint,
				      builder_slice(&note), LEDGER_STORE_MODE,
				      adding->error);
	if (result == 0) {
		builder_clear(&ledger->note);
		builder_add(&ledger->note, builder_slice(&note));
		if (ledger->note.failed) {
			ledger->uncertain = true;
			result = error_memory(adding->error);
		}
	}
	builder_release(&note);
	return result;
}

static int read_cosigned(const struct ledger *ledger, struct builder *note,
			 struct checkpoint *checkpoint, struct error *error)
{
	struct slice text, lines;

	*checkpoint = (struct checkpoint){0};
	if (!file_exists(ledger->files.cosigned))
		return 0;
	if (files_read(ledger->files.cosigned, NOTE_LIMIT, note, error) != 0)
		return -1;
	if (note_split(builder_slice(note), &text, &lines, error) != 0 ||
	    checkpoint_parse(checkpoint, text, error) != 0)
		return files_at(ledger->files.cosigned, error);
	return 0;
}

/* Keeps the newest cosigned checkpoint with all its cosignatures. */
static int put_cosigned(struct adding *adding)
{
	const struct checkpoint *added = &adding->cosigned->checkpoint;
	struct checkpoint kept;
	struct builder note = {0}, merged = {0};
	struct slice content = builder_slice(&adding->merged);
	int result = read_cosigned(adding->ledger, &note, &kept, adding->error);

	if (result == 0 && kept.size == added->size && note.len > 0) {
		result = merge(builder_slice(&note), adding->response,
			       adding->key, &merged, adding->error);
		content = builder_slice(&merged);
	}
	if (result == 0 && kept.size <= added->size)
		result = file_replace(adding->ledger->files.cosigned, content,
				      LEDGER_STORE_MODE, adding->error);
	builder_release(&note);
	builder_release(&merged);
	return result;
}

static int add_lines_of(struct adding *adding, bool *holds)
{
	if (try_requested(adding, holds) != 0 ||
	    (!*holds && try_current(adding, holds) != 0))
		return -1;
	if (!*holds)
		return 0;
	memcpy(adding->cosigned->witness, adding->key->name,
	       sizeof(adding->cosigned->witness));
	adding->cosigned->size = adding->cosigned->checkpoint.size;
	if (put_current(adding) != 0 || put_cosigned(adding) != 0)
		return -1;
	return write_size(adding->ledger, adding->key,
			  adding->cosigned->checkpoint.size, adding->error);
}

/* tlog-witness: the size that was cosigned last, and a newline.  Nobody has
 * signed it: it moves where the next request begins, and no further. */
static int take_stale(struct ledger *ledger, const struct key_list *list,
		      struct slice name, uint64_t size,
		      struct cosigned *cosigned, struct error *error)
{
	const struct note_key *key;

	if (choose(list, name, &key, error) != 0)
		return -1;
	if (key == NULL)
		return error_set(error, ERROR_NOT_FOUND,
				 "no witness is trusted");
	if (size > ledger->current.size)
		return error_set(
			error, ERROR_INPUT,
			"the answer says that %llu entries were cosigned and "
			"the ledger has %llu: it was put back to an earlier "
			"state, or the answer, which nobody signs, is not the "
			"witness's",
			(unsigned long long)size,
			(unsigned long long)ledger->current.size);
	memcpy(cosigned->witness, key->name, sizeof(cosigned->witness));
	cosigned->stale = true;
	cosigned->size = size;
	return write_size(ledger, key, size, error);
}

int ledger_add_cosignature(struct ledger *ledger, struct slice name,
			   struct slice response, struct cosigned *cosigned,
			   struct error *error)
{
	struct key_list list;
	uint64_t size;
	bool holds = false;
	int result = 0;

	*cosigned = (struct cosigned){0};
	if (ledger->uncertain)
		return error_set(error, ERROR_SYSTEM,
				 "an append failed: the ledger must be opened "
				 "again");
	if (read_witnesses(ledger, &list, error) != 0)
		return -1;
	if (slice_number(slice_trim(response), INT64_MAX, &size))
		return take_stale(ledger, &list, name, size, cosigned, error);
	for (size_t i = 0; result == 0 && !holds && i < list.count; i++) {
		struct adding adding = {
			.ledger = ledger,
			.response = response,
			.key = &list.keys[i],
			.cosigned = cosigned,
			.error = error,
		};

		result = add_lines_of(&adding, &holds);
		adding_release(&adding);
	}
	if (result != 0 || holds)
		return result;
	error_set(error, ERROR_INPUT,
		  "holds no cosignature by a witness that is trusted over a "
		  "checkpoint that was sent to it");
	return error_hint(error, "trust the witness's key first; a request is "
				 "answered by what was cosigned of it");
}

int ledger_cosigned(struct ledger *ledger, uint64_t index,
		    struct checkpoint *checkpoint, struct builder *note,
		    struct error *error)
{
	struct slice text;

	if (read_cosigned(ledger, note, checkpoint, error) != 0)
		return -1;
	if (index < checkpoint->size &&
	    checkpoint->size <= ledger->current.size &&
	    note_open(builder_slice(note), &ledger->signer.key, &text, NULL) ==
		    0)
		return 0;
	*checkpoint = (struct checkpoint){0};
	return 0;
}
