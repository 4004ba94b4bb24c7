/* What becomes of messages: the parcels that they travel in, and what comes in. */
#include "base/arena.h"
#include "base/error.h"
#include "register/message.h"
#include "register/state.h"

/* --- what becomes of messages --------------------------------------------- */

/* Rows are collected before they are changed: a store is not written while it
 * is visited. */
struct row_list {
	struct store_message *rows;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_row(void *context, const struct store_message *row,
		    struct error *error)
{
	struct row_list *list = context;
	struct store_message *grown =
		arena_grow(list->arena, list->rows, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->rows = grown;
	grown += list->count++;
	*grown = *row;
	return copy_text(list->arena, &grown->sealed, error);
}

static int open_rows(struct pupil_register *pupils, struct row_list *list,
		     struct error *error)
{
	return pupils->store->methods->messages(pupils->store, false, 0,
						list_row, list, error);
}

static int set_row(struct pupil_register *pupils, struct store_message *row,
		   enum message_state state, uint64_t parcel, int32_t settled,
		   struct error *error)
{
	row->state = state;
	row->parcel = parcel;
	row->settled = settled;
	if (state == MESSAGE_SETTLED)
		row->sealed = (struct slice){0};
	return pupils->store->methods->message_set(pupils->store, row, error);
}

static struct store_message *find_row(struct row_list *list, uint64_t id)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->rows[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && list->rows[low].id == id ? &list->rows[low]
							     : NULL;
}

int register_message_settle(struct pupil_register *pupils, uint64_t id,
			    int32_t date, struct error *error)
{
	struct arena arena = {0};
	struct row_list list = {.arena = &arena};
	struct store_message *row;
	int result;

	if (register_write(pupils, error) != 0)
		return -1;
	result = open_rows(pupils, &list, error);
	row = result == 0 ? find_row(&list, id) : NULL;
	if (row != NULL)
		result = set_row(pupils, row, MESSAGE_SETTLED, row->parcel,
				 date, error);
	else if (result == 0)
		result = error_set(error, ERROR_NOT_FOUND,
				   "no message of this number is outstanding");
	arena_release(&arena);
	return register_write_end(pupils, result, error);
}

/* --- parcels -------------------------------------------------------------- */

int register_parcel_most(struct pupil_register *pupils, uint64_t *id,
			 struct error *error)
{
	return pupils->store->methods->parcel_most(pupils->store, id, error);
}

static int send_messages(struct pupil_register *pupils, uint64_t parcel,
			 const uint64_t *messages, size_t count,
			 struct arena *arena, struct error *error)
{
	struct row_list list = {.arena = arena};

	if (count == 0)
		return 0;
	if (open_rows(pupils, &list, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		struct store_message *row = find_row(&list, messages[i]);

		if (row == NULL || row->state != MESSAGE_DUE)
			return error_set(error, ERROR_INPUT,
					 "message %llu is not due",
					 (unsigned long long)messages[i]);
		if (set_row(pupils, row, MESSAGE_SENT, parcel, DATE_NONE,
			    error) != 0)
			return -1;
	}
	return 0;
}

static int note_incoming(struct pupil_register *pupils,
			 const struct register_incoming *incoming,
			 struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	bool found;

	if (methods->incoming_find(pupils->store, incoming->manifest, &found,
				   error) != 0)
		return -1;
	if (found)
		return error_set(error, ERROR_INPUT,
				 "this was received before");
	return methods->incoming_add(pupils->store, incoming, error);
}

static int prepare_parcel(struct pupil_register *pupils,
			  const struct register_parcel *parcel,
			  const uint64_t *messages, size_t count,
			  const struct register_incoming *answers,
			  struct arena *arena, struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	uint64_t most;

	if (methods->parcel_most(pupils->store, &most, error) != 0)
		return -1;
	if (parcel->id != most + 1)
		return error_set(error, ERROR_INPUT,
				 "the parcel has not the next number");
	if (methods->parcel_add(pupils->store, parcel, error) != 0 ||
	    send_messages(pupils, parcel->id, messages, count, arena, error) !=
		    0)
		return -1;
	return answers != NULL ? note_incoming(pupils, answers, error) : 0;
}

int register_parcel_prepare(struct pupil_register *pupils,
			    struct register_parcel *parcel,
			    const uint64_t *messages, size_t count,
			    const struct register_incoming *answers,
			    struct error *error)
{
	struct register_parcel row = *parcel;
	struct arena arena = {0};
	int result;

	row.state = PARCEL_PREPARED;
	row.ledger_index = UINT64_MAX;
	if (register_write(pupils, error) != 0)
		return -1;
	result = prepare_parcel(pupils, &row, messages, count, answers, &arena,
				error);
	arena_release(&arena);
	return register_write_end(pupils, result, error);
}

static int take_back(struct pupil_register *pupils, uint64_t parcel,
		     struct arena *arena, struct error *error)
{
	struct row_list list = {.arena = arena};

