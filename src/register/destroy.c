#include "register/destroy.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "register/state.h"

/* --- one destruction ------------------------------------------------------ */

/* A grant's key without the leaf of a pupil, wrapped. */
static int cut_key(struct pupil_register *pupils,
		   const struct store_destruction *what, struct builder *out,
		   struct arena *arena, struct error *error)
{
	struct register_grant grant;
	struct grant_key *key;
	struct slice wrapped;
	bool found;

	if (pupils->store->methods->grant_key(pupils->store, what->grant,
					      &wrapped, &found, arena,
					      error) != 0)
		return -1;
	if (!found)
		return 0; /* no key, so no leaf */
	if (grant_key_open(pupils, what->grant, &key, error) != 0 ||
	    grant_key_cut(key, what->pupil, error) != 0 ||
	    grant_read(pupils, what->grant, &grant, arena, error) != 0)
		return -1;
	return grant_key_wrap(pupils, &grant, key, out, error);
}

static int destroy_keys(struct pupil_register *pupils,
			const struct store_destruction *what,
			struct error *error)
{
	struct builder key = {0};
	struct arena arena = {0};
	int result = 0;

	if (what->pupil != 0 && what->grant != 0)
		result = cut_key(pupils, what, &key, &arena, error);
	if (result == 0)
		result = pupils->store->methods->keys_destroy(
			pupils->store, what, builder_slice(&key), error);
	builder_release(&key);
	arena_release(&arena);
	return result;
}

static int destroy_one(struct pupil_register *pupils,
		       struct store_destruction what,
		       struct destroyed_counts *counts, struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;

	if (methods->destroyed_most(pupils->store, STORE_KEYS, &what.id,
				    error) != 0)
		return -1;
	what.id++;
	if (destroy_keys(pupils, &what, error) != 0)
		return -1;
	return methods->rows_destroy(pupils->store, &what, &counts->sections,
				     error);
}

/* --- after a crash -------------------------------------------------------- */

