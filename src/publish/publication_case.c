/* Which fields law and notice treat alike, for a recipient and a purpose. */
#include <string.h>

#include "base/error.h"
#include "publish/publication_parts.h"

/* The rules that speak of a pair, before fields are told apart. */
struct rule_list {
	const struct rule **at;
	size_t count;
};

struct speaking {
	struct rule_list gateways, shares, law_bans, own_bans;
};

/* --- rules that speak of it ----------------------------------------------------- */

uint16_t standing_alias(const struct maker *maker, uint16_t body,
			uint16_t holder)
{
	const struct body *entry = &maker->dictionary->bodies[body];

	return holder != DICTIONARY_NONE && body_holder(entry, maker->date) ==
						    &entry->holders[holder]
		       ? DICTIONARY_NONE
		       : holder;
}

static bool has_purpose(const struct reach *reach, uint16_t purpose)
{
	for (size_t i = 0; i < reach->purpose_count; i++)
		if (reach->purposes[i] == purpose)
			return true;
	return false;
}

/* Whether a share names the pair, though a holder that it names may have gone. */
static bool names_pair(const struct maker *maker, const struct rule *share,
		       const struct pair *pair)
{
	for (size_t i = 0; i < share->reach_count; i++) {
		const struct reach *reach = &share->reaches[i];

		for (size_t b = 0; b < reach->body_count; b++)
			if (reach->bodies[b] == pair->body &&
			    standing_alias(maker, pair->body,
					   reach->holders[b]) == pair->alias &&
			    has_purpose(reach, pair->purpose))
				return true;
	}
	return false;
}

static bool speaks(const struct maker *maker, const struct pair *pair,
		   const struct rule *rule)
{
	const struct dictionary *dictionary = maker->dictionary;

	if (rule->kind == RULE_SHARE)
		return !rule->by_other && names_pair(maker, rule, pair);
	return rule_reaches(rule, dictionary, pair->body, pair->purpose,
			    maker->date) &&
	       rule_is_for(rule, dictionary, &maker->discloser, maker->date);
}

/* `dated`: of those, the ones that are in force.  What a notice says is, as
 * long as the notice is. */
static int find_speaking(struct maker *maker, const struct pair *pair,
			 const struct compiled_rule *rules, size_t count,
			 bool dated, struct rule_list *list)
{
	list->at = arena_array(&maker->scratch, count, sizeof(*list->at));
	if (list->at == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i].rule;

		if (speaks(maker, pair, rule) &&
		    (!dated ||
		     rule_in_force(rule, maker->dictionary, maker->date, NULL)))
			list->at[list->count++] = rule;
	}
	return 0;
}

static int find_rules(struct maker *maker, const struct pair *pair,
		      struct speaking *speaking)
{
	const struct policy *policy = maker->policy;
	const struct compiled_notice *compiled = maker->compiled;

	*speaking = (struct speaking){0};
	if (find_speaking(maker, pair, policy->gateways, policy->gateway_count,
			  true, &speaking->gateways) != 0 ||
	    find_speaking(maker, pair, policy->prohibitions,
			  policy->prohibition_count, true,
			  &speaking->law_bans) != 0 ||
	    find_speaking(maker, pair, compiled->shares,
			  maker->notice->share_count, false,
			  &speaking->shares) != 0 ||
	    find_speaking(maker, pair, compiled->prohibitions,
			  maker->notice->prohibition_count, false,
			  &speaking->own_bans) != 0)
		return -1;
	return 0;
}

/* --- telling fields apart --------------------------------------------------------- */

static int add_fields(struct maker *maker, struct pair *pair,
		      struct field_set fields)
{
	struct field_case *cases =
		arena_grow(&maker->scratch, pair->cases, pair->case_count,
			   &pair->case_capacity, sizeof(*cases));

	if (cases == NULL)
		return error_memory(maker->error);
	pair->cases = cases;
	cases[pair->case_count++] = (struct field_case){.fields = fields};
	return 0;
}

/* Cuts every case in those of its fields that are in `fields` and the others. */
static int cut(struct maker *maker, struct pair *pair, struct field_set fields)
{
	size_t count = pair->case_count;

	for (size_t i = 0; i < count; i++) {
		struct field_set all = pair->cases[i].fields;
		struct field_set in = field_set_intersection(all, fields);
		struct field_set out = field_set_difference(all, fields);

		if (field_set_empty(in) || field_set_empty(out))
			continue;
		pair->cases[i].fields = in;
		if (add_fields(maker, pair, out) != 0)
			return -1;
	}
	return 0;
}

static int cut_by_rules(struct maker *maker, struct pair *pair,
			const struct rule_list *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		if (cut(maker, pair,
			rule_fields(rules->at[i], &maker->notice->held)) != 0)
			return -1;
	}
	return 0;
}

/* What an earlier version promised that the recipient will not do holds on for
 * its fields (C17). */
static int cut_by_promises(struct maker *maker, struct pair *pair)
{
	for (size_t v = 0; v < maker->policy->notice_count; v++) {
		const struct compiled_notice *compiled =
			&maker->policy->notices[v];

		for (size_t i = 0; i < compiled->notice->share_count; i++) {
			const struct rule *share = &compiled->shares[i].rule;

			if (share->without != 0 && speaks(maker, pair, share) &&
			    cut(maker, pair,
				rule_fields(share, &compiled->notice->held)) !=
				    0)
				return -1;
		}
	}
	return 0;
}

