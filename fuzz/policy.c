/*
 * The engine against the reference: the input chooses a law, requests and
 * pupils (tests/policy/invented_law.h); where it ends, a generator seeded by
 * it goes on.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/target.h"
#include "tests/policy/differential.h"

static struct law_file file;

static void remove_file(void)
{
	law_file_remove(&file);
}

/* FNV-1a. */
static uint64_t seed_of(const uint8_t *data, size_t size)
{
	uint64_t seed = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++)
		seed = (seed ^ data[i]) * 0x100000001b3u;
	return seed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct differential differential = {.path = file.path};
	struct choices choices = {data, size, seed_of(data, size)};
	static bool ready;

	if (!ready && (!law_file_make(&file) || atexit(remove_file) != 0))
		abort();
	ready = true;
	if (!differential_run(&differential, &choices)) {
		fputs(builder_text(&differential.report), stderr);
		abort();
	}
	builder_release(&differential.report);
	return 0;
}
