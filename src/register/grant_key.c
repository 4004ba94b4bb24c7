#include "register/grant_key.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/secret.h"

enum { BRANCHES = 16, BITS = 4, NODE_BYTES = 4 + 1 + GRANT_LEAF_BYTES };

/* Where no node is: what marks the key for matching. */
enum { MATCHING_DEPTH = 0xff };
static const uint32_t MATCHING_PUPIL = UINT32_MAX;

static_assert(GRANT_LEAF_BYTES == crypto_kdf_KEYBYTES, "a node is a kdf key");
static_assert(GRANT_LEVELS * BITS == 32, "a leaf for each pupil's id");

static unsigned int branch_at(uint32_t pupil, unsigned int depth)
{
	return pupil >> (32 - BITS * (depth + 1)) & (BRANCHES - 1);
}

/* The least pupil below the node of this depth on the way to `pupil`. */
static uint32_t first_below(uint32_t pupil, unsigned int depth)
{
	return depth == 0 ? 0 : pupil & (uint32_t)~0u << (32 - BITS * depth);
}

static uint64_t end_of(const struct grant_node *node)
{
	return node->first + ((uint64_t)1 << (32 - BITS * node->depth));
}

static void derive(uint8_t child[GRANT_LEAF_BYTES],
		   const uint8_t parent[GRANT_LEAF_BYTES], unsigned int branch)
{
	crypto_kdf_derive_from_key(child, GRANT_LEAF_BYTES, branch, "hb-grant",
				   parent);
}

int grant_key_make(struct grant_key *key, struct error *error)
{
	struct grant_node *root = memory_array(1, sizeof(*root));

	if (root == NULL)
		return error_memory(error);
	secret_random(root->key, sizeof(root->key));
	*key = (struct grant_key){.nodes = root, .count = 1};
	return 0;
}

void grant_key_release(struct grant_key *key)
{
	if (key->nodes != NULL)
		sodium_memzero(key->nodes, key->count * sizeof(*key->nodes));
	memory_free(key->nodes);
	sodium_memzero(key, sizeof(*key));
}

/* The node above the pupil's leaf, or where its descendants would stand. */
static size_t node_place(const struct grant_key *key, uint32_t pupil,
			 bool *found)
{
	size_t low = 0;
	size_t high = key->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (end_of(&key->nodes[middle]) <= pupil)
			low = middle + 1;
		else
			high = middle;
	}
	*found = low < key->count && key->nodes[low].first <= pupil;
	return low;
}

/* The depth down to which the way kept leads to this pupil too. */
static unsigned int known_depth(const struct grant_key *key, size_t node,
				uint32_t pupil)
{
	uint32_t differing = pupil ^ key->pupil;

	if (key->walked != node + 1)
		return key->nodes[node].depth;
	if (differing == 0)
		return GRANT_LEVELS;
	return (unsigned int)__builtin_clz(differing) / BITS;
}

bool grant_key_leaf(struct grant_key *key, uint64_t pupil,
		    uint8_t leaf[GRANT_LEAF_BYTES])
{
	uint32_t number = (uint32_t)pupil;
	unsigned int depth;
	bool found;
	size_t at = node_place(key, number, &found);

	assert(pupil <= UINT32_MAX);
	if (!found)
		return false;
	depth = known_depth(key, at, number);
	if (depth == key->nodes[at].depth)
		memcpy(key->way[depth], key->nodes[at].key, GRANT_LEAF_BYTES);
	for (; depth < GRANT_LEVELS; depth++)
		derive(key->way[depth + 1], key->way[depth],
		       branch_at(number, depth));
	key->walked = at + 1;
	key->pupil = number;
	memcpy(leaf, key->way[GRANT_LEVELS], GRANT_LEAF_BYTES);
	return true;
}

/* The descendants beside the way from `node` to the pupil, in order: those to
 * the left from the top down, then those to the right from the bottom up. */
static size_t beside(const struct grant_node *node, uint32_t pupil,
		     struct grant_node *out)
{
	uint8_t way[GRANT_LEVELS + 1][GRANT_LEAF_BYTES];
	size_t count = 0;

