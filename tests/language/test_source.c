#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/memory.h"
#include "language/source.h"

static struct source *make(struct arena *arena, struct slice text)
{
	struct error error = {0};
	struct source *source = NULL;

	assert_success(source_from_text(&source, SLICE("rules/kent.notice"),
					text, arena, &error),
		       &error);
	return source;
}

static void places_count_lines_and_characters_from_one(void **state)
{
	struct arena arena = {0};
	struct source *source;
	struct position place;

	(void)state;
	source = make(&arena, SLICE("one\n\u00e9t\u00e9 x\n\nlast"));
	place = source_position(source, 0);
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 1);
	place = source_position(source, 3);
	assert_int_equal(place.line, 1);
	assert_int_equal(place.column, 4);
	/* "x" stands behind 6 bytes that are 4 characters */
	place = source_position(source, 10);
	assert_int_equal(place.line, 2);
	assert_int_equal(place.column, 5);
	place = source_position(source, 12);
	assert_int_equal(place.line, 3);
	place = source_position(source, (uint32_t)source->text.len);
	assert_int_equal(place.line, 4);
	assert_int_equal(place.column, 5);
	arena_release(&arena);
}

static void a_line_is_without_its_end(void **state)
{
	struct arena arena = {0};
	struct source *source = make(&arena, SLICE("one\r\ntwo\n\nlast"));

	(void)state;
	assert_int_equal(source->line_count, 4);
	assert_slice(source_line(source, 1), "one");
	assert_slice(source_line(source, 2), "two");
	assert_slice(source_line(source, 3), "");
	assert_slice(source_line(source, 4), "last");
	assert_slice(source_line(source, 0), "");
	assert_slice(source_line(source, 5), "");
	arena_release(&arena);
}

static void a_citation_is_the_file_and_the_line(void **state)
{
	struct arena arena = {0};
	struct source *source = make(&arena, SLICE("one\ntwo\n"));

	(void)state;
	assert_string_equal(
		range_citation((struct range){source, 4, 7}, &arena),
		"kent.notice:2");
	assert_slice(range_text((struct range){source, 4, 7}), "two");
	assert_string_equal(range_citation((struct range){0}, &arena), "");
	assert_slice(range_text((struct range){0}), "");
	arena_release(&arena);
}

static void refused(struct slice text, uint32_t line, uint32_t column)
{
	struct arena arena = {0};
	struct error error = {0};
	struct source *source = NULL;

	assert_int_equal(
		source_from_text(&source, SLICE("x"), text, &arena, &error),
		-1);
	assert_null(source);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(error.place.line, line);
	assert_int_equal(error.place.column, column);
	arena_release(&arena);
}

static void what_is_not_text_is_refused_with_its_place(void **state)
{
	(void)state;
	refused(SLICE("a\nbc\xff"), 2, 3);
	refused((struct slice){"a\nb\0c", 5}, 2, 2);
	refused(SLICE("\xc3"), 1, 1);
}

static void a_text_beyond_the_limit_is_refused(void **state)
{
	size_t size = (size_t)SOURCE_LIMIT_BYTES + 1;
	char *large = malloc(size);

	(void)state;
	assert_non_null(large);
	memset(large, '\n', size);
	refused((struct slice){large, size}, 0, 0);
	free(large);
}

static void a_source_is_read_from_a_file(void **state)
{
	char directory[] = SCRATCH "source-XXXXXX";
	struct arena arena = {0};
	struct error error = {0};
	struct source *source = NULL;
	char *path;

	(void)state;
	assert_non_null(mkdtemp(directory));
	path = path_join(&arena, directory, "a.notice");
	assert_non_null(path);
	assert_int_equal(source_from_file(&source, path, &arena, &error), -1);
	assert_null(source);
	assert_success(
		file_replace(path, SLICE("right access\n"), 0600, &error),
		&error);
	assert_success(source_from_file(&source, path, &arena, &error), &error);
	assert_slice(source->text, "right access\n");
	assert_slice(source->name, path);
	assert_success(directory_remove(directory, &error), &error);
	arena_release(&arena);
}

static void a_source_without_memory_is_no_source(void **state)
{
	int result = -1;

	(void)state;
	for (uint64_t n = 1; result != 0; n++) {
		struct arena arena = {0};
		struct error error = {0};
		struct source *source = NULL;

		assert_true(n < 100);
		memory_fail_at(n);
		result = source_from_text(&source, SLICE("x"), SLICE("a\nb"),
					  &arena, &error);
		if (result == 0 && range_citation((struct range){source, 2, 3},
						  &arena) == NULL)
			result = error_memory(&error);
		memory_fail_at(0);
		if (result != 0)
			assert_int_equal(error.code, ERROR_MEMORY);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_count_lines_and_characters_from_one),
		cmocka_unit_test(a_line_is_without_its_end),
		cmocka_unit_test(a_citation_is_the_file_and_the_line),
		cmocka_unit_test(what_is_not_text_is_refused_with_its_place),
		cmocka_unit_test(a_text_beyond_the_limit_is_refused),
		cmocka_unit_test(a_source_is_read_from_a_file),
		cmocka_unit_test(a_source_without_memory_is_no_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
