#include "tables/statement.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "tables/count.h"
#include "tables/cube.h"
#include "tables/gather.h"
#include "tables/profile.h"
#include "tables/treatment.h"

enum { PER_CENT = 100 };

/* Products of two counts. */
__extension__ typedef __int128 wide;

/* --- the order in which values stand ------------------------------------------------- */

struct ranking {
	const struct classification_node *nodes;
	const struct statement_plan *plan;
	size_t dimension;
};

static uint64_t rank_of(const struct ranking *ranking, uint32_t node)
{
	struct slice code = ranking->nodes[node].code;

	if (slice_starts_with(code, SLICE(GATHER_UNKNOWN)))
		return UINT64_MAX;
	if (ranking->plan->rank == NULL)
		return 0;
	return ranking->plan->rank(ranking->plan->context, ranking->dimension,
				   code);
}

/* "2" before "10", and both before "A". */
static int compare_natural(struct slice a, struct slice b)
{
	uint64_t left, right;
	bool is_left = slice_number(a, UINT64_MAX, &left);
	bool is_right = slice_number(b, UINT64_MAX, &right);

	if (is_left != is_right)
		return is_left ? -1 : 1;
	if (is_left && left != right)
		return left < right ? -1 : 1;
	return slice_compare(a, b);
}

static int compare_nodes(const void *a, const void *b, void *context)
{
	const struct ranking *ranking = context;
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	uint64_t left = rank_of(ranking, one), right = rank_of(ranking, other);

	if (left != right)
		return left < right ? -1 : 1;
	return compare_natural(ranking->nodes[one].code,
			       ranking->nodes[other].code);
}

/* Sorts each node's children in `sorted`, which has the nodes in their own
 * order, and lists all of them, parents first and the total last. */
static void list_nodes(const struct classification *dimension,
		       struct ranking *ranking, uint32_t *sorted,
		       uint32_t *next, uint32_t *order)
{
	const struct classification_node *nodes = dimension->nodes;
	uint32_t at = 0, node = 0;

	for (uint32_t n = 0; n < dimension->count; n++) {
		next[n] = 0;
		sorted[n] = n;
	}
	for (uint32_t n = 0; n < dimension->count; n++)
		if (nodes[n].child_count > 1)
			qsort_r(sorted + nodes[n].first_child,
				nodes[n].child_count, sizeof(*sorted),
				compare_nodes, ranking);
	for (;;) {
		if (next[node] < nodes[node].child_count) {
			node = sorted[nodes[node].first_child + next[node]++];
			order[at++] = node;
		} else if (node == 0) {
			break;
		} else {
			node = nodes[node].parent;
		}
	}
	order[at] = 0;
}

static int make_orders(struct statement *statement,
		       const struct statement_plan *plan, struct arena *arena,
		       struct error *error)
{
	for (uint32_t d = 0; d < statement->cube->dimension_count; d++) {
		const struct classification *dimension =
			statement->cube->dimensions[d];
		struct ranking ranking = {dimension->nodes, plan, d};
		uint32_t count = dimension->count;
		uint32_t *order = arena_array(arena, count, sizeof(*order));
		uint32_t *room =
			arena_array(arena, (size_t)count * 2, sizeof(*room));

		if (order == NULL || room == NULL)
			return error_memory(error);
		list_nodes(dimension, &ranking, room, room + count, order);
		statement->orders[d] = order;
	}
	return 0;
}

static uint32_t place_count(const struct statement *statement, uint32_t d)
{
	uint32_t count = statement->cube->dimensions[d]->count;

	return statement->no_total[d] ? count - 1 : count;
}

static void cell_at(const struct statement *statement, const uint32_t *places,
		    uint32_t *cell)
{
	*cell = 0;
	for (uint32_t d = 0; d < statement->cube->dimension_count; d++)
		*cell += statement->orders[d][places[d]] *
			 statement->cube->strides[d];
}

bool statement_first(const struct statement *statement, uint32_t *places,
		     uint32_t *cell)
{
	for (uint32_t d = 0; d < statement->cube->dimension_count; d++) {
		if (place_count(statement, d) == 0)
			return false;
		places[d] = 0;
	}
	cell_at(statement, places, cell);
	return true;
}

