#include "formats/upn_rule.h"

#include <stdbool.h>
#include <stddef.h>

#include "dictionary/identifier.h"

static bool digits(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return true;
}

const char *upn_rule(struct slice upn)
{
	if (!digits(slice_part(upn, 1, 4)))
		return "1530";
	if (!digits(slice_part(upn, 4, UPN_BYTES - 1)))
		return "1540";
	switch (upn_check(upn, NULL)) {
	case UPN_LENGTH:
		return NULL;
	case UPN_CHARACTER:
		return upn_check_letter(slice_part(upn, 1, upn.len)) == '\0'
			       ? "1550"
			       : "1510";
	case UPN_CHECK:
		return "1510";
	case UPN_GOOD:
		break;
	}
	return "1530"; /* all but the authority's number */
}
