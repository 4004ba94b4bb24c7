#include "policy/rule.h"

#include "base/error.h"
#include "policy/resolve.h"

/* The first line of a statement: keyword to last argument. */
static struct range heading(const struct statement *statement)
{
	struct range range = statement->keyword_range;

	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].range.end > range.end)
			range.end = statement->arguments[i].range.end;
	return range;
}

static size_t count_children(const struct statement *statement,
			     enum keyword keyword)
{
	const struct statement *child = NULL;
	size_t count = 0;

	while ((child = statement_child(statement, keyword, child)) != NULL)
		count++;
	return count;
}

static int add_bodies(struct resolver *resolver, struct reach *reach,
		      const struct argument *argument, struct error *error)
{
	size_t count = argument != NULL ? argument->name_count : 0;
	uint16_t *bodies = arena_array(resolver->arena, count, sizeof(*bodies));
	uint16_t *holders =
		arena_array(resolver->arena, count, sizeof(*holders));

	if (bodies == NULL || holders == NULL)
		return error_memory(error);
	reach->bodies = bodies;
	reach->holders = holders;
	for (size_t i = 0; i < count; i++) {
		uint16_t holder;
		uint16_t body =
			resolve_body(resolver, &argument->names[i], &holder);

		if (body == DICTIONARY_NONE)
			continue;
		bodies[reach->body_count] = body;
		holders[reach->body_count++] = holder;
	}
	return 0;
}

static int resolve_reach(struct resolver *resolver, struct reach *reach,
			 const struct argument *bodies,
			 const struct argument *purposes, struct range range,
			 struct error *error)
{
	reach->range = range;
	if (add_bodies(resolver, reach, bodies, error) != 0)
		return -1;
	return resolve_names(resolver, KIND_PURPOSE, purposes, &reach->purposes,
			     &reach->purpose_count, error);
}

/* `to NAMES for NAMES`, one reach each. */
static int resolve_to(struct resolver *resolver, struct rule *rule,
		      struct reach **out, struct error *error)
{
	size_t count = count_children(rule->statement, KEYWORD_TO);
	struct reach *reaches =
		arena_array(resolver->arena, count, sizeof(*reaches));
	const struct statement *to = NULL;

	if (reaches == NULL)
		return error_memory(error);
	rule->reaches = *out = reaches;
	while ((to = statement_child(rule->statement, KEYWORD_TO, to)) != NULL)
		if (resolve_reach(resolver, &reaches[rule->reach_count++],
				  statement_argument(to, ""),
				  statement_argument(to, "for"), to->range,
				  error) != 0)
			return -1;
	return 0;
}

/* `share with NAME` and its `for` clauses, one reach each: without a purpose
 * nothing is promised. */
static int resolve_with(struct resolver *resolver, struct rule *rule,
			struct error *error)
{
	const struct statement *share = rule->statement;
	const struct argument *with = statement_argument(share, "with");
	size_t count = count_children(share, KEYWORD_FOR);
	struct reach *reaches =
		arena_array(resolver->arena, count, sizeof(*reaches));
	const struct statement *purpose = NULL;
	uint16_t holder;

	if (reaches == NULL)
		return error_memory(error);
	rule->reaches = reaches;
	/* Nothing is promised without a purpose; the name is looked at all the
	 * same. */
	if (count == 0 && with != NULL)
		resolve_body(resolver, &with->names[0], &holder);
	while ((purpose = statement_child(share, KEYWORD_FOR, purpose)) != NULL)
		if (resolve_reach(resolver, &reaches[rule->reach_count++], with,
				  statement_argument(purpose, ""),
				  purpose->range, error) != 0)
			return -1;
	return 0;
}

/* A prohibition may name recipients, purposes, both or neither.  Purposes in
 * clauses of their own go for every recipient that has none beside it. */
static int resolve_never_reach(struct resolver *resolver, struct rule *rule,
			       struct error *error)
{
	struct reach purposes = {0};
	struct reach *reaches;

	if (resolve_to(resolver, rule, &reaches, error) != 0 ||
	    resolve_all(resolver, rule->statement, KEYWORD_FOR, KIND_PURPOSE,
			&purposes.purposes, NULL, &purposes.purpose_count,
			error) != 0)
		return -1;
	if (purposes.purpose_count == 0)
		return 0;
	if (rule->reach_count == 0) {
		reaches = arena_allocate(resolver->arena, sizeof(*reaches));
		if (reaches == NULL)
			return error_memory(error);
		reaches->range = rule->range;
		rule->reaches = reaches;
		rule->reach_count = 1;
	}
	for (size_t i = 0; i < rule->reach_count; i++) {
		if (reaches[i].purpose_count > 0)
			continue;
		reaches[i].purposes = purposes.purposes;
		reaches[i].purpose_count = purposes.purpose_count;
	}
	return 0;
}

