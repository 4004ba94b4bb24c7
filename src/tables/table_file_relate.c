/*
 * Equations between the cells of all files.  A cell is known by its code in
 * each dimension.  For each dimension a cell is a part of the one whose code
 * there is the parent; parts of the same cell make an equation.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "tables/table_figure.h"
#include "tables/table_file_parts.h"

/* A cell is a part of another in a dimension. */
struct edge {
	uint32_t dimension, whole, part;
};

/* The parts of one cell, in edges from `from` up to `to`. */
struct sum {
	size_t from, to;
	bool rest; /* the parts given are not all */
};

struct relating {
	struct table_files *files;
	uint32_t *places; /* a hash with open places: cell, from 1 */
	size_t place_count;
	uint32_t *first; /* by cell: the first with the same codes */
	size_t first_capacity;
	size_t numbered; /* cells in `first` */
	struct edge *edges;
	size_t edge_count, edge_capacity;
	struct sum *sums;
	size_t sum_count, sum_capacity;
	uint32_t **children;  /* by dimension and code: how many */
	bool **absent_counts; /* parts that are not given are not nobody */
	bool **incomplete;    /* the codes given are not all there are */
	struct attack_ratio *ratios;
	size_t ratio_count;
	struct arena scratch;
};

/* --- cells by their codes --------------------------------------------------- */

static uint64_t hash_codes(const uint32_t *codes)
{
	uint64_t hash = 0;

	for (size_t d = 0; d < TABLE_FILE_DIMENSIONS; d++) {
		hash = (hash ^ codes[d]) * 0x9E3779B97F4A7C15u;
		hash ^= hash >> 29;
	}
	return hash;
}

static bool same_codes(const uint32_t *a, const uint32_t *b)
{
	return memcmp(a, b, TABLE_FILE_DIMENSIONS * sizeof(*a)) == 0;
}

static size_t find_place(const struct relating *relating, const uint32_t *codes)
{
	const struct table_file_cell *cells = relating->files->cells;
	size_t mask = relating->place_count - 1;
	size_t at = (size_t)hash_codes(codes) & mask;

	while (relating->places[at] != 0 &&
	       !same_codes(cells[relating->places[at] - 1].codes, codes))
		at = (at + 1) & mask;
	return at;
}

/* The first cell with these codes, or ATTACK_NONE. */
static uint32_t find_cell(const struct relating *relating,
			  const uint32_t *codes)
{
	return relating->places[find_place(relating, codes)] - 1;
}

static int grow_places(struct relating *relating, struct error *error)
{
	size_t count =
		relating->place_count == 0 ? 1024 : 2 * relating->place_count;

	if (2 * relating->numbered < relating->place_count)
		return 0;
	relating->places =
		arena_array(&relating->scratch, count, sizeof(uint32_t));
	if (relating->places == NULL)
		return error_memory(error);
	relating->place_count = count;
	for (size_t c = 0; c < relating->numbered; c++)
		if (relating->first[c] == c)
			relating->places[find_place(
				relating, relating->files->cells[c].codes)] =
				(uint32_t)c + 1;
	return 0;
}

static int given_twice(const struct relating *relating, uint32_t cell,
		       uint32_t other, struct error *error)
{
	const struct table_files *files = relating->files;

	return files_error(files, error, files->cells[cell].place,
			   "the same cell stands in line %u too",
			   files->cells[other].place.line);
}

/* Numbers the next cell. */
static int number_cell(struct relating *relating, struct error *error)
{
	const struct table_file_cell *cells = relating->files->cells;
	uint32_t cell = (uint32_t)relating->numbered;
	size_t place;
	uint32_t other;

	relating->first =
		arena_grow(&relating->scratch, relating->first, cell,
			   &relating->first_capacity, sizeof(uint32_t));
	if (relating->first == NULL)
		return error_memory(error);
	if (grow_places(relating, error) != 0)
		return -1;
	place = find_place(relating, cells[cell].codes);
	other = relating->places[place];
	relating->first[cell] = cell;
	relating->numbered++;
	if (other == 0) {
		relating->places[place] = cell + 1;
		return 0;
	}
	relating->first[cell] = other - 1;
	if (cells[other - 1].place.file == cells[cell].place.file &&
	    cells[cell].place.line > 0)
		return given_twice(relating, cell, other - 1, error);
	return 0;
}

