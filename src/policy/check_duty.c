/* What the law requires, beside what the notice tells of (C12). */
#include "policy/check_parts.h"

/* A duty towards one body, and what families are told of it. */
struct told {
	const struct flow *first; /* the first share for it; NULL: none */
	struct field_set missing;
};

static bool goes_to(const struct checker *checker, const struct flow *flow,
		    uint16_t body, uint16_t purpose)
{
	return !flow->rule->by_other && flow->body == body &&
	       rule_reaches(flow->rule, checker->dictionary, body, purpose,
			    checker->date);
}

static void look_at_purpose(const struct checker *checker,
			    const struct option *option, uint16_t body,
			    uint16_t purpose, struct told *told)
{
	/* 'and held categories' would ask for whatever there is. */
	struct field_set missing = field_set_intersection(
		option->gateway->rule.fields, checker->notice->held);
	const struct flow *first = NULL;

	missing = field_set_difference(missing, checker->uncollected);
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];

		if (!goes_to(checker, flow, body, purpose))
			continue;
		if (first == NULL)
			first = flow;
		missing = field_set_difference(missing, flow->fields);
	}
	if (first == NULL)
		return;
	if (told->first == NULL)
		told->first = first;
	told->missing = field_set_union(told->missing, missing);
}

/* A duty for whatever purpose: for those that the notice has. */
static void look_at_any_purpose(const struct checker *checker,
				const struct option *option, uint16_t body,
				struct told *told)
{
	for (size_t i = 0; i < checker->flow_count; i++) {
		const struct flow *flow = &checker->flows[i];

		for (size_t j = 0; j < flow->purpose_count; j++)
			if (flow->body == body)
				look_at_purpose(checker, option, body,
						flow->purposes[j].index, told);
	}
}

static void tell_duty(struct checker *checker, const struct option *option,
		      uint16_t body, const struct told *told)
{
	const struct dictionary *dictionary = checker->dictionary;
	const struct rule *rule = &option->gateway->rule;
	struct finding *finding;

	if (told->first != NULL && field_set_empty(told->missing))
		return;
	if (told->first != NULL)
		finding = tell(checker, CHECK_NARROWER_THAN_DUTY,
			       told->first->rule->range,
			       "the duty '%.*s' also requires: %s",
			       SLICE_ARGS(rule->name),
			       check_fields(checker, told->missing));
	else
		finding = tell(checker, CHECK_DUTY_NOT_TOLD,
			       checker->notice->range,
			       "the notice does not tell of the duty '%.*s' "
			       "towards '%.*s'",
			       SLICE_ARGS(rule->name),
			       SLICE_ARGS(dictionary->bodies[body].name));
	check_cite(checker, finding, rule);
}

static void check_duty(struct checker *checker, const struct option *option,
		       const struct reach *reach, uint16_t body)
{
	struct told told = {0};

	for (size_t i = 0; i < reach->purpose_count; i++)
		look_at_purpose(checker, option, body, reach->purposes[i],
				&told);
	if (reach->purpose_count == 0)
		look_at_any_purpose(checker, option, body, &told);
	tell_duty(checker, option, body, &told);
}

/* Families know what they are given themselves. */
static bool concerns_others(const struct checker *checker, uint16_t body)
{
	const struct body *entry = &checker->dictionary->bodies[body];

	return !slice_is(entry->kind, "family") &&
	       body_holder(entry, checker->date) != NULL;
}

void check_duties(struct checker *checker)
{
	for (size_t i = 0; i < checker->option_count; i++) {
		const struct option *option = &checker->options[i];
		const struct rule *rule = &option->gateway->rule;
		struct field_set held = field_set_intersection(
			option->fields, checker->notice->held);

		if (!rule->duty || pupil_set_empty(&option->pupils) ||
		    field_set_empty(held))
			continue;
		for (size_t r = 0; r < rule->reach_count; r++)
			for (size_t b = 0; b < rule->reaches[r].body_count; b++)
				if (concerns_others(checker,
						    rule->reaches[r].bodies[b]))
					check_duty(checker, option,
						   &rule->reaches[r],
						   rule->reaches[r].bodies[b]);
	}
}
