/* An enquiry into a child's safety answered, or not: enquiry.h. */
#include "share/enquiry.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "share/case_release.h"
#include "share/node.h"
#include "share/pupil_find.h"

static struct share_request request_of(const struct enquiry *asked,
				       const struct case_words *words)
{
	return (struct share_request){
		.recipient = asked->recipient,
		.purpose = SLICE("child-protection"),
		.trigger = SLICE("enquiry"),
		.format = SLICE("case-file"),
		.upns = &asked->upn,
		.upn_count = 1,
		.today = asked->today,
		.time = asked->time,
		.out = asked->out,
		.plain = asked->plain,
		.armor = asked->armor,
		.book = asked->book,
		.case_words = words,
	};
}

static int enter(struct node *node, struct case_entry *entry,
		 struct enquiry_report *report, struct arena *arena,
		 struct error *error)
{
	if (case_enter(node, entry, arena, error) != 0)
		return -1;
	report->reference = entry->reference;
	return 0;
}

static int answer(struct node *node, const struct enquiry *asked,
		  struct case_entry *entry, struct enquiry_report *report,
		  struct arena *arena, struct error *error)
{
	struct case_words words = {
		.by = asked->by,
		.reason = asked->reason,
		.enquiry = asked->received,
	};
	struct share_request request = request_of(asked, &words);

	request.recipient = entry->with;
	if (case_foresee(node, &request, &report->share, arena, error) != 0)
		return -1;
	if (report->share.refused) {
		entry->outcome = CASE_REFUSED;
		return enter(node, entry, report, arena, error);
	}
	if (case_release(node, entry, &request, &words.decision, &report->share,
			 arena, error) != 0)
		return -1;
	report->reference = entry->reference;
	return 0;
}

int enquiry(struct node *node, const struct enquiry *asked,
	    struct enquiry_report *report, struct arena *arena,
	    struct error *error)
{
	struct case_entry entry = {
		.kind = asked->not_shared ? CASE_NOT_SHARED : CASE_SHARED,
		.outcome = CASE_DONE,
		.date = asked->today,
		.by = slice_trim(asked->by),
		.with = !slice_empty(asked->recipient)
				? asked->recipient
				: SLICE("childrens-services"),
		.reason = slice_trim(asked->reason),
		.note = asked->received,
	};

	*report = (struct enquiry_report){.reference = {NULL, 0}};
	if (slice_empty(entry.by) || slice_empty(entry.reason))
		return error_set(error, ERROR_INPUT,
				 "a decision says who made it, and why");
	if (pupil_find(node->pupils, asked->upn, &entry.pupil, error) != 0)
		return -1;
	if (!asked->not_shared)
		return answer(node, asked, &entry, report, arena, error);
	return enter(node, &entry, report, arena, error);
}
