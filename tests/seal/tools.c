#include "tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/file.h"
#include "tests/test.h"

int tools_setup(void **state)
{
	char *directory = strdup(SCRATCH "seal-XXXXXX");

	if (directory == NULL || mkdtemp(directory) == NULL) {
		free(directory);
		return -1;
	}
	*state = directory;
	return 0;
}

int tools_teardown(void **state)
{
	int result = directory_remove(*state, NULL);

	free(*state);
	return result;
}

int tools_run(void **state, const char *format, ...)
{
	char command[2048];
	char whole[4096];
	va_list arguments;
	int status;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	snprintf(whole, sizeof(whole),
		 "cd '%s' && { %s; } </dev/null >out.log 2>&1",
		 (const char *)*state, command);
	status = system(whole);
	assert_true(WIFEXITED(status));
	/* The shell did not find the tool. */
	assert_int_not_equal(WEXITSTATUS(status), 127);
	return WEXITSTATUS(status);
}

static void path_of(void **state, const char *name, char path[256])
{
	snprintf(path, 256, "%s/%s", (const char *)*state, name);
}

void tools_read(void **state, const char *name, struct builder *content)
{
	struct error error = {0};
	char path[256];

	path_of(state, name, path);
	builder_clear(content);
	assert_success(file_read(path, UINT64_MAX, content, &error), &error);
}

void tools_write(void **state, const char *name, struct slice content)
{
	char path[256];
	FILE *file;

	path_of(state, name, path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(
		fwrite(content.len > 0 ? content.at : "", 1, content.len, file),
		content.len);
	assert_int_equal(fclose(file), 0);
}

void tools_fill(struct builder *content, size_t size)
{
	uint64_t number = 88172645463325252; /* xorshift */

	builder_clear(content);
	while (content->len < size) {
		number ^= number << 13;
		number ^= number >> 7;
		number ^= number << 17;
		builder_add_byte(content, (char)number);
	}
	assert_false(content->failed);
}
