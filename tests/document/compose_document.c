/*
 * Prints a document that is written as compose.h says:
 *
 *     compose_document FILE html|markdown|text
 */
#include <stdio.h>

#include "base/builder.h"
#include "base/file.h"
#include "document/html.h"
#include "document/markdown.h"
#include "document/text.h"
#include "tests/document/compose.h"
#include "tests/test.h"

static const struct {
	const char *name;
	void (*write)(const struct document *, bool, struct builder *);
} formats[] = {
	{"html", html_write},
	{"markdown", markdown_write},
	{"text", text_write},
};

int main(int count, char **words)
{
	struct builder lines = {0};
	struct builder out = {0};
	struct arena arena = {0};
	struct document document;
	struct error error = {0};

	if (count != 3 || file_read(words[1], 1 << 20, &lines, &error) != 0 ||
	    compose(&document, builder_slice(&lines), &arena, &error) != 0) {
		fprintf(stderr, "%s\n", error.message);
		return 1;
	}
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(words[2], formats[i].name) == 0)
			formats[i].write(&document, false, &out);
	fwrite(out.at, 1, out.len, stdout);
	builder_release(&lines);
	builder_release(&out);
	arena_release(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
