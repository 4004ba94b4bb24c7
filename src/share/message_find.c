/* What must be told to whom: changes and erasures, against the rolls. */
#include "share/message.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "share/parcel.h"
#include "share/message_parts.h"
#include "share/pseudonym.h"
#include "share/pupil_find.h"
#include "share/node.h"

/* Changes taken together: their messages go in with one transaction. */
enum { CHANGES_AT_ONCE = 4096 };

struct finding {
	struct node *node;
	struct register_message *messages;
	size_t count;
	size_t capacity;
	struct arena arena;
};

static struct register_message *add_message(struct finding *finding,
					    struct error *error)
{
	struct register_message *grown =
		arena_grow(&finding->arena, finding->messages, finding->count,
			   &finding->capacity, sizeof(*grown));

	if (grown == NULL) {
		error_memory(error);
		return NULL;
	}
	finding->messages = grown;
	grown += finding->count++;
	*grown = (struct register_message){0};
	return grown;
}

bool level_is_told(struct slice level)
{
	return slice_is(level, "named") || slice_is(level, "pupil") ||
	       slice_is(level, "inside");
}

static struct field_set both(const struct field_set *a,
			     const struct field_set *b)
{
	struct field_set common = {0};

	for (uint16_t f = field_set_next(a, 0); f != DICTIONARY_NONE;
	     f = field_set_next(a, (uint16_t)(f + 1)))
		if (field_set_has(b, f))
			field_set_add(&common, f);
	return common;
}

static int write_names(const struct node *node, const struct field_set *fields,
		       struct slice *text, struct arena *arena,
		       struct error *error)
{
	struct builder names = {0};

	for (uint16_t f = field_set_next(fields, 0); f != DICTIONARY_NONE;
	     f = field_set_next(fields, (uint16_t)(f + 1))) {
		builder_add(&names, node->dictionary->fields[f].name);
		builder_add_byte(&names, '\n');
	}
	*text = arena_copy(arena, builder_slice(&names));
	if (names.failed)
		text->at = NULL;
	builder_release(&names);
	return text->at != NULL ? 0 : error_memory(error);
}

/* The message of this release and pupil that an earlier change has made. */
static struct register_message *same_message(struct finding *finding,
					     uint64_t release, uint64_t pupil)
{
	/* Changes come in order of pupil. */
	for (size_t i = finding->count;
	     i-- > 0 && finding->messages[i].pupil == pupil;)
		if (finding->messages[i].release == release)
			return &finding->messages[i];
	return NULL;
}

static int tell_of_change(struct finding *finding,
			  const struct register_change *change,
			  const struct pupil_release *had, struct error *error)
{
	struct field_set fields = both(&change->fields, &had->fields);
	struct register_message *message;
	struct slice names;

	/* What went out later had it right already. */
	if (had->release.id > change->release || field_set_empty(fields) ||
	    !level_is_told(had->release.level))
		return 0;
	if (write_names(finding->node, &fields, &names, &finding->arena,
			error) != 0)
		return -1;
	message = same_message(finding, had->release.id, change->pupil);
	if (message != NULL) {
		struct builder joined = {0};

		builder_add(&joined, message->fields);
		builder_add(&joined, names);
		message->fields =
			arena_copy(&finding->arena, builder_slice(&joined));
		builder_release(&joined);
		return message->fields.at != NULL ? 0 : error_memory(error);
	}
	message = add_message(finding, error);
	if (message == NULL)
		return -1;
	message->kind = MESSAGE_CORRECTION;
	message->release = had->release.id;
	message->pupil = change->pupil;
	message->created = change->recorded;
	message->fields = names;
	return 0;
}

static int follow_change(struct finding *finding,
			 const struct register_change *change,
			 struct error *error)
{
	struct pupil_release *releases;
	size_t count;

