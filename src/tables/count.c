#include "tables/count.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/memory.h"
#include "tables/cube.h"

enum {
	BLOCK = 1024,          /* pupils whose cells are found at once */
	SERIAL_PUPILS = 16384, /* fewer are not worth a thread */
	/* Of a batch, taken at once. */
	CHUNK_PUPILS = 1 << 20,
	SMALL_CHUNK_PUPILS = 1 << 28,
	/* Cells up to which each thread has counts of its own: about a
	 * megabyte, which stays in its cache. */
	OWN_CELLS = 1 << 18,
	OWN_VALUE_CELLS = 1 << 15,
	/* Up to which it has several, so that one frequent cell does not wait
	 * for itself. */
	LANE_CELLS = 1 << 13,
	LANES = 4,
	/* Cells of a part of a large cube: what stays in the cache. */
	PART_BITS = 15,
};

/* Instead of a cell: no cell is as great, nor all of these together. */
#define NO_CELL ((uint32_t)1 << 28)

struct table {
	uint32_t *cells; /* what a code adds to the cell; size + 1 of them, of
			    which the last is NO_CELL */
	uint32_t size;
};

struct magnitude {
	int64_t cases, sum, weight, largest, second;
};

/* A pupil on the way to the part of the cube that holds the cell. */
struct entry {
	uint32_t cell, pupil;
};

struct worker {
	struct counting *counting;
	pthread_t thread;
	unsigned int number;
	size_t from, to;  /* pupils of the batch */
	size_t bad;       /* the first that cannot be counted; SIZE_MAX: none */
	uint32_t *counts; /* small cubes: by lane and cell */
	struct magnitude *magnitudes;
	size_t *starts; /* large cubes: by part, where its entries go */
};

struct counting {
	struct cube *cube;
	struct table tables[CUBE_LIMIT_DIMENSIONS];
	bool values, small;
	unsigned int lanes, thread_count;
	struct worker workers[COUNT_LIMIT_THREADS];
	/* The pupils in hand. */
	const struct count_column *columns;
	const int64_t *given;
	uint64_t counted;   /* before those */
	uint64_t unflushed; /* since the workers' counts were added up */
	size_t part_count;
	uint32_t *cells;              /* of the chunk in hand */
	struct entry *entries;        /* the same, by part */
	struct magnitude *magnitudes; /* of large cubes: shared */
};

/* --- from codes to cells --------------------------------------------------------------- */

static uint32_t table_size(uint32_t codes)
{
	if (codes <= 1 << 8)
		return 1 << 8;
	return codes <= 1 << 16 ? 1 << 16 : codes;
}

static int make_table(struct table *table, const struct count_codes *codes,
		      const struct classification *dimension, uint32_t stride,
		      struct error *error)
{
	uint32_t count = codes != NULL && codes->nodes != NULL
				 ? codes->count
				 : dimension->count;

	table->size = table_size(count);
	table->cells =
		memory_array((size_t)table->size + 1, sizeof(*table->cells));
	if (table->cells == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i <= table->size; i++)
		table->cells[i] = NO_CELL;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t node = codes != NULL && codes->nodes != NULL
					? codes->nodes[i]
					: i;

		if (node < dimension->count &&
		    classification_is_leaf(dimension, node))
			table->cells[i] = node * stride;
	}
	return 0;
}

/* Adds to `cells` what the codes of one dimension stand for; `place` is where
 * in the table that is. */
#define ADD_CODES(name, type, place)                                   \
	static void name(const struct table *table, const void *codes, \
			 size_t count, uint32_t *cells)                \
	{                                                              \
		const type *at = codes;                                \
		const uint32_t *add = table->cells;                    \
		uint32_t size = table->size;                           \
                                                                       \
		(void)size;                                            \
		for (size_t i = 0; i < count; i++)                     \
			cells[i] += add[place];                        \
	}

/* A byte is in every table, and two bytes are in one that is large enough. */
ADD_CODES(add_bytes, uint8_t, at[i])
ADD_CODES(add_words, uint16_t, at[i])
ADD_CODES(add_words_clipped, uint16_t, at[i] < size ? at[i] : size)
ADD_CODES(add_longs_clipped, uint32_t, at[i] < size ? at[i] : size)

static void add_codes(const struct table *table,
		      const struct count_column *column, size_t from,
		      size_t count, uint32_t *cells)
{
	const void *codes = (const char *)column->codes + from * column->width;

	if (column->width == 1)
		add_bytes(table, codes, count, cells);
	else if (column->width == 2 && table->size >= 1 << 16)
		add_words(table, codes, count, cells);
	else if (column->width == 2)
		add_words_clipped(table, codes, count, cells);
	else
		add_longs_clipped(table, codes, count, cells);
}

