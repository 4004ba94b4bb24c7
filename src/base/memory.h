/*
 * memory.h - allocation that can be made to fail.
 *
 * Everything Hornbook allocates comes from here, so that a test can let the
 * n-th allocation fail and see that the program says so and loses nothing.
 * A failed allocation is an ordinary error (ERROR_MEMORY), never an abort.
 *
 * Sizes that come from outside go through size_multiply and size_add, which
 * report overflow instead of wrapping round.
 */
#ifndef HORNBOOK_BASE_MEMORY_H
#define HORNBOOK_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A fresh block of `size` bytes, not cleared; NULL when there is none. */
void *memory_allocate(size_t size) __attribute__((warn_unused_result, malloc));

/* A fresh block of `count` elements of `size` bytes, all zero; NULL when there
 * is none or the product overflows. */
void *memory_array(size_t count, size_t size)
	__attribute__((warn_unused_result, malloc));

/* realloc: on failure NULL is returned and `block` is untouched. */
void *memory_resize(void *block, size_t size)
	__attribute__((warn_unused_result));

/* Gives a block back.  NULL does nothing. */
void memory_free(void *block);

/*
 * For tests: lets the `nth` allocation from now on (counting from 1) and all
 * later ones fail.  0 stops that.  The counter is one for each thread.
 */
void memory_fail_at(uint64_t nth);

/* For tests: whether memory_fail_at has made an allocation fail since it was
 * last called. */
bool memory_failed(void);

/* `*product = a * b`; false, and `*product` untouched, on overflow. */
static inline bool size_multiply(size_t a, size_t b, size_t *product)
{
	return !__builtin_mul_overflow(a, b, product);
}

/* `*sum = a + b`; false, and `*sum` untouched, on overflow. */
static inline bool size_add(size_t a, size_t b, size_t *sum)
{
	size_t result;

	if (__builtin_add_overflow(a, b, &result))
		return false;
	*sum = result;
	return true;
}

#endif
