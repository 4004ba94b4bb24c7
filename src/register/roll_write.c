#include "register/roll.h"

#include <stdlib.h>
#include <string.h>

#include "base/builder.h"
#include "base/error.h"
#include "base/memory.h"
#include "register/register.h"
#include "register/roll_parts.h"

/* A set of a chunk: its number, and the mask that stands for it in rows. */
struct known {
	uint64_t set;
	uint16_t mask;
};

struct writer {
	const uint64_t *sets;
	const struct roll_sink *sink;
	struct builder *outline;
	struct builder bytes;

	/* The run of chunks that the outline does not tell yet. */
	unsigned int run_level;
	uint64_t run_from, run_count; /* ranges */
	uint64_t told;                /* ids below this are in the outline */

	/* The chunk in hand. */
	struct known known[ROLL_CHUNK];
	size_t known_count;
	uint64_t chunk;   /* number, from 1 */
	uint64_t *seen;   /* by mask: the chunk it was last seen in */
	uint16_t *values; /* by mask: its value there */
	uint16_t places[ROLL_CHUNK]; /* at level 8: all values */
};

/* --- cutting --------------------------------------------------------------- */

struct cut {
	unsigned int level;
	uint64_t range;
	size_t count; /* rows in it */
};

static size_t rows_below(const struct roll_row *rows, size_t count,
			 uint64_t end)
{
	size_t least = 0;
	size_t most = count < ROLL_CHUNK ? count : ROLL_CHUNK;

	while (least < most) {
		size_t middle = least + (most - least) / 2;

		if (rows[middle].pupil < end)
			least = middle + 1;
		else
			most = middle;
	}
	return least;
}

/* A chunk of its own costs some 18 bytes, a pupil far from others about two:
 * where there are no more than this many on average in a block of 256 ids, it
 * is better to put blocks together. */
enum { RARE = 16 };

static bool are_rare(const struct roll_row *rows, size_t count)
{
	size_t blocks = 1;

	for (size_t i = 1; i < count; i++)
		blocks += rows[i].pupil / ROLL_CHUNK !=
			  rows[i - 1].pupil / ROLL_CHUNK;
	return count <= blocks * RARE;
}

/* The next chunk: ids below `from` are taken. */
static struct cut cut_next(const struct roll_row *rows, size_t count,
			   uint64_t from)
{
	struct cut cut = {.level = ROLL_LEVEL_MOST};

	for (;; cut.level -= ROLL_LEVEL_STEP) {
		uint64_t start, end;

		cut.range = roll_range(rows[0].pupil, cut.level);
		start = cut.range << cut.level;
		end = start + ((uint64_t)1 << cut.level);
		if (cut.level > ROLL_LEVEL_LEAST &&
		    (start < from ||
		     (count > ROLL_CHUNK && rows[ROLL_CHUNK].pupil < end)))
			continue;
		cut.count = rows_below(rows, count, end);
		if (cut.level == ROLL_LEVEL_LEAST || are_rare(rows, cut.count))
			return cut;
	}
}

/* --- sets -------------------------------------------------------------------- */

static int by_set(const void *a, const void *b)
{
	uint64_t first = ((const struct known *)a)->set;
	uint64_t second = ((const struct known *)b)->set;

	return first < second ? -1 : first > second;
}

static void find_sets(struct writer *writer, const struct roll_row *rows,
		      size_t count)
{
	writer->known_count = 0;
	writer->chunk++;
	for (size_t i = 0; i < count; i++) {
		uint16_t mask = rows[i].mask;

		if (writer->seen[mask] == writer->chunk)
			continue;
		writer->seen[mask] = writer->chunk;
		writer->known[writer->known_count++] =
			(struct known){writer->sets[mask], mask};
	}
	if (writer->known_count > 1)
		qsort(writer->known, writer->known_count,
		      sizeof(writer->known[0]), by_set);
	for (size_t i = 0; i < writer->known_count; i++)
		writer->values[writer->known[i].mask] = (uint16_t)(i + 1);
}

static void begin_chunk(struct writer *writer, enum roll_form form)
{
	uint64_t before = 0;

	builder_clear(&writer->bytes);
	builder_add_byte(&writer->bytes, (char)form);
	builder_add_varint(&writer->bytes, writer->known_count);
	for (size_t i = 0; i < writer->known_count; i++) {
		builder_add_varint(&writer->bytes,
				   writer->known[i].set - before);
		before = writer->known[i].set;
	}
}

