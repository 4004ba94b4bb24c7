/* The laws and purposes that a notice cites, and what it cites none for. */
#include "base/arena.h"
#include "policy/check_parts.h"

static bool cites(const struct checker *checker, const struct cited *laws,
		  size_t count, bool (*wanted)(const struct law *law))
{
	for (size_t i = 0; i < count; i++)
		if (wanted(&checker->dictionary->laws[laws[i].index]))
			return true;
	return false;
}

static bool is_basis(const struct law *law)
{
	return law->basis;
}

static bool is_condition(const struct law *law)
{
	return law->condition;
}

/* --- each law cited ------------------------------------------------------------------ */

static void check_force(struct checker *checker, const struct cited *cited,
			const struct law *law)
{
	bool ended = law->to != DATE_NONE && law->to < checker->date;
	struct finding *finding;

	finding = tell(checker, CHECK_LAW_NOT_IN_FORCE, cited->range,
		       "'%.*s' %s %s", SLICE_ARGS(law->name),
		       ended ? "was in force until" : "is in force only from",
		       check_date(checker, ended ? law->to : law->from));
	finding->law = law->label;
}

/* What is told of a law once only; `*seen`: it has been. */
static void check_state(struct checker *checker, const struct cited *cited,
			const struct law *law, bool *seen)
{
	struct finding *finding;

	if (*seen)
		return;
	*seen = true;
	if (law->to != DATE_NONE && law->to < checker->end) {
		finding = tell(checker, CHECK_LAW_ENDING, cited->range,
			       "'%.*s' ends on %s, before the notice does",
			       SLICE_ARGS(law->name),
			       check_date(checker, law->to));
		finding->law = law->label;
	}
	if (law->unconfirmed) {
		finding = tell(checker, CHECK_UNCONFIRMED_LAW, cited->range,
			       "the dictionary has not confirmed '%.*s'",
			       SLICE_ARGS(law->name));
		finding_hint(checker->findings, finding,
			     "look up its text and dates before relying on it");
		finding->law = law->label;
	}
}

static void check_cited_laws(struct checker *checker,
			     const struct statement *statement, bool *seen)
{
	size_t count;
	const struct cited *laws = check_cited(checker, statement,
					       KEYWORD_UNDER, KIND_LAW, &count);

	for (size_t i = 0; i < count; i++) {
		const struct law *law =
			&checker->dictionary->laws[laws[i].index];

		if (check_within(law->from, law->to, checker->date))
			check_state(checker, &laws[i], law,
				    &seen[laws[i].index]);
		else
			check_force(checker, &laws[i], law);
	}
}

static void check_cited_purposes(struct checker *checker,
				 const struct statement *statement)
{
	size_t count;
	const struct cited *purposes = check_cited(
		checker, statement, KEYWORD_FOR, KIND_PURPOSE, &count);

	for (size_t i = 0; i < count; i++) {
		const struct purpose *purpose =
			&checker->dictionary->purposes[purposes[i].index];
		bool ended =
			purpose->to != DATE_NONE && purpose->to < checker->date;

		if (check_within(purpose->from, purpose->to, checker->date))
			continue;
		tell(checker, CHECK_ENDED_PURPOSE, purposes[i].range,
		     "the purpose '%.*s' %s %s", SLICE_ARGS(purpose->name),
		     ended ? "ended on" : "begins only on",
		     check_date(checker, ended ? purpose->to : purpose->from));
	}
}

/* --- bases and conditions of what is held ---------------------------------------------- */

static void check_hold_laws(struct checker *checker,
			    const struct statement *hold)
{
	struct field_set special = field_set_intersection(
		check_held_by(checker, hold), checker->special);
	size_t count;
	const struct cited *laws =
		check_cited(checker, hold, KEYWORD_UNDER, KIND_LAW, &count);

	if (!cites(checker, laws, count, is_basis))
		finding_hint(checker->findings,
			     tell(checker, CHECK_BASIS_MISSING,
				  hold->keyword_range,
				  "no lawful basis is cited for holding this"),
			     "add the paragraph of article 6 to 'under'");
	if (!field_set_empty(special) &&
	    !cites(checker, laws, count, is_condition))
		finding_hint(checker->findings,
			     tell(checker, CHECK_CONDITION_MISSING,
				  hold->keyword_range,
				  "special category data is held and no "
				  "condition for it is cited: %s",
				  check_fields(checker, special)),
			     "add the paragraph of article 9 to 'under'");
}

/* The first condition that this gateway rests on then, or NULL; `*cited`: the
 * flow cites one of them. */
static const struct law *condition_of(const struct checker *checker,
				      const struct flow *flow,
				      const struct rule *gateway, bool *cited)
{
	const struct law *first = NULL;

	for (size_t i = 0; i < gateway->ground_count; i++) {
		const struct law *law =
			&checker->dictionary->laws[gateway->grounds[i]];

		if (!law->condition || !law_in_force(law, checker->date))
			continue;
		if (first == NULL)
			first = law;
		for (size_t j = 0; j < flow->law_count; j++)
			*cited |= flow->laws[j].index == gateway->grounds[i];
	}
	return first;
}

