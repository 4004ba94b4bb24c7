#include "share/node_note.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/file.h"
#include "share/node.h"

enum { NOTE_LIMIT_BYTES = 1 << 12 };

const char *node_note_path(const struct node *node, const char *name,
			   struct arena *arena)
{
	return path_join(arena, node->directory, name);
}

int node_note_write(const struct node *node, const char *name,
		    struct slice text, struct error *error)
{
	struct arena arena = {0};
	const char *path = node_note_path(node, name, &arena);
	int result = path != NULL ? file_replace(path, text, 0600, error)
				  : error_memory(error);

	arena_release(&arena);
	return result;
}

int node_note_read(const struct node *node, const char *name,
		   struct builder *text, struct error *error)
{
	struct arena arena = {0};
	const char *path = node_note_path(node, name, &arena);
	int result = 0;

	if (path == NULL)
		result = error_memory(error);
	else if (file_exists(path))
		result = file_read(path, NOTE_LIMIT_BYTES, text, error);
	arena_release(&arena);
	return result;
}

void node_note_remove(const struct node *node, const char *name)
{
	struct arena arena = {0};
	const char *path = node_note_path(node, name, &arena);

	if (path != NULL)
		unlink(path);
	arena_release(&arena);
}

static int settle(struct node *node, const struct node_note *note,
		  const char *path, unsigned int *recovered,
		  struct arena *arena, struct error *error)
{
	struct builder text = {0};
	bool done = true;
	int result = file_read(path, NOTE_LIMIT_BYTES, &text, error);

	if (result == 0)
		result = note->settle(node, builder_slice(&text), &done,
				      recovered, arena, error);
	if (result == 0 && done)
		unlink(path);
	builder_release(&text);
	return result;
}

int node_note_settle(struct node *node, const struct node_note *note,
		     unsigned int *recovered, struct error *error)
{
	struct arena arena = {0};
	const char *path = node_note_path(node, note->name, &arena);
	int result = 0;

	if (path == NULL)
		result = error_memory(error);
	else if (file_exists(path))
		result = settle(node, note, path, recovered, &arena, error);
	arena_release(&arena);
	return result;
}

uint64_t node_reference_number(struct slice reference, const char *kind)
{
	uint64_t number = 0;

	if (!slice_starts_with(reference, slice_of(kind)) || reference.len < 8)
		return 0;
	reference = slice_part(reference, 7, reference.len);
	return slice_number(reference, UINT32_MAX, &number) ? number : 0;
}
