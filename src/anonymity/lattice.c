#include "anonymity/lattice.h"

#include <stdlib.h>
#include <string.h>

#include "anonymity/lattice_parts.h"
#include "base/error.h"
#include "base/memory.h"

/* --- trying -------------------------------------------------------------------- */

/* Rows that are left out lose all that they had. */
static uint64_t whole_loss(const struct lattice *lattice, const uint8_t *levels,
			   uint64_t failing)
{
	uint64_t rows = lattice->tuples->data->row_count;
	uint64_t all = (uint64_t)lattice->loss->count * LOSS_WHOLE;
	uint64_t base = lattice_loss(lattice, levels);

	/* In millionths of rows and columns: at most 2^5 * 2^20 * 2^28. */
	return base * (rows - failing) + all * failing;
}

int lattice_try(struct lattice *lattice, const uint8_t *levels, bool *fulfils,
		struct error *error)
{
	uint64_t failing, loss;

	lattice->result->tried++;
	if (tuples_judge(lattice->tuples, levels, 0, NULL,
			 lattice->tuples->count, lattice->model, lattice->limit,
			 &failing, error) != 0)
		return -1;
	*fulfils = failing <= lattice->limit;
	if (!*fulfils)
		return 0;
	loss = whole_loss(lattice, levels, failing);
	/* Equal losses: the first in order of levels, whenever it was met. */
	if (loss < lattice->least ||
	    (loss == lattice->least && memcmp(levels, lattice->result->levels,
					      lattice->loss->count) < 0)) {
		lattice->least = loss;
		memcpy(lattice->result->levels, levels, lattice->loss->count);
	}
	return 0;
}

uint64_t lattice_loss(const struct lattice *lattice, const uint8_t *levels)
{
	uint64_t sum = 0;

	for (size_t q = 0; q < lattice->loss->count; q++)
		sum += lattice->loss->by_level[q][levels[q]];
	return sum;
}

/* --- nodes ---------------------------------------------------------------------- */

enum tag { UNKNOWN, FULFILS, FAILS, VISITED = 4 };

struct node_order {
	uint64_t loss;
	uint32_t node;
};

struct nodes {
	struct lattice *lattice;
	uint32_t strides[RECODING_QUASI];
	uint32_t count;
	uint8_t *tags; /* a tag, and whether it was tried itself */
	struct node_order *order;
};

static void levels_of(const struct nodes *nodes, uint32_t node, uint8_t *levels)
{
	const struct lattice *lattice = nodes->lattice;

	memset(levels, 0, RECODING_QUASI);
	for (size_t q = 0; q < lattice->loss->count; q++) {
		uint32_t span = (uint32_t)lattice->loss->levels[q] -
				lattice->least_levels[q];

		levels[q] = (uint8_t)(lattice->least_levels[q] +
				      node / nodes->strides[q] % span);
	}
}

static bool can_rise(const struct nodes *nodes, const uint8_t *levels, size_t q)
{
	return levels[q] + 1 < nodes->lattice->loss->levels[q];
}

/* All above a node fulfil, and all below one fail.  The way is no longer than
 * there are levels. */
static void tag_all(struct nodes *nodes, uint32_t node, enum tag tag)
{
	const struct lattice *lattice = nodes->lattice;
	uint8_t levels[RECODING_QUASI];

	if ((nodes->tags[node] & ~VISITED) != UNKNOWN)
		return;
	nodes->tags[node] |= (uint8_t)tag;
	levels_of(nodes, node, levels);
	for (size_t q = 0; q < lattice->loss->count; q++)
		if (tag == FULFILS && can_rise(nodes, levels, q))
			tag_all(nodes, node + nodes->strides[q], tag);
		else if (tag == FAILS && levels[q] > lattice->least_levels[q])
			tag_all(nodes, node - nodes->strides[q], tag);
}

static int visit(struct nodes *nodes, uint32_t node, struct error *error)
{
	uint8_t levels[RECODING_QUASI];
	bool fulfils;

	levels_of(nodes, node, levels);
	if (lattice_try(nodes->lattice, levels, &fulfils, error) != 0)
		return -1;
	nodes->tags[node] |= VISITED;
	tag_all(nodes, node, fulfils ? FULFILS : FAILS);
	return 0;
}

/* The node above that loses least of those that are not settled. */
static bool step_up(const struct nodes *nodes, uint32_t node, uint32_t *above)
{
	const struct lattice *lattice = nodes->lattice;
	uint8_t levels[RECODING_QUASI];
	uint64_t least = UINT64_MAX;

	levels_of(nodes, node, levels);
	for (size_t q = 0; q < lattice->loss->count; q++) {
		uint32_t next = node + nodes->strides[q];
		uint64_t loss;

		if (!can_rise(nodes, levels, q) || nodes->tags[next] != UNKNOWN)
			continue;
		levels[q]++;
		loss = lattice_loss(lattice, levels);
		levels[q]--;
		if (loss < least) {
			least = loss;
			*above = next;
		}
	}
	return least != UINT64_MAX;
}

