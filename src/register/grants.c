#include "register/grants.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/state.h"

/* --- rows ----------------------------------------------------------------- */

static int copy_grant(const struct register_grant *row,
		      struct register_grant *out, struct arena *arena,
		      struct error *error)
{
	*out = *row;
	if (copy_text(arena, &out->sender, error) != 0 ||
	    copy_text(arena, &out->sender_number, error) != 0 ||
	    copy_text(arena, &out->sender_name, error) != 0 ||
	    copy_text(arena, &out->reference, error) != 0 ||
	    copy_text(arena, &out->purpose, error) != 0 ||
	    copy_text(arena, &out->level, error) != 0)
		return -1;
	return copy_text(arena, &out->terms, error);
}

struct grant_list {
	struct register_grant *grants;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_grant(void *context, const struct register_grant *row,
		      struct error *error)
{
	struct grant_list *list = context;
	struct register_grant *grown =
		arena_grow(list->arena, list->grants, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->grants = grown;
	return copy_grant(row, &grown[list->count++], list->arena, error);
}

int register_grants(struct pupil_register *pupils, struct register_grant **out,
		    size_t *count, struct arena *arena, struct error *error)
{
	struct grant_list list = {.arena = arena};

	if (pupils->store->methods->grants(pupils->store, 0, list_grant, &list,
					   error) != 0)
		return -1;
	*out = list.grants;
	*count = list.count;
	return 0;
}

int grant_read(struct pupil_register *pupils, uint64_t id,
	       struct register_grant *grant, struct arena *arena,
	       struct error *error)
{
	struct grant_list list = {.arena = arena};

	if (id != 0 &&
	    pupils->store->methods->grants(pupils->store, id, list_grant, &list,
					   error) != 0)
		return -1;
	if (list.count == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no grant %llu",
				 (unsigned long long)id);
	*grant = list.grants[0];
	return 0;
}

int register_grant_find(struct pupil_register *pupils,
			const uint8_t manifest[32],
			struct register_grant *grant, bool *found,
			struct arena *arena, struct error *error)
{
	uint64_t id = 0;

	if (pupils->store->methods->grant_find(pupils->store, manifest, &id,
					       found, error) != 0)
		return -1;
	return *found ? grant_read(pupils, id, grant, arena, error) : 0;
}

/* --- who is held ---------------------------------------------------------- */

int register_grant_pupils(struct pupil_register *pupils, uint64_t grant,
			  uint64_t **ids, size_t *count, struct arena *arena,
			  struct error *error)
{
	struct id_list list = {.arena = arena};

	if (pupils->store->methods->grant_pupils(pupils->store, grant, list_id,
						 &list, error) != 0)
		return -1;
	*ids = list.ids;
	*count = list.count;
	return 0;
}

int register_pupil_grants(struct pupil_register *pupils, uint64_t pupil,
			  uint64_t **grants, size_t *count, struct arena *arena,
			  struct error *error)
{
	struct id_list list = {.arena = arena};

