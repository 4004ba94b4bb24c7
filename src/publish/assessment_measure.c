/* Measures that are enforced, each with its clauses. */
#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/assessment_parts.h"
#include "words/wording.h"

static const struct slice no_id = {NULL, 0};

/* A measure, with the clauses that make it so. */
struct measure {
	struct slice text;
	struct range *clauses;
	size_t count, capacity;
};

/* Those of one recipient. */
struct measures {
	struct assessing *assessing;
	const struct published_recipient *recipient;
	const struct published_flow *flow;
	bool differ; /* its parts go to different pupils, or at other times */
	struct measure *list;
	size_t count, capacity;
};

static struct measure *find_measure(struct measures *measures,
				    struct slice text)
{
	struct voice *voice = measures->assessing->voice;
	struct measure *list;

	for (size_t i = 0; i < measures->count; i++)
		if (slice_equal(measures->list[i].text, text))
			return &measures->list[i];
	list = arena_grow(voice->arena, measures->list, measures->count,
			  &measures->capacity, sizeof(*list));
	if (list == NULL) {
		voice->failed = true;
		return NULL;
	}
	measures->list = list;
	list[measures->count] = (struct measure){.text = text};
	return &list[measures->count++];
}

static void add_measure(struct measures *measures, struct slice text,
			struct range clause)
{
	struct voice *voice = measures->assessing->voice;
	struct measure *measure =
		text.len > 0 ? find_measure(measures, text) : NULL;
	struct range *grown;

	if (measure == NULL)
		return;
	grown = arena_grow(voice->arena, measure->clauses, measure->count,
			   &measure->capacity, sizeof(*grown));
	voice->failed |= grown == NULL;
	if (grown == NULL)
		return;
	measure->clauses = grown;
	grown[measure->count++] = clause;
}

static struct slice say_way(struct voice *voice,
			    const struct published_way *way)
{
	struct slice condition = {NULL, 0}, triggers = {NULL, 0};

	if (way->when != NULL)
		condition = say_condition(voice, &way->when, 1);
	if (way->triggers != 0)
		triggers = say_triggers(voice, way->triggers);
	if (condition.len == 0 && triggers.len == 0)
		return condition;
	return say_with(voice,
			condition.len > 0 && triggers.len > 0
				? PHRASE_ASSESSMENT_WAY_BOTH
				: PHRASE_ASSESSMENT_WAY,
			with("condition", condition),
			with("triggers", triggers));
}

/* For whom and when a part goes; empty: for everybody, at any time. */
static struct slice say_ways(struct voice *voice,
			     const struct published_part *part)
{
	struct slice *ways =
		arena_array(voice->arena, part->way_count, sizeof(*ways));

	voice->failed |= ways == NULL;
	for (size_t i = 0; ways != NULL && i < part->way_count; i++) {
		ways[i] = say_way(voice, &part->ways[i]);
		if (ways[i].len == 0)
			return ways[i];
	}
	return ways != NULL ? say_joined(voice, ways, part->way_count,
					 PHRASE_ASSESSMENT_WAYS_TWO,
					 PHRASE_ASSESSMENT_WAYS_NEXT,
					 PHRASE_ASSESSMENT_WAYS_LAST)
			    : (struct slice){NULL, 0};
}

/* Whether parts for a recipient go to different pupils or at different times. */
static bool ways_differ(struct assessing *assessing,
			const struct published_recipient *recipient)
{
	struct slice first = {NULL, 0};
	bool any = false;

	for (size_t f = 0; f < recipient->flow_count; f++) {
		const struct published_flow *flow =
			&assessing->publication
				 ->flows[recipient->first_flow + f];

		for (size_t p = 0; is_done(flow) && p < flow->part_count; p++) {
			struct slice ways =
				say_ways(assessing->voice, &flow->parts[p]);

			if (any && !slice_equal(ways, first))
				return true;
			first = ways;
			any = true;
		}
	}
	return false;
}

static void put_conditions(struct measures *measures,
			   const struct published_part *part)
{
	struct assessing *assessing = measures->assessing;
	struct voice *voice = assessing->voice;
	struct slice ways = say_ways(voice, part);
	struct slice data = {NULL, 0};
	const struct published_way *way = &part->ways[0];
	const struct rule *rule =
		way->share != NULL ? way->share->rule : way->gateway->rule;

	if (measures->differ)
		data = data_names(assessing, part->fields);
	if (ways.len > 0)
		add_measure(measures,
			    say_with(voice, PHRASE_ASSESSMENT_ONLY,
				     with("ways", ways), with("data", data)),
			    way->when != NULL ? way->when->range : rule->range);
	if (way->every_months > 0)
		add_measure(measures, say_every(voice, way->every_months),
			    rule->every_range.source != NULL ? rule->every_range
							     : rule->range);
}

