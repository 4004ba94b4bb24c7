#include "register/sqlite.h"

#include "base/error.h"

static int most(struct store *store, enum sql which, uint64_t *id,
		struct error *error)
{
	struct query q = query_of(store, which);
	int64_t number = 0;

	if (query_one_number(&q, &number, NULL, error) != 0)
		return -1;
	*id = (uint64_t)number;
	return 0;
}

static void bind_index(struct query *query, uint64_t ledger_index)
{
	if (ledger_index == UINT64_MAX)
		query->next++; /* unbound: NULL */
	else
		query_number(query, (int64_t)ledger_index);
}

/* A number that stands for one of `count` words. */
static int word_at(struct query *query, int column, int count)
{
	int64_t number = query_number_at(query, column);

	if (number < 0 || number >= count) {
		query->status = SQLITE_CORRUPT;
		return 0;
	}
	return (int)number;
}

/* --- changes -------------------------------------------------------------- */

int sqlite_change_add(struct store *store, const struct store_change *change,
		      struct error *error)
{
	struct query q = query_of(store, SQL_CHANGE_ADD);

	query_number(&q, (int64_t)change->pupil);
	query_number(&q, (int64_t)change->release);
	query_number(&q, change->recorded);
	query_bytes(&q, change->fields);
	return query_run(&q, error);
}

int sqlite_changes(struct store *store, size_t limit,
		   store_change_visitor *visit, void *context,
		   struct error *error)
{
	struct query q = query_of(store, SQL_CHANGES);
	int result = 0;

