/*
 * origin.h - where sections came from: one row for each file, by its hash.
 */
#ifndef HORNBOOK_REGISTER_ORIGIN_H
#define HORNBOOK_REGISTER_ORIGIN_H

#include <stdint.h>

struct error;
struct origin;
struct pupil_register;

/* The id of the file's row, which is added if it is not there; inside a
 * transaction. */
int origin_begin(struct pupil_register *pupils, const struct origin *origin,
		 uint64_t *id, struct error *error);

/* The day of which the file tells; 0: it does not say. */
int origin_day(struct pupil_register *pupils, uint64_t id, int32_t *day,
	       struct error *error);

#endif
