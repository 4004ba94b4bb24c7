/* identifier.c - see identifier.h. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dictionary/identifier.h"

/* Rule 1510: the letters without I, O and S, by their value. */
static const char UPN_LETTERS[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

enum {
	UPN_MODULUS = sizeof(UPN_LETTERS) - 1,
	ULN_MODULUS = 11,
	POSTCODE_BYTES = 10, /* the longest, "BFPO 1234", and a NUL */
	INWARD_BYTES = 3,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char to_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static int upn_letter_value(char c)
{
	const char *at = c != '\0' ? strchr(UPN_LETTERS, c) : NULL;

	return at != NULL ? (int)(at - UPN_LETTERS) : -1;
}

/* rules 1540 and 1550: digits, and at the end perhaps a letter. */
static int upn_value(char c, bool last)
{
	if (is_digit(c))
		return c - '0';
	return last ? upn_letter_value(c) : -1;
}

char upn_check_letter(struct slice rest)
{
	int sum = 0;

	if (rest.len != UPN_BYTES - 1)
		return '\0';
	for (int i = 0; i < UPN_BYTES - 1; i++) {
		int value = upn_value(rest.at[i], i == UPN_BYTES - 2);

		if (value < 0)
			return '\0';
		sum += (i + 2) * value; /* rule 1510: places 2 to 13 */
	}
	return UPN_LETTERS[sum % UPN_MODULUS];
}

enum upn_fault upn_check(struct slice upn, bool *temporary)
{
	char letter;

	if (upn.len != UPN_BYTES)
		return UPN_LENGTH;
	letter = upn_check_letter(slice_part(upn, 1, UPN_BYTES));
	if (letter == '\0' || upn_letter_value(upn.at[0]) < 0)
		return UPN_CHARACTER;
	if (letter != upn.at[0])
		return UPN_CHECK;
	if (temporary != NULL)
		*temporary = !is_digit(upn.at[UPN_BYTES - 1]);
	return UPN_GOOD;
}

struct slice upn_authority(struct slice upn)
{
	return slice_part(upn, 1, 4);
}

bool uln_check(struct slice uln)
{
	int sum = 0;

	if (uln.len != ULN_BYTES || uln.at[0] == '0')
		return false;
	for (int i = 0; i < ULN_BYTES; i++) {
		if (!is_digit(uln.at[i]))
			return false;
		if (i < ULN_BYTES - 1)
			sum += (ULN_BYTES - i) * (uln.at[i] - '0');
	}
	sum %= ULN_MODULUS;
	/* A remainder of 0 has no check digit: no such number is issued. */
	return sum != 0 && uln.at[ULN_BYTES - 1] - '0' == ULN_BYTES - sum;
}

bool uln_make(uint64_t number, char out[ULN_BYTES + 1])
{
	if (number < 100000000 || number > 999999999)
		return false;
	for (char check = '0'; check <= '9'; check++) {
		snprintf(out, ULN_BYTES + 1, "%09" PRIu64 "%c", number, check);
		if (uln_check((struct slice){out, ULN_BYTES}))
			return true;
	}
	return false;
}

/* [A-Z]{1,2}[0-9R][0-9A-Z]? as the LRS has it. */
static bool outward_good(const char *at, size_t len)
{
	for (size_t letters = 1; letters <= 2; letters++) {
		size_t rest = len - letters;
		bool good = len > letters && rest <= 2;

		for (size_t i = 0; good && i < letters; i++)
			good = is_upper(at[i]);
		if (good && (is_digit(at[letters]) || at[letters] == 'R') &&
		    (rest == 1 || is_digit(at[letters + 1]) ||
		     is_upper(at[letters + 1])))
			return true;
	}
	return false;
}

/* [0-9] and two letters, of which C, I, K, M, O and V are never used. */
static bool inward_good(const char *at)
{
	return is_digit(at[0]) && is_upper(at[1]) && is_upper(at[2]) &&
	       strchr("CIKMOV", at[1]) == NULL &&
	       strchr("CIKMOV", at[2]) == NULL;
}

/* BFPO and one to four digits: the forces' post offices. */
static bool forces_good(const char *at, size_t len)
{
	if (len < 5 || len > 8 || memcmp(at, "BFPO", 4) != 0)
		return false;
	for (size_t i = 4; i < len; i++)
		if (!is_digit(at[i]))
			return false;
	return true;
}

/*
 * `text` in upper case without its spaces, which may stand in one place only;
 * that place in `*gap`, `*len` when there is none.  False when it is too long.
 */
static bool postcode_compact(struct slice text, char out[POSTCODE_BYTES],
			     size_t *len, size_t *gap)
{
	bool spaced = false;

	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == ' ') {
			if (spaced && *gap != *len)
				return false;
			spaced = true;
			*gap = *len;
			continue;
		}
		if (*len == POSTCODE_BYTES - 2)
			return false;
		out[(*len)++] = to_upper(text.at[i]);
	}
	if (!spaced)
		*gap = *len;
	return true;
}

bool postcode_normalise(struct slice text, char out[10])
{
	char compact[POSTCODE_BYTES] = {0};
	size_t len, gap, cut;

	if (!postcode_compact(slice_trim(text), compact, &len, &gap))
		return false;
	if (forces_good(compact, len))
		cut = 4;
	else if (len > INWARD_BYTES &&
		 outward_good(compact, len - INWARD_BYTES) &&
		 inward_good(compact + len - INWARD_BYTES))
		cut = len - INWARD_BYTES;
	else
		return false;
	if (gap != len && gap != cut)
		return false;
	memcpy(out, compact, cut);
	out[cut] = ' ';
	memcpy(out + cut + 1, compact + cut, len - cut);
	out[len + 1] = '\0';
	return true;
}

static bool all_digits(const char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(at[i]))
			return false;
	return true;
}

bool laestab_normalise(struct slice text, char out[LAESTAB_BYTES + 1])
{
	char number[LAESTAB_BYTES + 1] = {0};
	size_t len = 0;

	text = slice_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		if (i == 3 && text.at[i] == '/')
			continue;
		if (len == LAESTAB_BYTES)
			return false;
		number[len++] = to_upper(text.at[i]);
	}
	if (len != LAESTAB_BYTES)
		return false;
	/* CTF: X where unknown, M outside the maintained sector. */
	if (strcmp(number, "XXXXXXX") != 0 && strcmp(number, "MMMMMMM") != 0 &&
	    !(all_digits(number, 3) &&
	      (all_digits(number + 3, 4) || strcmp(number + 3, "LLLL") == 0)))
		return false;
	memcpy(out, number, sizeof(number));
	return true;
}

bool body_number_normalise(struct slice text, char out[LAESTAB_BYTES + 1])
{
	enum { AUTHORITY_DIGITS = 3 };

	out[0] = '\0';
	text = slice_trim(text);
	if (text.len == AUTHORITY_DIGITS && all_digits(text.at, text.len)) {
		memcpy(out, text.at, text.len);
		out[AUTHORITY_DIGITS] = '\0';
		return true;
	}
	if (slice_empty(text) || !laestab_normalise(text, out))
		return slice_empty(text);
	if (!all_digits(out, AUTHORITY_DIGITS))
		out[0] = '\0';
	else if (!all_digits(out, LAESTAB_BYTES))
		out[AUTHORITY_DIGITS] = '\0';
	return true;
}

bool lsoa_check(struct slice lsoa)
{
	return lsoa.len == 9 && (lsoa.at[0] == 'E' || lsoa.at[0] == 'W') &&
	       lsoa.at[1] == '0' && lsoa.at[2] == '1' &&
	       all_digits(lsoa.at + 3, 6);
}
