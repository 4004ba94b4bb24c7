#include "register/store_memory.h"

#include <string.h>

#include "base/error.h"

/* --- changes -------------------------------------------------------------- */

int memory_store_change_add(struct store *base,
			    const struct store_change *change,
			    struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct store_change row = *change;

	row.id = store->rows[ROWS_CHANGES].count + 1;
	if (!text_keep(store, &row.fields))
		return error_memory(error);
	return row_add(store, ROWS_CHANGES, &row, error);
}

/* Those taken away have no pupil any more. */
int memory_store_changes(struct store *base, size_t limit,
			 store_change_visitor *visit, void *context,
			 struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_CHANGES].count && limit > 0;
	     i++) {
		const struct store_change *row = row_at(store, ROWS_CHANGES, i);

		if (row->pupil == 0)
			continue;
		limit--;
		if (visit(context, row, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_changes_drop(struct store *base, uint64_t through,
			      struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	for (size_t i = 0; i < store->rows[ROWS_CHANGES].count && i < through;
	     i++) {
		struct store_change *row = row_at(store, ROWS_CHANGES, i);

		row->pupil = 0;
	}
	return 0;
}

int memory_store_release_most(struct store *store, uint64_t *id,
			      struct error *error)
{
	(void)error;
	*id = memory_store_of(store)->rows[ROWS_RELEASES].count;
	return 0;
}

/* --- messages ------------------------------------------------------------- */

int memory_store_message_most(struct store *store, uint64_t *id,
			      struct error *error)
{
	(void)error;
	*id = memory_store_of(store)->rows[ROWS_MESSAGES].count;
	return 0;
}

int memory_store_message_add(struct store *base,
			     const struct store_message *message,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct store_message row = *message;

	if (!text_keep(store, &row.sealed))
		return error_memory(error);
	return row_add(store, ROWS_MESSAGES, &row, error);
}

int memory_store_messages(struct store *base, bool all, uint64_t pupil,
			  store_message_visitor *visit, void *context,
			  struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_MESSAGES].count; i++) {
		const struct store_message *row =
			row_at(store, ROWS_MESSAGES, i);

		if ((pupil != 0 ? row->pupil == pupil
				: all || row->state != MESSAGE_SETTLED) &&
		    visit(context, row, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_message_set(struct store *base,
			     const struct store_message *message,
			     struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct store_message row = *message;

	if (!text_keep(store, &row.sealed))
		return error_memory(error);
	memcpy(row_at(store, ROWS_MESSAGES, message->id - 1), &row,
	       sizeof(row));
	return 0;
}

/* --- parcels -------------------------------------------------------------- */

int memory_store_parcel_most(struct store *store, uint64_t *id,
			     struct error *error)
{
	(void)error;
	*id = memory_store_of(store)->rows[ROWS_PARCELS].count;
	return 0;
}

int memory_store_parcel_add(struct store *base,
			    const struct register_parcel *parcel,
			    struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct register_parcel row = *parcel;

	if (!text_keep(store, &row.reference) ||
	    !text_keep(store, &row.recipient) ||
	    !text_keep(store, &row.number) || !text_keep(store, &row.path) ||
	    !text_keep(store, &row.manifest) || !text_keep(store, &row.package))
		return error_memory(error);
	return row_add(store, ROWS_PARCELS, &row, error);
}

int memory_store_parcels(struct store *base, uint64_t id,
			 store_parcel_visitor *visit, void *context,
			 struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_PARCELS].count; i++) {
		const struct register_parcel *row =
			row_at(store, ROWS_PARCELS, i);

		if ((id == 0 || row->id == id) &&
		    visit(context, row, error) != 0)
			return -1;
	}
	return 0;
}

int memory_store_parcel_set(struct store *base, uint64_t id,
			    enum parcel_state state, uint64_t ledger_index,
			    struct error *error)
{
	struct register_parcel *row =
		row_at(memory_store_of(base), ROWS_PARCELS, id - 1);

	(void)error;
	row->state = state;
	row->ledger_index = ledger_index;
	row->package = (struct slice){0};
	return 0;
}

/* --- what came in --------------------------------------------------------- */

int memory_store_incoming_find(struct store *base, const uint8_t manifest[32],
			       bool *found, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	(void)error;
	*found = false;
	for (size_t i = 0; i < store->rows[ROWS_INCOMINGS].count; i++) {
		const struct register_incoming *row =
			row_at(store, ROWS_INCOMINGS, i);

		if (memcmp(row->manifest, manifest, sizeof(row->manifest)) == 0)
			*found = true;
	}
	return 0;
}

int memory_store_incoming_add(struct store *base,
			      const struct register_incoming *incoming,
			      struct error *error)
{
	struct memory_store *store = memory_store_of(base);
	struct register_incoming row = *incoming;

	if (!text_keep(store, &row.reference) ||
	    !text_keep(store, &row.sender) || !text_keep(store, &row.number) ||
	    !text_keep(store, &row.text) || !text_keep(store, &row.signature))
		return error_memory(error);
	return row_add(store, ROWS_INCOMINGS, &row, error);
}

int memory_store_incomings(struct store *base, store_incoming_visitor *visit,
			   void *context, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	for (size_t i = 0; i < store->rows[ROWS_INCOMINGS].count; i++)
		if (visit(context, row_at(store, ROWS_INCOMINGS, i), error) !=
		    0)
			return -1;
	return 0;
}
