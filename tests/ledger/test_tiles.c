/*
 * The tree as files: their names and contents, proofs made from them, and what
 * becomes of those that are lost, torn or altered.
 */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "ledger/proof.h"
#include "ledger/state.h"
#include "ledger/tiles.h"
#include "scratch.h"

/* --- names ---------------------------------------------------------------- */

/* C2SP tlog-tiles names the second and gives the widths of a tree of 70,000. */
static void tiles_are_named_as_the_specification_says(void **state)
{
	static const struct {
		int level;
		uint64_t index;
		unsigned int width;
		const char *path;
	} rows[] = {
		{0, 0, 256, "tile/0/000"},
		{1, 1234067, 256, "tile/1/x001/x234/067"},
		{0, 999, 256, "tile/0/999"},
		{0, 1000, 256, "tile/0/x001/000"},
		{0, 999999, 256, "tile/0/x999/999"},
		{0, 1000000, 256, "tile/0/x001/x000/000"},
		{0, 273, 112, "tile/0/273.p/112"},
		{7, 0, 1, "tile/7/000.p/1"},
		{TILE_ENTRIES, 273, 112, "tile/entries/273.p/112"},
		{TILE_ENTRIES, 1000, 256, "tile/entries/x001/000"},
		{0, UINT64_MAX >> 8, 255,
		 "tile/0/x072/x057/x594/x037/x927/935.p/255"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[TILE_PATH_BYTES];

		tile_path(rows[i].level, rows[i].index, rows[i].width, path);
		assert_string_equal(path, rows[i].path);
	}
}

static void
a_tree_of_70000_has_the_tiles_that_the_specification_counts(void **state)
{
	struct scratch *scratch = *state;
	struct builder tile = {0};
	uint8_t leaves[256][LEDGER_HASH_BYTES];
	uint8_t root[LEDGER_HASH_BYTES];
	char text[32];

	scratch_make_batch(scratch, 70000);
	assert_true(scratch_has(scratch, "tile/0/272"));
	assert_true(scratch_has(scratch, "tile/0/273.p/112"));
	assert_false(scratch_has(scratch, "tile/0/273"));
	assert_true(scratch_has(scratch, "tile/entries/273.p/112"));
	assert_true(scratch_has(scratch, "tile/1/000"));
	assert_true(scratch_has(scratch, "tile/1/001.p/17"));
	assert_true(scratch_has(scratch, "tile/2/000.p/1"));
	assert_false(scratch_has(scratch, "tile/3/000.p/1"));
	scratch_read(scratch, "tile/0/272", &tile);
	assert_int_equal(tile.len, TILE_BYTES);
	for (uint64_t i = 0; i < 256; i++) {
		tree_leaf_hash(scratch_entry(272 * 256 + i, text), leaves[i]);
		assert_memory_equal(tile.at + i * LEDGER_HASH_BYTES, leaves[i],
				    LEDGER_HASH_BYTES);
	}
	tree_root(leaves, 256, root);
	scratch_read(scratch, "tile/1/001.p/17", &tile);
	assert_int_equal(tile.len, 17 * LEDGER_HASH_BYTES);
	assert_memory_equal(tile.at + 16 * LEDGER_HASH_BYTES, root,
			    LEDGER_HASH_BYTES);
	builder_release(&tile);
}

static void bundles_hold_the_entries_after_their_lengths(void **state)
{
	struct scratch *scratch = *state;
	struct builder bundle = {0};

	scratch_make(scratch, 3);
	scratch_read(scratch, "tile/entries/000.p/3", &bundle);
	assert_true(slice_equal(builder_slice(&bundle),
				SLICE("\0\7entry 0\0\7entry 1\0\7entry 2")));
	builder_release(&bundle);
}

/* One by one, all at once, or as it comes: the files are the same but for the
 * partial tiles on the way, of which the completed ones are gone. */
static void partial_tiles_go_when_theirs_is_full(void **state)
{
	struct scratch *scratch = *state;
	struct error error = {0};
	struct ledger *ledger;

	scratch_make_batch(scratch, 250);
	assert_true(scratch_has(scratch, "tile/0/000.p/250"));
	assert_true(scratch_has(scratch, "tile/entries/000.p/250"));
	ledger = scratch_open(scratch, NULL);
	for (int i = 0; i < 6; i++)
		assert_success(scratch_append(ledger, &error), &error);
	assert_true(scratch_has(scratch, "tile/0/000"));
	assert_true(scratch_has(scratch, "tile/entries/000"));
	assert_true(scratch_has(scratch, "tile/1/000.p/1"));
	assert_false(scratch_has(scratch, "tile/0/000.p/250"));
	assert_false(scratch_has(scratch, "tile/0/000.p/255"));
	assert_false(scratch_has(scratch, "tile/entries/000.p/250"));
	assert_success(scratch_append_batch(ledger, 600, &error), &error);
	assert_success(scratch_append(ledger, &error), &error);
	assert_true(scratch_has(scratch, "tile/1/000.p/3"));
	assert_true(scratch_has(scratch, "tile/0/003.p/88"));
	assert_true(scratch_has(scratch, "tile/0/003.p/89"));
	scratch_check(scratch, ledger);
	ledger_free(ledger);
	ledger = scratch_open(scratch, NULL);
	scratch_check(scratch, ledger);
	ledger_free(ledger);
}

/* --- proofs from tiles -------------------------------------------------------- */

static void take_leaves(uint64_t size, uint8_t (**leaves)[LEDGER_HASH_BYTES])
{
	char text[32];

	*leaves = calloc(size, sizeof(**leaves));
	assert_non_null(*leaves);
	for (uint64_t i = 0; i < size; i++)
		tree_leaf_hash(scratch_entry(i, text), (*leaves)[i]);
}

/* All that may be asked between these two sizes. */
static void same_proofs(struct tile_reader *reader,
			uint8_t (*leaves)[LEDGER_HASH_BYTES], uint64_t old_size,
			uint64_t size)
{
	uint8_t expected[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES];
	struct error error = {0};
	size_t length;

	assert_success(tile_reader_inclusion(reader, size, old_size, path,
					     &length, &error),
		       &error);
	assert_int_equal(length,
			 tree_inclusion(leaves, size, old_size, expected));
	assert_memory_equal(path, expected, length * LEDGER_HASH_BYTES);
	assert_success(tile_reader_consistency(reader, old_size, size, path,
					       &length, &error),
		       &error);
	assert_int_equal(length,
			 tree_consistency(leaves, old_size, size, expected));
	assert_memory_equal(path, expected, length * LEDGER_HASH_BYTES);
}

static void proofs_from_tiles_are_those_of_the_tree(void **state)
{
	static const uint64_t sizes[] = {70, 255, 256, 257, 700, 70000};
	struct scratch *scratch = *state;
	uint8_t(*leaves)[LEDGER_HASH_BYTES];
	struct tile_reader *reader = calloc(1, sizeof(*reader));
	uint64_t random = 7;

	assert_non_null(reader);
	take_leaves(70000, &leaves);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint64_t size = sizes[i];
		struct ledger *ledger;

		scratch_make_batch(scratch, size);
		ledger = scratch_open(scratch, NULL);
		*reader = (struct tile_reader){.tiles = &ledger->tiles};
		for (uint64_t end = size > 300 ? size : 1; end <= size; end++)
			for (uint64_t k = 0; k < (size > 700 ? 6 : 20); k++) {
				random = random * 6364136223846793005 +
					 1442695040888963407;
				same_proofs(reader, leaves,
					    (random >> 33) % end, end);
			}
		tile_reader_release(reader);
		ledger_free(ledger);
	}
	free(leaves);
	free(reader);
}