static int number_cells(struct relating *relating, struct error *error)
{
	while (relating->numbered < relating->files->cell_count)
		if (number_cell(relating, error) != 0)
			return -1;
	return 0;
}

/* --- hierarchies ------------------------------------------------------------ */

static int apply_line(struct table_files *files,
		      const struct hierarchy_line *line, struct error *error)
{
	bool used = false;

	for (size_t d = 0; d < files->dimension_count; d++) {
		struct table_file_dimension *told = &files->dimensions[d].told;
		uint32_t code, parent;

		if (line->dimension.len > 0 &&
		    !slice_equal_ignoring_case(line->dimension, told->name))
			continue;
		if (!files_find_code(files, d, line->code, &code) || code == 0)
			continue;
		if (files_code(files, d, line->parent, &parent, error) != 0)
			return -1;
		if (told->parents[code] != 0 && told->parents[code] != parent)
			return files_error(files, error, line->place,
					   "this code has another parent too");
		told->parents[code] = parent;
		used = true;
	}
	(void)used;
	return 0;
}

static int check_depth(const struct table_files *files, struct error *error)
{
	for (size_t d = 0; d < files->dimension_count; d++) {
		const struct table_file_dimension *told =
			&files->dimensions[d].told;

		for (uint32_t c = 1; c < told->count; c++) {
			uint32_t at = c;
			int depth = 0;

			while (at != 0 && depth <= TABLE_FILE_DEPTH) {
				at = told->parents[at];
				depth++;
			}
			if (at != 0)
				return error_set(error, ERROR_INPUT,
						 "the codes of a hierarchy "
						 "contain each other, or it is "
						 "deeper than %d",
						 TABLE_FILE_DEPTH);
		}
	}
	return 0;
}

static int apply_hierarchies(struct table_files *files, struct error *error)
{
	/* A parent's own line may come before that of its child, through which
	 * alone it is known to be a code: go over them until nothing is new. */
	for (int round = 0; round < TABLE_FILE_DEPTH; round++) {
		uint64_t before = 0, after = 0;

		for (size_t d = 0; d < files->dimension_count; d++)
			before += files->dimensions[d].told.count;
		for (size_t i = 0; i < files->line_count; i++)
			if (apply_line(files, &files->lines[i], error) != 0)
				return -1;
		for (size_t d = 0; d < files->dimension_count; d++)
			after += files->dimensions[d].told.count;
		if (before == after)
			break;
	}
	return check_depth(files, error);
}

/* --- which cells are parts of which ----------------------------------------- */

/* A group between, which no file gives: a cell of its own. */
static int add_between(struct relating *relating, const uint32_t *codes,
		       uint32_t part, uint32_t *made, struct error *error)
{
	struct table_file_cell cell = {
		.kind = TABLE_CELL_MISSING,
		.most = RELATIONS_UNBOUNDED,
		.codes = codes,
		.place = relating->files->cells[part].place,
	};

	cell.place.line = 0;
	cell.place.column = 0;
	*made = (uint32_t)relating->files->cell_count;
	if (files_add_cell(relating->files, cell, error) != 0)
		return -1;
	return number_cells(relating, error);
}

static int add_edge(struct relating *relating, uint32_t part, size_t d,
		    struct error *error)
{
	struct table_files *files = relating->files;
	uint32_t codes[TABLE_FILE_DIMENSIONS];
	uint32_t whole;

