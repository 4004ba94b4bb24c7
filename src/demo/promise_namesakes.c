#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "register/record.h"

/*
 * Rows that name somebody, but may be one of several: a brother of the same name
 * in the same house.  Each is somebody's who agrees most with all that it tells,
 * no two rows of a file are one pupil's, and each is held against whom it is
 * about.  Only a row that nobody of these may be in it for is objected to.
 */

enum { CANDIDATES = 16, DEPTH_LIMIT = 100 };

struct namesake_row {
	const struct promise_file *file;
	struct promise_row row; /* a copy */
	const struct truth_pupil *candidates[CANDIDATES];
	size_t count;
	uint64_t fit; /* bits of those for whom there is nothing to object */
};

struct namesakes {
	struct arena arena;
	struct namesake_row *rows;
	size_t count, capacity;
	const struct promise_file **had; /* by pupil: has a row of this file */
	size_t *taken;                   /* by pupil: a row's place, plus 1 */
	uint64_t *seen;                  /* by pupil: the last search */
	uint64_t search;
	unsigned int depth;
};

int namesakes_make(struct namesakes **out, const struct truth *truth,
		   struct error *error)
{
	struct namesakes *namesakes = memory_array(1, sizeof(*namesakes));
	size_t count = truth_count(truth) + 1;

	if (namesakes == NULL)
		return error_memory(error);
	*out = namesakes;
	namesakes->had = memory_array(count, sizeof(*namesakes->had));
	namesakes->taken = memory_array(count, sizeof(*namesakes->taken));
	namesakes->seen = memory_array(count, sizeof(*namesakes->seen));
	return namesakes->had == NULL || namesakes->taken == NULL ||
			       namesakes->seen == NULL
		       ? error_memory(error)
		       : 0;
}

void namesakes_free(struct namesakes *namesakes)
{
	if (namesakes == NULL)
		return;
	memory_free(namesakes->had);
	memory_free(namesakes->taken);
	memory_free(namesakes->seen);
	arena_release(&namesakes->arena);
	memory_free(namesakes);
}

void namesakes_note(struct namesakes *namesakes, const struct truth *truth,
		    const struct truth_pupil *pupil,
		    const struct promise_file *file)
{
	namesakes->had[pupil - truth_at(truth, 0)] = file;
}

static bool copy_row(struct arena *arena, struct promise_row *copy,
		     const struct promise_row *row)
{
	struct promise_value *values =
		arena_array(arena, row->count, sizeof(*values));

	*copy = *row;
	copy->element = arena_copy(arena, row->element);
	copy->values = values;
	if (values == NULL || copy->element.at == NULL)
		return false;
	for (size_t i = 0; i < row->count; i++) {
		values[i] = row->values[i];
		values[i].name = arena_copy(arena, row->values[i].name);
		values[i].field = arena_copy(arena, row->values[i].field);
		values[i].text = arena_copy(arena, row->values[i].text);
		if (values[i].name.at == NULL || values[i].field.at == NULL ||
		    values[i].text.at == NULL)
			return false;
	}
	return true;
}

int namesakes_add(struct namesakes *namesakes, const struct promise_file *file,
		  const struct promise_row *row, struct error *error)
{
	struct namesake_row *rows =
		arena_grow(&namesakes->arena, namesakes->rows, namesakes->count,
			   &namesakes->capacity, sizeof(*rows));

	if (rows == NULL)
		return error_memory(error);
	namesakes->rows = rows;
	rows[namesakes->count] = (struct namesake_row){.file = file};
	if (!copy_row(&namesakes->arena, &rows[namesakes->count].row, row))
		return error_memory(error);
	namesakes->count++;
	return 0;
}

/* --- whose it may be -------------------------------------------------------------- */

static bool holds(const struct record *record, struct slice text)
{
	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		for (uint32_t j = 0; j < section->count; j++)
			for (uint32_t k = 0; k < section->items[j].count; k++)
				if (slice_equal(
					    section->items[j].values[k].text,
					    text))
					return true;
	}
	return false;
}

