#include "base/memory.h"

#include <stdlib.h>

static _Thread_local uint64_t countdown;
static _Thread_local bool failing;

void memory_fail_at(uint64_t nth)
{
	countdown = nth;
	failing = false;
}

bool memory_failed(void)
{
	return failing;
}

static bool must_fail(void)
{
	if (failing)
		return true;
	if (countdown == 0 || --countdown > 0)
		return false;
	failing = true;
	return true;
}

void *memory_allocate(size_t size)
{
	if (must_fail())
		return NULL;
	return malloc(size > 0 ? size : 1);
}

void *memory_array(size_t count, size_t size)
{
	size_t total;

	if (!size_multiply(count, size, &total) || must_fail())
		return NULL;
	return calloc(1, total > 0 ? total : 1);
}

void *memory_resize(void *block, size_t size)
{
	if (must_fail())
		return NULL;
	return realloc(block, size > 0 ? size : 1);
}

void memory_free(void *block)
{
	free(block);
}
