#include "policy/right.h"

#include "base/date.h"

/* law: DPA 1998 sections 7 to 14 and 42; GDPR articles 7, 13 to 22 and 77 to
 * 82; the educational record is a right of its own. */
const struct right rights[RIGHT_COUNT] = {
	/* clang-format off */
	{ "access", "DPA 1998 section 7", "GDPR article 15", NULL },
	{ "rectification", "DPA 1998 section 14", "GDPR article 16", NULL },
	{ "erasure", "DPA 1998 section 14", "GDPR article 17", NULL },
	{ "blocking", "DPA 1998 section 14", NULL, "restriction" },
	{ "destruction", "DPA 1998 section 14", NULL, "erasure" },
	{ "restriction", NULL, "GDPR article 18", "blocking" },
	{ "portability", NULL, "GDPR article 20", NULL },
	{ "object", NULL, "GDPR article 21", "object-to-damage-or-distress" },
	{ "object-to-damage-or-distress", "DPA 1998 section 10", NULL, "object" },
	{ "stop-marketing", "DPA 1998 section 11", "GDPR article 21(2)", NULL },
	{ "object-to-automated-decisions", "DPA 1998 section 12", "GDPR article 22", NULL },
	{ "compensation", "DPA 1998 section 13", "GDPR article 82", NULL },
	{ "complain", "DPA 1998 section 42", "GDPR article 77", NULL },
	{ "remedy", NULL, "GDPR article 79", NULL },
	{ "information", NULL, "GDPR article 13", NULL },
	{ "recipients-told", NULL, "GDPR article 19", NULL },
	{ "withdraw-consent", NULL, "GDPR article 7(3)", NULL },
	{ "educational-record", "SI 2005/1437 regulation 5", "SI 2005/1437 regulation 5", NULL },
	/* clang-format on */
};

const struct right *right_find(struct slice name)
{
	for (size_t i = 0; i < RIGHT_COUNT; i++)
		if (slice_is(name, rights[i].name))
			return &rights[i];
	return NULL;
}

const char *right_law(const struct right *right, int32_t date)
{
	return date < date_from_civil(2018, 5, 25) ? right->law_1998
						   : right->law;
}