	memcpy(way[node->depth], node->key, GRANT_LEAF_BYTES);
	for (unsigned int d = node->depth; d < GRANT_LEVELS; d++) {
		for (unsigned int b = 0; b < branch_at(pupil, d); b++) {
			struct grant_node *child = &out[count++];

			derive(child->key, way[d], b);
			child->depth = (uint8_t)(d + 1);
			child->first = first_below(pupil, d) |
				       b << (32 - BITS * (d + 1));
		}
		derive(way[d + 1], way[d], branch_at(pupil, d));
	}
	for (unsigned int d = GRANT_LEVELS; d-- > node->depth;)
		for (unsigned int b = branch_at(pupil, d) + 1; b < BRANCHES;
		     b++) {
			struct grant_node *child = &out[count++];

			derive(child->key, way[d], b);
			child->depth = (uint8_t)(d + 1);
			child->first = first_below(pupil, d) |
				       b << (32 - BITS * (d + 1));
		}
	sodium_memzero(way, sizeof(way));
	return count;
}

int grant_key_cut(struct grant_key *key, uint64_t pupil, struct error *error)
{
	uint32_t number = (uint32_t)pupil;
	struct grant_key cut = {0};
	size_t added;
	bool found;
	size_t at = node_place(key, number, &found);

	assert(pupil <= UINT32_MAX);
	if (!found)
		return 0;
	cut.nodes = memory_array(
		key->count +
			(size_t)(BRANCHES - 1) *
				(size_t)(GRANT_LEVELS - key->nodes[at].depth),
		sizeof(*cut.nodes));
	if (cut.nodes == NULL)
		return error_memory(error);
	memcpy(cut.nodes, key->nodes, at * sizeof(*cut.nodes));
	added = beside(&key->nodes[at], number, cut.nodes + at);
	memcpy(cut.nodes + at + added, key->nodes + at + 1,
	       (key->count - at - 1) * sizeof(*cut.nodes));
	cut.count = key->count - 1 + added;
	cut.has_matching = key->has_matching;
	memcpy(cut.matching, key->matching, sizeof(cut.matching));
	grant_key_release(key);
	*key = cut;
	return 0;
}

void grant_key_encode(const struct grant_key *key, struct builder *out)
{
	for (size_t i = 0; i < key->count; i++) {
		const struct grant_node *node = &key->nodes[i];

		builder_add_u32(out, node->first);
		builder_add_byte(out, (char)node->depth);
		builder_add(out, (struct slice){(const char *)node->key,
						GRANT_LEAF_BYTES});
	}
	if (!key->has_matching)
		return;
	builder_add_u32(out, MATCHING_PUPIL);
	builder_add_byte(out, (char)MATCHING_DEPTH);
	builder_add(out, (struct slice){(const char *)key->matching,
					GRANT_LEAF_BYTES});
}

/* Cuts it off the end, if it is there. */
static void take_matching(struct slice *bytes, struct grant_key *key)
{
	static const uint8_t mark[] = {0xff, 0xff, 0xff, 0xff, MATCHING_DEPTH};
	const char *last;

	if (bytes->len < NODE_BYTES)
		return;
	last = bytes->at + bytes->len - NODE_BYTES;
	if (memcmp(last, mark, sizeof(mark)) != 0)
		return;
	memcpy(key->matching, last + sizeof(mark), GRANT_LEAF_BYTES);
	key->has_matching = true;
	bytes->len -= NODE_BYTES;
}

static bool decode_node(struct cursor *cursor, struct grant_node *node,
			uint64_t from)
{
	struct slice bytes;

	if (!cursor_u32(cursor, &node->first) ||
	    !cursor_byte(cursor, &node->depth) ||
	    !cursor_bytes(cursor, GRANT_LEAF_BYTES, &bytes))
		return false;
	memcpy(node->key, bytes.at, GRANT_LEAF_BYTES);
	return node->depth <= GRANT_LEVELS && node->first >= from &&
	       node->first == first_below(node->first, node->depth);
}

int grant_key_decode(struct grant_key *key, struct slice bytes,
		     struct error *error)
{
	struct grant_key read = {0};
	struct cursor cursor;
	uint64_t from = 0;
	bool good = bytes.len % NODE_BYTES == 0;

	if (good)
		take_matching(&bytes, &read);
	read.count = bytes.len / NODE_BYTES;
	cursor = cursor_over(bytes);
	read.nodes = memory_array(read.count > 0 ? read.count : 1,
				  sizeof(*read.nodes));
	if (read.nodes == NULL) {
		sodium_memzero(&read, sizeof(read));
		return error_memory(error);
	}
	for (size_t i = 0; good && i < read.count; i++) {
		good = decode_node(&cursor, &read.nodes[i], from);
		if (good)
			from = end_of(&read.nodes[i]);
	}
	if (!good) {
		grant_key_release(&read);
		return error_set(error, ERROR_CORRUPT,
				 "the key of a grant is malformed");
	}
	*key = read;
	return 0;
}
