#include "register/sqlite.h"

#include <string.h>

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
		     bool own, const struct store_key *key, struct error *error)
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
	query_number(&q, own);
	return query_run(&q, error);
}

int sqlite_pupil_own(struct store *store, uint64_t pupil, struct error *error)
{
	struct query q = query_of(store, SQL_PUPIL_OWN);

	query_number(&q, (int64_t)pupil);
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
