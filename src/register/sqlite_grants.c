#include "register/sqlite.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "register/migrate.h"

int sqlite_grant_most(struct store *store, uint64_t *grant, struct error *error)
{
	struct query keys = query_of(store, SQL_GRANT_KEY_MOST);
	struct query rows;
	int64_t with_key = 0;
	int64_t known = 0;

	if (query_one_number(&keys, &with_key, NULL, error) != 0)
		return -1;
	rows = query_of(store, SQL_GRANT_MOST);
	if (query_one_number(&rows, &known, NULL, error) != 0)
		return -1;
	if (known < 0 || with_key < 0)
		return sqlite_error(error, SQLITE_CORRUPT,
				    known < 0 ? rows.file : keys.file);
	*grant = (uint64_t)(known > with_key ? known : with_key);
	return 0;
}

int sqlite_grant_add(struct store *store, const struct register_grant *grant,
		     struct slice key, struct error *error)
{
	struct query keys = query_of(store, SQL_GRANT_KEY_ADD);
	struct query q;

	query_number(&keys, (int64_t)grant->id);
	query_bytes(&keys, key);
	if (query_run(&keys, error) != 0)
		return -1;
	q = query_of(store, SQL_GRANT_ADD);
	query_number(&q, (int64_t)grant->id);
	query_bytes(&q, as_bytes(grant->manifest, sizeof(grant->manifest)));
	query_text(&q, grant->sender);
	query_text(&q, grant->sender_number);
	query_text(&q, grant->sender_name);
	query_text(&q, grant->reference);
	query_text(&q, grant->purpose);
	query_text(&q, grant->level);
	query_text(&q, grant->terms);
	query_number(&q, grant->received);
	query_number(&q, grant->delete_by);
	query_number(&q, grant->state);
	query_number(&q, grant->ended);
	return query_run(&q, error);
}

int sqlite_grant_find(struct store *store, const uint8_t manifest[32],
		      uint64_t *grant, bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_GRANT_FIND);
	int64_t number = 0;

	query_bytes(&q, as_bytes(manifest, 32));
	if (query_one_number(&q, &number, found, error) != 0)
		return -1;
	if (*found)
		*grant = (uint64_t)number;
	return 0;
}

static void grant_at(struct query *q, struct register_grant *grant)
{
	int64_t id = query_number_at(q, 0);
	int64_t state = query_number_at(q, 11);

	*grant = (struct register_grant){
		.id = (uint64_t)id,
		.sender = query_bytes_at(q, 2),
		.sender_number = query_bytes_at(q, 3),
		.sender_name = query_bytes_at(q, 4),
		.reference = query_bytes_at(q, 5),
		.purpose = query_bytes_at(q, 6),
		.level = query_bytes_at(q, 7),
		.terms = query_bytes_at(q, 8),
		.received = (int32_t)query_number_at(q, 9),
		.delete_by = (int32_t)query_number_at(q, 10),
		.state = (enum grant_state)state,
		.ended = (int32_t)query_number_at(q, 12),
		.ended_pupils = (uint64_t)query_number_at(q, 13),
		.ended_sections = (uint64_t)query_number_at(q, 14),
	};
	query_fixed_at(q, 1, grant->manifest, sizeof(grant->manifest));
	if (id < 1 || state < GRANT_LIVE || state > GRANT_DESTROYED)
		q->status = SQLITE_CORRUPT;
}

int sqlite_grants(struct store *store, uint64_t id, store_grant_visitor *visit,
		  void *context, struct error *error)
{
	struct query q = query_of(store, id != 0 ? SQL_GRANT : SQL_GRANTS);
	struct register_grant grant;
	int result = 0;

	if (id != 0)
		query_number(&q, (int64_t)id);
	while (result == 0 && query_step(&q)) {
		grant_at(&q, &grant);
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &grant, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_grant_key(struct store *store, uint64_t grant, struct slice *key,
		     bool *found, struct arena *arena, struct error *error)
{
	struct query q = query_of(store, SQL_GRANT_KEY);

	query_number(&q, (int64_t)grant);
	*found = query_step(&q);
	if (*found) {
		*key = arena_copy(arena, query_bytes_at(&q, 0));
		if (key->at == NULL)
			q.status = SQLITE_NOMEM;
	}
	return query_end(&q, error);
}

/* --- who is held ---------------------------------------------------------- */

int sqlite_holding_add(struct store *store, uint64_t grant, uint64_t pupil,
		       struct error *error)
{
	struct query q = query_of(store, SQL_HOLDING_ADD);

	query_number(&q, (int64_t)grant);
	query_number(&q, (int64_t)pupil);
	return query_run(&q, error);
}

/* Visits the numbers that a statement gives for one number. */
static int visit_numbers(struct store *store, enum sql which, uint64_t of,
			 store_pupil_visitor *visit, void *context,
			 struct error *error)
{
	struct query q = query_of(store, which);
	int result = 0;

	query_number(&q, (int64_t)of);
	while (result == 0 && query_step(&q)) {
		int64_t number = query_number_at(&q, 0);

		if (number < 1)
			q.status = SQLITE_CORRUPT;
		else
			result = visit(context, (uint64_t)number, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_grant_pupils(struct store *store, uint64_t grant,
			store_pupil_visitor *visit, void *context,
			struct error *error)
{
	return visit_numbers(store, SQL_GRANT_PUPILS, grant, visit, context,
			     error);
}

int sqlite_grant_sole(struct store *store, uint64_t grant,
		      store_pupil_visitor *visit, void *context,
		      struct error *error)
{
	return visit_numbers(store, SQL_GRANT_SOLE, grant, visit, context,
			     error);
}

int sqlite_pupil_grants(struct store *store, uint64_t pupil,
			store_pupil_visitor *visit, void *context,
			struct error *error)
{
	return visit_numbers(store, SQL_PUPIL_GRANTS, pupil, visit, context,
			     error);
}

int sqlite_is_sole(struct store *store, uint64_t grant, uint64_t pupil,
		   bool *sole, struct error *error)
{
	struct query q = query_of(store, SQL_IS_SOLE);
	int64_t number = 0;

	query_number(&q, (int64_t)grant);
	query_number(&q, (int64_t)pupil);
	if (query_one_number(&q, &number, NULL, error) != 0)
		return -1;
	*sole = number != 0;
	return 0;
}
