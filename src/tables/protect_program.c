#include "tables/protect_parts.h"

#include <math.h>

/* The header has a prototype without parameters. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wundef"
#include <Clp_C_Interface.h>
#pragma GCC diagnostic pop

#include "base/error.h"
#include "base/memory.h"

/*
 * Any equations at all: the cheapest move by linear programming, with the cells
 * beyond a neighbourhood held still.  Each cell has two columns, for going up
 * and for going down, so that its price is paid either way.  A move has to be
 * whole; the search branches where it is not, up to a limit.
 */
enum {
	NEAR = 300,             /* cells of the first neighbourhood */
	FARTHEST = 100000,      /* of the last one */
	BRANCH_LIMIT = 60,      /* linear programs for one whole move */
	AMOUNT_LIMIT = 1 << 20, /* how far a count may go for another's sake */
};

static const double tolerance = 1e-6;

struct program {
	struct protection *protection;
	struct draft *draft;
	uint32_t target; /* the cell */
	int64_t amount;
	uint32_t forth, back;
	uint32_t *cells; /* of the neighbourhood, the target first */
	uint32_t count;
	uint32_t *places;    /* by cell: in `cells` from 1, 0: not there */
	uint32_t *rows;      /* by equation: its row from 1, 0: none */
	uint32_t *equations; /* with a row */
	uint32_t row_count;
	Clp_Simplex *model;
	uint32_t branches;
};

static bool can_move(const struct program *program, uint32_t cell)
{
	const struct cell_price *at = &program->protection->prices[cell];

	return at->price < PRICE_NEVER && (at->rise > 0 || at->fall > 0);
}

static void put_cell(struct program *program, uint32_t cell)
{
	if (program->places[cell] != 0 || !can_move(program, cell))
		return;
	program->cells[program->count++] = cell;
	program->places[cell] = program->count;
}

/* The cells nearest to the target, by equations between them, up to `limit`
 * and the end of an equation. */
static void gather(struct program *program, uint32_t limit)
{
	const struct relations *relations = program->protection->relations;

	put_cell(program, program->target);
	for (uint32_t i = 0; i < program->count && program->count < limit;
	     i++) {
		uint32_t c = program->cells[i];

		for (uint64_t k = relations->in_starts[c];
		     k < relations->in_starts[c + 1]; k++) {
			uint32_t e = relations->in[k];

			for (uint64_t t = relations->starts[e];
			     t < relations->starts[e + 1]; t++)
				put_cell(program, relations->terms[t]);
		}
	}
	for (uint32_t i = 0; i < program->count; i++)
		for (uint64_t k = relations->in_starts[program->cells[i]];
		     k < relations->in_starts[program->cells[i] + 1]; k++) {
			uint32_t e = relations->in[k];

			if (program->rows[e] != 0)
				continue;
			program->equations[program->row_count++] = e;
			program->rows[e] = program->row_count;
		}
}

static void forget(struct program *program)
{
	for (uint32_t i = 0; i < program->count; i++)
		program->places[program->cells[i]] = 0;
	for (uint32_t i = 0; i < program->row_count; i++)
		program->rows[program->equations[i]] = 0;
	program->count = 0;
	program->row_count = 0;
}

/* How far a column may go: its cell as often as the move is made or unmade. */
static double reach(const struct program *program, uint32_t along,
		    uint32_t against)
{
	uint32_t most = AMOUNT_LIMIT;

	if (program->forth > 0 && along / program->forth < most)
		most = along / program->forth;
	if (program->back > 0 && against / program->back < most)
		most = against / program->back;
	return most;
}

struct columns {
	double *low, *high, *price;
	CoinBigIndex *starts, *next;
	int *rows;
	double *weights;
	double *zeros;
};

static int columns_make(struct columns *columns, uint32_t cells, uint32_t rows,
			uint64_t terms, struct error *error)
{
	columns->low = memory_array((size_t)cells * 2 + 1, sizeof(double));
	columns->high = memory_array((size_t)cells * 2 + 1, sizeof(double));
	columns->price = memory_array((size_t)cells * 2 + 1, sizeof(double));
	columns->starts =
		memory_array((size_t)cells * 2 + 1, sizeof(CoinBigIndex));
	columns->next =
		memory_array((size_t)cells * 2 + 1, sizeof(CoinBigIndex));
	columns->rows = memory_array(terms * 2 + 1, sizeof(int));
	columns->weights = memory_array(terms * 2 + 1, sizeof(double));
	columns->zeros = memory_array((size_t)rows + 1, sizeof(double));
	if (columns->low == NULL || columns->high == NULL ||
	    columns->price == NULL || columns->starts == NULL ||
	    columns->next == NULL || columns->rows == NULL ||
	    columns->weights == NULL || columns->zeros == NULL)
		return error_memory(error);
	return 0;
}

