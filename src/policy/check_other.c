/*
 * What other bodies may do with pupils' data: who gives it to the controller,
 * and to whom the controller's recipients give it (C08, C15, R-213, R-216).
 */
#include "base/arena.h"
#include "policy/check_parts.h"

/* Every office that has no code of its own is an agency. */
static uint16_t kind_of(const struct dictionary *dictionary, uint16_t body)
{
	uint16_t codes = dictionary_find(dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	uint16_t kind =
		code_set_find(dictionary, codes, dictionary->bodies[body].kind);

	return kind != DICTIONARY_NONE
		       ? kind
		       : code_set_find(dictionary, codes, SLICE("agency"));
}

bool check_may_disclose(const struct checker *checker,
			const struct rule *gateway, uint16_t body)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct discloser discloser = {kind_of(dictionary, body), body,
					    DICTIONARY_NONE};

	return rule_in_force(gateway, dictionary, checker->date, NULL) &&
	       rule_is_for(gateway, dictionary, &discloser, checker->date);
}

static bool is_open(const struct checker *checker, uint16_t body)
{
	return body_holder(&checker->dictionary->bodies[body], checker->date) !=
	       NULL;
}

/* --- what is received -------------------------------------------------------------- */

/* Whether a rule speaks of what this controller is: its body, or any of its
 * kind, since a school is next-school to some. */
static bool reaches_us(const struct checker *checker, const struct rule *rule)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct notice *notice = checker->notice;

	for (size_t r = 0; r < rule->reach_count; r++)
		for (size_t b = 0; b < rule->reaches[r].body_count; b++) {
			uint16_t body = rule->reaches[r].bodies[b];

			bool school = slice_is(dictionary->bodies[body].kind,
					       "school");

			if (body == notice->body ||
			    ((notice->body == DICTIONARY_NONE || school) &&
			     kind_of(dictionary, body) == notice->kind))
				return true;
		}
	return false;
}

/* Whether a gateway lets the body give some of the fields to what this
 * controller is. */
static bool may_receive(const struct checker *checker, uint16_t from,
			struct field_set fields)
{
	for (size_t i = 0; i < checker->policy->gateway_count; i++) {
		const struct rule *rule = &checker->policy->gateways[i].rule;
		struct field_set common =
			field_set_intersection(rule->fields, fields);

		if ((rule->held || !field_set_empty(common)) &&
		    check_may_disclose(checker, rule, from) &&
		    reaches_us(checker, rule))
			return true;
	}
	return false;
}

/* Fields that a holding says the end of. */
static struct field_set kept_fields(const struct checker *checker)
{
	const struct statement *hold = NULL;
	struct field_set kept = {0};

	while ((hold = check_next(checker, KEYWORD_HOLD, hold)) != NULL)
		if (statement_child(hold, KEYWORD_KEEP, NULL) != NULL)
			kept = field_set_union(kept,
					       check_held_by(checker, hold));
	return kept;
}

/* */
static void check_kept(struct checker *checker, const struct statement *receive,
		       struct field_set fields)
{
	struct field_set loose =
		field_set_difference(fields, kept_fields(checker));

	if (statement_child(receive, KEYWORD_KEEP, NULL) != NULL ||
	    field_set_empty(loose))
		return;
	finding_hint(checker->findings,
		     tell(checker, CHECK_MISSING_RETENTION,
			  receive->keyword_range,
			  "families are not told how long what is received "
			  "is kept: %s",
			  check_fields(checker, loose)),
		     "add 'keep', or hold its category");
}

/* C08: one flow cannot have two directions. */
static void check_directions(struct checker *checker,
			     const struct statement *receive, uint16_t from,
			     struct field_set fields)
{
	size_t count;
	const struct cited *purposes = check_cited(
		checker, receive, KEYWORD_FOR, KIND_PURPOSE, &count);

	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];
		struct field_set common =
			field_set_intersection(flow->fields, fields);
		bool same = false;

		for (size_t p = 0; p < count; p++)
			for (size_t q = 0; q < flow->purpose_count; q++)
				same = same || flow->purposes[q].index ==
						       purposes[p].index;
		if (!same || flow->rule->by_other || flow->body != from ||
		    field_set_empty(common))
			continue;
		tell(checker, CHECK_BOTH_DIRECTIONS, receive->keyword_range,
		     "line %u sends there, for the same purpose, what is "
		     "received from there: %s",
		     check_line(flow->rule->range),
		     check_fields(checker, common));
		return;
	}
}

