/* What of a case goes by a flow, on which terms. */
#include "base/date.h"
#include "base/error.h"
#include "publish/publication_parts.h"

/* A way, while it is compared with others. */
struct candidate_way {
	struct published_way way;
	const uint8_t *open; /* by cell */
	bool is_left;
};

struct ways {
	struct candidate_way *list;
	size_t count;
};

/* One case in one flow. */
struct drafting {
	struct maker *maker;
	const struct field_case *one;
	const struct rule *share; /* the flow's; NULL: by duty alone */
	struct ways ways;
	struct published_part part;
};

/* --- ways ---------------------------------------------------------------------------- */

/* The triggers on which both hold; false when there is none. */
static bool common_triggers(uint64_t a, uint64_t b, uint64_t *both)
{
	if (a == 0 || b == 0) {
		*both = a | b;
		return true;
	}
	*both = a & b;
	return *both != 0;
}

static uint8_t *both_marks(struct drafting *drafting, const uint8_t *a,
			   const uint8_t *b)
{
	uint32_t count = drafting->one->cells.count;
	uint8_t *marks = arena_allocate(&drafting->maker->scratch, count);

	for (uint32_t i = 0; marks != NULL && i < count; i++)
		marks[i] = a[i] & b[i];
	return marks;
}

static int add_way(struct drafting *drafting, const struct case_rule *gateway,
		   const struct case_rule *share)
{
	const struct rule *law = gateway->published->rule;
	const struct rule *promise =
		share != NULL ? share->published->rule : NULL;
	struct candidate_way added = {
		.way = {.gateway = gateway->published,
			.share = share != NULL ? share->published : NULL,
			.every_months = law->every_months,
			.level = law->level},
		.open = gateway->holds,
		.is_left = true,
	};

	if (!common_triggers(law->triggers,
			     promise != NULL ? promise->triggers
					     : law->duty_triggers,
			     &added.way.triggers))
		return 0;
	if (promise != NULL) {
		if (promise->every_months > added.way.every_months)
			added.way.every_months = promise->every_months;
		if (!level_least(drafting->maker->dictionary, law->level,
				 promise->level, &added.way.level))
			return 0;
		added.open = both_marks(drafting, gateway->holds, share->holds);
		if (added.open == NULL)
			return error_memory(drafting->maker->error);
	}
	drafting->ways.list[drafting->ways.count++] = added;
	return 0;
}

static int add_ways(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;

	drafting->ways.list =
		arena_array(&drafting->maker->scratch,
			    one->gateway_count * (one->share_count + 1),
			    sizeof(*drafting->ways.list));
	if (drafting->ways.list == NULL)
		return error_memory(drafting->maker->error);
	for (size_t g = 0; g < one->gateway_count; g++) {
		for (size_t s = 0; s < one->share_count; s++)
			if (one->shares[s].published->rule == drafting->share &&
			    add_way(drafting, &one->gateways[g],
				    &one->shares[s]) != 0)
				return -1;
		if (one->gateways[g].published->rule->duty &&
		    add_way(drafting, &one->gateways[g], NULL) != 0)
			return -1;
	}
	return 0;
}

static bool is_open_on(const struct candidate_way *way,
		       const struct occasion *occasion)
{
	return way->way.every_months <= occasion->waited &&
	       (way->way.triggers == 0 ||
		(occasion->trigger < 64 &&
		 (way->way.triggers >> occasion->trigger & 1) != 0));
}

/* Whether a duty sends it whatever shares say. */
static bool is_owed(const struct ways *ways, const struct occasion *occasion,
		    uint32_t cell)
{
	for (size_t i = 0; i < ways->count; i++)
		if (ways->list[i].way.share == NULL &&
		    ways->list[i].open[cell] != 0 &&
		    is_open_on(&ways->list[i], occasion))
			return true;
	return false;
}

/* Whether the engine lets something go by this way and not merely by a duty
 * that is open at the same time. */
static bool is_used(const struct drafting *drafting,
		    const struct candidate_way *way)
{
	const struct field_case *one = drafting->one;

	for (size_t o = 0; o < one->occasion_count; o++) {
		const struct occasion *occasion = &one->occasions[o];

		if (!is_open_on(way, occasion))
			continue;
		for (uint32_t c = 0; c < one->cells.count; c++)
			if (way->open[c] != 0 && occasion->level_of[c] != 0 &&
			    (way->way.share == NULL ||
			     !is_owed(&drafting->ways, occasion, c)))
				return true;
	}
	return false;
}

/* Whether `a` lets nothing go that `b` does not. */
static bool adds_nothing(const struct drafting *drafting,
			 const struct candidate_way *a,
			 const struct candidate_way *b)
{
	bool rarer = b->way.triggers == 0 ||
		     (a->way.triggers != 0 &&
		      (a->way.triggers & ~b->way.triggers) == 0);

	return rarer && a->way.every_months >= b->way.every_months &&
	       (b->way.share == NULL || a->way.share != NULL) &&
	       marks_within(&drafting->one->cells, a->open, b->open);
}

