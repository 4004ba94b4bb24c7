#include "register/sqlite.h"

int sqlite_origin_find(struct store *store, const uint8_t hash[32],
		       uint64_t *id, int32_t *recorded, bool *found,
		       struct error *error)
{
	struct query q = query_of(store, SQL_ORIGIN_FIND);

	query_bytes(&q, as_bytes(hash, 32));
	*found = query_step(&q);
	if (*found) {
		*id = (uint64_t)query_number_at(&q, 0);
		*recorded = (int32_t)query_number_at(&q, 1);
	}
	return query_end(&q, error);
}

int sqlite_origin_add(struct store *store, const struct store_origin *origin,
		      uint64_t *id, struct error *error)
{
	struct query q = query_of(store, SQL_ORIGIN_ADD);

	query_text(&q, origin->kind);
	query_bytes(&q, as_bytes(origin->hash, sizeof(origin->hash)));
	query_number(&q, origin->recorded);
	query_bytes(&q, origin->sealed);
	if (query_run(&q, error) != 0)
		return -1;
	*id = (uint64_t)sqlite3_last_insert_rowid(
		sqlite_store_of(store)->files[REGISTER_FILE]);
	return 0;
}

int sqlite_origins(struct store *store, uint64_t after,
		   store_origin_visitor *visit, void *context,
		   struct error *error)
{
	struct query q = query_of(store, SQL_ORIGINS);
	int result = 0;

	query_number(&q, (int64_t)after);
	while (result == 0 && query_step(&q)) {
		struct store_origin origin = {
			.id = (uint64_t)query_number_at(&q, 0),
			.kind = query_bytes_at(&q, 1),
			.recorded = (int32_t)query_number_at(&q, 3),
			.sealed = query_bytes_at(&q, 4),
		};

		query_fixed_at(&q, 2, origin.hash, sizeof(origin.hash));
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &origin, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_permission_add(struct store *store,
			  const struct permission *permission,
			  struct error *error)
{
	struct query q = query_of(store, SQL_PERMISSION_ADD);

	query_text(&q, permission->kind);
	query_text(&q, permission->by);
	query_text(&q, permission->recipient);
	query_text(&q, permission->purpose);
	query_text(&q, permission->reference);
	query_number(&q, permission->from);
	query_number(&q, permission->until);
	query_number(&q, permission->recorded);
	query_number(&q, permission->given);
	query_text(&q, permission->terms);
	query_text(&q, permission->met);
	query_text(&q, permission->project);
	return query_run(&q, error);
}

int sqlite_permissions(struct store *store, store_permission_visitor *visit,
		       void *context, struct error *error)
{
	struct query q = query_of(store, SQL_PERMISSIONS);
	int result = 0;

	while (result == 0 && query_step(&q)) {
		struct permission permission = {
			.kind = query_bytes_at(&q, 0),
			.by = query_bytes_at(&q, 1),
			.recipient = query_bytes_at(&q, 2),
			.purpose = query_bytes_at(&q, 3),
			.reference = query_bytes_at(&q, 4),
			.from = (int32_t)query_number_at(&q, 5),
			.until = (int32_t)query_number_at(&q, 6),
			.recorded = (int32_t)query_number_at(&q, 7),
			.given = (int32_t)query_number_at(&q, 8),
			.terms = query_bytes_at(&q, 9),
			.met = query_bytes_at(&q, 10),
			.project = query_bytes_at(&q, 11),
		};

		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &permission, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}
