#include "tables/profile.h"

#include "base/date.h"

const struct profile profile_default = {
	.name = {"default", 7},
	.label = {"Small areas", 11},
	.source =
		{"threshold 10 for small areas (ACRO); zeros shown where they "
		 "hide nothing",
		 72},
	.from = DATE_NONE,
	.to = DATE_NONE,
	.low = 1,
	.high = 9,
	.interval = 3,
	.zeros_needed = true,
	.base = 1,
	.symbols =
		{
			.suppressed = {"c", 1},
			.low = {"low", 3},
			.not_applicable = {"z", 1},
			.unavailable = {"x", 1},
			.unreliable = {"u", 1},
		},
};

bool profile_is_small(const struct profile *profile, int64_t count)
{
	if (count == 0)
		return profile->zeros_hidden;
	return profile->high != 0 && count >= profile->low &&
	       count <= profile->high;
}

static int64_t rounded(const struct profile *profile, int64_t count)
{
	int64_t base = profile->base;

	switch (profile->rounding) {
	case ROUNDING_NEAREST:
		return (count + base / 2) / base * base;
	case ROUNDING_MIDPOINT:
		return count == 0 ? 0
				  : (count + base - 1) / base * base - base / 2;
	case ROUNDING_CONTROLLED:
		return count / base * base;
	case ROUNDING_NONE:
		break;
	}
	return count;
}

int64_t profile_rounded(const struct profile *profile, int64_t count)
{
	return count < 0 ? -rounded(profile, -count) : rounded(profile, count);
}

void profile_rounded_from(const struct profile *profile, int64_t shown,
			  int64_t *least, int64_t *most)
{
	int64_t base = profile->base;

	if (shown < 0) {
		profile_rounded_from(profile, -shown, most, least);
		*least = -*least;
		*most = -*most;
		return;
	}
	*least = *most = shown;
	switch (profile->rounding) {
	case ROUNDING_NEAREST:
		*least = shown - base / 2;
		*most = shown + (base - 1 - base / 2);
		break;
	case ROUNDING_MIDPOINT:
		*most = (shown + base / 2) / base * base;
		*least = shown == 0 ? 0 : *most - (base - 1);
		break;
	case ROUNDING_CONTROLLED:
		*least = shown - (base - 1);
		*most = shown + (base - 1);
		break;
	case ROUNDING_NONE:
		break;
	}
	if (*least < 0)
		*least = 0;
}

void profile_known(const struct profile *profile, int64_t count, int64_t *least,
		   int64_t *most)
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

uint32_t profile_decimals(const struct profile *profile, int64_t denominator)
{
	return denominator >= profile->decimals_from ? profile->decimals : 0;
}
