/*
 * xml.h - reading XML that came from outside, and writing our own.
 *
 * The reader walks over bytes in memory and tells of each element's start and
 * end.  It holds what the largest single element needs and no more, whatever
 * the file does: a document type declaration is refused before any entity can
 * be defined, depth, names, attributes and text are bounded, and no piece of
 * markup may be longer than XML_MARKUP_LIMIT.  Attributes are checked but not
 * given: no format of ours uses them.
 *
 * Encodings: UTF-8 (with or without a byte order mark), US-ASCII, ISO-8859-1
 * and Windows-1252, as declared.  Text is always given as UTF-8.
 *
 * The writer escapes by construction and leaves out elements that stay empty.
 */
#ifndef HORNBOOK_FORMATS_XML_H
#define HORNBOOK_FORMATS_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct error;
struct xml_reader;

enum {
	XML_DEPTH_LIMIT = 64,
	XML_NAME_LIMIT = 128,          /* bytes of an element's name */
	XML_TEXT_LIMIT = 64 << 10,     /* bytes between two tags */
	XML_ATTRIBUTES_LIMIT = 32,     /* of one element */
	XML_ATTRIBUTE_LIMIT = 4 << 10, /* bytes of one attribute's value */
	XML_MARKUP_LIMIT = 1 << 20,    /* bytes of one tag or comment, or of
					  what stands before the first element */
};

/*
 * What the reader calls.  A function that does not return 0 stops the reading,
 * which then fails with the error that it set.
 */
struct xml_events {
	/* `name` is good during the call. */
	int (*start)(void *context, struct xml_reader *reader,
		     struct slice name, struct error *error);
	/* `text` is what stands between this end and the tag before it; with
	 * `leaf` that was the element's own start.  Good during the call. */
	int (*end)(void *context, struct xml_reader *reader, struct slice text,
		   bool leaf, struct error *error);
	/* Now and then, with the bytes done; may be NULL. */
	void (*progress)(void *context, uint64_t bytes_done);
	void *context;
};

/*
 * Reads a whole document.  `file_name` is for the place in errors.  Fails with
 * ERROR_INPUT, with line and column, on whatever is not well-formed or beyond a
 * limit.
 */
int xml_read(const struct xml_events *events, struct slice bytes,
	     struct slice file_name, struct error *error);

/* Where the tag is whose event is being told: bytes from the start. */
uint64_t xml_offset(const struct xml_reader *reader);

/* Line and column, both from 1, of an offset.  Cheap near the last one asked. */
void xml_place(struct xml_reader *reader, uint64_t offset, uint32_t *line,
	       uint32_t *column);

/* Whether the start of a file is XML with this first element.  Looks at
 * `start` only. */
bool xml_starts_with_element(struct slice start, struct slice name);

/*
 * A writer of indented UTF-8 XML onto a builder.  A start tag is written when
 * the first value or child in it is, so that an element opened and closed
 * without content leaves nothing.  Out of memory shows in `out->failed`.
 */
struct xml_writer {
	struct builder *out;
	struct slice open[XML_DEPTH_LIMIT];
	unsigned int depth;   /* elements opened */
	unsigned int written; /* of these, how many have a start tag */
};

/* The declaration; the document's elements follow. */
void xml_declare(struct xml_writer *writer);

/* `name` must live until it is closed. */
void xml_open(struct xml_writer *writer, struct slice name);
void xml_close(struct xml_writer *writer);

/* An element with text; nothing when the text is empty.  Characters that XML
 * cannot hold, and bytes that are not UTF-8, become U+FFFD. */
void xml_value(struct xml_writer *writer, struct slice name, struct slice text);
void xml_number(struct xml_writer *writer, struct slice name, uint64_t number);

/* The day and time at which a file is made, "2026-01-20T10:00:00"; without a
 * time, its first second. */
void xml_moment(struct xml_writer *writer, struct slice name, int32_t date,
		const char *time);

/* Writes the start tags still owed, so that the element appears even if
 * nothing follows. */
void xml_begin(struct xml_writer *writer);

#endif