	memcpy(codes, files->cells[part].codes, sizeof(codes));
	codes[d] = files->dimensions[d].told.parents[codes[d]];
	whole = find_cell(relating, codes);
	/* A total that nobody gives is of use only where it links tables. */
	if (whole == ATTACK_NONE && codes[d] == 0 && files->file_count == 1)
		return 0;
	if (whole == ATTACK_NONE &&
	    add_between(relating, codes, part, &whole, error) != 0)
		return -1;
	relating->edges = arena_grow(
		&relating->scratch, relating->edges, relating->edge_count,
		&relating->edge_capacity, sizeof(struct edge));
	if (relating->edges == NULL)
		return error_memory(error);
	relating->edges[relating->edge_count++] =
		(struct edge){(uint32_t)d, whole, part};
	return 0;
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a;
	const struct edge *y = b;

	if (x->dimension != y->dimension)
		return x->dimension < y->dimension ? -1 : 1;
	if (x->whole != y->whole)
		return x->whole < y->whole ? -1 : 1;
	return x->part < y->part ? -1 : x->part > y->part;
}

static int make_edges(struct relating *relating, struct error *error)
{
	struct table_files *files = relating->files;

	/* Cells are added while this goes on. */
	for (uint32_t c = 0; c < files->cell_count; c++)
		for (size_t d = 0;
		     relating->first[c] == c && d < files->dimension_count; d++)
			if (files->cells[c].codes[d] != 0 &&
			    add_edge(relating, c, d, error) != 0)
				return -1;
	if (relating->edge_count > 1)
		qsort(relating->edges, relating->edge_count,
		      sizeof(struct edge), compare_edges);
	for (size_t from = 0; from < relating->edge_count;) {
		size_t to = from + 1;

		while (to < relating->edge_count &&
		       relating->edges[to].dimension ==
			       relating->edges[from].dimension &&
		       relating->edges[to].whole == relating->edges[from].whole)
			to++;
		relating->sums = arena_grow(
			&relating->scratch, relating->sums, relating->sum_count,
			&relating->sum_capacity, sizeof(struct sum));
		if (relating->sums == NULL)
			return error_memory(error);
		relating->sums[relating->sum_count++] =
			(struct sum){from, to, false};
		from = to;
	}
	return 0;
}

/* --- whether the parts given are all ---------------------------------------- */

static int count_children(struct relating *relating, struct error *error)
{
	const struct table_files *files = relating->files;
	struct arena *arena = &relating->scratch;

	relating->children =
		arena_array(arena, TABLE_FILE_DIMENSIONS, sizeof(uint32_t *));
	relating->absent_counts =
		arena_array(arena, TABLE_FILE_DIMENSIONS, sizeof(bool *));
	relating->incomplete =
		arena_array(arena, TABLE_FILE_DIMENSIONS, sizeof(bool *));
	if (relating->children == NULL || relating->absent_counts == NULL ||
	    relating->incomplete == NULL)
		return error_memory(error);
	for (size_t d = 0; d < files->dimension_count; d++) {
		const struct table_file_dimension *told =
			&files->dimensions[d].told;

		relating->children[d] =
			arena_array(arena, told->count, sizeof(uint32_t));
		relating->absent_counts[d] =
			arena_array(arena, told->count, sizeof(bool));
		relating->incomplete[d] =
			arena_array(arena, told->count, sizeof(bool));
		if (relating->children[d] == NULL ||
		    relating->absent_counts[d] == NULL ||
		    relating->incomplete[d] == NULL)
			return error_memory(error);
		for (uint32_t c = 1; c < told->count; c++)
			relating->children[d][told->parents[c]]++;
	}
	return 0;
}

