#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <sodium.h>

#include "base/cursor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/state.h"

int crypto_ready(struct error *error)
{
	return sodium_init() >= 0 ? 0
				  : error_set(error, ERROR_SYSTEM,
					      "cannot start the cryptography");
}

int signer_make(struct signer *signer, struct slice name,
		const uint8_t seed[LEDGER_SEED_BYTES], unsigned int generation,
		struct error *error)
{
	static const char context[crypto_kdf_CONTEXTBYTES] = {
		'h', 'b', 'l', 'e', 'd', 'g', 'e', 'r'};
	uint8_t public_key[KEY_PUBLIC_BYTES];
	uint8_t own[crypto_sign_SEEDBYTES];
	struct signer made = {.generation = generation};
	int result;

	made.secret_key = sodium_malloc(KEY_SECRET_BYTES);
	if (made.secret_key == NULL)
		return error_memory(error);
	if (generation == 0)
		memcpy(own, seed, sizeof(own));
	else
		crypto_kdf_derive_from_key(own, sizeof(own), generation,
					   context, seed + sizeof(own));
	crypto_sign_seed_keypair(public_key, made.secret_key, own);
	sodium_memzero(own, sizeof(own));
	result = note_key_make(&made.key, name, public_key, error);
	if (result == 0)
		*signer = made;
	else
		signer_release(&made);
	return result;
}

void signer_release(struct signer *signer)
{
	sodium_free(signer->secret_key);
	signer->secret_key = NULL;
}

int make_checkpoint(const struct tree_edge *edge, const struct signer *signer,
		    struct checkpoint *checkpoint, struct builder *note,
		    struct error *error)
{
	*checkpoint = (struct checkpoint){.size = edge->size};
	memcpy(checkpoint->origin, signer->key.name,
	       sizeof(checkpoint->origin));
	tree_edge_root(edge, checkpoint->root);
	builder_clear(note);
	checkpoint_write(checkpoint, &signer->key, signer->secret_key, note);
	return note->failed ? error_memory(error) : 0;
}

/* While the key is rotated, the new one signs as well. */
static int sign_again(struct ledger *ledger, struct error *error)
{
	struct slice text, signatures;

	if (ledger->next.secret_key == NULL)
		return 0;
	if (note_split(builder_slice(&ledger->note), &text, &signatures,
		       error) != 0)
		return -1;
	note_add_signature(text, &ledger->next.key, ledger->next.secret_key,
			   &ledger->note);
	return ledger->note.failed ? error_memory(error) : 0;
}

int ledger_checkpoint(struct ledger *ledger, struct error *error)
{
	struct checkpoint made;

	if (make_checkpoint(&ledger->tiles.edge, &ledger->signer, &made,
			    &ledger->note, error) != 0 ||
	    sign_again(ledger, error) != 0 ||
	    file_replace(ledger->files.checkpoint, builder_slice(&ledger->note),
			 LEDGER_STORE_MODE, error) != 0)
		return -1;
	ledger->current = made;
	return 0;
}

/* --- making one ----------------------------------------------------------- */

/* Makes the empty entries file, or takes the one that an interrupted
 * ledger_create left. */
static int make_entries(struct files *files, struct error *error)
{
	uint64_t size;

	files->fd = open(files->entries,
			 O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
			 LEDGER_STORE_MODE);
	if (files->fd < 0) {
		error_system(error, "cannot make the file");
		return files_at(files->entries, error);
	}
	if (files_lock(files, error) != 0 ||
	    files_entries_size(files, &size, error) != 0)
		return -1;
	if (size > 0 || file_exists(files->checkpoint)) {
		error_set(error, ERROR_INPUT, "holds a ledger already");
		return files_at(files->directory, error);
	}
	if (file_append(files->fd, SLICE(""), error) != 0)
		return files_at(files->entries, error);
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
	if (directory_make(directory, LEDGER_DIRECTORY_MODE, error) != 0)
		return -1;
	return directory_sync(above, error);
}

static int make_files(struct files *files, const struct signer *signer,
		      const char *directory, struct error *error)
{
	const struct tree_edge empty = {0};
	struct checkpoint checkpoint;
	struct builder note = {0};
	int result = -1;

	if (make_checkpoint(&empty, signer, &checkpoint, &note, error) == 0 &&
	    make_directory(files, directory, error) == 0 &&
	    make_entries(files, error) == 0 &&
	    files_write_key(files, &signer->key, error) == 0)
		result = file_replace(files->checkpoint, builder_slice(&note),
				      LEDGER_STORE_MODE, error);
	builder_release(&note);
	return result;
}

