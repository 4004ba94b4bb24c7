/* A share beside the gateways it goes through: where it promises more than they
 * allow, and what they add (C11, C21, C25). */
#include "policy/check_parts.h"
#include "policy/request.h"

const struct option *check_next_live(const struct checker *checker,
				     const struct flow *flow, uint16_t purpose,
				     size_t *at)
{
	while (*at < checker->option_count) {
		const struct option *option = &checker->options[(*at)++];
		struct field_set common =
			field_set_intersection(option->fields, flow->fields);

		if (rule_reaches(&option->gateway->rule, checker->dictionary,
				 flow->body, purpose, checker->date) &&
		    pupil_sets_meet(&option->pupils, &flow->pupils) &&
		    !field_set_empty(common))
			return option;
	}
	return NULL;
}

const struct rule *check_next_gateway(const struct checker *checker,
				      const struct flow *flow,
				      struct live_place *place)
{
	for (; place->purpose < flow->purpose_count; place->purpose++) {
		const struct option *option = check_next_live(
			checker, flow, flow->purposes[place->purpose].index,
			&place->at);

		if (option != NULL)
			return &option->gateway->rule;
		place->at = 0;
	}
	return NULL;
}

/* The place in law of a gateway, where it has one. */
void check_cite(const struct checker *checker, struct finding *finding,
		const struct rule *gateway)
{
	const struct law *law;

	if (gateway->law_count == 0)
		return;
	law = &checker->dictionary->laws[gateway->laws[0]];
	if (!slice_is(law->name, "unnamed"))
		finding->law = law->label;
}

static void check_level(struct checker *checker, const struct flow *flow,
			uint16_t purpose, bool *told)
{
	struct level level = flow->rule->level;
	const struct option *option, *first = NULL;
	bool comparable = false;
	size_t at = 0;

	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		struct level most = option->gateway->rule.level;

		if (level_within(checker->dictionary, level, most))
			return;
		if (first == NULL)
			first = option;
		comparable = comparable ||
			     level_within(checker->dictionary, most, level);
	}
	if (first == NULL || *told)
		return;
	*told = true;
	if (comparable)
		check_cite(checker,
			   tell(checker, CHECK_BROADER_THAN_GATEWAY,
				flow->rule->level_range,
				"the gateway '%.*s' allows nothing so "
				"revealing",
				SLICE_ARGS(first->gateway->rule.name)),
			   &first->gateway->rule);
	else
		check_cite(checker,
			   tell(checker, CHECK_OVERLAP_CONFLICT,
				flow->rule->level_range,
				"this level and that of the gateway '%.*s' "
				"cannot both be kept",
				SLICE_ARGS(first->gateway->rule.name)),
			   &first->gateway->rule);
}

static const char *trigger_names(struct checker *checker, uint64_t triggers)
{
	struct slice names[64];
	size_t count = 0;

	for (uint16_t i = 0; i < checker->dictionary->trigger_count && i < 64;
	     i++)
		if ((triggers >> i & 1) != 0)
			names[count++] = checker->dictionary->triggers[i].name;
	return check_names(checker, names, count);
}

static void check_trigger(struct checker *checker, const struct flow *flow,
			  uint16_t purpose, bool *told)
{
	const struct rule *rule = flow->rule;
	const struct option *option, *first = NULL;
	uint64_t allowed = 0;
	size_t at = 0;

	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		if (option->gateway->rule.triggers == 0)
			return;
		if (first == NULL)
			first = option;
		allowed |= option->gateway->rule.triggers;
	}
	if (first == NULL || *told ||
	    (rule->triggers != 0 && (rule->triggers & ~allowed) == 0))
		return;
	*told = true;
	check_cite(
		checker,
		tell(checker, CHECK_BROADER_THAN_GATEWAY,
		     rule->triggers != 0 ? rule->triggers_range : rule->range,
		     "the law allows this only on %s",
		     trigger_names(checker, allowed)),
		&first->gateway->rule);
}

/* Beyond what the law allows a controller of its own accord, it may require the
 * flow when asked: families may take the one for the other (C11). */
