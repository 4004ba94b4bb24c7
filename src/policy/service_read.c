/* From a line of JSON to a request and a pupil. */
#include "policy/service_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "dictionary/identifier.h"
#include "policy/plan_parts.h"

bool service_fault(struct reading *reading, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reading->fault, sizeof(reading->fault), format, arguments);
	va_end(arguments);
	return false;
}

bool service_out_of_memory(struct reading *reading)
{
	reading->failed = true;
	return false;
}

/* --- values ----------------------------------------------------------------------- */

struct slice service_text(const json_t *value)
{
	if (!json_is_string(value))
		return (struct slice){NULL, 0};
	return (struct slice){json_string_value(value),
			      json_string_length(value)};
}

bool service_only_known(struct reading *reading, const json_t *object,
			const char *const *known, const char *what)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(key, known[i]) != 0)
			i++;
		if (known[i] == NULL)
			return service_fault(
				reading,
				"%s has a member that is not known; see "
				"docs/decide.md",
				what);
	}
	return true;
}

bool service_read_flag(struct reading *reading, const json_t *object,
		       const char *name, bool *flag)
{
	const json_t *value = json_object_get(object, name);

	*flag = json_is_true(value);
	if (value == NULL || json_is_null(value) || json_is_boolean(value))
		return true;
	return service_fault(reading, "'%s' is not true or false", name);
}

bool service_read_list(struct reading *reading, const json_t *object,
		       const char *name, const json_t **list)
{
	*list = json_object_get(object, name);
	if (json_is_null(*list))
		*list = NULL;
	return *list == NULL || json_is_array(*list) ||
	       service_fault(reading, "'%s' is not a list", name);
}

bool service_read_text(struct reading *reading, const json_t *object,
		       const char *name, struct slice *text)
{
	const json_t *value = json_object_get(object, name);

	*text = (struct slice){NULL, 0};
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_string(value))
		return service_fault(reading, "'%s' is not a text", name);
	*text = arena_copy(reading->arena, service_text(value));
	return text->at != NULL || service_out_of_memory(reading);
}

bool service_read_date(struct reading *reading, const json_t *object,
		       const char *name, int32_t *date)
{
	const json_t *value = json_object_get(object, name);

	*date = DATE_NONE;
	if (value == NULL || json_is_null(value))
		return true;
	if (!date_parse(service_text(value), date))
		return service_fault(
			reading, "'%s' is not a date like 2026-01-15", name);
	return true;
}

/* --- the request -------------------------------------------------------------------- */

static bool read_fields(struct reading *reading, const json_t *line)
{
	const json_t *list, *entry;
	size_t i;

	if (!service_read_list(reading, line, "fields", &list))
		return false;
	if (list == NULL)
		return true;
	json_array_foreach(list, i, entry)
	{
		struct field_set fields;

		if (!dictionary_fields(reading->dictionary, service_text(entry),
				       &fields))
			return service_fault(
				reading,
				"entry %zu of 'fields' is no field, group "
				"or category of the dictionary",
				i + 1);
		reading->fields = field_set_union(reading->fields, fields);
	}
	reading->request.fields = &reading->fields;
	return true;
}

static bool read_level(struct reading *reading, const json_t *line)
{
	const json_t *value = json_object_get(line, "level");

	if (value == NULL || json_is_null(value))
		return true;
	if (!level_read(reading->dictionary, service_text(value),
			&reading->request.level))
		return service_fault(reading,
				     "'level' is no level of identification");
	reading->request.has_level = true;
	return true;
}

/* The body that the controller is, where it says so. */
static bool read_body(struct reading *reading, const json_t *controller)
{
	static const char *const known[] = {"kind", "as", NULL};
	struct slice *as = &reading->request.controller_as;

	if (!service_only_known(reading, controller, known, "'controller'") ||
	    !service_read_text(reading, controller, "as", as))
		return false;
	if (!slice_empty(*as) &&
	    dictionary_body(reading->dictionary, *as, NULL) == DICTIONARY_NONE)
		return service_fault(reading,
				     "'as' is no body of the dictionary");
	return true;
}