static void every_entry_of_some_sizes_is_proved(void **state)
{
	static const uint64_t sizes[] = {1, 2, 255, 256, 257, 513};
	struct scratch *scratch = *state;
	struct arena arena = {0};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct ledger *ledger;
		struct tlog_proof proof;
		struct error error = {0};

		scratch_make_batch(scratch, sizes[i]);
		ledger = scratch_open(scratch, NULL);
		for (uint64_t k = 0; k < sizes[i]; k++) {
			uint8_t leaf[LEDGER_HASH_BYTES];
			uint8_t root[LEDGER_HASH_BYTES];
			char text[32];

			assert_success(
				ledger_prove(ledger, k, &arena, &proof, &error),
				&error);
			tree_leaf_hash(scratch_entry(k, text), leaf);
			ledger_root(ledger, root);
			assert_true(tree_verify_inclusion(
				leaf, k, sizes[i], proof.path,
				proof.path_length, root));
		}
		assert_int_equal(
			ledger_prove(ledger, sizes[i], &arena, &proof, &error),
			-1);
		assert_int_equal(error.code, ERROR_INPUT);
		ledger_free(ledger);
	}
	arena_release(&arena);
}

/* --- tiles that are lost ------------------------------------------------------ */

/* All the tiles of a ledger of 600 entries made at once. */
static const char *const tiles_of_600[] = {
	"tile/0/000",
	"tile/0/001",
	"tile/0/002.p/88",
	"tile/1/000.p/2",
	"tile/entries/000",
	"tile/entries/001",
	"tile/entries/002.p/88",
};
enum { TILES_OF_600 = sizeof(tiles_of_600) / sizeof(tiles_of_600[0]) };

