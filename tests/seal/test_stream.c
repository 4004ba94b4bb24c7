#include "tests/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/builder.h"
#include "base/file.h"
#include "base/memory.h"
#include "seal/stream.h"

/* Gives one byte a time, and fails when `fail_at` are gone. */
struct slow {
	struct slice rest;
	size_t fail_at;
	size_t given;
};

static int read_slowly(void *context, void *bytes, size_t size, size_t *got,
		       struct error *error)
{
	struct slow *slow = context;

	assert_true(size > 0);
	if (slow->fail_at > 0 && slow->given == slow->fail_at)
		return error_set(error, ERROR_SYSTEM, "the wire is cut");
	*got = slow->rest.len > 0;
	if (*got == 0)
		return 0;
	*(char *)bytes = *slow->rest.at;
	slow->rest = slice_part(slow->rest, 1, slow->rest.len);
	slow->given++;
	return 0;
}

static void a_slow_source_is_read_whole(void **state)
{
	struct slow slow = {.rest = SLICE("a book of one page")};
	struct stream_source source = {read_slowly, &slow};
	struct error error = {0};
	char bytes[100];
	size_t got;

	(void)state;
	assert_success(stream_read_whole(source, bytes, 6, &got, &error),
		       &error);
	assert_slice(((struct slice){bytes, got}), "a book");
	assert_success(stream_read_whole(source, bytes, 100, &got, &error),
		       &error);
	assert_slice(((struct slice){bytes, got}), " of one page");
	assert_success(stream_read_whole(source, bytes, 100, &got, &error),
		       &error);
	assert_int_equal(got, 0);
}

static void a_cut_wire_is_no_end(void **state)
{
	struct slow slow = {.rest = SLICE("a book of one page"), .fail_at = 3};
	struct stream_source source = {read_slowly, &slow};
	struct builder out = {0};
	struct error error = {0};
	char bytes[100];
	size_t got;

	(void)state;
	assert_int_equal(stream_read_whole(source, bytes, 100, &got, &error),
			 -1);
	assert_string_equal(error.message, "the wire is cut");
	assert_int_equal(
		stream_copy(source, stream_to_builder(&out), NULL, &error), -1);
	builder_release(&out);
}

static void what_is_copied_is_what_was_there(void **state)
{
	static const char text[] = "slate and sponge";
	struct slice rest = SLICE("slate and sponge");
	struct builder out = {0};
	struct error error = {0};
	uint64_t size = 1;

	(void)state;
	assert_success(stream_copy(stream_from_slice(&rest),
				   stream_to_builder(&out), &size, &error),
		       &error);
	assert_slice(builder_slice(&out), text);
	assert_int_equal(size, sizeof(text));
	assert_int_equal(rest.len, 0);
	builder_release(&out);
}

static void a_builder_that_cannot_grow_says_so(void **state)
{
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	memory_fail_at(1);
	assert_int_equal(
		stream_write(stream_to_builder(&out), SLICE("x"), &error), -1);
	memory_fail_at(0);
	assert_int_equal(error.code, ERROR_MEMORY);
	builder_release(&out);
}

static void files_are_read_and_written(void **state)
{
	char path[] = SCRATCH "stream-XXXXXX";
	int fd = mkstemp(path);
	struct output *output;
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	assert_true(fd >= 0);
	assert_success(
		stream_write(stream_to_file(&fd), SLICE("first"), &error),
		&error);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_success(output_open(&output, path, 0600, &error), &error);
	assert_success(stream_copy(stream_from_file(&fd),
				   stream_to_output(output), NULL, &error),
		       &error);
	assert_success(stream_write(stream_to_output(output), SLICE(", second"),
				    &error),
		       &error);
	assert_success(output_commit(output, &error), &error);
	close(fd);
	assert_success(file_read(path, 100, &out, &error), &error);
	assert_slice(builder_slice(&out), "first, second");
	builder_release(&out);
	unlink(path);
}

static void what_was_written_is_replaced(void **state)
{
	char path[] = SCRATCH "stream-XXXXXX";
	int fd = mkstemp(path);
	struct output *output;
	struct builder out = {0};
	struct error error = {0};

	(void)state;
	assert_true(fd >= 0);
	builder_add_text(&out, "a .... of one page");
	assert_success(stream_replace(stream_over_builder(&out), 2,
				      SLICE("book"), &error),
		       &error);
	assert_slice(builder_slice(&out), "a book of one page");
	assert_success(
		stream_write(stream_to_file(&fd), SLICE("slate"), &error),
		&error);
	assert_success(
		stream_replace(stream_over_file(&fd), 2, SLICE("at"), &error),
		&error);
	assert_success(
		stream_replace(stream_over_file(&fd), 0, SLICE("pl"), &error),
		&error);
	assert_success(stream_write(stream_to_file(&fd), SLICE("s"), &error),
		       &error);
	close(fd);
	builder_clear(&out);
	assert_success(file_read(path, 100, &out, &error), &error);
	assert_slice(builder_slice(&out), "plates");
	assert_success(output_open(&output, path, 0600, &error), &error);
	output_add(output, SLICE("....s and "));
	assert_success(stream_replace(stream_over_output(output), 0,
				      SLICE("book"), &error),
		       &error);
	output_add(output, SLICE("pages"));
	assert_success(output_commit(output, &error), &error);
	builder_clear(&out);
	assert_success(file_read(path, 100, &out, &error), &error);
	assert_slice(builder_slice(&out), "books and pages");
	builder_release(&out);
	unlink(path);
}

static void a_place_that_cannot_be_written_says_so(void **state)
{
	char path[] = SCRATCH "stream-XXXXXX";
	int fd = mkstemp(path);
	struct output *output;
	struct error error = {0};

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	fd = open(path, O_RDONLY);
	assert_int_equal(
		stream_replace(stream_over_file(&fd), 0, SLICE("x"), &error),
		-1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	close(fd);
	error = (struct error){0};
	assert_success(output_open(&output, path, 0600, &error), &error);
	output_add(output, SLICE("text"));
	file_fail_at(2);
	assert_success(stream_replace(stream_over_output(output), 0, SLICE("x"),
				      &error),
		       &error);
	assert_true(file_failed());
	file_fail_at(0);
	assert_int_equal(output_commit(output, &error), -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	unlink(path);
}

static void a_file_that_cannot_be_used_says_so(void **state)
{
	struct error error = {0};
	int pipes[2], fd = -1;
	char byte;
	size_t got;

	(void)state;
	assert_int_equal(stream_write(stream_to_file(&fd), SLICE("x"), &error),
			 -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	assert_int_equal(pipe(pipes), 0);
	/* the end that is for writing */
	assert_int_equal(stream_read(stream_from_file(&pipes[1]), &byte, 1,
				     &got, &error),
			 -1);
	assert_int_equal(error.code, ERROR_SYSTEM);
	close(pipes[0]);
	close(pipes[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_source_is_read_whole),
		cmocka_unit_test(a_cut_wire_is_no_end),
		cmocka_unit_test(what_is_copied_is_what_was_there),
		cmocka_unit_test(a_builder_that_cannot_grow_says_so),
		cmocka_unit_test(files_are_read_and_written),
		cmocka_unit_test(what_was_written_is_replaced),
		cmocka_unit_test(a_place_that_cannot_be_written_says_so),
		cmocka_unit_test(a_file_that_cannot_be_used_says_so),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
