/* Height and weight assessed while a release is made (growth/derive.h). */
#include "growth/derive.h"

#include "base/error.h"
#include "share/disclosure.h"
#include "share/letter.h"

void growth_strip(struct disclosure *disclosure)
{
	struct field_set derived;
	struct field_set left;

	/* Asked for by name: what others have worked out may be held. */
	if (disclosure->asked->reference != NULL ||
	    disclosure->asked->fields != NULL)
		return;
	derived = growth_derived(disclosure->node->dictionary);
	left = field_set_difference(disclosure->fields, derived);
	disclosure->report->unassessed = !field_set_empty(
		field_set_intersection(disclosure->fields, derived));
	disclosure->fields = left;
}

/* In letters, which nobody gets of whom it is not known what to say, whether or not
 * they tell a result; in tables, and where it is asked for by name: nobody else gets
 * more than was measured. */
static bool is_wanted(const struct disclosure *disclosure)
{
	struct field_set derived = growth_derived(disclosure->node->dictionary);

	if (disclosure->letter != NULL)
		return true;
	if (disclosure->asked->reference == NULL ||
	    field_set_empty(field_set_intersection(
		    *plan_requested(disclosure->plan), derived)))
		return false;
	return disclosure->aggregate ||
	       (disclosure->asked->fields != NULL &&
		!field_set_empty(field_set_intersection(
			*disclosure->asked->fields, derived)));
}

/* Only a table says nothing without results. */
static bool lacks_reference(const struct disclosure *disclosure)
{
	struct field_set derived = growth_derived(disclosure->node->dictionary);

	if (!disclosure->aggregate || disclosure->asked->reference != NULL)
		return false;
	return disclosure->report->unassessed ||
	       !field_set_empty(field_set_intersection(
		       *plan_requested(disclosure->plan), derived));
}

int growth_prepare(struct disclosure *disclosure, struct error *error)
{
	struct growth_derivation *growth;

	disclosure->report->unassessed = lacks_reference(disclosure);
	if (!is_wanted(disclosure))
		return 0;
	growth = arena_allocate(disclosure->arena, sizeof(*growth));
	if (growth == NULL)
		return error_memory(error);
	if (growth_derivation_begin(growth, disclosure->node->dictionary,
				    disclosure->asked->reference,
				    disclosure->request.date, error) != 0)
		return -1;
	disclosure->growth = growth;
	return 0;
}

static bool is_to_parents(const struct disclosure *disclosure)
{
	return disclosure->letter != NULL &&
	       disclosure->letter->audience == AUDIENCE_PARENT;
}

uint64_t growth_needs(const struct disclosure *disclosure)
{
	const struct field *fields = disclosure->node->dictionary->fields;
	uint64_t categories;

	if (disclosure->growth == NULL)
		return 0;
	categories = growth_categories(disclosure->growth);
	if (is_to_parents(disclosure) && disclosure->limited != DICTIONARY_NONE)
		categories |= 1ull << fields[disclosure->limited].category;
	return categories;
}

/* Of the measurements only the one that the letter tells of. */
static void keep_latest(const struct growth_derivation *growth,
			struct record *record)
{
	const struct item *latest = growth_latest(growth, record);

	for (uint32_t s = 0; s < record->count; s++) {
		struct section *section = &record->sections[s];
		uint32_t kept = 0;

		if (section->category != growth->category)
			continue;
		for (uint32_t i = 0; i < section->count; i++)
			if (&section->items[i] == latest) {
				section->items[kept++] = section->items[i];
				latest = NULL;
			}
		section->count = kept;
	}
}

/* For the office to see to. */
static int note(struct disclosure *disclosure, const struct record *record,
		struct unassessed one, struct error *error)
{
	struct share_report *report = disclosure->report;
	const struct dictionary *dictionary = disclosure->node->dictionary;
	uint16_t upn =
		dictionary_find(dictionary, KIND_FIELD, SLICE("pupil.upn"));
	struct unassessed *list =
		arena_grow(disclosure->arena, report->unassessed_pupils,
			   report->unassessed_count,
			   &disclosure->unassessed_capacity, sizeof(*list));
	struct slice text = {NULL, 0};

	if (list == NULL)
		return error_memory(error);
	report->unassessed_pupils = list;
	if (upn != DICTIONARY_NONE)
		text = record_text(record, dictionary, upn);
	text = arena_copy(disclosure->arena, text);
	if (text.at == NULL)
		return error_memory(error);
	one.upn = text;
	list[report->unassessed_count++] = one;
	return 0;
}

/* To a parent whom a court order keeps from the child's data nothing may go, and a
 * letter to "the parent or carer" may reach that one: the office has to look. */
static bool is_limited(const struct disclosure *disclosure,
		       struct record *record)
{
	return is_to_parents(disclosure) &&
	       disclosure_hold_back(disclosure, record);
}

static int count_one(struct scanning *scanning, size_t i, struct unassessed one,
		     struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	const struct decision *decision =
		plan_decision(disclosure->plan, scanning->decisions[i]);

	if (!scanning->count || decision->outcome != OUTCOME_PERMIT)
		return 0;
	disclosure->report->limited += one.limited;
	disclosure->report->unprintable += one.unprintable;
	disclosure->report->assessed[one.state]++;
	/* Who was not measured is no slip, and may be everybody. */
	if ((one.state == GROWTH_ASSESSED ||
	     one.state == GROWTH_NO_MEASUREMENT) &&
	    !one.limited && !one.unprintable)
		return 0;
	return note(disclosure, &scanning->records[i], one, error);
}

static int take_one(struct scanning *scanning, size_t i,
		    enum growth_state state, struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	struct record *record = &scanning->records[i];
	struct unassessed one = {
		.state = state,
		.limited = is_limited(disclosure, record),
	};

	one.unprintable = disclosure->letter != NULL && !one.limited &&
			  state == GROWTH_ASSESSED &&
			  !letter_can_name(disclosure->letter, record);
	if (count_one(scanning, i, one, error) != 0)
		return -1;
	if (disclosure->letter == NULL)
		return 0;
	if (one.limited || one.unprintable || state != GROWTH_ASSESSED)
		record->count = 0;
	else
		keep_latest(disclosure->growth, record);
	return 0;
}

int growth_batch(struct scanning *scanning, size_t count, struct error *error)
{
	struct disclosure *disclosure = scanning->disclosure;
	uint8_t states[BATCH_PUPILS];

	_Static_assert((int)BATCH_PUPILS <= (int)GROWTH_BATCH, "it fits");
	if (disclosure->growth == NULL)
		return 0;
	if (growth_derive(disclosure->growth, scanning->records, count, states,
			  &scanning->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (take_one(scanning, i, (enum growth_state)states[i],
			     error) != 0)
			return -1;
	return 0;
}
