#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/*
 * Tables of counts, in both of their forms: one for all tables of a release
 * (table,area,value,label,pupils), or one table with a column for each dimension.
 * A count may not be so small that it is somebody, nor may such a one be the
 * difference of what is shown.
 */

enum {
	CELL_DIMENSIONS = 4,
	CELL_LIMIT = 1 << 20,
	CELL_COLUMNS = 16,
	ROUNDS = 64, /* of working out one count after the other */
};

struct dimension {
	struct slice name;
	uint16_t field; /* DICTIONARY_NONE: the truth does not have it */
	size_t column;
	bool area;
	bool school; /* a record may leave it to the school to say that */

	/* The codes that stand in cells, in the order in which they came. */
	struct slice *codes;
	size_t code_count, code_capacity;
	bool *has; /* by code: whether the pupil in hand has it */
};

struct cell {
	uint64_t row;
	struct slice codes[CELL_DIMENSIONS];
	uint32_t ids[CELL_DIMENSIONS]; /* of the codes, by dimension */
	int64_t shown;                 /* -1: hidden */
	int64_t truth;                 /* -1: not known */
};

/* One table; of those in one file, one after the other. */
struct cells {
	struct examination *examination;
	struct arena arena;
	struct dimension dimensions[CELL_DIMENSIONS];
	size_t dimension_count;
	size_t count_column;
	bool release;       /* the first form */
	struct slice table; /* in hand, of the first form */
	struct cell *cells;
	size_t count, capacity;
};

/* Areas by which may be counted, with the field that says a pupil's. */
static const struct {
	const char *name, *field;
} areas[] = {
	{"lsoa", "pupil.lsoa"},
	{"msoa", "pupil.msoa"},
	{"authority", "pupil.home-authority"},
	{"pct-area", "pupil.pct-area"},
	{"school", "enrolment.school"},
	{"year-group", "enrolment.year-group"},
};

static uint16_t field_of(const struct truth *truth, struct slice name,
			 bool *area)
{
	const struct dictionary *dictionary = truth_dictionary(truth);

	*area = false;
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (slice_is(name, areas[i].name) ||
		    slice_is(name, areas[i].field)) {
			*area = true;
			return dictionary_find(dictionary, KIND_FIELD,
					       slice_of(areas[i].field));
		}
	if (slice_is(name, "sex"))
		name = SLICE("pupil.sex");
	return dictionary_find(dictionary, KIND_FIELD, name);
}

static struct slice area_name(struct slice name)
{
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (slice_is(name, areas[i].field))
			return slice_of(areas[i].name);
	return name;
}

/* --- what is counted by ------------------------------------------------------- */

static void examine_area(struct cells *cells, struct slice name)
{
	struct examination *examination = cells->examination;
	const char *by = examination->promise->by;
	struct slice rest = slice_of(by);

	ask(examination);
	if (by == NULL)
		return;
	while (rest.len > 0)
		if (slice_equal(slice_cut(&rest, ' '), area_name(name)))
			return;
	object(examination, "counted by an area that was not told of");
}

static struct dimension *add_dimension(struct cells *cells, struct slice name,
				       size_t column)
{
	struct dimension *dimension;

	if (cells->dimension_count == CELL_DIMENSIONS) {
		object(cells->examination, "a table of too many dimensions");
		return NULL;
	}
	dimension = &cells->dimensions[cells->dimension_count++];
	*dimension = (struct dimension){.name = name, .column = column};
	dimension->field = field_of(cells->examination->evidence->truth, name,
				    &dimension->area);
	dimension->school = slice_is(area_name(name), "school");
	/* Year groups are an area only where nothing else is. */
	if (dimension->area && (cells->dimension_count == 1 ||
				!slice_is(area_name(name), "year-group")))
		examine_area(cells, name);
	return dimension;
}

/* "aggregate by lsoa" */
static struct slice area_of_level(struct slice level)
{
	struct slice ahead = SLICE("aggregate by ");

	return slice_starts_with(level, ahead)
		       ? slice_part(level, ahead.len, level.len)
		       : (struct slice){0};
}

static bool take_head(struct cells *cells, const struct slice *names,
		      size_t count)
{
	struct examination *examination = cells->examination;

	cells->release = count == 5 && slice_is(names[0], "table") &&
			 slice_is(names[1], "area") &&
			 slice_is(names[4], "pupils");
	cells->count_column = count;
	for (size_t i = 0; i < count; i++)
		if (slice_is(names[i], "pupils"))
			cells->count_column = i;
	ask(examination);
	if (cells->count_column == count) {
		object(examination, "a table without a column of pupils");
		return false;
	}
	for (size_t i = 0; !cells->release && i < cells->count_column; i++) {
		struct slice name = arena_copy(&cells->arena, names[i]);

		if (!slice_ends_with(name, SLICE("-label")) &&
		    add_dimension(cells, name, i) == NULL)
			return false;
	}
	return true;
}