/* A kind, or an object of "kind" and "as". */
static bool read_controller(struct reading *reading, const json_t *line)
{
	const json_t *value = json_object_get(line, "controller");
	uint16_t codes = dictionary_find(reading->dictionary, KIND_CODES,
					 SLICE("controller-kind"));
	bool stated;
	struct slice kind;

	if (json_is_object(value) && !read_body(reading, value))
		return false;
	if (json_is_object(value))
		value = json_object_get(value, "kind");
	/* A notice says whose it is; without one most who ask are schools. */
	stated = value != NULL && !json_is_null(value);
	kind = stated ? service_text(value) : SLICE("school");
	reading->request.controller_kind = DICTIONARY_NONE;
	if (codes != DICTIONARY_NONE)
		reading->request.controller_kind =
			code_set_find(reading->dictionary, codes, kind);
	if (!stated)
		return true;
	if (reading->request.controller_kind == DICTIONARY_NONE)
		return service_fault(reading,
				     "'controller' is no kind of controller");
	return true;
}

bool service_read_either(struct reading *reading, const json_t *object,
			 const char *name, const char *other,
			 struct slice *text)
{
	return service_read_text(
		reading, object,
		json_object_get(object, name) != NULL ? name : other, text);
}

bool service_known_scope(struct reading *reading, struct slice recipient,
			 struct slice purpose, const char *what)
{
	if (!slice_empty(recipient) &&
	    dictionary_body(reading->dictionary, recipient, NULL) ==
		    DICTIONARY_NONE)
		return service_fault(
			reading, "%s is for a body that is not known", what);
	if (!slice_empty(purpose) &&
	    dictionary_find(reading->dictionary, KIND_PURPOSE, purpose) ==
		    DICTIONARY_NONE)
		return service_fault(
			reading, "%s is for a purpose that is not known", what);
	return true;
}

/* A school's number, or the three digits of an authority. */
static bool read_number(struct reading *reading, const json_t *line)
{
	struct slice *number = &reading->request.recipient_number;
	char laestab[LAESTAB_BYTES + 1];

	if (!service_read_text(reading, line, "recipient-number", number))
		return false;
	if (!body_number_normalise(*number, laestab))
		return service_fault(reading,
				     "'recipient-number' is neither a school's "
				     "number nor an authority's");
	*number = arena_copy(reading->arena, slice_of(laestab));
	return number->at != NULL || service_out_of_memory(reading);
}

/* To whom the answer is to be explained. */
static bool read_reader(struct reading *reading, const json_t *line)
{
	if (!service_read_text(reading, line, "explain", &reading->explain))
		return false;
	return slice_empty(reading->explain) ||
	       service_reader(reading->explain) != NULL ||
	       service_fault(reading, "'explain' is none of officer, parent, "
				      "pupil and engineer");
}

bool service_read_request(struct reading *reading, const json_t *line)
{
	static const char *const known[] = {
		"id",           "date",
		"recipient",    "purpose",
		"trigger",      "fields",
		"pupil",        "wishes",
		"approvals",    "authorisations",
		"level",        "controller",
		"last-release", "identity",
		"terms",        "recipient-number",
		"role",         "received",
		"explain",      NULL,
	};
	struct request *request = &reading->request;

	if (!service_only_known(reading, line, known, "the request") ||
	    !service_read_text(reading, line, "recipient",
			       &request->recipient) ||
	    !service_read_text(reading, line, "purpose", &request->purpose) ||
	    !service_read_text(reading, line, "trigger", &request->trigger) ||
	    !service_read_text(reading, line, "role", &request->role) ||
	    !read_reader(reading, line) ||
	    !service_read_date(reading, line, "date", &request->date) ||
	    !service_read_date(reading, line, "last-release",
			       &request->last_release))
		return false;
	if (request->date == DATE_NONE)
		return service_fault(reading, "the request has no 'date'");
	if (slice_empty(request->recipient))
		return service_fault(reading, "the request has no 'recipient'");
	if (slice_empty(request->purpose))
		return service_fault(reading, "the request has no 'purpose'");
	if (!slice_empty(request->trigger) &&
	    dictionary_find(reading->dictionary, KIND_TRIGGER,
			    request->trigger) == DICTIONARY_NONE)
		return service_fault(reading, "'trigger' is no trigger of the "
					      "dictionary");
	if (!slice_empty(request->role) &&
	    dictionary_find(reading->dictionary, KIND_ROLE, request->role) ==
		    DICTIONARY_NONE)
		return service_fault(reading,
				     "'role' is no role of the dictionary");
	return read_fields(reading, line) && read_level(reading, line) &&
	       read_controller(reading, line) && read_number(reading, line) &&
	       service_read_received(reading, line) &&
	       service_read_grants(reading, line);
}

/* --- the pupil ------------------------------------------------------------------------ */

/* The number in the pupil's record beside the recipient's. */
static int32_t own_value(const struct reading *reading, struct slice text)
{
	char laestab[LAESTAB_BYTES + 1];

	if (laestab_normalise(text, laestab))
		text = slice_of(laestab);
	return request_own(&reading->request, text);
}

