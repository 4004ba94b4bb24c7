/* What the recipient of a part of a flow must and must not do. */
#include "publish/notice_terms_parts.h"

#include "language/tree.h"
#include "policy/notice.h"
#include "words/wording.h"

static bool same_clause(struct range a, struct range b)
{
	return a.source == b.source && a.start == b.start;
}

static const struct rule *deleting(const struct published_part *part)
{
	if (part->delete_range.source == NULL)
		return NULL;
	for (size_t i = 0; i < part->gateway_count; i++)
		if (same_clause(part->gateways[i].rule->delete_range,
				part->delete_range))
			return part->gateways[i].rule;
	for (size_t i = 0; i < part->share_count; i++)
		if (same_clause(part->shares[i].rule->delete_range,
				part->delete_range))
			return part->shares[i].rule;
	return NULL;
}

/* For whom a limit is one. */
static struct slice for_whom(struct voice *voice,
			     const struct published_onward *onward)
{
	struct slice text = {NULL, 0};

	if (onward->triggers != 0)
		text = say_with(voice, PHRASE_FLOW_LIMITS_WHEN,
				with("triggers",
				     say_triggers(voice, onward->triggers)));
	if (onward->when != NULL)
		text = say_sentences(
			voice, text,
			say_with(voice, PHRASE_FLOW_LIMITS_IF,
				 with("condition",
				      say_condition(voice, &onward->when, 1))));
	if (onward->unowed)
		text = say_sentences(voice, text,
				     say(voice, PHRASE_FLOW_LIMITS_UNOWED));
	return text;
}

/* Of one recipient it is said everywhere or nowhere: what differs in this alone
 * is told together. */
static bool lets_less_on(const struct notice_writer *writer,
			 const struct published_flow *flow)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->flow_count; i++)
		for (size_t p = 0; publication->flows[i].body == flow->body &&
				   p < publication->flows[i].part_count;
		     p++)
			if (publication->flows[i].parts[p].onward_less)
				return true;
	return false;
}

/* What one rule leaves for some is one text, with for whom at its end. */
static void say_onwards(struct notice_writer *writer,
			const struct published_flow *flow,
			const struct published_part *part,
			struct sentences *limits)
{
	struct voice *voice = &writer->voice;
	struct range source = {0};
	size_t some = 0;

	for (size_t i = 0; i < part->onward_count;) {
		const struct published_onward *first = &part->onward[i];
		struct slice text = {NULL, 0};

		source = first->limit->range;
		do
			text = say_sentences(
				voice, text,
				say_onward(voice, part->onward[i].limit,
					   writer->publication->date,
					   part->level));
		while (++i < part->onward_count && first->some &&
		       part->onward[i].of == first->of);
		some += first->some;
		notice_add_text(
			writer, limits,
			say_sentences(voice, text, for_whom(voice, first)),
			source);
	}
	if (some > 1)
		notice_add_text(writer, limits,
				say(voice, PHRASE_FLOW_LIMITS_TOGETHER),
				source);
	if (part->onward_count > 0 && lets_less_on(writer, flow))
		notice_add_text(writer, limits,
				say(voice, PHRASE_FLOW_LIMITS_LESS), source);
}

void notice_say_limits(struct notice_writer *writer,
		       const struct published_flow *flow,
		       const struct published_part *part,
		       struct sentences *limits)
{
	struct voice *voice = &writer->voice;
	const struct rule *rule = deleting(part);

	notice_add_text(writer, limits,
			say_results(voice, part->results, part->results_area),
			flow_clause(flow, KEYWORD_LEVEL));
	notice_add_text(writer, limits, say_without(voice, part->without),
			flow_clause(flow, KEYWORD_WITHOUT));
	say_onwards(writer, flow, part, limits);
	if (rule != NULL)
		notice_add_text(writer, limits, say_delete(voice, rule),
				part->delete_range);
}
