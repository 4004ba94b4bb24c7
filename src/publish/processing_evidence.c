/* Whether data is kept and erased as stated, as register and ledger show it. */
#include "base/builder.h"
#include "base/date.h"
#include "publish/cells.h"
#include "publish/processing_parts.h"
#include "publish/retention.h"

static const struct slice nothing = {NULL, 0};

static struct kept kept_of(const struct telling *telling)
{
	const struct retention *retention = telling->processing->retention;
	const struct activity *activity = telling->activity;

	return activity->kind == ACTIVITY_HELD
		       ? retention->holdings[activity->index]
		       : retention->receipts[activity->index];
}

static struct kept_sent sent_of(const struct telling *telling)
{
	const struct activity *activity = telling->activity;
	const struct published_flow *flow =
		&telling->processing->publication->flows[activity->index];

	return retention_sent(telling->processing->retention, flow->body,
			      activity->purposes, activity->purpose_count);
}

static struct kept_received received_of(const struct telling *telling)
{
	struct kept_received none = {.since = DATE_NONE};

	return telling->activity->kind == ACTIVITY_RECEIVED
		       ? telling->processing->retention
				 ->received[telling->activity->index]
		       : none;
}

bool activity_in_order(const struct telling *telling, bool *known)
{
	struct kept kept;

	*known = telling->processing->retention != NULL;
	if (!*known)
		return false;
	if (telling->activity->kind == ACTIVITY_SENT) {
		struct kept_sent sent = sent_of(telling);

		/* That it was recalled shows nothing of what became of it. */
		*known = sent.overdue > 0 || sent.recalled == 0;
		return *known && sent.overdue == 0;
	}
	kept = kept_of(telling);
	if (received_of(telling).past > 0 || kept.past > 0)
		return false;
	*known = kept.shown && kept.undated == 0;
	return *known;
}

static struct slice with_date(const struct telling *telling, enum phrase key,
			      uint64_t number, int32_t date)
{
	struct slice day =
		date != DATE_NONE ? say_date(telling->voice, date) : nothing;

	return say_with(telling->voice, key, with_number("number", number),
			with("date", day));
}

static void add_sentence(struct builder *text, struct slice sentence)
{
	if (text->len > 0 && sentence.len > 0)
		builder_add_byte(text, ' ');
	builder_add(text, sentence);
}

struct slice evidence_reasons(const struct telling *telling)
{
	const struct retention *retention = telling->processing->retention;
	struct kept_received received;
	struct builder text = {0};
	struct kept kept;

	if (retention == NULL)
		return nothing;
	if (telling->activity->kind == ACTIVITY_SENT) {
		struct kept_sent sent = sent_of(telling);

		if (sent.overdue > 0)
			add_sentence(&text,
				     with_date(telling,
					       PHRASE_PROCESSING_SENT_OVERDUE,
					       sent.overdue, sent.since));
		if (sent.recalled > sent.overdue)
			add_sentence(
				&text,
				say_with(telling->voice,
					 PHRASE_PROCESSING_SENT_RECALLED,
					 with_number("number", sent.recalled)));
		return cell_take(telling->voice, &text);
	}
	kept = kept_of(telling);
	received = received_of(telling);
	/* The day would be somebody's birthday. */
	if (kept.past > 0)
		add_sentence(
			&text,
			say_with(telling->voice,
				 kept.review ? PHRASE_PROCESSING_PAST_REVIEW
					     : PHRASE_PROCESSING_PAST,
				 with_number("number", kept.past),
				 with_number("year",
					     (uint64_t)date_to_civil(kept.since)
						     .year)));
	if (received.past > 0)
		add_sentence(&text,
			     with_date(telling, PHRASE_PROCESSING_RECEIVED_PAST,
				       received.past, received.since));
	if (!kept.stated)
		add_sentence(&text,
			     say(telling->voice, PHRASE_PROCESSING_NO_TIME));
	else if (!kept.shown)
		add_sentence(&text,
			     say(telling->voice, PHRASE_PROCESSING_NO_EVENT));
	if (kept.undated > 0)
		add_sentence(&text,
			     with_date(telling, PHRASE_PROCESSING_UNDATED,
				       kept.undated, DATE_NONE));
	return cell_take(telling->voice, &text);
}

struct slice activity_evidence(const struct telling *telling)
{
	const struct retention *retention = telling->processing->retention;
	struct builder text = {0};

	if (retention == NULL)
		return nothing;
	if (telling->activity->kind == ACTIVITY_SENT) {
		struct kept_sent sent = sent_of(telling);

		if (sent.releases == 0)
			return say(telling->voice,
				   PHRASE_PROCESSING_NOTHING_SENT);
		add_sentence(
			&text,
			say_with(telling->voice,
				 PHRASE_PROCESSING_SENT_EVIDENCE,
				 with_number("releases", sent.releases),
				 with_number("destroyed", sent.destroyed)));
	} else {
		struct kept kept = kept_of(telling);
		struct kept_received received = received_of(telling);

		if (kept.shown)
			add_sentence(&text,
				     with_date(telling,
					       PHRASE_PROCESSING_EVIDENCE,
					       kept.pupils, retention->date));
		if (telling->activity->kind == ACTIVITY_RECEIVED)
			add_sentence(
				&text,
				say_with(telling->voice,
					 PHRASE_PROCESSING_RECEIVED_EVIDENCE,
					 with_number("live", received.live),
					 with_number(
						 "destroyed",
						 received.destroyed +
							 received.recalled)));
	}
	return cell_take(telling->voice, &text);
}

struct slice evidence_in_line(const struct telling *telling)
{
	bool known;
	bool good = activity_in_order(telling, &known);

	if (telling->processing->retention == NULL)
		return nothing;
	return say(telling->voice, good    ? PHRASE_PROCESSING_YES
				   : known ? PHRASE_PROCESSING_NO
					   : PHRASE_PROCESSING_NOT_SHOWN);
}
