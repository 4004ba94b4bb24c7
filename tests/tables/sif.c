#include "tests/tables/sif.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/slice.h"
#include "tables/relations.h"

enum {
	LIMIT_BYTES = 1 << 24,
	LIMIT_NUMBER = 100000, /* of a row or column */
	LIMIT_TERMS = 1 << 18,
};

enum section {
	SECTION_ROWS,
	SECTION_COLUMNS,
	SECTION_BOUNDS,
	SECTION_QMATRIX,
	SECTION_OTHER,
};

static const char *const section_names[] = {
	[SECTION_ROWS] = "ROWS",
	[SECTION_COLUMNS] = "COLUMNS",
	[SECTION_BOUNDS] = "BOUNDS",
	[SECTION_QMATRIX] = "QMATRIX",
};

struct sif_cell {
	double weight, low, high;
	bool seen;
	int64_t count; /* scaled */
	bool summed;
};

struct sif_term {
	uint32_t row, cell;
	int8_t weight;
};

struct sif {
	struct sif_cell *cells;
	uint32_t cell_count;
	struct sif_term *terms;
	size_t term_count, term_capacity;
	uint32_t row_count;
	int64_t scale;
	bool half; /* what is known is half the count and not 0 */
	struct arena *arena;
};

static int malformed(struct error *error, uint32_t line)
{
	error_set(error, ERROR_INPUT, "this is not such an instance");
	return error_at(error, slice_of(""), line, 0, 0);
}

/* "C0012" gives 12, from 1. */
static bool name_number(struct slice name, char letter, uint32_t *number)
{
	uint64_t value;

	if (name.len < 2 || name.at[0] != letter ||
	    !slice_number(slice_part(name, 1, name.len), LIMIT_NUMBER,
			  &value) ||
	    value == 0)
		return false;
	*number = (uint32_t)value;
	return true;
}

static bool read_double(struct slice text, double *value)
{
	char copy[64], *end;

	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	*value = strtod(copy, &end);
	return *end == '\0' && isfinite(*value) && fabs(*value) < 1e15;
}

static size_t split(struct slice line, struct slice *words, size_t most)
{
	size_t count = 0;

	while (line.len > 0 && count < most) {
		struct slice word = slice_cut(&line, ' ');

		if (word.len > 0)
			words[count++] = word;
	}
	return count;
}

static struct sif_cell *cell_of(struct sif *sif, struct slice name)
{
	uint32_t number;

	if (!name_number(name, 'C', &number))
		return NULL;
	if (number > sif->cell_count)
		sif->cell_count = number;
	sif->cells[number - 1].seen = true;
	return &sif->cells[number - 1];
}

static bool take_term(struct sif *sif, const struct slice *words, size_t count,
		      struct error *error)
{
	const struct sif_cell *cell = cell_of(sif, words[0]);
	struct sif_term *terms;
	uint32_t row;
	double weight;

	if (count != 3 || cell == NULL || !name_number(words[1], 'R', &row) ||
	    row > sif->row_count || !read_double(words[2], &weight) ||
	    fabs(weight) != 1 || sif->term_count == LIMIT_TERMS)
		return false;
	terms = arena_grow(sif->arena, sif->terms, sif->term_count,
			   &sif->term_capacity, sizeof(*terms));
	if (terms == NULL) {
		error_memory(error);
		return false;
	}
	sif->terms = terms;
	terms[sif->term_count++] = (struct sif_term){
		row - 1, (uint32_t)(cell - sif->cells), (int8_t)weight};
	return true;
}

static bool take_bound(struct sif *sif, const struct slice *words, size_t count)
{
	struct sif_cell *cell;
	double value;

	if (count != 4)
		return false;
	cell = cell_of(sif, words[2]);
	if (cell == NULL || !read_double(words[3], &value))
		return false;
	if (slice_is(words[0], "LO"))
		cell->low = value;
	else if (slice_is(words[0], "UP"))
		cell->high = value;
	else
		return false;
	return true;
}

