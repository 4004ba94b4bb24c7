/*
 * Runs a fuzz target over the files of a directory, each in a heap block of
 * its exact size, so that a sanitizer sees one byte too far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "fuzz/target.h"

static int run(void *context, const char *name, struct error *error)
{
	struct arena arena = {0};
	struct builder content = {0};
	char *path = path_join(&arena, context, name);
	uint8_t *exact;

	if (path == NULL || file_read(path, 1 << 26, &content, error) != 0)
		return -1;
	exact = malloc(content.len > 0 ? content.len : 1);
	if (exact == NULL)
		return error_memory(error);
	if (content.len > 0)
		memcpy(exact, content.at, content.len);
	LLVMFuzzerTestOneInput(exact, content.len);
	free(exact);
	builder_release(&content);
	arena_release(&arena);
	return 0;
}

int main(int count, char **arguments)
{
	struct error error = {0};
	char text[1024];

	for (int i = 1; i < count; i++) {
		if (directory_each(arguments[i], run, arguments[i], &error) ==
		    0)
			continue;
		error_text(&error, text, sizeof(text));
		fprintf(stderr, "%s\n", text);
		return 1;
	}
	return 0;
}