static void is_mended(struct scratch *scratch, const char *name,
		      const struct builder *before)
{
	struct builder after = {0};
	bool repaired = false;

	assert_int_equal(scratch_size(scratch, &repaired), 600);
	assert_true(repaired);
	assert_int_equal(scratch_size(scratch, &repaired), 600);
	assert_false(repaired);
	scratch_read(scratch, name, &after);
	assert_true(slice_equal(builder_slice(before), builder_slice(&after)));
	builder_release(&after);
}

static void verify_counts_one_missing(struct scratch *scratch)
{
	struct ledger_check check;
	struct error error = {0};

	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	assert_int_equal(check.missing_tiles, 1);
}

static void a_tile_that_is_lost_is_made_anew(void **state)
{
	struct scratch *scratch = *state;

	scratch_make_batch(scratch, 600);
	for (int i = 0; i < TILES_OF_600; i++) {
		struct builder before = {0};

		scratch_read(scratch, tiles_of_600[i], &before);
		scratch_remove(scratch, tiles_of_600[i]);
		verify_counts_one_missing(scratch);
		is_mended(scratch, tiles_of_600[i], &before);
		builder_release(&before);
	}
}

static void a_torn_tile_is_made_anew(void **state)
{
	struct scratch *scratch = *state;

	scratch_make_batch(scratch, 600);
	for (int i = 0; i < TILES_OF_600; i++) {
		struct builder before = {0}, torn = {0};

		scratch_read(scratch, tiles_of_600[i], &before);
		for (size_t cut = 0; cut < before.len;
		     cut += 1 + before.len / 5) {
			scratch_write(
				scratch, tiles_of_600[i],
				slice_part(builder_slice(&before), 0, cut));
			verify_counts_one_missing(scratch);
			is_mended(scratch, tiles_of_600[i], &before);
		}
		/* as long as it was, with its first block never written */
		builder_add(&torn, builder_slice(&before));
		memset(torn.at, 0, torn.len < 4096 ? torn.len : 4096);
		scratch_write(scratch, tiles_of_600[i], builder_slice(&torn));
		is_mended(scratch, tiles_of_600[i], &before);
		builder_release(&torn);
		builder_release(&before);
	}
}

