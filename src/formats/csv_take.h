/*
 * csv_take.h - from the cells of a row to the values of a record.
 *
 * A taker holds the row and the record in hand; csv_reader.c moves it from row
 * to row.  Values are checked and brought into canonical form; what is wrong
 * goes to the reading's `reject` and marks the record as bad.
 */
#ifndef HORNBOOK_FORMATS_CSV_TAKE_H
#define HORNBOOK_FORMATS_CSV_TAKE_H

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "formats/csv.h"
#include "formats/csv_layout.h"
#include "formats/format.h"

/* Academic years that base/date.h allows: the size of next_items. */
enum {
	CSV_FIRST_YEAR = 1800,
	CSV_LAST_YEAR = 2999,
	CSV_YEARS = CSV_LAST_YEAR - CSV_FIRST_YEAR + 1,
};

struct csv_taker {
	struct reading *reading;
	struct error *error;
	struct csv csv;
	struct csv_layout layout;
	struct csv_row row;
	uint64_t number;     /* of the record in hand */
	bool bad;            /* something of it was rejected */
	uint16_t birth_date; /* the field, or DICTIONARY_NONE */

	struct arena record; /* until the next record */
	struct builder canonical;
	struct error fault; /* of the value in hand */
	struct record_maker maker;
	uint32_t *next_items; /* by year, in a file of items; else NULL */
};

/* These give what the reading's reject gave. */
int csv_reject(struct csv_taker *taker, struct rejection *rejection);
int csv_reject_row(struct csv_taker *taker, const char *message);
int csv_reject_field(struct csv_taker *taker, size_t column, const char *rule,
		     const char *message);

enum { CSV_RULE_BYTES = 8 };

/* The DfE's rule that a value breaks, or NULL: field_check ends with "(rule
 * 1510)" where there is one. */
const char *csv_broken_rule(const char *message, char rule[CSV_RULE_BYTES]);

/* Begins a record. */
void csv_take_begin(struct csv_taker *taker, uint64_t number);

/* The row's UPN, good until the next record; empty when it was rejected, or is
 * not needed and not there. */
int csv_take_upn(struct csv_taker *taker, struct slice *upn);
void csv_take_set_upn(struct csv_taker *taker, struct slice upn);

/* Adds what the row says besides the UPN to the record. */
int csv_take_row(struct csv_taker *taker);

/* Hands the record over, or counts it as rejected when it is bad. */
int csv_take_end(struct csv_taker *taker, uint32_t line);

#endif
