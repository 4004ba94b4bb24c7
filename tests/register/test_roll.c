/*
 * Rolls, as chunks and outline, against the plain rows that they were made of.
 */
#include "tests/register/support.h"

#include <stdio.h>

#include "base/builder.h"
#include "base/memory.h"
#include "register/roll.h"

enum { ROWS_MOST = 40000, CHUNKS_MOST = 4000, SETS = 3000 };

/* What lies beside a chunk's bytes in SQLite: its id of up to nine bytes, its
 * length, the header of the row, the place in the page. */
enum { CHUNK_COSTS = 16 };

struct stored {
	unsigned int level;
	uint64_t range;
	size_t at, length; /* in bytes */
};

/* One roll, plain and written. */
static struct roll {
	struct roll_row rows[ROWS_MOST];
	size_t count;
	uint64_t sets[SETS];
	size_t set_count;
	struct stored chunks[CHUNKS_MOST];
	size_t chunk_count;
	struct builder bytes;
	struct builder outline;
	size_t told; /* by the outline */
	size_t told_sets;
} roll;

static uint64_t drawn;

/* xorshift64: the same on every machine. */
static uint64_t draw(uint64_t below)
{
	drawn ^= drawn << 13;
	drawn ^= drawn >> 7;
	drawn ^= drawn << 17;
	return drawn % below;
}

static int keep_chunk(void *context, unsigned int level, uint64_t range,
		      struct slice bytes, struct error *error)
{
	(void)context;
	(void)error;
	assert_true(roll.chunk_count < CHUNKS_MOST);
	roll.chunks[roll.chunk_count++] =
		(struct stored){level, range, roll.bytes.len, bytes.len};
	builder_add(&roll.bytes, bytes);
	return 0;
}

static struct slice bytes_of(const struct stored *chunk)
{
	return slice_part(builder_slice(&roll.bytes), chunk->at,
			  chunk->at + chunk->length);
}

static void begin(size_t set_count)
{
	roll.count = 0;
	roll.chunk_count = 0;
	builder_clear(&roll.bytes);
	builder_clear(&roll.outline);
	roll.set_count = set_count;
	/* Different, in no order. */
	for (size_t i = 0; i < set_count; i++)
		roll.sets[i] = (i * 7919) % 100003 + 1;
}

static void add(uint64_t pupil, uint64_t mask)
{
	assert_true(roll.count < ROWS_MOST);
	roll.rows[roll.count++] = (struct roll_row){pupil, (uint16_t)mask};
}

static void write_roll(void)
{
	const struct roll_sink sink = {keep_chunk, NULL};
	struct error error;

	assert_success(roll_write(roll.rows, roll.count, roll.sets,
				  roll.set_count, &sink, &roll.outline, &error),
		       &error);
	assert_false(roll.bytes.failed);
}

/* --- reading back ------------------------------------------------------------ */

static int is_set(void *context, uint64_t set, struct error *error)
{
	uint64_t *before = context;

	(void)error;
	assert_true(set > *before);
	*before = set;
	roll.told_sets++;
	return 0;
}

static int is_chunk(void *context, unsigned int level, uint64_t range,
		    struct error *error)
{
	const struct stored *chunk = &roll.chunks[roll.told++];

	(void)context;
	(void)error;
	assert_true(roll.told <= roll.chunk_count);
	assert_int_equal(level, chunk->level);
	assert_int_equal(range, chunk->range);
	return 0;
}

static void assert_outline(void)
{
	uint64_t before = 0;
	const struct roll_outline_visitor visitor = {is_set, is_chunk, &before};
	struct error error;

	roll.told = roll.told_sets = 0;
	assert_success(
		roll_outline(builder_slice(&roll.outline), &visitor, &error),
		&error);
	assert_int_equal(roll.told, roll.chunk_count);
	assert_int_equal(roll.told_sets, roll.set_count);
}

static void assert_rows(void)
{
	static struct roll_part part;
	struct error error;
	size_t row = 0;

	for (size_t i = 0; i < roll.chunk_count; i++) {
		const struct stored *chunk = &roll.chunks[i];

		assert_success(roll_read(bytes_of(chunk), chunk->level,
					 chunk->range, &part, &error),
			       &error);
		for (size_t j = 0; j < part.count; j++, row++) {
			assert_true(row < roll.count);
			assert_int_equal(part.pupils[j], roll.rows[row].pupil);
			assert_int_equal(part.sets[j],
					 roll.sets[roll.rows[row].mask]);
		}
	}
	assert_int_equal(row, roll.count);
}

