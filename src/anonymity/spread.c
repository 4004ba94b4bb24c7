#include "anonymity/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "anonymity/microdata.h"
#include "base/arena.h"
#include "base/error.h"

/* Sums of shares are off by less; a bound that is met is not missed by it. */
static const double slack = 1e-9;

/* --- all rows ----------------------------------------------------------------- */

static int make_ranks(struct spread *spread, struct arena *arena,
		      struct error *error)
{
	const struct column *column = spread->column;
	const uint32_t *ranks = column->ladder->ranks;

	for (uint32_t v = 0; v < column->value_count; v++)
		if (ranks[v] >= spread->rank_count)
			spread->rank_count = ranks[v] + 1;
	spread->rank_sums =
		arena_array(arena, spread->rank_count, sizeof(double));
	spread->rank_areas =
		arena_array(arena, spread->rank_count + 1u, sizeof(double));
	if (spread->rank_sums == NULL || spread->rank_areas == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++)
		spread->rank_sums[ranks[v]] += spread->shares[v];
	for (uint32_t r = 0; r < spread->rank_count; r++) {
		if (r > 0)
			spread->rank_sums[r] += spread->rank_sums[r - 1];
		spread->rank_areas[r + 1] =
			spread->rank_areas[r] + spread->rank_sums[r];
	}
	return 0;
}

static int make_groups(struct spread *spread, struct arena *arena,
		       struct error *error)
{
	const struct column *column = spread->column;
	const struct ladder *ladder = column->ladder;

	for (size_t l = 0; l < ladder->count; l++) {
		const struct ladder_level *level = &ladder->levels[l];
		uint32_t count = level->group_count;

		spread->groups[l] = arena_array(arena, count, sizeof(double));
		spread->scratch[l].here =
			arena_array(arena, count, sizeof(double));
		spread->scratch[l].above =
			arena_array(arena, count, sizeof(double));
		if (spread->groups[l] == NULL ||
		    spread->scratch[l].here == NULL ||
		    spread->scratch[l].above == NULL)
			return error_memory(error);
		for (uint32_t v = 0; v < column->value_count; v++)
			spread->groups[l][level->groups[v]] +=
				spread->shares[v];
	}
	return 0;
}

int spread_make(struct spread *spread, const struct column *column,
		const uint64_t *counts, struct arena *arena,
		struct error *error)
{
	uint64_t rows = 0;

	*spread = (struct spread){.column = column};
	spread->shares =
		arena_array(arena, column->value_count, sizeof(double));
	if (spread->shares == NULL)
		return error_memory(error);
	for (uint32_t v = 0; v < column->value_count; v++)
		rows += counts[v];
	for (uint32_t v = 0; v < column->value_count && rows > 0; v++)
		spread->shares[v] = (double)counts[v] / (double)rows;
	if (column->ladder != NULL)
		spread->distance = column->ladder->distance;
	if (spread->distance == DISTANCE_ORDERED)
		return make_ranks(spread, arena, error);
	if (spread->distance == DISTANCE_HIERARCHICAL)
		return make_groups(spread, arena, error);
	return 0;
}

/* --- diversity ------------------------------------------------------------------- */

double spread_entropy(const struct spread_class *class)
{
	double entropy = 0;

	for (size_t i = 0; i < class->count; i++) {
		double share = (double)class->counts[i] / (double)class->rows;

		entropy -= share * log(share);
	}
	return exp(entropy);
}

static int most_first(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? 1 : -(left > right);
}

/* Values and counts need not stay together: only the counts are looked at. */
double spread_recursive(struct spread_class *class, uint32_t l)
{
	uint64_t rest = 0;

	if (class->count < l || class->count == 0)
		return INFINITY;
	qsort(class->counts, class->count, sizeof(*class->counts), most_first);
	for (size_t i = l > 0 ? l - 1 : 0; i < class->count; i++)
		rest += class->counts[i];
	return (double)class->counts[0] / (double)rest;
}

/* --- closeness ------------------------------------------------------------------- */

static double equal_distance(const struct spread *spread,
			     const struct spread_class *class)
{
	double sum = 0, inside = 0;

	for (size_t i = 0; i < class->count; i++) {
		double whole = spread->shares[class->values[i]];
		double here = (double)class->counts[i] / (double)class->rows;

		sum += fabs(here - whole);
		inside += whole;
	}
	return (sum + (1 - inside)) / 2;
}

struct ranked {
	uint32_t rank;
	uint64_t count;
};

/* How much of |reached - sum up to rank| lies over the ranks from `from` up to
 * `to`: sums grow, so that they cross `reached` at one place. */
static double area(const struct spread *spread, uint32_t from, uint32_t to,
		   double reached)
{
	const double *areas = spread->rank_areas;
	uint32_t low = from, high = to;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (spread->rank_sums[middle] < reached)
			low = middle + 1;
		else
			high = middle;
	}
	return reached * (low - from) - (areas[low] - areas[from]) +
	       (areas[to] - areas[low]) - reached * (to - low);
}

/* The class's values, in order of rank, lowest first: a heap sort in place, so
 * that nothing is allocated for a class. */
