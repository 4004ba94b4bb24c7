/* The family's rights under the law of the day, and how to complain. */
#include "policy/notice.h"
#include "policy/right.h"
#include "publish/notice_parts.h"
#include "words/wording.h"

/* The dictionary's name of the regime whose rights are those of `law_1998`. */
static const char act_of_1998[] = "dpa-1998";

/* Rights that are asked of a controller by families; the rest (to be told, to
 * have recipients told, to go to court) it gives unasked, or others do. */
static const char *const asked[] = {
	"access",
	"rectification",
	"erasure",
	"blocking",
	"restriction",
	"object",
	"object-to-damage-or-distress",
	"stop-marketing",
	"object-to-automated-decisions",
};

static bool of_1998(const struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;

	return publication->regime != DICTIONARY_NONE &&
	       slice_is(publication->dictionary->laws[publication->regime].name,
			act_of_1998);
}

/* Where the law of the day has the right; NULL: it does not. */
static const char *law_of(const struct notice_writer *writer,
			  const struct right *right)
{
	return of_1998(writer) ? right->law_1998 : right->law;
}

static struct slice named(struct notice_writer *writer, struct slice right)
{
	return name_by(&writer->voice, NAME_RIGHT, right, (struct slice){0},
		       FORM_NAME);
}

const struct slice *notice_rights(struct notice_writer *writer, size_t *count)
{
	const struct publication *publication = writer->publication;
	struct slice *names =
		arena_array(writer->voice.arena, publication->right_count + 1,
			    sizeof(*names));

	*count = 0;
	if (names == NULL) {
		writer->voice.failed = true;
		return NULL;
	}
	for (size_t i = 0; i < publication->right_count; i++) {
		const struct right *right =
			right_find(publication->rights[i].name);

		if (right != NULL && law_of(writer, right) != NULL)
			names[(*count)++] =
				named(writer, publication->rights[i].name);
	}
	return names;
}

/* --- rights that are promised -------------------------------------------------------------- */

static void add_user(struct notice_writer *writer,
		     const struct published_right *right)
{
	struct voice *voice = &writer->voice;
	bool first = false;

	switch (right->user) {
	case RIGHT_FAMILY:
		break;
	case RIGHT_PUPIL_FROM_AGE:
		notice_add_sentence(
			writer, &first,
			say_with(voice, PHRASE_RIGHT_BY_AGE,
				 with_number("age", (uint64_t)right->age)),
			right->range);
		break;
	case RIGHT_PUPIL_WHEN_ABLE:
		notice_add_sentence(writer, &first,
				    say(voice, PHRASE_RIGHT_BY_ABILITY),
				    right->range);
		break;
	}
}

static void write_right(struct notice_writer *writer,
			const struct published_right *promised)
{
	const struct right *right = right_find(promised->name);
	const char *law = right != NULL ? law_of(writer, right) : NULL;
	struct document *document = writer->document;

	if (law == NULL)
		return;
	document_begin_item(document);
	document_id(document, document_identifier(document, SLICE("right"),
						  promised->name));
	document_text(document,
		      say_with(&writer->voice, PHRASE_RIGHT_ITEM,
			       with("right", named(writer, promised->name)),
			       with("law", slice_of(law))));
	document_source(document, promised->range);
	add_user(writer, promised);
	document_end(document);
}

/* What was a right of an earlier law is no lie, and not true either (C01). */
static void write_past(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;
	struct slice names[RIGHT_COUNT];
	struct range sources[RIGHT_COUNT];
	size_t count = 0;

	for (size_t i = 0; i < publication->right_count; i++) {
		const struct published_right *promised =
			&publication->rights[i];
		const struct right *right = right_find(promised->name);

		if (right == NULL || law_of(writer, right) != NULL ||
		    count == RIGHT_COUNT)
			continue;
		names[count] = named(writer, promised->name);
		sources[count++] = promised->range;
	}
	if (count == 0 || !says(voice, PHRASE_RIGHT_PAST))
		return;
	document_paragraph(
		writer->document,
		say_with(voice, PHRASE_RIGHT_PAST,
			 with("rights", say_choice(voice, names, count))));
	for (size_t i = 0; i < count; i++)
		document_source(writer->document, sources[i]);
}

/* --- rights that only the law tells of ------------------------------------------------------- */

static bool promises(const struct publication *publication, const char *name)
{
	for (size_t i = 0; i < publication->right_count; i++)
		if (slice_is(publication->rights[i].name, name))
			return true;
	return false;
}

