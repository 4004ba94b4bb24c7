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

static struct release *release_row(struct memory_store *store, uint64_t id)
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

/* --- rolls ---------------------------------------------------------------- */

int memory_store_mask_add(struct store *base, uint64_t release, uint16_t mask,
			  struct slice fields, struct error *error)
{
	struct mask_row row = {release, mask, fields};

	if (!text_keep(memory_store_of(base), &row.fields))
		return error_memory(error);
	return row_add(memory_store_of(base), ROWS_MASKS, &row, error);
}

int memory_store_mask(struct store *base, uint64_t release, uint16_t mask,
		      struct slice *fields, bool *found, struct arena *arena,
		      struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)arena;
	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_MASKS].count; i++) {
		const struct mask_row *row = row_at(store, ROWS_MASKS, i);

		if (row->release != release || row->mask != mask)
			continue;
		*fields = row->fields;
		*found = true;
	}
	return 0;
}

int memory_store_chunk_add(struct store *base, const struct store_chunk *chunk,
			   struct error *error)
{
	struct store_chunk row = *chunk;

	if (!text_keep(memory_store_of(base), &row.rows))
		return error_memory(error);
	return row_add(memory_store_of(base), ROWS_CHUNKS, &row, error);
}

int memory_store_chunks(struct store *base, uint64_t pupil,
			store_chunk_visitor *visit, void *context,
			struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_CHUNKS].count; i++) {
		const struct store_chunk *row = row_at(store, ROWS_CHUNKS, i);
		const struct release *release =
			release_row(store, row->release);

		if (row->first > pupil || row->last < pupil ||
		    release == NULL || release->state != RELEASE_DONE)
			continue;
		if (visit(context, release, row, error) != 0)
			return -1;
	}
	return 0;
}
