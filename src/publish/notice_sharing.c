/* Who gets it: by recipient, what the law requires before what it allows. */
#include "base/arena.h"
#include "policy/notice.h"
#include "publish/notice_parts.h"
#include "publish/picture.h"
#include "words/wording.h"

/* --- which recipients -------------------------------------------------------------------- */

enum chapter { CHAPTER_REQUIRED, CHAPTER_ALLOWED, CHAPTER_FAMILY };

static const struct published_flow *
flows_of(const struct notice_writer *writer,
	 const struct published_recipient *recipient)
{
	return writer->publication->flows + recipient->first_flow;
}

static bool in_chapter(const struct notice_writer *writer,
		       const struct published_recipient *recipient,
		       enum chapter chapter)
{
	const struct published_flow *flows = flows_of(writer, recipient);
	bool family = notice_is_family(writer, recipient->body);
	bool own = false, duty;

	for (size_t i = 0; i < recipient->flow_count; i++)
		own |= notice_is_own(&flows[i]);
	if (!own || family != (chapter == CHAPTER_FAMILY))
		return false;
	duty = notice_duty(writer, recipient) != DUTY_NONE;
	return family || duty == (chapter == CHAPTER_REQUIRED);
}

/* --- chapters --------------------------------------------------------------------------- */

static void write_chapter(struct notice_writer *writer, enum chapter chapter,
			  struct slice id, enum phrase heading)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	bool begun = false;

	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *recipient =
			&publication->recipients[i];

		if (!in_chapter(writer, recipient, chapter))
			continue;
		if (!begun)
			document_begin_section(document, id,
					       say(&writer->voice, heading));
		begun = true;
		notice_write_recipient(writer, recipient);
	}
	if (begun)
		document_end(document);
}

/* --- what others do --------------------------------------------------------------------------- */

static bool any_told(const struct notice_writer *writer)
{
	for (size_t i = 0; i < writer->publication->flow_count; i++)
		if (writer->publication->flows[i].state == FLOW_TOLD)
			return true;
	return false;
}

static void write_sender(struct notice_writer *writer, size_t first)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	uint16_t by = publication->flows[first].by;

	document_begin_section(
		document,
		document_identifier(document, SLICE("told"),
				    publication->dictionary->bodies[by].name),
		notice_sender(writer, &publication->flows[first], true));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = first; i < publication->flow_count; i++)
		if (publication->flows[i].state == FLOW_TOLD &&
		    publication->flows[i].by == by)
			notice_write_told(writer, &publication->flows[i]);
	document_end(document);
	document_end(document);
}

static void write_told(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (!any_told(writer) || !says(voice, PHRASE_SHARING_TOLD))
		return;
	document_begin_section(document, SLICE("told"),
			       say(voice, PHRASE_SHARING_TOLD));
	document_paragraph(document, say(voice, PHRASE_SHARING_TOLD_RULE));
	for (size_t i = 0; i < publication->flow_count; i++)
		if (notice_first_told(publication, i))
			write_sender(writer, i);
	document_end(document);
}

/* --- what does not happen ------------------------------------------------------------------------ */

static bool any_withheld(const struct notice_writer *writer)
{
	for (size_t i = 0; i < writer->publication->flow_count; i++)
		if (writer->publication->flows[i].withheld_count > 0)
			return true;
	return false;
}

static void write_not_done(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (!any_withheld(writer) || !says(voice, PHRASE_SHARING_NOT_DONE))
		return;
	document_begin_section(document, SLICE("not-done"),
			       say(voice, PHRASE_SHARING_NOT_DONE));
	document_paragraph(document, say(voice, PHRASE_SHARING_NOT_DONE_RULE));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < publication->flow_count; i++)
		notice_write_not_done(writer, &publication->flows[i]);
	document_end(document);
	document_end(document);
}

/* --- what is never done ---------------------------------------------------------------------------- */

/* Whom a clause of it names, each as it is called on the day. */
static struct slice recipients_of(struct notice_writer *writer,
				  const struct reach *reach)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;
	struct slice *names = arena_array(voice->arena, reach->body_count + 1,
					  sizeof(*names));

	if (names == NULL) {
		voice->failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < reach->body_count; i++) {
		uint16_t body = reach->bodies[i], named = reach->holders[i];
		const struct body *entry =
			&publication->dictionary->bodies[body];

		/* A holder by its own name is meant, and no successor. */
		names[i] =
			named == DICTIONARY_NONE ||
					body_holder(entry, publication->date) ==
						&entry->holders[named]
				? name_of_body(voice, body, publication->date)
				: entry->holders[named].label;
	}
	return say_choice(voice, names, reach->body_count);
}

