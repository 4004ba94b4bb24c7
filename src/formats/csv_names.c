#include "formats/csv_names.h"

#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "base/text.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/*
 * What exports of school information systems call the fields.  Case, spaces
 * and punctuation do not count.
 */
/* clang-format off */
const struct csv_alias csv_aliases[] = {
	{ "UPN", "pupil.upn" },
	{ "Unique pupil number", "pupil.upn" },
	{ "Pupil UPN", "pupil.upn" },
	{ "Student UPN", "pupil.upn" },
	{ "Former UPN", "pupil.former-upn" },
	{ "Previous UPN", "pupil.former-upn" },
	{ "ULN", "pupil.uln" },
	{ "Unique learner number", "pupil.uln" },
	{ "UCI", "pupil.uci" },
	{ "Surname", "pupil.surname" },
	{ "Legal surname", "pupil.surname" },
	{ "Last name", "pupil.surname" },
	{ "Legal last name", "pupil.surname" },
	{ "Family name", "pupil.surname" },
	{ "Pupil surname", "pupil.surname" },
	{ "Student surname", "pupil.surname" },
	{ "Forename", "pupil.forename" },
	{ "Legal forename", "pupil.forename" },
	{ "First name", "pupil.forename" },
	{ "Legal first name", "pupil.forename" },
	{ "Given name", "pupil.forename" },
	{ "Pupil forename", "pupil.forename" },
	{ "Student forename", "pupil.forename" },
	{ "Middle name", "pupil.middle-names" },
	{ "Middle names", "pupil.middle-names" },
	{ "Middle name(s)", "pupil.middle-names" },
	{ "Preferred surname", "pupil.preferred-surname" },
	{ "Preferred last name", "pupil.preferred-surname" },
	{ "Chosen surname", "pupil.preferred-surname" },
	{ "Preferred forename", "pupil.preferred-forename" },
	{ "Preferred first name", "pupil.preferred-forename" },
	{ "Preferred name", "pupil.preferred-forename" },
	{ "Chosen name", "pupil.preferred-forename" },
	{ "Known as", "pupil.preferred-forename" },
	{ "Former surname", "pupil.former-surname" },
	{ "Previous surname", "pupil.former-surname" },
	{ "Former forename", "pupil.former-forename" },
	{ "DOB", "pupil.birth-date" },
	{ "D.O.B.", "pupil.birth-date" },
	{ "Date of birth", "pupil.birth-date" },
	{ "Birth date", "pupil.birth-date" },
	{ "Sex", "pupil.sex" },
	{ "Gender", "pupil.sex" },
	{ "Legal sex", "pupil.sex" },

	{ "SAON", "pupil.address-saon" },
	{ "Apartment", "pupil.address-saon" },
	{ "Flat", "pupil.address-saon" },
	{ "PAON", "pupil.address-paon" },
	{ "House number", "pupil.address-paon" },
	{ "House name", "pupil.address-paon" },
	{ "House name/number", "pupil.address-paon" },
	{ "Street", "pupil.address-street" },
	{ "Locality", "pupil.address-locality" },
	{ "District", "pupil.address-locality" },
	{ "Town", "pupil.address-town" },
	{ "Town/City", "pupil.address-town" },
	{ "Administrative area", "pupil.address-administrative-area" },
	{ "Post town", "pupil.address-post-town" },
	{ "UPRN", "pupil.address-uprn" },
	{ "Address 1", "pupil.address-line-1" },
	{ "Address 2", "pupil.address-line-2" },
	{ "Address 3", "pupil.address-line-3" },
	{ "Address 4", "pupil.address-line-4" },
	{ "Address 5", "pupil.address-line-5" },
	{ "Address line 1", "pupil.address-line-1" },
	{ "Address line 2", "pupil.address-line-2" },
	{ "Address line 3", "pupil.address-line-3" },
	{ "Address line 4", "pupil.address-line-4" },
	{ "Address line 5", "pupil.address-line-5" },
	{ "County", "pupil.address-county" },
	{ "Country", "pupil.address-country" },
	{ "Postcode", "pupil.postcode" },
	{ "Post code", "pupil.postcode" },
	{ "Postal code", "pupil.postcode" },
	{ "Home postcode", "pupil.postcode" },
	{ "Telephone", "pupil.telephone" },
	{ "Home telephone", "pupil.telephone" },
	{ "Home phone", "pupil.telephone" },
	{ "Pupil telephone", "pupil.telephone" },
	{ "Mobile", "pupil.mobile" },
	{ "Mobile phone", "pupil.mobile" },
	{ "Pupil mobile", "pupil.mobile" },
	{ "Student mobile", "pupil.mobile" },
	{ "Email", "pupil.email" },
	{ "Email address", "pupil.email" },
	{ "Pupil email", "pupil.email" },
	{ "Student email", "pupil.email" },
	{ "LSOA", "pupil.lsoa" },

	{ "Ethnicity", "ethnicity" },
	{ "Ethnicity code", "ethnicity" },
	{ "Ethnic group", "ethnicity" },
	{ "Ethnic group code", "ethnicity" },
	{ "Ethnic origin", "ethnicity" },
	{ "Ethnicity source", "ethnicity-source" },
	{ "Ethnic data source", "ethnicity-source" },
	{ "First language", "first-language" },
	{ "First language code", "first-language" },
	{ "Home language", "first-language" },
	{ "Language", "first-language" },
	{ "Mother tongue", "first-language" },
	{ "Nationality", "nationality" },
	{ "Country of birth", "country-of-birth" },
	{ "Religion", "religion" },
	{ "Proficiency in English", "english-proficiency" },
	{ "EAL proficiency", "english-proficiency" },
	{ "FSM", "free-school-meals" },
	{ "FSM eligible", "free-school-meals" },
	{ "FSM eligibility", "free-school-meals" },
	{ "Eligible for FSM", "free-school-meals" },
	{ "Free school meals", "free-school-meals" },
	{ "Eligible for free meals", "free-school-meals" },
	{ "Service child", "service-child" },
	{ "Service children in education", "service-child" },
	{ "Young carer", "young-carer" },
	{ "YSSA", "youth-support-agreement" },
	{ "Youth support services agreement", "youth-support-agreement" },
	{ "Connexions agreement", "youth-support-agreement" },
	{ "Post looked after arrangements", "post-looked-after" },
	{ "PLAA", "post-looked-after" },

	{ "Enrolment status", "enrolment.status" },
	{ "Entry date", "enrolment.entry-date" },
	{ "Date of entry", "enrolment.entry-date" },
	{ "Admission date", "enrolment.entry-date" },
	{ "Date of admission", "enrolment.entry-date" },
	{ "DOA", "enrolment.entry-date" },
	{ "Leaving date", "enrolment.leaving-date" },
	{ "Date of leaving", "enrolment.leaving-date" },
	{ "DOL", "enrolment.leaving-date" },
	{ "Leaving reason", "enrolment.leaving-reason" },
	{ "Reason for leaving", "enrolment.leaving-reason" },
	{ "NC year", "enrolment.year-group" },
	{ "NC year actual", "enrolment.year-group" },
	{ "NC year group", "enrolment.year-group" },
	{ "National curriculum year", "enrolment.year-group" },
	{ "Curriculum year", "enrolment.year-group" },
	{ "Year group", "enrolment.year-group" },
	{ "Part time", "enrolment.part-time" },
	{ "Boarder", "enrolment.boarder" },
	{ "Boarder status", "enrolment.boarder" },
	{ "Class type", "enrolment.class-type" },

	{ "FSM start date", "meals.start-date" },
	{ "FSM end date", "meals.end-date" },
	{ "FSM country", "meals.country" },

	{ "SEN", "sen.provision" },
	{ "SEN status", "sen.provision" },
	{ "SEN provision", "sen.provision" },
	{ "SEN stage", "sen.provision" },
	{ "SEN start date", "sen.start-date" },
	{ "SEN unit", "sen.unit" },
	{ "SEN unit indicator", "sen.unit" },
	{ "Resourced provision", "sen.resourced" },
	{ "SEN need", "sen-need.type" },
	{ "SEN type", "sen-need.type" },
	{ "SEN need type", "sen-need.type" },
	{ "SEN type rank", "sen-need.rank" },
	{ "Primary SEN need", "sen-need.type" },
	{ "Medical flag", "medical.flag" },
	{ "Has medical conditions", "medical.flag" },
	{ "Medical notes", "medical.notes" },
	{ "Medical conditions", "medical.notes" },
	{ "Disability", "disability.type" },
	{ "In care", "looked-after.in-care" },
	{ "Looked after", "looked-after.in-care" },
	{ "Currently in care", "looked-after.in-care" },
	{ "Care authority", "looked-after.authority" },
	{ "Caring authority", "looked-after.authority" },

	{ "Sessions possible", "attendance.sessions-possible" },
	{ "Possible sessions", "attendance.sessions-possible" },
	{ "Sessions attended", "attendance.sessions-attended" },
	{ "Sessions authorised", "attendance.sessions-authorised" },
	{ "Authorised absences", "attendance.sessions-authorised" },
	{ "Sessions unauthorised", "attendance.sessions-unauthorised" },
	{ "Unauthorised absences", "attendance.sessions-unauthorised" },
	{ "Attendance marks", "attendance.marks" },
	{ "Exclusion type", "exclusion.category" },
	{ "Exclusion start date", "exclusion.start-date" },
	{ "Exclusion sessions", "exclusion.sessions" },
	{ "Exclusion reason", "exclusion.reason-1" },
};

