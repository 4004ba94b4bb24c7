/* Terms as text: written, and read from whoever sent them. */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "base/builder.h"
#include "base/date.h"
#include "base/error.h"
#include "base/json.h"
#include "policy/rule.h"
#include "policy/terms.h"

/* Of "onward" and "then": as the law of the next step lets it. */
static const char by_law[] = "by law";

static const struct {
	enum without without;
	const char *name;
} uses[] = {
	{WITHOUT_DECISIONS, "decisions"},
	{WITHOUT_IDENTIFICATION, "identification"},
};

enum { USES = sizeof(uses) / sizeof(uses[0]) };

unsigned int terms_without(struct slice name)
{
	for (size_t i = 0; i < USES; i++)
		if (slice_is(name, uses[i].name))
			return uses[i].without;
	return 0;
}

/* --- writing ------------------------------------------------------------------------ */

static void put_names(struct json *json, const char *key,
		      const struct slice *names, size_t count)
{
	if (count == 0)
		return;
	json_key(json, key);
	json_open_array(json);
	for (size_t i = 0; i < count; i++)
		json_put_text(json, names[i]);
	json_close_array(json);
}

static void put_level(const struct dictionary *dictionary, struct json *json,
		      struct level level)
{
	struct builder text = {0};

	level_write(dictionary, level, &text);
	json_key_text(json, "level", builder_slice(&text));
	json->out->failed |= text.failed;
	builder_release(&text);
}

static void put_onward(const struct dictionary *dictionary, struct json *json,
		       const struct licence *terms)
{
	json_key(json, "onward");
	if (terms->by_law) {
		json_put_text(json, slice_of(by_law));
		return;
	}
	json_open_array(json);
	for (size_t i = 0; i < terms->onward_count; i++) {
		const struct onward_terms *onward = &terms->onward[i];

		json_open_object(json);
		put_names(json, "to", onward->bodies, onward->body_count);
		put_names(json, "for", onward->purposes, onward->purpose_count);
		put_level(dictionary, json, onward->level);
		if (onward->then_by_law)
			json_key_text(json, "then", slice_of(by_law));
		json_close_object(json);
	}
	json_close_array(json);
}

static void put_without(struct json *json, unsigned int without)
{
	if (without == 0)
		return;
	json_key(json, "without");
	json_open_array(json);
	for (size_t i = 0; i < USES; i++)
		if ((without & uses[i].without) != 0)
			json_put_text(json, slice_of(uses[i].name));
	json_close_array(json);
}

void terms_write(const struct dictionary *dictionary,
		 const struct licence *terms, struct json *json)
{
	json_open_object(json);
	put_names(json, "for", terms->purposes, terms->purpose_count);
	put_level(dictionary, json, terms->level);
	put_onward(dictionary, json, terms);
	if (terms->delete_by != DATE_NONE)
		json_key_date(json, "delete-by", terms->delete_by);
	put_without(json, terms->without);
	json_close_object(json);
}

/* --- telling ---------------------------------------------------------------------------- */

static void tell_names(struct builder *out, const char *before,
		       const struct slice *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		builder_add_text(out, i == 0 ? before : ", ");
		builder_add(out, names[i]);
	}
}

static void tell_level(const struct dictionary *dictionary, struct builder *out,
		       struct level level)
{
	if (level.kind == LEVEL_NAMED)
		return;
	builder_add_text(out, ", at most ");
	level_write(dictionary, level, out);
}

static void tell_onward(const struct dictionary *dictionary,
			const struct licence *terms, struct builder *out)
{
	if (terms->by_law)
		builder_add_text(out, "; on as law and notice here allow");
	else if (terms->onward_count == 0)
		builder_add_text(out, "; on to nobody");
	for (size_t i = 0; i < terms->onward_count; i++) {
		const struct onward_terms *onward = &terms->onward[i];

		tell_names(out, "; on to ", onward->bodies, onward->body_count);
		tell_names(out, " for ", onward->purposes,
			   onward->purpose_count);
		tell_level(dictionary, out, onward->level);
		if (onward->then_by_law)
			builder_add_text(out, ", then by law");
	}
}