static void check_asked(struct checker *checker, const struct flow *flow,
			uint16_t purpose, bool *told)
{
	const struct option *option;
	size_t at = 0;

	while (!*told && flow->rule->triggers == 0 &&
	       (option = check_next_live(checker, flow, purpose, &at)) !=
		       NULL) {
		const struct rule *gateway = &option->gateway->rule;

		if (!gateway->duty || gateway->duty_triggers == 0 ||
		    gateway->triggers != 0)
			continue;
		*told = true;
		check_cite(checker,
			   tell(checker, CHECK_UNASKED, flow->rule->range,
				"the law requires this only on %s, and the "
				"share does not wait for it",
				trigger_names(checker, gateway->duty_triggers)),
			   gateway);
	}
}

static void check_every(struct checker *checker, const struct flow *flow,
			uint16_t purpose, bool *told)
{
	const struct rule *rule = flow->rule;
	const struct option *option, *first = NULL;
	size_t at = 0;

	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		if (option->gateway->rule.every_months <= rule->every_months)
			return;
		if (first == NULL || option->gateway->rule.every_months <
					     first->gateway->rule.every_months)
			first = option;
	}
	if (first == NULL || *told)
		return;
	*told = true;
	check_cite(
		checker,
		tell(checker, CHECK_BROADER_THAN_GATEWAY,
		     rule->every_months > 0 ? rule->every_range : rule->range,
		     "the law allows this only every %d months",
		     first->gateway->rule.every_months),
		&first->gateway->rule);
}

/* --- what the law adds ---------------------------------------------------------------------- */

static bool needs_authorisation(struct checker *checker,
				const struct compiled_rule *compiled)
{
	for (size_t i = 0; i < compiled->rule.need_count; i++) {
		struct pupil_set where;

		if (compiled->rule.needs[i].kind != NEED_AUTHORISATION)
			continue;
		where = check_possible(checker, &compiled->where[i]);
		if (!pupil_set_empty(&where))
			return true;
	}
	return false;
}

static void check_authorisation(struct checker *checker,
				const struct flow *flow, uint16_t purpose,
				bool *told)
{
	uint16_t setting = checker->notice->setting;
	const struct option *option;
	size_t at = 0;

	if (*told || setting == DICTIONARY_NONE ||
	    !checker->dictionary->settings[setting].academy ||
	    needs_authorisation(checker, flow->compiled))
		return;
	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		if (!needs_authorisation(checker, option->gateway))
			continue;
		*told = true;
		finding_hint(checker->findings,
			     tell(checker, CHECK_ACADEMY_AUTHORISATION,
				  flow->rule->range,
				  "the gateway '%.*s' needs the academy's own "
				  "authorisation",
				  SLICE_ARGS(option->gateway->rule.name)),
			     "add 'needs authorisation where academy', so "
			     "that families know");
		return;
	}
}

/*
 * What the law of the flow says of a parent's objection: the birthday at which
 * it passes to the pupil, 0 when it says nothing of that.  `*gateway` is the
 * one that says so, or has an objection at all; else NULL.
 */
static int lawful_age(const struct checker *checker, const struct flow *flow,
		      uint16_t purpose, const struct rule **gateway)
{
	const struct option *option;
	size_t at = 0;

	*gateway = NULL;
	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		const struct rule *rule = &option->gateway->rule;

		for (size_t i = 0; i < rule->objection_count; i++) {
			*gateway = rule;
			if (rule->objections[i].by.first == HOLDER_PARENT &&
			    rule->objections[i].by.age > 0)
				return rule->objections[i].by.age;
		}
	}
	return 0;
}

static void tell_holder_gap(struct checker *checker, struct range clause,
			    int age, int lawful, const struct rule *gateway)
{
	struct finding *finding;

	if (age == 0)
		finding = tell(checker, CHECK_OBJECTION_HOLDER_GAP, clause,
			       "the right to object never passes to the pupil");
	else
		finding = tell(checker, CHECK_OBJECTION_HOLDER_GAP, clause,
			       "the right to object passes to the pupil at "
			       "%d, and by law at %d",
			       age, lawful);
	finding_hint(checker->findings, finding,
		     "write 'objection by parent until %d then pupil'",
		     lawful > 0 ? lawful : HAND_OVER_AGE);
	if (gateway != NULL)
		check_cite(checker, finding, gateway);
}

static void check_holders(struct checker *checker, const struct flow *flow,
			  uint16_t purpose, bool *told)
{
	const struct rule *gateway;
	int lawful = lawful_age(checker, flow, purpose, &gateway);

	for (size_t i = 0; i < flow->rule->objection_count && !*told; i++) {
		const struct objection_clause *clause =
			&flow->rule->objections[i];
		int age = clause->by.age;

		if (clause->by.first != HOLDER_PARENT ||
		    (lawful > 0 && age == lawful) ||
		    (lawful == 0 && (age > 0 || gateway != NULL)))
			continue;
		*told = true;
		tell_holder_gap(checker, clause->range, age, lawful, gateway);
	}
}

