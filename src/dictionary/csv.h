/*
 * csv.h - rows of a comma-separated file (RFC 4180), for code sets.
 *
 * Private to this room.  Lines end with LF or CRLF, a byte order mark at the
 * start is skipped, empty lines are skipped.  Quoted cells may hold commas,
 * line ends and doubled quotes.  Faults are findings with their place.
 */
#ifndef HORNBOOK_DICTIONARY_CSV_H
#define HORNBOOK_DICTIONARY_CSV_H

#include <stdbool.h>

#include "language/source.h"

struct arena;
struct findings;

enum { CSV_CELLS = 16 };

struct csv_cell {
	struct slice text; /* in the source, or in the arena when quoted */
	struct range range;
};

struct csv_reader {
	const struct source *source;
	struct arena *arena;
	struct findings *findings;
	uint32_t at;
	bool failed; /* memory ran out */
};

struct csv_row {
	struct csv_cell cells[CSV_CELLS];
	unsigned int count;
	struct range range;
};

struct csv_reader csv_open(const struct source *source, struct arena *arena,
			   struct findings *findings);

/* The next row.  False at the end, after a fault in the file's form, and when
 * memory is out. */
bool csv_next(struct csv_reader *reader, struct csv_row *row);

#endif
