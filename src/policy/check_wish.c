/* What families may say, beside the law and beside other promises (C10, C19,
 * C20, R-168, R-192). */
#include "policy/check_parts.h"

/* The dictionary's names of consent as a basis, and as a condition. */
static const char *const consents[] = {"gdpr-6-1-a", "gdpr-9-2-a"};

/* The first live gateway for any purpose of the share that satisfies. */
static const struct rule *
find_live(const struct checker *checker, const struct flow *flow,
	  bool (*wanted)(const struct checker *checker,
			 const struct rule *gateway))
{
	struct live_place place = {0};
	const struct rule *gateway;

	do
		gateway = check_next_gateway(checker, flow, &place);
	while (gateway != NULL && !wanted(checker, gateway));
	return gateway;
}

static bool is_duty(const struct checker *checker, const struct rule *gateway)
{
	(void)checker;
	return gateway->duty && gateway->duty_triggers == 0;
}

/* Whether an objection is accepted on the date. */
static bool is_accepted(const struct checker *checker,
			const struct statement *objection)
{
	return check_within(statement_date(objection, "from", DATE_NONE),
			    statement_date(objection, "to", DATE_NONE),
			    checker->date);
}

static bool accepts_objection(const struct checker *checker,
			      const struct rule *rule)
{
	const struct statement *objection = NULL;

	while ((objection = statement_child(rule->statement, KEYWORD_OBJECTION,
					    objection)) != NULL)
		if (is_accepted(checker, objection))
			return true;
	return false;
}

static bool has_objection(const struct checker *checker,
			  const struct rule *gateway)
{
	(void)checker;
	return gateway->objection_count > 0;
}

/* --- consent where the law requires (C19) ------------------------------------------ */

static bool find_consent(const struct checker *checker, const struct flow *flow,
			 struct range *where)
{
	const struct rule *rule = flow->rule;

	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == NEED_CONSENT) {
			*where = rule->needs[i].range;
			return true;
		}
	for (size_t i = 0; i < flow->law_count; i++)
		for (size_t c = 0; c < 2; c++)
			if (slice_is(checker->dictionary
					     ->laws[flow->laws[i].index]
					     .name,
				     consents[c])) {
				*where = flow->laws[i].range;
				return true;
			}
	return false;
}

static void check_consent(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway;
	struct finding *finding;
	struct range where;

	if (!find_consent(checker, flow, &where))
		return;
	gateway = find_live(checker, flow, is_duty);
	if (gateway == NULL)
		return;
	finding = tell(checker, CHECK_CONSENT_FOR_DUTY, where,
		       "the duty '%.*s' requires this whether families consent "
		       "or not",
		       SLICE_ARGS(gateway->name));
	finding_hint(checker->findings, finding,
		     "cite the duty, and do not ask for what cannot be "
		     "refused");
	check_cite(checker, finding, gateway);
}

/* --- objections ---------------------------------------------------------------------- */

static void check_untold(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway;
	struct finding *finding;

	if (flow->rule->objection_count > 0)
		return;
	gateway = find_live(checker, flow, accepts_objection);
	if (gateway == NULL)
		return;
	finding = tell(checker, CHECK_OBJECTION_NOT_TOLD, flow->rule->range,
		       "by the gateway '%.*s' families may object, and the "
		       "share does not tell of it",
		       SLICE_ARGS(gateway->name));
	finding_hint(checker->findings, finding,
		     "add 'objection by ... leaves ...'");
	check_cite(checker, finding, gateway);
}

/* C09 */
static void check_closed(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway = find_live(checker, flow, has_objection);
	struct finding *finding;

	if (gateway == NULL || !accepts_objection(checker, flow->rule) ||
	    find_live(checker, flow, accepts_objection) != NULL)
		return;
	finding = tell(checker, CHECK_OBJECTION_CLOSED,
		       flow->rule->objections[0].range,
		       "by the gateway '%.*s' no objection is accepted on %s",
		       SLICE_ARGS(gateway->name),
		       check_date(checker, checker->date));
	finding_hint(checker->findings, finding,
		     "say until when it was: 'stated to' and the date");
	check_cite(checker, finding, gateway);
}

/* A refusal of all sharing withholds what the objection would leave. */
static void check_refusal(struct checker *checker, const struct flow *flow)
{
	const struct rule *rule = flow->rule;

	if (checker->notice->honour == NULL ||
	    find_live(checker, flow, is_duty) != NULL)
		return;
	for (size_t i = 0; i < rule->objection_count; i++) {
		const struct objection_clause *clause = &rule->objections[i];
		struct field_set left =
			field_set_intersection(clause->leaves, flow->fields);
		struct finding *finding;

		if (field_set_empty(left))
			continue;
		finding = tell(checker, CHECK_REFUSAL_BESIDE_OBJECTION,
			       clause->range,
			       "an objection leaves this, and a refusal of all "
			       "sharing does not: %s",
			       check_fields(checker, left));
		finding_hint(checker->findings, finding,
			     "tell families of both, so that they can choose");
		return;
	}
}