/* --- the three forms ------------------------------------------------------------ */

static size_t varint_bytes(uint64_t number)
{
	size_t bytes = 1;

	for (; number > 0x7f; number >>= 7)
		bytes++;
	return bytes;
}

static void add_packed(struct writer *writer)
{
	unsigned int width = roll_width(writer->known_count);
	unsigned int filled = 0;
	uint32_t bits = 0;

	begin_chunk(writer, ROLL_PACKED);
	for (size_t i = 0; i < ROLL_CHUNK; i++) {
		bits |= (uint32_t)writer->places[i] << filled;
		for (filled += width; filled >= 8; filled -= 8) {
			builder_add_byte(&writer->bytes, (char)(bits & 0xff));
			bits >>= 8;
		}
	}
}

/* Length of the run at `from`. */
static size_t run_at(const struct writer *writer, size_t from)
{
	size_t to = from + 1;

	while (to < ROLL_CHUNK && writer->places[to] == writer->places[from])
		to++;
	return to - from;
}

static void add_runs(struct writer *writer)
{
	begin_chunk(writer, ROLL_RUNS);
	for (size_t at = 0; at < ROLL_CHUNK;) {
		size_t length = run_at(writer, at);

		builder_add_varint(&writer->bytes, length);
		builder_add_varint(&writer->bytes, writer->places[at]);
		at += length;
	}
}

static void add_exception(struct writer *writer, uint64_t skip, uint16_t value)
{
	builder_add_varint(&writer->bytes, skip);
	if (writer->known_count > 1)
		builder_add_varint(&writer->bytes, value);
}

static void add_exceptions(struct writer *writer, uint16_t untold)
{
	size_t from = 0;

	begin_chunk(writer, ROLL_EXCEPTIONS);
	builder_add_varint(&writer->bytes, untold);
	for (size_t at = 0; at < ROLL_CHUNK; at++)
		if (writer->places[at] != untold) {
			add_exception(writer, at - from, writer->places[at]);
			from = at + 1;
		}
}

/* Where pupils are rare: each is an exception. */
static void add_rare(struct writer *writer, const struct roll_row *rows,
		     const struct cut *cut)
{
	uint64_t from = cut->range << cut->level;

	begin_chunk(writer, ROLL_EXCEPTIONS);
	builder_add_varint(&writer->bytes, 0);
	for (size_t i = 0; i < cut->count; i++) {
		add_exception(writer, rows[i].pupil - from,
			      writer->values[rows[i].mask]);
		from = rows[i].pupil + 1;
	}
}

static void fill_places(struct writer *writer, const struct roll_row *rows,
			const struct cut *cut)
{
	memset(writer->places, 0, sizeof(writer->places));
	for (size_t i = 0; i < cut->count; i++)
		writer->places[rows[i].pupil % ROLL_CHUNK] =
			writer->values[rows[i].mask];
}

static uint16_t most_frequent(const struct writer *writer)
{
	uint16_t counts[ROLL_CHUNK + 1] = {0};
	uint16_t best = 0;

	for (size_t i = 0; i < ROLL_CHUNK; i++)
		counts[writer->places[i]]++;
	for (uint16_t value = 1; value <= writer->known_count; value++)
		if (counts[value] > counts[best])
			best = value;
	return best;
}

static size_t runs_bytes(const struct writer *writer)
{
	size_t bytes = 0;

	for (size_t at = 0; at < ROLL_CHUNK;) {
		size_t length = run_at(writer, at);

		bytes +=
			varint_bytes(length) + varint_bytes(writer->places[at]);
		at += length;
	}
	return bytes;
}

static size_t exceptions_bytes(const struct writer *writer, uint16_t untold)
{
	size_t bytes = varint_bytes(untold);
	size_t from = 0;

	for (size_t at = 0; at < ROLL_CHUNK; at++) {
		if (writer->places[at] == untold)
			continue;
		bytes += varint_bytes(at - from);
		if (writer->known_count > 1)
			bytes += varint_bytes(writer->places[at]);
		from = at + 1;
	}
	return bytes;
}

