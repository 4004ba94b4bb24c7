#include "publish/leaflet.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "language/tree.h"
#include "policy/notice.h"
#include "document/document.h"
#include "publish/document_words.h"
#include "words/phrasebook.h"
#include "publish/publication.h"
#include "words/wording.h"

/* --- what is asked ------------------------------------------------------------- */

/* The notice tells families of it, or it is of the person and not issued. */
static bool is_asked(const struct notice *notice, bool school,
		     const struct field *field, uint16_t index)
{
	if (field_set_has(&notice->mandatory, index) ||
	    field_set_has(&notice->voluntary, index))
		return true;
	if (!school)
		return false;
	if (field->requirement == REQUIREMENT_VOLUNTARY)
		return true;
	return field->requirement == REQUIREMENT_MANDATORY &&
	       (field->identifies || field->quasi || field->special) &&
	       field->type != FIELD_UPN && field->type != FIELD_ULN;
}

static bool is_mandatory(const struct notice *notice, const struct field *field,
			 uint16_t index)
{
	if (field->requirement != REQUIREMENT_UNSTATED)
		return field->requirement == REQUIREMENT_MANDATORY;
	return field_set_has(&notice->mandatory, index);
}

/* Days both included; DATE_NONE: open. */
static bool is_collected(const struct field *field, int32_t date)
{
	return (field->collected_from == DATE_NONE ||
		field->collected_from <= date) &&
	       (field->collected_to == DATE_NONE ||
		date <= field->collected_to);
}

struct leaflet leaflet_of(const struct publication *publication)
{
	const struct dictionary *dictionary = publication->dictionary;
	const struct notice *notice = publication->notice;
	bool school = controller_is_school(publication);
	struct leaflet leaflet = {0};

	for (uint16_t f = field_set_next(&notice->held, 0);
	     f != DICTIONARY_NONE;
	     f = field_set_next(&notice->held, (uint16_t)(f + 1))) {
		const struct field *field = &dictionary->fields[f];

		if (!is_asked(notice, school, field, f))
			continue;
		if (!is_collected(field, publication->date))
			field_set_add(&leaflet.ended, f);
		else if (is_mandatory(notice, field, f))
			field_set_add(&leaflet.mandatory, f);
		else
			field_set_add(&leaflet.voluntary, f);
	}
	return leaflet;
}

/* The census's own words for it, in every set that has it. */
static uint16_t code_called(const struct dictionary *dictionary,
			    const struct field *field,
			    const char *const *labels)
{
	const struct code_set *set;

	if (field->codes == DICTIONARY_NONE)
		return DICTIONARY_NONE;
	set = &dictionary->code_sets[field->codes];
	for (; *labels != NULL; labels++)
		for (uint16_t c = 0; c < set->count; c++)
			if (slice_equal_ignoring_case(set->codes[c].label,
						      slice_of(*labels)))
				return c;
	return DICTIONARY_NONE;
}

uint16_t leaflet_refused(const struct dictionary *dictionary,
			 const struct field *field)
{
	static const char *const labels[] = {"refused", "refused to say", NULL};

	return code_called(dictionary, field, labels);
}

uint16_t leaflet_not_obtained(const struct dictionary *dictionary,
			      const struct field *field)
{
	static const char *const labels[] = {"information not yet obtained",
					     "not yet obtained", NULL};

	return code_called(dictionary, field, labels);
}

/* --- composing ------------------------------------------------------------------- */

/* Why something is asked. */
struct reasons {
	uint16_t *purposes, *laws;
	size_t purpose_count, law_count;
};

struct composing {
	const struct publication *publication;
	struct leaflet leaflet;
	struct voice *voice;
	struct document *document;
};

static struct field_set of_category(const struct dictionary *dictionary,
				    const struct field_set *fields,
				    uint16_t index)
{
	const struct category *category = &dictionary->categories[index];
	struct field_set found = {0};

	for (uint16_t i = 0; i < category->field_count; i++) {
		uint16_t field = (uint16_t)(category->first_field + i);

		if (field_set_has(fields, field))
			field_set_add(&found, field);
	}
	return found;
}

