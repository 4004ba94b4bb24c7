#include "tables/table.h"

/*
 * Only rules that hold in full for counts of pupils are here.  The NCMP rule
 * since October 2020 also rounds, which this version does not do; thresholds
 * for percentages and for sums of money or sessions have no place in tables of
 * counts (docs/requirements.md).
 */
/* clang-format off */
const struct table_profile table_profiles[] = {
	{ "default", 10, true,
	  "threshold 10 for small areas (ACRO); zeros shown (NCMP)" },
	{ "zeros-disclosive", 10, false,
	  "ACRO's defaults for counts: threshold 10, zeros disclosive" },
	{ "ncmp-to-2020", 6, true,
	  "National Child Measurement Programme to October 2020: 1 to 5 suppressed" },
	{ "dfe-exclusions", 3, true,
	  "Department for Education, exclusions: 1 or 2 suppressed" },
	{ "ons-research", 10, false,
	  "Office for National Statistics, research outputs: at least 10 observations" },
};
/* clang-format on */

const size_t table_profile_count =
	sizeof(table_profiles) / sizeof(table_profiles[0]);

const struct table_profile *table_profile_find(struct slice name)
{
	for (size_t i = 0; i < table_profile_count; i++)
		if (slice_is(name, table_profiles[i].name))
			return &table_profiles[i];
	return NULL;
}
