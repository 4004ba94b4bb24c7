/* What a notice must tell as a whole. */
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

/* */
static void check_signatures(struct checker *checker)
{
	enum { SIGNATURES = 2 };
	const struct notice *notice = checker->notice;
	const struct statement *heading =
		check_next(checker, KEYWORD_NOTICE, NULL);
	const struct argument *signatures =
		heading != NULL ? statement_argument(heading, "signed") : NULL;

	if (notice->reviewed == DATE_NONE ||
	    (signatures != NULL && signatures->name_count >= SIGNATURES))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_REVIEW_UNSIGNED, notice->range,
			  "the last review does not have two signatures"),
		     "write 'signed' and the offices of those who signed it");
}

void check_whole(struct checker *checker)
{
	const struct notice *notice = checker->notice;

	if (notice->to != DATE_NONE && notice->to < notice->from)
		tell(checker, CHECK_BAD_DATES, notice->range,
		     "the notice ends before it begins");
	check_review(checker);
	check_signatures(checker);
	check_contacts(checker);
	if (!check_has_right(checker, "access"))
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