	if (pupils->store->methods->pupil_grants(pupils->store, pupil, list_id,
						 &list, error) != 0)
		return -1;
	*grants = list.ids;
	*count = list.count;
	return 0;
}

int register_is_sole(struct pupil_register *pupils, uint64_t grant,
		     uint64_t pupil, bool *sole, struct error *error)
{
	return pupils->store->methods->is_sole(pupils->store, grant, pupil,
					       sole, error);
}

int register_find_pseudonym(struct pupil_register *pupils, struct slice sender,
			    struct slice purpose, struct slice pseudonym,
			    uint64_t *id, struct error *error)
{
	uint8_t token[TOKEN_BYTES];
	bool found = false;

	if (token_make_pseudonym(pupils->keys->token, sender, purpose,
				 pseudonym, token) &&
	    pupils->store->methods->token(pupils->store, token, id, &found,
					  error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no pupil whom this sender "
				 "calls so");
	return 0;
}

/* --- keys ----------------------------------------------------------------- */

/* What a grant's wrapped key is bound to: all that its row says but how it
 * ended. */
static void bind(const struct register_grant *grant, struct builder *bound)
{
	builder_add_byte(bound, 'G');
	builder_add_u64(bound, grant->id);
	builder_add(bound, (struct slice){(const char *)grant->manifest,
					  sizeof(grant->manifest)});
	builder_add_u32(bound, (uint32_t)grant->received);
	builder_add_u32(bound, (uint32_t)grant->delete_by);
	builder_add_counted(bound, grant->sender);
	builder_add_counted(bound, grant->sender_number);
	builder_add_counted(bound, grant->sender_name);
	builder_add_counted(bound, grant->reference);
	builder_add_counted(bound, grant->purpose);
	builder_add_counted(bound, grant->level);
	builder_add_counted(bound, grant->terms);
}

static void release_wiped(struct builder *builder)
{
	if (builder->at != NULL)
		sodium_memzero(builder->at, builder->capacity);
	builder_release(builder);
}

int grant_key_wrap(struct pupil_register *pupils,
		   const struct register_grant *grant,
		   const struct grant_key *key, struct builder *out,
		   struct error *error)
{
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder bound = {0};
	struct builder plain = {0};
	int result = 0;

	secret_random(nonce, sizeof(nonce));
	bind(grant, &bound);
	/* At once, so that no smaller block with keys is given back. */
	if (builder_reserve(&plain, (key->count + 1) * (GRANT_LEAF_BYTES + 5)) !=
	    NULL)
		grant_key_encode(key, &plain);
	if (!plain.failed && !bound.failed)
		seal_add(&pupils->keys->wrap, SEAL_XCHACHA20POLY1305, nonce,
			 builder_slice(&bound), builder_slice(&plain), out);
	if (plain.failed || bound.failed || out->failed)
		result = error_memory(error);
	release_wiped(&plain);
	builder_release(&bound);
	return result;
}

static int lost_key(uint64_t grant, struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the key of grant %llu is damaged",
			 (unsigned long long)grant);
}

static int unwrap(struct pupil_register *pupils,
		  const struct register_grant *grant, struct slice wrapped,
		  struct grant_key *key, struct error *error)
{
	struct builder bound = {0};
	char *room = memory_allocate(wrapped.len > 0 ? wrapped.len : 1);
	struct slice text;
	int result;

