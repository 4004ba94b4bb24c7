/*
 * hidden.h - numbers that tables beside a text withhold, by which the text is
 * searched: one that says such a number near the words that tell what it counts
 * gives the cell away.
 *
 * Of a cell are kept its count and the words of its labels, shortened to what
 * their inflections share, as hashes.  Words are those of the tables: who writes
 * of "the youngest" where the table says "Year 7" is not found.
 *
 * (F16, R-121; T3.)
 */
#ifndef HORNBOOK_GUARD_HIDDEN_H
#define HORNBOOK_GUARD_HIDDEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/slice.h"
#include "guard/token.h"

struct arena;
struct error;
struct hidden_counts;

enum {
	HIDDEN_WORDS = 16, /* of all labels of a cell */
	HIDDEN_DECIMALS = 3,
};

/* An empty list in `arena`, which must outlive it. */
int hidden_make(struct hidden_counts **out, struct arena *arena,
		struct error *error);

/* The labels of what cells count ("Year 8", "Permanent"), by the number that
 * `*what` becomes; without any, everybody. */
int hidden_labels(struct hidden_counts *hidden, const struct slice *labels,
		  size_t label_count, uint32_t *what, struct error *error);

/* A count of that. */
int hidden_add(struct hidden_counts *hidden, uint64_t count, uint32_t what,
	       struct error *error);

/* ... which is a part of a total that is not withheld: a percentage of it gives
 * the count away where the total is small. */
int hidden_add_part(struct hidden_counts *hidden, uint64_t count,
		    uint64_t total, uint32_t what, struct error *error);

/* Puts them in order, each once: after the last was added, before a search. */
void hidden_settle(struct hidden_counts *hidden);

/* --- searching: private to the guard room --------------------------------------- */

/* The words that stand near a number, by hidden_word. */
struct hidden_near {
	/* Whether a word does. */
	bool (*has)(const void *context, uint64_t word);
	const void *context;
};

/* Whether a number that counts people (`people`: a word beside it says so) is one
 * that is withheld, by what stands near it. */
bool hidden_tells(const struct hidden_counts *hidden, uint64_t number,
		  bool people, struct hidden_near near);

/* ... or a percentage, in units of its last decimal, from which one can be
 * reckoned. */
bool hidden_tells_percent(const struct hidden_counts *hidden, uint64_t percent,
			  unsigned int decimals, struct hidden_near near);

/* A word as it is compared; 0: one that says nothing ("the"). */
uint64_t hidden_word(const struct token *token);

#endif
