/*
 * reading.h - what readers of all formats do alike: what they tell of a date of
 * birth, of a pupil who is there twice, how far they are, and where a file failed.
 *
 * Between the files of the room only; the room's face is format.h.
 */
#ifndef HORNBOOK_FORMATS_READING_H
#define HORNBOOK_FORMATS_READING_H

#include "formats/format.h"

struct error;

/* What is wrong with a date of birth by today's date, where the reading has it:
 * it has not come yet, or is more than 120 years ago; else NULL.  Text that is no
 * date has been told of as such. */
const char *reading_birth_fault(const struct reading *reading,
				struct slice text);

/* Calls progress, at most once a mebibyte; `*next` is 0 at first. */
void reading_tell(const struct reading *reading, uint64_t bytes_done,
		  uint64_t *next);

/* Names that have been told of, of elements that nobody reads. */
struct names_told {
	char names[40][64]; /* a longer one is cut; more are not told of */
	unsigned int count;
};

/* Whether it is to be told of now, for the first time.  Cuts it to what is kept. */
bool names_tell(struct names_told *told, struct slice *name);

/* Gives an error that names no file that of the reading.  Returns -1. */
int reading_failed(const struct reading *reading, struct error *error);

#endif
