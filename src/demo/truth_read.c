/* What a promise asks of a pupil, read from the record. */
#include <assert.h>

#include "base/arena.h"
#include "base/date.h"
#include "demo/truth_parts.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

/* The fields that promises ask about. */
enum known_field {
	KNOWN_UPN,
	KNOWN_FORMER_UPN,
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
	[KNOWN_FORMER_UPN] = "pupil.former-upn",
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

void truth_terms_init(struct truth_terms *terms,
		      const struct dictionary *dictionary)
{
	static_assert((int)KNOWN_COUNT == (int)TRUTH_FIELDS,
		      "a place for each field");

	terms->dictionary = dictionary;
	for (int i = 0; i < KNOWN_COUNT; i++)
		terms->fields[i] = dictionary_find(dictionary, KIND_FIELD,
						   slice_of(known_names[i]));
}

static struct slice text_of(const struct truth_terms *terms,
			    const struct record *record, enum known_field which)
{
	if (terms->fields[which] == DICTIONARY_NONE)
		return (struct slice){0};
	return record_text(record, terms->dictionary, terms->fields[which]);
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

static struct slice item_known(const struct truth_terms *terms,
			       const struct item *item, enum known_field which)
{
	if (terms->fields[which] == DICTIONARY_NONE)
		return (struct slice){0};
	return item_text(item, terms->fields[which]);
}

static struct truth_wish wish_of(const struct truth_terms *terms,
				 const struct item *item)
{
	struct slice kind = item_known(terms, item, KNOWN_WISH_KIND);
	struct truth_wish wish = {
		.kind = TRUTH_OTHER_WISH,
		.by_pupil = slice_is(item_known(terms, item, KNOWN_WISH_BY),
				     "pupil"),
		.recipient = item_known(terms, item, KNOWN_WISH_RECIPIENT),
		.purpose = item_known(terms, item, KNOWN_WISH_PURPOSE),
		.date = date_of(item_known(terms, item, KNOWN_WISH_DATE)),
		.withdrawn =
			date_of(item_known(terms, item, KNOWN_WISH_WITHDRAWN)),
	};

	for (int i = 0; i < TRUTH_OTHER_WISH; i++)
		if (slice_is(kind, wish_names[i]))
			wish.kind = (enum truth_wish_kind)i;
	return wish;
}

static bool read_wishes(const struct truth_terms *terms, struct arena *arena,
			struct truth_pupil *pupil)
{
	const struct field *field = dictionary_field(
		terms->dictionary, slice_of(known_names[KNOWN_WISH_KIND]));
	const struct section *section =
		field == NULL ? NULL
			      : record_section(pupil->record, field->category);
	struct truth_wish *wishes;

	if (section == NULL || section->count == 0)
		return true;
	wishes = arena_array(arena, section->count, sizeof(*wishes));
	if (wishes == NULL)
		return false;
	for (uint32_t i = 0; i < section->count; i++)
		wishes[i] = wish_of(terms, &section->items[i]);
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

bool truth_read(const struct truth_terms *terms, struct truth_pupil *pupil,
		const struct truth_school *school, struct arena *arena)
{
	const struct record *record = pupil->record;
	struct slice provision = text_of(terms, record, KNOWN_SEN);

	pupil->upn =
		or_else(text_of(terms, record, KNOWN_UPN), pupil->record->upn);
	pupil->former_upn = text_of(terms, record, KNOWN_FORMER_UPN);
	pupil->uln = text_of(terms, record, KNOWN_ULN);
	pupil->surname = text_of(terms, record, KNOWN_SURNAME);
	pupil->forename = text_of(terms, record, KNOWN_FORENAME);
	pupil->birth = date_of(text_of(terms, record, KNOWN_BIRTH));
	pupil->status = text_of(terms, record, KNOWN_STATUS);
	pupil->year = year_of(text_of(terms, record, KNOWN_YEAR));
	pupil->entry = date_of(text_of(terms, record, KNOWN_ENTRY));
	pupil->leaving = date_of(text_of(terms, record, KNOWN_LEAVING));
	pupil->academy = school->academy;
	pupil->post_14 =
		slice_is(text_of(terms, record, KNOWN_POST_14), "true");
	pupil->learning_difficulty =
		slice_is(provision, "E") || slice_is(provision, "S");
	pupil->looked_after =
		slice_is(text_of(terms, record, KNOWN_IN_CARE), "true");
	pupil->school = or_else(text_of(terms, record, KNOWN_SCHOOL),
				arena_copy(arena, school->laestab));
	pupil->phase = or_else(phase_of(text_of(terms, record, KNOWN_PHASE)),
			       arena_copy(arena, school->phase));
	return read_wishes(terms, arena, pupil);
}
