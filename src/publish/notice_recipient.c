/*
 * One recipient: what goes for what, and on which terms.
 *
 * What goes on the same terms is told together, and terms that all of it shares
 * are told once, at the end.
 */
#include <string.h>

#include "base/arena.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "publish/notice_terms.h"
#include "words/wording.h"

static void find_shared(struct recipient_terms *telling)
{
	for (int kind = 0; kind < TERM_COUNT; kind++) {
		telling->shared[kind] = true;
		for (size_t i = 1; i < telling->count; i++)
			telling->shared[kind] &=
				telling->list[i]->kinds[kind].hash ==
				telling->list[0]->kinds[kind].hash;
	}
}

/* --- what goes --------------------------------------------------------------------------------- */

static void write_what(struct recipient_terms *telling,
		       const struct terms_of_part *terms)
{
	struct notice_writer *writer = telling->writer;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct phrase_value values[] = {
		with("fields",
		     say_fields(voice, &terms->fields, writer->known)),
		with("purposes", say_purposes(voice, terms->purposes.at,
					      terms->purposes.count)),
	};

	notice_strong_sentence(writer, PHRASE_FLOW_WHAT, values, 2, "purposes");
	document_source(document, flow_clause(terms->flow, KEYWORD_SEND));
	document_source(document, flow_clause(terms->flow, KEYWORD_FOR));
	for (const struct terms_of_part *other = terms->others; other != NULL;
	     other = other->next)
		document_source(document,
				flow_clause(other->flow, KEYWORD_SEND));
}

/* What the law requires without the notice telling of it stands apart, where the
 * audience is told of that. */
enum told_by { TOLD_BY_NOTICE, TOLD_BY_LAW };

static enum told_by told_by(const struct recipient_terms *telling, size_t part)
{
	/* That one may ask for what is held is a right, told of as one. */
	if (notice_is_family(telling->writer, telling->recipient->body))
		return TOLD_BY_NOTICE;
	return telling->list[part]->flow->state == FLOW_UNTOLD &&
			       says(&telling->writer->voice, PHRASE_FLOW_UNTOLD)
		       ? TOLD_BY_LAW
		       : TOLD_BY_NOTICE;
}

static bool belongs(const struct recipient_terms *telling, size_t part,
		    size_t first, enum told_by by)
{
	return !telling->told[part] && told_by(telling, part) == by &&
	       notice_alike(telling->list[part], telling->list[first]);
}

/* Whether the notice tells of anything that the recipient gets. */
static bool any_told(const struct recipient_terms *telling)
{
	for (size_t i = 0; i < telling->count; i++)
		if (telling->list[i]->flow->state != FLOW_UNTOLD)
			return true;
	return false;
}

static void write_all_by(struct recipient_terms *telling, size_t first,
			 enum told_by by)
{
	struct document *document = telling->writer->document;
	struct voice *voice = &telling->writer->voice;
	enum phrase lead =
		any_told(telling) ? PHRASE_FLOW_UNTOLD : PHRASE_FLOW_UNTOLD_ALL;
	bool led = by == TOLD_BY_LAW && says(voice, lead);
	bool list, begun = false;
	size_t count = 0;

	for (size_t i = first; i < telling->count; i++)
		count += belongs(telling, i, first, by);
	if (count == 0)
		return;
	if (led)
		document_paragraph(document, say(voice, lead));
	list = count > 1 || led;
	for (size_t i = first; i < telling->count; i++) {
		if (!belongs(telling, i, first, by))
			continue;
		if (list && !begun)
			document_begin_list(document, DOCUMENT_BULLETED);
		begun = true;
		if (list)
			document_begin_item(document);
		else
			document_begin_paragraph(document);
		document_id(document, telling->list[i]->flow->id);
		write_what(telling, telling->list[i]);
		document_end(document);
	}
	if (list)
		document_end(document);
}