/* How many of the row's values the pupil has, as it was at some time. */
static size_t agreeing(const struct promise_row *row,
		       const struct truth_pupil *pupil)
{
	size_t most = 0;

	for (; pupil != NULL; pupil = pupil->older) {
		size_t count = 0;

		for (size_t i = 0; i < row->count; i++)
			count += holds(pupil->record, row->values[i].text);
		most = count > most ? count : most;
	}
	return most;
}

/* All of the name who agree with the row as much as anybody does. */
static void find_candidates(const struct examination *examination,
			    struct namesake_row *row)
{
	const struct truth *truth = examination->evidence->truth;
	size_t most = 0;

	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_at(truth, i);
		size_t agreed;

		if (!promise_may_be(examination, &row->row, pupil))
			continue;
		agreed = agreeing(&row->row, pupil);
		if (agreed > most)
			row->count = 0;
		if (agreed < most || row->count == CANDIDATES)
			continue;
		most = agreed;
		row->candidates[row->count++] = pupil;
	}
}

/* --- one row, one pupil ------------------------------------------------------------ */

static bool assign(struct namesakes *namesakes,
		   const struct examination *examination, size_t index);

static bool can_have(struct namesakes *namesakes,
		     const struct examination *examination, size_t index,
		     size_t pupil)
{
	size_t other = namesakes->taken[pupil];
	bool given_way;

	if (namesakes->seen[pupil] == namesakes->search ||
	    namesakes->had[pupil] == namesakes->rows[index].file)
		return false;
	namesakes->seen[pupil] = namesakes->search;
	if (other == 0 ||
	    namesakes->rows[other - 1].file != namesakes->rows[index].file)
		return true;
	if (namesakes->depth == DEPTH_LIMIT)
		return false;
	namesakes->depth++;
	given_way = assign(namesakes, examination, other - 1);
	namesakes->depth--;
	return given_way;
}

/* Whether the row is somebody's who may be in it (augmenting paths; H. W. Kuhn
 * 1955). */
static bool assign(struct namesakes *namesakes,
		   const struct examination *examination, size_t index)
{
	const struct truth *truth = examination->evidence->truth;
	struct namesake_row *row = &namesakes->rows[index];

	for (size_t i = 0; i < row->count; i++) {
		size_t pupil =
			(size_t)(row->candidates[i] - truth_at(truth, 0));

		if ((row->fit >> i & 1) == 0 ||
		    !can_have(namesakes, examination, index, pupil))
			continue;
		namesakes->taken[pupil] = index + 1;
		return true;
	}
	return false;
}

static void judge_row(struct namesakes *namesakes,
		      struct examination *examination, size_t index)
{
	struct namesake_row *row = &namesakes->rows[index];
	const struct truth *truth = examination->evidence->truth;

	for (size_t i = 0; i < row->count; i++) {
		size_t pupil =
			(size_t)(row->candidates[i] - truth_at(truth, 0));

		if (namesakes->taken[pupil] == index + 1) {
			promise_examine_pupil(examination, &row->row,
					      row->candidates[i]);
			return;
		}
	}
	if (row->fit == 0 && row->count > 0)
		promise_examine_pupil(examination, &row->row,
				      row->candidates[0]);
	else
		object(examination,
		       "more rows of a name than pupils who may be in it");
}

void namesakes_judge(struct namesakes *namesakes,
		     struct examination *examination)
{
	for (size_t i = 0; i < namesakes->count; i++) {
		struct namesake_row *row = &namesakes->rows[i];

		find_candidates(examination, row);
		for (size_t j = 0; j < row->count; j++)
			if (promise_fits(examination, &row->row,
					 row->candidates[j]))
				row->fit |= UINT64_C(1) << j;
	}
	for (size_t i = 0; i < namesakes->count; i++) {
		namesakes->search++;
		(void)assign(namesakes, examination, i);
	}
	for (size_t i = 0; i < namesakes->count; i++) {
		examination->file = namesakes->rows[i].file;
		examination->row = namesakes->rows[i].row.number;
		judge_row(namesakes, examination, i);
	}
	examination->file = NULL;
	examination->row = 0;
}