struct destructions {
	struct store_destruction *list;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int add_destruction(void *context, const struct store_destruction *what,
			   struct error *error)
{
	struct destructions *destructions = context;
	struct store_destruction *grown = arena_grow(
		destructions->arena, destructions->list, destructions->count,
		&destructions->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	destructions->list = grown;
	grown[destructions->count++] = *what;
	return 0;
}

/* Does on the side that is behind what the other one has noted. */
static int catch_up(struct pupil_register *pupils, enum store_side behind,
		    uint64_t after, struct arena *arena, struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	struct destructions missing = {.arena = arena};
	uint64_t sections = 0;

	if (methods->destroyed(pupils->store,
			       behind == STORE_KEYS ? STORE_ROWS : STORE_KEYS,
			       after, add_destruction, &missing, error) != 0)
		return -1;
	for (size_t i = 0; i < missing.count; i++) {
		const struct store_destruction *what = &missing.list[i];

		if (behind == STORE_KEYS
			    ? destroy_keys(pupils, what, error) != 0
			    : methods->rows_destroy(pupils->store, what,
						    &sections, error) != 0)
			return -1;
	}
	if (behind == STORE_KEYS)
		return 0;
	return methods->tokens_destroy(pupils->store, after, error);
}

static int compare(struct pupil_register *pupils, uint64_t *keys,
		   uint64_t *rows, struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;

	if (methods->destroyed_most(pupils->store, STORE_KEYS, keys, error) !=
	    0)
		return -1;
	return methods->destroyed_most(pupils->store, STORE_ROWS, rows, error);
}

int destruction_catch_up(struct pupil_register *pupils, struct error *error)
{
	struct arena arena = {0};
	uint64_t keys;
	uint64_t rows;
	int result = 0;

	if (compare(pupils, &keys, &rows, error) != 0)
		return -1;
	if (keys != rows)
		result = catch_up(pupils, keys < rows ? STORE_KEYS : STORE_ROWS,
				  keys < rows ? keys : rows, &arena, error);
	arena_release(&arena);
	return result;
}

int destruction_settle(struct pupil_register *pupils, struct error *error)
{
	struct error why = {0};
	uint64_t keys;
	uint64_t rows;

	if (compare(pupils, &keys, &rows, error) != 0)
		return -1;
	if (keys == rows)
		return 0;
	/* Writing begins with it. */
	if (register_write(pupils, &why) != 0) {
		if (why.code == ERROR_BUSY)
			return 0;
		if (error != NULL)
			*error = why;
		return -1;
	}
	if (register_write_end(pupils, 0, error) != 0)
		return -1;
	pupils->store->methods->wipe(pupils->store);
	return 0;
}

/* --- pupils --------------------------------------------------------------- */

static int destroy_pupil(struct pupil_register *pupils, uint64_t pupil,
			 int32_t date, struct destroyed_counts *counts,
			 struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	struct store_key key;
	uint64_t before;
	bool found;

	if (methods->pupil_key(pupils->store, pupil, &key, &found, error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the register has no pupil %llu, or the pupil "
				 "was destroyed",
				 (unsigned long long)pupil);
	counts->pupils = 1;
	counts->gone = 1;
	if (methods->destroyed_most(pupils->store, STORE_ROWS, &before,
				    error) != 0 ||
	    destroy_one(pupils,
			(struct store_destruction){.pupil = pupil,
						   .state = GRANT_DESTROYED,
						   .date = date},
			counts, error) != 0)
		return -1;
	return methods->tokens_destroy(pupils->store, before, error);
}

/* Ends the transaction that destroys, and gives the counts when it is done. */
static int destroy_end(struct pupil_register *pupils, int result,
		       const struct destroyed_counts *done,
		       struct destroyed_counts *counts, struct error *error)
{
	if (register_write_end(pupils, result, error) != 0)
		return -1;
	/* Whoever certifies it asks again (register_wipe). */
	pupils->store->methods->wipe(pupils->store);
	open_grants_release(&pupils->grants);
	if (counts != NULL)
		*counts = *done;
	return 0;
}

int register_pupil_destroy(struct pupil_register *pupils, uint64_t pupil,
			   int32_t date, struct destroyed_counts *counts,
			   struct error *error)
{
	struct destroyed_counts done = {0};
	int result;

	if (register_write(pupils, error) != 0)
		return -1;
	result = destroy_pupil(pupils, pupil, date, &done, error);
	return destroy_end(pupils, result, &done, counts, error);
}

int register_wipe(struct pupil_register *pupils, struct error *error)
{
	if (pupils->store->methods->wipe(pupils->store))
		return 0;
	error_set(error, ERROR_BUSY,
		  "what was destroyed cannot be wiped from the disk yet: "
		  "somebody is reading the register");
	return error_hint(error, "wait until the others have ended, then "
				 "run the same command again");
}

/* --- grants --------------------------------------------------------------- */

static int check_live(struct pupil_register *pupils, uint64_t id,
		      struct error *error)
{
	struct arena arena = {0};
	struct register_grant grant;
	int result = grant_read(pupils, id, &grant, &arena, error);

	if (result == 0 && grant.state != GRANT_LIVE)
		result = error_set(error, ERROR_INPUT,
				   "what was received as %.*s was destroyed "
				   "before",
				   SLICE_ARGS(grant.reference));
	arena_release(&arena);
	return result;
}

static int count_pupil(void *context, uint64_t pupil, struct error *error)
{
	struct destroyed_counts *counts = context;

	(void)pupil;
	(void)error;
	counts->pupils++;
	return 0;
}

static int destroy_grant(struct pupil_register *pupils,
			 const struct store_destruction *what,
			 struct destroyed_counts *counts, struct arena *arena,
			 struct error *error)
{
	const struct store_methods *methods = pupils->store->methods;
	struct id_list gone = {.arena = arena};
	uint64_t before;

	if (check_live(pupils, what->grant, error) != 0 ||
	    methods->destroyed_most(pupils->store, STORE_ROWS, &before,
				    error) != 0 ||
	    methods->grant_pupils(pupils->store, what->grant, count_pupil,
				  counts, error) != 0 ||
	    methods->grant_sole(pupils->store, what->grant, list_id, &gone,
				error) != 0 ||
	    destroy_one(pupils, *what, counts, error) != 0)
		return -1;
	counts->gone = gone.count;
	for (size_t i = 0; i < gone.count; i++) {
		struct destroyed_counts nothing = {0};

		if (destroy_one(pupils,
				(struct store_destruction){.pupil = gone.ids[i],
							   .state = what->state,
							   .date = what->date},
				&nothing, error) != 0)
			return -1;
	}
	return methods->tokens_destroy(pupils->store, before, error);
}

int register_grant_destroy(struct pupil_register *pupils, uint64_t grant,
			   int32_t date, enum grant_state state,
			   struct destroyed_counts *counts, struct error *error)
{
	const struct store_destruction what = {
		.grant = grant, .state = state, .date = date};
	struct destroyed_counts done = {0};
	struct arena arena = {0};
	int result;

	if (state != GRANT_RECALLED && state != GRANT_DESTROYED)
		return error_set(error, ERROR_INPUT,
				 "a grant ends as recalled or as destroyed");
	if (register_write(pupils, error) != 0)
		return -1;
	result = destroy_grant(pupils, &what, &done, &arena, error);
	arena_release(&arena);
	return destroy_end(pupils, result, &done, counts, error);
}

static int find_id(void *context, uint64_t id, struct error *error)
{
	uint64_t *wanted = context;

	(void)error;
	if (*wanted == id)
		*wanted = 0; /* found: none has this id */
	return 0;
}

static int check_held(struct pupil_register *pupils, uint64_t grant,
		      uint64_t pupil, struct error *error)
{
	uint64_t wanted = grant;

	if (pupils->store->methods->pupil_grants(pupils->store, pupil, find_id,
						 &wanted, error) != 0)
		return -1;
	if (wanted != 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "grant %llu does not hold pupil %llu",
				 (unsigned long long)grant,
				 (unsigned long long)pupil);
	return 0;
}

static int destroy_held(struct pupil_register *pupils, uint64_t grant,
			uint64_t pupil, int32_t date,
			struct destroyed_counts *counts, struct error *error)
{
	bool sole = false;

	if (check_live(pupils, grant, error) != 0 ||
	    check_held(pupils, grant, pupil, error) != 0 ||
	    pupils->store->methods->is_sole(pupils->store, grant, pupil, &sole,
					    error) != 0)
		return -1;
	counts->pupils = 1;
	if (destroy_one(pupils,
			(struct store_destruction){.pupil = pupil,
						   .grant = grant,
						   .state = GRANT_LIVE,
						   .date = date},
			counts, error) != 0)
		return -1;
	if (sole) {
		uint64_t sections = counts->sections;

		if (destroy_pupil(pupils, pupil, date, counts, error) != 0)
			return -1;
		counts->sections = sections;
	}
	return 0;
}

int register_grant_pupil_destroy(struct pupil_register *pupils, uint64_t grant,
				 uint64_t pupil, int32_t date,
				 struct destroyed_counts *counts,
				 struct error *error)
{
	struct destroyed_counts done = {0};
	int result;

	if (register_write(pupils, error) != 0)
		return -1;
	result = destroy_held(pupils, grant, pupil, date, &done, error);
	return destroy_end(pupils, result, &done, counts, error);
}