static void resolve_data(struct resolver *resolver, struct rule *rule,
			 enum keyword keyword)
{
	const struct statement *data = NULL;

	while ((data = statement_child(rule->statement, keyword, data)) !=
	       NULL) {
		struct field_set fields;

		fields = resolve_fields(resolver, statement_argument(data, ""));
		rule->fields = field_set_union(rule->fields, fields);
		if (statement_has(data, "held"))
			rule->held = true;
	}
}

static int resolve_laws(struct resolver *resolver, struct rule *rule,
			enum keyword keyword, struct error *error)
{
	const struct statement *laws;

	laws = statement_child(rule->statement, keyword, NULL);
	rule->laws_range = rule->range;
	if (laws == NULL)
		return 0;
	rule->laws_range = laws->range;
	return resolve_all(resolver, rule->statement, keyword, KIND_LAW,
			   &rule->laws, &rule->law_ranges, &rule->law_count,
			   error);
}

/* What data protection law has for a gateway: a basis, and conditions for
 * special category data (law: GDPR articles 6 and 9). */
static int resolve_grounds(struct resolver *resolver, struct rule *rule,
			   struct error *error)
{
	const struct range *ranges;

	if (rule->kind != RULE_GATEWAY)
		return 0;
	if (resolve_all(resolver, rule->statement, KEYWORD_UNDER, KIND_LAW,
			&rule->grounds, &ranges, &rule->ground_count,
			error) != 0)
		return -1;
	for (size_t i = 0; i < rule->ground_count; i++) {
		const struct law *law =
			&resolver->dictionary->laws[rule->grounds[i]];

		if (!law->basis && !law->condition)
			findings_add(resolver->findings, SEVERITY_ERROR,
				     "not-a-ground", ranges[i],
				     "'%.*s' is neither a basis nor a "
				     "condition",
				     SLICE_ARGS(law->name));
	}
	return 0;
}

static bool rests_on_pending(const struct resolver *resolver,
			     const struct rule *rule)
{
	for (size_t i = 0; i < rule->law_count; i++)
		if (resolver->dictionary->laws[rule->laws[i]].pending)
			return true;
	return false;
}

static void resolve_kinds(struct resolver *resolver, struct rule *rule)
{
	const struct statement *by;
	const struct argument *kinds;
	uint16_t codes = dictionary_find(resolver->dictionary, KIND_CODES,
					 SLICE("controller-kind"));

	by = statement_child(rule->statement, KEYWORD_BY, NULL);
	if (by == NULL)
		return;
	kinds = statement_argument(by, "");
	for (size_t i = 0; kinds != NULL && i < kinds->name_count; i++) {
		uint16_t kind = DICTIONARY_NONE;

		if (codes != DICTIONARY_NONE)
			kind = code_set_find(resolver->dictionary, codes,
					     kinds->names[i].text);
		if (kind == DICTIONARY_NONE || kind >= 32)
			findings_add(resolver->findings, SEVERITY_ERROR,
				     "unknown-kind", kinds->names[i].range,
				     "'%.*s' is no kind of controller",
				     SLICE_ARGS(kinds->names[i].text));
		else
			rule->kinds |= 1u << kind;
	}
}

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
		     "'%.*s' cannot object; 'parent' and 'pupil' can",
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

static void resolve_objection(struct resolver *resolver,
			      struct objection_clause *clause,
			      const struct statement *statement)
{
	const struct argument *by = statement_argument(statement, "by");
	const struct argument *then = statement_argument(statement, "then");

	clause->range = statement->range;
	if (by == NULL || !resolve_holder(resolver, by, &clause->by.first))
		return;
	clause->by.second = clause->by.first;
	if (then != NULL && resolve_holder(resolver, then, &clause->by.second))
		clause->by.age = resolve_age(
			resolver, statement_argument(statement, "until"));
	clause->leaves = resolve_fields(
		resolver, statement_argument(statement, "leaves"));
}

static int resolve_objections(struct resolver *resolver, struct rule *rule,
			      struct error *error)
{
	const struct statement *child = NULL;
	struct objection_clause *clauses;

