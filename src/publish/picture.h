/*
 * picture.h - pictures of what is published: the flow map, the matrix, one child's
 * timeline.
 *
 * They are SVG of lines, boxes and text, made so that nothing overlaps with one
 * recipient or forty, and however long names are.  What a colour would say, a
 * line's kind or a symbol says, so that a black and white print says it too.
 * All that a picture tells is also told in words: its description, which a screen
 * reader reads. 
 *
 * Each is added to a document, at the place where that is, as one figure with the
 * id "map", "matrix" or "timeline".  It tells print where it may be cut.  Memory running out shows in the document and the voice.
 */
#ifndef HORNBOOK_PUBLISH_PICTURE_H
#define HORNBOOK_PUBLISH_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"

struct document;
struct publication;
struct voice;

/*
 * Who gives what to the controller, what it holds, and to whom it goes: solid
 * lines for what is sent, thick ones where only the law says so, dashed ones for
 * what somebody else sends, crossed ones for what is promised and not done.
 */
void picture_map(struct document *document,
		 const struct publication *publication, struct voice *voice);

/* The same in a document that tells below it what it shows. */
void picture_map_beside(struct document *document,
			const struct publication *publication,
			struct voice *voice);

/* Recipients by categories of data: all of it, part of it, or none. */
void picture_matrix(struct document *document,
		    const struct publication *publication, struct voice *voice);

/* The same in a document that tells below it what it shows. */
void picture_matrix_beside(struct document *document,
			   const struct publication *publication,
			   struct voice *voice);

/* What came of a release later. */
enum picture_after_kind {
	AFTER_CORRECTION,
	AFTER_ERASURE,
	AFTER_RECALL,
	AFTER_DESTROYED, /* as the recipient has certified */
};

enum picture_after_state { AFTER_DUE, AFTER_SENT, AFTER_SETTLED };

struct picture_after {
	enum picture_after_kind kind;
	enum picture_after_state state; /* but of AFTER_DESTROYED */
	int32_t date;
	int32_t settled; /* of AFTER_SETTLED */
};

/* One time that a pupil's data went to somebody. */
struct picture_event {
	int32_t date;
	struct slice recipient; /* the body's name in the dictionary */
	struct slice holder;    /* who that was on the day */
	struct slice number;    /* of a school or authority; may be empty */
	struct slice purpose;   /* its name in the dictionary */
	struct slice reference; /* of the release */
	struct field_set fields;
	const struct picture_after *after; /* in order of time */
	size_t after_count;
};

/* Who has had one pupil's data when, in order of dates.  Nothing in it says who
 * the pupil is.  Where the voice's reader is told in part (share/told.h), which is
 * the caller's to see to, it says so. */
void picture_timeline(struct document *document,
		      const struct picture_event *events, size_t count,
		      struct voice *voice);

/*
 * The same as documents of their own, begun and ready to be finished: the
 * picture, and below it, as a list, all that it tells.
 */
void picture_map_page(struct document *document,
		      const struct publication *publication,
		      struct voice *voice);
void picture_matrix_page(struct document *document,
			 const struct publication *publication,
			 struct voice *voice);
void picture_timeline_page(struct document *document,
			   const struct picture_event *events, size_t count,
			   const struct publication *publication,
			   struct voice *voice);

#endif
