#include "tables/treatment.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/least.h"
#include "tables/profile.h"
#include "tables/protect.h"
#include "tables/treatment_parts.h"

/* How often to hide more of what the attacker opens. */
enum { ROUNDS = 8 };

/* Tables of more cells are protected as if nothing were rounded: what rounding
 * hides of so many takes long to show. */
enum { ROUNDED_CELLS = 1000 };

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

/* Rounding hides a good deal itself: helpers are looked for only where it does
 * not suffice. */
static int hide_rounded(const struct treating *treating,
			struct attack_result *result, struct error *error)
{
	struct relations *relations = treating->relations;
	uint32_t count = relations->cell_count;
	uint32_t *span = relations->span, *only;

	if (treatment_judge(treating, result, error) != 0)
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
	return treatment_judge(treating, result, error);
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
		treatment_mark_alike(treating);
		if (hide(treating, error) != 0 ||
		    treatment_judge(treating, result, error) != 0)
			return -1;
	}
	return 0;
}

/* Whether rounding is to hide what it can.  Means are not rounded: they tell what
 * is summed of a hidden cell unless others are hidden with it. */
static bool may_rounding_hide(const struct treating *treating)
{
	for (size_t i = 0; i < treating->table_count; i++)
		if (treating->tables[i].magnitudes != NULL)
			return false;
	return treating->profile->rounding != ROUNDING_NONE &&
	       treating->relations->cell_count <= ROUNDED_CELLS;
}

/* What is safe when counts are shown as they are is so when they are rounded, of
 * which less is known. */
static int protect_all(struct treating *treating, struct error *error)
{
	struct attack_result result = {.count = 1};

	treating->rounded = may_rounding_hide(treating);
	if (treating->rounded && hide_rounded(treating, &result, error) != 0)
		return -1;
	if (result.count > 0) {
		treating->rounded = false;
		if (hide(treating, error) != 0 ||
		    treatment_judge(treating, &result, error) != 0 ||
		    hide_more(treating, &result, error) != 0)
			return -1;
	}
	treating->treatment->attacked = result.needy;
	return result.count == 0 ? 0 : treatment_refuse(&result, error);
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
	if (treatment_relate(&treating, error) != 0 ||
	    treatment_mark(&treating, error) != 0)
		return -1;
	if ((profile->rounding == ROUNDING_CONTROLLED
		     ? treatment_round(&treating, error)
		     : protect_all(&treating, error)) != 0)
		return -1;
	return show(&treating, error);
}