	if (open_rows(pupils, &list, error) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (list.rows[i].parcel == parcel &&
		    set_row(pupils, &list.rows[i], MESSAGE_DUE, 0, DATE_NONE,
			    error) != 0)
			return -1;
	return 0;
}

int register_parcel_finish(struct pupil_register *pupils, uint64_t id,
			   enum parcel_state state, uint64_t ledger_index,
			   struct error *error)
{
	struct arena arena = {0};
	int result = 0;

	if (register_write(pupils, error) != 0)
		return -1;
	if (state == PARCEL_VOID)
		result = take_back(pupils, id, &arena, error);
	if (result == 0)
		result = pupils->store->methods->parcel_set(
			pupils->store, id, state, ledger_index, error);
	arena_release(&arena);
	return register_write_end(pupils, result, error);
}

struct parcel_list {
	struct register_parcel *parcels;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_parcel(void *context, const struct register_parcel *row,
		       struct error *error)
{
	struct parcel_list *list = context;
	struct register_parcel *grown =
		arena_grow(list->arena, list->parcels, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->parcels = grown;
	grown += list->count++;
	*grown = *row;
	if (copy_text(list->arena, &grown->reference, error) != 0 ||
	    copy_text(list->arena, &grown->recipient, error) != 0 ||
	    copy_text(list->arena, &grown->number, error) != 0 ||
	    copy_text(list->arena, &grown->path, error) != 0 ||
	    copy_text(list->arena, &grown->manifest, error) != 0)
		return -1;
	return copy_text(list->arena, &grown->package, error);
}

int register_parcels(struct pupil_register *pupils,
		     struct register_parcel **out, size_t *count,
		     struct arena *arena, struct error *error)
{
	struct parcel_list list = {.arena = arena};

	if (pupils->store->methods->parcels(pupils->store, 0, list_parcel,
					    &list, error) != 0)
		return -1;
	*out = list.parcels;
	*count = list.count;
	return 0;
}

int register_parcel_read(struct pupil_register *pupils, uint64_t id,
			 struct register_parcel *parcel, struct arena *arena,
			 struct error *error)
{
	struct parcel_list list = {.arena = arena};

	if (id != 0 &&
	    pupils->store->methods->parcels(pupils->store, id, list_parcel,
					    &list, error) != 0)
		return -1;
	if (list.count == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no such parcel");
	*parcel = list.parcels[0];
	return 0;
}

/* --- what comes in -------------------------------------------------------- */

static bool is_answered(const struct store_message *row, uint64_t parcel,
			uint64_t release)
{
	if (row->state != MESSAGE_SENT)
		return false;
	return parcel != 0
		       ? row->parcel == parcel
		       : row->kind == MESSAGE_RECALL && row->release == release;
}

static int settle_answered(struct pupil_register *pupils, uint64_t parcel,
			   const struct register_incoming *incoming,
			   uint64_t *settled, struct arena *arena,
			   struct error *error)
{
	struct row_list list = {.arena = arena};

	*settled = 0;
	if (note_incoming(pupils, incoming, error) != 0 ||
	    open_rows(pupils, &list, error) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct store_message *row = &list.rows[i];

		if (!is_answered(row, parcel, incoming->release))
			continue;
		if (set_row(pupils, row, MESSAGE_SETTLED, row->parcel,
			    incoming->date, error) != 0)
			return -1;
		++*settled;
	}
	return 0;
}

int register_answer(struct pupil_register *pupils, uint64_t parcel,
		    const struct register_incoming *incoming, uint64_t *settled,
		    struct error *error)
{
	struct arena arena = {0};
	int result;

	if (register_write(pupils, error) != 0)
		return -1;
	result = settle_answered(pupils, parcel, incoming, settled, &arena,
				 error);
	arena_release(&arena);
	if (register_write_end(pupils, result, error) != 0)
		return -1;
	/* Whom it was about is nobody's to know any more. */
	pupils->store->methods->wipe(pupils->store);
	return 0;
}

struct incoming_list {
	struct register_incoming *incomings;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_incoming(void *context, const struct register_incoming *row,
			 struct error *error)
{
	struct incoming_list *list = context;
	struct register_incoming *grown =
		arena_grow(list->arena, list->incomings, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->incomings = grown;
	grown += list->count++;
	*grown = *row;
	if (copy_text(list->arena, &grown->reference, error) != 0 ||
	    copy_text(list->arena, &grown->sender, error) != 0 ||
	    copy_text(list->arena, &grown->number, error) != 0 ||
	    copy_text(list->arena, &grown->text, error) != 0)
		return -1;
	return copy_text(list->arena, &grown->signature, error);
}

int register_incomings(struct pupil_register *pupils,
		       struct register_incoming **out, size_t *count,
		       struct arena *arena, struct error *error)
{
	struct incoming_list list = {.arena = arena};

	if (pupils->store->methods->incomings(pupils->store, list_incoming,
					      &list, error) != 0)
		return -1;
	*out = list.incomings;
	*count = list.count;
	return 0;
}

int register_incoming_find(struct pupil_register *pupils,
			   const uint8_t manifest[32], bool *found,
			   struct error *error)
{
	return pupils->store->methods->incoming_find(pupils->store, manifest,
						     found, error);
}
