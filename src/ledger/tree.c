/* A node is two blocks of SHA-256.  libsodium does not use the processor's
 * instructions for it, and OpenSSL's newer interface takes longer to start than
 * the two blocks take; this one, though deprecated, is its fast one. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "ledger/ledger.h"

#include <openssl/sha.h>

/* RFC 6962 section 2.1: what is hashed begins with 0 for a leaf and with 1 for
 * a node, so that neither can pass for the other. */
enum { LEAF_MARK = 0, NODE_MARK = 1 };

void tree_leaf_hash(struct slice entry, uint8_t hash[LEDGER_HASH_BYTES])
{
	const uint8_t mark = LEAF_MARK;
	SHA256_CTX state;

	SHA256_Init(&state);
	SHA256_Update(&state, &mark, 1);
	if (entry.len > 0)
		SHA256_Update(&state, entry.at, entry.len);
	SHA256_Final(hash, &state);
}

static void hash_all(const uint8_t *bytes, size_t size,
		     uint8_t hash[LEDGER_HASH_BYTES])
{
	SHA256_CTX state;

	SHA256_Init(&state);
	if (size > 0)
		SHA256_Update(&state, bytes, size);
	SHA256_Final(hash, &state);
}

void tree_node_hash(const uint8_t left[LEDGER_HASH_BYTES],
		    const uint8_t right[LEDGER_HASH_BYTES],
		    uint8_t hash[LEDGER_HASH_BYTES])
{
	uint8_t bytes[1 + 2 * LEDGER_HASH_BYTES] = {NODE_MARK};

	memcpy(bytes + 1, left, LEDGER_HASH_BYTES);
	memcpy(bytes + 1 + LEDGER_HASH_BYTES, right, LEDGER_HASH_BYTES);
	hash_all(bytes, sizeof(bytes), hash);
}

static bool same_hash(const uint8_t a[LEDGER_HASH_BYTES],
		      const uint8_t b[LEDGER_HASH_BYTES])
{
	return memcmp(a, b, LEDGER_HASH_BYTES) == 0;
}

/* As in binary addition, the new leaf merges with each peak of its height. */
void tree_edge_carry(struct tree_edge *edge,
		     const uint8_t leaf[LEDGER_HASH_BYTES],
		     uint8_t carried[64][LEDGER_HASH_BYTES])
{
	unsigned int level = 0;

	memcpy(carried[0], leaf, LEDGER_HASH_BYTES);
	for (; (edge->size >> level & 1) != 0; level++)
		tree_node_hash(edge->peak[level], carried[level],
			       carried[level + 1]);
	memcpy(edge->peak[level], carried[level], LEDGER_HASH_BYTES);
	edge->size++;
}

void tree_edge_add(struct tree_edge *edge,
		   const uint8_t leaf[LEDGER_HASH_BYTES])
{
	uint8_t carried[64][LEDGER_HASH_BYTES];

	tree_edge_carry(edge, leaf, carried);
}

void tree_edge_root(const struct tree_edge *edge,
		    uint8_t root[LEDGER_HASH_BYTES])
{
	bool begun = false;

	if (edge->size == 0)
		hash_all(NULL, 0, root);
	for (unsigned int level = 0; level < 64; level++) {
		if ((edge->size >> level & 1) == 0)
			continue;
		if (begun)
			tree_node_hash(edge->peak[level], root, root);
		else
			memcpy(root, edge->peak[level], LEDGER_HASH_BYTES);
		begun = true;
	}
}

void tree_root(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t size,
	       uint8_t root[LEDGER_HASH_BYTES])
{
	struct tree_edge edge = {0};

	for (uint64_t i = 0; i < size; i++)
		tree_edge_add(&edge, leaves[i]);
	tree_edge_root(&edge, root);
}

/* The leaves of the left subtree: the largest power of two below `size`,
 * which is at least 2. */
static uint64_t left_size(uint64_t size)
{
	return (uint64_t)1 << (63 - __builtin_clzll(size - 1));
}

/* Proofs are found from the root down and told from the leaf up. */
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
size_t tree_inclusion(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t size,
		      uint64_t index,
		      uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES])
{
	size_t length = 0;

	if (index >= size)
		return 0;
	while (size > 1) {
		uint64_t left = left_size(size);

		if (index < left) {
			tree_root(leaves + left, size - left, path[length++]);
			size = left;
		} else {
			tree_root(leaves, left, path[length++]);
			leaves += left;
			index -= left;
			size -= left;
		}
	}
	reverse(path, length);
	return length;
}

