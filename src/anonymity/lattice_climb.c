/* Too many combinations to look at: levels are raised one by one. */
#include <string.h>

#include "anonymity/lattice_parts.h"
#include "base/error.h"

static bool can_rise(const struct lattice *lattice, const uint8_t *levels,
		     size_t q)
{
	return levels[q] + 1 < lattice->loss->levels[q];
}

static int count_failing(struct lattice *lattice, const uint8_t *levels,
			 uint64_t *failing, struct error *error)
{
	lattice->result->tried++;
	return tuples_judge(lattice->tuples, levels, 0, NULL,
			    lattice->tuples->count, lattice->model, UINT64_MAX,
			    failing, error);
}

/* Which one to raise: whose rise settles most rows for what it loses. */
static int best_rise(struct lattice *lattice, uint8_t *levels, uint64_t before,
		     size_t *best, struct error *error)
{
	uint64_t settled = 0, cost = 0;

	*best = RECODING_QUASI;
	for (size_t q = 0; q < lattice->loss->count; q++) {
		const uint32_t *lost = lattice->loss->by_level[q];
		uint64_t failing, more, price;

		if (!can_rise(lattice, levels, q))
			continue;
		price = (uint64_t)lost[levels[q] + 1] - lost[levels[q]] + 1;
		levels[q]++;
		if (count_failing(lattice, levels, &failing, error) != 0)
			return -1;
		levels[q]--;
		more = before - failing;
		/* At most 2^28 rows times a million: no overflow. */
		if (*best != RECODING_QUASI && more * cost <= settled * price)
			continue;
		*best = q;
		settled = more;
		cost = price;
	}
	return 0;
}

static int rise(struct lattice *lattice, uint8_t *levels, struct error *error)
{
	for (;;) {
		uint64_t failing;
		size_t best;

		if (count_failing(lattice, levels, &failing, error) != 0)
			return -1;
		if (failing <= lattice->limit)
			return 0;
		if (best_rise(lattice, levels, failing, &best, error) != 0)
			return -1;
		levels[best]++;
	}
}

/* Lowers what can be lowered, that which loses most first. */
static int sink(struct lattice *lattice, uint8_t *levels, struct error *error)
{
	bool stuck[RECODING_QUASI] = {false};

	for (;;) {
		size_t best = RECODING_QUASI;
		uint32_t gain = 0;
		bool fulfils;

		for (size_t q = 0; q < lattice->loss->count; q++) {
			const uint32_t *lost = lattice->loss->by_level[q];

			if (stuck[q] || levels[q] == lattice->least_levels[q] ||
			    (best != RECODING_QUASI &&
			     lost[levels[q]] - lost[levels[q] - 1] <= gain))
				continue;
			best = q;
			gain = lost[levels[q]] - lost[levels[q] - 1];
		}
		if (best == RECODING_QUASI)
			return 0;
		levels[best]--;
		if (lattice_try(lattice, levels, &fulfils, error) != 0)
			return -1;
		if (!fulfils) {
			levels[best]++;
			stuck[best] = true;
		}
	}
}

int lattice_climb(struct lattice *lattice, struct error *error)
{
	uint8_t levels[RECODING_QUASI];
	bool fulfils;

	memcpy(levels, lattice->least_levels, sizeof(levels));
	if (rise(lattice, levels, error) != 0 ||
	    lattice_try(lattice, levels, &fulfils, error) != 0)
		return -1;
	return sink(lattice, levels, error);
}