static void leave_out(struct drafting *drafting)
{
	struct ways *ways = &drafting->ways;

	for (size_t i = 0; i < ways->count; i++)
		ways->list[i].is_left = is_used(drafting, &ways->list[i]);
	for (size_t i = 0; i < ways->count; i++)
		for (size_t j = 0; j < ways->count; j++) {
			struct candidate_way *a = &ways->list[i];
			const struct candidate_way *b = &ways->list[j];

			if (i == j || !a->is_left || !b->is_left ||
			    !adds_nothing(drafting, a, b))
				continue;
			/* Of two alike the first stays. */
			if (j < i || !adds_nothing(drafting, b, a))
				a->is_left = false;
		}
}

static const struct condition *asked_by(const struct published_rule *rule)
{
	return rule != NULL ? rule->rule->when : NULL;
}

static int write_ways(struct drafting *drafting)
{
	struct maker *maker = drafting->maker;
	struct ways *ways = &drafting->ways;
	struct published_way *list =
		arena_array(maker->arena, ways->count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	drafting->part.ways = list;
	for (size_t i = 0; i < ways->count; i++) {
		struct published_way *way;

		if (!ways->list[i].is_left)
			continue;
		way = &list[drafting->part.way_count++];
		*way = ways->list[i].way;
		if (simplify_both(maker, &drafting->one->cells,
				  asked_by(way->share), asked_by(way->gateway),
				  &way->when) != 0)
			return -1;
	}
	return 0;
}

static enum published_duty find_duty(const struct published_part *part)
{
	size_t owed = 0;

	for (size_t i = 0; i < part->way_count; i++)
		owed += part->ways[i].share == NULL;
	return owed == 0                 ? DUTY_NONE
	       : owed == part->way_count ? DUTY_ALWAYS
					 : DUTY_SOME;
}

/* --- rules that bear on it ------------------------------------------------------------- */

static bool is_open_at(const struct drafting *drafting, uint32_t cell)
{
	for (size_t i = 0; i < drafting->ways.count; i++)
		if (drafting->ways.list[i].is_left &&
		    drafting->ways.list[i].open[cell] != 0)
			return true;
	return false;
}

/* Whether a set of pupils has one for whom a way is open. */
static bool meets_way(const struct drafting *drafting, const uint8_t *marks)
{
	for (uint32_t c = 0; c < drafting->one->cells.count; c++)
		if (marks[c] != 0 && is_open_at(drafting, c))
			return true;
	return false;
}

/* Whether a rule is used when data goes: where a duty sends it, duties alone
 * are. */
static bool bears(const struct drafting *drafting, const struct case_rule *rule)
{
	const struct rule *entry = rule->published->rule;

	return (drafting->part.duty != DUTY_ALWAYS || entry->duty) &&
	       meets_way(drafting, rule->holds);
}

/* Visits the rules that bear on the part: gateways, then shares. */
static const struct case_rule *next_rule(const struct drafting *drafting,
					 size_t *at)
{
	const struct field_case *one = drafting->one;

	while (*at < one->gateway_count + one->share_count) {
		const struct case_rule *rule =
			*at < one->gateway_count
				? &one->gateways[*at]
				: &one->shares[*at - one->gateway_count];

		(*at)++;
		if (bears(drafting, rule))
			return rule;
	}
	return NULL;
}

/* --- safeguards, wishes ------------------------------------------------------------------ */

static int add_need(struct drafting *drafting, struct published_need *list,
		    const struct case_rule *of, const struct need *need)
{
	struct maker *maker = drafting->maker;
	const struct cells *cells = &drafting->one->cells;
	struct published_need added = {.need = need, .of = of->published};
	uint8_t *marks =
		mark_cells(maker, cells, need->where, ACCEPT_NOT_FALSE);

	if (marks == NULL)
		return error_memory(maker->error);
	for (uint32_t c = 0; c < cells->count; c++)
		marks[c] &= of->holds[c];
	if (!meets_way(drafting, marks))
		return 0;
	if (simplify(maker, cells, need->where, ACCEPT_NOT_FALSE,
		     &added.where) != 0)
		return -1;
	list[drafting->part.need_count++] = added;
	return 0;
}

static int write_needs(struct drafting *drafting)
{
	struct published_need *list;
	const struct case_rule *rule;
	size_t count = 0;

	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		count += rule->published->rule->need_count;
	list = arena_array(drafting->maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(drafting->maker->error);
	drafting->part.needs = list;
	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		for (size_t i = 0; i < rule->published->rule->need_count; i++)
			if (add_need(drafting, list, rule,
				     &rule->published->rule->needs[i]) != 0)
				return -1;
	return 0;
}

/* All rules of the case, those that a duty passes among them: of theirs it is
 * said that the objection yields. */
static size_t objecting_rules(const struct drafting *drafting,
			      const struct case_rule **list)
{
	const struct field_case *one = drafting->one;
	size_t count = 0;

	for (size_t i = 0; i < one->gateway_count + one->share_count; i++) {
		const struct case_rule *rule =
			i < one->gateway_count
				? &one->gateways[i]
				: &one->shares[i - one->gateway_count];

		if (rule->published->rule->objection_count > 0 &&
		    meets_way(drafting, rule->holds))
			list[count++] = rule;
	}
	return count;
}

static struct published_objection
make_objection(const struct drafting *drafting, const struct case_rule *rule,
	       size_t index)
{
	const struct objection_clause *clause =
		&rule->published->rule->objections[index];
	struct field_set fields = drafting->one->fields;

	return (struct published_objection){
		.clause = clause,
		.of = rule->published,
		.stops = field_set_difference(fields, clause->leaves),
		.still = field_set_intersection(fields, clause->leaves),
		.closed = clause->stated.to != DATE_NONE &&
			  clause->stated.to < drafting->maker->date,
		.yields = !bears(drafting, rule),
	};
}

static int write_objections(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	struct maker *maker = drafting->maker;
	const struct case_rule **rules = arena_array(
		&maker->scratch, one->gateway_count + one->share_count,
		sizeof(*rules));
	struct published_objection *list;
	size_t rule_count, count = 0;

	if (rules == NULL)
		return error_memory(maker->error);
	rule_count = objecting_rules(drafting, rules);
	for (size_t i = 0; i < rule_count; i++)
		count += rules[i]->published->rule->objection_count;
	list = arena_array(maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	drafting->part.objections = list;
	for (size_t i = 0; i < rule_count; i++)
		for (size_t o = 0;
		     o < rules[i]->published->rule->objection_count; o++)
			list[drafting->part.objection_count++] =
				make_objection(drafting, rules[i], o);
	return 0;
}

static int write_except(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	struct maker *maker = drafting->maker;
	struct published_except *list =
		arena_array(maker->arena, one->except_count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	drafting->part.except = list;
	for (size_t i = 0; i < one->except_count; i++) {
		const struct published_except *except = &one->except[i];
		const uint8_t *marks =
			mark_cells(maker, &one->cells, except->rule->when,
				   ACCEPT_NOT_FALSE);

		if (marks == NULL)
			return error_memory(maker->error);
		if ((!except->of_notice ||
		     drafting->part.duty != DUTY_ALWAYS) &&
		    meets_way(drafting, marks))
			list[drafting->part.except_count++] = *except;
	}
	return 0;
}

/* --- what the recipient must keep to ------------------------------------------------------ */

/* Whether a way goes by this rule.  Others that hold for some of the pupils
 * narrow it for them; to whom it may go on at most these say. */
static bool is_way(const struct drafting *drafting,
		   const struct case_rule *rule)
{
	for (size_t i = 0; i < drafting->part.way_count; i++)
		if (drafting->part.ways[i].gateway == rule->published ||
		    drafting->part.ways[i].share == rule->published)
			return true;
	return false;
}

/* Whether some way leaves it to the recipient to whom it goes on. */
static bool is_unlimited(const struct drafting *drafting)
{
	for (size_t i = 0; i < drafting->part.way_count; i++) {
		const struct published_way *way = &drafting->part.ways[i];

		if (way->gateway->rule->onward_count == 0 &&
		    (way->share == NULL || way->share->rule->onward_count == 0))
			return true;
	}
	return false;
}

static int write_onward(struct drafting *drafting)
{
	struct published_onward *list;
	const struct case_rule *rule;
	size_t count = 0;

	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		count += rule->published->rule->onward_count;
	list = arena_array(drafting->maker->arena, count, sizeof(*list));
	if (list == NULL)
		return error_memory(drafting->maker->error);
	drafting->part.onward = list;
	if (is_unlimited(drafting))
		return 0;
	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;) {
		const struct rule *entry = rule->published->rule;

		for (size_t i = 0;
		     is_way(drafting, rule) && i < entry->onward_count; i++)
			list[drafting->part.onward_count++] =
				(struct published_onward){&entry->onward[i],
							  rule->published};
	}
	return 0;
}

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
static void write_limits(struct drafting *drafting)
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
static void add_promises(struct drafting *drafting, const struct pair *pair)
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

/* --- level and law ------------------------------------------------------------------------- */

static void take_level(struct drafting *drafting, bool *any, struct level level)
{
	struct published_part *part = &drafting->part;

	if (!*any) {
		part->level = level;
		*any = true;
	} else if (!level_equal(part->level, level)) {
		part->level_varies = true;
		if (level_within(drafting->maker->dictionary, part->level,
				 level))
			part->level = level;
	}
}

/* As the engine answered where a way of this flow is open. */
static void write_level(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;
	bool any = false;

	for (size_t o = 0; o < one->occasion_count; o++)
		for (size_t w = 0; w < drafting->ways.count; w++) {
			const struct candidate_way *way =
				&drafting->ways.list[w];
			bool seen[CASE_LEVELS + 1] = {false};

			if (!way->is_left ||
			    !is_open_on(way, &one->occasions[o]))
				continue;
			for (uint32_t c = 0; c < one->cells.count; c++)
				if (way->open[c] != 0)
					seen[one->occasions[o].level_of[c]] =
						true;
			for (size_t l = 0; l < one->level_count; l++)
				if (seen[l + 1])
					take_level(drafting, &any,
						   one->levels[l]);
		}
}

static bool has_index(const uint16_t *list, size_t count, uint16_t index)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == index)
			return true;
	return false;
}

static int write_laws(struct drafting *drafting)
{
	struct maker *maker = drafting->maker;
	const struct dictionary *dictionary = maker->dictionary;
	struct published_part *part = &drafting->part;
	uint16_t *laws, *grounds;
	size_t law_count = 0, ground_count = 0;

	for (size_t i = 0; i < part->way_count; i++) {
		law_count += part->ways[i].gateway->rule->law_count;
		ground_count += part->ways[i].gateway->rule->ground_count;
	}
	laws = arena_array(maker->arena, law_count, sizeof(*laws));
	grounds = arena_array(maker->arena, ground_count, sizeof(*grounds));
	if (laws == NULL || grounds == NULL)
		return error_memory(maker->error);
	part->laws = laws;
	part->grounds = grounds;
	for (size_t i = 0; i < part->way_count; i++) {
		const struct rule *rule = part->ways[i].gateway->rule;

		if (part->within_range.source == NULL)
			part->within_range = rule->within_range;
		for (size_t l = 0; l < rule->law_count; l++) {
			if (has_index(laws, part->law_count, rule->laws[l]))
				continue;
			laws[part->law_count++] = rule->laws[l];
			part->unconfirmed |=
				dictionary->laws[rule->laws[l]].unconfirmed;
		}
		for (size_t g = 0; g < rule->ground_count; g++)
			if (law_in_force(&dictionary->laws[rule->grounds[g]],
					 maker->date) &&
			    !has_index(grounds, part->ground_count,
				       rule->grounds[g]))
				grounds[part->ground_count++] =
					rule->grounds[g];
	}
	return 0;
}

/* --- a part ----------------------------------------------------------------------------------- */

static int copy_rules(struct drafting *drafting, const struct case_rule *rules,
		      size_t count, const struct published_rule **out)
{
	struct published_rule *list =
		arena_array(drafting->maker->arena, count, sizeof(*list));

	if (list == NULL)
		return error_memory(drafting->maker->error);
	for (size_t i = 0; i < count; i++)
		list[i] = *rules[i].published;
	*out = list;
	return 0;
}

static int draft(struct drafting *drafting, const struct pair *pair)
{
	const struct field_case *one = drafting->one;
	struct published_part *part = &drafting->part;

	part->fields = one->fields;
	if (write_ways(drafting) != 0)
		return -1;
	part->duty = find_duty(part);
	part->wishes_bear =
		part->duty != DUTY_ALWAYS &&
		!drafting->maker->dictionary->purposes[pair->purpose].protects;
	write_level(drafting);
	write_limits(drafting);
	add_promises(drafting, pair);
	if (write_needs(drafting) != 0 || write_objections(drafting) != 0 ||
	    write_except(drafting) != 0 || write_onward(drafting) != 0 ||
	    write_laws(drafting) != 0)
		return -1;
	part->gateway_count = one->gateway_count;
	part->share_count = one->share_count;
	return copy_rules(drafting, one->gateways, one->gateway_count,
			  &part->gateways) != 0 ||
			       copy_rules(drafting, one->shares,
					  one->share_count, &part->shares) != 0
		       ? -1
		       : 0;
}

int draft_part(struct maker *maker, const struct pair *pair,
	       const struct field_case *one, const struct rule *share,
	       struct published_part *part)
{
	struct drafting drafting = {maker, one, share, {0}, {.way_count = 0}};
	bool any = false;

	if (!one->goes)
		goto out;
	if (add_ways(&drafting) != 0)
		return -1;
	leave_out(&drafting);
	for (size_t i = 0; i < drafting.ways.count; i++)
		any = any || drafting.ways.list[i].is_left;
	if (any && draft(&drafting, pair) != 0)
		return -1;
out:
	*part = drafting.part;
	return 0;
}