/* --- what the truth is ---------------------------------------------------------- */

/* Whether a code is the other, or in its group: year 3 is of key stage 2. */
static bool is_of(const struct dictionary *dictionary, uint16_t set,
		  struct slice text, struct slice group)
{
	while (!slice_equal(text, group)) {
		uint16_t code;

		if (set == DICTIONARY_NONE)
			return false;
		code = code_set_find(dictionary, set, text);
		if (code == DICTIONARY_NONE)
			return false;
		text = dictionary->code_sets[set].codes[code].class;
		set = dictionary->code_sets[set].within;
	}
	return true;
}

/* The values of a field in all items of its list, in one bag. */
struct values {
	struct slice first;
	bool any, several;
};

static void note_value(struct values *values, struct slice text)
{
	if (text.len == 0)
		return;
	if (!values->any)
		values->first = text;
	else if (!slice_equal(values->first, text))
		values->several = true;
	values->any = true;
}

/* Whether the record has the code in any item of the field's list, by itself or
 * as one of its group; "several" where it has more than one value. */
static bool record_has(const struct record *record,
		       const struct dictionary *dictionary, uint16_t field,
		       struct slice code)
{
	const struct field *known = &dictionary->fields[field];
	struct values values = {0};

	for (uint32_t i = 0; i < record->count; i++) {
		const struct section *section = &record->sections[i];

		if (section->category != known->category)
			continue;
		for (uint32_t j = 0; j < section->count; j++) {
			struct slice text =
				item_text(&section->items[j], field);

			note_value(&values, text);
			if (is_of(dictionary, known->codes, text, code))
				return true;
		}
	}
	return (!values.any && slice_is(code, "none")) ||
	       (values.several && slice_is(code, "several"));
}

static bool is_total(struct slice code)
{
	return slice_is(code, "total");
}

static bool has_code_of(const struct cells *cells,
			const struct dimension *dimension, struct slice code,
			const struct truth_pupil *pupil)
{
	/* Of whom it is not known may be anybody. */
	if (is_total(code) || slice_is(code, "unknown") ||
	    (dimension->school && slice_equal(code, pupil->school)))
		return true;
	return record_has(pupil->record,
			  truth_dictionary(cells->examination->evidence->truth),
			  dimension->field, code);
}

/* Notes which codes of each dimension the pupil has. */
static void note_codes(struct cells *cells, const struct truth_pupil *pupil)
{
	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct dimension *dimension = &cells->dimensions[d];

		for (size_t i = 0; i < dimension->code_count; i++)
			dimension->has[i] = has_code_of(
				cells, dimension, dimension->codes[i], pupil);
	}
}

static bool counts_in(const struct cells *cells, const struct cell *cell)
{
	for (size_t d = 0; d < cells->dimension_count; d++)
		if (!cells->dimensions[d].has[cell->ids[d]])
			return false;
	return true;
}

/* Whether the truth can be counted by all of the dimensions. */
static bool is_known(const struct cells *cells)
{
	const struct dictionary *dictionary =
		truth_dictionary(cells->examination->evidence->truth);

	for (size_t i = 0; i < cells->dimension_count; i++) {
		uint16_t field = cells->dimensions[i].field;

		if (field == DICTIONARY_NONE ||
		    dictionary->fields[field].derived)
			return false;
	}
	return true;
}

static bool has_code(const struct cells *cells, const struct cell *cell,
		     const char *code)
{
	for (size_t i = 0; i < cells->dimension_count; i++)
		if (slice_is(cell->codes[i], code))
			return true;
	return false;
}

/* Rows that came anonymised are somebody whom nobody can name any more: counts
 * of what is not known of them, and totals that hold such, are no counts of the
 * truth. */
static void forget_unknown(struct cells *cells)
{
	bool any = false;

	for (size_t i = 0; i < cells->count; i++)
		any = any || (cells->cells[i].shown > 0 &&
			      has_code(cells, &cells->cells[i], "unknown"));
	for (size_t i = 0; any && i < cells->count; i++)
		if (has_code(cells, &cells->cells[i], "unknown") ||
		    has_code(cells, &cells->cells[i], "total"))
			cells->cells[i].truth = -1;
}

static int count_truth(struct cells *cells, struct error *error)
{
	struct examination *examination = cells->examination;
	const struct truth *truth = examination->evidence->truth;

	if (!is_known(cells))
		return 0;
	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct dimension *dimension = &cells->dimensions[d];

		dimension->has =
			arena_array(&cells->arena, dimension->code_count + 1,
				    sizeof(*dimension->has));
		if (dimension->has == NULL)
			return error_memory(error);
	}
	for (size_t i = 0; i < cells->count; i++)
		cells->cells[i].truth = 0;
	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_on(
			truth_at(truth, i), examination->evidence->date);

		if (promise_unfit(examination->promise, examination->evidence,
				  pupil) != NULL)
			continue;
		note_codes(cells, pupil);
		for (size_t j = 0; j < cells->count; j++)
			cells->cells[j].truth +=
				counts_in(cells, &cells->cells[j]);
	}
	return 0;
}

