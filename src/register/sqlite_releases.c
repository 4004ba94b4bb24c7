#include "register/sqlite.h"

#include "base/arena.h"
#include "base/error.h"

int sqlite_release_find(struct store *store, struct slice reference,
			bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_RELEASE_FIND);
	int64_t one;

	query_text(&q, reference);
	return query_one_number(&q, &one, found, error);
}

static void query_index(struct query *query, uint64_t ledger_index)
{
	if (ledger_index == UINT64_MAX)
		query->next++; /* unbound: NULL */
	else
		query_number(query, (int64_t)ledger_index);
}

static uint64_t index_at(const struct query *query, int column)
{
	if (sqlite3_column_type(query->statement, column) == SQLITE_NULL)
		return UINT64_MAX;
	return (uint64_t)query_number_at(query, column);
}

static int add_manifest(struct store *store, uint64_t release,
			struct slice manifest, struct error *error)
{
	struct query q = query_of(store, SQL_MANIFEST_ADD);

	query_number(&q, (int64_t)release);
	query_text(&q, manifest);
	return query_run(&q, error);
}

int sqlite_release_add(struct store *store, const struct release *release,
		       uint64_t *id, struct error *error)
{
	struct query q = query_of(store, SQL_RELEASE_ADD);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	query_number(&q, release->state);
	query_text(&q, release->reference);
	query_text(&q, release->recipient);
	query_text(&q, release->holder);
	query_text(&q, release->purpose);
	query_text(&q, release->flow);
	query_text(&q, release->level);
	query_text(&q, release->directory);
	query_number(&q, release->date);
	query_number(&q, (int64_t)release->considered);
	query_number(&q, (int64_t)release->released);
	query_index(&q, release->ledger_index);
	if (query_run(&q, error) != 0)
		return -1;
	*id = (uint64_t)sqlite3_last_insert_rowid(
		sqlite_store_of(store)->files[REGISTER_FILE]);
	return add_manifest(store, *id, release->manifest, error);
}

static enum release_state state_at(struct query *query, int column)
{
	int64_t state = query_number_at(query, column);

	if (state < RELEASE_PREPARED || state > RELEASE_VOID)
		query->status = SQLITE_CORRUPT;
	return (enum release_state)state;
}

int sqlite_release_state(struct store *store, uint64_t id,
			 enum release_state *state, uint64_t *ledger_index,
			 bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_RELEASE_STATE);

	query_number(&q, (int64_t)id);
	*found = query_step(&q);
	if (*found) {
		*state = state_at(&q, 0);
		*ledger_index = index_at(&q, 1);
	}
	return query_end(&q, error);
}

int sqlite_release_set(struct store *store, uint64_t id,
		       enum release_state state, uint64_t ledger_index,
		       struct error *error)
{
	struct query q = query_of(store, SQL_RELEASE_SET);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	query_number(&q, (int64_t)id);
	query_number(&q, state);
	query_index(&q, ledger_index);
	return query_run(&q, error);
}

void sqlite_release_at(struct query *q, struct release *release)
{
	*release = (struct release){
		.id = (uint64_t)query_number_at(q, 0),
		.state = state_at(q, 1),
		.reference = query_bytes_at(q, 2),
		.recipient = query_bytes_at(q, 3),
		.holder = query_bytes_at(q, 4),
		.purpose = query_bytes_at(q, 5),
		.flow = query_bytes_at(q, 6),
		.level = query_bytes_at(q, 7),
		.directory = query_bytes_at(q, 8),
		.date = (int32_t)query_number_at(q, 9),
		.considered = (uint64_t)query_number_at(q, 10),
		.released = (uint64_t)query_number_at(q, 11),
		.ledger_index = index_at(q, 12),
	};
}

int sqlite_releases(struct store *store, store_release_visitor *visit,
		    void *context, struct error *error)
{
	struct query q = query_of(store, SQL_RELEASES);
	struct release release;
	int result = 0;

	while (result == 0 && query_step(&q)) {
		sqlite_release_at(&q, &release);
		release.manifest = query_bytes_at(&q, RELEASE_COLUMN_COUNT);
		if (sqlite3_column_type(q.statement, RELEASE_COLUMN_COUNT) ==
		    SQLITE_NULL)
			q.status = SQLITE_CORRUPT;
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &release, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_last_release(struct store *store, struct slice recipient,
			struct slice purpose, int32_t *date,
			struct error *error)
{
	struct query q = query_of(store, SQL_LAST_RELEASE);
	int32_t last = DATE_NONE;

	query_text(&q, recipient);
	query_text(&q, purpose);
	query_number(&q, RELEASE_DONE);
	if (query_step(&q) &&
	    sqlite3_column_type(q.statement, 0) != SQLITE_NULL)
		last = (int32_t)query_number_at(&q, 0);
	if (query_end(&q, error) != 0)
		return -1;
	*date = last;
	return 0;
}