int ledger_create(const char *directory, struct slice origin,
		  const uint8_t seed[LEDGER_SEED_BYTES], struct error *error)
{
	struct signer signer = {0};
	struct files files;
	int result = -1;

	if (crypto_ready(error) != 0)
		return -1;
	if (files_name(&files, directory, error) == 0 &&
	    signer_make(&signer, origin, seed, 0, error) == 0)
		result = make_files(&files, &signer, directory, error);
	signer_release(&signer);
	files_release(&files);
	return result;
}

/* --- what is known ---------------------------------------------------------- */

void ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	builder_release(&ledger->record);
	builder_release(&ledger->note);
	tiles_release(&ledger->tiles);
	signer_release(&ledger->signer);
	signer_release(&ledger->next);
	sodium_free(ledger->seed);
	files_release(&ledger->files);
	memory_free(ledger);
}

uint64_t ledger_size(const struct ledger *ledger)
{
	return ledger->current.size;
}

void ledger_root(const struct ledger *ledger, uint8_t root[LEDGER_HASH_BYTES])
{
	memcpy(root, ledger->current.root, LEDGER_HASH_BYTES);
}

/* --- appending ------------------------------------------------------------ */

/* `edge` becomes that of the tree with them. */
static int build_records(struct ledger *ledger, const struct slice *entries,
			 size_t count, struct tree_edge *edge,
			 struct error *error)
{
	builder_clear(&ledger->record);
	for (size_t i = 0; i < count; i++) {
		uint8_t hash[LEDGER_HASH_BYTES];

		if (entries[i].len > LEDGER_ENTRY_LIMIT)
			return error_set(error, ERROR_INPUT,
					 "an entry of the ledger may have at "
					 "most %d bytes",
					 LEDGER_ENTRY_LIMIT);
		tree_leaf_hash(entries[i], hash);
		record_add(&ledger->record, entries[i], hash);
		tree_edge_add(edge, hash);
	}
	return ledger->record.failed ? error_memory(error) : 0;
}

/* Brings the tiles to the records that were appended. */
static int grow(struct ledger *ledger, struct error *error)
{
	struct cursor cursor = cursor_over(builder_slice(&ledger->record));
	struct slice hash, entry;
	uint32_t length;

	while (cursor_u32(&cursor, &length) &&
	       cursor_bytes(&cursor, LEDGER_HASH_BYTES, &hash) &&
	       cursor_bytes(&cursor, length, &entry)) {
		if (tiles_add(&ledger->tiles, entry, (const uint8_t *)hash.at,
			      error) != 0)
			return -1;
		ledger->bytes += RECORD_HEAD_BYTES + entry.len;
		if (ledger->tiles.edge.size % TILE_WIDTH == 0)
			ledger->following = (struct settled){
				ledger->tiles.edge.size, ledger->bytes};
	}
	return tiles_finish(&ledger->tiles, error);
}

/* From here on it is the next opening's to finish or to take back. */
static int commit(struct ledger *ledger, struct error *error)
{
	uint64_t old_size = ledger->current.size;

	/* C2SP tlog-tiles: the tiles are there before their checkpoint. */
	if (grow(ledger, error) != 0 || ledger_checkpoint(ledger, error) != 0)
		return -1;
	tiles_tidy(&ledger->tiles, old_size);
	ledger_settle(ledger, SETTLE_APPENDED);
	return 0;
}

/* All of at least one. */
static int append_entries(struct ledger *ledger, const struct slice *entries,
			  size_t count, struct error *error)
{
	struct tree_edge edge = ledger->tiles.edge;

	if (build_records(ledger, entries, count, &edge, error) != 0 ||
	    pending_write(ledger, &edge, error) != 0)
		return -1;
	if (file_append(ledger->files.fd, builder_slice(&ledger->record),
			error) != 0) {
		files_at(ledger->files.entries, error);
		ledger->uncertain =
			file_cut(ledger->files.fd, ledger->bytes, NULL) != 0;
		return -1;
	}
	if (commit(ledger, error) != 0) {
		ledger->uncertain = true;
		return -1;
	}
	return 0;
}

int ledger_append_batch(struct ledger *ledger, const struct slice *entries,
			size_t count, uint64_t *first, struct error *error)
{
	uint64_t size = ledger->current.size;

	if (ledger->uncertain)
		return error_set(error, ERROR_SYSTEM,
				 "an earlier append failed: the ledger must "
				 "be opened again");
	if (count > 0 && append_entries(ledger, entries, count, error) != 0)
		return -1;
	if (first != NULL)
		*first = size;
	return 0;
}

