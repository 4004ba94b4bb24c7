/*
 * node_note.h - what a node is about to do, as a file beside it, so that the next
 * start can see it through when the process is killed.  Private to the share room.
 *
 * A note is there whole or not at all.  One that stays behind when what it names is
 * done does no harm: settling it finds nothing to do.
 */
#ifndef HORNBOOK_SHARE_NODE_NOTE_H
#define HORNBOOK_SHARE_NODE_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct error;
struct node;

/* Its path; NULL when memory is out. */
const char *node_note_path(const struct node *node, const char *name,
			   struct arena *arena);

int node_note_write(const struct node *node, const char *name,
		    struct slice text, struct error *error);
/* Adds what stands in it to `text`; nothing when there is none. */
int node_note_read(const struct node *node, const char *name,
		   struct builder *text, struct error *error);

void node_note_remove(const struct node *node, const char *name);

struct node_note {
	const char *name;
	/* Sees through what the text names; `*done` is true, and the note is
	 * removed unless it is made false. */
	int (*settle)(struct node *node, struct slice text, bool *done,
		      unsigned int *recovered, struct arena *arena,
		      struct error *error);
};

/* Settles the note, if there is one; adds to `*recovered` what was put right. */
int node_note_settle(struct node *node, const struct node_note *note,
		     unsigned int *recovered, struct error *error);

/* The number at the end of a reference "N-2026-0012", which begins with `kind`
 * ("N-"); 0: it is none. */
uint64_t node_reference_number(struct slice reference, const char *kind);

#endif