static struct slice ban_on(struct notice_writer *writer,
			   const struct published_ban *ban,
			   const struct reach *reach)
{
	struct voice *voice = &writer->voice;
	const struct condition *const when[] = {ban->rule->when};

	return say_with(
		voice, PHRASE_NEVER_TO,
		with("fields", say_fields(voice, &ban->fields, writer->known)),
		with("recipients", recipients_of(writer, reach)),
		with("purposes", say_purposes(voice, reach->purposes,
					      reach->purpose_count)),
		with("condition", say_condition(voice, when, 1)));
}

/* The sentence ends it. */
static struct slice without_stop(struct slice label)
{
	if (label.len > 1 && label.at[label.len - 1] == '.')
		label.len--;
	return label;
}

struct slice notice_ban(struct notice_writer *writer,
			const struct published_ban *ban)
{
	static const struct reach anybody;
	const struct rule *rule = ban->rule;
	struct voice *voice = &writer->voice;
	struct slice text;

	if (!slice_empty(ban->label))
		return say_with(voice, PHRASE_NEVER_LABELLED,
				with("label", without_stop(ban->label)));
	text = ban_on(writer, ban,
		      rule->reach_count > 0 ? &rule->reaches[0] : &anybody);
	for (size_t i = 1; i < rule->reach_count; i++)
		text = say_with(
			voice, PHRASE_SENTENCES, with("first", text),
			with("next", ban_on(writer, ban, &rule->reaches[i])));
	return text;
}

/* Whether a duty, which no notice stops, sends some of it. */
static bool is_owed(const struct notice_writer *writer,
		    const struct published_ban *ban,
		    const struct published_recipient *recipient,
		    const struct published_part *part)
{
	const struct publication *publication = writer->publication;

	if (part->duty == DUTY_NONE ||
	    field_set_empty(field_set_intersection(part->fields, ban->fields)))
		return false;
	for (size_t i = 0; i < part->purpose_count; i++)
		if (rule_reaches(ban->rule, publication->dictionary,
				 recipient->body, part->purposes[i],
				 publication->date))
			return true;
	return false;
}

static bool gets_some(const struct notice_writer *writer,
		      const struct published_ban *ban,
		      const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;

	for (size_t i = 0; i < recipient->flow_count; i++)
		for (size_t p = 0;
		     notice_is_own(&flows[i]) && p < flows[i].part_count; p++)
			if (is_owed(writer, ban, recipient, &flows[i].parts[p]))
				return true;
	return false;
}

struct slice notice_ban_but(struct notice_writer *writer,
			    const struct published_ban *ban)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;
	struct slice *names = arena_array(
		voice->arena, publication->recipient_count + 1, sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		voice->failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < publication->recipient_count; i++) {
		const struct published_recipient *one =
			&publication->recipients[i];

		if (!notice_is_family(writer, one->body) &&
		    gets_some(writer, ban, one))
			names[count++] = notice_recipient(
				writer, one->body, one->holder, one->label);
	}
	if (count == 0)
		return (struct slice){NULL, 0};
	return say_with(voice, PHRASE_NEVER_BUT,
			with("recipients", say_list(voice, names, count)));
}

static void write_ban(struct notice_writer *writer,
		      const struct published_ban *ban)
{
	bool first = true;

	document_begin_item(writer->document);
	document_id(writer->document, ban->id);
	notice_add_sentence(writer, &first, notice_ban(writer, ban),
			    ban->rule->range);
	notice_add_sentence(writer, &first, notice_ban_but(writer, ban),
			    ban->rule->range);
	document_end(writer->document);
}

static void write_never(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;

	if (publication->ban_count == 0)
		return;
	document_begin_section(document, SLICE("never"),
			       say(&writer->voice, PHRASE_SHARING_NEVER));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < publication->ban_count; i++)
		write_ban(writer, &publication->bans[i]);
	document_end(document);
	document_end(document);
}

/* --- the whole ---------------------------------------------------------------------------------------- */

void notice_write_sharing(struct notice_writer *writer)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, SLICE("sharing"),
			       say(voice, PHRASE_SHARING));
	document_paragraph(document, say(voice, PHRASE_SHARING_RULE));
	/* Its letters are too small for young readers. */
	if (writer->request->audience != AUDIENCE_PRIMARY)
		picture_map_beside(document, writer->publication, voice);
	write_chapter(writer, CHAPTER_REQUIRED, SLICE("required"),
		      PHRASE_SHARING_REQUIRED);
	write_chapter(writer, CHAPTER_ALLOWED, SLICE("allowed"),
		      PHRASE_SHARING_ALLOWED);
	write_chapter(writer, CHAPTER_FAMILY, SLICE("family"),
		      PHRASE_SHARING_FAMILY);
	write_told(writer);
	write_not_done(writer);
	write_never(writer);
	document_end(document);
}
