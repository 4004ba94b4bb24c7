/* The pupils of a register into the index, in one scan. */
#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "guard/guard.h"
#include "guard/names.h"
#include "register/register.h"

enum { SCAN_PUPILS = 1024 };

/* The fields that are read, and where they go; in order of struct known_pupil. */
enum name_field {
	FIELD_FORENAME,
	FIELD_MIDDLE,
	FIELD_SURNAME,
	FIELD_PREFERRED_FORENAME,
	FIELD_PREFERRED_SURNAME,
	FIELD_FORMER_FORENAME,
	FIELD_FORMER_SURNAME,
	FIELD_SURNAME_AT_16,
	FIELD_HOME,
	FIELD_BIRTH,
	FIELD_SCHOOL,
	FIELD_ATTENDED,
	FIELD_ATTENDED_NAME,
	FIELD_EARLIER,
	FIELD_EARLIER_URN,
	FIELD_EARLIER_NAME,
	FIELD_PARENT_FORENAME,
	FIELD_PARENT_MIDDLE,
	FIELD_PARENT_SURNAME,
	FIELD_CONTACT_FORENAME,
	FIELD_CONTACT_MIDDLE,
	FIELD_CONTACT_SURNAME,
	NAME_FIELDS
};

static const char *const names[NAME_FIELDS] = {
	[FIELD_FORENAME] = "pupil.forename",
	[FIELD_MIDDLE] = "pupil.middle-names",
	[FIELD_SURNAME] = "pupil.surname",
	[FIELD_PREFERRED_FORENAME] = "pupil.preferred-forename",
	[FIELD_PREFERRED_SURNAME] = "pupil.preferred-surname",
	[FIELD_FORMER_FORENAME] = "pupil.former-forename",
	[FIELD_FORMER_SURNAME] = "pupil.former-surname",
	[FIELD_SURNAME_AT_16] = "learner.surname-at-16",
	[FIELD_HOME] = "pupil.postcode",
	[FIELD_BIRTH] = "pupil.birth-date",
	[FIELD_SCHOOL] = "enrolment.school",
	[FIELD_ATTENDED] = "attendance.laestab",
	[FIELD_ATTENDED_NAME] = "attendance.school-name",
	[FIELD_EARLIER] = "school.laestab",
	[FIELD_EARLIER_URN] = "school.urn",
	[FIELD_EARLIER_NAME] = "school.name",
	[FIELD_PARENT_FORENAME] = "parent.forename",
	[FIELD_PARENT_MIDDLE] = "parent.middle-names",
	[FIELD_PARENT_SURNAME] = "parent.surname",
	[FIELD_CONTACT_FORENAME] = "contact.forename",
	[FIELD_CONTACT_MIDDLE] = "contact.middle-names",
	[FIELD_CONTACT_SURNAME] = "contact.surname",
};

struct loading {
	struct name_index *index;
	const struct dictionary *dictionary;
	uint16_t fields[NAME_FIELDS]; /* DICTIONARY_NONE: not in it */
	struct error *error;
};

