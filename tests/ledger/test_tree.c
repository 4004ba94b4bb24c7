/*
 * The tree against RFC 6962's definition, written here once more as plain
 * recursion over ranges of leaves, and against the answers that the
 * certificate-transparency project publishes.
 */
#include "test.h"

#include <stdlib.h>

#include <sodium.h>

#include "ledger/ledger.h"

enum { LEAVES = 65, HASH = LEDGER_HASH_BYTES };

typedef uint8_t hash_t[HASH];

static hash_t leaves[LEAVES + 1];

/* --- the definition ------------------------------------------------------- */

static void define_root(size_t from, size_t to, hash_t root)
{
	uint8_t both[1 + 2 * HASH] = {1};
	size_t left = 1;

	if (from == to) {
		crypto_hash_sha256(root, (const uint8_t *)"", 0);
		return;
	}
	if (to - from == 1) {
		memcpy(root, leaves[from], HASH);
		return;
	}
	while (left * 2 < to - from)
		left *= 2;
	define_root(from, from + left, both + 1);
	define_root(from + left, to, both + 1 + HASH);
	crypto_hash_sha256(root, both, sizeof(both));
}

/* PATH(m, D[n]) */
static size_t define_path(size_t index, size_t from, size_t to, hash_t *path)
{
	size_t left = 1;
	size_t length;

	if (to - from == 1)
		return 0;
	while (left * 2 < to - from)
		left *= 2;
	if (index < left) {
		length = define_path(index, from, from + left, path);
		define_root(from + left, to, path[length]);
	} else {
		length = define_path(index - left, from + left, to, path);
		define_root(from, from + left, path[length]);
	}
	return length + 1;
}

/* SUBPROOF(m, D[n], b) */
static size_t define_proof(size_t old, size_t from, size_t to, bool known,
			   hash_t *path)
{
	size_t left = 1;
	size_t length;

	if (old == to - from) {
		if (known)
			return 0;
		define_root(from, to, path[0]);
		return 1;
	}
	while (left * 2 < to - from)
		left *= 2;
	if (old <= left) {
		length = define_proof(old, from, from + left, known, path);
		define_root(from + left, to, path[length]);
	} else {
		length = define_proof(old - left, from + left, to, false, path);
		define_root(from, from + left, path[length]);
	}
	return length + 1;
}

/* --- helpers -------------------------------------------------------------- */

static void unhex(const char *text, uint8_t *bytes, size_t limit, size_t *size)
{
	assert_int_equal(sodium_hex2bin(bytes, limit, text, strlen(text), NULL,
					size, NULL),
			 0);
}

static void assert_hash(const uint8_t *actual, const char *expected)
{
	char text[2 * HASH + 1];

	sodium_bin2hex(text, sizeof(text), actual, HASH);
	assert_string_equal(text, expected);
}

static void distinct_leaves(void)
{
	for (size_t i = 0; i <= LEAVES; i++) {
		char byte = (char)i;

		tree_leaf_hash((struct slice){&byte, 1}, leaves[i]);
	}
}

/* --- known answers -------------------------------------------------------- */

static const char *const known_leaves[8] = {
	"",
	"00",
	"10",
	"2021",
	"3031",
	"40414243",
	"5051525354555657",
	"606162636465666768696a6b6c6d6e6f",
};

