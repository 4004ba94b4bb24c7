#include "tables/treatment_parts.h"

#include "tables/count.h"
#include "tables/cube.h"
#include "tables/primary.h"
#include "tables/profile.h"

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

/* Of two, either knows the other's value from the mean. */
enum { MEAN_LEAST = 3 };

/* Of how many pupils a mean is at least: never of so few that their count would
 * not be shown as it is, whether the profile has a rule of means or not. */
static int64_t least_cases(const struct profile *profile)
{
	int64_t least = MEAN_LEAST;

	if (profile->records > least)
		least = profile->records;
	if (profile->high >= least)
		least = (int64_t)profile->high + 1;
	if (profile->rounding != ROUNDING_NONE && profile->base >= least)
		least = (int64_t)profile->base + 1;
	if (profile->cohort > least)
		least = profile->cohort;
	return least;
}

/* Where a mean would tell too much its count is hidden as well: so what keeps
 * counts from being worked out keeps sums from it. */
static int mark_means(const struct treating *treating,
		      const struct treatment_table *table, struct error *error)
{
	const struct profile *profile = treating->profile;
	struct relations *relations = treating->relations;
	uint32_t span = profile->interval > 1 ? profile->interval - 1 : 1;
	int64_t least = least_cases(profile);
	struct relations sums;

	if (treatment_relate_sums(treating, table, &sums, error) != 0)
		return -1;
	for (uint32_t c = 0; c < table->cube->cell_count; c++) {
		uint32_t cell = table->first + c;
		int64_t cases = table->magnitudes->cases[c];

		if (sums.marks[c] != CELL_RISKY &&
		    (cases == 0 || cases >= least))
			continue;
		relations->marks[cell] = CELL_RISKY;
		if (relations->span[cell] < span)
			relations->span[cell] = span;
	}
	return 0;
}

/* What would tell too much beside what was published before: a reader who has
 * both must be left more than one count. */
static void mark_withheld(const struct treating *treating,
			  const struct treatment_table *table)
{
	struct relations *relations = treating->relations;

	for (uint32_t c = 0;
	     table->withheld != NULL && c < table->cube->cell_count; c++) {
		uint32_t cell = table->first + c;

		if (table->withheld[c] == 0 ||
		    relations->marks[cell] == CELL_RISKY)
			continue;
		treating->forced[cell] = 1;
		relations->marks[cell] = CELL_RISKY;
		if (relations->counts[cell] == 0)
			relations->least[cell] = 0;
		if (relations->span[cell] == 0)
			relations->span[cell] = 1;
	}
}

/* What stands in several tables is hidden in all of them. */
void treatment_mark_alike(const struct treating *treating)
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
			treating->forced[one] |= treating->forced[other];
			treating->forced[other] |= treating->forced[one];
			relations->marks[one] = relations->marks[other] =
				CELL_RISKY;
			changed = true;
		}
	}
}

int treatment_mark(const struct treating *treating, struct error *error)
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
	for (size_t i = 0; i < treating->table_count; i++)
		mark_withheld(treating, &treating->tables[i]);
	treatment_mark_alike(treating);
	return 0;
}
