#include "base/arena.h"
#include "base/error.h"
#include "tables/attack_system.h"

/* Bounds that only creep are left to linear programs. */
enum { NARROWING_ROUNDS = 48 };

struct narrowing {
	struct attack_system *system;
	bool *dirty; /* by equation: something in it has changed */
	bool changed, impossible;
	uint32_t culprit;
};

static void tighten(struct narrowing *narrowing, uint32_t i, int64_t low,
		    int64_t high)
{
	struct attack_system *system = narrowing->system;

	if (low <= system->low[i] && high >= system->high[i])
		return;
	if (low > system->low[i])
		system->low[i] = low;
	if (high < system->high[i])
		system->high[i] = high;
	if (system->low[i] > system->high[i])
		narrowing->impossible = true;
	narrowing->changed = true;
	for (uint64_t t = system->in_starts[i]; t < system->in_starts[i + 1];
	     t++)
		narrowing->dirty[system->in[t]] = true;
}

static int64_t clip(wide number)
{
	if (number > INT64_MAX / 4)
		return INT64_MAX / 4;
	return number < INT64_MIN / 4 ? INT64_MIN / 4 : (int64_t)number;
}

/* Narrows the unknowns of one equation by the bounds of the others in it. */
static void narrow_equation(struct narrowing *narrowing, uint32_t e)
{
	struct attack_system *system = narrowing->system;
	wide least = 0;
	wide most = 0;

	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++) {
		uint32_t i = system->terms[t];
		bool plus = system->signs[t] > 0;

		least += plus ? system->low[i] : -system->high[i];
		most += plus ? system->high[i] : -system->low[i];
	}
	if (least > system->sums[e] || most < system->sums[e]) {
		narrowing->impossible = true;
		return;
	}
	if (least == most)
		return;
	for (uint64_t t = system->starts[e]; t < system->starts[e + 1]; t++) {
		uint32_t i = system->terms[t];
		bool plus = system->signs[t] > 0;
		int64_t from = system->low[i];
		int64_t to = system->high[i];
		/* What is left for this one when the others are at their most
		 * and least. */
		wide a = system->sums[e] - (most - (plus ? to : -from));
		wide b = system->sums[e] - (least - (plus ? from : -to));

		tighten(narrowing, i, clip(plus ? a : -b), clip(plus ? b : -a));
		if (narrowing->impossible)
			return;
	}
}

static void narrow_quotient(struct narrowing *narrowing,
			    const struct attack_quotient *q)
{
	struct attack_system *system = narrowing->system;
	int64_t part_low = system->low[q->part];
	int64_t part_high = system->high[q->part];
	int64_t whole_low = system->low[q->whole];
	int64_t whole_high = system->high[q->whole];
	wide low = ((wide)q->least * whole_low + q->scale - 1) / q->scale;
	wide high = (wide)q->most * whole_high / q->scale;

	if (whole_low >= 0)
		tighten(narrowing, q->part, clip(low), clip(high));
	if (part_low < 0)
		return;
	low = q->most > 0 ? ((wide)q->scale * part_low + q->most - 1) / q->most
			  : 0;
	high = q->least > 0 ? (wide)q->scale * part_high / q->least
			    : INT64_MAX / 4;
	tighten(narrowing, q->whole, clip(low), clip(high));
}

int attack_narrow(struct attack_system *system, struct arena *scratch,
		  struct error *error)
{
	struct narrowing narrowing = {.system = system, .changed = true};

	narrowing.dirty =
		arena_array(scratch, system->equation_count, sizeof(bool));
	if (narrowing.dirty == NULL)
		return error_memory(error);
	for (uint32_t e = 0; e < system->equation_count; e++)
		narrowing.dirty[e] = true;
	for (int round = 0; narrowing.changed && round < NARROWING_ROUNDS;
	     round++) {
		narrowing.changed = false;
		for (uint32_t e = 0; e < system->equation_count; e++) {
			if (!narrowing.dirty[e])
				continue;
			narrowing.dirty[e] = false;
			narrow_equation(&narrowing, e);
			if (!narrowing.impossible)
				continue;
			error_set(error, ERROR_CORRUPT,
				  "what is published does not add up: no "
				  "counts fit");
			return error_at(error, SLICE(""), 0, 0,
					(uint64_t)system->origins[e] + 1);
		}
		for (size_t i = 0; i < system->quotient_count; i++)
			narrow_quotient(&narrowing, &system->quotients[i]);
		if (narrowing.impossible)
			return error_set(error, ERROR_CORRUPT,
					 "what is published does not fit its "
					 "percentages");
	}
	return 0;
}
