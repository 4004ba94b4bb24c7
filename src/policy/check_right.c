/* The rights that a notice promises, by regime (C01). */
#include "policy/check_parts.h"
#include "policy/right.h"

/* What a legal obligation leaves no room for. */
static const struct {
	const char *right;
	enum check_name check;
	const char *law;
	const char *basis; /* one that leaves room for it */
} without_obligation[] = {
	{"object", CHECK_BASIS_AGAINST_OBJECTION, "GDPR article 21(1)",
	 "a public task"},
	{"object-to-damage-or-distress", CHECK_BASIS_AGAINST_OBJECTION,
	 "GDPR article 21(1)", "a public task"},
	{"erasure", CHECK_BASIS_AGAINST_RIGHT, "GDPR article 17(3)(b)",
	 "consent"},
	{"portability", CHECK_BASIS_AGAINST_RIGHT, "GDPR article 20(1)",
	 "consent"},
};

/* The dictionary's name of the basis "legal obligation". */
static const char legal_obligation[] = "gdpr-6-1-c";

static void unknown_right(struct checker *checker, const struct name *name)
{
	struct slice names[RIGHT_COUNT];
	struct finding *finding;

	for (size_t i = 0; i < RIGHT_COUNT; i++)
		names[i] = slice_of(rights[i].name);
	finding = tell(checker, CHECK_UNKNOWN_RIGHT, name->range,
		       "there is no right '%.*s'", SLICE_ARGS(name->text));
	finding_hint_nearest(checker->findings, finding, name->text, names,
			     RIGHT_COUNT);
}

static void check_regime(struct checker *checker, const struct name *name,
			 const struct right *right)
{
	const char *law = checker->gdpr ? right->law : right->law_1998;
	struct finding *finding;

	if (law != NULL)
		return;
	finding = tell(checker, CHECK_REGIME_RIGHT, name->range,
		       "'%s' is no right under the %s", right->name,
		       checker->gdpr ? "GDPR" : "Data Protection Act 1998");
	if (right->instead != NULL) {
		const struct right *instead =
			right_find(slice_of(right->instead));

		finding_hint(checker->findings, finding,
			     "the right there is '%s'", right->instead);
		law = checker->gdpr ? instead->law : instead->law_1998;
	} else {
		law = checker->gdpr ? right->law_1998 : right->law;
	}
	finding->law = slice_of(law);
}

/* Where data is held under a legal obligation as the basis; index
 * DICTIONARY_NONE when none is. */
static struct cited find_obligation(struct checker *checker)
{
	const struct cited none = {{0}, DICTIONARY_NONE};
	const struct statement *at = NULL;

	while ((at = check_next(checker, KEYWORD_HOLD, at)) != NULL) {
		size_t count;
		const struct cited *laws = check_cited(
			checker, at, KEYWORD_UNDER, KIND_LAW, &count);

		for (size_t i = 0; i < count; i++)
			if (slice_is(checker->dictionary->laws[laws[i].index]
					     .name,
				     legal_obligation))
				return laws[i];
	}
	return none;
}

static void check_basis(struct checker *checker, const struct name *name,
			struct range cited)
{
	size_t count =
		sizeof(without_obligation) / sizeof(without_obligation[0]);

	for (size_t i = 0; i < count; i++) {
		struct finding *finding;

		if (!slice_is(name->text, without_obligation[i].right))
			continue;
		finding =
			tell(checker, without_obligation[i].check, name->range,
			     "for what line %u holds under a legal obligation "
			     "there is no right '%.*s'",
			     check_line(cited), SLICE_ARGS(name->text));
		finding_hint(checker->findings, finding,
			     "cite the basis that applies, such as %s, or do "
			     "not promise the right",
			     without_obligation[i].basis);
		finding->law = slice_of(without_obligation[i].law);
	}
}

static void check_promised(struct checker *checker)
{
	struct cited obligation = find_obligation(checker);
	const struct statement *at = NULL;

	while ((at = check_next(checker, KEYWORD_RIGHT, at)) != NULL) {
		const struct argument *argument = statement_argument(at, "");
		const struct right *right;

		if (argument == NULL)
			continue;
		right = right_find(argument->names[0].text);
		if (right == NULL) {
			unknown_right(checker, &argument->names[0]);
			continue;
		}
		check_regime(checker, &argument->names[0], right);
		if (obligation.index != DICTIONARY_NONE)
			check_basis(checker, &argument->names[0],
				    obligation.range);
	}
}

/* --- objections of shares ------------------------------------------------------------ */

static bool cites_obligation(const struct checker *checker,
			     const struct flow *flow)
{
	for (size_t i = 0; i < flow->law_count; i++)
		if (slice_is(
			    checker->dictionary->laws[flow->laws[i].index].name,
			    legal_obligation))
			return true;
	return false;
}

/* Where the law of the flow itself gives the objection, it stays. */
static bool law_gives_objection(const struct checker *checker,
				const struct flow *flow)
{
	for (size_t i = 0; i < checker->option_count; i++) {
		const struct rule *rule = &checker->options[i].gateway->rule;

		for (size_t j = 0; j < flow->purpose_count; j++)
			if (rule->objection_count > 0 &&
			    flow->body != DICTIONARY_NONE &&
			    rule_reaches(rule, checker->dictionary, flow->body,
					 flow->purposes[j].index,
					 checker->date))
				return true;
	}
	return false;
}

void check_rights(struct checker *checker)
{
	check_promised(checker);
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];
		struct finding *finding;

		if (flow->rule->objection_count == 0 ||
		    !cites_obligation(checker, flow) ||
		    law_gives_objection(checker, flow))
			continue;
		finding = tell(checker, CHECK_BASIS_AGAINST_OBJECTION,
			       flow->rule->objections[0].range,
			       "this share is under a legal obligation, which "
			       "leaves no objection");
		finding_hint(checker->findings, finding,
			     "cite the basis that applies, such as a public "
			     "task, or do not promise the objection");
	}
}