/* People a column may speak of, and the dictionary's first word for them. */
static const struct csv_alias people[] = {
	{ "Parent", "parent" },
	{ "Parent/carer", "parent" },
	{ "Parent/guardian", "parent" },
	{ "Carer", "parent" },
	{ "Guardian", "parent" },
	{ "Contact", "contact" },
	{ "Emergency contact", "contact" },
};

static const struct csv_alias parts[] = {
	{ "Title", "title" },
	{ "Surname", "surname" },
	{ "Last name", "surname" },
	{ "Family name", "surname" },
	{ "Forename", "forename" },
	{ "First name", "forename" },
	{ "Given name", "forename" },
	{ "Middle name", "middle-names" },
	{ "Middle names", "middle-names" },
	{ "Sex", "sex" },
	{ "Gender", "sex" },
	{ "Relationship", "relationship" },
	{ "Relation", "relationship" },
	{ "Relationship to pupil", "relationship" },
	{ "Relationship to student", "relationship" },
	{ "Parental responsibility", "responsibility" },
	{ "Responsibility", "responsibility" },
	{ "Order", "order" },
	{ "Priority", "order" },
	{ "House number", "address-paon" },
	{ "Street", "address-street" },
	{ "Town", "address-town" },
	{ "County", "address-county" },
	{ "Address 1", "address-line-1" },
	{ "Address 2", "address-line-2" },
	{ "Address 3", "address-line-3" },
	{ "Address 4", "address-line-4" },
	{ "Address 5", "address-line-5" },
	{ "Postcode", "postcode" },
	{ "Post code", "postcode" },
	{ "Telephone", "telephone" },
	{ "Home telephone", "telephone" },
	{ "Home phone", "telephone" },
	{ "Phone", "telephone" },
	{ "Mobile", "mobile" },
	{ "Mobile phone", "mobile" },
	{ "Work telephone", "work-telephone" },
	{ "Work phone", "work-telephone" },
	{ "Email", "email" },
	{ "Email address", "email" },
};
/* clang-format on */