static const char *const known_roots[9] = {
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
	"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
	"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
	"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
	"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
	"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
	"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static void take_known_leaves(void)
{
	for (size_t i = 0; i < 8; i++) {
		uint8_t bytes[16];
		size_t size;

		unhex(known_leaves[i], bytes, sizeof(bytes), &size);
		tree_leaf_hash((struct slice){(const char *)bytes, size},
			       leaves[i]);
	}
}

static void roots_of_one_to_eight_leaves(void **state)
{
	(void)state;
	take_known_leaves();
	for (size_t size = 0; size <= 8; size++) {
		hash_t root;

		tree_root(leaves, size, root);
		assert_hash(root, known_roots[size]);
	}
}

static void published_inclusion_proofs(void **state)
{
	static const struct {
		uint64_t size;
		uint64_t index;
		const char *path[4];
	} rows[] = {
		{1, 0, {NULL}},
		{8,
		 0,
		 {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09"
		  "cfc7",
		  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3"
		  "031e",
		  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39b"
		  "f6e4"}},
		{8,
		 5,
		 {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d8859"
		  "9e6b",
		  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a"
		  "0ae0",
		  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd952096"
		  "14b7"}},
		{3,
		 2,
		 {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3"
		  "c125"}},
	};

	(void)state;
	take_known_leaves();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hash_t path[LEDGER_PROOF_LIMIT];
		hash_t root;
		size_t length = tree_inclusion(leaves, rows[i].size,
					       rows[i].index, path);
		size_t at = 0;

		for (; at < 4 && rows[i].path[at] != NULL; at++)
			assert_hash(path[at], rows[i].path[at]);
		assert_int_equal(length, at);
		tree_root(leaves, rows[i].size, root);
		assert_true(tree_verify_inclusion(leaves[rows[i].index],
						  rows[i].index, rows[i].size,
						  path, length, root));
	}
}

static void published_consistency_proofs(void **state)
{
	static const struct {
		uint64_t old_size;
		uint64_t size;
		const char *path[4];
	} rows[] = {
		{1, 1, {NULL}},
		{1,
		 8,
		 {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09"
		  "cfc7",
		  "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3"
		  "031e",
		  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39b"
		  "f6e4"}},
		{6,
		 8,
		 {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558"
		  "ef6a",
		  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a"
		  "0ae0",
		  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd952096"
		  "14b7"}},
		{2,
		 5,
		 {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3"
		  "031e",
		  "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d8859"
		  "9e6b"}},
	};

	(void)state;
	take_known_leaves();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hash_t path[LEDGER_PROOF_LIMIT];
		size_t length = tree_consistency(leaves, rows[i].old_size,
						 rows[i].size, path);
		size_t at = 0;

		for (; at < 4 && rows[i].path[at] != NULL; at++)
			assert_hash(path[at], rows[i].path[at]);
		assert_int_equal(length, at);
	}
}

/* --- against the definition ----------------------------------------------- */

static void every_root_is_as_defined(void **state)
{
	struct tree_edge edge = {0};

	(void)state;
	distinct_leaves();
	for (size_t size = 0; size <= LEAVES; size++) {
		hash_t expected;
		hash_t root;

		define_root(0, size, expected);
		tree_root(leaves, size, root);
		assert_memory_equal(root, expected, HASH);
		tree_edge_root(&edge, root);
		assert_memory_equal(root, expected, HASH);
		tree_edge_add(&edge, leaves[size]);
	}
}

/* Each proof that is not the one for this place must fail. */
static void spoil_inclusion(hash_t *path, size_t length, uint64_t index,
			    uint64_t size, const hash_t root)
{
	const uint8_t *leaf = leaves[index];
	hash_t other;

	for (size_t i = 0; i < length; i++) {
		path[i][i % HASH] ^= 0x10;
		assert_false(tree_verify_inclusion(leaf, index, size, path,
						   length, root));
		path[i][i % HASH] ^= 0x10;
	}
	if (length > 0) {
		assert_false(tree_verify_inclusion(leaf, index, size, path,
						   length - 1, root));
		assert_false(tree_verify_inclusion(leaf, index, size, path + 1,
						   length - 1, root));
	}
	memcpy(path[length], leaf, HASH);
	assert_false(tree_verify_inclusion(leaf, index, size, path, length + 1,
					   root));
	for (uint64_t wrong = 0; wrong < size + 2; wrong++)
		if (wrong != index)
			assert_false(tree_verify_inclusion(leaf, wrong, size,
							   path, length, root));
	assert_false(
		tree_verify_inclusion(leaf, index, index, path, length, root));
	assert_false(tree_verify_inclusion(leaf, index, 0, path, length, root));
	memcpy(other, root, HASH);
	other[HASH - 1] ^= 1;
	assert_false(
		tree_verify_inclusion(leaf, index, size, path, length, other));
	memcpy(other, leaf, HASH);
	other[0] ^= 0x80;
	assert_false(
		tree_verify_inclusion(other, index, size, path, length, root));
}

