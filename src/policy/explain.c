#include "policy/explain_parts.h"

#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"

/* --- who, what, when -------------------------------------------------------------- */

struct slice explain_recipient(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t alias;
	uint16_t body = dictionary_body(
		dictionary, explanation->request->recipient, &alias);
	const struct holder *holder;

	if (body == DICTIONARY_NONE)
		return explanation->request->recipient;
	if (alias != DICTIONARY_NONE)
		return dictionary->bodies[body].holders[alias].label;
	holder = body_holder(&dictionary->bodies[body],
			     explanation->request->date);
	return holder != NULL ? holder->label : dictionary->bodies[body].label;
}

struct slice explain_purpose(const struct explanation *explanation)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	uint16_t purpose = dictionary_find(dictionary, KIND_PURPOSE,
					   explanation->request->purpose);

	return purpose != DICTIONARY_NONE ? dictionary->purposes[purpose].label
					  : explanation->request->purpose;
}

/* Fields that are asked for and, where that is known, held. */
struct field_set explain_interest(const struct explanation *explanation,
				  struct field_set fields)
{
	return explanation->held != NULL
		       ? field_set_intersection(fields, *explanation->held)
		       : fields;
}

struct field_set explain_withheld(const struct explanation *explanation)
{
	const struct decision *decision = explanation->decision;

	return explain_interest(
		explanation,
		field_set_difference(decision->requested, decision->released));
}

bool explain_covers(const struct explanation *explanation,
		    const struct rule *rule)
{
	const struct notice *notice = plan_notice(explanation->plan);
	struct field_set none = {0};
	struct field_set fields =
		rule_fields(rule, notice != NULL ? &notice->held : &none);

	fields = field_set_intersection(fields,
					explanation->decision->requested);
	return !field_set_empty(explain_interest(explanation, fields));
}

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

/* --- one cause: fields withheld at the same gate, for the same reason, by the same
 * clause -------------------------------------------------------------------------------- */

static bool same_cause(const struct verdict *a, const struct verdict *b)
{
	return a->gate == b->gate && a->reason == b->reason &&
	       a->clause.source == b->clause.source &&
	       a->clause.start == b->clause.start;
}

/* Takes out of `*left` the fields with the cause of the first at `gate`. */
bool explain_cause(const struct decision *decision, enum gate gate,
		   struct field_set *left, struct verdict *cause,
		   struct field_set *fields)
{
	bool found = false;

	*fields = (struct field_set){0};
	for (uint16_t f = field_set_next(left, 0); f != DICTIONARY_NONE;
	     f = field_set_next(left, (uint16_t)(f + 1))) {
		const struct verdict *verdict = &decision->verdicts[f];

		if (verdict->gate != gate ||
		    (found && !same_cause(verdict, cause)))
			continue;
		*cause = *verdict;
		found = true;
		field_set_add(fields, f);
		field_set_remove(left, f);
	}
	return found;
}

/* The facts behind a condition, so that a reader sees why it does not hold. */
static void write_age(const struct explanation *explanation,
		      struct builder *out)
{
	uint16_t birth = condition_fact(explanation->policy->dictionary,
					SLICE("birth-date"));
	int32_t date = birth != DICTIONARY_NONE
			       ? explanation->pupil->facts[birth]
			       : DATE_NONE;

	if (date == DATE_NONE)
		builder_add_text(out, "; the date of birth is not known");
	else
		builder_add_format(out, "; on this date the pupil is %d",
				   date_age(date, explanation->request->date));
}

static void write_cause(const struct explanation *explanation,
			const struct verdict *cause, struct builder *out)
{
	builder_add_text(out, reason_text((enum reason)cause->reason));
	if (cause->reason == REASON_CONDITION && cause->clause.source != NULL) {
		builder_add_text(out, ": ");
		builder_add(out, range_text(cause->clause));
		write_age(explanation, out);
	}
	builder_add_text(out, " [");
	clause_write(cause->clause, out);
	builder_add_text(out, "]");
}

/* --- what let data pass a gate ------------------------------------------------------ */

static const char *const standing_texts[] = {
	[STANDING_HOLDS] = "",
	[STANDING_NOT_TRIGGERED] = " (nothing has set it off)",
	[STANDING_NOT_FOR_PUPIL] = " (not for this pupil)",
	[STANDING_TOO_SOON] = " (not again so soon)",
};

static void add_clause(struct range clause, struct builder *out)
{
	builder_add_text(out, " [");
	clause_write(clause, out);
	builder_add_byte(out, ']');
}

static void tell_holder(const struct account *telling, struct builder *out)
{
	const struct dictionary *dictionary =
		telling->explanation->policy->dictionary;
	uint16_t body = dictionary_body(
		dictionary, telling->explanation->request->recipient, NULL);

	if (body == DICTIONARY_NONE)
		return;
	builder_add_format(out, "     %.*s",
			   SLICE_ARGS(explain_recipient(telling->explanation)));
	add_clause(dictionary->bodies[body].range, out);
	builder_add_byte(out, '\n');
}

