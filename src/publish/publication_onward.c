/* To whom the recipient may pass it on: what all rules by which it goes allow. */
#include "base/error.h"
#include "publish/publication_draft.h"

/* --- when a rule binds --------------------------------------------------------------- */

/* On which of the occasions on which something goes a rule binds. */
struct bearing {
	bool some, all;
	bool unowed; /* it does not where a duty sends it */
	/* Else neither what a pupil is nor a trigger keeps it from binding. */
	bool every_pupil, every_time;
};

static bool goes_at(const struct drafting *drafting,
		    const struct occasion *occasion, uint32_t cell)
{
	for (size_t i = 0; i < drafting->ways.count; i++) {
		const struct candidate_way *way = &drafting->ways.list[i];

		if (way->is_left && way->open[cell] != 0 &&
		    is_open_on(way, occasion))
			return occasion->level_of[cell] != 0;
	}
	return false;
}

static bool is_set_off(uint64_t triggers, const struct occasion *occasion)
{
	return triggers == 0 || (occasion->trigger < 64 &&
				 (triggers >> occasion->trigger & 1) != 0);
}

static bool is_owed_by_another(const struct drafting *drafting,
			       const struct rule *rule,
			       const struct occasion *occasion, uint32_t cell)
{
	for (size_t i = 0; i < drafting->ways.count; i++) {
		const struct candidate_way *way = &drafting->ways.list[i];

		if (way->way.share == NULL && way->open[cell] != 0 &&
		    way->way.gateway->rule != rule && is_open_on(way, occasion))
			return true;
	}
	return false;
}

/* Where a duty sends it, shares and what is no duty then bind nobody; nor does a
 * duty that a family can stop, or that wants something first, beside another. */
static bool is_passed(const struct drafting *drafting, const struct rule *rule,
		      const struct occasion *occasion, uint32_t cell)
{
	if ((rule->objection_count > 0 || rule->need_count > 0) &&
	    is_owed_by_another(drafting, rule, occasion, cell))
		return true;
	return is_owed(&drafting->ways, occasion, cell) &&
	       !(rule->duty && is_set_off(rule->duty_triggers, occasion));
}

static struct bearing bearing_of(const struct drafting *drafting,
				 const struct case_rule *rule)
{
	const struct field_case *one = drafting->one;
	const struct rule *entry = rule->published->rule;
	struct bearing binding = {
		.all = true, .every_pupil = true, .every_time = true};

	for (size_t o = 0; o < one->occasion_count; o++) {
		const struct occasion *occasion = &one->occasions[o];

		for (uint32_t c = 0; c < one->cells.count; c++) {
			bool passed, set_off;

			if (!goes_at(drafting, occasion, c))
				continue;
			passed = is_passed(drafting, entry, occasion, c);
			set_off = is_set_off(entry->triggers, occasion) &&
				  entry->every_months <= occasion->waited;
			binding.every_pupil &= passed || rule->holds[c] != 0;
			binding.every_time &= passed || set_off;
			binding.unowed |= passed;
			if (rule->holds[c] != 0 && set_off && !passed)
				binding.some = true;
			else
				binding.all = false;
		}
	}
	return binding;
}

/* --- what two limits both allow ---------------------------------------------------------- */

static bool has(const uint16_t *list, size_t count, uint16_t index)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == index)
			return true;
	return false;
}

/* Whoever holds a body is any of its holders. */
static void common_bodies(const struct onward_limit *a,
			  const struct onward_limit *b, uint16_t *bodies,
			  uint16_t *holders, size_t *count)
{
	for (size_t i = 0; i < a->body_count; i++)
		for (size_t j = 0; j < b->body_count; j++) {
			uint16_t first = a->holders[i], second = b->holders[j];

			if (a->bodies[i] != b->bodies[j] ||
			    (first != second && first != DICTIONARY_NONE &&
			     second != DICTIONARY_NONE))
				continue;
			bodies[*count] = a->bodies[i];
			holders[(*count)++] =
				first != DICTIONARY_NONE ? first : second;
		}
}

/* None in a clause: what it was received for. */
static void common_purposes(const struct onward_limit *a,
			    const struct onward_limit *b, uint16_t received_for,
			    uint16_t *purposes, size_t *count)
{
	const uint16_t *list =
		a->purpose_count > 0 ? a->purposes : &received_for;
	size_t list_count = a->purpose_count > 0 ? a->purpose_count : 1;
	const uint16_t *other =
		b->purpose_count > 0 ? b->purposes : &received_for;
	size_t other_count = b->purpose_count > 0 ? b->purpose_count : 1;

	for (size_t i = 0; i < list_count; i++)
		if (has(other, other_count, list[i]))
			purposes[(*count)++] = list[i];
}

