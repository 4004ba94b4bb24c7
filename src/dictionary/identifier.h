/*
 * identifier.h - the numbers that name pupils, learners, schools and places,
 * and how each is checked.
 *
 * Facts: UPN check letter from DfE validation rule 1510 and shapes from 1540
 * and 1550; ULN check digit from the ILR validation service; LSOA codes from
 * the ONS.  LA numbers are data (the dictionary's authorities and code set
 * `la-number`), so they are checked by field_check, not here.
 */
#ifndef HORNBOOK_DICTIONARY_IDENTIFIER_H
#define HORNBOOK_DICTIONARY_IDENTIFIER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slice.h"

enum { UPN_BYTES = 13, ULN_BYTES = 10, LAESTAB_BYTES = 7 };

enum upn_fault {
	UPN_GOOD,
	UPN_LENGTH,    /* not 13 characters */
	UPN_CHARACTER, /* rules 1540 and 1550 */
	UPN_CHECK,     /* rule 1510 */
};

/* Upper-case letters only.  A temporary UPN (letter at the end) is good;
 * `*temporary`, which may be NULL, says so. */
enum upn_fault upn_check(struct slice upn, bool *temporary);

/* The check letter for 12 characters that follow it; 0 when one of them may
 * not stand there. */
char upn_check_letter(struct slice rest);

/* Digits 2 to 4: the number of the LA that issued it. */
struct slice upn_authority(struct slice upn);

bool uln_check(struct slice uln);

/* The ULN of nine digits, the first not 0; false when they have no check digit,
 * as one in eleven has none. */
bool uln_make(uint64_t number, char out[ULN_BYTES + 1]);

/* Brings a postcode into canonical form (upper case, one space) in `out`, at
 * least 10 bytes; false when it has no postcode's shape. */
bool postcode_normalise(struct slice text, char out[10]);

/* "886/1101" or "8861101" into seven digits; also the placeholders of the CTF
 * (XXXXXXX, MMMMMMM, and LLLL for an LA's own part). */
bool laestab_normalise(struct slice text, char out[LAESTAB_BYTES + 1]);

/* The number of a school ("886/1101", "8861101") or of an authority ("886",
 * "886LLLL") as seven or three digits; nothing, and the CTF's XXXXXXX and
 * MMMMMMM, become "": not known. */
bool body_number_normalise(struct slice text, char out[LAESTAB_BYTES + 1]);

/* E01 or W01 and six digits. */
bool lsoa_check(struct slice lsoa);

#endif