/* The first live gateway of a flow with a condition, which is `*condition`;
 * NULL where there is none.  `*cited`: the flow cites a condition of one. */
static const struct rule *gateway_with_condition(struct checker *checker,
						 const struct flow *flow,
						 const struct law **condition,
						 bool *cited)
{
	const struct rule *gateway, *first = NULL;
	struct live_place place = {0};

	*cited = false;
	while ((gateway = check_next_gateway(checker, flow, &place)) != NULL) {
		const struct law *law =
			condition_of(checker, flow, gateway, cited);

		if (law == NULL || first != NULL)
			continue;
		first = gateway;
		*condition = law;
	}
	return first;
}

static void check_share_condition(struct checker *checker,
				  const struct flow *flow)
{
	struct field_set special =
		field_set_intersection(flow->fields, checker->special);
	const struct law *condition = NULL;
	const struct rule *gateway;
	struct finding *finding;
	bool cited;

	if (flow->rule->by_other || field_set_empty(special))
		return;
	gateway = gateway_with_condition(checker, flow, &condition, &cited);
	if (!cites(checker, flow->laws, flow->law_count, is_condition)) {
		finding = tell(checker, CHECK_CONDITION_UNSTATED,
			       flow->rule->range,
			       "special category data is sent and no condition "
			       "is cited for this flow: %s",
			       check_fields(checker, special));
		if (gateway != NULL)
			finding_hint(checker->findings, finding,
				     "the dictionary takes it to be '%.*s'",
				     SLICE_ARGS(condition->name));
	} else if (gateway != NULL && !cited) {
		finding = tell(checker, CHECK_CONDITION_DIFFERS,
			       flow->rule->laws_range,
			       "the share goes through the gateway '%.*s', "
			       "under another condition: '%.*s'",
			       SLICE_ARGS(gateway->name),
			       SLICE_ARGS(condition->name));
		check_cite(checker, finding, gateway);
	}
}

static unsigned int count_special_categories(const struct checker *checker)
{
	const struct dictionary *dictionary = checker->dictionary;
	struct field_set held =
		field_set_intersection(checker->notice->held, checker->special);
	unsigned int count = 0;
	uint16_t last = DICTIONARY_NONE;

	/* The fields of a category stand together. */
	for (uint16_t f = field_set_next(&held, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&held, (uint16_t)(f + 1))) {
		if (dictionary->fields[f].category != last)
			count++;
		last = dictionary->fields[f].category;
	}
	return count;
}

static void check_same_condition(struct checker *checker)
{
	static const enum keyword keywords[] = {KEYWORD_HOLD, KEYWORD_SHARE};
	struct cited first = {{0}, DICTIONARY_NONE};
	const struct law *law;

	for (size_t k = 0; k < 2; k++) {
		const struct statement *at = NULL;

		while ((at = check_next(checker, keywords[k], at)) != NULL) {
			size_t count;
			const struct cited *laws = check_cited(
				checker, at, KEYWORD_UNDER, KIND_LAW, &count);

			for (size_t i = 0; i < count; i++) {
				law = &checker->dictionary->laws[laws[i].index];
				if (!law->condition)
					continue;
				if (first.index == DICTIONARY_NONE)
					first = laws[i];
				else if (first.index != laws[i].index)
					return;
			}
		}
	}
	if (first.index == DICTIONARY_NONE ||
	    count_special_categories(checker) < 2)
		return;
	law = &checker->dictionary->laws[first.index];
	finding_hint(checker->findings,
		     tell(checker, CHECK_SAME_CONDITION, first.range,
			  "'%.*s' is the only condition cited for special "
			  "category data of %u kinds",
			  SLICE_ARGS(law->name),
			  count_special_categories(checker)),
		     "cite for each flow the condition that it rests on");
}

void check_laws(struct checker *checker)
{
	static const enum keyword keywords[] = {KEYWORD_HOLD, KEYWORD_SHARE,
						KEYWORD_RECEIVE};
	bool *seen = arena_array(checker->arena, checker->dictionary->law_count,
				 sizeof(*seen));

	if (seen == NULL) {
		checker->findings->failed = true;
		return;
	}
	for (size_t k = 0; k < sizeof(keywords) / sizeof(keywords[0]); k++) {
		const struct statement *at = NULL;

		while ((at = check_next(checker, keywords[k], at)) != NULL) {
			check_cited_laws(checker, at, seen);
			check_cited_purposes(checker, at);
			if (checker->gdpr && keywords[k] == KEYWORD_HOLD)
				check_hold_laws(checker, at);
		}
	}
	if (!checker->gdpr)
		return;
	for (size_t i = 0; i < checker->flow_count; i++)
		check_share_condition(checker, &checker->flows[i]);
	check_same_condition(checker);
}
