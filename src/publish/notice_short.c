/* The main points: the short layer, and the frame at the head of the full one. */
#include "policy/notice.h"
#include "publish/document_words.h"
#include "publish/notice_parts.h"
#include "words/wording.h"

static bool has_own(const struct notice_writer *writer,
		    const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;

	if (notice_is_family(writer, recipient->body))
		return false;
	for (size_t i = 0; i < recipient->flow_count; i++)
		if (notice_is_own(&flows[i]))
			return true;
	return false;
}

static unsigned int objectors(const struct notice_writer *writer,
			      const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	unsigned int found = 0;

	for (size_t i = 0; i < recipient->flow_count; i++)
		found |= notice_objectors(&flows[i]);
	return has_own(writer, recipient) ? found : 0;
}

/* --- what is held ---------------------------------------------------------------------- */

/* More than so many are said to be there, and not named. */
enum { HELD_PURPOSES_SAID = 3, PURPOSES_SAID = 2 };

static struct purpose_list held_purposes(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct purpose_list list = {NULL, 0, 0};

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct holding *holding =
			publication->holdings[i].holding;

		notice_add_purposes(writer, &list, holding->purposes,
				    holding->purpose_count);
	}
	return list;
}

static struct slice first_purposes(struct notice_writer *writer,
				   const struct purpose_list *purposes,
				   size_t most)
{
	struct voice *voice = &writer->voice;

	if (purposes->count <= most)
		return say_purposes(voice, purposes->at, purposes->count);
	return say_with(
		voice, PHRASE_SHORT_AMONG,
		with("purposes", say_purposes(voice, purposes->at, most)));
}

static void add_held_sources(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->holding_count; i++)
		document_source(writer->document,
				publication->holdings[i].range);
}

static struct slice held_text(struct notice_writer *writer)
{
	struct purpose_list purposes = held_purposes(writer);
	struct voice *voice = &writer->voice;

	if (writer->publication->holding_count == 0)
		return say(voice, PHRASE_HELD_NOTHING);
	return say_with(
		voice, PHRASE_SHORT_HOLD,
		with("things", say_fields(voice, writer->held, writer->known)),
		with("purposes",
		     first_purposes(writer, &purposes, HELD_PURPOSES_SAID)));
}

/* --- recipients ---------------------------------------------------------------------------- */

/* The recipients for which `fits`, as a list of names; empty: none. */
static struct slice
recipients(struct notice_writer *writer,
	   bool (*fits)(const struct notice_writer *writer,
			const struct published_recipient *recipient))
{
	const struct publication *publication = writer->publication;
	struct slice *names =
		arena_array(writer->voice.arena,
			    publication->recipient_count + 1, sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		writer->voice.failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < publication->recipient_count; i++)
		if (fits(writer, &publication->recipients[i]))
			names[count++] = notice_recipient(
				writer, publication->recipients[i].body,
				publication->recipients[i].holder,
				publication->recipients[i].label);
	if (count == 0)
		return (struct slice){NULL, 0};
	return say_list(&writer->voice, names, count);
}

static bool is_required(const struct notice_writer *writer,
			const struct published_recipient *recipient)
{
	return has_own(writer, recipient) &&
	       notice_duty(writer, recipient) != DUTY_NONE;
}

static bool is_allowed(const struct notice_writer *writer,
		       const struct published_recipient *recipient)
{
	return has_own(writer, recipient) &&
	       notice_duty(writer, recipient) == DUTY_NONE;
}

static bool parent_objects(const struct notice_writer *writer,
			   const struct published_recipient *recipient)
{
	return objectors(writer, recipient) == OBJECTORS_PARENT;
}

static bool pupil_objects(const struct notice_writer *writer,
			  const struct published_recipient *recipient)
{
	return objectors(writer, recipient) == OBJECTORS_PUPIL;
}

static bool both_object(const struct notice_writer *writer,
			const struct published_recipient *recipient)
{
	return objectors(writer, recipient) == OBJECTORS_ALL;
}