/* What the parts of a sum are at least and at most together. */
static void add_up(const struct relating *relating, const struct sum *sum,
		   int64_t *least, int64_t *most, bool *one_file)
{
	const struct table_file_cell *cells = relating->files->cells;
	const struct edge *edges = relating->edges;
	uint32_t file = cells[edges[sum->from].whole].place.file;

	*least = *most = 0;
	*one_file = true;
	for (size_t i = sum->from; i < sum->to; i++) {
		const struct table_file_cell *cell = &cells[edges[i].part];

		*one_file &= cell->place.file == file;
		*least += cell->least;
		if (cell->most == RELATIONS_UNBOUNDED || *most < 0 ||
		    cell->kind != TABLE_CELL_SHOWN)
			*most = -1;
		else
			*most += cell->most;
	}
}

static int wrong_sum(const struct relating *relating, const struct sum *sum,
		     struct error *error)
{
	const struct table_files *files = relating->files;
	const struct edge *edge = &relating->edges[sum->from];

	files_error(files, error, files->cells[edge->whole].place,
		    "this total is not the sum of its parts (by %.*s)",
		    SLICE_ARGS(files->dimensions[edge->dimension].told.name));
	return error_hint(error,
			  "if some lines are sums of others, say which with "
			  "--hierarchy; if numbers are rounded, with "
			  "--rounded");
}

static int look_at_sum(struct relating *relating, const struct sum *sum,
		       struct error *error)
{
	const struct edge *edge = &relating->edges[sum->from];
	const struct table_file_cell *whole =
		&relating->files->cells[edge->whole];
	uint32_t code = whole->codes[edge->dimension];
	uint32_t all = relating->children[edge->dimension][code];
	int64_t least, most;
	bool one_file;

	add_up(relating, sum, &least, &most, &one_file);
	if (least > whole->most)
		return wrong_sum(relating, sum, error);
	/* One value and the total: nobody gives both unless there is more. */
	if (all == 1 && code == 0 &&
	    (most < 0 || whole->kind != TABLE_CELL_SHOWN))
		relating->incomplete[edge->dimension][code] = true;
	if (most < 0 || whole->kind != TABLE_CELL_SHOWN || whole->least <= most)
		return 0;
	if (sum->to - sum->from < all)
		relating->absent_counts[edge->dimension][code] = true;
	else if (one_file && all > 1)
		return wrong_sum(relating, sum, error);
	else
		relating->incomplete[edge->dimension][code] = true;
	return 0;
}

static int find_rests(struct relating *relating, struct error *error)
{
	if (count_children(relating, error) != 0)
		return -1;
	for (size_t s = 0; s < relating->sum_count; s++)
		if (look_at_sum(relating, &relating->sums[s], error) != 0)
			return -1;
	for (size_t s = 0; s < relating->sum_count; s++) {
		struct sum *sum = &relating->sums[s];
		const struct edge *edge = &relating->edges[sum->from];
		uint32_t code = relating->files->cells[edge->whole]
					.codes[edge->dimension];

		sum->rest = relating->incomplete[edge->dimension][code] ||
			    (relating->absent_counts[edge->dimension][code] &&
			     sum->to - sum->from <
				     relating->children[edge->dimension][code]);
	}
	return 0;
}

static int add_rests(struct relating *relating, uint32_t **rests,
		     struct error *error)
{
	struct table_files *files = relating->files;

	*rests = arena_array(&relating->scratch, relating->sum_count,
			     sizeof(uint32_t));
	if (*rests == NULL)
		return error_memory(error);
	for (size_t s = 0; s < relating->sum_count; s++) {
		const struct sum *sum = &relating->sums[s];
		uint32_t whole = relating->edges[sum->from].whole;
		struct table_file_cell cell = {
			.kind = TABLE_CELL_REST,
			.most = RELATIONS_UNBOUNDED,
			.codes = files->cells[whole].codes,
			.place = files->cells[whole].place,
			.rest_of = relating->edges[sum->from].dimension,
		};

		if (!sum->rest)
			continue;
		(*rests)[s] = (uint32_t)files->cell_count;
		if (files_add_cell(files, cell, error) != 0)
			return -1;
	}
	return 0;
}