const size_t csv_alias_count = COUNT(csv_aliases);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

struct slice csv_key(struct slice header, char key[CSV_KEY_BYTES])
{
	size_t length = 0;

	for (size_t i = 0; i < header.len && length < CSV_KEY_BYTES; i++) {
		char c = header.at[i];

		if (c >= 'A' && c <= 'Z')
			key[length++] = (char)(c - 'A' + 'a');
		else if ((c >= 'a' && c <= 'z') || is_digit(c) ||
			 (unsigned char)c >= 0x80)
			key[length++] = c;
	}
	if (length > 0)
		return (struct slice){key, length};
	header = slice_trim(header);
	return slice_part(header, 0, CSV_KEY_BYTES);
}

bool csv_is_upn(struct slice header)
{
	char bytes[CSV_KEY_BYTES], alias[CSV_KEY_BYTES];
	struct slice key = csv_key(header, bytes);

	for (size_t i = 0; i < csv_alias_count; i++)
		if (strcmp(csv_aliases[i].field, "pupil.upn") == 0 &&
		    slice_equal(csv_key(slice_of(csv_aliases[i].header), alias),
				key))
			return true;
	return false;
}

static int add_name(struct csv_names *names, struct slice header,
		    struct slice name, struct csv_target target,
		    struct arena *arena, struct error *error)
{
	char bytes[CSV_KEY_BYTES];
	struct slice key = arena_copy(arena, csv_key(header, bytes));

