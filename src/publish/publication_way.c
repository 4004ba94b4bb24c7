/* By which ways a case goes in a flow: a gateway with a share, or a duty alone. */
#include "base/error.h"
#include "publish/publication_draft.h"

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

bool is_open_on(const struct candidate_way *way,
		const struct occasion *occasion)
{
	return way->way.every_months <= occasion->waited &&
	       (way->way.triggers == 0 ||
		(occasion->trigger < 64 &&
		 (way->way.triggers >> occasion->trigger & 1) != 0));
}

bool is_owed(const struct ways *ways, const struct occasion *occasion,
	     uint32_t cell)
{
	for (size_t i = 0; i < ways->count; i++)
		if (ways->list[i].way.share == NULL &&
		    ways->list[i].open[cell] != 0 &&
		    is_open_on(&ways->list[i], occasion))
			return true;
	return false;
}

/* --- what levels keep back ------------------------------------------------------------- */

/* By this way, and not merely by a duty that is open at the same time. */
static bool goes_by(const struct drafting *drafting,
		    const struct candidate_way *way,
		    const struct occasion *occasion, uint32_t cell)
{
	return way->open[cell] != 0 && occasion->level_of[cell] != 0 &&
	       is_open_on(way, occasion) &&
	       (way->way.share == NULL ||
		!is_owed(&drafting->ways, occasion, cell));
}

static bool ever_goes(const struct drafting *drafting,
		      const struct candidate_way *way, uint32_t cell)
{
	const struct field_case *one = drafting->one;

	for (size_t o = 0; o < one->occasion_count; o++)
		if (goes_by(drafting, way, &one->occasions[o], cell))
			return true;
	return false;
}

/* Whether a rule asks for the level and the profile of a way, no other. */
static bool asks_no_other(const struct rule *rule,
			  const struct published_way *way)
{
	return level_equal(rule->level, way->level) &&
	       (rule->profile == NULL ||
		rule->profile == way->gateway->rule->profile ||
		(way->share != NULL &&
		 rule->profile == way->share->rule->profile));
}

/* Closes a way for the pupils of another rule if nothing goes for any of them:
 * its level is one at which the field may not go. */
static int close_beside(struct drafting *drafting, struct candidate_way *way,
			const struct rule *rule)
{
	struct maker *maker = drafting->maker;
	struct condition *negated;
	const uint8_t *marks;
	bool closes = false;

	if (rule->when == NULL || asks_no_other(rule, &way->way))
		return 0;
	negated = arena_allocate(maker->arena, sizeof(*negated));
	if (negated == NULL)
		return error_memory(maker->error);
	*negated = (struct condition){.kind = CONDITION_NOT,
				      .range = rule->when->range,
				      .left = rule->when};
	marks = mark_cells(maker, &drafting->one->cells, negated, ACCEPT_TRUE);
	if (marks == NULL)
		return error_memory(maker->error);
	for (uint32_t c = 0; c < drafting->one->cells.count; c++) {
		if (way->open[c] == 0 || marks[c] != 0)
			continue;
		if (ever_goes(drafting, way, c))
			return 0;
		closes = true;
	}
	if (!closes)
		return 0;
	way->open = both_marks(drafting, way->open, marks);
	way->besides = join(maker, CONDITION_AND, way->besides, negated);
	return way->open != NULL && way->besides != NULL
		       ? 0
		       : error_memory(maker->error);
}

static int close_ways(struct drafting *drafting)
{
	const struct field_case *one = drafting->one;

	for (size_t w = 0; w < drafting->ways.count; w++) {
		struct candidate_way *way = &drafting->ways.list[w];

		for (size_t i = 0; i < one->gateway_count; i++)
			if (close_beside(drafting, way,
					 one->gateways[i].published->rule) != 0)
				return -1;
		for (size_t i = 0; i < one->share_count; i++)
			if (close_beside(drafting, way,
					 one->shares[i].published->rule) != 0)
				return -1;
	}
	return 0;
}