static void put_limits(struct measures *measures,
		       const struct published_part *part)
{
	const struct publication *publication =
		measures->assessing->publication;
	struct voice *voice = measures->assessing->voice;
	struct rule limits = {
		.delete_range = part->delete_range,
		.delete_by = part->delete_by,
		.delete_months = part->delete_months,
		.delete_days = part->delete_days,
	};

	if (part->level.kind != LEVEL_NAMED)
		add_measure(measures,
			    say_level_for(voice, part->level, part->purposes,
					  part->purpose_count),
			    part->ways[0].gateway->rule->level_range);
	add_measure(measures,
		    say_results(voice, part->results, part->results_area),
		    part->ways[0].gateway->rule->level_range);
	add_measure(measures, say_without(voice, part->without),
		    measures->flow->source);
	for (size_t i = 0; i < part->need_count; i++)
		add_measure(measures, say_need(voice, part->needs[i].need),
			    part->needs[i].need->range);
	for (size_t i = 0; i < part->objection_count; i++)
		if (!part->objections[i].yields)
			add_measure(measures,
				    say_objection(voice,
						  part->objections[i].clause,
						  &publication->notice->held),
				    part->objections[i].clause->range);
	for (size_t i = 0; i < part->onward_count; i++)
		add_measure(measures,
			    say_onward(voice, part->onward[i].limit,
				       publication->date, part->level),
			    part->onward[i].limit->range);
	add_measure(measures, say_delete(voice, &limits), part->delete_range);
}

static void put_list(struct measures *measures)
{
	struct document *document = measures->assessing->document;
	const struct publication *publication =
		measures->assessing->publication;

	if (measures->count == 0)
		return;
	document_begin_section(
		document, no_id,
		recipient_heading(
			measures->assessing,
			&publication->flows[measures->recipient->first_flow]));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < measures->count; i++) {
		const struct measure *measure = &measures->list[i];

		document_item(document, measure->text);
		for (size_t c = 0; c < measure->count; c++)
			document_source(document, measure->clauses[c]);
	}
	document_end(document);
	document_end(document);
}

static void put_measures_of(struct assessing *assessing,
			    const struct published_recipient *recipient)
{
	struct measures measures = {
		.assessing = assessing,
		.recipient = recipient,
		.differ = ways_differ(assessing, recipient),
	};

	for (size_t i = 0; i < recipient->flow_count; i++) {
		measures.flow = &assessing->publication
					 ->flows[recipient->first_flow + i];
		for (size_t p = 0;
		     is_done(measures.flow) && p < measures.flow->part_count;
		     p++) {
			put_conditions(&measures, &measures.flow->parts[p]);
			put_limits(&measures, &measures.flow->parts[p]);
		}
	}
	put_list(&measures);
}

/* Those that hold whatever the rules say. */
static void put_general(struct assessing *assessing)
{
	static const enum phrase texts[] = {
		PHRASE_ASSESSMENT_MEASURE_GATES,
		PHRASE_ASSESSMENT_MEASURE_WISHES,
		PHRASE_ASSESSMENT_MEASURE_SEALED,
		PHRASE_ASSESSMENT_MEASURE_KEYS,
		PHRASE_ASSESSMENT_MEASURE_LEDGER,
		PHRASE_ASSESSMENT_MEASURE_TERMS,
	};
	struct document *document = assessing->document;

	document_begin_section(
		document, SLICE("measures-everywhere"),
		say(assessing->voice, PHRASE_ASSESSMENT_MEASURES_EVERYWHERE));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		document_item(document, say(assessing->voice, texts[i]));
	document_end(document);
	document_end(document);
}

static void put_bans(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;

	if (publication->ban_count == 0)
		return;
	document_begin_section(document, SLICE("bans"),
			       say(assessing->voice, PHRASE_ASSESSMENT_BANS));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < publication->ban_count; i++) {
		document_item(
			document,
			publication->bans[i].label.len > 0
				? publication->bans[i].label
				: data_names(assessing,
					     publication->bans[i].fields));
		document_source(document, publication->bans[i].rule->range);
	}
	document_end(document);
	document_end(document);
}

void put_measures(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;

	document_begin_section(document, SLICE("measures"),
			       say(voice, PHRASE_ASSESSMENT_MEASURES));
	document_paragraph(document,
			   say(voice, PHRASE_ASSESSMENT_MEASURES_TEXT));
	put_general(assessing);
	put_bans(assessing);
	for (size_t i = 0; i < publication->recipient_count; i++)
		put_measures_of(assessing, &publication->recipients[i]);
	document_begin_section(document, SLICE("other-measures"),
			       say(voice, PHRASE_ASSESSMENT_OTHER_MEASURES));
	document_begin_paragraph(document);
	put_mark(assessing);
	document_end(document);
	document_end(document);
	document_end(document);
}