/*
 * RFC 6962 section 2.1.2.  While the old tree still ends at the right edge of
 * the left-most subtree, its root is known to the verifier and left out.
 */
size_t tree_consistency(uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t old_size,
			uint64_t size,
			uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES])
{
	size_t length = 0;
	bool known = true;

	if (old_size == 0 || old_size >= size)
		return 0;
	while (old_size < size) {
		uint64_t left = left_size(size);

		if (old_size <= left) {
			tree_root(leaves + left, size - left, path[length++]);
			size = left;
		} else {
			tree_root(leaves, left, path[length++]);
			leaves += left;
			old_size -= left;
			size -= left;
			known = false;
		}
	}
	if (!known)
		tree_root(leaves, size, path[length++]);
	reverse(path, length);
	return length;
}

/*
 * Where a verifier stands: `node` is the node reached, `last` the last one of
 * its level, both counted from the left (RFC 9162 calls them fn and sn).
 */
struct walk {
	uint64_t node;
	uint64_t last;
};

/* Whether the next hash of the path stands to the left of the node. */
static bool sibling_is_left(const struct walk *walk)
{
	return (walk->node & 1) != 0 || walk->node == walk->last;
}

/* Up one level, and past the levels where the node has no sibling. */
static void climb(struct walk *walk)
{
	if (sibling_is_left(walk))
		while (walk->node != 0 && (walk->node & 1) == 0) {
			walk->node >>= 1;
			walk->last >>= 1;
		}
	walk->node >>= 1;
	walk->last >>= 1;
}

/* RFC 9162 section 2.1.3.2. */
bool tree_verify_inclusion(const uint8_t leaf[LEDGER_HASH_BYTES],
			   uint64_t index, uint64_t size,
			   uint8_t (*path)[LEDGER_HASH_BYTES],
			   size_t path_length,
			   const uint8_t root[LEDGER_HASH_BYTES])
{
	struct walk walk = {index, size - 1};
	uint8_t hash[LEDGER_HASH_BYTES];

	if (index >= size)
		return false;
	memcpy(hash, leaf, sizeof(hash));
	for (size_t i = 0; i < path_length; i++) {
		if (walk.last == 0)
			return false;
		if (sibling_is_left(&walk))
			tree_node_hash(path[i], hash, hash);
		else
			tree_node_hash(hash, path[i], hash);
		climb(&walk);
	}
	return walk.last == 0 && same_hash(hash, root);
}

static bool is_empty_root(const uint8_t root[LEDGER_HASH_BYTES])
{
	uint8_t empty[LEDGER_HASH_BYTES];

	hash_all(NULL, 0, empty);
	return same_hash(root, empty);
}

/* RFC 9162 section 2.1.4.2, and the two cases that it leaves out: a tree is
 * consistent with itself and with the empty one. */
bool tree_verify_consistency(uint64_t old_size, uint64_t size,
			     const uint8_t old_root[LEDGER_HASH_BYTES],
			     const uint8_t root[LEDGER_HASH_BYTES],
			     uint8_t (*path)[LEDGER_HASH_BYTES],
			     size_t path_length)
{
	struct walk walk = {old_size - 1, size - 1};
	uint8_t old_hash[LEDGER_HASH_BYTES];
	uint8_t hash[LEDGER_HASH_BYTES];
	size_t next = 0;

	if (old_size > size)
		return false;
	if (old_size == size && !same_hash(old_root, root))
		return false;
	if (old_size == 0)
		return path_length == 0 && is_empty_root(old_root);
	if (old_size == size)
		return path_length == 0;
	if (path_length == 0)
		return false;

	if ((old_size & (old_size - 1)) == 0)
		memcpy(hash, old_root, sizeof(hash));
	else
		memcpy(hash, path[next++], sizeof(hash));
	memcpy(old_hash, hash, sizeof(hash));
	while ((walk.node & 1) != 0) {
		walk.node >>= 1;
		walk.last >>= 1;
	}
	for (; next < path_length; next++) {
		if (walk.last == 0)
			return false;
		if (sibling_is_left(&walk)) {
			tree_node_hash(path[next], old_hash, old_hash);
			tree_node_hash(path[next], hash, hash);
		} else {
			tree_node_hash(hash, path[next], hash);
		}
		climb(&walk);
	}
	return walk.last == 0 && same_hash(old_hash, old_root) &&
	       same_hash(hash, root);
}
