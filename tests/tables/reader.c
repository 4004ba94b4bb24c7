#include "reader.h"

#include <string.h>

#include "base/arena.h"
#include "tables/profile.h"
#include "tables/relations.h"
#include "tables/treatment.h"
#include "tests/test.h"

enum { EFFORTS = 4000, FARTHEST = 12 };

static void bound_shown(struct reader *reader, uint32_t cell)
{
	const struct profile *profile = reader->treatment->profile;
	int64_t count = reader->treatment->relations.counts[cell];
	int64_t shown = reader->treatment->shown[cell];
	int64_t *least = &reader->least[cell], *most = &reader->most[cell];

	*least = *most = shown;
	if (profile->rounding == ROUNDING_NONE)
		return;
	profile_rounded_from(profile, shown, least, most);
	if (profile->rounding == ROUNDING_CONTROLLED)
		return;
	/* "low", or a true 0. */
	if (count == 0) {
		*most = 0;
		return;
	}
	if (*least < 1)
		*least = 1;
	if (profile->high > 0 && *least >= profile->low &&
	    *least <= profile->high)
		*least = profile->high + 1;
}

void reader_begin(struct reader *reader, const struct treatment *treatment,
		  struct arena *arena)
{
	const struct relations *relations = &treatment->relations;
	const struct profile *profile = treatment->profile;
	bool zeros = profile->zeros_hidden || profile->whole_hidden ||
		     profile->cohort > 0 || profile->cohort_one > 0;
	uint32_t count = relations->cell_count;
	int64_t largest = 0;

	*reader = (struct reader){.treatment = treatment, .arena = arena};
	reader->least = arena_array(arena, count, sizeof(int64_t));
	reader->most = arena_array(arena, count, sizeof(int64_t));
	reader->lows = arena_array(arena, count, sizeof(int64_t));
	reader->highs = arena_array(arena, count, sizeof(int64_t));
	assert_non_null(reader->least);
	assert_non_null(reader->most);
	assert_non_null(reader->lows);
	assert_non_null(reader->highs);
	for (uint32_t c = 0; c < count; c++)
		if (relations->counts[c] > largest)
			largest = relations->counts[c];
	for (uint32_t c = 0; c < count; c++) {
		reader->least[c] = zeros ? 0 : 1;
		reader->most[c] = 2 * largest + 50;
		if (relations_is_shown(relations, c))
			bound_shown(reader, c);
	}
}

/* What one equation leaves; false when it cannot hold. */
static bool narrow(const struct relations *relations, uint32_t e, int64_t *lows,
		   int64_t *highs, bool *changed)
{
	int64_t least = 0, most = 0;

	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++) {
		uint32_t c = relations->terms[t];
		bool part = relations->weights[t] > 0;

		least += part ? lows[c] : -highs[c];
		most += part ? highs[c] : -lows[c];
	}
	if (least > 0 || most < 0)
		return false;
	for (uint64_t t = relations->starts[e]; t < relations->starts[e + 1];
	     t++) {
		uint32_t c = relations->terms[t];
		bool part = relations->weights[t] > 0;
		int64_t low = part ? highs[c] - most : lows[c] + least;
		int64_t high = part ? lows[c] - least : highs[c] + most;

		if (low > lows[c]) {
			*(part ? &least : &most) +=
				part ? low - lows[c] : lows[c] - low;
			lows[c] = low;
			*changed = true;
		}
		if (high < highs[c]) {
			*(part ? &most : &least) +=
				part ? high - highs[c] : highs[c] - high;
			highs[c] = high;
			*changed = true;
		}
		if (lows[c] > highs[c])
			return false;
	}
	return true;
}

static bool settle(const struct relations *relations, int64_t *lows,
		   int64_t *highs)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t e = 0; e < relations->equation_count; e++)
			if (!narrow(relations, e, lows, highs, &changed))
				return false;
	}
	return true;
}

/* Whether some counts fit; so too when the efforts are used up. */
static bool fits(struct reader *reader, int64_t *lows, int64_t *highs)
{
	const struct relations *relations = &reader->treatment->relations;
	uint32_t count = relations->cell_count;
	uint32_t open = count;
	struct arena arena = {0};
	int64_t *low, *high;
	bool found = false;

	if (reader->efforts == 0)
		return true;
	reader->efforts--;
	if (!settle(relations, lows, highs))
		return false;
	for (uint32_t c = 0; c < count; c++)
		if (lows[c] < highs[c] &&
		    (open == count ||
		     highs[c] - lows[c] < highs[open] - lows[open]))
			open = c;
	if (open == count)
		return true;
	low = arena_array(&arena, count, sizeof(*low));
	high = arena_array(&arena, count, sizeof(*high));
	assert_non_null(low);
	assert_non_null(high);
	/* What is near the truth first. */
	for (int64_t n = 0;
	     n <= 2 * (highs[open] + relations->counts[open]) + 2 && !found;
	     n++) {
		int64_t value = relations->counts[open] +
				(n % 2 == 0 ? n / 2 : -(n + 1) / 2);

		if (value < lows[open] || value > highs[open])
			continue;
		memcpy(low, lows, count * sizeof(*low));
		memcpy(high, highs, count * sizeof(*high));
		low[open] = high[open] = value;
		found = fits(reader, low, high);
	}
	arena_release(&arena);
	return found;
}

static bool can_be(struct reader *reader, uint32_t cell, int64_t value,
		   uint32_t known)
{
	const struct relations *relations = &reader->treatment->relations;
	size_t size = relations->cell_count * sizeof(int64_t);

	if (value < reader->least[cell] || value > reader->most[cell])
		return false;
	memcpy(reader->lows, reader->least, size);
	memcpy(reader->highs, reader->most, size);
	reader->lows[cell] = reader->highs[cell] = value;
	if (known != READER_NOBODY)
		reader->lows[known] = reader->highs[known] =
			relations->counts[known];
	reader->efforts = EFFORTS;
	return fits(reader, reader->lows, reader->highs);
}

bool reader_doubts(struct reader *reader, uint32_t cell, int64_t span,
		   uint32_t known)
{
	int64_t count = reader->treatment->relations.counts[cell];
	int64_t low = 0, high = 0;

	for (int64_t n = 1; n <= FARTHEST && low + high < span; n++) {
		if (can_be(reader, cell, count + n, known))
			high = n;
		if (can_be(reader, cell, count - n, known))
			low = n;
	}
	return low + high >= span;
}
