#include "demo/truth.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"
#include "demo/promise_rule.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* The fields that promises ask about. */
enum known_field {
	KNOWN_UPN,
	KNOWN_ULN,
	KNOWN_SURNAME,
	KNOWN_FORENAME,
	KNOWN_BIRTH,
	KNOWN_SCHOOL,
	KNOWN_PHASE,
	KNOWN_STATUS,
	KNOWN_YEAR,
	KNOWN_ENTRY,
	KNOWN_LEAVING,
	KNOWN_POST_14,
	KNOWN_SEN,
	KNOWN_IN_CARE,
	KNOWN_WISH_KIND,
	KNOWN_WISH_BY,
	KNOWN_WISH_RECIPIENT,
	KNOWN_WISH_PURPOSE,
	KNOWN_WISH_DATE,
	KNOWN_WISH_WITHDRAWN,
	KNOWN_COUNT
};

static const char *const known_names[KNOWN_COUNT] = {
	[KNOWN_UPN] = "pupil.upn",
	[KNOWN_ULN] = "pupil.uln",
	[KNOWN_SURNAME] = "pupil.surname",
	[KNOWN_FORENAME] = "pupil.forename",
	[KNOWN_BIRTH] = "pupil.birth-date",
	[KNOWN_SCHOOL] = "enrolment.school",
	[KNOWN_PHASE] = "enrolment.school-phase",
	[KNOWN_STATUS] = "enrolment.status",
	[KNOWN_YEAR] = "enrolment.year-group",
	[KNOWN_ENTRY] = "enrolment.entry-date",
	[KNOWN_LEAVING] = "enrolment.leaving-date",
	[KNOWN_POST_14] = "enrolment.post-14",
	[KNOWN_SEN] = "sen.provision",
	[KNOWN_IN_CARE] = "looked-after.in-care",
	[KNOWN_WISH_KIND] = "wish.kind",
	[KNOWN_WISH_BY] = "wish.by",
	[KNOWN_WISH_RECIPIENT] = "wish.recipient",
	[KNOWN_WISH_PURPOSE] = "wish.purpose",
	[KNOWN_WISH_DATE] = "wish.date",
	[KNOWN_WISH_WITHDRAWN] = "wish.withdrawn",
};

static const char *const wish_names[] = {
	[TRUTH_OBJECTION] = "objection",
	[TRUTH_REFUSAL] = "refusal",
	[TRUTH_CONSENT] = "consent",
	[TRUTH_RESTRICTION] = "restriction",
	[TRUTH_MARKETING_STOP] = "marketing-stop",
	[TRUTH_OPT_OUT] = "opt-out",
};

/* Pupils by the hash of a key; several may have the same. */
struct lookup {
	uint32_t *slots; /* index + 1; 0: free */
	size_t capacity; /* a power of 2; 0: none yet */
	size_t used;
};

struct truth {
	struct arena arena;
	const struct dictionary *dictionary;
	uint16_t fields[KNOWN_COUNT];
	struct truth_pupil *pupils;
	size_t count, capacity;
	struct lookup upns, ulns, names;
};

static uint64_t mixed(uint64_t hash, uint64_t more)
{
	return (hash ^ more) * 0x9e3779b97f4a7c15u;
}

static uint64_t name_hash(struct slice surname, struct slice forename,
			  int32_t birth)
{
	return mixed(mixed(slice_hash(surname), slice_hash(forename)),
		     (uint32_t)birth);
}

static size_t slot_of(const struct lookup *lookup, uint64_t hash)
{
	return (size_t)(hash >> 20 ^ hash) & (lookup->capacity - 1);
}

/* --- making ------------------------------------------------------------- */

int truth_make(struct truth **out, const struct dictionary *dictionary,
	       struct error *error)
{
	struct truth *truth = memory_array(1, sizeof(*truth));

	if (truth == NULL)
		return error_memory(error);
	truth->dictionary = dictionary;
	for (int i = 0; i < KNOWN_COUNT; i++)
		truth->fields[i] = dictionary_find(dictionary, KIND_FIELD,
						   slice_of(known_names[i]));
	*out = truth;
	return 0;
}

