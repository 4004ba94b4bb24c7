/* What is held, why, for how long; what must be given; where it comes from. */
#include "policy/notice.h"
#include "publish/document_words.h"
#include "publish/notice_parts.h"
#include "words/wording.h"

/* --- laws that the notice cites ---------------------------------------------------- */

static struct slice cited_laws(struct notice_writer *writer,
			       const struct published_citation *cited,
			       size_t count)
{
	struct voice *voice = &writer->voice;
	struct slice *names =
		arena_array(voice->arena, count + 1, sizeof(*names));

	if (names == NULL) {
		voice->failed = true;
		return (struct slice){NULL, 0};
	}
	for (size_t i = 0; i < count; i++)
		names[i] = name_of(voice, NAME_LAW, cited[i].law);
	return say_list(voice, names, count);
}

static void add_law(struct notice_writer *writer,
		    const struct published_citation *cited, size_t count)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (count == 0 || !says(voice, PHRASE_HELD_LAW))
		return;
	document_pair(document, say(voice, PHRASE_HELD_LAW),
		      say_with(voice, PHRASE_HELD_LAW_TEXT,
			       with("laws", cited_laws(writer, cited, count))));
	for (size_t i = 0; i < count; i++)
		document_source(document, cited[i].range);
}

/* --- one holding --------------------------------------------------------------------- */

static void add_why(struct notice_writer *writer, const uint16_t *purposes,
		    size_t count, struct range source)
{
	struct voice *voice = &writer->voice;
	struct slice text = say(voice, PHRASE_HELD_WHY_UNSTATED);

	if (count > 0)
		text = say_with(
			voice, PHRASE_HELD_WHY_TEXT,
			with("purposes", say_purposes(voice, purposes, count)));
	document_pair(writer->document, say(voice, PHRASE_HELD_WHY), text);
	document_source(writer->document, source);
}

static void add_keep(struct notice_writer *writer,
		     const struct holding *holding, struct range source)
{
	struct voice *voice = &writer->voice;
	struct slice text = say_keep(voice, holding);

	if (slice_empty(text))
		text = say(voice, PHRASE_HELD_KEEP_UNSTATED);
	document_pair(writer->document, say(voice, PHRASE_HELD_KEEP), text);
	document_source(writer->document, source);
}

static void write_fields(struct notice_writer *writer,
			 const struct published_holding *held, bool first)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	const struct slice *items;
	size_t count = 0;

	items = say_field_items(voice, &held->holding->fields, writer->known,
				&count);
	document_paragraph(document, say(voice, first ? PHRASE_HELD_LIST
						      : PHRASE_HELD_ALSO));
	document_id(document, held->id);
	document_source(document, held->range);
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; items != NULL && i < count; i++) {
		document_item(document, items[i]);
		document_source(document, held->range);
	}
	document_end(document);
}

static void write_holding(struct notice_writer *writer,
			  const struct published_holding *held, bool first)
{
	const struct holding *holding = held->holding;
	struct document *document = writer->document;

	write_fields(writer, held, first);
	document_begin_pairs(document);
	add_why(writer, holding->purposes, holding->purpose_count, held->range);
	add_keep(writer, holding, held->range);
	add_law(writer, held->cited, held->cited_count);
	document_end(document);
}

/* --- must and may ------------------------------------------------------------------------ */

struct requirements {
	struct field_set must, may;
	struct field_set asked; /* records cannot do without it */
};

/* That families must give something only the notice itself says; what
 * the law's own records ask for obliges the controller, and not them. */
static struct requirements find_requirements(const struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;
	struct requirements found = {
		notice->mandatory, notice->voluntary, {{0}}};
	bool school = controller_is_school(publication);
	struct field_set told =
		field_set_union(notice->mandatory, notice->voluntary);

	for (uint16_t f = field_set_next(&notice->held, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&notice->held, (uint16_t)(f + 1))) {
		enum requirement requirement =
			dictionary->fields[f].requirement;

		if (field_set_has(&told, f))
			continue;
		if (!school)
			continue;
		if (requirement == REQUIREMENT_MANDATORY)
			field_set_add(&found.asked, f);
		else if (requirement == REQUIREMENT_VOLUNTARY)
			field_set_add(&found.may, f);
	}
	return found;
}

static void add_requirement(struct notice_writer *writer, enum phrase key,
			    const struct field_set *fields)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (field_set_empty(*fields))
		return;
	document_paragraph(
		document,
		say_with(voice, key,
			 with("fields", say_fields(voice, fields, NULL))));
	for (size_t i = 0; i < publication->holding_count; i++) {
		const struct published_holding *held =
			&publication->holdings[i];

		if (!field_set_empty(field_set_intersection(
			    held->holding->fields, *fields)))
			document_source(document, held->range);
	}
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		document_source(document,
				publication->dictionary->fields[f].range);
}

static void write_requirements(struct notice_writer *writer)
{
	struct requirements found = find_requirements(writer);
	struct document *document = writer->document;

	if ((field_set_empty(found.must) && field_set_empty(found.may) &&
	     field_set_empty(found.asked)) ||
	    !says(&writer->voice, PHRASE_REQUIREMENT))
		return;
	document_begin_section(document, SLICE("requirement"),
			       say(&writer->voice, PHRASE_REQUIREMENT));
	add_requirement(writer, PHRASE_REQUIREMENT_MUST, &found.must);
	add_requirement(writer, PHRASE_REQUIREMENT_MAY, &found.may);
	add_requirement(writer, PHRASE_REQUIREMENT_ASKED, &found.asked);
	document_end(document);
}

/* --- what is received ----------------------------------------------------------------------- */

static void add_receipt(struct notice_writer *writer,
			const struct published_receipt *receipt)
{
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct slice keep = say_keep(voice, &receipt->keep);
	struct phrase_value values[] = {
		with("sender",
		     notice_recipient(writer, receipt->from, receipt->holder,
				      receipt->from_label)),
		with("fields",
		     say_fields(voice, &receipt->fields, writer->known)),
		with("purposes", say_purposes(voice, receipt->purposes,
					      receipt->purpose_count)),
	};

	document_begin_item(document);
	document_id(document, receipt->id);
	notice_strong_sentence(writer, PHRASE_RECEIVED_FROM, values,
			       sizeof(values) / sizeof(values[0]), "sender");
	if (!slice_empty(keep)) {
		notice_space(writer);
		document_text(document, keep);
	}
	document_source(document, receipt->range);
	document_end(document);
}

static void write_received(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;

	if (publication->receipt_count == 0)
		return;
	document_begin_section(document, SLICE("received"),
			       say(&writer->voice, PHRASE_RECEIVED));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < publication->receipt_count; i++)
		add_receipt(writer, &publication->receipts[i]);
	document_end(document);
	document_end(document);
}

/* --- the whole -------------------------------------------------------------------------------- */

void notice_write_held(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	document_begin_section(document, SLICE("held"),
			       say(voice, PHRASE_HELD));
	if (publication->holding_count == 0)
		document_paragraph(document, say(voice, PHRASE_HELD_NOTHING));
	for (size_t i = 0; i < publication->holding_count; i++)
		write_holding(writer, &publication->holdings[i], i == 0);
	write_requirements(writer);
	write_received(writer);
	document_end(document);
}
