/*
 * tiles.h - the tree as files: C2SP tlog-tiles.
 *
 *     tile/<L>/<N>[.p/<W>]         at level L the N-th run of 256 hashes, each
 *                                  over 256^L entries; W of them when fewer
 *     tile/entries/<N>[.p/<W>]     the same entries, each after its length
 *                                  (2 bytes, big-endian)
 *
 * N is written in groups of three digits: 1234067 is x001/x234/067.  Tiles are
 * made from the entries and never the only copy of anything, so writing one
 * does not wait for the disk: opening the ledger makes anew what a crash tore.
 * A tile that is whole and says something else than the entries is corruption.
 */
#ifndef HORNBOOK_LEDGER_TILES_H
#define HORNBOOK_LEDGER_TILES_H

#include "base/builder.h"
#include "ledger/ledger.h"

enum {
	TILE_HEIGHT = 8,
	TILE_WIDTH = 1 << TILE_HEIGHT,
	TILE_LEVELS = 8,
	TILE_ENTRIES = -1, /* the "level" of bundles of entries */
	TILE_PATH_BYTES = 64,
	TILE_BYTES = TILE_WIDTH * LEDGER_HASH_BYTES,
	BUNDLE_LIMIT = TILE_WIDTH * (2 + LEDGER_ENTRY_LIMIT),
};

/* The path below the ledger's directory, `width` of TILE_WIDTH being whole. */
void tile_path(int level, uint64_t index, unsigned int width,
	       char path[TILE_PATH_BYTES]);

/* What becomes of each tile as it is completed. */
enum tiles_mode {
	TILES_NONE,    /* nothing */
	TILES_WRITE,   /* written */
	TILES_MEND,    /* compared; written if missing or torn */
	TILES_COMPARE, /* compared; counted if missing or torn */
};

/*
 * The right edge of the tree: all that is needed to go on.  `edge` and the
 * tiles that are not full.
 */
struct tiles {
	const char *directory; /* of the ledger; borrowed */
	struct tree_edge edge;
	enum tiles_mode mode;
	uint64_t mended;   /* tiles that were missing or torn; or written */
	uint64_t finished; /* the size for which partial tiles are there */
	uint8_t hash[TILE_LEVELS][TILE_WIDTH][LEDGER_HASH_BYTES];
	struct builder bundle;
	struct builder scratch;
};

/* An empty tree. */
void tiles_init(struct tiles *tiles, const char *directory,
		enum tiles_mode mode);
void tiles_release(struct tiles *tiles);

/*
 * Takes from disk the edge of a tree of `size`, a multiple of TILE_WIDTH.
 * False when a tile that is needed is not there or not whole; what those say
 * is for the caller to hold against the checkpoint.
 */
bool tiles_load(struct tiles *tiles, uint64_t size);

/* Adds an entry, whose leaf hash this is, and sees to each tile that it
 * completes.  ERROR_CORRUPT for a tile that says something else. */
int tiles_add(struct tiles *tiles, struct slice entry,
	      const uint8_t leaf[LEDGER_HASH_BYTES], struct error *error);

/* Sees to the tiles that are not full: those of a checkpoint of this size. */
int tiles_finish(struct tiles *tiles, struct error *error);

/* Removes the partial tiles of those that were completed since `old_size`. */
void tiles_tidy(const struct tiles *tiles, uint64_t old_size);

/* Makes the full tiles between two sizes last, with what leads to them. */
int tiles_sync(const struct tiles *tiles, uint64_t from, uint64_t to,
	       struct error *error);

/* --- reading ---------------------------------------------------------------- */

/*
 * Reads the first `width` hashes of a tile, or entries of a bundle, from the
 * partial tile of that width or from the full one.  ERROR_NOT_FOUND when
 * neither is there and whole.
 */
int tile_read(const char *directory, int level, uint64_t index,
	      unsigned int width, struct builder *content, struct error *error);

/* The roots of subtrees, from the tiles of a tree with at least the leaves
 * asked for. */
struct tile_reader {
	const struct tiles *tiles;
	uint64_t index[TILE_LEVELS]; /* of the one tile held for each level */
	bool held[TILE_LEVELS];
	uint8_t hash[TILE_LEVELS][TILE_WIDTH][LEDGER_HASH_BYTES];
	struct builder content;
};

/* To be released also after a failure. */
void tile_reader_release(struct tile_reader *reader);

/* The root over the entries from `start` up to but not including `end`, which
 * is a subtree of some tree: `start` is a multiple of the power of two that is
 * not less than their number. */
int tile_reader_root(struct tile_reader *reader, uint64_t start, uint64_t end,
		     uint8_t root[LEDGER_HASH_BYTES], struct error *error);

/* As tree_inclusion and tree_consistency, from tiles. */
int tile_reader_inclusion(struct tile_reader *reader, uint64_t size,
			  uint64_t index,
			  uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES],
			  size_t *length, struct error *error);
int tile_reader_consistency(struct tile_reader *reader, uint64_t old_size,
			    uint64_t size,
			    uint8_t path[LEDGER_PROOF_LIMIT][LEDGER_HASH_BYTES],
			    size_t *length, struct error *error);

#endif
