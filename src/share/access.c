/* A family's request answered: access.h. */
#include "share/access.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/register.h"
#include "share/case_release.h"
#include "share/directory.h"
#include "share/disclosure.h"
#include "share/node.h"
#include "share/pack.h"
#include "share/pupil_find.h"

enum { RECORD_SCHOOL_DAYS = 15, ACCESS_DAYS_1998 = 40 };

struct answering {
	struct node *node;
	const struct access_request *asked;
	struct access_report *report;
	struct case_entry entry;
	struct pack_words words;
	struct permission identity;
	struct share_request request;
	struct field_set fields;
	struct arena *arena;
};

/* --- until when ------------------------------------------------------------------------ */

/* Schools are open on weekdays: holidays only move the day on, so that this is
 * the earliest. */
static int32_t add_school_days(int32_t date, int days)
{
	while (days > 0)
		if (date_weekday(++date) < 5)
			days--;
	return date;
}

/* R-204; law: DPA 1998 s7(10), 40 days; UK GDPR article 12(3), one month. */
static int32_t due_date(const struct access_request *asked)
{
	if (asked->record)
		return add_school_days(asked->asked, RECORD_SCHOOL_DAYS);
	if (asked->asked < date_from_civil(2018, 5, 25))
		return asked->asked + ACCESS_DAYS_1998;
	return date_add_months(asked->asked, 1);
}

/* --- who asks --------------------------------------------------------------------------- */

static uint16_t field_called(const struct node *node, const char *name)
{
	return dictionary_find(node->dictionary, KIND_FIELD, slice_of(name));
}

static bool is_asking(const struct answering *answering,
		      const struct item *item, uint32_t place)
{
	uint16_t order = field_called(answering->node, "parent.order");
	uint64_t number;

	if (order != DICTIONARY_NONE &&
	    slice_number(item_text(item, order), UINT32_MAX, &number))
		return number == answering->asked->parent;
	return place + 1 == answering->asked->parent;
}

static void refuse(struct answering *answering, const char *why)
{
	answering->report->share.refused = true;
	answering->report->share.refusal = slice_of(why);
}

/* A parent whom a court order limits gets none; where there is one it must be
 * said who asks. */
static int check_parent(struct answering *answering,
			const struct section *parents, struct error *error)
{
	uint16_t limited =
		field_called(answering->node, "parent.disclosure-limited");
	bool found = answering->asked->parent == 0, any = false, this = false;

	/* Two lists do not say who is who. */
	if (limited != DICTIONARY_NONE && parents != NULL &&
	    parents_limited_below(parents, limited)) {
		refuse(answering, "a court order limits what a parent of this "
				  "child may be given, and the record does not "
				  "say which: enter it in your own list");
		return 0;
	}
	for (uint32_t i = 0; parents != NULL && i < parents->count; i++) {
		const struct item *item = &parents->items[i];
		bool is = limited != DICTIONARY_NONE &&
			  parent_is_limited(item, limited);

		any |= is;
		if (!is_asking(answering, item, i))
			continue;
		found = true;
		this |= is && answering->asked->parent != 0;
	}
	if (!found)
		return error_set(error, ERROR_NOT_FOUND,
				 "the record has no parent of this order");
	if (any && answering->asked->parent == 0) {
		error_set(error, ERROR_INPUT,
			  "which parent asks must be said for this child");
		return error_hint(error, "--parent gives the order of "
					 "contact, as 'hornbook show' has it");
	}
	if (this)
		refuse(answering, "a court order limits what this parent may "
				  "be given");
	return 0;
}

static int check_who(struct answering *answering, struct error *error)
{
	const struct node *node = answering->node;
	uint16_t parents = dictionary_find(node->dictionary, KIND_CATEGORY,
					   SLICE("parents"));
	struct record record;
	bool shielded;

	if (!answering->words.by_parent)
		return 0;
	if (directory_shielded(answering->node, answering->entry.pupil,
			       &shielded, answering->arena, error) != 0)
		return -1;
	if (shielded) {
		refuse(answering, "the child is shielded: a parent is not told "
				  "what would show where it is");
		return 0;
	}
	if (parents == DICTIONARY_NONE)
		return 0;
	if (register_read(node->pupils, answering->entry.pupil, 1ull << parents,
			  &record, answering->arena, error) != 0)
		return -1;
	return check_parent(answering, record_section(&record, parents), error);
}

/* --- the release -------------------------------------------------------------------------- */

