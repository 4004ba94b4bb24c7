/*
 * census_file.h - a census return as somebody states it: its header, then
 * pupil by pupil what it says of each, trimmed and otherwise untouched.
 *
 * It stands in the department's XML envelope (census_xml.c), or in the tables
 * that authorities load from it (census_extract.c).  Both say the same things,
 * the rows of census_rows (school_census.h).  Nothing is judged here: a census
 * is taken into records by census_record.h and judged by census_check.h.
 *
 * Between the files of the room only.
 */
#ifndef HORNBOOK_FORMATS_CENSUS_FILE_H
#define HORNBOOK_FORMATS_CENSUS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "formats/format.h"
#include "formats/layout.h"

struct error;

/* While it is read; the readers keep their own behind it. */
struct census_file {
	void (*place)(struct census_file *file, uint64_t place, uint32_t *line,
		      uint32_t *column);
	/* NULL: all is in the file that is read. */
	struct slice (*name)(struct census_file *file, uint64_t place);
};

enum {
	CENSUS_VALUES_LIMIT = 20000,  /* of one pupil */
	CENSUS_BYTES_LIMIT = 4 << 20, /* of all values of one pupil */
	CENSUS_ITEMS_LIMIT = 500,     /* of one repeated row: rules compare each
				     item with all others */
};

/* What the header says. */
enum census_heading {
	HEADING_COLLECTION,
	HEADING_TERM,
	HEADING_YEAR,
	HEADING_REFERENCE_DATE,
	HEADING_LEVEL,
	HEADING_LEA,
	HEADING_ESTAB,
	HEADING_URN,
	HEADING_SOFTWARE,
	HEADING_RELEASE,
	HEADING_SERIAL,
	HEADING_VERSION,
	HEADING_DATE_TIME,
	HEADING_SCHOOL_NAME,
	HEADING_PHASE,
	HEADINGS,
};

struct census_header {
	uint64_t place; /* where the header begins; 0: a table, which has none;
			   its name may say term and date */
	const char *form;     /* "school-census", or which table */
	const uint64_t *rows; /* bits of those that it may have; NULL: all */
	struct slice text[HEADINGS]; /* empty where nothing is said */
	uint64_t at[HEADINGS];       /* where it stands */
};

/* One value.  It belongs to item `item` (from 0) of the repeated row around
 * its own; outside such a row that is 0. */
struct census_value {
	uint16_t row; /* of census_rows */
	uint16_t item;
	struct slice text; /* never empty */
	uint64_t place;
};

struct census_pupil {
	uint64_t number;     /* in the file, from 1 */
	uint64_t place;      /* where it begins */
	struct slice school; /* seven digits, where its row says so */
	bool leaver;         /* no longer on roll */
	const struct census_value *values; /* as they stand in the file */
	size_t count;
	/* How many items each repeated row has. */
	const uint16_t *items;
};

enum census_fault {
	CENSUS_UNREAD,      /* an element nobody knows; told once for a name */
	CENSUS_UNKEPT,      /* a column that nothing is kept of */
	CENSUS_TWICE,       /* an element that stands there once already */
	CENSUS_NOT_A_VALUE, /* it holds other elements */
	CENSUS_TOO_WIDE,    /* a row with more fields than columns */
	CENSUS_TOO_LARGE,   /* no pupil has so much; the rest is left out */
	CENSUS_STRAY,  /* rows of another table, about nobody in this one */
	CENSUS_SHARED, /* a number that another pupil of the table has too,
			  where rows of another table are about it */
};

/*
 * What a reading calls.  A function that does not return 0 stops it.  What it
 * is given is good during the call; the header, until the reading ends.
 */
struct census_events {
	/* Once, before the first pupil. */
	int (*header)(void *context, struct census_file *file,
		      const struct census_header *header, struct error *error);
	/* When a pupil begins, and when it ends. */
	int (*begin)(void *context, struct census_file *file,
		     const struct census_pupil *pupil, struct error *error);
	int (*pupil)(void *context, struct census_file *file,
		     const struct census_pupil *pupil, struct error *error);
	/* Of the pupil that has begun, or, unread, unkept and stray, of the
	 * file. */
	int (*fault)(void *context, struct census_file *file,
		     enum census_fault fault, struct slice element,
		     uint64_t place, struct error *error);
	/* Now and then, with the bytes done; may be NULL. */
	void (*progress)(void *context, uint64_t bytes_done);
	void *context;
};

struct census_source {
	struct slice bytes, name; /* of the file */
	/* Tables that say more of the pupils in this one. */
	const struct format_file *beside;
	size_t beside_count;
};

/*
 * Reads a whole file.  `layout` is census_rows, resolved; what `source` names
 * must outlive the call.  Fails with ERROR_INPUT, with place, on what is no
 * census.
 */
typedef int census_read_function(const struct census_events *events,
				 const struct layout *layout,
				 const struct census_source *source,
				 struct error *error);

/* The envelope; nothing stands beside it. */
census_read_function census_read_xml;

/* One of the tables that authorities load, in CSV.  Rows about one pupil that
 * follow each other are one pupil; rows beside, which may stand anywhere, are
 * found by the pupil's number in the table. */
census_read_function census_read_extract;

/* Whether the start of a file is such an envelope around a school census. */
bool census_is_xml(struct slice start);

/* Whether it is such a table, by its columns. */
bool census_is_extract(struct slice start);

/* Line and column, both from 1, of a place.  Cheap near the last one asked. */
static inline void census_place(struct census_file *file, uint64_t place,
				uint32_t *line, uint32_t *column)
{
	file->place(file, place, line, column);
}

/* The file in which a place is; empty: the one that is read. */
static inline struct slice census_place_name(struct census_file *file,
					     uint64_t place)
{
	return file->name != NULL ? file->name(file, place) : SLICE("");
}

#endif
