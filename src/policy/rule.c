#include "policy/rule.h"

#include "base/error.h"
#include "policy/rule_parts.h"

/* The first line of a statement: keyword to last argument. */
static struct range heading(const struct statement *statement)
{
	struct range range = statement->keyword_range;

	for (size_t i = 0; i < statement->argument_count; i++)
		if (statement->arguments[i].range.end > range.end)
			range.end = statement->arguments[i].range.end;
	return range;
}

size_t rule_children(const struct statement *statement, enum keyword keyword)
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

int rule_reach(struct resolver *resolver, struct reach *reach,
	       const struct argument *bodies, const struct argument *purposes,
	       struct range range, struct error *error)
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
	size_t count = rule_children(rule->statement, KEYWORD_TO);
	struct reach *reaches =
		arena_array(resolver->arena, count, sizeof(*reaches));
	const struct statement *to = NULL;

	if (reaches == NULL)
		return error_memory(error);
	rule->reaches = *out = reaches;
	while ((to = statement_child(rule->statement, KEYWORD_TO, to)) != NULL)
		if (rule_reach(resolver, &reaches[rule->reach_count++],
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
	size_t count = rule_children(share, KEYWORD_FOR);
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
		if (rule_reach(resolver, &reaches[rule->reach_count++], with,
			       statement_argument(purpose, ""), purpose->range,
			       error) != 0)
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

/* One name behind `by`: a kind of controller, else a body. */
static void add_discloser(struct resolver *resolver, struct rule *rule,
			  const struct name *name, uint16_t *bodies,
			  uint16_t *holders)
{
	const struct dictionary *dictionary = resolver->dictionary;
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind = DICTIONARY_NONE;
	uint16_t body, holder;

	if (codes != DICTIONARY_NONE)
		kind = code_set_find(dictionary, codes, name->text);
	if (kind < 32) {
		rule->kinds |= 1u << kind;
		return;
	}
	body = dictionary_body(dictionary, name->text, &holder);
	if (body == DICTIONARY_NONE) {
		unknown_discloser(resolver, name);
		return;
	}
	bodies[rule->by_count] = body;
	holders[rule->by_count++] = holder;
}

static int resolve_by(struct resolver *resolver, struct rule *rule,
		      struct error *error)
{
	const struct statement *by =
		statement_child(rule->statement, KEYWORD_BY, NULL);
	const struct argument *names =
		by != NULL ? statement_argument(by, "") : NULL;
	size_t count = names != NULL ? names->name_count : 0;
	uint16_t *bodies = arena_array(resolver->arena, count, sizeof(*bodies));
	uint16_t *holders =
		arena_array(resolver->arena, count, sizeof(*holders));

	if (bodies == NULL || holders == NULL)
		return error_memory(error);
	rule->by_anybody = by == NULL;
	rule->by_bodies = bodies;
	rule->by_holders = holders;
	for (size_t i = 0; i < count; i++)
		add_discloser(resolver, rule, &names->names[i], bodies,
			      holders);
	return 0;
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
		 const struct dictionary *dictionary, struct profile_list own,
		 struct arena *arena, struct findings *findings,
		 struct error *error)
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
	    rule_needs(&resolver, rule, error) != 0 ||
	    rule_objections(&resolver, rule, error) != 0 ||
	    rule_onward(&resolver, rule, error) != 0 ||
	    resolve_by(&resolver, rule, error) != 0)
		return -1;
	resolve_data(&resolver, rule,
		     rule->kind == RULE_GATEWAY ? KEYWORD_DATA : KEYWORD_SEND);
	rule_level(&resolver, rule, own);
	rule_without(&resolver, rule);
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

/* Whether one of bodies named in a rule is `body` on the date: one named by a
 * holder's alias while that holder has it. */
static bool names_body(const struct dictionary *dictionary,
		       const uint16_t *bodies, const uint16_t *holders,
		       size_t count, uint16_t body, int32_t date)
{
	for (size_t i = 0; i < count; i++) {
		const struct body *entry = &dictionary->bodies[body];

		if (bodies[i] != body)
			continue;
		if (holders[i] == DICTIONARY_NONE ||
		    body_holder(entry, date) == &entry->holders[holders[i]])
			return true;
	}
	return false;
}

static bool reach_has_body(const struct reach *reach,
			   const struct dictionary *dictionary, uint16_t body,
			   int32_t date)
{
	return names_body(dictionary, reach->bodies, reach->holders,
			  reach->body_count, body, date);
}

bool onward_reaches(const struct onward_limit *clause,
		    const struct dictionary *dictionary, uint16_t body,
		    int32_t date)
{
	return names_body(dictionary, clause->bodies, clause->holders,
			  clause->body_count, body, date);
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

/* Whether the body that discloses exists, as the holder that it is. */
static bool discloser_exists(const struct dictionary *dictionary,
			     const struct discloser *discloser, int32_t date)
{
	const struct body *body = &dictionary->bodies[discloser->body];
	const struct holder *now = body_holder(body, date);

	return now != NULL && (discloser->holder == DICTIONARY_NONE ||
			       now == &body->holders[discloser->holder]);
}

bool rule_is_for(const struct rule *rule, const struct dictionary *dictionary,
		 const struct discloser *discloser, int32_t date)
{
	if (rule->by_anybody)
		return true;
	if (discloser->kind < 32 && (rule->kinds >> discloser->kind & 1) != 0)
		return true;
	return discloser->body != DICTIONARY_NONE &&
	       discloser_exists(dictionary, discloser, date) &&
	       names_body(dictionary, rule->by_bodies, rule->by_holders,
			  rule->by_count, discloser->body, date);
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
