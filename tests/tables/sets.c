#include "tests/test.h"

#include "tests/tables/sets.h"

#include <stdio.h>

enum { MOST_WORDS = 16 };

uint64_t sets_random(uint64_t *state)
{
	uint64_t z = *state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static size_t split(struct slice line, struct slice *words)
{
	size_t count = 0;

	while (line.len > 0) {
		struct slice word = slice_cut(&line, ' ');

		if (word.len == 0)
			continue;
		assert_true(count < MOST_WORDS);
		words[count++] = word;
	}
	return count;
}

int sets_from_pupils(struct table_set *set, struct slice text,
		     struct arena *arena, struct error *error)
{
	const struct table_profile *profile =
		table_profile_find(SLICE("default"));
	struct tabulation *tabulation = NULL;
	struct slice area = SLICE("area");
	struct slice words[MOST_WORDS];

	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		size_t count = split(line, words);
		uint64_t pupils;

		if (count == 0)
			continue;
		if (slice_is(words[0], "profile")) {
			profile = table_profile_find(words[1]);
			assert_non_null(profile);
			continue;
		}
		if (slice_is(words[0], "area")) {
			area = words[1];
			continue;
		}
		if (slice_is(words[0], "dimensions")) {
			if (tabulation_make(&tabulation, area, words + 1,
					    words + 1, count - 1, arena,
					    error) != 0)
				return -1;
			continue;
		}
		for (size_t i = 0; i < count; i++)
			if (slice_is(words[i], "-"))
				words[i].len = 0;
		assert_true(slice_number(words[count - 1], 1 << 20, &pupils));
		for (uint64_t i = 0; i < pupils; i++)
			if (tabulation_add(tabulation, words[0], words + 1,
					   error) != 0)
				return -1;
	}
	return tabulation_finish(tabulation, profile, set, error);
}

static struct cell marked(struct slice word)
{
	struct cell cell = {0};
	uint64_t count;

	if (slice_ends_with(word, SLICE("p")))
		cell.state = CELL_PRIMARY;
	else if (slice_ends_with(word, SLICE("s")))
		cell.state = CELL_SECONDARY;
	if (cell.state != CELL_SHOWN)
		word.len--;
	assert_true(slice_number(word, UINT32_MAX, &count));
	cell.count = (uint32_t)count;
	return cell;
}

struct marks {
	struct table_set *set;
	struct arena *arena;
	struct cell *lines[64];
	size_t line_count;
	size_t width;
};

/* The lines of a table that has been read: the last is of totals. */
static void close_table(struct marks *marks)
{
	struct table_set *set = marks->set;
	struct table *table;
	size_t columns;

	if (marks->line_count == 0)
		return;
	table = &set->tables[set->table_count - 1];
	columns = table->column_count = marks->width - 1;
	set->row_count = marks->line_count - 1;
	table->cells = arena_array(marks->arena, set->row_count * columns,
				   sizeof(struct cell));
	set->row_totals =
		arena_array(marks->arena, set->row_count, sizeof(struct cell));
	assert_non_null(table->cells);
	assert_non_null(set->row_totals);
	for (size_t i = 0; i < set->row_count; i++) {
		memcpy(&table->cells[i * columns], marks->lines[i],
		       columns * sizeof(struct cell));
		set->row_totals[i] = marks->lines[i][columns];
	}
	table->column_totals = marks->lines[set->row_count];
	set->total = marks->lines[set->row_count][columns];
	marks->line_count = 0;
}

int sets_from_marks(struct table_set *set, struct slice text,
		    struct arena *arena, struct error *error)
{
	struct marks marks = {.set = set, .arena = arena};
	struct slice words[MOST_WORDS];

	(void)error;
	*set = (struct table_set){
		.area = SLICE("area"),
		.profile = table_profile_find(SLICE("default")),
		.tables = arena_array(arena, 8, sizeof(struct table)),
	};
	assert_non_null(set->tables);
	while (text.len > 0) {
		struct slice line = slice_cut(&text, '\n');
		size_t count = split(line, words);
		struct cell *cells;

		if (count == 0)
			continue;
		if (slice_is(words[0], "profile")) {
			set->profile = table_profile_find(words[1]);
			assert_non_null(set->profile);
			continue;
		}
		if (slice_is(words[0], "table")) {
			close_table(&marks);
			assert_true(set->table_count < 8);
			set->tables[set->table_count++].name = words[1];
			continue;
		}
		cells = arena_array(arena, count, sizeof(*cells));
		assert_non_null(cells);
		for (size_t i = 0; i < count; i++)
			cells[i] = marked(words[i]);
		marks.width = count;
		assert_true(marks.line_count < 64);
		marks.lines[marks.line_count++] = cells;
	}
	close_table(&marks);
	return 0;
}

int sets_at_random(struct table_set *set, struct sets_shape shape,
		   const struct table_profile *profile, uint64_t seed,
		   struct arena *arena, struct error *error)
{
	struct tabulation *tabulation;
	char area[24];
	char text[MOST_WORDS][32];
	struct slice names[MOST_WORDS];
	struct slice values[MOST_WORDS];

	assert_true(shape.dimensions <= MOST_WORDS);
	for (size_t i = 0; i < shape.dimensions; i++) {
		snprintf(text[i], sizeof(text[i]), "field%zu", i);
		names[i] = slice_of(text[i]);
	}
	if (tabulation_make(&tabulation, SLICE("area"), names, names,
			    shape.dimensions, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < shape.pupils; i++) {
		snprintf(area, sizeof(area), "A%05u",
			 (unsigned int)(sets_random(&seed) % shape.areas));
		for (size_t j = 0; j < shape.dimensions; j++) {
			uint64_t value = sets_random(&seed) % shape.values;

			for (unsigned int k = 0; k < shape.skew; k++) {
				uint64_t other =
					sets_random(&seed) % shape.values;

				value = other < value ? other : value;
			}
			snprintf(text[j], sizeof(text[j]), "V%02u",
				 (unsigned int)value);
			values[j] = slice_of(text[j]);
		}
		if (tabulation_add(tabulation, slice_of(area), values, error) !=
		    0)
			return -1;
	}
	return tabulation_finish(tabulation, profile, set, error);
}