	bind(grant, &bound);
	if (room == NULL || bound.failed)
		result = error_memory(error);
	else if (seal_open(&pupils->keys->wrap, wrapped, builder_slice(&bound),
			   room, &text, NULL) != 0)
		result = lost_key(grant->id, error);
	else
		result = grant_key_decode(key, text, error);
	if (room != NULL)
		sodium_memzero(room, wrapped.len);
	memory_free(room);
	builder_release(&bound);
	return result;
}

static int read_key(struct pupil_register *pupils, uint64_t id,
		    struct grant_key *key, bool *found, struct arena *arena,
		    struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	struct register_grant grant;
	struct slice wrapped;
	bool destroyed;

	if (methods->grant_key(pupils->store, id, &wrapped, found, arena,
			       error) != 0)
		return -1;
	if (*found) {
		if (grant_read(pupils, id, &grant, arena, error) != 0)
			return -1;
		return unwrap(pupils, &grant, wrapped, key, error);
	}
	if (methods->is_destroyed(pupils->store, 0, id, &destroyed, error) != 0)
		return -1;
	return destroyed ? 0 : lost_key(id, error);
}

void open_grants_release(struct open_grants *grants)
{
	for (size_t i = 0; i < grants->count; i++) {
		grant_key_release(&grants->list[i]->key);
		memory_free(grants->list[i]);
	}
	memory_free(grants->list);
	*grants = (struct open_grants){0};
}

/* Where a grant stands or would stand. */
static size_t open_place(const struct open_grants *grants, uint64_t id)
{
	size_t low = 0;
	size_t high = grants->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (grants->list[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int make_room(struct open_grants *grants, struct error *error)
{
	size_t capacity = grants->capacity > 0 ? grants->capacity * 2 : 16;
	struct open_grant **list;

	if (grants->count < grants->capacity)
		return 0;
	list = memory_resize(grants->list, capacity * sizeof(*list));
	if (list == NULL)
		return error_memory(error);
	grants->list = list;
	grants->capacity = capacity;
	return 0;
}

/* Keeps the key, which it takes over also on failure. */
static int keep_key(struct open_grants *grants, uint64_t id,
		    struct grant_key *key, struct grant_key **out,
		    struct error *error)
{
	struct open_grant *grant = memory_allocate(sizeof(*grant));
	size_t at;

	if (grant == NULL || make_room(grants, error) != 0) {
		memory_free(grant);
		grant_key_release(key);
		return error_memory(error);
	}
	*grant = (struct open_grant){id, *key};
	sodium_memzero(key, sizeof(*key));
	at = open_place(grants, id);
	memmove(grants->list + at + 1, grants->list + at,
		(grants->count - at) * sizeof(struct open_grant *));
	grants->list[at] = grant;
	grants->count++;
	*out = &grant->key;
	return 0;
}

int grant_key_open(struct pupil_register *pupils, uint64_t grant,
		   struct grant_key **out, struct error *error)
{
	struct open_grants *grants = &pupils->grants;
	size_t at = open_place(grants, grant);
	struct grant_key key = {0};
	struct arena arena = {0};
	bool found = false;
	int result;

	if (at < grants->count && grants->list[at]->id == grant) {
		*out = &grants->list[at]->key;
		return 0;
	}
	*out = NULL;
	result = read_key(pupils, grant, &key, &found, &arena, error);
	arena_release(&arena);
	if (result != 0 || !found)
		return result;
	return keep_key(grants, grant, &key, out, error);
}

int section_key(struct pupil_register *pupils, const struct seal_key *pupil_key,
		uint64_t pupil, uint64_t grant, struct seal_key *key,
		bool *found, struct error *error)
{
	uint8_t leaf[GRANT_LEAF_BYTES];
	uint8_t bytes[SEAL_KEY_BYTES];
	struct grant_key *opened;

	*found = false;
	if (grant_key_open(pupils, grant, &opened, error) != 0)
		return -1;
	if (opened == NULL || !grant_key_leaf(opened, pupil, leaf))
		return 0;
	crypto_generichash(bytes, sizeof(bytes), leaf, sizeof(leaf),
			   pupil_key->bytes, SEAL_KEY_BYTES);
	seal_key_init(key, bytes);
	sodium_memzero(leaf, sizeof(leaf));
	sodium_memzero(bytes, sizeof(bytes));
	*found = true;
	return 0;
}

int register_grant_matching(struct pupil_register *pupils, uint64_t grant,
			    uint8_t key[GRANT_MATCHING_BYTES], bool *found,
			    struct error *error)
{
	struct grant_key *opened;

	*found = false;
	if (grant_key_open(pupils, grant, &opened, error) != 0)
		return -1;
	if (opened == NULL || !opened->has_matching)
		return 0;
	memcpy(key, opened->matching, GRANT_MATCHING_BYTES);
	*found = true;
	return 0;
}

/* --- beginning ------------------------------------------------------------ */

static int add_grant(struct pupil_register *pupils,
		     const struct register_grant *grant,
		     const uint8_t *matching, struct error *error)
{
	struct builder wrapped = {0};
	struct grant_key key;
	int result;

	if (grant_key_make(&key, error) != 0)
		return -1;
	if (matching != NULL) {
		memcpy(key.matching, matching, sizeof(key.matching));
		key.has_matching = true;
	}
	result = grant_key_wrap(pupils, grant, &key, &wrapped, error);
	grant_key_release(&key);
	if (result == 0)
		result = pupils->store->methods->grant_add(
			pupils->store, grant, builder_slice(&wrapped), error);
	builder_release(&wrapped);
	return result;
}

int grant_begin(struct pupil_register *pupils, struct register_grant *grant,
		struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	struct register_grant row = *grant;
	bool found;

	if (methods->grant_find(pupils->store, row.manifest, &row.id, &found,
				error) != 0)
		return -1;
	if (found)
		return error_set(error, ERROR_INPUT,
				 "this release was received before");
	if (methods->grant_most(pupils->store, &row.id, error) != 0)
		return -1;
	row.id++;
	row.state = GRANT_LIVE;
	row.ended = DATE_NONE;
	row.matching = NULL; /* the caller's */
	if (add_grant(pupils, &row, grant->matching, error) != 0)
		return -1;
	*grant = row;
	return 0;
}