static void every_inclusion_proof_is_as_defined_and_no_other_holds(void **state)
{
	(void)state;
	distinct_leaves();
	for (size_t size = 1; size <= LEAVES; size++) {
		hash_t root;

		define_root(0, size, root);
		for (size_t index = 0; index < size; index++) {
			hash_t expected[LEDGER_PROOF_LIMIT];
			hash_t path[LEDGER_PROOF_LIMIT];
			size_t length = define_path(index, 0, size, expected);

			assert_int_equal(
				tree_inclusion(leaves, size, index, path),
				length);
			assert_memory_equal(path, expected, length * HASH);
			assert_true(tree_verify_inclusion(leaves[index], index,
							  size, path, length,
							  root));
			spoil_inclusion(path, length, index, size, root);
		}
	}
}

/* A path says nothing of the size beyond its shape; where the shape differs
 * the wrong size must show. */
static void an_inclusion_proof_of_another_shape_does_not_hold(void **state)
{
	(void)state;
	distinct_leaves();
	for (size_t size = 1; size <= LEAVES; size++) {
		for (size_t wrong = 1; wrong <= LEAVES; wrong++) {
			hash_t other[LEDGER_PROOF_LIMIT];
			hash_t path[LEDGER_PROOF_LIMIT];
			hash_t root;
			size_t length = tree_inclusion(leaves, size, 0, path);

			if (define_path(0, 0, wrong, other) == length)
				continue;
			define_root(0, size, root);
			assert_false(tree_verify_inclusion(leaves[0], 0, wrong,
							   path, length, root));
		}
	}
}

static void spoil_consistency(hash_t *path, size_t length, uint64_t old_size,
			      uint64_t size, const hash_t old_root,
			      const hash_t root)
{
	hash_t other;

	for (size_t i = 0; i < length; i++) {
		path[i][i % HASH] ^= 0x01;
		assert_false(tree_verify_consistency(old_size, size, old_root,
						     root, path, length));
		path[i][i % HASH] ^= 0x01;
	}
	if (length > 0) {
		assert_false(tree_verify_consistency(old_size, size, old_root,
						     root, path, length - 1));
		assert_false(tree_verify_consistency(
			old_size, size, old_root, root, path + 1, length - 1));
	}
	memcpy(path[length], root, HASH);
	assert_false(tree_verify_consistency(old_size, size, old_root, root,
					     path, length + 1));
	assert_false(tree_verify_consistency(size + 1, size, old_root, root,
					     path, length));
	for (uint64_t wrong = 0; wrong <= size; wrong++) {
		define_root(0, wrong, other);
		if (wrong == old_size || (wrong == size && length == 0) ||
		    (wrong == 0 && length == 0))
			continue;
		assert_false(tree_verify_consistency(wrong, size, other, root,
						     path, length));
	}
	memcpy(other, old_root, HASH);
	other[7] ^= 2;
	assert_false(tree_verify_consistency(old_size, size, other, root, path,
					     length));
	if (old_size == 0)
		return; /* everything follows from nothing */
	memcpy(other, root, HASH);
	other[7] ^= 2;
	assert_false(tree_verify_consistency(old_size, size, old_root, other,
					     path, length));
}

static void
every_consistency_proof_is_as_defined_and_no_other_holds(void **state)
{
	(void)state;
	distinct_leaves();
	for (size_t size = 0; size <= LEAVES; size++) {
		hash_t root;

		define_root(0, size, root);
		for (size_t old = 0; old <= size; old++) {
			hash_t expected[LEDGER_PROOF_LIMIT];
			hash_t path[LEDGER_PROOF_LIMIT];
			hash_t old_root;
			size_t length = 0;

			if (old > 0)
				length = define_proof(old, 0, size, true,
						      expected);
			define_root(0, old, old_root);
			assert_int_equal(
				tree_consistency(leaves, old, size, path),
				length);
			assert_memory_equal(path, expected, length * HASH);
			assert_true(tree_verify_consistency(
				old, size, old_root, root, path, length));
			spoil_consistency(path, length, old, size, old_root,
					  root);
		}
	}
}

