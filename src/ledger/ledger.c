#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/checkpoint.h"
#include "ledger/entries.h"
#include "ledger/proof.h"

enum { DIRECTORY_MODE = 0700, STORE_MODE = 0600, KEY_MODE = 0644 };

/* The three files of a ledger; a zeroed one with fd -1 is closed. */
struct files {
	struct arena arena; /* holds the paths */
	char *directory;
	char *entries;
	char *checkpoint;
	char *key;
	int fd; /* of the entries */
};

struct ledger {
	struct files files;
	struct note_key key;
	uint8_t *secret_key; /* KEY_SECRET_BYTES in guarded memory */
	struct tree_edge edge;
	uint64_t bytes; /* of the entries file */
	struct builder record;
	struct builder note;
	bool uncertain; /* a failed append may or may not be on disk */
};

static int crypto_ready(struct error *error)
{
	return sodium_init() >= 0 ? 0
				  : error_set(error, ERROR_SYSTEM,
					      "cannot start the cryptography");
}

static int fail_at(const char *path, struct error *error)
{
	return error_at(error, slice_of(path), 0, 0, 0);
}

static int corrupt(const char *path, const char *what, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "%s", what);
	return fail_at(path, error);
}

/* --- the files ------------------------------------------------------------ */

static void files_release(struct files *files)
{
	if (files->fd >= 0)
		close(files->fd);
	files->fd = -1;
	arena_release(&files->arena);
}

/* Names the files in `directory`; to be released also after a failure. */
static int files_name(struct files *files, const char *directory,
		      struct error *error)
{
	*files = (struct files){.fd = -1};
	files->directory = path_join(&files->arena, directory, "");
	files->entries = path_join(&files->arena, directory, "entries");
	files->checkpoint = path_join(&files->arena, directory, "checkpoint");
	files->key = path_join(&files->arena, directory, "key.pub");
	if (files->directory == NULL || files->entries == NULL ||
	    files->checkpoint == NULL || files->key == NULL)
		return error_memory(error);
	return 0;
}

static int not_a_ledger(const struct files *files, struct error *error)
{
	error_set(error, ERROR_NOT_FOUND, "holds no ledger");
	return fail_at(files->directory, error);
}

static int entries_size(const struct files *files, uint64_t *size,
			struct error *error)
{
	struct stat status;

	if (fstat(files->fd, &status) != 0) {
		error_system(error, "cannot read the file");
		return fail_at(files->entries, error);
	}
	if (!S_ISREG(status.st_mode))
		return corrupt(files->entries, "is not a file", error);
	*size = (uint64_t)status.st_size;
	return 0;
}

