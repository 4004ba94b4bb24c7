/* What families can say no to, and whom they tell. */
#include "policy/notice.h"
#include "publish/notice_terms.h"
#include "words/wording.h"

static unsigned int objector(enum wish_holder holder)
{
	return holder == HOLDER_PARENT ? OBJECTORS_PARENT : OBJECTORS_PUPIL;
}

bool notice_in_use(const struct published_objection *objection)
{
	return !objection->yields && !objection->closed;
}

unsigned int notice_part_objectors(const struct published_part *part)
{
	unsigned int objectors = 0;

	for (size_t i = 0; i < part->objection_count; i++) {
		const struct published_objection *objection =
			&part->objections[i];
		const struct hand_over *by = &objection->clause->by;

		if (!notice_in_use(objection))
			continue;
		objectors |= objector(by->first);
		if (by->age > 0)
			objectors |= objector(by->second);
	}
	return objectors;
}

unsigned int notice_objectors(const struct published_flow *flow)
{
	unsigned int objectors = 0;

	for (size_t p = 0; notice_is_own(flow) && p < flow->part_count; p++)
		objectors |= notice_part_objectors(&flow->parts[p]);
	return objectors;
}

/* --- a general refusal --------------------------------------------------------------------- */

void notice_write_refusal(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_text(document, say(voice, PHRASE_WISHES_REFUSE));
	notice_space(writer);
	document_text(document, say_with(voice, PHRASE_WISHES_WHO,
					 with_number("age", HAND_OVER_AGE)));
	document_source(document, writer->publication->honours_range);
}

/* --- objections to one recipient --------------------------------------------------------- */

static void add_sentences(struct notice_writer *writer,
			  const struct sentences *sentences,
			  const struct field_set *fields)
{
	for (const struct sentence *sentence = sentences->first;
	     sentence != NULL; sentence = sentence->next) {
		notice_space(writer);
		document_text(writer->document,
			      notice_sentence(writer, sentence, fields));
		for (size_t i = 0; i < sentence->source_count; i++)
			document_source(writer->document, sentence->sources[i]);
	}
}

static void write_objection(struct notice_writer *writer,
			    const struct published_recipient *recipient,
			    const struct terms_of_part *terms)
{
	struct voice *voice = &writer->voice;
	struct phrase_value values[] = {
		with("recipient",
		     notice_recipient(writer, recipient->body,
				      recipient->holder, recipient->label)),
		with("purposes", say_purposes(voice, terms->purposes.at,
					      terms->purposes.count)),
		with("fields",
		     say_fields(voice, &terms->fields, writer->known)),
	};

	document_begin_item(writer->document);
	notice_strong_sentence(writer, PHRASE_WISHES_OBJECT, values, 3,
			       "recipient");
	add_sentences(writer, &terms->objections, &terms->fields);
	document_end(writer->document);
}

static void write_recipient(struct notice_writer *writer,
			    const struct published_recipient *recipient)
{
	struct recipient_terms telling;

	notice_gather(&telling, writer, recipient);
	for (size_t i = 0; i < telling.count; i++)
		if (telling.list[i]->objections.count > 0)
			write_objection(writer, recipient, telling.list[i]);
}

/* --- the whole ------------------------------------------------------------------------------- */

static bool any_objection(const struct publication *publication)
{
	for (size_t i = 0; i < publication->flow_count; i++)
		if (notice_objectors(&publication->flows[i]) != 0)
			return true;
	return false;
}

void notice_write_wishes(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	const struct published_contact *contact =
		notice_contact(writer, CONTACT_OBJECTIONS, true);
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (!says(voice, PHRASE_WISHES))
		return;
	document_begin_section(document, SLICE("wishes"),
			       say(voice, PHRASE_WISHES));
	document_begin_paragraph(document);
	notice_write_refusal(writer);
	document_end(document);
	if (any_objection(publication)) {
		document_begin_list(document, DOCUMENT_BULLETED);
		for (size_t i = 0; i < publication->recipient_count; i++)
			write_recipient(writer, &publication->recipients[i]);
		document_end(document);
	}
	if (contact != NULL)
		notice_contact_sentence(writer, PHRASE_WISHES_TELL, contact);
	else
		document_paragraph(
			document,
			say_with(voice, PHRASE_WISHES_TELL_US,
				 with("controller", publication->controller)));
	document_end(document);
}
