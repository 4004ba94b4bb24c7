/* Parts of a flow: what goes on the same terms is said once. */
#include <string.h>

#include "base/error.h"
#include "policy/level.h"
#include "publish/publication_draft.h"

/* --- the same terms ---------------------------------------------------------------- */

static bool same_indexes(const uint16_t *a, size_t a_count, const uint16_t *b,
			 size_t b_count)
{
	return a_count == b_count &&
	       (a_count == 0 || memcmp(a, b, a_count * sizeof(*a)) == 0);
}

static bool same_rule(const struct published_rule *a,
		      const struct published_rule *b)
{
	return a == b || (a != NULL && b != NULL && a->rule == b->rule);
}

static bool same_ways(const struct published_part *a,
		      const struct published_part *b)
{
	if (a->way_count != b->way_count)
		return false;
	for (size_t i = 0; i < a->way_count; i++) {
		const struct published_way *x = &a->ways[i];
		const struct published_way *y = &b->ways[i];

		if (!same_rule(x->gateway, y->gateway) ||
		    !same_rule(x->share, y->share) ||
		    x->triggers != y->triggers ||
		    x->every_months != y->every_months ||
		    !level_equal(x->level, y->level) ||
		    !condition_alike(x->when, y->when))
			return false;
	}
	return true;
}

static bool same_needs(const struct published_part *a,
		       const struct published_part *b)
{
	if (a->need_count != b->need_count)
		return false;
	for (size_t i = 0; i < a->need_count; i++)
		if (a->needs[i].need != b->needs[i].need ||
		    !condition_alike(a->needs[i].where, b->needs[i].where) ||
		    !condition_alike(a->needs[i].of_whom, b->needs[i].of_whom))
			return false;
	return true;
}

/* What stops may differ: it is added up. */
static bool same_objections(const struct published_part *a,
			    const struct published_part *b)
{
	if (a->objection_count != b->objection_count)
		return false;
	for (size_t i = 0; i < a->objection_count; i++)
		if (a->objections[i].clause != b->objections[i].clause ||
		    a->objections[i].yields != b->objections[i].yields ||
		    !condition_alike(a->objections[i].of_whom,
				     b->objections[i].of_whom))
			return false;
	return true;
}

static bool same_limits(const struct published_part *a,
			const struct published_part *b)
{
	if (a->onward_count != b->onward_count ||
	    a->except_count != b->except_count)
		return false;
	for (size_t i = 0; i < a->onward_count; i++)
		if (!same_onward(&a->onward[i], &b->onward[i]))
			return false;
	for (size_t i = 0; i < a->except_count; i++)
		if (a->except[i].rule != b->except[i].rule ||
		    !condition_alike(a->except[i].when, b->except[i].when))
			return false;
	return a->results == b->results && a->results_area == b->results_area &&
	       a->without == b->without &&
	       clause_same(a->delete_range, b->delete_range) &&
	       clause_same(a->within_range, b->within_range);
}

static bool same_terms(const struct published_part *a,
		       const struct published_part *b)
{
	return same_ways(a, b) && level_equal(a->level, b->level) &&
	       a->level_varies == b->level_varies && a->duty == b->duty &&
	       a->wishes_bear == b->wishes_bear && same_needs(a, b) &&
	       same_objections(a, b) && same_limits(a, b) &&
	       same_indexes(a->laws, a->law_count, b->laws, b->law_count) &&
	       same_indexes(a->grounds, a->ground_count, b->grounds,
			    b->ground_count);
}

/* --- adding up ------------------------------------------------------------------------ */

static bool has_rule(const struct published_rule *list, size_t count,
		     const struct rule *rule)
{
	for (size_t i = 0; i < count; i++)
		if (list[i].rule == rule)
			return true;
	return false;
}

