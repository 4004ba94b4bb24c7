/*
 * One recipient: what goes for what, and on which terms.
 *
 * What goes on the same terms is told together, and terms that all of it shares
 * are told once, at the end.
 */
#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/notice_terms.h"
#include "publish/wording.h"

struct telling {
	struct notice_writer *writer;
	const struct published_recipient *recipient;
	struct terms_of_part *parts;
	bool *told; /* beside parts */
	size_t count;
	bool shared[TERM_COUNT]; /* the same for all parts */
};

/* --- gathering ------------------------------------------------------------------------------- */

static size_t count_parts(const struct telling *telling)
{
	const struct published_flow *flows =
		telling->writer->publication->flows +
		telling->recipient->first_flow;
	size_t count = 0;

	for (size_t i = 0; i < telling->recipient->flow_count; i++)
		if (notice_is_own(&flows[i]))
			count += flows[i].part_count;
	return count;
}

static void gather(struct telling *telling)
{
	struct notice_writer *writer = telling->writer;
	const struct published_recipient *recipient = telling->recipient;
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	size_t count = count_parts(telling);

	telling->parts = arena_array(writer->voice.arena, count + 1,
				     sizeof(*telling->parts));
	telling->told = arena_array(writer->voice.arena, count + 1,
				    sizeof(*telling->told));
	if (telling->parts == NULL || telling->told == NULL) {
		writer->voice.failed = true;
		return;
	}
	for (size_t i = 0; i < recipient->flow_count; i++)
		for (size_t p = 0;
		     notice_is_own(&flows[i]) && p < flows[i].part_count; p++)
			notice_say_terms(writer, recipient, &flows[i],
					 &flows[i].parts[p],
					 &telling->parts[telling->count++]);
}

static void find_shared(struct telling *telling)
{
	for (int kind = 0; kind < TERM_COUNT; kind++) {
		telling->shared[kind] = true;
		for (size_t i = 1; i < telling->count; i++)
			telling->shared[kind] &=
				telling->parts[i].kinds[kind].hash ==
				telling->parts[0].kinds[kind].hash;
	}
}

static bool alike(const struct terms_of_part *a, const struct terms_of_part *b)
{
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (a->kinds[kind].hash != b->kinds[kind].hash)
			return false;
	return true;
}

/* --- what goes --------------------------------------------------------------------------------- */

static void write_what(struct telling *telling,
		       const struct terms_of_part *terms)
{
	struct notice_writer *writer = telling->writer;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	const struct published_part *part = terms->part;
	struct phrase_value values[] = {
		with("fields", say_fields(voice, &part->fields, writer->known)),
		with("purposes",
		     say_purposes(voice, part->purposes, part->purpose_count)),
	};

	notice_strong_sentence(writer, PHRASE_FLOW_WHAT, values, 2, "purposes");
	document_source(document, flow_clause(terms->flow, KEYWORD_SEND));
	document_source(document, flow_clause(terms->flow, KEYWORD_FOR));
	if (terms->flow->state == FLOW_UNTOLD &&
	    says(voice, PHRASE_FLOW_UNTOLD)) {
		notice_space(writer);
		document_text(document, say(voice, PHRASE_FLOW_UNTOLD));
	}
}

/* All that goes on the terms of `first`. */
static size_t count_alike(const struct telling *telling, size_t first)
{
	size_t count = 0;

	for (size_t i = first; i < telling->count; i++)
		count += alike(&telling->parts[i], &telling->parts[first]);
	return count;
}

static void write_alike(struct telling *telling, size_t first)
{
	struct document *document = telling->writer->document;

	if (count_alike(telling, first) == 1) {
		document_begin_paragraph(document);
		document_id(document, telling->parts[first].flow->id);
		write_what(telling, &telling->parts[first]);
		document_end(document);
		return;
	}
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = first; i < telling->count; i++) {
		if (!alike(&telling->parts[i], &telling->parts[first]))
			continue;
		telling->told[i] = true;
		document_begin_item(document);
		document_id(document, telling->parts[i].flow->id);
		write_what(telling, &telling->parts[i]);
		document_end(document);
	}
	document_end(document);
}

/* --- terms ---------------------------------------------------------------------------------------- */

static void write_terms(struct telling *telling,
			const struct terms_of_part *terms, bool shared)
{
	struct document *document = telling->writer->document;
	bool any = false;

	for (int kind = 0; kind < TERM_COUNT; kind++)
		any |= telling->shared[kind] == shared &&
		       terms->kinds[kind].count > 0;
	if (!any)
		return;
	document_begin_pairs(document);
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (telling->shared[kind] == shared)
			notice_write_term(telling->writer, telling->recipient,
					  (enum term_kind)kind,
					  &terms->kinds[kind]);
	document_end(document);
}

static bool several(const struct telling *telling)
{
	for (size_t i = 1; i < telling->count; i++)
		if (!alike(&telling->parts[i], &telling->parts[0]))
			return true;
	return false;
}

static bool any_shared(const struct telling *telling)
{
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (telling->shared[kind] &&
		    telling->parts[0].kinds[kind].count > 0)
			return true;
	return false;
}

/* --- the whole -------------------------------------------------------------------------------------- */

static void write_lead(struct telling *telling)
{
	static const enum phrase leads[] = {
		[DUTY_NONE] = PHRASE_FLOW_MAY,
		[DUTY_SOME] = PHRASE_FLOW_PARTLY,
		[DUTY_ALWAYS] = PHRASE_FLOW_MUST,
	};
	struct notice_writer *writer = telling->writer;
	const struct published_recipient *recipient = telling->recipient;

	document_paragraph(
		writer->document,
		say_with(&writer->voice, leads[notice_duty(writer, recipient)],
			 with("recipient",
			      notice_recipient(writer, recipient->body,
					       recipient->holder,
					       recipient->label))));
	for (size_t i = 0; i < telling->count; i++)
		document_source(writer->document,
				telling->parts[i].flow->source);
}

void notice_write_recipient(struct notice_writer *writer,
			    const struct published_recipient *recipient)
{
	struct telling telling = {.writer = writer, .recipient = recipient};

	gather(&telling);
	if (writer->voice.failed || telling.count == 0)
		return;
	find_shared(&telling);
	document_begin_section(writer->document, recipient->id,
			       notice_recipient_heading(writer, recipient));
	write_lead(&telling);
	for (size_t i = 0; i < telling.count; i++) {
		if (telling.told[i])
			continue;
		write_alike(&telling, i);
		write_terms(&telling, &telling.parts[i], false);
	}
	if (several(&telling) && any_shared(&telling))
		document_paragraph(writer->document,
				   say(&writer->voice, PHRASE_FLOW_ALL));
	write_terms(&telling, &telling.parts[0], true);
	document_end(writer->document);
}
