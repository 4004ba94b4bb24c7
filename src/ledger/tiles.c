#include "ledger/tiles.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/file.h"
#include "ledger/files.h"

/* The unit in which a crash leaves a file unwritten; it then reads as zero. */
enum { BLOCK_BYTES = 4096 };

/* --- names ---------------------------------------------------------------- */

/* C2SP tlog-tiles: groups of three digits, all but the last after an 'x'. */
static size_t add_groups(uint64_t index, bool last, char *text, size_t room)
{
	size_t used = 0;

	if (index >= 1000)
		used = add_groups(index / 1000, false, text, room);
	return used + (size_t)snprintf(text + used, room - used,
				       last ? "%03u" : "x%03u/",
				       (unsigned int)(index % 1000));
}

void tile_path(int level, uint64_t index, unsigned int width,
	       char path[TILE_PATH_BYTES])
{
	size_t used;

	if (level == TILE_ENTRIES)
		used = (size_t)snprintf(path, TILE_PATH_BYTES, "tile/entries/");
	else
		used = (size_t)snprintf(path, TILE_PATH_BYTES, "tile/%d/",
					level);
	used += add_groups(index, true, path + used, TILE_PATH_BYTES - used);
	if (width < TILE_WIDTH)
		snprintf(path + used, TILE_PATH_BYTES - used, ".p/%u", width);
}

/* How many leaves a hash at this level stands for, as a power of two. */
static unsigned int shift_of(int level)
{
	return level == TILE_ENTRIES ? 0 : (unsigned int)level * TILE_HEIGHT;
}

/* Tiles of this level that are full in a tree of `size`. */
static uint64_t full_tiles(int level, uint64_t size)
{
	unsigned int shift = shift_of(level) + TILE_HEIGHT;

	return shift < 64 ? size >> shift : 0;
}

static unsigned int partial_width(int level, uint64_t size)
{
	return (unsigned int)(size >> shift_of(level)) & (TILE_WIDTH - 1);
}

/* --- reading one ------------------------------------------------------------ */

/* The bytes of the first `width` entries of a bundle; false when there are not
 * as many. */
static bool bundle_part(struct slice bundle, unsigned int width, size_t *bytes)
{
	size_t at = 0;

	for (unsigned int i = 0; i < width; i++) {
		size_t length;

		if (bundle.len - at < 2)
			return false;
		length = (size_t)(unsigned char)bundle.at[at] << 8 |
			 (unsigned char)bundle.at[at + 1];
		if (bundle.len - at - 2 < length)
			return false;
		at += 2 + length;
	}
	*bytes = at;
	return true;
}

/* Whether `content` is a whole tile of `actual` width; cuts it to `width`. */
static bool cut_tile(int level, unsigned int actual, unsigned int width,
		     struct builder *content)
{
	size_t all = (size_t)actual * LEDGER_HASH_BYTES;
	size_t part = (size_t)width * LEDGER_HASH_BYTES;

	if (level == TILE_ENTRIES &&
	    (!bundle_part(builder_slice(content), actual, &all) ||
	     !bundle_part(builder_slice(content), width, &part)))
		return false;
	if (content->len != all)
		return false;
	content->len = part;
	return true;
}

static int read_tile(const char *directory, int level, uint64_t index,
		     unsigned int width, struct builder *content,
		     struct error *error)
{
	uint64_t limit = level == TILE_ENTRIES ? BUNDLE_LIMIT : TILE_BYTES;
	struct arena arena = {0};
	char name[TILE_PATH_BYTES];
	char *path;
	int result;

	tile_path(level, index, width, name);
	path = path_join(&arena, directory, name);
	builder_clear(content);
	result = path != NULL ? file_read(path, limit, content, error)
			      : error_memory(error);
	arena_release(&arena);
	return result;
}

int tile_read(const char *directory, int level, uint64_t index,
	      unsigned int width, struct builder *content, struct error *error)
{
	struct error why = {0};
	char name[TILE_PATH_BYTES];

	for (unsigned int actual = width;; actual = TILE_WIDTH) {
		if (read_tile(directory, level, index, actual, content, &why) ==
			    0 &&
		    cut_tile(level, actual, width, content))
			return 0;
		if (why.code == ERROR_MEMORY) {
			if (error != NULL)
				*error = why;
			return -1;
		}
		if (actual == TILE_WIDTH)
			break;
	}
	builder_clear(content);
	tile_path(level, index, width, name);
	error_set(error, ERROR_NOT_FOUND, "the tile is missing or not whole");
	return error_at(error, slice_of(name), 0, 0, 0);
}

/* --- comparing and writing -------------------------------------------------- */

/* Whether `actual` is what a crash may have left of `expected`: short, or with
 * blocks that were never written. */