static int join_rules(struct maker *maker, const struct published_rule **rules,
		      size_t *count, const struct published_rule *more,
		      size_t more_count)
{
	struct published_rule *list =
		arena_array(maker->arena, *count + more_count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	if (*count > 0)
		memcpy(list, *rules, *count * sizeof(*list));
	for (size_t i = 0; i < more_count; i++)
		if (!has_rule(list, *count, more[i].rule))
			list[(*count)++] = more[i];
	*rules = list;
	return 0;
}

static int join_objections(struct maker *maker, struct published_part *into,
			   const struct published_part *more)
{
	struct published_objection *list =
		arena_array(maker->arena, into->objection_count, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < into->objection_count; i++) {
		list[i] = into->objections[i];
		list[i].stops = field_set_union(list[i].stops,
						more->objections[i].stops);
		list[i].still = field_set_union(list[i].still,
						more->objections[i].still);
	}
	into->objections = list;
	return 0;
}

static int join_parts(struct maker *maker, struct published_part *into,
		      const struct published_part *more)
{
	into->fields = field_set_union(into->fields, more->fields);
	into->onward_less |= more->onward_less;
	return join_objections(maker, into, more) != 0 ||
			       join_rules(maker, &into->gateways,
					  &into->gateway_count, more->gateways,
					  more->gateway_count) != 0 ||
			       join_rules(maker, &into->shares,
					  &into->share_count, more->shares,
					  more->share_count) != 0
		       ? -1
		       : 0;
}

static int put_purpose(struct maker *maker, const uint16_t **purposes,
		       size_t *count, uint16_t purpose)
{
	uint16_t *list = arena_array(maker->arena, *count + 1, sizeof(*list));

	if (list == NULL)
		return error_memory(maker->error);
	if (*count > 0)
		memcpy(list, *purposes, *count * sizeof(*list));
	list[(*count)++] = purpose;
	*purposes = list;
	return 0;
}

int add_part(struct maker *maker, struct flow_builder *builder,
	     const struct published_part *part, uint16_t purpose)
{
	struct published_part *list;

	for (size_t i = 0; i < builder->part_count; i++) {
		struct published_part *other = &builder->parts[i];

		if (other->purposes[0] == purpose && same_terms(other, part))
			return join_parts(maker, other, part);
	}
	list = arena_grow(maker->arena, builder->parts, builder->part_count,
			  &builder->part_capacity, sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	builder->parts = list;
	list[builder->part_count] = *part;
	if (put_purpose(maker, &list[builder->part_count].purposes,
			&list[builder->part_count].purpose_count, purpose) != 0)
		return -1;
	builder->part_count++;
	return 0;
}

static bool same_withheld(const struct published_withheld *a,
			  const struct published_withheld *b)
{
	return a->gate == b->gate && a->reason == b->reason &&
	       clause_same(a->clause, b->clause);
}

int add_withheld(struct maker *maker, struct flow_builder *builder,
		 const struct published_withheld *withheld, uint16_t purpose)
{
	struct published_withheld *list;

	for (size_t i = 0; i < builder->withheld_count; i++) {
		struct published_withheld *other = &builder->withheld[i];

		if (other->purposes[0] != purpose ||
		    !same_withheld(other, withheld))
			continue;
		other->fields =
			field_set_union(other->fields, withheld->fields);
		return 0;
	}
	list = arena_grow(maker->arena, builder->withheld,
			  builder->withheld_count, &builder->withheld_capacity,
			  sizeof(*list));
	if (list == NULL)
		return error_memory(maker->error);
	builder->withheld = list;
	list[builder->withheld_count] = *withheld;
	if (put_purpose(maker, &list[builder->withheld_count].purposes,
			&list[builder->withheld_count].purpose_count,
			purpose) != 0)
		return -1;
	builder->withheld_count++;
	return 0;
}

/* --- one entry for several purposes ------------------------------------------------------ */

static bool same_fields(struct field_set a, struct field_set b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

static int join_purposes_of_parts(struct maker *maker,
				  struct flow_builder *builder)
{
	struct published_part *list = builder->parts;
	size_t kept = 0;

	for (size_t i = 0; i < builder->part_count; i++) {
		size_t j = 0;

		while (j < kept &&
		       !(same_fields(list[j].fields, list[i].fields) &&
			 same_terms(&list[j], &list[i])))
			j++;
		if (j == kept) {
			list[kept++] = list[i];
			continue;
		}
		if (put_purpose(maker, &list[j].purposes,
				&list[j].purpose_count,
				list[i].purposes[0]) != 0 ||
		    join_parts(maker, &list[j], &list[i]) != 0)
			return -1;
	}
	builder->part_count = kept;
	return 0;
}

static int join_purposes_of_withheld(struct maker *maker,
				     struct flow_builder *builder)
{
	struct published_withheld *list = builder->withheld;
	size_t kept = 0;

	for (size_t i = 0; i < builder->withheld_count; i++) {
		size_t j = 0;

		while (j < kept &&
		       !(same_fields(list[j].fields, list[i].fields) &&
			 same_withheld(&list[j], &list[i])))
			j++;
		if (j == kept)
			list[kept++] = list[i];
		else if (put_purpose(maker, &list[j].purposes,
				     &list[j].purpose_count,
				     list[i].purposes[0]) != 0)
			return -1;
	}
	builder->withheld_count = kept;
	return 0;
}

/* Objections that stop nothing of a part are none of its. */
static int drop_idle_objections(struct maker *maker,
				struct published_part *part)
{
	struct published_objection *list =
		arena_array(maker->arena, part->objection_count, sizeof(*list));
	size_t kept = 0;

	if (list == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < part->objection_count; i++)
		if (!field_set_empty(part->objections[i].stops))
			list[kept++] = part->objections[i];
	part->objections = list;
	part->objection_count = kept;
	return 0;
}

/* Stable, and there are few. */
static void put_largest_first(struct published_part *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct published_part moved = list[i];
		unsigned int size = field_set_count(moved.fields);
		size_t at = i;

		while (at > 0 && field_set_count(list[at - 1].fields) < size) {
			list[at] = list[at - 1];
			at--;
		}
		list[at] = moved;
	}
}

int finish_parts(struct maker *maker, struct flow_builder *builder,
		 struct published_flow *flow)
{
	if (join_purposes_of_parts(maker, builder) != 0 ||
	    join_purposes_of_withheld(maker, builder) != 0)
		return -1;
	put_largest_first(builder->parts, builder->part_count);
	for (size_t i = 0; i < builder->part_count; i++) {
		if (drop_idle_objections(maker, &builder->parts[i]) != 0)
			return -1;
		flow->sent =
			field_set_union(flow->sent, builder->parts[i].fields);
	}
	flow->parts = builder->parts;
	flow->part_count = builder->part_count;
	flow->withheld = builder->withheld;
	flow->withheld_count = builder->withheld_count;
	return 0;
}
