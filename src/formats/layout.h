/*
 * layout.h - an XML format of the field as a table: its elements in their
 * order, and the dictionary's field that each one holds.
 *
 * Rows are in document order; `depth` makes them a tree.  One table serves
 * reading and writing, and can be checked against the format's description
 * line by line.  A field that the dictionary in use does not have leaves its
 * row without effect.
 *
 * Names that begin with "?." stand for two fields, "parent." and "contact.":
 * the CTF has one kind of contact, the dictionary two.
 */
#ifndef HORNBOOK_FORMATS_LAYOUT_H
#define HORNBOOK_FORMATS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "dictionary/dictionary.h"

struct error;
struct item;
struct record;
struct xml_writer;

enum {
	LAYOUT_ROWS_LIMIT = 256,
	LAYOUT_NO_ROW = UINT16_MAX,
};

enum layout_kind {
	LAYOUT_GROUP, /* only holds other elements */
	LAYOUT_VALUE, /* one field: of the pupil, or of the item around it */
	LAYOUT_ITEM,  /* one element for each item of a category */
	LAYOUT_VALUE_ITEM, /* the same, where the item is a single value */
	LAYOUT_IGNORED,    /* known, and neither read nor written */
	LAYOUT_OWN,        /* the first of the format's own kinds */
};

enum layout_flags {
	LAYOUT_MANDATORY = 1 << 0,
	LAYOUT_READ_ONLY = 1 << 1, /* an older name of another row */
	LAYOUT_HISTORIC = 1 << 2,  /* codes of any date are good */
	LAYOUT_REPEATED = 1 << 3,  /* own kinds that are items */
	LAYOUT_TARGET = 1 << 4,    /* no element; belongs to the row above it */
	LAYOUT_FORMAT = 1 << 8,    /* the first of the format's own flags */
};

struct layout_row {
	uint8_t depth;
	uint8_t kind;
	uint16_t flags;
	uint16_t from, to; /* academic years (their start) in which the row is
			      written; 0: open */
	struct slice element;
	const char *field; /* NULL: none */
};

/* A table resolved against a dictionary. */
struct layout {
	const struct dictionary *dictionary;
	const struct layout_row *rows;
	uint16_t count;
	uint16_t child[LAYOUT_ROWS_LIMIT];    /* first below; LAYOUT_NO_ROW */
	uint16_t next[LAYOUT_ROWS_LIMIT];     /* next with the same parent */
	uint16_t field[LAYOUT_ROWS_LIMIT][2]; /* or DICTIONARY_NONE */
	uint16_t category[LAYOUT_ROWS_LIMIT][2]; /* of the first field in it */
};

/* `rows` must outlive the layout and be at most LAYOUT_ROWS_LIMIT. */
void layout_resolve(struct layout *layout, const struct layout_row *rows,
		    size_t count, const struct dictionary *dictionary);

/*
 * The row of an element below `parent`, or LAYOUT_NO_ROW.  `*after` is the row
 * last found below this parent (LAYOUT_NO_ROW at first) and is where the
 * search begins, as files keep the order.
 */
uint16_t layout_find(const struct layout *layout, uint16_t parent,
		     uint16_t *after, struct slice element);

/* Whether the row stands for items of a category. */
bool layout_repeated(const struct layout_row *row);

/* All fields that rows of a table which are written hold. */
struct field_set layout_fields(const struct layout_row *rows, size_t count,
			       const struct dictionary *dictionary);

/* Writing one record after the table. */
struct layout_writing {
	const struct layout *layout;
	struct xml_writer *xml;
	/* Where rows and values go instead of `xml`; NULL: there. */
	const struct layout_sink *sink;
	const struct record *record;
	int year; /* academic year of the file */
	/* Whether a row has its place in this file; NULL: all have. */
	bool (*wanted)(const struct layout_writing *writing, uint16_t row);
	/* What is written for a value that has it; NULL: as it is. */
	struct slice (*shown)(const struct layout_writing *writing,
			      uint16_t row, struct slice text);
	/* Writes a row of one of the format's own kinds. */
	void (*own)(const struct layout_writing *writing, uint16_t row,
		    const struct item *item, int which);
	void *context;
};

/* A way to write what is no XML.  Rows that hold others are opened and closed
 * around them, with or without a value in them; no value is empty, and each is
 * good during the call. */
struct layout_sink {
	void (*open)(const struct layout_writing *writing, uint16_t row);
	void (*value)(const struct layout_writing *writing, uint16_t row,
		      struct slice text);
	void (*close)(const struct layout_writing *writing, uint16_t row);
};

/* What a format's own kinds write with: into the XML, or the sink. */
void layout_open(const struct layout_writing *writing, uint16_t row);
void layout_value(const struct layout_writing *writing, uint16_t row,
		  struct slice text);
void layout_close(const struct layout_writing *writing, uint16_t row);

/* Whether a row is written in this file, if what holds it is. */
bool layout_has_place(const struct layout_writing *writing, uint16_t row);

/* Writes the rows below `row`.  `item` is the item around them, NULL for the
 * pupil; `which` of two fields (see above) is meant. */
void layout_write(const struct layout_writing *writing, uint16_t row,
		  const struct item *item, int which);

/* Fails with ERROR_REFUSED: what is called so ("a school census") must have the
 * row's value of every pupil, and the record has none. */
int layout_refuse(const struct layout_writing *writing, uint16_t row,
		  const char *called, struct error *error);

/* The text that a row would write; empty when there is none. */
struct slice layout_text(const struct layout_writing *writing, uint16_t row,
			 const struct item *item, int which);

#endif
