#include "register/roll.h"

#include "base/cursor.h"
#include "base/error.h"
#include "register/roll_parts.h"

struct chunk {
	uint8_t form;
	uint64_t sets[ROLL_CHUNK];
	size_t set_count;
	struct cursor places;
	uint64_t size; /* ids of the range */
};

static int malformed(struct error *error)
{
	error_set(error, ERROR_CORRUPT, "the roll of a release is malformed");
	return error_hint(error, "put register.db back from a backup");
}

/* Numbers that rise. */
static bool read_sets(struct cursor *cursor, uint64_t *sets, size_t count)
{
	uint64_t at = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t step;

		if (!cursor_varint(cursor, &step) || step == 0 ||
		    step > ROLL_SET_MOST - at)
			return false;
		at += step;
		sets[i] = at;
	}
	return true;
}

static bool open_chunk(struct chunk *chunk, struct slice bytes,
		       unsigned int level)
{
	uint64_t count;

	chunk->places = cursor_over(bytes);
	chunk->size = (uint64_t)1 << level;
	if (!cursor_byte(&chunk->places, &chunk->form) ||
	    !cursor_varint(&chunk->places, &count) || count < 1 ||
	    count > ROLL_CHUNK ||
	    !read_sets(&chunk->places, chunk->sets, (size_t)count))
		return false;
	chunk->set_count = (size_t)count;
	switch (chunk->form) {
	case ROLL_PACKED:
		return level == ROLL_LEVEL_LEAST &&
		       cursor_left(&chunk->places) ==
			       roll_width(chunk->set_count) *
				       (size_t)ROLL_CHUNK / 8;
	case ROLL_RUNS:
		return level == ROLL_LEVEL_LEAST;
	case ROLL_EXCEPTIONS:
		return true;
	default:
		return false;
	}
}

static bool read_value(struct chunk *chunk, uint64_t *value)
{
	return cursor_varint(&chunk->places, value) &&
	       *value <= chunk->set_count;
}

/* --- one place ----------------------------------------------------------------- */

/* At most 9 bits, so in two bytes. */
static uint64_t packed_at(const struct chunk *chunk, uint64_t place)
{
	unsigned int width = roll_width(chunk->set_count);
	const uint8_t *bytes = (const uint8_t *)chunk->places.at;
	size_t bit = (size_t)place * width;
	uint32_t two = bytes[bit / 8];

	if (bit % 8 + width > 8)
		two |= (uint32_t)bytes[bit / 8 + 1] << 8;
	return two >> bit % 8 & ((1u << width) - 1);
}

static bool find_in_runs(struct chunk *chunk, uint64_t place, uint64_t *value)
{
	uint64_t end = 0;

	while (end <= place) {
		uint64_t length;

		if (!cursor_varint(&chunk->places, &length) || length < 1 ||
		    length > chunk->size - end || !read_value(chunk, value))
			return false;
		end += length;
	}
	return true;
}

/* The place of the next exception; the range's size when there is none. */
static bool next_exception(struct chunk *chunk, uint64_t untold, uint64_t *from,
			   uint64_t *place, uint64_t *value)
{
	uint64_t skip;

	if (cursor_left(&chunk->places) == 0) {
		*place = chunk->size;
		return true;
	}
	if (!cursor_varint(&chunk->places, &skip) ||
	    skip >= chunk->size - *from)
		return false;
	*place = *from + skip;
	*from = *place + 1;
	if (chunk->set_count == 1)
		*value = 1 - untold;
	else if (!read_value(chunk, value) || *value == untold)
		return false;
	return true;
}

static bool find_in_exceptions(struct chunk *chunk, uint64_t place,
			       uint64_t *value)
{
	uint64_t from = 0, at = 0, told = 0;
	uint64_t untold;

	if (!read_value(chunk, &untold))
		return false;
	do {
		if (!next_exception(chunk, untold, &from, &at, &told))
			return false;
	} while (at < place);
	*value = at == place ? told : untold;
	return true;
}

static bool find_value(struct chunk *chunk, uint64_t place, uint64_t *value)
{
	switch (chunk->form) {
	case ROLL_PACKED:
		*value = packed_at(chunk, place);
		return *value <= chunk->set_count;
	case ROLL_RUNS:
		return find_in_runs(chunk, place, value);
	default:
		return find_in_exceptions(chunk, place, value);
	}
}

int roll_find(struct slice bytes, unsigned int level, uint64_t range,
	      uint64_t pupil, uint64_t *set, struct error *error)
{
	struct chunk chunk;
	uint64_t value;

	if (!open_chunk(&chunk, bytes, level) ||
	    !find_value(&chunk, pupil - (range << level), &value))
		return malformed(error);
	*set = value > 0 ? chunk.sets[value - 1] : 0;
	return 0;
}

