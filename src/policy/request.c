#include "policy/request.h"

#include "dictionary/identifier.h"
#include "policy/notice.h"

enum { AUTHORITY_DIGITS = 3 };

/* Two names of bodies mean the same function, also through an alias. */
static bool same_body(const struct dictionary *dictionary, struct slice a,
		      struct slice b)
{
	uint16_t first, second;

	if (slice_equal(a, b))
		return true;
	first = dictionary_body(dictionary, a, NULL);
	second = dictionary_body(dictionary, b, NULL);
	return first != DICTIONARY_NONE && first == second;
}

/* Whether a body's and a purpose's name are this request's; empty: any.  A
 * holder's alias stands for the body, whoever holds it: a family objects to
 * what is done, not to a name. */
static bool scope_fits(const struct dictionary *dictionary,
		       struct slice recipient, struct slice purpose,
		       const struct request *request)
{
	return (slice_empty(recipient) ||
		same_body(dictionary, recipient, request->recipient)) &&
	       (slice_empty(purpose) || slice_equal(purpose, request->purpose));
}

bool scope_serves(const struct dictionary *dictionary, struct slice recipient,
		  struct slice purpose, const struct request *request)
{
	uint16_t alias;
	uint16_t index = dictionary_body(dictionary, recipient, &alias);
	const struct body *body;

	if (!scope_fits(dictionary, recipient, purpose, request))
		return false;
	if (index == DICTIONARY_NONE || alias == DICTIONARY_NONE)
		return true;
	body = &dictionary->bodies[index];
	return body_holder(body, request->date) == &body->holders[alias];
}

bool date_between(int32_t from, int32_t until, int32_t date)
{
	return (from == DATE_NONE || from <= date) &&
	       (until == DATE_NONE || date <= until);
}

static bool bears_on_flow(const struct wish *wish,
			  const struct request *request,
			  const struct dictionary *dictionary)
{
	if (slice_is(wish->kind, "consent"))
		return scope_serves(dictionary, wish->recipient, wish->purpose,
				    request);
	return scope_fits(dictionary, wish->recipient, wish->purpose, request);
}

bool wish_bears(const struct wish *wish, const struct request *request,
		const struct dictionary *dictionary, enum wish_column *column)
{
	bool pupil = slice_is(wish->by, "pupil");
	int32_t until =
		wish->withdrawn == DATE_NONE ? DATE_NONE : wish->withdrawn - 1;

	if (!date_between(wish->date, until, request->date) ||
	    !bears_on_flow(wish, request, dictionary))
		return false;
	if (slice_is(wish->kind, "restriction"))
		*column = WISH_RESTRICTION;
	else if (slice_is(wish->kind, "marketing-stop"))
		*column = WISH_MARKETING_STOP;
	else if (slice_is(wish->kind, "consent"))
		*column = pupil ? WISH_CONSENT_PUPIL : WISH_CONSENT_PARENT;
	else if (slice_is(wish->kind, "refusal"))
		*column = pupil ? WISH_REFUSAL_PUPIL : WISH_REFUSAL_PARENT;
	else if (slice_is(wish->kind, "objection") ||
		 slice_is(wish->kind, "opt-out"))
		*column = pupil ? WISH_OBJECTION_PUPIL : WISH_OBJECTION_PARENT;
	else
		return false;
	return true;
}

void wish_stated(bool any, int32_t date, int32_t *first, int32_t *last)
{
	/* DATE_NONE comes before every day. */
	if (!any || date < *first)
		*first = date;
	if (!any || date > *last)
		*last = date;
}

int32_t request_served(const struct request *request,
		       const struct notice *version, int32_t kept, int32_t day)
{
	return date_between(version->from, request->date, kept) ? kept : day;
}

int32_t request_own(const struct request *request, struct slice number)
{
	struct slice recipient = request->recipient_number;

	if (slice_empty(number) || slice_empty(recipient))
		return DATE_NONE;
	return slice_equal(number, recipient) ||
	       (recipient.len == AUTHORITY_DIGITS &&
		number.len == LAESTAB_BYTES &&
		slice_starts_with(number, recipient));
}
