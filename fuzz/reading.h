/*
 * reading.h - what targets share that read a file of the field, with the
 * dictionary of England.  Whatever a file holds, a record that is taken has a
 * place, values in each of its items and good numbers; what is rejected is told
 * with a reason and a place; and nothing fails but for what stands in the file.
 */
#ifndef HORNBOOK_FUZZ_READING_H
#define HORNBOOK_FUZZ_READING_H

#include "formats/format.h"

/* Loaded once, and never freed. */
const struct dictionary *england(void);

/* By which number every pupil of a file must be known. */
enum known_by {
	KNOWN_BY_UPN,
	KNOWN_BY_UPN_OR_ULN,
	KNOWN_BY_NONE,
};

/* Reads `bytes` as `format` has it, and looks whether its detection bears them.
 * Of `reading` are taken file_name, mapping, beside and unnamed. */
void read_whatever(const struct format *format, struct slice bytes,
		   struct reading reading, enum known_by known_by);

#endif
