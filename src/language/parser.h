/*
 * parser.h - from text to tree.
 *
 * The parser recovers after a faulty statement, so that one run shows every
 * fault.  It never fails on bad input: faults are findings (severity error)
 * and the statements that could be read are in the tree.
 */
#ifndef HORNBOOK_LANGUAGE_PARSER_H
#define HORNBOOK_LANGUAGE_PARSER_H

#include "language/tree.h"

struct arena;
struct error;
struct findings;

/* Nesting of blocks and of parentheses, together. */
enum { PARSER_DEPTH = 64 };

/* Facts, comparisons, and, or, not in one condition: so many deep may a
 * condition's tree be. */
enum { CONDITION_TERMS = 256 };

/*
 * Parses all of `source`.  `*out` and everything under it live in `arena`.
 * Fails only when memory is out; look at findings->errors for the rest.
 */
int parse(struct tree **out, const struct source *source, struct arena *arena,
	  struct findings *findings, struct error *error);

/*
 * Parses `source` as one assertion (KEYWORD_NEVER_TO, KEYWORD_ONLY or
 * KEYWORD_ALWAYS).  `*out` is NULL when there are faults.  Fails only when
 * memory is out.
 */
int parse_assertion(const struct statement **out, const struct source *source,
		    struct arena *arena, struct findings *findings,
		    struct error *error);

#endif
