/*
 * A chunk of a roll from arbitrary bytes, after one byte for its level, and an
 * outline from the same: reading never goes beyond them, all of a chunk reads
 * as its places one by one, and writing again what was read gives chunks that
 * read the same.
 */
#include <stdlib.h>

#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "register/register.h"
#include "register/roll.h"

enum { CHUNKS_MOST = 1000 };

static int any_set(void *context, uint64_t set, struct error *error)
{
	(void)context;
	(void)error;
	if (set < 1 || set > ROLL_SET_MOST)
		abort();
	return 0;
}

/* Two varints can tell of as many chunks as there are ranges. */
static int some_chunks(void *context, unsigned int level, uint64_t range,
		       struct error *error)
{
	size_t *count = context;

	(void)error;
	if (range << level > 0xffffffff)
		abort();
	return ++*count < CHUNKS_MOST ? 0 : -1;
}

struct again {
	const struct roll_part *part;
	size_t at;
};

static int compare(void *context, unsigned int level, uint64_t range,
		   struct slice bytes, struct error *error)
{
	static struct roll_part part;
	struct again *again = context;

	if (roll_read(bytes, level, range, &part, error) != 0)
		abort();
	for (size_t i = 0; i < part.count; i++, again->at++)
		if (again->at == again->part->count ||
		    part.pupils[i] != again->part->pupils[again->at] ||
		    part.sets[i] != again->part->sets[again->at])
			abort();
	return 0;
}

static void write_again(const struct roll_part *part)
{
	static struct roll_row rows[ROLL_CHUNK];
	static uint64_t sets[ROLL_CHUNK];
	struct again again = {part, 0};
	const struct roll_sink sink = {compare, &again};
	struct builder outline = {0};
	size_t count = 0;

	for (size_t i = 0; i < part->count; i++) {
		size_t set = 0;

		while (set < count && sets[set] != part->sets[i])
			set++;
		if (set == count)
			sets[count++] = part->sets[i];
		rows[i] = (struct roll_row){part->pupils[i], (uint16_t)set};
	}
	if (roll_write(rows, part->count, sets, count, &sink, &outline, NULL) !=
		    0 ||
	    again.at != part->count)
		abort();
	builder_release(&outline);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct roll_part part;
	size_t chunks = 0;
	const struct roll_outline_visitor visitor = {any_set, some_chunks,
						     &chunks};
	struct slice bytes;
	unsigned int level;
	uint64_t set;

	if (size < 1)
		return 0;
	level = ROLL_LEVEL_LEAST + data[0] % 7u * ROLL_LEVEL_STEP;
	bytes = (struct slice){(const char *)data + 1, size - 1};
	roll_outline(bytes, &visitor, NULL);
	if (roll_read(bytes, level, 0, &part, NULL) != 0) {
		/* Up to its place it may be whole. */
		roll_find(bytes, level, 0, data[0], &set, NULL);
		return 0;
	}
	for (size_t i = 0; i < part.count; i++)
		if (roll_find(bytes, level, 0, part.pupils[i], &set, NULL) !=
			    0 ||
		    set != part.sets[i])
			abort();
	write_again(&part);
	return 0;
}
