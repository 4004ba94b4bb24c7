#include "formats/upn_set.h"

#include "base/error.h"
#include "base/memory.h"

enum { FIRST_SIZE = 1024 };

/*
 * A good UPN as a number of its own, never 0: eleven digits, and a last
 * character that is a digit or a letter.  The check letter follows from them.
 */
static uint64_t number_of(struct slice upn)
{
	uint64_t number = 0;

	for (size_t i = 1; i + 1 < upn.len; i++)
		number = number * 10 + (uint64_t)(upn.at[i] - '0');
	return number * 128 + (unsigned char)upn.at[upn.len - 1];
}

static size_t home(uint64_t number, size_t size)
{
	/* Fibonacci hashing: Knuth, volume 3, 6.4 */
	return (size_t)((number * 0x9E3779B97F4A7C15ull) >> 20) & (size - 1);
}

static uint64_t *place_for(uint64_t *places, size_t size, uint64_t number)
{
	size_t at = home(number, size);

	while (places[at] != 0 && places[at] != number)
		at = (at + 1) & (size - 1);
	return &places[at];
}

static int grow(struct upn_set *set, struct error *error)
{
	size_t size = set->size == 0 ? FIRST_SIZE : set->size * 2;
	uint64_t *places = memory_array(size, sizeof(*places));

	if (places == NULL)
		return error_memory(error);
	for (size_t i = 0; i < set->size; i++)
		if (set->places[i] != 0)
			*place_for(places, size, set->places[i]) =
				set->places[i];
	memory_free(set->places);
	set->places = places;
	set->size = size;
	return 0;
}

int upn_set_add(struct upn_set *set, struct slice upn, bool *fresh,
		struct error *error)
{
	uint64_t number = number_of(upn);
	uint64_t *place;

	if (set->count >= set->size / 4 * 3 && grow(set, error) != 0)
		return -1;
	place = place_for(set->places, set->size, number);
	*fresh = *place == 0;
	*place = number;
	set->count += *fresh ? 1 : 0;
	return 0;
}

void upn_set_release(struct upn_set *set)
{
	memory_free(set->places);
	*set = (struct upn_set){0};
}