/* The only chunk whose range holds the pupil; NULL: none. */
static const struct stored *chunk_of(uint64_t pupil)
{
	const struct stored *found = NULL;

	for (size_t i = 0; i < roll.chunk_count; i++) {
		const struct stored *chunk = &roll.chunks[i];

		if (roll_range(pupil, chunk->level) != chunk->range)
			continue;
		assert_null(found);
		found = chunk;
	}
	return found;
}

static uint64_t expected_set(uint64_t pupil)
{
	size_t least = 0, most = roll.count;

	while (least < most) {
		size_t middle = least + (most - least) / 2;

		if (roll.rows[middle].pupil < pupil)
			least = middle + 1;
		else
			most = middle;
	}
	return least < roll.count && roll.rows[least].pupil == pupil
		       ? roll.sets[roll.rows[least].mask]
		       : 0;
}

static void assert_found(uint64_t pupil)
{
	const struct stored *chunk = chunk_of(pupil);
	struct error error;
	uint64_t set = 0;

	if (chunk != NULL)
		assert_success(roll_find(bytes_of(chunk), chunk->level,
					 chunk->range, pupil, &set, &error),
			       &error);
	assert_int_equal(set, expected_set(pupil));
}

static void assert_finds(void)
{
	for (size_t i = 0; i < 300 && i < roll.count; i++) {
		uint64_t pupil = roll.rows[draw(roll.count)].pupil;

		assert_found(pupil);
		if (pupil > 1)
			assert_found(pupil - 1);
		if (pupil < 0xffffffff)
			assert_found(pupil + 1);
		assert_found(1 + draw(0xffffffff));
	}
}

static double bytes_a_pupil(void)
{
	return (double)(roll.bytes.len + roll.outline.len +
			roll.chunk_count * CHUNK_COSTS) /
	       (double)roll.count;
}

/* --- rolls of many kinds ------------------------------------------------------- */

static void all_alike(void)
{
	begin(1);
	for (uint64_t i = 1; i <= ROWS_MOST; i++)
		add(i, 0);
}

static void objections_here_and_there(void)
{
	begin(6);
	for (uint64_t i = 1; roll.count < ROWS_MOST; i++) {
		uint64_t who = draw(1000);

		if (who >= 20)
			add(i, who < 60 ? 1 + draw(5) : 0);
	}
}

static void schools_side_by_side(void)
{
	begin(40);
	for (uint64_t i = 1; roll.count < ROWS_MOST; i++)
		if (i / 700 % 3 != 0)
			add(i, i / 700 % 40);
}

static void halves_at_random(void)
{
	begin(2);
	for (uint64_t i = 1; roll.count < ROWS_MOST; i++)
		if (draw(2) == 0)
			add(i, draw(2));
}

static void every_set_there_is(void)
{
	begin(SETS);
	for (uint64_t i = 1; i <= ROWS_MOST; i++)
		add(i, draw(SETS));
}

static void one_in(uint64_t many, size_t sets)
{
	uint64_t at = 0;

	begin(sets);
	while (roll.count < ROWS_MOST / 4 &&
	       (at += 1 + draw(2 * many - 1)) < 0xffffffff)
		add(at, draw(sets));
}

static void one_in_twenty(void)
{
	one_in(20, 3);
}

static void one_in_two_hundred(void)
{
	one_in(200, 3);
}

static void one_in_ten_thousand(void)
{
	one_in(10000, 3);
}

static void one_in_a_hundred_of_every_set(void)
{
	one_in(100, SETS);
}

static void close_and_far(void)
{
	uint64_t at = 0;

	begin(3);
	while (roll.count < ROWS_MOST / 4) {
		size_t more = 1 + draw(600);

		at += draw(3) == 0 ? draw(1000000) : draw(300);
		for (size_t i = 0; i < more && roll.count < ROWS_MOST; i++)
			add(at += draw(50) == 0 ? 2 : 1, draw(3));
	}
}

static void first_and_last_id(void)
{
	begin(1);
	add(1, 0);
	add(0xffffffff, 0);
}

static void whole_last_range(void)
{
	begin(2);
	for (uint64_t i = 0xffffff00; i <= 0xffffffff; i++)
		add(i, i / 0xffffffff);
}

static void nobody(void)
{
	begin(0);
}

/* What a pupil may cost: as written one after the other.  Pages that later
 * releases have divided are no more than a third empty, mostly. */
