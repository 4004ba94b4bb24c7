/*
 * grouper.h - numbers things by what several columns say of them, in passes over
 * whole numbers.
 *
 * What the columns say becomes one number, digit by digit, as long as it fits;
 * where it does not, the numbers so far are replaced by their order of
 * appearance.  A few possible numbers are counted in an array, many by hashing.
 */
#ifndef HORNBOOK_ANONYMITY_GROUPER_H
#define HORNBOOK_ANONYMITY_GROUPER_H

#include <stddef.h>
#include <stdint.h>

struct error;

/* A column as it is looked at. */
struct digit {
	const uint32_t *cells;
	const uint32_t *groups; /* by cell; NULL: the cell itself */
	uint32_t count;         /* of groups */
};

/* Zeroed it is ready; grouper_release frees. */
struct grouper {
	uint64_t *keys;
	uint32_t *classes; /* by place in the list, from 0 in order of
			      appearance */
	size_t capacity;
	uint64_t *slot_keys;
	uint32_t *slots;
	size_t slot_count, slot_capacity, key_capacity;
};

/* Numbers `count` things: those of `list`, or the first so many when it is NULL.
 * `classes` holds until the next call. */
int grouper_run(struct grouper *grouper, const struct digit *digits,
		size_t digit_count, const uint32_t *list, size_t count,
		uint32_t *class_count, struct error *error);
void grouper_release(struct grouper *grouper);

#endif