/* The first of the pupils that has no cell or too large a value; SIZE_MAX. */
static size_t find_bad(const int64_t *values, const uint32_t *cells,
		       size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i] >= NO_CELL ||
		    (values != NULL && values[i] != COUNT_NO_VALUE &&
		     (values[i] > COUNT_LIMIT_VALUE ||
		      values[i] < -COUNT_LIMIT_VALUE)))
			return i;
	return SIZE_MAX;
}

/* The cells of `count` pupils from `from` on; whether all have one. */
static bool find_cells(struct worker *worker, size_t from, size_t count,
		       uint32_t *cells)
{
	const struct counting *counting = worker->counting;
	const int64_t *values = counting->given;
	uint32_t wrong = 0;
	size_t bad;

	memset(cells, 0, count * sizeof(*cells));
	for (uint32_t d = 0; d < counting->cube->dimension_count; d++)
		add_codes(&counting->tables[d], &counting->columns[d], from,
			  count, cells);
	for (size_t i = 0; i < count; i++)
		wrong |= cells[i];
	if (wrong < NO_CELL && values == NULL)
		return true;
	bad = find_bad(values != NULL ? values + from : NULL, cells, count);
	if (bad == SIZE_MAX)
		return true;
	worker->bad = from + bad;
	return false;
}

/* --- magnitudes --------------------------------------------------------------------------- */

static void add_value(struct magnitude *magnitude, int64_t value)
{
	int64_t weight = value < 0 ? -value : value;

	magnitude->cases++;
	magnitude->sum += value;
	magnitude->weight += weight;
	if (weight > magnitude->largest) {
		magnitude->second = magnitude->largest;
		magnitude->largest = weight;
	} else if (weight > magnitude->second) {
		magnitude->second = weight;
	}
}

static void add_magnitude(struct magnitude *to, const struct magnitude *from)
{
	to->cases += from->cases;
	to->sum += from->sum;
	to->weight += from->weight;
	if (from->largest > to->largest) {
		to->second =
			to->largest > from->second ? to->largest : from->second;
		to->largest = from->largest;
	} else if (from->largest > to->second) {
		to->second = from->largest;
	}
}

static struct magnitude get_magnitude(const struct magnitudes *magnitudes,
				      size_t cell)
{
	return (struct magnitude){
		magnitudes->cases[cell],   magnitudes->sums[cell],
		magnitudes->weights[cell], magnitudes->largest[cell],
		magnitudes->second[cell],
	};
}

static void put_magnitude(const struct magnitudes *magnitudes, size_t cell,
			  const struct magnitude *magnitude)
{
	magnitudes->cases[cell] = magnitude->cases;
	magnitudes->sums[cell] = magnitude->sum;
	magnitudes->weights[cell] = magnitude->weight;
	magnitudes->largest[cell] = magnitude->largest;
	magnitudes->second[cell] = magnitude->second;
}

/* As cube_sum does it for counts; `first` is the slab's first cell. */
static void sum_magnitude_slab(const struct classification *dimension,
			       const struct magnitudes *magnitudes,
			       size_t first, uint32_t stride)
{
	static const struct magnitude none;

	for (uint32_t n = 0; n < dimension->count; n++)
		for (uint32_t i = 0;
		     !classification_is_leaf(dimension, n) && i < stride; i++)
			put_magnitude(magnitudes,
				      first + (size_t)n * stride + i, &none);
	for (uint32_t n = dimension->count; n-- > 1;)
		for (uint32_t i = 0; i < stride; i++) {
			size_t to =
				first +
				(size_t)dimension->nodes[n].parent * stride + i;
			struct magnitude part = get_magnitude(
				magnitudes, first + (size_t)n * stride + i);
			struct magnitude sum = get_magnitude(magnitudes, to);

			add_magnitude(&sum, &part);
			put_magnitude(magnitudes, to, &sum);
		}
}

static void sum_magnitudes(const struct cube *cube,
			   const struct magnitudes *magnitudes)
{
	for (uint32_t d = cube->dimension_count; d-- > 0;) {
		size_t slab =
			(size_t)cube->strides[d] * cube->dimensions[d]->count;

		for (size_t at = 0; at < cube->cell_count; at += slab)
			sum_magnitude_slab(cube->dimensions[d], magnitudes, at,
					   cube->strides[d]);
	}
}

/* --- small cubes: each thread has counts of its own --------------------------------------- */