bool statement_next(const struct statement *statement, uint32_t *places,
		    uint32_t *cell)
{
	for (uint32_t d = statement->cube->dimension_count; d-- > 0;) {
		if (++places[d] < place_count(statement, d)) {
			cell_at(statement, places, cell);
			return true;
		}
		places[d] = 0;
	}
	return false;
}

/* --- figures ------------------------------------------------------------------------- */

static struct statement_measure *add_measure(struct statement *statement,
					     struct arena *arena)
{
	struct statement_measure *measure =
		&statement->measures[statement->measure_count];
	uint32_t count = statement->cube->cell_count;

	*measure = (struct statement_measure){
		.values = arena_array(arena, count, sizeof(int64_t)),
		.symbols = arena_array(arena, count, sizeof(uint8_t)),
	};
	if (measure->values == NULL || measure->symbols == NULL)
		return NULL;
	statement->measure_count++;
	return measure;
}

struct making {
	struct statement *statement;
	const struct statement_plan *plan;
	const struct profile *profile;
	const struct cube *cube;
	const struct magnitudes *magnitudes;
	const int64_t *shown;
	const uint8_t *marks;
	struct arena *arena;
};

static bool is_shown(const struct making *making, uint32_t cell)
{
	return making->marks[cell] == CELL_FREE ||
	       making->marks[cell] == CELL_OPEN;
}

/* Whether a reader may see which of the counts that are shown as 0 are 0: where
 * they are rounded so that they add up, that would tell too much. */
static bool tells_zeros(const struct making *making)
{
	return making->profile->rounding != ROUNDING_CONTROLLED;
}

static int state_counts(const struct making *making, struct error *error)
{
	struct statement_measure *measure =
		add_measure(making->statement, making->arena);

	if (measure == NULL)
		return error_memory(error);
	measure->name = making->plan->counted;
	measure->label = making->plan->counted_label;
	for (uint32_t c = 0; c < making->cube->cell_count; c++) {
		making->statement->hidden += !is_shown(making, c);
		if (!is_shown(making, c))
			measure->symbols[c] = SYMBOL_SUPPRESSED;
		else if (tells_zeros(making) && making->shown[c] == 0 &&
			 making->cube->counts[c] != 0)
			measure->symbols[c] = SYMBOL_LOW;
		else
			measure->values[c] = making->shown[c];
	}
	return 0;
}

/* --- percentages --------------------------------------------------------------------- */

/* The cell of which a cell is a part. */
static uint32_t whole_of(const struct making *making, uint32_t cell)
{
	const struct cube *cube = making->cube;
	const struct statement_plan *plan = making->plan;
	uint32_t rows =
		cube_node(cube, cell, plan->rows) * cube->strides[plan->rows];
	uint32_t columns = cube_node(cube, cell, plan->columns) *
			   cube->strides[plan->columns];

	if (plan->rows == plan->columns)
		return cell - rows;
	switch (plan->percent) {
	case PERCENT_ROWS:
		return cell - columns;
	case PERCENT_COLUMNS:
		return cell - rows;
	case PERCENT_TOTAL:
		return cell - rows - columns;
	case PERCENT_NONE:
		break;
	}
	return cell;
}

/* `part` of `whole` in per cent with `decimals`, halves up. */
static int64_t percentage(int64_t part, int64_t whole, uint32_t decimals)
{
	wide scaled = (wide)part * PER_CENT;

	for (uint32_t i = 0; i < decimals; i++)
		scaled *= 10;
	return (int64_t)((scaled * 2 + whole) / ((wide)whole * 2));
}

