/*
 * target.h - what fuzz targets share.  A target is given any bytes; whatever it
 * finds wrong ends the program, which is how fuzzers are told.
 */
#ifndef HORNBOOK_FUZZ_TARGET_H
#define HORNBOOK_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool holds)
{
	if (!holds)
		abort();
}

#endif