	clauses =
		arena_array(resolver->arena,
			    count_children(rule->statement, KEYWORD_OBJECTION),
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

static void resolve_need(struct resolver *resolver, struct need *need,
			 const struct statement *statement)
{
	const struct argument *where = statement_argument(statement, "where");
	const struct argument *by = statement_argument(statement, "by");

	need->range = statement->range;
	need->where = where != NULL ? where->condition : NULL;
	need->approval = DICTIONARY_NONE;
	if (statement_has(statement, "authorisation")) {
		need->kind = NEED_AUTHORISATION;
	} else if (statement_has(statement, "consent")) {
		need->kind = NEED_CONSENT;
	} else if (statement_has(statement, "identity")) {
		need->kind = NEED_IDENTITY;
	} else if (statement_has(statement, "terms")) {
		need->kind = NEED_TERMS;
	} else if (by != NULL) {
		need->kind = NEED_APPROVAL;
		need->approval =
			resolve_name(resolver, KIND_APPROVAL, &by->names[0]);
	}
}

static int resolve_needs(struct resolver *resolver, struct rule *rule,
			 struct error *error)
{
	const struct statement *child = NULL;
	struct need *needs;

	needs = arena_array(resolver->arena,
			    count_children(rule->statement, KEYWORD_NEEDS),
			    sizeof(*needs));
	if (needs == NULL)
		return error_memory(error);
	rule->needs = needs;
	while ((child = statement_child(rule->statement, KEYWORD_NEEDS,
					child)) != NULL)
		resolve_need(resolver, &needs[rule->need_count++], child);
	return 0;
}

static int resolve_onward(struct resolver *resolver, struct rule *rule,
			  struct error *error)
{
	const struct statement *child = NULL;
	struct onward_limit *limits;

	limits = arena_array(resolver->arena,
			     count_children(rule->statement, KEYWORD_ONWARD),
			     sizeof(*limits));
	if (limits == NULL)
		return error_memory(error);
	rule->onward = limits;
	while ((child = statement_child(rule->statement, KEYWORD_ONWARD,
					child)) != NULL) {
		struct onward_limit *limit = &limits[rule->onward_count++];
		struct reach reach = {0};

		limit->range = child->range;
		if (statement_has(child, "none"))
			continue;
		if (resolve_reach(resolver, &reach,
				  statement_argument(child, "to"),
				  statement_argument(child, "for"),
				  child->range, error) != 0)
			return -1;
		limit->bodies = reach.bodies;
		limit->body_count = reach.body_count;
		limit->purposes = reach.purposes;
		limit->purpose_count = reach.purpose_count;
	}
	return 0;
}

static void resolve_level(struct resolver *resolver, struct rule *rule)
{
	const struct statement *level;
	const struct argument *by;

	rule->level = level_named();
	rule->level_range = rule->range;
	level = statement_child(rule->statement, KEYWORD_LEVEL, NULL);
	if (level == NULL)
		return;
	rule->level_range = level->range;
	if (level_of_statement(resolver->dictionary, level, &rule->level))
		return;
	by = statement_argument(level, "by");
	if (by != NULL)
		unknown_name(resolver, KIND_AREA, &by->names[0]);
}

static void resolve_times(struct resolver *resolver, struct rule *rule)
{
	const struct statement *on, *every, *within, *deletion, *duty, *from,
		*when;
	const struct argument *condition;

	on = statement_child(rule->statement, KEYWORD_ON, NULL);
	if (on != NULL) {
		rule->triggers =
			resolve_triggers(resolver, statement_argument(on, ""));
		rule->triggers_range = on->range;
	}
	every = statement_child(rule->statement, KEYWORD_EVERY, NULL);
	if (every != NULL) {
		rule->every_months = statement_months(every, "");
		rule->every_range = every->range;
	}
	within = statement_child(rule->statement, KEYWORD_WITHIN, NULL);
	if (within != NULL)
		rule->within_range = within->range;
	rule->delete_by = DATE_NONE;
	deletion = statement_child(rule->statement, KEYWORD_DELETE, NULL);
	if (deletion != NULL) {
		rule->delete_months = statement_months(deletion, "after");
		rule->delete_days = statement_days(deletion, "after");
		rule->delete_by = statement_date(deletion, "by", DATE_NONE);
		rule->delete_range = deletion->range;
	}
	duty = statement_child(rule->statement, KEYWORD_DUTY, NULL);
	if (duty != NULL) {
		rule->duty = !rests_on_pending(resolver, rule);
		rule->duty_triggers = resolve_triggers(
			resolver, statement_argument(duty, "on"));
	}
	from = statement_child(rule->statement, KEYWORD_FROM, NULL);
	rule->from = rule->to = DATE_NONE;
	if (from != NULL) {
		rule->from = statement_date(from, "", DATE_NONE);
		rule->to = statement_date(from, "to", DATE_NONE);
	}
	when = statement_child(rule->statement, KEYWORD_WHEN, NULL);
	condition = when != NULL ? statement_argument(when, "") : NULL;
	rule->when = condition != NULL ? condition->condition : NULL;
}

static int resolve_reaches(struct resolver *resolver, struct rule *rule,
			   struct error *error)
{
	struct reach *reaches;

	switch (rule->kind) {
	case RULE_GATEWAY:
		return resolve_to(resolver, rule, &reaches, error);
	case RULE_SHARE:
		return resolve_with(resolver, rule, error);
	case RULE_PROHIBITION:
		return resolve_never_reach(resolver, rule, error);
	}
	return 0;
}

int rule_resolve(struct rule *rule, const struct statement *statement,
		 const struct dictionary *dictionary, struct arena *arena,
		 struct findings *findings, struct error *error)
{
	struct resolver resolver = {dictionary, arena, findings};

	*rule = (struct rule){
		.kind = statement->keyword == KEYWORD_GATEWAY ? RULE_GATEWAY
			: statement->keyword == KEYWORD_SHARE
				? RULE_SHARE
				: RULE_PROHIBITION,
		.statement = statement,
		.range = heading(statement),
		.name = statement_text(statement, ""),
		.by_other = statement->keyword == KEYWORD_SHARE &&
			    statement_argument(statement, "by") != NULL,
	};
	if (resolve_reaches(&resolver, rule, error) != 0 ||
	    resolve_laws(&resolver, rule,
			 rule->kind == RULE_SHARE ? KEYWORD_UNDER
						  : KEYWORD_LAWS,
			 error) != 0 ||
	    resolve_grounds(&resolver, rule, error) != 0 ||
	    resolve_needs(&resolver, rule, error) != 0 ||
	    resolve_objections(&resolver, rule, error) != 0 ||
	    resolve_onward(&resolver, rule, error) != 0)
		return -1;
	resolve_data(&resolver, rule,
		     rule->kind == RULE_GATEWAY ? KEYWORD_DATA : KEYWORD_SEND);
	resolve_kinds(&resolver, rule);
	resolve_level(&resolver, rule);
	resolve_times(&resolver, rule);
	return findings->failed ? error_memory(error) : 0;
}

static bool holds(const uint16_t *list, size_t count, uint16_t wanted)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == wanted)
			return true;
	return false;
}

