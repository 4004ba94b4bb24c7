/* What changes of what is kept, for what and how long. */
#include "publish/letter_parts.h"

#include "base/arena.h"
#include "policy/compare_notices.h"
#include "policy/notice.h"
#include "words/wording.h"

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
			with("fields", letter_fields(section->writer, fields)),
			with("purposes", say_purposes(voice, purposes, count))),
		source);
	letter_item_end(section);
}

static struct field_set held_for(const struct publication *publication,
				 uint16_t purpose)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct holding *holding =
			publication->holdings[i].holding;

		if (letter_has_purpose(holding->purposes,
				       holding->purpose_count, purpose))
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
				      letter_fields(section->writer, &other))),
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
				      letter_fields(section->writer, &more))),
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
	if (writer->items == items && letter_is_told(writer, "held", "under "))
		letter_tell_details(&section, PHRASE_LETTER_HELD_DETAILS);
	letter_section_end(&section);
}