static bool read_fact(struct reading *reading, uint16_t index,
		      const json_t *value, struct pupil *pupil)
{
	const struct fact *fact = &reading->dictionary->facts[index];
	const struct code_set *set;
	struct slice text = service_text(value);
	char digits[24];
	uint16_t code;

	if (json_is_null(value))
		return true;
	if (fact->origin == FACT_DERIVED)
		return service_fault(
			reading,
			"the fact '%.*s' follows from others and is not "
			"given",
			SLICE_ARGS(fact->name));
	if (fact->type == FACT_FLAG && json_is_boolean(value)) {
		pupil->facts[index] = json_is_true(value);
		return true;
	}
	if (fact->origin == FACT_RECIPIENT && json_is_string(value)) {
		pupil->facts[index] = own_value(reading, text);
		return true;
	}
	if (fact->type == FACT_DATE && date_parse(text, &pupil->facts[index]))
		return true;
	if (fact->type == FACT_NUMBER && json_is_integer(value) &&
	    json_integer_value(value) > INT32_MIN &&
	    json_integer_value(value) <= INT32_MAX) {
		pupil->facts[index] = (int32_t)json_integer_value(value);
		return true;
	}
	if (fact->type == FACT_CODE) {
		if (json_is_integer(value)) {
			snprintf(digits, sizeof(digits),
				 "%" JSON_INTEGER_FORMAT,
				 json_integer_value(value));
			text = slice_of(digits);
		}
		set = &reading->dictionary->code_sets[fact->codes];
		code = code_set_find(reading->dictionary, fact->codes, text);
		if (code != DICTIONARY_NONE) {
			pupil->facts[index] = code_fact_value(set, code);
			return true;
		}
	}
	return service_fault(reading,
			     "the fact '%.*s' has a value it cannot have",
			     SLICE_ARGS(fact->name));
}

/* Whoever is so many years old has had that birthday. */
static bool read_age(struct reading *reading, const json_t *value,
		     struct pupil *pupil)
{
	uint16_t birth = condition_birth_fact(reading->dictionary);

	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    json_integer_value(value) > 150 || birth == DICTIONARY_NONE)
		return service_fault(reading, "'age' is not a number of years");
	if (pupil->facts[birth] == DATE_NONE)
		pupil->facts[birth] = date_latest_birth(
			(int)json_integer_value(value), reading->request.date);
	return true;
}

/* When the data was collected: one date, or one for each category. */
static bool read_collected(struct reading *reading, const json_t *value,
			   struct pupil *pupil)
{
	const char *key;
	json_t *entry;
	int32_t date;

	if (date_parse(service_text(value), &date)) {
		for (int i = 0; i < CATEGORY_LIMIT; i++)
			pupil->collected[i] = date;
		return true;
	}
	if (!json_is_object(value))
		return service_fault(reading,
				     "'collected' is neither a date nor dates "
				     "by category");
	json_object_foreach((json_t *)(uintptr_t)value, key, entry)
	{
		uint16_t category = dictionary_find(
			reading->dictionary, KIND_CATEGORY, slice_of(key));

		if (category == DICTIONARY_NONE)
			return service_fault(reading,
					     "'collected' names a category "
					     "that is not known");
		if (!date_parse(service_text(entry),
				&pupil->collected[category]))
			return service_fault(reading,
					     "'collected' holds a date that is "
					     "none");
	}
	return true;
}

/* A version may have been given more than once. */
static void give_version(const struct reading *reading, json_int_t number,
			 int32_t date, struct pupil *pupil)
{
	for (size_t v = 0; v < reading->policy->notice_count; v++) {
		const struct notice *notice =
			reading->policy->notices[v].notice;

		if ((json_int_t)notice->version == number)
			pupil->served[v] =
				request_served(&reading->request, notice,
					       pupil->served[v], date);
	}
}

/* Versions of the notice that the family was given, with dates. */
static bool read_served(struct reading *reading, const json_t *list,
			struct pupil *pupil)
{
	static const char *const known[] = {"version", "date", NULL};
	const json_t *entry;
	size_t i;

	if (!json_is_array(list))
		return service_fault(reading, "'served' is not a list");
	json_array_foreach(list, i, entry)
	{
		const json_t *version = json_object_get(entry, "version");
		int32_t date;

		if (!service_only_known(reading, entry, known,
					"an entry of 'served'"))
			return false;
		if (!json_is_integer(version) ||
		    !service_read_date(reading, entry, "date", &date) ||
		    date == DATE_NONE)
			return service_fault(reading,
					     "an entry of 'served' needs a "
					     "version and a date");
		give_version(reading, json_integer_value(version), date, pupil);
	}
	return true;
}