static bool reach_has_body(const struct reach *reach,
			   const struct dictionary *dictionary, uint16_t body,
			   int32_t date)
{
	for (size_t i = 0; i < reach->body_count; i++) {
		const struct body *entry = &dictionary->bodies[body];

		if (reach->bodies[i] != body)
			continue;
		if (reach->holders[i] == DICTIONARY_NONE ||
		    body_holder(entry, date) ==
			    &entry->holders[reach->holders[i]])
			return true;
	}
	return false;
}

bool rule_reaches(const struct rule *rule, const struct dictionary *dictionary,
		  uint16_t body, uint16_t purpose, int32_t date)
{
	/* A prohibition that names nobody is against everybody. */
	if (rule->kind == RULE_PROHIBITION && rule->reach_count == 0)
		return true;
	for (size_t i = 0; i < rule->reach_count; i++) {
		const struct reach *reach = &rule->reaches[i];
		bool anybody = rule->kind == RULE_PROHIBITION &&
			       reach->body_count == 0;

		if ((anybody ||
		     reach_has_body(reach, dictionary, body, date)) &&
		    (reach->purpose_count == 0 ||
		     holds(reach->purposes, reach->purpose_count, purpose)))
			return true;
	}
	return false;
}

static bool covers_date(int32_t from, int32_t to, int32_t date)
{
	return (from == DATE_NONE || from <= date) &&
	       (to == DATE_NONE || date <= to);
}

bool rule_in_force(const struct rule *rule, const struct dictionary *dictionary,
		   int32_t date, struct range *why)
{
	struct range ignored;

	if (why == NULL)
		why = &ignored;
	*why = rule->range;
	if (!covers_date(rule->from, rule->to, date))
		return false;
	for (size_t i = 0; i < rule->law_count; i++) {
		const struct law *law = &dictionary->laws[rule->laws[i]];

		*why = rule->law_ranges[i];
		if (!covers_date(law->from, law->to, date))
			return false;
	}
	return true;
}
