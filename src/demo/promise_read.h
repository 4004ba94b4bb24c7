/*
 * promise_read.h - what arrived, as rows of meanings.
 *
 * Readers of the checker's own: they share nothing with those of src/formats, so
 * that a fault of a writer and a reader together is seen here.  They know of a
 * format only what a person looking at the file would: where a record begins,
 * and what its parts are called.  What they cannot read is a fault, said in
 * words and by row; nothing is repaired.  Private to the promise*.c files.
 */
#ifndef HORNBOOK_DEMO_PROMISE_READ_H
#define HORNBOOK_DEMO_PROMISE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "demo/promise_meaning.h"

struct arena;
struct builder;
struct error;

enum {
	PROMISE_COLUMNS = 1024,       /* of a CSV file, or values of a record */
	PROMISE_XML_DEPTH = 32,       /* elements in each other */
	PROMISE_TEXT_BYTES = 1 << 20, /* of one value */
	PROMISE_PATH_BYTES = 512,
};

enum promise_kind { PROMISE_CSV, PROMISE_XML, PROMISE_JSON, PROMISE_TEXT };

/* By its first bytes and its name's ending. */
enum promise_kind promise_kind_of(struct slice name, struct slice bytes);

struct promise_value {
	enum meaning meaning;
	struct slice name;  /* heading, or path below the record */
	struct slice field; /* the dictionary's, where the heading is one */
	uint32_t item;      /* of a list, from 1: the second parent ... */
	struct slice text;  /* not empty */
};

struct promise_row {
	uint64_t number;      /* from 1 */
	struct slice element; /* that holds the record ("PupilOnRoll"); empty */
	const struct promise_value *values;
	size_t count;
};

/* Functions that do not return 0 stop the reading (memory is out). */
struct promise_visit {
	/* Each column of a CSV file, also those that stay empty; may be NULL.
	 * `chosen` are those of our own CSV, which has no others than were
	 * released; other formats have all of theirs, always. */
	int (*column)(void *context, enum meaning meaning, bool chosen,
		      struct error *error);
	/* Each record, good during the call. */
	int (*row)(void *context, const struct promise_row *row,
		   struct error *error);
	/* What stands in no record, by its path from the top; may be NULL. */
	int (*outside)(void *context, struct slice path, struct slice text,
		       struct error *error);
	void *context;

	/* Filled by the reader. */
	const char *fault; /* why it is not to be read; NULL */
	uint64_t fault_row;
	char root[64]; /* of XML */
	uint64_t rows;
};

/* Values' names and texts live until the call ends.  They return 0 also for
 * what cannot be read: then `visit->fault` says why. */
int promise_read_csv(struct promise_visit *visit, struct slice bytes,
		     struct error *error);
int promise_read_xml(struct promise_visit *visit, struct slice bytes,
		     struct error *error);

/* Adds the text of a PDF; `*fault` is why it is not to be read, else untouched. */
int promise_read_pdf(struct slice bytes, struct builder *text,
		     const char **fault, struct error *error);

/* Cells of one line of a CSV file, for tables.  `*bytes` is cut; texts live in
 * `arena` or in the bytes.  False at the end, and on a fault (`*fault`). */
bool promise_next_cells(struct slice *bytes, struct slice *cells, size_t most,
			size_t *count, struct arena *arena, const char **fault);

#endif