static void
add_recipient_sources(struct notice_writer *writer,
		      bool (*fits)(const struct notice_writer *,
				   const struct published_recipient *))
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];

		if (!fits(writer, recipient))
			continue;
		for (size_t f = 0; f < recipient->flow_count; f++)
			document_source(
				writer->document,
				publication->flows[recipient->first_flow + f]
					.source);
	}
}

static struct slice others(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct slice *names =
		arena_array(writer->voice.arena, publication->flow_count + 1,
			    sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		writer->voice.failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < publication->flow_count; i++)
		if (notice_first_told(publication, i))
			names[count++] = notice_sender(
				writer, &publication->flows[i], false);
	if (count == 0)
		return (struct slice){NULL, 0};
	return say_list(&writer->voice, names, count);
}

/* --- one recipient in a line ------------------------------------------------------------------- */

/* On what all of it goes, where that is one and the same. */
struct terms_of_all {
	bool any, differ;
	uint64_t triggers;
	struct slice condition;
};

static void take_way(struct notice_writer *writer,
		     const struct published_way *way,
		     struct terms_of_all *terms)
{
	struct slice condition = say_condition(&writer->voice, &way->when, 1);

	if (!terms->any) {
		terms->triggers = way->triggers;
		terms->condition = condition;
	} else if (terms->triggers != way->triggers ||
		   !slice_equal(terms->condition, condition)) {
		terms->differ = true;
	}
	terms->any = true;
}

static void take_flow(struct notice_writer *writer,
		      const struct published_flow *flow,
		      struct terms_of_all *terms, struct purpose_list *purposes)
{
	if (!notice_is_own(flow))
		return;
	for (size_t p = 0; p < flow->part_count; p++) {
		const struct published_part *part = &flow->parts[p];

		notice_add_purposes(writer, purposes, part->purposes,
				    part->purpose_count);
		for (size_t w = 0; w < part->way_count; w++)
			take_way(writer, &part->ways[w], terms);
	}
}

/* How much it shows, where none of it names anybody and all shows the same. */
static struct slice level_of_all(struct notice_writer *writer,
				 const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	const struct published_part *first = NULL, *matched = NULL;

	for (size_t i = 0; i < recipient->flow_count; i++)
		for (size_t p = 0;
		     notice_is_own(&flows[i]) && p < flows[i].part_count; p++) {
			const struct published_part *part = &flows[i].parts[p];

			if (first == NULL)
				first = part;
			if (is_matched(writer->voice.dictionary, part->purposes,
				       part->purpose_count))
				matched = part;
			if (part->level_varies ||
			    !level_equal(part->level, first->level))
				return SLICE("");
		}
	if (first == NULL || first->level.kind == LEVEL_NAMED)
		return SLICE("");
	if (matched == NULL)
		matched = first;
	return say_level_for(&writer->voice, first->level, matched->purposes,
			     matched->purpose_count);
}

static void add_markers(struct notice_writer *writer,
			const struct published_recipient *recipient)
{
	static const enum phrase objections[] = {
		[OBJECTORS_PARENT] = PHRASE_SHORT_OBJECT_PARENT,
		[OBJECTORS_PUPIL] = PHRASE_SHORT_OBJECT_PUPIL,
		[OBJECTORS_ALL] = PHRASE_SHORT_OBJECT,
	};
	unsigned int who = objectors(writer, recipient);
	const struct range none = {0};
	bool first = false;

	notice_add_sentence(writer, &first, level_of_all(writer, recipient),
			    none);
	if (notice_duty(writer, recipient) == DUTY_SOME)
		notice_add_sentence(writer, &first,
				    say(&writer->voice, PHRASE_SHORT_SOME_DUTY),
				    none);
	if (who != 0)
		notice_add_sentence(writer, &first,
				    say(&writer->voice, objections[who]), none);
}