	if (key.at == NULL || names->count == names->capacity)
		return error_memory(error);
	names->keys[names->count] = key;
	names->names[names->count] = name;
	names->targets[names->count++] = target;
	return 0;
}

static struct csv_target field_target(const struct dictionary *dictionary,
				      uint16_t field, bool exact)
{
	return (struct csv_target){
		.role = CSV_FIELD,
		.field = field,
		.category = dictionary->fields[field].category,
		.exact = exact,
	};
}

static int add_fields(struct csv_names *names, struct arena *arena,
		      struct error *error)
{
	const struct dictionary *dictionary = names->dictionary;

	for (uint16_t i = 0; i < dictionary->field_count; i++)
		if (add_name(names, dictionary->fields[i].name,
			     dictionary->fields[i].name,
			     field_target(dictionary, i, true), arena,
			     error) != 0)
			return -1;
	return 0;
}

/* A label says enough by itself where a pupil has only one such value:
 * "Result" or "Term" could be anything. */
static int add_labels(struct csv_names *names, struct arena *arena,
		      struct error *error)
{
	const struct dictionary *dictionary = names->dictionary;

	for (uint16_t i = 0; i < dictionary->field_count; i++) {
		const struct field *field = &dictionary->fields[i];
		const struct category *category =
			&dictionary->categories[field->category];

		if (category->each.len == 0 && category->by.len == 0 &&
		    add_name(names, field->label, field->name,
			     field_target(dictionary, i, false), arena,
			     error) != 0)
			return -1;
	}
	return 0;
}

static int add_alias(struct csv_names *names, struct slice header,
		     struct slice name, struct arena *arena,
		     struct error *error)
{
	const struct field *field = dictionary_field(names->dictionary, name);

	if (field == NULL)
		return 0; /* a dictionary of another country */
	return add_name(
		names, header, field->name,
		field_target(names->dictionary,
			     (uint16_t)(field - names->dictionary->fields),
			     false),
		arena, error);
}

static int add_people(struct csv_names *names, struct arena *arena,
		      struct error *error)
{
	struct builder header = {0}, name = {0};
	int result = 0;

	for (size_t i = 0; i < COUNT(people) && result == 0; i++) {
		for (size_t j = 0; j < COUNT(parts) && result == 0; j++) {
			builder_clear(&header);
			builder_clear(&name);
			builder_add_text(&header, people[i].header);
			builder_add_text(&header, parts[j].header);
			builder_add_format(&name, "%s.%s", people[i].field,
					   parts[j].field);
			if (header.failed || name.failed)
				result = error_memory(error);
			else
				result = add_alias(
					names, builder_slice(&header),
					builder_slice(&name), arena, error);
		}
	}
	builder_release(&header);
	builder_release(&name);
	return result;
}

/* "attendance.period", after the fields' first word or the category's name. */
static int add_period(struct csv_names *names, struct slice word,
		      uint16_t category, struct arena *arena,
		      struct error *error)
{
	struct csv_target target = {
		.role = CSV_PERIOD,
		.field = DICTIONARY_NONE,
		.category = category,
		.exact = true,
	};
	struct builder text = {0};
	struct slice name;

	builder_add(&text, word);
	builder_add_text(&text, ".period");
	name = arena_copy(arena, builder_slice(&text));
	builder_release(&text);
	if (name.at == NULL || name.len == 0)
		return error_memory(error);
	return add_name(names, name, name, target, arena, error);
}

static int add_periods(struct csv_names *names, struct arena *arena,
		       struct error *error)
{
	const struct dictionary *dictionary = names->dictionary;
	struct csv_target all = {
		.role = CSV_PERIOD,
		.field = DICTIONARY_NONE,
		.category = DICTIONARY_NONE,
	};

	for (uint16_t i = 0; i < dictionary->category_count; i++) {
		const struct category *category = &dictionary->categories[i];
		struct slice word;

		if (category->by.len == 0)
			continue;
		word = dictionary->fields[category->first_field].name;
		if (add_period(names, slice_cut(&word, '.'), i, arena, error) !=
			    0 ||
		    add_period(names, category->name, i, arena, error) != 0)
			return -1;
	}
	return add_name(names, SLICE("Academic year"), SLICE("academic-year"),
			all, arena, error);
}

