#include "register/store_memory.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

static const size_t row_bytes[ROWS_COUNT] = {
	[ROWS_FIELDS] = sizeof(struct name_row),
	[ROWS_CATEGORIES] = sizeof(struct name_row),
	[ROWS_PUPILS] = sizeof(struct pupil_row),
	[ROWS_TOKENS] = sizeof(struct token_row),
	[ROWS_ORIGINS] = sizeof(struct store_origin),
	[ROWS_GRANTS] = sizeof(struct grant_row),
	[ROWS_HOLDINGS] = sizeof(struct holding_row),
	[ROWS_OWN] = sizeof(uint64_t),
	[ROWS_DESTRUCTIONS] = sizeof(struct destruction_row),
	[ROWS_CHANGES] = sizeof(struct store_change),
	[ROWS_MESSAGES] = sizeof(struct store_message),
	[ROWS_PARCELS] = sizeof(struct register_parcel),
	[ROWS_INCOMINGS] = sizeof(struct register_incoming),
	[ROWS_PERMISSIONS] = sizeof(struct permission),
	[ROWS_RELEASES] = sizeof(struct release),
	[ROWS_SETS] = sizeof(struct slice),
	[ROWS_CHUNKS] = sizeof(struct store_chunk),
	[ROWS_OUTLINES] = sizeof(struct outline_row),
	[ROWS_KEPT] = sizeof(struct outline_row),
	[ROWS_TAGS] = sizeof(struct tags_row),
};

void *vector_insert(struct vector *vector, size_t at, size_t size)
{
	char *rows = vector->rows;

	if (vector->count == vector->capacity) {
		size_t capacity =
			vector->capacity > 0 ? vector->capacity * 2 : 16;
		size_t bytes;

		if (!size_multiply(capacity, size, &bytes))
			return NULL;
		rows = memory_resize(vector->rows, bytes);
		if (rows == NULL)
			return NULL;
		vector->rows = rows;
		vector->capacity = capacity;
	}
	memmove(rows + (at + 1) * size, rows + at * size,
		(vector->count - at) * size);
	vector->count++;
	return rows + at * size;
}

void *row_at(struct memory_store *store, enum rows which, size_t at)
{
	return (char *)store->rows[which].rows + at * row_bytes[which];
}

int row_add(struct memory_store *store, enum rows which, const void *row,
	    struct error *error)
{
	struct vector *vector = &store->rows[which];
	void *place = vector_insert(vector, vector->count, row_bytes[which]);

	if (place == NULL)
		return error_memory(error);
	memcpy(place, row, row_bytes[which]);
	return 0;
}

bool text_keep(struct memory_store *store, struct slice *text)
{
	*text = arena_copy(&store->arena, *text);
	return text->at != NULL;
}

void memory_store_close(struct store *base)
{
	struct memory_store *store = memory_store_of(base);

	for (int i = 0; i < ROWS_COUNT; i++)
		memory_free(store->rows[i].rows);
	for (size_t i = 0; i <= STORE_CATEGORY_MOST && store->categories; i++)
		memory_free(store->categories[i].rows);
	memory_free(store->categories);
	memory_free(store->token_slots);
	arena_release(&store->arena);
	memory_free(store);
}

#define METHOD(name) .name = memory_store_##name,
static const struct store_methods methods = {STORE_METHODS(METHOD)};
#undef METHOD

int store_memory_open(struct store **out, const struct store_node *node,
		      struct error *error)
{
	struct memory_store *store = memory_array(1, sizeof(*store));

	if (store == NULL)
		return error_memory(error);
	store->categories = memory_array(STORE_CATEGORY_MOST + 1,
					 sizeof(*store->categories));
	if (store->categories == NULL) {
		memory_free(store);
		return error_memory(error);
	}
	store->base.methods = &methods;
	store->node = *node;
	*out = &store->base;
	return 0;
}

/* --- transactions --------------------------------------------------------- */

int memory_store_begin(struct store *base, struct error *error)
{
	struct memory_store *store = memory_store_of(base);

	if (store->transaction != 0)
		return error_set(error, ERROR_BUSY,
				 "the register is being written");
	store->transaction = ++store->transactions;
	for (int i = 0; i < ROWS_COUNT; i++)
		store->begun[i] = store->rows[i].count;
	return 0;
}

int memory_store_commit(struct store *base, struct error *error)
{
	(void)error;
	destroy_noted(memory_store_of(base));
	memory_store_of(base)->transaction = 0;
	return 0;
}

void memory_store_undo(struct store *base)
{
	struct memory_store *store = memory_store_of(base);

	if (store->transaction == 0)
		return;
	for (int i = 0; i < ROWS_COUNT; i++)
		store->rows[i].count = store->begun[i];
	index_tokens(store);
	undo_sections(store);
	store->transaction = 0;
}

int memory_store_node(struct store *store, struct store_node *out,
		      struct error *error)
{
	(void)error;
	*out = memory_store_of(store)->node;
	return 0;
}
