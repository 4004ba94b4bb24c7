/* What changes of what others do, and of what is never done. */
#include "publish/letter_parts.h"

#include "base/arena.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "words/wording.h"

struct slice letter_fields(struct letter_writer *writer,
			   const struct field_set *fields)
{
	struct field_set known =
		field_set_union(writer->before.all, writer->after.all);

	return say_fields(&writer->after.voice, fields, &known);
}

bool letter_is_told(const struct letter_writer *writer, const char *subject,
		    const char *but)
{
	const struct slice begins = slice_of(but);
	const struct told_change *told;

	for (size_t i = 0;
	     (told = comparison_told(writer->request->comparison, i)) != NULL;
	     i++)
		if (slice_is(told->subject, subject) &&
		    (begins.len == 0 || told->text.len < begins.len ||
		     !slice_equal(slice_part(told->text, 0, begins.len),
				  begins)))
			return true;
	return false;
}

void letter_tell_details(struct letter_section *section, enum phrase key)
{
	letter_item(section);
	letter_sentence(section, say(&section->writer->after.voice, key),
			(struct range){0});
	letter_item_end(section);
}

bool letter_has_purpose(const uint16_t *purposes, size_t count,
			uint16_t purpose)
{
	for (size_t i = 0; i < count; i++)
		if (purposes[i] == purpose)
			return true;
	return false;
}

/* --- what others do ------------------------------------------------------------------ */

static struct field_set told_for(const struct publication *publication,
				 const struct published_flow *like,
				 uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < publication->flow_count; i++) {
		const struct published_flow *flow = &publication->flows[i];

		if (flow->state == FLOW_TOLD && flow->by == like->by &&
		    flow->body == like->body &&
		    (flow->purpose_count == 0 ||
		     letter_has_purpose(flow->purposes, flow->purpose_count,
					purpose)))
			fields = field_set_union(fields, flow->fields);
	}
	return fields;
}

static struct slice by_name(struct notice_writer *writer,
			    const struct published_flow *flow)
{
	return slice_empty(flow->by_label)
		       ? name_of_body(&writer->voice, flow->by,
				      writer->publication->date)
		       : flow->by_label;
}

/* What `to` tells of one flow of another body, and `from` does not. */
static void write_other(struct letter_section *section, enum phrase key,
			const struct publication *from,
			const struct published_flow *flow)
{
	struct letter_writer *writer = section->writer;
	struct notice_writer *after = &writer->after;
	struct voice *voice = &after->voice;
	uint16_t *purposes = arena_array(voice->arena, flow->purpose_count + 1,
					 sizeof(*purposes));
	struct field_set fields = {0};
	size_t count = 0;

	if (purposes == NULL) {
		voice->failed = true;
		return;
	}
	for (size_t p = 0; p < flow->purpose_count; p++) {
		struct field_set more = field_set_difference(
			flow->fields, told_for(from, flow, flow->purposes[p]));

		if (field_set_empty(more))
			continue;
		fields = field_set_union(fields, more);
		purposes[count++] = flow->purposes[p];
	}
	if (flow->purpose_count == 0)
		fields = field_set_difference(
			flow->fields, told_for(from, flow, DICTIONARY_NONE));
	if (field_set_empty(fields))
		return;
	letter_item(section);
	letter_sentence(
		section,
		say_with(
			voice, key, with("by", by_name(after, flow)),
			with("recipient",
			     notice_recipient(after, flow->body, flow->holder,
					      flow->recipient)),
			with("fields", letter_fields(writer, &fields)),
			with("purposes", say_purposes(voice, purposes, count))),
		flow->source);
	letter_item_end(section);
}

static void write_others_of(struct letter_section *section, enum phrase key,
			    const struct publication *from,
			    const struct publication *to)
{
	for (size_t i = 0; i < to->flow_count; i++)
		if (to->flows[i].state == FLOW_TOLD)
			write_other(section, key, from, &to->flows[i]);
}

