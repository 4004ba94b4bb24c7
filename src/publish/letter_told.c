/* What changes of what is only told: what is kept, what others do, rights,
 * contacts. */
#include "publish/letter_parts.h"

#include "base/arena.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "words/wording.h"

static struct slice fields_in(struct letter_writer *writer,
			      const struct field_set *fields)
{
	struct field_set known =
		field_set_union(writer->before.all, writer->after.all);

	return say_fields(&writer->after.voice, fields, &known);
}

static void tell_fields(struct letter_section *section, enum phrase key,
			const struct field_set *fields,
			const uint16_t *purposes, size_t count,
			struct range source)
{
	struct voice *voice = &section->writer->after.voice;

	if (field_set_empty(*fields))
		return;
	letter_item(section);
	letter_sentence(
		section,
		say_with(
			voice, key,
			with("fields", fields_in(section->writer, fields)),
			with("purposes", say_purposes(voice, purposes, count))),
		source);
	letter_item_end(section);
}

/* Whether anything of a subject is told otherwise, but what begins with this. */
static bool is_told(const struct letter_writer *writer, const char *subject,
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

/* That something is told otherwise, in words that the letter has not. */
static void tell_details(struct letter_section *section, enum phrase key)
{
	letter_item(section);
	letter_sentence(section, say(&section->writer->after.voice, key),
			(struct range){0});
	letter_item_end(section);
}

/* --- what is kept, and for what ---------------------------------------------------- */

static bool has_purpose(const uint16_t *purposes, size_t count,
			uint16_t purpose)
{
	for (size_t i = 0; i < count; i++)
		if (purposes[i] == purpose)
			return true;
	return false;
}

static struct field_set held_for(const struct publication *publication,
				 uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct holding *holding =
			publication->holdings[i].holding;

		if (has_purpose(holding->purposes, holding->purpose_count,
				purpose))
			fields = field_set_union(fields, holding->fields);
	}
	return fields;
}

static void write_held_more(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	const struct field_set *before = &request->before->notice->held;
	struct field_set told = *before;

	for (size_t i = 0; i < request->after->holding_count; i++) {
		const struct published_holding *held =
			&request->after->holdings[i];
		struct field_set more =
			field_set_difference(held->holding->fields, told);

		tell_fields(section, PHRASE_LETTER_HELD_MORE, &more,
			    held->holding->purposes,
			    held->holding->purpose_count, held->range);
		told = field_set_union(told, more);
	}
}

static void write_held_less(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	struct field_set less = field_set_difference(
		request->before->notice->held, request->after->notice->held);

	tell_fields(section, PHRASE_LETTER_HELD_LESS, &less, NULL, 0,
		    (struct range){0});
}

/* Of what both hold, the fields that `to` uses for a purpose and `from` does
 * not; purposes with the same fields go together. */
static void write_uses(struct letter_section *section, enum phrase key,
		       const struct publication *from,
		       const struct publication *to)
{
	const struct dictionary *dictionary = to->dictionary;
	struct arena *arena = section->writer->after.voice.arena;
	struct field_set both =
		field_set_intersection(from->notice->held, to->notice->held);
	size_t count = dictionary->purpose_count;
	struct field_set *used = arena_array(arena, count + 1, sizeof(*used));
	uint16_t *same = arena_array(arena, count + 1, sizeof(*same));

	if (used == NULL || same == NULL) {
		section->writer->after.voice.failed = true;
		return;
	}
	for (uint16_t p = 0; p < count; p++)
		used[p] = field_set_intersection(
			field_set_difference(held_for(to, p),
					     held_for(from, p)),
			both);
	for (uint16_t p = 0; p < count; p++) {
		struct field_set fields = used[p];
		size_t found = 0;

		if (field_set_empty(fields))
			continue;
		for (uint16_t q = p; q < count; q++)
			if (memcmp(&used[q], &fields, sizeof(fields)) == 0) {
				same[found++] = q;
				used[q] = (struct field_set){0};
			}
		tell_fields(section, key, &fields, same, found,
			    (struct range){0});
	}
}

static const struct holding *holding_of(const struct publication *publication,
					uint16_t field)
{
	for (size_t i = 0; i < publication->holding_count; i++)
		if (field_set_has(&publication->holdings[i].holding->fields,
				  field))
			return publication->holdings[i].holding;
	return NULL;
}

static bool same_keep(const struct holding *a, const struct holding *b)
{
	return a->keep_until_age == b->keep_until_age &&
	       a->keep_months == b->keep_months &&
	       slice_equal(a->keep_event, b->keep_event) &&
	       slice_equal(a->then, b->then);
}

