/*
 * Tables kept from arbitrary bytes: reading never goes beyond them, and what was
 * read is written as bytes that read the same.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "fuzz/target.h"
#include "tables/kept.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct builder once = {0}, twice = {0};
	struct arena arena = {0};
	struct kept kept;

	if (kept_read(&kept, bytes, &arena, NULL) == 0) {
		kept_write(&kept, &once);
		if (kept_read(&kept, builder_slice(&once), &arena, NULL) != 0)
			abort();
		kept_write(&kept, &twice);
		if (!slice_equal(builder_slice(&once), builder_slice(&twice)))
			abort();
	}
	builder_release(&once);
	builder_release(&twice);
	arena_release(&arena);
	return 0;
}
