#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "ledger/cosigned.h"
#include "ledger/proof.h"
#include "ledger/state.h"

static int read_inclusion(struct ledger *ledger, uint64_t size, uint64_t index,
			  struct tlog_proof *proof,
			  uint8_t leaf[LEDGER_HASH_BYTES], struct error *error)
{
	struct tile_reader *reader = memory_array(1, sizeof(*reader));
	int result = -1;

	if (reader == NULL)
		return error_memory(error);
	reader->tiles = &ledger->tiles;
	if (tile_reader_root(reader, index, index + 1, leaf, error) == 0)
		result = tile_reader_inclusion(reader, size, index, proof->path,
					       &proof->path_length, error);
	tile_reader_release(reader);
	memory_free(reader);
	return result;
}

/* A proof is only given out that holds. */
static int find_path(struct ledger *ledger, const struct checkpoint *checkpoint,
		     struct tlog_proof *proof, struct error *error)
{
	uint8_t leaf[LEDGER_HASH_BYTES];

	if (read_inclusion(ledger, checkpoint->size, proof->index, proof, leaf,
			   error) != 0)
		return -1;
	if (tree_verify_inclusion(leaf, proof->index, checkpoint->size,
				  proof->path, proof->path_length,
				  checkpoint->root))
		return 0;
	error_set(error, ERROR_CORRUPT,
		  "the tiles do not hash to the root in the checkpoint");
	error_hint(error, "'hornbook log --verify' tells which of them");
	return files_at(ledger->files.tile, error);
}

/* A tile that was lost is made anew from the entries. */
static int find_or_mend(struct ledger *ledger,
			const struct checkpoint *checkpoint,
			struct tlog_proof *proof, struct error *error)
{
	struct error why = {0};

	if (find_path(ledger, checkpoint, proof, &why) == 0)
		return 0;
	if (why.code == ERROR_NOT_FOUND)
		return ledger_mend(ledger, error) != 0
			       ? -1
			       : find_path(ledger, checkpoint, proof, error);
	if (error != NULL)
		*error = why;
	return -1;
}

/* One that witnesses have cosigned is worth more than a newer one. */
static int choose_checkpoint(struct ledger *ledger, uint64_t index,
			     struct checkpoint *checkpoint,
			     struct builder *note, struct error *error)
{
	if (ledger_cosigned(ledger, index, checkpoint, note, error) != 0)
		return -1;
	if (checkpoint->size > 0)
		return 0;
	*checkpoint = ledger->current;
	builder_clear(note);
	builder_add(note, builder_slice(&ledger->note));
	return note->failed ? error_memory(error) : 0;
}

int ledger_prove(struct ledger *ledger, uint64_t index, struct arena *arena,
		 struct tlog_proof *proof, struct error *error)
{
	struct tlog_proof made = {.index = index};
	struct checkpoint checkpoint;
	struct builder note = {0};
	int result = -1;

	if (ledger->uncertain)
		return error_set(error, ERROR_SYSTEM,
				 "an append failed: the ledger must be opened "
				 "again");
	if (index >= ledger->current.size)
		return error_set(error, ERROR_INPUT,
				 "the ledger has no entry %llu",
				 (unsigned long long)index);
	if (choose_checkpoint(ledger, index, &checkpoint, &note, error) == 0 &&
	    find_or_mend(ledger, &checkpoint, &made, error) == 0) {
		made.note = arena_copy(arena, builder_slice(&note));
		result = made.note.at != NULL ? 0 : error_memory(error);
	}
	builder_release(&note);
	if (result == 0)
		*proof = made;
	return result;
}
