#include "register/store_memory.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* --- names ---------------------------------------------------------------- */

static enum rows rows_of(enum store_names which)
{
	return which == STORE_FIELDS ? ROWS_FIELDS : ROWS_CATEGORIES;
}

int memory_store_names(struct store *base, enum store_names which,
		       store_name_visitor *visit, void *context,
		       struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[rows_of(which)].count; i++) {
		const struct name_row *row = row_at(store, rows_of(which), i);

		if (visit(context, row->number, row->name, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_name_most(struct store *base, enum store_names which,
			   uint16_t *number, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	size_t count = store->rows[rows_of(which)].count;
	const struct name_row *row;

	(void)error;
	*number = 0;
	if (count > 0) {
		row = row_at(store, rows_of(which), count - 1);
		*number = row->number;
	}
	return 0;
}

int memory_store_name_add(struct store *base, enum store_names which,
			  uint16_t number, struct slice name,
			  struct error *error)
{
	struct name_row row = {number, name};

	if (!text_keep(memory_store_of(base), &row.name))
		return error_memory(error);
	return row_add(memory_store_of(base), rows_of(which), &row, error);
}

/* --- pupils --------------------------------------------------------------- */

int memory_store_pupil_most(struct store *base, uint64_t *pupil,
			    struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	size_t count = store->rows[ROWS_PUPILS].count;
	const struct pupil_row *row;

	(void)error;
	*pupil = 0;
	if (count > 0) {
		row = row_at(store, ROWS_PUPILS, count - 1);
		*pupil = row->pupil;
	}
	return 0;
}

int memory_store_pupil_count(struct store *base, uint64_t *count,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*count = 0;
	for (size_t i = 0; i < store->rows[ROWS_PUPILS].count; i++) {
		const struct pupil_row *row = row_at(store, ROWS_PUPILS, i);

		*count += row->destroyed ? 0 : 1;
	}
	return 0;
}

int memory_store_pupils(struct store *base, store_pupil_visitor *visit,
			void *context, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_PUPILS].count; i++) {
		const struct pupil_row *row = row_at(store, ROWS_PUPILS, i);

		if (!row->destroyed && visit(context, row->pupil, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_pupil_add(struct store *store, uint64_t pupil, uint64_t origin,
			   bool own, const struct store_key *key,
			   struct error *error)
{
	struct pupil_row row = {pupil, *key, own, false};

	(void)origin;
	return row_add(memory_store_of(store), ROWS_PUPILS, &row, error);
}

int memory_store_pupil_own(struct store *store, uint64_t pupil,
			   struct error *error)
{
	return row_add(memory_store_of(store), ROWS_OWN, &pupil, error);
}

struct pupil_row *pupil_row_of(struct memory_store *store, uint64_t pupil)
{
	struct pupil_row *rows = store->rows[ROWS_PUPILS].rows;
	size_t low = 0;
	size_t high = store->rows[ROWS_PUPILS].count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rows[middle].pupil < pupil)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == store->rows[ROWS_PUPILS].count || rows[low].pupil != pupil)
		return NULL;
	return &rows[low];
}

int memory_store_pupil_key(struct store *base, uint64_t pupil,
			   struct store_key *key, bool *found,
			   struct error *error)
{
	const struct pupil_row *row =
		pupil_row_of(memory_store_of(base), pupil);

	(void)error;
	*found = row != NULL && !row->destroyed;
	if (*found)
		*key = row->key;
	return 0;
}

/* --- tokens --------------------------------------------------------------- */

/* Tokens are uniform, so any of their bits will do. */
static size_t *token_slot(struct memory_store *store,
			  const uint8_t token[STORE_TOKEN_BYTES])
{
	const struct token_row *rows = store->rows[ROWS_TOKENS].rows;
	size_t at;

	memcpy(&at, token, sizeof(at));
	for (at &= store->token_capacity - 1; store->token_slots[at] != 0;
	     at = (at + 1) & (store->token_capacity - 1))
		if (memcmp(rows[store->token_slots[at] - 1].token, token,
			   STORE_TOKEN_BYTES) == 0)
			break;
	return &store->token_slots[at];
}

void index_tokens(struct memory_store *store)
{
	const struct token_row *rows = store->rows[ROWS_TOKENS].rows;

	if (store->token_capacity > 0)
		memset(store->token_slots, 0,
		       store->token_capacity * sizeof(*store->token_slots));
	for (size_t i = 0; i < store->rows[ROWS_TOKENS].count; i++)
		*token_slot(store, rows[i].token) = i + 1;
}

static int grow_token_slots(struct memory_store *store, struct error *error)
{
	size_t capacity =
		store->token_capacity > 0 ? store->token_capacity * 2 : 64;
	size_t *slots = memory_array(capacity, sizeof(*slots));

	if (slots == NULL)
		return error_memory(error);
	memory_free(store->token_slots);
	store->token_slots = slots;
	store->token_capacity = capacity;
	index_tokens(store);
	return 0;
}

int memory_store_token(struct store *base,
		       const uint8_t bytes[STORE_TOKEN_BYTES], uint64_t *pupil,
		       bool *found, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	const struct token_row *row;
	size_t slot = 0;

	(void)error;
	if (store->token_capacity > 0)
		slot = *token_slot(store, bytes);
	*found = slot != 0;
	if (*found) {
		row = row_at(store, ROWS_TOKENS, slot - 1);
		*pupil = row->pupil;
	}
	return 0;
}

int memory_store_token_add(struct store *base,
			   const uint8_t bytes[STORE_TOKEN_BYTES],
			   uint64_t pupil, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct token_row row = {.pupil = pupil};
	size_t *slot;

	memcpy(row.token, bytes, STORE_TOKEN_BYTES);
	if (store->rows[ROWS_TOKENS].count * 2 >= store->token_capacity &&
	    grow_token_slots(store, error) != 0)
		return -1;
	slot = token_slot(store, bytes);
	if (*slot != 0)
		return 0;
	if (row_add(store, ROWS_TOKENS, &row, error) != 0)
		return -1;
	*slot = store->rows[ROWS_TOKENS].count;
	return 0;
}
