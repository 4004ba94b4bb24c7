/*
 * pupil_find.h - a pupil by what people call it.
 */
#ifndef HORNBOOK_SHARE_PUPIL_FIND_H
#define HORNBOOK_SHARE_PUPIL_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

struct error;
struct pupil_register;

/* The pupil with this UPN, or whom somebody who released it without its name
 * calls so, or with this learner number, by which alone some are known;
 * ERROR_NOT_FOUND when there is none. */
int pupil_find(struct pupil_register *pupils, struct slice name, uint64_t *id,
	       struct error *error);

/* The same by a number and register_find or register_find_uln: 0 when there is none,
 * or no number. */
int pupil_known(struct pupil_register *pupils,
		int (*find)(struct pupil_register *pupils, struct slice number,
			    uint64_t *id, struct error *error),
		struct slice number, uint64_t *id, struct error *error);

/* The pupil with this UPN, else with this learner number (`*learner`): no
 * pseudonym says whose wish it is, or who is to be erased. */
int pupil_find_own(struct pupil_register *pupils, struct slice number,
		   uint64_t *id, bool *learner, struct error *error);

#endif
