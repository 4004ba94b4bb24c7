/*
 * pupil_find.h - a pupil by what people call it.
 */
#ifndef HORNBOOK_SHARE_PUPIL_FIND_H
#define HORNBOOK_SHARE_PUPIL_FIND_H

#include <stdint.h>

#include "base/slice.h"

struct error;
struct pupil_register;

/* The pupil with this UPN, or whom somebody who released it without its name
 * calls so; ERROR_NOT_FOUND when there is none. */
int pupil_find(struct pupil_register *pupils, struct slice name, uint64_t *id,
	       struct error *error);

#endif