static void write_recipient(struct notice_writer *writer,
			    const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	struct document *document = writer->document;
	struct terms_of_all terms = {.any = false};
	struct purpose_list purposes = {NULL, 0, 0};
	struct phrase_value values[4];

	for (size_t i = 0; i < recipient->flow_count; i++)
		take_flow(writer, &flows[i], &terms, &purposes);
	if (terms.differ)
		terms = (struct terms_of_all){.differ = true};
	values[0] = with("recipient",
			 notice_recipient(writer, recipient->body,
					  recipient->holder, recipient->label));
	values[1] = with("purposes",
			 first_purposes(writer, &purposes, PURPOSES_SAID));
	values[2] =
		with("triggers", say_triggers(&writer->voice, terms.triggers));
	values[3] = with("condition", terms.condition);
	document_begin_item(document);
	document_id(document, recipient->id);
	notice_strong_sentence(writer, PHRASE_SHORT_RECIPIENT, values, 4,
			       "recipient");
	for (size_t i = 0; i < recipient->flow_count; i++)
		if (notice_is_own(&flows[i]))
			document_source(document, flows[i].source);
	add_markers(writer, recipient);
	document_end(document);
}

static bool write_recipients(struct notice_writer *writer, enum phrase lead,
			     bool (*fits)(const struct notice_writer *,
					  const struct published_recipient *))
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	bool begun = false;

	for (size_t i = 0; i < publication->recipient_count; i++) {
		if (!fits(writer, &publication->recipients[i]))
			continue;
		if (!begun) {
			document_paragraph(document, say(&writer->voice, lead));
			document_begin_list(document, DOCUMENT_BULLETED);
		}
		begun = true;
		write_recipient(writer, &publication->recipients[i]);
	}
	if (begun)
		document_end(document);
	return begun;
}

/* --- the short layer ----------------------------------------------------------------------------- */

static void write_keep(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, SLICE("held"),
			       say(voice, PHRASE_SHORT_KEEP));
	document_paragraph(document, held_text(writer));
	add_held_sources(writer);
	document_end(document);
}

static void write_give(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct slice told = others(writer);
	bool required, allowed;

	document_begin_section(document, SLICE("sharing"),
			       say(voice, PHRASE_SHORT_GIVE));
	required = write_recipients(writer, PHRASE_SHORT_MUST, is_required);
	allowed = write_recipients(writer, PHRASE_SHORT_MAY, is_allowed);
	if (!required && !allowed)
		document_paragraph(document, say(voice, PHRASE_SHORT_NOBODY));
	if (!slice_empty(told))
		document_paragraph(document,
				   say_with(voice, PHRASE_SHORT_OTHERS,
					    with("others", told)));
	document_end(document);
}

static void write_rights_item(struct notice_writer *writer)
{
	struct voice *voice = &writer->voice;
	size_t count;
	const struct slice *rights = notice_rights(writer, &count);

	if (rights == NULL || count == 0)
		return;
	document_item(
		writer->document,
		say_with(voice, PHRASE_SHORT_RIGHTS,
			 with("rights", say_choice(voice, rights, count))));
	for (size_t i = 0; i < writer->publication->right_count; i++)
		document_source(writer->document,
				writer->publication->rights[i].range);
}

static void write_contact_item(struct notice_writer *writer,
			       enum contact_use use, bool own, enum phrase key)
{
	const struct published_contact *contact =
		notice_contact(writer, use, own);

	if (contact == NULL)
		return;
	document_begin_item(writer->document);
	notice_contact_text(writer, key, contact);
	document_end(writer->document);
}

/* Who watches over the controller. */
static void write_watchers(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;

	for (size_t i = 0; i < publication->contact_count; i++) {
		if (!notice_is_watcher(writer, &publication->contacts[i]))
			continue;
		document_begin_item(writer->document);
		notice_contact_text(writer, PHRASE_COMPLAIN_OTHER,
				    &publication->contacts[i]);
		document_end(writer->document);
	}
}

