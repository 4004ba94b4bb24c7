/* What a share promises of the recipient: purposes that go together, levels,
 * safeguards, passing on, destruction (C06, C16, C18, C31, R-162, R-217). */
#include "policy/check_parts.h"

/* --- purposes and levels -------------------------------------------------------------- */

static const struct purpose *purpose_of(const struct checker *checker,
					const struct cited *cited)
{
	return &checker->dictionary->purposes[cited->index];
}

/* C18 */
static void check_mixed(struct checker *checker, const struct flow *flow)
{
	const struct cited *statistics = NULL, *marketing = NULL;

	for (size_t i = 0; i < flow->purpose_count; i++) {
		const struct cited *purpose = &flow->purposes[i];

		if (purpose_of(checker, purpose)->statistics)
			statistics = purpose;
		if (purpose_of(checker, purpose)->marketing)
			marketing = purpose;
	}
	if (statistics == NULL || marketing == NULL)
		return;
	finding_hint(
		checker->findings,
		tell(checker, CHECK_MIXED_PURPOSES, marketing->range,
		     "one share is for '%.*s', which is statistics, and for "
		     "writing to people",
		     SLICE_ARGS(purpose_of(checker, statistics)->name)),
		"make two shares, each with the data that it needs");
}

static bool only_statistics(const struct checker *checker,
			    const struct flow *flow)
{
	for (size_t i = 0; i < flow->purpose_count; i++)
		if (!purpose_of(checker, &flow->purposes[i])->statistics)
			return false;
	return flow->purpose_count > 0;
}

static bool required(const struct checker *checker, const struct flow *flow)
{
	struct live_place place = {0};
	const struct rule *gateway;

	while ((gateway = check_next_gateway(checker, flow, &place)) != NULL)
		if (gateway->duty)
			return true;
	return false;
}

/* C31: statistics are made from rows that need not name anybody. */
static void check_identified(struct checker *checker, const struct flow *flow)
{
	struct field_set named = {0};

	if (flow->rule->level.kind != LEVEL_NAMED ||
	    !only_statistics(checker, flow) ||
	    (!flow->rule->by_other && required(checker, flow)))
		return;
	for (uint16_t f = field_set_next(&flow->fields, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&flow->fields, (uint16_t)(f + 1)))
		if (checker->dictionary->fields[f].identifies)
			field_set_add(&named, f);
	if (field_set_empty(named))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_IDENTIFIED_STATISTICS,
			  check_send_range(checker, flow->rule, named),
			  "for statistics alone, and it names the pupil: %s",
			  check_fields(checker, named)),
		     "write 'level inside', or leave these out");
}

/* C31: what comes out is another thing than what goes in.  At less than pupil
 * level it identifies nobody anyway. */
static void check_results(struct checker *checker, const struct flow *flow)
{
	const struct rule *rule = flow->rule;

	if (rule->level.kind > LEVEL_PUPIL ||
	    rule->results != RESULTS_UNSTATED ||
	    (rule->without & WITHOUT_IDENTIFICATION) != 0 ||
	    !only_statistics(checker, flow) ||
	    (!rule->by_other && required(checker, flow)))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_RESULTS_UNSTATED, rule->level_range,
			  "families are not told what may come out of these "
			  "statistics"),
		     "add 'results nobody' behind the level");
}

static const char *without_names(unsigned int bits)
{
	if (bits == WITHOUT_DECISIONS)
		return "decisions";
	return bits == WITHOUT_IDENTIFICATION ? "identification"
					      : "decisions, identification";
}

/* C17: what an earlier version promised for the flow stays promised. */
static void check_weakened(struct checker *checker, const struct flow *flow)
{
	const struct policy *policy = checker->policy;
	unsigned int lost = 0;
	uint64_t version = 0;
	struct finding *finding;

	for (size_t n = 0; n < policy->notice_count; n++) {
		const struct notice *notice = policy->notices[n].notice;

		if (notice == checker->notice)
			break;
		for (size_t i = 0; i < notice->share_count; i++) {
			const struct rule *rule =
				&policy->notices[n].shares[i].rule;
			unsigned int more =
				rule->without & ~flow->rule->without;
			bool same = false;

			for (size_t p = 0; p < flow->purpose_count; p++)
				same = same ||
				       rule_reaches(rule, checker->dictionary,
						    flow->body,
						    flow->purposes[p].index,
						    checker->date);
			if (!same || more == 0)
				continue;
			lost |= more;
			version = notice->version;
		}
	}
	if (lost == 0)
		return;
	finding = tell(checker, CHECK_PROMISE_WEAKENED, flow->rule->range,
		       "version %llu promised this 'without %s'",
		       (unsigned long long)version, without_names(lost));
	finding_hint(checker->findings, finding, "add 'without %s'",
		     without_names(lost));
}

