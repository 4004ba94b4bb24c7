/*
 * release_kept.c - what a release of tables held, kept sealed beside it, so that
 * the next can be compared with it.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "register/release_roll.h"
#include "register/state.h"

/* As much as a row of the store holds. */
enum { KEPT_LIMIT_BYTES = 900000000 };

/* What it is bound to. */
static void bind(uint64_t release, struct builder *bound)
{
	builder_add_byte(bound, 'T');
	builder_add_u64(bound, release);
}

int release_keep(struct pupil_register *pupils, uint64_t release,
		 struct slice kept, struct error *error)
{
	uint8_t nonce[SEAL_NONCE_BYTES];
	struct builder bound = {0};
	struct builder sealed = {0};
	int result;

	if (slice_empty(kept))
		return 0;
	if (kept.len > KEPT_LIMIT_BYTES)
		return error_set(error, ERROR_INPUT,
				 "the tables are too large to be kept, which "
				 "they must be before they leave");
	bind(release, &bound);
	secret_random(nonce, sizeof(nonce));
	seal_add(&pupils->keys->record, SEAL_XCHACHA20POLY1305, nonce,
		 builder_slice(&bound), kept, &sealed);
	if (bound.failed || sealed.failed)
		result = error_memory(error);
	else
		result = pupils->store->methods->kept_add(
			pupils->store, release, builder_slice(&sealed), error);
	builder_release(&bound);
	builder_release(&sealed);
	return result;
}

int register_release_kept(struct pupil_register *pupils, uint64_t release,
			  struct slice *kept, struct arena *arena,
			  struct error *error)
{
	struct builder bound = {0};
	struct slice sealed = {0};
	char *room;
	bool found;
	int result;

	*kept = (struct slice){NULL, 0};
	if (pupils->store->methods->kept(pupils->store, release, &sealed,
					 &found, arena, error) != 0)
		return -1;
	if (!found)
		return 0;
	room = arena_allocate(arena, sealed.len);
	bind(release, &bound);
	if (room == NULL || bound.failed)
		result = error_memory(error);
	else
		result = seal_open(&pupils->keys->record, sealed,
				   builder_slice(&bound), room, kept, error);
	builder_release(&bound);
	return result;
}
