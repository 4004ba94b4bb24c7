#include "policy/decision.h"

#include <assert.h>

#include "base/builder.h"
#include "base/date.h"

static const char *const outcomes[] = {
	[OUTCOME_DENY] = "deny",
	[OUTCOME_PERMIT] = "permit",
	[OUTCOME_CONFLICT] = "conflict",
};

static const char *const gates[] = {
	[GATE_NONE] = "none",
	[GATE_RECIPIENT] = "recipient",
	[GATE_LAW] = "law",
	[GATE_PROMISE] = "promise",
	[GATE_PUPIL] = "pupil",
	[GATE_WISHES] = "wishes",
	[GATE_SAFEGUARDS] = "safeguards",
};
static_assert(sizeof(gates) / sizeof(gates[0]) == GATE_COUNT, "every gate");

static const struct {
	const char *name, *text;
} reasons[] = {
	[REASON_NONE] = {"none", "nothing withholds it"},
	[REASON_RECIPIENT_UNKNOWN] = {"recipient-unknown",
				      "the dictionary knows no such body"},
	[REASON_RECIPIENT_CLOSED] = {"recipient-closed",
				     "the body does not exist on this date"},
	[REASON_PURPOSE_UNKNOWN] = {"purpose-unknown",
				    "the dictionary knows no such purpose"},
	[REASON_PURPOSE_ENDED] = {"purpose-ended",
				  "the purpose is not served on this date"},
	[REASON_COLLECTION_ENDED] = {"collection-ended",
				     "the law has this item collected only "
				     "within dates that do not include this "
				     "one"},
	[REASON_NO_GATEWAY] = {"no-gateway",
			       "no law is known that allows it to go to this "
			       "body for this purpose"},
	[REASON_LAW_NOT_IN_FORCE] = {"law-not-in-force",
				     "the law that allows it is not in force "
				     "on this date"},
	[REASON_FORBIDDEN_BY_LAW] = {"forbidden-by-law", "the law forbids it"},
	[REASON_NOT_GRANTED] = {"not-granted",
				"the terms under which it was received do not "
				"let it go there for this purpose"},
	[REASON_NOT_PROMISED] = {"not-promised",
				 "the privacy notice does not tell families "
				 "of it"},
	[REASON_FORBIDDEN_BY_NOTICE] = {"forbidden-by-notice",
					"the privacy notice promises never to "
					"do it"},
	[REASON_NOT_TOLD] = {"not-told",
			     "the family had been given no notice that tells "
			     "of it"},
	[REASON_TRIGGER] = {"trigger", "nothing has set it off that may"},
	[REASON_CONDITION] = {"condition",
			      "the pupil is not, or not known to be, one of "
			      "those it is for"},
	[REASON_TOO_SOON] = {"too-soon",
			     "the last release to this body is too recent"},
	[REASON_RESTRICTION] = {"restriction",
				"the use of this pupil's record is "
				"restricted"},
	[REASON_REFUSAL] = {"refusal", "the family refused all sharing"},
	[REASON_MARKETING_STOP] = {"marketing-stop",
				   "the family stopped direct marketing"},
	[REASON_NO_CONSENT] = {"no-consent",
			       "it needs consent and there is none"},
	[REASON_OBJECTION] = {"objection", "there is an objection to it"},
	[REASON_NO_APPROVAL] = {"no-approval",
				"it needs an approval that is not there"},
	[REASON_APPROVAL_INCOMPLETE] = {"approval-incomplete",
					"the approval does not meet all that "
					"must be weighed for it"},
	[REASON_APPROVAL_EXPIRED] = {"approval-expired",
				     "the approval it needs has run out"},
	[REASON_NO_AUTHORISATION] = {"no-authorisation",
				     "the controller has not authorised "
				     "sharing with this body"},
	[REASON_NO_IDENTITY] = {"no-identity",
				"the recipient's identity has not been "
				"checked"},
	[REASON_NO_TERMS] = {"no-terms",
			     "the recipient has not signed the terms"},
	[REASON_TERMS_INCOMPLETE] = {"terms-incomplete",
				     "the terms the recipient has signed do "
				     "not cover all they must"},
	[REASON_TERMS_EXPIRED] = {"terms-expired",
				  "the terms the recipient has signed have "
				  "run out"},
	[REASON_NO_ROLE] = {"no-role",
			    "it is only for those in a certain role"},
	[REASON_LEVEL] = {"level", "it would reveal more than the rule allows"},
	[REASON_IDENTIFIES] = {"identifies",
			       "it identifies a person, and the rule's level "
			       "does not"},
	[REASON_PROFILE] = {"profile",
			    "the profile for small counts that its rule names "
			    "cannot be kept"},
	[REASON_CONFLICT] = {"conflict", "two rules in force disagree"},
};
static_assert(sizeof(reasons) / sizeof(reasons[0]) == REASON_COUNT,
	      "every reason");

