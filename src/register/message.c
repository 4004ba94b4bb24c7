#include "register/message.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "register/field_sets.h"
#include "register/state.h"

/* --- changes -------------------------------------------------------------- */

struct change_list {
	struct pupil_register *pupils;
	struct register_change *changes;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_change(void *context, const struct store_change *row,
		       struct error *error)
{
	struct change_list *list = context;
	struct register_change *grown =
		arena_grow(list->arena, list->changes, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->changes = grown;
	grown += list->count++;
	*grown = (struct register_change){
		.id = row->id,
		.pupil = row->pupil,
		.release = row->release,
		.recorded = row->recorded,
	};
	return field_set_decode(row->fields, &list->pupils->fields,
				&grown->fields, error);
}

int register_changes(struct pupil_register *pupils, size_t limit,
		     struct register_change **out, size_t *count,
		     struct arena *arena, struct error *error)
{
	struct change_list list = {.pupils = pupils, .arena = arena};

	if (register_refresh(pupils, error) != 0 ||
	    pupils->store->methods->changes(pupils->store, limit, list_change,
					    &list, error) != 0)
		return -1;
	*out = list.changes;
	*count = list.count;
	return 0;
}

/* --- messages ------------------------------------------------------------- */

/* What a message's sealed part is bound to: all of its row that never
 * changes. */
static void bind(const struct store_message *row, struct builder *bound)
{
	builder_add_byte(bound, 'M');
	builder_add_u64(bound, row->id);
	builder_add_byte(bound, (char)row->kind);
	builder_add_u64(bound, row->release);
	builder_add_u64(bound, row->pupil);
	builder_add_u32(bound, (uint32_t)row->created);
}

static int seal_message(struct pupil_register *pupils,
			const struct register_message *message,
			const struct store_message *row, struct builder *sealed,
			struct error *error)
{
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder bound = {0};
	struct builder plain = {0};
	bool failed;

	bind(row, &bound);
	builder_add_byte(&plain, (char)message->known_by);
	builder_add_counted(&plain, message->name);
	builder_add_counted(&plain, message->fields);
	builder_add_counted(&plain, message->reason);
	secret_random(nonce, sizeof(nonce));
	if (!bound.failed && !plain.failed)
		seal_add(&pupils->keys->record, SEAL_XCHACHA20POLY1305, nonce,
			 builder_slice(&bound), builder_slice(&plain), sealed);
	failed = bound.failed || plain.failed || sealed->failed;
	if (plain.at != NULL)
		sodium_memzero(plain.at, plain.capacity);
	builder_release(&plain);
	builder_release(&bound);
	return failed ? error_memory(error) : 0;
}

static int add_message(struct pupil_register *pupils,
		       struct register_message *message, uint64_t id,
		       struct error *error)
{
	struct store_message row = {
		.id = id,
		.kind = message->kind,
		.state = MESSAGE_DUE,
		.release = message->release,
		.pupil = message->pupil,
		.created = message->created,
		.settled = DATE_NONE,
	};
	struct builder sealed = {0};
	int result = seal_message(pupils, message, &row, &sealed, error);

	row.sealed = builder_slice(&sealed);
	if (result == 0)
		result = pupils->store->methods->message_add(pupils->store,
							     &row, error);
	builder_release(&sealed);
	return result;
}

static int add_messages(struct pupil_register *pupils,
			struct register_message *messages, size_t count,
			uint64_t through, struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	uint64_t most;

	if (methods->message_most(pupils->store, &most, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_message(pupils, &messages[i], most + 1 + i, error) != 0)
			return -1;
	if (through != 0 &&
	    methods->changes_drop(pupils->store, through, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		messages[i].id = most + 1 + i;
	return 0;
}

int register_messages_add(struct pupil_register *pupils,
			  struct register_message *messages, size_t count,
			  uint64_t through, struct error *error)
{
	int result;

	if (register_write(pupils, error) != 0)
		return -1;
	result = add_messages(pupils, messages, count, through, error);
	return register_write_end(pupils, result, error);
}

struct message_list {
	struct pupil_register *pupils;
	struct register_message *messages;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int damaged(uint64_t id, struct error *error)
{
	return error_set(error, ERROR_CORRUPT, "message %llu is damaged",
			 (unsigned long long)id);
}

static int open_message(struct pupil_register *pupils,
			const struct store_message *row,
			struct register_message *message, struct arena *arena,
			struct error *error)
{
	char *room = arena_allocate(arena, row->sealed.len);
	struct builder bound = {0};
	struct cursor cursor;
	struct slice text;
	uint8_t known_by;
	int result = 0;

	bind(row, &bound);
	if (room == NULL || bound.failed)
		result = error_memory(error);
	else if (seal_open(&pupils->keys->record, row->sealed,
			   builder_slice(&bound), room, &text, NULL) != 0)
		result = damaged(row->id, error);
	builder_release(&bound);
	if (result != 0)
		return -1;
	cursor = cursor_over(text);
	if (!cursor_byte(&cursor, &known_by) || known_by > KNOWN_BY_PSEUDONYM ||
	    !cursor_counted(&cursor, &message->name) ||
	    !cursor_counted(&cursor, &message->fields) ||
	    !cursor_counted(&cursor, &message->reason))
		return damaged(row->id, error);
	message->known_by = (enum known_by)known_by;
	return 0;
}

static int list_message(void *context, const struct store_message *row,
			struct error *error)
{
	struct message_list *list = context;
	struct register_message *grown =
		arena_grow(list->arena, list->messages, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->messages = grown;
	grown += list->count++;
	*grown = (struct register_message){
		.id = row->id,
		.kind = row->kind,
		.state = row->state,
		.release = row->release,
		.pupil = row->pupil,
		.parcel = row->parcel,
		.created = row->created,
		.settled = row->settled,
	};
	if (row->sealed.len == 0)
		return 0;
	return open_message(list->pupils, row, grown, list->arena, error);
}

int register_messages(struct pupil_register *pupils, bool all,
		      struct register_message **out, size_t *count,
		      struct arena *arena, struct error *error)
{
	struct message_list list = {.pupils = pupils, .arena = arena};

	if (pupils->store->methods->messages(pupils->store, all, 0,
					     list_message, &list, error) != 0)
		return -1;
	*out = list.messages;
	*count = list.count;
	return 0;
}

int register_pupil_messages(struct pupil_register *pupils, uint64_t pupil,
			    struct register_message **out, size_t *count,
			    struct arena *arena, struct error *error)
{
	struct message_list list = {.pupils = pupils, .arena = arena};

	if (pupil != 0 &&
	    pupils->store->methods->messages(pupils->store, true, pupil,
					     list_message, &list, error) != 0)
		return -1;
	*out = list.messages;
	*count = list.count;
	return 0;
}
