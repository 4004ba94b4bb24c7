/*
 * Any bytes as JSON-LD: what is read is written, reads again and is then written
 * the same; in Turtle no line is left open.
 */
#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "fuzz/target.h"
#include "publish/linked_graph.h"

/* Outside of quoted text and names what opens is closed. */
static void check_turtle(struct slice text)
{
	size_t brackets = 0;

	for (size_t i = 0; i < text.len; i++) {
		char end = text.at[i] == '<' ? '>' : '"';

		if (text.at[i] == '[')
			brackets++;
		if (text.at[i] == ']')
			must(brackets-- > 0);
		if (text.at[i] != '<' && text.at[i] != '"')
			continue;
		do {
			must(text.at[i] != '\n');
			i += text.at[i] == '\\' ? 2 : 1;
			must(i < text.len);
		} while (text.at[i] != end);
	}
	must(brackets == 0);
}

static bool read_text(struct arena *arena, struct slice text,
		      struct graph *graph)
{
	struct slice none = {NULL, 0};
	struct error error = {0};

	graph_init(graph, arena, none, none);
	return graph_read_json(graph, text, &error) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct builder first = {0}, second = {0}, turtle = {0};
	struct arena arena = {0};
	struct graph graph, again;

	if (read_text(&arena, (struct slice){(const char *)data, size},
		      &graph)) {
		graph_write_json(&graph, &first);
		must(read_text(&arena, builder_slice(&first), &again));
		graph_write_json(&again, &second);
		must(slice_equal(builder_slice(&first),
				 builder_slice(&second)));
		graph_write_turtle(&graph, &turtle);
		must(!turtle.failed);
		check_turtle(builder_slice(&turtle));
	}
	builder_release(&first);
	builder_release(&second);
	builder_release(&turtle);
	arena_release(&arena);
	return 0;
}
