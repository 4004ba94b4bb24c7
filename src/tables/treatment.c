#include "tables/treatment.h"

#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/attack.h"
#include "tables/count.h"
#include "tables/cube.h"
#include "tables/least.h"
#include "tables/primary.h"
#include "tables/profile.h"
#include "tables/protect.h"
#include "tables/round.h"

/* Pupils who know each other: of a cell of two, either knows the other
 * (singletons and pairs inside one line). */
enum { INSIDERS = 2 };

/* How often to hide more of what the attacker opens. */
enum { ROUNDS = 8 };

struct treating {
	struct treatment *treatment;
	struct relations *relations;
	struct treatment_table *tables;
	size_t table_count;
	const struct profile *profile;
	unsigned int threads;
	uint8_t *again;      /* by cell: an earlier table shows it too */
	uint8_t *forced;     /* by cell: hidden because of what the attacker
			    found */
	uint32_t first_rest; /* beside parts that are all of a total */
	struct arena *arena;
};

/* --- linked tables ------------------------------------------------------------------- */

/* The dimensions of `one`, as bits, that `other` has too. */
static unsigned int shared(const struct cube *one, const struct cube *other)
{
	unsigned int bits = 0;

	for (uint32_t d = 0; d < one->dimension_count; d++)
		for (uint32_t e = 0; e < other->dimension_count; e++)
			if (one->dimensions[d] == other->dimensions[e])
				bits |= 1u << d;
	return bits;
}

static uint32_t stride_of(const struct cube *cube,
			  const struct classification *dimension)
{
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if (cube->dimensions[d] == dimension)
			return cube->strides[d];
	return 0;
}

/* Goes over all nodes of the dimensions `bits` of a cube. */
static bool next_nodes(const struct cube *cube, unsigned int bits,
		       uint32_t *nodes)
{
	for (uint32_t d = cube->dimension_count; d-- > 0;) {
		if ((bits & 1u << d) == 0)
			continue;
		if (++nodes[d] < cube->dimensions[d]->count)
			return true;
		nodes[d] = 0;
	}
	return false;
}

/* Says that cells of both tables whose other dimensions are total are the
 * same. */
static void link_tables(const struct treating *treating,
			const struct treatment_table *table,
			const struct treatment_table *earlier,
			unsigned int bits)
{
	const struct cube *cube = table->cube;
	uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

	do {
		uint32_t cell = table->first, other = earlier->first;

		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			cell += nodes[d] * cube->strides[d];
			other += nodes[d] *
				 stride_of(earlier->cube, cube->dimensions[d]);
		}
		relations_equate(treating->relations, cell, other);
	} while (next_nodes(cube, bits, nodes));
}

/* Links a table to each earlier one with which it shares more than it does with
 * those before; these are linked among themselves. */
static void link_earlier(const struct treating *treating, size_t number)
{
	const struct treatment_table *table = &treating->tables[number];

	for (size_t i = 0; i < number; i++) {
		unsigned int bits =
			shared(table->cube, treating->tables[i].cube);
		bool done = false;

		for (size_t k = 0; k < i && !done; k++)
			done = (bits & ~shared(table->cube,
					       treating->tables[k].cube)) == 0;
		if (!done)
			link_tables(treating, table, &treating->tables[i],
				    bits);
	}
}

/* Which cells an earlier table shows as well. */
static void find_again(const struct treating *treating, size_t number)
{
	const struct treatment_table *table = &treating->tables[number];
	const struct cube *cube = table->cube;

	for (size_t i = 0; i < number; i++) {
		unsigned int bits = shared(cube, treating->tables[i].cube);
		uint32_t nodes[CUBE_LIMIT_DIMENSIONS] = {0};

		do {
			treating->again[table->first + cube_cell(cube, nodes)] =
				1;
		} while (next_nodes(cube, bits, nodes));
	}
}

