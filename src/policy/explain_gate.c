/* What let data pass a gate: holders, laws, shares, conditions, wishes, needs. */
#include "base/builder.h"
#include "base/date.h"
#include "language/tree.h"
#include "policy/explain_parts.h"
#include "policy/matching.h"
#include "policy/terms.h"

/* -1 when it is not known. */
static int age_of(const struct explanation *explanation)
{
	uint16_t birth = condition_fact(explanation->policy->dictionary,
					SLICE("birth-date"));
	int32_t date = birth != DICTIONARY_NONE
			       ? explanation->pupil->facts[birth]
			       : DATE_NONE;

	return date != DATE_NONE ? date_age(date, explanation->request->date)
				 : -1;
}

void explain_age(const struct explanation *explanation, struct builder *out)
{
	int age = age_of(explanation);

	if (age < 0)
		builder_add_text(out, "; the date of birth is not known");
	else
		builder_add_format(out, "; on this date the pupil is %d", age);
}

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

/* Whether the terms were those of an earlier category already. */
static bool is_told_before(const struct explanation *explanation,
			   const struct licence *licence, size_t index)
{
	struct terms_said said;

	for (size_t i = 0; i < index; i++)
		if (plan_terms_said(explanation->plan,
				    explanation->pupil->binding, i, &said) &&
		    said.licence == licence)
			return true;
	return false;
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
			builder_add_text(out, said.over
						      ? ": had to be destroyed"
						      : ": may not go there");
		}
		builder_add_byte(out, '\n');
		if (!is_told_before(explanation, said.licence, i)) {
			builder_add_text(out, "       ");
			terms_tell(dictionary, said.licence, out);
			builder_add_byte(out, '\n');
		}
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
	explain_age(telling->explanation, out);
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

/* An objection of a parent or pupil who may not object, or not at the pupil's
 * age; of each by one clause. */
static void tell_uncounted(const struct account *telling,
			   const struct objection_clause *clause, bool told[2],
			   struct builder *out)
{
	const struct hand_over *by = &clause->by;
	int age = by->age > 0 ? age_of(telling->explanation) : 0;
	bool past = by->age > 0 && age >= by->age;
	bool pupils = (past ? by->second : by->first) == HOLDER_PUPIL;

	if (age < 0 || told[pupils] ||
	    !telling->explanation->pupil->wishes[pupils ? WISH_OBJECTION_PARENT
							: WISH_OBJECTION_PUPIL])
		return;
	told[pupils] = true;
	builder_add_format(out, "     %s does not count: ",
			   pupils ? "a parent's" : "the pupil's");
	if (by->age > 0)
		builder_add_format(out, "%s %d ", past ? "from" : "until",
				   by->age);
	builder_add_format(out, "it is for %s to object",
			   pupils ? "the pupil" : "a parent");
	add_clause(clause->range, out);
	builder_add_byte(out, '\n');
}

static void tell_unaccepted_of(const struct account *telling,
			       const struct rule *(*next)(const struct plan *,
							  size_t),
			       const enum standing *standing, bool told[2],
			       struct builder *out)
{
	const struct rule *rule;

	for (size_t i = 0; i < STANDING_LIMIT &&
			   (rule = next(telling->explanation->plan, i)) != NULL;
	     i++)
		for (size_t c = 0;
		     standing[i] == STANDING_HOLDS && c < rule->objection_count;
		     c++) {
			tell_unaccepted(telling, &rule->objections[c], out);
			tell_uncounted(telling, &rule->objections[c], told,
				       out);
		}
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
	bool any = false, told[2] = {false, false};

	for (int i = 0; i < WISH_COUNT; i++) {
		if (!telling->explanation->pupil->wishes[i])
			continue;
		builder_add_format(out, "     on record: %s\n", wishes[i]);
		any = true;
	}
	if (!any)
		builder_add_text(out, "     no wish about this is on record\n");
	tell_unaccepted_of(telling, plan_gateway, telling->gateways, told, out);
	tell_unaccepted_of(telling, plan_share, telling->shares, told, out);
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

/* A pseudonym, but not to whoever holds the number. */
static void tell_matching(const struct explanation *explanation,
			  struct level level, struct builder *out)
{
	const struct dictionary *dictionary = explanation->policy->dictionary;
	const struct purpose *purpose = matching_purpose(
		dictionary, explanation->request->purpose, level);

	if (purpose == NULL)
		return;
	builder_add_format(
		out,
		"     the recipient can tell which of its own pupils it is, by "
		"%.*s, which it holds",
		SLICE_ARGS(dictionary->fields[purpose->matched_by].name));
	add_clause(purpose->matched_range, out);
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
		if (rule->profile != NULL)
			builder_add_format(out, ", profile '%.*s'",
					   SLICE_ARGS(rule->profile->name));
		add_clause(rule->level_range, out);
		builder_add_byte(out, '\n');
		tell_matching(explanation, rule->level, out);
		for (size_t n = 0; n < rule->need_count; n++) {
			struct slice text = range_text(rule->needs[n].range);

			builder_add_format(out, "     %.*s", SLICE_ARGS(text));
			add_clause(rule->needs[n].range, out);
			builder_add_byte(out, '\n');
			tell_missing(explanation, &rule->needs[n], out);
		}
	}
}

void explain_gate(const struct account *telling, enum gate gate,
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
