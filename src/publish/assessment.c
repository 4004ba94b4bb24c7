#include "publish/assessment.h"

#include "base/error.h"
#include "policy/notice.h"
#include "publish/assessment_parts.h"
#include "publish/cells.h"
#include "publish/document_words.h"
#include "words/cover.h"
#include "words/phrasebook_parts.h"
#include "publish/picture.h"
#include "words/wording.h"

static const struct slice no_id = {NULL, 0};

/* --- lists and marks ------------------------------------------------------------- */

void put_mark(struct assessing *assessing)
{
	document_strong(assessing->document,
			say(assessing->voice, PHRASE_ASSESSMENT_OPEN));
	assessing->open++;
}

void put_open(struct assessing *assessing, enum phrase term)
{
	document_begin_pair(assessing->document, say(assessing->voice, term));
	put_mark(assessing);
	document_end(assessing->document);
}

/* "Name of parents and carers"; categories say it by themselves. */
static struct slice owned(struct voice *voice, const struct cover *cover,
			  struct slice name)
{
	enum owner owner = phrasebook_owner(voice->book,
					    field_set_next(&cover->fields, 0));

	if (cover->kind == KIND_CATEGORY || owner == OWNER_PUPIL)
		return name;
	return say_with(voice,
			owner == OWNER_PARENT ? PHRASE_PROCESSING_OF_PARENTS
					      : PHRASE_PROCESSING_OF_CONTACTS,
			with("data", name));
}

struct slice data_names(struct assessing *assessing, struct field_set fields)
{
	static const enum name_kind kinds[KIND_COUNT] = {
		[KIND_CATEGORY] = NAME_CATEGORY,
		[KIND_GROUP] = NAME_GROUP,
		[KIND_FIELD] = NAME_FIELD,
	};
	const struct publication *publication = assessing->publication;
	struct voice *voice = assessing->voice;
	struct builder text = {0};
	size_t count = 0;
	const struct cover *list =
		cover_fields(publication->dictionary, fields,
			     &publication->notice->held, voice->arena, &count);

	voice->failed |= list == NULL;
	for (size_t i = 0; list != NULL && i < count; i++)
		cell_add_once(&text,
			      owned(voice, &list[i],
				    name_heading(voice, kinds[list[i].kind],
						 list[i].index)));
	return cell_take(assessing->voice, &text);
}

struct slice recipient_heading(struct assessing *assessing,
			       const struct published_flow *flow)
{
	return name_heading_of_body(assessing->voice, flow->body,
				    assessing->publication->date);
}

struct slice purpose_names(struct assessing *assessing, const uint16_t *list,
			   size_t count)
{
	struct builder text = {0};

	for (size_t i = 0; i < count; i++)
		cell_add_once(&text, name_heading(assessing->voice,
						  NAME_PURPOSE, list[i]));
	return cell_take(assessing->voice, &text);
}

struct field_set special_of(const struct publication *publication,
			    struct field_set fields)
{
	const struct dictionary *dictionary = publication->dictionary;
	struct field_set special = {0};

	for (uint16_t f = field_set_next(&fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&fields, (uint16_t)(f + 1)))
		if (dictionary->fields[f].special ||
		    dictionary->categories[dictionary->fields[f].category]
			    .special)
			field_set_add(&special, f);
	return special;
}

/* All that goes to anybody. */
static struct field_set all_sent(const struct publication *publication)
{
	struct field_set fields = {0};

	for (size_t i = 0; i < publication->recipient_count; i++)
		fields = field_set_union(fields,
					 publication->recipients[i].sent);
	return fields;
}

static void begin_section(struct assessing *assessing, const char *id,
			  enum phrase heading)
{
	document_begin_section(assessing->document, slice_of(id),
			       say(assessing->voice, heading));
}

/* --- the head ---------------------------------------------------------------------- */

static void begin(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct voice *voice = assessing->voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_ASSESSMENT_TITLE);
	about.subtitle =
		say_with(voice, PHRASE_ASSESSMENT_SUBTITLE,
			 with("date", say_date(voice, publication->date)));
	about.author = publication->controller;
	about.subject = say_with(voice, PHRASE_ASSESSMENT_SUBJECT,
				 with("controller", publication->controller));
	about.date = publication->date;
	document_begin(assessing->document, voice->arena, &about);
	document_paragraph(
		assessing->document,
		say_with(voice, PHRASE_ASSESSMENT_INTRODUCTION,
			 with("notice", publication->notice->title),
			 with_number("version", publication->notice->version)));
	document_begin_note(assessing->document,
			    say(voice, PHRASE_ASSESSMENT_TO_DO));
	document_paragraph(
		assessing->document,
		say_with(voice, PHRASE_ASSESSMENT_TO_DO_TEXT,
			 with("mark", say(voice, PHRASE_ASSESSMENT_OPEN))));
	document_end(assessing->document);
	document_contents(assessing->document,
			  say(voice, PHRASE_ASSESSMENT_CONTENTS));
}