/* What all objections to it leave. */
static struct field_set left(const struct rule *rule)
{
	struct field_set fields = rule->objections[0].leaves;

	for (size_t i = 1; i < rule->objection_count; i++)
		fields = field_set_intersection(fields,
						rule->objections[i].leaves);
	return fields;
}

/* What a duty leaves to whoever objects is sent when it is asked for, whatever
 * the notice says that an objection keeps back (C12). */
static void check_floor(struct checker *checker, const struct flow *flow,
			uint16_t purpose, bool *told)
{
	const struct option *option;
	size_t at = 0;

	if (*told || flow->rule->objection_count == 0)
		return;
	while ((option = check_next_live(checker, flow, purpose, &at)) !=
	       NULL) {
		const struct rule *gateway = &option->gateway->rule;
		struct field_set floor;

		if (!gateway->duty || gateway->objection_count == 0)
			continue;
		floor = field_set_difference(
			field_set_intersection(left(gateway), flow->fields),
			left(flow->rule));
		if (field_set_empty(floor))
			continue;
		*told = true;
		check_cite(checker,
			   tell(checker, CHECK_OBJECTION_AGAINST_DUTY,
				flow->rule->objections[0].range,
				"the law requires this of those who object "
				"too: %s",
				check_fields(checker, floor)),
			   gateway);
		return;
	}
}

/* --- the law cited and the law used ---------------------------------------------------------- */

static bool is_cited(const struct flow *flow, uint16_t law)
{
	for (size_t i = 0; i < flow->law_count; i++)
		if (flow->laws[i].index == law)
			return true;
	return false;
}

static bool cites_statute(const struct checker *checker,
			  const struct flow *flow)
{
	for (size_t i = 0; i < flow->law_count; i++) {
		const struct law *law =
			&checker->dictionary->laws[flow->laws[i].index];

		if (!law->basis && !law->condition && !law->regime)
			return true;
	}
	return false;
}

/* The first gateway for the share whose law has a name; NULL as well when the
 * share cites a law of one of them. */
static const struct rule *uncited_gateway(const struct checker *checker,
					  const struct flow *flow)
{
	const struct rule *rule, *first = NULL;
	struct live_place place = {0};

	while ((rule = check_next_gateway(checker, flow, &place)) != NULL)
		for (size_t j = 0; j < rule->law_count; j++) {
			const struct law *law =
				&checker->dictionary->laws[rule->laws[j]];

			if (slice_is(law->name, "unnamed") ||
			    is_cited(flow, rule->laws[j]))
				return NULL;
			if (first == NULL)
				first = rule;
		}
	return first;
}

static void check_cited_law(struct checker *checker, const struct flow *flow)
{
	const struct rule *gateway;
	struct finding *finding;

	if (!cites_statute(checker, flow))
		return;
	gateway = uncited_gateway(checker, flow);
	if (gateway == NULL)
		return;
	finding = tell(
		checker, CHECK_CITED_LAW_DIFFERS, flow->rule->laws_range,
		"the share goes through the gateway '%.*s', of another "
		"law: '%.*s'",
		SLICE_ARGS(gateway->name),
		SLICE_ARGS(checker->dictionary->laws[gateway->laws[0]].name));
	check_cite(checker, finding, gateway);
}

/* Each is told at the first purpose that shows it. */
void check_limits(struct checker *checker, const struct flow *flow,
		  const bool *open)
{
	bool level = false, trigger = false, asked = false, every = false;
	bool authorisation = false, holders = false, floor = false;
	bool profile = false;

	for (size_t i = 0; i < flow->purpose_count; i++) {
		uint16_t purpose = flow->purposes[i].index;

		if (!open[i])
			continue;
		check_level(checker, flow, purpose, &level);
		check_profile(checker, flow, purpose, &profile);
		check_trigger(checker, flow, purpose, &trigger);
		check_asked(checker, flow, purpose, &asked);
		check_every(checker, flow, purpose, &every);
		check_authorisation(checker, flow, purpose, &authorisation);
		check_holders(checker, flow, purpose, &holders);
		check_floor(checker, flow, purpose, &floor);
	}
	check_cited_law(checker, flow);
}