/* --- why ------------------------------------------------------------------------------ */

static void add_once(uint16_t *list, size_t *count, uint16_t one)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i] == one)
			return;
	list[(*count)++] = one;
}

/* A basis or condition is a ground for holding it; what is asked by is a law. */
static bool is_statute(const struct law *law)
{
	return !law->basis && !law->condition && !law->regime;
}

static void add_reasons(const struct dictionary *dictionary,
			const struct holding *holding, struct reasons *reasons)
{
	for (size_t i = 0; i < holding->purpose_count; i++)
		add_once(reasons->purposes, &reasons->purpose_count,
			 holding->purposes[i]);
	for (size_t i = 0; i < holding->law_count; i++)
		if (is_statute(&dictionary->laws[holding->laws[i]]))
			add_once(reasons->laws, &reasons->law_count,
				 holding->laws[i]);
}

static bool holds_some(const struct holding *holding,
		       const struct field_set *fields)
{
	struct field_set both =
		field_set_intersection(holding->fields, *fields);

	return !field_set_empty(both);
}

static bool same_list(const uint16_t *a, size_t a_count, const uint16_t *b,
		      size_t b_count)
{
	return a_count == b_count &&
	       (a_count == 0 || memcmp(a, b, a_count * sizeof(*a)) == 0);
}

static bool same_reasons(const struct reasons *a, const struct reasons *b)
{
	return same_list(a->purposes, a->purpose_count, b->purposes,
			 b->purpose_count) &&
	       same_list(a->laws, a->law_count, b->laws, b->law_count);
}

static int find_reasons(const struct composing *composing,
			const struct field_set *fields, struct reasons *reasons)
{
	const struct publication *publication = composing->publication;
	const struct dictionary *dictionary = publication->dictionary;
	struct arena *arena = composing->voice->arena;

	reasons->purposes =
		arena_array(arena, dictionary->purpose_count, sizeof(uint16_t));
	reasons->laws =
		arena_array(arena, dictionary->law_count, sizeof(uint16_t));
	if (reasons->purposes == NULL || reasons->laws == NULL)
		return -1;
	for (size_t h = 0; h < publication->holding_count; h++)
		if (holds_some(publication->holdings[h].holding, fields))
			add_reasons(dictionary,
				    publication->holdings[h].holding, reasons);
	return 0;
}

static void put_why(const struct composing *composing,
		    const struct reasons *reasons,
		    const struct field_set *fields)
{
	const struct publication *publication = composing->publication;
	struct voice *voice = composing->voice;
	struct slice text =
		say_with(voice, PHRASE_LEAFLET_WHY,
			 with("purposes", say_purposes(voice, reasons->purposes,
						       reasons->purpose_count)),
			 with("laws", say_laws(voice, reasons->laws,
					       reasons->law_count)));

	if (slice_empty(text))
		return;
	document_paragraph(composing->document, text);
	for (size_t h = 0; h < publication->holding_count; h++)
		if (holds_some(publication->holdings[h].holding, fields))
			document_source(composing->document,
					publication->holdings[h].range);
}

/* --- questions ---------------------------------------------------------------------------- */

enum { QUESTIONS_MOST = 8 };

/* As it stands on the form. */
static struct slice code_name(const struct composing *composing,
			      const struct field *field, uint16_t code)
{
	const struct code_set *set =
		&composing->publication->dictionary->code_sets[field->codes];
	struct slice name =
		name_by(composing->voice, NAME_CODE, set->codes[code].code,
			set->name, FORM_HEADING);

	return slice_empty(name) ? set->codes[code].label : name;
}

/* A group that is asked for whole is one question: an address. */
static uint16_t group_of(const struct composing *composing,
			 const struct field_set *left, uint16_t field)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	uint16_t best = DICTIONARY_NONE;
	unsigned int most = 1;

	for (uint16_t g = 0; g < dictionary->group_count; g++) {
		const struct field_set *fields = &dictionary->groups[g].fields;
		struct field_set missing = field_set_difference(*fields, *left);
		unsigned int count = field_set_count(*fields);

		if (field_set_has(fields, field) && count > most &&
		    field_set_empty(missing)) {
			best = g;
			most = count;
		}
	}
	return best;
}

