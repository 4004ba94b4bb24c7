/*
 * recoding.h - how microdata is to be written: each quasi-identifier on one level
 * of its ladder, some cells left out, some rows not written at all.
 */
#ifndef HORNBOOK_ANONYMITY_RECODING_H
#define HORNBOOK_ANONYMITY_RECODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "anonymity/ladder.h"
#include "anonymity/microdata.h"

struct builder;

/* Most quasi-identifiers of rows that are made coarser: one bit each says that a
 * cell is left out. */
enum { RECODING_QUASI = 32 };

struct recoding {
	size_t quasi_count;
	uint16_t quasi[MICRODATA_COLUMNS]; /* columns, ascending */
	uint8_t levels[MICRODATA_COLUMNS]; /* of their ladders */
	uint32_t *starred; /* by row: cells left out, bit by quasi-identifier;
			      NULL: none */
	bool *dropped;     /* by row; NULL: none */
	size_t dropped_count;
};

/* Everything as it is. */
void recoding_begin(struct recoding *recoding, const struct microdata *data);

static inline bool recoding_drops(const struct recoding *recoding, size_t row)
{
	return recoding->dropped != NULL && recoding->dropped[row];
}

/* The group that a row's quasi-identifier is published as; UINT32_MAX: left
 * out. */
static inline uint32_t recoding_group(const struct recoding *recoding,
				      const struct microdata *data,
				      size_t quasi, size_t row)
{
	const struct column *column = &data->columns[recoding->quasi[quasi]];
	uint32_t cell = column->cells[row];

	if (recoding->starred != NULL &&
	    (recoding->starred[row] >> quasi & 1) != 0)
		return UINT32_MAX;
	if (column->ladder == NULL || recoding->levels[quasi] == 0)
		return cell;
	return column->ladder->levels[recoding->levels[quasi]].groups[cell];
}

/* What is written of a cell. */
struct slice recoding_text(const struct recoding *recoding,
			   const struct microdata *data, size_t column,
			   size_t row);

/* The name of the level of a quasi-identifier: "as it is", "month", "left
 * out". */
struct slice recoding_level_name(const struct recoding *recoding,
				 const struct microdata *data, size_t quasi);

/* Adds rows `from` up to `to` of `order` (NULL: as they came) as CSV, and before
 * the first a header. */
void recoding_write(const struct recoding *recoding,
		    const struct microdata *data, const uint32_t *order,
		    size_t from, size_t to, struct builder *out);

#endif