static struct slice text_of(const struct loading *loading,
			    const struct record *record, enum name_field field)
{
	if (loading->fields[field] == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	return record_text(record, loading->dictionary, loading->fields[field]);
}

static struct slice item_of(const struct loading *loading,
			    const struct item *item, enum name_field field)
{
	if (loading->fields[field] == DICTIONARY_NONE)
		return (struct slice){NULL, 0};
	return item_text(item, loading->fields[field]);
}

static void note_school(struct known_pupil *pupil, struct slice number,
			struct slice urn, struct slice name)
{
	if (slice_empty(number))
		number = urn;
	for (size_t s = 0; s < KNOWN_SCHOOLS && !slice_empty(number); s++) {
		if (slice_equal(pupil->schools[s], number) &&
		    slice_equal(pupil->school_names[s], name))
			return;
		if (!slice_empty(pupil->schools[s]))
			continue;
		pupil->schools[s] = number;
		pupil->school_urns[s] = urn;
		pupil->school_names[s] = name;
		return;
	}
}

static void note_person(struct known_pupil *pupil,
			const struct known_person *person)
{
	for (size_t p = 0; p < KNOWN_PEOPLE; p++)
		if (slice_empty(pupil->people[p].surname)) {
			pupil->people[p] = *person;
			return;
		}
}

/* What an item of a list says to whom it is about. */
typedef void note_item(const struct loading *loading, const struct item *item,
		       enum name_field first, struct known_pupil *pupil);

/* Fields in this order: number, name. */
static void note_attended(const struct loading *loading,
			  const struct item *item, enum name_field first,
			  struct known_pupil *pupil)
{
	note_school(pupil, item_of(loading, item, first),
		    (struct slice){NULL, 0}, item_of(loading, item, first + 1));
}

/* Number, URN, name. */
static void note_earlier(const struct loading *loading, const struct item *item,
			 enum name_field first, struct known_pupil *pupil)
{
	note_school(pupil, item_of(loading, item, first),
		    item_of(loading, item, first + 1),
		    item_of(loading, item, first + 2));
}

/* Given name, middle names, family name. */
static void note_relative(const struct loading *loading,
			  const struct item *item, enum name_field first,
			  struct known_pupil *pupil)
{
	struct known_person person = {
		.forename = item_of(loading, item, first),
		.middle_names = item_of(loading, item, first + 1),
		.surname = item_of(loading, item, first + 2),
	};

	if (!slice_empty(person.surname))
		note_person(pupil, &person);
}

/* All items of a list, in all its periods. */
static void note_list(const struct loading *loading,
		      const struct record *record, enum name_field first,
		      note_item *note, struct known_pupil *pupil)
{
	uint16_t field = loading->fields[first];

	if (field == DICTIONARY_NONE)
		return;
	for (uint32_t s = 0; s < record->count; s++) {
		const struct section *section = &record->sections[s];

		if (section->category !=
		    loading->dictionary->fields[field].category)
			continue;
		for (uint32_t i = 0; i < section->count; i++)
			note(loading, &section->items[i], first, pupil);
	}
}

static int load_record(const struct loading *loading,
		       const struct record *record)
{
	const struct slice none = {NULL, 0};
	struct known_pupil pupil = {
		.pupil = record->pupil,
		.forename = text_of(loading, record, FIELD_FORENAME),
		.middle_names = text_of(loading, record, FIELD_MIDDLE),
		.surname = text_of(loading, record, FIELD_SURNAME),
		.preferred_forename =
			text_of(loading, record, FIELD_PREFERRED_FORENAME),
		.preferred_surname =
			text_of(loading, record, FIELD_PREFERRED_SURNAME),
		.former_forename =
			text_of(loading, record, FIELD_FORMER_FORENAME),
		.former_surname =
			text_of(loading, record, FIELD_FORMER_SURNAME),
		.surname_at_16 = text_of(loading, record, FIELD_SURNAME_AT_16),
		.postcode = text_of(loading, record, FIELD_HOME),
		.birth = DATE_NONE,
	};

	date_parse(text_of(loading, record, FIELD_BIRTH), &pupil.birth);
	note_school(&pupil, text_of(loading, record, FIELD_SCHOOL), none, none);
	note_list(loading, record, FIELD_ATTENDED, note_attended, &pupil);
	note_list(loading, record, FIELD_EARLIER, note_earlier, &pupil);
	note_list(loading, record, FIELD_PARENT_FORENAME, note_relative,
		  &pupil);
	note_list(loading, record, FIELD_CONTACT_FORENAME, note_relative,
		  &pupil);
	return name_index_add(loading->index, &pupil, loading->error);
}

static int load_all(const struct loading *loading, struct register_scan *scan,
		    struct record *records, uint64_t total,
		    void (*progress)(void *context, uint64_t done,
				     uint64_t total),
		    void *context)
{
	struct arena batch = {0};
	uint64_t done = 0;
	size_t count = 0;
	int result;

	do {
		arena_clear(&batch);
		result = register_scan_next(scan, records, SCAN_PUPILS, &count,
					    &batch, loading->error);
		for (size_t i = 0; result == 0 && i < count; i++)
			result = load_record(loading, &records[i]);
		if (result == 0)
			done += count;
		if (result == 0 && progress != NULL)
			progress(context, done, total);
	} while (result == 0 && count > 0);
	arena_release(&batch);
	return result;
}

int name_index_load(struct name_index *index, struct pupil_register *pupils,
		    const struct dictionary *dictionary,
		    void (*progress)(void *context, uint64_t done,
				     uint64_t total),
		    void *context, struct error *error)
{
	struct loading loading = {
		.index = index, .dictionary = dictionary, .error = error};
	struct arena arena = {0};
	struct register_scan *scan;
	struct record *records;
	uint64_t categories = 0;
	uint64_t *ids;
	size_t count;
	int result = -1;

	for (int f = 0; f < NAME_FIELDS; f++) {
		loading.fields[f] = dictionary_find(dictionary, KIND_FIELD,
						    slice_of(names[f]));
		if (loading.fields[f] != DICTIONARY_NONE)
			categories |= 1ull
				      << dictionary->fields[loading.fields[f]]
						 .category;
	}
	if (register_pupils(pupils, &ids, &count, &arena, error) != 0)
		goto out;
	records = arena_array(&arena, SCAN_PUPILS, sizeof(*records));
	if (records == NULL) {
		error_memory(error);
		goto out;
	}
	if (register_scan_open(&scan, pupils, ids, count, categories, error) !=
	    0)
		goto out;
	result = load_all(&loading, scan, records, count, progress, context);
	register_scan_close(scan);
out:
	arena_release(&arena);
	return result;
}

int guard_find_owner(void *context, char kind, struct slice number,
		     uint64_t *pupil, struct error *error)
{
	struct pupil_register *pupils = context;
	struct error missing = {0};
	int result =
		kind == 'U'
			? register_find(pupils, number, pupil, &missing)
			: register_find_uln(pupils, number, pupil, &missing);

	if (result == 0)
		return 0;
	*pupil = 0;
	if (missing.code == ERROR_NOT_FOUND || missing.code == ERROR_INPUT)
		return 0;
	*error = missing;
	return -1;
}