static bool meet(const struct flow *a, const struct flow *b)
{
	struct field_set common = field_set_intersection(a->fields, b->fields);

	return !field_set_empty(common) &&
	       pupil_sets_meet(&a->pupils, &b->pupils) &&
	       check_same_purpose(a, b);
}

/* C06 */
static void check_levels(struct checker *checker, size_t index)
{
	const struct flow *flow = &checker->flows[index];
	size_t pairs = 0;

	for (size_t i = index; i > 0 && pairs < CHECK_PAIRS; i--) {
		const struct flow *other = &checker->flows[i - 1];
		struct level least;

		if (other->body != flow->body ||
		    other->rule->by_other != flow->rule->by_other)
			continue;
		pairs++;
		if (!meet(other, flow) ||
		    level_equal(other->rule->level, flow->rule->level) ||
		    !level_least(checker->dictionary, other->rule->level,
				 flow->rule->level, &least))
			continue;
		tell(checker, CHECK_TWO_LEVELS, flow->rule->level_range,
		     "line %u has another level for the same; the less "
		     "revealing one counts",
		     check_line(other->rule->level_range));
		return;
	}
}

/* --- safeguards (C16, R-160 to R-162) ---------------------------------------------------- */

/* The body that sends: this controller, or the one that a share names. */
static bool can_carry(struct checker *checker, const struct flow *flow,
		      const struct compiled_rule *gateway, uint16_t purpose)
{
	struct slice by = statement_text(flow->rule->statement, "by");
	struct field_set common =
		field_set_intersection(gateway->rule.fields, flow->fields);
	uint16_t body;

	if (!rule_reaches(&gateway->rule, checker->dictionary, flow->body,
			  purpose, checker->date) ||
	    field_set_empty(common))
		return false;
	body = dictionary_body(checker->dictionary, by, NULL);
	return body != DICTIONARY_NONE &&
	       check_may_disclose(checker, &gateway->rule, body);
}

/* The first gateway that the share would go through. */
static const struct rule *first_gateway(struct checker *checker,
					const struct flow *flow)
{
	for (size_t p = 0; p < flow->purpose_count; p++) {
		uint16_t purpose = flow->purposes[p].index;
		const struct policy *policy = checker->policy;
		const struct option *option;
		size_t at = 0;

		if (!flow->rule->by_other) {
			option = check_next_live(checker, flow, purpose, &at);
			if (option != NULL)
				return &option->gateway->rule;
			continue;
		}
		for (size_t i = 0; i < policy->gateway_count; i++)
			if (can_carry(checker, flow, &policy->gateways[i],
				      purpose))
				return &policy->gateways[i].rule;
	}
	return NULL;
}

static bool is_promised(const struct rule *share, const struct need *need)
{
	for (size_t i = 0; i < share->need_count; i++) {
		const struct need *told = &share->needs[i];

		/* Terms may be told of without their name. */
		if (told->kind == need->kind &&
		    told->approval == need->approval &&
		    told->role == need->role)
			return true;
	}
	return false;
}

static const struct need *find_need(const struct rule *share,
				    enum need_kind kind)
{
	for (size_t i = 0; i < share->need_count; i++)
		if (share->needs[i].kind == kind)
			return &share->needs[i];
	return NULL;
}

static void tell_approval(struct checker *checker, const struct flow *flow,
			  const struct need *need, const struct rule *gateway)
{
	const struct approval *approval =
		&checker->dictionary->approvals[need->approval];
	const struct need *other = find_need(flow->rule, NEED_APPROVAL);
	struct finding *finding;

	if (other != NULL)
		finding = tell(checker, CHECK_OTHER_APPROVAL, other->range,
			       "by the gateway '%.*s' it is '%.*s' that "
			       "approves",
			       SLICE_ARGS(gateway->name),
			       SLICE_ARGS(approval->name));
	else
		finding = tell(
			checker, CHECK_SAFEGUARD_NOT_TOLD, flow->rule->range,
			"the gateway '%.*s' needs an approval by "
			"'%.*s'",
			SLICE_ARGS(gateway->name), SLICE_ARGS(approval->name));
	finding_hint(checker->findings, finding,
		     "write 'needs approval by %.*s'",
		     SLICE_ARGS(approval->name));
	check_cite(checker, finding, gateway);
}

