#include "dictionary/profile.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"

/* Counts from one to the other; both 0: none. */
struct bounds {
	uint32_t low, high;
};

static struct bounds percentages_hidden(const struct profile *profile)
{
	return profile->percent_high != 0
		       ? (struct bounds){profile->percent_low,
					 profile->percent_high}
		       : (struct bounds){profile->low, profile->high};
}

static bool covers(struct bounds a, struct bounds b)
{
	return b.high == 0 || (a.low <= b.low && a.high >= b.high);
}

static bool counts_kept(const struct profile *a, const struct profile *b)
{
	if (!covers((struct bounds){a->low, a->high},
		    (struct bounds){b->low, b->high}) ||
	    (b->high != 0 && a->interval < b->interval))
		return false;
	/* Small counts are shown there, as multiples. */
	if (a->rounding == ROUNDING_CONTROLLED &&
	    b->rounding != ROUNDING_CONTROLLED && b->high != 0)
		return false;
	return (a->zeros_hidden || !b->zeros_hidden) &&
	       (a->whole_hidden || !b->whole_hidden);
}

static bool rounding_kept(const struct profile *a, const struct profile *b)
{
	return b->rounding == ROUNDING_NONE ||
	       (a->rounding == b->rounding && a->base % b->base == 0);
}

static bool percentages_kept(const struct profile *a, const struct profile *b)
{
	if (a->percentages == PERCENTAGES_NONE)
		return true;
	if (a->percentages < b->percentages || a->decimals > b->decimals ||
	    (a->decimals > 0 && a->decimals_from < b->decimals_from))
		return false;
	return covers(percentages_hidden(a), percentages_hidden(b));
}

/* Of cohorts, records and degrees more is stricter, and 0 is no rule. */
static bool sums_kept(const struct profile *a, const struct profile *b)
{
	if (a->cohort < b->cohort || a->cohort_one < b->cohort_one ||
	    a->records < b->records || a->degrees < b->degrees ||
	    a->estimate_percent < b->estimate_percent)
		return false;
	return b->dominance_count == 0 ||
	       (a->dominance_count >= b->dominance_count &&
		a->dominance_percent <= b->dominance_percent);
}

bool profile_keeps(const struct profile *a, const struct profile *b)
{
	return counts_kept(a, b) && rounding_kept(a, b) &&
	       percentages_kept(a, b) && sums_kept(a, b);
}

bool profile_in_use(const struct profile *profile, int32_t date)
{
	return (profile->from == DATE_NONE || date >= profile->from) &&
	       (profile->to == DATE_NONE || date <= profile->to);
}

int profile_copy(struct profile *out, const struct profile *profile,
		 struct arena *arena, struct error *error)
{
	struct profile copy = *profile;
	struct slice *const texts[] = {
		&copy.name,
		&copy.label,
		&copy.source,
		&copy.then,
		&copy.symbols.suppressed,
		&copy.symbols.low,
		&copy.symbols.not_applicable,
		&copy.symbols.unavailable,
		&copy.symbols.unreliable,
	};

	copy.range = (struct range){NULL, 0, 0};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (slice_empty(*texts[i]))
			continue;
		*texts[i] = arena_copy(arena, *texts[i]);
		if (texts[i]->at == NULL)
			return error_memory(error);
	}
	*out = copy;
	return 0;
}
