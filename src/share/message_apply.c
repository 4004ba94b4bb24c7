/* Applying corrections and erasures to what was received. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/dictionary.h"
#include "seal/correspondents.h"
#include "share/message_parts.h"
#include "share/message_taking.h"
#include "share/node.h"
#include "share/payload_check.h"

enum { ENTRIES_MOST = 100000, NAMES_MOST = 16 };

/* One correction or erasure that concerns what this node holds. */
struct entry {
	uint64_t grant;
	uint64_t pupil;
	struct slice pseudonym;  /* that the grant knows the pupil by */
	struct field_set fields; /* that the grant has had of the pupil */
	const json_t *sections;
};

/* --- whom it is about ------------------------------------------------------------------- */

static int find_by(const struct taking *taking,
		   const struct register_grant *grant, struct slice known_by,
		   struct slice name, uint64_t *pupil, struct error *error)
{
	struct pupil_register *pupils = taking->node->pupils;

	if (slice_is(known_by, "upn"))
		return register_find(pupils, name, pupil, error);
	if (slice_is(known_by, "uln"))
		return register_find_uln(pupils, name, pupil, error);
	return register_find_pseudonym(pupils, grant->sender, grant->purpose,
				       name, pupil, error);
}

static int is_held(const struct taking *taking, uint64_t grant, uint64_t pupil,
		   bool *held, struct error *error)
{
	uint64_t *grants;
	size_t count;

	*held = false;
	if (register_pupil_grants(taking->node->pupils, pupil, &grants, &count,
				  taking->arena, error) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		*held = *held || grants[i] == grant;
	return 0;
}

static int find_pupil(const struct taking *taking,
		      const struct register_grant *grant, const json_t *object,
		      struct entry *entry, bool *found, struct error *error)
{
	const json_t *names = json_object_get(object, "names");
	struct slice known_by = taking_text(object, "known-by");

	*found = false;
	if (!json_is_array(names) || json_array_size(names) > NAMES_MOST)
		return taking_malformed(error);
	for (size_t i = 0; i < json_array_size(names) && !*found; i++) {
		const json_t *value = json_array_get(names, i);
		struct slice name = {json_string_value(value),
				     json_string_length(value)};
		struct error why = {0};

		if (!json_is_string(value))
			return taking_malformed(error);
		if (find_by(taking, grant, known_by, name, &entry->pupil,
			    &why) == 0) {
			if (is_held(taking, grant->id, entry->pupil, found,
				    error) != 0)
				return -1;
			if (*found && slice_is(known_by, "pseudonym"))
				entry->pseudonym = name;
		} else if (why.code != ERROR_NOT_FOUND) {
			if (error != NULL)
				*error = why;
			return -1;
		}
	}
	return 0;
}

static int take_entry(struct taking *taking, const json_t *object,
		      struct error *error)
{
	uint8_t hash[MANIFEST_HASH_BYTES];
	struct entry entry = {0};
	struct register_grant grant;
	struct entry *grown;
	bool found;

	if (!taking_hash(object, "manifest", hash))
		return taking_malformed(error);
	if (register_grant_find(taking->node->pupils, hash, &grant, &found,
				taking->arena, error) != 0)
		return -1;
	if (found && taking_check_sender(taking, &grant, error) != 0)
		return -1;
	if (found && grant.state == GRANT_LIVE &&
	    find_pupil(taking, &grant, object, &entry, &found, error) != 0)
		return -1;
	if (!found || grant.state != GRANT_LIVE) {
		taking->report->unknown++;
		return 0;
	}
	if (register_grant_fields(taking->node->pupils, grant.id, entry.pupil,
				  &entry.fields, taking->arena, error) != 0)
		return -1;
	entry.grant = grant.id;
	entry.sections = json_object_get(object, "sections");
	grown = arena_grow(taking->arena, taking->entries, taking->count,
			   &taking->capacity, sizeof(*grown));
	if (grown == NULL)
		return error_memory(error);
	taking->entries = grown;
	grown[taking->count++] = entry;
	return 0;
}

static int take_entries(struct taking *taking, const json_t *root,
			const char *member, struct error *error)
{
	const json_t *list = json_object_get(root, member);

	if (!json_is_array(list) || json_array_size(list) > ENTRIES_MOST)
		return taking_malformed(error);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (take_entry(taking, json_array_get(list, i), error) != 0)
			return -1;
	return 0;
}

/* --- corrections --------------------------------------------------------------------------- */

/* A correction says what has become of what was sent, and cannot say more: what
 * the release did not bring is not the sender's to bring in now. */
static bool may_say(const struct taking *taking, const struct entry *entry,
		    const struct field *field)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	struct field_set held = payload_fields(dictionary, &field->name, 1);
	struct slice category = dictionary->categories[field->category].name;

	if (slice_is(category, "wishes") || slice_is(category, "served"))
		return false;
	held = field_set_intersection(held, entry->fields);
	return !field_set_empty(held);
}

static int set_value(const struct taking *taking, const struct entry *entry,
		     struct record_maker *maker, uint16_t category,
		     struct slice period, uint32_t item, const char *name,
		     const json_t *value, struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, slice_of(name));
	struct builder text = {0};
	uint16_t index;
	int result;

	if (!json_is_string(value))
		return taking_malformed(error);
	/* A later edition's field is not ours to hold. */
	if (field == NULL || field->category != category ||
	    !may_say(taking, entry, field))
		return 0;
	index = (uint16_t)(field - dictionary->fields);
	result = field_check(dictionary, index,
			     (struct slice){json_string_value(value),
					    json_string_length(value)},
			     DATE_NONE, &text, error);
	if (result == 0)
		record_set(maker, index, period, item, builder_slice(&text));
	if (text.at != NULL)
		sodium_memzero(text.at, text.capacity);
	builder_release(&text);
	return result;
}

