/*
 * reader.h - what a reader of a treated table can work out, by trying counts:
 * slow, for small tables, and sharing nothing with what suppresses or attacks.
 */
#ifndef HORNBOOK_TESTS_TABLES_READER_H
#define HORNBOOK_TESTS_TABLES_READER_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct treatment;

/* Instead of a cell. */
#define READER_NOBODY UINT32_MAX

struct reader {
	const struct treatment *treatment;
	int64_t *least, *most; /* by cell, as published */
	int64_t *lows, *highs; /* of a search */
	uint32_t efforts;      /* left in a search */
	struct arena *arena;
};

/* Takes down what is published: that a count is shown, and as what; or hidden. */
void reader_begin(struct reader *reader, const struct treatment *treatment,
		  struct arena *arena);

/*
 * Whether the cell can be at least `span` more or less, all in all, than it is:
 * also for those who know the count of `known` as well.  True too when that is
 * not found out with some thousand tries.
 */
bool reader_doubts(struct reader *reader, uint32_t cell, int64_t span,
		   uint32_t known);

#endif
