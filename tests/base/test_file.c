#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"

static char scratch[] = SCRATCH "file-XXXXXX";
static char *path;       /* of a file in it */
static char *unfinished; /* where it is written first */
static struct arena arena;

static int make_scratch(void **state)
{
	(void)state;
	memcpy(scratch + sizeof(scratch) - 7, "XXXXXX", 6);
	if (mkdtemp(scratch) == NULL)
		return -1;
	path = path_join(&arena, scratch, "file");
	unfinished = path_join(&arena, scratch, "file.writing");
	return path != NULL && unfinished != NULL ? 0 : -1;
}

static int remove_scratch(void **state)
{
	(void)state;
	arena_release(&arena);
	return directory_remove(scratch, NULL);
}

static void put(const char *at, const char *text, unsigned int mode)
{
	FILE *file = fopen(at, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(at, (mode_t)mode), 0);
}

static void holds(const char *at, const char *expected)
{
	struct builder content = {0};
	struct error error = {0};

	assert_success(file_read(at, 100, &content, &error), &error);
	assert_slice(builder_slice(&content), expected);
	builder_release(&content);
}

static unsigned int mode_of(const char *at)
{
	struct stat status;

	assert_int_equal(stat(at, &status), 0);
	return status.st_mode & 0777;
}

static void a_file_has_the_bits_asked_for_whatever_the_umask(void **state)
{
	mode_t mask = umask(0077);
	struct error error = {0};

	(void)state;
	assert_success(file_replace(path, SLICE("new"), 0644, &error), &error);
	umask(mask);
	assert_int_equal(mode_of(path), 0644);
	holds(path, "new");
}

static void what_a_crash_left_gives_its_bits_to_no_secret(void **state)
{
	struct error error = {0};

	(void)state;
	put(unfinished, "half a lin", 0666);
	assert_success(file_replace(path, SLICE("key"), 0600, &error), &error);
	assert_int_equal(mode_of(path), 0600);
	assert_false(file_exists(unfinished));
	holds(path, "key");
}

static void a_link_in_the_way_is_not_written_through(void **state)
{
	char *other = path_join(&arena, scratch, "other");
	struct error error = {0};

	(void)state;
	put(other, "untouched", 0600);
	assert_int_equal(symlink(other, unfinished), 0);
	assert_success(file_replace(path, SLICE("new"), 0600, &error), &error);
	holds(other, "untouched");
	holds(path, "new");
}