	query_number(&q, (int64_t)limit);
	while (result == 0 && query_step(&q)) {
		struct store_change change = {
			.id = (uint64_t)query_number_at(&q, 0),
			.pupil = (uint64_t)query_number_at(&q, 1),
			.release = (uint64_t)query_number_at(&q, 2),
			.recorded = (int32_t)query_number_at(&q, 3),
			.fields = query_bytes_at(&q, 4),
		};

		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &change, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_changes_drop(struct store *store, uint64_t through,
			struct error *error)
{
	struct query q = query_of(store, SQL_CHANGES_DROP);

	query_number(&q, (int64_t)through);
	return query_run(&q, error);
}

int sqlite_release_most(struct store *store, uint64_t *id, struct error *error)
{
	return most(store, SQL_RELEASE_MOST, id, error);
}

/* --- messages ------------------------------------------------------------- */

int sqlite_message_most(struct store *store, uint64_t *id, struct error *error)
{
	return most(store, SQL_MESSAGE_MOST, id, error);
}

int sqlite_message_add(struct store *store, const struct store_message *message,
		       struct error *error)
{
	struct query q = query_of(store, SQL_MESSAGE_ADD);

	query_number(&q, (int64_t)message->id);
	query_number(&q, message->kind);
	query_number(&q, message->state);
	query_number(&q, (int64_t)message->release);
	query_number(&q, (int64_t)message->pupil);
	query_number(&q, (int64_t)message->parcel);
	query_number(&q, message->created);
	query_number(&q, message->settled);
	query_bytes(&q, message->sealed);
	return query_run(&q, error);
}

int sqlite_messages(struct store *store, bool all, uint64_t pupil,
		    store_message_visitor *visit, void *context,
		    struct error *error)
{
	struct query q = query_of(store, pupil != 0 ? SQL_PUPIL_MESSAGES
					 : all      ? SQL_MESSAGES
						    : SQL_MESSAGES_OPEN);
	int result = 0;

	if (pupil != 0)
		query_number(&q, (int64_t)pupil);

	while (result == 0 && query_step(&q)) {
		struct store_message message = {
			.id = (uint64_t)query_number_at(&q, 0),
			.kind = (enum message_kind)word_at(&q, 1,
							   MESSAGE_RECALL + 1),
			.state = (enum message_state)word_at(
				&q, 2, MESSAGE_SETTLED + 1),
			.release = (uint64_t)query_number_at(&q, 3),
			.pupil = (uint64_t)query_number_at(&q, 4),
			.parcel = (uint64_t)query_number_at(&q, 5),
			.created = (int32_t)query_number_at(&q, 6),
			.settled = (int32_t)query_number_at(&q, 7),
			.sealed = query_bytes_at(&q, 8),
		};

		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &message, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_message_set(struct store *store, const struct store_message *message,
		       struct error *error)
{
	struct query q = query_of(store, SQL_MESSAGE_SET);

	query_number(&q, (int64_t)message->id);
	query_number(&q, message->state);
	query_number(&q, (int64_t)message->parcel);
	query_number(&q, message->settled);
	query_bytes(&q, message->sealed);
	return query_run(&q, error);
}

/* --- parcels -------------------------------------------------------------- */

int sqlite_parcel_most(struct store *store, uint64_t *id, struct error *error)
{
	return most(store, SQL_PARCEL_MOST, id, error);
}

int sqlite_parcel_add(struct store *store, const struct register_parcel *parcel,
		      struct error *error)
{
	struct query q = query_of(store, SQL_PARCEL_ADD);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	query_number(&q, (int64_t)parcel->id);
	query_number(&q, parcel->state);
	query_number(&q, parcel->kind);
	query_text(&q, parcel->reference);
	query_text(&q, parcel->recipient);
	query_text(&q, parcel->number);
	query_number(&q, (int64_t)parcel->subject);
	query_number(&q, parcel->date);
	query_text(&q, parcel->path);
	query_text(&q, parcel->manifest);
	query_bytes(&q, parcel->package);
	bind_index(&q, parcel->ledger_index);
	return query_run(&q, error);
}

static void parcel_at(struct query *q, struct register_parcel *parcel)
{
	*parcel = (struct register_parcel){
		.id = (uint64_t)query_number_at(q, 0),
		.state = (enum parcel_state)word_at(q, 1, PARCEL_VOID + 1),
		.kind = (int)query_number_at(q, 2),
		.reference = query_bytes_at(q, 3),
		.recipient = query_bytes_at(q, 4),
		.number = query_bytes_at(q, 5),
		.subject = (uint64_t)query_number_at(q, 6),
		.date = (int32_t)query_number_at(q, 7),
		.path = query_bytes_at(q, 8),
		.manifest = query_bytes_at(q, 9),
		.package = query_bytes_at(q, 10),
		.ledger_index = UINT64_MAX,
	};
	if (sqlite3_column_type(q->statement, 11) != SQLITE_NULL)
		parcel->ledger_index = (uint64_t)query_number_at(q, 11);
}

int sqlite_parcels(struct store *store, uint64_t id,
		   store_parcel_visitor *visit, void *context,
		   struct error *error)
{
	struct query q = query_of(store, id != 0 ? SQL_PARCEL : SQL_PARCELS);
	struct register_parcel parcel;
	int result = 0;

	if (id != 0)
		query_number(&q, (int64_t)id);
	while (result == 0 && query_step(&q)) {
		parcel_at(&q, &parcel);
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &parcel, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}

int sqlite_parcel_set(struct store *store, uint64_t id, enum parcel_state state,
		      uint64_t ledger_index, struct error *error)
{
	struct query q = query_of(store, SQL_PARCEL_SET);

	if (q.statement != NULL)
		sqlite3_clear_bindings(q.statement);
	query_number(&q, (int64_t)id);
	query_number(&q, state);
	bind_index(&q, ledger_index);
	return query_run(&q, error);
}

/* --- what came in --------------------------------------------------------- */

int sqlite_incoming_find(struct store *store, const uint8_t manifest[32],
			 bool *found, struct error *error)
{
	struct query q = query_of(store, SQL_INCOMING_FIND);
	int64_t one;

	query_bytes(&q, as_bytes(manifest, 32));
	return query_one_number(&q, &one, found, error);
}

int sqlite_incoming_add(struct store *store,
			const struct register_incoming *incoming,
			struct error *error)
{
	struct query q = query_of(store, SQL_INCOMING_ADD);

	query_bytes(&q,
		    as_bytes(incoming->manifest, sizeof(incoming->manifest)));
	query_number(&q, incoming->kind);
	query_text(&q, incoming->reference);
	query_text(&q, incoming->sender);
	query_text(&q, incoming->number);
	query_number(&q, incoming->date);
	query_number(&q, (int64_t)incoming->release);
	query_text(&q, incoming->text);
	query_text(&q, incoming->signature);
	return query_run(&q, error);
}

int sqlite_incomings(struct store *store, store_incoming_visitor *visit,
		     void *context, struct error *error)
{
	struct query q = query_of(store, SQL_INCOMINGS);
	int result = 0;

	while (result == 0 && query_step(&q)) {
		struct register_incoming incoming = {
			.kind = (int)query_number_at(&q, 1),
			.reference = query_bytes_at(&q, 2),
			.sender = query_bytes_at(&q, 3),
			.number = query_bytes_at(&q, 4),
			.date = (int32_t)query_number_at(&q, 5),
			.release = (uint64_t)query_number_at(&q, 6),
			.text = query_bytes_at(&q, 7),
			.signature = query_bytes_at(&q, 8),
		};

		query_fixed_at(&q, 0, incoming.manifest,
			       sizeof(incoming.manifest));
		if (q.status != SQLITE_ROW)
			break;
		result = visit(context, &incoming, error);
	}
	return query_end(&q, result == 0 ? error : NULL) != 0 ? -1 : result;
}
