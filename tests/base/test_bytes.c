/*
 * What is built, and read again: builders, cursors, arenas.
 */
#include "tests/test.h"

#include "base/arena.h"
#include "base/builder.h"
#include "base/cursor.h"
#include "base/memory.h"

static void numbers_come_back_as_they_went(void **state)
{
	static const uint64_t numbers[] = {
		0,          1,          127,        128,
		16383,      16384,      65535,      UINT32_MAX,
		1ull << 35, 1ull << 62, 1ull << 63, UINT64_MAX,
	};
	struct builder out = {0};
	struct cursor cursor;
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		builder_clear(&out);
		builder_add_varint(&out, numbers[i]);
		builder_add_u64(&out, numbers[i]);
		cursor = cursor_over(builder_slice(&out));
		assert_true(cursor_varint(&cursor, &number));
		assert_int_equal(number, numbers[i]);
		assert_true(cursor_u64(&cursor, &number));
		assert_int_equal(number, numbers[i]);
		assert_int_equal(cursor_left(&cursor), 0);
	}
	builder_release(&out);
}

static void only_the_shortest_varint_is_read(void **state)
{
	static const struct slice refused[] = {
		SLICE_INIT(""),
		SLICE_INIT("\x80"),
		SLICE_INIT("\x80\x00"),
		SLICE_INIT("\xff\xff\x00"),
		SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"),
		SLICE_INIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct cursor cursor = cursor_over(refused[i]);
		uint64_t number = 42;

		assert_false(cursor_varint(&cursor, &number));
		assert_int_equal(number, 42);
		assert_int_equal(cursor_left(&cursor), refused[i].len);
	}
}

static void a_cursor_stays_where_it_cannot_read(void **state)
{
	struct cursor cursor = cursor_over(SLICE("\x04"
						 "abc"));
	struct slice bytes = SLICE("untouched");
	uint32_t number = 42;
	uint64_t large = 42;
	uint8_t byte;

	(void)state;
	assert_false(cursor_counted(&cursor, &bytes));
	assert_false(cursor_bytes(&cursor, 5, &bytes));
	assert_false(cursor_bytes(&cursor, SIZE_MAX, &bytes));
	assert_false(cursor_u64(&cursor, &large));
	assert_slice(bytes, "untouched");
	assert_int_equal(cursor_left(&cursor), 4);
	assert_true(cursor_u32(&cursor, &number));
	assert_int_equal(number, 0x04616263);
	assert_false(cursor_byte(&cursor, &byte));
	assert_int_equal(large, 42);
}

static void counted_bytes_come_back(void **state)
{
	struct builder out = {0};
	struct cursor cursor;
	struct slice bytes;

	(void)state;
	builder_add_counted(&out, SLICE("one"));
	builder_add_counted(&out, SLICE(""));
	cursor = cursor_over(builder_slice(&out));
	assert_true(cursor_counted(&cursor, &bytes));
	assert_slice(bytes, "one");
	assert_true(cursor_counted(&cursor, &bytes));
	assert_int_equal(bytes.len, 0);
	assert_int_equal(cursor_left(&cursor), 0);
	builder_release(&out);
}

static void text_is_built(void **state)
{
	struct builder out = {0};

	(void)state;
	builder_add_number(&out, 0);
	builder_add_byte(&out, ' ');
	builder_add_number(&out, UINT64_MAX);
	builder_add_hex(&out, SLICE("\x00\xfe"));
	builder_add_format(&out, " %d%s", 7, "x");
	builder_add_u32(&out, 0x41424344);
	assert_string_equal(builder_text(&out),
			    "0 1844674407370955161500fe 7xABCD");
	builder_clear(&out);
	assert_string_equal(builder_text(&out), "");
	builder_release(&out);
}

static void a_builder_remembers_that_memory_ran_out(void **state)
{
	struct builder out = {0};

	(void)state;
	builder_add_text(&out, "whole");
	memory_fail_at(1);
	for (int i = 0; i < 100; i++)
		builder_add_byte(&out, 'x');
	memory_fail_at(0);
	assert_true(out.failed);
	builder_add_text(&out, "more");
	assert_true(out.len <= 64);
	assert_string_equal(builder_text(&out), "");
	assert_null(builder_reserve(&out, SIZE_MAX));
	builder_clear(&out);
	assert_null(builder_reserve(&out, SIZE_MAX));
	assert_true(out.failed);
	builder_release(&out);
}

static void an_arena_gives_zeroed_aligned_blocks(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t size = 0; size < 10000; size = size * 2 + 1) {
		unsigned char *block = arena_allocate(&arena, size);

		assert_non_null(block);
		assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(block[i], 0);
		memset(block, 0xff, size);
	}
	arena_clear(&arena);
	assert_int_equal(*(unsigned char *)arena_allocate(&arena, 1), 0);
	assert_null(arena_allocate(&arena, SIZE_MAX));
	assert_null(arena_array(&arena, SIZE_MAX / 2, 3));
	assert_slice(arena_copy(&arena, SLICE("text")), "text");
	assert_non_null(arena_copy(&arena, SLICE("")).at);
	arena_release(&arena);
	assert_null(arena.first);
}

static void an_array_grows_and_stays_good_without_memory(void **state)
{
	struct arena arena = {0};
	size_t capacity = 0;
	uint64_t *array = NULL;

	(void)state;
	for (uint64_t i = 0; i < 100000; i++) {
		array = arena_grow(&arena, array, i, &capacity, sizeof(*array));
		assert_non_null(array);
		array[i] = i;
	}
	for (uint64_t i = 0; i < 100000; i++)
		assert_int_equal(array[i], i);
	memory_fail_at(1);
	assert_null(arena_grow(&arena, array, capacity, &capacity, 1 << 20));
	memory_fail_at(0);
	assert_int_equal(array[99999], 99999);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_come_back_as_they_went),
		cmocka_unit_test(only_the_shortest_varint_is_read),
		cmocka_unit_test(a_cursor_stays_where_it_cannot_read),
		cmocka_unit_test(counted_bytes_come_back),
		cmocka_unit_test(text_is_built),
		cmocka_unit_test(a_builder_remembers_that_memory_ran_out),
		cmocka_unit_test(an_arena_gives_zeroed_aligned_blocks),
		cmocka_unit_test(an_array_grows_and_stays_good_without_memory),
	};

	return cmocka_run_group_tests_name("base bytes", tests, NULL, NULL);
}
