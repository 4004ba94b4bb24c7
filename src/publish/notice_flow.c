/* What others do with it, and what is promised and does not happen. */
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/notice_parts.h"
#include "words/wording.h"

/* --- what is promised and does not go ------------------------------------------------------------------ */

static struct slice why_not(struct notice_writer *writer,
			    const struct published_flow *flow,
			    const struct published_withheld *withheld)
{
	static const enum phrase phrases[REASON_COUNT] = {
		[REASON_PURPOSE_UNKNOWN] = PHRASE_WHY_ENDED,
		[REASON_PURPOSE_ENDED] = PHRASE_WHY_ENDED,
		[REASON_COLLECTION_ENDED] = PHRASE_WHY_COLLECTION,
		[REASON_NO_GATEWAY] = PHRASE_WHY_NO_LAW,
		[REASON_LAW_NOT_IN_FORCE] = PHRASE_WHY_LAW_OVER,
		[REASON_FORBIDDEN_BY_LAW] = PHRASE_WHY_LAW_FORBIDS,
		[REASON_FORBIDDEN_BY_NOTICE] = PHRASE_WHY_WE_FORBID,
		[REASON_CONDITION] = PHRASE_WHY_NOBODY_HERE,
		[REASON_LEVEL] = PHRASE_WHY_SHOWS_TOO_MUCH,
		[REASON_IDENTIFIES] = PHRASE_WHY_SHOWS_TOO_MUCH,
		[REASON_PROFILE] = PHRASE_WHY_SHOWS_TOO_MUCH,
		[REASON_CONFLICT] = PHRASE_WHY_SHOWS_TOO_MUCH,
	};
	enum phrase key = phrases[withheld->reason];

	if (withheld->reason == REASON_RECIPIENT_UNKNOWN ||
	    withheld->reason == REASON_RECIPIENT_CLOSED)
		return say_with(
			&writer->voice, PHRASE_WHY_CLOSED,
			with("recipient",
			     notice_recipient(writer, flow->body, flow->holder,
					      flow->recipient)));
	if (withheld->purpose_count == 0)
		key = PHRASE_WHY_NO_PURPOSE;
	return say(&writer->voice, key != 0 ? key : PHRASE_WHY_OTHER);
}

static struct slice withheld_text(struct notice_writer *writer,
				  const struct published_flow *flow,
				  const struct published_withheld *withheld,
				  enum phrase key)
{
	struct voice *voice = &writer->voice;

	return say_with(voice, key,
			with("recipient",
			     notice_recipient(writer, flow->body, flow->holder,
					      flow->recipient)),
			with("fields", say_fields(voice, &withheld->fields,
						  writer->known)),
			with("purposes", say_purposes(voice, withheld->purposes,
						      withheld->purpose_count)),
			with("reason", why_not(writer, flow, withheld)));
}

/* --- what others do ------------------------------------------------------------------------------------------- */

static void write_told_part(struct notice_writer *writer,
			    const struct published_flow *flow,
			    const struct published_part *part)
{
	const struct published_way *way = &part->ways[0];
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	bool first = false;
	struct phrase_value values[] = {
		with("recipient",
		     notice_recipient(writer, flow->body, flow->holder,
				      flow->recipient)),
		with("fields", say_fields(voice, &part->fields, writer->known)),
		with("purposes",
		     say_purposes(voice, part->purposes, part->purpose_count)),
		with("triggers", say_triggers(voice, way->triggers)),
		with("condition", say_condition(voice, &way->when, 1)),
	};

	document_begin_item(document);
	notice_strong_sentence(writer, PHRASE_FLOW_TOLD, values,
			       sizeof(values) / sizeof(values[0]), "recipient");
	document_source(document, flow->source);
	if (part->level.kind != LEVEL_NAMED)
		notice_add_sentence(writer, &first,
				    say_level_for(voice, part->level,
						  part->purposes,
						  part->purpose_count),
				    flow_clause(flow, KEYWORD_LEVEL));
	notice_add_sentence(
		writer, &first,
		say_results(voice, part->results, part->results_area),
		flow_clause(flow, KEYWORD_LEVEL));
	notice_add_sentence(writer, &first, say_without(voice, part->without),
			    flow_clause(flow, KEYWORD_WITHOUT));
	for (size_t i = 0; i < part->need_count; i++)
		notice_add_sentence(writer, &first,
				    say_need(voice, part->needs[i].need),
				    part->needs[i].need->range);
	for (size_t i = 0; i < part->objection_count; i++)
		if (notice_in_use(&part->objections[i]))
			notice_add_sentence(
				writer, &first,
				say_objection(voice, part->objections[i].clause,
					      writer->known),
				part->objections[i].clause->range);
	document_end(document);
}

void notice_write_told(struct notice_writer *writer,
		       const struct published_flow *flow)
{
	for (size_t i = 0; i < flow->part_count; i++)
		write_told_part(writer, flow, &flow->parts[i]);
}

/* --- what does not happen ---------------------------------------------------------------------------------------- */

void notice_write_not_done(struct notice_writer *writer,
			   const struct published_flow *flow)
{
	enum phrase key = flow->state == FLOW_SENT ? PHRASE_FLOW_NOT_DONE_PART
						   : PHRASE_FLOW_NOT_DONE;

	for (size_t i = 0; i < flow->withheld_count; i++) {
		document_item(
			writer->document,
			withheld_text(writer, flow, &flow->withheld[i], key));
		document_source(writer->document, flow->source);
		document_source(writer->document, flow->withheld[i].clause);
	}
}