static void an_altered_tile_is_corruption(void **state)
{
	struct scratch *scratch = *state;

	scratch_make_batch(scratch, 600);
	for (int i = 0; i < TILES_OF_600; i++) {
		struct builder before = {0}, altered = {0}, after = {0};
		struct ledger_check check;
		struct error error = {0};

		scratch_read(scratch, tiles_of_600[i], &before);
		for (size_t at = 0; at < before.len; at += 1 + before.len / 7) {
			builder_clear(&altered);
			builder_add(&altered, builder_slice(&before));
			altered.at[at] ^= 4;
			scratch_write(scratch, tiles_of_600[i],
				      builder_slice(&altered));
			scratch_refuses(scratch, ERROR_CORRUPT,
					tiles_of_600[i]);
			assert_int_equal(ledger_verify(scratch->directory,
						       &check, &error),
					 -1);
			assert_non_null(
				strstr(error.place.file, tiles_of_600[i]));
			scratch_read(scratch, tiles_of_600[i], &after);
			assert_true(slice_equal(builder_slice(&altered),
						builder_slice(&after)));
		}
		/* and one that is longer */
		builder_clear(&altered);
		builder_add(&altered, builder_slice(&before));
		builder_add(&altered, SLICE("more"));
		scratch_write(scratch, tiles_of_600[i],
			      builder_slice(&altered));
		scratch_refuses(scratch, ERROR_CORRUPT, tiles_of_600[i]);
		scratch_write(scratch, tiles_of_600[i], builder_slice(&before));
		builder_release(&altered);
		builder_release(&before);
		builder_release(&after);
	}
	assert_int_equal(scratch_size(scratch, NULL), 600);
}

/* Entries exchanged together with their tiles still do not hash to what was
 * signed. */
static void the_tiles_of_another_ledger_are_refused(void **state)
{
	struct scratch *scratch = *state;
	struct builder entries = {0};
	struct error error = {0};
	struct ledger *ledger;

	scratch_make(scratch, 1);
	scratch_make(scratch, 0);
	ledger = scratch_open(scratch, NULL);
	assert_success(ledger_append(ledger, SLICE("other"), NULL, &error),
		       &error);
	ledger_free(ledger);
	scratch_read(scratch, "tile/0/000.p/1", &entries);
	scratch_make(scratch, 1);
	scratch_write(scratch, "tile/0/000.p/1", builder_slice(&entries));
	scratch_refuses(scratch, ERROR_CORRUPT, "tile/0/000.p/1");
	builder_release(&entries);
}

/* --- ledgers from before ------------------------------------------------------ */

static void a_ledger_without_tiles_gets_them(void **state)
{
	struct scratch *scratch = *state;
	struct ledger_check check;
	struct error error = {0};
	bool repaired = true;

	scratch_make_batch(scratch, 600);
	scratch_remove_directory(scratch, "tile");
	assert_success(ledger_verify(scratch->directory, &check, &error),
		       &error);
	assert_false(check.tiles);
	assert_int_equal(scratch_size(scratch, &repaired), 600);
	assert_false(repaired);
	for (int i = 0; i < TILES_OF_600; i++)
		assert_true(scratch_has(scratch, tiles_of_600[i]));
}

static void every_write_of_making_tiles_may_fail(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;

	scratch_make_batch(scratch, 600);
	for (uint64_t n = 1; failed; n++) {
		struct ledger *ledger = NULL;
		struct error error = {0};
		int result;

		scratch_remove_directory(scratch, "tile");
		file_fail_at(n);
		result = ledger_open(&ledger, scratch->directory, scratch->seed,
				     NULL, &error);
		failed = file_failed();
		file_fail_at(0);
		assert_int_equal(result, failed ? -1 : 0);
		ledger_free(ledger);
		assert_int_equal(scratch_size(scratch, NULL), 600);
	}
}

/* --- the shortcut ------------------------------------------------------------- */

