#include "anonymity/grouper.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

/* Up to so many possible numbers for each thing are counted in an array. */
enum { DIRECT = 4, DIRECT_LEAST = 1 << 16 };

#define NO_CLASS UINT32_MAX

#define KEY_LIMIT (UINT64_C(1) << 62)

static int reserve(struct grouper *grouper, size_t count, struct error *error)
{
	if (count <= grouper->capacity)
		return 0;
	memory_free(grouper->keys);
	memory_free(grouper->classes);
	grouper->capacity = 0;
	grouper->keys = memory_array(count, sizeof(*grouper->keys));
	grouper->classes = memory_array(count, sizeof(*grouper->classes));
	if (grouper->keys == NULL || grouper->classes == NULL)
		return error_memory(error);
	grouper->capacity = count;
	return 0;
}

static int reserve_slots(struct grouper *grouper, size_t count, bool keyed,
			 struct error *error)
{
	if (count > grouper->slot_capacity) {
		memory_free(grouper->slots);
		grouper->slot_capacity = 0;
		grouper->slots = memory_array(count, sizeof(*grouper->slots));
		if (grouper->slots == NULL)
			return error_memory(error);
		grouper->slot_capacity = count;
	}
	if (keyed && count > grouper->key_capacity) {
		memory_free(grouper->slot_keys);
		grouper->key_capacity = 0;
		grouper->slot_keys =
			memory_array(count, sizeof(*grouper->slot_keys));
		if (grouper->slot_keys == NULL)
			return error_memory(error);
		grouper->key_capacity = count;
	}
	memset(grouper->slots, 0xff, count * sizeof(*grouper->slots));
	grouper->slot_count = count;
	return 0;
}

static int number_directly(struct grouper *grouper, uint64_t possible,
			   size_t count, uint32_t *class_count,
			   struct error *error)
{
	uint32_t classes = 0;

	if (reserve_slots(grouper, (size_t)possible, false, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint32_t *slot = &grouper->slots[grouper->keys[i]];

		if (*slot == NO_CLASS)
			*slot = classes++;
		grouper->classes[i] = *slot;
	}
	*class_count = classes;
	return 0;
}

static int number_by_hash(struct grouper *grouper, size_t count,
			  uint32_t *class_count, struct error *error)
{
	size_t slots = 64;
	uint32_t classes = 0;

	while (slots < count * 2)
		slots *= 2;
	if (reserve_slots(grouper, slots, true, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		uint64_t key = grouper->keys[i];
		uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
		size_t slot = (size_t)(hash ^ hash >> 32) & (slots - 1);

		while (grouper->slots[slot] != NO_CLASS &&
		       grouper->slot_keys[slot] != key)
			slot = (slot + 1) & (slots - 1);
		if (grouper->slots[slot] == NO_CLASS) {
			grouper->slot_keys[slot] = key;
			grouper->slots[slot] = classes++;
		}
		grouper->classes[i] = grouper->slots[slot];
	}
	*class_count = classes;
	return 0;
}

static int number(struct grouper *grouper, uint64_t possible, size_t count,
		  uint32_t *class_count, struct error *error)
{
	if (possible <= DIRECT_LEAST || possible / DIRECT <= count)
		return number_directly(grouper, possible, count, class_count,
				       error);
	return number_by_hash(grouper, count, class_count, error);
}

static void add_digit(struct grouper *grouper, const struct digit *digit,
		      const uint32_t *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t cell = digit->cells[list != NULL ? list[i] : i];
		uint32_t group =
			digit->groups != NULL ? digit->groups[cell] : cell;

		grouper->keys[i] = grouper->keys[i] * digit->count + group;
	}
}

int grouper_run(struct grouper *grouper, const struct digit *digits,
		size_t digit_count, const uint32_t *list, size_t count,
		uint32_t *class_count, struct error *error)
{
	uint64_t possible = 1;

	if (reserve(grouper, count, error) != 0)
		return -1;
	if (count > 0)
		memset(grouper->keys, 0, count * sizeof(*grouper->keys));
	for (size_t d = 0; d < digit_count; d++) {
		if (digits[d].count <= 1)
			continue;
		if (possible >= KEY_LIMIT / digits[d].count) {
			if (number(grouper, possible, count, class_count,
				   error) != 0)
				return -1;
			for (size_t i = 0; i < count; i++)
				grouper->keys[i] = grouper->classes[i];
			possible = *class_count > 0 ? *class_count : 1;
		}
		add_digit(grouper, &digits[d], list, count);
		possible *= digits[d].count;
	}
	return number(grouper, possible, count, class_count, error);
}

void grouper_release(struct grouper *grouper)
{
	memory_free(grouper->keys);
	memory_free(grouper->classes);
	memory_free(grouper->slot_keys);
	memory_free(grouper->slots);
}
