/*
 * roll_parts.h - what writing and reading a roll share.
 */
#ifndef HORNBOOK_REGISTER_ROLL_PARTS_H
#define HORNBOOK_REGISTER_ROLL_PARTS_H

#include <stddef.h>

/* On disk. */
enum roll_form { ROLL_PACKED = 1, ROLL_RUNS = 2, ROLL_EXCEPTIONS = 3 };

/* Bits that hold the numbers from 0 to `count`. */
static inline unsigned int roll_width(size_t count)
{
	unsigned int width = 1;

	while (count >> width != 0)
		width++;
	return width;
}

#endif
