#include "tests/document/pdf_tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "document/document.h"
#include "tests/test.h"

/* --- poppler and qpdf ------------------------------------------------------------------ */

/* Runs a tool on the bytes, in a file of their own; gives what it prints. */
void pdf_run_tool(const char *tool, struct slice bytes, struct builder *out)
{
	char path[] = SCRATCH "pdf-XXXXXX";
	char command[256], part[4096];
	int fd = mkstemp(path);
	FILE *pipe;
	size_t size;
	int status;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	close(fd);
	snprintf(command, sizeof(command), "%s '%s' 2>&1", tool, path);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while ((size = fread(part, 1, sizeof(part), pipe)) > 0)
		builder_add(out, (struct slice){part, size});
	status = pclose(pipe);
	unlink(path);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s: %s", tool, builder_text(out));
}

void pdf_check_says(const char *tool, struct slice bytes, const char *wanted)
{
	struct builder out = {0};

	pdf_run_tool(tool, bytes, &out);
	if (strstr(builder_text(&out), wanted) == NULL)
		fail_msg("%s does not say '%s' but\n%s", tool, wanted,
			 builder_text(&out));
	builder_release(&out);
}

/* --- the words of a document, in order, without spaces ----------------------------------- */

enum { ANY_NUMBER = 1 }; /* a byte that stands for a page's number */

static void add_word(struct builder *out, struct slice text)
{
	uint32_t character;

	while (text.len > 0) {
		struct slice before = text;

		if (!text_next(&text, &character))
			break;
		if (character != ' ' && character != 0xA0)
			builder_add(out, slice_part(before, 0,
						    before.len - text.len));
	}
}

static void add_runs(struct builder *out, const struct document_run *run)
{
	for (; run != NULL; run = run->next)
		add_word(out, run->text);
}

static void add_contents(struct builder *out,
			 const struct document_block *outer)
{
	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		if (block->kind != BLOCK_SECTION ||
		    !document_contents_lists(block))
			continue;
		add_word(out, block->label);
		builder_add_byte(out, ANY_NUMBER);
		add_contents(out, block);
	}
}

static void add_blocks(struct builder *out, const struct document *document,
		       const struct document_block *outer)
{
	size_t number = 0;

	for (const struct document_block *block = outer->children;
	     block != NULL; block = block->next) {
		number++;
		if (block->kind == BLOCK_ITEM &&
		    outer->list == DOCUMENT_NUMBERED)
			builder_add_format(out, "%zu.", number);
		else if (block->kind == BLOCK_ITEM)
			builder_add_text(out, "\xE2\x80\xA2");
		add_word(out, block->label);
		if (block->kind == BLOCK_CONTENTS)
			add_contents(out, document->root);
		for (size_t i = 0;
		     block->kind == BLOCK_TABLE && i < block->columns->count;
		     i++)
			add_word(out, block->columns->at[i].heading);
		add_runs(out, block->runs);
		add_blocks(out, document, block);
	}
}

static void words_of(const struct document *document, struct builder *out)
{
	add_word(out, document->about.title);
	add_word(out, document->about.author);
	add_word(out, document->about.subtitle);
	add_blocks(out, document, document->root);
	add_word(out, document->about.footer);
}

/* What "pdfinfo -struct-text" shows between quotes. */
static void words_in(struct slice structure, struct builder *out)
{
	while (structure.len > 0) {
		struct slice line = slice_trim(slice_cut(&structure, '\n'));

		if (line.len >= 2 && line.at[0] == '"' &&
		    line.at[line.len - 1] == '"')
			add_word(out, slice_part(line, 1, line.len - 1));
	}
}

void pdf_check_words(const struct document *document, struct slice bytes)
{
	struct builder structure = {0}, expected = {0}, actual = {0};
	const char *a, *e;

	pdf_run_tool("pdfinfo -struct-text", bytes, &structure);
	words_of(document, &expected);
	words_in(builder_slice(&structure), &actual);
	a = builder_text(&actual);
	for (e = builder_text(&expected); *e != '\0'; e++) {
		if (*e == ANY_NUMBER)
			a += strspn(a, "0123456789");
		else if (*e == *a)
			a++;
		else
			break;
	}
	if (*a != '\0' || *e != '\0')
		fail_msg("the words are\n%.60s\nand should be\n%.60s", a, e);
	builder_release(&structure);
	builder_release(&expected);
	builder_release(&actual);
}