static int relate(struct treating *treating, struct error *error)
{
	struct relations *relations = treating->relations;

	relations_begin(relations, treating->arena);
	for (size_t i = 0; i < treating->table_count; i++)
		treating->tables[i].first =
			relations_add_cube(relations, treating->tables[i].cube);
	treating->first_rest = relations->cell_count;
	if (treating->profile->whole_hidden &&
	    !treating->profile->zeros_hidden &&
	    primary_add_rests(relations, &treating->first_rest, error) != 0)
		return -1;
	for (size_t i = 0; i < treating->table_count; i++)
		link_earlier(treating, i);
	if (relations_finish(relations, error) != 0)
		return -1;
	treating->again = arena_allocate(
		treating->arena,
		relations->cell_count > 0 ? relations->cell_count : 1);
	treating->forced = arena_allocate(
		treating->arena,
		relations->cell_count > 0 ? relations->cell_count : 1);
	if (treating->again == NULL || treating->forced == NULL)
		return error_memory(error);
	for (size_t i = 0; i < treating->table_count; i++)
		find_again(treating, i);
	return 0;
}

/* --- primary suppression ------------------------------------------------------------- */

/* Nothing is said of so few: what a small group consists of is hidden as a
 * whole, zeros too. */
static void mark_cohorts(const struct treating *treating)
{
	struct relations *relations = treating->relations;
	uint32_t least = treating->profile->cohort;

	if (treating->profile->cohort_one > least)
		least = treating->profile->cohort_one;
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		bool small = false;

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			int64_t count = relations->counts[relations->terms[t]];

			if (relations->weights[t] < 0 && count > 0 &&
			    count < least)
				small = true;
		}
		for (uint64_t t = relations->starts[e];
		     small && t < relations->starts[e + 1]; t++) {
			uint32_t cell = relations->terms[t];

			if (relations->marks[cell] == CELL_HIDDEN)
				continue;
			relations->marks[cell] = CELL_RISKY;
			relations->least[cell] = 0;
		}
	}
}

/* What a table's sums say, as relations of their own: sums without signs, in the
 * cells of its counts, risky where they would tell too much. */
static int relate_sums(const struct treating *treating,
		       const struct treatment_table *table,
		       struct relations *sums, struct error *error)
{
	struct cube *cube = arena_allocate(treating->arena, sizeof(*cube));

	if (cube == NULL)
		return error_memory(error);
	*cube = *table->cube;
	cube->counts = table->magnitudes->weights;
	relations_begin(sums, treating->arena);
	relations_add_cube(sums, cube);
	if (relations_finish(sums, error) != 0)
		return -1;
	primary_mark_sums(sums, 0, cube->cell_count, table->magnitudes,
			  treating->profile);
	return 0;
}

/* Where a mean would tell too much its count is hidden as well: so what keeps
 * counts from being worked out keeps sums from it. */
static int mark_means(const struct treating *treating,
		      const struct treatment_table *table, struct error *error)
{
	const struct profile *profile = treating->profile;
	struct relations *relations = treating->relations;
	uint32_t span = profile->interval > 1 ? profile->interval - 1 : 1;
	struct relations sums;

	if (relate_sums(treating, table, &sums, error) != 0)
		return -1;
	for (uint32_t c = 0; c < table->cube->cell_count; c++) {
		uint32_t cell = table->first + c;
		int64_t cases = table->magnitudes->cases[c];

		if (sums.marks[c] != CELL_RISKY &&
		    (cases == 0 || cases >= profile->records))
			continue;
		relations->marks[cell] = CELL_RISKY;
		if (relations->span[cell] < span)
			relations->span[cell] = span;
	}
	return 0;
}

/* What stands in several tables is hidden in all of them. */
static void mark_alike(const struct treating *treating)
{
	struct relations *relations = treating->relations;
	bool changed = treating->table_count > 1;

	while (changed) {
		changed = false;
		for (uint32_t e = 0; e < relations->equation_count; e++) {
			uint64_t at = relations->starts[e];
			uint32_t one, other;

			if (relations->starts[e + 1] - at != 2 ||
			    relations->weights[at] ==
				    relations->weights[at + 1])
				continue;
			one = relations->terms[at];
			other = relations->terms[at + 1];
			if (relations->marks[one] == CELL_HIDDEN ||
			    relations->marks[other] == CELL_HIDDEN ||
			    (relations->marks[one] == CELL_RISKY) ==
				    (relations->marks[other] == CELL_RISKY))
				continue;
			relations->marks[one] = relations->marks[other] =
				CELL_RISKY;
			changed = true;
		}
	}
}