/* --- why an assessment ---------------------------------------------------------------- */

static size_t count_recipients(const struct publication *publication,
			       enum level_kind level)
{
	size_t count = 0;

	for (size_t r = 0; r < publication->recipient_count; r++) {
		const struct published_recipient *recipient =
			&publication->recipients[r];
		bool any = false;

		for (size_t f = 0; f < recipient->flow_count; f++) {
			const struct published_flow *flow =
				&publication->flows[recipient->first_flow + f];

			for (size_t p = 0;
			     is_done(flow) && p < flow->part_count; p++)
				any = any || flow->parts[p].level.kind == level;
		}
		count += any;
	}
	return count;
}

static void put_need(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;
	struct field_set held =
		special_of(publication, publication->notice->held);
	size_t named = count_recipients(publication, LEVEL_NAMED);

	begin_section(assessing, "need", PHRASE_ASSESSMENT_NEED);
	document_paragraph(document, say(voice, PHRASE_ASSESSMENT_NEED_TEXT));
	document_begin_list(document, DOCUMENT_BULLETED);
	document_item(document, say(voice, PHRASE_ASSESSMENT_CHILDREN));
	if (!field_set_empty(held))
		document_item(
			document,
			say_with(voice, PHRASE_ASSESSMENT_IS_SPECIAL,
				 with("data", data_names(assessing, held))));
	if (named > 0)
		document_item(document, say_with(voice, PHRASE_ASSESSMENT_NAMED,
						 with_number("number", named)));
	document_end(document);
	document_begin_pairs(document);
	put_open(assessing, PHRASE_ASSESSMENT_SCALE);
	put_open(assessing, PHRASE_ASSESSMENT_WHY_NOW);
	document_end(document);
	document_end(document);
}

/* --- what is done ------------------------------------------------------------------------ */

static struct slice keep_text(struct assessing *assessing,
			      const struct published_holding *held)
{
	struct slice said = say_keep(assessing->voice, held->holding);

	return said.len > 0 ? said
			    : say(assessing->voice, PHRASE_ASSESSMENT_UNSTATED);
}

static void put_held_row(struct assessing *assessing,
			 const struct published_holding *held)
{
	struct document *document = assessing->document;
	struct field_set special =
		special_of(assessing->publication, held->holding->fields);

	document_begin_row(document);
	document_source(document, held->range);
	document_cell(document, data_names(assessing, held->holding->fields));
	document_cell(document,
		      field_set_empty(special)
			      ? say(assessing->voice, PHRASE_ASSESSMENT_NONE)
			      : data_names(assessing, special));
	document_cell(document,
		      purpose_names(assessing, held->holding->purposes,
				    held->holding->purpose_count));
	document_cell(document, keep_text(assessing, held));
	document_end(document);
}

static void put_held(struct assessing *assessing)
{
	static const enum phrase keys[] = {
		PHRASE_ASSESSMENT_COLUMN_DATA,
		PHRASE_ASSESSMENT_COLUMN_SPECIAL,
		PHRASE_ASSESSMENT_COLUMN_PURPOSES,
		PHRASE_ASSESSMENT_COLUMN_KEEP,
	};
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;
	struct document_column columns[4] = {0};

	begin_section(assessing, "held", PHRASE_ASSESSMENT_HELD);
	if (publication->holding_count > 0) {
		for (size_t i = 0; i < 4; i++)
			columns[i].heading = say(voice, keys[i]);
		document_begin_table(document, no_id,
				     say(voice, PHRASE_ASSESSMENT_HELD_CAPTION),
				     columns, 4, true);
		for (size_t i = 0; i < publication->holding_count; i++)
			put_held_row(assessing, &publication->holdings[i]);
		document_end(document);
	} else {
		document_paragraph(document,
				   say(voice, PHRASE_ASSESSMENT_UNSTATED));
	}
	document_end(document);
}

static struct slice level_words(struct assessing *assessing,
				const struct published_part *part)
{
	return say_level_for(assessing->voice, part->level, part->purposes,
			     part->purpose_count);
}

static struct slice duty_words(struct assessing *assessing,
			       const struct published_part *part)
{
	static const enum phrase keys[] = {
		[DUTY_NONE] = PHRASE_ASSESSMENT_MAY,
		[DUTY_SOME] = PHRASE_ASSESSMENT_MUST_SOMETIMES,
		[DUTY_ALWAYS] = PHRASE_ASSESSMENT_MUST,
	};

	return say_with(assessing->voice, keys[part->duty],
			with("laws", say_laws(assessing->voice, part->laws,
					      part->law_count)));
}

