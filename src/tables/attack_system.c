#include "tables/attack_system.h"

#include "base/arena.h"
#include "base/error.h"
#include "tables/attack.h"
#include "tables/relations.h"

/* Room above every count for what is unbounded: enough for a reader's doubt. */
static const int64_t doubt = 1000000;

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static uint32_t count_unknowns(const struct relations *relations)
{
	uint32_t count = 0;

	for (uint32_t c = 0; c < relations->cell_count; c++)
		count += !relations_is_shown(relations, c);
	return count;
}

static int make_unknowns(struct attack_system *system, uint32_t count,
			 struct arena *arena, struct error *error)
{
	system->cells = arena_array(arena, count, sizeof(uint32_t));
	system->truth = arena_array(arena, count, sizeof(int64_t));
	system->value = arena_array(arena, count, sizeof(int64_t));
	system->low = arena_array(arena, count, sizeof(int64_t));
	system->high = arena_array(arena, count, sizeof(int64_t));
	system->seen_low = arena_array(arena, count, sizeof(int64_t));
	system->seen_high = arena_array(arena, count, sizeof(int64_t));
	system->need_low = arena_array(arena, count, sizeof(int64_t));
	system->need_high = arena_array(arena, count, sizeof(int64_t));
	system->span = arena_array(arena, count, sizeof(uint32_t));
	system->asks = arena_array(arena, count, sizeof(bool));
	system->risky = arena_array(arena, count, sizeof(bool));
	system->insider = arena_array(arena, count, sizeof(bool));
	if (system->cells == NULL || system->truth == NULL ||
	    system->value == NULL || system->low == NULL ||
	    system->high == NULL || system->seen_low == NULL ||
	    system->seen_high == NULL || system->need_low == NULL ||
	    system->need_high == NULL || system->span == NULL ||
	    system->asks == NULL || system->risky == NULL ||
	    system->insider == NULL)
		return error_memory(error);
	return 0;
}

static int64_t find_headroom(const struct relations *relations)
{
	int64_t most = 0;

	for (uint32_t c = 0; c < relations->cell_count; c++) {
		most = larger(most, relations->counts[c]);
		most = larger(most, relations->counts[c] + relations->above[c]);
		most = larger(most, relations->span[c]);
		most = larger(most, relations->least[c]);
	}
	return 2 * most + doubt;
}

static void fill_unknown(struct attack_system *system,
			 const struct relations *relations, uint32_t cell,
			 const struct attack_options *options)
{
	uint32_t i = system->count++;
	int64_t count = relations->counts[cell];
	bool hidden = relations->marks[cell] == CELL_HIDDEN;

	system->cells[i] = cell;
	system->low[i] = relations->least[cell];
	system->high[i] = smaller(relations->most[cell], system->headroom);
	system->span[i] = relations->span[cell];
	if (!hidden && system->span[i] == 0)
		system->span[i] = 1;
	system->asks[i] = system->span[i] > 0;
	if (options->unknown_counts) {
		system->truth[i] = system->low[i];
		system->need_low[i] = INT64_MAX;
		system->need_high[i] = INT64_MIN;
		return;
	}
	system->truth[i] = system->value[i] = count;
	system->seen_low[i] = system->seen_high[i] = count;
	system->need_low[i] = count - relations->below[cell];
	system->need_high[i] = count + relations->above[cell];
	system->asks[i] |=
		relations->below[cell] > 0 || relations->above[cell] > 0;
	system->risky[i] =
		relations->marks[cell] != CELL_HELPER && system->asks[i];
	system->insider[i] =
		!hidden && count > 0 && count <= (int64_t)options->insiders;
}

