/* From a line of JSON to the terms under which the pupil's data was received. */
#include "policy/service_parts.h"

#include "base/arena.h"
#include "policy/plan_parts.h"
#include "policy/terms.h"

static struct slice text_of(const json_t *value)
{
	if (!json_is_string(value))
		return (struct slice){NULL, 0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

static bool is_there(const json_t *value)
{
	return value != NULL && !json_is_null(value);
}

static bool is_known(const struct dictionary *dictionary,
		     enum dictionary_kind kind, struct slice name)
{
	if (kind == KIND_BODY)
		return dictionary_body(dictionary, name, NULL) !=
		       DICTIONARY_NONE;
	return dictionary_find(dictionary, kind, name) != DICTIONARY_NONE;
}

/* --- names ------------------------------------------------------------------------ */

static bool add_name(struct reading *reading, const json_t *value,
		     enum dictionary_kind kind, const char *member,
		     struct slice *name)
{
	if (!is_known(reading->dictionary, kind, text_of(value)))
		return service_fault(reading,
				     "'%s' in 'received' names a %s that is "
				     "not known",
				     member, dictionary_kind_name(kind));
	*name = arena_copy(reading->arena, text_of(value));
	return name->at != NULL || service_out_of_memory(reading);
}

/* A name, or a list of names. */
static bool read_names(struct reading *reading, const json_t *object,
		       const char *member, enum dictionary_kind kind,
		       const struct slice **names, size_t *count)
{
	const json_t *value = json_object_get(object, member);
	bool list = json_is_array(value);
	size_t most = list ? json_array_size(value) : 1;
	struct slice *made;

	if (!is_there(value))
		return true;
	made = arena_array(reading->arena, most, sizeof(*made));
	if (made == NULL)
		return service_out_of_memory(reading);
	for (size_t i = 0; i < most; i++)
		if (!add_name(reading, list ? json_array_get(value, i) : value,
			      kind, member, &made[i]))
			return false;
	*names = made;
	*count = most;
	return true;
}

/* --- one licence ------------------------------------------------------------------- */

static bool read_level(struct reading *reading, const json_t *entry,
		       struct level *level)
{
	const json_t *value = json_object_get(entry, "level");

	*level = level_named();
	if (!is_there(value) ||
	    level_read(reading->dictionary, text_of(value), level))
		return true;
	return service_fault(reading, "'level' in 'received' is no level of "
				      "identification");
}

static bool read_then(struct reading *reading, const json_t *entry,
		      bool *by_law)
{
	const json_t *value = json_object_get(entry, "then");

	*by_law = slice_is(text_of(value), "by law");
	return *by_law || !is_there(value) ||
	       service_fault(reading, "'then' in 'received' is something else "
				      "than 'by law'");
}

static bool read_onward_terms(struct reading *reading, const json_t *entry,
			      struct onward_terms *terms)
{
	static const char *const known[] = {"to", "for", "level", "then", NULL};

	if (!json_is_object(entry))
		return service_fault(reading,
				     "an entry of 'onward' is not an object");
	if (!service_only_known(reading, entry, known, "an entry of 'onward'"))
		return false;
	if (!is_there(json_object_get(entry, "to")))
		return service_fault(reading, "an entry of 'onward' says in "
					      "'to' to whom");
	return read_names(reading, entry, "to", KIND_BODY, &terms->bodies,
			  &terms->body_count) &&
	       read_names(reading, entry, "for", KIND_PURPOSE, &terms->purposes,
			  &terms->purpose_count) &&
	       read_level(reading, entry, &terms->level) &&
	       read_then(reading, entry, &terms->then_by_law);
}

static bool read_onward(struct reading *reading, const json_t *entry,
			struct licence *licence)
{
	const json_t *list = json_object_get(entry, "onward");
	struct onward_terms *terms;

	if (!is_there(list))
		return true;
	licence->by_law = slice_is(text_of(list), "by law");
	if (licence->by_law)
		return true;
	if (!json_is_array(list))
		return service_fault(reading,
				     "'onward' in 'received' is neither a list "
				     "nor 'by law'");
	terms = arena_array(reading->arena, json_array_size(list),
			    sizeof(*terms));
	if (terms == NULL)
		return service_out_of_memory(reading);
	licence->onward = terms;
	licence->onward_count = json_array_size(list);
	for (size_t i = 0; i < licence->onward_count; i++)
		if (!read_onward_terms(reading, json_array_get(list, i),
				       &terms[i]))
			return false;
	return true;
}

static bool name_licence(struct reading *reading, struct slice from,
			 struct slice reference, struct licence *licence)
{
	return terms_name(licence, from, reference, reading->arena, NULL) ==
		       0 ||
	       service_out_of_memory(reading);
}

/* What is not to be done with the data decides nothing here: it goes with the
 * data. */
static bool read_without(struct reading *reading, const json_t *entry,
			 unsigned int *without)
{
	const json_t *list = json_object_get(entry, "without");

	if (is_there(list) && !json_is_array(list))
		return service_fault(reading,
				     "'without' in 'received' is not a list");
	for (size_t i = 0; i < json_array_size(list); i++) {
		unsigned int one =
			terms_without(text_of(json_array_get(list, i)));

		if (one == 0)
			return service_fault(reading,
					     "'without' in 'received' names "
					     "neither 'decisions' nor "
					     "'identification'");
		*without |= one;
	}
	return true;
}

static bool read_licence(struct reading *reading, const json_t *entry,
			 struct licence *licence)
{
	static const char *const known[] = {"from",    "reference", "for",
					    "level",   "onward",    "delete-by",
					    "without", NULL};
	struct slice from, reference;

	if (!json_is_object(entry))
		return service_fault(reading,
				     "an entry of 'received' is not an object");
	if (!service_only_known(reading, entry, known,
				"an entry of 'received'") ||
	    !service_read_text(reading, entry, "from", &from) ||
	    !service_read_text(reading, entry, "reference", &reference))
		return false;
	if (!is_known(reading->dictionary, KIND_BODY, from))
		return service_fault(reading, "an entry of 'received' says in "
					      "'from' whose data it was");
	return read_names(reading, entry, "for", KIND_PURPOSE,
			  &licence->purposes, &licence->purpose_count) &&
	       read_level(reading, entry, &licence->level) &&
	       read_onward(reading, entry, licence) &&
	       service_read_date(reading, entry, "delete-by",
				 &licence->delete_by) &&
	       read_without(reading, entry, &licence->without) &&
	       name_licence(reading, from, reference, licence);
}

/* --- by category --------------------------------------------------------------------- */

static bool add_bound(struct reading *reading, const json_t *entry,
		      uint16_t category, struct bound *bound)
{
	struct licence *licence =
		arena_allocate(reading->arena, sizeof(*licence));

	if (licence == NULL)
		return service_out_of_memory(reading);
	*bound = (struct bound){category, licence};
	return read_licence(reading, entry, licence);
}

static size_t count_licences(const json_t *received)
{
	size_t count = 0;
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)received, key, value) count +=
		json_is_array(value) ? json_array_size(value) : 1;
	return count;
}