static void put_flow_row(struct assessing *assessing,
			 const struct published_flow *flow,
			 const struct published_part *part)
{
	struct document *document = assessing->document;

	document_begin_row(document);
	document_source(document, flow->source);
	for (size_t i = 0; i < part->way_count; i++)
		document_source(document, part->ways[i].gateway->rule->range);
	document_cell(document, recipient_heading(assessing, flow));
	document_cell(document, data_names(assessing, part->fields));
	document_cell(document, purpose_names(assessing, part->purposes,
					      part->purpose_count));
	document_cell(document, level_words(assessing, part));
	document_cell(document, duty_words(assessing, part));
	document_end(document);
}

static void put_flows(struct assessing *assessing)
{
	static const enum phrase keys[] = {
		PHRASE_ASSESSMENT_COLUMN_RECIPIENT,
		PHRASE_ASSESSMENT_COLUMN_DATA,
		PHRASE_ASSESSMENT_COLUMN_PURPOSES,
		PHRASE_ASSESSMENT_COLUMN_LEVEL,
		PHRASE_ASSESSMENT_COLUMN_LAW,
	};
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;
	struct document_column columns[5] = {0};

	begin_section(assessing, "sent", PHRASE_ASSESSMENT_SENT);
	picture_matrix_beside(document, publication, voice);
	for (size_t i = 0; i < 5; i++)
		columns[i].heading = say(voice, keys[i]);
	document_begin_table(document, no_id,
			     say(voice, PHRASE_ASSESSMENT_SENT_CAPTION),
			     columns, 5, true);
	for (size_t f = 0; f < publication->flow_count; f++)
		for (size_t p = 0; is_done(&publication->flows[f]) &&
				   p < publication->flows[f].part_count;
		     p++)
			put_flow_row(assessing, &publication->flows[f],
				     &publication->flows[f].parts[p]);
	document_end(document);
	document_end(document);
}

/* To whom special category data goes, and under which condition. */
static void put_special_of(struct assessing *assessing,
			   const struct published_flow *flow)
{
	const struct publication *publication = assessing->publication;
	struct field_set special = special_of(publication, flow->sent);
	struct builder conditions = {0};

	if (!is_done(flow) || field_set_empty(special))
		return;
	for (size_t p = 0; p < flow->part_count; p++)
		for (size_t g = 0; g < flow->parts[p].ground_count; g++)
			if (publication->dictionary
				    ->laws[flow->parts[p].grounds[g]]
				    .condition)
				cell_add_once(
					&conditions,
					name_heading(
						assessing->voice, NAME_LAW,
						flow->parts[p].grounds[g]));
	document_item(
		assessing->document,
		say_with(assessing->voice, PHRASE_ASSESSMENT_SPECIAL_TO,
			 with("recipient", recipient_heading(assessing, flow)),
			 with("data", data_names(assessing, special)),
			 with("conditions",
			      cell_take(assessing->voice, &conditions))));
	document_source(assessing->document, flow->source);
}

static void put_special(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;

	if (field_set_empty(special_of(publication, all_sent(publication))))
		return;
	begin_section(assessing, "special", PHRASE_ASSESSMENT_SPECIAL);
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t f = 0; f < publication->flow_count; f++)
		put_special_of(assessing, &publication->flows[f]);
	document_end(document);
	document_end(document);
}

static void put_processing(struct assessing *assessing)
{
	struct document *document = assessing->document;

	begin_section(assessing, "processing", PHRASE_ASSESSMENT_PROCESSING);
	document_paragraph(document,
			   say(assessing->voice, PHRASE_ASSESSMENT_PEOPLE));
	picture_map_beside(document, assessing->publication, assessing->voice);
	put_held(assessing);
	put_flows(assessing);
	put_special(assessing);
	begin_section(assessing, "context", PHRASE_ASSESSMENT_CONTEXT);
	document_begin_pairs(document);
	put_open(assessing, PHRASE_ASSESSMENT_COLLECTION);
	put_open(assessing, PHRASE_ASSESSMENT_STORAGE);
	put_open(assessing, PHRASE_ASSESSMENT_EXPECTATIONS);
	put_open(assessing, PHRASE_ASSESSMENT_CONCERNS);
	document_end(document);
	document_end(document);
	document_end(document);
}

/* --- consultation; necessity ------------------------------------------------------------- */

