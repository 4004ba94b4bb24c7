#include "test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/file.h"

static char path[] = SCRATCH "append-XXXXXX";

static int make_file(void **state)
{
	int fd;

	(void)state;
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	fd = mkostemp(path, O_APPEND);
	return fd >= 0 ? close(fd) : -1;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void holds(const char *expected)
{
	struct builder content = {0};
	struct error error = {0};

	assert_success(file_read(path, 100, &content, &error), &error);
	assert_slice(builder_slice(&content), expected);
	builder_release(&content);
}

static void what_is_appended_stands_at_the_end(void **state)
{
	int fd = open(path, O_RDWR | O_APPEND);
	struct error error = {0};

	(void)state;
	assert_success(file_append(fd, SLICE("one "), &error), &error);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_success(file_append(fd, SLICE("two"), &error), &error);
	assert_success(file_append(fd, SLICE(""), &error), &error);
	holds("one two");
	assert_success(file_cut(fd, 4, &error), &error);
	holds("one ");
	assert_success(file_append(fd, SLICE("three"), &error), &error);
	holds("one three");
	close(fd);
}

static void a_file_open_for_reading_takes_nothing(void **state)
{
	int fd = open(path, O_RDONLY);
	struct error error = {0};

	(void)state;
	assert_int_equal(file_append(fd, SLICE("one"), &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_int_equal(file_cut(fd, 0, &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	close(fd);
}

static void writing_cutting_and_syncing_can_be_made_to_fail(void **state)
{
	int fd = open(path, O_RDWR | O_APPEND);
	struct error error = {0};

	(void)state;
	file_fail_at(1);
	assert_int_equal(file_append(fd, SLICE("one"), &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	holds("");
	file_fail_at(2); /* the sync: the bytes are there all the same */
	assert_int_equal(file_append(fd, SLICE("one"), &error), -1);
	assert_true(file_failed());
	holds("one");
	file_fail_at(1);
	assert_int_equal(file_cut(fd, 0, &error), -1);
	holds("one");
	file_fail_at(2);
	assert_int_equal(file_cut(fd, 0, &error), -1);
	holds("");
	file_fail_at(0);
	close(fd);
}

#define FILE_TEST(test) \
	cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FILE_TEST(what_is_appended_stands_at_the_end),
		FILE_TEST(a_file_open_for_reading_takes_nothing),
		FILE_TEST(writing_cutting_and_syncing_can_be_made_to_fail),
	};

	return cmocka_run_group_tests_name("base append", tests, NULL, NULL);
}
