#include "base/error.h"
#include "ledger/tiles.h"

void tile_reader_release(struct tile_reader *reader)
{
	builder_release(&reader->content);
}

/* The hashes of the tile `index` at `level`, at least `width` of them: the last
 * tile from memory, others from disk. */
static int find_tile(struct tile_reader *reader, int level, uint64_t index,
		     uint8_t (**hashes)[LEDGER_HASH_BYTES], struct error *error)
{
	const struct tiles *tiles = reader->tiles;
	unsigned int shift = (unsigned int)(level + 1) * TILE_HEIGHT;
	uint64_t full = shift < 64 ? tiles->edge.size >> shift : 0;

	*hashes = reader->hash[level];
	if (reader->held[level] && reader->index[level] == index)
		return 0;
	reader->held[level] = false;
	if (index >= full) {
		memcpy(reader->hash[level], tiles->hash[level], TILE_BYTES);
	} else {
		if (tile_read(tiles->directory, level, index, TILE_WIDTH,
			      &reader->content, error) != 0)
			return -1;
		memcpy(reader->hash[level], reader->content.at, TILE_BYTES);
	}
	reader->held[level] = true;
	reader->index[level] = index;
	return 0;
}

/* The root of the complete subtree of 2^height leaves, `index` counted in
 * such subtrees. */
static int complete_root(struct tile_reader *reader, unsigned int height,
			 uint64_t index, uint8_t root[LEDGER_HASH_BYTES],
			 struct error *error)
{
	int level = (int)(height / TILE_HEIGHT);
	unsigned int above = height % TILE_HEIGHT; /* in its tile */
	unsigned int count = 1U << above;
	unsigned int in_tile = TILE_HEIGHT - above;
	uint64_t first = (index & ((1U << in_tile) - 1)) << above;
	uint8_t(*hashes)[LEDGER_HASH_BYTES];

	if (find_tile(reader, level, index >> in_tile, &hashes, error) != 0)
		return -1;
	tree_root(hashes + first, count, root);
	return 0;
}

/* From the right, as peaks of unlike height stand beside each other. */
int tile_reader_root(struct tile_reader *reader, uint64_t start, uint64_t end,
		     uint8_t root[LEDGER_HASH_BYTES], struct error *error)
{
	uint64_t size = end - start;
	uint64_t at = end;
	bool begun = false;

	if (size == 0)
		tree_root(NULL, 0, root);
	for (unsigned int height = 0; height < 63; height++) {
		uint8_t peak[LEDGER_HASH_BYTES];

		if ((size >> height & 1) == 0)
			continue;
		at -= (uint64_t)1 << height;
		if (complete_root(reader, height, at >> height, peak, error) !=
		    0)
			return -1;
		if (begun)
			tree_node_hash(peak, root, root);
		else
			memcpy(root, peak, LEDGER_HASH_BYTES);
		begun = true;
	}
	return 0;
}

/* The leaves of the left subtree: the largest power of two below `size`,
 * which is at least 2. */
static uint64_t left_size(uint64_t size)
{
	return (uint64_t)1 << (63 - __builtin_clzll(size - 1));
}

static void reverse(uint8_t path[][LEDGER_HASH_BYTES], size_t length)
{
	for (size_t i = 0; i < length / 2; i++) {
		uint8_t kept[LEDGER_HASH_BYTES];
		uint8_t *other = path[length - 1 - i];

		memcpy(kept, path[i], sizeof(kept));
		memcpy(path[i], other, sizeof(kept));
		memcpy(other, kept, sizeof(kept));
	}
}

/* RFC 6962 section 2.1.1. */
int tile_reader_inclusion(struct tile_reader *reader, uint64_t size,
			  uint64_t index,
			  uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES],
			  size_t *length, struct error *error)
{
	uint64_t start = 0, end = size;
	size_t count = 0;

	while (end - start > 1) {
		uint64_t middle = start + left_size(end - start);
		bool left = index < middle;

		if (tile_reader_root(reader, left ? middle : start,
				     left ? end : middle, path[count++],
				     error) != 0)
			return -1;
		if (left)
			end = middle;
		else
			start = middle;
	}
	reverse(path, count);
	*length = count;
	return 0;
}

/* RFC 6962 section 2.1.2.  While the old tree still ends at the right edge of
 * the left-most subtree, its root is known to the verifier and left out. */
int tile_reader_consistency(struct tile_reader *reader, uint64_t old_size,
			    uint64_t size,
			    uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES],
			    size_t *length, struct error *error)
{
	uint64_t start = 0, end = size;
	size_t count = 0;
	bool known = true;

	*length = 0;
	if (old_size == 0 || old_size >= size)
		return 0;
	while (old_size < end) {
		uint64_t middle = start + left_size(end - start);
		bool left = old_size <= middle;

		if (tile_reader_root(reader, left ? middle : start,
				     left ? end : middle, path[count++],
				     error) != 0)
			return -1;
		if (left) {
			end = middle;
		} else {
			start = middle;
			known = false;
		}
	}
	if (!known &&
	    tile_reader_root(reader, start, end, path[count++], error) != 0)
		return -1;
	reverse(path, count);
	*length = count;
	return 0;
}