static int mark(const struct treating *treating, struct error *error)
{
	const struct profile *profile = treating->profile;
	struct relations *relations = treating->relations;

	primary_mark_rests(relations, treating->first_rest);
	for (size_t i = 0; i < treating->table_count; i++) {
		const struct treatment_table *table = &treating->tables[i];
		uint32_t count = table->cube->cell_count;

		if (primary_mark_counts(relations, table->first, count, profile,
					error) != 0)
			return -1;
		primary_mark_whole_groups(relations, table->first, count,
					  profile);
		if (table->magnitudes != NULL &&
		    mark_means(treating, table, error) != 0)
			return -1;
	}
	if (profile->cohort > 0 || profile->cohort_one > 0)
		mark_cohorts(treating);
	mark_alike(treating);
	return 0;
}

/* --- judging ------------------------------------------------------------------------- */

/* What a reader knows of a count that is shown as `shown`: that a smaller one
 * would be suppressed, and that what rounds to 0 and is not says so. */
static void bound_shown(const struct profile *profile, int64_t count,
			int64_t *least, int64_t *most)
{
	if (count == 0) {
		*least = *most = 0;
		return;
	}
	profile_rounded_from(profile, profile_rounded(profile, count), least,
			     most);
	if (*least < 1)
		*least = 1;
	while (*least < count && profile_is_small(profile, *least))
		++*least;
	while (*most > count && profile_is_small(profile, *most))
		--*most;
}

/* What a reader knows of rounded counts: what each may have been. */
static int bound_rounded(const struct treating *treating,
			 struct relations *seen, struct error *error)
{
	uint32_t count = seen->cell_count;
	const uint8_t *marks = seen->marks;

	seen->marks = arena_allocate(treating->arena, count);
	seen->least = arena_array(treating->arena, count, sizeof(int64_t));
	seen->most = arena_array(treating->arena, count, sizeof(int64_t));
	if (seen->marks == NULL || seen->least == NULL || seen->most == NULL)
		return error_memory(error);
	memcpy(seen->least, treating->relations->least,
	       count * sizeof(int64_t));
	memcpy(seen->most, treating->relations->most, count * sizeof(int64_t));
	memcpy(seen->marks, marks, count);
	for (uint32_t c = 0; c < count; c++) {
		int64_t least, most;

		if (marks[c] != CELL_FREE && marks[c] != CELL_OPEN)
			continue;
		bound_shown(treating->profile, seen->counts[c], &least, &most);
		if (least == most)
			continue;
		if (seen->least[c] < least)
			seen->least[c] = least;
		if (seen->most[c] > most)
			seen->most[c] = most;
		seen->marks[c] = CELL_HIDDEN;
	}
	return 0;
}

/* The finer of two nodes when one lies in the other; else
 * CLASSIFICATION_NONE. */
static uint32_t finer(const struct classification *dimension, uint32_t one,
		      uint32_t other)
{
	uint32_t deep =
		dimension->nodes[one].depth > dimension->nodes[other].depth
			? one
			: other;
	uint32_t wanted = deep == one ? other : one;

	for (uint32_t at = deep; at != CLASSIFICATION_NONE;
	     at = dimension->nodes[at].parent)
		if (at == wanted)
			return deep;
	return CLASSIFICATION_NONE;
}

/* Whether two cells count the same people: then whoever is in the one is in the
 * other, and finds out nothing by it. */
static bool counts_same(const struct treating *treating, uint32_t one,
			uint32_t other)
{
	for (size_t i = 0; i < treating->table_count; i++) {
		const struct cube *cube = treating->tables[i].cube;
		uint32_t first = treating->tables[i].first, both = 0;

		if (one < first || one - first >= cube->cell_count ||
		    other < first || other - first >= cube->cell_count)
			continue;
		for (uint32_t d = 0; d < cube->dimension_count; d++) {
			uint32_t node =
				finer(cube->dimensions[d],
				      cube_node(cube, one - first, d),
				      cube_node(cube, other - first, d));

			if (node == CLASSIFICATION_NONE)
				return false;
			both += node * cube->strides[d];
		}
		return cube->counts[both] == cube->counts[one - first] &&
		       cube->counts[both] == cube->counts[other - first];
	}
	return false;
}

