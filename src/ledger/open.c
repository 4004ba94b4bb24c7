#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>

#include <sodium.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/state.h"

/* --- the shortcut ----------------------------------------------------------- */

enum { SETTLED_LIMIT = 64 };

/* Nothing when it is missing or damaged: then everything is read. */
static struct settled read_settled(const struct files *files,
				   const struct checkpoint *checkpoint)
{
	struct settled settled = {0}, none = {0};
	struct builder content = {0};
	struct slice rest, size;

	if (file_read(files->settled, SETTLED_LIMIT, &content, NULL) == 0) {
		rest = builder_slice(&content);
		rest = slice_cut(&rest, '\n');
		size = slice_cut(&rest, ' ');
		if (!slice_number(size, checkpoint->size, &settled.size) ||
		    !slice_number(rest, INT64_MAX, &settled.offset) ||
		    settled.size % TILE_WIDTH != 0)
			settled = none;
	}
	builder_release(&content);
	return settled;
}

void ledger_settle(struct ledger *ledger, uint64_t entries)
{
	struct settled next = ledger->following;
	struct error error;
	char text[SETTLED_LIMIT];

	if (next.size < ledger->settled.size + entries ||
	    tiles_sync(&ledger->tiles, ledger->settled.size, next.size,
		       &error) != 0)
		return;
	snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64 "\n", next.size,
		 next.offset);
	if (file_replace(ledger->files.settled, slice_of(text),
			 LEDGER_STORE_MODE, &error) == 0)
		ledger->settled = next;
}

/* --- reading the entries ---------------------------------------------------- */

static int add_record(struct tiles *tiles, const struct record_reader *reader,
		      const struct record *record, struct settled *next,
		      struct error *error)
{
	if (tiles_add(tiles, record->entry, record->hash, error) != 0)
		return -1;
	if (tiles->edge.size % TILE_WIDTH == 0)
		*next = (struct settled){tiles->edge.size, reader->offset};
	return 0;
}

static int check_root(const struct files *files,
		      const struct checkpoint *checkpoint,
		      const struct tiles *tiles, struct error *error)
{
	uint8_t root[LEDGER_HASH_BYTES];

	tree_edge_root(&tiles->edge, root);
	if (memcmp(root, checkpoint->root, sizeof(root)) == 0)
		return 0;
	return files_corrupt(files->entries,
			     "the entries do not hash to the root in the "
			     "checkpoint",
			     error);
}

int read_signed(const struct files *files, const struct checkpoint *checkpoint,
		struct settled from, struct record_reader *reader,
		struct tiles *tiles, struct settled *next,
		struct rotation_chain *chain, struct error *error)
{
	enum record_state state;
	struct record record;

	*next = from;
	if (!tiles_load(tiles, from.size))
		return files_corrupt(files->tile, "a tile is missing", error);
	if (record_reader_init(reader, files->fd, from.offset, error) != 0)
		return -1;
	while (tiles->edge.size < checkpoint->size) {
		uint64_t index = tiles->edge.size;

		if (record_next(reader, &state, &record, error) != 0)
			return files_at(files->entries, error);
		if (state == RECORD_END)
			return files_entry_corrupt(files, index,
						   "is missing, though the "
						   "checkpoint covers it",
						   error);
		if (state != RECORD_WHOLE)
			return files_entry_corrupt(files, index,
						   "is not what was appended",
						   error);
		if (chain != NULL &&
		    rotation_follow(chain, index, record.entry, error) != 0)
			return files_at(files->entries, error);
		if (add_record(tiles, reader, &record, next, error) != 0)
			return -1;
	}
	if (check_root(files, checkpoint, tiles, error) != 0)
		return -1;
	return tiles_finish(tiles, error);
}

/*
 * How many of the entries beyond the checkpoint are proved to be those that
 * were being appended: all of them or none.  The leaf hash beside an entry has
 * no key, so that it proves nothing.
 */
static int count_proved(const struct ledger *ledger, uint64_t offset,
			uint64_t *count, struct error *error)
{
	struct tree_edge edge = ledger->tiles.edge;
	struct record_reader reader = {0};
	struct pending pending;
	enum record_state state = RECORD_WHOLE;
	struct record record;
	int result = -1;

	*count = 0;
	if (pending_read(ledger, &pending, error) != 0 ||
	    record_reader_init(&reader, ledger->files.fd, offset, error) != 0)
		return -1;
	while (state == RECORD_WHOLE && *count == 0) {
		uint8_t root[LEDGER_HASH_BYTES];

		if (record_next(&reader, &state, &record, error) != 0) {
			files_at(ledger->files.entries, error);
			goto out;
		}
		if (state != RECORD_WHOLE)
			break;
		tree_edge_add(&edge, record.hash);
		if (edge.size != pending.size)
			continue;
		tree_edge_root(&edge, root);
		if (memcmp(root, pending.root, sizeof(root)) == 0)
			*count = edge.size - ledger->tiles.edge.size;
	}
	result = state != RECORD_BAD
			 ? 0
			 : files_entry_corrupt(&ledger->files, edge.size,
					       "is not what was appended",
					       error);
out:
	record_reader_release(&reader);
	return result;
}