static void check_received(struct checker *checker,
			   const struct statement *receive)
{
	const struct argument *from = statement_argument(receive, "from");
	struct field_set fields = check_held_by(checker, receive);
	uint16_t body;

	check_kept(checker, receive, fields);
	if (from == NULL)
		return;
	body = dictionary_body(checker->dictionary, from->names[0].text, NULL);
	if (body == DICTIONARY_NONE)
		return;
	check_directions(checker, receive, body, fields);
	if (is_open(checker, body) && !may_receive(checker, body, fields))
		tell(checker, CHECK_RECEIVE_WITHOUT_GATEWAY, from->range,
		     "nothing allows '%.*s' to give this to such a controller "
		     "on %s",
		     SLICE_ARGS(from->names[0].text),
		     check_date(checker, checker->date));
}

/* --- what recipients may pass on ----------------------------------------------------- */

/* A notice has a few dozen shares; a hostile one is not to take for ever. */
enum { SHARES = 256 };

static size_t flows_to_see(const struct checker *checker)
{
	return checker->flow_count < SHARES ? checker->flow_count : SHARES;
}

/* The body that does a share `by` another; DICTIONARY_NONE: this controller. */
static uint16_t discloser(const struct checker *checker,
			  const struct flow *flow)
{
	struct slice name = statement_text(flow->rule->statement, "by");

	return name.len > 0 ? dictionary_body(checker->dictionary, name, NULL)
			    : DICTIONARY_NONE;
}

/* Whether families are told that `to` has data for this, from the body or from
 * this controller. */
static bool is_told(const struct checker *checker, uint16_t by, uint16_t to,
		    uint16_t purpose)
{
	for (size_t i = 0; i < flows_to_see(checker); i++) {
		const struct flow *flow = &checker->flows[i];

		if (flow->body != to ||
		    (flow->rule->by_other && discloser(checker, flow) != by))
			continue;
		for (size_t p = 0; p < flow->purpose_count; p++)
			if (flow->purposes[p].index == purpose)
				return true;
	}
	return false;
}

struct untold {
	struct slice names[16];
	size_t count;
	const struct rule *first;
};

static void add_untold(struct untold *untold, struct slice name,
		       const struct rule *rule)
{
	for (size_t i = 0; i < untold->count; i++)
		if (slice_equal(untold->names[i], name))
			return;
	if (untold->first == NULL)
		untold->first = rule;
	if (untold->count < sizeof(untold->names) / sizeof(untold->names[0]))
		untold->names[untold->count++] = name;
}

/* The purposes for which `by` may give what is held to `to`, and of which
 * families are not told. */
static void find_untold_purposes(const struct checker *checker, uint16_t by,
				 uint16_t to, struct untold *untold)
{
	const struct dictionary *dictionary = checker->dictionary;

	for (size_t i = 0; i < checker->policy->gateway_count; i++) {
		const struct rule *rule = &checker->policy->gateways[i].rule;
		struct field_set common = field_set_intersection(
			rule->fields, checker->notice->held);

		if (field_set_empty(common) ||
		    !check_may_disclose(checker, rule, by))
			continue;
		for (uint16_t p = 0; p < dictionary->purpose_count; p++) {
			const struct purpose *purpose =
				&dictionary->purposes[p];

			if (check_within(purpose->from, purpose->to,
					 checker->date) &&
			    rule_reaches(rule, dictionary, to, p,
					 checker->date) &&
			    !is_told(checker, by, to, p))
				add_untold(untold, purpose->name, rule);
		}
	}
}

/*
 * C15: families are told that `by` gives data to bodies of this kind, and the
 * law lets it do so for more.
 */
static void check_wider(struct checker *checker, const struct flow *flow)
{
	const struct dictionary *dictionary = checker->dictionary;
	uint16_t by = discloser(checker, flow);
	struct slice kind;

	if (by == DICTIONARY_NONE || flow->body == DICTIONARY_NONE)
		return;
	kind = dictionary->bodies[flow->body].kind;
	for (uint16_t to = 0; to < dictionary->body_count; to++) {
		struct untold untold = {.count = 0};
		struct finding *finding;

		if (!slice_equal(dictionary->bodies[to].kind, kind) ||
		    !is_open(checker, to))
			continue;
		find_untold_purposes(checker, by, to, &untold);
		if (untold.count == 0)
			continue;
		finding = tell(
			checker, CHECK_WIDER_LAW, flow->with,
			"the law also lets '%.*s' give data to '%.*s' for: %s",
			SLICE_ARGS(dictionary->bodies[by].name),
			SLICE_ARGS(dictionary->bodies[to].name),
			check_names(checker, untold.names, untold.count));
		finding_hint(checker->findings, finding,
			     "tell families of it, or of what the body "
			     "promises not to do");
		check_cite(checker, finding, untold.first);
	}
}