/* --- judging ---------------------------------------------------------------------- */

static bool is_small(const struct cells *cells, int64_t count)
{
	return count > 0 &&
	       count < (int64_t)cells->examination->promise->smallest;
}

static void judge_shown(struct cells *cells, const struct cell *cell)
{
	struct examination *examination = cells->examination;
	int64_t base = examination->paper.base;

	examination->row = cell->row;
	ask(examination);
	if (cell->shown < 0)
		return;
	if (base > 1 && cell->shown != 0 &&
	    (cell->shown + examination->paper.shift) % base != 0)
		object(examination, "a count that was not rounded");
	if (base <= 1 && is_small(cells, cell->shown))
		object(examination, "a count so small that it is somebody");
	if (cell->truth < 0 || cell->shown == 0)
		return;
	if (is_small(cells, cell->truth))
		object(examination, "a count so small that it is somebody");
	else if (cell->shown > cell->truth + (base > 1 ? base - 1 : 0))
		object(examination,
		       "more pupils are counted than may be in it");
}

/* Cells of one line stand together: all dimensions but one are the same. */
struct line_order {
	const struct cells *cells;
	size_t dimension;
};

static int by_line(const void *a, const void *b, void *context)
{
	const struct line_order *order = context;
	const struct cell *one = &order->cells->cells[*(const size_t *)a];
	const struct cell *other = &order->cells->cells[*(const size_t *)b];

	for (size_t d = 0; d < order->cells->dimension_count; d++)
		if (d != order->dimension && one->ids[d] != other->ids[d])
			return one->ids[d] < other->ids[d] ? -1 : 1;
	return one->row < other->row ? -1 : one->row > other->row;
}

static bool in_line(const struct cells *cells, const struct cell *one,
		    const struct cell *other, size_t dimension)
{
	for (size_t d = 0; d < cells->dimension_count; d++)
		if (d != dimension && one->ids[d] != other->ids[d])
			return false;
	return true;
}

/* What of a line is hidden, and what its members come to. */
struct line {
	struct cell *total, *hidden;
	size_t hidden_count, members;
	int64_t sum;
};

static struct line read_line(const struct cells *cells, const size_t *places,
			     size_t count, size_t dimension)
{
	struct line line = {0};

	for (size_t i = 0; i < count; i++) {
		struct cell *cell = &cells->cells[places[i]];
		bool total = is_total(cell->codes[dimension]);

		if (total)
			line.total = cell;
		else
			line.members++;
		if (cell->shown < 0) {
			line.hidden = cell;
			line.hidden_count++;
		} else if (!total)
			line.sum += cell->shown;
	}
	return line;
}

/* Works out the one hidden count of a line, if it is the only one.  A line that
 * is no sum (a member is left out, groups stand beside their members) tells
 * nothing that is true.  Whether something was found. */
static bool solve_line(struct cells *cells, const size_t *places, size_t count,
		       size_t dimension)
{
	struct line line = read_line(cells, places, count, dimension);
	int64_t found;

	if (line.total == NULL || line.hidden_count != 1 || line.members == 0)
		return false;
	found = line.hidden == line.total ? line.sum
					  : line.total->shown - line.sum;
	ask(cells->examination);
	if (found < 0 ||
	    (line.hidden->truth >= 0 && line.hidden->truth != found))
		return false;
	line.hidden->shown = found;
	cells->examination->row = line.hidden->row;
	if (is_small(cells, found))
		object(cells->examination,
		       "a hidden count that is the difference of those shown");
	return true;
}

static bool solve_lines(struct cells *cells, const size_t *places,
			size_t dimension)
{
	bool found = false;
	size_t from = 0;

	for (size_t i = 1; i <= cells->count; i++)
		if (i == cells->count ||
		    !in_line(cells, &cells->cells[places[from]],
			     &cells->cells[places[i]], dimension)) {
			found |= solve_line(cells, places + from, i - from,
					    dimension);
			from = i;
		}
	return found;
}

static int judge_hidden(struct cells *cells, struct error *error)
{
	size_t *places[CELL_DIMENSIONS];
	bool found = cells->count > 0;

	for (size_t d = 0; d < cells->dimension_count; d++) {
		struct line_order order = {cells, d};

		places[d] = arena_array(&cells->arena, cells->count + 1,
					sizeof(*places[d]));
		if (places[d] == NULL)
			return error_memory(error);
		for (size_t i = 0; i < cells->count; i++)
			places[d][i] = i;
		qsort_r(places[d], cells->count, sizeof(*places[d]), by_line,
			&order);
	}
	for (int round = 0; found && round < ROUNDS; round++) {
		found = false;
		for (size_t d = 0; d < cells->dimension_count; d++)
			found |= solve_lines(cells, places[d], d);
	}
	return 0;
}