/* Takes out what only tells insiders of themselves. */
static void drop_own(const struct treating *treating,
		     struct attack_result *result)
{
	size_t kept = 0;

	for (size_t i = 0; i < result->count; i++) {
		const struct attack_exposure *exposure = &result->exposures[i];

		if (exposure->insider == ATTACK_NONE ||
		    !counts_same(treating, exposure->cell, exposure->insider))
			result->exposures[kept++] = *exposure;
	}
	result->count = kept;
}

static int judge(const struct treating *treating, struct attack_result *result,
		 struct error *error)
{
	struct attack_options options = {.insiders = INSIDERS};
	struct relations seen = *treating->relations;

	if (treating->profile->rounding != ROUNDING_NONE &&
	    bound_rounded(treating, &seen, error) != 0)
		return -1;
	if (attack(result, &seen, &options, treating->arena, error) != 0)
		return -1;
	drop_own(treating, result);
	return 0;
}

/* The attack on the sums behind means: those that are shown are known, times
 * their counts. */
static int judge_sums(const struct treating *treating,
		      const struct treatment_table *table,
		      struct attack_result *result, struct error *error)
{
	struct relations sums;

	if (relate_sums(treating, table, &sums, error) != 0)
		return -1;
	for (uint32_t c = 0; c < sums.cell_count; c++)
		sums.marks[c] = treating->relations->marks[table->first + c];
	if (attack(result, &sums, NULL, treating->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < result->count; i++)
		result->exposures[i].cell += table->first;
	return 0;
}

/* Counts first; where they are safe, sums. */
static int judge_all(const struct treating *treating,
		     struct attack_result *result, struct error *error)
{
	if (judge(treating, result, error) != 0)
		return -1;
	for (size_t i = 0; i < treating->table_count && result->count == 0; i++)
		if (treating->tables[i].magnitudes != NULL &&
		    judge_sums(treating, &treating->tables[i], result, error) !=
			    0)
			return -1;
	return 0;
}

static int hide(const struct treating *treating, struct error *error)
{
	struct protect_options options = {
		.insiders = INSIDERS,
		.threads = treating->threads,
	};
	struct protect_report report;

	if (protect_least(treating->relations, &options, &report, error) != 0)
		return -1;
	treating->treatment->bound = report.bound;
	return 0;
}

static int refuse(const struct attack_result *result, struct error *error)
{
	error_set(error, ERROR_REFUSED,
		  "%zu hidden %s could still be worked out, so the table is "
		  "not given out",
		  result->count, result->count == 1 ? "number" : "numbers");
	return error_hint(error, "use larger areas or groups, or fewer "
				 "dimensions");
}

/* Rounding hides a good deal itself: helpers are needed only where it does not
 * suffice. */
static int hide_rounded(const struct treating *treating,
			struct attack_result *result, struct error *error)
{
	struct relations *relations = treating->relations;
	uint32_t count = relations->cell_count;
	uint32_t *span = relations->span, *only;

