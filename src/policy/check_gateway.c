/* Shares beside the gateways that they would go through. */
#include "base/arena.h"
#include "policy/check_parts.h"

/* One purpose of a share, beside the law. */
enum prospect {
	PROSPECT_NONE, /* no gateway is in force for it */
	PROSPECT_DEAD, /* gateways are, and none for such pupils */
	PROSPECT_OPEN,
};

struct view {
	enum prospect prospect;
	const struct option *dead; /* PROSPECT_DEAD: the first of them */
	struct field_set uncovered;
	bool told;
};

static bool reaches(const struct checker *checker, const struct flow *flow,
		    const struct rule *rule, uint16_t purpose)
{
	return rule_reaches(rule, checker->dictionary, flow->body, purpose,
			    checker->date);
}

static struct view look(const struct checker *checker, const struct flow *flow,
			uint16_t purpose)
{
	struct view view = {0};

	/* What is not collected is told of elsewhere. */
	view.uncovered =
		field_set_difference(flow->fields, checker->uncollected);

	for (size_t i = 0; i < checker->option_count; i++) {
		const struct option *option = &checker->options[i];

		if (!reaches(checker, flow, &option->gateway->rule, purpose))
			continue;
		if (pupil_sets_meet(&option->pupils, &flow->pupils)) {
			view.prospect = PROSPECT_OPEN;
			view.uncovered = field_set_difference(view.uncovered,
							      option->fields);
		} else if (view.prospect == PROSPECT_NONE) {
			view.prospect = PROSPECT_DEAD;
			view.dead = option;
		}
	}
	return view;
}

/* --- nothing allows it --------------------------------------------------------------------- */

/* A gateway for it at another time or for other controllers. */
static const struct rule *elsewhere(const struct checker *checker,
				    const struct flow *flow, uint16_t purpose)
{
	const struct policy *policy = checker->policy;

	for (size_t i = 0; i < policy->gateway_count; i++)
		if (reaches(checker, flow, &policy->gateways[i].rule, purpose))
			return &policy->gateways[i].rule;
	return NULL;
}

static void tell_no_gateway(struct checker *checker, const struct flow *flow,
			    const struct cited *purpose)
{
	const struct rule *rule = elsewhere(checker, flow, purpose->index);
	const struct dictionary *dictionary = checker->dictionary;
	struct finding *finding;

	finding = tell(checker, CHECK_NO_GATEWAY, purpose->range,
		       "nothing allows this share with '%.*s' for '%.*s' on %s",
		       SLICE_ARGS(range_text(flow->with)),
		       SLICE_ARGS(dictionary->purposes[purpose->index].name),
		       check_date(checker, checker->date));
	if (rule == NULL)
		return;
	check_cite(checker, finding, rule);
	if (!rule_in_force(rule, dictionary, checker->date, NULL))
		finding_hint(checker->findings, finding,
			     "the gateway '%.*s' is not in force then",
			     SLICE_ARGS(rule->name));
	else
		finding_hint(checker->findings, finding,
			     "the gateway '%.*s' is for other controllers",
			     SLICE_ARGS(rule->name));
}

static void tell_dead(struct checker *checker, const struct cited *purpose,
		      const struct rule *gateway)
{
	struct finding *finding;

	finding = tell(checker, CHECK_DEAD_RULE, purpose->range,
		       "the law allows this share for no pupil at '%s'",
		       check_setting(checker));
	if (gateway->when != NULL)
		finding_hint(checker->findings, finding,
			     "the gateway '%.*s' asks '%.*s'",
			     SLICE_ARGS(gateway->name),
			     SLICE_ARGS(range_text(gateway->when->range)));
	check_cite(checker, finding, gateway);
}

/* --- it allows less ------------------------------------------------------------------------- */

/* The purposes from `i` on for which the same fields are not covered. */
static const char *like_purposes(struct checker *checker,
				 const struct flow *flow, struct view *views,
				 size_t i)
{
	struct slice *names = arena_array(checker->arena, flow->purpose_count,
					  sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		checker->findings->failed = true;
		return "";
	}
	for (size_t j = i; j < flow->purpose_count; j++) {
		if (views[j].prospect != PROSPECT_OPEN ||
		    memcmp(&views[j].uncovered, &views[i].uncovered,
			   sizeof(views[i].uncovered)) != 0)
			continue;
		views[j].told = true;
		names[count++] =
			checker->dictionary->purposes[flow->purposes[j].index]
				.name;
	}
	return check_names(checker, names, count);
}

static void tell_uncovered(struct checker *checker, const struct flow *flow,
			   struct view *views, size_t i)
{
	struct field_set uncovered = views[i].uncovered;
	struct field_set rest = field_set_difference(
		field_set_difference(flow->fields, uncovered),
		checker->uncollected);
	bool all = field_set_empty(rest);
	const char *purposes = like_purposes(checker, flow, views, i);
	struct finding *finding;

	finding = tell(checker,
		       all ? CHECK_NO_GATEWAY : CHECK_BROADER_THAN_GATEWAY,
		       check_send_range(checker, flow->rule, uncovered),
		       "no gateway covers, for %s: %s", purposes,
		       check_fields(checker, uncovered));
	finding_hint(checker->findings, finding,
		     "what no gateway covers is never sent; take it out, or "
		     "look for the law that allows it");
}

static void check_flow(struct checker *checker, const struct flow *flow)
{
	size_t count = flow->purpose_count;
	struct view *views = arena_array(checker->arena, count, sizeof(*views));
	bool *open = arena_array(checker->arena, count, sizeof(*open));

	if (views == NULL || open == NULL) {
		checker->findings->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		views[i] = look(checker, flow, flow->purposes[i].index);
	for (size_t i = 0; i < count; i++) {
		const struct view *view = &views[i];

		if (view->prospect == PROSPECT_NONE)
			tell_no_gateway(checker, flow, &flow->purposes[i]);
		else if (view->prospect == PROSPECT_DEAD)
			tell_dead(checker, &flow->purposes[i],
				  &view->dead->gateway->rule);
		else if (!view->told && !field_set_empty(view->uncovered))
			tell_uncovered(checker, flow, views, i);
	}
	for (size_t i = 0; i < count; i++)
		open[i] = views[i].prospect == PROSPECT_OPEN;
	check_limits(checker, flow, open);
}

void check_gateways(struct checker *checker)
{
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];

		if (!flow->rule->by_other && !flow->closed &&
		    flow->body != DICTIONARY_NONE)
			check_flow(checker, flow);
	}
}
