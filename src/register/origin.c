#include "register/state.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "register/origin.h"

/* What an origin's sealed part is bound to: all of its row but the id, which
 * the store gives. */
static void bind(const struct store_origin *row, struct builder *bound)
{
	builder_add_byte(bound, 'O');
	builder_add(bound,
		    (struct slice){(const char *)row->hash, sizeof(row->hash)});
	builder_add_u32(bound, (uint32_t)row->recorded);
	builder_add(bound, row->kind);
}

static int add(struct pupil_register *pupils, const struct origin *origin,
	       uint64_t *id, struct error *error)
{
	struct store_origin row = {.kind = origin->kind,
				   .recorded = origin->recorded};
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder bound = {0};
	struct builder plain = {0};
	struct builder sealed = {0};
	int result;

	memcpy(row.hash, origin->hash, sizeof(row.hash));
	bind(&row, &bound);
	builder_add_counted(&plain, origin->name);
	builder_add_counted(&plain, origin->stated_by);
	secret_random(nonce, sizeof(nonce));
	seal_add(&pupils->keys->record, SEAL_XCHACHA20POLY1305, nonce,
		 builder_slice(&bound), builder_slice(&plain), &sealed);
	row.sealed = builder_slice(&sealed);
	if (bound.failed || plain.failed || sealed.failed)
		result = error_memory(error);
	else
		result = pupils->store->methods->origin_add(pupils->store, &row,
							    id, error);
	builder_release(&bound);
	builder_release(&plain);
	builder_release(&sealed);
	return result;
}

int origin_begin(struct pupil_register *pupils, const struct origin *origin,
		 uint64_t *id, struct error *error)
{
	int32_t recorded;
	bool found;

	if (pupils->store->methods->origin_find(pupils->store, origin->hash, id,
						&recorded, &found, error) != 0)
		return -1;
	return found ? 0 : add(pupils, origin, id, error);
}

int register_imported(struct pupil_register *pupils, const uint8_t hash[32],
		      bool *found, int32_t *recorded, struct error *error)
{
	uint64_t id;

	return pupils->store->methods->origin_find(pupils->store, hash, &id,
						   recorded, found, error);
}

struct origin_list {
	struct pupil_register *pupils;
	struct origin *origins;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int open_origin(struct origin_list *list, const struct store_origin *row,
		       struct slice *text, struct error *error)
{
	char *room = arena_allocate(list->arena, row->sealed.len);
	struct builder bound = {0};
	int result;

	bind(row, &bound);
	if (room == NULL || bound.failed)
		result = error_memory(error);
	else if (seal_open(&list->pupils->keys->record, row->sealed,
			   builder_slice(&bound), room, text, NULL) != 0)
		result = error_set(error, ERROR_CORRUPT,
				   "origin %llu does not unseal",
				   (unsigned long long)row->id);
	else
		result = 0;
	builder_release(&bound);
	return result;
}

static int unseal(struct origin_list *list, const struct store_origin *row,
		  struct origin *origin, struct error *error)
{
	struct cursor cursor;
	struct slice text;

	if (open_origin(list, row, &text, error) != 0)
		return -1;
	cursor = cursor_over(text);
	if (!cursor_counted(&cursor, &origin->name) ||
	    !cursor_counted(&cursor, &origin->stated_by))
		return error_set(error, ERROR_CORRUPT,
				 "origin %llu is malformed",
				 (unsigned long long)row->id);
	return 0;
}

static int add_origin(void *context, const struct store_origin *row,
		      struct error *error)
{
	struct origin_list *list = context;
	struct origin *grown =
		arena_grow(list->arena, list->origins, list->count,
			   &list->capacity, sizeof(*grown));
	struct origin *origin;

	if (grown == NULL)
		return error_memory(error);
	list->origins = grown;
	origin = &grown[list->count++];
	*origin = (struct origin){.id = row->id,
				  .kind = row->kind,
				  .recorded = row->recorded};
	memcpy(origin->hash, row->hash, sizeof(origin->hash));
	if (copy_text(list->arena, &origin->kind, error) != 0)
		return -1;
	return unseal(list, row, origin, error);
}

int register_origins(struct pupil_register *pupils, struct origin **out,
		     size_t *count, struct arena *arena, struct error *error)
{
	struct origin_list list = {.pupils = pupils, .arena = arena};

	if (pupils->store->methods->origins(pupils->store, add_origin, &list,
					    error) != 0)
		return -1;
	*out = list.origins;
	*count = list.count;
	return 0;
}