void terms_tell(const struct dictionary *dictionary,
		const struct licence *terms, struct builder *out)
{
	if (terms->purpose_count == 0)
		builder_add_text(out, "for any purpose");
	tell_names(out, "for ", terms->purposes, terms->purpose_count);
	tell_level(dictionary, out, terms->level);
	tell_onward(dictionary, terms, out);
	if (terms->delete_by != DATE_NONE) {
		char date[DATE_TEXT_BYTES];

		date_format(terms->delete_by, date);
		builder_add_format(out, "; to be destroyed by %s", date);
	}
	for (size_t i = 0, told = 0; i < USES; i++) {
		if ((terms->without & uses[i].without) == 0)
			continue;
		builder_add_text(out, told++ == 0 ? "; without " : ", ");
		builder_add_text(out, uses[i].name);
	}
}

/* --- reading ------------------------------------------------------------------------- */

struct reading_terms {
	const struct dictionary *dictionary;
	struct arena *arena;
	struct error *error;
	size_t *names; /* in all lists so far */
};

static int wrong(const struct reading_terms *reading, const char *what)
{
	return error_set(reading->error, ERROR_INPUT, "terms of a release: %s",
			 what);
}

static struct slice text_of(const json_t *value)
{
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

/* What a later version of the terms may say more could be a limit. */
static int only_known(const struct reading_terms *reading, const json_t *object,
		      const char *const *known)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], key) != 0)
			i++;
		if (known[i] == NULL)
			return wrong(reading, "there is a member that this "
					      "version does not know");
	}
	return 0;
}

static int read_name(const struct reading_terms *reading, const json_t *value,
		     struct slice *name)
{
	enum { LONGEST = 255 };

	if (!json_is_string(value) || json_string_length(value) == 0 ||
	    json_string_length(value) > LONGEST)
		return wrong(reading, "a name is empty, too long or no text");
	*name = arena_copy(reading->arena, text_of(value));
	return name->at != NULL ? 0 : error_memory(reading->error);
}

/* A list that is there has names: none would stand for any. */
static int read_names(const struct reading_terms *reading, const json_t *object,
		      const char *member, const struct slice **names,
		      size_t *count)
{
	const json_t *list = json_object_get(object, member);
	struct slice *made;

	*names = NULL;
	*count = 0;
	if (list == NULL)
		return 0;
	if (!json_is_array(list) || json_array_size(list) == 0 ||
	    json_array_size(list) > TERMS_NAMES)
		return wrong(reading, "'to' and 'for' are lists of names");
	*reading->names += json_array_size(list);
	if (*reading->names > TERMS_NAMES)
		return wrong(reading, "there are too many names");
	made = arena_array(reading->arena, json_array_size(list),
			   sizeof(*made));
	if (made == NULL)
		return error_memory(reading->error);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (read_name(reading, json_array_get(list, i), &made[i]) != 0)
			return -1;
	*names = made;
	*count = json_array_size(list);
	return 0;
}

/* `*known` is false for a level by an area that this dictionary does not have. */
static int read_level(const struct reading_terms *reading, const json_t *object,
		      struct level *level, bool *known)
{
	const json_t *value = json_object_get(object, "level");

	*level = level_named();
	*known = true;
	if (value == NULL)
		return 0;
	if (!json_is_string(value))
		return wrong(reading, "'level' is no level of identification");
	*known = level_read(reading->dictionary, text_of(value), level);
	if (!*known &&
	    !slice_starts_with(text_of(value), SLICE("aggregate by ")))
		return wrong(reading, "'level' is no level of identification");
	return 0;
}

static int read_by_law(const struct reading_terms *reading, const json_t *value,
		       bool *is)
{
	*is = json_is_string(value) && slice_is(text_of(value), by_law);
	return value == NULL || *is
		       ? 0
		       : wrong(reading, "after 'then' only 'by law' is known");
}

/* `*known` is false for an entry that can allow nothing here. */
static int read_entry(const struct reading_terms *reading, const json_t *object,
		      struct onward_terms *entry, bool *known)
{
	static const char *const members[] = {"to", "for", "level", "then",
					      NULL};

	if (!json_is_object(object))
		return wrong(reading, "an entry of 'onward' is no object");
	*entry = (struct onward_terms){.body_count = 0};
	if (only_known(reading, object, members) != 0 ||
	    read_names(reading, object, "to", &entry->bodies,
		       &entry->body_count) != 0 ||
	    read_names(reading, object, "for", &entry->purposes,
		       &entry->purpose_count) != 0 ||
	    read_level(reading, object, &entry->level, known) != 0 ||
	    read_by_law(reading, json_object_get(object, "then"),
			&entry->then_by_law) != 0)
		return -1;
	return entry->body_count > 0
		       ? 0
		       : wrong(reading, "an entry of 'onward' says in 'to' to "
					"whom");
}