/* A category that is asked for whole, with one label, needs no long list. */
static bool is_whole(const struct composing *composing,
		     const struct field_set *fields, uint16_t category)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;

	return field_set_count(*fields) > QUESTIONS_MOST &&
	       field_set_count(*fields) ==
		       dictionary->categories[category].field_count;
}

/* "Surname, first name and home address" */
static struct slice questions_text(const struct composing *composing,
				   struct field_set left, uint16_t category)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct voice *voice = composing->voice;
	struct slice *names = arena_array(voice->arena, dictionary->field_count,
					  sizeof(*names));
	size_t count = 0;
	uint16_t field;

	if (names == NULL) {
		voice->failed = true;
		return (struct slice){NULL, 0};
	}
	if (field_set_empty(left))
		return say(voice, PHRASE_LEAFLET_NONE);
	if (is_whole(composing, &left, category))
		return say(voice, PHRASE_LEAFLET_ALL);
	while ((field = field_set_next(&left, 0)) != DICTIONARY_NONE) {
		uint16_t group = group_of(composing, &left, field);

		if (group == DICTIONARY_NONE) {
			names[count++] = name_of(voice, NAME_FIELD, field);
			field_set_remove(&left, field);
			continue;
		}
		names[count++] = name_of(voice, NAME_GROUP, group);
		left = field_set_difference(left,
					    dictionary->groups[group].fields);
	}
	return say_with(voice, PHRASE_LEAFLET_QUESTIONS,
			with("questions", say_list(voice, names, count)));
}

/* A question with an answer of its own for those who refuse. */
static void put_refusal(const struct composing *composing, uint16_t index,
			uint16_t refused)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	const struct field *field = &dictionary->fields[index];
	uint16_t not_obtained = leaflet_not_obtained(dictionary, field);
	struct voice *voice = composing->voice;
	struct slice recorded = {NULL, 0};

	if (not_obtained != DICTIONARY_NONE)
		recorded = code_name(composing, field, not_obtained);
	document_break(composing->document);
	document_text(
		composing->document,
		say_with(voice, PHRASE_LEAFLET_REFUSED,
			 with("question", name_of(voice, NAME_FIELD, index)),
			 with("code", code_name(composing, field, refused)),
			 with("recorded", recorded)));
}

static void put_voluntary(const struct composing *composing,
			  const struct field_set *fields, uint16_t category)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct document *document = composing->document;

	document_begin_cell(document);
	document_text(document, questions_text(composing, *fields, category));
	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1))) {
		uint16_t refused =
			leaflet_refused(dictionary, &dictionary->fields[f]);

		if (refused != DICTIONARY_NONE)
			put_refusal(composing, f, refused);
	}
	document_end(document);
}

/* The notice's own words for it, where it has them. */
static struct range label_range(const struct publication *publication,
				uint16_t field)
{
	for (size_t h = 0; h < publication->holding_count; h++) {
		const struct published_holding *holding =
			&publication->holdings[h];
		const struct statement *told = NULL;

		if (field_set_has(&holding->mandatory, field))
			told = statement_child(holding->statement,
					       KEYWORD_MANDATORY, NULL);
		else if (field_set_has(&holding->voluntary, field))
			told = statement_child(holding->statement,
					       KEYWORD_VOLUNTARY, NULL);
		if (told != NULL)
			return told->range;
	}
	return publication->dictionary->fields[field].range;
}

/* --- parts of the form ----------------------------------------------------------------------- */

static struct field_set whole_category(const struct dictionary *dictionary,
				       uint16_t category)
{
	const struct category *of = &dictionary->categories[category];
	struct field_set whole = {0};

	for (uint16_t i = 0; i < of->field_count; i++)
		field_set_add(&whole, (uint16_t)(of->first_field + i));
	return whole;
}