static void write_further(struct notice_writer *writer)
{
	enum { ASKED = sizeof(asked) / sizeof(asked[0]) };
	struct voice *voice = &writer->voice;
	struct slice names[ASKED];
	size_t count = 0;

	for (size_t i = 0; i < ASKED; i++) {
		const struct right *right = right_find(slice_of(asked[i]));

		if (right != NULL && law_of(writer, right) != NULL &&
		    !promises(writer->publication, asked[i]))
			names[count++] = named(writer, slice_of(asked[i]));
	}
	if (count > 0)
		document_paragraph(
			writer->document,
			say_with(voice, PHRASE_RIGHT_FURTHER,
				 with("rights",
				      say_choice(voice, names, count))));
}

/* --- how to use them ----------------------------------------------------------------------------- */

/* The law that binds a school to show the record does not bind each one (C14). */
static bool record_is_shown(const struct publication *publication)
{
	for (size_t i = 0; i < publication->flow_count; i++) {
		const struct published_flow *flow = &publication->flows[i];

		for (size_t p = 0; notice_is_own(flow) && p < flow->part_count;
		     p++) {
			const struct published_part *part = &flow->parts[p];

			for (size_t u = 0; u < part->purpose_count; u++)
				if (part->duty != DUTY_NONE &&
				    slice_is(publication->dictionary
						     ->purposes
							     [part->purposes[u]]
						     .name,
					     "educational-record"))
					return true;
		}
	}
	return false;
}

/* Each holds its own, and answers for that alone. */
static void write_others(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct voice *voice = &writer->voice;
	struct slice *names = arena_array(
		voice->arena, publication->contact_count + 1, sizeof(*names));
	size_t count = 0;

	if (names == NULL) {
		voice->failed = true;
		return;
	}
	for (size_t i = 0; i < publication->contact_count; i++)
		if (publication->contacts[i].requests &&
		    publication->contacts[i].body != DICTIONARY_NONE)
			names[count++] = publication->contacts[i].name;
	if (count == 0)
		return;
	document_paragraph(
		writer->document,
		say_with(voice, PHRASE_RIGHT_OTHERS,
			 with("contacts", say_list(voice, names, count))));
	for (size_t i = 0; i < publication->contact_count; i++)
		if (publication->contacts[i].requests &&
		    publication->contacts[i].body != DICTIONARY_NONE)
			document_source(writer->document,
					publication->contacts[i].range);
}

static void write_how(struct notice_writer *writer)
{
	const struct published_contact *contact =
		notice_contact(writer, CONTACT_REQUESTS, true);
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;

	if (contact != NULL)
		notice_contact_sentence(writer, PHRASE_RIGHT_ASK, contact);
	write_others(writer);
	document_paragraph(document,
			   say(voice, of_1998(writer) ? PHRASE_RIGHT_ANSWER_1998
						      : PHRASE_RIGHT_ANSWER));
	if (record_is_shown(writer->publication))
		document_paragraph(document,
				   say(voice, PHRASE_RIGHT_ANSWER_RECORD));
}

void notice_write_rights(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	struct document *document = writer->document;
	struct voice *voice = &writer->voice;
	struct slice regime = {NULL, 0};

	if (publication->regime != DICTIONARY_NONE)
		regime = name_of(voice, NAME_LAW, publication->regime);
	document_begin_section(document, SLICE("rights"),
			       say(voice, PHRASE_RIGHTS));
	document_paragraph(document, say_with(voice, PHRASE_RIGHTS_INTRO,
					      with("regime", regime)));
	if (publication->right_count > 0) {
		document_begin_list(document, DOCUMENT_BULLETED);
		for (size_t i = 0; i < publication->right_count; i++)
			write_right(writer, &publication->rights[i]);
		document_end(document);
	}
	write_past(writer);
	write_further(writer);
	write_how(writer);
	document_end(document);
}

/* --- complaints --------------------------------------------------------------------------------------- */

/* To the controller first, and to whoever else takes complaints, such as the
 * Information Commissioner (R-208, law: UK GDPR art 13(2)(d)). */
void notice_write_complaints(struct notice_writer *writer)
{
	const struct publication *publication = writer->publication;
	const struct published_contact *own =
		notice_contact(writer, CONTACT_COMPLAINTS, true);

	if (own == NULL &&
	    notice_contact(writer, CONTACT_COMPLAINTS, false) == NULL)
		return;
	document_begin_section(writer->document, SLICE("complain"),
			       say(&writer->voice, PHRASE_COMPLAIN));
	if (own != NULL)
		notice_contact_sentence(writer, PHRASE_COMPLAIN_US, own);
	for (size_t i = 0; i < publication->contact_count; i++) {
		const struct published_contact *contact =
			&publication->contacts[i];

		if (notice_is_watcher(writer, contact))
			notice_contact_sentence(writer, PHRASE_COMPLAIN_OTHER,
						contact);
	}
	document_end(writer->document);
}