static void fill_request(struct answering *answering)
{
	const struct access_request *asked = answering->asked;
	const struct dictionary *dictionary = answering->node->dictionary;
	uint16_t pseudonym = field_called(answering->node, "pupil.pseudonym");

	/* All, so that what is withheld is told. */
	for (uint16_t f = 0; f < dictionary->field_count; f++)
		if (f != pseudonym && !dictionary->fields[f].derived)
			field_set_add(&answering->fields, f);
	answering->request = (struct share_request){
		.recipient = asked->by,
		.purpose = asked->record ? SLICE("educational-record")
					 : SLICE("access-right"),
		.trigger = SLICE("request"),
		.format = SLICE("pack"),
		.upns = &asked->upn,
		.upn_count = 1,
		.fields = &answering->fields,
		.today = asked->today,
		.time = asked->time,
		.out = asked->out,
		.plain = true,
		.book = asked->book,
		.pack_words = &answering->words,
	};
}

/* That it was checked who asks counts for this request alone: the register keeps
 * it with the release, and nowhere else. */
static void permit(struct answering *answering)
{
	const struct access_request *asked = answering->asked;

	answering->identity = (struct permission){
		.kind = SLICE("identity"),
		.by = asked->handled,
		.recipient = asked->by,
		.purpose = answering->request.purpose,
		.from = asked->today,
		.until = asked->today,
		.recorded = asked->today,
		.given = asked->today,
	};
	answering->request.identity = &answering->identity;
}

static int enter_refusal(struct answering *answering, struct error *error)
{
	struct case_entry *entry = &answering->entry;

	entry->outcome = CASE_REFUSED;
	entry->note = answering->report->share.refusal;
	if (entry->note.len > CASE_TEXT_BYTES)
		entry->note.len = CASE_TEXT_BYTES;
	return case_enter(answering->node, entry, answering->arena, error);
}

static int answer(struct answering *answering, struct error *error)
{
	struct access_report *report = answering->report;
	struct node *node = answering->node;
	int result;

	if (check_who(answering, error) != 0)
		return -1;
	permit(answering);
	if (!report->share.refused &&
	    case_foresee(node, &answering->request, &report->share,
			 answering->arena, error) != 0)
		return -1;
	if (report->share.refused)
		result = enter_refusal(answering, error);
	else
		result = case_release(node, &answering->entry,
				      &answering->request,
				      &answering->words.reference,
				      &report->share, answering->arena, error);
	if (result == 0)
		report->reference = answering->entry.reference;
	return result;
}

static int check_asked(const struct access_request *asked, struct error *error)
{
	if (!slice_is(asked->by, "parent") && !slice_is(asked->by, "pupil"))
		return error_set(error, ERROR_INPUT,
				 "a parent or the pupil asks");
	if (asked->record && !slice_is(asked->by, "parent"))
		return error_set(error, ERROR_INPUT,
				 "the educational record is for a parent; the "
				 "pupil has access to all that is held");
	if (asked->parent != 0 && !slice_is(asked->by, "parent"))
		return error_set(error, ERROR_INPUT,
				 "which parent asks is only said of a parent");
	if (slice_empty(slice_trim(asked->identity)))
		return error_set(error, ERROR_INPUT,
				 "how it was checked who asks is not said");
	if (asked->asked > asked->today)
		return error_set(error, ERROR_INPUT,
				 "the day on which it was asked has still to "
				 "come");
	return 0;
}

int access_answer(struct node *node, const struct access_request *asked,
		  struct access_report *report, struct arena *arena,
		  struct error *error)
{
	struct answering answering = {
		.node = node,
		.asked = asked,
		.report = report,
		.entry = {.kind = CASE_ACCESS,
			  .outcome = CASE_DONE,
			  .date = asked->today,
			  .by = asked->handled,
			  .with = asked->by,
			  .reason = asked->record
					    ? SLICE("the educational record "
						    "was asked for")
					    : SLICE("a copy of what is held "
						    "was asked for"),
			  .note = asked->identity},
		.words = {.by_parent = slice_is(asked->by, "parent"),
			  .parent = asked->parent,
			  .identity = asked->identity,
			  .asked = asked->asked,
			  .due = due_date(asked),
			  .record = asked->record,
			  .notes_read = asked->notes_read},
		.arena = arena,
	};

	*report = (struct access_report){.due = answering.words.due};
	if (check_asked(asked, error) != 0 ||
	    pupil_find(node->pupils, asked->upn, &answering.entry.pupil,
		       error) != 0)
		return -1;
	fill_request(&answering);
	return answer(&answering, error);
}
