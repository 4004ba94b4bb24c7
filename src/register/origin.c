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
	if (origin->as_of != 0)
		builder_add_u32(&plain, (uint32_t)origin->as_of);
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

struct visiting {
	struct pupil_register *pupils;
	const struct origin_visitor *visitor;
	struct arena arena; /* of the one in hand */
};

static int open_origin(struct visiting *visiting,
		       const struct store_origin *row, struct slice *text,
		       struct error *error)
{
	char *room = arena_allocate(&visiting->arena, row->sealed.len);
	struct builder bound = {0};
	int result;

	bind(row, &bound);
	if (room == NULL || bound.failed)
		result = error_memory(error);
	else if (seal_open(&visiting->pupils->keys->record, row->sealed,
			   builder_slice(&bound), room, text, NULL) != 0)
		result = error_set(error, ERROR_CORRUPT,
				   "origin %llu does not unseal",
				   (unsigned long long)row->id);
	else
		result = 0;
	builder_release(&bound);
	return result;
}

static int unseal(struct visiting *visiting, const struct store_origin *row,
		  struct origin *origin, struct error *error)
{
	struct cursor cursor;
	struct slice text;
	uint32_t as_of = 0;

	if (open_origin(visiting, row, &text, error) != 0)
		return -1;
	cursor = cursor_over(text);
	if (!cursor_counted(&cursor, &origin->name) ||
	    !cursor_counted(&cursor, &origin->stated_by) ||
	    (cursor_left(&cursor) > 0 && !cursor_u32(&cursor, &as_of)))
		return error_set(error, ERROR_CORRUPT,
				 "origin %llu is malformed",
				 (unsigned long long)row->id);
	origin->as_of = (int32_t)as_of;
	return 0;
}

static int visit_origin(void *context, const struct store_origin *row,
			struct error *error)
{
	struct visiting *visiting = context;
	const struct origin_visitor *visitor = visiting->visitor;
	struct origin origin = {
		.id = row->id, .kind = row->kind, .recorded = row->recorded};

	if (visitor->wants != NULL &&
	    !visitor->wants(visitor->context, row->id, row->kind))
		return 0;
	memcpy(origin.hash, row->hash, sizeof(origin.hash));
	arena_clear(&visiting->arena);
	if (unseal(visiting, row, &origin, error) != 0)
		return -1;
	return visitor->visit(visitor->context, &origin, error);
}

int register_origins_each(struct pupil_register *pupils, uint64_t after,
			  const struct origin_visitor *visitor,
			  struct error *error)
{
	struct visiting visiting = {.pupils = pupils, .visitor = visitor};
	int result = pupils->store->methods->origins(
		pupils->store, after, visit_origin, &visiting, error);

	arena_release(&visiting.arena);
	return result;
}

struct day_asked {
	int32_t day;
	bool met;
};

/* The first one, and then no further. */
static int take_day(void *context, const struct origin *origin,
		    struct error *error)
{
	struct day_asked *asked = context;

	(void)error;
	asked->day = origin->as_of;
	asked->met = true;
	return -1;
}

int origin_day(struct pupil_register *pupils, uint64_t id, int32_t *day,
	       struct error *error)
{
	struct day_asked asked = {0};
	const struct origin_visitor visitor = {.visit = take_day,
					       .context = &asked};
	int result = register_origins_each(pupils, id - 1, &visitor, error);

	*day = asked.day;
	return asked.met ? 0 : result;
}

struct origin_list {
	struct origin *origins;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int add_origin(void *context, const struct origin *origin,
		      struct error *error)
{
	struct origin_list *list = context;
	struct origin *grown =
		arena_grow(list->arena, list->origins, list->count,
			   &list->capacity, sizeof(*grown));
	struct origin *kept;

	if (grown == NULL)
		return error_memory(error);
	list->origins = grown;
	kept = &grown[list->count++];
	*kept = *origin;
	if (copy_text(list->arena, &kept->kind, error) != 0 ||
	    copy_text(list->arena, &kept->name, error) != 0)
		return -1;
	return copy_text(list->arena, &kept->stated_by, error);
}

int register_origins(struct pupil_register *pupils, struct origin **out,
		     size_t *count, struct arena *arena, struct error *error)
{
	struct origin_list list = {.arena = arena};
	const struct origin_visitor visitor = {.visit = add_origin,
					       .context = &list};

	if (register_origins_each(pupils, 0, &visitor, error) != 0)
		return -1;
	*out = list.origins;
	*count = list.count;
	return 0;
}