static void tiles_are_settled_and_reading_begins_there(void **state)
{
	struct scratch *scratch = *state;
	struct builder settled = {0}, entries = {0};
	struct error error = {0};
	struct ledger *ledger;
	bool repaired;

	scratch_make_batch(scratch, SETTLE_ENTRIES - 1);
	ledger = scratch_open(scratch, NULL);
	assert_success(scratch_append_batch(ledger, 2, &error), &error);
	ledger_free(ledger);
	assert_false(scratch_has(scratch, "settled"));
	ledger_free(scratch_open(scratch, NULL));
	scratch_read(scratch, "settled", &settled);
	assert_true(slice_starts_with(builder_slice(&settled), SLICE("4096 ")));
	/* An entry before is not read again when the ledger is opened; verifying
	 * reads it, and so does what cannot trust the tiles. */
	scratch_read(scratch, "entries", &entries);
	entries.at[100] ^= 1;
	scratch_write(scratch, "entries", builder_slice(&entries));
	ledger = scratch_open(scratch, &repaired);
	assert_false(repaired);
	assert_int_equal(ledger_size(ledger), SETTLE_ENTRIES + 1);
	ledger_free(ledger);
	scratch_remove(scratch, "tile/1/000.p/16");
	scratch_refuses(scratch, ERROR_CORRUPT, "entry 2 ");
	builder_release(&settled);
	builder_release(&entries);
}

static void a_shortcut_that_leads_nowhere_is_not_taken(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"4096\n",
		"4096 0\n",
		"4096 1\n",
		"4096 99999999999\n",
		"4097 1000\n",
		"256 1000\n",
		"99999999999 0\n",
		"x y\n",
		"4096 99999999999999999999999999999999999999999999999999999999",
	};
	struct scratch *scratch = *state;

	scratch_make_batch(scratch, 5000);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		scratch_write(scratch, "settled", slice_of(texts[i]));
		assert_int_equal(scratch_size(scratch, NULL), 5000);
	}
}

static void a_tile_lost_long_ago_is_made_anew_when_it_is_needed(void **state)
{
	struct scratch *scratch = *state;
	struct tlog_proof proof;
	struct arena arena = {0};
	struct error error = {0};
	struct ledger *ledger;
	struct builder tile = {0};

	scratch_make_batch(scratch, 5000);
	ledger = scratch_open(scratch, NULL);
	scratch_remove(scratch, "tile/0/003");
	assert_success(ledger_prove(ledger, 800, &arena, &proof, &error),
		       &error);
	assert_true(scratch_has(scratch, "tile/0/003"));
	scratch_read(scratch, "tile/0/003", &tile);
	tile.at[5] ^= 1;
	scratch_write(scratch, "tile/0/003", builder_slice(&tile));
	assert_int_equal(ledger_prove(ledger, 800, &arena, &proof, &error), -1);
	assert_int_equal(error.code, ERROR_CORRUPT);
	tile.at[5] ^= 1;
	scratch_write(scratch, "tile/0/003", builder_slice(&tile));
	assert_success(scratch_append(ledger, &error), &error);
	scratch_check(scratch, ledger);
	ledger_free(ledger);
	builder_release(&tile);
	arena_release(&arena);
}

/* --- failing while tiles are completed ---------------------------------------- */

static void every_write_of_a_batch_may_fail(void **state)
{
	static const uint64_t before[] = {0, 255};
	struct scratch *scratch = *state;

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		bool failed = true;

		for (uint64_t n = 1; failed; n++) {
			struct error error = {0};
			struct ledger *ledger;
			uint64_t size;
			int result;

			scratch_make_batch(scratch, before[i]);
			ledger = scratch_open(scratch, NULL);
			file_fail_at(n);
			result = scratch_append_batch(ledger, 300, &error);
			failed = file_failed();
			file_fail_at(0);
			if (result != 0) {
				assert_true(failed);
				assert_int_equal(error.code, ERROR_SYSTEM);
				assert_int_equal(ledger_size(ledger),
						 before[i]);
			}
			ledger_free(ledger);
			size = scratch_size(scratch, NULL);
			assert_true(size == before[i] + 300 ||
				    (result != 0 && size == before[i]));
		}
	}
}