static bool take_weight(struct sif *sif, const struct slice *words,
			size_t count)
{
	struct sif_cell *cell = cell_of(sif, words[0]);

	return count == 3 && cell != NULL && slice_equal(words[0], words[1]) &&
	       read_double(words[2], &cell->weight) && cell->weight > 0;
}

static bool take_line(struct sif *sif, enum section section, struct slice line,
		      struct error *error)
{
	struct slice words[5];
	size_t count = split(line, words, 5);

	if (count == 0)
		return true;
	switch (section) {
	case SECTION_ROWS:
		sif->row_count += slice_is(words[0], "E");
		return sif->row_count <= LIMIT_NUMBER;
	case SECTION_COLUMNS:
		return count >= 2 && take_term(sif, words, count, error);
	case SECTION_BOUNDS:
		return take_bound(sif, words, count);
	case SECTION_QMATRIX:
		return count >= 2 && take_weight(sif, words, count);
	case SECTION_OTHER:
		break;
	}
	return true;
}

static enum section section_of(struct slice line)
{
	struct slice word = slice_cut(&line, ' ');

	for (int i = 0; i < SECTION_OTHER; i++)
		if (slice_is(word, section_names[i]))
			return (enum section)i;
	return SECTION_OTHER;
}

static int read_lines(struct sif *sif, struct slice text, struct error *error)
{
	enum section section = SECTION_OTHER;
	uint32_t number = 0;

	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');

		number++;
		if (line.len == 0 || line.at[0] == '*')
			continue;
		if (line.at[0] != ' ')
			section = section_of(line);
		else if (!take_line(sif, section, line, error))
			return error->code == ERROR_MEMORY
				       ? -1
				       : malformed(error, number);
	}
	for (uint32_t i = 0; i < sif->cell_count; i++)
		if (!sif->cells[i].seen || sif->cells[i].weight == 0)
			return malformed(error, number);
	return 0;
}

static bool is_whole(double value)
{
	return fabs(value - nearbyint(value)) < 1e-9;
}

/* What is fixed at a weight of 1 is 0; what is not has its count as weight. */
static double count_of(const struct sif_cell *cell)
{
	double count = 2 / cell->weight;

	if (cell->low == 0 && cell->high == 0 && cell->weight == 2)
		return 0;
	/* Six digits are what the instance was written with. */
	if (count >= 1e6) {
		double unit = pow(10, floor(log10(count)) - 5);

		return nearbyint(count / unit) * unit;
	}
	return nearbyint(count);
}

static void take_counts(struct sif *sif)
{
	sif->scale = 1;
	for (uint32_t i = 0; i < sif->cell_count; i++) {
		const struct sif_cell *cell = &sif->cells[i];

		if (!is_whole(cell->low) || !is_whole(cell->high))
			sif->scale = 100;
		if (cell->low < 0 && -cell->low < 0.9 * count_of(cell))
			sif->half = true;
	}
	for (uint32_t i = 0; i < sif->cell_count; i++)
		sif->cells[i].count =
			(int64_t)count_of(&sif->cells[i]) * sif->scale;
}

/* Totals from their parts, from the smallest upwards: over and over, until no
 * count changes.  False when they never agree. */
static bool add_up(struct sif *sif, int64_t *sums, uint32_t *totals)
{
	bool changed = true;

	for (int round = 0; changed && round < 64; round++) {
		changed = false;
		memset(sums, 0, sif->row_count * sizeof(*sums));
		for (size_t i = 0; i < sif->term_count; i++) {
			const struct sif_term *term = &sif->terms[i];

			if (term->weight < 0)
				totals[term->row] = term->cell;
			else
				sums[term->row] += sif->cells[term->cell].count;
		}
		for (uint32_t i = 0; i < sif->row_count; i++) {
			struct sif_cell *total = &sif->cells[totals[i]];

			if (total->count == sums[i])
				continue;
			total->count = sums[i];
			changed = true;
		}
	}
	return !changed;
}

static int64_t scaled(const struct sif *sif, double value)
{
	return (int64_t)nearbyint(value * (double)sif->scale);
}

