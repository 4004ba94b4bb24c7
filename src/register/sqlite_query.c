#include "register/sqlite.h"

#include <string.h>

#include "base/error.h"
#include "register/migrate.h"

const char *const sqlite_file_names[2] = {
	[KEYS_FILE] = "keys.db",
	[REGISTER_FILE] = "register.db",
};

#define STATEMENT_ROW(name, file, text) {file, text},
static const struct {
	enum sqlite_file file;
	const char *text;
} statements[] = {STATEMENTS(STATEMENT_ROW)};

int sqlite_prepare(struct sqlite_store *store, enum sql which,
		   sqlite3_stmt **statement)
{
	return sqlite3_prepare_v3(store->files[statements[which].file],
				  statements[which].text, -1,
				  SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

struct query query_of(struct store *base, enum sql which)
{
	struct sqlite_store *store = sqlite_store_of(base);
	struct query query = {.file = sqlite_file_names[statements[which].file],
			      .next = 1,
			      .status = SQLITE_OK};

	if (store->prepared[which] == NULL)
		query.status =
			sqlite_prepare(store, which, &store->prepared[which]);
	query.statement = store->prepared[which];
	return query;
}

void query_number(struct query *query, int64_t number)
{
	if (query->status == SQLITE_OK)
		query->status = sqlite3_bind_int64(query->statement,
						   query->next++, number);
}

void query_bytes(struct query *query, struct slice bytes)
{
	if (query->status == SQLITE_OK)
		query->status =
			sqlite3_bind_blob64(query->statement, query->next++,
					    bytes.len > 0 ? bytes.at : "",
					    bytes.len, SQLITE_STATIC);
}

void query_text(struct query *query, struct slice text)
{
	if (query->status == SQLITE_OK)
		query->status = sqlite3_bind_text64(
			query->statement, query->next++,
			text.len > 0 ? text.at : "", text.len, SQLITE_STATIC,
			SQLITE_UTF8);
}

bool query_step(struct query *query)
{
	if (query->status == SQLITE_OK || query->status == SQLITE_ROW)
		query->status = sqlite3_step(query->statement);
	return query->status == SQLITE_ROW;
}

int query_end(struct query *query, struct error *error)
{
	int status = query->status;

	if (query->statement != NULL)
		sqlite3_reset(query->statement);
	if (status == SQLITE_OK || status == SQLITE_ROW ||
	    status == SQLITE_DONE)
		return 0;
	return sqlite_error(error, status, query->file);
}

int query_run(struct query *query, struct error *error)
{
	query_step(query);
	return query_end(query, error);
}

int64_t query_number_at(const struct query *query, int column)
{
	return sqlite3_column_int64(query->statement, column);
}

struct slice query_bytes_at(struct query *query, int column)
{
	const void *at = sqlite3_column_blob(query->statement, column);
	int size = sqlite3_column_bytes(query->statement, column);

	if (at == NULL && size > 0)
		query->status = SQLITE_NOMEM;
	return (struct slice){at, at != NULL ? (size_t)size : 0};
}

void query_fixed_at(struct query *query, int column, uint8_t *bytes,
		    size_t size)
{
	struct slice value = query_bytes_at(query, column);

	if (value.len == size)
		memcpy(bytes, value.at, size);
	else if (query->status == SQLITE_ROW)
		query->status = SQLITE_CORRUPT;
}

int query_one_number(struct query *query, int64_t *number, bool *found,
		     struct error *error)
{
	bool some = query_step(query);
	int64_t value = some ? query_number_at(query, 0) : 0;

	if (query_end(query, error) != 0)
		return -1;
	if (found != NULL)
		*found = some;
	if (some)
		*number = value;
	return 0;
}
