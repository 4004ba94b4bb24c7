#include "register/roll_migrate.h"

#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/chunk_id.h"
#include "register/roll.h"

enum roll_sql {
	RELEASES,
	MASKS,
	SET_ADD,
	SET_FIND,
	CHUNKS,
	CHUNK_ADD,
	OUTLINE_ADD,
	STATEMENT_COUNT
};

static const char *const texts[STATEMENT_COUNT] = {
	[RELEASES] = "SELECT id FROM release ORDER BY id",
	[MASKS] = "SELECT mask, fields FROM release_mask WHERE release = ?1"
		  " ORDER BY mask",
	[SET_ADD] = "INSERT OR IGNORE INTO field_set(fields) VALUES (?1)",
	[SET_FIND] = "SELECT id FROM field_set WHERE fields = ?1",
	[CHUNKS] = "SELECT first, rows FROM roll WHERE release = ?1"
		   " ORDER BY first",
	[CHUNK_ADD] = "INSERT INTO roll_chunk VALUES (?1, ?2)",
	[OUTLINE_ADD] = "INSERT INTO roll_outline VALUES (?1, ?2)",
};

struct migrating {
	sqlite3_stmt *statements[STATEMENT_COUNT];
	sqlite3_int64 release;
	uint64_t *sets; /* by mask */
	size_t set_count, set_capacity;
	struct roll_row *rows;
	size_t row_count, row_capacity;
	int status;
};

static bool fail(struct migrating *migrating, int status)
{
	migrating->status = status;
	return false;
}

/* Runs a statement that gives no row. */
static bool run(struct migrating *migrating, enum roll_sql which)
{
	sqlite3_stmt *statement = migrating->statements[which];
	int status = sqlite3_step(statement);
	int reset = sqlite3_reset(statement);

	sqlite3_clear_bindings(statement);
	if (status == SQLITE_DONE && reset == SQLITE_OK)
		return true;
	return fail(migrating, reset != SQLITE_OK ? reset : SQLITE_CORRUPT);
}

/* Whether there is a further row; when not, `status` says why. */
static bool step(struct migrating *migrating, enum roll_sql which)
{
	int status = sqlite3_step(migrating->statements[which]);

	if (status == SQLITE_ROW)
		return true;
	status = sqlite3_reset(migrating->statements[which]);
	if (status != SQLITE_OK)
		migrating->status = status;
	return false;
}

/* --- sets -------------------------------------------------------------------- */

static bool grow(void **array, size_t *capacity, size_t count, size_t size)
{
	size_t wanted = *capacity > 0 ? *capacity * 2 : 64;
	size_t bytes;
	void *grown;

	if (count < *capacity)
		return true;
	if (!size_multiply(wanted, size, &bytes))
		return false;
	grown = memory_resize(*array, bytes);
	if (grown == NULL)
		return false;
	*array = grown;
	*capacity = wanted;
	return true;
}

static bool number_set(struct migrating *migrating, uint64_t *set)
{
	sqlite3_stmt *from = migrating->statements[MASKS];
	sqlite3_stmt *find = migrating->statements[SET_FIND];
	sqlite3_value *fields = sqlite3_column_value(from, 1);

	sqlite3_bind_value(migrating->statements[SET_ADD], 1, fields);
	sqlite3_bind_value(find, 1, fields);
	if (!run(migrating, SET_ADD) || !step(migrating, SET_FIND))
		return false;
	*set = (uint64_t)sqlite3_column_int64(find, 0);
	sqlite3_reset(find);
	return true;
}

static bool read_sets(struct migrating *migrating)
{
	sqlite3_stmt *masks = migrating->statements[MASKS];

	migrating->set_count = 0;
	sqlite3_bind_int64(masks, 1, migrating->release);
	while (step(migrating, MASKS)) {
		void *sets = migrating->sets;

		if (sqlite3_column_int64(masks, 0) !=
			    (sqlite3_int64)migrating->set_count ||
		    migrating->set_count == UINT16_MAX)
			return fail(migrating, SQLITE_CORRUPT);
		if (!grow(&sets, &migrating->set_capacity, migrating->set_count,
			  sizeof(*migrating->sets)))
			return fail(migrating, SQLITE_NOMEM);
		migrating->sets = sets;
		if (!number_set(migrating,
				&migrating->sets[migrating->set_count]))
			return false;
		migrating->set_count++;
	}
	return migrating->status == SQLITE_OK;
}