static void columns_release(struct columns *columns)
{
	memory_free(columns->low);
	memory_free(columns->high);
	memory_free(columns->price);
	memory_free(columns->starts);
	memory_free(columns->next);
	memory_free(columns->rows);
	memory_free(columns->weights);
	memory_free(columns->zeros);
}

/* Where each cell's terms begin, for the columns of both directions. */
static void count_terms(const struct program *program, struct columns *columns)
{
	const struct relations *relations = program->protection->relations;
	CoinBigIndex filled = 0;

	for (uint32_t i = 0; i < program->count; i++) {
		uint32_t cell = program->cells[i];
		CoinBigIndex terms =
			(CoinBigIndex)(relations->in_starts[cell + 1] -
				       relations->in_starts[cell]);

		columns->starts[2 * i] = filled;
		columns->starts[2 * i + 1] = filled + terms;
		filled += 2 * terms;
	}
	columns->starts[2 * program->count] = filled;
}

static void fill(const struct program *program, struct columns *columns)
{
	const struct protection *p = program->protection;
	const struct relations *relations = p->relations;

	for (uint32_t i = 0; i < program->count * 2; i++) {
		const struct cell_price *at = &p->prices[program->cells[i / 2]];

		columns->high[i] = i % 2 == 0
					   ? reach(program, at->rise, at->fall)
					   : reach(program, at->fall, at->rise);
		/* So that of equally cheap ones a short one is found. */
		columns->price[i] = (double)at->price + 0.01;
		columns->next[i] = columns->starts[i];
	}
	for (uint32_t r = 0; r < program->row_count; r++) {
		uint32_t e = program->equations[r];

		for (uint64_t t = relations->starts[e];
		     t < relations->starts[e + 1]; t++) {
			uint32_t at = program->places[relations->terms[t]];

			for (uint32_t i = 2 * at - 2; at != 0 && i < 2 * at;
			     i++) {
				columns->rows[columns->next[i]] = (int)r;
				columns->weights[columns->next[i]++] =
					i % 2 == 0 ? relations->weights[t]
						   : -relations->weights[t];
			}
		}
	}
	if (program->amount > 0) {
		columns->low[0] = columns->high[0] = (double)program->amount;
		columns->high[1] = 0;
	} else {
		columns->low[1] = columns->high[1] = -(double)program->amount;
		columns->high[0] = 0;
	}
}

static int load(struct program *program, struct error *error)
{
	const struct relations *relations = program->protection->relations;
	struct columns columns = {0};
	uint64_t terms = 0;
	int result;

	for (uint32_t i = 0; i < program->count; i++)
		terms += relations->in_starts[program->cells[i] + 1] -
			 relations->in_starts[program->cells[i]];
	result = columns_make(&columns, program->count, program->row_count,
			      terms, error);
	if (result == 0) {
		count_terms(program, &columns);
		fill(program, &columns);
		Clp_setLogLevel(program->model, 0);
		Clp_loadProblem(program->model, (int)program->count * 2,
				(int)program->row_count, columns.starts,
				columns.rows, columns.weights, columns.low,
				columns.high, columns.price, columns.zeros,
				columns.zeros);
	}
	columns_release(&columns);
	return result;
}

/* Takes the solution when it is whole; else gives a column that is not. */
static bool take(struct program *program, uint32_t *fraction)
{
	const double *found = Clp_primalColumnSolution(program->model);
	struct draft *draft = program->draft;

	draft->count = 0;
	draft->price = 0;
	*fraction = NONE;
	for (uint32_t i = 0; i < program->count; i++) {
		double value = found[2 * (size_t)i] - found[2 * (size_t)i + 1];
		double nearest = nearbyint(value);

		if (!(fabs(value - nearest) <= tolerance)) {
			*fraction = i;
			return false;
		}
		if (nearest == 0)
			continue;
		draft->cells[draft->count] = program->cells[i];
		draft->weights[draft->count++] = (int32_t)nearest;
		draft->price +=
			program->protection->prices[program->cells[i]].price;
	}
	return true;
}

static bool solve(struct program *program)
{
	program->protection->programs++;
	Clp_dual(program->model, 0);
	if (Clp_status(program->model) > 1)
		Clp_initialSolve(program->model);
	return Clp_status(program->model) == 0;
}