int csv_names_make(struct csv_names *names, const struct dictionary *dictionary,
		   struct arena *arena, struct error *error)
{
	size_t capacity = 2u * dictionary->field_count + csv_alias_count +
			  COUNT(people) * COUNT(parts) +
			  2u * dictionary->category_count + 1;

	*names = (struct csv_names){.dictionary = dictionary,
				    .capacity = capacity};
	names->keys = arena_array(arena, capacity, sizeof(*names->keys));
	names->names = arena_array(arena, capacity, sizeof(*names->names));
	names->targets = arena_array(arena, capacity, sizeof(*names->targets));
	if (names->keys == NULL || names->names == NULL ||
	    names->targets == NULL)
		return error_memory(error);
	/* The first of equal keys is found. */
	if (add_fields(names, arena, error) != 0 ||
	    add_periods(names, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < csv_alias_count; i++)
		if (add_alias(names, slice_of(csv_aliases[i].header),
			      slice_of(csv_aliases[i].field), arena,
			      error) != 0)
			return -1;
	if (add_people(names, arena, error) != 0)
		return -1;
	return add_labels(names, arena, error);
}

/*
 * Without its dot the name of a field of which a pupil has several values may
 * mean something else: "School name" is the pupil's school, not the first of
 * `school-history`.
 */
static bool needs_dot(const struct csv_names *names, size_t i)
{
	const struct csv_target *target = &names->targets[i];

	if (!target->exact)
		return false;
	for (size_t j = 0; j < COUNT(people); j++)
		if (slice_starts_with(names->names[i],
				      slice_of(people[j].field)))
			return false;
	return target->role == CSV_PERIOD ||
	       names->dictionary->categories[target->category].each.len > 0;
}

static struct csv_target find_key(const struct csv_names *names,
				  struct slice key, bool dotted)
{
	for (size_t i = 0; i < names->count; i++)
		if (slice_equal(names->keys[i], key) &&
		    (dotted || !needs_dot(names, i)))
			return names->targets[i];
	return (struct csv_target){.field = DICTIONARY_NONE,
				   .category = DICTIONARY_NONE};
}

/* Takes the first number out of a key. */
static bool take_number(struct slice key, char without[CSV_KEY_BYTES],
			size_t *length, uint64_t *number)
{
	size_t from = 0, to;

	while (from < key.len && !is_digit(key.at[from]))
		from++;
	to = from;
	while (to < key.len && is_digit(key.at[to]))
		to++;
	if (!slice_number(slice_part(key, from, to), CSV_ITEMS, number) ||
	    *number == 0)
		return false;
	memcpy(without, key.at, from);
	memcpy(without + from, key.at + to, key.len - to);
	*length = key.len - (to - from);
	return true;
}

struct csv_target csv_names_find(const struct csv_names *names,
				 struct slice header)
{
	const struct csv_target none = {.field = DICTIONARY_NONE,
					.category = DICTIONARY_NONE};
	char bytes[CSV_KEY_BYTES], without[CSV_KEY_BYTES];
	struct slice key = csv_key(header, bytes);
	bool dotted = header.len > 0 && memchr(header.at, '.', header.len);
	struct csv_target target = find_key(names, key, dotted);
	const struct category *category;
	size_t length;
	uint64_t number;

	if (target.role != CSV_UNKNOWN || key.len == 0 ||
	    !take_number(key, without, &length, &number))
		return target;
	target = find_key(names, (struct slice){without, length}, dotted);
	if (target.role == CSV_UNKNOWN || target.category == DICTIONARY_NONE)
		return none;
	category = &names->dictionary->categories[target.category];
	if (category->each.len == 0 && category->by.len == 0)
		return none;
	target.item = (uint32_t)number - 1;
	target.numbered = true;
	return target;
}

struct slice csv_names_nearest(const struct csv_names *names,
			       struct slice header)
{
	char bytes[CSV_KEY_BYTES];
	struct slice key = csv_key(header, bytes);
	struct slice nearest = text_nearest(key, names->keys, names->count);

	for (size_t i = 0; nearest.len > 0 && i < names->count; i++)
		if (names->keys[i].at == nearest.at)
			return names->names[i];
	return (struct slice){NULL, 0};
}