void truth_free(struct truth *truth)
{
	if (truth == NULL)
		return;
	memory_free(truth->upns.slots);
	memory_free(truth->ulns.slots);
	memory_free(truth->names.slots);
	memory_free(truth->pupils);
	arena_release(&truth->arena);
	memory_free(truth);
}

/* 0: without one, the pupil is not to be found by it. */
static uint64_t key_upn(const struct truth_pupil *pupil)
{
	return pupil->upn.len > 0 ? slice_hash(pupil->upn) | 1 : 0;
}

static uint64_t key_uln(const struct truth_pupil *pupil)
{
	return pupil->uln.len > 0 ? slice_hash(pupil->uln) | 1 : 0;
}

static uint64_t key_name(const struct truth_pupil *pupil)
{
	return name_hash(pupil->surname, pupil->forename, pupil->birth);
}

static void put(struct lookup *lookup, uint64_t hash, size_t index)
{
	size_t at = slot_of(lookup, hash);

	while (lookup->slots[at] != 0)
		at = (at + 1) & (lookup->capacity - 1);
	lookup->slots[at] = (uint32_t)index + 1;
	lookup->used++;
}

/* Makes room for one more key: at most half is filled. */
static int widen(struct truth *truth, struct lookup *lookup,
		 uint64_t (*key)(const struct truth_pupil *),
		 struct error *error)
{
	struct lookup wider = {0};

	if (lookup->used * 2 < lookup->capacity)
		return 0;
	wider.capacity = lookup->capacity == 0 ? 256 : lookup->capacity * 2;
	wider.slots = memory_array(wider.capacity, sizeof(*wider.slots));
	if (wider.slots == NULL)
		return error_memory(error);
	for (size_t i = 0; i < truth->count; i++)
		for (const struct truth_pupil *pupil = &truth->pupils[i];
		     pupil != NULL; pupil = pupil->older)
			if (key(pupil) != 0)
				put(&wider, key(pupil), i);
	memory_free(lookup->slots);
	*lookup = wider;
	return 0;
}

static int make_room(struct truth *truth, struct error *error)
{
	size_t wider = truth->capacity == 0 ? 64 : truth->capacity * 2;
	struct truth_pupil *pupils;
	size_t size;

	if (widen(truth, &truth->upns, key_upn, error) != 0 ||
	    widen(truth, &truth->ulns, key_uln, error) != 0 ||
	    widen(truth, &truth->names, key_name, error) != 0)
		return -1;
	if (truth->count < truth->capacity)
		return 0;
	if (wider > UINT32_MAX / 2 ||
	    !size_multiply(wider, sizeof(*pupils), &size))
		return error_memory(error);
	pupils = memory_resize(truth->pupils, size);
	if (pupils == NULL)
		return error_memory(error);
	truth->pupils = pupils;
	truth->capacity = wider;
	return 0;
}

/* --- a pupil ------------------------------------------------------------- */

static bool copy_item(struct arena *arena, struct item *item,
		      const struct item *from)
{
	item->values = arena_array(arena, from->count, sizeof(*item->values));
	item->count = from->count;
	if (item->values == NULL)
		return false;
	for (uint32_t i = 0; i < from->count; i++) {
		item->values[i].field = from->values[i].field;
		item->values[i].text = arena_copy(arena, from->values[i].text);
		if (item->values[i].text.at == NULL)
			return false;
	}
	return true;
}

static bool copy_section(struct arena *arena, struct section *section,
			 const struct section *from)
{
	*section = (struct section){.category = from->category,
				    .period = arena_copy(arena, from->period),
				    .count = from->count};
	section->items =
		arena_array(arena, from->count, sizeof(*section->items));
	if (section->items == NULL || section->period.at == NULL)
		return false;
	for (uint32_t i = 0; i < from->count; i++)
		if (!copy_item(arena, &section->items[i], &from->items[i]))
			return false;
	return true;
}

