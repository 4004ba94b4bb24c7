/*
 * pack_parts.h - what the files about a family's copy share.  Private to the share
 * room.
 */
#ifndef HORNBOOK_SHARE_PACK_PARTS_H
#define HORNBOOK_SHARE_PACK_PARTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/builder.h"
#include "share/case_log.h"
#include "share/disclosure.h"
#include "share/pack.h"
#include "share/sheet.h"

struct pack_frame {
	struct disclosure *disclosure;
	const struct dictionary *dictionary;
	const struct pack_words *words;
	struct field_set hidden; /* that nobody of this family is given */
	struct field_set reach;  /* how to reach a parent */
	uint16_t order;          /* the field; DICTIONARY_NONE */
};

/* Who has had it; of a parent's copy without what keeps the child safe. */
struct pack_history {
	struct pupil_release *releases;
	size_t release_count;
	struct case_entry *entries;
	size_t entry_count;
	struct register_grant *grants;
	size_t grant_count;
};

struct writer {
	struct pack_frame *frame;
	const struct writing *writing;
	struct output *output;
	struct arena arena;
	struct document document;
	struct voice voice;
	struct sheet sheet;
	struct pack_history history;
	struct builder data; /* JSON */
	struct builder csv;
	bool written;
};

int pack_history(struct writer *writer, uint64_t pupil, struct error *error);

/* Composes the document; what fails shows in it and in the voice. */
void pack_compose(struct writer *writer, const struct record *record);

#endif
