#include "register/sqlite.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/migrate.h"

/* --- names ---------------------------------------------------------------- */

int sqlite_names(struct store *store, enum store_names which,
		 store_name_visitor *visit, void *context, struct error *error)
{
	struct query q = query_of(
		store, which == STORE_FIELDS ? SQL_FIELDS : SQL_CATEGORIES);
	int result = 0;

	while (result == 0 && query_step(&q)) {
		int64_t number = query_number_at(&q, 0);
		struct slice name = query_bytes_at(&q, 1);

		if (number < 1 || number >= UINT16_MAX)
			q.status = SQLITE_CORRUPT;
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, (uint16_t)number, name, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_name_most(struct store *store, enum store_names which,
		     uint16_t *number, struct error *error)
{
	struct query q =
		query_of(store, which == STORE_FIELDS ? SQL_FIELD_MOST
						      : SQL_CATEGORY_MOST);
	int64_t most = 0;

	if (query_one_number(&q, &most, NULL, error) != 0)
		return -1;
	if (most < 0 || most >= UINT16_MAX)
		return sqlite_error(error, SQLITE_CORRUPT, q.file);
	*number = (uint16_t)most;
	return 0;
}

int sqlite_name_add(struct store *store, enum store_names which,
		    uint16_t number, struct slice name, struct error *error)
{
	struct query q =
		query_of(store, which == STORE_FIELDS ? SQL_FIELD_ADD
						      : SQL_CATEGORY_ADD);

	query_number(&q, number);
	query_text(&q, name);
	return query_run(&q, error);
}

/* --- pupils and tokens ---------------------------------------------------- */

int sqlite_pupil_most(struct store *store, uint64_t *pupil, struct error *error)
{
	struct query keys = query_of(store, SQL_KEY_MOST);
	struct query pupils;
	int64_t with_key = 0;
	int64_t known = 0;

	if (query_one_number(&keys, &with_key, NULL, error) != 0)
		return -1;
	pupils = query_of(store, SQL_PUPIL_MOST);
	if (query_one_number(&pupils, &known, NULL, error) != 0)
		return -1;
	if (known < 0 || with_key < 0)
		return sqlite_error(error, SQLITE_CORRUPT,
				    known < 0 ? pupils.file : keys.file);
	*pupil = (uint64_t)(known > with_key ? known : with_key);
	return 0;
}

int sqlite_pupil_count(struct store *store, uint64_t *count,
		       struct error *error)
{
	struct query q = query_of(store, SQL_PUPIL_COUNT);
	int64_t number = 0;

	if (query_one_number(&q, &number, NULL, error) != 0)
		return -1;
	*count = (uint64_t)number;
	return 0;
}

int sqlite_pupils(struct store *store, store_pupil_visitor *visit,
		  void *context, struct error *error)
{
	struct query q = query_of(store, SQL_PUPILS);
	int result = 0;

	while (result == 0 && query_step(&q)) {
		uint64_t pupil = (uint64_t)query_number_at(&q, 0);

		if (pupil < 1 || pupil > STORE_PUPIL_MOST)
			q.status = SQLITE_CORRUPT;
		else
			result = visit(context, pupil, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_pupil_add(struct store *store, uint64_t pupil, uint64_t origin,
		     const struct store_key *key, struct error *error)
{
	struct query keys = query_of(store, SQL_KEY_ADD);
	struct query q;

	query_number(&keys, (int64_t)pupil);
	query_bytes(&keys, as_bytes(key->bytes, key->size));
	if (query_run(&keys, error) != 0)
		return -1;
	q = query_of(store, SQL_PUPIL_ADD);
	query_number(&q, (int64_t)pupil);
	query_number(&q, (int64_t)origin);
	return query_run(&q, error);
}

int sqlite_pupil_key(struct store *store, uint64_t pupil, struct store_key *key,
		     bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_KEY);
	bool some;

	query_number(&q, (int64_t)pupil);
	some = query_step(&q);
	if (some) {
		struct slice wrapped = query_bytes_at(&q, 0);

		if (wrapped.len > sizeof(key->bytes))
			q.status = SQLITE_CORRUPT;
		if (q.status == SQLITE_ROW && wrapped.len > 0)
			memcpy(key->bytes, wrapped.at, wrapped.len);
		key->size = wrapped.len;
	}
	*found = some;
	return query_end(&q, error);
}

int sqlite_token(struct store *store, const uint8_t bytes[STORE_TOKEN_BYTES],
		 uint64_t *pupil, bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_TOKEN);
	int64_t number = 0;

	query_bytes(&q, as_bytes(bytes, STORE_TOKEN_BYTES));
	if (query_one_number(&q, &number, found, error) != 0)
		return -1;
	if (*found)
		*pupil = (uint64_t)number;
	return 0;
}

int sqlite_token_add(struct store *store,
		     const uint8_t bytes[STORE_TOKEN_BYTES], uint64_t pupil,
		     struct error *error)
{
	struct query q = query_of(store, SQL_TOKEN_ADD);

	query_bytes(&q, as_bytes(bytes, STORE_TOKEN_BYTES));
	query_number(&q, (int64_t)pupil);
	return query_run(&q, error);
}

/* --- sections ------------------------------------------------------------- */

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
	};
}

int sqlite_latest(struct store *store, uint16_t category, uint64_t pupil,
		  struct slice period, struct store_section *section,
		  bool *found, uint32_t *version, struct arena *arena,
		  struct error *error)
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
		here = slice_equal(section->period, period);
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
	return query_run(&q, error);
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

int sqlite_cursor_open(struct store *store, uint16_t category, uint64_t pupil,
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