/* Settles a node, and others on the way up from it. */
static int settle(struct nodes *nodes, uint32_t node, struct error *error)
{
	uint32_t way[RECODING_QUASI * LADDER_LEVELS];
	size_t low = 0, high = 1;

	way[0] = node;
	while (step_up(nodes, way[high - 1], &way[high]))
		high++;
	/* All before `low` fail, all from `high` on fulfil or were not looked
	 * at. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (visit(nodes, way[middle], error) != 0)
			return -1;
		if ((nodes->tags[way[middle]] & FULFILS) != 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

static int by_loss(const void *a, const void *b)
{
	const struct node_order *left = a, *right = b;

	if (left->loss != right->loss)
		return left->loss < right->loss ? -1 : 1;
	return left->node < right->node ? -1 : left->node > right->node;
}

static int make_nodes(struct nodes *nodes, struct error *error)
{
	uint8_t levels[RECODING_QUASI];

	nodes->tags = memory_array(nodes->count, sizeof(*nodes->tags));
	nodes->order = memory_array(nodes->count, sizeof(*nodes->order));
	if (nodes->tags == NULL || nodes->order == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < nodes->count; i++) {
		levels_of(nodes, i, levels);
		nodes->order[i] = (struct node_order){
			lattice_loss(nodes->lattice, levels), i};
	}
	qsort(nodes->order, nodes->count, sizeof(*nodes->order), by_loss);
	return 0;
}

/* What loses more before any row is left out than the best found cannot be
 * better. */
static bool is_over(const struct nodes *nodes, uint64_t loss)
{
	return nodes->lattice->least <
	       loss * nodes->lattice->tuples->data->row_count;
}

static int walk(struct nodes *nodes, struct error *error)
{
	for (uint32_t i = 0; i < nodes->count; i++) {
		uint32_t node = nodes->order[i].node;
		uint8_t tag = nodes->tags[node];

		if (is_over(nodes, nodes->order[i].loss))
			break;
		if (tag == UNKNOWN && settle(nodes, node, error) != 0)
			return -1;
		tag = nodes->tags[node];
		if ((tag & FULFILS) != 0 && (tag & VISITED) == 0 &&
		    visit(nodes, node, error) != 0)
			return -1;
	}
	nodes->lattice->result->proved = true;
	return 0;
}

static int search_nodes(struct lattice *lattice, uint32_t count,
			struct error *error)
{
	struct nodes nodes = {.lattice = lattice, .count = count};
	uint32_t stride = 1;
	int result;

	/* The first quasi-identifier varies slowest: order of nodes is order
	 * of levels. */
	for (size_t q = lattice->loss->count; q > 0; q--) {
		nodes.strides[q - 1] = stride;
		stride *= (uint32_t)lattice->loss->levels[q - 1] -
			  lattice->least_levels[q - 1];
	}
	result = make_nodes(&nodes, error);
	if (result == 0)
		result = walk(&nodes, error);
	memory_free(nodes.tags);
	memory_free(nodes.order);
	return result;
}

/* --- the search ------------------------------------------------------------------------- */

static void top(const struct lattice *lattice, uint8_t *levels)
{
	memset(levels, 0, RECODING_QUASI);
	for (size_t q = 0; q < lattice->loss->count; q++)
		levels[q] = (uint8_t)(lattice->loss->levels[q] - 1);
}

static int try_top(struct lattice *lattice, struct error *error)
{
	uint8_t levels[RECODING_QUASI];
	bool fulfils;

	top(lattice, levels);
	if (lattice_try(lattice, levels, &fulfils, error) != 0)
		return -1;
	if (fulfils)
		return 0;
	error_set(error, ERROR_REFUSED,
		  "these rows cannot be made safe: not even without all by "
		  "which a person can be found");
	return error_hint(error, "there are too few rows, or a sensitive "
				 "column has too few different values");
}

/* The least level of each quasi-identifier, all others left out. */
static int find_least(struct lattice *lattice, struct error *error)
{
	for (size_t q = 0; q < lattice->loss->count; q++) {
		uint8_t levels[RECODING_QUASI];
		uint8_t low = 0, high = (uint8_t)(lattice->loss->levels[q] - 1);

		top(lattice, levels);
		while (low < high) {
			uint8_t middle = (uint8_t)((low + high) / 2);
			bool fulfils;

			levels[q] = middle;
			if (lattice_try(lattice, levels, &fulfils, error) != 0)
				return -1;
			if (fulfils)
				high = middle;
			else
				low = (uint8_t)(middle + 1);
		}
		lattice->least_levels[q] = low;
	}
	return 0;
}

static uint64_t combinations(const struct lattice *lattice,
			     const uint8_t *least)
{
	uint64_t count = 1;

	for (size_t q = 0; q < lattice->loss->count; q++) {
		uint64_t span = lattice->loss->levels[q] -
				(least != NULL ? least[q] : 0u);

		if (__builtin_mul_overflow(count, span, &count))
			return UINT64_MAX;
	}
	return count;
}

int lattice_search(struct lattice_result *result, struct tuples *tuples,
		   const struct loss_table *loss,
		   const struct anonymity_model *model, struct error *error)
{
	uint64_t rows = tuples->data->row_count;
	struct lattice lattice = {
		.tuples = tuples,
		.loss = loss,
		.model = model,
		.limit = rows * model->leave_out / 1000,
		.result = result,
		.least = UINT64_MAX,
	};
	uint64_t count;

	*result = (struct lattice_result){0};
	result->combinations = combinations(&lattice, NULL);
	if (try_top(&lattice, error) != 0 || find_least(&lattice, error) != 0)
		return -1;
	count = combinations(&lattice, lattice.least_levels);
	if (count <= LATTICE_NODES)
		return search_nodes(&lattice, (uint32_t)count, error);
	return lattice_climb(&lattice, error);
}