/* A licence, or a list of several that the data came under. */
static bool read_category(struct reading *reading, const char *name,
			  const json_t *value, struct bound *list,
			  size_t *count)
{
	uint16_t category = dictionary_find(reading->dictionary, KIND_CATEGORY,
					    slice_of(name));
	bool several = json_is_array(value);
	size_t most = several ? json_array_size(value) : 1;

	if (category == DICTIONARY_NONE)
		return service_fault(reading, "'received' names a category "
					      "that is not known");
	for (size_t i = 0; i < most; i++)
		if (!add_bound(reading,
			       several ? json_array_get(value, i) : value,
			       category, &list[(*count)++]))
			return false;
	return true;
}

bool service_read_received(struct reading *reading, const json_t *line)
{
	const json_t *received = json_object_get(line, "received");
	struct binding *binding;
	struct bound *list;
	const char *key;
	json_t *value;

	if (!is_there(received))
		return true;
	if (!json_is_object(received))
		return service_fault(reading, "'received' is not an object");
	binding = arena_allocate(reading->arena, sizeof(*binding));
	list = arena_array(reading->arena, count_licences(received),
			   sizeof(*list));
	if (binding == NULL || list == NULL)
		return service_out_of_memory(reading);
	binding->list = list;
	json_object_foreach(
		(json_t *)(uintptr_t)received, key,
		value) if (!read_category(reading, key, value, list,
					  &binding->count)) return false;
	reading->request.bindings = binding;
	reading->request.binding_count = 1;
	return true;
}