static bool search_whole(struct program *program)
{
	uint32_t i;
	double value;
	double bounds[4];
	bool found;

	if (program->branches == 0)
		return false;
	program->branches--;
	if (!solve(program))
		return false;
	if (take(program, &i))
		return true;
	value = Clp_primalColumnSolution(program->model)[2 * (size_t)i] -
		Clp_primalColumnSolution(program->model)[2 * (size_t)i + 1];
	for (int side = 0; side < 2; side++) {
		double *low = Clp_columnLower(program->model) + 2 * (size_t)i;
		double *high = Clp_columnUpper(program->model) + 2 * (size_t)i;
		double bound =
			(side == 0) == (value > 0) ? ceil(value) : floor(value);

		for (int k = 0; k < 2; k++) {
			bounds[k] = low[k];
			bounds[2 + k] = high[k];
		}
		/* At least, or at most, `bound`, in terms of up and down. */
		if (bound > value) {
			low[0] = bound > 0 ? bound : 0;
			high[1] = bound < 0 ? -bound : 0;
		} else {
			high[0] = bound > 0 ? bound : 0;
			low[1] = bound < 0 ? -bound : 0;
		}
		found = low[0] <= high[0] && low[1] <= high[1] &&
			search_whole(program);
		low = Clp_columnLower(program->model) + 2 * (size_t)i;
		high = Clp_columnUpper(program->model) + 2 * (size_t)i;
		for (int k = 0; k < 2; k++) {
			low[k] = bounds[k];
			high[k] = bounds[2 + k];
		}
		if (found)
			return true;
	}
	return false;
}

static int attempt(struct program *program, bool *found, struct error *error)
{
	const struct cell_price *own =
		&program->protection->prices[program->target];

	*found = false;
	if (program->amount > 0 ? (double)program->amount >
					  reach(program, own->rise, own->fall)
				: -(double)program->amount >
					  reach(program, own->fall, own->rise))
		return 0;
	program->model = Clp_newModel();
	if (program->model == NULL)
		return error_memory(error);
	program->branches = BRANCH_LIMIT;
	if (load(program, error) != 0) {
		Clp_deleteModel(program->model);
		return -1;
	}
	*found = search_whole(program);
	Clp_deleteModel(program->model);
	return 0;
}

static int draft_reserve(struct draft *draft, uint32_t count,
			 struct error *error)
{
	void *block;

	if (count <= draft->capacity)
		return 0;
	block = memory_resize(draft->cells, count * sizeof(*draft->cells));
	if (block == NULL)
		return error_memory(error);
	draft->cells = block;
	block = memory_resize(draft->weights, count * sizeof(*draft->weights));
	if (block == NULL)
		return error_memory(error);
	draft->weights = block;
	draft->capacity = count;
	return 0;
}

/* Up and down at once. */
static int try_both_ways(struct program *program, const struct target *target,
			 bool *found, struct error *error)
{
	for (uint32_t way = 0; way < TARGET_WAYS && !*found; way++) {
		if (!target_way(target, way, &program->forth, &program->back))
			continue;
		program->amount = 1;
		if (attempt(program, found, error) != 0)
			return -1;
	}
	return 0;
}

/* To one side as far as is wanted, or less. */
static int try_one_way(struct program *program, bool up, uint32_t so_far,
		       uint32_t wanted, bool *found, struct error *error)
{
	program->forth = 1;
	program->back = 0;
	for (uint32_t amount = wanted; amount > so_far && !*found;
	     amount = amount > 8 ? amount - amount / 4 : amount - 1) {
		program->amount = up ? amount : -(int64_t)amount;
		if (attempt(program, found, error) != 0)
			return -1;
	}
	return 0;
}

static int try_moves(struct program *program, const struct target *target,
		     bool *found, struct error *error)
{
	if (try_both_ways(program, target, found, error) != 0)
		return -1;
	if (!*found &&
	    try_one_way(program, true, target->risen,
			target_rise_wanted(target), found, error) != 0)
		return -1;
	if (!*found &&
	    try_one_way(program, false, target->fallen,
			target_fall_wanted(target), found, error) != 0)
		return -1;
	return 0;
}

int program_move(struct protection *protection, const struct target *target,
		 struct draft *draft, bool *found, struct error *error)
{
	const struct relations *relations = protection->relations;
	struct program program = {
		.protection = protection,
		.draft = draft,
		.target = target->cell,
	};
	uint32_t before = 0;
	int result = 0;

	*found = false;
	program.cells = memory_array((size_t)relations->cell_count + 1,
				     sizeof(*program.cells));
	program.places = memory_array((size_t)relations->cell_count + 1,
				      sizeof(*program.places));
	program.rows = memory_array((size_t)relations->equation_count + 1,
				    sizeof(*program.rows));
	program.equations = memory_array((size_t)relations->equation_count + 1,
					 sizeof(*program.equations));
	if (program.cells == NULL || program.places == NULL ||
	    program.rows == NULL || program.equations == NULL)
		result = error_memory(error);
	for (uint32_t limit = NEAR; result == 0 && !*found; limit *= 8) {
		gather(&program, limit);
		if (program.count == before || program.count == 0)
			break;
		before = program.count;
		result = draft_reserve(draft, program.count, error);
		if (result == 0)
			result = try_moves(&program, target, found, error);
		forget(&program);
		if (limit > FARTHEST)
			break;
	}
	memory_free(program.cells);
	memory_free(program.places);
	memory_free(program.rows);
	memory_free(program.equations);
	return result;
}