/* Reads of what lies beyond what is ours; `*more` tells of anything else. */
static int read_unsigned(struct ledger *ledger, struct record_reader *reader,
			 bool *more, struct error *error)
{
	enum record_state state;
	struct record record;
	uint64_t count, size;

	if (count_proved(ledger, reader->offset, &count, error) != 0)
		return -1;
	for (uint64_t i = 0; i < count; i++) {
		if (record_next(reader, &state, &record, error) != 0)
			return files_at(ledger->files.entries, error);
		if (state != RECORD_WHOLE)
			return files_entry_corrupt(
				&ledger->files, ledger->tiles.edge.size,
				"is not what was appended", error);
		if (add_record(&ledger->tiles, reader, &record,
			       &ledger->following, error) != 0)
			return -1;
	}
	if (files_entries_size(&ledger->files, &size, error) != 0)
		return -1;
	*more = size > reader->offset;
	return 0;
}

/*
 * First whether the entries hash to the checkpoint, then the tiles: while the
 * entries are in doubt no tile is made from them.
 */
static int read_twice(struct ledger *ledger,
		      const struct checkpoint *checkpoint, struct settled from,
		      struct record_reader *reader, struct error *error)
{
	struct tiles *tiles = &ledger->tiles;

	tiles_init(tiles, ledger->files.directory, TILES_NONE);
	if (read_signed(&ledger->files, checkpoint, from, reader, tiles,
			&ledger->following, NULL, error) != 0)
		return -1;
	record_reader_release(reader);
	tiles_init(tiles, ledger->files.directory, TILES_MEND);
	return read_signed(&ledger->files, checkpoint, from, reader, tiles,
			   &ledger->following, NULL, error);
}

/* From where it is settled; should anything be wrong there, from the start,
 * which tells what it is. */
static int read_from(struct ledger *ledger, const struct checkpoint *checkpoint,
		     struct record_reader *reader, struct error *error)
{
	struct settled settled = read_settled(&ledger->files, checkpoint);
	struct settled start = {0};

	if (settled.size > 0 &&
	    read_twice(ledger, checkpoint, settled, reader, NULL) == 0) {
		ledger->settled = settled;
		return 0;
	}
	record_reader_release(reader);
	ledger->settled = start;
	return read_twice(ledger, checkpoint, start, reader, error);
}

/* --- repairing -------------------------------------------------------------- */

/* Puts a new checkpoint over the entries that a crash left behind the old. */
static int repair(struct ledger *ledger, uint64_t old_size, struct error *error)
{
	/* Also syncs entries that were whole, but perhaps not yet on disk. */
	if (file_cut(ledger->files.fd, ledger->bytes, error) != 0)
		return files_at(ledger->files.entries, error);
	if (tiles_finish(&ledger->tiles, error) != 0 ||
	    ledger_checkpoint(ledger, error) != 0)
		return -1;
	tiles_tidy(&ledger->tiles, old_size);
	return 0;
}

static int read_all(struct ledger *ledger, bool *repaired, struct error *error)
{
	bool made = !directory_exists(ledger->files.tile);
	struct record_reader reader = {0};
	struct checkpoint checkpoint;
	bool more = false;
	int result = -1;

	if (files_read_checkpoint(&ledger->files, &ledger->signer.key,
				  &checkpoint, &ledger->note, error) != 0)
		return -1;
	if (read_from(ledger, &checkpoint, &reader, error) != 0)
		goto out;
	/* A ledger from before there were tiles was not damaged. */
	*repaired = ledger->tiles.mended > 0 && !made;
	if (read_unsigned(ledger, &reader, &more, error) != 0)
		goto out;
	ledger->bytes = reader.offset;
	ledger->current = checkpoint;
	result = 0;
	if (more || ledger->tiles.edge.size > checkpoint.size) {
		*repaired = true;
		result = repair(ledger, checkpoint.size, error);
	}
	ledger->tiles.mode = TILES_WRITE;
	if (result == 0)
		ledger_settle(ledger, SETTLE_ENTRIES);
out:
	record_reader_release(&reader);
	return result;
}

int ledger_mend(struct ledger *ledger, struct error *error)
{
	struct record_reader reader = {0};
	struct checkpoint checkpoint;
	struct settled start = {0};
	int result;

	if (files_read_checkpoint(&ledger->files, &ledger->signer.key,
				  &checkpoint, &ledger->note, error) != 0)
		return -1;
	result = read_twice(ledger, &checkpoint, start, &reader, error);
	record_reader_release(&reader);
	ledger->tiles.mode = TILES_WRITE;
	ledger->settled = start;
	if (result != 0)
		ledger->uncertain = true;
	else
		ledger_settle(ledger, SETTLE_ENTRIES);
	return result;
}

/* --- opening ---------------------------------------------------------------- */

/* The key that key.pub names must be of this seed. */
static int take_key(struct ledger *ledger, const uint8_t *seed,
		    struct error *error)
{
	struct note_key key;

	ledger->seed = sodium_malloc(LEDGER_SEED_BYTES);
	if (ledger->seed == NULL)
		return error_memory(error);
	memcpy(ledger->seed, seed, LEDGER_SEED_BYTES);
	if (files_read_key(&ledger->files, &key, error) != 0)
		return -1;
	for (unsigned int i = 0; i < GENERATIONS_LIMIT; i++) {
		signer_release(&ledger->signer);
		if (signer_make(&ledger->signer, slice_of(key.name), seed, i,
				error) != 0)
			return -1;
		if (note_key_equal(&ledger->signer.key, &key))
			return 0;
	}
	return files_corrupt(ledger->files.key,
			     "is not the key that this ledger is opened with",
			     error);
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
	    read_all(ledger, &mended, error) != 0 ||
	    ledger_finish_rotation(ledger, error) != 0) {
		ledger_free(ledger);
		return -1;
	}
	if (repaired != NULL)
		*repaired = mended;
	*out = ledger;
	return 0;
}