static const struct kind {
	const char *label;
	void (*make)(void);
	double bytes; /* a pupil, at most; 0: too few to say */
} kinds[] = {
	{"all alike", all_alike, 0.1},
	{"objections here and there", objections_here_and_there, 0.25},
	{"schools side by side", schools_side_by_side, 0.15},
	{"halves at random", halves_at_random, 0.7},
	{"every set there is", every_set_there_is, 4},
	{"one in twenty", one_in_twenty, 4},
	{"one in two hundred", one_in_two_hundred, 4},
	{"one in ten thousand", one_in_ten_thousand, 4},
	{"one in a hundred of every set", one_in_a_hundred_of_every_set, 6},
	{"close and far", close_and_far, 1},
	{"first and last id", first_and_last_id, 0},
	{"whole last range", whole_last_range, 0},
	{"nobody", nobody, 0},
};

static void what_was_written_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		for (uint64_t seed = 1; seed <= 4; seed++) {
			drawn = 88172645463325252ull * seed;
			kinds[i].make();
			write_roll();
			assert_outline();
			assert_rows();
			assert_finds();
			if (kinds[i].bytes > 0 &&
			    bytes_a_pupil() > kinds[i].bytes)
				fail_msg("%s: %.2f bytes a pupil",
					 kinds[i].label, bytes_a_pupil());
		}
}

/* --- the exact bytes -------------------------------------------------------------- */

static void assert_bytes(size_t chunk, const char *hex)
{
	struct builder text = {0};

	assert_true(chunk < roll.chunk_count);
	builder_add_hex(&text, bytes_of(&roll.chunks[chunk]));
	assert_slice(builder_slice(&text), hex);
	builder_release(&text);
}

/* As roll.h says; sets are numbered 1 and 7920. */
static void chunks_are_these_bytes(void **state)
{
	(void)state;
	drawn = 1;
	begin(1);
	for (uint64_t i = 256; i < 512; i++)
		if (i != 300)
			add(i, 0);
	write_roll();
	/* exceptions; one set, 1; value 1 is not told; one after 44 */
	assert_bytes(0, "0301010"
			"12c");
	begin(2);
	for (uint64_t i = 256; i < 400; i++)
		add(i, i >= 300);
	write_roll();
	/* runs; sets 1 and 7920; 44 of 1, 100 of 2, 112 of none */
	assert_bytes(0, "020201ef3d2c01640270"
			"00");
	begin(1);
	add(256, 0);
	add(70000, 0);
	write_roll();
	assert_int_equal(roll.chunk_count, 1);
	assert_int_equal(roll.chunks[0].level, 32);
	assert_bytes(0, "03010100800"
			"2efa004");
	begin(2);
	for (uint64_t i = 256; i < 512; i++)
		add(i, i & 1);
	write_roll();
	/* packed, two bits a place: 1 2 1 2 from the lowest */
	assert_int_equal(roll.chunks[0].length, 2 + 3 + 64);
	assert_memory_equal(bytes_of(&roll.chunks[0]).at, "\1\2\1\xef\x3d\x99",
			    6);
}

/* --- damage ------------------------------------------------------------------------ */

static void assert_reads_alike(struct slice bytes, unsigned int level,
			       uint64_t range)
{
	static struct roll_part part;
	struct error error;
	uint64_t set;

	if (roll_read(bytes, level, range, &part, &error) != 0) {
		assert_int_equal(error.code, ERROR_CORRUPT);
		return;
	}
	assert_in_range(part.count, 1, ROLL_CHUNK);
	for (size_t i = 0; i < part.count; i += 1 + part.count / 8) {
		assert_int_equal(part.pupils[i] >> level, range);
		assert_success(roll_find(bytes, level, range, part.pupils[i],
					 &set, &error),
			       &error);
		assert_int_equal(set, part.sets[i]);
	}
}

static void damage(const struct stored *chunk)
{
	struct slice whole = bytes_of(chunk);
	struct builder copy = {0};

	for (size_t length = 0; length < whole.len; length++)
		assert_reads_alike(slice_part(whole, 0, length), chunk->level,
				   chunk->range);
	builder_add(&copy, whole);
	for (size_t i = 0; i < whole.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			copy.at[i] = (char)(copy.at[i] ^ 1 << bit);
			assert_reads_alike(builder_slice(&copy), chunk->level,
					   chunk->range);
			copy.at[i] = (char)(copy.at[i] ^ 1 << bit);
		}
	builder_release(&copy);
}

static void damage_is_refused_or_reads_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		drawn = 2463534242;
		kinds[i].make();
		write_roll();
		for (size_t j = 0; j < 3 && j < roll.chunk_count; j++)
			damage(&roll.chunks[j]);
	}
}

static int any_set(void *context, uint64_t set, struct error *error)
{
	(void)context;
	(void)error;
	return set > 0 ? 0 : -1;
}

/* Altered, an outline may tell of as many chunks as there are ranges. */
static int some_chunks(void *context, unsigned int level, uint64_t range,
		       struct error *error)
{
	size_t *left = context;

