#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { FIRST_BLOCK_BYTES = 4096, LARGEST_GROWTH_BYTES = 1 << 20 };

struct arena_block {
	struct arena_block *older;
	size_t size; /* bytes after this header */
	_Alignas(max_align_t) char bytes[];
};

static int add_block(struct arena *arena, size_t size)
{
	size_t wanted = FIRST_BLOCK_BYTES;
	struct arena_block *block;
	size_t total;

	if (arena->first != NULL && arena->first->size >= wanted)
		wanted = arena->first->size < LARGEST_GROWTH_BYTES / 2
				 ? arena->first->size * 2
				 : LARGEST_GROWTH_BYTES;
	if (wanted < size)
		wanted = size;
	if (!size_add(wanted, sizeof(*block), &total))
		return -1;
	block = memory_allocate(total);
	if (block == NULL)
		return -1;
	block->older = arena->first;
	block->size = wanted;
	arena->first = block;
	arena->next = block->bytes;
	arena->end = block->bytes + wanted;
	return 0;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	const size_t alignment = _Alignof(max_align_t);
	void *result;

	if (size > SIZE_MAX - alignment)
		return NULL;
	size = size > 0 ? (size + alignment - 1) & ~(alignment - 1) : alignment;
	if (size > (size_t)(arena->end - arena->next) &&
	    add_block(arena, size) != 0)
		return NULL;
	result = arena->next;
	arena->next += size;
	return memset(result, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (!size_multiply(count, size, &total))
		return NULL;
	return arena_allocate(arena, total);
}

struct slice arena_copy(struct arena *arena, struct slice text)
{
	char *copy;

	if (text.len == SIZE_MAX)
		return (struct slice){NULL, 0};
	copy = arena_allocate(arena, text.len + 1);
	if (copy == NULL)
		return (struct slice){NULL, 0};
	if (text.len > 0)
		memcpy(copy, text.at, text.len);
	return (struct slice){copy, text.len};
}

void *arena_grow(struct arena *arena, void *array, size_t count,
		 size_t *capacity, size_t size)
{
	size_t larger;
	void *copy;

	if (count < *capacity)
		return array;
	if (!size_multiply(*capacity > 0 ? *capacity : 4, 2, &larger))
		return NULL;
	copy = arena_array(arena, larger, size);
	if (copy == NULL)
		return NULL;
	if (count > 0)
		memcpy(copy, array, count * size);
	*capacity = larger;
	return copy;
}

void arena_clear(struct arena *arena)
{
	struct arena_block *kept = NULL;
	struct arena_block *block = arena->first;

	while (block != NULL) {
		struct arena_block *older = block->older;

		if (kept == NULL || block->size > kept->size) {
			memory_free(kept);
			kept = block;
		} else {
			memory_free(block);
		}
		block = older;
	}
	arena->first = kept;
	if (kept == NULL) {
		arena->next = arena->end = NULL;
		return;
	}
	kept->older = NULL;
	arena->next = kept->bytes;
	arena->end = kept->bytes + kept->size;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block = arena->first;

	while (block != NULL) {
		struct arena_block *older = block->older;

		memory_free(block);
		block = older;
	}
	*arena = (struct arena){0};
}