static void sift(const uint32_t *ranks, const struct spread_class *class,
		 size_t at, size_t count)
{
	for (;;) {
		size_t child = 2 * at + 1;
		uint32_t value = class->values[at];
		uint64_t rows = class->counts[at];

		if (child >= count)
			return;
		if (child + 1 < count && ranks[class->values[child + 1]] >
						 ranks[class->values[child]])
			child++;
		if (ranks[class->values[child]] <= ranks[value])
			return;
		class->values[at] = class->values[child];
		class->counts[at] = class->counts[child];
		class->values[child] = value;
		class->counts[child] = rows;
		at = child;
	}
}

static void sort_by_rank(const uint32_t *ranks,
			 const struct spread_class *class)
{
	for (size_t i = class->count / 2; i > 0; i--)
		sift(ranks, class, i - 1, class->count);
	for (size_t i = class->count; i > 1; i--) {
		uint32_t value = class->values[0];
		uint64_t rows = class->counts[0];

		class->values[0] = class->values[i - 1];
		class->counts[0] = class->counts[i - 1];
		class->values[i - 1] = value;
		class->counts[i - 1] = rows;
		sift(ranks, class, 0, i - 1);
	}
}

static double ordered_distance(const struct spread *spread,
			       const struct spread_class *class)
{
	const uint32_t *ranks = spread->column->ladder->ranks;
	uint32_t at = 0;
	uint64_t reached = 0;
	double sum = 0;

	if (spread->rank_count < 2)
		return 0;
	sort_by_rank(ranks, class);
	for (size_t i = 0; i < class->count; i++) {
		uint32_t rank = ranks[class->values[i]];

		sum += area(spread, at, rank,
			    (double)reached / (double)class->rows);
		reached += class->counts[i];
		at = rank;
	}
	/* Over the last rank all of both is reached. */
	sum += area(spread, at, spread->rank_count - 1, 1);
	return sum / (double)(spread->rank_count - 1);
}

/* Li, Li and Venkatasubramanian 2007, 5.2: at each group what its children have
 * too many of is carried to those that have too few. */
static double hierarchical_distance(struct spread *spread,
				    const struct spread_class *class)
{
	const struct ladder *ladder = spread->column->ladder;
	double sum = 0;

	for (size_t l = 0; l < ladder->count; l++)
		for (size_t i = 0; i < class->count; i++)
			spread->scratch[l].here
				[ladder->levels[l].groups[class->values[i]]] +=
				(double)class->counts[i] / (double)class->rows;
	for (size_t l = 0; l + 1 < ladder->count; l++)
		for (size_t i = 0; i < class->count; i++) {
			uint32_t value = class->values[i];
			uint32_t group = ladder->levels[l].groups[value];
			double *here = &spread->scratch[l].here[group];
			double extra = *here - spread->groups[l][group];

			if (*here <= 0) /* seen */
				continue;
			if (extra > 0)
				spread->scratch[l + 1]
					.above[ladder->levels[l + 1]
						       .groups[value]] += extra;
			*here = -*here;
		}
	for (size_t l = 1; l < ladder->count; l++)
		for (size_t i = 0; i < class->count; i++) {
			uint32_t group =
				ladder->levels[l].groups[class->values[i]];
			double *here = &spread->scratch[l].here[group];
			double *above = &spread->scratch[l].above[group];
			double lacking = *above - (fabs(*here) -
						   spread->groups[l][group]);

			if (*here == 0) /* seen */
				continue;
			sum += (double)ladder->levels[l].height /
			       (double)ladder->levels[ladder->count - 1]
				       .height *
			       fmin(*above, lacking);
			*above = *here = 0;
		}
	for (size_t l = 0; l < ladder->count; l++)
		for (size_t i = 0; i < class->count; i++)
			spread->scratch[l]
				.here[ladder->levels[l]
					      .groups[class->values[i]]] = 0;
	return sum;
}

double spread_closeness(struct spread *spread, const struct spread_class *class)
{
	switch (spread->distance) {
	case DISTANCE_ORDERED:
		return ordered_distance(spread, class);
	case DISTANCE_HIERARCHICAL:
		return hierarchical_distance(spread, class);
	case DISTANCE_EQUAL:
		break;
	}
	return equal_distance(spread, class);
}

/* --- a model ------------------------------------------------------------------------ */

static bool is_diverse(struct spread_class *class,
		       const struct anonymity_model *model)
{
	switch (model->diversity) {
	case DIVERSITY_DISTINCT:
		return (double)class->count >= model->l;
	case DIVERSITY_ENTROPY:
		return spread_entropy(class) >= model->l - slack;
	case DIVERSITY_RECURSIVE:
		return spread_recursive(class, (uint32_t)model->l) < model->c;
	case DIVERSITY_NONE:
		break;
	}
	return true;
}

bool spread_fulfils(struct spread *spread, struct spread_class *class,
		    const struct anonymity_model *model)
{
	if (model->t < 1 && spread_closeness(spread, class) > model->t + slack)
		return false;
	return is_diverse(class, model);
}
