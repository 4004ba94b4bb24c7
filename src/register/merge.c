#include "register/merge.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* Puts a value in its place; one of the same field is replaced. */
static void put_value(struct item *item, struct value value)
{
	uint32_t at = item->count;

	while (at > 0 && item->values[at - 1].field >= value.field)
		at--;
	if (at == item->count || item->values[at].field != value.field) {
		memmove(item->values + at + 1, item->values + at,
			(item->count - at) * sizeof(value));
		item->count++;
	}
	item->values[at] = value;
}

/* An item's values by number, in order of number, without empty ones. */
static int numbered(const struct merge *merge, const struct item *given,
		    struct item *out, struct error *error)
{
	*out = (struct item){.values = arena_array(merge->arena, given->count,
						   sizeof(*out->values))};
	if (out->values == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < given->count; i++) {
		const struct value *value = &given->values[i];
		uint16_t number = merge->numbers->numbers[value->field];

		if (value->text.len > 0 && number != merge->without)
			put_value(out, (struct value){number, value->text});
	}
	return 0;
}

/* The values of both; where both have a field, those of `over`. */
static int lay_over(const struct merge *merge, const struct item *under,
		    const struct item *over, struct item *out,
		    struct error *error)
{
	struct value *values =
		arena_array(merge->arena, (size_t)under->count + over->count,
			    sizeof(*values));
	uint32_t count = 0;
	uint32_t u = 0;
	uint32_t o = 0;

	if (values == NULL)
		return error_memory(error);
	while (u < under->count || o < over->count) {
		bool from_over =
			u == under->count ||
			(o < over->count &&
			 over->values[o].field <= under->values[u].field);

		if (from_over && u < under->count &&
		    under->values[u].field == over->values[o].field)
			u++;
		values[count++] =
			from_over ? over->values[o++] : under->values[u++];
	}
	*out = (struct item){values, count};
	return 0;
}

static int merge_single(const struct merge *merge, const struct section *given,
			const struct section *held, struct section *merged,
			struct error *error)
{
	struct item *result = arena_allocate(merge->arena, sizeof(*result));
	struct item over;

	if (result == NULL)
		return error_memory(error);
	if (held->count > 0)
		*result = held->items[0];
	for (uint32_t i = 0; i < given->count; i++) {
		if (numbered(merge, &given->items[i], &over, error) != 0)
			return -1;
		if (merge->under) {
			struct item held_item = *result;

			*result = over;
			over = held_item;
		}
		if (lapse_apply(&merge->lapse, &over, result, merge->arena,
				error) != 0 ||
		    lay_over(merge, result, &over, result, error) != 0)
			return -1;
	}
	merged->items = result;
	merged->count = result->count > 0 ? 1 : 0;
	return 0;
}

static int merge_list(const struct merge *merge, const struct section *given,
		      struct section *merged, struct error *error)
{
	merged->count = 0;
	merged->items =
		arena_array(merge->arena, given->count, sizeof(*merged->items));
	if (merged->items == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < given->count; i++) {
		struct item *item = &merged->items[merged->count];

		if (numbered(merge, &given->items[i], item, error) != 0)
			return -1;
		merged->count += item->count > 0 ? 1 : 0;
	}
	return 0;
}

int merge_sections(const struct merge *merge, const struct section *given,
		   const struct section *held, struct section *merged,
		   struct error *error)
{
	*merged = (struct section){.category = given->category,
				   .period = given->period};
	if (merge->single && given->count > 0)
		return merge_single(merge, given, held, merged, error);
	if (merge->under) {
		merged->items = held->items;
		merged->count = held->count;
		return 0;
	}
	return merge_list(merge, given, merged, error);
}

uint16_t merge_former_upn(const struct section *held,
			  const struct record *record, uint16_t number,
			  struct slice former)
{
	struct slice present = {0};

	if (held->count > 0)
		present = item_text(&held->items[0], number);
	if (present.len == 0 || slice_equal(present, record->upn) ||
	    slice_equal(present, former))
		return 0;
	return number;
}
