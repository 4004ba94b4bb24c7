/*
 * touched.h - the pupils that an import met, each counted once.
 */
#ifndef HORNBOOK_REGISTER_TOUCHED_H
#define HORNBOOK_REGISTER_TOUCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* Open addressing; a slot is the pupil's id times 2, plus 1 when changed. */
struct touched {
	uint64_t *slots;
	size_t capacity; /* a power of two, or 0 */
	size_t count;
	size_t changed;
};

int touched_add(struct touched *touched, uint64_t pupil, bool changed,
		struct error *error);
void touched_release(struct touched *touched);

#endif
