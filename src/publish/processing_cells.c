/* The columns of a record of processing, and what is worked out for them. */
#include "base/builder.h"
#include "base/date.h"
#include "words/cover.h"
#include "words/phrasebook_parts.h"
#include "publish/cells.h"
#include "publish/processing_parts.h"
#include "publish/retention.h"
#include "words/wording.h"

static const struct slice nothing = {NULL, 0};

static const struct publication *publication_of(const struct telling *telling)
{
	return telling->processing->publication;
}

/* --- lists ------------------------------------------------------------------------ */

static struct slice names(const struct telling *telling, enum name_kind kind,
			  const uint16_t *list, size_t count)
{
	struct builder text = {0};

	for (size_t i = 0; i < count; i++)
		cell_add_once(&text,
			      name_heading(telling->voice, kind, list[i]));
	return cell_take(telling->voice, &text);
}

/* --- what for, about whom, which data --------------------------------------------------- */

static struct slice purposes(const struct telling *telling)
{
	const struct activity *activity = telling->activity;

	return activity->purpose_count > 0
		       ? names(telling, NAME_PURPOSE, activity->purposes,
			       activity->purpose_count)
		       : say(telling->voice, PHRASE_PROCESSING_UNSTATED);
}

static struct slice individuals(const struct telling *telling)
{
	static const enum phrase words[OWNER_COUNT] = {
		[OWNER_PUPIL] = PHRASE_PROCESSING_PUPILS,
		[OWNER_PARENT] = PHRASE_PROCESSING_PARENTS,
		[OWNER_CONTACT] = PHRASE_PROCESSING_CONTACTS,
	};
	const struct field_set *fields = &telling->activity->fields;
	bool meant[OWNER_COUNT] = {false};
	struct builder text = {0};

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		meant[phrasebook_owner(telling->voice->book, f)] = true;
	/* Whatever is known of parents is known of a pupil's. */
	meant[OWNER_PUPIL] = true;
	for (int o = 0; o < OWNER_COUNT; o++)
		if (meant[o])
			cell_add_once(&text, say(telling->voice, words[o]));
	return cell_take(telling->voice, &text);
}

/* "Name of parents and carers"; categories say it by themselves. */
static struct slice owned(const struct telling *telling,
			  const struct cover *cover, struct slice name)
{
	struct voice *voice = telling->voice;
	enum owner owner = phrasebook_owner(voice->book,
					    field_set_next(&cover->fields, 0));

	if (cover->kind == KIND_CATEGORY)
		return name;
	if (owner == OWNER_PARENT)
		return say_with(voice, PHRASE_PROCESSING_OF_PARENTS,
				with("data", name));
	if (owner == OWNER_CONTACT)
		return say_with(voice, PHRASE_PROCESSING_OF_CONTACTS,
				with("data", name));
	return name;
}

static struct slice data(const struct telling *telling)
{
	static const enum name_kind kinds[KIND_COUNT] = {
		[KIND_CATEGORY] = NAME_CATEGORY,
		[KIND_GROUP] = NAME_GROUP,
		[KIND_FIELD] = NAME_FIELD,
	};
	const struct publication *publication = publication_of(telling);
	struct voice *voice = telling->voice;
	struct builder text = {0};
	size_t count = 0;
	const struct cover *list =
		cover_fields(publication->dictionary, telling->activity->fields,
			     &publication->notice->held, voice->arena, &count);

	voice->failed |= list == NULL;
	for (size_t i = 0; list != NULL && i < count; i++)
		cell_add_once(&text,
			      owned(telling, &list[i],
				    name_heading(voice, kinds[list[i].kind],
						 list[i].index)));
	return cell_take(telling->voice, &text);
}

/* --- to whom ------------------------------------------------------------------------------ */

static struct slice recipient_name(const struct telling *telling,
				   const struct published_flow *flow)
{
	return name_heading_of_body(telling->voice, flow->body,
				    publication_of(telling)->date);
}

static struct slice recipients(const struct telling *telling)
{
	const struct publication *publication = publication_of(telling);
	struct builder text = {0};

	for (size_t f = 0; f < publication->flow_count; f++) {
		const struct published_flow *flow = &publication->flows[f];
		struct field_set shared = field_set_intersection(
			flow->sent, telling->activity->fields);
		bool mine = telling->activity->kind != ACTIVITY_SENT ||
			    f == telling->activity->index;

		if (mine && !field_set_empty(shared))
			cell_add_once(&text, recipient_name(telling, flow));
	}
	return text.len > 0 ? cell_take(telling->voice, &text)
			    : say(telling->voice, PHRASE_PROCESSING_NOBODY);
}

