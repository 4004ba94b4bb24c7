/* The rights that a notice promises, by regime (C01). */
#include "policy/check_parts.h"

/* law: DPA 1998 sections 7 to 14 and 42; GDPR articles 7, 13 to 22 and 77 to
 * 82; the educational record is a right of its own.  `law_1998` or `law` is
 * NULL where a regime has no such right, and `instead` then the other's. */
static const struct right {
	const char *name;
	const char *law_1998, *law;
	const char *instead;
} rights[] = {
	/* clang-format off */
	{ "access", "DPA 1998 section 7", "GDPR article 15", NULL },
	{ "rectification", "DPA 1998 section 14", "GDPR article 16", NULL },
	{ "erasure", "DPA 1998 section 14", "GDPR article 17", NULL },
	{ "blocking", "DPA 1998 section 14", NULL, "restriction" },
	{ "destruction", "DPA 1998 section 14", NULL, "erasure" },
	{ "restriction", NULL, "GDPR article 18", "blocking" },
	{ "portability", NULL, "GDPR article 20", NULL },
	{ "object", NULL, "GDPR article 21", "object-to-damage-or-distress" },
	{ "object-to-damage-or-distress", "DPA 1998 section 10", NULL, "object" },
	{ "stop-marketing", "DPA 1998 section 11", "GDPR article 21(2)", NULL },
	{ "object-to-automated-decisions", "DPA 1998 section 12", "GDPR article 22", NULL },
	{ "compensation", "DPA 1998 section 13", "GDPR article 82", NULL },
	{ "complain", "DPA 1998 section 42", "GDPR article 77", NULL },
	{ "remedy", NULL, "GDPR article 79", NULL },
	{ "information", NULL, "GDPR article 13", NULL },
	{ "recipients-told", NULL, "GDPR article 19", NULL },
	{ "withdraw-consent", NULL, "GDPR article 7(3)", NULL },
	{ "educational-record", "SI 2005/1437 regulation 5", "SI 2005/1437 regulation 5", NULL },
	/* clang-format on */
};

enum { RIGHT_COUNT = sizeof(rights) / sizeof(rights[0]) };

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

static const struct right *find_right(struct slice name)
{
	for (size_t i = 0; i < RIGHT_COUNT; i++)
		if (slice_is(name, rights[i].name))
			return &rights[i];
	return NULL;
}

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
			find_right(slice_of(right->instead));

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
		right = find_right(argument->names[0].text);
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
