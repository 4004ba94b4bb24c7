/* What goes with a rule: wishes, needs, onward limits, levels, and what must not
 * be done. */
#include "policy/rule_parts.h"

#include "base/error.h"

static bool resolve_holder(struct resolver *resolver,
			   const struct argument *argument,
			   enum wish_holder *holder)
{
	struct slice text = argument->names[0].text;

	if (slice_is(text, "parent")) {
		*holder = HOLDER_PARENT;
		return true;
	}
	if (slice_is(text, "pupil")) {
		*holder = HOLDER_PUPIL;
		return true;
	}
	findings_add(resolver->findings, SEVERITY_ERROR, "unknown-holder",
		     argument->range,
		     "'%.*s' has no wishes here; 'parent' and 'pupil' have",
		     SLICE_ARGS(text));
	return false;
}

/* The birthday at which a right passes on. */
static int resolve_age(struct resolver *resolver,
		       const struct argument *argument)
{
	enum { MOST = 150 };

	if (argument == NULL)
		return 0;
	if (argument->number >= 1 && argument->number <= MOST)
		return (int)argument->number;
	findings_add(resolver->findings, SEVERITY_ERROR, "bad-age",
		     argument->range,
		     "a right passes on at an age from 1 to %d", MOST);
	return 0;
}

static void resolve_stated(struct resolver *resolver,
			   struct objection_clause *clause,
			   const struct statement *statement)
{
	struct window *stated = &clause->stated;

	stated->from = statement_date(statement, "from", DATE_NONE);
	stated->to = statement_date(statement, "to", DATE_NONE);
	if (stated->from != DATE_NONE && stated->to != DATE_NONE &&
	    stated->to < stated->from)
		findings_add(resolver->findings, SEVERITY_ERROR, "bad-dates",
			     statement_argument(statement, "to")->range,
			     "it ends before it begins");
}

static void resolve_objection(struct resolver *resolver,
			      struct objection_clause *clause,
			      const struct statement *statement)
{
	const struct argument *by = statement_argument(statement, "by");
	const struct argument *then = statement_argument(statement, "then");

	clause->range = statement->range;
	clause->stated = (struct window){DATE_NONE, DATE_NONE};
	if (by == NULL || !resolve_holder(resolver, by, &clause->by.first))
		return;
	clause->by.second = clause->by.first;
	if (then != NULL && resolve_holder(resolver, then, &clause->by.second))
		clause->by.age = resolve_age(
			resolver, statement_argument(statement, "until"));
	resolve_stated(resolver, clause, statement);
	clause->leaves = resolve_fields(
		resolver, statement_argument(statement, "leaves"));
}

int rule_objections(struct resolver *resolver, struct rule *rule,
		    struct error *error)
{
	const struct statement *child = NULL;
	struct objection_clause *clauses;

	clauses = arena_array(resolver->arena,
			      rule_children(rule->statement, KEYWORD_OBJECTION),
			      sizeof(*clauses));
	if (clauses == NULL)
		return error_memory(error);
	rule->objections = clauses;
	while ((child = statement_child(rule->statement, KEYWORD_OBJECTION,
					child)) != NULL)
		resolve_objection(resolver, &clauses[rule->objection_count++],
				  child);
	return 0;
}

/* Where it is not said whose, a parent's counts until the pupil's does. */
static void resolve_consent(struct resolver *resolver, struct need *need,
			    const struct argument *by)
{
	need->by =
		(struct hand_over){HOLDER_PARENT, HOLDER_PUPIL, HAND_OVER_AGE};
	if (by != NULL && resolve_holder(resolver, by, &need->by.first))
		need->by =
			(struct hand_over){need->by.first, need->by.first, 0};
}

static void resolve_need(struct resolver *resolver, struct need *need,
			 const struct statement *statement)
{
	const struct argument *where = statement_argument(statement, "where");
	const struct argument *by = statement_argument(statement, "by");
	const struct argument *terms = statement_argument(statement, "terms");
	const struct argument *role = statement_argument(statement, "role");

	need->range = statement->range;
	need->where = where != NULL ? where->condition : NULL;
	need->approval = need->terms = need->role = DICTIONARY_NONE;
	if (statement_has(statement, "authorisation")) {
		need->kind = NEED_AUTHORISATION;
	} else if (statement_has(statement, "consent")) {
		need->kind = NEED_CONSENT;
		resolve_consent(resolver, need, by);
	} else if (statement_has(statement, "identity")) {
		need->kind = NEED_IDENTITY;
	} else if (statement_has(statement, "terms")) {
		need->kind = NEED_TERMS;
		if (terms != NULL)
			need->terms = resolve_name(resolver, KIND_TERMS,
						   &terms->names[0]);
	} else if (role != NULL) {
		need->kind = NEED_ROLE;
		need->role = resolve_name(resolver, KIND_ROLE, &role->names[0]);
	} else if (by != NULL) {
		need->kind = NEED_APPROVAL;
		need->approval =
			resolve_name(resolver, KIND_APPROVAL, &by->names[0]);
	}
}