/* --- how long ------------------------------------------------------------------------------- */

static struct slice sent_retention(const struct telling *telling)
{
	const struct activity *activity = telling->activity;
	struct builder text = {0};

	for (size_t i = 0; i < activity->part_count; i++) {
		const struct published_part *part = activity->parts[i];
		struct rule limits = {
			.delete_range = part->delete_range,
			.delete_by = part->delete_by,
			.delete_months = part->delete_months,
			.delete_days = part->delete_days,
		};

		cell_add_once(&text, say_delete(telling->voice, &limits));
	}
	if (text.len == 0)
		builder_add(&text,
			    say(telling->voice, PHRASE_PROCESSING_THEIRS));
	return cell_take(telling->voice, &text);
}

static struct slice retention(const struct telling *telling)
{
	const struct activity *activity = telling->activity;
	const struct publication *publication = publication_of(telling);
	struct slice said;

	if (activity->kind == ACTIVITY_SENT)
		return sent_retention(telling);
	said = say_keep(telling->voice,
			activity->kind == ACTIVITY_HELD
				? publication->holdings[activity->index].holding
				: &publication->receipts[activity->index].keep);
	return said.len > 0 ? said
			    : say(telling->voice, PHRASE_PROCESSING_UNSTATED);
}

/* --- basis and condition --------------------------------------------------------------------- */

/* Laws that are cited for what is held or received; those that a flow rests on. */
static void each_ground(const struct telling *telling,
			void (*visit)(void *context, const struct law *law,
				      uint16_t index),
			void *context)
{
	const struct activity *activity = telling->activity;
	const struct publication *publication = publication_of(telling);
	const struct law *laws = publication->dictionary->laws;
	const struct published_citation *cited = NULL;
	size_t count = 0;

	if (activity->kind == ACTIVITY_HELD) {
		cited = publication->holdings[activity->index].cited;
		count = publication->holdings[activity->index].cited_count;
	} else if (activity->kind == ACTIVITY_RECEIVED) {
		cited = publication->receipts[activity->index].cited;
		count = publication->receipts[activity->index].cited_count;
	}
	for (size_t i = 0; i < count; i++)
		visit(context, &laws[cited[i].law], cited[i].law);
	for (size_t p = 0; p < activity->part_count; p++)
		for (size_t g = 0; g < activity->parts[p]->ground_count; g++)
			visit(context, &laws[activity->parts[p]->grounds[g]],
			      activity->parts[p]->grounds[g]);
}

struct grounds {
	const struct telling *telling;
	struct builder text;
	bool conditions;
	unsigned int bases; /* bit n: article 6(1), letter n from a */
};

static void add_ground(void *context, const struct law *law, uint16_t index)
{
	struct grounds *grounds = context;

	if (grounds->conditions ? law->condition : law->basis)
		cell_add_once(
			&grounds->text,
			name_heading(grounds->telling->voice, NAME_LAW, index));
}

static bool is_special(const struct telling *telling)
{
	const struct dictionary *dictionary =
		publication_of(telling)->dictionary;
	const struct field_set *fields = &telling->activity->fields;

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1)))
		if (dictionary->fields[f].special ||
		    dictionary->categories[dictionary->fields[f].category]
			    .special)
			return true;
	return false;
}

static struct slice grounds_text(const struct telling *telling, bool conditions)
{
	struct grounds grounds = {.telling = telling, .conditions = conditions};

	each_ground(telling, add_ground, &grounds);
	return grounds.text.len > 0
		       ? cell_take(telling->voice, &grounds.text)
		       : say(telling->voice, PHRASE_PROCESSING_UNSTATED);
}

static struct slice basis(const struct telling *telling)
{
	return grounds_text(telling, false);
}

static struct slice condition(const struct telling *telling)
{
	return is_special(telling)
		       ? grounds_text(telling, true)
		       : say(telling->voice, PHRASE_PROCESSING_NOT_SPECIAL);
}

/* --- rights ------------------------------------------------------------------------------------ */

enum {
	CONSENT = 1 << 0,
	CONTRACT = 1 << 1,
	OBLIGATION = 1 << 2,
	VITAL = 1 << 3,
	TASK = 1 << 4,
	INTERESTS = 1 << 5,
	ANY = 63,
};