static const char *const obligations[] = {
	[OBLIGATION_NOTICE_GAP] = "notice gap",
	[OBLIGATION_OVERRIDDEN] = "objection overridden by law",
	[OBLIGATION_BEYOND_TERMS] = "beyond the terms it was received under",
	[OBLIGATION_SAFETY] = "objection overridden to keep the child safe",
	[OBLIGATION_PASSED_ON] =
		"tell the pupil that the right to object is now theirs",
	[OBLIGATION_UNCONFIRMED] = "rests on unconfirmed dates of a law",
	[OBLIGATION_WITHIN] = "in time",
	[OBLIGATION_NO_IDENTITY_OUT] = "results identify nobody",
	[OBLIGATION_RESULTS_AREA] = "results by area only",
	[OBLIGATION_NO_DECISION] = "no decision about a person",
	[OBLIGATION_ONWARD] = "onward limit",
	[OBLIGATION_DELETE] = "delete by",
};
static_assert(sizeof(obligations) / sizeof(obligations[0]) == OBLIGATION_COUNT,
	      "every obligation");

const char *obligation_name(enum obligation_kind kind)
{
	static const char *const names[] = {
		[OBLIGATION_NOTICE_GAP] = "notice-gap",
		[OBLIGATION_OVERRIDDEN] = "overridden",
		[OBLIGATION_BEYOND_TERMS] = "beyond-terms",
		[OBLIGATION_SAFETY] = "safety",
		[OBLIGATION_PASSED_ON] = "passed-on",
		[OBLIGATION_UNCONFIRMED] = "unconfirmed",
		[OBLIGATION_WITHIN] = "within",
		[OBLIGATION_NO_IDENTITY_OUT] = "no-identity-out",
		[OBLIGATION_RESULTS_AREA] = "results-area",
		[OBLIGATION_NO_DECISION] = "no-decision",
		[OBLIGATION_ONWARD] = "onward",
		[OBLIGATION_DELETE] = "delete",
	};

	static_assert(sizeof(names) / sizeof(names[0]) == OBLIGATION_COUNT,
		      "every obligation");
	return names[kind];
}

const char *outcome_name(enum outcome outcome)
{
	return outcomes[outcome];
}

const char *gate_name(enum gate gate)
{
	return gates[gate];
}

const char *reason_name(enum reason reason)
{
	return reasons[reason].name;
}

const char *reason_text(enum reason reason)
{
	return reasons[reason].text;
}

bool clause_same(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start;
}

void clause_write(struct range clause, struct builder *out)
{
	struct slice name;

	if (clause.source == NULL) {
		builder_add_text(out, "no rule");
		return;
	}
	name = clause.source->name;
	for (size_t i = name.len; i > 0; i--)
		if (name.at[i - 1] == '/') {
			name = slice_part(name, i, name.len);
			break;
		}
	builder_add(out, name);
	/* Where received data came from has a name and no lines. */
	if (slice_empty(clause.source->text))
		return;
	builder_add_format(out, ":%u",
			   source_position(clause.source, clause.start).line);
}

/* A clause's own text on one line. */
static void write_folded(struct slice text, struct builder *out)
{
	bool gap = false;

	for (size_t i = 0; i < text.len; i++) {
		bool blank = text.at[i] == ' ' || text.at[i] == '\t' ||
			     text.at[i] == '\n' || text.at[i] == '\r';

		if (!blank && gap)
			builder_add_byte(out, ' ');
		if (!blank)
			builder_add_byte(out, text.at[i]);
		gap = blank;
	}
}

void obligation_write(const struct obligation *obligation, struct builder *out)
{
	char text[DATE_TEXT_BYTES];

	builder_add_text(out, obligations[obligation->kind]);
	if (obligation->kind == OBLIGATION_DELETE) {
		date_format(obligation->date, text);
		builder_add_byte(out, ' ');
		builder_add_text(out, text);
	}
	if (obligation->kind == OBLIGATION_BEYOND_TERMS) {
		builder_add_text(out, ": ");
		clause_write(obligation->clause, out);
	}
	if (obligation->kind == OBLIGATION_RESULTS_AREA) {
		builder_add_text(out, ": ");
		builder_add(out, obligation->area);
	}
	if (obligation->kind == OBLIGATION_ONWARD ||
	    obligation->kind == OBLIGATION_WITHIN ||
	    obligation->kind == OBLIGATION_UNCONFIRMED) {
		builder_add_text(out, ": ");
		write_folded(range_text(obligation->clause), out);
	}
}
