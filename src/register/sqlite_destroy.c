#include "register/sqlite.h"

#include "base/error.h"

int sqlite_destroyed_most(struct store *store, enum store_side side,
			  uint64_t *id, struct error *error)
{
	struct query q =
		query_of(store, side == STORE_KEYS ? SQL_KEYS_DESTROYED_MOST
						   : SQL_ROWS_DESTROYED_MOST);
	int64_t number = 0;

	if (query_one_number(&q, &number, NULL, error) != 0)
		return -1;
	*id = (uint64_t)number;
	return 0;
}

static void destruction_at(struct query *q, struct store_destruction *out)
{
	int64_t state = query_number_at(q, 3);

	*out = (struct store_destruction){
		.id = (uint64_t)query_number_at(q, 0),
		.pupil = (uint64_t)query_number_at(q, 1),
		.grant = (uint64_t)query_number_at(q, 2),
		.state = (enum grant_state)state,
		.date = (int32_t)query_number_at(q, 4),
	};
	if (state < GRANT_LIVE || state > GRANT_DESTROYED ||
	    out->pupil > STORE_PUPIL_MOST)
		q->status = SQLITE_CORRUPT;
}

int sqlite_destroyed(struct store *store, enum store_side side, uint64_t after,
		     store_destruction_visitor *visit, void *context,
		     struct error *error)
{
	struct query q =
		query_of(store, side == STORE_KEYS ? SQL_KEYS_DESTROYED
						   : SQL_ROWS_DESTROYED);
	struct store_destruction destruction;
	int result = 0;

	query_number(&q, (int64_t)after);
	while (result == 0 && query_step(&q)) {
		destruction_at(&q, &destruction);
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &destruction, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_is_destroyed(struct store *store, uint64_t pupil, uint64_t grant,
			bool *destroyed, struct error *error)
{
	struct query q = query_of(store, SQL_IS_DESTROYED);
	int64_t one;

	query_number(&q, (int64_t)pupil);
	query_number(&q, (int64_t)grant);
	return query_one_number(&q, &one, destroyed, error);
}

static int note(struct store *store, enum sql which,
		const struct store_destruction *destruction,
		struct error *error)
{
	struct query q = query_of(store, which);

	query_number(&q, (int64_t)destruction->id);
	query_number(&q, (int64_t)destruction->pupil);
	query_number(&q, (int64_t)destruction->grant);
	query_number(&q, destruction->state);
	query_number(&q, destruction->date);
	return query_run(&q, error);
}

/* Runs a statement on one number. */
static int run_on(struct store *store, enum sql which, uint64_t number,
		  struct error *error)
{
	struct query q = query_of(store, which);

	query_number(&q, (int64_t)number);
	return query_run(&q, error);
}

int sqlite_keys_destroy(struct store *store,
			const struct store_destruction *destruction,
			struct slice key, struct error *error)
{
	struct query q;

	if (note(store, SQL_KEYS_DESTROYED_ADD, destruction, error) != 0)
		return -1;
	if (destruction->grant == 0)
		return run_on(store, SQL_KEY_DROP, destruction->pupil, error);
	if (destruction->pupil == 0)
		return run_on(store, SQL_GRANT_KEY_DROP, destruction->grant,
			      error);
	q = query_of(store, SQL_GRANT_KEY_SET);
	query_number(&q, (int64_t)destruction->grant);
	query_bytes(&q, key);
	return query_run(&q, error);
}

static int end_pupil(struct store *store,
		     const struct store_destruction *destruction,
		     uint64_t *sections, struct error *error)
{
	struct query q = query_of(store, SQL_PUPIL_END);

	query_number(&q, (int64_t)destruction->pupil);
	query_number(&q, destruction->date);
	if (query_run(&q, error) != 0 || run_on(store, SQL_PUPIL_HOLDINGS_DROP,
						destruction->pupil, error) != 0)
		return -1;
	return sqlite_sections_drop(store, destruction->pupil, 0, sections,
				    error);
}

static int end_grant(struct store *store,
		     const struct store_destruction *destruction,
		     uint64_t *sections, struct error *error)
{
	sqlite3 *file = sqlite_store_of(store)->files[REGISTER_FILE];
	uint64_t pupils;
	uint64_t taken;
	struct query q;

	if (run_on(store, SQL_GRANT_HOLDINGS_DROP, destruction->grant, error) !=
	    0)
		return -1;
	pupils = (uint64_t)sqlite3_changes64(file);
	if (run_on(store, SQL_GRANT_SECTIONS_DROP, destruction->grant, error) !=
	    0)
		return -1;
	taken = (uint64_t)sqlite3_changes64(file);
	*sections += taken;
	q = query_of(store, SQL_GRANT_END);
	query_number(&q, (int64_t)destruction->grant);
	query_number(&q, destruction->state);
	query_number(&q, destruction->date);
	query_number(&q, (int64_t)pupils);
	query_number(&q, (int64_t)taken);
	return query_run(&q, error);
}

static int end_holding(struct store *store,
		       const struct store_destruction *destruction,
		       uint64_t *sections, struct error *error)
{
	struct query q = query_of(store, SQL_HOLDING_DROP);

	query_number(&q, (int64_t)destruction->grant);
	query_number(&q, (int64_t)destruction->pupil);
	if (query_run(&q, error) != 0)
		return -1;
	return sqlite_sections_drop(store, destruction->pupil,
				    destruction->grant, sections, error);
}

int sqlite_rows_destroy(struct store *store,
			const struct store_destruction *destruction,
			uint64_t *sections, struct error *error)
{
	if (note(store, SQL_ROWS_DESTROYED_ADD, destruction, error) != 0)
		return -1;
	if (destruction->grant == 0)
		return end_pupil(store, destruction, sections, error);
	if (destruction->pupil == 0)
		return end_grant(store, destruction, sections, error);
	return end_holding(store, destruction, sections, error);
}

int sqlite_tokens_destroy(struct store *store, uint64_t after,
			  struct error *error)
{
	return run_on(store, SQL_TOKENS_DROP, after, error);
}

/* The write-ahead logs hold pages as they were.  While somebody reads they
 * cannot be emptied; the last to close a file does that anyway. */
bool sqlite_wipe(struct store *base)
{
	struct sqlite_store *store = sqlite_store_of(base);
	bool whole = true;

	for (int i = 0; i < 2; i++)
		if (sqlite3_wal_checkpoint_v2(store->files[i], NULL,
					      SQLITE_CHECKPOINT_TRUNCATE, NULL,
					      NULL) != SQLITE_OK)
			whole = false;
	return whole;
}
