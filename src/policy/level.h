/*
 * level.h - how much a disclosure reveals.
 *
 * From most to least revealing: named, pupil, inside, anonymised, aggregate
 * by an area.  Two aggregates are comparable when one area
 * lies within the other; the larger one reveals less.
 */
#ifndef HORNBOOK_POLICY_LEVEL_H
#define HORNBOOK_POLICY_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct builder;
struct dictionary;
struct statement;

enum level_kind {
	LEVEL_NAMED,
	LEVEL_PUPIL,
	LEVEL_INSIDE,
	LEVEL_ANONYMISED,
	LEVEL_AGGREGATE,
};

struct level {
	enum level_kind kind;
	uint16_t area; /* of LEVEL_AGGREGATE; else DICTIONARY_NONE */
};

static inline struct level level_named(void)
{
	return (struct level){LEVEL_NAMED, UINT16_MAX};
}

static inline bool level_equal(struct level a, struct level b)
{
	return a.kind == b.kind && a.area == b.area;
}

/* Whether `a` reveals no more than `b`. */
bool level_within(const struct dictionary *dictionary, struct level a,
		  struct level b);

/* The less revealing of two; false, and `*least` untouched, when neither
 * is (aggregates by areas of which none lies within the other). */
bool level_least(const struct dictionary *dictionary, struct level a,
		 struct level b, struct level *least);

/* Adds the field that names the area of an aggregate; of others nothing. */
struct field_set;
void level_add_area(const struct dictionary *dictionary, struct level level,
		    struct field_set *fields);

/* "named", "aggregate by lsoa", ... */
void level_write(const struct dictionary *dictionary, struct level level,
		 struct builder *out);

/* Reads what level_write writes.  False when it is not a level. */
bool level_read(const struct dictionary *dictionary, struct slice text,
		struct level *level);

/* The level that a `level` statement states; false when its area is not in the
 * dictionary. */
bool level_of_statement(const struct dictionary *dictionary,
			const struct statement *statement, struct level *level);

#endif