/* The first share by this body with recipients of this kind. */
static bool is_first_of_kind(const struct checker *checker, size_t index)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct flow *flow = &checker->flows[index];

	for (size_t i = 0; i < index; i++) {
		const struct flow *other = &checker->flows[i];

		if (other->rule->by_other && other->body != DICTIONARY_NONE &&
		    discloser(checker, other) == discloser(checker, flow) &&
		    slice_equal(dictionary->bodies[other->body].kind,
				dictionary->bodies[flow->body].kind))
			return false;
	}
	return true;
}

static bool is_told_of_kind(const struct checker *checker, uint16_t by,
			    struct slice kind)
{
	for (size_t i = 0; i < flows_to_see(checker); i++) {
		const struct flow *flow = &checker->flows[i];

		if (flow->rule->by_other && flow->body != DICTIONARY_NONE &&
		    discloser(checker, flow) == by &&
		    slice_equal(checker->dictionary->bodies[flow->body].kind,
				kind))
			return true;
	}
	return false;
}

static bool is_told_at_all(const struct checker *checker, uint16_t body)
{
	for (size_t i = 0; i < flows_to_see(checker); i++)
		if (checker->flows[i].body == body)
			return true;
	return false;
}

/* Bodies of whose gateways the dictionary speaks as of a kind: there is only
 * one of them, or they are all alike. */
static bool stands_for_kind(const struct body *body)
{
	return slice_is(body->name, "local-authority") ||
	       slice_is(body->name, "department");
}

static void find_untold_bodies(const struct checker *checker, uint16_t by,
			       const struct rule *rule, struct untold *untold)
{
	const struct dictionary *dictionary = checker->dictionary;

	for (uint16_t to = 0; to < dictionary->body_count; to++) {
		const struct body *body = &dictionary->bodies[to];

		if (to == by || slice_is(body->kind, "family") ||
		    slice_is(body->kind, "public") ||
		    slice_is(body->kind, "school") || !is_open(checker, to) ||
		    is_told_at_all(checker, to) ||
		    is_told_of_kind(checker, by, body->kind))
			continue;
		for (uint16_t p = 0; p < dictionary->purpose_count; p++)
			if (check_within(dictionary->purposes[p].from,
					 dictionary->purposes[p].to,
					 checker->date) &&
			    rule_reaches(rule, dictionary, to, p,
					 checker->date))
				add_untold(untold, body->name, rule);
	}
}

/* To whom a recipient may pass it on, and nothing is told of them. */
static void check_onward(struct checker *checker, const struct flow *flow)
{
	const struct dictionary *dictionary = checker->dictionary;
	struct untold untold = {.count = 0};
	struct finding *finding;

	if (flow->body == DICTIONARY_NONE ||
	    !stands_for_kind(&dictionary->bodies[flow->body]))
		return;
	for (size_t i = 0; i < checker->policy->gateway_count; i++) {
		const struct rule *rule = &checker->policy->gateways[i].rule;
		struct field_set common =
			field_set_intersection(rule->fields, flow->fields);

		if (!field_set_empty(common) &&
		    check_may_disclose(checker, rule, flow->body))
			find_untold_bodies(checker, flow->body, rule, &untold);
	}
	if (untold.count == 0)
		return;
	finding = tell(checker, CHECK_ONWARD_UNTOLD, flow->with,
		       "families are not told that '%.*s' may give this to: %s",
		       SLICE_ARGS(dictionary->bodies[flow->body].name),
		       check_names(checker, untold.names, untold.count));
	finding_hint(checker->findings, finding, "add 'share with ... by %.*s'",
		     SLICE_ARGS(dictionary->bodies[flow->body].name));
}

static bool is_first_with(const struct checker *checker, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!checker->flows[i].rule->by_other &&
		    checker->flows[i].body == checker->flows[index].body)
			return false;
	return true;
}

void check_others(struct checker *checker)
{
	const struct statement *receive = NULL;

	while ((receive = check_next(checker, KEYWORD_RECEIVE, receive)) !=
	       NULL)
		check_received(checker, receive);
	for (size_t i = 0; i < flows_to_see(checker); i++) {
		const struct flow *flow = &checker->flows[i];

		if (flow->rule->by_other && flow->body != DICTIONARY_NONE &&
		    is_first_of_kind(checker, i))
			check_wider(checker, flow);
		else if (!flow->rule->by_other && is_first_with(checker, i))
			check_onward(checker, flow);
	}
}
