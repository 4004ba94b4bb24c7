#include "register/store_memory.h"

#include "base/error.h"

int memory_store_destroyed_most(struct store *base, enum store_side side,
				uint64_t *id, struct error *error)
{
	(void)side;
	(void)error;
	*id = memory_store_of(base)->rows[ROWS_DESTRUCTIONS].count;
	return 0;
}

int memory_store_destroyed(struct store *base, enum store_side side,
			   uint64_t after, store_destruction_visitor *visit,
			   void *context, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)side;
	for (size_t i = after; i < store->rows[ROWS_DESTRUCTIONS].count; i++) {
		const struct destruction_row *row =
			row_at(store, ROWS_DESTRUCTIONS, i);

		if (visit(context, &row->destruction, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_is_destroyed(struct store *base, uint64_t pupil,
			      uint64_t grant, bool *destroyed,
			      struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*destroyed = false;
	for (size_t i = 0; i < store->rows[ROWS_DESTRUCTIONS].count; i++) {
		const struct destruction_row *row =
			row_at(store, ROWS_DESTRUCTIONS, i);

		if (row->destruction.pupil == pupil &&
		    row->destruction.grant == grant)
			*destroyed = true;
	}
	return 0;
}

/* The keys' side makes the note, which holds for both. */
int memory_store_keys_destroy(struct store *base,
			      const struct store_destruction *destruction,
			      struct slice key, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct destruction_row row = {*destruction, key};

	if (!text_keep(store, &row.key))
		return error_memory(error);
	return row_add(store, ROWS_DESTRUCTIONS, &row, error);
}

int memory_store_rows_destroy(struct store *base,
			      const struct store_destruction *destruction,
			      uint64_t *sections, struct error *error)
{
	(void)error;
	*sections += count_sections(memory_store_of(base), destruction->pupil,
				    destruction->grant);
	return 0;
}

int memory_store_tokens_destroy(struct store *store, uint64_t after,
				struct error *error)
{
	(void)store;
	(void)after;
	(void)error;
	return 0; /* each pupil's go with the pupil */
}

bool memory_store_wipe(struct store *store)
{
	(void)store; /* keeps no journal */
	return true;
}

/* --- at the commit -------------------------------------------------------- */

static void drop_holdings(struct memory_store *store, uint64_t pupil,
			  uint64_t grant)
{
	struct holding_row *rows = store->rows[ROWS_HOLDINGS].rows;
	size_t kept = 0;

	for (size_t i = 0; i < store->rows[ROWS_HOLDINGS].count; i++)
		if ((pupil != 0 && rows[i].pupil != pupil) ||
		    (grant != 0 && rows[i].grant != grant))
			rows[kept++] = rows[i];
	store->rows[ROWS_HOLDINGS].count = kept;
}

static void drop_tokens(struct memory_store *store, uint64_t pupil)
{
	struct token_row *rows = store->rows[ROWS_TOKENS].rows;
	size_t kept = 0;

	for (size_t i = 0; i < store->rows[ROWS_TOKENS].count; i++)
		if (rows[i].pupil != pupil)
			rows[kept++] = rows[i];
	store->rows[ROWS_TOKENS].count = kept;
	index_tokens(store);
}

static void destroy_pupil(struct memory_store *store, uint64_t pupil)
{
	struct pupil_row *row = pupil_row_of(store, pupil);

	if (row != NULL) {
		row->destroyed = true;
		row->key = (struct store_key){0};
	}
	drop_tokens(store, pupil);
}

static void change_grant(struct memory_store *store,
			 const struct destruction_row *noted)
{
	struct grant_row *row =
		row_at(store, ROWS_GRANTS, noted->destruction.grant - 1);

	row->key = noted->key;
	if (noted->destruction.pupil != 0)
		return;
	row->grant.state = noted->destruction.state;
	row->grant.ended = noted->destruction.date;
}

/* How much there is to be destroyed with a grant. */
static void count_grant(struct memory_store *store, uint64_t grant)
{
	const struct holding_row *rows = store->rows[ROWS_HOLDINGS].rows;
	struct grant_row *row = row_at(store, ROWS_GRANTS, grant - 1);

	row->grant.ended_sections = count_sections(store, 0, grant);
	for (size_t i = 0; i < store->rows[ROWS_HOLDINGS].count; i++)
		row->grant.ended_pupils += rows[i].grant == grant;
}

void destroy_noted(struct memory_store *store)
{
	for (size_t i = store->begun[ROWS_OWN]; i < store->rows[ROWS_OWN].count;
	     i++) {
		const uint64_t *pupil = row_at(store, ROWS_OWN, i);
		struct pupil_row *row = pupil_row_of(store, *pupil);

		if (row != NULL)
			row->own = true;
	}
	for (size_t i = store->begun[ROWS_DESTRUCTIONS];
	     i < store->rows[ROWS_DESTRUCTIONS].count; i++) {
		const struct destruction_row *row =
			row_at(store, ROWS_DESTRUCTIONS, i);
		const struct store_destruction *what = &row->destruction;

		if (what->pupil == 0)
			count_grant(store, what->grant);
		drop_sections(store, what->pupil, what->grant);
		drop_holdings(store, what->pupil, what->grant);
		if (what->grant == 0)
			destroy_pupil(store, what->pupil);
		else
			change_grant(store, row);
	}
}
