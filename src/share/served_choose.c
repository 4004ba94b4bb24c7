/* Whom a serving is to, and whether it can be recorded. */
#include "share/served_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "policy/notice.h"
#include "register/layer.h"
#include "register/register.h"
#include "share/node.h"

/* --- what is asked ---------------------------------------------------------------- */

static int find_notice(struct recording *recording, struct error *error)
{
	const struct node *node = recording->node;

	for (size_t i = 0; i < node->notice_count; i++)
		if (node->notices[i]->version == recording->request->version)
			recording->notice = node->notices[i];
	if (recording->notice != NULL)
		return 0;
	error_set(error, ERROR_INPUT,
		  "the node has no version %" PRIu64 " of the notice",
		  recording->request->version);
	return error_hint(
		error, "the latest is %" PRIu64 "; 'hornbook adopt' adds one",
		node->notice->version);
}

static int check_day(const struct recording *recording, struct error *error)
{
	const struct serving_request *request = recording->request;
	char from[DATE_TEXT_BYTES];

	if (request->date > request->today)
		return error_set(error, ERROR_INPUT,
				 "a notice that will be given is not recorded "
				 "yet: the day has still to come");
	if (request->date >= recording->notice->from)
		return 0;
	date_format(recording->notice->from, from);
	return error_set(error, ERROR_INPUT,
			 "version %" PRIu64 " of the notice begins on %s: what "
			 "was given before that is no promise yet",
			 request->version, from);
}

static int check_code(const struct recording *recording, uint16_t field,
		      struct slice text, const char *what, struct error *error)
{
	const struct dictionary *dictionary = recording->node->dictionary;
	uint16_t codes = field != DICTIONARY_NONE
				 ? dictionary->fields[field].codes
				 : DICTIONARY_NONE;

	if (codes == DICTIONARY_NONE)
		return error_set(error, ERROR_INPUT,
				 "the node's dictionary has no codes for a %s",
				 what);
	if (code_set_find(dictionary, codes, text) != DICTIONARY_NONE)
		return 0;
	return error_set(error, ERROR_INPUT, "there is no %s '%.40s'", what,
			 text.at);
}

int serving_check(struct recording *recording, struct error *error)
{
	const struct serving_request *request = recording->request;

	if (!served_fields_find(recording->node->dictionary,
				&recording->fields))
		return error_set(error, ERROR_INPUT,
				 "the node's dictionary has no category for "
				 "notices given to families");
	if (find_notice(recording, error) != 0 ||
	    check_day(recording, error) != 0)
		return -1;
	if (!slice_empty(request->by) &&
	    check_code(recording, recording->fields.by, request->by,
		       "way of giving a notice", error) != 0)
		return -1;
	for (size_t i = 0; i < request->year_count; i++)
		if (check_code(recording, recording->fields.year,
			       request->years[i], "year group", error) != 0)
			return -1;
	return 0;
}

/* --- whom -------------------------------------------------------------------------- */

static int add_fault(struct recording *recording, struct serving_fault fault,
		     struct error *error)
{
	struct serving_report *report = recording->report;
	struct serving_fault *grown = arena_grow(
		recording->arena, recording->faults, report->fault_count,
		&recording->fault_capacity, sizeof(*grown));

	if (grown == NULL)
		return error_memory(error);
	recording->faults = grown;
	grown[report->fault_count++] = fault;
	return 0;
}

static int by_pupil(const void *a, const void *b)
{
	const struct named *left = a, *right = b;

	if (left->pupil != right->pupil)
		return left->pupil < right->pupil ? -1 : 1;
	return (left->upn > right->upn) - (left->upn < right->upn);
}

static int by_place(const void *a, const void *b)
{
	const struct serving_fault *left = a, *right = b;

	return (left->upn > right->upn) - (left->upn < right->upn);
}

static int find_one(struct recording *recording, size_t upn,
		    struct error *error)
{
	struct error missing = {0};
	uint64_t pupil;

	if (register_find(recording->node->pupils,
			  recording->request->upns[upn], &pupil,
			  &missing) == 0) {
		recording->named[recording->named_count++] =
			(struct named){pupil, upn};
		return 0;
	}
	if (missing.code == ERROR_NOT_FOUND)
		return add_fault(
			recording,
			(struct serving_fault){SERVING_UNKNOWN, upn, DATE_NONE},
			error);
	if (error != NULL)
		*error = missing;
	return -1;
}

/* One pupil may stand under two numbers, a former one too. */
static int drop_twice(struct recording *recording, struct error *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < recording->named_count; i++) {
		const struct named *one = &recording->named[i];

		if (kept > 0 &&
		    recording->named[kept - 1].pupil == one->pupil) {
			if (add_fault(recording,
				      (struct serving_fault){SERVING_TWICE,
							     one->upn,
							     DATE_NONE},
				      error) != 0)
				return -1;
			continue;
		}
		recording->named[kept++] = *one;
	}
	recording->named_count = kept;
	return 0;
}

