#include "demo/promise_rule.h"

/*
 * Who held which function when (C02 to C05, C07).  Sources: the notices
 * themselves, which name the holders of their day, and what is publicly known of
 * each body's beginning and end; a day of which only the month is known is taken
 * so that no release of that month is refused for it.
 */
struct office {
	const char *function;
	const char *holder;
	struct civil from, to; /* both inclusive; year 0: open */
};

/* clang-format off */
static const struct office offices[] = {
	{"department", "dfes", {0, 0, 0}, {2007, 6, 30}},
	{"department", "dcsf", {2007, 6, 1}, {2010, 5, 31}},
	{"department", "dfe", {2010, 5, 1}, {0, 0, 0}},
	{"assessment-agency", "qca", {1997, 10, 1}, {2010, 3, 31}},
	{"assessment-agency", "qcda", {2009, 9, 1}, {2012, 3, 31}},
	{"assessment-agency", "sta", {2011, 10, 1}, {0, 0, 0}},
	{"post-16-funding", "lsc", {2001, 4, 1}, {2010, 3, 31}},
	{"post-16-funding", "sfa", {2010, 4, 1}, {2017, 3, 31}},
	{"post-16-funding", "esfa", {2017, 4, 1}, {2025, 3, 31}},
	{"post-16-funding", "dfe-funding", {2025, 4, 1}, {0, 0, 0}},
	{"young-peoples-learning", "ypla", {2010, 4, 1}, {2012, 3, 31}},
	{"learner-registration", "miap", {0, 0, 0}, {2010, 12, 31}},
	{"learner-registration", "lrs", {2010, 1, 1}, {0, 0, 0}},
	{"health-regulator", "healthcare-commission", {0, 0, 0}, {2009, 3, 31}},
	{"health-regulator", "cqc", {2009, 4, 1}, {0, 0, 0}},
	{"health-authorities", "sha", {0, 0, 0}, {2013, 3, 31}},
	{"health-department", "dh", {0, 0, 0}, {2018, 1, 31}},
	{"health-department", "dhsc", {2018, 1, 1}, {0, 0, 0}},
	{"local-nhs", "pct", {0, 0, 0}, {2013, 3, 31}},
	{"local-nhs", "public-health", {2013, 4, 1}, {0, 0, 0}},
	{"child-index", "contactpoint", {2009, 1, 1}, {2010, 8, 6}},
	{"youth-support", "connexions", {2000, 1, 1}, {2012, 12, 31}},
	{"youth-support", "authority-youth-support", {2011, 1, 1}, {0, 0, 0}},
	{"outreach", "aimhigher", {0, 0, 0}, {2011, 7, 31}},
	{"crime-reduction-partnership", "compass", {0, 0, 0}, {0, 0, 0}},
};
/* clang-format on */

enum { OFFICES = sizeof(offices) / sizeof(offices[0]) };

struct slice office_function(struct slice body)
{
	for (int i = 0; i < OFFICES; i++)
		if (slice_is(body, offices[i].holder))
			return slice_of(offices[i].function);
	return body;
}

static bool is_open(const struct office *office, int32_t date)
{
	struct civil from = office->from;
	struct civil to = office->to;

	if (from.year != 0 &&
	    date < date_from_civil(from.year, from.month, from.day))
		return false;
	return to.year == 0 ||
	       date <= date_from_civil(to.year, to.month, to.day);
}

bool office_is_open(struct slice body, int32_t date)
{
	bool known = false;

	for (int i = 0; i < OFFICES; i++) {
		if (!slice_is(body, offices[i].holder) &&
		    !slice_is(body, offices[i].function))
			continue;
		if (is_open(&offices[i], date))
			return true;
		known = true;
	}
	return !known;
}
