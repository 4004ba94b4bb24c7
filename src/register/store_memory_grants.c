#include "register/store_memory.h"

#include <string.h>

#include "base/error.h"

int memory_store_grant_most(struct store *base, uint64_t *grant,
			    struct error *error)
{
	(void)error;
	*grant = memory_store_of(base)->rows[ROWS_GRANTS].count;
	return 0;
}

static bool keep_texts(struct memory_store *store, struct grant_row *row)
{
	struct slice *const texts[] = {
		&row->grant.sender,      &row->grant.sender_number,
		&row->grant.sender_name, &row->grant.reference,
		&row->grant.purpose,     &row->grant.level,
		&row->grant.terms,       &row->key,
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!text_keep(store, texts[i]))
			return false;
	return true;
}

int memory_store_grant_add(struct store *base,
			   const struct register_grant *grant, struct slice key,
			   struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct grant_row row = {*grant, key};

	if (!keep_texts(store, &row))
		return error_memory(error);
	return row_add(store, ROWS_GRANTS, &row, error);
}

int memory_store_grant_find(struct store *base, const uint8_t manifest[32],
			    uint64_t *grant, bool *found, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_GRANTS].count && !*found; i++) {
		const struct grant_row *row = row_at(store, ROWS_GRANTS, i);

		*found = memcmp(row->grant.manifest, manifest, 32) == 0;
		*grant = row->grant.id;
	}
	return 0;
}

int memory_store_grants(struct store *base, uint64_t grant,
			store_grant_visitor *visit, void *context,
			struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_GRANTS].count; i++) {
		const struct grant_row *row = row_at(store, ROWS_GRANTS, i);

		if ((grant == 0 || row->grant.id == grant) &&
		    visit(context, &row->grant, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_grant_key(struct store *base, uint64_t grant,
			   struct slice *key, bool *found, struct arena *arena,
			   struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	const struct grant_row *row;

	(void)arena;
	(void)error;
	*found = false;
	if (grant < 1 || grant > store->rows[ROWS_GRANTS].count)
		return 0;
	row = row_at(store, ROWS_GRANTS, grant - 1);
	*found = row->key.len > 0;
	*key = row->key;
	return 0;
}

/* --- who is held ---------------------------------------------------------- */

static bool is_held(struct memory_store *store, uint64_t grant, uint64_t pupil)
{
	const struct holding_row *rows = store->rows[ROWS_HOLDINGS].rows;

	for (size_t i = 0; i < store->rows[ROWS_HOLDINGS].count; i++)
		if (rows[i].grant == grant && rows[i].pupil == pupil)
			return true;
	return false;
}

int memory_store_holding_add(struct store *base, uint64_t grant, uint64_t pupil,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct holding_row row = {grant, pupil};

	if (is_held(store, grant, pupil))
		return 0;
	return row_add(store, ROWS_HOLDINGS, &row, error);
}

static bool is_sole(struct memory_store *store, uint64_t grant, uint64_t pupil)
{
	const struct holding_row *rows = store->rows[ROWS_HOLDINGS].rows;
	const struct pupil_row *row = pupil_row_of(store, pupil);

	if (row == NULL || row->own || row->destroyed)
		return false;
	for (size_t i = 0; i < store->rows[ROWS_HOLDINGS].count; i++)
		if (rows[i].pupil == pupil && rows[i].grant != grant)
			return false;
	return true;
}

/* Pupils that a grant holds, in order, which the rows are not. */
static int visit_held(struct memory_store *store, uint64_t grant, bool sole,
		      store_pupil_visitor *visit, void *context,
		      struct error *error)
{
	for (size_t i = 0; i < store->rows[ROWS_PUPILS].count; i++) {
		const struct pupil_row *row = row_at(store, ROWS_PUPILS, i);

		if (!row->destroyed && is_held(store, grant, row->pupil) &&
		    (!sole || is_sole(store, grant, row->pupil)) &&
		    visit(context, row->pupil, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_grant_pupils(struct store *store, uint64_t grant,
			      store_pupil_visitor *visit, void *context,
			      struct error *error)
{
	return visit_held(memory_store_of(store), grant, false, visit, context,
			  error);
}

int memory_store_grant_sole(struct store *store, uint64_t grant,
			    store_pupil_visitor *visit, void *context,
			    struct error *error)
{
	return visit_held(memory_store_of(store), grant, true, visit, context,
			  error);
}

int memory_store_pupil_grants(struct store *base, uint64_t pupil,
			      store_pupil_visitor *visit, void *context,
			      struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (uint64_t g = 1; g <= store->rows[ROWS_GRANTS].count; g++)
		if (is_held(store, g, pupil) && visit(context, g, error) != 0)
			return -1;
	return 0;
}

int memory_store_is_sole(struct store *store, uint64_t grant, uint64_t pupil,
			 bool *sole, struct error *error)
{
	(void)error;
	*sole = is_sole(memory_store_of(store), grant, pupil);
	return 0;
}