	if (judge_all(treating, result, error) != 0)
		return -1;
	if (result->count == 0)
		return 0;
	only = arena_array(treating->arena, count, sizeof(*only));
	if (only == NULL)
		return error_memory(error);
	for (size_t i = 0; i < result->count; i++)
		only[result->exposures[i].cell] =
			span[result->exposures[i].cell];
	relations->span = only;
	if (hide(treating, error) != 0)
		return -1;
	relations->span = span;
	if (judge_all(treating, result, error) != 0)
		return -1;
	if (result->count == 0)
		return 0;
	if (hide(treating, error) != 0)
		return -1;
	return judge_all(treating, result, error);
}

static bool is_in(const struct relations *relations, uint32_t equation,
		  uint32_t cell)
{
	for (uint64_t t = relations->starts[equation];
	     t < relations->starts[equation + 1]; t++)
		if (relations->terms[t] == cell)
			return true;
	return false;
}

/* The cheapest cell still shown that stands in a line with an exposed one, and
 * with the insider who opens it; RELATIONS_LIMIT_CELLS when there is none. */
static uint32_t cheapest_beside(const struct relations *relations,
				const struct attack_exposure *exposure)
{
	uint32_t best = RELATIONS_LIMIT_CELLS, cell = exposure->cell;

	for (uint64_t i = relations->in_starts[cell];
	     i < relations->in_starts[cell + 1]; i++) {
		uint32_t e = relations->in[i];

		if (exposure->insider != ATTACK_NONE &&
		    !is_in(relations, e, exposure->insider))
			continue;
		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t other = relations->terms[t];

			if (relations->marks[other] == CELL_FREE &&
			    (best == RELATIONS_LIMIT_CELLS ||
			     relations->costs[other] < relations->costs[best]))
				best = other;
		}
	}
	return best;
}

/* Hides one more cell beside each that the attacker opened, and protects again.
 * Whether that suffices is for the attacker to say. */
static int hide_more(const struct treating *treating,
		     struct attack_result *result, struct error *error)
{
	struct relations *relations = treating->relations;

	for (unsigned int round = 0; round < ROUNDS && result->count > 0;
	     round++) {
		bool any = false;

		for (size_t i = 0; i < result->count; i++) {
			uint32_t cell = cheapest_beside(relations,
							&result->exposures[i]);

			if (cell == RELATIONS_LIMIT_CELLS)
				continue;
			relations->marks[cell] = CELL_RISKY;
			if (relations->span[cell] == 0)
				relations->span[cell] = 1;
			treating->forced[cell] = 1;
			any = true;
		}
		if (!any)
			return 0;
		mark_alike(treating);
		if (hide(treating, error) != 0 ||
		    judge_all(treating, result, error) != 0)
			return -1;
	}
	return 0;
}

static int protect_all(const struct treating *treating, struct error *error)
{
	struct attack_result result = {0};
	int done;

	if (treating->profile->rounding != ROUNDING_NONE)
		done = hide_rounded(treating, &result, error);
	else
		done = hide(treating, error) == 0
			       ? judge_all(treating, &result, error)
			       : -1;
	if (done == 0 && result.count > 0)
		done = hide_more(treating, &result, error);
	if (done != 0)
		return -1;
	treating->treatment->attacked = result.needy;
	return result.count == 0 ? 0 : refuse(&result, error);
}

/* --- rounded so that it adds up ------------------------------------------------------ */

/* Up or down is drawn by the counts themselves (FNV-1a), so that the same table
 * is the same each time. */
static uint64_t seed_of(const struct relations *relations)
{
	uint64_t seed = 0xcbf29ce484222325u;

	for (uint32_t c = 0; c < relations->cell_count; c++)
		seed = (seed ^ (uint64_t)relations->counts[c]) * 0x100000001b3u;
	return seed == 0 ? 1 : seed;
}

/* What a reader knows: each count is less than a base away, or as far as the
 * farthest, and not below 0. */
static int bound_controlled(const struct treating *treating,
			    struct relations *seen,
			    const struct round_report *report,
			    struct error *error)
{
	const int64_t *shown = treating->treatment->shown;
	int64_t away = treating->profile->base - 1;
	uint32_t count = seen->cell_count;
	const uint8_t *marks = seen->marks;

	if (report->farthest > away)
		away = report->farthest;
	seen->marks = arena_allocate(treating->arena, count);
	seen->least = arena_array(treating->arena, count, sizeof(int64_t));
	seen->most = arena_array(treating->arena, count, sizeof(int64_t));
	if (seen->marks == NULL || seen->least == NULL || seen->most == NULL)
		return error_memory(error);
	for (uint32_t c = 0; c < count; c++) {
		seen->marks[c] =
			marks[c] == CELL_RISKY ? CELL_RISKY : CELL_HIDDEN;
		seen->most[c] = treating->relations->most[c];
		if (marks[c] == CELL_HIDDEN)
			continue;
		seen->least[c] = shown[c] > away ? shown[c] - away : 0;
		if (seen->most[c] > shown[c] + away)
			seen->most[c] = shown[c] + away;
	}
	return 0;
}