static bool protects(const struct checker *checker, const struct flow *flow)
{
	for (size_t i = 0; i < flow->purpose_count; i++)
		if (checker->dictionary->purposes[flow->purposes[i].index]
			    .protects)
			return true;
	return false;
}

static void check_protection(struct checker *checker, const struct flow *flow)
{
	const struct rule *rule = flow->rule;
	struct range where;

	if (!protects(checker, flow))
		return;
	if (rule->objection_count > 0)
		where = rule->objections[0].range;
	else if (!find_consent(checker, flow, &where))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_WISH_AGAINST_PROTECTION, where,
			  "this keeps back what would keep a child safe"),
		     "take it out: a wish does not stand against a child's "
		     "safety");
}

/* --- objections of two shares (C10) ---------------------------------------------------- */

/* The clause of `b` that leaves other fields than this one of `a`, of what both
 * send. */
static const struct objection_clause *
find_other(const struct flow *a, const struct objection_clause *clause,
	   const struct flow *b)
{
	struct field_set common = field_set_intersection(a->fields, b->fields);
	struct field_set left = field_set_intersection(clause->leaves, common);

	for (size_t i = 0; i < b->rule->objection_count; i++) {
		const struct objection_clause *other = &b->rule->objections[i];
		struct field_set also =
			field_set_intersection(other->leaves, common);

		if (other->by.first == clause->by.first &&
		    memcmp(&left, &also, sizeof(left)) != 0)
			return other;
	}
	return NULL;
}

static bool tell_differing(struct checker *checker, const struct flow *earlier,
			   const struct flow *flow)
{
	for (size_t i = 0; i < flow->rule->objection_count; i++) {
		const struct objection_clause *clause =
			&flow->rule->objections[i];
		const struct objection_clause *other =
			find_other(flow, clause, earlier);

		if (other == NULL || other == clause)
			continue;
		finding_hint(checker->findings,
			     tell(checker, CHECK_OBJECTIONS_DIFFER,
				  clause->range,
				  "line %u leaves other data to the same "
				  "recipient; only what both leave is sent",
				  check_line(other->range)),
			     "let one objection leave the same everywhere");
		return true;
	}
	return false;
}

static void check_differing(struct checker *checker, size_t index)
{
	const struct flow *flow = &checker->flows[index];
	size_t pairs = 0;

	for (size_t i = index + 1; i > 0 && pairs < CHECK_PAIRS; i--) {
		const struct flow *other = &checker->flows[i - 1];

		if (other->body != flow->body || other->rule->by_other ||
		    !check_same_purpose(other, flow) ||
		    !pupil_sets_meet(&other->pupils, &flow->pupils))
			continue;
		if (tell_differing(checker, other, flow))
			return;
		pairs++;
	}
}

/* --- where to say it (R-192, R-193) ------------------------------------------------------ */

static bool may_object(const struct checker *checker)
{
	if (checker->notice->honour != NULL ||
	    check_has_right(checker, "object") ||
	    check_has_right(checker, "object-to-damage-or-distress"))
		return true;
	for (size_t i = 0; i < checker->flow_count; i++)
		if (!checker->flows[i].rule->by_other &&
		    checker->flows[i].rule->objection_count > 0)
			return true;
	return false;
}

static void check_route(struct checker *checker)
{
	if (!may_object(checker) || check_has_contact(checker, "objections"))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_NO_OBJECTION_ROUTE,
			  checker->notice->range,
			  "families may object, and are not told whom to tell"),
		     "write 'objections' behind the contact that takes them");
}

static bool is_marketing(const struct checker *checker, const struct flow *flow)
{
	for (size_t i = 0; i < flow->purpose_count; i++)
		if (checker->dictionary->purposes[flow->purposes[i].index]
			    .marketing)
			return true;
	return false;
}

static void check_marketing(struct checker *checker, const struct flow *flow)
{
	if (!is_marketing(checker, flow) ||
	    check_has_right(checker, "stop-marketing"))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_NO_MARKETING_STOP, flow->rule->range,
			  "families are not told that they can stop this"),
		     "add 'right stop-marketing'");
}

void check_wishes(struct checker *checker)
{
	check_route(checker);
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];

		check_marketing(checker, flow);
		if (flow->rule->by_other || flow->body == DICTIONARY_NONE)
			continue;
		check_consent(checker, flow);
		check_untold(checker, flow);
		check_closed(checker, flow);
		check_refusal(checker, flow);
		check_protection(checker, flow);
		check_differing(checker, i);
	}
}
