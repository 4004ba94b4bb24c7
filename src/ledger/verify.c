#include <fcntl.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/state.h"

/* Reads all entries once; `mode` says what becomes of the tiles. */
static int read_once(const struct files *files,
		     const struct checkpoint *checkpoint, struct tiles *tiles,
		     enum tiles_mode mode, struct rotation_chain *chain,
		     uint64_t *end, struct error *error)
{
	struct record_reader reader = {0};
	struct settled start = {0}, next;
	int result;

	tiles_init(tiles, files->directory, mode);
	result = read_signed(files, checkpoint, start, &reader, tiles, &next,
			     chain, error);
	*end = reader.offset;
	record_reader_release(&reader);
	return result;
}

/* The statements in the ledger must lead to the key that it names, or did
 * when a crash came between. */
static int check_chain(const struct files *files, const struct note_key *key,
		       const struct checkpoint *checkpoint,
		       const struct rotation_chain *chain, struct error *error)
{
	if (chain->count == 0 || note_key_equal(&chain->last, key) ||
	    (chain->index + 1 == checkpoint->size &&
	     note_key_equal(&chain->before, key)))
		return 0;
	return files_corrupt(files->key,
			     "is not the key that the ledger's entries lead to",
			     error);
}

static int verify_tiles(const struct files *files, const struct note_key *key,
			const struct checkpoint *checkpoint,
			struct ledger_check *check, struct error *error)
{
	struct tiles *tiles = memory_array(1, sizeof(*tiles));
	struct rotation_chain chain = {0};
	uint64_t size, end;
	int result = -1;

	if (tiles == NULL)
		return error_memory(error);
	if (read_once(files, checkpoint, tiles, TILES_NONE, &chain, &end,
		      error) != 0 ||
	    check_chain(files, key, checkpoint, &chain, error) != 0 ||
	    files_entries_size(files, &size, error) != 0)
		goto out;
	if (size > end)
		check->unsigned_bytes = size - end;
	check->rotations = chain.count;
	result = 0;
	check->tiles = directory_exists(files->tile);
	if (check->tiles) {
		result = read_once(files, checkpoint, tiles, TILES_COMPARE,
				   NULL, &end, error);
		check->missing_tiles = tiles->mended;
	}
out:
	tiles_release(tiles);
	memory_free(tiles);
	return result;
}

static int verify(struct files *files, struct ledger_check *check,
		  struct error *error)
{
	struct ledger_check made = {0};
	struct checkpoint checkpoint;
	struct builder note = {0};
	struct note_key key;
	int result = -1;

	if (files_read_key(files, &key, error) == 0 &&
	    files_read_checkpoint(files, &key, &checkpoint, &note, error) ==
		    0 &&
	    verify_tiles(files, &key, &checkpoint, &made, error) == 0) {
		made.size = checkpoint.size;
		memcpy(made.root, checkpoint.root, sizeof(made.root));
		memcpy(made.origin, checkpoint.origin, sizeof(made.origin));
		*check = made;
		result = 0;
	}
	builder_release(&note);
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
