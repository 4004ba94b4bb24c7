/*
 * resolve.h - looking up the names in a statement, with findings for those
 * that are not there.  Private to the policy room.
 */
#ifndef HORNBOOK_POLICY_RESOLVE_H
#define HORNBOOK_POLICY_RESOLVE_H

#include <stdbool.h>

#include "base/arena.h"
#include "dictionary/dictionary.h"
#include "language/diagnostic.h"
#include "language/tree.h"

struct error;

/* What the functions here need, together. */
struct resolver {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct findings *findings;
};

/* The index of one name, or DICTIONARY_NONE after a finding "unknown-..." with
 * the nearest name. */
uint16_t resolve_name(struct resolver *resolver, enum dictionary_kind kind,
		      const struct name *name);

/* A body, or one of its holders by alias (`*holder`; else DICTIONARY_NONE). */
uint16_t resolve_body(struct resolver *resolver, const struct name *name,
		      uint16_t *holder);

/* The indexes of all names of an argument, in the arena; names not found are
 * left out.  -1 when memory is out. */
int resolve_names(struct resolver *resolver, enum dictionary_kind kind,
		  const struct argument *argument, const uint16_t **indexes,
		  size_t *count, struct error *error);

/* The names behind the keyword in all clauses of a kind, added up, and the
 * clause of each (`ranges` may be NULL); `*count` begins at 0. */
int resolve_all(struct resolver *resolver, const struct statement *statement,
		enum keyword keyword, enum dictionary_kind kind,
		const uint16_t **indexes, const struct range **ranges,
		size_t *count, struct error *error);

/* The fields that an argument's names stand for; unknown ones are findings. */
struct field_set resolve_fields(struct resolver *resolver,
				const struct argument *argument);

/* Triggers as bits; one beyond the 64th is a finding. */
uint64_t resolve_triggers(struct resolver *resolver,
			  const struct argument *argument);

/* The months of "NUMBER years" or "NUMBER months", the days of "NUMBER days";
 * 0 in another unit.  More than a century counts as one. */
int statement_months(const struct statement *statement, const char *label);
int statement_days(const struct statement *statement, const char *label);

/* The finding for a name behind `by` that is neither a kind of controller nor
 * a body. */
void unknown_discloser(struct resolver *resolver, const struct name *name);

/* The finding for a name that is in no list. */
struct finding *unknown_name(struct resolver *resolver,
			     enum dictionary_kind kind,
			     const struct name *name);

#endif