/* `*number` maps cells to unknowns, ATTACK_NONE for what is shown. */
static int number_cells(struct attack_system *system,
			const struct relations *relations, uint32_t **number,
			const struct attack_options *options,
			struct arena *arena, struct arena *scratch,
			struct error *error)
{
	*number = arena_array(scratch, relations->cell_count, sizeof(uint32_t));
	if (*number == NULL)
		return error_memory(error);
	system->headroom = find_headroom(relations);
	if (make_unknowns(system, count_unknowns(relations), arena, error) != 0)
		return -1;
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		(*number)[c] = ATTACK_NONE;
		if (relations_is_shown(relations, c))
			continue;
		(*number)[c] = system->count;
		fill_unknown(system, relations, c, options);
	}
	return 0;
}

static void count_terms(const struct relations *relations,
			const uint32_t *number, uint32_t *equations,
			uint64_t *terms)
{
	for (uint32_t e = 0; e < relations->equation_count; e++) {
		uint64_t before = *terms;

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++)
			*terms += number[relations->terms[t]] != ATTACK_NONE;
		*equations += *terms > before;
	}
}

static int does_not_add_up(uint32_t equation, struct error *error)
{
	error_set(error, ERROR_CORRUPT,
		  "what is published does not add up: no counts fit");
	return error_at(error, SLICE(""), 0, 0, (uint64_t)equation + 1);
}

static int fill_equation(struct attack_system *system,
			 const struct relations *relations,
			 const uint32_t *number, uint32_t equation,
			 struct error *error)
{
	uint32_t e = system->equation_count;
	uint64_t at = system->starts[e];
	int64_t sum = 0;

	for (uint64_t t = relations->starts[equation];
	     t < relations->starts[equation + 1]; t++) {
		uint32_t cell = relations->terms[t];

		if (number[cell] == ATTACK_NONE) {
			sum -= relations->weights[t] * relations->counts[cell];
			continue;
		}
		system->terms[at] = number[cell];
		system->signs[at++] = relations->weights[t];
	}
	if (at == system->starts[e])
		return sum == 0 ? 0 : does_not_add_up(equation, error);
	system->sums[e] = sum;
	system->origins[e] = equation;
	system->starts[e + 1] = at;
	system->equation_count++;
	return 0;
}

static int make_equations(struct attack_system *system,
			  const struct relations *relations,
			  const uint32_t *number, struct arena *arena,
			  struct error *error)
{
	uint32_t equations = 0;
	uint64_t terms = 0;

	count_terms(relations, number, &equations, &terms);
	system->starts =
		arena_array(arena, (size_t)equations + 1, sizeof(uint64_t));
	system->sums = arena_array(arena, equations, sizeof(int64_t));
	system->origins = arena_array(arena, equations, sizeof(uint32_t));
	system->terms = arena_array(arena, terms, sizeof(uint32_t));
	system->signs = arena_array(arena, terms, sizeof(int8_t));
	if (system->starts == NULL || system->sums == NULL ||
	    system->origins == NULL || system->terms == NULL ||
	    system->signs == NULL)
		return error_memory(error);
	for (uint32_t e = 0; e < relations->equation_count; e++)
		if (fill_equation(system, relations, number, e, error) != 0)
			return -1;
	return 0;
}

static int turn_round(struct attack_system *system, struct arena *arena,
		      struct error *error)
{
	uint64_t terms = system->starts[system->equation_count];

	system->in_starts =
		arena_array(arena, (size_t)system->count + 1, sizeof(uint64_t));
	system->in = arena_array(arena, terms, sizeof(uint32_t));
	system->in_signs = arena_array(arena, terms, sizeof(int8_t));
	if (system->in_starts == NULL || system->in == NULL ||
	    system->in_signs == NULL)
		return error_memory(error);
	for (uint64_t t = 0; t < terms; t++)
		system->in_starts[system->terms[t]]++;
	for (uint32_t i = 1; i < system->count; i++)
		system->in_starts[i] += system->in_starts[i - 1];
	system->in_starts[system->count] = terms;
	for (uint32_t e = system->equation_count; e-- > 0;)
		for (uint64_t t = system->starts[e]; t < system->starts[e + 1];
		     t++) {
			uint64_t at = --system->in_starts[system->terms[t]];

			system->in[at] = e;
			system->in_signs[at] = system->signs[t];
		}
	return 0;
}

