#include "policy/explain_parts.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"

/* --- lists of fields, by category where all of one is meant ------------------------- */

static bool has_whole_category(const struct explanation *explanation,
			       const struct field_set *fields,
			       const struct category *category)
{
	unsigned int asked = 0;

	for (uint16_t i = 0; i < category->field_count; i++) {
		uint16_t field = (uint16_t)(category->first_field + i);
		struct field_set one = {0};

		field_set_add(&one, field);
		if (field_set_empty(explain_interest(explanation, one)))
			continue;
		if (!field_set_has(fields, field))
			return false;
		asked++;
	}
	return asked > 2;
}

static void write_label(struct builder *out, struct slice label, bool *first)
{
	builder_add_text(out, *first ? "" : "; ");
	builder_add(out, label);
	*first = false;
}

/* Groups all of whose fields, as far as held, are in the list stand for them:
 * "Pupil's address" rather than its lines. */
static void write_groups(const struct explanation *explanation,
			 struct field_set *fields, bool *first,
			 struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;

	for (uint16_t g = 0; g < dictionary->group_count; g++) {
		struct field_set held = explain_interest(
			explanation, dictionary->groups[g].fields);

		held = field_set_intersection(held,
					      explanation->decision->requested);
		if (field_set_count(held) < 2 ||
		    !field_set_empty(field_set_difference(held, *fields)))
			continue;
		write_label(out, dictionary->groups[g].label, first);
		*fields = field_set_difference(*fields, held);
	}
}

static void write_fields(const struct explanation *explanation,
			 const struct field_set *all, struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct field_set left = *all;
	const struct field_set *fields = &left;
	bool first = true;

	write_groups(explanation, &left, &first, out);

	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		const struct category *category = &dictionary->categories[c];

		if (has_whole_category(explanation, fields, category)) {
			builder_add_text(out, first ? "" : "; ");
			builder_add_format(out, "all of \"%.*s\"",
					   SLICE_ARGS(category->label));
			first = false;
			continue;
		}
		for (uint16_t i = 0; i < category->field_count; i++) {
			uint16_t field = (uint16_t)(category->first_field + i);

			if (field_set_has(fields, field))
				write_label(out,
					    dictionary->fields[field].label,
					    &first);
		}
	}
	if (first)
		builder_add_text(out, "nothing");
}

static void write_cause(const struct explanation *explanation,
			const struct verdict *cause, struct builder *out)
{
	builder_add_text(out, reason_text((enum reason)cause->reason));
	if (cause->reason == REASON_CONDITION && cause->clause.source != NULL) {
		builder_add_text(out, ": ");
		builder_add(out, range_text(cause->clause));
		explain_age(explanation, out);
	}
	builder_add_text(out, " [");
	clause_write(cause->clause, out);
	builder_add_text(out, "]");
}

/* --- text ----------------------------------------------------------------------------- */

static const char *const gate_titles[] = {
	[GATE_NONE] = "",
	[GATE_RECIPIENT] = "Recipient",
	[GATE_LAW] = "Law",
	[GATE_PROMISE] = "Promise",
	[GATE_PUPIL] = "Pupil",
	[GATE_WISHES] = "Wishes",
	[GATE_SAFEGUARDS] = "Safeguards",
};

static const char *const gate_questions[] = {
	[GATE_NONE] = "",
	[GATE_RECIPIENT] = "does the body exist on this date?",
	[GATE_LAW] = "does a law in force allow it?",
	[GATE_PROMISE] = "does the privacy notice tell families of it?",
	[GATE_PUPIL] = "is it for pupils like this one, now?",
	[GATE_WISHES] = "do the family's wishes allow it?",
	[GATE_SAFEGUARDS] = "are approvals, checks and the level in place?",
};

static void write_gate(const struct account *telling, enum gate gate,
		       struct field_set *left, bool reached,
		       struct builder *out)
{
	const struct explanation *explanation = telling->explanation;
	struct field_set before = *left;
	struct verdict cause;
	struct field_set fields;
	bool open = true;

	builder_add_format(out, "%d. %s: %s", (int)gate, gate_titles[gate],
			   gate_questions[gate]);
	if (!reached) {
		builder_add_text(out, "\n     not asked: nothing was left\n");
		return;
	}
	while (explain_cause(explanation->decision, gate, &before, &cause,
			     &fields))
		open = false;
	builder_add_text(out, open ? " Yes.\n" : " Not for all.\n");
	explain_gate(telling, gate, out);
	while (explain_cause(explanation->decision, gate, left, &cause,
			     &fields)) {
		builder_add_text(out, "     withheld because ");
		write_cause(explanation, &cause, out);
		builder_add_text(out, ":\n       ");
		write_fields(explanation, &fields, out);
		builder_add_byte(out, '\n');
	}
}

static void write_answer(const struct explanation *explanation,
			 struct builder *out)
{
	const struct decision *decision = explanation->decision;
	struct field_set released =
		explain_interest(explanation, decision->released);
	char date[32];

	date_format_long(explanation->request->date, date, sizeof(date));
	builder_add_format(out, "To %.*s, for \"%.*s\", on %s:\n",
			   SLICE_ARGS(explain_recipient(explanation)),
			   SLICE_ARGS(explain_purpose(explanation)), date);
	switch (decision->outcome) {
	case OUTCOME_PERMIT:
		builder_add_text(out, "may be sent (level: ");
		level_write(explanation->policy->dictionary, decision->level,
			    out);
		if (decision->profile != NULL) {
			builder_add_text(out, "; ");
			profile_tell(decision->profile, out);
		}
		builder_add_text(out, "):\n  ");
		write_fields(explanation, &released, out);
		builder_add_text(out, "\n");
		break;
	case OUTCOME_DENY:
		builder_add_text(out, "nothing may be sent.\n");
		break;
	case OUTCOME_CONFLICT:
		builder_add_text(out, "nothing may be sent: two rules "
				      "disagree, ");
		clause_write(decision->conflict[0], out);
		builder_add_text(out, " and ");
		clause_write(decision->conflict[1], out);
		builder_add_text(out, ".\n");
		break;
	}
}

static void write_obligations(const struct decision *decision,
			      struct builder *out)
{
	if (decision->obligation_count == 0)
		return;
	builder_add_text(out, "\nWith it go these obligations:\n");
	for (size_t i = 0; i < decision->obligation_count; i++) {
		builder_add_text(out, "  - ");
		obligation_write(&decision->obligations[i], out);
		if (decision->obligations[i].clause.source != NULL) {
			builder_add_text(out, " [");
			clause_write(decision->obligations[i].clause, out);
			builder_add_text(out, "]");
		}
		builder_add_byte(out, '\n');
	}
}

int explain_text(const struct explanation *explanation, struct builder *out,
		 struct error *error)
{
	const struct decision *decision = explanation->decision;
	struct account telling = {.explanation = explanation};
	struct field_set left = explain_withheld(explanation);
	struct field_set open =
		explain_interest(explanation, decision->requested);

	if (plan_standing(explanation->plan, explanation->pupil,
			  telling.gateways, telling.shares, error) != 0)
		return -1;
	write_answer(explanation, out);
	builder_add_text(out, "\nThe gates, in order:\n");
	for (int gate = GATE_RECIPIENT; gate < GATE_COUNT; gate++) {
		struct field_set before = left;
		struct field_set lost;

		write_gate(&telling, (enum gate)gate, &left,
			   !field_set_empty(open), out);
		lost = field_set_difference(before, left);
		open = field_set_difference(open, lost);
	}
	write_obligations(decision, out);
	return out->failed ? error_memory(error) : 0;
}
