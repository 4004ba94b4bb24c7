#include "demo/promise_examine.h"
#include "dictionary/dictionary.h"
#include "register/record.h"

enum { IDENTITY_NAMES = 8 };

/* What a row says of who it is about. */
struct identity {
	struct slice upn, uln, birth, postcode;
	struct slice names[IDENTITY_NAMES]; /* all that are called a name */
	size_t name_count;
};

static bool ends(struct slice name, const char *ending)
{
	return slice_ends_with(name, slice_of(ending));
}

static bool is_former(struct slice name)
{
	return slice_is(name, "pupil.former-upn") || ends(name, "FormerUPN");
}

static void note_value(struct identity *identity,
		       const struct promise_value *value)
{
	if (value->meaning == MEANING_UPN && !is_former(value->name))
		identity->upn = value->text;
	else if (value->meaning == MEANING_ULN)
		identity->uln = value->text;
	else if (value->meaning == MEANING_BIRTH_DATE)
		identity->birth = value->text;
	else if (value->meaning == MEANING_POSTCODE)
		identity->postcode = value->text;
	else if (value->meaning == MEANING_NAME &&
		 identity->name_count < IDENTITY_NAMES)
		identity->names[identity->name_count++] = value->text;
}

static struct identity identity_of(const struct promise_row *row)
{
	struct identity identity = {0};

	for (size_t i = 0; i < row->count; i++)
		note_value(&identity, &row->values[i]);
	return identity;
}

/* Whether a text stands there, or its beginning where the format has no room for
 * all of it. */
static bool stands(const struct identity *identity, struct slice text)
{
	for (size_t i = 0; i < identity->name_count; i++)
		if (slice_equal(identity->names[i], text) ||
		    (identity->names[i].len >= 30 &&
		     slice_starts_with(text, identity->names[i])))
			return true;
	return false;
}

/* Names change; one of an earlier day does. */
static bool bears_name(const struct identity *identity,
		       const struct truth_pupil *pupil)
{
	for (; pupil != NULL; pupil = pupil->older)
		if (stands(identity, pupil->surname) &&
		    stands(identity, pupil->forename))
			return true;
	return false;
}

static bool lives_there(const struct truth *truth,
			const struct truth_pupil *pupil, struct slice postcode)
{
	const struct dictionary *dictionary = truth_dictionary(truth);
	uint16_t field = dictionary_find(dictionary, KIND_FIELD,
					 SLICE("pupil.postcode"));

	if (postcode.len == 0 || field == DICTIONARY_NONE)
		return true;
	for (; pupil != NULL; pupil = pupil->older)
		if (slice_equal(record_text(pupil->record, dictionary, field),
				postcode))
			return true;
	return false;
}

static bool born_then(const struct truth_pupil *pupil, struct slice birth)
{
	int32_t date;

	if (birth.len == 0 ||
	    (!date_parse(birth, &date) && !date_parse_british(birth, &date)))
		return true;
	return pupil->birth == date;
}

static bool may_be(const struct truth *truth, const struct identity *identity,
		   const struct truth_pupil *pupil)
{
	return bears_name(identity, pupil) &&
	       born_then(pupil, identity->birth) &&
	       lives_there(truth, pupil, identity->postcode);
}

bool promise_may_be(const struct examination *examination,
		    const struct promise_row *row,
		    const struct truth_pupil *pupil)
{
	struct identity identity = identity_of(row);

	return may_be(examination->evidence->truth, &identity, pupil);
}

static void find_by_name(const struct truth *truth,
			 const struct identity *identity,
			 struct promise_subject *subject)
{
	if (identity->name_count == 0)
		return;
	for (size_t i = 0; i < truth_count(truth); i++) {
		const struct truth_pupil *pupil = truth_at(truth, i);

		if (!may_be(truth, identity, pupil))
			continue;
		subject->several = subject->pupil != NULL;
		if (subject->several)
			return;
		subject->pupil = pupil;
	}
}

struct promise_subject promise_identify(const struct examination *examination,
					const struct promise_row *row)
{
	const struct truth *truth = examination->evidence->truth;
	struct identity identity = identity_of(row);
	struct promise_subject subject = {
		.named = identity.upn.len > 0 || identity.uln.len > 0 ||
			 identity.name_count > 0,
	};

	subject.pupil = truth_by_upn(truth, identity.upn);
	if (subject.pupil == NULL)
		subject.pupil = truth_by_uln(truth, identity.uln);
	if (subject.pupil == NULL)
		find_by_name(truth, &identity, &subject);
	else if (identity.name_count >= 2 &&
		 !bears_name(&identity, subject.pupil))
		subject.pupil = NULL; /* one's number, another's name */
	return subject;
}

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