/* Settling is tried again another time, and what it noted holds. */
static void every_sync_of_settling_may_fail(void **state)
{
	struct scratch *scratch = *state;
	bool failed = true;
	int settled = 0, others = 0;

	scratch_make_batch(scratch, SETTLE_ENTRIES + 5);
	for (uint64_t n = 1; failed; n++) {
		struct ledger *ledger = scratch_open(scratch, NULL);

		ledger_free(ledger);
		scratch_remove(scratch, "settled");
		file_fail_at(n);
		ledger = scratch_open(scratch, NULL);
		failed = file_failed();
		file_fail_at(0);
		ledger_free(ledger);
		if (scratch_has(scratch, "settled"))
			settled++;
		else
			others++;
		if (n % 8 == 1)
			assert_int_equal(scratch_size(scratch, NULL),
					 SETTLE_ENTRIES + 5);
	}
	assert_true(settled > 0 && others > 30);
}

static void append_batches_until_killed(struct scratch *scratch, int to_parent)
{
	struct ledger *ledger;

	if (ledger_open(&ledger, scratch->directory, scratch->seed, NULL,
			NULL) != 0)
		_exit(1);
	for (;;) {
		uint64_t size;

		if (scratch_append_batch(ledger, 300, NULL) != 0)
			_exit(1);
		size = ledger_size(ledger);
		if (write(to_parent, &size, sizeof(size)) != sizeof(size))
			_exit(1);
	}
}

static void a_killed_process_leaves_tiles_that_hold(void **state)
{
	struct scratch *scratch = *state;
	uint64_t known = 0;

	scratch_make(scratch, 0);
	for (unsigned int round = 0; round < 12; round++) {
		int pipes[2];
		uint64_t size, told;
		pid_t child;

		assert_int_equal(pipe(pipes), 0);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			close(pipes[0]);
			append_batches_until_killed(scratch, pipes[1]);
		}
		close(pipes[1]);
		assert_int_equal(read(pipes[0], &told, sizeof(told)),
				 sizeof(told));
		known = told;
		usleep(round * 977 % 5000);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		while (read(pipes[0], &told, sizeof(told)) == sizeof(told))
			known = told;
		close(pipes[0]);
		size = scratch_size(scratch, NULL);
		/* a batch is one write: all of it, or what of it came through */
		assert_in_range(size, known, known + 300);
	}
}

#define TILES_TEST(test) \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TILES_TEST(tiles_are_named_as_the_specification_says),
		TILES_TEST(
			a_tree_of_70000_has_the_tiles_that_the_specification_counts),
		TILES_TEST(bundles_hold_the_entries_after_their_lengths),
		TILES_TEST(partial_tiles_go_when_theirs_is_full),
		TILES_TEST(proofs_from_tiles_are_those_of_the_tree),
		TILES_TEST(every_entry_of_some_sizes_is_proved),
		TILES_TEST(a_tile_that_is_lost_is_made_anew),
		TILES_TEST(a_torn_tile_is_made_anew),
		TILES_TEST(an_altered_tile_is_corruption),
		TILES_TEST(the_tiles_of_another_ledger_are_refused),
		TILES_TEST(a_ledger_without_tiles_gets_them),
		TILES_TEST(every_write_of_making_tiles_may_fail),
		TILES_TEST(tiles_are_settled_and_reading_begins_there),
		TILES_TEST(a_shortcut_that_leads_nowhere_is_not_taken),
		TILES_TEST(a_tile_lost_long_ago_is_made_anew_when_it_is_needed),
		TILES_TEST(every_write_of_a_batch_may_fail),
		TILES_TEST(every_sync_of_settling_may_fail),
		TILES_TEST(a_killed_process_leaves_tiles_that_hold),
	};

	return cmocka_run_group_tests_name("ledger tiles", tests, NULL, NULL);
}
