#include "register/register.h"

#include "base/arena.h"
#include "base/error.h"
#include "register/release_roll.h"
#include "register/state.h"

static int check_rows(const struct roll_row *rows, size_t count,
		      uint16_t mask_count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].mask >= mask_count)
			return error_set(error, ERROR_INPUT,
					 "a row of the roll has no mask");
		if (rows[i].pupil < 1 || rows[i].pupil > STORE_PUPIL_MOST ||
		    (i > 0 && rows[i].pupil <= rows[i - 1].pupil))
			return error_set(error, ERROR_INPUT,
					 "the roll is not in order of pupil");
	}
	return 0;
}

static int add_release(struct pupil_register *pupils,
		       const struct release *release, uint64_t *id,
		       struct error *error)
{
	struct release row = *release;
	struct store *store = pupils->store;
	bool found;

	row.state = RELEASE_PREPARED;
	row.ledger_index = UINT64_MAX;
	if (store->methods->release_find(store, row.reference, &found, error) !=
	    0)
		return -1;
	if (found)
		return error_set(error, ERROR_INPUT,
				 "there is a release with this reference "
				 "already");
	if (store->methods->release_add(store, &row, id, error) != 0)
		return -1;
	if (*id > STORE_RELEASE_MOST)
		return error_set(error, ERROR_INPUT,
				 "the register holds no more releases");
	return 0;
}

int register_release_prepare(struct pupil_register *pupils,
			     struct release *release,
			     const struct field_set *masks, uint16_t mask_count,
			     const struct roll_row *rows, size_t row_count,
			     struct error *error)
{
	uint64_t id = 0;
	int result;

	if (check_rows(rows, row_count, mask_count, error) != 0 ||
	    register_write(pupils, error) != 0)
		return -1;
	result = add_release(pupils, release, &id, error);
	if (result == 0)
		result = roll_add(pupils, id, masks, mask_count, rows,
				  row_count, error);
	if (result == 0)
		result = release_keep(pupils, id, release->kept, error);
	if (result == 0)
		result = tags_complete(pupils, rows, row_count, error);
	result = register_write_end(pupils, result, error);
	if (result == 0) {
		release->id = id;
		release->state = RELEASE_PREPARED;
		release->ledger_index = UINT64_MAX;
	}
	return result;
}

static int finish(struct pupil_register *pupils, uint64_t id,
		  enum release_state state, uint64_t ledger_index,
		  struct error *error)
{
	struct store *store = pupils->store;
	enum release_state held;
	uint64_t held_index;
	bool found;

	if (store->methods->release_state(store, id, &held, &held_index, &found,
					  error) != 0)
		return -1;
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no such release");
	if (held == state && held_index == ledger_index)
		return 0;
	if (held != RELEASE_PREPARED)
		return error_set(error, ERROR_INPUT,
				 "the release is finished already");
	return store->methods->release_set(store, id, state, ledger_index,
					   error);
}

int register_release_finish(struct pupil_register *pupils, uint64_t id,
			    enum release_state state, uint64_t ledger_index,
			    struct error *error)
{
	int result;

	if (state != RELEASE_DONE && state != RELEASE_VOID)
		return error_set(error, ERROR_INPUT,
				 "a release is finished as done or void");
	if (register_write(pupils, error) != 0)
		return -1;
	result = finish(pupils, id, state, ledger_index, error);
	return register_write_end(pupils, result, error);
}

/* --- what went out -------------------------------------------------------- */

int release_copy(const struct release *row, struct release *out,
		 struct arena *arena, struct error *error)
{
	*out = *row;
	out->kept = (struct slice){NULL, 0};
	if (copy_text(arena, &out->reference, error) != 0 ||
	    copy_text(arena, &out->recipient, error) != 0 ||
	    copy_text(arena, &out->holder, error) != 0 ||
	    copy_text(arena, &out->purpose, error) != 0 ||
	    copy_text(arena, &out->flow, error) != 0 ||
	    copy_text(arena, &out->level, error) != 0 ||
	    copy_text(arena, &out->directory, error) != 0)
		return -1;
	return copy_text(arena, &out->manifest, error);
}

struct release_list {
	struct release *releases;
	size_t count;
	size_t capacity;
	struct arena *arena;
};

static int list_release(void *context, const struct release *row,
			struct error *error)
{
	struct release_list *list = context;
	struct release *grown =
		arena_grow(list->arena, list->releases, list->count,
			   &list->capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	list->releases = grown;
	return release_copy(row, &grown[list->count++], list->arena, error);
}

int register_releases(struct pupil_register *pupils, struct release **out,
		      size_t *count, struct arena *arena, struct error *error)
{
	struct release_list list = {.arena = arena};

	if (pupils->store->methods->releases(pupils->store, list_release, &list,
					     error) != 0)
		return -1;
	*out = list.releases;
	*count = list.count;
	return 0;
}

int register_last_release(struct pupil_register *pupils, struct slice recipient,
			  struct slice purpose, int32_t *date,
			  struct error *error)
{
	return pupils->store->methods->last_release(pupils->store, recipient,
						    purpose, date, error);
}
