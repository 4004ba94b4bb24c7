#include "register/layer.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* The node's own before the grants', the newest of those first. */
static int by_period(const void *a, const void *b)
{
	const struct layer *left = a;
	const struct layer *right = b;
	int order = slice_compare(left->section.period, right->section.period);

	if (order != 0)
		return order;
	/* 0 - 1 is the highest number of all. */
	return (left->grant - 1 < right->grant - 1) -
	       (left->grant - 1 > right->grant - 1);
}

static void hide(struct section *section, uint16_t field)
{
	uint32_t items = 0;

	for (uint32_t i = 0; i < section->count; i++) {
		struct item *item = &section->items[i];
		uint32_t values = 0;

		for (uint32_t v = 0; v < item->count; v++)
			if (item->values[v].field != field)
				item->values[values++] = item->values[v];
		item->count = values;
		if (values > 0)
			section->items[items++] = *item;
	}
	section->count = items;
}

/* Adds the values of `under` that `item` lacks; says how many. */
static int fill(struct item *item, const struct item *under, uint32_t *added,
		struct arena *arena, struct error *error)
{
	struct value *values = arena_array(
		arena, (size_t)item->count + under->count, sizeof(*values));
	uint32_t count = 0;
	uint32_t i = 0;
	uint32_t u = 0;

	if (values == NULL)
		return error_memory(error);
	while (i < item->count || u < under->count) {
		if (u == under->count ||
		    (i < item->count &&
		     item->values[i].field <= under->values[u].field)) {
			if (u < under->count &&
			    item->values[i].field == under->values[u].field)
				u++;
			values[count++] = item->values[i++];
		} else {
			values[count++] = under->values[u++];
		}
	}
	*added = count - item->count;
	*item = (struct item){values, count};
	return 0;
}

/* Adds to `over` what `under` can give; says whether that was anything. */
static int lay(struct section *over, const struct section *under, bool single,
	       const struct lapse *lapse, bool *gave, struct arena *arena,
	       struct error *error)
{
	uint32_t added;
	struct item below;

	*gave = under->count > 0;
	if (over->count == 0) {
		over->items = under->items;
		over->count = under->count;
		if (*gave) {
			over->collected = under->collected;
			over->origin = under->origin;
		}
		return 0;
	}
	if (!single || !*gave) {
		*gave = false;
		return 0;
	}
	below = under->items[0];
	if (lapse_apply(lapse, &over->items[0], &below, arena, error) != 0 ||
	    fill(&over->items[0], &below, &added, arena, error) != 0)
		return -1;
	*gave = added > 0;
	/* What was promised when the oldest of it was collected holds. */
	if (*gave && under->collected < over->collected)
		over->collected = under->collected;
	return 0;
}

/* One period's layers into the first of them. */
static int lay_period(struct layer *layers, uint32_t count, bool single,
		      const struct lapse *lapse, struct arena *arena,
		      struct error *error)
{
	struct section *top = &layers[0].section;
	uint64_t *grants = arena_array(arena, count, sizeof(*grants));
	struct layer *kept = arena_array(arena, count, sizeof(*kept));
	struct item *items = arena_array(arena, top->count, sizeof(*items));
	uint32_t given = 0;
	bool gave;

	if (grants == NULL || kept == NULL || items == NULL)
		return error_memory(error);
	/* What lies together is made in a copy. */
	memcpy(kept, layers, count * sizeof(*kept));
	if (top->count > 0)
		memcpy(items, top->items, top->count * sizeof(*items));
	top->items = items;
	top->layers = kept;
	top->layer_count = count;
	if (layers[0].grant != 0 && top->count > 0)
		grants[given++] = layers[0].grant;
	for (uint32_t i = 1; i < count; i++) {
		if (lay(top, &layers[i].section, single, lapse, &gave, arena,
			error) != 0)
			return -1;
		if (gave)
			grants[given++] = layers[i].grant;
	}
	top->grants = grants;
	top->grant_count = given;
	return 0;
}

int layers_lay(struct layer *layers, uint32_t *count, bool single,
	       uint16_t hidden, const struct lapse *lapse, struct arena *arena,
	       struct error *error)
{
	uint32_t laid = 0;
	uint32_t from = 0;
	uint32_t to;

	qsort(layers, *count, sizeof(*layers), by_period);
	for (uint32_t i = 0; i < *count; i++)
		if (layers[i].grant != 0)
			hide(&layers[i].section, hidden);
	for (; from < *count; from = to) {
		to = from + 1;
		while (to < *count && slice_equal(layers[to].section.period,
						  layers[from].section.period))
			to++;
		if (lay_period(&layers[from], to - from, single, lapse, arena,
			       error) != 0)
			return -1;
		layers[laid++] = layers[from];
	}
	*count = laid;
	return 0;
}

const struct section *section_own(const struct section *section)
{
	if (section == NULL || section->layer_count == 0)
		return section;
	return section->layers[0].grant == 0 ? &section->layers[0].section
					     : NULL;
}
