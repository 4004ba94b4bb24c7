/* An entry about one child as text. */
#include <string.h>

#include <jansson.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "share/case_parts.h"

static const char *const kinds[CASE_KIND_COUNT] = {
	[CASE_LOOK_UP] = "look-up",       [CASE_SHIELD] = "shield",
	[CASE_UNSHIELD] = "unshield",     [CASE_SHARED] = "shared",
	[CASE_NOT_SHARED] = "not-shared", [CASE_ACCESS] = "access",
};

static const char *const outcomes[CASE_OUTCOME_COUNT] = {
	[CASE_DONE] = "done",           [CASE_FOUND] = "found",
	[CASE_SHIELDED] = "shielded",   [CASE_NOT_FOUND] = "not-found",
	[CASE_SEVERAL] = "several",     [CASE_REFUSED] = "refused",
	[CASE_NOT_GIVEN] = "not-given",
};

const char *case_kind_name(enum case_kind kind)
{
	return kinds[kind];
}

const char *case_outcome_name(enum case_outcome outcome)
{
	return outcomes[outcome];
}

/* --- an entry as text -------------------------------------------------------------- */

static void put_optional(struct json *json, const char *name, struct slice text)
{
	if (!slice_empty(text))
		json_key_text(json, name, text);
}

void case_entry_text(const struct case_entry *entry, struct builder *out)
{
	struct json json = json_writer(out, false);

	json_open_object(&json);
	json_key_text(&json, "reference", entry->reference);
	json_key_text(&json, "kind", slice_of(kinds[entry->kind]));
	json_key_text(&json, "outcome", slice_of(outcomes[entry->outcome]));
	json_key_date(&json, "date", entry->date);
	if (entry->pupil != 0)
		json_key_number(&json, "pupil", (int64_t)entry->pupil);
	put_optional(&json, "child", entry->child);
	put_optional(&json, "by", entry->by);
	put_optional(&json, "role", entry->role);
	put_optional(&json, "with", entry->with);
	put_optional(&json, "reason", entry->reason);
	put_optional(&json, "note", entry->note);
	json_close_object(&json);
}

/* The index of a name; `count` when it is none. */
static int named(const char *name, const char *const *names, int count)
{
	int i = 0;

	while (i < count && (name == NULL || strcmp(name, names[i]) != 0))
		i++;
	return i;
}

static bool take(const json_t *object, const char *name, struct slice *text,
		 struct arena *arena)
{
	*text = arena_copy(arena, slice_of(json_string_value(
					  json_object_get(object, name))));
	return text->at != NULL;
}

static bool take_all(const json_t *object, struct case_entry *entry,
		     struct arena *arena)
{
	return take(object, "reference", &entry->reference, arena) &&
	       take(object, "child", &entry->child, arena) &&
	       take(object, "by", &entry->by, arena) &&
	       take(object, "role", &entry->role, arena) &&
	       take(object, "with", &entry->with, arena) &&
	       take(object, "reason", &entry->reason, arena) &&
	       take(object, "note", &entry->note, arena);
}

int case_entry_read(struct slice text, struct case_entry *entry,
		    struct arena *arena, struct error *error)
{
	json_t *object =
		json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	const char *date = json_string_value(json_object_get(object, "date"));
	int kind = named(json_string_value(json_object_get(object, "kind")),
			 kinds, CASE_KIND_COUNT);
	int outcome =
		named(json_string_value(json_object_get(object, "outcome")),
		      outcomes, CASE_OUTCOME_COUNT);
	int result = 0;

	*entry = (struct case_entry){
		.kind = (enum case_kind)kind,
		.outcome = (enum case_outcome)outcome,
		.pupil = (uint64_t)json_integer_value(
			json_object_get(object, "pupil")),
		.index = UINT64_MAX,
	};
	if (kind == CASE_KIND_COUNT || outcome == CASE_OUTCOME_COUNT ||
	    !date_parse(slice_of(date), &entry->date))
		result = error_set(error, ERROR_CORRUPT,
				   "an entry about one child cannot be read");
	else if (!take_all(object, entry, arena))
		result = error_memory(error);
	json_decref(object);
	return result;
}