static void add_close(struct writer *writer, const struct roll_row *rows,
		      const struct cut *cut)
{
	size_t packed =
		roll_width(writer->known_count) * (size_t)ROLL_CHUNK / 8;
	size_t runs, exceptions;
	uint16_t untold;

	fill_places(writer, rows, cut);
	untold = most_frequent(writer);
	runs = runs_bytes(writer);
	exceptions = exceptions_bytes(writer, untold);
	if (exceptions <= runs && exceptions <= packed)
		add_exceptions(writer, untold);
	else if (runs <= packed)
		add_runs(writer);
	else
		add_packed(writer);
}

/* --- the outline ----------------------------------------------------------------- */

static void tell_run(struct writer *writer)
{
	uint64_t start = writer->run_from << writer->run_level;

	if (writer->run_count == 0)
		return;
	builder_add_varint(writer->outline, writer->run_level);
	builder_add_varint(writer->outline,
			   (start - writer->told) >> ROLL_LEVEL_LEAST);
	builder_add_varint(writer->outline, writer->run_count);
	writer->told = start + (writer->run_count << writer->run_level);
	writer->run_count = 0;
}

static void note_chunk(struct writer *writer, const struct cut *cut)
{
	if (writer->run_count > 0 && writer->run_level == cut->level &&
	    writer->run_from + writer->run_count == cut->range) {
		writer->run_count++;
		return;
	}
	tell_run(writer);
	writer->run_level = cut->level;
	writer->run_from = cut->range;
	writer->run_count = 1;
}

static int by_number(const void *a, const void *b)
{
	uint64_t first = *(const uint64_t *)a;
	uint64_t second = *(const uint64_t *)b;

	return first < second ? -1 : first > second;
}

static int outline_sets(const uint64_t *sets, size_t count,
			struct builder *outline, struct error *error)
{
	uint64_t *sorted = memory_array(count + 1, sizeof(*sorted));
	uint64_t before = 0;

	if (sorted == NULL)
		return error_memory(error);
	memcpy(sorted, sets, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_number);
	builder_add_varint(outline, count);
	for (size_t i = 0; i < count; i++) {
		builder_add_varint(outline, sorted[i] - before);
		before = sorted[i];
	}
	memory_free(sorted);
	return 0;
}

/* --- writing --------------------------------------------------------------------- */

static int write_chunk(struct writer *writer, const struct roll_row *rows,
		       const struct cut *cut, struct error *error)
{
	find_sets(writer, rows, cut->count);
	if (cut->level == ROLL_LEVEL_LEAST)
		add_close(writer, rows, cut);
	else
		add_rare(writer, rows, cut);
	if (writer->bytes.failed)
		return error_memory(error);
	note_chunk(writer, cut);
	return writer->sink->chunk(writer->sink->context, cut->level,
				   cut->range, builder_slice(&writer->bytes),
				   error);
}

static int write_all(struct writer *writer, const struct roll_row *rows,
		     size_t count, struct error *error)
{
	uint64_t from = 0;

	while (count > 0) {
		struct cut cut = cut_next(rows, count, from);

		if (write_chunk(writer, rows, &cut, error) != 0)
			return -1;
		from = (cut.range + 1) << cut.level;
		rows += cut.count;
		count -= cut.count;
	}
	tell_run(writer);
	return writer->outline->failed ? error_memory(error) : 0;
}

int roll_write(const struct roll_row *rows, size_t count, const uint64_t *sets,
	       size_t set_count, const struct roll_sink *sink,
	       struct builder *outline, struct error *error)
{
	struct writer *writer = memory_array(1, sizeof(*writer));
	int result = -1;

	if (writer == NULL)
		return error_memory(error);
	writer->sets = sets;
	writer->sink = sink;
	writer->outline = outline;
	writer->seen = memory_array(set_count + 1, sizeof(*writer->seen));
	writer->values = memory_array(set_count + 1, sizeof(*writer->values));
	if (writer->seen == NULL || writer->values == NULL)
		error_memory(error);
	else if (outline_sets(sets, set_count, outline, error) == 0)
		result = write_all(writer, rows, count, error);
	builder_release(&writer->bytes);
	memory_free(writer->seen);
	memory_free(writer->values);
	memory_free(writer);
	return result;
}