/* law: UK GDPR articles 7(3), 15 to 18, 20, 21 and 77: which bases leave room for
 * which right (17(3)(b), 20(1), 21(1)). */
static const struct {
	const char *name;
	unsigned int bases;
} rights[] = {
	{"access", ANY},
	{"rectification", ANY},
	{"erasure", CONSENT | CONTRACT | VITAL | INTERESTS},
	{"restriction", ANY},
	{"portability", CONSENT | CONTRACT},
	{"object", TASK | INTERESTS},
	{"withdraw-consent", CONSENT},
	{"complain", ANY},
};

static void add_basis(void *context, const struct law *law, uint16_t index)
{
	static const char beginning[] = "gdpr-6-1-";
	struct grounds *grounds = context;
	char letter;

	(void)index;
	if (!law->basis || !slice_starts_with(law->name, slice_of(beginning)) ||
	    law->name.len != sizeof(beginning))
		return;
	letter = law->name.at[sizeof(beginning) - 1];
	if (letter >= 'a' && letter <= 'f')
		grounds->bases |= 1u << (letter - 'a');
}

static struct slice right_name(const struct telling *telling, struct slice name)
{
	return name_by(telling->voice, NAME_RIGHT, name, nothing, FORM_HEADING);
}

/* By the basis where it is known, else as the notice tells of them. */
static struct slice rights_available(const struct telling *telling)
{
	const struct publication *publication = publication_of(telling);
	struct grounds grounds = {.telling = telling};
	struct builder text = {0};

	each_ground(telling, add_basis, &grounds);
	for (size_t i = 0; i < sizeof(rights) / sizeof(rights[0]); i++)
		if ((grounds.bases & rights[i].bases) != 0)
			cell_add_once(
				&text,
				right_name(telling, slice_of(rights[i].name)));
	for (size_t i = 0; grounds.bases == 0 && i < publication->right_count;
	     i++)
		cell_add_once(&text,
			      right_name(telling, publication->rights[i].name));
	return text.len > 0 ? cell_take(telling->voice, &text)
			    : say(telling->voice, PHRASE_PROCESSING_UNSTATED);
}

/* --- where it comes from ------------------------------------------------------------------------ */

static struct slice source(const struct telling *telling)
{
	const struct publication *publication = publication_of(telling);
	const struct activity *activity = telling->activity;
	struct builder text = {0};

	if (activity->kind != ACTIVITY_RECEIVED)
		cell_add_once(&text,
			      say(telling->voice, PHRASE_PROCESSING_FAMILIES));
	for (size_t i = 0; i < publication->receipt_count; i++) {
		const struct published_receipt *receipt =
			&publication->receipts[i];
		bool mine = activity->kind != ACTIVITY_RECEIVED ||
			    i == activity->index;

		if (mine && !field_set_empty(field_set_intersection(
				    receipt->fields, activity->fields)))
			cell_add_once(&text,
				      name_heading_of_body(telling->voice,
							   receipt->from,
							   publication->date));
	}
	return cell_take(telling->voice, &text);
}

/* --- columns --------------------------------------------------------------------------------------- */