static int read_onward(const struct reading_terms *reading,
		       const json_t *object, struct licence *terms)
{
	const json_t *list = json_object_get(object, "onward");
	struct onward_terms *made;

	if (list == NULL)
		return 0;
	if (json_is_string(list))
		return read_by_law(reading, list, &terms->by_law);
	if (!json_is_array(list) || json_array_size(list) > TERMS_ENTRIES)
		return wrong(reading, "'onward' is no list");
	made = arena_array(reading->arena, json_array_size(list),
			   sizeof(*made));
	if (made == NULL)
		return error_memory(reading->error);
	for (size_t i = 0; i < json_array_size(list); i++) {
		bool known;

		if (read_entry(reading, json_array_get(list, i),
			       &made[terms->onward_count], &known) != 0)
			return -1;
		terms->onward_count += known;
	}
	terms->onward = made;
	return 0;
}

static int read_delete_by(const struct reading_terms *reading,
			  const json_t *object, int32_t *date)
{
	const json_t *value = json_object_get(object, "delete-by");

	*date = DATE_NONE;
	if (value == NULL ||
	    (json_is_string(value) && date_parse(text_of(value), date)))
		return 0;
	return wrong(reading, "'delete-by' is no date");
}

static int read_without(const struct reading_terms *reading,
			const json_t *object, unsigned int *without)
{
	const json_t *list = json_object_get(object, "without");

	if (list == NULL)
		return 0;
	if (!json_is_array(list))
		return wrong(reading, "'without' is no list");
	for (size_t i = 0; i < json_array_size(list); i++) {
		unsigned int one =
			terms_without(text_of(json_array_get(list, i)));

		if (one == 0)
			return wrong(reading, "'without' forbids something "
					      "that is not known here");
		*without |= one;
	}
	return 0;
}

/* Nothing could be decided about what came at a level that means nothing here. */
static int read_own_level(const struct reading_terms *reading,
			  const json_t *object, struct licence *terms)
{
	bool known;

	if (read_level(reading, object, &terms->level, &known) != 0)
		return -1;
	return known ? 0
		     : wrong(reading, "'level' is by an area that the "
				      "dictionary does not have");
}

static int read_terms(const struct reading_terms *reading, const json_t *object,
		      struct licence *terms)
{
	static const char *const members[] = {"for",       "level",   "onward",
					      "delete-by", "without", NULL};
	struct licence read = {.purpose_count = 0};

	if (!json_is_object(object))
		return wrong(reading, "they are no object");
	if (only_known(reading, object, members) != 0 ||
	    read_names(reading, object, "for", &read.purposes,
		       &read.purpose_count) != 0 ||
	    read_onward(reading, object, &read) != 0 ||
	    read_own_level(reading, object, &read) != 0 ||
	    read_delete_by(reading, object, &read.delete_by) != 0 ||
	    read_without(reading, object, &read.without) != 0)
		return -1;
	*terms = read;
	return 0;
}

int terms_read(struct licence *terms, const struct dictionary *dictionary,
	       struct slice text, struct arena *arena, struct error *error)
{
	size_t names = 0;
	const struct reading_terms reading = {dictionary, arena, error, &names};
	json_error_t fault;
	json_t *object;
	int result;

	if (text.len > TERMS_BYTES)
		return wrong(&reading, "they are too long");
	object = json_loadb(text.at != NULL ? text.at : "", text.len,
			    JSON_REJECT_DUPLICATES, &fault);
	if (object == NULL &&
	    json_error_code(&fault) == json_error_out_of_memory)
		return error_memory(error);
	if (object == NULL)
		return wrong(&reading, "they are not JSON");
	result = read_terms(&reading, object, terms);
	json_decref(object);
	return result;
}

int terms_name(struct licence *terms, struct slice sender,
	       struct slice reference, struct arena *arena, struct error *error)
{
	struct source *source = arena_allocate(arena, sizeof(*source));
	struct builder name = {0};

	builder_add_format(&name, "received from %.*s", SLICE_ARGS(sender));
	if (!slice_empty(reference))
		builder_add_format(&name, ", %.*s", SLICE_ARGS(reference));
	if (source != NULL && !name.failed)
		source->name = arena_copy(arena, builder_slice(&name));
	builder_release(&name);
	if (source == NULL || source->name.at == NULL)
		return error_memory(error);
	terms->clause = (struct range){source, 0, 0};
	return 0;
}