/* --- percentages ------------------------------------------------------------ */

/* 12.5 to one decimal is from 12.45 to 12.55. */
static struct attack_ratio ratio_of(const struct percentage *percentage,
				    uint32_t whole)
{
	struct attack_ratio ratio = {
		.part = percentage->cell,
		.whole = whole,
		.least = 10 * percentage->value - 5,
		.most = 10 * percentage->value + 5,
		.scale = 1000,
	};

	for (unsigned int i = 0; i < percentage->decimals; i++)
		ratio.scale *= 10;
	if (ratio.least < 0)
		ratio.least = 0;
	return ratio;
}

static bool fits(const struct relating *relating,
		 const struct attack_ratio *ratio)
{
	const struct table_file_cell *part =
		&relating->files->cells[ratio->part];
	const struct table_file_cell *whole =
		&relating->files->cells[ratio->whole];

	if (part->kind != TABLE_CELL_SHOWN || whole->kind != TABLE_CELL_SHOWN)
		return true;
	return (double)ratio->scale * (double)part->most >=
		       (double)ratio->least * (double)whole->least &&
	       (double)ratio->scale * (double)part->least <=
		       (double)ratio->most * (double)whole->most;
}

/* Percentages of a file that do not fit its counts are of something else, and
 * all of that file's are left out. */
static int make_ratios(struct relating *relating, struct error *error)
{
	struct table_files *files = relating->files;
	bool *wrong = arena_array(&relating->scratch, files->file_count,
				  sizeof(bool));
	size_t kept = 0;

	relating->ratios = arena_array(files->arena, files->percentage_count,
				       sizeof(struct attack_ratio));
	if (wrong == NULL || relating->ratios == NULL)
		return error_memory(error);
	for (size_t i = 0; i < files->percentage_count; i++) {
		const struct percentage *percentage = &files->percentages[i];
		uint32_t codes[TABLE_FILE_DIMENSIONS];
		uint32_t whole;
		struct attack_ratio ratio;

		memcpy(codes, files->cells[percentage->cell].codes,
		       sizeof(codes));
		codes[percentage->dimension] = 0;
		whole = find_cell(relating, codes);
		ratio = ratio_of(percentage, whole);
		if (whole == ATTACK_NONE || ratio.most > ATTACK_LIMIT_RATIO) {
			files->left_out++;
			continue;
		}
		if (!fits(relating, &ratio))
			wrong[files->cells[ratio.part].place.file] = true;
		relating->ratios[relating->ratio_count++] = ratio;
	}
	for (size_t i = 0; i < relating->ratio_count; i++) {
		uint32_t part = relating->ratios[i].part;

		if (wrong[files->cells[part].place.file])
			files->left_out++;
		else if (files->options.rounded == 0 &&
			 files->options.midpoint == 0)
			relating->ratios[kept++] = relating->ratios[i];
		else
			files->left_out++;
	}
	relating->ratio_count = kept;
	return 0;
}

/* --- relations -------------------------------------------------------------- */

static int note_equation(struct table_files *files, uint32_t cell,
			 struct error *error)
{
	files->equations = arena_grow(
		files->arena, files->equations, files->equation_count,
		&files->equation_capacity, sizeof(struct table_file_place));
	if (files->equations == NULL)
		return error_memory(error);
	files->equations[files->equation_count++] = files->cells[cell].place;
	return 0;
}

static int add_cells(struct relating *relating, struct relations *relations,
		     struct error *error)
{
	const struct table_files *files = relating->files;
	int64_t *counts = arena_array(&relating->scratch, files->cell_count,
				      sizeof(int64_t));

	if (counts == NULL)
		return error_memory(error);
	for (size_t c = 0; c < files->cell_count; c++)
		if (files->cells[c].kind == TABLE_CELL_SHOWN)
			counts[c] = files->cells[c].least;
	relations_add_cells(relations, counts, files->cell_count);
	return 0;
}

