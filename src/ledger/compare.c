#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "ledger/cosigned.h"
#include "ledger/evidence.h"
#include "ledger/key_list.h"
#include "ledger/state.h"
#include "ledger/witness.h"

/* --- reading both --------------------------------------------------------- */

/* A note that one of the keys has signed, and what it says. */
static int open_note(struct slice note, const struct note_key *keys,
		     size_t count, struct checkpoint *checkpoint,
		     struct error *error)
{
	struct note_signed found[KEY_LIST_LIMIT];
	struct slice text;
	bool is_signed = false;

	if (count > KEY_LIST_LIMIT)
		count = KEY_LIST_LIMIT;
	if (note_check(note, keys, count, &text, found, error) != 0 ||
	    checkpoint_parse(checkpoint, text, error) != 0) {
		if (error != NULL && error->code == ERROR_CORRUPT)
			error->code = ERROR_INPUT;
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		is_signed |= found[i].holds &&
			     strcmp(keys[i].name, checkpoint->origin) == 0;
	if (is_signed)
		return 0;
	return error_set(error, ERROR_INPUT,
			 "the checkpoint is not signed by a key that is known");
}

static bool same_root(const struct checkpoint *a, const struct checkpoint *b)
{
	return memcmp(a->root, b->root, LEDGER_HASH_BYTES) == 0;
}

/* --- with the ledger ------------------------------------------------------ */

int ledger_keys(const struct ledger *ledger, struct key_list *list,
		struct error *error)
{
	unsigned int generation = ledger->signer.generation;

	list->count = 0;
	for (;; generation--) {
		struct signer signer;

		if (signer_make(&signer, slice_of(ledger->signer.key.name),
				ledger->seed, generation, error) != 0)
			return -1;
		list->keys[list->count++] = signer.key;
		signer_release(&signer);
		if (generation == 0 || list->count == KEY_LIST_LIMIT)
			return 0;
	}
}

/* Whether the ledger had this root when it had that size. */
static int find_root(struct ledger *ledger, struct compared *compared,
		     struct error *error)
{
	struct tile_reader *reader = memory_array(1, sizeof(*reader));
	uint64_t old_size = compared->first.size;
	uint8_t root[LEDGER_HASH_BYTES];
	int result;

	if (reader == NULL)
		return error_memory(error);
	reader->tiles = &ledger->tiles;
	result = tile_reader_root(reader, 0, old_size, root, error);
	if (result == 0)
		result = tile_reader_consistency(
			reader, old_size, compared->second.size, compared->path,
			&compared->path_length, error);
	tile_reader_release(reader);
	memory_free(reader);
	if (result != 0)
		return -1;
	if (memcmp(root, compared->first.root, sizeof(root)) != 0) {
		compared->comparison = COMPARED_SPLIT;
		return 0;
	}
	compared->comparison = old_size == compared->second.size
				       ? COMPARED_SAME
				       : COMPARED_OLDER;
	if (tree_verify_consistency(old_size, compared->second.size,
				    compared->first.root, compared->second.root,
				    compared->path, compared->path_length))
		return 0;
	return files_corrupt(ledger->files.tile,
			     "the tiles do not hash to the root in the "
			     "checkpoint",
			     error);
}

struct retiring {
	const struct note_key *key;
	uint64_t size; /* of the last tree that it may have signed; 0: any */
};

static int look_for_end(void *context, uint64_t index, struct slice entry,
			struct error *error)
{
	struct retiring *retiring = context;
	struct rotation_chain chain = {0};

	if (rotation_follow(&chain, index, entry, error) != 0)
		return -1;
	if (chain.count > 0 && note_key_equal(&chain.before, retiring->key))
		retiring->size = index + 1;
	return 0;
}

/* Whether nobody has signed it but a key that had given way by then.  `keys`
 * are the ledger's, the newest first. */
static int find_retired(struct ledger *ledger, struct slice note,
			const struct key_list *keys, struct compared *compared,
			struct error *error)
{
	struct note_signed found[KEY_LIST_LIMIT];
	struct retiring retiring = {0};
	struct slice text;

	if (note_check(note, keys->keys, keys->count, &text, found, error) != 0)
		return -1;
	for (size_t i = 0; retiring.key == NULL && i < keys->count; i++)
		if (found[i].holds)
			retiring.key = &keys->keys[i];
	if (retiring.key == NULL || retiring.key == &keys->keys[0])
		return 0;
	if (ledger_each(ledger, 0, look_for_end, &retiring, error) != 0)
		return -1;
	compared->retired =
		retiring.size > 0 && compared->first.size > retiring.size;
	return 0;
}

int ledger_compare(struct ledger *ledger, struct slice note,
		   struct arena *arena, struct compared *compared,
		   struct error *error)
{
	struct compared made = {.second = ledger->current};
	struct key_list keys;

	if (ledger_keys(ledger, &keys, error) != 0 ||
	    open_note(note, keys.keys, keys.count, &made.first, error) != 0)
		return -1;
	if (made.first.size > ledger->current.size) {
		made.comparison = COMPARED_SPLIT;
		made.shortened = true;
	} else if (find_root(ledger, &made, error) != 0) {
		return -1;
	}
	if (find_retired(ledger, note, &keys, &made, error) != 0)
		return -1;
	if (made.retired) {
		made.comparison = COMPARED_SPLIT;
		made.shortened = false;
	}
	if (made.comparison == COMPARED_SPLIT &&
	    evidence_save(ledger->files.directory, note,
			  builder_slice(&ledger->note), arena, &made.evidence,
			  error) != 0)
		return -1;
	*compared = made;
	return 0;
}

/* --- of each other -------------------------------------------------------- */

static enum comparison judge(const struct compared *compared,
			     const struct witness_request *request)
{
	const struct checkpoint *first = &compared->first;
	const struct checkpoint *second = &compared->second;
	struct compared copy = *compared;

	if (first->size == second->size)
		return same_root(first, second) ? COMPARED_SAME
						: COMPARED_SPLIT;
	if (first->size == 0 || second->size == 0)
		return first->size == 0 ? COMPARED_OLDER : COMPARED_NEWER;
	if (request->old_size == first->size && first->size < second->size &&
	    tree_verify_consistency(first->size, second->size, first->root,
				    second->root, copy.path, copy.path_length))
		return COMPARED_OLDER;
	return COMPARED_OPEN;
}

int checkpoint_compare(struct slice first, struct slice second,
		       const struct note_key *keys, size_t key_count,
		       const char *directory, struct arena *arena,
		       struct compared *compared, struct error *error)
{
	struct witness_request request = {0};
	struct compared made = {0};

	if (slice_starts_with(second, SLICE("old ")) &&
	    witness_request_parse(&request, second, error) != 0)
		return -1;
	if (request.note.len > 0)
		second = request.note;
	if (open_note(first, keys, key_count, &made.first, error) != 0 ||
	    open_note(second, keys, key_count, &made.second, error) != 0)
		return -1;
	if (strcmp(made.first.origin, made.second.origin) != 0)
		return error_set(error, ERROR_INPUT,
				 "the two are checkpoints of unlike ledgers");
	made.path_length = request.path_length;
	memcpy(made.path, request.path, sizeof(made.path));
	made.comparison = judge(&made, &request);
	if (made.comparison == COMPARED_SPLIT &&
	    evidence_save(directory, first, second, arena, &made.evidence,
			  error) != 0)
		return -1;
	*compared = made;
	return 0;
}