static void a_consistency_proof_of_another_shape_does_not_hold(void **state)
{
	(void)state;
	distinct_leaves();
	for (size_t size = 4; size <= LEAVES; size++) {
		for (size_t wrong = 4; wrong <= LEAVES; wrong++) {
			hash_t other[LEDGER_PROOF_LIMIT];
			hash_t path[LEDGER_PROOF_LIMIT];
			hash_t old_root;
			hash_t root;
			size_t length = tree_consistency(leaves, 3, size, path);

			if (define_proof(3, 0, wrong, true, other) == length)
				continue;
			define_root(0, 3, old_root);
			define_root(0, size, root);
			assert_false(tree_verify_consistency(
				3, wrong, old_root, root, path, length));
		}
	}
}

static void no_proof_is_made_for_a_leaf_that_is_not_there(void **state)
{
	hash_t path[LEDGER_PROOF_LIMIT];

	(void)state;
	distinct_leaves();
	assert_int_equal(tree_inclusion(leaves, 0, 0, path), 0);
	assert_int_equal(tree_inclusion(leaves, 5, 5, path), 0);
	assert_int_equal(tree_inclusion(leaves, 5, UINT64_MAX, path), 0);
	assert_int_equal(tree_consistency(leaves, 6, 5, path), 0);
}

static void the_largest_sizes_are_walked_to_their_end(void **state)
{
	static hash_t path[LEDGER_PROOF_LIMIT];
	hash_t root;
	uint64_t sizes[] = {UINT64_MAX, UINT64_MAX - 1, (uint64_t)1 << 63,
			    ((uint64_t)1 << 63) - 1};

	(void)state;
	distinct_leaves();
	define_root(0, 2, root);
	for (size_t i = 0; i < 4; i++) {
		for (size_t length = 0; length <= LEDGER_PROOF_LIMIT;
		     length++) {
			assert_false(tree_verify_inclusion(
				leaves[0], 0, sizes[i], path, length, root));
			assert_false(tree_verify_inclusion(
				leaves[0], sizes[i] - 1, sizes[i], path, length,
				root));
			assert_false(tree_verify_consistency(
				sizes[i] / 2 + 1, sizes[i], leaves[0], root,
				path, length));
		}
	}
}

static void a_leaf_cannot_pass_for_a_node(void **state)
{
	uint8_t both[2 * HASH] = {0};
	hash_t node;
	hash_t leaf;

	(void)state;
	tree_node_hash(both, both + HASH, node);
	tree_leaf_hash((struct slice){(const char *)both, sizeof(both)}, leaf);
	assert_memory_not_equal(node, leaf, HASH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_of_one_to_eight_leaves),
		cmocka_unit_test(published_inclusion_proofs),
		cmocka_unit_test(published_consistency_proofs),
		cmocka_unit_test(every_root_is_as_defined),
		cmocka_unit_test(
			every_inclusion_proof_is_as_defined_and_no_other_holds),
		cmocka_unit_test(
			an_inclusion_proof_of_another_shape_does_not_hold),
		cmocka_unit_test(
			every_consistency_proof_is_as_defined_and_no_other_holds),
		cmocka_unit_test(
			a_consistency_proof_of_another_shape_does_not_hold),
		cmocka_unit_test(no_proof_is_made_for_a_leaf_that_is_not_there),
		cmocka_unit_test(the_largest_sizes_are_walked_to_their_end),
		cmocka_unit_test(a_leaf_cannot_pass_for_a_node),
	};

	return cmocka_run_group_tests_name("ledger tree", tests, NULL, NULL);
}