static int64_t power_of_ten(uint32_t exponent)
{
	int64_t power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* Whether a count that is shown as this one is may be among those of which the
 * profile gives no percentages.  Were it the true count that decides, a
 * percentage left out would tell of it. */
static bool may_hide(const struct making *making, uint32_t cell)
{
	const struct profile *profile = making->profile;
	int64_t least, most;

	if (profile->percent_high == 0)
		return false; /* as counts are, and it is shown */
	profile_rounded_from(profile, making->shown[cell], &least, &most);
	if (tells_zeros(making) && making->shown[cell] == 0) {
		if (making->cube->counts[cell] == 0)
			return false;
		least = 1;
	}
	return least <= (int64_t)profile->percent_high &&
	       most >= (int64_t)profile->percent_low;
}

/* Whoever knows the percentage of what is shown knows no more than what is
 * shown: it is reckoned from that alone. */
static void state_percentage(const struct making *making,
			     struct statement_measure *measure, uint32_t cell)
{
	const struct cube *cube = making->cube;
	uint32_t whole = whole_of(making, cell);
	uint32_t decimals;

	if (!is_shown(making, cell) || !is_shown(making, whole) ||
	    may_hide(making, cell) || may_hide(making, whole)) {
		measure->symbols[cell] = SYMBOL_SUPPRESSED;
		return;
	}
	if (making->shown[whole] <= 0) {
		measure->symbols[cell] =
			tells_zeros(making) && cube->counts[whole] == 0
				? SYMBOL_NOT_APPLICABLE
				: SYMBOL_NOT_AVAILABLE;
		return;
	}
	decimals = profile_decimals(making->profile, making->shown[whole]);
	if (decimals > measure->decimals)
		decimals = measure->decimals;
	measure->values[cell] = percentage(making->shown[cell],
					   making->shown[whole], decimals) *
				power_of_ten(measure->decimals - decimals);
	if (tells_zeros(making) && making->shown[cell] == 0 &&
	    cube->counts[cell] != 0)
		measure->symbols[cell] = SYMBOL_LOW;
	else if (decimals < measure->decimals)
		measure->symbols[cell] = SYMBOL_UNRELIABLE;
}

static int state_percentages(const struct making *making, struct error *error)
{
	static const char *const labels[] = {
		[PERCENT_NONE] = "",
		[PERCENT_ROWS] = "Per cent of the row",
		[PERCENT_COLUMNS] = "Per cent of the column",
		[PERCENT_TOTAL] = "Per cent of all",
	};
	struct statement_measure *measure;

	if (making->plan->percent == PERCENT_NONE ||
	    making->profile->percentages == PERCENTAGES_NONE)
		return 0;
	measure = add_measure(making->statement, making->arena);
	if (measure == NULL)
		return error_memory(error);
	measure->name = SLICE("percent");
	measure->label = slice_of(labels[making->plan->percent]);
	measure->decimals = making->profile->decimals;
	for (uint32_t c = 0; c < making->cube->cell_count; c++)
		state_percentage(making, measure, c);
	return 0;
}

/* --- means --------------------------------------------------------------------------- */

static int64_t divide_rounded(int64_t sum, int64_t cases, int64_t unit)
{
	wide whole = (wide)cases * unit;
	wide doubled = (wide)sum * 2;

	return (int64_t)((doubled + (sum < 0 ? -whole : whole)) / (whole * 2));
}

static int state_means(const struct making *making, struct error *error)
{
	const struct statement_plan *plan = making->plan;
	struct statement_measure *measure;
	int64_t unit;

	if (slice_empty(plan->mean) || making->magnitudes == NULL)
		return 0;
	measure = add_measure(making->statement, making->arena);
	if (measure == NULL)
		return error_memory(error);
	making->statement->has_means = true;
	measure->name = SLICE("mean");
	measure->label = plan->mean_label;
	measure->decimals = plan->mean_decimals;
	unit = power_of_ten(plan->value_decimals - plan->mean_decimals);
	for (uint32_t c = 0; c < making->cube->cell_count; c++) {
		int64_t cases = making->magnitudes->cases[c];

		if (!is_shown(making, c))
			measure->symbols[c] = SYMBOL_SUPPRESSED;
		else if (cases == 0)
			measure->symbols[c] = SYMBOL_NOT_APPLICABLE;
		else
			measure->values[c] = divide_rounded(
				making->magnitudes->sums[c], cases, unit);
	}
	return 0;
}

int statement_make(struct statement *statement,
		   const struct treatment *treatment,
		   const struct treatment_table *table,
		   const struct statement_plan *plan, struct arena *arena,
		   struct error *error)
{
	struct making making = {
		.statement = statement,
		.plan = plan,
		.profile = treatment->profile,
		.cube = table->cube,
		.magnitudes = table->magnitudes,
		.shown = treatment->shown + table->first,
		.marks = treatment->relations.marks + table->first,
		.arena = arena,
	};

	*statement = (struct statement){
		.title = plan->title,
		.cube = table->cube,
		.profile = treatment->profile,
		.cells = table->cube->cell_count,
	};
	if (make_orders(statement, plan, arena, error) != 0 ||
	    state_counts(&making, error) != 0 ||
	    state_percentages(&making, error) != 0)
		return -1;
	return state_means(&making, error);
}

void statement_note(struct statement *statement, struct slice text)
{
	if (statement->note_count < STATEMENT_NOTES)
		statement->notes[statement->note_count++] = text;
}

/* --- symbols ------------------------------------------------------------------------- */

struct slice statement_symbol(const struct statement *statement,
			      enum statement_symbol symbol)
{
	const struct profile_symbols *symbols = &statement->profile->symbols;

	switch (symbol) {
	case SYMBOL_SUPPRESSED:
		return symbols->suppressed;
	case SYMBOL_NOT_APPLICABLE:
		return symbols->not_applicable;
	case SYMBOL_NOT_AVAILABLE:
		return symbols->unavailable;
	case SYMBOL_LOW:
		return symbols->low;
	case SYMBOL_UNRELIABLE:
		return symbols->unreliable;
	case SYMBOL_NONE:
	case SYMBOL_COUNT:
		break;
	}
	return (struct slice){NULL, 0};
}

const char *statement_meaning(const struct statement *statement,
			      enum statement_symbol symbol)
{
	static const char *const meanings[SYMBOL_COUNT] = {
		[SYMBOL_NONE] = "",
		[SYMBOL_SUPPRESSED] = "hidden, so that nobody is revealed",
		[SYMBOL_NOT_APPLICABLE] =
			"not applicable: there is nobody to reckon it from",
		[SYMBOL_NOT_AVAILABLE] = "not available",
		[SYMBOL_LOW] = "rounds to 0, and is not 0",
		[SYMBOL_UNRELIABLE] =
			"of few pupils, so less reliable: without decimals",
	};

	if (symbol == SYMBOL_SUPPRESSED && statement->profile->zeros_needed)
		return "hidden, so that nobody is revealed; it can be 0";
	return meanings[symbol];
}

unsigned int statement_used(const struct statement *statement)
{
	unsigned int used = 0;

	for (size_t m = 0; m < statement->measure_count; m++)
		for (uint32_t c = 0; c < statement->cube->cell_count; c++)
			used |= 1u << statement->measures[m].symbols[c];
	return used & ~(1u << SYMBOL_NONE);
}

static void add_decimal(int64_t value, unsigned int decimals,
			struct builder *out)
{
	int64_t unit = power_of_ten(decimals);
	uint64_t plain = value < 0 ? (uint64_t)-value : (uint64_t)value;

	if (value < 0)
		builder_add_byte(out, '-');
	builder_add_number(out, plain / (uint64_t)unit);
	if (decimals > 0)
		builder_add_format(
			out, ".%0*llu", (int)decimals,
			(unsigned long long)(plain % (uint64_t)unit));
}

void statement_figure(const struct statement *statement,
		      const struct statement_measure *measure, uint32_t cell,
		      struct builder *out)
{
	enum statement_symbol symbol = measure->symbols[cell];
	int64_t value = measure->values[cell];

	if (symbol == SYMBOL_NONE)
		add_decimal(value, measure->decimals, out);
	else if (symbol == SYMBOL_UNRELIABLE)
		add_decimal(value / power_of_ten(measure->decimals), 0, out);
	else
		builder_add(out, statement_symbol(statement, symbol));
}
