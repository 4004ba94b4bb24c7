/*
 * A stored section from arbitrary bytes: decoding never reads past them, and
 * what it accepts encodes and decodes to the same.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "dictionary/dictionary.h"
#include "fuzz/target.h"
#include "register/record.h"

enum { NUMBERS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice bytes = {(const char *)data, size};
	struct section section = {0};
	struct section again = {0};
	struct builder encoded = {0};
	struct builder twice = {0};
	struct arena arena = {0};
	uint16_t fields[NUMBERS];
	uint16_t numbers[NUMBERS];

	/* Turned round, so that values arrive out of order; every fifth is not
	 * in the dictionary. */
	for (uint16_t i = 0; i < NUMBERS; i++) {
		fields[i] = i % 5 == 4 ? DICTIONARY_NONE
				       : (uint16_t)(NUMBERS - 1 - i);
		numbers[NUMBERS - 1 - i] = i;
	}
	if (section_decode(&section, bytes, fields, NUMBERS, &arena, NULL) ==
	    0) {
		section_encode(&section, numbers, &encoded);
		if (section_decode(&again, builder_slice(&encoded), fields,
				   NUMBERS, &arena, NULL) != 0)
			abort();
		section_encode(&again, numbers, &twice);
		if (!slice_equal(builder_slice(&encoded),
				 builder_slice(&twice)))
			abort();
	}
	builder_release(&encoded);
	builder_release(&twice);
	arena_release(&arena);
	return 0;
}