static void count_lanes(uint32_t *counts, uint32_t cell_count,
			const uint32_t *cells, size_t count)
{
	uint32_t *second = counts + cell_count;
	uint32_t *third = second + cell_count;
	uint32_t *fourth = third + cell_count;
	size_t i = 0;

	for (; i + LANES <= count; i += LANES) {
		counts[cells[i]]++;
		second[cells[i + 1]]++;
		third[cells[i + 2]]++;
		fourth[cells[i + 3]]++;
	}
	for (; i < count; i++)
		counts[cells[i]]++;
}

static void count_own(struct worker *worker)
{
	const struct counting *counting = worker->counting;
	uint32_t cells[BLOCK];

	for (size_t at = worker->from; at < worker->to; at += BLOCK) {
		size_t count =
			worker->to - at < BLOCK ? worker->to - at : BLOCK;

		if (!find_cells(worker, at, count, cells))
			return;
		if (counting->lanes == LANES)
			count_lanes(worker->counts, counting->cube->cell_count,
				    cells, count);
		else
			for (size_t i = 0; i < count; i++)
				worker->counts[cells[i]]++;
		for (size_t i = 0; counting->values && i < count; i++)
			if (counting->given[at + i] != COUNT_NO_VALUE)
				add_value(&worker->magnitudes[cells[i]],
					  counting->given[at + i]);
	}
}

static void flush_counts(struct counting *counting)
{
	uint32_t cell_count = counting->cube->cell_count;

	for (unsigned int t = 0; t < counting->thread_count; t++) {
		uint32_t *counts = counting->workers[t].counts;

		for (unsigned int lane = 0; lane < counting->lanes; lane++)
			for (uint32_t c = 0; c < cell_count; c++)
				counting->cube->counts[c] +=
					counts[(size_t)lane * cell_count + c];
		memset(counts, 0,
		       (size_t)counting->lanes * cell_count * sizeof(*counts));
	}
	counting->unflushed = 0;
}

/* --- large cubes: each thread has cells of its own ------------------------------------------ */

/* Finds cells, and counts how many there are in each part. */
static void find_parts(struct worker *worker)
{
	struct counting *counting = worker->counting;

	for (size_t at = worker->from; at < worker->to; at += BLOCK) {
		size_t count =
			worker->to - at < BLOCK ? worker->to - at : BLOCK;
		uint32_t *cells = counting->cells + at;

		if (!find_cells(worker, at, count, cells))
			return;
		for (size_t i = 0; i < count; i++)
			worker->starts[cells[i] >> PART_BITS]++;
	}
}

static void sort_parts(struct worker *worker)
{
	const struct counting *counting = worker->counting;

	for (size_t at = worker->from; at < worker->to; at++) {
		uint32_t cell = counting->cells[at];
		size_t to = worker->starts[cell >> PART_BITS]++;

		counting->entries[to] = (struct entry){cell, (uint32_t)at};
	}
}

/* Entries `from` to `to` are all of the parts that the worker counts. */
static void count_parts(struct worker *worker)
{
	struct counting *counting = worker->counting;
	const int64_t *values = counting->given;
	int64_t *counts = counting->cube->counts;

	for (size_t i = worker->from; i < worker->to; i++)
		counts[counting->entries[i].cell]++;
	if (values == NULL)
		return;
	for (size_t i = worker->from; i < worker->to; i++) {
		const struct entry *entry = &counting->entries[i];
		int64_t value = values[entry->pupil];

		if (value != COUNT_NO_VALUE)
			add_value(&counting->magnitudes[entry->cell], value);
	}
}

/* --- threads -------------------------------------------------------------------------------- */

struct job {
	void (*work)(struct worker *worker);
	struct worker *worker;
};

static void *run_job(void *context)
{
	struct job *job = context;

	job->work(job->worker);
	return NULL;
}

