#include "tests/tables/interval.h"

#include "tests/test.h"

#include <math.h>

#include "base/memory.h"
#include "tables/clp.h"
#include "tables/relations.h"

static void load(Clp_Simplex *model, const struct relations *relations,
		 double *low, double *high)
{
	uint32_t count = relations->cell_count;
	double *zeros = memory_array(count + 1, sizeof(*zeros));
	int *starts = memory_array(count + 2, sizeof(*starts));

	assert_non_null(zeros);
	assert_non_null(starts);
	for (uint32_t i = 0; i < count; i++) {
		low[i] = high[i] = (double)relations->counts[i];
		if (relations_is_shown(relations, i))
			continue;
		low[i] = (double)relations->least[i];
		high[i] = relations->most[i] == RELATIONS_UNBOUNDED
				  ? INFINITY
				  : (double)relations->most[i];
	}
	Clp_loadProblem(model, (int)count, 0, starts, NULL, NULL, low, high,
			zeros, NULL, NULL);
	memory_free(starts);
	memory_free(zeros);
}

static void load_equations(Clp_Simplex *model,
			   const struct relations *relations)
{
	for (uint32_t i = 0; i < relations->equation_count; i++) {
		uint64_t start = relations->starts[i];
		int count = (int)(relations->starts[i + 1] - start);
		int bounds[2] = {0, count}, columns[64];
		double weights[64], zero = 0;

		assert_true(count <= 64);
		for (int j = 0; j < count; j++) {
			columns[j] = (int)relations->terms[start + (size_t)j];
			weights[j] = relations->weights[start + (size_t)j];
		}
		Clp_addRows(model, 1, &zero, &zero, bounds, columns, weights);
	}
}

double interval_end(const struct relations *relations, uint32_t cell,
		    bool greatest)
{
	Clp_Simplex *model = Clp_newModel();
	double *low = memory_array(relations->cell_count + 1, sizeof(*low));
	double *high = memory_array(relations->cell_count + 1, sizeof(*high));
	double end;

	assert_non_null(low);
	assert_non_null(high);
	Clp_setLogLevel(model, 0);
	load(model, relations, low, high);
	load_equations(model, relations);
	Clp_objective(model)[cell] = greatest ? -1 : 1;
	Clp_primal(model, 0);
	assert_true(Clp_status(model) == 0 || Clp_status(model) == 2);
	end = Clp_status(model) == 2 ? INFINITY
				     : Clp_primalColumnSolution(model)[cell];
	Clp_deleteModel(model);
	memory_free(low);
	memory_free(high);
	return end;
}

bool interval_safe(const struct relations *relations)
{
	for (uint32_t i = 0; i < relations->cell_count; i++) {
		double count = (double)relations->counts[i], low, high;

		if (relations->marks[i] != CELL_RISKY &&
		    relations->marks[i] != CELL_HIDDEN)
			continue;
		if (relations->below[i] == 0 && relations->above[i] == 0 &&
		    relations->span[i] == 0)
			continue;
		low = interval_end(relations, i, false);
		high = interval_end(relations, i, true);
		if (low > count - relations->below[i] + 1e-6 ||
		    high < count + relations->above[i] - 1e-6 ||
		    high - low < relations->span[i] - 1e-6)
			return false;
	}
	return true;
}