static void note_stops(const struct field_case *one,
		       const struct case_rule *gateway,
		       const struct case_rule *share, struct stop *stop)
{
	const struct rule *law = gateway->published->rule;
	const struct rule *promise = share->published->rule;
	struct candidate_way way = {
		.way.every_months = law->every_months > promise->every_months
					    ? law->every_months
					    : promise->every_months};

	if (!common_triggers(law->triggers, promise->triggers,
			     &way.way.triggers))
		return;
	for (size_t o = 0; o < one->occasion_count; o++) {
		if (!is_open_on(&way, &one->occasions[o]))
			continue;
		for (uint32_t c = 0; c < one->cells.count; c++)
			if ((gateway->holds[c] & share->holds[c]) != 0 &&
			    one->occasions[o].stops[c].gate > stop->gate)
				*stop = one->occasions[o].stops[c];
	}
}

bool find_stop(const struct field_case *one, const struct rule *share,
	       struct stop *stop)
{
	*stop = (struct stop){.reason = REASON_NONE};
	for (size_t g = 0; g < one->gateway_count; g++)
		for (size_t s = 0; s < one->share_count; s++)
			if (one->shares[s].published->rule == share)
				note_stops(one, &one->gateways[g],
					   &one->shares[s], stop);
	return stop->reason != REASON_NONE;
}

/* --- ways that say something ------------------------------------------------------------ */

/* Whether the engine lets something go by this way. */
static bool is_used(const struct drafting *drafting,
		    const struct candidate_way *way)
{
	for (uint32_t c = 0; c < drafting->one->cells.count; c++)
		if (ever_goes(drafting, way, c))
			return true;
	return false;
}

/* Whether the duty's own law lets families stop it, so that another duty would
 * send what it does not. */
static bool may_be_stopped(const struct drafting *drafting,
			   const struct published_way *way)
{
	const struct rule *rule = way->gateway->rule;

	for (size_t i = 0; i < rule->need_count; i++)
		if (rule->needs[i].kind == NEED_CONSENT)
			return true;
	for (size_t i = 0; i < rule->objection_count; i++)
		if (!field_set_empty(field_set_difference(
			    drafting->one->fields, rule->objections[i].leaves)))
			return true;
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
	       (a->way.share != NULL || !may_be_stopped(drafting, &b->way)) &&
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

static int simplify_way(struct drafting *drafting,
			const struct candidate_way *way,
			const struct condition **when)
{
	struct maker *maker = drafting->maker;
	const struct condition *law = asked_by(way->way.gateway);
	const struct condition *promise = asked_by(way->way.share);

	if (way->besides != NULL) {
		promise = join(maker, CONDITION_AND, promise, way->besides);
		if (promise == NULL)
			return error_memory(maker->error);
	}
	return simplify_both(maker, &drafting->one->cells, promise, law, when);
}

int write_ways(struct drafting *drafting)
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
		if (simplify_way(drafting, &ways->list[i], &way->when) != 0)
			return -1;
	}
	return 0;
}

int draft_ways(struct drafting *drafting)
{
	if (add_ways(drafting) != 0 || close_ways(drafting) != 0)
		return -1;
	leave_out(drafting);
	return 0;
}

/* --- rules that bear on it ------------------------------------------------------------- */

bool is_open_at(const struct drafting *drafting, uint32_t cell)
{
	for (size_t i = 0; i < drafting->ways.count; i++)
		if (drafting->ways.list[i].is_left &&
		    drafting->ways.list[i].open[cell] != 0)
			return true;
	return false;
}

bool meets_way(const struct drafting *drafting, const uint8_t *marks)
{
	for (uint32_t c = 0; c < drafting->one->cells.count; c++)
		if (marks[c] != 0 && is_open_at(drafting, c))
			return true;
	return false;
}

bool bears(const struct drafting *drafting, const struct case_rule *rule)
{
	const struct rule *entry = rule->published->rule;

	return (drafting->part.duty != DUTY_ALWAYS || entry->duty) &&
	       meets_way(drafting, rule->holds);
}

const struct case_rule *next_rule(const struct drafting *drafting, size_t *at)
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