static void tell_laws(const struct account *telling, const struct rule *rule,
		      struct builder *out)
{
	const struct dictionary *dictionary =
		telling->explanation->policy->dictionary;

	for (size_t i = 0; i < rule->law_count; i++)
		builder_add_format(
			out, "%s%.*s", i > 0 ? " and " : "",
			SLICE_ARGS(dictionary->laws[rule->laws[i]].label));
}

/* What it stands on in data protection law, of what was in force then: "GDPR
 * article 9(2)(g)", without the words behind. */
static void tell_grounds(const struct account *telling, const struct rule *rule,
			 struct builder *out)
{
	const struct dictionary *dictionary =
		telling->explanation->policy->dictionary;
	const char *between = " (";
	struct slice rest, label;

	for (size_t i = 0; i < rule->ground_count; i++) {
		const struct law *law = &dictionary->laws[rule->grounds[i]];

		if (!law_in_force(law, telling->explanation->request->date))
			continue;
		rest = law->label;
		label = slice_cut(&rest, ':');
		builder_add_format(out, "%s%.*s", between, SLICE_ARGS(label));
		between = ", ";
	}
	if (between[0] == ',')
		builder_add_byte(out, ')');
}

static void tell_regime(const struct account *telling, struct builder *out)
{
	const struct law *regime = plan_regime_law(telling->explanation->plan);

	if (regime == NULL)
		return;
	builder_add_format(out, "     data protection law of the date: %.*s",
			   SLICE_ARGS(regime->label));
	add_clause(regime->range, out);
	builder_add_byte(out, '\n');
}

static void tell_gateways(const struct account *telling, struct builder *out)
{
	const struct rule *rule;

	for (size_t i = 0;
	     i < STANDING_LIMIT &&
	     (rule = plan_gateway(telling->explanation->plan, i)) != NULL;
	     i++) {
		builder_add_text(out, "     ");
		tell_laws(telling, rule, out);
		tell_grounds(telling, rule, out);
		add_clause(rule->range, out);
		if (plan_requires(telling->explanation->plan, rule))
			builder_add_text(out, ", which requires it");
		builder_add_text(out, standing_texts[telling->gateways[i]]);
		builder_add_byte(out, '\n');
	}
}

/* The terms under which data was received. */
static void tell_terms(const struct account *telling, struct builder *out)
{
	const struct explanation *explanation = telling->explanation;
	const struct dictionary *dictionary = explanation->policy->dictionary;
	struct terms_said said;

	for (size_t i = 0; plan_terms_said(
		     explanation->plan, explanation->pupil->binding, i, &said);
	     i++) {
		builder_add_format(
			out, "     \"%.*s\" ",
			SLICE_ARGS(
				dictionary->categories[said.category].label));
		clause_write(said.clause, out);
		if (said.granted) {
			builder_add_text(out, ": may go there, level at most ");
			level_write(dictionary, said.level, out);
		} else {
			builder_add_text(out, ": may not go there");
		}
		builder_add_byte(out, '\n');
	}
}

static void tell_shares(const struct account *telling, struct builder *out)
{
	const struct notice *notice = plan_notice(telling->explanation->plan);
	const struct rule *rule;
	char date[32];

	if (notice == NULL)
		return;
	date_format_long(notice->from, date, sizeof(date));
	for (size_t i = 0;
	     i < STANDING_LIMIT &&
	     (rule = plan_share(telling->explanation->plan, i)) != NULL;
	     i++) {
		if (!explain_covers(telling->explanation, rule))
			continue;
		builder_add_format(out,
				   "     \"%.*s\", version %llu, in force "
				   "from %s",
				   SLICE_ARGS(notice->title),
				   (unsigned long long)notice->version, date);
		add_clause(rule->range, out);
		builder_add_text(out, standing_texts[telling->shares[i]]);
		builder_add_byte(out, '\n');
	}
}

static void tell_condition(const struct account *telling,
			   const struct rule *rule, enum standing standing,
			   struct builder *out)
{
	struct slice text;

	if (rule->when == NULL || standing != STANDING_HOLDS)
		return;
	text = range_text(rule->when->range);
	builder_add_format(out, "     %.*s", SLICE_ARGS(text));
	write_age(telling->explanation, out);
	add_clause(rule->when->range, out);
	builder_add_byte(out, '\n');
}

static void tell_conditions(const struct account *telling, struct builder *out)
{
	const struct rule *rule;

	for (size_t i = 0;
	     i < STANDING_LIMIT &&
	     (rule = plan_gateway(telling->explanation->plan, i)) != NULL;
	     i++)
		tell_condition(telling, rule, telling->gateways[i], out);
	for (size_t i = 0;
	     i < STANDING_LIMIT &&
	     (rule = plan_share(telling->explanation->plan, i)) != NULL;
	     i++)
		if (explain_covers(telling->explanation, rule))
			tell_condition(telling, rule, telling->shares[i], out);
}

/* A clause that would count an objection, had it been stated in time (C09). */
static void tell_unaccepted(const struct account *telling,
			    const struct objection_clause *clause,
			    struct builder *out)
{
	const struct pupil *pupil = telling->explanation->pupil;
	static const enum wish_column columns[] = {
		[HOLDER_PARENT] = WISH_OBJECTION_PARENT,
		[HOLDER_PUPIL] = WISH_OBJECTION_PUPIL,
	};