static void write_keep(struct letter_section *section)
{
	const struct letter_request *request = section->writer->request;
	struct voice *voice = &section->writer->after.voice;

	for (size_t i = 0; i < request->after->holding_count; i++) {
		const struct published_holding *held =
			&request->after->holdings[i];
		const struct holding *now = held->holding;
		struct field_set other = {0};
		struct slice text;

		for (uint16_t f = field_set_next(&now->fields, 0);
		     f != DICTIONARY_NONE;
		     f = field_set_next(&now->fields, (uint16_t)(f + 1))) {
			const struct holding *before =
				holding_of(request->before, f);

			if (before != NULL && !same_keep(before, now))
				field_set_add(&other, f);
		}
		if (field_set_empty(other))
			continue;
		text = say_keep(voice, now);
		letter_item(section);
		letter_sentence(
			section,
			say_with(voice,
				 slice_empty(text) ? PHRASE_LETTER_KEEP_UNSTATED
						   : PHRASE_LETTER_KEEP,
				 with("fields",
				      fields_in(section->writer, &other))),
			held->range);
		letter_sentence(section, text, (struct range){0});
		letter_item_end(section);
	}
}

static void write_requirements(struct letter_section *section)
{
	const struct notice *before = section->writer->request->before->notice;
	const struct notice *after = section->writer->request->after->notice;
	struct field_set must =
		field_set_difference(after->mandatory, before->mandatory);
	struct field_set may =
		field_set_difference(after->voluntary, before->voluntary);

	tell_fields(section, PHRASE_LETTER_MUST, &must, NULL, 0,
		    (struct range){0});
	tell_fields(section, PHRASE_LETTER_MAY, &may, NULL, 0,
		    (struct range){0});
	must = field_set_difference(
		field_set_difference(before->mandatory, after->mandatory), may);
	may = field_set_difference(
		field_set_difference(before->voluntary, after->voluntary),
		field_set_difference(after->mandatory, before->mandatory));
	tell_fields(section, PHRASE_LETTER_MUST_LESS, &must, NULL, 0,
		    (struct range){0});
	tell_fields(section, PHRASE_LETTER_MAY_LESS, &may, NULL, 0,
		    (struct range){0});
}

static struct field_set received(const struct publication *publication,
				 uint16_t from)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < publication->receipt_count; i++)
		if (publication->receipts[i].from == from)
			fields = field_set_union(
				fields, publication->receipts[i].fields);
	return fields;
}

/* What `to` is given by each sender, and `from` is not. */
static void write_received(struct letter_section *section, enum phrase key,
			   const struct publication *from,
			   const struct publication *to)
{
	struct voice *voice = &section->writer->after.voice;

	for (size_t i = 0; i < to->receipt_count; i++) {
		const struct published_receipt *receipt = &to->receipts[i];
		struct field_set more = field_set_difference(
			receipt->fields, received(from, receipt->from));

		if (field_set_empty(more))
			continue;
		letter_item(section);
		letter_sentence(
			section,
			say_with(voice, key,
				 with("sender",
				      notice_recipient(&section->writer->after,
						       receipt->from,
						       receipt->holder,
						       receipt->from_label)),
				 with("fields",
				      fields_in(section->writer, &more))),
			receipt->range);
		letter_item_end(section);
	}
}

void letter_write_held(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_HELD);
	size_t items = writer->items;

	write_held_more(&section);
	write_held_less(&section);
	write_uses(&section, PHRASE_LETTER_USE_MORE, before, after);
	write_uses(&section, PHRASE_LETTER_USE_LESS, after, before);
	write_keep(&section);
	write_requirements(&section);
	write_received(&section, PHRASE_LETTER_RECEIVED_MORE, before, after);
	write_received(&section, PHRASE_LETTER_RECEIVED_LESS, after, before);
	if (writer->items == items && is_told(writer, "held", "under "))
		tell_details(&section, PHRASE_LETTER_HELD_DETAILS);
	letter_section_end(&section);
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
		     has_purpose(flow->purposes, flow->purpose_count, purpose)))
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
			with("fields", fields_in(writer, &fields)),
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
	if (writer->items == items && is_told(writer, "never", ""))
		tell_details(&section, PHRASE_LETTER_NEVER_DETAILS);
	letter_section_end(&section);
}

/* --- rights --------------------------------------------------------------------------------- */

static const struct published_right *
find_right(const struct publication *publication, struct slice name)
{
	for (size_t i = 0; i < publication->right_count; i++)
		if (slice_equal(publication->rights[i].name, name))
			return &publication->rights[i];
	return NULL;
}

static void tell_right(struct letter_section *section, enum phrase key,
		       const struct published_right *right)
{
	struct voice *voice = &section->writer->after.voice;

	letter_sentence(
		section,
		say_with(voice, key,
			 with("right", name_by(voice, NAME_RIGHT, right->name,
					       (struct slice){0}, FORM_NAME))),
		right->range);
}

