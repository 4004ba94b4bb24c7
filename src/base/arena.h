/*
 * arena.h - memory that ends all at once.
 *
 * An arena is chosen for a lifetime (one request, one compiled notice, one
 * batch of an import); what is allocated in it is never freed alone.  A
 * zeroed struct arena is empty and ready.  Blocks are aligned for any type.
 */
#ifndef HORNBOOK_BASE_ARENA_H
#define HORNBOOK_BASE_ARENA_H

#include <stddef.h>

#include "base/slice.h"

struct arena_block;

struct arena {
	struct arena_block *first; /* the block in use, then the older ones */
	char *next;                /* free bytes of the first block */
	char *end;
};

/* `size` zeroed bytes that live until arena_clear or arena_release; NULL when
 * memory is out. */
void *arena_allocate(struct arena *arena, size_t size)
	__attribute__((warn_unused_result));

/* `count` zeroed elements of `size` bytes; NULL also when the product
 * overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size)
	__attribute__((warn_unused_result));

/*
 * A copy of `text` with a closing NUL that its length does not count.  On
 * failure `.at` is NULL (a copy of an empty slice has `.at` set).
 */
struct slice arena_copy(struct arena *arena, struct slice text)
	__attribute__((warn_unused_result));

/*
 * Room for one more element in an arena array that grows: gives `array`, or a
 * copy of it with room for twice as many, so that element `count` may be
 * written.  `*capacity` starts at 0.  NULL when memory is out; the old array
 * is then still good.
 */
void *arena_grow(struct arena *arena, void *array, size_t count,
		 size_t *capacity, size_t size)
	__attribute__((warn_unused_result));

/* Empties the arena for reuse and keeps its largest block. */
void arena_clear(struct arena *arena);

/* Empties the arena and frees everything; it may be used again. */
void arena_release(struct arena *arena);

#endif