/* Rounded tables show every cell: they cannot keep what is said of cells that
 * are not shown. */
static int check_controlled(const struct treating *treating,
			    struct error *error)
{
	const struct profile *profile = treating->profile;

	if (profile->cohort > 0 || profile->cohort_one > 0)
		return error_set(error, ERROR_INPUT,
				 "a profile that rounds so that counts add up "
				 "cannot leave out small groups");
	for (size_t i = 0; i < treating->table_count; i++)
		if (treating->tables[i].magnitudes != NULL) {
			error_set(error, ERROR_INPUT,
				  "means are not made where counts are rounded "
				  "so that they add up");
			return error_hint(error, "leave out the means, or use "
						 "a profile that suppresses");
		}
	return 0;
}

/* Nothing is suppressed: what would be could be added up again, rounded. */
static int round_all(const struct treating *treating, struct error *error)
{
	struct relations *relations = treating->relations;
	struct round_options options = {.base = treating->profile->base,
					.seed = seed_of(relations)};
	struct attack_options attacks = {.insiders = INSIDERS};
	struct relations seen = *relations;
	struct attack_result result;
	struct round_report report;
	int64_t *shown = arena_array(treating->arena, relations->cell_count,
				     sizeof(*shown));

	if (shown == NULL)
		return error_memory(error);
	treating->treatment->shown = shown;
	if (check_controlled(treating, error) != 0 ||
	    round_controlled(relations, &options, shown, &report, error) != 0 ||
	    bound_controlled(treating, &seen, &report, error) != 0 ||
	    attack(&result, &seen, &attacks, treating->arena, error) != 0)
		return -1;
	drop_own(treating, &result);
	if (result.count > 0)
		return refuse(&result, error);
	for (uint32_t c = 0; c < relations->cell_count; c++)
		if (relations->marks[c] == CELL_RISKY)
			relations->marks[c] = CELL_FREE;
	treating->treatment->attacked = result.needy;
	return 0;
}

/* --- what is published --------------------------------------------------------------- */

static int show(const struct treating *treating, struct error *error)
{
	struct treatment *treatment = treating->treatment;
	const struct relations *relations = treating->relations;

	if (treatment->shown == NULL)
		treatment->shown =
			arena_array(treating->arena, relations->cell_count,
				    sizeof(*treatment->shown));
	if (treatment->shown == NULL)
		return error_memory(error);
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		int64_t count = relations->counts[c];

		if (treating->forced[c])
			relations->marks[c] = CELL_HELPER;
		if (relations_is_shown(relations, c) &&
		    treating->profile->rounding != ROUNDING_CONTROLLED)
			treatment->shown[c] =
				profile_rounded(treating->profile, count);
		if (treating->again[c] || relations->marks[c] == CELL_HIDDEN)
			continue;
		treatment->cells++;
		if (relations->marks[c] == CELL_RISKY) {
			treatment->small++;
			treatment->small_counts += count;
		} else if (relations->marks[c] == CELL_HELPER) {
			treatment->helpers++;
			treatment->helper_counts += count;
		}
	}
	return 0;
}

int treat(struct treatment *treatment, struct treatment_table *tables,
	  size_t count, const struct profile *profile, unsigned int threads,
	  struct arena *arena, struct error *error)
{
	struct treating treating = {
		.treatment = treatment,
		.relations = &treatment->relations,
		.tables = tables,
		.table_count = count,
		.profile = profile,
		.threads = threads,
		.arena = arena,
	};

	*treatment = (struct treatment){.profile = profile};
	if (relate(&treating, error) != 0 || mark(&treating, error) != 0)
		return -1;
	if ((profile->rounding == ROUNDING_CONTROLLED
		     ? round_all(&treating, error)
		     : protect_all(&treating, error)) != 0)
		return -1;
	return show(&treating, error);
}