static void check_not_replaced(void)
{
	struct error error = {0};

	assert_int_equal(file_replace(path, SLICE("new"), 0600, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_false(file_exists(unfinished));
}

static void what_is_no_ordinary_file_is_not_replaced(void **state)
{
	char *other = path_join(&arena, scratch, "led-to");

	(void)state;
	put(other, "untouched", 0600);
	unlink(path);
	assert_int_equal(symlink(other, path), 0);
	assert_true(file_same(path, other));
	check_not_replaced();
	holds(other, "untouched");
	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(file_same(path, other));
	check_not_replaced();
	unlink(path);
	assert_false(file_same(path, other));
}

/* Opening, writing, syncing, renaming and the directory's sync fail in turn;
 * up to the renaming the old file stands. */
static void a_failed_replacement_leaves_the_old_file(void **state)
{
	struct error error = {0};
	uint64_t n = 1;

	(void)state;
	put(path, "old", 0600);
	for (; n < 10; n++) {
		int result;

		file_fail_at(n);
		result = file_replace(path, SLICE("new"), 0600, &error);
		file_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_SYSTEM);
		assert_false(file_exists(unfinished));
		holds(path, n < 5 ? "old" : "new");
	}
	assert_int_equal(n, 6);
	holds(path, "new");
}

/* What need not last is written all the same. */
static void nothing_waits_for_the_disk_where_nothing_need_last(void **state)
{
	struct error error = {0};

	(void)state;
	assert_true(file_is_lasting());
	file_set_lasting(false);
	assert_false(file_is_lasting());
	assert_success(file_replace(path, SLICE("soon gone"), 0600, &error),
		       &error);
	file_set_lasting(true);
	assert_true(file_is_lasting());
	holds(path, "soon gone");
}

static void without_memory_the_old_file_stands(void **state)
{
	struct error error = {0};
	uint64_t n = 1;

	(void)state;
	put(path, "old", 0600);
	for (; n < 20; n++) {
		int result;

		memory_fail_at(n);
		result = file_replace(path, SLICE("new"), 0600, &error);
		memory_fail_at(0);
		if (result == 0)
			break;
		assert_int_equal(error.code, ERROR_MEMORY);
		assert_false(file_exists(unfinished));
		holds(path, "old");
	}
	assert_in_range(n, 3, 19);
	holds(path, "new");
}

static void what_is_abandoned_leaves_nothing(void **state)
{
	struct output *output;
	struct error error = {0};

	(void)state;
	put(path, "old", 0600);
	assert_success(output_open(&output, path, 0600, &error), &error);
	output_add(output, SLICE("new"));
	assert_int_equal(output_size(output), 3);
	output_abandon(output);
	output_abandon(NULL);
	assert_false(file_exists(unfinished));
	holds(path, "old");
}

static void reading_is_bounded_and_goes_behind_what_is_there(void **state)
{
	struct builder content = {0};
	struct error error = {0};

	(void)state;
	put(path, "12345", 0600);
	builder_add_text(&content, "a");
	assert_int_equal(file_read(path, 4, &content, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_slice(builder_slice(&content), "a");
	assert_success(file_read(path, 5, &content, &error), &error);
	assert_slice(builder_slice(&content), "a12345");
	builder_release(&content);
}

static void what_cannot_be_read_says_why(void **state)
{
	char *missing = path_join(&arena, scratch, "missing");
	struct builder content = {0};
	struct error error = {0};

	(void)state;
	assert_int_equal(file_read(missing, 9, &content, &error), -1);
	assert_int_equal(error.code, ERROR_NOT_FOUND);
	assert_string_equal(error.place.file, missing);
	assert_int_equal(file_read(scratch, 9, &content, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(content.len, 0);
	builder_release(&content);
}

static void directories_are_made_with_those_above(void **state)
{
	char *deep = path_join(&arena, scratch, "a/b//c/");
	struct error error = {0};

	(void)state;
	assert_success(directory_make(deep, 0700, &error), &error);
	assert_success(directory_make(deep, 0700, &error), &error);
	assert_true(directory_exists(deep));
	put(path, "", 0600);
	assert_int_equal(directory_make(path, 0700, &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_int_equal(directory_make("", 0700, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
}

static void removing_takes_links_but_not_what_they_lead_to(void **state)
{
	char *kept = path_join(&arena, scratch, "kept");
	char *kept_file = path_join(&arena, kept, "file");
	char *removed = path_join(&arena, scratch, "removed");
	char *below = path_join(&arena, removed, "below");
	char *link = path_join(&arena, below, "link");
	char *direct = path_join(&arena, scratch, "direct");
	struct error error = {0};

	(void)state;
	assert_success(directory_make(kept, 0700, &error), &error);
	assert_success(directory_make(below, 0700, &error), &error);
	put(kept_file, "kept", 0600);
	assert_int_equal(symlink(kept, link), 0);
	assert_int_equal(symlink(kept, direct), 0);
	assert_success(directory_remove(removed, &error), &error);
	assert_false(directory_exists(removed));
	assert_success(directory_remove(removed, &error), &error);
	assert_int_equal(directory_remove(direct, &error), -1);
	assert_int_equal(error.code, ERROR_INPUT);
	assert_int_equal(directory_remove(kept_file, &error), -1);
	holds(kept_file, "kept");
}

static int note_name(void *context, const char *name, struct error *error)
{
	struct builder *names = context;

	(void)error;
	builder_add_text(names, name);
	builder_add_byte(names, ' ');
	return strcmp(name, "b") == 0 ? 7 : 0;
}

static void entries_are_visited_in_byte_order_until_one_stops(void **state)
{
	static const char *const names[] = {"c", "b", "a", "Z"};
	struct builder seen = {0};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		put(path_join(&arena, scratch, names[i]), "", 0600);
	assert_int_equal(directory_each(scratch, note_name, &seen, &error), 7);
	assert_slice(builder_slice(&seen), "Z a b ");
	builder_release(&seen);
	assert_int_equal(directory_each(path, note_name, &seen, &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
}

static void names_are_exchanged_or_both_stand(void **state)
{
	const char *one = path_join(&arena, scratch, "one");
	const char *inner = path_join(&arena, path, "inner");
	struct error error = {0};

	(void)state;
	put(one, "1", 0600);
	assert_success(directory_make(path, 0700, &error), &error);
	put(inner, "2", 0600);
	file_fail_at(1);
	assert_int_equal(file_exchange(one, path, &error), -1);
	file_fail_at(0);
	holds(one, "1");
	holds(inner, "2");
	assert_success(file_exchange(one, path, &error), &error);
	holds(path, "1");
	holds(path_join(&arena, one, "inner"), "2");
	assert_int_equal(file_exchange(one, inner, &error), -1);
	holds(path, "1");
}

static void paths_are_put_together_and_taken_apart(void **state)
{
	static const struct {
		const char *path, *name, *directory;
	} rows[] = {
		{"file", "file", "."},
		{"/file", "file", "/"},
		{"a/b/file", "file", "a/b"},
		{"a/", "", "a"},
		{"", "", "."},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(path_name(rows[i].path), rows[i].name);
		assert_string_equal(path_directory(&arena, rows[i].path),
				    rows[i].directory);
	}
	assert_string_equal(path_join(&arena, "a", "b"), "a/b");
	assert_string_equal(path_join(&arena, "a/", "b"), "a/b");
}

#define FILE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, make_scratch, remove_scratch)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST(a_file_has_the_bits_asked_for_whatever_the_umask),
		FILE_TEST(what_a_crash_left_gives_its_bits_to_no_secret),
		FILE_TEST(what_is_no_ordinary_file_is_not_replaced),
		FILE_TEST(a_link_in_the_way_is_not_written_through),
		FILE_TEST(a_failed_replacement_leaves_the_old_file),
		FILE_TEST(nothing_waits_for_the_disk_where_nothing_need_last),
		FILE_TEST(without_memory_the_old_file_stands),
		FILE_TEST(what_is_abandoned_leaves_nothing),
		FILE_TEST(reading_is_bounded_and_goes_behind_what_is_there),
		FILE_TEST(what_cannot_be_read_says_why),
		FILE_TEST(directories_are_made_with_those_above),
		FILE_TEST(removing_takes_links_but_not_what_they_lead_to),
		FILE_TEST(entries_are_visited_in_byte_order_until_one_stops),
		FILE_TEST(names_are_exchanged_or_both_stand),
		FILE_TEST(paths_are_put_together_and_taken_apart),
	};

	return cmocka_run_group_tests_name("base files", tests, NULL, NULL);
}
