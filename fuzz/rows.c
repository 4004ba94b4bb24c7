/*
 * Reads any bytes as rows about people, and as a hierarchy for their first
 * column, which is what stands before the first line "====".  What is made safe of
 * them must measure as safe.
 */
#include <stdlib.h>

#include "anonymity/anonymise.h"
#include "anonymity/ladder.h"
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"

enum { MOST_ROWS = 400, MOST_COLUMNS = 6 };

static const struct slice mark = SLICE_INIT("\n====\n");

/* The part before the mark, and what stands behind it; all is rows without one. */
static struct slice cut(struct slice *bytes)
{
	for (size_t i = 0; i + mark.len <= bytes->len; i++)
		if (slice_equal(slice_part(*bytes, i, i + mark.len), mark)) {
			struct slice before = slice_part(*bytes, 0, i);

			*bytes = slice_part(*bytes, i + mark.len, bytes->len);
			return before;
		}
	return (struct slice){NULL, 0};
}

static void give_roles(struct microdata *data, struct slice hierarchy,
		       struct arena *arena)
{
	for (size_t i = 0; i < data->column_count; i++) {
		struct column *column = &data->columns[i];
		struct ladder *ladder = arena_allocate(arena, sizeof(*ladder));

		column->role = i % 3 == 2 ? COLUMN_SENSITIVE : COLUMN_QUASI;
		if (ladder == NULL)
			abort();
		if ((i > 0 || ladder_read(ladder, column, hierarchy, arena,
					  NULL) != 0) &&
		    ladder_guess(ladder, column, data->row_count, 2, arena,
				 NULL) != 0)
			abort();
		column->ladder = ladder;
	}
}

static void make_safe(const struct microdata *data, struct arena *arena)
{
	static const struct anonymity_model model = {
		.k = 2,
		.diversity = DIVERSITY_DISTINCT,
		.l = 2,
		.t = 1,
		.leave_out = 300,
	};
	struct anonymise_outcome outcome;
	struct builder text = {0};
	struct error error = {0};

	if (anonymise(&outcome, data, &model, 0.5, LOSS_ENTROPY, arena,
		      &error) != 0)
		return;
	if (!measure_fulfils(&outcome.after, &model, NULL))
		abort();
	recoding_write(&outcome.recoding, data, NULL, 0, data->row_count,
		       &text);
	builder_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct slice rows = {(const char *)bytes, size};
	struct slice hierarchy = cut(&rows);
	struct arena arena = {0};
	struct microdata *data;
	struct error error = {0};

	if (microdata_read(&data, rows, &error) != 0)
		return 0;
	if (data->row_count <= MOST_ROWS &&
	    data->column_count <= MOST_COLUMNS) {
		give_roles(data, hierarchy, &arena);
		make_safe(data, &arena);
	}
	microdata_free(data);
	arena_release(&arena);
	return 0;
}