/* Some are not collected on the date, some identify. */
static int cut_by_fields(struct maker *maker, struct pair *pair)
{
	const struct dictionary *dictionary = maker->dictionary;
	struct field_set identifying = {0}, closed = {0};

	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		const struct field *field = &dictionary->fields[i];

		if (field->identifies)
			field_set_add(&identifying, i);
		if (!date_between(field->collected_from, field->collected_to,
				  maker->date))
			field_set_add(&closed, i);
	}
	return cut(maker, pair, identifying) != 0 ||
			       cut(maker, pair, closed) != 0
		       ? -1
		       : 0;
}

/* What is promised, and what a duty requires: the rest is nobody's business. */
static int add_asked(struct maker *maker, struct pair *pair,
		     const struct speaking *speaking)
{
	const struct field_set *held = &maker->notice->held;
	struct field_set fields = {0};

	for (size_t i = 0; i < speaking->gateways.count; i++)
		if (speaking->gateways.at[i]->duty)
			fields = field_set_union(
				fields,
				rule_fields(speaking->gateways.at[i], held));
	for (size_t i = 0; i < speaking->shares.count; i++)
		fields = field_set_union(
			fields, rule_fields(speaking->shares.at[i], held));
	return field_set_empty(fields) ? 0 : add_fields(maker, pair, fields);
}

/* --- the rules of a case ---------------------------------------------------------- */

static bool covers(const struct maker *maker, const struct rule *rule,
		   struct field_set fields)
{
	return !field_set_empty(field_set_intersection(
		rule_fields(rule, &maker->notice->held), fields));
}

static int fill_rules(struct maker *maker, const struct rule_list *list,
		      struct field_set fields, struct case_rule **out,
		      size_t *count)
{
	struct published_rule *published =
		arena_array(maker->arena, list->count, sizeof(*published));

	*out = arena_array(&maker->scratch, list->count, sizeof(**out));
	if (*out == NULL || published == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < list->count; i++) {
		if (!covers(maker, list->at[i], fields))
			continue;
		published[*count].rule = list->at[i];
		(*out)[*count].published = &published[*count];
		(*count)++;
	}
	return 0;
}

static int fill_bans(struct maker *maker, const struct speaking *speaking,
		     struct field_case *one)
{
	const struct rule_list *law = &speaking->law_bans;
	const struct rule_list *own = &speaking->own_bans;

	one->except = arena_array(maker->arena, law->count + own->count,
				  sizeof(*one->except));
	if (one->except == NULL)
		return error_memory(maker->error);
	for (size_t i = 0; i < law->count + own->count; i++) {
		bool of_notice = i >= law->count;
		const struct rule *rule =
			of_notice ? own->at[i - law->count] : law->at[i];

		if (covers(maker, rule, one->fields))
			one->except[one->except_count++] =
				(struct published_except){
					.rule = rule, .of_notice = of_notice};
	}
	return 0;
}

static int make_cases(struct maker *maker, struct pair *pair)
{
	struct speaking speaking;

	if (find_rules(maker, pair, &speaking) != 0 ||
	    add_asked(maker, pair, &speaking) != 0 ||
	    cut_by_rules(maker, pair, &speaking.gateways) != 0 ||
	    cut_by_rules(maker, pair, &speaking.shares) != 0 ||
	    cut_by_rules(maker, pair, &speaking.law_bans) != 0 ||
	    cut_by_rules(maker, pair, &speaking.own_bans) != 0 ||
	    cut_by_promises(maker, pair) != 0 ||
	    cut_by_fields(maker, pair) != 0)
		return -1;
	for (size_t i = 0; i < pair->case_count; i++) {
		struct field_case *one = &pair->cases[i];

		if (fill_rules(maker, &speaking.gateways, one->fields,
			       &one->gateways, &one->gateway_count) != 0 ||
		    fill_rules(maker, &speaking.shares, one->fields,
			       &one->shares, &one->share_count) != 0 ||
		    fill_bans(maker, &speaking, one) != 0 ||
		    ask_case(maker, pair, one) != 0)
			return -1;
	}
	return 0;
}

int find_pair(struct maker *maker, uint16_t body, uint16_t holder,
	      uint16_t purpose, const struct pair **out)
{
	uint16_t alias = standing_alias(maker, body, holder);
	struct pair **list, *pair;

	for (size_t i = 0; i < maker->pair_count; i++) {
		pair = maker->pairs[i];
		if (pair->body == body && pair->alias == alias &&
		    pair->purpose == purpose) {
			*out = pair;
			return 0;
		}
	}
	list = arena_grow(&maker->scratch, maker->pairs, maker->pair_count,
			  &maker->pair_capacity, sizeof(*list));
	pair = arena_allocate(&maker->scratch, sizeof(*pair));
	if (list == NULL || pair == NULL)
		return error_memory(maker->error);
	maker->pairs = list;
	*pair = (struct pair){.body = body, .alias = alias, .purpose = purpose};
	if (make_cases(maker, pair) != 0)
		return -1;
	list[maker->pair_count++] = pair;
	*out = pair;
	return 0;
}
