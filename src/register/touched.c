#include "register/touched.h"

#include "base/error.h"
#include "base/memory.h"

/* Where the pupil's slot is or would be. */
static uint64_t *slot_of(uint64_t *slots, size_t capacity, uint64_t pupil)
{
	/* Fibonacci hashing spreads ids, which are mostly consecutive. */
	size_t at =
		(size_t)((pupil * 0x9e3779b97f4a7c15u) >> 20) & (capacity - 1);

	while (slots[at] != 0 && slots[at] >> 1 != pupil)
		at = (at + 1) & (capacity - 1);
	return &slots[at];
}

static int grow(struct touched *touched, struct error *error)
{
	size_t capacity = touched->capacity > 0 ? touched->capacity * 2 : 64;
	uint64_t *slots = memory_array(capacity, sizeof(*slots));

	if (slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < touched->capacity; i++)
		if (touched->slots[i] != 0)
			*slot_of(slots, capacity, touched->slots[i] >> 1) =
				touched->slots[i];
	memory_free(touched->slots);
	touched->slots = slots;
	touched->capacity = capacity;
	return 0;
}

int touched_add(struct touched *touched, uint64_t pupil, bool changed,
		struct error *error)
{
	uint64_t *slot;

	if (touched->count * 2 >= touched->capacity &&
	    grow(touched, error) != 0)
		return -1;
	slot = slot_of(touched->slots, touched->capacity, pupil);
	if (*slot == 0) {
		*slot = pupil << 1;
		touched->count++;
	}
	if (changed && (*slot & 1) == 0) {
		*slot |= 1;
		touched->changed++;
	}
	return 0;
}

void touched_release(struct touched *touched)
{
	memory_free(touched->slots);
	*touched = (struct touched){0};
}
