#include "register/store_memory.h"

#include "base/error.h"

int memory_store_release_find(struct store *base, struct slice reference,
			      bool *found, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++) {
		const struct release *row = row_at(store, ROWS_RELEASES, i);

		if (slice_equal(row->reference, reference))
			*found = true;
	}
	return 0;
}

int memory_store_release_add(struct store *base, const struct release *release,
			     uint64_t *id, struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct release row = *release;

	row.id = store->rows[ROWS_RELEASES].count + 1;
	if (!text_keep(store, &row.reference) ||
	    !text_keep(store, &row.recipient) ||
	    !text_keep(store, &row.holder) || !text_keep(store, &row.purpose) ||
	    !text_keep(store, &row.flow) || !text_keep(store, &row.level) ||
	    !text_keep(store, &row.directory) ||
	    !text_keep(store, &row.manifest))
		return error_memory(error);
	*id = row.id;
	return row_add(store, ROWS_RELEASES, &row, error);
}

struct release *release_row(struct memory_store *store, uint64_t id)
{
	if (id < 1 || id > store->rows[ROWS_RELEASES].count)
		return NULL;
	return row_at(store, ROWS_RELEASES, (size_t)id - 1);
}

int memory_store_release_state(struct store *store, uint64_t id,
			       enum release_state *state,
			       uint64_t *ledger_index, bool *found,
			       struct error *error)
{
	const struct release *row = release_row(memory_store_of(store), id);

	(void)error;
	*found = row != NULL;
	if (row != NULL) {
		*state = row->state;
		*ledger_index = row->ledger_index;
	}
	return 0;
}

/* Alone in its transaction and last in it, so undo need not know of it. */
int memory_store_release_set(struct store *store, uint64_t id,
			     enum release_state state, uint64_t ledger_index,
			     struct error *error)
{
	struct release *row = release_row(memory_store_of(store), id);

	if (row == NULL)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no such release");
	row->state = state;
	row->ledger_index = ledger_index;
	return 0;
}

int memory_store_releases(struct store *base, store_release_visitor *visit,
			  void *context, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++)
		if (visit(context, row_at(store, ROWS_RELEASES, i), error) != 0)
			return -1;
	return 0;
}

int memory_store_last_release(struct store *base, struct slice recipient,
			      struct slice purpose, int32_t *date,
			      struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*date = DATE_NONE;
	for (size_t i = 0; i < store->rows[ROWS_RELEASES].count; i++) {
		const struct release *row = row_at(store, ROWS_RELEASES, i);

		if (row->state == RELEASE_DONE && row->date > *date &&
		    slice_equal(row->recipient, recipient) &&
		    slice_equal(row->purpose, purpose))
			*date = row->date;
	}
	return 0;
}