static int add_equations(struct relating *relating, struct relations *relations,
			 const uint32_t *rests, struct error *error)
{
	struct table_files *files = relating->files;
	uint32_t *parts = arena_array(
		&relating->scratch, relating->edge_count + 1, sizeof(uint32_t));

	if (parts == NULL)
		return error_memory(error);
	for (size_t c = 0; c < relating->numbered; c++) {
		if (relating->first[c] == c)
			continue;
		relations_equate(relations, relating->first[c], (uint32_t)c);
		if (note_equation(files, (uint32_t)c, error) != 0)
			return -1;
	}
	for (size_t s = 0; s < relating->sum_count; s++) {
		const struct sum *sum = &relating->sums[s];
		size_t count = 0;

		for (size_t i = sum->from; i < sum->to; i++)
			parts[count++] = relating->edges[i].part;
		if (sum->rest)
			parts[count++] = rests[s];
		relations_add_total(relations, relating->edges[sum->from].whole,
				    parts, count);
		if (note_equation(files, relating->edges[sum->from].whole,
				  error) != 0)
			return -1;
	}
	return 0;
}

static void mark(const struct table_files *files, struct relations *relations)
{
	for (uint32_t c = 0; c < relations->cell_count; c++) {
		const struct table_file_cell *cell = &files->cells[c];
		bool exact = cell->least == cell->most;

		relations->least[c] = cell->least;
		relations->most[c] = cell->most;
		relations->marks[c] = CELL_HIDDEN;
		if (cell->kind == TABLE_CELL_SHOWN && exact)
			relations->marks[c] = CELL_FREE;
		if (cell->kind == TABLE_CELL_WITHHELD)
			relations->marks[c] = CELL_RISKY;
		if (cell->kind == TABLE_CELL_WITHHELD ||
		    cell->kind == TABLE_CELL_REST)
			relations->span[c] = files->options.span;
	}
}

/* Whoever shows zeros withholds none, unless it is known better. */
static void raise_least(struct table_files *files)
{
	for (size_t c = 0;
	     c < files->cell_count && !files->options.zeros_hidden; c++)
		files->zeros |= files->cells[c].kind == TABLE_CELL_SHOWN &&
				files->cells[c].most == 0;
	for (size_t c = 0; files->zeros && c < files->cell_count; c++)
		if (files->cells[c].kind == TABLE_CELL_WITHHELD &&
		    files->cells[c].least == 0 && files->cells[c].most > 0)
			files->cells[c].least = 1;
}

static int relate(struct relating *relating, struct relations *relations,
		  struct error *error)
{
	uint32_t *rests;

	if (apply_hierarchies(relating->files, error) != 0)
		return -1;
	raise_least(relating->files);
	if (number_cells(relating, error) != 0 ||
	    make_edges(relating, error) != 0 ||
	    find_rests(relating, error) != 0 ||
	    add_rests(relating, &rests, error) != 0 ||
	    make_ratios(relating, error) != 0)
		return -1;
	relations_begin(relations, relating->files->arena);
	if (add_cells(relating, relations, error) != 0 ||
	    add_equations(relating, relations, rests, error) != 0)
		return -1;
	if (relations_finish_unknown(relations, error) != 0)
		return -1;
	mark(relating->files, relations);
	return 0;
}

int table_files_relate(struct table_files *files, struct relations *relations,
		       const struct attack_ratio **ratios, size_t *ratio_count,
		       struct error *error)
{
	struct relating relating = {.files = files};
	int result;

	if (files->cell_count == 0)
		return error_set(error, ERROR_INPUT, "there is no table");
	result = relate(&relating, relations, error);
	*ratios = relating.ratios;
	*ratio_count = relating.ratio_count;
	arena_release(&relating.scratch);
	return result;
}