/* What others do by another name than these is no flow of theirs. */
static bool is_flow(const struct told_change *told)
{
	static const char *const others[] = {
		"held",    "law cited", "never",  "review",     "right",
		"contact", "link",      "honour", "controller",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (slice_is(told->subject, others[i]))
			return false;
	return !slice_empty(told->text);
}

/* "Local authority to Department", "received from Local authority". */
static bool is_subject(const struct publication *publication,
		       struct slice subject, uint16_t by, uint16_t body)
{
	const struct body *bodies = publication->dictionary->bodies;
	struct slice first =
		by != DICTIONARY_NONE ? bodies[by].label : SLICE("received");
	struct slice between =
		by != DICTIONARY_NONE ? SLICE(" to ") : SLICE(" from ");
	struct slice last = bodies[body].label;

	return subject.len == first.len + between.len + last.len &&
	       slice_equal(slice_part(subject, 0, first.len), first) &&
	       slice_equal(slice_part(subject, first.len + between.len,
				      subject.len),
			   last);
}

static bool tells_of(const struct publication *publication,
		     struct slice subject)
{
	for (size_t i = 0; i < publication->flow_count; i++)
		if (publication->flows[i].state == FLOW_TOLD &&
		    is_subject(publication, subject, publication->flows[i].by,
			       publication->flows[i].body))
			return true;
	for (size_t i = 0; i < publication->receipt_count; i++)
		if (is_subject(publication, subject, DICTIONARY_NONE,
			       publication->receipts[i].from))
			return true;
	return false;
}

/* Their terms: one line a flow that both tell of. */
static void write_other_terms(struct letter_section *section)
{
	const struct notice_comparison *comparison =
		section->writer->request->comparison;
	const struct told_change *told, *other;

	for (size_t i = 0; (told = comparison_told(comparison, i)) != NULL;
	     i++) {
		bool again = !is_flow(told) ||
			     tells_of(section->writer->request->before,
				      told->subject) !=
				     tells_of(section->writer->request->after,
					      told->subject);

		for (size_t j = 0; j < i && !again; j++) {
			other = comparison_told(comparison, j);
			again = is_flow(other) &&
				slice_equal(other->subject, told->subject);
		}
		if (again)
			continue;
		letter_item(section);
		letter_sentence(section,
				say_with(&section->writer->after.voice,
					 PHRASE_LETTER_OTHERS_DETAILS,
					 with("flow", told->subject)),
				(struct range){0});
		letter_item_end(section);
	}
}

void letter_write_others(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_OTHERS);

	write_others_of(&section, PHRASE_LETTER_OTHERS_MORE, before, after);
	write_others_of(&section, PHRASE_LETTER_OTHERS_LESS, after, before);
	write_other_terms(&section);
	letter_section_end(&section);
}

/* --- what is never done ----------------------------------------------------------------- */

/* Whether the other notice says the same of it. */
static bool forbids(struct notice_writer *writer, struct slice text,
		    const struct field_set *fields)
{
	for (size_t i = 0; i < writer->publication->ban_count; i++)
		if (slice_equal(
			    notice_ban(writer, &writer->publication->bans[i]),
			    text) &&
		    memcmp(&writer->publication->bans[i].fields, fields,
			   sizeof(*fields)) == 0)
			return true;
	return false;
}

static void write_bans(struct letter_section *section, enum phrase key,
		       struct notice_writer *from, struct notice_writer *to)
{
	for (size_t i = 0; i < to->publication->ban_count; i++) {
		const struct published_ban *ban = &to->publication->bans[i];
		struct slice text = notice_ban(to, ban);

		if (forbids(from, text, &ban->fields))
			continue;
		letter_item(section);
		letter_sentence(section,
				say(&section->writer->after.voice, key),
				ban->rule->range);
		letter_sentence(section, text, ban->rule->range);
		if (to == &section->writer->after)
			letter_sentence(section, notice_ban_but(to, ban),
					ban->rule->range);
		letter_item_end(section);
	}
}

void letter_write_never(struct letter_writer *writer)
{
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_NEVER);
	size_t items = writer->items;

	write_bans(&section, PHRASE_LETTER_NEVER_MORE, &writer->before,
		   &writer->after);
	write_bans(&section, PHRASE_LETTER_NEVER_LESS, &writer->after,
		   &writer->before);
	if (writer->items == items && letter_is_told(writer, "never", ""))
		letter_tell_details(&section, PHRASE_LETTER_NEVER_DETAILS);
	letter_section_end(&section);
}
