#include "register/sqlite.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "register/chunk_id.h"

/* One column of bytes by one number. */
static int read_bytes(struct store *store, enum sql which, int64_t number,
		      struct slice *bytes, bool *found, struct arena *arena,
		      struct error *error)
{
	struct query q = query_of(store, which);

	query_number(&q, number);
	*found = query_step(&q);
	if (*found) {
		*bytes = arena_copy(arena, query_bytes_at(&q, 0));
		if (bytes->at == NULL)
			q.status = SQLITE_NOMEM;
	}
	return query_end(&q, error);
}

static int add_bytes(struct store *store, enum sql which, uint64_t number,
		     struct slice bytes, struct error *error)
{
	struct query q = query_of(store, which);

	query_number(&q, (int64_t)number);
	query_bytes(&q, bytes);
	return query_run(&q, error);
}

/* --- sets of fields -------------------------------------------------------- */

int sqlite_set_number(struct store *store, struct slice fields, uint64_t *set,
		      struct error *error)
{
	struct query q = query_of(store, SQL_SET_FIND);
	int64_t number = 0;
	bool found;

	query_bytes(&q, fields);
	if (query_one_number(&q, &number, &found, error) != 0)
		return -1;
	if (!found) {
		q = query_of(store, SQL_SET_ADD);
		query_bytes(&q, fields);
		if (query_run(&q, error) != 0)
			return -1;
		number = sqlite3_last_insert_rowid(
			sqlite_store_of(store)->files[REGISTER_FILE]);
	}
	*set = (uint64_t)number;
	return 0;
}

int sqlite_set(struct store *store, uint64_t set, struct slice *fields,
	       bool *found, struct arena *arena, struct error *error)
{
	return read_bytes(store, SQL_SET, (int64_t)set, fields, found, arena,
			  error);
}

/* --- chunks ---------------------------------------------------------------- */

int sqlite_chunk_add(struct store *store, const struct store_chunk *chunk,
		     struct error *error)
{
	return add_bytes(store, SQL_CHUNK_ADD,
			 chunk_id(chunk->level, chunk->range, chunk->release),
			 chunk->rows, error);
}

int sqlite_chunk(struct store *store, struct store_chunk *chunk, bool *found,
		 struct arena *arena, struct error *error)
{
	return read_bytes(
		store, SQL_CHUNK,
		(int64_t)chunk_id(chunk->level, chunk->range, chunk->release),
		&chunk->rows, found, arena, error);
}

static int visit_range(struct store *store, unsigned int level, uint64_t range,
		       store_chunk_visitor *visit, void *context,
		       struct error *error)
{
	struct query q = query_of(store, SQL_CHUNKS);
	struct release release;
	int result = 0;

	query_number(&q, (int64_t)chunk_id(level, range, 0));
	query_number(&q, (int64_t)chunk_id(level, range, STORE_RELEASE_MOST));
	query_number(&q, RELEASE_DONE);
	while (result == 0 && query_step(&q)) {
		struct store_chunk chunk = {.level = level, .range = range};

		sqlite_release_at(&q, &release);
		chunk.release = release.id;
		chunk.rows = query_bytes_at(&q, RELEASE_COLUMN_COUNT);
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &release, &chunk, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_chunks(struct store *store, uint64_t pupil,
		  store_chunk_visitor *visit, void *context,
		  struct error *error)
{
	int result = 0;

	for (unsigned int level = ROLL_LEVEL_LEAST;
	     level <= ROLL_LEVEL_MOST && result == 0; level += ROLL_LEVEL_STEP)
		result = visit_range(store, level, roll_range(pupil, level),
				     visit, context, error);
	return result;
}

int sqlite_kept_add(struct store *store, uint64_t release, struct slice sealed,
		    struct error *error)
{
	return add_bytes(store, SQL_KEPT_ADD, release, sealed, error);
}

int sqlite_kept(struct store *store, uint64_t release, struct slice *sealed,
		bool *found, struct arena *arena, struct error *error)
{
	return read_bytes(store, SQL_KEPT, (int64_t)release, sealed, found,
			  arena, error);
}

int sqlite_outline_add(struct store *store, uint64_t release,
		       struct slice outline, struct error *error)
{
	return add_bytes(store, SQL_OUTLINE_ADD, release, outline, error);
}

int sqlite_outline(struct store *store, uint64_t release, struct slice *outline,
		   bool *found, struct arena *arena, struct error *error)
{
	return read_bytes(store, SQL_OUTLINE, (int64_t)release, outline, found,
			  arena, error);
}

/* --- tags ------------------------------------------------------------------ */

int sqlite_tags(struct store *store, uint64_t range,
		uint8_t tags[ROLL_CHUNK][TAG_BYTES], struct error *error)
{
	struct query q = query_of(store, SQL_TAGS);

	memset(tags, 0, sizeof(tags[0]) * ROLL_CHUNK);
	query_number(&q, (int64_t)range);
	if (query_step(&q)) {
		struct slice held = query_bytes_at(&q, 0);

		if (held.len % TAG_BYTES != 0 ||
		    held.len > sizeof(tags[0]) * ROLL_CHUNK)
			q.status = SQLITE_CORRUPT;
		else if (held.len > 0)
			memcpy(tags, held.at, held.len);
	}
	return query_end(&q, error);
}

/* Without the zeros at the end. */
int sqlite_tags_set(struct store *store, uint64_t range,
		    uint8_t tags[ROLL_CHUNK][TAG_BYTES], struct error *error)
{
	static const uint8_t none[TAG_BYTES];
	size_t count = ROLL_CHUNK;

	while (count > 0 && memcmp(tags[count - 1], none, TAG_BYTES) == 0)
		count--;
	return add_bytes(store, SQL_TAGS_SET, range,
			 as_bytes(tags[0], count * TAG_BYTES), error);
}