static int fill_cell(const struct sif *sif, struct relations *relations,
		     uint32_t at, enum sif_protection protection,
		     struct error *error)
{
	const struct sif_cell *cell = &sif->cells[at];
	int64_t count = cell->count, room;
	int64_t known = sif->half ? count - count / 2 : 0;

	relations->costs[at] = count < sif->scale ? 1 : count / sif->scale;
	relations->most[at] = count + scaled(sif, cell->high);
	relations->least[at] = known;
	if (cell->low <= 0) {
		if (cell->low == 0 && cell->high == 0)
			relations->least[at] = count;
		return 0;
	}
	if (cell->low * (double)sif->scale > UINT32_MAX)
		return malformed(error, 0);
	room = count - known;
	relations->marks[at] = CELL_RISKY;
	relations->above[at] = (uint32_t)scaled(sif, cell->low);
	if (protection == SIF_BOTH)
		relations->below[at] = room < relations->above[at]
					       ? (uint32_t)room
					       : relations->above[at];
	return 0;
}

/* Terms come by column; equations want them by row. */
static int add_equations(struct sif *sif, struct relations *relations,
			 struct error *error)
{
	uint32_t *cells =
		arena_array(sif->arena, sif->term_count + 1, sizeof(*cells));
	int8_t *weights =
		arena_array(sif->arena, sif->term_count + 1, sizeof(*weights));
	size_t *starts = arena_array(sif->arena, (size_t)sif->row_count + 2,
				     sizeof(*starts));

	if (cells == NULL || weights == NULL || starts == NULL)
		return error_memory(error);
	for (size_t i = 0; i < sif->term_count; i++)
		starts[sif->terms[i].row + 2]++;
	for (uint32_t i = 0; i < sif->row_count; i++)
		starts[i + 2] += starts[i + 1];
	for (size_t i = 0; i < sif->term_count; i++) {
		size_t at = starts[sif->terms[i].row + 1]++;

		cells[at] = sif->terms[i].cell;
		weights[at] = sif->terms[i].weight;
	}
	for (uint32_t i = 0; i < sif->row_count; i++)
		relations_add_equation(relations, cells + starts[i],
				       weights + starts[i],
				       starts[i + 1] - starts[i]);
	return 0;
}

static int make(struct sif *sif, struct relations *relations,
		enum sif_protection protection, struct error *error)
{
	int64_t *counts = arena_array(sif->arena, (size_t)sif->cell_count + 1,
				      sizeof(*counts));
	int64_t *sums = arena_array(sif->arena, (size_t)sif->row_count + 1,
				    sizeof(*sums));
	uint32_t *totals = arena_array(sif->arena, (size_t)sif->row_count + 1,
				       sizeof(*totals));

	if (counts == NULL || sums == NULL || totals == NULL)
		return error_memory(error);
	take_counts(sif);
	if (!add_up(sif, sums, totals))
		return malformed(error, 0);
	for (uint32_t i = 0; i < sif->cell_count; i++)
		counts[i] = sif->cells[i].count;
	relations_begin(relations, sif->arena);
	relations_add_cells(relations, counts, sif->cell_count);
	if (add_equations(sif, relations, error) != 0 ||
	    relations_finish(relations, error) != 0)
		return -1;
	for (uint32_t i = 0; i < sif->cell_count; i++)
		if (fill_cell(sif, relations, i, protection, error) != 0)
			return -1;
	return 0;
}

int sif_read(struct relations *relations, const char *path,
	     enum sif_protection protection, int64_t *scale,
	     struct arena *arena, struct error *error)
{
	struct sif sif = {.arena = arena};
	struct builder text = {0};
	int result;

	sif.cells = arena_array(arena, LIMIT_NUMBER, sizeof(*sif.cells));
	if (sif.cells == NULL)
		return error_memory(error);
	result = file_read(path, LIMIT_BYTES, &text, error);
	if (result == 0)
		result = read_lines(&sif, builder_slice(&text), error);
	if (result == 0)
		result = make(&sif, relations, protection, error);
	*scale = sif.scale;
	builder_release(&text);
	return result;
}