int ledger_append(struct ledger *ledger, struct slice entry, uint64_t *index,
		  struct error *error)
{
	return ledger_append_batch(ledger, &entry, 1, index, error);
}

/* --- visiting --------------------------------------------------------------- */

/* Entry `index` of a bundle that begins with an entry of its own. */
static bool find_in_bundle(struct slice bundle, unsigned int index,
			   struct slice *entry)
{
	struct cursor cursor = cursor_over(bundle);

	for (unsigned int i = 0; i <= index; i++) {
		uint8_t high, low;

		if (!cursor_byte(&cursor, &high) ||
		    !cursor_byte(&cursor, &low) ||
		    !cursor_bytes(&cursor, (size_t)high << 8 | low, entry))
			return false;
	}
	return true;
}

static int read_bundle(struct ledger *ledger, uint64_t index,
		       struct builder *out, struct error *error)
{
	uint64_t bundle = index / TILE_WIDTH;

	if (bundle < ledger->current.size / TILE_WIDTH)
		return tile_read(ledger->files.directory, TILE_ENTRIES, bundle,
				 TILE_WIDTH, out, error);
	builder_clear(out);
	builder_add(out, builder_slice(&ledger->tiles.bundle));
	return out->failed ? error_memory(error) : 0;
}

/* Whether these bytes are what the tree has at `index`. */
static int check_entry(struct ledger *ledger, uint64_t index,
		       struct slice entry, struct error *error)
{
	struct tile_reader *reader = memory_array(1, sizeof(*reader));
	uint8_t expected[LEDGER_HASH_BYTES], actual[LEDGER_HASH_BYTES];
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->tiles = &ledger->tiles;
	result = tile_reader_root(reader, index, index + 1, expected, error);
	tree_leaf_hash(entry, actual);
	if (result == 0 && memcmp(actual, expected, sizeof(actual)) != 0)
		result = files_entry_corrupt(&ledger->files, index,
					     "is not what the tiles hash",
					     error);
	tile_reader_release(reader);
	memory_free(reader);
	return result;
}

static int find_entry(struct ledger *ledger, uint64_t index,
		      struct builder *out, struct error *error)
{
	struct builder bundle = {0};
	struct slice entry;
	int result = read_bundle(ledger, index, &bundle, error);

	if (result == 0 &&
	    !find_in_bundle(builder_slice(&bundle),
			    (unsigned int)index % TILE_WIDTH, &entry))
		result = files_entry_corrupt(&ledger->files, index,
					     "is not in its bundle", error);
	if (result == 0)
		result = check_entry(ledger, index, entry, error);
	if (result == 0) {
		builder_add(out, entry);
		result = out->failed ? error_memory(error) : 0;
	}
	builder_release(&bundle);
	return result;
}

int ledger_entry(struct ledger *ledger, uint64_t index, struct builder *out,
		 struct error *error)
{
	struct error why = {0};

	if (index >= ledger->current.size)
		return error_set(error, ERROR_INPUT,
				 "the ledger has no entry %llu",
				 (unsigned long long)index);
	if (find_entry(ledger, index, out, &why) == 0)
		return 0;
	if (why.code == ERROR_NOT_FOUND)
		return ledger_mend(ledger, error) != 0
			       ? -1
			       : find_entry(ledger, index, out, error);
	if (error != NULL)
		*error = why;
	return -1;
}

int ledger_each(struct ledger *ledger, uint64_t from,
		int (*visit)(void *context, uint64_t index, struct slice entry,
			     struct error *error),
		void *context, struct error *error)
{
	struct settled start = {0};
	struct record_reader reader;
	struct record record;
	enum record_state state;
	uint64_t size = ledger->current.size;
	int result;

	if (from >= ledger->settled.size)
		start = ledger->settled;
	result = record_reader_init(&reader, ledger->files.fd, start.offset,
				    error);
	for (uint64_t i = start.size; result == 0 && i < size; i++) {
		result = i < from
				 ? record_skip(&reader, &state, error)
				 : record_next(&reader, &state, &record, error);
		if (result == 0 && state != RECORD_WHOLE)
			result = files_entry_corrupt(&ledger->files, i,
						     "is not what was appended",
						     error);
		if (result == 0 && i >= from)
			result = visit(context, i, record.entry, error);
	}
	record_reader_release(&reader);
	return result;
}
