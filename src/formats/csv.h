/*
 * csv.h - comma-separated values as RFC 4180 has them, read and written.
 *
 * Reading is over bytes in memory, row by row, without copying: a field is a
 * slice of the file unless its quotes must be undone or its characters
 * converted.  Nothing is repaired in silence: spaces stay, and a stray or
 * unclosed quotation mark and a NUL are errors with their place.  Lines end in
 * CRLF, LF or CR; the last may lack its end; a line without a single character
 * is no row.  A byte order mark is stepped over.
 *
 * Bytes that are not UTF-8 are read as Windows-1252, which is what British
 * spreadsheets write; `windows_1252` then says so.
 *
 * What the columns mean is not known here.
 */
#ifndef HORNBOOK_FORMATS_CSV_H
#define HORNBOOK_FORMATS_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/slice.h"

struct error;

enum {
	CSV_COLUMNS = 1024,        /* most columns of a row */
	CSV_FIELD_BYTES = 1 << 20, /* longest field, with its inner quotes */
};

struct csv_row {
	const struct slice *fields; /* good until the next csv_read */
	size_t count;               /* at least 1 */
	const char *start;          /* in the file */
	uint32_t line;              /* on which it starts, from 1 */
};

struct csv {
	struct slice bytes; /* without byte order mark */
	const char *at;
	const char *end;
	uint32_t line; /* of `at` */
	char delimiter;
	bool windows_1252;        /* the bytes are not UTF-8 */
	uint64_t undefined_bytes; /* of them, those without a character */
	struct arena arena;       /* fields that could not be borrowed */
	struct builder scratch;
	struct slice fields[CSV_COLUMNS];
};

/*
 * Begins to read `bytes`, which must outlive the reader.  `delimiter` 0: the
 * comma, semicolon or tab that is most frequent in the first line, a comma
 * when there is none.  Fails on UTF-16.  Fill `csv` with csv_begin only and end
 * with csv_release, also after a failure.
 */
int csv_begin(struct csv *csv, struct slice bytes, char delimiter,
	      struct error *error);
void csv_release(struct csv *csv);

/* The next row: 1, 0 at the end, or -1 with the place of what is wrong; after
 * that there is no more to read. */
int csv_read(struct csv *csv, struct csv_row *row, struct error *error);

/* What is wrong with a row's count of fields, or NULL.  More than there are
 * columns are no harm if they are empty: spreadsheets write such. */
const char *csv_wrong_count(const struct csv_row *row, size_t columns);

/* Where field `field` (from 0) of a row that csv_read gave begins; also
 * after later rows were read.  The column counts characters. */
void csv_place(const struct csv *csv, const struct csv_row *row, size_t field,
	       uint32_t *line, uint32_t *column);

/* Reads on from the start of a row that csv_read gave. */
void csv_return(struct csv *csv, const char *start, uint32_t line);

/* Bytes read so far. */
static inline uint64_t csv_done(const struct csv *csv)
{
	return (uint64_t)(csv->at - csv->bytes.at);
}

/* --- writing -------------------------------------------------------------- */

/*
 * Whether a field can harm a spreadsheet.  Text that begins with = + - @, a
 * tab or a line end is taken for a formula there; it is written with an
 * apostrophe before it, and so is text that begins with apostrophes and then
 * one of these, so that csv_unguarded always gives back what was written.
 */
enum csv_kind {
	CSV_TEXT,   /* guarded */
	CSV_NUMBER, /* guarded unless it is a plain decimal number: -3 stays */
	CSV_CODE,   /* from a list we keep, written as it is */
};

/*
 * Adds one row and its CRLF.  Fields are quoted when they hold a comma, a
 * quotation mark or a control character, or begin or end with a space or a
 * byte order mark (some readers drop those).  `kinds` may be NULL: all are CSV_TEXT.
 */
void csv_add_row(struct builder *out, const struct slice *fields,
		 const enum csv_kind *kinds, size_t count);

/* The text before the guard was put on. */
struct slice csv_unguarded(struct slice text);

#endif
