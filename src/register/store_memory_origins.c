#include "register/store_memory.h"

#include <string.h>

#include "base/error.h"

int memory_store_origin_find(struct store *base, const uint8_t hash[32],
			     uint64_t *id, int32_t *recorded, bool *found,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_ORIGINS].count; i++) {
		const struct store_origin *row = row_at(store, ROWS_ORIGINS, i);

		if (memcmp(row->hash, hash, sizeof(row->hash)) != 0)
			continue;
		*id = row->id;
		*recorded = row->recorded;
		*found = true;
	}
	return 0;
}

int memory_store_origin_add(struct store *base,
			    const struct store_origin *origin, uint64_t *id,
			    struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct store_origin row = *origin;

	row.id = store->rows[ROWS_ORIGINS].count + 1;
	if (!text_keep(store, &row.kind) || !text_keep(store, &row.sealed))
		return error_memory(error);
	*id = row.id;
	return row_add(store, ROWS_ORIGINS, &row, error);
}

int memory_store_origins(struct store *base, uint64_t after,
			 store_origin_visitor *visit, void *context,
			 struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	/* The id of a row is its place, from 1. */
	for (size_t i = after; i < store->rows[ROWS_ORIGINS].count; i++)
		if (visit(context, row_at(store, ROWS_ORIGINS, i), error) != 0)
			return -1;
	return 0;
}

int memory_store_permission_add(struct store *base,
				const struct permission *permission,
				struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct permission row = *permission;

	if (!text_keep(store, &row.kind) || !text_keep(store, &row.by) ||
	    !text_keep(store, &row.recipient) ||
	    !text_keep(store, &row.purpose) ||
	    !text_keep(store, &row.reference) ||
	    !text_keep(store, &row.terms) || !text_keep(store, &row.met) ||
	    !text_keep(store, &row.project))
		return error_memory(error);
	return row_add(store, ROWS_PERMISSIONS, &row, error);
}

int memory_store_permissions(struct store *base,
			     store_permission_visitor *visit, void *context,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_PERMISSIONS].count; i++)
		if (visit(context, row_at(store, ROWS_PERMISSIONS, i), error) !=
		    0)
			return -1;
	return 0;
}