static struct field_set asked_of(const struct composing *composing,
				 uint16_t category)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct field_set must = of_category(
		dictionary, &composing->leaflet.mandatory, category);
	struct field_set may = of_category(
		dictionary, &composing->leaflet.voluntary, category);

	return field_set_union(must, may);
}

/* With whose they are: "Your child's contact details". */
static struct slice part_name(const struct composing *composing,
			      struct field_set fields)
{
	struct voice *voice = composing->voice;

	return say_with(voice, PHRASE_LEAFLET_PART,
			with("fields", say_fields(voice, &fields, NULL)));
}

static void put_row(const struct composing *composing, uint16_t category)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct document *document = composing->document;
	struct field_set must = of_category(
		dictionary, &composing->leaflet.mandatory, category);
	struct field_set may = of_category(
		dictionary, &composing->leaflet.voluntary, category);
	struct field_set all = asked_of(composing, category);

	document_begin_row(document);
	for (uint16_t f = field_set_next(&all, 0); f != DICTIONARY_NONE;
	     f = field_set_next(&all, (uint16_t)(f + 1)))
		document_source(document,
				label_range(composing->publication, f));
	document_cell(document, part_name(composing, whole_category(dictionary,
								    category)));
	document_cell(document, questions_text(composing, must, category));
	put_voluntary(composing, &may, category);
	document_end(document);
}

/* Parts from one category to before another that are asked for the same
 * reasons. */
static void put_parts(const struct composing *composing,
		      const struct reasons *reasons, uint16_t from, uint16_t to)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;
	const struct document_column columns[] = {
		{say(voice, PHRASE_LEAFLET_COLUMN), DOCUMENT_START},
		{say(voice, PHRASE_LEAFLET_MUST), DOCUMENT_START},
		{say(voice, PHRASE_LEAFLET_MAY), DOCUMENT_START},
	};
	struct field_set asked = {0}, named = {0};

	for (uint16_t c = from; c < to; c++) {
		struct field_set one = asked_of(composing, c);

		if (field_set_empty(one))
			continue;
		asked = field_set_union(asked, one);
		named = field_set_union(named, whole_category(dictionary, c));
	}
	put_why(composing, reasons, &asked);
	document_begin_table(document, (struct slice){NULL, 0},
			     part_name(composing, named), columns,
			     sizeof(columns) / sizeof(columns[0]), true);
	for (uint16_t c = from; c < to; c++) {
		struct field_set one = asked_of(composing, c);

		if (!field_set_empty(one))
			put_row(composing, c);
	}
	document_end(document);
}

static void put_questions(const struct composing *composing)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	struct reasons reasons = {0};
	uint16_t from = 0;
	bool begun = false;

	document_begin_section(composing->document, SLICE("questions"),
			       say(composing->voice, PHRASE_LEAFLET_PARTS));
	for (uint16_t c = 0; c < dictionary->category_count; c++) {
		struct field_set asked = asked_of(composing, c);
		struct reasons next = {0};

		if (field_set_empty(asked))
			continue;
		if (find_reasons(composing, &asked, &next) != 0) {
			composing->voice->failed = true;
			break;
		}
		if (begun && !same_reasons(&reasons, &next)) {
			put_parts(composing, &reasons, from, c);
			from = c;
		}
		reasons = next;
		begun = true;
	}
	if (begun)
		put_parts(composing, &reasons, from,
			  dictionary->category_count);
	document_end(composing->document);
}

/* --- the rest --------------------------------------------------------------------------------- */

static void put_summary(const struct composing *composing)
{
	struct document *document = composing->document;
	struct voice *voice = composing->voice;

	document_begin_note(document, say(voice, PHRASE_LEAFLET_SUMMARY));
	document_begin_pairs(document);
	document_pair(document, say(voice, PHRASE_LEAFLET_MUST),
		      say(voice, PHRASE_LEAFLET_MUST_MEANS));
	document_pair(document, say(voice, PHRASE_LEAFLET_MAY),
		      say(voice, PHRASE_LEAFLET_MAY_MEANS));
	document_end(document);
	document_end(document);
}