	if (register_pupil_releases(finding->node->pupils, change->pupil,
				    &releases, &count, &finding->arena,
				    error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (tell_of_change(finding, change, &releases[i], error) != 0)
			return -1;
	return 0;
}

static int by_pupil(const void *a, const void *b)
{
	const struct register_change *left = a, *right = b;

	if (left->pupil != right->pupil)
		return left->pupil < right->pupil ? -1 : 1;
	return (left->id > right->id) - (left->id < right->id);
}

static int find_some(struct finding *finding, bool *more, struct error *error)
{
	struct pupil_register *pupils = finding->node->pupils;
	struct register_change *changes;
	uint64_t through;
	size_t count;

	if (register_changes(pupils, CHANGES_AT_ONCE, &changes, &count,
			     &finding->arena, error) != 0)
		return -1;
	*more = count == CHANGES_AT_ONCE;
	if (count == 0)
		return 0;
	through = changes[count - 1].id;
	qsort(changes, count, sizeof(*changes), by_pupil);
	for (size_t i = 0; i < count; i++)
		if (follow_change(finding, &changes[i], error) != 0)
			return -1;
	return register_messages_add(pupils, finding->messages, finding->count,
				     through, error);
}

int messages_find(struct node *node, uint64_t *found, struct error *error)
{
	bool more = true;
	int result = 0;

	*found = 0;
	while (result == 0 && more) {
		struct finding finding = {.node = node};

		result = find_some(&finding, &more, error);
		*found += finding.count;
		arena_release(&finding.arena);
	}
	return result;
}

/* --- what a recipient knows a pupil by ------------------------------------------------- */

static int add_name(struct builder *names, struct slice text)
{
	if (slice_empty(text))
		return 0;
	builder_add(names, text);
	builder_add_byte(names, '\n');
	return 1;
}

static bool had_field(const struct node *node, const struct field_set *fields,
		      const char *name, uint16_t *index)
{
	const struct field *field =
		dictionary_field(node->dictionary, slice_of(name));

	if (field == NULL)
		return false;
	*index = (uint16_t)(field - node->dictionary->fields);
	return field_set_has(fields, *index);
}

static struct slice text_called(const struct node *node,
				const struct record *record, const char *name)
{
	const struct field *field =
		dictionary_field(node->dictionary, slice_of(name));

	if (field == NULL)
		return (struct slice){0};
	return record_text(record, node->dictionary,
			   (uint16_t)(field - node->dictionary->fields));
}

int known_names(struct node *node, const struct pupil_release *had,
		const struct record *record, enum known_by *known_by,
		struct slice *names, struct arena *arena, struct error *error)
{
	struct builder text = {0};
	struct pseudonyms pseudonyms;
	uint16_t index;

	*known_by = KNOWN_BY_NOTHING;
	*names = (struct slice){0};
	if (had_field(node, &had->fields, "pupil.upn", &index)) {
		*known_by = KNOWN_BY_UPN;
		/* The number may have changed since, or be what was wrong. */
		add_name(&text, record->upn);
		add_name(&text, text_called(node, record, "pupil.former-upn"));
	} else if (had_field(node, &had->fields, "pupil.uln", &index)) {
		*known_by = KNOWN_BY_ULN;
		add_name(&text, text_called(node, record, "pupil.uln"));
	} else if (level_is_told(had->release.level)) {
		if (pseudonyms_for(
			    node, &had->release, record->pupil, record->upn,
			    text_called(node, record, "pupil.former-upn"),
			    &pseudonyms, arena, error) != 0)
			return -1;
		*known_by = KNOWN_BY_PSEUDONYM;
		for (size_t i = 0; i < pseudonyms.count; i++)
			add_name(&text, pseudonyms.texts[i]);
	}
	if (text.len == 0)
		*known_by = KNOWN_BY_NOTHING;
	*names = arena_copy(arena, builder_slice(&text));
	if (text.failed)
		names->at = NULL;
	if (text.at != NULL)
		sodium_memzero(text.at, text.capacity);
	builder_release(&text);
	return names->at != NULL ? 0 : error_memory(error);
}

/* --- erasing ------------------------------------------------------------------------------ */

struct erasing {
	struct finding finding;
	struct slice reason;
	int32_t today;
	struct record record;
	struct erase_report *report;
};

static int tell_of_erasure(struct erasing *erasing,
			   const struct pupil_release *had, struct error *error)
{
	struct finding *finding = &erasing->finding;
	struct register_message *message;
	enum known_by known_by;
	struct slice names;

	if (known_names(finding->node, had, &erasing->record, &known_by, &names,
			&finding->arena, error) != 0)
		return -1;
	if (known_by == KNOWN_BY_NOTHING) {
		erasing->report->untold++;
		return 0;
	}
	message = add_message(finding, error);
	if (message == NULL)
		return -1;
	message->kind = MESSAGE_ERASURE;
	message->release = had->release.id;
	message->pupil = erasing->record.pupil;
	message->created = erasing->today;
	message->known_by = known_by;
	message->name = names;
	message->reason = erasing->reason;
	return 0;
}

/* Corrections of a pupil who is gone are not sent any more. */
static int drop_corrections(struct node *node, uint64_t pupil, int32_t today,
			    struct arena *arena, struct error *error)
{
	struct register_message *list;
	uint64_t found;
	size_t count;

	if (messages_find(node, &found, error) != 0 ||
	    register_messages(node->pupils, false, &list, &count, arena,
			      error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (list[i].kind == MESSAGE_CORRECTION &&
		    list[i].state == MESSAGE_DUE && list[i].pupil == pupil &&
		    register_message_settle(node->pupils, list[i].id, today,
					    error) != 0)
			return -1;
	return 0;
}

static int erase(struct erasing *erasing, struct slice number,
		 struct error *error)
{
	struct node *node = erasing->finding.node;
	struct arena *arena = &erasing->finding.arena;
	struct destroyed_counts counts;
	struct pupil_release *releases;
	uint64_t pupil;
	size_t count;
	bool learner;

	if (pupil_find_own(node->pupils, number, &pupil, &learner, error) !=
		    0 ||
	    register_read(node->pupils, pupil, UINT64_MAX, &erasing->record,
			  arena, error) != 0 ||
	    register_pupil_releases(node->pupils, pupil, &releases, &count,
				    arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (tell_of_erasure(erasing, &releases[i], error) != 0)
			return -1;
	if (drop_corrections(node, pupil, erasing->today, arena, error) != 0)
		return -1;
	/* First whom to tell, and only then what to tell of: the names are
	 * gone with the pupil. */
	if (erasing->finding.count > 0 &&
	    register_messages_add(node->pupils, erasing->finding.messages,
				  erasing->finding.count, 0, error) != 0)
		return -1;
	if (register_pupil_destroy(node->pupils, pupil, erasing->today, &counts,
				   error) != 0)
		return -1;
	erasing->report->sections = counts.sections;
	erasing->report->told = erasing->finding.count;
	return 0;
}

int message_erase(struct node *node, struct slice upn, struct slice reason,
		  int32_t today, struct erase_report *report,
		  struct error *error)
{
	struct erasing erasing = {
		.finding = {.node = node},
		.reason = reason,
		.today = today,
		.report = report,
	};
	int result;

	*report = (struct erase_report){0};
	result = erase(&erasing, upn, error);
	arena_release(&erasing.finding.arena);
	return result;
}

/* --- what went on ------------------------------------------------------------------------- */

static int flush(struct finding *finding, struct error *error)
{
	int result = 0;

	if (finding->count > 0)
		result = register_messages_add(finding->node->pupils,
					       finding->messages,
					       finding->count, 0, error);
	arena_release(&finding->arena);
	*finding = (struct finding){.node = finding->node};
	return result;
}

static int pass_on(struct erasing *erasing, uint64_t grant, uint64_t pupil,
		   struct passed_on *passed, struct error *error)
{
	struct finding *finding = &erasing->finding;
	struct pupil_register *pupils = finding->node->pupils;
	struct pupil_release *releases;
	size_t before = finding->count;
	size_t count;
	bool sole;

	if (register_is_sole(pupils, grant, pupil, &sole, error) != 0 ||
	    register_pupil_releases(pupils, pupil, &releases, &count,
				    &finding->arena, error) != 0)
		return -1;
	if (count == 0)
		return 0;
	if (!sole) {
		passed->shared++;
		return 0;
	}
	if (register_read(pupils, pupil, UINT64_MAX, &erasing->record,
			  &finding->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (tell_of_erasure(erasing, &releases[i], error) != 0)
			return -1;
	passed->told += finding->count - before;
	return finding->count < CHANGES_AT_ONCE ? 0 : flush(finding, error);
}

int messages_pass_on(struct node *node, uint64_t grant, uint64_t pupil,
		     struct slice reason, int32_t today,
		     struct passed_on *passed, struct error *error)
{
	struct erase_report report = {0};
	struct erasing erasing = {
		.finding = {.node = node},
		.reason = reason,
		.today = today,
		.report = &report,
	};
	struct arena arena = {0};
	uint64_t *ids = &pupil;
	size_t count = 1;
	int result = 0;

	if (pupil == 0)
		result = register_grant_pupils(node->pupils, grant, &ids,
					       &count, &arena, error);
	for (size_t i = 0; result == 0 && i < count; i++)
		result = pass_on(&erasing, grant, ids[i], passed, error);
	if (result == 0)
		result = flush(&erasing.finding, error);
	arena_release(&erasing.finding.arena);
	arena_release(&arena);
	passed->untold += report.untold;
	return result;
}

/* An erasure whose messages are recorded is meant, whatever came between. */
static int complete_erasures(struct node *node, unsigned int *recovered,
			     struct arena *arena, struct error *error)
{
	struct register_message *list;
	size_t count;

	if (register_messages(node->pupils, false, &list, &count, arena,
			      error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		bool held;

		if (list[i].kind != MESSAGE_ERASURE)
			continue;
		if (register_pupil_held(node->pupils, list[i].pupil, &held,
					error) != 0)
			return -1;
		if (!held)
			continue;
		if (register_pupil_destroy(node->pupils, list[i].pupil,
					   list[i].created, NULL, error) != 0)
			return -1;
		++*recovered;
	}
	return 0;
}

int messages_recover(struct node *node, unsigned int *recovered,
		     struct error *error)
{
	struct arena arena = {0};
	int result = complete_erasures(node, recovered, &arena, error);

	arena_release(&arena);
	return result == 0 ? parcels_recover(node, recovered, error) : -1;
}

/* --- putting right ------------------------------------------------------------------------- */

static int check_field(const struct node *node,
		       const struct correction *correction, uint16_t *field,
		       struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	const struct field *found =
		dictionary_field(dictionary, correction->field);
	const struct category *category;

	if (found == NULL)
		return error_set(error, ERROR_INPUT,
				 "the dictionary has no field '%.*s'",
				 SLICE_ARGS(correction->field));
	*field = (uint16_t)(found - dictionary->fields);
	category = &dictionary->categories[found->category];
	if (!slice_empty(category->each) || !slice_empty(category->by))
		return error_set(error, ERROR_INPUT,
				 "'%.*s' is one of several in its category; "
				 "import a file to put it right",
				 SLICE_ARGS(correction->field));
	if (slice_is(found->name, "pupil.upn") ||
	    slice_is(found->name, "pupil.pseudonym"))
		return error_set(error, ERROR_INPUT,
				 "'%.*s' says who the pupil is and is put "
				 "right by a file",
				 SLICE_ARGS(correction->field));
	return 0;
}

/* In the form that files would bring it in. */
static int correction_text(const struct node *node, uint16_t field,
			   struct slice value, struct slice *text,
			   struct arena *arena, struct error *error)
{
	struct builder out = {0};
	int result;

	if (slice_empty(slice_trim(value)))
		return error_set(error, ERROR_INPUT, "the value is empty");
	result = field_check(node->dictionary, field, slice_trim(value),
			     DATE_NONE, &out, error);
	*text = arena_copy(arena, builder_slice(&out));
	if (result == 0 && (out.failed || text->at == NULL))
		result = error_memory(error);
	if (out.at != NULL)
		sodium_memzero(out.at, out.capacity);
	builder_release(&out);
	return result;
}

static int import_correction(struct node *node,
			     const struct correction *correction,
			     struct record *record, struct error *error)
{
	struct origin origin = {.kind = SLICE("correction"),
				.recorded = correction->today};
	struct import_counts counts;
	struct import *import;

	/* No file stands behind it. */
	randombytes_buf(origin.hash, sizeof(origin.hash));
	record->upn = correction->upn;
	if (import_begin(&import, node->pupils, &origin, error) != 0)
		return -1;
	if (import_add(import, record, error) != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, &counts, error);
}

static int received_from(const struct node *node, const struct section *section,
			 struct arena *arena, struct error *error)
{
	struct register_grant *grants;
	struct builder names = {0};
	struct slice text;
	size_t count;

	if (register_grants(node->pupils, &grants, &count, arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		for (uint32_t g = 0; g < section->grant_count; g++) {
			if (section->grants[g] != grants[i].id)
				continue;
			builder_add_text(&names, names.len > 0 ? ", " : "");
			builder_add(&names, grants[i].sender_name);
			builder_add_text(&names, " (");
			builder_add(&names, grants[i].reference);
			builder_add_text(&names, ")");
		}
	text = arena_copy(arena, builder_slice(&names));
	builder_release(&names);
	if (text.at == NULL)
		return error_memory(error);
	error_set(error, ERROR_REFUSED,
		  "the value was received from %.*s, who must put it right",
		  SLICE_ARGS(text));
	return error_hint(error, "ask them to: their correction comes here and "
				 "stays under the terms that it came with");
}

/*
 * What was received is the sender's to put right: as a value of the node's own it
 * would outlive the terms it came under.  Sets `*same` where the text is what is
 * held.
 */
static int check_own(const struct node *node, uint64_t pupil, uint16_t field,
		     struct slice text, bool *same, struct arena *arena,
		     struct error *error)
{
	const struct dictionary *dictionary = node->dictionary;
	uint16_t category = dictionary->fields[field].category;
	const struct section *section;
	struct record own, record;
	struct slice held;

	if (register_read(node->pupils, pupil, 1ull << category, &record, arena,
			  error) != 0 ||
	    register_read_own(node->pupils, pupil, 1ull << category, &own,
			      arena, error) != 0)
		return -1;
	held = record_text(&record, dictionary, field);
	*same = slice_equal(held, text);
	section = record_section(&record, category);
	if (*same || section == NULL || slice_empty(held) ||
	    !slice_empty(record_text(&own, dictionary, field)))
		return 0;
	return received_from(node, section, arena, error);
}

int message_correct(struct node *node, const struct correction *correction,
		    struct error *error)
{
	struct arena arena = {0};
	struct record_maker maker = record_maker(node->dictionary, &arena);
	struct record record;
	struct slice text;
	uint16_t field = DICTIONARY_NONE;
	uint64_t pupil;
	bool same = false;
	int result = -1;

	if (check_field(node, correction, &field, error) == 0 &&
	    register_find(node->pupils, correction->upn, &pupil, error) == 0 &&
	    correction_text(node, field, correction->value, &text, &arena,
			    error) == 0 &&
	    check_own(node, pupil, field, text, &same, &arena, error) == 0) {
		record_set(&maker, field, SLICE(""), 0, text);
		result = record_made(&maker, &record, error);
	}
	if (result == 0 && !same)
		result = import_correction(node, correction, &record, error);
	arena_release(&arena);
	return result;
}
