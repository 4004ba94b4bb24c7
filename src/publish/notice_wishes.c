/* What families can say no to, and whom they tell. */
#include "policy/notice.h"
#include "publish/notice_parts.h"
#include "publish/wording.h"

bool notice_may_object(const struct published_flow *flow)
{
	if (!notice_is_own(flow))
		return false;
	for (size_t p = 0; p < flow->part_count; p++)
		for (size_t i = 0; i < flow->parts[p].objection_count; i++) {
			const struct published_objection *objection =
				&flow->parts[p].objections[i];

			if (!objection->closed && !objection->yields)
				return true;
		}
	return false;
}

/* Each clause is told once, however many parts it is of. */
static bool clause_before(const struct published_flow *flow, size_t part,
			  const struct objection_clause *clause)
{
	for (size_t p = 0; p < part; p++)
		for (size_t i = 0; i < flow->parts[p].objection_count; i++)
			if (flow->parts[p].objections[i].clause == clause)
				return true;
	return false;
}

static void add_clauses(struct notice_writer *writer,
			const struct published_flow *flow, size_t part)
{
	const struct published_part *published = &flow->parts[part];
	struct voice *voice = &writer->voice;

	for (size_t i = 0; i < published->objection_count; i++) {
		const struct published_objection *objection =
			&published->objections[i];
		bool first = false;

		if (objection->closed || objection->yields ||
		    clause_before(flow, part, objection->clause))
			continue;
		notice_add_sentence(
			writer, &first,
			say_objection(voice, objection->clause, writer->known),
			objection->clause->range);
	}
}

static void write_objection(struct notice_writer *writer,
			    const struct published_flow *flow)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct phrase_value values[] = {
		with("recipient", flow->recipient),
		with("purposes",
		     say_purposes(voice, flow->purposes, flow->purpose_count)),
	};

	document_begin_item(document);
	notice_strong_sentence(writer, PHRASE_WISHES_OBJECT, values, 2,
			       "recipient");
	for (size_t p = 0; p < flow->part_count; p++)
		add_clauses(writer, flow, p);
	document_end(document);
}

static void write_objections(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	bool begun = false;

	for (size_t i = 0; i < publication->flow_count; i++) {
		const struct published_flow *flow = &publication->flows[i];

		if (!notice_may_object(flow))
			continue;
		if (!begun)
			document_begin_list(writer->document,
					    DOCUMENT_BULLETED);
		begun = true;
		write_objection(writer, flow);
	}
	if (begun)
		document_end(writer->document);
}

void notice_write_wishes(struct notice_writer *writer)
{
	const struct published_contact *contact =
		notice_contact(writer, CONTACT_OBJECTIONS, true);
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (!says(voice, PHRASE_WISHES))
		return;
	document_begin_section(document, SLICE("wishes"),
			       say(voice, PHRASE_WISHES));
	document_paragraph(document, say(voice, PHRASE_WISHES_REFUSE));
	document_source(document, writer->publication->honours_range);
	write_objections(writer);
	if (contact != NULL)
		notice_contact_sentence(writer, PHRASE_WISHES_TELL, contact);
	document_end(document);
}