/* Signals stay with the threads that the program knows of. */
static bool start_thread(struct job *job)
{
	sigset_t all, before;
	int result;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
		return false;
	result = pthread_create(&job->worker->thread, NULL, run_job, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0;
}

/* Lets all workers work, those on the caller's thread for which there is no
 * other. */
static void run_workers(struct counting *counting,
			void (*work)(struct worker *worker))
{
	struct job jobs[COUNT_LIMIT_THREADS];
	bool started[COUNT_LIMIT_THREADS] = {false};

	for (unsigned int t = 1; t < counting->thread_count; t++) {
		struct worker *worker = &counting->workers[t];

		jobs[t] = (struct job){work, worker};
		if (worker->from < worker->to)
			started[t] = start_thread(&jobs[t]);
	}
	work(&counting->workers[0]);
	for (unsigned int t = 1; t < counting->thread_count; t++)
		if (started[t])
			pthread_join(counting->workers[t].thread, NULL);
		else
			work(&counting->workers[t]);
}

/* Gives each worker its part of the pupils in hand. */
static void deal_out(struct counting *counting, size_t count)
{
	size_t from = 0, share = count;

	if (count >= SERIAL_PUPILS)
		share = (count / counting->thread_count / BLOCK + 1) * BLOCK;
	for (unsigned int t = 0; t < counting->thread_count; t++) {
		struct worker *worker = &counting->workers[t];

		worker->bad = SIZE_MAX;
		worker->from = from;
		worker->to = count - from < share ? count : from + share;
		from = worker->to;
	}
}

/* --- batches ---------------------------------------------------------------------------------- */

static int check_workers(const struct counting *counting, struct error *error)
{
	for (unsigned int t = 0; t < counting->thread_count; t++) {
		const struct worker *worker = &counting->workers[t];

		if (worker->bad == SIZE_MAX)
			continue;
		error_set(error, ERROR_INPUT,
			  "a pupil cannot be counted: a code stands for no "
			  "value of its dimension, or a number is too large");
		return error_at(error, (struct slice){NULL, 0}, 0, 0,
				counting->counted + worker->bad + 1);
	}
	return 0;
}

/* Where each worker's entries of each part go. */
static void place_entries(struct counting *counting)
{
	size_t at = 0;

	for (size_t p = 0; p < counting->part_count; p++)
		for (unsigned int w = 0; w < counting->thread_count; w++) {
			size_t *start = &counting->workers[w].starts[p];
			size_t entries = *start;

			*start = at;
			at += entries;
		}
}

/* Gives each worker the entries of whole parts, about as many as the others.
 * After sorting, the last worker's start of a part is where it ends. */
static void deal_out_parts(struct counting *counting, size_t count)
{
	const size_t *ends =
		counting->workers[counting->thread_count - 1].starts;
	size_t share = count / counting->thread_count + 1;
	size_t part = 0, from = 0;

	for (unsigned int t = 0; t < counting->thread_count; t++) {
		struct worker *worker = &counting->workers[t];
		size_t least = (t + 1) * share;

		worker->from = worker->to = from;
		while (part < counting->part_count && worker->to < least)
			worker->to = ends[part++];
		from = worker->to;
	}
}

static int add_small(struct counting *counting, size_t count,
		     struct error *error)
{
	if (counting->unflushed + count > UINT32_MAX)
		flush_counts(counting);
	deal_out(counting, count);
	run_workers(counting, count_own);
	counting->unflushed += count;
	return check_workers(counting, error);
}

static int add_large(struct counting *counting, size_t count,
		     struct error *error)
{
	deal_out(counting, count);
	for (unsigned int t = 0; t < counting->thread_count; t++)
		memset(counting->workers[t].starts, 0,
		       counting->part_count * sizeof(size_t));
	run_workers(counting, find_parts);
	if (check_workers(counting, error) != 0)
		return -1;
	place_entries(counting);
	run_workers(counting, sort_parts);
	deal_out_parts(counting, count);
	run_workers(counting, count_parts);
	return 0;
}

int counting_add(struct counting *counting, const struct count_column *columns,
		 const int64_t *values, size_t count, struct error *error)
{
	struct count_column chunk[CUBE_LIMIT_DIMENSIONS];
	size_t most = counting->small ? SMALL_CHUNK_PUPILS : CHUNK_PUPILS;

	for (size_t at = 0; at < count;) {
		size_t pupils = count - at < most ? count - at : most;
		int result;

		for (uint32_t d = 0; d < counting->cube->dimension_count; d++)
			chunk[d] = (struct count_column){
				(const char *)columns[d].codes +
					at * columns[d].width,
				columns[d].width};
		counting->columns = chunk;
		counting->given = counting->values ? values + at : NULL;
		result = (counting->small ? add_small
					  : add_large)(counting, pupils, error);
		counting->columns = NULL;
		counting->given = NULL;
		if (result != 0)
			return -1;
		counting->counted += pupils;
		at += pupils;
	}
	return 0;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static int make_worker(struct counting *counting, struct worker *worker,
		       struct error *error)
{
	uint32_t cell_count = counting->cube->cell_count;

	worker->counting = counting;
	if (!counting->small) {
		worker->starts =
			memory_array(counting->part_count, sizeof(size_t));
		return worker->starts != NULL ? 0 : error_memory(error);
	}
	worker->counts = memory_array((size_t)cell_count * counting->lanes,
				      sizeof(*worker->counts));
	if (counting->values)
		worker->magnitudes =
			memory_array(cell_count, sizeof(*worker->magnitudes));
	if (worker->counts == NULL ||
	    (counting->values && worker->magnitudes == NULL))
		return error_memory(error);
	return 0;
}

static int make_room(struct counting *counting, struct error *error)
{
	uint32_t cell_count = counting->cube->cell_count;

	counting->part_count = (cell_count >> PART_BITS) + 1;
	if (!counting->small) {
		counting->cells = memory_array(CHUNK_PUPILS, sizeof(uint32_t));
		counting->entries =
			memory_array(CHUNK_PUPILS, sizeof(struct entry));
		if (counting->values)
			counting->magnitudes = memory_array(
				cell_count, sizeof(struct magnitude));
		if (counting->cells == NULL || counting->entries == NULL ||
		    (counting->values && counting->magnitudes == NULL))
			return error_memory(error);
	}
	for (unsigned int t = 0; t < counting->thread_count; t++)
		if (make_worker(counting, &counting->workers[t], error) != 0)
			return -1;
	return 0;
}

int counting_begin(struct counting **out, struct cube *cube,
		   const struct count_codes *codes, bool values,
		   unsigned int threads, struct error *error)
{
	struct counting *counting;

	if (values && cube->cell_count > COUNT_LIMIT_VALUE_CELLS)
		return error_set(error, ERROR_INPUT,
				 "a table of means has at most %d cells",
				 COUNT_LIMIT_VALUE_CELLS);
	counting = memory_array(1, sizeof(*counting));
	if (counting == NULL)
		return error_memory(error);
	counting->cube = cube;
	counting->values = values;
	counting->small =
		cube->cell_count <= (values ? OWN_VALUE_CELLS : OWN_CELLS);
	counting->lanes = cube->cell_count <= LANE_CELLS ? LANES : 1;
	counting->thread_count = threads < 1 ? 1 : threads;
	if (counting->thread_count > COUNT_LIMIT_THREADS)
		counting->thread_count = COUNT_LIMIT_THREADS;
	for (uint32_t d = 0; d < cube->dimension_count; d++)
		if (make_table(&counting->tables[d],
			       codes != NULL ? &codes[d] : NULL,
			       cube->dimensions[d], cube->strides[d],
			       error) != 0)
			goto failed;
	if (make_room(counting, error) != 0)
		goto failed;
	*out = counting;
	return 0;
failed:
	counting_free(counting);
	return -1;
}

static int take_magnitudes(const struct counting *counting,
			   struct magnitudes *magnitudes, struct arena *arena,
			   struct error *error)
{
	uint32_t cell_count = counting->cube->cell_count;
	int64_t **arrays[] = {&magnitudes->cases, &magnitudes->sums,
			      &magnitudes->weights, &magnitudes->largest,
			      &magnitudes->second};

	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
		*arrays[i] = arena_array(arena, cell_count, sizeof(int64_t));
		if (*arrays[i] == NULL)
			return error_memory(error);
	}
	for (uint32_t c = 0; c < cell_count; c++) {
		struct magnitude all = {0};

		if (!counting->small)
			all = counting->magnitudes[c];
		for (unsigned int t = 0;
		     counting->small && t < counting->thread_count; t++)
			add_magnitude(&all,
				      &counting->workers[t].magnitudes[c]);
		put_magnitude(magnitudes, c, &all);
	}
	sum_magnitudes(counting->cube, magnitudes);
	return 0;
}

int counting_finish(struct counting *counting, struct magnitudes *magnitudes,
		    struct arena *arena, struct error *error)
{
	if (counting->small)
		flush_counts(counting);
	cube_sum(counting->cube);
	if (magnitudes == NULL)
		return 0;
	return take_magnitudes(counting, magnitudes, arena, error);
}

void counting_free(struct counting *counting)
{
	if (counting == NULL)
		return;
	for (uint32_t d = 0; d < CUBE_LIMIT_DIMENSIONS; d++)
		memory_free(counting->tables[d].cells);
	for (unsigned int t = 0; t < counting->thread_count; t++) {
		memory_free(counting->workers[t].counts);
		memory_free(counting->workers[t].magnitudes);
		memory_free(counting->workers[t].starts);
	}
	memory_free(counting->cells);
	memory_free(counting->entries);
	memory_free(counting->magnitudes);
	memory_free(counting);
}