/* Whom to ask: where one contact takes all, once. */
static void write_contacts(struct notice_writer *writer)
{
	const struct published_contact *requests =
		notice_contact(writer, CONTACT_REQUESTS, true);
	const struct published_contact *objections =
		notice_contact(writer, CONTACT_OBJECTIONS, true);

	if (objections != NULL && objections != requests)
		write_contact_item(writer, CONTACT_OBJECTIONS, true,
				   PHRASE_WISHES_TELL);
	if (requests != NULL)
		write_contact_item(writer, CONTACT_REQUESTS, true,
				   PHRASE_RIGHT_ASK);
	if (notice_contact(writer, CONTACT_COMPLAINTS, true) != requests)
		write_contact_item(writer, CONTACT_COMPLAINTS, true,
				   PHRASE_COMPLAIN_US);
	write_watchers(writer);
}

static void write_can(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, SLICE("can"),
			       say(voice, PHRASE_SHORT_CAN));
	document_begin_list(document, DOCUMENT_BULLETED);
	document_begin_item(document);
	notice_write_refusal(writer);
	document_end(document);
	write_rights_item(writer);
	write_contacts(writer);
	document_end(document);
	document_end(document);
}

static void write_more(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct slice full = writer->request->full;

	document_begin_paragraph(document);
	document_text(document, say(&writer->voice, PHRASE_NOTICE_MORE));
	if (!slice_empty(full)) {
		notice_space(writer);
		document_link(document,
			      say(&writer->voice, PHRASE_NOTICE_MORE_LINK),
			      full);
	}
	document_end(document);
}

void notice_write_short(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_paragraph(document,
			   say_with(voice, PHRASE_NOTICE_LEAD_SHORT,
				    with("controller",
					 controller_said(voice, publication))));
	document_source(document, publication->notice->controller_range);
	write_keep(writer);
	write_give(writer);
	write_can(writer);
	write_more(writer);
}

/* --- the frame ----------------------------------------------------------------------------------------- */

static void add_point(struct notice_writer *writer, enum phrase key,
		      bool (*fits)(const struct notice_writer *,
				   const struct published_recipient *))
{
	struct slice named = recipients(writer, fits);

	if (slice_empty(named))
		return;
	document_item(writer->document,
		      say_with(&writer->voice, key, with("recipients", named)));
	add_recipient_sources(writer, fits);
}

/* Young readers get a sentence for each thing. */
static void write_each_holding(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct holding *holding =
			publication->holdings[i].holding;
		struct slice things =
			say_fields(voice, &holding->fields, writer->known);

		document_item(
			writer->document,
			say_with(voice, PHRASE_SHORT_HOLD,
				 with("things", things),
				 with("purposes",
				      say_purposes(voice, holding->purposes,
						   holding->purpose_count))));
		document_source(writer->document,
				publication->holdings[i].range);
	}
}

static void write_each_right(struct notice_writer *writer)
{
	size_t count = 0;
	const struct slice *rights = notice_rights(writer, &count);

	for (size_t i = 0; rights != NULL && i < count; i++) {
		document_item(writer->document,
			      say_with(&writer->voice, PHRASE_SHORT_RIGHTS,
				       with("rights", rights[i])));
		for (size_t r = 0; r < writer->publication->right_count; r++)
			document_source(writer->document,
					writer->publication->rights[r].range);
	}
}

void notice_write_summary(struct notice_writer *writer)
{
	bool young = writer->request->audience == AUDIENCE_PRIMARY &&
		     writer->publication->holding_count > 0;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_note(document, say(voice, PHRASE_SHORT));
	document_begin_list(document, DOCUMENT_BULLETED);
	if (young) {
		write_each_holding(writer);
	} else {
		document_item(document, held_text(writer));
		add_held_sources(writer);
	}
	add_point(writer, PHRASE_SHORT_REQUIRED, is_required);
	add_point(writer, PHRASE_SHORT_ALLOWED, is_allowed);
	add_point(writer, PHRASE_SHORT_OBJECTIONS, both_object);
	add_point(writer, PHRASE_SHORT_OBJECTIONS_PARENT, parent_objects);
	add_point(writer, PHRASE_SHORT_OBJECTIONS_PUPIL, pupil_objects);
	if (young)
		write_each_right(writer);
	else
		write_rights_item(writer);
	document_end(document);
	document_end(document);
}