static void put_ended(const struct composing *composing)
{
	const struct dictionary *dictionary =
		composing->publication->dictionary;
	const struct field_set *ended = &composing->leaflet.ended;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;

	if (field_set_empty(*ended))
		return;
	document_begin_section(document, SLICE("no-longer-asked"),
			       say(voice, PHRASE_LEAFLET_ENDED));
	document_paragraph(
		document,
		say_with(voice, PHRASE_LEAFLET_ENDED_TEXT,
			 with("items", say_fields(voice, ended, NULL))));
	for (uint16_t f = field_set_next(ended, 0); f != DICTIONARY_NONE;
	     f = field_set_next(ended, (uint16_t)(f + 1)))
		document_source(document, dictionary->fields[f].range);
	document_end(document);
}

static void put_contact(const struct composing *composing,
			const struct published_contact *contact)
{
	struct document *document = composing->document;
	const struct slice ways[] = {contact->telephone, contact->email,
				     contact->web, contact->post};

	document_begin_item(document);
	document_source(document, contact->range);
	document_strong(document, contact->name);
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (slice_empty(ways[i]))
			continue;
		document_break(document);
		document_text(document, ways[i]);
	}
	document_end(document);
}

/* Whom the notice names first, and whom families ask for what is held. */
static bool is_for_forms(const struct publication *publication, size_t index)
{
	return index == 0 || publication->contacts[index].requests;
}

static void put_contacts(const struct composing *composing)
{
	const struct publication *publication = composing->publication;
	struct document *document = composing->document;
	struct voice *voice = composing->voice;

	if (publication->contact_count == 0)
		return;
	document_begin_section(document, SLICE("contacts"),
			       say(voice, PHRASE_LEAFLET_CONTACTS));
	document_paragraph(document, say(voice, PHRASE_LEAFLET_CONTACTS_TEXT));
	document_begin_list(document, DOCUMENT_BULLETED);
	for (size_t i = 0; i < publication->contact_count; i++)
		if (is_for_forms(publication, i))
			put_contact(composing, &publication->contacts[i]);
	document_end(document);
	document_end(document);
}

static void begin(const struct composing *composing)
{
	const struct publication *publication = composing->publication;
	struct voice *voice = composing->voice;
	struct document_about about = document_words(voice);

	about.title = say(voice, PHRASE_LEAFLET_TITLE);
	about.subtitle =
		say_with(voice, PHRASE_LEAFLET_SUBTITLE,
			 with("date", say_date(voice, publication->date)));
	about.author = publication->controller;
	about.subject = say_with(
		voice, PHRASE_LEAFLET_SUBJECT,
		with("controller", controller_said(voice, publication)));
	about.date = publication->date;
	document_begin(composing->document, voice->arena, &about);
}

int leaflet_compose(const struct publication *publication, struct voice *voice,
		    struct document *document, struct error *error)
{
	const struct composing composing = {
		.publication = publication,
		.leaflet = leaflet_of(publication),
		.voice = voice,
		.document = document,
	};
	struct field_set all = field_set_union(composing.leaflet.mandatory,
					       composing.leaflet.voluntary);

	begin(&composing);
	if (field_set_empty(all) && !controller_is_school(publication)) {
		document_paragraph(document,
				   say(voice, PHRASE_LEAFLET_NOT_ASKED));
		put_contacts(&composing);
		return voice->failed ? error_memory(error) : 0;
	}
	document_paragraph(document, say(voice, PHRASE_LEAFLET_INTRODUCTION));
	if (field_set_empty(all)) {
		document_paragraph(document,
				   say(voice, PHRASE_LEAFLET_NOTHING));
	} else {
		put_summary(&composing);
		put_questions(&composing);
	}
	put_ended(&composing);
	put_contacts(&composing);
	return voice->failed ? error_memory(error) : 0;
}
