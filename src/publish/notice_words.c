/* What several parts of the notice need. */
#include "publish/notice_parts.h"

#include "base/arena.h"

/* --- whose flow -------------------------------------------------------------------- */

bool notice_is_family(const struct notice_writer *writer, uint16_t body)
{
	return slice_is(writer->publication->dictionary->bodies[body].kind,
			"family");
}

bool notice_is_own(const struct published_flow *flow)
{
	return flow->state == FLOW_SENT || flow->state == FLOW_UNTOLD;
}

bool notice_first_told(const struct publication *publication, size_t flow)
{
	const struct published_flow *flows = publication->flows;

	if (flows[flow].state != FLOW_TOLD)
		return false;
	for (size_t i = 0; i < flow; i++)
		if (flows[i].state == FLOW_TOLD &&
		    flows[i].by == flows[flow].by)
			return false;
	return true;
}

enum published_duty notice_duty(const struct notice_writer *writer,
				const struct published_recipient *recipient)
{
	const struct published_flow *flows =
		writer->publication->flows + recipient->first_flow;
	size_t always = 0, some = 0, none = 0;

	for (size_t i = 0; i < recipient->flow_count; i++) {
		if (!notice_is_own(&flows[i]))
			continue;
		for (size_t p = 0; p < flows[i].part_count; p++) {
			enum published_duty duty = flows[i].parts[p].duty;

			always += duty == DUTY_ALWAYS;
			some += duty == DUTY_SOME;
			none += duty == DUTY_NONE;
		}
	}
	if (always > 0 && some == 0 && none == 0)
		return DUTY_ALWAYS;
	return always + some > 0 ? DUTY_SOME : DUTY_NONE;
}

/* Whether a label is that of whoever holds the body on the day. */
static bool is_holder(const struct notice_writer *writer, uint16_t body,
		      struct slice label)
{
	const struct publication *publication = writer->publication;
	const struct body *entry = &publication->dictionary->bodies[body];

	return body_holder(entry, publication->date) != NULL &&
	       slice_equal(body_label(entry, publication->date), label);
}

static struct slice body_name(struct notice_writer *writer, uint16_t body,
			      uint16_t holder, struct slice label, bool heading)
{
	int32_t date = writer->publication->date;

	if (holder == DICTIONARY_NONE && !is_holder(writer, body, label))
		return label;
	return heading ? name_heading_of_body(&writer->voice, body, date)
		       : name_of_body(&writer->voice, body, date);
}

struct slice notice_recipient(struct notice_writer *writer, uint16_t body,
			      uint16_t holder, struct slice label)
{
	return body_name(writer, body, holder, label, false);
}

struct slice
notice_recipient_heading(struct notice_writer *writer,
			 const struct published_recipient *recipient)
{
	return body_name(writer, recipient->body, recipient->holder,
			 recipient->label, true);
}

struct slice notice_sender(struct notice_writer *writer,
			   const struct published_flow *flow, bool heading)
{
	return body_name(writer, flow->by, DICTIONARY_NONE, flow->by_label,
			 heading);
}

/* --- purposes ------------------------------------------------------------------------- */

void notice_add_purposes(struct notice_writer *writer,
			 struct purpose_list *list, const uint16_t *purposes,
			 size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		uint16_t *grown;

		while (at < list->count && list->at[at] != purposes[i])
			at++;
		if (at < list->count)
			continue;
		grown = arena_grow(writer->voice.arena, list->at, list->count,
				   &list->capacity, sizeof(*list->at));
		if (grown == NULL) {
			writer->voice.failed = true;
			return;
		}
		list->at = grown;
		list->at[list->count++] = purposes[i];
	}
}

/* --- runs of text ----------------------------------------------------------------------- */

void notice_strong_sentence(struct notice_writer *writer, enum phrase key,
			    const struct phrase_value *values, size_t count,
			    const char *strong)
{
	const struct phrase_part *parts;
	size_t part_count;

	parts = say_parts(&writer->voice, key, values, count, &part_count);
	for (size_t i = 0; parts != NULL && i < part_count; i++)
		if (parts[i].placeholder != NULL &&
		    strcmp(parts[i].placeholder, strong) == 0)
			document_strong(writer->document, parts[i].text);
		else
			document_text(writer->document, parts[i].text);
}

void notice_space(struct notice_writer *writer)
{
	document_text(writer->document, SLICE(" "));
}

void notice_add_sentence(struct notice_writer *writer, bool *first,
			 struct slice text, struct range source)
{
	if (slice_empty(text))
		return;
	if (!*first)
		notice_space(writer);
	document_text(writer->document, text);
	document_source(writer->document, source);
	*first = false;
}
