/*
 * statement.h - a table as it is stated to readers: figures and symbols.
 *
 * A statement is made of a cube after it was protected: what is suppressed is
 * not in it any more, so whoever writes it cannot let it out.  Percentages are
 * reckoned from the counts as they are shown (rounded parts where counts are
 * rounded), and only where numerator and denominator are both shown; means
 * only where the profile's rules for magnitudes hold and the count is shown.
 *
 * Symbols are those of the Government Statistical Service: c z x low u.
 */
#ifndef HORNBOOK_TABLES_STATEMENT_H
#define HORNBOOK_TABLES_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"

struct arena;
struct builder;
struct cube;
struct error;
struct json;
struct profile;
struct treatment;
struct treatment_table;

enum statement_symbol {
	SYMBOL_NONE,
	SYMBOL_SUPPRESSED,     /* c */
	SYMBOL_NOT_APPLICABLE, /* z: nothing there to be counted */
	SYMBOL_NOT_AVAILABLE,  /* x */
	SYMBOL_LOW,            /* low: rounds to 0, and is not 0 */
	SYMBOL_UNRELIABLE,     /* u: beside a figure, which is shown */
	SYMBOL_COUNT
};

enum statement_percent {
	PERCENT_NONE,
	PERCENT_ROWS,    /* of the row's total: over the columns dimension */
	PERCENT_COLUMNS, /* of the column's total: over the rows dimension */
	PERCENT_TOTAL,   /* of both totals */
};

/* What one column of figures is: pupils, percent, a mean. */
struct statement_measure {
	struct slice name;     /* "pupils", "percent", "mean" */
	struct slice label;    /* "Pupils" */
	unsigned int decimals; /* value 123 with 1 is 12.3 */
	int64_t *values;       /* by cell; 0 where the symbol says there is
				  none */
	uint8_t *symbols;      /* by cell: enum statement_symbol */
};

enum { STATEMENT_MEASURES = 4, STATEMENT_NOTES = 16, STATEMENT_DIMENSIONS = 8 };

struct statement {
	struct slice title;
	const struct cube *cube; /* for its dimensions only */
	/* Nodes of each dimension in the order in which they are shown: groups
	 * before their members, the total last. */
	const uint32_t *orders[STATEMENT_DIMENSIONS];
	/* By dimension: no total over it was ever given, and none is shown. */
	bool no_total[STATEMENT_DIMENSIONS];
	struct statement_measure measures[STATEMENT_MEASURES];
	size_t measure_count;
	const struct profile *profile; /* to be published with the table */
	/* Sentences that stand below the table. */
	struct slice notes[STATEMENT_NOTES];
	size_t note_count;
	/* Cells, totals included: all, and hidden.  For what reason how many are
	 * is not to be known. */
	uint64_t cells, hidden;
	bool has_means;
};

/* What is asked for besides counts. */
struct statement_plan {
	struct slice title;
	struct slice counted, counted_label; /* "pupils", "Pupils" */
	enum statement_percent percent;
	uint32_t rows, columns; /* dimensions, for percentages */

	/* Of what means are shown, where the profile allows it and the count is
	 * shown too; empty: no means.  They are of the table's magnitudes. */
	struct slice mean, mean_label;
	unsigned int value_decimals; /* of the values as they were counted */
	unsigned int mean_decimals;  /* to be shown */

	/* In what order values stand; those of one rank, and all when it is
	 * NULL, by number or else by byte. */
	uint64_t (*rank)(void *context, size_t dimension, struct slice code);
	void *context;
};

/* States table `table` of a treatment; everything in `arena`, keeps a pointer
 * to the cube. */
int statement_make(struct statement *statement,
		   const struct treatment *treatment,
		   const struct treatment_table *table,
		   const struct statement_plan *plan, struct arena *arena,
		   struct error *error);

/* Adds a sentence below the table; text is kept, not copied. */
void statement_note(struct statement *statement, struct slice text);

/* One line for each cell, in the order shown: dimensions, labels, figures. */
void statement_write_csv(const struct statement *statement,
			 struct builder *out);

/* The second dimension across, and the first down within the others: for
 * spreadsheets and for people. */
void statement_write_wide(const struct statement *statement,
			  struct builder *out);

/* CSV on the Web (W3C 2015): what the columns of the long CSV are, for
 * `url`, the CSV's name. */
void statement_write_csvw(const struct statement *statement, struct slice url,
			  struct builder *out);

/* The same as a part of other JSON. */
void statement_put_csvw(const struct statement *statement, struct slice url,
			struct json *json);

void statement_write_json(const struct statement *statement,
			  struct builder *out);

/*
 * What was done to the table, in sentences for people: how many numbers are
 * hidden and why, by what rule, and what each symbol means.  One on each line.
 */
void statement_explain(const struct statement *statement, struct builder *out);

/* For a terminal of `columns` characters: one grid for each combination of the
 * dimensions but the first (down) and the second (across). */
void statement_write_text(const struct statement *statement, size_t columns,
			  struct builder *out);

/* A figure of a measure as it is written: "12.3", "12" where its decimals are
 * not to be relied on, or a symbol. */
void statement_figure(const struct statement *statement,
		      const struct statement_measure *measure, uint32_t cell,
		      struct builder *out);

/* The symbol as the profile has it; empty for none. */
struct slice statement_symbol(const struct statement *statement,
			      enum statement_symbol symbol);

/* What it means, for legends. */
const char *statement_meaning(const struct statement *statement,
			      enum statement_symbol symbol);

/* Which symbols stand in the table, as bits. */
unsigned int statement_used(const struct statement *statement);

/*
 * Goes over the cells in the order shown, the last dimension fastest; `places`
 * are the places in the orders.  False when there is none, or none more.
 */
bool statement_first(const struct statement *statement, uint32_t *places,
		     uint32_t *cell);
bool statement_next(const struct statement *statement, uint32_t *places,
		    uint32_t *cell);

/* Whether some figure of a measure has a symbol beside it. */
bool statement_has_notes(const struct statement *statement, size_t measure);

#endif
