/* What of a case goes by a flow, on which terms. */
#include "base/error.h"
#include "publish/publication_draft.h"

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

static enum published_duty find_duty(const struct published_part *part)
{
	size_t owed = 0;

	for (size_t i = 0; i < part->way_count; i++)
		owed += part->ways[i].share == NULL;
	return owed == 0                 ? DUTY_NONE
	       : owed == part->way_count ? DUTY_ALWAYS
					 : DUTY_SOME;
}

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
	    write_except(drafting) != 0 ||
	    write_onward(drafting, pair->purpose) != 0 ||
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
	if (draft_ways(&drafting) != 0)
		return -1;
	for (size_t i = 0; i < drafting.ways.count; i++)
		any = any || drafting.ways.list[i].is_left;
	if (any && draft(&drafting, pair) != 0)
		return -1;
out:
	*part = drafting.part;
	return 0;
}
