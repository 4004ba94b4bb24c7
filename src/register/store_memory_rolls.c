#include "register/store_memory.h"

#include "base/error.h"

/* --- sets of fields -------------------------------------------------------- */

int memory_store_set_number(struct store *base, struct slice fields,
			    uint64_t *set, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	size_t count = store->rows[ROWS_SETS].count;

	for (size_t i = 0; i < count; i++) {
		const struct slice *row = row_at(store, ROWS_SETS, i);

		*set = i + 1;
		if (slice_equal(*row, fields))
			return 0;
	}
	*set = count + 1;
	if (!text_keep(store, &fields))
		return error_memory(error);
	return row_add(store, ROWS_SETS, &fields, error);
}

int memory_store_set(struct store *base, uint64_t set, struct slice *fields,
		     bool *found, struct arena *arena, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)arena;
	(void)error;
	*found = set >= 1 && set <= store->rows[ROWS_SETS].count;
	if (*found)
		*fields = *(const struct slice *)row_at(store, ROWS_SETS,
							(size_t)set - 1);
	return 0;
}

/* --- chunks ---------------------------------------------------------------- */

int memory_store_chunk_add(struct store *base, const struct store_chunk *chunk,
			   struct error *error)
{
	struct store_chunk row = *chunk;

	if (!text_keep(memory_store_of(base), &row.rows))
		return error_memory(error);
	return row_add(memory_store_of(base), ROWS_CHUNKS, &row, error);
}

int memory_store_chunk(struct store *base, struct store_chunk *chunk,
		       bool *found, struct arena *arena, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)arena;
	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_CHUNKS].count; i++) {
		const struct store_chunk *row = row_at(store, ROWS_CHUNKS, i);

		if (row->release != chunk->release ||
		    row->level != chunk->level || row->range != chunk->range)
			continue;
		*found = true;
		chunk->rows = row->rows;
	}
	return 0;
}

int memory_store_chunks(struct store *base, uint64_t pupil,
			store_chunk_visitor *visit, void *context,
			struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_CHUNKS].count; i++) {
		const struct store_chunk *row = row_at(store, ROWS_CHUNKS, i);
		const struct release *held = release_row(store, row->release);
		struct release release;

		if (row->range != roll_range(pupil, row->level) ||
		    held == NULL || held->state != RELEASE_DONE)
			continue;
		release = *held;
		release.manifest = SLICE("");
		if (visit(context, &release, row, error) != 0)
			return -1;
	}
	return 0;
}

static int add_bytes(struct store *base, enum rows rows, uint64_t release,
		     struct slice bytes, struct error *error)
{
	struct outline_row row = {release, bytes};

	if (!text_keep(memory_store_of(base), &row.outline))
		return error_memory(error);
	return row_add(memory_store_of(base), rows, &row, error);
}

static bool find_bytes(struct store *base, enum rows rows, uint64_t release,
		       struct slice *bytes)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[rows].count; i++) {
		const struct outline_row *row = row_at(store, rows, i);

		if (row->release != release)
			continue;
		*bytes = row->outline;
		return true;
	}
	return false;
}

int memory_store_outline_add(struct store *base, uint64_t release,
			     struct slice outline, struct error *error)
{
	return add_bytes(base, ROWS_OUTLINES, release, outline, error);
}

int memory_store_outline(struct store *base, uint64_t release,
			 struct slice *outline, bool *found,
			 struct arena *arena, struct error *error)
{
	(void)arena;
	(void)error;
	*found = find_bytes(base, ROWS_OUTLINES, release, outline);
	return 0;
}

int memory_store_kept_add(struct store *base, uint64_t release,
			  struct slice sealed, struct error *error)
{
	return add_bytes(base, ROWS_KEPT, release, sealed, error);
}

int memory_store_kept(struct store *base, uint64_t release,
		      struct slice *sealed, bool *found, struct arena *arena,
		      struct error *error)
{
	(void)arena;
	(void)error;
	*found = find_bytes(base, ROWS_KEPT, release, sealed);
	return 0;
}

/* --- tags ------------------------------------------------------------------ */

enum { TAGS_BYTES = ROLL_CHUNK * TAG_BYTES };

int memory_store_tags(struct store *base, uint64_t range,
		      uint8_t tags[ROLL_CHUNK][TAG_BYTES], struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	memset(tags, 0, TAGS_BYTES);
	for (size_t i = 0; i < store->rows[ROWS_TAGS].count; i++) {
		const struct tags_row *row = row_at(store, ROWS_TAGS, i);

		if (row->range == range)
			memcpy(tags, row->tags.at, TAGS_BYTES);
	}
	return 0;
}

int memory_store_tags_set(struct store *base, uint64_t range,
			  uint8_t tags[ROLL_CHUNK][TAG_BYTES],
			  struct error *error)
{
	struct tags_row row = {range, {(const char *)tags[0], TAGS_BYTES}};

	if (!text_keep(memory_store_of(base), &row.tags))
		return error_memory(error);
	return row_add(memory_store_of(base), ROWS_TAGS, &row, error);
}