/* Opens the entries of a ledger that must exist. */
static int files_open(struct files *files, int flags, struct error *error)
{
	uint64_t size;

	files->fd = open(files->entries,
			 flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (files->fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		if (!file_exists(files->checkpoint))
			return not_a_ledger(files, error);
		return corrupt(files->entries, "is missing", error);
	}
	if (files->fd < 0) {
		error_system(error, "cannot open the file");
		return fail_at(files->entries, error);
	}
	if (entries_size(files, &size, error) != 0)
		return -1;
	if (!file_exists(files->checkpoint)) {
		/* The checkpoint is made last: there never was a ledger. */
		if (size == 0)
			return not_a_ledger(files, error);
		return corrupt(files->checkpoint, "is missing", error);
	}
	return 0;
}

static int files_lock(const struct files *files, struct error *error)
{
	if (flock(files->fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		error_set(error, ERROR_BUSY,
			  "the ledger is open in another process");
	else
		error_system(error, "cannot lock the file");
	return fail_at(files->entries, error);
}

/* Reads a file that we wrote: one that is missing or too long is corrupt. */
static int read_stored(const char *path, uint64_t limit_bytes,
		       struct builder *content, struct error *error)
{
	struct error why = {0};

	if (file_read(path, limit_bytes, content, &why) == 0)
		return 0;
	if (why.code == ERROR_NOT_FOUND || why.code == ERROR_INPUT)
		why.code = ERROR_CORRUPT;
	if (error != NULL)
		*error = why;
	return -1;
}

static int read_key(const struct files *files, struct note_key *key,
		    struct error *error)
{
	struct builder content = {0};
	struct slice text;
	int result = -1;

	if (read_stored(files->key, KEY_TEXT_LIMIT + 1, &content, error) != 0)
		goto out;
	text = builder_slice(&content);
	if (!slice_ends_with(text, SLICE("\n")) ||
	    note_key_parse(key, slice_part(text, 0, text.len - 1), NULL) != 0)
		result = corrupt(files->key, "is not a verifier's key", error);
	else
		result = 0;
out:
	builder_release(&content);
	return result;
}

static int write_key(const struct files *files, const struct note_key *key,
		     struct error *error)
{
	struct builder text = {0};
	int result;

	note_key_write(key, &text);
	builder_add_byte(&text, '\n');
	result = text.failed ? error_memory(error)
			     : file_replace(files->key, builder_slice(&text),
					    KEY_MODE, error);
	builder_release(&text);
	return result;
}

static int read_checkpoint(const struct files *files,
			   const struct note_key *key,
			   struct checkpoint *checkpoint, struct error *error)
{
	struct builder note = {0};
	int result = read_stored(files->checkpoint, NOTE_LIMIT, &note, error);

	if (result == 0 &&
	    checkpoint_open(checkpoint, builder_slice(&note), key, error) != 0)
		result = fail_at(files->checkpoint, error);
	builder_release(&note);
	return result;
}

/* Builds in `note` the checkpoint of the tree with this edge. */
static int make_checkpoint(const struct tree_edge *edge,
			   const struct note_key *key,
			   const uint8_t *secret_key, struct builder *note,
			   struct error *error)
{
	struct checkpoint checkpoint = {.size = edge->size};

	memcpy(checkpoint.origin, key->name, sizeof(checkpoint.origin));
	tree_edge_root(edge, checkpoint.root);
	builder_clear(note);
	checkpoint_write(&checkpoint, key, secret_key, note);
	return note->failed ? error_memory(error) : 0;
}

/* --- making one ----------------------------------------------------------- */

/* Makes the empty entries file, or takes the one that an interrupted
 * ledger_create left. */
static int make_entries(struct files *files, struct error *error)
{
	uint64_t size;

	files->fd = open(files->entries,
			 O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
			 STORE_MODE);
	if (files->fd < 0) {
		error_system(error, "cannot make the file");
		return fail_at(files->entries, error);
	}
	if (files_lock(files, error) != 0 ||
	    entries_size(files, &size, error) != 0)
		return -1;
	if (size > 0 || file_exists(files->checkpoint)) {
		error_set(error, ERROR_INPUT, "holds a ledger already");
		return fail_at(files->directory, error);
	}
	if (file_append(files->fd, SLICE(""), error) != 0)
		return fail_at(files->entries, error);
	return 0;
}

static int make_directory(struct files *files, const char *directory,
			  struct error *error)
{
	char *above = path_directory(&files->arena, directory);

	if (above == NULL)
		return error_memory(error);
	if (directory_exists(directory))
		return 0;
	if (directory_make(directory, DIRECTORY_MODE, error) != 0)
		return -1;
	return directory_sync(above, error);
}

static int make_files(struct files *files, const struct note_key *key,
		      const uint8_t *secret_key, const char *directory,
		      struct error *error)
{
	const struct tree_edge empty = {0};
	struct builder note = {0};
	int result = -1;

	if (make_checkpoint(&empty, key, secret_key, &note, error) == 0 &&
	    make_directory(files, directory, error) == 0 &&
	    make_entries(files, error) == 0 &&
	    write_key(files, key, error) == 0)
		result = file_replace(files->checkpoint, builder_slice(&note),
				      STORE_MODE, error);
	builder_release(&note);
	return result;
}

int ledger_create(const char *directory, struct slice origin,
		  const uint8_t seed[LEDGER_SEED_BYTES], struct error *error)
{
	uint8_t public_key[KEY_PUBLIC_BYTES];
	uint8_t secret_key[KEY_SECRET_BYTES];
	struct note_key key;
	struct files files;
	int result = -1;

	if (crypto_ready(error) != 0)
		return -1;
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	if (files_name(&files, directory, error) == 0 &&
	    note_key_make(&key, origin, public_key, error) == 0)
		result = make_files(&files, &key, secret_key, directory, error);
	sodium_memzero(secret_key, sizeof(secret_key));
	files_release(&files);
	return result;
}

/* --- reading one ---------------------------------------------------------- */

static int entry_corrupt(const struct files *files, uint64_t index,
			 const char *what, struct error *error)
{
	error_set(error, ERROR_CORRUPT, "entry %llu %s",
		  (unsigned long long)index, what);
	return error_at(error, slice_of(files->entries), 0, 0, 0);
}

/* Reads the entries that the checkpoint covers. */
static int read_signed(const struct files *files,
		       const struct checkpoint *checkpoint,
		       struct record_reader *reader, struct tree_edge *edge,
		       struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES];
	enum record_state state;
	struct record record;

	*edge = (struct tree_edge){0};
	while (edge->size < checkpoint->size) {
		if (record_next(reader, &state, &record, error) != 0)
			return fail_at(files->entries, error);
		if (state == RECORD_END)
			return entry_corrupt(files, edge->size,
					     "is missing, though the "
					     "checkpoint covers it",
					     error);
		if (state != RECORD_WHOLE)
			return entry_corrupt(files, edge->size,
					     "is not what was appended", error);
		tree_edge_add(edge, record.hash);
	}
	tree_edge_root(edge, root);
	if (memcmp(root, checkpoint->root, sizeof(root)) != 0)
		return corrupt(files->entries,
			       "the entries do not hash to the root in the "
			       "checkpoint",
			       error);
	return 0;
}

/* Reads what lies beyond: `*torn` tells of a last entry that is not whole. */
static int read_unsigned(const struct files *files,
			 struct record_reader *reader, struct tree_edge *edge,
			 bool *torn, struct error *error)
{
	enum record_state state;
	struct record record;

	for (;;) {
		if (record_next(reader, &state, &record, error) != 0)
			return fail_at(files->entries, error);
		if (state == RECORD_BAD)
			return entry_corrupt(files, edge->size,
					     "is not what was appended", error);
		if (state != RECORD_WHOLE)
			break;
		tree_edge_add(edge, record.hash);
	}
	*torn = state == RECORD_TORN;
	return 0;
}

/* Puts a new checkpoint over the entries that a crash left behind the old. */
static int repair(struct ledger *ledger, struct error *error)
{
	/* Also syncs entries that were whole, but perhaps not yet on disk. */
	if (file_cut(ledger->files.fd, ledger->bytes, error) != 0)
		return fail_at(ledger->files.entries, error);
	if (make_checkpoint(&ledger->edge, &ledger->key, ledger->secret_key,
			    &ledger->note, error) != 0)
		return -1;
	return file_replace(ledger->files.checkpoint,
			    builder_slice(&ledger->note), STORE_MODE, error);
}

static int read_all(struct ledger *ledger, bool *repaired, struct error *error)
{
	struct record_reader reader;
	struct checkpoint checkpoint;
	bool torn = false;
	int result = -1;

	if (read_checkpoint(&ledger->files, &ledger->key, &checkpoint, error))
		return -1;
	if (record_reader_init(&reader, ledger->files.fd, error) != 0 ||
	    read_signed(&ledger->files, &checkpoint, &reader, &ledger->edge,
			error) != 0 ||
	    read_unsigned(&ledger->files, &reader, &ledger->edge, &torn,
			  error) != 0)
		goto out;
	ledger->bytes = reader.offset;
	*repaired = torn || ledger->edge.size > checkpoint.size;
	result = *repaired ? repair(ledger, error) : 0;
out:
	record_reader_release(&reader);
	return result;
}

/* Takes the key from its seed; the name from key.pub, which must agree. */
static int take_key(struct ledger *ledger, const uint8_t *seed,
		    struct error *error)
{
	uint8_t public_key[KEY_PUBLIC_BYTES];

	ledger->secret_key = sodium_malloc(KEY_SECRET_BYTES);
	if (ledger->secret_key == NULL)
		return error_memory(error);
	crypto_sign_seed_keypair(public_key, ledger->secret_key, seed);
	if (read_key(&ledger->files, &ledger->key, error) != 0)
		return -1;
	if (memcmp(public_key, ledger->key.public_key, KEY_PUBLIC_BYTES) != 0)
		return corrupt(ledger->files.key,
			       "is not the key that this ledger is opened with",
			       error);
	return 0;
}

int ledger_open(struct ledger **out, const char *directory,
		const uint8_t seed[LEDGER_SEED_BYTES], bool *repaired,
		struct error *error)
{
	struct ledger *ledger;
	bool mended = false;

	if (crypto_ready(error) != 0)
		return -1;
	ledger = memory_array(1, sizeof(*ledger));
	if (ledger == NULL)
		return error_memory(error);
	if (files_name(&ledger->files, directory, error) != 0 ||
	    files_open(&ledger->files, O_RDWR | O_APPEND, error) != 0 ||
	    files_lock(&ledger->files, error) != 0 ||
	    take_key(ledger, seed, error) != 0 ||
	    read_all(ledger, &mended, error) != 0) {
		ledger_free(ledger);
		return -1;
	}
	if (repaired != NULL)
		*repaired = mended;
	*out = ledger;
	return 0;
}

void ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	builder_release(&ledger->record);
	builder_release(&ledger->note);
	sodium_free(ledger->secret_key);
	files_release(&ledger->files);
	memory_free(ledger);
}

uint64_t ledger_size(const struct ledger *ledger)
{
	return ledger->edge.size;
}

void ledger_root(const struct ledger *ledger, uint8_t root[LEDGER_HASH_BYTES])
{
	tree_edge_root(&ledger->edge, root);
}

/* --- appending ------------------------------------------------------------ */

static int too_long(struct error *error)
{
	return error_set(error, ERROR_INPUT,
			 "an entry of the ledger may have at most %d bytes",
			 LEDGER_ENTRY_LIMIT);
}

/* Builds the records of `entries` and the checkpoint that covers them. */
static int build(struct ledger *ledger, const struct slice *entries,
		 size_t count, struct tree_edge *edge, struct error *error)
{
	builder_clear(&ledger->record);
	for (size_t i = 0; i < count; i++) {
		uint8_t hash[LEDGER_HASH_BYTES];

		if (entries[i].len > LEDGER_ENTRY_LIMIT)
			return too_long(error);
		tree_leaf_hash(entries[i], hash);
		tree_edge_add(edge, hash);
		record_add(&ledger->record, entries[i], hash);
	}
	if (ledger->record.failed)
		return error_memory(error);
	return make_checkpoint(edge, &ledger->key, ledger->secret_key,
			       &ledger->note, error);
}

int ledger_append_batch(struct ledger *ledger, const struct slice *entries,
			size_t count, uint64_t *first, struct error *error)
{
	struct tree_edge edge = ledger->edge;

	if (ledger->uncertain)
		return error_set(error, ERROR_SYSTEM,
				 "an earlier append failed: the ledger must "
				 "be opened again");
	if (build(ledger, entries, count, &edge, error) != 0)
		return -1;
	if (file_append(ledger->files.fd, builder_slice(&ledger->record),
			error) != 0) {
		fail_at(ledger->files.entries, error);
		ledger->uncertain =
			file_cut(ledger->files.fd, ledger->bytes, NULL) != 0;
		return -1;
	}
	if (file_replace(ledger->files.checkpoint, builder_slice(&ledger->note),
			 STORE_MODE, error) != 0) {
		ledger->uncertain = true;
		return -1;
	}
	if (first != NULL)
		*first = ledger->edge.size;
	ledger->bytes += ledger->record.len;
	ledger->edge = edge;
	return 0;
}

int ledger_append(struct ledger *ledger, struct slice entry, uint64_t *index,
		  struct error *error)
{
	return ledger_append_batch(ledger, &entry, 1, index, error);
}

/* --- proving -------------------------------------------------------------- */

static int read_leaves(struct ledger *ledger,
		       uint8_t (*leaves)[LEDGER_HASH_BYTES],
		       struct error *error)
{
	struct record_reader reader;
	struct record record;
	enum record_state state;
	int result = record_reader_init(&reader, ledger->files.fd, error);

	for (uint64_t i = 0; result == 0 && i < ledger->edge.size; i++) {
		result = record_next(&reader, &state, &record, error);
		if (result == 0 && state != RECORD_WHOLE)
			result = entry_corrupt(&ledger->files, i,
					       "is not what was appended",
					       error);
		if (result == 0)
			memcpy(leaves[i], record.hash, LEDGER_HASH_BYTES);
	}
	record_reader_release(&reader);
	return result;
}

int ledger_prove(struct ledger *ledger, uint64_t index, struct arena *arena,
		 struct tlog_proof *proof, struct error *error)
{
	struct tlog_proof made = {.index = index};
	struct builder note = {0};
	uint8_t(*leaves)[LEDGER_HASH_BYTES];
	int result = -1;

	if (index >= ledger->edge.size)
		return error_set(error, ERROR_INPUT,
				 "the ledger has no entry %llu",
				 (unsigned long long)index);
	leaves = memory_array(ledger->edge.size, LEDGER_HASH_BYTES);
	if (leaves == NULL)
		return error_memory(error);
	if (read_leaves(ledger, leaves, error) != 0 ||
	    read_stored(ledger->files.checkpoint, NOTE_LIMIT, &note, error) !=
		    0)
		goto out;
	made.path_length =
		tree_inclusion(leaves, ledger->edge.size, index, made.path);
	made.note = arena_copy(arena, builder_slice(&note));
	if (made.note.at == NULL) {
		error_memory(error);
		goto out;
	}
	*proof = made;
	result = 0;
out:
	memory_free(leaves);
	builder_release(&note);
	return result;
}

/* --- visiting and verifying ----------------------------------------------- */

int ledger_each(struct ledger *ledger, uint64_t from,
		int (*visit)(void *context, uint64_t index, struct slice entry,
			     struct error *error),
		void *context, struct error *error)
{
	struct record_reader reader;
	struct record record;
	enum record_state state;
	uint64_t size = ledger->edge.size;
	int result = record_reader_init(&reader, ledger->files.fd, error);

	for (uint64_t i = 0; result == 0 && i < size; i++) {
		result = i < from
				 ? record_skip(&reader, &state, error)
				 : record_next(&reader, &state, &record, error);
		if (result == 0 && state != RECORD_WHOLE)
			result = entry_corrupt(&ledger->files, i,
					       "is not what was appended",
					       error);
		if (result == 0 && i >= from)
			result = visit(context, i, record.entry, error);
	}
	record_reader_release(&reader);
	return result;
}

static int verify(struct files *files, struct ledger_check *check,
		  struct error *error)
{
	struct record_reader reader = {0};
	struct checkpoint checkpoint;
	struct tree_edge edge;
	struct note_key key;
	uint64_t size;
	int result = -1;

	if (read_key(files, &key, error) != 0 ||
	    read_checkpoint(files, &key, &checkpoint, error) != 0)
		return -1;
	if (record_reader_init(&reader, files->fd, error) == 0 &&
	    read_signed(files, &checkpoint, &reader, &edge, error) == 0 &&
	    entries_size(files, &size, error) == 0) {
		*check = (struct ledger_check){.size = checkpoint.size};
		memcpy(check->root, checkpoint.root, sizeof(check->root));
		memcpy(check->origin, checkpoint.origin, sizeof(check->origin));
		if (size > reader.offset)
			check->unsigned_bytes = size - reader.offset;
		result = 0;
	}
	record_reader_release(&reader);
	return result;
}

int ledger_verify(const char *directory, struct ledger_check *check,
		  struct error *error)
{
	struct files files;
	int result = -1;

	if (crypto_ready(error) != 0)
		return -1;
	if (files_name(&files, directory, error) == 0 &&
	    files_open(&files, O_RDONLY, error) == 0)
		result = verify(&files, check, error);
	files_release(&files);
	return result;
}
