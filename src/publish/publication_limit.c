/* What the recipient must keep to, by whichever way the data goes. */
#include "base/date.h"
#include "base/error.h"
#include "publish/publication_draft.h"

static int32_t last_day(const struct rule *rule, int32_t date)
{
	if (rule->delete_by != DATE_NONE)
		return rule->delete_by;
	return date_add_months(date, rule->delete_months) + rule->delete_days;
}

/* What binds the recipient whenever data goes by one way. */
struct limits {
	unsigned int without;
	enum results results;
	uint16_t results_area;
	const struct rule *deletion; /* NULL: not stated */
};

static void add_limits(const struct drafting *drafting, const struct rule *rule,
		       struct limits *limits)
{
	int32_t date = drafting->maker->date;

	if (rule->kind == RULE_GATEWAY)
		limits->without |= rule->without;
	if (rule->results == RESULTS_NOBODY ||
	    (rule->results == RESULTS_AREA &&
	     limits->results == RESULTS_UNSTATED)) {
		limits->results = rule->results;
		limits->results_area = rule->results == RESULTS_AREA
					       ? rule->results_area
					       : DICTIONARY_NONE;
	}
	if (rule->delete_range.source != NULL &&
	    (limits->deletion == NULL ||
	     last_day(rule, date) < last_day(limits->deletion, date)))
		limits->deletion = rule;
}

static struct limits limits_of(const struct drafting *drafting,
			       const struct published_way *way)
{
	struct limits limits = {.results_area = DICTIONARY_NONE};

	add_limits(drafting, way->gateway->rule, &limits);
	if (way->share != NULL)
		add_limits(drafting, way->share->rule, &limits);
	return limits;
}

/* What holds by either of two ways. */
static void narrow_limits(const struct drafting *drafting,
			  struct limits *limits, const struct limits *other)
{
	int32_t date = drafting->maker->date;

	limits->without &= other->without;
	if (limits->results != other->results ||
	    limits->results_area != other->results_area) {
		limits->results = RESULTS_UNSTATED;
		limits->results_area = DICTIONARY_NONE;
	}
	if (limits->deletion == NULL || other->deletion == NULL ||
	    last_day(other->deletion, date) > last_day(limits->deletion, date))
		limits->deletion =
			limits->deletion != NULL ? other->deletion : NULL;
}

static bool states_results(const struct case_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rules[i].published->rule->results != RESULTS_UNSTATED)
			return true;
	return false;
}

/* Only what holds for every pupil whose data goes: families are told of it. */
void write_limits(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	struct published_part *part = &drafting->part;
	struct limits limits = limits_of(drafting, &part->ways[0]);

	for (size_t i = 1; i < part->way_count; i++) {
		struct limits other = limits_of(drafting, &part->ways[i]);

		narrow_limits(drafting, &limits, &other);
	}
	part->without = limits.without;
	part->results = limits.results;
	part->results_area = limits.results_area;
	part->delete_by = DATE_NONE;
	if (limits.deletion != NULL) {
		part->delete_range = limits.deletion->delete_range;
		part->delete_by = limits.deletion->delete_by;
		part->delete_months = limits.deletion->delete_months;
		part->delete_days = limits.deletion->delete_days;
	}
	/* law: none of the results of secure work show anybody (C31). */
	if (part->level.kind == LEVEL_INSIDE && !part->level_varies &&
	    !states_results(one->gateways, one->gateway_count) &&
	    !states_results(one->shares, one->share_count))
		part->results = RESULTS_NOBODY;
}

/* What any version so far promised of the flow stays promised, where no duty
 * sends it (C17). */
void add_promises(struct drafting *drafting, const struct pair *pair)
{
	const struct maker *maker = drafting->maker;

	if (drafting->part.duty != DUTY_NONE)
		return;
	for (size_t v = 0; v < maker->policy->notice_count; v++) {
		const struct compiled_notice *compiled =
			&maker->policy->notices[v];

		if (compiled->notice->from > maker->date)
			continue;
		for (size_t i = 0; i < compiled->notice->share_count; i++) {
			const struct rule *share = &compiled->shares[i].rule;
			struct field_set fields =
				rule_fields(share, &compiled->notice->held);

			if (!share->by_other &&
			    rule_reaches(share, maker->dictionary, pair->body,
					 pair->purpose, maker->date) &&
			    !field_set_empty(field_set_intersection(
				    fields, drafting->one->fields)))
				drafting->part.without |= share->without;
		}
	}
}