static bool is_torn(struct slice actual, struct slice expected)
{
	if (actual.len > expected.len)
		return false;
	for (size_t at = 0; at < actual.len; at += BLOCK_BYTES) {
		struct slice block = slice_part(actual, at, at + BLOCK_BYTES);

		if (memcmp(block.at, expected.at + at, block.len) == 0)
			continue;
		for (size_t i = 0; i < block.len; i++)
			if (block.at[i] != 0)
				return false;
	}
	return true;
}

static int contradicts(const char *path, struct error *error)
{
	error_set(error, ERROR_CORRUPT,
		  "the tile is not what the entries hash to");
	error_hint(error, "put it back from a copy, or move the directory "
			  "'tile' away to have all tiles made anew from the "
			  "entries");
	return files_at(path, error);
}

/* Looks for the tile, or where it may be gone since, the full one instead. */
static int compare_tile(struct tiles *tiles, const char *path, int level,
			uint64_t index, unsigned int width,
			struct slice expected, bool *whole, struct error *error)
{
	struct error why = {0};
	struct slice found;
	int result = read_tile(tiles->directory, level, index, width,
			       &tiles->scratch, &why);

	*whole = false;
	if (result != 0 && why.code == ERROR_NOT_FOUND && width < TILE_WIDTH) {
		/* A process that appends beside us has completed it. */
		*whole = tile_read(tiles->directory, level, index, width,
				   &tiles->scratch, NULL) == 0 &&
			 slice_equal(builder_slice(&tiles->scratch), expected);
		return 0;
	}
	if (result != 0 && why.code == ERROR_NOT_FOUND)
		return 0;
	if (result != 0 && why.code == ERROR_INPUT)
		return contradicts(path, error); /* longer than any */
	if (result != 0) {
		if (error != NULL)
			*error = why;
		return -1;
	}
	found = builder_slice(&tiles->scratch);
	*whole = slice_equal(found, expected);
	if (!*whole && !is_torn(found, expected))
		return contradicts(path, error);
	return 0;
}

/* Sees to one tile that holds `content`. */
static int settle_tile(struct tiles *tiles, int level, uint64_t index,
		       unsigned int width, struct slice content,
		       struct error *error)
{
	struct arena arena = {0};
	char name[TILE_PATH_BYTES];
	char *path;
	bool whole = false;
	int result = 0;

	if (tiles->mode == TILES_NONE)
		return 0;
	tile_path(level, index, width, name);
	path = path_join(&arena, tiles->directory, name);
	if (path == NULL)
		result = error_memory(error);
	else if (tiles->mode != TILES_WRITE)
		result = compare_tile(tiles, path, level, index, width, content,
				      &whole, error);
	if (result == 0 && !whole && tiles->mode != TILES_COMPARE)
		result = file_put(path, content, LEDGER_STORE_MODE,
				  LEDGER_DIRECTORY_MODE, error);
	if (result == 0 && !whole)
		tiles->mended++;
	arena_release(&arena);
	return result;
}

static struct slice content_of(const struct tiles *tiles, int level,
			       unsigned int width)
{
	if (level == TILE_ENTRIES)
		return builder_slice(&tiles->bundle);
	return (struct slice){(const char *)tiles->hash[level],
			      (size_t)width * LEDGER_HASH_BYTES};
}

/* --- growing ---------------------------------------------------------------- */

void tiles_init(struct tiles *tiles, const char *directory,
		enum tiles_mode mode)
{
	tiles->directory = directory;
	tiles->edge = (struct tree_edge){0};
	tiles->mode = mode;
	tiles->mended = 0;
	tiles->finished = 0;
	builder_clear(&tiles->bundle);
}

void tiles_release(struct tiles *tiles)
{
	builder_release(&tiles->bundle);
	builder_release(&tiles->scratch);
}

/* The peaks that the hashes of one level make. */
static void add_peaks(struct tiles *tiles, int level, unsigned int width)
{
	unsigned int shift = shift_of(level);
	unsigned int start = 0;

	for (unsigned int bit = TILE_HEIGHT; bit-- > 0;) {
		unsigned int count = 1U << bit;

		if ((width & count) == 0)
			continue;
		tree_root(tiles->hash[level] + start, count,
			  tiles->edge.peak[shift + bit]);
		start += count;
	}
}

bool tiles_load(struct tiles *tiles, uint64_t size)
{
	for (int level = 1; level < TILE_LEVELS; level++) {
		unsigned int width = partial_width(level, size);

		if (width == 0)
			continue;
		if (tile_read(tiles->directory, level, full_tiles(level, size),
			      width, &tiles->scratch, NULL) != 0)
			return false;
		memcpy(tiles->hash[level], tiles->scratch.at,
		       tiles->scratch.len);
		add_peaks(tiles, level, width);
	}
	tiles->edge.size = size;
	tiles->finished = size;
	return true;
}