/* All that goes on the terms of `first`. */
static void write_alike(struct recipient_terms *telling, size_t first)
{
	write_all_by(telling, first, TOLD_BY_NOTICE);
	write_all_by(telling, first, TOLD_BY_LAW);
	for (size_t i = first + 1; i < telling->count; i++)
		telling->told[i] |=
			notice_alike(telling->list[i], telling->list[first]);
}

/* --- terms ---------------------------------------------------------------------------------------- */

/* The law, and what the notice cites beside it for any of what goes by it. */
static struct sentences law_of(struct recipient_terms *telling,
			       const struct terms_of_part *terms, bool shared)
{
	struct sentences law = {.count = 0};

	notice_add_sentences(telling->writer, &law, &terms->kinds[TERM_LAW]);
	for (size_t i = 0; i < telling->count; i++)
		if (shared || notice_alike(telling->list[i], terms))
			notice_add_sentences(telling->writer, &law,
					     &telling->list[i]->cited);
	return law;
}

/* All that terms are said of. */
static struct field_set data_of(const struct recipient_terms *telling,
				const struct terms_of_part *terms, bool shared)
{
	struct field_set fields = terms->fields;

	for (size_t i = 0; i < telling->count; i++)
		if (shared || notice_alike(telling->list[i], terms))
			fields = field_set_union(fields,
						 telling->list[i]->fields);
	return fields;
}

static void write_terms(struct recipient_terms *telling,
			const struct terms_of_part *terms, bool shared)
{
	struct sentences law = law_of(telling, terms, shared);
	struct field_set fields = data_of(telling, terms, shared);
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
			notice_write_term(
				telling->writer, telling->recipient,
				(enum term_kind)kind,
				kind == TERM_LAW ? &law : &terms->kinds[kind],
				&fields);
	document_end(document);
}

static bool several(const struct recipient_terms *telling)
{
	for (size_t i = 1; i < telling->count; i++)
		if (!notice_alike(telling->list[i], telling->list[0]))
			return true;
	return false;
}

static bool any_shared(const struct recipient_terms *telling)
{
	for (int kind = 0; kind < TERM_COUNT; kind++)
		if (telling->shared[kind] &&
		    telling->list[0]->kinds[kind].count > 0)
			return true;
	return false;
}

/* --- the whole -------------------------------------------------------------------------------------- */

/* Whom it is about has a right to it; others are given it. */
static enum phrase lead_of(const struct notice_writer *writer,
			   const struct published_recipient *recipient)
{
	static const enum phrase leads[] = {
		[DUTY_NONE] = PHRASE_FLOW_MAY,
		[DUTY_SOME] = PHRASE_FLOW_PARTLY,
		[DUTY_ALWAYS] = PHRASE_FLOW_MUST,
	};
	enum published_duty duty = notice_duty(writer, recipient);

	if (notice_is_family(writer, recipient->body))
		return duty == DUTY_ALWAYS ? PHRASE_FLOW_FAMILY_MUST
					   : PHRASE_FLOW_FAMILY;
	return leads[duty];
}

static void write_lead(struct recipient_terms *telling)
{
	struct notice_writer *writer = telling->writer;
	const struct published_recipient *recipient = telling->recipient;

	document_paragraph(
		writer->document,
		say_with(&writer->voice, lead_of(writer, recipient),
			 with("recipient",
			      notice_recipient(writer, recipient->body,
					       recipient->holder,
					       recipient->label))));
	for (size_t i = 0; i < telling->count; i++)
		document_source(writer->document,
				telling->list[i]->flow->source);
}

void notice_write_recipient(struct notice_writer *writer,
			    const struct published_recipient *recipient)
{
	struct recipient_terms telling;

	notice_gather(&telling, writer, recipient);
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
		write_terms(&telling, telling.list[i], false);
	}
	if (several(&telling) && any_shared(&telling))
		document_paragraph(writer->document,
				   say(&writer->voice, PHRASE_FLOW_ALL));
	write_terms(&telling, telling.list[0], true);
	document_end(writer->document);
}