/* --- rows -------------------------------------------------------------------- */

static bool add_row(struct migrating *migrating, uint64_t pupil, uint64_t mask)
{
	size_t count = migrating->row_count;
	void *rows = migrating->rows;

	if (pupil < 1 || pupil > STORE_PUPIL_MOST ||
	    mask >= migrating->set_count ||
	    (count > 0 && pupil <= migrating->rows[count - 1].pupil))
		return fail(migrating, SQLITE_CORRUPT);
	if (!grow(&rows, &migrating->row_capacity, count,
		  sizeof(*migrating->rows)))
		return fail(migrating, SQLITE_NOMEM);
	migrating->rows = rows;
	migrating->rows[count] = (struct roll_row){pupil, (uint16_t)mask};
	migrating->row_count++;
	return true;
}

static bool read_chunk(struct migrating *migrating)
{
	sqlite3_stmt *chunks = migrating->statements[CHUNKS];
	uint64_t pupil = (uint64_t)sqlite3_column_int64(chunks, 0);
	const void *bytes = sqlite3_column_blob(chunks, 1);
	struct cursor cursor = cursor_over(
		(struct slice){bytes, (size_t)sqlite3_column_bytes(chunks, 1)});

	while (cursor_left(&cursor) > 0) {
		uint64_t more, mask;

		if (!cursor_varint(&cursor, &more) ||
		    !cursor_varint(&cursor, &mask) || more > STORE_PUPIL_MOST)
			return fail(migrating, SQLITE_CORRUPT);
		pupil += more;
		if (!add_row(migrating, pupil, mask))
			return false;
	}
	return true;
}

static bool read_rows(struct migrating *migrating)
{
	migrating->row_count = 0;
	sqlite3_bind_int64(migrating->statements[CHUNKS], 1,
			   migrating->release);
	while (step(migrating, CHUNKS))
		if (!read_chunk(migrating))
			return false;
	return migrating->status == SQLITE_OK;
}

/* --- writing ------------------------------------------------------------------- */

static bool add_bytes(struct migrating *migrating, enum roll_sql which,
		      uint64_t number, struct slice bytes)
{
	sqlite3_stmt *statement = migrating->statements[which];

	sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
	sqlite3_bind_blob64(statement, 2, bytes.at, bytes.len, SQLITE_STATIC);
	return run(migrating, which);
}

static int write_chunk(void *context, unsigned int level, uint64_t range,
		       struct slice bytes, struct error *error)
{
	struct migrating *migrating = context;
	uint64_t id = chunk_id(level, range, (uint64_t)migrating->release);

	(void)error;
	return add_bytes(migrating, CHUNK_ADD, id, bytes) ? 0 : -1;
}

static bool write_roll(struct migrating *migrating)
{
	const struct roll_sink sink = {write_chunk, migrating};
	struct builder outline = {0};
	bool written =
		roll_write(migrating->rows, migrating->row_count,
			   migrating->sets, migrating->set_count, &sink,
			   &outline, NULL) == 0 &&
		add_bytes(migrating, OUTLINE_ADD, (uint64_t)migrating->release,
			  builder_slice(&outline));

	builder_release(&outline);
	if (!written && migrating->status == SQLITE_OK)
		return fail(migrating, SQLITE_NOMEM);
	return written;
}

static void migrate_all(struct migrating *migrating)
{
	while (step(migrating, RELEASES)) {
		migrating->release = sqlite3_column_int64(
			migrating->statements[RELEASES], 0);
		if (!read_sets(migrating) || !read_rows(migrating) ||
		    !write_roll(migrating))
			return;
	}
}

int rolls_migrate(sqlite3 *database)
{
	struct migrating migrating = {0};

	for (int i = 0; i < STATEMENT_COUNT && migrating.status == SQLITE_OK;
	     i++)
		migrating.status = sqlite3_prepare_v2(
			database, texts[i], -1, &migrating.statements[i], NULL);
	if (migrating.status == SQLITE_OK)
		migrate_all(&migrating);
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(migrating.statements[i]);
	memory_free(migrating.sets);
	memory_free(migrating.rows);
	return migrating.status;
}
