#include "tables/numbering.h"

#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* Where a text stands in the hash, or the free slot for it. */
static size_t find_slot(const struct numbering *numbering, uint64_t hash,
			struct slice text)
{
	size_t mask = numbering->slot_count - 1;
	size_t slot = (size_t)(hash ^ hash >> 32) & mask;

	for (;; slot = (slot + 1) & mask) {
		uint32_t number = numbering->slots[slot];

		if (number == 0 ||
		    (numbering->hashes[number - 1] == hash &&
		     slice_equal(numbering->texts[number - 1], text)))
			return slot;
	}
}

static int grow_slots(struct numbering *numbering, struct error *error)
{
	size_t count =
		numbering->slot_count > 0 ? numbering->slot_count * 2 : 64;
	uint32_t *slots = memory_array(count, sizeof(*slots));

	if (slots == NULL)
		return error_memory(error);
	memory_free(numbering->slots);
	numbering->slots = slots;
	numbering->slot_count = count;
	for (uint32_t i = 0; i < numbering->count; i++)
		slots[find_slot(numbering, numbering->hashes[i],
				numbering->texts[i])] = i + 1;
	return 0;
}

static int grow_arrays(struct numbering *numbering, struct error *error)
{
	struct slice *texts;
	uint64_t *hashes;

	texts = arena_grow(&numbering->arena, numbering->texts,
			   numbering->count, &numbering->text_capacity,
			   sizeof(*texts));
	if (texts == NULL)
		return error_memory(error);
	numbering->texts = texts;
	hashes = arena_grow(&numbering->arena, numbering->hashes,
			    numbering->count, &numbering->hash_capacity,
			    sizeof(*hashes));
	if (hashes == NULL)
		return error_memory(error);
	numbering->hashes = hashes;
	return 0;
}

int numbering_add(struct numbering *numbering, struct slice text,
		  uint32_t *number, struct error *error)
{
	uint64_t hash = slice_hash(text);
	struct slice copy;
	size_t slot;

	if ((size_t)numbering->count * 2 >= numbering->slot_count &&
	    grow_slots(numbering, error) != 0)
		return -1;
	slot = find_slot(numbering, hash, text);
	if (numbering->slots[slot] != 0) {
		*number = numbering->slots[slot] - 1;
		return 0;
	}
	if (numbering->count >= NUMBERING_LIMIT)
		return error_set(error, ERROR_INPUT,
				 "a dimension has more than %d values",
				 NUMBERING_LIMIT);
	if (grow_arrays(numbering, error) != 0)
		return -1;
	copy = arena_copy(&numbering->arena, text);
	if (copy.at == NULL)
		return error_memory(error);
	numbering->texts[numbering->count] = copy;
	numbering->hashes[numbering->count] = hash;
	*number = numbering->count++;
	numbering->slots[slot] = numbering->count;
	return 0;
}

uint32_t numbering_find(const struct numbering *numbering, struct slice text)
{
	size_t slot;

	if (numbering->slot_count == 0)
		return UINT32_MAX;
	slot = find_slot(numbering, slice_hash(text), text);
	return numbering->slots[slot] != 0 ? numbering->slots[slot] - 1
					   : UINT32_MAX;
}

void numbering_release(struct numbering *numbering)
{
	memory_free(numbering->slots);
	arena_release(&numbering->arena);
	*numbering = (struct numbering){0};
}