static void check_need(struct checker *checker, const struct flow *flow,
		       const struct need *need, const struct rule *gateway)
{
	static const struct {
		enum need_kind kind;
		const char *what, *word;
	} told[] = {
		{NEED_CONSENT, "consent", "consent"},
		{NEED_IDENTITY, "a checked identity", "identity"},
		{NEED_TERMS, "signed terms", "terms"},
		{NEED_ROLE, "a role of whoever asks", "role"},
	};

	if (is_promised(flow->rule, need))
		return;
	if (need->kind == NEED_APPROVAL) {
		tell_approval(checker, flow, need, gateway);
		return;
	}
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct finding *finding;

		if (told[i].kind != need->kind)
			continue;
		finding = tell(checker, CHECK_SAFEGUARD_NOT_TOLD,
			       flow->rule->range, "the gateway '%.*s' needs %s",
			       SLICE_ARGS(gateway->name), told[i].what);
		finding_hint(checker->findings, finding, "add 'needs %s'",
			     told[i].word);
		check_cite(checker, finding, gateway);
	}
}

static void check_safeguards(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway;

	if (flow->body == DICTIONARY_NONE)
		return;
	gateway = first_gateway(checker, flow);
	for (size_t i = 0; gateway != NULL && i < gateway->need_count; i++)
		check_need(checker, flow, &gateway->needs[i], gateway);
}

/* --- afterwards ---------------------------------------------------------------------------- */

static bool has_index(const uint16_t *list, size_t count, uint16_t index)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == index)
			return true;
	return false;
}

/* Whether a clause of the gateway names a body as the share's does, or the one
 * that it is on the day. */
static bool names_too(const struct checker *checker,
		      const struct onward_limit *limit,
		      const struct onward_limit *clause, size_t index)
{
	uint16_t body = clause->bodies[index];

	for (size_t i = 0; i < limit->body_count; i++)
		if (limit->bodies[i] == body &&
		    limit->holders[i] == clause->holders[index])
			return true;
	return onward_reaches(limit, checker->dictionary, body, checker->date);
}

/* Whether a clause of the gateway lets it go to a body of the share's clause,
 * for all that this says. */
static bool lets_on(const struct checker *checker, const struct rule *gateway,
		    const struct onward_limit *clause, size_t index)
{
	for (size_t i = 0; i < gateway->onward_count; i++) {
		const struct onward_limit *limit = &gateway->onward[i];
		bool all = (limit->purpose_count == 0 ||
			    clause->purpose_count > 0) &&
			   (limit->then_by_law || !clause->then_by_law);

		for (size_t p = 0;
		     limit->purpose_count > 0 && p < clause->purpose_count; p++)
			all = all &&
			      has_index(limit->purposes, limit->purpose_count,
					clause->purposes[p]);
		if (all && names_too(checker, limit, clause, index))
			return true;
	}
	return gateway->onward_count == 0;
}

static void check_onward(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway = NULL;

	if (!flow->rule->by_other && flow->body != DICTIONARY_NONE)
		gateway = first_gateway(checker, flow);
	for (size_t i = 0; gateway != NULL && i < flow->rule->onward_count;
	     i++) {
		const struct onward_limit *clause = &flow->rule->onward[i];

		for (size_t b = 0; b < clause->body_count; b++) {
			struct finding *finding;

			if (lets_on(checker, gateway, clause, b))
				continue;
			finding = tell(
				checker, CHECK_ONWARD_BROADER, clause->range,
				"the gateway '%.*s' does not let the recipient "
				"pass this on to '%.*s'",
				SLICE_ARGS(gateway->name),
				SLICE_ARGS(checker->dictionary
						   ->bodies[clause->bodies[b]]
						   .name));
			check_cite(checker, finding, gateway);
		}
	}
}

/* */
static void check_deletion(struct checker *checker, const struct flow *flow)
{
	const struct rule *rule = flow->rule;

	if (flow->body == DICTIONARY_NONE || rule->level.kind > LEVEL_INSIDE ||
	    !slice_is(checker->dictionary->bodies[flow->body].kind,
		      "research") ||
	    rule->delete_range.source != NULL)
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_NO_DELETION, rule->range,
			  "families are not told when '%.*s' must have "
			  "destroyed this",
			  SLICE_ARGS(range_text(flow->with))),
		     "add 'delete after' and the period of the terms");
}

void check_terms(struct checker *checker)
{
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];

		check_mixed(checker, flow);
		check_identified(checker, flow);
		check_results(checker, flow);
		check_weakened(checker, flow);
		check_levels(checker, i);
		check_safeguards(checker, flow);
		check_onward(checker, flow);
		check_deletion(checker, flow);
	}
}