/* The ICO's template for controllers, in its order. */
const struct processing_column processing_columns[PROCESSING_COLUMNS] = {
	/* clang-format off */
	{ "business-function", PHRASE_PROCESSING_COLUMN_1, NULL, ANSWER_TEXT },
	{ "purpose", PHRASE_PROCESSING_COLUMN_2, purposes, ANSWER_TEXT },
	{ "joint-controller", PHRASE_PROCESSING_COLUMN_3, NULL, ANSWER_TEXT },
	{ "individuals", PHRASE_PROCESSING_COLUMN_4, individuals, ANSWER_TEXT },
	{ "data", PHRASE_PROCESSING_COLUMN_5, data, ANSWER_TEXT },
	{ "recipients", PHRASE_PROCESSING_COLUMN_6, recipients, ANSWER_TEXT },
	{ "processor-contract", PHRASE_PROCESSING_COLUMN_7, NULL, ANSWER_TEXT },
	{ "third-countries", PHRASE_PROCESSING_COLUMN_8, NULL, ANSWER_TEXT },
	{ "transfer-safeguards", PHRASE_PROCESSING_COLUMN_9, NULL, ANSWER_TEXT },
	{ "retention", PHRASE_PROCESSING_COLUMN_10, retention, ANSWER_TEXT },
	{ "security-measures", PHRASE_PROCESSING_COLUMN_11, NULL, ANSWER_TEXT },
	{ "basis", PHRASE_PROCESSING_COLUMN_12, basis, ANSWER_TEXT },
	{ "condition", PHRASE_PROCESSING_COLUMN_13, condition, ANSWER_TEXT },
	{ "legitimate-interests", PHRASE_PROCESSING_COLUMN_14, NULL, ANSWER_TEXT },
	{ "interests-assessment", PHRASE_PROCESSING_COLUMN_15, NULL, ANSWER_TEXT },
	{ "rights", PHRASE_PROCESSING_COLUMN_16, rights_available, ANSWER_TEXT },
	{ "automated-decisions", PHRASE_PROCESSING_COLUMN_17, NULL, ANSWER_YES_OR_NO },
	{ "source", PHRASE_PROCESSING_COLUMN_18, source, ANSWER_TEXT },
	{ "consent-record", PHRASE_PROCESSING_COLUMN_19, NULL, ANSWER_TEXT },
	{ "location", PHRASE_PROCESSING_COLUMN_20, NULL, ANSWER_TEXT },
	{ "dpia-required", PHRASE_PROCESSING_COLUMN_21, NULL, ANSWER_YES_OR_NO },
	{ "dpia-progress", PHRASE_PROCESSING_COLUMN_22, NULL, ANSWER_TEXT },
	{ "dpia", PHRASE_PROCESSING_COLUMN_23, NULL, ANSWER_TEXT },
	{ "breach", PHRASE_PROCESSING_COLUMN_24, NULL, ANSWER_YES_OR_NO },
	{ "breach-record", PHRASE_PROCESSING_COLUMN_25, NULL, ANSWER_TEXT },
	{ "schedule-1-condition", PHRASE_PROCESSING_COLUMN_26, NULL, ANSWER_TEXT },
	{ "policy-document-basis", PHRASE_PROCESSING_COLUMN_27, NULL, ANSWER_TEXT },
	{ "retention-policy", PHRASE_PROCESSING_COLUMN_28, NULL, ANSWER_TEXT },
	{ "retained-as-stated", PHRASE_PROCESSING_COLUMN_29, evidence_in_line, ANSWER_TEXT },
	{ "reasons", PHRASE_PROCESSING_COLUMN_30, evidence_reasons, ANSWER_TEXT },
	/* clang-format on */
};

struct slice processing_cell(const struct telling *telling, size_t column)
{
	size_t row = (size_t)(telling->activity - telling->processing->list);

	return processing_columns[column].work_out != NULL
		       ? processing_columns[column].work_out(telling)
		       : telling->processing->answers.of[row][column];
}

static struct slice plain_name(const struct telling *telling, bool briefly)
{
	const struct activity *activity = telling->activity;
	const struct publication *publication = publication_of(telling);
	const struct published_flow *flow;
	struct voice *voice = telling->voice;

	switch (activity->kind) {
	case ACTIVITY_HELD:
		return say_with(voice, PHRASE_PROCESSING_HELD,
				with("data", data(telling)));
	case ACTIVITY_RECEIVED:
		return say_with(
			voice, PHRASE_PROCESSING_RECEIVED,
			with("sender",
			     name_heading_of_body(
				     voice,
				     publication->receipts[activity->index]
					     .from,
				     publication->date)));
	case ACTIVITY_SENT:
		break;
	}
	flow = &publication->flows[activity->index];
	return say_with(
		voice,
		flow->state == FLOW_UNTOLD ? PHRASE_PROCESSING_SENT_BY_LAW
					   : PHRASE_PROCESSING_SENT,
		with("recipient", recipient_name(telling, flow)),
		with("purposes", briefly ? nothing : purposes(telling)));
}

struct slice activity_name(const struct telling *telling, bool briefly)
{
	struct slice name = plain_name(telling, briefly);
	uint64_t number = 1;
	const struct activity *list = telling->processing->list;

	for (const struct activity *other = list; other < telling->activity;
	     other++) {
		struct telling earlier = {telling->processing, other,
					  telling->voice};

		if (other->kind == telling->activity->kind)
			number += slice_equal(plain_name(&earlier, briefly),
					      name);
	}
	return number == 1 ? name
			   : say_with(telling->voice, PHRASE_PROCESSING_PART,
				      with("name", name),
				      with_number("number", number));
}