static void put_consultation(struct assessing *assessing)
{
	struct document *document = assessing->document;

	begin_section(assessing, "consultation",
		      PHRASE_ASSESSMENT_CONSULTATION);
	document_begin_pairs(document);
	put_open(assessing, PHRASE_ASSESSMENT_FAMILIES);
	put_open(assessing, PHRASE_ASSESSMENT_OTHERS);
	document_end(document);
	document_end(document);
}

static enum phrase why_withheld(enum reason reason)
{
	switch ((int)reason) {
	case REASON_NO_GATEWAY:
		return PHRASE_ASSESSMENT_NO_LAW;
	case REASON_LAW_NOT_IN_FORCE:
		return PHRASE_ASSESSMENT_NOT_IN_FORCE;
	case REASON_FORBIDDEN_BY_LAW:
		return PHRASE_ASSESSMENT_FORBIDDEN;
	case REASON_FORBIDDEN_BY_NOTICE:
		return PHRASE_ASSESSMENT_OWN_BAN;
	case REASON_COLLECTION_ENDED:
		return PHRASE_ASSESSMENT_NOT_COLLECTED;
	case REASON_PURPOSE_ENDED:
		return PHRASE_ASSESSMENT_PURPOSE_ENDED;
	case REASON_RECIPIENT_CLOSED:
		return PHRASE_ASSESSMENT_CLOSED;
	case REASON_NOT_PROMISED:
		return PHRASE_ASSESSMENT_NO_PURPOSE;
	case REASON_IDENTIFIES:
		return PHRASE_ASSESSMENT_IDENTIFIES;
	default:
		return PHRASE_ASSESSMENT_NEVER_SO;
	}
}

static void put_withheld(struct assessing *assessing)
{
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;
	bool begun = false;

	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];

		for (size_t w = 0; w < flow->withheld_count; w++) {
			const struct published_withheld *withheld =
				&flow->withheld[w];

			if (!begun) {
				document_paragraph(
					document,
					say(voice, PHRASE_ASSESSMENT_WITHHELD));
				document_begin_list(document,
						    DOCUMENT_BULLETED);
			}
			begun = true;
			document_item(
				document,
				say_with(voice, why_withheld(withheld->reason),
					 with("data",
					      data_names(assessing,
							 withheld->fields)),
					 with("recipient",
					      recipient_heading(assessing,
								flow))));
			document_source(document, flow->source);
			document_source(document, withheld->clause);
		}
	}
	if (begun)
		document_end(document);
}

static void put_necessity(struct assessing *assessing)
{
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;

	begin_section(assessing, "necessity", PHRASE_ASSESSMENT_NECESSITY);
	document_paragraph(document,
			   say(voice, PHRASE_ASSESSMENT_NECESSITY_TEXT));
	put_withheld(assessing);
	document_begin_pairs(document);
	put_open(assessing, PHRASE_ASSESSMENT_LESS);
	put_open(assessing, PHRASE_ASSESSMENT_QUALITY);
	document_end(document);
	document_end(document);
}

/* --- outcome ---------------------------------------------------------------------------------- */

static void put_outcome(struct assessing *assessing)
{
	static const enum phrase terms[] = {
		PHRASE_ASSESSMENT_APPROVED, PHRASE_ASSESSMENT_RESIDUAL,
		PHRASE_ASSESSMENT_ADVICE,   PHRASE_ASSESSMENT_ADVICE_TAKEN,
		PHRASE_ASSESSMENT_ANSWERS,  PHRASE_ASSESSMENT_REVIEWER,
	};
	const struct publication *publication = assessing->publication;
	struct document *document = assessing->document;
	struct voice *voice = assessing->voice;

	begin_section(assessing, "outcome", PHRASE_ASSESSMENT_OUTCOME);
	document_begin_pairs(document);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++)
		put_open(assessing, terms[i]);
	if (publication->review_due != DATE_NONE) {
		document_pair(document,
			      say(voice, PHRASE_ASSESSMENT_REVIEW_DUE),
			      say_date(voice, publication->review_due));
		document_source(document, publication->notice->range);
	} else {
		put_open(assessing, PHRASE_ASSESSMENT_REVIEW_DUE);
	}
	document_end(document);
	document_end(document);
}

int assessment_compose(const struct publication *publication,
		       const struct findings *findings, struct voice *voice,
		       struct document *document, size_t *open,
		       struct error *error)
{
	struct assessing assessing = {
		.publication = publication,
		.findings = findings,
		.voice = voice,
		.document = document,
	};

	begin(&assessing);
	put_need(&assessing);
	put_processing(&assessing);
	put_consultation(&assessing);
	put_necessity(&assessing);
	put_risks(&assessing);
	put_measures(&assessing);
	put_outcome(&assessing);
	*open = assessing.open;
	return voice->failed ? error_memory(error) : 0;
}