int rule_needs(struct resolver *resolver, struct rule *rule,
	       struct error *error)
{
	const struct statement *child = NULL;
	struct need *needs;

	needs = arena_array(resolver->arena,
			    rule_children(rule->statement, KEYWORD_NEEDS),
			    sizeof(*needs));
	if (needs == NULL)
		return error_memory(error);
	rule->needs = needs;
	while ((child = statement_child(rule->statement, KEYWORD_NEEDS,
					child)) != NULL)
		resolve_need(resolver, &needs[rule->need_count++], child);
	return 0;
}

/* A level that a clause states; one by an unknown area becomes a finding. */
static void resolve_stated_level(struct resolver *resolver,
				 const struct statement *clause,
				 struct level *level)
{
	const struct argument *by;

	if (level_of_statement(resolver->dictionary, clause, level))
		return;
	by = statement_argument(clause, "by");
	if (by != NULL)
		unknown_name(resolver, KIND_AREA, &by->names[0]);
}

int rule_onward(struct resolver *resolver, struct rule *rule,
		struct error *error)
{
	const struct statement *child = NULL;
	struct onward_limit *limits;

	limits = arena_array(resolver->arena,
			     rule_children(rule->statement, KEYWORD_ONWARD),
			     sizeof(*limits));
	if (limits == NULL)
		return error_memory(error);
	rule->onward = limits;
	while ((child = statement_child(rule->statement, KEYWORD_ONWARD,
					child)) != NULL) {
		struct onward_limit *limit = &limits[rule->onward_count++];
		struct reach reach = {0};

		limit->range = child->range;
		limit->level = level_named();
		if (statement_has(child, "none"))
			continue;
		limit->then_by_law = statement_has(child, "then");
		if (statement_has(child, "at"))
			resolve_stated_level(resolver, child, &limit->level);
		if (rule_reach(resolver, &reach,
			       statement_argument(child, "to"),
			       statement_argument(child, "for"), child->range,
			       error) != 0)
			return -1;
		limit->bodies = reach.bodies;
		limit->holders = reach.holders;
		limit->body_count = reach.body_count;
		limit->purposes = reach.purposes;
		limit->purpose_count = reach.purpose_count;
	}
	return 0;
}

static void resolve_results(struct resolver *resolver, struct rule *rule,
			    const struct statement *level)
{
	const struct argument *by;

	if (!statement_has(level, "results"))
		return;
	rule->results = RESULTS_NOBODY;
	if (statement_has(level, "nobody"))
		return;
	rule->results = RESULTS_AREA;
	/* The last area: the level may have one of its own. */
	by = &level->arguments[level->argument_count - 1];
	rule->results_area = resolve_name(resolver, KIND_AREA, &by->names[0]);
}

/* The notice's own profiles come before those of the dictionary. */
static void resolve_profile(struct resolver *resolver, struct rule *rule,
			    const struct statement *level,
			    struct profile_list own)
{
	const struct argument *named = statement_argument(level, "profile");
	uint16_t index;

	if (named == NULL)
		return;
	for (size_t i = 0; i < own.count; i++)
		if (slice_equal(own.list[i].name, named->names[0].text)) {
			rule->profile = &own.list[i];
			return;
		}
	index = resolve_name(resolver, KIND_PROFILE, &named->names[0]);
	if (index != DICTIONARY_NONE)
		rule->profile = &resolver->dictionary->profiles[index];
}

void rule_level(struct resolver *resolver, struct rule *rule,
		struct profile_list own)
{
	const struct statement *level =
		statement_child(rule->statement, KEYWORD_LEVEL, NULL);

	rule->level = level_named();
	rule->level_range = rule->range;
	rule->results_area = DICTIONARY_NONE;
	if (level == NULL)
		return;
	rule->level_range = level->range;
	resolve_stated_level(resolver, level, &rule->level);
	resolve_profile(resolver, rule, level, own);
	resolve_results(resolver, rule, level);
}

void rule_without(struct resolver *resolver, struct rule *rule)
{
	const struct statement *without =
		statement_child(rule->statement, KEYWORD_WITHOUT, NULL);
	const struct argument *names;

	if (without == NULL)
		return;
	rule->without_range = without->range;
	names = statement_argument(without, "");
	for (size_t i = 0; i < names->name_count; i++) {
		if (slice_is(names->names[i].text, "decisions"))
			rule->without |= WITHOUT_DECISIONS;
		else if (slice_is(names->names[i].text, "identification"))
			rule->without |= WITHOUT_IDENTIFICATION;
		else
			findings_add(resolver->findings, SEVERITY_ERROR,
				     "unknown-use", names->names[i].range,
				     "'%.*s' cannot be done without; "
				     "'decisions' and 'identification' can",
				     SLICE_ARGS(names->names[i].text));
	}
}