/* What both clauses allow; without bodies: nothing. */
static int meet(struct drafting *drafting, const struct onward_limit *a,
		const struct onward_limit *b, uint16_t received_for,
		struct onward_limit *out)
{
	struct arena *arena = drafting->maker->arena;
	size_t most = a->body_count * b->body_count;
	uint16_t *bodies = arena_array(arena, most + 1, sizeof(*bodies));
	uint16_t *holders = arena_array(arena, most + 1, sizeof(*holders));
	uint16_t *purposes =
		arena_array(arena, a->purpose_count + b->purpose_count + 1,
			    sizeof(*purposes));

	if (bodies == NULL || holders == NULL || purposes == NULL)
		return error_memory(drafting->maker->error);
	*out = (struct onward_limit){
		.bodies = bodies,
		.holders = holders,
		.purposes = purposes,
		.then_by_law = a->then_by_law && b->then_by_law,
		.range = a->range,
	};
	common_purposes(a, b, received_for, purposes, &out->purpose_count);
	if (out->purpose_count == 0 ||
	    !level_least(drafting->maker->dictionary, a->level, b->level,
			 &out->level))
		return 0;
	if (a->purpose_count == 0 && b->purpose_count == 0)
		out->purpose_count = 0;
	common_bodies(a, b, bodies, holders, &out->body_count);
	return 0;
}

static bool holds_list(const uint16_t *list, size_t count, const uint16_t *all,
		       size_t all_count)
{
	for (size_t i = 0; i < count; i++)
		if (!has(all, all_count, list[i]))
			return false;
	return true;
}

static bool holds_body(const struct onward_limit *limit, uint16_t body,
		       uint16_t holder)
{
	for (size_t i = 0; i < limit->body_count; i++)
		if (limit->bodies[i] == body &&
		    (limit->holders[i] == holder ||
		     limit->holders[i] == DICTIONARY_NONE))
			return true;
	return false;
}

/* Whether `b` says all that `a` does. */
static bool is_within(const struct dictionary *dictionary,
		      const struct onward_limit *a,
		      const struct onward_limit *b)
{
	for (size_t i = 0; i < a->body_count; i++)
		if (!holds_body(b, a->bodies[i], a->holders[i]))
			return false;
	return (a->purpose_count == 0) == (b->purpose_count == 0) &&
	       holds_list(a->purposes, a->purpose_count, b->purposes,
			  b->purpose_count) &&
	       a->then_by_law == b->then_by_law &&
	       level_within(dictionary, a->level, b->level);
}

/* Clauses of which one at least must allow it. */
struct clauses {
	struct onward_limit *list;
	size_t count; /* none: nobody */
};

static int take(struct drafting *drafting, const struct rule *rule,
		struct clauses *clauses)
{
	clauses->count = 0;
	clauses->list = arena_array(drafting->maker->arena, rule->onward_count,
				    sizeof(*clauses->list));
	if (clauses->list == NULL)
		return error_memory(drafting->maker->error);
	for (size_t i = 0; i < rule->onward_count; i++)
		if (rule->onward[i].body_count > 0)
			clauses->list[clauses->count++] = rule->onward[i];
	return 0;
}

/* Leaves out what another clause says as well. */
static void prune(const struct dictionary *dictionary, struct clauses *clauses)
{
	size_t kept = 0;

	for (size_t i = 0; i < clauses->count; i++) {
		bool said = false;

		for (size_t j = 0; j < kept && !said; j++)
			said = is_within(dictionary, &clauses->list[i],
					 &clauses->list[j]);
		for (size_t j = i + 1; j < clauses->count && !said; j++)
			said = is_within(dictionary, &clauses->list[i],
					 &clauses->list[j]);
		if (!said)
			clauses->list[kept++] = clauses->list[i];
	}
	clauses->count = kept;
}

static int meet_all(struct drafting *drafting, const struct clauses *a,
		    const struct clauses *b, uint16_t received_for,
		    struct clauses *out)
{
	*out = (struct clauses){
		.list = arena_array(drafting->maker->arena,
				    a->count * b->count + 1,
				    sizeof(*out->list)),
	};
	if (out->list == NULL)
		return error_memory(drafting->maker->error);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			struct onward_limit *met = &out->list[out->count];

			if (meet(drafting, &a->list[i], &b->list[j],
				 received_for, met) != 0)
				return -1;
			if (met->body_count > 0)
				out->count++;
		}
	prune(drafting->maker->dictionary, out);
	return 0;
}

/* --- alike ---------------------------------------------------------------------------------- */

static bool same_list(const uint16_t *a, size_t a_count, const uint16_t *b,
		      size_t b_count)
{
	for (size_t i = 0; i < a_count && a_count == b_count; i++)
		if (a[i] != b[i])
			return false;
	return a_count == b_count;
}

static bool same_limit(const struct onward_limit *a,
		       const struct onward_limit *b)
{
	return same_list(a->bodies, a->body_count, b->bodies, b->body_count) &&
	       same_list(a->holders, a->body_count, b->holders,
			 b->body_count) &&
	       same_list(a->purposes, a->purpose_count, b->purposes,
			 b->purpose_count) &&
	       level_equal(a->level, b->level) &&
	       a->then_by_law == b->then_by_law &&
	       clause_same(a->range, b->range);
}

