#include "register/field_sets.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "dictionary/dictionary.h"

static int malformed(struct error *error)
{
	return error_set(error, ERROR_CORRUPT,
			 "the fields of a release are malformed");
}

static int by_number(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

int field_set_encode(const struct field_set *fields,
		     const struct numbers *numbers, struct builder *out,
		     struct error *error)
{
	uint16_t sorted[FIELD_LIMIT];
	uint16_t before = 0;
	size_t count = 0;

	for (uint16_t i = field_set_next(fields, 0);
	     i < numbers->dictionary->field_count;
	     i = field_set_next(fields, (uint16_t)(i + 1)))
		sorted[count++] = numbers->numbers[i];
	qsort(sorted, count, sizeof(sorted[0]), by_number);
	for (size_t i = 0; i < count; i++) {
		builder_add_varint(out, (uint64_t)(sorted[i] - before));
		before = sorted[i];
	}
	return out->failed ? error_memory(error) : 0;
}

/* Steps to the next number, which is below `most`. */
static bool next_number(struct cursor *cursor, uint64_t *number, uint64_t most)
{
	uint64_t step;

	if (!cursor_varint(cursor, &step) || step == 0 || step > UINT16_MAX ||
	    *number + step >= most)
		return false;
	*number += step;
	return true;
}

int field_set_decode(struct slice bytes, const struct numbers *numbers,
		     struct field_set *fields, struct error *error)
{
	struct cursor cursor = cursor_over(bytes);
	uint64_t number = 0;

	*fields = (struct field_set){0};
	while (cursor_left(&cursor) > 0) {
		if (!next_number(&cursor, &number, numbers->count))
			return malformed(error);
		if (numbers->indexes[number] != DICTIONARY_NONE)
			field_set_add(fields, numbers->indexes[number]);
	}
	return 0;
}

/* --- names ----------------------------------------------------------------- */

static int learn(void *context, uint16_t number, struct slice name,
		 struct error *error)
{
	struct field_names *names = context;

	while (number >= names->count) {
		struct slice *grown =
			arena_grow(names->arena, names->names, names->count,
				   &names->capacity, sizeof(*grown));

		if (grown == NULL)
			return error_memory(error);
		names->names = grown;
		grown[names->count++] = (struct slice){NULL, 0};
	}
	names->names[number] = arena_copy(names->arena, name);
	return names->names[number].at != NULL ? 0 : error_memory(error);
}

int field_names_load(struct field_names *names, struct store *store,
		     struct arena *arena, struct error *error)
{
	*names = (struct field_names){.arena = arena};
	return store->methods->names(store, STORE_FIELDS, learn, names, error);
}

static int by_name(const void *a, const void *b)
{
	return slice_compare(*(const struct slice *)a,
			     *(const struct slice *)b);
}

int field_names_write(const struct field_names *names, struct slice bytes,
		      struct builder *out, struct error *error)
{
	struct cursor cursor = cursor_over(bytes);
	struct slice sorted[FIELD_LIMIT];
	uint64_t number = 0;
	size_t count = 0;

	while (cursor_left(&cursor) > 0) {
		if (!next_number(&cursor, &number, names->count) ||
		    count == FIELD_LIMIT || names->names[number].len == 0)
			return malformed(error);
		sorted[count++] = names->names[number];
	}
	qsort(sorted, count, sizeof(sorted[0]), by_name);
	for (size_t i = 0; i < count; i++) {
		builder_add(out, sorted[i]);
		builder_add_byte(out, '\n');
	}
	return out->failed ? error_memory(error) : 0;
}
