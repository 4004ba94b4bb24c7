/*
 * Parses any text.  What has faults must print them; what has none must stay
 * the same statements when it is formatted, and formatting twice must change
 * nothing.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "language/diagnostic.h"
#include "language/format.h"
#include "language/parser.h"

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool is_comment_line(struct slice line)
{
	struct slice text = slice_trim(line);

	return slice_starts_with(text, SLICE("before:")) ||
	       slice_starts_with(text, SLICE("behind:")) ||
	       slice_starts_with(text, SLICE("inside:")) ||
	       slice_starts_with(text, SLICE("last:"));
}

/* The statements without their comments, which are counted. */
static size_t print_statements(const struct tree *tree, struct builder *out)
{
	struct builder all = {0};
	struct slice rest;
	size_t comments = 0;

	tree_print(tree, &all);
	rest = builder_slice(&all);
	while (rest.len > 0) {
		struct slice line = slice_cut(&rest, '\n');

		if (is_comment_line(line)) {
			comments++;
			continue;
		}
		builder_add(out, line);
		builder_add_byte(out, '\n');
	}
	builder_release(&all);
	return comments;
}

static struct tree *read_text(struct slice text, struct arena *arena,
			      struct findings *findings)
{
	struct source *source;
	struct tree *tree;

	*findings = findings_in(arena);
	if (source_from_text(&source, SLICE("fuzz"), text, arena, NULL) != 0)
		return NULL;
	require(parse(&tree, source, arena, findings, NULL) == 0);
	return tree;
}

static void print_findings(struct findings *findings)
{
	struct builder out = {0};

	findings_sort(findings);
	for (size_t i = 0; i < findings->count; i++)
		finding_print(&findings->list[i], &out);
	findings_print_json(findings, &out);
	require(!out.failed);
	builder_release(&out);
}

static void check_format(const struct tree *tree, struct arena *arena)
{
	struct builder first = {0};
	struct builder second = {0};
	struct builder before = {0};
	struct builder after = {0};
	struct findings findings;
	struct tree *again;
	size_t comments;

	format_tree(tree, &first);
	again = read_text(builder_slice(&first), arena, &findings);
	require(again != NULL && findings.count == 0);
	comments = print_statements(tree, &before);
	require(print_statements(again, &after) == comments);
	require(slice_equal(builder_slice(&before), builder_slice(&after)));
	format_tree(again, &second);
	require(slice_equal(builder_slice(&first), builder_slice(&second)));
	builder_release(&first);
	builder_release(&second);
	builder_release(&before);
	builder_release(&after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct findings findings;
	struct tree *tree;

	tree = read_text((struct slice){(const char *)data, size}, &arena,
			 &findings);
	if (tree != NULL && findings.count > 0)
		print_findings(&findings);
	else if (tree != NULL)
		check_format(tree, &arena);
	arena_release(&arena);
	return 0;
}
