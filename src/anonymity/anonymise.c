#include "anonymity/anonymise.h"

#include "anonymity/lattice.h"
#include "anonymity/loss.h"
#include "anonymity/suppress.h"
#include "anonymity/tuples.h"
#include "base/error.h"

/* --- what is lost ---------------------------------------------------------------- */

static void count_loss(struct anonymise_outcome *outcome,
		       const struct microdata *data,
		       const struct loss_table *table)
{
	const struct recoding *recoding = &outcome->recoding;
	uint64_t whole = (uint64_t)table->count * LOSS_WHOLE;
	uint64_t base = 0, lost = 0;

	for (size_t q = 0; q < table->count; q++)
		base += table->by_level[q][recoding->levels[q]];
	for (size_t row = 0; row < data->row_count; row++) {
		uint32_t mask =
			recoding->starred != NULL ? recoding->starred[row] : 0;

		if (recoding_drops(recoding, row)) {
			lost += whole;
			continue;
		}
		outcome->starred_rows += mask != 0;
		lost += base;
		for (size_t q = 0; mask != 0; q++, mask >>= 1)
			if ((mask & 1) != 0) {
				outcome->starred_cells++;
				lost += LOSS_WHOLE -
					table->by_level[q][recoding->levels[q]];
			}
	}
	if (whole > 0 && data->row_count > 0)
		outcome->lost =
			(double)lost / (double)whole / (double)data->row_count;
}

/* --- the whole ---------------------------------------------------------------------- */

static int choose(struct anonymise_outcome *outcome, struct tuples *tuples,
		  const struct microdata *data,
		  const struct anonymity_model *model, enum loss loss,
		  struct arena *arena, struct error *error)
{
	struct recoding *recoding = &outcome->recoding;
	struct lattice_result found;
	struct loss_table table;

	if (tuples_make(tuples, data, recoding, error) != 0 ||
	    loss_make(&table, data, recoding, loss, error) != 0 ||
	    lattice_search(&found, tuples, &table, model, error) != 0)
		return -1;
	outcome->combinations = found.combinations;
	outcome->tried = found.tried;
	outcome->proved = found.proved;
	for (size_t q = 0; q < recoding->quasi_count; q++)
		recoding->levels[q] = found.levels[q];
	if (suppress(recoding, tuples, &table, model, arena, error) != 0)
		return -1;
	count_loss(outcome, data, &table);
	return 0;
}

static int judge(struct anonymise_outcome *outcome,
		 const struct microdata *data,
		 const struct anonymity_model *model, double threshold,
		 struct arena *arena, struct error *error)
{
	const char *why;

	if (measure_rows(&outcome->after, data, &outcome->recoding, model,
			 threshold, arena, error) != 0)
		return -1;
	if (outcome->after.rows == 0)
		return error_set(error, ERROR_REFUSED,
				 "these rows cannot be made safe: nothing "
				 "would be left of them");
	if (!measure_fulfils(&outcome->after, model, &why))
		return error_set(error, ERROR_REFUSED,
				 "these rows cannot be shown to be safe: %s",
				 why);
	return 0;
}

int anonymise(struct anonymise_outcome *outcome, const struct microdata *data,
	      const struct anonymity_model *model, double threshold,
	      enum loss loss, struct arena *arena, struct error *error)
{
	struct tuples tuples = {0};
	int result;

	*outcome = (struct anonymise_outcome){0};
	if (anonymity_model_check(model, error) != 0)
		return -1;
	recoding_begin(&outcome->recoding, data);
	if (outcome->recoding.quasi_count > RECODING_QUASI)
		return error_set(error, ERROR_INPUT,
				 "more than %d columns help to single somebody "
				 "out: rows that tell so much of a person "
				 "cannot be made alike",
				 RECODING_QUASI);
	if (data->row_count == 0)
		return error_set(error, ERROR_INPUT, "there are no rows");
	if (measure_rows(&outcome->before, data, &outcome->recoding, model,
			 threshold, arena, error) != 0)
		return -1;
	result = choose(outcome, &tuples, data, model, loss, arena, error);
	tuples_release(&tuples);
	if (result != 0)
		return -1;
	return judge(outcome, data, model, threshold, arena, error);
}
