/* What a notice must tell as a whole, and of what is held. */
#include "policy/check_parts.h"

static void check_review(struct checker *checker)
{
	const struct notice *notice = checker->notice;
	int32_t last =
		notice->reviewed != DATE_NONE ? notice->reviewed : notice->from;
	struct finding *finding;
	int32_t due;

	if (notice->review_months == 0) {
		finding = tell(checker, CHECK_MISSING_REVIEW, notice->range,
			       "the notice does not say how often it is "
			       "reviewed");
		finding_hint(checker->findings, finding,
			     "write 'review every 2 years'");
		return;
	}
	due = date_add_months(last, notice->review_months);
	if (checker->today == DATE_NONE || due >= checker->today)
		return;
	finding = tell(checker, CHECK_REVIEW_OVERDUE, notice->range,
		       "a review was due on %s", check_date(checker, due));
	finding_hint(checker->findings, finding,
		     "review the notice, then write 'reviewed' and the date");
}

static void check_contacts(struct checker *checker)
{
	const struct statement *contact = NULL;
	bool reached = false;
	bool complaints = false;

	while ((contact = check_next(checker, KEYWORD_CONTACT, contact)) !=
	       NULL) {
		reached = reached ||
			  statement_argument(contact, "email") != NULL ||
			  statement_argument(contact, "telephone") != NULL ||
			  statement_argument(contact, "web") != NULL ||
			  statement_argument(contact, "post") != NULL;
		complaints = complaints || statement_has(contact, "complaints");
	}
	if (!reached)
		finding_hint(
			checker->findings,
			tell(checker, CHECK_NO_CONTACT, checker->notice->range,
			     "the notice does not say whom families can ask, "
			     "and how"),
			"add 'contact' with email, telephone, web or post");
	if (!complaints)
		finding_hint(checker->findings,
			     tell(checker, CHECK_NO_COMPLAINT_ROUTE,
				  checker->notice->range,
				  "the notice does not say where to complain"),
			     "write 'complaints' behind the contact that takes "
			     "them");
}

static bool has_right(const struct checker *checker, const char *name)
{
	const struct statement *right = NULL;

	while ((right = check_next(checker, KEYWORD_RIGHT, right)) != NULL)
		if (slice_is(statement_text(right, ""), name))
			return true;
	return false;
}

void check_whole(struct checker *checker)
{
	const struct notice *notice = checker->notice;

	if (notice->to != DATE_NONE && notice->to < notice->from)
		tell(checker, CHECK_BAD_DATES, notice->range,
		     "the notice ends before it begins");
	check_review(checker);
	check_contacts(checker);
	if (!has_right(checker, "access"))
		finding_hint(checker->findings,
			     tell(checker, CHECK_NO_ACCESS_RIGHT, notice->range,
				  "families are not told that they may ask "
				  "for what is held"),
			     "add 'right access'");
	if (notice->honour == NULL)
		finding_hint(checker->findings,
			     tell(checker, CHECK_NO_REFUSALS, notice->range,
				  "families are not told that a refusal of "
				  "sharing is honoured"),
			     "add 'honour refusals'");
}

/* --- what is held ----------------------------------------------------------------- */

static void check_held_windows(struct checker *checker,
			       const struct argument *categories)
{
	for (size_t i = 0; categories != NULL && i < categories->name_count;
	     i++) {
		const struct name *name = &categories->names[i];
		struct field_set fields =
			check_uncollected(checker, name->text);
		struct finding *finding;

		if (field_set_empty(fields))
			continue;
		finding = tell(checker, CHECK_HELD_PAST_COLLECTION, name->range,
			       "not collected on %s: %s",
			       check_date(checker, checker->date),
			       check_fields(checker, fields));
		finding_hint(checker->findings, finding,
			     "destroy what was collected, or be able to say "
			     "why it is kept");
	}
}

void check_holdings(struct checker *checker)
{
	const struct statement *hold = NULL;

	while ((hold = check_next(checker, KEYWORD_HOLD, hold)) != NULL) {
		if (statement_child(hold, KEYWORD_FOR, NULL) == NULL)
			finding_hint(checker->findings,
				     tell(checker, CHECK_HELD_FOR_NOTHING,
					  hold->keyword_range,
					  "families are not told what this is "
					  "held for"),
				     "add 'for' and the purposes");
		if (statement_child(hold, KEYWORD_KEEP, NULL) == NULL)
			finding_hint(checker->findings,
				     tell(checker, CHECK_MISSING_RETENTION,
					  hold->keyword_range,
					  "families are not told how long this "
					  "is kept"),
				     "add 'keep until age 25 then destroy' or "
				     "the period that applies");
		check_held_windows(checker, statement_argument(hold, ""));
	}
}
