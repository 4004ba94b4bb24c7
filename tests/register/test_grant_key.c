/*
 * The key of a grant: each pupil has a leaf, one that was cut out is gone, and
 * all others stay what they were.
 */
#include "tests/test.h"

#include <string.h>

#include <sodium.h>

#include "base/builder.h"
#include "base/memory.h"
#include "register/grant_key.h"

struct leaf {
	uint8_t bytes[GRANT_LEAF_BYTES];
};

static const uint64_t pupils[] = {
	1,       2,          3,          15,         16,
	17,      255,        256,        4095,       65536,
	8400000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
};
enum { PUPILS = sizeof(pupils) / sizeof(pupils[0]) };

static struct leaf leaf_of(struct grant_key *key, uint64_t pupil)
{
	struct leaf leaf = {{0}};

	assert_true(grant_key_leaf(key, pupil, leaf.bytes));
	return leaf;
}

static bool equal(struct leaf a, struct leaf b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

static void each_pupil_has_a_leaf_of_its_own(void **state)
{
	struct leaf leaves[PUPILS];
	struct grant_key key;
	struct grant_key other;
	struct error error;

	(void)state;
	assert_success(grant_key_make(&key, &error), &error);
	assert_success(grant_key_make(&other, &error), &error);
	for (size_t i = 0; i < PUPILS; i++) {
		leaves[i] = leaf_of(&key, pupils[i]);
		assert_false(equal(leaves[i], leaf_of(&other, pupils[i])));
		for (size_t j = 0; j < i; j++)
			assert_false(equal(leaves[i], leaves[j]));
	}
	/* In whatever order they are asked for. */
	for (size_t i = PUPILS; i-- > 0;)
		assert_true(equal(leaves[i], leaf_of(&key, pupils[i])));
	grant_key_release(&key);
	grant_key_release(&other);
}

static void a_leaf_cut_out_is_gone_and_the_others_stay(void **state)
{
	struct leaf leaves[PUPILS];
	struct grant_key key;
	struct error error;
	struct leaf leaf;

	(void)state;
	assert_success(grant_key_make(&key, &error), &error);
	for (size_t i = 0; i < PUPILS; i++)
		leaves[i] = leaf_of(&key, pupils[i]);
	for (size_t cut = 0; cut < PUPILS; cut++) {
		assert_success(grant_key_cut(&key, pupils[cut], &error),
			       &error);
		for (size_t i = 0; i < PUPILS; i++) {
			bool found =
				grant_key_leaf(&key, pupils[i], leaf.bytes);

			assert_int_equal(found, i > cut);
			if (found)
				assert_true(equal(leaf, leaves[i]));
		}
	}
	assert_success(grant_key_cut(&key, pupils[0], &error), &error);
	assert_false(grant_key_leaf(&key, pupils[0], leaf.bytes));
	grant_key_release(&key);
}

/* Neither the root nor any node above the leaf may stay: from those it could
 * be made again. */
static void nothing_above_a_leaf_cut_out_is_kept(void **state)
{
	struct grant_key key;
	struct error error;

	(void)state;
	assert_success(grant_key_make(&key, &error), &error);
	assert_success(grant_key_cut(&key, 8400000, &error), &error);
	assert_int_equal(key.count, GRANT_LEVELS * 15);
	for (size_t i = 0; i < key.count; i++) {
		uint64_t span = (uint64_t)1 << (32 - 4 * key.nodes[i].depth);

		assert_false(key.nodes[i].first <= 8400000 &&
			     8400000 < key.nodes[i].first + span);
	}
	grant_key_release(&key);
}

static void what_is_encoded_decodes_to_the_same(void **state)
{
	struct builder bytes = {0};
	struct grant_key key;
	struct grant_key read;
	struct error error;
	struct leaf leaf;

	(void)state;
	assert_success(grant_key_make(&key, &error), &error);
	assert_success(grant_key_cut(&key, 16, &error), &error);
	grant_key_encode(&key, &bytes);
	assert_int_equal(bytes.len, key.count * (4 + 1 + GRANT_LEAF_BYTES));
	assert_success(grant_key_decode(&read, builder_slice(&bytes), &error),
		       &error);
	assert_false(grant_key_leaf(&read, 16, leaf.bytes));
	for (size_t i = 0; i < PUPILS; i++)
		if (pupils[i] != 16)
			assert_true(equal(leaf_of(&key, pupils[i]),
					  leaf_of(&read, pupils[i])));
	grant_key_release(&key);
	grant_key_release(&read);
	builder_release(&bytes);
}

static void a_key_for_matching_stays_when_leaves_are_cut(void **state)
{
	struct grant_key key, read;
	struct builder bytes = {0};
	struct error error;

	(void)state;
	assert_success(grant_key_make(&key, &error), &error);
	memset(key.matching, 0x5a, sizeof(key.matching));
	key.has_matching = true;
	assert_success(grant_key_cut(&key, 16, &error), &error);
	grant_key_encode(&key, &bytes);
	assert_success(grant_key_decode(&read, builder_slice(&bytes), &error),
		       &error);
	assert_true(read.has_matching);
	assert_memory_equal(read.matching, key.matching, sizeof(key.matching));
	assert_int_equal(read.count, key.count);
	assert_true(equal(leaf_of(&key, 17), leaf_of(&read, 17)));
	grant_key_release(&read);
	assert_false(read.has_matching);
	grant_key_release(&key);
	builder_release(&bytes);
}

static void nodes_out_of_place_are_refused(void **state)
{
	static const struct {
		const char *what;
		uint8_t head[2][5];
		size_t size;
	} rows[] = {
		{"cut short", {{0, 0, 0, 0, 0}}, 36},
		{"deeper than leaves", {{0, 0, 0, 0, 9}}, 37},
		{"beside its place", {{0, 0, 0, 1, 1}}, 37},
		{"one below another", {{0, 0, 0, 0, 1}, {0, 1, 0, 0, 4}}, 74},
		{"a key for matching before a node",
		 {{0xff, 0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 0, 1}},
		 74},
		{"two keys for matching",
		 {{0xff, 0xff, 0xff, 0xff, 0xff},
		  {0xff, 0xff, 0xff, 0xff, 0xff}},
		 74},
		{"out of order", {{0x10, 0, 0, 0, 1}, {0, 0, 0, 0, 1}}, 74},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct grant_key key = {0};
		struct error error = {0};
		char bytes[74] = {0};

		memcpy(bytes, rows[i].head[0], 5);
		memcpy(bytes + 37, rows[i].head[1], 5);
		if (grant_key_decode(&key, (struct slice){bytes, rows[i].size},
				     &error) == 0)
			fail_msg("%s: was taken", rows[i].what);
		assert_int_equal(error.code, ERROR_CORRUPT);
		assert_null(key.nodes);
	}
}

static void without_memory_the_key_is_as_it_was(void **state)
{
	struct grant_key key;
	struct error error;
	struct leaf before;

	(void)state;
	memory_fail_at(1);
	assert_int_equal(grant_key_make(&key, &error), -1);
	memory_fail_at(0);
	assert_success(grant_key_make(&key, &error), &error);
	before = leaf_of(&key, 7);
	memory_fail_at(1);
	assert_int_equal(grant_key_cut(&key, 7, &error), -1);
	memory_fail_at(0);
	assert_int_equal(error.code, ERROR_MEMORY);
	assert_true(equal(before, leaf_of(&key, 7)));
	grant_key_release(&key);
}

int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pupil_has_a_leaf_of_its_own),
		cmocka_unit_test(a_leaf_cut_out_is_gone_and_the_others_stay),
		cmocka_unit_test(nothing_above_a_leaf_cut_out_is_kept),
		cmocka_unit_test(what_is_encoded_decodes_to_the_same),
		cmocka_unit_test(a_key_for_matching_stays_when_leaves_are_cut),
		cmocka_unit_test(nodes_out_of_place_are_refused),
		cmocka_unit_test(without_memory_the_key_is_as_it_was),
	};

	if (count > 1)
		cmocka_set_test_filter(arguments[1]);
	return cmocka_run_group_tests_name("grant key", tests, NULL, NULL);
}