	for (int holder = HOLDER_PARENT; holder <= HOLDER_PUPIL; holder++) {
		enum wish_column column = columns[holder];

		if (!pupil->wishes[column] ||
		    (clause->by.first != (enum wish_holder)holder &&
		     clause->by.second != (enum wish_holder)holder) ||
		    window_accepts(clause->stated, pupil->first_stated[column],
				   pupil->last_stated[column]))
			continue;
		builder_add_text(out, "     not accepted, for the day on which "
				      "it was stated");
		add_clause(clause->range, out);
		builder_add_byte(out, '\n');
		return;
	}
}

static void
tell_unaccepted_of(const struct account *telling,
		   const struct rule *(*next)(const struct plan *, size_t),
		   const enum standing *standing, struct builder *out)
{
	const struct rule *rule;

	for (size_t i = 0; i < STANDING_LIMIT &&
			   (rule = next(telling->explanation->plan, i)) != NULL;
	     i++)
		for (size_t c = 0;
		     standing[i] == STANDING_HOLDS && c < rule->objection_count;
		     c++)
			tell_unaccepted(telling, &rule->objections[c], out);
}

static void tell_wishes(const struct account *telling, struct builder *out)
{
	static const char *const wishes[WISH_COUNT] = {
		[WISH_OBJECTION_PARENT] = "a parent objects to this flow",
		[WISH_OBJECTION_PUPIL] = "the pupil objects to this flow",
		[WISH_REFUSAL_PARENT] = "a parent refuses all sharing",
		[WISH_REFUSAL_PUPIL] = "the pupil refuses all sharing",
		[WISH_CONSENT_PARENT] = "a parent consents",
		[WISH_CONSENT_PUPIL] = "the pupil consents",
		[WISH_RESTRICTION] = "use of the record is restricted",
		[WISH_MARKETING_STOP] = "direct marketing is stopped",
	};
	bool any = false;

	for (int i = 0; i < WISH_COUNT; i++) {
		if (!telling->explanation->pupil->wishes[i])
			continue;
		builder_add_format(out, "     on record: %s\n", wishes[i]);
		any = true;
	}
	if (!any)
		builder_add_text(out, "     no wish about this is on record\n");
	tell_unaccepted_of(telling, plan_gateway, telling->gateways, out);
	tell_unaccepted_of(telling, plan_share, telling->shares, out);
}

/* Which criteria or subjects nothing says are met. */
static void tell_missing(const struct explanation *explanation,
			 const struct need *need, struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	const struct term *parts = NULL;
	uint64_t missing;
	bool first = true;

	need_fault(need, explanation->request, dictionary, &missing);
	if (need->approval != DICTIONARY_NONE)
		parts = dictionary->approvals[need->approval].criteria;
	else if (need->terms != DICTIONARY_NONE)
		parts = dictionary->terms[need->terms].subjects;
	for (uint16_t i = 0; parts != NULL && missing != 0; i++) {
		if ((missing & 1) != 0) {
			builder_add_text(out,
					 first ? "       not met: " : "; ");
			builder_add(out, parts[i].label);
			first = false;
		}
		missing >>= 1;
	}
	if (!first)
		builder_add_byte(out, '\n');
}

static void tell_safeguards(const struct account *telling, struct builder *out)
{
	const struct explanation *explanation = telling->explanation;
	const struct rule *rule;

	for (size_t i = 0; i < STANDING_LIMIT &&
			   (rule = plan_gateway(explanation->plan, i)) != NULL;
	     i++) {
		if (telling->gateways[i] != STANDING_HOLDS)
			continue;
		builder_add_text(out, "     level at most ");
		level_write(explanation->policy->dictionary, rule->level, out);
		add_clause(rule->level_range, out);
		builder_add_byte(out, '\n');
		for (size_t n = 0; n < rule->need_count; n++) {
			struct slice text = range_text(rule->needs[n].range);

			builder_add_format(out, "     %.*s", SLICE_ARGS(text));
			add_clause(rule->needs[n].range, out);
			builder_add_byte(out, '\n');
			tell_missing(explanation, &rule->needs[n], out);
		}
	}
}

static void tell_gate(const struct account *telling, enum gate gate,
		      struct builder *out)
{
	switch (gate) {
	case GATE_RECIPIENT:
		tell_holder(telling, out);
		break;
	case GATE_LAW:
		tell_regime(telling, out);
		tell_gateways(telling, out);
		break;
	case GATE_PROMISE:
		tell_terms(telling, out);
		tell_shares(telling, out);
		break;
	case GATE_PUPIL:
		tell_conditions(telling, out);
		break;
	case GATE_WISHES:
		tell_wishes(telling, out);
		break;
	case GATE_SAFEGUARDS:
		tell_safeguards(telling, out);
		break;
	case GATE_NONE:
	case GATE_COUNT:
		break;
	}
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
	tell_gate(telling, gate, out);
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