/* --- all of them ----------------------------------------------------------------- */

struct filling {
	const struct chunk *chunk;
	uint64_t start;
	struct roll_part *part;
};

static bool put(struct filling *filling, uint64_t place, uint64_t value)
{
	struct roll_part *part = filling->part;

	if (value == 0)
		return true;
	if (value > filling->chunk->set_count || part->count == ROLL_CHUNK)
		return false;
	part->pupils[part->count] = filling->start + place;
	part->sets[part->count++] = filling->chunk->sets[value - 1];
	return true;
}

static bool read_packed(struct filling *filling)
{
	for (uint64_t place = 0; place < ROLL_CHUNK; place++)
		if (!put(filling, place, packed_at(filling->chunk, place)))
			return false;
	return true;
}

static bool read_runs(struct chunk *chunk, struct filling *filling)
{
	uint64_t from = 0;

	while (from < chunk->size) {
		uint64_t length, value;

		if (!cursor_varint(&chunk->places, &length) || length < 1 ||
		    length > chunk->size - from || !read_value(chunk, &value))
			return false;
		for (; length > 0; length--, from++)
			if (!put(filling, from, value))
				return false;
	}
	return cursor_left(&chunk->places) == 0;
}

static bool read_exceptions(struct chunk *chunk, struct filling *filling)
{
	uint64_t from = 0, place = 0, told = 0;
	uint64_t untold;

	if (!read_value(chunk, &untold))
		return false;
	while (place < chunk->size) {
		uint64_t untold_from = from;

		if (!next_exception(chunk, untold, &from, &place, &told))
			return false;
		for (; untold > 0 && untold_from < place; untold_from++)
			if (!put(filling, untold_from, untold))
				return false;
		if (place < chunk->size && !put(filling, place, told))
			return false;
	}
	return true;
}

int roll_read(struct slice bytes, unsigned int level, uint64_t range,
	      struct roll_part *part, struct error *error)
{
	struct chunk chunk;
	struct filling filling = {&chunk, range << level, part};
	bool good = open_chunk(&chunk, bytes, level);

	part->count = 0;
	if (good && chunk.form == ROLL_PACKED)
		good = read_packed(&filling);
	else if (good && chunk.form == ROLL_RUNS)
		good = read_runs(&chunk, &filling);
	else if (good)
		good = read_exceptions(&chunk, &filling);
	return good && part->count > 0 ? 0 : malformed(error);
}

/* --- the outline ------------------------------------------------------------------ */

static int show_sets(struct cursor *cursor,
		     const struct roll_outline_visitor *visitor,
		     struct error *error)
{
	uint64_t count;
	uint64_t set = 0;

	if (!cursor_varint(cursor, &count) || count > UINT16_MAX)
		return malformed(error);
	for (uint64_t i = 0; i < count; i++) {
		uint64_t step;

		if (!cursor_varint(cursor, &step) || step == 0 ||
		    step > ROLL_SET_MOST - set)
			return malformed(error);
		set += step;
		if (visitor->set(visitor->context, set, error) != 0)
			return -1;
	}
	return 0;
}

struct run {
	uint64_t level, skip, count;
};

static bool read_run(struct cursor *cursor, struct run *run)
{
	return cursor_varint(cursor, &run->level) &&
	       cursor_varint(cursor, &run->skip) &&
	       cursor_varint(cursor, &run->count) &&
	       run->level >= ROLL_LEVEL_LEAST &&
	       run->level <= ROLL_LEVEL_MOST &&
	       run->level % ROLL_LEVEL_STEP == 0 && run->count > 0;
}

int roll_outline(struct slice outline,
		 const struct roll_outline_visitor *visitor,
		 struct error *error)
{
	const uint64_t ids = (uint64_t)1 << ROLL_LEVEL_MOST;
	struct cursor cursor = cursor_over(outline);
	uint64_t at = 0;
	struct run run;

	if (show_sets(&cursor, visitor, error) != 0)
		return -1;
	while (cursor_left(&cursor) > 0) {
		uint64_t size;

		if (!read_run(&cursor, &run) ||
		    run.skip > (ids - at) >> ROLL_LEVEL_LEAST)
			return malformed(error);
		at += run.skip << ROLL_LEVEL_LEAST;
		size = (uint64_t)1 << run.level;
		if (at % size != 0 || run.count > (ids - at) >> run.level)
			return malformed(error);
		for (; run.count > 0; run.count--, at += size)
			if (visitor->chunk(visitor->context,
					   (unsigned int)run.level,
					   at >> run.level, error) != 0)
				return -1;
	}
	return 0;
}