static void tell_user(struct letter_section *section,
		      const struct published_right *right)
{
	struct voice *voice = &section->writer->after.voice;
	struct slice text = say(voice, PHRASE_LETTER_RIGHT_FAMILY);

	if (right->user == RIGHT_PUPIL_FROM_AGE)
		text = say_with(voice, PHRASE_RIGHT_BY_AGE,
				with_number("age", (uint64_t)right->age));
	else if (right->user == RIGHT_PUPIL_WHEN_ABLE)
		text = say(voice, PHRASE_RIGHT_BY_ABILITY);
	letter_sentence(section, text, right->range);
}

static void write_right(struct letter_section *section,
			const struct published_right *after)
{
	const struct published_right *before =
		find_right(section->writer->request->before, after->name);

	if (before != NULL && before->user == after->user &&
	    before->age == after->age)
		return;
	letter_item(section);
	tell_right(section,
		   before == NULL ? PHRASE_LETTER_RIGHT_MORE
				  : PHRASE_LETTER_RIGHT_USER,
		   after);
	if (before != NULL || after->user != RIGHT_FAMILY)
		tell_user(section, after);
	letter_item_end(section);
}

void letter_write_rights(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_RIGHTS);

	for (size_t i = 0; i < after->right_count; i++)
		write_right(&section, &after->rights[i]);
	for (size_t i = 0; i < before->right_count; i++) {
		if (find_right(after, before->rights[i].name) != NULL)
			continue;
		letter_item(&section);
		tell_right(&section, PHRASE_LETTER_RIGHT_LESS,
			   &before->rights[i]);
		letter_item_end(&section);
	}
	if (before->honours_refusals != after->honours_refusals) {
		letter_item(&section);
		letter_sentence(&section,
				say(&writer->after.voice,
				    after->honours_refusals
					    ? PHRASE_LETTER_REFUSE_MORE
					    : PHRASE_LETTER_REFUSE_LESS),
				after->honours_range);
		letter_item_end(&section);
	}
	letter_section_end(&section);
}

/* --- contacts ----------------------------------------------------------------------------------- */

static const struct published_contact *
find_contact(const struct publication *publication, struct slice name)
{
	for (size_t i = 0; i < publication->contact_count; i++)
		if (slice_equal(publication->contacts[i].name, name))
			return &publication->contacts[i];
	return NULL;
}

static bool same_contact(const struct published_contact *a,
			 const struct published_contact *b)
{
	return a->body == b->body && slice_equal(a->email, b->email) &&
	       slice_equal(a->telephone, b->telephone) &&
	       slice_equal(a->web, b->web) && slice_equal(a->post, b->post) &&
	       a->complaints == b->complaints &&
	       a->objections == b->objections && a->requests == b->requests;
}

static void add_way(struct letter_section *section, enum phrase label,
		    struct slice text)
{
	struct notice_writer *after = &section->writer->after;

	if (slice_empty(text))
		return;
	document_break(after->document);
	document_text(after->document, say(&after->voice, label));
	notice_space(after);
	document_text(after->document, text);
}

void letter_add_ways(struct letter_section *section,
		     const struct published_contact *contact)
{
	add_way(section, PHRASE_CONTACT_POST, contact->post);
	add_way(section, PHRASE_CONTACT_EMAIL, contact->email);
	add_way(section, PHRASE_CONTACT_TELEPHONE, contact->telephone);
	add_way(section, PHRASE_CONTACT_WEB, contact->web);
}

static void tell_contact(struct letter_section *section, enum phrase key,
			 const struct published_contact *contact)
{
	letter_sentence(section,
			say_with(&section->writer->after.voice, key,
				 with("contact", contact->name)),
			contact->range);
}

void letter_write_contacts(struct letter_writer *writer)
{
	const struct publication *before = writer->request->before;
	const struct publication *after = writer->request->after;
	struct letter_section section =
		letter_section(writer, PHRASE_LETTER_CONTACTS);

	for (size_t i = 0; i < after->contact_count; i++) {
		const struct published_contact *now = &after->contacts[i];
		const struct published_contact *then =
			find_contact(before, now->name);

		if (then != NULL && same_contact(then, now))
			continue;
		letter_item(&section);
		tell_contact(&section, PHRASE_LETTER_CONTACT_NEW, now);
		letter_add_ways(&section, now);
		letter_item_end(&section);
	}
	for (size_t i = 0; i < before->contact_count; i++) {
		if (find_contact(after, before->contacts[i].name) != NULL)
			continue;
		letter_item(&section);
		tell_contact(&section, PHRASE_LETTER_CONTACT_GONE,
			     &before->contacts[i]);
		letter_item_end(&section);
	}
	letter_section_end(&section);
}