static bool read_pupil_member(struct reading *reading, const char *key,
			      const json_t *value, struct pupil *pupil)
{
	uint16_t fact;

	if (strcmp(key, "age") == 0)
		return true; /* after the birth date, which is more exact */
	if (strcmp(key, "collected") == 0)
		return read_collected(reading, value, pupil);
	if (strcmp(key, "served") == 0)
		return read_served(reading, value, pupil);
	fact = condition_fact(reading->dictionary, slice_of(key));
	if (fact == DICTIONARY_NONE)
		return service_fault(reading,
				     "'pupil' has a member that is no fact of "
				     "the dictionary");
	return read_fact(reading, fact, value, pupil);
}

static bool keep_wish(struct reading *reading, const struct wish *wish)
{
	struct wish *list =
		arena_grow(reading->arena, reading->wishes, reading->wish_count,
			   &reading->wish_capacity, sizeof(*list));

	if (list == NULL)
		return service_out_of_memory(reading);
	reading->wishes = list;
	list[reading->wish_count++] = *wish;
	return true;
}

static bool read_wish(struct reading *reading, const json_t *entry,
		      struct pupil *pupil)
{
	static const char *const known[] = {"kind",      "by",        "to",
					    "recipient", "for",       "purpose",
					    "date",      "withdrawn", NULL};
	struct wish wish;

	if (!json_is_object(entry))
		return service_fault(reading, "a wish is not an object");
	if (!service_only_known(reading, entry, known, "a wish") ||
	    !service_read_text(reading, entry, "kind", &wish.kind) ||
	    !service_read_text(reading, entry, "by", &wish.by) ||
	    !service_read_either(reading, entry, "to", "recipient",
				 &wish.recipient) ||
	    !service_read_either(reading, entry, "for", "purpose",
				 &wish.purpose) ||
	    !service_read_date(reading, entry, "date", &wish.date) ||
	    !service_read_date(reading, entry, "withdrawn", &wish.withdrawn))
		return false;
	if (!service_known_scope(reading, wish.recipient, wish.purpose,
				 "a wish"))
		return false;
	if (!slice_empty(wish.by) && !slice_is(wish.by, "parent") &&
	    !slice_is(wish.by, "pupil"))
		return service_fault(reading,
				     "a wish is by 'parent' or 'pupil'");
	if (dictionary_find(reading->dictionary, KIND_CODES,
			    SLICE("wish-kind")) == DICTIONARY_NONE ||
	    code_set_find(reading->dictionary,
			  dictionary_find(reading->dictionary, KIND_CODES,
					  SLICE("wish-kind")),
			  wish.kind) == DICTIONARY_NONE)
		return service_fault(reading,
				     "a wish has no kind that is known");
	if (!keep_wish(reading, &wish))
		return false;
	if (!slice_empty(wish.by)) {
		pupil_wish(pupil, &wish, &reading->request,
			   reading->dictionary);
		return true;
	}
	/* Not said by whom: it counts as said by whoever may. */
	wish.by = SLICE("parent");
	pupil_wish(pupil, &wish, &reading->request, reading->dictionary);
	wish.by = SLICE("pupil");
	pupil_wish(pupil, &wish, &reading->request, reading->dictionary);
	return true;
}

bool service_read_pupil(struct reading *reading, const json_t *line,
			struct pupil *pupil)
{
	const json_t *facts = json_object_get(line, "pupil");
	const json_t *wishes;
	const json_t *age = json_object_get(facts, "age");
	const char *key;
	json_t *value;
	size_t i;

	pupil_init(pupil);
	if (reading->request.binding_count > 0)
		pupil->binding = 0;
	/* Data of which nothing is said is collected on the day. */
	for (int c = 0; c < CATEGORY_LIMIT; c++)
		pupil->collected[c] = reading->request.date;
	if (facts != NULL && !json_is_object(facts))
		return service_fault(reading, "'pupil' is not an object");
	json_object_foreach((json_t *)(uintptr_t)facts, key,
			    value) if (!read_pupil_member(reading, key, value,
							  pupil)) return false;
	if (age != NULL && !json_is_null(age) && !read_age(reading, age, pupil))
		return false;
	if (!service_read_list(reading, line, "wishes", &wishes))
		return false;
	json_array_foreach(
		wishes, i,
		value) if (!read_wish(reading, value, pupil)) return false;
	return true;
}