bool same_onward(const struct published_onward *a,
		 const struct published_onward *b)
{
	return same_limit(a->limit, b->limit) && a->some == b->some &&
	       a->unowed == b->unowed && a->triggers == b->triggers &&
	       condition_alike(a->when, b->when);
}

static bool same_clauses(const struct clauses *a, const struct clauses *b)
{
	for (size_t i = 0; i < a->count && a->count == b->count; i++) {
		const struct onward_limit *x = &a->list[i], *y = &b->list[i];

		if (!same_list(x->bodies, x->body_count, y->bodies,
			       y->body_count) ||
		    !same_list(x->holders, x->body_count, y->holders,
			       y->body_count) ||
		    !same_list(x->purposes, x->purpose_count, y->purposes,
			       y->purpose_count) ||
		    !level_equal(x->level, y->level) ||
		    x->then_by_law != y->then_by_law)
			return false;
	}
	return a->count == b->count;
}

/* --- the list --------------------------------------------------------------------------------- */

static int add_clauses(struct drafting *drafting, struct published_onward *like,
		       const struct clauses *clauses, struct range range)
{
	struct maker *maker = drafting->maker;
	struct published_part *part = &drafting->part;
	struct onward_limit *nobody =
		arena_allocate(maker->arena, sizeof(*nobody));
	size_t count = clauses->count > 0 ? clauses->count : 1;
	struct published_onward *list = arena_array(
		maker->arena, part->onward_count + count, sizeof(*list));

	if (nobody == NULL || list == NULL)
		return error_memory(maker->error);
	*nobody = (struct onward_limit){.level = level_named(), .range = range};
	for (size_t i = 0; i < part->onward_count; i++)
		list[i] = part->onward[i];
	for (size_t i = 0; i < count; i++) {
		like->limit = clauses->count > 0 ? &clauses->list[i] : nobody;
		list[part->onward_count++] = *like;
	}
	part->onward = list;
	return 0;
}

/* What binds whenever it goes; false in `*any`: no rule does. */
static int find_base(struct drafting *drafting, uint16_t purpose,
		     struct clauses *base, bool *any)
{
	struct published_onward always = {.of = NULL};
	const struct case_rule *rule;
	struct range range = {0};

	*any = false;
	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;) {
		const struct rule *entry = rule->published->rule;
		struct clauses own, both;

		if (entry->onward_count == 0 || !bearing_of(drafting, rule).all)
			continue;
		if (take(drafting, entry, &own) != 0)
			return -1;
		if (!*any) {
			*base = own;
		} else {
			if (meet_all(drafting, base, &own, purpose, &both) != 0)
				return -1;
			*base = both;
		}
		*any = true;
		always.of = rule->published;
		if (range.source == NULL || own.count == 0)
			range = entry->onward[0].range;
	}
	return *any ? add_clauses(drafting, &always, base, range) : 0;
}

/* Of a law by which nothing goes that does not go by another, only that it
 * narrows: families are spared its list. */
static bool is_way(const struct drafting *drafting,
		   const struct case_rule *rule)
{
	for (size_t i = 0; i < drafting->part.way_count; i++)
		if (drafting->part.ways[i].gateway == rule->published)
			return true;
	return rule->published->rule->kind != RULE_GATEWAY;
}

/* What a rule that binds at times only leaves of the rest. */
static int add_some(struct drafting *drafting, const struct case_rule *rule,
		    uint16_t purpose, const struct clauses *base)
{
	const struct rule *entry = rule->published->rule;
	struct bearing binding = bearing_of(drafting, rule);
	struct published_onward some = {
		.of = rule->published,
		.some = true,
		.unowed = binding.unowed,
		.when = binding.every_pupil ? NULL : rule->published->when,
		.triggers = binding.every_time ? 0 : entry->triggers,
	};
	struct clauses own, left;

	if (binding.all || !binding.some)
		return 0;
	if (take(drafting, entry, &own) != 0)
		return -1;
	left = own;
	if (base != NULL && meet_all(drafting, base, &own, purpose, &left) != 0)
		return -1;
	if (base != NULL && same_clauses(base, &left))
		return 0;
	/* Nor can be said that it binds after a while only. */
	if (!is_way(drafting, rule) ||
	    (some.when == NULL && some.triggers == 0 && !some.unowed)) {
		drafting->part.onward_less = true;
		return 0;
	}
	return add_clauses(drafting, &some, &left, entry->onward[0].range);
}

int write_onward(struct drafting *drafting, uint16_t purpose)
{
	struct clauses base = {NULL, 0};
	const struct case_rule *rule;
	bool any;

	if (find_base(drafting, purpose, &base, &any) != 0)
		return -1;
	if (any && base.count == 0)
		return 0;
	for (size_t at = 0; (rule = next_rule(drafting, &at)) != NULL;)
		if (rule->published->rule->onward_count > 0 &&
		    add_some(drafting, rule, purpose, any ? &base : NULL) != 0)
			return -1;
	return 0;
}
