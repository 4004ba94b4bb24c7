#include "register/sqlite.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/migrate.h"

static int64_t place(uint16_t category, uint64_t pupil, uint32_t version)
{
	return (int64_t)((uint64_t)category << 48 | pupil << 16 |
			 (STORE_VERSION_MOST - version));
}

static void section_at(struct query *query, struct store_section *section)
{
	uint64_t id = (uint64_t)query_number_at(query, 0);

	*section = (struct store_section){
		.category = (uint16_t)(id >> 48),
		.pupil = id >> 16 & STORE_PUPIL_MOST,
		.version = STORE_VERSION_MOST -
			   (uint32_t)(id & STORE_VERSION_MOST),
		.origin = (uint64_t)query_number_at(query, 1),
		.recorded = (int32_t)query_number_at(query, 2),
		.period = query_bytes_at(query, 3),
		.sealed = query_bytes_at(query, 4),
		.grant = (uint64_t)query_number_at(query, 5),
		.release = (uint64_t)query_number_at(query, 6),
	};
}

int sqlite_latest(struct store *store, uint16_t category, uint64_t pupil,
		  uint64_t grant, struct slice period,
		  struct store_section *section, bool *found, uint32_t *version,
		  struct arena *arena, struct error *error)
{
	struct query q = query_of(store, SQL_LATEST);
	uint32_t most = 0;
	bool here = false;

	query_number(&q, place(category, pupil, STORE_VERSION_MOST));
	query_number(&q, place(category, pupil, 0));
	while (!here && query_step(&q)) {
		section_at(&q, section);
		if (most == 0)
			most = section->version;
		here = section->grant == grant &&
		       slice_equal(section->period, period);
	}
	if (here && q.status == SQLITE_ROW) {
		section->period = period;
		section->sealed = arena_copy(arena, section->sealed);
		if (section->sealed.at == NULL)
			q.status = SQLITE_NOMEM;
	}
	*found = here;
	*version = most;
	return query_end(&q, error);
}

int sqlite_section_add(struct store *store, const struct store_section *section,
		       struct error *error)
{
	struct query q = query_of(store, SQL_SECTION_ADD);

	query_number(
		&q, place(section->category, section->pupil, section->version));
	query_number(&q, (int64_t)section->origin);
	query_number(&q, section->recorded);
	query_text(&q, section->period);
	query_bytes(&q, section->sealed);
	query_number(&q, (int64_t)section->grant);
	query_number(&q, (int64_t)section->release);
	return query_run(&q, error);
}

/* In every category that has a number, since sections lie by category. */
int sqlite_sections_drop(struct store *store, uint64_t pupil, uint64_t grant,
			 uint64_t *count, struct error *error)
{
	sqlite3 *file = sqlite_store_of(store)->files[REGISTER_FILE];
	uint16_t most;

	if (store->methods->name_most(store, STORE_CATEGORIES, &most, error) !=
	    0)
		return -1;
	for (uint16_t i = 1; i <= most; i++) {
		struct query q =
			query_of(store, grant == 0 ? SQL_SECTIONS_DROP
						   : SQL_HELD_SECTIONS_DROP);

		query_number(&q, place(i, pupil, STORE_VERSION_MOST));
		query_number(&q, place(i, pupil, 0));
		if (grant != 0)
			query_number(&q, (int64_t)grant);
		if (query_run(&q, error) != 0)
			return -1;
		*count += (uint64_t)sqlite3_changes64(file);
	}
	return 0;
}

struct sqlite_cursor {
	struct store_cursor base;
	struct query query;
	uint16_t category;
};

static int new_cursor(struct store *store, enum sql which,
		      struct sqlite_cursor **out, struct error *error)
{
	struct sqlite_cursor *cursor = memory_array(1, sizeof(*cursor));
	int status;

	if (cursor == NULL)
		return error_memory(error);
	cursor->base.store = store;
	cursor->query.file = sqlite_file_names[REGISTER_FILE];
	status = sqlite_prepare(sqlite_store_of(store), which,
				&cursor->query.statement);
	if (status != SQLITE_OK) {
		memory_free(cursor);
		return sqlite_error(error, status,
				    sqlite_file_names[REGISTER_FILE]);
	}
	*out = cursor;
	return 0;
}

void sqlite_cursor_close(struct store_cursor *base)
{
	struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;

	if (cursor == NULL)
		return;
	sqlite3_finalize(cursor->query.statement);
	memory_free(cursor);
}

/* A statement that has given a row and not ended holds its read transaction
 * open, and with it the state that all others on the connection see. */
int sqlite_anchor(struct store *store, struct store_cursor **out,
		  struct error *error)
{
	struct sqlite_cursor *cursor = NULL;
	int status;

	if (new_cursor(store, SQL_ANCHOR, &cursor, error) != 0)
		return -1;
	if (!query_step(&cursor->query)) {
		status = cursor->query.status;
		sqlite_cursor_close(&cursor->base);
		return sqlite_error(error, status,
				    sqlite_file_names[REGISTER_FILE]);
	}
	*out = &cursor->base;
	return 0;
}

int sqlite_seek(struct store_cursor *base, uint64_t pupil, struct error *error)
{
	struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;
	struct query *q = &cursor->query;

	sqlite3_reset(q->statement);
	q->next = 1;
	q->status = SQLITE_OK;
	query_number(q, place(cursor->category, pupil, STORE_VERSION_MOST));
	query_number(q, place((uint16_t)(cursor->category + 1), 0,
			      STORE_VERSION_MOST));
	if (q->status != SQLITE_OK)
		return sqlite_error(error, q->status, q->file);
	return 0;
}

int sqlite_cursor(struct store *store, uint16_t category, uint64_t pupil,
		  struct store_cursor **out, struct error *error)
{
	struct sqlite_cursor *cursor = NULL;

	if (new_cursor(store, SQL_CURSOR, &cursor, error) != 0)
		return -1;
	cursor->category = category;
	if (sqlite_seek(&cursor->base, pupil, error) != 0) {
		sqlite_cursor_close(&cursor->base);
		return -1;
	}
	*out = &cursor->base;
	return 0;
}

int sqlite_next(struct store_cursor *base, struct store_section *section,
		bool *found, struct error *error)
{
	struct query *q = &((struct sqlite_cursor *)base)->query;

	*found = query_step(q);
	if (*found)
		section_at(q, section);
	if (q->status == SQLITE_ROW || q->status == SQLITE_DONE)
		return 0;
	return sqlite_error(error, q->status, q->file);
}
