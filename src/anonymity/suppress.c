#include "anonymity/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"

/* Of more quasi-identifiers only ways that leave out at most two cells are
 * tried, and all; and no more tuples are looked at than so many. */
enum { WAYS_BITS = 12, WAYS_FEW = 2, WAYS_TUPLES = 1 << 28 };

struct way {
	uint32_t mask;
	uint64_t loss;
};

struct suppressing {
	struct recoding *recoding;
	struct tuples *tuples;
	const struct loss_table *loss;
	const struct anonymity_model *model;
	struct way *ways;
	size_t way_count;
	uint32_t *list; /* tuples not settled */
	size_t count;
	uint32_t *masks; /* by tuple */
	bool *dropped;   /* by tuple */
};

/* --- ways ------------------------------------------------------------------------ */

static int by_loss(const void *a, const void *b)
{
	const struct way *left = a, *right = b;

	if (left->loss != right->loss)
		return left->loss < right->loss ? -1 : 1;
	return left->mask < right->mask ? -1 : left->mask > right->mask;
}

/* The quasi-identifiers that still tell something. */
static size_t find_telling(const struct suppressing *suppressing,
			   uint8_t telling[RECODING_QUASI])
{
	size_t count = 0;

	for (size_t q = 0; q < suppressing->loss->count; q++)
		if (suppressing->recoding->levels[q] + 1 <
		    suppressing->loss->levels[q])
			telling[count++] = (uint8_t)q;
	return count;
}

static void add_way(struct suppressing *suppressing, const uint8_t *telling,
		    size_t count, uint32_t bits)
{
	struct way *way = &suppressing->ways[suppressing->way_count++];

	*way = (struct way){0};
	for (size_t i = 0; i < count; i++) {
		size_t q = telling[i];

		if ((bits >> i & 1) == 0)
			continue;
		way->mask |= 1u << q;
		way->loss +=
			LOSS_WHOLE -
			suppressing->loss
				->by_level[q][suppressing->recoding->levels[q]];
	}
}

static int make_ways(struct suppressing *suppressing, struct arena *arena,
		     struct error *error)
{
	uint8_t telling[RECODING_QUASI];
	size_t count = find_telling(suppressing, telling);
	uint32_t all = count < 32 ? (1u << count) - 1 : UINT32_MAX;
	size_t most = count <= WAYS_BITS ? (size_t)1 << count
					 : count + count * (count - 1) / 2 + 1;

	suppressing->ways =
		arena_array(arena, most, sizeof(*suppressing->ways));
	if (suppressing->ways == NULL)
		return error_memory(error);
	if (count <= WAYS_BITS) {
		for (uint32_t bits = 1; bits <= all; bits++)
			add_way(suppressing, telling, count, bits);
	} else {
		for (size_t i = 0; i < count; i++)
			for (size_t j = i; j < count; j++)
				add_way(suppressing, telling, count,
					1u << i | 1u << j);
		add_way(suppressing, telling, count, all);
	}
	qsort(suppressing->ways, suppressing->way_count,
	      sizeof(*suppressing->ways), by_loss);
	return 0;
}

/* --- rows ------------------------------------------------------------------------- */

static int find_failing(struct suppressing *suppressing, struct error *error)
{
	struct tuples *tuples = suppressing->tuples;
	uint64_t failing;

	if (tuples_judge(tuples, suppressing->recoding->levels, 0, NULL,
			 tuples->count, suppressing->model, UINT64_MAX,
			 &failing, error) != 0)
		return -1;
	suppressing->list =
		memory_array((size_t)tuples->count + 1, sizeof(uint32_t));
	suppressing->masks =
		memory_array((size_t)tuples->count + 1, sizeof(uint32_t));
	suppressing->dropped =
		memory_array((size_t)tuples->count + 1, sizeof(bool));
	if (suppressing->list == NULL || suppressing->masks == NULL ||
	    suppressing->dropped == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < tuples->count; i++)
		if (tuples->fails[tuples->grouper.classes[i]])
			suppressing->list[suppressing->count++] = i;
	return 0;
}

static int take_way(struct suppressing *suppressing, uint32_t mask,
		    struct error *error)
{
	struct tuples *tuples = suppressing->tuples;
	size_t left = 0;
	uint64_t failing;

	if (tuples_judge(tuples, suppressing->recoding->levels, mask,
			 suppressing->list, suppressing->count,
			 suppressing->model, UINT64_MAX, &failing, error) != 0)
		return -1;
	for (size_t i = 0; i < suppressing->count; i++) {
		uint32_t tuple = suppressing->list[i];

		if (tuples->fails[tuples->grouper.classes[i]])
			suppressing->list[left++] = tuple;
		else
			suppressing->masks[tuple] = mask;
	}
	suppressing->count = left;
	return 0;
}

static int take_ways(struct suppressing *suppressing, struct error *error)
{
	uint64_t looked = 0;

	for (size_t w = 0; w < suppressing->way_count; w++) {
		bool last = w + 1 == suppressing->way_count;

		if (suppressing->count == 0)
			break;
		looked += suppressing->count;
		if (looked > WAYS_TUPLES && !last)
			continue;
		if (take_way(suppressing, suppressing->ways[w].mask, error) !=
		    0)
			return -1;
	}
	for (size_t i = 0; i < suppressing->count; i++)
		suppressing->dropped[suppressing->list[i]] = true;
	return 0;
}

static int fill(struct suppressing *suppressing, struct arena *arena,
		struct error *error)
{
	struct recoding *recoding = suppressing->recoding;
	const struct tuples *tuples = suppressing->tuples;
	size_t rows = tuples->data->row_count;

	recoding->starred =
		arena_array(arena, rows, sizeof(*recoding->starred));
	recoding->dropped =
		arena_array(arena, rows, sizeof(*recoding->dropped));
	if (recoding->starred == NULL || recoding->dropped == NULL)
		return error_memory(error);
	for (size_t row = 0; row < rows; row++) {
		uint32_t tuple = tuples->of_row[row];

		recoding->starred[row] = suppressing->masks[tuple];
		recoding->dropped[row] = suppressing->dropped[tuple];
		recoding->dropped_count += suppressing->dropped[tuple];
	}
	return 0;
}

static int run(struct suppressing *suppressing, struct arena *arena,
	       struct error *error)
{
	if (find_failing(suppressing, error) != 0)
		return -1;
	if (suppressing->count == 0)
		return 0;
	if (make_ways(suppressing, arena, error) != 0 ||
	    take_ways(suppressing, error) != 0)
		return -1;
	return fill(suppressing, arena, error);
}

int suppress(struct recoding *recoding, struct tuples *tuples,
	     const struct loss_table *loss, const struct anonymity_model *model,
	     struct arena *arena, struct error *error)
{
	struct suppressing suppressing = {
		.recoding = recoding,
		.tuples = tuples,
		.loss = loss,
		.model = model,
	};
	int result = run(&suppressing, arena, error);

	memory_free(suppressing.list);
	memory_free(suppressing.masks);
	memory_free(suppressing.dropped);
	return result;
}
