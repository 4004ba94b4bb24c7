/* Roll and wishes of a pupil on a day. */
#include "base/date.h"
#include "demo/promise_rule.h"
#include "demo/truth.h"

bool truth_on_roll(const struct truth_pupil *pupil, int32_t date)
{
	if (pupil->entry != DATE_NONE && pupil->entry > date)
		return false;
	return pupil->leaving == DATE_NONE || pupil->leaving >= date;
}

enum { AGE_OF_OWN_CHOICE = 16 }; /* */

/* A restriction, and a stop on marketing, are anybody's and stay until they are
 * lifted (law: UK GDPR articles 18 and 21). */
static bool is_anybodys(enum truth_wish_kind kind)
{
	return kind == TRUTH_RESTRICTION || kind == TRUTH_MARKETING_STOP;
}

bool truth_wish_stands(const struct truth_pupil *pupil,
		       enum truth_wish_kind kind, struct slice recipient,
		       int32_t date)
{
	bool own = pupil->birth != DATE_NONE &&
		   date_age(pupil->birth, date) >= AGE_OF_OWN_CHOICE;

	for (size_t i = 0; i < pupil->wish_count; i++) {
		const struct truth_wish *wish = &pupil->wishes[i];

		if (wish->kind != kind ||
		    (wish->by_pupil != own && !is_anybodys(kind)))
			continue;
		if (wish->recipient.len > 0 && recipient.len > 0 &&
		    !slice_equal(office_function(wish->recipient), recipient))
			continue;
		if (wish->date != DATE_NONE && wish->date > date)
			continue;
		if (wish->withdrawn == DATE_NONE || wish->withdrawn > date)
			return true;
	}
	return false;
}