/* NULL when memory is out. */
static struct record *copy_record(struct arena *arena,
				  const struct record *from)
{
	struct record *record = arena_allocate(arena, sizeof(*record));

	if (record == NULL)
		return NULL;
	record->upn = arena_copy(arena, from->upn);
	record->count = from->count;
	record->sections =
		arena_array(arena, from->count, sizeof(*record->sections));
	if (record->upn.at == NULL || record->sections == NULL)
		return NULL;
	for (uint32_t i = 0; i < from->count; i++)
		if (!copy_section(arena, &record->sections[i],
				  &from->sections[i]))
			return NULL;
	return record;
}

static struct slice text_of(const struct truth *truth,
			    const struct record *record, enum known_field which)
{
	if (truth->fields[which] == DICTIONARY_NONE)
		return (struct slice){0};
	return record_text(record, truth->dictionary, truth->fields[which]);
}

static int32_t date_of(struct slice text)
{
	int32_t date = DATE_NONE;

	date_parse(text, &date);
	return date;
}

static int year_of(struct slice text)
{
	uint64_t number;

	if (slice_number(text, 20, &number))
		return (int)number;
	if (slice_is(text, "R"))
		return 0;
	if (slice_starts_with(text, SLICE("N")) ||
	    slice_starts_with(text, SLICE("E")))
		return -1;
	return -2;
}

static struct slice item_known(const struct truth *truth,
			       const struct item *item, enum known_field which)
{
	if (truth->fields[which] == DICTIONARY_NONE)
		return (struct slice){0};
	return item_text(item, truth->fields[which]);
}

static struct truth_wish wish_of(const struct truth *truth,
				 const struct item *item)
{
	struct slice kind = item_known(truth, item, KNOWN_WISH_KIND);
	struct truth_wish wish = {
		.kind = TRUTH_OTHER_WISH,
		.by_pupil = slice_is(item_known(truth, item, KNOWN_WISH_BY),
				     "pupil"),
		.recipient = item_known(truth, item, KNOWN_WISH_RECIPIENT),
		.purpose = item_known(truth, item, KNOWN_WISH_PURPOSE),
		.date = date_of(item_known(truth, item, KNOWN_WISH_DATE)),
		.withdrawn =
			date_of(item_known(truth, item, KNOWN_WISH_WITHDRAWN)),
	};

	for (int i = 0; i < TRUTH_OTHER_WISH; i++)
		if (slice_is(kind, wish_names[i]))
			wish.kind = (enum truth_wish_kind)i;
	return wish;
}

static bool read_wishes(struct truth *truth, struct truth_pupil *pupil)
{
	const struct field *field = dictionary_field(
		truth->dictionary, slice_of(known_names[KNOWN_WISH_KIND]));
	const struct section *section =
		field == NULL ? NULL
			      : record_section(pupil->record, field->category);
	struct truth_wish *wishes;

	if (section == NULL || section->count == 0)
		return true;
	wishes = arena_array(&truth->arena, section->count, sizeof(*wishes));
	if (wishes == NULL)
		return false;
	for (uint32_t i = 0; i < section->count; i++)
		wishes[i] = wish_of(truth, &section->items[i]);
	pupil->wishes = wishes;
	pupil->wish_count = section->count;
	return true;
}

/* The census's code of a phase, as settings call it. */
static struct slice phase_of(struct slice code)
{
	static const struct {
		const char *code, *phase;
	} phases[] = {
		{"NS", "nursery"},     {"PS", "primary"},
		{"MP", "middle"},      {"MS", "middle"},
		{"SS", "secondary"},   {"SP", "special"},
		{"AT", "all-through"}, {"PR", "alternative-provision"},
	};

	for (size_t i = 0; i < sizeof(phases) / sizeof(phases[0]); i++)
		if (slice_is(code, phases[i].code))
			return slice_of(phases[i].phase);
	return (struct slice){0};
}

static struct slice or_else(struct slice text, struct slice otherwise)
{
	return text.len > 0 ? text : otherwise;
}

