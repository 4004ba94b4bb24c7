/*
 * right.h - the rights that families have, by data protection regime (C01).
 */
#ifndef HORNBOOK_POLICY_RIGHT_H
#define HORNBOOK_POLICY_RIGHT_H

#include <stdint.h>

#include "base/slice.h"

/* `law_1998` or `law` (since 25 May 2018) is NULL where a regime has no such
 * right, and `instead` then the other's, if it has one. */
struct right {
	const char *name;
	const char *law_1998, *law;
	const char *instead;
};

enum { RIGHT_COUNT = 18 };

extern const struct right rights[RIGHT_COUNT];

/* Where the law of a day has the right; NULL: it does not. */
const char *right_law(const struct right *right, int32_t date);

/* NULL when there is none. */
const struct right *right_find(struct slice name);

#endif