static void add_entry(struct builder *bundle, struct slice entry)
{
	builder_add_byte(bundle, (char)(entry.len >> 8));
	builder_add_byte(bundle, (char)(entry.len & 0xff));
	builder_add(bundle, entry);
}

/* The tile of partial tiles that led up to a full one. */
static void remove_partial(const struct tiles *tiles, int level, uint64_t index)
{
	struct arena arena = {0};
	char name[TILE_PATH_BYTES];
	char *path;

	tile_path(level, index, TILE_WIDTH, name);
	memcpy(name + strlen(name), ".p", sizeof(".p"));
	path = path_join(&arena, tiles->directory, name);
	if (path != NULL)
		directory_remove(path, NULL);
	arena_release(&arena);
}

int tiles_add(struct tiles *tiles, struct slice entry,
	      const uint8_t leaf[LEDGER_HASH_BYTES], struct error *error)
{
	uint8_t carried[64][LEDGER_HASH_BYTES];
	uint64_t before = tiles->edge.size;

	add_entry(&tiles->bundle, entry);
	if (tiles->bundle.failed)
		return error_memory(error);
	tree_edge_carry(&tiles->edge, leaf, carried);
	memcpy(tiles->hash[0][partial_width(0, before)], leaf,
	       LEDGER_HASH_BYTES);
	if (partial_width(0, tiles->edge.size) != 0)
		return 0;
	if (settle_tile(tiles, TILE_ENTRIES, full_tiles(0, before), TILE_WIDTH,
			builder_slice(&tiles->bundle), error) != 0)
		return -1;
	builder_clear(&tiles->bundle);
	for (int level = 0; level < TILE_LEVELS; level++) {
		if (level > 0)
			memcpy(tiles->hash[level][partial_width(level, before)],
			       carried[shift_of(level)], LEDGER_HASH_BYTES);
		if (partial_width(level, tiles->edge.size) != 0)
			break;
		if (settle_tile(
			    tiles, level, full_tiles(level, before), TILE_WIDTH,
			    content_of(tiles, level, TILE_WIDTH), error) != 0)
			return -1;
	}
	return 0;
}

int tiles_finish(struct tiles *tiles, struct error *error)
{
	uint64_t size = tiles->edge.size;

	for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
		unsigned int width = partial_width(level, size);
		bool grown = tiles->finished >> shift_of(level) !=
			     size >> shift_of(level);

		if (width == 0 || (tiles->mode == TILES_WRITE && !grown))
			continue;
		if (settle_tile(tiles, level, full_tiles(level, size), width,
				content_of(tiles, level, width), error) != 0)
			return -1;
	}
	tiles->finished = size;
	return 0;
}

void tiles_tidy(const struct tiles *tiles, uint64_t old_size)
{
	for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
		uint64_t first = full_tiles(level, old_size);

		if (partial_width(level, old_size) != 0 &&
		    first < full_tiles(level, tiles->edge.size))
			remove_partial(tiles, level, first);
	}
}

/* --- making them last ------------------------------------------------------- */

/* Syncs the directories above `path`, up to the ledger's. */
static int sync_above(char *path, size_t stop, struct error *error)
{
	for (size_t i = strlen(path); i > stop; i--) {
		int result;

		if (path[i] != '/')
			continue;
		path[i] = '\0';
		result = directory_sync(path, error);
		path[i] = '/';
		if (result != 0)
			return -1;
	}
	return 0;
}

static int sync_tile(const struct tiles *tiles, int level, uint64_t index,
		     unsigned int width, bool above, struct error *error)
{
	struct arena arena = {0};
	char name[TILE_PATH_BYTES];
	char *path;
	int result;

	tile_path(level, index, width, name);
	path = path_join(&arena, tiles->directory, name);
	result = path != NULL ? file_sync(path, error) : error_memory(error);
	if (result == 0 && above)
		result = sync_above(path, strlen(path) - strlen(name), error);
	arena_release(&arena);
	return result;
}

int tiles_sync(const struct tiles *tiles, uint64_t from, uint64_t to,
	       struct error *error)
{
	for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++) {
		uint64_t end = full_tiles(level, to);
		unsigned int width = partial_width(level, to);

		for (uint64_t i = full_tiles(level, from); i < end; i++)
			if (sync_tile(tiles, level, i, TILE_WIDTH,
				      i + 1 == end || i % 1000 == 999,
				      error) != 0)
				return -1;
		if (width != 0 &&
		    sync_tile(tiles, level, end, width, true, error) != 0)
			return -1;
	}
	return 0;
}