/* Rounded towards the inside of the interval. */
static int64_t divide_up(wide a, int64_t b)
{
	wide quotient = a / b;

	if (a > 0 && quotient * b != a)
		quotient++;
	return quotient > INT64_MAX ? INT64_MAX : (int64_t)quotient;
}

static int64_t divide_down(wide a, int64_t b)
{
	wide quotient = a / b;

	if (a < 0 && quotient * b != a)
		quotient--;
	return quotient > INT64_MAX ? INT64_MAX : (int64_t)quotient;
}

/* With the whole known, the part lies in an interval, and the other way
 * round. */
static void bound_part(struct attack_system *system, uint32_t part,
		       const struct attack_ratio *ratio, int64_t whole)
{
	int64_t low = divide_up((wide)ratio->least * whole, ratio->scale);
	int64_t high = divide_down((wide)ratio->most * whole, ratio->scale);

	system->low[part] = larger(system->low[part], low);
	system->high[part] = smaller(system->high[part], high);
}

static void bound_whole(struct attack_system *system, uint32_t whole,
			const struct attack_ratio *ratio, int64_t part)
{
	wide scaled = (wide)ratio->scale * part;

	if (ratio->most > 0)
		system->low[whole] = larger(system->low[whole],
					    divide_up(scaled, ratio->most));
	if (ratio->least > 0)
		system->high[whole] = smaller(
			system->high[whole], divide_down(scaled, ratio->least));
}

static int make_quotients(struct attack_system *system,
			  const struct relations *relations,
			  const struct attack_options *options,
			  const uint32_t *number, struct arena *arena,
			  struct error *error)
{
	if (options->ratio_count == 0)
		return 0;
	system->quotients = arena_array(arena, options->ratio_count,
					sizeof(*system->quotients));
	system->in_quotient = arena_array(arena, system->count, sizeof(bool));
	if (system->quotients == NULL || system->in_quotient == NULL)
		return error_memory(error);
	for (size_t i = 0; i < options->ratio_count; i++) {
		const struct attack_ratio *ratio = &options->ratios[i];
		uint32_t part = number[ratio->part];
		uint32_t whole = number[ratio->whole];

		if (part != ATTACK_NONE && whole != ATTACK_NONE) {
			system->quotients[system->quotient_count++] =
				(struct attack_quotient){
					part, whole, ratio->least, ratio->most,
					ratio->scale};
			system->in_quotient[part] = true;
			system->in_quotient[whole] = true;
		} else if (part != ATTACK_NONE) {
			bound_part(system, part, ratio,
				   relations->counts[ratio->whole]);
		} else if (whole != ATTACK_NONE) {
			bound_whole(system, whole, ratio,
				    relations->counts[ratio->part]);
		}
	}
	return 0;
}

int attack_system_make(struct attack_system *system,
		       const struct relations *relations,
		       const struct attack_options *options,
		       struct arena *arena, struct error *error)
{
	struct arena scratch = {0};
	uint32_t *number;
	int result;

	*system = (struct attack_system){0};
	result = number_cells(system, relations, &number, options, arena,
			      &scratch, error);
	if (result == 0)
		result =
			make_equations(system, relations, number, arena, error);
	if (result == 0)
		result = turn_round(system, arena, error);
	if (result == 0)
		result = make_quotients(system, relations, options, number,
					arena, error);
	arena_release(&scratch);
	return result;
}

bool attack_quotients_hold(const struct attack_system *system,
			   const int64_t *values)
{
	for (size_t i = 0; i < system->quotient_count; i++) {
		const struct attack_quotient *quotient = &system->quotients[i];
		wide part = (wide)quotient->scale * values[quotient->part];
		wide whole = values[quotient->whole];

		if (quotient->least * whole > part ||
		    part > quotient->most * whole)
			return false;
	}
	return true;
}