static struct slice text_in(const struct item *item, uint16_t field)
{
	return field == DICTIONARY_NONE ? (struct slice){0}
					: item_text(item, field);
}

/* The fields of a parent by which one is known. */
struct parent_fields {
	uint16_t limited, surname, forename, mobile;
};

static bool same_text(struct slice one, struct slice other)
{
	return one.len > 0 && slice_equal(one, other);
}

/* Whether two have the same name. */
static bool same_name(const struct item *one, const struct item *other,
		      const struct parent_fields *fields)
{
	return slice_equal(text_in(one, fields->surname),
			   text_in(other, fields->surname)) &&
	       slice_equal(text_in(one, fields->forename),
			   text_in(other, fields->forename));
}

static bool is_limited(const struct item *item,
		       const struct parent_fields *fields)
{
	return slice_is(text_in(item, fields->limited), "true");
}

/* Of how many who may be told of it is so: they have the parent's name, or (of
 * `reached`) its telephone. */
static unsigned int others_of(const struct section *section,
			      const struct item *parent, bool reached,
			      const struct parent_fields *fields)
{
	unsigned int count = 0;

	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *other = &section->items[i];

		if (is_limited(other, fields))
			continue;
		count += reached ? same_text(text_in(parent, fields->mobile),
					     text_in(other, fields->mobile))
				 : same_name(parent, other, fields);
	}
	return count;
}

/* Whether the item that the row has of this forename is of the surname too. */
static bool bears_surname(const struct promise_row *row, size_t forename,
			  struct slice surname)
{
	for (size_t i = 0; i < row->count; i++)
		if (i != forename &&
		    row->values[i].meaning == MEANING_PARENT_NAME &&
		    row->values[i].item == row->values[forename].item &&
		    slice_equal(row->values[i].text, surname))
			return true;
	return false;
}

/* The row has more parents of this one's name, or more of its telephones, than
 * there are others of the name or telephone: a carer and a protected mother may
 * have the same name. */
static bool shows_parent(const struct promise_row *row,
			 const struct section *section,
			 const struct item *parent,
			 const struct parent_fields *fields)
{
	struct slice surname = text_in(parent, fields->surname);
	struct slice forename = text_in(parent, fields->forename);
	struct slice mobile = text_in(parent, fields->mobile);
	unsigned int named = 0, reached = 0;

	for (size_t i = 0; i < row->count; i++) {
		const struct promise_value *value = &row->values[i];

		if (value->meaning == MEANING_PARENT_TELEPHONE)
			reached += same_text(mobile, value->text);
		else if (value->meaning == MEANING_PARENT_NAME &&
			 slice_equal(value->text, forename))
			named += bears_surname(row, i, surname);
	}
	return (named > 0 &&
		named > others_of(section, parent, false, fields)) ||
	       (reached > 0 &&
		reached > others_of(section, parent, true, fields));
}

static bool shows_protected(const struct truth *truth,
			    const struct record *record,
			    const struct promise_row *row)
{
	const struct dictionary *dictionary = truth_dictionary(truth);
	const struct parent_fields fields = {
		.limited =
			field_called(dictionary, "parent.disclosure-limited"),
		.surname = field_called(dictionary, "parent.surname"),
		.forename = field_called(dictionary, "parent.forename"),
		.mobile = field_called(dictionary, "parent.mobile"),
	};
	const struct section *section;

	if (fields.limited == DICTIONARY_NONE)
		return false;
	section = record_section(record,
				 dictionary->fields[fields.limited].category);
	for (uint32_t i = 0; section != NULL && i < section->count; i++)
		if (is_limited(&section->items[i], &fields) &&
		    shows_parent(row, section, &section->items[i], &fields))
			return true;
	return false;
}

bool promise_shows_protected_parent(const struct examination *examination,
				    const struct truth_pupil *pupil,
				    const struct promise_row *row)
{
	const struct promise_evidence *evidence = examination->evidence;

	return shows_protected(evidence->truth,
			       truth_on(pupil, evidence->date)->record, row);
}