static int set_items(const struct taking *taking, const struct entry *entry,
		     struct record_maker *maker, uint16_t category,
		     struct slice period, const json_t *items,
		     struct error *error)
{
	if (!json_is_array(items) || json_array_size(items) > RECORD_ITEM_LIMIT)
		return taking_malformed(error);
	record_mention(maker, category, period);
	for (size_t i = 0; i < json_array_size(items); i++) {
		json_t *item = json_array_get(items, i);
		const char *name;
		json_t *value;

		if (!json_is_object(item))
			return taking_malformed(error);
		json_object_foreach(
			item, name,
			value) if (set_value(taking, entry, maker, category,
					     period, (uint32_t)i, name, value,
					     error) != 0) return -1;
	}
	return 0;
}

/* The pseudonym is what the section says of itself; it came with the first
 * version and must not get lost with the next. */
static void keep_pseudonym(const struct taking *taking,
			   struct record_maker *maker, uint16_t category,
			   struct slice pseudonym)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	const struct field *field =
		dictionary_field(dictionary, SLICE("pupil.pseudonym"));

	if (field != NULL && field->category == category &&
	    !slice_empty(pseudonym))
		record_set(maker, (uint16_t)(field - dictionary->fields),
			   SLICE(""), 0, pseudonym);
}

static int make_record(const struct taking *taking, const struct entry *entry,
		       struct record *record, struct arena *arena,
		       struct error *error)
{
	const struct dictionary *dictionary = taking->node->dictionary;
	struct record_maker maker = record_maker(dictionary, arena);
	const json_t *sections = entry->sections;

	if (!json_is_array(sections))
		return taking_malformed(error);
	for (size_t i = 0; i < json_array_size(sections); i++) {
		const json_t *section = json_array_get(sections, i);
		uint16_t category =
			dictionary_find(dictionary, KIND_CATEGORY,
					taking_text(section, "category"));

		if (category == DICTIONARY_NONE)
			continue;
		if (set_items(taking, entry, &maker, category,
			      taking_text(section, "period"),
			      json_object_get(section, "items"), error) != 0)
			return -1;
		keep_pseudonym(taking, &maker, category, entry->pseudonym);
	}
	return record_made(&maker, record, error);
}

static int by_grant(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;

	return (left->grant > right->grant) - (left->grant < right->grant);
}

static int correct_grant(struct taking *taking, const struct entry *entries,
			 size_t count, struct error *error)
{
	struct register_grant grant = {.id = entries[0].grant};
	struct origin origin = {
		.kind = SLICE("correction"),
		.name = taking->manifest->reference,
		.recorded = taking->today,
		.stated_by = taking->sender->name,
	};
	struct arena arena = {0};
	struct import *import;
	struct record record;
	int result = 0;

	/* One message may go to several grants, which are imports apart. */
	memcpy(origin.hash, taking->manifest->hash, sizeof(origin.hash));
	if (import_begin_grant(&import, taking->node->pupils, &origin, &grant,
			       error) != 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		result = make_record(taking, &entries[i], &record, &arena,
				     error);
		if (result == 0)
			result = import_correct(import, entries[i].pupil,
						&record, error);
		arena_clear(&arena);
	}
	arena_release(&arena);
	if (result != 0) {
		import_abandon(import);
		return -1;
	}
	return import_commit(import, NULL, error);
}

static int apply_corrections(struct taking *taking, struct error *error)
{
	size_t from = 0;
	size_t to;

	if (taking->count > 0)
		qsort(taking->entries, taking->count, sizeof(*taking->entries),
		      by_grant);
	for (; from < taking->count; from = to) {
		to = from + 1;
		while (to < taking->count &&
		       taking->entries[to].grant == taking->entries[from].grant)
			to++;
		if (correct_grant(taking, &taking->entries[from], to - from,
				  error) != 0)
			return -1;
		taking->report->applied += to - from;
	}
	return 0;
}

int message_tell_on(struct taking *taking, uint64_t grant, uint64_t pupil,
		    struct error *error)
{
	struct message_report *report = taking->report;
	struct passed_on passed = {0};

	if (messages_pass_on(taking->node, grant, pupil,
			     taking->manifest->reference, taking->today,
			     &passed, error) != 0)
		return -1;
	report->told += passed.told;
	report->untold += passed.untold;
	report->shared += passed.shared;
	return 0;
}

static int apply_erasures(struct taking *taking, struct error *error)
{
	for (size_t i = 0; i < taking->count; i++) {
		const struct entry *entry = &taking->entries[i];
		struct error why = {0};
		bool held;

		if (is_held(taking, entry->grant, entry->pupil, &held, error) !=
		    0)
			return -1;
		if (!held)
			continue; /* twice in one message */
		if (message_tell_on(taking, entry->grant, entry->pupil,
				    error) != 0)
			return -1;
		if (register_grant_pupil_destroy(
			    taking->node->pupils, entry->grant, entry->pupil,
			    taking->today, NULL, &why) == 0)
			taking->report->applied++;
		else if (why.code == ERROR_NOT_FOUND)
			; /* so it is gone */
		else {
			if (error != NULL)
				*error = why;
			return -1;
		}
	}
	return 0;
}

int message_apply(struct taking *taking, const json_t *root,
		  struct error *error)
{
	bool erasures = taking->manifest->kind == MANIFEST_ERASURE;

	/* All is looked at before any of it is applied. */
	if (take_entries(taking, root, erasures ? "erasures" : "corrections",
			 error) != 0)
		return -1;
	return erasures ? apply_erasures(taking, error)
			: apply_corrections(taking, error);
}
