/*
 * ctf_year.h - attendance as the CTF has it: one entry for each school in an
 * academic year, where the register may keep one for each term.
 */
#ifndef HORNBOOK_FORMATS_CTF_YEAR_H
#define HORNBOOK_FORMATS_CTF_YEAR_H

#include <stdbool.h>
#include <stdint.h>

#include "register/record.h"

struct dictionary;

enum { CTF_YEAR_VALUES = 16, CTF_YEAR_DIGITS = 24 };

struct ctf_year {
	struct item item; /* of the values below */
	struct value values[CTF_YEAR_VALUES];
	char numbers[CTF_YEAR_VALUES][CTF_YEAR_DIGITS];
};

/*
 * Adds up the items of `section` that are of the same school as item `first`:
 * sessions are summed, the earliest date stands.  Marks of several items are
 * left out, as they run from one date.  False when an item before `first` is of
 * the same school, so that it has been added up already.
 */
bool ctf_year_add_up(struct ctf_year *year, const struct dictionary *dictionary,
		     const struct section *section, uint32_t first);

#endif