/* What a promise asks of a pupil. */
static bool read_pupil(struct truth *truth, struct truth_pupil *pupil,
		       const struct truth_school *school)
{
	const struct record *record = pupil->record;
	struct slice provision = text_of(truth, record, KNOWN_SEN);

	pupil->upn =
		or_else(text_of(truth, record, KNOWN_UPN), pupil->record->upn);
	pupil->uln = text_of(truth, record, KNOWN_ULN);
	pupil->surname = text_of(truth, record, KNOWN_SURNAME);
	pupil->forename = text_of(truth, record, KNOWN_FORENAME);
	pupil->birth = date_of(text_of(truth, record, KNOWN_BIRTH));
	pupil->status = text_of(truth, record, KNOWN_STATUS);
	pupil->year = year_of(text_of(truth, record, KNOWN_YEAR));
	pupil->entry = date_of(text_of(truth, record, KNOWN_ENTRY));
	pupil->leaving = date_of(text_of(truth, record, KNOWN_LEAVING));
	pupil->academy = school->academy;
	pupil->post_14 =
		slice_is(text_of(truth, record, KNOWN_POST_14), "true");
	pupil->learning_difficulty =
		slice_is(provision, "E") || slice_is(provision, "S");
	pupil->looked_after =
		slice_is(text_of(truth, record, KNOWN_IN_CARE), "true");
	pupil->school = or_else(text_of(truth, record, KNOWN_SCHOOL),
				arena_copy(&truth->arena, school->laestab));
	pupil->phase = or_else(phase_of(text_of(truth, record, KNOWN_PHASE)),
			       arena_copy(&truth->arena, school->phase));
	return read_wishes(truth, pupil);
}

static size_t index_of(const struct truth *truth,
		       const struct truth_pupil *pupil)
{
	return (size_t)(pupil - truth->pupils);
}

static const struct truth_pupil *known(const struct truth *truth,
				       const struct truth_pupil *pupil)
{
	if (pupil->upn.len > 0)
		return truth_by_upn(truth, pupil->upn);
	if (pupil->uln.len > 0)
		return truth_by_uln(truth, pupil->uln);
	return truth_by_name(truth, pupil->surname, pupil->forename,
			     pupil->birth);
}

/* Puts what is told of a known pupil where it belongs by its day; what was told
 * of the same day before is forgotten. */
static int put_day(struct truth *truth, struct truth_pupil *newest,
		   struct truth_pupil *told, struct error *error)
{
	struct truth_pupil *place = newest;
	struct truth_pupil *copy;

	while (place->since > told->since && place->older != NULL)
		place = (struct truth_pupil *)(uintptr_t)place->older;
	if (place->since == told->since) {
		told->older = place->older;
		*place = *told;
		return 0;
	}
	copy = arena_allocate(&truth->arena, sizeof(*copy));
	if (copy == NULL)
		return error_memory(error);
	if (place->since < told->since) {
		*copy = *place;
		*place = *told;
	} else
		*copy = *told;
	place->older = copy;
	return 0;
}

int truth_add(struct truth *truth, const struct record *record,
	      const struct truth_school *school, struct error *error)
{
	struct truth_pupil pupil = {.since = school->since};
	const struct truth_pupil *before;
	size_t index;

	if (make_room(truth, error) != 0)
		return -1;
	pupil.record = copy_record(&truth->arena, record);
	if (pupil.record == NULL || !read_pupil(truth, &pupil, school))
		return error_memory(error);
	before = known(truth, &pupil);
	index = before != NULL ? index_of(truth, before) : truth->count;
	if (before != NULL) {
		if (put_day(truth, &truth->pupils[index], &pupil, error) != 0)
			return -1;
	} else
		truth->pupils[truth->count++] = pupil;
	if (before == NULL && pupil.upn.len > 0)
		put(&truth->upns, key_upn(&pupil), index);
	if (pupil.uln.len > 0)
		put(&truth->ulns, key_uln(&pupil), index);
	put(&truth->names, key_name(&pupil), index);
	return 0;
}

/* --- looking up ---------------------------------------------------------- */