static int judge_table(struct cells *cells, struct error *error)
{
	if (count_truth(cells, error) != 0)
		return -1;
	forget_unknown(cells);
	for (size_t i = 0; i < cells->count; i++)
		judge_shown(cells, &cells->cells[i]);
	if (cells->examination->paper.base <= 1 &&
	    judge_hidden(cells, error) != 0)
		return -1;
	cells->examination->row = 0;
	cells->cells = NULL;
	cells->count = cells->capacity = 0;
	return 0;
}

/* --- reading ------------------------------------------------------------------------ */

static int64_t number_of(struct slice text)
{
	uint64_t number;

	return slice_number(text, INT64_MAX, &number) ? (int64_t)number : -1;
}

/* The next table of a file that has several; `*good` is whether it can be one. */
static int begin_table(struct cells *cells, struct slice name, bool *good,
		       struct error *error)
{
	struct slice area = area_of_level(cells->examination->paper.level);

	if (judge_table(cells, error) != 0)
		return -1;
	cells->dimension_count = 0;
	cells->table = arena_copy(&cells->arena, name);
	if (area.len == 0 && cells->examination->promise->by != NULL) {
		struct slice rest = slice_of(cells->examination->promise->by);

		area = slice_cut(&rest, ' ');
	}
	add_dimension(cells, area, 1);
	*good = slice_equal(area_name(name), area) ||
		add_dimension(cells, cells->table, 2) != NULL;
	return 0;
}

/* The number of a code of a dimension, from 0. */
static int number_code(struct cells *cells, struct dimension *dimension,
		       struct slice code, uint32_t *id, struct error *error)
{
	struct slice *grown;

	/* Codes come in the order of rows: mostly it is one of the last. */
	for (size_t i = dimension->code_count; i > 0; i--)
		if (slice_equal(dimension->codes[i - 1], code)) {
			*id = (uint32_t)(i - 1);
			return 0;
		}
	grown = arena_grow(&cells->arena, dimension->codes,
			   dimension->code_count, &dimension->code_capacity,
			   sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	dimension->codes = grown;
	*id = (uint32_t)dimension->code_count;
	grown[dimension->code_count++] = code;
	return 0;
}

static int take_cell(struct cells *cells, const struct slice *texts,
		     uint64_t row, struct error *error)
{
	struct cell *grown, *cell;

	bool good = true;

	if (cells->release && !slice_equal(texts[0], cells->table) &&
	    begin_table(cells, texts[0], &good, error) != 0)
		return -1;
	if (!good)
		return 0;
	grown = arena_grow(&cells->arena, cells->cells, cells->count,
			   &cells->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	cells->cells = grown;
	cell = &grown[cells->count++];
	*cell = (struct cell){.row = row, .truth = -1};
	cell->shown = number_of(texts[cells->count_column]);
	for (size_t i = 0; i < cells->dimension_count; i++) {
		cell->codes[i] = arena_copy(&cells->arena,
					    texts[cells->dimensions[i].column]);
		if (cell->codes[i].at == NULL)
			return error_memory(error);
		if (number_code(cells, &cells->dimensions[i], cell->codes[i],
				&cell->ids[i], error) != 0)
			return -1;
	}
	cells->examination->result->rows++;
	return 0;
}

static int read_tables(struct cells *cells, struct slice bytes,
		       struct error *error)
{
	struct examination *examination = cells->examination;
	struct slice texts[CELL_COLUMNS];
	const char *fault = NULL;
	size_t head = 0, count;
	uint64_t row = 0;

	while (promise_next_cells(&bytes, texts, CELL_COLUMNS, &count,
				  &cells->arena, &fault)) {
		if (row++ == 0) {
			head = count;
			if (!take_head(cells, texts, count))
				return 0;
			continue;
		}
		examination->row = row - 1;
		if (count != head || row > CELL_LIMIT) {
			object(examination, "the table is not to be read");
			return 0;
		}
		if (take_cell(cells, texts, row - 1, error) != 0)
			return -1;
	}
	if (fault != NULL)
		object(examination, "the table is not to be read: %s", fault);
	if (judge_table(cells, error) != 0)
		return -1;
	ask(examination);
	if (row == 0)
		object(examination, "the table is empty");
	return 0;
}

int examine_tables(struct examination *examination,
		   const struct promise_file *file, struct error *error)
{
	struct cells cells = {.examination = examination};
	int status = read_tables(&cells, file->bytes, error);

	arena_release(&cells.arena);
	examination->row = 0;
	return status;
}