	assert_in_range(level, ROLL_LEVEL_LEAST, ROLL_LEVEL_MOST);
	assert_true(range <= 0xffffffffull >> level);
	return --*left > 0 ? 0 : error_set(error, ERROR_CORRUPT, "enough");
}

static void damaged_outlines_are_bounded(void **state)
{
	struct error error;

	(void)state;
	drawn = 99;
	close_and_far();
	write_roll();
	for (size_t i = 0; i < roll.outline.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			size_t left = 100000;
			const struct roll_outline_visitor visitor = {
				any_set, some_chunks, &left};
			char kept = roll.outline.at[i];

			roll.outline.at[i] = (char)(kept ^ 1 << bit);
			if (roll_outline(builder_slice(&roll.outline), &visitor,
					 &error) != 0)
				assert_int_equal(error.code, ERROR_CORRUPT);
			roll.outline.at[i] = kept;
		}
}

static void malformed_chunks_are_refused(void **state)
{
	static const struct {
		const char *what;
		unsigned int level;
		struct slice bytes;
	} rows[] = {
		{"nothing", 8, SLICE_INIT("")},
		{"a form that is none", 8, SLICE_INIT("\4\1\1\0\0")},
		{"no sets", 8, SLICE_INIT("\3\0\0\0")},
		{"set 0", 8, SLICE_INIT("\3\1\0\0\0")},
		{"a set twice", 8, SLICE_INIT("\3\2\1\0\0\0\1")},
		{"nobody", 8, SLICE_INIT("\3\1\1\0")},
		{"a place beyond the range", 8, SLICE_INIT("\3\1\1\0\x80\2")},
		{"a value beyond the sets", 8, SLICE_INIT("\3\2\1\1\0\0\3")},
		{"an exception that is none", 8, SLICE_INIT("\3\2\1\1\0\0\0")},
		{"packed, too short", 8, SLICE_INIT("\1\1\1\1\1\1")},
		{"packed at another level", 12,
		 SLICE_INIT("\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"
			    "\1\1\1\1\1\1\1\1\1\1\1")},
		{"runs at another level", 12, SLICE_INIT("\2\1\1\x80\x20\1")},
		{"runs that end early", 8, SLICE_INIT("\2\1\1\x10\1")},
		{"runs beyond the end", 8, SLICE_INIT("\2\1\1\x81\2\1")},
		{"an empty run", 8, SLICE_INIT("\2\1\1\0\0\x80\2\1")},
		{"something after the runs", 8, SLICE_INIT("\2\1\1\x80\2\1\0")},
		{"more pupils than a chunk has", 12, SLICE_INIT("\3\1\1\1")},
	};
	struct roll_part part;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (roll_read(rows[i].bytes, rows[i].level, 0, &part, &error) ==
		    0)
			fail_msg("%s is taken", rows[i].what);
		assert_int_equal(error.code, ERROR_CORRUPT);
	}
}

static int refuse_chunk(void *context, unsigned int level, uint64_t range,
			struct slice bytes, struct error *error)
{
	(void)context;
	(void)level;
	(void)range;
	(void)bytes;
	return error_set(error, ERROR_SYSTEM, "no room");
}

static void what_stops_writing_is_told(void **state)
{
	const struct roll_sink refusing = {refuse_chunk, NULL};
	const struct roll_sink sink = {keep_chunk, NULL};
	struct error error;
	int result = -1;

	(void)state;
	drawn = 5;
	begin(2);
	for (uint64_t i = 1; i < 1000; i++)
		add(i, i % 2);
	assert_int_equal(roll_write(roll.rows, roll.count, roll.sets,
				    roll.set_count, &refusing, &roll.outline,
				    &error),
			 -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	for (uint64_t nth = 1; result != 0; nth++) {
		struct builder outline = {0};

		assert_true(nth < 100);
		roll.chunk_count = 0;
		builder_clear(&roll.bytes);
		memory_fail_at(nth);
		result = roll_write(roll.rows, roll.count, roll.sets,
				    roll.set_count, &sink, &outline, &error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		builder_release(&outline);
	}
}

static int give_back(void **state)
{
	(void)state;
	builder_release(&roll.bytes);
	builder_release(&roll.outline);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(chunks_are_these_bytes),
		cmocka_unit_test(damage_is_refused_or_reads_alike),
		cmocka_unit_test(damaged_outlines_are_bounded),
		cmocka_unit_test(malformed_chunks_are_refused),
		cmocka_unit_test(what_stops_writing_is_told),
	};

	return cmocka_run_group_tests_name("register rolls", tests, NULL,
					   give_back);
}
