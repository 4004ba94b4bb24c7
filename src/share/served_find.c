/* What the register knows of notices that families were given. */
#include "share/served_parts.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/node.h"

enum { SCAN_PUPILS = 1024 };

static uint16_t field_called(const struct dictionary *dictionary,
			     const char *name)
{
	return dictionary_find(dictionary, KIND_FIELD, slice_of(name));
}

bool served_fields_find(const struct dictionary *dictionary,
			struct served_fields *fields)
{
	*fields = (struct served_fields){
		.dictionary = dictionary,
		.category = dictionary_find(dictionary, KIND_CATEGORY,
					    SLICE("served")),
		.version = field_called(dictionary, "served.version"),
		.date = field_called(dictionary, "served.date"),
		.by = field_called(dictionary, "served.by"),
		.upn = field_called(dictionary, "pupil.upn"),
		.uln = field_called(dictionary, "pupil.uln"),
		.surname = field_called(dictionary, "pupil.surname"),
		.forename = field_called(dictionary, "pupil.forename"),
		.year = field_called(dictionary, "enrolment.year-group"),
		.left = field_called(dictionary, "enrolment.leaving-date"),
	};
	return fields->category != DICTIONARY_NONE &&
	       fields->version != DICTIONARY_NONE &&
	       fields->date != DICTIONARY_NONE &&
	       fields->upn != DICTIONARY_NONE;
}

static uint64_t categories(const struct served_fields *fields)
{
	const uint16_t used[] = {fields->upn,     fields->uln,
				 fields->surname, fields->forename,
				 fields->year,    fields->left};
	uint64_t set = 1ull << fields->category;

	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		if (used[i] != DICTIONARY_NONE)
			set |= 1ull
			       << fields->dictionary->fields[used[i]].category;
	return set;
}

struct slice served_text(const struct served_fields *fields,
			 const struct record *record, uint16_t field)
{
	return field != DICTIONARY_NONE
		       ? record_text(record, fields->dictionary, field)
		       : SLICE("");
}

bool served_is_held(const struct served_fields *fields,
		    const struct record *record, int32_t date)
{
	bool own = false;
	int32_t left;

	for (uint32_t s = 0; s < record->count; s++)
		own |= section_own(&record->sections[s]) != NULL &&
		       record->sections[s].category != fields->category;
	return own &&
	       (!date_parse(served_text(fields, record, fields->left), &left) ||
		left >= date);
}

static int scan_some(struct node *node, const struct served_fields *fields,
		     const uint64_t *ids, size_t count, struct record *records,
		     size_t *found, struct arena *arena, struct error *error)
{
	struct register_scan *scan;
	int result;

	if (register_scan_open(&scan, node->pupils, ids, count,
			       categories(fields), error) != 0)
		return -1;
	result = register_scan_next(scan, records, count, found, arena, error);
	register_scan_close(scan);
	return result;
}

int served_scan(struct node *node, const struct served_fields *fields,
		const uint64_t *ids, size_t count,
		int (*visit)(void *context, const struct record *record,
			     struct error *error),
		void *context, struct error *error)
{
	struct arena kept = {0}, batch = {0};
	struct record *records =
		arena_array(&kept, SCAN_PUPILS, sizeof(*records));
	int result = records != NULL ? 0 : error_memory(error);

	for (size_t from = 0, some; result == 0 && from < count; from += some) {
		size_t found = 0;

		some = count - from < SCAN_PUPILS ? count - from : SCAN_PUPILS;
		arena_clear(&batch);
		result = scan_some(node, fields, ids + from, some, records,
				   &found, &batch, error);
		for (size_t i = 0; result == 0 && i < found; i++)
			result = visit(context, &records[i], error);
	}
	arena_release(&batch);
	arena_release(&kept);
	return result;
}

/* --- for people --------------------------------------------------------------------- */

struct showing {
	struct served_fields fields;
	int32_t today;
	int (*visit)(void *context, const struct served_pupil *pupil,
		     struct error *error);
	void *context;
	struct arena arena; /* of the pupil in hand */
};

static int by_version(const void *a, const void *b)
{
	const struct served_notice *left = a, *right = b;

	if (left->version != right->version)
		return left->version < right->version ? -1 : 1;
	return (left->date > right->date) - (left->date < right->date);
}

/* Of each version the first time. */
static size_t drop_later(struct served_notice *notices, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (kept == 0 ||
		    notices[kept - 1].version != notices[i].version)
			notices[kept++] = notices[i];
	return kept;
}

static int read_notices(struct showing *showing, const struct section *section,
			struct served_pupil *pupil, struct error *error)
{
	const struct served_fields *fields = &showing->fields;
	struct served_notice *notices;
	size_t count = 0;

	if (section == NULL || section->count == 0)
		return 0;
	notices =
		arena_array(&showing->arena, section->count, sizeof(*notices));
	if (notices == NULL)
		return error_memory(error);
	for (uint32_t i = 0; i < section->count; i++) {
		const struct item *item = &section->items[i];
		struct served_notice *one = &notices[count];

		if (!slice_number(item_text(item, fields->version), UINT64_MAX,
				  &one->version) ||
		    !date_parse(item_text(item, fields->date), &one->date))
			continue;
		if (fields->by != DICTIONARY_NONE)
			one->by = item_text(item, fields->by);
		count++;
	}
	if (count > 0)
		qsort(notices, count, sizeof(*notices), by_version);
	pupil->notices = notices;
	pupil->count = drop_later(notices, count);
	return 0;
}

static int show(void *context, const struct record *record, struct error *error)
{
	struct showing *showing = context;
	const struct served_fields *fields = &showing->fields;
	struct served_pupil pupil = {
		.pupil = record->pupil,
		.upn = record->upn,
		.surname = served_text(fields, record, fields->surname),
		.forename = served_text(fields, record, fields->forename),
		.year = served_text(fields, record, fields->year),
	};

	if (!served_is_held(fields, record, showing->today))
		return 0;
	arena_clear(&showing->arena);
	if (read_notices(showing,
			 section_own(record_section(record, fields->category)),
			 &pupil, error) != 0)
		return -1;
	return showing->visit(showing->context, &pupil, error);
}

int served_each(struct node *node, int32_t today,
		int (*visit)(void *context, const struct served_pupil *pupil,
			     struct error *error),
		void *context, struct error *error)
{
	struct showing showing = {
		.today = today, .visit = visit, .context = context};
	struct arena arena = {0};
	uint64_t *ids;
	size_t count;
	int result;

	if (!served_fields_find(node->dictionary, &showing.fields))
		return error_set(error, ERROR_INPUT,
				 "the node's dictionary has no category for "
				 "notices given to families");
	result = register_pupils(node->pupils, &ids, &count, &arena, error);
	if (result == 0)
		result = served_scan(node, &showing.fields, ids, count, show,
				     &showing, error);
	arena_release(&showing.arena);
	arena_release(&arena);
	return result;
}