size_t truth_count(const struct truth *truth)
{
	return truth->count;
}

const struct truth_pupil *truth_at(const struct truth *truth, size_t index)
{
	return &truth->pupils[index];
}

const struct dictionary *truth_dictionary(const struct truth *truth)
{
	return truth->dictionary;
}

/* The one pupil that `same` says yes to. */
static const struct truth_pupil *
only(const struct truth *truth, const struct lookup *lookup, uint64_t hash,
     bool (*same)(const struct truth_pupil *, const struct truth_pupil *),
     const struct truth_pupil *wanted)
{
	const struct truth_pupil *found = NULL;

	if (lookup->capacity == 0)
		return NULL;
	for (size_t at = slot_of(lookup, hash); lookup->slots[at] != 0;
	     at = (at + 1) & (lookup->capacity - 1)) {
		const struct truth_pupil *pupil =
			&truth->pupils[lookup->slots[at] - 1];

		if (pupil == found || !same(pupil, wanted))
			continue;
		if (found != NULL)
			return NULL;
		found = pupil;
	}
	return found;
}

static bool same_upn(const struct truth_pupil *a, const struct truth_pupil *b)
{
	return slice_equal(a->upn, b->upn);
}

static bool same_uln(const struct truth_pupil *a, const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (slice_equal(a->uln, b->uln))
			return true;
	return false;
}

static bool same_name(const struct truth_pupil *a, const struct truth_pupil *b)
{
	for (; a != NULL; a = a->older)
		if (a->birth == b->birth &&
		    slice_equal(a->surname, b->surname) &&
		    slice_equal(a->forename, b->forename))
			return true;
	return false;
}

const struct truth_pupil *truth_by_upn(const struct truth *truth,
				       struct slice upn)
{
	struct truth_pupil wanted = {.upn = upn};

	if (upn.len == 0)
		return NULL;
	return only(truth, &truth->upns, key_upn(&wanted), same_upn, &wanted);
}

const struct truth_pupil *truth_by_uln(const struct truth *truth,
				       struct slice uln)
{
	struct truth_pupil wanted = {.uln = uln};

	if (uln.len == 0)
		return NULL;
	return only(truth, &truth->ulns, key_uln(&wanted), same_uln, &wanted);
}

const struct truth_pupil *truth_by_name(const struct truth *truth,
					struct slice surname,
					struct slice forename, int32_t birth)
{
	struct truth_pupil wanted = {
		.surname = surname, .forename = forename, .birth = birth};

	return only(truth, &truth->names, key_name(&wanted), same_name,
		    &wanted);
}

const struct truth_pupil *truth_on(const struct truth_pupil *pupil,
				   int32_t date)
{
	while (pupil->since > date && pupil->older != NULL)
		pupil = pupil->older;
	return pupil;
}

/* --- on a day ------------------------------------------------------------ */

bool truth_on_roll(const struct truth_pupil *pupil, int32_t date)
{
	if (pupil->entry != DATE_NONE && pupil->entry > date)
		return false;
	return pupil->leaving == DATE_NONE || pupil->leaving >= date;
}

enum { AGE_OF_OWN_CHOICE = 16 }; /* R-149, R-192, R-193 */

bool truth_wish_stands(const struct truth_pupil *pupil,
		       enum truth_wish_kind kind, struct slice recipient,
		       int32_t date)
{
	bool own = pupil->birth != DATE_NONE &&
		   date_age(pupil->birth, date) >= AGE_OF_OWN_CHOICE;

	for (size_t i = 0; i < pupil->wish_count; i++) {
		const struct truth_wish *wish = &pupil->wishes[i];

		if (wish->kind != kind || wish->by_pupil != own)
			continue;
		if (wish->recipient.len > 0 && recipient.len > 0 &&
		    !slice_equal(office_function(wish->recipient), recipient))
			continue;
		if (wish->date != DATE_NONE && wish->date > date)
			continue;
		if (wish->withdrawn == DATE_NONE || wish->withdrawn > date)
			return true;
	}
	return false;
}
