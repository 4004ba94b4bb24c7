/*
 * promise_copy.h - a family's copy that is looked into (promise_copy.c), and what
 * is asked of each value in it (promise_copy_values.c).
 *
 * Between these files only.
 */
#ifndef HORNBOOK_DEMO_PROMISE_COPY_H
#define HORNBOOK_DEMO_PROMISE_COPY_H

#include <jansson.h>

#include "base/arena.h"
#include "demo/promise_examine.h"

struct copying {
	struct examination *examination;
	const struct truth_pupil *pupil; /* as it was on the day */
	const json_t *sections;          /* of the data */
	bool parent;                     /* the copy is a parent's */
	struct arena arena;
	struct slice *values; /* in the data, in its order */
	size_t count, capacity;
};

static inline struct slice copy_text_called(const json_t *object,
					    struct slice name)
{
	const json_t *value = json_object_getn(object, name.at, name.len);

	if (!json_is_string(value))
		return (struct slice){0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

/* Empty when it is none. */
static inline struct slice copy_text(const json_t *object, const char *name)
{
	return copy_text_called(object, slice_of(name));
}

/* Whether the field tells how to reach somebody else. */
bool copy_is_reach(enum meaning meaning, struct slice field);

/* Objects to what is of anybody else, and fills the list of values. */
int copy_examine_values(struct copying *copying, struct error *error);

#endif
