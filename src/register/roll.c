#include "register/roll.h"

#include <stdlib.h>

#include "base/builder.h"
#include "base/cursor.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/register.h"

void roll_encode(const struct roll_row *rows, size_t count, struct builder *out)
{
	uint64_t before = count > 0 ? rows[0].pupil : 0;

	for (size_t i = 0; i < count; i++) {
		builder_add_varint(out, rows[i].pupil - before);
		builder_add_varint(out, rows[i].mask);
		before = rows[i].pupil;
	}
}

int roll_find(struct slice rows, uint64_t first, uint64_t pupil, bool *found,
	      uint16_t *mask, struct error *error)
{
	struct cursor cursor = cursor_over(rows);
	uint64_t at = first;
	uint64_t step;
	uint64_t number;

	*found = false;
	while (at <= pupil && !*found && cursor_left(&cursor) > 0) {
		if (!cursor_varint(&cursor, &step) ||
		    !cursor_varint(&cursor, &number) || number > UINT16_MAX ||
		    step > STORE_PUPIL_MOST)
			return error_set(error, ERROR_CORRUPT,
					 "the roll of a release is malformed");
		at += step;
		if (at == pupil) {
			*found = true;
			*mask = (uint16_t)number;
		}
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

int mask_encode(const struct field_set *fields, const struct numbers *numbers,
		struct builder *out, struct error *error)
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

int mask_decode(struct slice bytes, const struct numbers *numbers,
		struct field_set *fields, struct error *error)
{
	struct cursor cursor = cursor_over(bytes);
	uint64_t number = 0;
	uint64_t step;

	*fields = (struct field_set){0};
	while (cursor_left(&cursor) > 0) {
		if (!cursor_varint(&cursor, &step) || step > UINT16_MAX ||
		    number + step >= numbers->count)
			return error_set(error, ERROR_CORRUPT,
					 "the fields of a release are "
					 "malformed");
		number += step;
		if (numbers->indexes[number] != DICTIONARY_NONE)
			field_set_add(fields, numbers->indexes[number]);
	}
	return 0;
}