static int find_named(struct recording *recording, struct error *error)
{
	size_t asked = recording->request->upn_count;

	recording->named =
		arena_array(recording->arena, asked, sizeof(*recording->named));
	recording->ids = arena_array(recording->arena, asked, sizeof(uint64_t));
	if (recording->named == NULL || recording->ids == NULL)
		return error_memory(error);
	for (size_t i = 0; i < asked; i++)
		if (find_one(recording, i, error) != 0)
			return -1;
	if (recording->named_count > 0)
		qsort(recording->named, recording->named_count,
		      sizeof(*recording->named), by_pupil);
	if (drop_twice(recording, error) != 0)
		return -1;
	for (size_t i = 0; i < recording->named_count; i++)
		recording->ids[i] = recording->named[i].pupil;
	recording->count = recording->named_count;
	return 0;
}

int serving_find_asked(struct recording *recording, struct error *error)
{
	if (recording->request->upn_count > 0)
		return find_named(recording, error);
	return register_pupils(recording->node->pupils, &recording->ids,
			       &recording->count, recording->arena, error);
}

static bool is_of_year(const struct recording *recording,
		       const struct record *record)
{
	const struct serving_request *request = recording->request;
	struct slice year =
		served_text(&recording->fields, record, recording->fields.year);

	for (size_t i = 0; i < request->year_count; i++)
		if (slice_equal(request->years[i], year))
			return true;
	return request->year_count == 0;
}

/* When this version was given to the family; DATE_NONE: never. */
static int32_t given_on(const struct recording *recording,
			const struct record *record)
{
	const struct served_fields *fields = &recording->fields;
	const struct section *section =
		section_own(record_section(record, fields->category));

	for (uint32_t i = 0; section != NULL && i < section->count; i++) {
		uint64_t version;
		int32_t date;

		if (slice_number(item_text(&section->items[i], fields->version),
				 UINT64_MAX, &version) &&
		    version == recording->request->version &&
		    date_parse(item_text(&section->items[i], fields->date),
			       &date))
			return date;
	}
	return DATE_NONE;
}

/* Whether one of all, or of a year, is to be served. */
static bool is_served(struct recording *recording, const struct record *record)
{
	const struct served_fields *fields = &recording->fields;

	if (!served_is_held(fields, record, recording->request->date) ||
	    !is_of_year(recording, record))
		return false;
	if (given_on(recording, record) != DATE_NONE) {
		recording->report->before++;
		return false;
	}
	if (record->upn.len > 0 ||
	    served_text(fields, record, fields->uln).len > 0)
		return true;
	recording->report->numberless++;
	return false;
}

/* The records come in order of pupil, as those named stand. */
static int choose_named(struct recording *recording,
			const struct record *record, struct error *error)
{
	int32_t on = given_on(recording, record);

	while (recording->named[recording->named_at].pupil != record->pupil)
		recording->named_at++;
	if (on == DATE_NONE) {
		recording->ids[recording->count++] = record->pupil;
		return 0;
	}
	return add_fault(recording,
			 (struct serving_fault){
				 SERVING_BEFORE,
				 recording->named[recording->named_at].upn, on},
			 error);
}

static int choose(void *context, const struct record *record,
		  struct error *error)
{
	struct recording *recording = context;

	if (recording->named != NULL)
		return choose_named(recording, record, error);
	if (is_served(recording, record))
		recording->ids[recording->count++] = record->pupil;
	return 0;
}

static int nobody(const struct recording *recording, struct error *error)
{
	if (recording->report->before > 0)
		return error_set(
			error, ERROR_NOT_FOUND,
			"all %" PRIu64 " families asked for were given "
			"version %" PRIu64 " before",
			recording->report->before, recording->request->version);
	return error_set(error, ERROR_NOT_FOUND,
			 "there is no pupil whose family could have been "
			 "given it");
}

int serving_choose(struct recording *recording, struct error *error)
{
	size_t asked = recording->count;
	struct serving_report *report = recording->report;

	/* Chosen ids are put where the ids asked for were read before. */
	recording->count = 0;
	if (served_scan(recording->node, &recording->fields, recording->ids,
			asked, choose, recording, error) != 0)
		return -1;
	if (report->fault_count > 0)
		qsort(recording->faults, report->fault_count,
		      sizeof(*recording->faults), by_place);
	report->faults = recording->faults;
	if (report->fault_count > 0 || recording->count > 0)
		return 0;
	return nobody(recording, error);
}
